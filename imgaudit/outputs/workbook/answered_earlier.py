"""The sheet *Answered earlier*: what people wrote about a row that is not there any more. Nothing is taken off it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from imgaudit.foreign.text import clean
from imgaudit.outputs.workbook import actions_sheet, review_sheet, who_is_shown
from imgaudit.outputs.workbook.cell_styles import header, write

TITLE = "Answered earlier"

WHENCE, WHY, ABOUT, OTHER, REFERENCE = "From", "Why", "What it was about", "Other words", "Reference"
PICTURE = "Picture"
"""What somebody wrote where a row says which picture it is about, or which pictures."""
COLUMNS = (
    WHENCE,
    WHY,
    ABOUT,
    PICTURE,
    *actions_sheet.YOURS,
    *who_is_shown.YOURS,
    *review_sheet.YOURS,
    OTHER,
    REFERENCE,
)
"""The columns from left to right: which workbook and why, what was asked, every answer, all else that was written."""
TELLING = {"from", "why", "other words"}
"""Headings by which the sheet is known, whatever it is called now."""

_WIDTHS = {WHENCE: 20, WHY: 24, ABOUT: 40, "Notes": 34, "People": 34, OTHER: 34}


def fill_answered_earlier(sheet: Worksheet, rows: Sequence[Mapping[str, Any]]) -> None:
    """A row an answer, as :func:`read_answered_earlier` gives them, the newest at the bottom."""
    for column, heading in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(heading, 13)
    header(sheet, 1, COLUMNS)
    for at, row in enumerate(rows, 2):
        for column, heading in enumerate(COLUMNS, 1):
            value = row.get(heading)
            look = "date" if isinstance(value, date) else "key" if heading == REFERENCE else "text"
            write(sheet, at, column, value, look)
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(rows) + 1}"
    sheet.print_title_rows = "1:1"


def read_answered_earlier(records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows of such a sheet as they are to be written again: what has a heading of its own joins the other words."""
    ours = [{heading: row.get(heading) for heading in COLUMNS} for row in records]
    return [row | {OTHER: joined_words(row[OTHER], there)} for row, there in zip(ours, records, strict=True)]


def joined_words(words: object, row: Mapping[str, Any]) -> str | None:
    """Other words, and below them each cell of a row that has no column here, after its heading."""
    lines = [str(words)] if clean(words) else []
    lines += [f"{heading}: {value}" for heading, value in row.items() if heading not in COLUMNS and clean(value)]
    return "\n".join(lines) or None
