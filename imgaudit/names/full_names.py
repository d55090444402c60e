"""Full names in a text: first name and surname in any order, with initials, with middle names, written as one word.

A full name needs little evidence; where both its parts are ordinary words ("May Day"), :func:`_reads_as_name` asks, and
where they are a thing together as well, the rows of `cues.py`: what these leave open is possible, and no more. So is
whom only a short form or another spelling names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from imgaudit.names.candidates import LISTING, Match, sequence, settled
from imgaudit.names.cues import NO, OPEN, YES
from imgaudit.names.evidence import is_broken, is_class, is_dotted, is_family_word, is_near, pair_stands
from imgaudit.names.matcher import Form, Forms, Matcher, is_thing
from imgaudit.names.people import UNSPACED
from imgaudit.names.reading import CAPITAL, NUMBER, SHOUTED, SMALL, Reading, Word
from imgaudit.names.words import BOTH, CAPITAL_PLACE_NOUNS, GIVEN, LISTS, LITTLE, MONTHS, ORDINARY, PLAIN_TITLES

THING = "a first name and surname that are a thing as well"
SHORT = "a short form or another spelling of a name of the register"
NEARLY = "one name of the register, and one that is spelt nearly as hers or his"
SURNAME_FIRST = "surname and first name"
COMMA = re.compile(r",\s{0,2}")
ENTRY_ENDS = re.compile(r"\s*[,;\n]")
"""After one entry of a list: "Jones E, Hart J"."""
NICKNAME_OPENS = re.compile(r"""\s+["'“(]""")
NICKNAME_SHUTS = re.compile(r"""["'”)]+\s+""")

NOT_MISSPELT = ORDINARY | PLAIN_TITLES | GIVEN | LISTS["SURNAMES"]
"""Words that mean what they say: Marion is not Martin."""

FURTHEST = 12
"""So many words lie between the first words of a first name and of its surname at most."""
LONGEST_WORD = 15
"""So many letters has a word inside a tag at most."""
NOUNS = ORDINARY - LISTS["DOES"] - LITTLE - LISTS["CLASS_WORDS"]
NUMBERED = MONTHS | {"page", "day", "may", "house", "hall"}
OFFICES = frozenset(("head", "king", "bishop", "lord", "earl", "duke", "day"))
THINGS = ((frozenset(("head", "heads")), LISTS["HEAD_OF"]), (LISTS["COLOURS"], LISTS["COLOUR_OF"]))
"""A surname and the word after it that make it a thing: "head teacher", "Green team"."""
NO_PAIRS = (
    (MONTHS, MONTHS, None),
    (frozenset(("will", "may")), None, frozenset(("through", "towards", "away", "off", "into"))),
    (None, None, LISTS["PAIR_COMPOUNDS"] | CAPITAL_PLACE_NOUNS),
    (MONTHS | LISTS["SUBJECTS"], None, NOUNS),
    (None, OFFICES, frozenset(("of",))),
)
"""A first name and a surname that are both ordinary words, and the word after them, that make no name; None is any."""


def full_names(reading: Reading, matcher: Matcher) -> list[Match]:
    """All full names of a text, sure or possible: one by one, who shares a surname with one of them, those in tags."""
    words = reading.words
    found: list[Match] = []
    taken = [False] * len(words)

    def take(matches: list[Match]) -> None:
        for match in matches:
            found.append(match)
            taken[match.first : match.last + 1] = [True] * (match.last + 1 - match.first)

    done, triggers, joined = 0, matcher.triggers, matcher.joined
    heads = [at for at, text in enumerate(reading.texts) if text in triggers or len(text) == 1]
    for at, following in pairwise([*heads, len(words) + FURTHEST]):
        # A full name has two heads, unless both are written as one word.
        if at >= done and (following - at <= FURTHEST or words[at].text in joined):
            full = _longest(reading, at, matcher)
            if full is not None:
                take([full])
                done = full.last + 1
    for full in found.copy():
        take(_siblings(words, full, matcher, taken))
    take(in_tags(words, matcher, taken))
    _settle(words, found)
    return found


