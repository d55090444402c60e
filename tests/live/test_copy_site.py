"""`copy_site` on a website that does what websites do; what it says is read word by word."""

from __future__ import annotations

import gzip
import re
import secrets
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from typer.testing import CliRunner

import imgaudit as ia
from imgaudit.cli import app
from imgaudit.exports.copies import LEDGER, marked, place_of, read_ledger
from imgaudit.files import is_safe, locked
from imgaudit.foreign.webpage import decoded_page
from imgaudit.live.links import as_asked, links_of
from imgaudit.live.manners import Pace
from live import website as site
from live.website import HTML, Website, linking, page, sitemap, to

HOME = "https://www.hollow.example"
POLICY = ia.Policy(visit={"hosts": ["hollow.example"], "contact": "office@hollow.example"})


def copied(port, folder, policy=POLICY, address=HOME, **more):
    return ia.copy_site(
        address, folder, policy=policy, yes=True, progress=False, loopback=port, **{"interval": 0, **more}
    )


def became(got, path: str) -> tuple[str, bool]:
    rows = got[got["address"].eq(HOME + path)]
    assert len(rows) == 1, path
    return rows["outcome"].iloc[0], bool(rows["not_read"].iloc[0])


def ledger(folder):
    return read_ledger((folder / LEDGER).read_bytes().splitlines())


def files(folder):
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


def school(**paths) -> Website:
    """A small website of four pages; more by name."""
    website = Website()
    website.paths = {
        "/robots.txt": (404, {}, b""),
        "/": linking("/news/", "about.html", "/gallery?page=2"),
        "/news/": linking("../about.html#us", "/news/pond", *paths),
        "/about.html": (200, HTML, page("About")),
        "/gallery": (200, HTML, page("Gallery")),
        "/news/pond": (200, HTML, page("The pond")),
        **paths,
    }
    return website


def test_a_website_is_copied_as_wget_would(tmp_path):
    website = school()
    with website.open() as port:
        got = copied(port, tmp_path / "copy")
    below = "www.hollow.example"
    assert files(tmp_path / "copy") == [
        LEDGER, f"{below}/about.html", f"{below}/gallery@page=2.html", f"{below}/index.html",
        f"{below}/news/index.html", f"{below}/news/pond.html",
    ]  # fmt: skip
    text = (tmp_path / "copy" / below / "about.html").read_bytes()
    assert re.fullmatch(
        rb"<!-- Copied from (\S+) by imgaudit on 20[\d:TZ-]+, as anybody can -->\n", text.removesuffix(page("About"))
    )
    assert text.startswith(b"<!-- Copied from https://www.hollow.example/about.html by")
    pages = got[got["kind"].eq("page")]
    assert pages["outcome"].tolist() == ["copied"] * 5
    assert not got["not_read"].any()
    assert ledger(tmp_path / "copy").is_whole
    counts = website.counts
    assert {path: n for path, n in counts.items() if "no-such" not in path} == {
        "/robots.txt": 1, "/sitemap.xml": 1, "/": 1, "/news/": 1, "/about.html": 1, "/gallery?page=2": 1,
        "/news/pond": 1,
    }  # fmt: skip


def test_the_ledger_says_of_each_file_where_it_is_from(tmp_path):
    website = school()
    website.paths["/old"] = to("/news/pond/")
    website.paths["/news/pond/"] = (200, {"Content-Type": "text/html; charset=iso-8859-1"}, page("The pond"))
    website.paths["/news/"] = linking("/old")
    with website.open() as port:
        copied(port, tmp_path)
    told = {one["file"]: one for one in ledger(tmp_path).entries.values()}["www.hollow.example/news/pond/index.html"]
    assert (told["address"], told["final"]) == (f"{HOME}/old", f"{HOME}/news/pond/")
    assert (told["status"], told["type"], told["outcome"]) == (200, "text/html; charset=iso-8859-1", "copied")
    assert told["bytes"] == len(page("The pond"))
    assert len(told["hash"]) == 64
    assert told["at"][:2] == "20"


def test_what_is_kept_is_its_owner_s_alone(tmp_path):
    with school().open() as port:
        copied(port, tmp_path / "copy")
    assert {one.stat().st_mode & 0o077 for one in (tmp_path / "copy").rglob("*")} == {0}


def test_nothing_is_sent_but_what_a_stranger_sends(tmp_path):
    website = school()
    with website.open() as port:
        copied(port, tmp_path)
    for host, _, headers in website.asked:
        assert host == "www.hollow.example"
        assert not {"Cookie", "Authorization", "Referer"} & headers.keys()
        assert "office@hollow.example" in headers["User-Agent"]


# ---------------------------------------------------------------------------------------------- what sites do

