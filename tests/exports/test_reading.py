"""What holds for a folder of several downloads: what nothing knows, mappings, which copy is looked at."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import imgaudit as ia
from tests.exports.made import BLOG, JPEG, but_columns, post, read, rows, upload, write, wxr
from tests.exports.made_meta import dumps, fb_media, fb_post, ig_media, ig_post, zipped
from tests.exports.made_web import media

POSTS = '[{"media": [{"uri": "media/posts/1/17000000000000001.jpg", "creation_timestamp": 1751358600}]}]'
SIDE_FILES = {
    "ads_information/ads_viewed.json": "{}",
    "connections/followers/followers_1.json": "[]",
    "logged_information/searches/searches.json": "{}",
    "personal_information/personal_information.json": "{}",
    "preferences/settings/settings.json": "{}",
    "your_instagram_activity/likes/liked_posts.json": "{}",
    "your_instagram_activity/saved/saved_posts.json": "{}",
}


def test_what_a_download_holds_besides_is_one_problem(tmp_path: Path) -> None:
    download = {**SIDE_FILES, "your_instagram_activity/media/posts_1.json": POSTS}
    write(tmp_path / "term/exports", {f"insta/{name}": text for name, text in download.items()})
    write(tmp_path / "term/exports", {"again.zip": zipped(dict(download)), "unknown.csv": "Bild;Wo\na.jpg;Halle\n"})
    problems = ia.read_inventory(tmp_path).problems
    assert sorted(problems["file"]) == ["term/exports/again.zip/", "term/exports/insta/", "term/exports/unknown.csv"]
    assert problems["reason"].str.contains("7 files not recognised").sum() == 2
    assert "connections/followers/followers_1.json" in str(problems["value"].iloc[1])


def test_a_list_that_nothing_knows_comes_first_among_others(tmp_path: Path) -> None:
    write(tmp_path, {**{f"x/{name}": text for name, text in SIDE_FILES.items()}, "x/zz/pictures.csv": "Bild;Wo\na;b\n"})
    write(tmp_path, {"list.csv": "Picture file,Page\na.jpg,https://fern.example/\n"})
    problems = ia.read_inventory(tmp_path).problems
    assert problems["file"].tolist() == ["x/zz/pictures.csv", "x/"]
    assert str(ia.recognise_exports(tmp_path)["why"].iloc[-1]).endswith("name its columns with mapping=")


def test_sources_names_few_files_each_and_many_alike_once(tmp_path: Path) -> None:
    sidecar = '{"title": "a.jpg", "photoTakenTime": {"timestamp": "1751358600"}}'
    names = [f"Takeout/Google Photos/Photos from 2025/{i}.jpg.json" for i in range(5)]
    write(tmp_path, {**dict.fromkeys(names, sidecar), "Takeout/Google Photos/Trip/0.jpg.json": sidecar})
    found = ia.recognise_exports(tmp_path)
    assert found["file"].tolist() == [
        "Takeout/Google Photos/Photos from 2025/",
        "Takeout/Google Photos/Trip/0.jpg.json",
    ]
    assert found["dialect"].tolist() == ["takeout", "takeout"]
    assert found["why"].tolist()[0].startswith("5 files: a Google Photos sidecar")


CRAWL = "Address,Content Type,Status Code,Alt Text\nhttps://fern.example/a.jpg,image/jpeg,200,x\n"
DRIVE = '[{"Path": "a.jpg", "Name": "a.jpg", "Size": 1, "ModTime": "2025-07-01T09:30:00Z", "IsDir": false}]'


def test_a_mapping_that_does_nothing_is_said(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "posts_1.json": POSTS,
            "crawl.csv": CRAWL,
            "list.csv": "Bild,Page\na.jpg,https://fern.example/\n",
            "drive.json": DRIVE,
        },
    )
    mapping = {"Bild": "file", "Alt Text": "caption", "Uri": "caption", "modtime": "published_at"}
    problems = but_columns(ia.read_inventory(tmp_path, mapping=mapping).problems)
    assert problems[["file", "value"]].to_numpy().tolist() == [["crawl.csv", "Alt Text"], ["mapping=", "Uri"]]
    assert "screaming_frog" in problems["reason"].iloc[0]


def test_a_mapping_to_no_column_is_a_wrong_call_whatever_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"posts_1.json": POSTS})
    with pytest.raises(ia.InputError, match="no column 'photo'"):
        ia.read_inventory(tmp_path, mapping={"Bild": "photo"})


@pytest.mark.slow
def test_what_one_export_can_tell_apart_another_does_not_hide(tmp_path: Path) -> None:
    site = {"website/fern.xml": wxr(upload(7)), "website/uploads/2025/10/picture-7.jpg": JPEG}
    write(tmp_path, {**site, "older/uploads/2025/10/picture-7.jpg": JPEG + b"older"})
    answer = [media(7, "picture-7.jpg", root=BLOG)]
    alone = ia.read_inventory(tmp_path)
    write(tmp_path, {"api/export.json": json.dumps(answer), "zz/export.json": json.dumps(answer)})
    for found in (alone, ia.read_inventory(tmp_path)):
        own = found.files[found.files["url"] == f"{BLOG}/wp-content/uploads/2025/10/picture-7.jpg"]
        assert own["path"].tolist() == [f"{tmp_path}/website/uploads/2025/10/picture-7.jpg"]
        assert found.items["channel"].tolist() == ["website", "folder"]
        assert not len(found.problems)


def test_bytes_win_over_a_report_of_them(tmp_path: Path) -> None:
    report = "SourceFile,File:FileType,GPS:GPSLatitude\n./uploads/2025/10/picture-7.jpg,JPEG,51.4\n"
    write(tmp_path, {"wp/fern.xml": wxr(upload(7)), "report/data.csv": report})
    write(tmp_path, {"site/uploads/2025/10/picture-7.jpg": JPEG})
    found = ia.read_inventory(tmp_path)
    assert found.files["path"].tolist() == [f"{tmp_path}/site/uploads/2025/10/picture-7.jpg"]
    assert found.items["channel"].tolist() == ["website"]
    assert found.problems["file"].tolist() == ["report/data.csv"]
    assert found.problems["reason"].iloc[0].startswith("1 path in it: each is taken for a picture that is here")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("instagram-fernhollow-2025-12-19-AbC1dEf2.zip!posts_1.json", "2025-12-19 00:00"),
        ("instagram-fern.hollow-20250701/content/posts_1.json", "2025-06-30 23:00"),
        ("facebook-fernhollow-2025-13-19-AbC1dEf2/posts_1.json", None),
        ("facebook-fernhollow/2025-12-19/posts_1.json", None),
        ("takeout-20251219T153000Z-1-001.zip!Takeout/YouTube/videos.csv", "2025-12-19 15:30"),
    ],
)
def test_the_name_of_a_download_says_when_it_was_made(tmp_path: Path, name: str, made: str | None) -> None:
    video = "Video ID,Video Title (Original),Privacy\nabcdefghijk,Choir,Public\n"
    text = video if name.endswith(".csv") else POSTS
    archive, _, member = name.partition("!")
    write(tmp_path, {archive: zipped({member: text})} if member else {name: text})
    assert rows(ia.read_inventory(tmp_path).sources, "exported_at") == [
        (pd.Timestamp(made, tz="UTC") if made else None,)
    ]


def test_a_download_as_html_says_to_ask_for_json(tmp_path: Path) -> None:
    page = '<html><head></head><body><img src="media/posts/202507/1.jpg"/></body></html>'
    pages = ["insta/content/posts_1.html", "your_facebook_activity/posts/your_posts__check_ins_1.html"]
    others = [f"insta/{name}/x.html" for name in "abcde"] + ["website/posts.html"]
    write(tmp_path, {**dict.fromkeys(pages, page), **dict.fromkeys(others, "<html><body></body></html>")})
    write(tmp_path, {"insta/media/posts/202507/1.jpg": JPEG})
    problems = ia.read_inventory(tmp_path).problems
    told = problems[problems["reason"].str.contains("in the format JSON")]
    assert told["file"].tolist() == pages
    assert sorted(set(problems["file"]) - set(pages)) == ["insta/", "website/posts.html"]
    assert set(pages) <= set(ia.recognise_exports(tmp_path)["file"])


def _sidecar(name: str) -> str:
    taken = {"timestamp": "1759361400"}
    return dumps({"title": name, "photoTakenTime": taken, "url": f"https://photos.google.com/photo/AF1QipX{name[0]}"})


def _facebook(*numbers: str, account: str = "") -> dict[str, str | bytes]:
    return {
        f"{account}your_facebook_activity/posts/your_posts{number}.json": dumps(
            [fb_post(fb_media(f"123{at}5678901234"))]
        )
        for at, number in enumerate(numbers)
    }


def _takeout(*parts: str, stamp: str = "20251219T153000Z-1") -> dict[str, str | bytes]:
    return {
        f"takeout-{stamp}-{part}.zip": zipped({f"Takeout/Google Photos/S/{part[-1]}.json": _sidecar(f"{part[-1]}.jpg")})
        for part in parts
    }


def _x(*names: str) -> dict[str, str | bytes]:
    media = {"id_str": "2", "media_url_https": "https://pbs.twimg.com/media/G.jpg", "type": "photo"}
    tweets = [{"tweet": {"id_str": "1", "full_text": "", "created_at": "Wed Oct 01 10:30:00 +0000 2025",
                         "extended_entities": {"media": [media]}}}]  # fmt: skip
    return {f"data/{name}.js": f"window.YTD.tweets.part0 = {dumps(tweets)}" for name in names}


_SPLIT = "hollow.wordpress.2025-12-19.00{}.xml"


@pytest.mark.parametrize(
    ("files", "lacking"),
    [
        (
            _takeout("001", "003"),
            "one between takeout-20251219T153000Z-1-001.zip and takeout-20251219T153000Z-1-003.zip",
        ),
        (_takeout("004"), "3 before takeout-20251219T153000Z-1-004.zip"),
        (_facebook("_1", "_3"), "one between your_posts_1.json and your_posts_3.json"),
        (
            {**_facebook("_1", "_2", account="a/"), **_facebook("_1", "_3", account="b/")},
            "one between your_posts_1.json and your_posts_3.json",
        ),
        (_x("tweets-part1"), "one before tweets-part1.js"),
        (_x("tweets", "tweets-part2"), "one between tweets.js and tweets-part2.js"),
        (
            {_SPLIT.format(0): wxr(upload(7, "a.jpg")), _SPLIT.format(2): wxr(post(4))},
            "one between hollow.wordpress.2025-12-19.000.xml and hollow.wordpress.2025-12-19.002.xml",
        ),
    ],
)
def test_of_a_part_that_is_missing_between_others_nobody_knows_what_was_in_it(
    tmp_path: Path, files: dict[str, str | bytes], lacking: str
) -> None:
    found = read(tmp_path, files)
    assert rows(found.problems, "code", "value", "not_read") == [("missing", lacking, True)]
    told = found.sources[found.sources["completeness"].eq("part")]
    assert rows(told, "unread") == [(None,)]
    assert not found.items["in_use"].eq(False).any()


@pytest.mark.parametrize(
    "files",
    [
        _takeout("001", "002") | _takeout("001", stamp="20260327T153000Z-1"),
        {"a/" + name: text for name, text in _takeout("001").items()} | _takeout("002"),
        {"takeout-20251219T153000Z-001/Takeout/Google Photos/S/1.json": _sidecar("1.jpg")},
        _takeout("001", "003")
        | {"takeout-20251219T153000Z-1-002.zip": zipped({"Takeout/archive_browser.html": "<p>"})},
        _facebook(""),
        _facebook("_1", account="a/") | _facebook("_2", account="b/"),
        _facebook("_1", "_2", account="a/") | _facebook("_1", account="b/"),
        {f"lists_{year}.csv": "Picture file\na.jpg\n" for year in (2023, 2025)} | {"a.jpg": JPEG},
        {f"IMG_000{number}.jpg": JPEG for number in (3, 7)},
        {"Takeout/Google Photos/S/race_7.json": _sidecar("race_7")},
        _x("tweets", "tweets-part1", "deleted-tweets"),
        {_SPLIT.format(at): wxr(upload(at, f"{at}.jpg")) for at in (1, 2)},
    ],
)
def test_what_is_numbered_without_a_gap_or_by_the_school_lacks_nothing(
    tmp_path: Path, files: dict[str, str | bytes]
) -> None:
    assert "missing" not in set(read(tmp_path, files).problems["code"])


def test_a_part_that_cannot_be_opened_is_there(tmp_path: Path) -> None:
    found = read(tmp_path, {**_takeout("001", "003"), "takeout-20251219T153000Z-1-002.zip": b"PK\x03\x04 and no more"})
    assert rows(found.problems, "file", "code") == [("takeout-20251219T153000Z-1-002.zip", "broken")]


_FB, _IG = "your_facebook_activity/posts/", "your_instagram_activity/media/"
_ELSEWHERE = {"uri": "your_facebook_activity/posts/media/x/12345678901240_n.jpg"}


@pytest.mark.parametrize(
    ("files", "name", "value", "dialect"),
    [
        (_facebook("_1"), f"{_FB}your_videos.json", {"videos_v3": [_ELSEWHERE]}, "facebook"),
        (_facebook("_1"), f"{_FB}life_events.json", {"life_events_v2": [fb_post(fb_media("1"))]}, "facebook"),
        (
            {f"{_IG}posts_1.json": dumps([ig_post(ig_media("posts/202510/18025938001189401.jpg"))])},
            f"{_IG}reels.json",
            {"ig_reels_media_v2": [ig_post(ig_media("reels/202510/18025938001189402.mp4"))]},
            "instagram",
        ),
    ],
)
def test_a_list_of_pictures_that_has_another_name_now_was_not_read(
    tmp_path: Path, files: dict[str, str | bytes], name: str, value: object, dialect: str
) -> None:
    found = read(tmp_path, {**files, name: dumps(value)})
    of_it = found.sources[found.sources["file"].eq(name)]
    assert rows(of_it, "dialect", "rows", "completeness", "unread") == [(dialect, 0, "part", None)]
    assert rows(found.problems, "file", "code", "not_read") == [(name, "not_recognised", True)]


@pytest.mark.parametrize(
    "name",
    [
        f"{_FB}other_people's_posts_to_your_timeline.json",
        f"{_FB}memories.json",
        "your_facebook_activity/messages/inbox/ada_1/message_1.json",
        "your_facebook_activity/saved_items_and_collections/your_saved_items.json",
        "personal_information/personal_information.json",
    ],
)
def test_what_the_school_has_not_published_is_not_missed(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, {**_facebook("_1"), name: dumps({"new_v2": [{"media": _ELSEWHERE}]})})
    assert rows(found.sources, "completeness") == [("whole",)]
    assert rows(found.problems, "file", "code", "not_read") == [(name, "not_recognised", False)]


def test_what_two_files_tell_of_is_one_of_them_s_own(tmp_path: Path) -> None:
    head = "Picture file,Channel,Page\n"
    line = "{0}.jpg,website,https://s.example/{0}\n".format
    files = {
        "a.csv": head + line(1),
        "b.csv": head + line(1) + line(2),
        "c.csv": head + line(3),
        "d.csv": head + line(3),
    }
    found = read(tmp_path, files)
    assert rows(found.sources, "file", "rows", "own") == [
        ("a.csv", 1, 0), ("b.csv", 2, 2), ("c.csv", 1, 0), ("d.csv", 1, 1),
    ]  # fmt: skip
    assert found.sources["own"].sum() == len(found.items)
