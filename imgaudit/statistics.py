"""Rates over any frame, by any column: how many are exposed, oversized, covered.

An audit is a census, so there are no sampling intervals; what is not known is stated as bounds instead. Scanning
less can widen the bounds and never improves a figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd

from imgaudit.errors import InputError, did_you_mean
from imgaudit.frames import require
from imgaudit.practices import PRACTICES, Measure, Practice
from imgaudit.practices.consent import KNOWN_BY, STATES
from imgaudit.practices.families import ASKING
from imgaudit.practices.practice import measure_of
from imgaudit.tables import RATES
from imgaudit.wording import OF_THINGS, group_columns, small_group

By = str | Sequence[str] | None
"""One column, several, or none: the groups of a rate."""

Unit = Literal["asset", "person"]
FIGURES = ("n", "share", "share_min", "share_max")

COUNTS = ["n", "n_known", "n_yes"]

EVIDENCE = dict(zip(("is_named", "is_by_group", "is_signed_off", "is_not_known"), KNOWN_BY, strict=True))
"""What is counted of by what consent is known → the word for it."""

BY_NAME: Mapping[str, Practice] = {practice.name: practice for practice in PRACTICES}
"""The practices by name."""

UNIT_OF_KEY = {
    "item_id": "item",
    "file_id": "file",
    "finding_id": "finding",
    "asset_id": "asset",
    "person_id": "person",
}
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
    nothing is known, and its bounds ``share_min`` = n_yes / n and ``share_max`` = (n_yes + n_unknown) / n. Where an
    export of the group was not read to the end (``more_unread``), any share is possible: 0 and 1.

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
    keys_of(frame, by)  # first, lest it be no frame
    return _rate_of(frame, flags, by, pd.Series(True, index=frame.index, dtype="boolean"))


def _rate_of(frame: pd.DataFrame, flags: Sequence[str], by: By, counted: pd.Series) -> pd.DataFrame:
    """The rates of the rows that count; of those that only may count (unknown), no answer is known."""
    keys = keys_of(frame, by)
    require(frame, flags)
    if not len(flags):
        raise InputError("flags= names no column: give those that say yes, no or unknown, such as ['has_location'].")
    measures = [measure_of(flag) for flag in flags]
    may, does = (counted.fillna(whether).to_numpy(dtype=bool) for whether in (True, False))
    columns: list[np.ndarray] = []
    for flag in flags:
        answer = frame[flag].astype("boolean")
        columns += [may, answer.notna().to_numpy() & does, answer.fillna(False).to_numpy(dtype=bool) & does]
    counts = pd.DataFrame(dict(enumerate(column.astype("int64") for column in columns)))
    totals = _grouped(counts, frame, keys)
    totals.columns = pd.MultiIndex.from_product([measures, COUNTS], names=["measure", None])
    tidy = totals.stack("measure", future_stack=True).reset_index()  # noqa: PD013 - melt would not keep the counts apart
    tidy = tidy.assign(unit=_unit(frame), more_unread=_more_unread(frame, keys, len(tidy)))
    return of_same_audit(frame, RATES.frame(with_shares(tidy))[[*keys, *RATES.columns]])


def of_same_audit(frame: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """What was made of a frame, which is about the same audit: charts name its school, term and day."""
    made.attrs = dict(frame.attrs)
    return made


def with_shares(counts: pd.DataFrame) -> pd.DataFrame:
    """Counts (``n``, ``n_known``, ``n_yes``, ``more_unread``) with their unknown, their share and its bounds.

    There are no bounds where an export of the group was not read to the end: nobody knows how much is left.
    """
    known, n = (counts[name].where(counts[name] > 0) for name in ("n_known", "n"))
    unknown = counts["n"] - counts["n_known"]
    is_open = counts["more_unread"] & n.notna()
    return counts.assign(
        n_unknown=unknown,
        share=counts["n_yes"] / known,
        share_min=(counts["n_yes"] / n).mask(is_open, 0.0),
        share_max=((counts["n_yes"] + unknown) / n).mask(is_open, 1.0),
        more_unread=is_open,
    )


def _more_unread(frame: pd.DataFrame, keys: list[str], rows: int) -> np.ndarray | bool:
    """Whether an export was not read to the end, group by group, each as often as it has a row."""
    more = frame["more_unread"].eq(True).fillna(False) if "more_unread" in frame.columns else pd.Series(dtype=bool)
    if not more.any():
        return False
    # The groups come in the order of the rates, which have a row for each measure.
    groups = _grouped(pd.DataFrame({"more": more.to_numpy(dtype="int64")}), frame, keys)["more"].gt(0).to_numpy()
    return np.repeat(groups, rows // len(groups))


def practice_rates(frame: pd.DataFrame, practice: str, *, by: By = None) -> pd.DataFrame:
    """How one practice of the guidance stands: its measures over the placements that it is about.

    Parameters
    ----------
    frame
        ``audit.items``, whole or filtered; of a practice that registers tell, such as ``training``: ``audit.records``.
    practice
        Its name, such as ``visibility``; ``staff`` gives the measures of other practices for pictures of staff.
    by
        Column or columns to group by.

    Returns
    -------
    Rates (see :func:`rate`) with a row per group and measure of the practice; ``docs/rules.md`` lists them. Where it is
    about some of the placements, such as those that show staff, ``n`` counts those that are, or may be; of one that may
    be every answer is unknown. Without a row of its register ``n`` is 0: no data.

    Raises
    ------
    InputError
        When no figures are known by that name.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["a", "b", "c"], "shows": ["staff", "pupils", "unknown"]})
    >>> rates = practice_rates(items.assign(**{measure.flag: True for measure in measures_of("staff")}), "staff")
    >>> rates[["measure", "n", "n_yes", "n_unknown"]].head(1).to_numpy().tolist()
    [['full_name', 2, 1, 1]]
    """
    measures = measures_of(practice)
    flags = [measure.flag for measure in measures]
    row = BY_NAME[practice]
    keys = keys_of(frame, by)
    if row.register_measures:
        require(frame, ["register", *flags])
        rates = [_register_rate(frame, measure, by) for measure in measures]
        return of_same_audit(frame, RATES.frame(pd.concat(rates, ignore_index=True))[[*keys, *RATES.columns]])
    require(frame, [*flags, *row.about])
    return _rate_of(frame, flags, by, row.counted(frame))


def _register_rate(records: pd.DataFrame, measure: Measure, by: By) -> pd.DataFrame:
    """The rate of one measure over the rows of its register that count."""
    rows = records[records["register"].eq(measure.of).fillna(False).astype(bool)]
    counted = pd.Series(True, index=rows.index, dtype="boolean") if measure.where is None else measure.where(rows)
    # A group without a row that counts is none: of an account no training is asked.
    counts = counted.fillna(True).to_numpy(dtype=bool)
    rates = _rate_of(rows[counts], [measure.flag], by, counted[counts].astype("boolean"))
    return rates.assign(unit=measure.of)


def response(records: pd.DataFrame, *, by: By = None) -> pd.DataFrame:
    """How many of the families that were asked have answered, and how many withdrew consent.

    Parameters
    ----------
    records
        ``audit.records``, whole or filtered.
    by
        Column or columns to group by, such as ``what`` (the message) or ``group`` (its kind).

    Returns
    -------
    Rates (see :func:`rate`) of ``answered`` and ``withdrew``; ``n`` counts families, once a message. Of a message of
    which nobody wrote down how many were asked nothing is counted, and any share is possible (``more_unread``).

    Examples
    --------
    >>> from imgaudit.tables import RECORDS
    >>> row = {"practice": "families", "subject_kind": "site", "subject_id": "s/families/1", "what": "re-consent"}
    >>> row |= {"site": "s", "register": "families", "n_asked": 40, "n_answered": 30}
    >>> response(RECORDS.frame([row]))[["measure", "unit", "n", "n_yes", "n_unknown"]].values.tolist()
    [['answered', 'family', 40, 30, 0], ['withdrew', 'family', 40, 0, 40]]
    """
    keys = keys_of(records, by)
    require(records, ["register", "group", "checked_on", "n_asked", "n_answered", "n_withdrew"])
    has_count = records[["n_asked", "n_answered", "n_withdrew"]].notna().any(axis="columns")
    asks = has_count | (records["group"].isin(ASKING) & records["checked_on"].notna())
    sent = records[(records["register"].eq("families").fillna(False) & asks).astype(bool)]
    is_open = sent["n_asked"].isna()
    is_open = is_open.groupby(_groups(sent, keys) or [sent["register"]], dropna=False).transform("any")
    asked = sent["n_asked"].fillna(sent[["n_answered", "n_withdrew"]].max(axis="columns")).fillna(0).astype("int64")
    each = sent.assign(more_unread=is_open).loc[sent.index.repeat(asked)]
    place = each.groupby(level=0).cumcount()
    for name in ("answered", "withdrew"):
        told = each[f"n_{name}"]
        each[f"has_{name}"] = place.lt(told.fillna(0)).astype("boolean").mask(told.isna())
    rates = rate(each.reset_index(drop=True), ["has_answered", "has_withdrew"], by=by)
    return rates.assign(unit="family")[[*keys, *RATES.columns]]


def measures_of(practice: str) -> tuple[Measure, ...]:
    """The measures of a practice, or of those that it repeats."""
    row = BY_NAME.get(practice)
    of = [] if row is None else [BY_NAME[name] for name in row.repeats if name in BY_NAME] or [row]
    if not (found := tuple(measure for each in of for measure in (*each.measures, *each.register_measures))):
        known = [name for name, each in BY_NAME.items() if each.measures or each.repeats or each.register_measures]
        raise InputError(f"There are no figures of a practice {practice!r}{did_you_mean(practice, known)}")
    return found


def exposure(frame: pd.DataFrame, *, by: By = None) -> pd.DataFrame:
    """How many placements (or files, or assets) give something away: by their metadata, or by a place beside them.

    An item counts as exposed when any of its asset's files is: the picture on show, a resized copy, or the original
    that can still be fetched. It counts as clean only when every one of them was measured, and when no place stands
    with the post.

    Parameters
    ----------
    frame
        ``audit.items`` or ``audit.files``, whole or filtered.
    by
        Column or columns to group by.

    Returns
    -------
    Rates (see :func:`rate`) with a row per group and exposure kind, ``place_shown`` for a place shown with the post
    (of placements alone), and ``any`` for at least one of them.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["a", "b"], "channel": "website", "has_location": [True, None]})
    >>> exposure(items, by="channel")[["channel", "measure", "n", "n_yes", "n_unknown"]]
       channel   measure  n  n_yes  n_unknown
    0  website  location  2      1          1
    """
    keys_of(frame, by)
    flags = [measure.flag for measure in measures_of("metadata") if measure.flag in frame.columns]
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
    Videos count as pictures do, by the size that is shown; ``by="kind"`` counts them apart, and of what nobody could
    measure of one, such as a film on another site, both are unknown.
    """
    rates = practice_rates(frame, "resolution", by=by)
    require(frame, ["longest_px"])
    longest = frame["longest_px"].astype("float64")
    if not (keys := keys_of(frame, by)):
        return rates.assign(median_px=longest.median(), largest_px=longest.max())
    sides = longest.groupby(_groups(frame, keys), dropna=False, observed=True).agg(["median", "max"])
    # The groups come in the order of the rates, which have a row for each measure.
    sides = sides.iloc[np.repeat(np.arange(len(sides)), len(rates) // max(len(sides), 1))].reset_index(drop=True)
    return rates.assign(median_px=sides["median"], largest_px=sides["max"])


def framing(frame: pd.DataFrame, *, by: By = None) -> pd.DataFrame:
    """How many pictures show a face that looks into the camera, and how many one that is wider than the policy allows.

    Parameters
    ----------
    frame
        ``audit.items`` of an audit that was given :func:`find_faces`, whole or filtered; else all is unknown.
    by
        Column or columns to group by, such as ``activity``.

    Returns
    -------
    Rates (see :func:`rate`) with a row per group and measure: ``face_on`` and ``wide_face``. No is only what somebody
    said shows nobody. Beside them, of the group, ``n_turned``: all faces that were found are turned aside, and
    ``n_not_found``: none was found, or nobody looked. Both are unknown, for a face may have been missed.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["a", "b"], "framing": ["face-on", "unknown"], "is_face_on": [True, None]})
    >>> framing(items.assign(has_wide_face=None))[["measure", "n", "n_yes", "n_unknown", "n_not_found"]].values.tolist()
    [['face_on', 2, 1, 1, 1], ['wide_face', 2, 0, 2, 1]]
    """
    keys = keys_of(frame, by)
    require(frame, ["framing"])
    rates = rate(frame, ["is_face_on", "has_wide_face"], by=by)
    told = {"n_turned": "turned", "n_not_found": "unknown"}
    counts = pd.DataFrame({name: frame["framing"].eq(word).to_numpy(dtype="int64") for name, word in told.items()})
    groups = _grouped(counts, frame, keys).reset_index(drop=True)  # in the order of the rates, which have two rows each
    extra = groups.iloc[np.repeat(np.arange(len(groups)), 2)].reset_index(drop=True)
    return RATES.frame(pd.concat([rates, extra], axis="columns"))[[*keys, *RATES.columns, *told]]


def consent_coverage(frame: pd.DataFrame, *, by: By = None, unit: Unit | None = None) -> pd.DataFrame:
    """How many placements are covered by the consent of everyone shown, on the day of the audit.

    Or how many pictures, people, or people and uses: a rate is never without its unit.

    Parameters
    ----------
    frame
        ``audit.items``, whole or filtered, or what :func:`consent_by_person` gave.
    by
        Column or columns to group by.
    unit
        What to count: default, the frame's rows (placements, or person × scope). ``asset``: each picture once a
        group, with the worst of its placements; ``person``: each person once, with the worst of their scopes.

    Returns
    -------
    Rates (see :func:`rate`) of the measure ``covered``. ``n`` counts what needs consent: placements that show nobody
    are left out and counted in ``n_not_needed``. Yes is *covered*, no is *against* (refused, withdrawn or expired for
    somebody shown); *at risk* (somebody of a group that is named did), *unknown* and *partly* (everyone named agreed,
    but not everyone may be named) are unknown. Beside them ``n_against``, ``n_at_risk``, ``n_partly`` and, of
    those that are unknown, ``n_signed_off``: somebody says that everyone shown agreed.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["i", "j"], "asset_id": "a", "consent_state": ["covered", "against"]})
    >>> items["is_covered"] = [True, False]
    >>> consent_coverage(items, unit="asset")[["unit", "n", "n_yes", "n_against"]]
        unit  n  n_yes  n_against
    0  asset  1      0          1
    """
    keys = keys_of(frame, by)
    require(frame, ["consent_state"])
    if unit is not None:
        frame = _worst(frame, unit, keys)
    states = frame["consent_state"]
    rates = practice_rates(frame, "consent", by=by)
    told = ("against", "at_risk", "partly", "not_needed")
    counts = pd.DataFrame({f"n_{state}": states.eq(state).to_numpy(dtype="int64") for state in told})
    counts["n_signed_off"] = frame["known_by"].eq("signed_off").to_numpy(dtype="int64") if "known_by" in frame else 0
    extra = _grouped(counts, frame, keys).reset_index(drop=True)  # the groups come in the order of the rates
    both = pd.concat([rates, extra], axis="columns")
    return of_same_audit(frame, RATES.frame(both)[[*keys, *RATES.columns, *counts.columns]])


def consent_evidence(frame: pd.DataFrame, *, by: By = None) -> pd.DataFrame:
    """By what it is known whether those shown agreed: by name, by group, by a sign-off alone, or not at all.

    Parameters
    ----------
    frame
        ``audit.items``, whole or filtered.
    by
        Column or columns to group by.

    Returns
    -------
    Rates (see :func:`rate`) with a row per group and measure, which add up to all that shows people, or may: ``named``
    (everyone shown is named and agreed, or somebody named did not), ``by_group`` (everyone of the groups named agreed),
    ``signed_off`` (somebody says that everyone agreed, which covers nothing) and ``not_known``.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["a", "b", "c"], "known_by": ["named", "signed_off", None]})
    >>> consent_evidence(items)[["measure", "n", "n_yes", "share"]].values.tolist()
    [['named', 2, 1, 0.5], ['by_group', 2, 0, 0.0], ['signed_off', 2, 1, 0.5], ['not_known', 2, 0, 0.0]]
    """
    require(frame, ["known_by"])
    known_by = frame["known_by"]
    flags = {flag: known_by.eq(word).astype("boolean").mask(known_by.isna()) for flag, word in EVIDENCE.items()}
    return rate(frame.assign(**flags)[known_by.notna()], [*EVIDENCE], by=by)


def _worst(frame: pd.DataFrame, unit: Unit, keys: list[str]) -> pd.DataFrame:
    """Each asset, or person, once a group, with the worst of its consent states."""
    column = f"{unit}_id"
    require(frame, [column])
    if column in keys:
        raise InputError(f"Cannot group by {column!r}, of which each is counted once.")
    rank = frame["consent_state"].map({state: place for place, state in enumerate(STATES)})
    told = [name for name in ("consent_state", "known_by") if name in frame]
    worst = frame.assign(rank=rank)[[column, *keys, "rank", *told]].sort_values("rank", kind="stable")
    worst = worst.drop_duplicates([column, *keys]).drop(columns="rank")
    covered = worst["consent_state"].map({"covered": True, "against": False}).astype("boolean")
    return worst.assign(is_covered=covered)


def suppressed(rates: pd.DataFrame, *, below: int | None = None) -> pd.DataFrame:
    """Rates for other people's eyes: small groups are blank, and others with them so that none can be worked out.

    A group of fewer than ``below`` is blank. Where a total is known besides, a single blank group would be what is
    left over: so the next smallest are blank too, until at least two are and together they are no small group either.
    That is asked of all groups together and, with several ``by`` columns, within each value of each of them; of trends
    term by term, and no later term says what a small group was before.

    Parameters
    ----------
    rates
        What :func:`rate`, :func:`consent_coverage` or :func:`trends` gave.
    below
        The policy's ``suppress_below``; by default that of the audit which the rates are of.

    Returns
    -------
    The same rows with ``is_suppressed``; of a blank one every count and share is empty.

    Examples
    --------
    >>> rates = pd.DataFrame({"form": ["7A", "7B", "8A"], "measure": "covered", "n": [2, 6, 30], "n_yes": [1, 5, 20]})
    >>> suppressed(rates, below=5)["n"].astype("Int64").fillna(-1).tolist()
    [-1, -1, 30]
    """
    keys = group_columns(rates)
    one = ["term", "measure"] if "term" in rates.columns else ["measure"]  # what nobody adds up
    size = rates["n"].fillna(0).astype("int64").to_numpy()
    blank = (size > 0) & (size < small_group(rates, below))
    if "unit" in rates:
        blank &= ~rates["unit"].isin(OF_THINGS).to_numpy()
    margins = [_codes(rates, one)]
    if len(keys) > 1:
        margins += [_codes(rates, [key, *one]) for key in keys]
    changed = bool(keys)
    while changed:
        changed = False
        for margin in margins:
            for group in pd.unique(margin[blank]):
                members = np.flatnonzero(margin == group)
                hidden = members[blank[members]]
                rest = members[~blank[members] & (size[members] > 0)]
                if len(rest) and (len(hidden) == 1 or size[hidden].sum() < small_group(rates, below)):
                    blank[rest[size[rest].argmin()]] = changed = True
    figures = [column for column in rates.columns if column in FIGURES or column.startswith("n_")]
    hide = pd.Series(blank, index=rates.index)
    told = rates.assign(
        **{column: rates[column].mask(hide) for column in figures}, is_suppressed=hide.astype("boolean")
    )
    return _without_past(told, keys) if "comparison" in told else told


def _without_past(trends: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Trends that say nothing of a small group, neither in its own term nor where a later one is compared with it."""
    group = trends.groupby([*keys, "measure", "unit"], dropna=False).ngroup()
    hide = trends["is_suppressed"].astype(bool)
    small = {*zip(group[hide], trends.loc[hide, "term"], strict=True)}
    was = pd.Series([which in small for which in zip(group, trends["since"], strict=True)], trends.index)
    before = [name for name in trends.columns if name.endswith("_before")]
    words = [name for name in ("verdict", "since", "comparison", "comparison_alike", "verdict_alike") if name in trends]
    told = trends.assign(**{name: trends[name].mask(hide) for name in words})
    told = told.assign(**{name: told[name].mask(was) for name in [*before, "comparison"]})
    # What the exports read both times say of such a group is as small.
    return told.assign(**{name: told[name].mask(was | group.isin(group[hide])) for name in words[3:]})


def medians(rates: pd.DataFrame) -> pd.DataFrame:
    """Between what bounds the median of all groups lies, term by term and measure by measure.

    Of groups that are blank, or have nothing to count, nobody knows a share: ``n_groups`` counts the others. What is
    not known of a group could be no or yes, and so the median has bounds as every share has.

    >>> rates = pd.DataFrame({"site": [*"abc"], "term": "spring", "measure": "location", "unit": "item", "n": [9, 9, 0],
    ...     "share_min": [0.0, 0.5, None], "share_max": [0.2, 0.5, None]})
    >>> medians(rates).to_numpy().tolist()
    [['spring', 'location', 'item', 2, 0.25, 0.35]]
    """
    told = rates[rates["n"].gt(0).fillna(False).astype(bool)]
    groups = told.groupby(["term", "measure", "unit"], sort=False)
    bounds = {f"share_{end}": (f"share_{end}", "median") for end in ("min", "max")}
    return groups.agg(n_groups=("n", "size"), **bounds).reset_index()


def _codes(rates: pd.DataFrame, columns: list[str]) -> np.ndarray:
    return rates.groupby(columns, dropna=False, observed=True).ngroup().to_numpy()


def name_exposure(frame: pd.DataFrame, *, by: By = None) -> pd.DataFrame:
    """How many placements have a name of the register beside them or in their file, level by level.

    Parameters
    ----------
    frame
        ``audit.items``, whole or filtered; without a register everything is unknown.
    by
        Column or columns to group by.

    Returns
    -------
    Rates (see :func:`rate`) with a row per group and measure: ``full_name``, ``surname`` and ``first_name`` alone,
    ``identifier`` (a class with a name, a date of birth or what else the policy lists), and ``full_name_near`` and
    ``full_name_on_page``: in the page's running text, next to it or anywhere. No is only what was read in full.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["a", "b"], "has_full_name": [True, None], "has_surname": False,
    ...     "has_first_name": False, "has_identifier": False, "full_name_near": False, "full_name_on_page": False})
    >>> name_exposure(items)[["measure", "n", "n_yes", "n_unknown"]].iloc[:1].values.tolist()
    [['full_name', 2, 1, 1]]
    """
    return practice_rates(frame, "names", by=by)


STATISTICS: Mapping[str, Callable[..., pd.DataFrame]] = {
    practice.called: {"exposure": exposure, "resolution": resolution, "consent": consent_coverage}.get(
        practice.called, partial(practice_rates, practice=practice.name)
    )
    for practice in PRACTICES
    if practice.measures
}
"""What each practice's figures are called → how they are counted, over ``audit.items``."""


def keys_of(frame: pd.DataFrame, by: By) -> list[str]:
    """The columns to group by as a list, checked against the frame."""
    if by is not None and not (isinstance(by, str) or (isinstance(by, (list, tuple)) and len({*by}) == len(by))):
        raise InputError("by= takes the name of a column, or a list of different names, such as by='channel'.")
    keys = [by] if isinstance(by, str) else list(by or [])
    require(frame, keys)
    if taken := sorted(set(keys) & set(RATES.columns)):
        raise InputError(f"Cannot group by {taken}: a column of the answer has that name. Rename it first.")
    return keys


def _grouped(counts: pd.DataFrame, frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    if not keys:
        return counts.sum().to_frame().T
    return counts.groupby(
        [group.set_axis(counts.index) for group in _groups(frame, keys)], dropna=False, observed=True
    ).sum()


def _groups(frame: pd.DataFrame, keys: list[str]) -> list[pd.Series]:
    return [frame[key] for key in keys]


def _unit(frame: pd.DataFrame) -> str:
    if {"person_id", "scope"} <= set(frame.columns) and "item_id" not in frame.columns:
        return "person × scope"
    return next((unit for key, unit in UNIT_OF_KEY.items() if key in frame.columns), "row")
