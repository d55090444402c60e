"""A withdrawal on paper: the work list for the school, and the proof sheet for whoever asked.

The proof sheet takes no word of a page, title, caption or file: of other people nothing is on it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from imgaudit.errors import InputError
from imgaudit.files import private_file, private_folder
from imgaudit.frames import map_values
from imgaudit.history import History
from imgaudit.names import fold_name, initials
from imgaudit.outputs.excel_safety import read_back
from imgaudit.outputs.paper import FORMATS
from imgaudit.outputs.paper.content import Block, Grid, Paragraph, Points, Section, Sheet, Strong, ToFillIn, as_given
from imgaudit.outputs.workbook.work_list import channels_in_words, read_ticks, summary_lines, write_list
from imgaudit.people import name_hider, person_labels
from imgaudit.pseudonyms import own_key, pseudonym
from imgaudit.showing import hider_of
from imgaudit.tables import GONE_STATES, digest
from imgaudit.withdrawing import find_person, is_known, whom
from imgaudit.withdrawn_copies import copies_gone, copies_to_go, gone_by_copies, load_copies, save_copies, withdrawn_on
from imgaudit.wording import counted, long_day

if TYPE_CHECKING:
    from imgaudit.audit import Audit
    from imgaudit.forgetting import Sought

MOST_COPIES = 24
"""So many stand one by one on the proof sheet; all are counted."""
HOW_GONE = {True: "a visit asked for its address", False: "an export that was read whole has it no more"}


@dataclass(frozen=True, slots=True, repr=False)
class Withdrawal:
    """What :func:`write_withdrawal` made.

    - ``paths``: the work list and the proof sheets.
    - ``found``: the table ``person found``. ``copies``: the table ``withdrawn``, of today.
    - ``problems``: what was filled into an earlier work list and is not understood.
    - ``is_known``: whether the register knows the person.
    """

    paths: tuple[Path, ...]
    found: pd.DataFrame
    copies: pd.DataFrame
    problems: pd.DataFrame
    is_known: bool

    def __repr__(self) -> str:
        """Counts only: the frames name people."""
        return f"<Withdrawal: {len(self.found):,} placements and files, {gone_by_copies(self.copies)}>"


def write_withdrawal(
    audit: Audit,
    who: str,
    folder: str | os.PathLike[str],
    *,
    history: History | str | os.PathLike[str] | None = None,
    asked_on: date | None = None,
    pdf: bool = True,
) -> Withdrawal:
    """Write what a school needs when somebody withdraws consent: a work list, and a proof sheet for whoever asked.

    A folder is of one person. Run it again after the next export or visit: the new list and sheet stand beside the
    older ones under the audit's day, what was ticked off is carried over, and each copy says since when it is gone.

    Parameters
    ----------
    audit
        The whole audit.
    who
        Full name, UPN, admission number or reference, as :func:`find_person` takes it.
    folder
        Where all of it goes, for its owner alone.
    history
        The history that audits are saved to: without one nobody knows which placements are gone.
    asked_on
        The day of the withdrawal; default: as the register has it, else the day of the first such audit.
    pdf
        Write the proof sheet as PDF too, which needs the extra ``page``.

    Returns
    -------
    A ``Withdrawal``: what was written, what was found, what is gone, and what was not understood.

    Raises
    ------
    InputError
        When nobody or several may be meant, the folder is another person's, or files of that day are there already.
    ImgauditError
        When a file cannot be written, or the package for PDF is missing.
    """
    if audit.is_part:
        raise InputError("This is a part of an audit, and copies in the rest would be missed. Give the whole audit.")
    place, sought = Path(folder), whom(audit, who)
    formats = ["html", *(["pdf"] if pdf else [])]
    paths = [place / f"work list {audit.as_of}.xlsx", *(place / f"proof {audit.as_of}.{each}" for each in formats)]
    if there := [str(path) for path in paths if path.exists()]:
        raise InputError(
            f"{', '.join(there)}: already there, and may be filled in. Move it away, or name another folder."
        )
    before = load_copies(place)
    mark = _mark(audit, sought)
    if len(before) and not before["who"].eq(mark).all():
        raise InputError(f"{place}: the withdrawal of somebody else is kept there. Name another folder.")
    found = find_person(audit, who)
    ticks, days, problems = read_ticks(place)
    asked = asked_on or (before["asked_on"].min().date() if len(before) else withdrawn_on(audit, sought.who))
    copies = pd.concat([before.assign(asked_on=pd.Timestamp(asked)), copies_to_go(audit, found, mark, asked)])
    copies = copies.drop_duplicates(["item_id", "file_id"]).reset_index(drop=True)
    done = map_values(copies["item_id"].fillna(copies["file_id"]).map(read_back), days)
    copies = copies_gone(copies.assign(done_on=done.fillna(copies["done_on"])), history, audit=audit)
    label, unnamed = _label(audit, sought), _unnamed(audit, found)
    known = is_known(audit, sought)
    sheet = proof_sheet(audit, found, copies, label, asked, unnamed, is_stranger=not known)
    made = [FORMATS[each](sheet) for each in formats]  # first, lest something be missing for it
    private_folder(place)
    save_copies(copies, place)
    lines = summary_lines(found, label or "one person", long_day(asked), unnamed)
    write_list(found, audit, paths[0], name_hider(audit), ticks, lines)
    for path, data in zip(paths[1:], made, strict=True):
        with private_file(path, is_new=True) as file:
            file.write_bytes(data)
    return Withdrawal(tuple(paths), found, copies, problems, known)


def _mark(audit: Audit, sought: Sought) -> str:
    """By what a folder is known to be of this person, and nobody can tell whom."""
    if is_known(audit, sought):
        return digest(sought.who)
    return pseudonym("withdrawal", fold_name(sought.who), key=own_key())


def _label(audit: Audit, sought: Sought) -> str:
    """The person as the policy lets outputs name them; empty where it does not, and the register knows no reference."""
    names = audit.policy.names_in_outputs
    if is_known(audit, sought):
        return str(person_labels(audit.people, names)[sought.who])
    return {"none": "", "initials": initials(sought.who), "full": sought.who}[names]


def _unnamed(audit: Audit, found: pd.DataFrame) -> int:
    """How many placements there are of which nobody has said who is shown, and which nothing points to."""
    unnamed = audit.placed.loc[audit.placed["presence"].eq("unnamed"), "item_id"]
    return int((~unnamed.isin(found["item_id"])).sum())


STRANGER = (
    "Nobody of this name is in the register of consent: only the name as it was typed was looked for, and no class. If "
    "it is written otherwise there, this sheet tells nothing: look for that name, and make it anew."
)


def proof_sheet(
    audit: Audit,
    found: pd.DataFrame,
    copies: pd.DataFrame,
    label: str,
    asked_on: date,
    unnamed: int,
    *,
    is_stranger: bool,
) -> Sheet:
    """The sheet for whoever asked: days, counts, each copy by a number, what remains and what nobody can know."""
    policy = replace(audit.policy, names_in_outputs="none")
    hide = hider_of(policy, audit.people, audit.consents, audit.appearances, audit.items)
    # A channel is called what a list calls it, such as somebody's blog.
    told = copies.assign(channel=copies["channel"].map(hide, na_action="ignore").astype("str"))
    by_hand = () if label and audit.policy.names_in_outputs == "full" else ("\n", ToFillIn("Name: "))
    blocks: list[Block] = [
        Section("Of whom, and when"),
        Paragraph(("Pictures that show ", Strong(as_given(label, 80)) if label else "one person", ".", *by_hand)),
        *([Paragraph((Strong(STRANGER),))] if is_stranger else []),
        Points(tuple(_days(copies, asked_on, audit))),
        Section(f"What is gone: {gone_by_copies(copies)}"),
        _by_channel(told),
        *_one_by_one(told),
        Section("What remains"),
        Points(tuple(_remains(found, copies, unnamed, audit))),
        Section("What no audit can see: asked by hand"),
        Points(
            (
                ("Search engines, asked to drop each address once it is gone: ", ToFillIn("")),
                ("The Internet Archive, asked to leave its copies out: ", ToFillIn("")),
                "Who has saved or shared a copy, nobody can know.",
            )
        ),
        Paragraph(("Checked, and signed for the school: ", ToFillIn("Name, day"))),
        Paragraph(
            "A placement counts as gone when an export that was read whole, as it was before, holds it no more; an "
            "address, when a visit has seen that it answers no more. What nobody has looked at since is not known, and "
            "never counts as gone. Copies are told by their bytes, their pixels and their addresses; who is shown by "
            "lists, tags and what somebody has said. Nobody else is named on this sheet.",
            is_small=True,
        ),
    ]
    return Sheet(
        "A withdrawal of consent: what was found, and what is gone",
        f"{as_given(hide(audit.policy.school), 90)} · as of {long_day(audit.as_of)}",
        tuple(blocks),
    )


def _days(copies: pd.DataFrame, asked_on: date, audit: Audit) -> list[str]:
    done, gone = copies["done_on"].dropna(), copies["gone_on"].dropna()
    n = len(copies)
    return [
        f"Asked on {long_day(asked_on)}.",
        f"Looked for on {_span(copies['found_on'])}."
        if n
        else f"Looked for on {long_day(audit.as_of)}: no copy found.",
        f"Taken down, as the school says: {len(done):,} of {n:,}" + (f", {_span(done)}." if len(done) else "."),
        f"Seen to be gone: {len(gone):,} of {n:,}" + (f", {_span(gone)}." if len(gone) else "."),
    ]


def _span(days: pd.Series) -> str:
    first, last = long_day(days.min()), long_day(days.max())
    return first if first == last else f"{first} to {last}"


def _kind(copies: pd.DataFrame) -> pd.Series:
    """Where each copy is, in words."""
    channel = copies["channel"].fillna("").map(channels_in_words).astype("str")
    what = pd.Series("the file at its address", copies.index, dtype="str")
    what = what.mask(copies["what"].eq("placement"), "on a page, post or list")
    what = what.mask(copies["what"].eq("file") & ~copies["is_on_the_web"].fillna(False), "a file of the school's own")
    return channel.str[:40] + ", " + what


def _by_channel(copies: pd.DataFrame) -> Block:
    if copies.empty:
        return Paragraph("No picture is known to show them.")
    counts = pd.crosstab(_kind(copies), copies["state"]).reindex(columns=GONE_STATES, fill_value=0)
    rows = tuple((str(where), f"{row.sum():,}", *(f"{number:,}" for number in row)) for where, row in counts.iterrows())
    headings = ("Where", "Copies", *(state.capitalize() for state in GONE_STATES))
    return Grid("Copies by where they are", headings, rows, (46, 12, 12, 15, 15))


def _one_by_one(copies: pd.DataFrame) -> list[Block]:
    """Each copy by a number, those that are still there first."""
    if copies.empty:
        return []
    order = {"still there": 0, "not known": 1, "gone": 2}
    ordered = copies.assign(order=copies["state"].map(order), where=_kind(copies)).sort_values("order", kind="stable")
    rows = tuple(
        (
            f"{number}  {row['where']}",
            "" if pd.isna(row["done_on"]) else long_day(row["done_on"]),
            _state(row),
            "" if pd.isna(row["days"]) else f"{row['days']:,}",
        )
        for number, row in enumerate(ordered.head(MOST_COPIES).to_dict("records"), 1)
    )
    grid = Grid("Copy by copy", ("Copy", "Taken down, as said", "What is known", "Days"), rows, (34, 18, 40, 8))
    more = len(copies) - len(rows)
    return [grid, *([Paragraph(f"And {counted(more, 'more copy', 'more copies')}, counted above.")] if more else [])]


def _state(row: dict[object, object]) -> str:
    day = long_day(pd.Timestamp(str(row["gone_on"] if row["state"] == "gone" else row["told_on"])))
    if row["state"] == "gone":
        return f"Gone, seen on {day}: {HOW_GONE[bool(row['is_on_the_web'])]}"
    return f"Still there, seen on {day}" if row["state"] == "still there" else "Not known: nothing has told since"


def _remains(found: pd.DataFrame, copies: pd.DataFrame, unnamed: int, audit: Audit) -> list[str]:
    """What is still to be done or looked at, and what was not looked at."""
    rows = found[found["what"].eq("placement")]
    left = int(copies["state"].ne("gone").sum())
    open_ones = int(rows["how_sure"].isin(["possibly", "alike"]).sum())
    named = rows[["named_in_text", "named_in_file_name", "named_in_metadata"]]
    sure, maybe = int(named.eq(True).any(axis="columns").sum()), int(named.isna().any(axis="columns").sum())
    unread = int(audit.files["status"].ne("ok").fillna(True).sum())
    partly = int(audit.sources["completeness"].ne("whole").fillna(True).sum())
    return [
        f"{counted(left, 'copy', 'copies')} not known to be gone.",
        f"{counted(open_ones, 'placement')} that may show them, by a group, name or likeness: to be looked at.",
        f"{counted(sure, 'placement')} with their name beside it or in its file; of {maybe:,} more that is not known.",
        f"{counted(unnamed, 'placement')} of which nobody has said who is shown; nothing there points to them.",
        f"Not looked into: {counted(unread, 'file')}; not read whole: {counted(partly, 'export')}.",
    ]
