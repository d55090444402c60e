"""Rates over any frame, by any column: how many are exposed, oversized, covered.

An audit is a census, so there are no sampling intervals; what is not known is stated as bounds instead. Scanning
less can widen the bounds and never improves a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

import numpy as np
import pandas as pd

from imgaudit.errors import InputError
from imgaudit.tables import EXPOSURE_COLUMNS, RATES

By = str | Sequence[str] | None
"""One column, several, or none: the groups of a rate."""

COUNTS = ["n", "n_known", "n_yes"]

UNIT_OF_KEY = {"item_id": "item", "file_id": "file", "finding_id": "finding", "asset_id": "asset"}
"""Which column says what one row of a frame is; the first that is there."""


def rate(frame: pd.DataFrame, flags: Sequence[str], *, by: By = None) -> pd.DataFrame:
    """How many rows say yes to each flag, group by group, with what is not known.

    Every figure of the package comes through here. Groups add up to the total: a row whose ``by`` is empty is in a
    group of its own. Neither the frame nor its order matters to the result.

    Parameters
    ----------
    frame
        Any frame with the flags, such as ``audit.items`` or a part of it.
    flags
        Columns that say yes, no or unknown. Names lose a leading ``has_`` or ``is_`` to become the measure.
    by
        Column or columns to group by.

    Returns
    -------
    A row per group and measure: the ``by`` columns, then ``measure``, ``unit`` (item, asset or file), ``n`` (rows of
    the group), ``n_known`` (yes or no), ``n_yes``, ``n_unknown``, ``share`` [0 to 1] = n_yes / n_known, empty where
    nothing is known, and its bounds ``share_min`` = n_yes / n and ``share_max`` = (n_yes + n_unknown) / n.

    Raises
    ------
    InputError
        When a column is not in the frame.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["a", "b", "c"], "has_location": [True, False, None]})
    >>> rate(items, ["has_location"])[["measure", "n", "n_known", "n_yes", "share", "share_min", "share_max"]]
        measure  n  n_known  n_yes  share  share_min  share_max
    0  location  3        2      1    0.5   0.333333   0.666667
    """
    keys = keys_of(frame, by)
    _require(frame, flags)
    measures = [flag.removeprefix("has_").removeprefix("is_") for flag in flags]
    columns: list[np.ndarray] = []
    for flag in flags:
        answer = frame[flag].astype("boolean")
        columns += [np.ones(len(frame)), answer.notna().to_numpy(), answer.fillna(False).to_numpy()]
    counts = pd.DataFrame(dict(enumerate(column.astype("int64") for column in columns)))
    totals = _grouped(counts, frame, keys)
    totals.columns = pd.MultiIndex.from_product([measures, COUNTS], names=["measure", None])
    tidy = totals.stack("measure", future_stack=True).reset_index()  # noqa: PD013 - melt would not keep the counts apart
    known, everything = tidy["n_known"].where(tidy["n_known"] > 0), tidy["n"].where(tidy["n"] > 0)
    tidy = tidy.assign(
        unit=_unit(frame),
        n_unknown=tidy["n"] - tidy["n_known"],
        share=tidy["n_yes"] / known,
        share_min=tidy["n_yes"] / everything,
        share_max=(tidy["n_yes"] + tidy["n"] - tidy["n_known"]) / everything,
    )
    return RATES.frame(tidy)[[*keys, *RATES.columns]]


def exposure(frame: pd.DataFrame, *, by: By = None) -> pd.DataFrame:
    """How many placements (or files, or assets) give something away by their metadata, kind by kind.

    An item counts as exposed when any of its asset's files is: the picture on show, a resized copy, or the original
    that can still be fetched. It counts as clean only when every one of them was measured.

    Parameters
    ----------
    frame
        ``audit.items`` or ``audit.files``, whole or filtered.
    by
        Column or columns to group by.

    Returns
    -------
    Rates (see :func:`rate`) with a row per group and exposure kind, and ``any`` for at least one kind.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["a", "b"], "channel": "website", "has_location": [True, None]})
    >>> exposure(items, by="channel")[["channel", "measure", "n", "n_yes", "n_unknown"]]
       channel   measure  n  n_yes  n_unknown
    0  website  location  2      1          1
    """
    keys_of(frame, by)
    flags = [column for column in ("has_any", *EXPOSURE_COLUMNS) if column in frame.columns]
    if not flags:
        raise InputError("No exposure column in the frame: exposure() takes audit.items or audit.files.")
    return rate(frame, flags, by=by)


def resolution(frame: pd.DataFrame, *, by: By = None) -> pd.DataFrame:
    """How many pictures are larger than the policy allows, and how many originals can still be fetched.

    Parameters
    ----------
    frame
        ``audit.items``, whole or filtered; the limit is the policy's of the audit it comes from.
    by
        Column or columns to group by.

    Returns
    -------
    Rates (see :func:`rate`) with a row per group and measure: ``oversized`` (longest side of the published file over
    the limit) and ``original_reachable`` (the untouched upload lies beside the scaled copy). Beside them
    ``median_px`` and ``largest_px``, the median and maximum longest side of the group's published files [px].
    """
    measures = ["is_oversized", "original_reachable"]
    rates = rate(frame, measures, by=by)
    _require(frame, ["longest_px"])
    longest = frame["longest_px"].astype("float64")
    if not (keys := keys_of(frame, by)):
        return rates.assign(median_px=longest.median(), largest_px=longest.max())
    sides = longest.groupby(_groups(frame, keys), dropna=False, observed=True).agg(["median", "max"])
    # The groups come in the order of the rates, which have a row for each measure.
    sides = sides.loc[sides.index.repeat(len(measures))].reset_index(drop=True)
    return rates.assign(median_px=sides["median"], largest_px=sides["max"])


def consent_coverage(frame: pd.DataFrame, *, by: By = None) -> pd.DataFrame:
    """How many placements are covered by the consent of everyone shown, on the day of the audit.

    Parameters
    ----------
    frame
        ``audit.items``, whole or filtered.
    by
        Column or columns to group by.

    Returns
    -------
    Rates (see :func:`rate`) of the measure ``covered``. ``n`` counts placements that need consent: those that show
    nobody are left out and counted in ``n_not_needed``. Yes is *covered*, no is *against* (refused, withdrawn or
    expired for somebody shown); *unknown* and *partly* (everyone named agreed, but not everyone may be named) are
    unknown. Beside them ``n_against`` and ``n_partly``.
    """
    keys = keys_of(frame, by)
    _require(frame, ["consent_state"])
    states = frame["consent_state"]
    rates = rate(frame, ["is_covered"], by=by).drop(columns=["n", "n_unknown", "share_min", "share_max"])
    counts = pd.DataFrame(
        {f"n_{state}": states.eq(state).to_numpy(dtype="int64") for state in ("against", "partly", "not_needed")}
    )
    counts["n"] = states.ne("not_needed").to_numpy(dtype="int64")
    extra = _grouped(counts, frame, keys).reset_index(drop=True)  # the groups come in the order of the rates
    both = pd.concat([rates, extra], axis="columns")
    n = both["n"].where(both["n"] > 0)
    both = both.assign(
        n_unknown=both["n"] - both["n_known"],
        share_min=both["n_yes"] / n,
        share_max=(both["n_yes"] + both["n"] - both["n_known"]) / n,
    )
    return RATES.frame(both)[[*keys, *RATES.columns, "n_against", "n_partly", "n_not_needed"]]


def names(frame: pd.DataFrame, *, by: By = None) -> pd.DataFrame:
    """How many placements have a name of the register beside them or in their file, level by level.

    Parameters
    ----------
    frame
        ``audit.items``, whole or filtered; without a register everything is unknown.
    by
        Column or columns to group by.

    Returns
    -------
    Rates (see :func:`rate`) with a row per group and measure: ``full_name``, ``surname`` and ``first_name`` alone, and
    ``identifier`` (a class with a name, a date of birth or what else the policy lists). No is only what was read in
    full: the page's running text is in no export and counts neither way.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["a", "b"], "has_full_name": [True, None], "has_surname": False,
    ...     "has_first_name": False, "has_identifier": False})
    >>> names(items)[["measure", "n", "n_yes", "n_unknown"]].iloc[:1].values.tolist()
    [['full_name', 2, 1, 1]]
    """
    return rate(frame, ["has_full_name", "has_surname", "has_first_name", "has_identifier"], by=by)


def keys_of(frame: pd.DataFrame, by: By) -> list[str]:
    """The columns to group by as a list, checked against the frame."""
    if not isinstance(frame, pd.DataFrame):
        raise InputError(f"A frame is needed, such as audit.items, not {type(frame).__name__}.")
    if by is not None and not (isinstance(by, str) or (isinstance(by, (list, tuple)) and len({*by}) == len(by))):
        raise InputError("by= takes the name of a column, or a list of different names, such as by='channel'.")
    keys = [by] if isinstance(by, str) else list(by or [])
    _require(frame, keys)
    if taken := sorted(set(keys) & set(RATES.columns)):
        raise InputError(f"Cannot group by {taken}: a column of the answer has that name. Rename it first.")
    return keys


def _require(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    if missing := [column for column in columns if column not in frame.columns]:
        near = [name for word in missing for name in get_close_matches(str(word), [str(c) for c in frame.columns])]
        hint = f"Did you mean {', '.join(near)}?" if near else f"It has: {', '.join(map(str, frame.columns))}."
        raise InputError(f"No column {missing} in the frame. {hint}")


def _grouped(counts: pd.DataFrame, frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    if not keys:
        return counts.sum().to_frame().T
    return counts.groupby(
        [group.set_axis(counts.index) for group in _groups(frame, keys)], dropna=False, observed=True
    ).sum()


def _groups(frame: pd.DataFrame, keys: list[str]) -> list[pd.Series]:
    return [frame[key] for key in keys]


def _unit(frame: pd.DataFrame) -> str:
    return next((unit for key, unit in UNIT_OF_KEY.items() if key in frame.columns), "row")
