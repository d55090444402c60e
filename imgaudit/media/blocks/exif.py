"""What an Exif block gives away, and the tags that every TIFF structure shares."""

import re
from collections.abc import Iterable

from imgaudit.media.buffer import Buffer, is_blank, text_of, utf16_text
from imgaudit.media.harmless.shapes import BYTES, NUMBERS, TABLES_OF_COLOURS, TAG_HARMLESS_DNG, TAG_MOST
from imgaudit.media.harmless.tags import (
    LOOSE_HARMLESS,
    MAKER_NOTE_UNKNOWN,
    TAG_HARMLESS,
    TAG_HARMLESS_OPAQUE,
    TAG_HARMLESS_TEXT,
    TAG_KIND,
)
from imgaudit.media.limits import MAX_NESTED_BYTES, MAX_TIFF_RANGES, MAX_VALUE_BYTES
from imgaudit.media.record import Damaged, Report

from . import gps, icc, iptc, jumbf, maker_note, photoshop, xmp
from .exif_text import user_comment
from .jpeg_blocks import EOI, SOI, TABLES, is_well_formed
from .jpeg_blocks import blocks as jpeg_blocks
from .thumbnails import inspect_thumbnail
from .tiff_ifd import Directory, Entry, Header, directories, number, numbers, rationals, read_header
from .words import holds, word_of

_MAKER_NOTE, _XMP, _IPTC, _PHOTOSHOP, _PADDING, _DNG_PRIVATE = 0x927C, 0x02BC, 0x83BB, 0x8649, 0xEA1C, 0xC634
_ORIENTATION, _USER_COMMENT, _PRINT_IM, _PROVENANCE = 0x0112, 0x9286, 0xC4A5, 0xCD41
_PROFILES, _CODING_TABLES = (0x8773, 0xC68F, 0xC691), 0x015B
_SPECIAL_TAGS = (_MAKER_NOTE, _XMP, _IPTC, _PHOTOSHOP, _PADDING, _DNG_PRIVATE, _ORIENTATION, _PROVENANCE,
                 *_PROFILES, _CODING_TABLES)  # fmt: skip
_UNKNOWN, _HARMLESS, _RAW, _SPECIAL = ("", "unknown"), ("", "harmless"), ("", "raw"), ("", "special")
_ROLES: dict[int, tuple[str, str]] = {
    **dict.fromkeys(TAG_HARMLESS, _HARMLESS),
    **dict.fromkeys(TAG_HARMLESS_DNG, _RAW),
    **TAG_KIND,
    **dict.fromkeys(_SPECIAL_TAGS, _SPECIAL),
}
"""What to do with a tag: one look-up a tag, because this is where the time goes."""
_RATIONALS = frozenset({5, 10, 11, 12})
_THUMBNAIL_START, _THUMBNAIL_LENGTH = 0x0201, 0x0202
_LONG_WORD = 10
"""Letters in a row that numbers hardly ever are."""
_XP_TAGS = frozenset({0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F})


def inspect_exif(report: Report, data: bytes, where: str) -> None:
    """Read an Exif block (a TIFF structure without pictures of its own, but perhaps with a thumbnail)."""
    if data[:6] == b"Exif\0\0":  # some writers repeat the JPEG prefix in PNG and WebP
        data = data[6:]
    if is_blank(data, 0, len(data)):
        return
    known, has_note = len(report.found), False
    try:
        header = read_header(data)
        covered = [(0, 8)]
        for directory in directories(data, header):
            inspect_directory(report, data, header, directory, where)
            covered += ranges(directory)
            if directory.name == "IFD1":
                covered += _thumbnail(report, data, header, directory, where)
        has_note = any(found.kind == "maker_note" for found in report.found[known:])
        _unreferenced(report, data, covered, where, has_note=has_note)
    except Damaged as damage:
        report.damaged(f"The Exif block is damaged: {damage}")
    if report.details and has_note and (report.unknown - report.yes) & maker_note.DECODED:
        maker_note.decode_maker_note(report, data, where)


