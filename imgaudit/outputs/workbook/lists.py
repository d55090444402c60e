"""The sheet *Lists*: what the drop-down lists of *Actions* offer, and the owners that people add to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from imgaudit.foreign.text import clean
from imgaudit.names import NameHider
from imgaudit.outputs.workbook.cell_styles import header, write
from imgaudit.policy import Policy
from imgaudit.rules import FIXES
from imgaudit.tables import STATUSES

TITLE = "Lists"
COLUMNS = ("Status", "What to do", "Owner")

OWNERS = ("Comms team", "Data lead", "DSL")
"""Owners offered beside those of the policy."""

_SPARE_OWNERS = 15


def fill_lists(
    sheet: Worksheet, policy: Policy, actions: pd.DataFrame, hide: NameHider, added: Sequence[str] = ()
) -> dict[str, str]:
    """The values to choose from, and the owners that people added; returns where the list for each column stands."""
    fixes = [*FIXES, *sorted(set(actions["fix"]) - set(FIXES))]
    owners = [hide(owner) for owner in [*actions["owner"].dropna(), *policy.owners.values(), *OWNERS]]
    with_room = [*dict.fromkeys([*owners, *added]), *[None] * _SPARE_OWNERS]
    columns: Mapping[str, Sequence[str | None]] = dict(zip(COLUMNS, (STATUSES, fixes, with_room), strict=True))
    write(sheet, 1, 1, TITLE, "title", height=32)
    write(sheet, 2, 1, "What the drop-down lists on the sheet Actions offer. Add owners below the last one.", "line")
    header(sheet, 4, COLUMNS)
    where = {}
    for column, (heading, values) in enumerate(columns.items(), 1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = 32
        for at, value in enumerate(values, 5):
            write(sheet, at, column, value, "yours" if heading == "Owner" else "text")
        where[heading] = f"{TITLE}!${letter}$5:${letter}${len(values) + 4}"
    return where


def read_owners(records: Iterable[Mapping[str, object]]) -> list[str]:
    """The owners on such a sheet, ours and those that people added."""
    return [str(row["Owner"]) for row in records if clean(row.get("Owner"))]
