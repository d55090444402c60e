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
from imgaudit.exports.dates import read_moment
from imgaudit.exports.grids import Cells, Grid, read_grids
from imgaudit.exports.words import NO, UNKNOWN, YES, folded
from imgaudit.names import plain
from imgaudit.tables import CONSENTS, PEOPLE, PROBLEMS, digest

PERSON_ALIASES: Mapping[str, tuple[str, ...]] = {
    "upn": ("upn", "unique pupil number"),
    "admission_no": (
        "admission no",
        "admission number",
        "adno",
        "adm no",
        "student id",
        "pupil id",
        "mis id",
        "staff code",
    ),
    "first_name": ("forename", "first name", "legal forename", "given name"),
    "last_name": ("surname", "last name", "legal surname", "family name"),
    "known_as": ("known as", "preferred forename", "preferred first name", "preferred name", "chosen name"),
    "name": ("name", "full name", "student", "pupil", "student name", "pupil name", "person"),
    "group": ("form", "reg", "reg group", "registration group", "registration form", "class", "tutor group"),
    "year": ("year", "year group", "nc year"),
    "role": ("role", "type", "person type"),
    "left_on": ("leaving date", "date of leaving", "left", "left on", "leaver date", "end date"),
    "protected": ("protected", "do not photograph", "no photos", "safeguarding flag", "looked after photo ban"),
}
"""Our column → headers that mean it, compared without case and punctuation."""

CONSENT_ALIASES: Mapping[str, tuple[str, ...]] = {
    "scope": ("consent type", "consent", "permission", "scope", "consent name", "category", "topic"),
    "status": ("status", "response", "answer", "consent status", "consent given", "granted"),
    "given_on": ("consent date", "date", "date given", "response date", "given on", "date of consent", "updated"),
    "expires_on": ("expires", "expiry", "expiry date", "valid until", "expires on"),
    "given_by": ("given by", "consent given by", "responded by", "parent", "contact"),
}

SCOPE_WORDS: Mapping[str, tuple[str, ...]] = {
    "website": ("website", "web site", "web", "online", "school site"),
    "social": ("social media", "social", "facebook", "instagram", "twitter", "x"),
    "print": ("prospectus", "print", "printed", "publications", "print material", "brochure", "display"),
    "press": ("press", "newspaper", "local media", "media"),
    "video": ("video", "film", "youtube", "filming"),
    "internal": ("internal", "internal use", "in school", "displays"),
    "all": ("photograph student", "photo", "photos", "photograph", "photographs", "image", "images", "photo consent"),
}
"""Our scope → words in a header or cell that mean it; ``all`` is one flag for everything, as SIMS keeps it."""

ANSWERS: Mapping[str, frozenset[str]] = {
    "withdrawn": frozenset(("withdrawn", "revoked", "consent withdrawn")),
    # An empty box looks the same whether somebody refused or was never asked.
    "not_recorded": UNKNOWN | {"☐", "not asked", "awaiting response", "no answer"},
    "granted": YES | {"allowed", "consent given", "agreed", "agree"},
    "refused": NO | {"no consent", "not given", "disagree", "opted out", "not allowed", "do not use"},
}
"""Our answer → words that mean it. Anything else is a problem, and counts as not recorded."""


STRICTNESS = {"withdrawn": 0, "refused": 1, "not_recorded": 2, "granted": 3}
"""Where answers of one day differ, the one with the lower number holds."""


HEADINGS = frozenset(
    folded(word)
    for table in (PERSON_ALIASES, CONSENT_ALIASES, SCOPE_WORDS)
    for words in table.values()
    for word in words
)
"""All headings known, by which a header below title rows is found."""


@dataclass(frozen=True, slots=True)
class Register:
    """Who is at the school and what they agreed to: frames ``people``, ``consents`` and ``problems``."""

    people: pd.DataFrame
    consents: pd.DataFrame
    problems: pd.DataFrame


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
    people: dict[str, dict[str, Any]] = {}
    consents: list[dict[str, Any]] = []
    problems: list[dict[str, Any]] = []
    read_any = False
    for table in _tables_in(source):
        for grid in read_grids(table, known=HEADINGS):
            reader = _Reader(table.name, grid, mapping or {}, role)
            read_any |= reader.names_people
            reader.read(people, consents)
            problems += reader.problems
    if not read_any:
        raise InputError(
            f"{source}: no sheet with people in it. Needed: a header row with a UPN, an admission number or a "
            "surname, and a column a consent (or 'Consent type' and 'Status'). Use mapping= for other headers."
        )
    return Register(
        people=PEOPLE.frame(pd.DataFrame(list(people.values()), columns=list(PEOPLE.columns))),
        consents=CONSENTS.frame(strictest(pd.DataFrame(consents, columns=list(CONSENTS.columns)), CONSENTS.key)),
        problems=PROBLEMS.frame(pd.DataFrame(problems, columns=list(PROBLEMS.columns))),
    )


