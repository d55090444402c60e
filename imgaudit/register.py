"""MIS exports → people and their consents.

A register is wide (a column a scope, as SIMS, Bromcom or ScholarPack write it) or long (a row a scope, as Arbor
does); headers are found by alias. Only what the school's own export says counts: a blank is *not recorded*, never
*refused*.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from imgaudit.errors import InputError
from imgaudit.exports.dates import is_month_first, read_moment
from imgaudit.exports.grids import Cells, Grid, read_grids
from imgaudit.exports.words import NO, folded
from imgaudit.names import plain
from imgaudit.register_words import (
    ANSWERS,
    CONSENT_ALIASES,
    HEADINGS,
    NEGATIVE,
    PERSON_ALIASES,
    SOUNDS_LIKE,
    negative_status,
    scopes_of,
)
from imgaudit.tables import CONSENTS, PEOPLE, PROBLEMS, digest

STRICTNESS = {"withdrawn": 0, "refused": 1, "granted": 2, "not_recorded": 3}
"""Where answers of one day differ, the one with the lower number holds; a blank takes nothing back."""


@dataclass(frozen=True, slots=True, repr=False)
class Register:
    """Who is at the school and what they agreed to: frames ``people``, ``consents`` and ``problems``."""

    people: pd.DataFrame
    consents: pd.DataFrame
    problems: pd.DataFrame

    def __repr__(self) -> str:
        """Counts only: nobody's name belongs on a screen by accident."""
        return (
            f"<Register: {len(self.people):,} people, {len(self.consents):,} answers, {len(self.problems):,} problems>"
        )


def read_register(
    path: str | os.PathLike[str], *, mapping: Mapping[str, str] | None = None, role: str = "pupil"
) -> Register:
    """Read the consent register from an MIS export, or from a folder of them.

    Parameters
    ----------
    path
        A CSV, XLSX or ODS file, or a folder of such files (Arbor writes one file a consent type).
    mapping
        Header → our column (``first_name``, ``upn`` …) or ``scope:<name>`` for a consent column, where the aliases
        do not fit.
    role
        What people are whom the export gives no role: ``pupil`` or ``staff``.

    Returns
    -------
    A :class:`Register`: ``people`` (a row a person), ``consents`` (a row a person, scope and day) and ``problems``
    (a row for all that could not be read, unused columns among them).

    Raises
    ------
    InputError
        When there is no such file, or none of its sheets names people.
    """
    source = Path(path)
    if not source.exists():
        raise InputError(f"{source}: no such file or folder. Give the consent export of the MIS.")
    known = {*PERSON_ALIASES, *CONSENT_ALIASES}
    wrong = [c for c in (mapping or {}).values() if c not in known and not c.startswith("scope:")]
    if wrong:
        raise InputError(f"mapping= names {', '.join(wrong)}; it can be {', '.join(sorted(known))} or scope:<name>.")
    roll = _Roll()
    consents: list[dict[str, Any]] = []
    problems: list[dict[str, Any]] = []
    read_any = False
    for table in _tables_in(source):
        for grid in read_grids(table, known=HEADINGS):
            reader = _Reader(table.name, grid, mapping or {}, role)
            read_any |= reader.names_people
            reader.read(roll, consents)
            problems += reader.problems
    if not read_any:
        raise InputError(
            f"{source}: no sheet with people in it. Needed: a header row with a UPN, an admission number or a "
            "surname, and a column a consent (or 'Consent type' and 'Status'). Use mapping= for other headers."
        )
    for consent in consents:
        consent["person_id"] = roll.person_id(consent["person_id"])
    return Register(
        people=PEOPLE.frame(pd.DataFrame(roll.people(), columns=list(PEOPLE.columns))),
        consents=CONSENTS.frame(strictest(pd.DataFrame(consents, columns=list(CONSENTS.columns)), CONSENTS.key)),
        problems=PROBLEMS.frame(pd.DataFrame(problems, columns=list(PROBLEMS.columns))),
    )


def _tables_in(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    kinds = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".ods"}
    # Office leaves "~$name.xlsx" beside an open workbook.
    return sorted(p for p in path.rglob("*") if p.suffix.lower() in kinds and not p.name.startswith((".", "~")))


