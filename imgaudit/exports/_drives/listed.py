"""Lists of everything that lies on a drive: which rows are pictures, and what such a list says of each.

The dialects of such lists turn each row into a :class:`Picture` or say why it is none; the rows of the tables are then
made as for any list of pictures, so that ``mapping=`` and the school's own columns work alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, cast

from imgaudit.exports import identity
from imgaudit.exports._drives.cells import flat, has_coordinates, has_place, is_place
from imgaudit.exports.listing import Listing
from imgaudit.exports.parts import Options, Part, Row
from imgaudit.exports.remarks import Unused, declared, note_columns
from imgaudit.exports.sources import Source
from imgaudit.exports.spreadsheet import ALIASES
from imgaudit.files import DAMAGED, ExportFile, is_safe
from imgaudit.foreign.grids import Fault, Grid, grids_of
from imgaudit.foreign.text import clean, words
from imgaudit.foreign.words import channel_name, folded
from imgaudit.tables import ProblemCode

NO_PICTURE = "folders and documents, which are no pictures or videos, were not read"
NO_NAME = "where no file is named nothing was read (export the list again, with names and paths)"
IN_BIN = "pictures and videos in the bin, which nobody is shown, were not read"
REPEATED = "further rows of a picture, such as one for each person it is shared with, were read as one"

PEOPLE = frozenset(ALIASES["people"]) - {"children", "names", "who", "students"}
"""Keys of JSON that tell who is shown; the children of a folder are files."""
_CALLED = ("name", "displayname", "value", "lookupvalue", "title")
_WHO = ("displayName", "emailAddress", "email")
_NUMBERED = re.compile(r"\.\d+")
SCHOOLS_OWN = {
    name: ALIASES[name]
    for name in ("alt_text", "shows", "people", "people_complete", "in_use", "necessity", "last_reviewed_on", "channel")
}
"""Columns that a school may have added to the list of a drive."""

_MADE = "\x00"
"""Begins the headings of what was made of a row, as no heading of a list does."""
_IDENTITY = ("id", "site", "channel")
_SAID = ("kind", "title", "caption", "visibility", "people", "uploaded_by")
_WHOLE = {"page", "page_other", "file", "published_at", "last_reviewed_on"}


@dataclass(slots=True)
class Picture:
    """One picture or video as a list tells of it.

    - ``cells``: the row as it stands, by heading; ``ours``: what was made of it, by our columns of a list.
    - ``path``: how the path of a copy on this machine ends; ``url``: where the bytes are.
    - ``asset``, ``file``: further columns of these tables.
    """

    cells: Mapping[str, object]
    ours: Mapping[str, object]
    path: str
    url: str | None = None
    asset: Mapping[str, object] = field(default_factory=dict)
    file: Mapping[str, object] = field(default_factory=dict)


Read = Callable[[Part], Iterable[tuple[int, Picture | str]]]
"""Reads a list from its beginning: row number and picture, or the reason why it is none; notes what is broken."""


@dataclass(slots=True)
class Keys:
    """The keys of JSON entries of which nothing is made, by their place: ``owners.emailaddress``.

    ``made`` are those of which something is, with all that lies below them.
    """

    made: tuple[str, ...]
    unused: dict[str, None] = field(default_factory=dict)

    def look(self, entry: Mapping[str, object]) -> bool | None:
        """Note the keys of one entry below which something stands; whether one of them holds a position."""
        has_location = False
        for place, value in flat(entry):
            name = _NUMBERED.sub("", place)
            if is_place(name):
                has_location |= has_place({name: value})
            elif is_below(name, self.made) or not PEOPLE.isdisjoint(name.split(".")):
                continue
            elif isinstance(value, str) and has_coordinates(value):
                has_location = True
            elif clean(value):
                self.unused[name] = None
        return has_location or None


def is_below(name: str, made: Iterable[str]) -> bool:
    """Whether a key, or the heading of a flattened one, is one of these or below one of them."""
    return any(name == one or name.startswith(f"{one}.") for one in made)


def people_in(entry: Mapping[str, object]) -> str:
    r"""Who is shown, by whichever keys of an entry say so, a line each.

    >>> people_in({"properties": {"People": ["Ada Fern", "Ben Hollow"]}, "persons": [{"name": "Cal Ash", "id": 7}]})
    'Ada Fern\nBen Hollow\nCal Ash'
    """
    named = ((name.split("."), words(value)) for name, value in flat(entry))
    return "\n".join(text for path, text in named if text and _tells_people(path))


def first_called(people: Iterable[object]) -> str:
    """What the first of these is called, by name, else by e-mail address.

    >>> first_called([None, {"displayName": "", "email": "jo@e.example"}, {"displayName": "Kim Ash"}])
    'jo@e.example'
    """
    names = (words(one.get(key)) for one in people if isinstance(one, dict) for key in _WHO)
    return next(filter(None, names), "")


def _tells_people(path: Sequence[str]) -> bool:
    at = next((i for i, name in enumerate(path) if name in PEOPLE), None)
    return at is not None and all(name.isdigit() or name in _CALLED for name in path[at + 1 :])


@dataclass(slots=True)
class _List:
    """The pictures of a list, as :class:`Listing` wants to be given a grid: a row at a time, as often as it asks."""

    file: ExportFile
    read: Read
    columns: Mapping[str, str]
    own: Sequence[str]
    options: Options
    channel: str
    grid: Grid | None
    unused: Unused
    header: list[str] = field(default_factory=list)
    """What was made of a row, the columns that mean something to us, and the school's own."""
    meaning: dict[str, str] = field(default_factory=dict)
    """Heading → our column."""
    said: list[str] = field(default_factory=list)
    """Our columns that are made of a row."""
    given: dict[str, str] = field(default_factory=dict)
    """The columns of a list that tell which picture it is."""
    assets: list[Row] = field(default_factory=list)
    """What is told of pictures beside that."""
    part: Part = field(default_factory=Part)
    left_out: Counter[str] = field(default_factory=Counter)
    files: list[tuple[int, str, str, str | None, dict[str, object]]] = field(default_factory=list)
    """Row number, asset, path, address and what else is told of each file."""

    def __post_init__(self) -> None:
        self.said = [*_IDENTITY, *(name for name in _SAID if name not in self.columns.values())]
        self.given = {heading: name for heading, name in self.columns.items() if name in _IDENTITY}
        self.meaning = {_MADE + name: name for name in self.said}
        self.header = [*self.meaning, *self.columns, *self.own]
        self.meaning |= {heading: name for heading, name in self.columns.items() if name not in _IDENTITY}

    @property
    def sheet(self) -> str:
        """The name of the sheet."""
        return self.grid.sheet if self.grid else ""

    @property
    def header_row(self) -> int | None:
        """The row of the headings; JSON has none."""
        return self.grid.header_row if self.grid else None

    @property
    def faults(self) -> dict[tuple[int | None, str | None], Fault]:
        """What was wrong with rows that were read."""
        found = self.grid.faults if self.grid else {}
        return {at: fault for at, fault in found.items() if at[1] is None or at[1] in self.header}

    @property
    def rows(self) -> Iterator[tuple[int, tuple[object, ...]]]:
        """The cells, where a column needs to be known as a whole before it can be read."""
        if _WHOLE & set(self.columns.values()):
            for number, row in self.read(Part()):
                if isinstance(row, Picture):
                    yield number, self._cells(row, self._made(row))

    def noted(self) -> Iterator[tuple[int, tuple[object, ...]]]:
        """Row number and cells. What else is told of a picture is kept aside: of most not much, and of many."""
        for number, row in self.read(self.part):
            if isinstance(row, str):
                self.left_out[row] += 1
                continue
            self.unused.look(row.cells)
            made = self._made(row)
            asset_id = identity.numbered_asset(made["site"], made["channel"], made["id"])
            if any(value is not None for value in row.asset.values()):
                self.assets.append({"asset_id": asset_id, "site": made["site"], **row.asset})
            file = {name: value for name, value in row.file.items() if value not in (None, "")}
            self.files.append((number, asset_id, row.path, row.url, file))
            yield number, self._cells(row, made)

    def _made(self, row: Picture) -> dict[str, Any]:
        """What was made of a row, by our columns."""
        given = {name: words(row.cells.get(heading)) for heading, name in self.given.items()}
        return {
            **row.ours,
            "id": given.get("id") or clean(row.ours["id"]),
            "site": self.options.site or given.get("site") or self.options.fallback_site,
            "channel": self.options.channel or channel_name(given.get("channel", "")) or self.channel,
        }

    def _cells(self, row: Picture, made: Mapping[str, object]) -> tuple[object, ...]:
        return (*map(made.get, self.said), *map(row.cells.get, self.header[len(self.said) :]))


