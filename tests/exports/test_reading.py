"""What holds for a folder of several downloads: what nothing knows, mappings, which copy is looked at."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import imgaudit as ia
from tests.exports.made import BLOG, JPEG, but_columns, rows, upload, write, wxr
from tests.exports.made_meta import zipped
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
