"""Bytes inside compressed pictures that no decoder reads: they are told, and gone from the copy or the copy refused."""

import io
import struct
import time
import zlib

import pytest
from PIL import Image

from imgaudit.media import KINDS, CannotStrip, inspect, strip
from imgaudit.media.blocks import webp_frames

from . import build as b

WORDS = b"Amelia Hart, 4 School Lane, lat 51.5074"
CLEAN = dict.fromkeys(KINDS, False)
UNKNOWN = dict.fromkeys(KINDS) | {"hidden": True}


def saved(form, mode="RGB", size=(64, 48), **options):
    """A picture with something in it, as Pillow writes it."""
    picture = Image.linear_gradient("L").resize(size).convert(mode)
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def pixels_of(data):
    with Image.open(io.BytesIO(data)) as picture:
        frames = []
        for number in range(getattr(picture, "n_frames", 1)):
            picture.seek(number)
            frames.append(picture.convert("RGBA").tobytes())
        return frames


def is_told_and_gone(data):
    """All kinds are unknown, and the copy shows the same and does not hold the words."""
    assert dict(inspect(data).kinds) == UNKNOWN
    copy = strip(data)
    assert WORDS not in copy
    assert dict(inspect(copy).kinds) == CLEAN
    assert pixels_of(copy) == pixels_of(data)
    assert inspect(copy).image_hash == inspect(data).image_hash


def is_told_and_refused(data):
    assert dict(inspect(data).kinds) == UNKNOWN
    with pytest.raises(CannotStrip):
        strip(data)


# ---------------------------------------------------------------------------------------------------------- PNG

PIXELS = zlib.compress(bytes(65 * 48))
HEADER = struct.pack(">IIBBBBB", 64, 48, 8, 0, 0, 0, 0)


def png(*chunks, header=HEADER):
    return b"\x89PNG\r\n\x1a\n" + b.chunk(b"IHDR", header) + b"".join(chunks) + b.chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "chunks",
    [
        [b.chunk(b"IDAT", PIXELS + WORDS)],
        [b.chunk(b"IDAT", PIXELS), b.chunk(b"IDAT", WORDS)],
        [b.chunk(b"IDAT", PIXELS[:9]), b.chunk(b"IDAT", b""), b.chunk(b"IDAT", PIXELS[9:] + bytes(9) + WORDS)],
        [b.chunk(b"IDAT", PIXELS), b.chunk(b"IDAT", zlib.compress(bytes(9)) + WORDS)],
        [b.chunk(b"IDAT", PIXELS + WORDS * 5000)],
    ],
    ids=["behind the stream", "in a further chunk", "in the last chunk", "behind a second stream", "a lot"],
)
def test_bytes_behind_the_pixels_of_a_png(chunks):
    is_told_and_gone(png(*chunks))


def test_what_was_cut_out_of_a_png_leaves_the_bytes_of_the_whole_one():
    assert strip(png(b.chunk(b"IDAT", PIXELS + WORDS))) == png(b.chunk(b"IDAT", PIXELS))
    assert strip(png(b.chunk(b"IDAT", PIXELS), b.chunk(b"IDAT", WORDS))) == png(b.chunk(b"IDAT", PIXELS))


def frame(number):
    return b.chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, 64, 48, 0, 0, 1, 10, 0, 0))


def test_bytes_behind_the_pixels_of_a_frame():
    first = [b.chunk(b"acTL", struct.pack(">II", 2, 0)), frame(0), b.chunk(b"IDAT", PIXELS)]
    more = zlib.compress(b"\0\x55".ljust(65, b"\x33") * 48)
    assert dict(inspect(png(*first, frame(1), b.chunk(b"fdAT", struct.pack(">I", 2) + more))).kinds) == CLEAN
    is_told_and_gone(png(*first, frame(1), b.chunk(b"fdAT", struct.pack(">I", 2) + more + WORDS)))


@pytest.mark.parametrize("interlaced", [0, 1])
def test_rows_that_a_png_does_not_show(interlaced):
    header = struct.pack(">IIBBBBB", 3, 3, 8, 0, 0, 0, interlaced)
    # Rows of the passes of three by three pixels, with their filters: 1 × 1 twice, 2 × 1, 1 × 1 twice, 3 × 1
    size = 2 + 2 + 3 + 2 * 2 + 4 if interlaced else 3 * 4
    made = png(b.chunk(b"IDAT", zlib.compress(bytes(size - 1) + b"x")), header=header)
    assert dict(inspect(made).kinds) == CLEAN
    is_told_and_refused(png(b.chunk(b"IDAT", zlib.compress(bytes(size) + WORDS)), header=header))


