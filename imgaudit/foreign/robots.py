"""What websites ask of robots: ``robots.txt`` (RFC 9309), ``X-Robots-Tag`` and ``<meta name=robots>``.

All of it asks. It blocks nobody, and some of those who are asked do not care.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from imgaudit.foreign.addresses import absolute
from imgaudit.foreign.text import shorten
from imgaudit.practices.visibility import NOBODY, NOT_FOR_AI, NOT_INDEXED

CRAWLERS_VERSION = "1"
"""Grows with :data:`CRAWLERS`: who is asked not to decides whether all are."""


class Crawler(NamedTuple):
    """One crawler that takes pictures or pages for AI: its name in robots.txt, and who runs it."""

    name: str
    runner: str


CRAWLERS = (
    Crawler("AI2Bot", "Ai2"),
    Crawler("Amazonbot", "Amazon"),
    Crawler("anthropic-ai", "Anthropic, in former years"),
    Crawler("Applebot-Extended", "Apple"),
    Crawler("Bytespider", "ByteDance (TikTok); known not to heed robots.txt"),
    Crawler("CCBot", "Common Crawl, from whose copies most sets of pictures for AI are made"),
    Crawler("ClaudeBot", "Anthropic"),
    Crawler("cohere-ai", "Cohere"),
    Crawler("Diffbot", "Diffbot"),
    Crawler("FacebookBot", "Meta"),
    Crawler("Google-Extended", "Google, for Gemini"),
    Crawler("GPTBot", "OpenAI"),
    Crawler("ImagesiftBot", "Hive, who search by picture"),
    Crawler("img2dataset", "anybody who makes a set of pictures; heeds X-Robots-Tag alone"),
    Crawler("LAIONDownloader", "LAION"),
    Crawler("Meta-ExternalAgent", "Meta"),
    Crawler("omgili", "Webz.io, who sell what they collect"),
    Crawler("PerplexityBot", "Perplexity"),
    Crawler("Timpibot", "Timpi"),
    Crawler("YouBot", "You.com"),
)
"""AI crawlers that take much or make sets of pictures, of the 166 that ai.robots.txt lists (MIT, August 2026).

By a row more a website that asked all of them asks all but one: see :data:`CRAWLERS_VERSION`.
"""

NOTHING = "nothing"
"""How it is said that nothing is asked, where an empty cell means that nobody has looked."""

MAX_ROBOTS = 64 << 10
"""So large a robots.txt may be to be judged: ten times as large as one that names all crawlers."""

AGENTS = frozenset(
    ("robots", "googlebot", "googlebot-image", "googlebot-news", "bingbot", "msnbot", "duckduckbot", "slurp", "yandex")
) | {one.name.lower() for one in CRAWLERS}
"""Names that a page's ``<meta>`` addresses."""
_WORDS = frozenset((*NOT_INDEXED, *NOT_FOR_AI))
_FOR_ONE = re.compile(r"([a-z][\w.-]*)\s*:\s*(.*)", re.DOTALL)
_VALUED = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
"""Words that take a value behind a colon, where else the name of a robot stands before it."""
_NAMED = re.compile(r"(?i)\s*user[ -]?agent\s*:?\s*([^\s#]+)")
_AGENT = re.compile(r"(?i)\s*user[\s_-]?agent")
_PLAIN_AGENT = re.compile(r"(?i)\s*user-agent\s*:\s*(?:\*|[a-z0-9_-]+)\s*(?:#.*)?")
_SIGNAL = re.compile(r"(?i)\s*(content-(?:signal|usage)\s*:[^#]{1,200})")
_MOST_SIGNALS = 3


def robots_home(url: str) -> str:
    """The address of the robots.txt that speaks for an address; empty for what is on no website.

    >>> robots_home("https://www.fernhollow.example/uploads/a.jpg")
    'https://www.fernhollow.example/robots.txt'
    """
    try:
        parts = urlsplit(absolute(url))
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    usual = ":443" if parts.scheme == "https" else ":80"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower().removesuffix(usual)}/robots.txt"


