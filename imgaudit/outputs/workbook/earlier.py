"""An earlier workbook of ours: what people wrote into it, told apart from what we had.

What we had is on the sheet *Issued*, which Excel does not show, a copy of *Actions* and *Who is shown* as they were
before anybody's words were put in. A cell that differs from it is a person's.
"""

from __future__ import annotations

import hashlib
import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter

from imgaudit.answers import SHEET
from imgaudit.errors import ImgauditError, InputError
from imgaudit.exports.grids import Grid, read_grids
from imgaudit.exports.ours import is_ours
from imgaudit.exports.text import clean
from imgaudit.exports.words import folded
from imgaudit.files import ExportFile, opened
from imgaudit.outputs.excel_safety import safe_text
from imgaudit.outputs.workbook import actions_sheet, answered_earlier, who_is_shown
from imgaudit.outputs.workbook.answered_earlier import REFERENCE, TITLE, earlier_answers
from imgaudit.tables import STATUSES

ACTIONS = "Actions"
ISSUED = "Issued"
_SIGN = "What imgaudit filled in: leave it as it is"

HEADINGS: Mapping[str, tuple[str, ...]] = {
    ACTIONS: tuple(each.heading for each in actions_sheet.FIELDS),
    SHEET: who_is_shown.COLUMNS,
    TITLE: answered_earlier.OURS,
    "Lists": ("Status", "What to do", "Owner"),
}
"""The sheets that people write on, and our headings there."""
YOURS: Mapping[str, tuple[str, ...]] = {ACTIONS: actions_sheet.YOURS, SHEET: who_is_shown.YOURS}
"""The sheets with a row a Reference, and the headings of what people fill in there."""
_ABOUT = {ACTIONS: actions_sheet.ABOUT, SHEET: who_is_shown.ABOUT}
_NOTHING = (actions_sheet.NOTHING, who_is_shown.NOTHING)
_TELLING = (
    (TITLE, {"from", "why", "other words"}),
    (SHEET, {"shows", "reference"}),
    (ACTIONS, {"status", "reference"}),
)
_NOT_FILLED = ("Read me", "Summary", ISSUED)
_CHOSEN = "chosen by somebody"
_KNOWN = {folded(heading) for headings in HEADINGS.values() for heading in headings}


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote into one row: ``cells`` of ours, cells of their ``own`` columns, and ``other`` words there.

    A cell of ours that somebody emptied is ``None``. ``is_stray`` is a row that we never wrote.
    """

    sheet: str
    reference: str
    about: str
    cells: dict[str, object]
    own: dict[str, object]
    other: dict[str, object]
    is_stray: bool

    @property
    def has_text(self) -> bool:
        """Whether there is more than cells that were emptied."""
        return any(clean(value) for part in (self.cells, self.own, self.other) for value in part.values())


@dataclass(slots=True)
class Earlier:
    """The workbook that lies where another is to be written."""

    path: Path
    data: bytes
    saved_on: date
    as_of: date | None = None
    """The day its audit spoke for; not known of a workbook without the sheet *Issued*."""
    words: list[Words] = field(default_factory=list)
    issued: dict[str, dict[str, dict[str, object]]] = field(default_factory=dict)
    """Sheet → Reference → heading → what we had there."""
    rows: dict[str, set[str]] = field(default_factory=dict)
    """Sheet → the References that have a row."""
    own_headings: dict[str, list[str]] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    """Reference on *Who is shown* → hash of the picture that was asked about."""
    answered: list[dict[str, Any]] = field(default_factory=list)
    """The rows of its *Answered earlier*."""
    owners: list[str] = field(default_factory=list)
    is_as_written: bool = False
    """Whether nobody has written anything into it since we did."""
    left_behind: list[str] = field(default_factory=list)
    """What cannot be carried over, and is in the kept file alone."""


def add_issued(
    workbook: Workbook,
    as_of: date,
    pictures: Mapping[Any, str],
    chosen: Mapping[tuple[str, str], Mapping[str, object]],
) -> None:
    """Copy what we filled in to the hidden sheet *Issued*, before people's words are put in; :func:`sign` it then.

    What somebody chose stays chosen, though it is what we have in that cell now.
    """
    hidden = workbook.create_sheet(ISSUED)
    hidden.sheet_state = "veryHidden"
    rows: list[tuple[object, ...]] = [(_SIGN, None, as_of.isoformat())]
    for title in YOURS:
        headings = [cell.value for cell in workbook[title][1]]
        for cells in workbook[title].iter_rows(values_only=True):
            row = dict(zip(headings, cells, strict=True))
            told = chosen.get((title, clean(as_read(row[REFERENCE]))), {})
            is_chosen = {heading for heading, value in told.items() if same(value, row.get(heading))}
            rows.append((title, *(_CHOSEN if heading in is_chosen else cell for heading, cell in row.items())))
    asked = {row[-1] for row in rows if row[0] == SHEET}
    shown = ((safe_text(reference), picture) for reference, picture in pictures.items())
    rows += [("Pictures", reference, picture) for reference, picture in shown if reference in asked]
    for at, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if value is not None:
                cell = hidden.cell(at, column)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"  # openpyxl takes "=…" for a formula


def sign(workbook: Workbook) -> None:
    """Note what all sheets hold now, so that it can be seen whether anybody has written into them since."""
    cells = (
        (sheet.title, as_read(cell.value))
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and cell.data_type != "f"
    )
    workbook[ISSUED].cell(1, 2).value = _fingerprint(cells)


def _fingerprint(cells: Iterable[tuple[str, object]]) -> str:
    """What a workbook says, wherever it stands on a sheet: sorting says nothing new, nor do the Summary's formulas."""
    said = sorted(
        f"{sheet}\x1f{_plain(value)}"
        for sheet, value in cells
        if sheet != ISSUED and _plain(value) and not (sheet == "Summary" and isinstance(value, int | float))
    )
    return hashlib.blake2b("\x1e".join(said).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _sign_of(sheets: Mapping[str, Grid]) -> bool:
    return ISSUED in sheets and any(row and row[0] == _SIGN for row in sheets[ISSUED].table())


def read_earlier(path: Path) -> Earlier:
    """Read the workbook that lies at a path.

    Raises
    ------
    InputError
        When it is not a workbook of ours, or cannot be read: what people wrote would be lost.
    """
    try:
        with opened(path) as stream:
            data = stream.read()
        saved = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).astimezone().date()
    except OSError as error:
        raise ImgauditError(
            f"{path} cannot be read ({error.strerror or error}), and what people wrote into it would be lost. "
            "If it is open in Excel, close it there; otherwise see who may read it."
        ) from error
    try:
        grids = read_grids(data, str(path), known=_KNOWN, hidden_too=True)
    except InputError as error:
        raise InputError(f"{error} Nothing was written; or move the file away, or name another one.") from error
    if not (is_ours(ExportFile(path.name, str(path), len(data))) or _sign_of({grid.sheet: grid for grid in grids})):
        raise InputError(
            f"{path} is not a workbook that imgaudit wrote, and is left as it is. "
            "Name another file for the workbook, or move this one away."
        )
    earlier = Earlier(path, data, saved)
    fingerprint = _read_issued(grids, earlier)
    formulas, comments = _beyond_values(earlier)
    for grid in grids:
        if grid.sheet in _NOT_FILLED:
            continue
        kind = _kind(grid)
        if kind is None:
            earlier.left_behind.append(f"the sheet {grid.sheet!r}")
            continue
        _read_sheet(kind, grid, earlier, formulas.get(grid.sheet, {}), comments.get(grid.sheet, {}))
        earlier.left_behind += [f"part of the sheet {grid.sheet!r} ({fault})" for fault in grid.faults.values()]
    said = ((grid.sheet, cell) for grid in grids if grid.sheet != ISSUED for row in grid.table() for cell in row)
    written_on = sorted({*formulas, *comments} & set(_NOT_FILLED))
    earlier.left_behind += [f"what was written on the sheet {title!r}" for title in written_on]
    beside = (*formulas, *comments, *earlier.left_behind)
    earlier.is_as_written = _fingerprint(said) == fingerprint and not beside
    return earlier


