"""Google Photos from Takeout: which picture is whose sidecar's, and what an album, a language or a ZIP part changes."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.exports import takeout
from imgaudit.exports.head import Head
from imgaudit.exports.readers import readers
from imgaudit.files import walk
from imgaudit.tables import digest
from tests.exports.made import JPEG, read, rows, upload, write, wxr
from tests.exports.test_folder import zip_of

ROOT = "Takeout/Google Photos"
YEAR = f"{ROOT}/Photos from 2025"
NOWHERE = {"latitude": 0.0, "longitude": 0.0, "altitude": 0.0, "latitudeSpan": 0.0, "longitudeSpan": 0.0}
SOMEWHERE = {**NOWHERE, "latitude": 52.6369, "longitude": -1.1398}


def sidecar(title: str, key: str | None = "AF1QipRelay", **more: object) -> str:
    entry = {
        "title": title,
        "description": "",
        "imageViews": "3",
        "creationTime": {"timestamp": "1759310000", "formatted": "1 Oct 2025, 09:13:20 UTC"},
        "photoTakenTime": {"timestamp": "1759300000", "formatted": "1 Oct 2025, 06:26:40 UTC"},
        "geoData": NOWHERE,
        "geoDataExif": NOWHERE,
        "url": f"https://photos.google.com/photo/{key}",
        "googlePhotosOrigin": {"mobileUpload": {"deviceType": "IOS_PHONE"}},
        **more,
    }
    if key is None:
        del entry["url"]
    return json.dumps({name: value for name, value in entry.items() if value is not ...}, ensure_ascii=False)


RELAY = sidecar(
    "relay.jpg",
    description="The relay &amp; finish",
    geoData=SOMEWHERE,
    people=[{"name": "Ada Fern"}, {"name": ""}],
    sharedAlbumComments=[
        {"text": "Well run, Ben!", "contentOwnerName": "A parent", "creationTime": {"timestamp": "1"}}
    ],
)
ALBUM = json.dumps({"title": "Sports day: summer", "description": "Year 4", "access": "protected",
                    "date": {"timestamp": "1502439626", "formatted": "11 sie 2017, 08:20:26 UTC"}})  # fmt: skip
FOUND = """location: latitude and longitude in geoData
people: names in people
time: when it was taken in photoTakenTime"""
RELAY_ID = "hollow/google photos/" + digest("AF1QipRelay")


def paths(found: ia.Inventory, folder: Path) -> dict[tuple[str, str], str | None]:
    """Title and role → the names of the files found, by comma."""
    titles = dict(rows(found.items, "asset_id", "title"))
    result: dict[tuple[str, str], str | None] = {}
    for asset, role, path in sorted(rows(found.files, "asset_id", "role", "path"), key=lambda row: str(row[2])):
        name = str(path).removeprefix(f"{folder}/").rsplit("/", 1)[-1] if path else None
        key = (str(titles[asset]), str(role))
        result[key] = f"{result[key]}, {name}" if key in result else name
    return result


def test_every_column_literally(tmp_path: Path) -> None:
    files = {f"{YEAR}/relay.jpg.json": RELAY, f"{YEAR}/relay.jpg": JPEG}
    found = read(tmp_path, files, site="hollow")
    page = "https://photos.google.com/photo/AF1QipRelay"
    assert rows(found.assets, "asset_id", "url", "edit_url", "kind", "shows", "platform_has_location",
                "platform_has_people", "platform_found") == [
        (RELAY_ID, page, page, "picture", "unknown", True, True,
         FOUND)
    ]  # fmt: skip
    assert rows(found.items, "item_id", "channel", "page_url", "page_title", "title", "caption", "published_at",
                "visibility", "in_use") == [
        (f"{RELAY_ID}@{digest('google photos', '')}", "google photos", page, None, "relay.jpg",
         "The relay & finish\nWell run, Ben!", None, "unknown", None)
    ]  # fmt: skip
    assert rows(found.appearances, "asset_id", "person_ref", "evidence") == [(RELAY_ID, "Ada Fern", "tagged")]
    assert rows(found.files, "file_id", "role", "url", "path", "is_public") == [
        (f"{RELAY_ID}#{digest('/relay.jpg')}", "published", None, f"{tmp_path}/{YEAR}/relay.jpg", None)
    ]
    assert rows(found.sources, "source_id", "file", "dialect", "exported_at", "rows") == [
        ("hollow/google photos/takeout", "Takeout", "takeout", None, 1)
    ]
    assert found.problems.empty


NAMES = {
    # sidecar: (title, picture)
    "race.jpg.json": ("race.jpg", "race.jpg"),
    "IMG_3479.JPG.json": ("IMG_3479.JPG", "IMG_3479.JPG"),
    "IMG_3479.JPG(1).json": ("IMG_3479.JPG", "IMG_3479(1).JPG"),
    "a.jpg.supplemental-metadata.json": ("a.jpg", "a.jpg"),
    "a.jpg.supplemental-metadata(1).json": ("a.jpg", "a(1).jpg"),
    "b.jpg(2).supplemental-metadata.json": ("b.jpg", "b(2).jpg"),
    "c.jpg..json": ("c.jpg", "c.jpg"),
    "d.jpg.s.json": ("d.jpg", "d.jpg"),
    "e(1).jpg.supplemental-metadata.json": ("e(1).jpg", "e(1).jpg"),
    "e(1).jpg.supplemental-metadata(1).json": ("e(1).jpg", "e(1)(1).jpg"),
    "PXL_20251019_115426964.jpg.supplemental-metada.json": ("PXL_20251019_115426964.jpg", "PXL_20251019_115426964.jpg"),
    "PXL_20250814_201154491.LONG_EXPOSURE-01.COVER..json":
        ("PXL_20250814_201154491.LONG_EXPOSURE-01.COVER.jpg", "PXL_20250814_201154491.LONG_EXPOSURE-01.COVER.jpg"),
    "PXL_20250809_203449253.LONG_EXPOSURE-02.ORIGIN.json":
        ("PXL_20250809_203449253.LONG_EXPOSURE-02.ORIGINAL.jpg", "PXL_20250809_203449253.LONG_EXPOSURE-02.ORIGINA.jpg"),
    "05yqt21kruxwwlhhgrwrdyb6chhwszi9bqmzu16w0 2.jp.json":
        ("05yqt21kruxwwlhhgrwrdyb6chhwszi9bqmzu16w0 2.jpg", "05yqt21kruxwwlhhgrwrdyb6chhwszi9bqmzu16w0 2.jpg"),
    "13039_327707840323_537645323_9470255_27214_n.j(1).json":
        ("13039_327707840323_537645323_9470255_27214_n.jpg", "13039_327707840323_537645323_9470255_27214_n(1).jpg"),
    "Fern_Hollow_sports_day_photography_xxxxxxxxxxx_.json":
        ("Fern_Hollow_sports_day_photography_xxxxxxxxxxx_m-371.jpg",
         "Fern_Hollow_sports_day_photography_xxxxxxxxxxx_m.jpg"),
    "Fern_Hollow_sports_day_photography_xxxxxxxxxxx_(494).json":
        ("Fern_Hollow_sports_day_photography_xxxxxxxxxxx_m-19.jpg",
         "Fern_Hollow_sports_day_photography_xxxxxxxxxxx_m(494).jpg"),
    "😀😃😄😁😆😅😂🤣🥲☺️😊😇🙂🙃😉😌😍🥰😘😗😙😚😋.json":
        ("😀😃😄😁😆😅😂🤣🥲☺️😊😇🙂🙃😉😌😍🥰😘😗😙😚😋😛😝.jpg",
         "😀😃😄😁😆😅😂🤣🥲☺️😊😇🙂🙃😉😌😍🥰😘😗😙😚😋😛.jpg"),
    "Choir.supplemental-metadata.json": ("Choir", "Choir.jpg"),
    "2025-12-23.supplemental-metadata(1).json": ("2025-12-23", "2025-12-23(1).jpg"),
    "27_06_25 - 1.mov.json": ("27/06/25 - 1", "27_06_25 - 1.mov"),
    "27_06_25 - 2.json": ("27/06/25 - 2", "27_06_25 - 2.jpg"),
    "PXL_1.MP.jpg.json": ("PXL_1.MP.jpg", "PXL_1.MP.jpg"),
    "cafe\u0301.jpg.json": ("café.jpg", "café.jpg"),
    "SHOUTED.JPG.json": ("SHOUTED.JPG", "SHOUTED.jpg"),
    "no ending.json": ("no ending", "no ending"),
    "no ending(1).json": ("no ending", "no ending(1)"),
}  # fmt: skip


def test_names_as_google_cuts_and_numbers_them(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {}
    for number, (name, (title, picture)) in enumerate(NAMES.items()):
        files |= {f"{YEAR}/{name}": sidecar(title, f"AF{number}"), f"{YEAR}/{picture}": JPEG}
    found = read(tmp_path, files)
    keys = dict(rows(found.assets, "asset_id", "url"))
    got = {str(keys[asset]).rsplit("AF", 1)[1]: str(path).rsplit("/", 1)[1] for asset, path in
           rows(found.files, "asset_id", "path")}  # fmt: skip
    assert got == {str(number): picture for number, (_, picture) in enumerate(NAMES.values())}
    assert set(found.sources["dialect"]) == {"takeout"}
    assert found.problems.empty


def test_edited_copies_and_clips_share_the_sidecar(tmp_path: Path) -> None:
    long = "Fern_Hollow_sports_day_photography_xxxxxxx_m"
    files: dict[str, str | bytes] = {
        f"{YEAR}/{name}.json": sidecar(title, f"AF{name}")
        for name, title in {
            "race.jpg": "race.jpg", "a.HEIC": "a.HEIC", "b.jpg": "b.jpg", "b.jpg(1)": "b.jpg", "c.MP.jpg": "c.MP.jpg",
            "d.MP~2.jpg": "d.MP~2.jpg", "e.JPG": "e.JPG", "e.HEIC": "e.HEIC", f"{long}.jp": f"{long}.jpg",
        }.items()
    }  # fmt: skip
    local = [
        "race.jpg", "race-edited.jpg", "a.HEIC", "a-modifié.jpg", "a.MP4", "b.jpg", "b(1).jpg", "b-bearbeitet(1).jpg",
        "c.MP.jpg", "c.MP", "d.MP~2.jpg", "d.MP~2", "e.JPG", "e.HEIC", "e.MOV", f"{long}.jpg", f"{long}-edi.jpg",
        "race-finish.jpg", "f-edited.jpg",
    ]  # fmt: skip
    found = read(tmp_path, {**files, **{f"{YEAR}/{name}": JPEG for name in local}})
    assert paths(found, tmp_path) == {
        ("race.jpg", "original"): "race.jpg",
        ("race.jpg", "published"): "race-edited.jpg",
        ("a.HEIC", "original"): "a.HEIC",
        ("a.HEIC", "published"): "a-modifié.jpg, a.MP4",
        ("b.jpg", "published"): "b-bearbeitet(1).jpg, b.jpg",
        ("b.jpg", "original"): "b(1).jpg",
        ("c.MP.jpg", "published"): "c.MP, c.MP.jpg",
        ("d.MP~2.jpg", "published"): "d.MP~2, d.MP~2.jpg",
        ("e.JPG", "published"): "e.JPG",
        ("e.HEIC", "published"): "e.HEIC, e.MOV",
        (f"{long}.jpg", "original"): f"{long}.jpg",
        (f"{long}.jpg", "published"): f"{long}-edi.jpg",
        # no sidecar is theirs: files of a folder
        ("race-finish.jpg", "published"): "race-finish.jpg",
        ("f-edited.jpg", "published"): "f-edited.jpg",
    }
    assert sorted(found.assets["kind"].unique()) == ["picture"]
    assert found.problems.empty


def test_a_name_that_could_be_two_pictures_is_left_open(tmp_path: Path) -> None:
    files = {f"{YEAR}/choir.json": sidecar("choir"), f"{YEAR}/choir.jpg": JPEG, f"{YEAR}/choir.png": JPEG}
    found = read(tmp_path, files)
    assert sorted(rows(found.items, "channel", "title")) == [
        ("folder", "choir.jpg"),
        ("folder", "choir.png"),
        ("google photos", "choir"),
    ]
    assert found.files["path"].isna().sum() == 1


DOWNLOAD: dict[str, bytes | str] = {
    f"{YEAR}/relay.jpg.supplemental-metadata.json": RELAY,
    f"{YEAR}/relay.jpg": JPEG,
    f"{ROOT}/Sports day_ summer/metadata.json": ALBUM,
    f"{ROOT}/Sports day_ summer/relay.jpg.supplemental-metadata.json": RELAY,
    f"{ROOT}/Sports day_ summer/relay.jpg": JPEG + b"!",
    f"{ROOT}/Sports day_ summer/choir.jpg.supplemental-metadata.json": sidecar("choir.jpg", "AF1QipChoir"),
}


def test_a_picture_in_an_album_is_the_one_in_the_library(tmp_path: Path) -> None:
    found = read(tmp_path, DOWNLOAD, site="hollow")
    assert sorted(rows(found.items, "asset_id", "page_title", "in_use", "caption"), key=str) == [
        ("hollow/google photos/" + digest("AF1QipChoir"), "Sports day: summer", True, "Year 4"),
        (RELAY_ID, "Sports day: summer", True, "The relay & finish\nWell run, Ben!\nYear 4"),
        (RELAY_ID, None, None, "The relay & finish\nWell run, Ben!"),
    ]
    assert sorted(rows(found.files, "file_id", "path"), key=lambda row: str(row[1])) == [
        (f"{RELAY_ID}#{digest('/relay.jpg')}", f"{tmp_path}/{YEAR}/relay.jpg"),
        (f"{RELAY_ID}#{digest('Sports day_ summer/relay.jpg')}", f"{tmp_path}/{ROOT}/Sports day_ summer/relay.jpg"),
        (f"hollow/google photos/{digest('AF1QipChoir')}#{digest('Sports day_ summer/choir.jpg')}", None),
    ]
    assert found.problems.empty


@pytest.mark.slow
def test_parts_zips_folders_old_names_and_languages_change_no_id(tmp_path: Path) -> None:
    plain = read(tmp_path / "plain", DOWNLOAD, site="h")
    zipped = ia.read_inventory(write(tmp_path / "zip", {"t.zip": zip_of(DOWNLOAD)}) / "t.zip", site="h")
    sidecars = {name: data for name, data in DOWNLOAD.items() if name.endswith(".json")}
    pictures = {name: data for name, data in DOWNLOAD.items() if not name.endswith(".json")}
    stem = "takeout-20251219T153000Z-1"
    parts = {f"{stem}-001.zip": zip_of(pictures), f"{stem}-002.zip": zip_of(sidecars)}
    in_parts = read(tmp_path / "parts", parts, site="h")
    unpacked = {**{f"one/{name}": data for name, data in pictures.items()},
                **{f"two/{name}": data for name, data in sidecars.items()}}  # fmt: skip
    in_folders = read(tmp_path / "folders", unpacked, site="h")
    old = {
        name.replace("supplemental-metadata.", "").replace("Photos from", "Fotos von").replace("metadata", "Metadaten"):
            data for name, data in DOWNLOAD.items()
    }  # fmt: skip
    german = read(tmp_path / "old", old, site="h")
    for other in (zipped, in_parts, in_folders, german):
        assert other.files["path"].notna().sum() == 2
        assert other.problems.empty
        for name in ("items", "assets", "appearances"):
            left, right = (getattr(one, name).drop(columns="source_id", errors="ignore") for one in (plain, other))
            assert sorted(rows(left, *left.columns), key=str) == sorted(rows(right, *left.columns), key=str)
        assert set(other.files["file_id"]) == set(plain.files["file_id"])
    assert rows(in_parts.sources, "file", "exported_at", "rows") == [
        (f"{stem}-002.zip", pd.Timestamp("2025-12-19T15:30:00Z"), 3)
    ]


@pytest.mark.slow
def test_two_terms_beside_each_other(tmp_path: Path) -> None:
    """Each sidecar has its own download's picture; what both hold is one asset."""
    terms = {
        f"takeout-2025{day}T000000Z-00{part}.zip": zip_of(
            {name: data for name, data in DOWNLOAD.items() if name.endswith(".json") is (part == 1)}
        )
        for day in ("0401", "1219")
        for part in (1, 2)
    }
    found = read(tmp_path, terms, site="hollow")
    assert len(found.assets) == 2
    assert len(found.items) == 3
    assert set(found.sources["dialect"]) == {"takeout"}
    assert set(found.files["path"].dropna()) == {
        f"{tmp_path}/takeout-20250401T000000Z-002.zip!{name}" for name in DOWNLOAD if name.endswith("jpg")
    }
    edited = {**DOWNLOAD, f"{YEAR}/relay-edited.jpg": JPEG}
    twice = read(tmp_path / "b", {"a.zip": zip_of(edited), "b.zip": zip_of(edited)}, site="hollow")
    assert len(twice.files) == 4
    assert sorted(twice.files["role"]) == ["original", "published", "published", "published"]
    assert set(twice.sources["dialect"]) == {"takeout"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "data", "title", "visibility"),
    [
        ("metadata.json", {"title": "Trip"}, "Trip", "unknown"),
        ("métadonnées.json", {"title": "Trip", "access": "public", "description": ""}, "Trip", "public"),
        ("Metadaten.json", {"title": "Trip", "access": "private", "date": {"timestamp": "0", "formatted": ""}}, "Trip",
         "private"),
        ("a.json", {"albumData": {"title": "Trip", "access": "protected", "description": ""}}, "Trip", "unknown"),
        ("metadata.json", {"title": None, "sharedAlbumComments": []}, "Untitled(1)", "unknown"),
        ("метаданни.json", {"title": "", "sharedAlbumComments": [{"text": "Hello"}]}, "Untitled(1)", "unknown"),
        ("b.json", {"title": "Trip", "enrichments": [{"narrativeEnrichment": {"text": "The hill"}}]}, "Trip",
         "unknown"),
    ],
)  # fmt: skip
def test_albums_are_known_by_what_they_hold(
    tmp_path: Path, name: str, data: dict[str, object], title: str, visibility: str
) -> None:
    album = f"{ROOT}/Untitled(1)"
    found = read(tmp_path, {f"{album}/{name}": json.dumps(data), f"{album}/relay.jpg.json": sidecar("relay.jpg")})
    assert rows(found.items, "page_title", "visibility") == [(title, visibility)]
    assert found.problems.empty


