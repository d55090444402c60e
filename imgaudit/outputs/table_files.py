"""Any table as a file for other programs: Excel, CSV or Parquet."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from itertools import chain
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.packaging.custom import StringProperty

from imgaudit.csv_files import write_own_csv
from imgaudit.errors import InputError
from imgaudit.files import KEYWORD, MARK, extension, private_file, private_folder
from imgaudit.outputs.excel_safety import put

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""Of a sheet, as Excel has them; the first row holds the headings."""


def write_table(frame: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    r"""Write any frame for Excel or another program, for its owner alone, whole or not at all.

    Captions and file names are other people's words, and one that begins like a formula would run in Excel: here it
    stays text. Days are days, numbers numbers, and yes, no and unknown TRUE, FALSE and blank. Excel knows no time
    zones, so a moment is written in its own, which is UTC in all our tables; ``published_on`` is the day where you
    are. What Excel cannot hold can be seen: a text over 32,767 characters ends in its length.

    Parameters
    ----------
    frame
        A table of ours or of your own; an index that does more than count the rows becomes columns.
    path
        ``.xlsx``, ``.csv`` or ``.parquet``. Folders are made where there are none; a file that is there is replaced.

    Returns
    -------
    The path written.

    Raises
    ------
    InputError
        When the path ends otherwise, or the file cannot hold the frame: over 1,048,575 rows in Excel, or a column of
        several kinds of values in Parquet.
    ImgauditError
        When the file cannot be written, as when it is open in Excel.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_table(pd.DataFrame({"caption": ["=1+1"], "n": [2]}), Path(folder, "t.csv")).read_text("utf-8-sig")
    "caption,n\n'=1+1,2\n"
    """
    place = table_path(path)
    index = frame.index
    if index.name is not None or not pd.api.types.is_integer_dtype(index.dtype):  # else it only counts rows
        named = index.set_names(["index" if name is None else name for name in index.names])
        frame = pd.concat([named.to_frame(index=False), frame.reset_index(drop=True)], axis="columns")
    frame = frame.set_axis([_heading(name) for name in frame.columns], axis="columns")
    private_folder(place.parent)
    WRITERS[extension(place.name)](frame, place)
    return place


def table_path(path: str | os.PathLike[str]) -> Path:
    """The path, if a table can be written there; raises :class:`~imgaudit.errors.InputError` for another ending."""
    place = Path(path)
    if extension(place.name) not in WRITERS:
        raise InputError(f"{place}: a table is written as .xlsx, .csv or .parquet. Change the end of the name.")
    return place


def _heading(name: object) -> str:
    """A heading as text; those of a pivot table have several parts."""
    return " ".join(str(part) for part in name if part != "") if isinstance(name, tuple) else str(name)


def _excel(frame: pd.DataFrame, place: Path) -> None:
    if len(frame) >= MOST_ROWS or frame.shape[1] > MOST_COLUMNS:
        raise InputError(
            f"{place}: {len(frame):,} rows of {frame.shape[1]:,} columns, and a sheet of Excel holds "
            f"{MOST_ROWS - 1:,} below its headings, and {MOST_COLUMNS:,} columns. Name a .csv or .parquet file, or "
            "write a part of the frame."
        )
    book = Workbook(write_only=True)
    book.custom_doc_props.append(StringProperty(name=KEYWORD, value=MARK))  # type: ignore[attr-defined]
    sheet = book.create_sheet("Table")
    sheet.freeze_panes = "A2"
    columns = [_values(frame.iloc[:, at]) for at in range(frame.shape[1])]
    for row in chain([tuple(frame.columns)], zip(*columns, strict=True)):
        cells = [None if value is None else WriteOnlyCell(sheet) for value in row]
        for cell, value in zip(cells, row, strict=True):
            if cell is not None:
                put(cell, value)
        sheet.append(cells)
    with private_file(place) as file:
        book.save(file)


def _values(column: pd.Series) -> pd.Series:
    """What stands in a column: days without the midnight that pandas keeps with each, nothing where it is unknown."""
    is_naive = column.dtype.kind == "M" and not isinstance(column.dtype, pd.DatetimeTZDtype)
    if is_naive and column.dropna().dt.normalize().eq(column.dropna()).all():
        column = column.dt.date
    return column.astype("object").where(column.notna(), None)


def _parquet(frame: pd.DataFrame, place: Path) -> None:
    try:
        with private_file(place) as file:
            frame.to_parquet(file, engine="pyarrow", index=False)
    except (TypeError, ValueError, NotImplementedError) as error:  # what Arrow raises of values and of headings
        raise InputError(f"{place}: Parquet cannot hold this frame ({error}). Name an .xlsx or .csv file.") from error


WRITERS: Mapping[str, Callable[[pd.DataFrame, Path], None]] = {
    "xlsx": _excel,
    "csv": write_own_csv,
    "parquet": _parquet,
}
