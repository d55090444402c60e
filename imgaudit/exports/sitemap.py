"""Sitemaps of a website that name pictures and videos (``sitemap.xml``, ``image-sitemap.xml``, ``….xml.gz``).

How to get it: open ``https://…/sitemap.xml`` (or what ``robots.txt`` names) in a browser and save it; where it is an
index, save the sitemaps that it names into the same folder too.

What stays unknown: pictures and pages that the website's software leaves out of its sitemaps, alternative texts, when
a page was published (``lastmod`` is when it was last changed), whether an address still answers, anything inside the
files, who is shown. Pages of a sitemap count as public, since it offers them to everyone; so does a place named
beside a picture (``geo_location``), as one that stands with a post.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO
from xml.etree.ElementTree import Element

from imgaudit.exports._crawls.webpages import Website
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.sources import kind_of
from imgaudit.files import MEDIA, ExportFile, extension
from imgaudit.foreign.addresses import absolute, host, is_url, path_of
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.text import clean, strip_markup
from imgaudit.foreign.xml import events, local_name, root_of
from imgaudit.tables import ProblemCode

DIALECT = "sitemap"

COLUMNS = {
    "url/loc": "items.page_url; assets.url where it is itself a picture",
    "image:loc": "assets.url, files.url, files.in_sitemap",
    "image:title, video:title": "items.title",
    "image:caption, video:description": "items.caption",
    "image:geo_location": "items.has_place_shown, place_shown",
    "video:content_loc": "assets.url, files.url",
    "video:player_loc": "assets.url where there is no content_loc",
    "video:thumbnail_loc": "assets.url, files.url of a picture of its own",
    "video:publication_date": "items.published_at",
    "sitemapindex/sitemap/loc": "problems: what else to download",
}


def sniff(head: Head) -> str | None:
    """XML whose first element is a sitemap's, packed with gzip or not."""
    root = root_of(head.xml)
    return f"XML that begins with <{root}>" if root in ("urlset", "sitemapindex") else None


