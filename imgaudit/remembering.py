"""What scans found, remembered: one SQLite file that only its owner can read.

A row is what one engine measured in one file. It holds for the same path and stamp (size, times: a changed file has
another) and the same version of the engine, so an unchanged file is not opened twice and a sharper detector looks at
everything afresh. Another engine keeps rows of its own beside them.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import platformdirs

from imgaudit.errors import ImgauditError, InputError

log = logging.getLogger(__name__)

OURS = 0x696D6761
"""What SQLite's application id says of a file that is ours: "imga"."""
SCHEMA = 2
"""Rises when the table changes; a cache of another schema is made anew."""
_MEDIA = "media (path TEXT, engine TEXT, version TEXT, stamp TEXT, row TEXT, PRIMARY KEY (path, engine))"
_BATCH, _PATIENCE = 100, 2.0
"""So many rows, or so many seconds, are lost at most when the process is killed."""

Row = dict[str, Any]


def cache_path() -> Path:
    """Where :func:`scan` remembers what it found, unless told otherwise. ``imgaudit cache --clear`` forgets it all.

    >>> cache_path().name
    'media.sqlite'
    """
    return Path(platformdirs.user_cache_dir("imgaudit", appauthor=False)) / "media.sqlite"


def cache_named(cache: str | os.PathLike[str] | bool) -> Path | None:
    """The file that a ``cache=`` means: ``True`` the usual one, ``False`` none, else the one that is named.

    >>> cache_named(False), cache_named("kept/media.sqlite") == Path("kept/media.sqlite")
    (None, True)
    """
    return (cache_path() if cache else None) if isinstance(cache, bool) else Path(cache) if cache else None


def forget_all(place: Path) -> None:
    """Remove a cache, and what SQLite keeps beside it while it is written or after a scan was killed.

    Raises :class:`~imgaudit.errors.ImgauditError` when it cannot be removed.
    """
    try:
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{place}{ending}").unlink(missing_ok=True)
    except OSError as error:
        raise ImgauditError(
            f"{place} cannot be removed ({error.strerror or error}). Wait until no scan runs, or delete it by hand."
        ) from error


class Memory:
    """The rows of one engine, recalled and kept. None of its troubles ends a scan: it says them and forgets.

    Parameters
    ----------
    place
        The file; None remembers nothing.
    engine, version
        Whose rows they are.
    batch
        So many rows are lost at most when the process is killed.

    Raises
    ------
    InputError
        When the file is not a cache of imgaudit; it is left as it is.
    """

    def __init__(self, place: Path | None, engine: str, version: str, *, batch: int = _BATCH) -> None:
        self.place, self.engine, self.version, self._batch = place, engine, version, batch
        self._known: dict[str, tuple[str, str]] = {}
        self._fresh: list[tuple[str, str, str, str, str]] = []
        self._since = time.monotonic()
        self._cache: sqlite3.Connection | None = None
        if place is None:
            return
        try:
            self._cache = opened_cache(place, _MEDIA, SCHEMA)
            query = "SELECT path, stamp, row FROM media WHERE engine = ? AND version = ?"
            self._known = {path: (stamp, row) for path, stamp, row in self._cache.execute(query, (engine, version))}
        except sqlite3.OperationalError as error:
            self._give_up(error)
        except sqlite3.DatabaseError as error:
            self.close()
            if place != cache_path():  # never touch a file that somebody named by mistake
                text = f"{place}: not a cache of imgaudit ({error}). Name another file, or delete it."
                raise InputError(text) from error
            log.warning("The cache %s cannot be read (%s); it is made anew.", place, error)
            forget_all(place)
            try:
                self._cache = opened_cache(place, _MEDIA, SCHEMA)
            except (OSError, sqlite3.Error) as again:
                self._give_up(again)
        except OSError as error:
            self._give_up(error)

    def recall(self, path: str, stamp: Iterable[int]) -> Any:
        """What was found in this very file; None when nothing is known, and nobody can tell what a spoilt row says."""
        then, row = self._known.get(path, ("", ""))
        if then != _said(stamp):
            return None
        try:
            return json.loads(row)
        except (TypeError, ValueError, RecursionError):
            return None

    def paths(self) -> list[str]:
        """Of which files something is known."""
        return [*self._known]

    def remember(self, path: str, stamp: Iterable[int], row: Row) -> None:
        """Keep a row, on disk with the others of its batch."""
        if self._cache is None:
            return
        self._fresh.append((path, self.engine, self.version, _said(stamp), json.dumps(row)))
        if len(self._fresh) >= self._batch or time.monotonic() > self._since + _PATIENCE:
            self._write("INSERT OR REPLACE INTO media VALUES (?, ?, ?, ?, ?)", self._fresh)
            self._fresh = []
            self._since = time.monotonic()

    def prune(self, is_gone: Callable[[str], bool]) -> None:
        """Forget files, whatever engine measured them."""
        if self._cache is None:
            return
        try:
            paths = self._cache.execute("SELECT DISTINCT path FROM media").fetchall()
        except sqlite3.Error as error:
            self._give_up(error)
            return
        gone = [(path,) for (path,) in paths if not isinstance(path, str) or is_gone(path)]
        self._write("DELETE FROM media WHERE path = ?", gone)

    def close(self) -> None:
        """Write what is left, and let go of the file."""
        self._write("INSERT OR REPLACE INTO media VALUES (?, ?, ?, ?, ?)", self._fresh)
        if self._cache is not None:
            self._cache.close()
            self._cache = None

    def _write(self, statement: str, rows: list[Any]) -> None:
        if self._cache is None or not rows:
            return
        try:
            with self._cache:
                self._cache.executemany(statement, rows)
        except sqlite3.Error as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        """What is measured is worth more than remembering it."""
        log.warning("The cache %s cannot be written (%s); the next scan opens these files again.", self.place, error)
        if self._cache is not None:
            self._cache.close()
            self._cache = None


