"""ISO base media files (ISO/IEC 14496-12, QTFF): videos, and the frame of HEIF pictures. Judge each box.

In a copy what is to go is overwritten with zeros where it stands, so that no offset has to change.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from operator import itemgetter

from imgaudit.media.blocks import exif, icc, jumbf, quicktime, samsung, trailer
from imgaudit.media.blocks.box_shapes import (
    SHAPES,
    brands_unknown,
    end_of_fields,
    holds_words,
    inspect_brands,
    inspect_shape,
    is_descriptor,
)
from imgaudit.media.blocks.box_walk import Box, boxes
from imgaudit.media.blocks.eraser import Eraser, erase_handler_name
from imgaudit.media.blocks.iso_boxes import (
    CONTAINERS,
    PADDING,
    TOP_LEVEL,
    Movie,
    inspect_handler_name,
    inspect_unknown,
    inspect_uuid,
)
from imgaudit.media.blocks.samples import chunk_ranges, number_of_chunks
from imgaudit.media.blocks.track_samples import inspect_frames, inspect_track_samples
from imgaudit.media.buffer import Buffer, Ranges, is_blank, text_of
from imgaudit.media.harmless.boxes import CODEC_NAMES, TIMECODE_FONTS, TRACK_HARMLESS
from imgaudit.media.limits import MAX_BOX_DEPTH, MAX_NESTED_BYTES
from imgaudit.media.record import Damaged, Report
from imgaudit.media.wish import CannotStrip, Copy, Original, Wish

from . import heif

_PICTURES = TRACK_HARMLESS - {b"soun"}
_TOP_SHAPES = frozenset({b"sidx"})
"""Structural boxes that no other box is around."""

_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)


# ISO/IEC 14496-12 brands; 23008-12 Annex B for HEIF, the AV1 image format specification for AVIF.
_BRANDS = {
    b"heic": "heic", b"heix": "heic", b"hevc": "heic", b"hevx": "heic", b"heim": "heic", b"heis": "heic",
    b"hevm": "heic", b"hevs": "heic", b"mif1": "heif", b"mif2": "heif", b"msf1": "heif", b"miaf": "heif",
    b"avif": "avif", b"avis": "avif", b"qt  ": "mov", b"M4V ": "m4v", b"M4VH": "m4v", b"M4VP": "m4v",
    b"crx ": "cr3", b"jxl ": "jxl", b"jp2 ": "jp2", b"jpx ": "jp2", b"jpm ": "jp2",
    b"3gp4": "3gp", b"3gp5": "3gp", b"3gp6": "3gp", b"3gp7": "3gp", b"3g2a": "3gp",
}  # fmt: skip

# Boxes that may open a QuickTime file written before the file type box existed (QTFF specification).
_WIDE_STUB = re.compile(rb"(?s)\0\0\0\x08wide.{4}mdat")
"""What QuickTime writes where the media may need a longer header one day."""
_OLD_QUICKTIME = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_MP4_BRANDS = frozenset({b"isom", b"iso2", b"mp41", b"mp42", b"iso4", b"iso5", b"iso6", b"avc1", b"MSNV"})


def detect_bmff(head: bytes) -> str:
    """By the brands of the file type box, or by the first box of an old QuickTime file."""
    if head[4:8] == b"ftyp":
        return _brand(head)
    return "mov" if head[4:8] in _OLD_QUICKTIME else ""


def _brand(head: bytes) -> str:
    """The major brand decides; a general one is made precise by the compatible brands."""
    size = min(int.from_bytes(head[:4], "big"), 512, len(head))
    major = _BRANDS.get(head[8:12], "mp4")
    if major in ("heif", "mp4"):
        for at in range(16, size - 3, 4):
            name = _BRANDS.get(head[at : at + 4], "")
            if name in ("heic", "avif") or (name == "heif" and major == "mp4" and head[8:12] not in _MP4_BRANDS):
                return name
    return major


def inspect_bmff(report: Report, data: Buffer) -> Ranges:
    """Judge every box; the ranges of the compressed image data."""
    movie = Movie(report, data)
    total = len(data)
    has_fragments = False
    image: list[tuple[int, int]] = []
    try:
        for box in boxes(data, 0, total):
            if box.type == b"mdat":
                movie.whole.append((box.body, box.end))
                continue
            movie.has_index |= box.type in (b"meta", b"moov")
            has_fragments |= box.type == b"moof"
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
    if has_fragments and movie.has_unlisted:
        report.doubt()
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
            gap = movie.data[start + gap_start : min(start + gap_end, start + gap_start + 17)]
            if _WIDE_STUB.fullmatch(gap) and int.from_bytes(gap[8:12], "big") <= end - start - gap_start:
                continue
            if gap_end - gap_start >= 4 and not is_blank(movie.data, start + gap_start, start + gap_end):
                movie.report.add("hidden", "unreferenced bytes", "mdat", f"{gap_end - gap_start} bytes")
                movie.report.doubt()
                return


def _inspect_box(movie: Movie, box: Box, parent: bytes, depth: int) -> None:
    report, data = movie.report, movie.data
    kind, _, body, end = box
    if depth > MAX_BOX_DEPTH:
        raise Damaged("its boxes are nested too deeply.")
    if kind in _READERS:
        _READERS[kind](movie, box, parent, depth)
    elif kind in CONTAINERS:
        for child in boxes(data, body, end):
            _inspect_box(movie, child, kind, depth + 1)
    elif kind == b"name" and parent == b"trak":
        value = text_of(data[body : min(end, body + 256)])
        if value:
            report.add("text", "name", "trak", value)
    elif kind in (SHAPES if parent else _TOP_SHAPES):
        inspect_shape(report, data, kind, body, end)
    elif not is_blank(data, body, end):
        inspect_unknown(report, box, text_of(parent) or "file")


def _inspect_user_data(movie: Movie, box: Box, parent: bytes, _depth: int) -> None:
    if box.type == b"meta" and _is_picture(movie.data, box):  # pictures that are a track too (23008-12, 7)
        heif.inspect_items(movie, box.body, box.end)
        return
    read = quicktime.inspect_meta if box.type == b"meta" else quicktime.inspect_user_data
    where = f"{text_of(parent) or 'file'}/{text_of(box.type)}"
    read(movie.report, movie.data, box.body, box.end, where)


def _inspect_padding(movie: Movie, box: Box, _parent: bytes, depth: int) -> None:
    """Room that is left; where a program made it of boxes that it took away, they are looked at as they were."""
    if is_blank(movie.data, box.body, box.end):
        return
    try:
        before = list(boxes(movie.data, box.body, box.end))
    except Damaged:
        before = []
    if before and all(inner.type in PADDING or inner.type in SHAPES for inner in before):
        for inner in before:
            _inspect_box(movie, inner, box.type, depth + 1)
    else:
        inspect_unknown(movie.report, box, text_of(box.type))


def _inspect_preview_date(movie: Movie, box: Box, *_: object) -> None:
    if box.end - box.body >= 4 and not is_blank(movie.data, box.body, box.body + 4):
        seconds = int.from_bytes(movie.data[box.body : box.body + 4], "big")
        movie.report.add("time", "PreviewDate", "pnot", _moment(seconds))


def _inspect_preview(movie: Movie, box: Box, *_: object) -> None:
    quicktime.inspect_preview(movie.report, movie.data, box.type, box.body, box.end, "QuickTime preview")


def _inspect_provenance(movie: Movie, box: Box, *_: object) -> None:
    jumbf.inspect_jumbf(movie.report, bytes(movie.data[box.start : min(box.end, box.start + MAX_NESTED_BYTES)]), "jumb")


def _inspect_named_blocks(movie: Movie, box: Box, *_: object) -> None:
    """What Samsung's phones put behind a picture, here in a box."""
    movie.report.add("hidden", "sefd box", "file", f"{box.end - box.body} bytes")
    blocks = samsung.named_blocks(movie.data, box.body, box.end)
    samsung.inspect_blocks(movie.report, movie.data, blocks, "sefd")
    named = [(block.start - box.body, block.end - box.body) for block in blocks]
    for start, end in exif.gaps(named, box.end - box.body):
        if not is_blank(movie.data, box.body + start, box.body + end):
            movie.report.doubt()


