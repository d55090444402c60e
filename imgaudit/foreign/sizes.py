"""How large a file or a picture is, as lists write it: a figure is exact, or it is not known."""

from __future__ import annotations

import re

from imgaudit.foreign.text import clean, grouped, whole
from imgaudit.foreign.words import UNKNOWN, folded

_OF_BYTES = re.compile(r"(.*\d)\s*(?:bytes?|octets?|b)", re.IGNORECASE)
_OF_PIXELS = re.compile(r"(.*\d)\s*(?:px|pixels?)", re.IGNORECASE)
_TIMES = re.compile(r"\s*(?:(?<![a-z])[x×*✕](?![a-z])|\bby\b)\s*", re.IGNORECASE)


def file_size(value: object) -> int | None:
    """The size of a file [bytes]; ``None`` where it is rounded ("50 KB"), or may be a fraction of something larger.

    >>> file_size("51,234"), file_size("51 234 bytes"), file_size("1.051.234"), file_size("51.234"), file_size("50 KB")
    (51234, 51234, 1051234, None, None)
    """
    if isinstance(value, str) and (found := _OF_BYTES.fullmatch(clean(value))):
        return grouped(found[1])  # bytes have no fraction: "51.234 bytes" are so many thousands
    return whole(value)


def side(value: object) -> int | None:
    """A width or height [px]; pixels have no fraction, so a point before three figures stands between thousands.

    >>> side("1,600"), side("1.600 px"), side("200.000"), side("12.5 cm"), side(0)
    (1600, 1600, None, None, None)
    """
    if not isinstance(value, str):
        return whole(value) or None
    text = clean(value)
    text = found[1] if (found := _OF_PIXELS.fullmatch(text)) else text
    # "200.000" is as often a figure that was written with three decimals.
    return whole(text) or (None if re.fullmatch(r"\d+[.,]000", text) else grouped(text)) or None


def dimensions(value: object) -> tuple[int, int] | None:
    """Width and height [px] as one cell holds them.

    >>> dimensions("1920x1080"), dimensions("1.600 × 1.200 px"), dimensions("1,600x1,200"), dimensions("10 x 15 cm")
    ((1920, 1080), (1600, 1200), (1600, 1200), None)
    """
    parts = _TIMES.split(clean(value)) if isinstance(value, str) else []
    width, height = map(side, parts) if len(parts) == 2 else (None, None)
    return (width, height) if width and height else None


def is_told(value: object) -> bool:
    """Whether a cell says anything of a size: -1 and the words for "not known" do not.

    >>> is_told("50 KB"), is_told(""), is_told("-1"), is_told("n/a"), is_told(0)
    (True, False, False, False, False)
    """
    text = clean(value)
    return text not in ("0", "-1", "0x0") and folded(text) not in UNKNOWN
