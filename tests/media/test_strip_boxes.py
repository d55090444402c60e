"""TIFF, HEIC, AVIF, MP4 and MOV without what they gave away."""

import io
import struct

import pillow_heif
import pytest
from PIL import Image

from imgaudit.media import CannotStrip, inspect, strip

from . import build as b
from .test_strip import PROFILE, T, is_clean, opened, picture, planted_exif, saved

# -------------------------------------------------------------------------------------------------------- TIFF


MODES = ("RGB", "L", "P", "1", "CMYK", "I;16")
COMPRESSIONS = ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits")


@pytest.mark.parametrize(
    ("mode", "compression"),
    [*((mode, c) for mode in MODES for c in COMPRESSIONS), ("RGB", "jpeg"), ("L", "jpeg"), ("CMYK", "jpeg")],
)
def test_tiff_pixels_stay_byte_for_byte(mode, compression):
    image = picture(mode) if mode not in ("1", "I;16") else picture("L").convert(mode)
    data = saved(
        image, "TIFF", compression=compression, icc_profile=PROFILE, tiffinfo={0x010E: T, 0x013B: T, 0x0112: 6}
    )
    made = strip(data)
    assert T.encode() not in made
    record = is_clean(made)
    assert record.image_hash == inspect(data).image_hash
    assert (record.orientation, record.width_px, record.height_px) == (6, 32, 48)
    assert opened(made).tobytes() == opened(data).tobytes()
    assert opened(made).info["icc_profile"] == PROFILE
    assert strip(made) == made


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("big", [True, False])
def test_bigtiff_and_both_byte_orders(order, big):
    if big:
        data = saved(picture(), "TIFF", big_tiff=True, tiffinfo={0x013B: T})
        assert data[2] == 43
    else:
        data = b.picture_tiff([(0x013B, 2, T)], order=order, gps=b.GPS)
    made = strip(data)
    assert T.encode() not in made
    assert is_clean(made).image_hash == inspect(data).image_hash
    assert made[:4] == data[:4]


def test_strips_and_pages_stay_in_order():
    pages = [picture("L").rotate(turn) for turn in (0, 90, 180)]
    data = saved(
        pages[0], "TIFF", save_all=True, append_images=pages[1:], tiffinfo={0x013B: T, 278: 8}, compression="tiff_lzw"
    )
    with pytest.raises(CannotStrip, match="holds 3 pictures"):
        strip(data)
    made = strip(data, keep={"hidden"})
    assert T.encode() not in made
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(made)) as after:
        assert after.n_frames == 3
        for page in range(3):
            before.seek(page)
            after.seek(page)
            assert after.tobytes() == before.tobytes()
            assert len(after.tag_v2[0x0111]) == len(before.tag_v2[0x0111]) > 1


def test_a_reduced_page_is_a_thumbnail_and_goes():
    small = picture("L", (8, 8))
    small.encoderinfo = {"tiffinfo": {0x00FE: 1}}
    data = saved(picture("L"), "TIFF", save_all=True, append_images=[small])
    assert inspect(data).kinds["thumbnail"] is True
    made = strip(data)
    assert is_clean(made).image_hash == inspect(data).image_hash
    assert opened(made).tobytes() == picture("L").tobytes()


def test_tags_of_a_tiff_can_go_one_by_one():
    data = b.picture_tiff([(0x013B, 2, "Mika"), (0x010E, 2, T), (0x8298, 2, "(c) Mika")], gps=b.GPS)
    only = inspect(strip(data, only={"text", "location"}))
    assert {k for k, v in only.kinds.items() if v is not False} == {"owner"}
    kept = strip(data, keep={"owner"})
    assert [f.value for f in inspect(kept).found] == ["Mika", "(c) Mika"]
    assert T.encode() not in kept


def test_tiffs_that_cannot_be_copied_say_so():
    with pytest.raises(CannotStrip, match="export a JPEG"):
        strip(b.picture_tiff([(0xC612, 1, b"\1\4\0\0")]))
    with pytest.raises(CannotStrip, match="cut off"):
        strip(b.picture_tiff()[:-4])
    overlapping = b.picture_tiff()
    at = overlapping.index(struct.pack("<HHI", 0x0117, 4, 1)) + 8
    with pytest.raises(CannotStrip):
        strip(overlapping[:at] + struct.pack("<I", 1 << 30) + overlapping[at + 4 :])


# ------------------------------------------------------------------------------------------------ HEIC and AVIF


def heic(**more):
    file = pillow_heif.from_pillow(picture(size=(64, 64)))
    out = io.BytesIO()
    file.save(out, quality=50, exif=b"Exif\0\0" + planted_exif(), xmp=b.xmp(b.creator(T)), **more)
    return out.getvalue()


def heic_pixels(data):
    return pillow_heif.open_heif(data).to_pillow().tobytes()


