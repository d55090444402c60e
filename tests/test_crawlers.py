"""Practice 3: what websites ask of crawlers, by robots.txt, headers and pages; asked is never blocked."""

# ruff: noqa: E501 - tables read better in one line

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.crawlers import ASKED, ASKS_ONLY, HOW, asked_of_crawlers, robots_lines
from imgaudit.foreign import robots
from imgaudit.foreign.robots import CRAWLERS, MAX_ROBOTS, robots_home, robots_of, who_is_not_asked, wishes
from imgaudit.practices.visibility import PRACTICE
from imgaudit.rules import RULE, find
from imgaudit.tables import AUDIT_ITEMS, FILES, RECORDS

HOST = "www.fernhollow.example"
SITE = f"https://{HOST}"
NEWS = f"{SITE}/news/relay/"
PICTURE = f"{SITE}/wp-content/uploads/2025/a.jpg"
ALL = [one.name for one in CRAWLERS]
EVERYBODY = "; ".join(ALL)
ASKS_ALL = f"{robots_lines(ALL)}\n"


def without(*names: str) -> str:
    return "; ".join(name for name in ALL if name not in names)


# ------------------------------------------------------------------------------------------- robots.txt

TEXTS = {
    "nothing": ("", EVERYBODY),
    "a comment": ("# hello\n", EVERYBODY),
    "for all": ("User-agent: *\nDisallow: /", "nobody"),
    "for all, in vain": ("User-agent: *\nDisallow:\n", EVERYBODY),
    "for all, another folder": ("User-agent: *\nDisallow: /wp-admin/\n", EVERYBODY),
    "for all, this folder": ("User-agent: *\nDisallow: /wp-content/\n", "nobody"),
    "wildcards": ("User-agent: *\nDisallow: /*/uploads/*.jpg$\n", "nobody"),
    "wildcards of others": ("User-agent: *\nDisallow: /*/uploads/*.png$\n", EVERYBODY),
    "what is allowed is longer": ("User-agent: *\nDisallow: /wp-content/\nAllow: /wp-content/uploads/\n", EVERYBODY),
    "as long is allowed": ("User-agent: *\nDisallow: /wp-content/\nAllow: /wp-content/\n", EVERYBODY),
    "two by name": ("User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n", without("GPTBot", "CCBot")),
    "small letters": ("user-agent: gptbot\ndisallow: /\n", without("GPTBot")),
    "two groups of one name": ("User-agent: GPTBot\nDisallow: /x\n\nUser-agent: GPTBot\nDisallow: /\n", without("GPTBot")),
    "a group of one's own": ("User-agent: *\nDisallow: /\n\nUser-agent: GPTBot\nAllow: /\n", "GPTBot"),
    "an empty group of one's own": ("User-agent: *\nDisallow: /\n\nUser-agent: GPTBot\nDisallow:\n", "GPTBot"),
    "lines as of an old Mac": ("User-agent: *\rDisallow: /\r\rUser-agent: GPTBot\rAllow: /\r", "GPTBot"),
    "a comment behind it": ("User-agent: GPTBot # OpenAI\nDisallow: / # all\n", without("GPTBot")),
    "the name of another's beginning": ("User-agent: Applebot\nUser-agent: Google\nUser-agent: cohere\nDisallow: /\n", EVERYBODY),
    "before any name": ("Disallow: /\nUser-agent: *\nAllow: /\n", EVERYBODY),
    "a mark of bytes": ("\ufeffUser-agent: *\nDisallow: /\n", "nobody"),
    "all by name": (ASKS_ALL, "nobody"),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_each_crawler_is_asked_by_its_own_lines_else_by_those_for_all(name: str):
    text, expected = TEXTS[name]
    assert who_is_not_asked([robots_of(200, text.encode())])(PICTURE) == expected


@pytest.mark.parametrize(
    ("status", "body", "asks"),
    [
        (404, b"<html>Not found", EVERYBODY), (410, b"", EVERYBODY), (403, b"", EVERYBODY), (401, b"", EVERYBODY),
        (429, b"User-agent: *\nDisallow: /", None), (500, b"User-agent: *\nDisallow: /", None), (503, b"", None),
        (0, b"", None), (302, b"", None),
        (200, b"<!DOCTYPE html>\nUser-agent: *\nDisallow: /", None), (200, b'{"error": 1}', None),
        (200, "User-agent: *\nDisallow: /".encode("utf-16"), None),
        (200, b"User-agent: *\nDisallow: /\n" + b"#" * MAX_ROBOTS, None),
        (200, (b"User-agent: *\nDisallow: /\n" + b"#" * MAX_ROBOTS)[:MAX_ROBOTS], "nobody"),
        (200, b"User-agent: *\nDisallow: /\n\xff\xfe\xfa", "nobody"),
    ],
)  # fmt: skip
def test_none_that_is_there_asks_nothing_and_one_that_cannot_be_read_is_unknown(status, body, asks):
    assert who_is_not_asked([robots_of(status, body)])(PICTURE) == asks


def test_of_several_that_were_saved_all_have_to_ask_and_one_unknown_leaves_it_unknown():
    assert who_is_not_asked([ASKS_ALL, "User-agent: *\nDisallow: /\n\nUser-agent: CCBot\nAllow: /"])(PICTURE) == "CCBot"
    assert who_is_not_asked([ASKS_ALL, None])(PICTURE) is None
    assert who_is_not_asked([])(PICTURE) is None


@given(
    st.text(alphabet=st.sampled_from("User-agent: *GPTBot\nDisallow/#$%é\ufeff\r\0"), max_size=300),
    st.text(max_size=60),
)
def test_whatever_stands_there_it_is_judged_and_no_less_is_asked_for_more_lines(text: str, path: str):
    asked = who_is_not_asked([robots_of(200, text.encode())])(f"{SITE}/{path}")
    assert asked is None or asked == "nobody" or set(asked.split("; ")) <= set(ALL)
    if asked is not None and "$" not in text:
        more = who_is_not_asked([robots_of(200, f"{text}\n\n{ASKS_ALL}".encode())])(PICTURE)
        assert more == "nobody" or "allow" in text.lower()


def test_nobody_waits_for_a_hostile_one():
    one = b"User-agent: *\nDisallow: /" + b"*a" * 100 + b"\n"
    ask = who_is_not_asked([robots_of(200, one * (MAX_ROBOTS // len(one)))])
    assert {ask(f"{SITE}/{'a' * 150}/{number}.jpg") for number in range(20)} == {"nobody"}


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://WWW.Fernhollow.example:443/a.jpg", f"{SITE}/robots.txt"),
        ("http://fernhollow.example:80/a.jpg", "http://fernhollow.example/robots.txt"),
        ("https://me:secret@fernhollow.example:8443/", "https://fernhollow.example:8443/robots.txt"),
        ("ftp://fernhollow.example/a.jpg", ""), ("uploads/a.jpg", ""), ("http://[bad/a.jpg", ""), ("", ""),
    ],
)  # fmt: skip
def test_which_robots_txt_speaks_for_an_address(url: str, home: str):
    assert robots_home(url) == home


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["noindex, nofollow"], "noindex"),
        (["NoImageIndex , NOAI"], "noai; noimageindex"),
        (["googlebot: noimageindex, nofollow", "noai"], "googlebot: noimageindex; noai"),
        (["robots: none"], "none"),
        (["BadBot: noindex, nofollow, googlebot: noindex"], "badbot: noindex; googlebot: noindex"),
        (["unavailable_after: 25 Jun 2030 15:00:00 PST, noindex"], "noindex"),
        (["max-image-preview: none"], "nothing"),
        (["index, follow, noindexing"], "nothing"),
        ([], "nothing"),
    ],
)
def test_what_headers_and_pages_ask_in_words(lines: list[str], said: str):
    assert wishes(lines) == said


