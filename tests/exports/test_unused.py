"""An upload lies unused only where a whole export of all content names it nowhere, in no way."""

from __future__ import annotations

from pathlib import Path

import pytest

import imgaudit as ia
from tests.exports.made import BLOG, post, read, upload, wxr

OTHERS = (post(3), post(4, "post", content="<p>Year 9 and 2025, page 99.</p>"))


def is_unknown(tmp_path: Path, *items: str, **more: str) -> bool:
    found = read(tmp_path, {"e.xml": wxr(upload(99), *items), **more})
    return bool(found.items.loc[found.items["asset_id"].str.endswith("/99"), "in_use"].isna().all())


def is_unused(tmp_path: Path, *items: str) -> bool:
    found = read(tmp_path, {"e.xml": wxr(upload(99), *items)})
    return found.items.loc[found.items["asset_id"].str.endswith("/99"), "in_use"].tolist() == [False]


def test_named_nowhere_is_unused(tmp_path: Path) -> None:
    assert is_unused(tmp_path, *OTHERS)


@pytest.mark.slow
@pytest.mark.parametrize(
    "meta",
    [
        {"foogallery_attachments": 'a:2:{i:0;s:2:"99";i:1;s:1:"8";}'},
        {"foogallery_attachments": "a:2:{i:0;i:99;i:1;i:8;}"},
        {"modula-images": 'a:1:{i:0;a:2:{s:2:"id";i:99;s:3:"alt";s:0:"";}}'},
        {"_crb_photo": "99"},
        {"meta_box_images": "8,99,12"},
        {"page_x_thumbnail_id": "99"},
        {"_header_image_id": "99"},
        {"slides": '[{"image":99,"caption":"Relay"}]'},
        {"slides": '[{"image":"99"}]'},
        {"slides": '{"img_id":{"value": 99}}'},
        {"layout": "row|99|wide"},
        {"css": ".hero{background:url(/wp-content/uploads/2025/10/picture-99.jpg)}"},
        {"css": ".hero{background:url(../uploads/picture-99-300x200.jpg)}"},
        {"data": 's:23:"2025/10/picture-99.jpg";'},
        {"data": '{"u":"uploads\\/2025\\/10\\/picture-99.jpg"}'},
        {"shortcode": "[rev_slider image_99]"},
        {"packed": "eyJpbWFnZSI6OTksImNhcHRpb24iOiJSZWxheSJ9"},
        {"vc": '[vc_param_group values="%5B%7B%22image%22%3A%2299%22%7D%5D"]'},
    ],
)
def test_any_value_of_any_custom_field_leaves_it_open(tmp_path: Path, meta: dict[str, str]) -> None:
    assert is_unknown(tmp_path, post(3, meta=meta), post(4, "post"))
    assert is_unknown(tmp_path / "own type", *OTHERS, post(5, "foogallery", meta=meta))


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        '<!-- wp:acf/hero {"data":{"image":99}} /-->',
        '<!-- wp:acme/wall {"mediaIDs":[33,99]} /-->',
        '<!-- wp:acme/wall {"photo":{"id":"99"}} /-->',
        '[best_slider ids="33,99"]',
        "[my_image 99]",
        "[image]99[/image]",
        "[slider]98,99[/slider]",
        '[vc_param_group values="%5B%7B%22image%22%3A%2299%22%7D%5D"]',
        '<div data-image="99"></div>',
        '<div id="photo-99"></div>',
        '<div style="background-image:image-set(&quot;picture-99.jpg&quot; 1x)"></div>',
        '<a href="/wp-content/uploads/2025/10/picture-99-scaled.jpg">x</a>',
        "<script>var p = 'picture-99.jpg'</script>",
    ],
)
def test_any_block_shortcode_or_attribute_leaves_it_open(tmp_path: Path, content: str) -> None:
    found = read(tmp_path, {"e.xml": wxr(upload(99), post(3, content=content), post(4, "post"))})
    used = found.items.loc[found.items["asset_id"].str.endswith("/99"), "in_use"]
    assert not used.eq(False).fillna(False).any()


