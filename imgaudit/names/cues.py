"""What around a word says that it is somebody's name, or something else: tables that one loop reads.

A row is a cue, where it counts, the verdict and the reason. **The first row that fits decides**, so order is meaning:
what a row says holds only of words that no row above it has decided.

- The *cue* is a phrase around ``NAME``: words as they are, lists of `words.txt` in capitals, ``*`` for any word. ``|``
  adds words and ``-`` takes them away, from the left: ``CUES-welcome``; what begins with ``-`` is any word but these.
- *Where* names facts (see ``FACTS``) and, in capitals, lists that the name itself is in. All must hold; ``-`` before
  one says that it must not, and ``a|b`` that one of them is enough.
- The *verdict* is yes, no or open: only the names beside it can say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import reduce

from imgaudit.names.words import LISTS

YES, NO, OPEN = "yes", "no", "open"

Row = tuple[str, str, str, str]
"""Cue, where, verdict and reason."""

FACTS = {
    "sentence": "the text is written as sentences are",
    "title": "the text is a heading in which most words have a capital",
    "upper": "the text is written in capitals",
    "lower": "the text has no capital at all",
    "machine": "part of a file name, an address or a tag",
    "caseless": "machine or lower: that a capital is missing says nothing",
    "small": "the name has no capital",
    "capital": "the name has a capital",
    "shouted": "the name is all capitals",
    "opens": "the name is the first word of a sentence",
    "possessive": "an apostrophe and s follow the name",
    "weak": "the name is an ordinary word or a place as well",
    "doubtful": "the name is weak, or both a first name and a surname",
    "initial": "an initial follows that fits the surname",
    "titled": "a title stands before: Mrs, or Mr and Mrs",
    "tag": "the name and the word before are in one tag",
    "class": "a class, a year group or an age stands beside the name",
    "fixed": "an article or the like stands before: what follows is a thing",
    "before:same": "the word before is in the same sentence",
    "before:close": "the word before is as near as parts of a name are, or a stop is between, as after St.",
    "before:word": "the word before is as near as parts of a name are, and no letter and no number",
    "before:said": "the word before announces: a space, a comma or a colon is between",
    "before:next": "the word before is next to it, nothing but a space or a hyphen between",
    "before:initial": "the word before is an initial",
    "before:small": "the word before has no capital",
    "before:capital": "the word before has a capital",
    "before:shouted": "the word before is all capitals",
    "before:forename": "the word before is somebody's first name, of the register or not",
    "before:known": "the word before is a first name of the register",
    "after:near": "a word follows at once, as in running text",
    "after:none": "no word follows at once",
    "after:joined": "a word follows as a name's next part would; never after 's",
    "after:space": "a word follows after one space, even after 's",
    "after:small": "the word that follows has no capital",
    "after:capital": "the word that follows has a capital",
    "after:shouted": "the word that follows is all capitals",
    "after:letter": "a single letter follows",
    "after:ed": "the word that follows ends in -ed",
    "after:ing": "the word that follows ends in -ing",
    "after:ending": "the word that follows ends in -s, -ed, -ing or -ly, as surnames seldom do",
    "after:given": "the word that follows is a first name of the register, and no surname",
    "after:known": "the word that follows is a first name of the register",
    "after:last": "the word that follows is in a surname of the register",
    "after:sure": "the word that follows is in a surname of the register, and no ordinary word",
    "then:capital": "the second word that follows has one capital",
}
"""What `evidence.py` sees of a name and of the words around it, by the names that rows use."""

ELSEWHERE: tuple[Row, ...] = (
    # What stands before makes it a title, somebody else's name or a place …
    ("ROYAL NAME", "before:word before:capital|caseless|title|upper", NO, "royalty, a saint, a river or family"),
    ("st|ste NAME", "before:close before:capital|caseless|title|upper", NO, "a saint"),
    # … and so does what stands after.
    ("NAME CAPITAL_PLACE_NOUNS", "possessive after:space after:capital sentence doubtful", NO, "St Mary's School"),
    ("NAME NUMERALS", "after:joined", NO, "a king: Henry VIII"),
    ("NAME the EPITHETS", "after:joined", NO, "a king: Alfred the Great"),
    ("NAME the *", "after:joined then:capital sentence", NO, "a figure: Bob the Builder"),
    ("NAME PLACE_NOUNS", "after:joined after:capital|caseless|weak", NO, "a street, a park, a castle"),
    ("NAME CAPITAL_PLACE_NOUNS", "after:joined after:capital weak", NO, "a school, a club, a prize"),
    ("NAME CAPITAL_PLACE_NOUNS", "after:joined after:capital sentence|lower -machine", NO, "a school, a club, a prize"),
)
"""A place, a saint, royalty or part of somebody else's name: whatever the name is."""