@pytest.mark.parametrize(
    "pixels",
    [
        PIXELS[:-9] + WORDS,
        b"\x78\xbb" + zlib.compressobj(zdict=WORDS).compress(b"") + PIXELS[2:],
        WORDS,
    ],
    ids=["a broken stream", "a dictionary", "no stream"],
)
def test_pixels_that_cannot_be_unpacked_leave_all_unknown(pixels):
    record = inspect(png(b.chunk(b"IDAT", pixels)))
    assert record.status == "damaged"
    assert set(record.kinds.values()) == {None}
    with pytest.raises(CannotStrip):
        strip(png(b.chunk(b"IDAT", pixels)))


def test_a_dictionary_for_the_pixels():
    machine = zlib.compressobj(zdict=WORDS)
    made = png(b.chunk(b"IDAT", machine.compress(bytes(65 * 48)) + machine.flush() + WORDS))
    assert set(inspect(made).kinds.values()) == {None}


@pytest.mark.parametrize(
    ("kind", "head"),
    [(b"iCCP", b"ICC profile\0\0"), (b"zTXt", b"Comment\0\0"), (b"iTXt", b"Comment\0\1\0\0\0")],
)
def test_bytes_behind_compressed_texts_and_profiles(kind, head):
    content = b.icc() if kind == b"iCCP" else b" "
    made = b.png(b.chunk(kind, head + zlib.compress(content) + WORDS))
    assert dict(inspect(made).kinds) == UNKNOWN
    assert WORDS not in strip(made)
    assert dict(inspect(strip(made)).kinds) == CLEAN


def test_a_png_as_xcode_makes_it():
    bare = zlib.compressobj(wbits=-15)
    pixels = bare.compress(bytes(65 * 48)) + bare.flush()
    made = png(b.chunk(b"CgBI", b"\x50\0\x20\x02"), b.chunk(b"IDAT", pixels))
    assert dict(inspect(made).kinds) == CLEAN
    made = png(b.chunk(b"CgBI", b"\x50\0\x20\x02"), b.chunk(b"IDAT", pixels + WORDS))
    assert dict(inspect(made).kinds) == UNKNOWN


@pytest.mark.parametrize(
    ("mode", "options"),
    [("1", {}), ("L", {}), ("P", {}), ("P", {"bits": 2}), ("RGB", {}), ("RGBA", {}), ("I;16", {}), ("LA", {})],
)
@pytest.mark.parametrize("level", [0, 1, 9])
def test_ordinary_pngs_stay_known(mode, options, level):
    assert dict(inspect(saved("PNG", mode, (37, 23), compress_level=level, **options)).kinds) == CLEAN


# ---------------------------------------------------------------------------------------------------------- GIF

SCREEN = b"GIF89a" + struct.pack("<HH", 64, 48) + b"\x80\0\0" + bytes(6)


def gif(sub_blocks, size=(64, 48), behind=b""):
    return SCREEN + b"\x2c" + struct.pack("<HHHHB", 0, 0, *size, 0) + b"\x02" + sub_blocks + b"\0" + behind + b";"


def block(content):
    return bytes([len(content)]) + content


@pytest.mark.parametrize(
    "sub_blocks",
    [
        b"\x02\x4c\x01" + block(WORDS),
        block(b"\x4c\x01" + WORDS),
        block(b"\x4c\x01" + b"x") + block(WORDS),
        block(b"\x4c\x01") + block(bytes(9) + WORDS) + block(WORDS * 3),
        b"\x01\x4c\x01\x01" + block(WORDS),
    ],
    ids=["in a further block", "in the same block", "one byte in the same", "behind zeros", "pixels in two blocks"],
)
def test_bytes_behind_the_code_that_ends_a_gif(sub_blocks):
    is_told_and_gone(gif(sub_blocks, size=(1, 1)))


def test_bytes_behind_the_last_pixel_of_a_gif():
    two = b"\x44\x00"  # begin, colour 0, colour 1: all of a picture of two pixels, and no code that ends it
    assert dict(inspect(gif(block(two), size=(2, 1))).kinds) == CLEAN
    made = gif(block(two + b"\x41" + b"melia Hart"), size=(2, 1))
    assert None in inspect(made).kinds.values()


def test_bytes_behind_the_pixels_of_a_later_picture():
    first, second = saved("GIF", "P"), saved("GIF", "P", (32, 24))
    frames = [Image.open(io.BytesIO(data)) for data in (first, second)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=[frames[1].resize((64, 48))], duration=50)
    assert dict(inspect(out.getvalue()).kinds) == CLEAN
    is_told_and_gone(out.getvalue()[:-2] + block(WORDS) + b"\0;")


def test_a_gif_whose_codes_no_encoder_writes_leaves_all_unknown():
    record = inspect(gif(block(b"\x3c" + WORDS)))
    assert record.status == "damaged"
    assert set(record.kinds.values()) == {None}