# ------------------------------------------------------------------------------------------- placements


def placed(pages: list[str | None], files: list[dict], **more) -> pd.DataFrame:
    """Placements of one picture, each with what its page asks, and what the practice adds to them."""
    row = {"asset_id": "a", "source_id": "x", "site": "s", "channel": "website", "shows": "pupils"}
    items = AUDIT_ITEMS.frame([{**row, "item_id": str(at), "page_asks": asks, **more} for at, asks in enumerate(pages)])
    rows = [{"file_id": str(at), "asset_id": "a", "url": f"{SITE}/{at}.jpg", **file} for at, file in enumerate(files)]
    return items.assign(**PRACTICE.add(items, pd.DataFrame(), FILES.frame(rows), date(2026, 3, 2)))


def told(values: pd.Series) -> list[bool | None]:
    return [None if pd.isna(value) else bool(value) for value in values]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("not_asked", "is_asked"),
    [
        (["nobody"], True), (["nobody", "nobody"], True), (["nobody", "GPTBot"], False), (["GPTBot", None], False),
        (["nobody", None], None), ([None], None), ([], None),
    ],
)  # fmt: skip
def test_all_are_asked_away_only_where_each_address_is_known_to_ask_all(not_asked: list, is_asked: bool | None):
    items = placed([None], [{"crawlers_not_asked": names} for names in not_asked])
    assert told(items["is_ai_asked_away"]) == [is_asked]