def test_heic_pixels_stay_and_items_go():
    data = heic()
    before = inspect(data)
    assert {k for k, v in before.kinds.items() if v} >= {"location", "owner", "device"}
    made = strip(data)
    assert T.encode() not in made
    assert is_clean(made).image_hash == before.image_hash
    assert heic_pixels(made) == heic_pixels(data)
    assert len(made) == len(data)
    assert strip(made) == made
    file = pillow_heif.open_heif(made)
    assert not file.info.get("exif")
    assert not file.info.get("xmp")
    assert not file.info["metadata"]


def test_heic_thumbnails_leave_the_list_of_items():
    data = heic(thumbnails=[32])
    if not inspect(data).kinds["thumbnail"]:
        pytest.skip("this pillow-heif writes no thumbnails")
    made = strip(data)
    is_clean(made)
    assert pillow_heif.open_heif(made).info["thumbnails"] == []
    assert heic_pixels(made) == heic_pixels(data)


@pytest.mark.parametrize("turn", [None, 0, 1, 2, 3])
def test_the_turn_of_a_heic_stays(turn):
    data = b.heic(b.tiff([(0x013B, 2, T)]), b.xmp(b.creator(T)), turn)
    before, made = inspect(data), strip(data)
    after = is_clean(made)
    assert T.encode() not in made
    assert (after.width_px, after.orientation) == (before.width_px, before.orientation)
    assert after.image_hash == before.image_hash


def test_the_copy_keeps_the_picture_that_the_reader_takes_for_the_main_one():
    data = b.heic(b.tiff([(0x013B, 2, T)]))
    at = data.index(b"pitm") + 4
    data = data[:at] + b"\x10" + data[at + 1 :]  # a version that asks for more bytes than the box has
    made = strip(data)
    assert T.encode() not in made
    assert b"picture-data" in made
    assert inspect(made).image_hash == inspect(data).image_hash


def test_the_location_alone_can_leave_a_heic():
    data = heic()
    made = strip(data, only={"location"})
    after = inspect(made)
    assert after.kinds["location"] is False
    assert after.kinds["owner"] is True
    assert heic_pixels(made) == heic_pixels(data)
    assert opened_heic_exif(made) == {0x010F: T, 0x013B: T, 0x8298: "(c) " + T}
    kept = strip(data, keep={"owner"})
    assert {k for k, v in inspect(kept).kinds.items() if v is not False} == {"owner"}


def opened_heic_exif(data):
    exif = Image.Exif()
    exif.load(pillow_heif.open_heif(data).info["exif"])
    return {tag: value for tag, value in exif.items() if tag not in (0x0112, 0x8825, 0x8769)}


def test_avif_pixels_stay_and_items_go():
    data = saved(picture(size=(64, 64)), "AVIF", exif=planted_exif(), xmp=b.xmp(b.creator(T)), icc_profile=PROFILE)
    before, made = inspect(data), strip(data)
    assert before.kinds["location"] is True
    assert T.encode() not in made
    after = is_clean(made)
    assert opened(made).tobytes() == opened(data).tobytes()
    assert opened(made).info["icc_profile"] == PROFILE
    assert (after.orientation, after.image_hash) == (before.orientation, before.image_hash)
    assert strip(made) == made


# ---------------------------------------------------------------------------------------------------- MP4 and MOV

PLACE = b.user_text(b"\xa9xyz", b"+51.5000-000.1250/")
TITLE = b.user_text(b"\xa9nam", T.encode())


def rich_movie():
    return b.movie(
        PLACE,
        TITLE,
        seconds=3_800_000_000,
        name=b"Mikas camera",
        top=[b.xmp_box(b.xmp(b.creator(T))), b.box(b"free", T.encode()), b.box(b"zzzz", T.encode())],
        trailer=T.encode(),
    )


def test_a_video_keeps_its_samples_and_nothing_else():
    data = rich_movie()
    before, made = inspect(data), strip(data)
    assert T.encode() not in made
    after = is_clean(made)
    assert after.image_hash == before.image_hash
    assert made.index(b"sample!!") == data.index(b"sample!!")
    assert (after.width_px, after.height_px) == (64, 48)
    assert strip(made) == made


def test_the_location_alone_can_leave_a_video():
    made = strip(b.movie(PLACE, TITLE), only={"location"})
    record = inspect(made)
    assert record.kinds["location"] is False
    assert [f.value for f in record.found] == [T]


def two_tracks(handler=b"meta", sample=None):
    """A video with a second track, whose sample lies behind the first one's."""
    data = b.movie()
    moov = data.index(b"moov") - 4
    size = int.from_bytes(data[moov : moov + 4], "big")
    trak = data[data.index(b"trak") - 4 : moov + size]
    trak = trak[: int.from_bytes(trak[:4], "big")]
    second = trak.replace(b"vide", handler).replace(b"\0\0\0\1\0\0\0\0\0\0\x03\xe8", b"\0\0\0\2\0\0\0\0\0\0\x03\xe8")
    offset = int.from_bytes(trak[trak.index(b"stco") + 12 :][:4], "big")

    def moved(track, at):
        return track.replace(struct.pack(">I", offset), struct.pack(">I", at))

    at = offset + len(second)
    body = data[moov + 8 : moov + size].replace(trak, moved(trak, at)) + moved(second, at + 8)
    return data[:moov] + b.box(b"moov", body) + b.box(b"mdat", b"sample!!" + (sample or T[:8].encode()))


