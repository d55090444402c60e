"""Faces that nobody has: drawn, for the detector to find. No picture of a child is needed to test one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

SKIN = (224, 178, 150)


def head(width: int, *, nose: float = 0.0) -> Image.Image:
    """A head so wide [px]; the nose so far beside the middle of the eyes [widths of the face] turns it."""
    image = Image.new("RGB", (int(width * 2.2), int(width * 2.6)), (120, 150, 170))
    draw = ImageDraw.Draw(image)
    x, y, tall, aside = image.width / 2, image.height * 0.42, width * 1.28, nose * width
    draw.ellipse([x - width * 0.56, y - tall * 0.62, x + width * 0.56, y + tall * 0.35], fill=(60, 40, 30))
    draw.rectangle([x - width * 0.18, y + tall * 0.35, x + width * 0.18, y + tall * 0.75], fill=(200, 160, 135))
    shoulders = [(x - width * 0.9, image.height), (x - width * 0.5, y + tall * 0.62)]
    draw.polygon([*shoulders, *((2 * x - side, at) for side, at in reversed(shoulders))], fill=(40, 60, 120))
    draw.ellipse([x - width / 2, y - tall / 2, x + width / 2, y + tall / 2], fill=SKIN)
    for side in (-1, 1):
        eye, at = x + side * width * 0.2 + aside * 0.6, y - tall * 0.08
        draw.ellipse([eye - width * 0.09, at - width * 0.05, eye + width * 0.09, at + width * 0.05], fill="white")
        pupil = width * 0.045
        draw.ellipse([eye - pupil, at - pupil, eye + pupil, at + pupil], fill=(40, 30, 25))
        brow = [eye - width * 0.12, at - width * 0.16, eye + width * 0.12, at + width * 0.02]
        draw.arc(brow, 200, 340, fill=(50, 35, 30), width=max(2, int(width * 0.03)))
    tip, below = x + aside, y + tall * 0.13
    draw.polygon(
        [(tip, y - tall * 0.05), (tip - width * 0.07, below), (tip + width * 0.07, below)], fill=(190, 150, 125)
    )
    mouth = [x - width * 0.16 + aside * 0.8, y + tall * 0.22, x + width * 0.16 + aside * 0.8, y + tall * 0.30]
    draw.ellipse(mouth, fill=(180, 80, 80))
    return image.filter(ImageFilter.GaussianBlur(width * 0.01))


def row_of(heads: Sequence[Image.Image]) -> Image.Image:
    """Heads side by side."""
    image = Image.new("RGB", (sum(each.width for each in heads), max(each.height for each in heads)), (120, 150, 170))
    at = 0
    for each in heads:
        image.paste(each, (at, 0))
        at += each.width
    return image


def encoded(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()
