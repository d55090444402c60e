"""What the cells of a drive's list mean: which type of file, shared with whom, taken at which place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from imgaudit.files import kind_of_name
from imgaudit.foreign.text import clean
from imgaudit.foreign.words import folded

_WHERE = re.compile(
    r"latitude|longitude|altitude|coordinates|\bgps|geo.?(?:lat|lon|loc)|mediaservicelocation|(?:^|\.)(?:lat|lng|lon)$"
)
_COORDINATES = re.compile(
    r"latitude\W{1,4}-?\d|[\"']lat[\"']|-?\d{1,3}\.\d{3,}\s*[,;]\s*-?\d{1,3}\.\d{3,}", re.IGNORECASE
)
_DRIVES_OWN = {"application/vnd.google-apps.photo": "picture", "application/vnd.google-apps.video": "video"}


def by_name(record: Mapping[str, object]) -> dict[str, object]:
    """A row by its headings as :func:`folded` gives them."""
    return {_folded(heading): cell for heading, cell in record.items()}


_folded = lru_cache(maxsize=4096)(folded)  # the same headings, once for each of many rows


def kind_of_file(stated: object, name: str) -> str | None:
    """Picture or video by the type that a drive states, else by the end of the name; ``None`` for anything else.

    >>> kind_of_file("image/heif", "relay"), kind_of_file("", "relay.mp4"), kind_of_file("application/pdf", "a.pdf")
    ('picture', 'video', None)
    """
    mime = clean(stated).lower()
    family = mime.partition("/")[0]
    if family in ("image", "video"):
        return "picture" if family == "image" else "video"
    if mime in _DRIVES_OWN:
        return _DRIVES_OWN[mime]
    # A drive that does not know the type says octet-stream, or nothing.
    named = kind_of_name(name) if mime.endswith("/octet-stream") or not mime else None
    return named if named in ("picture", "video") else None


def openness(permissions: Iterable[Mapping[str, object]]) -> str:
    """Who can open a file, by Google's or Microsoft's list of whom it is shared with, its keys folded.

    >>> openness([{"type": "user"}, {"type": "anyone", "id": "anyoneWithLink"}]), openness([])
    ('unlisted', 'unknown')
    """
    found = "unknown"
    for permission in permissions:
        says = {key: clean(value).lower() for key, value in permission.items()}
        own, can_be_found = says.get("id", ""), says.get("allowfilediscovery", "")
        if says.get("deleted") == "true" or not any(says.values()):
            continue
        if says.get("type") == "anyone" or own.startswith("anyone"):
            needs_link = can_be_found == "false" or says.get("withlink") == "true" or own == "anyonewithlink"
            found = "unlisted" if found != "public" and needs_link and can_be_found != "true" else "public"
        elif says.get("link.scope") == "anonymous":
            found = "public" if found == "public" else "unlisted"
        elif found == "unknown":
            found = "private"
    return found


IS_PUBLIC = {"public": True, "unlisted": True, "private": False}
"""Whether anyone who has the address can open a file, by who can see it."""


def flat(value: object, path: str = "", *, depth: int = 9) -> Iterator[tuple[str, object]]:
    """The values inside JSON by their place, folded: ``permissions.0.type``; what lies deeper is left out."""
    if isinstance(value, Mapping):
        inside: Iterable[tuple[object, object]] = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    else:
        yield path, value
        return
    for key, deeper in inside if depth else ():
        name = folded(str(key))
        yield from flat(deeper, f"{path}.{name}" if path else name, depth=depth - 1)


@lru_cache(maxsize=4096)
def is_place(heading: str) -> bool:
    """Whether a column, folded, holds where a picture was taken: its values go into no table."""
    return bool(_WHERE.search(heading))


def has_coordinates(text: str) -> bool:
    """Whether a text holds a latitude and longitude, as JSON or as two figures.

    >>> has_coordinates("51.4816, -0.0077"), has_coordinates("Hall, 3.5 miles")
    (True, False)
    """
    return bool(_COORDINATES.search(text))


def has_place(cells: Mapping[str, object]) -> bool:
    """Whether one of these columns, folded, holds a place; 0, 0 is none."""
    return any(value and is_place(name) and _is_some(value) for name, value in cells.items())


def _is_some(value: object) -> bool:
    text = clean(value)
    try:
        return float(text) != 0
    except ValueError:
        return bool(text)
