"""How fast are exports read, and with how much memory? Each in a process of its own, beside a bare parse of it.

``python benchmarks/read_exports.py [--mb 50] [--rows 100000] [DIALECT ...]``; temporary files are deleted.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import os
import resource
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import made_exports as made


def etree(path: Path) -> None:
    """The peer of WXR: one bare parse."""
    ElementTree.parse(path)


def bare_csv(path: Path) -> None:
    """The peer of CSV: rows as lists."""
    with path.open(encoding="utf-8", newline="") as stream:
        for _ in csv.reader(stream):
            pass


def bare_json(path: Path) -> None:
    """The peer of JSON."""
    json.loads(path.read_bytes().removeprefix(b"window.YTD.tweets.part0 = "))


def bare_zip(path: Path) -> None:
    """The peer of a ZIP of many small files."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            json.loads(archive.read(name))


def bare_walk(path: Path) -> None:
    """The peer of a folder: size and first bytes of every file."""
    for folder, _, names in os.walk(path):
        for name in names:
            with Path(folder, name).open("rb") as stream:
                stream.read(4)


def bare_html(path: Path) -> None:
    """The peer of pages: every element with its attributes."""
    for page in path.rglob("*.html"):
        HTMLParser().feed(page.read_text(encoding="utf-8"))


def ours(path: Path) -> None:
    """``read_inventory``."""
    import imgaudit as ia

    ia.read_inventory(path)


def measured(do: Callable[[Path], None], path: Path) -> tuple[float, float]:
    """CPU seconds and peak memory [MB] in a process of its own, imports left out of the seconds."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (do, path))


def _measure(do: Callable[[Path], None], path: Path) -> tuple[float, float]:
    import imgaudit as ia

    with tempfile.TemporaryDirectory() as folder:  # what is loaded once only is left out
        made.make_csv(Path(folder, "list.csv"), 10)
        ia.read_inventory(folder)
    start = time.process_time()
    do(path)
    return time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


MAKERS = {
    "wxr": (made.make_wxr, "xml", etree, "xml.etree"),
    "wordpress_rest": (made.make_rest, "json", bare_json, "json"),
    "sitemap": (made.make_sitemap, "xml", etree, "xml.etree"),
    "screaming_frog": (made.make_images_all, "csv", bare_csv, "csv"),
    "spreadsheet": (made.make_csv, "csv", bare_csv, "csv"),
    "facebook": (made.make_facebook, "json", bare_json, "json"),
    "instagram": (made.make_instagram, "json", bare_json, "json"),
    "takeout": (made.make_takeout, "zip", bare_zip, "zip + json"),
    "youtube": (made.make_youtube, "csv", bare_csv, "csv"),
    "x": (made.make_x, "js", bare_json, "json"),
    "exiftool": (made.make_exiftool, "csv", bare_csv, "csv"),
    "gam": (made.make_gam, "csv", bare_csv, "csv"),
    "sharepoint": (made.make_sharepoint, "csv", bare_csv, "csv"),
    "rclone": (made.make_rclone, "json", bare_json, "json"),
    "resourcespace": (made.make_resourcespace, "csv", bare_csv, "csv"),
    "pages": (made.make_pages, "folder", bare_html, "html.parser"),
    "folder": (made.make_folder, "folder", bare_walk, "os.walk"),
}


def main() -> None:
    """Print a row a dialect."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--mb", type=int, default=50, help="size of the WXR")
    arguments.add_argument("--rows", type=int, default=100_000, help="rows of each list")
    arguments.add_argument("only", nargs="*", help="dialects; default: all")
    asked = arguments.parse_args()
    print("dialect        entries        MB      s    entries/s   peak MB   peer           s   peak MB   ratio")
    with tempfile.TemporaryDirectory() as folder:
        for dialect, (make, ending, peer, called) in MAKERS.items():
            if asked.only and dialect not in asked.only:
                continue
            path = Path(folder) / dialect / f"export.{ending}"
            path.parent.mkdir()
            count = make(path, asked.mb if dialect == "wxr" else asked.rows)
            size = sum(file.stat().st_size for file in [path, *path.rglob("*")]) / 1e6
            seconds, peak = measured(ours, path)
            bare, bare_peak = measured(peer, path)
            print(
                f"{dialect:14} {count:7,} {size:9.1f} {seconds:6.1f} {count / seconds:12,.0f} {peak:9,.0f}   "
                f"{called:10} {bare:5.2f} {bare_peak:9,.0f} {seconds / bare:7.1f}"
            )
            shutil.rmtree(path.parent)


if __name__ == "__main__":
    main()
