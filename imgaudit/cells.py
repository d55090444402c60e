"""What may stand in a cell: nothing that Excel would run or refuse, and no name that the policy withholds.

The words come from other people's websites and files, so none of them is trusted: a title that looks like a formula
stays a title, an address becomes a link only when it leads to the web.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from urllib.parse import quote, urlsplit

import pandas as pd
from openpyxl.cell.cell import Cell

from imgaudit.names import plain
from imgaudit.policy import NamesInOutputs

TEXT_LIMIT = 32_767
"""Longest text of a cell, counted as Excel counts: an emoji is two."""
LINK_LIMIT = 2_079
"""Longest address that Excel keeps as a link."""
LINKS_PER_SHEET = 65_530
"""Links that Excel keeps on one sheet."""

_EXACT_INTEGER = 2**53
_FORMULA_STARTS = ("=", "+", "-", "@")
_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: 0x2421}
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_WORD = re.compile(r"[^\W_]+(?:['’](?![sS]\b)[^\W_]+)*")  # O'Brien is a word, Hart's is Hart


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
    if pd.api.types.is_scalar(value) and pd.isna(value):  # type: ignore[call-overload]  # any scalar is meant
        return
    value = value.item() if hasattr(value, "item") else value  # numpy's scalars
    if isinstance(value, datetime):
        local = value.astimezone(timezone) if value.tzinfo else value
        value = datetime(*local.timetuple()[:6])  # noqa: DTZ001  # Excel knows no time zones
    if isinstance(value, date) and value.year < 1901:  # Excel's calendar starts there
        value = value.isoformat()
    if (
        isinstance(value, bool | date | time | timedelta)
        or (isinstance(value, int) and abs(value) <= _EXACT_INTEGER)
        or (isinstance(value, float) and math.isfinite(value))
    ):
        cell.value = value
        return
    text = safe_text(str(value))
    cell.value = text
    cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error
    if text.lstrip().startswith(_FORMULA_STARTS) or text.startswith("\t"):
        cell.quotePrefix = True  # so that it stays text when somebody edits the cell


def register_names(people: pd.DataFrame) -> dict[str, str]:
    """Every full name of the register, and the initials that may stand for it.

    >>> people = pd.DataFrame({"first_name": ["Amelia"], "known_as": ["Milly"], "last_name": ["Hart"]})
    >>> register_names(people)
    {'Amelia Hart': 'A. H.', 'Hart Amelia': 'A. H.', 'Milly Hart': 'M. H.', 'Hart Milly': 'M. H.'}
    """
    names: dict[str, str] = {}
    for column in ("first_name", "known_as"):
        for first, last in people[[column, "last_name"]].dropna().drop_duplicates().itertuples(index=False):
            initials = _initials(f"{first} {last}")
            names |= {f"{first} {last}": initials, f"{last} {first}": initials}
    return names


def tagged_names(refs: Iterable[str]) -> dict[str, str]:
    """Names and ids by which sources refer to people; a single plain word is left out, it would hide too much.

    >>> tagged_names(["Noah Quill", "X801200001001", "Quill"])
    {'Noah Quill': 'N. Q.', 'X801200001001': '[id]'}
    """
    names: dict[str, str] = {}
    for ref in refs:
        if len(_WORD.findall(ref)) > 1:
            names[ref] = _initials(ref)
        elif len(ref) >= 8 and any(character.isdigit() for character in ref):
            names[ref] = "[id]"
    return names


def name_hider(names: Mapping[str, str], policy: NamesInOutputs) -> Callable[[str], str]:
    """What turns a text into one that shows as much of the names as the policy allows.

    Neither case nor accents matter, nor what separates the words: ``amelia-hart.jpg`` names her too.

    >>> name_hider({"Amelia Hart": "A. H."}, "none")("AMELIA HART's rocket, amelia_hart.jpg")
    "[name]'s rocket, [name].jpg"
    >>> name_hider({"Amelia Hart": "A. H."}, "initials")("Amelia Hart-Jones and Amelia Harting")
    'A. H.-Jones and Amelia Harting'
    """
    if policy == "full":
        return str
    # By first word, so that the time grows with the text and not with the register; longest name first.
    index: dict[str, list[tuple[list[str], str]]] = {}
    for name in sorted(names, key=len, reverse=True):
        if words := [plain(word) for word in _WORD.findall(unicodedata.normalize("NFC", name))]:
            index.setdefault(words[0], []).append((words, names[name] if policy == "initials" else "[name]"))

    def hide(text: str) -> str:
        text = unicodedata.normalize("NFC", text)
        words = [(match.start(), match.end(), plain(match[0])) for match in _WORD.finditer(text)]
        shown, done, at = [], 0, 0
        while at < len(words):
            for name, instead in index.get(words[at][2], ()):
                here = words[at : at + len(name)]
                close = all(after[0] - before[1] <= 3 for before, after in pairwise(here))
                if close and [word for _, _, word in here] == name:
                    shown += [text[done : here[0][0]], instead]
                    done, at = here[-1][1], at + len(name) - 1
                    break
            at += 1
        return "".join([*shown, text[done:]])

    return lru_cache(maxsize=65_536)(hide)  # the same sentences come again and again


def _initials(name: str) -> str:
    return " ".join(f"{word[0].upper()}." for word in _WORD.findall(name))