def test_an_album_without_pictures_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, {f"{ROOT}/Trip/metadata.json": ALBUM, f"{YEAR}/relay.jpg.json": RELAY})
    assert rows(found.problems, "file", "value") == [(f"{ROOT}/Trip/metadata.json", "Sports day: summer")]
    assert "all parts" in found.problems["reason"][0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "location", "people", "visibility", "in_use"),
    [
        ({}, False, None, "unknown", None),
        ({"geoData": SOMEWHERE}, True, None, "unknown", None),
        ({"geoDataExif": SOMEWHERE}, True, None, "unknown", None),
        ({"geoData": {"latitude": "52.6", "longitude": "n/a"}}, True, None, "unknown", None),
        ({"geoData": {"latitude": "n/a"}, "geoDataExif": ...}, False, None, "unknown", None),
        ({"geoData": ..., "geoDataExif": ...}, None, None, "unknown", None),
        ({"geoData": None, "geoDataExif": [0]}, None, None, "unknown", None),
        ({"people": []}, False, False, "unknown", None),
        ({"people": [{"name": "Ben"}]}, False, True, "unknown", None),
        ({"trashed": True}, False, None, "private", False),
        ({"archived": True, "trashed": False}, False, None, "unknown", None),
        ({"inLockedFolder": True}, False, None, "private", None),
    ],
)
def test_yes_no_and_unknown(
    tmp_path: Path, more: dict[str, object], location: bool, people: bool, visibility: str, in_use: bool
) -> None:
    found = read(tmp_path, {f"{YEAR}/relay.jpg.json": sidecar("relay.jpg", **more)})
    assert rows(found.assets, "platform_has_location", "platform_has_people") == [(location, people)]
    assert rows(found.items, "visibility", "in_use") == [(visibility, in_use)]


