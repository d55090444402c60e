"""What an Exif block gives away, and the tags that every TIFF structure shares."""

import io
import logging
from collections.abc import Iterable

from . import iptc, photoshop, xmp
from .buffer import Buffer, is_blank, text_of, utf16_text
from .harmless import (
    GPS_HARMLESS,
    GPS_NAMES,
    GPS_PROCESSING_METHODS,
    LOOSE_HARMLESS,
    MAKER_NOTE_ALSO,
    MAKER_NOTE_UNKNOWN,
    TAG_HARMLESS,
    TAG_HARMLESS_DNG,
    TAG_HARMLESS_OPAQUE,
    TAG_HARMLESS_TEXT,
    TAG_KIND,
)
from .limits import MAX_TIFF_RANGES, MAX_VALUE_BYTES
from .record import KINDS, Damaged, Report
from .tiff_ifd import Directory, Entry, Header, directories, number, numbers, rationals, read_header

_MAKER_NOTE, _XMP, _IPTC, _PHOTOSHOP, _PADDING, _DNG_PRIVATE = 0x927C, 0x02BC, 0x83BB, 0x8649, 0xEA1C, 0xC634
_SPECIAL = frozenset({_MAKER_NOTE, _XMP, _IPTC, _PHOTOSHOP, _PADDING, _DNG_PRIVATE, 0x0112})
_THUMBNAIL_START, _THUMBNAIL_LENGTH = 0x0201, 0x0202
_USER_COMMENT = 0x9286
_XP_TAGS = frozenset({0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F})
_COMMENT_CODES = {b"ASCII\0\0\0": "utf-8", b"UNICODE\0": "utf-16", b"JIS\0\0\0\0\0": "iso2022_jp"}


def inspect_exif(report: Report, data: bytes, where: str) -> None:
    """Read an Exif block (a TIFF structure without pictures of its own, but perhaps with a thumbnail)."""
    if data[:6] == b"Exif\0\0":  # some writers repeat the JPEG prefix in PNG and WebP
        data = data[6:]
    if is_blank(data, 0, len(data)):
        return
    try:
        header = read_header(data)
        covered = [(0, 8)]
        for directory in directories(data, header):
            inspect_directory(report, data, header, directory, where)
            covered += _ranges(directory)
            if directory.name == "IFD1":
                covered += _thumbnail(report, data, header, directory, where)
        _unreferenced(report, data, covered, where)
    except Damaged as damage:
        report.damaged(f"The Exif block is damaged: {damage}")
    if report.details:
        _decode_maker_note(report, data, where)


def inspect_directory(report: Report, data: Buffer, header: Header, directory: Directory, where: str) -> None:
    """Judge the entries of one directory, whatever it belongs to."""
    place = f"{where}/{directory.name}"
    if not directory.intact:
        report.damaged(f"The Exif block is damaged: {directory.name} is not well formed.")
    if directory.name == "GPS IFD":
        _inspect_gps(report, data, header.order, directory.entries, place)
        return
    add = report.add
    for entry in directory.entries:
        tag, kind, count, position, size = entry
        exposes = TAG_KIND.get(tag)
        if exposes is not None:
            value = _value(data, header.order, entry)
            if value is not None:
                add(exposes[0], exposes[1], place, value)
        elif tag in _SPECIAL:
            _inspect_special(report, data, header, entry, place)
        elif tag in TAG_HARMLESS or tag in TAG_HARMLESS_DNG:
            if kind in (1, 2, 6, 7, 129) and size > 4 and not _is_harmless_value(data, entry):
                add(
                    "hidden",
                    TAG_HARMLESS.get(tag, f"0x{tag:04X}"),
                    place,
                    text_of(data[position : position + min(size, 64)]),
                )
                report.doubt()
        elif not is_blank(data, position, position + size):
            add("hidden", f"0x{tag:04X}", place, _value(data, header.order, entry) or "")
            if size >= 4 or count > 1:
                report.doubt()


def _is_harmless_value(data: Buffer, entry: Entry) -> bool:
    # A harmless tag is a number by its standard. If it suddenly holds text, it is not what it says it is.
    tag, kind, _, position, size = entry
    if tag in TAG_HARMLESS_TEXT:
        return size <= TAG_HARMLESS_TEXT[tag]
    return (
        (tag in TAG_HARMLESS_OPAQUE or tag in TAG_HARMLESS_DNG)
        and kind != 2
        or is_blank(data, position, position + size)
    )


