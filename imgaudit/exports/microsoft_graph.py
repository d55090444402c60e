"""Files of SharePoint or OneDrive as Microsoft Graph lists them: JSON of ``driveItem``.

How to get it: in *Graph Explorer* (signed in at the school) ask for ``/drives/…/root/children?$expand=permissions``, or
for ``/drives/…/root/search(q='')``; save each answer as it comes, and those of ``@odata.nextLink`` too, into one
folder. A copy of the library beside it lets the pictures be scanned.

What stays unknown: whether and when a file is published anywhere (the times stay columns of their own), who can see it
where *permissions* are not in the answer, who is shown, and what is inside it. Folders and documents are counted but
not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from urllib.parse import unquote

from imgaudit.exports._drives.cells import IS_PUBLIC, flat, kind_of_file, openness
from imgaudit.exports._drives.listed import (
    IN_BIN,
    NO_NAME,
    NO_PICTURE,
    Keys,
    Picture,
    first_called,
    people_in,
    read_answers,
)
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.remarks import note_pictures
from imgaudit.files import ExportFile
from imgaudit.foreign.addresses import is_url
from imgaudit.foreign.json import Entry, dig, entries, objects
from imgaudit.foreign.text import clean, strip_markup

DIALECT = "microsoft_graph"
CHANNEL = "sharepoint"
TAKES_MAPPING = True

COLUMNS = {
    "id": "assets.asset_id",
    "name": "items.title",
    "parentReference.path + name": "how a copy on this machine is found",
    "file.mimeType, photo, video": "assets.kind, else the end of the name; entries of any other kind are counted",
    "description": "items.caption",
    "size": "files.declared_bytes",
    "image, video": "files.declared_width_px, declared_height_px",
    "location": "assets.platform_has_location; never its value",
    "people, persons … among fields or any other key": "appearances",
    "permissions, shared.scope": "items.visibility, files.is_public",
    "webUrl": "files.url",
    "createdBy, lastModifiedBy": "items.uploaded_by: the first that is told",
    "deleted": "counted, not read",
    "createdDateTime, lastModifiedDateTime": "items, under their own names",
}
_OWN = ("createdDateTime", "lastModifiedDateTime")
_MADE = ("id", "name", "parentreference", "file.mimetype", "description", "size", "image.width", "image.height",
         "video.width", "video.height", "location", "permissions", "shared.scope", "weburl", "deleted",
         "createdby", "lastmodifiedby")  # fmt: skip
_SCOPES = {"anonymous": "unlisted", "organization": "private", "users": "private"}


def sniff(head: Head) -> str | None:
    """Entries with the keys of a driveItem."""
    for place in ("value[].", "[].", "[].value[].", ""):
        keys = {key.removeprefix(place) for key in head.keys if key.startswith(place)}
        if {"id", "name"} <= keys and keys & {"parentReference.driveId", "parentReference.path", "parentReference.id"}:
            return "entries with id, name and parentReference, as Microsoft Graph lists a drive"
    return None


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All answers."""
    return read_answers(DIALECT, CHANNEL, files, _pictures, _OWN, options, made=_MADE, more=b"@odata.nextLink")


def _pictures(file: ExportFile, keys: Keys, part: Part) -> Iterator[tuple[int, Picture | str]]:
    for number, entry in entries(file, part, "value", beside=partial(note_pictures, part, file.name, None)):
        name = clean(entry.get("name"))
        kind = kind_of_file(dig(entry, "file", "mimeType"), name)
        note_pictures(part, file.name, number, entry, taken=[name])
        if not (name and clean(entry.get("id"))):
            yield number, NO_NAME
        elif kind is None or "folder" in entry:
            yield number, NO_PICTURE
        elif entry.get("deleted"):
            yield number, IN_BIN
        else:
            yield number, _picture(entry, name, kind, has_location=keys.look(entry))


def _picture(entry: Entry, name: str, kind: str, *, has_location: bool | None) -> Picture:
    told = [dict(flat(permission)) for permission in objects(entry.get("permissions"))]
    visibility = openness(told) if told else _SCOPES.get(clean(dig(entry, "shared", "scope")), "unknown")
    folder = unquote(re.sub(r"^.*?root:?/?", "", clean(dig(entry, "parentReference", "path"))))
    link = clean(entry.get("webUrl"))
    shape = entry.get("image") or entry.get("video")
    return Picture(
        {key: clean(entry.get(key)) for key in _OWN},
        {
            "id": clean(entry["id"]),
            "kind": kind,
            "title": name,
            "caption": strip_markup(clean(entry.get("description"))),
            "visibility": visibility,
            "people": people_in(entry),
            "uploaded_by": first_called(dig(entry, key, "user") for key in ("createdBy", "lastModifiedBy")),
        },
        f"{folder}/{name}".lstrip("/"),
        url=link if is_url(link) else None,
        asset={"platform_has_location": has_location},
        file={
            "declared_bytes": entry.get("size"),
            "declared_width_px": dig(shape, "width"),
            "declared_height_px": dig(shape, "height"),
            "is_public": IS_PUBLIC.get(visibility),
        },
    )
