"""The members of a ZIP (PKWARE APPNOTE 6.3.10), every byte accounted for: a document is made of them.

Offsets are those of the central directory; what lies between, before or behind the members is hidden data.
"""

import binascii
import struct
import zlib
from typing import NamedTuple

from imgaudit.media.buffer import Buffer, is_blank, text_of
from imgaudit.media.limits import MAX_DOCUMENT_BYTES, MAX_MEMBERS
from imgaudit.media.record import Damaged, Report

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_TIMES = {0x5455, 0x000A, 0x5855}
_NUMBERS = {0x7875: 24, 0x7855: 4, 0x0001: 28, 0xCAFE: 0}
"""Extra fields of numbers alone, and how long they may be: owners as Unix counts them, long sizes, Java's mark."""
_PADDING = 0xA220
"""Room that Microsoft Office leaves to let a part grow."""


class Member(NamedTuple):
    """One file in a ZIP."""

    name: str
    method: int
    is_locked: bool
    crc: int
    start: int
    end: int
    """Where its packed bytes lie."""
    size: int
    """What it says that it unpacks to."""


def members(report: Report, data: Buffer) -> list[Member]:
    """All members, in the order of the file; what is not a member is judged.

    Raises :class:`Damaged` for a ZIP that is cut off, or whose two lists of members do not agree.
    """
    end = _end_of_central(data)
    _, disk, _, _, count, length, begin, comment = _END.unpack(data[end : end + _END.size])
    if disk or count == 0xFFFF or begin == 0xFFFFFFFF or begin + length != end:
        raise Damaged("its list of members is not where it should be.")
    if count > MAX_MEMBERS:
        raise Damaged("it has more members than any real one.")
    if comment:
        report.add("text", "comment", "ZIP", text_of(data[end + _END.size : end + _END.size + comment]))
    behind = end + _END.size + comment
    if not is_blank(data, behind, len(data)):
        _hidden(report, "behind the ZIP", len(data) - behind)
    found: list[Member] = []
    spans: list[tuple[int, int, int]] = []
    days: set[int] = set()
    position = begin
    for _ in range(count):
        member, start, position, flags, day = _listed(report, data, position)
        found.append(member)
        days.add(day)
        spans.append((start, member.end, flags))
    if position != end:
        _hidden(report, "in the list of members", end - position)
    if (day := max(days, default=0)) >> 9:  # programs that write no time say 1980
        report.add("time", "modified", "ZIP members", f"{1980 + (day >> 9)}-{day >> 5 & 15:02}-{day & 31:02}")
    names = [member.name for member in found]
    if len({name.lower() for name in names}) != len(names):
        raise Damaged("two of its members have the same name.")
    _judge_gaps(report, data, sorted(spans), begin)
    return sorted(found, key=lambda member: member.start)


def _end_of_central(data: Buffer) -> int:
    tail = max(0, len(data) - 65_557)
    at = bytes(data[tail : len(data)]).rfind(b"PK\x05\x06")
    if at < 0 or tail + at + _END.size > len(data):
        raise Damaged("its list of members is missing.")
    return tail + at


def _listed(report: Report, data: Buffer, at: int) -> tuple[Member, int, int, int, int]:
    """One entry of the central directory together with its local header."""
    raw = data[at : at + _CENTRAL.size]
    if len(raw) < _CENTRAL.size or raw[:4] != b"PK\x01\x02":
        raise Damaged("its list of members is cut off.")
    _, _, _, flags, method, _, day, crc, packed, size, n_name, n_extra, n_comment, _, _, _, start = _CENTRAL.unpack(raw)
    body = at + _CENTRAL.size
    name = bytes(data[body : body + n_name])
    shown = name.decode("utf-8", "replace")
    where = f"ZIP member {shown}"[:120]
    _judge_extra(report, data[body + n_name : body + n_name + n_extra], where)
    behind = body + n_name + n_extra + n_comment
    if n_comment:
        report.add("text", "comment", where, text_of(data[behind - n_comment : behind]))
    local = data[start : start + _LOCAL.size]
    if len(local) < _LOCAL.size or local[:4] != b"PK\x03\x04":
        raise Damaged("a member is not where it should be.")
    fields = _LOCAL.unpack(local)
    n_local, n_more = fields[-2:]
    at_name = start + _LOCAL.size
    if bytes(data[at_name : at_name + n_local]) != name or fields[3] != method:
        raise Damaged("a member is not the one that is listed.")
    _judge_extra(report, data[at_name + n_local : at_name + n_local + n_more], where)
    first = at_name + n_local + n_more
    if first + packed > len(data):
        raise Damaged("a member is cut off.")
    return Member(shown, method, bool(flags & 1), crc, first, first + packed, size), start, behind, flags, day


def _judge_extra(report: Report, extra: bytes, where: str) -> None:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        body = extra[at + 4 : at + 4 + length]
        at += 4 + length
        if kind in _TIMES:
            report.add("time", "extra field", where)
        elif kind == _PADDING and not body[4:].strip(b"\0"):
            continue
        elif kind not in _NUMBERS or len(body) > _NUMBERS[kind]:
            report.add("hidden", f"extra field {kind:04X}", where, text_of(body))
            report.doubt()
    if extra[at:].strip(b"\0"):
        _hidden(report, where, len(extra) - at)


def _judge_gaps(report: Report, data: Buffer, spans: list[tuple[int, int, int]], end: int) -> None:
    position, with_sizes = 0, False
    for start, stop, flags in [*spans, (end, end, 0)]:
        if start < position:
            raise Damaged("its members overlap.")
        gap = start - position
        if gap and not (with_sizes and _is_descriptor(data[position:start])) and not is_blank(data, position, start):
            _hidden(report, "between the members", gap)
        position, with_sizes = stop, bool(flags & 8)


def _is_descriptor(gap: bytes) -> bool:
    """Whether these are the sizes and the checksum that may follow a member."""
    return len(gap) in (12, 16, 20, 24) and (len(gap) in (12, 20) or gap[:4] == b"PK\x07\x08")


def _hidden(report: Report, where: str, size: int) -> None:
    report.add("hidden", "bytes that are no member", f"ZIP, {where}", f"{size} bytes")
    report.doubt()


def unpacked(report: Report, data: Buffer, member: Member) -> bytes:
    """A member's bytes; as much as all of a document may unpack to, and no more.

    Raises :class:`Damaged` for what is locked, packed in another way, too large, or not what its checksum says.
    """
    packed = bytes(data[member.start : member.end])
    room = MAX_DOCUMENT_BYTES - report.inflated
    if member.is_locked:
        raise Damaged(f"{member.name} is locked by a password.")
    if member.method == 0:
        value, is_whole = packed[:room], len(packed) <= room
    elif member.method == 8:
        machine = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            value = machine.decompress(packed, max(1, room))
        except zlib.error:
            raise Damaged(f"{member.name} cannot be unpacked.") from None
        is_whole = machine.eof and not machine.unused_data
    else:
        raise Damaged(f"{member.name} is packed in a way that is not known here.")
    report.inflated += len(value)
    if not is_whole:
        raise Damaged(f"{member.name} unpacks to more than any real one, or is cut off.")
    if binascii.crc32(value) != member.crc:
        raise Damaged(f"{member.name} does not fit its checksum.")
    return value
