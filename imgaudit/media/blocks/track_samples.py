"""What the samples of a track say that is neither picture nor sound: subtitles, chapters, telemetry, time codes."""

import re
from collections.abc import Callable, Iterator, Mapping

from imgaudit.media.buffer import Buffer, Ranges, is_blank, text_of
from imgaudit.media.harmless.boxes import KEYS, TRACK_TEXT
from imgaudit.media.harmless.sensor_keys import TIMED_KEY_HARMLESS
from imgaudit.media.harmless.tags import MAKER_NOTE_UNKNOWN
from imgaudit.media.limits import MAX_FRAMES, MAX_SAMPLE_BYTES, MAX_SAMPLES, MAX_VALUE_BYTES
from imgaudit.media.record import Damaged, Report

from . import gps
from .box_walk import Box, boxes
from .samples import number_of_chunks, sample_ranges
from .stills import Stills, is_still
from .subtitles import inspect_sample, is_readable
from .telemetry import Telemetry, inspect_camm, inspect_gpmf

Tables = Mapping[bytes, Box]
_FIELDS = 8
"""What each sample entry begins with (ISO/IEC 14496-12, 8.5.2): room, and where the media lie."""
_IN_TEXT = ("location", "people", "owner")
_IN_METADATA = ("location", "people", "time", "text", *MAKER_NOTE_UNKNOWN)
_PICTURES = frozenset({b"jpeg", b"mjpa", b"png ", b"tiff", b"MJPG", b"gif ", b"jpg "})
"""Frames that are files of their own (QTFF, video sample descriptions)."""
_READ_ENTRIES = frozenset({b"mebx", b"tmcd"})
"""Whose entries are read themselves."""
_LONGEST_NUMBER = 64
_WORDS = re.compile(rb"[\x20-\x7e]{6,}")
_ENTRY_WORDS = re.compile(
    rb"(?:[\x20-\x7e]{0,4}ftab)?.?(?:Sans-Serif|Serif|Helvetica|Arial|Monospace|Courier|Geneva)|[\x20-\x7e]{0,3}btrt.{0,12}|"
    rb"http://www\.w3\.org/[\w/.#-]+|.{0,3}vttCWEBVTT"
)
"""What stands in sample entries: fonts, name spaces, headings without a word."""


def inspect_track_samples(report: Report, data: Buffer, tables: Tables, handler: bytes) -> None:
    """Judge the samples of a track as far as its format is known; else what they may hold is unknown."""
    entries = _entries(data, tables)
    kind = entries[0].type if len({entry.type for entry in entries}) == 1 else b""
    where = f"trak {text_of(handler)}"
    unread: tuple[str, ...] = _IN_METADATA
    if handler in TRACK_TEXT:
        report.add("text", "text track", where)
        unread = _IN_TEXT
    elif handler == b"tmcd":
        unread = ("time", "text")
    else:
        report.add("hidden", "metadata track", where, text_of(kind))
    read = _reader(report, data, entries[0], kind, f"{where} {text_of(kind)}") if kind else None
    if read is None or not _read_samples(data, tables, read) or any(_has_words(data, entry) for entry in entries):
        report.doubt(unread)


def inspect_frames(report: Report, data: Buffer, tables: Tables, chunks: Ranges) -> bool:
    """Judge the frames of a track whose frames are pictures of their own; whether none is listed, as in fragments."""
    kinds = {entry.type for entry in _entries(data, tables)}
    # What a frame is its bytes say: Motion JPEG alone has a dozen codes.
    if kinds.isdisjoint(_PICTURES) and not any(is_still(data, start, end) for start, end in chunks[:1]):
        return False
    stills = Stills(report, "trak " + ", ".join(sorted(map(text_of, kinds))))
    samples, is_whole = sample_ranges(data, tables, MAX_FRAMES)
    for start, end in samples:
        stills.look_at(data, start, end)
    if not is_whole and (samples or number_of_chunks(data, tables)):
        report.doubt()
    return not samples


