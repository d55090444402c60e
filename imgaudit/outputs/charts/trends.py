"""From term to term, a row a practice: what changed first, as a small chart, a word and its figures."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from imgaudit.errors import InputError
from imgaudit.outputs.charts.choices import (
    MOST_GROUPS,
    chosen_measures,
    figures,
    left_small,
    not_shown,
    wrap,
)
from imgaudit.outputs.charts.styles import (
    AS_ASKED,
    AT_FAULT,
    GRID,
    INK,
    NEITHER,
    NO_DATA,
    NOT_KNOWN,
    NOTE,
    PARTLY,
    QUIET,
    draw_state,
    dress,
    new_axes,
    say_nothing,
)
from imgaudit.outputs.charts.term_table import (
    LETTERS,
    MOST_ROWS,
    ROW,
    Row,
    draw_table,
    no_cell,
    share_cell,
    width_of_table,
)
from imgaudit.practices import PRACTICES
from imgaudit.rules import comparable
from imgaudit.statistics import measures_of, medians, suppressed
from imgaudit.tables import TRENDS
from imgaudit.verdicts import ORDER, SAID, rank
from imgaudit.wording import (
    COMPARED,
    GOOD_WHEN_HIGH,
    NOT_CHECKED,
    VERDICT_WORDS,
    channel_of,
    comparison,
    group_columns,
    group_names,
    measure_name,
    of_what,
    small_group,
    step_words,
    term_name,
    verdict_in_short,
)

MOST_STORIES = 3
"""So many rows tell from what to what they went; nobody takes in more from one picture."""

OF_EXPORTS = {
    "missing_sources": ("without {}", ""),
    "partial_sources": (
        "{} read in part",
        f"Read in part: something in an export could not be read; what is missing from it is {NOT_CHECKED}.",
    ),
    "reduced_sources": (
        "{} has less",
        (
            "Has less: an export has fewer files, or kinds of entries, than it had; "
            f"what was in the others is {NOT_CHECKED}."
        ),
    ),
    "unexplained_sources": (
        "{} lost most",
        "Lost most: an export lacks most of what it held, and nobody has said why: audit.toml, [explained].",
    ),
    "moved_sources": (
        "{} moved",
        "Moved: so says audit.toml, [explained]; the term is not compared with those before. Next term, take it out.",
    ),
}
"""What a term says of its exports, and what that means."""

LOOKS: Mapping[str, dict[str, Any]] = {
    "worse": AT_FAULT,
    "mixed": PARTLY,
    "better": AS_ASKED,
    "unclear": NOT_KNOWN,
    "same": NEITHER,
}
"""How each verdict looks; all others were not compared."""

_GAP, _NAME, _STATE, _SCALE, _WORDS = 0.15, 2.3, 1.25, 0.3, 3.9
"""Between the columns, and the width of each but the chart [inch]."""
_ABOVE, _LINE, _EDGE = 0.95, 0.155, 0.12
"""What title and subtitles need, a line of the notes, and the edge of the figure [inch]."""


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """One row of the picture: its figures by term, empty where the term has none."""

    name: str
    measure: str
    points: pd.DataFrame
    question: str = ""
    """What its practice asks, where it stands for that."""

    @property
    def now(self) -> pd.Series[Any]:
        """The last term."""
        return self.points.iloc[-1]

    @property
    def found(self) -> pd.Series[float]:
        """The share found; empty where nobody knows it, which is not a zero."""
        is_known = self.points["share"].notna() & ~self.points["more_unread"].astype(bool)
        return self.points["share_min"].where(is_known).astype("float64")

    @property
    def verdict(self) -> str:
        """What is said of it in a word: of the figure as it is, never of those exports alone that can be compared."""
        if self.now["is_suppressed"]:
            return "small"
        return "" if pd.isna(self.now["verdict"]) else str(self.now["verdict"])

    @property
    def rank(self) -> tuple[int, int, float]:
        """By which the rows are ordered."""
        return rank(self.now)

    @property
    def at_fault(self) -> float:
        """The share that is known to be at fault in the last term; 0 where there is none."""
        if not self.now["n"]:
            return 0.0
        return float(1 - self.now["share_max"] if self.measure in GOOD_WHEN_HIGH else self.now["share_min"])

    @property
    def has_changed(self) -> bool:
        """Whether it has a story to tell."""
        return {self.verdict, self.now["verdict_alike"]} & {"worse", "mixed", "better"} != set()

    def words(self, *, long: bool) -> list[str]:
        """Where it stands and, if it has room, from what it came."""
        now, seen = self.now, self.points.loc[self.points["n"].gt(0)]
        if now["is_suppressed"]:
            return ["small group: not shown"]
        if not now["n"]:
            said = VERDICT_WORDS["empty"] if now["verdict"] == "empty" else NOT_CHECKED
            return [said] if seen.empty else [f"{said}; {term_name(str(seen.index[-1]))}: {_short(seen.iloc[-1])}"]
        if not long:
            return [_short(now)]
        alike = now["comparison_alike"]
        return [
            _short(now),
            comparison(now, unknown=False),
            *([f"exports read both times: {alike}"] if pd.notna(alike) else []),
        ]


def _short(rates: pd.Series[Any]) -> str:
    return figures(rates, short=True)


def plot_trends(
    trends: pd.DataFrame,
    *,
    measures: str | Sequence[str] | None = None,
    suppress_below: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The question: is it getting better from term to term.

    A row a practice, what changed first: its figure that changed most, whether that is better or worse, its share term
    by term, and where it stands. At most three say from what to what they went. A dot is the share found; a thin bar
    reaches up to what it would be if all that is not known were found as well. A term whose source is missing is a gap,
    never a zero. Whether it is better is what the table says of the last term, against the one before in which the same
    was checked: :func:`imgaudit.verdicts.judged`. Where not all exports are as they were, that is said beside it of
    those that were read whole in both terms.

    More than twelve groups, such as the schools of a trust, are a table of their shares, what changed first, below
    their median: sixty at most, and a note says what became of the others.

    Parameters
    ----------
    trends
        What :func:`imgaudit.trends` returns, whole or filtered.
    measures
        The measures to draw, a row each. By default one a practice. A frame with several groups takes one measure, and
        draws a row a group.
    suppress_below
        Groups of fewer are not drawn, nor those by which one could work them out, for charts are for others' eyes; a
        note counts them. By default the policy's ``suppress_below``; 1: all are drawn.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    The axes: a row a practice, measure or group, each with a small chart (``ax.child_axes``) of the terms from left to
    right, 0 to 1 upwards.

    Raises
    ------
    InputError
        For several measures of several groups, a measure or column that is not there, or two figures for one term.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from imgaudit.verdicts import judged
    >>> trends = pd.DataFrame({"term": ["2025-26-autumn", "2025-26-spring"], "measure": "location", "unit": "item",
    ...     "n": 8, "n_known": 8, "n_yes": [4, 2], "n_unknown": 0, "share": [0.5, 0.25], "share_min": [0.5, 0.25],
    ...     "share_max": [0.5, 0.25], "more_unread": False, "checked": True, "missing_sources": "",
    ...     "partial_sources": "", "reduced_sources": "", "unexplained_sources": "", "moved_sources": "",
    ...     "fingerprint": "1"})
    >>> ax = plot_trends(judged(trends))
    >>> print(ax.get_label().splitlines()[2])
    Location: better; 25% (2 of 8); 4 of 8 → 2 of 8 since Autumn 2025–26: better; Autumn 2025–26 50%, Spring ...
    >>> plt.close(ax.figure)
    """
    alike = ("verdict_alike", "comparison_alike")
    if missing := [name for name in TRENDS.columns if name not in (*trends.columns, *alike)]:
        raise InputError(f"No column {missing} in the frame: plot_trends draws what ia.trends returns.")
    title, about = "Is it getting better?", trends.attrs.get("about", "")
    if trends.empty:
        return say_nothing(ax, title, about)
    terms = list(dict.fromkeys(trends["term"]))
    if measures is None and trends["unit"].ne("finding").any():  # what became of the findings is another chart
        trends = trends[trends["unit"].ne("finding")]
    chosen = chosen_measures(trends, measures)
    told = trends.reindex(columns=[*trends.columns, *(name for name in alike if name not in trends)])
    told = told[told["measure"].isin(chosen)]
    lines, notes = _lines(suppressed(told, below=suppress_below), chosen, terms, small_group(trends, suppress_below))
    if not lines:
        return say_nothing(ax, title, about, not_shown(small_group(trends, suppress_below)), notes)
    if len(chosen) == 1:
        title = f"{measure_name(chosen[0])}: is it getting better?"
    if told["unit"].eq("finding").all():
        title = "What became of the findings?"
    if measures is None and len(chosen) > MOST_STORIES:
        lines, also = _one_a_practice(lines)
        notes += also
    lines = sorted(lines, key=lambda line: line.rank)
    if len(lines) > MOST_GROUPS and len(chosen) == 1:
        return _draw_many(ax, title, about, lines, terms, [*_of_what(lines), *notes])
    return _draw(ax, title, about, lines, terms, [*_of_what(lines), *notes])


def _lines(frame: pd.DataFrame, measures: Sequence[str], terms: list[str], below: int) -> tuple[list[_Line], list[str]]:
    """The rows to draw, and a note of the groups left out."""
    keys = group_columns(frame)
    notes: list[str] = []
    if keys and len(frame[keys].drop_duplicates()) > 1:
        if len(measures) > 1:
            raise InputError(
                f"Several measures for each {' and '.join(keys)}: too many rows to read. Choose one of "
                f"measures={list(measures)!r}, or keep one group: trends.query(...)."
            )
        names = group_names(frame)
    else:
        names = [measure_name(measure) for measure in frame["measure"]]
        notes = [f"Of {group_names(frame)[0]} alone."] if keys else []
    lines, small = [], 0
    for (measure, _, *_), part in frame.assign(_name=names).groupby(
        ["measure", "unit", *keys], dropna=False, sort=False
    ):
        if part["term"].duplicated().any():
            raise InputError(f"Two figures of {part['_name'].iloc[0]!r} for one term: call ia.trends once.")
        points = part.set_index("term").reindex(terms).astype({"checked": "boolean", "more_unread": "boolean"})
        empty = {"checked": True, "more_unread": False, "is_suppressed": False, "n": 0, "n_unknown": 0}
        points = points.fillna({**empty, **dict.fromkeys((*SAID, "fingerprint"), "")})
        if points["is_suppressed"].any() and not points["n"].gt(0).any():
            small += 1
        else:
            lines.append(_Line(part["_name"].iloc[0], str(measure), points))
    return lines, [*notes, *([left_small(small, below)] if small else [])]


