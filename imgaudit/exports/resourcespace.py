"""The metadata of a ResourceSpace library: *CSV export*.

How to get it: show a search or a collection, *Actions → CSV export - metadata*, tick *Include data from all accessible
fields*. A copy of the originals under their original names beside it lets them be scanned.

What stays unknown: where a picture is used and whether it is (the library is a store: *Date* is the picture's and stays
a column of its own), who can see an *Open* resource (that depends on whether visitors must log in), everybody shown who
is not among the named persons, alternative files, and what is inside the files. What the consent manager knows is not
in this export. Documents and audio are counted but not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from imgaudit.exports._drives.cells import by_name, has_place, is_place
from imgaudit.exports._drives.listed import NO_NAME, NO_PICTURE, SCHOOLS_OWN, Picture, columns_of, read_pictures, tables
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.files import ExportFile, kind_of_name
from imgaudit.foreign.addresses import is_url
from imgaudit.foreign.grids import Grid
from imgaudit.foreign.text import clean, joined, strip_markup
from imgaudit.foreign.words import folded

DIALECT = "resourcespace"
CHANNEL = "resourcespace"
TAKES_MAPPING = True

COLUMNS = {
    "Resource ID(s)": "assets.asset_id",
    "Title, else Original filename": "items.title",
    "Caption, Description": "items.caption",
    "Named person(s)": "appearances",
    "Original filename": "assets.kind; how a copy on this machine is found",
    "Resource type": "assets.kind; documents and audio are counted, not read",
    "Access": "items.visibility: Restricted and Confidential are private; Open is unknown",
    "Original file": "files.url",
    "a column of latitudes, longitudes or coordinates": "assets.platform_has_location; never its value",
    "Alt text, Who is shown, In use … (as in a spreadsheet)": "items.alt_text, assets.shows, items.in_use …",
    "Date, Keywords, Credit and every other column": "items, under their own headings",
}

_ID = "resource id(s)"
_NAMES = ("original filename", "filename", "file name")
_TITLES = ("title",)
_CAPTIONS = ("caption", "description")
_URLS = ("original file", "original")
_TYPES = {
    **dict.fromkeys(("photo", "photos", "photograph", "image", "picture", "1"), "picture"),
    **dict.fromkeys(("video", "videos", "film", "3"), "video"),
    **dict.fromkeys(("document", "documents", "audio", "2", "4"), "other"),
}
_ACCESS = {"restricted": "private", "confidential": "private", "1": "private", "2": "private"}
_QUIET = (*_NAMES, "resource type", "file size")
_MADE = frozenset((_ID, "access", *_TITLES, *_CAPTIONS, *_URLS))


def sniff(head: Head) -> str | None:
    """ResourceSpace's heading for the numbers of resources."""
    return "ResourceSpace's heading Resource ID(s)" if any(map(_is_list, head.rows)) else None


def _is_list(row: frozenset[str]) -> bool:
    return _ID in row and len(row - {""}) > 1


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All exports."""
    part = Part()
    known = {_ID, *_NAMES, *_MADE, "resource type", "contributed by", "date", "keywords"}
    for file in files:
        for grid in tables(file, part, known, _is_list, options):
            columns = columns_of(grid.header, options, SCHOOLS_OWN)
            own = [heading for heading in grid.header if heading not in columns and not _is_made(folded(heading))]
            part.add(read_pictures(DIALECT, CHANNEL, file, partial(_pictures, grid), columns, own, options, grid,
                                   quiet=_QUIET, made=_is_made))  # fmt: skip
    return part


def _is_made(name: str) -> bool:
    return name in _MADE or is_place(name)


def _pictures(grid: Grid, _part: Part) -> Iterator[tuple[int, Picture | str]]:
    for number, record in grid.records():
        cells = {name: clean(cell) for name, cell in by_name(record).items()}
        name, own = _first(cells, _NAMES), cells.get(_ID, "")
        kind = _kind(cells, name)
        if not (own or name):
            yield number, NO_NAME
        elif kind in ("document", "other"):
            yield number, NO_PICTURE
        else:
            url = _first(cells, _URLS)
            yield (
                number,
                Picture(
                    record,
                    {
                        "id": own or name,
                        "kind": kind,
                        "title": strip_markup(_first(cells, _TITLES)) or name,
                        "caption": joined(strip_markup(cells.get(heading, "")) for heading in _CAPTIONS),
                        "visibility": _ACCESS.get(cells.get("access", "").lower(), "unknown"),
                    },
                    name,
                    url=url if is_url(url) else None,
                    asset={"platform_has_location": has_place(cells) or None},
                    file={"declared_bytes": cells.get("file size")},
                ),
            )


def _kind(cells: Mapping[str, str], name: str) -> str | None:
    """By the end of the name, else by the type of resource, which a school may call as it likes."""
    return kind_of_name(name) or _TYPES.get(cells.get("resource type", "").lower())


def _first(cells: Mapping[str, str], names: Sequence[str]) -> str:
    return next((cells[name] for name in names if cells.get(name)), "")
