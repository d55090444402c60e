"""YouTube's tables from Takeout: their headings, what they say together, and the videos beside them."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.exports import youtube
from imgaudit.exports.head import Head
from imgaudit.exports.readers import readers
from imgaudit.files import walk
from imgaudit.tables import digest
from tests.exports.made import but_columns, read, rows, same, upload, write, wxr
from tests.exports.test_folder import zip_of

ROOT = "Takeout/YouTube and YouTube Music"
META = f"{ROOT}/video metadata"
HEADINGS = [
    "Video ID", "Approx Duration (ms)", "Video Audio Language", "Video Category", "Video Description (Original)",
    "Channel ID", "Tag 1", "Tag 2", "Video Title (Original)", "Privacy", "Video State", "Video Create Timestamp",
    "Video Publish Timestamp",
]  # fmt: skip
RELAY = [
    "Qh6c_nMwjqw", "93000", "en", "People", "Year 4 at the pond,\nwith Ada Fern", "UC1", "pond", "Fern Hollow",
    "Sports day: relay & finish!", "Public", "Processed", "2025-10-01T19:48:06+00:00", "2025-10-02T06:00:00+00:00",
]  # fmt: skip
CHOIR = ["-Choir_7890", "1000", "", "People", "", "UC1", "", "", "Choir", "Unlisted", "Processed",
         "2025-10-01T19:48:06+00:00", ""]  # fmt: skip
SPLASH = ["aSplash1234", "1000", "", "People", "", "UC1", "", "", "Splash", "Private", "Failed", "", ""]
PLACES = ["Video ID", "Video Recording Address", "Video Recording Altitude", "Video Recording Latitude",
          "Video Recording Longitude", "Place ID derived from Google's Places API"]  # fmt: skip


def table(*lines: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue()


VIDEOS = table(HEADINGS, RELAY, CHOIR, SPLASH)


def asset(number: str) -> str:
    return "hollow/youtube/" + digest(number)


def test_every_column_literally(tmp_path: Path) -> None:
    files = {
        f"{META}/videos.csv": VIDEOS,
        f"{META}/video recordings.csv": table(
            PLACES,
            ["Qh6c_nMwjqw", "The Pond, Hollow", "0", "52.6369", "-1.1398", "ChIJ"],
            ["-Choir_7890", "", "0", "0.0", "0.0", ""],
        ),
        f"{ROOT}/videos/Sports day_ relay _ finish!.mp4": b"x",
    }  # fmt: skip
    found = read(tmp_path, files, site="hollow")  # type: ignore[arg-type]
    watch = "https://www.youtube.com/watch?v="
    studio = "https://studio.youtube.com/video/"
    assert rows(found.assets, "asset_id", "url", "edit_url", "kind", "platform_has_location", "platform_found") == [
        (asset("Qh6c_nMwjqw"), f"{watch}Qh6c_nMwjqw", f"{studio}Qh6c_nMwjqw/edit", "video", None, None),
        (asset("-Choir_7890"), f"{watch}-Choir_7890", f"{studio}-Choir_7890/edit", "video", False, None),
        (asset("aSplash1234"), f"{watch}aSplash1234", f"{studio}aSplash1234/edit", "video", None, None),
    ]
    assert rows(found.items, "item_id", "channel", "page_url", "page_edit_url", "title", "caption", "published_at",
                "visibility", "in_use") == [
        (f"{asset('Qh6c_nMwjqw')}@{digest('youtube', watch + 'Qh6c_nMwjqw')}", "youtube", f"{watch}Qh6c_nMwjqw",
         f"{studio}Qh6c_nMwjqw/edit", "Sports day: relay & finish!",
         "Year 4 at the pond,\nwith Ada Fern\npond, Fern Hollow", datetime(2025, 10, 2, 6, tzinfo=UTC), "public", True),
        (f"{asset('-Choir_7890')}@{digest('youtube', watch + '-Choir_7890')}", "youtube", f"{watch}-Choir_7890",
         f"{studio}-Choir_7890/edit", "Choir", None, None, "unlisted", True),
        (f"{asset('aSplash1234')}@{digest('youtube', watch + 'aSplash1234')}", "youtube", f"{watch}aSplash1234",
         f"{studio}aSplash1234/edit", "Splash", None, None, "private", False),
    ]  # fmt: skip
    assert rows(found.items, "has_place_shown", "place_shown") == [
        (True, "The Pond, Hollow"), (False, None), (False, None),
    ]  # fmt: skip
    assert rows(found.files, "file_id", "role", "url", "path", "is_public") == [
        (f"{asset('Qh6c_nMwjqw')}#{digest('youtube.com/watch?v=Qh6c_nMwjqw')}", "published", f"{watch}Qh6c_nMwjqw",
         f"{tmp_path}/{ROOT}/videos/Sports day_ relay _ finish!.mp4", True),
        (f"{asset('-Choir_7890')}#{digest('youtube.com/watch?v=-Choir_7890')}", "published", f"{watch}-Choir_7890",
         None, True),
        (f"{asset('aSplash1234')}#{digest('youtube.com/watch?v=aSplash1234')}", "published", f"{watch}aSplash1234",
         None, False),
    ]  # fmt: skip
    assert rows(found.sources, "source_id", "file", "rows") == [
        ("hollow/youtube/youtube", f"{META}/video recordings.csv", 0),
        ("hollow/youtube/youtube", f"{META}/videos.csv", 3),
    ]
    assert but_columns(found.problems).empty
    text = "\n".join(getattr(found, name).to_csv() for name in ("items", "assets", "files", "problems"))
    assert not [value for value in ("52.63", "1.1398", "ChIJ") if value in text]


@pytest.mark.slow
@pytest.mark.parametrize("privacy", ["Public", "Unlisted", "", "Private"])
@pytest.mark.parametrize(
    ("place", "shown", "name", "kept"),
    [
        (["The Pond, Hollow", "0", "52.6", "-1.1", ""], True, "The Pond, Hollow", True),
        (["", "0", "52.6", "-1.1", ""], True, "a position on the map", True),
        (["", "0", "51.5", "0", ""], True, "a position on the map", True),
        (["", "0", "0", "0", "ChIJ"], True, "a position on the map", True),
        (["", "0", "0.0", "0", ""], False, None, False),
        (["", "", "", "", ""], False, None, False),
        (["", "0", "north", "1", ""], None, None, True),
    ],
)
def test_the_place_of_a_recording_is_shown_where_the_video_is(
    tmp_path: Path, privacy: str, place: list[str], shown: bool | None, name: str | None, kept: bool
) -> None:
    line = [privacy if cell == "Public" else cell for cell in RELAY]
    found = read(tmp_path, {"v.csv": table(HEADINGS, line), "r.csv": table(PLACES, ["Qh6c_nMwjqw", *place])})
    if privacy == "Private":
        shown, name = False, None
    assert rows(found.items, "has_place_shown", "place_shown") == [(shown, name)]
    # What is shown is not what YouTube keeps for itself.
    assert rows(found.assets, "platform_has_location") == [(None if shown else kept,)]


def test_without_the_table_of_recordings_a_place_is_unknown(tmp_path: Path) -> None:
    found = read(tmp_path, {"v.csv": VIDEOS})
    assert rows(found.items, "has_place_shown") == [(None,), (None,), (False,)]


GERMAN = table(
    ["Video-ID", "Ungefähre Dauer (ms)", "Videobeschreibung (Original)", "Tag: 1", "Videotitel (Original)",
     "Datenschutz", "Videostatus", "Zeitstempel bei Videoveröffentlichung"],
    ["Qh6c_nMwjqw", "93000", "Der Teich", "Teich", "Sportfest", "Nicht gelistet", "Verarbeitet",
     "2025-10-02T06:00:00+00:00"],
)  # fmt: skip
LOWER = table(
    ["Video ID", "Approx duration (ms)", "Video description (original)", "Tag 1", "Video title (original)",
     "Visibility", "Video state", "Video publish timestamp"],
    ["Qh6c_nMwjqw", "93000", "Der Teich", "Teich", "Sportfest", "Unlisted", "", "2025-10-02T06:00:00+00:00"],
)  # fmt: skip
SPANISH = table(
    ["ID de vídeo", "Duración aproximada (ms)", "Descripción del vídeo (original)", "Tag 1",
     "Título del vídeo (original)", "Privacidad", "Estado del vídeo", "Marca de tiempo de publicación del vídeo"],
    ["Qh6c_nMwjqw", "93000", "Der Teich", "Teich", "Sportfest", "Oculto", "", "2025-10-02T06:00:00+00:00"],
)  # fmt: skip


@pytest.mark.parametrize("text", [GERMAN, LOWER, SPANISH, "\ufeff" + LOWER, LOWER.replace(",", ";")])
def test_headings_in_other_spellings_and_languages(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, {"a.csv": text})
    assert rows(found.items, "title", "caption", "visibility", "published_at", "in_use") == [
        ("Sportfest", "Der Teich\nTeich", "unlisted", datetime(2025, 10, 2, 6, tzinfo=UTC), None)
    ]
    assert but_columns(found.problems).empty


def test_columns_that_nobody_filled_are_not_in_the_table(tmp_path: Path) -> None:
    short = "Video ID,Video Title (Original),Video State\nQh6c_nMwjqw,Relay,Processed\n\n\n\n"
    found = read(tmp_path, {"videos.csv": short, "recordings.csv": "Video ID\nQh6c_nMwjqw\n"})
    assert rows(found.items, "title", "caption", "visibility", "in_use") == [("Relay", None, "unknown", True)]
    assert rows(found.assets, "platform_has_location") == [(False,)]
    assert rows(found.files, "is_public") == [(None,)]
    assert but_columns(found.problems).empty


def test_texts_complete_the_description(tmp_path: Path) -> None:
    texts = table(
        ["Video ID", "Video Text Create Timestamp", "Video Title Text Segments 1", "Video Description Text Segments 1",
         "Video Description Text Segments 2"],
        ["Qh6c_nMwjqw", "2025", "Sports day", "Year 4 at the pond,\nwith Ada Fern ", "and Ben Hollow"],
        ["-Choir_7890", "2025", "Choir", "We sing", ""],
        ["stranger123", "2025", "X", "Y", ""],
    )  # fmt: skip
    found = read(tmp_path, {"videos.csv": VIDEOS, "t.csv": texts})
    assert rows(found.items, "caption") == [
        ("Year 4 at the pond,\nwith Ada Fern and Ben Hollow\npond, Fern Hollow",),
        ("We sing",),
        (None,),
    ]
    assert rows(but_columns(found.problems), "file", "row", "value") == [("t.csv", 4, "stranger123")]


def test_a_recording_of_an_unknown_video_is_a_problem(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.csv": VIDEOS, "b.csv": table(PLACES, ["stranger123", "", "", "1", "1", ""])})
    assert rows(but_columns(found.problems), "file", "row", "value") == [("b.csv", 2, "stranger123")]
    assert "videos.csv" in but_columns(found.problems)["reason"][0]


def test_rows_that_cannot_be_read_are_problems(tmp_path: Path) -> None:
    bad = table(
        HEADINGS,
        RELAY,
        [*RELAY[:8], "Again", *RELAY[9:]],
        ["", *RELAY[1:]],
        ["#NAME?", *RELAY[1:]],
        ["okay_123456", *RELAY[1:9], "Members", "Processed", "", "yesterday"],
        ["short_row_1"],
        [*CHOIR, "more", "cells"],
    )
    found = read(tmp_path, {"videos.csv": bad + '"cut in the mid', "empty.csv": ""})
    problems = rows(but_columns(found.problems), "file", "row", "column", "value")
    assert sorted(problems, key=lambda row: str(row[:3])) == [
        ("empty.csv", None, None, None),
        ("videos.csv", 3, None, "Qh6c_nMwjqw"),
        ("videos.csv", 4, None, "Sports day: relay & finish!"),
        ("videos.csv", 5, None, "#NAME?"),
        ("videos.csv", 6, "Privacy", "Members"),
        ("videos.csv", 6, "Video Publish Timestamp", "yesterday"),
        ("videos.csv", 7, None, None),
        ("videos.csv", 8, None, None),
        ("videos.csv", 9, None, "cut in the mid"),
        ("videos.csv", 9, None, None),
    ]
    there = [line for line in csv.reader(io.StringIO(bad)) if line][1:]
    assert len(found.items) + 3 == len(there)
    assert set(found.items["visibility"]) == {"public", "unlisted", "unknown"}


def test_a_workbook_reads_like_the_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in csv.reader(io.StringIO(VIDEOS)):
        book.active.append(line)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    one = read(tmp_path / "a", {"v": VIDEOS}, site="h")
    two = read(tmp_path / "b", {"v": out.getvalue()}, site="h")
    same(one, two, but=["problems"])
    assert rows(one.problems, "value") == rows(two.problems, "value")


@pytest.mark.slow
def test_order_parts_and_zips_change_no_id(tmp_path: Path) -> None:
    plain = {f"{META}/videos.csv": VIDEOS, f"{ROOT}/videos/Choir.mp4": b"choir"}
    split = {
        f"{META}/videos.csv": table(HEADINGS, SPLASH),
        f"{META}/videos(1).csv": table(HEADINGS, CHOIR, RELAY),
        f"{ROOT}/videos/Choir.mp4": b"choir",
    }
    parts = {
        "takeout-1-001.zip": zip_of({f"{META}/videos.csv": VIDEOS}),
        "takeout-1-002.zip": zip_of({f"{ROOT}/videos/Choir.mp4": b"choir"}),
    }
    one = read(tmp_path / "a", plain, site="h")
    others = [read(tmp_path / "b", split, site="h"), read(tmp_path / "c", parts, site="h"),
              ia.read_inventory(write(tmp_path / "d", {"t.zip": zip_of(plain)}) / "t.zip", site="h")]  # type: ignore[arg-type]  # fmt: skip
    for other in others:
        same(one, other, but=("sources", "files", "problems"))
        assert set(one.files["file_id"]) == set(other.files["file_id"])
        assert other.files["path"].notna().sum() == 1
        assert len(other.assets) == 3


def test_videos_beside_the_tables(tmp_path: Path) -> None:
    long = "The whole of our summer concert at Fern Hollow, with everybody"
    titles = {"a_long_one1": long, "same_title1": "Same title!", "same_title2": "Same title?", "emoji_only1": "🎉🎉",
              "a_choir_001": "Choir"}  # fmt: skip
    files: dict[str, str | bytes] = {
        f"{META}/videos.csv": table(["Video ID", "Video Title (Original)", "Privacy"],
                                    *([number, title, "Public"] for number, title in titles.items())),
        f"{ROOT}/videos/{long[:43]}.mp4": b"1",
        f"{ROOT}/videos/Same title.mp4": b"2",
        f"{ROOT}/videos/__.mp4": b"3",
        f"{ROOT}/videos/Nobody knows.mp4": b"4",
        f"{ROOT}/videos/Choir.txt": b"5",
        "website/videos/Choir.mp4": b"6",
    }  # fmt: skip
    found = read(tmp_path, files)
    assert rows(found.files[found.files["path"].notna() & found.files["url"].notna()], "url", "path") == [
        ("https://www.youtube.com/watch?v=a_long_one1", f"{tmp_path}/{ROOT}/videos/{long[:43]}.mp4")
    ]
    assert sorted(found.problems["file"]) == [f"{ROOT}/videos/Choir.txt", f"{ROOT}/videos/Same title.mp4"]
    assert sum(found.sources["dialect"].eq("folder")) == 2
    deep = read(tmp_path / "b", {"video metadata/videos.csv": VIDEOS, "videos/Choir.mp4": b"1", "web/Splash.mp4": b"2"})
    assert deep.files["path"].notna().sum() == 2
    assert len(deep.assets) == 4


OTHERS = {
    "a.xml": wxr(upload(7)),
    "list.csv": "Picture file,Title\na.jpg,A\n",
    "playlist.csv": "Video ID,Playlist Video Creation Timestamp\nQh6c_nMwjqw,2025\n",
    "playlists.csv": "Playlist ID,Playlist Title (Original),Playlist Visibility\nPL1,A,Private\n",
    "channel.csv": "Channel ID,Channel Title (Original),Channel Visibility\nUC1,A,Public\n",
    "comments.csv": "Comment ID,Channel ID,Video ID,Comment Text\n1,UC1,Qh6c_nMwjqw,x\n",
    "songs.csv": "Video ID,Song Title,Album Title\n1,A,B\n",
    "studio.csv": "Content,Video title,Video publish time,Views\nx,A,Oct 1,4\n",
    "a.json": '{"title": "x", "photoTakenTime": {}}',
}


def test_known_by_content_and_by_no_other(tmp_path: Path) -> None:
    ours = {"1.csv": VIDEOS, "2.txt": table(PLACES, ["Qh6c_nMwjqw", "", "", "1", "1", ""]), "3": "Video ID\nx\n",
            "4.csv": "Video ID,Video Title Text Segments 1\nx,y\n", "5.csv": GERMAN}  # fmt: skip
    found = walk(write(tmp_path / "a", ours))  # type: ignore[arg-type]
    for file in found.files:
        known = {reader.DIALECT: reader.sniff(Head(file)) for reader in readers()
                 if not getattr(reader, "IS_FALLBACK", False)}  # fmt: skip
        assert {name for name, why in known.items() if why} == {"youtube"}
    found = walk(write(tmp_path / "b", OTHERS))  # type: ignore[arg-type]
    assert {file.name: youtube.sniff(Head(file)) for file in found.files} == dict.fromkeys(sorted(OTHERS))


cells = st.sampled_from(["", "Qh6c_nMwjqw", "Public", "x" * 3000, "-1", "nan", "1e999", "2025-13-45", "=1+1", "\ud83d"])


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(cells | st.text(max_size=8), max_size=14), max_size=8),
    st.permutations(HEADINGS),
    st.integers(60, 400),
)
def test_nothing_raises(lines: list[list[str]], headings: list[str], cut: int) -> None:
    data = table(headings, *lines).encode("utf-8", "surrogatepass")
    places = table(PLACES, *lines).encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {"a.csv": data, "b.csv": places, "c.csv": data[:cut], "d.csv": VIDEOS})
        found = ia.read_inventory(folder, site="hollow")
    assert asset("-Choir_7890") in set(found.assets["asset_id"])
