"""A whole web page as it was served or saved: its title, the addresses it gives itself, and what it shows.

No page is taken to be well written: whatever is wrong with one, what can be made out is read, and nothing is raised.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from imgaudit.files import MEDIA, extension
from imgaudit.foreign.markup import Use, attributes, bare_addresses
from imgaudit.foreign.robots import AGENTS
from imgaudit.foreign.running_text import read_content
from imgaudit.foreign.text import codec_of, shorten, strip_markup

MAX_BYTES = 8 * 1024**2
"""So much of a page is read; the largest that a school publishes have a tenth of it."""

_SAVED = (
    re.compile(r"<!-- Copied from (?P<url>\S+) by imgaudit on (?P<when>\S+), (?P<public>as anybody can) -->"),
    re.compile(r"<!--\s*saved from url=\(\d+\)\s*(?P<url>\S+)\s*-->", re.IGNORECASE),
    re.compile(r"<!--\s*Mirrored from (?P<url>\S+) by HTTrack[^>]{0,300}?, (?P<when>\w{3}, [^>]{10,40}?)\s*-->"),
    re.compile(r"<!--\s*Page saved with SingleFile\s+url:\s*(?P<url>\S+)\s+saved date:\s*(?P<when>[^\n(]+)"),
    re.compile(r"<!--\s*Saved from (?P<url>\S+) at (?P<when>\S+) using monolith"),
)
"""How a browser and other programs write into a page from where, and when, they saved it."""
_BEGINS = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_NO_PAGE = re.compile(
    r"(?:\s|<\?[^>]{0,500}>|<!--(?:(?!-->).){0,4000}-->){0,20}<(?:\w+:)?(?:rss|feed|rdf|urlset|sitemapindex)\b",
    re.IGNORECASE | re.DOTALL,
)
_HAS_WORDS = re.compile(r"<title\b[^>]{0,200}>\s*[^<\s]|<(?:img|picture|video|iframe|frame|image)\s", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w:.-]{1,40})", re.IGNORECASE)
_OLDER = frozenset(("iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii", "windows-1252"))
"""Names that browsers take for cp1252."""

_INSIDE = r"((?:=\s*+\"[^\"]*\"|=\s*+'[^']*'|[^<>])*+)>"
_APART = re.compile(rf"<!--|<(script|style)(?![\w:-]){_INSIDE}", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}(?![\w-])[^>]{{0,100}}>", re.IGNORECASE) for name in ("script", "style")}
_ABOUT = re.compile(rf"<(meta|link|base)(?=[\s/]){_INSIDE}", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]{0,200}>(.{0,2000}?)</title", re.IGNORECASE | re.DOTALL)
_TEMPLATE = re.compile(r"template|html|handlebars|mustache", re.IGNORECASE)
_FONT = re.compile(r"@font-face\s*\{[^{}]*\}", re.IGNORECASE)
_STYLE_URL = re.compile(r"url\(\s*(?:\"([^\"]{1,2000})\"|'([^']{1,2000})'|([^\"'()\s]{1,2000}))", re.IGNORECASE)
_IN_SCRIPT = re.compile(r"[\"'`](\.{0,2}/[^\"'`<>\s]{1,500})[\"'`]")
_DATES = frozenset(
    ("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.created", "pubdate")
)


@dataclass(slots=True)
class WebPage:
    """What one page says.

    - ``saved_from``, ``canonical``, ``preview``: its own address by the program that saved it, by ``<link
      rel=canonical>`` and by ``og:url``; ``saved_on`` and ``published``: the texts of the dates beside them.
    - ``is_public``: whether it was fetched as anybody can, without a login; ``None`` where nobody knows.
    - ``base``: what relative addresses are relative to, where it says so.
    - ``uses``: what it shows, that of its own style sheets and scripts among it; ``sheets``: those that it names.
    - ``asks``: what it asks of robots by its ``<meta>``, each line as a header would say it.
    - ``words``: its running text; ``is_cut``: more is written on it.
    """

    title: str | None = None
    saved_from: str = ""
    saved_on: str = ""
    is_public: bool | None = None
    canonical: str = ""
    preview: str = ""
    base: str = ""
    published: str = ""
    uses: list[Use] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    words: str = ""
    is_cut: bool = False

    @property
    def told(self) -> str:
        """The first address that it gives itself; empty where it gives none."""
        return self.saved_from or self.canonical or self.preview


def is_webpage(text: str, *, is_named: bool = False) -> bool:
    """Whether a text begins as a web page that says anything: a title, a picture or from where it was saved.

    ``is_named``: the file is called as pages are, so that a part of one will do.

    >>> is_webpage("<!DOCTYPE html><title>News</title>"), is_webpage("<html><body><p>Hello</p></body></html>")
    (True, False)
    """
    if text[:1] != "<" or _NO_PAGE.match(text) or not (is_named or _BEGINS.search(text, 0, 4096)):
        return False
    return bool(_HAS_WORDS.search(text) or any(saved.search(text) for saved in _SAVED))


def is_cut(text: str) -> bool:
    """Whether a page that has a beginning has no end; half a tag at its end is none either."""
    end = text[-2000:].lower()
    return bool(_BEGINS.search(text)) and "</html" not in end and "</body" not in end


def decoded_page(data: bytes, content_type: str = "") -> str:
    """The text of a page: by how it begins, by its server's ``content_type``, by its own word, as UTF-8, as cp1252.

    >>> decoded_page("<meta charset=iso-8859-1>Café – x".encode("cp1252"))
    '<meta charset=iso-8859-1>Café – x'
    """
    own = _CHARSET.search(data, 0, 4096)
    served = content_type.lower().partition("charset=")[2].partition(";")[0]
    named = [served.strip("\"' "), own[1].decode("ascii").lower() if own else ""]
    for name in dict.fromkeys(filter(None, [codec_of(data), *named, "utf-8"])):
        try:
            codec = "cp1252" if name in _OLDER else name
            return codecs.getincrementaldecoder(codec)().decode(data)  # a last character may be cut in two
        except (LookupError, UnicodeError):
            continue
    return data.decode("cp1252", "replace")


def read_page(text: str) -> WebPage:
    """Everything that a page says of itself and shows."""
    body, apart = _apart(text)
    page = _about(text, body)
    templates = [inside for name, inside in apart if name == "template"]
    content = read_content(["\n".join([body, *templates])])
    page.uses, page.words, page.is_cut = content.uses, content.words, content.is_cut
    known = {url for use in page.uses for url in use.urls}
    for name, inside in apart:
        if name != "template":
            found_there = in_sheet(inside) if name == "style" else _in_script(inside, known)
            page.uses += [Use(urls=(url,)) for url in found_there]
    return page


def asks_of(text: str) -> list[str]:
    """What a page asks of robots by its ``<meta>``, a line each.

    >>> asks_of('<meta name="robots" content="noindex"><!-- <meta name="robots" content="noai"> -->')
    ['robots: noindex']
    """
    return _about(text, _apart(text)[0]).asks


def own_address(text: str) -> str:
    """The address that a page gives itself, by its beginning; empty where it gives none."""
    return _about(text, _apart(text)[0]).told


def _about(text: str, body: str) -> WebPage:
    page = WebPage()
    for saved in _SAVED:
        if found := saved.search(text):
            told = found.groupdict()
            page.is_public = True if told.get("public") else None
            page.saved_from, page.saved_on = _with_scheme(told["url"]), (told.get("when") or "").strip()
            break
    for found in _ABOUT.finditer(body):
        _take(page, found[1].lower(), attributes(found[2]))
    titled = _TITLE.search(body)
    page.title = (shorten(strip_markup(titled[1]), 500) if titled else "") or page.title or None
    return page


def in_sheet(text: str) -> list[str]:
    """The addresses of pictures that a style sheet names; its fonts are none."""
    addresses = ("".join(found).strip() for found in _STYLE_URL.findall(_FONT.sub("", text)))
    return list(dict.fromkeys(url[:40] if url[:11] == "data:image/" else url for url in addresses if _is_picture(url)))


def _is_picture(url: str) -> bool:
    return url.startswith("data:image/") or extension(re.split(r"[?#]", url)[0]) in MEDIA


def _in_script(text: str, known: set[str]) -> Iterator[str]:
    """Addresses in quotes, as galleries note them: those that are whole, and those from the top of the site."""
    for use in bare_addresses(text, known):
        yield from use.urls if use.is_shown else ()
    for url in dict.fromkeys(_IN_SCRIPT.findall(text.replace("\\/", "/"))):
        if _is_picture(url) and not url.startswith("//") and url not in known:
            yield url


def _with_scheme(url: str) -> str:
    """The address; one without a scheme is HTTrack's. What was saved from no website has none."""
    if re.match(r"https?://[^\s/]", url, re.IGNORECASE):
        return url
    return f"https://{url}" if re.match(r"[\w-]+(?:\.[\w-]+)+(?:[:/]|$)", url) else ""