def _value(data: Buffer, order: str, entry: Entry) -> str | None:
    """A value as text; None when it is blank and therefore gives nothing away."""
    tag, kind, count, position, size = entry
    raw = data[position : position + (size if size < MAX_VALUE_BYTES else MAX_VALUE_BYTES)]
    if kind == 2 or kind == 129:
        text = text_of(raw)
        if text and TAG_KIND.get(tag, ("",))[0] == "time" and not text.strip(" :0.\x00"):
            return None  # "0000:00:00 00:00:00": the clock was never set (Exif 3.0, 4.6.5.4)
        return text or None
    if tag in _XP_TAGS:
        return utf16_text(raw, "utf-16-le") or None
    if tag == _USER_COMMENT:
        return _user_comment(raw, order)
    if kind in (1, 6, 7):
        if not raw.strip(b"\x00 \xff"):
            return None
        text = text_of(raw)
        return text if text.isprintable() else ""
    if kind in (5, 10):
        values: Iterable[float] = rationals(data, order, entry)
    else:
        values = numbers(data, order, kind, position, min(count, 8))
    shown = " ".join(f"{v:g}" for v in values)
    return shown or None


def _user_comment(raw: bytes, order: str) -> str | None:
    encoding = _COMMENT_CODES.get(raw[:8])
    if encoding is None:
        body = raw[8:] if not raw[:8].strip(b"\0") else raw
        return text_of(body) or None
    if encoding == "utf-16":
        encoding = "utf-16-le" if order == "<" else "utf-16-be"
        body = raw[8:]
        text = utf16_text(body, encoding)
        return text or None
    if encoding == "utf-8":
        return text_of(raw[8:]) or None
    return raw[8:].decode(encoding, "replace").strip("\0 ") or None


def _inspect_special(report: Report, data: Buffer, header: Header, entry: Entry, place: str) -> None:
    tag, _, _, position, size = entry
    end = position + size
    if tag == 0x0112:
        turn = number(data, header.order, entry)
        if place.endswith("IFD0") and report.orientation is None and turn is not None and 1 <= turn <= 8:
            report.orientation = turn
    elif is_blank(data, position, end):
        return
    elif tag == _XMP:
        xmp.inspect_xmp(report, bytes(data[position:end]), f"{place} XMP")
    elif tag == _IPTC:
        iptc.inspect_iptc(report, bytes(data[position:end]), f"{place} IPTC")
    elif tag == _PHOTOSHOP:
        photoshop.inspect_photoshop(report, bytes(data[position:end]), f"{place} Photoshop")
    elif tag == _PADDING:
        report.add("hidden", "Padding", place)
        report.doubt()
    else:
        report.add("maker_note", "MakerNote" if tag == _MAKER_NOTE else "DNGPrivateData", place)
        _doubt_maker_note(report, data, position, end)


def _doubt_maker_note(report: Report, data: Buffer, start: int, end: int) -> None:
    """Leave unknown what this make may keep in its note, and see a preview picture inside it."""
    report.doubt(MAKER_NOTE_UNKNOWN)
    make = next((value for _, what, _, value in report.found if what == "Make"), "").lower()
    make = make or bytes(data[start : start + 12]).decode("latin-1").lower()
    for name, kinds in MAKER_NOTE_ALSO.items():
        if name in make:
            report.doubt(kinds)
    if data.find(b"\xff\xd8\xff", start, end) >= 0:
        report.add("thumbnail", "PreviewImage", "Exif MakerNote")


# ------------------------------------------------------------------------------------------------------- GPS


def _inspect_gps(report: Report, data: Buffer, order: str, entries: list[Entry], place: str) -> None:
    by_tag = {entry[0]: entry for entry in entries}
    for latitude, longitude in ((0x02, 0x04), (0x14, 0x16)):
        pair = [by_tag.get(latitude), by_tag.get(longitude)]
        position = [_degrees(data, order, entry) for entry in pair]
        if usable_position(*position):
            shown = ", ".join("?" if degrees is None else f"{degrees:.6f}" for degrees in position)
            report.add("location", GPS_NAMES[latitude if position[0] is not None else longitude], place, shown)
    for tag, entry in by_tag.items():
        if tag in (0x02, 0x04, 0x14, 0x16):
            continue
        _, kind, count, start, size = entry
        if tag in (0x07, 0x1D):  # time and date of the fix
            value = _gps_time(data, order, entry)
            if value:
                report.add("time", GPS_NAMES[tag], place, value)
        elif tag == 0x1C:
            area = _user_comment(data[start : start + min(size, MAX_VALUE_BYTES)], order)
            if area and area.strip("\0 "):
                report.add("location", "GPSAreaInformation", place, area)
        elif tag in GPS_HARMLESS:
            if tag == 0x1B:
                method = (_user_comment(data[start : start + min(size, 256)], order) or "").strip().upper()
                known = method in GPS_PROCESSING_METHODS or not method.isprintable()
            else:
                known = kind not in (2, 7, 129) or size <= 24
            if not known:
                report.add("hidden", GPS_NAMES[tag], place, text_of(data[start : start + min(size, 256)]))
                report.doubt(("location", "text"))
        elif tag not in (0x06,) and not is_blank(data, start, start + size):
            report.add("hidden", f"0x{tag:04X}", place)
            if size >= 4 or count > 1:
                report.doubt()


