"""Bars of one audit: every bar is the whole group and reads yes, not known, no."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from imgaudit.outputs.charts.choices import chosen_measures, figures, largest_groups, unit_of, wrap
from imgaudit.outputs.charts.styles import (
    BAD,
    GOOD,
    GRID,
    INK,
    NOT_KNOWN,
    dress,
    new_axes,
    say_nothing,
    width_of,
)
from imgaudit.practices import PRACTICES
from imgaudit.statistics import (
    BY_NAME,
    By,
    Unit,
    consent_coverage,
    exposure,
    measures_of,
    name_exposure,
    practice_rates,
    resolution,
    suppressed,
)
from imgaudit.wording import GOOD_WHEN_HIGH, QUESTIONS, beside, counted, group_names, measure_name, of_what

KINDS_BY_GROUP = ("any", "location", "place_shown", "people")
"""The kinds drawn for each group: the guidance's target is no location and no names; all kinds would be a wall."""

LOOKED_IN = (
    "Names of the register in address, title, caption and metadata; next to the picture and on its page where the "
    "page's text was read."
)


@dataclass(frozen=True, slots=True)
class _Bar:
    """One row of a bar chart; a heading is a measure's whole, the groups follow it."""

    label: str
    rates: pd.Series[Any]
    is_heading: bool


def plot_exposure(
    frame: pd.DataFrame, *, by: By = None, measures: str | Sequence[str] | None = None, ax: Axes | None = None
) -> Axes:
    """The question: what do published pictures give away.

    Parameters
    ----------
    frame
        ``audit.items`` or ``audit.files``, whole or filtered.
    by
        Column or columns: a bar for each group below the whole, the worst first.
    measures
        The kinds to draw, such as ``"location"``. All by default; with ``by``: anything at all, location, place shown
        and people, and a note counts the rest.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    The axes: a bar per kind (and group), 0 to 1 = all placements, cut into given away, not known and not found.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> items = pd.DataFrame({"item_id": ["a", "b"], "has_location": [True, None]})
    >>> ax = plot_exposure(items)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Location']
    >>> plt.close(ax.figure)
    """
    few = KINDS_BY_GROUP if by and measures is None else ()
    return _plot(exposure, "exposure", ("given away", "not known", "not found"), frame, by, ax, measures, few=few)


def plot_resolution(
    frame: pd.DataFrame, *, by: By = None, max_side_px: int | None = None, ax: Axes | None = None
) -> Axes:
    """The question: are published pictures larger than they need to be.

    Parameters
    ----------
    frame
        ``audit.items``, whole or filtered.
    by
        Column or columns: a bar for each group below the whole, the worst first.
    max_side_px
        The policy's limit [px], to be named on the chart; it changes no figure.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    The axes: bars for pictures over the limit and for full-size originals that can still be fetched, 0 to 1 = all
    placements, cut into yes, not known and no.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> items = pd.DataFrame({"item_id": ["a"], "is_oversized": [True], "original_reachable": None, "longest_px": 2560})
    >>> ax = plot_resolution(items, max_side_px=800)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Larger than 800 px', 'Full-size original online']
    >>> plt.close(ax.figure)
    """
    names = {} if max_side_px is None else {"oversized": f"Larger than {max_side_px:,} px"}
    return _plot(resolution, "resolution", ("yes", "not known", "no"), frame, by, ax, notes=_sides, names=names)


def _sides(rates: pd.DataFrame) -> list[str]:
    """How large the pictures are."""
    half, most = (rates[f"{which}_px"].iloc[0] for which in ("median", "largest"))
    return [] if pd.isna(half) else [f"Longest side: {half:,.0f} px or more for half of them, {most:,.0f} px at most."]


