"""XMP packets: RDF in XML, judged property by property, namespaces by URI and never by prefix."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from imgaudit.media.harmless.boxes import UNLISTED
from imgaudit.media.harmless.properties import XMP, XMP_FILES, XMP_STRUCTURE
from imgaudit.media.harmless.tags import MAKER_NOTE_UNKNOWN
from imgaudit.media.limits import MAX_XMP_BYTES, MAX_XMP_DEPTH, MAX_XMP_NODES
from imgaudit.media.record import Damaged, Report

from .gps import Fix, fix
from .icc import is_well_known
from .plain_xml import comments, instructions

_EXIF_URIS = frozenset({"http://ns.adobe.com/exif/1.0", "http://cipa.jp/exif/1.0"})
_MWG = "http://www.metadataworkinggroup.com/schemas/regions"
_MP_REGION = "http://ns.microsoft.com/photo/1.2/t/Region"
_ACDSEE = "http://ns.acdsee.com/regions"
_DIGIKAM = "http://www.digikam.org/ns/1.0"
_LIGHTROOM = "http://ns.adobe.com/lightroom/1.0"

_NAME_PROPERTIES = frozenset(
    {
        ("http://iptc.org/std/Iptc4xmpExt/2008-02-29", "PersonInImage"),
        ("http://iptc.org/std/Iptc4xmpExt/2008-02-29", "PersonName"),
        (_MWG, "Name"),
        (_ACDSEE, "Name"),
        (_MP_REGION, "PersonDisplayName"),
        ("http://ns.microsoft.com/expressionmedia/1.0", "People"),
        ("http://ns.iview-ms.com/mediapro/1.0", "People"),
        ("http://ns.iview-multimedia.com/mediapro/1.0", "People"),
        ("http://prismstandard.org/namespaces/basic/2.0", "person"),
        ("http://xmp.gettyimages.com/gift/1.0", "Personality"),
        ("http://ns.acdsee.com/iptc/1.0", "people"),
    }
)
"""Properties whose value is the name of somebody in the picture."""

_REGION_WITHOUT_PERSON = frozenset({"Focus", "BarCode", "Pet"})
_PEOPLE_KEYWORD = re.compile(r"^(?:people|persons?|personen|personnes|personas|faces?)[/|\\](.+)", re.IGNORECASE)

# For packets that do not parse: the usual prefixes, and what their properties expose.
_PREFIXES = {
    b"dc": "http://purl.org/dc/elements/1.1", b"xmp": "http://ns.adobe.com/xap/1.0", b"xap": "http://ns.adobe.com/xap/1.0",
    b"xmpMM": "http://ns.adobe.com/xap/1.0/mm", b"xapMM": "http://ns.adobe.com/xap/1.0/mm",
    b"xmpRights": "http://ns.adobe.com/xap/1.0/rights", b"photoshop": "http://ns.adobe.com/photoshop/1.0",
    b"exif": "http://ns.adobe.com/exif/1.0", b"tiff": "http://ns.adobe.com/tiff/1.0", b"aux": "http://ns.adobe.com/exif/1.0/aux",
    b"exifEX": "http://cipa.jp/exif/1.0", b"crs": "http://ns.adobe.com/camera-raw-settings/1.0",
    b"lr": "http://ns.adobe.com/lightroom/1.0", b"pdf": "http://ns.adobe.com/pdf/1.3",
    b"Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns", b"Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29",
    b"mwg-rs": _MWG, b"MPReg": _MP_REGION, b"digiKam": _DIGIKAM,
}  # fmt: skip
_WRAPPER_BEFORE_DECLARATION = re.compile(rb"\A<\?xpacket[^<>]{0,200}\?>\s*<\?xml")
_RAW_PROPERTY = re.compile(rb"[<\s]([A-Za-z0-9_-]{1,20}):([A-Za-z0-9_-]{1,60})[\s>=]")


def kind_of_name(name: str) -> str | None:
    """What a property exposes by its usual name, ``exif:GPSLatitude``; ``""`` if harmless, None if it is not known."""
    prefix, _, local = name.partition(":")
    uri = _PREFIXES.get(prefix.encode())
    if uri in _EXIF_URIS and local.startswith("GPS"):
        return "" if local == "GPSVersionID" else "time" if local in ("GPSDateStamp", "GPSTimeStamp") else "location"
    return _property_of(f"{{{uri}}}{local}").kind if uri else None


class XmpPacket:
    """What has been seen of one packet while it is walked."""

    __slots__ = ("around", "nodes", "positions", "report", "structure", "things", "where")

    def __init__(self, report: Report, where: str) -> None:
        self.report = report
        self.where = where
        self.around: str | None = None
        """What the structure tells of that holds what is judged: whatever stands in a place tells of the place."""
        self.structure = 0
        """Which element holds what is judged: fields of one structure belong together."""
        self.positions: dict[tuple[int, int], list[str | None]] = {}
        """Latitude and longitude by structure, of the camera (0) and of what it points at (1)."""
        self.things: set[int] = set()
        """Structures of regions that are a pet, a focus or a bar code: what they name is nobody."""
        self.nodes = 0


def inspect_xmp(report: Report, data: bytes, where: str) -> None:
    """Judge every property of a packet.

    A packet that is not valid XML leaves all kinds unknown; what its raw text names is yes nevertheless.
    """
    if len(data) > MAX_XMP_BYTES:
        report.damaged("The XMP packet is larger than any real one.")
        _inspect_raw(report, data[:MAX_XMP_BYTES], where)
        return
    text = _unpadded(data)
    if not text:
        return
    try:
        root = _parsed(text)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        if len(packets := _packets(text)) > 1:
            for packet_text in packets:
                inspect_xmp(report, packet_text, where)
            return
        refused = isinstance(error, DefusedXmlException)
        report.damaged(
            "The XMP packet declares entities and was refused." if refused else "The XMP packet is not valid XML."
        )
        _inspect_raw(report, text, where)
        return
    packet = XmpPacket(report, where)
    _judge_unparsed(report, text, where)
    try:
        _visit(packet, root, None, 0)
    except Damaged as damage:
        report.damaged(f"The XMP packet is damaged: {damage}")
        _inspect_raw(report, text, where)
    for pair in packet.positions.values():
        _judge_position(packet, pair)


def _parsed(text: bytes) -> Element:
    """The tree of a packet; a document type declaration is refused, and with it every entity.

    The guarded parser is written in Python and takes five times as long. A declaration begins with ``<!`` in every
    encoding that expat reads, UTF-16 apart, which is full of null bytes: a packet with neither needs no guard.
    """
    if b"<!" in text or b"\0" in text:
        guarded: Element = defusedxml.ElementTree.fromstring(text, forbid_dtd=True)
        return guarded
    return ElementTree.fromstring(text)  # noqa: S314 - see above


_HARMLESS_WORDS = re.compile(
    rb"whitespace padding|[\w:]+ is aliased"
    rb"|xpacket|xml|adobe-xap-filters|W5M0MpCehiHzreSzNTczkc9d|begin|end|version|encoding|standalone"
    rb"|utf-?(?:8|16)|bytes|esc|id|CR(?:LF)?|yes|no"
)
_WORD = re.compile(rb"[^\W_]{4}|[\x80-\xff]{6}")


def _judge_unparsed(report: Report, text: bytes, where: str) -> None:
    """What the parser passes over without a word: comments and processing instructions."""
    for pieces, name in ((comments(text), "XML comment"), (instructions(text), "XML instruction")):
        for found in pieces:
            if _WORD.search(_HARMLESS_WORDS.sub(b" ", found)):
                report.add("hidden", name, where, found[:256].decode("utf-8", "replace"))
                report.doubt()


def _unpadded(data: bytes) -> bytes:
    """The XML itself as UTF-8: without the packet wrapper's padding, whatever its encoding was."""
    data = data.strip(b"\0 \t\r\n")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode()
    elif data[:1] == b"<" and data[1:2] == b"\0":
        data = (data + b"\0" * (len(data) & 1)).decode("utf-16-le", "replace").encode()
    elif data[:2] == b"\0<" or (b"<\0?\0" not in data[:64] and b"\0<\0" in data[:64]):
        data = (b"\0" + data if len(data) & 1 else data).decode("utf-16-be", "replace").encode()
    elif data[:3] == b"\xef\xbb\xbf":
        data = data[3:]
    data = _WRAPPER_BEFORE_DECLARATION.sub(b"<?xml", data)  # XML wants its declaration first
    closing = data.rfind(b">")
    tail = data[closing + 1 :].strip(b"\0 \t\r\n")
    return data if tail else data[: closing + 1]