@pytest.mark.parametrize(
    "extension",
    [
        b.gif_extension(0xFF, b"NETSCAPE2.0", b"lat 51.5"),
        b.gif_extension(0xFF, b"NETSCAPE2.0", b"\1\0\0", b"Amelia"),
        b.gif_extension(0xFF, b"ANIMEXTS1.0", b"Amelia"),
        b.gif_extension(0xFF, b"ICCRGBG1012", WORDS),
        b.gif_extension(0xF9, b"\0\0\0\0", WORDS),
        b.gif_extension(0x01, b"Amelia Hart,", b" "),
    ],
    ids=["loops", "behind loops", "another's loops", "a profile", "control", "grid"],
)
def test_bytes_in_the_extensions_of_a_gif(extension):
    made = b.gif(extension)
    assert None in inspect(made).kinds.values()
    try:
        copy = strip(made)
    except CannotStrip:
        return
    assert not any(word in copy for word in (b"Amelia", b"51.5"))
    assert dict(inspect(copy).kinds) == CLEAN


@pytest.mark.parametrize(
    "extension",
    [
        b.gif_extension(0xFF, b"NETSCAPE2.0", b"\1\0\0"),
        b.gif_extension(0xFF, b"NETSCAPE2.0", b"\1\7\0", b"\2\0\0\1\0"),
        b.gif_extension(0xFF, b"ICCRGBG1012", b.icc()),
        b.gif_extension(0xF9, b"\5\x0a\0\0"),
    ],
)
def test_ordinary_extensions_of_a_gif_stay(extension):
    assert dict(inspect(b.gif(extension)).kinds) == CLEAN
    assert strip(b.gif(extension)) == b.gif(extension)


@pytest.mark.parametrize("mode", ["1", "L", "P"])
@pytest.mark.parametrize("size", [(1, 1), (37, 23), (300, 200)])
@pytest.mark.parametrize("interlace", [0, 1])
def test_ordinary_gifs_stay_known(mode, size, interlace):
    made = saved("GIF", mode, size, interlace=interlace)
    assert dict(inspect(made).kinds) == CLEAN
    assert strip(made) == made


# --------------------------------------------------------------------------------------------------------- WebP


def chunks(data):
    position = 12
    while position < len(data):
        size = int.from_bytes(data[position + 4 : position + 8], "little")
        yield data[position : position + 4], data[position + 8 : position + 8 + size]
        position += 8 + size + (size & 1)


