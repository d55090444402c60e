"""TIFF, BigTIFF and DNG: judge all directories, and the bytes that none claims; copy strips and tiles byte for byte."""

import re
from struct import Struct

from imgaudit.media.blocks import icc
from imgaudit.media.blocks.exif import (
    LOOSE_MEANINGFUL,
    gaps,
    inspect_directory,
    ranges,
    strip_ranges,
)
from imgaudit.media.blocks.exif_block import kept_values, pixel_ranges, without_tags
from imgaudit.media.blocks.thumbnails import inspect_thumbnail
from imgaudit.media.blocks.tiff_ifd import POINTERS, Directory, Entry, Header, directories, number, read_header
from imgaudit.media.blocks.tiff_pixels import Strips
from imgaudit.media.blocks.tiff_writer import Page, Value, write_tiff
from imgaudit.media.buffer import Buffer, Ranges, is_blank
from imgaudit.media.harmless.tags import TAG_HARMLESS
from imgaudit.media.limits import MAX_NESTED_BYTES, MAX_TIFF_RANGES
from imgaudit.media.record import Damaged, Report
from imgaudit.media.wish import CannotStrip, Copy, Original, Wish

_DNG_VERSION = 0xC612
_WIDTH, _HEIGHT, _PHOTOMETRIC, _SUBFILE = 0x0100, 0x0101, 0x0106, 0x00FE
_SENSOR_DATA = frozenset({32803, 34892})  # colour filter array, linear raw (TIFF/EP, DNG)
_COMPRESSION = 0x0103
_SENSOR_CODING = frozenset({262, 32767, 32769, 32770, 32772, 32867, 34713, 34892, 65000, 65535})
"""Compressions of what a sensor has seen: Kodak, Sony, Samsung, Nikon, Pentax, and others' by ExifTool's list."""
_SENSOR_TAGS = frozenset({0x828D, 0x828E, 0x8606, 0xC634})
"""The pattern of the colour filters (TIFF/EP), Leaf's and Sony's own data: what is needed to develop a picture."""
_MAKER_NOTE = 0x927C
_JPEG_START, _JPEG_LENGTH = 0x0201, 0x0202
_GEO_TAGS = frozenset({0x8482, 0x85D8, 0x87AF})


_RAW_IN_TIFF = re.compile(rb"CR|IIII.waR|MMMMRaw", re.DOTALL)
"""What Canon (CR2) and Phase One (IIQ) write behind the header of a TIFF."""


def detect_tiff(head: bytes) -> str:
    """By its header; some raw pictures are known by what follows it."""
    if head[:4] in (b"II*\x00", b"MM\x00*"):
        return "raw" if _RAW_IN_TIFF.match(head, 8) else "tiff"
    return "bigtiff" if head[:4] in (b"II+\x00", b"MM\x00+") else ""


def inspect_tiff(report: Report, data: Buffer) -> Ranges:
    """Judge every directory; the ranges of the compressed image data."""
    report.format = "tiff"
    image: Ranges = []
    covered: Ranges = []
    tables: Ranges = []
    is_raw = False
    try:
        header = read_header(data)
        report.format = "bigtiff" if header.big else "tiff"
        covered.append((0, 16 if header.big else 8))
        judged = Strips(report, data, header)
        largest = 0
        for directory in directories(data, header):
            by_tag = {entry[0]: entry for entry in directory.entries}
            if _DNG_VERSION in by_tag and directory.name == "IFD0":
                report.format = "dng"
            inspect_directory(report, data, header, directory, "TIFF")
            tables += [(e[3], e[3] + e[4]) for e in directory.entries if e[4] > 8]
            tables.append((directory.start, directory.end))
            covered += [(e[3], e[3] + e[4]) for e in directory.entries if e[4] > 4]
            covered.append((directory.start, directory.end))

            def value(tag: int, by_tag: dict[int, Entry] = by_tag) -> int:
                return number(data, header.order, by_tag.get(tag)) or 0

            strips = strip_ranges(data, header, by_tag)
            pixels = _pixels(report, data, directory.name, strips, value(_JPEG_START), value(_JPEG_LENGTH))
            covered += pixels
            pixels = [*judged.inspect(by_tag, strips), *pixels[len(strips) :]]
            is_raw |= value(_PHOTOMETRIC) in _SENSOR_DATA or value(_COMPRESSION) in _SENSOR_CODING
            is_raw |= not _SENSOR_TAGS.isdisjoint(by_tag) or _is_phase_one(data, by_tag.get(_MAKER_NOTE))
            size = value(_WIDTH) * value(_HEIGHT)
            is_reduced = bool(value(_SUBFILE) & 1)
            if size and (report.width is None or (size > largest and not is_reduced)):
                largest = size
                report.width, report.height = value(_WIDTH), value(_HEIGHT)
            if directory.name == "IFD0" or not _is_preview(report, directory.name, is_reduced):
                image += pixels
            if pixels:
                _judge_picture(report, directory.name, is_reduced, bool(value(_SUBFILE) & 4))
            if any(tag in by_tag for tag in _GEO_TAGS):
                report.doubt(("location",))  # a map position, not decoded
    except Damaged as damage:
        report.damaged(f"The TIFF is damaged: {damage}")
    if is_raw and report.format != "dng":
        report.format = "raw"
        report.unsupported("Raw pictures are recognised, but not looked into.")
    else:
        _unreferenced(report, data, covered)
        if _overlap(image, tables):
            report.damaged("The TIFF is damaged: a picture lies over its own description.")
    return [(start, end) for start, end in image if start < end <= len(data)]


