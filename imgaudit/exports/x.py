"""X (Twitter): the archive of one's own account.

How to get it: on *x.com*, *Settings and privacy → Your account → Download an archive of your data*; X takes a day or
more to make it. The ZIP, or the folder unpacked from it, is read as it is: ``tweets.js`` (once ``tweet.js``), its
further parts, posts in communities and those deleted in the last two weeks, each beside ``tweets_media``.

What stays unknown: alternative texts (the archive leaves them out), whether a place is shown with a post of which the
archive has neither ``place`` nor coordinates, not even as ``null``, who is shown where nobody was tagged, and whether
the account is protected where it was made so over six months ago; without a sign of that its posts count as public. A
repost is listed as what the account shows, although the picture is somebody else's: ``page_title`` says whose. Posts
without a picture or video are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from imgaudit.exports import identity
from imgaudit.exports._x.attachments import (
    Named,
    Wanted,
    addresses_of,
    found_of,
    in_full,
    names_of,
    number_of,
    place_of,
    size_of,
    tagged,
)
from imgaudit.exports.gaps import Numbered
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.remarks import note_pictures
from imgaudit.exports.sources import Source, kind_of
from imgaudit.files import ExportFile
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.json import Entry, dig, entries, objects, text_of
from imgaudit.foreign.text import joined
from imgaudit.tables import ProblemCode

DIALECT = "x"
CHANNEL = "x"

COLUMNS = {
    "tweet.id_str": "items.page_url",
    "tweet.full_text": "items.caption, with short addresses in full",
    "tweet.created_at": "items.published_at",
    "tweet.place, geo, coordinates": "items.has_place_shown, place_shown: the name of a place, never the figures",
    "extended_entities.media[].id_str": "assets.asset_id",
    "media[].media_url_https, video_info.variants[].url": "assets.url, files.url, files.path",
    "media[].type": "assets.kind",
    "media[].ext_alt_text": "items.alt_text",
    "media[].original_info, sizes.large": "files.declared_width_px, files.declared_height_px",
    "media[].additional_media_info": "items.title, items.caption",
    "media[].features.*.tags[].name": "appearances, assets.platform_has_people",
    "RT @name at the beginning of full_text": "items.page_title",
    "note-tweet.js: noteTweet.core.text": "items.caption, where the post was cut",
    "protected-history.js: action, tweet.scopes.followers": "items.visibility",
    "deleted-tweets.js": "items.visibility, items.in_use",
    "manifest.js: archiveInfo.generationDate": "sources.exported_at",
}

POSTS = frozenset(("tweet", "tweets", "deleted_tweet", "deleted_tweets", "community_tweet", "community_tweets"))
ASIDE = frozenset(("account", "protected_history", "note_tweet", "manifest"))
"""Files that tell of the posts; they are read where posts lie beside them."""
PARTS = Numbered(re.compile(r"(.+?)(?:-part(\d{1,3}))?\.js"), first=0)
BEGINNING = 40
"""So many characters of a long post tell which post it is, together with the day; its number is in neither file."""
_ADDRESSES = ("media_url_https", "media_url")
KINDS = {"photo": "picture", "video": "video", "animated_gif": "video"}

_ASSIGNED = re.compile(r"window\.YTD\.(\w+)\.part\d+\s*=|(window\.__THAR_CONFIG)\s*=|(Grailbird\.data\.tweets_\w+)\s*=")
_NAMED = re.compile(r"YTD\.(\w+)\.part\d+")
_REPOST = re.compile(r"RT @(\w{1,20})\b")


def sniff(head: Head) -> str | None:
    """The name that X assigns its data to; without it, the keys of a post."""
    found = _ASSIGNED.match(head.text)
    kind = _kind(head)
    if kind is None:
        return None
    return f"X's name of it, {found[0].rstrip(' =')}" if found else "posts of X: id_str beside full_text"


def _kind(head: Head) -> str | None:
    found = _ASSIGNED.match(head.text)
    if found:
        kind = found[1] or ("manifest" if found[2] else "tweets")
        return kind if kind in POSTS | ASIDE else None
    is_post = any({f"{entry}.id_str", f"{entry}.full_text"} <= head.keys for entry in ("[].tweet", "[]"))
    return "tweets" if is_post else None


@dataclass(slots=True)
class _Archive:
    """What the other files of an archive say of its posts."""

    posts: list[tuple[str, ExportFile]] = field(default_factory=list)
    aside: list[ExportFile] = field(default_factory=list)
    exported_at: datetime | None = None
    is_part: bool = False
    named: list[str] = field(default_factory=list)
    """The files of posts that its manifest names, those without a post left out."""
    is_protected: bool = False
    notes: dict[tuple[date, str], list[str]] = field(default_factory=lambda: defaultdict(list))


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All archives; the files of one lie in one folder."""
    part = Part()
    source = Source.of(part, options, CHANNEL, DIALECT)
    archives: dict[str, _Archive] = defaultdict(_Archive)
    for file in files:
        kind = _kind(Head(file)) or "tweets"
        if kind in POSTS:
            archives[file.folder].posts.append((kind, file))
        else:
            archives[file.folder].aside.append(file)
            _read_aside(kind, file, archives[file.folder], part)
    wanted: list[Wanted] = []
    for archive in archives.values():
        if archive.posts:
            _note_lost(archive, part)
        for kind, file in archive.posts:
            source.read_from(file.name, exported_at=archive.exported_at)
            for row, entry in entries(file, part):
                tweet = entry["tweet"] if isinstance(entry.get("tweet"), dict) else entry
                wanted += _post(_Post(source, archive, file, row, tweet, kind.startswith("deleted")))
        for file in archive.aside if not archive.posts else ():
            part.problem(
                file.name, "missing", "tells of an X archive whose posts are not here: put its tweets.js beside it"
            )
    part.finders.append(Named(wanted))
    return part


