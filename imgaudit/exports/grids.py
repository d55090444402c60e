"""Spreadsheets of any kind (CSV, XLSX, XLS, ODS) → header and rows, with the row numbers a spreadsheet shows."""

from __future__ import annotations

import codecs
import csv
import io
import os
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

import python_calamine

from imgaudit.errors import InputError
from imgaudit.exports.files import ExportFile
from imgaudit.exports.text import clean
from imgaudit.exports.words import folded

MAX_BYTES = 2 * 1024**3
MAX_UNPACKED = 1024**3
MAX_CELL = 100_000
"""Characters kept of one cell; Excel itself allows 32,767."""
HEADER_WITHIN = 30
"""Rows at the top among which the header is looked for."""
DELIMITERS = ",;\t|"

Cells = tuple[object, ...]


@dataclass(slots=True)
class Grid:
    """One sheet: its name (empty for CSV), headings, and rows as (row number, cells), blank rows left out.

    ``cut`` lists cells that were too long and were cut: (row number, heading).
    """

    sheet: str
    header: list[str]
    header_row: int
    rows: list[tuple[int, Cells]]
    cut: list[tuple[int, str]] = field(default_factory=list)

    def records(self) -> Iterator[tuple[int, dict[str, object]]]:
        """Row number and heading → cell."""
        for number, cells in self.rows:
            yield number, dict(zip(self.header, cells, strict=True))


def read_grids(
    source: str | os.PathLike[str] | bytes | BinaryIO, name: str = "", *, known: Collection[str] = ()
) -> list[Grid]:
    """The sheets of a spreadsheet that hold anything.

    The header may stand below title rows: it is the row with most headings that the caller knows, else the first
    that is as wide as the table. ``name`` is for messages; ``known`` are headings as :func:`folded` gives them.

    Raises :class:`~imgaudit.errors.InputError` for a file that is locked, damaged, too large or no spreadsheet.
    """
    data = _bytes(source)
    name = name or (os.fspath(source) if isinstance(source, (str, os.PathLike)) else "the spreadsheet")
    if len(data) > MAX_BYTES:
        raise InputError(f"{name}: over {MAX_BYTES // 1024**3} GB; split it.")
    if not data.strip():
        raise InputError(f"{name}: the file is empty.")
    is_known = set(known).__contains__
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        sheets = list(_workbook(data, name))
    else:
        sheets = [("", _csv_rows(data, name, is_known), [])]
    grids = [_grid(sheet, rows, merged, is_known) for sheet, rows, merged in sheets]
    return [grid for grid in grids if grid is not None]


