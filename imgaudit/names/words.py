"""Words that are names at times: ordinary words, places, famous people, and what tells them apart.

The words themselves are data, in `words.txt` beside this module; here is what follows from them: forms of verbs, and
which lists are parts of others.
"""

from __future__ import annotations

from pathlib import Path


def _read(lines: list[str]) -> dict[str, frozenset[str]]:
    """The lists of the file by name; what stands above the first is for its reader."""
    lists: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        if line.startswith("# ") and ":" in line and line[2 : line.index(":")].isupper():
            name = line[2 : line.index(":")]
            lists[name] = []
        elif line and not line.startswith("#"):
            lists[name].append(line)
    return {name: frozenset(words) for name, words in lists.items()}


def _forms(stem: str) -> set[str]:
    """The forms of a verb that say that somebody does it; some are none, and never written either: "runed"."""
    base = stem.removesuffix("e")
    forms = {base + "ed", base + "ing", base + base[-1] + "ed", base + base[-1] + "ing"}
    if stem.endswith(("s", "sh", "ch", "x", "z")):
        return forms | {stem + "es"}
    if stem.endswith("y") and stem[-2] not in "aeiou":
        return forms | {stem[:-1] + "ies", stem[:-1] + "ied"}
    return forms | {stem + "s"}


LISTS = _read(Path(__file__).with_name("words.txt").read_text(encoding="utf-8").splitlines())
"""Name of a list, in capitals → its words. The rows of `cues.py` call lists by these names."""

# Lists that are parts of others.
LISTS["CAPITAL_PLACE_NOUNS"] |= LISTS["PLACE_NOUNS"]
LISTS["MIDDLE"] |= LISTS["GIVEN"]
LISTS["TITLES"] |= LISTS["PLAIN_TITLES"]
LISTS["BEGINNINGS"] |= LISTS["PARTICLES"]
LISTS["COMPOUNDS"] |= LISTS["PAIR_COMPOUNDS"]
LISTS["NO_PAIR_AFTER"] |= LISTS["MODAL_SUBJECTS"]
LISTS["COMMON"] = LISTS["MONTHS"] | LISTS["PLACES"] | LISTS["SUBJECTS"] | LISTS["ABSTRACT"]
# No infinitive: that would follow "will".
LISTS["DOES"] = LISTS["PASTS"].union(*map(_forms, LISTS["VERBS"])) - LISTS["NO_VERBS"]
_ORDINARY = (
    "LITTLE DETERMINERS CUES PERSONAL CLASS_WORDS RELATIVES DOES VERBS MONTHS SUBJECTS CAPITAL_PLACE_NOUNS ORDINARY"
)
LISTS["ORDINARY"] = frozenset().union(*(LISTS[name] for name in _ORDINARY.split()))

BOTH = LISTS["BOTH"]
CAPITAL_PLACE_NOUNS = LISTS["CAPITAL_PLACE_NOUNS"]
DETERMINERS = LISTS["DETERMINERS"]
FAMOUS = LISTS["FAMOUS"]
GIVEN = LISTS["GIVEN"]
LITTLE = LISTS["LITTLE"]
MONTHS = LISTS["MONTHS"]
ORDINARY = LISTS["ORDINARY"]
PLAIN_TITLES = LISTS["PLAIN_TITLES"]
TITLES = LISTS["TITLES"]
