"""MIS exports → people and their consents.

A register is wide (a column a scope, as SIMS, Bromcom or ScholarPack write it) or long (a row a scope, as Arbor
does); headers are found by alias (:mod:`imgaudit.register.words`). Only what the school's own export says counts: a
blank is *not recorded*, never *refused*.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from imgaudit.as_html import card_html
from imgaudit.errors import InputError
from imgaudit.exports.ours import ours
from imgaudit.exports.unrecognised import ARCHIVES
from imgaudit.files import LISTS, WORKBOOKS, ExportFile, Refused, extension, stamp_of, walk_files
from imgaudit.foreign.dates import given_day
from imgaudit.foreign.grids import read_grids
from imgaudit.foreign.words import folded
from imgaudit.foreign.workbooks import first_part
from imgaudit.pseudonyms import own_key
from imgaudit.register.columns import Sheet
from imgaudit.register.doubts import HIDDEN, Doubts
from imgaudit.register.group_lists import read_groups
from imgaudit.register.headings import headings_of, note_most_refuse
from imgaudit.register.lines import look_at_sheet, look_beside, note_losses
from imgaudit.register.people import Known
from imgaudit.register.rows import read_sheet
from imgaudit.register.students import holds_students, students_grid
from imgaudit.register.words import KNOWN_HEADINGS, codes_against, load_mapping
from imgaudit.settings import GivenMapping
from imgaudit.tables import CONSENTS, HEADINGS, MEMBERS, PEOPLE, PROBLEMS
from imgaudit.wording import in_plain

STRICTNESS = {"withdrawn": 0, "refused": 1, "granted": 2, "not_recorded": 3}
"""Where answers of one day differ, the one with the lower number holds; a blank takes nothing back."""

NO_LIST = (
    "no list that is read here: if it says who consents, or no longer does, save it as XLSX or CSV; if not, move it to "
    "another folder"
)
PACKED = "an archive, which is not opened here: unpack it into this folder"
ASIDE = frozenset(("md", "toml"))
"""What lies beside lists and is none: notes to colleagues, and settings such as a mapping."""

DAY_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True, repr=False)
class Register:
    """Who is at the school and what they agreed to: frames ``people``, ``consents`` and ``problems``.

    ``headings`` has a row a heading, and a kind of consent, of the export: how it was understood, and why.
    ``completeness`` is *whole*, *part* where something in the export could not be read, or *unknown*.
    ``members`` has a row a person and class, year or group, as the export and the list of groups say.
    """

    people: pd.DataFrame
    consents: pd.DataFrame
    problems: pd.DataFrame
    completeness: str = "whole"
    headings: pd.DataFrame = field(default_factory=HEADINGS.empty)
    members: pd.DataFrame = field(default_factory=MEMBERS.empty)

    def __repr__(self) -> str:
        """Counts only: nobody's name belongs on a screen by accident."""
        return (
            f"<Register: {len(self.people):,} people, {len(self.consents):,} answers, {len(self.problems):,} problems>"
        )

    def _repr_html_(self) -> str:
        answers = self.consents["status"].value_counts().reindex([*STRICTNESS], fill_value=0)
        counts = [
            ("people", f"{len(self.people):,}"),
            *((f"answers: {in_plain(str(status))}", f"{number:,}") for status, number in answers.items()),
            ("read", self.completeness),
        ]
        following = "audit = ia.run_audit(inventory, media, register)"
        return card_html("Consent register", self.problems, ("what", "how many"), counts, following)


