"""Films and posts that other sites show within a page: which one an address means. One table: host and path → film."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from imgaudit.foreign.addresses import absolute, host


class Film(NamedTuple):
    """One film, list of films, or post: whose player shows it, its id there, and the address of its page.

    ``kind``: of a post it is not known whether it holds pictures or a film.
    """

    platform: str
    number: str
    url: str
    kind: str | None = "video"


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
    ("instagram.com", r"/(?:[\w.]+/)?(?:reels?|tv)/([\w-]{5,})", "instagram", "https://www.instagram.com/reel/{}/"),
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
POSTS: tuple[tuple[str, str, str, str, str | None], ...] = (
    ("instagram.com", r"/(?:[\w.]+/)?p/([\w-]{5,})", "instagram", "https://www.instagram.com/p/{}/", None),
    ("facebook.com", r"/share/[vr]/(\w+)", "facebook", "https://www.facebook.com/share/v/{}/", "video"),
    ("facebook.com", r"/share/(?:p/)?(\w{8,})", "facebook", "https://www.facebook.com/share/p/{}/", None),
    ("facebook.com", r"/(?:photo(?:\.php)?/?\?(?:.*&)?fbid=|[\w.-]+/photos/(?:[\w.-]+/)?)(\d+)", "facebook",
     "https://www.facebook.com/photo/?fbid={}", "picture"),
    ("facebook.com", r"/(?:permalink|story)\.php\?(?:.*&)?story_fbid=(\w+)", "facebook",
     "https://www.facebook.com/story.php?story_fbid={}", None),
    ("facebook.com", r"/(?:groups/)?([\w.-]+)/(?:posts|permalink)/(?:[^/?#]+/)?((?:pfbid)?\w+)", "facebook",
     "https://www.facebook.com/{}/posts/{}", None),
    ("twitter.com", r"/embed/Tweet\.html\?(?:.*&)?id=(\d+)", "x", "https://x.com/i/web/status/{}", None),
    ("twitter.com", r"/(?:i/web|i|\w+)/status(?:es)?/(\d+)", "x", "https://x.com/i/web/status/{}", None),
    ("x.com", r"/(?:i/web|i|\w+)/status(?:es)?/(\d+)", "x", "https://x.com/i/web/status/{}", None),
    ("linkedin.com", r"/(?:embed/)?feed/update/(urn(?::|%3A)li(?::|%3A)(?:share|activity|ugcPost)(?::|%3A)\d+)",
     "linkedin", "https://www.linkedin.com/feed/update/urn:li:{}/", None),
    ("linkedin.com", r"/posts/[^/?#]*?-((?:share|activity|ugcPost)-\d+)", "linkedin",
     "https://www.linkedin.com/feed/update/urn:li:{}/", None),
    ("threads.net", r"/(?:@[\w.]+/post|t)/([\w-]+)", "threads", "https://www.threads.net/t/{}/", None),
    ("threads.com", r"/(?:@[\w.]+/post|t)/([\w-]+)", "threads", "https://www.threads.net/t/{}/", None),
    ("tiktok.com", r"/@([\w.-]+)/photo/(\d+)", "tiktok", "https://www.tiktok.com/@{}/photo/{}", "picture"),
    ("flickr.com", r"/photos/([\w@-]+)/(?:albums|sets)/(\d+)", "flickr",
     "https://www.flickr.com/photos/{}/albums/{}", None),
    ("flickr.com", r"/photos/([\w@-]+)/(\d+)", "flickr", "https://www.flickr.com/photos/{}/{}", "picture"),
    ("bsky.app", r"/(?:profile|embed)/([\w.:-]+)/(?:post|app\.bsky\.feed\.post)/(\w+)", "bluesky",
     "https://bsky.app/profile/{}/post/{}", None),
)  # fmt: skip
"""As :data:`PLAYERS`, of posts; with their kind where the address says it."""
DEMONSTRATIONS = frozenset(
    (("youtube", "XHOmBV4js_E"), ("vimeo", "235215203"), ("youtube", "FkQuawiGWUw"), ("vimeo", "51589652"))
)
"""Films that page builders (Elementor, Divi, WPBakery) show until somebody chooses one: nobody of the school."""
_SAME = {"youtube-nocookie.com": "youtube.com", "youtubeeducation.com": "youtube.com"}
_ALL = [*((*row, "video") for row in PLAYERS), *POSTS]
_COMPILED = [(name, re.compile(path, re.ASCII), whose, url, kind) for name, path, whose, url, kind in _ALL]
HOSTS = tuple(dict.fromkeys([name for name, *_ in _ALL] + list(_SAME)))
_REST = rf"//(?:[\w-]+\.)*(?:{'|'.join(map(re.escape, HOSTS))})/[^\s\"'<>\\\[\]|`]+"
ADDRESS = rf"https?:{_REST}|{_REST}"
"""A regular expression for what may be the address of a film; each way begins with a letter, which is found fast."""
_ADDRESS = re.compile(ADDRESS, re.IGNORECASE)
_FACEBOOK_PLUGIN = re.compile(r"/(?:v\d[\d.]*/)?plugins/(?:video|post)\.php\?(?:.*&)?href=([^&#]+)")


def film_at(address: str) -> Film | None:
    """The film or post that an address of a player, a page of it or a short link means; ``None`` for anything else.

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
    for name, path, whose, page, kind in _COMPILED:
        if (named == name or named.endswith(f".{name}")) and (found := path.match(rest)):
            groups = [unquote(group) for group in found.groups()]
            if whose == "linkedin":  # a share and an activity of one number are two
                groups = [groups[0].removeprefix("urn:li:").replace("-", ":")]
            return Film(whose, groups[-1], page.format(*groups), kind)
    return None


def films_in(text: str) -> list[Film]:
    """All films whose addresses stand in a text, whether as JSON writes them or not."""
    if "/" not in text or not any(name in text for name in HOSTS):
        return []
    return [film for found in _ADDRESS.findall(text.replace("\\/", "/")) if (film := film_at(found))]


def film_of(platform: str, number: str) -> Film | None:
    """The film that a player's id means.

    >>> film_of("vimeo", "123456789").url
    'https://vimeo.com/123456789'
    """
    form = {"youtube": _YOUTUBE, "vimeo": "https://vimeo.com/{}"}.get(platform)
    return film_at(form.format(number)) if form else None
