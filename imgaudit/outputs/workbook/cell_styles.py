"""How a workbook looks: one calm palette, and every cell formatted by itself.

LibreOffice ignores table styles, so header cells carry their own.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from imgaudit.files import KEYWORD, MARK
from imgaudit.outputs.excel_safety import put, safe_text, shorten

_INK, QUIET, HEADER, _YOURS, _BAND = "1F2933", "5F6B76", "24425C", "FFF8E1", "E8EEF3"
_DAY = "[$-809]d mmm yyyy"
_WRAPPED = ("text", "strong", "quiet", "yours", "link", "label", "prose", "text total")
_LINE, _PADDING, _TALLEST = 14.5, 4, 300


def new_workbook() -> Workbook:
    """A workbook that says that it is ours, so that no audit reads it, with the styles that :func:`write` uses."""
    workbook = Workbook()
    workbook.properties.creator = "imgaudit"
    workbook.custom_doc_props.append(StringProperty(name=KEYWORD, value=MARK))  # type: ignore[attr-defined]
    for look, parts in _looks().items():
        workbook.add_named_style(NamedStyle(_style(look), **parts))
    return workbook


def _looks() -> dict[str, dict[str, Any]]:
    grid = {"border": frame("C9D2DA")}
    wrap = {"alignment": Alignment(horizontal="left", vertical="top", wrap_text=True)}
    right = {"alignment": Alignment(horizontal="right", vertical="top", indent=1)}
    text = {"font": _font(), **grid, **wrap}
    number = {"font": _font(), **grid, **right}
    head = {"font": _font(bold=True, color="FFFFFF"), "fill": fill(HEADER), **grid}
    total = {"font": _font(bold=True), "fill": fill(_BAND)}
    middle = Alignment(vertical="center")
    return {
        "text": text,
        "strong": {**text, "font": _font(bold=True)},
        "key": {
            "font": _font(size=6, color=QUIET),
            **grid,
            **wrap,
        },
        "yours": {**text, "fill": fill(_YOURS)},
        "link": {**text, "font": _font(color="1A5A96", underline="single")},
        "address": {"font": _font(color=QUIET), **grid, "alignment": Alignment(horizontal="left", vertical="top")},
        "date": {**text, "number_format": _DAY, "alignment": Alignment(horizontal="left", vertical="top")},
        "quiet": {**text, "font": _font(color=QUIET)},
        "number": {**number, "number_format": "#,##0"},
        "share": {**number, "number_format": "0.0%_)"},
        "text total": {**text, **total},
        "number total": {**number, **total, "number_format": "#,##0"},
        "share total": {**number, **total, "number_format": "0.0%_)"},
        "header": {**head, "alignment": Alignment(horizontal="left", vertical="center", wrap_text=True)},
        "header right": {
            **head,
            "alignment": Alignment(horizontal="right", vertical="center", wrap_text=True, indent=1),
        },
        "title": {"font": _font(size=20, bold=True, color=HEADER), "alignment": middle},
        "subtitle": {"font": _font(size=12, color=QUIET), "alignment": middle},
        "section": {"font": _font(size=14, bold=True, color=HEADER), "alignment": Alignment(vertical="bottom")},
        "line": {"font": _font(), "alignment": Alignment(vertical="top")},
        "label": {"font": _font(bold=True), **wrap},
        "prose": {"font": _font(), **wrap},
    }


def write(sheet: Worksheet, row: int, column: int, value: object, look: str, *, height: float | None = None) -> Cell:
    """Put a value into a cell that looks like this; the height is its row's [points]."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # not one of a merged range: nothing is merged here
    cell.style = _style(look)
    put(cell, value)
    if height is not None:
        sheet.row_dimensions[row].height = height
    elif look in _WRAPPED and isinstance(cell.value, str):
        _grow(sheet, row, cell.value, sheet.column_dimensions[get_column_letter(column)].width)
    return cell


class _Row(RowDimension):
    """A row whose height is a first guess: Excel fits it again when somebody types more into it."""

    customHeight = False  # noqa: N815  # the name in the file format


def _grow(sheet: Worksheet, row: int, text: str, width: float) -> None:
    # LibreOffice does not fit wrapped rows of its own accord, so the lines are reckoned, rather too many than too few.
    height = min(_lines(text, width) * _LINE + _PADDING, _TALLEST)
    if row not in sheet.row_dimensions or height > (sheet.row_dimensions[row].height or 0):
        sheet.row_dimensions[row] = _Row(sheet, index=row, ht=height)


@lru_cache(maxsize=4096)
def _lines(text: str, width: float) -> int:
    letters = int(width * 1.08)  # a width is in digits, and letters are narrower
    if len(text) > 50 * letters:
        return 50  # taller than any row may be
    wide = text if text.isascii() else "".join(each * 2 if each > "\u2e7f" else each for each in text)
    return sum(len(textwrap.wrap(part, letters)) or 1 for part in wide.split("\n"))


def header(sheet: Worksheet, row: int, headings: Sequence[str], *, numbers: Sequence[str] = ()) -> int:
    """A row of headings, those over numbers to the right; returns the row below."""
    for column, heading in enumerate(headings, 1):
        write(sheet, row, column, heading, "header right" if heading in numbers else "header", height=24)
    return row + 1


def set_page(sheet: Worksheet, heading: str) -> None:
    """A4, as wide as the paper, the heading and the page number on each page."""
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "portrait" if sheet.title in ("Read me", "Summary", "Lists") else "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, int(sheet.title in ("Read me", "Summary"))
    sheet.page_margins.left = sheet.page_margins.right = 0.3
    sheet.page_margins.top = sheet.page_margins.bottom = 0.8
    sheet.page_margins.header = sheet.page_margins.footer = 0.4
    top, bottom = sheet.oddHeader, sheet.oddFooter
    assert top is not None
    assert bottom is not None
    top.left.text = shorten(safe_text(heading), 150).replace("&", "&&")
    bottom.left.text = "Contains personal data: keep in the restricted folder"
    bottom.right.text = "&A, page &P of &N"


def _font(**look: Any) -> Font:
    return Font(**{"name": "Calibri", "size": 11, "color": _INK, **look})


def frame(colour: str) -> Border:
    """A thin line on all four sides."""
    line = Side(style="thin", color=colour)
    return Border(left=line, right=line, top=line, bottom=line)


def fill(colour: str) -> PatternFill:
    """One colour; both ends, because conditional formats use the other one."""
    return PatternFill("solid", start_color=colour, end_color=colour)


def _style(look: str) -> str:
    return f"imgaudit {look}"
