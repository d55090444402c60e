"""What rows that are no people, and sheets that are not understood, mean for the answers of people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from imgaudit.files import Refused
from imgaudit.foreign.grids import Cells
from imgaudit.names import fold_name
from imgaudit.register.columns import TOTAL, Sheet, giver_in, joined_cells, text_in
from imgaudit.register.doubts import (
    ANONYMOUS,
    FOOTNOTE,
    GIVER,
    HALF_NAMED,
    HIDDEN,
    LOST,
    NOT_OPENED,
    SHEET,
    STALE,
    Doubt,
    Doubts,
)
from imgaudit.register.people import CALLED, NUMBERS, Known, full_name
from imgaudit.register.responses import refused_by
from imgaudit.register.words import (
    CUES,
    FILLER,
    NEGATION,
    NEUTRAL,
    OUT_OF_DATE,
    SCOPE_NAMES,
    codes_against,
    says_no,
    speaks_of,
)

WHO = re.compile(r"\b(?:contact|account|parents?|household|family|priority|who|payer|carer|guardian|relation\w*)\b")
"""A heading that may say who answered, by whatever number or word."""
NAME = re.compile(
    r"^(?:mother|father|mum|mam|dad|carer|guardian|step\w*|gran\w*)$|^(?:mr|mrs|ms|miss|mx|dr)\b|@"
    r"|^(?-i:[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*)+)$",
    re.I,
)
"""What looks like the name of an adult, or an address."""
AGAINST = re.compile(rf"{NEGATION.pattern}|{CUES['withdrawn'][0].pattern}|\b(?:dnp|protected|do not)\b")
"""The name of a sheet on which those stand who said no."""
TELLS_APART = re.compile(r"[^\W\d]|\d{5}")
"""A number of a person that is no count or year."""
COLOURS = re.compile(
    r"\b(?:red|amber|green|yellow|orange|blue|pink|gr[ae]y|highlight\w*|shaded|bold|italics?|struck|crossed)\b", re.I
)
"""What a cell looks like is not read."""
SIGN = re.compile(r"\s*([*†‡§#^~¹²³⁰-⁹]+|[\(\[]\w{1,2}[\)\]])")


def look_beside(sheet: Sheet, known: Known, doubts: Doubts) -> None:
    """What rows that are no people, and sheets that are not understood, mean for the answers of others."""
    if not sheet.met:
        look_at_sheet(sheet, known, doubts)
    if not sheet.names_people:
        for text in sheet.texts:  # the meaning of colours, which are not read
            if COLOURS.search(text) and codes_against(text) is not None:
                _footnote(sheet, None, text, doubts)
        return
    if not sheet.columns["answer"] and not sheet.columns["status"]:
        _look_at_title(sheet, doubts)
    _look_for_givers(sheet, doubts)
    lines = [*sheet.top, *(joined_cells(cells) for _, cells in sheet.nameless)]
    if any(OUT_OF_DATE.search(fold_name(text)) for text in lines):
        doubts.causes[sheet.file, None, None, STALE] += [Doubt(person_id, ()) for person_id in sheet.met]
    for text in sheet.top:
        if says_no(fold_name(text)) or COLOURS.search(text):
            _footnote(sheet, None, text, doubts)
    for number, cells in sheet.nameless:
        if not _says_nothing(sheet, cells):
            _refusal(sheet, number, cells, known, doubts)
            _footnote(sheet, number, joined_cells(cells), doubts)
    if numbers := [number for number, _ in sheet.nameless if number not in sheet.half_named]:
        reason = "Names nobody: no UPN, admission number or MIS id, and no forename and surname. Rows not read."
        rows = ", ".join(map(str, numbers[:20])) + (" …" if len(numbers) > 20 else "")
        sheet.problem(
            numbers[0], None, "unknown_person", reason, f"{len(numbers):,} row{'s' * (len(numbers) > 1)}: {rows}"
        )


def note_losses(sheets: Sequence[Sheet], refused: Iterable[Refused], doubts: Doubts) -> None:
    """Any yes may have ended in what was not read, whatever its day: a no of another giver wins over a later one.

    Only a list that stands alone, a row a person, loses people and no answer of those who are left. A page of students
    holds all that is said of each.
    """
    is_roll = len(sheets) == 1 and sheets[0].is_roll
    for sheet in sheets:
        for (row, _), fault in sheet.grid.faults.items():
            if row is not None and fault.lost is None and not is_roll:
                doubts.causes[sheet.file, row, None, LOST].append(Doubt(None, ()))
    for one in refused:
        doubts.causes[one.name, None, None, NOT_OPENED].append(Doubt(None, ()))


def _look_at_title(sheet: Sheet, doubts: Doubts) -> None:
    """A list of people without answers says by its title what it is of."""
    title = fold_name(" ".join([sheet.grid.sheet or Path(sheet.file).stem, *sheet.top]))
    if sheet.met and (scopes := speaks_of(title)) is not None:
        doubts.causes[sheet.file, None, None, SHEET].append(Doubt(None, scopes))
    elif AGAINST.search(title):  # "Withdrawals", "Opt-outs": whoever stands there
        doubts.causes[sheet.file, None, None, SHEET] += [Doubt(person_id, ()) for person_id in sheet.met]


def _says_nothing(sheet: Sheet, cells: Cells) -> bool:
    """Whether a row is a total, or the headings once more."""
    return bool(TOTAL.search(fold_name(joined_cells(cells)))) or all(
        fold_name(text_in(cells, place) or "") in ("", fold_name(name)) for place, name in enumerate(sheet.grid.header)
    )


def _look_for_givers(sheet: Sheet, doubts: Doubts) -> None:
    """A yes beside another name than the no is perhaps another's, and does not end it."""
    for (person_id, scope), answers in sheet.answered.items() if sheet.is_form else ():
        if {"refused", "withdrawn"} & {status for status, _ in answers} and any(
            status == "granted" and not _giver(sheet, cells) for status, cells in answers
        ):
            doubts.causes[sheet.file, None, None, ANONYMOUS].append(Doubt(person_id, (scope,)))
    if sheet.columns["given_by"]:
        return
    for (person_id, scope), answers in sheet.answered.items():
        no = [cells for status, cells in answers if status in ("refused", "withdrawn")]
        yes = [cells for status, cells in answers if status == "granted"]
        for column in (*sheet.columns["unused"], *sheet.columns["text"]) if no and yes else ():
            names = [{text_in(cells, column.place) or "" for cells in rows} for rows in (no, yes)]
            is_who = WHO.search(column.words) and "" not in names[0] | names[1]
            if names[0] != names[1] and (is_who or all(NAME.search(name) for name in names[0] | names[1])):
                cause = (sheet.file, None, str(sheet.grid.header[column.place]), GIVER)
                doubts.causes[cause].append(Doubt(person_id, (scope,)))


