"""School terms as a table: which term a day is in, and how many school days lie ahead.

Published term dates differ by council, so terms are a table the school fills in, not a rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from imgaudit.errors import PolicyError


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its id such as ``2025-26-autumn``, first and last day, and half-term holiday.

    >>> Term("2025-26-autumn", date(2025, 9, 3), date(2025, 12, 19)).contains(date(2025, 10, 1))
    True
    """

    id: str
    starts: date
    ends: date
    half_term_starts: date | None = None
    half_term_ends: date | None = None

    def __post_init__(self) -> None:
        if self.ends < self.starts:
            raise PolicyError(f"Term {self.id!r} ends ({self.ends}) before it starts ({self.starts}): swap the dates.")

    def contains(self, day: date) -> bool:
        """Whether the day lies between the term's first and last day."""
        return self.starts <= day <= self.ends

    def is_school_day(self, day: date) -> bool:
        """Whether school is open: a weekday of term outside the half-term holiday."""
        if not self.contains(day) or day.weekday() >= 5:
            return False
        if self.half_term_starts is None or self.half_term_ends is None:
            return True
        return not self.half_term_starts <= day <= self.half_term_ends


HOLIDAYS = timedelta(weeks=10)
"""Longer than any school's holidays."""


def term_of(day: date, terms: Sequence[Term]) -> str | None:
    """The id of the term a day belongs to: the one it is in, else the last one that ended before it.

    An audit made in the holidays looks back on the term that has just ended. ``None`` before the first term, and
    long after the last: next year's audits must not pass for last summer's because nobody listed the new terms.

    >>> autumn = Term("2025-26-autumn", date(2025, 9, 3), date(2025, 12, 19))
    >>> term_of(date(2025, 12, 27), [autumn])
    '2025-26-autumn'
    """
    begun = [term for term in terms if term.starts <= day]
    last = max(begun, key=lambda term: term.starts, default=None)
    return last.id if last and day <= last.ends + HOLIDAYS else None


def add_school_days(day: date, days: int, terms: Sequence[Term]) -> date:
    """The day on which so many school days have passed; beyond the terms known, weekdays count.

    >>> add_school_days(date(2025, 12, 18), 2, [Term("autumn", date(2025, 9, 3), date(2025, 12, 19))])
    datetime.date(2025, 12, 22)
    """
    last_known = max((term.ends for term in terms), default=date.min)
    left = days
    while left > 0:
        day += timedelta(days=1)
        if day > last_known:
            left -= day.weekday() < 5
        else:
            left -= any(term.is_school_day(day) for term in terms)
    return day


def end_of_next_half_term(day: date, terms: Sequence[Term]) -> date | None:
    """The last day of the half term after the one the day is in; ``None`` where the terms known end sooner."""
    ends = sorted(
        {term.half_term_starts - timedelta(days=1) for term in terms if term.half_term_starts}
        | {term.ends for term in terms}
    )
    later = [end for end in ends if end >= day]
    return later[1] if len(later) > 1 else None
