"""Whom to ask again: agreements that end soon, by the form, the policy or on leaving; counts for others."""

from __future__ import annotations

from datetime import date
from typing import Any

import openpyxl
import pandas as pd
import pytest
from made_terms import audit, picture
from paper_readers import html_words

import imgaudit as ia
from imgaudit import tables
from imgaudit.people import expiring_in_words
from imgaudit.register import Register
from imgaudit.terms import Term

TERMS = (
    Term("2025-26-autumn", date(2025, 9, 1), date(2025, 12, 19)),
    Term("2025-26-summer", date(2026, 4, 13), date(2026, 7, 21)),
    Term("2026-27-autumn", date(2026, 9, 1), date(2026, 12, 18)),
)


def school(*rows: dict[str, Any], as_of: str = "2026-07-21", shown: str | None = None, **policy: Any) -> ia.Audit:
    """Pupils with an answer each, in one term's audit; one of them is shown on the website."""
    people = [
        {"first_name": f"Child{at}", "last_name": "Quillfeather", "role": "pupil", "person_id": f"p{at}", **row}
        for at, row in enumerate(rows)
    ]
    said = [
        {"person_id": row["person_id"], "scope": "website", "status": "granted", "given_on": "2025-09-05", **row}
        for row in people
    ]
    named = tables.PEOPLE.frame([{name: row.get(name) for name in tables.PEOPLE.columns} for row in people])
    consents = tables.CONSENTS.frame([{name: row.get(name) for name in tables.CONSENTS.columns} for row in said])
    who = Register(named, consents, tables.PROBLEMS.empty(), completeness="whole")
    pictures = [picture("a", who=[shown] if shown else []), picture("b")]
    return audit("2025-26-summer", *pictures, who=who, as_of=as_of, policy=ia.Policy(terms=TERMS, **policy))


def ends(made: ia.Audit, **about: Any) -> dict[str, str]:
    """Person → the first day on which theirs no longer holds."""
    rows = ia.expiring_consents(made, **about)
    return dict(zip(rows["person_id"], rows["expires_on"].astype("str").str[:10], strict=True))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("row", "policy", "expected"),
    [
        ({}, {"consent_until": "school_year"}, "2026-09-01"),
        ({"reception_in": 2019}, {"consent_until": "key_stage"}, "2026-09-01"),  # Year 6
        ({"reception_in": 2022}, {"consent_until": "key_stage"}, None),  # Year 3
        ({}, {"consent_until": "months", "consent_months": 12}, "2026-09-05"),
        ({}, {"consent_until": "leaving"}, None),
        ({"left_on": "2026-07-31"}, {"consent_until": "leaving"}, "2026-07-31"),
        ({"expires_on": "2026-08-14"}, {"consent_until": "leaving"}, "2026-08-15"),  # the form's last day
        ({"expires_on": "2026-07-01"}, {"consent_until": "leaving"}, None),  # over already
        ({"status": "refused"}, {"consent_until": "school_year"}, None),
        ({"status": "not_recorded"}, {"consent_until": "school_year"}, None),
        ({"protected": True}, {"consent_until": "school_year"}, None),
    ],
)
def test_what_ends_within_sixty_days(row: dict[str, Any], policy: dict[str, Any], expected: str | None):
    assert ends(school(row, **policy)) == ({"p0": expected} if expected else {})


@pytest.mark.slow
def test_so_many_days_and_no_more():
    made = school(
        {"expires_on": "2026-07-22"},
        {"expires_on": "2026-09-18"},
        {"expires_on": "2026-09-19"},
        consent_until="leaving",
    )
    assert ends(made) == {"p0": "2026-07-23", "p1": "2026-09-19"}
    assert ends(made, days=1) == {}
    assert ends(made, days=61) == {"p0": "2026-07-23", "p1": "2026-09-19", "p2": "2026-09-20"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("names", "who"), [("none", "p0"), ("initials", "C. Q. (6A)"), ("full", "Child0 Quillfeather (6A)")]
)
def test_whom_to_ask_is_named_as_the_policy_says_with_the_placements_that_hang_on_it(names: Any, who: str):
    made = school({"group": "6A"}, consent_until="school_year", names_in_outputs=names, shown="Child0 Quillfeather")
    row = ia.expiring_consents(made).iloc[0]
    assert (row["who"], row["group"], row["scope"], row["n_placements"]) == (who, "6A", "website", 1)


def classes(**counts: tuple[int, int]) -> ia.Audit:
    """Class → how many agreements end soon, and how many do not."""
    rows = [
        {"group": group, "expires_on": day}
        for group, (soon, later) in counts.items()
        for day in ["2026-08-14"] * soon + ["2027-08-14"] * later
    ]
    return school(*rows, consent_until="leaving")


@pytest.mark.slow
def test_others_read_counts_by_class_and_none_of_a_small_one():
    made = classes(Kestrels=(11, 3), Owls=(12, 9), Wrens=(2, 1), Larks=(2, 28))
    table = ia.expiring_by_group(made).set_index("group")
    assert pd.isna(table.loc["Wrens", "n_yes"])
    said = expiring_in_words(made)
    # Kestrels too are left out: what is left of the total would tell of the Wrens; and so are two in Larks.
    assert said == "27 consents end by 19 September 2026; 12 in Owls."
    assert "Child" not in str(table) + said
    assert expiring_in_words(classes(Owls=(0, 9))) == ""
    assert expiring_in_words(classes(Owls=(1, 9))) == "1 consent ends by 19 September 2026."


@pytest.mark.slow
def test_workbook_and_governors_page_say_the_counts(tmp_path: Any):
    made = classes(Owls=(12, 9))
    book = openpyxl.load_workbook(ia.write_workbook(made, tmp_path / "w.xlsx"))
    cells = [cell.value for row in book["Summary"].iter_rows() for cell in row]
    assert "Ask again: 12 consents end by 19 September 2026; 12 in Owls." in cells
    page = html_words(ia.write_page(made, tmp_path / "page.html"))
    assert "To be asked again: 12 consents end by 19 September 2026; 12 in Owls." in page
    assert "Child" not in page