BIG = b"<html>" + b"x" * (6 << 20)
CORNER = '<img src="/up/pond.jpg"><form><input type="password" name="pwd"></form>'
SIGHTS = {
    # what the path does, what becomes of it, whether something may be missing, and a word of why
    "page": ((200, HTML, page("Pond")), "copied", False, "200"),
    "untyped": ((200, {}, page("Pond")), "copied", False, "200"),
    "xhtml": ((200, {"Content-Type": "application/xhtml+xml"}, page("Pond")), "copied", False, "200"),
    "utf-16": ((200, HTML, page("Pond").decode().encode("utf-16")), "copied", False, "200"),
    "packed": ((200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(page("Pond"))), "copied", False, "200"),
    "members": (to("/wp-login.php?redirect_to=x"), "login", False, "log in"),
    "login-elsewhere": (to("https://login.microsoftonline.example/common/oauth2/authorize"), "login", False, "log in"),
    "guide": (to("/login-guide.html"), "login", False, "login-guide"),
    "corner": ((200, HTML, page("Hello", CORNER)), "copied", False, "form to log in"),
    "xml": ((200, {"Content-Type": "application/xml"}, b"<?xml?>" + page("Pond")), "copied", False, "200"),
    "news": ((200, {"Content-Type": "application/xml"}, b"<?xml version='1.0'?><rss></rss>"), "no_page", False, "xml"),
    "zip": ((200, {"Content-Type": "application/zip"}, b"PK\3\4\0\0"), "no_page", True, "zip"),
    "login-page": ((200, HTML, site.LOGIN), "login", False, "log in"),
    "protected": ((200, HTML, b'<form class="post-password-form"></form>'), "login", False, "password"),
    "unauthorised": ((401, {}, b""), "login", False, "401"),
    "gone": ((404, HTML, page("Not found")), "gone", False, "404"),
    "album-404": ((404, HTML, page("Album", '<img src="/up/a.jpg">')), "unknown", True, "what no missing address gets"),
    "soft": ((200, HTML, page("Page not found")), "unknown", True, "not found"),
    "forbidden": ((403, HTML, page("Forbidden")), "refused", True, "403"),
    "challenge": ((200, HTML, page("Just a moment...", "Checking")), "unknown", True, "human"),
    "broken": ((500, HTML, page("Fatal error")), "unknown", True, "500"),
    "database": ((200, HTML, page("Error establishing a database connection", "")), "unknown", True, "patience"),
    "script-only": ((200, HTML, b"<html><script>go()</script></html>"), "unknown", True, "without a word"),
    "cut": (site.cut_page, "unknown", True, "ends early"),
    "endless": (site.endless_page, "too_large", True, "larger than 5 MiB"),
    "big": ((200, HTML, BIG), "too_large", True, "larger than 5 MiB"),
    "bomb": ((200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(BIG * 9)), "too_large", True, "larger"),
    "picture": ((200, HTML, site.CLEAN), "no_page", True, "no page"),
    "jpeg": ((200, site.JPEG, site.CLEAN), "no_page", True, "image/jpeg"),
    "json": ((200, {"Content-Type": "application/json"}, b'{"a": "<b>"}'), "no_page", False, "json"),
    "nul": ((200, HTML, b"<html>\0\1\2"), "no_page", True, "no page"),
    "words": ((200, HTML, b"just words"), "no_page", False, "no page"),
    "round": (to("/round.html"), "unknown", True, "leads on and on"),
    "longer": (to("/longer.htmlx"), "unknown", True, "leads on and on"),
    "private": (to("http://10.0.0.7/a"), "refused", True, "10.0.0.7"),
    "loopback": (to("http://127.0.0.1:9/a"), "refused", True, "127.0.0.1"),
    "metadata-service": (to("http://169.254.169.254/latest"), "refused", True, "169.254.169.254"),
    "other-host": (to("https://other.example/a"), "elsewhere", False, "other.example"),
    "other-port": (to("https://www.hollow.example:8443/a"), "elsewhere", False, "8443"),
    "to-file": (to("file:///etc/passwd"), "unknown", True, "no address of a website"),
    "moved": (to("/page.html", 301), "moved", False, "over"),
    "refresh": ((200, HTML, b'<meta http-equiv="refresh" content="0; url=page.html">'), "moved", False, "leads on"),
    "refused-by-robots": ((200, HTML, page("Secret")), "asks_not_to", True, "robots.txt"),
    "busy": (site.busy(2, (200, HTML, page("Pond"))), "copied", False, "200"),
    "odd": ((418, HTML, b""), "unknown", True, "418"),
}  # fmt: skip


REACHED: list[tuple[str, object, object]] = []
"""Whom a connection, or a question to a name server, was meant for."""


def _note(event: str, arguments: tuple) -> None:
    is_sent = event in ("socket.connect", "socket.sendto", "socket.sendmsg")
    if is_sent and isinstance(arguments[1], tuple):  # None: on a line that is connected
        REACHED.append((event, *arguments[1][:2]))
    elif event.startswith("socket.get"):
        REACHED.append((event, *arguments[:2]))


sys.addaudithook(_note)


@pytest.fixture(scope="module")
def sights(tmp_path_factory):
    """Every habit, met once; the website that was asked, and the copy."""
    website, folder = Website(), tmp_path_factory.mktemp("copy") / "new"
    website.paths = {f"/{name}.html": reply for name, (reply, *_) in SIGHTS.items()}
    website.paths["/"] = linking(*website.paths)
    website.paths["/wp-login.php"] = (200, HTML, site.LOGIN)
    website.paths["/login-guide.html"] = (200, HTML, page("How to log in"))
    website.otherwise = lambda h: to(f"{h.path}x") if "longer" in h.path else (404, HTML, page("Not found"))
    website.paths["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /refused-by-robots")
    with website.open() as port:
        REACHED.clear()
        got = copied(port, folder)
        assert {*REACHED} == {("socket.connect", "127.0.0.1", port), ("socket.getaddrinfo", "127.0.0.1", port)}
        yield got, website, folder


@pytest.mark.slow
@pytest.mark.parametrize("name", SIGHTS)
def test_what_a_website_does(sights, name):
    _, outcome, is_missing, word = SIGHTS[name]
    got = sights[0].set_index("address").loc[f"{HOME}/{name}.html"]
    assert (got["outcome"], bool(got["not_read"])) == (outcome, is_missing), got["why"]
    assert word in got["why"]


def test_only_pages_are_kept(sights):
    got, _, folder = sights
    kept = set(got.loc[got["file"].notna(), "file"])
    assert {one.removeprefix("www.hollow.example/") for one in kept} == {
        "corner.html", "login-guide.html", "xml.html", "robots.txt",
        "index.html", "page.html", "untyped.html", "xhtml.html", "utf-16.html", "packed.html",
        "busy.html",
        # What is public although nobody knows what it is: read, and said to be unknown.
        "soft.html", "challenge.html", "database.html", "script-only.html",
    }  # fmt: skip
    assert {*files(folder)} == kept | {LEDGER}
    assert not ledger(folder).is_whole
    assert ledger(folder).left == {"unknown": 11, "refused": 4, "no page": 4, "too large": 3, "asks not to": 1}


def test_nobody_is_asked_but_the_school_s_host(sights):
    assert {host for host, *_ in sights[1].asked} == {"www.hollow.example"}


def test_the_robots_txt_is_kept_as_it_was(sights):
    kept = sights[2] / "www.hollow.example" / "robots.txt"
    assert kept.read_bytes() == b"User-agent: *\nDisallow: /refused-by-robots"


