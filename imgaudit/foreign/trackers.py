"""Pictures that nobody is meant to see: one dot in a page that tells a counter who has opened it. One table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from imgaudit.foreign.addresses import host_and_path

TRACKERS: tuple[tuple[str, str], ...] = (
    ("facebook.com", r"/tr(?:/|$)"),
    *((name, "") for name in (
        "google-analytics.com", "googletagmanager.com", "doubleclick.net", "googleadservices.com",
        "googlesyndication.com", "pixel.wp.com", "stats.wp.com", "stats.wordpress.com", "px.ads.linkedin.com",
        "analytics.twitter.com", "bat.bing.com", "ct.pinterest.com", "tr.snapchat.com", "analytics.tiktok.com",
        "scorecardresearch.com", "quantserve.com", "c.statcounter.com", "statcounter.com", "histats.com",
        "mc.yandex.ru", "counter.yadro.ru", "clicky.com", "getclicky.com", "hotjar.com", "adsrvr.org", "adnxs.com",
"pixel.quantcount.com", "p.adsymptotic.com", "sp.analytics.yahoo.com",
    )),
    ("feeds.wordpress.com", r"/1\.0/"),
    ("feeds.feedburner.com", r"/~(?:r|ff)/"),
    ("t.co", r"/(?:1/)?i/adsct"),
    ("linkedin.com", r"/(?:px/)?collect"),
    ("google.com", r"/(?:pagead|ads)/"),
    ("list-manage.com", r"/track/"),
    ("blogger.googleusercontent.com", r"/tracker/"),
    ("", r"[^?]*/(?:matomo|piwik)\.php$"),
)  # fmt: skip
"""Host (and those below it; none is any), and how the path goes on."""
_DOT = re.compile(r"[01](?:\.0)?\s*(?:px)?")
_STYLED = re.compile(r"(?<![\w-])(width|height)\s*:\s*[01](?:px)?\s*(?:!important)?\s*(?:;|$)", re.IGNORECASE)


def is_tracker(url: str) -> bool:
    """Whether an address is a counter's, and no picture.

    >>> is_tracker("https://www.facebook.com/tr?id=7&ev=PageView"), is_tracker("https://www.facebook.com/trip.jpg")
    (True, False)
    """
    name, path = host_and_path(url)
    return bool(name and _paths_at(name).match(path))


@lru_cache(4096)
def _paths_at(name: str) -> re.Pattern[str]:
    """How the path of a counter goes on, on this host."""
    paths = [path for known, path in TRACKERS if not known or name == known or name.endswith(f".{known}")]
    return re.compile("|".join(f"(?:{path})" for path in paths))


def is_dot(attributes: Mapping[str, str]) -> bool:
    """Whether an ``<img>`` is shown as one dot, or not at all, by its attributes.

    >>> is_dot({"width": "1", "height": "1"}), is_dot({"style": "width:1px;height:1px"}), is_dot({"width": "1"})
    (True, True, False)
    """
    sides = {name for name in ("width", "height") if _DOT.fullmatch(attributes.get(name, "").strip())}
    return sides | {name.lower() for name in _STYLED.findall(attributes.get("style", ""))} == {"width", "height"}
