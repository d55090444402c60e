"""The workbooks of registers, opened: which sheet is which, their rows, and how each cell is understood."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from imgaudit.errors import InputError
from imgaudit.foreign import words
from imgaudit.foreign.dates import LONDON, read_moment
from imgaudit.foreign.grids import Grid
from imgaudit.foreign.text import clean, whole
from imgaudit.foreign.words import answer_word, folded
from imgaudit.names import NameHider
from imgaudit.names.hiding import REACHES
from imgaudit.outputs.workbook.earlier import Earlier, beyond_values, open_earlier
from imgaudit.practices.procedures import NOT_NEEDED
from imgaudit.registers import AS_EXPECTED, INCIDENT_SHEET, ONCE, OPENED, PLATFORM_LABELS, SHEETS, Field, Sheet
from imgaudit.tables import ProblemCode

ALL_SHEETS = (*SHEETS, INCIDENT_SHEET)
KNOWN = {folded(heading) for sheet in ALL_SHEETS for heading in sheet.headings}
READ_ME = "Read me"
SITE = "Site"
"""Beside this word on *Read me* stands which site the registers are of."""
_NO_WORD = ("n/a", "na", "-", "–", "none", "tbc", "?", "unknown", "not known", "nan")


@dataclass(slots=True, repr=False)
class Line:
    """One row of a register: its number as a spreadsheet shows it, heading → cell, and what no reader of values sees.

    ``formulas`` are the headings under which a formula, an error or a link stands; ``remarks`` the words of comments.
    """

    number: int
    cells: dict[str, object]
    formulas: set[str]
    remarks: list[str]


def open_registers(path: Path) -> tuple[Earlier, dict[str, list[Line]], dict[str, list[str]], str]:
    """The workbook at a path: sheet → rows, sheet → headings as written, and its site. What is left out is named."""
    earlier, grids = open_earlier(path, KNOWN)
    formulas, comments = beyond_values(earlier)
    if "formulas, links and comments" in earlier.left_behind:
        raise InputError(f"{path}: only .xlsx tells formulas from values. Save it in Excel or LibreOffice as .xlsx.")
    lines: dict[str, list[Line]] = {}
    headings: dict[str, list[str]] = {}
    for grid in grids:
        sheet = sheet_of(grid)
        if sheet is None:
            if grid.sheet != READ_ME:
                earlier.left_behind.append(f"the sheet {grid.sheet!r}")
            continue
        above = [clean(cell) for row in [*grid.table()][: grid.header_row - 1] for cell in row]
        if [text for text in above if text and text != sheet.says]:
            earlier.left_behind.append(f"what stands above the headings of {grid.sheet!r}")
        beside = (formulas.pop(grid.sheet, {}), comments.pop(grid.sheet, {}))
        header = _header(sheet, grid)
        headings[sheet.title] = [*dict.fromkeys([*headings.get(sheet.title, ()), *header])]
        lines.setdefault(sheet.title, []).extend(_lines(grid, header, *beside))
        left = [f"{get_column_letter(column)}{row}" for part in beside for row, column in part]
        earlier.left_behind += [f"what stands in {cell} of {grid.sheet!r}" for cell in left]
        earlier.left_behind += [f"part of the sheet {grid.sheet!r} ({fault})" for fault in grid.faults.values()]
    earlier.left_behind += [f"what was written on the sheet {title!r}" for title in sorted({*formulas, *comments})]
    if not lines:
        raise InputError(
            f"{path}: no sheet of it is one of our registers ({', '.join(sheet.title for sheet in ALL_SHEETS)}). "
            "Give a workbook that `imgaudit registers new` wrote, and leave the names of its sheets."
        )
    return earlier, lines, headings, _site_in(grids)


def sheet_of(grid: Grid) -> Sheet | None:
    """Which register this is: by its title, else by most of its headings, renamed or copied though it may be."""
    here = {folded(heading) for heading in grid.header}
    for sheet in ALL_SHEETS:
        if grid.sheet.strip().casefold() == sheet.title.casefold():
            return sheet
    return next(
        (
            sheet
            for sheet in ALL_SHEETS
            if sum(folded(heading) in here for heading in sheet.headings) * 10 >= 6 * len(sheet.headings)
        ),
        None,
    )


def has_pictures(data: bytes) -> bool:
    """Whether pictures, drawings or whole files stand in a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(re.match(r"xl/(?:media|embeddings|activeX)/|Pictures/", name) for name in archive.namelist())


