"""Boxes of a picture that are covered in one colour, and the proof that nothing else is left in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from .wish import CannotStrip

GRID = 16
"""Boxes grow to lines of so many pixels: JPEG and WebP draw blocks of 8 or 16, and none then holds a face's edge."""
COVERED_WITHIN, OTHERS_WITHIN = 4, 12
"""How far a covered pixel, and on average the others, may be from what was drawn, where a format loses anything.

Measured in photos, drawings and noise of full contrast: covered pixels of JPEG 0, of WebP up to 2 but in the outermost
line, into which colours of the neighbours run; others on average up to 6.3.
"""
_ROWS = 512


class Box(NamedTuple):
    """A part of a picture as it is seen: shares of its width and height, from the left and the top."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, share: float) -> Box:
        """Larger by a share of its own width and height on each side, and inside of the picture.

        >>> Box(0.25, 0.0, 0.75, 0.5).grown(0.25)
        Box(left=0.125, top=0.0, right=0.875, bottom=0.625)
        """
        aside, above = (self.right - self.left) * share, (self.bottom - self.top) * share
        return Box(
            *(max(0.0, edge) for edge in (self.left - aside, self.top - above)),
            *(min(1.0, edge) for edge in (self.right + aside, self.bottom + above)),
        )

    def holds(self, other: Box) -> bool:
        """Whether the middle of another one lies in it."""
        across, down = (other.left + other.right) / 2, (other.top + other.bottom) / 2
        return self.left <= across <= self.right and self.top <= down <= self.bottom

    def pixels(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Its edges in a picture of this size [px], grown to lines of `GRID`.

        >>> Box(0.1, 0.1, 0.5, 1.0).pixels((100, 50))
        (0, 0, 64, 50)
        """
        left, top = (int(edge * side // GRID * GRID) for edge, side in zip(self[:2], size, strict=True))
        right, bottom = (
            min(side, math.ceil(edge * side / GRID) * GRID) for edge, side in zip(self[2:], size, strict=True)
        )
        return left, top, right, bottom


def paint(image: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """The picture with boxes of it in black, through which nothing is seen."""
    image = image.copy()
    for box in boxes:
        image.paste(_black(image), box.pixels(image.size))
    return image


def _black(image: Image.Image) -> Any:
    if image.mode == "CMYK":
        return (0, 0, 0, 255)
    bands = image.getbands()
    return tuple(255 if band == "A" else 0 for band in bands) if len(bands) > 1 else 0


def check_covered(before: Image.Image, after: Image.Image, boxes: Sequence[Box], *, is_exact: bool) -> None:
    """Raise unless boxes of a picture are of one colour, and the rest is as it was.

    Parameters
    ----------
    before, after
        The picture as it was, and as it is read back, both upright.
    boxes
        What is covered.
    is_exact
        Whether the format keeps each pixel.

    Raises
    ------
    CannotStrip
        When a pixel of a box is not black, or another picture is around it.
    """
    if before.size != after.size:
        raise CannotStrip(_OTHER)
    before, after = _alike(before, after)
    black = np.asarray(_black(after), dtype=np.int32)
    areas = [box.pixels(after.size) for box in boxes]
    edge = 0 if is_exact else 1
    apart, count = 0.0, 0
    for top in range(0, after.height, _ROWS):
        strip = (0, top, after.width, min(after.height, top + _ROWS))
        now = np.asarray(after.crop(strip), dtype=np.int32)
        was = np.asarray(before.crop(strip), dtype=np.int32)
        is_around = np.ones(now.shape[:2], dtype=bool)
        for left, upper, right, lower in areas:
            held = now[max(0, upper + edge - top) : max(0, lower - edge - top), left + edge : right - edge]
            if held.size and np.abs(held - black).max() > (0 if is_exact else COVERED_WITHIN):
                raise CannotStrip("Something of what was to be covered is still seen: the copy was not kept.")
            # What is close by may have been drawn anew by a format that mixes neighbours.
            is_around[max(0, upper - top - GRID) : max(0, lower - top + GRID), max(0, left - GRID) : right + GRID] = 0
        apart += float(np.abs(now - was)[is_around].sum())
        count += int(is_around.sum()) * (now.shape[2] if now.ndim > 2 else 1)
    if count and apart / count > (0 if is_exact else OTHERS_WITHIN):
        raise CannotStrip(_OTHER)


_OTHER = "Around the covered parts the copy would show another picture: open it in a picture editor and cover it there."


def _alike(before: Image.Image, after: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Both as they are seen, on white, in the same mode."""
    seen = [_on_white(image) if "A" in image.getbands() else image for image in (before, after)]
    if seen[0].mode != seen[1].mode:
        seen = [image.convert("RGB") for image in seen]
    return seen[0], seen[1]


def _on_white(image: Image.Image) -> Image.Image:
    image = image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image)
    return paper