def read_register(
    path: str | os.PathLike[str],
    *,
    mapping: GivenMapping = None,
    role: Literal["pupil", "staff"] = "pupil",
    exported_on: str | date | None = None,
    key: bytes | None = None,
    groups: str | os.PathLike[str] | None = None,
) -> Register:
    """Read the consent register from an MIS export, or from a folder of them.

    The day of the export matters to answers without a date, which hold from then and not before. Where it is not
    given it is taken from the file's name (``consents-2025-12-19.csv``), from what the workbook says of itself, or
    at last from when the file was changed; a problem says so.

    Parameters
    ----------
    path
        A CSV, XLSX, XLS or ODS file, JSON of students with their consents (Wonde), or a folder of such files (Arbor
        writes one file a consent type). Whatever else lies in the folder is a problem and leaves the register *part*,
        but for results of our own, hidden files, and those that end in ``.md`` or ``.toml``.
    mapping
        Header → our column (``first_name``, ``upn`` …), where the aliases do not fit; or a TOML or JSON file that
        holds it. ``scope:<name>`` is a column of answers, ``denied:<name>`` one in which yes means no;
        ``withdrawn:<name>``, ``expires_on:<name>``, ``given_on:<name>`` and ``given_by:<name>`` say more of one scope;
        ``ignore`` is a column known to change nothing. A mapped column always goes before one found by alias.
    role
        What people are whom the export gives no role: ``pupil`` or ``staff``.
    exported_on
        The day on which the MIS wrote it, ``2025-12-19``.
    key
        What people's ids are hashed with; default: the key in the user's own configuration, made on first use.
    groups
        A list of groups that are no classes of the export, such as a school council, or of classes of earlier years: a
        CSV, XLSX or ODS file with a row a member, ``group`` and one of ``UPN``, ``admission number`` or ``name``; and
        where known ``from``, ``until`` and ``school``. It is taken to name everyone of each group in it.

    Returns
    -------
    A :class:`Register`: ``people`` (a row a person), ``consents`` (a row a person, scope, giver and day), ``headings``
    (a row a heading: how it was understood) and ``problems`` (a row for all that could not be read). What is not
    understood and speaks of pictures or their use makes an answer of yes beside it *not recorded*, never a no; those
    problems come first. Neither does anybody's yes count where a list breaks off, or a file of the folder was not
    read, since a no may stand there; but of a list that stands alone, with a row a person, it does.
    Hidden sheets are named, and no answer is taken from them; where one speaks of pictures, or says no, and names
    people, nobody's yes for that use counts until it is shown or deleted. Hidden rows and columns cannot be told from
    others, and colours and comments of cells are not read.

    Raises
    ------
    InputError
        When there is no such file, none of its sheets names people, or a mapping or day is not one.
    """
    listed = None if groups is None else _list_of_groups(groups)
    named = [listed.path if listed else None, mapping if isinstance(mapping, (str, os.PathLike)) else None]
    tables, refused = _tables_in(path, {Path(one).expanduser().resolve() for one in named if one is not None})
    listed_on = None
    if listed is not None:
        dated, doubtful = _exported_on(listed, listed.name.rpartition("/")[2])
        listed_on = None if doubtful else dated
    columns = load_mapping(mapping)
    day = given_day(exported_on, "exported_on")
    known = Known(key or own_key())
    consents: list[dict[str, Any]] = []
    doubts = Doubts()
    sheets: list[Sheet] = []
    unseen: list[Sheet] = []
    for table in tables:
        name = table.name.rpartition("/")[2]
        recorded, doubt = (day, None) if day else _exported_on(table, name)
        known_too = KNOWN_HEADINGS | {folded(heading) for heading in columns}
        is_json = holds_students(table)
        grids = [students_grid(table)] if is_json else read_grids(table, table.path, known=known_too)
        shown = {grid.sheet for grid in grids}
        if any(fault.code == "hidden" for grid in grids for fault in grid.faults.values()):
            every = read_grids(table, table.path, known=known_too, hidden_too=True)
            grids += [grid for grid in every if grid.sheet not in shown]
        for grid in grids:
            sheet = Sheet(name, grid, columns, role, pd.Timestamp(recorded), doubt)
            (sheets if grid.sheet in shown else unseen).append(sheet)
    keys = [text for sheet in sheets if not sheet.names_people for text in sheet.texts]
    codes = set[str]().union(*(codes_against(text) or () for text in keys))
    # Sheets with numbers first, so that a name alone finds whom it means.
    for sheet in sorted(sheets, key=lambda sheet: not sheet.has_numbers):
        read_sheet(sheet, known, consents, doubts, codes)
    for sheet in sheets:
        look_beside(sheet, known, doubts)
        note_most_refuse(sheet, known)
    for sheet in unseen:
        look_at_sheet(sheet, known, doubts, HIDDEN)
    note_losses(sheets, refused, doubts)
    for consent in consents:
        consent["person_id"] = known.root(consent["person_id"])
    # First of all what made a yes count as not recorded: it changes what the audit says.
    problems = doubts.settle(consents, known.root)
    problems += [problem for sheet in sheets for problem in sheet.first]
    problems += [problem for sheet in sheets for problem in sheet.problems]
    problems += [
        {"file": one.name, "code": one.code, "reason": f"Not read: {one.reason}.", "not_read": True} for one in refused
    ]
    if not any(sheet.names_people for sheet in sheets):
        unread = "".join(f" Not read: {one.name}: {one.reason}." for one in refused[:1])
        raise InputError(
            f"{os.fspath(path)}: no sheet with people in it. Needed: a header row with a UPN, an admission number or a "
            "surname, and a column a consent (or 'Consent type' and 'Status'). Use mapping= for other headers."
            f"{unread}"
        )
    people = PEOPLE.frame(pd.DataFrame(list(known.people.values()), columns=list(PEOPLE.columns)))
    completeness = _how_whole(problems, sheets)
    members = MEMBERS.frame(pd.DataFrame(known.member_rows(), columns=[*MEMBERS.columns]))
    if completeness != "whole":  # somebody of a class may stand in what was not read
        members["source"] = members["source"].replace("roll", "mention")
    if listed is not None:
        in_list, faults = read_groups(listed, people, listed_on)
        members = MEMBERS.frame(pd.concat([members, in_list], ignore_index=True))
        problems += faults
    return Register(
        people=people,
        consents=CONSENTS.frame(strictest(pd.DataFrame(consents, columns=list(CONSENTS.columns)), CONSENTS.key)),
        problems=PROBLEMS.frame(pd.DataFrame(problems, columns=list(PROBLEMS.columns))),
        completeness=completeness,
        headings=headings_of(sheets, known),
        members=members,
    )