def test_ids_where_there_is_no_address(tmp_path: Path) -> None:
    files = {
        f"{YEAR}/a.jpg.json": sidecar("a.jpg", None),
        f"{ROOT}/Trip/a.jpg(1).json": sidecar("a.jpg", None),
        f"{YEAR}/b.jpg.json": sidecar("b.jpg", None, photoTakenTime={}),
        f"{YEAR}/c.jpg.json": sidecar("c.jpg", url="https://lh3.googleusercontent.com/x/c.jpg"),
    }
    found = read(tmp_path, files, site="h")
    assert set(found.assets["asset_id"]) == {
        "h/entry/" + digest("google photos", "a.jpg", "1759300000"),
        "h/file/" + digest("Google Photos/Photos from 2025/b.jpg.json"),
        "h/entry/" + digest("google photos", "c.jpg", "1759300000"),
    }
    assert found.assets["url"].isna().all()


def test_broken_sidecars_are_rows_or_problems(tmp_path: Path) -> None:
    broken: dict[str, str | bytes] = {
        "cut.json": RELAY[: len(RELAY) // 2],
        "list.json": f"[{RELAY}, 7, null]",
        "types.json": json.dumps({"title": ["x"], "photoTakenTime": 5, "geoData": "x", "people": "Ada", "url": 4,
                                  "sharedAlbumComments": {"text": 1}, "description": {"a": 1}, "trashed": "yes"}),
        "huge.json": '{"title": "h.jpg", "photoTakenTime": {"timestamp": ' + "9" * 6000 + "}}",
        "null.json": '{"title": null, "photoTakenTime": null, "people": [null, {"name": null}, "x"]}',
        "odd.json": '{"title": "o\\ud800.jpg", "photoTakenTime": {"timestamp": NaN}, "url": "https://[x"}',
        "deep.json": '{"photoTakenTime": ' + "[" * 3000,
        "only title.json": '{"title": "x" "y"}',
    }  # fmt: skip
    found = read(tmp_path, {f"{YEAR}/{name}": data for name, data in broken.items()})
    by_file = found.problems.groupby("file").size().to_dict()
    assert {name.rsplit("/", 1)[1]: count for name, count in by_file.items()} == {
        "cut.json": 1, "list.json": 1, "types.json": 1, "deep.json": 1, "only title.json": 1,
    }  # fmt: skip
    assert sorted(map(str, found.items["title"])) == sorted(["types", "h.jpg", "null", "o\ufffd.jpg"])


def test_no_position_or_time_in_any_table(tmp_path: Path) -> None:
    found = read(tmp_path, DOWNLOAD)
    text = "\n".join(getattr(found, name).to_csv() for name in ("items", "assets", "files", "appearances", "problems"))
    assert not [value for value in ("52.63", "1.1398", "1759300000", "1 Oct 2025") if value in text]


def test_every_sidecar_is_a_row(tmp_path: Path) -> None:
    files = {f"{YEAR}/p{n}.jpg.json": sidecar(f"p{n}.jpg", f"AF{n}") for n in range(40)}
    found = read(tmp_path, {**files, **{f"{YEAR}/p{n}.jpg": JPEG for n in range(0, 40, 2)}})
    there = {json.loads(path.read_text())["url"] for path in tmp_path.rglob("*.json")}
    assert set(found.items["page_url"]) == there
    assert found.files["path"].notna().sum() == 20


OTHERS = {
    "a.xml": wxr(upload(7)),
    "a.csv": "Picture file,Title\na.jpg,A\n",
    "memories.json": '{"title": ["Spotlight"]}',
    "comments.json": '{"sharedAlbumComments": [{"text": "x"}]}',
    "orders.json": '{"externalOrderId": "4", "type": "PURCHASED", "creationTime": {"formatted": "x"}}',
    "page.json": '{"title": "News", "date": "2025-01-01", "description": "x"}',
    "posts.json": '[{"media": [{"uri": "a.jpg", "title": "x"}]}]',
    "media.json": '[{"id": 4, "title": {"rendered": "x"}, "media_details": {}}]',
    "tweets.js": 'window.YTD.tweets.part0 = [{"tweet": {"id_str": "1"}}]',
}


def test_known_by_content_and_by_no_other(tmp_path: Path) -> None:
    ours = {"1.json": RELAY, "2.txt": "\ufeff" + RELAY, "3": ALBUM, "4.json": '{"title": "Trip"}'}
    found = walk(write(tmp_path / "a", ours))
    for file in found.files:
        known = {reader.DIALECT: reader.sniff(Head(file)) for reader in readers()
                 if not getattr(reader, "IS_FALLBACK", False)}  # fmt: skip
        assert {name for name, why in known.items() if why} == {"takeout"}
    found = walk(write(tmp_path / "b", OTHERS))
    assert [takeout.sniff(Head(file)) for file in found.files] == [None] * len(OTHERS)


def test_the_caller_names_site_and_channel(tmp_path: Path) -> None:
    files = {f"{YEAR}/relay.jpg.json": RELAY}
    found = read(tmp_path, files, site="hollow", channel="prospectus")
    assert rows(found.items, "asset_id", "site", "channel") == [(RELAY_ID, "hollow", "prospectus")]


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["title", "url", "photoTakenTime", "timestamp", "geoData", "latitude", "people", "name",
                         "sharedAlbumComments", "text", "albumData", "enrichments"]), inner, max_size=5),
    max_leaves=15,
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(junk, min_size=5, max_size=10), st.integers(0, 400))
def test_nothing_raises(values: list[object], cut: int) -> None:
    names = ["a.jpg.json", "(1).json", ".json", "a.suppl(2).json", "-edited.json"]
    files = {f"{YEAR}/{n}{names[n % 5]}": json.dumps(value) for n, value in enumerate(values)}
    for n, value in enumerate(values):
        odd = {"people": value, "albumData": value, "url": value, "geoData": value, "title": value}
        files[f"{ROOT}/Trip/{n}.json"] = json.dumps({**json.loads(RELAY), **odd})
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {**files, f"{YEAR}/c.json": RELAY[:cut], f"{YEAR}/ok.jpg.json": RELAY})
        found = ia.read_inventory(folder, site="hollow")
    assert RELAY_ID in set(found.assets["asset_id"])
    assert len(found.items) >= len(values)


