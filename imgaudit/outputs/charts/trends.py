"""Lines from term to term: the share found, what is not known above it, and gaps where nobody looked."""

from __future__ import annotations

import itertools
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from imgaudit.errors import InputError
from imgaudit.outputs.charts.choices import (
    chosen_measures,
    figures,
    largest_groups,
    unit_of,
    wrap,
)
from imgaudit.outputs.charts.styles import CONTEXT, GRID, INK, NOT_KNOWN, QUIET, dress, new_axes, say_nothing, spread
from imgaudit.rules import comparable
from imgaudit.tables import TRENDS
from imgaudit.verdicts import SAID
from imgaudit.wording import (
    COMPARED,
    GOOD_WHEN_HIGH,
    MEASURE_LABELS,
    NOT_CHECKED,
    VERDICT_WORDS,
    WHICH,
    channel_of,
    comparison,
    counted,
    group_columns,
    group_names,
    measure_name,
    of_what,
    percents,
    step_words,
    term_name,
)

HEADLINES = ("location", "oversized", "covered")
"""The measures that stand out among many: one for each of the three questions."""

OF_EXPORTS = {
    "partial_sources": (
        "read in part",
        f"Read in part: something in an export could not be read; what is missing from it is {NOT_CHECKED}.",
    ),
    "reduced_sources": (
        "has less",
        (
            "Has less: an export has fewer files, or kinds of entries, than it had; "
            f"what was in the others is {NOT_CHECKED}."
        ),
    ),
    "unexplained_sources": (
        "lost most",
        "Lost most: an export lacks most of what it held, and nobody has said why: audit.toml, [explained].",
    ),
    "moved_sources": (
        "moved",
        "Moved: so says audit.toml, [explained]; the term is not compared with those before. Next term, take it out.",
    ),
}
"""What a term says of its exports, and what that means."""

_Look = tuple[str, str | tuple[int, tuple[float, float]], str]
STRONG: tuple[_Look, ...] = (("#D55E00", "-", "o"), ("#0072B2", (0, (5, 1.5)), "s"), ("#000000", (0, (1, 1.2)), "^"))
"""Colour, line and marker of the lines that stand out: they differ in each, not in hue alone."""


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """One line of a trend: its figures by term, empty where the term has none."""

    name: str
    measure: str
    points: pd.DataFrame

    @property
    def found(self) -> pd.Series[float]:
        """The share found, as the bars have it; empty where nobody knows it, which is not a zero."""
        is_known = self.points["share"].notna() & ~self.points["more_unread"].astype(bool)
        return self.points["share_min"].where(is_known).astype("float64")


