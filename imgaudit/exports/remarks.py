"""What is to be said of a list as a whole: columns of which nothing is made, and sizes that are not exact."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from imgaudit.exports.parts import Part
from imgaudit.foreign.sizes import file_size, is_told, side
from imgaudit.foreign.text import clean

_READ: Mapping[str, Callable[[object], int | None]] = {
    "declared_bytes": file_size,
    "declared_width_px": side,
    "declared_height_px": side,
}


class Unused:
    """Columns of a list of which nothing is made; while its rows are read, those are found that hold anything.

    ``columns``: where the cell of a row is → its heading.
    """

    def __init__(self, columns: Mapping[Any, str]) -> None:
        self._columns = columns
        self._blank = set(columns)

    def look(self, cells: Any) -> None:
        """See which of them one row fills."""
        if self._blank:
            self._blank -= {at for at in self._blank if cells[at] not in ("", None) and clean(cells[at])}

    @property
    def filled(self) -> list[str]:
        """Their headings, those of columns that nobody filled left out."""
        return [heading for at, heading in self._columns.items() if at not in self._blank]


def note_columns(
    part: Part, file: str, headings: Collection[str], *, sheet: str = "", row: int | None = None, is_kept: bool = False
) -> None:
    """One remark with all columns, or keys of entries, of which nothing is made.

    ``is_kept``: what stands below them is in the tables as it is, under their own headings.
    """
    if headings:
        where = f"sheet '{sheet}': " if sheet else ""
        fate = (
            "what stands below is kept as it is, and no more is made of it: if one of them is the channel, the day, "
            "who is shown or the like, name it with mapping="
            if is_kept
            else "what stands below is in no table"
        )
        reason = f"{where}columns not used, {len(headings):,}: {fate}"
        part.problem(file, "unknown_heading", reason, row=row, value=", ".join(headings), lost=0)


def declared(part: Part, file: str, row: int | None, told: Mapping[str, object]) -> dict[str, Any]:
    """Columns of ``files``, those that state a size as figures; what is not exact is not known, and one remark.

    >>> declared(Part(), "list.csv", 2, {"declared_bytes": "51,234", "declared_width_px": "some", "is_public": True})
    {'declared_bytes': 51234, 'declared_width_px': None, 'is_public': True}
    """
    columns = {name: _READ[name](value) if name in _READ else value for name, value in told.items()}
    for name, value in told.items():
        if name in _READ and columns[name] is None and is_told(value):
            note_size(part, file, row, value)
    return columns


def note_size(part: Part, file: str, row: int | None, value: object, column: str | None = None) -> None:
    """A size that is written, and not exact."""
    reason = (
        "no exact size: rounded, in other units, or so written that a fraction and thousands look alike, so that it is "
        "not known"
    )
    part.problem(file, "unknown_word", reason, row=row, column=column, value=value, lost=0, is_folded=True)