def _inspect_motion_video(movie: Movie, box: Box, *_: object) -> None:
    """The video of a moving picture, a file of its own."""
    movie.report.add("hidden", "video", "mpvd", f"{box.end - box.body} bytes")
    if box.end - box.body > MAX_NESTED_BYTES:
        movie.report.doubt()
    else:
        movie.report.look_into(movie.data[box.body : box.end], "mpvd video")


def _inspect_brands(movie: Movie, box: Box, *_: object) -> None:
    inspect_brands(movie.report, movie.data, box.body, box.end)


def _inspect_descriptor(movie: Movie, box: Box, parent: bytes, _depth: int) -> None:
    if not is_descriptor(movie.data, box.body, box.end):
        inspect_unknown(movie.report, box, text_of(parent) or "file")


def _inspect_references(movie: Movie, box: Box, *_: object) -> None:
    """Which tracks belong to this one: by their numbers, which are small."""
    for child in boxes(movie.data, box.body, box.end):
        if (child.end - child.body) % 4 or any(
            movie.data[at] or movie.data[at + 1] for at in range(child.body, child.end, 4)
        ):
            inspect_unknown(movie.report, child, "tref")


def _inspect_time_code(movie: Movie, box: Box, *_: object) -> None:
    """In which font and colour the time of recording is written over the picture (QTFF, time code media)."""
    for child in boxes(movie.data, box.body, box.end):
        font = bytes(movie.data[min(child.body + 24, child.end) : child.end])
        name = text_of(font[1:])
        if child.type != b"tcmi" or name.lower() not in TIMECODE_FONTS:
            movie.report.add("text", "font", "gmhd tmcd", name)
            movie.report.doubt()


