"""What is left of a picture that was said to be done: as long as the public may get a file of it, nothing is settled."""

# ruff: noqa: E501 - tables read better in one line
from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_terms import audit, became, decision, picture, register, visit

import imgaudit as ia
from imgaudit.residue import last_seen
from imgaudit.rules import RULE
from imgaudit.screen import print_progress
from imgaudit.tables import OUTCOMES, VISITS
from imgaudit.wording import gone_in_words

BEN = register(Ben="refused")
A, B = (picture(name, who=["Ben Benson"], roles={"published": f"hash {name}"}) for name in "ab")
WORK = "consent s/x/a@website"
SUBJECT = "s/x/a@website"
BEFORE, SAME, LATER = "2026-01-08 09:00", "2026-01-10 09:00", "2026-03-20 09:00"


def said(how: str | None = "Remove", action: str = WORK, **about: Any) -> dict[str, Any]:
    return decision(action, "Done", "2026-01-10 12:00", asked=how, image_hash="hash a", **about)


def of(term: str, *pictures: dict[str, Any], **options: Any) -> ia.Audit:
    return audit(term, *pictures, who=BEN, **options)


def left(made: ia.Audit) -> dict[str, str | None]:
    """File → what it does, of those that should be gone."""
    return {
        what.rpartition("#")[2]: None if pd.isna(actual) else actual
        for what, actual in zip(made.records["what"], made.records["actual"], strict=True)
    }


def rules(made: ia.Audit, subject: str = SUBJECT) -> list[str]:
    found = made.findings[made.findings["subject_id"].eq(subject)]
    return sorted(found.loc[found["practice"].eq("visibility"), "rule"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("outcomes", "at", "does", "rule"),
    [
        (["public"], LATER, "answers", "residue"),
        (["cached"], LATER, "answers from a cache alone", "cached"),
        (["gone", "public"], LATER, "answers", "residue"),  # by another Accept it still comes
        (["gone"], LATER, "gone", None),
        (["gone"], SAME, "gone", None),
        (["gone"], BEFORE, None, None),  # it may have been put back
        (["public"], SAME, None, None),  # perhaps before it was taken down
        (["public"], BEFORE, None, None),
        (["login"], LATER, "asks for a login", None),
        (["placeholder"], LATER, None, None),
        (["refused"], LATER, None, None),
        (["asks_not_to"], LATER, None, None),
        (["unknown"], LATER, None, None),
        (["gone", "unknown"], LATER, None, None),
    ],
)
def test_what_an_address_does_after_done(
    tmp_path: Path, outcomes: list[str], at: str, does: str | None, rule: str | None
):
    asked = [visit("a-300x200", at, outcome, accept=str(way)) for way, outcome in enumerate(outcomes)]
    now = of("3", B, decisions=[said()], visits=asked)
    assert left(now) == {"a-300x200": does}
    assert rules(now) == ([f"visibility.{rule}"] if rule else [])
    # Its own finding is resolved only where all of it is known to be gone; unknown is not.
    change = became(tmp_path, of("2", A, B), now)[f"consent.refused {SUBJECT.partition('@')[0]}@home"]
    assert change == ("resolved" if does == "gone" else "not_checked")
    state = ia.progress(tmp_path).query("term == '3' and action_id == @WORK")["state"].tolist()
    assert state == ["settled" if does == "gone" else "to be confirmed"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "shown", "visits", "expected"),
    [
        # The picture is gone from the export: whatever was asked for, nothing of it may answer.
        (None, [B], [visit("a", LATER, "public"), visit("a-scaled", LATER, "gone")], {"a": "answers", "a-scaled": "gone"}),
        ("Strip metadata", [B], [visit("old", LATER, "public")], {"old": "answers"}),
        # It is there still: of what is taken away everything, of what was replaced what no export names.
        ("Move behind login", [A, B], [visit("published", LATER, "public")], {"published": "answers"}),
        ("Strip metadata", [A, B], [visit("published", LATER, "public"), visit("old", LATER, "cached")], {"old": "answers from a cache alone"}),
        ("Re-upload smaller", [A, B], [visit("published", LATER, "public"), visit("old", LATER, "public")], {"old": "answers"}),
        ("Crop or cover", [A, B], [visit("published", LATER, "public", hashes="new")], {}),
        ("Crop or blur", [A, B], [visit("published", LATER, "public", hashes="hash a")], {"published": "answers"}),
        # The same picture at another address is the picture that was to go.
        ("Remove", [B], [visit("copy", LATER, "public", of="c", hashes="hash a")], {"copy": "answers"}),
        ("Remove", [B], [visit("copy", LATER, "public", of="c", hashes="older;hash a")], {"copy": "answers"}),
        ("Remove", [B], [visit("copy", LATER, "gone", of="c", hashes="hash a")], {"copy": "gone"}),
        ("Remove", [B], [visit("copy", LATER, "public", of="c", accept="a", hashes="new;hash a"), visit("copy", LATER, "public", of="c", accept="b", hashes="hash a;new")], {"copy": "answers"}),
        # Another picture comes from there now, so that the one of then is gone.
        ("Remove", [B], [visit("copy", LATER, "public", of="c", hashes="hash a;new")], {"copy": "gone"}),
        ("Crop or blur", [A, B], [visit("published", LATER, "public", hashes="hash a;new")], {"published": "gone"}),
        ("Crop or blur", [A, B], [visit("published", LATER, "unknown", hashes="hash a")], {"published": None}),
        ("Strip metadata", [B], [visit("copy", LATER, "public", of="c", hashes="hash a")], {}),
        # What has nothing to do with the file leaves none.
        ("Get consent", [A, B], [visit("published", LATER, "public")], {}),
        (None, [A, B], [visit("published", LATER, "public")], {}),
        ("Remove", [B], [visit("b", LATER, "public", of="b")], {}),
    ],
)  # fmt: skip
def test_which_addresses_have_to_be_gone(how: str | None, shown: Any, visits: Any, expected: dict[str, str]):
    assert left(of("3", *shown, decisions=[said(how)], visits=visits)) == expected


