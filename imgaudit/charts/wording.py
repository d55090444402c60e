"""What charts call things, and a rate in words."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd

from imgaudit.errors import InputError

MEASURE_LABELS = {
    "any": "At least one detail",
    "location": "Location",
    "place_shown": "Place shown with the post",
    "people": "Who is shown",
    "owner": "Who took or owns it",
    "serial": "Camera serial number",
    "device": "Camera or phone model",
    "time": "Date and time",
    "text": "Caption or keywords",
    "software": "Editing software",
    "thumbnail": "Embedded preview",
    "hidden": "Hidden data",
    "provenance": "How it was made (C2PA)",
    "maker_note": "Camera maker's notes",
    "oversized": "Larger than the limit",
    "original_reachable": "Full-size original online",
    "full_name": "Full name",
    "surname": "Surname alone",
    "first_name": "First name alone",
    "identifier": "Class or another identifier",
    "covered": "Covered by consent",
    "new": "New findings",
    "returned": "Findings that came back",
    "persisting": "Findings still open",
    "resolved": "Findings resolved",
    "not_checked": "Findings not checked again",
    "first_check": "Findings of a first check",
}
"""What each measure is called on a chart, in the order it is drawn in."""

GOOD_WHEN_HIGH = ("covered",)
"""The measures of which more is better; of all others, less is."""

UNITS = {  # one, several, what that is
    "item": ("placement", "placements", " (one picture on one page or post)"),
    "asset": ("picture", "pictures", ""),
    "file": ("file", "files", ""),
    "finding": ("finding", "findings", ""),
    "person": ("person", "people", ""),
    "person × scope": ("person and use", "people × uses", " (one person's answer for one use)"),
}
NEED_CONSENT = {"item": " that show people, or may", "asset": " that show people, or may"}
"""What is counted of a unit, where consent is the question."""
MOST_GROUPS = 12
"""How many groups a chart draws; a note counts the rest."""


def measure_name(measure: str) -> str:
    """What a measure is called; one of the user's own keeps its name."""
    return MEASURE_LABELS.get(measure, measure.replace("_", " ").capitalize())


def unit_of(rates: pd.DataFrame) -> tuple[str, str, str]:
    """What one of n is: the words of :data:`UNITS`."""
    return UNITS.get(str(rates["unit"].iloc[0]), ("row", "rows", ""))


def count(number: int, one: str, many: str) -> str:
    """A number and its noun.

    >>> count(1000, "placement", "placements")
    '1,000 placements'
    """
    return f"{number:,} {one if number == 1 else many}"


def percent(share: float) -> str:
    """A share as people say it: never 0% for one picture in a thousand, nor 100% for all but one.

    >>> percent(0.25), percent(0.001), percent(0.999)
    ('25%', 'under 1%', 'over 99%')
    """
    if 0 < share < 0.01:
        return "under 1%"
    return "over 99%" if 0.99 < share < 1 else f"{share:.0%}"


def percents(rates: pd.Series[Any]) -> str:
    """The share, or the range it lies in where something is not known."""
    low, high = percent(rates["share_min"]), percent(rates["share_max"])
    return low if low == high else f"{low.removesuffix('%')}–{high}"


def figures(rates: pd.Series[Any], *, short: bool = False) -> str:
    """A rate in words: how many of how many, the share, and how far it could go if more were known."""
    n, yes, unknown = (int(rates[name]) for name in ("n", "n_yes", "n_unknown"))
    if not n:
        return "none to count"
    if unknown == n:
        return f"nothing known of {n:,}"
    if short:
        return f"{percents(rates)} ({yes:,} of {n:,}{f', {unknown:,} not known' if unknown else ''})"
    found = f"{yes:,} of {n:,} ({percent(rates['share_min'])})"
    if not unknown:
        return found
    return f"{'at least ' if yes else ''}{found}\n{unknown:,} not known, so up to {percent(rates['share_max'])}"


def chosen_measures(rates: pd.DataFrame, measures: str | Sequence[str] | None) -> list[str]:
    """The measures to draw: all, in the order of the labels, or those asked for."""
    there = list(dict.fromkeys(rates["measure"]))
    if measures is None:
        known = list(MEASURE_LABELS)
        return sorted(there, key=lambda measure: known.index(measure) if measure in known else len(known))
    asked = list(dict.fromkeys([measures] if isinstance(measures, str) else measures))
    if not asked or (missing := [measure for measure in asked if measure not in there]):
        raise InputError(f"No measure {missing if asked else asked} here. There is: {', '.join(there)}.")
    return asked


def group_columns(rates: pd.DataFrame) -> list[str]:
    """The ``by`` columns: all before ``measure`` but the term."""
    columns = list(rates.columns)
    return [column for column in columns[: columns.index("measure")] if column != "term"]


def group_names(rates: pd.DataFrame) -> list[str]:
    """What each row's group is called; a group without a name is one that was not stated."""
    keys = group_columns(rates)
    return [
        " · ".join("not stated" if pd.isna(part) or not str(part).strip() else str(part) for part in row)
        for row in rates[keys].itertuples(index=False, name=None)
    ]


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


def plain_term(term: str, *, split: bool = False) -> str:
    """A term as people say it.

    >>> plain_term("2025-26-autumn")
    'Autumn 2025–26'
    """
    found = re.fullmatch(r"(\d{4})-(\d{2})-(.+)", term)
    if found is None:
        return wrap(term, 18) if split else term
    return f"{found[3].capitalize()} {found[1]}–{found[2]}"


def channel_of(source_id: str) -> str:
    """What people call a source: of site/channel/dialect they know the channel.

    >>> channel_of("fernhollow/instagram/spreadsheet")
    'instagram'
    """
    parts = source_id.strip().split("/")
    return parts[1] if len(parts) == 3 else source_id.strip()


def wrap(text: str, width: int = 26) -> str:
    """Three lines at the most."""
    lines = textwrap.wrap(text, width)
    return "\n".join(lines if len(lines) <= 3 else [*lines[:2], f"{lines[2][: width - 1]}…"])
