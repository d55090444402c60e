"""What a row of an MIS export answers: for which use, by whom, from when and until when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.grids import Cells
from imgaudit.foreign.words import UNKNOWN, answer_word, folded
from imgaudit.names import fold_name
from imgaudit.register.beside import doubtful
from imgaudit.register.columns import OTHER, Column, Sheet, giver_in, is_day, text_in
from imgaudit.register.doubts import DOUBTFUL, SAID, UNTICKED, WHEN, Doubt, Doubts
from imgaudit.register.words import (
    AGREEING,
    ANSWERS,
    CONDITION,
    CONSENTING,
    ELSEWHERE,
    FILLER,
    GROUPS,
    NEGATION,
    NEUTRAL,
    NOTHING,
    OCCASIONS,
    PHOTO_WORDS,
    PICTURE,
    PLAIN_NO,
    SCOPE_NAMES,
    Heading,
    answer_of,
    column_of,
    consent_type,
    heading_of,
    mapped_to,
    options_in,
    says_no,
    scopes_of,
    speaks_of,
    touches,
    uses_apart,
)
from imgaudit.tables import ProblemCode

REFUSED = ANSWERS["refused"] | ANSWERS["withdrawn"]
"""A plain no."""
ASKED = frozenset(("pending", "requested", "not yet requested", "no response", "not asked", "awaiting response"))
"""Asked, and not answered: under "Consent status" that is no consent."""
REFUSALS = ("refused", "withdrawn")
NONE = re.compile(r"(?:none|nowhere)\b", re.I)
"""Nothing of what a form offers."""
FILE = re.compile(r"\.(?:jpe?g|png|gif|heic|webp|bmp|tiff?)$", re.I)
"""A picture that the MIS holds."""


_InDoubt = tuple[int, tuple[str, ...], str]


class _Said(NamedTuple):
    scope: str
    status: str
    giver: str | None
    day: pd.Timestamp | None
    kind: str


def read_consents(
    sheet: Sheet, number: int, cells: Cells, person_id: str, doubts: Doubts | None
) -> list[dict[str, Any]]:
    """A person's answers on one row, as rows of the consents; what makes a yes among them doubtful is noted."""
    said, in_doubt = _said(sheet, number, cells)
    about = tuple(dict.fromkeys(scope for scope, *_ in said)) or ("all",)
    rows: list[dict[str, Any]] = []

    def add(
        scope: str, kind: str, status: str, giver: str | None, day: pd.Timestamp | None, until: pd.Timestamp | None
    ) -> None:
        by = giver or next((t for c in _of(sheet, "given_by", scope) if (t := giver_in(cells, c.place))), None)
        rows.append(
            {
                "person_id": person_id,
                "scope": scope,
                "consent_type": kind,
                "status": status,
                "given_on": day,
                "expires_on": until,
                "given_by": by,
                "recorded_on": sheet.recorded_on,
            }
        )

    # Who no longer agrees to pictures agrees to no use of them.
    over = {one.giver for one in said if (one.scope, one.status) == ("all", "expired")}
    said = [
        one._replace(status="expired") if one.status == "granted" and over & {one.giver, None} else one for one in said
    ]
    for scope, answer, giver, taken_back, kind in said:
        ends = [d for c in _of(sheet, "expires_on", scope) if (d := sheet.day(number, cells, c.place)) is not None]
        if answer == "expired":  # agreed once; it is only known that it no longer holds
            ends.append(sheet.recorded_on - pd.Timedelta(days=1))
        status = "granted" if answer == "expired" else answer
        told_by = _of(sheet, "given_on", scope)
        if answer == "granted" and (unread := [column for column in told_by if _is_unread_day(cells, column.place)]):
            status, told_by = "not_recorded", [column for column in told_by if column not in unread]
            for column in unread:
                _note_unread_day(sheet, number, cells, column)
        days = [d for c in told_by if (d := sheet.day(number, cells, c.place)) is not None]
        # Of two dates the one that lets a yes end sooner, a no later.
        dated = (min if status == "granted" else max)(days, default=None)
        add(scope, kind, status, giver, dated if taken_back is None else taken_back, min(ends, default=None))
    for column in sheet.columns["withdrawn"]:
        if _is_withdrawn(sheet, number, cells, column):
            day = sheet.day(number, cells, column.place) if is_day(cells, column.place) else None
            for scope in column.heading.scopes or about:
                kinds = dict.fromkeys(one.kind for one in said if one.scope == scope)
                for kind in kinds or ("",):
                    add(scope, kind, "withdrawn", None, day, None)
    if doubts is not None:
        dates = [row["given_on"] for row in rows if row["given_on"] is not None]
        until = max(dates if sheet.is_long and dates else [sheet.recorded_on, *dates])
        for place, scopes, reason in chain(in_doubt, doubtful(sheet, cells, about)):
            cause = (sheet.file, None, None if place is None else str(sheet.grid.header[place]), reason)
            # Who ticks more the next time has agreed to that.
            last = max(dates) if reason == UNTICKED and dates else until
            doubts.causes[cause].append(Doubt(person_id, scopes, last, sheet.recorded_on))
    return rows


