"""Colours and what every chart has: a title that asks, what the shares are of, notes, a quiet grid.

Colours are Okabe and Ito's; lightness, hatch and line style differ as well, so that a grey printout says the same.
Sizes and colours are given outright, so that a user's own matplotlib settings change nothing and none is changed.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

BAD, GOOD, INK, QUIET, GRID, CONTEXT = "#D55E00", "#B9DDF5", "#1A1A1A", "#595959", "#DDDDDD", "#A6A6A6"
NOT_KNOWN: dict[str, Any] = {"facecolor": "white", "hatch": "//////", "edgecolor": QUIET}
"""What is not known, in every chart; the edge colours the hatch, and in a trend is the line's.

In the workbook *Not known* has no colour: there it is numbers and words."""


def new_axes(ax: Axes | None, width: float, height: float) -> Axes:
    """The axes given, or those of a new figure of this size [inch]."""
    if ax is not None:
        return ax
    return plt.subplots(figsize=(width, height), layout="constrained", facecolor="white")[1]


def width_of(axes: Axes) -> float:
    """Width of the axes before anything is laid out [inch]."""
    return float(axes.get_window_extent().width / axes.figure.dpi)


def dress(axes: Axes, title: str, subtitle: str, notes: Sequence[str], *, above: float, below: float = 24) -> None:
    """Title, what the shares are of, notes, and a grid that stays in the background."""
    axes.set_title(title, loc="left", fontsize=13, weight="bold", color=INK, pad=above + 20, y=1.0)
    # Names may hold a $, which is not mathematics.
    plain: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "parse_math": False}
    if subtitle:
        axes.annotate(subtitle, (0, 1), (0, above), va="bottom", fontsize=10, color=QUIET, **plain)
    if notes:
        room = max(40, int(width_of(axes) * 13))
        text = "\n".join(line for note in notes for line in textwrap.wrap(note, room))
        axes.annotate(text, (0, 0), (0, -below), va="top", fontsize=8.5, color=QUIET, linespacing=1.25, **plain)
    axes.set_facecolor("white")
    axes.set_axisbelow(True)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


def say_nothing(ax: Axes | None, title: str, text: str = "No pictures", notes: Sequence[str] = ()) -> Axes:
    """Axes that say there is nothing to draw: an empty chart might be taken for a clean one."""
    axes = new_axes(ax, 9, 2.2)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.text(0.5, 0.5, text, ha="center", va="center", fontsize=12, color=QUIET)
    dress(axes, title, "", notes, above=0, below=6)
    return axes


def spread(targets: list[float], heights: list[float], top: float) -> list[float]:
    """Where labels go so that none covers another: as near its line's end as the others let it."""
    order = sorted(range(len(targets)), key=lambda i: targets[i])
    places, floor, ceiling = list(targets), 0.0, max(top, sum(heights))
    for i in order:
        places[i] = max(targets[i], floor + heights[i] / 2)
        floor = places[i] + heights[i] / 2
    for i in reversed(order):
        places[i] = min(places[i], ceiling - heights[i] / 2)
        ceiling = places[i] - heights[i] / 2
    return places
