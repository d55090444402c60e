"""Better, worse, or neither: each figure against the last term in which the same was checked.

Decided here alone; charts, workbook, command line and notebooks read it in the table ``trends``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from imgaudit.rules import comparable
from imgaudit.statistics import measures_of
from imgaudit.wording import GOOD_WHEN_HIGH, LEAST_POINTS, comparison, group_columns

_BEFORE = {"term": "since", "n": "n_before", "n_yes": "n_yes_before", "n_unknown": "n_unknown_before"}
SAID = ("missing_sources", "partial_sources", "reduced_sources", "unexplained_sources", "moved_sources")
"""The columns that name exports beside which a figure is to be read."""
ORDER = ("worse", "mixed", "better", "unclear", "same")
"""The verdicts, what changed first; all others were not compared."""
_SHARES = np.array(["better", "same", "worse"])


def judged(
    figures: pd.DataFrame, *, forgets: Callable[[str, str, str | None], bool] = lambda *_: False
) -> pd.DataFrame:
    """Whether each figure is better or worse than the last time that it was checked, if that can be told.

    It is compared with the last term before it that tells the same: with something to count, of which something was
    known, from the same exports, and these read whole, with as much in them and none unexplained. What has another
    fingerprint, or has moved since, is not compared. What is not known must not be able to turn the answer, else it is
    *unclear*.

    A verdict takes a step of two percentage points in the share, the least that anybody sees on a chart from 0 to 100%
    (one placement in fifty); less is *about the same*, but for the last one that goes and the first one that comes: no
    location at all is what the guidance asks for. And it takes at least one placement at fault fewer, or more. Where
    they are fewer, or as many, but a larger share, as clean pictures were taken down, nothing plain can be said of it:
    that is *mixed*, and so is the other way round.

    Parameters
    ----------
    figures
        The table ``trends`` up to its verdicts, terms in their order; within a term the order plays no part.
    forgets
        Whether the register of a term no longer knows somebody whom that of an earlier term knew, at a site or any:
        earlier term, term, site → yes or no. A name that nobody looks for is not gone, so no figure of names is better
        then.

    Returns
    -------
    The same rows with ``verdict`` (see ``docs/tables.md``), ``since``, ``n_before``, ``n_yes_before``,
    ``n_unknown_before`` and ``comparison``. There is none of what became of findings: in the first term every finding
    is new to us, so that no share of theirs is a standard for the next.
    """
    group = figures.groupby([*group_columns(figures), "measure", "unit"], dropna=False, sort=False).ngroup()
    place = pd.Series(pd.factorize(figures["term"])[0], figures.index)
    rows = figures.drop(columns=[*_BEFORE.values()], errors="ignore").assign(_group=group, _place=place)
    rows = rows.reset_index(drop=True).sort_values("_place", kind="stable")
    for name in (*SAID, "fingerprint"):
        rows[name] = rows[name].fillna("")
    rows["_moves"] = rows["moved_sources"].ne("").astype("int64").groupby(rows["_group"]).cumsum()
    is_told = rows["checked"].astype(bool) & rows["n_known"].gt(0)
    rows["_told"] = is_told.astype("int64").groupby(rows["_group"]).cumsum() - is_told
    rows["_is_whole"] = rows["partial_sources"].eq("") & rows["unexplained_sources"].eq("")
    is_standard = is_told & rows["_is_whole"] & ~rows["more_unread"].fillna(False).astype(bool)
    is_standard &= rows["unit"].ne("finding")
    alike = ["_group", "missing_sources", "reduced_sources"]
    standards = rows.loc[is_standard, [*alike, "_place", "fingerprint", "_moves", *_BEFORE]]
    rows = pd.merge_asof(
        rows.reset_index(),
        standards.rename(columns=_BEFORE | {"fingerprint": "_fingerprint", "_moves": "_moves_before"}),
        on="_place",
        by=alike,
        allow_exact_matches=False,
    ).set_index("index")
    rows["forgets"] = _forgetting(rows, forgets)
    rows["verdict"] = _verdicts(rows)
    rows["comparison"] = [comparison(row) for row in rows.to_dict("records")]
    found = rows.sort_index()[["verdict", *_BEFORE.values(), "comparison"]]
    return figures.assign(**{str(name): column.array for name, column in found.items()})


def _forgetting(rows: pd.DataFrame, forgets: Callable[[str, str, str | None], bool]) -> pd.Series:
    """Whether a figure of names is of fewer people than the one before."""
    asked = rows["measure"].isin([measure.name for measure in measures_of("names")]) & rows["since"].notna()
    sites = rows["site"] if "site" in group_columns(rows) else [None] * len(rows)
    ask = cache(forgets)
    told = [is_so and ask(*of) for is_so, *of in zip(asked, rows["since"], rows["term"], sites, strict=True)]
    return pd.Series(told, rows.index, dtype=bool)


def _verdicts(rows: pd.DataFrame) -> pd.Series:
    """The verdict on each row: the first of these that is so."""
    is_first, is_alone = rows["_told"].eq(0), rows["since"].isna()
    nothing = rows["n"].eq(0)
    is_complete = rows["checked"].astype(bool) & (rows[[*SAID[:-1]]] == "").all(axis="columns")
    said = (
        (rows["unit"].eq("finding"), None),
        (nothing & is_complete, "empty"),
        (nothing, "not_checked"),
        (rows["n_known"].eq(0), "unclear"),
        (is_first, "first_check"),
        (rows["unexplained_sources"].ne(""), "lost_most"),
        (~rows["_is_whole"] | is_alone, "partly"),
        (rows["_moves"].gt(rows["_moves_before"]), "moved"),
        (~comparable(rows["_fingerprint"], rows["fingerprint"]), "remeasured"),
        (rows["more_unread"].fillna(False).astype(bool), "unclear"),
    )
    verdict = pd.Series(_compared(rows), rows.index, dtype="str")
    for is_so, what in reversed(said):
        verdict = verdict.mask(is_so.astype(bool), what)
    return verdict


def _compared(rows: pd.DataFrame) -> np.ndarray:
    """What the counts say: that on which all agree that could be behind them, else *unclear*."""
    counts = [*(name for name in _BEFORE if name != "term"), *(name for name in _BEFORE.values() if name != "since")]
    n, yes, unknown, n_before, yes_before, unknown_before = rows[counts].fillna(0).to_numpy(dtype="int64").T
    is_good = rows["measure"].isin(GOOD_WHEN_HIGH).to_numpy()
    unknown = np.where(rows["forgets"], n - yes, unknown)
    # At fault are, where more is better, those that say no.
    now = np.where(is_good, n - yes - unknown, yes)
    before = np.where(is_good, n_before - yes_before - unknown_before, yes_before)
    # What every number between them says, those at both ends say too: share and count go one way all along.
    ends = [
        _step(before + more_before, n_before, now + more, n)
        for more_before in (0, unknown_before)
        for more in (0, unknown)
    ]
    agreed = np.logical_and.reduce([end == ends[0] for end in ends])
    return np.where(agreed, ends[0], "unclear")


def _step(before: np.ndarray, n_before: np.ndarray, now: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Better, worse, mixed or the same, of so many at fault of so many; in whole numbers, lest one be rounded over."""
    gap = now * n_before - before * n  # of the shares, times both stocks
    is_step = 100 * np.abs(gap) >= LEAST_POINTS * n * n_before
    share = np.sign(gap) * (is_step | ((now == 0) != (before == 0)))
    is_mixed = (share != 0) & (share != np.sign(now - before))
    return np.where(is_mixed, "mixed", _SHARES[share + 1])


def rank(row: Mapping[Hashable, Any] | pd.Series[Any]) -> tuple[int, int, float]:
    """By which figures of one term are ordered: what changed first, and most.

    What cannot be compared comes by its exports that were read both times.
    """
    places = [ORDER.index(str(row[of])) if str(row[of]) in ORDER else len(ORDER) for of in ("verdict", "verdict_alike")]
    step = 0.0
    if pd.notna(row["n_before"]) and row["n_before"] and row["n"]:
        step = abs(row["n_yes"] / row["n"] - row["n_yes_before"] / row["n_before"])
    return places[0], places[1], -float(step)
