"""Matroska and WebM (RFC 9559): every element by its id and place; frames are the picture, subtitles are text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from imgaudit.media.blocks.stills import Stills, is_still
from imgaudit.media.blocks.subtitles import inspect_line
from imgaudit.media.buffer import Buffer, Ranges, is_blank, text_of
from imgaudit.media.edits import Edits
from imgaudit.media.harmless.boxes import KEY_KIND, UNLISTED
from imgaudit.media.harmless.ebml_ids import CRC, ELEMENT, HANDLER_NAMES, HARMLESS_VALUE, TAG_KIND, VOID, Row
from imgaudit.media.limits import MAX_BOX_DEPTH, MAX_NESTED_BYTES, MAX_TIFF_RANGES, MAX_VALUE_BYTES
from imgaudit.media.record import Damaged, Report
from imgaudit.media.wish import CannotStrip, Copy, Original, Wish

_MAX_ELEMENTS = 4_000_000
_SIGNATURE = b"\x1a\x45\xdf\xa3"
_PICTURES = frozenset(("SimpleBlock", "Block", "BlockAdditional"))
_TOP = frozenset(number for parent, number in ELEMENT if parent == "Segment")
_LONGEST = {"u": 8, "d": 8, "f": 8}
_WORD = re.compile(rb"[\w./ -]{0,48}\0*")
_RUN = re.compile(rb"[A-Za-z0-9 .,:@_/-]{12,}")
_VIDEO, _AUDIO, _COMPLEX, _SUBTITLES = 1, 2, 3, 17


class Element(NamedTuple):
    """One element, and what is known of it: None where its id is not listed at this place."""

    number: int
    row: Row | None
    start: int
    body: int
    end: int


class _Track:
    __slots__ = ("codec", "is_packed", "number", "type")

    def __init__(self) -> None:
        self.number = self.type = 0
        self.codec = ""
        self.is_packed = False


class _State:
    """What has been seen of the tracks when the frames are reached."""

    def __init__(self, report: Report) -> None:
        self.stills = Stills(report, "Cluster")
        self.tracks: list[_Track] = []
        self.image: Ranges = []
        self.count = 0
        self.told: set[int] = set()

    def counted(self) -> None:
        """One element more."""
        self.count += 1
        if self.count > _MAX_ELEMENTS:
            raise Damaged("it has more elements than any real one.")

    def track_of(self, number: int) -> _Track | None:
        return next((track for track in self.tracks if track.number == number), None)


def detect_matroska(head: bytes) -> str:
    """By its first id; whether it is a WebM, the document type says."""
    if not head.startswith(_SIGNATURE):
        return ""
    return "webm" if b"webm" in head[:64] else "mkv"


def inspect_matroska(report: Report, data: Buffer) -> Ranges:
    """Judge every element; the ranges of the frames."""
    state = _State(report)
    try:
        for element in _children(data, 0, len(data), "", state):
            _judge(report, data, element, state, "Matroska", 0)
    except Damaged as damage:
        report.damaged(f"The video is damaged: {damage}")
    return state.image


def _children(data: Buffer, start: int, end: int, parent: str, state: _State) -> Iterator[Element]:
    """The elements between two places; those of unknown length end where one of the level above begins."""
    position = start
    while position < end:
        state.counted()
        number, body = _number(data, position, end, keep_marker=True)
        size, body = _number(data, body, end, keep_marker=False)
        row = ELEMENT.get((parent, number or 0))
        if size is None:
            if row is None or row.name not in ("Segment", "Cluster"):
                raise Damaged("an element has no length.")
            stop = end if row.name == "Segment" else _end_of_cluster(data, body, end, state)
        else:
            stop = body + size
        if stop > end:
            raise Damaged("an element is cut off.")
        yield Element(number or 0, row, position, body, stop)
        position = stop


def _number(data: Buffer, at: int, end: int, *, keep_marker: bool) -> tuple[int | None, int]:
    """An id or a length (RFC 8794, 4), and what follows; None for a length that is not known."""
    first = data[at] if at < end else 0
    length = 9 - first.bit_length()
    if length > (4 if keep_marker else 8) or at + length > end:
        raise Damaged("an element is cut off.")
    value = int.from_bytes(data[at : at + length], "big")
    if keep_marker:
        return value, at + length
    value &= (1 << 7 * length) - 1
    return (None if value == (1 << 7 * length) - 1 else value), at + length


def _end_of_cluster(data: Buffer, body: int, end: int, state: _State) -> int:
    position = body
    while position < end:
        state.counted()
        number, after = _number(data, position, end, keep_marker=True)
        if number in _TOP:
            return position
        size, after = _number(data, after, end, keep_marker=False)
        if size is None:
            raise Damaged("an element has no length.")
        position = after + size
    return end


def _judge(report: Report, data: Buffer, element: Element, state: _State, where: str, depth: int) -> None:
    row, size = element.row, element.end - element.body
    if depth > MAX_BOX_DEPTH:
        raise Damaged("it is nested beyond all measure.")
    if row is None:
        _judge_unlisted(report, data, element, where)
    elif row.name in _PICTURES:
        _judge_frames(report, data, element, state)
    elif row.name == "SimpleTag":
        _judge_tag(report, data, element, state, depth)
    elif row.name == "FileData":
        report.add("hidden", "attached file", where, f"{size} bytes")
        if size > MAX_NESTED_BYTES:
            report.doubt()
        else:
            report.look_into(bytes(data[element.body : element.end]), f"{where}, attached file")
    elif row.type == "m":
        if row.name == "TrackEntry":
            state.tracks.append(_Track())
        for child in _children(data, element.body, element.end, row.name, state):
            _judge(report, data, child, state, f"{where}/{row.name}" if depth else row.name, depth + 1)
        if row.name == "TrackEntry":
            _judge_track(report, state.tracks[-1])
    else:
        _judge_leaf(report, data, element, row, state, where)


def _judge_unlisted(report: Report, data: Buffer, element: Element, where: str) -> None:
    size = element.end - element.body
    if element.number == VOID and is_blank(data, element.body, element.end):
        return
    if element.number == CRC and size == 4:
        return
    report.add("hidden", f"element {element.number:X}", where, text_of(bytes(data[element.body : element.body + 64])))
    report.doubt()


def _judge_leaf(report: Report, data: Buffer, element: Element, row: Row, state: _State, where: str) -> None:
    raw = bytes(data[element.body : min(element.end, element.body + 4096)])
    size = element.end - element.body
    value = text_of(raw)
    if size > (row.most or _LONGEST.get(row.type, size)):
        _hidden(report, row.name, where, value)
    elif row.kind and not is_blank(data, element.body, element.end):
        report.add(row.kind, row.name, where, "" if row.type in ("b", "d") else value)
    elif row.type == "s" and not _WORD.fullmatch(raw):
        report.add("text", row.name, where, value)
    if row.name == "CodecPrivate" and state.tracks:
        if size > MAX_NESTED_BYTES:
            _hidden(report, row.name, where, "")
        else:
            _judge_settings(report, bytes(data[element.body : element.end]), state.tracks[-1].codec, where)
    _note(report, row.name, int.from_bytes(raw[:8], "big"), value, state)


def _judge_settings(report: Report, raw: bytes, codec: str, where: str) -> None:
    """What a decoder is told before it begins: numbers, but in Vorbis comments, and in subtitles a script's heading."""
    if codec.startswith("S_TEXT"):
        report.add("text", "heading of the subtitles", where, text_of(raw))
        return
    at = raw.find(b"\x03vorbis")
    if codec == "A_VORBIS" and at >= 0:
        length = int.from_bytes(raw[at + 7 : at + 11], "little")
        first = at + 11 + length + 4
        report.add("software", "vendor", where, text_of(raw[at + 11 : at + 11 + length]))
        for _ in range(min(int.from_bytes(raw[first - 4 : first], "little"), 1000)):
            length = int.from_bytes(raw[first : first + 4], "little")
            name, _, value = text_of(raw[first + 4 : first + 4 + length]).partition("=")
            _judge_value(report, name, value)
            first += 4 + length
        raw = raw[:at] + raw[first:]
    if found := _RUN.search(raw):
        report.add("hidden", "words in the settings of a decoder", where, text_of(found[0]))
        report.doubt()


