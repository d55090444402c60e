"""`visit` on a website that does what websites do; what it says is read word by word."""

from __future__ import annotations

import contextlib
import dataclasses
import gzip
import hashlib
import json
import sqlite3
import subprocess
import sys
import time
from collections import Counter

import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.crawlers import robots_lines
from imgaudit.foreign.robots import CRAWLERS
from imgaudit.live.doors import ClosedDoorError, Doors
from imgaudit.measures import asset_measures, measured_files
from imgaudit.policy import policy_from
from imgaudit.screen import print_visits
from imgaudit.tables import DECISIONS, MEDIA, VISITS
from live import website as site
from live.website import HTML, JPEG, Website, page, to

HOST = "www.hollow.example"
POLICY = ia.Policy(visit={"hosts": ["hollow.example"], "contact": "office@hollow.example"})


ASKS_ALL = (200, {"Content-Type": "text/plain"}, robots_lines(one.name for one in CRAWLERS).encode())
PROTECTED = b'<form class="post-password-form"><input name="post_password" type="password"></form>'


def listed(folder, *addresses: str, page_url: str = f"https://{HOST}/news/pond", visibility: str = "public"):
    """An inventory of a list that names these addresses."""
    rows = [
        f"website,{page_url},{one if one.startswith('http') else f'https://{HOST}{one}'},{visibility}"
        for one in addresses
    ]
    (folder / "list.csv").write_text("\n".join(["Channel,Page,Picture file,Visibility", *rows]) + "\n")
    return ia.read_inventory(folder / "list.csv", site="hollow.example")


def seen(inventory, port, policy=POLICY, **more):
    return ia.visit(inventory, policy=policy, yes=True, progress=False, loopback=port, interval=0, **more)


def outcome(got, path: str) -> tuple[str, str]:
    rows = got.visits[got.visits["url"].str.endswith(path)]
    assert len(rows) >= 1, path
    return rows["outcome"].iloc[0], rows["evidence"].iloc[0]


def what_is(got, path: str) -> pd.DataFrame:
    """What was found in the files that an address served."""
    media = ia.scan(got, cache=False, progress=False)
    files = got.files[got.files["url"].fillna("").str.endswith(path)]
    return media[media["file_id"].isin(files["file_id"])]


# ---------------------------------------------------------------------------------------------- what sites do

FOUND = (200, JPEG, site.CLEAN)
SVG = {"Content-Type": "image/svg+xml"}
DRAWN = b'<svg width="4" height="3"><title>Room 404</title></svg>'
SIGHTS = {
    # what the path does, what must be said, and a word of the evidence
    "plain": (FOUND, "public", "200"),
    "placed": ((200, JPEG, site.PLACED), "public", "200"),
    "login": (to("/wp-login.php?redirect_to=x"), "login", "wp-login"),
    "login-elsewhere": (to("https://login.microsoftonline.example/common/oauth2/authorize"), "login", "log in"),
    "login-page": ((200, HTML, site.LOGIN), "login", "password"),
    "unauthorised": ((401, {"WWW-Authenticate": "Basic"}, b""), "login", "401"),
    "soft": ((200, HTML, page("Page not found")), "gone", "not found"),
    "json": ((200, JPEG, b'{"error": "no such picture"}'), "gone", "by its first bytes no picture"),
    "gone": ((410, HTML, page("Gone")), "gone", "410"),
    "vary": (site.by_accept, "public", "200"),
    "referer": (site.for_pages, "public", "where the page that shows it is named"),
    "referer-404": (site.missing_for_strangers, "public", "where the page that shows it is named"),
    "forbidden": ((403, HTML, page("Forbidden")), "refused", "403"),
    "challenge": (
        (403, {**HTML, "cf-mitigated": "challenge"}, page("Just a moment…")),
        "unknown",
        "let imgaudit through",
    ),
    "challenge-200": ((200, HTML, page("Just a moment...", "Checking your browser")), "unknown", "human"),
    "agents": (site.not_for_scripts, "public", "200"),
    "busy": (site.busy(2, FOUND), "public", "200"),
    "always-busy": ((503, {"Retry-After": "0"}, b"busy"), "unknown", "503"),
    "broken-server": ((500, HTML, page("Fatal error")), "unknown", "500"),
    "broken-200": ((200, HTML, page("Error establishing a database connection", "")), "unknown", "patience"),
    "broken-jpeg": ((200, JPEG, b"Too many connections, try again later"), "unknown", "patience"),
    "cache": (site.cached, "cached", "purge the cache"),
    "still-there": ((200, {**JPEG, "Age": "60", "X-Cache": "HIT"}, site.CLEAN), "public", "200"),
    "dot": ((200, {"Content-Type": "image/gif"}, site.picture("gif", (1, 1))), "placeholder", "1 × 1 px"),
    "cut": (site.cut, "unknown", "ends early"),
    "private": (to("http://10.0.0.7/a.jpg"), "refused", "10.0.0.7"),
    "loopback": (to("http://127.0.0.1:9/a.jpg"), "refused", "127.0.0.1"),
    "localhost": (to("http://localhost/a.jpg"), "unknown", "not confirmed"),
    "decimal": (to("http://2130706433/a.jpg"), "refused", "2130706433"),
    "six": (to("http://[::ffff:10.0.0.7]/a.jpg"), "refused", "10.0.0.7"),
    "metadata-service": (to("http://169.254.169.254/latest"), "refused", "169.254.169.254"),
    "other-port": (to(f"https://{HOST}:8443/a.jpg"), "unknown", "8443"),
    "other-host": (to("https://cdn.elsewhere.example/a.jpg"), "unknown", "not confirmed"),
    "to-file": (to("file:///etc/passwd"), "unknown", "no address of a website"),
    "credentials": (to(f"https://me:secret@{HOST}/a.jpg"), "unknown", "password stands in the address"),
    "round": (to("/round.jpg"), "unknown", "leads on and on"),
    "moved": (to("/plain.jpg", 301), "public", "over"),
    "endless": (site.endless, "unknown", "stopped after"),
    "bomb": (site.bomb, "unknown", "stopped after"),
    "brotli": ((200, {**JPEG, "Content-Encoding": "br"}, b"xx"), "unknown", "packed as br"),
    "nothing": ((200, JPEG, b""), "unknown", "nothing"),
    "odd": ((418, HTML, b""), "unknown", "418"),
    "picture-404": ((404, JPEG, site.PLACED), "unknown", "404, and with it what no missing address gets"),
    "picture-410": ((410, JPEG, site.PLACED), "unknown", "410, and with it"),
    "picture-401": ((401, JPEG, site.PLACED), "unknown", "401, and with it"),
    "firewall": ((404, HTML, page("Access Denied", "Your request was blocked. ")), "unknown", "human"),
    "firewall-words": ((404, HTML, b"<p>Access denied. Incident ID 77</p>"), "unknown", "human"),
    "IMG-404": ((200, HTML, page("IMG 404.jpg - Sports day")), "unknown", "in place of a picture"),
    "viewer": ((200, HTML, page("Not found elsewhere", '<img src="/raw/a.jpg">')), "unknown", "pictures of its own"),
    "viewer-login": ((200, HTML, site.LOGIN + b'<img src="/raw/a.jpg">'), "unknown", "pictures of its own"),
    "leads-on": ((200, HTML, b"<title>404</title><script>location.href='/b'</script>"), "unknown", "leads on"),
    "country": ((200, HTML, page("Page not found: not available in your country")), "unknown", "patience"),
    "drawing": ((200, SVG, b"<!-- " + b"licence " * 600 + b"-->" + DRAWN), "unknown", "a drawing"),
    "prefixed": ((200, SVG, DRAWN.replace(b"<", b"<s:").replace(b"<s:/", b"</s:")), "unknown", "a drawing"),
    "letters": ((200, {"Content-Type": "image/x-portable-pixmap"}, b"P3 1 1 9 1 2 3"), "unknown", "in place of a"),
    "typed-html": ((200, JPEG, page("Welcome")), "gone", "by its first bytes no picture"),
    "form-404": ((404, HTML, page("Not found") + b"<script src='/recaptcha.js'></script>"), "gone", "404"),
}


