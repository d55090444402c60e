"""The scorecard as a picture: a row a practice, its state in a word, and the figure that decides it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from imgaudit.errors import InputError
from imgaudit.outputs.charts.styles import (
    AS_ASKED,
    AT_FAULT,
    INK,
    NO_DATA,
    NOT_KNOWN,
    PARTLY,
    QUIET,
    draw_state,
    dress,
    new_axes,
)
from imgaudit.tables import SCORECARD, STANDINGS

LOOKS: Mapping[str, dict[str, Any]] = {
    "met": AS_ASKED,
    "partly met": PARTLY,
    "not met": AT_FAULT,
    "not known": NOT_KNOWN,
    "no data": NO_DATA,
}
"""How each state looks. Fill, edge and hatch differ as well as colour, and the word stands in it."""

_PRACTICE, _BEFORE, _STATE, _FIGURE = 0.0, 0.36, 0.47, 0.6
"""Where each column begins, as a share of the width."""


def plot_scorecard(card: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """The question: how does the school stand in the twelve practices.

    Parameters
    ----------
    card
        What :func:`scorecard` gave.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    The axes: a row a practice, in the guidance's order, with its question, how it stood the term before, how it stands
    and the figure that decides.

    Raises
    ------
    InputError
        When it is no scorecard.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> card = SCORECARD.frame([{"practice": "names", "question": "Do names stand beside pictures?", "n": 60,
    ...     "measure": "Full name: 5 of 60", "n_yes": 5, "n_unknown": 0, "target": "0", "state": "not met"}])
    >>> ax = plot_scorecard(card)
    >>> [text.get_text() for text in ax.texts if text.get_text() in STANDINGS]
    ['not met']
    >>> plt.close(ax.figure)
    """
    if missing := [name for name in SCORECARD.columns if name not in getattr(card, "columns", ())]:
        raise InputError(f"plot_scorecard() takes what ia.scorecard(audit) gave; it lacks {', '.join(missing)}.")
    axes = new_axes(ax, 11.5, 1.3 + 0.56 * len(card))
    axes.set_xlim(0, 1)
    axes.set_ylim(len(card) - 0.4, -0.9)
    plain: dict[str, Any] = {"va": "center", "color": INK, "parse_math": False}
    for left, heading in ((_PRACTICE, "practice"), (_BEFORE, "last term"), (_STATE, "now"), (_FIGURE, "by this")):
        axes.text(left, -0.72, heading, fontsize=9, **{**plain, "color": QUIET})
    for place, row in enumerate(card.to_dict("records")):
        axes.axhline(place + 0.5, color="#E5E5E5", linewidth=0.8)
        number = f"{place + 1}  " if len(card) == len(SCORECARD.columns["practice"].choices) else ""
        axes.text(_PRACTICE, place, textwrap.fill(f"{number}{row['question']}", 46), fontsize=9.5, **plain)
        before = row["state_before"]
        axes.text(_BEFORE, place, "not audited" if pd.isna(before) else before, fontsize=9, **{**plain, "color": QUIET})
        draw_state(axes, str(row["state"]), LOOKS[str(row["state"])], _STATE, 0.11, place, 0.56)
        axes.text(_FIGURE, place, textwrap.fill(str(row["measure"]), 58), fontsize=9, **plain)
    axes.set_xticks([])
    axes.set_yticks([])
    counts = card["state"].value_counts()
    said = ", ".join(f"{counts[state]} {state}" for state in STANDINGS if state in counts)
    rows = [f"{row['question']} {row['state']}: {row['measure']}" for row in card.to_dict("records")]
    about = card.attrs.get("about", "")
    dress(axes, "How does the school stand in the twelve practices?", about, said, rows, above=6)
    return axes