def _read_issued(grids: Iterable[Grid], earlier: Earlier) -> str:
    """What we had filled in, if the sheet is there as we wrote it, and what the workbook held then."""
    hidden = next((list(grid.table()) for grid in grids if grid.sheet == ISSUED), [])
    try:
        _, fingerprint, day, *_ = hidden[0]
        as_of = date.fromisoformat(str(day))
        headings: dict[object, list[str]] = {}
        for title, *cells in hidden[1:]:
            if title == "Pictures":
                earlier.pictures[clean(cells[0])] = clean(cells[1])
            elif title in YOURS and title not in headings:
                headings[title] = [clean(cell) for cell in cells]
            elif title in YOURS:
                row = dict(zip(headings[title], cells, strict=True))
                earlier.issued.setdefault(str(title), {})[clean(row[REFERENCE])] = row
    except (IndexError, KeyError, ValueError):
        earlier.issued, earlier.pictures = {}, {}
        return ""
    earlier.as_of = as_of
    return str(fingerprint)


def _kind(grid: Grid) -> str | None:
    """Which of our sheets this is, renamed or copied though it may be."""
    if grid.sheet in HEADINGS:
        return grid.sheet
    return next((title for title, telling in _TELLING if telling <= set(map(folded, grid.header))), None)


_Cells = dict[tuple[int, int], str]