def site_of(head: Head) -> str | None:
    """The host of the first address."""
    _, tag, rest = head.xml.partition("loc>")
    return host(rest.partition("<")[0].strip()) or None if tag else None


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All sitemaps; those of one host are one website."""
    part = Part()
    here = {_name(file.slashed) for file in files}
    websites: dict[str, tuple[Website, list[str]]] = {}
    for file in files:
        sitemap = _read_file(file, here)
        site = options.site or sitemap.site or options.fallback_site
        website, names = websites.setdefault(site, (Website(), []))
        names.append(file.name)
        sitemap.write(website)
        part.add(sitemap.part)
    for website, names in websites.values():
        website.write(part, options, DIALECT, dict.fromkeys(names))
    return part


def _read_file(file: ExportFile, here: set[str]) -> _Sitemap:
    sitemap = _Sitemap(file.name, Part(), here)
    with file.open() as stream:
        sitemap.read(stream)
    return sitemap


@dataclass(slots=True)
class _Mention:
    """One picture or video of one page, as the sitemap writes it."""

    number: int
    page: str
    url: str
    kind: str | None = None
    title: str = ""
    caption: str = ""
    place: str = ""
    has_bytes: bool = True
    published: str = ""


@dataclass(slots=True)
class _Sitemap:
    """One file while it is read; relative addresses can be made out only when its host is known."""

    file: str
    part: Part
    here: set[str]
    pages: list[str] = field(default_factory=list)
    mentions: list[_Mention] = field(default_factory=list)

    @property
    def site(self) -> str | None:
        """The host of most of its pages."""
        hosts = Counter(map(host, self.pages))
        hosts.pop("", None)
        return min(hosts, key=lambda name: (-hosts[name], name), default=None)

    def read(self, stream: BinaryIO) -> None:
        """Every entry: its pages and pictures, a further sitemap, or a problem."""
        root: Element | None = None
        number = depth = further = 0
        for event, element in events(stream, self.file, self.part, entry=("url", "sitemap")):
            if event == "start":
                depth += 1
                root = element if root is None else root
                continue
            depth -= 1
            if depth != 1 or root is None:
                continue
            number += 1
            name = local_name(element)
            if name == "url":
                self._entry(number, element)
            elif name == "sitemap":
                further += 1
                self._further(number, element)
            else:
                self._problem(number, f"<{name}>", None, "malformed", "neither a page nor a sitemap: not read")
            root.clear()
        if root is not None and local_name(root) == "urlset" and not self.mentions and not further:
            self._problem(
                None,
                None,
                None,
                "no_picture",
                f"lists {len(self.pages):,} pages and no picture, since the website's software writes none into its "
                "sitemaps: use a crawl or the website's own export instead",
                lost=0,
            )

    def _entry(self, number: int, entry: Element) -> None:
        page = next((clean(child.text) for child in entry if local_name(child) == "loc"), "")
        if not page:
            self._problem(number, "loc", None, "no_picture", "a page without an address: what is on it has no place")
        for child in entry:
            name = local_name(child)
            if name == "loc":
                page = clean(child.text)
                self.pages.append(page)
                if _is_media(page):
                    self.mentions.append(_Mention(number, "", page))
            elif name == "image":
                self._image(number, page, _texts(child))
            elif name == "video":
                self._video(number, page, _texts(child))

    def _image(self, number: int, page: str, texts: dict[str, list[str]]) -> None:
        locs = texts.get("loc", [])
        if not locs:
            self._problem(number, "image:loc", page, "no_picture", "a picture without an address: look at the page")
        for loc in locs:
            self.mentions.append(
                _Mention(
                    number,
                    page,
                    loc,
                    title=_line(texts, "title"),
                    caption=_line(texts, "caption"),
                    place=_line(texts, "geo_location"),
                )
            )

    def _video(self, number: int, page: str, texts: dict[str, list[str]]) -> None:
        about = _Mention(
            number,
            page,
            "",
            title=_line(texts, "title"),
            caption=_line(texts, "description"),
            published=next(iter(texts.get("publication_date", ())), ""),
        )
        content, player = texts.get("content_loc", []), texts.get("player_loc", [])
        for url in content or player[:1]:
            self.mentions.append(replace(about, url=url, kind="video", has_bytes=bool(content)))
        for url in texts.get("thumbnail_loc", ()):
            self.mentions.append(replace(about, url=url, kind="picture"))
        if not (content or player):
            self._problem(
                number, "video:content_loc", page, "no_picture", "a video without an address: look at the page"
            )

    def _further(self, number: int, entry: Element) -> None:
        url = next((clean(child.text) for child in entry if local_name(child) == "loc"), "")
        self.pages.append(url)
        if "?" in url or _name(path_of(url)) not in self.here:
            self._problem(
                number,
                "sitemap/loc",
                url,
                "missing",
                "an index, which names a further sitemap: save that into the same folder, unless it is there under "
                "another name",
            )

    def write(self, website: Website) -> None:
        """Hand over what was read; all its pages tell which host is the website's."""
        base = f"https://{self.site}/" if self.site else ""
        for page in self.pages:
            if is_url(page):
                website.page(page)
        for one in self.mentions:
            page = absolute(one.page, base) if one.page else ""
            url = absolute(one.url, page or base)
            if not is_url(url):
                self._problem(
                    one.number, "loc", one.url, "no_picture", "no web address, so it is not known which picture this is"
                )
                continue
            picture, file = website.picture(url, self.file)
            picture.is_a(one.kind or kind_of(url, "picture"))
            file.has_bytes = file.has_bytes and one.has_bytes
            file.in_sitemap = True
            if one.place:
                picture.places.add(one.place)
            if not is_url(page):
                if page:
                    self._problem(
                        one.number, "loc", page, "no_picture", "the page is no web address: what is on it has no place"
                    )
                continue
            placement = website.place(picture, page, self.file)
            placement.say("title", one.title)
            placement.say("caption", one.caption)
            placement.say("place_shown", one.place)
            if moment := read_moment(one.published):
                placement.publish(moment.when)

    def _problem(
        self,
        number: int | None,
        column: str | None,
        value: object,
        code: ProblemCode,
        reason: str,
        *,
        lost: int | None = 1,
    ) -> None:
        self.part.problem(self.file, code, reason, row=number, column=column, value=value, lost=lost)


def _texts(element: Element) -> dict[str, list[str]]:
    """The texts of the elements inside, by name; without those that are empty."""
    texts: dict[str, list[str]] = {}
    for child in element:
        if text := clean(child.text):
            texts.setdefault(local_name(child), []).append(text)
    return texts


def _line(texts: dict[str, list[str]], name: str) -> str:
    return "\n".join(filter(None, map(strip_markup, texts.get(name, ()))))


def _name(path: str) -> str:
    """A sitemap's file name, packed or not."""
    return path.rpartition("/")[2].lower().removesuffix(".gz")


def _is_media(url: str) -> bool:
    return extension(path_of(url)) in MEDIA