def _is_unread_day(cells: Cells, place: int) -> bool:
    """Whether a cell below the heading of a day says something else than a day, a plain yes, or that there is none."""
    moment = read_moment(cells[place]) if place < len(cells) else None
    if moment is None or moment.day is not None:
        return False
    word = text_in(cells, place) or ""
    return answer_word(word) not in UNKNOWN - ASKED and answer_of(word) != ("granted", "")


def _note_unread_day(sheet: Sheet, number: int, cells: Cells, column: Column) -> None:
    problem = sheet.row_problem(number, column.place, "not_recorded", WHEN, text_in(cells, column.place) or "")
    if sheet.first[-1:] != [problem]:  # one day of several uses is said once
        sheet.first.append(problem)


def refused_by(sheet: Sheet, number: int, cells: Cells) -> tuple[str, ...]:
    """The scopes that a row refuses; nothing is said of it."""
    said = sheet.first, sheet.problems, sheet.ambiguous, sheet.told
    sheet.first, sheet.problems, sheet.ambiguous, sheet.told = [], [], {}, {}
    answers = read_consents(sheet, number, cells, "", None)
    sheet.first, sheet.problems, sheet.ambiguous, sheet.told = said
    return tuple(dict.fromkeys(a["scope"] for a in answers if a["status"] in ("refused", "withdrawn")))


def _of(sheet: Sheet, kind: str, scope: str) -> list[Column]:
    """The columns that say more of a scope: its own, and those that name none."""
    columns = sheet.columns[kind]
    own = [column for column in columns if any(touches(scope, other) for other in column.heading.scopes)]
    general = [column for column in columns if not column.heading.scopes]
    return [*own, *general] if kind == "expires_on" else own or general


def _said(sheet: Sheet, number: int, cells: Cells) -> tuple[list[_Said], list[_InDoubt]]:
    """The answers of a row, and those of them that are in doubt: column, scopes (none for all) and reason."""
    said: list[_Said] = []
    in_doubt: list[_InDoubt] = []
    about = ""

    def ask(column: Column, scopes: Sequence[str], kind: str, *turns: str) -> None:
        status, day, is_doubtful = _answer(sheet, number, cells, column, *turns)
        sheet.tell(number, column, about, scopes, "not_understood" if is_doubtful else status, *turns)
        apart = [] if any(turns) else uses_apart(text_in(cells, column.place) or "")
        said.extend(_Said(scope, "refused", column.heading.giver, None, kind) for scope in apart)
        if status == "refused" and apart and not set(apart) & {*scopes}:  # "Nothing on Facebook" is a no to that alone
            status, is_doubtful = "not_recorded", True
        said.extend(_Said(scope, status, column.heading.giver, day, kind) for scope in scopes if scope not in apart)
        if is_doubtful:
            in_doubt.append((column.place, () if "all" in scopes else tuple(scopes), DOUBTFUL))

    for column in sheet.columns["answer"]:
        word = text_in(cells, column.place) or ""
        kind = consent_type(column.words)
        # "Photo opt outs: Website; Press"
        is_list = column.heading.turn == "denied" and answer_of(word)[1] == "unknown"
        listed = scopes_of(fold_name(word), titled=True) if is_list else []
        said += [_Said(scope, "refused", column.heading.giver, None, kind) for scope in listed]
        if listed:
            sheet.tell(number, column, about, column.heading.scopes, "refused", column.heading.turn)
        else:
            ask(column, column.heading.scopes, kind, column.heading.turn)
    for column in sheet.columns["ticked"]:
        _add_ticked(sheet, number, cells, column, said, in_doubt)
    if sheet.columns["ticked"] and not sheet.columns["status"]:
        return said, in_doubt
    if sheet.is_long or not sheet.columns["answer"]:
        scopes, kind, turn, about = _row_scopes(sheet, cells)
        for column in sheet.columns["status"]:
            if scopes:
                ask(column, scopes, kind, column.heading.turn, turn)
            else:
                sheet.tell(number, column, about, (), "", OTHER)
        return said, in_doubt
    _add_overall(sheet, number, cells, said, in_doubt)
    return said, in_doubt