def _one_a_practice(lines: list[_Line]) -> tuple[list[_Line], list[str]]:
    """Of each practice the figure that changed most, or its first, and a note of the others that got worse.

    What belongs to no practice stands for itself.
    """
    practices = [practice for practice in PRACTICES if not practice.repeats]
    of = {measure.name: practice.question for practice in practices for measure in measures_of(practice.name)}
    best: dict[str, _Line] = {}
    for line in lines:
        place = of.get(line.measure, line.measure)
        if place not in best or (line.has_changed and line.rank < best[place].rank):
            best[place] = replace(line, question=of.get(line.measure, ""))
    drawn = {line.name for line in best.values()}
    worse = [
        f"{line.name} ({_short(line.now)})" for line in lines if line.verdict == "worse" and line.name not in drawn
    ]
    return [*best.values()], [f"Also worse: {'; '.join(worse)}."] if worse else []


def _of_what(lines: Sequence[_Line]) -> list[str]:
    """What the shares are of, where several are, by name."""
    sizes: dict[str, list[str]] = {}
    for line in lines:
        unit = line.points["unit"].dropna()
        sizes.setdefault(of_what(str(unit.iloc[0]), [line.measure]), []).append(measure_name(line.measure))
    if len(sizes) == 1:
        return [f"Share of {next(iter(sizes))}."]
    return [f"{', '.join(dict.fromkeys(names))}: share of {size}." for size, names in sizes.items()]


