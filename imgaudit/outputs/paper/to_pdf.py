"""A sheet as an accessible PDF (PDF/UA-1), made on this machine alone and with fonts that come along."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import matplotlib as mpl

from imgaudit.errors import ImgauditError
from imgaudit.files import MARK
from imgaudit.media.extras import how_to_install
from imgaudit.outputs.paper.content import (
    Beside,
    Block,
    Drawing,
    Grid,
    Paragraph,
    Points,
    Section,
    Sheet,
    Strong,
    ToFillIn,
    Words,
    pieces,
)

_LAYOUT = Path(__file__).with_name("sheet.typ")


def typst() -> Any:
    """The package of the extra ``page``, or what to do where it is missing."""
    try:
        return import_module("typst")
    except ImportError:
        remedy = how_to_install("page", "typst")
        raise ImgauditError(f"Writing a PDF needs the package typst: {remedy}. HTML needs none.") from None


def to_pdf(sheet: Sheet) -> bytes:
    """The whole file. The same sheet gives the same bytes."""
    engine = typst()
    told = {"title": sheet.title, "line": sheet.line, "size": sheet.size, "mark": MARK}
    made = engine.compile(
        _LAYOUT.read_bytes(),
        format="pdf",
        # Its own, and matplotlib's for letters that those lack: a page looks alike on every machine.
        font_paths=[Path(mpl.get_data_path(), "fonts", "ttf")],
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(told | {"blocks": list(map(_block, sheet.blocks))})},
        pdf_standards=["ua-1"],
    )
    return bytes(made)


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Section(title):
            return {"kind": "section", "title": title}
        case Paragraph(words, is_warning, is_small):
            return {"kind": "paragraph", "words": _words(words), "is_warning": is_warning, "is_small": is_small}
        case Points(points, is_ordered, is_small):
            listed = list(map(_words, points))
            return {"kind": "points", "points": listed, "is_ordered": is_ordered, "is_small": is_small}
        case Grid(_, headings, rows, widths):
            cells = [list(map(_words, row)) for row in rows]
            return {"kind": "grid", "headings": headings, "rows": cells, "widths": widths}
        case Drawing(svg, height, says):
            return {"kind": "drawing", "svg": svg, "height": height, "says": says}
        case Beside(columns):
            return {"kind": "beside", "columns": [list(map(_block, column)) for column in columns]}


def _words(words: Words) -> list[dict[str, str]]:
    return [{"text": piece, "how": _how(piece)} for piece in pieces(words)]


def _how(piece: str) -> str:
    return "strong" if isinstance(piece, Strong) else "hand" if isinstance(piece, ToFillIn) else ""
