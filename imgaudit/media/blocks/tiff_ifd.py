"""Walk the image file directories of a TIFF structure: TIFF, BigTIFF, DNG, and every Exif block."""

from collections.abc import Iterator
from struct import Struct, error
from typing import NamedTuple

from imgaudit.media.buffer import Buffer
from imgaudit.media.limits import MAX_IFD_ENTRIES, MAX_IFDS
from imgaudit.media.record import Damaged

# Bytes of one value by field type: TIFF 6.0 (1–12), its supplement 1 (13), BigTIFF (16–18), Exif 3.0 (129, UTF-8).
TYPE_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8,
              129: 1}  # fmt: skip
NUMBER_CODES = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q", 18: "Q"}

POINTERS = {0x8769: "Exif IFD", 0x8825: "GPS IFD", 0xA005: "Interop IFD", 0x014A: "SubIFD", 0x0190: "Global IFD",
            0xFE00: "KDC IFD"}  # fmt: skip
POINTER_TYPES = (4, 13, 16, 18)

Entry = tuple[int, int, int, int, int]
"""Tag, field type, count, position of the value, its size in bytes."""


class Header(NamedTuple):
    """Byte order (``<`` or ``>``), whether it is a BigTIFF, and where the first directory lies."""

    order: str
    big: bool
    first: int


class Directory(NamedTuple):
    """One image file directory."""

    name: str
    start: int
    end: int
    entries: list[Entry]
    intact: bool
    """False when an entry points outside the data, has no valid type, or stands there twice."""


_LAYOUTS = {
    (order, big): (
        Struct(order + ("Q" if big else "H")),  # how many entries
        Struct(order + ("HHQQ" if big else "HHII")),  # one entry
        Struct(order + ("Q" if big else "I")),  # where the next directory is
    )
    for order in "<>"
    for big in (False, True)
}


def read_header(data: Buffer) -> Header:
    """The first bytes of a TIFF structure."""
    order = {b"II": "<", b"MM": ">"}.get(bytes(data[:2]))
    if order is None or len(data) < 8:
        raise Damaged("The TIFF header is not valid.")
    byteorder = "little" if order == "<" else "big"
    magic = int.from_bytes(data[2:4], byteorder)  # type: ignore[arg-type]
    if magic == 43:
        if data[4:8] != (b"\x08\x00\x00\x00" if order == "<" else b"\x00\x08\x00\x00"):
            raise Damaged("The BigTIFF header is not valid.")
        return Header(order, True, int.from_bytes(data[8:16], byteorder))  # type: ignore[arg-type]
    if magic not in (42, 0x55, 0x4F52, 0x5352):  # the last three: Panasonic and Olympus raw
        raise Damaged("The TIFF header is not valid.")
    return Header(order, False, int.from_bytes(data[4:8], byteorder))  # type: ignore[arg-type]


