"""Where the sound and the pictures of a track lie (ISO/IEC 14496-12, 8.7)."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Mapping
from itertools import repeat

from imgaudit.media.buffer import Buffer
from imgaudit.media.limits import MAX_TIFF_RANGES

from .box_walk import Box

_MAX_SAMPLES = 4_000_000


def chunk_ranges(data: Buffer, tables: Mapping[bytes, Box]) -> list[tuple[int, int]]:
    """The chunks of a track, in order; none when the tables are missing or do not fit each other."""
    wide = b"co64" in tables
    offsets_box, runs_box, sizes_box = (tables.get(k) for k in (b"co64" if wide else b"stco", b"stsc", b"stsz"))
    if offsets_box is None or runs_box is None or sizes_box is None:
        return []
    offsets = _table(data, offsets_box, 4, "Q" if wide else "I", 1, MAX_TIFF_RANGES)
    runs = _table(data, runs_box, 4, "I", 3, MAX_TIFF_RANGES)
    one_size, sizes = _sizes(data, sizes_box)
    ranges: list[tuple[int, int]] = []
    sample = 0
    run = -1
    per_chunk = 0
    for number, offset in enumerate(offsets, start=1):
        while run + 1 < len(runs) // 3 and runs[3 * (run + 1)] <= number:
            run += 1
            per_chunk = runs[3 * run + 1]
        length = one_size * per_chunk if one_size else sum(sizes[sample : sample + per_chunk])
        sample += per_chunk
        if offset + length > len(data):
            return ranges
        ranges.append((offset, offset + length))
    return ranges


def sample_ranges(data: Buffer, tables: Mapping[bytes, Box], most: int) -> tuple[list[tuple[int, int]], bool]:
    """The first samples of a track, one by one, and whether they are all that it has."""
    chunks = chunk_ranges(data, tables)
    is_whole = len(chunks) == number_of_chunks(data, tables) > 0
    if not chunks:
        return [], False
    one_size, sizes = _sizes(data, tables[b"stsz"])
    following = repeat(one_size) if one_size else iter(sizes)
    found: list[tuple[int, int]] = []
    for start, end in chunks:
        at = start
        while at < end:
            if len(found) == most:
                return found, False
            size = next(following, end - at)
            if size:
                found.append((at, at + size))
            at += size
    return found, is_whole


def number_of_chunks(data: Buffer, tables: Mapping[bytes, Box]) -> int:
    """How many chunks a track says that it has; a film in fragments says none."""
    table = tables.get(b"co64") or tables.get(b"stco")
    return int.from_bytes(data[table.body + 4 : table.body + 8], "big") if table else 0


def _sizes(data: Buffer, box: Box) -> tuple[int, array[int]]:
    """The size of all samples, or 0 and that of each."""
    one_size = int.from_bytes(data[box.body + 4 : box.body + 8], "big")
    return one_size, array("I") if one_size else _table(data, box, 8, "I", 1, _MAX_SAMPLES)


def _table(data: Buffer, box: Box, skip: int, code: str, width: int, limit: int) -> array[int]:
    """The numbers of a table box, after version, flags and `skip` bytes that end in the count; `width` make a row."""
    at = box.body + skip
    numbers = array(code)
    size = width * numbers.itemsize
    count = min(int.from_bytes(data[at : at + 4], "big"), (box.end - at - 4) // size, limit)
    numbers.frombytes(data[at + 4 : at + 4 + max(count, 0) * size])
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers
