"""One person: nothing that shows or names them is missed, and gone is what somebody saw to be gone."""

# ruff: noqa: E501 - tables read better in one line
from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import planted_copies
import pytest
from made_terms import audit, picture
from planted_copies import PLANTED, WHO

import imgaudit as ia
from imgaudit import tables
from imgaudit.register import Register


@pytest.fixture(scope="module")
def drill() -> tuple[ia.Audit, dict[str, str]]:
    return planted_copies.made(60)


def how_sure(found: pd.DataFrame) -> dict[str, str]:
    """Placement → how sure."""
    rows = found[found["what"].eq("placement")]
    return dict(zip(rows["item_id"], rows["how_sure"], strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("who", [WHO, "O’Fernsby-Lark, Rosalind", planted_copies.UPN, "person-r"])
def test_30_of_30_planted_copies_are_found_and_nothing_else(drill: tuple[ia.Audit, dict[str, str]], who: str):
    made, planted = drill
    found = ia.find_person(made, who)
    expected = {planted[name]: how for name, (_, how) in PLANTED.items()}
    assert len(expected) == 30
    assert how_sure(found) == expected
    # Of each asset every file, too.
    files = found[found["what"].eq("file")]
    assert dict(zip(files["asset_id"], files["how_sure"], strict=True)) == {
        item.split("@")[0]: how for item, how in expected.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "to_do", "flags"),
    [
        ("listed by name", "Remove", (False, False, False)),
        ("the same pixels, other bytes", "Remove", (False, False, False)),
        ("the alternative text alone", "Remove name. Look whether they are shown; if so: Remove", (True, False, False)),
        ("the file name", "Remove name. Look whether they are shown; if so: Remove", (False, True, False)),
        ("text in the file", "Remove name. Look whether they are shown; if so: Remove", (False, False, True)),
        ("the first name alone", "Look whether they are shown; if so: Remove", (None, False, False)),
        ("their class, listed", "Look whether they are shown; if so: Remove", (False, False, False)),
        ("alike", "Look whether it is the same picture; if so: Remove", (False, False, False)),
    ],
)
def test_each_says_what_to_do_and_where_the_name_stands(
    drill: Any, name: str, to_do: str, flags: tuple[bool | None, ...]
):
    made, planted = drill
    row = ia.find_person(made, WHO).set_index("item_id").loc[planted[name]]
    assert row["to_do"] == to_do
    told = [row[flag] for flag in ("named_in_text", "named_in_file_name", "named_in_metadata")]
    assert [None if pd.isna(flag) else bool(flag) for flag in told] == [*flags]


@pytest.mark.slow
def test_a_file_is_removed_and_purged_where_the_web_has_it(drill: Any):
    made, planted = drill
    found = ia.find_person(made, WHO)
    files = found[found["what"].eq("file")].set_index("asset_id")
    assert files.loc["fern/wp/0", "to_do"] == "Remove the file itself, and purge the cache"
    here = planted["a folder of this machine"].split("@")[0]
    assert files.loc[here, "to_do"] == "Look whether they are shown; if so: Remove the file itself"
    assert files.loc[here, "address"] == "uploads/Rosalind O'Fernsby-Lark/img_1.jpg"


@pytest.mark.slow
def test_an_address_that_only_visits_remember_is_a_file_too(drill: Any):
    made, _ = drill
    old = {
        "url": "https://e.example/uploads/img-0-300x200.jpg",
        "accept": "*/*",
        "visited_at": "2025-12-01 10:00",
        "file_id": "fern/wp/0#old",
    }
    seen = tables.VISITS.frame([{**old, "asset_id": "fern/wp/0", "site": "fern", "outcome": "public"}])
    found = ia.find_person(replace(made, visits=seen), WHO).set_index("file_id")
    assert found.loc["fern/wp/0#old", ["how_sure", "address", "does"]].tolist() == [
        "shown",
        "https://e.example/uploads/img-0-300x200.jpg",
        "answers",
    ]
    assert str(found.loc["fern/wp/0#old", "seen_on"])[:10] == "2025-12-01"


LISTED = {
    "Ada Fern": "shown",
    "Ada Fern (left)": "possibly",
    "not Ada Fern": "possibly",
    "Ada Fern 4B": "possibly",
    "Miss Ada Fern": "possibly",
    "Ada Fern with her trophy": "possibly",
    "A. Fern": "possibly",
    "Ada": "possibly",
    "Z000000000001 Ada": "possibly",
    "Ada Fern's class": "possibly",
    "Ben Quillfeather (left)": None,
    "Mrs Oak": None,
}


def test_whoever_is_written_among_those_shown_with_other_words_beside_is_perhaps_them(tmp_path: Path):
    rows = [f'website,https://e.example/{n},p{n}.jpg,"{who}",No' for n, who in enumerate(LISTED)]
    lines = ["Channel,Page,Picture file,People shown,Everyone listed?", *rows]
    (tmp_path / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    register = people(
        ("Ada", "Fern", "4B", "Z000000000001"),
        ("Ben", "Quillfeather", "4B", "Z000000000002"),
    )
    made = ia.run_audit(ia.read_inventory(tmp_path), None, register, as_of="2025-12-19")
    page = made.items.set_index("item_id")["page_url"].str.rpartition("/")[2].astype(int)
    found = how_sure(ia.find_person(made, "Ada Fern"))
    assert {who: found.get(page.index[page.eq(n)][0]) for n, who in enumerate(LISTED)} == LISTED


def people(*rows: tuple[str, str, str, str]) -> Register:
    """First name, surname, class and UPN of each."""
    told = [
        {
            "person_id": f"person-{upn}",
            "upn": upn,
            "first_name": first,
            "last_name": last,
            "group": group,
            "role": "pupil",
            "reception_in": 2021,
        }
        for first, last, group, upn in rows
    ]
    return Register(tables.PEOPLE.frame(told), tables.CONSENTS.empty(), tables.PROBLEMS.empty(), completeness="whole")


def captioned(*captions: str, who: Register | None = None) -> ia.Audit:
    return audit("1", *(picture(str(at), caption=caption) for at, caption in enumerate(captions)), who=who)


def captions_found(made: ia.Audit, who: str) -> dict[str, str]:
    """Caption → the reasons for its placement."""
    found = ia.find_person(made, who)
    rows = found[found["what"].eq("placement")].merge(made.items[["item_id", "caption"]], on="item_id")
    return dict(zip(rows["caption"], rows["evidence"], strict=True))


def test_a_name_with_a_stop_and_one_without_a_space_are_found_in_captions():
    who = people(("Sophie", "St. John", "4B", "Z000000000001"), ("小龙", "李", "4B", "Z000000000002"))
    made = captioned("Sophie St. John won", "Sophie St John sang", "St. John Ambulance came", "李小龙获奖", who=who)
    for name in ("Sophie St. John", "Sophie St John"):
        assert captions_found(made, name) == {
            "Sophie St. John won": "named in the caption",
            "Sophie St John sang": "named in the caption",
        }
    assert captions_found(made, "李小龙") == {"李小龙获奖": "named in the caption"}


@pytest.mark.slow
def test_twins_are_told_apart_by_first_names_and_both_may_be_meant_by_the_surname():
    twins = people(("Amy", "Quillfeather", "4B", "Z000000000001"), ("Zoe", "Quillfeather", "4B", "Z000000000002"))
    made = captioned(
        "Amy Quillfeather won", "Zoë Quillfeather sang", "The Quillfeather twins", "A. Quillfeather", who=twins
    )
    assert captions_found(made, "Zoe Quillfeather") == {
        "Zoë Quillfeather sang": "named in the caption",
        "The Quillfeather twins": "perhaps named in the caption",
    }


@pytest.mark.slow
def test_two_of_one_name_are_told_apart_by_class_and_number_and_by_nothing_else():
    two = people(("Amy", "Quillfeather", "4B", "Z000000000001"), ("Amy", "Quillfeather", "6A", "Z000000000922"))
    made = captioned("Amy Quillfeather won", who=two)
    with pytest.raises(ia.InputError) as told:
        ia.find_person(made, "Amy Quillfeather")
    assert str(told.value) == (
        "The register may mean 2 people by that: person-Z000000000001 (4B, number ends in 001); "
        "person-Z000000000922 (6A, number ends in 922). Give the UPN, the admission number or that reference of the one "
        "who is meant."
    )
    assert captions_found(made, "Z000000000922") == {"Amy Quillfeather won": "perhaps named in the caption"}


@pytest.mark.slow
def test_a_name_that_is_a_word_is_no_name_where_it_is_a_word():
    rose = people(("Rose", "Field", "4B", "Z000000000001"), ("Ben", "Rose", "5A", "Z000000000002"))
    made = captioned("Rose Field won the cup", "A rose in a field", "Rose from Year 4 won", "The rose garden", who=rose)
    found = captions_found(made, "Rose Field")
    assert found["Rose Field won the cup"] == "named in the caption"
    assert "Rose from Year 4 won" in found
    assert "The rose garden" not in found
    assert "A rose in a field" not in found


@pytest.mark.slow
@pytest.mark.parametrize("who", ["Noah Quill-Tindle", "noah quill tindle", "Quill-Tindle, Noah"])
def test_whom_the_register_does_not_know_is_looked_for_by_name(who: str):
    made = captioned(
        "Noah Quill-Tindle won", "Noah won", "Ada Fern won", who=people(("Ada", "Fern", "4B", "Z000000000001"))
    )
    assert captions_found(made, who) == {
        "Noah Quill-Tindle won": "named in the caption",
        "Noah won": "perhaps named in the caption",
    }


@pytest.mark.slow
def test_without_a_register_too_and_by_what_an_export_calls_them():
    made = audit("1", picture("a", who=["Noah Quill"]), picture("b", caption="noah quill"), picture("c"))
    assert how_sure(ia.find_person(made, "Noah Quill")) == {"s/x/a@home": "shown", "s/x/b@home": "possibly"}


@pytest.mark.slow
@pytest.mark.parametrize("who", ["Noah", "", "4B", "Z999999999999", "=cmd()", "<b>"])
def test_half_a_name_or_an_unknown_number_finds_nobody_and_says_so(who: str):
    with pytest.raises(ia.InputError, match="the register knows nobody by that, and a full name it is not"):
        ia.find_person(captioned("Noah won"), who)


@pytest.mark.slow
def test_nobody_found_is_an_empty_table():
    found = ia.find_person(captioned("Ada won"), "Noah Quill")
    assert found.empty
    assert [*found.columns] == [*tables.PERSON_FOUND.columns]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("named", "may_show"),
    [
        ("Class 4", True),  # a village school counts its classes: it is no Year 4
        ("Year 4", False),
        ("4A", False),
        ("Year 5", True),
        ("5A", True),
        ("Reception", False),
        ("4 pupils", True),
        ("School council", True),
    ],
)
def test_a_group_leaves_out_whom_its_year_leaves_out_alone(named: str, may_show: bool):
    who = people(("Ada", "Fern", "5B", "Z000000000001"))
    who.people["reception_in"] = who.people["reception_in"] - 1
    made = audit("1", picture("a"), who=who)
    items = made.items.assign(groups=pd.array([named], dtype="str"), published_on=pd.Timestamp("2025-11-03"))
    found = ia.find_person(replace(made, items=items), "Z000000000001").query("what == 'placement'")
    assert found["how_sure"].tolist() == (["possibly"] if may_show else [])


@pytest.mark.slow
def test_an_upload_under_the_same_name_that_nobody_compared_may_be_theirs():
    ben = people(("Ben", "Benson", "4B", "Z000000000001"))
    there = {"url": "https://new.example/uploads/a.jpg", "is_read": False}
    made = audit(
        "1",
        picture("a", who=["Ben Benson"], roles={"published": "hash a"}),
        picture("n", **there),
        picture("o", roles={"published": "hash o"}),
        who=ben,
    )
    found = ia.find_person(made, "Ben Benson").query("what == 'placement'").set_index("item_id")
    assert found["how_sure"].to_dict() == {"s/x/a@home": "shown", "s/x/n@home": "possibly"}
    assert found.loc["s/x/n@home", "evidence"] == "lies under the same name as s/x/a"
