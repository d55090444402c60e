"""Matroska made element by element, and MP4 with tracks of any kind."""

import struct

from . import build as b


def _long(length):
    return b"\x01" + length.to_bytes(7, "big")


def element(number, *bodies):
    body = b"".join(one if isinstance(one, bytes) else one.encode() for one in bodies)
    head = bytes.fromhex(number)
    return head + (bytes([0x80 | len(body)]) if len(body) < 127 else _long(len(body))) + body


def unsigned(number, value):
    return element(number, bytes([value]))


def track(number, kind, codec, *more):
    return element("AE", unsigned("D7", number), unsigned("83", kind), element("86", codec), *more)


VIDEO = element("E0", unsigned("B0", 64), unsigned("BA", 48))
SCALE = element("2AD7B1", b"\x0f\x42\x40")
FRAMES = element("1F43B675", unsigned("E7", 0), element("A3", b"\x81\0\0\x80picture!"))


def mkv(*segment, info=(), tracks=(), more=(), frames=FRAMES, kind="matroska", behind=b"", apps=True):
    named = (element("4D80", ""), element("5741", "")) if apps else ()
    return (
        element("1A45DFA3", element("4282", kind), unsigned("4287", 4))
        + element(
            "18538067",
            element("1549A966", SCALE, *named, *info),
            element("1654AE6B", track(1, 1, "V_VP9", VIDEO, *more), *tracks),
            *segment,
            frames,
        )
        + behind
    )


def tag(name, value):
    return element("1254C367", element("7373", element("63C0"), simple(name, value)))


def simple(name, value):
    return element("67C8", element("45A3", name), element("4487", value))


# ------------------------------------------------------------------------------------------------ tracks of an MP4


def write_mp4(place, *tracks, user_data=(), brand=b"isom"):
    """An MP4 whose tracks are (handler, sample entry, samples); a number is a sample of so many bytes, none written."""
    matrix = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    traks = b""
    with place.open("wb") as file:
        file.write(b.box(b"ftyp", brand + bytes(4) + brand))
        start = file.tell()
        file.write(struct.pack(">I4sQ", 1, b"mdat", 0))
        for number, (kind, entry, samples) in enumerate(tracks, start=1):
            offsets, sizes = [], []
            for sample in samples:
                offsets.append(file.tell())
                sizes.append(sample if isinstance(sample, int) else len(sample))
                if isinstance(sample, int):
                    file.write(b"a frame")
                    file.seek(sample - 7, 1)
                else:
                    file.write(sample)
            count = struct.pack(">I", len(samples))
            table = b.box(
                b"stbl",
                b.full(b"stsd", struct.pack(">I", 1), entry),
                b.full(b"stsc", struct.pack(">IIII", 1, 1, 1, 1)),
                b.full(b"stsz", bytes(4), count, struct.pack(f">{len(sizes)}I", *sizes)),
                b.full(b"co64", count, struct.pack(f">{len(offsets)}Q", *offsets)),
            )
            media = b.box(b"mdia", b.full(b"mdhd", bytes(20)), b.handler(kind), b.box(b"minf", table))
            head = (
                struct.pack(">IIIII", 0, 0, number, 0, 1000),
                bytes(16),
                matrix,
                struct.pack(">II", 64 << 16, 48 << 16),
            )
            traks += b.box(b"trak", b.full(b"tkhd", *head), media)
        end = file.tell()
        head = b.full(b"mvhd", struct.pack(">IIII", 0, 0, 1000, 1000), bytes(16), matrix, bytes(28))
        file.write(b.box(b"moov", head, traks, b.box(b"udta", *user_data) if user_data else b""))
        file.seek(start + 8)
        file.write(struct.pack(">Q", end - start))
    return place


def entry(kind, *more):
    """A sample entry that is neither picture nor sound: data reference 1."""
    return b.box(kind, bytes(6), b"\0\1", *more)


PICTURES = entry(b"avc1", bytes(70))