def riff(parts):
    body = b"WEBP" + b"".join(b.riff_chunk(kind, content) for kind, content in parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def with_more(data, where, more=WORDS):
    """The file with more bytes at the end of each chunk of a kind."""
    return riff([(kind, content + more if kind == where else content) for kind, content in chunks(data)])


LOSSY, LOSSLESS = saved("WEBP", size=(150, 100)), saved("WEBP", size=(150, 100), lossless=True)


def see_through(**options):
    picture = Image.linear_gradient("L").resize((150, 100)).convert("RGBA")
    picture.putalpha(Image.radial_gradient("L").resize((150, 100)))
    out = io.BytesIO()
    picture.save(out, "WEBP", **options)
    return out.getvalue()


ALPHA = see_through(quality=70, alpha_quality=70)


@pytest.mark.parametrize(
    ("data", "where"),
    [(LOSSY, b"VP8 "), (LOSSLESS, b"VP8L"), (ALPHA, b"VP8 "), (ALPHA, b"ALPH")],
    ids=["VP8", "VP8L", "VP8 with ALPH", "ALPH"],
)
@pytest.mark.parametrize(
    "more", [WORDS, WORDS[:-1], bytes(9) + WORDS, WORDS * 1000], ids=["odd", "even", "zeros", "a lot"]
)
def test_bytes_behind_the_picture_of_a_webp(data, where, more):
    assert dict(inspect(data).kinds) == CLEAN
    is_told_and_gone(with_more(data, where, more))


def test_bytes_behind_transparency_that_is_not_compressed():
    raw = [(kind, b"\0" + bytes(150 * 100) if kind == b"ALPH" else content) for kind, content in chunks(ALPHA)]
    assert dict(inspect(riff(raw)).kinds) == CLEAN
    is_told_and_gone(with_more(riff(raw), b"ALPH"))


def test_bytes_behind_the_first_part_of_a_frame():
    ((kind, frame),) = chunks(LOSSY)
    tag = int.from_bytes(frame[:3], "little")
    end = 10 + (tag >> 5)
    longer = (tag + (len(WORDS) << 5)).to_bytes(3, "little") + frame[3:end] + WORDS + frame[end:]
    assert pixels_of(riff([(kind, longer)])) == pixels_of(LOSSY)
    is_told_and_refused(riff([(kind, longer)]))


def test_bytes_behind_the_picture_of_a_frame_of_a_webp():
    frames = [Image.linear_gradient("L").resize((60, 40)).convert("RGB"), Image.new("RGB", (60, 40), "red")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=50)
    assert dict(inspect(out.getvalue()).kinds) == CLEAN
    made = []
    for kind, content in chunks(out.getvalue()):
        longer = content[:16] + with_more(bytes(12) + content[16:], b"VP8 ")[12:] if kind == b"ANMF" else content
        made.append((kind, longer))
    is_told_and_refused(riff(made))


class Bits:
    """Arithmetic coding (RFC 6386, 7.3) of bits that are as likely as not."""

    def __init__(self):
        self.low, self.range, self.shifts = 0, 255, 0

    def put(self, value, width):
        for at in range(width - 1, -1, -1):
            split = (self.range + 1) // 2
            if value >> at & 1:
                self.low += split
                self.range -= split
            else:
                self.range = split
            while self.range < 128:
                self.range, self.low, self.shifts = self.range * 2, self.low * 2, self.shifts + 1

    def done(self):
        return (self.low << 64 - self.shifts - 8).to_bytes(8, "big") + bytes(56)


@pytest.mark.parametrize("has_segments", [False, True])
@pytest.mark.parametrize("has_deltas", [False, True])
@pytest.mark.parametrize("log", [0, 1, 2, 3])
def test_in_how_many_parts_the_pixels_of_a_frame_are(has_segments, has_deltas, log):
    bits = Bits()
    bits.put(0b01, 2)
    bits.put(has_segments, 1)
    if has_segments:
        bits.put(0b01, 2)  # no map, but data
        bits.put(1, 1)
        for quantiser in (0, 1, 0, 0):
            bits.put(quantiser * 0b1_0010101_1, 9 if quantiser else 1)
        bits.put(0, 4)
    bits.put(0b1_011011_101, 10)
    bits.put(has_deltas, 1)
    if has_deltas:
        bits.put(0b1, 1)
        bits.put(0b1_001010_1, 8)
        bits.put(0, 7)
    bits.put(log, 2)
    first, sizes = bits.done(), list(range(5, 5 + (1 << log)))
    tag = (len(first) << 5 | 0x10).to_bytes(3, "little")
    table = b"".join(size.to_bytes(3, "little") for size in sizes[:-1])
    frame = tag + b"\x9d\x01\x2a\x40\0\x30\0" + first + table + bytes(sum(sizes))
    parts = webp_frames.partitions(frame)
    assert [end - start for start, end in parts] == [len(first), *sizes]
    assert parts[-1][1] == len(frame)


@pytest.mark.parametrize("where", [b"VP8X", b"ANIM"])
def test_headers_of_a_webp_that_are_too_long(where):
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    assert set(inspect(with_more(out.getvalue(), where)).kinds.values()) == {True, None}


@pytest.mark.parametrize("kind", [b"VP8 ", b"VP8L"])
def test_a_webp_without_a_picture_in_its_chunk_leaves_all_unknown(kind):
    record = inspect(riff([(kind, WORDS)]))
    assert record.status == "damaged"
    assert set(record.kinds.values()) == {None}


def test_a_webp_too_large_to_be_decoded_so_often_is_unknown(monkeypatch):
    monkeypatch.setattr("imgaudit.media.blocks.webp_frames.MAX_TRIED_PIXELS", 150 * 100)
    assert set(inspect(LOSSY).kinds.values()) == {None}
    monkeypatch.setattr("imgaudit.media.blocks.webp_frames.MAX_TRIED_PIXELS", 3 * 150 * 100)
    assert dict(inspect(LOSSY).kinds) == CLEAN


@pytest.mark.slow
@pytest.mark.parametrize("lossless", [False, True])
@pytest.mark.parametrize("quality", [1, 50, 80, 100])
@pytest.mark.parametrize("method", [0, 3, 6])
def test_ordinary_webps_stay_known(lossless, quality, method):
    for size in ((1, 1), (37, 23), (160, 120)):
        for mode in ("RGB", "RGBA"):
            made = saved("WEBP", mode, size, lossless=lossless, quality=quality, method=method)
            assert dict(inspect(made).kinds) == CLEAN
    made = see_through(lossless=lossless, quality=quality, method=method, alpha_quality=quality)
    assert dict(inspect(made).kinds) == CLEAN
    assert strip(made) == made


# ------------------------------------------------------------------------------------------ boxes of MP4 and MOV

FORTY = WORDS + b" "  # ten numbers of four bytes


def in_movie(*boxes):
    return b.movie(top=[b.box(b"moov", *boxes)])


def stays_playable(data):
    """No kind is ruled out, and the copy is as long and holds no word, or is refused."""
    assert False not in inspect(data).kinds.values()
    try:
        copy = strip(data)
    except CannotStrip:
        return
    assert (len(copy), b"Hart" in copy, b"51.5" in copy) == (len(data), False, False)
    assert dict(inspect(copy).kinds) == CLEAN


@pytest.mark.parametrize(
    "kind",
    """pdin ssix iods ctab clip crgn matt leva stsh stdp padb subs saiz trgr sidx sdtp sbgp sgpd cslg stz2 tfhd trun
    tfra load text tmcd tref stss ctts elst cprt hint chap idat iinf dimm""".split(),  # noqa: SIM905
)
def test_words_in_a_structural_box(kind):
    if kind == "tref":
        inside = b.box(b"chap", FORTY)
    elif kind == "tmcd":
        inside = b.full(b"tcmi", bytes(20), b"\x27" + WORDS)
    else:
        inside = struct.pack(">II", 0, 10) + FORTY
    stays_playable(in_movie(b.box(kind.encode(), inside)))


@pytest.mark.parametrize("kind", ["pdin", "ssix", "sidx", "styp"])
def test_words_in_a_structural_box_of_the_file(kind):
    stays_playable(b.movie(top=[b.box(kind.encode(), bytes(8) + FORTY)]))
    stays_playable(b.movie(top=[b.box(kind.encode(), FORTY)]))


def test_words_among_the_brands():
    made = b.movie(brands=b"isom\0\0\2\0isom" + FORTY)
    stays_playable(made)
    assert strip(made)[:60] == b"\0\0\0\x3cftypisom\0\0\2\0isom" + bytes(40)


@pytest.mark.parametrize(
    ("width", "height", "is_hidden"), [(4032, 3024, False), (4020, 3010, False), (4032, 3000, True), (20, 20, True)]
)
@pytest.mark.parametrize("kind", [b"hvc1", b"iden"])
def test_what_a_heic_holds_outside_of_what_is_shown_is_hidden(kind, width, height, is_hidden):
    size = b.full(b"ispe", struct.pack(">II", 4032, 3024))
    shown = b.box(b"clap", struct.pack(">8I", width, 1, height, 1, 0, 1, 0, 1))
    items = [(kind, b"a picture"), (b"hvc1", b"all of it")]
    data = b.heif(*items, references=[(b"dimg", 1, 2)], properties=[size, shown], owners={1: [1, 2], 2: [1]})
    record = inspect(data)
    assert (record.width_px, record.height_px) == (width, height)
    assert record.kinds["hidden"] is is_hidden
    if is_hidden:
        with pytest.raises(CannotStrip, match="hidden would still be in it"):
            strip(data)


@pytest.mark.parametrize(
    "brands",
    [
        b"isom\0\0\2\0isomiso2avc1mp41",
        b"qt  \x20\x05\x03\0qt  \0\0\0\0\0\0\0\0",
        b"mp42\0\0\0\0mp42dash",
        b"ACME\0\0\0\0isom",
    ],
)
def test_ordinary_brands(brands):
    assert dict(inspect(b.movie(brands=brands)).kinds) == CLEAN


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (b"iods", bytes.fromhex("00000000 10 808080 07 004f ffff0f7fff")),
        (b"iods", bytes.fromhex("00000000 10 07 004f ffffff15ff")),
        (b"iods", bytes.fromhex("00000000 10 13 004f ffff0f15ff 0e0400000002 0e0400000001")),
        (b"sdtp", bytes.fromhex("00000000") + b"\x20\x10\x18\x04\x24" * 9),
        (b"sbgp", b"\0\0\0\0roll" + struct.pack(">III", 1, 90, 1)),
        (b"sgpd", b"\1\0\0\0roll" + struct.pack(">IIh", 2, 1, -1)),
        (b"cslg", bytes(4) + struct.pack(">5i", -1024, 0, 3072, 0, 90_000)),
        (b"ctts", struct.pack(">IIIIIi", 0, 2, 1, 3003, 5, -1)),
        (b"stss", struct.pack(">IIII", 0, 2, 1, 31)),
        (b"tref", b.box(b"chap", b"\0\0\0\3") + b.box(b"tmcd", b"\0\0\0\4")),
        (b"tmcd", b.full(b"tcmi", bytes(20), b"\x0dLucida Grande")),
        (b"tfhd", b"\0\2\0\x38\0\0\0\1" + struct.pack(">III", 1024, 700, 0x01010000)),
        (b"tfdt", b"\1\0\0\0" + bytes(8)),
        (b"trun", b"\0\0\2\5" + struct.pack(">IIIII", 2, 120, 0x02000000, 5000, 700)),
        (b"tfra", b"\1\0\0\0" + struct.pack(">IIIQQ", 1, 0, 1, 0, 1000) + b"\1\1\1"),
        (b"sidx", b"\0\0\0\0" + struct.pack(">IIIIHHIII", 1, 90_000, 0, 0, 0, 1, 50_000, 180_000, 0x90000000)),
    ],
)
def test_ordinary_structural_boxes_stay_bit_for_bit(kind, content):
    made = in_movie(b.box(kind, content))
    assert dict(inspect(made).kinds) == CLEAN
    assert b.box(kind, content) in strip(made)


