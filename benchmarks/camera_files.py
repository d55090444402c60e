"""JPEGs as cameras, phones and picture editors write them, and what is planted in each.

The tags, their types and their order are those of real files; every name, place and number is made up.
"""

from __future__ import annotations

import io
import random
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageFilter

Entry = tuple[int, int, bytes]
"""Tag, field type, value."""

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 8: 2, 9: 4, 10: 8}
_EXIF, _GPS, _INTEROP = 0x8769, 0x8825, 0xA005


@dataclass(frozen=True)
class Planted:
    """One file and the kinds that it gives away."""

    path: Path
    kinds: frozenset[str]


# ---------------------------------------------------------------------------------------------------------- Exif


def text(tag: int, value: str) -> Entry:
    """An ASCII entry."""
    return tag, 2, value.encode() + b"\0"


def short(tag: int, *values: int) -> Entry:
    """16-bit numbers."""
    return tag, 3, struct.pack(f"<{len(values)}H", *values)


def long(tag: int, *values: int) -> Entry:
    """32-bit numbers."""
    return tag, 4, struct.pack(f"<{len(values)}I", *values)


def ratio(tag: int, *values: tuple[int, int], signed: bool = False) -> Entry:
    """Fractions."""
    code = "ii" if signed else "II"
    return tag, 10 if signed else 5, b"".join(struct.pack("<" + code, *pair) for pair in values)


def raw(tag: int, value: bytes) -> Entry:
    """Bytes of undefined meaning."""
    return tag, 7, value


def directory(entries: list[Entry], start: int, following: int = 0, end: bytes | None = None) -> bytes:
    """An image file directory that lies at `start`, its longer values behind it."""
    rows, values = [struct.pack("<H", len(entries))], []
    at = start + 2 + 12 * len(entries) + 4
    for tag, kind, value in sorted(entries):
        count = len(value) // _SIZES[kind]
        if len(value) <= 4:
            rows.append(struct.pack("<HHI4s", tag, kind, count, value))
        else:
            rows.append(struct.pack("<HHII", tag, kind, count, at))
            values.append(value + b"\0" * (len(value) & 1))
            at += len(values[-1])
    rows.append(struct.pack("<I", following) if end is None else end)
    return b"".join(rows + values)


def exif_block(ifd0: list[Entry], exif: list[Entry], note: list[Entry], gps: list[Entry], thumbnail: bytes) -> bytes:
    """A whole Exif block: IFD0, Exif IFD, maker note (a directory, as Canon writes it), GPS, IFD1 with thumbnail."""
    interop = [(0x0001, 2, b"R98\0"), raw(0x0002, b"0100")]
    parts: list[bytes] = []
    pointers = {_EXIF: 0} | ({_GPS: 0} if gps else {})
    at = 8 + len(directory(ifd0 + [long(tag, 0) for tag in pointers], 8))

    def put(part: bytes) -> int:
        nonlocal at
        parts.append(part)
        at += len(part)
        return at - len(part)

    # The offsets in a Canon note count from the start of the block, so it is placed before its pointer is written.
    if note:
        place = at
        made = directory(note, place)
        exif = [*exif, (0x927C, 7, made)]
        exif_size = len(directory([*exif, long(_INTEROP, 0)], 0))
        inside = directory([*exif, long(_INTEROP, 0)], place).index(made)
        made = directory(note, place + inside)
        exif = [*exif[:-1], (0x927C, 7, made)]
        pointers[_EXIF] = put(directory([*exif, long(_INTEROP, place + exif_size)], place))
    else:
        exif_size = len(directory([*exif, long(_INTEROP, 0)], 0))
        pointers[_EXIF] = put(directory([*exif, long(_INTEROP, at + exif_size)], at))
    put(directory(interop, at))
    if gps:
        pointers[_GPS] = put(directory(gps, at))
    ifd1 = [short(0x0103, 6), ratio(0x011A, (72, 1)), ratio(0x011B, (72, 1)), short(0x0128, 2)]
    ifd1_size = len(directory([*ifd1, long(0x0201, 0), long(0x0202, 0)], at))
    following = put(directory([*ifd1, long(0x0201, at + ifd1_size), long(0x0202, len(thumbnail))], at))
    put(thumbnail)
    ifd0 = ifd0 + [long(tag, place) for tag, place in pointers.items()]
    return b"II*\0" + struct.pack("<I", 8) + directory(ifd0, 8, following) + b"".join(parts)


