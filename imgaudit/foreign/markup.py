"""Which pictures a web page, or the content of a WordPress page, uses: every route by which it can name one.

Elements and their attributes, style sheets, ``figcaption``; of WordPress classes (``wp-image-N``), block comments and
shortcodes as well. The text is read in one pass by a scanner, not by an HTML parser: shortcodes are no HTML, and half a
tag must not hide a picture. :mod:`imgaudit.foreign.webpage` reads what else a whole page says.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from imgaudit.files import DOCUMENTS, MEDIA, extension
from imgaudit.foreign.addresses import canonical_path, is_url
from imgaudit.foreign.embeds import BUTTONS, MAX_DEPTH, MAX_POST, films_of, films_within, post_in
from imgaudit.foreign.players import ADDRESS, film_at, film_of
from imgaudit.foreign.text import shorten, strip_markup
from imgaudit.foreign.trackers import is_dot, is_tracker

# Shortcode → the arguments that hold attachment numbers.
SHORTCODE_IDS = {
    "gallery": ("ids", "include"),
    "playlist": ("ids",),
    "vc_single_image": ("image",),
    "vc_gallery": ("images",),
    "et_pb_gallery": ("gallery_ids",),
}
# Blocks whose "id" is the number of an attachment (that of a reusable block, for one, is not).
BLOCKS = frozenset(["image", "cover", "media-text", "gallery", "video", "audio", "file"])
FRAMES = {"iframe": ("src", "data-src", "data-lazy-src"), "embed": ("src",), "object": ("data",)}
"""What shows another site within the page, and the attributes that name it."""
LINK_ATTRIBUTES = frozenset(
    ("src", "href", "xlink:href", "poster", "data", "srcset", "imagesrcset", "style", "background")
)
SOURCES = ("src", "data-src", "data-lazy-src", "data-original", "data-lazy", "data-echo", "data-url")
"""Where an ``<img>`` has its address, at once or once it is scrolled to."""
PREVIEWS = frozenset(
    ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "image", "thumbnailurl",
     "msapplication-tileimage")
)  # fmt: skip
"""What a ``<meta>`` calls the picture that is shown where the page is linked to."""
REGIONS = frozenset(("header", "nav", "footer", "aside"))
CONTENT = frozenset(("main", "article"))

_ENDINGS = "|".join(sorted(MEDIA | DOCUMENTS, key=len, reverse=True))
_MEDIA_NAME = re.compile(rf"\.(?:{_ENDINGS})(?![\w.%/-])", re.IGNORECASE)
_OUTSIDE = re.compile(r"[\s\"'<>()\[\]{}|\\^`=;,]")
_FILES = MEDIA | DOCUMENTS
_QUOTES = ('"', "'", "=", "(", ";")
MAX_ADDRESS = 2000
MAX_CAPTION = 5_000
"""Characters; what encloses many pictures is repeated for each of them."""
MAX_OPEN = 16
"""Figures within figures; a gallery has two or three, and each hands its caption to all that is inside."""
MAX_CAPTIONS = 16
"""Captions of one figure; any more are those of its last picture."""
_CODES = "|".join(["caption", "wp_caption", *SHORTCODE_IDS])
# Each of the ways begins with a letter of its own, so that all others are passed over at once.
_TOKEN = re.compile(
    r"<!--\s*wp:(?P<block>[\w/-]+)\s+(?P<json>\{[^<>]*\})\s*/?-->"
    # Of tags without attributes only those that enclose a picture, its caption or a part of the page say anything.
    r"|<(?P<close>/?)(?P<tag>(?i:figure|figcaption|header|nav|footer|aside|main|article)(?![\w:-])|[A-Za-z][\w:-]*(?=[\s/]))(?P<attributes>(?:=\s*+\"[^\"]*\"|=\s*+'[^']*'|[^<>])*+)>"
    rf"|\[(?<!\[\[)(?P<end>/?)(?P<code>{_CODES})\b(?P<arguments>(?:\"[^\"]*\"|'[^']*'|[^\[\]\"'])*)\]"
    rf"|{ADDRESS}"
    # [fusion_youtube id="…"], [vimeo 12345678]: a player's shortcode that names the film by its id alone.
    r"|\[(?:\w+_)?(?P<player>youtube|vimeo)(?:_\w+)?\s+(?:[^\[\]]{0,300}?\b(?:video_?)?id\s*=\s*)?[\"']?(?P<number>[\w-]{6,20})[\"']?[\s\]]"
)
# A name that no "=" follows is passed over as a whole, not letter by letter.
_ATTRIBUTE = re.compile(r"(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_NUMBER = re.compile(r"(?<![\w.#&-])\d{1,18}(?![\w.%-])")
_PARTS = re.compile(
    r"<!--\s*wp:[^>]*-->|<[A-Za-z](?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>|\[\w(?:\"[^\"]*\"|'[^']*'|[^\[\]\"'])*\]"
)
"""Blocks, tags and shortcodes: where numbers are values and no words."""
_MEASURES = re.compile(
    r"\b(?:width|height|style|sizes|srcset|border|tabindex|colspan|rowspan|viewbox|alt|title)\s*=\s*"
    r"(?:\"[^\"]*\"|'[^']*'|\S+)"
    r"|\"(?:width|height|level|columns|columnCount|opacity|dimRatio|fontSize|minHeight)\"\s*:\s*\"?\d+(?:px)?\"?",
    re.IGNORECASE,
)
_NAMED_NUMBER = re.compile(
    r"(?:image|img|picture|photo|pic|media|attachment|att|thumb|thumbnail|file|logo)[a-z_-]*?[-_:=]?(\d{1,18})(?!\w)",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(rf"(\S{{1,255}})\.(?:{_ENDINGS})(?![\w%-])", re.IGNORECASE)
_APART = dict.fromkeys(map(ord, "\"'<>()[]{}|\\^`=;,/:?#&"), " ")
"""Letters that no name of a file has here."""
_ENCLOSED = re.compile(r"\]\s*([\d\s,|]+)\[/")
"""Numbers between a shortcode and its end."""
_BASE64 = re.compile(r"(?<![\w+/])(?:[A-Za-z0-9+/]{4}){4,25000}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?(?![\w+/=])")
_NUMBERED = re.compile(r"\b(?:wp-image-|attachment_|wp-att-)(\d{1,18})\b")
_STYLE_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)", re.IGNORECASE)


@dataclass(slots=True)
class Use:
    """One mention of one picture.

    - ``ids``: attachment numbers; ``urls``: addresses; both mean the same picture, or a number has gone stale.
    - ``is_shown``: no for a bare address in running text, which is a use only if the file is the site's own.
    - ``children_of``: a gallery of everything attached to a post; ``""`` for the page itself.
    - ``is_embedded``: what another site shows within the page, whatever that is.
    - ``is_dot``: no picture, but what counts the visitors of the page.
    - ``is_video``: its element says so, whatever the address is called.
    - ``is_frame``: it stands in what goes around the content: header, menu, footer, sidebar.
    - ``at``: where in the text, without its comments; -1 where that is not known.
    - ``near``: from where to where in the words of the page what stands next to it is; ``None`` where nobody looked.
    """

    ids: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    alt: str | None = None
    captions: list[str] = field(default_factory=list)
    is_shown: bool = True
    children_of: str | None = None
    without: frozenset[str] = frozenset()
    is_embedded: bool = False
    is_dot: bool = False
    is_video: bool = False
    is_frame: bool = False
    at: int = -1
    near: tuple[int, int] | None = None


@dataclass(slots=True)
class _Frame:
    """A figure or caption that is open: what it holds gets its caption when it closes."""

    name: str
    start: int
    uses: list[Use] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Region:
    """Whether one is within what goes around the content of a page; the head of an article is part of the article."""

    frames: int = 0
    contents: int = 0

    def turn(self, tag: str, *, is_end: bool) -> None:
        """Enter or leave an element. Where the content begins, what was never closed before it ends."""
        step = -1 if is_end else 1
        if tag in CONTENT:
            self.contents = max(0, self.contents + step)
            if tag == "main":
                self.frames = 0
        elif tag in REGIONS and not self.contents:
            self.frames = max(0, self.frames + step)

    @property
    def is_frame(self) -> bool:
        """Around the content, and not in it."""
        return self.frames > 0 and not self.contents


def uses(content: str) -> list[Use]:
    """All mentions of pictures, videos and other attachments in the content of one page.

    >>> [(use.ids, use.captions) for use in uses('[caption id="attachment_7"]<img src="a.jpg"/> Relay[/caption]')]
    [(('7',), ['Relay']), ((), ['Relay'])]
    """
    if not content or not ("<" in content or "[" in content or "//" in content):
        return []
    text = without_comments(content)
    found: list[Use] = []
    stack: list[_Frame] = []
    region = Region()
    caption_from = -1
    for token in _TOKEN.finditer(text):
        new: list[Use] = []
        if token["json"]:
            new = _block(token["block"], token["json"])
        elif token["code"]:
            new = _shortcode(token, stack, text)
        elif not token["tag"]:
            new = _film(token, text)
        else:
            tag = token["tag"].lower()
            region.turn(tag, is_end=bool(token["close"]))
            if token["close"]:
                if tag == "figure":
                    _close(stack, "figure")
                elif tag == "figcaption" and caption_from >= 0:
                    _put(stack, found, shorten(strip_markup(_bare(text[caption_from : token.start()])), MAX_CAPTION))
                    caption_from = -1
                continue
            if tag == "figure":
                _open(stack, _Frame("figure", token.end()))
            elif tag == "figcaption":
                caption_from = token.end()
            elif "wp-caption-text" in token["attributes"] and found:
                words, _, _ = text[token.end() : token.end() + MAX_CAPTION].partition("</")
                found[-1].captions.append(strip_markup(words))
            new = _tag(tag, token["attributes"], text[token.end() : token.end() + MAX_POST])
        for use in new:
            use.is_frame, use.at = region.is_frame, token.start()
        found.extend(new)
        if stack:
            stack[-1].uses.extend(new)
    _close_all(stack)
    found.extend(bare_addresses(text, {url for use in found for url in use.urls}))
    return found


def _close_all(stack: list[_Frame]) -> None:
    """Close what was never closed: the words of a caption are then about the first picture only."""
    while stack:
        if stack[-1].name == "caption":
            stack[-1].uses = stack[-1].uses[:2]
        _close(stack, stack[-1].name)


def bare_addresses(text: str, known: set[str]) -> list[Use]:
    """Addresses of media files that stand outside tags: in shortcodes of themes, in JSON, in running text."""
    if "\\/" in text:
        text = text.replace("\\/", "/")
    known = {re.split(r"[?#]", url)[0] for url in known}
    result = []
    for match in _MEDIA_NAME.finditer(text):
        # Back from the ending to where the address begins: the other way round would try every "//" of the text.
        before = text[max(0, match.start() - MAX_ADDRESS) : match.end()]
        start = max(before.rfind("http://"), before.rfind("https://"))
        start = start if start >= 0 else before.rfind("//")
        url = html.unescape(before[start:])
        if start >= 0 and url not in known and not _OUTSIDE.search(url):
            known.add(url)
            result.append(Use(urls=(url,), is_shown=before[start - 1 : start] in _QUOTES and extension(url) in MEDIA))
    return result


def numbers_in(text: str, *, is_value: bool = False) -> set[str]:
    """All numbers in a text that may be those of uploads: in blocks, tags and shortcodes, or anywhere in a value.

    >>> sorted(numbers_in('In 2025 <!-- wp:acf/hero {"data":{"image":9}} /--> [foogallery id="33"]'))
    ['33', '9']
    """
    text = _unpacked(text)
    if not any(map(str.isdigit, text)):
        return set()
    if is_value:
        return set(_NUMBER.findall(text)) | set(_NAMED_NUMBER.findall(text))
    parts = "\n".join([*_PARTS.findall(text), *_ENCLOSED.findall(text)])
    return set(_NUMBER.findall(_MEASURES.sub("", parts))) | set(_NAMED_NUMBER.findall(parts))


@lru_cache(1)  # of one text the numbers are asked for, and then the names
def _unpacked(text: str) -> str:
    """A text, and with it what page builders pack into it: percent signs and base64."""
    parts = [text]
    if "%" in text:
        parts.append(unquote(text))
    for packed in _BASE64.findall(" ".join(word for word in text.split() if len(word) >= 16)):
        with suppress(ValueError):
            inside = b64decode(packed, validate=True).decode("utf-8")
            parts += [inside, unquote(inside)] if inside.isprintable() or "\n" in inside else []
    return "\n".join(parts)


def names_in(text: str) -> set[str]:
    """The names of all media files in a text, without folders, sizes and endings.

    Rather one too many than one too few, for what is named here is not called unused: a name with a blank is found
    by its last word as well.

    >>> sorted(names_in("url(2025/10/Relay-300x200.jpg) and Choir%20tour-scaled.JPEG"))
    ['choir tour', 'relay', 'tour']
    """
    text = unicodedata.normalize("NFC", _unpacked(text))
    if "." not in text:
        return set()
    dotted = " ".join(word for word in text.translate(_APART).split() if "." in word)
    found = (unquote(html.unescape(name)) for name in _FILE_NAME.findall(dotted))
    return {canonical_path(f"{name}.jpg").removesuffix(".jpg").casefold() for name in found}


def without_comments(text: str) -> str:
    """The text without HTML comments other than those of blocks: what is commented out is not shown."""
    if "<!--" not in text:
        return text
    first, *rest = text.split("<!--")
    kept = [first]
    for piece in rest:
        if re.match(r"\s*/?wp:", piece):
            kept.append(f"<!--{piece}")
        else:
            _, end, after = piece.partition("-->")
            kept.append(after if end else piece)
    return "".join(kept)


def _bare(text: str) -> str:
    return re.sub(r"\[/?\w[^\[\]]*\]", "", text)


def _put(stack: list[_Frame], found: list[Use], caption: str) -> None:
    if stack and len(stack[-1].captions) < MAX_CAPTIONS:
        stack[-1].captions.append(caption)
    elif found:
        found[-1].captions.append(caption)


def _open(stack: list[_Frame], frame: _Frame) -> None:
    """Open a figure or caption; where too many are open, the outermost ends here."""
    if len(stack) == MAX_OPEN:
        outermost = stack.pop(0)
        _close([outermost], outermost.name)
    stack.append(frame)


def _close(stack: list[_Frame], name: str, extra: str = "") -> None:
    """Give the innermost open frame's captions to what it holds, and hand that on to the frame around it."""
    if not any(frame.name == name for frame in stack):
        return
    while stack:
        frame = stack.pop()
        captions = [*frame.captions, *([extra] if extra and frame.name == name else [])]
        for use in frame.uses:
            use.captions.extend(text for text in captions if text)
        if stack:
            stack[-1].uses.extend(frame.uses)
        if frame.name == name:
            return