_ANOTHER_PACKET = re.compile(
    rb"(?:</x:xmpmeta>|</rdf:RDF>|<\?xpacket end=[^<>?]{0,9}\?>)\s*(?=<\?xpacket begin|<x:xmpmeta\b|<rdf:RDF\b)"
)
_MOST_PACKETS = 16


def _packets(text: bytes) -> list[bytes]:
    """The packets of a block, of which some writers put one behind the other; as one where there are too many."""
    ends = [found.end() for found in _ANOTHER_PACKET.finditer(text)]
    if len(ends) >= _MOST_PACKETS:
        return [text]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


class Property(NamedTuple):
    """A name in a packet, and what is known about it."""

    uri: str
    """Its namespace, without the final / or #."""
    local: str
    kind: str | None
    """What it exposes; ``""`` if harmless, None if nothing is known about it."""
    what: str
    """As it is shown: the usual prefix and the local name."""
    is_structure: bool
    """Whether it belongs to the wrapping and not to what is wrapped."""
    is_special: bool
    """Whether more than its kind counts: a position, a name, a region, a whole file."""
    is_listed: bool
    """Whether it stands in the table itself: of the others of its namespace only the kind is supposed."""


def _kind_of(local: str, listed: dict[str, str], default: str | None) -> str | None:
    """The kind of a name in its namespace; in other capitals, as some programs write it, only where it tells of one."""
    kind = listed.get(local)
    return (listed.get(local.lower()) or default) if kind is None else kind


