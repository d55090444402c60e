"""The files of an export: one file, a folder, or a ZIP read in place. Nothing is ever extracted or written."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from imgaudit.errors import InputError
from imgaudit.files.bundles import HEAD as BUNDLE_HEAD
from imgaudit.files.bundles import Bundle, NoReader, bundle_of, pieces
from imgaudit.files.kinds import MEDIA, extension
from imgaudit.files.opening import DAMAGED, MEMORY, here, in_archive, in_memory, is_folder, listed, opened, stamp_of
from imgaudit.files.unpacking import unpacked
from imgaudit.files.writing import STRAY
from imgaudit.tables import ProblemCode

HEAD_BYTES = 65_536
MAX_DEPTH = 100
"""Folders within folders; a deeper tree was made by accident, and its paths are longer than most systems take."""
MAX_MEMBERS = 500_000
MAX_MEMBER_BYTES = 16 * 1024**3
MAX_RATIO = 200
"""A ZIP member may unpack to so many times its packed size; real pictures stay below 2, XML below 50."""
_RATIO_FROM = 64 * 1024**2

_DRIVE = re.compile(r"[A-Za-z]:")
_BUNDLES = (".mht", ".mhtml", ".warc", ".warc.gz")
"""Members of a ZIP that are looked into: a WACZ is a ZIP of WARCs."""

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
    - ``url``: the address that it was saved from, where what it lies in says so.
    """

    name: str
    path: str
    size: int
    described: Described | None = field(default=None, compare=False)
    url: str = field(default="", compare=False)
    _zipped: str = field(default="", repr=False, compare=False)
    """The path of the ZIP it lies in."""
    _inside: str = field(default="", repr=False, compare=False)
    """What its name begins with, up to the name in the ZIP."""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes, as a stream that is closed at the end of the block; of what is packed with gzip what is in it."""
        with opened(self.path) as stream:
            yield stream if extension(self.name) in MEDIA else unpacked(stream)

    def head(self) -> bytes:
        """The first bytes, by which a dialect is told."""
        with self.open() as stream:
            return stream.read(HEAD_BYTES)

    @property
    def slashed(self) -> str:
        """Its name with ``/`` where a ZIP begins, so that a ZIP reads like a folder."""
        return f"{self._inside[:-1]}/{self.name[len(self._inside) :]}" if self._inside else self.name

    @property
    def folder(self) -> str:
        """Its folder below what was read; empty for the top."""
        return self.slashed.rpartition("/")[0]

    def beside(self, path: str) -> str:
        """What a ``path`` of the table ``files`` is, for a path that this file writes relative to itself."""
        own = self.path[len(self._zipped) + 1 :] if self._zipped else self.path
        folder, slash, _ = own.replace("\\", "/").rpartition("/")
        return f"{self.path.removesuffix(own)}{folder}{slash}{path}"


class Refused(NamedTuple):
    """What was not opened: its name, why, and how many files are lost by it; ``None`` where nobody can say."""

    name: str
    code: ProblemCode
    reason: str
    lost: int | None


@dataclass(slots=True)
class Walk:
    """What was found below a path: files to read, and what was refused with the reason."""

    root: str
    is_folder: bool
    files: list[ExportFile] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    ours: list[str] = field(default_factory=list)
    """Files that are results of our own, which are not read."""
    _lists: list[zipfile.ZipFile] = field(default_factory=list)
    """Of the members of ZIPs: read once, as long as the walk is at hand."""

    def refuse(self, name: str, code: ProblemCode, reason: str, lost: int | None = 1) -> None:
        """Note what was not opened. A name that is no Unicode is written so that it can be shown."""
        readable = name.encode("utf-8", "replace").decode()
        self.refused.append(Refused(readable, code, reason, lost))


def walk(path: str | os.PathLike[str]) -> Walk:
    """All files below a path, in the order of their names; ZIPs count as folders.

    Raises :class:`~imgaudit.errors.InputError` if there is nothing at the path, or it is an address.
    """
    found = walk_files(path)
    files, found.files = found.files, []
    for file in files:
        _add(found, file, inside=f"{file.name}!" if found.is_folder else "")
    found.files.sort(key=lambda file: file.name)
    return found


def walk_files(path: str | os.PathLike[str]) -> Walk:
    """All files below a path, in the order of their names, without a look into any of them.

    A folder that cannot be listed, a path that the system does not take, a pipe or device, folders within more than
    :data:`MAX_DEPTH` others: nothing is passed over in silence, each is refused with the reason.

    Raises :class:`~imgaudit.errors.InputError` if there is nothing at the path, something that is no file, or it is an
    address.
    """
    given = here(path)
    found = Walk(root=given.rstrip("/\\") or given, is_folder=is_folder(given))
    if not found.is_folder:
        about = stamp_of(given)
        if isinstance(about, str):
            raise InputError(f"{given}: {about} Check the path.")
        found.files.append(ExportFile(given.replace("\\", "/").rsplit("/", 1)[-1], given, about[0]))
    elif given.startswith(MEMORY):
        found.files += [ExportFile(name, f"{found.root}/{name}", size) for name, size in in_memory(given)]
        found.files = [file for file in found.files if not _is_passed_over(file.name)]
    else:
        _walk_local(given, found)
    found.files.sort(key=lambda file: file.name)
    return found


def _is_passed_over(name: str) -> bool:
    """Whether a file is what an operating system leaves behind, or what we have not written to its end."""
    return is_litter(name) or name.rpartition("/")[2].startswith(STRAY)


def _walk_local(root: str, found: Walk) -> None:
    """One folder after the other, without recursion: a tree may be deeper than Python can call."""
    real_root = os.path.realpath(root)
    folders = [(root, "", 0)]
    while folders:
        place, above, depth = folders.pop()
        try:
            with os.scandir(place) as listed:
                entries = list(listed)
        except OSError as error:
            why = error.strerror or type(error).__name__
            found.refuse(
                f"{above or '.'}/", "unreadable", f"a folder that cannot be listed ({why}): make it readable", None
            )
            continue
        for entry in entries:
            name = f"{above}/{entry.name}".lstrip("/")
            if _is_passed_over(name):
                continue
            try:
                _take_entry(entry, name, depth, real_root, folders, found)
            except OSError as error:
                found.refuse(name, "unreadable", f"cannot be looked at: {error.strerror or type(error).__name__}", None)


def _take_entry(
    entry: os.DirEntry[str], name: str, depth: int, real_root: str, folders: list[tuple[str, str, int]], found: Walk
) -> None:
    """One entry of a folder: a file to read, a folder to list, or refused with the reason."""
    is_folder = entry.is_dir()
    if any("\ud800" <= letter <= "\udfff" for letter in entry.name):
        what = "nothing in it was" if is_folder else "it was not"
        found.refuse(
            name, "encoding", f"its name is not in UTF-8: rename it, {what} looked at", None if is_folder else 1
        )
    elif entry.is_symlink():
        target = os.path.realpath(entry.path)
        if not (is_folder or entry.is_file()):
            found.refuse(name, "missing", "a link that leads to no file", 1)
        elif target != real_root and not target.startswith(real_root.rstrip(os.sep) + os.sep):
            what = "folder" if is_folder else "file"
            lost = None if is_folder else 1
            found.refuse(name, "outside", f"a link to outside the export is not followed: copy the {what} here", lost)
        elif is_folder:
            found.refuse(name, "duplicate", "a link to a folder of this export, which is read where it lies", 0)
        else:
            found.files.append(ExportFile(name, f"{found.root}/{name}", entry.stat().st_size))
    elif is_folder and depth >= MAX_DEPTH:
        found.refuse(
            f"{name}/", "too_large", f"below {MAX_DEPTH} other folders: move it higher up, it was not looked at", None
        )
    elif is_folder:
        folders.append((entry.path, name, depth + 1))
    elif entry.is_file():
        found.files.append(ExportFile(name, f"{found.root}/{name}", entry.stat().st_size))
    else:
        found.refuse(name, "unreadable", "a pipe, socket or device, and no file: not opened", 1)


def _add(found: Walk, file: ExportFile, *, inside: str) -> None:
    """Take up one file; a ZIP that is no document gives its members instead.

    What is called like a picture is one, whatever is wrong with it: that is for the scan to say.
    """
    if extension(file.name) in MEDIA:
        found.files.append(file)
        return
    try:
        with file.open() as stream:
            head = stream.read(BUNDLE_HEAD)
    except OSError as error:
        found.refuse(file.name, "unreadable", f"cannot be opened: {error.strerror or error}", None)
        return
    is_zip = head.startswith(b"PK\x03\x04")
    if kind := bundle_of(head):
        _add_pieces(found, file, kind, inside)
        return
    if not is_zip and extension(file.name) == "zip":
        found.refuse(file.name, "broken", "no ZIP, or one whose beginning is lost: download it again", None)
        return
    if not is_zip:
        found.files.append(file)
        return
    try:
        zipped = listed(file.path)
    except (*DAMAGED, ValueError) as error:
        found.refuse(file.name, "broken", f"a damaged ZIP, download it again: {error}", None)
        return
    found._lists.append(zipped)
    names = zipped.namelist()
    if "[Content_Types].xml" in names or ("mimetype" in names and "content.xml" in names):
        found.files.append(file)  # an XLSX, ODS or DOCX: a document, not a folder
        return
    if len(names) > MAX_MEMBERS:
        found.refuse(file.name, "too_large", f"a ZIP of {len(names):,} members: unpack and split it", None)
        return
    seen: set[str] = set()
    for member in zipped.infolist():
        _add_member(found, file, member, inside, seen)


def _add_member(found: Walk, file: ExportFile, member: zipfile.ZipInfo, inside: str, seen: set[str]) -> None:
    name = (member.orig_filename if "\x00" in member.orig_filename else member.filename).replace("\\", "/")
    if name.endswith("/") or is_litter(name):
        return
    path = f"{file.path}!{member.filename}"
    refused: tuple[ProblemCode, str] | None = None
    if not is_safe(name):
        refused = "outside", "its path leads outside the ZIP: not opened"
    elif name in seen:
        refused = "duplicate", "a second member of this name: not read"
    elif in_archive(path) != (file.path, member.filename):
        refused = "ambiguous", "a file beside the ZIP is called as this member of it would be: rename that file"
    elif member.flag_bits & 1:
        refused = "locked", "locked by a password: unpack it and point imgaudit at the folder"
        if extension(name) in MEDIA:  # a picture that is known to be there, and of which nothing else is
            found.files.append(ExportFile(f"{inside}{name}", path, member.file_size))
    elif member.file_size > MAX_MEMBER_BYTES or is_bomb(member):
        refused = "too_large", f"would unpack to {member.file_size:,} bytes: not opened"
    elif name.lower().endswith(".zip"):
        refused = "packed", "a ZIP within a ZIP is not opened: unpack the outer one"
    if refused:
        found.refuse(f"{inside}{name}", *refused, None if name.lower().endswith(".zip") else 1)
        return
    seen.add(name)
    known = ExportFile(f"{inside}{name}", path, member.file_size, _zipped=file.path, _inside=inside)
    if name.lower().endswith(_BUNDLES) and (kind := _kind_of_bundle(known)):
        _add_pieces(found, known, kind, f"{inside}{name}!")
    else:
        found.files.append(known)


def _kind_of_bundle(file: ExportFile) -> Bundle | None:
    try:
        with file.open() as stream:
            return bundle_of(stream.read(BUNDLE_HEAD))
    except DAMAGED:
        return None  # said as of any other member, when it is read


def _add_pieces(found: Walk, file: ExportFile, kind: Bundle, inside: str) -> None:
    """The pages and pictures of a website that was saved as one file."""
    try:
        with opened(file.path) as stream:
            listed_there = pieces(stream, kind)
    except NoReader as error:
        found.refuse(file.name, "packed", f"a web archive (WARC), which needs a further package: {error}", None)
        return
    except (*DAMAGED, ValueError) as error:
        what = "a web archive (WARC)" if kind == "warc" else "a saved web page (MHTML)"
        found.refuse(file.name, "broken", f"{what} that cannot be read: {error}", None)
        return
    if not listed_there:
        what = "a web archive (WARC)" if kind == "warc" else "a saved web page (MHTML)"
        found.refuse(file.name, "cut_off", f"{what} that holds no page or picture: save it again", None)
    for piece in listed_there:
        if piece.fault:
            found.refuse(f"{file.name}!{piece.name}", "missing", piece.fault, 1 if piece.url else None)
            continue
        path = f"{file.path}!{piece.name}"
        known = ExportFile(f"{inside}{piece.name}", path, piece.size, None, piece.url, file.path, inside)
        found.files.append(known)


def is_bomb(member: zipfile.ZipInfo) -> bool:
    """Whether a member of a ZIP unpacks to far more than anything real does."""
    return member.file_size > _RATIO_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1)


def is_safe(path: str) -> bool:
    """Whether a path written in an export stays below the export.

    >>> is_safe("2025/10/race.jpg"), is_safe("../race.jpg"), is_safe("C:/race.jpg"), is_safe("/race.jpg")
    (True, False, False, False)
    """
    slashed = path.replace("\\", "/")
    return not (
        slashed.startswith("/")
        or _DRIVE.match(slashed)
        or "\x00" in slashed
        or (".." in slashed and ".." in slashed.split("/"))
    )


def is_litter(name: str) -> bool:
    """Whether a file is what an operating system leaves behind.

    >>> is_litter("uploads/Thumbs.db"), is_litter("__MACOSX/._race.jpg")
    (True, True)
    """
    parts = name.replace("\\", "/").split("/")
    last = parts[-1].lower()
    return "__MACOSX" in parts or last in _LITTER or last.startswith("._")
