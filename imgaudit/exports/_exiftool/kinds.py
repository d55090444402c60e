"""What one file's ExifTool tags give away: our kinds of exposure, by name, group and value of each tag."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from imgaudit.exports._exiftool.names import CAMERA_RAW, EMBEDDED, Kinds
from imgaudit.exports._exiftool.tags import COORDINATES, NOT_PLACES, PLACE_WORDS, Tag
from imgaudit.exports._exiftool.values import NO_PERSON, written
from imgaudit.foreign.text import words
from imgaudit.foreign.words import people
from imgaudit.media.harmless.boxes import CODEC_NAMES, HANDLER_WORDS
from imgaudit.media.harmless.tags import (
    GPS_HARMLESS_TEXT,
    GPS_PROCESSING_METHODS,
    MAKER_NOTE_ALSO,
    MAKER_NOTE_UNKNOWN,
)
from imgaudit.media.limits import MAX_FOUND, MAX_TEXT_CHARS, MAX_VALUE_CHARS
from imgaudit.media.record import KINDS, is_written, on_lines, shortened

PERSON_NAMES = re.compile(
    r"(?:ACDSee)?RegionName|RegionPersonDisplayName|\w+PersonDisplayName|PersonInImage(?:Name)?|PersonHeardName|People|Person"
    r"|Personality|(?:Recognized)?Face\d?Name|BabyName|ImageRegionName|PatientName"
)
GEOREFERENCE = re.compile("Geo|ModelT|PixelScale|Intergraph|GTM")
"""Tags of a map projection, whose position is not worked out here."""
REGION = re.compile("Region(?:Name|Type|Rotation|FocusUsage|Area)")
"""What is told of each region of a picture, in lists beside each other."""
PEOPLE_KEYWORD = re.compile(r"(?:people|persons?|personen|personnes|personas|faces?)[/|\\](.+)", re.IGNORECASE)
SWITCHES = frozenset(("MotionPhoto", "MicroVideo"))
"""Tags that say whether there is a film behind the picture."""
NOTHING = frozenset(
    ("n/a", "none", "off", "no", "unknown", "0", "normal", "undef", "inf", "nan", "(not set)", "(none)")
)
"""What a maker writes where there is nothing."""


@dataclass(slots=True)
class Judged:
    """What has been seen of one file's tags so far."""

    yes: dict[str, None] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    found: dict[str, None] = field(default_factory=dict)
    persons: dict[str, None] = field(default_factory=dict)
    texts: dict[str, None] = field(default_factory=dict)
    texts_cut: bool = False
    seen: set[str] = field(default_factory=set)
    regions: list[tuple[Tag, list[str]]] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def add(self, kind: str, tag: Tag) -> None:
        """Something that the file gives away."""
        self.yes[kind] = None
        if len(self.found) < MAX_FOUND:
            self.found[f"{kind}: {tag.name} in {tag.group or 'the file'}"] = None


def judge(tags: Iterable[tuple[Tag, object]]) -> Judged:
    """What a file's tags give away; ``unknown`` are kinds that cannot be ruled out by what is there."""
    judged = Judged()
    make = ""
    for tag, value in tags:
        if value == "-":  # what is missing, where the report was told to say so (-f)
            continue
        judged.seen.add(tag.name)
        if not tag.group:
            if written(value):  # no tag of ExifTool's, which all tell a group here: nobody knows what it is
                judged.unknown.update(KINDS)
            continue
        if tag.kinds == () and not tag.doubt and tag.name not in HARMLESS_VALUES:
            if tag.name == "SubfileType" and "educed" in str(value):
                judged.add("thumbnail", tag)
            continue
        texts = written(value)
        if not texts:
            continue
        if tag.name in ("Make", "Model"):
            make += " " + texts[0].lower()
        _judge(judged, tag, texts)
    _judge_regions(judged)
    _conclude(judged, make)
    return judged


def _judge(judged: Judged, tag: Tag, texts: list[str]) -> None:
    if tag.name in HARMLESS_VALUES:
        is_harmless, kind, doubt = HARMLESS_VALUES[tag.name]
        if not all(map(is_harmless, texts)):
            judged.unknown.update(doubt)
            if kind:
                judged.add(kind, tag)
    elif tag.kinds is None:
        _judge_stranger(judged, tag)
    elif not (tag.name in SWITCHES and texts[0] in ("0", "Disabled")):
        kinds = _of_maker(judged, tag, tag.kinds, texts) if tag.is_maker else tag.kinds
        if kinds == ("hidden",):
            if EMBEDDED.fullmatch(tag.name):
                judged.unknown.update(KINDS)
            elif GEOREFERENCE.match(tag.name):
                judged.unknown.update(("location", "text"))
        judged.unknown.update(tag.doubt)
        for kind in kinds:
            _judge_kind(judged, kind, tag, texts)


def _of_maker(judged: Judged, tag: Tag, kinds: Kinds, texts: list[str]) -> Kinds:
    """What of its kinds a tag of a maker's block is, by its value: makers write zeros where there is nothing."""
    if all(text.lower() in NOTHING or not text.strip("09: ") for text in texts):
        kinds = kinds[:1] if kinds[0] == "maker_note" else ()
    if PLACE_WORDS.search(tag.name) and "location" not in kinds and not NOT_PLACES.fullmatch(tag.name):
        judged.unknown.add("location")
    return kinds


