"""The media library, posts and pages of a WordPress site as its REST API gives them, saved as JSON.

How to get it: open ``https://…/wp-json/wp/v2/media?per_page=100&page=1`` in a browser, *Save as*, and so on with
``page=2`` … until the answer is an error; then ``…/wp/v2/posts`` and ``…/wp/v2/pages`` likewise. All files go into
one folder; a copy of ``wp-content/uploads`` beside them lets the pictures be scanned. No login is needed.

What stays unknown: whether an upload that no saved page uses lies unused, since drafts, private pages, other kinds of
posts, widgets and the theme are not in the answers; anything inside the files (WordPress keeps no location); who is
shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from imgaudit.exports import identity
from imgaudit.exports._wordpress.rest_replies import authors, metadata, page, text_of, upload
from imgaudit.exports._wordpress.rows import assemble
from imgaudit.exports._wordpress.site import Attachment, Blog, Page
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.remarks import note_pictures
from imgaudit.files import ExportFile
from imgaudit.foreign.addresses import absolute, host
from imgaudit.foreign.json import Entry, dig, entries, objects

DIALECT = "wordpress_rest"

COLUMNS = {
    "id": "asset_id, or the page's part of item_id",
    "source_url": "assets.url, files.url",
    "_links.self.href": "the blog to which the numbers belong; else source_url, guid and link tell it",
    "link": "items.page_url",
    "title": "items.title, items.page_title",
    "alt_text": "items.alt_text",
    "caption, description": "items.caption",
    "media_details": "files: sizes, originals, declared width, height and bytes",
    "media_details.file": "files.path",
    "media_details.image_meta": "assets.platform_found: what WordPress shows of the file's metadata, without values",
    "date_gmt, date": "items.published_at",
    "author, _embedded.author": "items.uploaded_by",
    "status, content.protected": "items.visibility",
    "post, parent": "the pictures of a bare [gallery]; the status of what inherits it",
    "content, excerpt": "items: which picture or embedded film is on which page; alt_text, caption",
    "featured_media": "items: the featured picture",
    "acf, meta": "items: pictures that custom fields name",
    "_embedded": "what else the answer holds of uploads",
}

A_TIME = 10
"""Entries of one answer where nothing else is asked for; other usual numbers are multiples of it."""
PAST_THE_END = "rest_post_invalid_page_number"
"""WordPress's answer after the last page, by which one knows that all before are saved."""

_LISTS = ("[].", "", "value[].")
_API = re.compile(r"/(?:index\.php/)?wp-json/|/(?:index\.php)?\?rest_route=")


def sniff(head: Head) -> str | None:
    """A list of uploads, of posts or pages, or one of these, by the keys that WordPress gives them."""
    for at in _LISTS:
        keys = {key.removeprefix(at) for key in head.keys if key.startswith(at)}
        is_cut = "guid.rendered" in keys and re.search(r'"type"\s*:\s*"attachment"', head.text)
        if is_cut or ("source_url" in keys and keys & {"media_details", "media_type", "mime_type", "alt_text"}):
            return "JSON of WordPress uploads, with source_url and media_details"
        is_post = "content.rendered" in keys and keys & {"link", "guid.rendered", "featured_media", "slug", "date_gmt"}
        if "id" in keys and (is_post or {"featured_media", "link"} <= keys) and "author_name" not in keys:
            return "JSON of WordPress posts, with content.rendered and featured_media"
    if {"code", "message"} <= head.keys and re.search(r'"code"\s*:\s*"rest_', head.text[:1000]):
        return "an error message of WordPress's REST API"
    return None


