"""Pages of a website that were saved, one by one or all together, with their pictures: HTML, MHTML, web archives.

How to get it: ``imgaudit copy-site https://…``; in a browser *Save page as … → Webpage, complete* (or *single file*),
page by page; with ArchiveWeb.page, an extension of browsers, a WACZ of all that one looks at (it and WARC need the
extra ``archive``); or a copy of the whole site by HTTrack or ``wget --mirror --page-requisites --convert-links
https://…``; of Google Sites *Google Takeout → Sites*; of Weebly its archive. Folder or ZIP as it comes: a page finds
its pictures by where they lie.

What stays unknown: pages that were not saved (so nothing counts as gone or unused that is in none), who can open a page
(it may have been saved by somebody who was logged in), what a script fetches once the page is open, anything inside
pictures that were not saved with it, who is shown. What stands around the content of at least two pages (header, menu,
footer, style sheet), or on most of at least five without a caption, is one placement that stands for all of them.
"""

from __future__ import annotations

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from imgaudit.exports._crawls.webpages import CHANNEL, Website
from imgaudit.exports._pages.mirrors import address_in, export_of, home_of, root_of
from imgaudit.exports._pages.placing import Saved, place_all
from imgaudit.exports.copies import read_ledger
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.sources import Source
from imgaudit.files import DAMAGED, ExportFile, extension
from imgaudit.foreign.addresses import absolute, host, is_url, page_key, path_of
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.robots import MAX_ROBOTS, can_be_read, robots_home, robots_of, sitemaps_in
from imgaudit.foreign.webpage import MAX_BYTES, WebPage, decoded_page, is_cut, is_webpage, own_address, read_page
from imgaudit.foreign.words import platform_of
from imgaudit.media.extras import how_to_install

log = logging.getLogger(__name__)

DIALECT = "pages"

COLUMNS = {
    "saved from, Mirrored from, rel=canonical, og:url": "items.page_url; else the address that the file of a mirror "
    "had, else the file's path",
    "title, og:title": "items.page_title",
    "article:published_time, datePublished": "items.published_at",
    "img, picture, video, input, svg image; src, srcset, data-src and the like": "assets.url, files.url; items: which "
    "picture is on which page",
    "style, style sheets, background": "the same",
    "og:image, twitter:image, link rel=icon": "the same",
    "iframe, embed, object, video players": "the same, for the films that they show",
    "a href": "the same, for pictures, videos and documents that it leads to",
    "meta robots, googlebot and the like": "items.page_asks, where a word of them is about showing or taking",
    "robots.txt": "files.crawlers_not_asked, files.robots_signals of all exports",
    "alt": "items.alt_text",
    "figcaption": "items.caption",
    "header, nav, footer, aside": "items.n_pages",
    "the files beside a page": "files.path",
}

_ROBOTS = re.compile(r"robots(?: ?\(\d+\))?\.txt", re.IGNORECASE)
_FOR_ROBOTS = re.compile(r"(?im)^\s*(?:user-agent|sitemap)\s*:")
_DOWNLOADS = re.compile(
    r"class=\"_(?:3-8y|a6-|2ph_|4t5n|li\b)|<title>\s*(?:My Activity|Your archive|Google Takeout|Takeout|X archive)"
    r"|window\.YTD\b",
    re.IGNORECASE,
)
"""Pages by which a platform's download shows itself: they are no website."""


def sniff(head: Head) -> str | None:
    """HTML that has a title, a picture or an address of its own; the pages of a platform's download are no website."""
    if head.text.startswith('{"begun": "'):
        return "what was noted while a website was copied"
    if _ROBOTS.fullmatch(head.name) and (home_of(head.file.slashed) or _FOR_ROBOTS.search(head.text)):
        return "what a website asks of robots"
    is_named = extension(head.name) in ("html", "htm", "xhtml")
    if head.is_workbook or not is_webpage(head.text, is_named=is_named):
        return None
    if not _DOWNLOADS.search(head.text) or _told(head):
        return "a web page (HTML)"
    return None


def site_of(head: Head) -> str | None:
    """The host of the page's own address."""
    named = host(_told(head))
    return named if named and platform_of(f"https://{named}/") is None else None


