"""How long until `explore` shows 20,000 placements, and what travels: rows, and small copies as one scrolls.

python benchmarks/explore.py [PLACEMENTS]
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

import imgaudit as ia
from imgaudit.outputs.explorer import Explorer

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
PICTURES = 96
"""So many files of 12 megapixels are on this machine; of all others nothing is."""


def main() -> None:
    """Print what it takes."""
    with tempfile.TemporaryDirectory() as folder:
        uploads = Path(folder) / "school"
        uploads.mkdir()
        noise = np.random.default_rng(1).integers(0, 255, (300, 400, 3), dtype=np.uint8)
        photo = Image.fromarray(noise).resize((4000, 3000), Image.Resampling.BICUBIC)
        rows = []
        for number in range(PICTURES):
            photo.save(uploads / f"photo-{number}.jpg", quality=85)
        for number in range(N):
            day = f"2025-{9 + number % 4:02}-{1 + number % 28:02}"
            rows.append((f"photo-{number}.jpg", f"https://fernhollow.example/news/{number}", f"News {number}", day))
        headings = ["File", "Page", "Title", "Published"]
        pd.DataFrame(rows, columns=headings).to_csv(uploads / "pictures.csv", index=False)
        inventory = ia.read_inventory(uploads, site="fernhollow.example")
        audit = ia.run_audit(inventory, ia.scan(inventory, cache=False, progress=False))
        print(f"{len(audit.items):,} placements, {len(audit.findings):,} findings")
        start = time.perf_counter()
        view = Explorer(audit, dict.fromkeys(("answers", "reviews", "boxes")), Path(folder) / "previews.sqlite")
        made = time.perf_counter()
        told, _ = view.answer({"ask": "rows", "id": 1})
        text = json.dumps(told)
        print(
            f"actions {made - start:.1f} s, rows {time.perf_counter() - made:.1f} s, {len(text) / 1e6:.1f} MB as sent"
        )
        where = [row for row, kind in enumerate(audit.items["status"].eq("ok")) if kind][:PICTURES]
        for how in ("drawn", "kept"):
            start = time.perf_counter()
            asked = [{"ask": "pictures", "rows": where[at : at + 24], "id": at} for at in range(0, len(where), 24)]
            pictures = [picture for each in asked for picture in view.answer(each)[1]]
            took, size = time.perf_counter() - start, sum(map(len, pictures)) / 1e3 / max(1, len(pictures))
            print(f"{how}: {len(pictures)} small copies in {took:.2f} s, {size:.1f} KB each")
        print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB")


if __name__ == "__main__":
    main()
