"""A WordPress site as rows of the tables; shared by the dialects that export WordPress."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any
from urllib.parse import unquote

from imgaudit.exports._wordpress.placements import Library, Placed, note_unread, uses_of
from imgaudit.exports._wordpress.site import Attachment, Blog, Copy, Page
from imgaudit.exports.parts import Part
from imgaudit.exports.sources import Source
from imgaudit.files import kind_of_name
from imgaudit.foreign.addresses import address, beside, canonical_path, path_of, size_in_name
from imgaudit.foreign.markup import names_in
from imgaudit.foreign.text import joined

_PLAIN_NAME = re.compile(r"\w[\w.~-]*", re.ASCII)

VISIBILITY = {
    "publish": "public",
    "private": "private",
    **dict.fromkeys(("draft", "pending", "future", "auto-draft", "trash"), "draft"),
}


def assemble(blog: Blog) -> Part:
    """All rows of one WordPress site."""
    part = Part()
    source = blog.source(part)
    library = Library(blog)
    strangers: dict[str, set[str]] = defaultdict(set)  # asset not in the library → its addresses
    extra: dict[str, set[str]] = defaultdict(set)  # attachment → addresses of copies only pages mention
    placed: dict[str, list[tuple[Page, Placed]]] = defaultdict(list)
    trashed: dict[str, list[tuple[Page, Placed]]] = defaultdict(list)
    for page in blog.pages.values():
        target = trashed if blog.status(page) == "trash" else placed
        found = uses_of(blog, page, library, strangers, extra, part)
        for asset, what in found.items():
            target[asset].append((page, what))
        if found and page.words:
            page.text_id = source.text(page.number, page.words, is_cut=page.is_cut)
            page.words = ""
    note_unread(blog, part)

    for number, attachment in blog.attachments.items():
        asset_id = blog.asset_id(attachment)
        if attachment.listed is None:
            take_files(source, blog, attachment)
        _put_attachment(source, blog, attachment, library, extra[number])
        for page, what in placed.get(asset_id, ()):
            _put_use(source, blog, page, asset_id, what, attachment)
        if asset_id not in placed:
            _put_unused(source, blog, attachment, asset_id)
    for asset_id, urls in strangers.items():
        if film := blog.films.get(asset_id):
            part.posts[asset_id] = film
            source.asset(asset_id, url=film.url, kind=film.kind)
            source.file(asset_id, url=film.url)
        else:
            _put_stranger(source, asset_id, sorted(urls))
        in_trash = asset_id not in placed
        for page, what in placed.get(asset_id) or trashed[asset_id]:
            _put_use(source, blog, page, asset_id, what, None, in_use=not in_trash)
    return part


def take_files(source: Source, blog: Blog, attachment: Attachment) -> None:
    """Write the rows of an attachment's files; what the attachment knew of its copies is then forgotten."""
    asset_id = blog.asset_id(attachment)
    local = _local_path(attachment)
    folder, slash, name = local.rpartition("/")
    near = _folder(attachment.file)
    own = Copy(name, "published", attachment.width, attachment.height, attachment.size)
    exact = address(attachment.url) if attachment.url else ""
    stem = canonical_path(exact)
    # Copies lie beside their attachment: nearly always the name alone is to be exchanged.
    home, home_url = exact.rpartition("/")[0], attachment.url.rpartition("/")[0]
    is_plain = bool(home) and "?" not in attachment.url and "#" not in attachment.url
    seen: set[str] = set()
    for copy in (own, *attachment.copies):
        if copy is own or not attachment.url:
            url, at = attachment.url if copy is own else "", exact if copy is own else ""
        elif is_plain and _PLAIN_NAME.fullmatch(copy.name):
            url, at = f"{home_url}/{copy.name}", f"{home}/{copy.name}"
        else:
            url = beside(attachment.url, copy.name)
            at = address(url)
        path = f"{folder}{slash}{copy.name}"
        place = at or path
        if place in seen:
            continue
        seen.add(place)
        if at and copy is not own and canonical_path(at) != stem:
            blog.renamed.setdefault(at, set()).add(attachment.number)
        named = path if copy.name else None
        _put_file(source, asset_id, url, place, copy, named=named, near=near, blog=blog.name)
    attachment.listed = "\n".join(copy.name for copy in (own, *attachment.copies))
    attachment.copies = []


