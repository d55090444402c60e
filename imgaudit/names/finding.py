"""Which names of the register a text gives away, and how that is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from imgaudit.names.evidence import class_beside, first_name_stands, initial_after, is_class, is_near, surname_stands
from imgaudit.names.matcher import Form, Forms, Matcher, name_matcher
from imgaudit.names.reading import Reading, Word, read
from imgaudit.names.words import (
    BOTH,
    CAPITAL_PLACE_NOUNS,
    CLASS_WORDS,
    COMPOUNDS,
    DOES,
    GIVEN,
    LITTLE,
    MIDDLE,
    MODAL_SUBJECTS,
    MONTHS,
    ORDINARY,
    PLAIN_TITLES,
    SHAPES,
    SUBJECTS,
    words_of,
)
from imgaudit.tables import NAME_MATCHES

SPACED = {code: " " for code in range(128) if not chr(code).isalpha() and code != 0x1E}
"""Turns all of ASCII that is no letter into spaces; what is not ASCII is read anyway."""

UNUSUAL = re.compile(r"[^\x00-\x7f]|[%&<#@]|[a-z][A-Z]|[A-Z]{2}[a-z]")
"""A text that must be read before one can say which words it has."""

MACHINE_FIELDS = frozenset(("file", "file_name", "filename", "url", "page_url", "path"))
COMMA = re.compile(r",\s{0,2}")
LISTING = re.compile(r"\s*(?:[,&+/;]|, ?&)\s*|[-_ ]?&[-_ ]?")
NICKNAME_OPENS = re.compile(r"""\s+["'“(]""")
NICKNAME_SHUTS = re.compile(r"""["'”)]+\s+""")
PAIR_COMPOUNDS = COMPOUNDS - words_of("of for and or is are the down up out high low")
HEAD_OF = words_of("of boy girl boys girls teacher teachers student students chef prefect prefects office")
COLOUR_OF = words_of("team house group class table belt card badge room shirt t band screen")
NOT_A_PAIR_AFTER = words_of("the a an this that each every some any no last next in at on near") | MODAL_SUBJECTS
NOUNS = ORDINARY - DOES - LITTLE - CLASS_WORDS


