"""Files for their owner alone: written beside their place, there under their name only when whole, and known as ours.

What we write lies beside what we read, often in one folder. So each kind of output carries a mark, by which
:mod:`imgaudit.exports.ours` knows it again: an audit that counted its own results would grow with every run.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path

MARK = "a result of imgaudit, and nothing that the school has published"
"""What stands in workbooks (as a property), charts (as a PNG text) and executed notebooks, under :data:`KEYWORD`."""
KEYWORD = "imgaudit"
STRAY = (".imgaudit-", ".partial-")
"""How what is being written is called until it is whole."""

_BINARY = getattr(os, "O_BINARY", 0)  # Windows alone changes line ends unless told not to


@contextmanager
def private_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Where to write what shall be at ``path``: it takes that name at the end of the block, unless an error ends it."""
    place = Path(path)
    handle, name = tempfile.mkstemp(prefix=STRAY[0], suffix=place.suffix, dir=place.parent)  # mode 0600
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.replace(place)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def kept_beside(path: Path, data: bytes, day: date) -> Iterator[Path]:
    """Keep what lies at ``path`` beside it under its date, and nothing that is there is touched.

    The copy is for its owner alone, as old as the original, and taken away again if an error ends the block.
    """
    saved = path.stat()
    for number in count(1):
        copy = path.with_name(f"{path.stem} {day}{f' ({number})' if number > 1 else ''}{path.suffix}")
        try:
            handle = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        except FileExistsError:
            continue
        break
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        os.utime(copy, ns=(saved.st_atime_ns, saved.st_mtime_ns))
        yield copy
    except BaseException:
        copy.unlink(missing_ok=True)
        raise


def private_folder(path: Path) -> None:
    """A folder and those above it, for their owner alone: `mkdir(parents=True)` gives its mode to the last one only."""
    if not path.is_dir():
        private_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)