def test_one_page_for_all_that_is_missing_is_no_page(tmp_path):
    website = school()
    website.paths["/news/"] = linking("/pictures", "/lost", "/words")
    website.paths["/words"] = (200, HTML, page("Hollow", "Words of its own " * 99))
    website.paths["/pictures"] = linking(title="Hollow", more='<img src="/up/pond.jpg">')
    website.otherwise = lambda _: (200, HTML, page("Hollow"))
    website.paths["/"] = linking("/news/")
    with website.open() as port:
        got = copied(port, tmp_path)
    assert {path: became(got, path)[0] for path in ("/", "/words", "/lost", "/pictures")} == {
        "/": "copied", "/words": "copied", "/lost": "gone", "/pictures": "copied",
    }  # fmt: skip


# ---------------------------------------------------------------------------------------------- links

LINKS = {
    # as it is written on the page /news/, and what is asked for
    "pond": "/news/pond", "./pond/": "/news/pond/", "../about": "/about", "/x/../about": "/about",
    "/../../etc/passwd": "/etc/passwd", "/x/%2e%2E/%2e%2e/about": "/about", "..\\about": "/about",
    "//www.hollow.example/about": "/about", "https://hollow.example/about": "/about", "?page=2": "/news/?page=2",
    "#top": None, "": None, "mailto:office@hollow.example": None, "tel:01632960000": None, "javascript:go()": None,
    "data:text/html,x": None, "webcal://www.hollow.example/a.ics": None, "file:///etc/passwd": None,
    "ftp://www.hollow.example/": None, "http://[/": None, "photo.JPG": None, "menu.pdf": None, "feed.xml": None,
    "a b": "/news/a%20b", "tŷ": "/news/t%C5%B7", "a&amp;b": "/news/a&b", " pond\n": "/news/pond",
    "/p?sid=0123456789abcdef&x=1": "/p?x=1", "/p;jsessionid=0A1B": "/p", "/p?utm_source=mail": "/p",
    "/(S(0a1b2c3d4e5f6a7b8c9d0e1f))/p": "/p", "/(s(x))/p": "/(s(x))/p", "/p?sid=12": "/p?sid=12",
    "/p?PHPSESSID=0123456789abcdef0123": "/p",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("written", LINKS)
def test_what_a_link_asks_for(tmp_path, written):
    website = school()
    website.paths["/"] = linking("/news/")
    website.paths["/news/"] = (200, HTML, page("News") + f'<a class=x href="{written}">more</a>'.encode())
    with website.open() as port:
        copied(port, tmp_path)
    asked = set(website.counts) - {"/", "/news/", "/robots.txt", "/sitemap.xml"}
    assert {one for one in asked if "no-such" not in one} == ({LINKS[written]} if LINKS[written] else set())


LEFT_OUT = {
    # what is never followed, and whether something may be lost by it
    "/logout": False, "/user/log-out": False, "/login.aspx": False, "/wp-login.php?action=lostpassword": False,
    "/sign_in": False, "/wp-admin/post.php?post=7": False, "/wp-json/wp/v2/posts": False, "/xmlrpc.php": False,
    "/cdn-cgi/l/email-protection": False, "/admin/": False, "/cart/": False, "/basket": False,
    "/shop/?add-to-cart=7": False,
    "/checkout/": False, "/node/5/delete": False, "/node/5/edit": False, "/unsubscribe?u=7": False,
    "/a?_wpnonce=1": False,
    "/a?unsubscribe=1": False, "/feed/": False, "/news/feed": False, "/print/5": False, "/a?print=1": False,
    "/a?share=facebook": False, "/a?replytocom=7": False, "/a?format=feed": False, "/events/a/?ical=1": False,
    "/?s=pond": True, "/search?q=pond": True, "/a?action=delete&id=7": True, "/a?x=1&do=edit": True,
    "/a?date=2027-01-01": True, "/calendar/2027/05/": True, "/calendar/2027-05-12": True, "/events/month/2027-05": True,
    "/events/list/?tribe-bar-date=2027-01-01": True, "/diary?month=5&year=2027": True, "/calendar/view/today": True,
    "/month/2027/05": True, "/a/a/a/": True, "/a/b/a/b/a/b/c": True, "/a%00b": True, "/a%0d%0aX:y": True,
    "/" + "a/" * 21: True, "/" + "a" * 2100: True,
}  # fmt: skip
FOLLOWED = [
    "/news/how-to-log-in/", "/news/sign-in-day/", "/calendar/", "/events/", "/events/2025/05/sports-day/", "/2025/05/",
    "/news/2025/05/12/", "/gallery?year=2025", "/delete-this-not", "/voted", "/share/", "/cartoons/",
    "/printing-press/",
    "/page?id=7", "/search/", "/feedback/", "/our-school/admin/", "/a/a/", "/index.php?option=com_content&view=article",
]  # fmt: skip


def test_what_acts_or_never_ends_is_not_followed(tmp_path):
    website = school()
    website.paths["/"] = linking(*LEFT_OUT, *FOLLOWED)
    website.otherwise = lambda h: (200, HTML, page(f"Page {len(website.asked)} of {h.path}", f"{h.path} words " * 99))
    website.paths["/sitemap.xml"] = (404, HTML, b"")
    with website.open() as port:
        got = copied(port, tmp_path)
    asked = {path for path in website.counts if "no-such" not in path} - {"/", "/robots.txt", "/sitemap.xml"}
    assert asked == set(FOLLOWED)
    left = got[got["outcome"].eq("left_out")]
    assert dict(zip(left["address"], left["not_read"], strict=True)) == {HOME + one: LEFT_OUT[one] for one in LEFT_OUT}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("head", "links", "asked"),
    [
        ('<base href="/x/">', '<a href="a">', "/x/a"),
        ('<base href="/x/"><base href="/y/">', '<a href="a">', "/x/a"),
        ('<base target="_top">', '<a href="a">', "/a"),
        ('<base href="https://other.example/">', '<a href="a">', None),
        ("", "<A HREF=/a>", "/a"),
        ("", "<a title='a > b' href='/a'>", "/a"),
        ("", '<area shape="rect" href="/a">', "/a"),
        ("", '<iframe src="/a"></iframe>', "/a"),
        ("", '<frameset><frame src="/a"></frameset>', "/a"),
        ("", '<!-- <a href="/a"> -->', None),
        ("", "<script>document.write('<a href=\"/a\">')</script>", None),
        ("", '<form action="/a"><button formaction="/b"></form>', None),
        ("", '<a data-href="/a" onclick="x()">', None),
        ("", '<abbr href="/a"><article href="/b">', None),
        ("", '<a href="/a" rel="noopener nofollow">', None),
        ('<meta name="robots" content="noindex, nofollow">', '<a href="/a">', None),
        ('<meta name="ROBOTS" content="none">', '<a href="/a">', None),
        ('<meta name="robots" content="noindex">', '<a href="/a">', "/a"),
        ('<meta name="googlebot" content="nofollow">', '<a href="/a">', "/a"),
    ],
)
def test_where_a_page_leads(tmp_path, head, links, asked):
    website = school()
    website.paths["/"] = linking(head=head, more=links)
    with website.open() as port:
        got = copied(port, tmp_path)
    assert {one for one in website.counts if "no-such" not in one} - {"/", "/robots.txt", "/sitemap.xml"} == (
        {asked} if asked else set()
    )
    if "nofollow" in head + links or "none" in head:
        assert asked or became(got, "/a") == ("asks_not_to", True)


