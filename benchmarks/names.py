"""Names of 3,000 people in 100,000 captions, beside ahocorasick_rs and one big regular expression, in one run.

Each searcher normalises the captions itself, finds every register name in them at word boundaries, and is held
against the others: all must find the same. Then the whole of `find_names`, which also weighs the evidence.

Run: pip install ahocorasick_rs, then python benchmarks/names.py [PEOPLE] [CAPTIONS]
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable

import ahocorasick_rs
import pandas as pd

from imgaudit.names import Matcher, find_names, name_matcher
from imgaudit.names.finding import SPACED, suspects
from imgaudit.tables import PEOPLE

Hits = set[tuple[int, str]]

SYLLABLES = tuple(re.findall("...?", "bramdlewictinquifeathepudmosthokethobfumnetcrudapmarbogsnasorlintanivozan"))
WORDS = """the children made a kite and flew it over our school field while year six counted bottles for science week
sports day was sunny with races relay teams medals music songs from every class parents came to watch"""
COMMON = (
    "Grace",
    "Will",
    "May",
    "Summer",
    "Rose",
    "Mark",
    "Head",
    "Hill",
    "Page",
    "Church",
    "London",
    "Field",
    "Green",
)


def _distinct(draw: random.Random, syllables: int, number: int) -> list[str]:
    return list(dict.fromkeys("".join(draw.choices(SYLLABLES, k=syllables)).capitalize() for _ in range(number)))


def made(n_people: int, n_captions: int) -> tuple[pd.DataFrame, pd.Series]:
    """A register, some of it ordinary words, and captions of which one in five names somebody."""
    draw = random.Random(2026)
    firsts = [*COMMON[:6], *_distinct(draw, 2, 500)]
    lasts = [*COMMON[6:], *_distinct(draw, 3, 2500)]
    people = PEOPLE.frame(
        [
            {"person_id": f"p{n}", "first_name": draw.choice(firsts), "last_name": draw.choice(lasts)}
            for n in range(n_people)
        ]
    )
    captions = []
    for number in range(n_captions):
        words = draw.choices(WORDS.split(), k=draw.randint(5, 16))
        if draw.random() < 0.2:
            person = people.iloc[draw.randrange(n_people)] if number % 50 == 0 else None
            first = person["first_name"] if person is not None else draw.choice(firsts)
            last = person["last_name"] if person is not None else draw.choice(lasts)
            words.insert(draw.randint(0, len(words)), draw.choice([first, f"{first} {last}", f"Mrs {last}"]))
        captions.append(" ".join(words).capitalize() if number % 7 == 0 else " ".join(words) + f" {number}")
    return people, pd.Series(captions)


def patterns(matcher: Matcher) -> list[str]:
    """The words whose presence makes a caption worth reading."""
    return sorted(matcher.triggers)


def ours(captions: list[str], words: list[str]) -> Hits:
    """What `find_names` does first: the words of all captions, cut as one text, against a set."""
    register = frozenset(words)
    lines = "\x1e".join(captions).casefold().translate(SPACED).split("\x1e")
    return {(at, word) for at, line in enumerate(lines) for word in register.intersection(line.split())}


def aho(captions: list[str], words: list[str]) -> Hits:
    """ahocorasick_rs, overlapping, with a check of the boundaries."""
    automaton = ahocorasick_rs.AhoCorasick(words)
    hits = set()
    for at, text in enumerate(captions):
        low = text.casefold()
        for number, start, end in automaton.find_matches_as_indexes(low, overlapping=True):
            if not (start and low[start - 1].isalpha()) and not (end < len(low) and low[end].isalpha()):
                hits.add((at, words[number]))
    return hits


def big_regex(captions: list[str], words: list[str]) -> Hits:
    """One alternation of all names."""
    names = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![^\W\d_])(?:{names})(?![^\W\d_])")
    return {(at, word) for at, text in enumerate(captions) for word in pattern.findall(text.casefold())}


def timed(label: str, work: Callable[[], object]) -> tuple[object, float]:
    """The answer and the seconds it took, printed."""
    started = time.process_time()
    answer = work()
    seconds = time.process_time() - started
    print(f"{label:<46}{seconds:8.2f} s")
    return answer, seconds


def main() -> None:
    """Run all searchers on the same captions and compare."""
    n_people, n_captions = (int(sys.argv[n]) if len(sys.argv) > n else d for n, d in ((1, 3_000), (2, 100_000)))
    people, captions = made(n_people, n_captions)
    texts = captions.tolist()
    matcher, _ = timed("compile the register", lambda: name_matcher(people))
    assert isinstance(matcher, Matcher)
    words = patterns(matcher)
    print(f"{len(words):,} patterns, {captions.nunique():,} distinct captions; normalising included:")
    mine, own_seconds = timed("  imgaudit: words against a set", lambda: ours(texts, words))
    theirs, aho_seconds = timed("  ahocorasick_rs", lambda: aho(texts, words))
    sample = texts[: max(len(texts) // 50, 1)]
    slow, seconds = timed(f"  one big regex, {len(sample):,} captions", lambda: big_regex(sample, words))
    print(f"  one big regex, reckoned for all{seconds * len(texts) / len(sample):21.1f} s")
    assert mine == theirs, "imgaudit and ahocorasick_rs differ"
    assert slow == {hit for hit in mine if hit[0] < len(sample)}, "the regex differs"
    print(
        f"all three find the same {len(mine):,} words; imgaudit takes {own_seconds / aho_seconds:.2f} × ahocorasick_rs"
    )
    found, total = timed("find_names, evidence weighed", lambda: find_names(captions, matcher))
    _, rest = timed("  of that, captions worth reading", lambda: suspects(texts, matcher))
    assert isinstance(found, pd.DataFrame)
    with_aho = total - rest + aho_seconds
    print(f"{len(found):,} matches; on top of ahocorasick_rs {with_aho:.2f} s: {total / with_aho:.2f} × that")
    low = [text.casefold() for text in texts]
    automaton = ahocorasick_rs.AhoCorasick(words)
    _, bare = timed(
        "  ahocorasick_rs alone, nothing normalised",
        lambda: [automaton.find_matches_as_indexes(text, overlapping=True) for text in low],
    )
    print(f"find_names takes {total / bare:.1f} × that")
    for number in (100, 1_000, 10_000):
        names = ", ".join(COMMON[at % 6] for at in range(number)) + f", {people['first_name'].iloc[-1]}"
        caption = pd.Series([names])
        timed(f"one caption of {number:,} doubtful names", lambda caption=caption: find_names(caption, matcher))


if __name__ == "__main__":
    main()
