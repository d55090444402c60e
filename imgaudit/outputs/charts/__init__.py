"""Charts a governor can read: one question each, drawn from the rates of :mod:`imgaudit.statistics`.

What is not known keeps a place of its own, hatched, and is never drawn as a no; what was not checked is a gap, never
a zero. ``ax`` is where to draw; without it a new figure is made, which the caller shows, saves and closes. The label of
the axes is an alternative text with all figures: ``ax.get_label()``. PNG and SVG files and notebooks carry it along.
"""

from imgaudit.outputs.charts.bars import (
    PLOTS,
    plot_consent_coverage,
    plot_exposure,
    plot_names,
    plot_practice,
    plot_rates,
    plot_resolution,
)
from imgaudit.outputs.charts.standings import plot_scorecard
from imgaudit.outputs.charts.trends import plot_trends

__all__ = [
    "PLOTS",
    "plot_consent_coverage",
    "plot_exposure",
    "plot_names",
    "plot_practice",
    "plot_rates",
    "plot_resolution",
    "plot_scorecard",
    "plot_trends",
]