def _tables_in(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    kinds = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".ods"}
    # Office leaves "~$name.xlsx" beside an open workbook.
    return sorted(p for p in path.rglob("*") if p.suffix.lower() in kinds and not p.name.startswith((".", "~")))


class _Reader:
    """One sheet of an MIS export: which column is what, then row by row."""

    def __init__(self, file: str, grid: Grid, mapping: Mapping[str, str], role: str) -> None:
        self.file = f"{file}[{grid.sheet}]" if grid.sheet else file
        self.grid = grid
        self.role = role
        self.problems: list[dict[str, Any]] = []
        self.person: dict[str, int] = {}
        self.consent: dict[str, int] = {}
        self.scopes: dict[str, int] = {}
        self.days: dict[str, int] = {}
        self.inverted: set[int] = set()
        self.ambiguous: dict[int, int] = {}
        self._place(mapping)

    @property
    def names_people(self) -> bool:
        return bool({"upn", "admission_no", "last_name", "name"} & set(self.person))

    def _place(self, mapping: Mapping[str, str]) -> None:
        override = {plain(header): column for header, column in mapping.items()}
        unused = []
        for place, header in enumerate(self.grid.header):
            words = plain(header)
            target = override.get(words)
            if target and target.startswith("scope:"):
                self.scopes[target.removeprefix("scope:")] = place
            elif column := (target or _alias(words, PERSON_ALIASES)):
                if column in CONSENT_ALIASES:
                    self.consent.setdefault(column, place)
                else:
                    self.person.setdefault(column, place)
            elif column := _alias(words, CONSENT_ALIASES):
                self.consent.setdefault(column, place)
            elif words == "consent denied":
                self.consent.setdefault("status", place)
                self.inverted.add(place)
            elif scope := scope_of(words):
                if "date" in words.split():
                    self.days.setdefault(scope, place)
                elif scope in self.scopes:
                    unused.append(str(header))
                else:
                    self.scopes[scope] = place
            elif words:
                unused.append(str(header))
        if unused and self.names_people:
            self._problem(
                None, None, "Columns not used; map them with mapping= if they hold consent.", ", ".join(unused)
            )

    def read(self, people: dict[str, dict[str, Any]], consents: list[dict[str, Any]]) -> None:
        if not self.names_people:
            self._problem(None, None, "No column with a UPN, an admission number or a surname: sheet not read.", "")
            return
        for number, cells in self.grid.rows:
            person = self._read_person(number, cells)
            if person is None:
                continue
            seen = people.setdefault(person["person_id"], person)
            if plain(_full_name(seen)) != plain(_full_name(person)):
                self._problem(number, None, "Two names for one key: the first is kept.", _full_name(person))
            for column, value in person.items():
                # A mark against showing somebody counts on whichever row it stands.
                if seen.get(column) is None or (column == "protected" and value):
                    seen[column] = value
            consents += self._read_consents(number, cells, person["person_id"])
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
        key = ("upn", person["upn"]) if person["upn"] else ("admission_no", person["admission_no"])
        if not key[1]:
            key = ("name", plain(f"{_full_name(person)} {group or ''}"))
        return {"person_id": f"person-{digest(key[0], str(key[1]).casefold())}", **person}

    def _read_consents(self, number: int, cells: Cells, person_id: str) -> list[dict[str, Any]]:
        common = {
            "person_id": person_id,
            "expires_on": self._day(number, cells, self.consent.get("expires_on")),
            "given_by": _text(cells, self.consent.get("given_by")),
        }
        day = self.consent.get("given_on")
        places = dict(self.scopes)
        if "status" in self.consent and not places:
            said = _text(cells, self.consent.get("scope")) or f"{self.grid.sheet} {self.file}"
            places = {scope_of(plain(said)) or plain(said): self.consent["status"]}
        return [
            {
                **common,
                "scope": scope,
                "status": self._answer(number, cells, place),
                "given_on": self._day(number, cells, self.days.get(scope, day)),
            }
            for scope, place in places.items()
        ]

    def _answer(self, number: int, cells: Cells, place: int) -> str:
        word = folded(_text(cells, place) or "")
        answer = next((answer for answer, words in ANSWERS.items() if word in words), None)
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
        moment = read_moment(cells[place]) if place is not None and place < len(cells) else None
        if moment is None or place is None:
            return None
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


def scope_of(words: str) -> str | None:
    """The consent scope that a header or a cell in plain words means.

    >>> scope_of("consent to use photo on website"), scope_of("shoe size")
    ('website', None)
    """
    padded = f" {words} "
    matches = [
        (scope == "all", -len(word), scope)
        for scope, options in SCOPE_WORDS.items()
        for word in options
        if f" {word} " in padded
    ]
    # The most telling word wins: "social media" before "media", any use before "photo".
    return min(matches)[2] if matches else None


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