@pytest.fixture(scope="module")
def sights(tmp_path_factory):
    """Every habit, visited once; and the website that was asked."""
    website = Website()
    website.paths = {f"/{name}.jpg": reply for name, (reply, *_) in SIGHTS.items()}
    website.paths["/wp-login.php"] = (200, HTML, site.LOGIN)
    website.paths["/news/pond"] = (200, HTML, page("The pond"))
    with website.open() as port:
        yield seen(listed(tmp_path_factory.mktemp("list"), *website.paths), port), website


@pytest.mark.slow
@pytest.mark.parametrize("name", SIGHTS)
def test_what_a_website_does(sights, name):
    _, expected, word = SIGHTS[name]
    said, evidence = outcome(sights[0], f"/{name}.jpg")
    assert (said, word in evidence) == (expected, True), evidence


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, (_, said, _) in SIGHTS.items() if said not in ("public", "cached")])
def test_what_was_not_served_is_clean_of_nothing(sights, name):
    rows = what_is(sights[0], f"/{name}.jpg")
    flags = rows[[column for column in rows if column.startswith("has_")]]
    assert len(rows) == 1
    assert flags.isna().all().all()


@pytest.mark.slow
def test_a_place_in_what_is_served_is_found(sights):
    assert what_is(sights[0], "/placed.jpg")["has_location"].tolist() == [True]
    assert what_is(sights[0], "/plain.jpg")["has_location"].tolist() == [False]


def test_two_bodies_under_one_address_are_two_files(sights):
    rows = what_is(sights[0], "/vary.jpg")
    assert sorted(zip(rows["format"], rows["has_location"], strict=True)) == [("jpeg", False), ("webp", True)]
    roles = sights[0].files.loc[sights[0].files["url"].str.endswith("/vary.jpg"), "role"]
    assert sorted(roles.astype(str)) == ["published", "served"]


def test_files_are_public_as_they_were_seen(sights):
    files = sights[0].files.drop_duplicates("url").set_index("url")["is_public"]
    told = {
        name: files[f"https://{HOST}/{name}.jpg"] for name in ("plain", "cache", "login", "gone", "soft", "referer")
    }
    assert told == {"plain": True, "cache": True, "login": False, "gone": False, "soft": False, "referer": True}


def test_nothing_is_sent_but_what_a_stranger_sends(sights):
    for host, path, headers in sights[1].asked:
        assert host == HOST
        assert not {"Cookie", "Authorization", "Proxy-Authorization"} & headers.keys()
        assert headers.get("Referer", "").startswith(("https://www.hollow.example/news/", ""))
        if path != "/robots.txt":
            assert headers["User-Agent"].startswith("imgaudit/")
            assert "office@hollow.example" in headers["User-Agent"]


def test_a_missing_picture_that_is_a_picture_is_a_placeholder(tmp_path):
    website = Website()
    website.otherwise = lambda _: (200, {"Content-Type": "image/png"}, site.MISSING)
    website.paths = {"/robots.txt": (404, {}, b""), "/up/there.jpg": FOUND}
    with website.open() as port:
        got = seen(listed(tmp_path, "/up/there.jpg", "/up/lost.jpg"), port)
    assert outcome(got, "/up/there.jpg")[0] == "public"
    assert outcome(got, "/up/lost.jpg")[0] == "placeholder"


def test_one_page_for_all_that_is_missing_means_gone(tmp_path):
    website = Website()
    website.otherwise = lambda handler: (
        200,
        HTML,
        page("Hollow", f"Welcome home, asked {handler.path} at {len(website.asked)}"),
    )
    website.paths = {"/robots.txt": (404, {}, b""), "/up/there.jpg": FOUND}
    with website.open() as port:
        got = seen(listed(tmp_path, "/up/there.jpg", "/up/lost.jpg"), port)
    assert [outcome(got, path)[0] for path in ("/up/there.jpg", "/up/lost.jpg")] == ["public", "gone"]


def test_a_picture_that_comes_with_404_for_any_missing_one_says_it_is_gone(tmp_path):
    website = Website()
    website.otherwise = lambda _: (404, {"Content-Type": "image/png"}, site.MISSING)
    website.paths = {"/robots.txt": (404, {}, b""), "/": (200, HTML, page("Hollow"))}
    with website.open() as port:
        assert outcome(seen(listed(tmp_path, "/up/lost.jpg"), port), "/up/lost.jpg") == ("gone", "404")


LOGO = b'<img src="/logo.png">'