FIRST_NAME: tuple[Row, ...] = (
    ("NAME", "small sentence|title -machine weak|ORDINARY", NO, "an ordinary word, written small"),
    ("NAME", "initial", YES, "first name and initial of the surname"),
    *ELSEWHERE,
    # A title or a stranger's first name before it: somebody else's surname.
    ("PLAIN_TITLES NAME", "before:close BOTH", NO, "a surname after a title"),
    ("GIVEN-ORDINARY NAME", "before:word -before:known doubtful", NO, "a surname after a first name"),
    (
        "-ORDINARY-TITLES NAME",
        "before:word before:capital -before:shouted -before:known sentence -machine doubtful",
        NO,
        "a surname after somebody's first name",
    ),
    # The next word is the surname of somebody who is not in the register. Where case says nothing, a known surname …
    ("NAME SURNAMES", "after:joined caseless", NO, "somebody else: a common surname"),
    ("NAME", "after:joined caseless after:sure -after:letter", NO, "somebody else: a surname of the register"),
    # … in a sentence, a capital …
    (
        "NAME -ORDINARY",
        "after:joined sentence -machine after:capital -after:given -after:letter",
        NO,
        "somebody else: a surname with a capital",
    ),
    (
        "NAME -DOES-MONTHS-the",
        "after:joined sentence -machine after:capital after:last -after:given -after:letter",
        NO,
        "somebody else: a surname of the register, an ordinary word with a capital",
    ),
    # … and in a heading, whatever is no ordinary word.
    ("NAME SURNAMES", "after:joined title|upper -machine -after:given", NO, "somebody else: a common surname"),
    (
        "NAME -ORDINARY",
        "after:joined title|upper -machine after:last -after:given -after:letter",
        NO,
        "somebody else: a surname of the register",
    ),
    (
        "NAME -ORDINARY-GIVEN",
        "after:joined title|upper -machine -after:ending -after:given -after:letter",
        NO,
        "somebody else: no ordinary word",
    ),
    ("NAME", "-weak", YES, "first name"),
    # From here the name is an ordinary word or a place as well: something must say that it is a name.
    ("TIME_OR_PLACE|the|our-to-by NAME", "before:same MONTHS|PLACES", NO, "a time or a place"),
    ("-CUES_TO to NAME", "before:same MONTHS|PLACES", NO, "a time or a place"),
    ("-MADE_BY by NAME", "before:same MONTHS|PLACES", NO, "a time or a place"),
    ("NAME", "class", YES, "first name beside class, year or age"),
    ("of the AWARDS NAME", "", YES, "first name after an award"),
    ("well done NAME", "before:said", YES, "first name after well done"),
    ("team|go|done NAME", "before:said tag", YES, "first name in a tag"),
    ("CUES-welcome NAME", "before:said", YES, "first name after “{before}”"),
    ("welcome NAME", "before:said -MONTHS", YES, "first name after “welcome”"),
    ("CUES_TO to NAME", "before:next", YES, "first name after congratulations or thanks"),
    ("by NAME", "before:next capital -machine", YES, "first name after “by”"),
    ("PICTURE_OF of NAME", "before:next capital -machine", YES, "first name after a picture of"),
    ("thank you NAME", "before:next -lower", YES, "first name after thank you"),
    ("here|this is NAME", "before:next capital sentence -MONTHS", YES, "first name after here is"),
    ("NAME", "machine", OPEN, "a word in a file name"),
    # What somebody has. Poppy's painting is hers; the summer's painting and Summer's Day are nobody's.
    ("NAME", "possessive -after:space", OPEN, "'s before nothing that could be owned"),
    ("NAME PERSONAL", "possessive -fixed", YES, "first name with 's"),
    ("NAME -COMPOUNDS", "possessive -after:capital -fixed -MONTHS -PLACES -SUBJECTS", YES, "first name with 's"),
    ("NAME", "possessive", NO, "a time, a place or a thing with 's"),
    # What somebody does. "Art showed" may be the subject; "summer running" is the season.
    ("NAME DOES", "after:near -fixed -COMMON", YES, "first name followed by what somebody does"),
    ("NAME DOES", "after:near -fixed -after:ing -SUBJECTS", YES, "first name followed by what somebody does"),
    ("NAME DOES", "after:near -fixed -after:ing -after:ed", YES, "first name followed by what somebody does"),
    ("NAME with|and|in her|his|their", "after:near -fixed", YES, "first name with her, his or their"),
    ("NAME with|and RELATIVES", "after:near -MONTHS", YES, "first name with friends or family"),
    ("NAME who", "after:near", YES, "first name followed by who"),
    ("NAME COMPOUNDS-LITTLE", "after:near", NO, "a compound: poppy appeal, summer fair"),
    (
        "-TIME_OR_PLACE|by|of|to|from NAME",
        "sentence capital -shouted -opens -fixed before:same before:small after:none|after:small -COMMON",
        YES,
        "first name with a capital inside a sentence",
    ),
    ("NAME", "fixed", NO, "a thing: the rose, our hall"),
)
"""A first name alone."""

