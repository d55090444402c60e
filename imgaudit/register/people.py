"""The people of a register: whom a row means, by numbers and by what people are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from imgaudit.names import fold_name
from imgaudit.pseudonyms import pseudonym
from imgaudit.register.doubts import CLASH

NUMBERS = ("upn", "admission_no", "mis_id")
"""What tells people apart beyond doubt, the best first."""
CALLED = ("first_name", "last_name", "known_as", "name")
"""What people are called by."""


@dataclass(repr=False)
class Known:
    """The people read so far, and every key by which a row may mean one of them."""

    key: bytes
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_key: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    same_as: dict[str, str] = field(default_factory=dict)
    members: dict[tuple[Any, ...], None] = field(default_factory=dict)
    """What rows say of who is in which class: each once."""

    def person(self, read: dict[str, Any]) -> tuple[dict[str, Any], str | None, list[str]]:
        """The person meant by what a row says, what there is to say about that, and whose yes it puts in doubt."""
        name = fold_name(full_name(read))
        numbers = [(kind, str(read[kind]).casefold()) for kind in NUMBERS if read[kind]]
        names = [("form", f"{name} {fold_name(read['group'] or '')}")] if name else []
        if name and read["born_on"] is not None:
            names.insert(0, ("born", f"{name} {read['born_on'].date()}"))
        raw = numbers or names or [("form", "")]
        numbers = [(kind, number.lstrip("0") or number) for kind, number in numbers]  # Excel drops them
        same, clashing = self._met(numbers or names, read)
        if len(same) == 1 or (same and numbers and not clashing):
            person = self.people[same[0]]
            for other in same[1:]:  # a row with the keys of both says that they are one
                self.same_as[other] = same[0]
                fill(person, self.people.pop(other))
        else:
            clashing += same if numbers else []
            person = self._new(raw[0], name, read)
        for key in (*numbers, *names):
            if person["person_id"] not in self.by_key[key]:
                self.by_key[key].append(person["person_id"])
        if clashing:
            for one in clashing:  # whom of them a mark against being shown is about, nobody knows
                self.people[one]["protected"] = self.people[one]["protected"] or read["protected"]
            return person, CLASH, [person["person_id"], *clashing]
        if len(same) > 1 and not numbers:
            return person, "Fits two people of that name, and no number tells which: counts for neither.", []
        return person, None, []

    def _met(self, keys: list[tuple[str, str]], read: dict[str, Any]) -> tuple[list[str], list[str]]:
        """Whom a row with these keys means, the surest first, and with whom it contradicts itself."""
        met = [(key[0], self.root(one)) for key in keys for one in self.by_key.get(key, ())]
        told = {one: _compared(self.people[one], read, kind) for kind, one in reversed(met)}
        same = list(dict.fromkeys(one for _, one in met if told[one] in ("same", "twice")))
        if not same:
            return [], [one for one in told if told[one] == "clash"]
        first = self.people[same[0]]
        # A row with the UPN of one and another's number says nothing of either.
        rivals = [one for kind, one in met if told[one] == "rival" and _differ(first, read, kind)]
        apart = [one for one in same[1:] if _compared(first, self.people[one], "upn") != "same"]
        if rivals or (apart and keys[0][0] in NUMBERS):
            return [], [*same, *rivals]
        return same, [one for one in same if told[one] == "twice"]

    def _new(self, key: tuple[str, str], name: str, read: dict[str, Any]) -> dict[str, Any]:
        """Somebody not met yet; the row's other words tell them from another of the same key."""
        person_id = pseudonym(*key, key=self.key)
        if person_id in self.people or person_id in self.same_as:
            more = " ".join(str(read[column]) for column in ("school", "said_role", "born_on", *NUMBERS, "group"))
            person_id = pseudonym(key[0], f"{key[1]} {name} {more}", key=self.key)
        return self.people.setdefault(person_id, {"person_id": person_id, **read})

    def note_member(self, person_id: str, read: Mapping[str, Any], recorded_on: object, source: str) -> None:
        """Note which class, year group and school a row says that somebody is in."""
        said = (read["class"], read["year"], read["school"])
        self.members[person_id, *said, recorded_on, source] = None

    def member_rows(self) -> list[dict[str, Any]]:
        """Those notes as rows of ``members``, of the people as they are known in the end."""
        columns = ("person_id", "group", "year", "school", "recorded_on", "source")
        return [dict(zip(columns, (self.root(who), *said), strict=True)) for who, *said in self.members]

    def root(self, person_id: str | None) -> str:
        """The id a person goes by since two turned out to be one."""
        while person_id in self.same_as:
            person_id = self.same_as[person_id]
        return person_id or ""


