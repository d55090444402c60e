"""User data and metadata lists of QuickTime and MP4 files (QTFF, 3GPP TS 26.244, iTunes)."""

import re

from imgaudit.media.buffer import Buffer, is_blank, text_of
from imgaudit.media.harmless.boxes import (
    KEY_HARMLESS,
    KEY_KIND,
    KEYS,
    MAKER_NOTE_BOXES,
    MAKER_NOTE_BOXES_WITH_PLACES,
    MAKER_NOTE_BOXES_WITHOUT_NAMES,
    UDTA_KIND,
)
from imgaudit.media.harmless.tags import MAKER_NOTE_UNKNOWN
from imgaudit.media.limits import MAX_ITEMS, MAX_NESTED_BYTES, MAX_VALUE_BYTES, MAX_XMP_BYTES
from imgaudit.media.record import Report

from . import exif, gps, xmp
from .box_walk import boxes
from .iso_boxes import PADDING, inspect_handler_name, inspect_unknown, inspect_uuid, is_track_name
from .telemetry import Telemetry, inspect_gpmf

_LONGEST_SETTING, _RAW_LETTERS = 20, re.compile(rb"[A-Za-z]{3}")
"""A setting of a player is a number or a flag."""
_SIGNATURES, _LONGEST_HEAD = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"), 256
_PICTURES = frozenset({b"thma", b"scrn", b"thmb", b"covr", b"PICT", b"PXTH"})
_XTRA = (
    ("author", "owner"),
    ("copyright", "owner"),
    ("producer", "owner"),
    ("writer", "owner"),
    ("director", "owner"),
    ("encodedby", "owner"),
    ("encoding", "time"),
    ("date", "time"),
    ("person", "people"),
    ("guid", "serial"),
    ("rating", ""),
)
"""Part of the name of a Windows tag → kind; the others are text."""


def inspect_user_data(report: Report, data: Buffer, start: int, end: int, where: str) -> None:
    """Judge the entries of a user data box."""
    for box in boxes(data, start, end):
        kind, _, body, stop = box
        if kind == b"meta":
            inspect_meta(report, data, body, stop, f"{where}/meta")
        elif kind == b"XMP_":
            xmp.inspect_xmp(report, bytes(data[body : min(stop, body + MAX_XMP_BYTES + 1)]), f"{where} XMP")
        elif kind == b"uuid":
            inspect_uuid(report, data, body, stop)
        elif kind == b"loci":
            _inspect_loci(report, bytes(data[body:stop][:MAX_VALUE_BYTES]), where)
        elif kind == b"Xtra":
            _inspect_xtra(report, bytes(data[body:stop][: 16 * MAX_VALUE_BYTES]), where)
        elif kind in MAKER_NOTE_BOXES:
            _inspect_maker_note(report, data, kind, body, stop, where)
        elif _is_picture(kind):
            inspect_preview(report, data, kind, body, stop, where)
        elif kind in PADDING or kind in UDTA_KIND or kind[:1] == b"\xa9":
            raw = bytes(data[body : min(stop, body + MAX_VALUE_BYTES)])
            _judge(report, kind, raw, _entry_text(kind, raw), where)
        elif not is_blank(data, body, stop):
            inspect_unknown(report, box, where)


def _inspect_maker_note(report: Report, data: Buffer, kind: bytes, body: int, stop: int, where: str) -> None:
    if is_blank(data, body, stop):
        return
    report.add("maker_note", text_of(kind), where, f"{stop - body} bytes")
    if kind == b"GPMF":
        inspect_gpmf(Telemetry(report, f"{where} GPMF"), data[body : min(stop, body + 16 * MAX_VALUE_BYTES)])
        return
    kinds = {*MAKER_NOTE_UNKNOWN, *(("location",) if kind in MAKER_NOTE_BOXES_WITH_PLACES else ())}
    report.doubt(kinds - ({"serial", "owner"} if kind in MAKER_NOTE_BOXES_WITHOUT_NAMES else set()))
    head = bytes(data[body : min(stop, body + (1 << 16))])
    if kind in _PICTURES or b"\xff\xd8\xff" in head:
        inspect_preview(report, data, kind, body, stop, where)
    tiff = min((at for at in (head.find(b"II*\0"), head.find(b"MM\0*")) if at >= 0), default=-1)
    if 0 <= tiff < 256:
        exif.inspect_exif(report, head[tiff:], f"{where} {text_of(kind)} Exif")


def _is_picture(kind: bytes) -> bool:
    return kind in UDTA_KIND and UDTA_KIND[kind][0] == "thumbnail"