def _site_in(grids: Iterable[Grid]) -> str:
    rows = (row for grid in grids if grid.sheet == READ_ME for row in grid.table())
    return next((clean(row[1]) for row in rows if len(row) > 1 and clean(row[0]) == SITE), "")


def _header(sheet: Sheet, grid: Grid) -> list[str]:
    """The headings, ours as we write them."""
    ours = {folded(heading): heading for heading in sheet.headings}
    return [ours.get(folded(heading), heading) for heading in grid.header]


def _lines(
    grid: Grid, header: list[str], formulas: dict[tuple[int, int], str], comments: dict[tuple[int, int], str]
) -> Iterator[Line]:
    """The rows, with formulas as they are written; what was found of both is taken out of them."""
    places = dict(zip(header, (column + 1 for column in grid.used), strict=True))
    for number, row in grid.rows:
        cells = dict(zip(header, row, strict=True))
        told = {name: formulas.pop((number, at)) for name, at in places.items() if (number, at) in formulas}
        said = [comments.pop(place) for place in [*comments] if place[0] == number]
        yield Line(number, cells | told, {*told}, said)


@dataclass(slots=True, repr=False)
class Reader:
    """One workbook being read: its problems, and what its cells are judged by."""

    file: str
    site: str
    hide: NameHider
    today: date
    problems: list[dict[str, Any]] = field(default_factory=list)
    accounts: dict[str, list[str]] = field(default_factory=dict)
    """Platform → handles that are listed."""
    closed: set[tuple[str, str]] = field(default_factory=set)
    """Platform and handle of the accounts that are closed."""

    def fault(
        self,
        sheet: Sheet | None,
        row: int | None,
        column: str | None,
        code: ProblemCode,
        reason: str,
        value: object = None,
        *,
        is_remark: bool = False,
    ) -> None:
        """Note what is not understood; of a cell about an incident what it says is in no table."""
        place = f"{self.file}[{sheet.title}]" if sheet else self.file
        said = None if sheet is INCIDENT_SHEET else clean(value)[:200] or None
        told = {"code": code, "reason": reason, "value": said, "not_read": not is_remark}
        self.problems.append({"file": place, "row": row, "column": column, **told})

    def row(self, sheet: Sheet, line: Line) -> dict[str, Any]:
        """The cells of a row as they are understood, heading → value; ``None`` where one is not, or says nothing."""
        said: dict[str, Any] = {}
        for each in sheet.fields:
            cell = line.cells.get(each.heading)
            if each.heading in line.formulas:
                reason = "A formula, an error or a link: it may change by itself, so it is not used. Write the value."
                self.fault(sheet, line.number, each.heading, "malformed", reason, cell)
                said[each.heading] = None
                continue
            try:
                said[each.heading] = _PARSERS[each.kind](each, cell, self)
            except _Doubt as doubt:
                said[each.heading] = None
                told = (doubt.code, doubt.reason, cell)
                self.fault(sheet, line.number, each.heading, *told, is_remark=doubt.is_remark)
        return said


class _Doubt(Exception):  # noqa: N818 - it never leaves this module
    """What is wrong with one cell."""

    def __init__(self, code: ProblemCode, reason: str, *, is_remark: bool = False) -> None:
        super().__init__(reason)
        self.code, self.reason, self.is_remark = code, reason, is_remark


def _key(each: Field, cell: object, reader: Reader) -> str | None:
    text = " ".join(clean(cell).split())
    if each.heading != "Person" and text != reader.hide(text):
        raise _Doubt(
            "unknown_person", "A pupil's name, or a number of theirs: the row is not used. Write no names here."
        )
    return text or None


def _text(_: Field, cell: object, reader: Reader) -> str | None:
    text = clean(cell)
    bare = re.sub("|".join(f"(?:{pattern.removeprefix('(?i)')})" for pattern in REACHES), "", text, flags=re.IGNORECASE)
    if bare != reader.hide(bare):  # a partner's address and telephone number may stand here
        raise _Doubt("unknown_person", "A pupil's name: take it out. Nothing of it is kept.", is_remark=True)
    return text or None


