"""Instagram's own download of an account, as JSON.

How to get it: in Instagram, *Settings → Accounts Centre → Your information and permissions → Download your
information → Download or transfer information*; choose the school's account, *Content* (or everything), *Download to
device*, format **JSON**, media quality *High*, all time. The ZIP files can stay as they are; several parts of one
download go into one folder together.

What stays unknown: who can see a post, since the download does not say it of any; whether a story is still shown as a
highlight, which profile picture is the present one unless it is marked so, and whether other content, drafts among
it, was ever published: their ``in_use`` is unknown; the address of a post; who is tagged; whether a place is shown
with it, but where ``posts.json`` says. Messages are not published
by the school and are not read; pictures among them count as files that no export names. Location and camera are what
Instagram keeps for itself: it strips them from the files that it shows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial

from imgaudit.exports._meta.pictures import NEW_LIST, NUMBERED, is_new_list, made_on, note_new_list, root_of
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
    people_of,
    place_of,
    seconds,
    visibility,
)
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.remarks import note_pictures
from imgaudit.exports.sources import Source
from imgaudit.files import ExportFile
from imgaudit.foreign.json import Entry, entries
from imgaudit.foreign.text import joined

DIALECT = "instagram"
PARTS = NUMBERED

COLUMNS = {
    "title": "items.caption: of a post of several pictures",
    "media[].title": "items.caption: of a post of one picture",
    "creation_timestamp": "items.published_at, items.page_title; with the file, the post's part of item_id; timestamp "
    "in label_values",
    "media[].uri": "assets.asset_id by its name, files.path; files.url where it is an address; path before 2020",
    "media[].media_metadata": "assets.platform_has_location, platform_found: that it is there, never what it says",
    "label_values": "items.caption from Caption; items.has_place_shown, place_shown from Place, Latitude and Longitude",
    "location": "items.has_place_shown, place_shown: of a picture, before 2020",
    "ig_reels_media, ig_igtv_media": "items, as posts",
    "ig_stories": "items; in_use is unknown, as a story is shown for a day unless it is a highlight",
    "ig_profile_picture": "items; in_use is unknown but for is_profile_picture, as former ones may be among them",
    "ig_other_media": "items; in_use is unknown, as drafts are among them",
    "ig_archived_post_media": "items.visibility private, items.in_use no",
    "ig_recently_deleted_media": "items.visibility private, items.in_use no",
    "text_post_app_text_posts": "items on the channel threads",
    "instagram-…-2025-12-19-…, the name of the ZIP": "sources.exported_at",
}

_STORY = Section("story", in_use=None, of_files=True)
_PROFILE = Section("profile picture", in_use=None, of_files=True)
LISTS = {
    "ig_stories": _STORY,
    "ig_reels_media": POST,
    "ig_igtv_media": POST,
    "ig_profile_picture": _PROFILE,
    "ig_other_media": Section(in_use=None),
    "ig_archived_post_media": HIDDEN,
    "ig_recently_deleted_media": HIDDEN,
    "text_post_app_text_posts": Section(channel="threads"),
    "text_post_app_text_app_archived_posts": Section(in_use=False, visibility="private", channel="threads"),
}
_LISTS_BEFORE_2020 = {
    "photos": Section(of_files=True),
    "videos": Section(of_files=True),
    "stories": _STORY,
    "profile": _PROFILE,
}
"""In ``media.json``; its list ``direct`` holds messages and is left alone."""

_HIDDEN_NAMES = ("archived", "deleted")
"""What only the name of a file says of a plain list of posts."""
_PAGE = re.compile(r"(?:(?:archived_)?posts|stories|reels|igtv_videos|profile_photos)(?:_\d+)?\.html")
_TIMES = ("creation_timestamp", "timestamp", "taken_at")
Again = Callable[..., str]
"""Adds columns to one picture of one post."""
_NEAR = 2
"""Seconds between the times that Instagram writes down for one post."""


def sniff(head: Head) -> str | None:
    """A list of posts with media, or an object with one of Instagram's lists."""
    keys = head.keys
    if names := [name for name, _ in _lists(head)]:
        return f"JSON with Instagram's list {names[0]}"
    if "[].label_values" in keys:
        if re.search(r'"uri"\s*:\s*"media/', head.text.replace("\\/", "/")) and "[].timestamp" in keys:
            return "JSON of Instagram posts: label_values with media"
        if head.name.startswith("posts") and '"Latitude"' in head.text:
            return "JSON of Instagram posts: label_values with Latitude"
        return None
    if "[].media[].uri" in keys or ("media[].uri" in keys and "messages" not in keys):
        return "JSON of Instagram posts: media with uri"
    return NEW_LIST if is_new_list(head, "media/") else None


