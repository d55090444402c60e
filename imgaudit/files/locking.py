"""One at a time: what is read, added to and written back is held until it is written."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from imgaudit.errors import ImgauditError
from imgaudit.files.writing import STRAY, sweep

WAIT_SECONDS = 15
_PAUSE = 0.05


@contextmanager
def locked(path: str | os.PathLike[str], *, seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold a file for reading, changing and writing it: nobody else who asks gets in before the block ends.

    The system itself holds a small file beside it, and lets go when a process ends, however it ends: of a killed one
    nothing has to be taken over. Whoever does not ask, Excel for one, is not kept out.

    Raises :class:`~imgaudit.errors.ImgauditError` when somebody else holds it for so many ``seconds``, or the folder
    takes no lock.
    """
    place = Path(os.path.realpath(path))
    lock = place.with_name(f"{STRAY[0]}lock-{place.name}")
    sweep(place.parent)
    until = time.monotonic() + seconds
    try:
        while (handle := _taken(lock)) is None:
            if time.monotonic() > until:
                raise ImgauditError(
                    f"{os.fspath(path)} is being written to by somebody else. Wait until that is done and try again: "
                    "nothing was written."
                )
            time.sleep(_PAUSE)
    except OSError as error:
        raise ImgauditError(
            f"{os.fspath(path)} cannot be held for writing ({error.strerror or error}), so that what others write "
            "meanwhile could be lost. Check that the folder exists and may be written to, or choose another drive."
        ) from error
    try:
        yield
    finally:
        _let_go(handle, lock)


def _taken(lock: Path) -> int | None:
    """A handle that holds the lock, or ``None`` while somebody else does."""
    try:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except PermissionError:
        if sys.platform == "win32":  # one that let go is just removing it
            return None
        raise
    try:
        _hold(handle)
        if os.path.samestat(os.fstat(handle), lock.lstat()):
            return handle
    except (BlockingIOError, FileNotFoundError, PermissionError):  # held by another; or gone, with one that let go
        pass
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


if sys.platform == "win32":
    import msvcrt

    def _hold(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _let_go(handle: int, lock: Path) -> None:
        os.close(handle)
        with suppress(OSError):  # somebody else has it open by now
            lock.unlink()

else:
    import fcntl

    def _hold(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _let_go(handle: int, lock: Path) -> None:
        with suppress(OSError):
            lock.unlink()  # while it is still held, so that nobody waits for what is no longer there
        os.close(handle)
