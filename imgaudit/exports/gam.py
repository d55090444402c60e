"""Google Drive as GAM lists it (GAM 7, GAMADV-XTD3 and older): CSV, or the Google Sheet made of it.

How to get it: ``gam redirect csv drive.csv user media@school.example print filelist fields
id,name,mimetype,size,description,createdtime,modifiedtime,webviewlink,trashed,shared,imagemediametadata,permissions
fullpath``; for a shared drive add ``select shareddriveid <id> showownedby any``. With ``oneitemperrow`` or
``formatjson`` it is read too. A copy of the pictures beside it, in their folders, lets them be scanned.

What stays unknown: whether a file is published anywhere and when (only the times it was made and changed, which stay
columns of their own), who is shown, and what is inside the file: ``imageMediaMetadata`` is what Drive notes of it. Who
can open a file is unknown without ``permissions``, which Google does not give for every file of a shared drive.
Folders, documents, shortcuts and what is in the bin are counted but not read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial

from imgaudit.exports._drives.cells import (
    IS_PUBLIC,
    by_name,
    flat,
    has_place,
    is_place,
    kind_of_file,
    openness,
)
from imgaudit.exports._drives.listed import (
    IN_BIN,
    NO_NAME,
    NO_PICTURE,
    REPEATED,
    SCHOOLS_OWN,
    Keys,
    Picture,
    columns_of,
    is_below,
    people_in,
    read_pictures,
    tables,
)
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.remarks import note_columns
from imgaudit.files import ExportFile
from imgaudit.foreign.grids import Grid
from imgaudit.foreign.text import clean, strip_markup
from imgaudit.foreign.words import folded

DIALECT = "gam"
CHANNEL = "google drive"
TAKES_MAPPING = True

COLUMNS = {
    "id": "assets.asset_id",
    "name, title": "items.title",
    "description": "items.caption",
    "mimeType": "assets.kind; rows of any other kind are counted, not read",
    "path.0": "how a copy on this machine is found; assets.asset_id where there is no id",
    "permissions.N.type, .id, .allowFileDiscovery": "items.visibility (anyone: public; anyone with the link: "
    "unlisted; a domain, group or person: private); files.is_public",
    "shared": "items.visibility, where it says no",
    "webViewLink, alternateLink": "assets.edit_url",
    "webContentLink": "files.url",
    "size, fileSize": "files.declared_bytes",
    "imageMediaMetadata.width, videoMediaMetadata.width": "files.declared_width_px",
    "imageMediaMetadata.height, videoMediaMetadata.height": "files.declared_height_px",
    "imageMediaMetadata.location": "assets.platform_has_location; never its value",
    "imageMediaMetadata": "assets.platform_found: which things Drive notes of the picture",
    "People, Alt text, Who is shown, In use … (as in a spreadsheet)": "appearances, items.alt_text, assets.shows …",
    "lastModifyingUser, owners.0, else Owner": "items.uploaded_by",
    "Owner, createdTime, modifiedTime, columns of addcsvdata": "items, under their own headings",
}

_TELLING = ("mimetype", "webviewlink", "alternatelink", "webcontentlink", "createdtime", "createddate",
            "modifiedtime", "modifieddate", "md5checksum", "path.0")  # fmt: skip
_PARTS = ("permission.", "permissions.", "owners.", "parents.", "imagemediametadata.")
_MADE = ("id", "name", "title", "description", "mimetype", "path", "permission", "permissions", "permissionids",
         "shared", "json", "webviewlink", "alternatelink", "webcontentlink", "size", "filesize", "trashed",
         "labels.trashed", "explicitlytrashed", "owner",
         "lastmodifyinguser", "owners.0.displayname",
         *(f"{kind}mediametadata.{side}" for kind in ("image", "video") for side in ("width", "height")),
         *("imagemediametadata.time", "imagemediametadata.cameramake", "imagemediametadata.cameramodel"),
         "imagemediametadata.lens")  # fmt: skip
_KEPT = ("owner", "createdtime", "createddate", "modifiedtime", "modifieddate")
_WHO = ("lastmodifyinguser.displayname", "lastmodifyinguser.emailaddress", "owners.0.displayname", "owner")
_DRIVES_OWN = re.compile(r"[a-z][A-Za-z0-9]*(?:\..*)?|JSON")
_PERMISSION = re.compile(r"permissions?(?:\.(\d+))?\.(.+)")
_ROOT = re.compile(r"(?:My Drive|Shared ?drives/[^/]+|SharedWithMe|Orphans)/", re.IGNORECASE)
_NOTED = {
    "imagemediametadata.time": "time: when it was taken, in imageMediaMetadata",
    "imagemediametadata.cameramake": "device: camera, in imageMediaMetadata",
    "imagemediametadata.cameramodel": "device: camera, in imageMediaMetadata",
    "imagemediametadata.lens": "device: lens, in imageMediaMetadata",
}


def sniff(head: Head) -> str | None:
    """A row of headings with GAM's ``Owner`` and the names of Drive's own fields."""
    row = next(filter(_is_list, head.rows), None)
    if row is None:
        return None
    telling = [name for name in sorted(row) if name in _TELLING or name.startswith(_PARTS)]
    return f"GAM's heading Owner and Drive's {', '.join(telling[:4]) or 'JSON'}"


def _is_list(row: frozenset[str]) -> bool:
    if "owner" not in row:
        return False
    if "json" in row:
        return row <= {"owner", "json", "id", "name", "title"}
    names_file = bool(row & {"id", "name", "title"})
    return names_file and any(name in _TELLING or name.startswith(_PARTS) for name in row)


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All lists; of a file that several rows name, all that they say of its sharing."""
    part = Part()
    for file in files:
        for grid in tables(file, part, ("owner", "id", "name", "title", *_TELLING), _is_list, options):
            columns = columns_of(grid.header, options, SCHOOLS_OWN)
            own = [heading for heading in grid.header if heading not in columns and _is_own(heading)]
            keys = Keys(_MADE)
            part.add(read_pictures(DIALECT, CHANNEL, file, partial(_pictures, grid, keys), columns, own, options, grid,
                                   quiet=_KEPT, made=_is_made))  # fmt: skip
            note_columns(part, file.name, keys.unused, sheet=grid.sheet)
    return part


