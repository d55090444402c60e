"""The links of a sheet: each says what it opens, for a list of links that is read aloud is nothing but these words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from openpyxl.worksheet.worksheet import Worksheet

from imgaudit.names import NameHider
from imgaudit.outputs.excel_safety import LINKS_PER_SHEET, shorten, web_link
from imgaudit.outputs.workbook.cell_styles import write

HEADINGS = ("Open picture", "Edit picture", "Open page", "Edit page")
"""The columns of links."""

WIDTH = 17
_LONGEST = 60
"""Letters of what it opens."""


@dataclass(slots=True)
class Links:
    """The links of one sheet, up to as many as Excel keeps; the others' addresses stand there as texts."""

    sheet: Worksheet
    hide: NameHider
    left: int = field(default_factory=lambda: LINKS_PER_SHEET)

    def put(self, row: int, column: int, heading: str, address: str | None, name: str | None) -> None:
        """Put a link under one of the headings; ``name`` is what it opens is called, with names hidden already."""
        target = web_link(address) if self.left else None
        if target is None:
            write(self.sheet, row, column, shown_address(address, self.hide), "address" if address else "text")
            return
        if not name or name.startswith(("http://", "https://")):
            name = _end(address, self.hide)
        called = " ".join(name.split())
        called = called if len(called) <= _LONGEST else called[: _LONGEST - 1].rstrip() + "…"
        # LibreOffice cuts a link off where a cell ends, so what it is stands first.
        where = " in WordPress" if heading.startswith("Edit") and "/wp-admin/" in target else ""
        write(self.sheet, row, column, f"{heading} “{called}”{where}", "link").hyperlink = target
        self.left -= 1


def picture_name(title: str | None, address: str | None, hide: NameHider) -> str:
    """A picture's title, names hidden, else its file: its name may be somebody's."""
    return shorten(title or _end(address, hide) or "Without a title", 200)


def shown_address(address: str | None, hide: NameHider) -> str | None:
    """An address where it is no link: one of the web stays whole, as nobody finds the picture without it."""
    if address is None or address.startswith(("http://", "https://")):
        return address
    return hide(address, machine=True)


def _end(address: str | None, hide: NameHider) -> str:
    """How an address ends, names hidden: its file, its page, else its host."""
    return hide(unquote(re.split("[?#]", address or "")[0].rstrip("/").rpartition("/")[2]), machine=True)