def inspect_preview(report: Report, data: Buffer, kind: bytes, body: int, stop: int, where: str) -> None:
    """A poster frame or cover: a picture that is judged like any other file, wherever in its box it begins."""
    if is_blank(data, body, stop):
        return
    report.add("thumbnail", text_of(kind), where)
    raw = data[body : min(stop, body + MAX_NESTED_BYTES)]
    at = min((at for at in map(raw.find, _SIGNATURES) if 0 <= at < _LONGEST_HEAD), default=0)
    report.look_into(raw[at:], f"{where}, {text_of(kind)}")
    if not is_blank(raw, 0, at) and _RAW_LETTERS.search(raw[:at]) and raw[:at].strip(b"\0") not in (b"JPEG", b"PNG"):
        report.doubt()


def _judge(report: Report, kind: bytes, raw: bytes, value: str, where: str) -> None:
    exposes, name = UDTA_KIND.get(kind, ("text" if kind[:1] == b"\xa9" else "hidden", text_of(kind)))
    if kind not in UDTA_KIND and raw.strip(b"\0 "):
        report.doubt()
    if not exposes:
        if len(raw) > _LONGEST_SETTING or _RAW_LETTERS.search(raw):
            report.add("hidden", name, where, value)
            report.doubt()
        return
    if not raw.strip(b"\0 "):
        return
    if exposes == "location" and not _is_place(report, value):
        return
    if kind == b"name" and where.startswith("trak") and is_track_name(value):
        return
    if value:
        report.add(exposes, name, where, value)


def _entry_text(kind: bytes, raw: bytes) -> str:
    """The text of a user data entry, of which there are three forms: QuickTime, 3GPP and plain."""
    if kind[:1] in (b"\xa9", b"@") and len(raw) >= 4:
        size = int.from_bytes(raw[:2], "big")
        if size and 4 + size <= len(raw) + 1:
            return text_of(raw[4 : 4 + size]) or text_of(raw[4:])
        return text_of(raw[8:] if raw[:4] == b"\0\0\0\0" else raw)
    if raw[:4] == b"\0\0\0\0" and len(raw) > 6:
        return text_of(raw[6:].replace(b"\xfe\xff", b"")) or text_of(raw[4:])
    return text_of(raw)


def _inspect_loci(report: Report, raw: bytes, where: str) -> None:
    """Location information of 3GPP (TS 26.244, 8.10): a name, and fixed-point numbers."""
    wide = raw[6:8] in (b"\xfe\xff", b"\xff\xfe")
    body = raw[6:]
    stop = body.find(b"\0\0\0" if wide else b"\0")
    name = body[:stop].decode("utf-16" if wide else "utf-8", "replace").strip("\0 ") if stop >= 0 else ""
    at = stop + (3 if wide else 1) + 1
    longitude, latitude = (
        int.from_bytes(body[i : i + 4], "big", signed=True) / 65536 for i in (at, at + 4)
    )  # fmt: skip
    if stop < 0:
        report.damaged("The file is damaged: its loci box cannot be read.")
    elif name:
        report.add("location", "loci", where, name)
    found = gps.fix(latitude, longitude)
    if len(body) < at + 8 or found is gps.Fix.UNREAD:
        report.doubt(("location",))
    elif found is gps.Fix.PLACE:
        report.add("location", "loci", where, f"{latitude:.5f}, {longitude:.5f}")


def _inspect_xtra(report: Report, raw: bytes, where: str) -> None:
    """Tags of Windows Explorer: entries of size, length of name, name, values."""
    position = 0
    while position + 12 <= len(raw):
        size = int.from_bytes(raw[position : position + 4], "big")
        length = int.from_bytes(raw[position + 4 : position + 8], "big")
        if size < 12 or length > size - 12:
            break
        name = text_of(raw[position + 8 : position + 8 + length])
        value = raw[position + 8 + length + 4 + 6 : position + size]
        shown = value.decode("utf-16-le", "replace").strip("\0 ")
        kind = next((kind for part, kind in _XTRA if part in name.lower()), "text")
        if kind and value.strip(b"\0 "):
            report.add(kind, name, f"{where}/Xtra", shown if shown.isprintable() else "")
        position += size
    if raw[position:].strip(b"\0 "):
        report.add("hidden", "Xtra", where)
        report.doubt()


# ------------------------------------------------------------------------------------------- keys and item lists


