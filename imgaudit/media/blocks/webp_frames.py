"""The coded pictures of a WebP (RFC 6386, RFC 9649): which of their bytes a decoder needs.

Neither VP8 nor VP8L says where its data end. So a picture is decoded with fewer bytes: it must not work.
"""

from collections.abc import Callable

from imgaudit.media.buffer import Ranges, is_blank
from imgaudit.media.drawing import can_decode_webp
from imgaudit.media.limits import MAX_TRIED_PIXELS
from imgaudit.media.record import Damaged

_SPARE = 4
"""So many bytes more than a decoder asks for do encoders write at the end of a partition; behind them, only zeros."""
_HEAD = 10


class Trials:
    """The decoding of pictures of one file with fewer bytes than they have."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = MAX_TRIED_PIXELS

    @property
    def is_over(self) -> bool:
        """Whether the pictures are too large, or too many, to be decoded so often."""
        return self._left < 0

    def unread(self, kind: bytes, content: bytes, sides: tuple[int, int]) -> Ranges:
        """Which bytes of a picture, or of its transparency, no decoder reads.

        Parameters
        ----------
        kind, content
            The chunk: `VP8 `, `VP8L` or `ALPH`.
        sides
            Width and height of the picture to which an `ALPH` belongs.

        Raises
        ------
        Damaged
            When it cannot be decoded as it is.
        """
        if (kind == b"VP8L" and content[:1] != b"\x2f") or (kind == b"VP8 " and content[3:6] != b"\x9d\x01\x2a"):
            raise Damaged("its picture cannot be decoded.")
        if kind == b"VP8 ":
            return self._unread_lossy(content)
        if kind == b"VP8L":
            return self._unread_lossless(content, b"", _sides_lossless(content))
        if content[:1] and content[0] & 3 == 0:  # a byte a pixel
            return [(1 + sides[0] * sides[1], len(content))] if len(content) > 1 + sides[0] * sides[1] else []
        # Transparency is coded like a picture that has lost its header.
        header = b"\x2f" + (sides[0] - 1 | sides[1] - 1 << 14).to_bytes(4, "little")
        return [(start + 1 - 5, end + 1 - 5) for start, end in self._unread_lossless(content[1:], header, sides)]

    def _unread_lossless(self, content: bytes, header: bytes, sides: tuple[int, int]) -> Ranges:
        whole = header + content
        return self._behind(whole, [(0, len(whole))], lambda _, length: (b"VP8L", whole[:length]), sides)

    def _unread_lossy(self, content: bytes) -> Ranges:
        sides = int.from_bytes(content[6:8], "little") & 0x3FFF, int.from_bytes(content[8:10], "little") & 0x3FFF
        parts = partitions(content)

        def made(which: int, length: int) -> tuple[bytes, bytes]:
            bodies = [content[start:end] for start, end in parts]
            bodies[which] = bodies[which][:length]
            tag = int.from_bytes(content[:3], "little") & 31 | len(bodies[0]) << 5
            sizes = [len(body).to_bytes(3, "little") for body in bodies[1:-1]]
            return b"VP8 ", b"".join([tag.to_bytes(3, "little"), content[3:10], bodies[0], *sizes, *bodies[1:]])

        return self._behind(content, parts, made, sides)

    def _behind(
        self, content: bytes, parts: Ranges, made: Callable[[int, int], tuple[bytes, bytes]], sides: tuple[int, int]
    ) -> Ranges:
        """What no decoder reads at the end of each part, given what makes a picture with so many bytes of one part."""

        def can_decode(kind_and_content: tuple[bytes, bytes]) -> bool:
            self._left -= max(1, sides[0] * sides[1])
            return not self.is_over and can_decode_webp(_file(*kind_and_content))

        def works(which: int, length: int) -> bool:
            # The byte that pads a chunk of odd length is read as one of its own: with one less, there is none.
            kind, frame = made(which, length)
            return can_decode((kind, frame) if len(frame) % 2 == 0 else made(which, length - 1))

        if (1 + len(parts)) * sides[0] * sides[1] > self._left:
            self._left = -1
            return []
        if not can_decode(made(0, parts[0][1] - parts[0][0])) and not self.is_over:
            raise Damaged("its picture cannot be decoded.")
        unread: Ranges = []
        for which, (start, end) in enumerate(parts):
            size, cut = end - start, _SPARE + 1
            if cut > size or not works(which, size - cut):
                continue
            while 2 * cut < size and works(which, size - 2 * cut):
                cut *= 2
            few, enough = max(0, size - 2 * cut), size - cut
            while enough - few > 1:
                middle = (few + enough) // 2
                few, enough = (few, middle) if works(which, middle) else (middle, enough)
            if not is_blank(content, start + enough + _SPARE, end):
                unread.append((start + enough, end))
        return unread


def _sides_lossless(content: bytes) -> tuple[int, int]:
    bits = int.from_bytes(content[1:5], "little")
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _file(kind: bytes, content: bytes) -> bytes:
    chunk = kind + len(content).to_bytes(4, "little") + content + b"\0" * (len(content) & 1)
    return b"RIFF" + (len(chunk) + 4).to_bytes(4, "little") + b"WEBP" + chunk


def partitions(content: bytes) -> Ranges:
    """Where the parts of a frame lie: its description, and the pixels in one or more (RFC 6386, 9.1, 9.5)."""
    first = _HEAD + (int.from_bytes(content[:3], "little") >> 5)
    count = 1 << _log_of_parts(_Bools(content[_HEAD:first]))
    at = first + 3 * (count - 1)
    parts = [(_HEAD, first)]
    for number in range(count - 1):
        size = int.from_bytes(content[first + 3 * number : first + 3 * number + 3], "little")
        parts.append((at, at + size))
        at += size
    if at > len(content):
        raise Damaged("its picture is cut off.")
    return [*parts, (at, len(content))]


class _Bools:
    """Arithmetic decoding (RFC 6386, 7) of bits that are as likely as not."""

    def __init__(self, data: bytes) -> None:
        self._bits = int.from_bytes(data[:_MOST_BYTES].ljust(_MOST_BYTES, b"\0"), "big")
        self._at = 8 * _MOST_BYTES - 8
        self._range = 255

    def number(self, bits: int) -> int:
        """A number of so many bits."""
        value = 0
        for _ in range(bits):
            split = (self._range + 1) // 2
            is_one = self._bits >> self._at >= split
            if is_one:
                self._bits -= split << self._at
            self._range = self._range - split if is_one else split
            shift = 8 - self._range.bit_length()
            self._range <<= shift
            self._at -= shift
            value = value << 1 | is_one
        return value

    def optional(self, *bits: int) -> None:
        """Numbers that stand there if a bit in front of each says so."""
        for width in bits:
            if self.number(1):
                self.number(width)


_MOST_BYTES = 64
"""So many bytes at most describe a frame up to the number of its parts."""


def _log_of_parts(bools: _Bools) -> int:
    """Of how many parts a frame is, as a power of two (RFC 6386, 9.2 to 9.5)."""
    bools.number(2)  # colours
    if bools.number(1):  # segments: their quantisers, their filters, and how likely each is
        has_map, has_data = bools.number(1), bools.number(1)
        if has_data:
            bools.number(1)
            bools.optional(*[8] * 4, *[7] * 4)
        if has_map:
            bools.optional(*[8] * 3)
    bools.number(10)  # the filter
    if bools.number(1) and bools.number(1):
        bools.optional(*[7] * 8)
    return bools.number(2)