def test_the_school_may_set_aside_what_its_pages_ask_of_robots(tmp_path):
    website = school()
    website.paths["/"] = linking(more='<a rel="nofollow" href="/news/">')
    website.paths["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /")
    with website.open() as port:
        got = copied(port, tmp_path, ia.Policy(visit={"hosts": ["hollow.example"], "obey_robots": False}))
    assert became(got, "/news/") == ("copied", False)
    assert (tmp_path / "www.hollow.example" / "robots.txt").exists()


def test_a_link_that_one_page_may_follow_is_followed(tmp_path):
    website = school()
    website.paths["/"] = linking("/about.html", more='<a rel="nofollow" href="/news/pond">')
    website.paths["/about.html"] = linking("/news/pond")
    with website.open() as port:
        got = copied(port, tmp_path)
    assert became(got, "/news/pond") == ("copied", False)
    assert not got["not_read"].any()


def test_other_hosts_are_named_and_never_asked(tmp_path):
    website = school()
    others = "https://www.facebook.com/hollow", "https://blog.hollow.example/", "http://10.0.0.7/"
    website.paths["/"] = linking(*others, "https://www.hollow.example:8080/about.html", "/about.html")
    with website.open() as port:
        got = copied(port, tmp_path)
    assert {host for host, *_ in website.asked} == {"www.hollow.example"}
    assert got.loc[got["outcome"].eq("elsewhere"), "why"].tolist() == [
        "on facebook.com, which nobody has confirmed as the school's own",
        "on blog.hollow.example, which nobody has confirmed as the school's own",
        "on 10.0.0.7, which nobody has confirmed as the school's own",
        "with a password, or on a port that no website is on",
    ]
    assert became(got, "/about.html") == ("copied", False)
    assert not got["not_read"].any()


def test_other_hosts_of_the_policy_are_copied_too(tmp_path):
    website = school()
    website.paths["/"] = linking("https://blog.hollow.example/about.html")
    with website.open() as port:
        copied(port, tmp_path, ia.Policy(visit={"hosts": ["hollow.example", "blog.hollow.example"]}))
    assert (tmp_path / "blog.hollow.example" / "about.html").exists()


# ---------------------------------------------------------------------------------------------- sitemaps


