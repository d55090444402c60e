"""Addresses of pictures and pages: when two of them mean the same thing."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urljoin, urlsplit

from imgaudit.files import MEDIA, extension

# An address that is written as nearly all are: nothing to decode, no port, no query.
_PLAIN = re.compile(r"https?://(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*)(/[\w/~.,;=:@!$&'()*+-]*)", re.ASCII)
_BEGIN = re.compile(r"\s*(?:https?://|//|www\.)[^\s/]", re.IGNORECASE)
_SIZE = re.compile(r"-(\d{1,5})x(\d{1,5})$")
# What WordPress adds: a size, the copy scaled to 2560 px, a turned copy, one made by its editor (a time in ms).
_SUFFIX = re.compile(r"-(?:\d{1,5}x\d{1,5}|scaled|rotated|e\d{10,13})$")
_PHOTON = re.compile(r"^i\d\.wp\.com/")  # Jetpack's picture cache: the real address follows
_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|igsh|igshid|ref|__tn__|__cft__.*)=")


MAX_SUFFIXES = 10
"""A name has three or four of them; one made of nothing else would be peeled for ever."""


def is_url(text: str) -> bool:
    """Whether text is a web address.

    >>> is_url("www.fernhollow.example/news"), is_url("pictures/a.jpg")
    (True, False)
    """
    return bool(_BEGIN.match(text))


def absolute(url: str, base: str = "") -> str:
    """An address as a browser on the page would open it; text that is no address comes back unchanged."""
    if _PLAIN.fullmatch(url):
        return url
    url = url.strip()
    if url[:4].lower() == "www.":
        url = f"https://{url}"
    try:
        return urljoin(base, url) if base else url
    except ValueError:
        return url


def path_of(url: str) -> str:
    """The path of an address; empty where it is none."""
    if plain := _PLAIN.fullmatch(url):
        return plain[2]
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def host(url: str) -> str:
    """The host in lower case without ``www.``; empty for text that is no address.

    >>> host("https://WWW.Fernhollow.example:443/news/")
    'fernhollow.example'
    """
    if plain := _PLAIN.match(url):
        return plain[1]
    try:
        name = urlsplit(absolute(url)).hostname or ""
    except ValueError:
        return ""
    return name.removeprefix("www.").rstrip(".")


def host_and_path(url: str) -> tuple[str, str]:
    """The host as :func:`host` gives it, and the path as it stands.

    >>> host_and_path("https://www.fernhollow.example/news/?p=1"), host_and_path("pictures/a.jpg")[0]
    (('fernhollow.example', '/news/'), '')
    """
    if plain := _PLAIN.fullmatch(url):
        return plain[1], plain[2]
    return host(url), path_of(absolute(url))


def address(url: str) -> str:
    """The address of one file: without scheme, ``www.``, query and fragment, percent-decoding normalised.

    The query stays where the path does not end like a picture or video, for there it says which one is meant.

    >>> address("https://www.fernhollow.example/a%20b-300x200.JPG?w=150#top")
    'fernhollow.example/a%20b-300x200.JPG'
    """
    if plain := _PLAIN.fullmatch(url):
        return _PHOTON.sub("", plain[1] + plain[2]) if plain[1].endswith("wp.com") else plain[1] + plain[2]
    text = absolute(url)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return text
    name = host(text) + (f":{port}" if port not in (None, 80, 443) else "")
    path = quote(unquote(parts.path, errors="surrogateescape"), safe="/~!$&'()*+,;=:@", errors="surrogateescape")
    known = _PHOTON.sub("", name + path)
    if parts.query and extension(parts.path) not in MEDIA:
        return f"{known}?{parts.query}"
    return known


def canonical(url: str) -> str:
    """The address that all copies of one picture share: :func:`address` without size and edit suffixes.

    >>> canonical("http://www.fernhollow.example/2025/10/race-scaled-e1760000000000-300x200.jpg?x=1")
    'fernhollow.example/2025/10/race.jpg'
    """
    return canonical_path(address(url))


def canonical_path(path: str) -> str:
    """A path without the suffixes WordPress adds to the names of copies.

    >>> canonical_path("uploads/2025/10/race-1024x683.jpg")
    'uploads/2025/10/race.jpg'
    """
    return peel(path)[-1]


def peel(path: str) -> list[str]:
    """The path, then the path with one suffix fewer each time: the first that is known is the one meant.

    A picture may have been uploaded as ``team-580x300.jpg``; its copies are then ``team-580x300-150x150.jpg``.

    >>> peel("team-580x300-150x150.jpg")
    ['team-580x300-150x150.jpg', 'team-580x300.jpg', 'team.jpg']
    """
    steps = [path]
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem:
        return steps
    while len(steps) <= MAX_SUFFIXES and (found := _SUFFIX.search(stem)) and found.start():
        stem = stem[: found.start()]
        steps.append(f"{folder}{slash}{stem}.{ending}")
    return steps


def size_in_name(path: str) -> tuple[int, int] | None:
    """Width and height [px] that the name of a resized copy states.

    >>> size_in_name("uploads/race-300x200.jpg")
    (300, 200)
    """
    found = _SIZE.search(path.rpartition(".")[0])
    return (int(found[1]), int(found[2])) if found else None


def page_key(url: str) -> str:
    """What tells one page from another: the address without scheme, ``www.``, tracking and closing slash.

    Unlike a picture's address it keeps the query: ``?p=12`` and ``watch?v=…`` say which page.

    >>> page_key("https://www.fernhollow.example/news/?utm_source=mail&p=12#more")
    'fernhollow.example/news?p=12'
    """
    if plain := _PLAIN.fullmatch(url):
        return (plain[1] + plain[2]).rstrip("/")
    text = absolute(url)
    try:
        parts = urlsplit(text)
    except ValueError:
        return text
    kept = "&".join(part for part in parts.query.split("&") if part and not _TRACKING.match(part))
    path = quote(unquote(parts.path, errors="surrogateescape"), safe="/~!$&'()*+,;=:@", errors="surrogateescape")
    return (host(text) + path).rstrip("/") + (f"?{kept}" if kept else "")


def beside(url: str, name: str) -> str:
    """The address of a file in the same folder as another.

    >>> beside("https://fernhollow.example/2025/race-scaled.jpg?x=1", "race.jpg")
    'https://fernhollow.example/2025/race.jpg'
    """
    folder = re.split(r"[?#]", url, maxsplit=1)[0].rpartition("/")[0]
    return f"{folder}/{quote(name, safe='~!$&()*+,;=:@%')}" if folder else name
