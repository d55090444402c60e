"""Facebook's own download of a page or profile, as JSON.

How to get it: in Facebook, switch to the school's page, then *Settings & privacy → Settings → Your information →
Download your information* (or *Accounts Centre → Your information and permissions → Download your information*);
choose the page, *Posts* (and *Stories*, *Reels*, *Groups*, *Comments*), format **JSON**, media quality *High*, all
time. The ZIP files can stay as they are; several parts of one download go into one folder together.

What stays unknown: who can see a post, since the download does not say it of posts and albums; whether a story is
still shown as a highlight; the address of a post; whether a place is shown with a story, or with a photo where it
stands in an album or list; comments of other people. Messages, saved items, memories and what
others posted are not published by the school and are not read; pictures among them count as files that no export
names. Location and camera are what Facebook keeps for itself: it strips them from the files that it shows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import partial

from imgaudit.exports._meta.pictures import ACTIVITY, NEW_LIST, NUMBERED, is_new_list, made_on, note_new_list
from imgaudit.exports._meta.posts import (
    AS_HTML,
    HIDDEN,
    POST,
    Reading,
    Section,
    address,
    called,
    first_moment,
    label,
    legible,
    misfits,
    people_of,
    place_of,
    seconds,
    under,
    visibility,
)
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.remarks import note_pictures
from imgaudit.exports.sources import Source
from imgaudit.files import ExportFile
from imgaudit.foreign.json import Entry, entries
from imgaudit.foreign.text import joined

DIALECT = "facebook"
PARTS = NUMBERED

COLUMNS = {
    "timestamp": "items.published_at; with the file, the post's part of item_id",
    "title": "items.page_title; of a post without one, when it was posted",
    "data[].post": "items.caption; also the text of a comment or note, and Message in label_values",
    "tags[].name": "appearances, assets.platform_has_people",
    "place": "items.has_place_shown, place_shown: of a post, its event or its album; never the figures",
    "attachments[].data[].media": "one item each; external_context is a link, and no picture of the school's",
    "media.uri": "assets.asset_id by its name, files.path; files.url where it is an address",
    "media.title": "items.title",
    "media.description": "items.caption",
    "media.creation_timestamp": "items.published_at, where the post has no time",
    "media.thumbnail.uri": "files: the still of a video",
    "media.media_metadata": "assets.platform_has_location, platform_found: that it is there, never what it says",
    "name": "of an album: items.page_title, the page's part of item_id",
    "description": "of an album: items.caption",
    "photos[], cover_photo": "one item each, besides the post that shows the same picture",
    "other_photos_v2, videos_v2": "items on the page's lists of photos and videos",
    "lasso_videos_v2, group_posts_v2, profile_updates_v2, comments_v2": "items: reels and what else was posted",
    "archived_stories_v2": "items; in_use is unknown, as a story is shown for a day unless it is a highlight",
    "archive_v2, trash_v2": "items.visibility private, items.in_use no",
    "audience, privacy": "items.visibility, where a download has it",
    "facebook-…-2025-12-19-…, the name of the ZIP": "sources.exported_at",
}

_STORY = Section("story", in_use=None)
_COMMENT = Section("comment")
LISTS = {
    "other_photos_v2": Section("photos", of_files=True),
    "videos_v2": Section("videos", of_files=True),
    "archived_stories_v2": _STORY,
    "lasso_videos_v2": POST,  # reels
    "group_posts_v2": POST,
    "anonymous_author_posts": POST,
    "profile_updates_v2": POST,
    "comments_v2": _COMMENT,
    "group_comments_v2": _COMMENT,
    "archive_v2": HIDDEN,
    "trash_v2": HIDDEN,
}
LISTS |= {name.removesuffix("_v2"): section for name, section in LISTS.items()}  # before 2021
LISTS["status_updates"] = POST  # in 2018
_OF_ALBUMS = ("photos", "videos", "cover_photo")
_NAMES = {"archive.json": HIDDEN, "trash.json": HIDDEN}
"""What only the name of a file says: its entries are as those of any other post."""

_FILES = rf"(?:(?:{ACTIVITY})/)?(?:posts|photos_and_videos|stories|reels|short_videos|groups)/"
_PAGE = re.compile(r"(?:your|profile)_(?:posts|photos|videos|uncategorized_photos)\w*\.html")
_NAME = re.compile(r'"name"\s*:\s*("(?:[^"\\]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4}){0,1000}")')


def sniff(head: Head) -> str | None:
    """A list of posts, an album, or an object with one of Facebook's lists."""
    keys = head.keys
    if names := list(_lists(head)):
        return f"JSON with Facebook's list {names[0]}"
    if {"messages", "participants"} & keys:
        return None
    of_album = {"name", "cover_photo", "last_modified_timestamp", "photos[].creation_timestamp"}
    if ("photos[].uri" in keys and of_album & keys) or {"name", "photos", "last_modified_timestamp"} <= keys:
        return "JSON of a Facebook album: photos with uri"
    for start in ("[].", ""):
        own = {f"{start}{name}" for name in ("attachments[].data", "data[].post", "data[].update_timestamp")}
        both = {f"{start}attachments", f"{start}data"}
        if f"{start}timestamp" in keys and (own & keys or both <= keys):
            return "JSON of Facebook posts: timestamp with data or attachments"
    if {"[].label_values[].media[].uri", "[].timestamp"} <= keys and "facebook" in _uris(head):
        # Facebook's own choices, such as those for its memories, are written alike.
        is_post = '"Message"' in head.text or "posts" in head.name
        return "JSON of Facebook posts: label_values with Media" if is_post else None
    return NEW_LIST if is_new_list(head, _FILES) else None