class _Properties(dict[str, Property]):
    """The properties by the parser's names, each worked out once: the same few hundred stand in every packet."""

    def __missing__(self, name: str) -> Property:
        uri, local = "", name
        if name[:1] == "{":
            uri, _, local = name[1:].partition("}")
            uri = uri.rstrip("/#")
        known = XMP.get(uri)
        made = Property(
            uri,
            local,
            _kind_of(local, *known) if known else None,
            f"{_NAMES.get(uri) or uri.rstrip('/0123456789.').rsplit('/', 1)[-1]}:{local}",
            uri in XMP_STRUCTURE,
            uri in (_MWG, _DIGIKAM, _LIGHTROOM)
            or (uri, local) in _NAME_PROPERTIES
            or uri in _EXIF_URIS
            or (uri, local) in XMP_FILES,
            bool(known and local in known[0]),
        )
        if len(name) <= _LONGEST_NAME and len(self) < _MOST_NAMES:  # hostile packets hold any number of any length
            self[name] = made
        return made


_NAMES = {uri: prefix.decode() for prefix, uri in _PREFIXES.items() if not prefix.startswith(b"xap")}
_LONGEST_NAME, _MOST_NAMES = 200, 4096
_property_of = _Properties().__getitem__


_OF_STRUCTURES = ("location", "people", "owner")


def _visit(packet: XmpPacket, element: Element, inherited: str | None, depth: int) -> None:
    """Judge an element, its attributes and what is inside. `inherited` is the kind of the property around it."""
    packet.nodes += 1
    if depth > MAX_XMP_DEPTH or packet.nodes > MAX_XMP_NODES:
        raise Damaged("it is nested or filled beyond all measure.")
    prop = _property_of(element.tag)
    kind = inherited if prop.kind is None or prop.is_structure or not prop.uri else prop.kind
    if prop.is_special and prop.uri == _MWG and prop.local == "RegionList":
        _judge_regions(packet, element)
    if element.text and (value := element.text.strip()):
        _judge(packet, prop, kind, value)
    outer, packet.structure = packet.structure, id(element)
    around, packet.around = packet.around, kind if kind in _OF_STRUCTURES else packet.around
    for child in element:
        if child.tail and (tail := child.tail.strip()):
            _judge(packet, prop, kind, tail)
        # The items of a list carry the property's name on.
        if not prop.is_structure and _property_of(child.tag).is_structure:
            _visit_list(packet, child, prop, kind, depth + 1)
        else:
            _visit(packet, child, kind, depth + 1)
    _judge_attributes(packet, element, prop, kind)
    packet.structure, packet.around = outer, around


