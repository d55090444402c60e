"""The strips and tiles of a TIFF (TIFF 6.0, sections 3, 9, 13, 15): how many of their bytes a decoder reads."""

from collections.abc import Iterator, Mapping

from imgaudit.media.buffer import Buffer, Ranges, ends_in_words
from imgaudit.media.record import Damaged, Report

from .jpeg_blocks import end_of_image
from .lzw import Unpacker
from .pixel_data import Deflated, tell_unread
from .tiff_ifd import Entry, Header, number, numbers

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _COLOURS = 0x0100, 0x0101, 0x0102, 0x0103, 0x0106
_SAMPLES, _ROWS, _PLANES, _TILE_WIDTH, _TILE_HEIGHT = 0x0115, 0x0116, 0x011C, 0x0142, 0x0143
_NONE, _LZW, _JPEG, _DEFLATE, _PACKBITS = 1, 5, 7, (8, 32946), 32773
_SUBSAMPLED = 6
_Tags = Mapping[int, Entry]


class Strips:
    """The pixels of all directories of a file on the way through them."""

    __slots__ = ("_data", "_deflated", "_header", "_report", "_unpacker")

    def __init__(self, report: Report, data: Buffer, header: Header) -> None:
        self._report = report
        self._data = data
        self._header = header
        self._deflated = Deflated()
        self._unpacker = Unpacker(is_tiff=True)

    def inspect(self, tags: _Tags, strips: Ranges) -> Ranges:
        """Judge what no decoder reads of the strips or tiles of a picture; each as far as one does."""
        if sum(end - start for start, end in strips) > len(self._data):  # they lie over one another
            self._report.doubt()
            return strips
        coding = self._value(tags, _COMPRESSION, 1)
        sizes = self._sizes(tags)
        used: Ranges = []
        if not all(0 <= start <= end <= len(self._data) for start, end in strips):
            return strips  # a picture that is cut off is damaged
        for start, end in strips:
            needed = next(sizes, 0)
            if self._value(tags, _COLOURS) == _SUBSAMPLED and coding != _JPEG and needed:
                used.append((start, end))
                continue
            try:
                stop = self._end(coding, start, end, needed) if start < end and needed else start
            except Damaged:  # some old writers had codes of their own
                stop = None
            if stop is None:
                self._report.doubt()
            used.append((start, end if stop is None else min(stop, end)))
        unread = [(stop, end) for (_, stop), (_, end) in zip(used, strips, strict=True) if stop < end]
        tell_unread(self._report, self._data, unread, "in a strip")
        return used

    def _end(self, coding: int, start: int, end: int, needed: int) -> int | None:
        data = self._data
        if coding == _NONE:
            return start + needed
        if coding == _PACKBITS:
            return start + _packed(data[start:end], needed)
        if coding == _LZW:
            length = self._unpacker.pixels(data[start:end], 8, needed)
            return None if length is None else start + length
        if coding in _DEFLATE:
            self._deflated.begin(needed)
            stop = self._deflated.take(data, start, end)
            return None if self._deflated.has_more or self._deflated.is_too_large else stop
        if coding == _JPEG:
            return end_of_image(data, start, end)
        return None if ends_in_words(data, start, end) else end

    def _value(self, tags: _Tags, tag: int, default: int = 0) -> int:
        return number(self._data, self._header.order, tags.get(tag)) or default

    def _sizes(self, tags: _Tags) -> Iterator[int]:
        """How many bytes each strip or tile unpacks to; no more of them than the picture has."""
        width, height = self._value(tags, _WIDTH), self._value(tags, _HEIGHT)
        samples = self._value(tags, _SAMPLES, 1)
        entry = tags.get(_BITS)
        bits = numbers(self._data, self._header.order, entry[1], entry[3], min(entry[2], samples)) if entry else (1,)
        planes = [[int(b)] for b in bits] if self._value(tags, _PLANES) == 2 else [[int(b) for b in bits]]
        if len(bits) < samples:
            planes = [planes[0] * samples] if len(planes) == 1 else planes * samples
        across, down = self._value(tags, _TILE_WIDTH), self._value(tags, _TILE_HEIGHT)
        for plane in planes:
            if across and down:
                for _ in range(-(-width // across) * -(-height // down)):
                    yield down * ((across * sum(plane) + 7) // 8)
                continue
            rows = min(self._value(tags, _ROWS, height), height)
            for first in range(0, height, max(rows, 1)):
                yield min(rows, height - first) * ((width * sum(plane) + 7) // 8)


def _packed(data: bytes, needed: int) -> int:
    """Where runs end that stand for so many bytes."""
    at = 0
    while at < len(data) and needed > 0:
        told = data[at]
        at += told + 2 if told < 128 else 2 if told > 128 else 1
        needed -= told + 1 if told < 128 else 257 - told if told > 128 else 0
    return at
