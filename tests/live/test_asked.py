"""What a visit, and a copy, see of what a website asks of crawlers; what they do not see is unknown."""

from __future__ import annotations

import contextlib
import json
import sqlite3

import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.foreign.robots import CRAWLERS, MAX_ROBOTS
from live import website as site
from live.website import HTML, JPEG, Website, page, to

HOST = "www.hollow.example"
POLICY = ia.Policy(visit={"hosts": ["hollow.example"]})
EVERYBODY = "; ".join(one.name for one in CRAWLERS)
BUT_GPT = (
    b"User-agent: *\nDisallow: /up/\n\nUser-agent: GPTBot\nUser-agent: imgaudit\n"
    b"Content-Signal: ai-train=no\nAllow: /\n"
)
FOUND = (200, JPEG, site.CLEAN)


def listed(folder, *paths: str):
    """An inventory of a list that names these pictures on one page."""
    rows = [f"website,https://{HOST}/news/pond,https://{HOST}{path}" for path in paths]
    (folder / "list.csv").write_text("\n".join(["Channel,Page,Picture file", *rows]) + "\n")
    return ia.read_inventory(folder / "list.csv", site="hollow.example")


def seen(inventory, port, **more):
    return ia.visit(inventory, policy=POLICY, yes=True, progress=False, loopback=port, interval=0, **more)


def said(values: pd.Series) -> list[object]:
    return [None if pd.isna(value) else value for value in values]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("robots", "asks"),
    [
        ((200, {}, BUT_GPT), "GPTBot"),
        ((200, {}, b""), EVERYBODY),
        ((404, HTML, page("Not found")), EVERYBODY),
        ((403, HTML, page("Forbidden")), EVERYBODY),
        ((403, {**HTML, "cf-mitigated": "challenge"}, page("Just a moment…")), None),
        ((200, HTML, page("Home")), None),
        (to("/lines.txt"), "GPTBot"),
        (to("https://other.example/robots.txt"), None),
        ((503, {"Retry-After": "0"}, b""), None),
        ((500, {}, b""), None),
        ((429, {"Retry-After": "0"}, b""), None),
        (site.cut, None),
        (site.endless, None),
        ((200, {}, BUT_GPT + b"#" * MAX_ROBOTS), None),
    ],
)
def test_robots_txt_is_judged_for_each_address_as_it_was_answered(tmp_path, robots, asks):
    website, store = Website(), tmp_path / "visits.sqlite"
    website.paths = {"/robots.txt": robots, "/lines.txt": (200, {}, BUT_GPT), "/up/a.jpg": FOUND, "/b.jpg": FOUND}
    inventory = listed(tmp_path, "/up/a.jpg", "/b.jpg")
    with website.open() as port:
        got = seen(inventory, port, store=store)
    others = EVERYBODY if asks else None
    assert said(got.files.set_index("url")["crawlers_not_asked"]) == [asks, others]
    assert said(got.files["robots_signals"]) == (
        [None, None] if asks is None else ["Content-Signal: ai-train=no" if asks == "GPTBot" else "nothing"] * 2
    )
    pd.testing.assert_frame_equal(ia.visited(inventory, store).files, got.files)
    audit = ia.run_audit(got, policy=POLICY)
    assert said(audit.items["is_ai_asked_away"]) == [None if asks is None else False] * 2
    assert audit.findings["rule"].tolist() == (["visibility.crawlers"] if asks else [])


def test_a_robots_txt_that_cannot_be_read_any_more_is_unknown_again(tmp_path):
    website, store = Website(), tmp_path / "visits.sqlite"
    website.paths = {"/robots.txt": (200, {}, BUT_GPT), "/up/a.jpg": FOUND}
    inventory = listed(tmp_path, "/up/a.jpg")
    with website.open() as port:
        got = seen(inventory, port, store=store)
        assert said(got.files["crawlers_not_asked"]) == ["GPTBot"]
        website.paths["/robots.txt"] = (500, {}, b"")
        got = seen(got, port, store=store, again=True)
    assert said(got.files["crawlers_not_asked"]) == [None]


def two_lines(handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "image/jpeg")
    handler.send_header("X-Robots-Tag", "googlebot: noimageindex")
    handler.send_header("x-robots-tag", "noai, nofollow")
    handler.send_header("Content-Length", str(len(site.CLEAN)))
    handler.end_headers()
    handler.wfile.write(site.CLEAN)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reply", "asks"),
    [
        (FOUND, "nothing"),
        ((200, {**JPEG, "X-Robots-Tag": "noindex, noimageindex"}, site.CLEAN), "noimageindex; noindex"),
        (two_lines, "googlebot: noimageindex; noai"),
        ((404, {**HTML, "X-Robots-Tag": "noindex"}, page("Not found")), None),
        ((200, {**HTML, "X-Robots-Tag": "noindex"}, site.LOGIN), None),
        ((500, {"X-Robots-Tag": "noindex"}, b""), None),
    ],
)
def test_what_the_header_of_a_file_asks(tmp_path, reply, asks):
    website = Website()
    website.paths = {"/up/a.jpg": reply}
    with website.open() as port:
        got = seen(listed(tmp_path, "/up/a.jpg"), port)
    assert said(got.files["file_asks"]) == [asks]


@pytest.mark.slow
def test_each_body_of_an_address_asks_for_itself(tmp_path):
    def by_accept(handler):
        status, headers, body = site.by_accept(handler)
        return status, {**headers, **({"X-Robots-Tag": "noindex"} if body == site.WEBP else {})}, body

    website = Website()
    website.paths = {"/up/a.jpg": by_accept}
    with website.open() as port:
        got = seen(listed(tmp_path, "/up/a.jpg"), port)
    assert sorted(said(got.files["file_asks"])) == ["noindex", "nothing"]
    assert said(ia.run_audit(got).items["is_search_asked_away"]) == [None]  # nobody knows what the page asks


