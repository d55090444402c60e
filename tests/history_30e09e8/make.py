"""A tiny school's audit, by whichever version of imgaudit runs this; all of it is made up.

``history/`` beside this file is what the version at commit 30e09e8 saved of the autumn, before runs were numbered:
``python tests/history_30e09e8/make.py tests/history_30e09e8/history`` with that version on the path.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from PIL import Image

import imgaudit as ia
from imgaudit.policy import policy_from

AUTUMN, SPRING = "2025-26-autumn", "2025-26-spring"
TERMS = (
    {"id": AUTUMN, "starts": date(2025, 9, 3), "ends": date(2025, 12, 19)},
    {"id": SPRING, "starts": date(2026, 1, 6), "ends": date(2026, 3, 27)},
)


def audit_of(folder: Path, pictures: dict[str, tuple[int, bool]], as_of: date) -> ia.Audit:
    """The audit of a website's folder with these pictures: name → width [px], and whether it says where it was."""
    uploads = folder / "website"
    uploads.mkdir(parents=True)
    for shade, (name, (width, has_place)) in enumerate(sorted(pictures.items())):
        exif = Image.Exif()
        if has_place:
            exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)})
        Image.new("RGB", (width, 8), (shade, 90, 120)).save(uploads / name, exif=exif)
    policy = policy_from({"school": "Oak Lane", "terms": [dict(term) for term in TERMS]})
    inventory = ia.read_inventory(folder, site="oak-lane.example")
    media = ia.scan(inventory, cache=False, progress=False)
    return ia.run_audit(inventory, media, policy=policy, as_of=as_of)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as work:
        autumn = audit_of(Path(work), {"fete.jpg": (1200, True), "hall.jpg": (600, True)}, date(2025, 12, 1))
        ia.save_audit(autumn, sys.argv[1], now=datetime(2025, 12, 1, 9, tzinfo=UTC))
