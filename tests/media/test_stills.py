"""Films whose frames are pictures of their own, as of Motion JPEG: each frame may hold what any picture does."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from imgaudit.media import CannotStrip, inspect, strip
from imgaudit.media.blocks import stills
from imgaudit.media.blocks.stills import told_in

from . import build as b
from .made_video import VIDEO, element, entry, mkv, track, write_mp4

PLAIN = b.jpeg()
TOLD = b.jpeg(b.exif_segment(b.tiff([(0x013B, 2, "Jane Hart")], gps=b.GPS)))
HEADER = b.riff_list(b"strl", b.riff_chunk(b"strh", b"vidsmjpg" + bytes(48)))


def mov(tmp_path: Path, *frames: bytes, kind: bytes = b"jpeg") -> bytes:
    return write_mp4(tmp_path / "a.mov", (b"vide", entry(kind, bytes(70)), frames), brand=b"qt  ").read_bytes()


def avi(_: Path, *frames: bytes) -> bytes:
    movie = b"".join(b.riff_chunk(b"00dc", frame) for frame in frames)
    body = b"AVI " + b.riff_list(b"hdrl", HEADER) + b.riff_list(b"movi", movie)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def film(_: Path, *frames: bytes) -> bytes:
    blocks = [element("A3", b"\x82\0\0\x80", frame) for frame in frames]
    return mkv(tracks=(track(2, 1, "V_MJPEG", VIDEO),), frames=element("1F43B675", b"\xe7\x81\0", *blocks))


@pytest.mark.parametrize("of", [mov, avi, film])
def test_a_place_in_a_frame_is_a_location(tmp_path: Path, of):
    data = of(tmp_path, PLAIN, TOLD, PLAIN)
    record = inspect(data)
    assert {kind for kind, value in record.kinds.items() if value} == {"location", "owner"}
    assert "frame 2" in record.found[0].where
    with pytest.raises(CannotStrip, match=r"location, owner would still be in it .* video editor"):
        strip(data)


@pytest.mark.parametrize("of", [mov, avi, film])
def test_frames_that_are_only_pictures_say_nothing(tmp_path: Path, of):
    data = of(tmp_path, *[PLAIN] * 30)
    assert set(inspect(data).kinds.values()) == {False}
    assert inspect(strip(data)).image_hash == inspect(data).image_hash != ""


@pytest.mark.parametrize("of", [mov, avi, film])
def test_of_more_frames_than_are_looked_at_the_rest_is_unknown(tmp_path: Path, of, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stills, "MAX_FRAMES", 3)
    assert set(inspect(of(tmp_path, *[PLAIN] * 3)).kinds.values()) == {False}
    assert set(inspect(of(tmp_path, *[PLAIN] * 4)).kinds.values()) == {None}
    monkeypatch.setattr(stills, "MAX_FRAMES", 30)
    marked = [b.jpeg(b.segment(0xFE, b"frame %d" % number)) for number in range(9)]
    assert inspect(of(tmp_path, *marked[:8])).kinds["location"] is False
    assert inspect(of(tmp_path, *marked)).kinds["location"] is None
    assert inspect(of(tmp_path, *marked[:1] * 20)).kinds["location"] is False, "all say the same"


@pytest.mark.parametrize("kind", [b"png ", b"tiff"])
def test_frames_of_other_kinds_are_looked_into_as_well(tmp_path: Path, kind: bytes):
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG" if kind == b"png " else "TIFF", exif=b"Exif\0\0" + b.tiff([], gps=b.GPS))
    assert inspect(mov(tmp_path, out.getvalue(), kind=kind)).kinds["location"] is True


@pytest.mark.parametrize("kind", [b"mjpb", b"AVDJ", b"dmb1", b"jpgC", b"mp4v"])
def test_frames_that_begin_as_a_picture_are_looked_into_whatever_their_code(tmp_path: Path, kind: bytes):
    record = inspect(mov(tmp_path, TOLD, kind=kind))
    assert {found for found, value in record.kinds.items() if value is not False} == {"location", "owner"}
    assert set(inspect(mov(tmp_path, PLAIN, kind=kind)).kinds.values()) == {False}
    assert set(inspect(mov(tmp_path, b"a frame", kind=kind)).kinds.values()) == {False}


def test_frames_of_an_avi_or_matroska_are_looked_into_whatever_their_code(tmp_path: Path):
    of_avi = avi(tmp_path, TOLD).replace(b"vidsmjpg", b"vidsAVRn")
    blocks = element("1F43B675", b"\xe7\x81\0", element("A3", b"\x82\0\0\x80", TOLD))
    of_film = mkv(tracks=(track(2, 1, "V_MS/VFW/FOURCC", VIDEO),), frames=blocks)
    for data in (of_avi, of_film):
        assert {kind for kind, value in inspect(data).kinds.items() if value} == {"location", "owner"}


SIZE = b.full(b"ispe", b"\0\0\0\x40\0\0\0\x30")


def test_a_picture_in_a_heif_that_is_a_jpeg_is_looked_into():
    data = b.heif((b"jpeg", TOLD), properties=[SIZE])
    record = inspect(data)
    assert {kind for kind, value in record.kinds.items() if value is not False} == {"location", "owner"}
    assert record.texts == ("Jane Hart",)
    with pytest.raises(CannotStrip, match="location, owner would still be in it"):
        strip(data)
    assert set(inspect(b.heif((b"jpeg", PLAIN), properties=[SIZE])).kinds.values()) == {False}
    cut = b.heif((b"jpeg", TOLD[TOLD.find(b"\xff\xdb") :]), properties=[SIZE])
    assert set(inspect(cut).kinds.values()) == {None}


def test_a_jpeg_whose_head_is_a_property_is_looked_into():
    at = TOLD.find(b"\xff\xdb")
    data = b.heif((b"jpeg", TOLD[at:]), properties=[SIZE, b.box(b"jpgC", TOLD[:at])])
    assert {kind for kind, value in inspect(data).kinds.items() if value is not False} == {"location", "owner"}


def test_a_jpeg_beside_the_picture_of_a_heif_goes():
    data = b.heif((b"hvc1", b"a picture"), (b"jpeg", TOLD), references=[(b"thmb", 2, 1)], properties=[SIZE])
    record = inspect(data)
    assert {kind for kind, value in record.kinds.items() if value is not False} == {"location", "owner", "thumbnail"}
    made = strip(data)
    assert set(inspect(made).kinds.values()) == {False}
    assert b"Hart" not in made


def test_jpegs_that_lie_over_one_another_are_unknown():
    assert inspect(b.heif(*[(b"jpeg", PLAIN)] * 40, properties=[SIZE])).kinds["location"] is False
    data = b.heif((b"jpeg", PLAIN), *[(b"jpeg", b"")] * 39, properties=[SIZE])
    at = data.find(b"iloc") + 12
    all_the_same = b"".join(bytes((0, number, 0, 0, 0, 1)) + data[at + 6 : at + 14] for number in range(1, 41))
    data = data[:at] + all_the_same + data[at + len(all_the_same) :]
    assert len(data) < 40 * len(PLAIN)
    assert inspect(data).kinds["location"] is None


def test_frames_in_fragments_are_unknown(tmp_path: Path):
    data = mov(tmp_path)
    assert set(inspect(data).kinds.values()) == {False}
    fragment = b.box(b"moof", b.full(b"mfhd", bytes(4))) + b.box(b"mdat", TOLD)
    assert set(inspect(data + fragment).kinds.values()) == {None}


def test_a_film_in_records_is_looked_into():
    record = b.riff_list(b"rec ", b.riff_chunk(b"00dc", TOLD))
    body = b"AVI " + b.riff_list(b"hdrl", HEADER) + b.riff_list(b"movi", record)
    assert inspect(b"RIFF" + len(body).to_bytes(4, "little") + body).kinds["location"] is True


@pytest.mark.parametrize(
    ("frame", "bare"),
    [
        (PLAIN, True),
        (PLAIN.replace(b"JFIF\0", b"AVI1\0"), True),
        (b"\xff\xd8" + b.segment(0xE1, bytes(4) + b"mjpg" + bytes(32)) + b.SCAN, True),
        (b"\xff\xd8" + b.segment(0xE1, bytes(4) + b"mjpg" + b"by Jane Hart, 4 School Lane" * 9) + b.SCAN, False),
        (b"\xff\xd8\xff" + b.TABLES + b.FRAME + b.SCAN, True),
        (b.jpeg(b.segment(0xFE, b"Lavc60.31.102\0")), True),
        (b.jpeg(b.segment(0xFE, b"Jane Hart")), False),
        (TOLD, False),
        (b"\xff\xd8" + b.TABLES, False),
        (b"\xff\xd8" + bytes(40), False),
        (b"", False),
    ],
)
def test_what_may_stand_in_the_head_of_a_frame(frame: bytes, bare: bool):
    assert (told_in(frame) == b"") is bare
