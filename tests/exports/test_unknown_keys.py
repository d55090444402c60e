"""What stands below keys that nobody knows, or in a row whose own key is blank, is said with its number."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

import imgaudit as ia
from tests.exports import made_web, test_x_archive
from tests.exports.made import read, rows
from tests.exports.made_all import SAMPLES, Sample
from tests.exports.made_meta import AUTUMN, fb_media, fb_post, ig_media, ig_post

BLANKS = [
    "\t\t",
    "\u00a0",
    "\u3000",
    "\u200b",
    "\u2060\u200d",
    "\u00ad",
    "\u2800",
    "\ufeff",
    "\u3164",
    " \u200b\t",
]
WITH_BLANK_KEYS = [one for one in SAMPLES if isinstance(one.bad, list) and "" in one.bad and one.dialect != "sitemap"]


@pytest.mark.slow
@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
@pytest.mark.parametrize("sample", WITH_BLANK_KEYS, ids=lambda one: one.dialect)
def test_a_row_whose_key_is_blank_is_said(tmp_path: Path, sample: Sample, blank: str) -> None:
    whole, odd = (
        read(tmp_path / name, {sample.name: sample.wrap([*sample.entries, [cell or key for cell in sample.bad]])})
        for name, key in (("empty", ""), ("odd", blank))
    )
    assert len(odd.items) == len(whole.items)
    assert odd.problems["not_read"].sum() == whole.problems["not_read"].sum() == 1
    assert odd.sources["completeness"].tolist() == whole.sources["completeness"].tolist()


@pytest.mark.parametrize("key", ["", "\t", "\u200b"], ids=ascii)
def test_a_link_of_a_crawl_to_nothing_is_said(tmp_path: Path, key: str) -> None:
    row = [key, f"{made_web.SITE}/news/", key, 9, "Relay", "", 200]
    found = read(tmp_path, {"all_image_inlinks.csv": made_web.table(made_web.LINKS[:7], row)})
    assert rows(found.problems, "row", "column", "reason", "not_read")[0] == (
        2,
        "Destination",
        "no web address, so it is not known which picture this is",
        True,
    )


def test_a_crawled_address_that_is_blank_is_said(tmp_path: Path) -> None:
    text = made_web.table(["Address", "Content Type", "Status Code"], ["\u200b", "text/html", 200])
    found = read(tmp_path, {"internal_all.csv": text})
    assert rows(found.problems, "row", "column", "not_read") == [(2, "Address", True)]


@pytest.mark.parametrize(("end", "is_told"), [("\t\t\t", True), ("\u00a0", True), ("  ", False), ("\t\n", False)])
def test_a_last_line_of_tabs_may_have_been_cut(tmp_path: Path, end: str, is_told: bool) -> None:
    text = f"SourceFile;File:FileType;File:MIMEType\r\na.jpg;JPEG;image/jpeg\r\n{end}"
    found = read(tmp_path, {"exiftool.csv": text})
    assert len(found.items) == 1
    assert found.problems["code"].tolist() == (["cut_off"] if is_told else [])


PHOTO = test_x_archive.photo("1700000000000000001", "https://pbs.twimg.com/media/G1.jpg")
OTHER = test_x_archive.photo("1700000000000000002", "https://pbs.twimg.com/media/G2.jpg")
DRIVE = {"id": "1A", "name": "a.jpg", "mimeType": "image/jpeg", "kind": "drive#file"}
GRAPH = {
    "id": "1",
    "name": "Trips",
    "folder": {"childCount": 2},
    "parentReference": {"driveId": "b", "path": "/drives/b/root:"},
}
CHILDREN = [{"id": "2", "name": "b.jpg"}, {"id": "3", "name": "c.mp4"}, {"id": "4", "name": "d.docx"}]
HERE = {**GRAPH, "name": "a.jpg", "file": {"mimeType": "image/jpeg"}}
HERE.pop("folder")
IMG = {"rendered": '<p>Relay</p><img src="https://www.hollow.example/wp-content/uploads/b.jpg">'}
LISTED = {"Path": "a.jpg", "Name": "a.jpg", "Size": 5, "MimeType": "image/jpeg", "IsDir": False}

# What holds it, the key that is not known, how many pictures are below it, and how many items there are without it.
UNKNOWN = {
    "instagram: one key of two": (
        "content/posts_1.json",
        [ig_post(ig_media("posts/1.jpg")), {"medya": [ig_media("posts/2.jpg"), ig_media("reels/3")]}],
        "medya",
        2,
        1,
    ),
    "instagram: a list beside": (
        "content/stories.json",
        {"ig_stories": [ig_media("stories/1.jpg")], "ig_moments": [ig_post(ig_media("posts/2.jpg"))] * 2},
        "ig_moments.media",
        2,
        1,
    ),
    "instagram: two lists that are known": (
        "content/stories.json",
        {
            "ig_stories": [ig_media("stories/1.jpg")],
            "ig_reels_media": [ig_post(ig_media("reels/2.mp4"))],
            "ig_moments": [ig_media("posts/3.jpg")],
        },
        "ig_moments",
        1,
        2,
    ),
    "facebook: an attachment": (
        "posts/your_posts_1.json",
        [fb_post(fb_media("1.jpg")), {"timestamp": AUTUMN, "attachments": [{"data": [{"clip": fb_media("2.mp4")}]}]}],
        "attachments.data.clip",
        1,
        1,
    ),
    "facebook: a list beside": (
        "posts/your_photos.json",
        {"other_photos_v2": [fb_media("1.jpg")], "other_photos_v3": [fb_media("2.jpg"), fb_media("3.jpg")]},
        "other_photos_v3",
        2,
        1,
    ),
    "facebook: of an album": (
        "posts/album/0.json",
        {"name": "Trip", "photos": [fb_media("1.jpg")], "last_modified_timestamp": 1, "clips": [fb_media("2.mp4")]},
        "clips",
        1,
        1,
    ),
    "x: further pictures": (
        "data/tweets.js",
        test_x_archive.js(test_x_archive.tweet("11", PHOTO, extended={"media": [PHOTO, OTHER]})),
        "extended.media",
        1,
        1,
    ),
    "google_files: a list beside": (
        "files.json",
        {"files": [DRIVE], "shared": [{**DRIVE, "id": "1B", "name": "b.jpg"}]},
        "shared",
        1,
        1,
    ),
    "microsoft_graph: what is in a folder": (
        "children.json",
        {"value": [HERE, {**GRAPH, "children": CHILDREN}]},
        "children",
        2,
        1,
    ),
    "rclone: a list beside": ("drive.json", {"list": [LISTED], "more": [{**LISTED, "Name": "b.jpg", "path": "b.jpg"}]},
                              "more", 1, 1),
    "takeout: beside its own": (
        "Takeout/Google Photos/Photos from 2025/a.jpg.json",
        {"title": "a.jpg", "photoTakenTime": {"timestamp": "1759397400"}, "burst": [{"filename": "a(1).jpg"}]},
        "burst",
        1,
        1,
    ),
    "wordpress_rest: its content": (
        "pages.json",
        [{key: value for key, value in made_web.page(1, "").items() if key != "content"} | {"body": IMG}],
        "body",
        1,
        0,
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("what", UNKNOWN)
def test_pictures_below_unknown_keys_are_counted(tmp_path: Path, what: str) -> None:
    name, value, key, count, items = UNKNOWN[what]
    found = read(tmp_path, {name: value if isinstance(value, str) else json.dumps(value)})
    told = found.problems[found.problems["reason"].str.contains("not known")]
    assert rows(told, "code", "value", "reason", "not_read") == [
        (
            "unknown_heading",
            key,
            f"pictures or videos below keys that are not known, {count}: not read; look at what this entry shows",
            True,
        )
    ]
    assert len(found.items) == items
    assert rows(found.sources, "dialect", "completeness", "unread") == [(what.partition(":")[0], "part", count)]


def test_what_plug_ins_repeat_of_a_page_is_a_remark(tmp_path: Path) -> None:
    preview = {"og_image": [{"url": "https://www.hollow.example/wp-content/uploads/a.jpg"}]}
    pages = [{**made_web.page(i, "<p>Relay</p>"), "yoast_head_json": preview} for i in (1, 2)]
    found = read(tmp_path, {"pages.json": json.dumps(pages)})
    assert rows(found.problems, "value", "reason", "not_read") == [
        (
            "yoast_head_json.og_image",
            "pictures or videos below keys that are not known, 1: not read; look at what this entry shows (2 times)",
            False,
        )
    ]


def test_links_to_other_pages_are_no_pictures_of_the_school(tmp_path: Path) -> None:
    link = {"external_context": {"url": "https://other.example/a.jpg", "media": {}}}
    posts = [fb_post(fb_media("1.jpg")), {"timestamp": AUTUMN, "attachments": [{"data": [link]}]}]
    assert read(tmp_path, {"posts/your_posts_1.json": json.dumps(posts)}).problems.empty


def test_a_cell_beyond_the_last_column_costs_no_memory(tmp_path: Path) -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["File", "Title"])  # type: ignore[union-attr]
    book.active["XFD2"] = "a.jpg"  # type: ignore[index]
    book.save(out)
    far = out.getvalue()
    (tmp_path / "list.xlsx").write_bytes(far)
    ia.recognise_exports(tmp_path)  # column 16,384 is the last that there is
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(far)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'r="XFD2"', b'r="XFDAI2"'))
    (tmp_path / "list.xlsx").write_bytes(packed.getvalue())
    with pytest.raises(ia.InputError, match=r"so far out as no sheet has columns \(16,384\); open it in Excel"):
        ia.read_inventory(tmp_path)
