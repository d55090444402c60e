"""A WordPress site as its exports tell it: uploads, pages, and their copies. Numbers are WordPress's own, as text."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import cast

from imgaudit.exports import identity
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.sources import Source
from imgaudit.foreign.addresses import is_url
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.markup import Use, names_in, numbers_in
from imgaudit.foreign.players import Film
from imgaudit.foreign.text import joined

_AS_USUAL = re.compile(r"(?:19[789]|20[0-9])\d-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)


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
    by: str = ""
    """Who uploaded it: their log-in or number, see :meth:`Blog.called`."""
    is_of_theme: bool = False
    """A logo, header or background: the theme shows it, not a page."""
    listed: str | None = None
    """The names of its files, one a line, once their rows are written: a large site has millions."""
    as_of: datetime | None = None
    """When this was so, if the export or the entry says it."""
    also: set[str] = field(default_factory=set)
    """Other exports that tell of it too."""


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
    by: str = ""
    """Who wrote it, as of an upload."""
    published_at: datetime | None = None
    uses: list[Use] = field(default_factory=list)
    words: str = ""
    """Its running text, until its row is written."""
    text_id: str = ""
    is_cut: bool = False
    """More may be written on it than that."""
    unread: set[tuple[str, str]] = field(default_factory=set)
    """Its shortcodes and blocks that are not understood: what each is, and its name."""
    as_of: datetime | None = None
    """When this was so, as of an upload."""
    also: set[str] = field(default_factory=set)
    """Other exports that tell of it too."""


def published(gmt: str, local: str, options: Options, *, in_future: bool = False) -> tuple[datetime | None, bool]:
    """When it was published, in UTC if WordPress says so, and whether that had to be taken from its local time.

    What lies in the future, as a draft does, has no such date.
    """
    if _AS_USUAL.fullmatch(gmt):  # nearly all are, and the reader of any date takes ten times as long
        with suppress(ValueError):
            return datetime.fromisoformat(f"{gmt}+00:00"), False
    moment = read_moment(f"{gmt} UTC" if gmt and not gmt.startswith("0000") else "", options.zone)
    is_local = (moment is None or moment.when is None) and not in_future
    if is_local:
        moment = read_moment(local, options.zone)
    when = moment.when.astimezone(UTC) if moment and moment.when else None
    return when, is_local and when is not None


@dataclass
class Blog:
    """One WordPress site, from all files that export it."""

    url: str
    site: str
    channel: str
    dialect: str
    attachments: dict[str, Attachment] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    renamed: dict[str, set[str]] = field(default_factory=dict)
    """Addresses of copies that are not called like their attachment → the attachments."""
    kinds: set[str] = field(default_factory=set)
    """WordPress's types of the entries that the export holds."""
    numbers: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    """All numbers and file names that stand anywhere as a value."""
    linked: set[str] = field(default_factory=set)
    """Pages that the site's menus lead to."""
    authors: dict[str, str] = field(default_factory=dict)
    """Log-in or number of somebody who writes → what they are called."""
    films: dict[str, Film] = field(default_factory=dict)
    """Films that its pages show by players of other sites, by asset."""
    unread: dict[tuple[str, str], dict[str, tuple[Page, str]]] = field(default_factory=dict)
    """What of its pages is in no table: (what, its name) → the pages, and what stands there."""

    @cached_property
    def name(self) -> str:
        """The host and path that WordPress's numbers belong to."""
        return identity.blog(self.url)

    def source(self, part: Part) -> Source:
        """Who writes its rows. An export of media alone says nothing of pages, so it never stands in for a full one."""
        covers = None if self.pages or not self.attachments else f"{self.dialect}-media"
        return Source(part, self.site, self.channel, self.dialect, covers)

    def called(self, *by: str) -> str | None:
        """What those are called who uploaded and wrote, one a line."""
        numbered = {one: f"user {one} of WordPress" for one in by if one.isdigit()}
        return joined(self.authors.get(one) or numbered.get(one, one) for one in by)

    def take(self, told: Attachment | Page, part: Part) -> None:
        """Note an upload or page. Of what is told twice the newest holds, which is given first.

        Where nobody can say which is newer, what both say is taken: of a draft that is published since, the picture
        is on show.
        """
        known = cast("dict[str, Attachment | Page]", self.attachments if isinstance(told, Attachment) else self.pages)
        first = known.setdefault(told.number, told)
        if first is told:
            return
        if told.file != first.file:
            first.also.add(told.file)
        is_older = first.as_of and told.as_of and told.as_of < first.as_of
        if not is_older and _take_over(first, told):
            part.problem(
                told.file,
                "duplicate",
                "told twice, and differently, and nobody can say which is newer: what both say is taken; leave the "
                "older export out",
                value=told.number,
                lost=0,
                is_folded=True,
            )

    def mention(self, text: str, *, is_value: bool = False, but: Collection[str] = ()) -> None:
        """Note the numbers and file names in a text, in whatever way it names them; ``but`` are its own."""
        self.numbers |= numbers_in(text, is_value=is_value).difference(but)
        self.names |= names_in(text).difference(but)

    def note(self, what: str, name: str, page: Page, value: str) -> None:
        """Note what of a page is in no table; equal things become one problem, however many pages have them."""
        self.unread.setdefault((what, name), {}).setdefault(page.number, (page, value))

    @cached_property
    def is_of_all_content(self) -> bool:
        """Whether the export holds posts as well as pages, and every page that its own entries lead to."""
        named = self.linked | {attachment.parent for attachment in self.attachments.values()} - {"", "0"}
        return {"post", "page"} <= self.kinds and named <= self.pages.keys() | self.attachments.keys()

    def edit_url(self, number: str) -> str | None:
        """Where WordPress lets the comms team edit a post or attachment; an export may not say where it is."""
        if not (number.isdigit() and is_url(self.url)):
            return None
        return f"{self.url.rstrip('/')}/wp-admin/post.php?post={number}&action=edit"

    def asset_id(self, attachment: Attachment) -> str:
        """By number; an attachment that has none, by address."""
        if attachment.number.isdigit():
            return identity.wordpress_asset(self.site, self.name, attachment.number)
        return identity.url_asset(self.site, attachment.url)

    def status(self, page: Page) -> str:
        """The page's status; one that is inherited is the parent's."""
        seen = set()
        while page.status == "inherit" and page.parent in self.pages and page.number not in seen:
            seen.add(page.number)
            page = self.pages[page.parent]
        return page.status


