"""Who belongs to a class, year or group that is named beside a picture, as of the picture's day.

The register knows classes as of the day of its export, and so for the school year of that day up to it; a list of
groups says from when to when. Whoever may belong to a group on a day is a member. That a group is *whole*, that nobody
else can belong to it, is a matter of its own: only a whole group can cover a picture. So it is whole only where

- the picture's day is known, of every placement, and lies in what the export or the list tells of;
- it stems from a roll that was read whole, of everyone at the school, and no pupil there is without a class (of a year:
  without a year group), or from a list in which every row of the group is dated;
- of several schools the right one is known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import pandas as pd

from imgaudit.foreign.words import between, no_name
from imgaudit.frames import map_values
from imgaudit.names import fold_name
from imgaudit.policy import Policy
from imgaudit.register.rows import school_year
from imgaudit.terms import first_day_of_year

SUMMER = timedelta(days=40)
"""So long before a school year begins an MIS may already hold the classes of that year."""

LONG_AGO = 1900
"""The year of a leaving date that nobody knows; see :meth:`imgaudit.register.columns.Sheet.day`."""

NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
)
_BESIDE = frozenset(
    (
        *("the", "all", "whole", "entire", "of", "our", "class", "form", "group", "reg", "registration", "tutor"),
        *("pupils", "children", "students", "learners", "everyone", "in", "everybody"),
    )
)
"""Words beside the name of a class or group that change nothing of who is meant."""
_YEAR = re.compile(rf"(?:nc )?y(?:(?:ea)?rs?)? ?(\d\d?|r|{'|'.join(NUMBERS)})")
_OF_YEAR = re.compile(r"(?:nc )?y(?:(?:ea)?rs?)? ?(\d\d?|r) ?([a-z]{1,3}\d?)")
_NUMBER_AND_LETTER = re.compile(r"(\d\d?)[a-z]")
_RECEPTION = re.compile(r"(?:y(?:(?:ea)?r)? ?)?(?:r|rec|reception)(?: ?[a-z])?|(?:eyf|f)s ?2")
_NURSERY = re.compile(r"n\d?|nursery\b.*|(?:eyf|f)s ?1")
_YEARS = re.compile(r"(?<!\w)(?:y(?:(?:ea)?rs?)? ?)?(\d\d?)(?=[a-z]{0,3}\d?(?!\w))")
_WITH_RECEPTION = re.compile(r"(?<!\w)(?:y(?:(?:ea)?r)? ?)?(?:r|rec|reception|foundation|eyfs|fs)(?!\w)")
_NUMBERED = re.compile(r"(?:class|form) \d+$")
"""Village schools count their classes: Class 2 is no Year 2. A group of 4, or 4 pupils, is nobody in particular."""

_NO_CLASS = re.compile(r"(?:no|not|without|un(?:assigned|allocated|placed)|leavers?|left|new|other)(?!\w)")

Key = str | int
"""The plain name of a class or group, or the number of a year group: 0 is Reception."""


def group_key(written: str) -> Key | None:
    """What is meant by the name of a class, year or group, however it is written; ``None`` for what is a count.

    >>> [group_key(text) for text in ("4b", "Class 4B", "4B class", "4 B", "Y4B", "the whole of 04B")]
    ['4b', '4b', '4b', '4b', '4b', '4b']
    >>> [group_key(text) for text in ("Year 4", "Y4", "yr 4", "Year group 4", "Year Four", "Reception")]
    [4, 4, 4, 4, 4, 0]
    >>> [group_key(text) for text in ("School Council", "Class 4", "4", "group of 4", "4 pupils", "all pupils")]
    ['schoolcouncil', '4', None, None, None, None]
    """
    folded = fold_name(written)
    words = " ".join(re.sub(r"\b0+(?=\d)", "", word) for word in folded.split() if word not in _BESIDE)
    if not words or (words.isdigit() and not _NUMBERED.search(folded)):
        return None
    if words in ("reception", "rec", "yr r", "year r", "y r"):
        return 0
    if found := _YEAR.fullmatch(words):
        return _number(found[1])
    if found := _OF_YEAR.fullmatch(words):
        return f"{found[1]}{found[2]}"
    return words.replace(" ", "")


def _number(word: str) -> int:
    return 0 if word == "r" else NUMBERS.index(word) + 1 if word in NUMBERS else int(word)


def years_in(label: str | None) -> frozenset[int]:
    """The year groups of which a class may be, by what it is called: several of a mixed one.

    >>> [sorted(years_in(text)) for text in ("4B", "Year 4", "3/4 Oak", "RB", "R/1", "Class 2", "Kestrels", None)]
    [[4], [4], [3, 4], [0], [0, 1], [], [], []]
    """
    words = fold_name(label or "")
    if _RECEPTION.fullmatch(words):
        return frozenset([0])
    if _NURSERY.fullmatch(words):
        return frozenset([-1])
    key = group_key(label or "")
    if isinstance(key, int):
        return frozenset([key])
    if _NUMBERED.match(words):
        return frozenset()
    youngest = frozenset([0] if _WITH_RECEPTION.search(words) else [])
    return youngest | frozenset(year for found in _YEARS.findall(words) if 1 <= (year := int(found)) <= len(NUMBERS))


def year_called(written: str) -> int | None:
    """The year group by which a class or year is called, where it is called by one and by nothing else.

    >>> [year_called(text) for text in ("Year 4", "4B", "the whole of Y04B", "Reception")]
    [4, 4, 4, 0]
    >>> [year_called(text) for text in ("Class 4", "3/4 Oak", "4 Oak", "Kestrels", "4 pupils", "4th", "100m", "")]
    [None, None, None, None, None, None, None, None]
    """
    key = group_key(written)
    if isinstance(key, str):
        found = _NUMBER_AND_LETTER.fullmatch(key)
        return int(found[1]) if found else None
    return key


def _is_no_class(label: str) -> bool:
    """Whether what stands in the place of a class says that there is none, or that it is not known.

    >>> [_is_no_class(text) for text in ("TBC", "n/a", "none", "No class", "Not allocated", "Leavers", "4", "Newton")]
    [True, True, True, True, True, True, False, False]
    """
    words = fold_name(label)
    is_unknown = no_name(label) in ("nobody", "unknown") and not words.isdigit()
    return is_unknown or bool(_NO_CLASS.match(words))


def _classes_in(label: str) -> Iterator[str]:
    """Every class of which one may be whose class is called so: "4B (pm)", "4A/4B" and "Mrs Oak, 4B" may all be 4B.

    >>> sorted(_classes_in("4B (pm)"))
    ['4b', '4bpm', 'pm']
    """
    words = re.findall(r"[^\W_]+", fold_name(label))
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            key = group_key(" ".join(words[start:end]))
            if isinstance(key, str):
                yield key


class _Member(NamedTuple):
    """Somebody who may belong to a group from one day to another, and the days for which that is sure."""

    person: str | None
    ref: str
    since: date
    until: date
    sure: tuple[date, date] | None


class Members(NamedTuple):
    """Who belongs to the groups that are named with a picture, and whether nobody else can."""

    people: Mapping[str, str | None]
    """As they are called → the person."""
    is_whole: bool


NOBODY = Members({}, is_whole=False)


@dataclass(frozen=True, repr=False)
class _Rolls:
    """What is known of the classes of one site, in one school year, up to the last export of it."""

    first: date
    last: date
    of_class: Mapping[str, frozenset[str]]
    of_year: Mapping[int, frozenset[str]]
    whole: frozenset[Key]
    """Classes and years of which the roll, and no other row, tells."""
    without: Mapping[bool, tuple[date, ...]]
    """Whether a year is asked for → the last days of those at the school of whom no class, or no year, is known."""


class Groups:
    """The classes, years and groups of one site."""

    def __init__(self, members: pd.DataFrame, people: pd.DataFrame, policy: Policy) -> None:
        self._policy = policy
        left = people.set_index("person_id")["left_on"]
        self._last_day = {str(who): _last_day(day) for who, day in left.items()}
        rows = [*_plain(members)]
        self._lists = defaultdict[Key, list[_Member]](list)
        for row in rows:
            if row.source == "list" and row.group and (key := group_key(row.group)) is not None:
                self._lists[key].append(self._listed(row))
        pupils = people[people["role"].ne("staff").fillna(True)]
        born = pupils.dropna(subset="born_on")
        reception = {who: school_year(day) + 5 for who, day in zip(born["person_id"], born["born_on"], strict=True)}
        by_year = defaultdict[int, list[_Row]](list)
        for row in rows:
            if row.source != "list" and row.recorded_on and not self._is_rolled_over(row.recorded_on):
                by_year[self._year(row.recorded_on)].append(row)
        self._rolls = {
            year: self._roll(year, told, [*pupils["person_id"]], reception) for year, told in by_year.items()
        }

    def on(self, written: str, day: date) -> Members:
        """The members on a day of all the groups named, one a line; it is whole where each of them is."""
        parts = [self._named(line, day) for line in written.split("\n")]
        people = {ref: who for part in parts for ref, who in part.people.items()}
        return Members(people, is_whole=all(part.is_whole for part in parts))

    def _named(self, line: str, day: date) -> Members:
        """The members of one group, or of several that stand in one line: "Y3 & Y4"."""
        if no_name(line) in ("nobody", "unknown"):
            return NOBODY
        one = self._one(line, day)
        parts = [part for part in between(line)[::2] if part]
        if one.people or len(parts) == 1:
            return one
        told = [self._one(part, day) for part in parts]
        return Members(
            {ref: who for part in told for ref, who in part.people.items()},
            is_whole=all(part.is_whole for part in told),
        )

    def _one(self, name: str, day: date) -> Members:
        key = group_key(name)
        if key is None:
            return NOBODY
        listed = [one for one in self._lists.get(key, ()) if one.since <= day <= one.until]
        people = {one.ref: one.person for one in listed}
        is_whole = bool(listed) and all(one.sure and one.sure[0] <= day <= one.sure[1] for one in listed)
        roll = self._rolls.get(self._year(day))
        if roll and roll.first <= day <= roll.last:
            theirs = roll.of_year.get(key) if isinstance(key, int) else roll.of_class.get(key)
            there = [who for who in theirs or () if self._last_day.get(who, date.max) >= day]
            people |= {who: who for who in there}
            unplaced = any(last >= day for last in roll.without[isinstance(key, int)])
            is_whole |= bool(there) and key in roll.whole and not unplaced
        return Members(people, is_whole=is_whole)

    def _year(self, day: date) -> int:
        """The school year of a day, by its first calendar year."""
        return day.year - (day < first_day_of_year(day.year, self._policy.terms))

    def _last_of_year(self, day: date) -> date:
        return first_day_of_year(self._year(day) + 1, self._policy.terms) - timedelta(days=1)

    def _is_rolled_over(self, day: date) -> bool:
        """Whether an export of that day may hold the classes of the year to come."""
        return day > self._last_of_year(day) - SUMMER

    def _listed(self, row: _Row) -> _Member:
        """What one row of the list of groups says: without a last day somebody belongs to it still."""
        written, since, until = row.recorded_on, row.since, row.until
        told = since or until or written
        sure = None
        if told:
            first = since or first_day_of_year(self._year(told), self._policy.terms)
            last = until or (max(self._last_of_year(since), written or since) if since else written)
            sure = (first, last or told)
        return _Member(
            row.person_id, row.person_id or row.person_ref or "?", since or date.min, until or date.max, sure
        )

    def _roll(self, year: int, rows: Sequence[_Row], pupils: Sequence[str], reception: Mapping[str, int]) -> _Rolls:
        """What all exports of one school year say of its classes; who moved is in both."""
        of_class = defaultdict[str, set[str]](set)
        of_year = defaultdict[int, set[str]](set)
        on_roll = defaultdict[bool, set[str]](set)
        called: set[Key] = set()
        for row in rows:
            who, is_roll = str(row.person_id), row.source == "roll"
            key = group_key(f"Class {row.group}" if row.group and row.group.strip().isdigit() else row.group or "")
            # A class that is only numbered may be any year's.
            years = years_in(row.year) or (
                frozenset() if isinstance(key, str) and key.isdigit() else years_in(row.group)
            )
            if who in reception:
                years |= {year - reception[who]}
            if isinstance(key, str) and not _is_no_class(row.group or ""):
                called.add(key)
                for name in {key, *_classes_in(row.group or "")}:
                    of_class[name].add(who)
                on_roll[False] |= {who} if is_roll else set()
            for one in years:
                of_year[one].add(who)
            on_roll[True] |= {who} if is_roll and years else set()
        classes = {name for name, theirs in of_class.items() if name in called and theirs <= on_roll[False]}
        years_whole = {number for number, theirs in of_year.items() if theirs <= on_roll[True]}
        return _Rolls(
            first=first_day_of_year(year, self._policy.terms),
            last=max(row.recorded_on for row in rows if row.recorded_on),
            of_class={key: frozenset(theirs) for key, theirs in of_class.items()},
            of_year={key: frozenset(theirs) for key, theirs in of_year.items()},
            whole=frozenset[Key](classes | years_whole),
            without={
                is_year: tuple(self._last_day[who] for who in pupils if who not in on_roll[is_year])
                for is_year in (False, True)
            },
        )


@dataclass(frozen=True, repr=False)
class _Row:
    """One row of ``members``, its days as days."""

    person_id: str | None
    person_ref: str | None
    group: str | None
    year: str | None
    since: date | None
    until: date | None
    recorded_on: date | None
    source: str


def _plain(members: pd.DataFrame) -> Iterator[_Row]:
    rows = members[[*_Row.__dataclass_fields__]].astype("object")
    for values in rows.where(rows.notna(), None).itertuples(index=False, name=None):
        cells: list[Any] = [value.date() if isinstance(value, pd.Timestamp) else value for value in values]
        yield _Row(*cells)


def _last_day(left_on: object) -> date:
    """The last day on which somebody may be at the school."""
    if isinstance(left_on, pd.Timestamp) and pd.notna(left_on) and left_on.year > LONG_AGO:
        return left_on.date()
    return date.max


def _of_site(
    members: pd.DataFrame, people: pd.DataFrame, site: str, sites: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of ``members``, and the people, that may be of a site; nobody where no school is known to be it.

    A register that tells of one school is of the one site that there is. Where there are more, what a school or site is
    called has to be the same, so that no class of another school is taken for this one's.
    """
    schools = members["school"].map(_name, na_action="ignore")
    if len(sites) == 1 and schools.nunique() < 2:
        return members, people
    own = schools.eq(_name(site)).fillna(False)
    others = members.loc[schools.notna() & ~own, "person_id"]
    elsewhere = people["person_id"].isin(others) & ~people["person_id"].isin(members.loc[own, "person_id"])
    return members[own], people[~elsewhere]


