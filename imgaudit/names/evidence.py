"""What is seen of a name and of the words around it, as facts, by which the rows of `cues.py` decide."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imgaudit.names.cues import FIRST_NAME_CUES, KINDS, SURNAME_CUES, decide
from imgaudit.names.matcher import Form, Matcher
from imgaudit.names.reading import CAPITAL, FORMER, NUMBER, SHOUTED, SMALL, Reading, Word
from imgaudit.names.words import BOTH, DETERMINERS, GIVEN, TITLES

# What may stand between a name and the words around it: as between two parts of a name; before class or age; after
# "photo of" and the like; after what announces ("Winner: Emma"); and after "St".
NEAR = re.compile(r"[ \t]{0,3}|[-_+~]{1,2}| ?\| ?")
BESIDE = re.compile(r"[ ,(\[_-]{0,3}| [-–] ")
NEXT = ("", " ", "-", "_")
SAID = (*NEXT, ": ", ", ", " - ")
STOP = (".", ". ")
NOWHERE = Word(text="", case=NUMBER, gap="\n", start=0, end=0, machine=False, possessive=False, opens=False, tag=False)
"""What stands where a text has no word any more: near to nothing."""


def is_near(words: list[Word], at: int) -> bool:
    """Whether a word follows the one before as a name's next part would."""
    word = words[at]
    if at and words[at - 1].possessive:
        return False
    return word.gap == " " or bool(NEAR.fullmatch(word.gap)) or (word.gap == "." and word.machine)


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
    third, second, before = (words[at - n] if at >= n else NOWHERE for n in (3, 2, 1))
    after, then = (words[n] if n < len(words) else NOWHERE for n in (end, end + 1))
    facts = {reading.style, *KINDS.get(form[0], ())}
    for told in (
        _of_name(words[at], words[end - 1], form, style=reading.style, weak=weak),
        _of_word_before(words, at, before, matcher),
        _of_words_after(words, end, after, then, matcher),
    ):
        facts.update(fact for fact, holds in told if holds)
    return (third.text, second.text, before.text, after.text, then.text), facts


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
        ("fixed", same and before.text in DETERMINERS),
        ("before:same", same),
        ("before:close", near or gap in STOP),
        ("before:word", near and before.case != NUMBER and len(before.text) > 1),
        ("before:said", gap in SAID),
        ("before:next", gap in NEXT),
        ("before:initial", len(before.text) == 1 and (before.case >= CAPITAL or word.machine) and before.gap != "'"),
        ("before:small", before.case == SMALL),
        ("before:capital", before.case >= CAPITAL),
        ("before:shouted", before.case == SHOUTED),
        ("before:forename", known or before.text in GIVEN),
        ("before:known", known),
    )


def _of_words_after(words: list[Word], end: int, after: Word, then: Word, matcher: Matcher) -> _Told:
    near = after.case != NUMBER and (after.gap == " " or NEAR.fullmatch(after.gap) is not None)
    known, last = after.text in matcher.firsts, after.text in matcher.lasts
    return (
        ("after:near", near),
        ("after:none", not near),
        ("after:joined", after.case != NUMBER and end < len(words) and is_near(words, end)),
        ("after:space", after.gap == " "),
        ("after:small", after.case == SMALL),
        ("after:capital", after.case >= CAPITAL),
        ("after:shouted", after.case == SHOUTED),
        ("after:letter", len(after.text) == 1),
        ("after:ed", after.text.endswith("ed")),
        ("after:ing", after.text.endswith("ing")),
        ("after:ending", after.text.endswith(("s", "ed", "ing", "ly"))),
        ("after:given", known and after.text not in BOTH),
        ("after:known", known),
        ("after:last", last),
        ("after:sure", last and (after.text,) not in matcher.weak_lasts),
        ("then:capital", then.case == CAPITAL),
    )


def class_beside(words: list[Word], at: int, end: int, *, strict: bool = False) -> bool:
    """Whether class, year group or age stands beside a name; ``strict``: only a comma or bracket makes it beside."""
    if end < len(words) and not words[end - 1].possessive and BESIDE.fullmatch(words[end].gap):
        after = words[end]
        if is_class(words, end) and (not strict or "," in after.gap or "(" in after.gap):
            return True
        if after.text in ("in", "from", "of") and after.case < CAPITAL and is_class(words, end + 1):
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
