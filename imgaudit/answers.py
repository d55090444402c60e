"""Who is shown, as somebody said: answers read back from a workbook, kept on disk, carried to later audits.

An answer belongs to an asset and to the picture that was looked at. It holds for the asset as long as the picture is
the same, stripped of metadata or not, and for any other upload of the same picture.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from imgaudit.errors import InputError
from imgaudit.files import locked, private_file
from imgaudit.foreign.grids import read_grids
from imgaudit.foreign.text import clean
from imgaudit.foreign.words import people, who_is_shown, yes_or_no
from imgaudit.names import match_people
from imgaudit.tables import ANSWERS, PROBLEMS, ProblemCode, lookup

if TYPE_CHECKING:
    from imgaudit.audit import Audit

log = logging.getLogger(__name__)

SHEET = "Who is shown"
"""The sheet of the workbook that asks."""

HEADINGS = {"shows": "Shows", "people": "People", "people_complete": "Everyone listed?", "asset_id": "Reference"}
"""Our column → the heading on the sheet; the rest of the sheet is for the eye."""


@dataclass(frozen=True, slots=True, repr=False)
class Answers:
    """Who is shown, as somebody said: frames ``answers`` and ``problems``."""

    answers: pd.DataFrame
    problems: pd.DataFrame

    def __repr__(self) -> str:
        """Counts only: the answers name those who are shown."""
        return f"<Answers: {len(self.answers):,} answers, {len(self.problems):,} problems>"


def read_answers(workbook: str | os.PathLike[str], audit: Audit) -> Answers:
    """Read back what the sheet *Who is shown* was told.

    Rows may have been sorted, filtered or deleted; what was left blank is not an answer.

    Parameters
    ----------
    workbook
        A workbook that :func:`write_workbook` wrote, filled in.
    audit
        The audit that it came from: its register knows the people, its media the pictures.

    Returns
    -------
    An :class:`Answers`: the table ``answers``, and a row of ``problems`` for a word, a name or a reference that nobody
    knows. A name that the register does not know, or knows twice, is kept all the same: that person's consent is then
    unknown.

    Raises
    ------
    InputError
        When the workbook has no such sheet.
    """
    name = Path(workbook).name
    grid = next((grid for grid in read_grids(workbook) if grid.sheet == SHEET), None)
    if grid is None or HEADINGS["asset_id"] not in grid.header:
        raise InputError(
            f"{workbook}: no sheet {SHEET!r} with a column {HEADINGS['asset_id']!r}. Use a workbook of ours."
        )
    rows: list[dict[str, Any]] = []
    problems: list[dict[str, Any]] = []
    known = set(audit.assets["asset_id"])
    for number, cells in grid.records():
        said = {column: clean(cells.get(heading)) for column, heading in HEADINGS.items()}
        if not any(said[column] for column in ("shows", "people", "people_complete")):
            continue
        if said["asset_id"] not in known:
            problems.append(
                _problem(
                    name, number, "asset_id", "missing", "Not a picture of this audit: not used.", said["asset_id"]
                )
            )
            continue
        row: dict[str, Any] = {"asset_id": said["asset_id"], "people": "\n".join(people(said["people"])) or None}
        for column, read in (("shows", who_is_shown), ("people_complete", yes_or_no)):
            try:
                row[column] = read(said[column])
            except KeyError:
                problems.append(
                    _problem(
                        name, number, column, "unknown_word", "Not one of the list: counts as unknown.", said[column]
                    )
                )
        rows.append(row)
    given = pd.DataFrame(rows, columns=["asset_id", "shows", "people", "people_complete"])
    twice = given["asset_id"].duplicated(keep="last")
    problems += [
        _problem(name, None, "asset_id", "duplicate", "Answered twice: the lower row counts.", asset)
        for asset in given.loc[twice, "asset_id"]
    ]
    given = given[~twice].reset_index(drop=True)
    problems += [
        _problem(name, None, "people", "unknown_person", STRANGER, ref) for ref in _strangers(given, audit.people)
    ]
    hashes = audit.items.drop_duplicates("asset_id").set_index("asset_id")["image_hash"]
    answers = given.assign(image_hash=lookup(given["asset_id"], hashes), answered_on=pd.Timestamp(audit.as_of))
    return Answers(ANSWERS.frame(answers), PROBLEMS.frame(pd.DataFrame(problems, columns=[*PROBLEMS.columns])))


STRANGER = "The register knows nobody of that name, or more than one: write the full name, the UPN or the admission no."


def _strangers(given: pd.DataFrame, register: pd.DataFrame) -> list[str]:
    refs = given["people"].dropna().astype("str").str.split("\n").explode().drop_duplicates()
    return [] if refs.empty else list(refs[match_people(refs, register).isna()])


def _problem(file: str, row: int | None, column: str, code: ProblemCode, reason: str, value: str) -> dict[str, Any]:
    place = {"file": f"{file}[{SHEET}]", "row": row, "column": HEADINGS[column]}
    return {**place, "code": code, "reason": reason, "value": value}


def save_answers(answers: Answers | pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    """Keep answers in one file for its owner alone, beside those that are there.

    Parameters
    ----------
    answers
        What :func:`read_answers` gave, or a frame of ``answers`` of your own making.
    path
        A ``.parquet`` or ``.csv`` file. Of two answers about one asset the newer stays, by ``answered_on``; of one day
        the one that is saved last. So a workbook that is read back late takes nothing back; how many of its answers
        were older is logged.

    Returns
    -------
    The path written, whole or not at all.

    Raises
    ------
    InputError
        When the path ends otherwise, or what is there is no file of answers.
    ImgauditError
        When the file cannot be written, or somebody else is writing to it for too long.
    """
    place = Path(path)
    fresh = ANSWERS.frame(answers.answers if isinstance(answers, Answers) else answers)
    with locked(place):
        before = load_answers(place) if place.exists() else ANSWERS.empty()
        both = pd.concat([before.assign(is_fresh=False), fresh.assign(is_fresh=True)], ignore_index=True)
        by_day = both.sort_values("answered_on", kind="stable", na_position="first")
        kept = by_day.drop_duplicates("asset_id", keep="last").sort_index()
        write_answers(ANSWERS.frame(kept.drop(columns="is_fresh")), place)
    if older := fresh["asset_id"].nunique() - int(kept["is_fresh"].sum()):
        log.warning("%s: %s answers were not taken, for newer ones about the same pictures are there.", place, older)
    return place


def write_answers(frame: pd.DataFrame, place: Path) -> None:
    """Write a file of answers in one step, for its owner alone."""
    kind = _kind(place)
    with private_file(place) as file:
        if kind == ".csv":
            frame.to_csv(file, index=False)
        else:
            frame.to_parquet(file, engine="pyarrow", index=False)


def load_answers(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read the answers that :func:`save_answers` kept.

    Returns
    -------
    The table ``answers``, for ``run_audit(…, answers=)``.

    Raises
    ------
    InputError
        When there is no such file, or it holds something else.
    """
    place = Path(path)
    try:
        if _kind(place) == ".csv":
            frame = pd.read_csv(place, dtype="str")
            words: Mapping[str, bool] = {"True": True, "False": False}
            frame["people_complete"] = frame["people_complete"].map(words).astype("boolean")
        else:
            frame = pd.read_parquet(place, engine="pyarrow")
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            f"{place}: no answers can be read from it ({error}). Give a file that save_answers wrote."
        ) from error
    return ANSWERS.frame(frame)


