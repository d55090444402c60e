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

from imgaudit.errors import InputError
from imgaudit.outputs.charts.choices import (
    chosen_measures,
    figures,
    largest_groups,
    left_small,
    not_shown,
    unit_of,
    wrap,
)
from imgaudit.outputs.charts.styles import (
    AS_ASKED,
    AT_FAULT,
    GRID,
    INK,
    NEITHER,
    NOT_KNOWN,
    dress,
    new_axes,
    say_nothing,
    text_on,
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
from imgaudit.tables import RATES
from imgaudit.wording import (
    GOOD_WHEN_HIGH,
    MEASURE_LABELS,
    QUESTIONS,
    beside,
    counted,
    group_columns,
    group_names,
    measure_name,
    of_what,
    percent,
    small_group,
)

KINDS_BY_GROUP = ("any", "location", "place_shown", "people")
"""The kinds drawn for each group: the guidance's target is no location and no names; all kinds would be a wall."""

LOOKED_IN = (
    "Names of the register in address, title, caption and metadata; next to the picture and on its page where the "
    "page's text was read."
)


PAGE = 12.6
"""Height of a chart at most [inch]: at 9 inches of width what a sheet of A4 holds."""

MOST_ROWS = 52
"""So many bars can be told apart on a page; measures beyond them are named below it."""


@dataclass(frozen=True, slots=True)
class _Bar:
    """One row of a bar chart; a heading is a measure's whole, the groups follow it."""

    label: str
    rates: pd.Series[Any]
    is_heading: bool

    def said(self, *, short: bool) -> str:
        """Its figures in words; of consent the urgent one too, which its bar may be too short to tell."""
        said = figures(self.rates, short=short)
        against = int(self.rates["n_known"] - self.rates["n_yes"]) if self.rates["measure"] == "covered" else 0
        return f"{said}{'; ' if short else chr(10)}{against:,} against consent" if against else said


def plot_exposure(
    frame: pd.DataFrame,
    *,
    by: By = None,
    measures: str | Sequence[str] | None = None,
    suppress_below: int | None = None,
    ax: Axes | None = None,
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
    suppress_below
        Groups of fewer are not drawn, nor those by which one could work them out, for charts are for others' eyes; a
        note counts them. By default the policy's ``suppress_below``; 1: all are drawn.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    The axes: a bar per kind (and group), 0 to 1 = all placements, cut into given away, not known and not found.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> items = pd.DataFrame({"item_id": ["a", "b"], "has_location": [True, None]})
    >>> ax = plot_exposure(items, suppress_below=1)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Location']
    >>> plt.close(ax.figure)
    """
    few = KINDS_BY_GROUP if by and measures is None else ()
    words = ("given away", "not known", "not found")
    return _plot(exposure, "exposure", words, frame, by, ax, measures, few=few, below=suppress_below)


def plot_resolution(
    frame: pd.DataFrame,
    *,
    by: By = None,
    max_side_px: int | None = None,
    suppress_below: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The question: are published pictures larger than they need to be.

    Parameters
    ----------
    frame
        ``audit.items``, whole or filtered.
    by
        Column or columns: a bar for each group below the whole, the worst first.
    max_side_px
        The limit [px] to be named on the chart, by default the policy's; it changes no figure.
    suppress_below
        Groups of fewer are not drawn, nor those by which one could work them out, for charts are for others' eyes; a
        note counts them. By default the policy's ``suppress_below``; 1: all are drawn.
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
    >>> ax = plot_resolution(items, max_side_px=800, suppress_below=1)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Larger than 800 px', 'Full-size original online']
    >>> plt.close(ax.figure)
    """
    side = max_side_px or frame.attrs.get("max_side_px")
    names = {"oversized": f"Larger than {side:,} px"} if side else {}
    words = ("yes", "not known", "no")
    return _plot(resolution, "resolution", words, frame, by, ax, notes=_sides, names=names, below=suppress_below)


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
        Groups of fewer are not drawn, nor those by which one could work them out, for charts are for others' eyes; a
        note counts them. By default the policy's ``suppress_below``; 1: all are drawn.
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
    >>> ax = plot_consent_coverage(items, suppress_below=1)
    >>> [bars.get_label() for bars in ax.containers]
    ['covered', 'not known', 'against consent']
    >>> plt.close(ax.figure)
    """
    rates, words = partial(consent_coverage, unit=unit), ("covered", "not known", "against consent")
    return _plot(rates, "consent", words, frame, by, ax, notes=_beside_consent, below=suppress_below)


def _beside_consent(rates: pd.DataFrame) -> list[str]:
    """What is urgent, what is not counted, and what is not known though all who are named have agreed."""
    total = rates.iloc[0]
    notes = []
    if total["n_against"]:
        share = percent(total["n_against"] / total["n"])
        notes.append(
            f"Against consent, the first to be mended: {total['n_against']:,} of {total['n']:,} ({share}), as somebody "
            "has refused, has withdrawn or has an answer that has expired."
        )
    if total["n_at_risk"]:
        notes.append(
            f"Not known includes {total['n_at_risk']:,} at risk, where somebody of a group that is named has refused "
            "or no longer agrees."
        )
    if total["n_not_needed"]:
        spare = counted(total["n_not_needed"], *unit_of(rates)[:2])
        notes.append(f"Not counted: {spare} showing nobody, where no consent is needed.")
    if total["n_partly"]:
        notes.append(
            f"Not known includes {total['n_partly']:,} where everyone named has agreed but not everyone shown is named."
        )
    if total["n_signed_off"]:
        notes.append(
            f"Not known includes {total['n_signed_off']:,} signed off: somebody says that everyone shown has agreed, "
            "but who that is is not known."
        )
    return notes


def plot_names(
    frame: pd.DataFrame,
    *,
    by: By = None,
    measures: str | Sequence[str] | None = None,
    suppress_below: int | None = None,
    ax: Axes | None = None,
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
    suppress_below
        Groups of fewer are not drawn, nor those by which one could work them out, for charts are for others' eyes; a
        note counts them. By default the policy's ``suppress_below``; 1: all are drawn.
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
    >>> ax = plot_names(items, measures="full_name", suppress_below=1)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Full name']
    >>> plt.close(ax.figure)
    """
    chosen, words = "full_name" if by and measures is None else measures, ("named", "not known", "not found")
    return _plot(
        name_exposure, "names", words, frame, by, ax, chosen, notes=lambda _: [LOOKED_IN], below=suppress_below
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
    title, about = QUESTIONS[question], frame.attrs.get("about", "")
    if frame.empty:
        return say_nothing(ax, title, about)
    whole = rates(frame)
    chosen = chosen_measures(whole, measures)
    said = notes(whole) if notes else []
    if not whole["n"].iloc[0]:  # pictures there are, but none is counted: that is so of consent alone
        return say_nothing(ax, title, about, "No pictures that need consent", said)
    if few:
        shown = [measure for measure in few if measure in chosen] or chosen[:1]
        chosen = [*shown, *(measure for measure in chosen if measure not in shown)]
    groups = rates(frame, by=by) if by else None
    return _bars(ax, title, whole, groups, chosen, words, said, names, below, most=len(shown) if few else None)


def plot_practice(
    frame: pd.DataFrame, practice: str, *, by: By = None, suppress_below: int | None = None, ax: Axes | None = None
) -> Axes:
    """The question of one practice of the guidance, whichever it is.

    Parameters
    ----------
    frame
        ``audit.items``, whole or filtered.
    practice
        Its name, as :func:`practice_rates` takes it.
    by
        Column or columns: a bar for each group below the whole, the worst first.
    suppress_below
        Groups of fewer are not drawn, nor those by which one could work them out, for charts are for others' eyes; a
        note counts them. By default the policy's ``suppress_below``; 1: all are drawn.
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
    >>> ax = plot_practice(items, "names", suppress_below=1)
    >>> [label.get_text() for label in ax.get_yticklabels()][:2]
    ['Full name', 'Full name next to it']
    >>> plt.close(ax.figure)
    """
    measures = measures_of(practice)
    title = QUESTIONS[BY_NAME[practice].called]
    whole = practice_rates(frame, practice)
    if whole["n"].sum() == 0:
        return say_nothing(ax, title, frame.attrs.get("about", ""))
    notes = beside(practice, frame)
    if BY_NAME[practice].repeats:  # whose own words are about others
        notes = [f"Counted: placements {BY_NAME[practice].which}.", *notes]
    groups = practice_rates(frame, practice, by=by) if by else None
    chosen, most = _of_one_kind([measure.name for measure in measures])
    return _bars(ax, title, whole, groups, chosen, ("yes", "not known", "no"), notes, below=suppress_below, most=most)


def _of_one_kind(measures: Sequence[str]) -> tuple[list[str], int]:
    """First the measures that are good, or bad, as the first is, and how many: one colour cannot be both."""
    chosen = [name for name in measures if (name in GOOD_WHEN_HIGH) == (measures[0] in GOOD_WHEN_HIGH)]
    return [*chosen, *(name for name in measures if name not in chosen)], len(chosen)


def plot_rates(
    rates: pd.DataFrame,
    *,
    measures: str | Sequence[str] | None = None,
    title: str | None = None,
    suppress_below: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The question is yours: any rates, such as :func:`rate` gives of flags and groups of your own.

    Parameters
    ----------
    rates
        What :func:`rate`, :func:`response` or any other function of rates gave, whole or filtered; of terms
        :func:`plot_trends` draws them.
    measures
        The measures to draw. All by default.
    title
        What it says; by default the practice's question, or what the measure is called.
    suppress_below
        Groups of fewer are not drawn, nor those by which one could work them out, for charts are for others' eyes; a
        note counts them. By default the policy's ``suppress_below``; 1: all are drawn.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    The axes: a bar per measure and group, 0 to 1 = all that is counted, cut into yes,
    not known and no. What the package does not know is neither good nor bad: grey.

    Raises
    ------
    InputError
        When these are no rates, or rates of terms, of several units, or two of one group.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from imgaudit.statistics import rate
    >>> items = pd.DataFrame({"item_id": ["a", "b"], "is_on_banner": [True, False]})
    >>> ax = plot_rates(rate(items, ["is_on_banner"]), suppress_below=1)
    >>> ax.get_title(loc="left"), [label.get_text() for label in ax.get_yticklabels()]
    ('On banner', ['On banner'])
    >>> plt.close(ax.figure)
    """
    _check_rates(rates)
    about = rates.attrs.get("about", "")
    if rates["n"].fillna(0).sum() == 0:
        return say_nothing(ax, title or "Nothing to count", about, "Nothing to count")
    chosen, most = _of_one_kind(chosen_measures(rates, measures))
    kinds = {
        practice.called for practice in PRACTICES if {*chosen[:most]} <= {m.name for m in measures_of(practice.name)}
    }
    asks = QUESTIONS[min(kinds, key=[*QUESTIONS].index)] if kinds and most > 1 else measure_name(chosen[0])
    groups = rates if group_columns(rates) else None
    whole = rates if groups is None else None
    words = ("yes", "not known", "no")
    return _bars(ax, title or asks, whole, groups, chosen, words, [], below=suppress_below, most=most)


def _check_rates(rates: pd.DataFrame) -> None:
    needed = [name for name, column in RATES.columns.items() if column.required]
    if missing := [name for name in needed if name not in getattr(rates, "columns", ())]:
        raise InputError(f"plot_rates() takes rates, such as ia.rate(frame, flags) gives; these lack {missing}.")
    if "term" in rates:
        raise InputError("These rates are of terms: draw them with ia.plot_trends.")
    if len(several := rates["unit"].unique()) > 1:
        units = " and of ".join(several)
        raise InputError(f"Shares of {units} do not fit in one chart: draw one for each.")
    if rates.duplicated([*group_columns(rates), "measure"]).any():
        raise InputError("Two rates of one measure and group: draw one of them.")


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
    whole: pd.DataFrame | None,
    groups: pd.DataFrame | None,
    measures: Sequence[str],
    words: tuple[str, str, str],
    notes: list[str],
    names: Mapping[str, str] | None = None,
    below: int | None = None,
    most: int | None = None,
) -> Axes:
    """Bars of a group each: a row per measure, the whole, and below it, per group, as far as others may see them.

    Of the measures ``most`` are drawn, and no more than fit a page; a note names the rest.
    """
    of = whole if whole is not None else groups
    assert of is not None
    about, unit, smallest = of.attrs.get("about", ""), unit_of(of), small_group(of, below)
    size = None if whole is None else int(whole["n"].iloc[0])
    subtitle = f"Share of {of_what(str(of['unit'].iloc[0]), measures, size)}"
    if groups is not None:
        groups, small = _large_enough(groups[groups["measure"].isin(measures)], smallest)
        groups, left_out = largest_groups(groups, unit)
        notes = [*notes, *small, *left_out]
        groups = None if whole is not None and groups.empty else groups  # none is large enough to be drawn
    drawn = [*measures[:most]]
    if whole is not None:
        blank = suppressed(whole, below=smallest).set_index("measure")["is_suppressed"]
        drawn = [measure for measure in drawn if not blank[measure]]
    if not drawn or (whole is None and (groups is None or groups.empty)):
        return say_nothing(ax, title, about, not_shown(smallest))
    each = 1.5 if groups is None else 1.5 + groups["measure"].value_counts().max()
    drawn = drawn[: max(1, int(MOST_ROWS // each))]
    if left := [measure_name(measure) for measure in measures if measure not in drawn]:
        notes = [*notes, f"Not drawn here, {counted(len(left), 'further detail')}: {'; '.join(left)}."]
    rows = [row for measure in drawn for row in _rows(whole, groups, measure, names or {}, len(drawn) > 1)]
    return _draw(ax, title, about, subtitle, rows, drawn[0], words, notes)


def _large_enough(groups: pd.DataFrame, below: int) -> tuple[pd.DataFrame, list[str]]:
    """The groups that may be shown, and a note that counts the rest."""
    blank = suppressed(groups, below=below)["is_suppressed"].to_numpy(dtype=bool)
    number = groups.loc[blank, group_columns(groups)].drop_duplicates()
    return groups[~blank].reset_index(drop=True), [left_small(len(number), below)] if len(number) else []


def _rows(
    whole: pd.DataFrame | None, groups: pd.DataFrame | None, measure: str, names: Mapping[str, str], several: bool
) -> list[_Bar]:
    """A measure's bar and below it those of the groups, the worst first."""
    name = names.get(measure, measure_name(measure))
    rows = []
    if whole is not None:
        of_whole = whole.loc[whole["measure"].eq(measure)].iloc[0]
        rows.append(_Bar(f"{name} (all)" if groups is not None else name, of_whole, is_heading=groups is not None))
    if groups is not None:
        part = groups.loc[groups["measure"].eq(measure)]
        part = part.sort_values(["share_min", "share_max"], ascending=measure in GOOD_WHEN_HIGH, kind="stable")
        labels = group_names(part)
        if whole is None and several:
            labels = [f"{name}: {label}" for label in labels]
        rows += [_Bar(label, row, is_heading=False) for label, (_, row) in zip(labels, part.iterrows(), strict=True)]
    return rows


def _draw(
    ax: Axes | None,
    title: str,
    about: str,
    subtitle: str,
    rows: Sequence[_Bar],
    measure: str,
    words: tuple[str, str, str],
    notes: Sequence[str],
) -> Axes:
    """The rows as bars, no higher than a page: where there are many, each says less and in one line."""
    # A gap before each heading, so that a measure and its groups read as one block.
    heights = np.cumsum([1.5 if row.is_heading and place else 1.0 for place, row in enumerate(rows)])
    labels = [wrap(row.label) for row in rows]
    said = [row.said(short=False) for row in rows]
    row_height = 0.55 if any(text.count("\n") > 1 for text in [*labels, *said]) else 0.42
    top = 2.3 + 0.15 * len(notes)
    if is_dense := top + row_height * heights[-1] > PAGE:
        row_height = min(0.27, (PAGE - top) / heights[-1])
        labels = [row.label if len(row.label) <= 34 else f"{row.label[:33]}…" for row in rows]
        said = [row.said(short=True) for row in rows]
    axes = new_axes(ax, 9, top + row_height * heights[-1])
    yes, no = (AS_ASKED, AT_FAULT) if measure in GOOD_WHEN_HIGH else (AT_FAULT, AS_ASKED)
    if measure not in MEASURE_LABELS:  # one of the user's own is neither good nor bad
        yes, no = {**NEITHER, "facecolor": "#8C8C8C"}, {**NEITHER}
    looks: dict[str, dict[str, Any]] = dict(zip(words, (yes, NOT_KNOWN, no), strict=True))
    _draw_segments(axes, rows, heights, looks)
    size = 8.0 if is_dense else 9.0
    for height, row, text in zip(heights, rows, said, strict=True):
        axes.annotate(
            text,
            (1, height),
            (8, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            fontsize=size,
            color=INK,
            weight="bold" if row.is_heading else "normal",
            linespacing=1.1,
        )
    axes.set_yticks(heights, labels, fontsize=size + 0.5, color=INK)
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
    in_words = [f"{row.label}: {row.said(short=True)}" for row in rows]
    dress(axes, title, about, subtitle, in_words, notes, above=20)
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    return axes


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
        text: dict[str, Any] = {"color": text_on(look), "ha": "center", "va": "center", "fontsize": 8.5}
        if text["color"] == "white":
            text["weight"] = "bold"
        if "hatch" in look:
            text["bbox"] = {"facecolor": look["facecolor"], "edgecolor": "none", "pad": 1.2}
        for row in np.flatnonzero(some):
            number = f"{counts[row, part]:,}"
            if shares[row, part] * inches > 0.085 * len(number) + 0.08:
                axes.text(lefts[row, part] + shares[row, part] / 2, heights[row], number, **text)
