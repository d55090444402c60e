"""The same picture without what it gave away."""

import io
import random
import re
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageOps, ImageSequence

from imgaudit.media import KINDS, CannotStrip, inspect, strip

from . import build as b
from .test_hostile import PLANTED, mutated

T = b.TOKEN
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def picture(mode="RGB", size=(48, 32)):
    """Noise: any loss shows."""
    bands = len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, size, random.Random(7).randbytes(size[0] * size[1] * bands))


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def frames(data):
    with Image.open(io.BytesIO(data)) as image:
        return [
            (frame.convert("RGBA").tobytes(), frame.info.get("duration")) for frame in ImageSequence.Iterator(image)
        ]


def planted_exif(order="<"):
    return b.tiff([(0x010F, 2, T), (0x0112, 3, 6), (0x013B, 2, T), (0x8298, 2, "(c) " + T)], gps=b.GPS, order=order)


def is_clean(data):
    record = inspect(data)
    assert record.status == "ok"
    assert not any(record.kinds.values())
    assert None not in record.kinds.values()
    return record


RICH = {
    "jpeg": lambda: saved(picture(), "JPEG", exif=b"Exif\0\0" + planted_exif(), icc_profile=PROFILE, comment=T)
    + T.encode(),
    "png": lambda: saved(picture(), "PNG", exif=planted_exif(">"), icc_profile=PROFILE) + T.encode(),
    "webp": lambda: saved(picture(), "WEBP", lossless=True, exif=planted_exif(), icc_profile=PROFILE,
                          xmp=b.xmp(b.creator(T))),
    "gif": lambda: saved(picture("L").convert("P"), "GIF", comment=T),
}  # fmt: skip


@pytest.mark.parametrize("kind", RICH)
def test_pixels_profile_and_orientation_stay_and_all_else_goes(kind):
    data = RICH[kind]()
    before = inspect(data)
    assert any(before.kinds.values())
    made = strip(data)
    after = is_clean(made)
    assert T.encode() not in made
    assert opened(made).tobytes() == opened(data).tobytes()
    assert opened(made).info.get("icc_profile") == opened(data).info.get("icc_profile")
    assert after.image_hash == before.image_hash
    assert after.orientation == before.orientation
    assert (after.width_px, after.height_px) == (before.width_px, before.height_px)
    assert strip(made) == made


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_the_orientation_is_where_viewers_look_for_it(kind):
    exif = opened(strip(RICH[kind]())).getexif()
    assert dict(exif) == {0x0112: 6}


@pytest.mark.parametrize(("kind", "options"), [("GIF", {}), ("PNG", {}), ("WEBP", {"lossless": True})])
def test_animations_play_as_before(kind, options):
    pictures = [
        picture("RGB").rotate(turn).quantize() if kind == "GIF" else picture().rotate(turn) for turn in (0, 90, 180)
    ]
    data = saved(
        pictures[0], kind, save_all=True, append_images=pictures[1:], duration=[100, 200, 300], loop=3, **options
    )
    made = strip(data)
    assert frames(made) == frames(data)
    assert len(frames(made)) == 3
    assert opened(made).info["loop"] == 3


def test_colours_of_print_pictures_stay():
    data = saved(picture("CMYK"), "JPEG", comment=T)
    assert b"Adobe" in data
    made = strip(data)
    assert opened(made).mode == "CMYK"
    assert opened(made).tobytes() == opened(data).tobytes()


@pytest.mark.parametrize(
    "options",
    [
        {"progressive": True},
        {"optimize": True, "quality": 30},
        {"subsampling": 2},
        {"restart_marker_rows": 1},
        {"keep_rgb": True},
        {"progressive": True, "restart_marker_blocks": 3},
    ],
    ids=str,
)
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_every_coding_of_a_jpeg_stays(mode, options):
    data = saved(picture(mode, (120, 88)), "JPEG", comment=T, exif=b"Exif\0\0" + planted_exif(), **options)
    made = strip(data)
    assert T.encode() not in made
    assert opened(made).tobytes() == opened(data).tobytes()
    assert is_clean(made).image_hash == inspect(data).image_hash


def test_transparency_and_palette_stay():
    image = picture("P")
    image.putpalette(random.Random(1).randbytes(768))
    data = saved(image, "PNG", transparency=3)
    assert opened(strip(data)).convert("RGBA").tobytes() == opened(data).convert("RGBA").tobytes()


