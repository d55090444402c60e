"""The sheet *Actions*: one row a piece of work, with choices and colours; and how the References of older ones read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from imgaudit.decisions import FOUND_AGAIN
from imgaudit.foreign.text import clean
from imgaudit.names import NameHider
from imgaudit.outputs.excel_safety import read_back, shorten
from imgaudit.outputs.workbook.cell_styles import fill, frame, header, write
from imgaudit.outputs.workbook.links import WIDTH, Links, picture_name
from imgaudit.tables import SEVERITIES, STATUSES
from imgaudit.wording import channel_name

TITLE = "Actions"

CLOSED = ("Done", "Accepted", "Not applicable")
"""Statuses of an action on which nothing is left to do."""

SEVERITY_WORDS = {severity: f"{rank} {severity.capitalize()}" for rank, severity in enumerate(SEVERITIES, 1)}
"""Severities with a number, so that sorting by them sorts by urgency."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of *Actions*: its heading, the column of ``ACTIONS`` in it, its width [characters] and its look."""

    heading: str
    source: str
    width: float
    look: str = "text"


FIELDS = (
    Field("Severity", "severity", 11, "strong"),
    Field("Due", "due_on", 18, "date"),
    Field("What is wrong", "problem", 36),
    Field("What to do", "fix", 15, "yours"),
    Field("Site", "site", 13),
    Field("Channel", "channel", 11),
    Field("Picture", "title", 20),
    Field("Open picture", "file_url", WIDTH, "link"),
    Field("Edit picture", "edit_url", WIDTH, "link"),
    Field("Pages", "pages", 24),
    Field("Open page", "page_url", WIDTH, "link"),
    Field("Edit page", "page_edit_url", WIDTH, "link"),
    Field("Done when", "done_when", 25),
    Field("Owner", "owner", 13, "yours"),
    Field("Status", "status", 13, "yours"),
    Field("Notes", "note", 24, "yours"),
    Field("Until", "until", 11, "yours"),
    Field("Answered on", "", 11, "yours"),
    Field("Reference", "action_id", 13, "key"),
)
"""The columns of *Actions* from left to right; Site is left out where there is only one."""

COLUMNS = tuple(field.heading for field in FIELDS)

YOURS = ("Due", *(field.heading for field in FIELDS if field.look == "yours"))
"""What people fill in or change."""
ABOUT = ("Picture", "Pages", "What is wrong", "What to do")
"""What says to a reader which piece of work a row is."""
NOTHING = "Nothing to do: the audit found no action."
TELLING = {"status", "reference"}
"""Headings by which the sheet is known, whatever it is called now."""

_LATE = '[$-809]"Overdue: "d mmm'
_LAST_ROW = 1_048_576
_MOST_PAGES = 10


def channel_label(channel: str) -> str:
    """A channel, short enough for the formulas of *Summary* to look for it."""
    return shorten(channel_name(channel), 60)


def column_letters(actions: pd.DataFrame) -> dict[str, str]:
    """Where each column of the sheet stands: heading → letter."""
    sites = actions["site"].drop_duplicates()
    fields = [field for field in FIELDS if field.heading != "Site" or len(sites) > 1]
    return {field.heading: get_column_letter(at) for at, field in enumerate(fields, 1)}


def fill_actions(sheet: Worksheet, actions: pd.DataFrame, letters: Mapping[str, str], hide: NameHider) -> None:
    """One row a piece of work, in the order given; the header stays in view and is repeated on paper."""
    fields = [field for field in FIELDS if field.heading in letters]
    for field in fields:
        sheet.column_dimensions[letters[field.heading]].width = field.width
    links = Links(sheet, hide)
    header(sheet, 1, [field.heading for field in fields])
    for at, action in enumerate(actions.astype("object").where(actions.notna(), None).to_dict("records"), 2):
        action["pages"], action["page_url"], page = _pages(action["pages"] or "", hide)
        called = {"picture": _content("title", action, hide), "page": page}
        for column, field in enumerate(fields, 1):
            if field.look != "link":
                write(sheet, at, column, _content(field.source, action, hide), field.look)
            else:
                links.put(at, column, field.heading, action[field.source], called[field.heading.split()[1]])
    if actions.empty:
        for column, field in enumerate(fields, 1):
            nothing = NOTHING if field.source == "problem" else None
            write(sheet, 2, column, nothing, field.look)
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(fields))}{max(len(actions), 1) + 1}"
    sheet.print_title_rows = "1:1"


def _content(source: str, action: dict[Any, Any], hide: NameHider) -> Any:
    """What a cell of *Actions* says."""
    value: Any = action.get(source)
    match source:
        case "severity":
            return SEVERITY_WORDS[value]
        case "channel":
            return value and hide(channel_label(value))
        case "status":
            return value or STATUSES[0]
        case "title":
            return picture_name(value and hide(value), action["file_url"], hide)
        case "fix" | "pages" | "action_id":  # chosen from a list, hidden already, found again letter by letter
            return value
        case _:
            return hide(value) if isinstance(value, str) else value


