"""Multi-picture format (CIPA DC-007): the index of further pictures behind a JPEG."""

from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

from imgaudit.media.buffer import is_blank
from imgaudit.media.record import Damaged, Report

from . import exif
from .tiff_ifd import Entry, Header, directories, number, read_header

_ENTRIES, _UNIQUE_IDS = 0xB002, 0xB003
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
                if entry[0] == _ENTRIES:
                    found += _listed(data, header, entry, base)
                else:
                    _inspect_entry(report, data, header, entry)
        loose = [data[a:b] for a, b in exif.gaps(covered, len(data)) if b - a >= 4 and not is_blank(data, a, b)]
        if loose:
            report.add("hidden", "unreferenced bytes", "APP2 MPF", f"{sum(map(len, loose))} bytes")
            report.doubt()
    except Damaged as damage:
        report.damaged(f"The MPF index is damaged: {damage}")
    return found


def _listed(data: bytes, header: Header, entry: Entry, base: int) -> Iterator[Picture]:
    """The pictures behind the first, which has no offset: sixteen bytes each."""
    _, _, _, position, size = entry
    layout = Struct(header.order + "III")
    for at in range(position, position + min(size, 16 * 256) - 15, 16):
        kind, length, offset = layout.unpack_from(data, at)
        if offset:
            yield Picture(kind & 0xFFFFFF, base + offset, base + offset + length)


def _inspect_entry(report: Report, data: bytes, header: Header, entry: Entry) -> None:
    tag, kind, _, position, size = entry
    if tag == _UNIQUE_IDS:
        if data[position : position + size].strip(b"\0 "):
            report.add("serial", "ImageUIDList", "APP2 MPF")
    elif tag not in _KNOWN or (
        tag > _ENTRIES and size > 8 and kind not in (5, 7, 10) and number(data, header.order, entry) is None
    ):
        report.add("hidden", f"0x{tag:04X}", "APP2 MPF")
        report.doubt()


def inspect_previews(report: Report, found: list[Picture], start: int, end: int) -> None:
    """Count the large thumbnails among the pictures that really are in the trailer."""
    for picture in found:
        if picture.kind in _LARGE_THUMBNAIL and start <= picture.start < end:
            report.add("thumbnail", "PreviewImage", "MPF", f"{picture.end - picture.start} bytes")
