"""Which saved page shows which picture, and where its copy lies."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

from imgaudit.exports._crawls.webpages import Placement, Website
from imgaudit.exports._pages.mirrors import address_in, is_beside, named, stem_of, stems_beside
from imgaudit.exports._wordpress.placements import UNREAD
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.sources import kind_of
from imgaudit.files import DAMAGED, DOCUMENTS, MEDIA, NEWSLETTERS, ExportFile, cid_name, extension
from imgaudit.foreign.addresses import absolute, address, beside, canonical, canonical_path, host, is_url, path_of
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.markup import Use, is_template
from imgaudit.foreign.players import DEMONSTRATIONS, film_at
from imgaudit.foreign.robots import NOTHING, wishes
from imgaudit.foreign.webpage import WebPage, decoded_page, in_sheet

MAX_SHEET = 4 * 1024**2
"""Bytes of a style sheet that are read."""
OF_PAGES = frozenset(
    ("css", "js", "mjs", "map", "woff", "woff2", "ttf", "otf", "eot", "download", "lst", "log", "lock", "jsonl", "cdx",
     "cdxj", "idx")
)  # fmt: skip
"""What a page needs besides pictures, and what the program notes that saved it."""
FEW_PAGES = 5
"""On fewer, most of them are one or two: that says nothing."""
AROUND = "*"
"""Stands for the page where a placement is of many."""
_AGAIN = re.compile(r"\s?\(\d{1,3}\)(?=\.\w+$)")
"""What a browser adds where two files of a page are called alike."""
_NO_PLACE = re.compile(r"(?:cid|file|blob|about|javascript|chrome|mailto|tel|content|capacitor):", re.IGNORECASE)


@dataclass(slots=True)
class Saved:
    """One page that was saved.

    - ``export``: what it is a part of; ``url``: its address, or its path where it has none.
    - ``root``: the folder that stands for the top of its site, where files lie as they did there.
    """

    file: ExportFile
    export: str
    web: WebPage
    url: str = ""
    root: str | None = None
    names: dict[str, set[str]] = field(default_factory=dict)
    """How files are called → the addresses of those that the page names in full."""

    @property
    def visibility(self) -> str:
        """Public only if it was fetched as anybody can: whoever saves a page may be logged in."""
        return "public" if self.web.is_public else "unknown"


class Target(NamedTuple):
    """What an address on a page means: the address in full, where that is known, and the file that is here."""

    url: str
    file: ExportFile | None = None
    fault: str = ""


@dataclass(slots=True)
class _Shown:
    """One picture on one page."""

    page: Saved
    uses: list[Use] = field(default_factory=list)

    @property
    def is_frame(self) -> bool:
        """It stands nowhere in the content."""
        return all(use.is_frame for use in self.uses)

    @property
    def is_told(self) -> bool:
        """Words stand with it, which are of this page."""
        return any(use.captions for use in self.uses)


class Here:
    """The files at hand, by path and by the address that they had."""

    def __init__(self, files: Sequence[ExportFile]) -> None:
        self.files = files
        self.by_path = {named(file.slashed): file for file in files}

    @cached_property
    def by_address(self) -> dict[str, ExportFile]:
        """Address → file, of mirrors and archives."""
        return {address(url): file for file in self.files if (url := address_in(file))}

    def at(self, folder: str, link: str) -> tuple[str, ExportFile | None]:
        """The path that a relative link leads to, and what lies there."""
        plain = link.partition("#")[0]
        without = plain.partition("?")[0]
        whole, path = (named(posixpath.normpath(posixpath.join(folder, unquote(one)))) for one in (plain, without))
        found = (self.by_path.get(one) for one in dict.fromkeys((whole, whole.replace("?", "@"), path)))
        return path, next(filter(None, found), None)

    def had(self, url: str) -> ExportFile | None:
        """What lies here of an address."""
        return self.by_address.get(address(url))


def place_all(
    website: Website,
    pages: Sequence[Saved],
    options: Options,
    made: Mapping[str, datetime | None],
    channel: str,
    part: Part,
    media: Sequence[ExportFile],
) -> set[str]:
    """Write all rows of the pages of one website; gives the names of the files that belong to them."""
    placing = _Placing(website, pages, Here([*media, *(page.file for page in pages)]), part)
    for page in pages:
        placing.take(page)
    placing.put()
    placing.put_left(media)
    placing.note()
    website.write(part, options, "pages", made, channel=channel)
    return placing.claimed


class _Placing:
    """The pages of one website while their pictures are placed."""

    def __init__(self, website: Website, pages: Sequence[Saved], here: Here, part: Part) -> None:
        self.website, self.pages, self.here, self.part = website, pages, here, part
        self.shown: dict[str, dict[int, _Shown]] = defaultdict(dict)
        """Picture → number of the page → what stands there."""
        self.unread: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
        """(export, what, whose) → page → what stands there."""
        self.claimed: set[str] = set()
        self._sheets: dict[str, list[str]] = {}
        self._number = -1
        self._names = {page.file.name for page in pages}

    def take(self, page: Saved) -> None:
        """All that one page shows."""
        self._number += 1
        for use in page.web.uses:
            for link in use.urls:
                if is_url(link):
                    page.names.setdefault(_name(canonical(link)), set()).add(link)
        for use in page.web.uses:
            if use.is_shown:
                self._take_use(page, use)
        for sheet in page.web.sheets:
            self._take_sheet(page, sheet)

    def _take_use(self, page: Saved, use: Use) -> None:
        for link in use.urls:
            film = film_at(link)
            if use.is_dot or (film and (film.platform, film.number) in DEMONSTRATIONS):
                what = "dot" if use.is_dot else "demonstration"
                self.unread[page.export, what, ""].setdefault(page.file.name, link)
                continue
            if film:
                self._show(page, use, Target(film.url))
                continue
            target = self.resolve(page, link)
            if use.is_embedded:
                if not (target.file and target.file.name in self._names):
                    self.unread[page.export, "embedded", host(target.url)].setdefault(page.file.name, link)
            elif target.fault:
                self.unread[page.export, target.fault, ""].setdefault(page.file.name, link)
            elif self._is_ours(target):
                self._show(page, use, target)

    def _is_ours(self, target: Target) -> bool:
        """Whether it is a picture, a video or a document of the site: somebody else's is no picture of ours."""
        ending = extension(path_of(target.url) or (target.file.name if target.file else ""))
        if ending not in DOCUMENTS:
            return True
        is_own = target.file is not None or host(target.url) in self.website.hosts
        return ending in NEWSLETTERS and is_own

    def _show(self, page: Saved, use: Use, target: Target) -> None:
        place = target.url or (target.file.slashed if target.file else "")
        picture, file = self.website.picture(place, page.export)
        video = "video" if use.is_video and extension(path_of(place)) not in MEDIA else None
        picture.is_a(video or kind_of(path_of(target.url) or place, "picture"))
        if target.file and target.file.path:
            file.here = min(file.here or target.file.slashed, target.file.slashed)
            self.claimed.add(target.file.name)
        self.shown[canonical_path(address(place))].setdefault(self._number, _Shown(page)).uses.append(use)

    def resolve(self, page: Saved, link: str) -> Target:
        """What an address on a page means."""
        link = link.strip()
        if link.startswith("data:"):
            return Target("", fault="inline")
        if is_template(link):
            return Target("", fault="template")
        base = absolute(page.web.base, page.url) if page.web.base else page.url
        if is_url(link):
            url = absolute(link, page.url if is_url(page.url) else "https://x/")
            return Target(url, self.here.had(url))
        if link[:4].lower() == "cid:":
            return self._by_id(page, cid_name(link[4:]))
        if _NO_PLACE.match(link):
            return Target("", fault="address")
        url = absolute(link, base) if is_url(base) else ""
        if link.startswith("/") or is_url(page.web.base):
            return Target(url, self.here.had(url)) if url else self._from_the_top(page, link)
        return self._beside(page, link, url)

    def _by_id(self, page: Saved, name: str) -> Target:
        """A part of a page that was saved as one file."""
        parts = named(page.file.slashed).split("/")[:-1]
        paths = ("/".join([*parts[:depth], name]) for depth in range(len(parts), -1, -1))
        file = next(filter(None, map(self.here.by_path.get, paths)), None)
        return Target(address_in(file), file) if file else Target("", fault="address")

    def _from_the_top(self, page: Saved, link: str) -> Target:
        """A link from the top of a site whose address nobody knows: the folder above the page that has such a file."""
        folder = page.file.folder
        while True:
            _, file = self.here.at(folder, link.lstrip("/"))
            if file or not folder:
                return Target("", file) if file else Target("", fault="address")
            folder = folder.rpartition("/")[0]

    def _beside(self, page: Saved, link: str, url: str) -> Target:
        """What a relative link means: a file beside the page, and the address that it had."""
        folder = posixpath.join(page.file.folder, page.web.base) if page.web.base else page.file.folder
        path, file = self.here.at(folder, link)
        if is_beside(page.file, path):
            known = self._named_elsewhere(page, path)
            return Target(known, file, fault="" if known or file else "saved")
        if file is None:
            return Target(url, self.here.had(url)) if url else Target("", fault="address")
        if there := address_in(file):
            return Target(there, file)
        return Target(url if page.root is not None else self._named_elsewhere(page, path), file)

    def _named_elsewhere(self, page: Saved, path: str) -> str:
        """The address of what a browser has put beside the page, where the page names it in full as well."""
        name = _AGAIN.sub("", path.rpartition("/")[2])
        whole = page.names.get(_name(canonical_path(name)), set())
        if len({canonical(url) for url in whole}) != 1:
            return ""
        return (
            min(whole, key=lambda url: (_name(address(url)) != name, url))
            if name in map(_name, whole)
            else beside(min(whole), name)
        )

    def _take_sheet(self, page: Saved, link: str) -> None:
        """The pictures of a style sheet that is here: they are around the content, wherever they stand."""
        target = self.resolve(page, link)
        if target.file is None:
            return
        sheet = target.file
        self.claimed.add(sheet.name)
        if sheet.name not in self._sheets:
            self._sheets[sheet.name] = self._read_sheet(sheet)
        of_sheet = Saved(sheet, page.export, WebPage(), target.url or sheet.slashed, page.root, page.names)
        for url in self._sheets[sheet.name]:
            found = self.resolve(of_sheet, url)
            if not found.fault:
                self._show(page, Use(urls=(url,), is_frame=True), found)
            else:
                self.unread[page.export, found.fault, ""].setdefault(sheet.name, url)

    def _read_sheet(self, file: ExportFile) -> list[str]:
        try:
            with file.open() as stream:
                data = stream.read(MAX_SHEET + 1)
        except DAMAGED as error:
            self.part.problem(file.name, "unreadable", f"cannot be opened: {error}", lost=None)
            return []
        if len(data) > MAX_SHEET:
            reason = f"a style sheet of over {MAX_SHEET // 1024**2} MB: only its beginning was read"
            self.part.problem(file.name, "too_large", reason, lost=None)
        return in_sheet(decoded_page(data[:MAX_SHEET]))

    def put(self) -> None:
        """All placements; what goes around the content of many pages is one."""
        for page in self.pages:
            key = self.website.page(page.url)
            if page.web.title:
                self.website.titles.setdefault(key, page.web.title)
            words, _ = self.website.words.setdefault(key, (page.web.words, page.web.is_cut))
            if words != page.web.words:  # the same page as it was at another time: what is in that alone is not known
                self.website.words[key] = words, True
        for key, by_page in self.shown.items():
            around = self._around(by_page)
            picture = self.website.pictures[key]
            if around:
                front = min((by_page[number].page for number in around), key=lambda page: (len(page.url), page.url))
                placement = picture.pages[AROUND] = Placement(front.url, front.export, n_pages=len(around))
                for number in around:
                    placement.seen_as(by_page[number].page.visibility)
                    _say(placement, by_page[number].uses)
            for number, shown in by_page.items():
                if number not in around:
                    self._put_one(picture_key=key, shown=shown)

    def _put_one(self, picture_key: str, shown: _Shown) -> None:
        page = shown.page
        placement = self.website.place(self.website.pictures[picture_key], page.url, page.export)
        placement.seen_as(page.visibility)
        if self.website.words[self.website.page(page.url)][0] == page.web.words:
            placement.near = [*(placement.near or ()), *(use.near for use in shown.uses if use.near)]
        _say(placement, shown.uses)
        # That the page itself asks nothing tells nothing of the header that came with it.
        placement.say("page_asks", asked if (asked := wishes(page.web.asks)) != NOTHING else None)
        if moment := read_moment(page.web.published):
            placement.publish(moment.when)

    def _around(self, by_page: Mapping[int, _Shown]) -> set[int]:
        """The pages on which a picture is no part of the content."""
        frames = {number for number, shown in by_page.items() if shown.is_frame}
        if len(by_page) >= FEW_PAGES and 2 * len(by_page) >= len(self.pages):
            frames |= {number for number, shown in by_page.items() if not shown.is_told}
        return frames if len(frames) > 1 else set()

    def put_left(self, media: Sequence[ExportFile]) -> None:
        """What lies in a mirror and is on no page that was read: nobody knows where it is shown."""
        mirrors = {page.export for page in self.pages if page.export != page.file.name}
        alone = {stem_of(page.file): page.export for page in self.pages}
        for file in media:
            if file.name in self.claimed or not (export := _export_of(file, mirrors, alone)):
                continue
            if extension(file.name) in OF_PAGES:
                self.claimed.add(file.name)
            elif extension(file.name) in MEDIA and (url := address_in(file)) and is_url(url):
                _, row = self.website.picture(url, export)
                row.here = row.here or file.slashed
                self.claimed.add(file.name)

    def note(self) -> None:
        """A problem each for what pages show that is in no table, with the number of these pages."""
        for (export, what, _), pages in sorted(self.unread.items()):
            code, reason = UNREAD[what]
            page = min(pages)
            many = f"{reason} the {len(pages):,} pages that have it" if len(pages) > 1 else f"{reason} the page"
            self.part.problem(page if len(pages) == 1 else export, code, many, value=pages[page], lost=0)


def _export_of(file: ExportFile, mirrors: set[str], alone: Mapping[str, str]) -> str:
    """The export of pages that a file lies in: an archive or mirror, or the folder beside a page."""
    of_mirror = next((name for name in mirrors if file.name.startswith((f"{name}/", f"{name}!"))), "")
    return of_mirror or next((alone[stem] for stem in stems_beside(file) if stem in alone), "")


def _say(placement: Placement, uses: Sequence[Use]) -> None:
    for use in uses:
        placement.say("alt_text", use.alt)
        placement.say("caption", "\n".join(dict.fromkeys(use.captions)) or None)


def _name(url: str) -> str:
    return unquote(url.partition("?")[0]).rpartition("/")[2]
