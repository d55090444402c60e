"""What stands beside a person's answers and makes a yes among them doubtful."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from imgaudit.foreign.grids import Cells
from imgaudit.foreign.words import NO, UNKNOWN, answer_word
from imgaudit.names import fold_name
from imgaudit.register.columns import NO_HEADING, Column, Sheet, is_day, text_in
from imgaudit.register.doubts import TWICE, UNREAD, UNTIL
from imgaudit.register.words import (
    BROKEN_OFF,
    CONDITION,
    CONSENTING,
    FILLER,
    GENERIC,
    GIVERS,
    LIMITLESS,
    NEGATION,
    NOTE,
    NOTHING,
    REFUSING,
    answer_of,
    says_no,
    speaks_of,
)

REFERS = re.compile(r"\b(?:see|ask|check|but|note)\b")
"""A cell without a heading that points to something else."""
_PARENTS = re.compile(r"\b(?:parents?|mother|father|mum|dad|guardian|carer|pupil|student)\b")


def doubtful(sheet: Sheet, cells: Cells, about: tuple[str, ...]) -> Iterable[tuple[int | None, tuple[str, ...], str]]:
    """What beside a person's answers makes a yes doubtful: column, scopes (none for all) and reason."""
    beside = about if sheet.is_long else ()
    for column in sheet.columns["unread"]:
        word = text_in(cells, column.place)
        if column.place in sheet.questions or (word and answer_word(word) not in UNKNOWN):
            yield column.place, column.heading.scopes or beside, UNREAD
    for column in sheet.columns["note"]:
        if _is_noted(column, text_in(cells, column.place)):
            yield column.place, column.heading.scopes or beside, UNREAD
    for kind in ("text", "unused"):
        for column in sheet.columns[kind]:
            word = text_in(cells, column.place)
            scopes = _beside(column.words, word, about if sheet.is_long else None, kind) if word else None
            if scopes is not None:
                yield column.place, beside or scopes, UNREAD
    for column in sheet.columns["expires_on"]:
        word = text_in(cells, column.place)
        if word and answer_word(word) not in LIMITLESS and not is_day(cells, column.place):
            yield column.place, column.heading.scopes or beside, UNTIL
    for column in (*sheet.columns["given_by"], *sheet.columns["given_on"]):  # "Updated answer: no"
        word = text_in(cells, column.place)
        answer, doubt = answer_of(word or "")
        is_over = BROKEN_OFF.search(column.words) and answer_word(word or "") not in NOTHING
        if is_over or (answer in ("refused", "withdrawn") and doubt != "like"):
            yield column.place, column.heading.scopes or beside, UNREAD
    yield from _twice(sheet, cells)


def _is_noted(column: Column, word: str | None) -> bool:
    """Whether a cell below "Notes" or "Restrictions" says anything."""
    # "Photo restrictions: no" says nothing; "Photo notes: no", or "Photos without restriction: no", may.
    is_plain = CONDITION.search(column.words) and not any(
        cue.search(column.words) for cue in (NOTE, NEGATION, CONSENTING)
    )
    return bool(word) and answer_word(word or "") not in (NOTHING if is_plain else NOTHING - NO)


def _twice(sheet: Sheet, cells: Cells) -> Iterable[tuple[int, tuple[str, ...], str]]:
    """Two columns of one name of which one is blank."""
    seen: dict[str, list[Column]] = defaultdict(list)
    for column in sheet.columns["answer"]:
        if not _PARENTS.search(column.words) and not column.heading.turn:
            name = re.sub(r"\b\d+\b", "", column.words).strip()
            seen[" ".join(column.heading.scopes) if column.is_mapped else name].append(column)
    for same in seen.values():
        words = [text_in(cells, column.place) or "" for column in same]
        if len(same) > 1 and any(answer_of(word)[0] == "not_recorded" for word in words):
            yield same[-1].place, same[-1].heading.scopes, TWICE


def _beside(heading: str, cell: str, about: tuple[str, ...] | None, kind: str) -> tuple[str, ...] | None:
    """The uses, none for all, of which a cell nobody asked for makes a yes doubtful; ``None`` where it makes none.

    ``about`` are the uses of a row about one consent alone; on it every word counts for that.
    """
    answer = answer_of(cell)[0]
    words_of_it = set(heading.split())
    told = words_of_it - FILLER - GENERIC
    is_consent = CONSENTING.search(heading) is not None
    if is_consent:
        told = {word for word in told - GIVERS if not word.isdigit()}
    is_general = bool(heading) and not told and (bool(GENERIC & words_of_it) or is_consent)
    if (is_general and answer in ("refused", "withdrawn", "expired")) or (
        BROKEN_OFF.search(heading) and answer_word(cell) not in NOTHING
    ):
        return ()
    if about is not None and NEGATION.search(heading) and answer_word(cell) not in NOTHING:
        return ()
    for clause in re.split(r"[.;\n]| [-–—] ", cell):
        words = fold_name(clause)
        scopes = speaks_of(words)
        turned = says_no(words) or bool(CONDITION.search(words))
        takes_back = kind == "text" and turned and bool(re.search(r"\b(?:consent|permission|withdr|revok)", words))
        if REFUSING.search(words) or takes_back or (scopes is not None and (turned or kind == "text")):
            return scopes or ()
        if about is not None and scopes and not set(scopes) & set(about):
            return ()
        if NO_HEADING.fullmatch(heading) and (
            REFERS.search(words) or turned or (not words.isdigit() and answer != "not_recorded")
        ):
            return ()
    return None