def _inspect_data_references(movie: Movie, box: Box, *_: object) -> None:
    """Where the media lie: in this file, or at a path or address that then stands here (14496-12, 8.7.2)."""
    report, data = movie.report, movie.data
    for entry in boxes(data, min(box.body + 8, box.end), box.end):
        target = bytes(data[entry.body + 4 : min(entry.end, entry.body + 4096)])
        if target.strip(b"\0 "):
            report.add("text", "DataReference", f"dref {text_of(entry.type)}", text_of(target))
            report.doubt(("owner", "device", "time", "hidden"))


# ------------------------------------------------------------------------------------------------------ tracks


def _inspect_header(movie: Movie, box: Box, *_: object) -> None:
    """Times of a movie, track or media header, in seconds since 1904."""
    data, body = movie.data, box.body
    width = 8 if data[body] == 1 else 4
    for name, at in (("CreationTime", body + 4), ("ModificationTime", body + 4 + width)):
        seconds = int.from_bytes(data[at : at + width], "big")
        if seconds:
            movie.report.add("time", name, text_of(box.type), _moment(seconds))
    inspect_shape(movie.report, data, box.type, body, box.end)


def _moment(seconds: int) -> str:
    try:
        return (_EPOCH + timedelta(seconds=seconds)).isoformat()
    except OverflowError:
        return ""


def _inspect_track(movie: Movie, track: Box, _parent: bytes, depth: int) -> None:
    data, report = movie.data, movie.report
    found: dict[bytes, Box] = {}
    try:
        _collect(data, track.body, track.end, found, 0)
    finally:
        for child in boxes(data, track.body, track.end):
            _inspect_box(movie, child, b"trak", depth + 1)
    handler = bytes(data[found[b"hdlr"].body + 8 : found[b"hdlr"].body + 12]) if b"hdlr" in found else b""
    if handler in _PICTURES and b"tkhd" in found:
        _measure(movie, found[b"tkhd"].body)
    chunks = chunk_ranges(data, found)
    movie.claimed += chunks
    movie.is_fragmented |= not chunks
    if handler in TRACK_HARMLESS:
        movie.media += chunks
    if b"stsd" in found:
        _inspect_sample_description(report, data, found[b"stsd"], handler)
    if handler in _PICTURES:
        if b"mdhd" in found and _skipped(data, track, found[b"mdhd"].body):
            report.add("hidden", "the beginning of a video, which players pass over", "elst")
        movie.has_unlisted |= inspect_frames(report, data, found, chunks)
    if handler not in TRACK_HARMLESS:
        inspect_track_samples(report, data, found, handler)


def _skipped(data: Buffer, track: Box, header: int) -> bool:
    """Whether an edit passes over more than half a second at the beginning of a track: more than a delay of frames."""
    at = header + (20 if data[header] == 1 else 12)
    per_second = int.from_bytes(data[at : at + 4], "big")
    for parent in boxes(data, track.body, track.end):
        for box in boxes(data, parent.body, parent.end) if parent.type == b"edts" else ():
            width = 8 if data[box.body] == 1 else 4
            rows = range(box.body + 8, box.end - 2 * width - 3, 2 * width + 4) if box.type == b"elst" else range(0)
            starts = [int.from_bytes(data[row + width : row + 2 * width], "big", signed=True) for row in rows]
            if 2 * min((start for start in starts if start >= 0), default=0) > per_second:
                return True
    return False


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