def test_sitemaps_are_read_as_robots_txt_names_them(tmp_path):
    website = school()
    website.paths["/robots.txt"] = (
        200,
        {},
        f"Sitemap: {HOME}/maps/index.xml\nSitemap: https://other.example/s.xml".encode(),
    )
    website.paths["/maps/index.xml"] = sitemap(f"{HOME}/maps/a.xml.gz", f"{HOME}/maps/index.xml", name="sitemap")
    body = sitemap(f"{HOME}/lonely", "https://other.example/x", f"{HOME}/logout", f"{HOME}/up/a.jpg")[2]
    website.paths["/maps/a.xml.gz"] = (200, {"Content-Type": "application/gzip"}, gzip.compress(body))
    website.paths["/lonely"] = (200, HTML, page("Lonely"))
    with website.open() as port:
        got = copied(port, tmp_path)
    assert became(got, "/lonely") == ("copied", False)
    assert {"/logout", "/up/a.jpg", "/sitemap.xml", "/x"} & set(website.counts) == set()
    assert website.counts["/maps/index.xml"] == 1
    assert got.loc[got["kind"].eq("sitemap"), "outcome"].tolist() == ["read", "read", "elsewhere"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reply", "outcome", "is_missing"),
    [
        ((404, HTML, page("Not found")), "gone", False),
        ((200, HTML, page("Home")), "no_page", False),
        (sitemap(f"{HOME}/about.html"), "read", False),
        ((200, {}, b'<?xml version="1.0"?><urlset><url><loc>https://www.hollow.example/about.html</loc></url><url><l'),
         "read", True),
        ((200, {}, b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><urlset>&a;</urlset>'), "read", True),
        ((200, {}, gzip.compress(b"<urlset>" + b" " * (51 << 20))), "read", True),
        ((200, {}, gzip.compress(sitemap(f"{HOME}/about.html")[2])[:-9]), "read", True),
        ((500, {}, b""), "unknown", True),
    ],
)  # fmt: skip
def test_a_sitemap_counts_as_far_as_it_can_be_read(tmp_path, reply, outcome, is_missing):
    website = school()
    website.paths["/sitemap.xml"] = reply
    with website.open() as port:
        assert became(copied(port, tmp_path), "/sitemap.xml") == (outcome, is_missing)


def test_sitemaps_without_end_are_bounded(tmp_path):
    website = school()

    def index(handler):
        number = int(handler.path.strip("/s.xml") or 0)
        return sitemap(*(f"{HOME}/s{number * 2 + one}.xml" for one in (1, 2)), name="sitemap")

    website.paths["/sitemap.xml"] = index
    website.otherwise = lambda handler: index(handler) if handler.path.startswith("/s") else (404, HTML, b"")
    with website.open() as port:
        got = copied(port, tmp_path)
    assert got["kind"].eq("sitemap").sum() < 120
    assert got.loc[got["outcome"].eq("not_asked"), "why"].str.contains("more than 50 sitemaps").all()
    assert got["not_read"].any()


# ---------------------------------------------------------------------------------------------- bounds and traps


def endless_calendar(handler):
    if not handler.path.startswith("/term-"):
        return 404, HTML, page("Not found")
    number = int(handler.path.rpartition("-")[2])
    return linking(f"/term-{number + 1}", f"/term-{number + 2}", title=f"Term {handler.path}")


@pytest.mark.parametrize(
    ("bound", "why"),
    [
        ({"pages": 7}, "stopped at 7 pages"),
        ({"depth": 3}, "stopped at 3 links from the first page"),
        ({"megabytes": 0.02}, "stopped at 0.02 MB"),
        ({"minutes": 0.001, "depth": 900}, "stopped after 0.001 minutes"),
    ],
)
def test_a_bound_that_stops_it_is_named_and_the_copy_is_one_in_part(tmp_path, bound, why):
    website = school()
    website.paths["/"] = linking("/term-1")
    website.otherwise = endless_calendar
    website.paths["/sitemap.xml"] = (404, {}, b"")
    with website.open() as port:
        got = copied(port, tmp_path, **bound)
    left = got[got["outcome"].eq("not_asked")]
    assert set(left["why"]) == {why}
    assert left["not_read"].all()
    assert ledger(tmp_path).left == {why: len(left)}
    assert not ledger(tmp_path).is_whole


def test_a_wider_bound_goes_on_where_the_narrower_one_stopped(tmp_path):
    website = school()
    with website.open() as port:
        first = copied(port, tmp_path, pages=2)
        asked = website.counts
        second = copied(port, tmp_path)
    assert (first["not_read"].any(), second["not_read"].any()) == (True, False)
    assert ledger(tmp_path).is_whole
    assert not {path for path, n in website.counts.items() if n > asked[path] and asked[path]} - {"/robots.txt"}


def test_queries_in_any_order_are_one_page_and_not_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr("imgaudit.live.copying.MAX_QUERIES", 20)
    website = school()
    website.paths["/list"] = linking("?b=2&a=1", "?a=1&b=2", *(f"?page={n}" for n in range(40)))
    website.paths["/"] = linking("/list")
    for n in range(40):
        website.paths[f"/list?page={n}"] = (200, HTML, page(f"Page {n}"))
    with website.open() as port:
        got = copied(port, tmp_path)
    assert sum(path.startswith("/list?") for path in website.counts) == 20
    assert website.counts["/list?a=1&b=2"] == 0
    left = got[got["outcome"].eq("left_out")]
    assert set(left["why"]) == {"more than 20 addresses that differ in their query alone"}
    assert left["not_read"].all()


@pytest.mark.slow
def test_links_made_up_without_end_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr("imgaudit.live.copying.MAX_KNOWN", 50)
    website = school()
    website.otherwise = lambda h: linking(*(f"{h.path}-{n}" for n in range(40)), title=secrets.token_hex(20))
    website.paths["/"] = linking("/x")
    with website.open() as port:
        got = copied(port, tmp_path, pages=60)
    assert len(got) < 60
    assert got.loc[got["not_read"].eq(True), "why"].tolist() == [
        "more than 50 addresses are linked to: none after this one"
    ]
    assert (tmp_path / LEDGER).stat().st_size < 100_000


# ---------------------------------------------------------------------------------------------- where it lies


@given(st.text(max_size=60))
@example("/../../etc/passwd")
@example("/%2e%2e%2f%2e%2e%2fetc/passwd")
@example("/..%5c..%5cwindows")
@example("/a\x00b")
@example("/con/nul.html?../../x")
@example("//etc//passwd")
def test_nothing_lies_outside_the_folder_whatever_a_link_says(written):
    url = as_asked(f"{HOME}/{written}", HOME)
    path = place_of(url)
    assert is_safe(path)
    host, *folders, name = path.split("/")
    assert host == "www.hollow.example"
    assert name.endswith((".html", ".htm", ".HTML", ".HTM"))
    for one in (*folders, name):
        assert one
        assert len(one) <= 100
        assert not one.startswith(".")
        assert not one.endswith((".", " "))
        assert not set(one) & set('<>:"/\\|?*!# \x00')
        assert one.isascii()
        assert one.partition(".")[0].lower() not in ("con", "prn", "aux", "nul", "com1", "lpt9")


@given(st.lists(st.sampled_from("Aa.b/?%2"), min_size=1, max_size=9), st.lists(st.sampled_from("Aa.b/?%2"), max_size=9))
def test_two_addresses_never_lie_in_one_place(one, other):
    urls = [as_asked("/" + "".join(letters), HOME) for letters in (one, other)]
    assume(urls[0] != urls[1])
    first = place_of(urls[0])
    second = place_of(urls[1], {first.lower()})
    assert first.lower() != second.lower()
    assert not second.lower().startswith(f"{first.lower()}/")
    assert not first.lower().startswith(f"{second.lower()}/")


def test_where_pages_lie():
    named = {
        "/": "index.html", "/news/": "news/index.html", "/news": "news.html", "/a.HTM": "a.HTM", "/a.php": "a.php.html",
        "/a?b=1&c=d/e": "a@b=1&c=d%2Fe.html", "/a.html/b": "a.html~/b.html", "/t%C5%B7": "t%C5%B7.html",
        "/Thumbs.db/a": "a~39b02264ab7ad953.html", "/__MACOSX/a": "a~2172658cc36ac3bb.html",
        "/aux/a": "a~ba47db0bdd16ccf1.html",
    }  # fmt: skip
    assert {url: place_of(HOME + url).removeprefix("www.hollow.example/") for url in named} == named


def test_pages_that_differ_in_small_letters_alone_are_two_files(tmp_path):
    website = school()
    website.paths["/"] = linking("/News", "/news", "/news.html", "/x@y", "/x?y")
    for path in ("/News", "/news", "/news.html", "/x@y", "/x?y"):
        website.paths[path] = (200, HTML, page(path))
    with website.open() as port:
        got = copied(port, tmp_path)
    kept = got.loc[got["kind"].eq("page") & got["file"].notna(), "file"]
    assert len({one.lower() for one in kept}) == 6
    for address, path in got.loc[got["kind"].eq("page"), ["address", "file"]].itertuples(index=False):
        if address != f"{HOME}/":
            assert (tmp_path / path).read_bytes().endswith(page(address.removeprefix(HOME)))


# ---------------------------------------------------------------------------------------------- going on


def test_a_copy_that_is_there_asks_nothing_twice(tmp_path):
    website = school()
    website.paths["/sitemap.xml"] = sitemap(f"{HOME}/about.html")
    with website.open() as port:
        first = copied(port, tmp_path)
        asked = len(website.asked)
        second = copied(port, tmp_path)
        assert len(website.asked) == asked
    assert set(second["address"]) == set(first["address"]) - {f"{HOME}/robots.txt"}
    assert ledger(tmp_path).is_whole


def test_what_was_not_understood_is_asked_for_again(tmp_path):
    website = school()
    website.paths["/about.html"] = (200, HTML, page("Page not found"))
    with website.open() as port:
        assert became(copied(port, tmp_path), "/about.html") == ("unknown", True)
        website.paths["/about.html"] = (404, HTML, b"")
        assert became(copied(port, tmp_path), "/about.html") == ("gone", False)
    assert not (tmp_path / "www.hollow.example" / "about.html").exists()
    assert website.counts["/news/"] == 1
    assert ledger(tmp_path).is_whole


def test_a_page_in_the_place_of_one_that_is_gone_stays(tmp_path):
    website = school()
    website.paths["/"] = linking("/news/")
    website.paths["/news/"] = linking("/about", "/late")
    website.paths["/about"] = (200, HTML, page("Page not found"))
    website.paths["/late"] = linking("/about.html")
    with website.open() as port:
        assert became(copied(port, tmp_path, pages=3), "/about") == ("unknown", True)
        website.paths["/about"] = (404, HTML, b"")
        assert became(copied(port, tmp_path), "/about.html") == ("copied", False)
    kept = ledger(tmp_path).entries[f"{HOME}/about.html"]["file"]
    assert (tmp_path / kept).read_bytes().endswith(page("About"))


def test_a_page_that_was_taken_away_is_asked_for_again(tmp_path):
    website = school()
    with website.open() as port:
        copied(port, tmp_path)
        (tmp_path / "www.hollow.example" / "about.html").unlink()
        copied(port, tmp_path)
    assert website.counts["/about.html"] == 2
    assert (tmp_path / "www.hollow.example" / "about.html").read_bytes().endswith(page("About"))


def test_a_line_that_was_being_written_costs_one_page(tmp_path):
    website = school()
    with website.open() as port:
        copied(port, tmp_path)
        lines = (tmp_path / LEDGER).read_bytes().splitlines(keepends=True)
        at = next(n for n, line in enumerate(lines) if b'/about.html", "final' in line)
        (tmp_path / LEDGER).write_bytes(b"".join(lines[:at]) + lines[at][:40])
        assert not ledger(tmp_path).is_whole
        copied(port, tmp_path)
    assert ledger(tmp_path).is_whole
    assert website.counts["/about.html"] == 2
    assert {path for path, n in website.counts.items() if n > 1} == {
        "/about.html", "/gallery?page=2", "/news/pond", "/robots.txt",
    }  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [b"[]", b"7", b'{"address": 7}', b"\xff", b"[" * 9999, b'{"left": 7}', b'{"ended": "x", "left": {}, "x', b"null"],
)
def test_a_line_that_is_none_says_nothing(line):
    begun = b'{"begun": "2026-11-28", "start": "https://hollow.example/"}'
    assert read_ledger([begun, line]).entries == {}
    assert not read_ledger([begun, line]).is_whole


@pytest.mark.parametrize("path", ["../x.html", "/etc/x.html", "C:/x.html"])
def test_a_ledger_leads_nowhere_out_of_its_folder(tmp_path, path):
    with school().open() as port:
        copied(port, tmp_path / "copy")
    text = (tmp_path / "copy" / LEDGER).read_text().replace('www.hollow.example/about.html",', f'{path}",')
    assert path not in {one["file"] for one in read_ledger(text.encode().splitlines()).entries.values()}


@pytest.mark.slow
def test_a_copy_that_was_killed_goes_on_where_it_was(tmp_path):
    """Six kills; each page is asked for once, but for those that were under way."""
    website = Website()
    website.paths = {f"/{n}": linking(f"/{n + 1}", f"/{n + 2}", title=f"Page {n}") for n in range(100)}
    website.paths |= {"/": linking("/0"), "/robots.txt": (404, {}, b"")}
    code = (
        "import sys, imgaudit as ia\n"
        f"ia.copy_site({HOME!r}, {str(tmp_path)!r}, pages=5000, depth=5000, yes=True, progress=False,\n"
        "             loopback=int(sys.argv[1]), interval=0.005)\n"
    )
    with website.open() as port:
        for kill in range(7):
            before = len(website.asked)
            child = subprocess.Popen([sys.executable, "-c", code, str(port)])
            while kill < 6 and child.poll() is None and len(website.asked) < before + 12:
                time.sleep(0.002)
            if kill < 6:
                child.kill()
                assert not ledger(tmp_path).is_whole
            child.wait()
        assert child.returncode == 0
        pages = Counter(path for _, path, _ in website.asked if path[1:].isdigit())
    assert {path for path in pages if int(path[1:]) < 100} == {f"/{n}" for n in range(100)}
    assert sum(n - 1 for n in pages.values()) <= 6
    assert {f"{n}.html" for n in range(100)} <= {one.name for one in (tmp_path / "www.hollow.example").iterdir()}
    assert ledger(tmp_path).is_whole


# ---------------------------------------------------------------------------------------------- whom, and agreed to


def test_what_is_to_be_asked_is_shown_before(tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr("builtins.input", lambda text: said.append(text) or "n")
    got = ia.copy_site("hollow.example", tmp_path / "copy", policy=POLICY, pages=90, progress=False)
    shown = (
        "hollow.example: at most 90 pages will be asked for, one after another: 2 minutes or more for so many, 120 "
        "at most; at most 500 MB. Go on only if this is the school's own website. Go on? [y/N] "
    )
    assert said == [shown]
    assert got.empty
    assert not (tmp_path / "copy").exists()


def test_what_is_known_to_be_left_is_shown_when_it_goes_on(tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr("builtins.input", lambda text: said.append(text) or "n")
    with school().open() as port:
        copied(port, tmp_path, pages=2)
    ia.copy_site(HOME, tmp_path, progress=False)
    assert said[0].startswith(
        "hollow.example: at most 1,998 pages will be asked for (2 were before, 3 more are known), one after another: "
        "33 minutes or more for so many, 120 at most"
    )


def test_nobody_to_ask_is_no_yes(tmp_path, monkeypatch):
    def nobody(_):
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    with pytest.raises(ia.InputError, match="--yes"):
        ia.copy_site(HOME, tmp_path, progress=False)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://www.facebook.com/hollow", "is a platform's"),
        ("https://www.other.example/", r"other\.example is not among the hosts .*\(hollow\.example\).*\[visit\] hosts"),
        ("https://sites.google.com/view/hollow", "the websites of many, .* use Google Takeout"),
        ("ftp://hollow.example/", "not among|is no address of a website"),
        ("https://me:secret@hollow.example/", "is no address of a website"),
        ("https://hollow.example:8443/", "is no address of a website"),
        ("", "no address|not among"),
        ("exports/website", "not among|no address"),
    ],
)
def test_whom_nobody_copies(tmp_path, address, said):
    with pytest.raises(ia.InputError, match=said):
        ia.copy_site(address, tmp_path / "copy", policy=POLICY, yes=True)
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "http://10.0.0.7/", "http://[::1]/", "http://2130706433/", "/x"]
)
def test_no_machine_of_a_private_network_is_copied(tmp_path, address):
    with pytest.raises(ia.InputError, match="is no address of a website"):
        ia.copy_site(address, tmp_path, yes=True)