def inspect_directory(report: Report, data: Buffer, header: Header, directory: Directory, where: str) -> None:
    """Judge the entries of one directory, whatever it belongs to."""
    place = f"{where}/{directory.name}"
    if not directory.intact:
        report.damaged(f"The Exif block is damaged: {directory.name} is not well formed.")
    if directory.name == "GPS IFD":
        gps.inspect_gps(report, data, header.order, directory.entries, place)
        return
    role_of = _ROLES.get
    for entry in directory.entries:
        tag, kind, count, position, size = entry
        role = role_of(tag, _UNKNOWN)
        if role is _HARMLESS:
            # Nearly all are one number, and this is where the time goes.
            if (kind not in NUMBERS or count > 1) and not _is_harmless_value(data, entry):
                _not_as_its_standard(report, data, entry, place)
        elif role is _RAW:
            if not (report.format == "dng" and _is_raw_value(data, entry)) and not is_blank(
                data, position, position + size
            ):
                _not_as_its_standard(report, data, entry, place)
        elif role is _SPECIAL:
            _inspect_special(report, data, header, entry, place)
        elif role is not _UNKNOWN:
            value = _value(data, header.order, entry, role[0])
            if value is not None:
                report.add(role[0], role[1], place, value)
                if count > 16 and kind in _RATIONALS:  # text by its standard: who knows what the numbers are
                    report.doubt()
        elif not is_blank(data, position, position + size):
            report.add("hidden", f"0x{tag:04X}", place, _value(data, header.order, entry, "hidden") or "")
            if size >= 4 or count > 1:
                report.doubt()


def _not_as_its_standard(report: Report, data: Buffer, entry: Entry, place: str) -> None:
    tag, _, _, position, size = entry
    name = TAG_HARMLESS.get(tag) or f"0x{tag:04X}"
    report.add("hidden", name, place, text_of(data[position : position + min(size, 64)]))
    report.doubt()


def _is_harmless_value(data: Buffer, entry: Entry) -> bool:
    """Whether a harmless tag has the type, the count and the look of its standard: else it is not what it says."""
    tag, kind, count, position, size = entry
    end = position + size
    if kind in NUMBERS:
        if count <= TAG_MOST.get(tag, 1):
            return count <= 2 or tag in TABLES_OF_COLOURS or not holds(_LONG_WORD, data, position, end)
        return is_blank(data, position, end)
    if kind not in BYTES:
        return is_blank(data, position, end)
    if tag in TAG_HARMLESS_TEXT:
        text = bytes(data[position : position + min(size, MAX_VALUE_BYTES)]).strip(b"\0 ")
        return not text or (size <= MAX_VALUE_BYTES and _matches(TAG_HARMLESS_TEXT[tag], text))
    if tag in TAG_HARMLESS_OPAQUE and kind != 2:
        if tag == _PRINT_IM and data[position : position + 8] == b"PrintIM\0":
            position += 8
        return not holds(word_of(size), data, position, end)
    if count == 1:  # a number of one byte, or one digit
        return kind != 2 or data[position : position + 1].isdigit() or is_blank(data, position, end)
    return is_blank(data, position, end)


def _is_raw_value(data: Buffer, entry: Entry) -> bool:
    """Whether a tag of raw pictures has the type, the count and the look of its standard."""
    tag, kind, count, position, size = entry
    _, kinds, most = TAG_HARMLESS_DNG[tag]
    if kind not in kinds or count > most:
        return False
    return kind not in BYTES or not holds(word_of(size), data, position, position + size)


def _matches(pattern: bytes, text: bytes) -> bool:
    return re.fullmatch(pattern, text, re.DOTALL) is not None


def _value(data: Buffer, order: str, entry: Entry, exposes: str) -> str | None:
    """A value as text; None when it is blank and therefore gives nothing away."""
    tag, kind, count, position, size = entry
    raw = data[position : position + (size if size < MAX_VALUE_BYTES else MAX_VALUE_BYTES)]
    if kind == 2 or kind == 129:
        text = text_of(raw)
        if exposes == "time" and not text.strip(" :0.\x00"):
            return None  # "0000:00:00 00:00:00": the clock was never set (Exif 3.0, 4.6.5.4)
        return text or None
    if tag in _XP_TAGS:
        return utf16_text(raw, "utf-16-le") or None
    if tag == _USER_COMMENT:
        return user_comment(raw, order)
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


