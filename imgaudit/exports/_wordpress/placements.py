"""Which page of a WordPress site uses which picture, and what it says about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from imgaudit.exports import identity
from imgaudit.exports._wordpress.site import Attachment, Blog, Page
from imgaudit.exports.parts import Part
from imgaudit.files import DOCUMENTS, extension, kind_of_name
from imgaudit.foreign.addresses import absolute, address, canonical, canonical_path, host, is_url, path_of, peel
from imgaudit.foreign.markup import Use, is_template
from imgaudit.foreign.players import DEMONSTRATIONS, film_at
from imgaudit.tables import ProblemCode


@dataclass(slots=True)
class Placed:
    """What one page says about one asset."""

    alts: list[str | None] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    near: list[tuple[int, int]] = field(default_factory=list)


class Library:
    """Finds the attachment that an address means."""

    def __init__(self, blog: Blog) -> None:
        self.blog = blog
        self.known: dict[str, str] = {}  # exact addresses; "" where two attachments have the same
        self.stems: dict[str, str] = {}  # addresses without size and edit suffixes, likewise
        self.children: dict[str, list[str]] = defaultdict(list)
        for number, attachment in blog.attachments.items():
            self.children[attachment.parent].append(number)
            if attachment.url:
                exact = address(attachment.url)
                _note(self.known, exact, number)
                _note(self.stems, canonical_path(exact), number)
        for exact, numbers in blog.renamed.items():
            for number in numbers:
                _note(self.known, exact, number)

    def number_of(self, url: str) -> str | None:
        """The attachment whose file or resized copy is at an address; ``None`` if none, or if two could be."""
        steps = peel(address(url))
        return next(filter(None, map(self.known.get, steps)), None) or self.stems.get(steps[-1]) or None

    def picture_url(self, attachment: Attachment) -> str | None:
        """The address its copies share; one that it shares with another attachment is not that."""
        exact = address(attachment.url) if attachment.url else ""
        stem = canonical_path(exact)
        return (stem if self.stems.get(stem) else exact) or None

    def lists(self, number: str, url: str) -> bool:
        """Whether the export itself lists the file at an address among those of its attachment."""
        name = unquote(path_of(url)).rpartition("/")[2]
        return name in (self.blog.attachments[number].listed or "").split("\n")

    def is_copy(self, url: str, number: str) -> bool:
        """Whether an address on whatever host has the name of an attachment's file or of a copy of it."""
        own = canonical(self.blog.attachments[number].url).rsplit("/", 1)[-1]
        return canonical(url).rsplit("/", 1)[-1].casefold() == own.casefold()


def _note(known: dict[str, str], key: str, number: str) -> None:
    if known.setdefault(key, number) != number:
        known[key] = ""


def uses_of(
    blog: Blog,
    page: Page,
    library: Library,
    strangers: dict[str, set[str]],
    extra: dict[str, set[str]],
    part: Part,
) -> dict[str, Placed]:
    """Asset → what the page says about it."""
    result: dict[str, Placed] = {}
    missing: dict[str, None] = {}
    with_address: set[str] = set()
    base = absolute(page.url or "", blog.url)

    def put(asset_id: str, use: Use) -> None:
        what = result.setdefault(asset_id, Placed())
        what.alts.append(use.alt)
        what.captions.extend(use.captions)
        what.near += [use.near] if use.near else []

    for what, name in page.unread:
        blog.note(what, name, page, name)
    for use in page.uses:
        numbers = list(_children(blog, page, use, library)) if use.children_of is not None else use.ids
        mine = [number for number in numbers if number in blog.attachments]
        for number in mine:
            put(blog.asset_id(blog.attachments[number]), use)
        if use.is_shown:
            missing |= dict.fromkeys(number for number in numbers if number not in blog.attachments)
        for link in use.urls:
            url = absolute(link, base)
            elsewhere = _elsewhere(use, url, blog, page)
            if elsewhere is not None:
                for asset_id in elsewhere:
                    strangers[asset_id].add(blog.films[asset_id].url)
                    put(asset_id, use)
                continue
            owner = library.number_of(url)
            if owner is not None:
                put(blog.asset_id(blog.attachments[owner]), use)
                if not library.lists(owner, url):
                    extra[owner].add(url)
                with_address.update(use.ids)
            elif any(library.is_copy(url, own) for own in mine) or not use.is_shown:
                continue  # the same picture by way of another host, or no picture at all
            elif extension(path_of(url)) in DOCUMENTS:
                continue  # somebody else's document is no picture of ours
            elif use.is_embedded:
                blog.note("embedded", host(url), page, link)
            elif is_url(url) and not is_template(link):  # what an <img> names is a picture, whatever its name
                asset_id = identity.url_asset(blog.site, url)
                strangers[asset_id].add(url)
                put(asset_id, use)
                with_address.update(use.ids)
            else:
                what = "inline" if link.startswith("data:") else "template" if is_template(link) else "address"
                blog.note(what, "" if what != "address" else link, page, link)
    _note_missing([number for number in missing if number not in with_address], blog, page, part)
    return result