def test_bytes_beyond_the_fields_of_a_box_a_player_needs_are_blanked():
    table = b.full(b"stss", struct.pack(">II", 1, 1))
    copy = strip(in_movie(b.box(b"stss", table[8:] + FORTY)))
    assert b"stss" + table[8:] + bytes(40) in copy


# ------------------------------------------------------------------------------------------------ lists of HEIC


def is_unknown_and_left_out(data):
    assert False not in inspect(data).kinds.values()
    try:
        copy = strip(data)
    except CannotStrip:
        return
    assert (b"Hart" in copy, b"51.5" in copy) == (False, False)
    assert dict(inspect(copy).kinds) == CLEAN


@pytest.mark.parametrize(
    "box",
    [
        b.box(b"ispe", bytes(4) + struct.pack(">II", 64, 48) + WORDS),
        b.box(b"irot", b"\0" + WORDS),
        b.box(b"pasp", WORDS[:8]),
        b.box(b"pixi", bytes(4) + b"\3\x08\x08\x08" + WORDS),
        b.box(b"a1lx", WORDS),
        b.box(b"hvcC", bytes(22) + b"\1\xa0\0\1\0\4abcd" + WORDS),
        b.box(b"free", WORDS),
        b.box(b"skip", WORDS),
        b.box(b"colr", b"nclx\0\1\0\1\0\1\x80" + WORDS),
        b.box(b"colr", b"prof" + b.icc(padding=WORDS)),
        b.box(b"colr", b"prof" + WORDS),
    ],
    ids=lambda box: box[4:8].decode(),
)
def test_words_in_a_property_of_a_heic(box):
    is_unknown_and_left_out(b.heic(more_properties=[box]))


