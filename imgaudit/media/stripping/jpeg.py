"""JPEG: the segments that make the picture are copied, all others left out."""

from collections.abc import Iterable, Mapping

from imgaudit.media import exif
from imgaudit.media.iptc import Dataset, datasets, inspect_iptc
from imgaudit.media.jpeg import (
    COM,
    EOI,
    EXIF_PREFIXES,
    FRAMES,
    PHOTOSHOP_PREFIXES,
    SOI,
    SOS,
    TABLES,
    TRAILER,
    XMP_PREFIX,
    Block,
    blocks,
    inspect_jpeg,
    scan_ends,
)
from imgaudit.media.photoshop import SIGNATURES, inspect_photoshop, resources
from imgaudit.media.record import Damaged
from imgaudit.media.xmp import inspect_xmp

from .exif_block import rewritten, upright
from .wish import Copy, Wish

_APP0, _APP1, _APP2, _APP13, _APP14 = 0xE0, 0xE1, 0xE2, 0xED, 0xEE
_IPTC = 0x0404
_PICTURE = FRAMES | TABLES | {SOS}
_LONGEST = 0xFFFF - 2
_ADOBE_SIZE, _JFIF_SIZE = 12, 14
_DROPPED_BEHIND = _PICTURE | {EOI, TRAILER}
_DROPPED_BEFORE = _DROPPED_BEHIND | {SOI, COM, *range(0xE0, 0xF0)}
"""Behind the first scan, and before it: what may be copied or dropped with no doubt that viewers show the same."""


def strip_jpeg(data: bytes, wish: Wish, orientation: int | None, scans: Mapping[int, int]) -> Copy:
    """The picture without what is to go; `scans` are those of the original.

    Bytes between the segments of its head are dropped, so that any viewer opens it.
    """
    view = memoryview(data)
    header = b""
    kept: list[bytes | memoryview] = []
    extra: list[bytes | memoryview] = []
    exif_parts: list[bytes] = []
    photoshop = b""
    has_scan = has_exif = is_doubtful = False
    for block in blocks(data, 0, scans):
        marker, start, body, end = block
        has_scan |= marker == SOS
        is_doubtful |= marker not in (_DROPPED_BEHIND if has_scan else _DROPPED_BEFORE)
        if marker == _APP1 and data[body : body + 6] in EXIF_PREFIXES:
            is_doubtful |= has_exif  # readers take the turn from one or the other
            has_exif = True
        if marker in _PICTURE:
            kept.append(view[start:end])
        elif marker == _APP0 and end - body >= 12 and data[body : body + 5] == b"JFIF\0":
            # The size of the thumbnail is said to be 0 × 0 (JFIF 1.02): it goes with what follows it.
            is_doubtful |= end - body < _JFIF_SIZE  # some readers do not count it as one
            header = header or b"\xff\xe0\x00\x10" + bytes(view[body : body + 12]) + b"\0\0"
        elif marker == _APP2 and data[body : body + 12] == b"ICC_PROFILE\0":
            kept.append(view[body - 4 : end])
        elif marker == _APP14 and end - body >= _ADOBE_SIZE and data[body : body + 5] == b"Adobe":
            # Says whether the colours are RGB, YCbCr, CMYK or YCCK; without it they come out wrong.
            kept.append(_segment(_APP14, view[body : body + _ADOBE_SIZE]))
        elif wish.everything or marker in (SOI, EOI):
            continue
        elif marker == _APP1 and bytes(view[body : body + 6]) in EXIF_PREFIXES:
            content = bytes(view[body + 6 : end])
            if exif_parts and content[:4] not in (b"II*\0", b"MM\0*"):
                exif_parts[-1] += content
            else:
                exif_parts.append(content)
        elif marker == _APP13 and (prefix := _prefix(bytes(view[body : min(end, body + 20)]))):
            photoshop += view[body + len(prefix) : end]
        elif marker == TRAILER:
            if not wish.bare and _may_stay(data, block, wish):
                extra.append(view[start:end])
        elif (0xE0 <= marker <= 0xEF or marker == COM) and _may_stay(data, block, wish):
            kept.append(view[body - 4 : end])
    first = exif_parts[0] if exif_parts else b""
    metadata = rewritten(first, wish, orientation) if first else upright(orientation)
    for further in exif_parts[1:]:  # a second block is not what viewers read, and stays only if nothing is to go of it
        if wish.may_stay(lambda report, further=further: exif.inspect_exif(report, further, "Exif")):  # type: ignore[misc]
            metadata = metadata or rewritten(further, wish, orientation)
    head = [b"\xff\xd8", header, *_segments(_APP1, b"Exif\0\0", metadata)]
    if photoshop:
        head += _segments(_APP13, b"Photoshop 3.0\0", without_resources(photoshop, wish))
    parts = [*head, *kept, b"\xff\xd9", *extra]
    return Copy(b"".join(parts), is_doubtful, _scans_of(parts))