def _draw(
    ax: Axes | None, title: str, about: str, lines: Sequence[_Line], terms: list[str], notes: Sequence[str]
) -> Axes:
    stories = [line for line in lines if line.has_changed][:MOST_STORIES]
    if len(lines) <= MOST_STORIES:
        stories = [*lines]
    texts = [
        [part for text in line.words(long=line in stories) for part in textwrap.wrap(text, 56)] or [""]
        for line in lines
    ]
    names = [_high(wrap(line.name), wrap(line.question, 40)) for line in lines]
    heights = [
        max(0.66, 0.165 * len(text) + 0.2, name + 0.15) for text, name in zip(texts, names, strict=True)
    ]  # [inch]
    chart = max(2.4, (0.85 if len(terms) <= 6 else 0.45) * len(terms))
    width, ticks = (
        _NAME + _STATE + _SCALE + chart + _WORDS + 3 * _GAP,
        [_term_label(term, len(terms)) for term in terms],
    )
    foot = 0.2 + 0.15 * max(tick.count("\n") + 1 for tick in ticks)
    high = sum(heights) + foot
    notes = [*notes, *_trend_notes(lines, terms)]
    axes = _axes_in_inches(ax, width, high, notes)
    axes.set_ylim(high, 0)
    left = _NAME + _STATE + _SCALE + 2 * _GAP
    top = 0.0
    for line, text, height in zip(lines, texts, heights, strict=True):
        _write(axes, line, text, top + height / 2, line in stories, left + chart + _GAP)
        panel = axes.inset_axes((left / width, 1 - (top + height - 0.1) / high, chart / width, (height - 0.2) / high))
        _draw_line(panel, line, terms)
        top += height
        axes.axhline(top, color=GRID, linewidth=0.8)
    step = chart / max(len(terms), 2)
    for place, tick in enumerate(ticks):
        middle = left + step * (place + 0.5)
        axes.text(middle, top + 0.1, tick, fontsize=8.5, color=INK, ha="center", va="top", parse_math=False)
    rows = [f"{'; '.join([f'{line.name}: {_word(line)}', *line.words(long=True)])}; {_series(line)}" for line in lines]
    dress(axes, title, about, _summary(lines), rows, notes, above=6, below=4)
    return axes


def _draw_many(
    ax: Axes | None, title: str, about: str, lines: Sequence[_Line], terms: list[str], notes: Sequence[str]
) -> Axes:
    """A table where there are more groups than anybody compares as charts: what changed first, under the median."""
    lines = sorted(lines, key=lambda line: (line.rank, -line.at_fault))
    drawn, rest = lines[:MOST_ROWS], lines[MOST_ROWS:]
    rows = [_median(lines, terms), *map(_table_row, drawn)]
    ticks = [_term_label(term, len(terms)) for term in terms]
    foot = 0.12 + 0.14 * max(tick.count("\n") + 1 for tick in ticks)
    notes = [*notes, *_table_notes(drawn, terms)]
    if rest:
        notes.insert(1, f"The {len(drawn)} of {len(lines)} groups that changed most; the others: {_ways(rest)}.")
    width, high = width_of_table(len(terms)), ROW * len(rows) + 2 * foot
    axes = _axes_in_inches(ax, width, high, notes)
    axes.set_ylim(high - foot, -foot)
    draw_table(axes, rows, ticks)
    said = [f"{rows[0].name} {rows[0].words}: {_cells_said(rows[0], terms)}"]
    said += [
        f"{line.name}: {row.state}; {row.words}; {_cells_said(row, terms)}"
        for line, row in zip(drawn, rows[1:], strict=True)
    ]
    dress(axes, title, about, _summary(lines), said, notes, above=6, below=4)
    return axes


