"""Hiding names: everything that is found is hidden, nothing else is, and what is hidden stays hidden."""

from __future__ import annotations

import pandas as pd
import pytest

from imgaudit.names import NameHider, find_names, initials, name_matcher
from imgaudit.tables import PEOPLE
from names.score import SETS, labelled, people

PEOPLE_ROWS = [
    {"person_id": "p1", "first_name": "Amelia", "known_as": "Milly", "last_name": "Hart", "upn": "Z000000000001"},
    {"person_id": "p2", "first_name": "Zoë Rose", "last_name": "O'Fernsby", "admission_no": "004512"},
    {"person_id": "p3", "first_name": "Nia", "last_name": "Brook", "admission_no": "12", "mis_id": "2025"},
    {"person_id": "p4", "first_name": "Noah", "last_name": "Brook"},
    {"person_id": "p5", "first_name": "Rose", "last_name": "Summers"},
]
STRANGERS = [
    "Quentin Larkfield",
    "Mossop, Tabitha",
    "@odettegrimble",
    "Mrs Pettigrove",
    "b.thistle@fern.example",
    "X9911",
]
FORMS = [
    ("Amelia Hart", "[name]", "A. H."),
    ("Milly Hart's rocket", "[name]'s rocket", "M. H.'s rocket"),
    ("AMELIA  HART and mrs Hart", "[name] and mrs [name]", "A. H. and mrs H."),
    ("Amelia Jane Hart wins", "[name] wins", "A. H. wins"),
    ("Hart, A.", "[name].", "A. H.."),
    ("Sports day: A. Hart", "Sports day: [name]", "Sports day: A. H."),
    ("#AmeliaHart is a star", "#[name] is a star", "#A. H. is a star"),
    ("#welldoneameliahart", "#[name]", "#A. H."),
    ("AmeliaHart2024", "[name]2024", "A. H.2024"),
    ("4BNiaBrook1.jpg", "4B[name]1.jpg", "4BN. B.1.jpg"),
    ("nia_brook-and-noah.png", "[name]-and-[name].png", "N. B.-and-N..png"),
    ("amelia%20hart.jpg", "[name].jpg", "A. H..jpg"),
    ("Zoe O&#039;Fernsby in the pond", "[name] in the pond", "Z. O. in the pond"),
    ("Zo\u00eb O\u2019Fernsby, Zoe\u0308 O'Fernsby", "[name], [name]", "Z. O., Z. O."),
    ("Milly paints", "[name] paints", "M. paints"),
    ("N. Brook", "[name]", "N. B."),
    ("Z000000000001 and 004512", "[id] and [id]", "[id] and [id]"),
    ("Quentin Larkfield, Q. Larkfield", "[name], [name]", "Q. L., Q. L."),
    ("QuentinLarkfield.jpg", "[name].jpg", "Q. L..jpg"),
    ("Tabitha Mossop and Quentin", "[name] and [name]", "T. M. and Q."),
    ("odettegrimble, Mrs Pettigrove", "[name], [name]", "O., M. P."),
    ("Mail b.thistle@fern.example (X9911)", "Mail [id] ([id])", "Mail [id] ([id])"),
]
KEPT = [
    "A heart of gold beside the brook",
    "Rose garden in the summer, Year 12, 2025",
    "IMG_2025-12-12.jpg",
    "Hartlepool, Brooklyn and Roseland",
    "Summer fair: 1 of 12 pictures",
    "",
]


def hider(names: str) -> NameHider:
    return NameHider(PEOPLE.frame(PEOPLE_ROWS), names, strangers=STRANGERS)


@pytest.mark.slow
@pytest.mark.parametrize(("text", "none", "letters"), FORMS, ids=[text for text, *_ in FORMS])
def test_every_form_of_a_name_is_hidden(text: str, none: str, letters: str):
    for machine in (False, True):
        assert hider("none")(text, machine=machine) == none
    assert hider("initials")(text) == letters
    assert hider("full")(text) == text


@pytest.mark.parametrize("text", KEPT)
def test_ordinary_words_stay(text: str):
    assert hider("none")(text) == hider("initials")(text) == text


@pytest.mark.slow
@pytest.mark.parametrize("names", ["none", "initials"])
@pytest.mark.parametrize("which", SETS)
def test_nothing_is_found_in_what_was_hidden_and_nothing_else_is_changed(which: str, names: str):
    register, texts = people(which), labelled(which)
    hide = NameHider(PEOPLE.frame(register), names)
    machine = texts["field"].isin(["file", "url"])
    for as_machine, part in texts["text"].groupby(machine):
        shown = part.map(lambda text, machine=as_machine: hide(text, machine=machine))
        found = pd.concat([find_names(part, register, field=field) for field in {"": 1, "file" * as_machine: 1}])
        assert len(found) > 20
        left = [found["quoted"].iloc[at] in shown[found.index[at]] for at in range(len(found))]
        # A letter or two may stand in "[name]" or be somebody's initial.
        assert not found["quoted"][left].str.len().gt(2).any()
        nobody = part.index.difference(found.index)
        assert shown[nobody].tolist() == part[nobody].tolist()
        assert len(nobody) > 15
        for field in {"", "file" * as_machine}:
            assert find_names(shown, register, field=field)["quoted"].tolist() == []
        again = shown.map(lambda text, machine=as_machine: hide(text, machine=machine))
        assert again.tolist() == shown.tolist()


def test_whom_a_mark_or_an_initial_would_name_is_hidden_as_well():
    """A pupil called Name, and one of two letters: hiding comes to an end."""
    odd = PEOPLE.frame(
        [
            {"person_id": "p1", "first_name": "Name", "last_name": "Hartwell"},
            {"person_id": "p2", "first_name": "E", "last_name": "H"},
        ]
    )
    for names in ("none", "initials"):
        hide = NameHider(odd, names)
        for text in ("Name Hartwell, E. H. and Name", "Hartwell, N. and name"):
            assert "Hartwell" not in hide(text)
            assert hide(hide(text)) == hide(text)


def test_what_is_left_beside_a_hidden_name_is_looked_at_again():
    """Emma Jones Carter: once Emma Jones is "E. J.", "J. Carter" is Joan Carter."""
    both = PEOPLE.frame(
        [
            {"person_id": "p1", "first_name": "Emma", "last_name": "Jones"},
            {"person_id": "p2", "first_name": "Joan", "last_name": "Carter"},
        ]
    )
    shown = NameHider(both, "initials")("Emma Jones Carter")
    assert "Carter" not in shown
    assert find_names(pd.Series([shown]), both).empty


def test_shared_names_are_shown_by_their_own_letters():
    two = PEOPLE.frame(
        [
            {"person_id": "p1", "first_name": "Amelia", "known_as": "Milly", "last_name": "Hart"},
            {"person_id": "p2", "first_name": "Amelia", "last_name": "Hart"},
        ]
    )
    assert NameHider(two, "initials")("Amelia Hart") == "A. H."
    assert initials("Ada-May von Fern") == "A. M. V. F."


def test_nobody_is_named_by_what_an_object_says_of_itself():
    register = PEOPLE.frame(PEOPLE_ROWS)
    for thing in (name_matcher(register), NameHider(register, "none", strangers=STRANGERS)):
        said = repr(thing) + str(thing)
        assert "5 people" in said
        assert not any(word in said.casefold() for word in ("amelia", "hart", "fernsby", "brook", "quentin"))
