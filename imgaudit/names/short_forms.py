"""What else somebody may be called than the register says: short forms, pet names and other spellings.

English ones are the package ``nicknames``; British, Welsh, Irish, South Asian, Polish and Nigerian ones that it lacks
are data, in `short_forms.txt` beside this module. None of them is certain: who is called so may be somebody else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from nicknames import NickNamer

from imgaudit.names.people import fold_name

ENDING = re.compile(r"(\w{2,}[^aeiou])(?:ie|y)")
"""Katie, Katy."""

NOT_EACH_OTHER = (
    ("aaron", "erin"),
    ("ali", "alice"),
    ("ali", "alison"),
    ("robert", "bill"),
    ("robert", "billy"),
    ("robert", "rupert"),
)
"""Pairs of the package that are different names in a school of today."""


@cache
def _tables() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Folded name → its short forms, whole forms and spellings; and its spellings alone."""
    forms: dict[str, set[str]] = defaultdict(set)
    spellings: dict[str, set[str]] = defaultdict(set)
    for line in Path(__file__).with_name("short_forms.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        whole, colon, others = line.partition(":")
        for one in whole.split():
            if not colon:
                spellings[one] |= {*whole.split()} - {one}
            for other in others.split():
                forms[one].add(other)
                forms[other].add(one)
    for whole, nicks in NickNamer().nickname_lookup.items():
        for one, other in ((fold_name(whole), fold_name(nick)) for nick in nicks):
            forms[one].add(other)
            forms[other].add(one)
    more = [(one, ending) for one, others in forms.items() for each in others for ending in _endings(each)]
    for one, other in more:
        if one != other:
            forms[one].add(other)
            forms[other].add(one)
    for one, other in NOT_EACH_OTHER:
        forms[one].discard(other)
        forms[other].discard(one)
    return forms, spellings


def _endings(form: str) -> Iterator[str]:
    """How else a short form ends: Abbie, Abby, Abbi, Abi."""
    if found := ENDING.fullmatch(form):
        stem = found[1]
        yield from (stem + "ie", stem + "y", stem + "i")
        if stem[-1] == stem[-2]:
            yield stem[:-1] + "i"


def called(first: str) -> set[str]:
    """How somebody of this first name may be called, folded; each is one word.

    >>> sorted(called("dafydd"))
    ['dai', 'david', 'deian', 'deio', 'dewi']
    """
    forms, spellings = _tables()
    alike = spellings.get(first, set())
    others = set().union(alike, *(forms.get(one, ()) for one in (first, *alike)))
    # Gwennie and Gwenny are Gwen.
    others = others.union(*(spellings.get(one, ()) for one in others))
    return {other for other in others if other != first and " " not in other}


def spelt(last: str) -> set[str]:
    """How a surname may be spelt as well, folded.

    >>> sorted(spelt("hussain"))
    ['hosain', 'hossain', 'hossein', 'husain', 'hussein']
    """
    return _tables()[1].get(last, set())