@dataclass(slots=True)
class Match:
    """One name in one text, by the numbers of its words and of the people it may mean."""

    level: str
    first: int
    last: int
    who: frozenset[int]
    confidence: float
    reason: str
    family: frozenset[int] = frozenset()


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
    surname or unknown), ``person_ids`` (a tuple of all whom it fits), ``start`` and ``end`` in the text, the
    ``quoted`` text between them, ``with_class`` (class, year group or age beside it), ``confidence`` [0 to 1] and
    ``reason``.

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
    codes, distinct = pd.factorize(given.astype("object"))
    machine = field in MACHINE_FIELDS
    rows: list[tuple[int, str, tuple[str, ...], int, int, str, bool, float, str]] = []
    strings = [str(text) for text in distinct]
    for code in range(len(strings)) if unknown else suspects(strings, matcher):
        text = strings[code]
        reading = read(text, known=matcher.whole_words, machine=machine)
        for match in matches(reading, matcher, unknown=unknown):
            start, end = reading.span(match.first, match.last)
            who = tuple(sorted(matcher.ids[person] for person in match.who))
            classed = match.level in ("full", "first") and class_beside(reading.words, match.first, match.last + 1)
            quoted = text[start:end]
            rows.append((code, match.level, who, start, end, quoted, classed, match.confidence, match.reason))
    columns = ["code", "level", "person_ids", "start", "end", "quoted", "with_class", "confidence", "reason"]
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
    """The names in one reading, in the order of the text."""
    words = reading.words
    if not unknown and not any(word.text in matcher.triggers for word in words):
        return _in_tags(words, matcher)
    found: list[Match] = []
    taken = [False] * len(words)

    def take(match: Match) -> None:
        found.append(match)
        taken[match.first : match.last + 1] = [True] * (match.last + 1 - match.first)

    at = 0
    while at < len(words):
        text = words[at].text
        full = _full(words, at, matcher) if text in matcher.triggers or len(text) == 1 else None
        if full is None:
            at += 1
        else:
            take(full)
            at = full.last + 1
    for full in found:
        for sibling in _siblings(words, full, matcher, taken):
            take(sibling)
    for match in _in_tags(words, matcher, taken):
        take(match)
    famous = _famous(words, matcher, taken)
    blocked = [a or b for a, b in zip(taken, famous, strict=True)]
    firsts: list[Match] = []
    doubtful: list[tuple[int, int, frozenset[int], Form]] = []
    for at, end, who, form in _candidates(words, matcher.firsts, blocked):
        weak = form in matcher.weak_firsts
        initial = initial_after(words, end, who, matcher)
        if initial is not None and not initial:  # an initial that fits nobody of that first name
            continue
        last = end if initial else end - 1
        reason = first_name_stands(reading, at, end, form, matcher, weak=weak, initial=bool(initial))
        if reason is None:
            continue
        if reason:
            firsts.append(Match("first", at, last, initial or who, 0.7 if weak else 0.9, reason))
        else:
            doubtful.append((at, end, who, form))
    # A doubtful name beside a certain one is a name: "Grace, Emma and Tom".
    certain = {(match.first, match.last) for match in [*found, *firsts]}
    while True:
        joins = [c for c in doubtful if any(_listed(words, c[0], c[1] - 1, *other) for other in certain)]
        if not joins:
            break
        for at, end, who, _ in joins:
            firsts.append(Match("first", at, end - 1, who, 0.7, "first name in a list of names"))
            certain.add((at, end - 1))
        doubtful = [c for c in doubtful if c not in joins]
    for match in firsts:
        take(match)
        blocked[match.first : match.last + 1] = [True] * (match.last + 1 - match.first)
    surnames = [(at, end, who, form) for at, end, who, form in _candidates(words, matcher.lasts, blocked, parts=True)]
    certain_surnames: list[tuple[int, int]] = []
    rest = []
    for at, end, who, form in surnames:
        reason = surname_stands(reading, at, end, form, matcher, weak=form in matcher.weak_lasts)
        whole = any(whole for each, _, whole in matcher.lasts[form[0]] if each == form)
        if reason and (whole or reason.startswith("title")):
            take(Match("surname", at, end - 1, who, 0.9 if reason.startswith("title") else 0.6, reason))
            certain_surnames.append((at, end - 1))
        elif reason == "" and whole:
            rest.append((at, end, who))
    for at, end, who in rest:
        if any(_listed(words, at, end - 1, *other) for other in certain_surnames):
            take(Match("surname", at, end - 1, who, 0.6, "surname in a list of names"))
    if unknown:
        blocked = [a or b for a, b in zip(taken, famous, strict=True)]
        for match in _strangers(words, matcher, blocked):
            take(match)
    return sorted(found, key=lambda match: match.first)


def _sequence(words: list[Word], at: int, form: Form) -> int:
    """The word after the form, or -1 where the words are others."""
    end = at + len(form)
    if end > len(words):
        return -1
    for step, text in enumerate(form[1:], at + 1):
        if words[step].text != text or not (is_near(words, step) or words[step].gap == "'"):
            return -1
    return end


