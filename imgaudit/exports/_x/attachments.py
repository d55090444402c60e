"""One picture or video of a post on X: where it lies, what it is called here, and what X says of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from imgaudit.exports.binding import put_nearest
from imgaudit.exports.parts import Part
from imgaudit.files import ExportFile
from imgaudit.foreign.addresses import is_url, path_of
from imgaudit.foreign.json import Entry, dig, objects, text_of
from imgaudit.foreign.places import is_position, place_shown
from imgaudit.foreign.text import clean, whole

_POINTS = ("coordinates", "geo")
_NUMBER = re.compile(r"\d{1,25}", re.ASCII)


def _copies(media: Entry) -> list[str]:
    """The addresses of a video's copies, the best first; a playlist is none."""
    copies = objects(dig(media, "video_info", "variants"))
    files = [copy for copy in copies if "mpegurl" not in text_of(copy.get("content_type")).casefold()]
    return [_url(copy.get("url")) for copy in sorted(files, key=lambda copy: -(whole(copy.get("bitrate")) or 0))]


def addresses_of(media: Entry) -> list[str]:
    """Where it lies, the best copy first; the last of a video is its preview."""
    preview = _url(media.get("media_url_https")) or _url(media.get("media_url"))
    return [address for address in (*_copies(media), preview) if is_url(address)]


def names_of(number: str, media: Entry) -> list[str]:
    """What its file may be called: the number of the post before the name of whichever copy was taken.

    What was posted before by another account may have the number of that post.
    """
    posts = dict.fromkeys((number, text_of(media.get("source_status_id_str"))))
    names = [path_of(address).rpartition("/")[2] for address in addresses_of(media)]
    return [f"{post}-{name}" for post in posts for name in names if post and name]


def size_of(media: Entry) -> tuple[int | None, int | None]:
    """Width and height [px]: of the original where told, else of the largest copy."""
    sizes = media.get("sizes")
    size = media.get("original_info") or dig(sizes, "large") or next(iter(objects(sizes)), None)
    return (
        whole(dig(size, "width")) or whole(dig(size, "w")),
        whole(dig(size, "height")) or whole(dig(size, "h")),
    )


def tagged(media: Entry) -> list[str]:
    """Accounts that were marked as shown, by the name they go by; who is only mentioned is no such account."""
    features = media.get("features")
    tags = [
        tag for size in (features.values() if isinstance(features, dict) else ()) for tag in objects(dig(size, "tags"))
    ]
    names = (text_of(tag.get("name")) or text_of(tag.get("screen_name")) for tag in tags)
    return list(dict.fromkeys(name for name in names if name))


def found_of(media: Entry) -> dict[str, object]:
    """What X itself holds of who is shown: that it does, and never what."""
    people = bool(tagged(media))
    return {
        "platform_has_people": True if people else None,
        "platform_found": "people: accounts tagged in the picture" if people else None,
    }


def place_of(tweet: Entry) -> dict[str, object]:
    """The place that stands with a post, or with the one it repeats: columns of ``items``.

    X prints the place, and gives anybody the coordinates. An archive that writes what is empty as ``null`` writes all
    three so: then there is none. One that leaves them out may leave out a place too.
    """
    posts = [tweet, *objects([tweet.get("retweeted_status"), tweet.get("quoted_status")])]
    places = [place for post in posts if (place := post.get("place"))]
    names = [next(filter(None, (text_of(dig(place, name)) for name in ("full_name", "name"))), "") for place in places]
    # A place that is told by its number alone is printed by its name all the same.
    positions = [bool(text_of(place.get("id"))) if isinstance(place, dict) else None for place in places]
    positions += [_is_position(point) for post in posts for name in _POINTS if (point := post.get(name))]
    return place_shown(names, positions, otherwise=False if {"place", *_POINTS} & tweet.keys() else None)


def _is_position(point: object) -> bool | None:
    """Whether a point is one: ``coordinates`` begins with the longitude, ``geo`` with the latitude."""
    pair = dig(point, "coordinates")
    if not isinstance(pair, list) or len(pair) != 2:
        return None
    return is_position(*pair) or is_position(*reversed(pair))


def in_full(text: str, tweet: Entry) -> str:
    """The text as it is read: addresses in full, and without the one that only stands for the picture."""
    for link in objects(dig(tweet, "entities", "urls")):
        if short := _url(link.get("url")):
            text = text.replace(short, _url(link.get("expanded_url")) or short)
    for where in ("extended_entities", "entities"):
        for media in objects(dig(tweet, where, "media")):
            if short := _url(media.get("url")):
                text = text.replace(short, "")
    return text.strip()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file row whose local file is called one of several names."""

    near: ExportFile
    file_id: str
    names: list[str]


class Named:
    """The local files of pictures and videos; called with them, it adds to their rows."""

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self._wanted = wanted

    def __call__(self, part: Part, files: Sequence[ExportFile]) -> set[str]:
        """Write the paths; answers the names of the files found."""
        names = {name for wanted in self._wanted for name in wanted.names}
        here: dict[str, list[ExportFile]] = defaultdict(list)
        for file in files:
            if (name := file.slashed.rpartition("/")[2]) in names:
                here[name].append(file)
        claimed: set[str] = set()
        for wanted in self._wanted:
            for name in wanted.names:
                if name in here:
                    claimed |= put_nearest(part, wanted.file_id, here[name], wanted.near)
                    break
        return claimed


def number_of(entry: Entry) -> str:
    """The number of a post or picture, which older archives give as a figure."""
    return next((text for name in ("id_str", "id") if _NUMBER.fullmatch(text := text_of(entry.get(name)))), "")


def _url(value: object) -> str:
    return clean(value) if isinstance(value, str) else ""
