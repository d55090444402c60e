"""What else somebody may be called than the register says: short forms, pet names and other spellings.

English ones are the package ``nicknames``; British, Welsh, Irish, South Asian, Polish and Nigerian ones that it lacks
are data, in `short_forms.txt` beside this module. None of them is certain: who is called so may be somebody else.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

from nicknames import NickNamer

from imgaudit.names.people import fold_name

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
    for one, other in NOT_EACH_OTHER:
        forms[one].discard(other)
        forms[other].discard(one)
    return forms, spellings


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
    ['husain', 'hussein']
    """
    return _tables()[1].get(last, set())
