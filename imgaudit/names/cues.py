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
from functools import lru_cache, reduce

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
    "before:hyphen": "a hyphen and nothing else is between the word before and the name",
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
    "after:hyphen": "a hyphen and nothing else is between the name and the word that follows",
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
    "last:capital": "the third word that follows has one capital, and is no name of the register",
    "short": "the name is a short form or another spelling of a name of the register",
    "sport": "a word of the sports page is not far",
    "pronoun": "of a full name: she or he, her or his is not far after it",
    "turned": "of a full name: the surname stands before the first name",
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
    ("NAME the ANIMALS", "after:joined", NO, "an animal or a figure: Alfie the owl"),
    ("NAME the *", "after:joined then:capital sentence", NO, "a figure: Bob the Builder"),
    ("NAME PLACE_NOUNS", "after:joined after:capital|caseless|weak", NO, "a street, a park, a castle"),
    ("NAME CLUBS", "after:joined after:capital -machine", NO, "a school or a club"),
    ("NAME CAPITAL_PLACE_NOUNS", "after:joined after:capital weak", NO, "a school, a club, a prize"),
    ("NAME CAPITAL_PLACE_NOUNS", "after:joined after:capital sentence|lower -machine", NO, "a school, a club, a prize"),
)
"""A place, a saint, royalty or part of somebody else's name: whatever the name is."""

