"""What a notebook shows: a frame to be read, and a card for what is too large to be shown.

Every cell is escaped. In a frame unknown is said as such, addresses can be clicked, nothing is cut. A card holds counts
alone: what is in doubt first, then how much there is, then what to call next; no value of a cell, for it may be a name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

import pandas as pd

from imgaudit.wording import counted, in_plain, percent

_CELL = (
    "text-align:left;vertical-align:top;padding:.2em .7em;white-space:normal;overflow-wrap:break-word;max-width:36em"
)
_HEAD = f"{_CELL};white-space:nowrap;border-bottom:1px solid currentColor"
_END_OF_ID = 40
"""How much of an id is shown, from its end, where it differs; the whole is its title [characters]."""


def frame_html(frame: pd.DataFrame, most: int) -> str:
    """A frame as a table: yes, no or unknown, shares in percent, addresses as links; how many rows are not shown."""
    rows = frame.head(most)
    says = [(str(name), _sayer(str(name), frame.iloc[:, at])) for at, name in enumerate(frame.columns)]
    cells = [[says[at][1](value) for at, value in enumerate(row)] for row in rows.itertuples(index=False, name=None)]
    more = f"<p>The first {most:,} of {counted(len(frame), 'row')}.</p>" if len(frame) > most else ""
    return _table([escape(name) for name, _ in says], cells) + (more or ("" if len(frame) else "<p>No rows.</p>"))


def card_html(
    title: str,
    problems: pd.DataFrame,
    columns: Iterable[str],
    counts: Iterable[tuple[str, ...]],
    following: str,
) -> str:
    """A card: what could not be read or is in doubt, the counts below their columns, and the next call."""
    table = _table([escape(name) for name in columns], [[escape(cell) for cell in row] for row in counts])
    return (
        f"<p><strong>{escape(title)}</strong></p><p>{escape(problems_in_words(problems))}</p>{table}"
        f"<p>Next: <code>{escape(following)}</code></p>"
    )


def problems_in_words(problems: pd.DataFrame) -> str:
    """How many things could not be read or are in doubt, the most frequent first.

    >>> problems_in_words(pd.DataFrame({"code": ["date", "date", "not_recorded"], "not_read": [False, True, False]}))
    '3 problems, 1 of them not read: date (2), not recorded (1).'
    """
    if problems.empty:
        return "No problems."
    kinds = problems["code"].fillna("other").value_counts()
    lost = int(problems["not_read"].eq(True).sum())
    said = ", ".join(f"{in_plain(str(kind))} ({number:,})" for kind, number in kinds.items())
    return f"{counted(len(problems), 'problem')}{f', {lost:,} of them not read' if lost else ''}: {said}."


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f'<th scope="col" style="{_HEAD}">{name}</th>' for name in columns)
    lines = ("".join(f'<td style="{_CELL}">{cell}</td>' for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<div style="overflow-x:auto"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _sayer(name: str, column: pd.Series[Any]) -> Callable[[Any], str]:
    """How the cells of one column are said."""
    told = column.dropna()
    if pd.api.types.is_bool_dtype(column) or (len(told) and all(isinstance(value, bool) for value in told)):
        words: Mapping[Any, str] = {True: "yes", False: "no"}
        return lambda value: "unknown" if pd.isna(value) else words[bool(value)]
    if pd.api.types.is_datetime64_any_dtype(column):
        return lambda value: "" if pd.isna(value) else str(value).removesuffix(" 00:00:00")
    if pd.api.types.is_numeric_dtype(column):
        is_share = name == "share" or name.startswith("share_")
        return lambda value: "" if pd.isna(value) else percent(value) if is_share else _number(value)
    if name.endswith(("_id", "_ids")):
        return lambda value: "" if _is_empty(value) else _id(str(value))
    return lambda value: "" if _is_empty(value) else _text(str(value))


def _number(value: float) -> str:
    if pd.api.types.is_complex(value) or not math.isfinite(value):
        return escape(str(value))
    return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"


def _is_empty(value: Any) -> bool:
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def _id(value: str) -> str:
    if len(value) <= _END_OF_ID:
        return escape(value)
    return f'<span title="{escape(value)}">…{escape(value[-_END_OF_ID:])}</span>'


def _text(value: str) -> str:
    if value.startswith(("http://", "https://")) and not any(letter.isspace() for letter in value):
        return f'<a href="{escape(value)}" target="_blank" rel="noopener noreferrer">{escape(value)}</a>'
    return escape(value)