def inspect_meta(report: Report, data: Buffer, start: int, end: int, where: str) -> None:
    """Judge a metadata box: a key table with values, or iTunes' list of items."""
    if data[start + 4 : start + 8] != b"hdlr":  # ISO's form has version and flags, QuickTime's has not
        start += 4
    keys: list[str] = []
    for box in boxes(data, start, end):
        kind, _, body, stop = box
        if kind == b"keys":
            keys = _keys(data, body, stop)
        elif kind == b"ilst":
            _inspect_items(report, data, body, stop, keys, where)
        elif kind == b"hdlr":
            inspect_handler_name(report, data, body, stop)
        elif kind == b"uuid":
            inspect_uuid(report, data, body, stop)
        elif kind == b"xml ":
            report.add("hidden", "xml box", where, f"{stop - body} bytes")
            report.doubt()
        elif kind not in (b"iods", b"pitm", b"dinf", b"ctry", b"lang") and not is_blank(data, body, stop):
            inspect_unknown(report, box, where)


def _keys(data: Buffer, body: int, end: int) -> list[str]:
    names: list[str] = []
    position = body + 8
    while position + 8 <= end and len(names) < MAX_ITEMS:
        size = int.from_bytes(data[position : position + 4], "big")
        if size < 8:
            break
        names.append(text_of(bytes(data[position + 8 : min(position + size, end)])))
        position += size
    return names


def _inspect_items(report: Report, data: Buffer, start: int, end: int, keys: list[str], where: str) -> None:
    for kind, _, body, stop in boxes(data, start, end):
        number = int.from_bytes(kind, "big")
        name = keys[number - 1] if 0 < number <= len(keys) else ""
        raw = b""
        for inner, _, inner_body, inner_stop in boxes(data, body, stop):
            if inner == b"data" and (_is_picture(kind) or KEYS.get(name) == "thumbnail"):
                inspect_preview(report, data, b"covr", inner_body + 8, inner_stop, f"{where}/ilst")
            elif inner == b"data" and not raw:
                raw = bytes(data[inner_body : min(inner_stop, inner_body + MAX_VALUE_BYTES)])
            elif inner in (b"name", b"mean") and kind == b"----":
                name += ("." if name else "") + text_of(bytes(data[inner_body + 4 : min(inner_stop, inner_body + 256)]))
            elif inner not in (b"itif", b"mean", b"name", b"ctry", b"lang") and not is_blank(
                data, inner_body, inner_stop
            ):
                report.add("hidden", f"{text_of(inner)} box", where)
                report.doubt()
        value = _data_text(raw)
        if name:
            _judge_key(report, name, raw, value, where)
        elif kind in UDTA_KIND or kind[:1] == b"\xa9":
            _judge(report, kind, raw[8:], value, f"{where}/ilst")
        elif not is_blank(data, body, stop):
            report.add("hidden", f"{text_of(kind)} item", where, value)
            report.doubt()


def _data_text(raw: bytes) -> str:
    """A typed value as text (QTFF, well-known types)."""
    kind, body = int.from_bytes(raw[:4], "big"), raw[8:]
    if kind == 2:
        return body.decode("utf-16-be", "replace").strip("\0 ")
    if kind in (21, 22, 65, 66, 67, 75, 76, 77, 78):
        return str(int.from_bytes(body[:8], "big", signed=kind in (21, 65, 66, 67)))
    return text_of(body)


def _is_place(report: Report, value: str) -> bool:
    found = gps.fix_of_text(value)
    if found is gps.Fix.UNREAD:
        report.doubt(("location",))
    return found is gps.Fix.PLACE


def _judge_key(report: Report, key: str, raw: bytes, value: str, where: str) -> None:
    is_sound = key.endswith((".iTunNORM", ".iTunSMPB"))  # loudness and padding
    if not raw[8:].strip(b"\0 ") or (is_sound and re.fullmatch(r"[0-9A-Fa-f ]*", value)):
        return
    if key in KEY_HARMLESS and len(value) <= _LONGEST_NUMBER and not _LETTERS.search(value):
        return
    kind = KEYS.get(key, "")
    if not kind:
        words = set(_KEY_WORD.findall(key.lower()))
        kind = next((kind for word, kind in KEY_KIND if word in words), "hidden")
        report.doubt()
    if kind == "location" and ("accuracy" in key or not _is_place(report, value)):
        return
    report.add(kind, key, f"{where}/keys", value)


_KEY_WORD = re.compile(r"[a-z0-9]+")
_LETTERS, _LONGEST_NUMBER = re.compile(r"[^\W\d_]{3}"), 24