def first_rows(file: ExportFile, head: bytes) -> Iterator[tuple[str, ...]]:
    """The first rows of every sheet; those of a CSV by each delimiter it could have.

    Raises :class:`~imgaudit.errors.InputError` for a workbook that cannot be read.
    """
    if head[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        with file.open() as stream:
            data = _bytes(stream)
        for _, sheet, _ in _workbook(data, file.name):
            yield from (tuple(map(clean, row)) for row in sheet[:HEADER_WITHIN])
        return
    lines = decoded(head[: len(head) // 2 * 2]).replace("\x00", "").splitlines(keepends=True)
    for delimiter in DELIMITERS:
        with suppress(csv.Error):
            rows = islice(csv.reader(lines, delimiter=delimiter), HEADER_WITHIN)
            yield from (tuple(map(clean, row)) for row in rows if len(row) > 1 or delimiter == ",")


def _bytes(source: str | os.PathLike[str] | bytes | BinaryIO) -> bytes:
    if isinstance(source, bytes):
        return source
    if isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as stream:  # noqa: PTH123 - a path-like of any kind
            return stream.read(MAX_BYTES + 1)
    return source.read(MAX_BYTES + 1)


def _workbook(data: bytes, name: str) -> Iterator[tuple[str, list[Sequence[object]], list[Any]]]:
    if data[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                unpacked = sum(member.file_size for member in archive.infolist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise InputError(f"{name}: damaged ({error}); open it in Excel and save it again.") from error
        if unpacked > MAX_UNPACKED:
            raise InputError(f"{name}: would unpack to {unpacked:,} bytes; split it or save it as CSV.")
    elif "EncryptedPackage".encode("utf-16-le") in data[: 1 << 20]:
        raise InputError(f"{name}: locked by a password; save a copy without one.")
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        tables = [about.name for about in book.sheets_metadata if about.typ == python_calamine.SheetTypeEnum.WorkSheet]
        for sheet in tables:
            content = book.get_sheet_by_name(sheet)
            yield sheet, [*content.to_python(skip_empty_area=False)], _merged(content)
    except InputError:
        raise
    except Exception as error:
        raise InputError(f"{name}: cannot be read ({error}); open it in Excel and save it again.") from error


def _merged(sheet: Any) -> list[Any]:
    try:
        return list(sheet.merged_cell_ranges or [])
    except Exception:  # noqa: BLE001 - some formats do not know of merged cells
        return []


def decoded(data: bytes) -> str:
    """The text of a file by its byte order mark, else UTF-16 if every other byte is nought, else UTF-8, else cp1252.

    >>> decoded("Café".encode("cp1252"))
    'Café'
    """
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(codec, "replace")
    start = data[:2000]
    if start[1::2].count(0) > len(start) // 4:
        return data.decode("utf-16-le", "replace")
    if start[::2].count(0) > len(start) // 4:
        return data.decode("utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _csv_rows(data: bytes, name: str, is_known: Callable[[str], bool]) -> list[Sequence[object]]:
    text = decoded(data).replace("\x00", "")
    delimiter, skipped = _delimiter(text, is_known)
    # The module's limit is process-wide and refuses long captions; it is put back at once.
    limit = csv.field_size_limit(len(text) + 1)
    try:
        rows: list[Sequence[object]] = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise InputError(f"{name}: no readable CSV ({error}); save it again as CSV UTF-8.") from error
    finally:
        csv.field_size_limit(limit)
    if skipped and rows:
        rows[0] = ()
    return rows


def _delimiter(text: str, is_known: Callable[[str], bool]) -> tuple[str, bool]:
    """The delimiter, and whether a line ``sep=;`` above the table says so."""
    start = text.lstrip("\ufeff")[:200_000]
    if start[:4].lower() == "sep=" and len(start) > 4 and start[4] in DELIMITERS:
        return start[4], True
    best, score = ",", (0, 0, 0)
    for delimiter in DELIMITERS:
        lines = start.splitlines(keepends=True)[:200]
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(row)][:50]
        except csv.Error:
            continue
        # A row of headings we know decides; else as many rows as possible of one width, a wider table first.
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if widths:
            hits = max(sum(is_known(folded(cell)) for cell in row) for row in rows[:HEADER_WITHIN])
            width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
            if (hits if hits > 1 else 0, times, width) > score:
                best, score = delimiter, (hits if hits > 1 else 0, times, width)
    return best, False


def _grid(sheet: str, rows: list[Sequence[object]], merged: list[Any], is_known: Callable[[str], bool]) -> Grid | None:
    at = _header_at(rows, is_known)
    if at is None:
        return None
    width = max((len(row) for row in rows), default=0)
    table: list[list[object]] = [list(row) + [None] * (width - len(row)) for row in rows]
    for (top, left), (bottom, _) in merged:
        # A cell merged over several rows holds for each of them; one merged over columns is a heading or a title.
        if top > at and left < width:
            for below in range(top + 1, min(bottom, len(table) - 1) + 1):
                table[below][left] = table[top][left]
    used = [i for i in range(width) if any(clean(row[i]) for row in table[at:])]
    header = _headings([clean(table[at][i]) for i in used], used)
    grid = Grid(sheet, header, at + 1, [])
    for number, row in enumerate(table[at + 1 :], at + 2):
        cells = [row[i] for i in used]
        if not any(clean(cell) for cell in cells):
            continue
        for i, cell in enumerate(cells):
            if isinstance(cell, str) and len(cell) > MAX_CELL:
                cells[i] = cell[:MAX_CELL]
                grid.cut.append((number, header[i]))
        grid.rows.append((number, tuple(cells)))
    return grid


def _header_at(rows: list[Sequence[object]], is_known: Callable[[str], bool]) -> int | None:
    """The row of the headings."""
    top = [[clean(cell) for cell in row] for row in rows[:HEADER_WITHIN]]
    hits = [sum(is_known(folded(cell)) for cell in set(row) if cell) for row in top]
    if hits and max(hits) > 1:  # one alone may be a cell that says "Photo"
        return hits.index(max(hits))
    widths = [sum(map(bool, row)) for row in top]
    if not widths or max(widths) == 0:
        return None
    return next(i for i, width in enumerate(widths) if width * 2 > max(widths))


def _headings(names: list[str], columns: list[int]) -> list[str]:
    """Headings made different from each other; one that is blank is called by its column letter."""
    result: list[str] = []
    for name, column in zip(names, columns, strict=True):
        base = " ".join(name.split()) or f"Column {_letter(column)}"
        heading, n = base, 2
        while heading in result:
            heading, n = f"{base} ({n})", n + 1
        result.append(heading)
    return result


def _letter(column: int) -> str:
    """The letter of a column, counted from 0.

    >>> _letter(0), _letter(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
