"""MIS exports → people and their consents.

A register is wide (a column a scope, as SIMS, Bromcom or ScholarPack write it) or long (a row a scope, as Arbor
does); headers are found by alias (:mod:`imgaudit.mis`). Only what the school's own export says counts: a blank is
*not recorded*, never *refused*.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from imgaudit.errors import InputError
from imgaudit.exports.dates import is_month_first, read_moment
from imgaudit.exports.grids import Cells, Grid, read_grids
from imgaudit.exports.words import NO, folded
from imgaudit.names import plain
from imgaudit.pseudonyms import own_key, pseudonym
from imgaudit.register_words import (
    ANSWERS,
    CONSENT_ALIASES,
    HEADINGS,
    NEGATIVE,
    SOUNDS_LIKE,
    column_of,
    giver_of,
    load_mapping,
    negative_status,
    scopes_of,
)
from imgaudit.tables import CONSENTS, PEOPLE, PROBLEMS

STRICTNESS = {"withdrawn": 0, "refused": 1, "granted": 2, "not_recorded": 3}
"""Where answers of one day differ, the one with the lower number holds; a blank takes nothing back."""

DAY_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
STAFF_WORDS = frozenset(("staff", "teacher", "teachers", "employee", "employees", "adult", "governor", "governors"))
PUPIL_WORDS = frozenset(("pupil", "pupils", "student", "students", "child", "children", "learner"))
NUMBERS = ("upn", "admission_no", "mis_id")
"""What tells people apart beyond doubt, the best first."""


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
    path: str | os.PathLike[str],
    *,
    mapping: Mapping[str, str] | str | os.PathLike[str] | None = None,
    role: str = "pupil",
    exported_on: str | date | None = None,
    key: bytes | None = None,
) -> Register:
    """Read the consent register from an MIS export, or from a folder of them.

    The day of the export matters to answers without a date, which hold from then and not before. Where it is not
    given it is taken from the file's name (``consents-2025-12-19.csv``), from what the workbook says of itself, or
    at last from when the file was changed; a problem says so.

    Parameters
    ----------
    path
        A CSV, XLSX or ODS file, or a folder of such files (Arbor writes one file a consent type).
    mapping
        Header → our column (``first_name``, ``upn`` …) or ``scope:<name>`` for a consent column, where the aliases
        do not fit; or a TOML or JSON file that holds it.
    role
        What people are whom the export gives no role: ``pupil`` or ``staff``.
    exported_on
        The day on which the MIS wrote it, ``2025-12-19``.
    key
        What people's ids are hashed with; default: the key in the user's own configuration, made on first use.

    Returns
    -------
    A :class:`Register`: ``people`` (a row a person), ``consents`` (a row a person, scope, giver and day) and
    ``problems`` (a row for all that could not be read, unused columns among them).

    Raises
    ------
    InputError
        When there is no such file, or none of its sheets names people.
    """
    source = Path(path)
    if not source.exists():
        raise InputError(f"{source}: no such file or folder. Give the consent export of the MIS.")
    columns = load_mapping(mapping)
    day = date.fromisoformat(exported_on) if isinstance(exported_on, str) else exported_on
    known = _Known(key or own_key())
    consents: list[dict[str, Any]] = []
    problems: list[dict[str, Any]] = []
    readers = []
    for table in _tables_in(source):
        recorded, doubt = (day, None) if day else _exported_on(table)
        grids = read_grids(table, known=HEADINGS | {folded(heading) for heading in columns})
        readers += [_Reader(table.name, grid, columns, role, pd.Timestamp(recorded), doubt) for grid in grids]
    # Sheets with numbers first, so that a name alone finds whom it means.
    for reader in sorted(readers, key=lambda reader: not reader.has_numbers):
        reader.read(known, consents)
        problems += reader.problems
    for consent in consents:
        consent["person_id"] = known.root(consent["person_id"])
    if not any(reader.names_people for reader in readers):
        raise InputError(
            f"{source}: no sheet with people in it. Needed: a header row with a UPN, an admission number or a "
            "surname, and a column a consent (or 'Consent type' and 'Status'). Use mapping= for other headers."
        )
    return Register(
        people=PEOPLE.frame(pd.DataFrame(list(known.people.values()), columns=list(PEOPLE.columns))),
        consents=CONSENTS.frame(strictest(pd.DataFrame(consents, columns=list(CONSENTS.columns)), CONSENTS.key)),
        problems=PROBLEMS.frame(pd.DataFrame(problems, columns=list(PROBLEMS.columns))),
    )


def _tables_in(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    kinds = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".ods"}
    # Office leaves "~$name.xlsx" beside an open workbook.
    return sorted(p for p in path.rglob("*") if p.suffix.lower() in kinds and not p.name.startswith((".", "~")))


def _exported_on(table: Path) -> tuple[date, str | None]:
    """When the export was made, and what there is to say about that: the file's name, its own record, its time."""
    for named in DAY_IN_NAME.findall(table.stem):
        try:
            return date(*map(int, named)), None
        except ValueError:  # 31 February
            continue
    try:
        with zipfile.ZipFile(table) as book:
            record = next(name for name in ("docProps/core.xml", "meta.xml") if name in book.namelist())
            with book.open(record) as stream:
                said = re.findall(rb"<(?:dcterms:modified|dc:date)\b[^>]*>(\d{4})-(\d\d)-(\d\d)", stream.read(1 << 16))
        return date(*map(int, said[-1])), None
    except (OSError, zipfile.BadZipFile, StopIteration, IndexError, ValueError, RuntimeError, NotImplementedError):
        changed = datetime.fromtimestamp(table.stat().st_mtime, UTC).date()
        return changed, (
            "The export does not say when it was made: answers without a date count from when the file was last "
            "changed. Give exported_on, or put the day into the file's name."
        )