def _add_overall(sheet: Sheet, number: int, cells: Cells, said: list[_Said], in_doubt: list[_InDoubt]) -> None:
    """What one answer for all uses, beside a column for each, takes back of them."""
    for column in sheet.columns["status"]:
        word = folded(text_in(cells, column.place) or "")
        if word not in REFUSED and answer_of(word)[0] != "expired" and column.words == "status":
            continue  # it may be that of a pupil on roll
        status, day, is_doubtful = _answer(sheet, number, cells, column, column.heading.turn)
        sheet.tell(number, column, "", ["all"], "not_understood" if is_doubtful else status, column.heading.turn)
        if status in ("refused", "withdrawn"):
            said += [one._replace(status=status, giver=None, day=day) for one in dict.fromkeys(said)]
        elif status == "expired":
            said.append(_Said("all", status, None, None, ""))
        elif is_doubtful or (status == "not_recorded" and word not in NOTHING - ASKED):
            in_doubt.append((column.place, (), DOUBTFUL))


def _add_ticked(
    sheet: Sheet, number: int, cells: Cells, column: Column, said: list[_Said], in_doubt: list[_InDoubt]
) -> None:
    """The uses that are ticked in a cell; one that is offered and not ticked is not recorded."""
    ticked, refused, unread = _ticked(sheet, column, text_in(cells, column.place) or "")
    kind = consent_type(column.words)
    for scope, status in [*((s, "granted") for s in ticked), *((s, "refused") for s in refused)]:
        said.append(_Said(scope, status, None, None, kind))
        sheet.tell(number, column, "", sheet.options(column), status)
    if open_ := [scope for scope in sheet.options(column) if scope not in {*ticked, *refused}]:
        said += [_Said(scope, "not_recorded", None, None, kind) for scope in open_]
        in_doubt.append((column.place, tuple(open_), UNTICKED))
    if unread or any(_says_no(cells, other) for kind in ("unused", "text") for other in sheet.columns[kind]):
        in_doubt.append((column.place, (), DOUBTFUL))


def _ticked(sheet: Sheet, column: Column, text: str) -> tuple[list[str], list[str], bool]:
    """The uses that a cell agrees to, those it refuses, and whether something in it is not understood.

    One part of it that says no, and no other is a yes.
    """
    parts = options_in(text)
    of_each = [(part, sheet.option_scopes(column, part)) for part in parts]
    scopes = [scope for _, of_one in of_each for scope in of_one]
    if any(says_no(fold_name(part)) or NONE.match(part) or answer_of(part)[0] in REFUSALS for part in parts):
        return [], scopes or ["all"], False
    return scopes, [], any(not of_one and speaks_of(fold_name(part)) is not None for part, of_one in of_each)


def _says_no(cells: Cells, column: Column) -> bool:
    word = text_in(cells, column.place)
    return bool(word) and answer_of(word or "")[0] in REFUSALS


def _row_scopes(sheet: Sheet, cells: Cells) -> tuple[Sequence[str], str, str, str]:
    """The scopes that a row, or else the sheet or file, is about; its kind, its turn, and what says so.

    There are none where it is about something else than pictures; that is noted.
    """
    said = [
        text
        for kind in ("topic", "scope")
        for column in sheet.columns[kind]
        if (text := text_in(cells, column.place)) is not None
    ]
    file = f"{sheet.grid.sheet} {Path(sheet.file).stem}" if sheet.grid.sheet else Path(sheet.file).stem
    texts = said or [file, *sheet.top]
    if mapped := next(filter(None, (sheet.mapping.get(fold_name(text)) for text in texts)), None):
        heading = mapped_to(mapped)
        about = next(text for text in texts if fold_name(text) in sheet.mapping)
        return heading.scopes, consent_type(fold_name(about)), heading.turn, about
    titled = sheet.is_pictured or (len(said) > 1 and any(PICTURE.search(fold_name(text)) for text in texts))
    read = ((scopes_of(fold_name(text), strict=False, titled=titled), text) for text in texts)
    scopes, about = next((one for one in read if one[0]), ([], file))
    about = " – ".join(said) or about
    # A file called "Refusals" says what all below its title is.
    words = fold_name(" ".join(said) or (file if says_no(fold_name(file)) else about))
    heading = heading_of(words, titled=titled)
    if not scopes:
        sheet.others[about] += 1
    if heading.turn and heading.kind in ("answer", "status"):
        turn = heading.turn
    elif heading.kind == "withdrawn":
        turn = "denied"
    else:
        turn = "held" if heading.kind == "held" else "" if _is_plain(words, heading) else "doubt"
    return scopes, consent_type(words), turn, about


