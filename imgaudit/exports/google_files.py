"""Files of a Google Drive as its API lists them: the JSON of ``files.list``.

How to get it: in the *Try this method* panel of Google's page on ``files.list`` (or a script of your own) ask for
``fields=*``, and save each answer as it comes; all pages go into one folder. A copy of the folder beside it lets the
pictures be scanned.

What stays unknown: whether and when a file is published anywhere (the times stay columns of their own), who is shown,
what is inside it, and whatever was not asked for with *fields*. Folders and documents are counted but not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

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

DIALECT = "google_files"
CHANNEL = "google drive"
TAKES_MAPPING = True

COLUMNS = {
    "id": "assets.asset_id",
    "name, title": "items.title; how a copy on this machine is found",
    "mimeType": "assets.kind, else the end of the name; entries of any other kind are counted, not read",
    "description": "items.caption",
    "size, fileSize": "files.declared_bytes",
    "imageMediaMetadata, videoMediaMetadata": "files.declared_width_px, declared_height_px; "
    "assets.platform_has_location, never the figures",
    "people, persons … among properties or any other key": "appearances",
    "permissions, shared": "items.visibility, files.is_public",
    "webViewLink": "files.url",
    "lastModifyingUser, owners": "items.uploaded_by: the first that is told",
    "trashed": "counted, not read",
    "createdTime, modifiedTime": "items, under their own names",
}
_OWN = ("createdTime", "modifiedTime")
_MADE = ("id", "name", "title", "mimetype", "description", "size", "filesize", "imagemediametadata.width",
         "imagemediametadata.height", "videomediametadata.width", "videomediametadata.height", "permissions",
         "permissionids", "shared", "webviewlink", "alternatelink", "trashed", "labels.trashed", "kind",
         "lastmodifyinguser", "owners")  # fmt: skip
_LISTS = ("files", "items")


def sniff(head: Head) -> str | None:
    """The kind that Google writes, or a list of files with its types."""
    for place in ("files[].", "items[].", "[].files[].", "[].", ""):
        keys = {key.removeprefix(place) for key in head.keys if key.startswith(place)}
        is_google = "drive#file" in head.text or "application/vnd.google-apps" in head.text
        if {"id", "mimeType"} <= keys and keys & {"name", "title"} and (is_google or place == "files[]."):
            return "entries with id, name and mimeType, as Google Drive's files.list gives them"
    return None


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All answers."""
    return read_answers(DIALECT, CHANNEL, files, _pictures, _OWN, options, made=_MADE, more=b"nextPageToken")


def _pictures(file: ExportFile, keys: Keys, part: Part) -> Iterator[tuple[int, Picture | str]]:
    for number, entry in entries(file, part, *_LISTS, beside=partial(note_pictures, part, file.name, None)):
        name = clean(entry.get("name")) or clean(entry.get("title"))
        kind = kind_of_file(entry.get("mimeType"), name)
        note_pictures(part, file.name, number, entry, taken=[name])
        if not (name and clean(entry.get("id"))):
            yield number, NO_NAME
        elif kind is None:
            yield number, NO_PICTURE
        elif entry.get("trashed") is True or dig(entry, "labels", "trashed") is True:
            yield number, IN_BIN
        else:
            yield number, _picture(entry, name, kind, has_location=keys.look(entry))


def _picture(entry: Entry, name: str, kind: str, *, has_location: bool | None) -> Picture:
    told = [dict(flat(permission)) for permission in objects(entry.get("permissions"))]
    visibility = openness(told) if told else "private" if entry.get("shared") is False else "unknown"
    link = clean(entry.get("webViewLink")) or clean(entry.get("alternateLink"))
    about = entry.get("imageMediaMetadata") or entry.get("videoMediaMetadata")
    about = about if isinstance(about, Mapping) else {}
    return Picture(
        {key: clean(entry.get(key)) for key in _OWN},
        {
            "id": clean(entry["id"]),
            "kind": kind,
            "title": name,
            "caption": strip_markup(clean(entry.get("description"))),
            "visibility": visibility,
            "people": people_in(entry),
            "uploaded_by": first_called([entry.get("lastModifyingUser"), *objects(entry.get("owners"))]),
        },
        name,
        url=link if is_url(link) else None,
        asset={"platform_has_location": has_location},
        file={
            "declared_bytes": entry.get("size") or entry.get("fileSize"),
            "declared_width_px": about.get("width"),
            "declared_height_px": about.get("height"),
            "is_public": IS_PUBLIC.get(visibility),
        },
    )
