"""Dates as schools write them: day first, unless ISO. Local times are London's until told otherwise; all is UTC."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import pandas as pd

from imgaudit.errors import ImgauditError, InputError
from imgaudit.foreign.text import clean

LONDON = ZoneInfo("Europe/London")
_SERIAL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet counts local days
_YEARS = range(1970, 2101)
MAX_LENGTH = 100
"""Characters of a date; the longest, with the day of the week and a zone, has some 50."""

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_TIME = r"(?:[,\sT]+(?:at\s+)?(?P<h>\d{1,2})[:.](?P<mi>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<ap>[ap]\.?m\.?)?)?"
_ZONE = r"\s*(?P<z>Z|(?:UTC|GMT)(?:[+-]\d{1,2}(?::\d{2})?)?|[+-]\d{2}:?\d{2})?"
_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,\s]+)?"
_ISO = re.compile(rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){_TIME}{_ZONE}", re.IGNORECASE)
_FIGURES = re.compile(
    rf"{_DAY}(?P<a>\d{{1,2}})[/.\-\s](?P<b>\d{{1,2}})[/.\-\s](?P<y>\d{{4}}|\d{{2}}){_TIME}{_ZONE}", re.IGNORECASE
)
_NAMED = re.compile(
    rf"{_DAY}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s\-/]+(?:of\s+)?(?P<n>[a-z]{{3,9}})\.?[,\s\-/]+(?P<y>\d{{4}}|\d{{2}}){_TIME}{_ZONE}",
    re.IGNORECASE,
)
_AMERICAN = re.compile(
    rf"{_DAY}(?P<n>[a-z]{{3,9}})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}){_TIME}{_ZONE}", re.IGNORECASE
)
_COMPACT = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})")

_WEEK = re.compile(
    r"(?:w\.?/?(?:c|b|e)|week (?:commencing|beginning|ending|of)|wk (?:commencing|beginning))\.?:?\s+(?P<day>.+)", re.I
)
_ENDS = re.compile(r"w\.?/?e\b|week ending", re.I)
_MONTH = re.compile(r"(?:(?:early|mid|late|end of|start of)[\s-]+)?(?P<n>[a-z]{3,9})\.?[,\s]+(?P<y>\d{4})", re.I)
_MONTH_IN_FIGURES = re.compile(r"(?P<m>\d{1,2})[/.-](?P<y>\d{4})|(?P<y2>\d{4})[/.-](?P<m2>\d{1,2})")
_RANGE = re.compile(
    r"(?P<from>\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|to)\s*(?P<to>\d{1,2}(?:st|nd|rd|th)?\s+[a-z]{3,9}\.?,?\s+\d{4})", re.I
)
_NO_YEAR = re.compile(
    rf"{_DAY}(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s\-/]+(?:of\s+)?(?P<n>[a-z]{{3,9}})\.?"
    r"|(?P<n2>[a-z]{3,9})\.?[\s-]+\d{1,2}(?:st|nd|rd|th)?)",
    re.I,
)

How = Literal["plain", "ambiguous", "month-first", "partial", "unreadable"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One date as read.

    - ``when``: in UTC; ``None`` if unreadable.
    - ``how``: how it had to be read.
    - ``is_local``: it has a time of day but no time zone, so that one had to be assumed.
    - ``day``: the day as it was written.
    - ``first``, ``last``: where only a month or a week is written (``partial``), the days between which it lies; both
      unknown where the year is.
    """

    when: datetime | None
    how: How = "plain"
    is_local: bool = False
    day: date | None = None
    first: date | None = None
    last: date | None = None


def read_moment(value: object, zone: ZoneInfo = LONDON, *, month_first: bool = False) -> Moment | None:
    """One cell as a moment; ``None`` where it is empty.

    >>> read_moment("05/09/2025").when.isoformat(), read_moment("05/09/2025").how
    ('2025-09-04T23:00:00+00:00', 'ambiguous')
    >>> read_moment("31/02/2025").how
    'unreadable'
    """
    if isinstance(value, datetime):
        return _moment(value, zone, has_time=bool(value.hour or value.minute or value.second))
    if isinstance(value, date):
        return _moment(datetime(value.year, value.month, value.day), zone)  # noqa: DTZ001 - given its zone next
    text = clean(value)
    if not text or text.startswith("0000-00-00") or text.casefold() in ("n/a", "-", "–", "none", "nan"):
        return None
    if isinstance(value, bool):
        return Moment(None, "unreadable")
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and 20_000 < float(text) < 75_000:
        serial = _SERIAL_EPOCH + timedelta(seconds=round(float(text) * 86_400))
        return _moment(serial, zone, has_time="." in text)
    if len(text) > MAX_LENGTH:
        return Moment(None, "unreadable")
    return _from_text(text, zone, month_first=month_first)


def given_day(value: object, name: str, error_kind: type[ImgauditError] = InputError) -> date | None:
    """A day as a caller or a file of settings gives it, day first unless ISO; an error where it is none.

    >>> given_day("2025-12-19", "as_of") == given_day("19/12/2025", "as_of") == date(2025, 12, 19)
    True
    >>> given_day("12/19/2025", "as_of")
    Traceback (most recent call last):
    imgaudit.errors.InputError: as_of='12/19/2025' is not a date such as 2025-12-19 or 19/12/2025.
    """
    if value is None:
        return None
    if isinstance(value, (str, date)) and not pd.isna(value):
        moment = read_moment(value)
        if moment and moment.day and moment.how in ("plain", "ambiguous"):  # what it has to be taken for is no day
            return moment.day
    raise error_kind(f"{name}={value!r} is not a date such as 2025-12-19 or 19/12/2025.")


