"""One answer of WordPress's REST API as an upload or a page: its texts, dates, sizes, and what it mentions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import unquote

from imgaudit.exports._wordpress.site import Attachment, Copy, Page, published
from imgaudit.exports._wordpress.sizes import above_zero, path_below_uploads, take_sizes
from imgaudit.exports._wordpress.unread import not_understood
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.remarks import note_pictures
from imgaudit.files import ExportFile, is_safe
from imgaudit.foreign.addresses import path_of
from imgaudit.foreign.embeds import films_shown
from imgaudit.foreign.json import Entry, dig, objects
from imgaudit.foreign.markup import Use, bare_addresses
from imgaudit.foreign.running_text import read_content
from imgaudit.foreign.text import clean, joined, strip_markup

MAX_TEXT = 100_000
"""Characters of a description that are read."""

# WordPress writes the picture itself, or a player for it, above a description.
_ATTACHMENT = re.compile(
    r"<p class=[\"']attachment[\"'].{0,5000}?</p>|<(?P<tag>video|audio|script)\b.{0,5000}?</(?P=tag)>",
    re.DOTALL | re.IGNORECASE,
)
_READ = ("content", "excerpt", "acf", "meta", "_embedded", "_links")
"""Keys of a page by which pictures are found."""
_META = {
    "device": ("camera",),
    "owner": ("credit", "copyright"),
    "text": ("caption", "title", "keywords"),
    "time": ("created_timestamp",),
}


def upload(entry: Entry, number: int, file: ExportFile, options: Options, part: Part) -> Attachment:
    """One upload; what is missing or unreadable is a problem."""
    url = text_of(entry.get("source_url")) or text_of(entry.get("guid"))
    own = _own_number(entry, url, number, file, part)
    if not url:
        part.problem(
            file.name, "no_picture", "an upload without an address", row=number, column="source_url", value=own, lost=0
        )
    details = entry.get("media_details")
    details = details if isinstance(details, dict) else {}
    local = path_below_uploads(text_of(details.get("file")))
    if local and not is_safe(local):
        part.problem(
            file.name,
            "outside",
            "a path that leads outside the uploads is not opened",
            row=number,
            column="media_details.file",
            value=local,
            lost=0,
        )
        local = ""
    attachment = Attachment(
        number=own,
        file=file.name,
        url=url,
        title=strip_markup(text_of(entry.get("title"))) or None,
        alt=strip_markup(text_of(entry.get("alt_text"))) or None,
        caption=joined(
            strip_markup(_ATTACHMENT.sub("", text_of(entry.get(key))[:MAX_TEXT])) for key in ("caption", "description")
        ),
        parent=text_of(entry.get("post")),
        by=author(entry),
        uploaded_at=_date(entry, options),
        local=local,
        as_of=_as_of(entry, options),
    )
    _take_details(attachment, details)
    return attachment


def page(entry: Entry, number: int, file: ExportFile, options: Options, part: Part) -> Page:
    """One post or page, with all pictures it names."""
    url = text_of(entry.get("link"))
    status = text_of(entry.get("status"))
    when = _date(entry, options, in_future=status in ("draft", "pending", "auto-draft"))
    if when is None and status in ("publish", "private", "future") and {"date", "date_gmt"} & entry.keys():
        given = text_of(entry.get("date_gmt"))
        part.problem(file.name, "date", "no date of publication", row=number, column="date_gmt", value=given, lost=0)
    # Plug-ins repeat the featured picture, and the first ones of the content, below keys of their own.
    note_pictures(part, file.name, number, entry, but=_READ, is_lost="content" not in entry)
    is_protected = dig(entry, "content", "protected") is True or bool(text_of(entry.get("password")))
    texts = [text_of(entry.get(key), form) for key in ("content", "excerpt") for form in ("raw", "rendered")]
    if is_protected and not any(texts):
        part.problem(
            file.name,
            "locked",
            "protected by a password, so the answer holds nothing of it: look at the page for its pictures",
            row=number,
            column="content",
            value=url,
        )
    content = read_content(texts)
    return Page(
        number=_own_number(entry, url, number, file, part),
        file=file.name,
        url=url or None,
        title=strip_markup(text_of(entry.get("title"))) or None,
        status=status,
        has_password=is_protected,
        parent=text_of(entry.get("parent")),
        by=author(entry),
        published_at=when,
        uses=content.uses + list(_field_uses(entry)),
        words=content.words,
        unread=(unread := {one for text in texts for one in not_understood(text)}),
        is_cut=content.is_cut or bool(unread),
        as_of=_as_of(entry, options),
    )


def author(entry: Entry) -> str:
    """Who uploaded or wrote it: their number; 0 is nobody."""
    return text_of(entry.get("author")).removeprefix("0")


def authors(entry: Entry) -> dict[str, str]:
    """Number → name of those who are told with an entry."""
    told = objects(dig(entry, "_embedded", "author"))
    return {text_of(one.get("id")): strip_markup(text_of(one.get("name"))) for one in told}


def metadata(entry: Entry) -> str | None:
    """Which kinds of metadata WordPress took out of the file and shows to everyone; no values."""
    lines = []
    shown = dig(entry, "media_details", "image_meta")
    for kind, names in _META.items():
        if found := [name for name in names if dig(shown, name) not in (None, "", "0", 0, [], {})]:
            lines.append(f"{kind}: {', '.join(found)} in image_meta")
    return joined(lines)


def _take_details(attachment: Attachment, details: Entry) -> None:
    """Sizes as WordPress stores them, without the full size, which is the upload itself."""
    name = unquote(path_of(attachment.url)).rpartition("/")[2]
    given = details.get("sizes")
    sizes = [size for size in given.values() if isinstance(size, dict)] if isinstance(given, dict) else []
    named = [{**size, "file": size.get("file") or unquote(path_of(text_of(size.get("source_url"))))} for size in sizes]
    take_sizes(attachment, {**details, "sizes": {i: s for i, s in enumerate(named) if s["file"] != name}})
    full = next((size for size in named if size["file"] == name), {})
    attachment.width = attachment.width or above_zero(full.get("width"))
    attachment.height = attachment.height or above_zero(full.get("height"))
    for size in (details, *sizes):  # the same picture in a newer format, which a plug-in adds
        sources = size.get("sources")
        for source in sources.values() if isinstance(sources, dict) else ():
            other = text_of(dig(source, "file")).replace("\\", "/").rpartition("/")[2]
            if other and other != name and is_safe(other):
                role = "published" if size is details else "resized"
                width, height = above_zero(size.get("width")), above_zero(size.get("height"))
                attachment.copies.append(Copy(other, role, width, height, above_zero(dig(source, "filesize"))))


def _field_uses(entry: Entry) -> Iterator[Use]:
    """Pictures that a page names outside its content: featured, or in custom fields."""
    featured = text_of(entry.get("featured_media"))
    if featured.isdigit() and featured != "0":
        yield Use((featured,))
    known: set[str] = set()
    for key in ("acf", "meta"):
        if not (value := entry.get(key)):
            continue
        try:
            text = clean(json.dumps(value, ensure_ascii=False))
        except (RecursionError, ValueError):
            continue
        for use in bare_addresses(text, known):
            use.is_shown = False
            yield use
        yield from (Use(urls=(film,)) for film in films_shown({key: value}))
        if key == "acf":
            for number in _numbers(value):
                yield Use((number,), is_shown=False)


def _numbers(value: object, depth: int = 0) -> Iterator[str]:
    """Numbers that may be those of uploads: a field's own, and the number of a picture that is given in full."""
    if isinstance(value, dict):
        own = value.get("ID", value.get("id"))
        inside = [own] if own is not None and value.keys() & {"url", "sizes", "mime_type"} else list(value.values())
    else:
        inside = value if isinstance(value, list) else []
        if (text := text_of(value)).isdigit() and len(text) < 19:
            yield text
    for child in inside if depth < 20 else ():
        yield from _numbers(child, depth + 1)


def _own_number(entry: Entry, url: str, number: int, file: ExportFile, part: Part) -> str:
    own = text_of(entry.get("id"))
    if re.fullmatch(r"[0-9]{1,18}", own):
        return own
    part.problem(
        file.name,
        "malformed",
        "an entry without a number: it is told by its address instead",
        row=number,
        column="id",
        value=own,
        lost=0,
    )
    return url or strip_markup(text_of(entry.get("title"))) or f"{file.name} {number}"


def text_of(value: object, form: str = "") -> str:
    """A value as text: of an object what was typed in, else what is shown."""
    if isinstance(value, dict):
        value = value.get(form) if form else value.get("raw") or value.get("rendered")
    elif form == "raw":
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    return clean(value)


def _date(entry: Entry, options: Options, *, in_future: bool = False) -> datetime | None:
    return published(text_of(entry.get("date_gmt")), text_of(entry.get("date")), options, in_future=in_future)[0]


def _as_of(entry: Entry, options: Options) -> datetime | None:
    """When it was last changed: of two answers the one that tells of the later change is the newer."""
    return published(text_of(entry.get("modified_gmt")), text_of(entry.get("modified")), options)[0]
