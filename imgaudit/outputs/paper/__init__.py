"""A sheet of paper, as HTML or as PDF, for its owner alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from imgaudit.errors import InputError
from imgaudit.files import extension, private_file, private_folder
from imgaudit.outputs.paper.content import Sheet
from imgaudit.outputs.paper.to_html import to_html
from imgaudit.outputs.paper.to_pdf import to_pdf

FORMATS: Mapping[str, Callable[[Sheet], bytes]] = {"html": to_html, "pdf": to_pdf}


def paper_path(path: str | os.PathLike[str]) -> Path:
    """The path, if a page can be written there; raises :class:`~imgaudit.errors.InputError` for another ending."""
    place = Path(path)
    if extension(place.name) not in FORMATS:
        raise InputError(f"{place}: a page is written as .html or .pdf. Change the end of the name.")
    return place


def write_sheet(sheet: Sheet, path: str | os.PathLike[str]) -> Path:
    """Write a sheet as its name ends; folders are made where there are none, and a file that is there is replaced."""
    place = paper_path(path)
    made = FORMATS[extension(place.name)](sheet)
    private_folder(place.parent)
    with private_file(place) as file:
        file.write_bytes(made)
    return place