def _inspect_sample_description(report: Report, data: Buffer, box: Box, handler: bytes) -> None:
    """The compressor's name that stands in each visual sample entry (14496-12, 12.1.3)."""
    if handler != b"vide":
        return
    for start, end in _profiles(data, box):
        icc.inspect_icc(report, bytes(data[start:end]), "stsd colr ICC")
    entry = box.body + 8
    name = bytes(data[entry + 50 : min(entry + 82, box.end)])
    if not name or name[0] > 31:
        return
    value = text_of(name[1 : 1 + name[0]])
    if value and value.lower() not in CODEC_NAMES:
        report.add("software", "CompressorName", "stsd", value)


def _profiles(data: Buffer, box: Box) -> Iterator[tuple[int, int]]:
    """The colour profiles in sample descriptions: each in a box of its own behind the fields of its entry."""
    at = box.body
    while (at := data.find(b"colrprof", at, min(box.end, box.body + MAX_NESTED_BYTES))) >= 0:
        yield at + 8, min(at - 4 + int.from_bytes(data[at - 4 : at], "big"), box.end)
        at += 8


def _inspect_nothing(*_: object) -> None:
    """Judged with its track."""


_READERS: dict[bytes, Callable[[Movie, Box, bytes, int], None]] = {
    b"trak": _inspect_track,
    b"mvhd": _inspect_header,
    b"tkhd": _inspect_header,
    b"mdhd": _inspect_header,
    b"udta": _inspect_user_data,
    b"meta": _inspect_user_data,
    b"hdlr": lambda movie, box, *_: inspect_handler_name(movie.report, movie.data, box.body, box.end),
    b"uuid": lambda movie, box, *_: inspect_uuid(movie.report, movie.data, box.body, box.end),
    b"dref": _inspect_data_references,
    b"ftyp": _inspect_brands,
    b"styp": _inspect_brands,
    b"iods": _inspect_descriptor,
    b"tref": _inspect_references,
    b"tmcd": _inspect_time_code,
    b"stsd": _inspect_nothing,
    b"pnot": _inspect_preview_date,
    b"PICT": _inspect_preview,
    b"jumb": _inspect_provenance,
    b"sefd": _inspect_named_blocks,
    b"mpvd": _inspect_motion_video,
    **dict.fromkeys(PADDING, _inspect_padding),
}
"""Who judges a box of one type; beside the box they are given the type of the one around it, and how deep it lies."""


# -------------------------------------------------------------------------------------------------------------- copying

_NAME_KINDS = frozenset({"software", "text", "owner", "device"})


def strip_bmff(original: Original, wish: Wish) -> Copy:
    """The picture or video without what is to go; nothing is moved, so the copy is as long as the original."""
    data = original.data
    eraser = Eraser(data, wish)
    top, end = _top_level(data)
    eraser.is_fragmented = any(box.type == b"moof" for box in top)
    is_movie = any(box.type == b"moov" for box in top)
    metas = [box for box in top if box.type == b"meta"]
    for box in top:
        if box.type == b"moov":
            _erase_movie(eraser, box)
        elif box.type == b"meta":
            if is_movie and not _is_picture(data, box):
                eraser.free(box)
        elif box.type != b"mdat":
            _erase(eraser, box, b"", 0)
    if is_movie and not eraser.tracks:
        raise CannotStrip("The video is only an index of other files, or compressed in a way that is not decoded.")
    for box in metas:
        if not is_movie or _is_picture(data, box):
            heif.write_items(eraser, box)
    _erase_samples(eraser, [box for box in top if box.type == b"mdat"])
    if any(stop > end for _, stop in eraser.claimed):
        raise Damaged("its samples lie outside its boxes.")
    eraser.made.end_at(end)
    return Copy(eraser.made, eraser.is_doubtful)


def _top_level(data: Buffer) -> tuple[list[Box], int]:
    """The boxes of the file, and where they end: what follows is no box, and is left out."""
    top: list[Box] = []
    try:
        for box in boxes(data, 0, len(data)):
            top.append(box)  # noqa: PERF402 - those before a damage count
    except Damaged as damage:
        position = damage.args[1] if len(damage.args) > 1 else 0
        if not position and top and top[-1].type not in TOP_LEVEL:  # text, say, that was read as a size and a type
            position = top.pop().start
        if not position:
            raise
        return top, position
    return top, len(data)


def _is_picture(data: Buffer, box: Box) -> bool:
    start = box.body if data[box.body + 4 : box.body + 8] == b"hdlr" else box.body + 4
    return any(inner.type == b"hdlr" and data[inner.body + 8 : inner.body + 12] == b"pict"
               for inner in boxes(data, start, box.end))  # fmt: skip


