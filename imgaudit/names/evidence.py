"""What is seen of a name and of the words around it, as facts, by which the rows of `cues.py` decide."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imgaudit.names.cues import FAMILY_CUES, FIRST_NAME_CUES, KINDS, PAIR_CUES, SURNAME_CUES, decide
from imgaudit.names.matcher import Form, Matcher, is_word
from imgaudit.names.reading import CAPITAL, FORMER, NUMBER, SHOUTED, SMALL, Reading, Word
from imgaudit.names.words import BOTH, DETERMINERS, GIVEN, LISTS, ORDINARY, TITLES

SPORT = LISTS["SPORT"]
PRONOUNS = frozenset(("she", "he", "her", "his"))
FAR = 12
"""So many words about a name say what a text is about."""

# What may stand between a name and the words around it: as between two parts of a name; before class or age; after
# "photo of" and the like; after what announces ("Winner: Emma"); and after "St".
NEAR = re.compile(r"[ \t]{0,3}|[-_+~]{1,2}| ?\| ?")
BESIDE = re.compile(r"[ ,(\[_-]{0,3}| [-–] ")
BROKEN = re.compile(r"[ \t]*(?:\r?\n[ \t]*){1,3}|[ \t]*[|;][ \t]*")
"""Between lines, and between the cells of a table."""
NEXT = ("", " ", "-", "_")
SAID = (*NEXT, ": ", ", ", " - ")
STOP = (".", ". ")
SHORTENED = frozenset(("st", "ste", "jr"))
"""Words of names that are written with a stop: "Sophie St. John"."""
NOWHERE = Word(text="", case=NUMBER, gap="\n", start=0, end=0, machine=False, possessive=False, opens=False, tag=False)
"""What stands where a text has no word any more: near to nothing."""


def is_near(words: list[Word], at: int) -> bool:
    """Whether a word follows the one before as a name's next part would."""
    word = words[at]
    if at and words[at - 1].possessive:
        return False
    return word.gap == " " or bool(NEAR.fullmatch(word.gap)) or (word.gap == "." and word.machine)


def is_dotted(words: list[Word], at: int) -> bool:
    """Whether the stop of an initial, or of a word of names that is shortened, stands before a word."""
    before = words[at - 1].text if at else ""
    return words[at].gap in STOP and (len(before) == 1 or before in SHORTENED)


def is_broken(words: list[Word], at: int) -> bool:
    """Whether a word is the first of a new line, or of the next cell of a table."""
    return at > 0 and not words[at - 1].possessive and bool(BROKEN.fullmatch(words[at].gap))


def initial_after(words: list[Word], end: int, who: frozenset[int], matcher: Matcher) -> frozenset[int] | None:
    """Whom "Emma J." can mean, nobody if the initial fits none; ``None`` where no initial follows."""
    if end >= len(words):
        return None
    letter = words[end]
    if len(letter.text) != 1 or letter.case == NUMBER or not is_near(words, end):
        return None
    dotted = end + 1 < len(words) and words[end + 1].gap.startswith(".")
    if not letter.machine and (letter.case == SMALL or (letter.text in "ai" and not dotted)):
        return None
    if letter.machine and letter.gap == "" and letter.text in "ai":
        return None
    fits = who & matcher.last_letters.get(letter.text, frozenset())
    if fits or not letter.machine:
        return fits
    return None  # emma-b.jpg may be the second picture of her


def first_name_stands(
    reading: Reading, at: int, end: int, form: Form, matcher: Matcher, *, weak: bool, initial: bool
) -> tuple[str, str]:
    """Whether a first name alone is somebody's, and why: yes, no, or open where only the names beside it can say."""
    around, facts = _seen(reading, at, end, form, matcher, weak=weak)
    if initial:
        facts.add("initial")
    if form[0] not in matcher.firsts:
        facts.add("short")
    if weak:
        strict = not facts.isdisjoint(("MONTHS", "PLACES", "SUBJECTS"))
        if class_beside(reading.words, at, end, strict=strict):
            facts.add("class")
    return decide(FIRST_NAME_CUES, around, facts)