def _beyond_values(earlier: Earlier) -> tuple[dict[str, _Cells], dict[str, _Cells]]:
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
        for row in sheet.iter_rows():
            for cell in row:
                if not isinstance(cell, Cell):
                    continue  # below a merged one
                place = (cell.row, cell.column)
                if cell.comment is not None:
                    comments.setdefault(sheet.title, {})[place] = cell.comment.text
                if sheet.title in ("Summary", ISSUED):
                    continue
                if cell.data_type in ("f", "e"):
                    formulas.setdefault(sheet.title, {})[place] = str(getattr(cell.value, "text", cell.value))
                elif cell.hyperlink is not None and cell.value not in ("Open", "Edit"):
                    target, text = cell.hyperlink.target or "", clean(cell.value)
                    if text not in target and target not in text:
                        formulas.setdefault(sheet.title, {})[place] = f"{text} {target}"
    return formulas, comments


def _has_text_boxes(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        drawings = [name for name in archive.namelist() if name.startswith("xl/drawings/drawing")]
        return any(b"<a:t>" in archive.read(name) for name in drawings)


def _read_sheet(kind: str, grid: Grid, earlier: Earlier, formulas: _Cells, comments: _Cells) -> None:
    ours = {folded(heading): heading for heading in HEADINGS[kind]}
    headings = [ours.get(folded(heading), heading) for heading in grid.header]
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
    if kind == "Lists":
        earlier.owners += [str(row["Owner"]) for row in records if clean(row.get("Owner"))]
        return
    above = [cell for row in islice(grid.table(), grid.header_row - 1) for cell in row if clean(cell)]
    strays = [{"Above the headings": cell} for cell in above] + list(remarks.values())
    strays += [{f"Cell {get_column_letter(column)}{number}": text} for (number, column), text in unread.items()]
    earlier.words += [Words(kind, "", "", {}, {}, stray, True) for stray in strays]
    if kind == TITLE:
        earlier.answered += earlier_answers(records)
        return
    own = earlier.own_headings.setdefault(kind, [])
    own += [heading for heading in headings if heading not in HEADINGS[kind] and heading not in own]
    earlier.rows.setdefault(kind, set()).update(clean(row.get(REFERENCE)) for row in records)
    earlier.words += [each for row in records if (each := _words(kind, row, earlier)) is not None]


_COMMENT = "Comment in "


def _words(kind: str, row: Mapping[str, object], earlier: Earlier) -> Words | None:
    """What a person wrote into a row, or ``None``."""
    reference = clean(row.get(REFERENCE))
    issued = earlier.issued.get(kind, {}).get(reference)
    has_record = earlier.as_of is not None
    is_stray = not reference or (has_record and issued is None)
    had = issued or ({} if is_stray else _default(row, reference))
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
    return Words(kind, reference, "" if is_stray else about, cells, own, other, is_stray)


def _default(row: Mapping[str, object], reference: str) -> dict[str, object]:
    """What we had for certain in a workbook without a record: the first status, the fix that the Reference names."""
    fix = clean(row.get("What to do"))
    is_fix = reference.startswith(fix.lower().replace(" ", "-") + " ")
    return {"Status": STATUSES[0], "What to do": fix if is_fix else None}


def as_read(value: object) -> object:
    """A value that :func:`put` set as a reader of the workbook gets it: without what Excel takes for an escape."""
    return value.replace("_x005F_x", "_x") if isinstance(value, str) else value


def same(value: object, other: object) -> bool:
    """Whether two cells say the same, whichever program saved them."""
    return _plain(value) == _plain(other)


def _plain(value: object) -> str:
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return value.isoformat() if isinstance(value, date) else clean(value)
