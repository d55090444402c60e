"""The place that stands with a post: what counts as one, and how it is told."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from imgaudit.foreign.text import joined

ON_THE_MAP = "a position on the map"
"""What is told of mere coordinates: their figures are taken over nowhere."""


_FIGURES = re.compile(r"(?=.*\d)[\d\s.,;:°'\"′″+\-NSEW]*|[-–—.,;:?/_\s]{0,3}")
"""Latitude and longitude, however they are written; a dash or dots stand for nothing at all."""


def place_shown(
    names: Iterable[str] = (), positions: Iterable[bool | None] = (), *, otherwise: bool | None = None
) -> dict[str, object]:
    """The columns of ``items`` for the names and positions that stand with a post.

    ``otherwise`` is the answer where there is none of either: no only where the export would have written one.

    >>> place_shown(["Fern Hollow Moor"])
    {'has_place_shown': True, 'place_shown': 'Fern Hollow Moor'}
    >>> place_shown(["54.1, -2.7"])["place_shown"], place_shown(["0, 0"], otherwise=False)["has_place_shown"]
    ('a position on the map', False)
    """
    told = [name.strip() for name in names]
    named = joined(name for name in told if not _FIGURES.fullmatch(name))
    # Of mere figures noughts alone stand for no place.
    there = [*positions, *(True for name in told if any(digit in "123456789" for digit in name))]
    if named or True in there:
        return {"has_place_shown": True, "place_shown": named or ON_THE_MAP}
    return {"has_place_shown": None if None in there else otherwise, "place_shown": None}


def is_position(latitude: object, longitude: object) -> bool | None:
    """Whether a pair is a position: 0/0 is none, and of what cannot be read it is unknown.

    >>> is_position("51.5", 0), is_position(0, "0.0"), is_position("", None), is_position("north", 1)
    (True, False, False, None)
    """
    pair = (latitude, longitude)
    if all(value is None or value == "" for value in pair):
        return False
    try:
        north, east = (float(value) for value in pair)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    if not (math.isfinite(north) and abs(north) <= 90 and math.isfinite(east) and abs(east) <= 180):
        return None
    return (north, east) != (0, 0)
