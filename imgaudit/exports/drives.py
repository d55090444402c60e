"""Lists of everything that lies on a drive: which rows are pictures, and what such a list says of each.

The dialects of such lists turn each row into a :class:`Picture` or say why it is none; the rows of the tables are then
made as for any list of pictures, so that ``mapping=`` and the school's own columns work alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, cast

from imgaudit.errors import InputError
from imgaudit.exports import identity
from imgaudit.exports.files import ExportFile, is_safe
from imgaudit.exports.grids import Grid, read_grids
from imgaudit.exports.kinds import kind_of_name
from imgaudit.exports.listing import Listing
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.sources import Source
from imgaudit.exports.spreadsheet import check_mapping
from imgaudit.exports.text import clean, words
from imgaudit.exports.words import channel_name, folded

NO_PICTURE = "folders and documents, which are no pictures or videos, were not read"
NO_NAME = "where no file is named nothing was read (export the list again, with names and paths)"
IN_BIN = "pictures and videos in the bin, which nobody is shown, were not read"
REPEATED = "further rows of a picture, such as one for each person it is shared with, were read as one"

_MADE = "\x00"
"""Begins the headings of what was made of a row, as no heading of a list does."""
_WHERE = re.compile(r"latitude|longitude|altitude|coordinates|\bgps|geo.?(?:lat|lon|loc)|mediaservicelocation")
_DRIVES_OWN = {"application/vnd.google-apps.photo": "picture", "application/vnd.google-apps.video": "video"}


@dataclass(slots=True)
class Picture:
    """One picture or video as a list tells of it.

    - ``cells``: the row as it stands, by heading; ``ours``: what was made of it, by our columns of a list.
    - ``path``: how the path of a copy on this machine ends; ``url``: where the bytes are.
    - ``asset``, ``file``: further columns of these tables.
    - ``asset_id``, ``site``: filled in by :func:`read_pictures`.
    """

    cells: Mapping[str, object]
    ours: Mapping[str, object]
    path: str
    url: str | None = None
    asset: Mapping[str, object] = field(default_factory=dict)
    file: Mapping[str, object] = field(default_factory=dict)
    asset_id: str = ""
    site: str = ""


@dataclass(slots=True)
class _Listed:
    """The pictures among the rows of a list, as :class:`Listing` wants to be given a grid."""

    sheet: str
    header: list[str]
    cut: list[tuple[int, str]]
    rows: dict[int, dict[str, object]]

    def records(self) -> Iterator[tuple[int, dict[str, object]]]:
        """Row number and heading → cell."""
        yield from self.rows.items()


def read_pictures(
    dialect: str,
    channel: str,
    file: ExportFile,
    rows: Iterable[tuple[int, Picture | str]],
    columns: Mapping[str, str],
    own: Sequence[str],
    options: Options,
    grid: Grid | None = None,
) -> Part:
    """The rows of the tables; rows that are no picture are counted by the reason they give, a problem a reason.

    ``columns`` is heading → our column and wins over what the dialect made of a row; ``own`` are the headings that
    stay columns of the school's own.
    """
    heading_of = {name: heading for heading, name in columns.items()}
    shown = [*own, *columns]
    pictures: dict[int, Picture] = {}
    cells: dict[int, dict[str, object]] = {}
    left_out: Counter[str] = Counter()
    for number, row in rows:
        if isinstance(row, str):
            left_out[row] += 1
            continue
        given = {name: words(row.cells.get(heading_of.get(name, ""))) for name in ("id", "site", "channel")}
        row.site = options.site or given["site"] or options.fallback_site
        where = options.channel or channel_name(given["channel"]) or channel
        number_there = given["id"] or clean(row.ours["id"])
        row.asset_id = identity.numbered_asset(row.site, where, number_there)
        made = {name: value for name, value in row.ours.items() if name not in heading_of}
        made |= {"id": number_there, "site": row.site, "channel": where}
        cells[number] = {_MADE + name: value for name, value in made.items()}
        cells[number] |= {heading: row.cells.get(heading) for heading in shown}
        row.cells = {}
        pictures[number] = row
    header = list(dict.fromkeys(heading for record in cells.values() for heading in record))
    cut = [(row, heading) for row, heading in grid.cut if row in cells and heading in shown] if grid else []
    listed = cast(Grid, _Listed(grid.sheet if grid else "", header, cut, cells))
    if "channel" not in heading_of:  # a list without pictures is one of the channel too
        options = replace(options, channel=options.channel or channel)
    means = {heading: heading.removeprefix(_MADE) for heading in header if heading.startswith(_MADE)}
    means |= {heading: name for heading, name in columns.items() if name not in means.values()}
    part = Listing(dialect, file, listed, means, options).read()
    _files(part, Source.of(part, options, channel, dialect), file, pictures)
    where = f"sheet '{grid.sheet}': " if grid and grid.sheet else ""
    for reason, count in left_out.items():
        part.problem(file.name, f"{where}{reason}: {count:,} row{'s' if count > 1 else ''}")
    return part


def _files(part: Part, source: Source, file: ExportFile, pictures: Mapping[int, Picture]) -> None:
    """The files, and what a list of pictures has no columns for."""
    twins = _twins(pictures.values())
    if twins:
        part.problem(
            file.name,
            f"so many names are each that of several pictures, of which a copy on this machine could be any: "
            f"{len(twins):,} (export the list with paths)",
            value=", ".join(sorted(twins)[:3]),
        )
    for number, picture in pictures.items():
        part.assets.append({"asset_id": picture.asset_id, "site": picture.site, **picture.asset})
        if picture.path in twins:
            own = identity.file_id(picture.asset_id, picture.url or picture.path, is_path=not picture.url)
            part.files.append(
                {"file_id": own, "asset_id": picture.asset_id, "role": "published", "url": picture.url, **picture.file}
            )
        elif picture.path or picture.url:
            columns: dict[str, Any] = dict(picture.file)
            source.file(picture.asset_id, url=picture.url, named=picture.path, near=file.folder, **columns)
        if not is_safe(picture.path):
            reason = "a path that leads outside the folder is not opened"
            part.problem(file.name, reason, row=number, value=picture.path)


def _twins(pictures: Iterable[Picture]) -> set[str]:
    """The paths that several different pictures have, as on a drive that allows it or in a list without folders."""
    first: dict[str, str] = {}
    return {
        picture.path for picture in pictures if first.setdefault(picture.path, picture.asset_id) != picture.asset_id
    } - {""}


def tables(
    file: ExportFile,
    part: Part,
    known: Collection[str],
    is_list: Callable[[frozenset[str]], bool],
    options: Options,
) -> Iterator[Grid]:
    """The sheets that are such a list, by their headings as :func:`folded` gives them; what is none is a problem."""
    try:
        with file.open() as stream:
            for grid in read_grids(stream, file.name, known={*known, *map(folded, options.mapping)}):
                if is_list(frozenset(map(folded, grid.header))):
                    yield grid
                    continue
                where = f"the sheet '{grid.sheet}'" if grid.sheet else "the file"
                reason = f"{where} is not read: its headings are of another list; save that by itself"
                part.problem(file.name, reason, row=grid.header_row, value=", ".join(grid.header))
    except InputError as error:
        part.problem(file.name, str(error).removeprefix(f"{file.name}: "))


def columns_of(header: Sequence[str], options: Options, aliases: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Heading → our column: as the caller maps them, else the first of the aliases that is there."""
    check_mapping(options.mapping)
    given = {folded(heading): name for heading, name in options.mapping.items()}
    columns = {heading: given[folded(heading)] for heading in header if folded(heading) in given}
    by_name = {folded(heading): heading for heading in reversed(header) if heading not in columns}
    for name, names in aliases.items():
        heading = next((by_name[alias] for alias in names if alias in by_name), None)
        if heading is not None and name not in columns.values():
            columns[heading] = name
    return columns


