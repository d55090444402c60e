"""WordPress exports: identity, use, visibility, files, and what is done with broken ones."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

import imgaudit as ia
from imgaudit.tables import digest
from tests.exports.made import BLOG, cdata, post, read, rows, same, upload, write, wxr

UP = f"{BLOG}/wp-content/uploads/"
A = "hollow.example/wp/hollow.example/"
META = (
    'a:6:{s:5:"width";i:2560;s:6:"height";i:1707;s:4:"file";s:23:"2025/10/race-scaled.jpg";s:8:"filesize";i:900000;'
    's:5:"sizes";a:2:{s:6:"medium";a:5:{s:4:"file";s:16:"race-300x200.jpg";s:5:"width";i:300;s:6:"height";i:200;'
    's:9:"mime-type";s:10:"image/jpeg";s:8:"filesize";i:9000;}s:5:"again";a:3:{s:4:"file";s:16:"race-300x200.jpg";'
    's:5:"width";i:300;s:6:"height";i:200;}}s:14:"original_image";s:8:"race.jpg";}'
)


def use(inventory: ia.Inventory) -> dict[object, list[tuple[object, ...]]]:
    """Attachment → (page, in use, visibility) of its items."""
    result: dict[object, list[tuple[object, ...]]] = {}
    for asset, *rest in rows(inventory.items, "asset_id", "page_title", "in_use", "visibility"):
        result.setdefault(str(asset).removeprefix(A), []).append(tuple(rest))
    return result


def test_ids_and_rows_literally(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {
            "export.xml": wxr(
                upload(
                    7, "2025/10/race-scaled.jpg", title="Relay &amp; after", excerpt="The <b>relay</b>", parent=3,
                    meta={
                        "_wp_attached_file": "2025/10/race-scaled.jpg",
                        "_wp_attachment_metadata": META,
                        "_wp_attachment_image_alt": "Four runners",
                    },
                ),
                post(
                    3, title="Sports day", link=f"{BLOG}/sports/",
                    content=f'<figure><img class="wp-image-7" src="{UP}2025/10/race-1024x683.jpg" alt="Runners">'
                    "<figcaption>Year 4</figcaption></figure>"
                    f'<img src="{UP}2025/10/race-300x200.jpg" alt="Runners">',
                ),
            )
        },
    )  # fmt: skip
    asset = f"{A}7"
    assert rows(found.assets, "asset_id", "site", "url", "edit_url", "kind", "shows", "people_complete") == [
        (asset, "hollow.example", f"{UP}2025/10/race-scaled.jpg", f"{BLOG}/wp-admin/post.php?post=7&action=edit",
         "picture", "unknown", None)
    ]  # fmt: skip
    (item,) = found.items.to_dict("records")
    assert item["item_id"] == f"{asset}@{digest('website', '3')}"
    assert item["source_id"] == "hollow.example/website/wxr"
    assert (item["page_url"], item["page_title"]) == (f"{BLOG}/sports/", "Sports day")
    assert item["page_edit_url"] == f"{BLOG}/wp-admin/post.php?post=3&action=edit"
    assert (item["title"], item["alt_text"]) == ("Relay & after", "Four runners\nRunners")
    assert item["caption"] == "The relay\nYear 4"
    assert item["published_at"] == datetime(2025, 10, 2, 10, 30, tzinfo=UTC)
    assert (item["visibility"], item["in_use"]) == ("public", True)
    assert sorted(
        rows(found.files, "role", "url", "declared_width_px", "declared_height_px", "declared_bytes", "is_public")
    ) == [
        ("original", f"{UP}2025/10/race.jpg", None, None, None, True),
        ("published", f"{UP}2025/10/race-scaled.jpg", 2560, 1707, 900000, True),
        ("resized", f"{UP}2025/10/race-1024x683.jpg", 1024, 683, None, True),
        ("resized", f"{UP}2025/10/race-300x200.jpg", 300, 200, 9000, True),
    ]
    assert set(found.files["file_id"]) == {
        f"{asset}#{digest(f'hollow.example/wp-content/uploads/2025/10/{name}.jpg')}"
        for name in ("race", "race-scaled", "race-1024x683", "race-300x200")
    }
    assert rows(found.sources, "source_id", "file", "channel", "dialect", "exported_at", "rows", "problems") == [
        ("hollow.example/website/wxr", "export.xml", "website", "wxr", datetime(2025, 12, 19, 15, 30, tzinfo=UTC), 1, 0)
    ]
    assert found.problems.empty


ROUTES = {
    "class": '<img class="wp-image-7" src="/elsewhere/race.jpg">',
    "image block": '<!-- wp:image {"id":7} -->',
    "cover block": '<!-- wp:cover {"id":7} -->',
    "media-text block": '<!-- wp:media-text {"mediaId":7} -->',
    "gallery block": '<!-- wp:gallery {"ids":[7]} -->',
    "caption": '[caption id="attachment_7"]Relay[/caption]',
    "gallery": '[gallery ids="6,7"]',
    "anchor": '<div id="attachment_7">',
    "src": f'<img src="{UP}2025/10/race.jpg">',
    "http, www, query": '<img src="http://hollow.example/wp-content/uploads/2025/10/race.jpg?w=150">',
    "relative": '<img src="/wp-content/uploads/2025/10/race.jpg">',
    "resized": f'<img src="{UP}2025/10/race-300x200.jpg">',
    "link": f'<a href="{UP}2025/10/race.jpg">Relay</a>',
    "srcset": f'<img srcset="{UP}2025/10/race-300x200.jpg 300w">',
    "background": f'<div style="background:url({UP}2025/10/race-scaled.jpg)">',
    "theme shortcode": f'[slide image="{UP}2025/10/race.jpg"]',
    "running text": f"look at {UP}2025/10/race.jpg please",
}


@pytest.mark.slow
@pytest.mark.parametrize("route", ROUTES)
def test_every_route_of_use(tmp_path: Path, route: str) -> None:
    found = read(tmp_path, {"e.xml": wxr(upload(7, "2025/10/race.jpg"), upload(6), post(3, content=ROUTES[route]))})
    assert use(found)["7"] == [("Page 3", True, "public")]


@pytest.mark.parametrize(
    "meta",
    [
        {"_thumbnail_id": "7"},
        {"_elementor_data": f'[{{"image":{{"url":"{UP}2025/10/race.jpg"}}}}]'.replace("/", "\\/")},
        {"hero": "7", "_hero": "field_123"},
        {"gallery": 'a:2:{i:0;s:1:"6";i:1;s:1:"7";}', "_gallery": "field_9"},
    ],
)
def test_use_by_custom_fields(tmp_path: Path, meta: dict[str, str]) -> None:
    found = read(tmp_path, {"e.xml": wxr(upload(7, "2025/10/race.jpg"), upload(6), post(3, meta=meta))})
    assert use(found)["7"] == [("Page 3", True, "public")]


def test_attached_is_not_used_unless_a_bare_gallery_says_so(tmp_path: Path) -> None:
    items = [upload(7, parent=3), upload(8, parent=4), upload(9, "2025/10/a.pdf", parent=4)]
    found = read(tmp_path, {"e.xml": wxr(*items, post(3), post(4, "post", content="[gallery]"))})
    assert use(found) == {
        "7": [(None, False, "public")],
        "8": [("Post 4", True, "public")],
        "9": [(None, False, "public")],
    }
    assert rows(found.assets, "kind") == [("picture",), ("picture",), ("document",)]


def test_media_only_export_leaves_use_open(tmp_path: Path) -> None:
    assert use(read(tmp_path, {"e.xml": wxr(upload(7))})) == {"7": [(None, None, "public")]}


def test_a_logo_is_used_by_the_theme_which_no_page_tells(tmp_path: Path) -> None:
    found = read(tmp_path, {"e.xml": wxr(upload(7, meta={"_wp_attachment_context": "site-icon"}), post(3))})
    assert use(found) == {"7": [(None, None, "public")]}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ({"status": "publish"}, "public"),
        ({"status": "publish", "password": "fern"}, "password"),
        ({"status": "private"}, "private"),
        ({"status": "draft"}, "draft"),
        ({"status": "pending"}, "draft"),
        ({"status": "future"}, "draft"),
        ({"status": "auto-draft"}, "draft"),
        ({"status": "inherit", "parent": 2}, "private"),
        ({"status": "inherit", "parent": 3}, "unknown"),
        ({"status": "archived"}, "unknown"),
    ],
)
def test_visibility_is_the_pages(tmp_path: Path, page: dict[str, object], expected: str) -> None:
    content = '<img class="wp-image-7" src="">'
    found = read(tmp_path, {"e.xml": wxr(upload(7), post(2, status="private"), post(3, content=content, **page))})
    assert use(found)["7"] == [("Page 3", True, expected)]


def test_a_page_in_the_bin_is_no_use(tmp_path: Path) -> None:
    content = (
        f'<img class="wp-image-7" src=""><img src="https://other.example/x.jpg"><img src="{UP}2025/10/picture-8.jpg">'
    )
    found = read(
        tmp_path,
        {
            "e.xml": wxr(
                upload(7), upload(8), post(3, status="trash", content=content), post(4, "post", "[gallery ids=8]")
            )
        },
    )
    external = "hollow.example/url/" + digest("other.example/x.jpg")
    assert use(found) == {
        "7": [(None, False, "public")],
        "8": [("Post 4", True, "public")],
        external: [("Page 3", False, "draft")],
    }


def test_revisions_and_menus_are_no_pages(tmp_path: Path) -> None:
    content = '<img class="wp-image-7" src="">'
    both = post(6), post(8, "post")
    found = read(tmp_path / "r", {"e.xml": wxr(upload(7), post(4, "revision", content), *both)})
    assert use(found) == {"7": [(None, False, "public")]}
    found = read(tmp_path / "m", {"e.xml": wxr(upload(7), post(5, "nav_menu_item", content), *both)})
    assert use(found) == {"7": [(None, None, "public")]}, "a menu that names it may show it"


def test_a_picture_outside_the_library_is_an_asset_by_address(tmp_path: Path) -> None:
    content = (
        '<img src="https://www.other.example/x-300x200.jpg" alt="Pond"><a href="http://other.example/x.jpg">x</a>'
        '<img src="/wp-content/themes/fern/hedge.png">'
    )
    found = read(tmp_path, {"e.xml": wxr(post(3, content=content))})
    assert sorted(rows(found.assets, "asset_id", "kind", "url")) == sorted(
        [
            ("hollow.example/url/" + digest("other.example/x.jpg"), "picture", "http://other.example/x.jpg"),
            (
                "hollow.example/url/" + digest("hollow.example/wp-content/themes/fern/hedge.png"),
                "picture",
                f"{BLOG}/wp-content/themes/fern/hedge.png",
            ),
        ]
    )
    assert sorted(rows(found.files, "role", "url")) == [
        ("published", "http://other.example/x.jpg"),
        ("published", f"{BLOG}/wp-content/themes/fern/hedge.png"),
        ("resized", "https://www.other.example/x-300x200.jpg"),
    ]
    assert rows(found.items, "alt_text") == [("Pond",), (None,)]


def test_uploads_whose_own_name_ends_in_a_size_are_told_apart(tmp_path: Path) -> None:
    names = ["2025/10/team-580x300.jpg", "2025/10/team-150x150.jpg", "2025/10/team.jpg"]
    pages = [post(10 + i, content=f'<img src="{UP}{name}">') for i, name in enumerate(names)]
    copy = post(20, content=f'<img src="{UP}2025/10/team-580x300-100x100.jpg">')
    found = read(tmp_path, {"e.xml": wxr(*[upload(i + 1, name) for i, name in enumerate(names)], *pages, copy)})
    assert {asset: [page for page, _, _ in uses] for asset, uses in use(found).items()} == {
        "1": ["Page 10", "Page 20"],
        "2": ["Page 11"],
        "3": ["Page 12"],
    }


def test_what_the_export_does_not_hold_is_said(tmp_path: Path) -> None:
    content = '[gallery ids="7,99"]<img src="data:image/png;base64,AAAA"><img src="/show.php?id=5">'
    found = read(tmp_path, {"e.xml": wxr(upload(7), post(3, content=content))})
    assert sorted(rows(found.problems, "row", "column", "value")) == [
        (3, "content:encoded", "99"),
        (3, "content:encoded", "data:image/png;base64,AAAA"),
    ]
    assert f"{BLOG}/show.php?id=5" in set(found.assets["url"])  # what stands in <img> is a picture, whatever its name


def test_dates_that_are_missing(tmp_path: Path) -> None:
    content = '<img class="wp-image-7" src="">'
    found = read(
        tmp_path,
        {
            "e.xml": wxr(
                upload(7),
                post(3, content=content, date_gmt="0000-00-00 00:00:00"),
                post(4, content=content, date_gmt="0000-00-00 00:00:00", status="draft"),
                post(5, content=content).replace("2025-10-02", "0000-00-00"),
            )
        },
    )
    assert rows(found.items, "page_title", "published_at") == [
        ("Page 3", datetime(2025, 10, 2, 10, 30, tzinfo=UTC)),  # its local time, London's
        ("Page 4", None),
        ("Page 5", None),
    ]
    assert rows(found.problems, "row", "column", "reason") == [
        (5, "wp:post_date_gmt", "no date of publication"),
        (None, "wp:post_date", "1 entry states local time only; read as Europe/London"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("text", [cdata, escape], ids=["cdata", "escaped"])
@pytest.mark.parametrize("before", ["", "\n\n  ", "\ufeff"], ids=["plain", "blank lines", "mark"])
def test_ways_of_writing_the_same(tmp_path: Path, version: str, scheme: str, text: object, before: str) -> None:
    items = [
        upload(7, title="Fern <3", text=text, excerpt="Café & co"),
        post(3, content='<img class="wp-image-7" src="">', text=text),
    ]
    found = read(tmp_path, {"e.xml": wxr(*items, space=f"{scheme}://wordpress.org/export/{version}/", before=before)})
    assert use(found) == {"7": [("Page 3", True, "public")]}
    assert rows(found.items, "title", "caption") == [("Fern <3", "Café & co")]


def test_utf_16(tmp_path: Path) -> None:
    text = wxr(upload(7, title="Café")).replace("UTF-8", "UTF-16")
    assert rows(read(tmp_path, {"e": text.encode("utf-16")}).items, "title") == [("Café",)]


def test_split_files_are_one_export(tmp_path: Path) -> None:
    one, two = upload(7, "2025/10/race.jpg"), post(3, content=f'<img src="{UP}2025/10/race-300x200.jpg">')
    split = read(tmp_path / "a", {"x/1.xml": wxr(two), "2.xml": wxr(one)})
    whole = read(tmp_path / "b", {"0.xml": wxr(one, two)})
    assert use(split) == use(whole) == {"7": [("Page 3", True, "public")]}
    assert list(split.items["item_id"]) == list(whole.items["item_id"])
    assert rows(split.sources, "file", "rows") == [("2.xml", 0), ("x/1.xml", 1)]


def test_of_a_split_export_one_file_may_hold_texts_alone(tmp_path: Path) -> None:
    split = read(tmp_path / "a", {"0.xml": wxr(upload(7, "race.jpg")), "1.xml": wxr(post(3, content="The relay"))})
    assert rows(split.sources, "file", "rows", "completeness") == [("0.xml", 1, "whole"), ("1.xml", 0, "whole")]
    assert split.problems.empty
    assert rows(read(tmp_path / "b", {"1.xml": wxr(post(3))}).sources, "completeness") == [("part",)]


def test_two_sites_of_a_trust_keep_their_numbers_apart(tmp_path: Path) -> None:
    nursery = wxr(upload(7), post(3, content="[gallery ids=7]"), blog="https://trust.example/nursery")
    found = read(tmp_path, {"a.xml": nursery, "b.xml": wxr(upload(7))})
    assert sorted(found.assets["asset_id"]) == [f"{A}7", "trust.example/wp/trust.example/nursery/7"]
    assert set(read(tmp_path, {}, site="fern").assets["site"]) == {"fern"}


def test_a_channel_is_covered_though_it_holds_no_picture(tmp_path: Path) -> None:
    found = read(tmp_path, {"e.xml": wxr(post(3))})
    assert rows(found.sources, "source_id", "rows") == [("hollow.example/website/wxr", 0)]
    assert found.items.empty
    assert found.assets.empty


def test_broken_xml_keeps_what_precedes_the_break(tmp_path: Path) -> None:
    text = wxr(upload(7), upload(8), upload(9))
    cut = text.index("<wp:post_id><![CDATA[9]]>")
    found = read(tmp_path, {"e.xml": text[:cut] + "<oops " + text[cut:]})
    assert list(found.assets["asset_id"]) == [f"{A}7", f"{A}8"]
    (problem,) = found.problems["reason"]
    assert "broken XML" in problem
    assert "2 entries" in problem
    assert rows(found.sources, "rows", "problems") == [(2, 1)]


def test_control_characters_and_wrong_bytes_do_not_hide_the_rest(tmp_path: Path) -> None:
    data = wxr(upload(7, title="Caf\x0b\x08e"), upload(8, title="Caf@")).encode().replace(b"Caf@", b"Caf\xe9")
    found = read(tmp_path, {"e.xml": data})
    assert rows(found.items, "title") == [("Caf e",), ("Caf\ufffd",)]
    assert "1 characters" in found.problems["reason"][0]


def test_broken_metadata_falls_back_to_the_address(tmp_path: Path) -> None:
    found = read(tmp_path, {"e.xml": wxr(upload(7, meta={"_wp_attachment_metadata": META[:90]}))})
    assert rows(found.files, "role", "url") == [("published", f"{UP}2025/10/picture-7.jpg")]
    assert rows(found.problems, "row", "column") == [(7, "_wp_attachment_metadata")]


def test_wrong_lengths_in_metadata_do_not_matter(tmp_path: Path) -> None:
    wrong = META.replace("s:16:", "s:61:").replace("s:23:", "s:3:")
    right = read(tmp_path / "a", {"e.xml": wxr(upload(7, meta={"_wp_attachment_metadata": META}))})
    same(right, read(tmp_path / "b", {"e.xml": wxr(upload(7, meta={"_wp_attachment_metadata": wrong}))}))
    assert len(right.files) == 3


def test_what_was_cropped_away_is_still_there(tmp_path: Path) -> None:
    backup = 'a:1:{s:9:"full-orig";a:3:{s:5:"width";i:900;s:6:"height";i:600;s:4:"file";s:8:"race.jpg";}}'
    found = read(
        tmp_path,
        {"e.xml": wxr(upload(7, "2025/10/race-e1760000000000.jpg", meta={"_wp_attachment_backup_sizes": backup}))},
    )
    assert rows(found.files, "role", "declared_width_px") == [("published", None), ("original", 900)]


def test_paths_in_metadata_never_leave_the_uploads(tmp_path: Path) -> None:
    evil = META.replace('s:8:"race.jpg"', 's:20:"../../../etc/passwd"')
    meta = {"_wp_attached_file": "../../../secret.jpg", "_wp_attachment_metadata": evil}
    folder = write(tmp_path / "exports", {"e.xml": wxr(upload(7, meta=meta))})
    write(tmp_path, {"secret.jpg": b"x", "etc/passwd": b"x"})
    found = ia.read_inventory(folder)
    assert found.files["path"].isna().all()
    assert f"{UP}2025/10/passwd" in set(found.files["url"])
    assert rows(found.problems, "column") == [("_wp_attached_file",)]


def test_entries_without_a_number_or_with_anothers(tmp_path: Path) -> None:
    found = read(
        tmp_path, {"e.xml": wxr(upload("", "2025/10/a.jpg"), upload(7, "2025/10/b.jpg"), upload(7, "2025/10/c.jpg"))}
    )
    assert len(found.assets) == 3
    assert f"{A}7" in set(found.assets["asset_id"])
    assert list(found.problems["column"]) == ["wp:post_id", "wp:post_id"]


def test_a_document_is_used_where_it_is_linked(tmp_path: Path) -> None:
    content = f'<a href="{UP}2025/dates.pdf">Dates</a><a href="https://other.example/x.pdf">x</a>'
    items = upload(7, "2025/dates.pdf"), upload(8, "2025/old.pdf"), post(3, content=content), post(4, "post")
    found = read(tmp_path, {"e.xml": wxr(*items)})
    assert use(found) == {"7": [("Page 3", True, "public")], "8": [(None, False, "public")]}
    assert found.problems.empty


def test_an_export_that_names_no_blog(tmp_path: Path) -> None:
    picture, page = upload(5, url="uploads/a.jpg", link=""), post(6, content='<img src="uploads/a.jpg">', link="")
    found = read(tmp_path / "x", {"a.xml": wxr(picture, page, blog="")}, site="h")
    assert rows(found.items, "page_title", "page_edit_url") == [("Page 6", None)]
    assert rows(found.assets, "url", "edit_url") == [("uploads/a.jpg", None)]
    linked = [upload(5), post(6, content='<img class="wp-image-5">', link=f"{BLOG}/news/relay/")]
    for number, items in enumerate((linked, linked[::-1])):
        found = read(tmp_path / str(number), {"a.xml": wxr(*items, blog="")}, site="h")
        assert rows(found.assets, "asset_id", "edit_url") == [
            ("h/wp/hollow.example/5", "https://hollow.example/wp-admin/post.php?post=5&action=edit")
        ]


def of_day(day: str, *items: str) -> str:
    """An export of another day."""
    return wxr(*items).replace("2025-12-19 15:30", f"{day} 15:30").replace("Fri, 19 Dec", "Wed, 01 Oct")


def picture(number: int, caption: str = "") -> str:
    shown = f'<img class="wp-image-{number}" src="{UP}2025/10/picture-{number}.jpg">'
    return f"<figure>{shown}<figcaption>{caption}</figcaption></figure>"


SAID = ("asset_id", "page_title", "visibility", "in_use", "caption")
DRAFT = (upload(7), post(3, content=picture(7, "Old"), status="draft"))
PUBLISHED = (upload(7), upload(8), post(3, content=picture(7) + picture(8, "Relay")))


@pytest.mark.parametrize("names", [("2025-10.xml", "2025-12.xml"), ("b.xml", "a.xml")])
def test_of_two_exports_of_one_blog_the_newer_holds(tmp_path: Path, names: tuple[str, str]) -> None:
    old, new = names
    then = read(tmp_path / "1", {old: of_day("2025-10-01", *DRAFT), new: wxr(*PUBLISHED)})
    on_show = [(f"{A}7", "Page 3", "public", True, None), (f"{A}8", "Page 3", "public", True, "Relay")]
    assert rows(then.items, *SAID) == on_show
    assert rows(then.sources, "rows", "completeness") == [(2, "whole"), (2, "whole")]
    assert then.problems.empty
    withdrawn = read(tmp_path / "2", {old: of_day("2025-10-01", *PUBLISHED), new: wxr(*DRAFT)})
    assert rows(withdrawn.items, *SAID) == [
        (f"{A}7", "Page 3", "draft", True, "Old"), (f"{A}8", None, "public", None, None)
    ]  # fmt: skip
    moved = (upload(7, url=f"{UP}2025/12/new.jpg"),)
    replaced = read(tmp_path / "3", {old: of_day("2025-10-01", upload(7)), new: wxr(*moved)})
    assert rows(replaced.assets[replaced.assets["asset_id"].eq(f"{A}7")], "url") == [(f"{UP}2025/12/new.jpg",)]


@pytest.mark.parametrize("names", [("a.xml", "b.xml"), ("b.xml", "a.xml")])
def test_what_two_exports_of_one_day_say_is_all_taken(tmp_path: Path, names: tuple[str, str]) -> None:
    found = read(tmp_path, dict(zip(names, (wxr(*DRAFT), wxr(*PUBLISHED)), strict=True)))
    assert rows(found.items, *SAID) == [
        (f"{A}7", "Page 3", "public", True, "Old"), (f"{A}8", "Page 3", "public", True, "Relay")
    ]  # fmt: skip
    assert rows(found.problems, "file", "code", "value", "not_read") == [("b.xml", "duplicate", "3", False)]
    near = found.page_texts[found.page_texts["item_id"].notna()]
    (text,) = found.page_texts["text"].dropna()
    assert {text[int(start) : int(end)] for start, end in near[["start", "end"]].to_numpy()} == {"Old", "Relay"}


def test_an_upload_told_twice_keeps_what_either_says_of_it(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.xml": wxr(upload(7, excerpt="Relay")), "b.xml": wxr(upload(7, excerpt="Finish"))})
    assert rows(found.items, "asset_id", "caption") == [(f"{A}7", "Finish\nRelay")]
    assert rows(found.problems, "code", "value", "not_read") == [("duplicate", "7", False)]