_CLOSED = ("private", "future", "pending", "draft", "auto-draft", "trash")
"""Statuses of what not everybody sees, from the most open."""


def _how_closed(page: Page) -> int:
    if page.status == "publish":
        return int(page.has_password)
    return 3 + _CLOSED.index(page.status) if page.status in _CLOSED else 2


def _take_over(first: Attachment | Page, other: Attachment | Page) -> bool:
    """Have one say as well what the other says; whether it did not already."""
    before = copy(first)
    first.title = _both(first.title, other.title)
    if isinstance(first, Attachment) and isinstance(other, Attachment):
        first.alt, first.caption = _both(first.alt, other.alt), _both(first.caption, other.caption)
        first.is_of_theme |= other.is_of_theme
    elif isinstance(first, Page) and isinstance(other, Page):
        if _how_closed(other) < _how_closed(first):
            first.status, first.has_password, first.parent = other.status, other.has_password, other.parent
        first.published_at = min(filter(None, (first.published_at, other.published_at)), default=None)
        first.is_cut |= other.is_cut
        first.unread = first.unread | other.unread
        if other.uses != first.uses or other.words != first.words:
            offset = 0
            if other.words != first.words:
                offset = len(first.words) + 1 if first.words else 0
                first.words = "\n".join(filter(None, (first.words, other.words)))
            moved = [replace(use, near=(use.near[0] + offset, use.near[1] + offset)) for use in other.uses if use.near]
            first.uses = [*first.uses, *moved, *(use for use in other.uses if not use.near)]
    return first != before


def _both(one: str | None, other: str | None) -> str | None:
    return one if one == other else joined(sorted(filter(None, (one, other))))
