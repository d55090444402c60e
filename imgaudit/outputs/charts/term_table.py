"""Many groups from term to term: a table of shares, a row a group, the darker the more is at fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb

from imgaudit.outputs.charts.styles import GRID, INK, NO_DATA, QUIET, draw_state
from imgaudit.wording import percents

MOST_ROWS = 60
"""So many rows fit on a page; a note counts the rest."""
NAME, STATE, CELL, WORDS, ROW = 2.4, 1.2, 0.82, 2.5, 0.235
"""The width of each column, and the height of a row [inch]."""
LETTERS = 36
"""So many fit in a name."""

_DARKEST = "#D98A52"
_LEAST = 0.12
"""What is at fault at all is seen to be; no location at all is what the guidance asks for."""


@dataclass(frozen=True, slots=True)
class Row:
    """One group: its name, its state in a word and how that looks, a cell a term, and what stands at the end."""

    name: str
    state: str
    look: dict[str, Any]
    cells: Sequence[tuple[str, dict[str, Any]]]
    words: str
    changed: Sequence[int] = ()
    """The terms before which another limit, rule or detector came."""
    is_strong: bool = False


def share_cell(low: float, high: float, *, is_good: bool, mark: str = "") -> tuple[str, dict[str, Any]]:
    """A share between these bounds in a few letters, and its box: hatched where something is not known."""
    at_fault = 1 - high if is_good else low
    depth = _LEAST + (1 - _LEAST) * at_fault if at_fault > 0 else 0.0
    red, green, blue = (1 - depth * (1 - part) for part in to_rgb(_DARKEST))
    is_open = high > low
    hatch = {"hatch": "//////", "edgecolor": QUIET} if is_open else {"edgecolor": GRID}
    word = "not known" if is_open and high - low >= 1 else percents(low, high)
    return f"{word}{mark}", {"facecolor": to_hex((red, green, blue)), **hatch}


def no_cell(word: str) -> tuple[str, dict[str, Any]]:
    """A cell without a share, and why."""
    return word, {**NO_DATA, "edgecolor": GRID}


def width_of_table(terms: int) -> float:
    """How much room a table of so many terms needs [inch]."""
    return NAME + STATE + CELL * terms + WORDS + 0.3


def draw_table(axes: Axes, rows: Sequence[Row], ticks: Sequence[str]) -> None:
    """Draw the rows from above in axes that count inches, the terms above the first and below the last."""
    left = NAME + STATE + 0.15
    plain: dict[str, Any] = {"color": INK, "parse_math": False}
    for place, tick in enumerate(ticks):
        middle = left + CELL * (place + 0.5)
        axes.text(middle, -0.06, tick, fontsize=8, ha="center", va="bottom", **plain)
        axes.text(middle, ROW * len(rows) + 0.06, tick, fontsize=8, ha="center", va="top", **plain)
    for place, row in enumerate(rows):
        middle = ROW * (place + 0.5)
        weight = "bold" if row.is_strong else "normal"
        axes.text(0, middle, row.name, fontsize=9, va="center", weight=weight, **plain)
        if row.state:
            draw_state(axes, row.state, row.look, NAME, STATE - 0.1, middle, ROW - 0.05, size=8)
        for at, (word, look) in enumerate(row.cells):
            draw_state(axes, word, look, left + CELL * at, CELL, middle, ROW, size=8, weight=weight)
        for at in row.changed:
            edge = left + CELL * at
            axes.plot([edge, edge], [middle - ROW / 2, middle + ROW / 2], color=INK, linewidth=2, linestyle=(0, (1, 1)))
        axes.text(left + CELL * len(ticks) + 0.15, middle, row.words, fontsize=8.5, va="center", weight=weight, **plain)
