"""What becomes of findings where something is not known, and of what people decided about them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.outputs.workbook.earlier import read_earlier
from imgaudit.rules import RULE
from imgaudit.tables import RECORDS, digest
from tests.made_terms import WEB, audit, became, decision, part, picture, register, saved, setting, source

INSTA = "settings.differs s/account/insta"


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("checked", "expected"), [("2025-09-20", "not_checked"), ("2025-12-10", "resolved"), ("2026-01-12", "resolved")]
)
def test_an_older_look_rights_no_setting(tmp_path: Path, checked: str, expected: str):
    days = {"1": ("off", "2025-09-20"), "2": ("on", "2025-12-10"), "3": ("off", checked)}
    audits = [
        audit(term, picture("a"), records=[setting("messages", actual, checked_on=pd.Timestamp(day))])
        for term, (actual, day) in days.items()
    ]
    assert became(tmp_path, *audits) == {INSTA: expected}


@pytest.mark.slow
@pytest.mark.parametrize("between", [[], [setting("messages", None)]], ids=["not there", "unknown"])
def test_a_row_that_was_wrong_is_remembered_as_long_as_the_finding_is_open(
    tmp_path: Path, between: list[dict[str, object]]
):
    other = setting("search", "off")
    terms = {"1": [setting("messages", "on"), other], "2": [*between, other], "3": [other]}
    audits = [audit(term, picture("a"), records=rows) for term, rows in terms.items()]
    assert became(tmp_path, *audits) == {INSTA: "not_checked"}
    right = audit("4", picture("a"), records=[setting("messages", "off"), other])
    assert became(tmp_path, right) == {INSTA: "resolved"}


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_picture_of_which_nobody_says_any_more_who_is_shown_is_not_covered(tmp_path: Path):
    who = register(Ben="refused", Cy="granted")
    before = audit("1", picture("a", who=["Ben Benson"]), picture("k", who=["Cy Cyson"]), who=who)
    silent = picture("a2", url="https://e.example/uploads/a.jpg")
    now = audit("2", silent, picture("k", who=["Cy Cyson"]), who=who)
    assert became(tmp_path, before, now) == {"consent.refused s/x/a@home": "not_checked"}
    told = became(tmp_path, audit("3", {**silent, "who": ["Cy Cyson"]}, picture("k", who=["Cy Cyson"]), who=who))
    assert told == {"consent.refused s/x/a@home": "resolved"}


MAP, CRAWL = "s/website/sitemap", "s/website/screaming_frog"


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_who_refused_before_there_was_a_register_is_not_new(tmp_path: Path):
    one = picture("a", who=["Ben Benson"])
    found = became(tmp_path, audit("1", one), audit("2", one, who=register(Ben="refused")))
    assert found == {"consent.refused s/x/a@home": "first_check"}


@pytest.mark.slow
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


BEN = register(Ben="refused", Cy="granted")
ABC = [picture(name, who=["Ben Benson"], located=True) for name in "abc"]


def done(practice: str, **about: str) -> list[dict[str, object]]:
    return [decision(f"{practice} s/x/{name}@website", "Done", **about) for name in "abc"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([], "not_checked"),
        (done("consent"), "resolved"),  # its fix is to remove the picture
        (done("metadata"), "not_checked"),  # its fix is to strip the file
        (done("metadata", fix="Remove"), "resolved"),
        (done("consent", fix="Get consent"), "not_checked"),
        (done("consent") + [each | {"status": "In progress", "decided_at": "2026-02-01"} for each in done("consent")],
         "not_checked"),
        (done("consent", at="2026-09-01 10:00"), "not_checked"),  # after the day of the audit
        (done("consent", until="2026-02-01"), "not_checked"),
        (done("consent", at="2025-12-01 10:00"), "not_checked"),  # the pictures were seen after that
        ([each | {"site": "t"} for each in done("consent")], "not_checked"),
    ],
)  # fmt: skip
def test_only_work_that_took_pictures_down_explains_that_they_are_gone(
    tmp_path: Path, decisions: list[dict[str, object]], expected: str
):
    now = audit("3", picture("d"), who=BEN, decisions=decisions)
    assert set(became(tmp_path, audit("2", *ABC, who=BEN), now).values()) == {expected}


@pytest.mark.slow
def test_what_was_done_and_seen_again_explains_nothing(tmp_path: Path):
    audits = [audit(term, *ABC, who=BEN, decisions=done("consent")) for term in "23"]
    now = audit("4", picture("d"), who=BEN, decisions=done("consent"))
    assert set(became(tmp_path, *audits, now).values()) == {"not_checked"}


def work(*decisions: dict[str, object], term: str = "3", who: object = BEN) -> dict[str, tuple[str, str, str | None]]:
    """Practice → fix, status and what settles it, of one picture with three faults."""
    one = picture("a", who=["Ben Benson"], located=True, px=3000)
    found = ia.find_actions(audit(term, one, who=who, decisions=list(decisions)))  # type: ignore[arg-type]
    settled = found["settled_by"].str.split(" ").str[0].astype("object").where(found["settled_by"].notna(), None)
    return dict(zip(found["practice"], zip(found["fix"], found["status"], settled, strict=True), strict=True))


CONSENT = "consent s/x/a@website"
ALL_BY_REMOVING = {
    "consent": ("Remove", "Not started", None),
    "metadata": ("Strip metadata", "Not started", "consent"),
    "resolution": ("Re-upload smaller", "Not started", "consent"),
}
STAYS_ACCEPTED = {
    "consent": ("Remove", "Accepted", None),
    "metadata": ("Strip metadata", "Not started", "resolution"),
    "resolution": ("Re-upload smaller", "Not started", None),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([decision(CONSENT, "Accepted")], STAYS_ACCEPTED),
        ([decision(CONSENT, "Accepted") | {"site": "t"}], ALL_BY_REMOVING),
        ([decision(CONSENT, "Accepted", until="2026-03-27")], STAYS_ACCEPTED),
        ([decision(CONSENT, "Accepted", until="2026-03-26")], ALL_BY_REMOVING),
        # What was replaced does not come back when that which replaced it is over.
        ([decision(CONSENT, "Accepted", "2026-01-01"), decision(CONSENT, "In progress", until="2026-02-01")],
         ALL_BY_REMOVING),
        ([decision(CONSENT, "Accepted"), decision(CONSENT, None, "2026-02-01", owner="Kim", until="2026-02-02")],
         STAYS_ACCEPTED),
        ([decision(CONSENT, "Accepted", severity="critical")], STAYS_ACCEPTED),
        ([decision(CONSENT, "Accepted", severity="medium")], ALL_BY_REMOVING),
    ],
)  # fmt: skip
def test_what_was_accepted_holds_for_that_and_no_longer(said: list[dict[str, object]], expected: object):
    assert work(*said) == expected


@pytest.mark.slow
@pytest.mark.parametrize("fix", ["Keep (reason required)", "Crop or cover"])
def test_a_fix_that_somebody_chose_settles_no_more_than_it_does(fix: str):
    assert work(decision(CONSENT, fix=fix)) == STAYS_ACCEPTED | {"consent": (fix, "Not started", None)}


@pytest.mark.slow
def test_who_chose_to_remove_need_not_strip():
    got = register(Ben="granted")
    assert work(decision("metadata s/x/a@website", fix="Remove"), who=got) == {
        "metadata": ("Remove", "Not started", None),
        "resolution": ("Re-upload smaller", "Not started", "metadata"),
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("known", "again", "expected"),
    [
        (("Ben", "Cy"), {"caption": "Somebody wins"}, "resolved"),
        (("Ben", "Cy", "Eve"), {"caption": "Somebody wins"}, "resolved"),
        (("Cy", "Dee"), {}, "not_checked"),  # as many people, but Ben has left: nobody sees his name there any more
        (("Cy", "Dee"), {"page": "other"}, "not_checked"),
        (("Cy", "Dee"), {"name": "a2", "url": "https://e.example/uploads/a.jpg"}, "not_checked"),
        (("Cy", "Dee"), None, "resolved"),  # the picture is gone, and so is what stood beside it
    ],
)
def test_a_leaver_s_name_is_not_gone_from_beside_a_picture(
    tmp_path: Path, known: tuple[str, ...], again: dict[str, str] | None, expected: str
):
    who = register(**dict.fromkeys(known, "granted"))
    named = picture("a", caption="Ben Benson wins")
    before = audit("1", named, picture("k"), who=register(Ben="granted", Cy="granted"))
    now = audit("2", picture("k"), *([named | again] if again is not None else []), who=who)
    assert became(tmp_path, before, now) == {"names.full s/x/a@home": expected}


@pytest.mark.slow
def test_a_history_knows_people_by_nothing_but_a_mark_and_forgets_that(tmp_path: Path):
    who = register(Ben="granted", Cy="granted")
    named = picture("a", caption="Ben Benson wins")
    (run,) = ia.save_audit(audit("1", named, who=who), tmp_path)
    assert json.loads((run / "audit.json").read_bytes())["register"] == {
        "people": 2,
        "completeness": "whole",
        "who": [digest("person-Cy"), digest("person-Ben")],
    }
    ia.forget("Ben Benson", who.people, history=tmp_path, cache=False)
    assert json.loads((run / "audit.json").read_bytes())["register"]["who"] == [digest("person-Cy"), "[forgotten]"]
    # That nobody knows him any more takes his name off no page.
    assert became(tmp_path, audit("2", named, who=register(Cy="granted"))) == {"names.full s/x/a@home": "not_checked"}


def sheet(path: Path) -> dict[str, dict[str, str]]:
    """Practice → heading → cell of *Actions*."""
    rows = openpyxl.load_workbook(path)["Actions"].iter_rows(values_only=True)
    headings = next(rows)
    told = (dict(zip(headings, row, strict=True)) for row in rows)
    return {row["Reference"].split(" ")[0]: row for row in told}


def write_into(path: Path, **cells: str) -> None:
    """Fill in cells of the first action: ``Status``, ``fix`` …"""
    book = openpyxl.load_workbook(path)
    actions = book["Actions"]
    for cell in actions[1]:
        if cell.value in cells or (cell.value == "What to do" and "fix" in cells):
            actions.cell(2, cell.column).value = cells.get(cell.value, cells.get("fix"))
    book.save(path)


@pytest.mark.slow
@pytest.mark.parametrize("said", [{"Status": "Accepted"}, {"fix": "Keep (reason required)"}])
def test_where_the_workbook_says_that_a_picture_stays_the_rest_is_asked_for(tmp_path: Path, said: dict[str, str]):
    path, one = tmp_path / "actions.xlsx", picture("a", who=["Ben Benson"], located=True, px=3000)
    ia.write_workbook(audit("2", one, who=BEN), path)
    assert [*sheet(path)] == ["consent"]
    write_into(path, Notes="DSL: stays", **said)
    for term in "34":  # and it stays so
        ia.write_workbook(audit(term, one, who=BEN), path)
        rows = sheet(path)
        assert [*rows] == ["consent", "resolution"]
        assert rows["consent"]["Status"] == said.get("Status", "Not started")
        assert rows["consent"]["What to do"] == said.get("fix", "Remove")
        assert not rows["consent"]["What is wrong"].startswith("Found again")


@pytest.mark.slow
def test_what_was_accepted_in_the_workbook_and_is_worse_now_is_said(tmp_path: Path):
    path, one = tmp_path / "actions.xlsx", picture("a", who=["Ben Benson"], located=True)
    ia.write_workbook(audit("2", one, who=register(Ben=None, Cy="granted")), path)
    book = openpyxl.load_workbook(path)
    at = next(row for row in range(2, 4) if str(book["Actions"].cell(row, 18).value).startswith("consent"))
    assert book["Actions"].cell(at, 1).value == "3 Medium"
    book["Actions"].cell(at, 14).value, book["Actions"].cell(at, 15).value = "Accepted", "the head agreed"
    book.save(path)
    for term in "34":
        ia.write_workbook(audit(term, one, who=BEN), path)
        rows = sheet(path)
        assert [*rows] == ["consent"], "who removes it need not strip it"
        assert rows["consent"]["Severity"] == "1 Critical"
        assert rows["consent"]["Status"] == "Accepted", "what a person wrote stays"
        assert rows["consent"]["What is wrong"].startswith(
            "Found again, though marked Accepted, for it is worse now. Somebody"
            if term == "3"
            else "Found again, though"
        )


def told(**about: str) -> list[dict[str, object]]:
    said = {"shows": "pupils", "people": "Cy Cyson", "people_complete": True, "answered_on": "2025-10-01"}
    return [{"asset_id": "s/x/a", **said, **about}]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("now", "answer", "state"),
    [
        ({"roles": {"original": "o", "published": "p"}}, {"image_hash": "o;p"}, "covered"),
        ({"roles": {"published": "p"}}, {"image_hash": "o;p"}, "covered"),  # the original was deleted, as we ask
        ({"roles": {"original": "o"}}, {"image_hash": "o;p"}, "covered"),
        ({"roles": {"published": "q"}}, {"image_hash": "o;p"}, "unknown"),
        ({"roles": {"published": "q"}}, {"image_hash": "o"}, "unknown"),
        ({"name": "b", "roles": {"published": "p"}}, {"image_hash": "o;p"}, "covered"),
        # Where there are no bytes to compare, nobody has looked since, but on the day of the audit itself.
        ({}, {"image_hash": "o;p"}, "partly"),
        ({}, {}, "partly"),
        ({"roles": {"published": "p"}}, {}, "partly"),
        ({}, {"image_hash": "o;p", "answered_on": "2025-12-19"}, "covered"),
        ({}, {"answered_on": "2025-12-19"}, "covered"),
        ({"name": "b", "url": "https://new.example/uploads/a.jpg"}, {}, "partly"),
        ({"name": "b", "url": "https://new.example/uploads/a.jpg"}, {"answered_on": "2025-12-19"}, "partly"),
        ({"name": "b", "url": "https://new.example/uploads/b.jpg"}, {}, "unknown"),
        # Where one of the two has been hashed nobody knows that they are the same.
        ({"name": "b", "url": "https://new.example/uploads/a.jpg"}, {"image_hash": "o"}, "unknown"),
        ({"name": "b", "url": "https://e.example/uploads/a.jpg", "roles": {"published": "p"}}, {}, "unknown"),
    ],
)
def test_an_answer_holds_as_long_as_a_file_of_the_picture_is_left(
    now: dict[str, object], answer: dict[str, str], state: str
):
    place = audit("1", picture("a")).items["place_id"].iloc[0]
    found = audit("2", picture("a") | now, who=BEN, answers=told(place_id=place, **answer))
    assert found.items["consent_state"].tolist() == [state]
    assert found.items["is_unseen"].fillna(False).tolist() == [state == "partly"]
    unseen = found.problems[found.problems["reason"].str.contains("not looked at since")]
    assert unseen["file"].tolist() == [found.items["asset_id"].iloc[0]] * (state == "partly")
    why = ia.explain(found, found.items["item_id"].iloc[0])["why"].tolist()
    assert (why[-1] == "Not everyone shown may be named. Not looked at since 1 October 2025.") is (
        state == "partly" and "answered_on" not in answer
    )


@pytest.mark.slow
def test_an_answer_remembers_every_file_of_the_picture(tmp_path: Path):
    path = tmp_path / "actions.xlsx"
    both = picture("a", roles={"original": "o", "published": "p"})
    first = audit("1", both, who=BEN)
    ia.write_workbook(first, path)
    book = openpyxl.load_workbook(path)
    asked = book["Who is shown"]
    for cell in asked[1]:
        if cell.value in (filled := {"Shows": "Pupils", "People": "Cy Cyson", "Everyone listed?": "Yes"}):
            asked.cell(2, cell.column).value = filled[cell.value]
    book.save(path)
    answers = ia.read_answers(path, first)
    kept = ia.load_answers(ia.save_answers(answers, tmp_path / "answers.csv"))
    assert kept[["image_hash", "place_id"]].to_numpy().tolist() == [["o;p", first.items["place_id"].iloc[0]]]
    again = audit("2", both | {"roles": {"published": "p"}}, who=BEN, answers=kept)
    assert again.items["consent_state"].tolist() == ["covered"]
    # And in the workbook it stays where it was filled in.
    ia.write_workbook(audit("2", both | {"roles": {"published": "p"}}, who=BEN), path)
    assert openpyxl.load_workbook(path)["Who is shown"].cell(2, 9).value == "Cy Cyson"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "said", "expected"),
    [
        ({"rows": 0, "completeness": "unknown"}, "taken down", "resolved"),
        ({"rows": 0, "completeness": "unknown"}, "moved", "not_checked"),
        ({"rows": 0, "completeness": "unknown"}, None, "not_checked"),
        ({"rows": 0, "completeness": "part", "unread": None}, "taken down", "not_checked"),
        ({"rows": 0, "completeness": "part", "unread": 3}, "taken down", "not_checked"),
    ],
)
def test_an_export_that_is_empty_because_all_was_taken_down_is_settled(
    tmp_path: Path, rows: dict[str, object], said: str | None, expected: str
):
    post = picture("k", source="s/facebook/spreadsheet")
    sources = [source(**rows), source(1, "s/facebook/spreadsheet")]
    now = audit("2", post, sources=sources, explained={WEB: said} if said else None)
    found = became(tmp_path, audit("1", picture("a", located=True), post), now)
    assert found == {"metadata.location s/x/a@website": expected}


@pytest.mark.slow
@pytest.mark.parametrize("less", [[{"file": "a"}], [{"file": "a"}, {"file": "b"}]], ids=["a file", "a kind of entry"])
@pytest.mark.parametrize("is_said", [False, True], ids=["given again", "said to be taken down"])
def test_what_stood_in_a_file_that_nobody_gives_any_more_is_asked_about_and_not_resolved(
    tmp_path: Path, less: list[dict[str, str]], is_said: bool
):
    """However often it is not given, until somebody says; the one picture of three that is gone may have been there."""
    stay = [picture(name) for name in "bc"]

    def term(name: str, *pictures: dict[str, Any], files: list[dict[str, str]], **options: Any) -> ia.Audit:
        return audit(name, *pictures, sources=[source(2, **about) for about in files], **options)

    both = [{"file": "a"}, {"file": "b", "holds": "pages, posts"}]
    ia.save_audit(term("1", picture("a", located=True), *stay, files=both), tmp_path)
    for name in "23":
        assert became(tmp_path, term(name, *stay, files=less)) == {"metadata.location s/x/a@website": "not_checked"}
    assert ia.unexplained(tmp_path)[["term", "n_gone", "n_before"]].to_numpy().tolist() == [["2", 1, 3], ["3", 1, 3]]
    said = {"explained": {WEB: "taken down"}} if is_said else {}
    end = term("4", *stay, files=less if is_said else both, **said)
    assert became(tmp_path, end) == {"metadata.location s/x/a@website": "resolved"}


@pytest.mark.slow
def test_the_same_list_twice_stands_for_no_other(tmp_path: Path):
    """Two files as before, of which one holds nothing but what the other holds."""
    stay = [picture(name) for name in "bc"]

    def term(name: str, *pictures: dict[str, Any], own: tuple[int, int]) -> ia.Audit:
        files = [source(2, file=file, own=mine) for file, mine in zip("ab", own, strict=True)]
        return audit(name, *pictures, sources=files)

    before = term("1", picture("a", located=True), *stay, own=(2, 1))
    finding = "metadata.location s/x/a@website"
    assert became(tmp_path, before, term("2", *stay, own=(2, 0))) == {finding: "not_checked"}
    assert became(tmp_path, term("3", *stay, own=(1, 1))) == {finding: "resolved"}


@pytest.mark.slow
def test_two_sites_that_call_an_account_the_same_have_a_finding_and_an_action_each(tmp_path: Path):
    both = [
        setting("messages", "on", "account/insta"),
        setting("search", "on", "account/insta", site="t", source_id="t/settings/registers"),
    ]
    found = audit("1", picture("a"), records=[both[0], both[1] | {"what": "search engines"}])
    assert found.findings[["site", "evidence"]].to_numpy().tolist() == [
        ["s", "setting: messages"],
        ["t", "setting: search engines"],
    ]
    accepted = decision("settings account/insta", "Accepted")
    actions = ia.find_actions(
        audit("1", picture("a"), records=both, decisions=[accepted | {"decided_at": "2025-09-30"}])
    )
    assert sorted(zip(actions["site"], actions["status"], strict=True)) == [("s", "Accepted"), ("t", "Not started")]
    ia.save_audit(found, tmp_path)
    assert ia.changes(tmp_path)[["site", "change"]].to_numpy().tolist() == [["s", "first_check"], ["t", "first_check"]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("unread", "expected"),
    [
        ((1, 80), "not all checked, so not compared"),
        ((0, 80), "not all checked, so not compared"),
        ((1, 0), "not all checked, so not compared"),
        ((0, 0), "8 of 10 → 3 of 15 since 1: better"),
    ],
)
def test_two_parts_of_an_export_are_not_better_or_worse_than_one_another(
    tmp_path: Path, unread: tuple[int, int], expected: str
):
    terms = [
        [picture(f"m{at}", located=at < 8) for at in range(10)],
        [picture(f"m{at}", located=at < 8) for at in range(5, 20)],
    ]
    for term, pictures, n in zip("12", terms, unread, strict=True):
        completeness = "part" if n else "whole"
        one = source(len(pictures), completeness=completeness, unread=n)
        ia.save_audit(audit(term, *pictures, sources=[one]), tmp_path)
    trends = ia.trends(tmp_path)
    assert trends.query("measure == 'location' and term == '2'")["comparison"].item() == expected
    axes = ia.plot_trends(trends, measures="location")
    said = " ".join(text.get_text() for each in axes.figure.get_axes() for text in each.texts)
    assert expected.rpartition(": ")[2] in " ".join(said.split())


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        (setting("messages", " Off "), False),
        (setting("messages", "on"), True),
        (setting("messages", None), None),
        (setting("messages", "on", practice="staff"), None),
        (setting("messages", "off", practice="staff"), None),
    ],
)
def test_a_setting_is_told_by_its_words_and_rows_of_other_practices_are_none(
    row: dict[str, object], answer: bool | None
):
    asked = RULE["settings.differs"].asked_of(RECORDS.frame([row]))
    assert asked.astype("object").where(asked.notna(), None).tolist() == [answer]


@pytest.mark.slow
def test_a_picture_imported_anew_without_its_original_is_the_same_picture(tmp_path: Path):
    first = picture("a", located=True, roles={"original": "o", "published": "p"})
    again = picture("a2", located=True, roles={"published": "p"}, url="https://e.example/uploads/a.jpg")
    found = became(tmp_path, audit("1", first, picture("k")), audit("2", again, picture("k")))
    assert found["metadata.location s/x/a2@website"] == "persisting"
    assert found.get("metadata.location s/x/a@website") is None
    # Where the same of its files was hashed both times, another hash is another picture.
    other = picture("a3", located=True, roles={"published": "q"}, url="https://e.example/uploads/a.jpg")
    assert became(tmp_path, audit("3", other, picture("k"))) == {
        "metadata.location s/x/a2@website": "resolved",
        "metadata.location s/x/a3@website": "new",
    }


@pytest.mark.slow
def test_an_answer_that_the_next_workbook_puts_there_again_is_as_old_as_it_is(tmp_path: Path):
    """Neither newer than what somebody else has said since, nor a look at what is there now."""
    path, one = tmp_path / "actions.xlsx", picture("a", roles={"published": "p"})

    def typed(**words: str) -> None:
        book = openpyxl.load_workbook(path)
        asked = book["Who is shown"]
        for cell in asked[1]:
            if str(cell.value).rstrip("?").replace(" ", "_") in words:
                asked.cell(2, cell.column).value = words[str(cell.value).rstrip("?").replace(" ", "_")]
        book.save(path)

    ia.write_workbook(audit("1", one, who=BEN), path)
    typed(Shows="Pupils", People="Cy Cyson", Everyone_listed="Yes")
    saved(path, "2025-10-03T09:00:00Z")
    for term in "23":
        # The picture is not there to be looked at any more: asked again, and filled in again.
        ia.write_workbook(audit(term, one | {"roles": {"published": None}}, who=BEN), path)
        saved(path, "2026-03-01T09:00:00Z")
        again = audit(term, one | {"roles": {"published": None}}, who=BEN)
        assert read_earlier(path).issued.as_of == again.as_of  # and not the day of what it puts there again
        read = ia.read_answers(path, again).answers
        assert read[["people", "answered_on", "image_hash"]].to_numpy().tolist() == [
            ["Cy Cyson", pd.Timestamp("2025-10-03"), "p"]
        ]
        after = audit(term, one | {"roles": {"published": None}}, who=BEN, answers=read)
        assert after.items["consent_state"].tolist() == ["partly"]
        assert ia.explain(after, after.items["item_id"].iloc[0])["why"].iloc[-1] == (
            "Not everyone shown may be named. Not looked at since 3 October 2025."
        )
    typed(People="Ben Benson")
    read = ia.read_answers(path, again).answers
    assert read[["people", "answered_on"]].to_numpy().tolist() == [["Ben Benson", pd.Timestamp("2026-03-27")]]
