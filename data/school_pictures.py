"""Draw the sample school's pictures: flat shapes and stick figures, nobody's likeness."""

from __future__ import annotations

import functools
import io
import random
from collections.abc import Callable

import pillow_heif
from PIL import Image, ImageCms, ImageDraw
from school_metadata import exif, into_jpeg, into_png, xmp
from school_plants import CLEAN, Holds

QUALITY = 30  # flat shapes bear it
Colour = tuple[int, int, int]

SKIES: tuple[Colour, ...] = ((178, 214, 236), (205, 226, 240), (244, 220, 190), (190, 205, 225))
GRASSES: tuple[Colour, ...] = ((112, 160, 92), (134, 172, 98), (92, 140, 96))
WALLS: tuple[Colour, ...] = ((226, 214, 196), (208, 218, 224), (232, 224, 206), (214, 206, 220))
BRIGHTS: tuple[Colour, ...] = ((196, 84, 72), (64, 110, 160), (224, 172, 60), (110, 84, 140), (60, 140, 130))
INK: Colour = (58, 60, 70)
WOOD: Colour = (150, 112, 76)


class Board:
    """A canvas addressed in fractions of its width and height, so that a scene is drawn at any size."""

    def __init__(self, width: int, height: int, paper: Colour) -> None:
        self.image = Image.new("RGB", (width, height), paper)
        self._draw = ImageDraw.Draw(self.image)
        self._width, self._height = width, height

    def _at(self, *points: tuple[float, float]) -> list[tuple[int, int]]:
        return [(round(x * self._width), round(y * self._height)) for x, y in points]

    def box(self, left: float, top: float, right: float, bottom: float, fill: Colour) -> None:
        """A rectangle."""
        self._draw.rectangle(self._at((left, top), (right, bottom)), fill=fill)

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """A circle; its radius is a fraction of the height."""
        [(centre_x, centre_y)], size = self._at((x, y)), round(radius * self._height)
        self._draw.ellipse((centre_x - size, centre_y - size, centre_x + size, centre_y + size), fill=fill)

    def shape(self, fill: Colour, *points: tuple[float, float]) -> None:
        """A polygon."""
        self._draw.polygon(self._at(*points), fill=fill)

    def line(self, fill: Colour, thickness: float, *points: tuple[float, float]) -> None:
        """A line through points; its thickness is a fraction of the height."""
        self._draw.line(self._at(*points), fill=fill, width=max(1, round(thickness * self._height)))

    def figure(self, x: float, foot: float, tall: float, fill: Colour) -> None:
        """A stick figure: a head without a face, a body, arms and legs."""
        reach = tall * 0.22 * self._height / self._width
        hip, neck = foot - tall * 0.42, foot - tall * 0.78
        hands = ((x - reach, neck + tall * 0.2), (x + reach, neck + tall * 0.16))
        self.line(fill, tall * 0.07, (x - reach * 0.7, foot), (x, hip), (x + reach * 0.7, foot))
        self.line(fill, tall * 0.09, (x, hip), (x, neck))
        self.line(fill, tall * 0.06, hands[0], (x, neck + tall * 0.05), hands[1])
        self.disc(x, neck - tall * 0.09, tall * 0.11, fill)


def _figures(board: Board, chance: random.Random, foot: float, tall: float) -> None:
    for n in range(chance.randint(2, 5)):
        board.figure(0.2 + n * 0.15 + chance.uniform(-0.03, 0.03), foot, tall, chance.choice(BRIGHTS))


def _field(board: Board, chance: random.Random) -> None:
    board.box(0, 0.55, 1, 1, chance.choice(GRASSES))
    for n in range(4):
        board.line((236, 240, 230), 0.006, (0.1 + n * 0.27, 1), (0.35 + n * 0.1, 0.55))
    board.line((250, 250, 250), 0.012, (0.74, 0.62), (0.74, 0.42), (0.92, 0.42), (0.92, 0.62))
    board.disc(chance.uniform(0.1, 0.9), 0.14, 0.07, (250, 232, 150))
    _figures(board, chance, 0.82, 0.3)


