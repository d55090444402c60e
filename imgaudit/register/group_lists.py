"""The school's own list of groups that are no classes of its MIS: who belongs to which, and from when to when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from imgaudit.errors import InputError
from imgaudit.files import ExportFile
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.grids import Grid, read_grids
from imgaudit.foreign.text import clean
from imgaudit.foreign.words import folded
from imgaudit.names import match_people
from imgaudit.register.words import PERSON_ALIASES
from imgaudit.tables import MEMBERS, ProblemCode

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "group": ("group", "group name", "class", "club", "team", "year group"),
    **{column: PERSON_ALIASES[column] for column in ("upn", "admission_no")},
    "name": (*PERSON_ALIASES["name"], "member"),
    **{column: PERSON_ALIASES[column] for column in ("first_name", "last_name", "school")},
    "since": ("from", "since", "joined", "joined on", "start", "start date"),
    "until": ("until", "to", "left", "left on", "end", "end date"),
}
"""Our column → headings that mean it."""
UNDATED = (
    "The list of groups does not say when who belonged to them, so no picture is covered by one. Fill in “from” and "
    "“until”, or put the day of the list into the file's name."
)
STRANGER = "The register knows nobody of that name or number, or more than one: that group covers no picture."
TURNED = "Until before from: nobody can tell when. Mend the days."

Row = dict[str, Any]


def read_groups(table: ExportFile, people: pd.DataFrame, recorded_on: date | None) -> tuple[pd.DataFrame, list[Row]]:
    """Who belongs to which group, as rows of ``members``, and what there is to say of the list.

    Whom the register does not know is a member all the same. Of a list that was not read whole no day is known, so
    that none of its groups is known to be whole.
    """
    name = table.name.rpartition("/")[2]
    known = {folded(word) for words in HEADINGS.values() for word in words}
    rows: list[Row] = []
    problems: list[Row] = []
    found = False
    is_broken = False
    for grid in read_grids(table, table.path, known=known):
        places = _columns(grid)
        if "group" not in places or not {"upn", "admission_no", "name", "last_name"} & places.keys():
            continue
        found = True
        rows += _read(grid, places, name, people, recorded_on, problems)
        for (row, _), fault in grid.faults.items():
            problems.append(_problem(name, row, None, fault.code, f"{fault[0].upper()}{fault[1:]}.", ""))
            problems[-1]["not_read"] = fault.lost != 0
            is_broken |= fault.lost != 0
    if not found:
        raise InputError(
            f"{table.path}: no list of groups. Needed: a column “group” and one of “UPN”, “admission no” or “name”, "
            "and where known “from”, “until” and “school”."
        )
    members = MEMBERS.frame(pd.DataFrame(rows, columns=[*MEMBERS.columns]))
    if is_broken:
        members[["since", "until", "recorded_on"]] = pd.NaT
    elif (members["since"].isna() & members["until"].isna() & members["recorded_on"].isna()).any():
        problems.append(_problem(name, None, None, "date", UNDATED, ""))
    return members, problems


def _columns(grid: Grid) -> dict[str, str]:
    """Our column → the heading of the sheet that means it."""
    told = {folded(heading): heading for heading in reversed(grid.header)}
    return {
        column: next(told[word] for word in words if word in told)
        for column, words in HEADINGS.items()
        if any(word in told for word in words)
    }


def _read(
    grid: Grid, places: dict[str, str], name: str, people: pd.DataFrame, recorded_on: date | None, problems: list[Row]
) -> list[Row]:
    rows = []
    for number, cells in grid.records():
        text = {column: clean(cells.get(heading)) for column, heading in places.items()}
        if not text["group"]:
            problems.append(_problem(name, number, places["group"], "missing", "No group: not used.", ""))
            continue
        called = [text.get("upn"), text.get("admission_no"), text.get("name")]
        called.append(f"{text.get('first_name', '')} {text.get('last_name', '')}".strip())
        refs = [ref for ref in called if ref]
        meant = match_people(pd.Series(refs, dtype="str"), people)
        # A UPN of one beside the name of another says nothing of either.
        person = meant.iloc[0] if refs and len({*meant.dropna()}) == 1 and pd.notna(meant.iloc[0]) else None
        if person is None:
            problems.append(_problem(name, number, None, "unknown_person", STRANGER, refs[0] if refs else ""))
        rows.append(
            {
                "person_id": person,
                "person_ref": refs[0] if refs else "?",
                "group": text["group"],
                "school": text.get("school") or None,
                "source": "list",
                **_days(number, cells, places, name, recorded_on, problems),
            }
        )
    return rows


def _days(
    number: int,
    cells: dict[str, object],
    places: dict[str, str],
    name: str,
    recorded_on: date | None,
    problems: list[Row],
) -> Row:
    """From when to when a row says that somebody belongs to a group; nothing where that cannot be read."""
    days: Row = {"since": None, "until": None, "recorded_on": recorded_on}
    for column in ("since", "until"):
        moment = read_moment(cells.get(places.get(column, "")))
        if moment is not None and moment.day is None:
            reason = "Not a date: write it as 31/01/2026 or 2026-01-31."
            problems.append(_problem(name, number, places[column], "date", reason, clean(cells[places[column]])))
            return dict.fromkeys(days)
        days[column] = None if moment is None or moment.day is None else pd.Timestamp(moment.day)
    if days["since"] is not None and days["until"] is not None and days["until"] < days["since"]:
        problems.append(_problem(name, number, places["until"], "date", TURNED, str(days["until"].date())))
        return dict.fromkeys(days)
    return days


def _problem(file: str, row: int | None, column: str | None, code: ProblemCode, reason: str, value: str) -> Row:
    return {"file": file, "row": row, "column": column, "code": code, "reason": reason, "value": value}
