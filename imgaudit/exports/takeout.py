"""Google Photos from Google Takeout: a JSON sidecar beside each picture, once for the library and once an album.

How to get it: on *takeout.google.com* choose *Deselect all*, tick *Google Photos*, then *Next step → Create export*.
All parts of the download go into one folder, as ZIPs or unpacked.

What stays unknown: who can see a picture (Google Photos are private unless shared, but the export hardly says which
are: only ``access`` of an album, and only *public* and *private* are clear in it), whether a picture that is in no
album is used, and when it was published: ``photoTakenTime`` is when it was taken and ``creationTime`` when it was
uploaded. A picture without a sidecar is read as a file of a folder.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite

from imgaudit.exports import identity
from imgaudit.exports._google.downloads import download_of, made_at
from imgaudit.exports._google.pairs import Pairing, Sidecar, picture_named, place
from imgaudit.exports.binding import nearness
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.remarks import note_pictures
from imgaudit.exports.sources import Source
from imgaudit.files import MEDIA, ExportFile, extension, kind_of_name
from imgaudit.foreign.json import Entry, dig, entries, objects, text_of
from imgaudit.foreign.text import joined

DIALECT = "takeout"
CHANNEL = "google photos"

COLUMNS = {
    "url": "assets.asset_id, assets.url, assets.edit_url, items.page_url",
    "title": "items.title; assets.asset_id, with photoTakenTime, where there is no url",
    "description": "items.caption",
    "sharedAlbumComments[].text": "items.caption",
    "people[].name": "appearances, assets.platform_has_people",
    "geoData, geoDataExif": "assets.platform_has_location",
    "photoTakenTime": "assets.platform_found; assets.asset_id where there is no url",
    "trashed": "items.in_use, items.visibility",
    "inLockedFolder": "items.visibility",
    "the name of the sidecar": "files.path, files.role: the picture, its edited copy and its clip",
    "takeout-…Z, the name of the ZIP": "sources.exported_at",
    "album: title": "items.page_title",
    "album: access": "items.visibility",
    "album: description, enrichments[].narrativeEnrichment, sharedAlbumComments[].text": "items.caption",
}

ACCESS = {"public": "public", "private": "private"}
"""Albums shared and unshared alike are *protected*: that says nothing."""

_PHOTO = re.compile(r"https?://photos\.google\.com/(?:[^/?#]+/)*photo/([^/?#]+)")
_ONLY_TITLE = re.compile(r'\{\s*"title"\s*:\s*"')
_ALBUM = ("albumData", "enrichments", "sharedAlbumComments", "date.timestamp")
_YEAR = r"(?:18|19|20)\d\d"
_LIBRARY = re.compile(
    rf"(?:photos from|fotos (?:von|aus|de)|photos de|foto's uit|foto (?:dal|del)|zdjęcia z|фото(?:графии)? за|fotky z|"
    rf"fotografii din|foton från|bilder fra|billeder fra|valokuvat|fényképek -|fotoğraflar) {_YEAR}|"
    rf"{_YEAR} ?(?:年の写真|年のフォト|년의 사진|年的照片|年的相片)",
    re.IGNORECASE,
)


def sniff(head: Head) -> str | None:
    """A sidecar by when the picture was taken; an album's own file by what only that has."""
    top = {key for key in head.keys if "." not in key and "[" not in key}
    if "photoTakenTime" in top:
        return "a Google Photos sidecar: it has photoTakenTime"
    is_album = bool(top & {"title", "albumData"}) and any(key.startswith(_ALBUM) for key in head.keys)
    if is_album or {"title", "description", "access"} <= top or (top == {"title"} and _ONLY_TITLE.match(head.text)):
        return "the file of a Google Photos album: its title, but no photoTakenTime"
    return None