def mistaken(head: Head) -> str | None:
    """A page of posts, photos or videos: HTML is what Facebook gives unless it is asked for JSON."""
    return f"Facebook: {AS_HTML}" if _PAGE.fullmatch(head.name) and "<html" in head.text[:500].lower() else None


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All files of all downloads; each stands for itself."""
    part = Part()
    source = Source.of(part, options, "facebook", DIALECT)
    for file in files:
        source.read_from(file.name, exported_at=made_on(file.path))
        reading, head = Reading(source, file), Head(file)
        lists = list(_lists(head))
        beside = partial(note_pictures, part, file.name, None, but=lists)
        for name in lists:  # what none of them holds is the same for each
            for number, entry in entries(file, part, name, beside=beside if name == lists[0] else None):
                _take(reading, number, entry, LISTS[name])
        if sniff(head) == NEW_LIST:
            note_new_list(part, head)
        elif not lists:
            _read_whole(reading, head)
    return part


def _lists(head: Head) -> Iterator[str]:
    """Which of Facebook's lists a file has; the older names are common, so their entries must look the part."""
    for name in LISTS:
        parts = {f"{name}[].{key}" for key in ("uri", "attachments", "data")}
        if name in head.keys and (name.endswith("_v2") or (parts & head.keys and "photos" not in head.keys)):
            yield name


def _uris(head: Head) -> str:
    return " ".join(re.findall(r'"uri"\s*:\s*"([^"]{1,2000})"', head.text))


def _read_whole(reading: Reading, head: Head) -> None:
    """A list of posts, one post, or an album. Of an album that breaks off, what comes before is kept."""
    section = _NAMES.get(head.name, POST)
    file, part = reading.file, reading.source.part
    if "photos" not in head.keys:
        for number, entry in entries(file, part):
            _take(reading, number, entry, section)
        return
    attempt = Part()
    albums = [entry for _, entry in entries(file, attempt)]
    if albums:
        part.add(attempt)
        for album in albums:
            _take_album(reading, album)
        return
    named = _NAME.search(head.text.partition('"photos"')[0])
    for number, photo in entries(file, part, "photos"):
        _take_photo(reading, number, photo, {"name": json.loads(named[1], strict=False)} if named else {})


def _take_album(reading: Reading, album: Entry) -> None:
    note_pictures(reading.source.part, reading.file.name, None, album, but=_OF_ALBUMS)
    for name in _OF_ALBUMS:
        photos = album.get(name) or []
        for number, photo in enumerate(photos if isinstance(photos, list) else [photos], 1):
            if isinstance(photo, dict):
                _take_photo(reading, number, photo, album)
            else:
                reading.problem(
                    "malformed", "no picture or video as it should be: look at the album", number, name, photo
                )


def _take_photo(reading: Reading, number: int, photo: Entry, album: Entry) -> None:
    name = legible(album.get("name"))
    reading.put(
        number,
        photo,
        f"album {name}",
        people=people_of(photo),
        title=legible(photo.get("title")) or None,
        caption=joined([legible(photo.get("description")), legible(album.get("description"))]),
        page_title=name or "Album without a name",
        published_at=reading.published(number, photo.get("creation_timestamp")),
        visibility=visibility(POST, photo, album),
        in_use=True,
        **place_of(photo, {"place": album.get("place")}),
    )


def _take(reading: Reading, number: int, entry: Entry, section: Section) -> None:
    """A post and its pictures; a post without any holds none."""
    found = reading.media_of(entry, number, section)
    texts = _texts(entry)
    when = first_moment(entry.get("timestamp"), *(media.get("creation_timestamp") for media in found))
    page = section.kind if section.of_files else f"{section.kind} {seconds(when) or ' '.join(texts)}"
    title = section.kind.capitalize() if section.of_files else legible(entry.get("title")) or called(section, when)
    people, is_told = people_of(entry), _tells_place(entry, section)
    for media in found:
        reading.put(
            number,
            media,
            page,
            people=people,
            title=legible(media.get("title")) or None,
            caption=joined([*texts, legible(media.get("description"))]),
            page_title=title,
            page_url=address(entry),
            published_at=reading.published(number, entry.get("timestamp"), media.get("creation_timestamp")),
            visibility=visibility(section, entry),
            in_use=section.in_use,
            **place_of(entry, media, otherwise=False if is_told else None),
        )


def _tells_place(entry: Entry, section: Section) -> bool:
    """Whether a post would have its place here if it had one.

    A check-in is an attachment beside the pictures, so a post whose attachments were read whole has no other. Lists of
    photos and albums leave out what their posts say, and a story may have its place as a sticker on the picture.
    """
    return isinstance(entry.get("attachments"), list) and section is not _STORY and not list(misfits(entry))


def _texts(entry: Entry) -> list[str]:
    """What a post, comment or note says, in the order in which it stands there."""
    found = under(entry, "post", "comment", "text", but=("media", "place"))
    told = [legible(value.get("comment") if isinstance(value, dict) else value) for value in found]
    told += [legible(label(entry, "message", "text", "caption", "description"))]
    return [text for text in dict.fromkeys(told) if text]