def _name(text: str) -> str:
    return fold_name(text).replace(" ", "")


def named_groups(members: pd.DataFrame) -> pd.Series:
    """What the groups are called that a list names beside the register's classes."""
    return members.loc[members["source"].eq("list"), "group"].drop_duplicates()


def are_known(written: pd.Series, members: pd.DataFrame) -> pd.Series:
    """Whether register or list know a class, year or group of each name; of several in one all of them."""
    told = members[["group", "year"]].drop_duplicates().astype("object")
    keys: set[Key] = set()
    for group, year in told.where(told.notna(), "").itertuples(index=False, name=None):
        keys |= years_in(year) | years_in(group) | {key for key in [group_key(group)] if key is not None}

    def is_known(line: str) -> bool:
        parts = [part for part in between(line)[::2] if part]
        return group_key(line) in keys or all(group_key(part) in keys for part in parts)

    return written.map(is_known).astype("bool")


def members_placed(
    items: pd.DataFrame,
    shown: pd.DataFrame,
    members: pd.DataFrame,
    people: pd.DataFrame,
    policies: Mapping[str, Policy],
) -> tuple[pd.DataFrame, pd.Series]:
    """Who belongs to the classes, years and groups that are named with each placement.

    Parameters
    ----------
    items
        Placements with ``item_id``, ``asset_id``, ``site``, ``picture_id``, ``published_on``, ``shows`` and ``groups``.
        The day of a picture is the first on which any of them was published; of one without a day it is not known.
    shown
        The appearances that :func:`imgaudit.presence.who_is_shown` gave.
    members, people
        Of a register.
    policies
        Site → its policy, whose terms say when a school year begins.

    Returns
    -------
    A row a placement and member: ``item_id``, ``person_id`` and ``person_ref``; and for each of the items whether its
    groups are whole, so that nobody but those members can belong to them.
    """
    named = items[items["groups"].notna()]
    is_whole = pd.Series(False, index=items.index)
    none = pd.DataFrame({name: pd.Series(dtype="str") for name in ("item_id", "person_id", "person_ref")})
    if named.empty or members.empty:
        return none, is_whole
    same = items[items["picture_id"].isin(named["picture_id"])].groupby("picture_id")["published_on"]
    first = same.min().mask(same.count().lt(same.size()))
    days = map_values(named["picture_id"], first)
    asked = pd.DataFrame({"site": named["site"], "groups": named["groups"], "day": days})
    sites = [*items["site"].unique()]
    known = {}
    for site in asked["site"].unique():
        theirs, pupils = _of_site(members, people, site, sites)
        known[site] = Groups(theirs, pupils, policies[site])
    distinct = asked.dropna().drop_duplicates()
    keys = zip(distinct["site"], distinct["groups"], distinct["day"], strict=True)
    found = {(site, groups, day): known[site].on(groups, day.date()) for site, groups, day in keys}
    told = [found.get(key, NOBODY) for key in zip(asked["site"], asked["groups"], asked["day"], strict=True)]
    rows = [
        (item, who, ref) for item, one in zip(named["item_id"], told, strict=True) for ref, who in one.people.items()
    ]
    found_there = pd.DataFrame(rows, columns=[*none.columns]).astype(none.dtypes)
    staff = people.loc[people["role"].eq("staff").fillna(False), "person_id"]
    with_staff = items["asset_id"].isin(shown.loc[shown["person_id"].isin(staff), "asset_id"])
    with_staff |= items["item_id"].isin(found_there.loc[found_there["person_id"].isin(staff), "item_id"])
    # Somebody sees staff whom neither a name nor a group stands for.
    is_more = items["shows"].isin(["staff", "both"]) & ~with_staff
    is_whole |= pd.Series([one.is_whole for one in told], named.index).reindex(items.index, fill_value=False) & ~is_more
    return found_there, is_whole