@dataclass(slots=True)
class _Album:
    """What an album says of itself."""

    file: ExportFile
    title: str
    visibility: str
    texts: list[str]
    is_used: bool = False


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All sidecars and albums of all parts of the download: either may lie in another part than its pictures."""
    part = Part()
    source = Source.of(part, options, CHANNEL, DIALECT)
    albums: dict[str, list[_Album]] = defaultdict(list)
    pictures: list[tuple[ExportFile, Entry]] = []
    for file in files:
        for row, entry in entries(file, part):
            note_pictures(part, file.name, row, entry, taken=[entry.get("title")])
            album = entry["albumData"] if isinstance(entry.get("albumData"), dict) else entry
            if "photoTakenTime" in entry or dig(entry, "url"):
                pictures.append((file, entry))
            elif any(name in album for name in ("title", "access", "enrichments", "sharedAlbumComments")):
                albums[place(file)].append(_album(file, album))
            else:
                part.problem(
                    file.name,
                    "malformed",
                    "neither a picture's sidecar nor an album: not read",
                    row=row,
                    value=", ".join(entry),
                )
    doubtful = _contradicting(pictures, part)
    for export in dict.fromkeys(map(_export, files)):
        source.read_from(export, exported_at=made_at(export))
    part.finders.append(Pairing([_picture(source, file, entry, albums, doubtful) for file, entry in pictures]))
    for album in (album for found in albums.values() for album in found):
        if not album.is_used and not _is_library(album.file):
            part.problem(
                album.file.name,
                "missing",
                "an album of which no picture is here: put all parts of the download into one folder",
                value=album.title,
            )
    return part


def _album(file: ExportFile, entry: Entry) -> _Album:
    texts = [
        text_of(entry.get("description")),
        *(text_of(dig(each, "narrativeEnrichment", "text")) for each in objects(entry.get("enrichments"))),
        *_comments(entry),
    ]
    return _Album(file, text_of(entry.get("title")), ACCESS.get(text_of(entry.get("access")).lower(), "unknown"), texts)


def _contradicting(pictures: Sequence[tuple[ExportFile, Entry]], part: Part) -> set[str]:
    """Addresses that sidecars of different pictures share: by them nobody can tell which picture is meant."""
    told: dict[str, dict[tuple[str, str], ExportFile]] = defaultdict(dict)
    for file, entry in pictures:
        taken = text_of(dig(entry, "photoTakenTime", "timestamp"))
        told[text_of(entry.get("url"))].setdefault((text_of(entry.get("title")), taken), file)
    doubtful = {url: meant for url, meant in told.items() if url and len(meant) > 1}
    for url, meant in doubtful.items():
        part.problem(
            min(file.name for file in meant.values()),
            "contradicted",
            f"{len(meant)} pictures with other titles or times and one address: each is told by its title and time",
            column="url",
            value=url,
            lost=0,
        )
    return set(doubtful)


def _picture(
    source: Source, file: ExportFile, entry: Entry, albums: dict[str, list[_Album]], doubtful: Collection[str]
) -> Sidecar:
    """The rows of one sidecar; which local file is its picture is found out when all are known."""
    base, number, _ = picture_named(file.slashed.rpartition("/")[2])
    title = text_of(entry.get("title"))
    url = text_of(entry.get("url"))
    photo = None if url in doubtful else _PHOTO.match(url)
    kind = next((kind_of_name(name) for name in (title, base) if extension(name) in MEDIA), None)
    asset_id = source.asset(
        _asset_id(source.site, file, photo, title, text_of(dig(entry, "photoTakenTime", "timestamp"))),
        url=photo[0] if photo else None,
        edit_url=photo[0] if photo else None,
        kind=kind,
        **_found(source.part, file, entry),
    )
    for person in objects(entry.get("people")):
        if name := text_of(person.get("name")):
            source.person(asset_id, name)

    is_library = _is_library(file)
    mine = download_of(file.slashed)
    near = sorted(
        (
            album
            for album in albums.get(place(file), ())
            if download_of(album.file.slashed) == mine or not made_at(file.name)
        ),
        key=lambda album: (download_of(album.file.slashed) != mine, nearness(file, album.file)),
    )
    album = near[0] if near and not is_library else None
    folder = "" if is_library else place(file).rpartition("/")[2]
    visibility = album.visibility if album else "unknown"
    if album and visibility == "private" and download_of(album.file.slashed) != mine:
        visibility = "unknown"  # the album may be another account's
    if album:
        album.is_used = True
    if entry.get("trashed") is True or entry.get("inLockedFolder") is True:
        visibility = "private"
    source.item(
        asset_id,
        folder,
        _export(file),
        page_url=photo[0] if photo else None,
        page_title=(album.title if album else "") or folder or None,
        title=title or base,
        caption=joined([text_of(entry.get("description")), *_comments(entry), *(album.texts if album else ())]),
        visibility=visibility,
        in_use=False if entry.get("trashed") is True else True if folder else None,
    )
    key = f"{folder}/{title or base}" if title or not number else f"{folder}/{base}({number})"
    file_id = source.file(asset_id, named=key, near=None, role=None)
    return Sidecar(file, source, asset_id, kind, file_id, key, title)


def _asset_id(site: str, file: ExportFile, photo: re.Match[str] | None, title: str, taken: str) -> str:
    """By the number in the picture's address, else by name and time: both are alike in every album and part."""
    if photo:
        return identity.numbered_asset(site, CHANNEL, photo[1])
    if title and taken:
        return identity.entry_asset(site, CHANNEL, title, taken)
    return identity.file_asset(site, f"{place(file)}/{file.slashed.rpartition('/')[2]}")


def _found(part: Part, file: ExportFile, entry: Entry) -> dict[str, object]:
    """What Google itself holds of the picture: that it does, and never what."""
    places = [name for name in ("geoData", "geoDataExif") if isinstance(entry.get(name), dict)]
    located = [name for name in places if _is_position(entry[name])]
    people = entry.get("people")
    names = [person for person in objects(people) if text_of(person.get("name"))]
    if people is not None and not isinstance(people, list):
        part.problem(
            file.name, "malformed", "no list of people: not read, look at the picture", column="people", value=people
        )
    found = [f"location: latitude and longitude in {name}" for name in located]
    found += ["people: names in people"] if names else []
    found += ["time: when it was taken in photoTakenTime"] if dig(entry, "photoTakenTime", "timestamp") else []
    return {
        "platform_has_location": bool(located) if places else None,
        "platform_has_people": bool(names) if isinstance(people, list) else None,
        "platform_found": "\n".join(found) or None,
    }


def _is_position(geo: Entry) -> bool:
    """Whether there is a place other than nought, which stands for none."""
    for name in ("latitude", "longitude"):
        with suppress(ValueError):
            if isfinite(number := float(text_of(geo.get(name)))) and number:
                return True
    return False


def _comments(entry: Entry) -> list[str]:
    return [text_of(comment.get("text")) for comment in objects(entry.get("sharedAlbumComments"))]


def _is_library(file: ExportFile) -> bool:
    """Whether its folder is one of the library by year, which is no album; called so in the account's language."""
    return bool(_LIBRARY.fullmatch(place(file).rpartition("/")[2]))


def _export(file: ExportFile) -> str:
    """The download a file came in: the ZIP, or the folder that was unpacked from it."""
    if file.slashed != file.name:
        return file.name.split("!", 1)[0]
    folders = file.folder.split("/")
    return "/".join(folders[: len(folders) - len(place(file).split("/"))]) or "."