def _kind(place: Path) -> str:
    if place.suffix.lower() not in (".csv", ".parquet"):
        raise InputError(f"{place}: answers are kept in a .parquet or .csv file. Change the name.")
    return place.suffix.lower()


def answered(answers: Answers | pd.DataFrame | None, files: pd.DataFrame) -> pd.DataFrame:
    """The answer that holds for each asset of an audit: its own, else that about the same picture elsewhere.

    Parameters
    ----------
    answers
        What was answered, for this audit or an earlier one.
    files
        The audit's files with their ``image_hash``.

    Returns
    -------
    A row an asset with an answer: the columns of ``answers`` and ``is_outdated``: the picture is another one now, so
    that the answer tells nothing. Everything but the ids is then empty.
    """
    given = answers.answers if isinstance(answers, Answers) else answers
    given = ANSWERS.frame(ANSWERS.empty() if given is None else given)
    files = files if len(given) else files.iloc[:0]  # without answers a million files need no comparing
    pictures = files[["asset_id", "image_hash"]].dropna().drop_duplicates()
    own = given[given["asset_id"].isin(files["asset_id"])]
    hashed = own["image_hash"].notna() & own["asset_id"].isin(pictures["asset_id"])
    same = pd.MultiIndex.from_frame(own[["asset_id", "image_hash"]]).isin(pd.MultiIndex.from_frame(pictures))
    own = own.assign(is_outdated=hashed & ~same)
    elsewhere = pictures.merge(given.drop(columns="asset_id").dropna(subset="image_hash"), on="image_hash")
    elsewhere = elsewhere.sort_values("answered_on", kind="stable").drop_duplicates("asset_id", keep="last")
    valid = pd.concat([own[~own["is_outdated"]], elsewhere.assign(is_outdated=False)]).drop_duplicates("asset_id")
    stale = own[own["is_outdated"] & ~own["asset_id"].isin(valid["asset_id"])]
    empty = dict.fromkeys(("shows", "people", "people_complete"))
    both = pd.concat([valid, stale.assign(**empty)], ignore_index=True)
    flags = {
        "is_outdated": both["is_outdated"].astype(bool),
        "people_complete": both["people_complete"].astype("boolean"),
    }
    return both.assign(people=both["people"].astype("str"), shows=both["shows"].astype("str"), **flags)