def test_a_copy_on_this_machine_is_asked_about_nowhere():
    items = placed([None], [{"crawlers_not_asked": "nobody"}, {"url": None}])
    assert told(items["is_ai_asked_away"]) == [True]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "files", "search", "ai"),
    [
        ("noindex", [None], True, None),
        ("noimageindex; noai", ["nothing"], True, True),
        ("none", [], True, None),
        ("nothing", ["noindex", "noindex"], True, False),
        ("nothing", ["noindex", "nothing"], False, False),
        ("nothing", ["noindex", None], None, False),
        (None, ["noindex; noimageai"], True, True),
        (None, ["nothing"], None, None),
        ("googlebot: noimageindex", ["nothing"], False, False),
        ("googlebot: noindex\nnoindex", ["nothing"], True, False),
        (None, [None], None, None),
    ],
)
def test_searches_are_asked_by_the_page_or_by_each_file_and_of_all_robots(page, files, search, ai):
    items = placed([page], [{"file_asks": asks} for asks in files])
    assert told(items["is_search_asked_away"]) == [search]
    assert told(items["is_marked_not_for_ai"]) == [ai]


def test_what_one_page_asks_is_not_said_of_all_that_a_row_stands_for():
    assert told(placed(["noindex"], [{}], n_pages=4)["is_search_asked_away"]) == [None]
    assert told(placed(["noindex", "nothing"], [{"file_asks": "nothing"}])["is_search_asked_away"]) == [True, False]


def test_a_sitemap_that_lists_it_is_told_and_no_sitemap_tells_nothing():
    assert told(placed([None], [{}, {"in_sitemap": True}])["is_in_sitemap"]) == [True]
    assert told(placed([None], [{}])["is_in_sitemap"]) == [None]


def test_unknown_is_counted_as_unknown():
    items = pd.concat([placed([None], [{"crawlers_not_asked": asked}]) for asked in ("nobody", "CCBot", None)])
    rates = ia.practice_rates(items, "visibility").set_index("measure")
    assert rates.loc["ai_asked_away", ["n", "n_yes", "n_unknown"]].tolist() == [3, 1, 1]
    assert rates.loc["search_asked_away", ["n", "n_yes", "n_unknown"]].tolist() == [3, 0, 3]


# ------------------------------------------------------------------------------------------- saved


