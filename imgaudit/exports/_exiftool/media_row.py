"""One file's ExifTool tags as a row of the table ``media``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from imgaudit.exports._exiftool.kinds import Judged, judge
from imgaudit.exports._exiftool.tags import Tag
from imgaudit.exports._exiftool.values import TagValues, tags_of, written
from imgaudit.foreign.text import shorten
from imgaudit.media.record import KINDS

FORMATS = {
    "extended webp": "webp", "btf": "bigtiff", "jxl codestream": "jxl", "j2c": "jp2", "jpx": "jp2", "jpm": "jp2",
    "3g2": "3gp", "hif": "heif", "heics": "heic", "qt": "mov", "cr2": "raw", "raf": "raw", "rw2": "raw", "orf": "raw",
    "mrw": "raw", "x3f": "raw", "crw": "raw", "iiq": "raw", "nef": "tiff", "arw": "tiff", "pef": "tiff", "srw": "tiff",
    "erf": "tiff", "sr2": "tiff", "mkv": "mkv", "asf": "wmv", "mpo": "jpeg", "jps": "jpeg", "insp": "jpeg",
    "hdp": "jxr", "wdp": "jxr", "m2ts": "m2ts", "insv": "mp4", "f4v": "mp4", "crx": "cr3",
}  # fmt: skip
"""ExifTool's ``FileType`` in lower case → the engine's name, where they differ."""

HEIF = frozenset(("heic", "heif", "avif"))
VIDEOS = frozenset(("mp4", "mov", "m4v", "3gp", "avi"))
SHOWN = HEIF | VIDEOS | {"jpeg", "png", "apng", "gif", "webp", "tiff", "bigtiff", "dng", "bmp"}
"""Formats of which ExifTool shows all that is neither unknown to it nor hidden; of others no kind can be ruled out."""

FILE_SYSTEM = frozenset(
    (
        "FileModifyDate",
        "FilePermissions",
        "FileAccessDate",
        "FileInodeChangeDate",
        "FileCreateDate",
        "FileSize",
        "Directory",
    )
)
PIXELS = frozenset(("ImageWidth", "ImageHeight", "ImageSize", "Megapixels", "EncodingProcess"))

NEVER_RULED_OUT = ("hidden", "provenance")
"""Kinds that ExifTool does not show by itself: unknown blocks, what follows the picture, manifests it cannot read."""
IN_TRACKS = ("location", "people", "serial", "thumbnail", "maker_note")
"""Kinds that the tracks of a video may hold, and their boxes; ExifTool opens tracks only with option -ee."""

HARMLESS_WARNING = re.compile(
    r"IPTCDigest is not current|Text/EXIF chunk\(s\) found after PNG IDAT|Fixed incorrect URI|XMP is missing xpacket"
    r"|Adjusted (?:MakerNotes|incorrect)|Non-standard (?:header|PNG|EXIF|XMP|IPTC|Photoshop)|Improper EXIF header"
    r"|Boolean value for XMP|FileName encoding|File contains multi-segment EXIF|Odd offset for|Patched incorrect time"
    r"|Install Win32|Wrong byte order for (?:CFAPattern|EXIF)|IPTC \S+ (?:too|improperly)|Superfluous BOM"
    r"|Missing xpacket|Incorrectly formatted CFAPattern|Invalid CFAPattern",
    re.IGNORECASE,
)
DAMAGE = re.compile(
    r"format error|truncated|corrupt|missing JPEG|EOI|unexpected end|Error reading|Seek error|binary zeros|chunk size",
    re.IGNORECASE,
)
MAKER_WARNING = re.compile(r"maker ?note", re.IGNORECASE)
ERRORS = (
    (re.compile(r"empty", re.IGNORECASE), "empty"),
    (re.compile(r"unknown file type|not recogni[sz]ed", re.IGNORECASE), "unrecognised"),
    (re.compile(r"opening|permission|seeking|not found|no such|is a directory", re.IGNORECASE), "unreadable"),
    (re.compile(r"support", re.IGNORECASE), "unsupported"),
)

_WANTED = frozenset(
    ("ExifToolVersion", "FileType", "MIMEType", "FileSize", "ImageSize", "ImageWidth", "ImageHeight", "Orientation",
     "Rotation", "Error", "ExifByteOrder", "NumberOfImages", "CompatibleBrands")
)  # fmt: skip
_FIRST = ("Composite", "File", "IFD0")
"""Groups whose word on size and orientation is the last."""


def media_of(record: TagValues) -> dict[str, object]:
    """The columns of ``media`` for one file.

    A kind is *yes* where a tag gives it away; *no* only where the report is a complete one of a format that ExifTool
    shows in full, and the kind one that it shows by itself; else unknown.
    """
    facts: dict[str, object] = {}
    warnings: list[str] = []
    judged = judge(_noting(tags_of(record), facts, warnings))
    name = _format(facts)
    status, error = _status(facts, warnings)
    unknown = judged.unknown | _not_shown(judged, name, facts, warnings, status)
    width, height = _size(name, facts)
    return {
        "status": status,
        "error": error,
        "format": name,
        "width_px": width,
        "height_px": height,
        "bytes": _bytes(facts.get("FileSize")),
        **{f"has_{kind}": True if kind in judged.yes else None if kind in unknown else False for kind in KINDS},
        "found": "\n".join(judged.found) or None,
        "person_names": "\n".join(filter(None, judged.persons)) or None,
        "texts": "\n".join(filter(None, judged.texts)) or None,
        "texts_cut": judged.texts_cut,
        "engine": _engine(facts.get("ExifToolVersion")),
    }


def file_type(record: TagValues) -> str:
    """What kind of file the report says it is, as a MIME type; empty where it does not."""
    for heading in ("MIMEType", "File:MIMEType"):
        if texts := written(_plain(record.get(heading))):
            return texts[0].lower()
    for heading, value in record.items():
        if heading.endswith("MIMEType") and (texts := written(_plain(value))):
            return texts[0].lower()
        if heading == "File" and isinstance(value, dict):
            return file_type(value)
    return ""


def _noting(
    tags: Iterable[tuple[Tag, object]], facts: dict[str, object], warnings: list[str]
) -> Iterator[tuple[Tag, object]]:
    """Pass the tags on, and keep what is not about exposure."""
    for tag, value in tags:
        if tag.name in _WANTED and not tag.is_maker and (tag.name not in facts or tag.group in _FIRST):
            if written(value):
                facts[tag.name] = value
        elif tag.name == "Warning" or tag.name.startswith("Warning"):
            warnings += written(value)
        yield tag, value


def _plain(value: object) -> object:
    return value["val"] if isinstance(value, dict) and "val" in value else value


def _not_shown(
    judged: Judged, name: str | None, facts: Mapping[str, object], warnings: list[str], status: str
) -> set[str]:
    """Kinds of which the report would not say that they are there."""
    seen = judged.seen
    is_complete = {"ExifToolVersion", "FileType", "MIMEType"} <= facts.keys() and seen & FILE_SYSTEM and seen & PIXELS
    if status != "ok" or not is_complete or name not in SHOWN:
        return set(KINDS)
    result = set(NEVER_RULED_OUT)
    if facts.get("ExifByteOrder") is not None:  # a note of which ExifTool knows no tag is not shown (nor with -fast2)
        result.add("maker_note")
    if name in VIDEOS:
        result.update(IN_TRACKS)
    elif name in HEIF or name in ("tiff", "bigtiff", "dng"):
        result.add("thumbnail")
    if str(facts.get("NumberOfImages", "1")) not in ("0", "1"):  # what the further pictures hold is not shown
        result.update(KINDS)
    for warning in warnings:
        if MAKER_WARNING.search(warning):
            result.update(("maker_note", "location", "people", "owner", "serial", "device", "time", "text", "software"))
        elif not HARMLESS_WARNING.search(warning):
            result.update(KINDS)
    return result


def _status(facts: Mapping[str, object], warnings: list[str]) -> tuple[str, str | None]:
    if error := written(facts.get("Error")):
        status = next((status for pattern, status in ERRORS if pattern.search(error[0])), "damaged")
        return status, f"ExifTool: {shorten(error[0])}"
    harm = next((text for text in warnings if DAMAGE.search(text) and not HARMLESS_WARNING.search(text)), None)
    return ("damaged", f"ExifTool: {shorten(harm)}") if harm else ("ok", None)


def _format(facts: Mapping[str, object]) -> str | None:
    texts = written(facts.get("FileType")) or written(facts.get("MIMEType"))
    if not texts:
        return None
    name = texts[0].lower().rpartition("/")[2].removeprefix("x-")
    if name == "heif":  # a general brand, which the compatible ones make precise
        brands = " ".join(written(facts.get("CompatibleBrands")))
        return next((brand for brand in ("heic", "avif") if brand in brands), name)
    return FORMATS.get(name, name)


def _size(name: str | None, facts: Mapping[str, object]) -> tuple[int | None, int | None]:
    """Width and height as displayed [px]: a quarter turn changes them round."""
    sides = _numbers(facts.get("ImageSize"))[:2]
    if len(sides) < 2:
        sides = [*_numbers(facts.get("ImageWidth"))[:1], *_numbers(facts.get("ImageHeight"))[:1]]
    if len(sides) < 2 or not all(0 < side < 10**7 for side in sides):
        return None, None
    turn = facts.get("Rotation") if name in HEIF or name in VIDEOS else facts.get("Orientation")
    said = written(turn)
    is_turned = bool(said) and (
        said[0] in ("5", "6", "7", "8")
        if said[0].isdigit() and len(said[0]) == 1
        else bool(re.search("90|270", said[0]))
    )
    return (sides[1], sides[0]) if is_turned else (sides[0], sides[1])


def _numbers(value: object) -> list[int]:
    return [int(number) for text in written(value)[:2] for number in re.findall(r"\d{1,9}", text)]


def _bytes(value: object) -> int | None:
    """Bytes, where they are exact: in full (-n), or of a small file; "833 kB" is not."""
    exact = re.fullmatch(r"(\d{1,15})(?:\.0)?(?: bytes?)?", (written(value) or [""])[0])
    return int(exact[1]) if exact else None


def _engine(value: object) -> str:
    """ExifTool and its version, which always has two decimals; a number loses them on the way.

    >>> _engine(12.5), _engine("13.58"), _engine(None)
    ('exiftool 12.50', 'exiftool 13.58', 'exiftool')
    """
    text = (written(value) or [""])[0]
    if re.fullmatch(r"\d{1,3}(?:\.\d)?", text):
        text = f"{float(text):.2f}"
    return f"exiftool {text}" if re.fullmatch(r"[\d.]{1,10}", text) else "exiftool"
