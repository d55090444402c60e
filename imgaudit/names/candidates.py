"""Where words of the register stand in a text, before anything is said of what they mean there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from imgaudit.names.evidence import is_dotted, is_near, is_titled
from imgaudit.names.matcher import Form, Forms, Matcher
from imgaudit.names.reading import Reading, Word

LISTING = re.compile(r"\s*(?:[,&+/;]|, ?&)\s*|[-_ ]?&[-_ ]?")
"""Between names that stand in a list."""

AND = ("and", "n", "a", "ac")
"""Between the last two names of a list, in English and in Welsh."""

Span = tuple[int, int]
"""The first and the last word of a name."""


@dataclass(slots=True)
class Match:
    """One name in one text, by the numbers of its words and of the people it may mean.

    ``family``: of a full name, all who have that surname. ``could_be``: of a possible name, the level that it has if it
    is the person's.
    """

    level: str
    first: int
    last: int
    who: frozenset[int]
    confidence: float
    reason: str
    family: frozenset[int] = frozenset()
    could_be: str = ""


@dataclass(slots=True)
class Candidate:
    """A first name or a surname alone that may be somebody's: words ``at`` to ``end``, the last not included."""

    at: int
    end: int
    who: frozenset[int]
    form: Form
    whole: bool

    @property
    def span(self) -> Span:
        """Its first and its last word."""
        return self.at, self.end - 1


def candidates(reading: Reading, table: Forms, blocked: list[bool], *, parts: bool = False) -> Iterator[Candidate]:
    """Where forms of a table stand, the longest first, none in another; ``parts``: halves of double names as well."""
    done, words = 0, reading.words
    for at in [at for at, text in enumerate(reading.texts) if text in table]:
        if at < done or blocked[at]:
            continue
        for form, who, whole in table[words[at].text]:
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
        if words[step].text != text or not (is_near(words, step) or words[step].gap == "'" or is_dotted(words, step)):
            return -1
    return end


def famous(reading: Reading, matcher: Matcher, taken: list[bool]) -> list[bool]:
    """Words of famous names and sayings, which are nobody of the register."""
    words, table = reading.words, matcher.famous
    covered = [False] * len(words)
    for at in [at for at, text in enumerate(reading.texts) if text in table]:
        for form in table[words[at].text]:
            end = _ends_with(words, at, form)
            if (
                end > 0
                and not any(taken[at:end])
                and not (form[0] == "st" and is_titled(words, at))  # Miss St John is no saint
                and all(len(each.gap) <= 3 and (len(form) > 2 or "," not in each.gap) for each in words[at + 1 : end])
            ):
                covered[at:end] = [True] * (end - at)
    return covered


def _ends_with(words: list[Word], at: int, form: Form) -> int:
    """The word after a saying that begins here, "&" read as "and"; -1 where the words are others."""
    for text in form:
        if at >= len(words):
            return -1
        if text != "and" or "&" not in words[at].gap:
            if words[at].text != text:
                return -1
            at += 1
    return at


def settled(words: list[Word], open_ones: Sequence[Span], certain: Iterable[Span]) -> list[bool]:
    """Which open names stand in a list with one that is certain: who is certain by a list makes the next so.

    Spans are first and last words; none overlaps another, so that twice along the text is enough.
    """
    if not open_ones:
        return []
    spans = sorted([*((span, at) for at, span in enumerate(open_ones)), *((span, -1) for span in certain)])
    known = [at < 0 for _, at in spans]
    for order in (range(1, len(spans)), range(len(spans) - 2, -1, -1)):
        for at in order:
            beside = at - 1 if order.step > 0 else at + 1
            if known[beside] and not known[at]:
                known[at] = _listed(words, spans[min(at, beside)][0], spans[max(at, beside)][0])
    answer = [False] * len(open_ones)
    for (_, at), is_known in zip(spans, known, strict=True):
        if at >= 0:
            answer[at] = is_known
    return answer


def _listed(words: list[Word], one: Span, other: Span) -> bool:
    """Whether nothing but a comma, "and" or the like stands between two names, in the order of the text."""
    last, first = one[1], other[0]
    if words[last].possessive:
        return False
    if first - last == 1:
        return bool(LISTING.fullmatch(words[first].gap))
    return first - last == 2 and words[first - 1].text in AND and len(words[first].gap) <= 1