@pytest.mark.parametrize(
    ("more", "said"),
    [(LOGO, "gone"), (LOGO + b'<img src="/up/a.jpg">', "unknown")],
)  # fmt: skip
def test_a_page_that_comes_with_404_is_gone_only_where_it_shows_what_any_missing_one_shows(tmp_path, more, said):
    website = Website()
    website.otherwise = lambda _: (404, HTML, page("Hollow") + LOGO)
    website.paths = {"/up/a.jpg": FOUND, "/news/pond": (404, HTML, page("Pond") + more)}
    with website.open() as port:
        assert outcome(seen(listed(tmp_path, "/up/a.jpg"), port), "/news/pond")[0] == said


SHELL = b"<title>Hollow</title><noscript>Please enable JavaScript</noscript><div id=root></div>"
ALBUM = b"<title>Hollow</title><h1>Gallery</h1>"


@pytest.mark.parametrize(
    ("reply", "other", "said"),
    [
        (SHELL, SHELL, "unknown"),  # scripts fill it
        (ALBUM + b'<img src="/up/a.jpg">', ALBUM, "public"),  # the same words, but pictures of its own
        (ALBUM + LOGO, ALBUM + LOGO, "gone"),
    ],
)
def test_a_page_is_gone_only_where_it_says_and_shows_what_any_missing_one_does(tmp_path, reply, other, said):
    website = Website()
    website.otherwise = lambda _: (200, HTML, other)
    website.paths = {"/robots.txt": (404, {}, b""), "/up/a.jpg": FOUND, "/news/pond": (200, HTML, reply)}
    with website.open() as port:
        assert outcome(seen(listed(tmp_path, "/up/a.jpg"), port), "/news/pond")[0] == said


WALLS = {
    "filter": (200, HTML, page("Web filter", "Blocked by your network administrator: PATH is uncategorised. ")),
    "new": (200, HTML, page("Fernhollow Academy", "Our new website is launching on Monday. ")),
    "robots": (404, HTML, page("Blocked", "Automated requests are blocked. ")),
}


@pytest.mark.parametrize("name", WALLS)
def test_a_host_that_says_the_same_to_every_address_has_taken_nothing_down(tmp_path, name):
    status, headers, body = WALLS[name]
    website, store = Website(), tmp_path / "visits.sqlite"
    website.otherwise = lambda h: (status, headers, body.replace(b"PATH", f"https://{HOST}{h.path}".encode()))
    said = ("unknown", "the host says the same to every address, its front page among them")
    inventory = listed(tmp_path, "/up/a.jpg", "/up/b.jpg", "/x/c.jpg")
    with website.open() as port:
        got = seen(inventory, port, store=store)
        assert [outcome(got, path) for path in ("/up/a.jpg", "/up/b.jpg", "/x/c.jpg", "/news/pond")] == [said] * 4
        assert got.files["is_public"].tolist() == [True] * 3  # as the list says
        assert outcome(ia.visited(inventory, store), "/up/a.jpg") == said
        assert website.counts["/"] <= 2  # of the two that are asked for at a time
        website.paths = {"/x/c.jpg": FOUND}  # the last of them: what came before it is gone after all
        got = seen(inventory, port, store=store, again=True)
    assert [outcome(got, path)[0] for path in ("/up/a.jpg", "/up/b.jpg", "/x/c.jpg", "/news/pond")] == [
        "gone", "gone", "public", "gone",
    ]  # fmt: skip
    assert outcome(ia.visited(inventory, store), "/up/a.jpg")[0] == "gone"


# ---------------------------------------------------------------------------------------------- pages and practice 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("exported", "reply", "visibility", "rule"),
    [
        ("private", (200, HTML, page("Pond")), "public", ["visibility.contradicted"]),
        ("unlisted", (200, HTML, page("Pond")), "unlisted", []),  # that it can be found no visit sees
        ("public", (200, HTML, page("Pond")), "public", []),
        ("public", to("/wp-login.php"), "password", []),
        ("private", (403, HTML, page("Forbidden")), "private", []),
    ],
)
def test_what_the_export_says_stays_beside_what_was_seen(tmp_path, exported, reply, visibility, rule):
    website = Website()
    website.paths = {"/news/pond": reply, "/wp-login.php": (200, HTML, site.LOGIN), "/robots.txt": ASKS_ALL}
    with website.open() as port:
        got = seen(listed(tmp_path, "/up/a.jpg", visibility=exported), port)
        got = seen(got, port, again=True)  # a second time it is the export's word all the same
    is_seen = reply[0] != 403
    assert got.items["visibility"].astype(str).tolist() == [visibility]
    assert got.items["exported_visibility"].fillna("").tolist() == [exported if is_seen else ""]
    assert got.items["visited_on"].notna().tolist() == [is_seen]
    assert got.files["visited_on"].notna().tolist() == [True]  # it is gone
    items = ia.run_audit(got, policy=POLICY).items
    assert items["visibility_from"].tolist() == ["visit" if is_seen else "export"]
    assert items["is_visited"].tolist() == [is_seen]
    assert ia.run_audit(got, policy=POLICY).findings["rule"].tolist() == rule


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reply", "visibility"),
    [
        ((200, HTML, page("Pond")), "public"),
        (to("/wp-login.php"), "password"),
        ((200, HTML, PROTECTED), "password"),
        ((200, HTML, page("Pond", "<form>Members: <input type=password></form>" + "much to read " * 300)), "public"),
        ((404, HTML, page("Not found")), "private"),  # as the export says: that it is gone proves nothing
        ((500, HTML, b""), "private"),
    ],
)  # fmt: skip
def test_a_page_is_as_open_as_it_was_seen(tmp_path, reply, visibility):
    website = Website()
    website.paths = {"/news/pond": reply, "/wp-login.php": (200, HTML, site.LOGIN), "/up/a.jpg": FOUND}
    with website.open() as port:
        got = seen(listed(tmp_path, "/up/a.jpg", visibility="private"), port)
    assert got.items["visibility"].astype(str).tolist() == [visibility]


@pytest.mark.slow
def test_a_file_behind_a_private_page_is_found_open(tmp_path):
    website = Website()
    website.paths = {"/news/pond": to("/wp-login.php"), "/wp-login.php": (200, HTML, site.LOGIN), "/up/a.jpg": FOUND}
    with website.open() as port:
        got = seen(listed(tmp_path, "/up/a.jpg"), port)
    audit = ia.run_audit(got, ia.scan(got, cache=False, progress=False), policy=POLICY, as_of="2026-11-27")
    assert audit.items["is_left_open"].tolist() == [True]
    assert "visibility.reachable" in audit.findings["rule"].tolist()


# ---------------------------------------------------------------------------------------------- manners


