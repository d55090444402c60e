"""AVI: judge each chunk. In a copy what is to go becomes an empty `JUNK` chunk, so that no index has to change."""

import re

from imgaudit.media.blocks import maker_note, trailer, xmp
from imgaudit.media.blocks.riff_chunks import Chunk, chunks, inspect_unknown
from imgaudit.media.blocks.stills import Stills
from imgaudit.media.buffer import Buffer, Ranges, has_words, is_blank, text_of
from imgaudit.media.edits import Edits
from imgaudit.media.harmless.chunks import INFO_KIND, RIFF_HARMLESS
from imgaudit.media.limits import MAX_BOX_DEPTH, MAX_FRAMES, MAX_VALUE_BYTES, MAX_XMP_BYTES
from imgaudit.media.record import KINDS, Damaged, Report
from imgaudit.media.wish import Copy, Original, Wish

_INDEX_ROOM = re.compile(rb"(?s)\x04\0[\0\1][\0\1](.{4})[0-9]{2}[a-z]{2}\0{12}")
_LENGTH_ROOM = re.compile(rb"(?s)odmldmlh.[\0-\3]\0\0.{3}\0")
"""How the room begins that an encoder leaves for an index of OpenDML, and for how many pictures there are."""
_INDEX_ENTRY = re.compile(rb"(?s)(?:.{5}\0{3}.{3}\0.{3}\0)*")
"""Where a part of the index lies, how long it is, and how much it plays: no number is large enough to be text."""

_MOST_INDEX_ENTRIES = 4096

_MOTION_JPEG = re.compile(rb"vids(?i:mjpg)|strf.{20}(?i:mjpg)", re.DOTALL)
_FRAME = re.compile(rb"[0-9]{2}d[bc].{4}(?:\xff\xd8\xff|\x89PNG)", re.DOTALL)
"""A frame that is a file of its own, whatever code its film has."""
_HEAD = 1 << 16
_MAKER_CHUNKS = frozenset({b"hymn", b"mnrt", b"MNRT", b"IDPI", b"nctg", b"ncdt", b"ncth", b"ncvr", b"ncvw", b"ucmt",
                           b"strd", b"PrmI", b"IMIT"})  # fmt: skip
_MEDIA_LISTS = frozenset({b"movi", b"rec "})
_LISTS = frozenset({b"LIST", b"RIFF"})
_INFO_ANYWHERE = frozenset({b"IDIT", b"ISMP", b"strn", b"DISP"})
_EXIF_LIST = {b"ever": ("", ""), b"erel": ("text", "RelatedImageFile"), b"etim": ("time", "TimeCreated"),
              b"ecor": ("device", "Make"), b"emdl": ("device", "Model"), b"eucm": ("text", "UserComment"),
              b"emnt": ("maker_note", "MakerNotes")}  # fmt: skip


def detect_avi(head: bytes) -> str:
    """By the type of its RIFF list; one of any other type is recognised only."""
    return ("avi" if head[8:12] == b"AVI " else "riff") if head[:4] == b"RIFF" else ""


def inspect_avi(report: Report, data: Buffer) -> Ranges:
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
        begins = [data[start : min(end, start + _HEAD)] for start, end in media[:1]]
        if _MOTION_JPEG.search(data[: min(len(data), _HEAD)]) or any(map(_FRAME.search, begins)):
            stills = Stills(report, "LIST movi")
            for start, end in media:
                try:
                    _inspect_frames(stills, data, start, end, 0)
                except Damaged:  # it has more chunks than are looked at, if it does not end early
                    report.doubt(() if report.error else KINDS)
    except Damaged as damage:
        report.damaged(f"The AVI is damaged: {damage}")
    return media


def _inspect_frames(stills: Stills, data: Buffer, start: int, end: int, depth: int) -> None:
    """Judge frames that are pictures of their own; they may lie in records together."""
    for kind, list_type, _, body, stop in chunks(data, start, end, 4 * MAX_FRAMES):
        if list_type and depth < MAX_BOX_DEPTH:
            _inspect_frames(stills, data, body, stop, depth + 1)
        elif kind[2:] in (b"dc", b"db"):
            stills.look_at(data, body, stop)


