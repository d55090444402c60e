"""Matroska and WebM: what stands beside the frames, and the video without it."""

import struct

import pytest

from imgaudit.media import CannotStrip, inspect, strip

from . import build as b
from .made_video import FRAMES, element, mkv, simple, tag, track, unsigned

T = b.TOKEN


def yes(data):
    return {kind for kind, value in inspect(data).kinds.items() if value}


@pytest.mark.parametrize(("kind", "name"), [("matroska", "mkv"), ("webm", "webm")])
def test_frames_alone_are_clean(kind, name):
    record = inspect(mkv(kind=kind))
    assert (record.format, record.status, record.error) == (name, "ok", "")
    assert set(record.kinds.values()) == {False}
    assert (record.width_px, record.height_px) == (64, 48)
    assert record.image_hash
    assert strip(mkv(kind=kind)) == mkv(kind=kind)


PHONE = b.jpeg(b.exif_segment(b.rich_exif()))
RICH = {"location", "owner", "serial", "device", "time", "thumbnail"}
SUBTITLES = track(2, 17, "S_TEXT/UTF8")


def spoken(text):
    return element("1F43B675", unsigned("E7", 0), element("A3", b"\x82\0\0\x80" + text.encode()))


BESIDE = {
    "title": (mkv(info=[element("7BA9", T)]), {"text"}),
    "program": (mkv(info=[element("4D80", T), element("5741", T)], apps=False), {"software"}),
    "time": (mkv(info=[element("4461", struct.pack(">q", 10**17))]), {"time"}),
    "id": (mkv(info=[element("73A4", T.encode().ljust(16, b"x"))]), {"serial"}),
    "file name": (mkv(info=[element("7384", T)]), {"text"}),
    "artist": (mkv(tag("ARTIST", T)), {"owner"}),
    "place": (mkv(tag("LOCATION", f"+51.5-000.1/{T}")), {"location"}),
    "phone": (mkv(tag("COM.ANDROID.MODEL", T)), {"device"}),
    "date": (mkv(tag("DATE_RECORDED", "2025-05-01")), {"time"}),
    "actor": (mkv(tag("ACTOR", T)), {"people"}),
    "own tag": (mkv(tag("CHECKED", T)), {"text"}),
    "tag in a tag": (
        mkv(
            element(
                "1254C367",
                element("7373", element("67C8", element("45A3", "TITLE"), element("4487", "x"), simple("ARTIST", T))),
            )
        ),
        {"owner", "text"},
    ),
    "track's name": (mkv(more=[element("536E", T)]), {"text"}),
    "codec's words": (mkv(more=[element("63A2", T)]), {"hidden"}),
    "chapter": (
        mkv(element("1043A770", element("45B9", element("B6", element("91", b"\0"), element("80", element("85", T)))))),
        {"text"},
    ),
    "attachment": (
        mkv(element("1941A469", element("61A7", element("466E", "a.jpg"), element("465C", PHONE)))),
        RICH | {"text", "hidden"},
    ),
    "void": (mkv(element("EC", T)), {"hidden"}),
    "unlisted": (mkv(element("4FFF", T)), {"hidden"}),
    "at a wrong place": (mkv(info=[element("4487", T)]), {"hidden"}),
    "word of the standard": (mkv(more=[element("22B59C", T + "\n")]), {"text"}),
    "integer": (mkv(more=[element("73C5", T)]), {"hidden"}),
    "behind": (mkv(behind=element("4FFF", T)), {"hidden"}),
}


@pytest.mark.parametrize("name", BESIDE)
def test_what_stands_beside_the_frames(name):
    data, kinds = BESIDE[name]
    record = inspect(data)
    assert record.status == "ok"
    assert yes(data) == kinds
    if kinds == {"hidden"}:
        assert record.kinds["location"] is None


@pytest.mark.parametrize("name", BESIDE)
def test_a_clean_copy_holds_nothing_and_every_frame(name):
    data, _ = BESIDE[name]
    copy = strip(data)
    assert T.encode() not in copy
    assert len(copy) == len(data)
    record = inspect(copy)
    assert set(record.kinds.values()) == {False}
    assert record.image_hash == inspect(data).image_hash
    assert b"picture!" in copy


def test_one_kind_goes_and_the_rest_stays():
    data = mkv(tag("ARTIST", "Mika Dummy"), element("EC", bytes(8)), tag("LOCATION", "+51.5-000.1/"))
    copy = strip(data, only={"location"})
    assert (yes(copy), b"Mika Dummy" in copy, b"51.5" in copy) == ({"owner"}, True, False)
    assert yes(strip(data, keep={"owner"})) == {"owner"}


def test_subtitles_are_text_and_may_say_where_it_was():
    said = inspect(mkv(tracks=[SUBTITLES], frames=FRAMES + spoken("Well done, Mika!")))
    assert (said.kinds["text"], said.kinds["location"]) == (True, False)
    assert "Well done, Mika!" in [found.value for found in said.found]
    flown = mkv(tracks=[SUBTITLES], frames=FRAMES + spoken("GPS (-0.1000, 51.5000, 12)"))
    assert yes(flown) == {"text", "location"}
    with pytest.raises(CannotStrip, match="The video holds subtitles"):
        strip(flown)


def test_what_is_said_late_in_a_video_is_kept():
    spoken_ones = b"".join(spoken(f"{number} bottles") for number in range(3_000)) + spoken("Well done, Mika!")
    said = inspect(mkv(tracks=[SUBTITLES], frames=FRAMES + spoken_ones))
    assert (said.texts[1], said.texts[-1], said.texts_cut) == ("0 bottles", "Well done, Mika!", False)


def test_a_track_of_another_kind_and_frames_of_no_track_leave_doubt():
    for data in (mkv(tracks=[track(2, 33, "D_GPS")]), mkv(frames=FRAMES + spoken(T))):
        record = inspect(data)
        assert (record.kinds["hidden"], record.kinds["location"]) == (True, None)


def test_a_live_stream_whose_parts_have_no_length_is_read():
    whole = mkv(tag("ARTIST", T))
    at = whole.index(bytes.fromhex("18538067"))
    live = whole[: at + 4] + b"\x01" + b"\xff" * 7 + whole[at + 4 + (8 if whole[at + 4] == 1 else 1) :]
    assert yes(live) == {"owner"}
    cluster = bytes.fromhex("1F43B675")
    at = live.index(cluster)
    open_end = live[: at + 4] + b"\xff" + live[at + 5 :] + cluster + b"\xff" + unsigned("E7", 1)
    assert (inspect(open_end).status, yes(open_end)) == ("ok", {"owner"})


def test_a_cut_or_endless_video_is_unknown():
    data = mkv(tag("ARTIST", T))
    assert inspect(data[:-20]).status == "damaged"
    nested = b""
    for _ in range(40):
        nested = element("B6", nested)
    deep = mkv(element("1043A770", element("45B9", nested)))
    for broken in (data[:-20], deep):
        record = inspect(broken)
        assert record.status == "damaged"
        assert False not in record.kinds.values()
