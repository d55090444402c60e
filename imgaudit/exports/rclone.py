"""Any drive or bucket as rclone lists it: the JSON of ``rclone lsjson``.

How to get it: ``rclone lsjson -R --files-only --metadata remote:Pictures > drive.json``, where *remote* is a Google
Drive, OneDrive, SharePoint, Dropbox, S3 … A copy of the same folder beside it lets the pictures be scanned. ``rclone
lsf`` writes no headings and is not read.

What stays unknown: which drive it is (give ``channel=``), whether and when a file is published anywhere (``ModTime``
stays a column of its own), who is shown, and what is inside it. Who can open a file is known only where ``--metadata``
lists its permissions, as ``--drive-metadata-permissions read`` makes it do. Folders and documents are counted but not
read.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

from imgaudit.exports._drives.cells import IS_PUBLIC, flat, kind_of_file, openness
from imgaudit.exports._drives.listed import NO_NAME, NO_PICTURE, Keys, Picture, columns_of, people_in, read_pictures
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.remarks import note_columns, note_pictures
from imgaudit.files import ExportFile
from imgaudit.foreign.json import Entry, dig, entries, objects
from imgaudit.foreign.text import clean, strip_markup, whole

DIALECT = "rclone"
CHANNEL = "drive"
TAKES_MAPPING = True

COLUMNS = {
    "ID": "assets.asset_id",
    "Path": "assets.asset_id where there is no ID; how a copy on this machine is found",
    "Name": "items.title",
    "MimeType": "assets.kind, else the end of the name; entries of any other kind are counted, not read",
    "IsDir": "folders are counted, not read",
    "Size": "files.declared_bytes; -1 is unknown",
    "Metadata.description": "items.caption",
    "people, persons … of Metadata": "appearances",
    "Metadata.permissions": "items.visibility, files.is_public",
    "Metadata: a latitude and longitude": "assets.platform_has_location; never their values",
    "ModTime": "items, under its own name",
}

_KEYS = ("path", "name", "size", "mimetype", "modtime", "isdir", "id", "metadata.description", "metadata.permissions")


def sniff(head: Head) -> str | None:
    """A list of entries that say whether they are a folder."""
    for place in ("[].", "list[].", ""):
        if head.keys >= {f"{place}Path", f"{place}Name", f"{place}IsDir", f"{place}Size"}:
            return "entries with Path, Name, Size and IsDir, as rclone lists them"
    return None


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All lists."""
    part = Part()
    for file in files:
        own = ["ModTime"]
        keys = Keys(_KEYS)
        columns = columns_of(own, options, {})
        own = [name for name in own if name not in columns]
        twins = _of_two_sizes(file)
        if twins:
            reason = "files of one path and different sizes: each is told by its size too (list them again, with ids)"
            part.problem(file.name, "contradicted", reason, value=", ".join(sorted(twins)[:3]), lost=0)
        part.add(read_pictures(DIALECT, CHANNEL, file, partial(_pictures, file, twins, keys), columns, own, options,
                               quiet=("modtime",)))  # fmt: skip
        note_columns(part, file.name, keys.unused)
    return part


def _of_two_sizes(file: ExportFile) -> set[str]:
    """Paths without an id that several files have, as a Google Drive allows."""
    sizes: dict[str, set[int | None]] = defaultdict(set)
    for _, entry in entries(file, Part(), "list"):
        if not clean(entry.get("ID")) and entry.get("IsDir") is not True:
            sizes[clean(entry.get("Path"))].add(whole(entry.get("Size")))
    return {path for path, found in sizes.items() if path and len(found - {None}) > 1}


def _pictures(file: ExportFile, twins: Collection[str], keys: Keys, part: Part) -> Iterator[tuple[int, Picture | str]]:
    for number, entry in entries(file, part, "list", beside=partial(note_pictures, part, file.name, None)):
        path = next((clean(entry[key]) for key in ("Path", "Name") if isinstance(entry.get(key), str)), "")
        kind = kind_of_file(entry.get("MimeType"), path)
        note_pictures(part, file.name, number, entry, taken=[path, entry.get("Name")])
        if not path:
            yield number, NO_NAME
        elif kind is None or entry.get("IsDir") is True:
            yield number, NO_PICTURE
        else:
            has_location = keys.look(entry)
            size = whole(entry.get("Size"))
            own = clean(entry.get("ID")) or (f"{path} of {size} bytes" if path in twins and size is not None else path)
            yield number, _picture(entry, path, kind, own, has_location=has_location)


def _picture(entry: Entry, path: str, kind: str, own: str, *, has_location: bool | None) -> Picture:
    told = entry.get("Metadata") if isinstance(entry.get("Metadata"), dict) else {}
    visibility = openness(_permissions(dig(told, "permissions")))
    return Picture(
        {"ModTime": clean(entry.get("ModTime"))},
        {
            "id": own,
            "kind": kind,
            "title": clean(entry.get("Name")) or path.rpartition("/")[2],
            "caption": strip_markup(clean(dig(told, "description"))),
            "visibility": visibility,
            "people": people_in(entry),
        },
        path,
        asset={"platform_has_location": has_location},
        file={"declared_bytes": entry.get("Size"), "is_public": IS_PUBLIC.get(visibility)},
    )


def _permissions(text: object) -> list[Mapping[str, object]]:
    """Whom a file is shared with, which rclone writes as JSON within the JSON."""
    try:
        found = json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        return []
    return [dict(flat(permission)) for permission in objects(found)]