@pytest.mark.parametrize(
    "content",
    [
        "<p>In 2099 we had 99 pupils, room 99.</p>",
        '<img src="https://www.hollow.example/wp-content/uploads/b.jpg" width="99" height="99">',
        '<table><td colspan="99"></td></table>',
        "<!-- a comment about 99 -->",
        '<!-- wp:heading {"level":99} --><h2>x</h2><!-- /wp:heading --><!-- wp:columns {"columns": 99} /-->',
        '<a href="#99">x</a> &#99;',
    ],
)
def test_numbers_in_words_and_measures_are_no_uploads(tmp_path: Path, content: str) -> None:
    assert is_unused(tmp_path, post(3, content=content), post(4, "post"))


def test_what_an_upload_says_of_itself_is_no_use(tmp_path: Path) -> None:
    name = "2025/10/picture-99.jpg"
    meta = {"_wp_attached_file": name, "_imagify_data": 'a:1:{s:4:"file";s:14:"picture-99.jpg";}', "_edit_last": "99"}
    found = read(tmp_path, {"e.xml": wxr(upload(99, meta=meta), *OTHERS)})
    assert found.items["in_use"].tolist() == [False]


@pytest.mark.parametrize(
    ("items", "why"),
    [
        ([post(3)], "no posts"),
        ([post(4, "post")], "no pages"),
        ([], "media alone"),
        ([*OTHERS, upload(98, parent=555)], "an upload's page is not there: a part of a split export"),
        (
            [*OTHERS, post(6, "nav_menu_item", meta={"_menu_item_type": "post_type", "_menu_item_object_id": "556"})],
            "a menu leads to a page that is not there",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_export_of_a_part_leaves_it_open(tmp_path: Path, items: list[str], why: str) -> None:
    assert is_unknown(tmp_path, *items), why


def test_a_broken_export_leaves_it_open(tmp_path: Path) -> None:
    text = wxr(upload(99), *OTHERS, post(5, content='<img class="wp-image-99">'))
    found = read(tmp_path, {"e.xml": text[: text.index("wp-image-99") - 200]})
    assert found.items["in_use"].isna().all()
    found = read(tmp_path / "beside", {"e.xml": wxr(upload(99), *OTHERS), "f.zip": b"PK\x03\x04broken"})
    assert found.items["in_use"].isna().all(), "the other half of a split export may be in the ZIP"


@pytest.mark.parametrize("data", [b"", b"<html>log in</html>", b"PK\x07\x08PK\x03\x04", b"\0" * 999])
def test_a_zip_that_is_none_may_hold_the_rest(tmp_path: Path, data: bytes) -> None:
    found = read(tmp_path, {"e.xml": wxr(upload(99), *OTHERS), "f.zip": data})
    assert found.items["in_use"].isna().all()
    assert found.sources["completeness"].tolist() == ["part"]


def test_a_name_written_with_a_letter_and_an_accent_apart(tmp_path: Path) -> None:
    name = "2025/10/f\u00eate.jpg"
    content = "<style>.a{background:url(f\u0065\u0302te.jpg)}</style>"
    found = read(tmp_path, {"e.xml": wxr(upload(99, name), post(3, content=content), post(4, "post"))})
    assert not found.items["in_use"].eq(False).fillna(False).any()


@pytest.mark.parametrize(
    "text",
    [
        "<wp:term><wp:termmeta><wp:meta_key>thumbnail_id</wp:meta_key><wp:meta_value>99</wp:meta_value></wp:termmeta></wp:term>",
        f"<image><url>{BLOG}/wp-content/uploads/2025/10/picture-99.jpg</url></image>",
    ],
)
def test_the_picture_of_a_category_and_the_icon_of_the_site(tmp_path: Path, text: str) -> None:
    whole = wxr(upload(99), *OTHERS).replace("<item>", f"{text}<item>", 1)
    assert read(tmp_path, {"e.xml": whole}).items["in_use"].isna().all()


@pytest.mark.slow
def test_who_removes_an_unused_upload_is_told_to_look_first(tmp_path: Path) -> None:
    found = read(tmp_path, {"e.xml": wxr(upload(99), *OTHERS)})
    media = ia.scan(found, cache=False, progress=False).assign(has_location=True, status="ok")
    (action,) = ia.find_actions(ia.run_audit(found, media)).query("fix == 'Remove'").to_dict("records")
    assert "look at the site first" in action["problem"]
    assert "No page of the export uses this upload" in action["problem"]