def surname_stands(
    reading: Reading, at: int, end: int, form: Form, matcher: Matcher, *, weak: bool, titled: bool
) -> tuple[str, str]:
    """Whether a surname alone is somebody's, and why: yes, no, or open where only the names beside it can say."""
    around, facts = _seen(reading, at, end, form, matcher, weak=weak)
    if titled:
        facts.add("titled")
    return decide(SURNAME_CUES, around, facts)


def family_stands(reading: Reading, at: int, end: int, form: Form, matcher: Matcher) -> tuple[str, str]:
    """Whether a surname with the s of a family is one, and why: "the Harts"."""
    return decide(FAMILY_CUES, *_seen(reading, at, end, form, matcher, weak=is_family_word(form)))


def is_family_word(form: Form) -> bool:
    """Whether a surname with the s of a family is an ordinary word or a place as well."""
    stem = form[-1].removesuffix("s")
    return is_word(form, surname=True) or not ORDINARY.isdisjoint((form[-1], stem, stem.removesuffix("e")))


def pair_stands(reading: Reading, at: int, end: int, first: int, matcher: Matcher) -> tuple[str, str]:
    """Whether a full name that is a thing as well is somebody's, and why; ``first`` is where its first name stands.

    Open where nothing says that it is a name.
    """
    words = reading.words
    form = (words[first].text,)
    around, facts = _seen(reading, at, end, form, matcher, weak=True)
    if any(word.case == SMALL for word in words[at:end]):
        facts.add("small")
    if not PRONOUNS.isdisjoint(reading.texts[end : end + FAR]):
        facts.add("pronoun")
    if first > at:
        facts.add("turned")
    if class_beside(words, at, end):
        facts.add("class")
    return decide(PAIR_CUES, around, facts)


def is_titled(words: Sequence[Word], at: int) -> bool:
    """Whether a title stands before: "Mrs", "Mr." or "Mr and Mrs"."""
    if not at or words[at - 1].text not in TITLES:
        return False
    if words[at - 1].text in ("ta", "sir", "madam", "headteacher") and words[at - 1].case == SMALL:
        return False
    return words[at].gap in STOP or bool(NEAR.fullmatch(words[at].gap))


def _seen(
    reading: Reading, at: int, end: int, form: Form, matcher: Matcher, *, weak: bool
) -> tuple[tuple[str, ...], set[str]]:
    """The words around a name, and the facts: their meaning is in ``cues.FACTS``, in the same order."""
    words = reading.words
    third, second, before = [NOWHERE] * (3 - at) + words[max(at - 3, 0) : at]
    after, then, last = (words[end : end + 3] + [NOWHERE] * 3)[:3]
    facts = {reading.style, *KINDS.get(form[0], ())}
    if weak and not SPORT.isdisjoint(reading.texts[max(at - FAR, 0) : end + FAR]):
        facts.add("sport")
    told = (
        *_of_name(words[at], words[end - 1], form, style=reading.style, weak=weak),
        *_of_word_before(words, at, before, matcher),
        *_of_words_after(words, end, after, then, last, matcher),
    )
    facts.update([fact for fact, holds in told if holds])
    return (third.text, second.text, before.text, after.text, then.text, last.text), facts


_Told = tuple[tuple[str, bool], ...]


def _of_name(word: Word, last: Word, form: Form, *, style: str, weak: bool) -> _Told:
    return (
        ("machine", word.machine),
        ("caseless", word.machine or style == "lower"),
        ("small", word.case == SMALL),
        ("capital", word.case >= CAPITAL),
        ("shouted", word.case == SHOUTED),
        ("opens", word.opens),
        ("possessive", last.possessive),
        ("weak", weak),
        ("doubtful", weak or form[0] in BOTH),
    )


