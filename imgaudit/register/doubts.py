"""What makes an answer of yes doubtful, how that is said, and what becomes of it: *not recorded*.

A no stays a no, whatever stands beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

import pandas as pd

from imgaudit.register.words import touches

UNREAD = (
    "Not understood, and it speaks of pictures, their use or consent: a yes beside it counts as not recorded. Say with "
    'mapping= what the column is, or "ignore" if it changes nothing.'
)
UNTIL = "Not a date until which a yes holds, so that it counts as not recorded: write 31/01/2026, or leave it blank."
WHEN = (
    "Not a day on which a yes was given, so that nobody can tell until when it holds: it counts as not recorded until "
    "the day is corrected. Write 31/01/2026 or 2026-01-31."
)
DOUBTFUL = "An answer that is not understood: another yes for the same use counts as not recorded."
TWICE = (
    "Two columns of one name, one of them blank: a yes in the other counts as not recorded. Say with mapping= which is "
    'meant, "ignore" for the other.'
)
GIVER = (
    "Names that may say who answered: a yes beside another name than a no counts as not recorded. Say with mapping= "
    'that the column is "given_by", or "ignore".'
)
ANONYMOUS = (
    "Several submissions of a form for one person, and nobody says who filled them in: a yes does not end the no of "
    "another, and counts as not recorded. Ask for the name of the parent or carer."
)
UNTICKED = (
    "Not ticked in a later answer: the yes before it counts as not recorded. Ask, or write Yes or No in a column for "
    "that use."
)
STALE = "A line that says the list is out of date, or when it ends: a yes on it counts as not recorded. Take it out."
BROKEN = "A broken line: what it answers is not known, so that a yes in it counts as not recorded. Mend it."
LOST = (
    "The list breaks off here, and a no may stand in what is lost: everybody's yes counts as not recorded. Export it "
    "again."
)
NOT_OPENED = (
    "A file that was not read, and in which a no may stand: everybody's yes counts as not recorded until it is read, "
    "or moved to another folder if it says nothing of consent."
)
FOOTNOTE = (
    "A note that speaks of pictures, their use or consent: a yes that it may concern counts as not recorded. Write "
    "what it says into each person's row, and take it out."
)
HALF_NAMED = (
    "A refusal that names nobody in full: a yes of anybody it may concern counts as not recorded. Say whose it is."
)
OTHER_TYPES = (
    "Not a photo consent: no word for a picture beside one for its use. Not counted. If it is one, call "
    'it in the MIS what it is, "Website photographs".'
)
CLASH = (
    "One number, and names or dates of birth that contradict: two people, and a yes of neither counts. Correct the "
    "number."
)
SHEET = (
    "A sheet that speaks of pictures and of people and is not understood: a yes for that use counts as not recorded, "
    "everybody's. Say with mapping= what its columns are, or take it out."
)
HIDDEN = (
    "A hidden sheet that speaks of pictures, or says no, and names people: a yes for that use counts as not recorded, "
    "everybody's. Show it, so that it is read, or delete it."
)
SAID = {
    "like": "Read as {answer}: write Yes, No or Withdrawn.",
    "unknown": "Not an answer imgaudit knows: counted as not recorded.",
    "mark": "A sign beside the answer points to a note: read as {answer}. Write what it says: Yes, No or Withdrawn.",
    "key": "The sheet's key gives this answer another meaning: counted as not recorded. Write Yes, No or Withdrawn.",
    "turned": "The kind of consent is not understood: a yes counts as not recorded. Export it under a plainer name.",
    "held": (
        "Other columns tell of a picture that the MIS holds, so that this may not be consent: counted as not recorded. "
        'If it is consent, map it with mapping= to "scope:all".'
    ),
}
"""What is said of a cell that is no plain answer."""


class Doubt(NamedTuple):
    """Whose yes, of which scopes, is in doubt: everybody's and all of them where none is named.

    ``until`` is the day on which the doubt was written, ``recorded_on`` that of the export: a later yes stands.
    """

    person_id: str | None
    scopes: tuple[str, ...]
    until: pd.Timestamp | None = None
    recorded_on: pd.Timestamp | None = None

    def meets(self, consent: Mapping[str, Any]) -> bool:
        """Whether the doubt is about this yes."""
        # Who agrees to all pictures agrees to this use as well.
        scope = consent["scope"]
        if self.scopes and scope != "all" and not any(touches(scope, one) for one in self.scopes):
            return False
        day, last = (
            (consent["recorded_on"], self.recorded_on)
            if consent["given_on"] is None
            else (consent["given_on"], self.until)
        )
        return last is None or bool(day <= last)


@dataclass(repr=False)
class Doubts:
    """What makes a yes doubtful: file, row, column and reason → whose."""

    causes: dict[tuple[str, int | None, str | None, str], list[Doubt]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def settle(self, consents: list[dict[str, Any]], root: Callable[[str], str]) -> list[dict[str, Any]]:
        """Make every doubtful yes *not recorded*, and say for each cause how many it met."""
        granted = defaultdict(list)
        for consent in consents:
            if consent["status"] == "granted":
                granted[consent["person_id"]].append(consent)
        everybody = list(chain(*granted.values()))
        problems = []
        for (file, row, column, reason), doubts in self.causes.items():
            met = {
                id(consent): consent
                for doubt in doubts
                for consent in (everybody if doubt.person_id is None else granted[root(doubt.person_id)])
                if doubt.meets(consent)
            }
            for consent in met.values():
                consent["status"] = "not_recorded"
            if met:
                value = f"{len(met):,} answer{'s' * (len(met) > 1)} of yes"
                place = {"file": file, "row": row, "column": column}
                problems.append({**place, "code": "not_recorded", "reason": reason, "value": value})
        return problems