def read_pictures(
    dialect: str,
    channel: str,
    file: ExportFile,
    read: Read,
    columns: Mapping[str, str],
    own: Sequence[str],
    options: Options,
    grid: Grid | None = None,
    *,
    quiet: Collection[str] = (),
    made: Callable[[str], bool] = lambda _: False,
) -> Part:
    """The rows of the tables; rows that are no picture are counted by the reason they give, a problem a reason.

    ``columns`` is heading → our column and wins over what the dialect made of a row; ``own`` are the headings that
    stay columns of the school's own, ``quiet`` those of them, folded, that every such list has. ``made`` says of a
    folded heading whether the dialect makes something of it; all others are named.
    """
    headings = [name for name in (grid.header if grid else ()) if name not in {*columns, *own}]
    unused = Unused({name: name for name in headings if not made(folded(name))})
    listed = _List(file, read, columns, own, options, channel, grid, unused)
    if "channel" not in columns.values():  # a list without pictures is one of the channel too
        options = replace(options, channel=options.channel or channel)
    grid_of = cast(Grid, listed)
    part = Listing(dialect, file, grid_of, listed.meaning, options, listed.part, quiet, listed.noted()).read()
    part.assets.extend(listed.assets)
    note_columns(part, file.name, unused.filled, sheet=listed.sheet, row=listed.header_row)
    if "file" not in columns.values():
        _files(listed, Source.of(part, options, channel, dialect))
    where = f"sheet '{listed.sheet}': " if listed.sheet else ""
    for reason, count in listed.left_out.items():
        code: ProblemCode = "no_picture" if reason == NO_NAME else "not_media"
        lost = count if reason == NO_NAME else 0
        part.problem(file.name, code, f"{where}{reason}: {count:,} row{'s' if count > 1 else ''}", lost=lost)
    return part


