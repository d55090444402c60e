"""WordPress's own export, WXR.

How to get it: in WordPress, *Tools → Export → All content → Download Export File*. Several files (a large site is
split) go into one folder together; a copy of ``wp-content/uploads`` beside them lets the pictures be scanned.

What stays unknown: anything inside the files (a WXR can never say "no location"), who is shown, and what the theme,
a widget or a menu uses. That an upload is unused is said only of a whole export of all content, posts and pages,
that has its number and name nowhere as a value; else it is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import BinaryIO
from xml.etree.ElementTree import Element

from imgaudit.exports import identity
from imgaudit.exports._wordpress.php import PhpError, unserialise
from imgaudit.exports._wordpress.rows import assemble, take_files
from imgaudit.exports._wordpress.site import Attachment, Blog, Page, published
from imgaudit.exports._wordpress.sizes import path_below_uploads, take_backups, take_sizes
from imgaudit.exports._wordpress.unread import not_understood
from imgaudit.exports.gaps import Numbered
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.files import ExportFile, is_safe
from imgaudit.foreign.addresses import host
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.embeds import films_shown
from imgaudit.foreign.markup import Use, bare_addresses, names_in
from imgaudit.foreign.running_text import read_content
from imgaudit.foreign.text import clean, strip_markup, whole
from imgaudit.foreign.xml import decoded_head, events

DIALECT = "wxr"

COLUMNS = {
    "wp:post_id": "asset_id, or the page's part of item_id",
    "wp:attachment_url": "assets.url, files.url",
    "title": "items.title, items.page_title",
    "link": "items.page_url",
    "excerpt:encoded": "items.caption",
    "content:encoded": "items: which picture or embedded film is on which page; alt_text, caption",
    "wp:comment_content": "items: pictures in approved comments",
    "dc:creator, wp:author": "items.uploaded_by",
    "wp:status": "items.visibility",
    "wp:post_password": "items.visibility",
    "wp:post_date_gmt": "items.published_at",
    "wp:post_parent": "the pictures of a bare [gallery]; the status of what inherits it",
    "_wp_attachment_image_alt": "items.alt_text",
    "_wp_attached_file": "files.path",
    "_wp_attachment_metadata": "files: sizes, originals, declared width, height and bytes",
    "_wp_attachment_backup_sizes": "files: what was there before an edit in WordPress",
    "_thumbnail_id": "items: the featured picture",
}
NO_PAGES = frozenset(("nav_menu_item", "revision", "customize_changeset", "oembed_cache", "user_request"))
PAST = frozenset(("revision", "oembed_cache", "user_request"))
"""What they name is shown nowhere any more."""
HELD = frozenset(("attachment", "page", "post"))
"""What an export of all content holds; without one of them a choice was made on *Tools → Export*."""
OWN_META = frozenset(
    (
        "_wp_attached_file", "_wp_attachment_metadata", "_wp_attachment_backup_sizes", "_wp_attachment_image_alt",
        "_edit_last", "_edit_lock", "_wp_old_date", "_wp_trash_meta_time",
    )
)  # fmt: skip
"""Custom fields that never name another upload."""

PARTS = Numbered(re.compile(r"(.+)\.(\d{3})\.xml", re.IGNORECASE))

_AUTHOR = "wp:author "
"""Before the log-in of somebody who writes, among what stands above the entries."""

MAX_NOTE = 500
"""Characters of a custom field that is no text of the page."""

_WP = re.compile(r"\{https?://(?:www\.)?wordpress\.org/export/\d+\.\d+/(excerpt/)?\}")
_OTHER = {"{http://purl.org/rss/1.0/modules/content/}": "content:", "{http://purl.org/dc/elements/1.1/}": "dc:"}
_THEME_META = ("_wp_attachment_is_custom_header", "_wp_attachment_is_custom_background", "_wp_attachment_context")


def sniff(head: Head) -> str | None:
    """An RSS file that uses WordPress's export namespace."""
    is_wxr = "<rss" in head.xml and "wordpress.org/export/" in head.xml
    return "RSS with the namespace wordpress.org/export" if is_wxr else None


