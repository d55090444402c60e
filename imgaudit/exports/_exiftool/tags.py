"""A heading of an ExifTool report → the tag it is, and the kinds of exposure that such a tag gives away."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from imgaudit.exports._exiftool import names
from imgaudit.exports._exiftool.names import Kinds
from imgaudit.media.harmless.boxes import KEY_KIND
from imgaudit.media.harmless.chunks import TEXT_KEYWORDS

_NAMESPACES: tuple[tuple[str | None, str], ...] = (
    (None, "dc xmp photoshop tiff exif exifEX pdf getty x GPano Container GContainer"),
    ("", "xmpNote GFocus GSpherical GProfile hdrgm HDRGainMap pixeldatainfo"),
    ("serial", "xmpMM ast Attrib"),
    ("owner", "xmpRights plus xmpPLUS cc prm pur prismusagerights"),
    (
        "text",
        """xmpDM xmpBJ lr pdfx iptcCore iptcExt mwg-kw mwg-coll microsoft prism expressionmedia mediapro digiKam acdsee
        photomech extensis ics fpv album prl pmi DICOM dex rdf et shutterstock aecore""",
    ),
    (
        "software",
        """aux crs crd crss xmpTPg creatorAtom GCreations hdr darktable GIMP illustrator AdobePremiere pixelmator
        adjustmentSettings""",
    ),
    ("people", "mwg-rs MP MPRI MPReg acdsee-rs apple-fi"),
    ("device", "drone-dji MP1 nine sdc Device"),
    ("hidden", "GCamera GImage GAudio GDepth LImage PixelLive swf depthData portraitEffectsMatte"),
    ("location", "dwc"),
)
NAMESPACES = {space: kind for kind, spaces in _NAMESPACES for space in spaces.split()}
"""Namespaces of XMP by ExifTool's name for them → what every property is that has no kind of its own; ``None`` where
such a one is unknown. (The engine's table says the same by URI.)"""
IN_NAMESPACE: dict[tuple[str, str], Kinds] = {
    ("crs", "RawFileName"): ("text",),
    ("crs", "Copyright"): ("owner",),
    ("crs", "LookCopyright"): ("owner",),
    ("dc", "Source"): ("text",),
    **dict.fromkeys((("xmpMM", "LastURL"), ("xmpMM", "PreservedFileName"), ("xmpMM", "Subject")), ("serial",)),
    ("pdf", "Creator"): ("software",),
    ("pdf", "Producer"): ("software",),
}
"""Properties that mean something else in one namespace than under that name elsewhere."""
_IN_DNG = {"ProfileName": ("software",), "ProfileCopyright": ("owner",)}
_KEYWORDS = {keyword.replace(" ", ""): kind for keyword, kind in TEXT_KEYWORDS.items()}
OF_ONE_KIND = {
    "crs": "software",
    "crd": "software",
    "crss": "software",
    "aas": "software",
    "MP1": "text",
    "dwc": "location",
    "cell": "location",
}
"""Namespaces of one kind of thing, whatever the names of their properties mean elsewhere."""

_VERSIONED = r"(?:History|Versions|DerivedFrom|Ingredients|ManagedFrom|RenditionOf|Pantry|Manifest)"
_CLEAR = re.compile(rf"{_VERSIONED}|Region|Location|\w*GPS|Latitude|Longitude|Look|\w+PV2012")
"""Names of fields that no other structure has."""
_STRUCTURES: tuple[tuple[str, str], ...] = (
    # a field of a structure, by which its name ends, and then the structure, by which its name begins
    ("location", r"\w+GPS(?:Latitude|Longitude)$"),
    ("time", rf"{_VERSIONED}\w*(?:When|Date)$"),
    ("time", r"\w+(?:DateCreated|DateRegionsValid)$"),
    ("serial", rf"{_VERSIONED}\w*ID$"),
    ("software", rf"{_VERSIONED}\w*Manager$"),
    ("serial", r"\w+(?:Identifier|ItemID|OrganisationID)$"),
    ("owner", r"CameraProfilesAuthor|LookCopyright"),
    ("text", r"RegionBarCodeValue"),
    ("people", r"Region(?:Area[A-Z]|Rotation|FocusUsage)"),
    ("text", r"\w+(?:FilePath|LastURL|Comments)$"),
    ("owner", r"VersionsModifier$"),
    ("software", r"(?:History|Versions)[A-Z]"),
    ("serial", rf"{_VERSIONED}(?:[A-Z]|$)"),
    ("location", r"(?:Location(?:Shown|Created)|RatingRegion|Geolocation)(?:[A-Z]|$)"),
    ("people", r"PersonInImage|PersonHeard|ImageRegion|AboutCvTerm|Region(?:InfoMP|Person)|ACDSeeRegion"),
    ("people", r"DetectedFace|RecognizedFace|Face\d"),
    ("owner", r"(?:Creator|Licens(?:or|ee?)|Copyright(?:Owner|Reg|Stat)|Image(?:Creator|Supplier)|EndUser)(?:[A-Z]|$)"),
    ("owner", r"(?:Artwork|Contributor|MetadataLastEditor|Supplier)(?:[A-Z]|$)"),
    ("serial", r"RecDevice\w*(?:SerialNumber|DeviceId)$"),
    ("device", r"RecDevice|CameraProfiles(?:Make|Model|Lens|CameraPretty|Unique)"),
    ("software", r"CameraProfiles|Look[A-Z]|\w+PV2012$"),
    ("software", r"\w+Adjustment(?:Red|Orange|Yellow|Green|Aqua|Blue|Purple|Magenta)$"),
    ("software", r"(?:(?:Circ)?GradientBased|PaintBased|Retouch|RangeMask|Mask|Defringe|SplitToning|ColorGrade)[A-Z]"),
    ("text", r"(?:Hierarchical)?Keyword(?:Info|s)|DataOnScreen|TextLayer|ShownEvent|ProductInImage|Organisation"),
    ("maker_note", r"MakerNote[A-Z]"),
    ("provenance", r"C2PA|Claim[A-Z]|Assertion|Signature(?:Alg|Info)|Actions(?:Action|When|Digital|Software)"),
    ("thumbnail", r"JFIFThumbnail|Thumbnails[A-Z]"),
    ("time", r"Ads\d*Created"),
    (
        "",
        r"AdsTouchType|MPImage(?:Flags|Format|Length|Start|Type)$|DependentImage\d|DirectoryItem[A-Z]|ContainerDirectory",
    ),
    ("serial", r"Ads[A-Z]"),
)
STRUCTURES = tuple((re.compile(pattern), (kind,) if kind else ()) for kind, pattern in _STRUCTURES)

MAKER_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"Serial|Unique|UUID|Identifier|ShutterCount$", "serial"),
        (r"Owner|Artist|Copyright|Author|Photographer", "owner"),
        (r"Firmware|Software", "software"),
        (r"Thumbnail(?:Image)?$|Preview(?:Image)?\d?$", "thumbnail"),
        (r"(?:Face\d?|Baby|Person|Pet)Name|RecognizedFace\dName", "people"),
        (r"(?:Camera|Lens|Body|Flash|Model)(?:Model|Name|Type|ID)$|^Lens(?:Model)?$|^Model", "device"),
        (r"Date(?!Display|Imprint|Format|Stamp)|Time(?:Stamp|Zone)|^Time$|Birthday", "time"),
        (r"Title|Comment|Caption|Description$", "text"),
    )
)
"""Words in the name of a tag of a maker's block."""
PLACE_WORDS = re.compile(
    r"GPS|Latit|Longit|Cit(?:y|ies)|Countr|Location|Place|Address|Geo|Coordinat|Landmark|Region|Town"
)
NOT_PLACES = re.compile(
    r"\w*AFPointLocation\d*|(?:Home|Dest\w*)(?:town)?City(?:Code)?|TimeZoneCity|\w*LocationData|Focus\w+"
)
"""The cities of a camera's clock and the points of its autofocus."""