def saved(folder: Path, files: dict[str, str | bytes]) -> ia.Inventory:
    page = f"<!-- Copied from {NEWS} by imgaudit on 2026-11-28T08:00:00Z, as anybody can -->\n"
    page += f"<html><head><title>Relay</title></head><body><img src='{PICTURE}'></body></html>"
    for name, content in {f"{HOST}/news/relay/index.html": page, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return ia.read_inventory(folder, site="fernhollow.example")


def asked_in(inventory: ia.Inventory) -> list[str | None]:
    return [None if pd.isna(one) else one for one in inventory.files["crawlers_not_asked"]]


ALL_BUT = "User-agent: *\nDisallow: /\nUser-agent: GPTBot\nContent-Signal: ai-train=no\nAllow: /\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content", "asks", "problem"),
    [
        (f"{HOST}/robots.txt", ALL_BUT, "GPTBot", ""),
        (f"{HOST}/robots.txt", b"\xef\xbb\xbf" + ALL_BUT.encode(), "GPTBot", ""),
        (f"{HOST}/robots.txt", "", EVERYBODY, ""),
        ("robots.txt", f"{ALL_BUT}Sitemap: {SITE}/sitemap.xml\n", "GPTBot", ""),
        ("robots (1).txt", f"{ALL_BUT}Sitemap: {SITE}/sitemap.xml\n", "GPTBot", ""),
        ("robots.txt", f"{ALL_BUT}Sitemap: https://other.example/sitemap.xml\n", None, ""),
        ("robots.txt", f"{ALL_BUT}Sitemap: {SITE}/a.xml\nSitemap: https://other.example/b.xml\n", None, "nobody can say"),
        ("robots.txt", ALL_BUT, None, "put it into a folder called like its host"),
        (f"{HOST}/news/robots.txt", ALL_BUT, None, "nobody can say"),
        ("fernhollow.example/robots.txt", ALL_BUT, None, ""),
        (f"{HOST}/robots.txt", "<!DOCTYPE html><title>Home</title><body>User-agent: *</body></html>", None, "save that again"),
        (f"{HOST}/robots.txt", "User-agent: *\nDisallow: /\n" + "# more\n" * 20_000, None, "too large"),
    ],
)  # fmt: skip
def test_a_saved_robots_txt_speaks_for_the_host_that_it_is_of(tmp_path, name, content, asks, problem):
    found = saved(tmp_path, {name: content})
    assert asked_in(found) == [asks]
    about = found.problems[found.problems["file"].str.contains("robots")]
    assert bool(len(about)) is bool(problem)
    assert all(problem in reason for reason in about["reason"])
    assert not about["not_read"].any()


def test_it_speaks_for_the_files_of_every_export(tmp_path):
    listed = f"Channel,Page,Picture file\nwebsite,{NEWS},{SITE}/uploads/b.jpg\nwebsite,{NEWS},https://i0.wp.com/c.jpg\n"
    found = saved(tmp_path, {f"{HOST}/robots.txt": ALL_BUT, "list.csv": listed})
    files = found.files.set_index("url")
    told = ["crawlers_not_asked", "robots_signals"]
    assert files.loc[f"{SITE}/uploads/b.jpg", told].tolist() == ["GPTBot", "Content-Signal: ai-train=no"]
    assert files.loc["https://i0.wp.com/c.jpg", told].isna().all()


def test_without_the_package_it_is_unknown_and_said_how_to_get_it(tmp_path, monkeypatch):
    def missing() -> None:
        raise ImportError

    monkeypatch.setattr(robots, "_protego", missing)
    found = saved(tmp_path, {f"{HOST}/robots.txt": ALL_BUT})
    assert asked_in(found) == [None]
    (reason,) = found.problems["reason"]
    assert "takes the package protego" in reason
    assert "pip install" in reason


LEDGER = (
    '{{"address": "{site}/robots.txt", "final": "{site}/robots.txt", "kind": "robots", "outcome": "{outcome}", "why": "{status}", '
    '"at": "2026-11-28", "type": "", "links": [], "nofollow": [], "sitemaps": [], "status": {status}, "bytes": 0, "depth": 0, "file": null}}\n'
)


@pytest.mark.parametrize(
    ("outcome", "status", "asks"),
    [("gone", 404, EVERYBODY), ("unknown", 403, None), ("unknown", 503, None), ("unknown", 0, None)],
)
def test_a_copy_notes_that_there_is_none(tmp_path, outcome, status, asks):
    ledger = f'{{"begun": "2026-11-28", "start": "{SITE}/"}}\n' + LEDGER.format(
        site=SITE, outcome=outcome, status=status
    )
    assert asked_in(saved(tmp_path, {"copied.jsonl": ledger + '{"ended": "2026-11-28", "left": {}}\n'})) == [asks]


@pytest.mark.parametrize(
    ("head", "asks"),
    [
        ('<meta name="robots" content="noimageindex, nofollow">', "noimageindex"),
        ('<META CONTENT="NOAI" NAME="ROBOTS"><meta name="googlebot" content="noindex">', "googlebot: noindex; noai"),
        ('<!-- <meta name="robots" content="noindex"> -->', None),
        ('<meta name="robots" content="index, follow">', None),  # a header may ask all the same
        ("", None),
    ],
)
def test_what_a_saved_page_asks(tmp_path, head, asks):
    page = f"<html><head><title>Relay</title>{head}</head><body><img src='{PICTURE}'></body></html>"
    (asked,) = saved(tmp_path, {f"{HOST}/news/relay/index.html": page}).items["page_asks"]
    assert (None if pd.isna(asked) else asked) == asks