@pytest.mark.parametrize("handler", [b"meta", b"text", b"tmcd", b"camm"])
def test_metadata_tracks_go_with_their_samples(handler):
    data = two_tracks(handler)
    assert inspect(data).kinds["hidden"] or inspect(data).kinds["text"] or inspect(data).kinds["time"] is None
    made = strip(data)
    is_clean(made)
    assert b"sample!!" in made
    assert T[:8].encode() not in made
    assert handler not in made


@pytest.mark.parametrize("handler", [b"hint", b"odsm", b"sdsm", b"m7sm", b"ocsm", b"ipsm", b"mjsm", b"crsm", b"strm"])
def test_tracks_that_describe_the_video_are_unknown_and_go(handler):
    record = inspect(two_tracks(handler))
    assert record.kinds["hidden"] is True
    assert {record.kinds[kind] for kind in ("location", "people", "owner", "text", "time")} == {None}
    made = strip(two_tracks(handler))
    is_clean(made)
    assert b"sample!!" in made
    assert T[:8].encode() not in made


@pytest.mark.parametrize(
    ("starts", "is_hidden"), [([900], True), ([501], True), ([500], False), ([-1, 80], False), ([900, 0], False)]
)
@pytest.mark.parametrize("wide", [False, True])
def test_a_beginning_that_players_pass_over_is_hidden(starts, is_hidden, wide):
    data = two_tracks(b"vide")
    header = b.full(b"mdhd", struct.pack(">IIII", 0, 0, 1000, 1000), bytes(4))
    rows = b"".join(struct.pack(">QqI" if wide else ">IiI", 100, start, 1 << 16) for start in starts)
    edits = b.box(b"edts", b.full(b"elst", struct.pack(">I", len(starts)), rows, version=int(wide)))
    moov = data.index(b"moov") - 4
    at = data.index(b"trak") - 4
    size = int.from_bytes(data[at : at + 4], "big")
    inside = data[at + 8 : at + size]
    media = inside.index(b"mdia") - 4
    inside = inside[:media] + edits + b.box(b"mdia", header, inside[media + 8 :])
    length = int.from_bytes(data[moov : moov + 4], "big")
    made = data[:moov] + b.box(b"moov", data[moov + 8 : at], b.box(b"trak", inside), data[at + size : moov + length])
    found = [found.what for found in inspect(made).found if found.where == "elst"]
    assert found == ["the beginning of a video, which players pass over"] * is_hidden
    if is_hidden:
        with pytest.raises(CannotStrip, match="hidden would still be in it"):
            strip(made)


def test_a_second_video_track_stays():
    made = strip(two_tracks(b"soun"))
    assert T[:8].encode() in made
    assert made.count(b"trak") == 2


def test_a_video_that_is_cut_off_is_refused():
    with pytest.raises(CannotStrip, match="damaged"):
        strip(rich_movie()[:-60])
    with pytest.raises(CannotStrip):
        strip(b.movie()[:-4])


def test_a_reference_to_the_file_itself_says_no_more():
    url = b.full(b"url ", T.encode() + b"\0", flags=1)
    reference = b.box(b"dinf", b.full(b"dref", struct.pack(">I", 1), url))
    data = b.movie()
    at = data.index(b"minf") + 4
    sizes = [data.rindex(kind, 0, at) - 4 for kind in (b"moov", b"trak", b"mdia", b"minf")]
    made = bytearray(data[:at] + reference + data[at:])
    for size in sizes:
        made[size : size + 4] = (int.from_bytes(made[size : size + 4], "big") + len(reference)).to_bytes(4, "big")
    offset = made.index(b"stco") + 12
    made[offset : offset + 4] = (int.from_bytes(made[offset : offset + 4], "big") + len(reference)).to_bytes(4, "big")
    stripped = strip(bytes(made))
    assert T.encode() not in stripped
    is_clean(stripped)


def test_single_kinds_stay_in_a_bigtiff_and_that_is_said():
    with pytest.raises(CannotStrip, match="remove all of them"):
        strip(saved(picture(), "TIFF", big_tiff=True, tiffinfo={0x013B: T}), only={"owner"})


def test_a_second_page_is_no_thumbnail():
    data = saved(picture("L"), "TIFF", save_all=True, append_images=[picture("L")], tiffinfo={0x013B: T})
    made = strip(data, only={"thumbnail", "owner"})
    assert T.encode() not in made
    with Image.open(io.BytesIO(made)) as image:
        assert image.n_frames == 2


def test_an_old_index_that_is_compressed_is_refused():
    data = b.box(b"ftyp", b"qt  \0\0\0\0qt  ") + b.box(b"moov", b.box(b"cmov", b"x" * 40)) + b.box(b"mdat", b"sample!!")
    with pytest.raises(CannotStrip, match="not decoded"):
        strip(data)
