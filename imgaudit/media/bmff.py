"""ISO base media files (ISO/IEC 14496-12, QTFF): walk the boxes, judge each. Videos, and the frame of HEIF pictures."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from . import exif, heif, jumbf, quicktime, trailer, xmp
from .buffer import Buffer, is_blank, text_of
from .harmless.boxes import BOX_HARMLESS, BOX_ROWS, BOX_SIZES, CODEC_NAMES, HANDLER_WORDS, TRACK_HARMLESS, TRACK_TEXT
from .harmless.tags import MAKER_NOTE_UNKNOWN
from .limits import MAX_BLOCKS, MAX_BOX_DEPTH, MAX_NESTED_BYTES, MAX_XMP_BYTES
from .record import Damaged, Report
from .samples import chunk_ranges

CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl", b"edts", b"mvex", b"moof", b"traf",
                        b"mfra",
                        b"tapt", b"gmhd", b"strk", b"sinf", b"schi", b"rinf"})  # fmt: skip
PADDING = frozenset({b"free", b"skip", b"wide"})
PREVIEWS = frozenset({b"pnot", b"PICT"})
TOP_LEVEL = frozenset({b"ftyp", b"moov", b"mdat", b"meta", b"uuid", b"moof", b"mfra", b"sidx", b"styp", b"emsg",
                       b"jumb",
                       b"prft", b"ssix", b"pdin"}) | PADDING | PREVIEWS  # fmt: skip

_TOP_HARMLESS = frozenset({b"ftyp", b"styp", b"sidx", b"ssix", b"pdin", b"mdat"})
"""Boxes that say nothing about anybody where no other box is around them."""

XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")  # XMP specification part 3, 1.2.6
C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")  # C2PA 2.1, A.5
EXIF_UUID = b"JpgTiffExif->JP2"
SPHERICAL_UUID = bytes.fromhex("ffcc8263f8554a938814587a02521fdd")  # Google spherical video V1
PROFILE_UUID = bytes.fromhex("50524f4621d24fcebb88695cfac9c740")  # Sony PSP: codec profile

_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)


class Box(NamedTuple):
    """One box and the range of its contents."""

    type: bytes
    start: int
    body: int
    end: int


def boxes(data: Buffer, start: int, end: int) -> Iterator[Box]:
    """Walk the boxes of one level.

    Raises
    ------
    Damaged
        At bytes that are no box, with the offset as second argument, and after a box that is cut off.
    """
    position = start
    for _ in range(MAX_BLOCKS):
        if position + 8 > end:
            if not is_blank(data, position, end):
                raise Damaged("there are bytes between its boxes.", position)
            return
        size = int.from_bytes(data[position : position + 4], "big")
        kind = bytes(data[position + 4 : position + 8])
        body = position + 8
        if size == 1:
            size = int.from_bytes(data[position + 8 : position + 16], "big")
            body = position + 16
        elif size == 0:
            if is_blank(data, position, end):  # QuickTime ends some lists with a zero
                return
            if end != len(data):  # only the last box of a file may be open-ended
                raise Damaged("a box has an impossible length.")
            size = end - position
        if size < body - position:
            raise Damaged("a box has an impossible length.", position)
        stop = position + size
        if stop > end:
            yield Box(kind, position, min(body, end), end)
            raise Damaged("a box is cut off.")
        yield Box(kind, position, body, stop)
        position = stop
    raise Damaged("it has more boxes than any real file.")


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

    __slots__ = ("area", "claimed", "data", "has_index", "is_fragmented", "media", "pictures", "report", "whole")

    def __init__(self, report: Report, data: Buffer) -> None:
        self.report = report
        self.data = data
        self.has_index = False
        self.is_fragmented = False
        """Whether a track has no table of its samples, as in streams made of fragments."""
        self.claimed: list[tuple[int, int]] = []
        """Where the samples of all tracks lie."""
        self.area = 0
        self.media: list[tuple[int, int]] = []
        """Where the samples of sound and pictures lie."""
        self.pictures: list[tuple[int, int]] = []
        """Where the items of a HEIF picture lie, metadata items included."""
        self.whole: list[tuple[int, int]] = []
        """The media data boxes."""


def inspect_bmff(report: Report, data: Buffer) -> list[tuple[int, int]]:
    """Judge every box; the ranges of the compressed image data."""
    movie = Movie(report, data)
    total = len(data)
    image: list[tuple[int, int]] = []
    try:
        for box in boxes(data, 0, total):
            if box.type == b"mdat":
                movie.whole.append((box.body, box.end))
                continue
            movie.has_index |= box.type in (b"meta", b"moov")
            try:
                if box.type == b"meta":
                    image += heif.inspect_items(movie, box.body, box.end)
                else:
                    _inspect_box(movie, box, b"", 0)
            except Damaged as damage:
                report.damaged(f"The file is damaged: {damage.args[0]}")
    except Damaged as damage:
        if len(damage.args) > 1 and damage.args[1]:
            trailer.inspect_trailer(report, data, damage.args[1], total, "after the last box")
        else:
            report.damaged(f"The file is damaged: {damage.args[0]}")
    if not movie.has_index:
        report.damaged("The file is damaged: it has no index of its contents.")
    if not movie.is_fragmented and (movie.pictures or movie.claimed):
        _judge_unclaimed(movie)
    return image or movie.media or movie.whole


def _judge_unclaimed(movie: Movie) -> None:
    """Bytes of the media data that no item of a picture and no track claims."""
    claimed = movie.pictures + movie.claimed
    for start, end in movie.whole:
        inside = [(a - start, b - start) for a, b in claimed if a < end and b > start]
        for gap_start, gap_end in exif.gaps(inside, end - start):
            if gap_end - gap_start >= 4 and not is_blank(movie.data, start + gap_start, start + gap_end):
                movie.report.add("hidden", "unreferenced bytes", "mdat", f"{gap_end - gap_start} bytes")
                movie.report.doubt()
                return


def _inspect_box(movie: Movie, box: Box, parent: bytes, depth: int) -> None:
    report, data = movie.report, movie.data
    kind, _, body, end = box
    if depth > MAX_BOX_DEPTH:
        raise Damaged("its boxes are nested too deeply.")
    if kind == b"trak":
        _inspect_track(movie, box, depth)
    elif kind in CONTAINERS:
        for child in boxes(data, body, end):
            _inspect_box(movie, child, kind, depth + 1)
    elif kind in (b"mvhd", b"tkhd", b"mdhd"):
        _inspect_header(movie, kind, body)
        _inspect_excess(report, data, kind, body, end)
    elif kind == b"udta":
        quicktime.inspect_user_data(report, data, body, end, f"{text_of(parent) or 'file'}/udta")
    elif kind == b"meta":
        quicktime.inspect_meta(report, data, body, end, f"{text_of(parent) or 'file'}/meta")
    elif kind == b"hdlr":
        inspect_handler_name(report, data, body, end)
    elif kind in PADDING:
        if not is_blank(data, body, end):
            report.add("hidden", f"{text_of(kind)} box", text_of(kind), f"{end - body} bytes")
            if end - body >= 4:
                report.doubt()
    elif kind == b"uuid":
        inspect_uuid(report, data, body, end)
    elif kind in PREVIEWS:
        if kind != b"pnot":
            report.add("thumbnail", text_of(kind), "QuickTime preview", f"{end - body} bytes")
        elif end - body >= 4 and not is_blank(data, body, body + 4):
            report.add("time", "PreviewDate", "pnot", _moment(int.from_bytes(data[body : body + 4], "big")))
    elif kind == b"jumb":
        jumbf.inspect_jumbf(report, bytes(data[body : min(end, body + MAX_NESTED_BYTES)]), "jumb")
    elif kind == b"dref":
        _inspect_data_references(report, data, body, end)
    elif kind == b"name" and parent == b"trak":
        value = text_of(data[body : min(end, body + 256)])
        if value:
            report.add("text", "name", "trak", value)
    elif kind in BOX_SIZES or kind in BOX_ROWS:
        _inspect_excess(report, data, kind, body, end)
    elif kind not in (BOX_HARMLESS if parent else _TOP_HARMLESS) and not is_blank(data, body, end):
        report.add("hidden", f"{text_of(kind)} box", text_of(parent) or "file", f"{end - body} bytes")
        if end - body >= 4:
            report.doubt()


def _inspect_excess(report: Report, data: Buffer, kind: bytes, body: int, end: int) -> None:
    """Bytes of a header or table beyond what its standard puts there."""
    if kind in BOX_ROWS:
        head, row, wide_row = BOX_ROWS[kind]
        count = int.from_bytes(data[min(body + head - 4, end) : min(body + head, end)], "big")
        if kind == b"stsz" and data[body + 4 : body + 8] != b"\0\0\0\0":  # all samples are of one size
            count = 0
        size = head + count * (wide_row if body < end and data[body] == 1 else row)
    else:
        short, long = BOX_SIZES[kind]
        size = long if body < end and data[body] == 1 else short
    if end - body - size >= 4 and not is_blank(data, body + size, end):
        report.add("hidden", f"{text_of(kind)} box is too long", text_of(kind), f"{end - body - size} bytes")
        report.doubt()


def _inspect_data_references(report: Report, data: Buffer, body: int, end: int) -> None:
    """Where the media lie: in this file, or at a path or address that then stands here (14496-12, 8.7.2)."""
    for entry in boxes(data, min(body + 8, end), end):
        target = bytes(data[entry.body + 4 : min(entry.end, entry.body + 4096)])
        if target.strip(b"\0 "):
            report.add("text", "DataReference", f"dref {text_of(entry.type)}", text_of(target))
            report.doubt(("owner", "device", "time", "hidden"))


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


# ------------------------------------------------------------------------------------------------------ tracks


def _inspect_header(movie: Movie, kind: bytes, body: int) -> None:
    """Times of a movie, track or media header, in seconds since 1904."""
    data = movie.data
    width = 8 if data[body] == 1 else 4
    for name, at in (("CreationTime", body + 4), ("ModificationTime", body + 4 + width)):
        seconds = int.from_bytes(data[at : at + width], "big")
        if seconds:
            movie.report.add("time", name, text_of(kind), _moment(seconds))


def _moment(seconds: int) -> str:
    try:
        return (_EPOCH + timedelta(seconds=seconds)).isoformat()
    except OverflowError:
        return ""


def _inspect_track(movie: Movie, track: Box, depth: int) -> None:
    data, report = movie.data, movie.report
    found: dict[bytes, Box] = {}
    try:
        _collect(data, track.body, track.end, found, 0)
    finally:
        for child in boxes(data, track.body, track.end):
            _inspect_box(movie, child, b"trak", depth + 1)
    handler = bytes(data[found[b"hdlr"].body + 8 : found[b"hdlr"].body + 12]) if b"hdlr" in found else b""
    if handler in (b"vide", b"auxv", b"pict") and b"tkhd" in found:
        _measure(movie, found[b"tkhd"].body)
    chunks = chunk_ranges(data, found)
    movie.claimed += chunks
    movie.is_fragmented |= not chunks
    if handler in (b"vide", b"soun", b"pict", b"auxv"):
        movie.media += chunks
    if b"stsd" in found:
        _inspect_sample_description(report, data, found[b"stsd"], handler)
    if handler in TRACK_HARMLESS:
        return
    if handler in TRACK_TEXT:
        report.add("text", "text track", f"trak {text_of(handler)}")
    elif handler == b"tmcd":
        report.doubt(("time",))
    else:
        report.add("hidden", "metadata track", f"trak {text_of(handler)}")
        report.doubt(("location", "people", "time", "text", *MAKER_NOTE_UNKNOWN))


def _collect(data: Buffer, start: int, end: int, found: dict[bytes, Box], depth: int) -> None:
    if depth > MAX_BOX_DEPTH:
        return
    for box in boxes(data, start, end):
        if box.type != b"hdlr" or depth == 1:  # the media's handler, not the data's
            found.setdefault(box.type, box)
        if box.type in (b"mdia", b"minf", b"stbl"):
            _collect(data, box.body, box.end, found, depth + 1)


def _measure(movie: Movie, body: int) -> None:
    """The picture's size as displayed: a quarter turn in the matrix swaps the sides."""
    data = movie.data
    matrix = body + (52 if data[body] == 1 else 40)
    a, b = (int.from_bytes(data[at : at + 4], "big", signed=True) for at in (matrix, matrix + 4))
    width, height = (int.from_bytes(data[at : at + 4], "big") >> 16 for at in (matrix + 36, matrix + 40))
    if abs(b) > abs(a):
        width, height = height, width
    if width * height > movie.area:
        movie.area = width * height
        movie.report.width, movie.report.height = width, height


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


def _inspect_sample_description(report: Report, data: Buffer, box: Box, handler: bytes) -> None:
    """The compressor's name that stands in each visual sample entry (14496-12, 12.1.3)."""
    if handler != b"vide":
        return
    entry = box.body + 8
    name = bytes(data[entry + 50 : min(entry + 82, box.end)])
    if not name or name[0] > 31:
        return
    value = text_of(name[1 : 1 + name[0]])
    if value and value.lower() not in CODEC_NAMES:
        report.add("software", "CompressorName", "stsd", value)
