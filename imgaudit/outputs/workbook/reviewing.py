"""What people wrote on the sheet *Review* of a workbook of ours: that they looked, and why a picture is needed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pandas as pd

from imgaudit.answers import picture_hashes, place_of
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.text import clean
from imgaudit.outputs.excel_safety import read_back
from imgaudit.outputs.workbook.earlier import BESIDE, Words, read_earlier
from imgaudit.outputs.workbook.issued import Issued
from imgaudit.outputs.workbook.review_sheet import HEADINGS, TITLE
from imgaudit.reviews import Reviews
from imgaudit.tables import PROBLEMS, REVIEWS, ProblemCode
from imgaudit.wording import long_day

if TYPE_CHECKING:
    from imgaudit.audit import Audit

UNREADABLE = "No day that can be read: not used. Write it as 5 March 2026."


def read_reviews(workbook: str | os.PathLike[str], audit: Audit) -> Reviews:
    """Read which pictures somebody looked at, and why they are needed, from the sheet *Review* of a returned workbook.

    Who looked but gave no day did so, at the latest, when the file was last saved; that is said.

    Parameters
    ----------
    workbook
        A workbook that :func:`write_workbook` wrote, filled in and saved by whatever program.
    audit
        An audit of the same school.

    Returns
    -------
    A :class:`Reviews`: the table ``reviews``, and a row of ``problems`` for each day, Reference or row that is not
    understood, such as one of which *Page* or *Picture* is not the one of its *Reference*, and for what stands beside.

    Raises
    ------
    InputError
        When it is no workbook of ours, or cannot be read.
    """
    earlier = read_earlier(Path(workbook))
    zone = ZoneInfo(audit.policy.timezone)
    saved = earlier.saved_at.astimezone(zone).date()
    pictures = _pictures(audit, earlier.issued)
    known = {read_back(asset): asset for asset in audit.assets["asset_id"]}
    rows: list[dict[str, Any]] = []
    problems: list[dict[str, Any]] = []

    def fault(words: Words, column: str, code: ProblemCode, reason: str, value: object, *, is_remark: bool) -> None:
        place = {"file": f"{earlier.path.name}[{TITLE}]", "row": words.row, "column": column}
        problems.append({**place, "code": code, "reason": reason, "value": clean(value), "not_read": not is_remark})

    for words in (words for words in earlier.words if words.sheet == TITLE):
        if no_answer := words.no_answer:
            column, reason = no_answer
            fault(words, column, "ambiguous", reason, words.reference or words.text, is_remark=False)
            continue
        if beside := words.beside:
            fault(words, "", "unknown_heading", BESIDE, beside, is_remark=True)
        asset = known.get(words.reference)
        if asset is None:
            fault(
                words,
                "Reference",
                "missing",
                "Not a picture of this audit: not used.",
                words.reference,
                is_remark=False,
            )
            continue
        said: dict[str, Any] = {column: clean(words.cells.get(heading)) or None for column, heading in HEADINGS.items()}
        for column in ("looked_at_on", "until"):
            cell = words.cells.get(HEADINGS[column])
            moment = read_moment(cell, zone) if clean(cell) else None
            if clean(cell) and (moment is None or moment.day is None):
                fault(words, HEADINGS[column], "date", UNREADABLE, cell, is_remark=False)
            said[column] = moment.day if moment else None
        if said["looked_at_on"] and said["looked_at_on"] > saved + timedelta(days=1):
            reason = "After the file was saved: not used. Write the day on which you looked."
            fault(words, HEADINGS["looked_at_on"], "date", reason, said["looked_at_on"], is_remark=False)
            continue
        if clean(words.cells.get(HEADINGS["looked_at_on"])) and not said["looked_at_on"]:
            continue
        if any(said.values()):
            if not said["looked_at_on"]:
                reason = f"No day: taken as looked at on {long_day(saved)}, when the file was last saved."
                fault(words, HEADINGS["looked_at_on"], "date", reason, None, is_remark=True)
            said["looked_at_on"] = said["looked_at_on"] or saved
            rows.append({**pictures(asset), **said})
    frame = pd.DataFrame(rows, columns=[*REVIEWS.columns]).assign(workbook=earlier.path.name)
    return Reviews(REVIEWS.frame(frame), PROBLEMS.frame(pd.DataFrame(problems, columns=[*PROBLEMS.columns])))


def look_given(assets: Iterable[str], said: Mapping[str, str], audit: Audit, on: date, where: str) -> Reviews:
    """That somebody looked at pictures on a day, while looking at them, kept as a row of the sheet *Review* is.

    ``said`` is ``looked_at_by`` and ``necessity``, as on the sheet; what is missing or blank is not said.
    """
    words = {column: clean(said.get(column)) or None for column in ("looked_at_by", "necessity")}
    about = _pictures(audit, Issued())
    rows = [{**about(asset), **words, "looked_at_on": on, "workbook": where} for asset in assets]
    return Reviews(REVIEWS.frame(pd.DataFrame(rows, columns=[*REVIEWS.columns])), PROBLEMS.empty())


def _pictures(audit: Audit, issued: Issued) -> Callable[[str], dict[str, Any]]:
    """How a review says which picture it is of: as it was issued, without that as the audit has it."""
    if issued.as_of is None:
        hashes, places = dict(picture_hashes(audit.files)), dict(place_of(audit.items))
    else:
        hashes, places = issued.pictures, issued.places

    def about(asset: str) -> dict[str, Any]:
        reference = asset if issued.as_of is None else read_back(asset)
        return {"asset_id": asset, "image_hash": hashes.get(reference), "place_id": places.get(reference)}

    return about