def nearly_full(reading: Reading, matcher: Matcher, blocked: Sequence[bool]) -> list[Match]:
    """For "Gurprit Dhillon" of Gurpreet: one part as the register has it, the other nearly so. Possible, no more."""
    found: list[Match] = []
    for at in [at for at, text in enumerate(reading.texts) if text in matcher.firsts or text in matcher.lasts]:
        for table, start, other in ((matcher.firsts, at, at + 1), (matcher.lasts, at - 1, at - 1)):
            if any(blocked[max(start, 0) : start + 2]) or not _may_be_misspelt(reading.words, start, other):
                continue
            theirs = {who for form, those, _ in table.get(reading.texts[at], ()) if len(form) == 1 for who in those}
            is_last = table is matcher.lasts
            who = frozenset(
                who
                for who in theirs
                if any(is_nearly(reading.texts[other], name) for name in matcher.names[who][is_last])
            )
            if who and not (found and found[-1].last >= start):
                found.append(Match("possible", start, start + 1, who, 0.3, NEARLY, could_be="full"))
    return found


def _may_be_misspelt(words: list[Word], start: int, other: int) -> bool:
    """Whether two words may be a full name of which the ``other`` is misspelt: a word that is nothing else."""
    if start < 0 or start + 1 >= len(words) or words[start].possessive or not is_near(words, start + 1):
        return False
    word = words[other]
    return (word.case == CAPITAL or word.machine) and word.text not in NOT_MISSPELT


@lru_cache(maxsize=65_536)
def is_nearly(word: str, name: str) -> bool:
    """Whether a word is spelt nearly as a name is.

    >>> is_nearly("gurprit", "gurpreet"), is_nearly("daniel", "danielle"), is_nearly("ella", "emma")
    (True, False, False)
    """
    if abs(len(word) - len(name)) > 1 or min(len(word), len(name)) < 6 or word.rstrip("s") == name.rstrip("s"):
        return False  # short names have too many neighbours, and an s more is a family's or a thing's
    few = len({*word} ^ {*name}) <= 4  # asked first, for most words differ in more
    return few and SequenceMatcher(None, word, name, autojunk=False).ratio() >= 0.8


def _settle(words: list[Word], found: list[Match]) -> None:
    """What may be a thing is a name where it stands in a list with one that is certain."""
    things = [match for match in found if match.reason == THING]
    certain = [(match.first, match.last) for match in found if match.level == "full"]
    beside = settled(words, [(match.first, match.last) for match in things], certain)
    for match, is_listed in zip(things, beside, strict=True):
        if is_listed:
            match.level, match.could_be, match.confidence = "full", "", 0.7
            match.reason = "first name and surname in a list of names"


def _longest(reading: Reading, at: int, matcher: Matcher) -> Match | None:
    """The full name that begins here: the longest, and of these the surest."""
    words, text = reading.words, reading.texts[at]
    offers: list[Match] = []
    if text in matcher.joined:
        offers += _as_one_word(words, at, matcher)
    if text in matcher.firsts or text in matcher.short_firsts:
        offers += _first_name_first(reading, at, matcher)
    if text in matcher.lasts or text in matcher.other_lasts:
        offers += _surname_first(reading, at, matcher)
    if len(text) == 1:
        offers += _initial_first(words, at, matcher)
    return max(offers, key=lambda match: (match.last, match.confidence), default=None)


def _as_one_word(words: list[Word], at: int, matcher: Matcher) -> Iterator[Match]:
    """For "emmajones", and "ejones.jpg"."""
    who, how = matcher.joined.get(words[at].text, (frozenset(), ""))
    if how == "both" and _is_syllables_of_others(words, at):
        how = "thing"
    if how in ("thing", "perhaps"):
        yield Match("possible", at, at, who, 0.4, THING if how == "thing" else SHORT, could_be="full")
    elif how == "both":
        yield Match("full", at, at, who, 0.9, "first name and surname written as one word")
    elif how and words[at].machine:
        yield Match("full", at, at, who, 0.7, "initial and surname written as one word")


def _is_syllables_of_others(words: list[Word], at: int) -> bool:
    """Whether a name of two letters stands inside others: 高山 may be a high mountain there."""
    text = words[at].text
    if text.isascii() or len(unicodedata.normalize("NFC", text)) > 2:
        return False
    return any(
        UNSPACED.match(words[one].text) and words[max(one, at)].gap == ""
        for one in (at - 1, at + 1)
        if 0 <= one < len(words)
    )


def _forms(told: Forms, others: Forms, text: str) -> list[tuple[Form, frozenset[int], bool]]:
    """The forms that begin with a word, whose, and whether the register has them so."""
    return [(form, who, table is told) for table in (told, others) for form, who, _ in table.get(text, ())]