@pytest.mark.slow
@pytest.mark.parametrize("told", [{"image_hash": None}, {"image_hash": None, "asked": None}, {"asked": None}])
def test_what_is_not_recorded_of_then_is_no_hindrance(told: dict[str, Any]):
    asked = [visit("a", LATER, "public", hashes="hash a"), visit("c", LATER, "public", of="c")]
    assert left(of("3", B, decisions=[{**said(), **told}], visits=asked)) == {"a": "answers"}
    assert left(of("3", B, decisions=[{**said(), **told}], visits=[visit("a", LATER, "public")])) == {"a": "answers"}


@pytest.mark.slow
def test_one_upload_too_many_is_gone_though_the_other_stays():
    copy = visit("b", LATER, "public", of="b", hashes="hash a")
    done = said(action="review s/x/a@website")
    assert left(of("3", B, decisions=[done], visits=[visit("a", LATER, "gone"), copy])) == {"a": "gone"}


@pytest.mark.slow
def test_nothing_is_left_of_what_nobody_said_to_be_done():
    assert left(of("3", B, visits=[visit("a", LATER, "public")])) == {}
    assert (
        left(
            of("3", B, decisions=[decision(WORK, "In progress", asked="Remove")], visits=[visit("a", LATER, "public")])
        )
        == {}
    )


@pytest.mark.slow
def test_what_only_a_cache_still_gives_is_purged_without_a_word():
    made = of("3", A, visits=[visit("published", LATER, "cached")])
    assert rules(made) == ["visibility.cached"]
    action = ia.find_actions(made).set_index("action_id").loc[f"visibility {SUBJECT}"]
    assert action["fix"] == "Purge the cache"
    assert (
        "The website says that it is gone, but 1 file of it still answers: https://e.example/uploads/published.jpg"
        in action["problem"]
    )
    assert rules(of("3", picture("a", shows="nobody"), visits=[visit("published", LATER, "cached")])) == []


