"""How a path is opened: a file of this machine, ``archive.zip!member`` or ``memory://…``. All else is refused."""

from __future__ import annotations

import errno
import os
import re
import stat
import tempfile
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import copy
from pathlib import Path
from typing import BinaryIO, cast
from weakref import WeakValueDictionary

import fsspec

from imgaudit.errors import InputError
from imgaudit.files.bundles import HEAD as BUNDLE_HEAD
from imgaudit.files.bundles import Bundle, bundle_of, opened_piece
from imgaudit.files.unpacking import unpacked

MEMBER_LIMIT = 512 * 1024**2
"""Largest ZIP member whose insides are looked into [bytes]."""

SPOOL_FROM = 64 * 1024**2
"""A larger ZIP member is unpacked into a temporary file, for as many are held at once as there are workers [bytes].

The file has no name (on Windows: goes with its handle), so that nobody else reads it and a crash leaves none behind.
"""

DAMAGED = (OSError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error)
"""What is raised where a ZIP or one of its members cannot be read: damaged, or packed in an unknown way."""

NOTHING_THERE = "There is no such file or folder."

MEMORY = "memory://"
# An address, or a chain of them as fsspec takes it (``zip::https://…``). A drive (``C:/``) is one letter.
_ELSEWHERE = re.compile(r"[A-Za-z][\w+.-]+:/|[A-Za-z][\w+.-]*::")
_STEP = 1 << 20


def here(path: str | os.PathLike[str]) -> str:
    """A path as text, if what it names can be on this machine; what is there is opened, whatever it is called.

    >>> here("exports/autumn.zip")
    'exports/autumn.zip'

    Raises :class:`~imgaudit.errors.InputError` for an address.
    """
    given = os.fspath(path)
    if _is_elsewhere(given):
        raise InputError(
            f"{given}: no file or folder of this machine. Nothing here is read over a network, and only a later step "
            "will ever ask the network; download it and point imgaudit at the file."
        )
    return given


def _is_elsewhere(path: str) -> bool:
    if path.startswith(MEMORY) or not _ELSEWHERE.match(path):
        return False
    return not os.path.lexists(in_archive(path)[0])


def in_archive(path: str) -> tuple[str, str]:
    """The archive and the member that ``archive.zip!member`` names; any other path, and ``""``.

    A file that is called so is itself, and so is one in a folder that is called so. Where nothing is there any more,
    the name decides.

    >>> in_archive("autumn.zip!2025/race.jpg"), in_archive("race!.jpg")
    (('autumn.zip', '2025/race.jpg'), ('race!.jpg', ''))
    """
    if "!" not in path or _exists(path):
        return path, ""
    ends = [mark.start() for mark in re.finditer("!", path)]
    by_name = path.lower().find(".zip!")
    end = next((end for end in ends if _is_file(path[:end])), by_name + 4 if by_name >= 0 else len(path))
    return (path[:end], path[end + 1 :]) if path[end + 1 :] else (path, "")


def absolute_path(path: str) -> str:
    """A path that does not depend on the folder one happens to work in.

    >>> absolute_path("memory://school/a.jpg")
    'memory://school/a.jpg'
    """
    return path if _is_in_memory(path) or _is_elsewhere(path) else str(Path(path).absolute())


def is_folder(path: str) -> bool:
    """Whether a folder lies at a path."""
    return bool(_memory().isdir(path)) if _is_in_memory(path) else os.path.isdir(path)  # noqa: PTH112


def stamp_of(path: str) -> tuple[int, int, int] | str:
    """What changes when a file does, or the ZIP that it is in; or why there is none.

    That is size [bytes], modification time [ns] and what keeps no pretence: programs set back the modification time,
    and an edited date is as long as the old one; but nobody sets back the time of the change to the file itself
    (`st_ctime`), on a disk or on a share. An inode would say no more, and many shares and sticks number their files
    anew each time. Windows keeps another time there, of creation, so the number of the file stands in, by which one
    that was replaced is known; written in place with size and time kept, it is not. To hash its ends instead would miss
    what lies between, and open 100,000 files on a share to learn that none changed.
    """
    archive, _ = in_archive(path)
    if _is_elsewhere(archive):
        return "An address, and no file on this machine: download it."
    try:
        if _is_in_memory(archive):
            return int(_memory().info(archive)["size"]), _changed_in_memory(archive), 0
        about = Path(archive).stat()
    except (FileNotFoundError, NotADirectoryError):
        return NOTHING_THERE
    except (OSError, ValueError) as error:
        return f"Cannot be opened: {getattr(error, 'strerror', error)}."
    if not stat.S_ISREG(about.st_mode):
        return "A folder, pipe, socket or device, and no file: not opened."
    return about.st_size, about.st_mtime_ns, about.st_ino if os.name == "nt" else about.st_ctime_ns


@contextmanager
def opened(path: str | os.PathLike[str], *, most: int | None = None) -> Iterator[BinaryIO]:
    """The bytes at a path, as a stream that is closed at the end of the block.

    ``most`` is what a ZIP member may say that it unpacks to [bytes].

    Raises :class:`~imgaudit.errors.InputError` for an address, and one of :data:`DAMAGED` for what cannot be read.
    """
    archive, member = in_archive(here(path))
    with _plain(archive) as stream:
        if not member:
            yield stream
            return
        if (kind := _bundle_in(stream)) is not None:
            with opened_piece(stream, kind, member, _key(archive, stream)) as inside:
                yield inside
            return
        zipped = _listed(archive, stream)
        bundle, piece = _within(zipped, member)
        found = _member(zipped, bundle, path)
        if most is not None and found.file_size > most:
            raise ValueError(f"{found.file_size} bytes unpacked is over the limit of {most}: unpack the ZIP")
        view = copy(zipped)
        view.fp = stream
        try:
            with view.open(found) as inside:
                if not piece:
                    yield cast(BinaryIO, inside)
                    return
                of_zip = cast(BinaryIO, inside)
                kind = _bundle_in(of_zip) or "mhtml"
                with opened_piece(of_zip, kind, piece, (*_key(archive, stream), bundle)) as part:
                    yield part
        finally:
            view.fp = None


