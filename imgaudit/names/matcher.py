"""A register compiled for looking names up: small dictionaries of words, made once, picklable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, product

import pandas as pd

from imgaudit.frames import require
from imgaudit.names.people import UNSPACED, fold_name
from imgaudit.names.short_forms import called, spelt
from imgaudit.names.words import FAMOUS, GIVEN, LISTS, ORDINARY

Form = tuple[str, ...]
Forms = dict[str, list[tuple[Form, frozenset[int], bool]]]
"""First word → the forms that begin with it, longest first: the words, whose, and whether it is the whole name."""

FIRST_NAME_WORDS = ORDINARY.union(*(LISTS[name] for name in ("NAME_WORDS", "PLACES", "ABSTRACT")))
SURNAME_WORDS = FIRST_NAME_WORDS.union(*(LISTS[name] for name in ("GREAT", "GIVEN", "BOTH")))
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
"""How a keyboard without them writes these letters."""

SAINT = {"st": "saint", "saint": "st", "ste": "sainte", "sainte": "ste"}
"""How else a surname is written that begins so."""


@dataclass(frozen=True, slots=True, repr=False)
class Matcher:
    """A register compiled by :func:`name_matcher`.

    - ``ids``: the people, as numbers are given to them below.
    - ``firsts``, ``lasts``: forms of first names and surnames.
    - ``joined``: both written as one word, ``longest`` letters at most.
    - ``short_firsts``, ``other_lasts``: short forms and other spellings, which the register does not say.
    - ``families``: surnames as a family has them: "Harts".
    - ``first_letters``, ``last_letters``: initial → whose.
    - ``triggers``: every word without which a text holds no name.
    - ``whole_words``: names of one word: where a text has it, it is not taken apart, as "EmmaJones" is.
    - ``weak_firsts``, ``weak_lasts``: forms that are ordinary words or places.
    - ``names``: of each person, surnames and first names of one word, for what is spelt nearly so.
    - ``famous``: first word → famous names and sayings that begin with it, which are nobody of the register.
    """

    ids: tuple[str, ...]
    firsts: Forms
    lasts: Forms
    short_firsts: Forms
    other_lasts: Forms
    families: Forms
    joined: dict[str, tuple[frozenset[int], str]]
    longest: int
    first_letters: dict[str, frozenset[int]]
    last_letters: dict[str, frozenset[int]]
    triggers: frozenset[str]
    whole_words: frozenset[str]
    weak_firsts: frozenset[Form]
    weak_lasts: frozenset[Form]
    names: tuple[tuple[frozenset[str], frozenset[str]], ...]
    famous: dict[str, list[Form]]

    def __repr__(self) -> str:
        """A count only: the last line of a notebook's cell would show every name of the register."""
        return f"<Matcher: {len(self.ids):,} people>"


def name_matcher(people: pd.DataFrame) -> Matcher:
    """Compile a register, to be given to :func:`find_names`; the same register is compiled once.

    Parameters
    ----------
    people
        ``register.people``: ``person_id``, ``first_name``, ``last_name`` and ``known_as``.

    Returns
    -------
    A :class:`Matcher`; it can be pickled and sent to other processes. The order of the people does not matter.

    Examples
    --------
    >>> from imgaudit.tables import PEOPLE
    >>> matcher = name_matcher(PEOPLE.frame([{"person_id": "p1", "first_name": "Zoë", "last_name": "O'Fernsby"}]))
    >>> sorted(matcher.lasts)
    ['o', 'ofernsby']
    """
    require(people, ["person_id", "first_name", "last_name"])
    names = people.reindex(columns=["person_id", "first_name", "last_name", "known_as"]).astype("str").fillna("")
    return _compiled(tuple(sorted({*names.itertuples(index=False, name=None)})))


