"""Where a canary can be planted: every place of every format that is known to carry metadata.

A place says which exposure kind must not read *no* while its canary is in the file. The kinds are written down here by
hand, from the standards, and not taken from the engine's own tables: else the fuzz would only ask the engine whether it
agrees with itself.
"""

# ruff: noqa: E501 - one line a place, however long, reads best

from __future__ import annotations

import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.append(str(Path(__file__).parent.parent / "tests"))  # the byte builders live beside the tests of the engine

import fuzz_documents
from media import build as b

EXTENDED = b"http://ns.adobe.com/xmp/extension/\0" + b"0123456789ABCDEF" * 2

Plant = Callable[[bytes], bytes]


class Place(NamedTuple):
    """One place: its name, the kind that it exposes, the part of the file it goes to, and how to write it."""

    name: str
    kind: str
    slot: str
    plant: Plant


# ------------------------------------------------------------------------------------------------ blocks


def _utf16(token: bytes) -> bytes:
    return token.decode().encode("utf-16-le") + b"\0\0"


_CAMERA = (0x010F, 2, "Pfarrer")
_EXPOSED = (0x829A, 5, [(1, 60)])

_IFD0 = {
    "ImageDescription": ("text", 0x010E), "Make": ("device", 0x010F), "Model": ("device", 0x0110),
    "DocumentName": ("text", 0x010D), "PageName": ("text", 0x011D), "Software": ("software", 0x0131),
    "DateTime": ("time", 0x0132), "Artist": ("owner", 0x013B), "HostComputer": ("device", 0x013C),
    "Copyright": ("owner", 0x8298), "UniqueCameraModel": ("device", 0xC614), "CameraSerial": ("serial", 0xC62F),
    "Unlisted": ("hidden", 0xDEAD),
}  # fmt: skip
_EXIF = {
    "DateTimeOriginal": ("time", 0x9003), "SubSecTime": ("time", 0x9290), "OffsetTime": ("time", 0x9010),
    "ImageUniqueID": ("serial", 0xA420), "CameraOwnerName": ("owner", 0xA430), "BodySerial": ("serial", 0xA431),
    "LensMake": ("device", 0xA433), "LensModel": ("device", 0xA434), "LensSerial": ("serial", 0xA435),
    "Photographer": ("owner", 0xA437), "ImageEditor": ("owner", 0xA438), "Firmware": ("software", 0xA439),
    "ImageTitle": ("text", 0xA436), "RelatedSoundFile": ("text", 0xA004), "OwnerName": ("owner", 0xFDE8),
    "ExifUnlisted": ("hidden", 0xA7E5), "SpectralSensitivity": ("hidden", 0x8824),
}  # fmt: skip
_GPS = {
    "GPSSatellites": ("hidden", 0x08), "GPSMapDatum": ("hidden", 0x12), "GPSStatus": ("hidden", 0x09),
    "GPSDateStamp": ("time", 0x1D), "GPSUnlisted": ("hidden", 0x77),
}  # fmt: skip


def _in_ifd0(tag: int) -> Plant:
    return lambda token: b.tiff([e for e in [_CAMERA] if e[0] != tag] + [(tag, 2, token + b"\0")], exif=[_EXPOSED])


def _in_exif(tag: int, kind: int = 2) -> Plant:
    return lambda token: b.tiff([_CAMERA], exif=[_EXPOSED, (tag, kind, token + b"\0")], order="<")


def _in_gps(tag: int) -> Plant:
    return lambda token: b.tiff([], gps=[(0x00, 1, b"\2\3\0\0"), (tag, 2, token + b"\0")])


def _in_ifd1(token: bytes) -> bytes:
    start = 8 + len(b.ifd([_CAMERA]))
    second = b.ifd([(0x0103, 3, 6), (0x013B, 2, token + b"\0")], start=start)
    return b"MM\0*\0\0\0\x08" + b.ifd([_CAMERA], following=start) + second


def _thumbnail(token: bytes) -> bytes:
    return b.tiff([_CAMERA], thumbnail=b.jpeg(b.segment(0xFE, token)))


def _in_sub_ifd(token: bytes) -> bytes:
    start = 8 + len(b.ifd([_CAMERA, (0x014A, 4, 0)]))
    inner = b.ifd([(0x013B, 2, token + b"\0")], start=start)
    return b"MM\0*\0\0\0\x08" + b.ifd([_CAMERA, (0x014A, 4, start)]) + inner