@pytest.mark.slow
@pytest.mark.parametrize(
    ("robots", "said"),
    [
        ((404, {}, b""), "public"),
        ((403, {}, b""), "public"),
        ((503, {"Retry-After": "0"}, b""), "unknown"),
        ((200, {}, b"User-agent: *\nDisallow: /*/up/"), "asks_not_to"),
        ((200, {}, b"User-agent: imgaudit\nDisallow: /"), "asks_not_to"),
        ((200, {}, b"User-agent: *\nDisallow: /\nAllow: /x/up/"), "public"),
        (to("/elsewhere.txt"), "public"),
    ],
)
def test_robots_txt_is_obeyed_as_rfc_9309_says(tmp_path, robots, said):
    website = Website()
    website.paths = {"/robots.txt": robots, "/x/up/a.jpg": FOUND}
    with website.open() as port:
        got = seen(listed(tmp_path, "/x/up/a.jpg"), port)
    assert outcome(got, "a.jpg")[0] == said
    assert (website.counts["/x/up/a.jpg"] > 0) == (said == "public")


def test_the_school_may_set_its_own_robots_txt_aside(tmp_path):
    website = Website()
    website.paths = {"/robots.txt": (200, {}, b"User-agent: *\nDisallow: /"), "/a.jpg": FOUND}
    policy = ia.Policy(visit={"hosts": ["hollow.example"], "obey_robots": False})
    with website.open() as port:
        got = seen(listed(tmp_path, "/a.jpg"), port, policy)
    assert outcome(got, "a.jpg")[0] == "public"
    assert website.counts["/robots.txt"] == 1  # what it asks of others is told all the same
    assert got.files["crawlers_not_asked"].tolist() == ["nobody"]


def test_only_confirmed_hosts_are_asked(tmp_path):
    website = Website()
    website.paths = {"/a.jpg": FOUND}
    inventory = listed(tmp_path, "/a.jpg", "https://cdn.elsewhere.example/b.jpg", "https://www.facebook.com/c.jpg")
    with website.open() as port:
        got = seen(inventory, port)
    assert {host for host, *_ in website.asked} == {HOST}
    assert got.visits["url"].str.contains("elsewhere|facebook").sum() == 0


def test_without_a_confirmed_host_nothing_is_asked_and_the_hosts_are_named(tmp_path):
    with pytest.raises(ia.InputError, match=r"hollow\.example \(3 addresses\).*\[visit\] hosts"):
        ia.visit(listed(tmp_path, "/a.jpg", "/b.jpg"), yes=True)


def test_a_platform_is_never_asked_even_where_the_policy_names_it(tmp_path):
    policy = ia.Policy(visit={"hosts": ["facebook.com"]})
    with pytest.raises(ia.InputError, match=r"facebook\.com is a platform's"):
        ia.visit(listed(tmp_path, "https://www.facebook.com/c.jpg"), policy=policy, yes=True)


def test_what_is_to_be_asked_is_shown_before(tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr("builtins.input", lambda text: said.append(text) or "n")
    inventory = listed(tmp_path, "/a.jpg", "https://cdn.elsewhere.example/b.jpg")
    got = ia.visit(inventory, policy=POLICY, progress=False)
    shown = (
        "2 addresses will be asked for, one after another: hollow.example (2). At least 1 minute, "
        "and longer where an answer has to be checked by more requests. Not asked: "
        "cdn.elsewhere.example (1). Go on? [y/N] "
    )
    assert said == [shown]
    assert got.visits.empty


def test_nobody_to_ask_is_no_yes(tmp_path, monkeypatch):
    def nobody(_):
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    with pytest.raises(ia.InputError, match="--yes"):
        ia.visit(listed(tmp_path, "/a.jpg"), policy=POLICY, progress=False)


def test_the_public_s_hosts_are_asked_once_a_second_whatever_is_said():
    from imgaudit.live.manners import Pace

    pace, slept = Pace(1.0), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pace.over, "wait", slept.append)
        for _ in range(4):
            pace.wait("hollow.example")
        pace.wait("other.example")
    assert [round(seconds) for seconds in slept] == [1, 2, 3]


# ---------------------------------------------------------------------------------------------- remembering


@pytest.mark.slow
def test_nothing_is_asked_twice_in_a_day(tmp_path):
    website = Website()
    website.paths = {f"/{n}.jpg": FOUND for n in range(5)} | {"/news/pond": (200, HTML, page("Pond"))}
    inventory, store = listed(tmp_path, *[f"/{n}.jpg" for n in range(5)]), tmp_path / "visits.sqlite"
    with website.open() as port:
        first = seen(inventory, port, store=store)
        asked = len(website.asked)
        second = seen(inventory, port, store=store)
        assert len(website.asked) == asked
        pd.testing.assert_frame_equal(first.visits, second.visits)
        pd.testing.assert_frame_equal(first.media, second.media)
        seen(inventory, port, store=store, again=True)
        assert len(website.asked) > asked
    pd.testing.assert_frame_equal(ia.visited(inventory, store).files, first.files)


def test_later_only_what_changed_is_fetched(tmp_path):
    website, bodies = Website(), []

    def tagged(handler):
        if handler.headers.get("If-None-Match") == '"7"':
            return 304, {"ETag": '"7"'}, b""
        bodies.append(handler.path)
        return 200, {**JPEG, "ETag": '"7"'}, site.PLACED

    website.paths = {"/a.jpg": tagged}
    inventory, store = listed(tmp_path, "/a.jpg"), tmp_path / "visits.sqlite"
    with website.open() as port:
        seen(inventory, port, store=store)
        got = seen(inventory, port, store=store, again=True)
    assert bodies == ["/a.jpg"]
    assert outcome(got, "a.jpg") == ("public", "304: unchanged since it was seen last")
    assert what_is(got, "a.jpg")["has_location"].tolist() == [True]


def test_what_is_kept_is_its_owner_s_alone(tmp_path):
    website = Website()
    website.paths = {"/a.jpg": FOUND}
    with website.open() as port:
        seen(listed(tmp_path, "/a.jpg"), port, store=tmp_path / "visits.sqlite", keep=tmp_path / "kept")
    kept = [*(tmp_path / "kept").iterdir()]
    assert [path.read_bytes() for path in kept] == [site.CLEAN]
    assert {path.stat().st_mode & 0o077 for path in [*kept, tmp_path / "visits.sqlite"]} == {0}