def _read_aside(kind: str, file: ExportFile, archive: _Archive, part: Part) -> None:
    changes: list[tuple[str, str]] = []
    for _, entry in entries(file, part):
        if kind == "manifest":
            archive.exported_at = _moment(dig(entry, "archiveInfo", "generationDate"))
            archive.is_part |= dig(entry, "archiveInfo", "isPartialArchive") is True
            archive.named += _posts_named(entry)
        elif kind == "account":
            archive.is_protected |= dig(entry, "account", "protected") is True
        elif kind == "note_tweet" and (when := _moment(dig(entry, "noteTweet", "createdAt"))):
            note = text_of(dig(entry, "noteTweet", "core", "text"))
            archive.notes[when.date(), note[:BEGINNING]].append(note)
        elif kind == "protected_history":
            changes.append((text_of(dig(entry, "protectedHistory", "protectedAt")),
                            text_of(dig(entry, "protectedHistory", "action")).casefold()))  # fmt: skip
    archive.is_protected |= bool(changes) and max(changes)[1] in ("protect", "protected")


def _posts_named(manifest: Entry) -> Iterator[str]:
    """The files of posts that a manifest names, those without a post left out."""
    kinds = manifest.get("dataTypes")
    for kind in kinds.values() if isinstance(kinds, dict) else ():
        for told in objects(dig(kind, "files")):
            found = _NAMED.match(text_of(told.get("globalName")))
            name = text_of(told.get("fileName")).rpartition("/")[2]
            is_post = (found[1] if found else name.rpartition(".")[0].partition("-part")[0].replace("-", "_")) in POSTS
            if is_post and name and text_of(told.get("count")) != "0":
                yield name