def _scans_of(parts: Iterable[bytes | memoryview]) -> dict[int, int]:
    """Where the scans of the copy end: each is one part of it, from its marker to its end."""
    found: dict[int, int] = {}
    position = 0
    for part in parts:
        if len(part) > 4:
            found |= {position + start: position + end for start, end in scan_ends(part, [(0, len(part))]).items()}
        position += len(part)
    return found


def _prefix(head: bytes) -> bytes:
    return next((prefix for prefix in PHOTOSHOP_PREFIXES if head.startswith(prefix)), b"")


def _segment(marker: int, content: bytes | memoryview) -> bytes:
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, "big") + content


def _segments(marker: int, prefix: bytes, content: bytes) -> list[bytes]:
    """A block as segments: one of more than 64 KiB needs several."""
    step = _LONGEST - len(prefix)
    return [_segment(marker, prefix + content[at : at + step]) for at in range(0, len(content), step)]


def _may_stay(data: bytes, block: Block, wish: Wish) -> bool:
    """Whether a segment gives away nothing that is to go. It is judged in a JPEG of its own."""
    content = bytes(data[block.body : block.end])
    if block.marker == _APP1 and content.startswith(XMP_PREFIX):
        return wish.may_stay(lambda report: inspect_xmp(report, content[len(XMP_PREFIX) :], "XMP"))
    segment = content if block.marker == TRAILER else bytes(data[block.body - 4 : block.end])
    parts = (_TINY, b"\xff\xd9", segment) if block.marker == TRAILER else (segment, _TINY, b"\xff\xd9")
    alone = b"\xff\xd8" + b"".join(parts)
    return wish.may_stay(lambda report: inspect_jpeg(report, alone))


_TINY = b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00"
"""A frame and a scan of one pixel, around which a segment can be judged."""


def without_resources(block: bytes, wish: Wish) -> bytes:
    """Photoshop resources, and in them IPTC datasets, without what is to go."""
    if not block.startswith(SIGNATURES):
        return b""
    kept = []
    try:
        for number, name, start, end in resources(block):
            body = block[start:end]
            if number == _IPTC:
                body = without_datasets(body, wish)
            length = bytes((len(name),)) + name
            made = b"8BIM" + number.to_bytes(2, "big") + length + b"\0" * (len(length) & 1)
            made += len(body).to_bytes(4, "big") + body + b"\0" * (len(body) & 1)
            if body and _block_may_stay(made, wish):
                kept.append(made)
    except Damaged:
        return b""
    return b"".join(kept)


def _block_may_stay(block: bytes, wish: Wish) -> bool:
    return wish.may_stay(lambda report: inspect_photoshop(report, block, "Photoshop"))


def without_datasets(block: bytes, wish: Wish) -> bytes:
    """IPTC datasets without those that are to go; the character set is said again where it was said."""
    kept = []
    try:
        for dataset in datasets(block):
            raw = _dataset(dataset, block)
            if dataset.key == (1, 90) or wish.may_stay(lambda report, raw=raw: inspect_iptc(report, raw, "IPTC")):  # type: ignore[misc]
                kept.append((dataset.key, raw))
    except Damaged:
        return b""
    return b"".join(raw for _, raw in kept) if any(key != (1, 90) for key, _ in kept) else b""


def _dataset(dataset: Dataset, block: bytes) -> bytes:
    value = block[dataset.start : dataset.end]
    size = len(value).to_bytes(2, "big") if len(value) < 0x8000 else b"\x80\x04" + len(value).to_bytes(4, "big")
    return b"\x1c" + bytes(dataset.key) + size + value