@pytest.mark.slow
def test_an_image_sitemap_tells_of_the_picture_whoever_else_does(tmp_path):
    image = "http://www.google.com/schemas/sitemap-image/1.1"
    sitemap = (
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="{image}"><url><loc>{NEWS}</loc>'
        f"<image:image><image:loc>{PICTURE}</image:loc></image:image></url></urlset>"
    )
    found = saved(tmp_path, {"sitemap.xml": sitemap, f"{HOST}/robots.txt": ALL_BUT})
    audit = ia.run_audit(found)
    assert told(audit.items["is_in_sitemap"]) == [True] * len(audit.items)
    (record,) = audit.records["actual"]
    assert (
        record
        == f"{HOST} does not ask GPTBot, though it says Content-Signal: ai-train=no (a sitemap lists 1 file there)"
    )


# ------------------------------------------------------------------------------------------- findings


@pytest.mark.slow
def test_one_finding_a_site_says_whom_it_does_not_ask(tmp_path):
    listed = f"Channel,Page,Picture file\nwebsite,{NEWS},{SITE}/uploads/b.jpg\n"
    audit = ia.run_audit(saved(tmp_path, {f"{HOST}/robots.txt": ALL_BUT, "list.csv": listed}))
    (found,) = audit.findings.query("rule == 'visibility.crawlers'").to_dict("records")
    assert (found["severity"], found["subject_kind"], found["subject_id"]) == (
        "low",
        "site",
        "fernhollow.example/crawlers",
    )
    assert found["evidence"].startswith(f"robots.txt: {HOST} does not ask GPTBot")
    (action,) = ia.find_actions(audit).query("subject_kind == 'site'").to_dict("records")
    assert action["fix"] == "Change the setting"
    assert f"That is: robots.txt: {HOST} does not ask GPTBot" in action["problem"]
    assert "To ask blocks nobody" in action["problem"]
    assert '"User-agent: NAME"' in action["done_when"]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "n"), [(ASKS_ALL, 0), ("User-agent: *\nDisallow: /", 0), ("", 1)])
def test_where_all_are_asked_nothing_is_wrong(tmp_path, text, n):
    audit = ia.run_audit(saved(tmp_path, {f"{HOST}/robots.txt": text}))
    assert len(audit.findings) == n
    assert audit.records["is_asking"].tolist() == [not n]
    assert audit.records["expected"].tolist() == [ASKED]


@pytest.mark.slow
def test_where_nobody_looked_nothing_is_found_and_nothing_is_recorded(tmp_path):
    audit = ia.run_audit(saved(tmp_path, {}))
    assert told(audit.items["is_ai_asked_away"]) == [None]
    assert audit.records.empty
    assert audit.findings.empty


def test_pictures_of_nobody_need_not_be_asked_about():
    items = placed([None], [{"crawlers_not_asked": "CCBot"}])
    files = FILES.frame([{"file_id": "0", "asset_id": "a", "url": PICTURE, "crawlers_not_asked": "CCBot"}])
    assert asked_of_crawlers(files, items)["is_asking"].tolist() == [False]
    assert asked_of_crawlers(files, items.assign(shows="nobody")).empty


@pytest.mark.slow
def test_a_host_that_nobody_saw_again_puts_nothing_right(tmp_path):
    """Of two hosts one was wrong; that the other asks now says nothing of it."""
    for term, texts in (
        ("2025-26-autumn", ("", ASKS_ALL)),
        ("2025-26-spring", (None, ASKS_ALL)),
        ("2025-26-summer", (ASKS_ALL, ASKS_ALL)),
    ):
        folder = tmp_path / term
        hosts = [(HOST, texts[0]), ("media.fernhollow.example", texts[1])]
        listed = f"Channel,Page,Picture file\nwebsite,{NEWS},https://media.fernhollow.example/b.jpg\n"
        files = {f"{host}/robots.txt": text for host, text in hosts if text is not None}
        day = {"autumn": "2025-12-19", "spring": "2026-03-27", "summer": "2026-07-17"}[term.rpartition("-")[2]]
        audit = ia.run_audit(saved(folder, {**files, "list.csv": listed}), as_of=day, term=term)
        ia.save_audit(audit, tmp_path / "history")
    changes = ia.changes(tmp_path / "history").query("rule == 'visibility.crawlers'")
    assert dict(zip(changes["term"], changes["change"], strict=True)) == {
        "2025-26-autumn": "first_check", "2025-26-spring": "not_checked", "2025-26-summer": "resolved",
    }  # fmt: skip


