"""Workbooks made to fill the memory: they are refused, and what is merely wide or long is read."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

import imgaudit as ia
from imgaudit.foreign.grids import read_grids
from tests.exports.test_spreadsheet import ods, xlsx


def far_out(row: int, column: int) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["File", "Title"])  # type: ignore[union-attr]
    book.active.append(["a.jpg", "Relay"])  # type: ignore[union-attr]
    book.active.cell(row, column, "x")  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            new.writestr(member, change(member.filename, old.read(member)))
    return out.getvalue()


def test_a_cell_at_the_far_corner_of_a_sheet() -> None:
    with pytest.raises(ia.InputError, match=r"so far out.*delete the empty"):
        read_grids(far_out(1_048_576, 16_384))
    with pytest.raises(ia.InputError, match="so far out"):
        read_grids(far_out(200_000, 702))
    (grid,) = read_grids(far_out(2, 16_384))
    assert [cells for _, cells in grid.rows] == [("a.jpg", "Relay", "x")]


@pytest.mark.parametrize(
    ("before", "after"),
    [(b'r="B2"', b'r="ZZZZZZ9"'), (b'r="B2"', b'r="B4000000000"'), (b'row r="2"', b'row r="999999999"')],
)
def test_a_cell_beyond_the_end_of_a_sheet(before: bytes, after: bytes) -> None:
    data = repacked(xlsx(["File", "Title"], ["a.jpg", "Relay"]), lambda _, content: content.replace(before, after))
    with pytest.raises(ia.InputError, match="so far out"):
        read_grids(data)


def test_a_cell_repeated_four_thousand_million_times() -> None:
    many = b'<table:table-cell table:number-columns-repeated="4000000000"'
    data = repacked(ods(["File"], ["a.jpg"]), lambda _, content: content.replace(b"<table:table-cell", many))
    with pytest.raises(ia.InputError, match="so far out"):
        read_grids(data)


def test_merged_cells_that_overlap() -> None:
    lines = [["File", "Title"], *([f"{i}.jpg", "x"] for i in range(3_000))]
    merged = b"<mergeCells>" + b"".join(b'<mergeCell ref="A%d:A3001"/>' % i for i in range(2, 3_000)) + b"</mergeCells>"
    end = b"</sheetData>"
    data = repacked(xlsx(*lines), lambda _, content: content.replace(end, end + merged))
    begin = time.process_time()
    (grid,) = read_grids(data)
    assert len(list(grid.rows)) == 3_000
    assert time.process_time() - begin < 1
