"""PHP's ``serialize`` format, as WordPress stores a picture's metadata.

Lengths are bytes and often wrong: a search-and-replace over the database changes an address but not its length.
So a text whose length does not fit ends at the next ``";`` that something sensible follows.
"""

from __future__ import annotations

import re

Value = None | bool | int | float | str | dict[str, "Value"]

MAX_BYTES = 4_000_000
MAX_DEPTH = 32
MAX_VALUES = 100_000

_NUMBER = re.compile(rb"([id]):(-?[0-9.]+(?:[eE][-+]?\d+)?|-?INF|NAN);")
_COUNT = re.compile(rb"a:(\d{1,9}):\{")
_OBJECT = re.compile(rb'O:\d{1,6}:"[^"]{0,200}":(\d{1,9}):\{')
_TEXT = re.compile(rb's:(\d{1,12}):"')
_AFTER = re.compile(rb"\s*(?:$|[}NbidsaOr](?=[:;}]|$)|\})")


class PhpError(ValueError):
    """Not a serialised value, or one beyond the limits."""


def unserialise(text: str | bytes) -> Value:
    """The value; arrays become dicts with text keys, objects dicts of their properties.

    Raises :class:`PhpError` where the value cannot be made out, however tolerantly.

    >>> unserialise('a:2:{s:5:"width";i:1024;s:99:"file";s:1:"2025/10/race.jpg";}')
    {'width': 1024, 'file': '2025/10/race.jpg'}
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    data = data.strip()
    if len(data) > MAX_BYTES:
        raise PhpError(f"over {MAX_BYTES:,} bytes")
    value, _ = _Reader(data).value(0, 0)
    return value


class _Reader:
    """One pass over the bytes; the position is handed on, so that nothing is copied."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.values = 0

    def value(self, at: int, depth: int) -> tuple[Value, int]:
        self.values += 1
        if depth > MAX_DEPTH or self.values > MAX_VALUES:
            raise PhpError("nested too deeply, or too many values")
        kind = self.data[at : at + 1]
        if kind == b"N" and self.data[at + 1 : at + 2] == b";":
            return None, at + 2
        if kind == b"b" and self.data[at + 3 : at + 4] == b";":
            return self.data[at + 2 : at + 3] == b"1", at + 4
        if kind in (b"i", b"d"):
            return self.number(at)
        if kind == b"s":
            return self.text(at)
        if kind == b"a":
            return self.array(at, depth, _COUNT)
        if kind == b"O":
            return self.array(at, depth, _OBJECT)
        raise PhpError(f"byte {at}: {self.data[at : at + 12]!r} is no serialised value")

    def number(self, at: int) -> tuple[Value, int]:
        found = _NUMBER.match(self.data, at)
        if not found:
            raise PhpError(f"byte {at}: no number")
        try:
            return (int(found[2]) if found[1] == b"i" else float(found[2])), found.end()
        except ValueError as error:
            raise PhpError(f"byte {at}: no number") from error

    def text(self, at: int) -> tuple[str, int]:
        found = _TEXT.match(self.data, at)
        if not found:
            raise PhpError(f"byte {at}: no text")
        start, end = found.end(), found.end() + int(found[1])
        if self.data[end : end + 2] != b'";' or not _AFTER.match(self.data, end + 2):
            end = self.data.find(b'";', start)
            while end >= 0 and not _AFTER.match(self.data, end + 2):
                end = self.data.find(b'";', end + 1)
            if end < 0:
                raise PhpError(f"byte {at}: a text without end")
        return self.data[start:end].decode("utf-8", "replace"), end + 2

    def array(self, at: int, depth: int, opening: re.Pattern[bytes]) -> tuple[Value, int]:
        found = opening.match(self.data, at)
        if not found:
            raise PhpError(f"byte {at}: no array")
        result: dict[str, Value] = {}
        at = found.end()
        # The closing bracket decides, not the count: the count may be wrong as well.
        while self.data[at : at + 1] != b"}":
            if at >= len(self.data):
                raise PhpError("ends inside an array")
            key, at = self.value(at, depth + 1)
            value, at = self.value(at, depth + 1)
            result[str(key)] = value
        end = at + 1
        return result, end + (self.data[end : end + 1] == b";")
