"""A face that was blurred or pixelated and is found all the same: said where it is clear, else unknown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from drawn_faces import encoded, head, row_of
from PIL import Image, ImageFilter

import imgaudit as ia
from imgaudit.media.faces import count_faces

HOPPER = Image.open(Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg").convert("RGB")
FACE = (170, 60, 350, 300)


def grainy(image: Image.Image) -> Image.Image:
    """As a camera would have it: what is flat in a drawing is never flat in a photo."""
    grain = np.random.default_rng(1).normal(0, 6, (image.height, image.width, 3))
    return Image.fromarray(np.clip(np.asarray(image, dtype=float) + grain, 0, 255).astype(np.uint8))


def blurred(image: Image.Image, box: tuple[int, ...], radius: float) -> Image.Image:
    image = image.copy()
    image.paste(image.crop(box).filter(ImageFilter.GaussianBlur(radius)), box)
    return image


def pixelated(image: Image.Image, box: tuple[int, ...], block: int) -> Image.Image:
    image, part = image.copy(), image.crop(box)
    small = part.resize((part.width // block, part.height // block), Image.Resampling.BOX)
    image.paste(small.resize(part.size, Image.Resampling.NEAREST), box)
    return image


DRAWN = grainy(head(200))
HEAD = (100, 60, 340, 380)


@pytest.mark.slow
@pytest.mark.parametrize(
    "image",
    [
        blurred(HOPPER, FACE, 8),
        blurred(HOPPER, FACE, 12),
        pixelated(HOPPER, FACE, 10),
        pixelated(HOPPER, (150, 40, 380, 330), 8),
        blurred(DRAWN, HEAD, 10),
        pixelated(DRAWN, HEAD, 10),
        row_of([DRAWN, pixelated(DRAWN, HEAD, 8)]),
    ],
    ids=["5 %", "7 %", "17 blocks", "21 blocks", "drawn", "drawn in blocks", "one of two"],
)
def test_a_cover_that_is_too_weak_is_seen(image: Image.Image):
    seen = count_faces(encoded(image, quality=85))
    assert seen.n
    assert seen.weak is True


SHARP = [HOPPER, DRAWN, grainy(row_of([head(80), head(160, nose=0.45)])), head(160), head(300, nose=0.45)]


@pytest.mark.slow
@pytest.mark.parametrize("quality", [95, 85, 40])
@pytest.mark.parametrize(
    "change",
    [
        lambda image: image,
        lambda image: image.filter(ImageFilter.GaussianBlur(5)),  # all of it is out of focus
        lambda image: image.resize((image.width // 3, image.height // 3)).resize(image.size),
        lambda image: image.resize((image.width // 5, image.height // 5)),
        lambda image: image.convert("L").convert("RGB"),
    ],
    ids=["as it is", "soft", "enlarged", "small", "grey"],
)
def test_what_nobody_covered_is_never_called_so(change: object, quality: int):
    for image in SHARP:
        assert count_faces(encoded(change(image), quality=quality)).weak is None  # type: ignore[operator]


@pytest.mark.slow
def test_a_solid_cover_is_not_weak_and_where_nobody_is_found_it_is_unknown():
    solid = HOPPER.copy()
    solid.paste((0, 0, 0), (150, 20, 380, 330))
    assert (count_faces(encoded(solid)).n, count_faces(encoded(solid)).weak) == (None, None)
    assert count_faces(encoded(HOPPER.resize((80, 94)))).weak is None  # too few pixels to tell


@pytest.mark.slow
def test_it_is_a_finding_that_is_resolved_only_by_a_word(tmp_path: Path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "weak.jpg").write_bytes(encoded(pixelated(HOPPER, FACE, 10)))
    (site / "sharp.jpg").write_bytes(encoded(HOPPER))
    inventory = ia.read_inventory(site, site="s", channel="website")
    faces = ia.find_faces(inventory, cache=False, progress=False)
    names = inventory.files.set_index("file_id")["path"].map(lambda path: Path(path).name)
    told = faces.set_index(faces["file_id"].map(names))["weakly_covered"]
    assert bool(told["weak.jpg"])
    assert told.isna()["sharp.jpg"]

    def found(shows: str | None, *, looked: bool = True) -> list:
        said = replace(inventory, assets=inventory.assets.assign(shows=shows))
        audit = ia.run_audit(said, faces=faces if looked else None, as_of="2026-07-17")
        weak = audit.findings[audit.findings["rule"].eq("resolution.weak")]
        asked = ia.rules.RULE["resolution.weak"].asked_of(audit.items)
        return [len(weak), int(asked.isna().sum()), int(asked.eq(False).sum())]

    assert found(None) == [1, 1, 0]
    assert found("nobody") == [1, 0, 1]
    assert found(None, looked=False) == [0, 2, 0]
    audit = ia.run_audit(inventory, faces=faces, as_of="2026-07-17")
    actions = ia.find_actions(audit)
    weak = actions[actions["problem"].str.contains("if it was to be hidden, that is too weak")]
    assert weak["fix"].tolist() == ["Crop or cover"]