def _axes_in_inches(ax: Axes | None, width: float, high: float, notes: Sequence[str]) -> Axes:
    """Axes of this size, in which every column has its place, so that nothing is left to be laid out."""
    below = _LINE * sum(len(textwrap.wrap(note, int(NOTE * width))) for note in notes) + _EDGE
    whole = (width + 2 * _EDGE, _ABOVE + high + below)
    axes = new_axes(ax, *whole, layout="none")
    if ax is None:
        axes.set_position((_EDGE / whole[0], below / whole[1], width / whole[0], high / whole[1]))
    axes.set_xlim(0, width)
    axes.set_xticks([])
    axes.set_yticks([])
    return axes


def _table_row(line: _Line) -> Row:
    cells = [_cell(row, line.measure) for _, row in line.points.iterrows()]
    look = dict(LOOKS.get(line.verdict, NO_DATA))
    words = line.words(long=False)[0].split(";")[0]
    name = line.name if len(line.name) <= LETTERS else f"{line.name[: LETTERS - 1]}…"
    return Row(name, _word(line), look, cells, words, [place for _, place in _changed_rules(line)])


def _cell(row: pd.Series[Any], measure: str) -> tuple[str, dict[str, Any]]:
    if row["is_suppressed"]:
        return no_cell("not shown")
    if not row["n"]:
        return no_cell("none" if row["verdict"] == "empty" else NOT_CHECKED)
    is_as_it_was = (row[[*SAID[:-1]]] == "").all()
    low, high = float(row["share_min"]), float(row["share_max"])
    return share_cell(low, high, is_good=measure in GOOD_WHEN_HIGH, mark="" if is_as_it_was else "*")


def _median(lines: Sequence[_Line], terms: list[str]) -> Row:
    told = medians(pd.concat([line.points.rename_axis("term").reset_index() for line in lines]))
    found = {row["term"]: row for row in told.to_dict("records")}
    is_good = lines[0].measure in GOOD_WHEN_HIGH
    cells = [
        share_cell(found[term]["share_min"], found[term]["share_max"], is_good=is_good)
        if term in found
        else no_cell(NOT_CHECKED)
        for term in terms
    ]
    number = found[terms[-1]]["n_groups"] if terms[-1] in found else 0
    return Row("Median", "", {}, cells, f"of {number:,} groups", is_strong=True)


def _cells_said(row: Row, terms: list[str]) -> str:
    return ", ".join(f"{term_name(term)} {word}" for term, (word, _) in zip(terms, row.cells, strict=True))


def _table_notes(lines: Sequence[_Line], terms: list[str]) -> list[str]:
    """How to read the table."""
    points = pd.concat([line.points for line in lines])
    notes = ["A cell: the share, the darker the more is at fault."]
    if (points["n_unknown"].gt(0) | points["more_unread"]).any():
        notes[0] += " Hatched: not known; the share lies between both figures."
    if not points["checked"].all():
        notes[0] += f" {NOT_CHECKED.capitalize()}: the export is missing; that is not a zero."
    if points["is_suppressed"].any():
        notes[0] += " Not shown: a small group, or by which one could be worked out."
    if ((points[[*SAID[:-1]]] != "").any(axis="columns") & points["n"].gt(0)).any():
        notes.append(
            "* Not all exports are as they are in other terms: one is missing, was read in part, has less or lost most."
        )
    if any(_changed_rules(line) for line in lines):
        notes.append(
            "Dotted line: measured by another limit, rule or detector from there on; a step there may be that, not the "
            "school."
        )
    if {line.verdict for line in lines} & {*ORDER}:
        notes.append(step_words(str(points["unit"].dropna().iloc[0])))
    if len(terms) == 1:
        notes.append("One term so far: a trend needs two.")
    return notes


