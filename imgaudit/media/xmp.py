"""XMP packets: RDF in XML, judged property by property, namespaces by URI and never by prefix."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .harmless import XMP, XMP_STRUCTURE
from .limits import MAX_XMP_BYTES, MAX_XMP_DEPTH, MAX_XMP_NODES
from .record import Damaged, Report

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
_SKIP_PREFIX = re.compile(r"^(?:xml|rdf|xmlns|x)$")

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


class XmpPacket:
    """What has been seen of one packet while it is walked."""

    __slots__ = ("latitude", "longitude", "nodes", "report", "where")

    def __init__(self, report: Report, where: str) -> None:
        self.report = report
        self.where = where
        self.latitude: str | None = None
        self.longitude: str | None = None
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
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
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
    _judge_position(packet)


_COMMENT = re.compile(rb"<!--(.*?)-->", re.DOTALL)
_INSTRUCTION = re.compile(rb"<\?(.*?)\?>", re.DOTALL)
_HARMLESS_WORDS = re.compile(
    rb"whitespace padding|xpacket|xml|adobe-xap-filters|W5M0MpCehiHzreSzNTczkc9d|begin|end|version|encoding|standalone"
    rb"|utf-?(?:8|16)|bytes|esc|id|CR(?:LF)?|yes|no"
)
_WORD = re.compile(rb"[^\W_]{4}|[\x80-\xff]{6}")


def _judge_unparsed(report: Report, text: bytes, where: str) -> None:
    """What the parser passes over without a word: comments and processing instructions."""
    for pattern, name in ((_COMMENT, "XML comment"), (_INSTRUCTION, "XML instruction")):
        for found in pattern.findall(text):
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


def _split(name: str) -> tuple[str, str]:
    if name[:1] != "{":
        return "", name
    uri, _, local = name[1:].partition("}")
    return uri.rstrip("/#"), local


def _kind(uri: str, local: str) -> str | None:
    """The kind of a property; ``""`` if harmless, None if nothing is known about it."""
    known = XMP.get(uri)
    if known is None:
        return None
    return known[0].get(local, known[1])


def _visit(packet: XmpPacket, element: Element, inherited: str | None, depth: int) -> None:
    """Judge an element, its attributes and what is inside. `inherited` is the kind of the property around it."""
    packet.nodes += 1
    if depth > MAX_XMP_DEPTH or packet.nodes > MAX_XMP_NODES:
        raise Damaged("it is nested or filled beyond all measure.")
    uri, local = _split(element.tag)
    if uri in XMP_STRUCTURE or not uri:
        kind = inherited
    else:
        kind = _kind(uri, local)
        if kind is None:
            kind = inherited
    if uri == _MWG and local == "RegionList":
        _judge_regions(packet, element)
    value = (element.text or "").strip()
    if value:
        _judge(packet, uri, local, kind, value)
    for child in element:
        tail = (child.tail or "").strip()
        if tail:
            _judge(packet, uri, local, kind, tail)
        # The items of a list carry the property's name on.
        child_uri, _ = _split(child.tag)
        if child_uri in XMP_STRUCTURE and uri not in XMP_STRUCTURE:
            _visit_list(packet, child, uri, local, kind, depth + 1)
        else:
            _visit(packet, child, kind, depth + 1)
    for name, attribute in element.items():
        attribute_uri, attribute_local = _split(name)
        if attribute_uri in XMP_STRUCTURE:
            _judge_structure(packet, attribute_local, attribute, uri, local, kind)
            continue
        if not attribute_uri:
            if attribute.strip() and attribute_local not in ("about", "xmptk", "lang", "resource", "parseType"):
                _judge(packet, "", attribute_local, None, attribute)
            continue
        if attribute.strip():
            attribute_kind = _kind(attribute_uri, attribute_local)
            _judge(
                packet, attribute_uri, attribute_local, kind if attribute_kind is None else attribute_kind, attribute
            )


def _visit_list(packet: XmpPacket, element: Element, uri: str, local: str, kind: str | None, depth: int) -> None:
    """Judge a list or a structure: bare values count for the property that holds it."""
    packet.nodes += 1
    if depth > MAX_XMP_DEPTH or packet.nodes > MAX_XMP_NODES:
        raise Damaged("it is nested or filled beyond all measure.")
    value = (element.text or "").strip()
    if value:
        _judge(packet, uri, local, kind, value)
    for name, attribute in element.items():
        attribute_uri, attribute_local = _split(name)
        if attribute_uri in XMP_STRUCTURE:
            _judge_structure(packet, attribute_local, attribute, uri, local, kind)
            continue
        if attribute_uri and attribute.strip():
            attribute_kind = _kind(attribute_uri, attribute_local)
            _judge(
                packet, attribute_uri, attribute_local, kind if attribute_kind is None else attribute_kind, attribute
            )
    for child in element:
        tail = (child.tail or "").strip()
        if tail:
            _judge(packet, uri, local, kind, tail)
        child_uri, _ = _split(child.tag)
        if child_uri in XMP_STRUCTURE:
            _visit_list(packet, child, uri, local, kind, depth + 1)
        else:
            _visit(packet, child, kind, depth + 1)


_LANGUAGE = re.compile(r"[A-Za-z0-9]{0,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
_TOOLKIT = re.compile(
    r"(?:Adobe |Apple )?XMP|Image::ExifTool|Exiv2|Microsoft|Adobe|MWPhoto|Picasa|Piex|exempi", re.IGNORECASE
)
_RDF_WORDS = frozenset({"", "Resource", "Literal", "Collection", "preserve", "default"})


def _judge_structure(packet: XmpPacket, name: str, value: str, uri: str, local: str, kind: str | None) -> None:
    """Judge an attribute of the wrapping: it may hold a value, and anything that somebody wrote there."""
    value = value.strip("\0 ")
    if not value or value in _RDF_WORDS:
        return
    if name in ("resource", "value"):
        _judge(packet, uri, local, kind, value)
    elif name in ("about", "ID", "nodeID"):
        exposes = "serial" if value.lower().startswith("uuid:") else "text"
        packet.report.add(exposes, f"rdf:{name}", packet.where, value)
    elif (name == "lang" and _LANGUAGE.fullmatch(value)) or (name == "datatype" and value.startswith("http://www.w3.org/")):
        return
    elif name == "xmptk":
        if not _TOOLKIT.match(value):  # the usual libraries are not counted as editing software by any reader
            packet.report.add("software", "x:xmptk", packet.where, value)
    else:
        packet.report.add("hidden", name, packet.where, value)
        packet.report.doubt()


def _judge(packet: XmpPacket, uri: str, local: str, kind: str | None, value: str) -> None:
    report = packet.report
    if local.startswith("GPS") and uri in _EXIF_URIS:
        _keep_position(packet, local, value)
        return
    what = f"{_short_name(uri)}:{local}"
    if kind is None:
        if uri not in XMP_STRUCTURE:
            report.add("hidden", what, packet.where, value)
        else:
            report.add("hidden", local, packet.where, value)
        report.doubt()
        return
    if not kind:
        return
    if kind == "time" and not value.strip("0:-T .Z+"):
        return
    if (uri, local) in _NAME_PROPERTIES and uri != _MWG:
        report.name(value)
    if (uri, local) in ((_DIGIKAM, "TagsList"), (_LIGHTROOM, "hierarchicalSubject")):
        person = _PEOPLE_KEYWORD.match(value)
        if person:
            report.name(re.split(r"[/|\\]", person[1])[-1])
            report.add("people", what, packet.where, value)
    if uri == _MWG and local in ("Name", "Description"):
        return  # judged with its region
    report.add(kind, what, packet.where, value)


_NAMES = {uri: prefix.decode() for prefix, uri in _PREFIXES.items() if not prefix.startswith(b"xap")}


def _short_name(uri: str) -> str:
    return _NAMES.get(uri) or uri.rstrip("/0123456789.").rsplit("/", 1)[-1]


# ------------------------------------------------------------------------------------------------------ people


def _judge_regions(packet: XmpPacket, region_list: Element) -> None:
    """Face regions of the Metadata Working Group (guidelines 2.0, 5.9): a face is a person, named or not."""
    for region in _structures(region_list):
        properties = dict(_properties(region))
        kind = properties.get("Type", "").strip()
        name = properties.get("Name", "").strip()
        text = properties.get("Description", "").strip()
        if kind in _REGION_WITHOUT_PERSON:
            if name or text:
                packet.report.add("text", "mwg-rs:Name", packet.where, name or text)
            continue
        if name:
            packet.report.name(name)
        packet.report.add("people", "mwg-rs:Name" if name else "mwg-rs:Regions", packet.where, name or kind)
        if text:
            packet.report.add("text", "mwg-rs:Description", packet.where, text)


def _structures(element: Element) -> Iterator[Element]:
    """The list items below a list property."""
    for child in element.iter():
        if _split(child.tag)[1] == "li":
            yield child


def _properties(structure: Element) -> Iterator[tuple[str, str]]:
    """The MWG fields of one region, in attribute or element form, nested descriptions included."""
    stack = [structure]
    while stack:
        node = stack.pop()
        for name, value in node.items():
            uri, local = _split(name)
            if uri == _MWG:
                yield local, value
        for child in node:
            uri, local = _split(child.tag)
            if uri == _MWG and local in ("Name", "Type", "Description"):
                yield local, "".join(child.itertext())
            elif local in ("Description", "RDF") and uri in XMP_STRUCTURE:
                stack.append(child)


# ---------------------------------------------------------------------------------------------------- position


def _keep_position(packet: XmpPacket, local: str, value: str) -> None:
    if local in ("GPSLatitude", "GPSDestLatitude"):
        packet.latitude = value
    elif local in ("GPSLongitude", "GPSDestLongitude"):
        packet.longitude = value
    elif local == "GPSAreaInformation":
        packet.report.add("location", "exif:GPSAreaInformation", packet.where, value)
    elif local in ("GPSTimeStamp", "GPSDateStamp"):
        if value.strip("0:-T .Z+"):
            packet.report.add("time", f"exif:{local}", packet.where, value)
    elif len(value) > 40 or local not in _KNOWN_GPS:
        packet.report.add("hidden", f"exif:{local}", packet.where, value)
        packet.report.doubt(("location", "text"))


_KNOWN_GPS = frozenset(
    {"GPSVersionID", "GPSAltitudeRef", "GPSAltitude", "GPSSatellites", "GPSStatus", "GPSMeasureMode", "GPSDOP",
     "GPSSpeedRef", "GPSSpeed", "GPSTrackRef", "GPSTrack", "GPSImgDirectionRef", "GPSImgDirection", "GPSMapDatum",
     "GPSDestBearingRef", "GPSDestBearing", "GPSDestDistanceRef", "GPSDestDistance", "GPSProcessingMethod",
     "GPSDifferential", "GPSHPositioningError", "GPSLatitudeRef", "GPSLongitudeRef"}
)  # fmt: skip


def _judge_position(packet: XmpPacket) -> None:
    from .gps import usable_position  # Exif may hold XMP; the judgement on a position is shared

    if packet.latitude is None and packet.longitude is None:
        return
    degrees = [_degrees(value) for value in (packet.latitude, packet.longitude)]
    unread = [
        v for v, d in zip((packet.latitude, packet.longitude), degrees, strict=True) if v is not None and d is None
    ]
    if usable_position(*degrees):
        shown = ", ".join(value or "?" for value in (packet.latitude, packet.longitude))
        packet.report.add("location", "exif:GPSLatitude", packet.where, shown)
    elif unread and any(any(c.isalnum() and c != "0" for c in value) and value.lower() != "nan" for value in unread):
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
        kind = _kind(uri, local)
        if local in ("GPSLatitude", "GPSLongitude"):
            kind = "location"
        if kind and uri != _MWG:
            report.add(kind, f"{prefix.decode()}:{local}", where)
        elif uri == _MWG and local == "Name":
            report.add("people", "mwg-rs:Name", where)