def _first_name_first(reading: Reading, at: int, matcher: Matcher) -> Iterator[Match]:
    """For "Emma Jones", "Emma J. Rose Jones", "Emma “Em” Jones"."""
    words = reading.words
    for form, firsts, told in _forms(matcher.firsts, matcher.short_firsts, words[at].text):
        after = sequence(words, at, form)
        for start in _surname_starts(words, after, form, matcher) if after > 0 else ():
            for surname, lasts, spelt in _forms(matcher.lasts, matcher.other_lasts, words[start].text):
                end = sequence(words, start, surname)
                who = firsts & lasts
                if end < 0 or not who:
                    continue
                reason = "first name, middle name and surname" if start > after else "first name and surname"
                match = Match("full", at, end - 1, who, 0.95, reason, lasts)
                yield from _weighed(reading, match, at, form, surname, matcher, told=told and spelt)
        if told and 0 < after < len(words) and is_near(words, after):
            yield from _with_s(reading, at, after, form, firsts, matcher)


def _with_s(
    reading: Reading, at: int, after: int, form: Form, firsts: frozenset[int], matcher: Matcher
) -> Iterator[Match]:
    """For "Amelia Harts' medal", and "Amelia Harts medal", which may be somebody else's."""
    for surname, lasts, _ in matcher.families.get(reading.texts[after], ()):
        end, who = sequence(reading.words, after, surname), firsts & lasts
        if end < 0 or not who:
            continue
        told = reading.words[end - 1].possessive
        if is_family_word(surname) and (form in matcher.weak_firsts or not told):
            continue  # Emma walks
        match = Match("full", at, end - 1, who, 0.8, "first name and surname", lasts)
        yield from _weighed(reading, match, at, form, surname, matcher, told=told)


def _surname_first(reading: Reading, at: int, matcher: Matcher) -> Iterator[Match]:
    """For "Jones, Emma", "JONES Emma", "Jones, E."."""
    words = reading.words
    for surname, lasts, spelt in _forms(matcher.lasts, matcher.other_lasts, words[at].text):
        after = sequence(words, at, surname)
        if after < 0 or after >= len(words):
            continue
        comma = bool(COMMA.fullmatch(words[after].gap)) and not words[after - 1].possessive
        if not comma and not is_near(words, after) and not is_broken(words, after):
            continue
        for form, firsts, told in _forms(matcher.firsts, matcher.short_firsts, words[after].text):
            end = sequence(words, after, form)
            who = firsts & lasts
            if end > 0 and who and _may_come_first(words, at, after, end, surname, matcher, comma=comma):
                match = Match("full", at, end - 1, who, 0.9, SURNAME_FIRST, lasts)
                yield from _weighed(reading, match, after, form, surname, matcher, told=told and spelt)
        who = matcher.first_letters.get(words[after].text, frozenset()) & lasts
        sure = surname not in matcher.weak_lasts or _follows_entry(words, at, matcher)
        if who and spelt and _is_initial_after(words, after, comma=comma, sure=sure):
            yield Match("full", at, after, who, 0.8, "surname and initial", lasts)


def _weighed(
    reading: Reading, match: Match, first: int, form: Form, surname: Form, matcher: Matcher, *, told: bool
) -> Iterator[Match]:
    """A full name, or what it is if it reads as a thing or the register does not have it so: possible, or nothing."""
    at, end = match.first, match.last + 1
    if form in matcher.weak_firsts and surname in matcher.weak_lasts:
        match.confidence -= 0.2
    verdict, why = pair_stands(reading, at, end, first, matcher) if is_thing(form, surname) else (YES, "")
    if verdict == NO or not (why or _reads_as_name(reading.words, at, end, form, surname, matcher)):
        return
    match.reason = why or match.reason
    if verdict == OPEN or not told:
        match.level, match.confidence, match.could_be = "possible", 0.4, "full"
        match.reason = THING if told else SHORT
    yield match


def _may_come_first(
    words: list[Word], at: int, after: int, end: int, surname: Form, matcher: Matcher, *, comma: bool
) -> bool:
    """Whether a surname before a first name is hers, and neither a word nor a name of somebody else."""
    if end < len(words) and is_near(words, end) and words[end].text == surname[0]:
        return False  # Mr Hart, Jane Hart
    if words[at].case == SHOUTED and words[after].case == CAPITAL and is_near(words, after):
        return True
    is_first = any(form == surname for form, _, _ in matcher.firsts.get(surname[0], ()))
    if comma:
        # "Thomas, James and Ali" are three.
        return not ((surname[0] in GIVEN or is_first) and _list_goes_on(words, end))
    return (
        words[after].machine
        or is_broken(words, after)
        or bool(UNSPACED.fullmatch(words[at].text + words[after].text))
        or not (surname in matcher.weak_lasts or surname[0] in BOTH or is_first)
    )