def test_a_copy_here_and_what_is_served_are_two_files(tmp_path):
    (tmp_path / "up").mkdir()
    (tmp_path / "up" / "a.jpg").write_bytes(site.CLEAN)
    (tmp_path / "list.csv").write_text(
        f"Channel,Page,Picture file\nwebsite,https://{HOST}/news/pond,https://{HOST}/up/a.jpg\n"
    )
    inventory = ia.read_inventory(tmp_path, site="hollow.example")
    website = Website()
    website.paths = {"/up/a.jpg": (200, JPEG, site.PLACED)}
    with website.open() as port:
        got = seen(inventory, port)
    rows = what_is(got, "/up/a.jpg")
    assert sorted(rows["has_location"].tolist()) == [False, True]


def test_input_is_left_as_it_is(tmp_path):
    inventory = listed(tmp_path, "/a.jpg")
    before = inventory.files.copy()
    website = Website()
    website.paths = {"/a.jpg": (404, HTML, b"")}
    with website.open() as port:
        seen(inventory, port)
    pd.testing.assert_frame_equal(inventory.files, before)


# ---------------------------------------------------------------------------------------------- doors


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/a.jpg", "http://[::1]/", "http://10.1.2.3/", "http://192.168.0.1/", "http://0.0.0.0/",
        "http://127.1/", "http://0x7f000001/", "http://100.64.0.1/", "http://[fe80::1]/", "http://[64:ff9b::a00:1]/",
        "http://[2002:a00:1::]/", "http://169.254.169.254/", "ftp://hollow.example/", "http://hollow.example:22/",
        "http://user@hollow.example/", "http://hollow.example.evil.example/", "http://evil.example/?hollow.example",
        "javascript:alert(1)", "http://", "http://hollow.example:99999/",
    ],
)  # fmt: skip
def test_doors_that_stay_closed(url):
    with pytest.raises(ClosedDoorError):
        Doors({"hollow.example"})._checked(url)