@pytest.mark.parametrize(("again", "asks"), [({}, None), ({"X-Robots-Tag": "noai"}, "noai")])
def test_that_a_file_is_unchanged_tells_of_its_header_only_where_that_comes_too(tmp_path, again, asks):
    website, store = Website(), tmp_path / "visits.sqlite"
    first = {**JPEG, "ETag": '"1"', "X-Robots-Tag": "noindex"}
    website.paths = {
        "/up/a.jpg": lambda h: (304, again, b"") if "If-None-Match" in h.headers else (200, first, site.CLEAN)
    }
    inventory = listed(tmp_path, "/up/a.jpg")
    with website.open() as port:
        assert said(seen(inventory, port, store=store).files["file_asks"]) == ["noindex"]
        assert said(seen(inventory, port, store=store, again=True).files["file_asks"]) == [asks]


META = b'<meta name="robots" content="NOIMAGEINDEX"></head>'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reply", "asks", "is_asked"),
    [
        ((200, HTML, page("Pond")), "nothing", False),
        ((200, HTML, page("Pond").replace(b"</head>", META)), "noimageindex", True),
        (
            (200, {**HTML, "X-Robots-Tag": "noindex"}, page("Pond").replace(b"</head>", META)),
            "noimageindex; noindex",
            True,
        ),
        ((200, {**HTML, "X-Robots-Tag": "bingbot: noindex"}, page("Pond")), "bingbot: noindex", False),
        ((200, {**HTML, "X-Robots-Tag": "noindex"}, page("Pond") + b" " * 9_000_000), None, None),
        (site.cut_page, None, None),
        (to("/wp-login.php"), None, None),
        ((404, {**HTML, "X-Robots-Tag": "noindex"}, page("Not found")), None, None),
    ],
)
def test_what_a_page_asks_by_its_header_and_in_its_head(tmp_path, reply, asks, is_asked):
    website = Website()
    website.paths = {"/news/pond": reply, "/up/a.jpg": FOUND, "/wp-login.php": (200, HTML, site.LOGIN)}
    with website.open() as port:
        got = seen(listed(tmp_path, "/up/a.jpg"), port)
    assert said(got.items["page_asks"]) == [asks]
    assert said(ia.run_audit(got).items["is_search_asked_away"]) == [is_asked]


@pytest.mark.slow
def test_what_was_kept_before_anybody_looked_for_it_holds_and_asks_nobody_knows_what(tmp_path):
    website, store = Website(), tmp_path / "visits.sqlite"
    website.paths = {"/news/pond": (200, HTML, page("Pond")), "/up/a.jpg": FOUND}
    inventory = listed(tmp_path, "/up/a.jpg")
    with website.open() as port:
        seen(inventory, port, store=store)
    with contextlib.closing(sqlite3.connect(store)) as kept, kept:
        for key, row in kept.execute("SELECT path, row FROM media").fetchall():
            told = json.loads(row)
            for one in told.get("seen", ()):
                del one["asks"]
            if "seen" in told:
                kept.execute("UPDATE media SET row = ? WHERE path = ?", (json.dumps(told), key))
            else:
                kept.execute("DELETE FROM media WHERE path = ?", (key,))
    got = ia.visited(inventory, store)
    assert got.visits["outcome"].tolist() == ["public", "public"]
    assert (
        said(got.files["file_asks"]) == said(got.items["page_asks"]) == said(got.files["crawlers_not_asked"]) == [None]
    )
    assert ia.run_audit(got).records.empty


@pytest.mark.slow
@pytest.mark.parametrize("spoilt", ['{"asks": 7}', "[]", '{"asks": "", "more": 1}', "null"])
def test_a_spoilt_robots_txt_is_unknown(tmp_path, spoilt):
    website, store = Website(), tmp_path / "visits.sqlite"
    website.paths = {"/robots.txt": (200, {}, BUT_GPT), "/up/a.jpg": FOUND}
    inventory = listed(tmp_path, "/up/a.jpg")
    with website.open() as port:
        seen(inventory, port, store=store)
    with contextlib.closing(sqlite3.connect(store)) as kept, kept:
        kept.execute("UPDATE media SET row = ? WHERE path LIKE '%robots.txt'", (spoilt,))
    got = ia.visited(inventory, store)
    assert len(got.visits) == 2
    assert said(got.files["crawlers_not_asked"]) == [None]


@pytest.mark.slow
@pytest.mark.parametrize(("robots", "asks"), [((200, {}, BUT_GPT), "GPTBot"), ((404, {}, b""), EVERYBODY)])
def test_a_copy_of_the_website_tells_what_it_asks(tmp_path, robots, asks):
    website = Website()
    body = page("Hollow").replace(b"</head>", META).replace(b"<p>", b'<img src="/up/a.jpg"><p>')
    website.paths = {"/": (200, HTML, body), "/robots.txt": robots}
    with website.open() as port:
        how = {"yes": True, "progress": False, "loopback": port, "interval": 0}
        ia.copy_site(f"https://{HOST}/", tmp_path / "copy", policy=POLICY, **how)
    got = ia.read_inventory(tmp_path / "copy")
    assert said(got.files["crawlers_not_asked"]) == [asks]
    assert said(got.items["page_asks"]) == ["noimageindex"]
    audit = ia.run_audit(got)
    assert said(audit.items["is_search_asked_away"]) == [True]
    assert audit.findings["rule"].tolist() == ["visibility.crawlers"]
