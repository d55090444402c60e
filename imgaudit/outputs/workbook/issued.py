"""The hidden sheet *Issued*: what we filled in ourselves, so that what people wrote can be told apart from it.

It is a copy of *Actions* and *Who is shown* as they were before anybody's words were put in, and a fingerprint of all
that the workbook held then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openpyxl import Workbook

from imgaudit.foreign.grids import Grid
from imgaudit.foreign.text import clean
from imgaudit.outputs.excel_safety import as_read, plain, safe_text, same
from imgaudit.outputs.workbook import actions_sheet, figures_sheet, review_sheet, summary, who_is_shown
from imgaudit.outputs.workbook.answered_earlier import REFERENCE

TITLE = "Issued"
YOURS: Mapping[str, tuple[str, ...]] = {
    actions_sheet.TITLE: actions_sheet.YOURS,
    who_is_shown.TITLE: who_is_shown.YOURS,
    review_sheet.TITLE: review_sheet.YOURS,
}
"""The sheets with a row a Reference, and the headings of what people fill in there."""

_SIGN = "What imgaudit filled in: leave it as it is"
_PICTURES = "Pictures"
_CARRIED = "Carried"
_TOGETHER = "Together"
_CHOSEN = "chosen by somebody"


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """What somebody had answered in an earlier workbook: the cells, their day, the picture and how severe it was."""

    cells: Mapping[str, object]
    said_on: date
    picture: str | None
    severity: str | None = None
    place: str | None = None


@dataclass(slots=True, repr=False)
class Issued:
    """What the sheet says; empty where it is not there as we wrote it."""

    as_of: date | None = None
    """The day that the audit spoke for."""
    rows: dict[str, dict[str, dict[str, object]]] = field(default_factory=dict)
    """Sheet → Reference → heading → what we had there."""
    pictures: dict[str, str] = field(default_factory=dict)
    """Reference → hashes of the picture that it is about, with a semicolon between."""
    places: dict[str, str] = field(default_factory=dict)
    """Reference → where that picture lay, which tells it where nobody has the bytes; an older workbook says none."""
    together: dict[str, list[str]] = field(default_factory=dict)
    """Reference of a row for many pictures → those of the pictures that it is about."""
    site: str = ""
    """The site, where there was only one."""
    carried: dict[tuple[str, str], Said] = field(default_factory=dict)
    """Sheet and Reference → the answer that was put there again."""
    fingerprint: str = ""
    """Of all that the workbook held."""

    def answer(self, sheet: str, reference: str, cells: Mapping[str, object]) -> Said | None:
        """What these cells say again, as it was put there; ``None`` where somebody has written them since."""
        before = self.carried.get((sheet, reference))
        answers = YOURS[sheet]
        return before if before and all(same(cells.get(name), before.cells.get(name)) for name in answers) else None


def add_issued(
    workbook: Workbook,
    as_of: date,
    site: str,
    pictures: Mapping[Any, str],
    places: Mapping[Any, str],
    together: Mapping[str, Iterable[str]],
    chosen: Mapping[tuple[str, str], Mapping[str, object]],
    carried: Mapping[tuple[str, str], Said],
) -> None:
    """Copy what we filled in to the hidden sheet *Issued*, before people's words are put in; :func:`sign` it then.

    What somebody chose stays chosen, though it is what we have in that cell now.
    """
    hidden = workbook.create_sheet(TITLE)
    hidden.sheet_state = "veryHidden"
    rows: list[tuple[object, ...]] = [(_SIGN, None, as_of.isoformat(), safe_text(site))]
    for title in YOURS:
        headings = [cell.value for cell in workbook[title][1]]
        for cells in workbook[title].iter_rows(values_only=True):
            row = dict(zip(headings, cells, strict=True))
            told = chosen.get((title, clean(as_read(row[REFERENCE]))), {})
            is_chosen = {heading for heading, value in told.items() if same(value, row.get(heading))}
            rows.append((title, *(_CHOSEN if heading in is_chosen else cell for heading, cell in row.items())))
    asked = {row[-1] for row in rows}
    known = dict.fromkeys([*pictures, *places])
    shown = ((safe_text(reference), pictures.get(reference), places.get(reference)) for reference in known)
    rows += [(_PICTURES, *about) for about in shown if about[0] in asked]
    rows += [(_TOGETHER, one, safe_text(member)) for one, members in together.items() for member in members]
    for (title, reference), said in carried.items():
        words = [said.cells.get(heading) for heading in YOURS[title]]
        words = [safe_text(word) if isinstance(word, str) else word for word in words]
        about = (safe_text(reference), said.said_on.isoformat(), said.picture, said.severity)
        rows.append((_CARRIED, title, *about, *words, said.place))
    for at, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if value is not None:
                cell = hidden.cell(at, column)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"  # openpyxl takes "=…" for a formula


_COUNTED = (summary.TITLE, figures_sheet.TITLE)
"""Sheets that nobody fills in: their figures are formulas, or come back with other digits than they went."""


def sign(workbook: Workbook) -> None:
    """Note what all sheets hold now, so that it can be seen whether anybody has written into them since."""
    cells = (
        (sheet.title, as_read(cell.value))
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and cell.data_type != "f"
    )
    workbook[TITLE].cell(1, 2).value = fingerprint_of(cells)


def fingerprint_of(cells: Iterable[tuple[str, object]]) -> str:
    """What a workbook says, wherever it stands on a sheet: sorting says nothing new, nor do figures of ours."""
    said = sorted(
        f"{sheet}\x1f{plain(value)}"
        for sheet, value in cells
        if sheet != TITLE and plain(value) and not (sheet in _COUNTED and isinstance(value, int | float))
    )
    return hashlib.blake2b("\x1e".join(said).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def read_issued(grids: Iterable[Grid]) -> Issued:
    """What we had filled in, if the sheet is there as we wrote it."""
    issued = Issued()
    headings: dict[object, list[str]] = {}
    held = _lines(grids)
    try:
        (_, fingerprint, as_of, *site), *lines = held
        issued.as_of, issued.fingerprint = date.fromisoformat(str(as_of)), str(fingerprint)
        issued.site = clean(site[0]) if site else ""
        for title, *cells in lines:
            if title == _PICTURES:
                told = ((issued.pictures, cells[1:2]), (issued.places, cells[2:3]))
                for known, mark in told:
                    if any(map(clean, mark)):
                        known[clean(cells[0])] = clean(mark[0])
            elif title == _TOGETHER:
                issued.together.setdefault(clean(cells[0]), []).append(clean(cells[1]))
            elif title == _CARRIED:
                sheet, reference, day, picture, severity, *words = cells
                said = dict(zip(YOURS[str(sheet)], words, strict=False))
                place = clean(next(iter(words[len(YOURS[str(sheet)]) :]), None)) or None
                about = (date.fromisoformat(str(day)), clean(picture) or None, clean(severity) or None, place)
                issued.carried[str(sheet), clean(reference)] = Said(said, *about)
            elif title in YOURS and title not in headings:
                headings[title] = [clean(cell) for cell in cells]
            elif title in YOURS:
                row = dict(zip(headings[title], cells, strict=True))
                issued.rows.setdefault(str(title), {})[clean(row[REFERENCE])] = row
    except (IndexError, KeyError, ValueError):
        return Issued()
    return issued


def is_issued(grids: Iterable[Grid]) -> bool:
    """Whether a workbook is one of ours, by this sheet."""
    return any(row and row[0] == _SIGN for row in _lines(grids))


def _lines(grids: Iterable[Grid]) -> list[list[object]]:
    return next(([[*line] for line in grid.table()] for grid in grids if grid.sheet == TITLE), [])