def opened_cache(place: Path, table: str, schema: int) -> sqlite3.Connection:
    """A file of SQLite that only its owner can read, with one table; one of another schema is made anew.

    Raises ``OSError`` or ``sqlite3.Error`` where there can be none, or where the file is not ours.
    """
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not place.exists():
        place.touch(mode=0o600)  # SQLite gives the files beside it the same mode
    cache = sqlite3.connect(place, timeout=10)
    try:
        # Of a spoilt row the rest is still good: text that is none becomes text that nobody asks for.
        cache.text_factory = lambda raw: raw.decode("utf-8", "replace")
        if place.stat().st_size and _number(cache, "application_id") != OURS:
            raise sqlite3.DatabaseError("it is something else")
        cache.execute("PRAGMA secure_delete = ON")  # replaced and pruned rows may name people
        if _number(cache, "user_version") != schema:
            _make(cache, table, schema)
        # Scans that run at once do not wait for each other, and a batch costs no wait for the disk. Where the system
        # cannot do this, as on some shares, or another scan holds the file, SQLite stays with what it did.
        with suppress(sqlite3.OperationalError):
            cache.execute("PRAGMA journal_mode = WAL").fetchone()
        cache.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        cache.close()
        raise
    return cache


def _make(cache: sqlite3.Connection, table: str, schema: int) -> None:
    """An empty table, unless another scan was quicker. Rows of another schema are forgotten: they are only a cache."""
    with cache:
        cache.execute("BEGIN IMMEDIATE")
        if _number(cache, "user_version") != schema:
            cache.execute(f"PRAGMA application_id = {OURS}")
            cache.execute(f"DROP TABLE IF EXISTS {table.split()[0]}")
            cache.execute(f"CREATE TABLE {table}")
            cache.execute(f"PRAGMA user_version = {schema}")


def _number(cache: sqlite3.Connection, pragma: str) -> int:
    with closing(cache.execute(f"PRAGMA {pragma}")) as answer:
        return int(answer.fetchone()[0])


def _said(stamp: Iterable[int]) -> str:
    """As text: a number of a file can be larger than SQLite's."""
    return " ".join(map(str, stamp))