def plot_trends(trends: pd.DataFrame, *, measures: str | Sequence[str] | None = None, ax: Axes | None = None) -> Axes:
    """The question: is it getting better from term to term.

    A line is the share found; a hatched bar above it reaches up to what the share would be if all that is not known
    were found as well. A term whose source is missing is a gap, never a zero. Whether it is better is what the table
    says of the last term, against the one before in which the same was checked: :func:`imgaudit.verdicts.judged`.

    Parameters
    ----------
    trends
        What :func:`imgaudit.trends` returns, whole or filtered.
    measures
        The measures to draw; of more than three, the first three stand out. All by default. A frame with several
        groups takes one measure, and draws a line a group.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    The axes: terms from left to right, 0 to 1 upwards, a line per measure or group, named at its end.

    Raises
    ------
    InputError
        For several measures of several groups, a measure or column that is not there, or two figures for one term.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from imgaudit.verdicts import judged
    >>> trends = pd.DataFrame({"term": ["2025-26-autumn", "2025-26-spring"], "measure": "location", "unit": "item",
    ...     "n": 4, "n_known": 4, "n_yes": [2, 1], "n_unknown": 0, "share": [0.5, 0.25], "share_min": [0.5, 0.25],
    ...     "share_max": [0.5, 0.25], "more_unread": False, "checked": True, "missing_sources": "",
    ...     "partial_sources": "", "reduced_sources": "", "unexplained_sources": "", "moved_sources": "",
    ...     "fingerprint": "1"})
    >>> ax = plot_trends(judged(trends))
    >>> print(ax.texts[0].get_text())
    Location: 25% (1 of 4)
    2 of 4 → 1 of 4 since Autumn 2025–26: better
    >>> plt.close(ax.figure)
    """
    if missing := [name for name in TRENDS.columns if name not in trends.columns]:
        raise InputError(f"No column {missing} in the frame: plot_trends draws what ia.trends returns.")
    title = "Is it getting better?"
    if trends.empty:
        return say_nothing(ax, title)
    terms = list(dict.fromkeys(trends["term"]))
    if measures is None:  # shares of placements; shares of findings are another chart
        trends = trends.loc[trends["unit"].eq(trends["unit"].iloc[0])]
    chosen = chosen_measures(trends, measures)
    trends = trends.loc[trends["measure"].isin(chosen)]
    if len(units := list(dict.fromkeys(trends["unit"]))) > 1:
        raise InputError(f"Shares of {' and of '.join(units)} do not fit in one chart: draw one for each.")
    unit = unit_of(trends)
    lines, subtitle, notes = _lines(trends, chosen, terms, unit)
    strong = _strongest(lines, None if measures is None else chosen)
    lines = strong + [line for line in lines if line not in strong]
    if units == ["finding"]:
        title = "What became of the findings?"
    elif len(chosen) == 1:
        title = f"{measure_name(chosen[0])}: is it getting better?"

    standards = _standards(lines)
    if standards:
        one = f"compared with {term_name(standards[0])}"
        subtitle += f"; {one if len(standards) == 1 else 'each compared with its term before that was checked'}"
    stories = [_story(line, long=line in strong, since=len(standards) > 1) for line in lines]
    heights = [0.05 + 0.15 * (story.count("\n") + 1) for story in stories]  # [inch]
    axes = new_axes(ax, max(9, 4.5 + 1.4 * len(terms)), max(3.2, sum(heights)) + 1.9)
    # Strong lines lie side by side, so that the hatched bars of lines that meet can be told apart.
    step = 0.014 * max(len(terms), 2)
    shifts = [step * (strong.index(line) - (len(strong) - 1) / 2) if line in strong else 0.0 for line in lines]
    for line, shift in reversed(list(zip(lines, shifts, strict=True))):
        _draw_line(axes, line, STRONG[strong.index(line)] if line in strong else None, shift, 0.8 * step)

    tall = max(3.2, sum(heights)) if ax is None else float(axes.get_window_extent().height / axes.figure.dpi)
    ends = [line.found.last_valid_index() for line in lines]
    levels = [0.0 if end is None else float(line.found[end]) for line, end in zip(lines, ends, strict=True)]
    spots = spread([tall * level for level in levels], heights, tall)
    for place, (line, end) in enumerate(zip(lines, ends, strict=True)):
        colour, size = (STRONG[strong.index(line)][0], 9.0) if line in strong else (QUIET, 8.5)
        leader: dict[str, Any] = {"arrowstyle": "-", "linewidth": 0.6, "relpos": (0, 0.5), "shrinkA": 2, "shrinkB": 5}
        leader["color"] = colour if line in strong else CONTEXT
        # Dotted across terms that were not checked, lest it be taken for a steady line.
        leader["linestyle"] = "-" if end == terms[-1] else ":"
        axes.annotate(
            stories[place],
            (shifts[place] + (0 if end is None else terms.index(str(end))), levels[place]),
            (1.04, spots[place] / tall),
            textcoords="axes fraction",
            va="center",
            fontsize=size,
            color=colour,
            parse_math=False,
            linespacing=1.15,
            arrowprops=None if end is None else leader,
        )
    ticks = [_term_label(term, lines, unit) for term in terms]
    axes.set_xticks(range(len(terms)), ticks, fontsize=9, color=INK)
    axes.set_xlim(-0.35, max(len(terms), 2) - 0.65)
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.set_yticks(np.linspace(0, 1, 5))
    for which in dict.fromkeys(WHICH.values()) if len(chosen) > 1 else ():
        if some := [measure for measure in chosen if WHICH.get(measure) == which]:
            notes.append(f"{', '.join(map(measure_name, some))}: share of {of_what(units[0], some)}.")
    notes += _trend_notes(axes, lines, strong, terms)
    axes.tick_params(axis="both", length=0, labelsize=9, labelcolor=INK)
    axes.tick_params(axis="x", pad=8)
    dress(axes, title, subtitle, notes, above=8, below=14 + 11 * max(tick.count("\n") + 1 for tick in ticks))
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    return axes