def _full(words: list[Word], at: int, matcher: Matcher) -> Match | None:
    """The longest full name that begins here."""
    word = words[at]
    best: Match | None = None

    def offer(last: int, who: frozenset[int], confidence: float, reason: str, family: frozenset[int]) -> None:
        nonlocal best
        if best is None or last > best.last or (last == best.last and confidence > best.confidence):
            best = Match("full", at, last, who, confidence, reason, family)

    if (whole := matcher.joined.get(word.text)) is not None:
        who, how = whole
        if how == "both":
            offer(at, who, 0.9, "first name and surname written as one word", frozenset())
        elif word.machine:
            offer(at, who, 0.7, "initial and surname written as one word", frozenset())
    for form, firsts, _ in matcher.firsts.get(word.text, ()):
        after = _sequence(words, at, form)
        if after < 0:
            continue
        for start, middle in _surname_starts(words, after, form, matcher):
            for surname, lasts, _ in matcher.lasts.get(words[start].text, ()):
                end = _sequence(words, start, surname)
                who = firsts & lasts
                if end < 0 or not who or not _is_pair(words, at, end, form, surname, matcher):
                    continue
                weak = form in matcher.weak_firsts and surname in matcher.weak_lasts
                reason = "first name, middle name and surname" if middle else "first name and surname"
                offer(end - 1, who, 0.75 if weak else 0.95, reason, lasts)
    for surname, lasts, _ in matcher.lasts.get(word.text, ()):
        after = _sequence(words, at, surname)
        if after < 0 or after >= len(words):
            continue
        comma = bool(COMMA.fullmatch(words[after].gap)) and not words[after - 1].possessive
        near = is_near(words, after)
        if not comma and not near:
            continue
        for form, firsts, _ in matcher.firsts.get(words[after].text, ()):
            end = _sequence(words, after, form)
            who = firsts & lasts
            if end < 0 or not who:
                continue
            doubtful = surname in matcher.weak_lasts or surname[0] in BOTH or surname in _forms(matcher.firsts, surname)
            if not comma and not words[after].machine and doubtful:
                continue
            if comma and (surname[0] in GIVEN or _is_form(matcher.firsts, surname)) and _list_goes_on(words, end):
                continue
            if not _is_pair(words, at, end, form, surname, matcher):
                continue
            offer(end - 1, who, 0.9, "surname and first name", lasts)
        letter = words[after]
        if len(letter.text) == 1 and letter.case >= 0 and (comma or letter.machine or _dotted(words, after)):
            who = matcher.first_letters.get(letter.text, frozenset()) & lasts
            dotted = comma and (_dotted(words, after) or after == len(words) - 1)
            if who and not (letter.text in "ai" and letter.case == 0 and not letter.machine and not dotted):
                offer(after, who, 0.8, "surname and initial", lasts)
    if len(word.text) == 1 and word.case >= 0:
        _with_initial(words, at, matcher, offer)
    return best


def _forms(table: Forms, form: Form) -> list[Form]:
    return [each for each, _, _ in table.get(form[0], ())]


def _is_form(table: Forms, form: Form) -> bool:
    return form in _forms(table, form)


def _dotted(words: list[Word], at: int) -> bool:
    return at + 1 < len(words) and words[at + 1].gap.startswith(".")


def _with_initial(words: list[Word], at: int, matcher: Matcher, offer: object) -> None:
    """For "E. Jones", "E L Jones", "e-jones.jpg"."""
    word = words[at]
    if word.gap == "'" or (at and words[at - 1].case == -1 and word.gap == ""):
        return
    start = at + 1
    while start < len(words) and start < at + 3 and len(words[start].text) == 1 and words[start].case >= 0:
        start += 1
    if start >= len(words):
        return
    for step in range(at + 1, start + 1):
        if not (is_near(words, step) or words[step].gap in (".", ". ")):
            return
    if at and is_near(words, at) and not word.opens:
        before = words[at - 1]
        # "Class 4 E Green" is no name, nor is "Emma J Jones", whose first name was seen already.
        if before.case == -1 or before.text in ("year", "class", "form", "plan", "vitamin", "team", "group", "set"):
            return
    titled = at > 0 and words[at - 1].text in PLAIN_TITLES
    dotted = words[at + 1].gap.startswith(".") or titled
    for surname, lasts, whole in matcher.lasts.get(words[start].text, ()):
        end = _sequence(words, start, surname)
        who = matcher.first_letters.get(word.text, frozenset()) & lasts
        if end < 0 or not who or not (whole or dotted):
            continue
        if word.text in "ai" and not dotted and not word.machine and (word.opens or word.case == 0):
            continue
        if word.case == 0 and not word.machine and not dotted and surname in matcher.weak_lasts:
            continue
        offer(end - 1, who, 0.85 if dotted else 0.75, "initial and surname", lasts)  # type: ignore[operator]


