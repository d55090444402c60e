"""What is packed with gzip, once or more often, as the stream that is in it."""

from __future__ import annotations

import io
import zlib
from typing import BinaryIO, cast

GZIP = b"\x1f\x8b"
MAX_UNPACKED = 2 * 1024**3
"""Bytes; no export that is kept packed has so many."""
MAX_LAYERS = 3


class Unpacked(io.RawIOBase):
    """A gzip file as a stream. What precedes a fault is given; then ``OSError`` is raised."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._inside = zlib.decompressobj(31)
        self._packed = b""
        self._ahead = b""
        self._left = MAX_UNPACKED
        self._is_ended = False

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, fewer than asked for only before the end or a fault."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(1 << 20), b""))
        data, self._ahead = self._ahead[:size], self._ahead[size:]
        pieces = [data]
        left = size - len(data)
        try:
            while left and (data := self._next(left)):
                pieces.append(data)
                left -= len(data)
        except OSError:
            if left == size:
                raise
        return b"".join(pieces)

    def readinto(self, buffer: object) -> int:
        """Fill a buffer."""
        view = memoryview(cast(bytearray, buffer)).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def is_packed_again(self) -> bool:
        """Whether what is in it is itself packed."""
        self._ahead = self.read(len(GZIP))
        return self._ahead == GZIP

    def _next(self, size: int) -> bytes:
        data = b""
        while not (data or self._is_ended):
            self._packed = self._packed or self._stream.read(1 << 16)
            if not self._packed:
                raise OSError("the gzip file is damaged: it ends in the middle")
            try:
                data = self._inside.decompress(self._packed, size)
            except zlib.error as error:
                raise OSError(f"the gzip file is damaged: {error}") from error
            self._packed = self._inside.unconsumed_tail
            if self._inside.eof:  # another part may follow; anything else after the end is padding
                self._packed = self._inside.unused_data or self._stream.read(1 << 16)
                self._is_ended = not self._packed.startswith(GZIP)
                self._inside = zlib.decompressobj(31)
        self._left -= len(data)
        if self._left < 0:
            raise OSError(f"unpacks to over {MAX_UNPACKED // 1024**2:,} MB: not read further")
        return data


def unpacked(stream: BinaryIO) -> BinaryIO:
    """The stream itself, or what is in it where it is packed with gzip."""
    is_packed = stream.read(len(GZIP)) == GZIP
    stream.seek(0)
    if not is_packed:
        return stream
    inside = Unpacked(stream)
    try:
        for _ in range(MAX_LAYERS):
            if not inside.is_packed_again():
                break
            inside = Unpacked(cast(BinaryIO, inside))
    except OSError:  # it only begins as such a file does, or nothing of it can be unpacked
        stream.seek(0)
        return stream
    return cast(BinaryIO, inside)
