"""Are copies of a picture found by its look, are others told apart, and at what price? Beside ImageHash's dhash.

ImageHash is a guest: ``pip install --target build/bench ImageHash``, then run with ``PYTHONPATH=build/bench``. Prints
for drawings of the sample school, and for the pictures of any folders that are given.
"""

from __future__ import annotations

import base64
import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageEnhance

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "data"), str(ROOT / "tests")]

import school_pictures  # noqa: E402
from drawn_faces import encoded, head  # noqa: E402

from imgaudit.media.looks import ALIKE, alike, look_at  # noqa: E402

try:
    import imagehash
except ImportError:
    imagehash = None


def scaled(image: Image.Image, longest: int) -> Image.Image:
    """A smaller copy."""
    copy = image.copy()
    copy.thumbnail((longest, longest))
    return copy


def cropped(image: Image.Image, share: float) -> Image.Image:
    """Without so much of its width and height."""
    x, y = round(image.width * share / 2), round(image.height * share / 2)
    return image.crop((x, y, image.width - x, image.height - y))


COPIES: dict[str, Callable[[Image.Image], bytes]] = {
    **{f"JPEG, quality {q}": (lambda image, q=q: encoded(image, quality=q)) for q in (40, 60, 75, 90)},
    "WebP, quality 60": lambda image: encoded(image, "WEBP", quality=60),
    **{f"{px} px": (lambda image, px=px: encoded(scaled(image, px), quality=70)) for px in (600, 300, 150)},
    **{
        f"brightness {by}": (lambda image, by=by: encoded(ImageEnhance.Brightness(image).enhance(by), quality=80))
        for by in (0.85, 0.95, 1.05, 1.15)
    },
    **{f"cropped by {by:.0%}": (lambda image, by=by: encoded(cropped(image, by), quality=80)) for by in (0.02, 0.05)},
    "mirrored": lambda image: encoded(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT), quality=80),
}


def portraits() -> list[Image.Image]:
    """Heads drawn the same way, with hair and skin of other colours."""
    chance, made = np.random.default_rng(1), []
    for _ in range(60):
        pixels = np.asarray(head(200)).astype("int16").copy()
        for colour, low, high in (((60, 40, 30), 10, 180), ((224, 178, 150), 60, 235)):
            pixels[np.abs(pixels - colour).sum(axis=2) < 35] = np.sort(chance.integers(low, high, 3))[::-1]
        made.append(Image.fromarray(pixels.astype("uint8")))
    return made


def pictures(folders: list[str]) -> list[Image.Image]:
    """What can be drawn of the folders, at most 1,600 px long."""
    found = []
    for path in sorted(path for folder in folders for path in Path(folder).rglob("*")):
        try:
            with Image.open(path) as image:
                found.append(scaled(image.convert("RGB"), 1600))
        except (OSError, ValueError):
            continue
    return [image for image in found if min(image.size) >= 64]


def pairs(looks: list[str]) -> int:
    """How many pairs are alike."""
    return len(alike(looks)[0])


def hashed(data: bytes) -> Any:
    """The hash of the peer."""
    return imagehash.dhash(Image.open(io.BytesIO(data)))


def recall(images: list[Image.Image]) -> None:
    """How many copies are found, by how they were made."""
    whole = [(look.look, data) for image in images if (look := look_at(data := encoded(image, quality=95))).look]
    print(f"| copy of {len(whole)} | look | dhash, at most 6 bits |\n|---|---|---|")
    for how, make in COPIES.items():
        made = [make(image) for image in images if look_at(encoded(image, quality=95)).look]
        ours = sum(
            pairs([mine, other]) for (mine, _), data in zip(whole, made, strict=True) if (other := look_at(data).look)
        )
        theirs = (
            sum(hashed(one) - hashed(data) <= 6 for (_, one), data in zip(whole, made, strict=True)) if imagehash else 0
        )
        print(f"| {how} | {ours / len(whole):.0%} | {theirs / len(whole):.0%} |")


def others(name: str, images: list[Image.Image]) -> None:
    """How many pairs of different pictures count as alike; those of nearly the same pixels are not different."""
    data = [encoded(image) for image in images]
    looks = [look for one in data if (look := look_at(one).look)]
    bits = [hashed(one) for one in data] if imagehash else []
    close = sum(one - other <= 6 for at, one in enumerate(bits) for other in bits[:at])
    print(f"{name}: of {len(looks) * (len(looks) - 1) // 2} pairs alike {pairs(looks)}, by dhash {close}")


def price() -> None:
    """What a look costs, and comparing 100,000 of them."""
    large = encoded(Image.effect_noise((4000, 3000), 60).convert("RGB"), quality=85)
    web = encoded(school_pictures._draw("room 1", (1600, 1200)), quality=85)
    ways = {"look": look_at} | ({"dhash": hashed} if imagehash else {})
    for name, data in (("12 megapixels", large), ("1,600 px", web)):
        spent = dict.fromkeys(ways, 0.0)
        for _ in range(10):  # they take turns
            for way, look in ways.items():
                began = time.process_time()
                look(data)
                spent[way] += time.process_time() - began
        print(name, {way: f"{100 * seconds:.1f} ms" for way, seconds in spent.items()})
    squares = np.random.default_rng(1).normal(0, 48, (100_000, 6, 6)).repeat(3, 1).repeat(3, 2)[:, :16, :16]
    rows = np.concatenate([squares.reshape(-1, 256), np.zeros((100_000, 128))], axis=1).clip(-127, 127).astype("int8")
    looks = [f"195 {base64.b64encode(row.tobytes()).decode()}" for row in rows]
    began = time.process_time()
    alike(looks)
    print(f"pairs of 100,000: {time.process_time() - began:.1f} CPU-s")


if __name__ == "__main__":
    print(f"alike: no square differs by more than {ALIKE}")
    drawn = {
        scene: [school_pictures._draw(f"{scene} {n}", (1200, 800)) for n in range(25)]
        for scene in school_pictures.SCENES
    }
    recall([image for images in drawn.values() for image in images[:3]] + pictures(sys.argv[1:]))
    for scene, images in drawn.items():
        others(scene, images)
    others("portraits", portraits())
    price()
