"""Small files that ask for a lot: memory, time, depth. Work is bounded, whatever they say.

Limits are generous where time is measured: machines are busy, and an unbounded walk takes minutes and not seconds.
"""

import struct
import time
import tracemalloc
import zlib

import pytest

from imgaudit.media import KINDS, inspect, limits

from . import build as b

SECONDS = 20
MEBIBYTES = 200


def judged(data):
    """A record of these bytes, made in bounded time."""
    start = time.process_time()
    record = inspect(data, hashes=False)
    assert time.process_time() - start < SECONDS
    assert tuple(record.kinds) == KINDS
    return record


def judged_with_memory(data):
    """A record of these bytes, made in bounded memory too. Watching it is slow."""
    tracemalloc.start()
    try:
        record = judged(data)
        assert tracemalloc.get_traced_memory()[1] - 2 * len(data) < MEBIBYTES << 20
    finally:
        tracemalloc.stop()
    return record


def is_cautious(record):
    return record.status == "damaged" and False not in record.kinds.values()


BOMB = zlib.compress(bytes(200_000_000), 9)


@pytest.mark.parametrize(
    "chunk",
    [
        b.chunk(b"zTXt", b"Comment\0\0" + BOMB),
        b.chunk(b"iTXt", b"Comment\0\1\0\0\0" + BOMB),
        b.chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + BOMB),
        b.chunk(b"zTXt", b"Raw profile type exif\0\0" + BOMB),
        b.chunk(b"iCCP", b"icc\0\0" + BOMB),
    ],
    ids=["zTXt", "iTXt", "XMP", "raw profile", "iCCP"],
)
def test_a_bomb_in_a_png_is_not_inflated(chunk):
    assert len(chunk) < 1_000_000
    assert is_cautious(judged_with_memory(b.png(chunk)))


def test_many_small_bombs_share_one_budget():
    small = b.chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(limits.MAX_INFLATED_BYTES - 1), 9))
    assert is_cautious(judged(b.png(*[small] * 300)))


def test_a_picture_of_impossible_size_is_only_measured():
    header = b.chunk(b"IHDR", struct.pack(">IIBBBBB", 0x7FFFFFFF, 0x7FFFFFFF, 16, 6, 0, 0, 0))
    pixels = b.chunk(b"IDAT", zlib.compress(bytes(1_000_000), 9))
    record = judged(b"\x89PNG\r\n\x1a\n" + header + pixels + b.chunk(b"IEND", b""))
    assert (record.width_px, record.height_px) == (0x7FFFFFFF, 0x7FFFFFFF)
    assert set(record.kinds.values()) == {False}


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.slow
@pytest.mark.parametrize(
    "packet",
    [
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'.encode() + b.xmp("<dc:title>&l11;</dc:title>"),
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + b.xmp("<dc:title>x</dc:title>"),
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + b.xmp("<dc:title>&e;</dc:title>"),
        b.xmp("<dc:title>" * 20_000 + "</dc:title>" * 20_000),
        b.xmp("<dc:title>a</dc:title>" * 200_000),
        b.xmp("", "".join(f'xmlns:n{n}="urn:{n}" n{n}:a="1" ' for n in range(20_000))),
        b.xmp("<!--" * 200_000),
        b.xmp("<?" * 200_000),
    ],
    ids=["laughs", "external subset", "external entity", "deep", "wide", "namespaces", "comments", "instructions"],
)
def test_hostile_xmp(packet):
    record = judged(b.webp(b.riff_chunk(b"XMP ", packet)))
    assert False not in record.kinds.values() or record.status == "ok"
    assert not any("root:" in found.value for found in record.found)


def test_hostile_utf_16_xmp():
    laughs = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x>&l11;</x>'
    assert is_cautious(judged(b.webp(b.riff_chunk(b"XMP ", ("\ufeff" + laughs).encode("utf-16-le")))))


def nested(open_with, depth, inner):
    for _ in range(depth):
        inner = open_with(inner)
    return inner


def test_boxes_in_boxes():
    deep = nested(lambda inner: b.box(b"moov", inner), 20_000, b.box(b"free", b"Mika"))
    assert is_cautious(judged(b.box(b"ftyp", b"isom\0\0\0\0") + deep))


def test_boxes_in_the_boxes_of_a_track():
    deep = nested(lambda inner: b.box(b"mdia", inner), 5_000, b.box(b"free", b"Mika"))
    assert is_cautious(judged(b.box(b"ftyp", b"isom\0\0\0\0") + b.box(b"moov", b.box(b"trak", deep))))


def test_lists_in_lists():
    deep = nested(lambda inner: b.riff_list(b"strl", inner), 20_000, b.riff_chunk(b"IART", b"Mika"))
    assert is_cautious(judged(b.avi(deep)))