def _is_initial_after(words: list[Word], at: int, *, comma: bool, sure: bool) -> bool:
    """Whether a letter after a surname is an initial: "Jones, E", "Jones E.", "jones-e.jpg"; "Jones, a" is no name."""
    letter = words[at]
    in_list = at + 1 < len(words) and bool(ENTRY_ENDS.match(words[at + 1].gap))
    ends = in_list or at == len(words) - 1
    is_letter = letter.text not in "ai" or (in_list and letter.case >= CAPITAL)
    dotted = _is_dotted(words, at) or (sure and ends and is_letter and letter.gap != "'")
    if letter.case == NUMBER or not (comma or letter.machine or dotted):
        return False
    return letter.text not in "ai" or letter.case >= CAPITAL or letter.machine or (comma and (dotted or ends))


def _follows_entry(words: list[Word], at: int, matcher: Matcher) -> bool:
    """Whether a surname that is no word, and its initial, stand before in a list."""
    if at < 2 or len(words[at - 1].text) != 1 or not ENTRY_ENDS.match(words[at].gap):
        return False
    before = words[at - 2].text
    return before in matcher.lasts and (before,) not in matcher.weak_lasts


def _initial_first(words: list[Word], at: int, matcher: Matcher) -> Iterator[Match]:
    """For "E. Jones", "E L Jones", "e-jones.jpg"."""
    word = words[at]
    start = _after_initials(words, at)
    if start < 0:
        return
    dotted = words[at + 1].gap.startswith(".") or (at > 0 and words[at - 1].text in PLAIN_TITLES)
    if word.text == "v" and not dotted and at and is_near(words, at):
        return  # Marsh Lane V Park Road
    # "A Hill" opens a sentence more often than it is Anna Hill, and "e green" is no name.
    if word.text in "ai" and not dotted and not word.machine and (word.opens or word.case == SMALL):
        return
    small = word.case == SMALL and not word.machine and not dotted
    for surname, lasts, whole in matcher.lasts.get(words[start].text, ()):
        end = sequence(words, start, surname)
        who = matcher.first_letters.get(word.text, frozenset()) & lasts
        if end > 0 and who and (whole or dotted) and not (small and surname in matcher.weak_lasts):
            yield Match("full", at, end - 1, who, 0.85 if dotted else 0.75, "initial and surname", lasts)


def _after_initials(words: list[Word], at: int) -> int:
    """The word after up to three initials that begin here, or -1 where none do."""
    word = words[at]
    if len(word.text) != 1 or word.case == NUMBER or word.gap == "'":
        return -1
    if at:
        # "Class 4E Green", "Class 4 E Green" and "Plan B Green" are no names.
        before, goes_on = words[at - 1], is_near(words, at) and not word.opens
        if before.case == NUMBER and (goes_on or word.gap == ""):
            return -1
        if goes_on and before.text in LISTS["LETTERED"]:
            return -1
    for start in range(at + 1, min(at + 4, len(words))):
        if not is_near(words, start) and words[start].gap not in (".", ". "):
            return -1
        if start == at + 3 or len(words[start].text) != 1 or words[start].case == NUMBER:
            return start
    return -1


def _surname_starts(words: list[Word], after: int, form: Form, matcher: Matcher) -> Iterator[int]:
    """Where the surname may begin: at once, or after one or two middle names or a nickname."""
    weak = form in matcher.weak_firsts
    if words[after - 1].possessive:
        return
    for at in range(after, min(after + 3, len(words))):
        word = words[at]
        dotted = is_dotted(words, at)
        shut = at > after and NICKNAME_SHUTS.fullmatch(word.gap)
        opens = at == after and NICKNAME_OPENS.fullmatch(word.gap)
        near = is_near(words, at)
        if near or dotted or shut or is_broken(words, at):
            yield at
        if not (near or dotted or opens) or not _is_middle(word, matcher, weak=weak, quoted=bool(opens)):
            return


def _is_middle(word: Word, matcher: Matcher, *, weak: bool, quoted: bool) -> bool:
    """Whether a word may stand between first name and surname; after an ordinary word it must be known as a name."""
    if word.case == NUMBER or word.possessive or word.text in LITTLE:
        return False
    if quoted or len(word.text) == 1 or word.text in LISTS["MIDDLE"] or word.text in matcher.firsts:
        return True
    return not (weak or word.text in ORDINARY or word.text in matcher.lasts or word.text in PLAIN_TITLES)


def _is_dotted(words: list[Word], at: int) -> bool:
    return at + 1 < len(words) and words[at + 1].gap.startswith(".")


