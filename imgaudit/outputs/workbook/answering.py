"""What somebody answered on the sheet *Who is shown*: read back, as of the day and the picture of which it was said."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from imgaudit.answers import Answers, picture_hashes, place_of
from imgaudit.errors import InputError
from imgaudit.foreign import words
from imgaudit.foreign.text import clean
from imgaudit.frames import DAY, map_values
from imgaudit.membership import are_known, named_groups
from imgaudit.names import read_people
from imgaudit.outputs.excel_safety import read_back, same
from imgaudit.outputs.workbook.answered_earlier import PICTURE
from imgaudit.outputs.workbook.earlier import BESIDE, Words, filled_in_on, read_earlier
from imgaudit.outputs.workbook.for_many import Remark, Told, of_each_picture
from imgaudit.outputs.workbook.issued import Issued
from imgaudit.outputs.workbook.who_is_shown import HEADINGS, KNOWN, TITLE, YOURS, known_so_far
from imgaudit.people import name_hider
from imgaudit.tables import ANSWERS, PROBLEMS, ProblemCode

if TYPE_CHECKING:
    from imgaudit.audit import Audit

TWICE = "Answered in row {} too: both are kept and count together."
NOBODY_NAMED = (
    "Everyone is listed, but nobody is named under People, nor known by those who stood under Known so far: it counts "
    "as not answered. Write who they are."
)
GROUP = "The register knows no such class or group, so not everyone is listed: write who of them can be seen."
STRANGER = "The register knows nobody of that name, or more than one: write the full name, the UPN or the admission no."


def read_answers(workbook: str | os.PathLike[str], audit: Audit) -> Answers:
    """Read back what the sheet *Who is shown* was told.

    Rows may have been sorted, filtered or deleted, headings typed anew, the sheet renamed or copied. What was left
    blank is not an answer. Nor is a row of which *Page* or *Picture* is not the one of its *Reference*, or a row of a
    sheet that lacks a column.

    Parameters
    ----------
    workbook
        A workbook that :func:`write_workbook` wrote, filled in.
    audit
        The audit that it came from, or a later one: its register knows the people, its media the pictures.

    Returns
    -------
    An :class:`Answers`: the table ``answers``, a row each row that says something, dated as the audit, or as the
    workbook was saved where that is of an earlier audit; and a row of ``problems`` for a word, a name or a reference
    that nobody knows, for what is answered twice or is no answer, and for what stands beside the answers. A name that
    the register does not know, or knows twice, is kept all the same: that person's consent is then unknown.

    Raises
    ------
    InputError
        When the workbook has no such sheet.
    """
    earlier = read_earlier(Path(workbook))
    if TITLE not in earlier.rows:
        raise InputError(
            f"{workbook}: no sheet {TITLE!r} with a column {HEADINGS['asset_id']!r}. Use a workbook of ours."
        )
    assets = audit.assets["asset_id"]
    known = {**{read_back(asset): asset for asset in assets}, **{asset: asset for asset in assets}}
    day = filled_in_on(earlier.saved_at, earlier.issued, audit)
    return _answers(earlier.words, Path(workbook).name, earlier.issued, audit, day, known)


def _answers(
    words: Iterable[Words], name: str, issued: Issued, audit: Audit, day: date, known: Mapping[str, str]
) -> Answers:
    """What a sheet says that was filled in on that day; ``known``: Reference as it is read → picture."""
    is_old = issued.as_of is not None and issued.as_of < audit.as_of
    problems: list[dict[str, Any]] = []
    given = _filled_in(_rows(words, name, issued, audit, problems), name, issued, known, problems)
    told = _with_people(given, audit, name, _is_known_still(given, issued, audit, is_old=is_old), problems)
    # A workbook asks about the pictures of which it was made, whatever lies there now, even on the same day.
    is_issued = issued.as_of is not None
    answers = told.assign(
        image_hash=given["picture"] if is_issued else map_values(given["asset_id"], picture_hashes(audit.files)),
        place_id=given["place"] if is_issued else map_values(given["asset_id"], place_of(audit.items)),
        answered_on=given["said_on"].fillna(pd.Timestamp(day)),
        workbook=name,
        issue=issued.fingerprint or None,
    )
    problems.sort(key=lambda problem: problem["row"] or 0)
    # What is wrong with an answer for many pictures is so of each of them.
    found = pd.DataFrame(problems, columns=[*PROBLEMS.columns]).drop_duplicates()
    return Answers(ANSWERS.frame(answers.drop(columns=["row", "said_on", "picture", "place"])), PROBLEMS.frame(found))


def answer_given(asset_id: str, said: Mapping[str, str], audit: Audit, where: str) -> Answers:
    """What somebody says of one picture while looking at it, read as a row of the sheet *Who is shown* is.

    Parameters
    ----------
    asset_id
        The picture, of the audit.
    said
        ``shows``, ``people`` and ``people_complete``, as on the sheet; what is missing or blank is not an answer.
    audit
        Its register knows the people, its media the picture.
    where
        What the answer was given in.

    Returns
    -------
    An :class:`Answers`, dated as the audit; without a row where nothing was said.
    """
    cells: dict[str, object] = {HEADINGS[column]: word for column, word in said.items()}
    words = Words(TITLE, clean(asset_id), "", cells, {}, {}, is_stray=False, row=2)
    return _answers([words], where, Issued(), audit, audit.as_of, {clean(asset_id): asset_id})


def _with_people(
    given: pd.DataFrame, audit: Audit, name: str, is_known: pd.Series, problems: list[dict[str, Any]]
) -> pd.DataFrame:
    """The rows with the people and groups under *People*, one a line; that it names nobody says that nobody is shown.

    *Yes* without a name says that those known so far are everyone, where it ``is_known`` who that was.
    """
    read = read_people(given["people"], audit.people, named_groups(audit.members))
    named = read[read["meant"].ne("nobody").fillna(True)]
    people = named.groupby(level=0)["person_ref"].agg("\n".join).reindex(given.index).astype("str")
    nobody = people.isna() & given.index.isin(read.index)
    shows = given["shows"].mask(nobody & given["shows"].isna(), "nobody")
    everyone = given["people_complete"].fillna(False).astype(bool)
    confirmed = everyone & people.isna() & shows.ne("nobody").fillna(True)
    people = people.mask(confirmed & is_known, map_values(given["asset_id"], _who_is_known(audit)))
    groups = named[named["meant"].notna() & everyone.reindex(named.index)]
    doubts: list[tuple[pd.DataFrame, str, ProblemCode, str]] = [
        (named[named["person_id"].isna() & named["meant"].isna()], "people", "unknown_person", STRANGER),
        (groups[~are_known(groups["person_ref"], audit.members)], "people", "unknown_person", GROUP),
        (given[confirmed & people.isna()].assign(person_ref="Yes"), "people_complete", "missing", NOBODY_NAMED),
    ]
    for parts, column, code, reason in doubts:
        at = zip(given["row"].reindex(parts.index), parts["person_ref"], strict=True)
        problems += [_problem(name, int(row), column, code, reason, ref) for row, ref in at]
    return given.assign(shows=shows, people=people)


_READ: tuple[tuple[str, Callable[[str], object], object], ...] = (
    ("shows", words.who_is_shown, "unknown"),
    ("people_complete", words.yes_or_no, None),
)
"""Our column, how its words are read, and what another word counts as."""


def answers_in(words: Iterable[Words], issued: Issued) -> tuple[list[Told], list[Remark]]:
    """The rows of *Who is shown* that say something of pictures, and what is to be said of the words that do not."""
    told: list[Told] = []
    remarks: list[Remark] = []
    for each in words:
        if each.sheet != TITLE:
            continue
        if no_answer := each.no_answer:
            column, reason = no_answer
            remarks.append(Remark(each.row, column, "ambiguous", reason, each.reference or each.text))
            continue
        if beside := each.beside:
            remarks.append(Remark(each.row, "", "unknown_heading", BESIDE, beside, not_read=False))
        if any(map(clean, each.cells.values())) or (each.is_pattern and PICTURE in each.other):
            called = each.other.get(PICTURE, issued.rows.get(TITLE, {}).get(each.reference, {}).get(PICTURE))
            is_again = issued.answer(TITLE, each.reference, each.cells) is not None
            told.append(Told(each.row, each.reference, each.cells, clean(called), is_again=is_again))
    return told, remarks


def _rows(
    words: Iterable[Words], name: str, issued: Issued, audit: Audit, problems: list[dict[str, Any]]
) -> list[Told]:
    """The rows of the sheet that say something of a picture, those for many pictures put into the row of each."""
    told, beside = answers_in(words, issued)
    asked = issued.rows.get(TITLE, {}).keys() - issued.together.keys()
    rows, remarks = of_each_picture(told, issued.together, asked, audit)
    file = f"{name}[{TITLE}]"
    problems += [
        {"file": file, "row": row, "column": column, "code": code, "reason": reason, "value": value, "not_read": lost}
        for row, column, code, reason, value, lost in [*beside, *remarks]
    ]
    return rows


def _filled_in(
    told: Iterable[Told], name: str, issued: Issued, known: Mapping[str, str], problems: list[dict[str, Any]]
) -> pd.DataFrame:
    """What is said of each picture; the words of *People* as typed. Equal answers are one.

    ``picture`` and ``place``: of which picture, as it was issued; ``said_on``: when, of what was put there again.
    """
    rows: dict[tuple[object, ...], int] = {}
    first: dict[str, int] = {}
    for each in told:
        number, reference = each.row or 0, each.reference
        said = {column: each.said(heading) for column, heading in HEADINGS.items() if heading in YOURS}
        if not any(said.values()):
            continue
        asset = known.get(reference)
        if asset is None:
            reason = "Not a picture of this audit: not used."
            problems.append(_problem(name, number, "asset_id", "missing", reason, reference))
            continue
        again = issued.answer(TITLE, reference, each.cells)
        answer: list[object] = [
            asset,
            again and pd.Timestamp(again.said_on),
            again.picture if again else issued.pictures.get(reference),
            again.place if again else issued.places.get(reference),
            said["people"] or None,
            said["signed_off_by"] or None,
        ]
        for column, read, otherwise in _READ:
            try:
                answer.append(read(said[column]) if said[column] else None)
            except KeyError:
                answer.append(otherwise)
                reason = "Not one of the list: counts as unknown."
                problems.append(_problem(name, number, column, "unknown_word", reason, said[column]))
        if rows.setdefault(tuple(answer), number) == number and first.setdefault(asset, number) != number:
            problems.append(_problem(name, number, "asset_id", "duplicate", TWICE.format(first[asset]), asset))
    columns = ["asset_id", "said_on", "picture", "place", "people", "signed_off_by", "shows", "people_complete"]
    frame = pd.DataFrame([*rows], columns=columns)
    texts = dict.fromkeys(("asset_id", "picture", "place", "people", "signed_off_by", "shows"), "str")
    return frame.assign(row=[*rows.values()]).astype({**texts, "said_on": DAY, "people_complete": "boolean"})


def _who_is_known(audit: Audit) -> pd.Series:
    """Asset → those who are known to be shown, as their source calls them, and the groups, one a line."""
    groups = audit.items[["asset_id", "groups"]].dropna().drop_duplicates().rename(columns={"groups": "person_ref"})
    both = pd.concat([audit.appearances[["asset_id", "person_ref"]], groups])
    return both.groupby("asset_id")["person_ref"].agg("\n".join).astype("str")


def _is_known_still(given: pd.DataFrame, issued: Issued, audit: Audit, *, is_old: bool) -> pd.Series:
    """Whether those who stood under *Known so far* are those known now; where they were counted nobody can tell."""
    if not is_old:
        return given["said_on"].isna()
    items = audit.items.drop_duplicates("asset_id")[["asset_id", "shows", "groups"]]
    now = dict(zip(items["asset_id"], known_so_far(audit, items, name_hider(audit)), strict=True))
    then = {} if audit.policy.names_in_outputs == "none" else issued.rows.get(TITLE, {})
    is_same = [asset in then and same(then[asset].get(KNOWN), now.get(asset)) for asset in given["asset_id"]]
    return pd.Series(is_same, given.index, dtype="bool") & given["said_on"].isna()


def _problem(file: str, row: int, column: str, code: ProblemCode, reason: str, value: str) -> dict[str, Any]:
    place = {"file": f"{file}[{TITLE}]", "row": row, "column": HEADINGS[column]}
    return {**place, "code": code, "reason": reason, "value": value}