@pytest.mark.slow
def test_the_action_names_the_day_and_the_addresses(tmp_path: Path):
    sizes = [visit(f"a-{width}x200", LATER, "public") for width in range(5)]
    made = of(
        "3", B, decisions=[said()], visits=[*sizes, visit("a", LATER, "cached"), visit("a-scaled", LATER, "gone")]
    )
    assert rules(made) == ["visibility.cached", "visibility.residue"]
    actions = ia.find_actions(made).query("practice == 'visibility'")
    assert actions[["action_id", "fix", "severity", "channel", "asset_id"]].to_numpy().tolist() == [
        [f"visibility {SUBJECT}", "Remove", "high", "website", "s/x/a"]
    ]
    told = actions["problem"].iloc[0]
    assert "It was said to be done on 10 January 2026, but 6 files of it still answer: " in told
    assert "https://e.example/uploads/a-0x200.jpg (20 March 2026: answers)" in told
    assert told.endswith("and 2 others.")
    assert "a cache in front of it still gives it" in told
    assert actions["file_url"].iloc[0].startswith("https://e.example/uploads/a")
    rows = [
        *openpyxl.load_workbook(ia.write_workbook(made, tmp_path / "a.xlsx"))["Actions"].iter_rows(values_only=True)
    ]
    assert any("It was said to be done on 10 January 2026" in str(cell) for row in rows for cell in row)


@pytest.mark.slow
def test_purging_is_not_settled_by_removing():
    cached = [visit("published", LATER, "cached")]
    actions = ia.find_actions(of("3", A, visits=cached)).set_index("action_id")
    assert actions.loc[WORK, "fix"] == "Remove"
    assert pd.isna(actions.loc[f"visibility {SUBJECT}", "settled_by"])


@pytest.mark.slow
def test_what_is_left_of_it_is_settled_by_a_visit_alone(tmp_path: Path):
    def then(term: str, *visits: dict[str, Any]) -> ia.Audit:
        again = decision(f"visibility {SUBJECT}", "Done", "2026-04-02 10:00", asked="Remove", image_hash="hash a")
        return of(term, B, decisions=[said(), *([again] if term > "3" else [])], visits=[*visits])

    found = then("3", visit("a", LATER, "public"))
    told = {}
    for made in (of("2", A, B), found):
        ia.save_audit(made, tmp_path / "before")
    for name, visits in (
        ("not asked again", [visit("a", LATER, "public")]),
        ("no visits at all", []),
        ("refused", [visit("a", "2026-05-01", "refused")]),
        ("gone", [visit("a", "2026-05-01", "gone")]),
        ("there", [visit("a", "2026-05-01", "public")]),
    ):
        shutil.copytree(tmp_path / "before", tmp_path / name)
        changed = became(tmp_path / name, then("4", *visits))
        told[name] = [changed[f"visibility.residue {SUBJECT}"], changed["consent.refused s/x/a@home"]]
    assert told == {
        "not asked again": ["not_checked"] * 2,
        "no visits at all": ["not_checked"] * 2,
        "refused": ["not_checked"] * 2,
        "gone": ["resolved"] * 2,
        "there": ["persisting", "not_checked"],
    }


@pytest.mark.slow
def test_without_any_visit_an_export_settles_as_it_did(tmp_path: Path):
    assert became(tmp_path, of("2", A, B), of("3", B, decisions=[said()]))["consent.refused s/x/a@home"] == "resolved"


