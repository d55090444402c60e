"""PHP's ``serialize`` format, as WordPress stores a picture's metadata.

Lengths are bytes and often wrong: a search-and-replace over the database changes an address but not its length.
So a text whose length does not fit ends at the next ``";`` that something sensible follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

Value = None | bool | int | float | str | dict[str, "Value"]

MAX_BYTES = 4_000_000
MAX_DEPTH = 32
MAX_VALUES = 100_000

_TOKEN = re.compile(
    r's:(\d{1,12}):"([^"]*)"(;(?=$|[}NbidsaO]))?'
    r"|i:(-?\d{1,30});"
    r'|(a:\d{1,9}:\{|O:\d{1,6}:"[^"]{0,200}":\d{1,9}:\{)'
    r"|(\};?)"
    r"|([bd]:(?:-?[0-9.]+(?:[eE][-+]?\d+)?|-?INF|NAN);|N;)"
    r"|(.)",
    re.DOTALL,
)
Token = tuple[str, str, str, str, str, str, str, str]
"""Size, text and end of a text · whole number · opening · closing · another simple value · what is none of these."""
_AFTER = re.compile(r"\s*(?:$|[}NbidsaOr](?=[:;}]|$)|\})")


class PhpError(ValueError):
    """Not a serialised value, or one beyond the limits."""


class _DoubtfulText(Exception):  # noqa: N818 - not an error: it is looked at again
    """A text holds quotation marks, or its length is wrong."""


def unserialise(text: str | bytes) -> Value:
    """The value; arrays become dicts with text keys, objects dicts of their properties.

    Raises :class:`PhpError` where the value cannot be made out, however tolerantly.

    >>> unserialise('a:2:{s:5:"width";i:1024;s:99:"file";s:1:"2025/10/race.jpg";}')
    {'width': 1024, 'file': '2025/10/race.jpg'}
    """
    data = (text if isinstance(text, str) else text.decode("utf-8", "replace")).strip()
    if len(data) > MAX_BYTES:
        raise PhpError(f"over {MAX_BYTES:,} bytes")
    try:
        return _value(_TOKEN.findall(data))
    except _DoubtfulText:
        return _value(_one_by_one(data))


def _value(tokens: Iterable[Token]) -> Value:
    """The first value. The closing bracket ends an array, not its count: that may be wrong as well."""
    outer: list[list[Value]] = []
    inner: list[Value] = []  # keys and values in turn
    left = MAX_VALUES
    value: Value
    for size, text, end, whole, opening, closing, simple, stray in tokens:
        left -= 1
        if size:
            if not end or (int(size) != len(text) and int(size) != len(text.encode("utf-8", "replace"))):
                raise _DoubtfulText
            value = text
        elif whole:
            value = int(whole)
        elif opening:
            if len(outer) == MAX_DEPTH or left < 0:
                raise PhpError("nested too deeply, or too many values")
            outer.append(inner)
            inner = []
            continue
        elif closing:
            if not outer or len(inner) % 2:
                raise PhpError("an array ends where none began, or after a key")
            value = dict(zip(map(str, inner[::2]), inner[1::2], strict=True))
            inner = outer.pop()
        elif stray:
            raise _DoubtfulText
        else:
            value = _simple(simple)
        if not outer:
            return value
        inner.append(value)
    raise PhpError("ends inside an array" if outer else "holds nothing")


def _one_by_one(text: str) -> Iterator[Token]:
    """The tokens where texts hold quotation marks or have a wrong length; each text is given its true length."""
    data = text.encode("utf-8", "replace").decode("latin-1")  # a letter a byte, since lengths are in bytes
    at = 0
    while at < len(data):
        found = _TOKEN.match(data, at)
        if found is None or found[8]:
            raise PhpError(f"character {at}: {data[at : at + 12]!r} is no serialised value")
        at = found.end()
        if found[1]:
            inside, at = _text(data, found.start(2), int(found[1]))
            value = inside.encode("latin-1").decode("utf-8", "replace")
            yield str(len(value)), value, ";", "", "", "", "", ""
        else:
            yield found.groups("")  # type: ignore[misc]


def _text(data: str, start: int, size: int) -> tuple[str, int]:
    """A text by its length in bytes; where that does not fit, up to the next end that something sensible follows."""
    end = start + size
    if data[end : end + 2] != '";' or not _AFTER.match(data, end + 2):
        end = data.find('";', start)
        while end >= 0 and not _AFTER.match(data, end + 2):
            end = data.find('";', end + 1)
        if end < 0:
            raise PhpError(f"character {start}: a text without end")
    return data[start:end], end + 2


def _simple(text: str) -> Value:
    if text == "N;":
        return None
    if text[0] == "b":
        return text[2] == "1"
    try:
        return float(text[2:-1])
    except ValueError as error:
        raise PhpError(f"{text[2:-1]!r} is no number") from error
