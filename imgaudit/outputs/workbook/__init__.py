"""The action list as an Excel workbook, for a comms team that works in Excel alone.

Seven sheets: *Read me*, *Summary*, *Actions*, *Who is shown*, *Review*, *All figures* and *Lists*. Reference, the last
column of the three in the middle, is the key by which the team's answers are read back, whatever was sorted, filtered,
added or deleted: into an audit, and into the next workbook, which holds a sheet *Answered earlier* where it has no row
for some of them. What we filled in ourselves is noted on a hidden sheet, *Issued*.

Each sheet is a module, which writes it and says how what is on it is read back. :mod:`.earlier` reads the workbook
that lies there, :mod:`.carrying` finds a place for every word of it in the new one.
"""

from __future__ import annotations

import logging
import os
import stat
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from openpyxl import Workbook

from imgaudit.actions import find_actions
from imgaudit.answers import picture_hashes, place_of
from imgaudit.errors import ImgauditError, InputError
from imgaudit.files import kept_beside, private_file
from imgaudit.following import days_to_gone, progress
from imgaudit.frames import map_values
from imgaudit.history import History, history_of
from imgaudit.outputs.excel_safety import safe_text
from imgaudit.outputs.workbook import (
    actions_sheet,
    answered_earlier,
    figures_sheet,
    lists,
    read_me,
    review_sheet,
    summary,
    who_is_shown,
)
from imgaudit.outputs.workbook.actions_sheet import add_choices, add_signals, column_letters, fill_actions
from imgaudit.outputs.workbook.answered_earlier import fill_answered_earlier
from imgaudit.outputs.workbook.carrying import Carried, fill_in, say_found_again, settle
from imgaudit.outputs.workbook.cell_styles import new_workbook, set_page
from imgaudit.outputs.workbook.deciding import with_words
from imgaudit.outputs.workbook.earlier import Earlier, read_earlier
from imgaudit.outputs.workbook.figures_sheet import figures_of, fill_all_figures
from imgaudit.outputs.workbook.issued import add_issued, sign
from imgaudit.outputs.workbook.lists import fill_lists
from imgaudit.outputs.workbook.read_me import fill_read_me
from imgaudit.outputs.workbook.review_sheet import fill_review
from imgaudit.outputs.workbook.summary import fill_summary
from imgaudit.outputs.workbook.who_is_shown import fill_who_is_shown
from imgaudit.people import expiring_in_words, name_hider
from imgaudit.scoring import scorecard
from imgaudit.tables import PROGRESS, SCORECARD, TO_GONE
from imgaudit.wording import long_day

if TYPE_CHECKING:
    from imgaudit.audit import Audit

log = logging.getLogger(__name__)


def write_workbook(
    audit: Audit,
    path: str | os.PathLike[str],
    *,
    thumbnails: bool = False,
    history: History | str | os.PathLike[str] | None = None,
) -> Path:
    """Write the action list of an audit, for the comms team, and keep what they wrote into the one before.

    Names appear as ``policy.names_in_outputs`` allows; what people wrote stays as they wrote it. Only the owner of the
    file can read it. It is written in one step, or the file there left as it was when writing fails.

    Where a workbook of ours is there already, what people wrote into it is carried over by Reference: status, notes,
    owner, due, another fix, who is shown, owners added to *Lists*, and columns of their own. What has no row any more
    goes to the sheet *Answered earlier*, as do rows of their own, comments and a second row with the same Reference.
    The older file stays beside the new one under the day on which it was last saved, ``actions 2026-11-27.xlsx``,
    unless nobody has written into it. How many answers were carried is logged.

    Parameters
    ----------
    audit
        The audit, whole or narrowed by ``audit.where(mask)``. From a part, much goes to *Answered earlier*.
    path
        The workbook to write, ``.xlsx``.
    thumbnails
        Put a small copy of each picture beside the question who is shown. No picture is in it unless asked for.
    history
        The history that the audit was saved to: *Summary* then says how far the work has come, and beside
        each figure how it went since the last term in which the same was checked.

    Returns
    -------
    The path written.

    Raises
    ------
    InputError
        When the path does not end in ``.xlsx``, or what is there is no workbook of ours or cannot be read: damaged,
        locked by a password, half downloaded. It stays as it is.
    ImgauditError
        When the workbook cannot be written there: it is open elsewhere, may not be written to, or is a link.
    """
    place = checked(path)
    earlier = read_earlier(place) if place.exists() else None
    actions = find_actions(audit)
    if earlier and (decided := with_words(audit, earlier, actions)) is not audit:
        # Where a picture is to stay, what removing it had settled is asked for again; no row goes by what they say.
        listed = actions.loc[actions["settled_by"].isna(), "action_id"]
        actions = find_actions(decided)
        actions["settled_by"] = actions["settled_by"].mask(actions["action_id"].isin(listed))
    carried = settle(earlier, audit, actions) if earlier else Carried()
    actions = actions[actions["settled_by"].isna()].reset_index(drop=True)
    past = None if history is None else history_of(history)
    followed, to_gone = (PROGRESS.empty(), TO_GONE.empty()) if past is None else (progress(past), days_to_gone(past))
    followed = followed[followed["term"].eq(str(audit.term)) & followed["site"].isin(audit.items["site"])]
    to_gone = to_gone[to_gone["site"].isin(audit.items["site"])]
    workbook = build_workbook(
        audit,
        actions,
        thumbnails=thumbnails,
        carried=carried,
        followed=followed,
        to_gone=to_gone,
        past=past,
        card=None if audit.is_part else scorecard(audit, past),
        ending=expiring_in_words(audit),
    )
    save_workbook(workbook, place, earlier=earlier, carried=carried)
    return place