EXIF: dict[str, tuple[str, Plant]] = {
    **{name: (kind, _in_ifd0(tag)) for name, (kind, tag) in _IFD0.items()},
    **{name: (kind, _in_exif(tag)) for name, (kind, tag) in _EXIF.items()},
    **{name: (kind, _in_gps(tag)) for name, (kind, tag) in _GPS.items()},
    "UserComment ASCII": ("text", lambda t: b.tiff([], exif=[(0x9286, 7, b"ASCII\0\0\0" + t)])),
    "UserComment UNICODE": ("text", lambda t: b.tiff([], exif=[(0x9286, 7, b"UNICODE\0" + _utf16(t))], order="<")),
    "UserComment no code": ("text", lambda t: b.tiff([], exif=[(0x9286, 7, bytes(8) + t)])),
    "XPTitle": ("text", lambda t: b.tiff([(0x9C9B, 1, _utf16(t))])),
    "XPAuthor": ("owner", lambda t: b.tiff([(0x9C9D, 1, _utf16(t))])),
    "XPKeywords": ("text", lambda t: b.tiff([(0x9C9E, 1, _utf16(t))])),
    "GPSAreaInformation": ("location", lambda t: b.tiff([], gps=[(0x1C, 7, b"ASCII\0\0\0" + t)])),
    "GPSProcessingMethod": ("hidden", lambda t: b.tiff([], gps=[(0x1B, 7, b"ASCII\0\0\0" + t)])),
    "MakerNote": ("maker_note", lambda t: b.tiff([_CAMERA], exif=[(0x927C, 7, b"Opaque\0\0" + t)])),
    "Padding": ("hidden", lambda t: b.tiff([_CAMERA, (0xEA1C, 7, t)])),
    "PrintIM": ("hidden", lambda t: b.tiff([_CAMERA, (0xC4A5, 7, b"PrintIM\0" + b"0300" + bytes(4) + t)])),
    "text as number": ("hidden", lambda t: b.tiff([_CAMERA, (0x0115, 2, t + b"\0")])),
    "CFAPattern": ("hidden", lambda t: b.tiff([], exif=[(0xA302, 7, t)])),
    "Exif in XMP": ("owner", lambda t: b.tiff([(0x02BC, 1, b.xmp(b.creator(t.decode())))])),
    "Exif in IPTC": ("location", lambda t: b.tiff([(0x83BB, 7, b.iptc(90, t.decode()))])),
    "Exif in Photoshop": ("location", lambda t: b.tiff([(0x8649, 1, b.photoshop(0x0404, b.iptc(90, t.decode())))])),
    "IFD1": ("owner", _in_ifd1),
    "thumbnail": ("thumbnail", _thumbnail),
    "SubIFD": ("owner", _in_sub_ifd),
    "loose bytes": ("hidden", lambda t: b.tiff([_CAMERA]) + t),
}


def _packet(properties: str, namespaces: str = 'xmlns:dc="http://purl.org/dc/elements/1.1/"') -> Plant:
    return lambda token: b.xmp(properties.replace("TOKEN", token.decode()), namespaces.replace("TOKEN", token.decode()))


_NS = {
    "xmp": "http://ns.adobe.com/xap/1.0/", "mm": "http://ns.adobe.com/xap/1.0/mm/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/", "tiff": "http://ns.adobe.com/tiff/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/", "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "ext": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "own": "http://example.org/own/",
    "rs": "http://www.metadataworkinggroup.com/schemas/regions/", "dc": "http://purl.org/dc/elements/1.1/",
}  # fmt: skip


def _attribute(prefix: str, name: str) -> Plant:
    return _packet("", f'xmlns:{prefix}="{_NS[prefix]}" {prefix}:{name}="TOKEN"')


def _element(prefix: str, name: str) -> Plant:
    return _packet(f"<{prefix}:{name}>TOKEN</{prefix}:{name}>", f'xmlns:{prefix}="{_NS[prefix]}"')