@pytest.mark.parametrize(
    "reply", [to("https://new.example/"), to("/wp-login.php"), (404, {}, b""), (200, site.JPEG, b"x")]
)
def test_a_website_that_shows_no_page_is_not_whole(tmp_path, reply):
    website = school()
    website.paths["/"] = reply
    website.paths["/wp-login.php"] = (200, HTML, site.LOGIN)
    with website.open() as port:
        got = copied(port, tmp_path)
    assert became(got, "/")[1] is True
    assert not ledger(tmp_path).is_whole


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "photo.jpg").write_bytes(site.CLEAN)
    with pytest.raises(ia.InputError, match="holds something else"):
        ia.copy_site(HOME, tmp_path, yes=True)
    assert files(tmp_path) == ["photo.jpg"]


def test_two_never_copy_into_one_folder_at_once(tmp_path):
    with locked(tmp_path / LEDGER), pytest.raises(ia.ImgauditError, match="is being written to by somebody else"):
        ia.copy_site(HOME, tmp_path, yes=True)


def test_a_copy_of_another_website_is_left_alone(tmp_path):
    with school().open() as port:
        copied(port, tmp_path)
    with pytest.raises(ia.InputError, match=r"holds a copy of https://www\.hollow\.example/, not of https://other"):
        ia.copy_site("https://other.example/", tmp_path, yes=True)


