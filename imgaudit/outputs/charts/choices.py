"""What charts choose to draw, in which order, and how their labels are wrapped."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd

from imgaudit.errors import InputError, did_you_mean
from imgaudit.wording import MEASURE_LABELS, counted, group_columns, in_short, in_words, unit_words

MOST_GROUPS = 12
"""How many groups a chart draws, a note counting the rest, and of how many the screen has a line for each figure."""


def unit_of(rates: pd.DataFrame) -> tuple[str, str, str]:
    """What one of n is: the words of :func:`~imgaudit.wording.unit_words`."""
    return unit_words(str(rates["unit"].iloc[0]))


def figures(rates: pd.Series[Any], *, short: bool = False) -> str:
    """A rate as it stands beside a bar, or at the end of a line."""
    n, yes, unknown = (int(rates[name]) for name in ("n", "n_yes", "n_unknown"))
    more = bool(rates["more_unread"])
    if short or more:
        return in_short(n, yes, unknown, with_unknown=True, more=more)
    return in_words(n, yes, unknown).replace("; ", "\n")


def chosen_measures(rates: pd.DataFrame, measures: str | Sequence[str] | None) -> list[str]:
    """The measures to draw: all, in the order of the labels, or those asked for."""
    there = list(dict.fromkeys(rates["measure"]))
    if measures is None:
        known = list(MEASURE_LABELS)
        return sorted(there, key=lambda measure: known.index(measure) if measure in known else len(known))
    asked = list(dict.fromkeys([measures] if isinstance(measures, str) else measures))
    for measure in asked or [""]:
        if measure not in there:
            raise InputError(f"No measure {measure!r} here{did_you_mean(measure, there)}")
    return asked


def largest_groups(rates: pd.DataFrame, unit: tuple[str, str, str]) -> tuple[pd.DataFrame, list[str]]:
    """The largest groups, and a note that counts the rest: nothing is dropped silently."""
    keys = group_columns(rates)
    number = rates.groupby(keys, dropna=False, observed=True).ngroup()
    size = rates["n"].groupby(number).max().sort_values(ascending=False, kind="stable")
    rest = size.iloc[MOST_GROUPS:]
    if rest.empty:
        return rates, []
    note = (
        f"The {MOST_GROUPS} largest of {len(size)} groups; the other {len(rest)} "
        f"(at most {rest.max():,} {unit[1]} each, {rest.sum():,} in all) are not drawn."
    )
    return rates.loc[number.isin(size.index[:MOST_GROUPS])], [note]


def not_shown(below: int) -> str:
    """What stands in the place of a group that is small."""
    return f"Fewer than {below}: not shown"


def left_small(number: int, below: int) -> str:
    """A note that counts the groups that are not for others' eyes."""
    return f"Not drawn: {counted(number, 'group')} of fewer than {below}, or by which such a group could be worked out."


def wrap(text: str, width: int = 26) -> str:
    """Three lines at the most."""
    lines = textwrap.wrap(text, width)
    return "\n".join(lines if len(lines) <= 3 else [*lines[:2], f"{lines[2][: width - 1]}…"])
