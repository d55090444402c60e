"""What is to be said of a list as a whole: columns and keys of which nothing is made, and sizes that are not exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from imgaudit.exports.parts import Part
from imgaudit.exports.sources import kind_of
from imgaudit.foreign.sizes import file_size, is_told, side
from imgaudit.foreign.text import clean

_ALWAYS = ("uri", "media_url_https", "media_url", "source_url")
_MARKUP = ("rendered", "raw")
_NAMES = ("path", "url", "src", "name", "file", "filename", "title", *_ALWAYS, *_MARKUP)
"""Keys of JSON below which a picture or video is named: by its ending, always, or in the text of a page."""

SIZES: Mapping[str, Callable[[object], int | None]] = {
    "declared_bytes": file_size,
    "declared_width_px": side,
    "declared_height_px": side,
}
"""Columns of ``files`` that state a size, and how each is read."""


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

    def look_through(self, columns: Mapping[Any, Sequence[Any]]) -> None:
        """See which of them any of these rows fills."""
        self._blank = {at for at in self._blank if not any(map(clean, columns[at]))}

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


def note_pictures(
    part: Part,
    file: str,
    row: int | None,
    entry: Mapping[str, Any],
    *,
    taken: Iterable[object] = (),
    but: Collection[str] = (),
    is_lost: bool = True,
) -> None:
    """One problem with the pictures that JSON names below keys that nobody here knows, and how many they are.

    What stands beside these keys names the entry itself. ``taken``: the names of pictures that were read; ``but``: keys
    below which other things are named. ``is_lost``: they may be shown nowhere else in the entry.
    """
    found = Counter(_pictures_below(entry, {clean(name) for name in taken} - {""}, but))
    if count := found.total():
        reason = f"pictures or videos below keys that are not known, {count:,}: not read; look at what this entry shows"
        lost = count if is_lost else 0
        part.problem(file, "unknown_heading", reason, row=row, value=", ".join(found), lost=lost, is_folded=not is_lost)


def _pictures_below(entry: Mapping[str, Any], taken: Collection[str], but: Collection[str]) -> Iterator[str]:
    """For each picture the keys below which it stands; inside one that is named or taken there is no further one."""
    stack = [(key, inner) for key, inner in entry.items() if key not in but]
    while stack:
        key, value = stack.pop()
        if isinstance(value, list):
            stack.extend((key, inner) for inner in value)
        elif isinstance(value, dict):
            named = {name: clean(text) for name in _NAMES if isinstance(text := value.get(name), str)}
            if any(text in taken for text in named.values()):
                continue
            if any(_names_picture(name, text) for name, text in named.items()):
                yield key
            else:
                stack.extend((f"{key}.{name}", inner) for name, inner in value.items() if name not in but)


def _names_picture(key: str, text: str) -> bool:
    if key in _MARKUP:
        return "<img" in text
    return bool(text) and (key in _ALWAYS or kind_of(text) in ("picture", "video"))


def declared(part: Part, file: str, row: int | None, told: Mapping[str, object]) -> dict[str, Any]:
    """Columns of ``files``, those that state a size as figures; what is not exact is not known, and one remark.

    >>> declared(Part(), "list.csv", 2, {"declared_bytes": "51,234", "declared_width_px": "some", "is_public": True})
    {'declared_bytes': 51234, 'declared_width_px': None, 'is_public': True}
    """
    columns = dict(told)
    for name, value in told.items():
        if name in SIZES:
            read = _size if isinstance(value, Hashable) else _size.__wrapped__
            columns[name], is_doubtful = read(name, value)
            if is_doubtful:
                note_size(part, file, row, value)
    return columns


@lru_cache(1 << 14, typed=True)  # a list says the same few sizes over and over
def _size(name: str, value: object) -> tuple[int | None, bool]:
    """A size as a figure, and whether one is told that is not exact."""
    size = SIZES[name](value)
    return size, size is None and is_told(value)


def note_size(part: Part, file: str, row: int | None, value: object, column: str | None = None) -> None:
    """A size that is written, and not exact."""
    reason = (
        "no exact size: rounded, in other units, or so written that a fraction and thousands look alike, so that it is "
        "not known"
    )
    part.problem(file, "unknown_word", reason, row=row, column=column, value=value, lost=0, is_folded=True)