COORDINATES = re.compile(r"\w*(?:Latitude|Longitude|GPSPosition|GPSCoordinates|GPSLongtitude)", re.IGNORECASE)
LANGUAGE = re.compile(r"-[a-z]{2,3}(?:-[A-Za-z]{2,4})?$")


class Tag(NamedTuple):
    """A heading of a report.

    - ``group``: the last of its groups that says where the tag stands; empty where none does, as in a column that
      somebody added to a report.
    - ``kinds``: what it gives away; ``None`` where nothing is known about it.
    - ``doubt``: what it may give away besides, since tags of that name elsewhere do.
    """

    group: str
    name: str
    kinds: Kinds | None
    doubt: Kinds = ()
    is_maker: bool = False


@lru_cache(maxsize=100_000)
def tag_of(heading: str) -> Tag:
    """What a heading is, by the groups in front of it; without any nothing is known about it.

    >>> tag_of("EXIF:IFD0:Make").kinds, tag_of("System:FileSize").kinds, tag_of("FileSize").kinds
    (('device',), (), None)
    """
    *front, name = re.sub(r" \(\d+\)$", "", heading.strip()).split(":")
    groups = [group for group in front if group and not names.NO_GROUPS.fullmatch(group)]
    name = name.strip().removesuffix("#")
    if name not in names.NAMED and name not in names.HARMLESS:
        name = LANGUAGE.sub("", re.sub(r"^Track\d+Name$", "TrackName", name))
    if not groups:
        return Tag("", name, None)
    group = groups[-1]
    known = of_name(name)
    is_maker = any(part in names.MAKERS for part in groups)
    if group.startswith("XMP-"):
        return Tag(group, name, *_in_xmp(group[4:], name, known))
    if group == "XMP":
        doubt = (known or ())[1:]
        if known and name not in names.NAMED and not _CLEAR.match(name):
            doubt = ("text", "owner", "serial")  # a field of a structure, and perhaps of another one
        return Tag(group, name, known and known[:1], doubt)
    return Tag(group, name, _in_group(groups, name, known and known[:1], is_maker=is_maker), (), is_maker)