def test_stray_bytes_between_segments_are_dropped():
    whole = saved(picture(), "JPEG")
    at = whole.index(b"\xff\xdb")
    broken = whole[:at] + T.encode() + whole[at:]
    made = strip(broken)
    assert opened(made).tobytes() == opened(whole).tobytes()
    is_clean(made)


def test_a_jfif_thumbnail_and_a_second_exif_block_go():
    head = b.segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\2\2" + T.encode()[:12])
    data = b"\xff\xd8" + head + (b.exif_segment(b.tiff([(0x013B, 2, T)])) * 2) + b.jpeg()[20:]
    made = strip(data)
    is_clean(made)
    assert made[:20] == b"\xff\xd8" + b.segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\0\0")


def test_a_webp_without_extended_header_gets_one_for_its_orientation():
    plain = saved(picture(), "WEBP", lossless=True)
    assert b"VP8X" not in plain
    body = plain[12:] + b.riff_chunk(b"EXIF", planted_exif())
    data = b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body
    assert opened(strip(data)).getexif()[0x0112] == 6


# ----------------------------------------------------------------------------------------------------- options


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_the_location_alone_can_go(kind):
    data = RICH[kind]()
    made = strip(data, only={"location"})
    before, after = inspect(data), inspect(made)
    assert before.kinds["location"] is True
    assert after.kinds["location"] is False
    # Bytes behind the picture may hold a place, so they go too.
    assert {k for k in KINDS if after.kinds[k]} == {k for k in KINDS if before.kinds[k]} - {"location", "hidden"}
    assert opened(made).getexif()[0x013B] == T
    assert opened(made).getexif().get_ifd(0x8825) == {}
    assert after.image_hash == before.image_hash


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_the_copyright_can_be_kept(kind):
    made = strip(RICH[kind](), keep={"owner"})
    record = inspect(made)
    assert {k for k in KINDS if record.kinds[k] is not False} == {"owner"}
    assert dict(opened(made).getexif()) == {0x0112: 6, 0x013B: T, 0x8298: "(c) " + T}