@pytest.mark.parametrize(
    "box",
    [
        b.box(b"hvcC", bytes(22) + b"\1\xa0\0\1\0\4abcd"),
        b.box(b"pixi", bytes(4) + b"\3\x08\x08\x08"),
        b.box(b"pasp", struct.pack(">II", 1, 1)),
        b.box(b"colr", b"nclx\0\1\0\1\0\1\x80"),
        b.box(b"colr", b"prof" + b.icc()),
    ],
    ids=lambda box: box[4:8].decode(),
)
def test_ordinary_properties_of_a_heic(box):
    made = b.heic(more_properties=[box])
    assert dict(inspect(made).kinds) == CLEAN
    assert box in strip(made)


@pytest.mark.parametrize(
    "box",
    [
        b.full(b"pitm", struct.pack(">H", 1), WORDS),
        b.full(b"iref", b.box(b"cdsc", struct.pack(">HHH", 1, 1, 1), WORDS)),
        b.box(b"idat", WORDS),
        b.box(b"dinf", b.full(b"dref", struct.pack(">I", 1), b.full(b"url ", WORDS))),
        b.box(b"grpl", b.full(b"altr", FORTY)),
        b.box(b"ipro", WORDS),
    ],
    ids=lambda box: box[4:8].decode(),
)
def test_words_in_a_list_of_a_heic(box):
    is_unknown_and_left_out(b.heic(more_lists=[box]))


@pytest.mark.parametrize(
    "box",
    [
        b.box(b"dinf", b.full(b"dref", struct.pack(">I", 1), b.full(b"url ", flags=1))),
        b.box(b"grpl", b.full(b"altr", struct.pack(">III", 9, 1, 1))),
    ],
    ids=lambda box: box[4:8].decode(),
)
def test_ordinary_lists_of_a_heic(box):
    assert dict(inspect(b.heic(more_lists=[box])).kinds) == CLEAN


# ---------------------------------------------------------------------------------------- colour boxes of a video


def described(profile):
    """A movie whose sample description holds a colour profile."""
    entry = bytes(6) + b"\0\1" + bytes(16) + struct.pack(">HH", 64, 48) + bytes(50) + b.box(b"colr", b"prof" + profile)
    track = b.box(
        b"trak",
        b.box(
            b"mdia",
            b.handler(b"vide"),
            b.box(b"minf", b.box(b"stbl", b.full(b"stsd", struct.pack(">I", 1), b.box(b"avc1", entry)))),
        ),
    )
    return in_movie(track)