def _pixels(report: Report, data: Buffer, name: str, strips: Ranges, start: int, length: int) -> Ranges:
    """The strips of a directory, and a JPEG of so many bytes that it holds, of which all have to be there."""
    pixels = list(strips)
    if start and length:
        pixels.append((start, start + length))
        if name not in ("IFD0", "SubIFD"):
            report.add("thumbnail", "JPEGInterchangeFormat", f"TIFF/{name}", f"{length} bytes")
        picture = bytes(data[start : start + min(length, MAX_NESTED_BYTES)])
        inspect_thumbnail(report, picture, f"TIFF/{name} picture")
    if any(end > len(data) for _, end in pixels):
        report.damaged("The TIFF is damaged: a picture is cut off.")
    return pixels


def _overlap(pictures: Ranges, tables: Ranges) -> bool:
    """Whether a picture and a table share bytes."""
    reached = 0
    was_table = False
    for start, end, is_table in sorted(
        [(a, b, False) for a, b in pictures if b > a] + [(a, b, True) for a, b in tables]
    ):
        if start < reached and is_table != was_table:
            return True
        if end > reached:
            reached, was_table = end, is_table
    return False


def _is_phase_one(data: Buffer, note: Entry | None) -> bool:
    """Whether a maker note is Phase One's, in which the sensor's data lie."""
    start = bytes(data[note[3] : note[3] + 8]) if note else b""
    return start.startswith(b"MMMMRaw") or (start.startswith(b"IIII") and start[5:] == b"waR")


def _is_preview(report: Report, name: str, is_reduced: bool) -> bool:
    """Whether the pixels of a further directory are the picture once more, but smaller."""
    return is_reduced or (name.startswith("SubIFD") and report.format != "dng")


def _judge_picture(report: Report, name: str, is_reduced: bool, is_mask: bool) -> None:
    """Whether the pixels of a directory are the picture, a preview of it, or another picture."""
    where = f"TIFF/{name}"
    if name == "IFD0":
        if is_reduced and report.format == "dng":
            report.add("thumbnail", "preview", where)
    elif _is_preview(report, name, is_reduced):
        report.add("thumbnail", "reduced picture", where)
    elif not is_mask and report.format != "dng":
        report.add("hidden", "further picture", where)


def _unreferenced(report: Report, data: Buffer, covered: Ranges) -> None:
    loose = 0
    for start, end in gaps(covered, len(data)):
        if not is_blank(data, start, end):
            loose += end - start
    if loose >= 4:
        report.add("hidden", "unreferenced bytes", "TIFF", f"{loose} bytes")
        if loose >= LOOSE_MEANINGFUL:
            report.doubt()


# -------------------------------------------------------------------------------------------------------------- copying

_SUBFILE, _OLD_SUBFILE, _COMPRESSION = 0x00FE, 0x00FF, 0x0103
_STRIPS, _TILES = (0x0111, 0x0117), (0x0144, 0x0145)
_OLD_JPEG, _JPEG = 6, 0x0201
_REDUCED, _MASK, _OLD_REDUCED = 1, 4, 2
_PROFILE, _NO_DATA = 0x8773, 0xA481
_HOLES = frozenset({0x0120, 0x0121})  # where the file had room to spare, which it no longer has there


_OTHER_PICTURE = (
    "What a viewer shows of this TIFF is not its picture, or the smaller part of it, as in raw pictures, and the rest "
    "would be lost: export a JPEG and strip that."
)


def _describes_pixels(tag: int) -> bool:
    """Whether a harmless tag belongs to the picture; the others say how it was exposed, and go like an Exif block."""
    is_pixel_tag = 0x00FE <= tag <= 0x022F or 0x80A6 <= tag <= 0x828E or tag in (_PROFILE, _NO_DATA)
    return tag in TAG_HARMLESS and is_pixel_tag and tag not in _HOLES and tag not in POINTERS


