"""A library of SharePoint or OneDrive: *Export to CSV* or *Export to Excel*, or a list made with PnP PowerShell.

How to get it: in the library, show the columns that matter (*Add column → Show or hide columns*), then *Export → Export
to Excel*, and save the sheet; *Export to CSV* holds no paths. Or ``Get-PnPListItem -List Documents -PageSize 500``, its
``FieldValues`` ``FileLeafRef, FileRef, FSObjType, File_x0020_Size, Title, Created, Modified`` through ``Export-Csv``.
The library synchronised or downloaded beside it lets the pictures be scanned.

What stays unknown: who can see a file (the export says nothing of sharing), whether and when it is published anywhere
(*Created* and *Modified* stay columns of their own, as they are written: in whose local time is not said), and what is
inside it. *Export to CSV* names files without their folders: two of one name then count as one. Folders and documents
are counted but not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from urllib.parse import unquote

from imgaudit.exports._drives.cells import by_name, has_place, is_place, kind_of_file
from imgaudit.exports._drives.listed import NO_NAME, NO_PICTURE, Picture, columns_of, read_pictures, tables
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.spreadsheet import ALIASES
from imgaudit.files import ExportFile
from imgaudit.foreign.addresses import is_url, path_of
from imgaudit.foreign.grids import Grid
from imgaudit.foreign.text import clean
from imgaudit.foreign.words import folded

DIALECT = "sharepoint"
CHANNEL = "sharepoint"
TAKES_MAPPING = True

COLUMNS = {
    "Path + Name, FileRef, ServerRelativeUrl, EncodedAbsUrl": "assets.asset_id; how a copy on this machine is found",
    "Title, else Name or FileLeafRef": "items.title",
    "the end of the name": "assets.kind; rows of any other kind are counted, not read",
    "Item Type, FSObjType": "folders are counted, not read",
    "File Size, File_x0020_Size": "files.declared_bytes, where it is in bytes",
    "ImageWidth, ImageHeight": "files.declared_width_px, files.declared_height_px",
    "MediaServiceLocation, a location column": "assets.platform_has_location; never its value",
    "Alt text, Description, People, Who is shown, In use … (as in a spreadsheet)": "items.alt_text, items.caption, "
    "appearances, assets.shows, items.in_use …",
    "Created By, Author, else Modified By, Editor": "items.uploaded_by",
    "Created, Modified and every other column": "items, under their own headings",
}

_NAMES = ("name", "fileleafref", "file name", "filename", "linkfilename")
_PATHS = ("fileref", "serverrelativeurl", "server relative url", "relativeurl", "relative url", "encodedabsurl")
_FOLDERS = ("path", "filedirref")
_SIZES = ("file size", "file x0020 size", "smtotalfilestreamsize", "length", "size")
_SIDES = ("imagewidth", "image width", "imageheight", "image height")
_QUIET = (*_SIZES, *_SIDES, "id", "created", "modified")
_WHO = ("created by", "author", "modified by", "editor")
_TYPES = ("item type", "fsobjtype", "filesystemobjecttype", "content type", "contenttype")
_FOLDER_WORDS = ("folder", "1", "ordner", "dossier", "carpeta", "cartella", "map", "document set")
_LISTS = (
    {"name", "item type", "path"},
    {"name", "modified", "modified by"},
    {"fileleafref"},
    {"fileref", "filedirref"},
    *({name, path} for path in _PATHS for name in ("name", "file name", "filename")),
)
_ALIASES = {
    name: ALIASES[name]
    for name in ("alt_text", "caption", "shows", "people", "people_complete", "in_use", "necessity",
                 "last_reviewed_on", "visibility", "channel")
}  # fmt: skip
# A library of a site, of a person's OneDrive, or of the first site: its files begin after its name.
_LIBRARY = re.compile(r"(?:(?:sites|teams|personal)/[^/]+/)?[^/]+/", re.IGNORECASE)
_UNSHOWN = re.compile(r"mediaservice|sharedwith|vti |x?metainfo")


def sniff(head: Head) -> str | None:
    """A row of headings as SharePoint calls them; or the schema that stands above them."""
    if re.match(r'"?ListSchema=', head.text) and re.search(r"FileLeafRef|LinkFilename", head.text):
        return "the schema of a SharePoint library"
    found = next((known for row in head.rows for known in _LISTS if row >= known), None)
    return f"SharePoint's headings {', '.join(sorted(found))}" if found else None


def _is_list(row: frozenset[str]) -> bool:
    return any(row >= known for known in _LISTS)


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All lists, each sheet of each."""
    part = Part()
    known = {*_NAMES, *_PATHS, *_FOLDERS, *_SIZES, *_TYPES, "modified", "modified by", "created"}
    for file in files:
        for grid in tables(file, part, known, _is_list, options):
            columns = columns_of(grid.header, options, _ALIASES)
            own = [heading for heading in grid.header if heading not in columns and _is_own(folded(heading))]
            part.add(read_pictures(DIALECT, CHANNEL, file, partial(_pictures, grid), columns, own, options, grid,
                                   quiet=_QUIET, made=_is_made))  # fmt: skip
    return part


def _is_own(name: str) -> bool:
    return not (_is_made(name) or _UNSHOWN.match(name))


def _is_made(name: str) -> bool:
    return name in (*_NAMES, *_PATHS, *_FOLDERS, *_TYPES, *_WHO, "title") or is_place(name)


def _pictures(grid: Grid, _part: Part) -> Iterator[tuple[int, Picture | str]]:
    types = [name for name in _TYPES if name in set(map(folded, grid.header))]
    for number, record in grid.records():
        cells = {name: clean(cell) for name, cell in by_name(record).items()}
        path = _path(cells)
        kind = kind_of_file("", path)
        is_folder = any(cells[name].lower() in _FOLDER_WORDS for name in types)
        if not path:
            yield number, NO_NAME
        elif kind is None or is_folder:
            yield number, NO_PICTURE
        else:
            title = cells.get("title") or path.rpartition("/")[2]
            yield (
                number,
                Picture(
                    record,
                    {"id": path, "kind": kind, "title": title, "uploaded_by": _first(cells, _WHO)},
                    _LIBRARY.sub("", path, count=1) if "/" in path else path,
                    url=cells["encodedabsurl"] if is_url(cells.get("encodedabsurl", "")) else None,
                    asset={"platform_has_location": has_place(cells) or None},
                    file={
                        "declared_bytes": _first(cells, _SIZES),
                        "declared_width_px": _first(cells, _SIDES[:2]),
                        "declared_height_px": _first(cells, _SIDES[2:]),
                    },
                ),
            )


def _path(cells: Mapping[str, str]) -> str:
    """The path below the host, the same in every kind of export: ``sites/comms/Shared Documents/relay.jpg``."""
    name, path = _first(cells, _NAMES), _first(cells, _PATHS).replace("\\", "/")
    if is_url(path):
        path = unquote(path_of(path))
    if not path:
        folder = _first(cells, _FOLDERS).replace("\\", "/")
        folder = unquote(path_of(folder)) if is_url(folder) else folder
        path = folder if name and folder.endswith(f"/{name}") else f"{folder.rstrip('/')}/{name}" if name else ""
    return path.strip("/")


def _first(cells: Mapping[str, str], names: Sequence[str]) -> str:
    return next(filter(None, map(cells.get, names)), "")
