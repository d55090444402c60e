"""Files for their owner alone: written beside their place, there under their name only when whole, and known as ours.

On Windows a mode says nothing: there a folder that we make is for its owner alone (Python from 3.12.4 on sees to that),
and a file in any other folder is for whoever may read that folder.

What we write lies beside what we read, often in one folder. So each kind of output carries a mark, by which
:mod:`imgaudit.exports.ours` knows it again: an audit that counted its own results would grow with every run.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from itertools import count
from pathlib import Path

from imgaudit.errors import ImgauditError
from imgaudit.files.naming import MOST_OF_A_PATH

MARK = "a result of imgaudit, and nothing that the school has published"
"""What stands in workbooks (as a property), charts (as a PNG text) and executed notebooks, under :data:`KEYWORD`."""
KEYWORD = "imgaudit"
STRAY = (".imgaudit-", ".partial-")
"""How what is being written is called until it is whole: files, and folders of several files."""

STRAY_SECONDS = 3600
"""So old is what a killed run has left behind, and nothing that another one is writing."""

_BINARY = getattr(os, "O_BINARY", 0)  # Windows alone changes line ends unless told not to
_PREFIX = f"{STRAY[0]}part-"
# As tempfile calls them; ``.imgaudit-settings.toml`` would be somebody's own.
_OURS = re.compile(rf"({re.escape(_PREFIX)}|{re.escape(STRAY[1])})[a-z0-9_]{{8}}(\.[^.]*)?")
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)
_swept: dict[str, float] = {}


@contextmanager
def private_file(path: str | os.PathLike[str], *, is_new: bool = False) -> Iterator[Path]:
    """Where to write what shall be at ``path``: it takes that name at the end of the block, unless an error ends it.

    What is there is replaced, unless it ``is_new``: then that there is something is an error as well.

    Raises :class:`~imgaudit.errors.ImgauditError` that names ``path`` when it cannot be written.
    """
    place = Path(path)
    with _named(place), _temporary(place) as temporary:
        yield temporary
        if is_new:
            _sync(temporary)
            _put_where_nothing_is(temporary, place)
            _sync(place.parent)
        else:
            put(temporary, place)


@contextmanager
def _temporary(place: Path) -> Iterator[Path]:
    """A file of another name beside a place, gone at the end of the block."""
    sweep(place.parent)
    handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=place.suffix, dir=place.parent)  # mode 0600
    os.close(handle)
    try:
        yield Path(name)
    finally:
        with suppress(OSError):  # held by another program: swept later
            Path(name).unlink(missing_ok=True)


@contextmanager
def _named(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        length = len(str(place.absolute()))
        long = f" Its path has {length} characters, and Windows takes {MOST_OF_A_PATH}: choose a folder further up."
        raise ImgauditError(
            f"{place} cannot be written ({error.strerror or error}). If it is open in Excel or another program, close "
            "it there; otherwise check that the folder exists, may be written to and has room."
            f"{long if length + len(_PREFIX) >= MOST_OF_A_PATH else ''}"
        ) from error


def put(temporary: Path, place: Path) -> None:
    """Give a file or folder that is whole its name, so that it is there after a power cut too, or what was before."""
    for path in sorted(temporary.rglob("*"), reverse=True) if temporary.is_dir() else ():
        _sync(path)
    _sync(temporary)
    _patiently(temporary.replace, place)
    _sync(place.parent)


def _patiently(rename: Callable[[Path], object], place: Path) -> None:
    """Rename once more where a virus scanner or a synchronised drive looks at the file just now."""
    for wait in (*_WAITS, None):
        try:
            rename(place)
            return
        except PermissionError:
            if wait is None:
                raise
            time.sleep(wait)


def _sync(path: Path) -> None:
    """Onto the disk itself; Windows cannot do that with a folder, nor can some drives."""
    is_folder = path.is_dir()
    if is_folder and os.name == "nt":
        return
    try:
        handle = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR | _BINARY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError:
        if not is_folder:
            raise


def sweep(folder: Path) -> None:
    """Remove what killed runs have left in a folder: our own temporary files and folders, older than an hour.

    Called of the folder into which something is to be written: here by :func:`private_file` and :func:`kept_beside`,
    by :func:`~imgaudit.files.locking.locked`, and by :func:`imgaudit.history.save_audit` of a term's folder. A folder
    is looked through once an hour, so that many files can be written into it. What cannot be removed stays.
    """
    now, name = time.time(), str(folder.absolute())
    if now - _swept.get(name, 0) < STRAY_SECONDS:
        return
    _swept[name] = now
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in list(entries):  # first: a folder may pass over a name while others are taken out of it
            with suppress(OSError):
                if _OURS.fullmatch(entry.name) and _is_stray(entry, now):
                    shutil.rmtree(entry.path) if entry.is_dir() else Path(entry.path).unlink()


def _is_stray(entry: os.DirEntry[str], now: float) -> bool:
    """Whether it is for its owner alone, as all that we write, no link, and nothing in it is young."""
    about = entry.stat(follow_symlinks=False)
    is_shared = os.name == "posix" and about.st_mode & 0o077
    if is_shared or not (stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode)):
        return False
    inside = Path(entry.path).iterdir() if entry.is_dir() else ()
    return max([about.st_mtime, *(path.lstat().st_mtime for path in inside)]) < now - STRAY_SECONDS


@contextmanager
def kept_beside(path: Path, data: bytes, day: date) -> Iterator[Path]:
    """Keep what lies at ``path`` beside it under its date, and nothing that is there is touched.

    The copy is for its owner alone, as old as the original, and taken away again if an error ends the block.
    """
    with _named(path), _temporary(path) as temporary:
        saved = path.stat()
        temporary.write_bytes(data)
        _sync(temporary)
        for number in count(1):
            copy = path.with_name(f"{path.stem} {day}{f' ({number})' if number > 1 else ''}{path.suffix}")
            with suppress(FileExistsError):
                _put_where_nothing_is(temporary, copy)
                break
        try:
            os.utime(copy, ns=(saved.st_atime_ns, saved.st_mtime_ns))
            yield copy
        except BaseException:
            copy.unlink(missing_ok=True)
            raise


def dated_beside(path: Path) -> list[Path]:
    """What :func:`kept_beside` has kept of a file, the oldest first."""
    ours = re.compile(rf"{re.escape(path.stem)} \d{{4}}-\d\d-\d\d(?: \(\d+\))?{re.escape(path.suffix)}")
    if not path.parent.is_dir():
        return []
    return sorted(each for each in path.parent.iterdir() if ours.fullmatch(each.name) and each.is_file())


def _put_where_nothing_is(temporary: Path, place: Path) -> None:
    if os.name == "nt":
        _patiently(temporary.rename, place)  # Windows refuses where there is something
        return
    try:
        place.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:  # a drive without links
        if os.path.lexists(place):
            raise FileExistsError(place) from None
        _patiently(temporary.rename, place)


@contextmanager
def lines_added(path: Path) -> Iterator[Callable[[str], None]]:
    """How to add a line to a file for its owner alone: each is on the disk, and whole, before the next is written.

    Of one that was being written when its process was killed the beginning stays, as a line of its own.
    """
    with _named(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _BINARY, 0o600)
    try:
        size = os.fstat(handle).st_size
        os.lseek(handle, max(0, size - 1), os.SEEK_SET)
        is_torn = size > 0 and os.read(handle, 1) != b"\n"

        def add(line: str) -> None:
            nonlocal is_torn
            data = ("\n" if is_torn else "") + line + "\n"
            is_torn = False
            with _named(path):
                rest = data.encode("utf-8", "backslashreplace")
                while rest:
                    rest = rest[os.write(handle, rest) :]
                os.fsync(handle)

        yield add
    finally:
        os.close(handle)


def private_folder(path: Path) -> None:
    """A folder and those above it, for their owner alone: `mkdir(parents=True)` gives its mode to the last one only."""
    with _named(path):
        if not path.is_dir():
            private_folder(path.parent)
            path.mkdir(mode=0o700, exist_ok=True)