def site_of(head: Head) -> str | None:
    """The host of the blog, which stands before the first post."""
    found = re.search(r"base_blog_url>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)", head.xml)
    return host(found[1]) or None if found else None


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All WXR files: those of one blog are read as one export, since its pages may use pictures of another file."""
    part = Part()
    blogs: dict[str, Blog] = {}
    dated = sorted(((_exported_at(file, options), file) for file in files), key=_from_newest)
    sources = [source for when, file in dated if (source := _read_file(file, when, options, blogs, part))]
    for blog, name, exported_at in sources:  # only now is it known whether any file of the blog holds pages
        holds = ", ".join(sorted(blog.kinds & HELD)) or None
        blog.source(part).read_from(name, exported_at=exported_at, holds=holds)
    for blog in blogs.values():
        rows, own = assemble(blog), {name for of, name, _ in sources if of is blog}
        if len(rows.items):  # of a split export one file may hold texts alone
            part.texts_alone |= own
        elif blog.kinds & HELD:
            part.lists |= own
        part.add(rows)
    return part


@dataclass(slots=True)
class _Post:
    """One ``item`` element as text."""

    fields: dict[str, str] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)
    """Its comments and whatever else hangs on it."""
    comments: list[str] = field(default_factory=list)
    """Those that everybody can read."""
    is_local: bool = False
    """Its date had to be taken from the time without a time zone."""

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")


def _exported_at(file: ExportFile, options: Options) -> datetime | None:
    """When WordPress wrote the file, which stands above its entries."""
    head = decoded_head(file.head()).partition("<item")[0]
    created = re.search(r'generator="[^"]*"\s+created="([^"]+)"', head)
    published = re.search(r"<pubDate>\s*(?:<!\[CDATA\[)?([^<\]]+)", head)
    for text in (f"{created[1]} UTC" if created else "", published[1] if published else ""):
        if (moment := read_moment(text, options.zone)) and moment.when:
            return moment.when
    return None


def _from_newest(dated: tuple[datetime | None, ExportFile]) -> float:
    return -dated[0].timestamp() if dated[0] else 0


def _read_file(
    file: ExportFile, exported_at: datetime | None, options: Options, blogs: dict[str, Blog], part: Part
) -> tuple[Blog, str, datetime | None] | None:
    blog: Blog | None = None
    local_only = 0
    with file.open() as stream:
        channel: dict[str, str] = {}
        aside: list[str] = []
        for number, post in enumerate(_posts(stream, channel, aside, file.name, part), 1):
            blog = blog or _blog(channel, post, options, blogs)
            _take(post, number, file.name, exported_at, blog, options, part)
            local_only += post.is_local
        for text in aside:
            if blog:
                blog.mention(text, is_value=True)
        if blog:
            blog.authors |= {key.removeprefix(_AUTHOR): of for key, of in channel.items() if key.startswith(_AUTHOR)}
    if local_only:
        entries = "1 entry states" if local_only == 1 else f"{local_only} entries state"
        reason = f"{entries} local time only; read as {options.zone.key}"
        part.problem(file.name, "date", reason, column="wp:post_date", lost=0)
    if blog is None and (channel.get("wp:base_blog_url") or channel.get("link")):
        blog = _blog(channel, _Post(), options, blogs)
    if blog is None:
        part.problem(file.name, "malformed", "no post or attachment could be read from it: export it again", lost=None)
        return None
    return blog, file.name, exported_at


def _posts(stream: BinaryIO, channel: dict[str, str], aside: list[str], name: str, part: Part) -> Iterator[_Post]:
    """The items one after another, each forgotten before the next; what precedes a break in the XML is kept."""
    inside = False
    top: Element | None = None
    for event, element in events(stream, name, part, entry="item"):
        tag = element.tag
        if event == "start":
            if tag == "item":
                inside = True
            elif tag == "channel":
                top = element
        elif tag == "item":
            inside = False
            yield _post(element)
            if top is not None:
                top.clear()
        elif not inside:
            short = _short(tag)
            if short == "wp:author":
                told = {_short(part.tag): clean(part.text) for part in element}
                channel[_AUTHOR + told.get("wp:author_login", "")] = told.get("wp:author_display_name", "")
            elif short in ("link", "wp:base_blog_url", "wp:base_site_url"):
                channel.setdefault(short, clean(element.text))
            elif element.text and short in ("wp:meta_value", "url", "wp:term_description", "wp:category_description"):
                aside.append(element.text)  # the picture of a category, the icon of the site


@lru_cache(4096)
def _short(tag: str) -> str:
    """An element's name with its usual prefix, whichever version of the namespace it has."""
    if tag[:1] != "{":
        return tag
    if found := _WP.match(tag):
        return ("excerpt:" if found[1] else "wp:") + tag[found.end() :]
    space, _, name = tag.partition("}")
    return _OTHER.get(f"{space}}}", "") + name


