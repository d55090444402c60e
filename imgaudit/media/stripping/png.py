"""PNG and APNG: chunks that describe pixels, colour, size and animation are copied, all others left out."""

import binascii

from imgaudit.media.harmless.chunks import PNG_HARMLESS
from imgaudit.media.png import SIGNATURE, chunks, inspect_png
from imgaudit.media.record import Report

from .exif_block import rewritten, upright
from .wish import Copy, Wish

_EXIF = frozenset({b"eXIf", b"zxIf"})
_POINTS_ELSEWHERE = frozenset({b"iDOT"})  # an Apple hint that counts bytes, which no longer fits
_NAMED = frozenset({b"sPLT", b"pCAL"})  # hints with a name of somebody's choice; the pixels do without
_ENDS = frozenset({b"IEND", b""})
_PIXELS = frozenset({b"IDAT", b"fdAT"})
_METADATA = _EXIF | {b"tEXt", b"zTXt", b"iTXt", b"tIME", b"caBX", b""}


def strip_png(data: bytes, wish: Wish, orientation: int | None) -> Copy:
    """The picture without what is to go."""
    view = memoryview(data)
    parts: list[bytes | memoryview] = [SIGNATURE]
    metadata = b""
    after_header = 1
    is_doubtful = is_between = has_pixels = has_exif = False
    for kind, start, body, end in chunks(data):
        if kind in PNG_HARMLESS:
            # Pixels that go on behind something else: some readers have stopped there.
            is_doubtful |= is_between and kind in _PIXELS
        else:
            is_doubtful |= kind not in _METADATA
            is_between |= has_pixels
            is_doubtful |= kind in _EXIF and has_exif  # readers take the turn from one or the other
            has_exif |= kind in _EXIF
        has_pixels |= kind in _PIXELS
        if kind in _NAMED:
            if not _exposed(view[start : end + 4]):
                parts.append(view[start : end + 4])
        elif kind in PNG_HARMLESS and kind not in _POINTS_ELSEWHERE:
            parts.append(view[start : end + 4])
            if kind == b"IHDR":
                after_header = len(parts)
        elif kind in _EXIF and not wish.everything:
            metadata = metadata or rewritten(bytes(view[body:end]), wish, orientation)
        elif kind == b"" and not wish.bare and _may_stay(b"", view[body:end], wish):
            parts.append(view[body:end])
        elif kind not in _ENDS and kind not in _POINTS_ELSEWHERE and _may_stay(view[start : end + 4], b"", wish):
            parts.append(view[start : end + 4])
    if metadata := metadata or upright(orientation):
        parts.insert(after_header, chunk(b"eXIf", metadata))
    return Copy(b"".join(parts), is_doubtful)


def chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk with its checksum."""
    return len(body).to_bytes(4, "big") + kind + body + binascii.crc32(kind + body).to_bytes(4, "big")


def _alone(inside: bytes | memoryview, behind: bytes | memoryview) -> bytes:
    """A PNG around a chunk, or around what follows a picture, so that it can be judged."""
    header = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    return b"".join([SIGNATURE, header, inside, chunk(b"IEND", b""), behind])


def _exposed(inside: memoryview) -> set[str]:
    report = Report()
    inspect_png(report, _alone(inside, b""))
    return report.yes | report.unknown


def _may_stay(inside: bytes | memoryview, behind: bytes | memoryview, wish: Wish) -> bool:
    return not wish.everything and wish.may_stay(lambda report: inspect_png(report, _alone(inside, behind)))