def _elsewhere(use: Use, url: str, blog: Blog, page: Page) -> list[str] | None:
    """The film or post of another site that an address means; ``None`` where it is none, and no counter either."""
    if use.is_dot:
        blog.note("dot", "", page, url)
        return []
    film = film_at(url)
    if film is None:
        return None
    if (film.platform, film.number) in DEMONSTRATIONS:
        blog.note("demonstration", "", page, film.url)
        return []
    asset_id = identity.numbered_asset(blog.site, film.platform, film.number)
    if film.kind or asset_id not in blog.films:
        blog.films[asset_id] = film
    return [asset_id]


UNREAD: Mapping[str, tuple[ProblemCode, str]] = {
    "shortcode": ("not_recognised", "a shortcode that is not understood: what it shows is in no table; look at"),
    "block": ("not_recognised", "a block that is not understood: of what it shows only what it names is read; look at"),
    "embedded": ("not_recognised", "another site shown within the page, which is in no table; look at"),
    "dot": ("not_media", "no picture, but a dot that counts who opens the page: nothing to do; it is on"),
    "demonstration": ("not_media", "the film that a page builder shows until another is chosen, in no table; look at"),
    "inline": ("no_picture", "a picture that is written into the page itself and has no address; look at"),
    "template": ("no_picture", "a picture whose address a script fills in; look at"),
    "saved": ("missing", "a picture that was not saved with the page, and whose address is not known; look at"),
    "address": ("no_picture", "a picture on the page whose address does not say which file it is; look at"),
}
"""What of a page is in no table → code and reason of its one problem."""


def note_unread(blog: Blog, part: Part) -> None:
    """A problem each for what pages show that is in no table, with the number of these pages."""
    for (what, _), pages in sorted(blog.unread.items()):
        code, reason = UNREAD[what]
        page, value = min(pages.values(), key=lambda found: (found[0].file, len(found[0].number), found[0].number))
        many = len(pages) > 1
        part.problem(
            page.file,
            code,
            f"{reason} the {len(pages):,} pages that have it" if many else f"{reason} the page",
            row=None if many else _number(page.number),
            column="content:encoded",
            value=value,
            lost=0,  # it was in no table before either
        )


def _note_missing(numbers: Iterable[str], blog: Blog, page: Page, part: Part) -> None:
    for number in numbers:
        part.problem(
            page.file,
            "missing",
            "the page uses an attachment that the export does not hold: export 'All content', or add "
            "the 'Media' export to the folder",
            row=_number(page.number),
            column="content:encoded",
            value=number,
            lost=0 if blog.attachments else 1,  # one alone was deleted; where none is there, all were left out
        )


def _children(blog: Blog, page: Page, use: Use, library: Library) -> Iterator[str]:
    for number in library.children[use.children_of or page.number]:
        if number not in use.without and kind_of_name(path_of(blog.attachments[number].url)) == "picture":
            yield number


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None  # "²" is a digit, but no number