def _post(item: Element) -> _Post:
    post = _Post()
    for child in item:
        name = _short(child.tag)
        if name == "wp:postmeta":
            pair = {_short(part.tag): part.text or "" for part in child}
            post.meta.setdefault(pair.get("wp:meta_key", "").strip(), pair.get("wp:meta_value", ""))
        elif name == "wp:comment":
            told = {_short(part.tag): part.text or "" for part in child}
            post.aside += [part.text for part in child.iter() if part.text]
            if told.get("wp:comment_approved", "").strip() == "1":
                post.comments.append(told.get("wp:comment_content", ""))
        elif name != "category":
            post.fields.setdefault(name, child.text or "")
    return post


def _blog(channel: dict[str, str], post: _Post, options: Options, blogs: dict[str, Blog]) -> Blog:
    url = channel.get("wp:base_blog_url") or channel.get("link") or ""
    if not url and (named := host(clean(post["link"] or post["guid"]))):
        url = f"https://{named}"  # the path is that of whichever post comes first
    site = options.site or host(url) or options.fallback_site
    name = options.channel or "website"
    return blogs.setdefault(identity.blog(url), Blog(url, site, name, DIALECT))


def _take(
    post: _Post, number: int, file: str, as_of: datetime | None, blog: Blog, options: Options, part: Part
) -> None:
    kind = clean(post["wp:post_type"])
    blog.kinds.add(kind)
    if kind not in PAST and clean(post["wp:status"]) != "trash":
        _note_mentions(post, kind, blog)
    if kind == "nav_menu_item" and clean(post.meta.get("_menu_item_type")) == "post_type":
        blog.linked.add(clean(post.meta.get("_menu_item_object_id")))
    if kind in NO_PAGES:
        return
    own = clean(post["wp:post_id"])
    if not own.isdigit():
        part.problem(
            file,
            "malformed",
            "an entry without a number: it is told by its address instead",
            row=number,
            column="wp:post_id",
            value=own,
            lost=0,
        )
        own = clean(post["wp:attachment_url"] or post["link"] or post["title"])
    if kind == "attachment":
        attachment = _attachment(post, own, file, options, part)
        attachment.as_of = as_of
        known = blog.attachments.get(own)
        if known and known.url != attachment.url:
            part.problem(
                file,
                "duplicate",
                f"a second, different attachment {own}: it is told by its address instead",
                row=number,
                column="wp:post_id",
                value=attachment.url,
                lost=0,
            )
            attachment.number = attachment.url
        blog.take(attachment, part)
        take_files(blog.source(part), blog, attachment)
    else:
        page = _page(post, own, file, options, part)
        page.as_of = as_of
        blog.take(page, part)


def _note_mentions(post: _Post, kind: str, blog: Blog) -> None:
    """What an entry names in whatever way; of itself an upload says nothing by it, as in the notes of an optimiser."""
    is_upload = kind == "attachment"
    own = f"{post['wp:attachment_url']}\n{post.meta.get('_wp_attached_file', '')}" if is_upload else ""
    but = names_in(own) | {clean(post["wp:post_id"])} if is_upload else set()
    for key, value in post.meta.items():
        if key not in OWN_META:
            blog.mention(value, is_value=True, but=but)
    for text in (post["content:encoded"], post["excerpt:encoded"], *post.aside):
        blog.mention(text, but=but)