@pytest.mark.parametrize("robots", [(503, {"Retry-After": "0"}, b""), to("https://other.example/robots.txt")])
def test_a_robots_txt_that_cannot_be_read_allows_nothing(tmp_path, robots):
    website = school()
    website.paths["/robots.txt"] = robots
    with website.open() as port:
        got = copied(port, tmp_path)
    assert set(website.counts) == {"/robots.txt"}
    assert became(got, "/") == ("unknown", True)
    assert became(got, "/robots.txt") == ("unknown" if robots[0] == 503 else "elsewhere", False)


def test_the_public_s_hosts_are_asked_once_a_second_whatever_is_said(tmp_path, monkeypatch):
    intervals = []
    monkeypatch.setattr("builtins.input", lambda _: "n")
    monkeypatch.setattr("imgaudit.live.fetching.Pace", lambda seconds: intervals.append(seconds) or Pace(seconds))
    ia.copy_site(HOME, tmp_path, interval=0)
    with school().open() as port:
        copied(port, tmp_path, interval=0)
    assert intervals == [1.0, 0]


# ---------------------------------------------------------------------------------------------- pictures, encodings


def pictured() -> Website:
    website = school()
    website.paths["/"] = linking(
        head='<base href="/up/">',
        more='<img src="pond.jpg?w=2"><a href="menu.pdf">menu</a><img src="https://cdn.example/a.jpg">'
        '<img src="/logout.jpg?add-to-cart=7"><img src="gone.jpg"><img src="/../../x.jpg">'
        '<a href="/download?id=7">all</a>',
    )
    website.paths |= {"/up/pond.jpg": (200, site.JPEG, site.PLACED), "/up/menu.pdf": (200, {}, b"%PDF-1.7\n")}
    website.paths |= {"/download": (200, site.JPEG, site.CLEAN), "/x.jpg": (200, site.JPEG, b"<html>no</html>")}
    return website


def test_pictures_are_kept_where_that_is_wanted(tmp_path):
    with pictured().open() as port:
        got = copied(port, tmp_path, pictures=True)
    below = tmp_path / "www.hollow.example"
    assert (below / "up" / "pond.jpg@w=2.jpg").read_bytes() == site.PLACED
    assert (below / "up" / "menu.pdf").exists()
    assert (below / "download@id=7.jpeg").read_bytes() == site.CLEAN
    assert became(got, "/up/gone.jpg") == ("gone", False)
    assert became(got, "/logout.jpg?add-to-cart=7") == ("left_out", False)
    assert became(got, "/x.jpg") == ("no_page", False)
    assert not got["not_read"].any()