def _gps_time(data: Buffer, order: str, entry: Entry) -> str:
    _, kind, _, start, size = entry
    if kind == 2:
        text = text_of(data[start : start + size])
        return text if text.strip(" :0.") else ""
    parts = rationals(data, order, entry)
    if len(parts) != 3 or any(part != part for part in parts) or not any(parts):
        return ""
    return ":".join(f"{part:02g}" for part in parts)


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
    return sum(part / 60**i for i, part in enumerate(parts) if part == part)


def usable_position(latitude: float | None, longitude: float | None) -> bool:
    """Whether the numbers name a place: 0/0 and NaN are what devices without a fix write."""
    known = [(degrees, limit) for degrees, limit in ((latitude, 90), (longitude, 180)) if degrees is not None]
    if not all(abs(degrees) <= limit for degrees, limit in known):  # also refuses NaN
        return False
    return any(degrees for degrees, _ in known)


# ------------------------------------------------------------------------------- thumbnails and loose bytes


LOOSE_MEANINGFUL = 8
"""Fewer loose bytes than this hold neither a name nor a position [bytes]."""


def _thumbnail(report: Report, data: bytes, header: Header, directory: Directory, where: str) -> list[tuple[int, int]]:
    """The thumbnail of IFD1; the bytes it covers."""
    by_tag = {entry[0]: entry for entry in directory.entries}
    start = number(data, header.order, by_tag.get(_THUMBNAIL_START))
    length = number(data, header.order, by_tag.get(_THUMBNAIL_LENGTH))
    if start is None:
        strips = strip_ranges(data, header, by_tag)
        if any(b > a for a, b in strips):
            report.add("thumbnail", "StripOffsets", f"{where}/IFD1")
        return strips
    if not length:
        return []
    report.add("thumbnail", "JPEGInterchangeFormat", f"{where}/IFD1", f"{length} bytes")
    return [(start, start + length)]


def strip_ranges(data: Buffer, header: Header, by_tag: dict[int, Entry]) -> list[tuple[int, int]]:
    """Where the strips and tiles of a directory lie."""
    ranges: list[tuple[int, int]] = []
    for offsets, lengths in ((0x0111, 0x0117), (0x0144, 0x0145)):
        if offsets in by_tag and lengths in by_tag:
            lists = [
                numbers(data, header.order, e[1], e[3], min(e[2], MAX_TIFF_RANGES))
                for e in (by_tag[offsets], by_tag[lengths])
            ]
            ranges += [(start, start + length) for start, length in zip(*lists, strict=False)]
    return ranges


def _ranges(directory: Directory) -> list[tuple[int, int]]:
    covered = [(entry[3], entry[3] + entry[4]) for entry in directory.entries if entry[4] > 4]
    covered.append((directory.start, directory.end))
    return covered


def _unreferenced(report: Report, data: bytes, covered: list[tuple[int, int]], where: str) -> None:
    """Bytes of the block that no entry points to: an old value, a preview, something slipped in."""
    if sum(end - start for start, end in covered) >= len(data):
        return
    for start, end in gaps(covered, len(data)):
        loose = data[start:end].strip(b"\x00\xff ")
        if len(loose) < 4 or loose in LOOSE_HARMLESS:
            continue
        if loose.find(b"\xff\xd8\xff") >= 0:
            report.add("thumbnail", "unreferenced picture", where, f"{len(loose)} bytes")
        if "maker_note" in report.yes:  # offsets inside a maker note lead here
            report.doubt(MAKER_NOTE_UNKNOWN)
        else:
            report.add("hidden", "unreferenced bytes", where, f"{len(loose)} bytes")
            if len(loose) >= LOOSE_MEANINGFUL:
                report.doubt()


def gaps(covered: list[tuple[int, int]], total: int) -> list[tuple[int, int]]:
    """What the ranges leave open between 0 and the total."""
    found = []
    reached = 0
    for start, end in sorted(covered):
        if start > reached:
            found.append((reached, min(start, total)))
        reached = max(reached, end)
        if reached >= total:
            return found
    found.append((reached, total))
    return found


# ---------------------------------------------------------------------------------------------- maker notes

_DECODED_NOTE_WORDS = (("serial", "serial"), ("owner", "owner"), ("firmware", "software"), ("lens", "device"),
                       ("model", "device"), ("date", "time"))  # fmt: skip


def _decode_maker_note(report: Report, data: bytes, where: str) -> None:
    """What exifread can decode of a maker note. It knows some makes and some tags: it can add a yes, never a no."""
    import exifread  # slow to import, needed only here

    logging.getLogger("exifread").setLevel(logging.CRITICAL)
    try:
        tags = exifread.process_file(io.BytesIO(data), details=True, extract_thumbnail=False)
    except Exception:  # noqa: BLE001 - it raises anything on torture files, and its silence costs nothing
        return
    for name, value in tags.items():
        if not name.startswith("MakerNote "):
            continue
        shown = str(value).strip("\0 []")
        kind = next((kind for word, kind in _DECODED_NOTE_WORDS if word in name.lower()), "")
        if kind in KINDS and shown and shown.strip("0, "):
            report.add(kind, name.removeprefix("MakerNote "), f"{where}/MakerNote", shown)