def attributes(text: str) -> dict[str, str]:
    """The attributes of an element; of two that are called alike the first counts, as in a browser."""
    values: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        values.setdefault(name.lower(), html.unescape(double or single or bare))
    return values


def _tag(tag: str, text: str, after: str) -> list[Use]:
    if "=" not in text:
        return []
    values = attributes(text)
    if "class" in values and (post := post_in(tag, values, after)):
        return [Use(urls=(post[0][:MAX_ADDRESS],), is_embedded=not post[1])]
    ids: dict[str, None] = {}
    for name in ("class", "id", "rel"):
        ids |= dict.fromkeys(_NUMBERED.findall(values.get(name, "")))
    if tag in ("img", "figure", "video", "audio"):
        ids |= {
            number: None for name in ("data-id", "data-attachment-id") if (number := values.get(name, "")).isdigit()
        }
    films = list(films_of(tag, values))
    named = _named_by(tag, values)
    urls = dict.fromkeys(url for name, value in values.items() for url in _links(name, value, name in named))
    if any(not url.startswith("data:") for url in urls):  # a placeholder until the picture is loaded
        urls = {url: None for url in urls if not url.startswith("data:")}
    alt = strip_markup(values.get("alt", "")) if tag == "img" else ""
    found = [Use(tuple(ids), tuple(urls), alt or None, is_video=_is_video(tag, values))] if ids or urls else []
    if tag == "img" and urls and not ids and (is_dot(values) or all(map(is_tracker, urls))):
        return [Use(urls=tuple(urls)[:1], is_dot=True)]
    if tag in FRAMES and not (films or urls):
        shown = next((url for name in FRAMES[tag] if is_url(url := values.get(name, "").strip())), "")
        found += [Use(urls=(shown[:MAX_ADDRESS],), is_embedded=True)] if shown else []
    return found + [Use(urls=(url,)) for url in dict.fromkeys(films)]