def site_of(head: Head) -> str | None:
    """The host of the first address that is the site's own."""
    found = re.search(r'"(?:source_url|link|href)"\s*:\s*"(https?:[^"]{1,2000})"', head.text.replace("\\/", "/"))
    return host(found[1]) or None if found else None


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All answers: those of one blog are read as one export, since its pages use pictures of another answer."""
    part = Part()
    found = [one for file in files for one in _read_file(file, options, part)]
    roots = {identity.blog(one.root): one.root for one in found if one.root}
    blogs: dict[str, Blog] = {}
    told: dict[tuple[str, str], None] = {}
    for one in sorted(found, key=_from_newest):
        url = one.root if one.is_exact else _longest(one.where, roots) or one.root
        if not url and len(roots) == 1:  # nothing but a number: of the only blog there is
            url = next(iter(roots.values()))
        site, channel = options.site or host(url) or options.fallback_site, options.channel or "website"
        name = identity.blog(url)
        blog = blogs.setdefault(name, Blog(url, site, channel, DIALECT))
        blog.authors |= one.authors
        told[name, one.thing.file] = None
        _put(blog, one, part)
    if not any(row["value"] == PAST_THE_END for row in part.problems):
        part.doubtful |= _may_go_on(found)
    for name, file in told:  # only now is it known whether any answer of the blog holds pages
        blogs[name].source(part).read_from(file)
    for blog in blogs.values():
        part.add(assemble(blog))
    return part


@dataclass(slots=True)
class _Found:
    """One upload or page; ``root`` is where its blog seems to be, ``where`` an address that is below it.

    - ``is_exact``: the answer itself names the blog.
    - ``metadata``: what WordPress shows of the file's metadata, one a line.
    - ``authors``: number → name of those who are told with it.
    """

    thing: Attachment | Page
    number: int
    root: str
    where: str
    is_exact: bool
    is_embedded: bool
    metadata: str | None
    authors: dict[str, str]


def _read_file(file: ExportFile, options: Options, part: Part) -> Iterator[_Found]:
    for number, entry in entries(file, part, "value", beside=partial(note_pictures, part, file.name, None)):
        if isinstance(entry.get("code"), str) and "message" in entry:
            part.problem(
                file.name,
                "malformed",
                "no answer but an error of WordPress: after the last page that is as it should be; else save it again",
                row=number,
                value=entry["code"],
                lost=0,
            )
        elif _is_upload(entry):
            yield _found(upload(entry, number, file, options, part), entry, number)
        elif "content" in entry or "featured_media" in entry:
            yield _found(page(entry, number, file, options, part), entry, number)
            for inner in objects(dig(entry, "_embedded", "wp:featuredmedia")):
                if _is_upload(inner) and "id" in inner:
                    yield _found(upload(inner, number, file, options, part), inner, number, is_embedded=True)
        else:
            part.problem(
                file.name, "malformed", "neither an upload nor a post or page: not read", row=number, value=entry
            )


def _may_go_on(found: Sequence[_Found]) -> set[str]:
    """The answers of which nobody can say whether they are all: WordPress gives so many entries at a time.

    An answer that is shorter than the longest of its kind is the last; one by itself is when it is no round number.
    """
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for one in found:
        if not one.is_embedded:
            counts[isinstance(one.thing, Page)][one.thing.file] += 1
    return {
        file
        for of_kind in counts.values()
        for file, count in of_kind.items()
        if count >= A_TIME and count % A_TIME == 0 and min(of_kind.values()) == count
    }


def _found(thing: Attachment | Page, entry: Entry, number: int, *, is_embedded: bool = False) -> _Found:
    root, where, is_exact = _root(entry, thing.url or "")
    return _Found(thing, number, root, where, is_exact, is_embedded, metadata(entry), authors(entry))


def _is_upload(entry: Entry) -> bool:
    return entry["type"] == "attachment" if "type" in entry else "source_url" in entry or "media_details" in entry


def _from_newest(one: _Found) -> tuple[bool, float]:
    """What is embedded in a post comes last: it holds less than the upload's own entry."""
    return one.is_embedded, -one.thing.as_of.timestamp() if one.thing.as_of else 0


def _put(blog: Blog, one: _Found, part: Part) -> None:
    thing = one.thing
    if isinstance(thing, Page):
        blog.take(thing, part)
        return
    known = blog.attachments.get(thing.number)
    if one.is_embedded and known:
        return
    if known and known.url != thing.url:
        part.problem(
            thing.file,
            "duplicate",
            f"a second, different upload {thing.number}: it is told by its address instead",
            row=one.number,
            column="id",
            value=thing.url,
            lost=0,
        )
        thing.number = thing.url
    # Pages that were not saved may use it: that none does can no more be said than of what a theme shows.
    thing.is_of_theme = True
    blog.take(thing, part)
    if one.metadata:
        blog.source(part).asset(blog.asset_id(thing), platform_found=one.metadata)


def _root(entry: Entry, url: str) -> tuple[str, str, bool]:
    """Where the entry's blog seems to be, an address below it, and whether the answer names the blog itself."""
    links = entry.get("_links")
    groups = [dig(links, "self"), *(links.values() if isinstance(links, dict) else ())]
    for link in (link for group in groups for link in objects(group)):
        href = text_of(link.get("href"))
        if (found := _API.search(href)) and host(href):
            return f"{href[: found.start()]}/", href, True
    where = next((address for address in (text_of(entry.get("link")), url) if host(address)), "")
    home = _home(where)
    guesses = [url.partition("/wp-content/")[0] + "/"] if "/wp-content/" in url else []
    guid = text_of(entry.get("guid"))
    if re.search(r"/\?(?:p|page_id|attachment_id)=\d", guid):
        guesses.insert(0, guid.partition("?")[0])
    # A guess holds only if the entry's own page is below it: WordPress may lie in a folder, files on another host.
    return next((guess for guess in guesses if host(guess) and _is_below(where, guess)), home), where, False


def _home(url: str) -> str:
    """The top of its host."""
    found = re.match(r"(?:https?:)?//[^/?#]+", absolute(url), re.IGNORECASE)
    return f"{found[0]}/" if found else ""


def _is_below(url: str, root: str) -> bool:
    return f"{identity.blog(url.partition('?')[0])}/".startswith(f"{identity.blog(root)}/")


def _longest(url: str, roots: dict[str, str]) -> str | None:
    """The root of the innermost blog that an address is below."""
    return next((roots[name] for name in sorted(roots, key=len, reverse=True) if _is_below(url, roots[name])), None)
