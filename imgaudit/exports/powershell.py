"""A folder as PowerShell lists it: ``Get-ChildItem`` through ``Export-Csv``.

How to get it: in the folder of the pictures ``Get-ChildItem -Recurse -File | Select-Object FullName, Length,
LastWriteTime | Export-Csv pictures.csv -NoTypeInformation``. The folder itself beside the list lets the pictures be
scanned.

What stays unknown: whether and where a file is published (``channel=`` says it), when (the times stay columns of their
own, as they are written), who is shown, and what is inside it. Folders and documents are counted but not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from imgaudit.exports._drives.cells import by_name, has_place, is_place, kind_of_file
from imgaudit.exports._drives.listed import NO_NAME, NO_PICTURE, Picture, columns_of, read_pictures, tables
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.spreadsheet import ALIASES
from imgaudit.files import ExportFile
from imgaudit.foreign.grids import Grid
from imgaudit.foreign.text import clean
from imgaudit.foreign.words import folded

DIALECT = "powershell"
CHANNEL = "drive"
TAKES_MAPPING = True

COLUMNS = {
    "FullName": "assets.asset_id; below the folder that all have in common, how a copy on this machine is found",
    "Name": "items.title, else the end of FullName",
    "Length": "files.declared_bytes",
    "PSIsContainer, Mode": "folders are counted, not read",
    "Alt text, Who is shown, In use … (as in a spreadsheet)": "items.alt_text, assets.shows, items.in_use …",
    "LastWriteTime and every other column": "items, under their own headings",
}

_OWN = frozenset(
    ("fullname", "length", "name", "psiscontainer", "mode", "pspath", "psparentpath", "pschildname", "psdrive",
     "psprovider", "directory", "directoryname", "basename", "extension", "versioninfo", "target", "linktype",
     "parent", "root", "exists", "attributes", "isreadonly")
)  # fmt: skip
_TIMES = ("lastwritetime", "lastwritetimeutc", "creationtime", "creationtimeutc", "lastaccesstime", "lastaccesstimeutc")
_ALIASES = {
    name: ALIASES[name]
    for name in ("alt_text", "caption", "shows", "people", "people_complete", "in_use", "necessity", "channel")
}


def sniff(head: Head) -> str | None:
    """FullName beside what else PowerShell tells of a file."""
    found = next((row for row in head.rows if _is_list(row)), None)
    return "PowerShell's headings FullName and Length or LastWriteTime" if found else None


def _is_list(row: frozenset[str]) -> bool:
    return "fullname" in row and bool(row & {"length", "lastwritetime", "creationtime", "psiscontainer"})


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All lists."""
    part = Part()
    for file in files:
        for grid in tables(file, part, _OWN, _is_list, options):
            columns = columns_of(grid.header, options, _ALIASES)
            own = [heading for heading in grid.header if heading not in columns and _is_own(folded(heading))]
            pictures = partial(_pictures, grid, _common(grid))
            part.add(read_pictures(DIALECT, CHANNEL, file, pictures, columns, own, options, grid,
                                   quiet=_TIMES, made=_is_made))  # fmt: skip
    return part


def _is_own(name: str) -> bool:
    return name not in _OWN and not is_place(name)


def _is_made(name: str) -> bool:
    return name in ("fullname", "length", "name", "psiscontainer", "mode") or is_place(name)


def _common(grid: Grid) -> str:
    """The folder that all are in, which is another on every machine."""
    paths = [_slashed(record) for _, record in grid.records()]
    folders = [path.rpartition("/")[0].split("/") for path in paths if path]
    least, most = min(folders, default=[]), max(folders, default=[])
    same = 0
    while same < min(len(least), len(most)) and least[same] == most[same]:
        same += 1
    return "".join(f"{part}/" for part in least[:same])


def _slashed(record: object) -> str:
    cells = by_name(record)  # type: ignore[arg-type]
    return re.sub(r"^\\\\\?\\", "", clean(cells.get("fullname"))).replace("\\", "/")


def _pictures(grid: Grid, common: str, _part: Part) -> Iterator[tuple[int, Picture | str]]:
    for number, record in grid.records():
        cells = {name: clean(cell) for name, cell in by_name(record).items()}
        path = _slashed(record)
        kind = kind_of_file("", path)
        is_folder = cells.get("psiscontainer", "").lower() == "true" or cells.get("mode", "").startswith("d")
        if not path:
            yield number, NO_NAME
        elif kind is None or is_folder:
            yield number, NO_PICTURE
        else:
            below = path.removeprefix(common)
            yield (
                number,
                Picture(
                    record,
                    {"id": path, "kind": kind, "title": cells.get("name") or path.rpartition("/")[2]},
                    below,
                    asset={"platform_has_location": has_place(cells) or None},
                    file={"declared_bytes": cells.get("length")},
                ),
            )
