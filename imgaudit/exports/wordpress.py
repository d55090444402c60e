"""A WordPress site put together: its media library, its pages, and which page uses what.

Shared by the dialects that export WordPress. Numbers are WordPress's own, as text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote, urlsplit

from imgaudit.exports import identity
from imgaudit.exports.addresses import absolute, address, beside, canonical, is_url, peel, size_in_name
from imgaudit.exports.files import is_safe
from imgaudit.exports.kinds import MEDIA, extension, kind_of_name
from imgaudit.exports.markup import Use
from imgaudit.exports.parts import Hint, Part, Row
from imgaudit.exports.text import joined

VISIBILITY = {
    "publish": "public",
    "private": "private",
    **dict.fromkeys(("draft", "pending", "future", "auto-draft", "trash"), "draft"),
}


@dataclass(slots=True)
class Copy:
    """A further file of an attachment, in the same folder."""

    name: str
    role: str
    width: int | None = None
    height: int | None = None
    size: int | None = None


@dataclass(slots=True)
class Attachment:
    """One upload."""

    number: str
    file: str
    url: str = ""
    title: str | None = None
    alt: str | None = None
    caption: str | None = None
    parent: str = ""
    uploaded_at: datetime | None = None
    local: str = ""
    """Its path below ``uploads``, as WordPress stores it."""
    width: int | None = None
    height: int | None = None
    size: int | None = None
    copies: list[Copy] = field(default_factory=list)
    is_of_theme: bool = False
    """A logo, header or background: the theme shows it, not a page."""


@dataclass(slots=True)
class Page:
    """One post or page of any type."""

    number: str
    file: str
    url: str | None = None
    title: str | None = None
    status: str = ""
    has_password: bool = False
    parent: str = ""
    published_at: datetime | None = None
    uses: list[Use] = field(default_factory=list)


@dataclass(slots=True)
class Blog:
    """One WordPress site, from all files that export it."""

    url: str
    site: str
    channel: str
    source_id: str
    attachments: dict[str, Attachment] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The host and path that WordPress's numbers belong to."""
        return identity.blog(self.url)

    def edit_url(self, number: str) -> str | None:
        """Where WordPress lets the comms team edit a post or attachment."""
        return f"{self.url.rstrip('/')}/wp-admin/post.php?post={number}&action=edit" if number.isdigit() else None

    def asset_id(self, attachment: Attachment) -> str:
        """By number; an attachment that has none, by address."""
        if attachment.number.isdigit():
            return identity.wordpress_asset(self.site, self.name, attachment.number)
        return identity.url_asset(self.site, attachment.url)


@dataclass(slots=True)
class _Placed:
    """What one page says about one asset."""

    alts: list[str | None] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)


class _Library:
    """Finds the attachment that an address means."""

    def __init__(self, blog: Blog) -> None:
        self.blog = blog
        self.known: dict[str, set[str]] = defaultdict(set)  # exact addresses, of copies too
        self.stems: dict[str, set[str]] = defaultdict(set)
        self.children: dict[str, list[str]] = defaultdict(list)
        for number, attachment in blog.attachments.items():
            self.children[attachment.parent].append(number)
            if attachment.url:
                self.known[address(attachment.url)].add(number)
                self.stems[canonical(attachment.url)].add(number)
            for copy in attachment.copies:
                self.known[address(beside(attachment.url, copy.name))].add(number)

    def number_of(self, url: str) -> str | None:
        """The attachment whose file or resized copy is at an address; ``None`` if none, or if two could be."""
        for step in peel(address(url)):
            if len(found := self.known.get(step, set())) == 1:
                return next(iter(found))
        found = self.stems.get(canonical(url), set())
        return next(iter(found)) if len(found) == 1 else None

    def is_copy(self, url: str, number: str) -> bool:
        """Whether an address on whatever host has the name of an attachment's file or of a copy of it."""
        own = canonical(self.blog.attachments[number].url).rsplit("/", 1)[-1]
        return canonical(url).rsplit("/", 1)[-1].casefold() == own.casefold()


