"""Bytes after the end of a picture: second pictures, motion-photo videos, makers' blocks, anything."""

from collections.abc import Iterator
from typing import NamedTuple

from imgaudit.media.buffer import Buffer, is_blank
from imgaudit.media.harmless.chunks import TRAILERS
from imgaudit.media.limits import MAX_DEPTH, MAX_NESTED_BYTES
from imgaudit.media.losses import GAIN_MAP, has_gain_map
from imgaudit.media.record import KINDS, Report

from . import samsung
from .exif import gaps
from .iso_boxes import end_of_boxes
from .jpeg_blocks import end_of_image

WHERE = "after end of image"
_MAX_PARTS = 64
_HEAD = 1 << 16


class Part(NamedTuple):
    """A file inside the trailer (format ``jpeg`` or ``mp4``), or bytes that are neither (``""``)."""

    format: str
    start: int
    end: int


def parts(data: Buffer, start: int, end: int) -> Iterator[Part]:
    """Split a trailer into the files in it and what lies between them."""
    loose = position = start
    for _ in range(_MAX_PARTS):
        picture = data.find(b"\xff\xd8\xff", position, end)
        video = data.find(b"ftyp", position, end)
        video = video - 4 if video >= position + 4 else -1
        found = min((at for at in (picture, video) if at >= 0), default=-1)
        if found < 0:
            break
        is_picture = found == picture
        stop = end_of_image(data, found, end) if is_picture else end_of_boxes(data, found, end)
        if stop is None:
            position = found + 4
            continue
        if found > loose:
            yield Part("", loose, found)
        yield Part("jpeg" if is_picture else "mp4", found, stop)
        loose = position = stop
    if end > loose:
        yield Part("", loose, end)


def inspect_trailer(report: Report, data: Buffer, start: int, end: int, where: str = WHERE) -> None:
    """Judge what follows the picture: `hidden` yes, and every kind that cannot be ruled out unknown."""
    if is_blank(data, start, end):
        return
    report.add("hidden", "bytes after the end", where, f"{end - start} bytes")
    tail = bytes(data[max(start, end - 64) : end])
    blocks = samsung.named_blocks(data, start, end)
    samsung.inspect_blocks(report, data, blocks, where)
    named = [(block.start - start, block.end - start) for block in blocks]
    for first, last in gaps(named, end - start):
        _inspect_parts(report, data, start + first, start + last, tail, where)


def _inspect_parts(report: Report, data: Buffer, start: int, end: int, tail: bytes, where: str) -> None:
    for part in parts(data, start, end):
        size = part.end - part.start
        if not part.format:
            if not is_blank(data, part.start, part.end) and size >= 4:
                report.doubt(_kinds_in(part, tail))
        elif report.depth + 1 >= MAX_DEPTH or size > MAX_NESTED_BYTES:
            report.doubt()
        else:
            name = "video" if part.format == "mp4" else "second picture"
            if part.format == "jpeg" and has_gain_map(data[part.start : min(part.end, part.start + _HEAD)]):
                name = GAIN_MAP  # which only tells how much brighter the first one can be shown
            elif part.format == "jpeg":
                report.doubt(("thumbnail",))
            report.add("hidden", name, where, f"{size} bytes")
            report.look_into(data[part.start : part.end], f"{where}, {name}")


def _kinds_in(part: Part, tail: bytes) -> tuple[str, ...]:
    """The kinds that a known maker's trailer may hold; all of them for any other bytes."""
    for signature, length_at, extra, kinds in TRAILERS:
        if tail.endswith(signature) and len(tail) >= length_at:
            length = int.from_bytes(tail[-length_at : len(tail) - length_at + 4], "big")
            if length + extra == part.end - part.start:
                return kinds
    return KINDS
