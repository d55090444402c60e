"""Feeds: RSS, Atom, Blogger's export, Media RSS and podcasts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.exports.made import read, rows
from tests.exports.made_web import SITE, UP, claims, feed_item, rss
from tests.exports.test_embeds import WATCH

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://www.w3.org/2007/app"><title>Fern</title>
<link rel="self" href="https://fern.example/atom.xml"/><link href="https://fern.example/"/>
{}
</feed>
"""


def entry(page: str, *inside: str) -> str:
    return f'<entry><title type="text">Relay</title><link rel="alternate" href="{page}"/>{"".join(inside)}</entry>'


def test_rss(tmp_path: Path) -> None:
    html = f'<figure><img src="{UP}a.jpg" alt="Baton"><figcaption>The relay</figcaption></figure>'
    film = '<iframe src="https://www.youtube.com/embed/aB3-x_9Yz01"></iframe>'
    found = read(tmp_path, {"feed": rss(feed_item(f"{SITE}/news/relay/", html + film, title="Sports day"))})
    when = datetime(2025, 10, 2, 10, 30, tzinfo=UTC)
    assert rows(found.items, "page_title", "page_url", "alt_text", "caption", "visibility", "published_at") == [
        ("Sports day", f"{SITE}/news/relay/", "Baton", "The relay", "public", when),
        ("Sports day", f"{SITE}/news/relay/", None, None, "public", when),
    ]
    assert rows(found.assets, "url", "kind") == [(f"{UP}a.jpg", "picture"), (WATCH, "video")]
    assert found.problems.empty
    assert list(found.sources["completeness"]) == ["unknown"]  # it holds the last entries alone


def test_what_a_feed_encloses(tmp_path: Path) -> None:
    inside = [
        f'<enclosure url="{UP}photo" type="image/jpeg" length="51234"/>',
        f'<media:group><media:content url="{UP}b.mp4" medium="video" width="640" height="360" fileSize="9"/>',
        "<media:title>Film</media:title><media:description>Of the &lt;b&gt;relay&lt;/b&gt;</media:description>",
        f'<media:thumbnail url="{UP}thumb"/></media:group>',
        f'<enclosure url="{UP}talk.mp3" type="audio/mpeg"/><georss:point>51.5 -0.1</georss:point>',
    ]
    found = read(tmp_path, {"feed": rss(feed_item(f"{SITE}/a/", "", *inside))})
    assert sorted(rows(found.assets, "url", "kind")) == [
        (f"{UP}b.mp4", "video"), (f"{UP}photo", "picture"), (f"{UP}thumb", "picture"),
    ]  # fmt: skip
    assert sorted(rows(found.files, "url", "declared_bytes", "declared_width_px"), key=str) == [
        (f"{UP}b.mp4", 9, 640), (f"{UP}photo", 51234, None), (f"{UP}thumb", None, None),
    ]  # fmt: skip
    assert set(rows(found.items, "title", "caption", "has_place_shown", "place_shown")) == {
        ("Film", "Of the relay", True, "a position on the map")
    }
    assert rows(found.problems, "reason", "value") == [
        ("enclosures that are neither a picture nor a video (sound, documents) were not read: 1", f"{UP}talk.mp3")
    ]


@pytest.mark.parametrize("content", [
    '<content type="html">&lt;img src="/a.jpg" alt="Baton"/&gt;</content>',
    '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><img src="/a.jpg" alt="Baton"/></div></content>',
    '<summary type="html"><![CDATA[<img src="/a.jpg" alt="Baton">]]></summary>',
])  # fmt: skip
def test_atom(tmp_path: Path, content: str) -> None:
    published = "<published>2025-10-02T10:30:00Z</published><updated>2025-12-02T10:30:00Z</updated>"
    found = read(tmp_path, {"atom": ATOM.format(entry("https://fern.example/relay/", published, content))})
    assert rows(found.items, "site", "page_url", "page_title", "alt_text") == [
        ("fern.example", "https://fern.example/relay/", "Relay", "Baton")
    ]
    assert rows(found.assets, "url") == [("https://fern.example/a.jpg",)]
    assert found.items["published_at"][0] == datetime(2025, 10, 2, 10, 30, tzinfo=UTC)


def test_a_blogger_export_is_whole_and_its_drafts_are_drafts(tmp_path: Path) -> None:
    kind = '<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#{}"/>'
    picture = '<content type="html">&lt;img src="https://blogger.example/img/a/AVvX=s320"/&gt;</content>'
    draft = "<app:control><app:draft>yes</app:draft></app:control>"
    other = picture.replace("AVvX", "BBvY")
    text = ATOM.format(
        entry("https://fern.example/t", kind.format("template"), "<content>x</content>")
        + entry("https://fern.example/a", kind.format("post"), picture)
        + entry("https://fern.example/b", kind.format("post"), draft, other)
    )
    found = read(tmp_path, {"blog.xml": text})
    assert rows(found.items, "page_url", "visibility") == [
        ("https://fern.example/a", "public"), ("https://fern.example/b", "draft"),
    ]  # fmt: skip
    assert list(found.sources["completeness"]) == ["whole"]
    assert list(found.problems["reason"]) == ["entries that are settings of the blog and no posts were not read: 1"]


