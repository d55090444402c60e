"""Workbooks made to fill the memory: they are refused, and what is merely wide or long is read."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

import imgaudit as ia
from imgaudit.exports import parts
from imgaudit.foreign import workbooks
from imgaudit.foreign.grids import read_grids
from tests.exports.made import JPEG, write
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


def test_texts_that_would_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [["File", "Title"], *([f"{n}.jpg", f"Relay {n}"] for n in range(200))]
    plain = xlsx(*lines)
    (sheet,) = read_grids(plain)
    assert len([*sheet.rows]) == 200

    def padded(name: str, content: bytes) -> bytes:
        return content.replace(b"</t>", b"a" * 2_000_000 + b"</t>", 1) if name.endswith("sheet1.xml") else content

    bomb = repacked(plain, padded)
    monkeypatch.setattr("imgaudit.files.walking._RATIO_FROM", 1_000_000)
    assert read_grids(plain)
    with pytest.raises(ia.InputError, match=r"^a.xlsx: its texts would unpack to 2,\d+,\d+ bytes; split it") as refused:
        read_grids(bomb, "a.xlsx")
    assert refused.value.code == "too_large"


@pytest.mark.slow
def test_one_text_without_end() -> None:
    """However little it is packed: of 1 GB of one letter memory would hold five."""
    noise = random.Random(0).choices(range(97, 123), k=9_000_000)

    def padded(name: str, content: bytes) -> bytes:
        return content.replace(b"</t>", bytes(noise) + b"</t>", 1) if name.endswith("sheet1.xml") else content

    with pytest.raises(ia.InputError, match="its texts would unpack to 9,0"):
        read_grids(repacked(xlsx(["File"], ["a.jpg"]), padded))


def test_a_picture_in_a_workbook_is_no_text() -> None:
    out = io.BytesIO(xlsx(["File"], ["a.jpg"]))
    with zipfile.ZipFile(out, "a") as book:
        book.writestr("xl/media/image1.jpg", JPEG + b"a" * 9_000_000)
    (grid,) = read_grids(out.getvalue())
    assert [cells for _, cells in grid.rows] == [("a.jpg",)]


def test_strings_kept_for_all_cells_are_bounded_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_strings(count: int) -> bytes:
        out = io.BytesIO(xlsx(["File"], ["a.jpg"]))
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as book:
            book.writestr("xl/SharedStrings.xml", b"<sst>" + b"<si><t/></si>" * count + b"</sst>")
        return out.getvalue()

    assert workbooks.MAX_TEXTS == 256 * 1024**2
    monkeypatch.setattr(workbooks, "MAX_TEXTS", 10_000)
    assert read_grids(with_strings(700))
    with pytest.raises(ia.InputError, match="its texts would unpack to 13,011 bytes"):
        read_grids(with_strings(1_000))


@pytest.mark.slow
def test_columns_without_end(tmp_path: Path) -> None:
    many = [f"h{n}" for n in range(20_000)]
    write(tmp_path, {"a.csv": f"Channel,File,{','.join(many)}\nwebsite,a.jpg,{','.join(many)}\n", "b.jpg": JPEG})
    found = ia.read_inventory(tmp_path)
    (problem,) = found.problems[found.problems["file"].eq("a.csv")].to_dict("records")
    assert (problem["code"], problem["not_read"]) == ("too_large", True)
    assert problem["reason"] == "20,002 columns, and more than 16,384 are not read: keep those that matter."
    with pytest.raises(ia.InputError, match=r"a.csv: 20,002 columns"):
        ia.read_register(tmp_path / "a.csv")


def test_equal_problems_without_end_are_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [*("website,a.jpg,Relay\n" for _ in range(30)), *(f"website,,{n}\n" for n in range(7)), *(",,\n",) * 3]
    write(tmp_path, {"a.csv": "Channel,File,Owner\n" + "".join(rows)})
    each = ia.read_inventory(tmp_path)
    monkeypatch.setattr(parts, "MAX_ALIKE", 5)
    few = ia.read_inventory(tmp_path)
    assert len(each.problems) == 29 + 7 + 1  # and the heading that is not understood
    assert len(few.problems) == (5 + 1) + (5 + 1) + 1
    said = few.problems["reason"].tolist()
    assert (
        "2 more of which the same is to be said: names no picture: fill in the file, the page or a title, "
        "or name their columns with mapping=" in said
    )
    assert [text for text in said if text.startswith("24 more of which the same is to be said: ")]
    assert few.problems["not_read"].tolist() == [True] * 6 + [False] * 7
    assert few.sources["unread"].tolist() == each.sources["unread"].tolist() == [7], "what is lost is still counted"
    assert few.sources["completeness"].tolist() == ["part"]