def _note_lost(archive: _Archive, part: Part) -> None:
    """What X says that the archive should hold, or holds in part alone."""
    first = archive.posts[0][1].name
    if archive.is_part:
        part.problem(first, "missing", "X says that it is a part of an archive: put all parts into one folder, or "
                     "download it again", lost=None)  # fmt: skip
    here = {file.slashed.rpartition("/")[2] for _, file in archive.posts}
    if away := [name for name in dict.fromkeys(archive.named) if name not in here]:
        part.problem(first, "missing", "posts that the archive's manifest.js names are not here: put the whole archive "
                     "into one folder, or download it again", value=", ".join(away), lost=None)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Post:
    """One post, with where it stands."""

    source: Source
    archive: _Archive
    file: ExportFile
    row: int
    tweet: Entry
    is_deleted: bool

    def problem(
        self, code: ProblemCode, reason: str, column: str | None = None, value: object = None, *, lost: int | None = 1
    ) -> None:
        self.source.part.problem(self.file.name, code, reason, row=self.row, column=column, value=value, lost=lost)


def _post(post: _Post) -> Iterator[Wanted]:
    """The rows of one post: an item for each of its pictures and videos."""
    tweet = post.tweet
    number = number_of(tweet)
    media: Any = next(
        (found for where in ("extended_entities", "entities") if (found := dig(tweet, where, "media"))), []
    )
    if not number:
        post.problem("malformed", "no post, or one without a number: not read; download the archive again",
                     value=text_of(tweet.get("full_text")) or ", ".join(tweet))  # fmt: skip
        return
    taken = [name for one in objects(media) for name in (*addresses_of(one), *map(one.get, _ADDRESSES))]
    note_pictures(post.source.part, post.file.name, post.row, tweet, taken=taken, but=("urls",))
    if not media:
        return
    page = f"https://x.com/i/web/status/{number}"
    if not isinstance(media, list):
        post.problem("malformed", "its pictures are no list: not read; look at the post", "media", page)
        return
    text = text_of(tweet.get("full_text")) or text_of(tweet.get("text"))
    repost = _REPOST.match(text)
    published = read_moment(text_of(tweet.get("created_at")))
    if published is None or published.when is None:
        post.problem("date", "not a date that we can read: left unknown", "created_at", tweet.get("created_at"), lost=0)
    when = published.when if published else None
    is_private = post.archive.is_protected or dig(tweet, "scopes", "followers") is True
    for each in media:
        address = next(iter(addresses_of(each)), "") if isinstance(each, dict) else ""
        own = number_of(each) if isinstance(each, dict) else ""
        if not own and not address:
            post.problem(
                "no_picture", "a picture without number and address: not read; look at the post", "media", page
            )
            continue
        site = post.source.site
        asset_id = post.source.asset(
            identity.numbered_asset(site, CHANNEL, own) if own else identity.url_asset(site, address),
            url=address or None,
            kind="video" if "video_thumb/" in address else KINDS.get(text_of(each.get("type"))) or kind_of(address),
            **found_of(each),
        )
        for name in tagged(each):
            post.source.person(asset_id, name)
        about = each.get("additional_media_info")
        post.source.item(
            asset_id,
            page,
            post.file.name,
            page_url=page,
            page_title=f"Repost of @{repost[1]}" if repost else None,
            title=text_of(dig(about, "title")) or None,
            alt_text=text_of(each.get("ext_alt_text")) or text_of(each.get("alt_text")) or None,
            caption=joined(
                [
                    in_full(text, tweet),
                    *(post.archive.notes.get((when.date(), text[:BEGINNING]), ()) if when else ()),
                    text_of(dig(about, "description")),
                ]
            ),
            published_at=when,
            visibility="private" if is_private or post.is_deleted else "public",
            in_use=not post.is_deleted,
            **place_of(tweet),
        )
        width, height = size_of(each)
        file_id = post.source.file(
            asset_id,
            url=address or None,
            is_public=None if is_private or post.is_deleted or not address else True,
            declared_width_px=width,
            declared_height_px=height,
        )
        yield Wanted(post.file, file_id, names_of(number, each))


def _moment(value: object) -> datetime | None:
    moment = read_moment(text_of(value))
    return moment.when if moment else None
