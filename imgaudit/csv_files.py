"""Our tables as CSV. Spreadsheets open those, so no cell of one runs; and what they save is read right or refused."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from imgaudit.errors import InputError
from imgaudit.files import private_file
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.grids import Grid, read_grids
from imgaudit.foreign.text import clean
from imgaudit.foreign.words import folded, yes_or_no
from imgaudit.frames import DAY, FLAG, NUMBER, REAL, Table, quoted

_RUNS = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@\uff0b\uff0d\uff1d\uff20])")
"""How a text begins that a spreadsheet takes for a formula, in letters of full width too (OWASP, CSV injection)."""
_CHANGES = re.compile(
    r"'*\s*(?:true|false|(?=.*\d)(?:[\d\s.,:/%£$€()+-]|e|[ap]m|"
    r"jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)+)\s*",
    re.IGNORECASE,
)
"""A text that a spreadsheet takes for a number, a day or a yes, and saves as such: without its noughts, or rounded."""
_ROUNDED = re.compile(r"-?\d(?:[.,]\d+)?E[+-]\d{2,}")
_BY_THE_DAY = re.compile(r"\d\d[/.]\d\d[/.]\d{4}(?!\d)")
"""A day as Excel writes it in the United Kingdom; where the month comes first it writes no noughts."""
MOST_FAULTS = 20

Reader = Callable[[str], object]


def would_run(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula.

    >>> would_run("=1+1"), would_run("Relay = fun")
    (True, False)
    """
    return bool(_RUNS.match(text))


def write_own_csv(frame: pd.DataFrame, path: Path, *, keep: bool = False) -> None:
    """Write a table as CSV in one step, for its owner alone, in UTF-8 with the mark by which Excel knows it.

    Before a text that a spreadsheet would take for a formula stands an apostrophe; with ``keep`` also before one that
    it would save as something else, such as 00412.
    """

    def written(cell: object) -> object:
        if not isinstance(cell, str):
            return cell
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")  # which would begin a row of its own
        return f"'{cell}" if would_run(cell) or (keep and _CHANGES.fullmatch(cell)) else cell

    plain = frame.set_axis([written(name) for name in frame.columns], axis="columns")
    for place, dtype in enumerate(frame.dtypes):
        if not (pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_datetime64_any_dtype(dtype)):
            plain.isetitem(place, [written(cell) for cell in plain.iloc[:, place]])
    with private_file(path) as file:
        plain.to_csv(file, index=False, encoding="utf-8-sig", errors="replace")


def read_own_csv(path: Path, table: Table, *, words: Mapping[str, Reader], needed: tuple[str, ...]) -> pd.DataFrame:
    """Read a table that :func:`write_own_csv` wrote, whatever has saved it since: nothing in it is guessed.

    Parameters
    ----------
    path
        The file.
    table
        What it holds. Columns of somebody's own are texts.
    words
        Column → how its words are read; raises ``KeyError`` for one that is not known.
    needed
        Columns without which it is not read.

    Returns
    -------
    The table, as written.

    Raises
    ------
    InputError
        When it holds something else, was cut off, or there is a word or a day in it that is not understood: with row,
        column, value and what to write.
    """
    grids = read_grids(path, str(path), known={folded(name) for name in table.columns})
    grid = next((grid for grid in grids if set(needed) <= set(grid.header)), None)
    if grid is None:
        raise InputError(f"{path}: no table with the columns {', '.join(needed)}: one is missing, or called otherwise.")
    readers = {name: _reader(table, name, words) for name in grid.header}
    rows, faults = _rows(grid, readers, table)
    faults += [_fault(row, column, reason) for (row, column), reason in grid.faults.items() if not reason.is_doubt]
    if faults:
        more = f"\n  … and {len(faults) - MOST_FAULTS:,} more" if len(faults) > MOST_FAULTS else ""
        raise InputError(f"{path} is not read, so that nothing is lost:\n" + "\n".join(faults[:MOST_FAULTS]) + more)
    return table.frame(pd.DataFrame(rows, columns=grid.header))


def _rows(grid: Grid, readers: Mapping[str, Reader], table: Table) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows as read, and what was not understood."""
    rows: list[dict[str, Any]] = []
    faults: list[str] = []
    needed = [name for name, column in table.columns.items() if column.required]
    for number, cells in grid.records():
        row: dict[str, Any] = {}
        for name, cell in cells.items():
            text = cell.replace("\r\n", "\n").replace("\r", "\n") if isinstance(cell, str) else clean(cell)
            try:
                row[name] = readers[name](text) if text.strip() else None
            except KeyError as error:
                faults.append(_fault(number, name, f"{quoted(text)} {error.args[0]}"))
        rows.append(row)
        if empty := [name for name in needed if row.get(name) is None]:
            faults.append(_fault(number, ", ".join(empty), "is empty: every row needs it"))
    return rows, faults


def _fault(row: int | None, column: str | None, reason: str) -> str:
    places = [f"row {row}"] if row else []
    return f"  {', '.join([*places, *([f'column {column}'] if column else [])])}: {reason}"


def _reader(table: Table, name: str, words: Mapping[str, Reader]) -> Reader:
    """How the cells of a column are read; what it raises says what to write."""
    column = table.columns.get(name)
    if name in words:
        return _explained(words[name], f"is not one of {', '.join(column.choices) if column else ''}")
    if column and column.dtype == FLAG:
        return _explained(yes_or_no, "is neither yes nor no")
    if column and column.dtype in (NUMBER, REAL):
        return _explained(_number, "is no number: write it as 0.25, or 40")
    if column and column.dtype == DAY:
        return _explained(_day, "is no day, or may be two: write it as 2026-03-05")
    return _text


def _explained(read: Reader, remedy: str) -> Reader:
    def reader(text: str) -> object:
        try:
            return read(text)
        except KeyError:
            raise KeyError(remedy) from None

    return reader


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise KeyError(text) from None
    if not math.isfinite(value):
        raise KeyError(text)
    return value


def _day(text: str) -> date | None:
    """A day that can be no other."""
    moment = read_moment(text)
    if moment is None:
        return None
    is_sure = moment.how == "plain" or (moment.how == "ambiguous" and _BY_THE_DAY.match(clean(text)))
    if moment.day is None or not is_sure:
        raise KeyError(text)
    return moment.day


def _text(text: str) -> str:
    if _ROUNDED.fullmatch(text.strip()):
        raise KeyError("is a number that a spreadsheet has rounded: take it from an older copy")
    is_kept = text.startswith("'") and (would_run(text[1:]) or _CHANGES.fullmatch(text[1:]))
    return text[1:] if is_kept else text
