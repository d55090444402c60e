"""Colour profiles (ICC.1:2022): colours by their standard, and texts in which a display and its owner are named."""

import re
from collections.abc import Iterator
from struct import Struct, error
from typing import NamedTuple

from imgaudit.media.buffer import is_blank, text_of
from imgaudit.media.harmless.profiles import (
    PROFILE_DEVICE,
    PROFILE_NUMBERS,
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


_Exposure = tuple[tuple[str, ...], tuple[str, ...], str, str, tuple[int, int]]
"""Kinds, doubts, what, value, and the bytes that say it."""


def _exposures(data: bytes) -> Iterator[_Exposure]:
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
            yield ("hidden",), _UNKNOWN_TAG, "bytes between the tags", f"{start - reached} bytes", (reached, start)
        reached = max(reached, end)
    if not is_blank(data, size, len(data)):
        yield ("hidden",), _UNKNOWN_TAG, "bytes behind the profile", f"{len(data) - size} bytes", (size, len(data))


def _of_header(data: bytes) -> Iterator[_Exposure]:
    for at in (4, 40, 48, 52, 80):  # the colour engine, platform, maker, model, creator: registered signatures
        raw = data[at : at + 4].strip(b"\0 ")
        if len(raw) > 1 and raw.lower() not in PROFILE_SIGNATURES:  # Nikon numbers its profiles
            yield ("device",), ("owner", "serial"), "profile header", text_of(raw), (at, at + 4)
    if not is_blank(data, 100, 128):
        yield ("hidden",), _UNKNOWN_TAG, "reserved bytes of the profile", "", (100, 128)


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
        excess = _excess(data, element, kind)
        if excess:
            yield ("hidden",), _UNKNOWN_TAG, f"{name} is too long", "", excess
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
    """Whether a name or notice is made of the words of well-known profiles alone."""
    return all(word.lower() in PROFILE_WORDS for word in _WORD.findall(text)) and len(text) <= 600


def _excess(data: bytes, element: Element, kind: bytes) -> tuple[int, int] | None:
    """Bytes behind the numbers of a tag that its type does not account for."""
    _, start, end = element
    size = end - start
    count = int.from_bytes(data[start + 8 : start + 12], "big")
    if kind == b"curv":
        size = 12 + 2 * count
    elif kind == b"para":
        size = 12 + 4 * {0: 1, 1: 3, 2: 4, 3: 5, 4: 7}.get(int.from_bytes(data[start + 8 : start + 10], "big"), 0)
    elif kind == b"XYZ ":
        size = 20
    else:
        if kind in (b"vcgt", b"ndin") and _LETTERS.search(data[start + 8 : end]):
            return start + 8, end
        size = {b"sf32": 44, b"sig ": 12, b"meas": 36, b"view": 36, b"chrm": 36, b"dtim": 20, b"cicp": 12}.get(
            kind, size
        )
    if start + size < end and not is_blank(data, start + size, end):
        return start + size, end
    return None