def test_pictures_can_be_kept_later(tmp_path):
    website = pictured()
    with website.open() as port:
        first = copied(port, tmp_path)
        assert became(first, "/download?id=7") == ("no_page", True)
        assert not {"/up/pond.jpg?w=2", "/up/menu.pdf"} & set(website.counts)
        copied(port, tmp_path, pictures=True)
    assert website.counts["/"] == 1
    assert (tmp_path / "www.hollow.example" / "up" / "pond.jpg@w=2.jpg").exists()


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_page_that_says_where_it_is_from_is_the_same_page(codec):
    kept = decoded_page(
        marked("<html>£5".encode(codec), HOME, datetime(2026, 11, 28, 9, 5, 7, tzinfo=UTC)), "text/html; charset=cp1252"
    )
    assert kept.splitlines() == [
        "<!-- Copied from https://www.hollow.example by imgaudit on 2026-11-28T09:05:07Z, as anybody can -->",
        "<html>£5",
    ]


def test_where_a_host_leads_is_written_as_an_address(tmp_path):
    website = school()
    website.paths["/about.html"] = to("https://www.hollow.example/x/../../a b--><p>")
    website.otherwise = lambda h: (404, HTML, b"") if "no-such" in h.path else (200, HTML, page("About"))
    website.paths["/sitemap.xml"] = (404, {}, b"")
    with website.open() as port:
        copied(port, tmp_path)
    told = ledger(tmp_path).entries[f"{HOME}/about.html"]
    assert (told["final"], told["file"]) == (
        f"{HOME}/a%20b--%3E%3Cp%3E", "www.hollow.example/a%20b--%3E%3Cp%3E.html",
    )  # fmt: skip
    assert (
        (tmp_path / told["file"]).read_text().startswith(f"<!-- Copied from {HOME}/a%20b--%3E%3Cp%3E by imgaudit on ")
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["<a ", '<a "', "<a ='", "<!--", "<script>", "<a href=", "=", "&", "<a x", "<meta http-equiv=refresh content="],
)
def test_no_page_is_read_for_ever(piece):
    began = time.process_time()
    links_of(piece * (1_000_000 // len(piece)), HOME)
    assert time.process_time() - began < 5


# ---------------------------------------------------------------------------------------------- on the command line


def run(*arguments: str) -> tuple[int, str]:
    got = CliRunner().invoke(app, [*arguments])
    return got.exit_code, got.output


def test_the_command_says_what_was_copied_and_what_to_do_next(tmp_path):
    website = school()
    website.paths["/news/pond"] = (403, HTML, b"")
    website.paths["/about.html"] = linking("https://sway.example/a", "/calendar/2027/05")
    more = ("--yes", "--interval", "0", "--report", str(tmp_path / "report.csv"))
    with website.open() as port:
        code, said = run("copy-site", HOME, str(tmp_path / "copy"), "--loopback", str(port), *more)
    assert code == 1
    for line in (
        "The copy: in part",
        "Not in the copy, so that it is one in part:",
        "  1 × 403",
        "  1 × a view of a calendar, which has no end",
        "Not asked, for nobody has confirmed that they are the school's own:",
        "  1 × on sway.example, which nobody has confirmed as the school's own",
        f"Next: name {tmp_path / 'copy'}, or a folder around it, as exports in an audit.toml, and run",
    ):
        assert line in said
    assert "hollow.example/news/pond" not in said
    assert "hollow.example/news/pond" in (tmp_path / "report.csv").read_text("utf-8-sig")


def test_the_command_ends_with_0_where_the_copy_is_whole(tmp_path):
    with school().open() as port:
        code, said = run("copy-site", HOME, str(tmp_path), "--loopback", str(port), "--yes", "--interval", "0")
    assert (code, "The copy: whole" in said) == (0, True)


def test_a_bound_ends_the_command_with_1(tmp_path):
    with school().open() as port:
        code, said = run(
            "copy-site", HOME, str(tmp_path), "--loopback", str(port), "--yes", "--interval", "0", "--pages", "2"
        )
    assert (code, "  3 × stopped at 2 pages" in said) == (1, True)


# -------------------------------------------------------------------------------------------- what an audit reads of it


def test_an_audit_reads_the_copy_and_knows_what_it_lacks(tmp_path):
    website = school()
    website.paths["/news/pond"] = linking(more='<figure><img src="/up/a.jpg"><figcaption>Herons</figcaption></figure>')
    website.paths["/up/a.jpg"] = (200, site.JPEG, site.PLACED)
    website.paths["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /secret")
    with website.open() as port:
        copied(port, tmp_path / "x", pages=2)
        part = ia.read_inventory(tmp_path)
        copied(port, tmp_path / "x", pictures=True)
        whole = ia.read_inventory(tmp_path)
    assert part.sources["completeness"].tolist() == ["part"]
    assert part.problems["reason"].tolist() == [
        "the copy of the website is one in part (stopped at 2 pages): run copy-site again; copied.jsonl names the pages"
    ]
    assert part.problems["not_read"].tolist() == [True]
    # A page that nothing leads to any more may still be open: a copy never tells what is gone.
    assert (whole.sources["completeness"].tolist(), len(whole.problems)) == (["unknown"], 0)
    assert whole.items[["page_url", "caption", "visibility"]].astype(str).to_numpy().tolist() == [
        [f"{HOME}/news/pond", "Herons", "public"]
    ]
    assert whole.files["path"].str.endswith("www.hollow.example/up/a.jpg").tolist() == [True]


def test_a_copy_that_was_broken_off_is_one_in_part(tmp_path):
    website = school()
    website.paths["/"] = linking(more='<img src="/up/a.jpg">')
    with website.open() as port:
        copied(port, tmp_path / "x")
    lines = (tmp_path / "x" / LEDGER).read_bytes().splitlines(keepends=True)
    (tmp_path / "x" / LEDGER).write_bytes(b"".join(lines[:-1]))
    got = ia.read_inventory(tmp_path)
    assert got.sources["completeness"].tolist() == ["part"]
    assert got.problems["reason"].tolist() == [
        "the copy of the website is one in part (broken off): run copy-site again; copied.jsonl names the pages"
    ]
