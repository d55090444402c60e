"""Facebook's download: every layout of it, what it says and does not say, and what is not published."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.exports import facebook
from imgaudit.exports._meta.posts import legible, moment
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options
from imgaudit.exports.readers import readers
from imgaudit.files import walk
from imgaudit.tables import digest
from tests.exports.made import JPEG, read, rows, same, upload, write, wxr
from tests.exports.made_meta import (
    AUTUMN,
    POSTS,
    PREFIXES,
    dumps,
    exif,
    facebook_download,
    fb_media,
    fb_post,
    film,
    instagram_download,
    twice,
    zipped,
)

RELAY, CHOIR, CONCERT, POND, STORY = (
    "hollow/facebook/122216968670287701",
    "hollow/facebook/122216968670287702",
    "hollow/facebook/v122216968670287703",
    "hollow/facebook/122216968670287704",
    "hollow/facebook/122216968670287705",
)
BROKEN = (
    "broken JSON (Unterminated string starting at): the 4 entries before it were read, nothing after it; "
    "download it again"
)
TITLE = "Fern Hollow added a new photo."


def read_one(tmp_path: Path, value: object, name: str = "a.json", **options: str) -> ia.Inventory:
    """One file of posts, albums or lists."""
    text = value if isinstance(value, str) else dumps(value)
    return read(tmp_path, {name: text}, site="hollow", **options)


def test_every_column_literally(tmp_path: Path) -> None:
    found = read(tmp_path, facebook_download(), site="hollow")
    columns = ["asset_id", "channel", "page_title", "title", "caption", "published_at", "visibility", "in_use"]
    at = datetime(2025, 10, 2, 9, 30, tzinfo=UTC)
    both = "Sports day – what a relay! 🎉\nStaffel über 4 × 100 m"
    album = "Sports Day – Żółw"
    assert sorted(rows(found.items, *columns), key=str) == sorted(
        [
            (RELAY, "facebook", TITLE, "Timeline photos", both, at, "unknown", True),
            (CHOIR, "facebook", TITLE, "Timeline photos", "Sports day – what a relay! 🎉", at, "unknown", True),
            (CONCERT, "facebook", TITLE, "Timeline photos", "Winter concert", at.replace(minute=35), "unknown", True),
            (
                RELAY,
                "facebook",
                album,
                f"{album}\nTimeline photos",
                "Staffel über 4 × 100 m\nSummer",
                at,
                "unknown",
                True,
            ),
            (POND, "facebook", "Photos", "Timeline photos", None, at, "unknown", True),
            (CONCERT, "facebook", "Videos", "Timeline photos", None, at, "unknown", True),
            (STORY, "facebook", TITLE, "Timeline photos", None, at, "unknown", None),
        ],
        key=str,
    )
    assert set(found.items["item_id"]) == {
        f"{asset}@{digest('facebook', page)}"
        for asset, page in [
            (RELAY, f"post {AUTUMN}"),
            (CHOIR, f"post {AUTUMN}"),
            (CONCERT, f"post {AUTUMN + 300}"),
            (RELAY, f"album {album}"),
            (POND, "photos"),
            (CONCERT, "videos"),
            (STORY, f"story {AUTUMN}"),
        ]
    }
    assert sorted(rows(found.assets, "asset_id", "site", "kind", "platform_has_people", "platform_found")) == [
        (RELAY, "hollow", "picture", True, "people: tags of the post"),
        (CHOIR, "hollow", "picture", True, "people: tags of the post"),
        (POND, "hollow", "picture", None, None),
        (STORY, "hollow", "picture", None, None),
        (CONCERT, "hollow", "video", None, None),
    ]
    assert rows(found.appearances, "asset_id", "person_ref", "evidence") == [
        (asset, name, "tagged") for asset in (RELAY, CHOIR) for name in ("Zoë Fern", "Ben Hollow")
    ]
    assert set(found.sources["source_id"]) == {"hollow/facebook/facebook"}
    assert found.files["path"].notna().all()
    assert found.files["url"].isna().all()
    # What is not published is not read, and said not to be known.
    assert sorted(name.rsplit("/", 1)[-1] for name in found.problems["file"]) == [
        "advertisers.json",
        "likes_and_reactions_1.json",
        "message_1.json",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["2023", "2024", "page"])
def test_ids_are_those_of_the_old_layout(tmp_path: Path, layout: str) -> None:
    old = read(tmp_path / "old", facebook_download("old"), site="hollow")
    new = read(tmp_path / "new", facebook_download(layout), site="hollow")
    same(old, new, but=["files", "sources", "problems"])
    assert set(old.files["file_id"]) == set(new.files["file_id"])
    assert old.files["path"].notna().all()
    assert new.files["path"].notna().all()


@pytest.mark.slow
def test_a_zip_reads_like_the_folder(tmp_path: Path) -> None:
    one = read(tmp_path / "folder", facebook_download(), site="hollow")
    two = read(tmp_path / "zip", {"facebook-hollow-2025-12-19-x.zip": zipped(facebook_download())}, site="hollow")
    same(one, two, but=["files", "sources", "problems"])
    assert set(one.files["file_id"]) == set(two.files["file_id"])
    assert two.files["path"].str.contains(".zip!", regex=False).all()


def test_the_order_of_entries_changes_nothing(tmp_path: Path) -> None:
    posts = json.loads(str(facebook_download()[POSTS["2024"]]))
    one, two = (read_one(tmp_path / name, value) for name, value in (("a", posts), ("b", posts[::-1])))
    same(one, two, but=["problems"])


def test_files_are_found_wherever_the_download_lies(tmp_path: Path) -> None:
    found = read(tmp_path, {f"moss/deep/down/{name}": content for name, content in facebook_download().items()})
    assert found.files["path"].str.startswith(f"{tmp_path}/moss/deep/down/your_facebook_activity/").all()


def test_two_accounts_side_by_side_take_their_own_files(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {}
    for school, number in (("", "1"), ("moss/", "2")):
        media = fb_media(f"Trip/{number}.jpg", "your_facebook_activity/")
        files[f"{school}{POSTS['2024']}"] = dumps(
            [fb_post(media, fb_media("Trip/same.jpg", "your_facebook_activity/"))]
        )
        files[f"{school}your_facebook_activity/posts/media/Trip/{number}.jpg"] = JPEG
    files["moss/your_facebook_activity/posts/media/Trip/same.jpg"] = JPEG
    found = read(tmp_path, files, site="hollow")
    assert sorted(str(path).removeprefix(f"{tmp_path}/") for path in found.files["path"]) == [
        "moss/your_facebook_activity/posts/media/Trip/2.jpg",
        "moss/your_facebook_activity/posts/media/Trip/same.jpg",
        "your_facebook_activity/posts/media/Trip/1.jpg",
    ]


def test_a_file_that_is_not_there_stays_a_file(tmp_path: Path) -> None:
    found = read(tmp_path, facebook_download(copies=False), site="hollow")
    assert len(found.files) == 5
    assert found.files["path"].isna().all()


def test_a_download_whose_outer_folder_was_taken_off(tmp_path: Path) -> None:
    prefix = PREFIXES["page"]
    files = {name.removeprefix(prefix): content for name, content in facebook_download("page").items()}
    assert read(tmp_path, files).files["path"].notna().all()


RECORDS: list[tuple[dict[str, Any], bool | None, str | None]] = [
    (exif(latitude=54.1, longitude=-2.7), True, "location: latitude and longitude in photo_metadata"),
    (exif(latitude="54.1", longitude="-2.7"), True, "location: latitude and longitude in photo_metadata"),
    (film(latitude=54.1, longitude=-2.7), True, "location: latitude and longitude in video_metadata"),
    (exif(latitude=0, longitude=0), False, None),
    (exif(latitude="", longitude=None), False, None),
    (exif(), False, None),
    ({"media_metadata": {"photo_metadata": {"exif_data": []}}}, False, None),
    (exif(latitude="north", longitude=1), None, None),
    (exif(latitude=991, longitude=1), None, None),
    (exif(latitude=1), None, None),
    ({"media_metadata": {"photo_metadata": {"exif_data": [None]}}}, None, None),
    ({"media_metadata": {"photo_metadata": {}}}, None, None),
    ({"media_metadata": "x"}, None, None),
    ({}, None, None),
    (
        exif(upload_ip="203.0.113.9", camera_make="Acme", camera_model="One", taken_timestamp=AUTUMN),
        False,
        """device: camera_make and camera_model in photo_metadata