def _is_own(heading: str) -> bool:
    """The school's own columns, and the few of Drive's that say who and when."""
    name = folded(heading)
    return name in _KEPT or not (_DRIVES_OWN.fullmatch(heading) or is_place(name))


def _is_made(name: str) -> bool:
    return is_below(name, _MADE) or is_place(name)


def _pictures(grid: Grid, keys: Keys, _part: Part) -> Iterator[tuple[int, Picture | str]]:
    shared = _shared(grid)
    seen: set[str] = set()
    names = [folded(heading) for heading in grid.header]
    tells_place = "json" in names or any(map(is_place, names))
    for number, record in grid.records():
        cells = _cells(record)
        own, name = clean(cells.get("id")), clean(cells.get("name") or cells.get("title"))
        path = _path(cells, name)
        kind = kind_of_file(cells.get("mimetype"), name or path)
        if not path and not (own and kind):
            yield number, NO_NAME
        elif kind is None:
            yield number, NO_PICTURE
        elif own in seen:
            yield number, REPEATED
        elif any(_is_yes(cells.get(key)) for key in ("trashed", "labels.trashed", "explicitlytrashed")):
            yield number, IN_BIN
        else:
            seen |= {own} - {""}
            inside = {key: cell for key, cell in cells.items() if "json" in names and key not in names}
            keys.look(inside)
            visibility = openness(shared.get(own) or _permissions(cells))
            if visibility == "unknown" and _is_yes(cells.get("shared")) is False:
                visibility = "private"
            ours = {
                "id": own or path,
                "kind": kind,
                "title": name or path.rpartition("/")[2],
                "caption": strip_markup(clean(cells.get("description"))),
                "visibility": visibility,
                "people": people_in(inside),
                "uploaded_by": next((clean(cells[key]) for key in _WHO if clean(cells.get(key))), ""),
            }
            yield number, _picture(record, cells, ours, path or own, tells_place=tells_place)


def _picture(
    record: Mapping[str, object],
    cells: Mapping[str, object],
    ours: Mapping[str, object],
    path: str,
    *,
    tells_place: bool,
) -> Picture:
    has_location: bool | None = has_place(cells)
    if not has_location and not (tells_place and _side(cells, "width")):
        has_location = None  # without any note of the picture, none of a place says nothing
    found = [text for key, text in _NOTED.items() if clean(cells.get(key))]
    if has_location:
        found.insert(0, "location: where it was taken, in imageMediaMetadata")
    return Picture(
        record,
        ours,
        _ROOT.sub("", path, count=1),
        url=clean(cells.get("webcontentlink")) or None,
        asset={
            "edit_url": clean(cells.get("webviewlink") or cells.get("alternatelink")) or None,
            "platform_has_location": has_location,
            "platform_found": "\n".join(dict.fromkeys(found)) or None,
        },
        file={
            "is_public": IS_PUBLIC.get(str(ours["visibility"])),
            "declared_bytes": cells.get("size") or cells.get("filesize"),
            "declared_width_px": _side(cells, "width"),
            "declared_height_px": _side(cells, "height"),
        },
    )


def _side(cells: Mapping[str, object], side: str) -> object:
    return cells.get(f"imagemediametadata.{side}") or cells.get(f"videomediametadata.{side}")


def _is_yes(value: object) -> bool | None:
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(clean(value).lower())


def _cells(record: Mapping[str, object]) -> dict[str, object]:
    """A row by folded heading; with ``formatjson`` the fields are inside one cell."""
    cells = by_name(record)
    if text := clean(cells.pop("json", None)):
        with suppress(ValueError, RecursionError):  # a broken cell says nothing of the file: the row is counted so
            cells |= dict(flat(json.loads(text)))
    return cells


def _path(cells: Mapping[str, object], name: str) -> str:
    """The first path of a file with its name, else the name."""
    path = clean(cells.get("path.0") or cells.get("path"))
    if path and name and path != name and not path.endswith(f"/{name}"):
        path = f"{path.rstrip('/')}/{name}"
    return path or name


def _shared(grid: Grid) -> dict[str, list[dict[str, object]]]:
    """File → whom it is shared with, where each of these has a row of its own."""
    result: dict[str, list[dict[str, object]]] = {}
    if any(folded(heading).startswith("permission.") for heading in grid.header):
        for _, record in grid.records():
            cells = _cells(record)
            if own := clean(cells.get("id")):
                result.setdefault(own, []).extend(_permissions(cells))
    return result


def _permissions(cells: Mapping[str, object]) -> list[dict[str, object]]:
    """Whom one row says that a file is shared with."""
    found: dict[str, dict[str, object]] = {}
    for name, value in cells.items():
        if not name.startswith("permission") or value in (None, ""):
            continue
        if match := _PERMISSION.fullmatch(name):
            found.setdefault(match[1] or "", {})[match[2]] = value
        elif name.startswith("permissionids"):  # a count, then one a column; or all in one cell
            found |= {own: {"id": own} for own in clean(value).split() if "." in name or not own.isdigit()}
    return list(found.values())