def _is_video(tag: str, values: Mapping[str, str]) -> bool:
    return tag == "video" or (tag == "source" and values.get("type", "").startswith("video/"))


def _named_by(tag: str, values: Mapping[str, str]) -> Sequence[str]:
    """The attributes whose address is a picture or video by the element that it stands in, whatever it is called."""
    if tag == "img":
        return SOURCES if any(values.get(name) for name in SOURCES) else ("srcset", "data-srcset")
    if _is_video(tag, values):
        return ("src", "poster")
    if tag == "image":  # of a drawing within the page
        return ("href", "xlink:href")
    if tag == "input" and values.get("type", "").lower() == "image":
        return ("src",)
    if tag == "meta":
        about = (values.get(name, "").lower() for name in ("property", "name", "itemprop"))
        return ("content",) if any(name in PREVIEWS for name in about) else ()
    return ("href",) if tag == "link" and values.get("rel", "").lower() == "image_src" else ()


def _film(token: re.Match[str], text: str) -> list[Use]:
    """A film whose address stands on a line or in an element of its own, or is an argument; else it is but named."""
    if token["player"]:
        by_id = film_of(token["player"], token["number"])
        return [Use(urls=(by_id.url,))] if by_id else []
    before = text[max(0, token.start() - 300) : token.start()].rpartition("\n")[2]
    after = text[token.end() : token.end() + 100].partition("\n")[0].lstrip()
    is_argument = re.search(r"\[[\w-]+\s*$|[\"'=|]$", before)
    code = re.search(r"\[([\w-]+)[^\[\]]*$", before)
    if code and BUTTONS.search(code[1]):
        return []
    is_alone = re.search(r"(?:^|[>\]])\s*$", before) and (not after or re.match(r"<(?!/a\b)|\[", after))
    film = film_at(token[0]) if is_argument or is_alone else None
    return [Use(urls=(film.url,))] if film else []


