"""What a reader is given and what it gives back: rows, before they become the tables of an inventory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any, cast
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa

from imgaudit.files import ExportFile
from imgaudit.foreign.dates import LONDON
from imgaudit.foreign.players import Film
from imgaudit.foreign.text import shorten
from imgaudit.frames import Table
from imgaudit.tables import APPEARANCES, ASSETS, FILES, ITEMS, MEDIA, PAGE_TEXTS, ProblemCode

Row = dict[str, object]

PACK = 20_000
"""Rows kept as dictionaries before they are packed into a frame, which takes a tenth of the memory."""

MAX_ALIKE = 10_000
"""Problems of one file and kind that are rows of their own; who mends so many mends the rest with them."""
MAX_HEADINGS = 5_000
"""Letters of a problem's value that names headings: a crawl has seventy, and each has to be seen."""
_NUMBER = re.compile(r"[0-9]+")

ASIDE = ("export", "named", "near", "blog", "expected")
"""Columns of rows that no table has; they are dropped when the inventory is made.

- ``export`` of items: the export file that says so.
- ``named`` of files: how the path of the copy on this machine ends, with ``/``.
- ``near``: the folder of the export that says so.
- ``blog``: whose it is; one local file cannot be of two blogs. Empty for a list, which may name what a blog holds.
- ``expected``: where the copy must be if it is nowhere else, so that the scan can say that it is missing.
"""


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


class Rows:
    """Rows of one table in the making, of which there may be millions."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._rows: list[Row] = []
        self._packed: list[pd.DataFrame] = []

    def append(self, row: Row) -> None:
        """One row more; columns it lacks are unknown, those the table lacks are kept."""
        self._rows.append(row)
        if len(self._rows) >= PACK:
            self._pack()

    def extend(self, rows: Iterable[Row] | Rows) -> None:
        """Many rows more."""
        if isinstance(rows, Rows):
            self._packed.extend(rows._packed)
            rows = rows._rows
        for row in rows:
            self.append(row)

    def extend_columns(self, columns: Mapping[str, list[Any] | pd.Series]) -> None:
        """Many rows more, column by column."""
        self._pack()
        self._packed.append(_framed(columns, self.table))

    def replace(self, frame: pd.DataFrame) -> None:
        """Have these rows in the place of all others."""
        self._rows, self._packed = [], [frame]

    def __len__(self) -> int:
        """So many rows, those with the same key among them."""
        return len(self._rows) + sum(map(len, self._packed))

    def frame(self) -> pd.DataFrame:
        """All rows, unchecked; the table's columns have their types, others hold whatever was given."""
        self._pack()
        if not self._packed:
            return self.table.empty()
        if len(self._packed) > 1:
            names = list(dict.fromkeys(name for frame in self._packed for name in frame.columns))
            aligned = [frame.reindex(columns=names) for frame in self._packed]
            self._packed = [pd.concat(aligned, ignore_index=True)]
        return self._packed[0]

    def _pack(self) -> None:
        if self._rows:
            self._packed.append(packed(self._rows, self.table))
            self._rows = []


def packed(rows: list[Row], table: Table) -> pd.DataFrame:
    """Rows as a frame in which the table's columns have their types."""
    names = dict.fromkeys(chain.from_iterable(dict.fromkeys(map(tuple, rows))))  # most rows have the same columns
    return _framed({name: [row.get(name) for row in rows] for name in names}, table)


def _framed(values: Mapping[str, list[Any] | pd.Series], table: Table) -> pd.DataFrame:
    """Columns as a frame that begins with those of the table, each with its type."""
    nothing = [None] * len(next(iter(values.values())))
    types = {name: column.dtype for name, column in table.columns.items()} | dict.fromkeys(ASIDE, "str")
    columns = {
        name: column_of(values.get(name, nothing), types.get(name, "object")) for name in {**table.columns, **values}
    }
    return pd.DataFrame(columns, copy=False)


def column_of(values: list[Any] | pd.Series, dtype: str | pd.DatetimeTZDtype) -> pd.Series:
    """A column; one that is made already may stand in several tables, and is in memory once."""
    if isinstance(values, pd.Series):
        return values
    if values and dtype != "object" and isinstance(values[0], str | None) and values.count(values[0]) == len(values):
        return _alike(values[0], dtype, len(values))
    return _converted(values, dtype)


@lru_cache(32)  # most columns of a pack say one thing or nothing; those of all packs are one in memory
def _alike(value: str | None, dtype: str | pd.DatetimeTZDtype, n: int) -> pd.Series:
    return pd.Series(dtype=dtype).reindex(range(n)) if value is None else _converted([value] * n, dtype)


def _converted(values: list[Any], dtype: str | pd.DatetimeTZDtype) -> pd.Series:
    if dtype == "str":
        with suppress(TypeError, ValueError):  # nothing but text, as nearly always: three times as fast
            return pd.Series(pd.array(pa.array(values, pa.large_string()), dtype="str"))
    try:
        return pd.Series(values, dtype=dtype)
    except UnicodeEncodeError:  # half a letter, which no text of a table can hold
        whole = (value.encode("utf-8", "replace").decode() if isinstance(value, str) else value for value in values)
        return pd.Series([*whole], dtype=dtype)