def _take(page: WebPage, tag: str, values: dict[str, str]) -> None:
    url = values.get("href", "").strip()
    if tag == "base":
        page.base = page.base or url
    elif tag == "link":
        rel = values.get("rel", "").lower().split()
        if "canonical" in rel:
            page.canonical = page.canonical or url
        elif "stylesheet" in rel and url:
            page.sheets.append(url)
    else:
        said = values.get("content", "").strip()
        about = {values.get(name, "").lower() for name in ("property", "name", "itemprop")}
        if "og:url" in about:
            page.preview = page.preview or said
        elif "og:title" in about:
            page.title = page.title or strip_markup(said)
        elif about & _DATES:
            page.published = page.published or said
        elif (whom := values.get("name", "").strip().lower()) in AGENTS:
            page.asks.append(f"{whom}: {said}")


def _apart(text: str) -> tuple[str, list[tuple[str, str]]]:
    """A page without comments, scripts and style sheets; and these: what each is (of scripts, a template) and holds.

    Where one has no end, its beginning is passed over alone: it hides nothing of what follows.
    """
    kept: list[str] = []
    apart: list[tuple[str, str]] = []
    endless: set[str] = set()
    at = 0
    while found := _APART.search(text, at):
        name = (found[1] or "").lower()
        start, stop = _end_of(name, text, found.end()) if name not in endless else (-1, -1)
        kept.append(text[at : found.start()])
        if start < 0:
            endless.add(name)  # to look again from each of many would take the square of their number
            at = found.end()
            continue
        if name:
            kind = "template" if name == "script" and _TEMPLATE.search(attributes(found[2]).get("type", "")) else name
            apart.append((kind, text[found.end() : start]))
        at = stop
    return "".join([*kept, text[at:]]), apart


def _end_of(name: str, text: str, at: int) -> tuple[int, int]:
    """Where a comment, script or style sheet ends, and where the page goes on; -1 where it has no end."""
    if not name:
        end = text.find("-->", at - 2)
        return end, end + 3
    found = _ENDS[name].search(text, at)
    return (found.start(), found.end()) if found else (-1, -1)