def _links(name: str, value: str, is_named: bool) -> Iterator[str]:
    """The addresses of pictures in one attribute; one that is there to name a picture does, whatever it is called."""
    if not (is_named or name in LINK_ATTRIBUTES or name.startswith("data-")):
        return
    if "url(" in value.lower():
        candidates = _STYLE_URL.findall(value)
    elif name.endswith("srcset"):
        candidates = [part.split()[0] for part in re.split(r",\s+|,(?=https?:|//)", value) if part.strip()]
        candidates = [url for url in candidates if _is_called_so(url)] or candidates[-1:]
    elif value[:1] in ("{", "["):
        candidates = list(_addresses_in(_json(value)))
    else:
        candidates = [value]
    for url in map(str.strip, candidates):
        if len(url) < MAX_ADDRESS and url and (is_named or _is_called_so(url)):
            yield url
        elif is_named and url.startswith("data:"):
            yield url[:40]


def _is_called_so(url: str) -> bool:
    return extension(re.split(r"[?#]", url)[0]) in _FILES and " " not in url[:8]


def is_template(url: str) -> bool:
    """Whether an address is still to be filled in by a script."""
    return any(mark in url for mark in ("${", "{{", "<%", "%7B%7B", "$%7B"))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _shortcode(token: re.Match[str], stack: list[_Frame], text: str) -> list[Use]:
    code, arguments = token["code"], attributes(token["arguments"])
    if code in ("caption", "wp_caption"):
        if token["end"]:
            frame = next((frame for frame in reversed(stack) if frame.name == "caption"), None)
            if frame is not None:
                if any(use.urls for use in frame.uses):  # its number may be stale: the address then tells
                    frame.uses[0].is_shown = bool(frame.uses[0].urls)
                _close(stack, "caption", shorten(strip_markup(_bare(text[frame.start : token.start()])), MAX_CAPTION))
            return []
        _close(stack, "caption")  # one that was never closed ends where the next begins
        _open(stack, _Frame("caption", token.end(), captions=[strip_markup(arguments.get("caption", ""))]))
        ids = _NUMBERED.findall(arguments.get("id", ""))
        return [Use(tuple(ids))] if ids else []
    if token["end"]:
        return []
    ids = [n for name in SHORTCODE_IDS[code] for n in re.findall(r"\d+", arguments.get(name, ""))]
    if ids:
        return [Use((number,)) for number in ids]
    if code != "gallery":
        return []
    without = frozenset(re.findall(r"\d+", arguments.get("exclude", "")))
    return [Use(children_of=arguments.get("id", ""), without=without)]


