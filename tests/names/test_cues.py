"""The tables of cues: each row is needed, the first that fits decides, and the lists of words are in order."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

import pytest
from conftest import ROOT

from imgaudit.names import evidence, find_names, fold_name
from imgaudit.names.cues import (
    FACTS,
    FAMILY,
    FAMILY_CUES,
    FIRST_NAME,
    FIRST_NAME_CUES,
    NO,
    OPEN,
    PAIR,
    PAIR_CUES,
    SURNAME,
    SURNAME_CUES,
    YES,
    decide,
    ready,
)
from imgaudit.names.words import LISTS

from .score import ROWS, SETS, labelled, people

CASES = [
    *(("FIRST_NAME_CUES", FIRST_NAME, at) for at in range(len(FIRST_NAME))),
    *(("SURNAME_CUES", SURNAME, at) for at in range(len(SURNAME))),
    *(("FAMILY_CUES", FAMILY, at) for at in range(len(FAMILY))),
    *(("PAIR_CUES", PAIR, at) for at in range(len(PAIR))),
]


def found() -> Iterator[list[tuple[object, ...]]]:
    """What is found in the labelled texts, and why, set by set and field by field; those for single rows first."""
    for which in (ROWS, *SETS):
        for field, part in labelled(which).groupby("field"):
            frame = find_names(part["text"], people(which), field=str(field))
            columns = ("level", "person_ids", "start", "end", "reason")
            yield list(zip(frame.index, *(frame[name] for name in columns), strict=True))


@cache
def found_by_all() -> list[list[tuple[object, ...]]]:
    return list(found())


@pytest.mark.slow
@pytest.mark.parametrize(("table", "rows", "at"), CASES, ids=[f"{rows[at][0]}-{at}" for _, rows, at in CASES])
def test_without_any_row_some_labelled_text_reads_otherwise(table, rows, at, monkeypatch: pytest.MonkeyPatch):
    whole = found_by_all()
    monkeypatch.setattr(evidence, table, ready([*rows[:at], *rows[at + 1 :]]))
    assert any(one != other for one, other in zip(found(), whole, strict=True)), rows[at]


AROUND = ("", "photo", "of", "with", "her", "dog")
"""A photo of … with her dog."""


@pytest.mark.parametrize(
    ("cue", "where", "fits"),
    [
        ("NAME", "", True),
        ("of NAME", "", True),
        ("photo of NAME with her", "", True),
        ("photo of NAME with her dog", "", True),
        ("NAME with her cat", "", False),
        ("photo NAME", "", False),
        ("at|of NAME", "", True),
        ("PICTURE_OF of NAME", "", True),
        ("PICTURE_OF-photo of NAME", "", False),
        ("-of NAME", "", False),
        ("-at NAME", "", True),
        ("-at-of NAME", "", False),
        ("-LITTLE NAME", "", False),
        ("-LITTLE|of NAME", "", True),
        ("* of NAME", "", True),
        ("NAME", "weak", True),
        ("NAME", "weak small", False),
        ("NAME", "-small", True),
        ("NAME", "-weak", False),
        ("NAME", "small|capital", True),
        ("NAME", "small|opens", False),
        ("NAME", "MONTHS", True),
        ("NAME", "-MONTHS", False),
    ],
)
def test_what_a_row_asks_for(cue: str, where: str, fits: bool):
    rows = ready([(cue, where, YES, "after “{before}”")])
    assert decide(rows, AROUND, {"weak", "capital", "MONTHS"}) == ((YES, "after “of”") if fits else (OPEN, ""))


def test_the_first_row_that_fits_decides():
    one, other = ("of NAME", "", NO, "a thing"), ("NAME", "", YES, "a name")
    assert decide(ready([one, other]), AROUND, set()) == (NO, "a thing")
    assert decide(ready([other, one]), AROUND, set()) == (YES, "a name")


@pytest.mark.parametrize("row", [("NAME", "smal"), ("NAME", "weak|MONTS"), ("CUE NAME", "")])
def test_a_row_that_asks_for_nothing_known_is_an_error(row: tuple[str, str]):
    with pytest.raises(KeyError):
        ready([(*row, YES, "")])


@pytest.mark.slow
def test_every_fact_is_asked_for_and_can_be_seen(monkeypatch: pytest.MonkeyPatch):
    seen: set[str] = set()

    def look(cues, around, facts):
        seen.update(facts)
        return decide(cues, around, facts)

    monkeypatch.setattr(evidence, "decide", look)
    list(found())
    tables = (FIRST_NAME_CUES, SURNAME_CUES, FAMILY_CUES, PAIR_CUES)
    cues = [cue for table in tables for cue in table.cues]
    asked = {fact for cue in cues for fact in {*cue.needs, *cue.unless}.union(*cue.either)}
    assert {fact for fact in seen if not fact.isupper()} == set(FACTS)
    assert {fact for fact in asked if not fact.isupper()} == set(FACTS)


def sections() -> dict[str, list[str]]:
    """The lists of `words.txt` as they stand there."""
    text = (resources.files("imgaudit.names") / "words.txt").read_text(encoding="utf-8")
    parts = re.split(r"(?m)^# ([A-Z_]+): .+\.\n", text)
    return {name: words.split("\n") for name, words in zip(parts[1::2], parts[2::2], strict=True)}


@pytest.mark.parametrize("name", sections())
def test_each_list_of_words_is_sorted_and_has_nothing_twice_and_nothing_that_no_text_can_match(name: str):
    *words, nothing = sections()[name]
    words = words[:-1] if words[-1] == "" else words
    assert nothing == ""
    assert words == sorted(set(words))
    assert [fold_name(word) for word in words] == words
    assert set(words) <= LISTS[name]


def test_a_wheel_holds_the_words_too():
    targets = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert "imgaudit" in targets["wheel"]["include"], "hatch takes all that lies in the package and is not ignored"
    assert "exclude" not in targets["wheel"]
    assert "txt" not in (ROOT / ".gitignore").read_text(encoding="utf-8")


def test_every_list_is_used():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "imgaudit" / "names").glob("*.py"))
    assert [name for name in sections() if not re.search(rf"\b{name}\b", code)] == []