def _surname_starts(words: list[Word], after: int, form: Form, matcher: Matcher) -> list[tuple[int, bool]]:
    """Where the surname may begin: at once, or after one or two middle names or a nickname."""
    starts: list[tuple[int, bool]] = []
    at = after
    if words[after - 1].possessive:
        return starts
    weak = form in matcher.weak_firsts
    for step in range(3):
        if at >= len(words):
            break
        word = words[at]
        near = is_near(words, at)
        dotted = at > after and len(words[at - 1].text) == 1 and word.gap in (".", ". ")
        shut = at > after and bool(NICKNAME_SHUTS.fullmatch(word.gap))
        if near or dotted or shut:
            starts.append((at, step > 0))
        opens = at == after and bool(NICKNAME_OPENS.fullmatch(word.gap))
        if not (near or dotted or opens) or word.case == -1 or word.text in LITTLE or word.possessive:
            break
        middle = opens or len(word.text) == 1 or word.text in MIDDLE or word.text in matcher.firsts
        if not middle and (weak or word.text in ORDINARY or word.text in matcher.lasts or word.text in PLAIN_TITLES):
            break
        at += 1
    return starts


def _is_pair(words: list[Word], at: int, end: int, form: Form, surname: Form, matcher: Matcher) -> bool:
    """Whether a first name and surname that may both be words read as a name; case says nothing here."""
    after = words[end] if end < len(words) and is_near(words, end) and not words[end - 1].possessive else None
    last = surname[0]
    if surname in matcher.weak_lasts and after is not None and len(surname) == 1 and words[end - 1].text == last:
        if last in ("head", "heads") and after.text in HEAD_OF:
            return False
        if last in SHAPES and after.text in COLOUR_OF:
            return False
        if (
            after.case == -1
            and not is_class(words, end)
            and (last in ("page", "day", "may", "house", "hall") or last in MONTHS)
        ):
            return False
    if form not in matcher.weak_firsts or surname not in matcher.weak_lasts:
        return True
    if form[0] in MONTHS and last in MONTHS:
        return False
    if after is not None and form[0] in ("will", "may") and after.text in ("through", "towards", "away", "off", "into"):
        return False
    if after is not None and (after.text in PAIR_COMPOUNDS or after.text in CAPITAL_PLACE_NOUNS):
        return False
    if after is not None and form[0] in MONTHS | SUBJECTS and after.text in NOUNS:
        return False
    if after is not None and after.text == "of" and last in ("head", "king", "bishop", "lord", "earl", "duke", "day"):
        return False
    before = words[at - 1] if at and is_near(words, at) and not words[at].opens else None
    return before is None or before.text not in NOT_A_PAIR_AFTER


def _list_goes_on(words: list[Word], at: int) -> bool:
    return at < len(words) and (
        words[at].text == "and" or bool(LISTING.fullmatch(words[at].gap)) or "&" in words[at].gap
    )


def _siblings(words: list[Word], full: Match, matcher: Matcher, taken: list[bool]) -> list[Match]:
    """For "Aisha and Bilal Khan": who shares the surname that comes after."""
    found: list[Match] = []
    if not full.family or full.reason == "surname and first name":
        return found
    at = full.first
    while at > 0:
        gap = words[at].gap
        if words[at - 1].text in ("and", "und", "n") and is_near(words, at):
            last = at - 2
        elif LISTING.fullmatch(gap) and ";" not in gap:
            last = at - 1
        else:
            break
        if last >= 0 and words[last].text == "and":
            last -= 1
        known = None
        for length in (3, 2, 1):
            start = last - length + 1
            if start < 0 or any(taken[start : last + 1]):
                continue
            form = tuple(word.text for word in words[start : last + 1])
            for each, who, whole in matcher.firsts.get(form[0], ()):
                if each == form and whole and _sequence(words, start, form) > 0:
                    known = (start, who)
            if known:
                break
        if known is None:
            break
        at, who = known[0], known[1] & full.family
        if who:
            found.append(Match("full", at, last, who, 0.85, "first name before a surname shared with the next"))
    return found


