"""A feed of a website: RSS, Atom, or the Atom that Blogger exports; also podcasts and Media RSS.

How to get it: open ``https://…/feed`` or ``…/rss.xml`` (a browser shows or saves it) and save what comes; of a blog on
Blogger *Settings → Manage blog → Back up content*. Several feeds go into one folder.

What stays unknown: whatever is older than the last entries that a feed holds (so nothing counts as gone that is not in
it; a Blogger export holds all), pages that are in no feed, anything inside the files, who is shown. Entries of a feed
count as public, since it offers them to everyone; drafts of a Blogger export and what is in its bin do not.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, tostring

from imgaudit.exports._crawls.webpages import CHANNEL, Placement, Website
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.remarks import declared
from imgaudit.exports.sources import kind_of
from imgaudit.files import DOCUMENTS, ExportFile, extension
from imgaudit.foreign.addresses import absolute, host, is_url, path_of
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.markup import uses
from imgaudit.foreign.players import DEMONSTRATIONS, film_at
from imgaudit.foreign.text import clean, strip_markup
from imgaudit.foreign.words import platform_of
from imgaudit.foreign.xml import events, local_name, root_of
from imgaudit.tables import ProblemCode

DIALECT = "feed"

COLUMNS = {
    "item, entry": "items: every picture and embedded film of its texts",
    "link, guid, id, blogger:filename": "items.page_url; of what has no address id or guid, the page's part of item_id",
    "title": "items.page_title",
    "description, summary, content, content:encoded": "items: which picture is on which page; alt_text, caption",
    "enclosure, link rel=enclosure, media:content, itunes:image": "assets.url, files.url; files.declared_bytes, "
    "declared_width_px, declared_height_px",
    "media:thumbnail": "assets.url, files.url of a picture of its own",
    "media:title, media:description": "items.title, items.caption",
    "pubDate, published, updated, dc:date": "items.published_at",
    "author, dc:creator": "items.uploaded_by",
    "georss:point, geo:lat": "items.has_place_shown, never the figures",
    "app:draft, blogger:status": "items.visibility, items.in_use",
    "channel/image, logo, icon": "assets.url, files.url",
}

_ENTRIES = ("item", "entry")
_DATES = ("pubDate", "published", "issued", "created", "date", "updated", "modified")
_TEXTS = ("description", "summary", "content", "encoded", "subtitle")
_STATUSES = {"live": "public", **dict.fromkeys(("draft", "scheduled"), "draft")}
"""What Blogger calls posts; any in its bin end with *trashed*."""
_NO_POSTS = re.compile(r"#(?:settings|template|page_template)$")
_MEDIA_OF_TYPE = re.compile(r"(image|video)(?:/|$)")

_UNREAD: dict[str, tuple[ProblemCode, str]] = {
    "no_page": ("no_picture", "entries without an address: what they show has no page"),
    "embedded": ("not_recognised", "another site shown within an entry, which is in no table; look at the page"),
    "dot": ("not_media", "dots that count who opens the page, and no pictures, were not read"),
    "demonstration": ("not_media", "films that a page builder shows until another is chosen were not read"),
    "address": ("no_picture", "no web address, so it is not known which picture this is"),
    "other": ("not_media", "enclosures that are neither a picture nor a video (sound, documents) were not read"),
    "settings": ("not_media", "entries that are settings of the blog and no posts were not read"),
}
"""What is in no table → code and reason of its one problem."""


def sniff(head: Head) -> str | None:
    """XML whose first element is a feed's and that holds an entry; WordPress's own export is none."""
    root = root_of(head.xml)
    if root not in ("rss", "RDF", "feed") or "wordpress.org/export/" in head.xml:
        return None
    has_entry = re.search(r"<(?:[\w.-]+:)?(?:item|entry)[\s>]", head.xml)
    return f"a feed: XML that begins with <{root}> and holds entries" if has_entry else None


def site_of(head: Head) -> str | None:
    """The host of the feed's own address."""
    found = re.search(r"<link>\s*(?:<!\[CDATA\[)?\s*(https?:[^<\]\s]+)", head.xml)
    named = host(found[1]) if found else ""
    return named if named and platform_of(f"https://{named}/") is None else None


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All feeds; those of one channel are one website."""
    part = Part()
    websites: dict[str, tuple[Website, list[str]]] = {}
    for file in files:
        feed = _Feed(file.name, Part())
        feed.read(file)
        website, names = websites.setdefault(feed.channel, (Website(), []))
        names.append(file.name)
        feed.write(website)
        part.add(feed.part)
        if not feed.is_whole:
            part.doubtful.add(file.name)
    for channel, (website, names) in websites.items():
        website.write(part, options, DIALECT, dict.fromkeys(names), channel=channel)
    return part


@dataclass(slots=True)
class _Shown:
    """One picture or film of an entry."""

    url: str
    kind: str | None = None
    alt: str | None = None
    caption: str | None = None
    title: str | None = None
    size: int | None = None
    dimensions: tuple[int, int] | None = None


@dataclass(slots=True)
class _Entry:
    """One entry as text."""

    page: str = ""
    title: str = ""
    published: str = ""
    visibility: str = "public"
    in_use: bool = True
    number: str = ""
    """Its id, where it has no address."""
    place: str = ""
    by: str = ""
    """Who wrote it."""
    media: dict[str, str] = field(default_factory=dict)
    """Title and description of what it encloses."""
    shown: list[_Shown] = field(default_factory=list)


@dataclass(slots=True)
class _Feed:
    """One file while it is read."""

    file: str
    part: Part
    home: str = ""
    is_whole: bool = False
    entries: list[_Entry] = field(default_factory=list)
    unread: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def channel(self) -> str:
        """Where most of its entries are."""
        named = Counter(platform_of(entry.page) or CHANNEL for entry in self.entries if entry.page)
        return min(named, key=lambda name: (-named[name], name), default=CHANNEL)

    def read(self, file: ExportFile) -> None:
        """Every entry; of what stands around them the address and the pictures of the feed itself."""
        inside = 0
        top: Element | None = None
        aside = _Entry()
        with file.open() as stream:
            for event, element in events(stream, self.file, self.part, entry=_ENTRIES):
                name = local_name(element)
                if event == "start":
                    inside += name in _ENTRIES
                    top = element if name in ("channel", "feed", "RDF") else top
                    continue
                if name in _ENTRIES:
                    inside -= 1
                    self._entry(element)
                    if top is not None:
                        top.clear()
                elif not inside:
                    self._around(name, element, aside)
        if aside.shown:
            aside.page = self.home
            self.entries.append(aside)

    def _around(self, name: str, element: Element, aside: _Entry) -> None:
        text = clean(element.text)
        if name == "link" and not self.home and (text or element.get("rel", "alternate") == "alternate"):
            self.home = text or element.get("href", "")
        elif name in ("logo", "icon", "url") and is_url(text):  # of RSS, the address within its <image>
            aside.shown.append(_Shown(text, "picture"))
        elif name == "image" and is_url(element.get("href", "")):
            aside.shown.append(_Shown(element.get("href", ""), "picture"))

    def _entry(self, element: Element) -> None:
        kinds = [child.get("term", "") for child in element if local_name(child) == "category"]
        if any(map(_NO_POSTS.search, kinds)):
            self.unread["settings", ""]["settings"] += 1
            self.is_whole = True  # only an export holds them
            return
        self.is_whole = self.is_whole or any(map(_is_bloggers, element))
        entry = _Entry(self._page(element), by=_author(element))
        told = (clean(child.text) for child in element if local_name(child) in ("guid", "id"))
        entry.number = next(filter(None, told), "")
        texts: list[str] = []
        for child in element.iter():
            self._take(child, entry, texts)
        for one in entry.shown:
            one.title, one.caption = entry.media.get("title"), entry.media.get("description")
        entry.shown = list(self._used(texts)) + entry.shown
        if entry.shown and not is_url(entry.page):
            self.unread["no_page", ""][entry.title or entry.page] += 1
        self.entries.append(entry)

    def _page(self, element: Element) -> str:
        links = [child for child in element if local_name(child) == "link"]
        for link in links:
            if link.get("rel", "alternate") == "alternate" and (url := clean(link.text) or link.get("href", "")):
                return url
        below = (clean(child.text) for child in element if local_name(child) == "filename" and _is_bloggers(child))
        if is_url(self.home) and (name := next(filter(None, below), "")):
            return name
        guids = (clean(child.text) for child in element if local_name(child) in ("guid", "id"))
        return next((guid for guid in guids if is_url(guid)), "")

    def _take(self, child: Element, entry: _Entry, texts: list[str]) -> None:
        name, text = local_name(child), clean(child.text)
        url = child.get("url") or child.get("href") or ""
        is_media = (
            name in ("enclosure", "thumbnail")
            or (name == "content" and child.get("url"))
            or (name == "link" and child.get("rel") == "enclosure")
            or (name == "image" and child.get("href"))
        )
        if is_media:
            self._enclosed(name, url, child, entry)
        elif "search.yahoo.com/mrss" in child.tag and name in ("title", "description"):
            entry.media.setdefault(name, strip_markup(text))
        elif name in _TEXTS:
            texts.append(_markup(child))
        elif name == "title" and not entry.title:
            entry.title = strip_markup(text)
        elif name in _DATES and text and not _is_bloggers(child):  # Blogger's "created" is when it was begun
            entry.published = entry.published or text
        elif name == "status" and _is_bloggers(child):
            entry.in_use = not text.lower().endswith("trashed")
            entry.visibility = _STATUSES.get(text.lower(), "unknown") if entry.in_use else "draft"
        elif name in ("draft", "status") and text.lower() in ("yes", "draft"):
            entry.visibility = "draft"
        elif name in ("point", "lat", "featurename", "featureName"):
            entry.place = text

    def _enclosed(self, name: str, url: str, child: Element, entry: _Entry) -> None:
        typed = _MEDIA_OF_TYPE.match(child.get("medium") or child.get("type") or "")
        kind = typed[1] if typed else {"thumbnail": "image"}.get(name) or kind_of(url)
        kind = "picture" if kind == "image" or name == "image" else kind
        if film := film_at(url):
            entry.shown.append(_Shown(film.url, film.kind))
        elif kind not in ("picture", "video"):
            self.unread["other", ""][url] += 1
        else:
            told = {
                "declared_width_px": child.get("width"),
                "declared_height_px": child.get("height"),
                "declared_bytes": child.get("length") or child.get("fileSize"),
            }
            width, height, size = declared(self.part, self.file, None, told).values()
            entry.shown.append(_Shown(url, kind, size=size, dimensions=(width, height) if width and height else None))

    def _used(self, texts: list[str]) -> Iterator[_Shown]:
        for use in (use for text in texts for use in uses(text)):
            caption = "\n".join(dict.fromkeys(use.captions)) or None
            for url in use.urls if use.is_shown else ():
                film = film_at(url)
                if use.is_dot:
                    self.unread["dot", ""][url] += 1
                elif use.is_embedded:
                    self.unread["embedded", host(url)][url] += 1
                elif film and (film.platform, film.number) in DEMONSTRATIONS:
                    self.unread["demonstration", ""][url] += 1
                elif film:
                    yield _Shown(film.url, film.kind, use.alt, caption)
                elif extension(path_of(url)) not in DOCUMENTS:
                    yield _Shown(url, "video" if kind_of(url) == "video" else "picture", use.alt, caption)

    def write(self, website: Website) -> None:
        """Hand over what was read."""
        for entry in self.entries:
            page = absolute(entry.page, self.home) if entry.page else ""
            if is_url(page):
                website.page(page)
            elif entry.number:
                page = f"entry {entry.number} of {host(self.home)}"  # numbers of two feeds may be alike
            for one in entry.shown:
                self._place(website, entry, page, one)
        for (what, _), values in sorted(self.unread.items()):
            code, reason = _UNREAD[what]
            count = sum(values.values())
            lost = count if what == "address" else 0
            self.part.problem(self.file, code, f"{reason}: {count:,}", value=min(values), lost=lost)

    def _place(self, website: Website, entry: _Entry, page: str, one: _Shown) -> None:
        url = absolute(one.url, page if is_url(page) else self.home)
        if not is_url(url):
            self.unread["address", ""][one.url] += 1
            return
        picture, file = website.picture(url, self.file)
        picture.is_a(one.kind)
        is_public = True if entry.visibility == "public" else None
        file.told(is_public=is_public, size=one.size, dimensions=one.dimensions)
        if page:
            placement = website.place(picture, page, self.file)
            placement.url = placement.url if is_url(page) else ""
            website.titles.setdefault(website.page(page), entry.title)
            self._say(placement, entry, one)

    def _say(self, placement: Placement, entry: _Entry, one: _Shown) -> None:
        placement.say("alt_text", one.alt)
        placement.say("caption", one.caption)
        placement.say("title", one.title)
        placement.say("place_shown", entry.place)
        placement.say("uploaded_by", entry.by)
        placement.seen_as(entry.visibility, in_use=entry.in_use)
        if moment := read_moment(entry.published):
            placement.publish(moment.when)


def _is_bloggers(element: Element) -> bool:
    """Whether it is one of Blogger's own elements."""
    return "schemas.google.com/blogger" in element.tag


def _author(element: Element) -> str:
    """Who wrote an entry; RSS has a name in brackets behind an address."""
    told = [child for child in element if local_name(child) in ("creator", "author")]
    names = [
        clean(name.text) for one in told for name in (one, *one) if local_name(name) in ("creator", "author", "name")
    ]
    return next((re.sub(r"^\S+@\S+ \((.+)\)$", r"\1", name) for name in names if name), "")


def _markup(element: Element) -> str:
    """What an element holds as HTML, whether it is written as text or as elements."""
    if not len(element):
        return element.text or ""
    for inner in element.iter():
        inner.tag = local_name(inner)
    return tostring(element, "unicode", method="html")
