"""Where words of the register stand in a text, before anything is said of what they mean there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from imgaudit.names.evidence import is_near
from imgaudit.names.matcher import Form, Forms, Matcher
from imgaudit.names.reading import Word

LISTING = re.compile(r"\s*(?:[,&+/;]|, ?&)\s*|[-_ ]?&[-_ ]?")
"""Between names that stand in a list."""


@dataclass(slots=True)
class Match:
    """One name in one text, by the numbers of its words and of the people it may mean.

    ``family``: of a full name, all who have that surname.
    """

    level: str
    first: int
    last: int
    who: frozenset[int]
    confidence: float
    reason: str
    family: frozenset[int] = frozenset()


@dataclass(slots=True)
class Candidate:
    """A first name or a surname alone that may be somebody's: words ``at`` to ``end``, the last not included."""

    at: int
    end: int
    who: frozenset[int]
    form: Form
    whole: bool


def candidates(words: list[Word], table: Forms, blocked: list[bool], *, parts: bool = False) -> Iterator[Candidate]:
    """Where forms of a table stand, the longest first, none in another; ``parts``: halves of double names as well."""
    done = 0
    for at, word in enumerate(words):
        if at < done or blocked[at]:
            continue
        for form, who, whole in table.get(word.text, ()):
            end = sequence(words, at, form) if whole or parts else -1
            if end > 0 and not any(blocked[at:end]):
                yield Candidate(at, end, who, form, whole)
                done = end
                break


def sequence(words: list[Word], at: int, form: Form) -> int:
    """The word after the form, or -1 where the words are others."""
    end = at + len(form)
    if end > len(words):
        return -1
    for step, text in enumerate(form[1:], at + 1):
        if words[step].text != text or not (is_near(words, step) or words[step].gap == "'"):
            return -1
    return end


def famous(words: list[Word], matcher: Matcher, taken: list[bool]) -> list[bool]:
    """Words of famous names and sayings, which are nobody of the register."""
    covered = [False] * len(words)
    for at, word in enumerate(words):
        for form in matcher.famous.get(word.text, ()):
            end = at + len(form)
            if (
                tuple(each.text for each in words[at:end]) == form
                and not any(taken[at:end])
                and all(len(each.gap) <= 3 and (len(form) > 2 or "," not in each.gap) for each in words[at + 1 : end])
            ):
                covered[at:end] = [True] * len(form)
    return covered


def in_a_list(words: list[Word], one: Candidate, others: Iterable[Match]) -> bool:
    """Whether a name stands in a list beside one of the others."""
    return any(_listed(words, *sorted(((one.at, one.end - 1), (other.first, other.last)))) for other in others)


def _listed(words: list[Word], one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether nothing but a comma, "and" or the like stands between two names, in the order of the text."""
    last, first = one[1], other[0]
    if words[last].possessive:
        return False
    if first - last == 1:
        return bool(LISTING.fullmatch(words[first].gap))
    return first - last == 2 and words[first - 1].text in ("and", "n") and len(words[first].gap) <= 1