def _put_attachment(source: Source, blog: Blog, attachment: Attachment, library: Library, mentioned: set[str]) -> None:
    asset_id = source.asset(
        blog.asset_id(attachment),
        url=attachment.url or None,
        edit_url=blog.edit_url(attachment.number),
        picture_url=library.picture_url(attachment),
        kind=kind_of_name(path_of(attachment.url) or attachment.local) or "other",
    )
    for url in sorted(mentioned):
        width, height = size_in_name(path_of(url)) or (None, None)
        copy = Copy("", "resized" if width else "original", width, height)
        _put_file(source, asset_id, url, address(url), copy)


def _put_file(source: Source, asset_id: str, url: str, at: str, copy: Copy, **columns: Any) -> None:
    source.file(
        asset_id,
        url=url or None,
        at=at,
        role=copy.role,
        is_public=True if url else None,  # an upload answers to anyone, even if its page is private
        declared_width_px=copy.width,
        declared_height_px=copy.height,
        declared_bytes=copy.size,
        **columns,
    )


def _local_path(attachment: Attachment) -> str:
    """Where a copy of the uploads would hold it: WordPress's own note, else the address below ``uploads``."""
    if attachment.local:
        return attachment.local
    path = unquote(path_of(attachment.url))
    return re.split(r"/(?:uploads|files)/(?:sites/\d+/)?", path, maxsplit=1)[-1].lstrip("/")


def _put_stranger(source: Source, asset_id: str, urls: list[str]) -> None:
    """A picture on a page that is not in the media library: of another site, of the theme, or deleted there."""
    by_address = {address(url): url for url in reversed(urls)}
    sizes = {name: size_in_name(name.split("?")[0]) for name in by_address}
    # The full size may not be known; then the largest copy is what is on show.
    shown = min(by_address, key=lambda name: (-(s[0] * s[1]) if (s := sizes[name]) else -float("inf"), name))
    source.asset(
        asset_id,
        url=by_address[shown],
        picture_url=canonical_path(shown),
        kind="video" if kind_of_name(path_of(urls[0])) == "video" else "picture",  # what an <img> names is one
    )
    for name, url in sorted(by_address.items()):
        width, height = sizes[name] or (None, None)
        copy = Copy("", "published" if name == shown else "resized", width, height)
        _put_file(source, asset_id, url, name, copy)


def _put_use(
    source: Source,
    blog: Blog,
    page: Page,
    asset_id: str,
    what: Placed,
    attachment: Attachment | None,
    *,
    in_use: bool = True,
) -> None:
    visible = VISIBILITY.get(blog.status(page), "unknown")
    item_id = _put_item(
        source,
        asset_id,
        page,
        page_url=page.url,
        page_title=page.title,
        page_edit_url=blog.edit_url(page.number),
        title=attachment.title if attachment else None,
        alt_text=joined([attachment.alt if attachment else None, *what.alts]),
        caption=joined([attachment.caption if attachment else None, *what.captions]),
        uploaded_by=blog.called(attachment.by if attachment else "", page.by),
        published_at=page.published_at,
        visibility="password" if visible == "public" and page.has_password else visible,
        in_use=in_use,
    )
    if page.text_id:
        source.text_near(page.text_id, item_id, what.near)


def _put_item(source: Source, asset_id: str, told: Page | Attachment, **columns: Any) -> str:
    """A placement: each export that tells of its page counts it as one of its own."""
    page = told.number if isinstance(told, Page) else ""
    for file in sorted(told.also):
        source.item(asset_id, page, file, **columns)
    return source.item(asset_id, page, told.file, **columns)


def _put_unused(source: Source, blog: Blog, attachment: Attachment, asset_id: str) -> None:
    """An upload that no page is known to use.

    That none does is known only where the export holds all content and nothing in it has the upload's number or name
    as a value: plug-ins and themes note in ways of their own what they show.
    """
    _put_item(
        source,
        asset_id,
        attachment,
        title=attachment.title,
        alt_text=attachment.alt,
        caption=attachment.caption,
        uploaded_by=blog.called(attachment.by),
        published_at=attachment.uploaded_at,
        visibility="public",
        in_use=False if _is_nowhere(blog, attachment) else None,
    )


def _is_nowhere(blog: Blog, attachment: Attachment) -> bool:
    if attachment.is_of_theme or not blog.is_of_all_content or attachment.number in blog.numbers:
        return False
    return not blog.names & names_in("\n".join([attachment.url, attachment.local, attachment.listed or ""]))


def _folder(name: str) -> str:
    return name.replace("!", "/").rpartition("/")[0]