@lru_cache(maxsize=32)
def _compiled(rows: tuple[tuple[str, ...], ...]) -> Matcher:
    firsts: dict[Form, tuple[set[int], bool]] = {}
    lasts: dict[Form, tuple[set[int], bool]] = {}
    short_firsts: dict[Form, tuple[set[int], bool]] = {}
    other_lasts: dict[Form, tuple[set[int], bool]] = {}
    families: dict[Form, tuple[set[int], bool]] = {}
    joined: dict[str, tuple[set[int], str]] = {}
    maybe_joined: dict[str, tuple[set[int], str]] = {}
    first_letters: dict[str, set[int]] = {}
    last_letters: dict[str, set[int]] = {}

    def put(table: dict[Form, tuple[set[int], bool]], form: Form, person: int, whole: bool) -> None:
        who, was_whole = table.setdefault(form, (set(), False))
        who.add(person)
        table[form] = who, was_whole or whole

    ids = tuple(dict.fromkeys(row[0] for row in rows))
    number = {person: at for at, person in enumerate(ids)}
    for person_id, first, last, known_as in rows:
        person = number[person_id]
        given = {form: whole for name in (first, known_as) if name for form, whole in _first_forms(name)}
        family = dict(_last_forms(last)) if last else {}
        for form, whole in given.items():
            put(firsts, form, person, whole)
            first_letters.setdefault(form[0][0], set()).add(person)
        for form, whole in family.items():
            put(lasts, form, person, whole)
            if whole:
                last_letters.setdefault(form[0][0], set()).add(person)
                for plural in _plurals(form):
                    put(families, plural, person, True)
        for word, how in _as_one_word(given, family):
            joined.setdefault(word, (set(), how))[0].add(person)
        short = _others(given, called)
        other = _others(family, spelt)
        for table, forms in ((short_firsts, short), (other_lasts, other)):
            for form in forms:
                put(table, form, person, True)
        for word, how in chain(_as_one_word(short, family | other), _as_one_word(given, other)):
            if how == "both":
                maybe_joined.setdefault(word, (set(), "perhaps"))[0].add(person)
    joined = {**maybe_joined, **joined}
    tables = (firsts, lasts, short_firsts, other_lasts, families)
    whole_words = frozenset(
        form[0]
        for table in (firsts, lasts)
        for form in table
        if len(form) == 1 and not UNSPACED.fullmatch(form[0])  # of these only full names are looked for inside others
    )
    triggers = {form[0] for table in tables for form in table} | set(joined)
    famous: dict[str, list[Form]] = {}
    for phrase in FAMOUS:
        form = tuple(phrase.split())
        famous.setdefault(form[0], []).append(form)
    return Matcher(
        ids=ids,
        firsts=_by_head(firsts),
        lasts=_by_head(lasts),
        short_firsts=_by_head(short_firsts),
        other_lasts=_by_head(other_lasts),
        families=_by_head({form: who for form, who in families.items() if form not in lasts and form not in firsts}),
        joined={word: (frozenset(who), how) for word, (who, how) in joined.items()},
        longest=max(map(len, joined), default=0),
        first_letters={letter: frozenset(who) for letter, who in first_letters.items()},
        last_letters={letter: frozenset(who) for letter, who in last_letters.items()},
        triggers=frozenset(triggers),
        whole_words=whole_words | frozenset(joined),
        weak_firsts=frozenset(form for form in chain(firsts, short_firsts) if is_word(form) or len("".join(form)) < 3),
        weak_lasts=frozenset(
            form for form in chain(lasts, other_lasts) if is_word(form, surname=True) or len("".join(form)) < 3
        ),
        names=tuple(zip(_words_of(lasts, len(ids)), _words_of(firsts, len(ids)), strict=True)),
        famous=famous,
    )


def _words_of(forms: dict[Form, tuple[set[int], bool]], number: int) -> list[frozenset[str]]:
    """Of each person, the whole names of one word."""
    words: list[set[str]] = [set() for _ in range(number)]
    for form, (who, whole) in forms.items():
        for person in who if whole and len(form) == 1 else ():
            words[person].add(form[0])
    return [frozenset(each) for each in words]


def _others(forms: dict[Form, bool], others: Callable[[str], set[str]]) -> dict[Form, bool]:
    """Other forms of names of one word, that are none of the register's own."""
    told = {other for form, whole in forms.items() if whole and len(form) == 1 for other in others(form[0])}
    return {(other,): True for other in told if (other,) not in forms}


