"""How many files a CPU-second is enough for, and how much of what is planted in them is seen: side by side, in one run.

Run: make bench, or python benchmarks/media_speed.py [--quick]

Three sets of JPEGs are made in a temporary folder and deleted afterwards: huge ones, which are read in pieces, large
ones as cameras write them, and web-sized ones. CPU time is user and system time of this process or of the child; the
contenders take turns, and the median of the rounds counts. Nothing is judged: what is printed is for the README beside
this file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
from camera_files import Maker, Planted
from PIL import ExifTags, Image, IptcImagePlugin

import imgaudit as ia
from imgaudit.media import KINDS, inspect

SETS = {
    "huge": (8000, 6000, (12_000_000, 16_000_000, 20_000_000)),
    "large": (4000, 3000, (2_600_000, 3_000_000, 3_400_000)),
    "web": (1600, 1067, (150_000, 190_000, 230_000)),
}
"""Width, height and the sizes of the pictures in each set."""

Seen = dict[str, bool | None]
"""Kind → yes, no or unknown; a kind that is missing is no."""

TAG_KINDS = {
    "location": "GPSLatitude GPSPosition GPSCoordinates City Country-PrimaryLocationName CountryName",
    "people": "PersonInImage",
    "owner": "Artist Copyright CopyrightNotice By-line Byline Creator creator rights Rights OwnerName CameraOwnerName",
    "serial": "SerialNumber BodySerialNumber InternalSerialNumber ImageUniqueID DocumentID OriginalDocumentID",
    "device": "Make Model LensModel",
    "time": "DateTime ModifyDate CreateDate DateTimeOriginal DateTimeDigitized DateCreated",
    "text": "Title title Subject subject Keywords Caption-Abstract Caption ObjectName",
    "software": "Software CreatorTool HistorySoftwareAgent",
    "thumbnail": "ThumbnailImage JPEGInterchangeFormat JpegIFOffset ThumbnailOffset",
    "hidden": "MPImage2 MotionPhotoVideo EmbeddedVideoFile EmbeddedVideoType n_frames Trailer",
    "maker_note": "MakerNote CanonModelID ModelID",
}
"""Tag names by which other readers show that a kind is there. One is enough."""

_KIND_OF = {tag: kind for kind, tags in TAG_KINDS.items() for tag in tags.split()}


def kinds_of(names: Iterable[str]) -> Seen:
    """What tag names of any reader amount to."""
    return {_KIND_OF[name]: True for name in names if name in _KIND_OF}


# ----------------------------------------------------------------------------------------------------- contenders


def floor(path: Path) -> Seen:
    """Open and read the first 64 KiB: nothing can be faster."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - as the engine opens it
        file.read(1 << 16)
    return {}


