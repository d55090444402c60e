"""How far the work has come is what was said and what an audit found, both; never what was said alone."""

# ruff: noqa: E501 - tables read better in one line
from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from made_terms import audit, decision, part, picture, register

import imgaudit as ia
from imgaudit.tables import DECISIONS

BEN = register(Ben="refused")
A, B = (picture(name, who=["Ben Benson"], roles={"published": f"hash {name}"}) for name in "ab")
WORK = "consent s/x/a@website"


def told(folder: Path, *audits: ia.Audit) -> dict[str, Any]:
    """The row of picture ``a`` in the last of these terms."""
    for each in audits:
        ia.save_audit(each, folder)
    rows = ia.progress(folder)
    row = rows[rows["action_id"].eq(WORK) & rows["term"].eq(audits[-1].term)]
    return row.iloc[0].to_dict() if len(row) else {}


def of(term: str, *pictures: dict[str, Any], said: Any = (), **options: Any) -> ia.Audit:
    return audit(term, *pictures, who=BEN, decisions=DECISIONS.frame([*said]), **options)


DONE = decision(WORK, "Done", "2026-01-10 10:00")
LATE = decision(WORK, "Done", "2026-03-27 10:00")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("now", "state"),
    [
        (partial(of, "3", A, B), "open"),
        (partial(of, "3", B), "settled"),
        (partial(of, "3", B, said=[DONE]), "settled"),
        (partial(of, "3", A, B, said=[DONE]), "reopened"),
        (partial(of, "3", A, B, said=[LATE]), "to be confirmed"),
        (partial(of, "3", B, said=[DONE], sources=[part()]), "to be confirmed"),
        (partial(of, "3", B, sources=[part()]), "not checked"),
        (partial(of, "3", A, B, said=[decision(WORK, "Accepted", note="x", severity="critical")]), "accepted"),
        (partial(of, "3", A, B, said=[decision(WORK, "Accepted", note="x", until="2026-03-01")]), "reopened"),
        (partial(of, "3", A, B, said=[decision(WORK, "Accepted", image_hash="another")]), "reopened"),
        (partial(of, "3", A, B, said=[decision(WORK, "Not applicable")]), "reopened"),
        (partial(of, "3", A, B, said=[decision(WORK, "In progress")]), "in progress"),
        (partial(of, "3", A, B, said=[decision(WORK, "Needs DSL decision")]), "DSL decision"),
        (partial(of, "3", A, B, said=[decision(WORK, "Done", issue="one", copy="jo"),
                             decision(WORK, "Accepted", workbook="sam", issue="one", copy="sam")]), "open"),
    ],
)  # fmt: skip
def test_how_far_an_action_is(tmp_path: Path, now: Callable[[], ia.Audit], state: str) -> None:
    assert told(tmp_path, of("2", A, B), now())["state"] == state


@pytest.mark.slow
def test_the_days_it_took_and_the_day_it_is_due(tmp_path: Path) -> None:
    row = told(tmp_path, of("2", A, B), of("3", B, said=[DONE]))
    assert (row["since"], row["found_on"], row["done_on"], row["days"]) == (
        *("2", pd.Timestamp("2025-12-19"), pd.Timestamp("2026-01-10")),
        22,
    )
    assert (row["due_on"], row["is_overdue"]) == (pd.Timestamp("2025-12-22"), False)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("said", "due", "is_overdue"),
    [
        ((), "2025-12-22", True),
        ([decision(WORK, due_on="2026-04-30")], "2026-04-30", False),
        ([decision(WORK, "In progress", due_on="2026-03-26")], "2026-03-26", True),
        ([decision(WORK, "Accepted", note="x", severity="critical")], "2025-12-22", False),
    ],
)
def test_overdue_is_what_is_still_asked_for_after_its_day(
    tmp_path: Path, said: Any, due: str, is_overdue: bool
) -> None:
    row = told(tmp_path, of("2", A, B), of("3", A, B, said=said))
    assert (row["due_on"], row["is_overdue"]) == (pd.Timestamp(due), is_overdue)


@pytest.mark.slow
def test_what_was_settled_is_no_work_of_the_next_term(tmp_path: Path) -> None:
    assert told(tmp_path, of("1", A, B), of("2", B), of("3", B)) == {}


@pytest.mark.slow
def test_order_plays_no_part(tmp_path: Path) -> None:
    said = [decision(WORK, "In progress", "2026-01-01"), DONE, decision("consent s/x/b@website", "Accepted", note="x")]
    frames = []
    for name, turn in (("a", 1), ("b", -1)):
        for each in (of("2", A, B), of("3", A, B, said=said[::turn])):
            ia.save_audit(each, tmp_path / name)
        frames.append(ia.progress(tmp_path / name))
    pd.testing.assert_frame_equal(*frames)


@pytest.mark.slow
def test_the_summary_says_how_far_the_work_has_come(tmp_path: Path) -> None:
    said = [DONE, decision("consent s/x/b@website", "Accepted", note="x", severity="critical")]
    for each in (of("2", A, B), last := of("3", B, said=said)):
        ia.save_audit(each, tmp_path / "history")
    path = ia.write_workbook(last, tmp_path / "actions.xlsx", history=tmp_path / "history")
    rows = [*openpyxl.load_workbook(path)["Summary"].iter_rows(values_only=True)]
    at = next(at for at, row in enumerate(rows) if row[0] == "How far the work has come")
    assert rows[at + 1][0].startswith("Settled: an export that was read whole shows it no more.")
    assert [row[:9] for row in rows[at + 2 : at + 5]] == [
        *[("Channel", "Settled", "Reopened", "Accepted", "DSL decision", "To be confirmed", "Overdue", "Not checked", "In words")],
        ("All channels", 1, 0, 1, 0, 0, 0, 0, "One of 1 done within 22 days of being found."),
        ("Website", 1, 0, 1, 0, 0, 0, 0, "One of 1 done within 22 days of being found."),
    ]  # fmt: skip
    plain = ia.write_workbook(last, tmp_path / "plain.xlsx")
    assert "How far the work has come" not in [
        row[0] for row in openpyxl.load_workbook(plain)["Summary"].iter_rows(values_only=True)
    ]
