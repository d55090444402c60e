"""TIFF, BigTIFF and DNG files: all directories, and the bytes that none of them claims."""

from .buffer import Buffer, is_blank
from .exif import LOOSE_MEANINGFUL, gaps, inspect_directory, inspect_thumbnail, strip_ranges
from .limits import MAX_NESTED_BYTES
from .record import Damaged, Report
from .tiff_ifd import Entry, directories, number, read_header

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


def inspect_tiff(report: Report, data: Buffer) -> list[tuple[int, int]]:
    """Judge every directory; the ranges of the compressed image data."""
    report.format = "tiff"
    image: list[tuple[int, int]] = []
    covered: list[tuple[int, int]] = []
    tables: list[tuple[int, int]] = []
    is_raw = False
    try:
        header = read_header(data)
        report.format = "bigtiff" if header.big else "tiff"
        covered.append((0, 16 if header.big else 8))
        largest = 0
        for directory in directories(data, header):
            inspect_directory(report, data, header, directory, "TIFF")
            by_tag = {entry[0]: entry for entry in directory.entries}
            tables += [(e[3], e[3] + e[4]) for e in directory.entries if e[4] > 8]
            tables.append((directory.start, directory.end))
            covered += [(e[3], e[3] + e[4]) for e in directory.entries if e[4] > 4]
            covered.append((directory.start, directory.end))

            def value(tag: int, by_tag: dict[int, Entry] = by_tag) -> int:
                return number(data, header.order, by_tag.get(tag)) or 0

            pixels = strip_ranges(data, header, by_tag)
            if value(_JPEG_START) and value(_JPEG_LENGTH):
                start, end = value(_JPEG_START), value(_JPEG_START) + value(_JPEG_LENGTH)
                pixels.append((start, end))
                if directory.name not in ("IFD0", "SubIFD"):
                    report.add("thumbnail", "JPEGInterchangeFormat", f"TIFF/{directory.name}", f"{end - start} bytes")
                inspect_thumbnail(
                    report, bytes(data[start : min(end, start + MAX_NESTED_BYTES)]), f"TIFF/{directory.name} picture"
                )
            covered += pixels
            if any(end > len(data) for _, end in pixels):
                report.damaged("The TIFF is damaged: a picture is cut off.")
            if _DNG_VERSION in by_tag and directory.name == "IFD0":
                report.format = "dng"
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


def _overlap(pictures: list[tuple[int, int]], tables: list[tuple[int, int]]) -> bool:
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


def _unreferenced(report: Report, data: Buffer, covered: list[tuple[int, int]]) -> None:
    loose = 0
    for start, end in gaps(covered, len(data)):
        if not is_blank(data, start, end):
            loose += end - start
    if loose >= 4:
        report.add("hidden", "unreferenced bytes", "TIFF", f"{loose} bytes")
        if loose >= LOOSE_MEANINGFUL:
            report.doubt()