def _stage(board: Board, chance: random.Random) -> None:
    board.box(0, 0, 1, 1, (70, 52, 66))
    board.box(0.08, 0.7, 0.92, 1, WOOD)
    curtain = chance.choice(BRIGHTS)
    board.shape(curtain, (0, 0), (0.24, 0), (0.1, 0.75), (0, 0.75))
    board.shape(curtain, (1, 0), (0.76, 0), (0.9, 0.75), (1, 0.75))
    board.shape((112, 96, 100), (0.42, 0), (0.58, 0), (0.74, 0.7), (0.26, 0.7))
    _figures(board, chance, 0.86, 0.34)


def _trophies(board: Board, chance: random.Random) -> None:
    board.box(0, 0, 1, 1, chance.choice(WALLS))
    for shelf in (0.48, 0.92):
        board.box(0.06, shelf, 0.94, shelf + 0.04, WOOD)
        for n in range(4):
            x, cup = 0.18 + n * 0.21, chance.choice(((224, 186, 84), (190, 196, 204), (188, 130, 84)))
            board.box(x - 0.012, shelf - 0.14, x + 0.012, shelf - 0.02, cup)
            board.box(x - 0.045, shelf - 0.03, x + 0.045, shelf, INK)
            rim, neck = shelf - 0.3, shelf - 0.13
            board.shape(cup, (x - 0.055, rim), (x + 0.055, rim), (x + 0.025, neck), (x - 0.025, neck))


def _room(board: Board, chance: random.Random) -> None:
    board.box(0, 0, 1, 0.72, chance.choice(WALLS))
    board.box(0, 0.72, 1, 1, (168, 148, 124))
    for n in range(3):
        board.box(0.08 + n * 0.31, 0.12, 0.3 + n * 0.31, 0.4, chance.choice(SKIES))
    for n in range(3):
        board.box(0.08 + n * 0.32, 0.66, 0.28 + n * 0.32, 0.7, WOOD)
        board.disc(0.18 + n * 0.32, 0.6, 0.045, chance.choice(BRIGHTS))
    _figures(board, chance, 0.95, 0.36)


def _shelves(board: Board, chance: random.Random) -> None:
    board.box(0, 0, 1, 1, WOOD)
    for row in range(3):
        top, x = 0.06 + row * 0.31, 0.05
        board.box(0.04, top, 0.96, top + 0.25, (104, 78, 56))
        while x < 0.9:
            wide = chance.uniform(0.02, 0.05)
            board.box(x, top + chance.uniform(0.02, 0.09), x + wide, top + 0.25, chance.choice(BRIGHTS))
            x += wide + 0.012


def _garden(board: Board, chance: random.Random) -> None:
    board.box(0, 0.5, 1, 1, chance.choice(GRASSES))
    for n in range(5):
        x = 0.1 + n * 0.2
        board.line((90, 120, 70), 0.012, (x, 0.95), (x, 0.68))
        board.disc(x, 0.64, 0.06, chance.choice(BRIGHTS))
        board.disc(x, 0.64, 0.024, (250, 224, 130))
    board.shape((176, 190, 196), (0.62, 0.52), (0.62, 0.32), (0.76, 0.2), (0.9, 0.32), (0.9, 0.52))


def _gate(board: Board, chance: random.Random) -> None:
    board.box(0, 0.78, 1, 1, chance.choice(GRASSES))
    board.box(0.14, 0.3, 0.86, 0.78, (190, 132, 108))
    board.shape((110, 84, 80), (0.1, 0.3), (0.5, 0.1), (0.9, 0.3))
    board.box(0.45, 0.56, 0.55, 0.78, chance.choice(BRIGHTS))
    for n in (0, 1, 3, 4):
        board.box(0.19 + n * 0.135, 0.38, 0.27 + n * 0.135, 0.5, (224, 236, 240))