def _list_goes_on(words: list[Word], at: int) -> bool:
    if at >= len(words):
        return False
    return words[at].text == "and" or "&" in words[at].gap or bool(LISTING.fullmatch(words[at].gap))


def _reads_as_name(words: list[Word], at: int, end: int, form: Form, surname: Form, matcher: Matcher) -> bool:
    """Whether a first name and surname that may both be words read as a name; case says nothing here."""
    if surname not in matcher.weak_lasts:
        return True
    first, last = form[0], surname[0]
    follows = end < len(words) and is_near(words, end) and not words[end - 1].possessive
    after = words[end].text if follows else ""
    ends_with_surname = surname == (words[end - 1].text,)
    if follows and ends_with_surname:
        if words[end].case == NUMBER and last in NUMBERED and not is_class(words, end):
            return False  # Page 4
        if any(last in those and after in then for those, then in THINGS):
            return False
    if form not in matcher.weak_firsts:
        return True
    if at and is_near(words, at) and not words[at].opens and words[at - 1].text in LISTS["NO_PAIR_AFTER"]:
        return False
    return not any(
        (firsts is None or first in firsts) and (lasts is None or last in lasts) and (then is None or after in then)
        for firsts, lasts, then in NO_PAIRS
    )


def _siblings(words: list[Word], full: Match, matcher: Matcher, taken: list[bool]) -> list[Match]:
    """For "Aisha and Bilal Khan": who shares the surname that comes after."""
    found: list[Match] = []
    at = full.first
    if not full.family or full.reason == SURNAME_FIRST:
        return found
    while (last := _last_of_the_one_before(words, at)) >= 0:
        at, who, told = _first_name_that_ends(words, last, matcher, taken)
        if at < 0:
            break
        if told and who & full.family:
            reason = "first name before a surname shared with the next"
            found.append(Match("full", at, last, who & full.family, 0.85, reason))
        elif who & full.family:
            found.append(Match("possible", at, last, who & full.family, 0.4, SHORT, could_be="full"))
    return found


def _last_of_the_one_before(words: list[Word], at: int) -> int:
    """The last word of the name before this in a list, or -1 where no list goes back from here."""
    if at == 0:
        return -1
    gap = words[at].gap
    if words[at - 1].text in ("and", "und", "n") and is_near(words, at):
        last = at - 2
    elif LISTING.fullmatch(gap) and ";" not in gap:
        last = at - 1
    else:
        return -1
    return last - 1 if last >= 0 and words[last].text == "and" else last


def _first_name_that_ends(
    words: list[Word], last: int, matcher: Matcher, taken: list[bool]
) -> tuple[int, frozenset[int], bool]:
    """Where a first name of up to three words begins that ends here, whose it is, and if the register has it so.

    -1 where none does.
    """
    for start in range(max(last - 2, 0), last + 1):
        form = tuple(word.text for word in words[start : last + 1])
        for table in (matcher.firsts, matcher.short_firsts):
            for each, who, whole in table.get(form[0], ()):
                if each == form and whole and not any(taken[start : last + 1]) and sequence(words, start, form) > 0:
                    return start, who, table is matcher.firsts
    return -1, frozenset(), False


def in_tags(words: list[Word], matcher: Matcher, taken: list[bool]) -> list[Match]:
    """For "#welldoneemmajones": full names inside a tag written as one word."""
    found = []
    for at in [at for at, word in enumerate(words) if word.tag and len(word.text) >= 9 and not taken[at]]:
        who = _inside(words[at].text, matcher)
        if who:
            found.append(Match("full", at, at, who, 0.8, "first name and surname inside a tag"))
    return found


def _inside(tag: str, matcher: Matcher) -> frozenset[int] | None:
    """Whose full name stands in a tag among ordinary words, the longest first."""
    before = _made_of_words(tag)
    after = _made_of_words(tag[::-1], backwards=True)
    for length in range(min(len(tag) - 1, matcher.longest), 7, -1):
        for start in range(len(tag) - length + 1):
            if start in before and len(tag) - start - length in after:
                who, how = matcher.joined.get(tag[start : start + length], (None, ""))
                if how == "both":
                    return who
    return None


def _made_of_words(letters: str, *, backwards: bool = False) -> set[int]:
    """Up to where letters are ordinary words written together; ``backwards``: they are turned round."""
    reached = {0}
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - LONGEST_WORD), end):
            word = letters[start:end]
            if start in reached and (word[::-1] if backwards else word) in ORDINARY:
                reached.add(end)
                break
    return reached
