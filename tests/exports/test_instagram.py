"""Instagram's download: every layout of it, what it says and does not say, and what is not published."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.exports import instagram
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options
from imgaudit.exports.readers import readers
from imgaudit.files import walk
from imgaudit.tables import digest
from tests.exports.made import JPEG, read, rows, same, write
from tests.exports.made_meta import (
    AUTUMN,
    dumps,
    exif,
    facebook_download,
    film,
    ig_labels,
    ig_media,
    ig_post,
    instagram_download,
    twice,
    zipped,
)

POND = "hollow/instagram/18025938001189213"
TRIP = [f"hollow/instagram/{name}" for name in ("18025938001189301", "18025938001189302", "v18025938001189303")]


def read_one(tmp_path: Path, value: object, name: str = "a.json") -> ia.Inventory:
    return read(tmp_path, {name: value if isinstance(value, str) else dumps(value)}, site="hollow")


def without_places(found: ia.Inventory) -> ia.Inventory:
    return replace(found, items=found.items.drop(columns=["has_place_shown", "place_shown"]))


def test_every_column_literally(tmp_path: Path) -> None:
    found = read(tmp_path, instagram_download(), site="hollow")
    at, trip = datetime(2025, 10, 2, 9, 30, tzinfo=UTC), datetime(2025, 10, 2, 9, 31, 1, tzinfo=UTC)
    numbered = "hollow/instagram/"
    columns = ["asset_id", "caption", "published_at", "visibility", "in_use"]
    assert sorted(rows(found.items, *columns)) == sorted(
        [
            (POND, "The pond 🦆", at, "unknown", True),
            *((asset, "Trip to the moor", trip, "unknown", True) for asset in TRIP),
            (f"{numbered}18025938001189401", "Today", at, "unknown", None),
            (f"{numbered}v18025938001189501", "Choir", at, "unknown", True),
            (f"{numbered}v18025938001189601", "Play", at, "unknown", True),
            (f"{numbered}18025938001189701", None, at, "unknown", None),
            (f"{numbered}18025938001189801", None, at, "unknown", None),
            (f"{numbered}18025938001189901", "Old", at, "private", False),
            (f"{numbered}18025938001189902", None, at, "private", False),
        ]
    )
    assert found.items["title"].isna().all()
    assert set(found.items["page_title"]) == {
        "Post of 2025-10-02 10:30", "Post of 2025-10-02 10:31", "Story of 2025-10-02 10:30",
        "Profile picture of 2025-10-02 10:30",
    }  # fmt: skip
    assert set(found.items["channel"]) == {"instagram"}
    pages = {
        POND: f"post {AUTUMN}",
        TRIP[2]: f"post {AUTUMN + 60}",
        f"{numbered}18025938001189401": f"story {AUTUMN}",
        f"{numbered}18025938001189701": f"profile picture {AUTUMN}",
        f"{numbered}18025938001189901": f"post {AUTUMN}",
    }
    assert {f"{asset}@{digest('instagram', page)}" for asset, page in pages.items()} <= set(found.items["item_id"])
    kinds = dict(rows(found.assets, "asset_id", "kind"))
    assert (kinds[POND], kinds[TRIP[2]]) == ("picture", "video")
    assert len(found.files) == len(found.assets) == 11
    assert found.files["path"].notna().sum() == 5
    assert set(found.sources["source_id"]) == {"hollow/instagram/instagram"}
    (reason,) = found.problems["reason"]  # likes, messages, comments and posts.json of the insights
    assert reason.startswith("4 files not recognised")


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["old", "2025"])
def test_ids_are_the_same_in_every_layout(tmp_path: Path, layout: str) -> None:
    one = read(tmp_path / "one", instagram_download(), site="hollow")
    two = read(tmp_path / "two", instagram_download(layout), site="hollow")
    same(without_places(one), without_places(two), but=["files", "sources", "problems", "assets"])
    assert set(one.assets["asset_id"]) == set(two.assets["asset_id"])
    assert two.files["path"].notna().sum() == 5


def test_a_zip_reads_like_the_folder(tmp_path: Path) -> None:
    one = read(tmp_path / "folder", instagram_download(), site="hollow")
    two = read(tmp_path / "zip", {"instagram-hollow-2025-12-19-x.zip": zipped(instagram_download())}, site="hollow")
    same(one, two, but=["files", "sources", "problems"])
    assert set(one.files["file_id"]) == set(two.files["file_id"])
    assert two.files["path"].notna().sum() == 5


def test_the_media_may_lie_in_another_part_of_the_download(tmp_path: Path) -> None:
    files = instagram_download()
    texts = {name: content for name, content in files.items() if name.endswith(".json")}
    media = {name: content for name, content in files.items() if name not in texts}
    found = read(tmp_path, {"part-1.zip": zipped(texts), "part-2.zip": zipped(media)}, site="hollow")
    assert found.files["path"].dropna().str.contains("part-2.zip!media/", regex=False).tolist() == [True] * 5


def test_where_the_caption_stands(tmp_path: Path) -> None:
    a, b = (ig_media(f"posts/202510/{name}.jpg") for name in "ab")
    posts = [
        ig_post({**a, "title": twice("Größe 🎉")}),
        ig_post({**a, "uri": "media/c.jpg", "title": "Both"}, title="Both", seconds=AUTUMN + 1),
        ig_post(b, {**b, "uri": "media/d.jpg", "title": "Of d"}, title="Of all", seconds=AUTUMN),
        ig_post({**b, "uri": "media/e.jpg", "title": "Of all"}, {**b, "uri": "media/f.jpg"}),
        ig_labels({**b, "uri": "media/g.jpg"}, labels=[{"label": "Caption", "value": twice("Żółw")}]),
        ig_labels({**b, "uri": "media/h.jpg", "title": "Of h"}),
    ]
    captions = ["Größe 🎉", "Both", "Of all", "Of all\nOf d", "Of all", "Of all"]
    found = read_one(tmp_path, posts[:4])
    assert list(found.items["caption"]) == captions
    found = read_one(tmp_path / "labels", posts[4:])
    assert list(found.items["caption"]) == ["Żółw", "Of h"]


@pytest.mark.slow
def test_labels_that_nobody_reads_are_named(tmp_path: Path) -> None:
    first = [
        {"label": "Caption", "value": "Relay"},
        {"label": "Beschreibung", "value": "Ada Fern"},
        {"label": "Alt text", "value": ""},
    ]
    second = [{"title": "Tagged people", "dict": [{"label": "Name", "value": "Ben Moor"}]}]
    posts = [ig_labels(ig_media("posts/202510/1.jpg"), labels=first),
             ig_labels(ig_media("posts/202510/2.jpg"), seconds=AUTUMN + 60, labels=second)]  # fmt: skip
    found = read_one(tmp_path, posts)
    label = "a label that is not known: what stands beside it is in no table; look at the post"
    assert rows(found.problems, "row", "column", "code", "reason", "value", "not_read") == [
        (1, "label_values: Beschreibung", "unknown_heading", label, "Beschreibung", False),
        (2, "label_values: Tagged people", "unknown_heading", label, "Tagged people", False),
    ]


def test_both_files_of_posts_tell_of_the_same_posts(tmp_path: Path) -> None:
    one = ig_media("posts/202603/17940060624158613.jpg", title="Spring", **exif(camera_make="Acme"))
    two = ig_media("posts/202603/17940060624158614.jpg", seconds=AUTUMN + 500)
    posts = [ig_post(one, title="Spring", seconds=AUTUMN + 1), ig_post(two)]
    where = [{"label": "Latitude", "value": "54.1"}, {"label": "Longitude", "value": "-2.7"}]
    named = [{"title": "Place", "dict": [{"dict": [{"label": "Name", "value": "Fern Hollow Moor"}]}]}]
    nowhere = [{"title": "Place", "dict": [{"dict": [{"label": "Name", "value": ""}]}]}]
    newer = [ig_labels(one, seconds=AUTUMN + 1, labels=nowhere), ig_labels(seconds=AUTUMN + 501, labels=named)]
    alone = read(tmp_path / "alone", {"content/posts_1.json": dumps(posts)}, site="hollow")
    both = read(
        tmp_path / "both",
        {
            "content/posts_1.json": dumps(posts),
            "content/posts.json": dumps([*newer, ig_labels(seconds=AUTUMN, labels=where)]),
        },
        site="hollow",
    )
    same(without_places(alone), without_places(both), but=["sources", "problems"])
    assert rows(alone.items, "has_place_shown") == [(None,), (None,)], "posts_1.json never says"
    assert rows(both.items, "has_place_shown", "place_shown") == [
        (True, "a position on the map"), (True, "Fern Hollow Moor"),
    ]  # fmt: skip
    assert rows(both.assets, "platform_has_location") == [(False,), (None,)]
    assert "54.1" not in both.assets.to_csv() + both.items.to_csv()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("labels", "shown", "name"),
    [
        ([], None, None),
        ([{"label": "Place", "value": ""}], False, None),
        ([{"label": "Latitude", "value": "0"}, {"label": "Longitude", "value": "0.0"}], False, None),
        ([{"label": "Latitude", "value": "54.1"}, {"label": "Longitude", "value": "x"}], None, None),
        ([{"label": "Location", "value": twice("Żółw")}], True, "Żółw"),
        ([{"title": "Place", "dict": [{"dict": [{"label": "Nom", "value": "Moor"}, {"label": "Latitude",
           "value": "54.1"}, {"label": "URL", "value": "https://x.example"}]}]}], True, "Moor"),
        ([{"title": "Place", "dict": [{"dict": [{"label": "Latitude", "value": 54.1}, {"label": "Longitude",
           "value": -2.7}]}]}], True, "a position on the map"),
    ],
)  # fmt: skip
def test_the_place_that_labels_name(tmp_path: Path, labels: list[dict], shown: bool | None, name: str | None) -> None:
    found = read_one(tmp_path, [ig_labels(ig_media("posts/202510/1.jpg"), labels=labels)])
    assert rows(found.items, "has_place_shown", "place_shown") == [(shown, name)]
    assert "54.1" not in found.items.to_csv() + found.assets.to_csv()


def test_the_same_picture_with_a_place_in_one_of_two_posts(tmp_path: Path) -> None:
    media = ig_media("posts/202510/18025938001189213.jpg")
    posts = [
        ig_labels(media, labels=[{"label": "Place", "value": "Fern Hollow Moor"}]),
        ig_labels({**media, "creation_timestamp": AUTUMN + 900}, seconds=AUTUMN + 900,
                  labels=[{"label": "Place", "value": ""}]),
    ]  # fmt: skip
    found = read_one(tmp_path, posts)
    assert rows(found.items, "asset_id", "has_place_shown") == [(POND, True), (POND, False)]


def test_what_the_platform_keeps_is_told_without_its_values(tmp_path: Path) -> None:
    media = [
        ig_media("1.jpg", **exif(latitude=54.1, longitude=-2.7, device_id="abc-1", software="17.5")),
        ig_media("2.mp4", **film(latitude=54.1, longitude=-2.7, date_time_original="20251002T093000.000Z")),
        ig_media("3.jpg", media_metadata={"camera_metadata": {"has_camera_metadata": False}}),
        ig_media("4.mp4", **film(source_type="4")),
    ]
    found = read_one(tmp_path, [ig_post(*media, title="x", seconds=AUTUMN)])
    place = "location: latitude and longitude in "
    assert rows(found.assets, "platform_has_location", "platform_found") == [
        (True, f"{place}photo_metadata\nserial: device_id in photo_metadata\nsoftware: software in photo_metadata"),
        (True, f"{place}video_metadata\ntime: date_time_original in video_metadata"),
        (None, None),
        (False, None),
    ]
    assert not any(value in found.assets.to_csv() for value in ("54.1", "abc-1", "17.5", "20251002"))


def test_the_same_picture_in_two_posts_is_one_asset(tmp_path: Path) -> None:
    media = ig_media("posts/202510/18025938001189213.jpg")
    found = read_one(
        tmp_path, [ig_post(media, title="One", seconds=AUTUMN), ig_post(media, title="Two", seconds=AUTUMN + 900)]
    )
    assert rows(found.assets, "asset_id") == [(POND,)]
    assert rows(found.items, "caption") == [("One",), ("Two",)]


def test_names_that_are_no_ids_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    names = ["posts/202510/1.jpg", "posts/202511/1.jpg", "posts/202511/1.mp4", "stories/202511/1.jpg"]
    found = read_one(tmp_path, [ig_post(*map(ig_media, names), title="x", seconds=AUTUMN)])
    assert found.assets["asset_id"].nunique() == 4


def test_videos_without_an_ending(tmp_path: Path) -> None:
    name = "18074751904427294"
    long = ig_media(f"posts/202403/FQIoAkMzLBdAExBiTdLxqhgSZGFzaF9iYXNlbGluZV8xX3YxEQB17gcA_{name}")
    media = [long, {**long, "dubbing_info": []}, {**long, **film()}, ig_media(f"posts/{name}.mp4")]
    media += [ig_media(f"posts/202403/431755399_382197597926823_1337124467301455161_n_{name}.mp4")]
    found = read_one(tmp_path, [ig_post(*media, title="x", seconds=AUTUMN)])
    assert rows(found.assets, "asset_id", "kind") == [(f"hollow/instagram/v{name}", "video")]
    found = read_one(tmp_path, [ig_post({**long, **exif()}, ig_media("posts/odd"), title="x", seconds=AUTUMN)])
    assert list(found.assets["kind"].astype(object).fillna("")) == ["picture", ""]


def test_the_present_profile_picture_is_in_use(tmp_path: Path) -> None:
    media = [ig_media("profile/1.jpg", is_profile_picture=True), ig_media("profile/2.jpg", is_profile_picture=False)]
    assert rows(read_one(tmp_path, {"ig_profile_picture": media}).items, "in_use") == [(True,), (None,)]


def test_media_json_of_before_2020(tmp_path: Path) -> None:
    name, other = "201801/3d2f4b1a9c8e7f60.jpg", "201801/4e3a5c2b0d9f8a71.jpg"
    media = {
        "stories": [{"caption": "", "taken_at": "2018-01-02T03:04:05+00:00", "path": f"stories/{other}"}],
        "photos": [
            {
                "caption": twice("Kür"),
                "taken_at": "2018-01-02T03:04:05",
                "location": "Fern Hollow",
                "path": f"photos/{name}",
            },
            {"caption": "x", "taken_at": "2018-01-02T03:04:05"},
        ],
        "direct": [{"taken_at": "2018-01-02T03:04:05", "path": "direct/201801/1.jpg"}],
    }
    files = {"media.json": dumps(media), f"photos/{name}": JPEG}
    found = read(tmp_path, files, site="hollow")  # type: ignore[arg-type]
    when = datetime(2018, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert sorted(rows(found.items, "caption", "published_at", "in_use"), key=str) == sorted(
        [("Kür", when, True), (None, when, None)], key=str
    )
    assert rows(found.problems, "row", "column") == [(2, "uri")]
    assert sorted(rows(found.items, "caption", "has_place_shown", "place_shown"), key=str) == [
        ("Kür", True, "Fern Hollow"), (None, None, None),
    ]  # fmt: skip
    assert found.assets["platform_has_location"].isna().all()
    assert found.files["path"].notna().sum() == 1


def test_threads_are_a_channel_of_their_own(tmp_path: Path) -> None:
    threads = {
        "text_post_app_text_posts": [
            ig_post(ig_media("x", uri="", title="Only words")),
            ig_post(ig_media("threads/18025938001189213.jpg", title="With a picture")),
        ]
    }
    found = read_one(tmp_path, threads)
    assert rows(found.items, "asset_id", "channel", "caption") == [
        ("hollow/threads/18025938001189213", "threads", "With a picture")
    ]
    assert rows(found.sources, "source_id", "rows") == [("hollow/threads/instagram", 1)]
    assert found.problems.empty
    assert set(read(tmp_path, {}, channel="social").items["channel"]) == {"social"}


@pytest.mark.parametrize("name", ["archived_posts.json", "recently_deleted_content.json"])
def test_a_plain_list_of_archived_posts_is_told_by_its_name(tmp_path: Path, name: str) -> None:
    found = read_one(tmp_path, [ig_post(ig_media("1.jpg"))], name)
    assert rows(found.items, "in_use", "visibility") == [(False, "private")]


@pytest.mark.parametrize("days", [("10-01", "12-19"), ("12-19", "10-01")])
def test_what_one_download_has_archived_and_another_shows_is_not_known_to_be_private(
    tmp_path: Path, days: tuple[str, str]
) -> None:
    post = ig_post(ig_media("posts/1.jpg"))
    archived = f"instagram-hollow-2025-{days[0]}-a/archived_posts.json"
    shown = f"instagram-hollow-2025-{days[1]}-b/posts_1.json"
    files = {archived: dumps({"ig_archived_post_media": [post]}), shown: dumps([post])}
    found = read(tmp_path, files, site="hollow")
    assert rows(found.items, "in_use", "visibility") == [(True, "unknown")]


def test_what_posts_json_adds_to_an_archived_post_leaves_it_archived(tmp_path: Path) -> None:
    there = [{"label": "Latitude", "value": "52.6"}, {"label": "Longitude", "value": "-1.1"}]
    archived = dumps({"ig_archived_post_media": [ig_post(ig_media("posts/1.jpg"))]})
    found = read(tmp_path, {"archived_posts.json": archived, "posts.json": dumps([ig_labels(labels=there)])}, site="h")
    assert rows(found.items, "in_use", "visibility", "has_place_shown") == [(False, "private", True)]


def test_rows_and_problems_are_what_is_there(tmp_path: Path) -> None:
    files = instagram_download("2024", copies=False)
    at = "your_instagram_activity/content/"
    posts = json.loads(str(files[f"{at}posts_1.json"]))
    files[f"{at}posts_1.json"] = dumps(
        [*posts, {"media": "x"}, {"media": [7, {"uri": ""}, {"title": "x"}, {}]}, {"media": []}, {}, 7, None]
    )
    files[f"{at}stories.json"] = dumps({"ig_stories": [ig_media("stories/1.jpg"), {"title": "x"}, "y"]})
    found = read(tmp_path, files, site="hollow")
    there = 0
    for name, content in files.items():
        if name.startswith(at):
            value = json.loads(str(content))
            for entry in next(iter(value.values())) if isinstance(value, dict) else value:
                if isinstance(entry, dict):
                    media = entry.get("media", [entry])
                    there += sum(bool(isinstance(one, dict) and one.get("uri")) for one in media)
    assert len(found.items) == there == 12 - 1
    odd = [row for row in rows(found.problems, "file", "row", "column") if row[1] is not None]
    assert odd == [
        (f"{at}posts_1.json", 3, "media"),
        (f"{at}posts_1.json", 4, "media"),
        (f"{at}posts_1.json", 4, "uri"),
        (f"{at}posts_1.json", 4, "uri"),
        (f"{at}posts_1.json", 7, None),
        (f"{at}posts_1.json", 8, None),
        (f"{at}stories.json", 2, "uri"),
        (f"{at}stories.json", 3, None),
    ]


@pytest.mark.parametrize("layout", ["list", "object"])
def test_broken_files_keep_what_comes_before(tmp_path: Path, layout: str) -> None:
    posts = [ig_post(ig_media(f"{i}.jpg")) for i in range(5)]
    text = dumps(posts if layout == "list" else {"ig_reels_media": posts})
    found = read_one(tmp_path, text[: text.index("4.jpg")])
    assert len(found.items) == 4
    ((reason, row),) = rows(found.problems, "reason", "row")
    assert str(reason).startswith("broken JSON")
    assert row == 5


@pytest.mark.slow
def test_the_order_of_entries_changes_nothing(tmp_path: Path) -> None:
    posts = [ig_post(ig_media(f"{i}.jpg", seconds=AUTUMN + i)) for i in range(6)]
    newer = [ig_labels(ig_media(f"{i}.jpg", seconds=AUTUMN + i), seconds=AUTUMN + i + 1) for i in range(6)]
    found = [
        read(tmp_path / name, {"posts_1.json": dumps(one), "posts.json": dumps(two)}, site="hollow")
        for name, one, two in (("a", posts, newer), ("b", posts[::-1], newer[::-1]))
    ]
    same(*found, but=["problems"])
    assert len(found[0].items) == 6


def test_nobody_else_claims_it_and_it_claims_nothing_else(tmp_path: Path) -> None:
    unread = ("messages", "likes", "comments", "insights")
    mine = instagram_download("2025", copies=False)
    for i, (name, content) in enumerate([*mine.items(), *facebook_download(copies=False).items()]):
        found = walk(write(tmp_path / str(i), {"a.json": content}))
        head = Head(found.files[0])
        known = [one.DIALECT for one in readers() if not hasattr(one, "IS_FALLBACK") and one.sniff(head)]
        if name in mine and not any(word in name for word in unread):
            assert known == ["instagram"], name
        else:
            assert "instagram" not in known, name


@pytest.mark.parametrize(
    ("value", "name", "why"),
    [
        ([ig_post(ig_media("1.jpg"))], "a", "JSON of Instagram posts: media with uri"),
        (ig_post(ig_media("1.jpg")), "a", "JSON of Instagram posts: media with uri"),
        ([ig_labels(ig_media("1.jpg"))], "a", "JSON of Instagram posts: label_values with media"),
        (
            [ig_labels(labels=[{"label": "Latitude"}])],
            "posts.json",
            "JSON of Instagram posts: label_values with Latitude",
        ),
        ([ig_labels(labels=[{"label": "Latitude"}])], "profile_activity.json", None),
        ({"ig_stories": []}, "a", "JSON with Instagram's list ig_stories"),
        ({"photos": [{"path": "a.jpg", "taken_at": "x"}]}, "a", "JSON with Instagram's list photos"),
        ({"photos": [{"path": "a.jpg"}]}, "a", None),
        ([{"timestamp": 1, "media": [], "label_values": [{"label": "Email"}]}], "a", None),
        ({"messages": [], "media": [{"uri": "x"}]}, "a", None),
        ([], "a", None),
        ("x", "a", None),
    ],
)
def test_by_what_it_is_known(tmp_path: Path, value: object, name: str, why: str | None) -> None:
    found = walk(write(tmp_path, {name: json.dumps(value).replace("/", "\\/")}))
    assert instagram.sniff(Head(found.files[0])) == why


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["media/a.jpg", "media/1.mp4", "../x", "https://x.example/a.jpg", AUTUMN, "\u00c3\u00a9"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "media", "uri", "title", "creation_timestamp", "timestamp", "taken_at", "path", "caption",
                    "location", "place", "media_metadata", "photo_metadata", "exif_data", "latitude", "longitude",
                    "label_values", "label", "value", "dict", "ig_stories", "ig_reels_media", "tags", "name",
                    "text_post_app_text_posts",
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
        files: dict[str, str | bytes] = {"a.json": text, "b.json": text[: max(0, len(text) - cut)]}
        files["c.json"] = json.dumps([ig_post(ig_media("1.jpg")), value, ig_labels(), {"media": value}])
        files["d.json"] = json.dumps({"ig_stories": value, "ig_reels_media": [value]})
        found = walk(write(Path(folder), files))
        part = instagram.read(found.files, Options())
        assert all(isinstance(instagram.sniff(Head(file)), str | None) for file in found.files)
    assert set(part.items.frame()["asset_id"]) == set(part.assets.frame()["asset_id"])