def test_pictures_in_pictures():
    inner = b.jpeg(b.exif_segment(b.tiff([(0x013B, 2, "Mika")])))
    for _ in range(300):
        inner = b.jpeg(trailer=inner)
    record = judged(inner)
    assert record.kinds["hidden"] is True
    assert record.kinds["owner"] is not False


def test_thumbnails_in_thumbnails():
    inner = b.jpeg(b.segment(0xFE, b"Mika"))
    for _ in range(100):
        inner = b.jpeg(b.exif_segment(b.tiff([(0x010F, 2, "Pfarrer")], thumbnail=inner)))[:65_000]
        if len(inner) > 60_000:
            break
    record = judged(inner)
    assert record.kinds["thumbnail"] is True
    assert record.kinds["text"] is not False


def test_blocks_in_blocks_of_exif_and_photoshop():
    inner = b.tiff([(0x013B, 2, "Mika")])
    for _ in range(300):
        inner = b.tiff([(0x8649, 1, b.photoshop(0x0422, inner))])
    assert judged(b.png(b.chunk(b"eXIf", inner))).kinds["owner"] is not False


def ring(order, big=False):
    """A directory that is its own sub-directory, Exif directory and successor."""
    if big:
        entry = struct.pack(order + "HHQQ", 0x014A, 18, 1, 16)
        return (
            (b"II+\0" if order == "<" else b"MM\0+")
            + struct.pack(order + "HHQQ", 8, 0, 16, 1)
            + entry
            + struct.pack(order + "Q", 16)
        )
    entries = b"".join(struct.pack(order + "HHII", tag, 4, 1, 8) for tag in (0x014A, 0x8769, 0x8825))
    return (
        (b"II*\0" if order == "<" else b"MM\0*")
        + struct.pack(order + "IH", 8, 3)
        + entries
        + struct.pack(order + "I", 8)
    )


@pytest.mark.parametrize("data", [ring("<"), ring(">"), ring("<", big=True), ring(">", big=True)])
def test_directories_that_point_to_themselves(data):
    judged(data)


def test_a_directory_of_a_million_sub_directories():
    offsets = struct.pack("<I", 8) + b"".join(struct.pack("<I", n) for n in range(20, 1_000_020))
    data = b"II*\0\x08\0\0\0" + struct.pack("<HHHII", 1, 0x014A, 4, 1_000_000, 26) + bytes(4) + offsets
    assert is_cautious(judged(data))


def test_a_chain_of_directories_over_one_another():
    chain = b"".join(struct.pack("<HI", 0, 8 + 6 * n) for n in range(1, 100_000))
    assert is_cautious(judged(b"II*\0\x08\0\0\0" + chain))


@pytest.mark.slow
def test_ifd_entries_that_all_claim_the_same_large_value():
    size = 4_000_000
    entries = b"".join(struct.pack("<HHII", 0xD000 + n, 1, size, 60_000) for n in range(4_000))
    data = b"II*\0\x08\0\0\0" + struct.pack("<H", 4_000) + entries + bytes(4)
    judged(data.ljust(60_000, b"\0") + b"Mika" * (size // 4))


HUGE = b"\xff\xff\xff\xff"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + HUGE + b"tEXtAuthor\0Mika",
        b"RIFF" + HUGE + b"WEBPEXIF" + HUGE + b"II*\0",
        b"RIFF" + HUGE + b"AVI LIST" + HUGE + b"INFOIART" + HUGE + b"Mika",
        b"\0\0\0\x10ftypisom\0\0\0\0" + HUGE + b"moovMika",
        b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\1moov" + HUGE * 2 + b"Mika",
        b"II*\0" + HUGE,
        b"II+\0\x08\0\0\0" + HUGE * 2,
        b"II*\0\x08\0\0\0\1\0" + struct.pack("<HHI", 0x013B, 2, 0xFFFFFFFF) + HUGE,
        b.jpeg(b.segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + HUGE + b"Mika")),
        b.jpeg(b.segment(0xED, b"Photoshop 3.0\0" + b.photoshop(0x0404, b"\x1c\x02\x50\x80\x04" + HUGE + b"Mika"))),
        b.jpeg(b.segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + bytes(32) + HUGE * 2 + b"Mika")),
        b"BM" + HUGE + bytes(4) + HUGE + b"\x28\0\0\0" + HUGE * 4 + bytes(40) + b"Mika",
    ],
)
def test_lengths_of_four_gibibytes_and_more(data):
    assert False not in judged(data).kinds.values()


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8" + b"\xff\xfe\x00\x02" * 1_000_000,
        b"\xff\xd8" + b"\xff\xfe\x00\x03A" * 1_000_000,
        b"\xff\xd8" + b"\xff\x00" * 1_000_000,
        b"\x89PNG\r\n\x1a\n" + b.chunk(b"tEXt", b"A\0B") * 1_000_000,
        b"GIF89a" + bytes(7) + b"\x21\xfe\x01A\x00" * 1_000_000,
        b"GIF89a" + bytes(7) + b"\x21\xfe" + b"\x01A" * 1_000_000 + b"\0;",
        b"RIFF" + HUGE + b"WEBP" + b.riff_chunk(b"OWN ", b"Mika") * 1_000_000,
        b"RIFF" + HUGE + b"AVI " + b.riff_list(b"INFO", *[b.riff_chunk(b"IART", b"Mi")] * 1_000_000),
        b.box(b"ftyp", b"isom\0\0\0\0") + b.box(b"free", b"Mika") * 1_000_000,
        b.box(b"ftyp", b"isom\0\0\0\0") + b.box(b"moov", b.box(b"udta", b.box(b"\xa9nam", b"A") * 1_000_000)),
        b.jpeg(*[b.iptc_segment(b.iptc(25, "A") * 9_000)] * 100),
        b.jpeg(trailer=b"\xff\xd8\xff\xe0" * 500_000),
        b.jpeg(trailer=b"\0\0\0\x08ftyp" * 500_000),
    ],
    ids=["COM", "COM of a byte", "stray", "tEXt", "GIF", "sub-blocks", "WebP", "AVI", "free", "udta", "IPTC",
         "pictures", "videos"],
)  # fmt: skip
def test_a_million_small_blocks(data):
    assert False not in judged(data).kinds.values() or len(data) > 1_000_000