def _inspect_list(report: Report, data: Buffer, start: int, end: int, parent: bytes, media: Ranges, depth: int) -> None:
    if depth > MAX_BOX_DEPTH:
        raise Damaged("its lists are nested too deeply.")
    for chunk in chunks(data, start, end):
        kind, list_type, at, body, stop = chunk
        if list_type in _MEDIA_LISTS:
            media.append((body, stop))
            claimed = at + 8 + int.from_bytes(data[at + 4 : at + 8], "little")
            if stop < claimed <= 8 + int.from_bytes(data[4:8], "little"):
                # Both lists say that pictures are missing at the end: all that is there has been seen.
                report.error = report.error or "The video ends early."
                return
        elif kind in _LISTS:
            _inspect_list(report, data, body, stop, list_type, media, depth + 1)
        else:
            _inspect_chunk(report, data, chunk, parent)


def _inspect_chunk(report: Report, data: Buffer, chunk: Chunk, parent: bytes) -> None:
    kind, _, _, body, stop = chunk
    if kind == b"avih" and stop - body >= 40:
        report.width = int.from_bytes(data[body + 32 : body + 36], "little")
        report.height = int.from_bytes(data[body + 36 : body + 40], "little")
        if _WORDS.search(data[body : min(stop, body + 4096)]):
            inspect_unknown(report, data, kind, body, stop)
    elif kind in INFO_KIND and (parent == b"INFO" or kind in _INFO_ANYWHERE):
        value = text_of(data[body : min(stop, body + MAX_VALUE_BYTES)])
        exposes, name = INFO_KIND[kind]
        if value and not (kind == b"strn" and _is_stream_name(value)):
            report.add(exposes, name, f"LIST {text_of(parent) or 'AVI'}", value)
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
    elif kind not in RIFF_HARMLESS or _holds_words(kind, data[body : min(stop, body + _MOST_OF_AN_INDEX)]):
        inspect_unknown(report, data, kind, body, stop)


def _holds_words(kind: bytes, content: bytes) -> bool:
    """Whether there is text in a header of numbers."""
    if kind == b"strh":
        return _WORDS.search(content, 8) is not None
    if kind == b"strf":
        return _LONG_WORDS.search(content) is not None
    return has_words(content)  # of an index: the names of its chunks are too short for one


_MOST_OF_AN_INDEX = 64 << 20

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
    maker_note.inspect_maker_note(report, data, body, stop, where=where)


def _inspect_junk(report: Report, data: Buffer, kind: bytes, body: int, stop: int) -> None:
    """Padding by its name; cameras put their notes there."""
    if is_blank(data, body, stop) or _is_opendml_room(data, body, stop):
        return
    report.add("hidden", text_of(kind), "JUNK chunk", f"{stop - body} bytes")
    if stop - body >= 16:
        _maker_note(report, data, body, stop, "JUNK chunk")
        report.doubt()


def _is_opendml_room(data: Buffer, body: int, stop: int) -> bool:
    """Whether padding is room for an index, filled or not, and nothing follows in it (OpenDML AVI extensions, 1996)."""
    if _LENGTH_ROOM.fullmatch(data[body : body + 16]):
        return is_blank(data, body + 16, stop)
    room = _INDEX_ROOM.fullmatch(data[body : body + 24])
    entries = int.from_bytes(room[1], "little") if room else 0
    end = body + 24 + 16 * entries
    return (
        room is not None
        and entries <= _MOST_INDEX_ENTRIES
        and is_blank(data, end, stop)
        and end <= stop
        and _INDEX_ENTRY.fullmatch(data[body + 24 : end]) is not None
    )


# -------------------------------------------------------------------------------------------------------------- copying


def strip_avi(original: Original, wish: Wish) -> Copy:
    """The video without what is to go; bytes after its last list are left out."""
    data = original.data
    made = Edits(data)
    position = 0
    while position + 12 <= len(data) and data[position : position + 4] == b"RIFF":
        size = int.from_bytes(data[position + 4 : position + 8], "little")
        end = position + 8 + size
        if end > len(data):
            raise Damaged("it is cut off.")
        _erase(made, data, position + 12, end, b"", wish, 0)
        position = end + (size & 1)
    made.end_at(min(position, len(data)))
    return Copy(made)


def _erase(made: Edits, data: Buffer, start: int, end: int, parent: bytes, wish: Wish, depth: int) -> None:
    if depth > MAX_BOX_DEPTH:
        raise Damaged("its lists are nested too deeply.")
    for kind, list_type, at, body, stop in chunks(data, start, end):
        if list_type in _MEDIA_LISTS:
            continue
        if kind in _LISTS:
            _erase(made, data, body, stop, list_type, wish, depth + 1)
        elif kind not in RIFF_HARMLESS and not wish.may_stay(
            lambda report, at=at, stop=stop: _inspect_list(report, data, at, stop, parent, [], 0)  # type: ignore[misc]
        ):
            made.write(at, b"JUNK")
            made.blank(body, stop)