@dataclass
class _Known:
    """The people read so far, and every key that tells one of them from the others; ``None`` where it fits two."""

    key: bytes
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_key: dict[tuple[str, str], str | None] = field(default_factory=dict)
    same_as: dict[str, str] = field(default_factory=dict)

    def person(self, read: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
        """The person meant by what a row says, and what there is to say about that."""
        name = plain(_full_name(read))
        numbers = [(kind, str(read[kind]).casefold()) for kind in NUMBERS if read[kind]]
        names = [("form", f"{name} {plain(read['group'] or '')}")]
        if read["born_on"] is not None:
            names.insert(0, ("born", f"{name} {read['born_on'].date()}"))
        keys = numbers or names
        found = list(dict.fromkeys(self.by_key[key] for key in keys if key in self.by_key))
        known = list(dict.fromkeys(self.root(person_id) for person_id in found if person_id is not None))
        person_id = known[0] if known else pseudonym(*keys[0], key=self.key)
        person = self.people.setdefault(person_id, {"person_id": person_id, **read})
        for other in known[1:]:  # a row with the keys of both says that they are one
            self.same_as[other] = person_id
            fill(person, self.people.pop(other))
        for key in numbers:
            self.by_key[key] = person_id
        for key in names if name else ():
            self.by_key[key] = person_id if self.root(self.by_key.get(key, person_id)) == person_id else None
        if found and not known:
            return person, "Fits two people of that name, and no number tells which: counts for neither."
        return person, None

    def root(self, person_id: str | None) -> str:
        """The id a person goes by since two turned out to be one."""
        while person_id in self.same_as:
            person_id = self.same_as[person_id]
        return person_id or ""


def fill(person: dict[str, Any], more: dict[str, Any]) -> None:
    """Take from another row what is not known yet."""
    for column, value in more.items():
        # A mark against showing somebody counts on whichever row it stands.
        if person.get(column) is None or (column == "protected" and value):
            person[column] = value


def _clash(person: dict[str, Any], read: dict[str, Any]) -> bool:
    """Whether one key stands beside two names; a row without a name is none."""
    names = {plain(_full_name(row)) for row in (person, read)} - {""}
    return len(names) > 1


class _Reader:
    """One sheet of an MIS export: which column is what, then row by row."""

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
        called = set(plain(self.file).split())
        # A sheet called "Staff" holds staff.
        self.role = "staff" if STAFF_WORDS & called and not PUPIL_WORDS & called else role
        self.recorded_on, self.doubt = recorded_on, doubt
        self.problems: list[dict[str, Any]] = []
        self.person: dict[str, int] = {}
        self.consent: dict[str, int] = {}
        self.scopes: list[tuple[str, str | None, int]] = []
        self.days: dict[str, int] = {}
        self.inverted: set[int] = set()
        self.ambiguous: dict[int, int] = {}
        self.month_first: set[int] = set()
        self._place(columns)

    @property
    def names_people(self) -> bool:
        return bool({"upn", "admission_no", "mis_id", "last_name", "name"} & set(self.person))

    @property
    def has_numbers(self) -> bool:
        return bool(set(NUMBERS) & set(self.person))

    def _place(self, columns: Mapping[str, str]) -> None:
        unused = []
        for place, header in enumerate(self.grid.header):
            words = plain(header)
            column = columns.get(words) or column_of(words)
            if column and column.startswith("scope:"):
                self.scopes.append((column.removeprefix("scope:"), None, place))
            elif column == "denied" or (not column and negative_status(words)):
                self.consent.setdefault("status", place)
                self.inverted.add(place)
            elif column:
                (self.consent if column in CONSENT_ALIASES else self.person).setdefault(column, place)
            elif scopes := scopes_of(words):
                if "date" in words.split():
                    self.days |= {scope: place for scope in scopes if scope not in self.days}
                else:
                    self.scopes += [(scope, giver_of(words), place) for scope in scopes]
                    if set(words.split()) & NEGATIVE:
                        self.inverted.add(place)
            elif words:
                unused.append(str(header))
        if {"scope", "status"} <= set(self.consent):  # a row a scope: nothing else on it is an answer
            unused += [str(self.grid.header[place]) for _, _, place in self.scopes]
            self.scopes = []
        if unused and self.names_people:
            reason = "Columns not used; map them with mapping= if they hold consent."
            self._problem(None, None, reason, ", ".join(unused))
        dates = {*self.days.values(), self.person.get("left_on"), self.consent.get("given_on")}
        for place in sorted(at for at in dates if at is not None):
            if is_month_first(cells[place] for _, cells in self.grid.rows if place < len(cells)):
                self.month_first.add(place)
                self._problem(None, place, "The dates only make sense month-first and were all read so.", "")

    def read(self, known: _Known, consents: list[dict[str, Any]]) -> None:
        """Add the sheet's people and consents to those known."""
        if not self.names_people:
            self._problem(None, None, "No column with a UPN, an admission number or a surname: sheet not read.", "")
            return
        undated, wide, met = False, "status" not in self.consent, set[str]()
        for number, cells in self.grid.rows:
            read = self._read_person(number, cells)
            if read is None:
                continue
            person, doubt = known.person(read)
            if doubt:
                self._problem(number, None, doubt, _full_name(read))
            if _clash(person, read):
                reason = f"Another name for the key of {_full_name(person)}: the first is kept."
                self._problem(number, None, reason, _full_name(read))
            if wide and not any(read[kind] for kind in NUMBERS) and person["person_id"] in met:
                self._problem(
                    number,
                    None,
                    "The same name and form or date of birth as another row, and no number to tell them apart: read as "
                    "one person, the stricter answer holds. Export the UPN or admission number as well.",
                    _full_name(read),
                )
            met.add(person["person_id"])
            fill(person, read)
            answers = self._read_consents(number, cells, person["person_id"])
            undated |= any(answer["given_on"] is None and answer["status"] != "not_recorded" for answer in answers)
            consents += answers
        for (number, heading), fault in self.grid.faults.items():
            place = self.grid.header.index(heading) if heading is not None else None
            self._problem(number, place, f"{fault[0].upper()}{fault[1:]}.", "")
        for place, count in self.ambiguous.items():
            self._problem(None, place, "Dates that could be day-first or month-first: read as day-first.", str(count))
        if undated and self.doubt:
            self._problem(None, None, self.doubt, str(self.recorded_on.date()))

    def _read_person(self, number: int, cells: Cells) -> dict[str, Any] | None:
        text = {column: _text(cells, place) for column, place in self.person.items()}
        if not any(text.get(column) for column in ("upn", "admission_no", "mis_id", "last_name", "name")):
            if any(_text(cells, place) for place in range(len(cells))):
                self._problem(number, None, "Names nobody: no UPN, admission number or surname.", "")
            return None
        if text.get("name") and not text.get("last_name"):
            text["first_name"], text["last_name"] = _split(text["name"] or "")
        born_on = self._day(number, cells, self.person.get("born_on"))
        return {
            **{column: text.get(column) for column in ("upn", "admission_no", "mis_id")},
            **{column: text.get(column) for column in ("first_name", "last_name", "known_as")},
            "group": text.get("group") or text.get("year"),
            "born_on": born_on,
            "reception_in": self._reception_in(born_on, text.get("year"), text.get("group")),
            "role": self._role(text.get("role")),
            "left_on": self._left_on(number, cells, text.get("on_roll")),
            "protected": self._protected(number, text.get("protected")),
        }

    def _reception_in(self, born_on: pd.Timestamp | None, *said: str | None) -> int | None:
        """The school year of the Reception class: that in which a child turns five."""
        if born_on is not None:
            return school_year(born_on) + 5
        for word in said:
            words = plain(word or "")
            if re.fullmatch(r"(?:year )?(?:r|rec|reception)", words):
                return school_year(self.recorded_on)
            if found := re.match(r"(?:year |yr |y )?(1[0-4]|[1-9])(?!\d)", words):
                return school_year(self.recorded_on) - int(found[1])
        return None

    def _left_on(self, number: int, cells: Cells, on_roll: str | None) -> pd.Timestamp | None:
        left = self._day(number, cells, self.person.get("left_on"))
        if left is None and on_roll:
            heading = plain(self.grid.header[self.person["on_roll"]])
            gone = {"leaver", "left", "former", "off roll", "inactive"}
            if plain(on_roll) in gone | (
                {"yes", "y", "true", "1"} if heading == "leaver" else {"no", "n", "false", "0"}
            ):
                self._problem(number, self.person["on_roll"], "Has left, no date: read as left by the export.", on_roll)
                return self.recorded_on
        return left

    def _read_consents(self, number: int, cells: Cells, person_id: str) -> list[dict[str, Any]]:
        said_by = _text(cells, self.consent.get("given_by"))
        expires = self._day(number, cells, self.consent.get("expires_on"))
        day = self.consent.get("given_on")
        answers = self.scopes
        if "status" in self.consent and not answers:
            answers = [(scope, None, self.consent["status"]) for scope in self._said_scopes(cells)]
        rows = []
        for scope, giver, place in answers:
            status = self._answer(number, cells, place)
            until = expires
            if status == "expired":  # agreed once; it is only known that it no longer holds
                status = "granted"
                yesterday = self.recorded_on - pd.Timedelta(days=1)
                until = yesterday if expires is None else min(expires, yesterday)
            rows.append(
                {
                    "person_id": person_id,
                    "scope": scope,
                    "status": status,
                    "given_on": self._day(number, cells, self.days.get(scope, day)),
                    "expires_on": until,
                    "given_by": giver or said_by,
                    "recorded_on": self.recorded_on,
                }
            )
        return rows

    def _said_scopes(self, cells: Cells) -> list[str]:
        """The scopes that a row, or else the sheet or file, is about."""
        topic, category = (_text(cells, self.consent.get(column)) for column in ("topic", "scope"))
        for said in (topic, category):
            if said and (scopes := scopes_of(plain(said), strict=False)):
                return scopes
        words = plain(topic or category or f"{self.grid.sheet} {Path(self.file).stem}")
        return scopes_of(words, strict=False) or [words]

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
            # The word itself may say why, which is for nobody but the DSL.
            self._problem(number, self.person["protected"], "Neither a plain yes nor no: counts as yes.", "")
        return True

    def _role(self, word: str | None) -> str:
        words = set(plain(word or "").split())
        if words & STAFF_WORDS:
            return "staff"
        return "pupil" if words & PUPIL_WORDS else self.role

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


def school_year(day: pd.Timestamp) -> int:
    """The first calendar year of the school year, which begins in September.

    >>> school_year(pd.Timestamp("2026-07-21")), school_year(pd.Timestamp("2026-09-01"))
    (2025, 2026)
    """
    return int(day.year - (day.month < 9))


def strictest(consents: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """One row for each key: where answers differ, the stricter holds."""
    ranked = consents.assign(rank=consents["status"].map(STRICTNESS)).sort_values("rank", kind="stable")
    return ranked.drop(columns="rank").drop_duplicates(list(keys)).sort_index().reset_index(drop=True)


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
