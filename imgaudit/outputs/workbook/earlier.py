"""An earlier workbook of ours: what people wrote into it, told apart from what we had.

What we had is on the sheet *Issued*, which Excel does not show. A cell that differs from it is a person's.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter

from imgaudit.errors import ImgauditError, InputError
from imgaudit.exports.ours import is_ours
from imgaudit.files import ExportFile, opened
from imgaudit.foreign.grids import Grid, read_grids
from imgaudit.foreign.text import clean
from imgaudit.foreign.words import folded
from imgaudit.outputs.excel_safety import same
from imgaudit.outputs.workbook import (
    actions_sheet,
    answered_earlier,
    figures_sheet,
    for_many,
    lists,
    read_me,
    review_sheet,
    summary,
    who_is_shown,
)
from imgaudit.outputs.workbook.answered_earlier import PICTURE, REFERENCE
from imgaudit.outputs.workbook.issued import TITLE as ISSUED
from imgaudit.outputs.workbook.issued import YOURS, Issued, fingerprint_of, is_issued, read_issued
from imgaudit.outputs.workbook.links import HEADINGS as LINKED

if TYPE_CHECKING:
    from imgaudit.audit import Audit

_WITH_ROWS = (actions_sheet, who_is_shown, review_sheet)
HEADINGS: Mapping[str, tuple[str, ...]] = {
    sheet.TITLE: sheet.COLUMNS for sheet in (*_WITH_ROWS, answered_earlier, lists)
}
"""The sheets that people write on, and our headings there."""
_ABOUT = {sheet.TITLE: sheet.ABOUT for sheet in _WITH_ROWS}
_ONE_ANSWER = (who_is_shown.TITLE, review_sheet.TITLE)
"""The sheets whose cells of a row say one thing together: without one of them the others say another."""
BESIDE = "Written beside the answers: not read as one. It stands in that workbook alone."
_NOTHING = [sheet.NOTHING for sheet in _WITH_ROWS]
_TELLING = {sheet.TITLE: sheet.TELLING for sheet in (answered_earlier, who_is_shown, review_sheet, actions_sheet)}
_NOT_FILLED = (read_me.TITLE, summary.TITLE, figures_sheet.TITLE, ISSUED)
_KNOWN = {folded(heading) for headings in HEADINGS.values() for heading in headings}


@dataclass(frozen=True, slots=True, repr=False)
class Words:
    """What somebody wrote into one row: ``cells`` of ours, cells of their ``own`` columns, and ``other`` words there.

    A cell of ours that somebody emptied is ``None``. ``is_stray`` is a row that we never wrote. ``row`` is counted as
    Excel does. ``is_shared``: it was said of many pictures at once.
    """

    sheet: str
    reference: str
    about: str
    cells: dict[str, object]
    own: dict[str, object]
    other: dict[str, object]
    is_stray: bool
    row: int | None = None
    is_shared: bool = False
    lacks: str = ""
    """A heading without which the others say something else, and which the sheet has no more."""

    @property
    def no_answer(self) -> tuple[str, str] | None:
        """Why this is no answer about its Reference, if it is none: the heading, and what is to be done."""
        if self.row is None and not self.is_shared:
            return REFERENCE, "Written outside the rows of the sheet: not read as an answer."
        if self.lacks:
            return self.lacks, "The column is not there any more, so its rows are not used: call its heading so again."
        if self.is_pattern:
            return None
        if not self.reference:
            return REFERENCE, "A row without a Reference: nobody knows what it is about. Not used."
        if (about := self._about_another) and not self.is_stray:
            reason = f"{about[0]} is not the one of this Reference, as when part of a row was sorted: not used."
            return REFERENCE, reason
        return None

    @property
    def is_pattern(self) -> bool:
        """Whether it names pictures by what they are called, and so may say something else than we had there."""
        if self.sheet != who_is_shown.TITLE:
            return False
        return self.reference.startswith(for_many.PATTERN) if self.reference else self._about_another == [PICTURE]

    @property
    def _about_another(self) -> list[str]:
        return [heading for heading in _ABOUT[self.sheet][:2] if heading in self.other]

    @property
    def beside(self) -> str:
        """What stands beside the answers: in columns of their own, in comments, and in cells of ours."""
        # In a row of theirs all cells are theirs, and say what it is about.
        about = self.other.keys() if self.is_stray else [PICTURE] if self.is_pattern else ()
        other = {name: told for name, told in self.other.items() if name.startswith(_COMMENT) or name not in about}
        return _joined(self.own, other)

    @property
    def text(self) -> str:
        """All that stands there."""
        return _joined(self.cells, self.own, self.other)

    @property
    def has_text(self) -> bool:
        """Whether there is more than cells that were emptied."""
        return bool(self.text)


def _joined(*parts: Mapping[str, object]) -> str:
    return "; ".join(filter(None, (clean(value) for part in parts for value in part.values())))


@dataclass(slots=True, repr=False)
class Earlier:
    """The workbook that lies where another is to be written."""

    path: Path
    data: bytes
    saved_on: date
    saved_at: datetime
    says_when: bool
    """Whether the workbook itself says when it was saved; else the file system does."""
    issued: Issued
    """What we had filled in; empty of a workbook from before there was such a record."""
    words: list[Words] = field(default_factory=list)
    rows: dict[str, set[str]] = field(default_factory=dict)
    """Sheet → the References that have a row."""
    own_headings: dict[str, list[str]] = field(default_factory=dict)
    answered: list[dict[str, Any]] = field(default_factory=list)
    """The rows of its *Answered earlier*."""
    owners: list[str] = field(default_factory=list)
    is_as_written: bool = False
    """Whether nobody has written anything into it since we did."""
    left_behind: list[str] = field(default_factory=list)
    """What cannot be carried over, and is in the kept file alone."""


def read_earlier(path: Path) -> Earlier:
    """Read the workbook that lies at a path.

    Raises
    ------
    InputError
        When it is not a workbook of ours, or cannot be read: what people wrote would be lost.
    """
    earlier, grids = open_earlier(path, _KNOWN)
    if not any(map(_kind, grids)):
        raise InputError(f"{path} is not an action list of ours, and is left as it is. Name another file for that.")
    formulas, comments = beyond_values(earlier)
    for grid in grids:
        if grid.sheet in _NOT_FILLED:
            continue
        kind = _kind(grid)
        if kind and kind in YOURS and grid.sheet in formulas:
            _leave_out_links(kind, grid, earlier, formulas[grid.sheet])
        if kind is None:
            earlier.left_behind.append(f"the sheet {grid.sheet!r}")
            continue
        _read_sheet(kind, grid, earlier, formulas.get(grid.sheet, {}), comments.get(grid.sheet, {}))
        earlier.left_behind += [f"part of the sheet {grid.sheet!r} ({fault})" for fault in grid.faults.values()]
    said = ((grid.sheet, cell) for grid in grids if grid.sheet != ISSUED for row in grid.table() for cell in row)
    written_on = sorted({*formulas, *comments} & set(_NOT_FILLED))
    earlier.left_behind += [f"what was written on the sheet {title!r}" for title in written_on]
    beside = (*filter(None, formulas.values()), *comments, *earlier.left_behind)
    earlier.is_as_written = fingerprint_of(said) == earlier.issued.fingerprint and not beside
    return earlier


def open_earlier(path: Path, known: Collection[str]) -> tuple[Earlier, list[Grid]]:
    """The workbook that lies at a path, not looked into yet, and its sheets; ``known`` are headings of ours.

    Raises as :func:`read_earlier` does.
    """
    try:
        with opened(path) as stream:
            data = stream.read()
        saved = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    except FileNotFoundError:
        raise  # nobody's words are in a file that is not there
    except OSError as error:
        raise ImgauditError(
            f"{path} cannot be read ({error.strerror or error}), and what people wrote into it would be lost. "
            "If it is open in Excel, close it there; otherwise see who may read it."
        ) from error
    try:
        grids = read_grids(data, str(path), known=known, hidden_too=True)
    except InputError as error:
        raise InputError(f"{error} Nothing was written; or move the file away, or name another one.") from error
    if not (is_ours(ExportFile(path.name, str(path), len(data))) or is_issued(grids)):
        raise InputError(
            f"{path} is not a workbook that imgaudit wrote, and is left as it is. "
            "Name another file for the workbook, or move this one away."
        )
    own = says_saved_at(data)
    earlier = Earlier(path, data, saved.astimezone().date(), own or saved, own is not None, read_issued(grids))
    return earlier, grids


def filled_in_on(saved_at: datetime, issued: Issued, audit: Audit) -> date:
    """The day on which people wrote what a workbook says: when it was saved last, if it is of an earlier audit.

    That is no day before it was issued, whatever a clock said, and one before that of the audit: it was not said of
    what the audit found.
    """
    if issued.as_of is None or issued.as_of >= audit.as_of:
        return audit.as_of
    return min(
        audit.as_of - timedelta(days=1), max(saved_at.astimezone(ZoneInfo(audit.policy.timezone)).date(), issued.as_of)
    )


_FIRST_YEAR = 2007
"""Before it there was no such file."""


def says_saved_at(data: bytes) -> datetime | None:
    """When the program that saved a workbook says that it did."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            told = re.search(rb"<(?:\w+:)?modified\b[^>]*>([^<]{10,40})</", archive.read("docProps/core.xml"))
        moment = datetime.fromisoformat(told[1].decode("ascii").strip()) if told else None
    except (KeyError, ValueError, OSError, zipfile.BadZipFile):
        return None
    if moment is None or not _FIRST_YEAR <= moment.year <= datetime.now(UTC).year + 1:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment if moment < datetime.now(UTC) + timedelta(days=1) else None