# ------------------------------------------------------------------------------------------- lines to paste


def test_the_lines_are_for_those_who_are_not_asked_and_ask_them(tmp_path):
    found = saved(tmp_path, {f"{HOST}/robots.txt": ALL_BUT})
    lines = ia.crawler_lines(found.files)
    assert lines.startswith(ASKS_ONLY)
    assert f"Add to {SITE}/robots.txt:\n\nUser-agent: GPTBot\nDisallow: /\n\n" in lines
    assert lines.endswith(f"{HOW}\n")
    assert ia.crawler_lines(saved(tmp_path, {f"{HOST}/robots.txt": ASKS_ALL}).files).count("User-agent") == 0
    nothing = ia.crawler_lines(saved(tmp_path, {f"{HOST}/robots.txt": "<html>"}).files)
    assert "No robots.txt of a website was seen, so nobody knows whom it asks" in nothing


@pytest.mark.parametrize(
    "name", [name for name in TEXTS if "allowed" not in name and "own" not in name and "Mac" not in name]
)
def test_with_these_lines_all_are_asked(name: str):
    text = TEXTS[name][0].lstrip("\ufeff")
    names = [one for one in ALL if one in (who_is_not_asked([text])(PICTURE) or "").split("; ")]
    assert who_is_not_asked([f"{text}\n\n{robots_lines(names)}" if names else text])(PICTURE) == "nobody"


def test_the_header_to_paste_is_understood_and_is_for_pictures():
    header = re.search(r'Header set X-Robots-Tag "(.*)"', HOW)
    assert header is not None
    assert wishes([header[1]]) == "noai; noimageai; noimageindex; noindex"
    assert f'add_header X-Robots-Tag "{header[1]}";' in HOW
    assert "WordPress" in HOW
    patterns = re.findall(r"\\\.\((?:\?i:)?(.*?)\)\$", HOW)
    assert len(patterns) == 2
    assert all(re.fullmatch(pattern, ending) for pattern in patterns for ending in ("jpg", "jpeg", "png", "webp"))


def test_no_word_says_that_anybody_is_blocked():
    rule = RULE["visibility.crawlers"]
    measures = [f"{one.label} {one.yes}" for one in PRACTICE.measures if "asked_away" in one.flag]
    columns = [
        one.meaning for name, one in {**PRACTICE.columns, **RECORDS.columns, **FILES.columns}.items() if "ask" in name
    ]
    texts = [rule.problem, rule.done, HOW, ASKED, ASKS_ONLY, *measures, *columns]
    assert len(measures) == 2
    assert len(columns) >= 5
    for text in texts:
        assert "block" not in re.sub(r"(?:which )?blocks nobody|To ask blocks nobody", "", text), text
    assert all("asked" in text and "blocks nobody" in text for text in measures)


def test_a_list_of_crawlers_without_a_name_twice():
    names = [name.lower() for name in ALL]
    assert len(set(names)) == len(names) == 20
    assert names == sorted(names)
    assert all(re.fullmatch(r"[A-Za-z0-9-]+", name) for name in ALL)  # as RFC 9309 has names
    assert all(one.runner for one in CRAWLERS)


def test_the_rule_is_known_by_the_list_it_was_asked_with():
    assert RULE["visibility.crawlers"].decided_by == ("crawlers", "rules")
    assert find(AUDIT_ITEMS.empty()).empty


@pytest.mark.parametrize("agent", ["GPTBot/1.1", "GPTBot*", "GPTBot, CCBot", "GPTBot CCBot"])
def test_whom_an_odd_name_means_nobody_knows_so_that_one_is_not_asked(agent: str) -> None:
    ask = who_is_not_asked([f"User-agent: *\nDisallow: /\n\nUser-agent: {agent}\nAllow: /"])
    assert "GPTBot" in str(ask("https://fernhollow.example/a.jpg"))
    assert who_is_not_asked(["User-agent: * # all\nDisallow: /"])("https://fernhollow.example/a.jpg") == "nobody"
