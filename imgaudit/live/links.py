"""Where a page leads: its links, which of them are followed, and the addresses that a sitemap lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from imgaudit.files import DOCUMENTS, MEDIA, extension
from imgaudit.files.unpacking import unpacked
from imgaudit.foreign.addresses import page_key
from imgaudit.foreign.markup import attributes
from imgaudit.foreign.text import clean
from imgaudit.foreign.xml import decoded_head, events, local_name, root_of
from imgaudit.live.manners import ROBOT
from imgaudit.tables import ProblemCode

SITEMAP_BYTES = 50 << 20
"""So much of a sitemap counts, unpacked (sitemaps.org)."""
MAX_ADDRESS = 2000


class _Row(NamedTuple):
    """Links that are not followed: by a whole segment of the path, a part of the address, a name in the query.

    ``is_lost``: whether something may be there that is nowhere else. It is not where all know what answers there.
    """

    why: str
    segment: str = "(?!)"
    part: str = "(?!)"
    query: str = "(?!)"
    is_lost: bool = False


_CALENDAR = r"/(?:calendars?|events?|diary|whats-?on|agenda)(?:/[^?]*)?"
_DAY = r"(?:19|20)\d\d(?:[-/]\d{1,2}){0,2}"
_LOG_IN = r"(?:log|sign)[-_]?(?:in|on|out|off|up)|wp-(?:login|signup)|(?:lost|forgot|reset)[-_]?password"
_LEFT_OUT = (
    _Row("logs in or out", _LOG_IN),
    _Row(
        "the workings of the website", r"wp-(?:admin|json|cron)|cdn-cgi|cgi-bin|xmlrpc|trackback", r"^/admin(?:/|\?|$)"
    ),
    _Row("a basket", r"cart|basket|checkout|my-account|add-to-\w+", query=r"add[-_]to[-_]\w+|(?:remove|undo)_item"),
    _Row(
        "changes something", "delete|remove|edit|unsubscribe|vote", query="delete|remove|unsubscribe|vote|like|.*nonce"
    ),
    _Row("another view", "feed|rss|atom|print(?:pdf)?", query="print(?:able|er)?|share|feed|format|replytocom|.*ical"),
    _Row("a search", query="s|q|search|query|keywords?", is_lost=True),
    _Row("asks for an action", query="action|do|cmd|op|task", is_lost=True),
    _Row(
        "a view of a calendar, which has no end",
        part=rf"(?:{_CALENDAR}|/(?:month|week|day))/(?:{_DAY}|today|month|week|day|list)/?(?:\?|$)"
        rf"|{_CALENDAR}\?(?:.*&)?(?:month|year|week|day|mon|yr|[ymd])=",
        query="date|cal.*|tribe.*|event-?(?:date|display)|(?:start|end|view|current)[-_]?date",
        is_lost=True,
    ),
    _Row("goes in circles", part=r"(/[^/?]+(?:/[^/?]+){0,3})\1{2}(?:[/?]|$)", is_lost=True),
    _Row(
        "an address that no page has",
        part=rf"%(?:[01][0-9a-f]|7f)|^.{{{MAX_ADDRESS}}}|^(?:/[^/?]*){{20}}/.",
        is_lost=True,
    ),
)
"""What acts, never ends or is no page, by its address. What might be somebody's page is left out with a loss."""

_NO_PAGES = MEDIA | DOCUMENTS | {"css", "js", "mjs", "json", "xml", "map", "woff", "woff2", "ttf", "epub", "vcf", "ics"}
_SESSION = re.compile(r"(?i)(?:php|j|asp)sess(?:ion)?id\w*|sid|session_?id|cfid|cftoken")
_IN_PATH = re.compile(r"(?i);jsessionid=[^/;]*|/\([a-z]\([\w-]{12,}\)\)")
"""A session within the path, as Java and ASP.NET have it."""
_TRACKING = re.compile(r"(?i)utm_\w+|fbclid|gclid")
_RANDOM = re.compile(r"[\w.!-]{12,}", re.ASCII)


