"""What no text of ours may hold: a Python value printed as it is, or a name that only the code knows."""

from __future__ import annotations

import re

from imgaudit.exports.readers import readers
from imgaudit.tables import TABLES
from imgaudit.wording import MEASURE_LABELS

VALUES = r"[{}]|<NA>|\[\]|Timestamp\(|\b(?:nan|NaN|NaT|None|True|False|dtype)\b"

_NAMES = {
    name
    for table in TABLES
    for column, holds in table.columns.items()
    for name in (column, column.removeprefix("has_").removeprefix("is_"), *holds.choices)
}
_NAMES |= {*MEASURE_LABELS, *(reader.DIALECT for reader in readers())}
NAMES = sorted(name for name in _NAMES if "_" in name)
"""Columns, measures, choices and dialects that are no word of anybody's language."""

_FAULTS = re.compile(rf"{VALUES}|(?<!\w)(?:{'|'.join(NAMES)})(?!\w)")


def faults(*texts: str) -> list[str]:
    """What is wrong with texts, and where."""
    return [f"{found[0]} in {text!r}" for text in texts for found in _FAULTS.finditer(text)]