def _judge_kind(judged: Judged, kind: str, tag: Tag, texts: list[str]) -> None:
    if kind == "location" and COORDINATES.fullmatch(tag.name):
        _judge_position(judged, tag, texts[0])
    elif kind == "people":
        _judge_people(judged, tag, texts)
    elif kind == "time" and not re.search(r"\d{4}|\d\d:\d\d" if tag.is_maker else "[1-9]", "".join(texts)):
        return  # what clocks write that were never set
    elif tag.name == "CopyrightFlag" and texts[0].lower() in ("false", "0"):
        return
    else:
        judged.add(kind, tag)
        _keep(judged, tag, [text for text in texts if is_written(kind, text)])


_WORD = re.compile(r"[^\W_]+")


def _is_handler(text: str) -> bool:
    return text.isascii() and set(_WORD.findall(text.lower())) <= HANDLER_WORDS


HARMLESS_VALUES: dict[str, tuple[Callable[[str], object], str, Kinds]] = {
    # name → what its value looks like where it is harmless; else the kind it is, and those it may be
    "GPSProcessingMethod": (lambda text: text.upper() in GPS_PROCESSING_METHODS, "", ("location", "text")),
    "GPSMapDatum": (
        lambda text: re.fullmatch(GPS_HARMLESS_TEXT[0x12], text.encode("ascii", "replace")),
        "",
        ("location", "text"),
    ),
    "HandlerDescription": (_is_handler, "software", ("text", "owner", "device")),
    "TrackName": (_is_handler, "text", ()),
    "CompressorName": (lambda text: text.lower() in CODEC_NAMES, "software", ()),
    "DirectoryItemSemantic": (lambda text: set(re.split(r"[,\s]+", text)) <= {"Primary", "GainMap"}, "hidden", KINDS),
}


def _keep(judged: Judged, tag: Tag, texts: list[str]) -> None:
    for text in texts:
        if not text.startswith(("(Binary data", "base64:")):
            whole = on_lines(words(text[:MAX_TEXT_CHARS]))
            judged.texts[whole] = None
            judged.texts_cut |= len(text) > MAX_TEXT_CHARS
        if tag.name in ("HierarchicalSubject", "TagsList", "Keywords", "Subject", "LastKeywordXMP"):
            for part in re.split(r",\s", text):
                if person := PEOPLE_KEYWORD.match(part):
                    judged.persons[_short(re.split(r"[/|\\]", person[1])[-1])] = None
                    judged.add("people", tag)


def _name(judged: Judged, texts: list[str]) -> None:
    for text in texts:
        judged.persons.update(dict.fromkeys(_short(name) for name in people(text[:_LONGEST])))


_LONGEST = 20 * MAX_VALUE_CHARS


def _short(text: str) -> str:
    return shortened(words(text[:_LONGEST]))


def _judge_people(judged: Judged, tag: Tag, texts: list[str]) -> None:
    if REGION.match(tag.name):
        judged.regions.append((tag, texts))
        return
    if all(text.lower() in NOTHING for text in texts):  # so many faces: 0
        return
    judged.add("people", tag)
    if PERSON_NAMES.fullmatch(tag.name):
        _name(judged, texts)
    else:
        _keep(judged, tag, [text for text in texts if is_written("people", text)])


def _judge_regions(judged: Judged) -> None:
    """Regions are two lists, of types and of names, that need not be of one length: a name counts if any is a face."""
    types = {part.lower() for tag, texts in judged.regions if tag.name == "RegionType" for part in _parts(texts)}
    for tag, texts in judged.regions:
        if types and types <= NO_PERSON:
            if tag.name == "RegionName":
                judged.add("text", tag)
                _keep(judged, tag, texts)
            continue
        judged.add("people", tag)
        if tag.name == "RegionName":
            _name(judged, texts)


def _parts(texts: list[str]) -> list[str]:
    return [part.strip() for text in texts for part in re.split("[,;]", text) if part.strip()]


def _judge_position(judged: Judged, tag: Tag, text: str) -> None:
    """Whether a coordinate is one: 0/0 is what devices without a fix write. Its value goes nowhere."""
    if tag.name.endswith(("Position", "Coordinates")):  # an altitude may follow
        text = " ".join(text.split(",")[:2]) if "," in text else " ".join(text.split()[:2])
    numbers = [float(number.replace(",", ".")) for number in re.findall(r"\d{1,9}(?:[.,]\d{1,20})?", text)]
    if not numbers:
        if any(letter.isalnum() for letter in text) and text.lower() not in NOTHING:
            judged.unknown.add("location")
    elif any(numbers):
        if numbers[0] <= 180:
            judged.add("location", tag)
        else:
            judged.unknown.add("location")


def _judge_stranger(judged: Judged, tag: Tag) -> None:
    """A tag of which nothing is known: `hidden`, or perhaps a setting of Camera Raw where no namespace is told."""
    if tag.group != "XMP":
        judged.add("hidden", tag)
        judged.unknown.update(KINDS)
    else:
        judged.strangers.append(tag.name)
        if PLACE_WORDS.search(tag.name) and not NOT_PLACES.fullmatch(tag.name):
            judged.unknown.add("location")


def _conclude(judged: Judged, make: str) -> None:
    """What follows from all tags together."""
    if judged.strangers and all(map(CAMERA_RAW.fullmatch, judged.strangers)):
        judged.add("software", Tag("", judged.strangers[0], ("software",)))
    elif judged.strangers:
        judged.unknown.update(KINDS)
    # ExifTool shows the tags it knows of a note; the others may hold this. And where a camera made the picture, a note
    # may be there of which it knows nothing, or that it was told to pass over (-fast2).
    if "maker_note" in judged.yes or make:
        judged.unknown.update(MAKER_NOTE_UNKNOWN)
        for name, more in MAKER_NOTE_ALSO.items():
            if name in make:
                judged.unknown.update(more)
