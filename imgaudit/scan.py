"""Files → media: every file of an inventory is opened once, in parallel, and remembered.

The cache is one SQLite file that only its owner can read. It holds what was found in each file (people's names
among it), keyed by path, size, modification time and engine version, so an unchanged file is not opened twice and
a sharper detector looks at everything afresh.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import stat
import zipfile
from concurrent.futures import Executor
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import platformdirs
from tqdm.auto import tqdm

from imgaudit.batches import in_batches
from imgaudit.errors import InputError
from imgaudit.exports import Inventory
from imgaudit.media import ENGINE_VERSION, KINDS, Record, inspect
from imgaudit.tables import FILES, MEDIA

log = logging.getLogger(__name__)

OURS = 0x696D6761
"""What SQLite's application id says of a file that is ours: "imga"."""

MEMBER_LIMIT = 512 * 1024**2
"""Largest ZIP member that is unpacked into memory [bytes]."""

WRITTEN = ("text", "owner")
"""Kinds whose values are kept: somebody wrote them, so they may name somebody."""

Row = dict[str, Any]
Job = tuple[str, int, int]
"""Path, size and modification time of one file to open."""


def cache_path() -> Path:
    """Where :func:`scan` remembers what it found, unless told otherwise. Delete the file to forget it all.

    >>> cache_path().name
    'media.sqlite'
    """
    return Path(platformdirs.user_cache_dir("imgaudit", appauthor=False)) / "media.sqlite"


def scan(
    inventory: Inventory | pd.DataFrame,
    *,
    cache: str | os.PathLike[str] | bool = True,
    progress: bool = True,
    executor: Executor | None = None,
    workers: int | None = None,
) -> pd.DataFrame:
    """Look inside every file of an inventory that is on this machine.

    Parameters
    ----------
    inventory
        What :func:`read_inventory` gave, or a frame of files (``file_id`` and ``path``).
    cache
        A file to remember results in; ``True`` for :func:`cache_path`, ``False`` for none.
    progress
        Show a progress bar.
    executor
        Any :class:`concurrent.futures.Executor` to run in; it is not shut down.
    workers
        Processes to start when no executor is given; default: one a core. 1 stays in this process.

    Returns
    -------
    The table ``media``: a row a file, in the order of ``inventory.files``, with ``status`` and ``error``, the real
    ``format``, ``width_px`` and ``height_px`` as displayed, ``bytes``, the two hashes, ``has_<kind>`` for each kind
    of exposure (yes, no or unknown), ``found``, ``person_names``, ``texts`` and ``engine``. A file without a path is
    *not_fetched*, one that is gone *missing*: both unknown throughout, unless an export tells of its insides
    (``inventory.media``; ``engine`` then names the tool).

    Raises
    ------
    InputError
        When ``cache`` names a file that is not a cache of imgaudit; it is left as it is.
    """
    if not isinstance(inventory, (Inventory, pd.DataFrame)):
        raise InputError(f"scan() takes what read_inventory() gave, not {type(inventory).__name__}.")
    files = FILES.frame(inventory.files if isinstance(inventory, Inventory) else inventory)
    place = cache_path() if isinstance(cache, bool) and cache else Path(cache) if cache else None
    known = _recall(place)
    rows: dict[str, Row] = {}
    jobs: list[Job] = []
    # Absolute, so that the cache does not depend on the folder one happens to work in.
    absolute = {path: str(Path(path).absolute()) for path in files["path"].dropna().unique()}
    for path in dict.fromkeys(absolute.values()):
        stamp = _stamp(path)
        if isinstance(stamp, str):
            rows[path] = _unmeasured("missing", stamp)
        elif (path, *stamp) in known:
            rows[path] = known[path, *stamp]
        else:
            jobs.append((path, *stamp))
    fresh: dict[Job, Row] = {}
    with tqdm(total=len(rows) + len(jobs), initial=len(rows), disable=not progress, unit="file", desc="scan") as bar:
        try:
            for job, row in in_batches(jobs, _measure, _given_up, executor=executor, workers=workers):
                fresh[job] = row
                rows[job[0]] = row
                bar.update()
        finally:  # an interrupted scan keeps what it has seen
            _remember(place, fresh)
    not_fetched = _unmeasured("not_fetched", "No copy of this file on this machine: fetch it to know.")
    measured = [rows[absolute[path]] if path in absolute else not_fetched for path in files["path"]]
    result = MEDIA.frame(pd.DataFrame(measured, columns=[*MEDIA.columns][1:]).assign(file_id=files["file_id"]))
    return _with_told(result, inventory.media) if isinstance(inventory, Inventory) else result


