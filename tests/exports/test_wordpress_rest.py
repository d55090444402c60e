"""WordPress's REST API saved as JSON: the same ids as a WXR, whatever fields were asked for."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.exports import wordpress_rest
from imgaudit.tables import digest
from tests.exports.made import JPEG, post, read, rows, same, upload, write, wxr
from tests.exports.made_web import SAMPLES, SITE, UP, claims, media, page, part_of
from tests.exports.test_folder import zip_of

HOST = "fernhollow.example"
A = f"{HOST}/wp/{HOST}/"
DETAILS = {
    "width": 2560,
    "height": 1707,
    "file": "2025/10/race-scaled.jpg",
    "filesize": 900000,
    "sizes": {
        "medium": {
            "file": "race-300x200.jpg", "width": 300, "height": 200, "filesize": 9000, "mime_type": "image/jpeg",
            "source_url": f"{UP}race-300x200.jpg",
            "sources": {"image/webp": {"file": "race-300x200.webp", "filesize": 7000}},
        },
        "full": {
            "file": "race-scaled.jpg", "width": 2560, "height": 1707, "mime_type": "image/jpeg",
            "source_url": f"{UP}race-scaled.jpg",
        },
    },
    "image_meta": {
        "aperture": "2.8", "credit": "Ada Fern", "camera": "Pentax K-1", "caption": "",
        "created_timestamp": "1759401000", "copyright": "", "focal_length": "50", "iso": "100", "title": "",
        "orientation": "1", "keywords": [],
    },
    "original_image": "race.jpg",
}  # fmt: skip


def answers(*entries: object) -> str:
    return json.dumps(list(entries))


def test_ids_and_rows_literally(tmp_path: Path) -> None:
    race = media(
        7,
        "race-scaled.jpg",
        title={"rendered": "Relay &#8211; after"},
        caption={"rendered": "<p>The <b>relay</b> &amp; tea</p>\n"},
        description={
            "rendered": f"<p class='attachment'><a href='{UP}race.jpg'><img src='x' alt='no'></a></p>\n<p>By the pond"
        },
        alt_text="Four runners",
        media_details=DETAILS,
        post=3,
    )
    content = (
        f'<figure class="wp-block-image"><img src="{UP}race-1024x683.jpg" alt="Runners" class="wp-image-7"/>'
        "<figcaption>Year&nbsp;4</figcaption></figure>"
    )
    found = read(
        tmp_path, {"a.json": answers(race, media(8)), "b.json": answers(page(3, content, title={"rendered": "Sports"}))}
    )
    assert rows(found.assets, "asset_id", "url", "edit_url", "kind", "platform_has_location", "platform_found") == [
        (f"{A}7", f"{UP}race-scaled.jpg", f"{SITE}/wp-admin/post.php?post=7&action=edit", "picture", None,
         "device: camera in image_meta\nowner: credit in image_meta\ntime: created_timestamp in image_meta"),
        (f"{A}8", f"{UP}picture-8.jpg", f"{SITE}/wp-admin/post.php?post=8&action=edit", "picture", None, None),
    ]  # fmt: skip
    item, unused = found.items.astype(object).where(found.items.notna(), None).to_dict("records")
    assert item["item_id"] == f"{A}7@{digest('website', '3')}"
    assert (item["page_url"], item["page_title"]) == (f"{SITE}/page-3/", "Sports")
    assert (item["title"], item["alt_text"]) == ("Relay – after", "Four runners\nRunners")
    assert item["caption"] == "The relay & tea\nBy the pond\nYear 4"
    assert item["published_at"] == datetime(2025, 10, 2, 10, 30, tzinfo=UTC)
    assert (item["visibility"], item["in_use"]) == ("public", True)
    assert (unused["asset_id"], unused["page_url"], unused["in_use"], unused["visibility"]) == (
        f"{A}8", None, None, "public",
    )  # fmt: skip
    files = rows(found.files, "role", "url", "declared_width_px", "declared_height_px", "declared_bytes", "is_public")
    assert sorted(files) == [
        ("original", f"{UP}race.jpg", None, None, None, True),
        ("published", f"{UP}picture-8.jpg", None, None, None, True),
        ("published", f"{UP}race-scaled.jpg", 2560, 1707, 900000, True),
        ("resized", f"{UP}race-1024x683.jpg", 1024, 683, None, True),
        ("resized", f"{UP}race-300x200.jpg", 300, 200, 9000, True),
        ("resized", f"{UP}race-300x200.webp", 300, 200, 7000, True),
    ]
    assert rows(found.sources, "source_id", "file", "site", "dialect", "exported_at", "rows", "problems") == [
        (f"{HOST}/website/wordpress_rest", "a.json", HOST, "wordpress_rest", None, 1, 0),
        (f"{HOST}/website/wordpress_rest", "b.json", HOST, "wordpress_rest", None, 1, 0),
    ]
    assert found.problems.empty
    assert "Pentax" not in " ".join(str(frame.to_dict()) for frame in (found.assets, found.items, found.files))


def test_uploads_alone_leave_use_open_and_never_stand_in_for_a_full_export(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.json": answers(media(7)), "b.json": answers(media(8))})
    assert set(found.sources["source_id"]) == {f"{HOST}/website/wordpress_rest-media"}
    assert rows(found.items, "page_url", "in_use", "published_at") == [
        (None, None, datetime(2025, 10, 2, 10, 30, tzinfo=UTC))
    ] * 2  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("root", [SITE, f"{SITE}/nursery", "https://trust.example/schools/moss"])
def test_the_ids_are_those_of_a_wxr(tmp_path: Path, root: str) -> None:
    folder = f"{root}/wp-content/uploads/2025/10/"
    content = f'<img class="wp-image-7" src="{folder}picture-7-300x200.jpg"><img src="https://other.example/x.jpg">'
    xml = wxr(
        upload(7, url=f"{folder}picture-7.jpg"), upload(8, url=f"{folder}picture-8.jpg"),
        post(3, content=content, link=f"{root}/page-3/"), blog=root,
    )  # fmt: skip
    old = read(tmp_path / "wxr", {"e.xml": xml})
    for name, leave in {"all": (), "few": ("_links", "guid"), "fewer": ("_links", "guid", "link", "type")}.items():
        entries = [media(7, root=root), media(8, root=root), page(3, content, root=root)]
        for entry in entries:
            for key in leave:
                if not (key in ("link", "guid") and "content" in entry):
                    entry.pop(key, None)
        new = read(tmp_path / name, {"a.json": answers(*entries[:2]), "b.json": answers(entries[2])})
        assert set(new.assets["asset_id"]) == set(old.assets["asset_id"]), name
        assert set(new.files["file_id"]) == set(old.files["file_id"]), name
        assert set(new.items["item_id"]) == set(old.items["item_id"]), name
    both = read(tmp_path / "both", {"e.xml": xml, "a.json": answers(*entries)})
    assert set(both.items["item_id"]) == set(old.items["item_id"])


@pytest.mark.parametrize(
    ("entry", "blog"),
    [
        ({"_links": {"self": [{"href": "https://t.example/moss/wp-json/wp/v2/media/7"}]}}, "t.example/moss"),
        ({"_links": {"self": [{"href": "https://t.example/moss/index.php/wp-json/wp/v2/media/7"}]}}, "t.example/moss"),
        ({"_links": {"self": [{"href": "https://t.example/moss/?rest_route=/wp/v2/media/7"}]}}, "t.example/moss"),
        ({"_links": {"collection": [{"href": "https://t.example/wp-json/wp/v2/media"}]}}, "t.example"),
        ({"source_url": "https://t.example/moss/wp-content/uploads/a.jpg"}, "t.example/moss"),
        ({"source_url": "https://t.example/wp/wp-content/uploads/a.jpg", "link": "https://t.example/a/"}, "t.example"),
        ({"source_url": "https://cdn.example/wp-content/uploads/a.jpg", "link": "https://t.example/a/"}, "t.example"),
        ({"link": "https://t.example/moss/?attachment_id=7", "guid": "https://t.example/moss/?attachment_id=7"},
         "t.example/moss"),
        ({"guid": {"rendered": "https://t.example/a.jpg"}}, "t.example"),
        ({"_links": {"self": [{"href": "https://[x/wp-json/"}]}, "link": "https://t.example/"}, "t.example"),
        ({"_links": [{"href": 5}], "link": "//t.example/a"}, "t.example"),
    ],
)  # fmt: skip
def test_where_the_blog_is(tmp_path: Path, entry: dict[str, object], blog: str) -> None:
    text = answers({"id": 7, "media_type": "image", "source_url": "", **entry})
    found = part_of(wordpress_rest, tmp_path, {"a.json": text})
    assert rows(found.assets.frame(), "asset_id") == [(f"t.example/wp/{blog}/7",)]


def test_entries_that_name_no_blog_belong_to_the_only_one(tmp_path: Path) -> None:
    few = {"id": 8, "source_url": "", "alt_text": "Pond", "media_type": "image"}
    found = read(tmp_path, {"a.json": answers(few), "b.json": answers(media(7), page(3))})
    assert set(found.assets["asset_id"]) == {f"{A}7", f"{A}8"}
    assert rows(found.problems, "column") == [("source_url",)]


def test_two_blogs_of_one_host(tmp_path: Path) -> None:
    entries = [media(7), media(7, root=f"{SITE}/nursery"), page(3, '<img class="wp-image-7">', root=f"{SITE}/nursery")]
    found = read(tmp_path, {"a.json": answers(*entries)})
    assert sorted(rows(found.items, "asset_id", "page_url")) == [
        (f"{HOST}/wp/{HOST}/7", None),
        (f"{HOST}/wp/{HOST}/nursery/7", f"{SITE}/nursery/page-3/"),
    ]


FORMS: dict[str, object] = {
    "a list": [media(7, "race.jpg", alt_text="Runners")],
    "one alone": media(7, "race.jpg", alt_text="Runners"),
    "as PowerShell writes it": {"value": [media(7, "race.jpg", alt_text="Runners")], "Count": 1},
    "texts for editing": [
        media(7, "race.jpg", alt_text="Runners", title={"raw": "Attachment 7", "rendered": "x"},
              caption={"raw": "", "rendered": ""}, description={"raw": "", "rendered": ""})
    ],
    "texts of an old version": [
        media(7, "race.jpg", alt_text="Runners", title="Attachment 7", caption="", description="", media_details=[])
    ],
    "number as text": [media(7, "race.jpg", alt_text="Runners") | {"id": "7", "media_details": None, "post": "0"}],
    "without type": [{k: v for k, v in media(7, "race.jpg", alt_text="Runners").items() if k != "type"}],
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_same(tmp_path: Path, form: str) -> None:
    text = json.dumps(FORMS[form])
    assert claims(tmp_path / "a", text) == ["wordpress_rest"]
    same(read(tmp_path / "b", {"a.json": text}), read(tmp_path / "c", {"a.json": json.dumps(FORMS["a list"])}))


ROUTES: dict[str, dict[str, object]] = {
    "featured": {"featured_media": 7},
    "class": {"content": {"rendered": '<img class="wp-image-7" src="/elsewhere/picture-7.jpg">'}},
    "block, for editing": {"content": {"raw": '<!-- wp:image {"id":7} -->', "rendered": ""}},
    "gallery, for editing": {"content": {"raw": '[gallery ids="7"]', "rendered": ""}},
    "resized copy": {"content": {"rendered": f'<img src="{UP}picture-7-150x150.jpg">'}},
    "excerpt": {"excerpt": {"rendered": f'<img src="{UP}picture-7.jpg">'}},
    "field": {"acf": {"hero": 7}},
    "fields": {"acf": {"gallery": [{"ID": 7, "url": "x", "sizes": {"large-width": 8}}], "note": "8 pupils"}},
    "field with address": {"acf": {"rows": [{"picture": f"{UP}picture-7.jpg"}]}},
    "meta": {"meta": {"_hero": f"{UP}picture-7-300x200.jpg"}},
}


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_of_use(tmp_path: Path, route: str) -> None:
    entries = [media(7), media(8), page(3, **ROUTES[route])]
    found = part_of(wordpress_rest, tmp_path, {"a.json": answers(*entries)}).items.frame()
    used = [(asset, used) for asset, used in rows(found, "asset_id", "in_use") if used]
    assert used == [(f"{A}7", True)]


@pytest.mark.parametrize(
    ("more", "visibility"),
    [
        ({}, "public"),
        ({"status": "private"}, "private"),
        ({"status": "draft"}, "draft"),
        ({"status": None}, "unknown"),
        ({"content": {"rendered": '<img class="wp-image-7">', "protected": True}}, "password"),
    ],
)
def test_visibility_is_the_pages(tmp_path: Path, more: dict[str, object], visibility: str) -> None:
    text = answers(media(7), page(3, '<img class="wp-image-7">', **more))
    assert rows(part_of(wordpress_rest, tmp_path, {"a.json": text}).items.frame(), "visibility") == [(visibility,)]


def test_a_protected_page_says_nothing_of_its_pictures(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.json": answers(page(3, content={"rendered": "", "protected": True}), media(7))})
    assert rows(found.problems, "row", "column", "value") == [(1, "content", f"{SITE}/page-3/")]


def test_dates(tmp_path: Path) -> None:
    given = {
        7: {"date_gmt": "2025-07-01T10:00:00", "date": "2025-07-01T11:00:00"},
        8: {"date_gmt": None, "date": "2025-07-01T11:00:00"},
        9: {"date_gmt": "0000-00-00T00:00:00", "date": "nonsense"},
        10: {"date_gmt": 5, "date": ["x"]},
    }
    found = read(tmp_path, {"a.json": answers(*(media(number, **dates) for number, dates in given.items()))})
    july = datetime(2025, 7, 1, 10, tzinfo=UTC)
    assert rows(found.items, "published_at") == [(july,), (july,), (None,), (None,)]


def test_documents_and_videos(tmp_path: Path) -> None:
    pdf = media(7, "menu.pdf", mime_type="application/pdf", media_details={
        "sizes": {"full": {"file": "menu-pdf.jpg", "width": 1058, "height": 1497, "source_url": f"{UP}menu-pdf.jpg"}}
    }, description={"rendered": f"<p class=\"attachment\"><a href='{UP}menu.pdf'>menu</a></p>\n"})  # fmt: skip
    film = media(8, "film.mp4", mime_type="video/mp4", media_details={"width": 1280, "height": 720, "filesize": 5000},
                 description={"rendered": f'<div><video><a href="x">{UP}film.mp4</a></video></div>'})  # fmt: skip
    found = read(tmp_path, {"a.json": answers(pdf, film)})
    assert rows(found.assets, "kind") == [("document",), ("video",)]
    assert rows(found.items, "caption") == [(None,), (None,)]
    assert sorted(rows(found.files, "role", "url", "declared_width_px")) == [
        ("published", f"{UP}film.mp4", 1280),
        ("published", f"{UP}menu.pdf", None),
        ("resized", f"{UP}menu-pdf.jpg", 1058),
    ]


def test_what_is_embedded_in_posts(tmp_path: Path) -> None:
    inside = {"wp:featuredmedia": [media(7), {"code": "rest_forbidden", "message": "No"}], "author": [{"id": 1}]}
    post_only = read(tmp_path / "a", {"a.json": answers(page(3, featured_media=7, _embedded=inside))})
    assert rows(post_only.items, "asset_id", "page_url", "in_use") == [(f"{A}7", f"{SITE}/page-3/", True)]
    assert post_only.problems.empty
    full = media(7, media_details=DETAILS)
    both = read(
        tmp_path / "b", {"a.json": answers(page(3, featured_media=7, _embedded=inside)), "b.json": answers(full)}
    )
    assert len(both.files) > len(post_only.files)


def test_an_error_and_strangers_are_problems(tmp_path: Path) -> None:
    error = {"code": "rest_post_invalid_page_number", "message": "The page number …", "data": {"status": 400}}
    entries = [media(7), {"id": 5, "author_name": "Ben", "link": "x"}, None, 5, [], media(7, "other.jpg")]
    found = read(tmp_path, {"a.json": answers(*entries), "b.json": json.dumps(error)})
    assert rows(found.problems, "file", "row", "column") == [
        ("a.json", 2, None), ("a.json", 3, None), ("a.json", 4, None), ("a.json", 5, None), ("b.json", 1, None),
        ("a.json", 6, "id"),
    ]  # fmt: skip
    url = f"{HOST}/wp-content/uploads/2025/10/other.jpg"
    assert set(found.assets["asset_id"]) == {f"{A}7", f"{HOST}/url/{digest(url)}"}


def test_a_copy_of_the_uploads_is_found(tmp_path: Path) -> None:
    files = {"x/a.json": answers(media(7, "race-scaled.jpg", media_details=DETAILS)),
             "x/uploads/2025/10/race.jpg": JPEG, "x/uploads/2025/10/race-scaled.jpg": JPEG}  # fmt: skip
    found = read(tmp_path, files)
    assert sorted(str(path).rsplit("/", 1)[-1] for (path,) in rows(found.files, "path") if path) == [
        "race-scaled.jpg",
        "race.jpg",
    ]
    evil = media(8, media_details={"file": "../../../etc/passwd", "sizes": {"x": {"file": "../../b.jpg"}}})
    found = read(tmp_path / "evil", {"a.json": answers(evil)})
    assert rows(found.problems, "column", "value") == [("media_details.file", "../../../etc/passwd")]
    assert not any(".." in str(url) for url in found.files["url"])


def test_complete_against_an_independent_count(tmp_path: Path) -> None:
    entries = [
        None if i % 13 == 0 else media(i, source_url="" if i % 7 == 0 else f"{UP}{i}.jpg", guid=None)
        for i in range(1, 200)
    ]
    pages = [page(1000 + i, f'<img class="wp-image-{i}">') for i in range(1, 40)]
    files = {"1.json": answers(*entries[:100]), "2.json": answers(*entries[100:]), "p.json": answers(*pages)}
    found = read(tmp_path, dict(files))
    there = [e for name in ("1.json", "2.json") for e in json.loads(files[name])]
    uploads = [e for e in there if e]
    assert len(found.assets) == len(uploads)
    assert (found.problems["column"] == "source_url").sum() == sum(not e["source_url"] for e in uploads)
    assert found.problems["reason"].str.startswith("no entry of the kind").sum() == len(there) - len(uploads)
    ids = {e["id"] for e in uploads}
    assert found.items["page_url"].notna().sum() == sum(i in ids for i in range(1, 40))
    assert (found.problems["column"] == "content:encoded").sum() == sum(i not in ids for i in range(1, 40))


@pytest.mark.slow
def test_order_and_packing_change_nothing(tmp_path: Path) -> None:
    entries = [
        media(7),
        media(8, media_details=DETAILS),
        page(3, '<img class="wp-image-7">'),
        page(4, featured_media=8),
    ]
    one = read(tmp_path / "a", {"a.json": answers(*entries[:2]), "b.json": answers(*entries[2:])})
    same(
        one,
        read(tmp_path / "b", {"a.json": answers(*reversed(entries[:2])), "b.json": answers(*reversed(entries[2:]))}),
    )
    packed = write(
        tmp_path / "c", {"x.zip": zip_of({"a.json": answers(*entries[:2]), "b.json": answers(*entries[2:])})}
    )
    same(one, ia.read_inventory(packed / "x.zip"))
    one_file = read(tmp_path / "d", {"z.json": answers(*reversed(entries))})
    assert set(one_file.items["item_id"]) == set(one.items["item_id"])
    named = read(tmp_path / "e", {"a.json": answers(*entries)}, site="fern", channel="intranet")
    assert set(named.sources["source_id"]) == {"fern/intranet/wordpress_rest"}


@pytest.mark.parametrize(("number", "kept"), [(7, 0), (8, 1), (9, 2), (None, 3)])
def test_what_precedes_a_break_is_kept(tmp_path: Path, number: int | None, kept: int) -> None:
    whole = answers(media(7), media(8), media(9))
    cut = whole.index(f'"id": {number}') + 700 if number else -1
    found = read(tmp_path, {"a.json": whole[:cut], "ok.json": answers(media(1))})
    assert set(found.assets["asset_id"]) == {f"{A}{number}" for number in (1, 7, 8, 9)[: kept + 1]}
    assert rows(found.problems, "file", "row") == [("a.json", kept + 1)]


def test_known_by_content_and_by_no_other_dialect(tmp_path: Path) -> None:
    for what, (dialect, text) in SAMPLES.items():
        assert claims(tmp_path, text) == [dialect], what
    comment = {"id": 1, "post": 3, "author_name": "Ben", "link": "x", "content": {"rendered": "Hi"}, "date_gmt": ""}
    category = {"id": 1, "count": 2, "link": f"{SITE}/c/", "name": "News", "slug": "news", "taxonomy": "category"}
    others = [comment, category, {"code": "invalid", "message": "x"}, {"source_url": "x"}, {"media": []}, {}]
    assert not any("wordpress_rest" in claims(tmp_path, json.dumps([other])) for other in others)
    assert "wordpress_rest" not in claims(tmp_path, '{"code": "E1", "message": "rest_"}')


values = st.recursive(
    st.sampled_from(
        [None, True, 0, -1, 10**30, 1.5, float("inf"), "", "7", "x", "\ud800", "https://[x/wp-content/a.jpg",
         f"{UP}a.jpg", "2025-10-02T10:30:00", "<img src='", "[gallery]", "attachment", "../../x.jpg", "&#xd800;"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["rendered", "raw", "file", "sizes", "sources", "width", "self", "href", "ID", "url",
                         "wp:featuredmedia"]),
        inner, max_size=3,
    ),
    max_leaves=6,
)  # fmt: skip
keys = st.sampled_from([*media(1), *page(1), "acf", "_embedded", "code", "message", "password"])


@pytest.mark.slow
@settings(max_examples=80)
@given(
    st.lists(
        st.tuples(st.booleans(), st.dictionaries(keys, values, max_size=4), st.sets(keys, max_size=3)), max_size=4
    ),
    st.binary(max_size=3),
)
def test_nothing_makes_it_raise(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[bool, dict[str, object], set[str]]], tail: bytes
) -> None:
    entries = [{**(media(7) if is_upload else page(3)), **changed} for is_upload, changed, _ in drawn]
    for entry, (_, _, gone) in zip(entries, drawn, strict=True):
        for key in gone:
            entry.pop(key, None)
    data = json.dumps(entries).encode() + tail
    part = part_of(wordpress_rest, tmp_path_factory.mktemp("x"), {"a.json": data})
    assert bool(part.sources) <= bool(entries)
    assert len(part.items) >= part.assets.frame()["asset_id"].nunique() - part.assets.frame()["url"].isna().sum()


@pytest.mark.slow
def test_hostile_files(tmp_path: Path) -> None:
    deep = '[{"id":1,"source_url":"https://h.example/a.jpg","media_type":1,"acf":' + "[" * 5000 + "]" * 5000 + "}]"
    files: dict[str, str | bytes] = {
        "ok.json": answers(media(7)),
        "deep.json": deep,
        "long.json": answers(
            media(8, title="x" * 2_000_000, description={"rendered": '<p class="attachment">' * 90_000})
        ),
        "number.json": '[{"source_url":"https://h.example/a.jpg","media_type":1,"id":' + "1" * 9000 + "}]",
        "empty.json": "",
        "nan.json": '[{"id":NaN,"source_url":"https://h.example/b.jpg","media_type":1,"media_details":{"width":NaN}}]',
        "utf16.json": answers(media(9)).encode("utf-16"),
    }
    found = read(tmp_path, files)
    assert {f"{A}7", f"{A}8", f"{A}9"} <= set(found.assets["asset_id"])


def test_of_two_answers_the_one_changed_later_holds(tmp_path: Path) -> None:
    old = page(3, f'<img class="wp-image-7" src="{UP}a.jpg">', status="draft")
    new = page(3, f'<img class="wp-image-7" src="{UP}a.jpg"><img class="wp-image-8" src="{UP}b.jpg">')
    library = answers(media(7, "a.jpg"), media(8, "b.jpg"))
    then, now = {"modified_gmt": "2025-10-01T10:00:00"}, {"modified_gmt": "2025-12-01T10:00:00"}
    for number, (oct_, dec, expected) in enumerate(
        [
            (old | then, new | now, [(f"{A}7", "public", True), (f"{A}8", "public", True)]),
            (new | then, old | now, [(f"{A}7", "draft", True), (f"{A}8", "public", None)]),
            (old, new, [(f"{A}7", "public", True), (f"{A}8", "public", True)]),  # nobody can say
        ]
    ):
        for names in ("oct", "dec"), ("z", "a"):
            found = read(
                tmp_path / f"{number}{names[0]}",
                {f"{names[0]}.json": answers(oct_), f"{names[1]}.json": answers(dec), "m.json": library},
            )
            assert rows(found.items, "asset_id", "visibility", "in_use") == expected
            assert list(found.problems["code"]) == (["duplicate"] if number == 2 else [])
