"""The platforms of others on which schools publish, a row each: whoever asks about one asks here."""

from __future__ import annotations

from typing import NamedTuple


class Platform(NamedTuple):
    """One platform.

    - ``name``: its channel, as tables have it; ``label``: as outputs write it.
    - ``words``: whole names that people give it, ``telling``: those of them that say it wherever they stand in the name
      of a channel. Of a word that means much else as well ("threads") only "School Threads" or "Threads page" does.
    - ``hosts``: whose addresses are its.
    - ``scope``: the consent that it needs; ``video`` where it holds nothing else.
    - ``in_place``: whether a picture can be exchanged there; where not, its metadata or its size means a new post.
    """

    name: str
    label: str
    words: tuple[str, ...]
    telling: tuple[str, ...]
    hosts: tuple[str, ...]
    scope: str = "social"
    in_place: bool = False


PLATFORMS = (
    Platform(
        "facebook",
        "Facebook",
        words=("facebook", "fb", "facebook page"),
        telling=("facebook", "fb"),
        hosts=("facebook.com", "fb.com", "fb.watch"),
    ),
    Platform(
        "instagram",
        "Instagram",
        words=("instagram", "insta", "ig"),
        telling=("instagram", "insta"),
        hosts=("instagram.com",),
    ),
    Platform(
        "x",
        "X",
        words=("x", "twitter", "x (twitter)", "x/twitter", "twitter/x", "twitter (x)"),
        telling=("twitter",),
        hosts=("twitter.com", "x.com"),
    ),
    Platform(
        "youtube",
        "YouTube",
        words=("youtube", "you tube"),
        telling=("youtube",),
        hosts=("youtube.com", "youtu.be"),
        scope="video",
    ),
    Platform("tiktok", "TikTok", words=("tiktok", "tik tok"), telling=("tiktok",), hosts=("tiktok.com",)),
    Platform("linkedin", "LinkedIn", words=("linkedin",), telling=("linkedin",), hosts=("linkedin.com",)),
    Platform("threads", "Threads", words=("threads",), telling=(), hosts=("threads.net", "threads.com")),
    Platform("flickr", "Flickr", words=("flickr",), telling=("flickr",), hosts=("flickr.com",)),
    Platform("vimeo", "Vimeo", words=("vimeo",), telling=("vimeo",), hosts=("vimeo.com",), scope="video"),
)