def _kind(grid: Grid) -> str | None:
    """Which of our sheets this is, renamed or copied though it may be."""
    if grid.sheet in HEADINGS:
        return grid.sheet
    return next((title for title, telling in _TELLING.items() if telling <= set(map(folded, grid.header))), None)


_Cells = dict[tuple[int, int], str]


def beyond_values(earlier: Earlier) -> tuple[dict[str, _Cells], dict[str, _Cells]]:
    """Formulas, errors and links' addresses, and comments: sheet → (row, column) → text. The reader of values has none.

    Only what people can have put there: our own links and formulas are left out.
    """
    formulas: dict[str, _Cells] = {}
    comments: dict[str, _Cells] = {}
    try:
        if _has_text_boxes(earlier.data):
            earlier.left_behind.append("what a text box says")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl would lose in saving; nothing is saved from it
            book = openpyxl.load_workbook(io.BytesIO(earlier.data), keep_links=False)
    except Exception:  # noqa: BLE001 - other programs write what openpyxl refuses, in many ways
        earlier.left_behind.append("formulas, links and comments")
        return formulas, comments
    for sheet in book.worksheets:
        # What lies below a merged cell is none.
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell, Cell)):
            place = (cell.row, cell.column)
            if cell.comment is not None:
                comments.setdefault(sheet.title, {})[place] = cell.comment.text
            text = None if sheet.title in (summary.TITLE, ISSUED) else _formula_or_link(cell)
            if text is not None:
                formulas.setdefault(sheet.title, {})[place] = text
    return formulas, comments