owner: upload_ip in photo_metadata
time: taken_timestamp in photo_metadata""",
    ),
    (exif(camera_make="", upload_ip=None, taken_timestamp=0), False, None),
    # Before 2020 the record lay one level higher.
    ({"media_metadata": {"photo_metadata": {"upload_ip": "203.0.113.9"}}}, False, "owner: upload_ip in photo_metadata"),
]


def test_what_the_platform_keeps_is_told_without_its_values(tmp_path: Path) -> None:
    media = [fb_media(f"{i}.jpg", **told) for i, (told, _, _) in enumerate(RECORDS)]
    inventory = read_one(tmp_path, [fb_post(*media)])
    assert rows(inventory.assets, "platform_has_location", "platform_found") == [tuple(row[1:]) for row in RECORDS]
    everything = "".join(getattr(inventory, name).to_csv() for name in ("items", "assets", "files", "problems"))
    for value in ("54.1", "2.7", "203.0.113", "Acme"):
        assert value not in everything


SHOWN = ["has_place_shown", "place_shown"]
HERE = {"latitude": 54.1, "longitude": -2.7}
ON_THE_MAP = "a position on the map"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "shown", "name"),
    [
        ({"name": "Fern Hollow Moor"}, True, "Fern Hollow Moor"),
        ({"name": twice("Żółw Café"), "coordinate": HERE, "address": "1 Lower Lane"}, True, "Żółw Café"),
        ({"name": "", "coordinate": HERE}, True, ON_THE_MAP),
        ({"coordinate": HERE, "address": "", "url": "https://x.example"}, True, ON_THE_MAP),
        ({"coordinate": {"latitude": "51.5", "longitude": 0}}, True, ON_THE_MAP),
        ({"name": "", "address": "1 Lower Lane"}, True, "1 Lower Lane"),
        ([{"name": "Moor"}, {"name": "Pond"}], True, "Moor\nPond"),
        ("Fern Hollow Moor", True, "Fern Hollow Moor"),
        ({"name": "51.5, -0.1"}, True, ON_THE_MAP),
        ({"name": "51°30'N 0°7'W"}, True, ON_THE_MAP),
        ({"name": "10 Downing Street"}, True, "10 Downing Street"),
        ({"name": "West"}, True, "West"),
        ({"name": "SEN"}, True, "SEN"),
        ({"name": twice("公園")}, True, "公園"),
        ({"name": "-"}, False, None),
        ({"name": ""}, False, None),
        ({"coordinate": {"latitude": 0, "longitude": 0}}, False, None),
        ({"name": "", "coordinate": {"latitude": "", "longitude": None}}, False, None),
        (None, False, None),
        ([], False, None),
        ("", False, None),
        (7, None, None),
        ({"coordinate": "here"}, None, None),
        ({"coordinate": {"latitude": 991, "longitude": 1}}, None, None),
    ],
)
@pytest.mark.parametrize("where", ["attachment", "post", "event"])
def test_the_place_of_a_post_is_shown_with_each_of_its_pictures(
    tmp_path: Path, where: str, place: object, shown: bool | None, name: str | None
) -> None:
    post = fb_post(fb_media("a.jpg", **exif()), fb_media("b.jpg"))
    if where == "post":
        post["place"] = place
    else:
        data = {"place": place} if where == "attachment" else {"event": {"name": "Gala", "place": place}}
        post["attachments"].insert(0, {"data": [data]})
    found = read_one(tmp_path, [post])
    assert rows(found.items, *SHOWN) == [(shown, name)] * 2
    assert rows(found.assets, "platform_has_location", "platform_found") == [(False, None), (None, None)]
    everything = "".join(getattr(found, table).to_csv() for table in ("items", "assets", "files", "problems"))
    assert not [figure for figure in ("54.1", "2.7", "51.5") if figure in everything]


def test_what_facebook_keeps_for_itself_is_no_place_that_is_shown(tmp_path: Path) -> None:
    kept = exif(**HERE, upload_ip="203.0.113.9")
    kept["media_metadata"]["photo_metadata"]["location"] = {"name": "Fern Hollow Moor"}
    both = {**fb_post(fb_media("b.jpg", **kept)), "place": {"name": "Pond"}}
    found = read_one(tmp_path, [fb_post(fb_media("a.jpg", **kept)), both])
    assert rows(found.items, *SHOWN) == [(False, None), (True, "Pond")]
    assert rows(found.assets, "platform_has_location") == [(True,), (True,)]


def test_only_a_post_that_was_read_whole_is_known_to_have_no_place(tmp_path: Path) -> None:
    media = fb_media("a.jpg")
    album = {"name": "Trip", "photos": [media], "last_modified_timestamp": 1}
    broken = fb_post(media, seconds=AUTUMN + 60)
    broken["attachments"].append({"data": ["?"]})
    files = {
        "1.json": dumps([fb_post(media), broken]),
        "2.json": dumps(album),
        "3.json": dumps({"other_photos_v2": [media]}),
        "4.json": dumps({"archived_stories_v2": [fb_post(media)]}),
    }
    found = read(tmp_path, files, site="hollow")
    assert sorted(rows(found.items, "page_title", "has_place_shown"), key=str) == sorted(
        [(TITLE, False), (TITLE, None), ("Trip", None), ("Photos", None), (TITLE, None)], key=str
    )


def test_the_place_of_an_album_stands_with_its_photos_there(tmp_path: Path) -> None:
    media = fb_media("a.jpg")
    album = {"name": "Trip", "photos": [media], "last_modified_timestamp": 1, "place": {"name": "Moor"}}
    found = read(tmp_path, {"1.json": dumps([fb_post(media)]), "2.json": dumps(album)}, site="hollow")
    assert sorted(rows(found.items, "page_title", *SHOWN), key=str) == [
        (TITLE, False, None), ("Trip", True, "Moor"),
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("names", ["ab", "ba"])
def test_of_two_downloads_the_one_that_has_the_place_counts(tmp_path: Path, names: str) -> None:
    media = fb_media("a.jpg")
    told = [fb_post(media), {**fb_post(media), "place": {"name": "Moor"}}]
    found = read(tmp_path, {f"{name}.json": dumps([post]) for name, post in zip(names, told, strict=True)})
    assert rows(found.items, *SHOWN) == [(True, "Moor")]


def test_a_picture_in_a_post_and_an_album_is_one_asset(tmp_path: Path) -> None:
    media = fb_media("Trip_9/122216968670287701.jpg", **exif(camera_make="Acme"))
    located = {**media, **exif(latitude=54.1, longitude=-2.7)}
    album = {
        "name": "Trip",
        "photos": [located],
        "cover_photo": located,
        "last_modified_timestamp": 1,
        "description": "",
    }
    found = read(tmp_path, {"1.json": dumps([fb_post(media)]), "2.json": dumps(album)}, site="hollow")
    assert rows(found.assets, "asset_id", "platform_has_location") == [(RELAY, True)]
    assert len(found.files) == 1
    assert sorted(rows(found.items, "page_title"), key=str) == [(TITLE,), ("Trip",)]


def test_two_files_of_one_name_stay_two(tmp_path: Path) -> None:
    names = [
        "your_posts/122216968670287701.jpg",
        "your_posts/122216968670287701.mp4",
        "Trip/photo.jpg",
        "Camp/photo.jpg",
        "Trip/photo.mp4",
        "a/IMG_20250601_101010.jpg",
        "b/IMG_20250601_101010.jpg",
    ]
    found = read_one(tmp_path, [fb_post(*map(fb_media, names))])
    assert found.assets["asset_id"].nunique() == len(found.items) == len(names)


def test_the_id_in_a_long_name_is_that_of_the_short_one(tmp_path: Path) -> None:
    names = ["Old_LvJWq/28819_1251667781858_646231_n_1251667781858.jpg", "Old_123/1251667781858.jpg"]
    found = [read_one(tmp_path / str(i), [fb_post(fb_media(name))]) for i, name in enumerate(names)]
    assert [list(one.assets["asset_id"]) for one in found] == [["hollow/facebook/1251667781858"]] * 2
    assert list(found[0].items["item_id"]) == list(found[1].items["item_id"])


@pytest.mark.parametrize(
    "text",
    [
        "🎉 Relay 👩‍🏫",
        "Zażółć gęślą jaźń",
        "مرحبا بكم في المدرسة",
        "“Curly” – it’s £5…",
        "plain",
        "日本語",
        "naïve café",
    ],
)
def test_texts_survive(text: str) -> None:
    assert legible(twice(text)) == text
    assert legible(text) == text  # and one that was written right
    assert legible(f"“{twice(text)}”") == f"“{text}”"  # and both in one
    assert legible(twice(text)[:-1]).startswith(text[:-1])  # and one that was cut off


def test_more_texts() -> None:
    assert legible("Fern &amp; Hollow &#039;25 a&copy=1") == "Fern & Hollow '25 a&copy=1"
    assert legible("Well done @[100012:2048:Ada Fern]!") == "Well done Ada Fern!"
    assert legible("\ud800 \u00c3\u0028 \u00ed\u00a0\u0080") == "\ufffd \u00c3( \u00ed"
    assert [legible(value) for value in (None, 7, [], {}, True)] == [""] * 5


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (AUTUMN, AUTUMN),
        (str(AUTUMN), AUTUMN),
        (AUTUMN * 1000, AUTUMN),
        (float(AUTUMN), AUTUMN),
        ("2025-10-02T09:30:00+00:00", AUTUMN),
        ("2025-10-02T09:30:00", AUTUMN),
        *(
            (bad, None)
            for bad in (0, -5, "0", "", "soon", True, None, [], {}, float("nan"), float("inf"), 10**400, "2" * 90)
        ),
    ],
)
def test_times(value: object, expected: int | None) -> None:
    when = moment(value)
    assert (when and when.timestamp()) == expected


def test_a_time_that_cannot_be_is_said_once_it_matters(tmp_path: Path) -> None:
    posts = [
        fb_post(fb_media("a.jpg"), seconds=0),
        fb_post(fb_media("b.jpg", seconds=-1), seconds=0),
        {"attachments": [{"data": [{"media": {"uri": "c.jpg"}}]}], "data": []},
    ]
    found = read_one(tmp_path, posts)
    assert found.items["published_at"].notna().tolist() == [True, False, False]
    assert rows(found.problems, "row", "column", "value") == [(2, "timestamp", "0")]


def test_an_audience_is_taken_over_where_one_stands(tmp_path: Path) -> None:
    words: list[dict[str, object]] = [{"audience": "Public"}, {"privacy": "everyone"}, {"audience": "Friends"}]
    words += [{"audience": "Ducks"}, {"privacy": {"x": 1}}, {}]
    found = read_one(tmp_path, [fb_post(fb_media(f"{i}.jpg"), **word) for i, word in enumerate(words)])  # type: ignore[arg-type]
    assert list(found.items["visibility"]) == ["public", "public", "private", "unknown", "unknown", "unknown"]


def test_where_else_pictures_are(tmp_path: Path) -> None:
    cases: dict[str, tuple[Any, str, bool | None, str]] = {
        "a/archive.json": ([], "post", False, "private"),
        "b/trash.json": (None, "post", False, "private"),
        "c.json": ("archive_v2", "post", False, "private"),
        "d.json": ("trash_v2", "post", False, "private"),
        "e.json": ("lasso_videos_v2", "post", True, "unknown"),
        "f.json": ("group_posts_v2", "post", True, "unknown"),
        "g.json": ("profile_updates_v2", "post", True, "unknown"),
        "h.json": ("archived_stories", "story", None, "unknown"),
        "i.json": ("comments_v2", "comment", True, "unknown"),
        "j.json": (None, "post", True, "unknown"),
    }
    files: dict[str, str | bytes] = {}
    for i, (name, (key, *_)) in enumerate(cases.items()):
        post = fb_post(fb_media(f"122216968670287{i:03}.jpg"))
        files[name] = dumps(post if key is None else {key: [post]} if key else [post])
    found = read(tmp_path, files, site="hollow")
    assert sorted(rows(found.items, "item_id", "in_use", "visibility")) == [
        (f"hollow/facebook/122216968670287{i:03}@{digest('facebook', f'{page} {AUTUMN}')}", in_use, visibility)
        for i, (_, page, in_use, visibility) in enumerate(cases.values())
    ]


def test_texts_of_comments_notes_and_labels(tmp_path: Path) -> None:
    comment = fb_post(fb_media("a.jpg"))
    comment["data"] = [{"comment": {"timestamp": AUTUMN, "comment": twice("Schön!"), "author": "Fern Hollow"}}]
    note = fb_post()
    note["attachments"] = [
        {"data": [{"note": {"title": "", "text": "A note", "media": [fb_media("b.jpg")], "tags": []}}]}
    ]
    labels = {
        "timestamp": AUTUMN,
        "media": [],
        "label_values": [
            {"label": "Message", "value": twice("Frohes Fest 🎄")},
            {"label": "Media", "media": [fb_media("c.jpg", "your_facebook_activity/")]},
            {"label": "URL", "href": "https://www.facebook.com/1/posts/2"},
            {"title": "Place", "dict": [{"dict": [{"label": "Name", "value": "Fern Hollow Moor"}]}]},
        ],
        "fbid": "400000000000001",
    }
    files = {"1.json": dumps({"comments_v2": [comment]}), "2.json": dumps([note]), "3.json": dumps([labels])}
    found = read(tmp_path, files, site="hollow")
    assert rows(found.items, "caption", "page_url") == [
        ("Schön!", None),
        ("A note", None),
        ("Frohes Fest 🎄", "https://www.facebook.com/1/posts/2"),
    ]
    assert rows(found.items, *SHOWN) == [(False, None), (False, None), (True, "Fern Hollow Moor")]


def test_what_facebook_chose_itself_is_not_read(tmp_path: Path) -> None:
    chosen = {
        "timestamp": 1,
        "label_values": [{"label": "Media", "media": [fb_media("a.jpg", "your_facebook_activity/")]}],
    }
    with pytest.raises(ia.InputError):
        read_one(tmp_path, [chosen], "media_used_for_memories.json")


def test_addresses_and_stills(tmp_path: Path) -> None:
    media = [
        fb_media("x", uri="https://scontent.example/v/1_n_122216968670287701.jpg?oh=1&oe=2"),
        fb_media("x", uri="https://scontent.example/v/photo.jpg?oh=1"),
        fb_media("f.mp4", thumbnail={"uri": "posts/media/f_still.jpg"}),
        fb_media("g.mp4", thumbnail={"uri": "https://interncache.example/t.jpg"}),
    ]
    found = read_one(tmp_path, [fb_post(*media)])
    assert rows(found.files, "url", "role") == [
        ("https://scontent.example/v/1_n_122216968670287701.jpg?oh=1&oe=2", "published"),
        ("https://scontent.example/v/photo.jpg?oh=1", "published"),
        (None, "published"),
        (None, "resized"),
        (None, "published"),
    ]
    assert list(found.assets["asset_id"][:2]) == [RELAY, f"hollow/url/{digest('scontent.example/v/photo.jpg')}"]
    assert list(found.assets["kind"]) == ["picture", "picture", "video", "video"]


def count(value: object) -> int:
    """Pictures and videos in a file, counted apart from the reader: every object that names a file."""
    if isinstance(value, list):
        return sum(map(count, value))
    if isinstance(value, dict):
        return int(bool(value.get("uri"))) + sum(count(inner) for key, inner in value.items() if key != "thumbnail")
    return 0


@pytest.mark.slow
@pytest.mark.parametrize("layout", list(PREFIXES))
def test_rows_and_problems_are_what_is_there(tmp_path: Path, layout: str) -> None:
    files = facebook_download(layout)
    posts = json.loads(str(files[POSTS[layout]]))
    posts += [
        fb_post({"uri": ""}, {"creation_timestamp": 1}, {"uri": 7}, {"uri": "posts/media/"}, {"uri": "x" * 3000}),
        {"timestamp": AUTUMN, "attachments": "a.jpg", "data": []},
        {"timestamp": AUTUMN, "attachments": [7, {"data": "b.jpg"}, {"data": [None, "c.jpg", {"media": "d.jpg"}]}]},
        [],
        None,
        7,
    ]
    files[POSTS[layout]] = dumps(posts)
    found = read(tmp_path, files, site="hollow")
    is_read = [name for name in files if any(part in name for part in ("posts", "album", "stories", "video", "photos"))]
    named = sum(count(json.loads(str(files[name]))) for name in is_read if name.endswith(".json"))
    odd = [row for row in rows(found.problems, "row", "reason") if row[0] is not None]
    # The cover is the album's first picture; three of the odd paths name something, and no file.
    assert len(found.items) == named - 1 - 3
    assert len(odd) == 5 + 1 + 4 + 3


def test_broken_files_keep_what_comes_before(tmp_path: Path) -> None:
    posts = dumps([fb_post(fb_media(f"{i}.jpg")) for i in range(5)])
    photos = [fb_media(f"{i}.jpg") for i in range(5)]
    album = dumps({"name": twice("Żółw"), "photos": photos, "description": ""})
    listed = dumps({"other_photos_v2": photos})
    texts = {"posts": posts[: posts.index("4.jpg")], "album": album[: album.index("4.jpg")]}
    texts["list"] = listed[: listed.index("4.jpg")]
    for name, text in texts.items():
        found = read_one(tmp_path / name, text)
        assert len(found.items) == 4
        (problem,) = rows(found.problems, "reason", "row")
        assert problem == (BROKEN, 5)
        if name == "album":
            assert set(found.items["page_title"]) == {"Żółw"}


def test_an_album_that_something_follows(tmp_path: Path) -> None:
    album = {
        "name": "Trip",
        "photos": [fb_media("a.jpg"), None, 7],
        "videos": "x",
        "cover_photo": {},
        "description": "d",
    }
    found = read_one(tmp_path, dumps(album) + " x")
    assert rows(found.items, "page_title", "caption") == [("Trip", "d")]
    assert rows(found.problems, "row", "column") == [(2, None), (2, "photos"), (3, "photos"), (1, "videos")]


def test_a_path_cannot_lead_outside(tmp_path: Path) -> None:
    uris = ["../../secret.jpg", "/etc/passwd.jpg", "C:\\Users\\x.jpg", "..\\x.jpg", "a/../../x.jpg"]
    write(tmp_path, {"secret.jpg": JPEG, "x.jpg": JPEG})
    found = read_one(tmp_path / "exports" / "sub", [fb_post(*(fb_media("x", uri=uri) for uri in uris))])
    assert found.files["path"].isna().all()
    assert len(found.items) == len(uris)
    assert rows(found.problems, "row", "column", "value") == [(1, "uri", uri) for uri in uris]


def test_a_zip_that_is_damaged_inside(tmp_path: Path) -> None:
    posts = dumps([fb_post(fb_media(f"{i}.jpg", description="".join(map(chr, range(97, 123))))) for i in range(2000)])
    data = bytearray(zipped({POSTS["2024"]: posts, "a.jpg": JPEG}))
    middle = len(data) // 2
    data[middle : middle + 400] = b"\xff" * 400
    found = read(tmp_path, {"a.zip": bytes(data)}, site="hollow")
    ((name, reason),) = rows(found.problems, "file", "reason")
    assert name == f"a.zip!{POSTS['2024']}"
    assert "damaged" in str(reason)
    assert found.files["path"].notna().sum() == 1  # the picture beside it


def test_odd_files_are_said_and_nothing_raises(tmp_path: Path) -> None:
    deep = '[{"timestamp": 1, "attachments": [{"data": ' + "[" * 100_000 + "]" * 100_000 + "}]}]"
    files = {
        "deep.json": deep,
        "long.json": dumps([fb_post(fb_media("long.jpg", description="x" * 10_000_000))]),
        "odd.json": '[{"timestamp": NaN, "attachments": [{"data": [{"media": {"uri": "\\ud800.jpg"}}]}]}]',
        "empty.json": "",
        "none.json": "[]",
    }
    found = read(tmp_path, files, site="hollow")
    assert len(found.items) == 2
    reasons = dict(rows(found.problems, "file", "reason"))
    assert "nested too deeply" in str(reasons["deep.json"])
    assert "no time that can be" in str(reasons["odd.json"])
    assert all("not recognised" in str(reasons[name]) for name in ("empty.json", "none.json"))


def test_nobody_else_claims_it_and_it_claims_nothing_else(tmp_path: Path) -> None:
    mine, others = facebook_download(copies=False), instagram_download("2025", copies=False)
    others["a.xml"] = wxr(upload(7))
    others["list.csv"] = "Picture file,Title\na.jpg,A\n"
    others["discord.json"] = dumps([{"id": "1", "timestamp": "2025-10-02", "attachments": [{"url": "a.jpg"}]}])
    unread = ("message", "likes", "advertisers")
    for i, (name, content) in enumerate([*mine.items(), *others.items()]):
        folder = write(tmp_path / str(i), {"a.json" if name.endswith(".json") else name: content})
        found = walk(folder)
        head = Head(found.files[0])
        known = [reader.DIALECT for reader in readers() if not hasattr(reader, "IS_FALLBACK") and reader.sniff(head)]
        if name in mine and not any(word in name for word in unread):
            assert known == ["facebook"], name
        else:
            assert "facebook" not in known, name


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ([fb_post(text="x")], "JSON of Facebook posts: timestamp with data or attachments"),
        ([fb_post(fb_media("a.jpg"))], "JSON of Facebook posts: timestamp with data or attachments"),
        ({"videos": [fb_media("a.mp4")]}, "JSON with Facebook's list videos"),
        ({"videos_v2": []}, "JSON with Facebook's list videos_v2"),
        ({"name": "x", "photos": [], "last_modified_timestamp": 1}, "JSON of a Facebook album: photos with uri"),
        ({"videos": [{"id": 1}]}, None),
        ({"comments": [{"id": 1}]}, None),
        ({"messages": [{"photos": [{"uri": "x"}]}]}, None),
        ({"saves_v2": []}, None),
        ({"wall_posts_sent_to_you": []}, None),
        ([{"timestamp": 1, "data": [{"reaction": {}}], "title": "x"}], None),
        ([{"timestamp": 1}], None),
        ([], None),
        ({}, None),
        (7, None),
    ],
)
def test_by_what_it_is_known(tmp_path: Path, value: object, why: str | None) -> None:
    found = walk(write(tmp_path, {"a.json": json.dumps(value)}))
    assert facebook.sniff(Head(found.files[0])) == why


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["a.jpg", "posts/media/1.mp4", "../x", "https://x.example/a.jpg", AUTUMN, "\u00c3\u00a9"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "timestamp", "attachments", "data", "media", "uri", "title", "description", "post", "tags", "name",
                    "place", "coordinate", "latitude", "longitude", "photos", "cover_photo", "media_metadata",
                    "photo_metadata", "exif_data", "thumbnail", "label_values", "label", "value", "dict", "comment",
                    "creation_timestamp", "audience", "other_photos_v2", "videos_v2", "path",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(json_values, st.integers(0, 200))
def test_nothing_raises(value: object, cut: int) -> None:
    text = json.dumps(value)
    with tempfile.TemporaryDirectory() as folder:
        write(
            Path(folder),
            {"a.json": text, "b.json": text[: max(0, len(text) - cut)], "c.json": json.dumps([fb_post(), value])},
        )
        write(Path(folder), {"d.json": json.dumps({"photos": value, "videos_v2": [value], "name": value})})
        found = walk(folder)
        part = facebook.read(found.files, Options())
        assert all(isinstance(facebook.sniff(Head(file)), str | None) for file in found.files)
    assert set(part.items.frame()["asset_id"]) == set(part.assets.frame()["asset_id"])


@pytest.mark.parametrize(
    ("seconds", "called"),
    [
        (1_743_295_500, "Post of 2025-03-30 00:45"),
        (1_743_300_000, "Post of 2025-03-30 03:00"),
        (0, "Post without a date"),
    ],
)
def test_a_post_without_a_title_is_called_by_when_it_was_posted(tmp_path: Path, seconds: int, called: str) -> None:
    post = fb_post(fb_media("1234567890123.jpg", seconds=seconds), text="Pond", seconds=seconds) | {"title": ""}
    found = read_one(tmp_path, [post])
    assert rows(found.items, "page_title") == [(called,)]