def _plurals(form: Form) -> Iterator[Form]:
    """For "hart": "harts"; for "jones": "joneses"."""
    if len(form[-1]) > 2:
        yield (*form[:-1], form[-1] + ("es" if form[-1].endswith(("s", "x", "z", "ch", "sh")) else "s"))


def _as_one_word(given: Iterable[Form], family: dict[Form, bool]) -> Iterator[tuple[str, str]]:
    """Both written as one word: "emmajones", "jonesemma"; and "ejones", an initial; not what is short or a word."""
    for form, (surname, whole) in product(given, family.items()):
        one, other = "".join(form), "".join(surname)
        if UNSPACED.fullmatch(one + other):
            yield one + other, "both"
            yield other + one, "both"
            continue
        if len(one) > 1 and len(other) > 1 and len(one + other) > 5:
            yield one + other, "thing" if is_thing(form, surname) else "both"
            yield other + one, "both"
        short = one[0] + other
        if whole and len(other) > 3 and not is_word(surname) and short not in ORDINARY and short not in GIVEN:
            yield short, "initial"


def is_thing(form: Form, surname: Form) -> bool:
    """Whether a first name and a surname are words, and together a thing: "Rose Garden"."""
    return (
        is_word(form)
        and is_word(surname, surname=True)
        and form[0] not in LISTS["NO_THING_BEFORE"]
        and surname[0] in LISTS["THING_AFTER"]
    )


def is_word(form: Form, *, surname: bool = False) -> bool:
    """Whether a name is an ordinary word or a place as well; a surname also where it is famous or a first name."""
    return len(form) == 1 and form[0] in (SURNAME_WORDS if surname else FIRST_NAME_WORDS)


def _by_head(table: dict[Form, tuple[set[int], bool]]) -> Forms:
    heads: Forms = {}
    for form in sorted(table, key=lambda form: (-len(form), form)):
        who, whole = table[form]
        heads.setdefault(form[0], []).append((form, frozenset(who), whole))
    return heads


def _spellings(name: str) -> Iterable[str]:
    yield name
    lower = name.lower()
    if (instead := lower.translate(UMLAUTS)) != lower:
        yield instead


def _first_forms(name: str) -> Iterable[tuple[Form, bool]]:
    for spelling in _spellings(name):
        form = tuple(fold_name(spelling).split())
        if not form:
            continue
        yield form, True
        if len(form) > 1:
            yield ("".join(form),), True
            # A MIS keeps middle names beside the first; a hyphen makes one name of two.
            if len(form[0]) > 1:
                yield form[:1], "-" not in name


def _last_forms(name: str) -> Iterable[tuple[Form, bool]]:
    for spelling in _spellings(name):
        form = tuple(fold_name(spelling).split())
        if not form:
            continue
        yield form, True
        if len(form) > 1:
            yield ("".join(form),), True
        parts = [tuple(fold_name(part).split()) for part in spelling.split("-")]
        if len(parts) > 1:
            for part in parts:
                if part and len("".join(part)) > 1:
                    yield part, False
            yield tuple("".join(part) for part in parts), True
        elif len(form) == 2 and form[0] not in LISTS["BEGINNINGS"]:
            yield form[:1], False
            yield form[1:], False
        if "'" in spelling or "’" in spelling:
            split = tuple(fold_name(spelling.replace("'", " ").replace("’", " ")).split())
            yield split, True
        if len(form) == 1 or (len(form) == 2 and form[0] in ("mc", "mac", "o")):
            yield from _mac_forms("".join(form))
        if len(form) > 1 and form[0] in SAINT:
            saint = (SAINT[form[0]], *form[1:])
            yield saint, False  # alone it is a saint
            yield ("".join(saint),), False


def _mac_forms(word: str) -> Iterator[tuple[Form, bool]]:
    """For "macdonald": "mac donald", "mcdonald", "mc donald", and the other way round."""
    for prefix, other in (("mac", "mc"), ("mc", "mac")):
        if word.startswith(prefix) and len(word) >= len(prefix) + 4:
            stem = word[len(prefix) :]
            yield (prefix, stem), True
            yield (other + stem,), True
            yield (other, stem), True
            return