def _answer(
    sheet: Sheet, number: int, cells: Cells, column: Column, *turns: str
) -> tuple[str, pd.Timestamp | None, bool]:
    """What a cell answers, the day of it where a date says that it was taken back, and whether it is in doubt."""
    place = column.place
    word = text_in(cells, place) or ""
    read, doubt = answer_of(word)
    if word.casefold() == "x" and _is_box(sheet, column, *turns):
        read, doubt = "granted", ""
    answer = read
    if doubt == "unknown" and "denied" in turns and is_day(cells, place):
        return "withdrawn", sheet.day(number, cells, place), False
    # Below "Website refused" a plain no means yes; "Refused" only says it once more.
    if "denied" in turns and (read == "granted" or doubt or folded(word) in PLAIN_NO):
        answer = {"granted": "refused", "refused": "granted"}.get(read, read)
    if "no" in turns:  # a mark chooses the answer no; an empty box says nothing
        answer = "refused" if read == "granted" or folded(word) in ("no", "n") else "not_recorded"
    if answer == "granted" and not doubt:
        if " ".join(word.casefold().split()) in sheet.codes:
            doubt = "key"
        elif {"doubt", "held"} & set(turns):
            doubt = "turned"
        elif sheet.columns["held"] and _is_bare(column):
            doubt = "held"
    if doubt and answer == "granted":
        answer = "not_recorded"
    is_doubtful = bool(doubt) and answer == "not_recorded"
    if doubt:
        code: ProblemCode = "not_recorded" if is_doubtful else "unknown_word"
        problem = sheet.row_problem(number, place, code, SAID[doubt].format(answer=answer), word)
        (sheet.first if is_doubtful else sheet.problems).append(problem)
    return answer, None, is_doubtful and doubt != "held" and "held" not in turns and not FILE.search(word)


def _is_box(sheet: Sheet, column: Column, *turns: str) -> bool:
    """Whether a heading says what a mark below it chooses: one answer of two, or a refusal."""
    if {"yes", "no", "denied"} & {*turns}:
        return True
    turned = any(other.heading.turn in ("no", "denied") for other in sheet.columns["answer"])
    return turned and bool(AGREEING & {*column.words.split()})


def _is_withdrawn(sheet: Sheet, number: int, cells: Cells, column: Column) -> bool:
    word = text_in(cells, column.place)
    if word is None or answer_word(word) in NOTHING:
        return False
    if not is_day(cells, column.place) and answer_of(word)[0] not in ("granted", "withdrawn"):
        sheet.problem(
            number, column.place, "date", "Read as withdrawn, the day not known: write Yes, No or a date.", word
        )
    return True


def _is_plain(words: str, heading: Heading) -> bool:
    """Whether a kind of consent is about pictures and nothing else, in words beside which nothing is missed."""
    if heading.kind in ("answer", "status"):
        return True
    left = set(ELSEWHERE.sub(" ", words).split()) - FILLER - SCOPE_NAMES - NEUTRAL - set(OCCASIONS)
    speaks = bool(set(words.split()) & PHOTO_WORDS) or not (set(words.split()) & SCOPE_NAMES)
    return speaks and not left and not any(cue.search(words) for cue in (NEGATION, CONDITION, GROUPS))


def _is_bare(column: Column) -> bool:
    """Whether a heading is a word for pictures and no more, which may be about one that the MIS holds."""
    heading, words = column.heading, column.words
    return heading.scopes == ("all",) and not column.is_mapped and not CONSENTING.search(words) and not column_of(words)