# ------------------------------------------------------------------------------------------------------- boxes


def _erase(eraser: Eraser, box: Box, parent: bytes, depth: int) -> None:
    """Erase what is to go in a box, or all of it."""
    kind, _, body, end = box
    if depth > MAX_BOX_DEPTH:
        raise Damaged("its boxes are nested too deeply.")
    if kind in CONTAINERS:
        for child in boxes(eraser.data, body, end):
            _erase(eraser, child, kind, depth + 1)
    elif kind in _ERASERS:
        _ERASERS[kind](eraser, box)
    elif kind in PADDING:
        if eraser.wish.bare or not _may_stay(eraser, box, parent):
            eraser.blank(body, end)
    elif kind == b"udta" and not eraser.wish.everything:
        _erase_user_data(eraser, box)
    elif kind in (SHAPES if parent else _TOP_SHAPES):
        _erase_excess(eraser, box)
    elif not _may_stay(eraser, box, parent):
        eraser.free(box)


def _erase_excess(eraser: Eraser, box: Box) -> None:
    """What stands beyond the fields of a structural box; words within them cannot be taken out."""
    if not eraser.wish.go:
        return
    stop = end_of_fields(eraser.data, box.type, box.body, box.end)
    eraser.blank(stop, box.end)
    if holds_words(eraser.data, box.type, box.body, stop):
        raise CannotStrip(
            f"Words stand among the numbers that a player needs ({text_of(box.type)} box): export the video anew."
        )


def _erase_exposing(eraser: Eraser, box: Box) -> None:
    if _exposed(eraser, box, b"moov") & eraser.wish.go:
        eraser.free(box)


def _erase_brands(eraser: Eraser, box: Box) -> None:
    report = Report()
    inspect_brands(report, eraser.data, box.body, box.end)
    if report.unknown & eraser.wish.go:
        for at in brands_unknown(eraser.data, box.body, box.end):
            if at > box.body:  # the first says what the file is
                eraser.blank(at, min(at + 4, box.end))


def _erase_times(eraser: Eraser, box: Box) -> None:
    _erase_excess(eraser, box)
    if "time" in eraser.wish.go:
        width = 8 if eraser.data[box.body] == 1 else 4
        eraser.blank(box.body + 4, min(box.end, box.body + 4 + 2 * width))


def _erase_data_references(eraser: Eraser, box: Box) -> None:
    for child in boxes(eraser.data, box.body + 8, box.end):
        if eraser.data[child.body + 3] & 1:  # the media lie in this very file, whatever the reference says besides
            eraser.blank(child.body + 4, child.end)


def _erase_user_data(eraser: Eraser, box: Box) -> None:
    data = eraser.data
    for child in boxes(data, box.body, box.end):
        if not eraser.wish.may_stay(
            lambda report, c=child: quicktime.inspect_user_data(report, data, c.start, c.end, "udta")  # type: ignore[misc]
        ):
            eraser.free(child)


_ERASERS: dict[bytes, Callable[[Eraser, Box], None]] = {
    **dict.fromkeys((b"mvhd", b"tkhd", b"mdhd"), _erase_times),
    b"hdlr": erase_handler_name,
    b"dref": _erase_data_references,
    b"ftyp": _erase_brands,
    b"styp": _erase_brands,
    b"stsd": lambda *_: None,
    **dict.fromkeys((b"iods", b"tref", b"tmcd"), _erase_exposing),
}


def _exposed(eraser: Eraser, box: Box, parent: bytes) -> set[str]:
    report = Report()
    _inspect_box(Movie(report, eraser.data), box, parent, 0)
    return report.yes | report.unknown


def _may_stay(eraser: Eraser, box: Box, parent: bytes) -> bool:
    """Whether a box gives away nothing that is to go, by what its reader says of it."""
    return eraser.wish.may_stay(lambda report: _inspect_box(Movie(report, eraser.data), box, parent, 0))


# ------------------------------------------------------------------------------------------------------ tracks


