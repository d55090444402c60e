"""Files made byte by byte, so that every test says what is in its file. The fuzz in `tools/` builds with it too."""

import binascii
import struct
import zlib

TOKEN = "Kanarienvogel"

# ------------------------------------------------------------------------------------------------------ Exif


def ifd(entries, order=">", start=8, following=0):
    """A directory whose values lie behind it. An entry is (tag, type, values)."""
    sizes = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}
    table, heap = b"", b""
    heap_start = start + 2 + 12 * len(entries) + 4
    for tag, kind, values in sorted(entries, key=lambda entry: entry[0]):
        if kind in (1, 2, 7):
            raw = values if isinstance(values, bytes) else values.encode() + b"\0"
            count = len(raw)
        else:
            values = values if isinstance(values, list) else [values]
            count = len(values)
            if kind == 5:
                raw = b"".join(struct.pack(order + "II", *pair) for pair in values)
            else:
                raw = struct.pack(f"{order}{count}{'H' if kind == 3 else 'I'}", *values)
        assert len(raw) == count * sizes[kind]
        if len(raw) <= 4:
            table += struct.pack(order + "HHI", tag, kind, count) + raw.ljust(4, b"\0")
        else:
            table += struct.pack(order + "HHII", tag, kind, count, heap_start + len(heap))
            heap += raw + b"\0" * (len(raw) & 1)
    return struct.pack(order + "H", len(entries)) + table + struct.pack(order + "I", following) + heap


def tiff(ifd0, exif=None, gps=None, thumbnail=b"", order=">"):
    """A TIFF structure with the directories given."""
    head = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(order + "I", 8)
    ifd0 = list(ifd0)
    parts = []
    pointers = [(0x8769, exif)] * bool(exif) + [(0x8825, gps)] * bool(gps)
    size = len(ifd(ifd0 + [(tag, 4, 0) for tag, _ in pointers], order))
    position = 8 + size
    for tag, entries in pointers:
        ifd0.append((tag, 4, position))
        parts.append(ifd(entries, order, position))
        position += len(parts[-1])
    following = 0
    if thumbnail:
        following = position
        length = len(ifd([(0x0201, 4, 0), (0x0202, 4, 0)], order, position))
        parts.append(ifd([(0x0201, 4, position + length), (0x0202, 4, len(thumbnail))], order, position))
        parts.append(thumbnail)
    return head + ifd(ifd0, order, 8, following) + b"".join(parts)


LATITUDE = [(51, 1), (30, 1), (0, 1)]
LONGITUDE = [(0, 1), (7, 1), (30, 1)]
GPS = [(0x01, 2, "N"), (0x02, 5, LATITUDE), (0x03, 2, "W"), (0x04, 5, LONGITUDE)]


def rich_exif(order=">"):
    """Camera, artist, serial number, time, position, thumbnail."""
    return tiff(
        [(0x010F, 2, "Pfarrer"), (0x0112, 3, 6), (0x013B, 2, "Mika Dummy")],
        exif=[(0x829A, 5, [(1, 60)]), (0x9003, 2, "2025:05:01 10:00:00"), (0xA431, 2, "SN-0042")],
        gps=GPS,
        thumbnail=b"\xff\xd8\xff\xd9",
        order=order,
    )


def harmless_exif():
    """Orientation and exposure alone."""
    return tiff([(0x0112, 3, 6), (0x011A, 5, [(72, 1)])], exif=[(0x829A, 5, [(1, 60)]), (0x8827, 3, 100)])


# ------------------------------------------------------------------------------------------------- XMP and IPTC


def xmp(properties, namespaces='xmlns:dc="http://purl.org/dc/elements/1.1/"'):
    """A packet with these property elements."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {namespaces}>{properties}</rdf:Description></rdf:RDF></x:xmpmeta>'
        '<?xpacket end="w"?>'
    ).encode()


def creator(name):
    return f"<dc:creator><rdf:Seq><rdf:li>{name}</rdf:li></rdf:Seq></dc:creator>"


def iptc(number, value, record=2):
    raw = value.encode()
    return bytes([0x1C, record, number]) + struct.pack(">H", len(raw)) + raw


def photoshop(resource, body):
    return b"8BIM" + struct.pack(">HHI", resource, 0, len(body)) + body + b"\0" * (len(body) & 1)


# --------------------------------------------------------------------------------------------------------- JPEG

SCAN = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\x56" * 3
TABLES = b"\xff\xdb\x00\x43\x00" + bytes(range(1, 65)) + b"\xff\xc4\x00\x14\x00" + b"\x01" + bytes(15) + b"\x00"
FRAME = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 48, 64) + b"\x01\x01\x11\x00"
JFIF = b"\xff\xe0\x00\x10JFIF\0\x01\x02\x00\x00\x01\x00\x01\x00\x00"
ADOBE = b"\xff\xee\x00\x0eAdobe\0\x64\0\0\0\0\x01"


def segment(marker, body):
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(*segments, trailer=b""):
    return b"\xff\xd8" + JFIF + b"".join(segments) + TABLES + FRAME + SCAN + b"\xff\xd9" + trailer


def exif_segment(block):
    return segment(0xE1, b"Exif\0\0" + block)


def xmp_segment(packet):
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet)


def iptc_segment(block):
    return segment(0xED, b"Photoshop 3.0\0" + photoshop(0x0404, block))


# ------------------------------------------------------------------------------------------------ other pictures


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", binascii.crc32(kind + body))


def raw_profile(kind, block):
    """Keyword and text by which ImageMagick puts another format's block into a PNG: hexadecimal digits."""
    digits = block.hex().encode()
    lines = b"\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    return b"Raw profile type " + kind, b"\n" + kind + b"\n%8d\n" % len(block) + lines + b"\n"