def _write(axes: Axes, line: _Line, text: Sequence[str], middle: float, is_story: bool, left: float) -> None:
    """Name, state and figures of a row; a story stands out."""
    plain: dict[str, Any] = {"va": "center", "color": INK, "parse_math": False}
    weight = "bold" if is_story else "normal"
    name, asks = wrap(line.name), wrap(line.question, 40)
    start = middle - _high(name, asks) / 2
    axes.text(0, start, name, fontsize=9.5, weight=weight, **{**plain, "va": "top"})
    axes.text(0, start + _high(name, ""), asks, fontsize=8, **{**plain, "va": "top", "color": QUIET})
    draw_state(axes, _word(line), dict(LOOKS.get(line.verdict, NO_DATA)), _NAME + _GAP, _STATE, middle, 0.36)
    if not is_story:
        axes.text(left, middle, "\n".join(text), fontsize=9, **plain)
        return
    start = middle - 0.0825 * (len(text) - 1)
    axes.text(left, start, text[0], fontsize=9.5, weight="bold", **plain)
    for place, said in enumerate(text[1:], 1):
        axes.text(left, start + 0.165 * place, said, fontsize=9, **plain)


def _high(name: str, asks: str) -> float:
    """How much room a row's name and question need, one above the other [inch]."""
    return 0.165 * (name.count("\n") + 1) + (0.135 * (asks.count("\n") + 1) if asks else 0.0)


def _word(line: _Line) -> str:
    """Its verdict in a word or two."""
    return verdict_in_short(line.now)


def _draw_line(panel: Axes, line: _Line, terms: list[str]) -> None:
    """The small chart: a dot a term, hollow where exports are not as they were, a thin bar of what is unknown."""
    points, found = line.points, line.found.to_numpy()
    partly = (points[[*SAID[:-1]]] != "").any(axis="columns").to_numpy() & ~np.isnan(found)
    places = np.arange(len(points))
    unknown = (points["n"].gt(0) & (points["n_unknown"].gt(0) | points["more_unread"])).to_numpy(dtype=bool)
    for which in (0, 0.5, 1):
        panel.axhline(which, color=GRID, linewidth=0.8, zorder=0)
    low, high = (points[name].to_numpy(dtype="float64")[unknown] for name in ("share_min", "share_max"))
    bounds: dict[str, Any] = {"color": QUIET, "linewidth": 1.4, "zorder": 2, "clip_on": False}
    panel.vlines(places[unknown], low, high, label="_not known", **bounds)
    panel.plot(places[unknown], high, linestyle="", marker="_", markersize=7, label="_at most", **bounds)
    look: dict[str, Any] = {"color": INK, "marker": "o", "markersize": 5.5, "clip_on": False}
    panel.plot(places, found, linewidth=1.8, label=line.name, zorder=3, **look)
    if partly.any():
        hollow: dict[str, Any] = {"markerfacecolor": "white", "markeredgewidth": 1.5}
        panel.plot(places[partly], found[partly], linestyle="", label="_partly", zorder=4, **look, **hollow)
    for before, now in _changed_rules(line):
        panel.axvline((before + now) / 2, color=QUIET, linewidth=1, linestyle=(0, (1, 2)), label="_changed", zorder=1)
    panel.set_xlim(-0.5, max(len(terms), 2) - 0.5)
    panel.set_ylim(0, 1)
    panel.set_xticks([])
    panel.set_yticks([0, 1], ["0%", "100%"], fontsize=7.5, color=QUIET)
    panel.tick_params(axis="y", length=0, pad=1)
    panel.set_facecolor("none")
    panel.spines[:].set_visible(False)


