"""The work list of one withdrawal: a row a placement or file, to be ticked off, and the ticks read back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from imgaudit.actions import called
from imgaudit.files import private_file
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.grids import read_grids
from imgaudit.foreign.text import clean
from imgaudit.foreign.words import NO, folded
from imgaudit.names import NameHider
from imgaudit.outputs.excel_safety import read_back, safe_text
from imgaudit.outputs.workbook.cell_styles import header, new_workbook, set_page, write
from imgaudit.outputs.workbook.links import WIDTH, Links, picture_name
from imgaudit.tables import PROBLEMS
from imgaudit.wording import channel_name, counted, long_day

if TYPE_CHECKING:
    from imgaudit.audit import Audit

TITLE = "Work list"
SURE = {"shown": "Shown", "copy": "Shown: a copy", "possibly": "Perhaps", "alike": "Looks alike"}
"""How sure it is → what the list says."""
YOURS = ("Done", "Done on", "Note")
"""What people fill in."""
COLUMNS = (
    *(("How sure", 13, "strong"), ("What", 11, "text"), ("Where", 13, "text"), ("What to do", 30, "text")),
    *(("Why it is listed", 34, "text"), ("Page", 26, "text"), ("Open page", WIDTH, "link"), ("Picture", 26, "text")),
    *(("Open picture", WIDTH, "link"), ("Edit", WIDTH, "link"), ("Its address", 16, "text")),
    *(("Done", 9, "yours"), ("Done on", 13, "yours"), ("Note", 24, "yours"), ("Reference", 13, "key")),
)
_LAST_ROW = 1_048_576


def channels_in_words(names: str) -> str:
    """Channels as tables list them, by comma, as outputs call them."""
    return ", ".join(map(channel_name, filter(None, names.split(", "))))


def list_rows(found: pd.DataFrame, audit: Audit, hide: NameHider) -> pd.DataFrame:
    """The rows of the list by their headings, names hidden: those of links hold the address."""
    items = audit.items.drop_duplicates("asset_id").set_index("asset_id")
    titles = called(items, hide).reindex(found["asset_id"]).to_numpy()
    address = found["page_url"].map(lambda url: hide(url, machine=True), na_action="ignore").astype("str")
    page = hide.column(found["page_title"]).fillna(address)
    channel = found["channel"].map(channels_in_words, na_action="ignore").astype("str")
    seen = found["seen_on"].map(long_day, na_action="ignore").astype("str")
    return pd.DataFrame(
        {
            "How sure": found["how_sure"].map(SURE),
            "What": found["what"].str.capitalize(),
            "Where": hide.column(channel),
            "What to do": found["to_do"],
            "Why it is listed": hide.column(found["evidence"]),
            "Page": page,
            "Open page": found["page_url"],
            "Picture": [
                picture_name(None if pd.isna(title) else title, None if pd.isna(at) else at, hide)
                for title, at in zip(titles, found["address"], strict=True)
            ],
            "Open picture": found["address"],
            "Edit": found["where"].where(found["where"].ne(found["page_url"]) & found["where"].ne(found["address"])),
            "Its address": ("a visit on " + seen + ": " + found["does"].fillna("nobody knows")).where(seen.notna()),
            "Reference": found["item_id"].fillna(found["file_id"]),
        }
    )


def write_list(
    found: pd.DataFrame, audit: Audit, place: Path, hide: NameHider, ticks: pd.DataFrame, said: list[str]
) -> None:
    """Write the list, for its owner alone and never over another; what was filled in before stands there as it was."""
    book = new_workbook()
    sheet = book.worksheets[0]
    sheet.title = TITLE
    for at, (_, width, _) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    header(sheet, 1, [heading for heading, *_ in COLUMNS])
    rows = list_rows(found, audit, hide)
    rows = rows.join(ticks.reindex(rows["Reference"].map(read_back)).set_axis(rows.index))
    links = Links(sheet, hide)
    for at, row in enumerate(rows.astype("object").where(rows.notna(), None).to_dict("records"), 2):
        for column, (heading, _, look) in enumerate(COLUMNS, 1):
            if look == "link":
                named = row["Page" if heading == "Open page" else "Picture"]
                links.put(at, column, heading, row[heading], named)
            else:
                write(sheet, at, column, row[heading], look)
    letters = {heading: get_column_letter(at) for at, (heading, *_) in enumerate(COLUMNS, 1)}
    choice = DataValidation(type="list", formula1='"Yes,No"', allow_blank=True)
    choice.add(f"{letters['Done']}2:{letters['Done']}{_LAST_ROW}")
    sheet.add_data_validation(choice)
    hint = DataValidation(
        promptTitle="Done on", prompt="A day such as 5 March 2026.", showInputMessage=True, allow_blank=True
    )
    hint.add(f"{letters['Done on']}2:{letters['Done on']}{_LAST_ROW}")
    sheet.add_data_validation(hint)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{max(len(rows), 1) + 1}"
    sheet.print_title_rows = "1:1"
    about = book.create_sheet("Read me")
    about.column_dimensions["A"].width = 110
    for at, line in enumerate(said, 1):
        write(about, at, 1, line, "title" if at == 1 else "prose")
    for each in book.worksheets:
        set_page(each, safe_text(f"{hide(audit.policy.school)} · work list of a withdrawal · {long_day(audit.as_of)}"))
    with private_file(place, is_new=True) as file:
        book.save(file)


def read_ticks(folder: Path) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame]:
    """What people filled into the work lists of a folder, the latest word of each cell.

    Returns
    -------
    By Reference the columns :data:`YOURS` as they were filled in; by Reference the day on which it was done; and a
    table of problems: what is not understood.
    """
    cells: dict[str, dict[str, object]] = {}
    days: dict[str, pd.Timestamp] = {}
    problems: list[dict[str, object]] = []
    known = [folded(heading) for heading, *_ in COLUMNS]
    for path in sorted(folder.glob("work list *.xlsx")):
        for grid in read_grids(path, known=known):
            at = {folded(heading): place for place, heading in enumerate(grid.header)}
            if folded("Reference") not in at or folded("Done on") not in at:
                continue
            for number, row in grid.rows:
                reference = clean(row[at[folded("Reference")]])
                own = {name: row[at[folded(name)]] for name in YOURS if folded(name) in at}
                own = {name: value for name, value in own.items() if clean(value)}
                if not own:
                    continue
                where = {"file": path.name, "row": number}
                if not reference:
                    reason = "There is no Reference, so nobody knows what this is about: copy it from the list before."
                    problems.append({**where, "column": "Reference", "code": "malformed", "reason": reason})
                    continue
                cells.setdefault(reference, {}).update(own)
                day, fault = _day_done(own)
                if fault:
                    problems.append({**where, "column": "Done on", "code": "date", "reason": fault, "not_read": True})
                elif day is not None:
                    days[reference] = day
                elif own.get("Done"):  # a later no takes an earlier day back
                    days.pop(reference, None)
    told = pd.DataFrame.from_dict(cells, orient="index", columns=None).reindex(columns=YOURS).astype("object")
    frame = PROBLEMS.frame(pd.DataFrame(problems, columns=["file", "row", "column", "code", "reason", "not_read"]))
    return told, pd.Series(days, dtype="datetime64[ns]"), frame


def _day_done(own: dict[str, object]) -> tuple[pd.Timestamp | None, str]:
    """The day on which something was done by what stands in its cells, or what is wrong with that."""
    done = clean(own.get("Done"))
    if "?" in done:
        return None, "A question is no answer: write Yes and the day on which it was done, or No."
    if folded(done) in NO:
        return None, ""
    moment = read_moment(own.get("Done on"))
    if moment is None:
        return None, "It is said to be done, and not when: write the day." if own.get("Done") else ""
    if moment.day is None:
        return None, "This is no day: write one such as 5 March 2026."
    return pd.Timestamp(moment.day), ""


def summary_lines(found: pd.DataFrame, label: str, asked_on: str, unnamed: int) -> list[str]:
    """What stands on *Read me*."""
    counts = found["how_sure"].value_counts()
    told = [counted(int(counts.get(how, 0)), word, words) for how, word, words in _COUNTED]
    return [
        "What to take down",
        f"Consent of {label} was withdrawn on {asked_on}.",
        f"Listed: {', '.join(told)}. A row is a placement (a page, post or list) or a file.",
        "Take down first what is Shown; at what is Perhaps or Looks alike, look first. Then write Yes and the day.",
        "A file that is gone from its page may still answer at its address: delete it too, and purge the cache.",
        f"Not listed: {counted(unnamed, 'placement')} of which nobody has said who is shown.",
        "Run the same command again after the next export and visit: it says what is gone, and keeps what you wrote.",
        "Search engines, the Internet Archive and people who saved a copy are asked by hand: see the proof sheet.",
    ]


_COUNTED = (
    ("shown", "shown", "shown"),
    ("copy", "copy", "copies"),
    ("possibly", "perhaps", "perhaps"),
    ("alike", "looks alike", "look alike"),
)
