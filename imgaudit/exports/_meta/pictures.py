"""One file of a download of Facebook or Instagram: which it is, where it lies, and what Meta keeps about it.

Meta names files by its own ids, and strips what cameras wrote from the files but keeps it in ``media_metadata``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from imgaudit.exports import identity
from imgaudit.exports.gaps import Numbered
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Part
from imgaudit.exports.sources import Source
from imgaudit.files import ExportFile, kind_of_name
from imgaudit.foreign.addresses import is_url, path_of
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.json import Entry, dig
from imgaudit.foreign.places import is_position
from imgaudit.foreign.text import clean

NUMBERED = Numbered(re.compile(r"(.+)_(\d{1,3})\.json", re.IGNORECASE))
NEW_LIST = "JSON beside the posts of a download that names pictures below keys that are not known"
_NEW_LIST_LOST = "names pictures below keys that are not known: not read; look on the platform at what this list shows"

ACTIVITY = r"your_(?:facebook|instagram)_activity|(?:your|this_profile's)_activity_across_facebook"
_BELOW_ROOT = re.compile(
    rf"(?:^|/)(?:(?:{ACTIVITY})(?:/.*)?|(?:posts|photos_and_videos)/album"
    r"|posts|photos_and_videos|stories|reels|short_videos|groups|comments|comments_and_reactions|profile_information"
    r"|content|media)$"
)
_OF_POSTS = re.compile(
    rf"(?:^|/)(?:(?:{ACTIVITY})/)?(?:posts|photos_and_videos|stories|reels|short_videos|groups|content|media|threads)$"
)
_OF_OTHERS = re.compile(r"messag|saved|memor|tagged|other_people|from_others|sent_to_you|wall_posts", re.IGNORECASE)
_PREFIX = re.compile(rf"(?:{ACTIVITY})/")
_LAYOUT = re.compile(rf"(?:(?:{ACTIVITY}|posts|media|photos_and_videos)/)*")
_DOWNLOAD = re.compile(
    r"(?:^|[/\\])(?:facebook|instagram)-[^/\\!]+-(20\d\d)-?(\d\d)-?(\d\d)(?=[-./\\!])", re.IGNORECASE
)
_OWN_ID = re.compile(r"(?:.*_[a-z]_)?(\d{10,})|.*_(\d{15,})", re.DOTALL)
_OWN_NAME = re.compile(r"\d{10}|^[0-9a-f]{16,}$")


# How a key of Meta's record is told in `platform_found`; values are never taken over.
_RECORD = {
    "latitude": "location",
    "longitude": "location",
    "upload_ip": "owner",
    "device_id": "serial",
    "camera_make": "device",
    "camera_model": "device",
    "lens_make": "device",
    "lens_model": "device",
    "taken_timestamp": "time",
    "modified_timestamp": "time",
    "date_time_original": "time",
    "date_time_digitized": "time",
    "software": "software",
}


def root_of(file: ExportFile) -> str:
    """The folder that the paths in a file of a download start from.

    It is where the file lies, but for the folders that Meta's own layouts put it in.
    """
    found = _BELOW_ROOT.search(file.folder)
    return file.folder[: found.start()] if found else file.folder


def is_new_list(head: Head, files: str) -> bool:
    """Whether a file beside the posts names files of the download, in a way that no list has which is known.

    ``files``: how the paths of these begin, as a pattern. Messages, what was saved or remembered, and what others
    posted are none of the account's.
    """
    keys = {key.partition(".")[0] for key in head.keys}
    if not keys or not _OF_POSTS.search(head.file.folder) or _OF_OTHERS.search(" ".join([head.name, *keys])):
        return False
    return re.search(rf'"uri"\s*:\s*"{files}', head.text.replace("\\/", "/")) is not None


def note_new_list(part: Part, head: Head) -> None:
    """Say of such a list that it was not read."""
    keys = ", ".join(sorted(head.keys))
    part.problem(head.file.name, "not_recognised", _NEW_LIST_LOST, value=keys, lost=None)


def made_on(path: str) -> datetime | None:
    """The day a download was made, which Meta writes into the name of its ZIP or folder.

    >>> made_on("autumn/instagram-fernhollow-2025-12-19-AbC1dEf2.zip!media/posts_1.json").isoformat()
    '2025-12-19T00:00:00+00:00'
    """
    found = _DOWNLOAD.search(path)
    moment = read_moment("-".join(found.groups())) if found else None
    return moment.when if moment else None


def below_activity(file: ExportFile, path: str) -> tuple[str, str]:
    """Folder and path of a file, without the outermost folder of newer layouts: so the path is the same in all."""
    slashed = path.replace("\\", "/").removeprefix("./")
    outer = _PREFIX.match(slashed)
    folders = [root_of(file), outer[0].rstrip("/") if outer else ""]
    return "/".join(filter(None, folders)), slashed[outer.end() :] if outer else slashed


def own_name(uri: str) -> str:
    """What stays of a file's path when the layout of the download changes: Meta's id of it.

    Where a name holds no such id it may occur twice, and the folders tell it from others.

    >>> own_name("media/posts/201904/565_197_n_18025938001189213.jpg"), own_name("media/posts/18025938001189213.jpg")
    ('18025938001189213', '18025938001189213')
    >>> own_name("posts/media/Trip/a.jpg"), own_name("your_facebook_activity/posts/media/Trip/a.jpg")
    ('Trip/a', 'Trip/a')
    """
    folder, slash, name = path_in(uri).rpartition("/")
    stem = name.rpartition(".")[0] or name
    if found := _OWN_ID.fullmatch(stem):
        return found[1] or found[2]
    if _OWN_NAME.search(stem):
        return stem
    return _LAYOUT.sub("", f"{folder}{slash}{stem}", count=1)


def asset_of(source: Source, uri: str, kind: str | None) -> str:
    """The asset that a file of a download is of."""
    name = own_name(uri)
    if is_url(uri) and not _OWN_NAME.search(name):
        return identity.url_asset(source.site, uri)
    # A video and a picture of one name are two things: a film and a still of it.
    return identity.numbered_asset(source.site, source.channel, f"v{name}" if kind == "video" else name)


def kind_in(media: Entry, uri: str) -> str | None:
    """Picture, video or other: by the end of its name, else by the record beside it."""
    path = path_in(uri)
    if kind := kind_of_name(path):
        return kind
    told = dig(media, "media_metadata")
    if isinstance(told, dict) and "photo_metadata" in told:
        return "picture"
    # Instagram leaves the ending off videos alone.
    is_film = "dubbing_info" in media or (isinstance(told, dict) and "video_metadata" in told)
    return "video" if is_film or _OWN_NAME.search(path.rpartition("/")[2]) else None


def path_in(uri: str) -> str:
    """The path that an address or a path of a download has."""
    return path_of(uri) if is_url(uri) else uri.replace("\\", "/").removeprefix("./")


@dataclass(slots=True)
class CameraRecord:
    """What Meta keeps of what a camera wrote: whether it knows the place, and what there is, a line each."""

    has_location: bool | None
    lines: list[str]


def record_of(media: Entry) -> CameraRecord:
    """What Meta keeps of what the camera wrote, without the values."""
    rows: list[tuple[str, object]] = []
    for name in ("photo_metadata", "video_metadata"):
        told = dig(media, "media_metadata", name)
        exif = dig(told, "exif_data")
        if isinstance(exif, list):
            rows += [(name, row) for row in exif] or [(name, {})]
        elif isinstance(exif, dict):
            rows.append((name, exif))
        elif isinstance(told, dict) and told.keys() & _RECORD.keys():  # downloads before 2020
            rows.append((name, told))
    positions = [has_position(row) if isinstance(row, dict) else None for _, row in rows]
    has_location = True if True in positions else None if not rows or None in positions else False
    lines: dict[tuple[str, str], dict[str, None]] = {}
    for name, row in rows:
        for key, kind in _RECORD.items():
            if isinstance(row, dict) and _is_told(row.get(key)) and (kind != "location" or has_position(row)):
                lines.setdefault((kind, name), {})[key] = None
    return CameraRecord(
        has_location, [f"{kind}: {' and '.join(keys)} in {name}" for (kind, name), keys in lines.items()]
    )


def _is_told(value: object) -> bool:
    """Whether there is a value at all: an empty text, 0 and nothing are none."""
    return isinstance(value, str | int | float) and clean(value) not in ("", "0", "False", "True")


def has_position(row: object) -> bool | None:
    """Whether a record holds a position; of what is no record it is unknown."""
    return is_position(row.get("latitude"), row.get("longitude")) if isinstance(row, dict) else None