def _formula_or_link(cell: Cell) -> str | None:
    if cell.data_type in ("f", "e"):
        return str(getattr(cell.value, "text", cell.value))
    if cell.hyperlink is None or cell.value in ("Open", "Edit"):
        return None
    target, text = cell.hyperlink.target or "", clean(cell.value)
    return None if text in target or target in text else f"{text} {target}"


def _leave_out_links(kind: str, grid: Grid, earlier: Earlier, beyond: _Cells) -> None:
    """Leave out the links that say what we wrote there; those of before were of one word."""
    at = {heading: place for place, heading in enumerate(_headings(kind, grid)) if heading in (*LINKED, REFERENCE)}
    for number, cells in grid.rows:
        had = earlier.issued.rows.get(kind, {}).get(clean(cells[at[REFERENCE]]), {}) if REFERENCE in at else {}
        for heading in at.keys() & {*LINKED} & had.keys():
            if same(cells[at[heading]], had[heading]):
                beyond.pop((number, grid.used[at[heading]] + 1), None)


def _has_text_boxes(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        drawings = [name for name in archive.namelist() if name.startswith("xl/drawings/drawing")]
        return any(b"<a:t>" in archive.read(name) for name in drawings)


def _headings(kind: str, grid: Grid) -> list[str]:
    """The headings of a sheet, ours as we write them."""
    ours = {folded(heading): heading for heading in HEADINGS[kind]}
    return [ours.get(folded(heading), heading) for heading in grid.header]


def _read_sheet(kind: str, grid: Grid, earlier: Earlier, formulas: _Cells, comments: _Cells) -> None:
    headings = _headings(kind, grid)
    had = next(iter(earlier.issued.rows.get(kind, {}).values()), {}) if kind in _ONE_ANSWER else {}
    lacks = next((heading for heading in YOURS.get(kind, ()) if heading in had and heading not in headings), "")
    remarks: dict[int, dict[str, object]] = {}
    for (number, column), text in comments.items():
        remarks.setdefault(number, {})[f"{_COMMENT}{get_column_letter(column)}{number}"] = text
    unread = dict(formulas)
    records = [
        {
            **{
                heading: unread.pop((number, column + 1), cell)
                for column, heading, cell in zip(grid.used, headings, cells, strict=True)
            },
            **remarks.pop(number, {}),
        }
        for number, cells in grid.rows
    ]
    if kind == lists.TITLE:
        earlier.owners += lists.read_owners(records)
        return
    above = [cell for row in islice(grid.table(), grid.header_row - 1) for cell in row if clean(cell)]
    strays = [{"Above the headings": cell} for cell in above] + list(remarks.values())
    strays += [{f"Cell {get_column_letter(column)}{number}": text} for (number, column), text in unread.items()]
    earlier.words += [Words(kind, "", "", {}, {}, stray, True) for stray in strays]
    if kind == answered_earlier.TITLE:
        earlier.answered += answered_earlier.read_answered_earlier(records)
        return
    own = earlier.own_headings.setdefault(kind, [])
    own += [heading for heading in headings if heading not in HEADINGS[kind] and heading not in own]
    earlier.rows.setdefault(kind, set()).update(clean(row.get(REFERENCE)) for row in records)
    numbers = [number for number, _ in grid.rows]
    told = (_words(kind, number, row, earlier) for number, row in zip(numbers, records, strict=True))
    earlier.words += [replace(each, lacks=lacks) for each in told if each is not None]


_COMMENT = "Comment in "


def _words(kind: str, number: int, row: Mapping[str, object], earlier: Earlier) -> Words | None:
    """What a person wrote into a row, or ``None``."""
    reference = clean(row.get(REFERENCE))
    issued = earlier.issued.rows.get(kind, {}).get(reference)
    is_stray = not reference or (earlier.issued.as_of is not None and issued is None)
    has_defaults = kind == actions_sheet.TITLE and not is_stray
    had = issued or (actions_sheet.defaults(row, reference) if has_defaults else {})
    cells: dict[str, object] = {}
    own: dict[str, object] = {}
    other: dict[str, object] = {}
    for heading, value in row.items():
        if heading in YOURS[kind]:
            # Without a record an empty cell may always have been empty.
            if not same(value, had.get(heading)) and (clean(value) or issued is not None):
                cells[heading] = value if clean(value) else None
        elif heading.startswith(_COMMENT) or (heading not in HEADINGS[kind] and heading not in had):
            (other if heading.startswith(_COMMENT) else own)[heading] = value
        elif (
            heading != REFERENCE
            and (is_stray or issued is not None)
            and not same(value, had.get(heading))
            and clean(value) not in ("", *_NOTHING)
        ):
            other[heading] = value
    own = {heading: value for heading, value in own.items() if clean(value)}
    if not (cells or own or other):
        return None
    about = " · ".join(clean((issued or row).get(heading)) for heading in _ABOUT[kind] if clean(row.get(heading)))
    return Words(kind, reference, "" if is_stray else about, cells, own, other, is_stray, number)
