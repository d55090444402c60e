"""Pictures on web pages that are known by their addresses alone; shared by crawls and sitemaps.

Resized copies are files of the picture that their canonical address names. Rows are written last, because only then
is it known which host is the school's own and what its pages are called.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from urllib.parse import unquote

from imgaudit.exports import identity
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.sources import Source, kind_of
from imgaudit.foreign.addresses import address, canonical_path, host, is_url, page_key, size_in_name
from imgaudit.foreign.places import place_shown
from imgaudit.foreign.players import Film, film_at
from imgaudit.foreign.text import joined
from imgaudit.foreign.words import platform_of
from imgaudit.tables import VISIBILITIES

CHANNEL = "website"
SHARED = (
    "wixstatic.com", "squarespace-cdn.com", "squarespace.com", "shopify.com", "cloudinary.com", "cloudfront.net",
    "amazonaws.com", "googleapis.com", "googleusercontent.com", "wp.com", "ytimg.com", "vimeocdn.com",
    "website-files.com", "azureedge.net", "windows.net", "b-cdn.net",
)  # fmt: skip
"""Hosts that keep the pictures of many websites: they never say which website this is."""
_SCALED = re.compile(r"-(?:scaled|rotated)\.\w+$")


@dataclass(slots=True)
class PictureFile:
    """The bytes at one address, as far as they are told of.

    - ``embedded``: whether any page shows it; ``None`` where nobody counted.
    - ``has_bytes``: no for the page of a video player.
    - ``in_sitemap``: yes, where a sitemap lists it.
    - ``here``: the whole path of its copy below what was read, where that is known and need not be looked for.
    """

    url: str
    is_public: bool | None = None
    size: int | None = None
    dimensions: tuple[int, int] | None = None
    embedded: bool | None = None
    has_bytes: bool = True
    here: str | None = None
    in_sitemap: bool | None = None

    def told(
        self,
        *,
        is_public: bool | None = None,
        size: int | None = None,
        dimensions: tuple[int, int] | None = None,
        embedded: bool | None = None,
    ) -> None:
        """Add what one row says; where rows differ, the yes or the most counts, whichever comes first."""
        if is_public is not None:
            self.is_public = is_public or bool(self.is_public)
        if embedded is not None:
            self.embedded = embedded or bool(self.embedded)
        if size:
            self.size = max(size, self.size or 0)
        if dimensions:
            self.dimensions = max(dimensions, self.dimensions or dimensions)


@dataclass(slots=True)
class Placement:
    """One picture on one page, and the texts beside it; most of a million have none or one.

    - ``url``: empty for a page that has none.
    - ``near``: what stands next to it, in the words of the page.
    - ``n_pages``: so many pages it stands for, where the picture is part of what goes around their content.
    """

    url: str
    file: str
    texts: dict[str, set[str]] | None = None
    visibility: str | None = None
    published_at: datetime | None = None
    n_pages: int | None = None
    near: list[tuple[int, int]] | None = None
    in_use: bool | None = None

    def say(self, column: str, text: str | None) -> None:
        """Add a text for a column of ``items``."""
        if text:
            self.texts = self.texts or {}
            self.texts.setdefault(column, set()).add(text)

    def seen_as(self, visibility: str, *, in_use: bool = True) -> None:
        """Note who can open the page; of several answers the most open one counts, and none of a bin beside another."""
        if self.visibility is None or (in_use and self.in_use is False):
            self.visibility = visibility
        elif in_use or not self.in_use:
            self.visibility = min(self.visibility, visibility, key=VISIBILITIES.index)
        self.in_use = in_use or bool(self.in_use)

    def publish(self, when: datetime | None) -> None:
        """Note when it was published; the first time counts."""
        if when:
            self.published_at = min(when, self.published_at or when)


@dataclass(slots=True)
class Picture:
    """One asset: its files by address, its placements by page.

    - ``file``: the export that names it; ``places``: those that stand beside it, on whichever page.
    """

    url: str
    file: str
    kind: str | None = None
    files: dict[str, PictureFile] = field(default_factory=dict)
    pages: dict[str, Placement] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)

    def is_a(self, kind: str | None) -> None:
        """Note a kind; a picture anywhere is a picture, in whichever order it is told."""
        if kind and kind != self.kind:
            self.kind = kind if self.kind is None else "picture" if "picture" in (kind, self.kind) else "video"


class Website:
    """All pictures of one website while they are read."""

    def __init__(self) -> None:
        self.pictures: dict[str, Picture] = {}
        self.titles: dict[str, str] = {}
        self.words: dict[str, tuple[str, bool]] = {}
        """Page → its running text, and whether more is written on it."""
        self._texts: dict[str, str] = {}
        self.hosts: Counter[str] = Counter()
        self._known: dict[str, tuple[Picture, PictureFile]] = {}
        self._keys: dict[str, str] = {}

    def picture(self, url: str, file: str) -> tuple[Picture, PictureFile]:
        """The picture and the file that an address means; ``file`` is the export that names it."""
        known = self._known.get(url)
        if known is None:
            film = film_at(url)
            name = address(film.url if film else url)
            picture = self.pictures.setdefault(canonical_path(name), Picture(url, file))
            known = self._known[url] = picture, picture.files.setdefault(name, PictureFile(url))
            picture.file = min(picture.file, file)
            known[1].url = min(known[1].url, url)
        return known

    def page(self, url: str) -> str:
        """What tells a page from others; its host speaks for the site."""
        key = self._keys.get(url)
        if key is None:
            key = self._keys[url] = page_key(url)
            self.hosts[host(url)] += 1
        return key

    def place(self, picture: Picture, page_url: str, file: str) -> Placement:
        """The picture on one page."""
        key = self._keys.get(page_url) or self.page(page_url)
        placement = picture.pages.get(key)
        if placement is None:
            placement = picture.pages[key] = Placement(page_url, file)
        elif placement.url != page_url or placement.file != file:
            placement.url, placement.file = min(placement.url, page_url), min(placement.file, file)
        return placement

    @property
    def site(self) -> str | None:
        """The host of most pages, else of most pictures."""
        pages = {name: n for name, n in self.hosts.items() if name and platform_of(f"https://{name}/") is None}
        pictures = Counter(host(picture.url) for picture in self.pictures.values())
        hosts = pages or {name: n for name, n in pictures.items() if name and not _is_shared(name)}
        return min(hosts, key=lambda name: (-hosts[name], name), default=None)

    def write(
        self,
        part: Part,
        options: Options,
        dialect: str,
        files: Mapping[str, datetime | None],
        *,
        channel: str = CHANNEL,
    ) -> None:
        """The rows of the tables; ``files`` are the exports that were read, and when each was made."""
        source = Source.of(part, options, channel, dialect, site=self.site)
        for file, made in files.items():
            source.read_from(file, exported_at=made)
        shown = {key for picture in self.pictures.values() for key in picture.pages}
        for key, (words, is_cut) in self.words.items():
            if key in shown:
                self._texts[key] = source.text(key, words, is_cut=is_cut)
        for picture in self.pictures.values():
            self._rows(source, picture)

    def _rows(self, source: Source, picture: Picture) -> None:
        sizes = {name: size_in_name(name.split("?")[0]) for name in picture.files}
        # The full size is what is shown; where it is not told of, the largest copy stands for it.
        names = sorted(sizes, key=lambda name: (-(size[0] * size[1]) if (size := sizes[name]) else -inf, name))
        shown = picture.files[names[0]].url
        has_scaled = len(names) > 1 and any(_SCALED.search(name) for name in names)
        film = film_at(shown)
        asset_id = source.asset(
            _asset_id(source.site, shown, film),
            url=film.url if film else shown if is_url(shown) else None,
            kind=film.kind if film else picture.kind or kind_of(shown, "picture"),
        )
        if film:
            source.part.posts[asset_id] = film
        for name in names:
            one = picture.files[name]
            if not one.has_bytes:
                continue
            width, height = one.dimensions or sizes[name] or (None, None)
            is_untouched = has_scaled and not _SCALED.search(name)
            source.file(
                asset_id,
                url=one.url if is_url(one.url) else None,
                named=one.here or (_local_path(name) if name.startswith(f"{source.site}/") else None),
                near="" if one.here else picture.file.replace("!", "/").rpartition("/")[0],
                role="resized" if sizes[name] else "original" if is_untouched else "published",
                is_public=one.is_public,
                in_sitemap=one.in_sitemap,
                declared_width_px=width,
                declared_height_px=height,
                declared_bytes=one.size,
            )
        for key, placement in picture.pages.items():
            item_id = source.item(
                asset_id,
                key,
                placement.file,
                page_url=placement.url or None,
                page_title=self.titles.get(key),
                **{column: joined(sorted(texts)) for column, texts in (placement.texts or {}).items()}
                | place_shown(sorted((placement.texts or {}).get("place_shown", ()))),
                published_at=placement.published_at,
                visibility=placement.visibility or "public",
                in_use=placement.in_use is not False,
                n_pages=placement.n_pages,
            )
            if key in self._texts:
                source.text_near(self._texts[key], item_id, placement.near or ())
        if not picture.pages:
            told = [one.embedded for one in picture.files.values()]
            source.item(
                asset_id,
                "",
                picture.file,
                visibility="public" if any(one.is_public for one in picture.files.values()) else "unknown",
                in_use=True if any(told) else None if None in told else False,
                **place_shown(sorted(picture.places)),
            )


def _asset_id(site: str, shown: str, film: Film | None) -> str:
    """By the player's id, by address, or by the path of a picture whose address nobody knows any more."""
    if film:
        return identity.numbered_asset(site, film.platform, film.number)
    return identity.url_asset(site, shown) if is_url(shown) else identity.file_asset(site, shown)


def _is_shared(name: str) -> bool:
    return platform_of(f"https://{name}/") is not None or name.endswith(tuple(f".{shared}" for shared in SHARED))


def _local_path(name: str) -> str | None:
    """How the path of a copy on this machine ends, for an address; a bare name would fit too many files."""
    path = unquote(name.split("?")[0].partition("/")[2])
    below = re.split(r"(?:^|/)uploads/(?:sites/\d+/)?", path, maxsplit=1)[-1]
    return below if "/" in below else None