def _lines(
    frame: pd.DataFrame, measures: Sequence[str], terms: list[str], unit: tuple[str, str, str]
) -> tuple[list[_Line], str, list[str]]:
    """The lines to draw, what they are a share of, and a note of the groups left out."""
    keys = group_columns(frame)
    subtitle = f"Share of {of_what(str(frame['unit'].iloc[0]), measures)}"
    notes: list[str] = []
    if keys and len(frame[keys].drop_duplicates()) > 1:
        if len(measures) > 1:
            raise InputError(
                f"Several measures for each {' and '.join(keys)}: too many lines to read. Choose one of "
                f"measures={list(measures)!r}, or keep one group: trends.query(...)."
            )
        frame, notes = largest_groups(frame, unit)
        names = group_names(frame)
    else:
        names = [measure_name(measure) for measure in frame["measure"]]
        if keys:
            subtitle += f": {group_names(frame)[0]}"
    lines = []
    for (measure, *_), part in frame.assign(_name=names).groupby(["measure", *keys], dropna=False, sort=False):
        if part["term"].duplicated().any():
            raise InputError(f"Two figures of {part['_name'].iloc[0]!r} for one term: call ia.trends once.")
        points = part.set_index("term").reindex(terms).astype({"checked": "boolean", "more_unread": "boolean"})
        points = points.fillna(
            {"n": 0, "n_unknown": 0, "checked": True, "more_unread": False, **dict.fromkeys((*SAID, "fingerprint"), "")}
        )
        lines.append(_Line(part["_name"].iloc[0], str(measure), points))
    return lines, subtitle, notes


def _strongest(lines: list[_Line], asked: list[str] | None) -> list[_Line]:
    """The few lines that stand out: those asked for, the headline measures, or the worst groups."""
    if len(lines) <= len(STRONG):
        return lines
    if len({line.measure for line in lines}) == 1:
        sign = -1 if lines[0].measure in GOOD_WHEN_HIGH else 1
        known = [line for line in lines if line.found.notna().any()]
        worst = sorted(known, key=lambda line: -sign * float(line.found.dropna().iloc[-1]))
        return worst[: len(STRONG)]
    order = asked or [*HEADLINES, *MEASURE_LABELS]
    return sorted(lines, key=lambda line: order.index(line.measure) if line.measure in order else len(order))[
        : len(STRONG)
    ]


def _draw_line(axes: Axes, line: _Line, strong: _Look | None, shift: float, width: float) -> None:
    """One line: hollow where part of the exports are missing, hatched up to what the share could be."""
    points, found = line.points, line.found.to_numpy()
    partly = (points[[*SAID[:-1]]] != "").any(axis="columns").to_numpy() & ~np.isnan(found)
    places = np.arange(len(points)) + shift
    colour, style, marker = strong or (CONTEXT, "-", "o")
    look: dict[str, Any] = {"color": colour, "marker": marker, "markersize": 7 if strong else 3, "clip_on": False}
    order, thick = (5, 2.2) if strong else (2, 1.0)
    axes.plot(places, found, linestyle=style, linewidth=thick, label=line.name, zorder=order, **look)
    if partly.any():
        hollow: dict[str, Any] = {"markerfacecolor": "white", "markeredgewidth": 1.8 if strong else 1.0}
        axes.plot(places[partly], found[partly], linestyle="", label="_partly", zorder=order + 1, **look, **hollow)
    unknown = (points["n_unknown"].gt(0) | points["more_unread"]).to_numpy(dtype=bool)
    if strong and unknown.any():
        low, high = (points[name].to_numpy(dtype="float64")[unknown] for name in ("share_min", "share_max"))
        hatched: dict[str, Any] = {**NOT_KNOWN, "edgecolor": colour, "linewidth": 0.8}
        axes.bar(places[unknown], high - low, width=width, bottom=low, label="_not known", zorder=3, **hatched)