def test_a_name_that_leads_to_a_private_machine_is_not_asked(monkeypatch):
    found = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("192.168.1.9", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)
    with pytest.raises(ClosedDoorError, match=r"192\.168\.1\.9"):
        Doors({"hollow.example"}).lead("https://hollow.example/a.jpg")


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(monkeypatch):
    found = [(10, 1, 6, "", ("2606:2800:21f::14", 443, 0, 0)), (2, 1, 6, "", ("93.184.215.14", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)
    place = Doors({"hollow.example"}).lead("https://www.hollow.example/a.jpg?x=1")
    assert place == ("https", "www.hollow.example", "93.184.215.14", 443, "/a.jpg?x=1")


def test_on_the_loopback_everything_goes_to_one_port():
    place = Doors({"hollow.example"}, loopback=8123).lead("https://www.hollow.example/a.jpg")
    assert place == ("http", "www.hollow.example", "127.0.0.1", 8123, "/a.jpg")


def test_no_configuration_file_opens_the_loopback():
    with pytest.raises(ia.PolicyError, match="visit has no 'loopback'"):
        policy_from({"visit": {"hosts": ["hollow.example"], "loopback": 8123}})


def test_an_original_that_is_gone_is_not_reachable(tmp_path):
    inventory = listed(tmp_path, "/up/a-scaled.jpg", "/up/a.jpg")
    website = Website()
    website.paths = {"/up/a-scaled.jpg": FOUND}
    with website.open() as port:
        got = seen(inventory, port)
    is_scaled = got.files["url"].str.contains("scaled")
    roles = is_scaled.map({True: "published", False: "original"})
    files = got.files.assign(asset_id=got.files["asset_id"].iloc[0], role=roles)
    measured = asset_measures(measured_files(files, got.media))
    assert measured["original_reachable"].tolist() == [False]


@pytest.mark.slow
def test_a_visit_that_was_killed_goes_on_where_it_was(tmp_path):
    """Ten kills; each address is asked for once, but for those that were under way."""
    website = Website()
    website.paths = {f"/{n}.jpg": FOUND for n in range(300)} | {"/news/pond": (200, HTML, page("Pond"))}
    listed(tmp_path, *[f"/{n}.jpg" for n in range(300)])
    code = (
        "import sys, imgaudit as ia\n"
        f"inventory = ia.read_inventory({str(tmp_path / 'list.csv')!r}, site='hollow.example')\n"
        "policy = ia.Policy(visit={'hosts': ['hollow.example']})\n"
        f"ia.visit(inventory, policy=policy, store={str(tmp_path / 'v.sqlite')!r}, yes=True, progress=False,\n"
        "         loopback=int(sys.argv[1]), interval=0.005)\n"
    )
    with website.open() as port:
        for kill in range(11):
            before = len(website.asked)
            child = subprocess.Popen([sys.executable, "-c", code, str(port)])
            while kill < 10 and child.poll() is None and len(website.asked) < before + 20:
                time.sleep(0.005)
            if kill < 10:
                child.kill()
            child.wait()
        assert child.returncode == 0
        files = Counter(path for _, path, _ in website.asked if path.endswith(".jpg") and "no-such" not in path)
    assert set(files) == {f"/{n}.jpg" for n in range(300)}
    assert sum(count - 1 for count in files.values()) <= 10 * 4  # two at a time, and the one that was being written


# ---------------------------------------------------------------------------------------------- what comes off the line

OK = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def on_the_line(first: bytes, piece: bytes = b"", *, after: bytes = b""):
    """Writes to the line as it stands, then drips."""

    def answer(handler):
        handler.wfile.write(first)
        handler.wfile.flush()
        if after:
            time.sleep(0.1)
            handler.wfile.write(after)
        with contextlib.suppress(OSError):
            while piece:
                handler.wfile.write(piece)
                time.sleep(0.02)

    return answer


@pytest.mark.slow
@pytest.mark.parametrize(
    "drip",
    [
        (b"HTTP/1.1 200 OK\r\n", b"X"), (OK + b"Content-Length: 100000\r\n\r\n", b"X"), (CHUNKED, b"0"),
        (CHUNKED + b"5;", b"a"), (CHUNKED + b"1\r\nx\r\n0\r\n", b"A: b\r\n"), (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)  # fmt: skip
def test_no_answer_drips_for_ever(tmp_path, monkeypatch, drip):
    monkeypatch.setattr("imgaudit.live.fetching.MAX_SECONDS", 0.3)
    website = Website()
    website.paths = {"/a.jpg": on_the_line(*drip)}
    with website.open() as port:
        began = time.monotonic()
        got = seen(listed(tmp_path, "/a.jpg"), port)
    assert outcome(got, "a.jpg")[0] == "unknown"
    assert time.monotonic() - began < 5


def test_what_follows_an_answer_without_body_is_no_answer_to_the_next_question(tmp_path):
    """A hint comes first, and the answer it announces when the next picture was asked for."""
    late = OK + b"Content-Length: %d\r\n\r\n" % len(site.PLACED) + site.PLACED
    website = Website()
    website.paths = {"/a.jpg": on_the_line(b"HTTP/1.1 103 Early Hints\r\n\r\n", after=late)}
    with website.open() as port:
        got = seen(listed(tmp_path, "/a.jpg", "/b.jpg"), port)
    assert [outcome(got, path)[0] for path in ("/a.jpg", "/b.jpg")] == ["unknown", "gone"]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (gzip.compress(site.CLEAN)[:-12], "cannot be unpacked to its end"),
        (gzip.compress(site.CLEAN) + gzip.compress(site.PLACED), "more follows"),
    ],
)
def test_a_packed_answer_counts_only_when_all_of_it_is_unpacked(tmp_path, body, word):
    website = Website()
    website.paths = {"/a.jpg": (200, {**JPEG, "Content-Encoding": "gzip"}, body)}
    with website.open() as port:
        said, evidence = outcome(seen(listed(tmp_path, "/a.jpg"), port), "a.jpg")
    assert (said, word in evidence) == ("unknown", True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "robots",
    [
        (429, {"Retry-After": "0"}, b""),
        (200, {"Content-Encoding": "br"}, b"xx"),
        (200, {"Content-Encoding": "gzip"}, gzip.compress(b"User-agent: *\nDisallow: /")[:-9]),
        to("https://elsewhere.example/robots.txt"),
        to("http://[/"),
    ],
)
def test_a_robots_txt_that_came_in_part_allows_nothing(tmp_path, robots):
    website = Website()
    website.paths = {"/robots.txt": robots, "/a.jpg": FOUND}
    with website.open() as port:
        got = seen(listed(tmp_path, "/a.jpg"), port)
    assert outcome(got, "a.jpg")[0] == "unknown"
    assert website.counts["/a.jpg"] == 0


def test_of_an_endless_robots_txt_the_beginning_counts(tmp_path):
    website = Website()
    website.paths = {"/robots.txt": (200, {}, b"User-agent: *\nDisallow: /a\n" + b"#" * (1 << 20)), "/a.jpg": FOUND}
    with website.open() as port:
        assert outcome(seen(listed(tmp_path, "/a.jpg"), port), "a.jpg")[0] == "asks_not_to"


def test_a_host_that_wants_to_be_left_alone_for_long_is_left_alone(tmp_path):
    website = Website()
    website.otherwise = lambda _: (429, {"Retry-After": "3600"}, b"")
    website.paths = {"/robots.txt": (404, {}, b"")}
    with website.open() as port:
        got = seen(listed(tmp_path, *[f"/{n}.jpg" for n in range(20)]), port)
    assert set(got.visits["outcome"]) == {"unknown"}
    assert len(website.asked) <= 3  # robots.txt, and those that were under way


def test_with_www_and_without_is_one_host_to_be_patient_with():
    from imgaudit.live.manners import Pace

    pace, slept = Pace(1.0), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pace.over, "wait", slept.append)
        for name in ("hollow.example", "www.hollow.example", "WWW.Hollow.example:443"):
            pace.wait(name)
    assert [round(seconds) for seconds in slept] == [1, 2]


def test_who_breaks_it_off_waits_for_nobody(tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    website = Website()
    website.paths = {f"/{n}.jpg": FOUND for n in range(9)}
    monkeypatch.setattr("imgaudit.live.visiting._seen", interrupted)
    inventory = listed(tmp_path, *website.paths)
    began = time.monotonic()
    with website.open() as port, pytest.raises(KeyboardInterrupt):
        ia.visit(inventory, policy=POLICY, yes=True, progress=False, loopback=port, interval=0.5)
    assert time.monotonic() - began < 4


# ---------------------------------------------------------------------------------------------- what it means


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (to("/up/sign-in-day.jpg"), "public"),  # its name is no page to log in
        ((200, JPEG, b"\x00\x01\x02 unheard of" + bytes(900)), "unknown"),  # a format that nobody knows is no text
        ((200, HTML, b"<script>go()</script>"), "unknown"),  # as for any other address, and for all of them
        (to("/t\u0177.jpg".encode().decode("latin-1")), "public"),  # letters as they are
        ((200, HTML, page("Page not found", "Nothing. <input type=password>")), "unknown"),
    ],
)
def test_a_doubt_is_no_answer(tmp_path, reply, said):
    website = Website()
    website.otherwise = lambda _: (200, HTML, b"<script>go()</script>")
    website.paths = {
        "/robots.txt": (404, {}, b""),
        "/a.jpg": reply,
        "/up/sign-in-day.jpg": FOUND,
        "/t%C5%B7.jpg": FOUND,
    }
    with website.open() as port:
        assert outcome(seen(listed(tmp_path, "/a.jpg"), port), "a.jpg")[0] == said


@pytest.mark.slow
@pytest.mark.parametrize(
    "reply",
    [
        (200, HTML, b"<html><script>location.href='/wp-login.php'</script></html>"),
        (200, HTML, b'<meta http-equiv="refresh" content="0;url=/login"><p>One moment</p>'),
        (200, {**HTML, "Refresh": "0;url=/login"}, page("Pond", "Wait")),
        (200, HTML, b""),
    ],
)
def test_a_page_that_leads_on_by_itself_is_not_known_to_be_open(tmp_path, reply):
    website = Website()
    website.paths = {"/news/pond": reply, "/a.jpg": FOUND}
    with website.open() as port:
        got = seen(listed(tmp_path, "/a.jpg", visibility="private"), port)
    assert outcome(got, "/pond")[0] == "unknown"
    assert got.items["visibility"].astype(str).tolist() == ["private"]


# ---------------------------------------------------------------------------------------------- seen again