def robots_of(status: int, body: bytes) -> str | None:
    r"""What a host asks by its answer for robots.txt; ``None`` where nobody can say.

    None that is there asks nothing. In a page, in what is no text and in what has no end crawlers find what they like.

    >>> robots_of(200, b"\xef\xbb\xbfUser-agent: *\n"), robots_of(404, b"<html>"), robots_of(503, b"")
    ('User-agent: *\n', '', None)
    >>> robots_of(200, b"<!DOCTYPE html><title>Home</title>") is robots_of(0, b"") is robots_of(429, b"") is None
    True
    """
    if 400 <= status < 500 and status != 429:
        return ""
    if status != 200:
        return None
    text = body[: MAX_ROBOTS + 1].decode("utf-8-sig", "replace")
    return None if len(body) > MAX_ROBOTS or "\0" in text or text.lstrip()[:1] in ("<", "{") else text


def can_be_read() -> bool:
    """Whether the package that reads robots.txt, of the extra ``live``, is here."""
    try:
        return bool(_protego())
    except ImportError:
        return False


@cache
def _protego() -> Any:
    return import_module("protego").Protego


def who_is_not_asked(texts: Sequence[str | None]) -> Callable[[str], str | None]:
    r"""Address → the :data:`CRAWLERS` that these robots.txt of its host do not all ask to leave it alone, by name.

    Several are of one host, as they were saved on different days; of one that is not known nobody can say. A crawler
    heeds the lines under its own name, whole, and only where there are none those for all.

    >>> ask = who_is_not_asked(["User-agent: *\nDisallow: /uploads/\n\nUser-agent: GPTBot\nDisallow: /private/"])
    >>> ask("https://fernhollow.example/uploads/a.jpg"), ask("https://fernhollow.example/private/a.jpg")[:14]
    ('GPTBot', 'AI2Bot; Amazon')
    """
    if not texts or None in texts:
        return lambda _: None
    asked = [_allows(text) for text in dict.fromkeys(texts) if text is not None]

    def of(url: str) -> str:
        allowed = {name for allows in asked for name in allows(url)}
        return "; ".join(one.name for one in CRAWLERS if one.name in allowed) or NOBODY

    return of


def _allows(text: str) -> Callable[[str], set[str]]:
    if not text.strip():
        return lambda _: {one.name for one in CRAWLERS}
    rules = _protego().parse(text)
    named = {found[1].lower() for line in text.splitlines() if (found := _NAMED.match(line))}
    # What a crawler makes of GPTBot/1.1, or of two names in one line, nobody knows: then it is not asked.
    odd = [line.lower() for line in text.splitlines() if _AGENT.match(line) and not _PLAIN_AGENT.fullmatch(line)]
    doubtful = {one.name for one in CRAWLERS if any(one.name.lower() in line for line in odd)}
    # Protego takes lines for Applebot as meant for Applebot-Extended too, which Apple does not.
    by_lines = {one.name: one.name if one.name.lower() in named else "*" for one in CRAWLERS}

    def of(url: str) -> set[str]:
        try:
            free = {lines for lines in set(by_lines.values()) if rules.can_fetch(url, lines)}
        except ValueError:  # no address that anybody could ask for
            return {*by_lines}
        return doubtful | {name for name, lines in by_lines.items() if lines in free}

    return of


def sitemaps_in(text: str) -> list[str]:
    """The addresses of sitemaps that a robots.txt names."""
    return [*_protego().parse(text).sitemaps]


def signals_in(texts: Sequence[str | None]) -> str | None:
    r"""The lines of robots.txt that say in words what may be done with the content; they are told, not judged.

    >>> signals_in(["User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /"]), signals_in([None])
    ('Content-Signal: search=yes, ai-train=no', None)
    """
    lines = [line for text in texts for line in (text or "").splitlines()]
    said = dict.fromkeys(" ".join(found[1].split()) for line in lines if (found := _SIGNAL.match(line)))
    return shorten("; ".join([*said][:_MOST_SIGNALS]), 300) or (None if None in texts else NOTHING)


def wishes(lines: Iterable[str]) -> str:
    r"""What a page or file asks by the lines of ``X-Robots-Tag`` and ``<meta>``: of all words those about pictures.

    Before a word that is meant for one robot stands its name, as in the header.

    >>> wishes(["noindex, max-image-preview: large", "googlebot: noimageindex, nofollow"])
    'googlebot: noimageindex; noindex'
    >>> wishes([])
    'nothing'
    """
    said: set[str] = set()
    for line in lines:
        whom = ""
        for part in line.lower().split(","):
            word = part.strip()
            if (found := _FOR_ONE.fullmatch(word)) and found[1] not in _VALUED:
                whom, word = found[1], found[2].strip()
            if word in _WORDS:
                said.add(f"{whom}: {word}" if whom and whom != "robots" else word)
    return "; ".join(sorted(said)) or NOTHING
