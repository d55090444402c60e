"""Which films and posts of other sites a page shows, beside plain addresses: by classes, fields and settings."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress

from imgaudit.foreign.addresses import is_url
from imgaudit.foreign.players import Film, film_at, film_of, films_in

MAX_POST = 10_000
"""Characters of the words that stand for a post until its script has run."""
EMBED_CLASSES = {
    "twitter-tweet": "x.com", "twitter-video": "x.com", "instagram-media": "instagram.com",
    "tiktok-embed": "tiktok.com",
    "fb-post": "facebook.com", "fb-video": "facebook.com", "text-post-media": "threads.net",
    "bluesky-embed": "bsky.app", "twitter-timeline": "x.com", "fb-page": "facebook.com",
    "juicer-feed": "juicer.io", "elfsight": "elfsight.com", "sk-ww": "sociablekit.com", "reddit-embed": "reddit.com",
}  # fmt: skip
"""The class by which a script knows where to show a post or the newest posts, and whose they are."""
_LIKES = re.compile(
    r"\b(?:fb-(?:like|share|save|send|comments|follow)|twitter-share-button|share-button|addthis|a2a_|sharedaddy)"
)
"""The class of a button that speaks of an address and does not show what is there."""
BUTTONS = re.compile(
    r"(?:^|[_-])(?:button|buttons|btn|cta|link|links|href|permalink|social|share|sharing|icon|menu|navigation|read-more)"
    r"(?:$|[_-])",
    re.IGNORECASE,
)
"""Shortcodes, blocks and fields that lead to an address; what is there is not shown."""
_ASIDE = frozenset(("onclick", "title", "alt", "data-url"))
_SOURCES = ("youtube", "vimeo", "dailymotion", "videopress", "hosted", "external")
_POST_ADDRESSES = ("data-instgrm-permalink", "data-text-post-permalink", "data-href", "cite", "href")
MAX_DEPTH = 20
"""Fields within fields, of a block or a page builder."""
FILM_IDS = (
    "videoid",
    "data-videoid",
    "data-video-id",
    "data-youtube-id",
    "data-youtube",
    "data-yt-id",
    "data-vimeo-id",
)


def films_shown(fields: Mapping[str, object], depth: int = 0) -> Iterator[str]:
    """The addresses of the films that fields show; what a button or link leads to is not shown.

    Of a page builder's film only the kind of player that is chosen counts: the others keep what they were set to.

    >>> list(films_shown({"button_link": {"url": "https://youtu.be/aB3-x_9Yz01"}, "film": "https://vimeo.com/123456"}))
    ['https://vimeo.com/123456']
    """
    if BUTTONS.search(str(fields.get("widgetType") or "")):
        return
    chosen = next((fields[name] for name in ("video_type", "type") if fields.get(name) in _SOURCES), None)
    chosen = chosen or ("youtube" if "youtube_url" in fields else None)
    for name, value in fields.items():
        is_other = chosen and (name.removesuffix("_url") in _SOURCES and name != f"{chosen}_url")
        if not is_other and ("video" in name or not (name in _ASIDE or BUTTONS.search(name))):
            yield from films_within(value, depth)


def films_within(value: object, depth: int = 0) -> Iterator[str]:
    """The films of one field: text, JSON within the text, or what that holds."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        yield from films_shown(value, depth + 1)
    elif isinstance(value, list):
        for child in value:
            yield from films_within(child, depth + 1)
    elif isinstance(value, str) and (films := films_in(value)):
        inside = None
        if value.lstrip()[:1] in ("{", "["):
            with suppress(ValueError, RecursionError):
                inside = json.loads(value)
        if isinstance(inside, (dict, list)):
            yield from films_within(inside, depth + 1)
        else:
            yield from (film.url for film in films)


def post_in(tag: str, values: Mapping[str, str], after: str) -> tuple[str, bool] | None:
    """A post of another site that a script puts in the place of an element, by its class: its address.

    With it, whether it is a post that we know: else it is the newest posts, or somebody's page.
    """
    if tag not in ("blockquote", "div", "a"):
        return None
    names = values.get("class", "").split()
    whose = next(
        (host for known, host in EMBED_CLASSES.items() if any(f"{name}-".startswith(f"{known}-") for name in names)), ""
    )
    if not whose:
        return None
    named = next((values[name] for name in _POST_ADDRESSES if is_url(values.get(name, ""))), "")
    post = film_at(named)
    if post is None and tag == "blockquote":  # the last address is the post's own; others stand in its words
        post = next(reversed(films_in(html.unescape(after.partition("</blockquote")[0]))), None)
    if post:
        return post.url, True
    return named or f"https://{whose}/", False


def films_of(tag: str, values: Mapping[str, str]) -> Iterator[str]:
    """The films that an element shows by its attributes; of a link and of buttons those that lead to one are none."""
    if tag not in ("a", "button") and not _LIKES.search(values.get("class", "")):
        yield from films_shown(values)
    if film := _film_by_id(tag, values):
        yield film.url


def _film_by_id(tag: str, values: Mapping[str, str]) -> Film | None:
    """The film of an element that waits for a click before it asks the player: it holds the film's id alone."""
    number = next((values[name] for name in FILM_IDS if values.get(name)), "")
    about = f"{tag} {values.get('class', '')} {' '.join(values)}".lower()
    platform = next((name for name in ("youtube", "vimeo") if name in about), "")
    return film_of(platform, number) if number and platform else None