def test_a_second_visit_forgets_what_the_first_saw(tmp_path):
    website = Website()
    website.paths = {"/a.jpg": FOUND, "/vary.jpg": site.by_accept, "/news/pond": to("/wp-login.php")}
    website.paths["/wp-login.php"] = (200, HTML, site.LOGIN)
    with website.open() as port:
        first = seen(listed(tmp_path, "/a.jpg", "/vary.jpg"), port)
        website.paths["/a.jpg"] = website.paths["/news/pond"] = (500, HTML, b"")
        second = seen(first, port)
    assert second.files["file_id"].is_unique
    assert second.media["file_id"].is_unique
    assert what_is(second, "/a.jpg")["has_location"].isna().tolist() == [True]
    assert second.files.loc[second.files["url"].str.endswith("/a.jpg"), "is_public"].isna().tolist() == [True]
    assert set(second.items["visibility"].astype(str)) == {"unknown"}


def test_what_was_served_is_surer_than_what_an_export_tells(tmp_path):
    inventory, website = listed(tmp_path, "/a.jpg"), Website()
    told = {"status": "ok", "has_location": False, "engine": "an export", "file_id": inventory.files["file_id"]}
    inventory = dataclasses.replace(inventory, media=MEDIA.frame(pd.DataFrame(told)))
    website.paths = {"/a.jpg": (200, JPEG, site.PLACED)}
    with website.open() as port:
        assert what_is(seen(inventory, port), "/a.jpg")["has_location"].tolist() == [True]


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoilt",
    [
        '"outcome": "perhaps"', '"visited_at": "soon"', '"validators": null', '"media": {"has_location": false}',
        '"evidence": 7', '"asks": 7',
    ],
)  # fmt: skip
def test_a_spoilt_answer_is_none(tmp_path, spoilt):
    website, store = Website(), tmp_path / "visits.sqlite"
    website.paths = {"/a.jpg": FOUND}
    inventory = listed(tmp_path, "/a.jpg")
    with website.open() as port:
        seen(inventory, port, store=store)
    with contextlib.closing(sqlite3.connect(store)) as kept, kept:
        for path, row in kept.execute("SELECT path, row FROM media").fetchall():
            told = json.loads(row)
            if "seen" in told:
                told["seen"][0].update(json.loads("{" + spoilt + "}"))
            kept.execute("UPDATE media SET row = ? WHERE path = ?", (json.dumps(told), path))
    assert ia.visited(inventory, store).visits.empty


def test_what_an_older_engine_saw_is_fetched_whole(tmp_path, monkeypatch):
    website = Website()
    website.paths = {
        "/a.jpg": lambda h: (304, {}, b"") if "If-None-Match" in h.headers else (*FOUND[:1], {"ETag": "1"}, site.PLACED)
    }
    inventory, store = listed(tmp_path, "/a.jpg"), tmp_path / "visits.sqlite"
    with website.open() as port:
        seen(inventory, port, store=store)
        monkeypatch.setattr("imgaudit.live.visiting.ENGINE_VERSION", "later")
        got = seen(inventory, port, store=store, again=True)
    assert outcome(got, "a.jpg") == ("public", "200")


def test_a_file_whose_hash_was_made_in_the_older_way_is_fetched_whole_and_is_no_second_file(tmp_path):
    website, store = Website(), tmp_path / "visits.sqlite"
    website.paths = {
        "/a.jpg": lambda h: (
            (304, {}, b"")
            if "If-None-Match" in h.headers
            else (*FOUND[:1], {"ETag": "1", "Vary": "Accept"}, site.PLACED)
        )
    }
    inventory = listed(tmp_path, "/a.jpg")
    with website.open() as port:
        first = seen(inventory, port, store=store)
        with contextlib.closing(sqlite3.connect(store)) as kept, kept:
            for path, row in kept.execute("SELECT path, row FROM media").fetchall():
                told = json.loads(row)
                for one in told.get("seen", ()):
                    if one["media"]:
                        assert one["media"]["content_hash"].startswith("parts:")
                        one["media"]["content_hash"] = hashlib.sha256(site.PLACED).hexdigest()
                kept.execute("UPDATE media SET row = ? WHERE path = ?", (json.dumps(told), path))
        got = seen(inventory, port, store=store, again=True)
    assert outcome(got, "a.jpg") == ("public", "200")
    assert len(got.visits) == len(first.visits)


def test_visited_makes_no_file(tmp_path):
    with pytest.raises(ia.InputError, match="there is no such file"):
        ia.visited(listed(tmp_path, "/a.jpg"), tmp_path / "nowhere.sqlite")
    assert not (tmp_path / "nowhere.sqlite").exists()


def test_no_address_is_printed_with_the_reasons(capsys):
    evidence = "leads on, over https://hollow.example/Maisie Okonkwo.jpg → HTTPS://hollow.example/Maisie b.jpg"
    row = {"url": "https://hollow.example/a.jpg", "accept": "*/*", "visited_at": pd.Timestamp("2026-11-27", tz="UTC")}
    row |= {"site": "hollow.example", "outcome": "unknown", "evidence": evidence}
    print_visits(VISITS.frame(pd.DataFrame([row])))
    out = capsys.readouterr().out
    assert "1 × leads on, over …" in out
    assert "Maisie" not in out


def test_a_page_is_named_as_a_browser_would(tmp_path):
    website = Website()
    website.paths = {"/a.jpg": site.for_pages}
    inventory = listed(tmp_path, "/a.jpg", page_url=f"https://{HOST}/tŷ#maisie")
    with website.open() as port:
        assert outcome(seen(inventory, port), "a.jpg")[0] == "public"
    named = {headers["Referer"] for _, path, headers in website.asked if path == "/a.jpg" and "Referer" in headers}
    assert named == {f"https://{HOST}/t%C5%B7"}


def test_what_only_a_cache_says_is_unchanged_is_public_from_the_cache_alone(tmp_path):
    tag = {"ETag": "1", "Age": "9"}

    def answer(handler):
        if "?" in handler.path:
            return 404, HTML, b""
        return (304, tag, b"") if "If-None-Match" in handler.headers else (200, {"ETag": "1"}, site.CLEAN)

    website = Website()
    website.paths = {"/a.jpg": answer}
    inventory, store = listed(tmp_path, "/a.jpg"), tmp_path / "visits.sqlite"
    with website.open() as port:
        assert outcome(seen(inventory, port, store=store), "a.jpg")[0] == "public"
        got = seen(inventory, port, store=store, again=True)
    assert outcome(got, "a.jpg") == ("cached", "304 from a cache; behind it 404: purge the cache")


# ---------------------------------------------------------------------------------------------- named no more