class _Roll:
    """The people of a register, each once: rows that share a UPN, an admission number or a name and form are one."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.same_as: list[int] = []
        self.place_of: dict[tuple[str, str], int] = {}

    def add(self, person: dict[str, Any]) -> tuple[int, str | None]:
        """Take up a row; its place, and the name it is already known by if that is another."""
        keys = [(key, str(person[key]).casefold()) for key in ("upn", "admission_no") if person[key]]
        name = plain(_full_name(person))
        # Names alone make one person of two rows only where no key tells them apart.
        keys = keys or [("name", f"{name} {plain(person['group'] or '')}")]
        places = sorted({self._root(self.place_of[key]) for key in keys if key in self.place_of})
        place = places[0] if places else len(self.rows)
        if not places:
            self.rows.append(dict(person))
            self.same_as.append(place)
        for other in places[1:]:
            self.same_as[other] = place
            self._fill(self.rows[place], self.rows[other])
        seen = self.rows[place]
        clash = plain(_full_name(seen)) != name and bool(name) and bool(plain(_full_name(seen)))
        self._fill(seen, person)
        self.place_of |= dict.fromkeys(keys, place)
        return place, _full_name(seen) if clash else None

    def people(self) -> list[dict[str, Any]]:
        """A row a person."""
        places = [place for place in range(len(self.rows)) if self._root(place) == place]
        return [{**self.rows[place], "person_id": self.person_id(place)} for place in places]

    def person_id(self, place: int) -> str:
        """The id of the person at a place, by the best key any of their rows has."""
        person = self.rows[self._root(place)]
        for key in ("upn", "admission_no"):
            if person[key]:
                return f"person-{digest(key, str(person[key]).casefold())}"
        return f"person-{digest('name', plain(_full_name(person)), plain(person['group'] or ''))}"

    def _root(self, place: int) -> int:
        while self.same_as[place] != place:
            place = self.same_as[place]
        return place

    @staticmethod
    def _fill(seen: dict[str, Any], person: dict[str, Any]) -> None:
        for column, value in person.items():
            # A mark against showing somebody counts on whichever row it stands.
            if seen.get(column) is None or (column == "protected" and value):
                seen[column] = value


class _Reader:
    """One sheet of an MIS export: which column is what, then row by row."""

    def __init__(self, file: str, grid: Grid, mapping: Mapping[str, str], role: str) -> None:
        self.file = f"{file}[{grid.sheet}]" if grid.sheet else file
        self.grid = grid
        self.role = role
        self.problems: list[dict[str, Any]] = []
        self.person: dict[str, int] = {}
        self.consent: dict[str, int] = {}
        self.scopes: list[tuple[str, int]] = []
        self.days: dict[str, int] = {}
        self.inverted: set[int] = set()
        self.ambiguous: dict[int, int] = {}
        self.month_first: set[int] = set()
        self._place(mapping)

    @property
    def names_people(self) -> bool:
        return bool({"upn", "admission_no", "last_name", "name"} & set(self.person))

    def _place(self, mapping: Mapping[str, str]) -> None:
        override = {plain(header): column for header, column in mapping.items()}
        unused = []
        for place, header in enumerate(self.grid.header):
            words = plain(header)
            target = override.get(words) or _alias(words, PERSON_ALIASES) or _alias(words, CONSENT_ALIASES)
            if target and target.startswith("scope:"):
                self.scopes.append((target.removeprefix("scope:"), place))
            elif target:
                (self.consent if target in CONSENT_ALIASES else self.person).setdefault(target, place)
            elif negative_status(words):
                self.consent.setdefault("status", place)
                self.inverted.add(place)
            elif scopes := scopes_of(words):
                if "date" in words.split():
                    self.days |= {scope: place for scope in scopes if scope not in self.days}
                else:
                    self.scopes += [(scope, place) for scope in scopes]
                    if set(words.split()) & NEGATIVE:
                        self.inverted.add(place)
            elif words:
                unused.append(str(header))
        if {"scope", "status"} <= set(self.consent):  # a row a scope: nothing else on it is an answer
            unused += [str(self.grid.header[place]) for _, place in self.scopes]
            self.scopes = []
        if unused and self.names_people:
            reason = "Columns not used; map them with mapping= if they hold consent."
            self._problem(None, None, reason, ", ".join(unused))
        dates = {*self.days.values(), self.person.get("left_on"), self.consent.get("given_on")}
        for place in sorted(at for at in dates if at is not None):
            if is_month_first(cells[place] for _, cells in self.grid.rows if place < len(cells)):
                self.month_first.add(place)
                self._problem(None, place, "The dates only make sense month-first and were all read so.", "")

    def read(self, roll: _Roll, consents: list[dict[str, Any]]) -> None:
        if not self.names_people:
            self._problem(None, None, "No column with a UPN, an admission number or a surname: sheet not read.", "")
            return
        for number, cells in self.grid.rows:
            person = self._read_person(number, cells)
            if person is None:
                continue
            place, clash = roll.add(person)
            if clash:
                self._problem(
                    number, None, f"Another name for the key of {clash}: the first is kept.", _full_name(person)
                )
            consents += self._read_consents(number, cells, place)
        for number, heading in self.grid.cut:
            self._problem(number, self.grid.header.index(heading), "Too long for a cell: cut.", "")
        for place, count in self.ambiguous.items():
            self._problem(None, place, "Dates that could be day-first or month-first: read as day-first.", str(count))

    def _read_person(self, number: int, cells: Cells) -> dict[str, Any] | None:
        text = {column: _text(cells, place) for column, place in self.person.items()}
        if not any(text.get(column) for column in ("upn", "admission_no", "last_name", "name")):
            if any(_text(cells, place) for place in range(len(cells))):
                self._problem(number, None, "Names nobody: no UPN, admission number or surname.", "")
            return None
        if text.get("name") and not text.get("last_name"):
            text["first_name"], text["last_name"] = _split(text["name"] or "")
        group = text.get("group") or text.get("year")
        person: dict[str, Any] = {
            "upn": text.get("upn"),
            "admission_no": text.get("admission_no"),
            "first_name": text.get("first_name"),
            "last_name": text.get("last_name"),
            "known_as": text.get("known_as"),
            "group": group,
            "role": self._role(text.get("role")),
            "left_on": self._day(number, cells, self.person.get("left_on")),
            "protected": self._protected(number, text.get("protected")),
        }
        return person

    def _read_consents(self, number: int, cells: Cells, place: int) -> list[dict[str, Any]]:
        common = {
            "person_id": place,
            "expires_on": self._day(number, cells, self.consent.get("expires_on")),
            "given_by": _text(cells, self.consent.get("given_by")),
        }
        day = self.consent.get("given_on")
        answers = self.scopes
        if "status" in self.consent and not answers:
            said = _text(cells, self.consent.get("scope")) or f"{self.grid.sheet} {Path(self.file).stem}"
            scopes = scopes_of(plain(said), strict=False) or [plain(said)]
            answers = [(scope, self.consent["status"]) for scope in scopes]
        return [
            {
                **common,
                "scope": scope,
                "status": self._answer(number, cells, at),
                "given_on": self._day(number, cells, self.days.get(scope, day)),
            }
            for scope, at in answers
        ]

    def _answer(self, number: int, cells: Cells, place: int) -> str:
        word = folded(_text(cells, place) or "")
        answer = next((answer for answer, words in ANSWERS.items() if word in words), None)
        if answer is None and (answer := next((a for a, like in SOUNDS_LIKE.items() if like.search(word)), None)):
            self._problem(number, place, f"Read as {answer}: write Yes, No or Withdrawn.", word)
        if answer is None:
            self._problem(number, place, "Not an answer imgaudit knows: counted as not recorded.", word)
            return "not_recorded"
        if place in self.inverted:
            return {"granted": "refused", "refused": "granted"}.get(answer, answer)
        return answer

    def _protected(self, number: int, word: str | None) -> bool | None:
        if word is None:
            return None if "protected" not in self.person else False
        # Any mark in such a column is a warning; only a plain no is not.
        if word.casefold() in ANSWERS["refused"]:
            return False
        if word.casefold() not in ANSWERS["granted"]:
            self._problem(number, self.person["protected"], "Read as: must not be shown.", word)
        return True

    def _role(self, word: str | None) -> str:
        words = set(plain(word or "").split())
        if words & {"staff", "teacher", "employee", "adult", "governor"}:
            return "staff"
        return "pupil" if words & {"pupil", "student", "child", "learner"} else self.role

    def _day(self, number: int, cells: Cells, place: int | None) -> pd.Timestamp | None:
        if place is None or place >= len(cells):
            return None
        moment = read_moment(cells[place], month_first=place in self.month_first)
        if moment is None:
            return None
        if moment.day is None and place == self.person.get("left_on"):
            if folded(str(cells[place])) in NO:
                return None
            self._problem(number, place, "Left without a date: counted as left long ago.", str(cells[place]))
            return pd.Timestamp("1900-01-01")
        if moment.day is None:
            self._problem(number, place, "Not a date: write it as 31/01/2026 or 2026-01-31.", str(cells[place]))
            return None
        if moment.how == "ambiguous":
            self.ambiguous[place] = self.ambiguous.get(place, 0) + 1
        return pd.Timestamp(moment.day)

    def _problem(self, row: int | None, place: int | None, reason: str, value: str) -> None:
        column = None if place is None else str(self.grid.header[place])
        self.problems.append({"file": self.file, "row": row, "column": column, "reason": reason, "value": value})


def strictest(consents: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """One row for each key: where answers differ, the stricter holds."""
    ranked = consents.assign(rank=consents["status"].map(STRICTNESS)).sort_values("rank", kind="stable")
    return ranked.drop(columns="rank").drop_duplicates(list(keys)).sort_index().reset_index(drop=True)


def _alias(words: str, aliases: Mapping[str, tuple[str, ...]]) -> str | None:
    return next((column for column, options in aliases.items() if words in options), None)


def _text(cells: Cells, place: int | None) -> str | None:
    if place is None or place >= len(cells) or cells[place] is None:
        return None
    value = cells[place]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def _full_name(person: Mapping[str, Any]) -> str:
    return f"{person.get('first_name') or ''} {person.get('last_name') or ''}".strip()


def _split(name: str) -> tuple[str, str]:
    last, comma, first = name.partition(",")
    if comma:
        return first.strip(), last.strip()
    first, _, last = name.strip().rpartition(" ")
    return first, last