def whole(path: Path, *hashes: Callable[[bytes], Any]) -> Seen:
    """Read all of it, and hash it: what no inspection that proves the end of a file can fall below."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - as the engine opens it
        data = file.read()
    for each_hash in hashes:
        each_hash(data).hexdigest()
    return {}


def pillow(path: Path) -> set[str]:
    """Exif with its directories, XMP and IPTC by Pillow alone."""
    with Image.open(path) as image:
        exif = image.getexif()
        names = {ExifTags.TAGS.get(tag, "") for tag in exif}
        for place in (ExifTags.IFD.Exif, ExifTags.IFD.IFD1):
            names |= {ExifTags.TAGS.get(tag, "") for tag in exif.get_ifd(place)}
        names |= {ExifTags.GPSTAGS.get(tag, "") for tag in exif.get_ifd(ExifTags.IFD.GPSInfo)}
        names |= _keys(image.getxmp())
        names |= {_IPTC_NAMES.get(tag, "") for tag in IptcImagePlugin.getiptcinfo(image) or {}}
        return names | ({"n_frames"} if getattr(image, "n_frames", 1) > 1 else set())


_IPTC_NAMES = {(2, 80): "By-line", (2, 90): "City", (2, 120): "Caption", (2, 25): "Keywords"}


def _keys(tree: Any) -> set[str]:
    """The keys of nested dictionaries and lists."""
    if isinstance(tree, dict):
        return {*tree, *(key for value in tree.values() for key in _keys(value))}
    return {key for value in tree for key in _keys(value)} if isinstance(tree, list) else set()


def exiv2(path: Path) -> set[str]:
    """Exif, IPTC and XMP by pyexiv2."""
    import pyexiv2

    with pyexiv2.Image(str(path)) as image:
        keys = [*image.read_exif(), *image.read_iptc(), *image.read_xmp()]
    return {key.rpartition(".")[2] for key in keys}


def exiftool(options: list[str]) -> Callable[[Sequence[Planted]], list[Seen]]:
    """One ExifTool process for all files."""

    def run(files: Sequence[Planted]) -> list[Seen]:
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as names:
            names.write("\n".join(str(file.path) for file in files))
            names.flush()
            command = ["exiftool", *options, "-j", "-@", names.name]
            output = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
        return Lazy(output)

    return run


class Lazy(list[Seen]):
    """What ExifTool said, read only when the clock has stopped."""

    def __init__(self, output: bytes) -> None:
        super().__init__()
        self.output = output

    def read(self) -> list[Seen]:
        """File by file."""
        return [kinds_of(entry) for entry in json.loads(self.output)]


def each(read: Callable[[Path], Any]) -> Callable[[Sequence[Planted]], list[Any]]:
    """One call a file, in this process."""
    return lambda files: [read(file.path) for file in files]


def scan(files: Sequence[Planted], *, details: bool = True) -> pd.DataFrame:
    """From the table of files to the table of media: trailers and both hashes, no cache, in this process."""
    paths = [str(file.path) for file in files]
    table = pd.DataFrame({"file_id": paths, "asset_id": paths, "role": "published", "path": paths})
    return ia.scan(table, cache=False, progress=False, workers=1, details=details)


def seen(result: Any) -> list[Seen]:
    """What a contender said about each file, in one shape."""
    if isinstance(result, Lazy):
        return result.read()
    if isinstance(result, pd.DataFrame):
        columns = {kind: result[f"has_{kind}"] for kind in KINDS}
        return [
            {kind: None if pd.isna(column.iloc[i]) else bool(column.iloc[i]) for kind, column in columns.items()}
            for i in range(len(result))
        ]
    return [kinds_of(one) if isinstance(one, set) else dict(one) for one in result]


# ------------------------------------------------------------------------------------------------------ measuring


@dataclass
class Line:
    """One line of the table."""

    name: str
    run: Callable[[Sequence[Planted]], Any]
    slow: bool = False
    """Slow ones run once: their processes take so long that one round is steady."""
    seconds: list[float] = field(default_factory=list)
    found: float = 0.0
    unknown: float = 0.0
    by_kind: dict[str, float] = field(default_factory=dict)

    def rate(self, count: int) -> float:
        """Files per CPU-second."""
        return count / median(self.seconds)


def cpu() -> float:
    """User and system time of this process and of the children it has waited for [s]."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def measure(lines: list[Line], files: Sequence[Planted], rounds: int) -> None:
    """Let the contenders take turns; the first round also asks what they saw."""
    for number in range(rounds):
        for line in lines:
            if line.slow and number:
                continue
            before = cpu()
            result = line.run(files)
            line.seconds.append(cpu() - before)
            if not number:
                recall(line, files, seen(result))
            del result


def recall(line: Line, files: Sequence[Planted], answers: list[Seen]) -> None:
    """The share of planted kinds that were found, and that were left open; in sum and kind by kind [%]."""
    both = zip(files, answers, strict=True)
    pairs = [(kind, answer.get(kind, False)) for file, answer in both for kind in file.kinds]
    line.found = 100 * sum(found is True for _, found in pairs) / len(pairs)
    line.unknown = 100 * sum(found is None for _, found in pairs) / len(pairs)
    for kind in KINDS:
        of_kind = [found is True for planted, found in pairs if planted == kind]
        if of_kind:
            line.by_kind[kind] = 100 * sum(of_kind) / len(of_kind)


def readers() -> list[Line]:
    """Everything that reads metadata, as far as it is installed."""
    lines = [
        Line("floor: open + read 64 KiB", each(floor)),
        Line("read whole", each(whole)),
        Line("read whole + SHA-256", each(lambda p: whole(p, hashlib.sha256))),
        Line("inspect, hashes=False", each(lambda p: inspect(p, hashes=False).kinds)),
        Line("inspect", each(lambda p: inspect(p).kinds)),
        Line("scan (hashes and trailers)", scan),
        Line("scan without makers' notes", partial(scan, details=False)),
        Line("Pillow", each(pillow)),
    ]
    try:
        import blake3

        lines.append(Line("read whole + BLAKE3", each(lambda p: whole(p, blake3.blake3))))
    except ImportError:
        print("blake3 is not installed and is left out.")
    try:
        import pyexiv2

        pyexiv2.set_log_level(4)
        lines.append(Line("pyexiv2", each(exiv2)))
    except ImportError:
        print("pyexiv2 is not installed and is left out.")
    if shutil.which("exiftool"):
        lines += [
            Line("exiftool -fast2 -j", exiftool(["-fast2"]), slow=True),
            Line("exiftool -j", exiftool([]), slow=True),
        ]
    else:
        print("ExifTool is not installed and is left out.")
    return lines


