"""How far the work has come is what was said and what an audit found, both; never what was said alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (of("3", A, B), "open"),
        (of("3", B), "settled"),
        (of("3", B, said=[DONE]), "settled"),
        (of("3", A, B, said=[DONE]), "reopened"),
        (of("3", A, B, said=[LATE]), "to be confirmed"),
        (of("3", B, said=[DONE], sources=[part()]), "to be confirmed"),
        (of("3", B, sources=[part()]), "not checked"),
        (of("3", A, B, said=[decision(WORK, "Accepted", note="x", severity="critical")]), "accepted"),
        (of("3", A, B, said=[decision(WORK, "Accepted", note="x", until="2026-03-01")]), "reopened"),
        (of("3", A, B, said=[decision(WORK, "Accepted", image_hash="another")]), "reopened"),
        (of("3", A, B, said=[decision(WORK, "Not applicable")]), "accepted"),
        (of("3", A, B, said=[decision(WORK, "In progress")]), "in progress"),
        (of("3", A, B, said=[decision(WORK, "Needs DSL decision")]), "DSL decision"),
        (of("3", A, B, said=[decision(WORK, "Done", issue="one", copy="jo"),
                             decision(WORK, "Accepted", workbook="sam", issue="one", copy="sam")]), "open"),
    ],
)  # fmt: skip
def test_how_far_an_action_is(tmp_path: Path, now: ia.Audit, state: str) -> None:
    assert told(tmp_path, of("2", A, B), now)["state"] == state


def test_the_days_it_took_and_the_day_it_is_due(tmp_path: Path) -> None:
    row = told(tmp_path, of("2", A, B), of("3", B, said=[DONE]))
    assert (row["since"], row["found_on"], row["done_on"], row["days"]) == (
        *("2", pd.Timestamp("2025-12-19"), pd.Timestamp("2026-01-10")),
        22,
    )
    assert (row["due_on"], row["is_overdue"]) == (pd.Timestamp("2025-12-22"), False)


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


def test_what_was_settled_is_no_work_of_the_next_term(tmp_path: Path) -> None:
    assert told(tmp_path, of("1", A, B), of("2", B), of("3", B)) == {}


def test_order_plays_no_part(tmp_path: Path) -> None:
    said = [decision(WORK, "In progress", "2026-01-01"), DONE, decision("consent s/x/b@website", "Accepted", note="x")]
    frames = []
    for name, turn in (("a", 1), ("b", -1)):
        for each in (of("2", A, B), of("3", A, B, said=said[::turn])):
            ia.save_audit(each, tmp_path / name)
        frames.append(ia.progress(tmp_path / name))
    pd.testing.assert_frame_equal(*frames)
