"""The trust's page: its schools by their key figures, without small groups, and who did not deliver."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from imgaudit.outputs.paper import write_sheet
from imgaudit.outputs.paper.content import Grid, Paragraph, Section, Sheet, Strong, as_given
from imgaudit.wording import NOT_CHECKED, in_short, small_group, term_name

COLUMNS: Mapping[str, str] = {
    "location": "Location in the file",
    "full_name": "Full name beside it",
    "oversized": "Larger than the limit",
    "covered": "Against consent",
}
"""Measure → its heading; of consent what is against it, for that comes down at once."""
NOT_SHOWN = "not shown"
_SAID = {"failed": "audit failed", "did not deliver": "did not deliver"}


def write_trust_page(name: str, term: str, audited: pd.DataFrame, rates: pd.DataFrame, path: Path) -> Path:
    """Write what the trust's leaders read: a table of schools and key figures, by the alphabet and not by rank.

    ``audited`` is what :func:`audit_trust` gave, and ``rates`` what :func:`trust_rates` made of it. Why a school failed
    stands in neither: a reason may hold the name of a file.
    """
    return write_sheet(_page(name, term, audited, rates), path)


def _page(name: str, term: str, audited: pd.DataFrame, rates: pd.DataFrame) -> Sheet:
    cells = {
        (None if pd.isna(row["site"]) else row["site"], row["measure"]): row
        for row in rates[rates["unit"].eq("item")].to_dict("records")
    }
    delivered = audited["status"].isin(["done", "unchanged"])
    rows = []
    for school in audited.sort_values("site").to_dict("records"):
        site, said = str(school["site"]), _SAID.get(str(school["status"]))
        figures = (said, *[NOT_CHECKED] * len(COLUMNS)) if said else _figures(cells, site)
        part = " *" if not said and (school["n_not_read"] or 0) > 0 else ""
        rows.append((f"{as_given(site, 40)}{part}", *figures))
    rows.append((Strong(f"All {int(delivered.sum())} with figures"), *map(Strong, _figures(cells, None))))
    return Sheet(
        "Pictures that the schools of the trust have published",
        f"{as_given(name, 90)} · {as_given(term_name(term), 40)}",
        (
            Section(f"{int(delivered.sum())} of {len(audited)} schools delivered and were audited"),
            *_missing(audited),
            Grid("Schools and their key figures", ("School", "Placements", *COLUMNS.values()), tuple(rows), _WIDTHS),
            Paragraph(_notes(small_group(rates)), is_small=True),
        ),
    )


_WIDTHS = (24, 14, 16, 16, 16, 16)


def _figures(cells: Mapping[Any, Mapping[Hashable, Any]], site: str | None) -> tuple[str, ...]:
    row = cells.get((site, "location"))
    many = "none" if row is None else NOT_SHOWN if row["is_suppressed"] else f"{int(row['n']):,}"
    return many, *(_figure(cells.get((site, measure)), measure) for measure in COLUMNS)


def _figure(row: Mapping[Hashable, Any] | None, measure: str) -> str:
    if row is None:
        return NOT_CHECKED
    if row["is_suppressed"]:
        return NOT_SHOWN
    n, yes, unknown = (int(row[name]) for name in ("n", "n_yes", "n_unknown"))
    if n == 0:
        return "none"
    return in_short(n, n - unknown - yes if measure == "covered" else yes, unknown, more=bool(row["more_unread"]))


def _missing(audited: pd.DataFrame) -> list[Paragraph]:
    said = []
    for status, words in (("did not deliver", "Did not deliver: "), ("failed", "The audit failed: ")):
        if len(names := audited.loc[audited["status"].eq(status), "site"]):
            said.append(Paragraph((Strong(words), f"{', '.join(as_given(name, 40) for name in sorted(names))}.")))
    return said


def _notes(below: int) -> str:
    return (
        "Counted are placements (one picture on one page or post); against consent, those that need it. A range says "
        "that something is not known, which counts neither as yes nor as no. * Something could not be read there. "
        f"Not shown: figures out of fewer than {below}, and as many others as keep those from being worked out. A "
        f"school that did not deliver, or whose audit failed, is {NOT_CHECKED}, never clean, and is in no sum."
    )
