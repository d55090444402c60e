"""Files → clean copies: each without its metadata, inspected again, and written only when that finds nothing.

The guidance asks schools to remove all metadata before a picture is uploaded, and to check the result. Originals are
only ever read. (What killed runs leave behind is swept elsewhere: :func:`imgaudit.files.writing.sweep`.)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd
from tqdm.auto import tqdm

from imgaudit.batches import in_batches
from imgaudit.errors import ImgauditError, InputError
from imgaudit.exports import Inventory
from imgaudit.files import (
    NOTHING_THERE,
    ExportFile,
    absolute_path,
    here,
    in_archive,
    is_folder,
    naming,
    opened,
    private_file,
    private_folder,
    source_of,
    stamp_of,
    walk_files,
)
from imgaudit.media import KINDS, CannotStrip, Record, inspect
from imgaudit.media.buffer import Buffer
from imgaudit.media.edits import in_steps
from imgaudit.media.stripping import Stripped, Wish, strip_checked
from imgaudit.tables import CLEANED

Job = tuple[str, str]
"""Original, and where its copy belongs."""

_DRAWN_CHUNK, _DRAWN_IN_PROCESS = 8, 16
"""As in :mod:`imgaudit.batches`, for pictures that are drawn anew: that takes hundreds of times as long."""


@dataclass(frozen=True, slots=True)
class _Options:
    wish: Wish
    bake_orientation: bool
    max_side_px: int | None
    quality: int


def clean(
    files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | pd.DataFrame | Inventory,
    out_dir: str | os.PathLike[str],
    *,
    only: Collection[str] | None = None,
    keep: Collection[str] = (),
    bake_orientation: bool = False,
    max_side_px: int | None = None,
    quality: int = 85,
    progress: bool = True,
    executor: Executor | None = None,
    workers: int | None = None,
) -> pd.DataFrame:
    r"""Write a copy without metadata of every file, and check each copy before it is written.

    Nothing is encoded anew unless a picture is made smaller: pixels, colours, sound and orientation stay as they are.
    A file of which no copy can be proven clean, or to show the same picture, is reported and not written. Videos may be
    of any size: they are copied piece by piece, and what is written is inspected once more.

    Parameters
    ----------
    files
        A file, a folder, several of them, or a frame with ``path`` (``inventory.files``, ``audit.files``).
    out_dir
        Where the copies go, under the names that they have below the folder given, or below the folder that all
        files share. It may lie inside that folder: what is in it is not cleaned again. An older copy of the same
        original is replaced there, and no other file.
    only
        Kinds of exposure to remove, such as ``{"location"}``; all of them when None.
    keep
        Kinds that may stay, such as ``{"owner"}`` for the copyright.
    bake_orientation
        Turn pictures upright instead of keeping the note that says how to turn them.
    max_side_px
        Make pictures smaller whose longest side is longer than this [pixels]: drawn anew, upright, without any
        metadata, whatever ``keep`` says. Smaller ones are never enlarged, and copied as they are.
    quality
        Of pictures made smaller, 1 to 100.
    progress
        Show a progress bar.
    executor
        Any :class:`concurrent.futures.Executor` to run in; it is not shut down.
    workers
        Processes to start when no executor is given; default: one a core. 1 stays in this process.

    Returns
    -------
    The table ``cleaned``: a row a file, with ``source``, ``path`` of the copy, ``status`` (cleaned, already_clean or
    not_written), ``reason``, the real ``format``, ``kinds_before``, ``unknown_before``, ``kinds_after`` and
    ``unknown_after`` (by comma), ``lost`` (what a viewer of the copy misses), ``bytes_before``, ``bytes_after``,
    ``width_px`` and ``height_px`` of the copy.

    Raises
    ------
    InputError
        When there is no such file, a copy would overwrite an original, or an option makes no sense.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     picture = Path(folder, "dot.gif")
    ...     _ = picture.write_bytes(b"GIF89a" + bytes.fromhex("01000100000000") + b"!\xfe\x05Hello\x00" + b";")
    ...     clean(picture, Path(folder, "clean"), progress=False)[["status", "kinds_before"]].values.tolist()
    [['cleaned', 'text']]
    """
    options = _checked(only, keep, bake_orientation, max_side_px, quality)
    refused: dict[str, str] = {}
    jobs = copies_to_make(files, Path(out_dir), refused)
    is_slow = max_side_px is not None or bake_orientation
    rows: dict[Job, dict[str, Any]] = {}
    with tqdm(total=len(jobs), disable=not progress, unit="file", desc="clean") as bar:
        for job, row in in_batches(
            jobs,
            partial(_clean_one, options),
            _given_up,
            executor=executor,
            workers=workers,
            chunk=_DRAWN_CHUNK if is_slow else None,
            in_process=_DRAWN_IN_PROCESS if is_slow else None,
        ):
            rows[job] = row
            bar.update()
    unseen = [{"source": path, "status": "not_written", "reason": reason} for path, reason in refused.items()]
    return CLEANED.frame(pd.DataFrame([*(rows[job] for job in jobs), *unseen], columns=[*CLEANED.columns]))


def _checked(
    only: Collection[str] | None, keep: Collection[str], bake_orientation: bool, max_side_px: int | None, quality: int
) -> _Options:
    try:
        wish = Wish.of(only, keep)
    except ValueError as error:
        raise InputError(str(error)) from None
    if max_side_px is not None and max_side_px < 1:
        raise InputError(f"max_side_px={max_side_px}: give the longest side in pixels, such as 800.")
    if not 1 <= quality <= 100:
        raise InputError(f"quality={quality}: give a number from 1 to 100.")
    return _Options(wish, bake_orientation, max_side_px, quality)


# ------------------------------------------------------------------------------------------- what goes where


def copies_to_make(
    files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | pd.DataFrame | Inventory,
    out_dir: Path,
    refused: dict[str, str],
) -> list[Job]:
    """Each file and where its copy goes; what gets no copy goes to ``refused`` with the reason."""
    out = Path(os.path.realpath(out_dir))
    if out.exists() and not out.is_dir():
        raise InputError(f"{out_dir}: a file is there; name a folder for the copies.")
    jobs: dict[str, str] = {}
    for source, name in _named(files, out, refused):
        if "\x00" in name or not (target := Path(os.path.realpath(out / name))).is_relative_to(out):
            raise InputError(f"{source}: its copy would lie outside {out_dir}.")
        if naming.ON_WINDOWS and (why := naming.why_not(name)):
            refused[source] = f"No copy of it can be written here: {why}. Call it otherwise."
            continue
        jobs[source] = str(target)
    originals = {os.path.realpath(in_archive(source)[0]) for source in jobs}
    for source, target_name in jobs.items():
        if target_name in originals:
            raise InputError(f"{source}: its copy would overwrite an original. Name another folder than {out_dir}.")
    twins = _twins(jobs)
    refused |= twins
    return [(source, target) for source, target in jobs.items() if source not in twins]


def _twins(jobs: dict[str, str]) -> dict[str, str]:
    """Files whose copies would be one file, on Windows and a Mac at least, and why neither is written."""
    alike: dict[str, list[str]] = {}
    for source, target in jobs.items():
        alike.setdefault(naming.alike(target), []).append(source)
    twins = {source: those for those in alike.values() if len(those) > 1 for source in those}
    return {
        source: f"{next(one for one in those if one != source)} and this one: both copies would be {jobs[source]}. "
        "Write them into two folders."
        for source, those in twins.items()
    }


def _named(
    files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | pd.DataFrame | Inventory,
    out: Path,
    refused: dict[str, str],
) -> Iterator[tuple[str, str]]:
    """Each file and its name below the copies."""
    if isinstance(files, Inventory):
        files = files.files
    if isinstance(files, pd.DataFrame):
        if "path" not in files.columns:
            raise InputError("The frame has no column 'path': give inventory.files, audit.files, or paths.")
        given = [str(path) for path in files["path"].dropna().unique()]
    else:
        given = [os.fspath(files)] if isinstance(files, (str, os.PathLike)) else [os.fspath(path) for path in files]
    found: list[str] = []
    for path in given:
        if is_folder(path):
            there = walk_files(path)
            found += [file.path for file in there.files if _is_original(file, out)]
            refused |= {f"{there.root}/{one.name}": one.reason for one in there.refused if one.lost != 0}
        elif not isinstance(files, pd.DataFrame) and stamp_of(here(path)) == NOTHING_THERE:
            raise InputError(f"{path}: {NOTHING_THERE} Check the path.")
        else:
            found.append(path)  # what cannot be opened, or is gone from a frame's files, becomes a row that says so
    absolute = {path: absolute_path(path) for path in found}
    folder = given[0] if len(given) == 1 and is_folder(given[0]) else ""
    base = absolute_path(folder) if folder else _shared_folder(absolute.values())
    for path, full in absolute.items():
        archive, member = in_archive(full)
        name = os.path.relpath(archive, base).replace(os.sep, "/")
        yield path, f"{name}/{member}" if member else name


def _is_original(file: ExportFile, out: Path) -> bool:
    """Whether a file is to be cleaned: none that is hidden, nor a copy of an earlier run."""
    is_hidden = file.name.rpartition("/")[2].startswith(".")
    return not is_hidden and not Path(os.path.realpath(file.path)).is_relative_to(out)


def _shared_folder(paths: Iterable[str]) -> str:
    folders = {str(Path(in_archive(path)[0]).parent) for path in paths}
    try:
        return os.path.commonpath(folders) if folders else ""
    except ValueError:  # two drives
        raise InputError("The files lie on several drives: clean them one drive at a time.") from None


# ------------------------------------------------------------------------------------------------- one file


def _clean_one(options: _Options, job: Job) -> dict[str, Any]:
    source, target = job
    row: dict[str, Any] = {"source": source, "status": "not_written"}
    try:
        if isinstance(why := stamp_of(source), str):
            return row | {"reason": f"{why} {source}"}
        with source_of(source) as (found, row["bytes_before"]), _read(found) as original:
            try:
                stripped = strip_checked(
                    original,
                    options.wish,
                    bake_orientation=options.bake_orientation,
                    max_side_px=options.max_side_px,
                    quality=options.quality,
                )
                row |= _before(stripped.before)
                is_written = _write(stripped, target, lambda: _is_copy(target, original, options.quality))
            except CannotStrip as reason:
                return row | _before(inspect(original, hashes=False)) | {"reason": str(reason)}
        if not is_written:
            return row | {"reason": _TAKEN.format(target)}
    except ImgauditError as error:
        return row | {"reason": str(error)}
    except OSError as error:
        return row | {"reason": f"{error.strerror or type(error).__name__}: {error.filename or source}"}
    except Exception as error:  # noqa: BLE001 - whatever one file does, the batch goes on and says so
        return row | {"reason": f"{type(error).__name__}: {error}"}
    before, after = stripped.before, stripped.after
    had = any(before.kinds[kind] is not False for kind in options.wish.go)
    is_redrawn = (after.width_px, after.height_px) != (before.width_px, before.height_px)
    return row | {
        "path": target,
        "status": "cleaned" if had or is_redrawn else "already_clean",
        "kinds_after": _listed(after, True),
        "unknown_after": _listed(after, None),
        "lost": ", ".join(stripped.lost),
        "bytes_after": len(stripped.data),
        "width_px": after.width_px,
        "height_px": after.height_px,
    }


def _read(found: str | bytes | BinaryIO) -> AbstractContextManager[bytes | BinaryIO]:
    """What a copy is made of: a file stays open until it is copied."""
    return opened(found) if isinstance(found, str) else nullcontext(found)


_TAKEN = (
    "Another file is at {} already, which is no copy of this one, and was not replaced. Move it away, or choose "
    "another folder for the copies."
)


def _write(stripped: Stripped, target: str, is_copy: Callable[[], bool]) -> bool:
    """Write a copy where nothing is, or in place of an older copy; whether it lies there now."""
    private_folder(Path(target).parent)
    if not os.path.lexists(target):
        try:
            with private_file(target, is_new=True) as file, file.open("w+b") as stream:
                stripped.write_to(stream)
        except ImgauditError as error:
            if not isinstance(error.__cause__, FileExistsError):  # else somebody was quicker
                raise
        else:
            return True
    if isinstance(stamp_of(target), str):
        return False
    if holds(target, stripped.data):
        return True
    if not is_copy():
        return False
    with private_file(target) as file, file.open("w+b") as stream:
        stripped.write_to(stream)
    return True


def holds(path: str | os.PathLike[str], data: Buffer) -> bool:
    """Whether a file is just that, byte by byte."""
    with opened(os.fspath(path)) as stream:
        return all(stream.read(len(piece)) == piece for piece in in_steps(data)) and not stream.read(1)


def _is_copy(path: str, original: bytes | BinaryIO, quality: int) -> bool:
    """Whether what lies there is just what we make of this original when asked for something else.

    By what it holds and by its size one can tell what was asked for. So nothing is lost with it: neither another
    picture nor what somebody has changed in a copy.
    """
    there = inspect(path, hashes=False)
    left = {kind for kind in KINDS if there.kinds[kind] is not False}
    longest = max(there.width_px or 0, there.height_px or 0) or None
    for wish, is_upright in product((Wish.of(None, left), Wish.of({*KINDS} - left, ())), (False, True)):
        with suppress(CannotStrip):
            made = strip_checked(original, wish, bake_orientation=is_upright, max_side_px=longest, quality=quality)
            if holds(path, made.data):
                return True
    return False


def _given_up(job: Job, reason: str) -> dict[str, Any]:
    return {"source": job[0], "status": "not_written", "reason": reason}


def _before(record: Record) -> dict[str, Any]:
    return {
        "format": record.format or None,
        "kinds_before": _listed(record, True),
        "unknown_before": _listed(record, None),
    }


def _listed(record: Record, value: bool | None) -> str:
    return ", ".join(kind for kind in KINDS if record.kinds[kind] is value)