def _erase_movie(eraser: Eraser, movie: Box) -> None:
    dropped: set[int] = set()
    tracks: list[tuple[Box, dict[bytes, Box]]] = []
    for box in boxes(eraser.data, movie.body, movie.end):
        if box.type != b"trak":
            _erase(eraser, box, b"moov", 1)
            continue
        found: dict[bytes, Box] = {}
        _collect(eraser.data, box.body, box.end, found, 0)
        if _track_goes(eraser, found):
            _drop_track(eraser, box, found)
            dropped.add(_track_id(eraser.data, found))
        else:
            tracks.append((box, found))
    for box, found in tracks:
        eraser.tracks += 1
        for child in boxes(eraser.data, box.body, box.end):
            _erase(eraser, child, b"trak", 2)
        if b"tref" in found:
            _erase_references(eraser, found[b"tref"], dropped)
        if b"stsd" in found:
            _erase_sample_names(eraser, found[b"stsd"], _handler(eraser.data, found))
        _claim(eraser, found)


def _handler(data: Buffer, found: dict[bytes, Box]) -> bytes:
    return data[found[b"hdlr"].body + 8 : found[b"hdlr"].body + 12] if b"hdlr" in found else b""


def _track_goes(eraser: Eraser, found: dict[bytes, Box]) -> bool:
    """Whether a track is to go: with all else anything but sound and pictures, or what gives away what is to go."""
    handler = _handler(eraser.data, found)
    if handler in TRACK_HARMLESS or eraser.wish.everything:
        return handler not in TRACK_HARMLESS
    report = Report()
    inspect_track_samples(report, eraser.data, found, handler)
    return bool((report.yes | report.unknown) & eraser.wish.go)


def _drop_track(eraser: Eraser, box: Box, found: dict[bytes, Box]) -> None:
    chunks = _chunks(eraser, found)
    if eraser.is_fragmented and not chunks:
        raise CannotStrip("The video is in fragments, with metadata between them: export it anew as one MP4.")
    eraser.gone += chunks
    eraser.free(box)


def _chunks(eraser: Eraser, found: dict[bytes, Box]) -> Ranges:
    chunks = chunk_ranges(eraser.data, found)
    if len(chunks) != number_of_chunks(eraser.data, found):
        raise Damaged("a track ends before its end, or its index is not valid.")
    return chunks


def _claim(eraser: Eraser, found: dict[bytes, Box]) -> None:
    chunks = _chunks(eraser, found)
    eraser.is_fragmented |= not chunks
    eraser.claimed += chunks
    sizes = found.get(b"stsz")
    if sizes and _handler(eraser.data, found) == b"soun" and any(eraser.data[sizes.body + 4 : sizes.body + 8]):
        # Old QuickTime sound counts samples, not bytes (QTFF, sound sample description): what follows may be its own.
        eraser.is_fragmented = True


def _track_id(data: Buffer, found: dict[bytes, Box]) -> int:
    if b"tkhd" not in found:
        return 0
    at = found[b"tkhd"].body + (20 if data[found[b"tkhd"].body] == 1 else 12)
    return int.from_bytes(data[at : at + 4], "big")


def _erase_references(eraser: Eraser, box: Box, dropped: set[int]) -> None:
    """References to tracks that are gone."""
    for child in boxes(eraser.data, box.body, box.end):
        ids = {int.from_bytes(eraser.data[at : at + 4], "big") for at in range(child.body, child.end - 3, 4)}
        if ids & dropped:
            eraser.free(child)


def _erase_sample_names(eraser: Eraser, box: Box, handler: bytes) -> None:
    """The compressor's name and vendor in each sample entry (14496-12, 12.1.3; QTFF, sample descriptions)."""
    if handler not in (b"vide", b"soun"):
        return
    for entry in boxes(eraser.data, box.body + 8, box.end):
        if eraser.wish.bare:
            eraser.blank(entry.start + 20, min(entry.end, entry.start + 24))
        if handler == b"vide" and eraser.wish.go & _NAME_KINDS:
            eraser.blank(entry.start + 50, min(entry.end, entry.start + 82))
    for start, end in _profiles(eraser.data, box) if handler == b"vide" else ():
        profile = icc.cleaned(eraser.data[start:end], eraser.wish)
        eraser.made.write(start, profile.ljust(end - start, b"\0"))


def _erase_samples(eraser: Eraser, media: list[Box]) -> None:
    """Samples and items that go, and bytes of the media data that nothing claims."""
    free = exif.gaps(eraser.claimed, len(eraser.data))
    going = list(eraser.gone)
    if not eraser.is_fragmented and eraser.claimed and eraser.wish.go:
        # Whatever is to go, it may be in bytes of which nothing is known.
        going += [(box.body, box.end) for box in media]
    for start, end in going:
        at = bisect_right(free, start, key=itemgetter(1))
        while at < len(free) and free[at][0] < end:
            eraser.blank(max(start, free[at][0]), min(end, free[at][1]))
            at += 1