def _in_xmp(space: str, name: str, known: Kinds | None) -> tuple[Kinds | None, Kinds]:
    """By the namespace; what no table of any namespace has may be what other properties of this one are."""
    if (space, name) in IN_NAMESPACE:
        return IN_NAMESPACE[space, name], ()
    if space in OF_ONE_KIND:
        return (OF_ONE_KIND[space],), ()
    if space not in NAMESPACES:
        return known or None, ()  # what is harmless in other namespaces is not known to be so here
    default = NAMESPACES[space]
    if known is None:
        return (None if default is None else (default,) if default else ()), ()
    is_listed = name in names.NAMED or name in names.XMP_HARMLESS or name.startswith("RegionApplied")
    doubt = (default,) if default and default not in known and not is_listed else ()
    return known[:1], (*doubt, "people") if "Cv" in name else doubt


def _in_group(groups: list[str], name: str, known: Kinds | None, *, is_maker: bool) -> Kinds | None:
    def within(pattern: re.Pattern[str]) -> bool:
        return any(pattern.fullmatch(group) for group in groups)

    if within(names.HARMLESS_GROUPS):
        return ()
    if known is None and names.EMBEDDED.fullmatch(name):
        return ("hidden",)
    if within(names.PROVENANCE_GROUPS):
        return ("provenance", *(known or ()))
    if "PNG" in groups and name.lower() in _KEYWORDS:
        return (_KEYWORDS[name.lower()],) if _KEYWORDS[name.lower()] else ()
    if is_maker:
        kinds: Kinds = ("maker_note", *(known or _by_words(name)))
        return ("hidden", *kinds) if within(names.VENDOR_GROUPS) else kinds
    if within(names.VENDOR_GROUPS) or within(names.TRAILER_GROUPS):
        return known if known is None or (not known and "Ducky" in groups) else ("hidden", *known)
    if name in _IN_DNG and groups[0] in ("EXIF", "IFD0"):
        return _IN_DNG[name]
    if known is None and within(names.QUICKTIME_GROUPS):
        kind = next((kind for part, kind in KEY_KIND if part in name.lower()), None)
        return (kind,) if kind else None
    if known is None and not PLACE_WORDS.search(name):
        return next((kinds for pattern, kinds in names.DEFAULTS if within(pattern)), None)
    return known


def _by_words(name: str) -> Kinds:
    return tuple(kind for pattern, kind in MAKER_WORDS if pattern.search(name))[:1]


def of_name(name: str) -> Kinds | None:
    """What a name gives away in whichever group, the likeliest kind first; ``None`` where no table has it."""
    if name in names.NAMED:
        return names.NAMED[name]
    if name in names.HARMLESS or names.HARMLESS_PATTERN.fullmatch(name):
        return ()
    if COORDINATES.fullmatch(name):
        return ("location",)
    return next((kinds for pattern, kinds in STRUCTURES if pattern.match(name)), None)
