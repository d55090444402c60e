"""What says that a word is somebody's name: capitals, titles, verbs, apostrophes, class and year, neighbours."""

from __future__ import annotations

import re

from imgaudit.names.matcher import Form, Matcher
from imgaudit.names.reading import FORMER, Reading, Word
from imgaudit.names.words import (
    ABSTRACT,
    BOTH,
    BRANDS,
    CAPITAL_PLACE_NOUNS,
    COMPOUNDS,
    CUES,
    CUES_TO,
    DETERMINERS,
    DOES,
    GIVEN,
    LITTLE,
    MADE_BY,
    MONTHS,
    ORDINARY,
    PERSONAL,
    PICTURE_OF,
    PLACE_NOUNS,
    PLACES,
    PLAIN_TITLES,
    RELATIVES,
    ROYAL,
    SHAPES,
    SUBJECTS,
    SURNAMES,
    TIME_OR_PLACE,
    TITLES,
    words_of,
)

NEAR = re.compile(r"[ \t]{0,3}|[-_+~]{1,2}| ?\| ?")
BESIDE = re.compile(r"[ ,(\[_-]{0,3}| [-–] ")
NUMERALS = frozenset(("ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xiv", "xvi"))
EPITHETS = words_of("great builder explorer conqueror terrible bruce tank brave bold")
SCORED = words_of("scored scores scoring")
FAMILY = words_of("family families brothers sisters twins siblings household")
OF_WHAT = words_of("week term month day match year")


def is_near(words: list[Word], at: int) -> bool:
    """Whether a word follows the one before as a name's next part would."""
    word = words[at]
    if at and words[at - 1].possessive:
        return False
    return bool(NEAR.fullmatch(word.gap)) or (word.gap == "." and word.machine)


def initial_after(words: list[Word], end: int, who: frozenset[int], matcher: Matcher) -> frozenset[int] | None:
    """Whom "Emma J." can mean, nobody if the initial fits none; ``None`` where no initial follows."""
    if end >= len(words):
        return None
    letter = words[end]
    if len(letter.text) != 1 or letter.case == -1 or not is_near(words, end):
        return None
    dotted = end + 1 < len(words) and words[end + 1].gap.startswith(".")
    if not letter.machine and (letter.case == 0 or (letter.text in "ai" and not dotted)):
        return None
    if letter.machine and letter.gap == "" and letter.text in "ai":
        return None
    fits = who & matcher.last_letters.get(letter.text, frozenset())
    if fits or not letter.machine:
        return fits
    return None  # emma-b.jpg may be the second picture of her


def first_name_stands(
    reading: Reading, at: int, end: int, form: Form, matcher: Matcher, *, weak: bool, initial: bool
) -> str | None:
    """Why a first name alone is somebody's; empty where only its neighbours can say, ``None`` where it is not."""
    words = reading.words
    word = words[at]
    prose = not word.machine and reading.style in ("sentence", "title")
    if prose and word.case == 0 and (weak or form[0] in ORDINARY):
        return None
    if initial:
        return "first name and initial of the surname"
    before, after = _before(words, at), _after(words, end)
    if _is_elsewhere(reading, at, end, form, matcher, weak=weak):
        return None
    if not weak:
        return "first name"
    time, place, subject = form[0] in MONTHS, form[0] in PLACES, form[0] in SUBJECTS
    abstract = form[0] in ABSTRACT
    if before is not None and (time or place) and before.text in TIME_OR_PLACE | {"the", "our", "of", "this"}:
        announced = before.text == "to" and at > 1 and words[at - 2].text in CUES_TO
        if not announced and not (before.text == "by" and _made(words, at)):
            return None
    if reason := _class_beside(words, at, end, strict=time or subject or place):
        return reason
    if reason := _cue(words, at, reading, time=time, machine=word.machine):
        return reason
    if word.machine:
        return ""
    fixed = before is not None and before.text in DETERMINERS
    if words[end - 1].possessive:
        owned = words[end] if end < len(words) and words[end].gap == " " else None
        common = time or place or subject or (owned is not None and owned.case > 0)
        of_somebody = owned is not None and not fixed and owned.text not in COMPOUNDS - PERSONAL
        if of_somebody and owned is not None and (owned.text in PERSONAL or not common):
            return "first name with 's"
        return "" if owned is None else None
    if after is not None and not fixed and after.text in DOES:
        subject_verb = not after.text.endswith("ing") and (not subject or not after.text.endswith("ed"))
        if subject_verb or not (time or abstract or subject or place):
            return "first name followed by what somebody does"
    if after is not None and end + 1 < len(words):
        second = words[end + 1]
        if after.text in ("with", "and", "in") and second.text in ("her", "his", "their") and not fixed:
            return "first name with her, his or their"
        if after.text in ("with", "and") and second.text in RELATIVES and not time:
            return "first name with friends or family"
    if after is not None and after.text == "who":
        return "first name followed by who"
    if after is not None and after.text in COMPOUNDS - LITTLE:
        return None
    if (
        reading.style == "sentence"
        and word.case == 1
        and not (time or place or subject or abstract)
        and before is not None
        and before.case == 0
        and not word.opens
        and not fixed
        and before.text not in TIME_OR_PLACE - {"by", "of", "to", "from"}
        and (after is None or after.case == 0)
    ):
        return "first name with a capital inside a sentence"
    return None if fixed else ""