_FACE = (
    '<rs:Regions rdf:parseType="Resource"><rs:RegionList><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<rs:Name>TOKEN</rs:Name><rs:Type>Face</rs:Type></rdf:li></rdf:Bag></rs:RegionList></rs:Regions>"
)
XMP: dict[str, tuple[str, Plant]] = {
    "creator": ("owner", _packet("<dc:creator><rdf:Seq><rdf:li>TOKEN</rdf:li></rdf:Seq></dc:creator>")),
    "description": (
        "text", _packet('<dc:description><rdf:Alt><rdf:li xml:lang="x-default">TOKEN</rdf:li></rdf:Alt></dc:description>'),
    ),
    "subject": ("text", _packet("<dc:subject><rdf:Bag><rdf:li>TOKEN</rdf:li></rdf:Bag></dc:subject>")),
    "rights attribute": ("owner", _attribute("dc", "rights")),
    "CreatorTool": ("software", _attribute("xmp", "CreatorTool")), "Label": ("text", _element("xmp", "Label")),
    "DocumentID": ("serial", _attribute("mm", "DocumentID")), "City": ("location", _element("photoshop", "City")),
    "DateCreated": ("time", _attribute("photoshop", "DateCreated")), "Make": ("device", _attribute("tiff", "Make")),
    "Software": ("software", _element("tiff", "Software")), "OwnerName": ("owner", _attribute("aux", "OwnerName")),
    "SerialNumber": ("serial", _attribute("aux", "SerialNumber")),
    "PersonInImage": (
        "people", _packet("<ext:PersonInImage><rdf:Bag><rdf:li>TOKEN</rdf:li></rdf:Bag></ext:PersonInImage>",
                          f'xmlns:ext="{_NS["ext"]}"'),
    ),
    "face region": ("people", _packet(_FACE, f'xmlns:rs="{_NS["rs"]}"')),
    "own namespace": ("hidden", _element("own", "thing")), "own attribute": ("hidden", _attribute("own", "thing")),
    "comment": ("hidden", _packet("<!-- TOKEN -->")),
    "instruction": ("hidden", _packet("<?own TOKEN?>")),
    "about": ("text", lambda t: b.xmp("").replace(b'rdf:about=""', b'rdf:about="' + t + b'"')),
    "after the packet": ("hidden", lambda t: b.xmp("") + t),
    "utf-16": ("owner", lambda t: ("\ufeff" + b.xmp(b.creator(t.decode())).decode().replace("\ufeff", "")).encode("utf-16-be")),
}  # fmt: skip

IPTC: dict[str, tuple[str, Plant]] = {
    name: (kind, lambda t, number=number, record=record: b.iptc(number, t.decode(), record))
    for name, kind, record, number in (
        ("ObjectName", "text", 2, 5), ("Keywords", "text", 2, 25), ("By-line", "owner", 2, 80), ("City", "location", 2, 90),
        ("Sub-location", "location", 2, 92), ("Caption", "text", 2, 120), ("Program", "software", 2, 65),
        ("Credit", "owner", 2, 110), ("DateCreated", "time", 2, 55), ("UniqueDocumentID", "serial", 2, 187),
        ("unlisted", "hidden", 2, 240), ("Urgency", "hidden", 2, 10), ("LanguageID", "hidden", 2, 135),
        ("unlisted record", "hidden", 5, 5),
    )
}  # fmt: skip

PHOTOSHOP: dict[str, tuple[str, Plant]] = {
    "IPTC": ("owner", lambda t: b.photoshop(0x0404, b.iptc(80, t.decode()))),
    "URL": ("owner", lambda t: b.photoshop(0x040B, t)),
    "thumbnail": ("thumbnail", lambda t: b.photoshop(0x040C, b"\0\0\0\1" + bytes(24) + b.jpeg(b.segment(0xFE, t)))),
    "XMP": ("owner", lambda t: b.photoshop(0x0424, b.xmp(b.creator(t.decode())))),
    "Exif": ("owner", lambda t: b.photoshop(0x0422, b.tiff([(0x013B, 2, t + b"\0")]))),
    "unlisted": ("hidden", lambda t: b.photoshop(0x0666, t)),
    "guides": ("hidden", lambda t: b.photoshop(0x0408, t)),
    "name": ("text", lambda t: b"8BIM\x04\x04" + bytes([len(t)]) + t + b"\0" * (1 - len(t) % 2) + b"\0\0\0\0"),
    "loose bytes": ("hidden", lambda t: b.photoshop(0x0404, b.iptc(5, "Gala")) + t),
}

# ----------------------------------------------------------------------------------------------- formats


def _extended(token: bytes) -> bytes:
    packet = b.xmp(b.creator(token.decode()))
    half = len(packet) // 2
    return b"".join(
        b.segment(0xE1, EXTENDED + struct.pack(">II", len(packet), at) + packet[at : at + half + 1])
        for at in range(0, len(packet), half + 1)
    )