def _with_told(measured: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Where the bytes are not on this machine, what an export tells of them stands in."""
    absent = measured["status"].isin(("not_fetched", "missing")) & measured["file_id"].isin(told["file_id"])
    if not absent.any():
        return measured
    instead = told[told["file_id"].isin(measured.loc[absent, "file_id"])]
    both = pd.concat([measured[~absent], instead]).set_index("file_id").reindex(measured["file_id"])
    return MEDIA.frame(both.reset_index())


def _measure(job: Job) -> Row:
    path, size, _ = job
    try:
        source = source_of(path)
        return _row(inspect(source), len(source) if isinstance(source, bytes) else size)
    except Exception as error:  # noqa: BLE001 - whatever one file does, the batch goes on and says so
        return _unmeasured("unreadable", f"{type(error).__name__}: {error}", size)


def _given_up(job: Job, reason: str) -> Row:
    return _unmeasured("unreadable", reason, job[1])


def source_of(path: str) -> str | bytes:
    """What to inspect: the path itself, or the bytes of ``archive.zip!member``."""
    archive, member = in_archive(path)
    if not member:
        return path
    with zipfile.ZipFile(archive) as opened:
        info = opened.getinfo(member)
        if info.file_size > MEMBER_LIMIT:
            raise ValueError(f"{info.file_size} bytes unpacked is over the limit of {MEMBER_LIMIT}: unpack the ZIP")
        with opened.open(info) as stream:
            # A forged header can promise less than the member unpacks to.
            return stream.read(MEMBER_LIMIT)


def _stamp(path: str) -> tuple[int, int] | str:
    """Size and modification time [ns], or why there are none."""
    try:
        about = Path(in_archive(path)[0]).stat()
    except (OSError, ValueError) as error:
        return f"No such file: {getattr(error, 'strerror', error)}"
    if not stat.S_ISREG(about.st_mode):
        return "A folder, pipe or device, and no file: not opened."
    return about.st_size, about.st_mtime_ns


def in_archive(path: str) -> tuple[str, str]:
    """The archive and the member that ``archive.zip!member`` names; any other path, and ``""``.

    >>> in_archive("autumn.zip!2025/race.jpg"), in_archive("race!.jpg")
    (('autumn.zip', '2025/race.jpg'), ('race!.jpg', ''))
    """
    end = path.lower().find(".zip!") + 4
    return (path[:end], path[end + 1 :]) if end > 3 else (path, "")


def _row(record: Record, size: int) -> Row:
    return {
        "status": record.status,
        "error": record.error or None,
        "format": record.format or None,
        "width_px": record.width_px,
        "height_px": record.height_px,
        "bytes": size,
        "content_hash": record.content_hash or None,
        "image_hash": record.image_hash or None,
        **{f"has_{kind}": record.kinds[kind] for kind in KINDS},
        # Other values stay out: a coordinate or a child's name is not needed to say that there is one.
        "found": "\n".join(dict.fromkeys(f"{f.kind}: {f.what} in {f.where}" for f in record.found)) or None,
        "person_names": "\n".join(record.person_names) or None,
        # What people wrote stays in, for one has to look for names in it; the cache is its owner's alone.
        "texts": "\n".join(dict.fromkeys(f.value for f in record.found if f.kind in WRITTEN and f.value)) or None,
        "engine": ENGINE_VERSION,
    }


def _unmeasured(status: str, error: str, size: int | None = None) -> Row:
    return {"status": status, "error": error, "bytes": size, "engine": ENGINE_VERSION}


def _recall(place: Path | None) -> dict[tuple[str, int, int], Row]:
    if place is None or not place.exists() or not place.stat().st_size:
        return {}
    try:
        with closing(sqlite3.connect(place, timeout=2)) as cache:
            if cache.execute("PRAGMA application_id").fetchone() != (OURS,):
                raise sqlite3.DatabaseError("it is something else")
            rows = cache.execute("SELECT path, size, mtime, row FROM media WHERE engine = ?", (ENGINE_VERSION,))
            known = {(path, size, mtime): json.loads(row) for path, size, mtime, row in rows}
            return {job: row for job, row in known.items() if row["status"] != "ok" or "texts" in row}
    except sqlite3.OperationalError as error:  # another scan is writing to it
        log.warning("The cache %s is in use (%s); every file is opened again.", place, error)
    except (sqlite3.DatabaseError, ValueError) as error:
        if place != cache_path():  # never touch a file that somebody named by mistake
            raise InputError(f"{place}: not a cache of imgaudit ({error}). Name another file, or delete it.") from error
        log.warning("The cache %s cannot be read (%s); it is made anew.", place, error)
        place.unlink(missing_ok=True)
    return {}


def _remember(place: Path | None, fresh: dict[Job, Row]) -> None:
    if place is None or not fresh:
        return
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.touch(mode=0o600)
        with closing(sqlite3.connect(place, timeout=10)) as cache, cache:
            cache.execute(f"PRAGMA application_id = {OURS}")
            cache.execute(
                "CREATE TABLE IF NOT EXISTS media "
                "(path TEXT, size INTEGER, mtime INTEGER, engine TEXT, row TEXT, PRIMARY KEY (path))"
            )
            rows = ((*job, ENGINE_VERSION, json.dumps(row)) for job, row in fresh.items())
            cache.executemany("INSERT OR REPLACE INTO media VALUES (?, ?, ?, ?, ?)", rows)
    except (OSError, sqlite3.Error) as error:  # what was measured is worth more than remembering it
        log.warning("The cache %s cannot be written (%s); the next scan opens these files again.", place, error)
