"""Ids, literally: they are what one term's audit has in common with the next."""

from __future__ import annotations

import pytest

from imgaudit.exports import identity
from imgaudit.foreign.addresses import address, canonical, is_url, page_key, peel
from imgaudit.tables import digest


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.hollow.example/a/b.jpg", "hollow.example/a/b.jpg"),
        ("http://HOLLOW.example:80/a/b.jpg?w=150#x", "hollow.example/a/b.jpg"),
        ("//hollow.example/a/b-300x200.jpg", "hollow.example/a/b.jpg"),
        ("https://hollow.example/a/b-scaled.jpg", "hollow.example/a/b.jpg"),
        ("https://hollow.example/a/b-rotated.jpg", "hollow.example/a/b.jpg"),
        ("https://hollow.example/a/b-e1760000000000.jpg", "hollow.example/a/b.jpg"),
        ("https://hollow.example/a/b-scaled-e1760000000000-1024x683.jpg", "hollow.example/a/b.jpg"),
        ("https://hollow.example/a/caf%C3%A9%20day.jpg", "hollow.example/a/caf%C3%A9%20day.jpg"),
        ("https://hollow.example/a/café day.jpg", "hollow.example/a/caf%C3%A9%20day.jpg"),
        ("https://i2.wp.com/hollow.example/a/b-300x200.jpg?resize=3", "hollow.example/a/b.jpg"),
        ("https://hollow.example/show.php?id=7", "hollow.example/show.php?id=7"),
        ("https://hollow.example/a/2-3x4y.jpg", "hollow.example/a/2-3x4y.jpg"),
        ("https://hollow.example/a/-300x200.jpg", "hollow.example/a/-300x200.jpg"),
    ],
)
def test_one_picture_has_one_canonical_address(url: str, expected: str) -> None:
    assert canonical(url) == expected


@pytest.mark.parametrize("url", ["http://[bad/a.jpg", "http://hollow.example:99999/a.jpg", "a.jpg", "", "http://"])
def test_what_is_no_address_does_not_raise(url: str) -> None:
    canonical(url)
    page_key(url)
    assert is_url("pictures/www.jpg") is False


def test_a_size_in_the_name_of_the_upload_itself_is_kept_until_nothing_else_fits() -> None:
    assert peel("team-580x300-150x150.jpg") == ["team-580x300-150x150.jpg", "team-580x300.jpg", "team.jpg"]


def test_ids_are_site_then_the_exports_own_name() -> None:
    asset = identity.wordpress_asset("hollow.example", identity.blog("https://www.hollow.example/nursery/"), "42")
    assert asset == "hollow.example/wp/hollow.example/nursery/42"
    assert identity.numbered_asset("hollow", "prospectus", "P-07") == "hollow/prospectus/P-07"
    assert identity.url_asset("hollow", "http://www.hollow.example/a-300x200.jpg") == (
        "hollow/url/" + digest("hollow.example/a.jpg")
    )
    assert identity.file_asset("hollow", "a/b.jpg") == "hollow/file/" + digest("a/b.jpg")
    assert identity.item_id(asset, "website", "7") == f"{asset}@{digest('website', '7')}"
    assert identity.file_id(asset, "https://hollow.example/a.jpg?x=1") == f"{asset}#{digest('hollow.example/a.jpg')}"
    assert identity.file_id(asset, "a.jpg", is_path=True) == f"{asset}#{digest('a.jpg')}"
    assert address("https://hollow.example/a-300x200.jpg") == "hollow.example/a-300x200.jpg"
    assert identity.source_id("hollow", "website", "wxr") == "hollow/website/wxr"


def test_pages_are_told_apart_by_query_but_not_by_tracking() -> None:
    assert page_key("https://www.youtube.com/watch?v=one") != page_key("https://youtube.com/watch?v=two")
    assert page_key("https://www.hollow.example/news/?utm_source=x") == page_key("http://hollow.example/news#top")
