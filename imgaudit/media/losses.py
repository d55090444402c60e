"""What somebody who looks at a copy misses, in words: what `inspect` has found in the original and not in the copy."""

from collections import Counter

from .buffer import Buffer
from .record import Record

_GAIN_MAP = (
    b"http://ns.adobe.com/hdr-gain-map/1.0/",
    b"http://ns.apple.com/HDRGainMap/1.0/",
    b"urn:iso:std:iso:ts:21496:-1\0",
    b"urn:com:apple:photo:2020:aux:hdrgainmap",
    b"urn:com:samsung:photo:2024:aux:hdrgainmap",
    b"tmap\0",
)
"""How a layer that makes a picture brighter on some screens is marked: by Adobe, Apple, ISO 21496-1, and in HEIF."""
GAIN_MAP = "HDR gain map"
HDR_LAYER = "HDR layer"
_SOUGHT_IN = 1 << 18

_WORDS = {
    GAIN_MAP: (HDR_LAYER, "HDR layers"),
    "second picture": ("further picture", "further pictures"),
    "further picture": ("further picture", "further pictures"),
    "auxiliary picture": ("depth map or mask", "depth maps or masks"),
    "depthmap:Data": ("depth map or mask", "depth maps or masks"),
    "image:Data": ("picture before it was edited", "pictures before they were edited"),
    "audio:Data": ("sound kept with a picture", "sounds kept with a picture"),
    "video": ("motion photo's video", "motion photo's videos"),
    "MotionPhoto_Data": ("motion photo's video", "motion photo's videos"),
    "text track": ("track of subtitles or chapters", "tracks of subtitles or chapters"),
    "metadata track": ("track of telemetry", "tracks of telemetry"),
    "TimeCode": ("time code", "time codes"),
    "ChapString": ("title of a chapter", "titles of chapters"),
    "attached file": ("attached file", "attached files"),
    "covr": ("cover picture", "cover pictures"),
}
"""By what a finding is called, what is missed with it: one, and several."""


def has_gain_map(data: Buffer) -> bool:
    """Whether a picture is, or holds, a layer for screens that show more than others."""
    head = data[: min(len(data), _SOUGHT_IN)]
    return any(mark in head for mark in _GAIN_MAP)  # each by itself: one pattern of all takes many times as long


def losses(before: Record, after: Record) -> tuple[str, ...]:
    """What is missed in a copy, each once, with its number where there were several.

    Previews and thumbnails are nothing that is missed, nor is what stands inside of another thing that went.
    """
    gone = _told(before)
    gone.subtract(_told(after))
    said: Counter[tuple[str, str]] = Counter()
    for what, number in gone.items():
        if number > 0:
            said[_WORDS[what]] += number
    return tuple(one if number == 1 else f"{number} {several}" for (one, several), number in said.items())


def _told(record: Record) -> Counter[str]:
    told: Counter[str] = Counter()
    for _, what, where, _ in record.found:
        if what in _WORDS and ": " not in where:
            told[what] += 1
        elif what == "PreviewImage" and where == "MPF":
            told["second picture"] -= 1
    return told
