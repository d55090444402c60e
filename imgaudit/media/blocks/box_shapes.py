"""How long the fields and rows of structural boxes are (ISO/IEC 14496-12, 14496-1), and words that stand in them."""

import re
from collections.abc import Callable

from imgaudit.media.buffer import Buffer, has_words, is_blank, text_of
from imgaudit.media.harmless.boxes import BOX_ROWS, BOX_SIZES, BRANDS
from imgaudit.media.record import Report

_DESCRIPTOR = re.compile(
    rb"(?s)\0{4}[\x02\x10](?:\x80{3})?[\x07-\x7f].[\x00-\x1f\x40-\x5f\x80-\x9f\xc0-\xdf].{5}(?:\x0e(?:\x80{3})?\x04\0...)*"
)
"""An initial object descriptor: profiles and numbers of tracks, but no address (14496-1, 7.2.6.4)."""
_UNKNOWN_BRANDS = 1
_SMALL_OFFSETS = 1 << 29
"""In a file of fewer bytes no offset looks like letters."""
_LOOKED_AT = 1 << 22


def inspect_shape(report: Report, data: Buffer, kind: bytes, body: int, end: int) -> None:
    """Judge a structural box: bytes beyond its fields and rows, and words in them."""
    stop = end_of_fields(data, kind, body, end)
    name = text_of(kind)
    if end - stop >= 4 and not is_blank(data, stop, end):
        report.add("hidden", f"{name} box is too long", name, f"{end - stop} bytes")
        report.doubt()
    if holds_words(data, kind, body, stop):
        report.add("hidden", f"words in the {name} box", name)
        report.doubt()


def end_of_fields(data: Buffer, kind: bytes, body: int, end: int) -> int:
    """Where the fields and rows of a structural box end; its own end at most."""
    wide = body < end and data[body] == 1
    if kind in BOX_ROWS:
        head, row, wide_row = BOX_ROWS[kind]
        count = _number(data, body + head - 4, end)
        if kind == b"stsz" and data[body + 4 : body + 8] != b"\0\0\0\0":  # all samples are of one size
            count = 0
        size = head + count * (wide_row if wide else row)
    elif kind in BOX_SIZES:
        size = BOX_SIZES[kind][wide]
    else:
        size = _SIZES[kind](data, body, end)
    return min(body + size, end)


def holds_words(data: Buffer, kind: bytes, body: int, end: int) -> bool:
    """Whether words stand where a structural box has numbers."""
    if kind in (b"stco", b"co64") and len(data) >= _SMALL_OFFSETS:
        return False
    return has_words(bytes(data[body : min(end, body + _LOOKED_AT)]))


def inspect_brands(report: Report, data: Buffer, body: int, end: int) -> None:
    """Judge a file type box: what a file is compatible with, of which a maker's own name may be one."""
    unknown = brands_unknown(data, body, end)
    if len(unknown) > _UNKNOWN_BRANDS or (end - body) % 4:
        report.add("hidden", "brands", "ftyp", f"{end - body} bytes")
        report.doubt()


def brands_unknown(data: Buffer, body: int, end: int) -> list[int]:
    """Where brands stand that nobody has listed."""
    return [at for at in range(body, end, 4) if at != body + 4 and bytes(data[at : min(at + 4, end)]) not in BRANDS]


def is_descriptor(data: Buffer, body: int, end: int) -> bool:
    """Whether an object descriptor box holds what belongs there and nothing else."""
    return end - body < 4096 and _DESCRIPTOR.fullmatch(bytes(data[body:end])) is not None


def _number(data: Buffer, at: int, end: int, width: int = 4) -> int:
    return int.from_bytes(data[min(at, end) : min(at + width, end)], "big")


def _bits(flags: int, *fields: tuple[int, int]) -> int:
    return sum(size for bit, size in fields if flags & bit)


def _group(data: Buffer, body: int, end: int) -> int:
    head = 16 if data[body] == 1 else 12
    return head + 8 * _number(data, body + head - 4, end)


def _groups(data: Buffer, body: int, end: int) -> int:
    """Descriptions of groups: of one length, or each with its own in front; of version 0 nobody knows how long."""
    length, count = _number(data, body + 8, end), _number(data, body + 12, end)
    if data[body] == 0:
        return 12
    if length:
        return 16 + length * count
    at = body + 16
    for _ in range(min(count, 256)):
        at += 4 + _number(data, at, end)
    return at - body


def _fragment(data: Buffer, body: int, end: int) -> int:
    flags = _number(data, body + 1, end, 3)
    return 8 + _bits(flags, (0x1, 8), (0x2, 4), (0x8, 4), (0x10, 4), (0x20, 4))


def _run(data: Buffer, body: int, end: int) -> int:
    flags = _number(data, body + 1, end, 3)
    row = _bits(flags, (0x100, 4), (0x200, 4), (0x400, 4), (0x800, 4))
    return 8 + _bits(flags, (0x1, 4), (0x4, 4)) + row * _number(data, body + 4, end)


def _segment_index(data: Buffer, body: int, end: int) -> int:
    head = 32 if data[body] else 24
    return head + 12 * _number(data, body + head - 2, end, 2)


def _fragment_index(data: Buffer, body: int, end: int) -> int:
    sizes = _number(data, body + 8, end)
    row = (16 if data[body] == 1 else 8) + sum((sizes >> shift & 3) + 1 for shift in (0, 2, 4))
    return 16 + row * _number(data, body + 12, end)


def _compact_sizes(data: Buffer, body: int, end: int) -> int:
    return 12 + (_number(data, body + 7, end, 1) * _number(data, body + 8, end) + 7) // 8


_SIZES: dict[bytes, Callable[[Buffer, int, int], int]] = {
    b"sbgp": _group,
    b"sgpd": _groups,
    b"tfhd": _fragment,
    b"trun": _run,
    b"sidx": _segment_index,
    b"tfra": _fragment_index,
    b"stz2": _compact_sizes,
    b"sdtp": lambda _data, body, end: end - body,  # a byte a sample
}
SHAPES = frozenset({*BOX_SIZES, *BOX_ROWS, *_SIZES})
"""Structural boxes of which it is known what they are made of."""
