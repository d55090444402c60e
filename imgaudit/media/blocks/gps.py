"""The GPS directory of an Exif block: whether it names a place."""

import re
from enum import Enum, auto

from imgaudit.media.buffer import Buffer, is_blank, text_of
from imgaudit.media.harmless.tags import GPS_HARMLESS, GPS_HARMLESS_TEXT, GPS_NAMES, GPS_PROCESSING_METHODS
from imgaudit.media.limits import MAX_VALUE_BYTES
from imgaudit.media.record import Report

from .exif_text import user_comment
from .tiff_ifd import Entry, rationals

_WORD = re.compile(r"[A-Z]{6}")
_BYTES = (1, 2, 6, 7, 129)
_POSITIONS = ((0x02, 0x04), (0x14, 0x16))
"""Latitude and longitude of the camera, and of what it points at."""
_ALTITUDE = 0x06


def inspect_gps(report: Report, data: Buffer, order: str, entries: list[Entry], place: str) -> None:
    """Judge the entries of the directory together: a latitude alone means little."""
    by_tag = {entry[0]: entry for entry in entries}
    for latitude, longitude in _POSITIONS:
        pair = [by_tag.get(latitude), by_tag.get(longitude)]
        position = [_degrees(data, order, entry) for entry in pair]
        found = fix(*position)
        if found is Fix.PLACE:
            shown = ", ".join("?" if degrees is None else f"{degrees:.6f}" for degrees in position)
            report.add("location", GPS_NAMES[latitude if position[0] is not None else longitude], place, shown)
        elif found is Fix.UNREAD:
            report.doubt(("location",))
        elif any(_is_unread(data, entry, degrees) for entry, degrees in zip(pair, position, strict=True)):
            report.doubt()
    for tag, entry in by_tag.items():
        if not any(tag in pair for pair in _POSITIONS):
            _inspect_entry(report, data, order, entry, place)


def _inspect_entry(report: Report, data: Buffer, order: str, entry: Entry, place: str) -> None:
    tag, _, count, start, size = entry
    if tag in (0x07, 0x1D):  # time and date of the fix
        value = _gps_time(data, order, entry)
        if value:
            report.add("time", GPS_NAMES[tag], place, value)
    elif tag == 0x1C:
        area = user_comment(data[start : start + min(size, MAX_VALUE_BYTES)], order)
        if area and area.strip("\0 "):
            report.add("location", "GPSAreaInformation", place, area)
    elif tag in GPS_HARMLESS:
        if not _is_harmless_value(data, order, entry):
            report.add("hidden", GPS_NAMES[tag], place, text_of(data[start : start + min(size, 256)]))
            report.doubt(("location", "text"))
    elif tag != _ALTITUDE and not is_blank(data, start, start + size):
        report.add("hidden", f"0x{tag:04X}", place)
        if size >= 4 or count > 1:
            report.doubt()


def _is_harmless_value(data: Buffer, order: str, entry: Entry) -> bool:
    """Whether a harmless tag holds a number, or one of the few words of its standard."""
    tag, kind, _, start, size = entry
    if size <= 4 or (kind not in _BYTES and size <= 32):
        return True
    if tag == 0x1B:
        method = (user_comment(data[start : start + min(size, 256)], order) or "").strip().upper()
        return method in GPS_PROCESSING_METHODS or not (method.isprintable() or _WORD.search(method))
    text = bytes(data[start : start + min(size, 64)]).strip(b"\0 ")
    return not text or re.fullmatch(GPS_HARMLESS_TEXT[tag], text) is not None


def _gps_time(data: Buffer, order: str, entry: Entry) -> str:
    _, kind, _, start, size = entry
    if kind in _BYTES:
        text = text_of(data[start : start + size])
        return text if text.strip(" :0.") else ""
    parts = rationals(data, order, entry)
    if len(parts) != 3 or any(part != part for part in parts) or not any(parts):
        return ""
    return ":".join(f"{part:02g}" for part in parts)


def _is_unread(data: Buffer, entry: Entry | None, degrees: float | None) -> bool:
    """Whether a coordinate is text that says something, and not a number."""
    if entry is None or degrees is not None or entry[1] not in (2, 7, 129):
        return False
    text = text_of(data[entry[3] : entry[3] + min(entry[4], 64)])
    return any(letter.isalnum() and letter != "0" for letter in text) and text.lower() != "nan"


def _degrees(data: Buffer, order: str, entry: Entry | None) -> float | None:
    if entry is None:
        return None
    if entry[1] in (2, 129):  # some writers put text here
        try:
            return float(text_of(data[entry[3] : entry[3] + min(entry[4], 64)]).split(",")[0])
        except ValueError:
            return None
    parts = rationals(data, order, entry)[:3]
    if not parts or parts[0] != parts[0]:
        return None
    return sum(part / 60.0**i for i, part in enumerate(parts) if part == part)


class Fix(Enum):
    """What two coordinates amount to."""

    NONE = auto()
    """0/0 and NaN are what devices without a fix write."""
    PLACE = auto()
    UNREAD = auto()
    """One of them is a number and the other is none, or none of this Earth: who reads the good one has a place."""


def fix(latitude: float | None, longitude: float | None) -> Fix:
    """Whether the numbers name a place."""
    known = [(degrees, limit) for degrees, limit in ((latitude, 90), (longitude, 180)) if degrees is not None]
    if not any(degrees and degrees == degrees for degrees, _ in known):
        return Fix.NONE
    return Fix.PLACE if all(abs(degrees) <= limit for degrees, limit in known) else Fix.UNREAD  # NaN is not


_ISO_6709 = re.compile(r"([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)")


def fix_of_text(value: str) -> Fix:
    """Whether a text names a place, by ISO 6709 (annex H) if it can; what else somebody wrote there is a place."""
    found = _ISO_6709.search(value)
    if not found:
        return Fix.PLACE if value.strip() else Fix.NONE
    return fix(*(_sexagesimal(part, width) for part, width in zip(found.groups(), (2, 3), strict=True)))


def _sexagesimal(text: str, width: int) -> float:
    """Degrees of ``+DD.D``, ``+DDMM.M`` or ``+DDMMSS.S``; a longitude has one digit more."""
    digits = len(text[1:].partition(".")[0])
    number = abs(float(text))
    if digits == width + 2:
        return number // 100 + number % 100 / 60
    if digits == width + 4:
        return number // 10000 + number // 100 % 100 / 60 + number % 100 / 3600
    return number