@pytest.mark.parametrize("turn", range(2, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_pictures_can_be_turned_upright(kind, turn):
    image = Image.linear_gradient("L").resize((64, 32)).convert("RGB")
    exif = b.tiff([(0x0112, 3, turn), (0x013B, 2, T)])
    data = saved(image, kind, exif=b"Exif\0\0" * (kind == "JPEG") + exif, icc_profile=PROFILE)
    made = strip(data, bake_orientation=True)
    record = is_clean(made)
    wanted = ImageOps.exif_transpose(opened(data))
    assert (record.width_px, record.height_px, record.orientation) == (*wanted.size, None)
    assert opened(made).info["icc_profile"] == PROFILE
    difference = ImageChops.difference(opened(made).convert("RGB"), wanted.convert("RGB"))
    assert max(high for _, high in difference.getextrema()) <= (0 if kind == "PNG" else 6)


def test_what_is_upright_already_is_not_encoded_anew():
    data = saved(picture(), "JPEG", comment=T)
    assert strip(data, bake_orientation=True) == strip(data)


def test_iptc_is_taken_apart():
    data = b.jpeg(b.iptc_segment(b.iptc(90, "Ort") + b.iptc(80, "Mika") + b.iptc(120, "Sportfest")))
    kept = inspect(strip(data, keep={"owner"}))
    assert [(f.kind, f.value) for f in kept.found] == [("owner", "Mika")]
    rest = inspect(strip(data, only={"location"}))
    assert [(f.kind, f.value) for f in rest.found] == [("owner", "Mika"), ("text", "Sportfest")]


def test_an_xmp_packet_with_a_place_goes_whole():
    place = '<photoshop:City xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">Ort</photoshop:City>'
    data = b.jpeg(b.xmp_segment(b.xmp(b.creator(T) + place)), b.segment(0xFE, b"Sportfest"))
    made = strip(data, only={"location"})
    assert T.encode() not in made
    assert b"Sportfest" in made
    assert b"Mika" in strip(b.jpeg(b.xmp_segment(b.xmp(b.creator("Mika")))), only={"location"})


def test_a_maker_note_that_may_hold_a_place_goes_with_the_location():
    block = b.tiff([(0x010F, 2, "Panasonic")], exif=[(0x927C, 7, b"Panasonic" + T.encode()), (0x8827, 3, 100)])
    made = strip(b.jpeg(b.exif_segment(block)), only={"location"})
    assert T.encode() not in made
    assert b"Panasonic" in made
    assert T.encode() not in strip(b.jpeg(b.exif_segment(block)), only={"serial"})
    assert T.encode() in strip(b.jpeg(b.exif_segment(block)), only={"provenance"})


def test_a_kind_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match="only='place': give a set of kinds, of location"):
        strip(b.jpeg(), only={"place"})
    with pytest.raises(ValueError, match="keep='owner'"):
        strip(b.jpeg(), keep="owner")


def test_what_cannot_be_stripped_says_why_and_what_helps():
    for data, why in [
        (b"", "empty"),
        (b"hello", "format is not known"),
        (b"%PDF-1.7", "No clean copy of a PDF can be proven"),
        (b"\xff\x0a" + bytes(20), "JXL files are not decoded"),
        (b.jpeg()[:-30], "damaged"),
    ]:
        with pytest.raises(CannotStrip, match=why):
            strip(data)
    with pytest.raises(CannotStrip, match="export it as JPEG"):
        strip(b.png()[:-20])


def test_paths_and_file_objects_are_read_and_left_alone(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(RICH["jpeg"]())
    with path.open("rb") as file:
        assert strip(file) == strip(path) == strip(str(path)) == strip(path.read_bytes())
        assert not file.closed
    assert path.read_bytes() == RICH["jpeg"]()


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.sampled_from([data for _, data in PLANTED.values()]), st.data())
def test_any_damage_is_stripped_or_refused(data, choose):
    at = choose.draw(st.integers(0, len(data)))
    broken = data[:at] + choose.draw(st.binary(max_size=12)) + data[at + choose.draw(st.integers(0, 12)) :]
    for options in ({}, {"only": {"location", "owner"}}, {"keep": {"owner"}}):
        made = stripped_or_nothing(broken, **options)
        assert not made or stripped_or_nothing(made, **options) == made


def test_a_png_loses_names_in_hints():
    hint = b.chunk(b"pCAL", T.encode() + b"\0" + bytes(10) + b"m\0001\0002")
    palette = b.chunk(b"sPLT", b"Mika\0\x08" + bytes(6))
    made = strip(b.png(hint, palette))
    assert T.encode() not in made
    is_clean(made)


def test_a_bmp_loses_what_follows_it():
    data = saved(picture(), "BMP")
    made = strip(data + T.encode())
    assert made == data
    assert is_clean(made).image_hash == inspect(data).image_hash


def test_an_avi_keeps_its_pictures_and_index():
    data = b.avi(b.riff_list(b"INFO", b.riff_chunk(b"IART", T.encode())), b.riff_chunk(b"JUNK", T.encode()))
    made = strip(data + T.encode())
    assert T.encode() not in made
    assert len(made) == len(data)
    assert is_clean(made).image_hash == inspect(data).image_hash
    assert b"picture!" in made
    assert [f.kind for f in inspect(strip(data, keep={"owner"})).found] == ["owner"]


# ------------------------------------------------------------------------------------------------------ canary


def inflated(data):
    """Every zlib stream that begins anywhere in the data."""
    for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        try:
            yield zlib.decompressobj().decompress(data[found.start() :], 1 << 20)
        except zlib.error:
            continue


def outside_the_picture(data):
    """The bytes of a file that are not its compressed picture: there a mutation may have copied the token to."""
    from imgaudit.media.inspection import examine

    parts, reached = [], 0
    for start, end in sorted(examine(data)[1]):
        parts.append(data[reached:start])
        reached = max(reached, end)
    return b"|".join([*parts, data[reached:]])


def stripped_or_nothing(data, **options):
    try:
        return strip(data, **options)
    except CannotStrip:
        return b""


@pytest.mark.slow
@pytest.mark.parametrize("place", PLANTED)
def test_the_canary_is_gone_whatever_happened_to_the_file(place):
    kind, data = PLANTED[place]
    rng = random.Random(place)
    stripped = 0
    for number in range(150):
        broken = mutated(data, rng) if number else data
        for options in ({}, {"only": {kind}}, {"keep": {"maker_note"}}):
            made = stripped_or_nothing(broken, **options)
            if not made:
                continue
            stripped += 1
            rest = outside_the_picture(made)
            assert "only" in options or T.encode() not in rest
            assert "only" in options or not any(T.encode() in text for text in inflated(rest))
            assert inspect(made).kinds[kind] is False
    assert stripped > 3