def _hidden(report: Report, name: str, where: str, value: str) -> None:
    report.add("hidden", f"{name} is too long", where, value)
    report.doubt()


def _note(report: Report, name: str, number: int, value: str, state: _State) -> None:
    """Keep what is needed of a track."""
    if name == "PixelWidth" and report.width is None:
        report.width = number
    elif name == "PixelHeight" and report.height is None:
        report.height = number
    elif not state.tracks:
        return
    elif name == "TrackNumber":
        state.tracks[-1].number = number
    elif name == "TrackType":
        state.tracks[-1].type = number
    elif name == "CodecID":
        state.tracks[-1].codec = value
    elif name == "ContentEncoding" or name.startswith("ContentComp"):
        state.tracks[-1].is_packed = True


def _judge_track(report: Report, track: _Track) -> None:
    if track.type == _SUBTITLES:
        report.add("text", "subtitles", "Tracks", track.codec)
        if track.is_packed or not track.codec.startswith(("S_TEXT", "S_VOBSUB", "S_HDMV", "S_DVBSUB")):
            report.doubt(("location", "people", "owner"))
    elif track.type not in (_VIDEO, _AUDIO, _COMPLEX):
        report.add("hidden", f"track of type {track.type}", "Tracks", track.codec)
        report.doubt()


