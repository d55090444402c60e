"""The archive of an X account: its posts of all years, who can see them, and the files beside them."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.exports import x as x_archive
from imgaudit.exports.head import Head
from imgaudit.exports.readers import readers
from imgaudit.files import walk
from imgaudit.tables import digest
from tests.exports.made import JPEG, read, rows, same, upload, write, wxr
from tests.exports.test_folder import zip_of

PHOTO = "https://pbs.twimg.com/media/GRelay.jpg"
CLIP = "https://video.twimg.com/ext_tw_video/12/pu/vid"


def photo(number: str = "1700000000000000001", url: str = PHOTO, **more: object) -> dict[str, object]:
    return {
        "expanded_url": "https://twitter.com/fernhollow/status/1/photo/1", "indices": ["20", "43"],
        "url": "https://t.co/relay", "media_url": url.replace("https", "http"), "id_str": number, "id": number,
        "media_url_https": url, "type": "photo", "display_url": "pic.twitter.com/relay",
        "sizes": {"thumb": {"w": "150", "h": "150", "resize": "crop"}, "large": {"w": "2048", "h": "1365"}},
        **more,
    }  # fmt: skip


VIDEO = photo(
    "1700000000000000002", "https://pbs.twimg.com/ext_tw_video_thumb/12/pu/img/Thumb.jpg", type="video",
    video_info={"variants": [
        {"content_type": "application/x-mpegURL", "url": "https://video.twimg.com/ext_tw_video/12/pu/pl/a.m3u8?tag=10"},
        {"bitrate": "256000", "content_type": "video/mp4", "url": f"{CLIP}/404x270/small.mp4?tag=10"},
        {"bitrate": "2176000", "content_type": "video/mp4", "url": f"{CLIP}/1080x720/large.mp4?tag=10"},
    ]},
)  # fmt: skip


def tweet(number: str, *media: object, text: str = "The relay", old: bool = False, **more: object) -> dict[str, object]:
    found = {
        "retweeted": False,
        "entities": {"hashtags": [], "user_mentions": [{"name": "Ben Hollow", "screen_name": "ben"}], "urls": [],
                     **({"media": [{**media[0], "type": "photo"}]} if media and isinstance(media[0], dict) else {})},
        "id_str": number,
        "id": number,
        "created_at": "Wed Oct 01 10:30:00 +0000 2025",
        "full_text": text,
        "lang": "en",
        **({"extended_entities": {"media": list(media)}} if media else {}),
        **more,
    }  # fmt: skip
    return found if old else {"tweet": found}


def js(*posts: object, name: str = "tweets", part: int = 0) -> str:
    return f"window.YTD.{name}.part{part} = {json.dumps(list(posts), indent=1)}"


RELAY = tweet(
    "11",
    photo(ext_alt_text="Runners", additional_media_info={"title": "Relay", "description": "At the pond"}),
    text="Relay &amp; finish, see https://t.co/news https://t.co/relay",
)
RELAY["tweet"]["entities"]["urls"] = [  # type: ignore[index]
    {"url": "https://t.co/news", "expanded_url": "https://www.hollow.example/news?a=1&copy=2"}
]
POSTS = [RELAY, tweet("12", VIDEO), tweet("13"), tweet("14", photo(), photo("3", PHOTO.replace("Relay", "Choir")))]


def test_every_column_literally(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "data/tweets.js": js(RELAY),
        "data/tweets_media/11-GRelay.jpg": JPEG,
        "data/manifest.js": 'window.__THAR_CONFIG = {"archiveInfo": {"generationDate": "2025-12-19T15:30:00.036Z"}}',
        "data/account.js": js({"account": {"username": "fernhollow", "accountId": "7"}}, name="account"),
    }
    found = read(tmp_path, files, site="hollow")
    asset = "hollow/x/1700000000000000001"
    page = "https://x.com/i/web/status/11"
    assert rows(found.assets, "asset_id", "url", "picture_url", "kind", "platform_has_location", "platform_has_people",
                "platform_found") == [
        (asset, PHOTO, "pbs.twimg.com/media/GRelay.jpg", "picture", None, None, None)
    ]  # fmt: skip
    assert rows(found.items, "item_id", "channel", "page_url", "page_title", "title", "alt_text", "caption",
                "published_at", "visibility", "in_use") == [
        (f"{asset}@{digest('x', page)}", "x", page, None, "Relay", "Runners",
         "Relay & finish, see https://www.hollow.example/news?a=1&copy=2\nAt the pond",
         datetime(2025, 10, 1, 10, 30, tzinfo=UTC), "public", True)
    ]  # fmt: skip
    assert rows(found.files, "file_id", "role", "url", "path", "is_public", "declared_width_px",
                "declared_height_px") == [
        (f"{asset}#{digest('pbs.twimg.com/media/GRelay.jpg')}", "published", PHOTO,
         f"{tmp_path}/data/tweets_media/11-GRelay.jpg", True, 2048, 1365)
    ]  # fmt: skip
    assert rows(found.sources, "source_id", "file", "exported_at", "rows") == [
        ("hollow/x/x", "data/tweets.js", datetime(2025, 12, 19, 15, 30, tzinfo=UTC), 1)
    ]
    assert found.appearances.empty  # who is mentioned is not shown
    assert found.problems.empty


def test_one_picture_in_two_posts_and_a_video(tmp_path: Path) -> None:
    files = {"data/tweets.js": js(*POSTS[1:]), "data/tweets-part1.js": js(RELAY, part=1),
             "data/tweets_media/12-small.mp4": b"small", "data/tweets_media/14-GRelay.jpg": JPEG,
             "data/tweets_media/14-GChoir.jpg": JPEG, "data/tweets_media/99-GChoir.jpg": JPEG}  # fmt: skip
    found = read(tmp_path, files, site="h")
    assert sorted(rows(found.assets, "asset_id", "kind", "url"), key=str) == [
        ("h/file/" + digest("data/tweets_media/99-GChoir.jpg"), "picture", None),
        ("h/x/1700000000000000001", "picture", PHOTO),
        ("h/x/1700000000000000002", "video", f"{CLIP}/1080x720/large.mp4?tag=10"),
        ("h/x/3", "picture", PHOTO.replace("Relay", "Choir")),
    ]
    assert sorted(rows(found.items, "asset_id", "page_url"), key=str) == [
        ("h/file/" + digest("data/tweets_media/99-GChoir.jpg"), None),
        ("h/x/1700000000000000001", "https://x.com/i/web/status/11"),
        ("h/x/1700000000000000001", "https://x.com/i/web/status/14"),
        ("h/x/1700000000000000002", "https://x.com/i/web/status/12"),
        ("h/x/3", "https://x.com/i/web/status/14"),
    ]
    assert sorted(str(path).rsplit("/", 1)[1] for path in found.files["path"]) == [
        "12-small.mp4", "14-GChoir.jpg", "14-GRelay.jpg", "99-GChoir.jpg",
    ]  # fmt: skip
    assert found.problems.empty


@pytest.mark.slow
def test_old_and_new_layouts_zips_and_order_change_no_id(tmp_path: Path) -> None:
    media = {"12-large.mp4": b"v", "11-GRelay.jpg": JPEG, "14-GRelay.jpg": JPEG, "14-GChoir.jpg": JPEG}
    new = {"data/tweets.js": js(*POSTS), **{f"data/tweets_media/{name}": data for name, data in media.items()}}
    bare = [post["tweet"] for post in POSTS]
    old = {"tweet.js": js(*bare, name="tweet"), **{f"tweet_media/{name}": data for name, data in media.items()}}
    stripped = {**new, "data/tweets.js": json.dumps(POSTS)}
    split = {**new, "data/tweets.js": js(*POSTS[2:]), "data/tweets-part1.js": js(*POSTS[:2], part=1)}
    one = read(tmp_path / "a", new, site="h")  # type: ignore[arg-type]
    assert one.files["path"].notna().all()
    for number, files in enumerate((old, stripped, split, {"twitter-2025.zip": zip_of(new)})):  # type: ignore[arg-type]
        other = read(tmp_path / str(number), files, site="h")  # type: ignore[arg-type]
        same(one, other, but=("sources", "files"))
        assert set(one.files["file_id"]) == set(other.files["file_id"])
        assert other.files["path"].notna().all()


def test_reposts_are_listed_as_somebody_elses(tmp_path: Path) -> None:
    theirs = photo("5", source_status_id_str="900", source_user_id_str="8")
    post = tweet("15", theirs, text="RT @a_parent: Look at Ada Fern! https://t.co/relay")
    found = read(tmp_path, {"data/tweets.js": js(post), "data/tweets_media/900-GRelay.jpg": JPEG})
    assert rows(found.items, "page_url", "page_title", "caption", "visibility") == [
        ("https://x.com/i/web/status/15", "Repost of @a_parent", "RT @a_parent: Look at Ada Fern!", "public")
    ]
    assert found.files["path"].notna().all()


@pytest.mark.parametrize(
    ("name", "more", "visibility", "in_use", "is_public"),
    [
        ("tweets", {}, "public", True, True),
        ("community_tweet", {"scopes": {"followers": False}}, "public", True, True),
        ("tweets", {"scopes": {"followers": True}}, "private", True, None),
        ("deleted_tweets", {"deleted_at": "Sat Jan 11 15:27:00 +0000 2025"}, "private", False, None),
    ],
)
def test_who_can_see_a_post(
    tmp_path: Path, name: str, more: dict[str, object], visibility: str, in_use: bool, is_public: bool
) -> None:
    found = read(tmp_path, {"a.js": js(tweet("1", photo(), **more), name=name)})
    assert rows(found.items, "visibility", "in_use") == [(visibility, in_use)]
    assert rows(found.files, "is_public") == [(is_public,)]


@pytest.mark.parametrize(
    ("actions", "visibility"),
    [(["Protect", "Unprotect"], "public"), (["Unprotect", "Protect"], "private"), ([], "public")],
)
def test_a_protected_account(tmp_path: Path, actions: list[str], visibility: str) -> None:
    history = [
        {"protectedHistory": {"protectedAt": f"2024-1{n}-01T00:00:00.000Z", "action": action}}
        for n, action in enumerate(actions)
    ]
    files = {"one/data/tweets.js": js(tweet("1", photo("1"))), "two/data/tweets.js": js(tweet("2", photo("2"))),
             "one/data/protected-history.js": js(*history[::-1], name="protected_history")}  # fmt: skip
    found = read(tmp_path, files)
    assert rows(found.items, "visibility") == [(visibility,), ("public",)]  # the other account is another one


def test_a_long_post_in_full(tmp_path: Path) -> None:
    whole = "Our sports day at Fern Hollow was dry for once, and " + "the relay went on and on. " * 20
    notes = [{"noteTweet": {"createdAt": f"2025-10-0{day}T10:30:00.000Z", "core": {"text": text}}}
             for day, text in ((1, whole), (2, whole + "no"), (1, "Another"))]  # fmt: skip
    post = tweet("1", photo(), text=whole[:270] + "… https://t.co/relay")
    found = read(tmp_path, {"tweets.js": js(post), "note-tweet.js": js(*notes, name="note_tweet")})
    assert rows(found.items, "caption") == [(f"{whole[:270]}…\n{whole.strip()}",)]


POINT = {"type": "Point", "coordinates": ["-1.1398", "52.6369"]}
ON_THE_MAP = "a position on the map"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "shown", "name"),
    [
        ({}, None, None),
        ({"place": None, "geo": None}, False, None),
        ({"coordinates": None, "geo": None, "place": None}, False, None),
        ({"place": {"full_name": "Hollow, England"}}, True, "Hollow, England"),
        ({"place": {"name": "Caf\u00c3\u00a9", "id": "1a2b"}, "coordinates": POINT}, True, "Café"),
        ({"place": {"id": "1a2b"}}, True, ON_THE_MAP),
        ({"place": {"full_name": ""}}, False, None),
        ({"coordinates": POINT}, True, ON_THE_MAP),
        ({"coordinates": {"type": "Point", "coordinates": [0, 51.5]}}, True, ON_THE_MAP),
        ({"coordinates": {"type": "Point", "coordinates": [-122.4, 37.7]}}, True, ON_THE_MAP),
        ({"geo": {"type": "Point", "coordinates": ["52.6369", "-1.1398"]}}, True, ON_THE_MAP),
        ({"coordinates": {"coordinates": [0.0, 0]}}, False, None),
        ({"coordinates": [1, 2], "geo": {"coordinates": "x"}}, None, None),
        ({"place": "here"}, None, None),
        ({"retweeted_status": {"place": {"full_name": "Hollow, England"}}}, True, "Hollow, England"),
        ({"place": None, "quoted_status": {"coordinates": POINT}}, True, ON_THE_MAP),
        ({"place": None, "quoted_status": {"place": None}}, False, None),
    ],
)
def test_places_of_posts(tmp_path: Path, more: dict[str, object], shown: bool | None, name: str | None) -> None:
    found = read(tmp_path, {"a.js": js(tweet("1", photo(), **more))})
    assert rows(found.items, "has_place_shown", "place_shown") == [(shown, name)]
    assert rows(found.assets, "platform_has_location", "platform_found") == [(None, None)]
    text = "\n".join(getattr(found, table).to_csv() for table in ("items", "assets", "files", "problems"))
    assert not [figure for figure in ("52.63", "1.1398", "37.7") if figure in text]


def test_one_picture_in_a_post_with_a_place_and_in_one_without(tmp_path: Path) -> None:
    posts = [tweet("1", photo(), place={"full_name": "Hollow"}), tweet("2", photo(), place=None)]
    assert rows(read(tmp_path, {"a.js": js(*posts)}).items, "has_place_shown") == [(True,), (False,)]


def test_accounts_tagged_in_a_picture(tmp_path: Path) -> None:
    features = {"all": {"tags": [{"user_id": "1", "name": "Ada Fern", "screen_name": "ada"}, {"screen_name": "ben"}]},
                "large": {"faces": [{"x": 1}], "tags": None}}  # fmt: skip
    found = read(tmp_path, {"a.js": js(tweet("1", photo(features=features)))})
    assert rows(found.appearances, "person_ref", "evidence") == [("Ada Fern", "tagged"), ("ben", "tagged")]
    assert rows(found.assets, "platform_has_people", "platform_found") == [
        (True, "people: accounts tagged in the picture")
    ]


def test_an_archive_of_the_years_before(tmp_path: Path) -> None:
    """Until 2018 a file a month, without copies of the pictures."""
    post = {"id_str": "1", "text": "Relay http://t.co/a", "created_at": "2014-01-05 12:00:00 +0000",
            "entities": {"media": [{"id": 4, "media_url_https": PHOTO, "url": "http://t.co/a",
                                    "sizes": [{"h": 600, "w": 800}, {"h": 1, "w": 1}]}]}}  # fmt: skip
    found = read(tmp_path, {"2014_01.js": f"Grailbird.data.tweets_2014_01 = \n {json.dumps([post])}"}, site="h")
    assert rows(found.items, "asset_id", "caption", "published_at") == [
        ("h/x/4", "Relay", datetime(2014, 1, 5, 12, tzinfo=UTC))
    ]
    assert rows(found.files, "declared_width_px", "declared_height_px") == [(800, 600)]
    assert found.problems.empty


BROKEN: list[object] = [
    7,
    None,
    {"tweet": None},
    {"tweet": {"full_text": "no number"}},
    {"tweet": {"id_str": "1", "extended_entities": {"media": {"a": 1}}}},
    tweet("2", None, "x", {}, photo("9", created=1), created_at="yesterday"),
    tweet("3", photo("8", "no address", sizes=[None], video_info={"variants": [None, {"url": 4, "bitrate": "x"}]})),
    tweet("4", {"media_url_https": PHOTO, "original_info": {"width": 10**30, "height": -1}}),
    {"tweet": {**tweet("5", photo("7"))["tweet"], "full_text": None, "id_str": 5, "entities": "x", "scopes": []}},  # type: ignore[dict-item]
]


def test_broken_posts_are_rows_or_problems(tmp_path: Path) -> None:
    text = js(*BROKEN)
    found = read(tmp_path, {"tweets.js": text[:-1] + ', {"tweet": {"id_str": "6', "deleted.js": text[:60]}, site="h")
    assert sorted(map(str, found.items["asset_id"])) == [
        "h/url/" + digest("pbs.twimg.com/media/GRelay.jpg"), "h/x/7", "h/x/8", "h/x/9",
    ]  # fmt: skip
    assert sorted(rows(found.problems, "file", "row")) == [
        *(("deleted.js", row) for row in (1, 2, 3, 4)),
        *(("tweets.js", row) for row in (1, 2, 3, 4, 5, 6, 6, 6, 6, 10)),
    ]


def test_every_picture_is_a_row(tmp_path: Path) -> None:
    posts = [tweet(str(n), *[photo(f"{n}{k}") for k in range(n % 4)]) for n in range(1, 60)]
    found = read(tmp_path, {"tweets.js": js(*posts)})
    there = json.loads((tmp_path / "tweets.js").read_text().split("=", 1)[1])
    assert len(found.items) == sum(
        len(post["tweet"].get("extended_entities", {"media": []})["media"]) for post in there
    )
    assert found.problems.empty


@pytest.mark.slow
def test_files_that_tell_of_posts_that_are_not_here(tmp_path: Path) -> None:
    found = read(tmp_path, {"x/account.js": js({"account": {}}, name="account"), "a.jpg": JPEG})
    assert rows(found.problems, "file") == [("x/account.js",)]
    assert "tweets.js" in found.problems["reason"][0]
    empty = read(tmp_path / "b", {"tweets.js": "window.YTD.tweets.part0 = [ ]"})
    assert rows(empty.sources, "file", "rows", "problems") == [("tweets.js", 0, 0)]


OTHERS = {
    "a.xml": wxr(upload(7)),
    "like.js": 'window.YTD.like.part0 = [{"like": {"tweetId": "1", "fullText": "x"}}]',
    "headers.js": 'window.YTD.tweet_headers.part0 = [{"tweet": {"tweet_id": "1"}}]',
    "dm.js": 'window.YTD.direct_messages.part0 = [{"id_str": "1", "full_text": "x"}]',
    "ads.js": 'window.YTD.ad_engagements.part0 = [{"ad": {}}]',
    "photos.json": '{"title": "x", "photoTakenTime": {}}',
    "posts.json": '[{"media": [{"uri": "a.jpg", "title": "x"}]}]',
    "note.txt": "window.YTD.tweets are read",
}


def test_known_by_content_and_by_no_other(tmp_path: Path) -> None:
    ours = {"1.js": js(RELAY), "2.txt": "\ufeff" + js(RELAY, name="tweet"), "3": json.dumps(POSTS),
            "4.json": json.dumps([post["tweet"] for post in POSTS]), "5.js": js(name="deleted_tweets"),
            "6.js": 'window.__THAR_CONFIG = {"userInfo": {}}'}  # fmt: skip
    found = walk(write(tmp_path / "a", ours))  # type: ignore[arg-type]
    for file in found.files:
        known = {reader.DIALECT: reader.sniff(Head(file)) for reader in readers()
                 if not getattr(reader, "IS_FALLBACK", False)}  # fmt: skip
        assert {name for name, why in known.items() if why} == {"x"}
    found = walk(write(tmp_path / "b", OTHERS))  # type: ignore[arg-type]
    assert {file.name: x_archive.sniff(Head(file)) for file in found.files} == dict.fromkeys(sorted(OTHERS))


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("https://[x"),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["tweet", "id_str", "media", "url", "sizes", "large", "w", "features", "tags", "variants",
                         "coordinates", "media_url_https", "video_info", "name"]), inner, max_size=5),
    max_leaves=15,
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(junk, min_size=5, max_size=10), st.integers(0, 900))
def test_nothing_raises(values: list[object], cut: int) -> None:
    names = ("sizes", "features", "video_info", "additional_media_info", "id_str", "media_url_https", "type")
    odd = [
        tweet(
            str(n), {**photo(), **dict.fromkeys(names[n % 7 :], value)}, entities=value, place=value, created_at=value
        )
        for n, value in enumerate(values)
    ]
    files = {"a.js": js(*values), "b.js": js(*odd), "c.js": js(RELAY)[:cut], "d.js": js(tweet("1", photo())),
             "e.js": js(*values, name="protected_history"), "f.js": js(*values, name="note_tweet")}  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        found = ia.read_inventory(write(Path(folder), files), site="h")  # type: ignore[arg-type]
    assert "h/x/1700000000000000001" in set(found.assets["asset_id"])


@pytest.mark.parametrize(
    ("manifest", "value"),
    [
        ({"archiveInfo": {"isPartialArchive": True}}, None),
        (
            {"dataTypes": {"tweets": {"files": [
                {"fileName": "data/tweets.js", "globalName": "YTD.tweets.part0", "count": "1"},
                {"fileName": "data/tweets-part1.js", "globalName": "YTD.tweets.part1", "count": "1"},
            ]}}},
            "tweets-part1.js",
        ),
    ],
)  # fmt: skip
def test_what_the_manifest_names_and_is_not_here_was_not_read(tmp_path: Path, manifest: object, value: object) -> None:
    told = f"window.__THAR_CONFIG = {json.dumps(manifest)}"
    found = read(tmp_path, {"data/tweets.js": js(RELAY), "data/manifest.js": told})
    assert rows(found.sources, "completeness", "unread") == [("part", None)]
    assert rows(found.problems, "file", "code", "value", "not_read") == [("data/tweets.js", "missing", value, True)]


def test_a_manifest_misses_no_list_that_was_empty_or_holds_no_posts(tmp_path: Path) -> None:
    kinds = {
        "communityTweet": {"files": [{"fileName": "data/community-tweet.js", "globalName": "YTD.community_tweet.part0",
                                      "count": "0"}]},
        "like": {"files": [{"fileName": "data/like.js", "globalName": "YTD.like.part0", "count": "12"}]},
    }  # fmt: skip
    told = {"archiveInfo": {"isPartialArchive": False}, "dataTypes": kinds}
    found = read(
        tmp_path, {"data/tweets.js": js(RELAY), "data/manifest.js": f"window.__THAR_CONFIG = {json.dumps(told)}"}
    )
    assert rows(found.sources, "completeness") == [("whole",)]
    assert found.problems.empty