def _pages(lines: str, hide: NameHider) -> tuple[str, str | None, str | None]:
    """The pages that show a picture, one a line; the first one's address and title; the others' stand beside them."""
    words: list[str] = []
    first = called = None
    for line in lines.split("\n"):
        title, _, address = line.rpartition(" ")
        if not address.startswith(("http://", "https://")):
            title, address = line, ""
        if title and address and first is None:
            words.append(called := hide(title))
        else:
            words.append(f"{hide(title)} {address}".strip())
        first = first or address or None
    if len(words) > _MOST_PAGES:
        words = [*words[:_MOST_PAGES], f"and {len(words) - _MOST_PAGES:,} more"]
    return "\n".join(words), first, called


def add_choices(sheet: Worksheet, letters: Mapping[str, str], lists: Mapping[str, str]) -> None:
    """Drop-down lists, for the rows that the team adds as well."""
    prompts: dict[str, tuple[Literal["stop", "warning"] | None, str]] = {
        "Status": ("stop", "Accepted: write the reason in Notes. Needs DSL decision: tell the DSL the same day."),
        "What to do": ("warning", "Another fix may be chosen. Keep: write the reason in Notes."),
        "Owner": (None, "Choose or type who does it. The sheet Lists holds the names."),
    }
    typed = {
        "Until": "Accepted or Keep: until which day? Then, or when the picture changes, it is asked again.",
        "Answered on": "The day you decided, such as 5 March 2026. Left blank, the day this file was saved counts.",
    }
    for heading, prompt in typed.items():
        hint = DataValidation(promptTitle=heading, prompt=prompt, showInputMessage=True, allow_blank=True)
        hint.add(f"{letters[heading]}2:{letters[heading]}{_LAST_ROW}")
        sheet.add_data_validation(hint)
    for heading, (strictness, prompt) in prompts.items():
        choice = DataValidation(type="list", formula1=lists[heading], allow_blank=True)
        choice.promptTitle, choice.prompt, choice.showInputMessage = heading, prompt, True
        choice.errorTitle, choice.error = heading, "Please choose one of the list."
        choice.errorStyle, choice.showErrorMessage = strictness, strictness is not None
        choice.add(f"{letters[heading]}2:{letters[heading]}{_LAST_ROW}")
        sheet.add_data_validation(choice)


def add_signals(sheet: Worksheet, letters: Mapping[str, str]) -> None:
    """Colours that follow the team's answers, each with a sign that shows in grey: strike, number, bold, word."""
    severity, due, wrong, fix, status, notes = (
        f"${letters[name]}2" for name in ("Severity", "Due", "What is wrong", "What to do", "Status", "Notes")
    )
    found = f'LEFT({wrong},{len(FOUND_AGAIN)})="{FOUND_AGAIN}"'
    finished = f'AND(NOT({found}),{status}="Done")'
    closed = f"AND(NOT({found}),OR(" + ",".join(f'{status}="{value}"' for value in CLOSED) + "))"
    reason = f'AND({notes}="",OR({status}="Accepted",AND({status}<>"",LEFT({fix},4)="Keep")))'
    everything = f"A2:{letters['Reference']}{_LAST_ROW}"
    signals: list[tuple[str, str, dict[str, Any]]] = [
        (
            letters["What is wrong"],
            f'LEFT({wrong},{len(FOUND_AGAIN)})="{FOUND_AGAIN}"',
            {"font": Font(bold=True, color="8B1E1E"), "fill": fill("F4C7C3")},
        ),
        (letters["Notes"], reason, {"fill": fill("F4C7C3"), "border": frame("8B1E1E")}),
        (everything, finished, {"font": Font(color="7B8794", strike=True), "fill": fill("F1F3F5")}),
        (everything, closed, {"font": Font(color="7B8794"), "fill": fill("F1F3F5")}),
        (
            letters["Due"],
            f'AND(ISNUMBER({due}),{due}<TODAY(),{severity}<>"")',
            {"font": Font(bold=True, color="8B1E1E"), "numFmt": NumberFormat(190, _LATE)},
        ),
        (letters["Severity"], f'LEFT({severity},1)="1"', {"font": Font(color="FFFFFF"), "fill": fill("8B1E1E")}),
        (letters["Severity"], f'LEFT({severity},1)="2"', {"fill": fill("EDAA6B")}),
        (letters["Severity"], f'LEFT({severity},1)="3"', {"fill": fill("FBE6C4")}),
    ]
    for where, formula, look in signals:
        cells = where if ":" in where else f"{where}2:{where}{_LAST_ROW}"
        rule = Rule(type="expression", formula=[formula], dxf=DifferentialStyle(**look), stopIfTrue=True)
        sheet.conditional_formatting.add(cells, rule)


def defaults(row: Mapping[str, object], reference: str) -> dict[str, object]:
    """What we had for certain in a row without a record: the first status, the fix that the Reference names."""
    fix = clean(row.get("What to do"))
    is_fix = reference.startswith(_former(fix, ""))
    return {"Status": STATUSES[0], "What to do": fix if is_fix else None}


def former_references(actions: pd.DataFrame) -> dict[str, str]:
    """What rows were called by an earlier imgaudit, when the fix stood before the subject → their References today."""
    today: dict[str, str] = {}
    for row in actions.sort_values("settled_by", na_position="first", kind="stable").to_dict("records"):
        today.setdefault(read_back(_former(row["fix"], row["subject_id"])), read_back(row["action_id"]))
    return today


def _former(fix: str, subject: str) -> str:
    return f"{fix.lower().replace(' ', '-')} {subject}"
