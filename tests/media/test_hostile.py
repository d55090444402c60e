"""Bytes that want to do harm, and a canary that must never go unseen."""

import random
import struct
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imgaudit.media import KINDS, inspect
from imgaudit.media.record import STATUSES

from . import build as b

T = b.TOKEN
PLANTED = {
    "jpeg exif artist": (
        "owner",
        b.jpeg(b.exif_segment(b.tiff([(0x010F, 2, "C"), (0x013B, 2, T)], exif=[(0x8827, 3, 100)]))),
    ),
    "jpeg exif description": (
        "text",
        b.jpeg(b.exif_segment(b.tiff([(0x010E, 2, T), (0x010F, 2, "C"), (0x0110, 2, "M")]))),
    ),
    "jpeg exif serial": ("serial", b.jpeg(b.exif_segment(b.tiff([], exif=[(0xA431, 2, T)])))),
    "jpeg xmp": ("owner", b.jpeg(b.xmp_segment(b.xmp(b.creator(T))))),
    "jpeg iptc": ("location", b.jpeg(b.iptc_segment(b.iptc(90, T)))),
    "jpeg comment": ("text", b.jpeg(b.segment(0xFE, T.encode()))),
    "jpeg trailer": ("hidden", b.jpeg(trailer=T.encode())),
    "jpeg stray": ("hidden", b.jpeg(T.encode())),
    "png tEXt": ("owner", b.png(b.chunk(b"tEXt", b"Author\0" + T.encode()))),
    "png iTXt": ("text", b.png(b.chunk(b"iTXt", b"Title\0\0\0\0\0" + T.encode()))),
    "png eXIf": ("owner", b.png(b.chunk(b"eXIf", b.tiff([(0x013B, 2, T)])))),
    "png unknown": ("hidden", b.png(b.chunk(b"zzZz", T.encode()))),
    "gif comment": ("text", b.gif(b.gif_extension(0xFE, T.encode()))),
    "gif application": ("hidden", b.gif(b.gif_extension(0xFF, b"MYTHING 1.0", T.encode()))),
    "webp exif": ("owner", b.webp(b.riff_chunk(b"EXIF", b.tiff([(0x013B, 2, T)], order="<")))),
    "webp xmp": ("owner", b.webp(b.riff_chunk(b"XMP ", b.xmp(b.creator(T))))),
    "avi info": ("owner", b.avi(b.riff_list(b"INFO", b.riff_chunk(b"IART", T.encode())))),
    "tiff artist": ("owner", b.picture_tiff([(0x013B, 2, T)])),
    "bmp trailer": ("hidden", b.bmp(T.encode())),
    "heic exif": ("owner", b.heic(b.tiff([(0x013B, 2, T)]))),
    "heic xmp": ("owner", b.heic(packet=b.xmp(b.creator(T)))),
    "mp4 title": ("text", b.movie(b.box(b"\xa9nam", b"\x00\x0d\x15\xc7" + T.encode()))),
    "mp4 free": ("hidden", b.movie(top=[b.box(b"free", T.encode())])),
    "mp4 xmp": (
        "owner",
        b.movie(top=[b.xmp_box(b.xmp(b.creator(T)))]),
    ),
}


def is_sound(record):
    assert record.status in STATUSES
    assert tuple(record.kinds) == KINDS
    assert set(record.kinds.values()) <= {True, False, None}
    assert all(len(found.value) <= 200 for found in record.found)


def mutated(data, rng):
    data = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        at = rng.randrange(len(data))
        match rng.randrange(6):
            case 0 | 1:
                data[at] ^= 1 << rng.randrange(8)
            case 2:
                data[at] = rng.choice((0x00, 0xFF, 0x7F, 0x80))
            case 3:
                del data[at:]
                data += b"\0"
            case 4:
                data[at:at] = data[rng.randrange(len(data)) :][: rng.randrange(1, 40)]
            case 5:
                data[at : at + 4] = b"\xff\xff\xff\xff"
    return bytes(data)


@pytest.mark.parametrize("place", PLANTED)
def test_the_canary_is_seen_where_it_was_planted(place):
    kind, data = PLANTED[place]
    assert inspect(data).kinds[kind] is True


@pytest.mark.slow
@pytest.mark.parametrize("place", PLANTED)
def test_a_canary_that_is_still_there_is_never_denied(place):
    kind, data = PLANTED[place]
    rng = random.Random(place)
    for _ in range(300):
        broken = mutated(data, rng)
        record = inspect(broken, hashes=False)
        is_sound(record)
        if T.encode() not in broken:
            continue
        shown = any(
            T in found.value for found in record.found
        )  # under another kind, where the mutation renamed its tag
        assert record.kinds[kind] is not False or shown, broken


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_make_a_record(data):
    is_sound(inspect(data))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\xff\0\0\0WEBP", b"RIFF\xff\0\0\0AVI ",
                     b"II*\0",
                     b"MM\0*", b"II+\0\x08\0\0\0", b"\0\0\0\x18ftypheic", b"\0\0\0\x18ftypisom", b"BM"]),
    st.binary(max_size=400),
)  # fmt: skip
def test_any_bytes_behind_a_signature_make_a_record(magic, rest):
    is_sound(inspect(magic + rest))


@pytest.mark.slow
def test_hostile_files_take_no_time():
    files = [
        b"\xff\xd8" + b"\xff\xfe\x00\x02" * 500_000,
        b"\xff\xd8" + b"A\xff\xc0" * 300_000,
        b"GIF89a" + bytes(7) + b"\x21\xfe\x01A\x00" * 300_000,
        b"\x89PNG\r\n\x1a\n" + b.chunk(b"zzZz", b"A") * 200_000,
        b.box(b"ftyp", b"isom\0\0\0\0") + b.box(b"free", b"A") * 200_000,
        b.jpeg(b.exif_segment(b"MM\0*\0\0\0\x08" + b"\xff\xff" + bytes(60_000))),
        b.jpeg(b.xmp_segment(b.xmp("<dc:title>" * 3000 + "</dc:title>" * 3000))),
        b.movie(top=[b.xmp_box(b.xmp(f"<dc:title><![CDATA[{'<!--' * 200_000}]]></dc:title>"))]),
        b.jpeg(trailer=b"\xff\xd8\xff" * 200_000),
        b.jpeg(trailer=b"ftyp" * 200_000),
    ]
    for data in files:
        start = time.process_time()
        is_sound(inspect(data))
        assert time.process_time() - start < 5


def test_decoding_a_damaged_maker_note_ends():
    endless = b"Nikon\0\x02\x10\0\0MM\0*\0\0\0\x08\0\x01\0\x01\0\x04\x7f\xff\xff\xff\0\0\0\0"
    block = b.tiff([(0x010F, 2, "NIKON")], exif=[(0x0100, 4, 1), (0x927C, 7, endless)])
    huge = block.replace(struct.pack(">HHI", 0x0100, 4, 1), struct.pack(">HHI", 0x0100, 4, 0x7FFFFFFF))
    for data in (block, huge):
        start = time.process_time()
        is_sound(inspect(b.jpeg(b.exif_segment(data)), details=True))
        assert time.process_time() - start < 5
