"""Colour profiles (ICC.1:2022): colours by their standard, and texts in which a display and its owner are named."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from struct import Struct, error
from typing import NamedTuple

import numpy

from imgaudit.media.buffer import Ranges, has_words, is_blank, text_of
from imgaudit.media.harmless.profiles import (
    PROFILE_DEVICE,
    PROFILE_NUMBERS,
    PROFILE_PEOPLE,
    PROFILE_SIGNATURES,
    PROFILE_TEXTS,
    PROFILE_WORDS,
)
from imgaudit.media.limits import MAX_VALUE_BYTES
from imgaudit.media.record import KINDS, Damaged, Report
from imgaudit.media.wish import Wish

_HEADER_BYTES, _MOST_TAGS = 128, 200
_ENTRY = Struct(">4sII")
_UNKNOWN_TAG = ("serial", "owner", "device", "text", "hidden")
_WORD = re.compile(r"[^\W\d_]+")
_OWNERS_THING = re.compile(r"[^\W\d_]['\u2019]s\b")
_LETTERS = re.compile(rb"[A-Za-z0-9 ]{10}")


class Element(NamedTuple):
    """One tag of a profile: its signature, and where its data lie."""

    tag: bytes
    start: int
    end: int


def inspect_icc(report: Report, data: bytes, where: str) -> None:
    """Judge a colour profile: a text that is not of a well-known profile may name a display, a camera or an owner."""
    if is_blank(data, 0, len(data)):
        return
    for kinds, doubts, what, value, _ in _exposures(data):
        for kind in kinds:
            report.add(kind, what, where, value)
        report.doubt(doubts)


def inspect_colour(report: Report, content: bytes, where: str) -> None:
    """Judge a colour box (ISO/IEC 14496-12, 12.1.5): numbers, or a profile."""
    kind = content[:4]
    if kind in (b"prof", b"rICC"):
        inspect_icc(report, content[4:], where)
    elif len(content) > {b"nclx": 11, b"nclc": 10}.get(kind, 0) and not is_blank(content, 0, len(content)):
        report.add("hidden", "colr box", where, f"{len(content)} bytes")
        report.doubt()


def cleaned(data: bytes, wish: Wish) -> bytes:
    """The profile as it may stay: bit for bit where it exposes nothing that is to go."""
    if not data:
        return data
    report = Report()
    inspect_icc(report, data, "ICC")
    return without_texts(data) if (report.yes | report.unknown) & wish.go else data


def without_texts(data: bytes) -> bytes:
    """The profile with zeros in place of what it gives away, and otherwise as it is; ``b""`` if it is none."""
    try:
        elements(data)
    except Damaged:
        return b""
    made = bytearray(data)
    for *_, (start, end) in _exposures(data):
        made[start:end] = bytes(end - start)
    if made != data:
        made[84:100] = bytes(16)  # a digest of the whole, which is now another one; zero: not computed (7.2.18)
    size = int.from_bytes(data[:4], "big")
    return bytes(made[:size])


def elements(data: bytes) -> list[Element]:
    """The tags of a profile. Raises `Damaged` when it is none."""
    size = int.from_bytes(data[:4], "big")
    if len(data) < _HEADER_BYTES + 4 or data[36:40] != b"acsp" or not _HEADER_BYTES + 4 <= size <= len(data):
        raise Damaged("the colour profile is none.")
    count = int.from_bytes(data[128:132], "big")
    end = 132 + 12 * count
    if count > _MOST_TAGS or end > size:
        raise Damaged("the colour profile is none.")
    found = [Element(tag, start, start + length) for tag, start, length in _ENTRY.iter_unpack(data[132:end])]
    if any(start < end or stop > size for _, start, stop in found):
        raise Damaged("the colour profile points outside itself.")
    return found


_LONGEST_KNOWN = 1 << 14
_Exposure = tuple[tuple[str, ...], tuple[str, ...], str, str, tuple[int, int]]
"""Kinds, doubts, what, value, and the bytes that say it."""


def _exposures(data: bytes) -> Iterable[_Exposure]:
    return _of_known(data) if len(data) <= _LONGEST_KNOWN else _of_profile(data)


@lru_cache(maxsize=32)
def _of_known(data: bytes) -> tuple[_Exposure, ...]:
    """What a profile exposes; a few of them, bit for bit, are in nearly all pictures."""
    return tuple(_of_profile(data))


def _of_profile(data: bytes) -> Iterator[_Exposure]:
    try:
        found = elements(data)
    except Damaged:
        yield ("hidden",), KINDS, "not a colour profile", f"{len(data)} bytes", (0, len(data))
        return
    yield from _of_header(data)
    for element in found:
        yield from _of_element(data, element)
    size = int.from_bytes(data[:4], "big")
    covered = [(0, 132 + 12 * len(found)), *((start, end) for _, start, end in found)]
    reached = 0
    for start, end in [*sorted(covered), (size, size)]:
        if start - reached >= 4 and not is_blank(data, reached, start):
            yield ("hidden",), KINDS, "bytes between the tags", f"{start - reached} bytes", (reached, start)
        reached = max(reached, end)
    if not is_blank(data, size, len(data)):
        yield ("hidden",), KINDS, "bytes behind the profile", f"{len(data) - size} bytes", (size, len(data))


def _of_header(data: bytes) -> Iterator[_Exposure]:
    for at in (4, 40, 48, 52, 80):  # the colour engine, platform, maker, model, creator: registered signatures
        raw = data[at : at + 4].strip(b"\0 ")
        if len(raw) > 1 and raw.lower() not in PROFILE_SIGNATURES:  # Nikon numbers its profiles
            yield ("device",), ("owner", "serial"), "profile header", text_of(raw), (at, at + 4)
    if not is_blank(data, 100, 128):
        yield ("hidden",), KINDS, "reserved bytes of the profile", "", (100, 128)
    for start, end in ((24, 36), (56, 84), (84, 100)):  # its day, settings and light, and a digest
        if has_words(data[start:end]):
            yield ("hidden",), KINDS, "words in the profile's header", "", (start, end)


def _of_element(data: bytes, element: Element) -> Iterator[_Exposure]:
    tag, start, end = element
    name = f"profile {text_of(tag)}"
    kind = data[start : start + 4]
    if is_blank(data, start, end) or is_blank(data, start + 8, end):
        return
    if tag == b"mmod":  # Apple: maker, product and serial number of a display
        yield ("serial", "device"), (), name, "", (start + 8, end)
    elif kind in (b"desc", b"text", b"mluc"):
        yield from _of_texts(data, element, name, PROFILE_TEXTS.get(tag, "text"))
    elif tag in PROFILE_NUMBERS and kind in PROFILE_NUMBERS[tag]:
        for excess in _excess(data, element, kind):
            yield ("hidden",), KINDS, f"{name} is too long", "", excess
    else:
        yield ("hidden",), _UNKNOWN_TAG, name, f"{end - start} bytes", (start, end)


def _of_texts(data: bytes, element: Element, name: str, exposes: str) -> Iterator[_Exposure]:
    """Texts of a tag, each that is not of a well-known profile; then what lies between and behind them."""
    try:
        texts = list(_texts(data, element))
    except (error, UnicodeDecodeError):
        texts = []
    reached = element.start + 8
    for text, start, end in texts:
        if not is_well_known(text):
            kinds = {exposes}
            if _OWNERS_THING.search(text):
                kinds.add("owner")
            if exposes == "text" and PROFILE_DEVICE.search(text):
                kinds.add("device")
            doubts = tuple({"owner", "device", "serial", "text"} - kinds)
            yield tuple(sorted(kinds)), doubts, name, text, (start, end)
    for start, end in sorted((start, end) for _, start, end in texts):
        if start > reached and _LETTERS.search(data[reached:start]):
            yield ("hidden",), _UNKNOWN_TAG, f"{name} bytes", "", (reached, start)
        reached = max(reached, end)
    if element.end - reached >= 4 and not is_blank(data, reached, element.end):
        yield ("hidden",), _UNKNOWN_TAG, f"{name} bytes", "", (reached, element.end)


def _texts(data: bytes, element: Element) -> Iterator[tuple[str, int, int]]:
    """The texts of one tag, and where they lie (10.15, 10.24; ICC.1:2001 6.5.17)."""
    _, start, end = element
    kind = data[start : start + 4]
    if kind == b"text":
        yield text_of(data[start + 8 : end]), start + 8, end
    elif kind == b"mluc":
        count, width = (
            int.from_bytes(data[start + 8 : start + 12], "big"),
            int.from_bytes(data[start + 12 : start + 16], "big"),
        )
        for at in range(start + 16, min(start + 16 + 12 * min(count, 200), end), 12):
            length, offset = (int.from_bytes(data[i : i + 4], "big") for i in (at + 4, at + 8))
            first, last = start + offset, min(start + offset + length, end)
            if width == 12 and first < last:
                yield data[first:last][:MAX_VALUE_BYTES].decode("utf-16-be", "replace").strip("\0 "), first, last
    else:
        length = int.from_bytes(data[start + 8 : start + 12], "big")
        last = min(start + 12 + length, end)
        yield text_of(data[start + 12 : last]), start + 12, last
        count = int.from_bytes(data[last + 4 : last + 8], "big")
        wide = min(last + 8 + 2 * count, end)
        yield (
            data[last + 8 : wide][:MAX_VALUE_BYTES].decode("utf-16-be", "replace").strip("\0 "),
            last + 8,
            max(wide, last + 8),
        )
        script, last = min(wide + 3, end), min(wide + 70, end)  # Nikon's is shorter than 67 bytes
        if script < last:
            yield text_of(data[script:last]), script, last


def is_well_known(text: str) -> bool:
    """Whether a name or notice is made of the words of well-known profiles alone, and of short numbers."""
    rest = PROFILE_PEOPLE.sub(" ", text)
    return (
        len(text) <= 600 and not _PERSONAL.search(rest) and all(w.lower() in PROFILE_WORDS for w in _WORD.findall(rest))
    )


_PERSONAL = re.compile(
    r"\d{6}|\d{2}\.\d{3}|\b0\d{2,4}[ -]?\d{3}|\+\d{2}"
    r"|\b(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])(?:\1(?:19|20)|/)\d\d\b"
    r"|\b(?:19|20)\d\d([./-])(?:0?[1-9]|1[0-2])\2(?:0?[1-9]|[12]\d|3[01])\b"
)
"""Numbers that are no version, standard or year: of a telephone, a place, a day."""


def _excess(data: bytes, element: Element, kind: bytes) -> Ranges:
    """Bytes of a tag of numbers that its type does not account for."""
    _, start, end = element
    if kind in (b"mAB ", b"mBA ", b"mpet"):
        used = _parts(data, start, end, kind)
    else:
        size = _sizes(data, start, kind)
        stop = end if size is None else min(start + size, end)
        used = [(start, stop)]
        if kind in (b"vcgt", b"ndin") and _LETTERS.search(data[start + 8 : stop]):
            return [(start + 8, end)]
        if kind == b"curv" and has_words(data[start + 12 : stop]) and not _is_rising(data[start + 12 : stop]):
            return [(start + 8, end)]
    found, reached = [], start
    for first, last in [*sorted(used), (end, end)]:
        if first > reached and not is_blank(data, reached, min(first, end)):
            found.append((reached, min(first, end)))
        reached = max(reached, last)
    return found


def _number(data: bytes, at: int, width: int = 4) -> int:
    return int.from_bytes(data[at : at + width], "big")


_FIXED = {b"XYZ ": 20, b"sf32": 44, b"sig ": 12, b"meas": 36, b"view": 36, b"chrm": 36, b"dtim": 20, b"cicp": 12}


def _sizes(data: bytes, start: int, kind: bytes) -> int | None:
    """How many bytes a tag of one piece takes (ICC.1:2022, 10); None where nothing says so."""
    if kind == b"curv":
        return 12 + 2 * _number(data, start + 8)
    if kind == b"para":
        return 12 + 4 * {0: 1, 1: 3, 2: 4, 3: 5, 4: 7}.get(_number(data, start + 8, 2), 0)
    if kind in (b"mft1", b"mft2"):
        ways_in, ways_out, grid = data[start + 8 : start + 11].ljust(3, b"\0")
        table: int = grid ** min(ways_in, 15) * ways_out
        if kind == b"mft1":
            return 48 + 256 * (ways_in + ways_out) + table
        before, behind = _number(data, start + 48, 2), _number(data, start + 50, 2)
        return 52 + 2 * (ways_in * before + table + ways_out * behind)
    if kind == b"vcgt":  # Apple: a table, or numbers of a formula
        channels, count, width = (_number(data, start + at, 2) for at in (12, 14, 16))
        return 48 if _number(data, start + 8) else 18 + channels * count * width
    return _FIXED.get(kind)


def _parts(data: bytes, start: int, end: int, kind: bytes) -> Ranges:
    """The parts of a transform and where they lie: curves, a matrix, a table (10.12, 10.13, 10.16)."""
    if kind == b"mpet":
        count = min(_number(data, start + 12), 64)
        places = [
            (start + _number(data, at), _number(data, at + 4)) for at in range(start + 16, start + 16 + 8 * count, 8)
        ]
        return [(start, start + 16 + 8 * count), *((at, at + size) for at, size in places)]
    ways_in, ways_out = data[start + 8 : start + 10].ljust(2, b"\0")
    near, far = (ways_out, ways_in) if kind == b"mAB " else (ways_in, ways_out)
    b_at, matrix, m_at, table, a_at = (_number(data, start + at) for at in range(12, 32, 4))
    used = [(start, start + 32)]
    if matrix:
        used.append((start + matrix, start + matrix + 48))
    if table:
        cells = 1
        for side in data[start + table : start + table + min(ways_in, 16)]:
            cells *= side
        width = data[start + table + 16] if start + table + 16 < end else 1
        used.append((start + table, start + table + 20 + cells * ways_out * width))
    for at, count in ((b_at, near), (m_at, near), (a_at, far)):
        place = start + at
        for _ in range(count if at else 0):
            size = _sizes(data, place, data[place : place + 4]) or 0
            used.append((place, place + size))
            place += size + -size % 4
    return used


def _is_rising(raw: bytes) -> bool:
    """Whether the numbers of a curve only rise or only fall."""
    steps = numpy.diff(numpy.frombuffer(raw[: len(raw) & ~1], ">u2").astype(int))
    return bool((steps >= 0).all() or (steps <= 0).all())