def item_tables(count, stated):
    """A HEIF picture whose tables state more items than they hold."""
    entries = b"".join(b.full(b"infe", struct.pack(">HH", n & 0xFFFF, 0), b"hvc1\0", version=2) for n in range(count))
    places = b"".join(struct.pack(">HHHII", n & 0xFFFF, 0, 1, 0, 0xFFFFFFFF) for n in range(count))
    return b.box(b"ftyp", b"heic\0\0\0\0mif1heic") + b.full(
        b"meta",
        b.handler(b"pict"),
        b.full(b"pitm", struct.pack(">H", 1)),
        b.full(b"iloc", b"\x44\x00", struct.pack(">H", stated), places),
        b.full(b"iinf", struct.pack(">H", stated), entries),
        b.full(b"iref", b.box(b"dimg", struct.pack(">HH", 1, 0xFFFF)) * 1_000),
        b.box(b"iprp", b.box(b"ipco", b.box(b"free", b"") * 10_000), b.full(b"ipma", HUGE, b"\0\1\xff" * 10_000)),
    )


@pytest.mark.slow
@pytest.mark.parametrize(("count", "stated"), [(0, 0xFFFF), (3, 0xFFFF), (60_000, 0xFFFF)])
def test_tables_of_very_many_items(count, stated):
    assert is_cautious(judged(item_tables(count, stated)))


@pytest.mark.slow
def test_an_item_that_is_the_whole_file_many_times_over():
    extents = struct.pack(">II", 0, 1_000_000) * 60_000
    meta = b.full(
        b"meta",
        b.handler(b"pict"),
        b.full(b"iloc", b"\x44\x00", struct.pack(">H", 1), struct.pack(">HHH", 1, 0, 60_000), extents),
        b.full(b"iinf", struct.pack(">H", 1), b.full(b"infe", struct.pack(">HH", 1, 0), b"Exif\0", version=2)),
    )
    judged_with_memory(b.box(b"ftyp", b"heic\0\0\0\0mif1heic") + meta + b.box(b"mdat", bytes(1_000_000)))


def test_sample_tables_that_state_four_billion_samples():
    rows = b.box(
        b"stbl",
        b.full(b"stsc", struct.pack(">IIII", 1, 1, 0xFFFFFFFF, 1)),
        b.full(b"stsz", struct.pack(">II", 1, 0xFFFFFFFF)),
        b.full(b"stco", struct.pack(">I", 0xFFFFFFFF), struct.pack(">I", 0) * 200_000),
    )
    track = b.box(b"trak", b.box(b"mdia", b.handler(b"vide"), b.box(b"minf", rows)))
    judged(b.box(b"ftyp", b"isom\0\0\0\0") + b.box(b"moov", track) + b.box(b"mdat", b"Mika Dummy"))


def test_strips_that_all_are_the_whole_file_are_not_hashed():
    count, size = 50_000, 600_000
    tables = struct.pack("<HHII", 0x0111, 4, count, 62) + struct.pack("<HHII", 0x0117, 4, count, 62 + 4 * count)
    sizes = struct.pack("<HHIHH", 0x0100, 3, 1, 4, 0) + struct.pack("<HHIHH", 0x0101, 3, 1, 4, 0)
    data = b"II*\0\x08\0\0\0" + struct.pack("<H", 4) + sizes + tables + bytes(4)
    data += struct.pack("<I", 0) * count + struct.pack("<I", size) * count
    start = time.process_time()
    record = inspect(data.ljust(size, b"\0"))
    assert time.process_time() - start < SECONDS
    assert record.content_hash
    assert record.image_hash == ""