def by_name(record: Mapping[str, object]) -> dict[str, object]:
    """A row by its headings as :func:`folded` gives them."""
    return {_folded(heading): cell for heading, cell in record.items()}


_folded = lru_cache(maxsize=4096)(folded)  # the same headings, once for each of many rows


def kind_of_file(stated: object, name: str) -> str | None:
    """Picture or video by the type that a drive states, else by the end of the name; ``None`` for anything else.

    >>> kind_of_file("image/heif", "relay"), kind_of_file("", "relay.mp4"), kind_of_file("application/pdf", "a.pdf")
    ('picture', 'video', None)
    """
    mime = clean(stated).lower()
    family = mime.partition("/")[0]
    if family in ("image", "video"):
        return "picture" if family == "image" else "video"
    if mime in _DRIVES_OWN:
        return _DRIVES_OWN[mime]
    # A drive that does not know the type says octet-stream, or nothing.
    named = kind_of_name(name) if mime.endswith("/octet-stream") or not mime else None
    return named if named in ("picture", "video") else None


def openness(permissions: Iterable[Mapping[str, object]]) -> str:
    """Who can open a file, by Google's or Microsoft's list of whom it is shared with, its keys folded.

    >>> openness([{"type": "user"}, {"type": "anyone", "id": "anyoneWithLink"}]), openness([])
    ('unlisted', 'unknown')
    """
    found = "unknown"
    for permission in permissions:
        says = {key: clean(value).lower() for key, value in permission.items()}
        own, can_be_found = says.get("id", ""), says.get("allowfilediscovery", "")
        if says.get("deleted") == "true" or not any(says.values()):
            continue
        if says.get("type") == "anyone" or own.startswith("anyone"):
            needs_link = can_be_found == "false" or says.get("withlink") == "true" or own == "anyonewithlink"
            found = "unlisted" if found != "public" and needs_link and can_be_found != "true" else "public"
        elif says.get("link.scope") == "anonymous":
            found = "public" if found == "public" else "unlisted"
        elif found == "unknown":
            found = "private"
    return found


IS_PUBLIC = {"public": True, "unlisted": True, "private": False}
"""Whether anyone who has the address can open a file, by who can see it."""


def flat(value: object, path: str = "", *, depth: int = 9) -> Iterator[tuple[str, object]]:
    """The values inside JSON by their place, folded: ``permissions.0.type``; what lies deeper is left out."""
    if isinstance(value, Mapping):
        inside: Iterable[tuple[object, object]] = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    else:
        yield path, value
        return
    for key, deeper in inside if depth else ():
        name = folded(str(key))
        yield from flat(deeper, f"{path}.{name}" if path else name, depth=depth - 1)


@lru_cache(maxsize=4096)
def is_place(heading: str) -> bool:
    """Whether a column, folded, holds where a picture was taken: its values go into no table."""
    return bool(_WHERE.search(heading))


def has_place(cells: Mapping[str, object]) -> bool:
    """Whether one of these columns, folded, holds a place; 0, 0 is none."""
    return any(value and is_place(name) and _is_some(value) for name, value in cells.items())


def _is_some(value: object) -> bool:
    text = clean(value)
    try:
        return float(text) != 0
    except ValueError:
        return bool(text)


def whole(value: object) -> int | None:
    """A count of bytes or pixels; ``None`` where it is none, or only roughly told.

    >>> whole("12,345"), whole("12 KB"), whole(-1)
    (12345, None, None)
    """
    text = clean(value).replace(",", "")
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None