def _further_picture(token: bytes) -> bytes:
    return b.jpeg(b.exif_segment(b.tiff([(0x013B, 2, token + b"\0")])))


def _motion(token: bytes) -> bytes:
    return b.movie(b.user_text(b"\xa9nam", token))


_JPEG: dict[str, tuple[str, str, Plant]] = {
    "COM": ("text", "block", lambda t: b.segment(0xFE, t)),
    "COM after a scan": ("text", "scan", lambda t: b.segment(0xFE, t)),
    "stray bytes": ("hidden", "block", lambda t: t),
    "stray marker": ("hidden", "block", lambda t: b.segment(0xF7, t)),
    "fill": ("hidden", "block", lambda t: b"\xff\x01" + t),
    "after EOI": ("hidden", "end", lambda t: t),
    "second picture": ("owner", "end", _further_picture),
    "motion photo": ("text", "end", _motion),
    "picture and tail": ("hidden", "end", lambda t: b.jpeg() + t),
    "extended XMP": ("owner", "block", _extended),
    "JFIF thumbnail": ("thumbnail", "block", lambda t: b.segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\4\2" + t.ljust(24, b"\1"))),
    "after JFIF": ("hidden", "block", lambda t: b.segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\0\0" + t)),
    "JFXX": ("thumbnail", "block", lambda t: b.segment(0xE0, b"JFXX\0\x10" + t)),
    "APP0 of somebody": ("hidden", "block", lambda t: b.segment(0xE0, t)),
    "CIFF": ("maker_note", "block", lambda t: b.segment(0xE0, b"II\x1a\0\0\0HEAPJPGM" + t)),
    "FLIR": ("hidden", "block", lambda t: b.segment(0xE1, b"FLIR\0\1\0\0" + t)),
    "FPXR": ("hidden", "block", lambda t: b.segment(0xE2, b"FPXR\0" + t)),
    "MPF": ("hidden", "block", lambda t: b.segment(0xE2, b"MPF\0" + b.tiff([(0xB777, 2, t)]))),
    "MPF unique": ("serial", "block", lambda t: b.segment(0xE2, b"MPF\0" + b.tiff([(0xB003, 7, t)]))),
    "MPF loose": ("hidden", "block", lambda t: b.segment(0xE2, b"MPF\0" + b.tiff([(0xB000, 7, b"0100")]) + t)),
    "JUMBF": ("provenance", "block", lambda t: b.segment(0xEB, b"JP\0\1\0\0\0\1" + b.box(b"jumb", b.box(b"jumd", b"c2pa" + t)))),
    "Ducky comment": ("text", "block", lambda t: b.segment(0xEC, b"Ducky\0\2" + struct.pack(">HI", 4 + 2 * len(t), len(t)) + t.decode().encode("utf-16-be") + b"\0\0")),
    "PictureInfo": ("hidden", "block", lambda t: b.segment(0xEC, b"[picture info]\r\nID=" + t)),
    "after Adobe": ("hidden", "block", lambda t: b.segment(0xEE, b"Adobe\0\x64\0\0\0\0\1" + t)),
    "after DRI": ("hidden", "block", lambda t: b.segment(0xDD, b"\0\0" + t)),
    "after DQT": ("hidden", "block", lambda t: b.segment(0xDB, b"\0" + bytes(range(1, 65)) + t)),
    **{f"APP{n} of somebody": ("hidden", "block", lambda t, n=n: b.segment(0xE0 + n, b"Own\0" + t)) for n in range(1, 16)},
    **{f"second Exif, {k}": (v[0], "block", lambda t, p=v[1]: b.exif_segment(b.harmless_exif()) + b.exif_segment(p(t))) for k, v in EXIF.items() if k in ("Artist", "LensSerial")},
}  # fmt: skip


def _profile_chunk(name: bytes, kind: bytes, plant: Plant) -> Plant:
    def planted(token: bytes) -> bytes:
        keyword, text = b.raw_profile(kind, plant(token))
        return b.chunk(name, keyword + b"\0" + (b"\0" + zlib.compress(text) if name == b"zTXt" else text))

    return planted


_PNG: dict[str, tuple[str, str, Plant]] = {
    "tEXt Author": ("owner", "block", lambda t: b.chunk(b"tEXt", b"Author\0" + t)),
    "tEXt Comment": ("text", "late", lambda t: b.chunk(b"tEXt", b"Comment\0" + t)),
    "tEXt keyword": ("text", "block", lambda t: b.chunk(b"tEXt", t + b"\0" + b"hello")),
    "zTXt Title": ("text", "block", lambda t: b.chunk(b"zTXt", b"Title\0\0" + zlib.compress(t))),
    "zTXt tail": ("hidden", "block", lambda t: b.chunk(b"zTXt", b"Title\0\0" + zlib.compress(b"Gala") + t)),
    "iTXt Copyright": ("owner", "block", lambda t: b.chunk(b"iTXt", b"Copyright\0\0\0en\0\0" + t)),
    "iTXt compressed": ("text", "late", lambda t: b.chunk(b"iTXt", b"Description\0\1\0\0\0" + zlib.compress(t))),
    "iTXt translated": ("text", "block", lambda t: b.chunk(b"iTXt", b"Title\0\0\0de\0" + t + b"\0" + b"Gala")),
    "iTXt translated alone": ("text", "block", lambda t: b.chunk(b"iTXt", b"Title\0\0\0de\0" + t + b"\0")),
    "iTXt language": ("text", "block", lambda t: b.chunk(b"iTXt", b"Title\0\0\0" + t + b"\0\0")),
    "iTXt XMP": ("owner", "block", lambda t: b.chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b.xmp(b.creator(t.decode())))),
    "iTXt XMP compressed": ("owner", "block", lambda t: b.chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b.xmp(b.creator(t.decode()))))),
    "raw profile exif": ("owner", "block", _profile_chunk(b"tEXt", b"exif", lambda t: b"Exif\0\0" + EXIF["Artist"][1](t))),
    "raw profile exif z": ("serial", "block", _profile_chunk(b"zTXt", b"APP1", lambda t: b"Exif\0\0" + EXIF["BodySerial"][1](t))),
    "raw profile iptc": ("location", "block", _profile_chunk(b"zTXt", b"iptc", lambda t: b"Photoshop 3.0\0" + b.photoshop(0x0404, b.iptc(90, t.decode())))),
    "raw profile xmp": ("owner", "block", _profile_chunk(b"tEXt", b"xmp", lambda t: b.xmp(b.creator(t.decode())))),
    "raw profile own": ("hidden", "block", _profile_chunk(b"tEXt", b"own", lambda t: t)),
    "unlisted chunk": ("hidden", "block", lambda t: b.chunk(b"zzZz", t)),
    "critical chunk": ("hidden", "late", lambda t: b.chunk(b"ZZZZ", t)),
    "sPLT name": ("text", "block", lambda t: b.chunk(b"sPLT", t + b"\0\x08")),
    "pCAL": ("text", "block", lambda t: b.chunk(b"pCAL", t + b"\0" + bytes(8) + b"\0\2m\0" + b"0\x001")),
    "iCCP tail": ("hidden", "block", lambda t: b.chunk(b"iCCP", b"icc\0\0" + zlib.compress(bytes(36) + b"acsp" + bytes(88)) + t)),
    "long gAMA": ("hidden", "block", lambda t: b.chunk(b"gAMA", b"\0\0\xb1\x8f" + t)),
    "IEND": ("hidden", "end", lambda t: b.chunk(b"IEND", t)),
    "after IEND": ("hidden", "end", lambda t: t),
    "picture after IEND": ("owner", "end", _further_picture),
}  # fmt: skip

