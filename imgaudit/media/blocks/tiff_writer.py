"""Write a TIFF structure from nothing: fresh Exif blocks, and TIFF files of which only the pixels are kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from struct import Struct

Value = tuple[int, int, int, bytes]
"""Tag, field type, count, and the bytes of the value."""


@dataclass(slots=True)
class Page:
    """One directory, the directories it points to, and its strips or tiles."""

    entries: list[Value]
    below: dict[int, list[Value]] = field(default_factory=dict)
    """Directories of their own by the tag that points to them (Exif IFD, GPS IFD)."""
    strips: Sequence[memoryview] = ()
    strips_tag: int = 0


def write_tiff(order: str, pages: Sequence[Page], *, big: bool = False) -> bytes:
    """A TIFF structure of these pages, one after the other.

    Parameters
    ----------
    order
        Byte order, ``<`` or ``>``; it is also the byte order of the values.
    pages
        At least one.
    big
        Whether to write a BigTIFF.
    """
    head = (b"II" if order == "<" else b"MM") + Struct(order + ("HHHQ" if big else "HI")).pack(
        *((43, 8, 0, 16) if big else (42, 8))
    )
    parts: list[bytes | memoryview] = [head]
    position = len(head)
    for number, page in enumerate(pages):
        last = number + 1 == len(pages)
        pointers = len(page.below) + bool(page.strips_tag)
        strips_size = 0 if len(page.strips) <= 1 else _offset_size(big) * len(page.strips)
        start_of_strips = position + _size(page.entries, pointers, big) + strips_size + (strips_size & 1)
        below: list[bytes] = []
        entries = list(page.entries)
        for tag, inner in page.below.items():
            entries.append((tag, 4 if not big else 18, 1, Struct(order + "IQ"[big]).pack(start_of_strips)))
            below.append(_directory(order, inner, start_of_strips, False, big))
            start_of_strips += len(below[-1])
        offsets = []
        end = start_of_strips
        for strip in page.strips:
            offsets.append(end)
            end += len(strip) + (len(strip) & 1)  # values and strips begin at even offsets
        if page.strips_tag:
            raw = Struct(f"{order}{len(offsets)}{'IQ'[big]}").pack(*offsets)
            entries.append((page.strips_tag, 16 if big else 4, len(offsets), raw))
        parts.append(_directory(order, entries, position, not last, big, following=end))
        parts += below
        for strip in page.strips:
            parts.append(strip)
            if len(strip) & 1:
                parts.append(b"\0")
        position = end
    return b"".join(parts)


def _offset_size(big: bool) -> int:
    return 8 if big else 4


def _size(entries: Sequence[Value], more: int, big: bool) -> int:
    """Length of a directory and its values, `more` entries of one pointer included."""
    inline = _offset_size(big)
    table = (8 if big else 2) + (20 if big else 12) * (len(entries) + more) + inline
    return table + sum(len(raw) + (len(raw) & 1) for *_, raw in entries if len(raw) > inline)


def _directory(
    order: str, entries: Sequence[Value], start: int, goes_on: bool, big: bool, *, following: int = 0
) -> bytes:
    inline = _offset_size(big)
    heap_start = start + _size([], len(entries), big)
    table, heap = [], bytearray()
    row, offset = Struct(order + ("HHQ" if big else "HHI")), Struct(order + "IQ"[big])
    for tag, kind, count, raw in sorted(entries):
        place = raw.ljust(inline, b"\0") if len(raw) <= inline else offset.pack(heap_start + len(heap))
        if len(raw) > inline:
            heap += raw + b"\0" * (len(raw) & 1)
        table.append(row.pack(tag, kind, count) + place)
    number = Struct(order + ("Q" if big else "H")).pack(len(entries))
    return number + b"".join(table) + offset.pack(following if goes_on else 0) + heap