def _visit_list(packet: XmpPacket, element: Element, prop: Property, kind: str | None, depth: int) -> None:
    """Judge a list or a structure: bare values count for the property that holds it."""
    packet.nodes += 1
    if depth > MAX_XMP_DEPTH or packet.nodes > MAX_XMP_NODES:
        raise Damaged("it is nested or filled beyond all measure.")
    if element.text and (value := element.text.strip()):
        _judge(packet, prop, kind, value)
    outer, packet.structure = packet.structure, id(element)
    _judge_attributes(packet, element, prop, kind)
    for child in element:
        if child.tail and (tail := child.tail.strip()):
            _judge(packet, prop, kind, tail)
        if _property_of(child.tag).is_structure:
            _visit_list(packet, child, prop, kind, depth + 1)
        else:
            _visit(packet, child, kind, depth + 1)
    packet.structure = outer


def _judge_attributes(packet: XmpPacket, element: Element, prop: Property, kind: str | None) -> None:
    """Judge what an element says in its attributes; `prop` is the property that it stands for."""
    for name, value in element.items():
        attribute = _property_of(name)
        if attribute.is_structure or (not attribute.uri and attribute.local in _PLAIN_ATTRIBUTES):
            _judge_structure(packet, attribute.local, value, prop, kind)
        elif value.strip():
            told = kind if attribute.kind is None else attribute.kind
            _judge(packet, attribute, told if attribute.uri else None, value)


_PLAIN_ATTRIBUTES = frozenset({"about", "xmptk", "lang", "resource", "parseType"})
"""Attributes of the wrapping as the first writers of RDF spelt them, without a prefix."""
_LANGUAGE = re.compile(r"[A-Za-z0-9]{0,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
_TOOLKIT = re.compile(
    r"(?:Adobe |Apple )?XMP|Image::ExifTool|Exiv2|Microsoft|Adobe|MWPhoto|Picasa|Piex|exempi", re.IGNORECASE
)
_RDF_WORDS = frozenset({"", "Resource", "Literal", "Collection", "preserve", "default"})


def _judge_structure(packet: XmpPacket, name: str, value: str, prop: Property, kind: str | None) -> None:
    """Judge an attribute of the wrapping: it may hold a value, and anything that somebody wrote there."""
    value = value.strip("\0 ")
    if not value or value in _RDF_WORDS:
        return
    if name in ("resource", "value"):
        _judge(packet, prop, kind, value)
    elif name in ("about", "ID", "nodeID"):
        exposes = "serial" if value.lower().startswith("uuid:") else "text"
        packet.report.add(exposes, f"rdf:{name}", packet.where, value)
    elif (name == "lang" and _LANGUAGE.fullmatch(value)) or (
        name == "datatype" and value.startswith("http://www.w3.org/")
    ):
        return
    elif name in ("xmptk", "xaptk"):
        if not _TOOLKIT.match(value):  # the usual libraries are not counted as editing software by any reader
            packet.report.add("software", "x:xmptk", packet.where, value)
    else:
        packet.report.add("hidden", name, packet.where, value)
        packet.report.doubt()


def _judge(packet: XmpPacket, prop: Property, kind: str | None, value: str) -> None:
    if prop.is_special and not _is_still_to_judge(packet, prop, kind, value):
        return
    report = packet.report
    if kind is None:
        report.add("hidden", prop.local if prop.is_structure else prop.what, packet.where, value)
        report.doubt()
    elif kind and not (kind == "time" and not value.strip("0:-T .Z+")):
        report.add(kind, prop.what, packet.where, value)
        if packet.around is not None and packet.around != kind:
            report.add(packet.around, prop.what, packet.where, value)
        if kind == "maker_note":
            report.doubt((*MAKER_NOTE_UNKNOWN, "location", "people"))
        elif kind == "hidden" and not prop.is_listed:  # all that is supposed of it is that nobody sees it
            report.doubt()
    elif not kind and _IN_WORDS.search(value) and not is_well_known(value):
        report.add("text", prop.what, packet.where, value)
        report.doubt(UNLISTED)


_IN_WORDS = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}+[\s,;]++[^\W\d_]{2}")
"""Numbers and single words of the standard stand in harmless properties; words side by side, somebody wrote."""


