"""Which names of the register a text gives away, and how that is known.

Texts that hold no word of the register are left out at once; the others are read, and their names found: full names
first, then first names, then surnames, each only among words that no name before has taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import compress

import numpy as np
import pandas as pd

from imgaudit.names.candidates import Candidate, Match, candidates, famous, settled
from imgaudit.names.cues import OPEN, YES
from imgaudit.names.evidence import (
    class_beside,
    family_stands,
    first_name_stands,
    initial_after,
    is_near,
    is_titled,
    surname_stands,
)
from imgaudit.names.full_names import SHORT, full_names, in_tags, nearly_full
from imgaudit.names.matcher import Forms, Matcher, name_matcher
from imgaudit.names.reading import CAPITAL, Reading, Word, read
from imgaudit.names.words import GIVEN, ORDINARY, PLAIN_TITLES
from imgaudit.tables import NAME_MATCHES

SPACED = {code: " " for code in range(128) if not chr(code).isalpha() and code != 0x1E}
"""Turns all of ASCII that is no letter into spaces; what is not ASCII is read anyway."""

UNUSUAL = re.compile(r"[^\x00-\x7f]|[%&<#@]|[a-z][A-Z]|[A-Z]{2}[a-z]")
"""A text that must be read before one can say which words it has."""

MACHINE_FIELDS = frozenset(("file", "file_name", "filename", "url", "page_url", "path"))


def find_names(
    texts: pd.Series, people: pd.DataFrame | Matcher, *, field: str = "", unknown: bool = False
) -> pd.DataFrame:
    """Find the names of the register in texts: file names, addresses, titles, captions, metadata.

    First names and surnames that are ordinary words or places count only where something says that they are names;
    famous people, places and brands do not count. Neither case nor accents matter to a full name.

    Parameters
    ----------
    texts
        The texts; empty ones hold no name. The same text is read once.
    people
        ``register.people``, or what :func:`name_matcher` made of it.
    field
        What the texts are: ``file``, ``url``, ``page_url`` for names made for machines; anything else is prose.
    unknown
        Also report names that are not in the register, as level ``unknown``: a weak signal with false alarms.

    Returns
    -------
    The table ``name_matches`` on the index of ``texts``: a row a match with ``field``, ``level`` (full, first,
    surname, possible or unknown), ``person_ids`` (a tuple of all whom it fits), ``start`` and ``end`` in the text, the
    ``quoted`` text between them, ``with_class`` (class, year group or age beside it), ``confidence`` [0 to 1],
    ``reason`` and ``could_be`` (of a possible name: its level if it is the person's).

    Examples
    --------
    >>> from imgaudit.tables import PEOPLE
    >>> people = PEOPLE.frame([{"person_id": "p1", "first_name": "Amelia", "last_name": "Hart"}])
    >>> found = find_names(pd.Series(["Hart's rocket.jpg", "amelia-hart.jpg", "Rocket day"]), people)
    >>> found[["level", "quoted"]].values.tolist()
    [['full', 'amelia-hart']]
    """
    matcher = people if isinstance(people, Matcher) else name_matcher(people)
    given = texts.dropna()
    codes, distinct = pd.factorize(given)
    machine = field in MACHINE_FIELDS
    rows: list[tuple[int, str, tuple[str, ...], int, int, str, bool, float, str, str | None]] = []
    strings = [str(text) for text in distinct]
    for code in range(len(strings)) if unknown else suspects(strings, matcher):
        text = strings[code]
        reading = read(text, known=matcher.whole_words, machine=machine)
        for match in matches(reading, matcher, unknown=unknown):
            start, end = reading.span(match.first, match.last)
            who = tuple(sorted(matcher.ids[person] for person in match.who))
            classed = match.level in ("full", "first", "possible") and class_beside(
                reading.words, match.first, match.last + 1
            )
            quoted = text[start:end]
            rows.append(
                (
                    code,
                    match.level,
                    who,
                    start,
                    end,
                    quoted,
                    classed,
                    match.confidence,
                    match.reason,
                    match.could_be or None,
                )
            )
    if not rows:
        return NAME_MATCHES.empty().set_axis(given.index[:0], axis="index")
    columns = [
        "code",
        "level",
        "person_ids",
        "start",
        "end",
        "quoted",
        "with_class",
        "confidence",
        "reason",
        "could_be",
    ]
    found = pd.DataFrame(rows, columns=columns)
    places = pd.DataFrame({"code": codes, "at": range(len(given))})
    joined = places.merge(found, on="code", how="inner").sort_values(["at", "start"], kind="stable")
    index = given.index.take(joined["at"].to_numpy(dtype="int64"))
    return NAME_MATCHES.frame(joined.assign(field=field)[[*NAME_MATCHES.columns]]).set_axis(index, axis="index")


def suspects(texts: Sequence[str], matcher: Matcher) -> list[int]:
    """Which texts are worth reading: those with a word of the register, and those written too oddly to say."""
    if not texts:
        return []
    # All texts as one, so that folding and cutting run at the speed of C.
    whole = "\x1e".join([text.replace("\x1e", " ") if "\x1e" in text else text for text in texts])
    lines = whole.casefold().translate(SPACED).split("\x1e")
    disjoint = matcher.triggers.isdisjoint
    found = {at for at, line in enumerate(lines) if not disjoint(line.split())}
    odd = [match.start() for match in UNUSUAL.finditer(whole)]
    ends = np.cumsum([len(text) + 1 for text in texts])
    return sorted(found.union(np.searchsorted(ends, odd, side="right").tolist()))


def matches(reading: Reading, matcher: Matcher, *, unknown: bool = False) -> list[Match]:
    """The names in one reading, in the order of the text: what a full name has taken is no first name any more."""
    words = reading.words
    if not unknown and matcher.triggers.isdisjoint(reading.texts):
        return in_tags(words, matcher, [False] * len(words))
    found = full_names(reading, matcher)
    somebody_else = famous(reading, matcher, _taken(words, found))
    found += nearly_full(reading, matcher, _taken(words, found, somebody_else))
    found += _first_names(reading, matcher, found, _taken(words, found, somebody_else))
    found += _surnames(reading, matcher, _taken(words, found, somebody_else))
    found += _families(reading, matcher, _taken(words, found, somebody_else))
    found += _short_forms(reading, matcher, _taken(words, found, somebody_else))
    if unknown:
        found += _strangers(words, matcher, _taken(words, found, somebody_else))
    return sorted(found, key=lambda match: match.first)


def _taken(words: list[Word], found: list[Match], taken: Sequence[bool] = ()) -> list[bool]:
    """Which words are part of a name already, or taken before."""
    answer = list(taken) or [False] * len(words)
    for match in found:
        answer[match.first : match.last + 1] = [True] * (match.last + 1 - match.first)
    return answer


def _first_names(reading: Reading, matcher: Matcher, full: list[Match], blocked: list[bool]) -> list[Match]:
    """First names alone: those that stand for themselves, then those in a list with a name that is certain."""
    words = reading.words
    certain: list[Match] = []
    open_ones: list[Candidate] = []
    for one, verdict, found in _given_names(reading, matcher, matcher.firsts, blocked):
        if verdict == YES:
            certain.append(found)
        elif verdict == OPEN:
            open_ones.append(one)
    sure = [one for one in (*full, *certain) if one.level != "possible"]
    listed = _listed_beside(words, open_ones, sure)
    return certain + [
        Match("first", one.at, one.end - 1, one.who, 0.7, "first name in a list of names") for one in listed
    ]


def _listed_beside(words: list[Word], open_ones: list[Candidate], certain: Iterable[Match]) -> Iterator[Candidate]:
    """Those in a list with a name that is certain: "Grace, Emma and Tom"."""
    beside = settled(words, [one.span for one in open_ones], [(one.first, one.last) for one in certain])
    return compress(open_ones, beside)


def _short_forms(reading: Reading, matcher: Matcher, blocked: list[bool]) -> list[Match]:
    """Short forms and other spellings of first names, alone: possible where a first name would be certain."""
    found = [
        match for _, verdict, match in _given_names(reading, matcher, matcher.short_firsts, blocked) if verdict == YES
    ]
    return [replace(match, level="possible", confidence=0.3, reason=SHORT, could_be="first") for match in found]


def _given_names(
    reading: Reading, matcher: Matcher, table: Forms, blocked: list[bool]
) -> Iterator[tuple[Candidate, str, Match]]:
    """Where first names of a table stand alone, the verdict on each, and what it is if it is a name."""
    words = reading.words
    for one in candidates(reading, table, blocked):
        initial = initial_after(words, one.end, one.who, matcher)
        if initial is not None and not initial:  # an initial that fits nobody of that first name
            continue
        weak = one.form in matcher.weak_firsts
        verdict, reason = first_name_stands(
            reading, one.at, one.end, one.form, matcher, weak=weak, initial=bool(initial)
        )
        last = one.end if initial else one.end - 1
        yield one, verdict, Match("first", one.at, last, initial or one.who, 0.7 if weak else 0.9, reason)


def _surnames(reading: Reading, matcher: Matcher, blocked: list[bool]) -> list[Match]:
    """Surnames alone; half of a double name only after a title."""
    words = reading.words
    certain: list[Match] = []
    open_ones: list[Candidate] = []
    for one in candidates(reading, matcher.lasts, blocked, parts=True):
        titled = is_titled(words, one.at)
        weak = one.form in matcher.weak_lasts
        verdict, reason = surname_stands(reading, one.at, one.end, one.form, matcher, weak=weak, titled=titled)
        if verdict == YES and (one.whole or titled):
            certain.append(Match("surname", one.at, one.end - 1, one.who, 0.9 if titled else 0.6, reason))
        elif verdict == OPEN and one.whole:
            open_ones.append(one)
    return certain + [
        Match("surname", one.at, one.end - 1, one.who, 0.6, "surname in a list of names")
        for one in _listed_beside(words, open_ones, certain)
    ]


def _families(reading: Reading, matcher: Matcher, blocked: list[bool]) -> list[Match]:
    """Surnames of whole families: "the Harts"."""
    told = [
        (one, family_stands(reading, one.at, one.end, one.form, matcher))
        for one in candidates(reading, matcher.families, blocked)
    ]
    return [
        Match("surname", one.at, one.end - 1, one.who, 0.6, reason) for one, (verdict, reason) in told if verdict == YES
    ]


def _strangers(words: list[Word], matcher: Matcher, blocked: list[bool]) -> list[Match]:
    """Names that are not in the register, a weak signal: a common first name and a capital, a title and a capital."""
    found = []
    for at in range(len(words) - 1):
        one, other = words[at], words[at + 1]
        if any(blocked[at : at + 2]) or one.possessive or min(one.case, other.case) < CAPITAL or len(other.text) < 2:
            continue
        if other.text in ORDINARY or not (is_near(words, at + 1) or (one.text in PLAIN_TITLES and other.gap == ". ")):
            continue
        if one.text in PLAIN_TITLES:
            found.append(Match("unknown", at + 1, at + 1, frozenset(), 0.3, "title before a name not in the register"))
        elif one.text in GIVEN or one.text in matcher.firsts:
            reason = "common first name before a name not in the register"
            found.append(Match("unknown", at, at + 1, frozenset(), 0.3, reason))
    return [m for n, m in enumerate(found) if n == 0 or m.first > found[n - 1].last]