def _name(_: Field, cell: object, __: Reader) -> str | None:
    text = clean(cell)
    return None if answer_word(text) in (*_NO_WORD, "", "nobody", "no one", "no") else text


def _day(_: Field, cell: object, reader: Reader) -> date | None:
    return None if (moment := _when(cell, reader)) is None else moment.date()


def _when(cell: object, reader: Reader) -> datetime | None:
    """A day and time as it is written, which is no later than today."""
    moment = read_moment(cell) if not isinstance(cell, bool) else None
    if moment is None:
        if clean(cell):
            raise _Doubt(
                "date", "No day: counts as not known. Write it as 5 March 2026.", is_remark=not isinstance(cell, bool)
            )
        return None
    if moment.when is None or moment.day is None:
        part = "Only a part of a day" if moment.how == "partial" else "No day that can be read"
        raise _Doubt("date", f"{part}: not used. Write it as 5 March 2026.")
    if moment.day > reader.today:
        raise _Doubt("date", "In the future: not used. Write the day on which it was done.")
    if moment.day.year < 2000:  # Excel counts from 1900 or 1904, and a slip of the hand leads there
        raise _Doubt("date", "Before 2000: not used. Correct the year.")
    return moment.when.astimezone(LONDON)


def _moment(each: Field, cell: object, reader: Reader) -> object:
    """When a step was done; :data:`NOT_NEEDED`; or a day alone, whose time is not known."""
    if answer_word(clean(cell)) in (NOT_NEEDED, "not necessary", "n/a", "not applicable") and each.heading != OPENED:
        return NOT_NEEDED
    moment = _when(cell, reader)
    has_time = moment is not None and (moment.hour, moment.minute) != (0, 0)
    return moment if has_time or moment is None else moment.date()


def _count(_: Field, cell: object, __: Reader) -> int | None:
    if not clean(cell) or answer_word(clean(cell)) in _NO_WORD:
        return None
    number = None if isinstance(cell, bool) else whole(cell)
    if number is None:
        raise _Doubt("malformed", "No whole number of families: counts as not known. Write it in digits.")
    return number


def _months(_: Field, cell: object, __: Reader) -> int | None:
    text = answer_word(clean(cell))
    if not text or text in _NO_WORD:
        return None
    if text in ("once", "for good"):
        return ONCE
    number = None if isinstance(cell, bool) else whole(cell)
    if not number or number > ONCE:
        raise _Doubt("malformed", "No whole number of months: the policy's counts. Write 12, or Once.")
    return number


def _yes(_: Field, cell: object, __: Reader) -> bool | None:
    if isinstance(cell, bool):
        return cell
    try:
        return words.yes_or_no(clean(cell)) if clean(cell) else None
    except KeyError as error:
        raise _Doubt("unknown_word", "Neither Yes nor No: counts as not known. Choose one of the list.") from error


_TICKS: Mapping[str, str] = {
    **dict.fromkeys(("y", "true", "✓", "✔", "☑"), "yes"),
    **dict.fromkeys(("n", "false", "✗", "✘", "✖"), "no"),
}


def _choice(each: Field, cell: object, _: Reader) -> str | None:
    text = answer_word(clean(cell))
    if each.choices == AS_EXPECTED and text:
        text = _TICKS.get(text, text)
    if not text:
        return None
    chosen = next((choice for choice in each.choices if folded(choice) == text), None)
    if chosen is None and each.heading == "Platform":
        chosen = PLATFORM_LABELS.get(words.channel_name(text))
    if chosen is None:
        reason = f"Not one of the list ({', '.join(each.choices)}): counts as not known. Choose one."
        raise _Doubt("unknown_word", reason)
    return chosen


def _own(_: Field, __: object, ___: Reader) -> None:
    return None


_PARSERS: Mapping[str, Callable[[Field, object, Reader], Any]] = {
    "key": _key, "text": _text, "name": _name, "day": _day, "moment": _moment, "count": _count, "months": _months,
    "yes": _yes, "choice": _choice, "own": _own, "found": _name,
}  # fmt: skip
