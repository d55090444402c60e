"""The files of an export: one file, a folder, or a ZIP read in place. Nothing is ever extracted or written."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO, cast

import fsspec
from fsspec.core import url_to_fs

from imgaudit.errors import InputError

HEAD_BYTES = 65_536
MAX_MEMBERS = 500_000
MAX_MEMBER_BYTES = 16 * 1024**3
MAX_RATIO = 200
"""A ZIP member may unpack to so many times its packed size; real pictures stay below 2, XML below 50."""
_RATIO_FROM = 64 * 1024**2

_LITTER = frozenset((".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db", ".localized", "icon\r"))


@dataclass(frozen=True, slots=True)
class Described:
    """What an export tells of a file's insides: the export's dialect and name, and columns of the table ``media``."""

    dialect: str
    export: str
    media: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file below what was read.

    - ``name``: its path below what was read, with ``/``; in a ZIP of a folder ``archive.zip!member``.
    - ``path``: where it is; inside a ZIP ``archive.zip!member``; empty for a file that is only described.
    - ``size``: bytes.
    - ``described``: what an export tells of it, where its bytes are not here.
    """

    name: str
    path: str
    size: int
    described: Described | None = field(default=None, compare=False)
    _archive: zipfile.ZipFile | None = field(default=None, repr=False, compare=False)
    _member: zipfile.ZipInfo | None = field(default=None, repr=False, compare=False)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes, as a stream that is closed at the end of the block."""
        if self._archive is not None and self._member is not None:
            stream: IO[bytes] = self._archive.open(self._member)
        else:
            stream = fsspec.open(self.path, "rb").open()
        with stream:
            yield cast(BinaryIO, stream)

    def head(self) -> bytes:
        """The first bytes, by which a dialect is told."""
        with self.open() as stream:
            return stream.read(HEAD_BYTES)

    @property
    def slashed(self) -> str:
        """Its name with ``/`` where a ZIP begins, so that a ZIP reads like a folder."""
        return self.name.replace("!", "/", 1) if self._archive is not None else self.name

    @property
    def folder(self) -> str:
        """Its folder below what was read; empty for the top."""
        return self.slashed.rpartition("/")[0]

    def beside(self, path: str) -> str:
        """What a ``path`` of the table ``files`` is, for a path that this file writes relative to itself."""
        own = self._member.filename if self._member is not None else self.path
        folder, slash, _ = own.replace("\\", "/").rpartition("/")
        return f"{self.path.removesuffix(own)}{folder}{slash}{path}"


@dataclass(slots=True)
class Walk:
    """What was found below a path: files to read, and what was refused with the reason."""

    root: str
    is_folder: bool
    files: list[ExportFile] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    archives: list[zipfile.ZipFile] = field(default_factory=list)

    def close(self) -> None:
        """Close the ZIPs that were held open for reading."""
        for archive in self.archives:
            archive.close()


@contextmanager
def walk(path: str | os.PathLike[str]) -> Iterator[Walk]:
    """All files below a path, in the order of their names; ZIPs count as folders.

    Raises :class:`~imgaudit.errors.InputError` if there is nothing at the path.
    """
    given = os.fspath(path)
    fs, root = url_to_fs(given)
    if not fs.exists(root):
        raise InputError(f"{given}: there is no such file or folder. Check the path.")
    is_folder = bool(fs.isdir(root))
    found = Walk(root=given.rstrip("/\\") or given, is_folder=is_folder)
    try:
        if is_folder:
            _walk_folder(fs, root, found)
        else:
            name = given.replace("\\", "/").rsplit("/", 1)[-1]
            _add(found, ExportFile(name, given, int(fs.size(root) or 0)), inside="")
        found.files.sort(key=lambda file: file.name)
        yield found
    finally:
        found.close()


def _walk_folder(fs: Any, root: str, found: Walk) -> None:
    top = root.rstrip("/")
    real_top = os.path.realpath(top) if fs.protocol[0] in ("file", "local") else ""
    for entry, info in sorted(fs.find(top, withdirs=False, detail=True).items()):
        name = entry.replace("\\", "/")[len(top.replace("\\", "/")) :].lstrip("/")
        if is_litter(name):
            continue
        if not name.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in name):
            readable = name.encode("utf-8", "replace").decode()
            found.refused.append((readable, "its name is not in UTF-8: rename it, it was not looked at"))
            continue
        if info.get("islink") and real_top and not os.path.realpath(entry).startswith(real_top + os.sep):
            found.refused.append((name, "a link to outside the export is not followed: copy the file here"))
            continue
        if info.get("islink") and not fs.isfile(entry):
            found.refused.append((name, "a link that leads to no file"))
            continue
        _add(found, ExportFile(name, f"{found.root}/{name}", int(info.get("size") or 0)), inside=f"{name}!")


def _add(found: Walk, file: ExportFile, *, inside: str) -> None:
    """Take up one file; a ZIP that is no document gives its members instead."""
    try:
        with file.open() as stream:
            is_zip = stream.read(4) == b"PK\x03\x04"
    except OSError as error:
        found.refused.append((file.name, f"cannot be opened: {error.strerror or error}"))
        return
    if not is_zip:
        found.files.append(file)
        return
    try:
        archive = zipfile.ZipFile(fsspec.open(file.path, "rb").open())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        found.refused.append((file.name, f"a damaged ZIP, download it again: {error}"))
        return
    found.archives.append(archive)
    names = archive.namelist()
    if "[Content_Types].xml" in names or ("mimetype" in names and "content.xml" in names):
        found.files.append(file)  # an XLSX, ODS or DOCX: a document, not a folder
        return
    if len(names) > MAX_MEMBERS:
        found.refused.append((file.name, f"a ZIP of {len(names):,} members: unpack and split it"))
        return
    seen: set[str] = set()
    for member in archive.infolist():
        _add_member(found, file, archive, member, inside, seen)


def _add_member(
    found: Walk, file: ExportFile, archive: zipfile.ZipFile, member: zipfile.ZipInfo, inside: str, seen: set[str]
) -> None:
    name = (member.orig_filename if "\x00" in member.orig_filename else member.filename).replace("\\", "/")
    if name.endswith("/") or is_litter(name):
        return
    refused = None
    if not is_safe(name):
        refused = "its path leads outside the ZIP: not opened"
    elif name in seen:
        refused = "a second member of this name: not read"
    elif member.flag_bits & 1:
        refused = "locked by a password: unpack it and point imgaudit at the folder"
    elif member.file_size > MAX_MEMBER_BYTES or (
        member.file_size > _RATIO_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1)
    ):
        refused = f"would unpack to {member.file_size:,} bytes: not opened"
    elif name.lower().endswith(".zip"):
        refused = "a ZIP within a ZIP is not opened: unpack the outer one"
    if refused:
        found.refused.append((f"{inside}{name}", refused))
        return
    seen.add(name)
    path = f"{file.path}!{member.filename}"
    found.files.append(ExportFile(f"{inside}{name}", path, member.file_size, None, archive, member))


def is_safe(path: str) -> bool:
    """Whether a path written in an export stays below the export.

    >>> is_safe("2025/10/race.jpg"), is_safe("../race.jpg"), is_safe("C:/race.jpg"), is_safe("/race.jpg")
    (True, False, False, False)
    """
    slashed = path.replace("\\", "/")
    return not (
        slashed.startswith("/") or re.match(r"[A-Za-z]:", slashed) or "\x00" in slashed or ".." in slashed.split("/")
    )


def is_litter(name: str) -> bool:
    """Whether a file is what an operating system leaves behind.

    >>> is_litter("uploads/Thumbs.db"), is_litter("__MACOSX/._race.jpg")
    (True, True)
    """
    parts = name.replace("\\", "/").split("/")
    last = parts[-1].lower()
    return "__MACOSX" in parts or last in _LITTER or last.startswith("._")