def _files(listed: _List, source: Source) -> None:
    """The files of the pictures. A path that several of them have finds none on this machine."""
    part, file = listed.part, listed.file
    near, first = file.folder, dict[str, str]()
    twins = {path for _, own, path, *_ in listed.files if path and first.setdefault(path, own) != own}
    if twins:
        part.problem(
            file.name,
            "ambiguous",
            "names that are each of several pictures, so that a copy on this machine could be any of them: "
            f"{len(twins):,} (export the list with paths)",
            value=", ".join(sorted(twins)[:3]),
            lost=0,
        )
    for number, asset_id, path, url, told in listed.files:
        columns: dict[str, Any] = {"asset_id": asset_id, "url": url, **declared(part, file.name, number, told)}
        if path in twins:
            own = identity.file_id(asset_id, url or path, is_path=not url)
            part.files.append({"file_id": own, "role": "published", **columns})
        elif path or url:
            source.file(named=path, near=near, **columns)
        if not is_safe(path):
            reason = "a path that leads outside the folder is not opened"
            part.problem(file.name, "outside", reason, row=number, value=path, lost=0)


def read_answers(
    dialect: str,
    channel: str,
    files: Sequence[ExportFile],
    pictures: Callable[[ExportFile, Keys, Part], Iterator[tuple[int, Picture | str]]],
    own: Sequence[str],
    options: Options,
    *,
    made: tuple[str, ...],
    more: bytes,
) -> Part:
    """The answers of a drive's API, one a file; where ``more`` stands in one, nobody knows whether the next is here.

    ``made`` are the keys of which something is made, folded; all others are named.
    """
    part = Part()
    columns = columns_of(own, options, {})
    kept = [name for name in own if name not in columns]
    for file in files:
        keys = Keys((*made, *map(folded, own)))
        read = partial(pictures, file, keys)
        part.add(read_pictures(dialect, channel, file, read, columns, kept, options, quiet=[*map(folded, own)]))
        note_columns(part, file.name, keys.unused)
        if _goes_on(file, more):
            part.doubtful.add(file.name)
    return part


def _goes_on(file: ExportFile, mark: bytes) -> bool:
    """Whether an answer says that there is a further one, which may be here or not."""
    last = b""
    try:
        with file.open() as stream:
            while chunk := stream.read(1 << 20):
                if mark in last + chunk:
                    return True
                last = chunk[-len(mark) :]
    except DAMAGED:
        return True
    return False


def tables(
    file: ExportFile,
    part: Part,
    known: Collection[str],
    is_list: Callable[[frozenset[str]], bool],
    options: Options,
) -> Iterator[Grid]:
    """The sheets that are such a list, by their headings as :func:`folded` gives them; what is none is a problem."""
    for grid in grids_of(file, part, known={*known, *map(folded, options.mapping)}):
        if is_list(frozenset(map(folded, grid.header))):
            yield grid
            continue
        where = f"the sheet '{grid.sheet}'" if grid.sheet else "the file"
        reason = f"{where} is not read: its headings are of another list; save that by itself"
        part.problem(file.name, "unknown_heading", reason, row=grid.header_row, value=", ".join(grid.header))


def columns_of(header: Sequence[str], options: Options, aliases: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Heading → our column: as the caller maps them, else the first of the aliases that is there."""
    given = {folded(heading): name for heading, name in options.mapping.items()}
    columns = {heading: given[folded(heading)] for heading in header if folded(heading) in given}
    headings = {folded(heading): heading for heading in reversed(header) if heading not in columns}
    for name, names in aliases.items():
        heading = next((headings[alias] for alias in names if alias in headings), None)
        if heading is not None and name not in columns.values():
            columns[heading] = name
    return columns
