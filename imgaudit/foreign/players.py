"""Films that are shown by a player of another site: which film an address means. One table: host and path → film."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from imgaudit.foreign.addresses import absolute, host


class Film(NamedTuple):
    """One film, or one list of films: whose player shows it, its id there, and the address of its page."""

    platform: str
    number: str
    url: str


_YOUTUBE = "https://www.youtube.com/watch?v={}"
_LIST = "https://www.youtube.com/playlist?list={}"

PLAYERS: tuple[tuple[str, str, str, str], ...] = (
    ("youtube.com", r"/(?:embed|v|e)/videoseries.*[?&]list=([\w-]+)", "youtube", _LIST),
    ("youtube.com", r"/(?:embed|v|e)/?\?(?:.*&)?list(?:Type=\w+&list)?=([\w-]+)", "youtube", _LIST),
    ("youtube.com", r"/(?:watch|embed)?/?\?(?:.*&)?v=([\w-]{6,20})", "youtube", _YOUTUBE),
    ("youtube.com", r"/playlist/?\?(?:.*&)?list=([\w-]+)", "youtube", _LIST),
    ("youtube.com", r"/(?:embed|shorts|live|v|e)/([\w-]{6,20})", "youtube", _YOUTUBE),
    ("youtu.be", r"/([\w-]{6,20})", "youtube", _YOUTUBE),
    ("vimeo.com", r"/(?:showcase|album|event)/(\d+)(?:/embed)?/?(?:[?#]|$)", "vimeo", "https://vimeo.com/showcase/{}"),
    ("vimeo.com", r"/(?:[\w/-]+/)?(\d{5,})", "vimeo", "https://vimeo.com/{}"),
    ("dailymotion.com", r"/(?:embed/)?video/(\w+)", "dailymotion", "https://www.dailymotion.com/video/{}"),
    ("dailymotion.com", r"/player(?:/\w+)?\.html\?(?:.*&)?video=(\w+)", "dailymotion",
     "https://www.dailymotion.com/video/{}"),
    ("dai.ly", r"/(\w+)", "dailymotion", "https://www.dailymotion.com/video/{}"),
    ("facebook.com", r"/(?:[\w.-]+/videos/(?:[\w.-]+/)?|watch/?\?(?:.*&)?v=|reel/)(\d+)", "facebook",
     "https://www.facebook.com/watch/?v={}"),
    ("fb.watch", r"/([\w-]+)", "facebook", "https://fb.watch/{}/"),
    ("instagram.com", r"/(?:[\w.]+/)?(?:reel|tv)/([\w-]+)", "instagram", "https://www.instagram.com/reel/{}/"),
    ("tiktok.com", r"/(?:@[\w.-]+/video|embed(?:/v2)?|player/v1)/(\d+)", "tiktok",
     "https://www.tiktok.com/embed/v2/{}"),
    ("wistia.com", r"/(?:embed/(?:iframe|medias)|medias)/(\w+)", "wistia", "https://fast.wistia.com/embed/iframe/{}"),
    ("wistia.net", r"/(?:embed/(?:iframe|medias)|medias)/(\w+)", "wistia", "https://fast.wistia.com/embed/iframe/{}"),
    ("loom.com", r"/(?:embed|share)/(\w+)", "loom", "https://www.loom.com/share/{}"),
    ("drive.google.com", r"/file/d/([\w-]+)", "google drive", "https://drive.google.com/file/d/{}/view"),
    ("videopress.com", r"/(?:embed|v)/(\w+)", "videopress", "https://videopress.com/v/{}"),
    ("video.wordpress.com", r"/(?:embed|v)/(\w+)", "videopress", "https://videopress.com/v/{}"),
    ("streamable.com", r"/(?:[eo]/)?(\w+)", "streamable", "https://streamable.com/{}"),
    ("rumble.com", r"/embed/(\w+)", "rumble", "https://rumble.com/embed/{}/"),
    ("ted.com", r"/talks/([\w-]+)", "ted", "https://www.ted.com/talks/{}"),
)  # fmt: skip
"""Host (and those below it), how the path and query go on, whose player it is, the film's page."""
_SAME = {"youtube-nocookie.com": "youtube.com", "youtubeeducation.com": "youtube.com"}
_COMPILED = [(name, re.compile(path, re.ASCII), whose, url) for name, path, whose, url in PLAYERS]
HOSTS = tuple(dict.fromkeys([name for name, *_ in PLAYERS] + list(_SAME)))
ADDRESS = rf"(?:https?:)?//(?:[\w-]+\.)*(?:{'|'.join(map(re.escape, HOSTS))})/[^\s\"'<>\\\[\]|`]+"
"""A regular expression for what may be the address of a film."""
_ADDRESS = re.compile(ADDRESS, re.IGNORECASE)
_FACEBOOK_PLUGIN = re.compile(r"/plugins/video\.php\?(?:.*&)?href=([^&#]+)")


def film_at(address: str) -> Film | None:
    """The film that an address of a player, a page of it or a short link means; ``None`` for anything else.

    >>> film_at("https://www.youtube-nocookie.com/embed/aB3-x_9Yz01?rel=0&start=10").url
    'https://www.youtube.com/watch?v=aB3-x_9Yz01'
    """
    if not any(name in address for name in HOSTS):
        return None
    try:
        parts = urlsplit(absolute(address.strip().replace("&#038;", "&").replace("&amp;", "&")))
    except ValueError:
        return None
    named = host(parts._replace(scheme="https").geturl()).removeprefix("m.").removeprefix("player.")
    named = _SAME.get(named, named)
    rest = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if named == "facebook.com" and (plugin := _FACEBOOK_PLUGIN.match(rest)):
        return film_at(unquote(plugin[1])) if "plugins" not in unquote(plugin[1]) else None
    for name, path, whose, page in _COMPILED:
        if (named == name or named.endswith(f".{name}")) and (found := path.match(rest)):
            return Film(whose, found[1], page.format(found[1]))
    return None


def films_in(text: str) -> list[Film]:
    """All films whose addresses stand in a text, whether as JSON writes them or not."""
    if not any(name in text for name in HOSTS):
        return []
    return [film for found in _ADDRESS.findall(text.replace("\\/", "/")) if (film := film_at(found))]


def film_of(platform: str, number: str) -> Film | None:
    """The film that a player's id means.

    >>> film_of("vimeo", "123456789").url
    'https://vimeo.com/123456789'
    """
    form = {"youtube": _YOUTUBE, "vimeo": "https://vimeo.com/{}"}.get(platform)
    return film_at(form.format(number)) if form else None