def plot_consent_coverage(
    frame: pd.DataFrame,
    *,
    by: By = None,
    unit: Unit | None = None,
    suppress_below: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The question: does consent cover the people shown.

    Parameters
    ----------
    frame
        ``audit.items``, whole or filtered, or what :func:`consent_by_person` gave.
    by
        Column or columns: a bar for each group below the whole, the least covered first.
    unit
        What to count, as :func:`consent_coverage` has it: the frame's rows by default, ``asset`` or ``person``.
    suppress_below
        For others than the data lead: the policy's ``suppress_below``. Groups smaller than this are not drawn, nor
        those by which one could work them out; a note counts them.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    The axes: bars from 0 to 1 = all that needs consent, cut into covered, not known and against consent.
    Placements that show nobody are counted in a note.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> items = pd.DataFrame({"item_id": ["a", "b"], "is_covered": [True, None]})
    >>> items["consent_state"] = ["covered", "unknown"]
    >>> ax = plot_consent_coverage(items)
    >>> [bars.get_label() for bars in ax.containers]
    ['covered', 'not known', 'against consent']
    >>> plt.close(ax.figure)
    """
    rates, words = partial(consent_coverage, unit=unit), ("covered", "not known", "against consent")
    return _plot(rates, "consent", words, frame, by, ax, notes=_beside_consent, below=suppress_below)


def _beside_consent(rates: pd.DataFrame) -> list[str]:
    """What is not counted, and what is not known though all who are named have agreed."""
    notes, total = [], rates.iloc[0]
    if total["n_not_needed"]:
        spare = counted(total["n_not_needed"], *unit_of(rates)[:2])
        notes.append(f"Not counted: {spare} showing nobody, where no consent is needed.")
    if total["n_partly"]:
        notes.append(
            f"Not known includes {total['n_partly']:,} where everyone named has agreed but not everyone shown is named."
        )
    return notes


def plot_names(
    frame: pd.DataFrame, *, by: By = None, measures: str | Sequence[str] | None = None, ax: Axes | None = None
) -> Axes:
    """The question: do names stand beside published pictures.

    Parameters
    ----------
    frame
        ``audit.items``, whole or filtered.
    by
        Column or columns: a bar for each group below the whole, the worst first.
    measures
        The levels to draw, such as ``"full_name"``. All by default; with ``by``: full names.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    The axes: a bar per level (and group), 0 to 1 = all placements, cut into named, not known and not found.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> items = pd.DataFrame({"item_id": ["a"], "has_full_name": [True], "has_surname": False,
    ...     "has_first_name": False, "has_identifier": None, "full_name_near": False, "full_name_on_page": False})
    >>> ax = plot_names(items, measures="full_name")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Full name']
    >>> plt.close(ax.figure)
    """
    chosen = "full_name" if by and measures is None else measures
    return _plot(
        name_exposure, "names", ("named", "not known", "not found"), frame, by, ax, chosen, notes=lambda _: [LOOKED_IN]
    )


def _plot(
    rates: Callable[..., pd.DataFrame],
    question: str,
    words: tuple[str, str, str],
    frame: pd.DataFrame,
    by: By,
    ax: Axes | None,
    measures: str | Sequence[str] | None = None,
    *,
    few: Sequence[str] = (),
    notes: Callable[[pd.DataFrame], list[str]] | None = None,
    names: Mapping[str, str] | None = None,
    below: int | None = None,
) -> Axes:
    """The bars that answer a question: what ``rates`` says of the frame, and of each group below it.

    ``words`` are what yes, not known and no are called, ``names`` what a measure is, where not as everywhere. ``few``
    measures are drawn where all would be a wall, and ``notes`` says of the whole's rates what stands below them.
    """
    title = QUESTIONS[question]
    if frame.empty:
        return say_nothing(ax, title)
    whole = rates(frame)
    said, n = notes(whole) if notes else [], whole["n"].iloc[0]
    if not n:  # pictures there are, but none is counted: that is so of consent alone
        return say_nothing(ax, title, "No pictures that need consent", said)
    if below is not None and n < below:
        return say_nothing(ax, title, f"Fewer than {below}: not shown")
    chosen = chosen_measures(whole, measures)
    if few:
        shown = [measure for measure in few if measure in chosen] or chosen[:1]
        if left := [measure_name(measure) for measure in chosen if measure not in shown]:
            said.append(f"Not drawn here, {counted(len(left), 'further detail')}: {'; '.join(left)}.")
        chosen = shown
    groups = rates(frame, by=by) if by else None
    if groups is not None and below is not None:
        groups, left_out = _large_enough(groups, below)
        said += left_out
    return _bars(ax, title, whole, groups, chosen, words, said, names)


def _large_enough(groups: pd.DataFrame, below: int) -> tuple[pd.DataFrame | None, list[str]]:
    """The groups that may be shown, if there are any, and a note that counts the rest."""
    blank = suppressed(groups, below=below)["is_suppressed"].to_numpy(dtype=bool)
    if not blank.any():
        return groups, []
    note = (
        f"Not drawn: {counted(int(blank.sum()), 'group')} of fewer than {below}, or by which such a group could be "
        "worked out."
    )
    return None if blank.all() else groups[~blank].reset_index(drop=True), [note]


def plot_practice(frame: pd.DataFrame, practice: str, *, by: By = None, ax: Axes | None = None) -> Axes:
    """The question of one practice of the guidance, whichever it is.

    Parameters
    ----------
    frame
        ``audit.items``, whole or filtered.
    practice
        Its name, as :func:`practice_rates` takes it.
    by
        Column or columns: a bar for each group below the whole, the worst first.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    The axes: a bar per measure (and group), 0 to 1 = all that the practice is about, cut into yes, not known and no.
    Of measures of which more is better and others the first kind that the practice lists is drawn; a note names the
    rest.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> items = pd.DataFrame({"item_id": ["a"], "has_full_name": [True], "has_surname": False,
    ...     "has_first_name": False, "has_identifier": None, "full_name_near": False, "full_name_on_page": False})
    >>> ax = plot_practice(items, "names")
    >>> [label.get_text() for label in ax.get_yticklabels()][:2]
    ['Full name', 'Full name next to it']
    >>> plt.close(ax.figure)
    """
    measures = measures_of(practice)
    title = QUESTIONS[BY_NAME[practice].called]
    whole = practice_rates(frame, practice)
    if whole["n"].sum() == 0:
        return say_nothing(ax, title)
    # One colour cannot be good for one bar and bad for the next.
    chosen = [each.name for each in measures if each.good_when_high == measures[0].good_when_high]
    left = [each.label for each in measures if each.name not in chosen]
    notes = [*beside(practice, frame), *([f"Not drawn here: {'; '.join(left)}."] if left else [])]
    if BY_NAME[practice].repeats:  # whose own words are about others
        notes = [f"Counted: placements {BY_NAME[practice].which}.", *notes]
    groups = practice_rates(frame, practice, by=by) if by else None
    return _bars(ax, title, whole, groups, chosen, ("yes", "not known", "no"), notes)


_OWN: Mapping[str, Callable[..., Axes]] = {
    "exposure": plot_exposure,
    "resolution": plot_resolution,
    "names": plot_names,
    "consent": plot_consent_coverage,
}

PLOTS: Mapping[str, Callable[..., Axes]] = {
    practice.called: _OWN.get(practice.called) or partial(plot_practice, practice=practice.name)
    for practice in PRACTICES
    if practice.measures
}
"""What each practice's figures are called → how they are drawn."""


def _bars(
    ax: Axes | None,
    title: str,
    whole: pd.DataFrame,
    groups: pd.DataFrame | None,
    measures: Sequence[str],
    words: tuple[str, str, str],
    notes: list[str],
    names: Mapping[str, str] | None = None,
) -> Axes:
    """Bars of the whole group each: a row per measure and, below it, per group."""
    unit = unit_of(whole)
    if groups is not None:
        groups, left_out = largest_groups(groups, unit)
        notes = [*left_out, *notes]
    rows = [row for measure in measures for row in _rows(whole, groups, measure, names or {})]
    labels = [wrap(row.label) for row in rows]
    # A gap before each heading, so that a measure and its groups read as one block.
    heights = np.cumsum([1.5 if row.is_heading and place else 1.0 for place, row in enumerate(rows)])
    row_height = 0.55 if any(label.count("\n") > 1 for label in labels) else 0.42
    axes = new_axes(ax, 9, 1.9 + row_height * heights[-1])
    yes, no = (GOOD, BAD) if measures[0] in GOOD_WHEN_HIGH else (BAD, GOOD)
    looks: dict[str, dict[str, Any]] = {
        words[0]: {"facecolor": yes, "edgecolor": "white"},
        words[1]: NOT_KNOWN,
        words[2]: {"facecolor": no, "edgecolor": "white"},
    }
    _draw_segments(axes, rows, heights, looks)
    for height, row in zip(heights, rows, strict=True):
        axes.annotate(
            figures(row.rates),
            (1, height),
            (8, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            fontsize=9,
            color=INK,
            weight="bold" if row.is_heading else "normal",
            linespacing=1.1,
        )
    axes.set_yticks(heights, labels, fontsize=9.5, color=INK)
    for label, row in zip(axes.get_yticklabels(), rows, strict=True):
        label.set_parse_math(False)
        label.set_fontweight("bold" if row.is_heading else "normal")
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", length=0, labelsize=9, labelcolor=INK)
    axes.set_ylim(heights[-1] + 0.55, 0.45)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.set_xticks(np.linspace(0, 1, 5))
    # Spread over the bars' width, each word stands above the part of the first bar that it names.
    axes.legend(
        handles=[Patch(label=word, **look) for word, look in looks.items()],
        loc="lower left",
        bbox_to_anchor=(0, 1, 1, 0),
        mode="expand",
        ncols=3,
        frameon=False,
        borderaxespad=0.2,
        borderpad=0.2,
        handlelength=1.2,
        fontsize=9,
        labelcolor=INK,
    )
    size = of_what(str(whole["unit"].iloc[0]), measures, int(whole["n"].iloc[0]))
    dress(axes, title, f"Share of {size}", notes, above=20)
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    return axes


def _rows(whole: pd.DataFrame, groups: pd.DataFrame | None, measure: str, names: Mapping[str, str]) -> list[_Bar]:
    """A measure's bar and below it those of the groups, the worst first."""
    of_whole, name = whole.loc[whole["measure"].eq(measure)].iloc[0], names.get(measure, measure_name(measure))
    if groups is None:
        return [_Bar(name, of_whole, is_heading=False)]
    part = groups.loc[groups["measure"].eq(measure)]
    part = part.sort_values(["share_min", "share_max"], ascending=measure in GOOD_WHEN_HIGH, kind="stable")
    rates = [row for _, row in part.iterrows()]
    below = [_Bar(label, row, is_heading=False) for label, row in zip(group_names(part), rates, strict=True)]
    return [_Bar(f"{name} (all)", of_whole, is_heading=True), *below]


def _draw_segments(
    axes: Axes, rows: Sequence[_Bar], heights: np.ndarray[Any, Any], looks: Mapping[str, dict[str, Any]]
) -> None:
    """Yes, not known and no end to end, each number inside where it fits."""
    counts = np.array([[row.rates[f"n_{part}"] for part in ("yes", "unknown", "known")] for row in rows], dtype="int64")
    counts[:, 2] -= counts[:, 0]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    lefts = shares.cumsum(axis=1) - shares
    # Labels on both sides will take about half of the width.
    inches = 0.55 * width_of(axes)
    for part, (word, look) in enumerate(looks.items()):
        some = counts[:, part] > 0
        axes.barh(
            heights[some], shares[some, part], left=lefts[some, part], height=0.66, label=word, linewidth=0.8, **look
        )
        text: dict[str, Any] = {"color": INK, "ha": "center", "va": "center", "fontsize": 8.5}
        if look["facecolor"] == BAD:
            text |= {"color": "white", "weight": "bold"}
        if "hatch" in look:
            text["bbox"] = {"facecolor": look["facecolor"], "edgecolor": "none", "pad": 1.2}
        for row in np.flatnonzero(some):
            number = f"{counts[row, part]:,}"
            if shares[row, part] * inches > 0.085 * len(number) + 0.08:
                axes.text(lefts[row, part] + shares[row, part] / 2, heights[row], number, **text)
