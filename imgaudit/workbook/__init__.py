"""The action list as an Excel workbook, for a comms team that works in Excel alone.

Five sheets: *Read me*, *Summary*, *Actions*, *Who is shown* and *Lists*. Reference, the last column of *Actions* and
of *Who is shown*, is the key by which the team's answers are read back, whatever was sorted, filtered, added or
deleted.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from openpyxl import Workbook

from imgaudit.actions import find_actions
from imgaudit.answers import SHEET
from imgaudit.cells import safe_text
from imgaudit.errors import ImgauditError, InputError
from imgaudit.people import name_hider
from imgaudit.private_files import private_file
from imgaudit.workbook.looks import add_looks, set_page
from imgaudit.workbook.read_me import fill_read_me
from imgaudit.workbook.summary import fill_summary
from imgaudit.workbook.who_is_shown import fill_who_is_shown
from imgaudit.workbook.wording import long_day
from imgaudit.workbook.worklist import add_choices, add_signals, column_letters, fill_actions, fill_lists

if TYPE_CHECKING:
    from imgaudit.audit import Audit


def write_workbook(audit: Audit, path: str | os.PathLike[str], *, thumbnails: bool = False) -> Path:
    """Write the action list of an audit, for the comms team.

    Names appear as ``policy.names_in_outputs`` allows. Only the owner of the file can read it. A workbook that is
    there already is replaced in one step, or left as it was when writing fails.

    Parameters
    ----------
    audit
        The audit, whole or narrowed by ``audit.where(mask)``.
    path
        The workbook to write, ``.xlsx``.
    thumbnails
        Put a small copy of each picture beside the question who is shown. No picture is in it unless asked for.

    Returns
    -------
    The path written.

    Raises
    ------
    InputError
        When the path does not end in ``.xlsx``.
    ImgauditError
        When the workbook cannot be written there, for one because it is open elsewhere.
    """
    return save_workbook(build_workbook(audit, find_actions(audit), thumbnails=thumbnails), path)


def build_workbook(audit: Audit, actions: pd.DataFrame, *, thumbnails: bool = False) -> Workbook:
    """The workbook of an audit and its actions, not yet written; see :func:`write_workbook`.

    Parameters
    ----------
    audit
        The audit that the actions come from.
    actions
        ``ACTIONS``, in the order in which they are to be listed.
    thumbnails
        Whether *Who is shown* holds small copies of the pictures.
    """
    hide = name_hider(audit)
    school = hide(audit.policy.school)
    letters = column_letters(actions)
    workbook = Workbook()
    workbook.properties.creator = "imgaudit"
    workbook.properties.title = safe_text(f"Picture audit · {school}")
    add_looks(workbook)
    workbook.worksheets[0].title = "Read me"
    fill_read_me(workbook.worksheets[0], audit, len(actions), hide)
    fill_summary(workbook.create_sheet("Summary"), audit, actions, letters, hide)
    sheet = workbook.create_sheet("Actions")
    fill_actions(sheet, actions, letters, hide)
    fill_who_is_shown(workbook.create_sheet(SHEET), audit, hide, thumbnails=thumbnails)
    lists = fill_lists(workbook.create_sheet("Lists"), audit.policy, actions, hide)
    add_choices(sheet, letters, lists)
    add_signals(sheet, letters)
    for sheet in workbook.worksheets:
        set_page(sheet, f"{school} · picture audit · {long_day(audit.as_of)}")
    return workbook


def save_workbook(workbook: Workbook, path: str | os.PathLike[str]) -> Path:
    """Save a workbook in one step, readable by its owner alone; see :func:`write_workbook`."""
    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise InputError(f"{path}: Excel opens a workbook only when its name ends in .xlsx. Change the name.")
    for lock in (f"~${path.name}", f".~lock.{path.name}#"):  # of Excel, of LibreOffice
        if path.with_name(lock).exists():
            raise ImgauditError(
                f"{path} is open in Excel or LibreOffice. Close it there and try again. "
                f"If nobody has it open, delete {path.with_name(lock)}, which a crash left behind."
            )
    try:
        with private_file(path) as file, file.open("wb") as out:
            workbook.save(out)
    except OSError as error:
        raise ImgauditError(
            f"{path} cannot be written ({error.strerror or error}). If it is open in Excel, close it there; "
            "otherwise check that the folder exists, may be written to and has room."
        ) from error
    return path
