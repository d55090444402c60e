"""One sheet of an MIS export, row by row → people and what they answered."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from imgaudit.foreign.grids import Cells
from imgaudit.names import fold_name
from imgaudit.register.columns import PUPIL_WORDS, STAFF_WORDS, TOTAL, Sheet, joined_cells, text_in
from imgaudit.register.doubts import BROKEN, CLASH, OTHER_TYPES, Doubt, Doubts
from imgaudit.register.people import NUMBERS, Known, clash, fill, full_name, split_name
from imgaudit.register.responses import read_consents, refused_by
from imgaudit.register.words import ANSWERS, PLAIN_NO, answer_of, codes_against

LINE = re.compile(
    r"^(?:grand |sub ?)?totals?\b|^(?:key|note|page|class|legend|year|form)\b.*\d|[:=]|^[*†‡§#¹²³\d(\[]|\bclass$"
    r"|\b(?:consents?|permissions?|withdrawn|photos?|photographs?|website|printed|exported|report)\b",
    re.I,
)


def read_sheet(sheet: Sheet, known: Known, consents: list[dict[str, Any]], doubts: Doubts, codes: set[str]) -> None:
    """Add the sheet's people and consents to those known; ``codes`` mean something else by another sheet's key."""
    if not sheet.names_people:
        reason = "No column with a UPN, an admission number or a surname: sheet not read."
        sheet.problem(None, None, "unknown_heading", reason, "")
        _note_faults(sheet)
        return
    is_person = [_is_person(sheet, cells) for _, cells in sheet.rows]
    sheet.nameless = [row for row, is_one in zip(sheet.rows, is_person, strict=True) if not is_one]
    headings = [heading for heading in sheet.grid.header if "=" in heading]
    texts = [*sheet.top, *headings, *(joined_cells(cells) for _, cells in sheet.nameless)]
    sheet.codes = codes.union(*(codes_against(text) or () for text in texts))
    sheet.half_named = {row[0] for row in sheet.nameless if _has_surname(sheet, row[1]) and refused_by(sheet, *row)}
    broken = {row for (row, _), fault in sheet.grid.faults.items() if fault.lost != 0}
    undated = False
    for (number, cells), is_one in zip(sheet.rows, is_person, strict=True):
        if not is_one and number not in sheet.half_named:
            continue
        read = _read_person(sheet, number, cells)
        person, doubt, clashing = known.person(read)
        if doubt:
            sheet.problem(number, None, "ambiguous", doubt, full_name(read))
        if clashing:
            doubts.causes[sheet.file, number, None, CLASH] += [Doubt(person_id, ()) for person_id in clashing]
        _note_two_of_one_key(sheet, number, person, read)
        if number in broken:
            doubts.causes[sheet.file, number, None, BROKEN].append(Doubt(person["person_id"], ()))
        sheet.met.setdefault(person["person_id"], []).append(cells)
        sheet.whose[number] = person["person_id"]
        fill(person, read)
        known.note_member(person["person_id"], read, None if sheet.doubt else sheet.recorded_on, sheet.source)
        answers = read_consents(sheet, number, cells, person["person_id"], doubts)
        undated |= any(answer["given_on"] is None and answer["status"] != "not_recorded" for answer in answers)
        consents += answers
        for answer in answers:
            sheet.answered[person["person_id"], answer["scope"]].append((answer["status"], cells))
    _note_faults(sheet)
    for kind, count in sheet.others.items():
        sheet.problem(None, None, "unknown_word", OTHER_TYPES, f"{kind}: {count:,} row{'s' * (count > 1)}")
    if undated and sheet.doubt:
        sheet.problem(None, None, "date", sheet.doubt, str(sheet.recorded_on.date()))


def _note_two_of_one_key(sheet: Sheet, number: int, person: dict[str, Any], read: dict[str, Any]) -> None:
    """What there is to say of a row by which somebody known gets another name, or of which nobody knows whose it is."""
    if clash(person, read):
        reason = "Another name for the key of an earlier row: the first is kept."
        sheet.problem(number, None, "duplicate", reason, full_name(read))
    if not sheet.columns["status"] and not any(read[kind] for kind in NUMBERS) and person["person_id"] in sheet.met:
        sheet.problem(
            number,
            None,
            "ambiguous",
            "The same name and form or date of birth as another row, and no number to tell them apart: read as "
            "one person, the stricter answer holds. Export the UPN or admission number as well.",
            full_name(read),
        )


def _note_faults(sheet: Sheet) -> None:
    for (row, heading), fault in sheet.grid.faults.items():
        if not sheet.names_people and row is not None and fault.lost is not None:
            continue  # a line of a legend is no broken row of people
        place = sheet.grid.header.index(heading) if heading is not None else None
        sheet.problem(row, place, fault.code, f"{fault[0].upper()}{fault[1:]}.", "")
        sheet.problems[-1]["not_read"] = fault.lost != 0
        sheet.is_doubtful |= fault.is_doubt
    for place, count in sheet.ambiguous.items():
        sheet.problem(
            None, place, "date", "Dates that could be day-first or month-first: read as day-first.", str(count)
        )


def _is_person(sheet: Sheet, cells: Cells) -> bool:
    """Whether a row has a number, or a forename and a surname, and is no repeated heading."""
    text = {column: word for column, place in sheet.person.items() if (word := text_in(cells, place))}
    if all(fold_name(word) == fold_name(sheet.grid.header[sheet.person[column]]) for column, word in text.items()):
        return False
    first, last = text.get("first_name") or text.get("known_as"), text.get("last_name")
    name = f"{first} {last}" if first and last else text.get("name") or last or first or ""
    if LINE.search(name) or (first and last and _is_key(first, last)):
        return False
    if len(re.findall(r"[^\W\d_]+", name)) > 1 and (text.get("name") or (first and last)):
        return True
    numbers = [word for kind in NUMBERS if (word := text.get(kind))]
    # One word alone in its row is a title such as "4B".
    is_filled = sum(1 for place in range(len(cells)) if text_in(cells, place)) > len(numbers)
    is_named = bool(last or text.get("name"))
    return is_filled and any(
        len(word.split()) == 1 and (is_named or bool(re.search(r"[\d@]", word))) for word in numbers
    )


def _has_surname(sheet: Sheet, cells: Cells) -> bool:
    name = text_in(cells, sheet.person.get("last_name")) or text_in(cells, sheet.person.get("name")) or ""
    return bool(re.search(r"[^\W\d_]{2}", name)) and not LINE.search(name) and not TOTAL.search(fold_name(name))


def _read_person(sheet: Sheet, number: int, cells: Cells) -> dict[str, Any]:
    text = {column: text_in(cells, place) for column, place in sheet.person.items()}
    if text.get("name") and not text.get("last_name"):
        text["first_name"], text["last_name"] = split_name(text["name"] or "")
    born_on = sheet.day(number, cells, sheet.person.get("born_on"))
    role = _said_role(sheet, text.get("role"))
    # Brothers and sisters share their parents' address.
    if (role or sheet.role) == "staff":
        text["mis_id"] = text.get("mis_id") or text.get("email")
    return {
        **{column: text.get(column) for column in ("upn", "admission_no", "mis_id", "school")},
        **{column: text.get(column) for column in ("first_name", "last_name", "known_as")},
        "group": text.get("group") or text.get("year"),
        "class": text.get("group"),
        "year": text.get("year"),
        "born_on": born_on,
        "reception_in": _reception_in(sheet, born_on, text.get("year"), text.get("group")),
        "role": role or sheet.role,
        "said_role": role,
        "left_on": _left_on(sheet, number, cells, text.get("on_roll")),
        "protected": _protected(sheet, text.get("protected")),
    }


def _reception_in(sheet: Sheet, born_on: pd.Timestamp | None, *said: str | None) -> int | None:
    """The school year of the Reception class: that in which a child turns five."""
    if born_on is not None:
        return school_year(born_on) + 5
    for word in said:
        words = fold_name(word or "")
        if re.fullmatch(r"(?:year )?(?:r|rec|reception)", words):
            return school_year(sheet.recorded_on)
        if found := re.match(r"(?:year |yr |y )?(1[0-4]|[1-9])(?!\d)", words):
            return school_year(sheet.recorded_on) - int(found[1])
    return None


def _left_on(sheet: Sheet, number: int, cells: Cells, on_roll: str | None) -> pd.Timestamp | None:
    left = sheet.day(number, cells, sheet.person.get("left_on"))
    if left is None and on_roll:
        heading = fold_name(sheet.grid.header[sheet.person["on_roll"]])
        gone = {"leaver", "left", "former", "off roll", "inactive"}
        if fold_name(on_roll) in gone | (
            {"yes", "y", "true", "1"} if heading == "leaver" else {"no", "n", "false", "0"}
        ):
            sheet.problem(
                number, sheet.person["on_roll"], "date", "Has left, no date: read as left by the export.", on_roll
            )
            return sheet.recorded_on
    return left


def _protected(sheet: Sheet, word: str | None) -> bool | None:
    if word is None:
        return None if "protected" not in sheet.person else False
    # Any mark in such a column is a warning; only a plain no is not: to "no photographs" people answer "not allowed".
    if word.casefold() in PLAIN_NO:
        return False
    if word.casefold() not in ANSWERS["granted"]:
        # The word itself may say why, and the row would say who, which is for nobody but the DSL.
        sheet.problem(None, sheet.person["protected"], "unknown_word", "Neither a plain yes nor no: counts as yes.", "")
    return True


def _said_role(sheet: Sheet, word: str | None) -> str | None:
    """The role that a row, a heading or the name of the sheet says; ``None`` where none does."""
    number = sheet.person.get("admission_no")
    heading = "" if number is None else fold_name(sheet.grid.header[number])
    words = set(fold_name(word or heading).split())
    if words & STAFF_WORDS:
        return "staff"
    return "pupil" if words & PUPIL_WORDS else sheet.said_role


def school_year(day: pd.Timestamp) -> int:
    """The first calendar year of the school year, which begins in September.

    >>> school_year(pd.Timestamp("2026-07-21")), school_year(pd.Timestamp("2026-09-01"))
    (2025, 2026)
    """
    return int(day.year - (day.month < 9))


def _is_key(first: str, last: str) -> bool:
    """Whether what stands for two names is an answer and what it means: "Y", "only in groups"."""
    return any(
        not answer_of(code)[1] and (meaning[:1].islower() or answer_of(meaning)[1] != "unknown")
        for code, meaning in ((first, last), (last, first))
    )