def mistaken(head: Head) -> str | None:
    """A page of posts, stories or reels: HTML is what Instagram gives unless it is asked for JSON."""
    is_page = _PAGE.fullmatch(head.name) and "<html" in head.text[:500].lower()
    is_theirs = is_page and re.search(r"instagram|media/(?:posts|stories|reels)/", head.file.slashed + head.text)
    return f"Instagram: {AS_HTML}" if is_theirs else None


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All files of all downloads. A newer file may add to the posts of an older one where they were taken."""
    part = Part()
    posts: dict[tuple[str, int], list[Again]] = defaultdict(list)
    places: list[tuple[str, int, dict[str, object]]] = []
    for file in files:
        head, root = Head(file), root_of(file)
        lists, is_new = _lists(head), sniff(head) == NEW_LIST
        beside = partial(note_pictures, part, file.name, None, but=[*(name for name, _ in lists), "direct"])
        for name, section in lists or [("", _section(head))]:
            source = Source.of(part, options, section.channel or "instagram", DIALECT)
            source.read_from(file.name, exported_at=made_on(file.path))
            if is_new:
                note_new_list(part, head)
                continue
            once = beside if lists and name == lists[0][0] else None  # what no list holds is the same for each
            for number, entry in entries(file, part, *filter(None, [name]), beside=once):
                times, placed = _take(Reading(source, file), number, entry, section)
                for time in times:
                    posts[root, time] += placed
                if not placed and (place := place_of(entry))["has_place_shown"]:
                    places += [(root, time, place) for time in times]
    for root, second, shown in places:
        for time in range(second - _NEAR, second + _NEAR + 1):
            for again in posts.get((root, time), ()):
                again(**shown)
    return part


def _lists(head: Head) -> list[tuple[str, Section]]:
    """Which of Instagram's lists a file has."""
    found = [(name, section) for name, section in LISTS.items() if name in head.keys]
    return found or [
        (name, section)
        for name, section in _LISTS_BEFORE_2020.items()
        if {f"{name}[].path", f"{name}[].taken_at"} <= head.keys
    ]


def _section(head: Head) -> Section:
    return HIDDEN if any(word in head.name for word in _HIDDEN_NAMES) else POST


def _take(reading: Reading, number: int, entry: Entry, section: Section) -> tuple[set[int], list[Again]]:
    """A post and its pictures; a post without any holds none.

    Given back are the seconds at which it was posted, and what says more of each of its pictures.
    """
    found = reading.media_of(entry, number, section)
    if section.channel == "threads":
        found = [media for media in found if media.get("uri") != ""]  # text alone
    own = first_moment(*(entry.get(name) for name in _TIMES))
    first = first_moment(*(media.get(name) for media in found for name in _TIMES))
    # A post of one picture has its time there, and may have it a second later at the post too.
    when = first if own is None or (first and abs((own - first).total_seconds()) <= _NEAR) else own
    text = legible(entry.get("title")) or legible(label(entry, "caption", "text", "title"))
    text = text or next((legible(media.get("title")) for media in found), "")
    people, page = people_of(entry), f"{section.kind} {seconds(when) or text}"
    assets = {
        reading.put(
            number,
            media,
            page,
            people=people,
            caption=joined([text, legible(media.get("title")), legible(media.get("caption"))]),
            page_title=called(section, when),
            page_url=address(entry),
            published_at=reading.published(number, *(told.get(name) for told in (entry, media) for name in _TIMES)),
            visibility=visibility(section, entry),
            in_use=section.in_use if media.get("is_profile_picture") is not True else True,
            # A post that names no place may have one: Instagram writes it into posts.json alone.
            **place_of(entry, media),
        )
        for media in found
    }
    known = {"visibility": visibility(section, entry), "in_use": section.in_use}
    placed: list[Again] = [
        partial(reading.source.item, asset, page, reading.file.name, **known) for asset in assets if asset
    ]
    return {int(time.timestamp()) for time in (own, first) if time}, placed