_GIF: dict[str, tuple[str, str, Plant]] = {
    "comment": ("text", "block", lambda t: b.gif_extension(0xFE, t)),
    "two-part comment": ("text", "late", lambda t: b.gif_extension(0xFE, b"from ", t)),
    "plain text": ("text", "block", lambda t: b.gif_extension(0x01, bytes(12), t)),
    "application": ("hidden", "block", lambda t: b.gif_extension(0xFF, b"OWNTHING1.0", t)),
    "application name": ("hidden", "block", lambda t: b.gif_extension(0xFF, t[:11], t)),
    "loop": ("hidden", "block", lambda t: b.gif_extension(0xFF, b"NETSCAPE2.0", b"\1\0\0", t)),
    "control": ("hidden", "block", lambda t: b.gif_extension(0xF9, b"\0\0\0\0", t)),
    "XMP": ("owner", "block", lambda t: b"\x21\xff\x0bXMP DataXMP" + b.xmp(b.creator(t.decode())) + b"\1" + bytes(range(255, -1, -1)) + b"\0"),
    "XMP in parts": ("owner", "block", lambda t: b.gif_extension(0xFF, b"XMP DataXMP", *(b.xmp(b.creator(t.decode()))[at : at + 200] for at in (0, 200, 400)))),
    "unlisted extension": ("hidden", "block", lambda t: b.gif_extension(0x77, t)),
    "between blocks": ("hidden", "late", lambda t: t),
    "after trailer": ("hidden", "end", lambda t: t),
    "picture after trailer": ("owner", "end", _further_picture),
}  # fmt: skip