def test_a_colour_profile_in_a_video():
    assert dict(inspect(described(b.icc())).kinds) == CLEAN
    record = inspect(described(b.icc("Jane Hart's MacBook Pro")))
    assert record.kinds["owner"] is True
    made = described(b.icc("Jane Hart's MacBook Pro"))
    copy = strip(made)
    assert (b"Hart" in copy, len(copy)) == (False, len(made))
    assert dict(inspect(copy).kinds) == CLEAN


# ---------------------------------------------------------------------------------------------------------- TIFF


def tiff(coding, strip, *more):
    """A grey picture of four by four pixels."""
    tags = [(0x0100, 3, 4), (0x0101, 3, 4), (0x0102, 3, 8), (0x0103, 3, coding), (0x0106, 3, 1), (0x0111, 4, 0)]
    tags += [(0x0116, 3, 4), (0x0117, 4, len(strip)), *more]
    length = len(b.tiff(tags, order="<"))
    tags[5] = (0x0111, 4, length)
    return b.tiff(tags, order="<") + strip


def as_lzw():
    """The strip that libtiff makes of sixteen bytes of grey."""
    out = io.BytesIO()
    Image.new("L", (4, 4), 0x55).save(out, "TIFF", compression="tiff_lzw")
    with Image.open(io.BytesIO(out.getvalue())) as picture:
        ((at,), (size,)) = picture.tag_v2[273], picture.tag_v2[279]
    return out.getvalue()[at : at + size]


GREY = b"\x55" * 16
STRIPS = [(1, GREY), (8, zlib.compress(GREY)), (32946, zlib.compress(GREY)), (32773, b"\xf1\x55"), (5, as_lzw())]


@pytest.mark.parametrize(("coding", "strip_of_it"), STRIPS)
@pytest.mark.parametrize("more", [WORDS, WORDS * 200])
def test_strips_longer_than_their_rows(coding, strip_of_it, more):
    assert dict(inspect(tiff(coding, strip_of_it)).kinds) == CLEAN
    is_told_and_gone(tiff(coding, strip_of_it + more))


def test_rows_that_a_tiff_does_not_show():
    is_told_and_refused_of_rows(tiff(8, zlib.compress(GREY + WORDS)))


def is_told_and_refused_of_rows(data):
    assert set(inspect(data).kinds.values()) <= {True, None}
    with pytest.raises(CannotStrip):
        strip(data)


def test_words_at_the_end_of_a_strip_in_a_code_that_is_not_read():
    made = bytearray(saved("TIFF", "1", compression="group4"))
    assert dict(inspect(bytes(made)).kinds) == CLEAN
    assert set(inspect(tiff(4, b"\x26\xa0\xbf" + WORDS)).kinds.values()) == {None}


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "I;16", "F"])
@pytest.mark.parametrize("compression", [None, "tiff_lzw", "tiff_adobe_deflate", "packbits", "lzma"])
def test_ordinary_tiffs_stay_known(mode, compression):
    picture = Image.linear_gradient("L").resize((101, 75)).convert(mode)
    out = io.BytesIO()
    picture.save(out, "TIFF", compression=compression)
    assert dict(inspect(out.getvalue()).kinds) == CLEAN
    assert pixels_of(strip(out.getvalue())) == pixels_of(out.getvalue())


# ---------------------------------------------------------------------------------------------------------- JPEG


def photo(**options):
    out = io.BytesIO()
    picture = Image.effect_noise((160, 120), 90).convert("RGB")
    picture.save(out, "JPEG", **options)
    return out.getvalue()


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
@pytest.mark.parametrize("more", [WORDS, WORDS + bytes(9), b"Amelia Hart" + b"\xff" * 5, WORDS + b"\xa7\x07" * 9])
def test_words_behind_the_last_pixel_of_a_jpeg(options, more):
    made = photo(**options)
    assert dict(inspect(made).kinds) == CLEAN
    is_told_and_refused(made[:-2] + more + b"\xff\xd9")


def test_words_before_a_restart_marker():
    made = photo(restart_marker_rows=1)
    at = made.index(b"\xff\xd3")
    is_told_and_refused(made[:at] + WORDS + made[at:])


@pytest.mark.parametrize("quality", [5, 50, 80, 95])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 1}, {"subsampling": 0}])
def test_ordinary_jpegs_stay_known(quality, options):
    for picture in (Image.linear_gradient("L"), Image.effect_mandelbrot((300, 200), (-3, -2.5, 2, 2.5), 100)):
        out = io.BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=quality, **options)
        assert dict(inspect(out.getvalue()).kinds) == CLEAN