def png(*chunks, trailer=b""):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 48, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(bytes(65 * 48)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + pixels + chunk(b"IEND", b"") + trailer


def gif(*blocks, trailer=b""):
    screen = b"GIF89a" + struct.pack("<HH", 64, 48) + b"\x80\0\0" + bytes(6)
    image = b"\x2c" + struct.pack("<HHHH", 0, 0, 64, 48) + b"\0\x02\x02\x4c\x01\0"
    return screen + b"".join(blocks) + image + b"\x3b" + trailer


def gif_extension(label, *blocks):
    return bytes([0x21, label]) + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"


def riff_chunk(kind, body):
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)


BLACK = riff_chunk(b"VP8L", bytes.fromhex("2f3fc00b00071011fd0f0009e1ff7a31a2ffa91f"))
"""64 by 48 black pixels, as libwebp codes them."""


def webp(*chunks, trailer=b""):
    extended = riff_chunk(b"VP8X", b"\x0c\0\0\0" + (63).to_bytes(3, "little") + (47).to_bytes(3, "little"))
    body = b"WEBP" + extended + BLACK + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body + trailer


def riff_list(kind, *chunks):
    return riff_chunk(b"LIST", kind + b"".join(chunks))


def avi(*chunks, header=()):
    main = riff_chunk(b"avih", bytes(32) + struct.pack("<II", 64, 48) + bytes(16))
    body = (
        b"AVI "
        + riff_list(b"hdrl", main, *header)
        + b"".join(chunks)
        + riff_list(b"movi", riff_chunk(b"00dc", b"picture!"))
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def picture_tiff(entries=(), order="<", **more):
    """A TIFF file of one strip."""
    pixels = b"\x55" * 16
    tags = [(0x0100, 3, 4), (0x0101, 3, 4), (0x0103, 3, 1), (0x0106, 3, 1), (0x0111, 4, 0), (0x0117, 4, len(pixels))]
    tags.append((0x0102, 3, 8))
    length = len(tiff([*tags, *entries], order=order, **more))
    tags[4] = (0x0111, 4, length)
    return tiff([*tags, *entries], order=order, **more) + pixels


def bmp(trailer=b"", width=4, height=2):
    pixels = bytes(12 * height)
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 2835, 2835, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(pixels), 0, 0, 54) + header + pixels + trailer


# --------------------------------------------------------------------------------------------------------- boxes


def box(kind, *bodies):
    body = b"".join(bodies)
    return struct.pack(">I", len(body) + 8) + kind + body


def full(kind, *bodies, version=0, flags=0):
    return box(kind, struct.pack(">I", version << 24 | flags), *bodies)


def handler(kind, name=b""):
    return full(b"hdlr", bytes(4), kind, bytes(12), name + b"\0")


def xmp_box(packet):
    """A packet in a box of its own (XMP specification part 3, 1.2.6)."""
    return box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), packet)


def user_text(kind, text):
    """A text of QuickTime's user data."""
    return box(kind, struct.pack(">HH", len(text), 0x15C7), text)


def _value(text):
    return box(b"data", struct.pack(">II", 1, 0), text)


def keyed(name, text):
    """QuickTime's metadata: a table of names, and a list of values by their numbers."""
    names = full(b"keys", struct.pack(">I", 1), box(b"mdta", name))
    return full(b"meta", handler(b"mdta"), names, box(b"ilst", box(b"\0\0\0\1", _value(text))))


def listed(kind, text, *named):
    """iTunes' list of items, with one in it."""
    return full(b"meta", handler(b"mdir"), box(b"ilst", box(kind, *named, _value(text))))