SURNAME: tuple[Row, ...] = (
    ("NAME", "small sentence|title -machine -titled -PARTICLES", NO, "an ordinary word, written small"),
    ("NAME -ORDINARY", "titled after:near after:capital sentence -machine -possessive", NO, "Mrs Hill Somebody-Else"),
    ("NAME", "titled", YES, "title before a surname"),
    ("NAME FAMILY", "after:near capital|machine", YES, "surname of a family"),
    *ELSEWHERE,
    ("NAME", "before:close before:initial", NO, "somebody else: initial and surname"),
    ("-ORDINARY NAME", "before:word before:forename", NO, "somebody else: first name and surname"),
    ("NAME", "before:word before:forename before:capital -before:shouted", NO, "somebody else: first name and surname"),
    (
        "-ORDINARY-TITLES NAME",
        "before:word before:capital -before:shouted sentence -machine",
        NO,
        "somebody else: a word with a capital before it",
    ),
    (
        "NAME -ORDINARY",
        "after:joined after:capital -after:shouted -after:known sentence -machine",
        NO,
        "somebody else's first name or first surname",
    ),
    (
        "NAME SCORED",
        "weak after:near -machine -PLACES -COLOURS -MONTHS -ABSTRACT -GIVEN",
        YES,
        "surname followed by what somebody does",
    ),
    ("NAME", "weak fixed", NO, "a thing: the hill, our page"),
    ("NAME", "weak", OPEN, "an ordinary word or a place"),
    ("NAME", "possessive BRANDS", NO, "a shop or a biscuit"),
    # "Carton of milk": at the start of a sentence any word has a capital.
    (
        "NAME DOES",
        "opens sentence|title -machine after:near -possessive -SURNAMES",
        YES,
        "surname followed by what somebody does",
    ),
    ("NAME", "opens sentence|title -machine after:near -possessive -SURNAMES", OPEN, "the first word of a sentence"),
    ("NAME", "", YES, "surname"),
)
"""A surname alone."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A row, made ready for the loop.

    - ``needs``, ``unless``: facts that must and must not hold; ``either``: sets of which one fact is enough.
    - ``phrase``: place around the name (see :func:`decide`) → the words, and whether it must be one of these or none.
    """

    needs: frozenset[str]
    unless: frozenset[str]
    either: tuple[frozenset[str], ...]
    phrase: tuple[tuple[int, frozenset[str], bool], ...]
    verdict: str
    reason: str


def ready(rows: Iterable[Row]) -> tuple[Cue, ...]:
    """Rows as the loop reads them."""
    return tuple(_ready(*row) for row in rows)


def decide(cues: Sequence[Cue], around: Sequence[str], facts: Set[str]) -> tuple[str, str]:
    """Verdict and reason of the first row that fits; open where none does.

    ``around`` are the words around a name: three before it in the order of the text, then two after it, empty where
    there is none.
    """
    for cue in cues:
        if (
            cue.needs <= facts
            and facts.isdisjoint(cue.unless)
            and all((around[place] in words) is one_of for place, words, one_of in cue.phrase)
            and not any(facts.isdisjoint(enough) for enough in cue.either)
        ):
            return cue.verdict, cue.reason.format(before=around[2])
    return OPEN, ""


def _ready(cue: str, where: str, verdict: str, reason: str) -> Cue:
    terms = cue.split()
    name = terms.index("NAME")
    phrase = [
        (place, *_words(term))
        for place, term in enumerate([*terms[:name], *terms[name + 1 :]], start=3 - name)
        if term != "*"
    ]
    tokens = where.split()
    unknown = {fact for token in tokens for fact in token.lstrip("-").split("|")} - FACTS.keys() - LISTS.keys()
    if unknown:
        raise KeyError(f"No such fact: {unknown}")
    return Cue(
        needs=frozenset(token for token in tokens if token[0] != "-" and "|" not in token),
        unless=frozenset(token[1:] for token in tokens if token[0] == "-"),
        either=tuple(frozenset(token.split("|")) for token in tokens if "|" in token),
        phrase=tuple(phrase),
        verdict=verdict,
        reason=reason,
    )


def _words(term: str) -> tuple[frozenset[str], bool]:
    """The words of one term of a cue, and whether these are meant or all others."""
    others = term.startswith("-")

    def put(words: frozenset[str], part: str) -> frozenset[str]:
        more = LISTS[part[1:]] if part[1:].isupper() else frozenset((part[1:],))
        return words | more if (part[0] == "|") is not others else words - more

    parts = term.replace("-", " -").replace("|", " |").split()
    first = parts[0].lstrip("-")
    start = LISTS[first] if first.isupper() else frozenset((first,))
    return reduce(put, parts[1:], start), not others


FIRST_NAME_CUES, SURNAME_CUES = ready(FIRST_NAME), ready(SURNAME)

_OF_NAMES = sorted(
    {
        fact
        for cue in (*FIRST_NAME_CUES, *SURNAME_CUES)
        for fact in {*cue.needs, *cue.unless}.union(*cue.either)
        if fact.isupper()
    }
)
KINDS: dict[str, frozenset[str]] = {
    word: frozenset(name for name in _OF_NAMES if word in LISTS[name])
    for word in frozenset().union(*(LISTS[name] for name in _OF_NAMES))
}
"""A name → the lists that it is in, of those that rows ask for."""