def left_out(url: str) -> tuple[str, bool] | None:
    """Why a link is not followed, and whether something may be lost by it; ``None`` for one that is.

    >>> left_out("https://fernhollow.example/calendar/2027/05/"), left_out("https://fernhollow.example/news/2027/05/")
    (('a view of a calendar, which has no end', True), None)
    >>> left_out("https://fernhollow.example/news/?action=print"), left_out("https://fernhollow.example/wp-login.php")
    (('asks for an action', True), ('logs in or out', False))
    """
    parts = urlsplit(url)
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    segments = [re.sub(r"\.\w{2,5}$", "", one).lower() for one in parts.path.split("/") if one]
    names = [name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    for row in _LEFT_OUT:
        if (
            any(re.fullmatch(row.segment, one) for one in segments)
            or any(re.fullmatch(row.query, one) for one in names)
            or re.search(row.part, address[: MAX_ADDRESS + 1].lower())
        ):
            return row.why, row.is_lost
    return None


def may_be_page(url: str) -> bool:
    """Whether an address may be one of a page, by how it ends.

    >>> may_be_page("https://fernhollow.example/menu.pdf"), may_be_page("https://fernhollow.example/menu")
    (False, True)
    """
    return extension(urlsplit(url).path) not in _NO_PAGES


def as_asked(href: str, base: str) -> str:
    """The address that a link means, as a browser would ask for it; empty for what leads to no website.

    Folders such as ``/../`` are gone, however they are written, and so is what tells visitors apart.

    >>> as_asked("../tŷ/%2e%2E/a b?sid=0123456789abcdef&p=2#top", "https://fernhollow.example/x/y/")
    'https://fernhollow.example/x/a%20b?p=2'
    >>> as_asked("mailto:office@fernhollow.example", "https://fernhollow.example/")
    ''
    """
    before, mark, query = re.sub(r"[\t\r\n]", "", href.strip()).partition("?")
    try:
        parts = urlsplit(urljoin(base, before.replace("\\", "/") + mark + query))
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    path = re.sub(r"(?i)%2e", ".", _IN_PATH.sub("", parts.path))
    path = urlsplit(urljoin("http://x/", "/" + path.lstrip("/"))).path
    kept = "&".join(one for one in parts.query.split("&") if one and not _tells_apart(*one.partition("=")[::2]))
    safe = "%/?:@&=+$,;!~*'()[]|"
    return f"{parts.scheme}://{parts.netloc}{quote(path or '/', safe=safe)}" + (
        f"?{quote(kept, safe=safe)}" if kept else ""
    )


def _tells_apart(name: str, value: str) -> bool:
    return bool(_TRACKING.fullmatch(name) or (_SESSION.fullmatch(name) and _RANDOM.fullmatch(value)))


def identity(url: str) -> str:
    """What tells one page from another: :func:`page_key`, in whichever order the query is.

    >>> identity("https://www.fernhollow.example/a/?y=2&x=1")
    'fernhollow.example/a?x=1&y=2'
    """
    key, mark, query = page_key(url).partition("?")
    return key + mark + "&".join(sorted(query.split("&")))


# ------------------------------------------------------------------------------------------------- pages


@dataclass(slots=True)
class Links:
    """Where a page leads, each address once.

    - ``followed``: links, and what is shown within a frame; ``nofollow``: what the page asks robots not to follow.
    - ``refresh``: where it leads on by itself. ``base``: what its addresses are relative to.
    """

    base: str
    followed: dict[str, None] = field(default_factory=dict)
    nofollow: dict[str, None] = field(default_factory=dict)
    refresh: str = ""


_HIDDEN = tuple(
    (re.compile(begins, re.IGNORECASE), re.compile(ends, re.IGNORECASE))
    for begins, ends in ((r"<!--", r"-->"), (r"<script\b", r"</script\b"))
)
_LEADS = {"a": "href", "area": "href", "iframe": "src", "frame": "src"}
# Quotes pair only after an equals sign, as in a browser.
_ELEMENT = re.compile(r"<(a|area|base|meta|i?frame)(?=[\s/])((?:=\s*+\"[^\"]*\"|=\s*+'[^']*'|[^<>])*+)>", re.IGNORECASE)
_REFRESH = re.compile(r"(?i)\s*\d*\s*[;,]\s*(?:url\s*=)?\s*[\"']?([^\"']+)")


def links_of(text: str, url: str, header: str = "") -> Links:
    """The links of a page; ``header`` is what was sent as ``X-Robots-Tag``.

    >>> [*links_of('<base href="/x/"><a href="a">A</a><!-- <a href="b">B</a> -->', "https://h.example/").followed]
    ['https://h.example/x/a']
    """
    elements = [(tag.lower(), attributes(inside)) for tag, inside in _ELEMENT.findall(_shown(text))]
    bases = (as_asked(values["href"], url) for tag, values in elements if tag == "base" and values.get("href"))
    links, asks = Links(next(filter(None, bases), url)), header
    for tag, values in elements:
        if tag == "meta" and values.get("name", "").lower() in ("robots", ROBOT):
            asks += f",{values.get('content', '')}"
        elif tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            if found := _REFRESH.match(values.get("content", "")):
                links.refresh = as_asked(found[1], links.base)
        elif where := as_asked(values.get(_LEADS.get(tag, ""), "") or "mailto:", links.base):
            is_asked_not_to = "nofollow" in values.get("rel", "").lower().split()
            (links.nofollow if is_asked_not_to else links.followed)[where] = None
    if {"nofollow", "none"} & {*re.split(r"[\s,:]+", asks.lower())}:
        links.nofollow, links.followed = links.followed | links.nofollow, {}
    return links


def _shown(text: str) -> str:
    """A page without its comments and scripts."""
    for begins, ends in _HIDDEN:
        kept, at = [], 0
        while (start := begins.search(text, at)) and (end := ends.search(text, start.end())):
            kept.append(text[at : start.start()])
            at = end.end()
        text = "".join([*kept, text[at:]])
    return text


# ------------------------------------------------------------------------------------------------- sitemaps


@dataclass(slots=True)
class Sitemap:
    """What a sitemap lists: pages, further sitemaps; ``faults``: what could not be read of it."""

    pages: list[str] = field(default_factory=list)
    further: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)

    def problem(self, file: str, code: ProblemCode, reason: str, *, lost: int | None = 1, **_: object) -> None:  # noqa: ARG002
        """Note what could not be read."""
        if lost != 0:
            self.faults.append(reason)


def read_sitemap(body: bytes, url: str) -> Sitemap | None:
    """A sitemap or index of sitemaps, packed with gzip or not; ``None`` for anything else."""
    sitemap, stream, data = Sitemap(), unpacked(BytesIO(body)), bytearray()
    try:
        while len(data) <= SITEMAP_BYTES and (piece := stream.read(1 << 20)):
            data += piece
    except OSError as error:
        sitemap.faults.append(str(error))
    if len(data) > SITEMAP_BYTES:
        sitemap.faults.append(f"larger than {SITEMAP_BYTES >> 20} MiB: the rest was not read")
    if root_of(decoded_head(bytes(data[:65_536]))) not in ("urlset", "sitemapindex"):
        return None
    for event, element in events(BytesIO(data[:SITEMAP_BYTES]), url, sitemap, entry=("url", "sitemap")):
        if event == "end" and (name := local_name(element)) in ("url", "sitemap"):
            locs = (clean(child.text) for child in element if local_name(child) == "loc")
            if where := as_asked(next(locs, ""), url):
                (sitemap.pages if name == "url" else sitemap.further).append(where)
            element.clear()
    return sitemap
