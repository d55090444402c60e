"""Excel and OpenDocument workbooks → the rows of their sheets, unless one is made to fill the memory."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
import python_calamine
from openpyxl.cell import Cell

from imgaudit.errors import InputError
from imgaudit.files import is_bomb

MAX_UNPACKED = 1024**3
MAX_CELLS = 100_000_000
"""From the first cell to the farthest: a sheet is in memory as a whole, blanks as well, at 24 bytes a cell."""
MAX_TEXTS = 256 * 1024**2
"""Of the texts that an Excel workbook keeps once for all its cells [bytes]; each is in memory several times."""
_CHUNK = 1 << 22
# Without a cell to the right of ZZ or below row 99,999 no sheet is too large. A row has a number as well.
_FAR = re.compile(rb"\sr\s*=\s*[\"'](?:[A-Za-z]{3}|[A-Za-z]{0,2}[0-9]{6})")
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{0,10})([0-9]{1,15})")
_REPEATED = re.compile(rb"number-(columns|rows)-repeated\s*=\s*[\"']([0-9]+)")
_MOST_REPEATED = {b"columns": 16_384, b"rows": 1_048_576}


def sheets(
    data: bytes, name: str, *, hidden_too: bool = False
) -> Iterator[tuple[str, list[Sequence[object]] | None, list[Any]]]:
    """Name, rows and merged ranges of each sheet; of one that is hidden no rows are read if not asked for.

    Raises :class:`~imgaudit.errors.InputError` for a workbook that is locked, damaged or too large.
    """
    if data[:2] == b"PK":
        _check(data, name)
    elif "EncryptedPackage".encode("utf-16-le") in data[: 1 << 20]:
        raise InputError(f"{name}: locked by a password; save a copy without one.", "locked")
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        tables = [about for about in book.sheets_metadata if about.typ == python_calamine.SheetTypeEnum.WorkSheet]
        for about in tables:
            if not hidden_too and about.visible != python_calamine.SheetVisibleEnum.Visible:
                yield about.name, None, []
                continue
            content = book.get_sheet_by_name(about.name)
            yield about.name, [*content.to_python(skip_empty_area=False)], _merged(content)
    except InputError:
        raise
    except BaseException as error:
        # What calamine gives up on is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise InputError(f"{name}: cannot be read ({error}); open it in Excel and save it again.", "broken") from error


def comments_in(path: Path) -> Iterator[tuple[str, int, str]]:
    """Sheet, row and text of each comment in an Excel workbook, which no reader of values gives.

    Raises :class:`~imgaudit.errors.InputError` where that cannot be told, as of any other kind of workbook.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl would lose in saving; nothing is saved from it
            book = openpyxl.load_workbook(path, keep_links=False)
    except Exception as error:  # other programs write what openpyxl refuses, in many ways
        raise InputError(f"{path}: its comments cannot be read ({error}). Save it in Excel as .xlsx.") from error
    for sheet in book.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell, Cell)):
            if cell.comment is not None:  # what lies below a merged cell has none
                yield sheet.title, cell.row, cell.comment.text


def first_part(stream: BinaryIO, names: Sequence[str], most: int) -> bytes:
    """The beginning of the first of these parts that a workbook has; empty where it has none, or is no workbook."""
    try:
        with zipfile.ZipFile(stream) as book:
            name = next(name for name in names if name in book.namelist())
            with book.open(name) as part:
                return part.read(most)
    except (zipfile.BadZipFile, zlib.error, EOFError, StopIteration, RuntimeError, ValueError):
        return b""


def _check(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > MAX_UNPACKED:
                raise InputError(
                    f"{name}: would unpack to {unpacked:,} bytes; split it or save it as CSV.", "too_large"
                )
            for member in archive.infolist():
                if reason := _too_large(archive, member):
                    raise InputError(f"{name}: {reason}", "too_large")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise InputError(f"{name}: damaged ({error}); open it in Excel and save it again.", "broken") from error


def _too_large(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    """Why a part of a workbook would fill the memory, and what to do; empty if it would not.

    It has texts without end, or a cell is named, or repeated, so far out that its sheet would be too large.
    """
    far = (
        f"a cell stands so far out that a sheet has over {MAX_CELLS:,} cells; delete the empty rows and columns beside "
        "the list and save it again."
    )
    long = f"its texts would unpack to {member.file_size:,} bytes; split it or save it as CSV."
    if is_bomb(member) or (member.filename.lower().endswith("sharedstrings.xml") and member.file_size > MAX_TEXTS):
        return long
    is_far, rows, columns, before = False, 0, 0, b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            text = before + chunk
            if not (before or text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")):
                return ""  # a picture
            if len(chunk) == _CHUNK and b"<" not in chunk:  # Excel's longest text has 32,767 characters
                return long
            if any(int(count[:9]) > _MOST_REPEATED[what] for what, count in _REPEATED.findall(text)):
                return far
            is_far = is_far or bool(_FAR.search(text))
            before = text[-100:]
    if not is_far:
        return ""
    before = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            text = before + chunk
            for letters, row in set(_PLACE.findall(text)):
                columns = max(columns, _number(letters), 1)
                rows = max(rows, int(row))
            before = text[-100:]
    if columns > (widest := _MOST_REPEATED[b"columns"]):
        return f"a cell stands so far out as no sheet has columns ({widest:,}); open it in Excel and save it again."
    return far if rows * columns > MAX_CELLS else ""


def _number(letters: bytes) -> int:
    """The number of a column, counted from 1.

    >>> _number(b"A"), _number(b"AB")
    (1, 28)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _merged(sheet: Any) -> list[Any]:
    try:
        return list(sheet.merged_cell_ranges or [])
    except Exception:  # noqa: BLE001 - some formats do not know of merged cells
        return []