@pytest.mark.slow
def test_what_no_export_names_any_more_is_asked_for_again(tmp_path):
    website, store = Website(), tmp_path / "visits.sqlite"
    website.paths = {"/a.jpg": FOUND, "/a-300x200.jpg": FOUND, "/b.jpg": FOUND}
    both = listed(tmp_path, "/a.jpg", "/a-300x200.jpg", "/b.jpg")
    one = listed(tmp_path, "/b.jpg")
    with website.open() as port:
        first = seen(both, port, store=store)
        del website.paths["/a.jpg"]  # and its smaller size was forgotten
        second = seen(one, port, store=store, again=True)
        third = seen(one, port, store=store)  # nothing is asked twice in a day, by whatever list
    assert third.visits.equals(second.visits)
    paths = ["/a.jpg", "/a-300x200.jpg", "/b.jpg"]
    assert [outcome(second, path)[0] for path in paths] == ["gone", "public", "public"]
    keys = ["url", "file_id", "asset_id", "site"]
    assert Counter(map(tuple, second.visits.loc[second.visits["asset_id"].notna(), keys].to_numpy())) == Counter(
        map(tuple, first.visits.loc[first.visits["asset_id"].notna(), keys].to_numpy())
    )
    hashes = second.visits.set_index("url")["image_hashes"]
    assert hashes[f"https://{HOST}/a.jpg"] == hashes[f"https://{HOST}/b.jpg"]  # what came from there is known again
    assert hashes[f"https://{HOST}/a-300x200.jpg"] == hashes[f"https://{HOST}/b.jpg"]
    assert second.files["url"].tolist() == one.files["url"].tolist()  # it is in no export, and so no part of the audit
    pd.testing.assert_frame_equal(ia.visited(one, store).visits, second.visits)


@pytest.mark.slow
def test_what_still_answers_after_done_is_found_until_a_visit_sees_it_gone(tmp_path):
    website, store = Website(), tmp_path / "visits.sqlite"
    website.paths = {"/up/a.jpg": FOUND, "/up/a-300x200.jpg": FOUND, "/up/b.jpg": FOUND}
    both, one = listed(tmp_path, "/up/a.jpg", "/up/a-300x200.jpg", "/up/b.jpg"), listed(tmp_path, "/up/b.jpg")
    asset = both.files.loc[both.files["url"].str.endswith("/up/a.jpg"), "asset_id"].iloc[0]
    yesterday = pd.Timestamp.now(tz="UTC").floor("s") - pd.Timedelta(days=1)
    done = {"action_id": f"consent {asset}@website", "decided_at": yesterday, "status": "Done", "asked": "Remove"}
    done = DECISIONS.frame([{**done, "workbook": "w.xlsx", "site": "hollow.example"}])
    told = []
    with website.open() as port:
        seen(both, port, store=store)
        for days, term, path in ((1, "1", "/up/a.jpg"), (0, "2", "/up/a-300x200.jpg")):
            del website.paths[path]
            got = seen(one, port, store=store, again=True)
            as_of = (pd.Timestamp.now() - pd.Timedelta(days=days)).date()
            audit = ia.run_audit(got, policy=POLICY, term=term, as_of=as_of, decisions=done)
            ia.save_audit(audit, tmp_path / "history")
            left = audit.records[audit.records["subject_kind"].eq("asset@channel")]
            told.append(sorted(left["subject"].str.rsplit("/").str[-1] + " " + left["actual"]))
            assert audit.findings["rule"].eq("visibility.residue").sum() == ("answers" in " ".join(told[-1]))
    assert told == [["a-300x200.jpg answers", "a.jpg gone"], ["a-300x200.jpg gone", "a.jpg gone"]]
    assert ia.days_to_gone(tmp_path / "history")["days"].tolist() == [1]
    became = ia.changes(tmp_path / "history").query("term == '2' and rule == 'visibility.residue'")["change"]
    assert became.tolist() == ["resolved"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoilt", "asked"),
    [
        ({}, True),
        ({"files": None}, False),
        ({"files": [["f"]]}, False),
        ({"listed_on": "soon"}, False),
        ({"listed_on": "2020-01-01"}, True),  # it answered, so it is looked after
        ({"site": "another.example"}, False),
    ],
)
def test_of_what_was_named_once_only_what_is_known_is_asked_for(tmp_path, spoilt, asked):
    website, store = Website(), tmp_path / "visits.sqlite"
    website.paths = {"/a.jpg": FOUND, "/b.jpg": FOUND}
    both = listed(tmp_path, "/a.jpg", "/b.jpg")
    with website.open() as port:
        seen(both, port, store=store)
    change(store, "a.jpg", spoilt)
    one = listed(tmp_path, "/b.jpg")
    assert (f"https://{HOST}/a.jpg" in set(ia.visited(one, store).visits["url"])) is asked


@pytest.mark.slow
def test_what_is_gone_for_long_is_left_alone(tmp_path):
    website, store = Website(), tmp_path / "visits.sqlite"
    website.paths = {"/b.jpg": FOUND}
    both = listed(tmp_path, "/a.jpg", "/b.jpg")
    with website.open() as port:
        seen(both, port, store=store)
    one = listed(tmp_path, "/b.jpg")
    for day, asked in (("2020-01-01", False), (f"{pd.Timestamp.now(tz='UTC'):%Y-%m-%d}", True)):
        change(store, "a.jpg", {"listed_on": day})
        assert (f"https://{HOST}/a.jpg" in set(ia.visited(one, store).visits["url"])) is asked


@pytest.mark.slow
def test_what_came_from_an_address_is_kept_the_last_one_last(tmp_path):
    website, store, told = Website(), tmp_path / "visits.sqlite", []
    inventory = listed(tmp_path, "/a.jpg")
    with website.open() as port:
        for colour in (90, 10, 90, 0):
            website.paths = {"/a.jpg": (200, JPEG, site.picture(colour=colour))} if colour else {}
            got = seen(inventory, port, store=store, again=True)
            told.append(got.visits.loc[got.visits["asset_id"].notna(), "image_hashes"].iloc[0].split(";"))
    first, second = told[0][0], told[1][1]
    assert told == [[first], [first, second], [second, first], [second, first]]


def change(store, path: str, words: dict[str, object]) -> None:
    """Write other words into what is kept of an address."""
    with contextlib.closing(sqlite3.connect(store)) as kept, kept:
        for key, row in kept.execute("SELECT path, row FROM media").fetchall():
            if key.endswith(path):
                kept.execute("UPDATE media SET row = ? WHERE path = ?", (json.dumps(json.loads(row) | words), key))