def _art(board: Board, chance: random.Random) -> None:
    board.box(0, 0, 1, 1, chance.choice(WALLS))
    for n in range(3):
        left = 0.07 + n * 0.31
        board.box(left, 0.14, left + 0.24, 0.62, INK)
        board.box(left + 0.01, 0.16, left + 0.23, 0.6, chance.choice(SKIES))
        board.disc(left + chance.uniform(0.07, 0.17), 0.32, 0.1, chance.choice(BRIGHTS))
        board.shape(chance.choice(GRASSES), (left + 0.01, 0.6), (left + 0.12, 0.42), (left + 0.23, 0.6))
    board.box(0, 0.86, 1, 1, (168, 148, 124))


def _crest(board: Board, chance: random.Random) -> None:
    board.shape(chance.choice(BRIGHTS), (0.2, 0.12), (0.8, 0.12), (0.8, 0.55), (0.5, 0.92), (0.2, 0.55))
    for n in range(4):
        board.line((240, 240, 232), 0.02, (0.5, 0.3 + n * 0.12), (0.36, 0.22 + n * 0.12))
        board.line((240, 240, 232), 0.02, (0.5, 0.3 + n * 0.12), (0.64, 0.22 + n * 0.12))
    board.line((240, 240, 232), 0.03, (0.5, 0.2), (0.5, 0.8))


SCENES: dict[str, Callable[[Board, random.Random], None]] = {
    "art": _art,
    "crest": _crest,
    "field": _field,
    "garden": _garden,
    "gate": _gate,
    "room": _room,
    "shelves": _shelves,
    "stage": _stage,
    "trophies": _trophies,
}


@functools.lru_cache(maxsize=2)  # a drawing is asked for once a copy, copies one after the other
def _draw(scene: str, size: tuple[int, int], *, uncropped: bool = False) -> Image.Image:
    """A scene at a size; `uncropped` shows who stood at the edge before the picture was cropped."""
    name, number = scene.split()
    chance = random.Random(f"{name} {number}")
    board = Board(*size, chance.choice(SKIES))
    SCENES[name](board, chance)
    if uncropped:
        board.figure(0.06, 0.98, 0.7, INK)
    return board.image


def _jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=QUALITY, optimize=True, progressive=max(image.size) > 1000)
    return buffer.getvalue()


@functools.cache
def _profile() -> bytes:
    """An sRGB profile; the day it was made is set to a fixed one."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile[:24] + bytes((7, 233, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0)) + profile[36:]


@functools.cache
def picture(
    scene: str, size: tuple[int, int], kind: str, holds: Holds = CLEAN, target: tuple[int, int] | None = None
) -> bytes:
    """The bytes of one file: a scene drawn at `size`, resized to `target`, in a format, with its metadata."""
    image = _draw(scene, size)
    if holds.orientation == 6:  # stored on its side, displayed upright
        image = _draw(scene, (size[1], size[0])).transpose(Image.Transpose.ROTATE_90)
    if target and target != size:
        image = image.resize(target, Image.Resampling.BICUBIC)
    thumbnail = _jpeg(_draw(scene, (160, 120), uncropped=True)) if holds.thumbnail else b""
    if kind == "jpeg":
        return into_jpeg(_jpeg(image), holds, thumbnail, _profile() if holds.profile else b"")
    buffer = io.BytesIO()
    if kind == "png":
        image.quantize(32, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        return into_png(buffer.getvalue(), holds)
    if kind == "webp":
        image.save(buffer, "WEBP", quality=QUALITY, method=4, xmp=xmp(holds))
        return buffer.getvalue()
    block = exif(holds, thumbnail)
    pillow_heif.from_pillow(image).save(buffer, quality=QUALITY, exif=b"Exif\0\0" + block if block else None)
    return buffer.getvalue()


def damaged(whole: bytes) -> bytes:
    """A JPEG cut off inside its tables: the name and the first bytes promise a picture, there is none."""
    return whole[:60]
