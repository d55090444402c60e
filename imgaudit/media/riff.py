"""RIFF files: WebP pictures and AVI videos."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from . import exif, maker_note, trailer, xmp
from .buffer import Buffer, is_blank, text_of
from .harmless.chunks import INFO_KIND, RIFF_HARMLESS
from .limits import MAX_BLOCKS, MAX_BOX_DEPTH, MAX_VALUE_BYTES, MAX_XMP_BYTES
from .record import Damaged, Report

WEBP_IMAGE = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"})
_BLOCK_LIMIT = 64 * 1024**2


class Chunk(NamedTuple):
    """One chunk. A list has its type as `list_type` and holds the chunks from `body` to `end`."""

    type: bytes
    list_type: bytes
    start: int
    body: int
    end: int


def chunks(data: Buffer, start: int, end: int) -> Iterator[Chunk]:
    """Walk the chunks of one level; bytes that are no chunk have the type ``b""``."""
    position = start
    for _ in range(MAX_BLOCKS):
        if position + 8 > end:
            if position < end:
                yield Chunk(b"", b"", position, position, end)
            return
        kind = bytes(data[position : position + 4])
        size = int.from_bytes(data[position + 4 : position + 8], "little")
        body = position + 8
        stop = body + size
        is_list = kind in (b"LIST", b"RIFF") and size >= 4
        inner = body + 4 if is_list else body
        list_type = bytes(data[body : body + 4]) if is_list else b""
        if stop > end:
            yield Chunk(kind, list_type, position, inner, end)
            raise Damaged("a chunk is cut off.")
        yield Chunk(kind, list_type, position, inner, stop)
        position = stop + (size & 1)
    raise Damaged("it has more chunks than any real file.")


def inspect_webp(report: Report, data: Buffer) -> list[tuple[int, int]]:
    """Judge every chunk of a WebP; the ranges of the compressed image data."""
    report.format = "webp"
    image: list[tuple[int, int]] = []
    end = _end_of_riff(report, data)
    try:
        for kind, _, _, body, stop in chunks(data, 12, end):
            if kind in WEBP_IMAGE:
                image.append((body, stop))
            if kind == b"ANMF":  # a frame: sixteen bytes of position, then chunks like those of a still picture
                for inner, _, _, inner_body, inner_stop in chunks(data, min(body + 16, stop), stop):
                    if inner not in (b"VP8 ", b"VP8L", b"ALPH"):
                        _inspect_unknown(report, data, inner, inner_body, inner_stop)
            if report.width is None:
                _webp_size(report, data, kind, body, stop)
            if kind == b"EXIF":
                exif.inspect_exif(report, data[body:stop], "EXIF")
            elif kind == b"XMP ":
                xmp.inspect_xmp(report, data[body : min(stop, body + MAX_XMP_BYTES + 1)], "XMP")
            elif kind not in RIFF_HARMLESS or (kind == b"VP8X" and stop - body > 10):
                _inspect_unknown(report, data, kind, body, stop)
    except Damaged as damage:
        report.damaged(f"The WebP is damaged: {damage}")
    return image


def _webp_size(report: Report, data: Buffer, kind: bytes, body: int, stop: int) -> None:
    head = bytes(data[body : min(stop, body + 10)])
    if kind == b"VP8X" and len(head) == 10:
        report.width = int.from_bytes(head[4:7], "little") + 1
        report.height = int.from_bytes(head[7:10], "little") + 1
    elif kind == b"VP8 " and head[3:6] == b"\x9d\x01\x2a":
        report.width = int.from_bytes(head[6:8], "little") & 0x3FFF
        report.height = int.from_bytes(head[8:10], "little") & 0x3FFF
    elif kind == b"VP8L" and head[:1] == b"\x2f":
        bits = int.from_bytes(head[1:5], "little")
        report.width = (bits & 0x3FFF) + 1
        report.height = (bits >> 14 & 0x3FFF) + 1


def _end_of_riff(report: Report, data: Buffer) -> int:
    size = int.from_bytes(data[4:8], "little")
    end = 8 + size
    if end > len(data):
        report.damaged("The WebP is damaged: it is cut off.")
        return len(data)
    if end < len(data):
        trailer.inspect_trailer(report, data, end + (size & 1), len(data), "after end of RIFF")
    return end


def _inspect_unknown(report: Report, data: Buffer, kind: bytes, body: int, stop: int) -> None:
    if is_blank(data, body, stop):
        return
    name = f"chunk {text_of(kind)}" if kind else "loose bytes"
    report.add("hidden", name, "RIFF", f"{stop - body} bytes")
    if stop - body >= 4:
        report.doubt()


# -------------------------------------------------------------------------------------------------------- AVI

_MAKER_CHUNKS = frozenset({b"hymn", b"mnrt", b"MNRT", b"IDPI", b"nctg", b"ncdt", b"ncth", b"ncvr", b"ncvw", b"ucmt",
                           b"strd", b"PrmI", b"IMIT"})  # fmt: skip
MEDIA_LISTS = frozenset({b"movi", b"rec "})
_EXIF_LIST = {b"ever": ("", ""), b"erel": ("text", "RelatedImageFile"), b"etim": ("time", "TimeCreated"),
              b"ecor": ("device", "Make"), b"emdl": ("device", "Model"), b"eucm": ("text", "UserComment"),
              b"emnt": ("maker_note", "MakerNotes")}  # fmt: skip


def inspect_avi(report: Report, data: Buffer) -> list[tuple[int, int]]:
    """Judge every chunk of an AVI; the ranges of its sound and pictures."""
    report.format = "avi"
    media: list[tuple[int, int]] = []
    try:
        position = 0
        # Large videos are several RIFF lists in a row (OpenDML AVI extensions, 1996).
        while position + 12 <= len(data) and data[position : position + 4] == b"RIFF":
            size = int.from_bytes(data[position + 4 : position + 8], "little")
            end = position + 8 + size
            _inspect_list(report, data, position + 12, min(end, len(data)), b"", media, 0)
            position = end + (size & 1)
        if position < len(data):
            trailer.inspect_trailer(report, data, position, len(data), "after end of RIFF")
    except Damaged as damage:
        report.damaged(f"The AVI is damaged: {damage}")
    return media


def _inspect_list(
    report: Report, data: Buffer, start: int, end: int, parent: bytes, media: list[tuple[int, int]], depth: int
) -> None:
    if depth > MAX_BOX_DEPTH:
        raise Damaged("its lists are nested too deeply.")
    for kind, list_type, at, body, stop in chunks(data, start, end):
        if list_type in MEDIA_LISTS:
            media.append((body, stop))
            claimed = at + 8 + int.from_bytes(data[at + 4 : at + 8], "little")
            if stop < claimed <= 8 + int.from_bytes(data[4:8], "little"):
                # Both lists say that pictures are missing at the end: all that is there has been seen.
                report.error = report.error or "The video ends early."
                return
        elif kind in (b"LIST", b"RIFF"):
            _inspect_list(report, data, body, stop, list_type, media, depth + 1)
        elif kind == b"avih" and stop - body >= 40:
            report.width = int.from_bytes(data[body + 32 : body + 36], "little")
            report.height = int.from_bytes(data[body + 36 : body + 40], "little")
            if _WORDS.search(data[body : min(stop, body + 4096)]):
                _inspect_unknown(report, data, kind, body, stop)
        elif kind in INFO_KIND and (parent == b"INFO" or kind in (b"IDIT", b"ISMP", b"strn", b"DISP")):
            value = text_of(data[body : min(stop, body + MAX_VALUE_BYTES)])
            name = INFO_KIND[kind]
            if value and kind == b"strn" and _is_stream_name(value):
                continue
            if value:
                report.add(name[0], name[1], f"LIST {text_of(parent) or 'AVI'}", value)
        elif parent == b"INFO" and text_of(data[body : min(stop, body + 64)]):
            report.add("text", text_of(kind), "LIST INFO", text_of(data[body : min(stop, body + MAX_VALUE_BYTES)]))
            report.doubt()
        elif parent == b"exif" and kind in _EXIF_LIST:
            _inspect_exif_entry(report, data, kind, body, stop)
        elif kind in (b"JUNK", b"JUNQ"):
            _inspect_junk(report, data, kind, body, stop)
        elif kind in _MAKER_CHUNKS:
            if not is_blank(data, body, stop):
                _maker_note(report, data, body, stop, f"{text_of(kind)} chunk")
        elif kind == b"_PMX":
            xmp.inspect_xmp(report, data[body : min(stop, body + MAX_XMP_BYTES + 1)], "_PMX XMP")
        elif (
            kind not in RIFF_HARMLESS
            or (kind == b"strh" and _WORDS.search(data[body + 8 : min(stop, body + 4096)]))
            or (kind == b"strf" and _LONG_WORDS.search(data[body : min(stop, body + 4096)]))
        ):
            _inspect_unknown(report, data, kind, body, stop)


_WORDS, _LONG_WORDS = re.compile(rb"[A-Za-z0-9 ]{6}"), re.compile(rb"[A-Za-z0-9 ]{10}")
"""What a header of numbers does not hold; one with settings of a codec may hold short ones."""


def _is_stream_name(value: str) -> bool:
    return value.lower() in ("video", "audio", "sound", "videostream", "audiostream", "video stream", "audio stream")


def _inspect_exif_entry(report: Report, data: Buffer, kind: bytes, body: int, stop: int) -> None:
    exposes, what = _EXIF_LIST[kind]
    if not exposes or is_blank(data, body, stop):
        return
    if exposes == "maker_note":
        _maker_note(report, data, body, stop, "LIST exif")
        return
    raw = data[body : min(stop, body + MAX_VALUE_BYTES)]
    value = text_of(raw[8:] if kind == b"eucm" else raw)
    if value:
        report.add(exposes, what, "LIST exif", value)


def _maker_note(report: Report, data: Buffer, body: int, stop: int, where: str) -> None:
    report.add("maker_note", "MakerNote", where)
    maker_note.doubt_maker_note(report, data, body, stop, where)


def _inspect_junk(report: Report, data: Buffer, kind: bytes, body: int, stop: int) -> None:
    """Padding by its name; cameras put their notes there."""
    if is_blank(data, body, stop):
        return
    report.add("hidden", text_of(kind), "JUNK chunk", f"{stop - body} bytes")
    if stop - body >= 16:
        _maker_note(report, data, body, stop, "JUNK chunk")
        report.doubt()