def _block(name: str, text: str) -> list[Use]:
    values = _json(text)
    if not isinstance(values, dict):
        return []
    films = () if BUTTONS.search(name.rpartition("/")[2]) else films_within(values)
    urls = tuple(dict.fromkeys([*_addresses_in(values), *films]))
    if not urls and "embed" in name.partition("/")[0] and is_url(str(values.get("url", ""))):
        return [Use(urls=(str(values["url"])[:MAX_ADDRESS],), is_embedded=True)]
    if name.removeprefix("core/") not in BLOCKS:
        return [Use(urls=(url,)) for url in urls]
    many = [values.get("ids"), [i.get("id") for i in values.get("images") or [] if isinstance(i, dict)]]
    ids = [str(n) for group in many if isinstance(group, list) for n in group if str(n).isdigit()]
    if ids:
        return [Use((number,)) for number in ids]
    one = [str(n) for key in ("id", "mediaId") if str(n := values.get(key, "")).isdigit()]
    return [Use(tuple(one), urls)] if one or urls else []


def _is_media(url: str) -> bool:
    return extension(url.split("?")[0]) in MEDIA


def _addresses_in(value: object, depth: int = 0) -> Iterator[str]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        for child in value.values():
            yield from _addresses_in(child, depth + 1)
    elif isinstance(value, list):
        for child in value:
            yield from _addresses_in(child, depth + 1)
    elif isinstance(value, str) and len(value) < MAX_ADDRESS and "/" in value and _is_media(value):
        yield value
