"""The dialects: every module beside this one that has a ``DIALECT`` is a reader. Adding one touches no other file.

A reader has

- ``DIALECT``: its name, as in ``sources``;
- ``COLUMNS``: what it reads, the export's own name → where it goes in our tables;
- a docstring that says what it is, how to get it (*How to get it: …*) and what stays unknown (*What stays
  unknown: …*), from which ``docs/exports.md`` is made;
- ``sniff(head)``: by what it knows a file to be one of its own, in words; ``None`` where it is not. By content, and
  not by a helpful name;
- ``read(files, options)``: all its files at once, because one export may be split over several. What it cannot read is
  a problem that says how much is lost by it (``Part.problem``), since only what was read whole tells what is gone;
- optionally ``site_of(head)``: the site that an export names itself;
- optionally ``mistaken(head)``: of a file that no dialect knows, what it is and what to ask for in its place;
- optionally ``PARTS``: how it numbers the files of one export, so that one which is not here is missed (``gaps.py``);
- optionally ``IS_FALLBACK``: it is asked only about files that no other reader knows;
- optionally ``TAKES_MAPPING``: its columns may be called anything, so that the caller's mapping holds for them.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.files import ExportFile


class Reader(Protocol):
    """What a dialect's module offers."""

    DIALECT: str

    @property
    def COLUMNS(self) -> Mapping[str, str]:  # noqa: N802 - a constant of the module
        """What it reads: the export's own name → where it goes."""

    def sniff(self, head: Head) -> str | None:
        """By what the file is known to be of this dialect."""

    def read(self, files: Sequence[ExportFile], options: Options) -> Part:
        """The rows of all files of this dialect."""


@cache
def readers() -> tuple[Reader, ...]:
    """All dialects by name; those that only take what no other knows come last.

    >>> [reader.DIALECT for reader in readers()][-2:]
    ['folder', 'spreadsheet']
    """
    beside = [name for _, name, is_room in pkgutil.iter_modules([str(Path(__file__).parent)]) if not is_room]
    modules = [importlib.import_module(f"{__package__}.{name}") for name in beside]
    found = [cast(Reader, module) for module in modules if hasattr(module, "DIALECT")]
    return tuple(sorted(found, key=lambda reader: (getattr(reader, "IS_FALLBACK", False), reader.DIALECT)))


def recognise(head: Head) -> tuple[Reader, str] | None:
    """The reader that knows a file, and by what; ``None`` where none does."""
    return next(((reader, why) for reader in readers() if (why := reader.sniff(head))), None)


def described(reader: Reader) -> tuple[str, str, str]:
    """What a dialect is, how to get it and what stays unknown, as its docstring says; empty where it does not."""
    said = [" ".join(part.split()).replace("``", "`") for part in (inspect.getdoc(reader) or "").split("\n\n")]
    how, unknown = (
        next((part.removeprefix(start).strip() for part in said if part.startswith(start)), "")
        for start in ("How to get it:", "What stays unknown:")
    )
    return said[0], how, unknown


def site_named(reader: Reader, head: Head) -> str | None:
    """The site an export names at its beginning, where the dialect has such a thing."""
    name = getattr(reader, "site_of", None)
    return cast("str | None", name(head)) if name else None


def mistaken(head: Head) -> str | None:
    """What to ask for in place of a file that no dialect knows, where one knows what was meant."""
    asked = (getattr(reader, "mistaken", None) for reader in readers())
    return next((reason for ask in asked if ask and (reason := ask(head))), None)
