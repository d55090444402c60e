"""School terms as a table: which term a day is in, and how many school days lie ahead.

Published term dates differ by council, so terms are a table the school fills in, not a rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import pandas as pd
from pandas.tseries.holiday import (
    AbstractHolidayCalendar,
    EasterMonday,
    GoodFriday,
    Holiday,
    next_monday,
    next_monday_or_tuesday,
)

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
        """Whether school is open: a working day of term outside the half-term holiday."""
        if not self.contains(day) or not is_working_day(day):
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


def name_of_term(first: date) -> str:
    """What a term is called that begins on this day, where the school has three a year.

    >>> name_of_term(date(2025, 9, 3)), name_of_term(date(2026, 1, 5)), name_of_term(date(2026, 4, 13))
    ('2025-26-autumn', '2025-26-spring', '2025-26-summer')
    """
    year = first.year - (first.month < 8)
    season = "autumn" if first.month >= 8 else "spring" if first.month < 4 else "summer"
    return f"{year}-{(year + 1) % 100:02}-{season}"


def first_day_of_year(year: int, terms: Sequence[Term]) -> date:
    """The day on which the school year begins: 1 September, or the first of an autumn term that begins before.

    In Scotland that is in the middle of August, in Leicestershire late in it. A year of which no term is listed begins
    as the nearest listed one does.

    >>> autumn = Term("2025-26-autumn", date(2025, 8, 18), date(2025, 12, 19))
    >>> first_day_of_year(2025, [autumn]), first_day_of_year(2026, [autumn]), first_day_of_year(2025, [])
    (datetime.date(2025, 8, 18), datetime.date(2026, 8, 18), datetime.date(2025, 9, 1))
    """
    autumn = [term.starts for term in terms if term.starts.month in (8, 9)]
    if not autumn:
        return date(year, 9, 1)
    nearest = min(autumn, key=lambda day: (abs(day.year - year), day))
    return min(nearest.replace(year=year), date(year, 9, 1))


_MONDAY = pd.DateOffset(weekday=0)
"""That of this day or after it: the first of a month from its 1st on, the last of one with 31 days from its 25th."""


class _BankHolidays(AbstractHolidayCalendar):
    """Those of England and Wales that have a rule (gov.uk/bank-holidays); one by proclamation cannot be reckoned."""

    rules = [  # noqa: RUF012 - as pandas has it
        Holiday("New Year", month=1, day=1, observance=next_monday),
        GoodFriday,
        EasterMonday,
        Holiday("Early May", month=5, day=1, offset=_MONDAY),
        Holiday("Spring", month=5, day=25, offset=_MONDAY),
        Holiday("Summer", month=8, day=25, offset=_MONDAY),
        Holiday("Christmas", month=12, day=25, observance=next_monday),
        Holiday("Boxing Day", month=12, day=26, observance=next_monday_or_tuesday),
    ]


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    days = _BankHolidays().holidays(pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31))
    return frozenset(day.date() for day in days)


def is_working_day(day: date) -> bool:
    """Whether a day is neither of a weekend nor a bank holiday of England and Wales.

    >>> is_working_day(date(2026, 4, 2)), is_working_day(date(2026, 4, 3))
    (True, False)
    """
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def is_known(day: date, terms: Sequence[Term]) -> bool:
    """Whether the terms tell if school is open: the day is in one of them, or in the holidays between two."""
    before = max((term.ends for term in terms if term.starts <= day), default=None)
    after = min((term.starts for term in terms if term.ends >= day), default=None)
    return before is not None and after is not None and (after <= day or after - before <= HOLIDAYS)


def _is_school_day(day: date, terms: Sequence[Term]) -> bool:
    return any(term.is_school_day(day) for term in terms) if is_known(day, terms) else is_working_day(day)


def add_school_days(day: date, days: int, terms: Sequence[Term]) -> date:
    """The day on which so many school days have passed; where no terms are known, working days count.

    >>> add_school_days(date(2025, 12, 18), 2, [Term("autumn", date(2025, 9, 3), date(2025, 12, 19))])
    datetime.date(2025, 12, 22)
    """
    while days > 0:
        day += timedelta(days=1)
        days -= _is_school_day(day, terms)
    return day


def end_of_next_half_term(day: date, terms: Sequence[Term]) -> date | None:
    """The last school day of the half term after the one the day is in; ``None`` where the terms known end sooner."""
    ends = sorted(
        {term.half_term_starts - timedelta(days=1) for term in terms if term.half_term_starts}
        | {term.ends for term in terms}
    )
    later = [end for end in ends if end >= day][1:2]
    if not later or not are_known(day, later[0], terms):
        return None
    end = later[0]
    while not _is_school_day(end, terms):
        end -= timedelta(days=1)
    return end


def are_known(day: date, until: date, terms: Sequence[Term]) -> bool:
    """Whether the terms tell of every day after the first of these, up to the other one."""
    return all(is_known(day + timedelta(days=more), terms) for more in range(1, (until - day).days + 1))