def _is_still_to_judge(packet: XmpPacket, prop: Property, kind: str | None, value: str) -> bool:
    """Keep what more than its kind counts of; whether the kind is still to be added."""
    uri, local = prop.uri, prop.local
    if uri in _EXIF_URIS:
        if local.startswith("GPS"):
            _keep_position(packet, local, value)
            return False
        return True
    if (uri, local) in XMP_FILES:
        _look_into(packet, prop, kind or "hidden", value)
        return False
    if not kind:
        return True
    if (uri, local) == (_MWG, "Name") and packet.structure in packet.things:
        packet.report.add("text", prop.what, packet.where, value)
        return False
    if (uri, local) in _NAME_PROPERTIES:
        packet.report.name(value)
    if (uri, local) in ((_DIGIKAM, "TagsList"), (_LIGHTROOM, "hierarchicalSubject")):
        person = _PEOPLE_KEYWORD.match(value)
        if person:
            packet.report.name(re.split(r"[/|\\]", person[1])[-1])
            packet.report.add("people", prop.what, packet.where, value)
    return True


def _look_into(packet: XmpPacket, prop: Property, kind: str, value: str) -> None:
    """Judge a file that stands in a property: the picture before it was edited, a map of depths."""
    report = packet.report
    report.add(kind, prop.what, packet.where, f"{len(value)} characters")
    try:
        content = base64.b64decode("".join(value.split()) + "==")
    except (binascii.Error, ValueError):
        content = b""
    if content[:3] == b"\xff\xd8\xff" or content[:4] == b"\x89PNG":
        report.look_into(content, f"{packet.where} {prop.what}")
    else:
        report.doubt()


# ------------------------------------------------------------------------------------------------------ people


def _judge_regions(packet: XmpPacket, region_list: Element) -> None:
    """Face regions of the Metadata Working Group (guidelines 2.0, 5.9): a face is a person, named or not.

    A name is a person where it stands, in whatever shape; here is only said which regions are of a thing.
    """
    for region in _structures(region_list):
        if id(region) in packet.things:  # the name of one, in several languages
            continue
        nodes = list(_nodes(region))
        properties = [pair for node in nodes for pair in _properties(node)]
        kinds = {value.strip() for name, value in properties if name == "Type"}
        if kinds and kinds <= _REGION_WITHOUT_PERSON:
            packet.things.update(map(id, nodes))
            for node in nodes:
                for child in node:
                    if _property_of(child.tag)[:2] == (_MWG, "Name"):
                        packet.things.update(map(id, child.iter()))
        elif not any(name == "Name" and value.strip() for name, value in properties):
            packet.report.add("people", "mwg-rs:Regions", packet.where, " ".join(sorted(kinds)))


def _structures(element: Element) -> Iterator[Element]:
    """The list items below a list property."""
    for child in element.iter():
        if _property_of(child.tag).local == "li":
            yield child


def _nodes(region: Element) -> Iterator[Element]:
    """The elements that hold the fields of one region: itself, and descriptions or a typed node in it."""
    stack = [region]
    while stack:
        node = stack.pop()
        yield node
        for child in node:
            prop = _property_of(child.tag)
            if (prop.local in ("Description", "RDF") and prop.is_structure) or prop[:2] == (_MWG, "RegionStruct"):
                stack.append(child)