def assemble(blog: Blog) -> Part:
    """All rows of one WordPress site."""
    part = Part()
    library = _Library(blog)
    strangers: dict[str, set[str]] = defaultdict(set)  # asset not in the library → its addresses
    extra: dict[str, set[str]] = defaultdict(set)  # attachment → addresses of copies only pages mention
    placed: dict[str, list[tuple[Page, _Placed]]] = defaultdict(list)
    trashed: dict[str, list[tuple[Page, _Placed]]] = defaultdict(list)
    for page in blog.pages.values():
        target = trashed if _status(blog, page) == "trash" else placed
        for asset, what in _uses_of(blog, page, library, strangers, extra, part).items():
            target[asset].append((page, what))

    for number, attachment in blog.attachments.items():
        asset_id = blog.asset_id(attachment)
        _attachment_rows(part, blog, attachment, extra[number])
        for page, what in placed.get(asset_id, ()):
            part.items.append(_item(part, blog, page, asset_id, what, attachment))
        if asset_id not in placed:
            part.items.append(_unused(part, blog, attachment, asset_id))
    for asset_id, urls in strangers.items():
        _stranger_rows(part, blog, asset_id, sorted(urls))
        in_trash = asset_id not in placed
        for page, what in placed.get(asset_id) or trashed[asset_id]:
            part.items.append({**_item(part, blog, page, asset_id, what, None), "in_use": not in_trash})
    return part


def _uses_of(
    blog: Blog,
    page: Page,
    library: _Library,
    strangers: dict[str, set[str]],
    extra: dict[str, set[str]],
    part: Part,
) -> dict[str, _Placed]:
    """Asset → what the page says about it."""
    result: dict[str, _Placed] = {}
    missing: dict[str, None] = {}
    with_address: set[str] = set()
    base = absolute(page.url or "", blog.url)

    def put(asset_id: str, use: Use) -> None:
        what = result.setdefault(asset_id, _Placed())
        what.alts.append(use.alt)
        what.captions.extend(use.captions)

    for use in page.uses:
        numbers = list(_children(blog, page, use, library)) if use.children_of is not None else use.ids
        mine = [number for number in numbers if number in blog.attachments]
        for number in mine:
            put(blog.asset_id(blog.attachments[number]), use)
        if use.is_shown:
            missing |= dict.fromkeys(number for number in numbers if number not in mine)
        for link in use.urls:
            url = absolute(link, base)
            owner = library.number_of(url)
            if owner is not None:
                put(blog.asset_id(blog.attachments[owner]), use)
                if address(url) not in library.known:
                    extra[owner].add(url)
                with_address.update(use.ids)
            elif any(library.is_copy(url, own) for own in mine) or not use.is_shown:
                continue  # the same picture by way of another host, or no picture at all
            elif extension(urlsplit_path(url)) in MEDIA and is_url(url):
                asset_id = identity.url_asset(blog.site, url)
                strangers[asset_id].add(url)
                put(asset_id, use)
                with_address.update(use.ids)
            else:
                part.problem(
                    page.file,
                    "a picture on the page whose address does not say which file it is: look at the page",
                    row=_number(page.number),
                    column="content:encoded",
                    value=link,
                )
    for number in missing:
        if number not in with_address:
            part.problem(
                page.file,
                f"the page uses attachment {number}, which the export does not hold: export 'All content', or add "
                "the 'Media' export to the folder",
                row=_number(page.number),
                column="content:encoded",
                value=number,
            )
    return result


def _children(blog: Blog, page: Page, use: Use, library: _Library) -> Iterator[str]:
    for number in library.children[use.children_of or page.number]:
        if number not in use.without and kind_of_name(urlsplit_path(blog.attachments[number].url)) == "picture":
            yield number


def _attachment_rows(part: Part, blog: Blog, attachment: Attachment, mentioned: set[str]) -> None:
    asset_id = blog.asset_id(attachment)
    part.assets.append(
        {
            "asset_id": asset_id,
            "site": blog.site,
            "url": attachment.url or None,
            "edit_url": blog.edit_url(attachment.number),
            "kind": kind_of_name(urlsplit_path(attachment.url) or attachment.local) or "other",
            "shows": "unknown",
        }
    )
    local = _local_path(attachment)
    folder, slash, name = local.rpartition("/")
    own = Copy(name, "published", attachment.width, attachment.height, attachment.size)
    rows: dict[str, Row] = {}
    for copy in (own, *attachment.copies):
        url = attachment.url if copy is own else beside(attachment.url, copy.name) if attachment.url else ""
        row = _file(asset_id, url, copy, f"{folder}{slash}{copy.name}")
        rows.setdefault(str(row["file_id"]), row)
        if copy.name and is_safe(copy.name):
            part.hints.setdefault(
                str(row["file_id"]), Hint(f"{folder}{slash}{copy.name}", _folder(attachment.file), blog.name)
            )
    for url in sorted(mentioned):
        width, height = size_in_name(urlsplit_path(url)) or (None, None)
        row = _file(asset_id, url, Copy("", "resized" if width else "original", width, height), "")
        rows.setdefault(str(row["file_id"]), row)
    part.files.extend(rows.values())


