"""The practices of the guidance, one file each: every module here with a ``PRACTICE`` is one.

Such a row (:class:`~imgaudit.practices.practice.Practice`) holds all there is of a practice: the columns it adds to
``audit.items``, its rules, its measures and the words for them. Glossary, findings, rates, trends, charts, workbook and
command line go through :data:`PRACTICES`; a new practice touches no other file.
"""

from __future__ import annotations

import importlib
import pkgutil

from imgaudit.practices.practice import TWELVE, Measure, Practice, Rule

__all__ = ["MEASURES", "PRACTICES", "REGISTER_MEASURES", "TWELVE", "Measure", "Practice", "Rule"]


def _all() -> tuple[Practice, ...]:
    modules = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    rows = [row for module in modules if (row := getattr(module, "PRACTICE", None))]
    return tuple(sorted(rows, key=lambda row: TWELVE.index(row.name)))


PRACTICES = _all()
"""The practices that are measured, in the guidance's order."""

MEASURES = tuple(measure for practice in PRACTICES for measure in practice.measures)
"""All that is counted of what is published, practice by practice."""

REGISTER_MEASURES = tuple(measure for practice in PRACTICES for measure in practice.register_measures)
"""All that is counted of what stands in registers."""
