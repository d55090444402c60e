"""What a camera measures while it films: GoPro's GPMF and Google's camera motion metadata (CAMM)."""

import re
from struct import Struct, calcsize, error, iter_unpack, unpack_from

from imgaudit.media.buffer import is_blank, text_of
from imgaudit.media.harmless.sensor_keys import GPMF_HARMLESS, GPMF_KIND, GPMF_PLACES, GPMF_WORDS
from imgaudit.media.limits import MAX_VALUE_BYTES
from imgaudit.media.record import Report

from . import gps

_HEAD = Struct(">4sBBH")
_DEEPEST = 4
_CODES = {"b": "b", "B": "B", "s": "h", "S": "H", "l": "i", "L": "I", "j": "q", "J": "Q", "f": "f", "d": "d",
          "q": "i", "Q": "q", "F": "4s", "G": "16s", "U": "16s", "c": "c"}  # fmt: skip
"""Types of GPMF as `struct` names them."""
_UNIT = 1e7
"""What degrees are multiplied with where no scale is given."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_WORDS_AMONG_NUMBERS = re.compile(rb"[A-Za-z][A-Za-z0-9 ,.'-]{15,}")


class Telemetry:
    """What has been seen of the samples of one track, of which thousands say the same."""

    __slots__ = ("report", "told", "where")

    def __init__(self, report: Report, where: str) -> None:
        self.report = report
        self.where = where
        self.told: set[str] = set()

    def add(self, kind: str, what: str, value: str = "") -> None:
        """Something that a sample gives away; once."""
        if what not in self.told:
            self.told.add(what)
            self.report.add(kind, what, self.where, value)

    def position(self, what: str, latitude: float, longitude: float) -> None:
        """Where the camera was, if the numbers name a place."""
        found = gps.fix(latitude, longitude)
        if found is gps.Fix.PLACE:
            self.add("location", what, f"{latitude:.6f}, {longitude:.6f}")
        elif found is gps.Fix.UNREAD:
            self.report.doubt(("location",))

    def unknown(self, what: str) -> None:
        """Something of which nobody knows what it says."""
        self.add("hidden", what)
        self.report.doubt()


# ----------------------------------------------------------------------------------------------------- GPMF


def inspect_gpmf(seen: Telemetry, raw: bytes, depth: int = 0) -> None:
    """Judge keys, lengths and values (github.com/gopro/gpmf-parser)."""
    at = 0
    scale: tuple[float, ...] = ()
    structure = ""
    while at + _HEAD.size <= len(raw):
        key, kind, size, count = _HEAD.unpack_from(raw, at)
        body = at + _HEAD.size
        end = body + size * count
        if key == b"\0\0\0\0" or end > len(raw) or depth > _DEEPEST:
            break
        value = raw[body:end]
        if not kind:
            inspect_gpmf(seen, value, depth + 1)
        elif key == b"TYPE":
            structure = text_of(value)
        elif key == b"SCAL":
            scale = tuple(number for row in _rows(chr(kind), size, value, "") for number in row)
        elif key in GPMF_PLACES:
            _judge_places(seen, key, _rows(chr(kind), size, value, structure), scale)
        else:
            if chr(kind) == "c" and size > 1:  # several texts
                value = b" ".join(value[place : place + size].rstrip(b"\0") for place in range(0, len(value), size))
            _judge_value(seen, key, chr(kind), value)
        at = end + -end % 4
    if not is_blank(raw, min(at, len(raw)), len(raw)):
        seen.unknown("telemetry that cannot be read")


def _rows(kind: str, size: int, value: bytes, structure: str) -> list[tuple[float, ...]]:
    """The numbers of a value; none where they are of no known type."""
    if kind != "?":
        structure = kind * (size // max(1, calcsize(f">{_CODES.get(kind, '4s')}")))
    layout = ">" + "".join(_CODES.get(code, "") for code in structure)
    if {*structure} - {*"bBsSlLjJfdqQ"} or calcsize(layout) != size or not structure:
        return []
    return list(iter_unpack(layout, value))


def _judge_places(seen: Telemetry, key: bytes, rows: list[tuple[float, ...]], scale: tuple[float, ...]) -> None:
    at, name = GPMF_PLACES[key], text_of(key)
    if name in seen.told:
        return
    for row in rows:
        by = scale * len(row) if len(scale) == 1 else scale or (_UNIT,) * len(row)
        if len(row) < at + 2 or len(by) < at + 2 or not (by[at] and by[at + 1]):
            seen.report.doubt(("location",))
        else:
            seen.position(name, row[at] / by[at], row[at + 1] / by[at + 1])
        if key == b"GPS9" and len(row) > 5 and row[5]:
            seen.add("time", "GPS9 days")
        if name in seen.told:
            return
    if not rows:
        seen.report.doubt(("location",))


def _judge_value(seen: Telemetry, key: bytes, kind: str, value: bytes) -> None:
    name = text_of(key)
    if name in seen.told or is_blank(value, 0, len(value)):
        return
    text = text_of(value[:MAX_VALUE_BYTES]) if kind in "cU" else ""
    if key in GPMF_KIND:
        exposes, what = GPMF_KIND[key]
        is_empty = exposes == "time" and kind in "cU" and not text.strip("0. ")
        if not is_empty and not (key == b"DVNM" and _is_plain(text)):
            seen.told.add(name)
            seen.add(exposes, what, text)
    elif key not in GPMF_HARMLESS:
        seen.unknown(f"{name} in GPMF")
    elif (kind == "c" and not _is_plain(text)) or (kind != "c" and _WORDS_AMONG_NUMBERS.search(value)):
        seen.told.add(name)
        seen.report.add("text", name, seen.where, text)
        seen.report.doubt(("people", "owner", "location"))


def _is_plain(text: str) -> bool:
    """Whether a text is made of words that say what is measured, or how the camera is set."""
    return {word.lower() for word in _WORD.findall(text)} <= GPMF_WORDS


# ----------------------------------------------------------------------------------------------------- CAMM

_CAMM = {0: "<3f", 1: "<2i", 2: "<3f", 3: "<3f", 4: "<3f", 5: "<3d", 6: "<di2d7f", 7: "<3f"}
"""Packets by type (developers.google.com/streetview/publish/camm-spec): 5 and 6 are positions, 6 tells the time."""


def inspect_camm(seen: Telemetry, raw: bytes) -> None:
    """Judge packets of camera motion."""
    at = 0
    while at + 4 <= len(raw):
        _, kind = unpack_from("<HH", raw, at)
        try:
            values = unpack_from(_CAMM[kind], raw, at + 4)
        except (KeyError, error):
            break
        if kind == 5:
            seen.position("CAMM position", values[0], values[1])
        elif kind == 6:
            seen.position("CAMM position", values[2], values[3])
            if values[0] > 0:
                seen.add("time", "CAMM time")
        at += 4 + calcsize(_CAMM[kind])
    if not is_blank(raw, at, len(raw)):
        seen.unknown("camera motion that cannot be read")