def _file(asset_id: str, url: str, copy: Copy, local: str) -> Row:
    return {
        "file_id": identity.file_id(asset_id, url or local, is_path=not url),
        "asset_id": asset_id,
        "role": copy.role,
        "url": url or None,
        "is_public": True if url else None,  # an upload answers to anyone, even if its page is private
        "declared_width_px": copy.width,
        "declared_height_px": copy.height,
        "declared_bytes": copy.size,
    }


def _local_path(attachment: Attachment) -> str:
    """Where a copy of the uploads would hold it: WordPress's own note, else the address below ``uploads``."""
    if attachment.local:
        return attachment.local
    path = unquote(urlsplit_path(attachment.url))
    return re.split(r"/(?:uploads|files)/(?:sites/\d+/)?", path, maxsplit=1)[-1].lstrip("/")


def _stranger_rows(part: Part, blog: Blog, asset_id: str, urls: list[str]) -> None:
    """A picture on a page that is not in the media library: of another site, of the theme, or deleted there."""
    by_address = {address(url): url for url in reversed(urls)}
    sizes = {name: size_in_name(name.split("?")[0]) for name in by_address}
    # The full size may not be known; then the largest copy is what is on show.
    shown = min(by_address, key=lambda name: (-(s[0] * s[1]) if (s := sizes[name]) else -float("inf"), name))
    part.assets.append(
        {
            "asset_id": asset_id,
            "site": blog.site,
            "url": by_address[shown],
            "kind": kind_of_name(urlsplit_path(urls[0])) or "picture",
            "shows": "unknown",
        }
    )
    for name, url in sorted(by_address.items()):
        width, height = sizes[name] or (None, None)
        part.files.append(
            _file(asset_id, url, Copy("", "published" if name == shown else "resized", width, height), "")
        )


def _item(part: Part, blog: Blog, page: Page, asset_id: str, what: _Placed, attachment: Attachment | None) -> Row:
    item_id = identity.item_id(asset_id, blog.channel, page.number)
    part.file_of[item_id] = page.file
    status = _status(blog, page)
    visible = VISIBILITY.get(status, "unknown")
    return {
        "item_id": item_id,
        "asset_id": asset_id,
        "source_id": blog.source_id,
        "site": blog.site,
        "channel": blog.channel,
        "page_url": page.url,
        "page_title": page.title,
        "page_edit_url": blog.edit_url(page.number),
        "title": attachment.title if attachment else None,
        "alt_text": joined([attachment.alt if attachment else None, *what.alts]),
        "caption": joined([attachment.caption if attachment else None, *what.captions]),
        "published_at": page.published_at,
        "visibility": "password" if visible == "public" and page.has_password else visible,
        "in_use": True,
    }


def _unused(part: Part, blog: Blog, attachment: Attachment, asset_id: str) -> Row:
    """An upload that no page uses; whether one does is unknown where the export holds no pages."""
    item_id = identity.item_id(asset_id, blog.channel, "")
    part.file_of[item_id] = attachment.file
    return {
        "item_id": item_id,
        "asset_id": asset_id,
        "source_id": blog.source_id,
        "site": blog.site,
        "channel": blog.channel,
        "title": attachment.title,
        "alt_text": attachment.alt,
        "caption": attachment.caption,
        "published_at": attachment.uploaded_at,
        "visibility": "public",
        "in_use": False if blog.pages and not attachment.is_of_theme else None,
    }


def _status(blog: Blog, page: Page) -> str:
    seen = set()
    while page.status == "inherit" and page.parent in blog.pages and page.number not in seen:
        seen.add(page.number)
        page = blog.pages[page.parent]
    return page.status


def urlsplit_path(url: str) -> str:
    """The path of an address; empty where it is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _folder(name: str) -> str:
    return name.replace("!", "/").rpartition("/")[0]


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 19 else None
