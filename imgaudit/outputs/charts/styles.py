"""Colours and what every chart has: a title that asks, whose figures they are, notes, and all of it in words.

Text keeps a contrast of 4.5 to 1 and marks, by fill or by edge, one of 3 to 1 (WCAG 2.2, AA); a test computes that.
Lightness, hatch and shape differ as well as hue, so that a grey printout says the same. Sizes and colours are given
outright, so that a user's own matplotlib settings change nothing and none is changed.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

BAD, GOOD, GOOD_EDGE, INK, QUIET, GRID = "#A34700", "#B9DDF5", "#0072B2", "#1A1A1A", "#595959", "#DDDDDD"
NOT_KNOWN: dict[str, Any] = {"facecolor": "white", "hatch": "//////", "edgecolor": QUIET}
"""What is not known, in every chart; the edge colours the hatch.

In the workbook *Not known* has no colour: there it is numbers and words."""
AT_FAULT: dict[str, Any] = {"facecolor": BAD, "edgecolor": BAD}
AS_ASKED: dict[str, Any] = {"facecolor": GOOD, "edgecolor": GOOD_EDGE}
PARTLY: dict[str, Any] = {"facecolor": "#FBE3CF", "edgecolor": BAD}
NEITHER: dict[str, Any] = {"facecolor": "#E6E6E6", "edgecolor": QUIET}
NO_DATA: dict[str, Any] = {"facecolor": "white", "edgecolor": QUIET, "linestyle": ":"}


NOTE = 13
"""Letters of a note on an inch."""


class DescribedFigure(Figure):
    """A figure that says in words what is drawn on it, in the files and notebooks that it goes to."""

    @property
    def alt_text(self) -> str:
        """What its charts show, for whoever cannot see them: the labels of its axes."""
        return "\n".join(label for axes in self.axes if (label := str(axes.get_label())))

    def savefig(self, fname: Any, **options: Any) -> None:
        """Save as any figure; a PNG or SVG file carries the text as its description."""
        name = Path(fname).suffix if isinstance(fname, (str, os.PathLike)) else ""
        kind = options.get("format") or name.lstrip(".") or "png"
        if str(kind).lower() in ("png", "svg"):
            options["metadata"] = {"Description": self.alt_text, **(options.get("metadata") or {})}
        super().savefig(fname, **options)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """What a notebook keeps beside the picture: the text, and the same as the picture's ``alt``."""
        return {"text/plain": self.alt_text}, {"image/png": {"alt": self.alt_text}}


def new_axes(ax: Axes | None, width: float, height: float, layout: str = "constrained") -> Axes:
    """The axes given, or those of a new figure of this size [inch]."""
    if ax is not None:
        return ax
    size: dict[str, Any] = {"figsize": (width, height), "layout": layout, "facecolor": "white"}
    return plt.figure(FigureClass=DescribedFigure, **size).subplots()


def width_of(axes: Axes) -> float:
    """Width of the axes before anything is laid out [inch]."""
    return float(axes.get_window_extent().width / axes.figure.dpi)


def dress(
    axes: Axes,
    title: str,
    about: str,
    subtitle: str,
    rows: Sequence[str] = (),
    notes: Sequence[str] = (),
    *,
    above: float,
    below: float = 24,
) -> None:
    """Title, whose figures they are, what the shares are of, notes, and a grid that stays in the background.

    The label of the axes becomes the alternative text: all of that, with ``rows``, what is drawn, in words.
    """
    # Names may hold a $, which is not mathematics.
    plain: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "parse_math": False}
    high = above
    for text in (subtitle, about):  # from below upwards
        lines = textwrap.wrap(text, room_of(axes, 15))
        if lines:
            annotation: dict[str, Any] = {"va": "bottom", "fontsize": 10, "color": QUIET, "linespacing": 1.25}
            axes.annotate("\n".join(lines), (0, 1), (0, high), **annotation, **plain)
            high += 14 * len(lines)
    axes.set_title(title, loc="left", fontsize=13, weight="bold", color=INK, pad=high + 7, y=1.0)
    if notes:
        text = "\n".join(line for note in notes for line in textwrap.wrap(note, room_of(axes, NOTE)))
        axes.annotate(text, (0, 0), (0, -below), va="top", fontsize=8.5, color=QUIET, linespacing=1.25, **plain)
    axes.set_facecolor("white")
    axes.set_axisbelow(True)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    said = [title, *(f"{text}." for text in (about, subtitle) if text), *(f"{row}." for row in rows), *notes]
    axes.set_label("\n".join(" ".join(text.split()) for text in said))


def room_of(axes: Axes, per_inch: int) -> int:
    """How many letters fit on a line below or above the axes."""
    return max(40, int(width_of(axes) * per_inch))


def say_nothing(ax: Axes | None, title: str, about: str, text: str = "No pictures", notes: Sequence[str] = ()) -> Axes:
    """Axes that say there is nothing to draw: an empty chart might be taken for a clean one."""
    axes = new_axes(ax, 9, 2.2)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.text(0.5, 0.5, text, ha="center", va="center", fontsize=12, color=QUIET)
    dress(axes, title, about, "", [text], notes, above=0, below=6)
    return axes


def draw_state(
    axes: Axes,
    word: str,
    look: dict[str, Any],
    left: float,
    width: float,
    middle: float,
    high: float,
    *,
    size: float = 9.5,
    weight: str = "bold",
) -> None:
    """A state in a word, in a box that looks like it."""
    axes.add_patch(Rectangle((left, middle - high / 2), width, high, linewidth=1.0, **look))
    text: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": size, "weight": weight, "color": text_on(look)}
    if "hatch" in look:
        text["bbox"] = {"facecolor": look["facecolor"], "edgecolor": "none", "pad": 1.5}
    axes.text(left + width / 2, middle, word, **text)


def text_on(look: dict[str, Any]) -> str:
    """The colour of a text on a mark."""
    return "white" if look["facecolor"] == BAD else INK
