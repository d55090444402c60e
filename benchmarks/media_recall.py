"""How much of what ExifTool reads in real files we see, how much we leave open, and where we differ.

Asks ExifTool and `inspect` about every picture, video and document below the folders given (default: the pictures that
the installed packages bring, and ``../shared`` where it is there) and prints, kind by kind:

* where ExifTool finds something of the kind: how often we say yes, unknown and **no** (a false clean, each named);
* where it finds nothing: no, unknown, and yes, which is often right, since we look at more than it does.

    python benchmarks/media_recall.py [FOLDER ...]
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
from collections import Counter
from pathlib import Path
from typing import Any

from imgaudit.files import kind_of_name
from imgaudit.media import KINDS, inspect

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (
    ROOT.parent / "shared" / "corpus",
    ROOT.parent / "shared" / "pictures",
    Path(sysconfig.get_path("purelib")),
    Path("/usr/share"),
)
NOT_OF_THE_FILE = re.compile(r"ExifTool|File|System|Composite")
TAGS = {
    "location": r"GPS(Latitude|Longitude|Position|Coordinates)|City|Sub-?location|Location(Name|Shown.*|Created.*)?"
    r"|Province-State|State|Country(-PrimaryLocationName)?|LocationInformation",
    "people": r"PersonInImage.*|Region(Info|Name|List)|RegionInfoMP|PeopleKeywords",
    "owner": r"Artist|Creator|By-line|(Camera)?OwnerName|Author|XPAuthor|LastModifiedBy|Manager|Company",
    "serial": r"(Internal|Lens|Body|Camera)?SerialNumber|ImageUniqueID|(Original)?DocumentID|InstanceID",
    "device": r"Make|Model|LensModel|LensMake|HostComputer|CameraModelName|UniqueCameraModel",
    "time": r"DateTimeOriginal|CreateDate|CreationDate|ModifyDate|DateTimeDigitized|DateCreated|MediaCreateDate"
    r"|GPSDateStamp",
    "text": r"ImageDescription|UserComment|Description|Title|Caption-Abstract|Headline|Keywords|Subject"
    r"|XP(Comment|Title|Subject|Keywords)",
    "software": r"Software|CreatorTool|ProcessingSoftware|Producer|Generator|Application",
    "thumbnail": r"ThumbnailImage|PreviewImage|ThumbnailLength|PhotoshopThumbnail",
}
"""What belongs to a kind, by ExifTool's names."""
OF_GROUPS = {"maker_note": r"MakerNotes", "provenance": r"JUMBF|CBOR"}
BLANK = re.compile(r"(0|[\s0:.-]*|\(Binary data 0 bytes.*|null|None|undef)")


def exiftool_says(files: list[Path], batch: int = 500) -> list[dict[str, Any]]:
    """What ExifTool reads in each file, also in the samples of a video."""
    rows: list[dict[str, Any]] = []
    for start in range(0, len(files), batch):
        run = subprocess.run(
            ["exiftool", "-q", "-ee", "-j", "-G0:1", "-struct", "-n", *map(str, files[start : start + batch])],
            capture_output=True,
            check=False,
        )
        rows += json.loads(run.stdout or b"[]")
    return rows


def kinds_of(row: dict[str, Any]) -> set[str]:
    """Of which kinds something stands in a file, by what ExifTool reads."""
    there = set()
    for name, value in row.items():
        groups, _, tag = name.rpartition(":")
        if NOT_OF_THE_FILE.match(groups) or BLANK.fullmatch(str(value)):
            continue
        if (groups, tag) == ("PDF", "Creator"):  # the program, unlike XMP's
            tag = "CreatorTool"
        there |= {kind for kind, names in TAGS.items() if re.fullmatch(names, tag)}
        there |= {kind for kind, names in OF_GROUPS.items() if re.search(names, groups)}
    return there


def main(folders: list[Path]) -> None:
    """Print the table."""
    everything = {path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink()}
    files = sorted(path for path in everything if kind_of_name(path.name) in ("picture", "video", "document"))
    counts: Counter[tuple[str, bool, bool | None]] = Counter()
    status: Counter[str] = Counter()
    missed, judged = [], 0
    for row in exiftool_says(files):
        record = inspect(Path(row["SourceFile"]), hashes=False)
        status[record.status] += 1
        if record.status in ("unsupported", "unrecognised"):
            continue
        judged += 1
        there = kinds_of(row)
        for kind in (*TAGS, *OF_GROUPS):
            counts[kind, kind in there, record.kinds[kind]] += 1
            if kind in there and record.kinds[kind] is False:
                missed.append(f"{kind}: {row['SourceFile']}")
    print(f"{len(files):,} files, {judged:,} judged; " + ", ".join(f"{name} {n:,}" for name, n in status.most_common()))
    print("| kind | there: yes / unknown / no | not there: no / unknown / yes | unknown |\n|---|---|---|---|")
    for kind in (kind for kind in KINDS if kind in {*TAGS, *OF_GROUPS}):
        there_is = [counts[kind, True, answer] for answer in (True, None, False)]
        is_not = [counts[kind, False, answer] for answer in (False, None, True)]
        unknown = (there_is[1] + is_not[1]) / max(1, judged)
        print(f"| {kind} | {' / '.join(map(str, there_is))} | {' / '.join(map(str, is_not))} | {unknown:.1%} |")
    print("\n".join(missed[:40]))


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or [folder for folder in FOLDERS if folder.is_dir()])
