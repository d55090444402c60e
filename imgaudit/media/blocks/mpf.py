"""Multi-picture format (CIPA DC-007): the index of further pictures behind a JPEG."""

from typing import NamedTuple

from imgaudit.media.buffer import is_blank
from imgaudit.media.record import Damaged, Report

from . import exif
from .tiff_ifd import directories, number, read_header

_VERSION, _IMAGES, _ENTRIES, _UNIQUE_IDS = 0xB000, 0xB001, 0xB002, 0xB003
_LARGE_THUMBNAIL = range(0x010001, 0x010006)
_KNOWN = range(0xB000, 0xB210)


class Picture(NamedTuple):
    """One picture of the index: its type code and its place in the file."""

    kind: int
    start: int
    end: int


def pictures(report: Report, data: bytes, base: int) -> list[Picture]:
    """Read the index; the further pictures it announces. Offsets count from `base`."""
    found: list[Picture] = []
    try:
        header = read_header(data)
        covered = [(0, 8)]
        for directory in directories(data, header):
            covered += exif.ranges(directory)
            if not directory.intact:
                report.damaged("The MPF index is damaged.")
            for entry in directory.entries:
                tag, _, _, position, size = entry
                if tag == _ENTRIES:
                    order = "little" if header.order == "<" else "big"
                    for at in range(position, position + min(size, 16 * 256) - 15, 16):
                        fields = [int.from_bytes(data[at + i : at + i + 4], order) for i in (0, 4, 8)]  # type: ignore[arg-type]
                        if fields[2]:
                            found.append(Picture(fields[0] & 0xFFFFFF, base + fields[2], base + fields[2] + fields[1]))
                elif tag == _UNIQUE_IDS:
                    if data[position : position + size].strip(b"\0 "):
                        report.add("serial", "ImageUIDList", "APP2 MPF")
                elif tag not in _KNOWN or (
                    number(data, header.order, entry) is None
                    and size > 8
                    and tag > _ENTRIES
                    and entry[1] not in (5, 10, 7)
                ):
                    report.add("hidden", f"0x{tag:04X}", "APP2 MPF")
                    report.doubt()
        loose = [data[a:b] for a, b in exif.gaps(covered, len(data)) if b - a >= 4 and not is_blank(data, a, b)]
        if loose:
            report.add("hidden", "unreferenced bytes", "APP2 MPF", f"{sum(map(len, loose))} bytes")
            report.doubt()
    except Damaged as damage:
        report.damaged(f"The MPF index is damaged: {damage}")
    return found


def inspect_previews(report: Report, found: list[Picture], start: int, end: int) -> None:
    """Count the large thumbnails among the pictures that really are in the trailer."""
    for picture in found:
        if picture.kind in _LARGE_THUMBNAIL and start <= picture.start < end:
            report.add("thumbnail", "PreviewImage", "MPF", f"{picture.end - picture.start} bytes")