def is_month_first(cells: Iterable[object]) -> bool:
    """Whether a column is written the American way: some of its dates only make sense so, and none the other way.

    >>> is_month_first(["09/12/2025", "09/25/2025"]), is_month_first(["09/25/2025", "25/09/2025"])
    (True, False)
    """
    texts = (clean(cell) for cell in cells if isinstance(cell, str) and len(cell) <= MAX_LENGTH)
    found = [match for text in texts if (match := _FIGURES.fullmatch(text))]
    return any(int(f["b"]) > 12 for f in found) and not any(int(f["a"]) > 12 for f in found)


@lru_cache(65_536)  # a long list says the same few days over and over
def _from_text(text: str, zone: ZoneInfo, *, month_first: bool = False) -> Moment:
    how: How = "plain"
    if found := (_ISO.fullmatch(text) or _COMPACT.fullmatch(text)):
        year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    elif found := _FIGURES.fullmatch(text):
        day, month, year = int(found["a"]), int(found["b"]), int(found["y"])
        if month_first and month <= 31 and day <= 12:
            day, month, how = month, day, "month-first"
        elif day <= 12 and month <= 12 and day != month:
            how = "ambiguous"
        elif month > 12 >= day:
            day, month, how = month, day, "month-first"
    elif (found := (_NAMED.fullmatch(text) or _AMERICAN.fullmatch(text))) and _month(found["n"]):
        year, month, day = int(found["y"]), _month(found["n"]), int(found["d"])
    else:
        try:
            return _moment(parsedate_to_datetime(text), zone, has_time=True)
        except (ValueError, TypeError, IndexError, OverflowError):
            return _part_of_a_day(text, zone)
    if len(found["y"]) == 2:  # 0025 is no year
        year += 2000 if year < 70 else 1900
    parts = found.groupdict()
    try:
        local = datetime(year, month, day, *_clock(parts))  # noqa: DTZ001 - given its zone next
    except ValueError:
        return Moment(None, "unreadable")
    if zone_name := parts.get("z"):
        local = local.replace(tzinfo=_offset(zone_name))
    return _moment(local, zone, how, has_time=bool(parts.get("h")))


def _part_of_a_day(text: str, zone: ZoneInfo) -> Moment:
    """A month, a week or a day without its year, of which the day is not known.

    >>> moment = read_moment("w/c 6 Oct 2025")
    >>> moment.when, moment.how, str(moment.first), str(moment.last)
    (None, 'partial', '2025-10-06', '2025-10-12')
    """
    if found := _WEEK.fullmatch(text):
        told = _from_text(found["day"], zone)
        if told.day is None:
            return Moment(None, "partial" if told.how == "partial" else "unreadable")
        ends = bool(_ENDS.match(text))
        first = told.day - timedelta(days=6 * ends)
        return Moment(None, "partial", first=first, last=first + timedelta(days=6))
    if found := _RANGE.fullmatch(text):
        last = _from_text(found["to"], zone).day
        try:
            return Moment(None, "partial", first=last and last.replace(day=int(found["from"])), last=last)
        except ValueError:
            return Moment(None, "unreadable")
    named, figures = _MONTH.fullmatch(text), _MONTH_IN_FIGURES.fullmatch(text)
    month = _month(named["n"]) if named else int(figures["m"] or figures["m2"]) if figures else 0
    if (named or figures) and 1 <= month <= 12:
        year = int(named["y"] if named else (figures["y"] or figures["y2"]) if figures else 0)
        if year in _YEARS:
            return Moment(
                None, "partial", first=date(year, month, 1), last=date(year, month, monthrange(year, month)[1])
            )
    without = _NO_YEAR.fullmatch(text)
    is_day = without and _month(without["n"] or without["n2"])
    return Moment(None, "partial" if is_day else "unreadable")


def _month(name: str) -> int:
    """The month of a name or its beginning; 0 for no month."""
    return next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.lower())), 0)


def _clock(parts: dict[str, str | None]) -> tuple[int, int, int]:
    if not parts.get("h"):
        return 0, 0, 0
    hour = int(parts["h"] or 0)
    half = (parts.get("ap") or "").lower()[:1]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour")
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, int(parts.get("mi") or 0), int(parts.get("s") or 0)


def _offset(name: str) -> ZoneInfo | None:
    if name.upper() in ("Z", "UTC", "GMT"):
        return ZoneInfo("UTC")
    hours, _, minutes = re.sub("[A-Za-z]", "", name).partition(":")  # Google writes GMT+1
    name = hours if len(hours) > 3 else f"{hours[0]}{hours[1:]:0>2}{minutes or '00'}"
    return datetime.strptime(name, "%z").tzinfo  # type: ignore[return-value]


def _moment(value: datetime, zone: ZoneInfo, how: How = "plain", *, has_time: bool = False) -> Moment:
    if value.year not in _YEARS:
        return Moment(None, "unreadable")
    day = value.date()
    is_local = has_time and value.tzinfo is None
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    return Moment(value.astimezone(UTC), how, is_local, day)