def _of_word_before(words: list[Word], at: int, before: Word, matcher: Matcher) -> _Told:
    word = words[at]
    gap = word.gap if at else NOWHERE.gap
    near = at > 0 and is_near(words, at)
    same = gap == " " or (len(gap) <= 3 and not FORMER.search(gap))
    known = before.text in matcher.firsts
    return (
        ("tag", word.tag and before.tag),
        ("fixed", same and before.text in DETERMINERS and not _is_welsh_and(words, at, matcher)),
        ("before:same", same),
        ("before:close", near or gap in STOP),
        ("before:word", near and before.case != NUMBER and len(before.text) > 1),
        ("before:said", gap in SAID),
        ("before:next", gap in NEXT),
        ("before:hyphen", gap == "-"),
        ("before:initial", len(before.text) == 1 and (before.case >= CAPITAL or word.machine) and before.gap != "'"),
        ("before:small", before.case == SMALL),
        ("before:capital", before.case >= CAPITAL),
        ("before:shouted", before.case == SHOUTED),
        ("before:forename", known or before.text in GIVEN),
        ("before:known", known),
    )


def _is_welsh_and(words: list[Word], at: int, matcher: Matcher) -> bool:
    """Whether "a" stands between two names, as in "Haf a Mai"."""
    return at > 1 and words[at - 1].text == "a" and words[at - 2].text in matcher.firsts and words[at].case == CAPITAL


def _of_words_after(words: list[Word], end: int, after: Word, then: Word, last: Word, matcher: Matcher) -> _Told:
    near = after.case != NUMBER and (after.gap == " " or NEAR.fullmatch(after.gap) is not None)
    known, is_last = after.text in matcher.firsts, after.text in matcher.lasts
    return (
        ("after:near", near),
        ("after:none", not near),
        ("after:joined", after.case != NUMBER and end < len(words) and is_near(words, end)),
        ("after:space", after.gap == " "),
        ("after:hyphen", after.gap == "-"),
        ("after:small", after.case == SMALL),
        ("after:capital", after.case >= CAPITAL),
        ("after:shouted", after.case == SHOUTED),
        ("after:letter", len(after.text) == 1),
        ("after:ed", after.text.endswith("ed")),
        ("after:ing", after.text.endswith("ing")),
        ("after:ending", after.text.endswith(("s", "ed", "ing", "ly"))),
        ("after:given", known and after.text not in BOTH),
        ("after:known", known),
        ("after:last", is_last),
        ("after:sure", is_last and (after.text,) not in matcher.weak_lasts),
        ("then:capital", then.case == CAPITAL),
        ("last:capital", last.case == CAPITAL and last.text not in matcher.firsts and last.text not in matcher.lasts),
    )


def class_beside(words: list[Word], at: int, end: int, *, strict: bool = False) -> bool:
    """Whether class, year group or age stands beside a name; ``strict``: only a comma or bracket makes it beside."""
    if end < len(words) and not words[end - 1].possessive and BESIDE.fullmatch(words[end].gap):
        after = words[end]
        if is_class(words, end) and (not strict or "," in after.gap or "(" in after.gap):
            return True
        then = end + 1 if after.text in ("is", "was") else end
        if words[then : then + 1] and words[then].text in ("in", "from", "of") and is_class(words, then + 1):
            return True
    # Year 6's Emma
    return (
        at > 1
        and words[at - 1].case == NUMBER
        and words[at - 1].possessive
        and words[at - 2].text in ("year", "class", "yr")
    )


def is_class(words: list[Word], at: int) -> bool:
    """Whether a class, a year group or an age stands here: "Year 6", "6B", "aged 7", "Reception"."""
    if at >= len(words):
        return False
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) else None
    if word.text in ("reception", "nursery"):
        return True
    if word.text in ("year", "yr", "y", "class", "form", "aged", "age"):
        return (
            following is not None
            and len(following.gap) <= 1
            and (following.case == NUMBER or following.text in ("one", "two", "three", "four", "five", "six", "seven"))
        )
    return (
        word.case == NUMBER
        and len(word.text) <= 2
        and following is not None
        and following.gap == ""
        and len(following.text) == 1
        and following.text.isalpha()
    )
