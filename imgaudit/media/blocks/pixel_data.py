"""Compressed pixels: where they end, for no decoder reads what lies behind that. Deflate of PNG and TIFF."""

import zlib

from imgaudit.media.buffer import Buffer, Ranges, is_blank
from imgaudit.media.limits import MAX_DECODED_BYTES
from imgaudit.media.record import Damaged, Report

_IN, _OUT = 1 << 16, 1 << 18


def tell_unread(report: Report, data: Buffer, ranges: Ranges, where: str) -> None:
    """Bytes beside the pixels that no decoder reads: anything may stand there."""
    size = sum(end - start for start, end in ranges if not is_blank(data, start, end))
    if size:
        report.add("hidden", "bytes that no decoder reads", where, f"{size} bytes")
        if size >= 4:
            report.doubt()


class Deflated:
    """Deflated pixels that come piece by piece: what they unpack to is measured and not kept."""

    __slots__ = ("_left", "_machine", "_room", "has_more", "is_too_large")

    def __init__(self) -> None:
        self._left = MAX_DECODED_BYTES
        self.has_more = False
        """Whether they have unpacked to more than the picture needs, and not to zeros alone."""
        self.is_too_large = False
        """Whether they unpack to more than is looked at."""
        self.begin(0)

    def begin(self, needed: int, *, is_bare: bool = False) -> None:
        """A picture follows that needs so many bytes; bare ones have no header and no checksum around them."""
        self._machine = zlib.decompressobj(-zlib.MAX_WBITS if is_bare else zlib.MAX_WBITS)
        self._room = needed

    def take(self, data: Buffer, start: int, end: int) -> int:
        """Where the pixels end in the next piece: at its end, unless they end before it. Raises `Damaged`."""
        for at in range(start, end, _IN):
            stop = min(at + _IN, end)
            if unused := self._unpack(data[at:stop]):
                return stop - unused
        return end

    def _unpack(self, piece: bytes) -> int:
        """How many bytes of the next piece stand behind the pixels."""
        while piece and not self._machine.eof and not self.is_too_large:
            try:
                out = self._machine.decompress(piece, _OUT)
            except zlib.error:
                raise Damaged("its compressed picture cannot be unpacked.") from None
            self.has_more |= not is_blank(out, max(0, min(self._room, len(out))), len(out))
            self._room -= len(out)
            self._left -= len(out)
            self.is_too_large = self._left < 0
            piece = self._machine.unconsumed_tail or self._machine.unused_data
        return len(piece) if self._machine.eof else 0