def _properties(node: Element) -> Iterator[tuple[str, str]]:
    """The MWG fields that an element holds, in attribute or element form."""
    for name, value in node.items():
        prop = _property_of(name)
        if prop.uri == _MWG:
            yield prop.local, value
    for child in node:
        prop = _property_of(child.tag)
        if prop.uri == _MWG and prop.local in ("Name", "Type", "Description"):
            yield prop.local, "".join(child.itertext())


# ---------------------------------------------------------------------------------------------------- position


_COORDINATES = {"GPSLatitude": (0, 0), "GPSLongitude": (0, 1), "GPSDestLatitude": (1, 0), "GPSDestLongitude": (1, 1)}


def _keep_position(packet: XmpPacket, local: str, value: str) -> None:
    if local in _COORDINATES:
        which, half = _COORDINATES[local]
        pair = packet.positions.setdefault((packet.structure, which), [None, None])
        if pair[half] is not None:  # said twice: neither takes the other back
            _judge_position(packet, pair)
            pair[:] = None, None
        pair[half] = value
    elif local == "GPSAreaInformation":
        packet.report.add("location", "exif:GPSAreaInformation", packet.where, value)
    elif local in ("GPSTimeStamp", "GPSDateStamp"):
        if value.strip("0:-T .Z+"):
            packet.report.add("time", f"exif:{local}", packet.where, value)
    elif len(value) > 40 or local not in _KNOWN_GPS or _IN_WORDS.search(value):
        packet.report.add("hidden", f"exif:{local}", packet.where, value)
        packet.report.doubt(("location", "text"))


_KNOWN_GPS = frozenset(
    {"GPSVersionID", "GPSAltitudeRef", "GPSAltitude", "GPSSatellites", "GPSStatus", "GPSMeasureMode", "GPSDOP",
     "GPSSpeedRef", "GPSSpeed", "GPSTrackRef", "GPSTrack", "GPSImgDirectionRef", "GPSImgDirection", "GPSMapDatum",
     "GPSDestBearingRef", "GPSDestBearing", "GPSDestDistanceRef", "GPSDestDistance", "GPSProcessingMethod",
     "GPSDifferential", "GPSHPositioningError", "GPSLatitudeRef", "GPSLongitudeRef"}
)  # fmt: skip


def _is_told(value: str) -> bool:
    """Whether something stands where a coordinate should, be it unreadable."""
    return any(letter.isalnum() and letter != "0" for letter in value) and value.lower() != "nan"


def _judge_position(packet: XmpPacket, pair: list[str | None]) -> None:
    degrees = [_degrees(value) for value in pair]
    unread = [v for v, d in zip(pair, degrees, strict=True) if v is not None and d is None]
    found = fix(*degrees)
    if found is Fix.PLACE:
        packet.report.add("location", "exif:GPSLatitude", packet.where, ", ".join(value or "?" for value in pair))
    elif found is Fix.UNREAD or any(_is_told(value) for value in unread):
        packet.report.doubt(("location",))


def _degrees(value: str | None) -> float | None:
    """Degrees from ``47,22.614N``, ``47,22,36.84N`` or a plain number (XMP specification part 2, GPSCoordinate)."""
    if value is None:
        return None
    parts = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", value)[:3]]
    if not parts or re.search(r"[^\d\s.,°'\"NSEWnsew+/-]", value) or "/" in value:
        return None
    return sum(part / 60.0**i for i, part in enumerate(parts))


# ------------------------------------------------------------------------------------------------------ raw text


def _inspect_raw(report: Report, data: bytes, where: str) -> None:
    """What the text of a packet names that does not parse."""
    seen: set[Any] = set()
    for match in _RAW_PROPERTY.finditer(data):
        prefix, local = match[1], match[2].decode()
        uri = _PREFIXES.get(prefix)
        if uri is None or (prefix, local) in seen:
            continue
        seen.add((prefix, local))
        kind = _property_of(f"{{{uri}}}{local}").kind
        if local in ("GPSLatitude", "GPSLongitude"):
            kind = "location"
        if kind and uri != _MWG:
            report.add(kind, f"{prefix.decode()}:{local}", where)
        elif uri == _MWG and local == "Name":
            report.add("people", "mwg-rs:Name", where)