_WEBP: dict[str, tuple[str, str, Plant]] = {
    "unlisted chunk": ("hidden", "block", lambda t: b.riff_chunk(b"OWN ", t)),
    "long VP8X": ("hidden", "block", lambda t: b.riff_chunk(b"VP8X", bytes(10) + t)),
    "in a frame": ("hidden", "block", lambda t: b.riff_chunk(b"ANMF", bytes(16) + b.BLACK + b.riff_chunk(b"OWN ", t))),
    "Exif with prefix": ("owner", "block", lambda t: b.riff_chunk(b"EXIF", b"Exif\0\0" + EXIF["Artist"][1](t))),
    "after RIFF": ("hidden", "end", lambda t: t),
    "list": ("hidden", "block", lambda t: b.riff_list(b"INFO", b.riff_chunk(b"IART", t))),
}  # fmt: skip

_AVI: dict[str, tuple[str, str, Plant]] = {
    **{f"INFO {name}": (kind, "block", lambda t, name=name: b.riff_list(b"INFO", b.riff_chunk(name.encode(), t + b"\0")))
       for name, kind in (("IART", "owner"), ("ICMT", "text"), ("ISFT", "software"), ("ICRD", "time"), ("INAM", "text"),
                          ("ICOP", "owner"), ("ZZZZ", "text"))},
    "IDIT": ("time", "header", lambda t: b.riff_chunk(b"IDIT", t)),
    "strn": ("text", "header", lambda t: b.riff_chunk(b"strn", t)),
    "strd": ("maker_note", "header", lambda t: b.riff_list(b"strl", b.riff_chunk(b"strd", t))),
    "JUNK": ("hidden", "block", lambda t: b.riff_chunk(b"JUNK", t + bytes(9))),
    "unlisted chunk": ("hidden", "block", lambda t: b.riff_chunk(b"OWN ", t)),
    "unlisted list": ("hidden", "block", lambda t: b.riff_list(b"OWN ", b.riff_chunk(b"ABCD", t))),
    "XMP": ("owner", "block", lambda t: b.riff_chunk(b"_PMX", b.xmp(b.creator(t.decode())))),
    "Exif list": ("device", "block", lambda t: b.riff_list(b"exif", b.riff_chunk(b"emdl", t + b"\0"))),
    "Exif comment": ("text", "block", lambda t: b.riff_list(b"exif", b.riff_chunk(b"eucm", b"ASCII\0\0\0" + t))),
    "after RIFF": ("hidden", "end", lambda t: t),
}  # fmt: skip

_TIFF: dict[str, tuple[str, str, Plant]] = {
    "unreferenced bytes": ("hidden", "end", lambda t: t),
    "unreferenced picture": ("hidden", "end", _further_picture),
}
_BMP: dict[str, tuple[str, str, Plant]] = {
    "before the pixels": ("hidden", "gap", lambda t: t),
    "after the pixels": ("hidden", "end", lambda t: t),
    "picture after the pixels": ("owner", "end", _further_picture),
}


def _own_item(token: bytes) -> bytes:
    return b.listed(b"----", token, b.full(b"mean", b"com.example"), b.full(b"name", b"note"))


def _reference(token: bytes) -> bytes:
    return b.box(b"dinf", b.full(b"dref", struct.pack(">I", 1), b.full(b"url ", b"file:///home/" + token + b"\0")))