def surname_stands(reading: Reading, at: int, end: int, form: Form, matcher: Matcher, *, weak: bool) -> str | None:
    """Why a surname alone is somebody's; empty where only its neighbours can say, ``None`` where it is not."""
    words = reading.words
    word = words[at]
    prose = not word.machine and reading.style in ("sentence", "title")
    title = _title(words, at)
    if (
        prose
        and word.case == 0
        and not title
        and form[0] not in ("van", "von", "de", "der", "da", "di", "du", "la", "le")
    ):
        return None
    if title:
        after = _after(words, end)
        capital = after is not None and after.case > 0 and prose and reading.style == "sentence"
        if capital and after is not None and after.text not in ORDINARY and not words[end - 1].possessive:
            return None
        return "title before a surname"
    after, before = _after(words, end), _before(words, at)
    if after is not None and after.text in FAMILY and (word.case != 0 or word.machine):
        return "surname of a family"
    if _is_elsewhere(reading, at, end, form, matcher, weak=weak, surname=True):
        return None
    if weak:
        common = form[0] in PLACES or form[0] in SHAPES or form[0] in MONTHS or form[0] in ABSTRACT
        if after is not None and after.text in SCORED and not common and form[0] not in GIVEN and not word.machine:
            return "surname followed by what somebody does"
        return None if before is not None and before.text in DETERMINERS else ""
    if words[end - 1].possessive and form[0] in BRANDS:
        return None
    if prose and word.opens and form[0] not in SURNAMES and not words[end - 1].possessive and after is not None:
        # "Carton of milk": at the start of a sentence any word has a capital.
        return "surname followed by what somebody does" if after.text in DOES else ""
    return "surname"


def _before(words: list[Word], at: int) -> Word | None:
    """The word before in the same sentence."""
    return words[at - 1] if at and not FORMER.search(words[at].gap) and len(words[at].gap) <= 3 else None


def _after(words: list[Word], end: int) -> Word | None:
    """The word that follows at once."""
    if end < len(words) and words[end].case >= 0 and NEAR.fullmatch(words[end].gap):
        return words[end]
    return None


def _title(words: list[Word], at: int) -> bool:
    """Whether a title stands before: "Mrs", "Mr." or "Mr and Mrs"."""
    if not at or words[at - 1].text not in TITLES:
        return False
    if words[at - 1].text in ("ta", "sir", "madam", "headteacher") and words[at - 1].case == 0:
        return False
    return words[at].gap in (". ", ".") or bool(NEAR.fullmatch(words[at].gap))


def _is_elsewhere(
    reading: Reading, at: int, end: int, form: Form, matcher: Matcher, *, weak: bool, surname: bool = False
) -> bool:
    """Whether the words around make it a place, a saint, royalty or part of somebody else's name."""
    words = reading.words
    word = words[at]
    loose = reading.style in ("title", "upper") or word.machine
    if at and (is_near(words, at) or words[at].gap in (".", ". ")):
        before = words[at - 1]
        near = is_near(words, at)
        noble = before.text in ROYAL and (before.case > 0 or word.machine or reading.style != "sentence")
        if noble and (near or before.text in ("st", "ste")):
            return True
        if before.text in PLAIN_TITLES and not surname and form[0] in BOTH:
            return True
        if surname and len(before.text) == 1 and (before.case > 0 or word.machine) and before.gap != "'":
            return True
        if near and before.case != -1 and len(before.text) > 1:
            stranger = before.text in GIVEN and before.text not in matcher.firsts
            named = stranger or before.text in matcher.firsts
            if surname and named and (before.text not in ORDINARY or before.case == 1):
                return True
            if not surname and stranger and (form[0] in BOTH or weak) and before.text not in ORDINARY:
                return True
            capital = before.case == 1 and reading.style == "sentence" and not word.machine
            unlike = before.text not in ORDINARY | CUES | TITLES and (surname or before.text not in matcher.firsts)
            if capital and unlike and (surname or weak or form[0] in BOTH):
                return True
    if end >= len(words):
        return False
    after = words[end]
    if words[end - 1].possessive:
        return (
            after.gap == " " and after.case > 0 and reading.style == "sentence"
            and after.text in CAPITAL_PLACE_NOUNS and (weak or form[0] in BOTH)
        )  # fmt: skip
    if not is_near(words, end) or after.case == -1:
        return False
    if after.text in NUMERALS:
        return True
    if after.text == "the" and end + 1 < len(words):
        return words[end + 1].text in EPITHETS or (words[end + 1].case == 1 and reading.style == "sentence")
    if after.text in PLACE_NOUNS and (after.case > 0 or word.machine or weak or reading.style == "lower"):
        return True
    if after.text in CAPITAL_PLACE_NOUNS and after.case > 0 and (weak or not loose):
        return True
    if surname:
        return (
            after.case == 1 and reading.style == "sentence" and not word.machine
            and after.text not in ORDINARY and after.text not in matcher.firsts
        )  # fmt: skip
    return _surname_follows(reading, word, after, matcher)


