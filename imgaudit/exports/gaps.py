"""Parts of an export that are not here, as the numbers in the names of the others tell.

Only names that a platform gives are asked: pictures and lists of a school's own are numbered in any way.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from imgaudit.exports.parts import Part
from imgaudit.files import ExportFile

REASON = (
    "parts of this export are not here, as the numbers of the others tell: put all parts into one folder, or export it "
    "again"
)


class Numbered(NamedTuple):
    """How the parts of one export are called.

    - ``pattern``: of a part's name; its groups are what all parts share, and the number, nought where there is none.
    - ``first``: the first part has this number or a lower one.
    """

    pattern: re.Pattern[str]
    first: int = 1


_DOWNLOAD = Numbered(re.compile(r"(takeout-\d{8}T\d{6}Z(?:-\d+)?)-(\d{3})(?: ?\(\d+\))?(?:\.zip)?", re.IGNORECASE))
"""A ZIP of Google Takeout, or the folder that was unpacked from it, whatever is in it."""

_Key = tuple[Numbered, str]


def note_gaps(
    part: Part, known: Mapping[str, tuple[str, Numbered | None]], files: Sequence[ExportFile], refused: Iterable[str]
) -> None:
    """Note each series of parts of which one between others, or the first, is not here.

    ``known``: name of a file that a dialect reads → the dialect, and how that numbers its files. A part counts as here
    whatever is in it, and also where it was ``refused``, which is a problem of its own.
    """
    ways = {way for _, way in known.values() if way}
    here: dict[_Key, dict[str, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    told: dict[_Key, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    downloads = {folder: [*_downloads(folder)] for folder in {file.folder for file in files}}
    for file in files:
        dialect, own = known.get(file.name, ("", None))
        name = file.slashed.rpartition("/")[2]
        found = [(way, file.folder, one) for way in ways if (one := way.pattern.fullmatch(name))]
        for way, folder, one in [*found, *downloads[file.folder]]:
            key = way, one[1].lower()
            here[key][folder].setdefault(int(one[2] or 0), one[0])
            if dialect and way in (own, _DOWNLOAD):
                told[key][folder].setdefault(dialect, file.name)
    for name in refused:
        for way, folder, one in _downloads(name):
            here[way, one[1].lower()][folder].setdefault(int(one[2]), one[0])
    for key, by_folder in told.items():
        groups = here[key]
        # Parts may lie in several folders; where a number occurs twice, each folder has its own.
        is_one = sum(map(len, groups.values())) == len({number for names in groups.values() for number in names})
        merged = {number: name for names in groups.values() for number, name in names.items()}
        for folder, dialects in [*by_folder.items()][: 1 if is_one else None]:
            gaps = [*_missing(merged if is_one else groups[folder], key[0].first)]
            whose = {dialect: name for all_of in by_folder.values() for dialect, name in all_of.items()}
            for name in (whose if is_one else dialects).values() if gaps else ():
                part.problem(name, "missing", REASON, value=", ".join(gaps), lost=None)


def _downloads(path: str) -> Iterator[tuple[Numbered, str, re.Match[str]]]:
    """The downloads that a path leads through: how they are numbered, where they lie, and the name."""
    names = path.split("/")
    for at, name in enumerate(names):
        if found := _DOWNLOAD.pattern.fullmatch(name):
            yield _DOWNLOAD, "/".join(names[:at]), found


def _missing(names: Mapping[int, str], first: int) -> Iterator[str]:
    """Between which parts, or before which, one is not here.

    >>> [*_missing({2: "b", 3: "c", 6: "f"}, 1)]
    ['one before b', '2 between c and f']
    """
    last: int | None = None
    for number, name in sorted(names.items()):
        count = max(number - first, 0) if last is None else number - last - 1
        if count:
            where = f"before {name}" if last is None else f"between {names[last]} and {name}"
            yield f"{'one' if count == 1 else count} {where}"
        last = number
