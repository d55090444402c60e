"""Small copies of pictures to look at, drawn from the files on this machine and kept for their owner alone.

They are kept beside the cache of scans, under a key that says nothing of the file, and only so many: those not looked
at for longest go first.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from imgaudit.errors import InputError
from imgaudit.files import DAMAGED, opened, stamp_of
from imgaudit.media import CannotStrip, inspect, small_copy
from imgaudit.remembering import cache_path, opened_cache
from imgaudit.tables import digest

log = logging.getLogger(__name__)

SIDE = 96
"""The longest side of a small copy [pixels]."""
LARGEST_FILE = 128 * 1024**2
"""Of a larger file none is drawn [bytes]."""
KEPT = 100 * 1024**2
"""So much is kept [bytes]: about 30,000 small copies."""
_TABLE = "previews (key TEXT PRIMARY KEY, used REAL, picture BLOB)"
_SCHEMA = 1
_THREADS = 4


def previews_path(cache: Path | None = None) -> Path:
    """Where small copies are kept: beside the cache of scans.

    >>> previews_path(Path("kept") / "media.sqlite").as_posix()
    'kept/previews.sqlite'
    """
    return (cache or cache_path()).with_name("previews.sqlite")


def previews(paths: Sequence[str], place: Path | None) -> list[bytes | str]:
    """The small copy of each file, as JPEG; or why there is none, in words that name no file.

    Parameters
    ----------
    paths
        Files of this machine, or ``archive.zip!member``.
    place
        Where they are kept, see :func:`previews_path`; None keeps none.
    """
    keys = {path: _key(path) for path in paths}
    told: dict[str, bytes | str] = _recalled([*keys.values()], place)
    new = [path for path, key in keys.items() if key not in told]
    with ThreadPoolExecutor(_THREADS) as pool:
        told |= {keys[path]: answer for path, answer in zip(new, pool.map(drawn, new), strict=True)}
    _keep({keys[path]: told[keys[path]] for path in new}, place)
    return [told[keys[path]] for path in paths]


def _key(path: str) -> str:
    """What stands for a file as it is now: a hash with its size and times, never its name."""
    return digest(path, str(stamp_of(path)), str(SIDE))


def drawn(path: str, side: int = SIDE) -> bytes | str:
    """A small copy of the picture in a file, as JPEG without metadata; or why there is none."""
    return seen(path, side)[0]


def seen(path: str, side: int) -> tuple[bytes | str, int | None]:
    """The same, and with which turn it was drawn, as Exif has it; None where it was not."""
    try:
        with opened(path, most=LARGEST_FILE) as stream:
            data = stream.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            return "The file is too large to be drawn here.", None
        record = inspect(data, hashes=False)
        return small_copy(data, record, side), record.orientation or 1
    except CannotStrip as error:
        return str(error), None
    except (*DAMAGED, InputError, ValueError):
        return "The file cannot be opened.", None


def _recalled(keys: Sequence[str], place: Path | None) -> dict[str, bytes | str]:
    """What is kept of these; that they were looked at now is noted, for those looked at last stay longest."""
    found: dict[str, bytes | str] = {}
    if place is None or not place.exists():
        return found
    try:
        with closing(opened_cache(place, _TABLE, _SCHEMA)) as cache, cache:
            for key in keys:
                if row := cache.execute("SELECT picture FROM previews WHERE key = ?", (key,)).fetchone():
                    found[key] = bytes(row[0])
            cache.executemany("UPDATE previews SET used = ? WHERE key = ?", [(time.time(), key) for key in found])
    except (sqlite3.Error, OSError) as error:
        log.warning("Small copies kept in %s cannot be read (%s); they are drawn anew.", place, error)
    return found


def _keep(drawn: dict[str, bytes | str], place: Path | None) -> None:
    pictures = [(key, time.time(), told) for key, told in drawn.items() if isinstance(told, bytes)]
    if place is None or not pictures:
        return
    try:
        with closing(opened_cache(place, _TABLE, _SCHEMA)) as cache, cache:
            cache.executemany("INSERT OR REPLACE INTO previews VALUES (?, ?, ?)", pictures)
            # What stands behind the last that still fits, by when it was looked at, goes.
            cache.execute(
                "DELETE FROM previews WHERE key IN (SELECT key FROM (SELECT key, "
                "sum(length(picture)) OVER (ORDER BY used DESC, key) AS kept FROM previews) WHERE kept > ?)",
                (KEPT,),
            )
    except (sqlite3.Error, OSError) as error:
        log.warning("Small copies cannot be kept in %s (%s); they are drawn anew each time.", place, error)


def how_many_kept(place: Path) -> int:
    """How many small copies are kept at a place; of a file that is none of ours, 0."""
    try:
        with closing(opened_cache(place, _TABLE, _SCHEMA)) as cache:
            return int(cache.execute("SELECT count(*) FROM previews").fetchone()[0])
    except (sqlite3.Error, OSError):
        return 0