def _giver(sheet: Sheet, cells: Cells) -> str | None:
    return next((said for c in sheet.columns["given_by"] if (said := giver_in(cells, c.place))), None)


def _refusal(sheet: Sheet, number: int, cells: Cells, known: Known, doubts: Doubts) -> None:
    """A no on a row that names nobody in full may be that of anybody of that name."""
    if not (against := refused_by(sheet, number, cells)):
        return
    names = [fold_name(word) for column in (*CALLED, *NUMBERS) if (word := text_in(cells, sheet.person.get(column)))]
    sheet.first.append(sheet.row_problem(number, None, "not_recorded", HALF_NAMED, " ".join(names)))
    meant = [
        person_id
        for person_id, person in known.people.items()
        if {fold_name(str(person[c])) for c in ("first_name", "last_name", "known_as") if person[c]} & set(names)
    ]
    scopes = () if "all" in against else against
    for person_id in meant if names else sheet.met:
        doubts.causes[sheet.file, number, None, HALF_NAMED].append(Doubt(person_id, scopes))


def _footnote(sheet: Sheet, number: int | None, text: str, doubts: Doubts) -> None:
    words = fold_name(text)
    sign = SIGN.match(text)
    scopes = speaks_of(words)
    turned = says_no(words)
    is_telling = scopes is not None or re.search(r"\b(?:consent|permi)", words)
    codes = codes_against(text)
    is_key = codes is not None and not sign and not COLOURS.search(text)
    if is_key or not (is_telling or (turned and (sign or CUES["withdrawn"][0].search(words)))):
        return
    if not turned and not sign and not set(words.split()) - FILLER - NEUTRAL - SCOPE_NAMES:
        return
    marked = [
        person_id
        for person_id, rows in sheet.met.items()
        if sign and any(isinstance(cell, str) and sign[1] in cell for cells in rows for cell in cells)
    ]
    if sign and any(sign[1] in heading for heading in sheet.grid.header):
        marked = []
    cause = (sheet.file, number, None, FOOTNOTE)
    people: list[str | None] = [*(marked or sheet.met)]
    doubts.causes[cause] += [Doubt(person_id, scopes or ()) for person_id in people or [None]]


def look_at_sheet(sheet: Sheet, known: Known, doubts: Doubts, reason: str = SHEET) -> None:
    """A sheet that speaks of pictures and of people, and is not understood, may take back any yes.

    So may one that is hidden and says no: nobody read for which use.
    """
    words = f" {fold_name(' '.join([sheet.grid.sheet or Path(sheet.file).stem, *sheet.texts]))} "
    scopes = speaks_of(words)
    if scopes is None and reason == HIDDEN and AGAINST.search(words):
        scopes = ()
    if scopes is None:
        return
    cells = {str(text_in(row, place)).casefold() for _, row in sheet.rows for place in range(len(row))}
    is_about = bool({*CALLED, *NUMBERS} & set(sheet.person)) or any(
        any(str(person[kind]).casefold() in cells for kind in NUMBERS if TELLS_APART.search(str(person[kind] or "")))
        or ((name := fold_name(full_name(person))) and f" {name} " in words)
        or f" {fold_name(person['last_name'] or '?')} {fold_name(person['first_name'] or '?')} " in words
        for person in known.people.values()
    )
    if is_about:
        doubts.causes[sheet.file, None, None, reason].append(Doubt(None, scopes))