def _shown(value: object, limit: int = 200) -> str | None:
    """The value of a problem: a word or number, and never what an object holds, which may be a place or an address."""
    if isinstance(value, (dict, list)):
        return "{…}" if isinstance(value, dict) else "[…]"
    return None if value is None else shorten(value, limit)


@dataclass(slots=True)
class Part:
    """Rows for the tables; ``doubtful``, ``lists`` and all below these: what they do not hold.

    - ``doubtful``: export files of which nobody can say whether they are whole.
    - ``lists``: export files that should list a picture each; ``texts_alone``: those that need not, as another file of
      the same export does.
    - ``described``: files whose insides an export tells, in place of their bytes.
    - ``finders``: for an export that never names its files in full. Given all local files, each adds to the rows of
      its own what it found, and answers which files have a place now, by name.
    - ``posts``: assets that are films or posts of other sites, which an export of that site may hold.
    - ``robots``: address of a robots.txt → what each that was saved of it asks; ``None`` where nobody can say.
    """

    items: Rows = field(default_factory=lambda: Rows(ITEMS))
    assets: Rows = field(default_factory=lambda: Rows(ASSETS))
    files: Rows = field(default_factory=lambda: Rows(FILES))
    texts: Rows = field(default_factory=lambda: Rows(PAGE_TEXTS))
    appearances: Rows = field(default_factory=lambda: Rows(APPEARANCES))
    media: Rows = field(default_factory=lambda: Rows(MEDIA))
    sources: dict[tuple[str, str], Row] = field(default_factory=dict)
    problems: list[Row] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    texts_alone: set[str] = field(default_factory=set)
    described: list[ExportFile] = field(default_factory=list)
    finders: list[Callable[[Part, Sequence[ExportFile]], set[str]]] = field(default_factory=list)
    posts: dict[str, Film] = field(default_factory=dict)
    robots: dict[str, list[str | None]] = field(default_factory=dict)
    _alike: Counter[tuple[object, ...]] = field(default_factory=Counter)
    _rest: dict[tuple[object, ...], Row] = field(default_factory=dict)
    """The problems beyond :data:`MAX_ALIKE` of one kind, as one row."""
    _folded: dict[tuple[object, ...], Row] = field(default_factory=dict)

    def problem(
        self,
        file: str,
        code: ProblemCode,
        reason: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: object = None,
        lost: int | None = 1,
        anywhere: bool = False,
        is_folded: bool = False,
    ) -> None:
        """Note one thing that could not be read; the code is what is counted, the reason says what to do.

        ``lost`` is how many entries of the export are not in the tables because of it: ``None`` where nobody can say
        (nothing was read after a break), 0 for a remark on what was read all the same. What is lost here cannot count
        as gone from the website, so only what is known to be a remark may say 0. ``anywhere``: it may be of any export.
        ``is_folded``: entries share the remark, which from the second on is one problem with their number.
        """
        noted: Row = {"file": file, "row": row, "column": column, "code": code, "reason": reason}
        noted |= {
            "value": _shown(value, MAX_HEADINGS if code == "unknown_heading" else 200),
            "not_read": lost != 0,
            "lost": lost,
            "anywhere": anywhere,
        }
        kind = (file, column, code, _NUMBER.sub("", reason), lost is None, lost == 0, anywhere)
        self._alike[kind] += 1
        if is_folded and (first := self._folded.setdefault(kind, noted)) is not noted:
            first |= {"row": None, "reason": f"{reason} ({self._alike[kind]:,} times)"}
            return
        if self._alike[kind] <= MAX_ALIKE:
            self.problems.append(noted)
            return
        if kind not in self._rest:
            self._rest[kind] = noted | {"row": None, "value": None, "lost": None if lost is None else 0}
            self.problems.append(self._rest[kind])
        rest = self._rest[kind]
        rest["reason"] = f"{self._alike[kind] - MAX_ALIKE:,} more of which the same is to be said: {reason}"
        rest["lost"] = None if lost is None else cast(int, rest["lost"]) + lost

    def source(self, row: Row) -> None:
        """Note an export that was read, once for each channel it covers."""
        known = self.sources.setdefault((str(row["source_id"]), str(row["file"])), row)
        known["exported_at"] = known.get("exported_at") or row.get("exported_at")

    def add(self, other: Part) -> None:
        """Take over all rows of another part."""
        for name in ("items", "assets", "files", "texts", "appearances", "media", "problems", "described", "finders"):
            getattr(self, name).extend(getattr(other, name))
        self.doubtful |= other.doubtful
        self.lists |= other.lists
        self.texts_alone |= other.texts_alone
        self.posts |= other.posts
        for home, texts in other.robots.items():
            self.robots[home] = [*self.robots.get(home, ()), *texts]
        for row in other.sources.values():
            self.source(row)
