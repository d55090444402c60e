"""Files → media: every file of an inventory is opened once, in parallel, and remembered."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from contextlib import closing
from functools import cache as cached
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pandas as pd
from tqdm.auto import tqdm

from imgaudit.batches import in_batches
from imgaudit.exports import Inventory
from imgaudit.files import absolute_path, in_archive, opened, source_of, stamp_of
from imgaudit.frames import FLAG, NUMBER, TEXT
from imgaudit.media import ENGINE_VERSION, KINDS, Record, inspect
from imgaudit.media.limits import MAX_STREAM_BYTES
from imgaudit.remembering import Memory, cache_named
from imgaudit.tables import FILES, MEDIA, MEDIA_STATUSES

ENGINE = "media"
"""Whose rows in the cache are ours."""

Row = dict[str, Any]
Job = tuple[str, int, int, int]
"""Path and stamp of one file to open."""


def scan(
    inventory: Inventory | pd.DataFrame,
    *,
    cache: str | os.PathLike[str] | bool = True,
    progress: bool = True,
    details: bool = True,
    executor: Executor | None = None,
    workers: int | None = None,
) -> pd.DataFrame:
    """Look inside every file of an inventory that is on this machine.

    Parameters
    ----------
    inventory
        What :func:`read_inventory` gave, or a frame of files (``file_id``, ``asset_id`` and ``path``).
    cache
        A file to remember results in; ``True`` for :func:`imgaudit.remembering.cache_path`, ``False`` for none.
    progress
        Show a progress bar.
    details
        Have exifread decode what a camera's maker leaves in a file, where owner, serial number or place are unknown
        without it; ``False`` is faster. It may add a yes; that it finds nothing makes no *no*.
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
    files = FILES.frame(inventory.files if isinstance(inventory, Inventory) else inventory)
    place = cache_named(cache)
    # Absolute, so that the cache does not depend on the folder one happens to work in.
    absolute = {path: absolute_path(path) for path in files["path"].dropna().unique()}
    with closing(Memory(place, ENGINE, ENGINE_VERSION if details else f"{ENGINE_VERSION} without details")) as memory:
        work = Work(partial(_measure, details=details), _given_up, _missing, is_row, _will_last)
        rows = each_once(
            absolute.values(), memory, work, progress=progress, saying="scan", executor=executor, workers=workers
        )
        if place is not None:
            memory.prune(_gone_beside([path for path, row in rows.items() if row["status"] != "missing"]))
    not_fetched = _unmeasured("not_fetched", "No copy of this file on this machine: fetch it to know.")
    measured = [rows[absolute[path]] if path in absolute else not_fetched for path in files["path"]]
    result = MEDIA.frame(pd.DataFrame(measured, columns=[*MEDIA.columns][1:]).assign(file_id=files["file_id"]))
    return _with_told(result, inventory.media) if isinstance(inventory, Inventory) else result


class Work(NamedTuple):
    """What is done with every file: how, and what stands for one of which it could not be.

    - ``measure``: a job to its row; it never raises, and is importable by other processes.
    - ``given_up``, ``missing``: the row of a file over which a worker ended, or that is not there, by the reason.
    - ``is_row``: whether what was remembered is such a row; ``will_last``: whether it is worth remembering.
    """

    measure: Callable[[Job], Row]
    given_up: Callable[[Job, str], Row]
    missing: Callable[[str], Row]
    is_row: Callable[[Any], bool]
    will_last: Callable[[Row], bool]


def each_once(
    paths: Iterable[str],
    memory: Memory,
    work: Work,
    *,
    progress: bool,
    saying: str,
    executor: Executor | None,
    workers: int | None,
) -> dict[str, Row]:
    """Path → its row, of files that are opened once, in parallel, unless they are remembered."""
    rows: dict[str, Row] = {}
    jobs: list[Job] = []
    for path in dict.fromkeys(paths):
        stamp = stamp_of(path)
        if isinstance(stamp, str):
            rows[path] = work.missing(stamp)
        elif work.is_row(row := memory.recall(path, stamp)):
            rows[path] = row
        else:
            jobs.append((path, *stamp))
    jobs.sort()  # the members of a ZIP after one another: its list is read once
    total = len(rows) + len(jobs)
    with tqdm(total=total, initial=len(rows), disable=not progress, unit="file", desc=saying) as bar:
        for job, row in in_batches(jobs, work.measure, work.given_up, executor=executor, workers=workers):
            rows[job[0]] = row
            if work.will_last(row):
                memory.remember(job[0], job[1:], row)
            bar.update()
    return rows


NOT_HERE = "No copy of this file on this machine: fetch it to know."
FILM = "Not a picture: films and documents are not looked at."


class Glance(NamedTuple):
    """What is asked of every picture by an engine other than the scan's.

    - ``engine``, ``version``: whose rows in the cache are ours.
    - ``judge``: the bytes of a picture to its row, in which ``status`` is ``ok`` or says why there is nothing in it.
    - ``untold``: that row of a picture that could not be looked at, by the reason.
    - ``is_row``: whether what was remembered is such a row.

    All three are importable by other processes.
    """

    engine: str
    version: str
    judge: Callable[[bytes], Row]
    untold: Callable[[str], Row]
    is_row: Callable[[Any], bool]


