"""CBOR (RFC 8949): one value as plain Python, within bounds."""

from struct import unpack_from
from typing import Any

from imgaudit.media.limits import MAX_CBOR_DEPTH, MAX_CBOR_VALUES
from imgaudit.media.record import Damaged

_BREAK = object()
_SIMPLE = {20: False, 21: True, 22: None, 23: None}
_FLOATS = {25: ">e", 26: ">f", 27: ">d"}


class Pairs(list[tuple[Any, Any]]):
    """A map as it is written: a key may stand there twice, and the second hides nothing."""


def read_cbor(data: bytes) -> Any:
    """The value that these bytes are: numbers, `str`, `bytes`, lists, `Pairs`. What a tag says of a value is left out.

    Raises
    ------
    Damaged
        When they are no CBOR, more follows, or values are nested or many beyond all measure.
    """
    reader = _Reader(data)
    value = reader.value(0)
    if value is _BREAK or reader.at != len(data):
        raise Damaged("its CBOR is not well formed.")
    return value


class _Reader:
    __slots__ = ("at", "data", "left")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.left = MAX_CBOR_VALUES

    def take(self, size: int) -> bytes:
        if self.at + size > len(self.data):
            raise Damaged("its CBOR is cut off.")
        self.at += size
        return self.data[self.at - size : self.at]

    def value(self, depth: int) -> Any:
        """The value that begins here; `_BREAK` where a list of unknown length ends."""
        self.left -= 1
        if depth > MAX_CBOR_DEPTH or self.left < 0:
            raise Damaged("its CBOR is nested or filled beyond all measure.")
        head = self.take(1)[0]
        major, info = head >> 5, head & 31
        if major == 7:
            return self._simple(info)
        if info > 27 and not (info == 31 and 2 <= major <= 5):
            raise Damaged("its CBOR is not well formed.")
        count = None if info == 31 else info if info < 24 else int.from_bytes(self.take(1 << info - 24), "big")
        if count is not None and major in (0, 1):
            return count if major == 0 else -1 - count
        if major == 6:
            return self.value(depth + 1)
        if major in (2, 3):
            return self._string(major, count, depth)
        items = self._items(count, 2 if major == 5 else 1, depth)
        return Pairs(zip(items[::2], items[1::2], strict=True)) if major == 5 else items

    def _simple(self, info: int) -> Any:
        if info == 31:
            return _BREAK
        if info in _FLOATS:
            return unpack_from(_FLOATS[info], self.take(1 << info - 24))[0]
        return _SIMPLE.get(info, self.take(1)[0] if info == 24 else info)

    def _string(self, major: int, count: int | None, depth: int) -> str | bytes:
        if count is None:
            parts = self._items(None, 1, depth)
            if not all(isinstance(part, bytes if major == 2 else str) for part in parts):
                raise Damaged("its CBOR is not well formed.")
            return b"".join(parts) if major == 2 else "".join(parts)
        raw = self.take(count)
        return raw if major == 2 else raw.decode("utf-8", "replace")

    def _items(self, count: int | None, width: int, depth: int) -> list[Any]:
        items: list[Any] = []
        while count is None or len(items) < count * width:
            value = self.value(depth + 1)
            if value is _BREAK:
                if count is None and len(items) % width == 0:
                    break
                raise Damaged("its CBOR is not well formed.")
            items.append(value)
        return items