def _bundle_in(stream: BinaryIO) -> Bundle | None:
    """Whether a file is a saved website and no ZIP."""
    head = unpacked(stream).read(BUNDLE_HEAD)
    stream.seek(0)
    return bundle_of(head)


def _within(zipped: zipfile.ZipFile, member: str) -> tuple[str, str]:
    """The member of a ZIP, and the part of it where that is a saved website itself."""
    if "!" not in member or member in zipped.NameToInfo:
        return member, ""
    bundle, _, piece = member.partition("!")
    return bundle, piece


def _key(archive: str, stream: BinaryIO) -> tuple[object, ...]:
    """What tells the file that is open from what will lie at its path later."""
    if _is_in_memory(archive):
        return (archive, _changed_in_memory(archive))
    about = os.fstat(stream.fileno())
    return (archive, about.st_ino, about.st_size, about.st_mtime_ns)


@contextmanager
def source_of(path: str) -> Iterator[tuple[str | bytes | BinaryIO, int]]:
    """What the media engine takes for a path, and its size [bytes].

    That is the path itself, of a ZIP member its bytes, of a large one a temporary file. Raises as :func:`opened`.
    """
    if not _is_in_memory(path) and not in_archive(path)[1]:
        yield path, Path(path).stat().st_size
        return
    with opened(path, most=MEMBER_LIMIT) as stream:
        start = stream.read(SPOOL_FROM + 1)
        if len(start) <= SPOOL_FROM:
            yield start, len(start)
            return
        with tempfile.TemporaryFile() as spooled:
            while start:
                spooled.write(start)
                if spooled.tell() > MEMBER_LIMIT:  # a forged header can promise less than the member unpacks to
                    raise ValueError(f"over the limit of {MEMBER_LIMIT} bytes: unpack the ZIP")
                start = stream.read(_STEP)
            size = spooled.tell()
            spooled.seek(0)
            yield cast(BinaryIO, spooled), size


def listed(path: str) -> zipfile.ZipFile:
    """The list of a ZIP's members. It is kept for as long as somebody holds it; no file stays open.

    Raises one of :data:`DAMAGED`, or ``ValueError`` for numbers that make no sense.
    """
    with _plain(path) as stream:
        return _listed(path, stream)


# A ZIP has its list at its end, and Python reads it whole: for every member again, that would be the square of their
# number. Opening the file again costs next to nothing, so the list is kept and not the file: nothing stays open that
# somebody wants to replace (Windows refuses that), and another list is read as soon as the file is another one.
_LISTS: WeakValueDictionary[tuple[object, ...], zipfile.ZipFile] = WeakValueDictionary()
_LAST: deque[zipfile.ZipFile] = deque(maxlen=2)


def _listed(archive: str, stream: BinaryIO) -> zipfile.ZipFile:
    key = _key(archive, stream)
    known = _LISTS.get(key)
    if known is None:
        with zipfile.ZipFile(stream) as known:
            # Of two members with one name the first is read, here as in a walk.
            known.NameToInfo.update({member.filename: member for member in reversed(known.filelist)})
            _LISTS[key] = known
    if known not in _LAST:
        _LAST.append(known)
    return known


def _member(zipped: zipfile.ZipFile, name: str, path: str | os.PathLike[str]) -> zipfile.ZipInfo:
    try:
        return zipped.getinfo(name)
    except KeyError:
        raise FileNotFoundError(errno.ENOENT, "the ZIP has no such member", os.fspath(path)) from None


def _plain(path: str) -> AbstractContextManager[BinaryIO]:
    """A file itself, never a member."""
    if _is_in_memory(path):
        return cast(AbstractContextManager[BinaryIO], _memory().open(path, "rb"))
    return open(path, "rb", opener=_file_alone)


def _file_alone(path: str, flags: int) -> int:
    """A handle of a file; a pipe would be waited for for ever, and a device may have no end."""
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    kind = os.fstat(handle).st_mode
    if stat.S_ISREG(kind):
        return handle
    os.close(handle)
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    raise OSError(errno.EINVAL, "a pipe, socket or device, and no file", path)


def in_memory(path: str) -> Iterator[tuple[str, int]]:
    """The name below a folder of ``memory://`` and the size of each file in it."""
    fs = _memory()
    top = fs._strip_protocol(path)
    for name, about in fs.find(top, detail=True).items():
        yield name[len(top) :].lstrip("/"), int(about["size"])


def _is_in_memory(path: str) -> bool:
    return path.startswith(MEMORY)


def _memory() -> fsspec.AbstractFileSystem:
    return fsspec.filesystem("memory")


def _changed_in_memory(path: str) -> int:
    return int(_memory().modified(path).timestamp() * 1e9)


def _exists(path: str) -> bool:
    return bool(_memory().exists(path)) if _is_in_memory(path) else os.path.lexists(path)


def _is_file(path: str) -> bool:
    return bool(_memory().isfile(path)) if _is_in_memory(path) else os.path.isfile(path)  # noqa: PTH113 - any length
