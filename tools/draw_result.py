"""Draw the picture of a result that the README shows, docs/result.png, from the sample school.

Without --write it only compares what the picture says of itself with what it would say now.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

import imgaudit as ia

ROOT = Path(__file__).parent.parent
PLACE = ROOT / "docs" / "result.png"


def main() -> int:
    """Compare, or write with --write."""
    ax = ia.plot_exposure(ia.audit_config(ROOT / "data" / "school" / "summer.toml", progress=False).items)
    said = str(ax.get_label())
    if "--write" in sys.argv:
        data, about = io.BytesIO(), PngInfo()
        ax.figure.savefig(data, dpi=90)
        about.add_itxt("Description", said)
        Image.open(data).convert("RGB").quantize(32).save(PLACE, optimize=True, pnginfo=about)
    elif Image.open(PLACE).info.get("Description") != said:
        print(f"{PLACE.name} is not what the sample school gives: python tools/draw_result.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