_MP4: dict[str, tuple[str, str, Plant]] = {
    **{f"udta {name}": (kind, "udta", lambda t, name=name: b.user_text(name.encode("latin-1"), t))
       for name, kind in (("©nam", "text"), ("©cmt", "text"), ("©ART", "owner"), ("©cpy", "owner"), ("©mak", "device"),
                          ("©mod", "device"), ("©swr", "software"), ("©day", "time"), ("©xyz", "location"), ("©zzz", "text"))},
    "udta loci": ("location", "udta", lambda t: b.full(b"loci", b"\x15\xc7", t + b"\0", b"\0" + bytes(12) + b"earth\0\0")),
    "udta titl": ("text", "udta", lambda t: b.full(b"titl", b"\x15\xc7", t + b"\0")),
    "udta name": ("text", "udta", lambda t: b.box(b"name", t)),
    "udta unlisted": ("hidden", "udta", lambda t: b.box(b"zzzz", t)),
    "udta maker": ("maker_note", "udta", lambda t: b.box(b"MMA0", t)),
    "udta Xtra": ("text", "udta", lambda t: b.box(b"Xtra", struct.pack(">II", 34 + 2 * len(t), 8) + b"WM/Title" + struct.pack(">IIH", 1, 6 + 2 * len(t), 8) + _utf16(t)[:-2] + b"\0" * 4)),
    "udta XMP": ("owner", "udta", lambda t: b.box(b"XMP_", b.xmp(b.creator(t.decode())))),
    "key location": ("location", "udta", lambda t: b.keyed(b"com.apple.quicktime.location.ISO6709", t)),
    "key author": ("owner", "udta", lambda t: b.keyed(b"com.apple.quicktime.author", t)),
    "key unlisted": ("hidden", "udta", lambda t: b.keyed(b"com.example.thing", t)),
    "ilst title": ("text", "udta", lambda t: b.listed(b"\xa9nam", t)), "ilst artist": ("owner", "udta", lambda t: b.listed(b"\xa9ART", t)),
    "ilst unlisted": ("hidden", "udta", lambda t: b.listed(b"zzzz", t)), "ilst own": ("hidden", "udta", _own_item),
    "uuid XMP": ("owner", "block", lambda t: b.xmp_box(b.xmp(b.creator(t.decode())))),
    "uuid of somebody": ("hidden", "block", lambda t: b.box(b"uuid", bytes(range(16)), t)),
    "free": ("hidden", "block", lambda t: b.box(b"free", t)), "skip": ("hidden", "block", lambda t: b.box(b"skip", t)),
    "unlisted box": ("hidden", "block", lambda t: b.box(b"zzzz", t)),
    "data reference": ("text", "block", _reference),
    "after the boxes": ("hidden", "end", lambda t: t),
    "picture after the boxes": ("owner", "end", _further_picture),
    "handler name": ("software", "handler", lambda t: t),
    "metadata track": ("hidden", "track", lambda t: t),
    "loose media data": ("hidden", "block", lambda t: b.box(b"mdat", t)),
    "top-level meta": ("owner", "block", lambda t: b.keyed(b"com.apple.quicktime.author", t)),
}  # fmt: skip
_HEIC: dict[str, tuple[str, str, Plant]] = {
    "free": ("hidden", "end", lambda t: b.box(b"free", t)),
    "uuid of somebody": ("hidden", "end", lambda t: b.box(b"uuid", bytes(range(16)), t)),
    "unlisted box": ("hidden", "end", lambda t: b.box(b"zzzz", t)),
    "after the boxes": ("hidden", "end", lambda t: t),
    "loose media data": ("hidden", "end", lambda t: b.box(b"mdat", t)),
}


# ------------------------------------------------------------------------------------------------- files


Slots = dict[str, list[bytes]]


def _joined(slots: Slots, name: str) -> bytes:
    return b"".join(slots.get(name, ()))


def _make_jpeg(slots: Slots) -> bytes:
    data = b.jpeg(*slots.get("block", ()), trailer=_joined(slots, "end"))
    if "scan" in slots:
        data = data.replace(b.SCAN, b.SCAN + _joined(slots, "scan") + b.SCAN, 1)
    return data


def _make_png(slots: Slots) -> bytes:
    data = b.png(*slots.get("block", ()), trailer=_joined(slots, "end"))
    at = data.rindex(b"\0\0\0\0IEND") if "late" in slots else 0
    return data[:at] + _joined(slots, "late") + data[at:] if at else data


def _make_gif(slots: Slots) -> bytes:
    data = b.gif(*slots.get("block", ()), trailer=_joined(slots, "end"))
    end = len(data) - len(_joined(slots, "end")) - 1
    return data[:end] + _joined(slots, "late") + data[end:]


def _make_tiff(slots: Slots) -> bytes:
    return (slots["exif"][0] if slots.get("exif") else b.picture_tiff()) + _joined(slots, "end")


