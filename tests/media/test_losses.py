"""What a viewer of a copy misses is said; poster frames and covers are judged like any other picture."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from imgaudit.media import inspect
from imgaudit.media.losses import has_gain_map
from imgaudit.media.stripping import Wish, strip_checked

from . import build as b
from .made_video import PICTURES, element, entry, mkv, write_mp4

ALL = Wish.of(None, ())
GAIN_MAP = b.jpeg(
    b.xmp_segment(b.xmp('<hdrgm:Version xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/">1.0</hdrgm:Version>'))
)
SECOND = b.jpeg(b.exif_segment(b.tiff([(0x010F, 2, "Fernsnap")])))
POSTER = b.jpeg(b.exif_segment(b.tiff([(0x013B, 2, "Jane Hart")], gps=b.GPS)))
TIME = entry(b"tmcd", bytes(8), b"\0\0\0\x19\0\0\0\1\x19\0")


def lost(data: bytes, wish: Wish = ALL, **options) -> tuple[str, ...]:
    return strip_checked(data, wish, **options).lost


def film(tmp_path: Path, *tracks, **more) -> bytes:
    return write_mp4(tmp_path / "a.mp4", (b"vide", PICTURES, [b"a frame!"]), *tracks, **more).read_bytes()


@pytest.mark.parametrize(
    ("trailer", "words"),
    [
        (b"", ()),
        (GAIN_MAP, ("HDR layer",)),
        (SECOND, ("further picture",)),
        (SECOND + GAIN_MAP + SECOND, ("2 further pictures", "HDR layer")),
        (b.movie(), ("motion photo's video",)),
        (b"words behind the picture", ()),
    ],
)
def test_what_goes_with_what_follows_a_picture_is_said(trailer: bytes, words: tuple[str, ...]):
    assert lost(b.jpeg(b.exif_segment(b.rich_exif()), trailer=trailer)) == words


def test_the_video_in_a_heic_is_missed():
    assert lost(b.heic(extra=b.box(b"mpvd", b.movie()))) == ("motion photo's video",)


def test_the_video_among_samsung_s_blocks_is_missed():
    name = b"MotionPhoto_Data"
    block = b"\0\0\x30\x0a" + len(name).to_bytes(4, "little") + name + b.movie()
    entry_ = b"\0\0\x30\x0a" + len(block).to_bytes(4, "little") * 2
    index = b"SEFH" + (101).to_bytes(4, "little") + (1).to_bytes(4, "little") + entry_
    data = b.jpeg(trailer=block + index + len(index).to_bytes(4, "little") + b"SEFT")
    assert lost(data) == ("motion photo's video",)


def test_what_stays_is_not_missed():
    kept = Wish.of({"location"}, ())
    assert lost(b.jpeg(b.exif_segment(b.rich_exif()), trailer=SECOND), kept) == ()


@pytest.mark.parametrize(
    "name",
    ["avif_apple_gainmap_new.jpg", "avif_paris_exif_xmp_gainmap_bigendian.jpg", "avif_seine_sdr_gainmap_srgb.jpg"],
)
def test_the_hdr_layer_of_telephones_is_known(shared: Path, name: str):
    assert lost((shared / "pictures" / name).read_bytes()) == ("HDR layer",)


def test_a_preview_that_a_camera_keeps_behind_its_picture_is_not_missed():
    index = b.tiff(
        [(0xB001, 4, 2), (0xB002, 7, bytes(16) + bytes.fromhex("00010001") + bytes(4) + b"\0\0\x03\0" + bytes(4))]
    )
    data = b.jpeg(b.segment(0xE2, b"MPF\0" + index), trailer=bytes(900) + SECOND)
    assert inspect(data).kinds["thumbnail"]
    assert lost(data) == ()


def test_a_depth_map_in_the_properties_of_a_picture_is_missed():
    picture = base64.b64encode(b.jpeg()).decode()
    depth = 'xmlns:GDepth="http://ns.google.com/photos/1.0/depthmap/"'
    assert lost(b.jpeg(b.xmp_segment(b.xmp(f"<GDepth:Data>{picture}</GDepth:Data>", depth)))) == ("depth map or mask",)


def test_further_pictures_of_a_heic_are_counted():
    file = pillow_heif.HeifFile()
    for colour in ("red", "green", "blue"):
        file.add_from_pillow(Image.new("RGB", (64, 64), colour))
    out = io.BytesIO()
    file.save(out, quality=50)
    assert lost(out.getvalue()) == ("2 further pictures",)


def test_a_picture_that_is_drawn_anew_loses_its_hdr_layer():
    data = b.jpeg(trailer=GAIN_MAP)
    assert lost(data) == ("HDR layer",)
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "JPEG")
    assert lost(out.getvalue() + GAIN_MAP, max_side_px=32) == ("HDR layer",)
    assert lost(out.getvalue(), max_side_px=32) == ()
    animated = io.BytesIO()
    red, green = (Image.new("RGB", (40, 40), colour) for colour in ("red", "green"))
    red.save(animated, "GIF", save_all=True, append_images=[green])
    copy = strip_checked(animated.getvalue(), ALL, max_side_px=32)
    assert copy.lost == ()
    with Image.open(io.BytesIO(copy.data)) as image:
        assert image.n_frames == 2, "frames stay, so none is missed"


def test_tracks_that_go_are_named_and_sound_never_does(tmp_path: Path):
    data = film(
        tmp_path,
        (b"soun", entry(b"mp4a", bytes(20)), [b"sound"]),
        (b"sbtl", entry(b"tx3g", bytes(30)), [b"\0\3Run"]),
        (b"text", entry(b"text", bytes(43)), [b"\0\3Run"]),
        (b"meta", entry(b"abcd"), [b"telemetry"]),
        (b"tmcd", TIME, [b"\0\0\1\0"]),
    )
    copy = strip_checked(data, ALL)
    assert copy.lost == ("2 tracks of subtitles or chapters", "track of telemetry", "time code")
    assert b"soun" in copy.data[copy.data.index(b"moov") :]
    assert b"sound" in copy.data[: copy.data.index(b"moov")]
    assert strip_checked(data, Wish.of({"time"}, ())).lost == ("track of telemetry", "time code")


# ---------------------------------------------------------------------------------------- posters and covers


def covers(*pictures: bytes) -> bytes:
    values = [b.box(b"data", b"\0\0\0\x0d\0\0\0\0", picture) for picture in pictures]
    return b.full(b"meta", b.handler(b"mdir"), b.box(b"ilst", b.box(b"covr", *values)))


@pytest.mark.parametrize(
    "user_data",
    [
        covers(POSTER),
        covers(b.jpeg(), POSTER),
        covers(b.png(), POSTER + bytes(70_000)),
        b.box(b"thmb", bytes(4), b"JPEG", POSTER),
        b.box(b"thma", bytes(12), POSTER),
        b.box(b"pdat", POSTER),
        b.full(
            b"meta",
            b.handler(b"mdta"),
            b.full(b"keys", b"\0\0\0\1", b.box(b"mdta", b"com.apple.quicktime.artwork")),
            b.box(b"ilst", b.box(b"\0\0\0\1", b.box(b"data", b"\0\0\0\x0d\0\0\0\0", POSTER))),
        ),
    ],
    ids=["cover", "second cover", "padded", "thmb", "thma", "pdat", "artwork"],
)
def test_a_poster_is_judged_like_any_other_picture(user_data: bytes):
    record = inspect(b.movie(user_data))
    assert {kind for kind, value in record.kinds.items() if value} >= {"thumbnail", "location", "owner"}
    assert "Jane Hart" in [found.value for found in record.found]
    assert set(inspect(strip_checked(b.movie(user_data), ALL).data).kinds.values()) == {False}


def test_a_clean_poster_is_a_thumbnail_and_no_more():
    record = inspect(b.movie(covers(b.jpeg(), b.png())))
    assert {kind for kind, value in record.kinds.items() if value is not False} == {"thumbnail"}
    assert lost(b.movie(covers(b.jpeg(), b.png()))) == ("2 cover pictures",)
    assert set(inspect(b.movie(covers(b""))).kinds.values()) == {False}


@pytest.mark.parametrize("user_data", [covers(b"whatever it is"), b.box(b"thmb", b"by Jane Hart", POSTER)])
def test_what_is_no_picture_where_a_poster_belongs_is_unknown(user_data: bytes):
    record = inspect(b.movie(user_data))
    assert record.kinds["thumbnail"] is True
    assert None in record.kinds.values()


def test_a_second_value_of_an_entry_is_not_overlooked():
    values = b"".join(b.box(b"data", b"\0\0\0\1\0\0\0\0", text) for text in (b"Sports day", b"Jane Hart"))
    record = inspect(b.movie(b.full(b"meta", b.handler(b"mdir"), b.box(b"ilst", b.box(b"\xa9nam", values)))))
    assert record.kinds["owner"] is None


def test_the_poster_of_a_matroska_is_judged():
    attached = element("1941A469", element("61A7", element("466E", "cover.jpg"), element("4660", "image/jpeg"),
                                           element("465C", POSTER), element("46AE", b"\1")))  # fmt: skip
    record = inspect(mkv(attached))
    assert record.kinds["location"] is True
    assert lost(mkv(attached)) == ("attached file",)


def test_the_preview_of_an_old_quicktime_film_is_judged():
    data = b.box(b"pnot", bytes(12)) + b.box(b"PICT", POSTER) + b.movie()
    assert inspect(data).kinds["location"] is True
    assert set(inspect(strip_checked(data, ALL).data).kinds.values()) == {False}


def test_a_layer_for_other_screens_is_known_by_each_of_its_marks():
    for mark in (
        b"http://ns.adobe.com/hdr-gain-map/1.0/",
        b"urn:com:apple:photo:2020:aux:hdrgainmap",
        b"urn:iso:std:iso:ts:21496:-1\0",
        b"tmap\0",
    ):
        assert has_gain_map(b"something, " + mark)
    assert not has_gain_map(GAIN_MAP.replace(b"hdr-gain-map", b"dc"))
