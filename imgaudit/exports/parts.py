"""What a reader is given and what it gives back: plain rows, before they become frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from imgaudit.exports.dates import LONDON
from imgaudit.exports.files import ExportFile
from imgaudit.exports.text import shorten

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller wants of all readers.

    - ``site``: given by the caller; else each export names its own, and ``fallback_site`` holds where it does not.
    - ``channel``: given by the caller, and then of everything.
    - ``mapping``: foreign heading → our column.
    - ``zone``: of times without a time zone.
    """

    site: str | None = None
    fallback_site: str = "school"
    channel: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    zone: ZoneInfo = LONDON


@dataclass(frozen=True, slots=True)
class Hint:
    """Where the copy on this machine of one file row may be.

    - ``path``: how its path ends, with ``/``.
    - ``near``: the folder of the export that says so.
    - ``owner``: the blog; one local file cannot be of two. Empty for a list, which may name what a blog holds.
    - ``expected``: where it must be if it is nowhere else, so that the scan can say that it is missing.
    """

    path: str
    near: str
    owner: str = ""
    expected: str | None = None


@dataclass(slots=True)
class Part:
    """Rows for the tables. ``file_of``, ``hints``, ``described`` and ``finders`` are what the tables do not hold.

    - ``file_of``: item_id → the export file that names the item.
    - ``hints``: file_id → where its copy may lie on this machine.
    - ``described``: files whose insides an export tells, in place of their bytes.
    - ``finders``: for an export that never names its files in full. Given all local files, each completes its rows and
      answers which files it found a place for, by name.
    """

    items: list[Row] = field(default_factory=list)
    assets: list[Row] = field(default_factory=list)
    files: list[Row] = field(default_factory=list)
    appearances: list[Row] = field(default_factory=list)
    media: list[Row] = field(default_factory=list)
    sources: list[Row] = field(default_factory=list)
    problems: list[Row] = field(default_factory=list)
    file_of: dict[str, str] = field(default_factory=dict)
    hints: dict[str, Hint] = field(default_factory=dict)
    described: list[ExportFile] = field(default_factory=list)
    finders: list[Callable[[Part, Sequence[ExportFile]], set[str]]] = field(default_factory=list)

    def problem(
        self, file: str, reason: str, *, row: int | None = None, column: str | None = None, value: object = None
    ) -> None:
        """Note one thing that could not be read; the reason says what to do."""
        self.problems.append(
            {
                "file": file,
                "row": row,
                "column": column,
                "reason": reason,
                "value": shorten(value) if value is not None else None,
            }
        )

    def add(self, other: Part) -> None:
        """Take over all rows of another part."""
        for name in ("items", "assets", "files", "appearances", "media", "sources", "problems", "described", "finders"):
            getattr(self, name).extend(getattr(other, name))
        self.file_of |= other.file_of
        self.hints |= other.hints