def movie(*user_data, seconds=0, name=b"VideoHandler", kind=b"vide", top=(), trailer=b"", brands=b"isom\0\0\0\0isom"):
    """An MP4 of one track with one sample."""
    matrix = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    head = full(b"mvhd", struct.pack(">IIII", seconds, seconds, 1000, 1000), bytes(16), matrix, bytes(28))
    track = full(
        b"tkhd", struct.pack(">IIIII", 0, 0, 1, 0, 1000), bytes(16), matrix, struct.pack(">II", 64 << 16, 48 << 16)
    )
    file_type = box(b"ftyp", brands)

    def index(offset):
        samples = box(
            b"stbl",
            full(b"stsd", struct.pack(">I", 0)),
            full(b"stsc", struct.pack(">IIII", 1, 1, 1, 1)),
            full(b"stsz", struct.pack(">II", 8, 1)),
            full(b"stco", struct.pack(">II", 1, offset)),
        )
        media = box(b"mdia", full(b"mdhd", bytes(20)), handler(kind, name), box(b"minf", samples))
        return box(b"moov", head, box(b"trak", track, media), box(b"udta", *user_data) if user_data else b"")

    length = len(file_type) + len(index(0)) + 8
    return file_type + index(length) + box(b"mdat", b"sample!!") + b"".join(top) + trailer


def of_items(file_type, items, *lists):
    """A HEIF file: each item is a number, a type, what its entry says beside and its bytes; the first is shown."""
    entries = [
        full(b"infe", struct.pack(">HH", number, 0), kind, b"\0", content, version=2)
        for number, kind, content, _ in items
    ]

    def meta(start):
        places = b""
        for number, _, _, body in items:
            places += struct.pack(">HHHII", number, 0, 1, start, len(body))
            start += len(body)
        return full(
            b"meta",
            handler(b"pict"),
            full(b"pitm", struct.pack(">H", 1)),
            full(b"iloc", b"\x44\x00", struct.pack(">H", len(items)), places),
            full(b"iinf", struct.pack(">H", len(items)), *entries),
            *lists,
        )

    start = len(file_type) + len(meta(0)) + 8
    return file_type + meta(start) + box(b"mdat", *(body for *_, body in items))


def heic(exif=None, packet=None, turn=None, brand=b"heic", extra=b"", more_properties=(), more_lists=()):
    """A HEIF picture with its metadata items in the media data box."""
    items = [(1, b"hvc1", b"", b"picture-data")]
    if exif is not None:
        items.append((2, b"Exif", b"", struct.pack(">I", 6) + b"Exif\0\0" + exif))
    if packet is not None:
        items.append((3, b"mime", b"application/rdf+xml\0", packet))
    size = full(b"ispe", struct.pack(">II", 64, 48))
    properties = box(b"ipco", size, box(b"irot", bytes([turn])) if turn is not None else b"", *more_properties)
    association = full(
        b"ipma", struct.pack(">IHB", 1, 1, 2 if turn is not None else 1), b"\x81\x82"[: 2 if turn is not None else 1]
    )
    file_type = box(b"ftyp", brand, b"\0\0\0\0mif1", brand)
    return of_items(file_type, items, box(b"iprp", properties, association), *more_lists) + extra


def heif(*items, references=(), properties=(), owners=None):
    """A HEIF picture of items, each a type and its bytes, of which the first is shown.

    References are a type, an item and another; properties are owned, by their numbers, as `owners` says of items.
    """
    owners = owners or {1: range(1, len(properties) + 1)}
    owned = b"".join(struct.pack(">HB", item, len(numbers)) + bytes(numbers) for item, numbers in owners.items())
    return of_items(
        box(b"ftyp", b"heic", b"\0\0\0\0mif1heic"),
        [(at, kind, b"", body) for at, (kind, body) in enumerate(items, 1)],
        box(b"iprp", box(b"ipco", *properties), full(b"ipma", struct.pack(">I", len(owners)), owned)),
        full(b"iref", *(box(kind, struct.pack(">HHH", origin, 1, target)) for kind, origin, target in references)),
    )


# ------------------------------------------------------------------------------------------------ colour profiles


def icc(description="sRGB", *elements, notice="CC0", padding=b""):
    """A colour profile with the texts given, and further elements of a signature and a body."""
    texts = [
        (tag, b"text\0\0\0\0" + text.encode() + b"\0") for tag, text in ((b"desc", description), (b"cprt", notice))
    ]
    rows = [*texts, (b"wtpt", b"XYZ \0\0\0\0" + struct.pack(">III", 63190, 65536, 54061)), *elements]
    start = 132 + 12 * len(rows)
    table, heap = struct.pack(">I", len(rows)), b""
    for tag, body in rows:
        table += struct.pack(">4sII", tag, start + len(heap), len(body))
        heap += body + b"\0" * (-len(body) % 4)
    size = start + len(heap)
    head = struct.pack(">I4sI4s4s4s", size, b"lcms", 0x02400000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp"
    return head.ljust(128, b"\0") + table + heap + padding