@pytest.mark.slow
def test_a_picture_under_another_number_tells_for_itself(tmp_path: Path):
    new = picture("new", url=A["url"], who=[], roles={"published": "hash a"}, shows="nobody")
    seen = [visit("a", "2025-12-18", "public")]
    assert became(tmp_path, of("2", A, B, visits=seen), of("3", new, B))["consent.refused s/x/a@home"] == "resolved"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("visits", "gone_on", "days"),
    [
        ([visit("a", LATER, "gone"), visit("a-s", "2026-03-22", "gone")], "2026-03-22", 71),
        ([visit("a", SAME, "gone")], "2026-01-10", 0),
        ([visit("a", BEFORE, "gone")], None, None),
        ([visit("a", LATER, "gone"), visit("a-s", BEFORE, "gone")], None, None),
        ([visit("a", LATER, "gone"), visit("a-s", LATER, "cached")], None, None),
        ([visit("a", LATER, "gone"), visit("a-s", LATER, "unknown")], None, None),
        ([visit("a", LATER, "login")], None, None),
        ([], None, None),
    ],
)
def test_the_days_from_done_to_gone(tmp_path: Path, visits: Any, gone_on: str | None, days: int | None):
    for made in (of("2", A, B), of("3", B, decisions=[said()], visits=visits)):
        ia.save_audit(made, tmp_path)
    told = ia.days_to_gone(tmp_path)
    assert told[["action_id", "channel", "how"]].to_numpy().tolist() == [[WORK, "website", "Remove"]]
    assert told["done_on"].tolist() == [pd.Timestamp("2026-01-10")]
    assert [None if pd.isna(day) else f"{day:%Y-%m-%d}" for day in told["gone_on"]] == [gone_on]
    assert [None if pd.isna(each) else each for each in told["days"]] == [days]


@pytest.mark.slow
def test_behind_a_login_is_gone_where_that_was_the_aim(tmp_path: Path):
    asked = [visit("published", LATER, "login"), visit("a-s", LATER, "gone")]
    ia.save_audit(of("3", A, decisions=[said("Move behind login", f"visibility {SUBJECT}")], visits=asked), tmp_path)
    assert ia.days_to_gone(tmp_path)["days"].tolist() == [69]


@pytest.mark.slow
def test_the_first_day_counts_and_later_ones_change_nothing(tmp_path: Path):
    for term, day in (("3", LATER), ("4", "2026-06-01")):
        ia.save_audit(of(term, B, decisions=[said()], visits=[visit("a", day, "gone")]), tmp_path)
    assert ia.days_to_gone(tmp_path)["days"].tolist() == [69]


@pytest.mark.slow
def test_what_has_no_file_to_lose_is_not_counted(tmp_path: Path):
    ia.save_audit(of("3", A, decisions=[said("Get consent")]), tmp_path)
    assert ia.days_to_gone(tmp_path).empty


@pytest.mark.slow
def test_summary_and_screen_say_how_long_it_took(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    done = [said(), decision("consent s/x/c@website", "Done", "2026-01-10 12:00", asked="Remove")]
    for made in (of("2", A, B), last := of("3", B, decisions=done, visits=[visit("a", "2026-01-14", "gone")])):
        ia.save_audit(made, tmp_path / "h")
    words = "Done, and gone for the public, as visits saw. Of 1 of 2, it was seen to be gone within 4 days of Done; not known of 1."
    path = ia.write_workbook(last, tmp_path / "a.xlsx", history=tmp_path / "h")
    assert words in [row[0].value for row in openpyxl.load_workbook(path)["Summary"].rows]
    print_progress(ia.progress(tmp_path / "h"), ia.days_to_gone(tmp_path / "h"))
    assert words in " ".join(capsys.readouterr().out.split())
    assert (
        gone_in_words(pd.Series([1, 3, 8], dtype="Int64"))
        == "Of 3 of 3, half were seen to be gone within 3 days of Done."
    )


@pytest.mark.slow
@given(st.lists(st.sampled_from(OUTCOMES), max_size=4))
def test_unknown_never_counts_as_gone(outcomes: list[str]):
    asked = [visit("a", LATER, outcome, accept=str(way)) for way, outcome in enumerate(outcomes)]
    seen = last_seen(VISITS.frame(asked), "Europe/London")
    assert len(seen) == bool(outcomes)
    state = seen["state"].iloc[0] if outcomes else None
    if {*outcomes} - {"gone"}:
        assert state != "gone"
    if {"public", "cached"} & {*outcomes}:
        assert state in ("answers", "answers from a cache alone")
    row = pd.DataFrame(
        {"practice": "visibility", "subject_kind": "asset@channel", "expected": "gone, as", "actual": [state]}
    )
    answers = [RULE[f"visibility.{name}"].asked_of(row.astype("str")) for name in ("residue", "cached")]
    assert all(answer.eq(False).fillna(False).all() for answer in answers) == ({*outcomes} == {"gone"})