def _surname_follows(reading: Reading, word: Word, after: Word, matcher: Matcher) -> bool:
    """Whether the next word is the surname of somebody who is not in the register."""
    text = after.text
    if len(text) < 2:
        return False
    if word.machine or reading.style == "lower":
        return text in SURNAMES or (text in matcher.lasts and (text,) not in matcher.weak_lasts)
    if text in matcher.firsts and text not in BOTH:
        return False
    if reading.style == "sentence":
        if after.case < 1:
            return False
        return text not in ORDINARY or (text in matcher.lasts and text not in DOES and text not in MONTHS)
    if text in SURNAMES or (text in matcher.lasts and text not in ORDINARY):
        return True
    return text not in ORDINARY and text not in GIVEN and not text.endswith(("s", "ed", "ing", "ly"))


def _made(words: list[Word], at: int) -> bool:
    return at > 1 and words[at - 2].text in MADE_BY


def _cue(words: list[Word], at: int, reading: Reading, *, time: bool, machine: bool) -> str:
    """What before a word announces a name."""
    if not at:
        return ""
    gap = words[at].gap
    before = words[at - 1]
    second = words[at - 2] if at > 1 else None
    if at > 2 and before.text in OF_WHAT and words[at - 2].text in ("the",) and words[at - 3].text == "of":
        return "first name after an award"
    if gap not in (" ", "", ": ", ", ", "-", "_", " - "):
        return ""
    if before.text == "done" and second is not None and second.text == "well":
        return "first name after well done"
    if before.tag and words[at].tag and before.text in ("team", "go", "done"):
        return "first name in a tag"
    if gap in (", ", ": ", " - ") and before.text not in CUES:
        return ""
    if before.text in CUES and not (before.text == "welcome" and time):
        return f"first name after “{before.text}”"
    if second is None:
        return (
            "first name after “by”"
            if before.text == "by" and words[at].case > 0 and not machine and not time
            else (
                "first name after “by”"
                if before.text == "by" and before.case == 1 and words[at].case > 0 and not machine
                else ""
            )
        )
    if before.text == "to" and second.text in CUES_TO:
        return "first name after congratulations or thanks"
    if before.text == "by" and words[at].case > 0 and not machine and (_made(words, at) or not time):
        return "first name after “by”"
    if before.text == "of" and second.text in PICTURE_OF and words[at].case > 0 and not machine:
        return "first name after a picture of"
    if before.text == "you" and second.text == "thank" and reading.style != "lower":
        return "first name after thank you"
    if before.text == "is" and second.text in ("here", "this") and words[at].case > 0 and reading.style == "sentence":
        return "" if time else "first name after here is"
    return ""


def _class_beside(words: list[Word], at: int, end: int, *, strict: bool) -> str:
    """Whether class, year group or age stands beside a first name."""
    if end < len(words) and not words[end - 1].possessive:
        gap = words[end].gap
        close = bool(BESIDE.fullmatch(gap))
        parted = "," in gap or "(" in gap or not strict
        if close and parted and is_class(words, end):
            return "first name beside class, year or age"
        if close and words[end].text in ("in", "from", "of") and is_class(words, end + 1) and words[end].case <= 0:
            return "first name beside class, year or age"
    if (
        at > 1
        and words[at - 1].case == -1
        and words[at - 1].possessive
        and words[at - 2].text in ("year", "class", "yr")
    ):
        return "first name beside class, year or age"
    return ""


def class_beside(words: list[Word], at: int, end: int) -> bool:
    """Whether class, year group or age stands beside a name."""
    return bool(_class_beside(words, at, end, strict=False))


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
            and (following.case == -1 or following.text in ("one", "two", "three", "four", "five", "six", "seven"))
        )
    return (
        word.case == -1
        and len(word.text) <= 2
        and following is not None
        and following.gap == ""
        and len(following.text) == 1
        and following.text.isalpha()
    )