def _inspect_special(report: Report, data: Buffer, header: Header, entry: Entry, place: str) -> None:
    tag, kind, count, position, size = entry
    end = position + size
    if tag == _ORIENTATION:
        turn = number(data, header.order, entry)
        if (kind not in NUMBERS or count > 1) and not _is_harmless_value(data, entry):
            _not_as_its_standard(report, data, entry, place)
        if place.endswith("IFD0") and report.orientation is None and turn is not None and 1 <= turn <= 8:
            report.orientation = turn
    elif is_blank(data, position, end):
        return
    elif tag == _XMP:
        xmp.inspect_xmp(report, bytes(data[position:end]), f"{place} XMP")
    elif tag == _IPTC:
        iptc.inspect_iptc(report, bytes(data[position:end]), f"{place} IPTC")
    elif tag == _PHOTOSHOP:
        photoshop.inspect_photoshop(report, bytes(data[position:end]), f"{place} Photoshop", inspect_exif)
    elif tag == _PADDING:
        # Windows leaves room for more, and says so in front of it: its own number and a count.
        if data[position : position + 2] not in (b"\x1c\xea", b"\xea\x1c") or not is_blank(data, position + 6, end):
            report.add("hidden", "Padding", place)
            report.doubt()
    elif tag in _PROFILES:
        icc.inspect_icc(report, bytes(data[position : min(end, position + MAX_NESTED_BYTES)]), f"{place} ICC")
    elif tag == _CODING_TABLES:
        if not _are_coding_tables(bytes(data[position:end])):
            _not_as_its_standard(report, data, entry, place)
    elif tag == _PROVENANCE:
        jumbf.inspect_jumbf(report, bytes(data[position : min(end, position + MAX_NESTED_BYTES)]), f"{place} JUMBF")
    else:
        report.add("maker_note", "MakerNote" if tag == _MAKER_NOTE else "DNGPrivateData", place)
        maker_note.inspect_maker_note(report, data, position, end, header.order)


def _are_coding_tables(data: bytes) -> bool:
    """Whether it is a JPEG of tables alone, which the strips of a TIFF share (Adobe's technical note 2)."""
    try:
        return data[:2] == b"\xff\xd8" and all(
            block.marker in (SOI, EOI) or (block.marker in TABLES and is_well_formed(data, block))
            for block in jpeg_blocks(data)
        )
    except Damaged:
        return False


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
    inspect_thumbnail(report, data[start : start + length], f"{where}/IFD1 thumbnail")
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


def ranges(directory: Directory) -> list[tuple[int, int]]:
    """What a directory and its values cover."""
    # Values begin at even offsets (TIFF 6.0, section 2): the byte that pads an odd one belongs to it.
    covered = [(start, start + size + (size & 1)) for _, _, _, start, size in directory.entries if size > 4]
    covered.append((directory.start, directory.end))
    return covered


def _unreferenced(report: Report, data: bytes, covered: list[tuple[int, int]], where: str, *, has_note: bool) -> None:
    """Bytes of the block that no entry points to: an old value, a preview, something slipped in."""
    for start, end in gaps(covered, len(data)):
        loose = data[start:end].strip(b"\x00\xff ")
        if len(loose) < 4 or loose in LOOSE_HARMLESS:
            continue
        if loose.find(b"\xff\xd8\xff") >= 0:
            report.add("thumbnail", "unreferenced picture", where, f"{len(loose)} bytes")
        if has_note:  # offsets inside a maker note lead here
            report.doubt((*MAKER_NOTE_UNKNOWN, "hidden"))
        else:
            report.add("hidden", "unreferenced bytes", where, f"{len(loose)} bytes")
            if len(loose) >= LOOSE_MEANINGFUL:
                report.doubt()


def gaps(covered: list[tuple[int, int]], total: int) -> list[tuple[int, int]]:
    """What the ranges leave open between 0 and the total."""
    found = []
    reached = 0
    for start, end in sorted(covered):
        if end <= reached:
            continue
        if start > reached:
            found.append((reached, min(start, total)))
        reached = end
        if reached >= total:
            return found
    found.append((reached, total))
    return found
