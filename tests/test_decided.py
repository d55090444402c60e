"""What becomes of findings where something is not known, and of what people decided about them."""

from __future__ import annotations

from pathlib import Path

import pytest

import imgaudit as ia
from tests.made_terms import WEB, audit, became, part, picture, register, setting, source

INSTA = "settings.differs s/account/insta"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ([setting("messages", "off"), setting("search", "off")], "resolved"),
        ([setting("search", "off")], "not_checked"),  # its row is gone
        ([setting("direct messages", "off"), setting("search", "off")], "not_checked"),  # called something else
        ([setting("messages", None), setting("search", "off")], "not_checked"),
        ([setting("messages", "off"), setting("search", None)], "not_checked"),
        ([setting("messages", "off", practice="staff"), setting("search", "off")], "not_checked"),
        ([setting("password", "off", practice="staff")], "not_checked"),
        ([setting("messages", "off"), setting("password", "on", practice="staff")], "resolved"),
    ],
)
def test_a_setting_is_right_only_where_its_own_row_says_so(tmp_path: Path, now: list[dict[str, str]], expected: str):
    before = [setting("messages", "on"), setting("search", "off")]
    audits = (audit("1", picture("a"), records=before), audit("2", picture("a"), records=now))
    assert became(tmp_path, *audits) == {INSTA: expected}


def test_a_row_that_was_wrong_is_remembered_as_long_as_the_finding_is_open(tmp_path: Path):
    rows = (
        (setting("messages", "on"), setting("search", "off")),
        (setting("search", "off"),),
        (setting("search", "off"),),
    )
    audits = [audit(term, picture("a"), records=list(said)) for term, said in zip("123", rows, strict=True)]
    assert became(tmp_path, *audits) == {INSTA: "not_checked"}


@pytest.mark.parametrize(
    ("again", "options"),
    [
        (picture("a2", url="https://e.example/uploads/a.jpg", is_read=False), {}),
        (picture("a2", url="https://new.example/wp/uploads/a.jpg", is_read=False), {}),
        (picture("z", is_read=False), {"explained": {WEB: "moved"}}),
        (picture("a", page="other", is_read=False), {}),
    ],
    ids=["imported anew", "another domain", "moved", "another page"],
)
def test_a_picture_that_is_there_under_another_id_and_not_measured_is_not_fixed(
    tmp_path: Path, again: dict[str, str], options: dict[str, object]
):
    before = audit("1", picture("a", located=True, roles={"published": "h"}))
    assert became(tmp_path, before, audit("2", again, **options)) == {"metadata.location s/x/a@website": "not_checked"}


def test_a_picture_of_which_nobody_says_any_more_who_is_shown_is_not_covered(tmp_path: Path):
    who = register(Ben="refused", Cy="granted")
    before = audit("1", picture("a", who=["Ben Benson"]), picture("k", who=["Cy Cyson"]), who=who)
    silent = picture("a2", url="https://e.example/uploads/a.jpg")
    now = audit("2", silent, picture("k", who=["Cy Cyson"]), who=who)
    assert became(tmp_path, before, now) == {"consent.refused s/x/a@home": "not_checked"}
    told = became(tmp_path, audit("3", {**silent, "who": ["Cy Cyson"]}, picture("k", who=["Cy Cyson"]), who=who))
    assert told == {"consent.refused s/x/a@home": "resolved"}


MAP, CRAWL = "s/website/sitemap", "s/website/screaming_frog"


@pytest.mark.parametrize("sources", [None, [source(1, MAP), part(1, CRAWL)]], ids=["not there", "in part"])
@pytest.mark.parametrize("first", [MAP, CRAWL])
def test_a_picture_of_two_exports_is_gone_only_where_both_say_so(
    tmp_path: Path, first: str, sources: list[dict[str, object]] | None
):
    both = [picture("a", source=name, located=True, page=name) for name in (MAP, CRAWL)]
    others = picture("k", source=MAP), picture("l", source=CRAWL)
    shown = sorted(both, key=lambda each: each["source"] != first)
    before = audit("1", *shown, *others)
    now = audit("2", *others[: 2 if sources else 1], sources=sources)
    assert became(tmp_path, before, now) == {"metadata.location s/x/a@website": "not_checked"}
    # As long as the second has not been read whole again, however often the first is.
    assert became(tmp_path, audit("3", others[0])) == {"metadata.location s/x/a@website": "not_checked"}
    assert became(tmp_path, audit("4", *others)) == {"metadata.location s/x/a@website": "resolved"}


@pytest.mark.parametrize(
    ("page", "again"),
    [("other", {}), ("other", {"url": "https://e.example/uploads/a-1.jpg"}), ("other", {"roles": {"published": "h2"}})],
    ids=["as it was", "another address", "replaced"],
)
def test_a_picture_on_another_page_is_the_same_trouble(tmp_path: Path, page: str, again: dict[str, str]):
    who = register(Ben="refused")
    first = picture("a", who=["Ben Benson"], roles={"published": "h1"})
    now = audit("2", {**first, "page": page, **again}, picture("k"), who=who)
    assert became(tmp_path, audit("1", first, picture("k"), who=who), now) == {
        "consent.refused s/x/a@other": "persisting"
    }


@pytest.mark.parametrize("sources", [[part(1)], None], ids=["in part", "lost most"])
def test_a_rule_that_changed_while_little_was_read_makes_no_worse_school(
    tmp_path: Path, sources: list[dict[str, object]] | None
):
    loose, strict = ia.Policy(max_side_px=2000), ia.Policy(max_side_px=800)
    all_of_them = picture("a", px=1500), picture("b"), picture("c")
    before = audit("1", *all_of_them, policy=loose)
    between = audit("2", picture("b"), policy=strict, sources=sources)
    found = became(tmp_path, before, between, audit("3", *all_of_them, policy=strict))
    assert found == {"resolution.oversized s/x/a@website": "remeasured"}


@pytest.mark.parametrize(
    ("before", "sources", "expected"),
    [
        ({"is_read": False}, None, "first_check"),
        ({"is_read": False, "url": "https://e.example/uploads/a.jpg", "name": "old"}, None, "first_check"),
        ({}, None, "new"),
        (None, None, "new"),
        (None, [part(1)], "first_check"),
        (None, [source(1, completeness="part", unread=1)], "first_check"),
        (None, [source(0, completeness="unknown")], "first_check"),
    ],
)
def test_what_nobody_could_tell_before_is_not_new(
    tmp_path: Path,
    before: dict[str, object] | None,
    sources: list[dict[str, object]] | None,
    expected: str,
):
    then = [picture("a") | before] if before is not None else []
    first = audit("1", picture("k"), *then, sources=sources)
    now = audit("2", picture("k"), picture("a", located=True))
    assert became(tmp_path, first, now) == {"metadata.location s/x/a@website": expected}


def test_who_refused_before_there_was_a_register_is_not_new(tmp_path: Path):
    one = picture("a", who=["Ben Benson"])
    found = became(tmp_path, audit("1", one), audit("2", one, who=register(Ben="refused")))
    assert found == {"consent.refused s/x/a@home": "first_check"}


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ([setting("messages", "off")], "new"),
        ([setting("messages", None)], "first_check"),
        ([setting("search", "off")], "first_check"),
        ([], "first_check"),
    ],
)
def test_a_setting_is_new_only_where_it_was_known_to_be_right(
    tmp_path: Path, before: list[dict[str, object]], expected: str
):
    now = audit("2", picture("k"), records=[setting("messages", "on")])
    assert became(tmp_path, audit("1", picture("k"), records=before), now) == {INSTA: expected}