def _in_tags(words: list[Word], matcher: Matcher, taken: list[bool] | None = None) -> list[Match]:
    """For "#welldoneemmajones": full names inside a tag written as one word."""
    found = []
    for at, word in enumerate(words):
        if not word.tag or len(word.text) < 9 or (taken is not None and taken[at]):
            continue
        for length in range(len(word.text) - 1, 7, -1):
            for start in range(len(word.text) - length + 1):
                inside = matcher.joined.get(word.text[start : start + length])
                if inside and inside[1] == "both" and _said(word.text[:start]) and _said(word.text[start + length :]):
                    found.append(Match("full", at, at, inside[0], 0.8, "first name and surname inside a tag"))
                    break
            else:
                continue
            break
    return found


def _said(letters: str) -> bool:
    """Whether letters are ordinary words written together."""
    reached = {0}
    for end in range(1, len(letters) + 1):
        if any(start in reached and letters[start:end] in ORDINARY for start in range(max(0, end - 15), end)):
            reached.add(end)
    return len(letters) in reached


def _famous(words: list[Word], matcher: Matcher, taken: list[bool]) -> list[bool]:
    """Words of famous names and sayings, which are nobody of the register."""
    covered = [False] * len(words)
    for at, word in enumerate(words):
        for form in matcher.famous.get(word.text, ()):
            end = at + len(form)
            if (
                tuple(each.text for each in words[at:end]) == form
                and not any(taken[at:end])
                and all(len(each.gap) <= 3 and (len(form) > 2 or "," not in each.gap) for each in words[at + 1 : end])
            ):
                covered[at:end] = [True] * len(form)
    return covered


def _candidates(
    words: list[Word], table: Forms, blocked: list[bool], *, parts: bool = False
) -> list[tuple[int, int, frozenset[int], Form]]:
    """Where a form of the table stands, the longest first, none in another."""
    found = []
    at = 0
    while at < len(words):
        for form, who, whole in table.get(words[at].text, ()) if not blocked[at] else ():
            end = _sequence(words, at, form) if whole or parts else -1
            if end > 0 and not any(blocked[at:end]):
                found.append((at, end, who, form))
                at = end - 1
                break
        at += 1
    return found


def _listed(words: list[Word], first: int, last: int, other_first: int, other_last: int) -> bool:
    """Whether two names stand side by side in a list."""
    if first > other_last:
        first, last, other_first, other_last = other_first, other_last, first, last
    between = other_first - last
    if words[last].possessive:
        return False
    if between == 1:
        return bool(LISTING.fullmatch(words[other_first].gap))
    return between == 2 and words[other_first - 1].text in ("and", "n") and len(words[other_first].gap) <= 1


def _strangers(words: list[Word], matcher: Matcher, blocked: list[bool]) -> list[Match]:
    """Names that are not in the register, a weak signal: a common first name and a capital, a title and a capital."""
    found = []
    for at in range(len(words) - 1):
        one, other = words[at], words[at + 1]
        if blocked[at] or blocked[at + 1] or other.case < 1 or len(other.text) < 2 or one.case < 1 or one.possessive:
            continue
        if other.text in ORDINARY or not (is_near(words, at + 1) or (one.text in PLAIN_TITLES and other.gap == ". ")):
            continue
        if one.text in PLAIN_TITLES:
            found.append(Match("unknown", at + 1, at + 1, frozenset(), 0.3, "title before a name not in the register"))
        elif one.text in GIVEN or one.text in matcher.firsts:
            reason = "common first name before a name not in the register"
            found.append(Match("unknown", at, at + 1, frozenset(), 0.3, reason))
    return [m for n, m in enumerate(found) if n == 0 or m.first > found[n - 1].last]
