"""LZW as GIF and TIFF have it (GIF89a, appendix F; TIFF 6.0, section 13): where compressed pixels end."""

from functools import cache

import numpy
from numpy.typing import NDArray

from imgaudit.media.limits import MAX_LZW_BYTES, MAX_LZW_TABLES
from imgaudit.media.record import Damaged

_Numbers = NDArray[numpy.int64]
_FIRST_LOOK, _MOST_BITS = 512, 12


class Unpacker:
    """The way through the pixels of all pictures of a file."""

    __slots__ = ("_is_tiff", "_left")

    def __init__(self, *, is_tiff: bool = False) -> None:
        self._is_tiff = is_tiff
        self._left = MAX_LZW_TABLES

    def pixels(self, data: bytes, depth: int, needed: int) -> int | None:
        """How many bytes pixels take: to the code that ends them, or until the picture has all; None: nobody knows.

        Parameters
        ----------
        data
            The sub-blocks of a picture, joined.
        depth
            Bits of a colour, as the picture says in front of them.
        needed
            Pixels of the picture: width times height.

        Raises
        ------
        Damaged
            At a code that no encoder writes: each decoder goes on after it in a way of its own.
        """
        if not 2 <= depth <= 8:
            raise Damaged("its colours have an impossible number of bits.")
        if len(data) > MAX_LZW_BYTES:
            return None
        words = _words(data, self._is_tiff)
        clear, at, look = 1 << depth, 0, _FIRST_LOOK
        while self._left:  # once a table of strings, which begins anew at each code that clears it
            self._left -= 1
            codes, ends, look = _until_sign(words, at, depth, look, self._is_tiff)
            is_closed = bool(codes.size) and int(codes[-1]) >> 1 == clear >> 1
            strings = codes[:-1] if is_closed else codes
            reached = numpy.cumsum(_lengths(strings, clear))
            enough = int(numpy.searchsorted(reached, needed))
            if enough + 1 < strings.size:  # more strings than the picture has pixels
                return -(-int(ends[enough]) // 8)
            if not is_closed:
                return len(data) if enough == strings.size else -(-int(ends[enough]) // 8)
            at = int(ends[-1])
            if codes[-1] != clear:
                return -(-at // 8)
            needed -= int(reached[-1]) if reached.size else 0
        return None


def _words(data: bytes, is_tiff: bool) -> _Numbers:
    """The 24 bits that begin at each byte."""
    padded = numpy.frombuffer(data + bytes(2), numpy.uint8).astype(numpy.int64)
    first, last = (padded[2:], padded[:-2]) if is_tiff else (padded[:-2], padded[2:])
    return first | padded[1:-1] << 8 | last << 16


@cache
def _ends_of_table(depth: int, is_tiff: bool) -> _Numbers:
    """Where each code ends while a table fills up: each but the first adds a string, and many ask for longer codes."""
    first = (1 << depth) + is_tiff  # whose codes grow one code early
    sizes = [min((first + 1 + max(number, 1)).bit_length(), _MOST_BITS) for number in range(1 << _MOST_BITS)]
    return numpy.cumsum(numpy.array(sizes, numpy.int64))


def _until_sign(words: _Numbers, at: int, depth: int, look: int, is_tiff: bool) -> tuple[_Numbers, _Numbers, int]:
    """Codes from a bit on, to the first that clears the table or ends the picture; where they end; how far to look."""
    while True:
        ends = _ends_of_table(depth, is_tiff)[:look]
        if look > ends.size:
            ends = numpy.concatenate([ends, ends[-1] + _MOST_BITS * numpy.arange(1, look - ends.size + 1)])
        ends = ends[: int(numpy.searchsorted(ends, 8 * words.size - at, "right"))]
        starts = numpy.concatenate([numpy.zeros(1, numpy.int64), ends])[:-1]
        places = at + starts
        sizes = ends - starts
        shifts = 24 - sizes - (places & 7) if is_tiff else places & 7
        codes = words[places >> 3] >> shifts & (1 << sizes) - 1
        (signs,) = (codes >> 1 == 1 << depth - 1).nonzero()
        if signs.size:
            count = int(signs[0]) + 1
            return codes[:count], at + ends[:count], 1 << count.bit_length()
        if ends.size < look:  # there are no more
            return codes, at + ends, look
        look *= 4


def _lengths(strings: _Numbers, clear: int) -> _Numbers:
    """How many pixels each code stands for: one, or one more than a code before it."""
    number = numpy.arange(strings.size)
    before = numpy.where(strings < clear, number, strings - clear - 2)
    if (before > number).any() or (before == number)[strings >= clear].any():
        raise Damaged("its compressed picture is not valid.")
    lengths = (strings >= clear).astype(numpy.int64)
    while (further := lengths[before]).any():  # twice as far back each time
        lengths += further
        before = before[before]
    return lengths + 1