@pytest.mark.parametrize(("folder", "in_use"), [(YEAR, None), (f"{ROOT}/Sports day", True)])
def test_a_picture_that_is_no_longer_in_the_bin(tmp_path: Path, folder: str, in_use: bool | None) -> None:
    zips = {
        "takeout-20251001T000000Z-1-001.zip": zip_of({f"{folder}/a.jpg.json": sidecar("a.jpg", trashed=True)}),
        "takeout-20251219T000000Z-1-001.zip": zip_of({f"{folder}/a.jpg.json": sidecar("a.jpg")}),
    }
    assert rows(read(tmp_path, zips, site="hollow").items, "in_use", "visibility") == [(in_use, "unknown")]


@pytest.mark.parametrize("name", ["{}/takeout-20251219T{}Z-1-001.zip", "{}"])
def test_the_downloads_of_two_accounts_are_told_apart(tmp_path: Path, name: str) -> None:
    main, other = name.format("main", "153000"), name.format("other", "160000")
    day = f"{ROOT}/Sports day"
    files: dict[str, dict[str, bytes | str]] = {
        main: {
            f"{YEAR}/IMG_0001.jpg.json": sidecar("IMG_0001.jpg", "AF1QipMain"),
            f"{day}/relay.jpg.json": sidecar("relay.jpg", "AF1QipRelay"),
        },
        other: {
            f"{YEAR}/IMG_0001.jpg": JPEG,
            f"{YEAR}/IMG_0001.jpg.json": sidecar("IMG_0001.jpg", "AF1QipOther"),
            f"{day}/pond.jpg.json": sidecar("pond.jpg", "AF1QipPond"),
            f"{day}/metadata.json": json.dumps(
                {"title": "Sports day", "access": "private", "date": {"timestamp": "1"}}
            ),
        },
    }
    for download, inside in files.items():
        if download.endswith(".zip"):
            write(tmp_path, {download: zip_of(inside)})
        else:
            write(tmp_path, {f"{download}/{at}": content for at, content in inside.items()})
    found = ia.read_inventory(tmp_path, site="hollow")
    with_file = {asset for asset, path in rows(found.files, "asset_id", "path") if path}
    assert with_file == {"hollow/google photos/" + digest("AF1QipOther")}
    seen = {str(title): seen for title, seen in rows(found.items, "title", "visibility") if "IMG" not in str(title)}
    assert seen == {"relay.jpg": "unknown", "pond.jpg": "private"}
