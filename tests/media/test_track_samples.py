"""What the samples of a video's further tracks say: subtitles, telemetry, time codes."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from imgaudit.media import CannotStrip, inspect, limits, strip
from imgaudit.media.blocks import track_samples
from imgaudit.media.harmless.tags import MAKER_NOTE_UNKNOWN

from . import build as b
from .made_video import PICTURES, entry, write_mp4

VIDEO = (b"vide", PICTURES, [b"a frame!"])
METADATA = {"location", "people", "time", "text", *MAKER_NOTE_UNKNOWN}


@pytest.fixture
def film(tmp_path: Path):
    """The record of a video with one more track, its place on disk beside it."""

    def of(handler: bytes, described: bytes, *samples: bytes):
        place = write_mp4(tmp_path / "a.mp4", VIDEO, (handler, described, samples))
        return inspect(place), place

    return of


def yes(record) -> set[str]:
    return {kind for kind, value in record.kinds.items() if value}


def unknown(record) -> set[str]:
    return {kind for kind, value in record.kinds.items() if value is None}


# ------------------------------------------------------------------------------------------------------ subtitles


def said(text: str, *boxes: bytes) -> bytes:
    raw = text.encode()
    return struct.pack(">H", len(raw)) + raw + b"".join(boxes)


TX3G = entry(b"tx3g", bytes(30), b.box(b"ftab", b"\0\1\0\1\x0aSans-Serif"))
DRONE = "GPS (-0.1000, 51.5000, 12)"


@pytest.mark.parametrize(
    ("handler", "described", "sample", "text"),
    [
        (b"sbtl", TX3G, said(DRONE), DRONE),
        (b"text", entry(b"text", bytes(43)), said(DRONE), DRONE),
        (b"sbtl", TX3G, said("[latitude: 51.5] [longtitude: -0.1]"), "[latitude: 51.5] [longtitude: -0.1]"),
        (b"subt", entry(b"sbtt", b"\0\0\0"), DRONE.encode(), DRONE),
        (b"text", entry(b"wvtt", b.box(b"vttC", b"WEBVTT")), b.box(b"vttc", b.box(b"payl", DRONE.encode())), DRONE),
        (b"clcp", entry(b"c608"), b.box(b"cdat", b"\x94\x20" + DRONE.encode() + b"\x94\x2f"), DRONE),
    ],
)
def test_a_position_in_subtitles_is_a_location(film, handler: bytes, described: bytes, sample: bytes, text: str):
    record, place = film(handler, described, said("") if sample[:1] == b"\0" else b"", sample)
    assert yes(record) == {"location", "text"}
    assert unknown(record) == set()
    assert record.texts == (text,)
    assert [f.value for f in record.found if f.kind == "location"] == [text]
    made = strip(place)
    assert set(inspect(made).kinds.values()) == {False}
    assert b"51.5" not in made
    assert set(inspect(strip(place, only={"location"})).kinds.values()) == {False}


def test_words_in_subtitles_are_text_and_kept_to_be_searched_for_names(film):
    record, place = film(
        b"sbtl", TX3G, said("Jane Hart wins", b.box(b"styl", bytes(14))), said("and Mika comes second")
    )
    assert yes(record) == {"text"}
    assert unknown(record) == set()
    assert record.texts == ("Jane Hart wins", "and Mika comes second")
    assert b"Jane Hart" in strip(place, only={"location"}), "a track without a place stays"


@pytest.mark.parametrize(
    ("described", "sample", "texts", "open_kinds"),
    [
        (entry(b"stpp", b"http://www.w3.org/ns/ttml\0\0\0"), b"<tt><p>Jane Hart</p></tt>", ("Jane Hart",),
         {"people", "owner", "location", "device", "time", "software"}),
        (entry(b"mp4s"), b"a picture of letters", (), {"location", "people", "owner"}),
        (TX3G, said("Run", b.box(b"href", b"https://a.example")), ("Run", "https://a.example"), None),
        (TX3G, said("Run") + b"more bytes than said", ("Run", "es than said"), None),
        (entry(b"tx3g", bytes(30), b"Filmed by Jane Hart"), said("Run"), ("Run",), {"location", "people", "owner"}),
        (entry(b"wvtt", b.box(b"vttC", b"WEBVTT\nby Jane Hart")), b.box(b"vtte"), (), {"location", "people", "owner"}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_of_subtitles_is_unknown(film, described, sample, texts, open_kinds):
    record, _ = film(b"subt", described, sample)
    assert record.kinds["text"] is True
    assert record.texts == texts
    assert unknown(record) == (set(record.kinds) - {"text"} if open_kinds is None else open_kinds)


def test_subtitles_in_two_alphabets_are_read(film):
    record, _ = film(b"sbtl", TX3G, struct.pack(">H", 12) + "Siân!".encode("utf-16"))
    assert record.texts == ("Siân!",)


def test_of_more_subtitles_than_are_read_the_rest_is_unknown(film, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(track_samples, "MAX_SAMPLES", 2)
    assert unknown(film(b"sbtl", TX3G, said("one"), said("two"))[0]) == set()
    assert unknown(film(b"sbtl", TX3G, said("one"), said("two"), said("three"))[0]) == {"location", "people", "owner"}
    monkeypatch.setattr(track_samples, "MAX_SAMPLES", limits.MAX_SAMPLES)
    monkeypatch.setattr(track_samples, "MAX_SAMPLE_BYTES", 9)
    assert unknown(film(b"sbtl", TX3G, said("one"), said("two"))[0]) == {"location", "people", "owner"}


# ------------------------------------------------------------------------------------------------------ telemetry


def klv(key: bytes, kind: str, *rows, size=None):
    """A key of GPMF with its values; rows are packed by the type, or bytes."""
    codes = {"l": "i", "L": "I", "s": "h", "S": "H", "f": "f", "J": "Q", "B": "B"}
    packed = [row if isinstance(row, bytes) else struct.pack(f">{len(row)}{codes[kind]}", *row) for row in rows]
    size = size or (len(packed[0]) if packed else 1)
    body = b"".join(packed)
    return struct.pack(">4sBBH", key, ord(kind), size, len(packed)) + body + bytes(-len(body) % 4)


def text(key: bytes, value: str):
    raw = value.encode("latin-1")
    return struct.pack(">4sBBH", key, ord("c"), 1, len(raw)) + raw + bytes(-len(raw) % 4)


def nested(key: bytes, *parts: bytes):
    body = b"".join(parts)
    return struct.pack(">4sBBH", key, 0, 1, len(body)) + body


def device(*streams: bytes, name="Camera"):
    return nested(b"DEVC", klv(b"DVID", "L", (1,)), text(b"DVNM", name), *(nested(b"STRM", s) for s in streams))


SCALE5 = klv(b"SCAL", "l", (10**7,), (10**7,), (1000,), (1000,), (100,))
MOVES = text(b"STNM", "Accelerometer (up/down, right/left, forward/back)") + klv(b"SCAL", "s", (418,)) + klv(
    b"ACCL", "s", (1, 2, 3), (4, 5, 6)
)  # fmt: skip
FIX = klv(b"GPS5", "l", (0, 0, 0, 0, 0), (515_000_000, -1_250_000, 12_000, 0, 0))
NO_FIX = klv(b"GPS5", "l", (0, 0, 0, 0, 0))
GPS9 = (
    text(b"TYPE", "lllllllSS")
    + klv(b"SCAL", "l", (10**7,), (10**7,), (1000,), (1000,), (100,), (1,), (1000,), (100,), (1,))
    + klv(b"GPS9", "?", struct.pack(">7i2H", 515_000_000, -1_250_000, 0, 0, 0, 9000, 1000, 100, 3))
)
GPMD = entry(b"gpmd")


@pytest.mark.parametrize(
    ("sample", "found"),
    [
        (device(MOVES), set()),
        (device(MOVES, SCALE5 + NO_FIX + klv(b"GPSF", "L", (0,))), set()),
        (device(SCALE5 + FIX), {"location"}),
        (device(GPS9), {"location", "time"}),
        (device(klv(b"SCAL", "l", (10**7,)) + FIX), {"location"}),
        (device(struct.pack(">4sBBH", b"GPSU", ord("U"), 16, 1) + b"251128091500.000"), {"time"}),
        (device(struct.pack(">4sBBH", b"GPSU", ord("U"), 16, 1) + b"000000000000.000"), set()),
        (device(text(b"RMRK", "Sports day")), {"text"}),
        (device(klv(b"FACE", "L", (1, 2, 3))), {"people"}),
        (device(klv(b"FACE", "L")), set()),
        (device(MOVES, name="Hero6 Black"), {"device"}),
        (device(text(b"MINF", "HERO6 Black"), text(b"CASN", "C3221324545448"), text(b"FMWR", "HD6.01.01.51.00")),
         {"device", "serial", "software"}),
    ],
)  # fmt: skip
def test_what_a_camera_measures_is_told_by_its_key(film, sample: bytes, found: set[str]):
    record, place = film(b"meta", GPMD, sample, sample)
    assert yes(record) == {"hidden", *found}
    assert unknown(record) == set()
    assert [f.value for f in record.found if f.kind == "location"] == ["51.500000, -0.125000"] * ("location" in found)
    assert set(inspect(strip(place)).kinds.values()) == {False}
    left = inspect(strip(place, only={"location"}))
    assert (left.kinds["location"], left.kinds["hidden"]) == (False, "location" not in found)


@pytest.mark.parametrize(
    "sample",
    [
        device(klv(b"ABCD", "L", (1,))),
        device(MOVES)[:-4],
        device(MOVES) + b"Jane Hart wins",
        nested(b"DEVC", nested(b"STRM", nested(b"STRM", nested(b"STRM", nested(b"STRM", nested(b"STRM", MOVES)))))),
    ],
    ids=["a key nobody knows", "cut", "bytes behind", "too deep"],
)
def test_what_cannot_be_read_of_telemetry_is_unknown(film, sample: bytes):
    record, place = film(b"meta", GPMD, sample)
    assert yes(record) == {"hidden"}
    assert unknown(record) == set(record.kinds) - {"hidden"}
    assert set(inspect(strip(place)).kinds.values()) == {False}


@pytest.mark.parametrize("stream", [text(b"TYPE", "xyz") + klv(b"GPS9", "?", bytes(32)), klv(b"SCAL", "l", (0,)) + FIX])
def test_a_position_without_its_scale_is_unknown(film, stream: bytes):
    record, _ = film(b"meta", GPMD, device(stream))
    assert (yes(record), unknown(record)) == ({"hidden"}, {"location"})


@pytest.mark.parametrize(
    "stream",
    [text(b"STNM", "Sports day, Jane Hart"), text(b"SIUN", "Jane"), klv(b"ACCL", "B", b"Jane Hart, 4 School Lane")],
)
def test_words_where_numbers_or_names_of_streams_belong_are_text(film, stream: bytes):
    record, _ = film(b"meta", GPMD, device(stream))
    assert (yes(record), unknown(record)) == ({"hidden", "text"}, {"people", "owner", "location"})


def test_the_video_of_a_drone_tells_where_it_flew(shared: Path):
    record = inspect(shared / "pictures/gpmf_karma.mp4")
    told = {(f.kind, f.value) for f in record.found if f.where == "trak meta gpmd" and f.kind in ("location", "device")}
    assert record.kinds["location"] is True
    assert told == {  # as ExifTool -ee reads them
        ("device", "GoPro Karma v1.0"),
        ("location", "33.125368, -117.331064"),
        ("location", "33.125369, -117.331067"),
        ("location", "33.125979, -117.331312"),
    }


def test_settings_in_the_head_of_a_video_or_picture_are_read_alike(tmp_path: Path):
    block = nested(b"DEVC", text(b"DVNM", "Global Settings"), text(b"CASN", "C3221324545448"), text(b"AUDO", "WIND"))
    film = inspect(write_mp4(tmp_path / "a.mp4", VIDEO, user_data=[b.box(b"GPMF", block)]))
    assert (yes(film), unknown(film)) == ({"maker_note", "serial"}, set())
    picture = inspect(b.jpeg(b.segment(0xE6, b"GoPro\0" + block)))
    assert (yes(picture), unknown(picture)) == ({"hidden", "serial"}, set())


def camm(kind: int, layout: str, *values):
    return struct.pack("<HH" + layout, 0, kind, *values)


@pytest.mark.parametrize(
    ("sample", "found", "left_open"),
    [
        (camm(2, "3f", 1, 2, 3) + camm(5, "3d", 51.5, -0.125, 12), {"location"}, set()),
        (camm(6, "di2d7f", 1.4e9, 3, 51.5, -0.125, *[0] * 7), {"location", "time"}, set()),
        (camm(5, "3d", 0, 0, 0), set(), set()),
        (camm(5, "3d", 951.5, -0.125, 0), set(), {"location"}),
        (camm(9, "3f", 1, 2, 3), set(), None),
        (camm(5, "3d", 51.5, -0.125, 12)[:-2], set(), None),
    ],
)  # fmt: skip
def test_camera_motion_tells_where_it_was(film, sample, found, left_open):
    record, _ = film(b"camm", entry(b"camm"), sample)
    assert yes(record) == {"hidden", *found}
    assert unknown(record) == (set(record.kinds) - {"hidden"} if left_open is None else left_open)


@pytest.mark.parametrize("kind", [b"rtmd", b"mett", b"djmd", b"urim"])
def test_timed_metadata_of_other_makers_stay_unknown(film, kind: bytes):
    record, place = film(b"meta", entry(kind, b"application/x-own\0"), b"\1\2\3\4whatever")
    assert (yes(record), unknown(record)) == ({"hidden"}, METADATA)
    assert set(inspect(strip(place)).kinds.values()) == {False}


def mebx(*names: bytes):
    keys = [b.box(struct.pack(">I", n), b.box(b"keyd", b"mdta" + name)) for n, name in enumerate(names, start=1)]
    return entry(b"mebx", b.box(b"keys", *keys))


@pytest.mark.parametrize(
    ("name", "value", "found", "left_open"),
    [
        (b"com.apple.quicktime.video-orientation", b"\0\1", set(), set()),
        (b"com.apple.quicktime.location.ISO6709", b"+51.5000-000.1250/", {"location"}, set()),
        (b"com.apple.quicktime.location.ISO6709", b"+00.0000+000.0000/", set(), set()),
        (b"com.apple.quicktime.detected-face", b"\1\2\3\4", {"people"}, set()),
        (b"com.apple.quicktime.own-key", b"\1\2\3\4", set(), None),
        (b"com.apple.quicktime.own-key", bytes(4), set(), set()),
    ],
)
def test_apple_s_timed_metadata_are_told_by_their_keys(film, name, value, found, left_open):
    record, _ = film(b"meta", mebx(name), b.box(b"\0\0\0\1", value))
    assert yes(record) == {"hidden", *found}
    assert unknown(record) == (set(record.kinds) - {"hidden"} if left_open is None else left_open)


def time_code(*more: bytes):
    return entry(b"tmcd", bytes(8), struct.pack(">IIBB", 25, 1, 25, 0), *more)


@pytest.mark.parametrize(
    ("described", "frames", "found"),
    [
        (time_code(), 0, set()),
        (time_code(), 25 * 3600 * 9 + 7, {"time": "09:00:00:07"}),
        (time_code(b.box(b"name", b"\0\x09\0\0Jane Hart")), 0, {"text": "Jane Hart"}),
    ],
)
def test_a_time_code_that_runs_with_the_clock_is_a_time(film, described: bytes, frames: int, found):
    record, place = film(b"tmcd", described, struct.pack(">I", frames))
    assert {f.kind: f.value for f in record.found} == dict(found)
    assert record.kinds["time"] is ("time" in found)
    assert set(inspect(strip(place)).kinds.values()) == {False}


def test_a_track_in_fragments_is_not_read_and_not_taken_out():
    data = b.movie(kind=b"sbtl")
    record = inspect(data.replace(b"stco", b"stcx"))
    assert unknown(record) >= {"location", "people", "owner"}
    with pytest.raises(CannotStrip):
        strip(data.replace(b"stco", b"stcx"))
