"""The sheet *Review*: the pictures that nobody has looked at for a year, and the question why each is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from imgaudit.actions import called, no_page
from imgaudit.names import NameHider
from imgaudit.outputs.workbook.cell_styles import header, write
from imgaudit.outputs.workbook.links import WIDTH, Links, picture_name

if TYPE_CHECKING:
    from imgaudit.audit import Audit

TITLE = "Review"

HEADINGS = {
    "looked_at_on": "Looked at on",
    "looked_at_by": "Looked at by",
    "necessity": "Needed because",
    "until": "Needed until",
}
"""Our column → the heading on the sheet."""
PROMPTS = {
    "looked_at_on": "The day on which you looked at the picture and the page it is on, such as 5 March 2026.",
    "necessity": "Why it is needed, in your words. Write No if it is not: then it is to be removed.",
    "until": "Until when? After that day it is asked again.",
}

MOST_ROWS = 5_000
"""Pictures listed at a time: those that show people first, the longest published first of all."""

_COLUMNS = (
    ("Page", "page", 26, "text"),
    ("Open page", "page_url", WIDTH, "link"),
    ("Picture", "title", 26, "text"),
    ("Open picture", "url", WIDTH, "link"),
    ("Published", "published_on", 12, "date"),
    ("Shows", "shows", 10, "quiet"),
    ("Last looked at", "last_reviewed_on", 12, "date"),
    *((heading, source, 24 if source == "necessity" else 13, "yours") for source, heading in HEADINGS.items()),
    ("Reference", "asset_id", 13, "key"),
)

COLUMNS = tuple(heading for heading, *_ in _COLUMNS)
YOURS = tuple(HEADINGS.values())
"""What people fill in."""
ABOUT = ("Page", "Picture")
"""What says to a reader which picture a row is about."""
NOTHING = "Nothing to look at: somebody looked at every picture within a year."
TELLING = {"looked at on", "reference"}
"""Headings by which the sheet is known, whatever it is called now."""
_LAST_ROW = 1_048_576


def due_for_review(audit: Audit, hide: NameHider) -> pd.DataFrame:
    """The pictures that nobody is known to have looked at within a year, a row an asset; names are hidden.

    Those that show people, or may, come first; of these those that have been published longest.
    """
    items = audit.items
    asked = ["asset_id", "page", "page_url", "title", "url", "published_on", "shows", "last_reviewed_on"]
    rows = items[~items["is_reviewed"].fillna(False).astype(bool)]
    if rows.empty:
        return pd.DataFrame(columns=asked)
    nobody = rows["shows"].eq("nobody")
    rows = rows.assign(nobody=nobody).sort_values(["nobody", "published_on", "asset_id"], kind="stable")
    rows = rows.drop_duplicates("asset_id").head(MOST_ROWS).reset_index(drop=True)
    page = hide.column(rows["page_title"]).fillna(rows["page_url"]).fillna(pd.Series(no_page(rows), rows.index))
    return rows.assign(page=page, title=called(rows, hide), shows=rows["shows"].replace("unknown", None))[asked]


def fill_review(sheet: Worksheet, audit: Audit, hide: NameHider) -> int:
    """List each picture that is due; returns how many there are."""
    rows = due_for_review(audit, hide)
    letters = {source: get_column_letter(at) for at, (_, source, _, _) in enumerate(_COLUMNS, 1)}
    for _, source, width, _ in _COLUMNS:
        sheet.column_dimensions[letters[source]].width = width
    header(sheet, 1, COLUMNS)
    links = Links(sheet, hide)
    for at, row in enumerate(rows.astype("object").where(rows.notna(), None).to_dict("records"), 2):
        row |= {"title": picture_name(row["title"], row["url"], hide), "shows": (row["shows"] or "").capitalize()}
        for column, (heading, source, _, look) in enumerate(_COLUMNS, 1):
            if look == "link":
                links.put(at, column, heading, row.get(source), row["page" if source == "page_url" else "title"])
            else:
                write(sheet, at, column, row.get(source), look)
    if rows.empty:
        write(sheet, 2, 1, NOTHING, "text")
    for source, prompt in PROMPTS.items():
        hint = DataValidation(promptTitle=HEADINGS[source], prompt=prompt, showInputMessage=True, allow_blank=True)
        hint.add(f"{letters[source]}2:{letters[source]}{_LAST_ROW}")
        sheet.add_data_validation(hint)
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(_COLUMNS))}{max(len(rows), 1) + 1}"
    sheet.print_title_rows = "1:1"
    return len(rows)
