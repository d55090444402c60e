"""Boxes (ISO/IEC 14496-12, QTFF): judge those that stand in videos and pictures alike."""

import re

from imgaudit.media.buffer import Buffer, is_blank, text_of
from imgaudit.media.harmless.boxes import HANDLER_WORDS
from imgaudit.media.limits import MAX_NESTED_BYTES, MAX_XMP_BYTES
from imgaudit.media.record import Damaged, Report

from . import exif, jumbf, xmp
from .box_walk import Box, boxes

CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl", b"edts", b"mvex", b"moof", b"traf",
                        b"mfra",
                        b"tapt", b"gmhd", b"strk", b"sinf", b"schi", b"rinf"})  # fmt: skip
PADDING = frozenset({b"free", b"skip", b"wide"})
PREVIEWS = frozenset({b"pnot", b"PICT"})
TOP_LEVEL = frozenset({b"ftyp", b"moov", b"mdat", b"meta", b"uuid", b"moof", b"mfra", b"sidx", b"styp", b"emsg",
                       b"jumb",
                       b"prft", b"ssix", b"pdin", b"sefd", b"mpvd"}) | PADDING | PREVIEWS  # fmt: skip

XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")  # XMP specification part 3, 1.2.6
C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")  # C2PA 2.1, A.5
EXIF_UUID = b"JpgTiffExif->JP2"
SPHERICAL_UUID = bytes.fromhex("ffcc8263f8554a938814587a02521fdd")  # Google spherical video V1
PROFILE_UUID = bytes.fromhex("50524f4621d24fcebb88695cfac9c740")  # Sony PSP: codec profile


def end_of_boxes(data: Buffer, start: int, end: int) -> int | None:
    """Where the file of boxes that starts here ends; None when there is none."""
    reached = None
    try:
        for box in boxes(data, start, end):
            if box.type not in TOP_LEVEL:
                break
            reached = box.end
    except Damaged:
        pass
    return reached


class Movie:
    """What has been seen of one file while its boxes are walked."""

    __slots__ = ("area", "claimed", "data", "has_index", "has_unlisted", "is_fragmented", "media", "pictures", "report",
                 "whole")  # fmt: skip

    def __init__(self, report: Report, data: Buffer) -> None:
        self.report = report
        self.data = data
        self.has_index = False
        self.is_fragmented = False
        """Whether a track has no table of its samples, as in streams made of fragments."""
        self.has_unlisted = False
        """Whether frames that are pictures of their own are not listed, and may lie in fragments."""
        self.claimed: list[tuple[int, int]] = []
        """Where the samples of all tracks lie."""
        self.area = 0
        self.media: list[tuple[int, int]] = []
        """Where the samples of sound and pictures lie."""
        self.pictures: list[tuple[int, int]] = []
        """Where the items of a HEIF picture lie, metadata items included."""
        self.whole: list[tuple[int, int]] = []
        """The media data boxes."""


def inspect_unknown(report: Report, box: Box, where: str) -> None:
    """A box that nobody knows, and that is not empty."""
    size = box.end - box.body
    report.add("hidden", f"{text_of(box.type)} box", where, f"{size} bytes")
    if size >= 4:
        report.doubt()


def inspect_uuid(report: Report, data: Buffer, body: int, end: int) -> None:
    """Judge a box of somebody's own by its identifier."""
    uuid = bytes(data[body : body + 16])
    content = body + 16
    if uuid == XMP_UUID:
        xmp.inspect_xmp(report, bytes(data[content : min(end, content + MAX_XMP_BYTES + 1)]), "uuid XMP")
    elif uuid == C2PA_UUID:
        jumbf.inspect_jumbf(report, bytes(data[content : min(end, content + MAX_NESTED_BYTES)]), "uuid C2PA")
    elif uuid == EXIF_UUID:
        exif.inspect_exif(report, bytes(data[content : min(end, content + MAX_NESTED_BYTES)]), "uuid Exif")
    elif uuid == SPHERICAL_UUID:
        report.add("software", "SphericalVideo", "uuid", "")
        report.doubt(("time", "text"))
    elif uuid != PROFILE_UUID and not is_blank(data, content, end):
        report.add("hidden", f"uuid {uuid.hex()}", "uuid", f"{end - content} bytes")
        report.doubt()


_WORD = re.compile(r"[a-z0-9]+")


def is_track_name(value: str) -> bool:
    """Whether a name only says what a track is."""
    return value.isascii() and set(_WORD.findall(value.lower())) <= HANDLER_WORDS


def inspect_handler_name(report: Report, data: Buffer, body: int, end: int) -> None:
    """A handler's name usually says what the track is; anything else is somebody's text."""
    raw = bytes(data[body + 24 : min(end, body + 24 + 256)])
    value = text_of(raw[1:] if raw[:1] and raw[0] < 0x20 else raw)
    if not value:
        return
    if is_track_name(value):
        return
    if raw[:1] and raw[0] == len(raw) - 1 and set(_WORD.findall(raw[1:].decode("latin-1").lower())) <= HANDLER_WORDS:
        return
    report.add("software", "HandlerName", "hdlr", value)
    report.doubt(("text", "owner", "device"))