def test_rows_and_problems_are_what_is_there(tmp_path: Path) -> None:
    shown = [
        "<img src='{}{}.jpg'>",
        "<img src='data:image/gif;base64,AA'>",
        "<iframe src='https://map.example/{}{}'>",
        "",
    ]
    items = [feed_item(f"{SITE}/{n}/", shown[n % 4].format(UP, n) * (1 + n % 2)) for n in range(80)]
    found = read(tmp_path, {"feed": rss(*items)})
    assert len(found.items) == 20
    told = {
        reason.rpartition(": ")[0].partition(",")[0]: reason.rpartition(": ")[2] for reason in found.problems["reason"]
    }
    assert told == {"no web address": "40", "another site shown within an entry": "20"}


def test_it_goes_on_after_a_fault_and_is_not_taken_for_another(tmp_path: Path) -> None:
    items = [feed_item(f"{SITE}/{n}/", f"<img src='{UP}{n}.jpg'>") for n in range(5)]
    items[2] = items[2].replace("News", "Tea&nbsp;party")
    found = read(tmp_path, {"feed": "Warning: x\n" + rss(*items)})
    assert len(found.items) == 5
    assert "Tea party" in set(found.items["page_title"])
    for text in ("<rss></rss>", "<feed/>", "<html><item></html>", "<list><item>a</item></list>"):
        assert claims(tmp_path, text) == []


BACKUP = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:blogger="http://schemas.google.com/blogger/2018"><title>Fern</title>{}
</feed>
"""
SHOWN = ("page_title", "page_url", "alt_text", "visibility", "in_use", "published_at")


def backed_up(number: int, status: str) -> str:
    """A post as Blogger's backup holds it since 2018: without its address."""
    return (
        f"<entry><id>tag:blogger.com,1999:blog-1.post-{number}</id><blogger:status>{status}</blogger:status>"
        f'<title>{status}</title><content type="html">&lt;img alt="Baton" '
        f'src="https://blogger.example/img/a/{number}"&gt;</content><blogger:created>2025-09-01T10:00:00Z'
        "</blogger:created><published>2025-10-02T10:30:00Z</published>"
        f"<blogger:filename>/2025/10/{number}.html</blogger:filename></entry>"
    )


@pytest.mark.parametrize("home", ["", "https://fern.example/"])
def test_a_backup_of_blogger_since_2018(tmp_path: Path, home: str) -> None:
    states = ("LIVE", "DRAFT", "SCHEDULED", "SOFT_TRASHED", "READER_ONLY")
    link = f'<link rel="alternate" href="{home}"/>' if home else ""
    text = BACKUP.format(link + "".join(backed_up(number, state) for number, state in enumerate(states)))
    found = read(tmp_path, {"Takeout/Blogger/Blogs/Fern/feed.atom": text}, site="fern")
    pages = [f"https://fern.example/2025/10/{number}.html" if home else None for number in range(5)]
    when = datetime(2025, 10, 2, 10, 30, tzinfo=UTC)
    assert rows(found.items, *SHOWN) == [
        ("LIVE", pages[0], "Baton", "public", True, when),
        ("DRAFT", pages[1], "Baton", "draft", True, when),
        ("SCHEDULED", pages[2], "Baton", "draft", True, when),
        ("SOFT_TRASHED", pages[3], "Baton", "draft", False, when),
        ("READER_ONLY", pages[4], "Baton", "unknown", True, when),
    ]
    assert rows(found.files, "is_public") == [(True,), (None,), (None,), (None,), (None,)]
    assert list(found.sources["completeness"]) == ["whole"]


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_a_post_that_is_in_the_bin_of_one_backup_alone(tmp_path: Path, names: str) -> None:
    states = ("SOFT_TRASHED", "READER_ONLY")
    backups = {f"{name}.atom": BACKUP.format(backed_up(1, state)) for name, state in zip(names, states, strict=True)}
    found = read(tmp_path, backups, site="fern")
    assert rows(found.items, "visibility", "in_use") == [("unknown", True)]


def test_an_entry_with_a_number_and_no_address_keeps_what_it_says(tmp_path: Path) -> None:
    item = (
        '<item><title>Relay</title><guid isPermaLink="false">5</guid><pubDate>Thu, 02 Oct 2025 10:30:00 GMT</pubDate>'
        f'<enclosure url="{UP}a.jpg" type="image/jpeg" length="9"/></item>'
    )
    found = read(tmp_path, {"feed": rss(item)})
    when = datetime(2025, 10, 2, 10, 30, tzinfo=UTC)
    assert rows(found.items, *SHOWN) == [("Relay", None, None, "public", True, when)]
