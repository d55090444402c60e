"""What a picture looks like, in so few colours that it stays the same when the picture is saved smaller or anew.

A *look* is 16 × 16 squares of light and 8 × 8 of colour, evened out in brightness and contrast, with the shape of the
picture. Two pictures are alike where no square differs by more than :data:`ALIKE`. Of a face nothing is measured.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from .buffer import Buffer
from .drawing import on_white
from .inspection import drawable
from .wish import CannotStrip

LOOKS_VERSION = "1"
"""Rises whenever the same picture may look otherwise, or other pictures count as alike."""

ALIKE = 12
"""So much may a square differ [48 is the spread of light in every picture].

Measured by ``benchmarks/looks.py``: all copies of 39 pictures saved anew (JPEG of quality 40 to 90, WebP) are
alike, and 92 to 95 % of those of 600 to 150 px; of 1,770 pairs of portraits drawn with hair and skin of other colours,
all else the same, 7 are. Of a difference hash of 64 bits 850 of these pairs differ by at most 6 bits.
"""
FLAT_BELOW = 2.0
"""Spread of what is left of 256 steps of light without its rows and columns: below it there is nothing to tell by.

Gradients and plain colours have less than 0.5, the plainest drawing of the sample school 2.9.
"""
FLAT = "The picture is too plain to be compared with others."

_LIGHT, _COLOUR, _SPREAD = 16, 8, 48
_SHAPE = 480
"""What the logarithm of width to height counts: :data:`ALIKE` are 2.5 %."""
_DRAWN_PX = 64
_SQUARES = _LIGHT**2 + 2 * _COLOUR**2
_BLOCK = 128
"""Looks that are compared with all others at a time: memory, not speed."""
_FIRST = 29
"""One square of so many is compared first, far from one another: most pairs differ in one of these."""

Array = np.ndarray[Any, Any]


class Look(NamedTuple):
    """What a picture looks like, or why that is not known.

    - ``status``: ``ok``, or a sentence that says why there is no look.
    - ``look``: as text: its shape, and its squares.
    """

    status: str
    look: str | None = None


def look_at(data: Buffer) -> Look:
    """What one picture looks like.

    >>> look_at(b"GIF89a no picture").status
    'The picture is damaged, or of a kind that is not drawn here.'
    """
    try:
        record = drawable(data)
        seen = on_white(data, record, _DRAWN_PX).convert("YCbCr")
    except CannotStrip as error:
        return Look(str(error))
    light, *colours = (_squares(band, side) for band, side in zip(seen.split(), (_LIGHT, *[_COLOUR] * 2), strict=True))
    left = light - light.mean(axis=0) - light.mean(axis=1, keepdims=True) + light.mean()
    if left.std() < FLAT_BELOW:
        return Look(FLAT)
    even = np.concatenate([(light - light.mean()).ravel(), *((colour - 128).ravel() for colour in colours)])
    squares = np.clip(np.rint(even * _SPREAD / light.std()), -127, 127).astype("int8")
    shape = round(_SHAPE * math.log((record.width_px or 1) / (record.height_px or 1)))
    return Look("ok", f"{shape} {base64.b64encode(squares.tobytes()).decode('ascii')}")


def is_look(text: object) -> bool:
    """Whether a text is one that :func:`look_at` writes."""
    return isinstance(text, str) and _read(text) is not None


def alike(looks: Sequence[str]) -> tuple[Array, Array, Array]:
    """Which looks are alike: the places of one and of the other, which comes later, and by how much they differ."""
    rows = np.stack([row for text in looks if (row := _read(text)) is not None]) if looks else np.empty((0, 1), "int16")
    if len(rows) != len(looks):
        raise ValueError("not a look")
    first = rows[:, ::_FIRST]
    widest = first[:, first.std(axis=0).argmax()] if len(rows) else rows[:, 0]
    order = np.argsort(widest, kind="stable")
    rows, first, widest = rows[order], first[order], widest[order]
    found: list[tuple[Array, Array, Array]] = []
    for start in range(0, len(rows), _BLOCK):
        block = widest[start : start + _BLOCK]
        end = int(np.searchsorted(widest, block[-1] + ALIKE, "right"))
        one, other = np.nonzero(np.abs(block[:, None] - widest[None, start:end]) <= ALIKE)
        one, other = (places[other > one] + start for places in (one, other))
        for column in first.T:
            is_near = np.abs(column[one] - column[other]) <= ALIKE
            one, other = one[is_near], other[is_near]
        for at in range(0, len(one), _BLOCK**2):
            pair = one[at : at + _BLOCK**2], other[at : at + _BLOCK**2]
            differ = np.abs(rows[pair[0]] - rows[pair[1]]).max(axis=1)
            found.append((*(order[places[differ <= ALIKE]] for places in pair), differ[differ <= ALIKE]))
    one, other, differ = (np.concatenate(parts) for parts in zip(*found, strict=True)) if found else (order[:0],) * 3
    return np.minimum(one, other), np.maximum(one, other), differ


def _squares(band: Image.Image, side: int) -> Array:
    return np.asarray(band.resize((side, side), Image.Resampling.HAMMING), dtype="float64")


def _read(text: str) -> Array | None:
    """The shape and the squares of a look; None where it is none."""
    shape, _, squares = text.partition(" ")
    try:
        row = np.frombuffer(base64.b64decode(squares, validate=True), dtype="int8").astype("int16")
        return np.append(row, np.int16(int(shape))) if len(row) == _SQUARES else None
    except (ValueError, OverflowError, binascii.Error):
        return None
