"""What people wrote into the workbook before, put where it belongs in the new one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from imgaudit.answers import answered, place_of
from imgaudit.decisions import FOUND_AGAIN, KEEP, holding, said_before, works
from imgaudit.foreign.text import clean
from imgaudit.frames import map_values
from imgaudit.outputs.excel_safety import as_read, read_back
from imgaudit.outputs.workbook.actions_sheet import CLOSED
from imgaudit.outputs.workbook.actions_sheet import TITLE as ACTIONS
from imgaudit.outputs.workbook.answered_earlier import (
    ABOUT,
    OTHER,
    PICTURE,
    REFERENCE,
    TITLE,
    WHENCE,
    WHY,
    joined_words,
)
from imgaudit.outputs.workbook.answering import answers_in
from imgaudit.outputs.workbook.cell_styles import write
from imgaudit.outputs.workbook.deciding import SEVERITY_OF, rename, said_in, without_defaults
from imgaudit.outputs.workbook.earlier import Earlier, Words, filled_in_on
from imgaudit.outputs.workbook.for_many import is_for_many, of_each_picture
from imgaudit.outputs.workbook.issued import YOURS, Said
from imgaudit.outputs.workbook.review_sheet import TITLE as REVIEW
from imgaudit.outputs.workbook.review_sheet import due_for_review
from imgaudit.outputs.workbook.who_is_shown import TITLE as WHO_IS_SHOWN
from imgaudit.outputs.workbook.who_is_shown import first_uploads, open_questions
from imgaudit.people import name_hider
from imgaudit.tables import ANSWERS
from imgaudit.wording import counted, long_day

if TYPE_CHECKING:
    from imgaudit.audit import Audit

_OWN_WIDTH = 24
_LOOKS = {"Due": "text"}
_GIVEN_BACK = ("Notes", "Owner", "What to do")
"""What is filled in again when a finding comes back: it is open, and due when the new audit says."""


@dataclass(slots=True, repr=False)
class Carried:
    """Where the words of an earlier workbook go."""

    cells: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    """Sheet and Reference → heading → what somebody wrote, ``None`` where they emptied the cell."""
    own_headings: Mapping[str, list[str]] = field(default_factory=dict)
    again: dict[tuple[str, str], Said] = field(default_factory=dict)
    """Sheet and Reference → the answer that goes into its row, as of the day on which somebody gave it."""
    answered: list[dict[str, Any]] = field(default_factory=list)
    """The rows of *Answered earlier*, those that were there before first."""
    found_again: dict[str, str] = field(default_factory=dict)
    """Reference → the status that somebody had chosen for what is found all the same."""
    owners: list[str] = field(default_factory=list)
    n_new: int = 0
    """Rows that *Answered earlier* has now and had not before."""

    def said(self) -> str:
        """How many answers went where."""
        rows = counted(len(self.cells), "answer")
        return f"{rows} carried over, {self.n_new:,} moved to the sheet {TITLE}"


def settle(earlier: Earlier, audit: Audit, actions: pd.DataFrame) -> Carried:
    """Find a place for every word of an earlier workbook: its row, or *Answered earlier*.

    ``actions`` are all of the audit; those that another one settles have no row of their own.
    """
    hide = name_hider(audit)
    rename(earlier, actions)
    told, _, _ = said_in(earlier, audit, actions)
    newer, days = _said_since(told, audit), _days(told, audit)
    listed = actions[actions["settled_by"].isna()]
    settled = {clean(key): clean(by) for key, by in actions.set_index("action_id")["settled_by"].dropna().items()}
    asked = open_questions(audit, hide)
    rows = {ACTIONS: _keys(listed["action_id"]), WHO_IS_SHOWN: _keys(asked["asset_id"])}
    rows[REVIEW] = _keys(due_for_review(audit, hide)["asset_id"])
    changed = _other_pictures(earlier, audit)
    rows |= {title: rows[title] - changed for title in (WHO_IS_SHOWN, REVIEW)}
    if earlier.issued.as_of is None:
        earlier.words = without_defaults(earlier.words, actions)
    _to_first_uploads(earlier, audit, asked, changed)
    earlier.words += _said_of_many(earlier, audit, rows[WHO_IS_SHOWN])
    rows[WHO_IS_SHOWN] |= {*asked["together"]}
    carried = Carried(own_headings=earlier.own_headings, answered=[*earlier.answered], owners=earlier.owners)
    groups: dict[tuple[str, str], list[Words]] = {}
    for words in earlier.words:
        if not words.no_answer:
            groups.setdefault((words.sheet, words.reference), []).append(words)
        elif words.has_text:
            carried.answered.append(_row(earlier, words, _why(words, audit, settled)))
    for (sheet, reference), group in groups.items():
        has_row = reference in rows.get(sheet, ()) and not any(map(_is_of_many, group))
        telling = [words for words in group if words.has_text]
        if has_row:
            # Of two rows with one Reference the lower stays in its place; the other is kept as well.
            kept = (telling or group)[-1]
            kept = next((words for words in group if words.is_shared), kept)
            cells = kept.cells if sheet != ACTIONS or reference not in newer else {}
            if cells or kept.own:
                carried.cells[sheet, reference] = cells | kept.own
            if cells:
                carried.again[sheet, reference] = _again_said(earlier, audit, kept, days)
            elif kept.cells:  # somebody has said more since, which stands in the row
                carried.answered.append(_row(earlier, replace(kept, own={}, other={}), "Said otherwise since"))
            if kept.other:
                carried.answered.append(_row(earlier, kept, "Written beside an answer", only_other=True))
            others = [each for each in telling if _all_of(each) != _all_of(kept)]
            carried.answered += [_row(earlier, each, "Another row with the same Reference") for each in others]
        else:
            carried.answered += [_row(earlier, words, _why(words, audit, settled)) for words in telling]
    # Our own words of an earlier workbook: the policy may withhold names now that it did not then.
    carried.answered = [row | {ABOUT: hide(clean(row.get(ABOUT)))} for row in carried.answered]
    carried.n_new = len(carried.answered) - len(earlier.answered)
    _give_back(carried, earlier, rows[ACTIONS])
    return carried


def _again_said(earlier: Earlier, audit: Audit, words: Words, days: Mapping[str, date]) -> Said:
    """What goes into a row again, with the day, the picture and the severity of when it was said first."""
    if before := earlier.issued.answer(words.sheet, words.reference, words.cells):
        return before
    day = filled_in_on(earlier.saved_at, earlier.issued, audit)
    day = days.get(words.reference, day) if words.sheet == ACTIONS else day
    had = earlier.issued.rows.get(words.sheet, {}).get(words.reference, {})
    severity = SEVERITY_OF.get(clean(had.get("Severity")))
    picture, place = (known.get(words.reference) for known in (earlier.issued.pictures, earlier.issued.places))
    return Said(words.cells, day, picture, severity, place)


def _days(told: pd.DataFrame, audit: Audit) -> dict[str, date]:
    """Reference → the day that somebody wrote beside their answer."""
    dated = told[told["is_dated"].fillna(False)]
    days = dated["decided_at"].dt.tz_convert(audit.policy.timezone).dt.date
    return dict(zip(map(read_back, dated["action_id"]), days, strict=True))


def _said_since(told: pd.DataFrame, audit: Audit) -> set[str]:
    """References of which more was said, and kept, since what the workbook says was; or in two ways at once."""
    if told.empty or audit.decisions.empty:
        return set()
    last = audit.decisions.assign(work=works(audit.decisions)).groupby("work")["decided_at"].max()
    held = holding(audit.decisions, audit.as_of, audit.policy.timezone, all_said=True)
    work = works(told)
    is_known = said_before(audit.decisions, told, by_anybody=True)
    is_older = told["decided_at"].lt(map_values(work, last)).fillna(False)
    is_since = is_older | (is_known & work.isin(held.index[held["contradiction"].notna()]))
    return set(map(read_back, told.loc[is_since, "action_id"]))


def _is_of_many(words: Words) -> bool:
    """Whether something was answered in a row for many pictures: it goes into the rows of these."""
    return words.sheet == WHO_IS_SHOWN and is_for_many(words.reference) and bool(words.cells)


def _to_first_uploads(earlier: Earlier, audit: Audit, asked: pd.DataFrame, changed: Collection[str]) -> None:
    """Let what was said of another upload be of the one by which the same picture is asked about now."""
    first = {read_back(asset): read_back(upload) for asset, upload in first_uploads(audit, asked).items()}
    for at, words in enumerate(earlier.words):
        upload = first.get(words.reference) if words.sheet == WHO_IS_SHOWN else None
        if upload is None or upload == words.reference or words.reference in changed:
            continue
        earlier.words[at] = replace(words, reference=upload)
        for known in (earlier.issued.pictures, earlier.issued.places):
            if mark := known.get(words.reference):
                known.setdefault(upload, mark)
        if again := earlier.issued.carried.get((WHO_IS_SHOWN, words.reference)):
            earlier.issued.carried.setdefault((WHO_IS_SHOWN, upload), again)


def _said_of_many(earlier: Earlier, audit: Audit, rows: Collection[str]) -> list[Words]:
    """What rows for many pictures say of each that has a row now, together with what stood in its own."""
    issued = earlier.issued
    of = [words for words in earlier.words if words.sheet == WHO_IS_SHOWN and not words.no_answer]
    had = issued.rows.get(WHO_IS_SHOWN, {})
    told, _ = answers_in(of, issued)
    if not any(is_for_many(each.reference) or not each.reference for each in told):
        return []
    each_picture, _ = of_each_picture(told, issued.together, had.keys() - issued.together.keys(), audit)
    at = {(words.sheet, words.reference, words.row): place for place, words in enumerate(earlier.words)}
    own = {words.reference: words for words in of}
    shared: list[Words] = []
    for each in each_picture:
        if each.reference not in rows:
            continue
        if each.is_shared:
            beside = own.get(each.reference)
            words = Words(WHO_IS_SHOWN, each.reference, "", _filled(each.cells), {}, {}, is_stray=False, is_shared=True)
            shared.append(replace(words, own=beside.own) if beside else words)
        elif each.cells != earlier.words[place := at[WHO_IS_SHOWN, each.reference, each.row]].cells:
            earlier.words[place] = replace(earlier.words[place], cells=_filled(each.cells))
    return shared


def _filled(cells: Mapping[str, object]) -> dict[str, object]:
    return {heading: value for heading, value in cells.items() if clean(value)}


def _keys(references: Iterable[str]) -> set[str]:
    """References as they are read back from a cell."""
    return {read_back(reference) for reference in references}


def _all_of(words: Words) -> tuple[dict[str, object], ...]:
    return words.cells, words.own, words.other


def _other_pictures(earlier: Earlier, audit: Audit) -> set[str]:
    """References whose picture is another one now: what was said of the old one tells nothing."""
    pictures, places = earlier.issued.pictures, earlier.issued.places
    asked: list[dict[str, object]] = [
        {"asset_id": reference, "image_hash": pictures.get(reference), "place_id": places.get(reference)}
        for reference in {**pictures, **places}
    ]
    if not asked:
        return set()
    said = answered(ANSWERS.frame(asked), audit.files, place_of(audit.items))
    return set(said.loc[said["is_outdated"], "asset_id"])


def _why(words: Words, audit: Audit, settled: Mapping[str, str]) -> str:
    if words.is_stray:
        return f"{words.sheet}: not a row of ours"
    if words.no_answer:
        return f"{words.sheet}: {words.no_answer[1]}"
    if _is_of_many(words):
        return f"{words.sheet}: said of many pictures, and now in the rows of those that are still asked about"
    if words.sheet == ACTIONS and words.reference in settled:
        return f"{words.sheet}: on {long_day(audit.as_of)} done with another row, {settled[words.reference]}"
    gone = "not found any more" if words.sheet == ACTIONS else "not asked any more, or the picture is another one now"
    return f"{words.sheet}: {gone} on {long_day(audit.as_of)}"


def _row(earlier: Earlier, words: Words, why: str, *, only_other: bool = False) -> dict[str, Any]:
    answer = {} if only_other else words.cells
    beside = words.other if only_other else words.own | words.other
    return {
        WHENCE: f"{earlier.path.name}, {long_day(earlier.saved_on)}",
        WHY: why,
        ABOUT: words.about,
        PICTURE: beside.get(PICTURE),
        **answer,
        OTHER: joined_words(None, beside),
        REFERENCE: words.reference,
    }


def _give_back(carried: Carried, earlier: Earlier, references: Collection[str]) -> None:
    """Fill in again what was answered of a finding that went and came back."""
    back = set(references) - earlier.rows.get(ACTIONS, set())
    for row in earlier.answered:
        reference = clean(row[REFERENCE])
        if reference in back:
            cells = {heading: row[heading] for heading in _GIVEN_BACK if clean(row[heading])}
            if clean(cells.get("What to do")).startswith(KEEP):
                del cells["What to do"]  # what comes back has not been let stay
            carried.cells[ACTIONS, reference] = carried.cells.get((ACTIONS, reference), {}) | cells
            if row["Status"] in CLOSED:
                carried.found_again[reference] = row["Status"]


def say_found_again(actions: pd.DataFrame, carried: Carried) -> pd.DataFrame:
    """Begin *What is wrong* with what had been said, where nothing was left to do and the audit finds it again."""
    status = actions["action_id"].map(carried.found_again).mask(actions["problem"].str.startswith(FOUND_AGAIN))
    said = status.dropna().map(_again).reindex(actions.index).astype("str") + actions["problem"]
    return actions.assign(problem=actions["problem"].mask(status.notna(), said))


def _again(status: str) -> str:
    return f"{FOUND_AGAIN}, though marked {status}. "


def fill_in(workbook: Workbook, carried: Carried) -> None:
    """Put the words of an earlier workbook into the cells of a new one; people's own columns stand at the right."""
    for title in YOURS:
        sheet = workbook[title]
        columns = {str(cell.value): at for at, cell in enumerate(sheet[1], 1)}
        for own in carried.own_headings.get(title, []):
            columns[own] = len(columns) + 1
            sheet.column_dimensions[get_column_letter(columns[own])].width = _OWN_WIDTH
            write(sheet, 1, columns[own], own, "header")
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{sheet.max_row}"
        for at in range(2, sheet.max_row + 1):
            reference = clean(as_read(sheet.cell(at, columns[REFERENCE]).value))
            for heading, value in carried.cells.get((title, reference), {}).items():
                is_day = heading == "Due" and isinstance(value, date | None)
                # The cell is emptied first: nothing put into it leaves what was there.
                sheet.cell(at, columns[heading]).value = None
                write(sheet, at, columns[heading], value, "date" if is_day else _LOOKS.get(heading, "yours"))
