"""The people of a register: whom a row means, by numbers and by what people are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from imgaudit.names import fold_name
from imgaudit.pseudonyms import pseudonym

NUMBERS = ("upn", "admission_no", "mis_id")
"""What tells people apart beyond doubt, the best first."""
CALLED = ("first_name", "last_name", "known_as", "name")
"""What people are called by."""


@dataclass
class Known:
    """The people read so far, and every key that tells one of them from the others; ``None`` where it fits two."""

    key: bytes
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_key: dict[tuple[str, str], str | None] = field(default_factory=dict)
    same_as: dict[str, str] = field(default_factory=dict)

    def person(self, read: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
        """The person meant by what a row says, and what there is to say about that."""
        name = fold_name(full_name(read))
        numbers = [(kind, str(read[kind]).casefold()) for kind in NUMBERS if read[kind]]
        names = [("form", f"{name} {fold_name(read['group'] or '')}")]
        if read["born_on"] is not None:
            names.insert(0, ("born", f"{name} {read['born_on'].date()}"))
        raw = numbers or names
        numbers = [(kind, number.lstrip("0") or number) for kind, number in numbers]  # Excel drops them
        keys = numbers or names
        found = list(dict.fromkeys(self.by_key[key] for key in keys if key in self.by_key))
        known = list(dict.fromkeys(self.root(person_id) for person_id in found if person_id is not None))
        person_id = known[0] if known else pseudonym(*raw[0], key=self.key)
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