def _make_bmp(slots: Slots) -> bytes:
    data, gap = b.bmp(), _joined(slots, "gap")
    return data[:10] + struct.pack("<I", 54 + len(gap)) + data[14:54] + gap + data[54:] + _joined(slots, "end")


def _make_heic(slots: Slots) -> bytes:
    packet = slots["xmp"][0] if slots.get("xmp") else None
    return b.heic(slots["exif"][0] if slots.get("exif") else None, packet, extra=_joined(slots, "end"))


def _make_avif(slots: Slots) -> bytes:
    return _make_heic(slots).replace(b"heic", b"avif").replace(b"hvc1", b"av01")


def _make_movie(slots: Slots) -> bytes:
    track = _joined(slots, "track")
    data = b.movie(
        *slots.get("udta", ()), top=slots.get("block", ()), trailer=_joined(slots, "end"),
        name=_joined(slots, "handler") or b"VideoHandler", kind=b"meta" if track else b"vide",
    )  # fmt: skip
    return data + b.box(b"mdat", track) if track else data


def _make_mov(slots: Slots) -> bytes:
    return _make_movie(slots).replace(b"isom\0\0\0\0isom", b"qt  \0\0\0\0qt  ", 1)


FORMATS: dict[str, Callable[[Slots], bytes]] = {
    "jpeg": _make_jpeg,
    "png": _make_png,
    "gif": _make_gif,
    "webp": lambda slots: b.webp(*slots.get("block", ()), trailer=_joined(slots, "end")),
    "avi": lambda slots: b.avi(*slots.get("block", ()), header=slots.get("header", ())) + _joined(slots, "end"),
    "tiff": _make_tiff,
    "bmp": _make_bmp,
    "heic": _make_heic,
    "avif": _make_avif,
    "mp4": _make_movie,
    "mov": _make_mov,
    **fuzz_documents.FORMATS,
}


def _lists(name: str, table: dict[str, tuple[str, str, Plant]]) -> list[Place]:
    return [Place(f"{name} {place}", kind, slot, plant) for place, (kind, slot, plant) in table.items()]


def _carried(name: str, table: dict[str, tuple[str, Plant]], slot: str, carry: Callable[[bytes], bytes]) -> list[Place]:
    return [
        Place(f"{name} {place}", kind, slot, lambda token, plant=plant: carry(plant(token)))
        for place, (kind, plant) in table.items()
    ]


def _in_picture_tiff(table: dict[str, tuple[str, Plant]]) -> list[Place]:
    """The same blocks as whole TIFF files: an Exif block is one."""
    return [Place(f"tiff {place}", kind, "exif", plant) for place, (kind, plant) in table.items()]


def _same(data: bytes) -> bytes:
    return data


PLACES: dict[str, list[Place]] = {
    "jpeg": _lists("jpeg", _JPEG)
    + _carried("jpeg Exif", EXIF, "block", b.exif_segment)
    + _carried("jpeg XMP", XMP, "block", b.xmp_segment)
    + _carried("jpeg IPTC", IPTC, "block", b.iptc_segment)
    + _carried("jpeg Photoshop", PHOTOSHOP, "block", lambda r: b.segment(0xED, b"Photoshop 3.0\0" + r)),
    "png": _lists("png", _PNG) + _carried("png eXIf", EXIF, "block", lambda e: b.chunk(b"eXIf", e)),
    "gif": _lists("gif", _GIF),
    "webp": _lists("webp", _WEBP)
    + _carried("webp EXIF", EXIF, "block", lambda e: b.riff_chunk(b"EXIF", e))
    + _carried("webp XMP", XMP, "block", lambda p: b.riff_chunk(b"XMP ", p)),
    "avi": _lists("avi", _AVI),
    "tiff": _lists("tiff", _TIFF) + _in_picture_tiff(EXIF),
    "bmp": _lists("bmp", _BMP),
    "heic": _lists("heic", _HEIC)
    + _carried("heic Exif", EXIF, "exif", _same)
    + _carried("heic XMP", XMP, "xmp", _same),
    "avif": _lists("avif", _HEIC)
    + _carried("avif Exif", EXIF, "exif", _same)
    + _carried("avif XMP", XMP, "xmp", _same),
    "mp4": _lists("mp4", _MP4) + _carried("mp4 XMP", XMP, "block", b.xmp_box),
    "mov": _lists("mov", _MP4),
    **{name: _lists(name, table) for name, table in fuzz_documents.TABLES.items()},
}
