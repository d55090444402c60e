"""Files beside a picture or video: what they give away themselves."""

import pytest

from imgaudit.media import CannotStrip, inspect, strip

from . import build as b

T = b.TOKEN
PLIST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" '
    '"http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0"><dict>{}</dict></plist>'
)
EDITED = (
    "<key>adjustmentBaseVersion</key><integer>0</integer><key>adjustmentData</key><data>{}</data>"
    "<key>adjustmentFormatIdentifier</key><string>com.apple.photo</string>"
    "<key>adjustmentTimestamp</key><date>2025-05-01T10:00:00Z</date>"
)
SRT = "1\n00:00:00,000 --> 00:00:02,000\n{}\n\n2\n00:00:02,000 --> 00:00:04,000\nHooray\n"


def yes(record):
    return {kind for kind, value in record.kinds.items() if value}


def maybe(record):
    return {kind for kind, value in record.kinds.items() if value is None}


@pytest.mark.parametrize(
    ("data", "name", "kinds"),
    [
        (b.xmp(b.creator(T)), "xmp", {"owner"}),
        (b'<?xml version="1.0"?>\n' + b.xmp(b.creator(T)).split(b"?>", 1)[1].split(b"<?xpacket")[0], "xmp", {"owner"}),
        (PLIST.format(EDITED.format("")).encode(), "aae", {"software", "time"}),
        (SRT.format(f"Well done, {T}!").encode(), "srt", {"text"}),
        (SRT.format("GPS (-0.1000, 51.5000, 12)").encode(), "srt", {"text", "location"}),
        (SRT.format("51.50740, -0.12780").encode("utf-16"), "srt", {"text", "location"}),
        (f"WEBVTT\n\n00:01.000 --> 00:02.000 align:start\n{T}\n".encode(), "vtt", {"text"}),
        (f"WEBVTT\n\nNOTE {T}\n\n00:01.000 --> 00:02.000\nHello\n".encode(), "vtt", {"text", "hidden"}),
    ],
)
def test_what_a_sidecar_gives_away(data, name, kinds):
    record = inspect(data)
    assert (record.format, record.status, record.error) == (name, "ok", "")
    assert (yes(record), maybe(record)) == (kinds, set())


def test_words_of_subtitles_can_be_searched_for_names():
    record = inspect(SRT.format("Well done, Mika!").encode())
    assert [found.value for found in record.found] == ["Well done, Mika!", "Hooray"]


def test_what_is_said_late_is_kept():
    cues = "".join(SRT.format(f"{number} bottles") for number in range(3_000)) + SRT.format(f"Well done, {T}!")
    assert inspect(cues.encode()).texts[-1] == f"Well done, {T}!"


def test_edits_that_are_packed_and_keys_that_are_not_listed_leave_doubt():
    packed = inspect(PLIST.format(EDITED.format("aGVsbG8=")).encode())
    assert {"location", "people"} <= maybe(packed)
    own = inspect(PLIST.format(EDITED.format("") + f"<key>own</key><string>{T}</string>").encode())
    assert (own.kinds["hidden"], own.kinds["location"]) == (True, None)


@pytest.mark.parametrize(
    "data",
    [
        PLIST.format(EDITED.format(""))[:-20].encode(),
        PLIST.format(EDITED.format("")).replace("<plist", '<!DOCTYPE plist [<!ENTITY a "b">]><plist').encode(),
        b.xmp(b.creator(T))[:-40],
    ],
)
def test_a_damaged_sidecar_is_unknown(data):
    record = inspect(data)
    assert record.status == "damaged"
    assert False not in record.kinds.values()


def test_a_sidecar_has_no_clean_copy():
    with pytest.raises(CannotStrip, match="do not publish it"):
        strip(b.xmp(b.creator(T)))


def test_a_text_that_is_no_subtitle_is_not_recognised():
    assert inspect(b"10:30 sports day --> field\n").status == "unrecognised"
