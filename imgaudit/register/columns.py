"""One sheet of an MIS export: which column is what."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from imgaudit.foreign.dates import is_month_first, read_moment
from imgaudit.foreign.grids import Cells, Grid
from imgaudit.foreign.text import clean
from imgaudit.foreign.words import NO, folded
from imgaudit.names import fold_name
from imgaudit.register.people import CALLED, NUMBERS
from imgaudit.register.words import (
    CONSENTING,
    NEGATION,
    PERSON_ALIASES,
    PICTURE,
    Heading,
    answer_of,
    heading_of,
    mapped_to,
    option_scopes,
    options_in,
    says_no,
    scopes_of,
    speaks_of,
)
from imgaudit.tables import ProblemCode

STAFF_WORDS = frozenset(("staff", "teacher", "teachers", "employee", "employees", "adult", "governor", "governors"))
PUPIL_WORDS = frozenset(("pupil", "pupils", "student", "students", "child", "children", "learner"))
TOTAL = re.compile(r"^(?:grand |sub ?)?(?:totals?|count|sum)\b|^page \d+( of \d+)?$")
NO_HEADING = re.compile("(?:column [a-z]+)?", re.I)
BOOLEAN = re.compile(r"^bln(?=[A-Z])")
FORM = re.compile(r"timestamp|completion time|start time|submission (?:date|time)|submitted(?: on| at)?|date submitted")
"""A heading that a form writes by itself: its rows are submissions."""
EMAIL = re.compile(r"(?:respondents? )?e ?mail(?: address)?")
RESPONSE = frozenset(("value", "outcome", "result", "choice", "selection"))
"""What stands beside a kind of consent may be called so."""


class Column(NamedTuple):
    """A column: what its heading means, where it stands, and the words of the heading."""

    heading: Heading
    place: int
    words: str
    is_mapped: bool


OTHER = "other"
"""Of a kind of consent: it is none to pictures."""


@dataclass(repr=False)
class Told:
    """What one column answers, of one kind of consent where rows name it: for which uses, and what on which row."""

    scopes: tuple[str, ...]
    turns: frozenset[str]
    answers: list[tuple[int, str]] = field(default_factory=list)


class Sheet:
    """One sheet of an MIS export: which column is what, and what has been seen of its rows so far."""

    def __init__(
        self,
        file: str,
        grid: Grid,
        columns: Mapping[str, str],
        role: str,
        recorded_on: pd.Timestamp,
        doubt: str | None,
    ) -> None:
        self.file = f"{file}[{grid.sheet}]" if grid.sheet else file
        self.grid = grid
        called = set(fold_name(self.file).split())
        # A sheet called "Staff" holds staff.
        self.said_role = "staff" if STAFF_WORDS & called and not PUPIL_WORDS & called else None
        self.role = self.said_role or role
        self.recorded_on, self.doubt = recorded_on, doubt
        self.first: list[dict[str, Any]] = []
        self.problems: list[dict[str, Any]] = []
        self.is_doubtful = False
        self.rows = list(grid.rows)
        self.top = [
            " ".join(filter(None, map(clean, row))) for row in islice(grid.table(), grid.header_row - 1) if any(row)
        ]
        # A title that speaks of pictures does so for all the uses below it.
        self.is_pictured = bool(PICTURE.search(fold_name(" ".join([Path(file).stem, grid.sheet or "", *self.top]))))
        self.others: Counter[str] = Counter()
        self.person: dict[str, int] = {}
        self.columns: dict[str, list[Column]] = defaultdict(list)
        self.ambiguous: dict[int, int] = {}
        self.month_first: set[int] = set()
        self.met: dict[str, list[Cells]] = {}
        self.answered: dict[tuple[str, str], list[tuple[str, Cells]]] = defaultdict(list)
        self.nameless: list[tuple[int, Cells]] = []
        self.half_named: set[int] = set()
        self.found: list[Column] = []
        self.told: dict[tuple[int, str], Told] = {}
        self.whose: dict[int, str] = {}
        self.offered: dict[int, list[str]] = {}
        self.mapping = columns
        self._place(columns)
        self.questions = {
            column.place
            for column in self.columns["unread"]
            if any(
                answer_of(text)[0] != "not_recorded" for _, cells in self.rows if (text := text_in(cells, column.place))
            )
        }
        self.codes: set[str] = set()

    @property
    def names_people(self) -> bool:
        """Whether a column tells people apart."""
        return bool({*NUMBERS, "last_name", "name"} & set(self.person))

    @property
    def texts(self) -> list[str]:
        """What stands on the sheet, line by line."""
        return [*self.top, joined_cells(self.grid.header), *(joined_cells(cells) for _, cells in self.rows)]

    @property
    def has_numbers(self) -> bool:
        """Whether a column holds numbers of people."""
        return bool(set(NUMBERS) & set(self.person))

    @property
    def is_long(self) -> bool:
        """A row a scope, so that no other column of it is an answer."""
        return bool(self.columns["scope"] and self.columns["status"])

    @property
    def source(self) -> str:
        """What its rows say of classes: a form holds who has answered, and rows of single consents who was asked."""
        return "mention" if self.is_form or self.is_long else "roll"

    @property
    def is_roll(self) -> bool:
        """Whether each person has one row with all that they answered."""
        is_wide = bool(self.columns["answer"] or self.columns["ticked"]) and self.source == "roll"
        return is_wide and all(len(rows) == 1 for rows in self.met.values())

    def tell(self, number: int, column: Column, about: str, scopes: Sequence[str], answer: str, *turns: str) -> None:
        """Note an answer on a row below a heading, of one kind of consent where the rows name it."""
        told = Told(tuple(scopes), frozenset(filter(None, turns)))
        self.told.setdefault((column.place, about), told).answers.append((number, answer))

    def options(self, column: Column) -> list[str]:
        """The uses that a column of several in a cell offers; none where a row has one tick."""
        if column.place not in self.offered:
            parts = [options_in(text_in(cells, column.place) or "") for _, cells in self.rows]
            scopes = [scope for options in parts for part in options for scope in self.option_scopes(column, part)]
            is_list = any(len(options) > 1 for options in parts)
            self.offered[column.place] = list(dict.fromkeys(scopes)) if is_list else []
        return self.offered[column.place]

    def option_scopes(self, column: Column, part: str) -> list[str]:
        """The uses that one option below a heading means, which may be what speaks of pictures."""
        return option_scopes(fold_name(part), titled=self.is_pictured or bool(PICTURE.search(column.words)))

    def _place(self, columns: Mapping[str, str]) -> None:
        headings = self._headings(columns)
        self.is_form = any(FORM.fullmatch(fold_name(header)) for header in headings)
        found = []
        for place, header in enumerate(headings):
            # iSAMS writes blnPhotoWebsite.
            plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", BOOLEAN.sub("", header)) if BOOLEAN.match(header) else header
            words = fold_name(re.sub(r"[(\[][^)\]]*=[^)\]]*[)\]]", " ", plain))
            mapped = columns.get(fold_name(self.grid.header[place])) or columns.get(words)
            heading = mapped_to(mapped) if mapped else heading_of(words, titled=self.is_pictured)
            if self.is_form and not mapped and EMAIL.fullmatch(words):
                heading = Heading("given_by")  # of whoever filled it in
            if words == "no" and not mapped and self._counts(place):
                heading = Heading("unused")  # "No." stands for number
            found.append(Column(heading, place, words, bool(mapped)))
        self.found = found
        mapped_kinds = {c.heading.kind for c in found if c.is_mapped and not c.heading.scopes}
        # A mapped column goes before an alias, wherever they stand.
        is_child = re.compile(r"\b(?:child|pupil|student|learner)s?\b").search
        order = {
            column: (not column.is_mapped, column.heading.kind in PERSON_ALIASES and not is_child(column.words))
            for column in found
        }
        for column in sorted(found, key=order.__getitem__):
            kind = column.heading.kind
            if kind in PERSON_ALIASES:
                self.person.setdefault(kind, column.place)
            elif not column.is_mapped and not column.heading.scopes and kind in mapped_kinds:
                self.columns["unused"].append(column)
            else:
                self.columns[kind].append(column)
        named = {c.heading.kind for c in found if c.heading.kind in CALLED and (c.is_mapped or is_child(c.words))}
        # Whoever fills in a form is not whom it is about.
        if "name" in (named if self.is_form else mapped_kinds) and not {"first_name", "last_name"} & named:
            for kind in ("first_name", "last_name", "known_as"):  # of a parent, as a form has them
                self.person.pop(kind, None)
        is_type = any(column.is_mapped for column in self.columns["scope"])
        self._find_ticked()
        if self.columns["scope"] and not self.columns["status"] and not self.columns["answer"]:
            self.columns["status"] = [c for c in self.columns["unused"] if c.words in RESPONSE][:1]
            self.columns["unused"] = [c for c in self.columns["unused"] if c not in self.columns["status"]]
        if self.columns["scope"] and not self.columns["status"] and self.columns["answer"] and not is_type:
            self.columns["status"] = self.columns.pop("scope")  # "Consent" beside a column for each use
        if self.is_long:
            other = [column for column in self.columns["answer"] if not column.is_mapped]
            self.columns["answer"] = [column for column in self.columns["answer"] if column.is_mapped]
            self.columns["unread"] += other
        unused = [c for kind in ("unused", "text", "note", "unread", "held") for c in self.columns[kind] if c.words]
        if unused and self.names_people:
            reason = "Columns not used; map them with mapping= if they hold consent."
            names = [str(self.grid.header[column.place]) for column in sorted(unused, key=lambda c: c.place)]
            self.problem(None, None, "unknown_heading", reason, ", ".join(names))
        self._find_month_first()

    def _find_ticked(self) -> None:
        """A column of uses agreed to, unless another says what was answered, or answers stand in it."""
        ticked = self.columns.pop("ticked", [])
        for kind in ("answer", "unread", "unused"):  # a question of a form under which several uses may be ticked
            lists = [column for column in self.columns[kind] if not column.is_mapped and self._lists_uses(column)]
            self.columns[kind] = [column for column in self.columns[kind] if column not in lists]
            ticked += lists
        for column in ticked:
            words = [word for _, cells in self.rows if (word := text_in(cells, column.place))]
            answers = sum(1 for word in words if not answer_of(word)[1])
            kind = "scope" if self.columns["status"] else "unused" if answers * 2 > len(words) else "ticked"
            self.columns[kind].append(column)

    def _lists_uses(self, column: Column) -> bool:
        """Whether the cells below a heading that asks for consent to pictures list the uses agreed to."""
        if says_no(column.words) or not CONSENTING.search(column.words) or speaks_of(column.words) is None:
            return False
        words = [word for _, cells in self.rows if (word := text_in(cells, column.place))]
        parts = [options_in(word) for word in words]
        lists = [options for options in parts if any(self.option_scopes(column, option) for option in options)]
        return len(lists) * 2 > len(words) and any(len(options) > 1 for options in lists)

    def _find_month_first(self) -> None:
        dates = {c.place for kind in ("given_on", "withdrawn", "expires_on") for c in self.columns[kind]}
        for place in sorted(dates | {place for name, place in self.person.items() if name == "left_on"}):
            if is_month_first(cells[place] for _, cells in self.rows if place < len(cells)):
                self.month_first.add(place)
                self.problem(None, place, "date", "The dates only make sense month-first and were all read so.", "")

    def _counts(self, place: int) -> bool:
        """Whether a column holds numbers that are all different, as those of rows are."""
        words = [word for _, cells in self.rows if (word := text_in(cells, place))]
        return len(set(words)) == len(words) > 0 and all(word.isdigit() for word in words)

    def _headings(self, columns: Mapping[str, str]) -> list[str]:
        """The headings in full, where a second row of them stands above or below."""
        header = list(self.grid.header)
        people = {
            place
            for place, name in enumerate(header)
            if columns.get(fold_name(name), heading_of(fold_name(name)).kind) in PERSON_ALIASES
        }
        if self.grid.header_row > 1:
            *_, above = islice(self.grid.table(), self.grid.header_row - 1)
            groups = [clean(above[at]) if at < len(above) else "" for at in self.grid.used]
            groups = ["" if place in people else group for place, group in enumerate(groups)]
            told = [fold_name(group) for group in groups if group]
            named = [words for words in told if scopes_of(words, strict=False) or _is_heading(words)]
            # A title is no heading; one that is alone has to be understood.
            if named and (len(named) > 1 or scopes_of(named[0]) or _is_heading(named[0])):
                group = ""
                for place, own in enumerate(groups):
                    group = "" if place in people else own or group
                    header[place] = f"{group} {header[place]}".strip()
        if self.rows and not any(text_in(self.rows[0][1], place) for place in people):
            _, cells = self.rows[0]
            below = {place: text for place in range(len(header)) if (text := text_in(cells, place))}
            kinds = {
                folded(text) if folded(text) in ("yes", "no") else heading_of(fold_name(text)).kind
                for text in below.values()
            }
            if (
                len(below) > 1
                and not kinds & {"unused", "unread", "text", "note"}
                and kinds & {"yes"} == {"yes" for kind in kinds if kind == "no"}
            ):
                self.rows = self.rows[1:]
                group = ""
                for place, own in enumerate(header):
                    group = "" if place in people else group if NO_HEADING.fullmatch(own) else own
                    if place in below:
                        header[place] = f"{group} {below[place]}".strip()
        return header

    def day(self, number: int, cells: Cells, place: int | None) -> pd.Timestamp | None:
        """The day in a cell; a problem, and none, where what stands there is no day."""
        if place is None or place >= len(cells):
            return None
        moment = read_moment(cells[place], month_first=place in self.month_first)
        if moment is None:
            return None
        if moment.day is None and place == self.person.get("left_on"):
            if folded(str(cells[place])) in NO:
                return None
            self.problem(number, place, "date", "Left without a date: counted as left long ago.", str(cells[place]))
            return pd.Timestamp("1900-01-01")
        if moment.day is None:
            self.problem(number, place, "date", "Not a date: write it as 31/01/2026 or 2026-01-31.", str(cells[place]))
            return None
        if moment.how == "ambiguous":
            self.ambiguous[place] = self.ambiguous.get(place, 0) + 1
        return pd.Timestamp(moment.day)

    def problem(self, row: int | None, place: int | None, code: ProblemCode, reason: str, value: str) -> None:
        """Note what is wrong with a row, a column or a cell."""
        self.problems.append(self.row_problem(row, place, code, reason, value))

    def row_problem(
        self, row: int | None, place: int | None, code: ProblemCode, reason: str, value: str
    ) -> dict[str, Any]:
        """What is wrong, as a row of the problems."""
        column = None if place is None else str(self.grid.header[place])
        return {"file": self.file, "row": row, "column": column, "code": code, "reason": reason, "value": value}


def _is_heading(words: str) -> bool:
    """Whether words above a heading change what it means."""
    return bool(NEGATION.search(words)) or heading_of(words).kind not in ("unused", "text", *PERSON_ALIASES)


def is_day(cells: Cells, place: int) -> bool:
    """Whether a cell holds a day."""
    moment = read_moment(cells[place]) if place < len(cells) else None
    return moment is not None and moment.day is not None


def joined_cells(cells: Sequence[object]) -> str:
    """The words of a row; a short one before one other is a code and what it means."""
    words = [clean(cell) for cell in cells if clean(cell)]
    return (" = " if len(words) == 2 and len(words[0]) < 4 and "=" not in words[1] else " ").join(words)


def giver_in(cells: Cells, place: int) -> str | None:
    """Who answered, as a cell says; nobody where a form was filled in without a name."""
    said = text_in(cells, place)
    return None if said and fold_name(said) in ("anonymous", "anon", "anonymous user") else said


def text_in(cells: Cells, place: int | None) -> str | None:
    """What stands in a cell; ``None`` where nothing does."""
    return None if place is None or place >= len(cells) else clean(cells[place]) or None
