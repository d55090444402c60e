"""Write what a plant holds into the bytes of a JPEG, PNG, WebP or HEIC, and nothing else."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from xml.sax.saxutils import escape

from school_plants import Holds

ASCII, SHORT, LONG, RATIONAL, UNDEFINED = 2, 3, 4, 5, 7  # TIFF field types
WIDTH = {ASCII: 1, SHORT: 2, LONG: 4, RATIONAL: 8, UNDEFINED: 1}  # [bytes]


@dataclass(frozen=True)
class Field:
    """One entry of a TIFF directory, its value already encoded."""

    tag: int
    type: int
    value: bytes


def _text(tag: int, value: str) -> Field:
    return Field(tag, ASCII, value.encode("utf-8") + b"\0")


def _directory(entries: list[Field], at: int, following: int = 0) -> bytes:
    """A TIFF directory that starts `at` bytes into the block; long values follow its table."""
    table, overflow = struct.pack("<H", len(entries)), b""
    behind = at + 2 + 12 * len(entries) + 4
    for entry in sorted(entries, key=lambda entry: entry.tag):
        table += struct.pack("<HHI", entry.tag, entry.type, len(entry.value) // WIDTH[entry.type])
        if len(entry.value) <= 4:
            table += entry.value.ljust(4, b"\0")
        else:
            table += struct.pack("<I", behind + len(overflow))
            overflow += entry.value + b"\0" * (len(entry.value) % 2)
    return table + struct.pack("<I", following) + overflow


def _degrees(value: float) -> bytes:
    hundredths = round(abs(value) * 360_000)
    degrees, rest = divmod(hundredths, 360_000)
    minutes, seconds = divmod(rest, 6_000)
    return struct.pack("<6I", degrees, 1, minutes, 1, seconds, 100)


def exif(holds: Holds, thumbnail: bytes) -> bytes:
    """The TIFF block of an Exif segment; empty when nothing of `holds` lives in EXIF."""
    main = [
        _text(tag, value)
        for tag, value in (
            (0x010E, holds.description),
            (0x010F, holds.make),
            (0x0110, holds.model),
            (0x0131, holds.software),
            (0x013B, holds.artist),
            (0x8298, holds.copyright),
        )
        if value
    ]
    if holds.orientation:
        main.append(Field(0x0112, SHORT, struct.pack("<H", holds.orientation)))
    inner = [
        _text(tag, value)
        for tag, value in ((0x9003, holds.taken), (0xA431, holds.serial), (0xA420, holds.unique_id))
        if value
    ]
    if holds.maker_note:
        inner.append(Field(0x927C, UNDEFINED, b"FERNSNAP\0" + bytes(range(64))))
    place: list[Field] = []
    if holds.gps:
        north, east = holds.gps
        place = [
            _text(1, "N" if north >= 0 else "S"),
            Field(2, RATIONAL, _degrees(north)),
            _text(3, "E" if east >= 0 else "W"),
            Field(4, RATIONAL, _degrees(east)),
        ]
    if not (main or inner or place or holds.thumbnail):
        return b""

    # The length of a directory does not depend on where it stands, so measure first, then place.
    pointers = [Field(tag, LONG, bytes(4)) for tag, part in ((0x8769, inner), (0x8825, place)) if part]
    offset = 8 + len(_directory(main + pointers, 8))
    blocks = b""
    for tag, part in ((0x8769, inner), (0x8825, place)):
        if part:
            main.append(Field(tag, LONG, struct.pack("<I", offset + len(blocks))))
            blocks += _directory(part, offset + len(blocks))
    following = 0
    if holds.thumbnail:
        following = offset + len(blocks)
        small = [
            Field(0x0103, SHORT, struct.pack("<H", 6)),
            Field(0x0201, LONG, bytes(4)),
            Field(0x0202, LONG, struct.pack("<I", len(thumbnail))),
        ]
        start = following + len(_directory(small, following))
        small[1] = Field(0x0201, LONG, struct.pack("<I", start))
        blocks += _directory(small, following) + thumbnail
    return b"II*\0" + struct.pack("<I", 8) + _directory(main, 8, following) + blocks


def iptc(holds: Holds) -> bytes:
    """A Photoshop resource block with the IPTC records; empty when there are none."""
    records = [(5, ""), (25, *holds.keywords), (80, holds.byline), (90, holds.city), (120, holds.caption)]
    data = b"".join(
        struct.pack(">BBBH", 0x1C, 2, number, len(value.encode())) + value.encode()
        for number, *values in records
        for value in values
        if value
    )
    if not data:
        return b""
    utf8 = b"\x1c\x01\x5a\x00\x03\x1b%G"  # the envelope record that says the text is UTF-8
    data = utf8 + data
    return b"8BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2)


def xmp(holds: Holds) -> bytes:
    """An XMP packet; empty when nothing of `holds` lives in XMP."""
    parts = []
    if holds.tagged:
        people = "".join(f"<rdf:li>{escape(name)}</rdf:li>" for name in holds.tagged)
        parts.append(f"<Iptc4xmpExt:PersonInImage><rdf:Bag>{people}</rdf:Bag></Iptc4xmpExt:PersonInImage>")
    if holds.creator_tool:
        parts.append(f"<xmp:CreatorTool>{escape(holds.creator_tool)}</xmp:CreatorTool>")
    if holds.document_id:
        parts.append(f"<xmpMM:DocumentID>{escape(holds.document_id)}</xmpMM:DocumentID>")
    if not parts:
        return b""
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about=""\n'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/"\n'
        ' xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"\n'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">\n'
        + "\n".join(parts)
        + "\n</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n"
        '<?xpacket end="w"?>'
    )
    return packet.encode("utf-8")


def _segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def _jumbf() -> bytes:
    """A C2PA manifest store with no manifest in it: enough to be recognised, too little to be verified."""
    description = b"c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71" + b"\x03c2pa\0"
    inner = struct.pack(">I4s", 8 + len(description), b"jumd") + description
    box = struct.pack(">I4s", 8 + len(inner), b"jumb") + inner
    return b"JP" + struct.pack(">HI", 1, 1) + box


def _motion() -> bytes:
    """The start of an MP4, as a phone hangs it behind a motion photo; there is no film in it."""
    return struct.pack(">I4s4sI4s", 20, b"ftyp", b"mp42", 0, b"mp42") + struct.pack(">I4s", 72, b"free") + bytes(64)


def into_jpeg(bare: bytes, holds: Holds, thumbnail: bytes, profile: bytes) -> bytes:
    """A bare JPEG with its planted segments after the JFIF header: dropping them gives the bare one back."""
    behind_jfif = 4 + struct.unpack(">H", bare[4:6])[0]
    segments = b""
    if block := exif(holds, thumbnail):
        segments += _segment(0xE1, b"Exif\0\0" + block)
    if packet := xmp(holds):
        segments += _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet)
    if holds.profile:
        segments += _segment(0xE2, b"ICC_PROFILE\0\x01\x01" + profile)
    if holds.provenance:
        segments += _segment(0xEB, _jumbf())
    if records := iptc(holds):
        segments += _segment(0xED, b"Photoshop 3.0\0" + records)
    trailer = _motion() if holds.trailer else b""
    return bare[:behind_jfif] + segments + bare[behind_jfif:] + trailer


def into_png(bare: bytes, holds: Holds) -> bytes:
    """A bare PNG with its author's name in a text chunk."""
    if not holds.author:
        return bare
    body = b"tEXt" + b"Author\0" + holds.author.encode("latin-1")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    behind_header = 8 + 25
    return bare[:behind_header] + chunk + bare[behind_header:]