def camera_tags(draw: random.Random, number: int, width: int, height: int) -> tuple[list[Entry], list[Entry]]:
    """IFD0 and Exif IFD of a reflex camera: 13 and 36 tags."""
    month, day, hour, minute = draw.randint(1, 12), draw.randint(1, 28), draw.randint(8, 17), draw.randint(0, 59)
    taken = f"2025:{month:02}:{day:02} {hour:02}:{minute:02}:07"
    ifd0 = [
        text(0x010F, "Canon"), text(0x0110, "Canon EOS 90D"), short(0x0112, draw.choice((1, 1, 1, 6, 8))),
        ratio(0x011A, (72, 1)), ratio(0x011B, (72, 1)), short(0x0128, 2), text(0x0131, "Firmware Version 1.1.1"),
        text(0x0132, taken), short(0x0213, 2), text(0x013B, f"Mika Dummy {number}"),
        text(0x8298, f"Copyright Example School {number}"),
    ]  # fmt: skip
    exif = [
        ratio(0x829A, (1, draw.randint(30, 2000))), ratio(0x829D, (draw.randint(18, 110), 10)), short(0x8822, 2),
        short(0x8827, draw.choice((100, 200, 400, 800))), short(0x8830, 2), long(0x8832, 100), raw(0x9000, b"0231"),
        text(0x9003, taken), text(0x9004, taken), text(0x9010, "+00:00"), text(0x9011, "+00:00"),
        raw(0x9101, b"\1\2\3\0"), ratio(0x9201, (draw.randint(40, 90) * 65536 // 10, 65536), signed=True),
        ratio(0x9202, (draw.randint(30, 70) * 6553, 65536)), ratio(0x9204, (0, 1), signed=True), short(0x9207, 5),
        short(0x9209, 16), ratio(0x920A, (draw.randint(18, 200), 1)), raw(0x9286, bytes(64)), text(0x9290, "07"),
        text(0x9291, "07"), text(0x9292, "07"), raw(0xA000, b"0100"), short(0xA001, 1), long(0xA002, width),
        long(0xA003, height), ratio(0xA20E, (width * 1000, 894)), ratio(0xA20F, (height * 1000, 597)),
        short(0xA210, 2), short(0xA401, 0), short(0xA402, 0), short(0xA403, 0), short(0xA406, 0),
        ratio(0xA432, (18, 1), (135, 1), (0, 0), (0, 0)), text(0xA434, "EF-S18-135mm f/3.5-5.6 IS USM"),
    ]  # fmt: skip
    return ifd0, exif


def phone_tags(draw: random.Random, number: int, width: int, height: int) -> tuple[list[Entry], list[Entry]]:
    """IFD0 and Exif IFD of a phone: 9 and 28 tags, and no owner."""
    ifd0, exif = camera_tags(draw, number, width, height)
    named = {0x010F: "samsung", 0x0110: "SM-A546B", 0x0131: "A546BXXU6BWK3"}
    ifd0 = [text(e[0], named[e[0]]) if e[0] in named else e for e in ifd0 if e[0] not in (0x013B, 0x8298)]
    left_out = (0x8830, 0x8832, 0x9286, 0xA20E, 0xA20F, 0xA210, 0xA432, 0xA434)
    return ifd0, [*(e for e in exif if e[0] not in left_out), text(0xA420, f"ZA{number:010}SM")]


def canon_note(draw: random.Random, number: int) -> list[Entry]:
    """A maker note as Canon lays it out: settings, the camera's number, its owner, and bytes nobody explains."""
    return [
        short(0x0001, 92, *(draw.randint(0, 300) for _ in range(45))), short(0x0002, 0, 50, 0, 0),
        short(0x0003, 0, 0, 0, 0), short(0x0004, 68, *(draw.randint(0, 300) for _ in range(33))),
        text(0x0006, "Canon EOS 90D"), text(0x0007, "Firmware Version 1.1.1"), text(0x0009, f"Owner Dummy {number}"),
        long(0x000C, 4_000_000 + number), raw(0x000D, draw.randbytes(1536)), long(0x0010, 0x80000405),
        short(0x0026, 96, *(draw.randint(0, 6000) for _ in range(95))), text(0x0095, "EF-S18-135mm f/3.5-5.6 IS USM"),
        text(0x0096, f"IA{number:07}"), short(0x00AA, 12, *(draw.randint(400, 2000) for _ in range(5))),
        short(0x4001, *(draw.randint(0, 9000) for _ in range(600))), raw(0x4013, draw.randbytes(44)),
    ]  # fmt: skip


def gps_tags(draw: random.Random) -> list[Entry]:
    """A position somewhere in the North Sea: 13 tags."""
    north, east = [((draw.randint(0, 59), 1), (draw.randint(0, 5999), 100)) for _ in range(2)]
    return [
        (0x00, 1, b"\2\3\0\0"), text(0x01, "N"), ratio(0x02, (55, 1), *north), text(0x03, "E"),
        ratio(0x04, (4, 1), *east), (0x05, 1, b"\0"),
        ratio(0x06, (draw.randint(0, 9000), 100)), ratio(0x07, (10, 1), (30, 1), (7, 1)), text(0x10, "T"),
        ratio(0x11, (draw.randint(0, 35999), 100)), raw(0x1B, b"ASCII\0\0\0GPS"), text(0x1D, "2025:06:12"),
        ratio(0x1F, (draw.randint(3, 60), 1)),
    ]  # fmt: skip


# -------------------------------------------------------------------------------------------------- XMP and IPTC

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.0-c000 1.000000, 0000/00/00-00:00:00        ">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"
    xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
    xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
    xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
    xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
   xmp:ModifyDate="2025-06-13T09:41:12+01:00" xmp:CreateDate="2025-06-12T10:30:07.07"
   xmp:MetadataDate="2025-06-13T09:41:12+01:00" xmp:CreatorTool="Adobe Photoshop Lightroom Classic 13.2" xmp:Rating="3"
   aux:Lens="EF-S18-135mm f/3.5-5.6 IS USM" aux:LensID="251" aux:ImageNumber="0" aux:Firmware="1.1.1"
   photoshop:DateCreated="2025-06-12T10:30:07.07" photoshop:LegacyIPTCDigest="B1A5E8F2C0D94E6F8A7B6C5D4E3F2A1B"
   xmpMM:DocumentID="xmp.did:{number:032x}" xmpMM:InstanceID="xmp.iid:{number:032x}"
   xmpMM:OriginalDocumentID="{number:032X}"
   crs:Version="16.2" crs:ProcessVersion="15.4" crs:WhiteBalance="As Shot" crs:Temperature="5450" crs:Tint="+9"
   crs:Exposure2012="+0.35" crs:Contrast2012="+8" crs:Highlights2012="-41" crs:Shadows2012="+22" crs:Texture="0"
   crs:Clarity2012="+6" crs:Vibrance="+11" crs:Saturation="0" crs:Sharpness="40" crs:SharpenRadius="+1.0"
   crs:LuminanceSmoothing="0" crs:ColorNoiseReduction="25" crs:LensProfileEnable="1" crs:HasSettings="True"
   dc:format="image/jpeg">
   <dc:creator><rdf:Seq><rdf:li>Mika Dummy {number}</rdf:li></rdf:Seq></dc:creator>
   <dc:rights><rdf:Alt><rdf:li xml:lang="x-default">Copyright Example School {number}</rdf:li></rdf:Alt></dc:rights>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Sports day {number}</rdf:li></rdf:Alt></dc:title>
   <dc:subject><rdf:Bag><rdf:li>sports day</rdf:li><rdf:li>relay</rdf:li><rdf:li>year 4</rdf:li></rdf:Bag></dc:subject>
   <xmpMM:History><rdf:Seq>
    <rdf:li stEvt:action="derived" stEvt:parameters="converted from image/x-canon-cr3 to image/jpeg"/>
    <rdf:li stEvt:action="saved" stEvt:instanceID="xmp.iid:{number:032x}" stEvt:when="2025-06-13T09:41:12+01:00"
     stEvt:softwareAgent="Adobe Photoshop Lightroom Classic 13.2" stEvt:changed="/"/>
   </rdf:Seq></xmpMM:History>{people}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
"""
_PEOPLE = (
    "\n   <Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Noor Placeholder {number}</rdf:li></rdf:Bag>"
    "</Iptc4xmpExt:PersonInImage>"
)
_PADDING = (" " * 99 + "\n") * 20 + '<?xpacket end="w"?>'


def packet(number: int, people: bool) -> bytes:
    """XMP as Lightroom writes it, with the usual padding."""
    return (_PACKET.format(number=number, people=_PEOPLE.format(number=number) if people else "") + _PADDING).encode()


def photoshop_block(number: int) -> bytes:
    """The image resources of Photoshop: IPTC, resolution, digest."""
    values = {0: b"\0\4", 5: b"Sports day", 25: b"relay", 55: b"20250612", 60: b"103007+0000",
              80: b"Mika Dummy %d" % number, 90: b"Nowhere-on-Sea", 101: b"Atlantis", 116: b"Example School",
              120: b"Caption %d" % number}  # fmt: skip
    iptc = b"\x1c\1\x5a\0\3\x1b%G" + b"".join(
        struct.pack(">BBBH", 0x1C, 2, tag, len(value)) + value for tag, value in values.items()
    )
    resources = {0x0404: iptc, 0x03ED: struct.pack(">IHHIHH", 72 << 16, 1, 1, 72 << 16, 1, 1), 0x0425: bytes(range(16))}
    return b"Photoshop 3.0\0" + b"".join(
        struct.pack(">4sHHI", b"8BIM", tag, 0, len(body)) + body + b"\0" * (len(body) & 1)
        for tag, body in resources.items()
    )


# ------------------------------------------------------------------------------------------------------ trailers


def segment(marker: int, body: bytes) -> bytes:
    """A JPEG segment."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def box(kind: bytes, *bodies: bytes) -> bytes:
    """A box of an ISO base media file."""
    body = b"".join(bodies)
    return struct.pack(">I", len(body) + 8) + kind + body


def motion_photo(draw: random.Random) -> bytes:
    """A short video with its own position, as phones put behind the picture."""
    header = struct.pack(">IIIII", 0, 0xE4000000, 0xE4000000, 1000, 1500) + bytes(80)
    place = b"+55.5000+004.5000/"
    user_data = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(place), 0x15C7), place))
    return (
        box(b"ftyp", b"mp42\0\0\0\0isommp42") + box(b"moov", box(b"mvhd", header), user_data)
        + box(b"mdat", draw.randbytes(60_000))
    )  # fmt: skip