def print_readers(lines: list[Line], count: int) -> None:
    """Rates, recall, and the ratio to ExifTool."""
    rates = {line.name: line.rate(count) for line in lines}
    fast, full = rates.get("exiftool -fast2 -j"), rates.get("exiftool -j")
    print(f"{'':40}{'files/CPU-s':>12}{'found':>9}{'unknown':>9}{'× -fast2 -j':>13}{'× -j':>8}")
    for line in lines:
        rate = rates[line.name]
        print(
            f"{line.name:40}{rate:12,.0f}{line.found:8.1f}%{line.unknown:8.1f}%"
            f"{rate / fast if fast else float('nan'):13.1f}{rate / full if full else float('nan'):8.1f}"
        )
    kinds = [kind for kind in KINDS if any(kind in line.by_kind for line in lines)]
    print("\nfound, % of the files in which it is planted")
    print(f"{'':40}" + "".join(f"{kind[:9]:>10}" for kind in kinds))
    for line in lines:
        if line.found:
            print(f"{line.name:40}" + "".join(f"{line.by_kind[kind]:10.0f}" for kind in kinds))


# ------------------------------------------------------------------------------------------------------ stripping


def stripped_by_us(files: Sequence[Planted], folder: Path) -> None:
    """Read, strip, write."""
    from imgaudit.media import strip

    for file in files:
        (folder / file.path.name).write_bytes(strip(file.path))


def stripped_by_exiftool(files: Sequence[Planted], folder: Path) -> None:
    """All metadata away, colour profile and orientation kept: the invocation that is right."""
    names = [str(file.path) for file in files]
    keep = ["-all=", "-tagsfromfile", "@", "-icc_profile", "-orientation"]
    command = ["exiftool", "-q", "-q", "-m", *keep, "-o", f"{folder}/", *names]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def copied(files: Sequence[Planted], folder: Path) -> None:
    """A plain copy: the floor of writing."""
    for file in files:
        shutil.copyfile(file.path, folder / file.path.name)


def measure_strip(files: Sequence[Planted], folder: Path, rounds: int) -> None:
    """Print how many files a CPU-second strips, and how many planted kinds are still in the copies."""
    from imgaudit import media

    runs: dict[str, Callable[[Sequence[Planted], Path], None]] = {"copy": copied}
    if hasattr(media, "strip"):
        runs["strip"] = stripped_by_us
    if shutil.which("exiftool"):
        runs["exiftool -all= …"] = stripped_by_exiftool
    heading = f"\nstrip, {len(files):,} files"
    print(f"{heading:41}{'files/CPU-s':>12}{'still there':>13}{'CPU × copy':>12}{'× exiftool':>12}")
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    left: dict[str, float] = {}
    for number in range(rounds):
        for name, run in runs.items():
            if number and name.startswith("exiftool"):
                continue
            target = folder / "stripped"
            target.mkdir()
            before = cpu()
            run(files, target)
            seconds[name].append(cpu() - before)
            if not number:
                copies = [(file, target / file.path.name) for file in files]
                still = [inspect(path, hashes=False).kinds[k] is not False for f, path in copies for k in f.kinds]
                left[name] = 100 * sum(still) / len(still)
            shutil.rmtree(target)
    rates = {name: len(files) / median(taken) for name, taken in seconds.items()}
    tool = rates.get("exiftool -all= …", float("nan"))
    for name, rate in rates.items():
        print(f"{name:40}{rate:12,.0f}{left[name]:12.1f}%{rates['copy'] / rate:12.2f}{rate / tool:12.1f}")


def main() -> None:
    """Make each set, read it, strip it, forget it."""
    parser = argparse.ArgumentParser(description="Speed of the media engine, with recall beside it.")
    parser.add_argument("--huge", type=int, default=100, help="how many huge files (about 16 MB each)")
    parser.add_argument("--large", type=int, default=2_000, help="how many large files (about 3 MB each)")
    parser.add_argument("--web", type=int, default=2_000, help="how many web-sized files (about 200 KB each)")
    parser.add_argument("--strip", type=int, default=400, help="how many files of each set are stripped")
    parser.add_argument("--rounds", type=int, default=3, help="rounds; ExifTool runs in the first alone")
    parser.add_argument("--quick", action="store_true", help="200 files of each set")
    options = parser.parse_args()
    if options.quick:
        options.large = options.web = options.strip = 200
        options.huge = 40
    inspect(Path(__file__), hashes=False)
    for name, (width, height, sizes) in SETS.items():
        count = getattr(options, name)
        if not count:
            continue
        with tempfile.TemporaryDirectory(prefix="media-speed-") as folder:
            files = Maker(width, height, sizes).write(Path(folder) / name, count)
            size = sum(file.path.stat().st_size for file in files) / count
            print(f"\n{name}: {count:,} files of {size / 1e3:,.0f} kB on average")
            lines = readers()
            for line in lines:
                line.run(files[:2])  # imports and caches are nobody's fault
            measure(lines, files, options.rounds)
            print_readers(lines, count)
            measure_strip(files[: options.strip], Path(folder), options.rounds)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
