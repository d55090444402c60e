"""Write the sample school's registers: our workbooks, carried from term to term as a school does, and filled in."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from school_plants import School
from school_registers import Cells, Entry
from school_sheets import pack

import imgaudit as ia

HEADINGS_AT = 2
MAY_BE_BLANK = ("Account", "Sent on")  # of what the tool suggests


def write_registers(school: School, term: int, out: Path) -> None:
    """A term's two workbooks, with what the term before left in them."""
    folder = out / school.terms[term].id
    found = ia.read_inventory(folder / "exports")
    books = (("registers.xlsx", school.registers), ("dsl/incidents.xlsx", school.incidents))
    for name, entries in books:
        earlier = out / school.terms[term - 1].id / name if term else None
        with tempfile.TemporaryDirectory() as place:
            blank = ia.write_registers(
                Path(place) / "blank.xlsx", found=found, earlier=earlier, incidents=name.startswith("dsl")
            )
            book = load_workbook(blank)
        for sheet in book.worksheets[1:]:
            _fill(sheet, term, [entry for entry in entries if entry.sheet == sheet.title])
        buffer = io.BytesIO()
        book.save(buffer)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        pack(buffer, folder / name, school.terms[term].ends)


def _fill(sheet: Worksheet, term: int, entries: Iterable[Entry]) -> None:
    """What is written into one sheet in a term; a row that the story takes away goes."""
    columns = {cell.value: cell.column for cell in sheet[HEADINGS_AT]}
    if "Reference" in columns:  # made with the key of whoever runs this
        for at in range(HEADINGS_AT + 1, sheet.max_row + 1):
            sheet.cell(at, columns["Reference"]).value = None
    for entry in entries:
        row, written = _row_of(sheet, columns, entry.key), entry.written[term]
        if written is None:
            if row:
                sheet.delete_rows(row)
            continue
        row = row or _row_of(sheet, columns, entry.key, may_be_blank=True) or _first_blank(sheet)
        for heading, cell in {**entry.key, **written}.items():
            sheet.cell(row, columns[heading]).value = cell


def _row_of(sheet: Worksheet, columns: dict[object, int], key: Cells, *, may_be_blank: bool = False) -> int | None:
    """The row that stands for it: its own, or one that the tool suggests."""

    def fits(row: int, heading: str, cell: object) -> bool:
        there = sheet.cell(row, columns[heading]).value
        there = there.date() if isinstance(there, datetime) else there
        return there == cell or (may_be_blank and there is None and heading in MAY_BE_BLANK)

    rows = range(HEADINGS_AT + 1, sheet.max_row + 1)
    return next((row for row in rows if all(fits(row, *each) for each in key.items())), None)


def _first_blank(sheet: Worksheet) -> int:
    last = max((row[0].row for row in sheet.iter_rows() if any(cell.value is not None for cell in row)), default=0)
    return max(last, HEADINGS_AT) + 1