def _has_words(data: Buffer, entry: Box) -> bool:
    """Whether there is more to read in a sample entry than the name of a font."""
    raw = data[entry.body + _FIELDS : min(entry.end, entry.body + MAX_VALUE_BYTES)]
    return entry.type not in _READ_ENTRIES and not all(map(_ENTRY_WORDS.fullmatch, _WORDS.findall(raw)))


def _entries(data: Buffer, tables: Tables) -> list[Box]:
    if b"stsd" not in tables:
        return []
    try:
        return list(boxes(data, tables[b"stsd"].body + 8, tables[b"stsd"].end))
    except Damaged:
        return []


def _read_samples(data: Buffer, tables: Tables, read: Callable[[bytes], None]) -> bool:
    """Whether all samples could be read."""
    samples, is_whole = sample_ranges(data, tables, MAX_SAMPLES)
    room = MAX_SAMPLE_BYTES
    for start, end in samples:
        room -= end - start
        if room < 0:
            return False
        try:
            read(data[start:end])
        except Damaged:
            return False
    return is_whole


def _reader(report: Report, data: Buffer, entry: Box, kind: bytes, where: str) -> Callable[[bytes], None] | None:
    """What judges a sample of this type, None where nobody can."""
    seen = Telemetry(report, where)
    if is_readable(kind):
        return lambda raw: inspect_sample(report, kind, raw, where)
    if kind == b"gpmd":
        return lambda raw: inspect_gpmf(seen, raw)
    if kind == b"camm":
        return lambda raw: inspect_camm(seen, raw)
    if kind == b"tmcd":
        _inspect_reel(report, data, entry, where)
        frames = max(1, data[entry.body + 24]) if entry.end > entry.body + 24 else 1
        return lambda raw: _inspect_time_code(seen, raw, frames)
    if kind == b"mebx":
        names = dict(_names(data, entry))
        return lambda raw: _inspect_keyed(seen, raw, names)
    return None


# ------------------------------------------------------------------------------------------------- time codes


def _inspect_reel(report: Report, data: Buffer, entry: Box, where: str) -> None:
    """The name of the tape that a time code belongs to (QTFF, timecode sample description)."""
    for box in boxes(data, min(entry.body + 26, entry.end), entry.end):
        if name := text_of(data[box.body + 4 : min(box.end, box.body + MAX_VALUE_BYTES)]):
            report.add("text", "source reference", where, name)


def _inspect_time_code(seen: Telemetry, raw: bytes, frames: int) -> None:
    """A count of frames at the start; cameras let it run with the clock."""
    count = int.from_bytes(raw[:4], "big")
    seconds = count // frames
    if count:
        value = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{count % frames:02}"
        seen.add("time", "TimeCode", value)
    if not is_blank(raw, min(4, len(raw)), len(raw)):
        seen.unknown("bytes behind a time code")


# -------------------------------------------------------------------------------------- Apple's timed metadata


def _names(data: Buffer, entry: Box) -> Iterator[tuple[bytes, str]]:
    """The keys of a track by the types of the boxes in its samples (QTFF, timed metadata)."""
    for box in boxes(data, min(entry.body + _FIELDS, entry.end), entry.end):
        for key in boxes(data, box.body, box.end) if box.type == b"keys" else ():
            for child in boxes(data, key.body, key.end):
                if child.type == b"keyd":
                    yield key.type, text_of(data[child.body + 4 : min(child.end, child.body + 256)])


def _inspect_keyed(seen: Telemetry, raw: bytes, names: dict[bytes, str]) -> None:
    for box in boxes(raw, 0, len(raw)):
        name, value = names.get(box.type, ""), raw[box.body : box.end]
        kind = KEYS.get(name, "")
        if is_blank(value, 0, len(value)) or (name in TIMED_KEY_HARMLESS and len(value) <= _LONGEST_NUMBER):
            continue
        if kind == "location":
            found = gps.fix_of_text(text_of(value))
            if found is gps.Fix.PLACE:
                seen.add("location", name, text_of(value))
            elif found is gps.Fix.UNREAD:
                seen.report.doubt(("location",))
        elif kind:
            seen.add(kind, name, text_of(value) if kind != "people" else "")
        else:
            seen.unknown(name or "value without a key")