FIRST_NAME: tuple[Row, ...] = (
    ("NAME", "small sentence|title -machine weak|ORDINARY", NO, "an ordinary word, written small"),
    ("NAME", "initial", YES, "first name and initial of the surname"),
    *ELSEWHERE,
    ("mae|bu|oedd|mi NAME", "before:next capital -machine", YES, "first name in Welsh: mae Haf"),
    ("iawn NAME", "before:said", YES, "first name after well done in Welsh"),
    ("llongyfarchiadau|diolch i NAME", "before:next", YES, "first name after congratulations or thanks in Welsh"),
    ("yr wythnos|mis NAME", "before:said", YES, "first name after an award in Welsh"),
    # A book or a play, or a part in it.
    ("NAME and the *", "sentence -machine after:joined last:capital", NO, "a book: James and the Giant Peach"),
    ("NAME by * GREAT", "after:near", NO, "a book and who wrote it"),
    ("adventures|adventure|tale|diary|legend|journey|gospel|ballad of NAME", "before:next", NO, "a book or a tale"),
    ("as NAME", "before:next SHOWS", NO, "a part in a play"),
    ("NAME in|from SHOWS", "SHOWS", NO, "a part in a play"),
    (
        "reading|read|studying|performing|performed|performs|rehearsing|staging|staged NAME",
        "before:next SHOWS after:none|after:small -possessive",
        NO,
        "a book or a play",
    ),
    ("poster|tickets|script|cast|songs|costumes for|of|from NAME", "SHOWS after:none|after:small", NO, "a play"),
    ("NAME the musical", "SHOWS", NO, "a play"),
    ("NAME tickets|script|auditions|rehearsals|rehearsal|musical|cast", "after:near SHOWS", NO, "a play"),
    # A title or a stranger's first name before it: somebody else's surname.
    ("PLAIN_TITLES NAME", "before:close BOTH", NO, "a surname after a title"),
    ("GIVEN-ORDINARY NAME", "before:word -before:known doubtful", NO, "a surname after a first name"),
    (
        "-ORDINARY-TITLES NAME",
        "before:word before:capital -before:shouted -before:known sentence -machine doubtful",
        NO,
        "a surname after somebody's first name",
    ),
    ("-ORDINARY NAME", "before:hyphen before:capital capital -machine", NO, "half of a double surname"),
    ("NAME", "short before:word before:forename", NO, "a surname after a first name"),
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
    ("NAME GROWS", "after:near PLANTS", NO, "what plants do"),
    ("NAME nest|nests|egg|eggs|beak", "", NO, "a bird's"),
    ("NAME POSES", "opens after:near", YES, "first name followed by what only people are seen doing"),
    ("NAME DOES a|the|her|his|to", "opens after:near after:ing", YES, "first name followed by what somebody does"),
    ("NAME * her|his", "opens after:near after:small after:ending -MONTHS", YES, "first name before what is hers"),
    (
        "NAME at|on|in|behind|by the|a|an|her|his PERSON_PLACES",
        "after:near -fixed capital|lower",
        YES,
        "first name before where only people are",
    ),
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
    ("NAME -ORDINARY", "after:hyphen after:capital capital -machine", NO, "half of somebody else's double surname"),
    ("NAME", "titled", YES, "title before a surname"),
    ("NAME FAMILY", "after:near capital|machine", YES, "surname of a family"),
    ("trip|visit|outing|walk|journey|coach|residential to NAME", "before:next -possessive", NO, "a place to go to"),
    *ELSEWHERE,
    ("a NAME SHOT|hat", "weak sport capital", YES, "surname before what somebody has done in sport"),
    ("NAME c|b|lbw", "after:near after:small capital -machine sport|opens", YES, "surname on a scorecard"),
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
    ("SCORERS NAME", "weak before:said capital -fixed sport", YES, "surname after “{before}”"),
    ("SHOT from|by|for NAME", "weak before:next capital", YES, "surname after what somebody has done in sport"),
    ("of the AWARDS NAME", "weak before:said capital", YES, "surname after an award"),
    ("well played NAME", "weak before:said capital", YES, "surname after well played"),
    (
        "NAME SHOT|hat",
        "weak sport capital after:space -PLACES -COLOURS -MONTHS -ABSTRACT -GIVEN",
        YES,
        "surname before what somebody has done in sport",
    ),
    (
        "NAME DOES-THING_DOES|was|opened|took|kept|made",
        "weak sport capital after:near -fixed -possessive -machine -PLACES -COLOURS -MONTHS -ABSTRACT -GIVEN",
        YES,
        "surname followed by what somebody does in sport",
    ),
    (
        "NAME SCORED",
        "after:near -machine -PLACES -COLOURS -MONTHS -ABSTRACT -GIVEN",
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

FAMILY: tuple[Row, ...] = (
    ("NAME", "small -caseless", NO, "ordinary words, written small"),
    ("the NAME of|are|were|is", "", NO, "things: the stones of"),
    ("the NAME", "-weak", YES, "the family of that surname"),
    (
        "the NAME DOES|at|and|with|family",
        "after:near capital before:small|sentence -COLOURS -machine",
        YES,
        "the family of that surname",
    ),
)
"""A surname with the s of a family: the Harts."""

PAIR: tuple[Row, ...] = (
    ("NAME", "turned small", NO, "keywords with commas between"),
    ("NAME", "turned shouted -upper", YES, "surname in capitals and first name"),
    ("NAME", "small -caseless", NO, "words written small"),
    ("NAME", "class", YES, "full name beside class, year or age"),
    ("CUES NAME", "before:said -fixed", YES, "full name after “{before}”"),
    ("well done NAME", "before:said", YES, "full name after well done"),
    ("CUES_TO-went-goes to NAME", "before:next", YES, "full name after congratulations or thanks"),
    ("MADE_BY by NAME", "before:next", YES, "full name after by"),
    ("NAME PERSONAL", "possessive -fixed", YES, "full name with 's"),
    ("NAME DOES-THING_DOES", "after:near -fixed -after:ing", YES, "full name followed by what somebody does"),
    ("NAME with|and|in her|his|their", "after:near -fixed", YES, "full name with her, his or their"),
    ("NAME with|and RELATIVES", "after:near -fixed", YES, "full name with friends or family"),
    ("NAME who", "after:near -fixed", YES, "full name followed by who"),
    ("NAME", "opens pronoun -MONTHS", YES, "full name, and she or he after it"),
    (
        "NAME at|on|in|behind|by the|a|an|her|his PERSON_PLACES",
        "after:near -fixed",
        YES,
        "full name before where only people are",
    ),
    ("NAME", "fixed", NO, "a thing: the rose garden"),
    ("TIME_OR_PLACE|on|to NAME", "before:same", NO, "a time or a place"),
    ("NAME", "after:near after:ending", NO, "part of a longer thing"),
    ("NAME ORDINARY-LITTLE-CLASS_WORDS", "after:near", NO, "part of a longer thing"),
    (
        "-ORDINARY-TITLES NAME",
        "before:word before:capital sentence|title -machine",
        NO,
        "the end of a longer name of a thing",
    ),
)
"""A full name that is a thing as well: Rose Garden."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows as the loop reads them, in order."""

    cues: tuple[Cue, ...]


def ready(rows: Iterable[Row]) -> Table:
    """Rows as the loop reads them."""
    return Table(tuple(_ready(*row) for row in rows))


def decide(table: Table, around: Sequence[str], facts: Set[str]) -> tuple[str, str]:
    """Verdict and reason of the first row that fits; open where none does.

    ``around`` are the words around a name: three before it in the order of the text, then three after it, empty where
    there is none.
    """
    for phrase, verdict, reason in _rows_that_hold(table, frozenset(facts)):
        for place, words, one_of in phrase:
            if (around[place] in words) is not one_of:
                break
        else:
            return verdict, reason.format(before=around[2])
    return OPEN, ""


@lru_cache(maxsize=16_384)
def _rows_that_hold(
    table: Table, facts: frozenset[str]
) -> tuple[tuple[tuple[tuple[int, frozenset[str], bool], ...], str, str], ...]:
    """The rows whose facts hold: names in many texts have the same, and so each row is asked once."""
    return tuple(
        (cue.phrase, cue.verdict, cue.reason)
        for cue in table.cues
        if cue.needs <= facts
        and facts.isdisjoint(cue.unless)
        and not any(facts.isdisjoint(enough) for enough in cue.either)
    )


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


FIRST_NAME_CUES, SURNAME_CUES, FAMILY_CUES, PAIR_CUES = map(ready, (FIRST_NAME, SURNAME, FAMILY, PAIR))

_OF_NAMES = sorted(
    {
        fact
        for table in (FIRST_NAME_CUES, SURNAME_CUES, FAMILY_CUES, PAIR_CUES)
        for cue in table.cues
        for fact in {*cue.needs, *cue.unless}.union(*cue.either)
        if fact.isupper()
    }
)
KINDS: dict[str, frozenset[str]] = {
    word: frozenset(name for name in _OF_NAMES if word in LISTS[name])
    for word in frozenset().union(*(LISTS[name] for name in _OF_NAMES))
}
"""A name → the lists that it is in, of those that rows ask for."""