def _compared(person: dict[str, Any], read: dict[str, Any], kind: str) -> str:
    """Whether somebody known by a key is the one of a row with it: ``same``, ``other``, or ``clash`` where one errs.

    Of one UPN and name with two dates of birth, ``twice``, one is wrong. A ``rival`` is another by the UPN, to whom the
    key belongs as well.
    """
    # An admission number or a staff code counts in one school and role, and a name there too.
    if kind != "upn" and any(_differ(person, read, column) for column in ("school", "said_role")):
        return "other"
    if kind != "upn" and _differ(person, read, "upn"):
        return "rival"
    if _named_alike(person, read, is_sure=kind == "upn") and not _differ(person, read, "born_on"):
        return "same"
    if kind == "upn" and full_name(read) and fold_name(full_name(person)) == fold_name(full_name(read)):
        return "twice"
    return "clash" if kind in NUMBERS else "other"


def _differ(person: dict[str, Any], read: dict[str, Any], column: str) -> bool:
    """Whether two rows say different things; one that says nothing does not."""
    one, two = (fold_name(str(row[column])).lstrip("0") if row.get(column) else None for row in (person, read))
    return one is not None and two is not None and one != two


def _named_alike(person: dict[str, Any], read: dict[str, Any], *, is_sure: bool) -> bool:
    """Whether two rows name one person: by one name, one of which may be short, or with another surname since."""
    one, two = (fold_name(full_name(row)) for row in (person, read))
    if not (one and two) or sorted(one.split()) == sorted(two.split()):
        return True
    last = [fold_name(row.get("last_name") or "") for row in (person, read)]
    first = [
        {part for column in ("first_name", "known_as") for part in fold_name(row.get(column) or "").split()}
        for row in (person, read)
    ]
    if not (first[0] and first[1]):
        return last[0] == last[1]
    shares = bool(first[0] & first[1])
    pairs = [(a, b) for a in first[0] for b in first[1] if min(len(a), len(b)) > 2]
    is_short = is_sure and any(a.startswith(b) or b.startswith(a) for a, b in pairs)
    if last[0] == last[1]:
        return shares or is_short
    return shares and person.get("born_on") is not None and person.get("born_on") == read.get("born_on")


def fill(person: dict[str, Any], more: dict[str, Any]) -> None:
    """Take from another row what is not known yet."""
    for column, value in more.items():
        # A mark against showing somebody counts on whichever row it stands.
        if person.get(column) is None or (column == "protected" and value):
            person[column] = value


def clash(person: dict[str, Any], read: dict[str, Any]) -> bool:
    """Whether one key stands beside two names; a row without a name is none."""
    names = {fold_name(full_name(row)) for row in (person, read)} - {""}
    return len(names) > 1


def full_name(person: Mapping[str, Any]) -> str:
    """First name and surname, as far as known."""
    return f"{person.get('first_name') or ''} {person.get('last_name') or ''}".strip()


def split_name(name: str) -> tuple[str, str]:
    """First name and surname of a name in one cell, whichever stands first."""
    last, comma, first = name.partition(",")
    if comma:
        return first.strip(), last.strip()
    first, _, last = name.strip().rpartition(" ")
    return first, last