def build_workbook(
    audit: Audit,
    actions: pd.DataFrame,
    *,
    thumbnails: bool = False,
    carried: Carried | None = None,
    followed: pd.DataFrame | None = None,
    to_gone: pd.DataFrame | None = None,
    past: History | None = None,
    card: pd.DataFrame | None = None,
    ending: str = "",
) -> Workbook:
    """The workbook of an audit and its actions, not yet written; see :func:`write_workbook`.

    Parameters
    ----------
    audit
        The audit that the actions come from.
    actions
        Rows of ``ACTIONS``, in the order in which they are to be listed; those that another settles are no work.
    thumbnails
        Whether *Who is shown* holds small copies of the pictures.
    carried
        What people wrote into an earlier workbook.
    followed
        Rows of ``PROGRESS`` of the audit's term.
    to_gone
        Rows of ``TO_GONE``.
    past
        The history that the audit was saved to, for the term before.
    card
        The table ``SCORECARD`` of the audit.
    ending
        How many consents end soon, in words.
    """
    followed = PROGRESS.empty() if followed is None else followed
    to_gone = TO_GONE.empty() if to_gone is None else to_gone
    card = SCORECARD.empty() if card is None else card
    figures = figures_of(audit, past)
    carried = carried or Carried()
    actions = say_found_again(actions, carried)
    hide = name_hider(audit)
    school = hide(audit.policy.school)
    letters = column_letters(actions)
    workbook = new_workbook()
    workbook.properties.title = safe_text(f"Picture audit · {school}")
    workbook.worksheets[0].title = read_me.TITLE
    fill_read_me(workbook.worksheets[0], audit, len(actions), hide)
    page = workbook.create_sheet(summary.TITLE)
    fill_summary(page, audit, actions, letters, hide, followed, to_gone, figures, card, ending)
    sheet = workbook.create_sheet(actions_sheet.TITLE)
    fill_actions(sheet, actions, letters, hide)
    together = fill_who_is_shown(workbook.create_sheet(who_is_shown.TITLE), audit, hide, thumbnails=thumbnails)
    fill_review(workbook.create_sheet(review_sheet.TITLE), audit, hide)
    fill_all_figures(workbook.create_sheet(figures_sheet.TITLE), figures, audit, hide)
    if carried.answered:
        fill_answered_earlier(workbook.create_sheet(answered_earlier.TITLE), carried.answered)
    choices = fill_lists(workbook.create_sheet(lists.TITLE), audit.policy, actions, hide, carried.owners)
    add_choices(sheet, letters, choices)
    add_signals(sheet, letters)
    hashes = picture_hashes(audit.files)
    pictures = {**hashes, **map_values(actions["asset_id"], hashes).set_axis(actions["action_id"]).dropna()}
    where = place_of(audit.items)
    places = {**where, **map_values(actions["asset_id"], where).set_axis(actions["action_id"]).dropna()}
    sites = audit.items["site"].unique()
    site = sites[0] if len(sites) == 1 else ""
    add_issued(workbook, audit.as_of, site, pictures, places, together, carried.cells, carried.again)
    fill_in(workbook, carried)
    sign(workbook)
    for sheet in workbook.worksheets:
        set_page(sheet, f"{school} · picture audit · {long_day(audit.as_of)}")
    return workbook


def save_workbook(
    workbook: Workbook,
    path: str | os.PathLike[str],
    *,
    earlier: Earlier | None = None,
    carried: Carried | None = None,
) -> Path:
    """Save a workbook in one step, for its owner alone, the earlier one beside it; see :func:`write_workbook`."""
    path = checked(path)
    has_words = earlier is not None and not earlier.is_as_written
    with (
        kept_beside(path, earlier.data, earlier.saved_on) if earlier and has_words else nullcontext() as kept,
        private_file(path) as file,
    ):
        with file.open("wb") as out:
            workbook.save(out)
        if earlier and path.read_bytes() != earlier.data:
            raise ImgauditError(f"{path} was saved by somebody else just now. Run this again: nothing is lost.")
    if carried and (carried.cells or carried.n_new or kept):
        log.info("%s: %s.%s", path, carried.said(), f" The older workbook is kept as {kept.name}." if kept else "")
    for what in earlier.left_behind if earlier else ():
        log.warning(
            "%s: %s could not be carried over: see %s.", path, what, kept.name if kept else "the older workbook"
        )
    return path


def checked(path: str | os.PathLike[str]) -> Path:
    """The path, if a workbook may be written there; reading what is there may still fail."""
    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise InputError(f"{path}: Excel opens a workbook only when its name ends in .xlsx. Change the name.")
    for lock in (f"~${path.name}", f".~lock.{path.name}#"):  # of Excel, of LibreOffice
        if path.with_name(lock).exists():
            raise ImgauditError(
                f"{path} is open in Excel or LibreOffice. Close it there and try again. "
                f"If nobody has it open, delete {path.with_name(lock)}, which a crash left behind."
            )
    if path.is_symlink():
        raise ImgauditError(f"{path} is a link to another file, which would be cut. Name the file itself.")
    if path.exists() and not path.is_file():
        raise ImgauditError(f"{path} is not a file. Name another one for the workbook.")
    if path.exists() and not path.stat().st_mode & stat.S_IWUSR:
        raise ImgauditError(f"{path} may only be read. Let it be written to, or name another file for the workbook.")
    return path