def _told(head: Head) -> str:
    return address_in(head.file) or own_address(head.text)


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All pages; those of one channel are one website. Which pictures they show is seen once all files are known."""
    part = Part()
    notes = [file for file in files if extension(file.name) in ("jsonl", "txt")]
    pages = [page for file in files if file not in notes and (page := _read(file, part))]
    _settle_addresses(pages)
    channels: dict[str, list[Saved]] = defaultdict(list)
    for page in pages:
        channels[platform_of(page.url) or CHANNEL].append(page)
    for channel, of_one in channels.items():
        website = Website()
        for page in of_one:
            if is_url(page.url):
                website.page(page.url)
        site = options.site or website.site or options.fallback_site
        source = Source.of(part, replace(options, site=site), channel, DIALECT)
        made: dict[str, datetime | None] = {}
        for page in of_one:
            moment = read_moment(page.web.saved_on)
            made[page.export] = made.get(page.export) or (moment.when if moment else None)
        for export, when in made.items():
            source.read_from(export, exported_at=when)
            part.doubtful.add(export)  # nobody knows which pages it lacks
        part.finders.append(partial(place_all, website, of_one, replace(options, site=site), made, channel))
    robots = [file for file in notes if extension(file.name) == "txt"]
    for file in notes:
        if file not in robots:
            _note_missing(file, pages, part)
    if robots and not can_be_read():
        remedy = how_to_install("live", "protego")
        part.problem(robots[0].name, "unreadable", f"to read what it asks takes the package protego: {remedy}", lost=0)
        return part
    for file in robots:
        _take_robots(file, part)
    return part


def _take_robots(file: ExportFile, part: Part) -> None:
    """What a robots.txt that was saved asks, for the host that its folder is called like, or that it names itself."""
    try:
        with file.open() as stream:
            text = robots_of(200, stream.read(MAX_ROBOTS + 1))
    except DAMAGED as error:
        part.problem(file.name, "unreadable", f"cannot be opened: {error}", lost=0)
        return
    address = address_in(file)
    named = {robots_home(url) for url in ([address] if path_of(address).count("/") == 1 else sitemaps_in(text or ""))}
    home = named.pop() if len(named) == 1 else ""
    if not home:
        reason = "of which website it is nobody can say: put it into a folder called like its host, www.example.sch.uk"
        part.problem(file.name, "ambiguous", reason, lost=0)
        return
    if text is None:
        reason = "a page, no text, or too large for a robots.txt: open its address in a browser and save that again"
        part.problem(file.name, "malformed", reason, lost=0)
    _note_robots(home, text, part)


def _note_robots(home: str, text: str | None, part: Part) -> None:
    rest = home.partition("://")[2]
    for scheme in ("https", "http"):
        part.robots.setdefault(f"{scheme}://{rest}", []).append(text)


def _note_missing(file: ExportFile, pages: Sequence[Saved], part: Part) -> None:
    """What is not in a copy that was made by :func:`imgaudit.copy_site`, so that it is one in part.

    Where it notes that there is no robots.txt, nothing is asked.
    """
    try:
        with file.open() as lines:
            ledger = read_ledger(lines)
    except DAMAGED as error:
        part.problem(file.name, "unreadable", f"cannot be opened: {error}", lost=None)
        return
    for entry in ledger.entries.values():
        is_answer = entry["kind"] == "robots" and entry["outcome"] != "unknown" and entry["status"] != 200
        if is_answer and robots_of(entry["status"], b"") is not None:
            _note_robots(robots_home(entry["address"]), "", part)
    left: dict[str, int | None] = {"broken off": None} if ledger.left is None else {**ledger.left}
    for export in sorted(
        {page.export for page in pages if page.file.slashed.startswith(f"{file.folder}/".lstrip("/"))}
    ):
        for why, count in left.items():
            reason = (
                f"the copy of the website is one in part ({why}): run copy-site again; copied.jsonl names the pages"
            )
            part.problem(export, "missing", reason, lost=count)


def _read(file: ExportFile, part: Part) -> Saved | None:
    try:
        with file.open() as stream:
            data = stream.read(MAX_BYTES + 1)
    except DAMAGED as error:
        part.problem(file.name, "unreadable", f"cannot be opened: {error}", lost=None)
        return None
    if len(data) > MAX_BYTES:
        reason = f"a page of over {MAX_BYTES // 1024**2} MB: only its beginning was read; save it in parts"
        part.problem(file.name, "too_large", reason, lost=None)
    text, export = decoded_page(data[:MAX_BYTES]), export_of(file)
    if len(data) <= MAX_BYTES and is_cut(text):
        reason = "a page without an end: where it was cut off in saving, what follows is not known; save it again"
        part.problem(export, "cut_off", reason, lost=None, is_folded=True)
    return Saved(file, export, read_page(text))


def _settle_addresses(pages: Sequence[Saved]) -> None:
    """The address of each page: what the program says that saved it, else what the page says, else by the mirror.

    What two pages say of themselves is a mistake of one of them, such as a home page's address in all: it is not
    believed of either.
    """
    claims = Counter(page_key(url) for page in pages if not page.web.saved_from and (url := _own(page.web, page.file)))
    for page in pages:
        own, there = _own(page.web, page.file), address_in(page.file)
        if own and (claims[page_key(own)] > 1 or (there and host(there) != host(own))):
            own = ""
        exact = page.file.url if is_url(page.file.url) else ""
        page.url = exact or page.web.saved_from or own or there or page.file.slashed
        page.root = root_of(page.file, page.url) if is_url(page.url) and not exact else None


def _own(web: WebPage, file: ExportFile) -> str:
    """The address that a page gives itself; a relative one is one of its mirror."""
    told: Iterable[str] = (absolute(url, address_in(file)) for url in (web.canonical, web.preview) if url)
    return next(filter(is_url, told), "")