def _changed_rules(line: _Line) -> list[tuple[int, int]]:
    """Between which terms another limit, rule or detector came, so that a step there says nothing."""
    seen = [(place, by) for place, by in enumerate(line.points["fingerprint"]) if by]
    return [
        (before, place)
        for (before, was), (place, now) in pairwise(seen)
        if not comparable(pd.Series([was]), pd.Series([now])).all()
    ]


def _summary(lines: Sequence[_Line]) -> str:
    """How many went which way, and since when."""
    said = _ways(lines)
    since = sorted(
        {str(line.now["since"]) for line in lines if line.verdict in COMPARED and pd.notna(line.now["since"])}
    )
    one = f"compared with {term_name(since[0])}" if since else ""
    return "; ".join(
        filter(None, [said, one if len(since) < 2 else "each compared with its last term that was checked"])
    )


def _ways(lines: Sequence[_Line]) -> str:
    counts: dict[str, int] = {}
    for line in lines:
        counts[_word(line)] = counts.get(_word(line), 0) + 1
    return ", ".join(f"{number} {word}" for word, number in counts.items() if word != "counted")


def _series(line: _Line) -> str:
    """Its share in every term."""
    told = [
        f"{term_name(str(term))} {_short(row).split(' (')[0] if row['n'] else NOT_CHECKED}"
        for term, row in line.points.iterrows()
        if not row["is_suppressed"]
    ]
    return ", ".join(told)


def _term_label(term: str, number: int) -> str:
    """A term below its dots; of many, the first letters of its season."""
    name = wrap(term_name(term), 12)
    usual = re.fullmatch(r"(\w{3})\w*\s+20(\S+)", name)
    return f"{usual[1]}\n{usual[2]}" if usual and number > 6 else name


def _channels(sources: str) -> str:
    """The channels of the sources that are named."""
    names = sorted({name for name in re.split(r"[,;\n]\s*", sources) if name})
    return ", ".join(dict.fromkeys(channel_of(name) for name in names))


def _trend_notes(lines: Sequence[_Line], terms: list[str]) -> list[str]:
    """How to read it, and what of each term is not as in the others."""
    points = pd.concat([line.points for line in lines])
    notes = ["Dot: the share found."]
    if (points["n_unknown"].gt(0) | points["more_unread"]).any():
        notes[0] += " Thin bar: not known; the share could reach its top."
    if ((points[[*SAID[:-1]]] != "").any(axis="columns") & points["n"].gt(0)).any():
        notes[0] += " Hollow: not all exports are as they were."
    if not points["checked"].all():
        notes[0] += f" Gap: {NOT_CHECKED}, as the export is missing; that is not a zero."
    for term in terms:
        told: dict[str, list[str]] = {}
        for line in lines:
            named = {form: _channels(str(line.points.loc[term, column])) for column, (form, _) in OF_EXPORTS.items()}
            if said := "; ".join(form.format(names) for form, names in named.items() if names):
                told.setdefault(said, []).append(line.name)
        for said, names in told.items():
            whose = f"{', '.join(names)} " if len(names) < len(lines) else ""
            notes.append(f"{term_name(term)}: {whose}{said}.")
    notes += [note for column, (_, note) in OF_EXPORTS.items() if note and points[column].ne("").any()]
    if {line.verdict for line in lines} & {*ORDER}:
        notes.append(step_words(str(points["unit"].dropna().iloc[0])))
    changed: dict[int, list[str]] = {}
    for line in lines:
        for _, place in _changed_rules(line):
            changed.setdefault(place, []).append(line.name)
    notes += [
        f"Dotted line: from {term_name(terms[place])} {', '.join(dict.fromkeys(names))} is measured by another limit, "
        "rule or detector; a step there may be that, not the school."
        for place, names in sorted(changed.items())
    ]
    if len(terms) == 1:
        notes.append("One term so far: a trend needs two.")
    return notes
