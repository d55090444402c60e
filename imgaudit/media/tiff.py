"""TIFF, BigTIFF and DNG files: all directories, and the bytes that none of them claims."""

from .buffer import Buffer, is_blank
from .exif import LOOSE_MEANINGFUL, gaps, inspect_directory, strip_ranges
from .record import Damaged, Report
from .tiff_ifd import directories, number, read_header

_DNG_VERSION = 0xC612
_WIDTH, _HEIGHT, _SUBFILE, _OLD_SUBFILE = 0x0100, 0x0101, 0x00FE, 0x00FF
_JPEG_START, _JPEG_LENGTH = 0x0201, 0x0202
_GEO_TAGS = frozenset({0x8482, 0x85D8, 0x87AF})


def inspect_tiff(report: Report, data: Buffer) -> list[tuple[int, int]]:
    """Judge every directory; the ranges of the compressed image data."""
    report.format = "tiff"
    image: list[tuple[int, int]] = []
    covered: list[tuple[int, int]] = []
    try:
        header = read_header(data)
        report.format = "bigtiff" if header.big else "tiff"
        covered.append((0, 16 if header.big else 8))
        largest = 0
        for directory in directories(data, header):
            inspect_directory(report, data, header, directory, "TIFF")
            by_tag = {entry[0]: entry for entry in directory.entries}
            if _DNG_VERSION in by_tag and directory.name == "IFD0":
                report.format = "dng"
            pixels = strip_ranges(data, header, by_tag)
            start, length = (number(data, header.order, by_tag.get(tag)) for tag in (_JPEG_START, _JPEG_LENGTH))
            if start and length:
                pixels.append((start, start + length))
            image += pixels
            covered += pixels
            covered += [(e[3], e[3] + e[4]) for e in directory.entries if e[4] > 4]
            covered.append((directory.start, directory.end))
            width, height = (number(data, header.order, by_tag.get(tag)) for tag in (_WIDTH, _HEIGHT))
            kind = number(data, header.order, by_tag.get(_SUBFILE)) or 0
            if width and height and ((width * height > largest and not kind & 1) or report.width is None):
                largest = width * height
                report.width, report.height = width, height
            if pixels and directory.name != "IFD0" and not directory.name.startswith(("Exif", "GPS", "Interop")):
                _judge_further_picture(report, directory.name, kind)
            elif pixels and kind & 1 and report.format != "dng":
                pass  # a lone reduced picture is the picture
            elif pixels and kind & 1:
                report.add("thumbnail", "preview", f"TIFF/{directory.name}")
            if any(tag in by_tag for tag in _GEO_TAGS):
                report.doubt(("location",))  # a map position, not decoded
    except Damaged as damage:
        report.damaged(f"The TIFF is damaged: {damage}")
    _unreferenced(report, data, covered)
    end = len(data)
    return [(a, b) for a, b in image if a < b <= end]


def _judge_further_picture(report: Report, name: str, kind: int) -> None:
    where = f"TIFF/{name}"
    if kind & 1:
        report.add("thumbnail", "reduced picture", where)
    elif not kind & 4 and report.format != "dng":  # 4: a transparency mask
        report.add("hidden", "further picture", where)


def _unreferenced(report: Report, data: Buffer, covered: list[tuple[int, int]]) -> None:
    loose = 0
    for start, end in gaps(covered, len(data)):
        if not is_blank(data, start, end):
            loose += end - start
    if loose >= 4:
        report.add("hidden", "unreferenced bytes", "TIFF", f"{loose} bytes")
        if "maker_note" not in report.yes and loose >= LOOSE_MEANINGFUL:
            report.doubt()
