"""What looking for faces costs where there is one, where one lies on its side, and where there is none.

Run: python benchmarks/faces.py [ROUNDS]   (needs the extra ``faces``)

Heads are drawn, so that nobody is shown. Beside ours: YuNet alone, one look at the picture in its own size. They take
turns, and the median of the rounds counts; CPU time is that of this process.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from drawn_faces import encoded, head

from imgaudit.media import faces

GROUND = (120, 150, 170)


def scenes(width: int, height: int) -> dict[str, list[bytes]]:
    """Pictures of this size by what they show: heads of 3 to 20 % of the width, upright, tilted by 75°, and nobody."""
    made: dict[str, list[bytes]] = {"upright": [], "tilted": [], "nobody": []}
    for number, share in enumerate((0.03, 0.05, 0.1, 0.2)):
        grain = np.random.default_rng(number).integers(90, 170, (height // 40, width // 40, 3), dtype="u1")
        ground = Image.fromarray(grain).resize((width, height), Image.Resampling.BICUBIC)
        one = head(int(width * share))
        for kind, seen in (
            ("upright", one),
            ("tilted", one.rotate(75, expand=True, fillcolor=GROUND)),
            ("nobody", None),
        ):
            scene = ground.copy()
            if seen:
                scene.paste(seen, (width // 8, height // 8))
            made[kind].append(encoded(scene, quality=85))
    return made


def ours(data: bytes) -> bool:
    """As an audit does."""
    return bool(faces.count_faces(data).n)


def one_look(data: bytes) -> bool:
    """YuNet on the picture as large as it is."""
    image = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))[:, :, ::-1].copy()
    detector = faces._detector()
    detector.setInputSize((image.shape[1], image.shape[0]))
    return detector.detect(image)[1] is not None


CONTENDERS: dict[str, Callable[[bytes], bool]] = {"ours": ours, "YuNet, one look": one_look}


def main(rounds: int) -> None:
    """Print the table."""
    print("| pictures | reader | found | CPU ms each |\n|---|---|---|---|")
    for name, size in (("web, 1600 × 1067", (1600, 1067)), ("large, 4000 × 3000", (4000, 3000))):
        for kind, pictures in scenes(*size).items():
            took: dict[str, list[float]] = {reader: [] for reader in CONTENDERS}
            found = dict.fromkeys(CONTENDERS, 0)
            for _ in range(rounds):
                for reader, look in CONTENDERS.items():
                    begun = time.process_time()
                    found[reader] = sum(look(data) for data in pictures)
                    took[reader].append((time.process_time() - begun) / len(pictures) * 1e3)
            for reader in CONTENDERS:
                print(
                    f"| {name}, {kind} | {reader} | {found[reader]} of {len(pictures)} | {median(took[reader]):.0f} |"
                )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