def _how_whole(problems: list[dict[str, Any]], sheets: Sequence[Sheet]) -> str:
    if any(problem.get("not_read") for problem in problems):
        return "part"
    return "unknown" if any(sheet.is_doubtful for sheet in sheets) else "whole"


def _tables_in(path: str | os.PathLike[str], but: Set[Path]) -> tuple[list[ExportFile], list[Refused]]:
    """The tables at a path, without results of our own and what is named for another use, and what was not read."""
    found = walk_files(path)
    if not found.is_folder:
        return found.files, []
    # Office leaves "~$name.xlsx" beside an open workbook.
    files = [file for file in found.files if not file.name.rpartition("/")[2].startswith((".", "~"))]
    own = ours(files)
    tables, refused = [], [one for one in found.refused if one.lost != 0]
    for file in files:
        ending = extension(file.name)
        if file.name in own or Path(file.path).resolve() in but:
            continue
        if ending in LISTS | WORKBOOKS or (ending == "json" and holds_students(file)):
            tables.append(file)
        elif ending in ("zip", *ARCHIVES):
            refused.append(Refused(file.name, "packed", PACKED, None))
        elif ending not in ASIDE:
            refused.append(Refused(file.name, "not_recognised", NO_LIST, None))
    return tables, refused


def _list_of_groups(path: str | os.PathLike[str]) -> ExportFile:
    found = walk_files(path)
    if found.is_folder or not found.files:
        raise InputError(f"{os.fspath(path)}: no list of groups. Give one CSV, XLSX or ODS file.")
    return found.files[0]


def _exported_on(table: ExportFile, name: str) -> tuple[date, str | None]:
    """When the export was made, and what there is to say about that: the file's name, its own record, its time."""
    for named in DAY_IN_NAME.findall(Path(name).stem):
        try:
            return date(*map(int, named)), None
        except ValueError:  # 31 February
            continue
    with table.open() as stream:
        record = first_part(stream, ("docProps/core.xml", "meta.xml"), 1 << 16)
    said = re.findall(rb"<(?:dcterms:modified|dc:date)\b[^>]*>(\d{4})-(\d\d)-(\d\d)", record)
    try:
        return date(*map(int, said[-1])), None
    except (IndexError, ValueError):
        about = stamp_of(table.path)
        if isinstance(about, str):
            raise InputError(f"{table.path}: {about}") from None
        return datetime.fromtimestamp(about[1] / 1e9, UTC).date(), (
            "The export does not say when it was made: answers without a date count from when the file was last "
            "changed. Give exported_on, or put the day into the file's name."
        )


def strictest(consents: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """One row for each key: where answers differ, the stricter holds, and of two yeses the one that ends first."""
    ends = pd.to_datetime(consents["expires_on"])
    ranked = consents.assign(rank=consents["status"].map(STRICTNESS), ends=ends)
    ranked = ranked.sort_values(["rank", "ends"], kind="stable", na_position="last")
    return ranked.drop(columns=["rank", "ends"]).drop_duplicates(list(keys)).sort_index().reset_index(drop=True)
