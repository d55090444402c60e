"""Which files below what is read are our own: results of earlier audits, and no pictures or lists of the school's.

They are known by their marks (:mod:`imgaudit.files`); tables that were saved as CSV, and workbooks that lost
their properties on the way through another program, by our own headings.
"""

from __future__ import annotations

from collections.abc import Collection

from pyarrow.parquet import read_schema

from imgaudit.errors import InputError
from imgaudit.exports.head import Head
from imgaudit.files import KEYWORD, LISTS, MARK, WORKBOOKS, ExportFile, extension
from imgaudit.foreign.grids import first_rows
from imgaudit.foreign.workbooks import first_part
from imgaudit.tables import TABLES

_SHEETS = (
    {"Reference", "Severity", "What is wrong", "What to do", "Done when"},
    {"Reference", "Shows", "People", "Everyone listed?"},
    {"Platform", "Account", "Setting", "As expected?"},
    {"Incident", "Reported at", "DSL told", "Police told"},
)
"""Headings of the sheets *Actions* and *Who is shown*, of *Settings* in a workbook of registers, and of *Incidents*."""
_FOUND = {"file", "dialect", "why", "not_read"}
"""What ``imgaudit sources --out`` writes."""
_TABLES = tuple(frozenset(table.columns) for table in TABLES if len(table.columns) > 4)
_RECORD = {"site", "term", "run", "as_of", "engine", "policy"}
"""What an audit's record in a history says."""
_PNG_TEXT = b"tEXt%s\x00%s" % (KEYWORD.encode(), MARK.encode())
_PAGE_BYTES = 1 << 18
"""Pages of paper are shorter, so that no longer HTML or PDF is read for their mark."""
_SQLITE, _OURS_AT, _OURS = b"SQLite format 3\x00", slice(68, 72), b"imga"


def ours(files: Collection[ExportFile]) -> set[str]:
    """The names of the files that are our own, with what SQLite leaves beside a cache when a scan is killed."""
    found: set[str] = set()
    for file in files:
        try:
            if is_ours(file):
                found.add(file.name)
        except Exception:  # noqa: BLE001, S112 - what cannot be opened is said where it is read
            continue
    return found | {file.name for file in files if file.name.removesuffix("-wal").removesuffix("-shm") in found}


def is_ours(file: ExportFile) -> bool:
    """Whether one file carries our mark, or is one of our tables."""
    ending = extension(file.name)
    if ending == "png":
        with file.open() as stream:
            return _PNG_TEXT in stream.read(4096)
    if ending in WORKBOOKS:
        return _is_marked_workbook(file) or _has_our_headings(file)
    if ending in LISTS:
        return _has_our_headings(file)
    if ending == "json":
        return file.name.endswith("audit.json") and Head(file).keys >= _RECORD
    if ending in ("html", "pdf"):
        with file.open() as stream:
            return file.size < _PAGE_BYTES and MARK.encode() in stream.read(_PAGE_BYTES)
    if ending == "ipynb":
        with file.open() as stream:
            return MARK.encode() in stream.read()
    if ending == "parquet":
        with file.open() as stream:
            names = frozenset(read_schema(stream).names)
            return any(len(names & columns) >= 5 for columns in _TABLES)
    if ending in ("sqlite", "db"):
        data = file.head()
        return data.startswith(_SQLITE) and data[_OURS_AT] == _OURS
    return False


def _is_marked_workbook(file: ExportFile) -> bool:
    with file.open() as stream:
        return MARK.encode() in first_part(stream, ("docProps/custom.xml", "meta.xml"), 1 << 20)


def _has_our_headings(file: ExportFile) -> bool:
    """Whether a sheet has our headings, or all but a few columns of one of our tables, written as we write them."""
    try:
        rows = [frozenset(row) for row in first_rows(file, file.head())]
    except InputError:
        return False
    return any(
        row == _FOUND
        or any(row >= headings for headings in _SHEETS)
        or any(len(row & columns) >= max(5, 0.8 * len(columns)) for columns in _TABLES)
        for row in rows
    )
