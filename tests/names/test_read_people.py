"""Who is meant by a cell: the register is asked how many people it names."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imgaudit.names import match_people, read_people
from imgaudit.tables import PEOPLE

PEOPLE_ = PEOPLE.frame(
    [
        {"person_id": "jane", "first_name": "Jane", "last_name": "Hart", "group": "4B", "upn": "Z1"},
        {
            "person_id": "tilly",
            "first_name": "Matilda",
            "known_as": "Tilly",
            "last_name": "Brandreth",
            "group": "Kestrels",
        },
        {"person_id": "freya", "first_name": "Freya", "last_name": "Smith", "group": "Kestrels"},
        {"person_id": "ada", "first_name": "Ada", "last_name": "Fern", "upn": "Z4", "group": "Willow"},
        {"person_id": "ben", "first_name": "Ben", "last_name": "Hollow", "admission_no": "12"},
        {"person_id": "one", "first_name": "Jo", "last_name": "Twin"},
        {"person_id": "two", "first_name": "Jo", "last_name": "Twin"},
        {"person_id": "thomas", "first_name": "Thomas", "last_name": "More"},
        {"person_id": "willow", "first_name": "Willow", "last_name": "Low"},
        {"person_id": "choir", "first_name": "Cho", "last_name": "Choir"},
    ]
)


def read(text: str, people: pd.DataFrame = PEOPLE_) -> list[str]:
    """The parts of a text, each after who it is: somebody's id, what a group is, or a stranger."""
    found = read_people(pd.Series([text], dtype="str"), people)
    who = found["person_id"].fillna(found["meant"]).fillna("stranger")
    return [f"{one}: {part}" for one, part in zip(who, found["person_ref"], strict=True)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hart, Jane", ["jane: Hart, Jane"]),
        ("Hart, Jane S", ["stranger: Hart, Jane S"]),
        ("Tilly, Freya S", ["stranger: Tilly", "stranger: Freya S"]),
        ("Tilly, Freya", ["stranger: Tilly", "stranger: Freya"]),
        ("Zed, Yon", ["stranger: Zed, Yon"]),  # the register knows neither: it may be one
        ("Twin, Jo", ["stranger: Twin, Jo"]),  # one of two
        ("Ada Fern, Ben", ["ada: Ada Fern", "stranger: Ben"]),
        ("Fern, Ada, Hollow, Ben", ["ada: Fern, Ada", "ben: Hollow, Ben"]),
        ("Fern, Ada and Hollow, Ben", ["ada: Fern, Ada", "ben: Hollow, Ben"]),
        ("Hart, Jane, Ada Fern", ["jane: Hart, Jane", "ada: Ada Fern"]),
        ("Z1/Z4+12", ["jane: Z1", "ada: Z4", "ben: 12"]),
        ("Ada Fern & 4B", ["ada: Ada Fern", "pupils: 4B"]),
        ("Kestrels and Ada Fern", ["pupils: Kestrels", "ada: Ada Fern"]),
        ("Kestrels", ["pupils: Kestrels"]),
        ("Willow", ["stranger: Willow"]),  # a class, and a girl
        ("Cho Choir", ["choir: Cho Choir"]),
        ("Thomas More", ["thomas: Thomas More"]),
        ("More, Thomas", ["thomas: More, Thomas"]),
        # Without the sign they would be the name of one person.
        ("Ada & Fern", ["stranger: Ada", "stranger: Fern"]),
        ("Ada, Fern", ["stranger: Ada", "stranger: Fern"]),
        ("Ada/Fern", ["stranger: Ada", "stranger: Fern"]),
        ("Ada Fern?", ["ada: Ada Fern", "unknown: ?"]),
        ("Fern, Ada (?)", ["ada: Fern, Ada", "unknown: ?"]),
        ("Ada Fern\nnobody", ["ada: Ada Fern", "nobody: nobody"]),
        ("Ada Fern|Ben Hollow ; ", ["ada: Ada Fern", "ben: Ben Hollow"]),
        ("", []),
    ],
)
def test_who_is_meant_by_a_cell(text: str, expected: list[str]) -> None:
    assert read(text) == expected


def test_without_a_register_words_alone_are_asked() -> None:
    assert read("Tilly, Freya S", PEOPLE.empty()) == ["stranger: Tilly", "stranger: Freya S"]
    assert read("Hart, Jane; 4B", PEOPLE.empty()) == ["stranger: Hart, Jane", "pupils: 4B"]


NAMES = {"Jane Hart": "jane", "Hart, Jane": "jane", "Tilly Brandreth": "tilly", "Z4": "ada", "Smith, Freya": "freya"}
BETWEEN = st.sampled_from([", ", " and ", " & ", "/", "+", "; ", "\n", " | ", ",", ";"])


@pytest.mark.slow
@given(
    st.lists(st.sampled_from([*NAMES, "Eve", "4B", "two others", "Nobody Known", "Zed"]), min_size=1, max_size=5),
    st.lists(BETWEEN, min_size=4, max_size=4),
)
def test_whoever_the_register_knows_is_found_in_whatever_company(names: list[str], between: list[str]) -> None:
    text = "".join(name + sign for name, sign in zip(names, [*between[: len(names) - 1], ""], strict=True))
    found = read_people(pd.Series([text], dtype="str"), PEOPLE_)
    assert {NAMES[name] for name in names if name in NAMES} <= set(found["person_id"].dropna())
    if "4B" in names or "two others" in names:
        assert found["meant"].notna().any()
    again = read_people(found["person_ref"].reset_index(drop=True), PEOPLE_)
    pd.testing.assert_frame_equal(again, found.reset_index(drop=True))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Eve/two others", ["stranger: Eve", "unknown: two others"]),
        ("Eve, Fay+4B", ["stranger: Eve", "stranger: Fay", "pupils: 4B"]),
        ("Eve Ash/staff", ["stranger: Eve Ash", "staff: staff"]),
        ("Y3/Y4", ["pupils: Y3/Y4"]),
        ("Eve/Fay", ["stranger: Eve/Fay"]),
    ],
)
def test_a_group_is_one_with_or_without_blanks(text: str, expected: list[str]) -> None:
    assert read(text, PEOPLE.empty()) == expected


@pytest.mark.slow
def test_a_cell_of_any_length_is_read() -> None:
    for part in ("Ada Fern,", "Hart, Jane & ", "a,", "?"):
        assert len(read(part * 20_000)) >= 1


def test_a_name_that_is_written_without_a_space_means_its_person():
    people = PEOPLE.frame(
        [
            {"person_id": "p1", "first_name": "小龙", "last_name": "李"},
            {"person_id": "p2", "first_name": "Emma", "last_name": "Jones"},
            {"person_id": "p3", "first_name": "민준"},
        ]
    )
    told = match_people(pd.Series(["李小龙", "李 小龙", "小龙 李", "李小", "JonesEmma"]), people)
    assert told.fillna("-").tolist() == ["p1", "p1", "p1", "-", "-"]
