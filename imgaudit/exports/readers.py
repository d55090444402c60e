"""The dialects: every module of this package that has a ``DIALECT`` is a reader. Adding one touches no other file.

A reader has

- ``DIALECT``: its name, as in ``sources``;
- ``sniff(head, name)``: whether a file is one of its own, by content and not by a helpful name;
- ``read(files, options)``: all its files at once, because one export may be split over several, and a list may
  lie beside the files it names;
- optionally ``site_of(head)``: the site that an export names itself.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from typing import Protocol, cast

import imgaudit.exports
from imgaudit.exports.files import ExportFile
from imgaudit.exports.parts import Options, Part


class Reader(Protocol):
    """What a dialect's module offers."""

    DIALECT: str

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether the file is of this dialect."""

    def read(self, files: Sequence[ExportFile], options: Options) -> Part:
        """The rows of all files of this dialect."""


@cache
def readers() -> tuple[Reader, ...]:
    """All dialects, in the order of their names.

    >>> [reader.DIALECT for reader in readers()]
    ['folder', 'spreadsheet', 'wxr']
    """
    names = sorted(module.name for module in pkgutil.iter_modules(imgaudit.exports.__path__))
    modules = [importlib.import_module(f"imgaudit.exports.{name}") for name in names]
    found = [cast(Reader, module) for module in modules if hasattr(module, "DIALECT")]
    return tuple(sorted(found, key=lambda reader: reader.DIALECT))


def reader_of(head: bytes, name: str) -> Reader | None:
    """The reader that knows a file; ``None`` where none does."""
    return next((reader for reader in readers() if reader.sniff(head, name)), None)


def site_named(reader: Reader, head: bytes) -> str | None:
    """The site an export names at its beginning, where the dialect has such a thing."""
    name = getattr(reader, "site_of", None)
    return cast("str | None", name(head)) if name else None
