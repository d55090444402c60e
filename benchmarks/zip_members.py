"""What a picture in a ZIP costs to scan, and whether that depends on how many lie beside it.

A ZIP has its list at its end. Whoever reads it anew for every member pays the square of their number: the time a
member must be the same in a ZIP of 1,000 and of 16,000. Beside it what plain ``zipfile`` needs to read the same
members, with the archive open throughout, and what the same files cost in a folder.

    python benchmarks/zip_members.py
"""

from __future__ import annotations

import io
import tempfile
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
from PIL import Image

import imgaudit as ia
from imgaudit.files import opened

COUNTS = (1_000, 4_000, 16_000)


def cpu_ms(work: Callable[[], object], count: int) -> float:
    """CPU milliseconds of this process for each of so many files."""
    before = time.process_time()
    work()
    return (time.process_time() - before) / count * 1e3


def scan(paths: list[str]) -> None:
    """Look inside every file, in this process and without a cache."""
    files = pd.DataFrame({"file_id": paths, "asset_id": "a", "path": paths})
    media = ia.scan(files, cache=False, progress=False, workers=1)
    assert media["status"].eq("ok").all()


def read(paths: list[str]) -> None:
    """Open and read every file as the package does."""
    for path in paths:
        with opened(path) as stream:
            stream.read()


def read_plainly(archive: Path) -> None:
    """Read every member with the archive open all the time."""
    with zipfile.ZipFile(archive) as plain:
        for member in plain.infolist():
            plain.read(member)


def main() -> None:
    """Print a line a ZIP."""
    out = io.BytesIO()
    Image.effect_noise((160, 120), 40).save(out, "JPEG")
    picture = out.getvalue()  # some KB: so small that what each member costs is seen
    print(
        f"CPU ms a member  {'zipfile':>8} {'opened':>8} {'ratio':>6} {'scan':>8} {'ratio':>6} {'scan of a folder':>17}"
    )
    for count in (100, *COUNTS):
        with tempfile.TemporaryDirectory(prefix="zip-members-") as folder:
            archive, names = Path(folder, "pictures.zip"), [f"2025/{n:05}.jpg" for n in range(count)]
            Path(folder, "2025").mkdir()
            with zipfile.ZipFile(archive, "w") as made:
                for name in names:
                    made.writestr(name, picture)
                    Path(folder, name).write_bytes(picture)
            members, loose = [f"{archive}!{name}" for name in names], [f"{folder}/{name}" for name in names]
            plain, ours, scanned, of_folder = (
                cpu_ms(partial(work, given), count)
                for work, given in ((read_plainly, archive), (read, members), (scan, members), (scan, loose))
            )
        if count > 100:  # the first round is for what is loaded once only
            print(
                f"{count:15,}  {plain:8.3f} {ours:8.3f} {ours / plain:6.1f} {scanned:8.3f} {scanned / plain:6.1f} "
                f"{of_folder:8.3f}"
            )


if __name__ == "__main__":
    main()