def test_words_among_the_numbers_of_a_gain_map():
    name = b"urn:iso:std:iso:ts:21496:-1\0"
    assert dict(inspect(b.jpeg(b.segment(0xE2, name + bytes(4)))).kinds) == CLEAN
    assert dict(inspect(b.jpeg(b.segment(0xE2, name + bytes(4) + WORDS))).kinds) == UNKNOWN
    assert WORDS not in strip(b.jpeg(b.segment(0xE2, name + bytes(4) + WORDS)))


def test_bytes_behind_the_pictures_that_follow_a_jpeg():
    for behind in (photo() + WORDS, photo()[:-2] + WORDS + b"\xff\xd9"):
        made = photo() + behind
        assert set(inspect(made).kinds.values()) == {True, None}
        assert WORDS not in strip(made)


# ----------------------------------------------------------------------------------------------------------- BMP


def bmp(depth=24, width=3, height=14, palette=b"", pixels=None, head=b"", compression=0, gap=b""):
    row = (width * depth + 31) // 32 * 4
    pixels = bytes(row * height) if pixels is None else pixels
    start = 54 + len(head) + len(palette) + len(gap)
    header = struct.pack("<IiiHHIIiiII", 40 + len(head), width, height, 1, depth, compression, len(pixels), 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", start + len(pixels), 0, 0, start) + header + head + palette + gap + pixels


def in_rows(words, row=12, used=9):
    """The words, three letters at the end of each row."""
    rows = [words[at : at + row - used].ljust(row - used, b" ") for at in range(0, len(words), row - used)]
    return b"".join(bytes(used) + letters for letters in rows)


def quads(words, fourth=0):
    """The words as colours."""
    return b"".join(words[at : at + 3].ljust(3) + bytes((fourth,)) for at in range(0, len(words), 3))


@pytest.mark.parametrize(
    "data",
    [
        bmp(pixels=in_rows(WORDS + b"   ")),
        bmp(gap=WORDS),
        bmp(8, palette=quads(WORDS).rjust(1024, b"\0")),
        bmp(8, palette=b"".join(bytes(3) + bytes((letter,)) for letter in WORDS).ljust(1024, b"\0")),
        bmp(head=bytes(16) + WORDS.ljust(68, b"\0")),
        bmp(8, palette=bytes(1024), compression=1, pixels=b"\0\1" + WORDS),
    ],
    ids=["between the rows", "before the pixels", "unused colours", "behind colours", "header", "behind the runs"],
)
def test_words_in_a_bmp_that_no_decoder_reads(data):
    assert set(inspect(data).kinds.values()) == {True, None}
    try:
        copy = strip(data)
    except CannotStrip:
        return
    assert b"School" not in copy


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA"])
@pytest.mark.parametrize("size", [(1, 1), (37, 23), (256, 256)])
def test_ordinary_bmps_stay_known(mode, size):
    made = saved("BMP", mode, size)
    assert dict(inspect(made).kinds) == CLEAN
    assert strip(made) == made


def test_the_profile_in_a_bmp_is_read():
    def with_profile(profile):
        head = bytes(16) + b"DEBM" + bytes(48) + struct.pack("<IIII", 4, 124 + 12 * 14, len(profile), 0)
        return bmp(head=head) + profile

    assert dict(inspect(with_profile(b.icc())).kinds) == CLEAN
    record = inspect(with_profile(b.icc("Jane Hart's MacBook Pro")))
    assert record.kinds["owner"] is True
    with pytest.raises(CannotStrip):
        strip(with_profile(b.icc("Jane Hart's MacBook Pro")))


# ------------------------------------------------------------------------------------------------------- palettes


def of_colours(form, words):
    """A picture of as many colours as the words have triplets, and they are these."""
    picture = Image.linear_gradient("L").resize((64, 48)).quantize(16)
    picture.putpalette(words.ljust(48, b"\0") if form != "BMP" else words.ljust(768, b"\0"))
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "GIF"])
def test_words_in_a_palette(form):
    assert dict(inspect(of_colours(form, bytes(range(48)))).kinds) == CLEAN
    made = of_colours(form, WORDS)
    assert WORDS in made
    is_told_and_refused(made)


def test_a_palette_of_middle_tones_is_no_text():
    for form in ("PNG", "GIF", "BMP"):
        assert dict(inspect(of_colours(form, bytes(range(0x30, 0x78)) * 2)).kinds) == CLEAN


def test_strips_beyond_the_file_cost_nothing():
    made = bytearray(tiff(1, GREY))
    place = made.index(struct.pack("<HHI", 0x0117, 4, 1)) + 8
    made[place : place + 4] = struct.pack("<I", 0xFFFFFFF0)
    start = time.process_time()
    assert inspect(bytes(made)).status == "damaged"
    assert time.process_time() - start < 0.5