def _judge_frames(report: Report, data: Buffer, element: Element, state: _State) -> None:
    if len(state.image) < MAX_TIFF_RANGES:
        state.image.append((element.body, element.end))
    if element.row is not None and element.row.name == "BlockAdditional":
        return
    number, after = _number(data, element.body, element.end, keep_marker=False)
    track = state.track_of(number or 0)
    if track is None:
        if number not in state.told:
            state.told.add(number or 0)
            report.add("hidden", f"frames of track {number}, which is not listed", "Cluster")
            report.doubt()
    elif track.codec in ("V_MJPEG", "V_PNG") or is_still(data, after + 3, element.end):
        state.stills.look_at(data, after + 3, element.end)
    elif track.type == _SUBTITLES and track.codec.startswith("S_TEXT"):
        text = text_of(bytes(data[after + 3 : min(element.end, after + 3 + MAX_VALUE_BYTES)]))
        inspect_line(report, text, "Cluster")


def _judge_tag(report: Report, data: Buffer, element: Element, state: _State, depth: int) -> None:
    """A name and a value; tags may hold tags."""
    name = value = ""
    for child in _children(data, element.body, element.end, "SimpleTag", state):
        called = child.row.name if child.row else ""
        if called == "TagName":
            name = text_of(bytes(data[child.body : min(child.end, child.body + 4096)]))
        elif called == "TagString":
            value = text_of(bytes(data[child.body : min(child.end, child.body + 4096)]))
        elif called == "TagBinary" and not is_blank(data, child.body, child.end):
            report.add("hidden", "TagBinary", f"tag {name}", f"{child.end - child.body} bytes")
            report.doubt()
        elif called != "TagBinary":
            _judge(report, data, child, state, "tag", depth + 1)
    if value:
        _judge_value(report, name, value)
    elif name and name.upper() not in TAG_KIND:
        report.add("text", "name of a tag", "tag", name)


def _judge_value(report: Report, name: str, value: str) -> None:
    upper = name.strip().upper()
    where = f"tag {name}"[:80]
    if upper == "HANDLER_NAME":
        if value not in HANDLER_NAMES:
            report.add("text", name, where, value)
        return
    kind = TAG_KIND.get(upper)
    if kind == "":
        if not re.fullmatch(HARMLESS_VALUE, value):
            report.add("text", name, where, value)
        return
    if kind is None:
        kind = next((kind for part, kind in KEY_KIND if part in name.lower()), "") or "text"
        report.doubt(UNLISTED)
    report.add(kind, name, where, value)


# -------------------------------------------------------------------------------------------------------------- copying

_WITH_SUBTITLES = (
    "The video holds subtitles or another track that is no picture and no sound: take it out in a video editor and "
    "export it as MP4."
)
_WHOLE = frozenset(("SimpleTag", "AttachedFile", "ChapterAtom", "Seek"))
"""What goes whole, if it goes: the rest of it would mean nothing."""
_NEEDED = frozenset(("MuxingApp", "WritingApp"))
"""Texts that every file must have: they are emptied."""
_EMPTY_ONCE_GONE = frozenset((0x1941A469, 0x1043A770, 0x1254C367))


def strip_matroska(original: Original, wish: Wish) -> Copy:
    """The video without what is to go; nothing is moved, so the copy is as long as the original."""
    state, made = _State(Report()), Edits(original.data)
    for element in _children(original.data, 0, len(original.data), "", state):
        _erase(original.data, made, element, wish, state)
    if any(track.type not in (_VIDEO, _AUDIO, _COMPLEX) for track in state.tracks):
        raise CannotStrip(_WITH_SUBTITLES)
    return Copy(made)


def _erase(data: Buffer, made: Edits, element: Element, wish: Wish, state: _State) -> None:
    row = element.row
    if row is not None and row.name in _PICTURES:
        return
    if row is None or row.name in _WHOLE or row.type != "m":
        report = Report()
        alone = _State(report)
        alone.tracks = state.tracks or [_Track()]
        _judge(report, data, element, alone, "", 1)
        if element.number == CRC or (report.yes | report.unknown) & wish.go:
            if row is not None and row.name in _NEEDED:
                made.blank(element.body, element.end)
            else:
                _void(made, element)
        if row is None or row.type != "m":
            return
        if row.name in _WHOLE and (report.yes | report.unknown) & wish.go:
            return
    if row.name == "TrackEntry":
        state.tracks.append(_Track())
    for child in _children(data, element.body, element.end, row.name, state):
        _erase(data, made, child, wish, state)


def _void(made: Edits, element: Element) -> None:
    """Make an element empty room of the same length."""
    length = element.end - element.start
    size = bytes([0x80 | length - 2]) if length - 2 < 127 else b"\x01" + (length - 9).to_bytes(7, "big")
    head = bytes([VOID]) + size
    made.write(element.start, head)
    made.blank(element.start + len(head), element.end)
