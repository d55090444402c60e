"""What may stand in a cell: nothing that Excel would run or refuse; and how what stands there is read back.

The words come from other people's websites and files, so none of them is trusted: a title that looks like a formula
stays a title, an address becomes a link only when it leads to the web.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from urllib.parse import quote, urlsplit

import pandas as pd
from openpyxl.cell.cell import Cell

from imgaudit.csv_files import would_run
from imgaudit.foreign.text import PICTURES, clean

TEXT_LIMIT = 32_767
"""Longest text of a cell, counted as Excel counts: an emoji is two."""
LINK_LIMIT = 2_079
"""Longest address that Excel keeps as a link."""
LINKS_PER_SHEET = 65_530
"""Links that Excel keeps on one sheet."""

_EXACT_INTEGER = 2**53
_DIGITS = 15
"""Of a number, as Excel keeps them."""
_PICTURES = {code: picture for code, picture in PICTURES.items() if chr(code) not in "\t\n"}
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def safe_text(text: str) -> str:
    r"""The text as a workbook can hold it; what had to change can be seen.

    Control characters become their pictures, what XML cannot hold becomes ``�``, line ends become ``\n``, and a text
    over the limit ends in a note of its length. ``_x000D_``, which Excel would read as an escape, is kept for it.

    >>> safe_text("bell\x07")
    'bell␇'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_PICTURES)
    return shorten(_LOOKS_ESCAPED.sub("_x005F_", _NOT_XML.sub("\ufffd", text)), TEXT_LIMIT, length=len(text))


def shorten(text: str, limit: int, *, length: int | None = None) -> str:
    """The text in no more UTF-16 units than the limit, with a note of its length, or that given, where it was cut.

    >>> shorten("a long caption indeed", 20)
    'a l… [21 characters]'
    """
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * limit:
        return text
    note = f"… [{len(text) if length is None else length:,} characters]"
    return units[: 2 * (limit - len(note))].decode("utf-16-le", "ignore") + note


def web_link(text: object) -> str | None:
    """The address as a link that leads to the web and nowhere else; ``None`` where it must stay plain text.

    >>> web_link("https://fernhollow.example/sports day/")
    'https://fernhollow.example/sports%20day/'
    >>> web_link("javascript:alert(1)") is web_link("file:///C:/pupils.xlsx") is None
    True
    """
    if not isinstance(text, str):
        return None
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port  # a port that is no number raises
        link = quote(text, safe="%/:=&?~#+!$,;'()*[]")
    except ValueError:  # a surrogate that cannot be encoded is one too
        return None
    # "@" before the host shows one address and opens another.
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or not text.isprintable():
        return None
    return link if len(link) <= LINK_LIMIT else None


def put(cell: Cell, value: object, *, timezone: tzinfo | None = None) -> None:
    """Set a cell to a value from outside: text stays text, a number keeps its digits, a moment is local time.

    Parameters
    ----------
    cell
        The cell; its style is kept.
    value
        Anything a frame holds; unknown leaves the cell empty.
    timezone
        Of the local time that moments are shown in; without it they stay in their own.
    """
    if pd.api.types.is_scalar(value):
        if pd.isna(value):  # type: ignore[call-overload]  # any scalar is meant
            return
        value = value.item() if hasattr(value, "item") else value  # numpy's
    if isinstance(value, datetime):
        local = value.astimezone(timezone) if value.tzinfo else value
        value = datetime(*local.timetuple()[:6])  # noqa: DTZ001  # Excel knows no time zones
    if isinstance(value, date) and value.year < 1901:  # Excel's calendar starts there
        value = value.isoformat()
    if (
        isinstance(value, bool | date | time | timedelta)
        or (isinstance(value, int) and abs(value) <= _EXACT_INTEGER)
        or (isinstance(value, float) and math.isfinite(value))
        or (isinstance(value, Decimal) and value.is_finite() and len(value.as_tuple().digits) <= _DIGITS)
    ):
        cell.value = value
        return
    text = safe_text(str(value))
    cell.value = text
    cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error
    if would_run(text):
        cell.quotePrefix = True  # so that it stays text when somebody edits the cell


def as_read(value: object) -> object:
    """A value that :func:`put` set as a reader of the workbook gets it: without what Excel takes for an escape."""
    return value.replace("_x005F_x", "_x") if isinstance(value, str) else value


def read_back(text: str) -> str:
    """A text that :func:`put` set, as it is read from its cell."""
    return clean(as_read(safe_text(text)))


def same(value: object, other: object) -> bool:
    """Whether two cells say the same, whichever program saved them."""
    return plain(value) == plain(other)


def plain(value: object) -> str:
    """What a cell says; a day is a day, with a midnight or without."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return value.isoformat() if isinstance(value, date) else clean(value)