def directories(data: Buffer, header: Header) -> Iterator[Directory]:
    """Every directory that can be reached, each once.

    Parameters
    ----------
    data
        The whole TIFF structure: offsets count from its first byte.
    header
        From `read_header`.

    Raises
    ------
    Damaged
        When a directory lies outside the data, or there are more than any real file has.
    """
    counts, entry_layout, nexts = _LAYOUTS[header.order, header.big]
    total = len(data)
    waiting = [("IFD0", header.first)]
    seen: set[int] = set()
    broken = ""
    main = 0
    while waiting:
        name, start = waiting.pop(0)
        if start in seen:
            continue
        seen.add(start)
        if len(seen) > MAX_IFDS:
            raise Damaged("The file has too many image directories.")
        body = start + counts.size
        if start < 8 or body > total:
            broken = f"{name} lies outside the file."
            continue
        (count,) = counts.unpack(data[start:body])
        if count > MAX_IFD_ENTRIES or body + count * entry_layout.size > total:
            # What fits is still read: a cut file gives away what is left of it.
            broken = f"{name} is cut off."
            count = min(MAX_IFD_ENTRIES, (total - body) // entry_layout.size)
        end = body + count * entry_layout.size
        entries, intact, below = _entries(data, header, body, end)
        waiting += below
        if end + nexts.size <= total:
            (following,) = nexts.unpack(data[end : end + nexts.size])
            end += nexts.size
            if following and name.startswith("IFD"):
                main += 1
                waiting.append((f"IFD{main}", following))
        yield Directory(name, start, end, entries, intact)
    if broken:
        raise Damaged(broken)


def directory_at(data: Buffer, header: Header, start: int) -> Directory | None:
    """One directory alone, in which a tag may stand twice; None where it is not whole."""
    counts = _LAYOUTS[header.order, header.big][0]
    body = start + counts.size
    if start < 0 or body > len(data):
        return None
    (count,) = counts.unpack(data[start:body])
    end = body + count * _LAYOUTS[header.order, header.big][1].size
    if end > len(data):
        return None
    entries = _entries(data, header, body, end)[0]
    intact = len(entries) == count and all(TYPE_SIZES[entry[1]] * entry[2] == entry[4] for entry in entries)
    return Directory("", start, end, entries, intact)


def _entries(data: Buffer, header: Header, body: int, end: int) -> tuple[list[Entry], bool, list[tuple[str, int]]]:
    """The entries of one table, whether all are valid and there once, and the directories that they point to."""
    layout = _LAYOUTS[header.order, header.big][1]
    inline_size = 8 if header.big else 4
    size_of, pointers = TYPE_SIZES.get, POINTERS  # local names: this is run for every tag of every file
    total = len(data)
    entries: list[Entry] = []
    below: list[tuple[str, int]] = []
    intact = True
    seen: set[int] = set()
    position = body + (12 if header.big else 8) - layout.size
    for tag, kind, count, value in layout.iter_unpack(data[body:end]):
        position += layout.size
        if tag in seen:  # out of order is no harm: many writers do so, and readers do not mind
            intact = False
        seen.add(tag)
        size = size_of(kind, 0) * count
        if not size and kind not in TYPE_SIZES:
            intact = False
            continue
        if size <= inline_size:
            entries.append((tag, kind, count, position, size))
        elif value + size <= total:
            entries.append((tag, kind, count, value, size))
        else:
            intact = False
            if value < total:
                entries.append((tag, kind, count, value, total - value))
        if tag in pointers and kind in POINTER_TYPES:
            at = position if size <= inline_size else value
            targets = numbers(data, header.order, kind, at, min(count, MAX_IFDS))
            below += [(f"{POINTERS[tag]}{i or ''}", target) for i, target in enumerate(targets)]
    return entries, intact, below


_PAIRS = {(order, kind): Struct(order + code) for order in "<>" for kind, code in ((5, "II"), (10, "ii"))}
_SINGLE = {(order, kind): Struct(order + code) for order in "<>" for kind, code in NUMBER_CODES.items()}


def numbers(data: Buffer, order: str, kind: int, position: int, count: int) -> tuple[int, ...]:
    """The values of a numeric entry; none when the type is not a plain number."""
    code = NUMBER_CODES.get(kind)
    if code is None or count <= 0:
        return ()
    try:
        layout = _SINGLE[order, kind] if count == 1 else Struct(f"{order}{count}{code}")
        return layout.unpack(data[position : position + layout.size])
    except error:
        return ()


def number(data: Buffer, order: str, entry: Entry | None) -> int | None:
    """The first value of a numeric entry, if there is one."""
    if entry is None:
        return None
    values = numbers(data, order, entry[1], entry[3], 1 if entry[2] else 0)
    return int(values[0]) if values else None


def rationals(data: Buffer, order: str, entry: Entry) -> list[float]:
    """The values of a rational entry; NaN where the denominator is zero."""
    _, kind, count, position, size = entry
    if kind not in (5, 10):
        return [float(v) for v in numbers(data, order, kind, position, min(count, 8))]
    pairs = _PAIRS[order, kind].iter_unpack(data[position : position + min(size // 8, 8) * 8])
    return [top / bottom if bottom else float("nan") for top, bottom in pairs]
