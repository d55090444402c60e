"""Whatever happened to a file, `strip` gives a copy that shows what the file shows, or none."""

import io
import random
import re
import struct
import sys
import warnings
import zlib

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageFile

from imgaudit.media import KINDS, CannotStrip, drawing, inspect, strip, stripping
from imgaudit.media.formats import tiff

from . import build as b
from .test_strip import RICH, T, planted_exif, saved

CODINGS = {
    "baseline": {},
    "restarts": {"restart_marker_rows": 1},
    "progressive": {"progressive": True},
    "progressive, restarts": {"progressive": True, "restart_marker_blocks": 7},
}


def jpeg(coding, mode="RGB", size=(160, 120)):
    return saved(smooth(mode, size), "JPEG", quality=85, comment=T, **CODINGS[coding])


def smooth(mode="RGB", size=(160, 120), seed=7):
    """Coarse noise: damage shows, and pixels compress."""
    small = np.random.default_rng(seed).integers(0, 255, (size[1] // 8, size[0] // 8, 3), "uint8")
    return Image.fromarray(small).resize(size).convert(mode)


def shown(data):
    """Every frame as a viewer shows it; None when Pillow does not open the file."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as image:
            frames = []
            for number in range(1 if image.format in ("JPEG", "MPO") else getattr(image, "n_frames", 1)):
                if number:
                    image.seek(number)
                image.load()
                extra = [image.info.get(key) for key in ("duration", "loop", "transparency")]
                frames.append((image.mode, image.size, turn_of(image), image.tobytes(), image.getpalette(), extra))
            return frames
    except Exception:  # noqa: BLE001 - decoders raise what they like
        return None


def turn_of(image):
    try:
        turn = image.getexif().get(0x0112)
    except Exception:  # noqa: BLE001 - a note that cannot be read turns nothing
        return 1
    return turn if turn in range(2, 9) else 1


def is_kept_or_refused(data, **options):
    """Whether a copy was made; raises when it shows something else."""
    try:
        made = strip(data, **options)
    except CannotStrip as reason:
        if not re.search(r"editor|export|save|remove all", str(reason)):  # what helps
            raise
        return False
    before = shown(data)
    assert before is None or shown(made) == before
    return True


def scans(data):
    """Where the entropy-coded data of each scan begin and end, of a JPEG that Pillow has written."""
    found, at = [], data.find(b"\xff\xda")
    while at >= 0:
        start = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        end = re.compile(rb"\xff[^\x00\xd0-\xd7]").search(data, start).start()
        found.append((start, end))
        at = data.find(b"\xff\xda", end)
    return found


def middle(data, start, end):
    """A place about the middle of a scan where no marker stands."""
    return next(at for at in range((start + end) // 2, end) if 0xFF not in data[at - 1 : at + 3])


def planted(data, at, pair):
    return data[:at] + pair + data[at + 2 :]


def is_refused_as_damaged(data):
    record = inspect(data)
    assert record.status == "damaged"
    assert False not in record.kinds.values()
    for options in ({}, {"only": {"location"}}, {"keep": {"hidden"}}):
        with pytest.raises(CannotStrip, match="picture editor"):
            strip(data, **options)


# ------------------------------------------------------------------------------------------------- JPEG: refused


@pytest.mark.slow
@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("second", [0x01, 0x9F, 0xBF, 0xD4, 0xD8, 0xE1, 0xF7, 0xFE], ids=hex)
def test_a_marker_where_none_may_be_is_damage(coding, second):
    data = jpeg(coding)
    for start, end in scans(data):
        if end - start > 40:
            is_refused_as_damaged(planted(data, middle(data, start, end), bytes((0xFF, second))))


@pytest.mark.parametrize("coding", CODINGS)
def test_markers_planted_at_random_never_cost_a_picture(coding):
    rng = random.Random(coding)
    data = jpeg(coding)
    opened = 0
    for _ in range(60):
        broken = data
        for start, end in rng.choice(([rng.choice(scans(data))], scans(data), [rng.choice(scans(data))] * 5)):
            broken = planted(
                broken, rng.randrange(start, max(start + 1, end - 2)), bytes((0xFF, rng.randrange(1, 255)))
            )
        opened += shown(broken) is not None
        is_kept_or_refused(broken)
    assert opened or "restarts" not in coding  # without them a decoder is lost


@pytest.mark.parametrize("coding", CODINGS)
def test_a_jpeg_that_is_cut_is_refused(coding):
    data = jpeg(coding)
    for start, end in scans(data):
        is_refused_as_damaged(data[: (start + end) // 2])
    is_refused_as_damaged(data[:-1])
    is_refused_as_damaged(data[:-2])


@pytest.mark.parametrize("loose", [b"Mika", b"\0\0", b"\xff\x01", b"\xff\xd8", b"\xff\xd0", b"\xff\xd8\xff\xd9"])
def test_bytes_that_belong_to_nothing_behind_a_scan_are_damage(loose):
    data = jpeg("progressive")
    for match in list(re.finditer(rb"\xff\xc4", data))[3:]:  # in front of the tables of a later scan
        at = match.start()
        table = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        is_refused_as_damaged(data[:table] + loose + data[table:])


def test_restart_markers_have_to_count():
    data = jpeg("restarts")
    (start, _), *_ = scans(data)
    places = [match.start() for match in re.finditer(rb"\xff[\xd0-\xd7]", data) if match.start() > start]
    assert len(places) == 7
    is_refused_as_damaged(planted(data, places[3], data[places[4] : places[4] + 2]))
    is_refused_as_damaged(planted(data, places[3], b"AB"))
    # One that would be next, where the picture has no more of them.
    is_refused_as_damaged(planted(data, places[-1] + 40, bytes((0xFF, 0xD0 + 7))))
    # And one where the picture has none at all.
    plain = jpeg("baseline")
    (start, end), *_ = scans(plain)
    is_refused_as_damaged(planted(plain, middle(plain, start, end), b"\xff\xd0"))


def test_long_scans_are_looked_at_to_their_end():
    """Beyond the first steps, of which the reader has two kinds."""
    image = Image.frombytes("RGB", (640, 480), random.Random(3).randbytes(640 * 480 * 3))
    for options in ({}, {"restart_marker_blocks": 5}):
        data = saved(image, "JPEG", quality=90, comment=T, **options)
        assert len(data) > 1 << 18
        assert is_kept_or_refused(data)
        assert inspect(data).status == "ok"
        (start, end), *_ = scans(data)
        for at in (start + 100, start + 9_000, (start + end) // 2, start + 8191, start + 8192, end - 300):
            is_refused_as_damaged(planted(data, at, b"\xff\x9f"))
            is_refused_as_damaged(planted(data, at, b"\xff\xd3\xff\xd1"))


# -------------------------------------------------------------------------------------------------- JPEG: still right


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_sound_jpeg_of_any_size_stays(coding, mode):
    for size in ((160, 120), (161, 9), (8, 8), (17, 130)):
        data = jpeg(coding, mode, size)
        assert inspect(data).status == "ok"
        assert is_kept_or_refused(data)


def test_what_the_standard_allows_stays():
    data = jpeg("progressive")
    (_, end), *_ = scans(data)
    comment = b.segment(0xFE, T.encode())
    for sound in (
        data[:end] + comment + data[end:],  # between two scans
        data[:end] + b"\xff\xff\xff" + data[end:],  # fill bytes before a marker
        data[:-2] + comment + data[-2:],
        data + b"\0" * 40,
        data + T.encode(),
        data + data,
    ):
        assert is_kept_or_refused(sound)
        assert T.encode() not in strip(sound)
        assert inspect(sound).status == "ok"


def test_a_restart_marker_too_many_just_before_the_end_is_no_damage():
    data = jpeg("restarts")
    sound = data[:-2] + b"\xff\xd7" + data[-2:]
    assert inspect(sound).status == "ok"
    assert is_kept_or_refused(sound)


def test_a_height_that_follows_the_first_scan_stays():
    data = jpeg("restarts")
    at = data.index(b"\xff\xc0") + 5
    height = b.segment(0xDC, data[at : at + 2])
    late = data[:at] + b"\0\0" + data[at + 2 : -2] + height + data[-2:]
    assert inspect(late).status == "ok"
    assert height in strip(late)


@pytest.mark.parametrize("loose", [b"Mika", b"\0\0\0\0", b"\0\xff\xff"])
def test_loose_bytes_before_the_picture_go_and_the_picture_stays(loose):
    for coding in CODINGS:
        data = jpeg(coding)
        at = data.index(b"\xff\xdb")
        assert is_kept_or_refused(data[:at] + loose + data[at:])
        assert strip(data[:at] + loose + data[at:]) == strip(data)


@pytest.mark.parametrize("torn", [b"", b"Mika", b"MM\0+\0\0\0\x08", b"II*\0\xff\xff\xff\xff", planted_exif()[:30]])
def test_torn_metadata_go_and_the_picture_stays(torn):
    data = jpeg("baseline")
    broken = b"\xff\xd8" + b.exif_segment(torn) + data[2:]
    assert is_kept_or_refused(broken)
    assert strip(broken) == strip(data)


@pytest.mark.parametrize(
    "loose", [b"\xff\xd8", b"\xff\x01", b"\xff\xf0\0\4ab", b"\xff\xc8\0\4ab"], ids=["SOI", "TEM", "JPG0", "JPG"]
)
def test_where_nobody_opens_the_original_there_is_no_copy(loose):
    data = jpeg("baseline")
    at = data.index(b"\xff\xdb")
    with pytest.raises(CannotStrip, match="cannot be decoded"):
        strip(data[:at] + loose + data[at:])


def test_colours_that_a_torn_header_would_change_are_noticed():
    """Readers ignore a JFIF header that is too short, and then take the components called R, G and B at their word."""
    data = saved(smooth(), "JPEG", keep_rgb=True, comment=T)
    body = data[2:]
    torn = b"\xff\xd8" + b.segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1") + body
    assert b"JFIF" not in data
    assert is_kept_or_refused(data)
    assert not is_kept_or_refused(torn)


# ------------------------------------------------------------------------------------------------ any byte, any format


def mutated(data, rng, start, end):
    """A few bytes from `start` to `end` changed, put in or taken out."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(start, min(end, len(made) - 2))
        match rng.randrange(5):
            case 0:
                made[at] ^= 1 << rng.randrange(8)
            case 1:
                made[at] = rng.choice((0x00, 0xFF, 0x21, 0x2C, 0x3B))
            case 2:
                made[at : at + 2] = bytes((0xFF, rng.randrange(256)))
            case 3:
                made[at:at] = made[rng.randrange(len(made)) :][: rng.randrange(1, 60)]
            case 4:
                del made[at : at + rng.randrange(1, 60)]
    return bytes(made)


@pytest.mark.slow
@pytest.mark.parametrize("coding", CODINGS)
def test_any_damage_to_the_scans_is_refused_or_kept_as_it_is(coding):
    rng = random.Random(coding)
    data = jpeg(coding)
    start, end = scans(data)[0][0], len(data) - 2
    copies = sum(is_kept_or_refused(mutated(data, rng, start, end)) for _ in range(150))
    assert 10 < copies < 150


FOUR = [smooth(size=(40, 24), seed=seed) for seed in range(4)]
MOVING = {"save_all": True, "append_images": FOUR[1:], "duration": [100, 200, 300, 400], "loop": 2}
TURNED = {"exif": planted_exif()}
FILES = {
    "jpeg": lambda: saved(smooth(size=(40, 24)), "JPEG", exif=b"Exif\0\0" + planted_exif(), comment=T),
    "png": lambda: saved(FOUR[0], "PNG", **TURNED),
    "png palette": lambda: saved(FOUR[0].quantize(16), "PNG", transparency=2),
    "apng": lambda: saved(FOUR[0], "PNG", **MOVING),
    "gif": lambda: saved(FOUR[0].quantize(16), "GIF", comment=T),
    "gif animation": lambda: saved(FOUR[0], "GIF", comment=T, **MOVING),
    "webp": lambda: saved(FOUR[0], "WEBP", **TURNED),
    "webp lossless": lambda: saved(FOUR[0].convert("RGBA"), "WEBP", lossless=True, xmp=b.xmp(b.creator(T))),
    "webp animation": lambda: saved(FOUR[0], "WEBP", **MOVING, **TURNED),
    "tiff": lambda: saved(FOUR[0], "TIFF", tiffinfo={0x010E: T, 0x0112: 6}),
    "tiff deflate": lambda: saved(FOUR[0], "TIFF", compression="tiff_adobe_deflate", tiffinfo={278: 8}),
    "bmp": lambda: saved(FOUR[0], "BMP") + T.encode(),
    "bmp palette": lambda: saved(FOUR[0].quantize(16), "BMP") + T.encode(),
    "avif": lambda: saved(FOUR[0], "AVIF", **TURNED),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "options", [{}, {"keep": {"hidden"}}, {"only": {"location", "text"}}], ids=["all", "keep hidden", "only two"]
)
def test_any_damage_is_refused_or_shown_as_before(name, options):
    rng = random.Random(name)
    data = FILES[name]()
    assert is_kept_or_refused(data, **options)
    for _ in range(60):
        is_kept_or_refused(mutated(data, rng, 2, rng.choice((200, len(data)))), **options)


# ---------------------------------------------------------------------------- what is out of place, format by format


def with_chunk(at, kind, body, data=None):
    """A PNG with one chunk more, in front of the first one of type `at`, or behind it where its sizes are split."""
    data = data or saved(FOUR[0], "PNG")
    place = data.index(at) - 4
    return data[:place] + b.chunk(kind, body) + data[place:]


def split_png(between):
    """A PNG of which the pixels are in two chunks, with another one between them."""
    data = saved(FOUR[0], "PNG")
    place = data.index(b"IDAT") - 4
    size = int.from_bytes(data[place : place + 4], "big")
    body = data[place + 8 : place + 8 + size]
    parts = b.chunk(b"IDAT", body[:100]) + between + b.chunk(b"IDAT", body[100:])
    return data[:place] + parts + data[place + 12 + size :]


def riff(*chunks):
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_chunks():
    data = saved(FOUR[0], "WEBP", exif=planted_exif())
    found, at = [], 12
    while at < len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        found.append(data[at : at + 8 + size + (size & 1)])
        at += 8 + size + (size & 1)
    return found


def gif(extension):
    data = saved(FOUR[0], "GIF", **MOVING)
    at = data.index(b"!\xf9")
    return data[:at] + extension + data[at:]


XMP_END = b"\1" + bytes(range(255, -1, -1)) + b"\0"
EMPTY_EXIF = b.tiff([(0x010E, 2, T)])
DOUBTFUL = {
    "PNG: critical chunk that nobody knows": with_chunk(b"IDAT", b"ZZZZ", b"Mika"),
    "PNG: chunk that nobody knows": with_chunk(b"IDAT", b"zzZz", b"Mika"),
    "PNG: something between the pixels": split_png(b.chunk(b"tEXt", b"Comment\0" + T.encode())),
    "PNG: two turns": with_chunk(b"IDAT", b"eXIf", EMPTY_EXIF, saved(FOUR[0], "PNG", **TURNED)),
    "GIF: extension that nobody knows": gif(b"!\x99\x03abc\0"),
    "GIF: text on a grid": gif(b"!\x01\x0c" + bytes(12) + b"\2hi\0"),
    "GIF: two ways to play": gif(b"!\xff\x0bNETSCAPE2.0\3\1\5\0\7" + b"a" * 7 + b"\0"),
    "GIF: packet that ends elsewhere": gif(b"!\xff\x0bXMP DataXMP<x\0,/>" + XMP_END),
    "WebP: chunk that nobody knows": riff(*webp_chunks(), b.riff_chunk(b"zzzz", b"Mika")),
    "WebP: header behind the picture": riff(*webp_chunks()[1:], webp_chunks()[0]),
    "WebP: two turns": riff(*webp_chunks()[:-1], b.riff_chunk(b"EXIF", EMPTY_EXIF), webp_chunks()[-1]),
    "JPEG: two turns": b"\xff\xd8"
    + b.exif_segment(EMPTY_EXIF)
    + saved(FOUR[0], "JPEG", exif=b"Exif\0\0" + planted_exif())[2:],
    "JPEG: loose bytes": saved(FOUR[0], "JPEG").replace(b"\xff\xdb", b"Mika\xff\xdb", 1),
    "TIFF": saved(FOUR[0], "TIFF", tiffinfo={0x010E: T}),
    "BMP: something behind it": saved(FOUR[0], "BMP") + T.encode(),
}


@pytest.mark.parametrize("place", DOUBTFUL)
def test_where_there_is_doubt_both_are_decoded(place, monkeypatch):
    asked = []
    monkeypatch.setattr(stripping, "compare", lambda *files: asked.append(files) or drawing.compare(*files))
    is_kept_or_refused(DOUBTFUL[place])
    assert len(asked) == 1


@pytest.mark.parametrize("kind", RICH)
def test_ordinary_files_are_not_decoded(kind, monkeypatch):
    monkeypatch.delattr(stripping, "compare")
    assert strip(RICH[kind]())


def test_a_picture_that_is_too_large_to_compare_is_refused(monkeypatch):
    data = DOUBTFUL["JPEG: loose bytes"]
    assert strip(data)
    monkeypatch.setattr(drawing, "MAX_REDRAWN_PIXELS", 40 * 24 - 1)
    with pytest.raises(CannotStrip, match="too large to prove"):
        strip(data)
    monkeypatch.undo()
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 40 * 24 - 1)  # Pillow's own limit, which somebody has lowered
    with pytest.raises(CannotStrip, match="too large to prove"):
        strip(data)
    assert strip(saved(FOUR[0], "JPEG"))


def test_a_bomb_is_refused_before_it_is_decoded():
    data = with_chunk(b"IDAT", b"zzZz", b"Mika")
    at = data.index(b"IHDR")
    header = b"IHDR" + struct.pack(">II", 60_000, 60_000) + data[at + 12 : at + 17]
    bomb = data[:at] + header + struct.pack(">I", zlib.crc32(header)) + data[at + 21 :]
    with pytest.raises(CannotStrip, match="too large to prove"):
        strip(bomb)


@pytest.mark.parametrize("tolerant", [True, False])
def test_a_picture_that_can_only_be_decoded_in_part_is_refused(monkeypatch, tolerant):
    whole = with_chunk(b"IDAT", b"zzZz", b"Mika")
    at = whole.index(b"IDAT")
    size = int.from_bytes(whole[at - 4 : at], "big") // 2
    cut = whole[: at - 4] + b.chunk(b"IDAT", whole[at + 4 : at + 4 + size]) + b.chunk(b"IEND", b"")
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", tolerant)
    with pytest.raises(CannotStrip, match="cannot be decoded to its end"):
        strip(cut)
    assert tolerant is ImageFile.LOAD_TRUNCATED_IMAGES
    monkeypatch.undo()
    assert strip(whole)


def test_a_copy_that_shows_something_else_is_not_given_back(monkeypatch):
    data = saved(FOUR[0], "TIFF", compression="tiff_adobe_deflate", tiffinfo={0x010E: T, 0x013D: 2})
    assert strip(data)
    wanted = tiff._describes_pixels
    monkeypatch.setattr(tiff, "_describes_pixels", lambda tag: wanted(tag) and tag != 0x013D)  # the predictor
    with pytest.raises(CannotStrip, match="would not show the same picture"):
        strip(data)


def heic(*further, **more):
    file = pillow_heif.from_pillow(smooth(size=(64, 64)))
    for seed in further:
        file.add_from_pillow(smooth(size=(64, 64), seed=seed))
    out = io.BytesIO()
    file.save(out, quality=50, exif=b"Exif\0\0" + planted_exif(), xmp=b.xmp(b.creator(T)), **more)
    return out.getvalue()


def shown_heic(data):
    return pillow_heif.open_heif(data).to_pillow().tobytes()


def test_further_pictures_of_a_heic_raise_doubt_and_its_metadata_do_not(monkeypatch):
    album, single = heic(1, 2), heic(thumbnails=[32])
    made = strip(album)
    assert len(pillow_heif.open_heif(made)) == 1
    assert shown_heic(made) == shown_heic(album)
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    assert strip(single)
    with pytest.raises(CannotStrip, match="pip install"):
        strip(album)


# ----------------------------------------------------------------------------------------------------- raw pictures


def raw_tiff(entries=(), below=(), behind=b"", head=b""):
    """A TIFF whose first picture is a small one; `below` is a directory of which the first is said to be a preview."""
    pixels = b"\x55" * 16
    first = [(0x0100, 3, 4), (0x0101, 3, 4), (0x0103, 3, 1), (0x0106, 3, 1), (0x0111, 4, 0), (0x0117, 4, 16), *entries]
    if below:
        first.append((0x014A, 4, 0))
    start = 8 + len(head)
    after = start + len(b.ifd(first, "<", start))
    first[4] = (0x0111, 4, after)
    if below:
        first[-1] = (0x014A, 4, after + 16)
    body = b.ifd(first, "<", start) + pixels + (b.ifd(list(below), "<", after + 16) if below else b"")
    return b"II*\0" + struct.pack("<I", start) + head + body + behind


SENSOR = [(0x0100, 3, 4), (0x0101, 3, 4), (0x0103, 3, 1), (0x0106, 3, 32803), (0x0111, 4, 8), (0x0117, 4, 16)]
CODED = [(0x0100, 3, 4), (0x0101, 3, 4), (0x0103, 3, 34713), (0x0106, 3, 2), (0x0111, 4, 8), (0x0117, 4, 16)]
SENSOR_BYTES = random.Random(5).randbytes(400)
RAW = {
    "CR2": raw_tiff(head=b"CR\2\0" + bytes(4)),
    "IIQ": raw_tiff(head=b"IIIITwaR" + SENSOR_BYTES),
    "IIQ without a name": raw_tiff(behind=SENSOR_BYTES),
    "ARW, NEF, 3FR: sensor data below": raw_tiff([(0x00FE, 4, 1)], below=SENSOR),
    "the preview not marked": raw_tiff(below=SENSOR),
    "PEF": raw_tiff(below=[(t, k, 65535 if t == 0x0103 else v) for t, k, v in CODED]),
    "SRW": raw_tiff(below=[(t, k, 32770 if t == 0x0103 else v) for t, k, v in CODED]),
    "NEF by its compression": raw_tiff(below=CODED),
    "linear raw": raw_tiff(below=[(t, k, 34892 if t == 0x0106 else v) for t, k, v in SENSOR]),
    "DNG": raw_tiff([(0xC612, 1, b"\1\4\0\0")]),
    "colour filters": raw_tiff([(0x828D, 3, [2, 2]), (0x828E, 1, b"\0\1\1\2")]),
    "Leaf": raw_tiff([(0x8606, 7, bytes(40))]),
    "Sony": raw_tiff([(0xC634, 1, bytes(8))]),
    "Phase One's note": raw_tiff([(0x927C, 7, b"IIIITwaR" + bytes(90))]),
    "a preview of something": raw_tiff([(0x00FE, 4, 1)]),
    "ORF": b"IIRO" + raw_tiff()[4:],
    "RW2": b"IIU\0" + raw_tiff()[4:],
    "a preview of something, said the old way": raw_tiff([(0x00FF, 3, 2)]),
}


@pytest.mark.parametrize("name", RAW)
@pytest.mark.parametrize("keep", [(), {"hidden", "thumbnail"}], ids=["all", "keep two"])
def test_raw_pictures_are_refused(name, keep):
    with pytest.raises(CannotStrip, match=r"export a JPEG and strip that"):
        strip(RAW[name], keep=keep)


def test_an_ordinary_tiff_of_the_same_make_is_stripped():
    for data in (
        raw_tiff([(0x010E, 2, T)]),
        raw_tiff([(0x010E, 2, T)], behind=b"Mika"),
        raw_tiff([(0x00FE, 4, 0)], below=[(0x00FE, 4, 1), *[e for e in SENSOR if e[0] != 0x0106], (0x0106, 3, 1)]),
        raw_tiff(head=bytes([0x49] * 8)),  # grey pixels could stand there
    ):
        made = strip(data)
        assert shown(made) == shown(data) != []
        assert not any(inspect(made).kinds[kind] for kind in KINDS)