def _page(post: _Post, number: str, file: str, options: Options, part: Part) -> Page:
    status = clean(post["wp:status"])
    when = _date(post, options, in_future=status in ("draft", "pending", "auto-draft"))
    if when is None and status in ("publish", "private", "future"):
        given = post["wp:post_date_gmt"]
        reason = "no date of publication"
        part.problem(file, "date", reason, row=whole(number), column="wp:post_date_gmt", value=given, lost=0)
    texts = (post["content:encoded"], post["excerpt:encoded"], *post.comments)
    content = read_content(texts)
    found = content.uses + list(_meta_uses(post.meta))
    return Page(
        number=number,
        file=file,
        url=clean(post["link"]) or None,
        title=strip_markup(post["title"]) or None,
        status=status,
        has_password=bool(clean(post["wp:post_password"])),
        parent=clean(post["wp:post_parent"]),
        by=clean(post["dc:creator"]),
        published_at=when,
        uses=found,
        words=content.words if found else "",
        unread=(unread := {one for text in texts[:2] for one in not_understood(text)}),
        is_cut=content.is_cut or bool(unread) or any(map(_may_be_text, post.meta.items())),
    )


def _may_be_text(field: tuple[str, str]) -> bool:
    """Whether a custom field may hold what is read on the page, as those of page builders do."""
    return field[0] not in OWN_META and len(field[1]) > MAX_NOTE


def _meta_uses(meta: dict[str, str]) -> Iterator[Use]:
    """Pictures that a page names in its custom fields: featured, of a page builder, of a theme."""
    featured = clean(meta.get("_thumbnail_id"))
    if featured.isdigit() and featured != "0":
        yield Use((featured,))
    known: set[str] = set()
    for key, value in meta.items():
        if len(value) < 5_000_000 and ("//" in value or "\\/" in value):
            for use in bare_addresses(value, known):
                use.is_shown = False
                yield use
            # WordPress keeps in "_oembed_…" what a player once answered, for addresses that are gone from the text too.
            films = () if key.startswith("_oembed") else films_shown({key: value})
            yield from (Use(urls=(film,)) for film in films)
        # "Advanced Custom Fields" notes beside each of its fields that it is one.
        is_field = meta.get(f"_{key}", "").startswith("field_") or key == "_product_image_gallery"
        if is_field and len(value) < 100_000:
            for number in re.findall(r"(?<![\w.:-])(?:i:)?\"?(\d{1,18})\"?(?![\w.:-])", value):
                yield Use((number,), is_shown=False)


def _attachment(post: _Post, number: str, file: str, options: Options, part: Part) -> Attachment:
    row = whole(number)
    url = clean(post["wp:attachment_url"]) or clean(post["guid"])
    if not url:
        lost = 0 if clean(post.meta.get("_wp_attached_file")) else 1
        part.problem(file, "no_picture", "an upload without an address", row=row, column="wp:attachment_url", lost=lost)
    local = path_below_uploads(clean(post.meta.get("_wp_attached_file")))
    if local and not is_safe(local):
        part.problem(
            file,
            "outside",
            "a path that leads outside the uploads is not opened",
            row=row,
            column="_wp_attached_file",
            value=local,
            lost=0,
            is_folded=True,
        )
        local = ""
    attachment = Attachment(
        number=number,
        file=file,
        url=url,
        title=strip_markup(post["title"]) or None,
        alt=strip_markup(post.meta.get("_wp_attachment_image_alt", "")) or None,
        caption=strip_markup(post["excerpt:encoded"]) or None,
        parent=clean(post["wp:post_parent"]),
        by=clean(post["dc:creator"]),
        uploaded_at=_date(post, options),
        local=local,
        is_of_theme=any(clean(post.meta.get(key)) for key in _THEME_META),
    )
    for key in ("_wp_attachment_metadata", "_wp_attachment_backup_sizes"):
        text = post.meta.get(key, "")
        if not text.strip():
            continue
        try:
            values = unserialise(text)
            if not isinstance(values, dict):
                raise PhpError("no array")
        except PhpError as error:
            part.problem(
                file,
                "malformed",
                f"the picture's sizes cannot be made out ({error}): only its main address is known; 'Regenerate "
                "thumbnails' in WordPress mends it",
                row=row,
                column=key,
                value=text,
            )
            continue
        (take_sizes if key == "_wp_attachment_metadata" else take_backups)(attachment, values)
    return attachment


def _date(post: _Post, options: Options, *, in_future: bool = False) -> datetime | None:
    when, post.is_local = published(clean(post["wp:post_date_gmt"]), post["wp:post_date"], options, in_future=in_future)
    return when
