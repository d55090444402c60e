"""Whether a face that is still found was blurred or pixelated: a cover that is too weak.

Only what is clear is said. Measured on faces of 32 px and more: photos of grown-ups that scikit-image, matplotlib and
the tests of face_recognition ship, and drawings with grain; JPEG of quality 85.

- As they are, in pictures that are soft as a whole or drawn three times larger, or out of focus beside something sharp:
  0 of 70 called weak; mirrored and at three other sizes 0 of 33; of drawings without grain 0 of 12.
- Of those still found: blurred by 5 % of their width 11 of 17, by 10 % 13 of 13; in 24 to 16 blocks 11 of 23, in 10 or
  6 blocks 3 of 7. Blocks that were compressed strongly afterwards are hardly ever told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

Grey = np.ndarray[Any, np.dtype[np.float32]]

LEAST_PX = 32
"""Of a narrower face too few pixels are left to tell [px]."""
SOFTER = 0.5
"""So much less fine detail than around it and than in the picture as a whole, and a face is blurred.

Least of faces as they are: 0.78.
"""
BLOCKY = 0.62
"""So much of all that changes in it lies on a fifth of its lines, both across and down, and a face is in blocks.

Most of photos as they are: below 0.56; of drawings without grain: 0.60.
"""
_INNER = -0.15
"""Of a face only what lies inside by this share is asked: a cover may end before the detector's box."""
_FINE = 0.02
"""Detail that is finer than this is compared [widths of the face]."""
_STRONG = 90
"""Percentile of fine detail: even in sharp pictures most is flat."""


def is_weakly_covered(image: Image.Image, box: Sequence[float]) -> bool | None:
    """Whether a face was blurred or pixelated and is found all the same; None where that is not clear.

    Parameters
    ----------
    image
        The picture that the face was found in.
    box
        Left, top, width and height of the face [px].
    """
    width = box[2]
    if width < LEAST_PX:
        return None
    grey = image.convert("L")
    pixels = np.asarray(grey, dtype=np.float32)
    face = pixels[_within(box, _INNER)]
    if min(_on_few_lines(np.abs(np.diff(face, axis=axis)).mean(axis=1 - axis)) for axis in (0, 1)) > BLOCKY:
        return True
    soft = grey.filter(ImageFilter.GaussianBlur(max(0.6, _FINE * width)))
    fine = np.abs(pixels - np.asarray(soft, dtype=np.float32))
    is_around = np.zeros(pixels.shape, dtype=bool)
    is_around[_within(box, 0.8)] = True
    is_around[_within(box, 0.3)] = False
    others = min(_strong(fine[is_around]), _strong(fine)) if is_around.any() else 0.0
    return True if _strong(fine[_within(box, _INNER)]) < SOFTER * others else None


def _within(box: Sequence[float], share: float) -> tuple[slice, slice]:
    left, top, width, height = box
    aside, above = share * width, share * height
    return (
        slice(max(0, int(top - above)), max(0, int(top + height + above))),
        slice(max(0, int(left - aside)), max(0, int(left + width + aside))),
    )


def _on_few_lines(changes: Grey) -> float:
    few = np.sort(changes)[::-1][: max(1, len(changes) // 5)]
    return float(few.sum() / max(changes.sum(), 1e-6))


def _strong(fine: Grey) -> float:
    return float(np.percentile(fine, _STRONG))