def strip_tiff(original: Original, wish: Wish) -> Copy:
    """The pictures without what is to go. Reduced pictures are thumbnails and go with them; further pages stay.

    The description of the pixels is written anew, and of some tags only their makers know whether they belong to it:
    so every copy is doubtful.
    """
    data = original.whole
    header = read_header(data)
    _refuse_hidden_picture(data, header)
    if not wish.bare:
        if header.big:
            raise CannotStrip("Single kinds cannot be taken out of a BigTIFF: remove all of them, or save it as TIFF.")
        return Copy(without_tags(data, wish, is_file=True), is_doubtful=True)
    pages = []
    room = len(data)
    for directory in directories(data, header):
        if not directory.name.startswith("IFD"):
            continue
        page = _page(data, header, directory, wish)
        if page is not None:
            pages.append(page)
            room -= sum(len(strip) for strip in page.strips)
            if room < 0:  # strips that share their bytes would multiply
                raise Damaged("its strips overlap.")
    masks = sum(bool(_number(page, _SUBFILE, header) & _MASK) for page in pages)
    if len(pages) - masks > 1 and "hidden" in wish.go:
        raise CannotStrip(
            f"The TIFF holds {len(pages)} pictures, and all but one count as hidden: keep={{'hidden'}} keeps them all; "
            "or save the first one on its own."
        )
    if not pages:
        raise Damaged("it holds no picture.")
    return Copy(write_tiff(header.order, pages, big=header.big), is_doubtful=True)


def _refuse_hidden_picture(data: bytes, header: Header) -> None:
    """Raise when most of the file is nothing that a directory points to: makers keep raw pictures there."""
    pixels: Ranges = []
    claimed: Ranges = []
    for directory in directories(data, header):
        pixels += pixel_ranges(data, header, directory)
        claimed += ranges(directory)
    loose = sum(end - start for start, end in gaps(claimed + pixels, len(data)) if not is_blank(data, start, end))
    if loose > sum(end - start for start, end in pixels):
        raise CannotStrip(_OTHER_PICTURE)


def _number(page: Page, tag: int, header: Header) -> int:
    raw = next((raw for found, _, _, raw in page.entries if found == tag), b"")
    return int.from_bytes(raw, "little" if header.order == "<" else "big")


def _page(data: bytes, header: Header, directory: Directory, wish: Wish) -> Page | None:
    """One page; None when it is a reduced copy of another, and thumbnails are to go."""
    by_tag = {entry[0]: entry for entry in directory.entries}

    def value(tag: int) -> int:
        return number(data, header.order, by_tag.get(tag)) or 0

    if directory.name != "IFD0" and value(_SUBFILE) & _REDUCED and "thumbnail" in wish.go:
        return None
    if directory.name == "IFD0" and (value(_SUBFILE) & _REDUCED or value(_OLD_SUBFILE) == _OLD_REDUCED):
        raise CannotStrip(_OTHER_PICTURE)
    if not directory.intact:
        raise Damaged(f"{directory.name} is not well formed.")
    tags = _STRIPS if _STRIPS[0] in by_tag else _TILES
    if tags[0] not in by_tag and _JPEG not in by_tag:
        raise Damaged("it holds no picture.")
    if value(_COMPRESSION) == _OLD_JPEG or not all(tag in by_tag for tag in tags):
        raise CannotStrip("This old kind of TIFF cannot be copied tag by tag: save it anew in a picture editor.")
    ranges = strip_ranges(data, header, {tag: by_tag[tag] for tag in tags})
    if not 0 < len(ranges) == by_tag[tags[0]][2] == by_tag[tags[1]][2] <= MAX_TIFF_RANGES:
        raise Damaged("its list of strips is not valid.")
    if any(end > len(data) for _, end in ranges):
        raise Damaged("its pixels are cut off.")
    whole, ranges = ranges, Strips(Report(), data, header).inspect(by_tag, ranges)
    entries: dict[int, Value] = {
        tag: (tag, kind, count, data[start : start + size])
        for tag, kind, count, start, size in directory.entries
        if _describes_pixels(tag) and tag not in (_STRIPS[0], _TILES[0])
    }
    if ranges != whole:
        sizes = [end - start for start, end in ranges]
        entries[tags[1]] = (tags[1], 4, len(sizes), Struct(f"{header.order}{len(sizes)}I").pack(*sizes))
    if _PROFILE in entries and (profile := icc.cleaned(bytes(entries.pop(_PROFILE)[3]), wish)):
        entries[_PROFILE] = (_PROFILE, 7, len(profile), profile)
    page = Page(list(entries.values()), strips=[memoryview(data)[a:b] for a, b in ranges], strips_tag=tags[0])
    page.entries += [kept for kept in kept_values(data, directory, wish) if kept[0] not in entries]
    return page