def picture_index(size: int, second_at: int, second_size: int) -> bytes:
    """The MPF index of two pictures (CIPA DC-007); offsets count from its byte order mark."""
    entries = struct.pack("<IIIHH", 0x20030000, size, 0, 0, 0) + struct.pack(
        "<IIIHH", 0x020002, second_size, second_at, 0, 0
    )
    return b"MPF\0II*\0\x08\0\0\0" + directory([raw(0xB000, b"0100"), long(0xB001, 2), raw(0xB002, entries)], 8)


# --------------------------------------------------------------------------------------------------------- files


def base_picture(seed: int, width: int, height: int, target_bytes: int) -> bytes:
    """A JPEG without metadata whose size is about right: blurred noise for the scene, fine noise for the sensor."""
    random_numbers = np.random.default_rng(seed)
    scene = random_numbers.integers(0, 256, (height // 64 + 1, width // 64 + 1, 3), np.uint8)
    picture = np.asarray(Image.fromarray(scene).resize((width, height), Image.Resampling.BICUBIC), np.int16)
    grain = random_numbers.normal(0, 7, (height, width, 1)).astype(np.int16)
    image = Image.fromarray(np.clip(picture + grain, 0, 255).astype(np.uint8)).filter(ImageFilter.BoxBlur(1))
    low, high = 20, 96  # quality by bisection
    best = b""
    while low <= high:
        quality = (low + high) // 2
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality)
        best = file.getvalue()
        if len(best) > target_bytes * 1.1:
            high = quality - 1
        elif len(best) < target_bytes * 0.9:
            low = quality + 1
        else:
            break
    return best


class Maker:
    """Makes the files of one set from a few pictures and metadata that differ from file to file."""

    def __init__(self, width: int, height: int, sizes: tuple[int, ...]) -> None:
        self.width, self.height = width, height
        self.pictures = [base_picture(seed, width, height, size)[2:] for seed, size in enumerate(sizes)]
        self.thumbnails = [base_picture(100 + seed, 160, 120, 7_000) for seed in range(4)]
        self.second = base_picture(200, 1440, 1080, 150_000)
        self.profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    def made(self, number: int) -> tuple[bytes, frozenset[str]]:
        """One file and the kinds planted in it: of ten, five from a camera, three from a phone, two from an editor."""
        draw = random.Random(number)
        sort = "camera" if number % 10 < 5 else "phone" if number % 10 < 8 else "editor"
        tags = phone_tags if sort == "phone" else camera_tags
        ifd0, exif = tags(draw, number, self.width, self.height)
        kinds = {"device", "time", "software", "thumbnail"} | ({"serial"} if sort == "phone" else {"owner"})
        note = canon_note(draw, number) if sort == "camera" else []
        if note:  # half of the cameras write their number where the standard says, all in the maker note
            kinds |= {"maker_note", "serial"}
            exif += [text(0xA431, f"{4_000_000 + number:012}"), text(0xA430, f"Owner Dummy {number}")] * (number % 2)
        gps = gps_tags(draw) if (sort == "phone" and number % 4) or number % 10 == 3 else []
        kinds |= {"location"} if gps else set()
        block = exif_block(ifd0, exif, note, gps, draw.choice(self.thumbnails))
        parts = [b"\xff\xd8", segment(0xE1, b"Exif\0\0" + block)]
        if sort == "editor" or number % 10 in (1, 2):
            people = number % 3 == 0
            parts.append(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet(number, people)))
            kinds |= {"owner", "text", "serial"} | ({"people"} if people else set())
        if sort == "editor":
            parts.append(segment(0xED, photoshop_block(number)))
            kinds |= {"location"}
        if sort != "camera":
            parts.append(segment(0xE2, b"ICC_PROFILE\0\1\1" + self.profile))
        picture = draw.choice(self.pictures)
        trailer = self.trailer(draw, number) if number % 10 == 7 else b""
        if trailer:
            kinds |= {"hidden"}
            if trailer[4:8] == b"ftyp":
                kinds |= {"location"}
            elif trailer.startswith(b"\xff\xd8"):
                base = sum(map(len, parts)) + 8
                index = segment(0xE2, picture_index(0, 0, 0))
                whole = sum(map(len, parts)) + len(index) + len(picture)
                parts.append(segment(0xE2, picture_index(whole, whole - base, len(trailer))))
        return b"".join([*parts, picture, trailer]), frozenset(kinds)

    def trailer(self, draw: random.Random, number: int) -> bytes:
        """What some phones put behind the picture: a second picture, a video, or bytes of the maker's own."""
        sort = number // 10 % 3
        if sort == 0:
            return self.second
        return motion_photo(draw) if sort == 1 else b"MakerData" + draw.randbytes(3_000)

    def write(self, folder: Path, count: int) -> list[Planted]:
        """So many files."""
        folder.mkdir(parents=True)
        planted = []
        for number in range(count):
            data, kinds = self.made(number)
            path = folder / f"{number:05}.jpg"
            path.write_bytes(data)
            planted.append(Planted(path, kinds))
        return planted