def each_picture(
    inventory: Inventory,
    glance: Glance,
    *,
    off: Mapping[str, str] | None = None,
    cache: str | os.PathLike[str] | bool,
    progress: bool,
    executor: Executor | None,
    workers: int | None,
) -> pd.DataFrame:
    """A row a file: ``file_id`` and what is seen in each picture on this machine; ``status`` says why nobody looked.

    Sites that are ``off`` are not looked at, for the reason given there.
    """
    files = inventory.files[["file_id", "asset_id", "path"]].merge(
        inventory.assets[["asset_id", "site", "kind"]], on="asset_id", how="left"
    )
    is_picture = files["kind"].eq("picture").fillna(False).astype(bool)
    reason = files["site"].map(dict(off or {})).astype("str")
    looked = files[reason.isna() & is_picture & files["path"].notna()]
    absolute = {path: absolute_path(path) for path in looked["path"].unique()}
    with closing(Memory(cache_named(cache), glance.engine, glance.version)) as memory:
        work = Work(
            partial(_glanced, judge=glance.judge, untold=glance.untold),
            partial(_not_glanced, untold=glance.untold),
            glance.untold,
            glance.is_row,
            _is_ok,
        )
        rows = each_once(
            absolute.values(), memory, work, progress=progress, saying=glance.engine, executor=executor, workers=workers
        )
    told = [rows[absolute[path]] for path in looked["path"]]
    seen = pd.concat([files[["file_id"]], pd.DataFrame(told, looked.index, [*glance.untold("")])], axis="columns")
    why = reason.fillna(pd.Series(NOT_HERE, index=files.index).mask(~is_picture, FILM))
    return seen.assign(status=seen["status"].fillna(why))


def _glanced(job: Job, *, judge: Callable[[bytes], Row], untold: Callable[[str], Row]) -> Row:
    path, size, *_ = job
    if size > MAX_STREAM_BYTES:
        return untold("The file is too large to be looked at.")
    try:
        with opened(path, most=MAX_STREAM_BYTES) as stream:
            return judge(stream.read(MAX_STREAM_BYTES))
    except Exception as error:  # noqa: BLE001 - whatever one file does, the batch goes on and says so
        return untold(f"It could not be looked at ({type(error).__name__}).")


def _not_glanced(_job: Job, reason: str, *, untold: Callable[[str], Row]) -> Row:
    return untold(reason)


def _is_ok(row: Row) -> bool:
    return bool(row["status"] == "ok")


def _missing(reason: str) -> Row:
    return _unmeasured("missing", reason)


def _will_last(row: Row) -> bool:
    """The share may be back at the next scan, and so may a package that was missing."""
    return row["status"] != "unreadable" and (row["status"], row.get("format")) != ("unsupported", "pdf")


def _with_told(measured: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Where the bytes are not on this machine, what an export tells of them stands in."""
    absent = measured["status"].isin(("not_fetched", "missing")) & measured["file_id"].isin(told["file_id"])
    if not absent.any():
        return measured
    instead = told[told["file_id"].isin(measured.loc[absent, "file_id"])]
    both = pd.concat([measured[~absent], instead]).set_index("file_id").reindex(measured["file_id"])
    return MEDIA.frame(both.reset_index())


def _measure(job: Job, *, details: bool) -> Row:
    path, size, *_ = job
    try:
        with source_of(path) as (source, n_bytes):
            return measured(source, n_bytes, details=details)
    except Exception as error:  # noqa: BLE001 - whatever one file does, the batch goes on and says so
        return _unmeasured("unreadable", f"{type(error).__name__}: {error}", size)


def measured(source: str | BinaryIO | bytes, size: int, *, details: bool = True) -> Row:
    """What one file holds, as the table ``media`` has it, but for whose it is."""
    return _row(inspect(source, details=details), size)


def _given_up(job: Job, reason: str) -> Row:
    return _unmeasured("unreadable", reason, job[1])


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
        "texts": "\n".join(record.texts) or None,
        "texts_cut": record.texts_cut,
        "engine": ENGINE_VERSION,
    }


def _unmeasured(status: str, error: str, size: int | None = None) -> Row:
    return {"status": status, "error": error, "bytes": size, "engine": ENGINE_VERSION}


_TYPES = {TEXT: str, NUMBER: int, FLAG: bool}
_REMEMBERED = {name: _TYPES[str(column.dtype)] for name, column in MEDIA.columns.items() if name != "file_id"}


def is_row(row: Any) -> bool:
    """Whether what the cache holds is what :func:`_row` writes; anything else is not known, and so measured anew."""
    return (
        isinstance(row, dict)
        and row.keys() == _REMEMBERED.keys()
        and row["status"] in MEDIA_STATUSES
        and all(row[name] is None or type(row[name]) is kind for name, kind in _REMEMBERED.items())
        and all(abs(row[name] or 0) < 1 << 63 for name, kind in _REMEMBERED.items() if kind is int)
    )


def _gone_beside(here: Iterable[str]) -> Callable[[str], bool]:
    """Tells which other files are gone from the folders of those that are here: of any other place nobody can say.

    A folder or a drive of which no file was found may only be out of reach, so what it held is no less known.
    """
    archives = {in_archive(path)[0] for path in here}
    by_drive: dict[tuple[str, int], set[str]] = defaultdict(set)
    for folder in {Path(archive).parent for archive in archives}:
        try:
            by_drive[folder.drive, folder.stat().st_dev].add(str(folder))
        except OSError:
            continue
    roots: set[str] = set()
    for folders in by_drive.values():
        shared = os.path.commonpath(folders)
        # Below the top of all hang other drives, some of them absent.
        roots |= folders if Path(shared) == Path(shared).parent else {shared}

    @cached
    def is_below(folder: Path) -> bool:
        return any(str(place) in roots for place in (folder, *folder.parents))

    def is_gone(path: str) -> bool:
        archive = in_archive(path)[0]
        if archive in archives or not is_below(Path(archive).parent):
            return False
        try:
            Path(archive).stat()
        except (FileNotFoundError, NotADirectoryError):
            return True
        except (OSError, ValueError):  # not allowed, not reached: not known to be gone
            return False
        return False

    return is_gone