def _story(line: _Line, *, long: bool, since: bool) -> str:
    """A line's label: where it stands, and whether that is better than the last time that it was checked."""
    now, seen = line.points.iloc[-1], line.points.loc[line.points["n"].gt(0)]
    name = wrap(line.name, 34)
    if not now["n"]:
        said = VERDICT_WORDS["empty"] if now["verdict"] == "empty" else NOT_CHECKED
        late = "" if seen.empty else f"; {term_name(str(seen.index[-1]))}: {figures(seen.iloc[-1], short=True)}"
        return f"{name}: {said}{late}"
    if not long:
        if pd.isna(now["share"]):
            return f"{name}: not known"
        share, verdict = percents(now["share_min"], now["share_max"]), comparison(now, since=since, unknown=False)
        return f"{name}: {share}{verdict and f', {verdict}'}"
    gap = " " if len(name) < 24 else "\n"
    texts = [f"{name}:{gap}{figures(now, short=True)}", comparison(now, unknown=False)]
    return "\n".join(part for text in texts for each in text.split("\n") for part in textwrap.wrap(each, 58))


def _standards(lines: list[_Line]) -> list[str]:
    """The terms that the lines are compared with, where they are."""
    ends = [line.points.iloc[-1] for line in lines]
    return sorted({str(end["since"]) for end in ends if end["verdict"] in COMPARED and pd.notna(end["since"])})


def _same_rule(before: str, now: str) -> bool:
    """Whether two figures were decided by the same settings and versions, as far as that is on record."""
    return bool(comparable(pd.Series([before]), pd.Series([now])).all())


def _term_label(term: str, lines: list[_Line], unit: tuple[str, str, str]) -> str:
    rows = pd.DataFrame([line.points.loc[term] for line in lines])
    sizes = rows["n"].astype("int64")
    # Measures of one group count the same placements, groups of one measure different ones.
    size = int(sizes.sum() if len({line.measure for line in lines}) == 1 else sizes.max())
    without = _channels(rows["missing_sources"])
    label = [wrap(term_name(term), 18), counted(size, *unit[:2]) if size else NOT_CHECKED]
    if without:
        label.append(wrap(f"without {without}", 22) if size else wrap(f"({without} missing)", 22))
    elif size and not rows["checked"].all():
        label.append("not all checked")
    for column, (said, _) in OF_EXPORTS.items():
        if some := _channels(rows[column]):
            label.append(wrap(f"{some} {said}", 22))
    return "\n".join(label)


def _channels(sources: pd.Series[str]) -> str:
    """The channels of the sources that are named."""
    names = sorted({name for text in sources for name in re.split(r"[,;\n]\s*", text) if name})
    return ", ".join(dict.fromkeys(channel_of(name) for name in names))


def _trend_notes(axes: Axes, lines: list[_Line], strong: list[_Line], terms: list[str]) -> list[str]:
    notes = []
    points = pd.concat([line.points for line in lines])
    shown = pd.concat([line.points for line in strong])
    if (shown["n_unknown"].gt(0) | shown["more_unread"]).any():
        notes.append("Hatched: not known; the share could reach the top of the bar.")
    if not points["checked"].all():
        notes.append(f"Gap in a line: {NOT_CHECKED} that term, as the export is missing; that is not a zero.")
    if (points["missing_sources"].ne("") & points["n"].gt(0)).any():
        notes.append("Hollow mark: part of the term's exports are missing.")
    notes += [note for column, (_, note) in OF_EXPORTS.items() if points[column].ne("").any()]
    if {line.points["verdict"].iloc[-1] for line in lines} & {"better", "worse", "mixed", "same", "unclear"}:
        notes.append(step_words(str(points["unit"].dropna().iloc[0])))
    notes += _mark_changed_rules(axes, strong, terms)
    if len(terms) == 1:
        notes.append("One term so far: a trend needs two.")
    return notes


def _mark_changed_rules(axes: Axes, strong: list[_Line], terms: list[str]) -> list[str]:
    """A dotted line where a limit, a rule or a detector became another, so that a step there says nothing."""
    others: dict[tuple[int, int], list[str]] = {}
    for line in strong:
        seen = [(place, by) for place, by in enumerate(line.points["fingerprint"]) if by]
        for (before, was), (place, now) in itertools.pairwise(seen):
            if not _same_rule(was, now):
                others.setdefault((before, place), []).append(line.name)
    for before, place in others:
        look: dict[str, Any] = {"color": QUIET, "linewidth": 1, "linestyle": (0, (1, 3)), "zorder": 1}
        axes.axvline((before + place) / 2, label="_changed", **look)
    return [
        f"Dotted line: from {term_name(terms[place])} {', '.join(dict.fromkeys(names))} is measured by another limit, "
        "rule or detector; a step there may be that, not the school."
        for (_, place), names in sorted(others.items())
    ]
