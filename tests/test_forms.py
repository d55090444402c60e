"""Forms and systems that ask or export in ways of their own, each as its public help describes it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import imgaudit as ia
from tests.test_mis import B, Q, T, answers, read

W, S = "website", "social"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("engage_wide.csv", {(Q, W): "granted", (Q, S): "refused", (B, W): "refused", (B, S): "granted"}),
        ("edulink_long.csv", {(Q, W): "granted", (B, W): "refused"}),
        ("parentpay_long.csv", {(Q, W): "granted", (B, W): "refused"}),
        ("isams_wide.csv", {(Q, W): "granted", (Q, S): "refused", (B, W): "refused", (B, S): "granted"}),
        ("isams_long.csv", {(Q, W): "granted", (B, W): "refused", (Q, S): "refused"}),
        ("sims_ticks.csv", {(Q, "all"): "granted"}),  # a row a tick: no row is no answer, and another tick is none
        ("arbor_titled.csv", {(Q, W): "granted", (B, W): "refused"}),
        ("pairs_wide.csv", {(Q, W): "granted", (Q, S): "refused", (B, W): "refused", (B, S): "granted"}),
        # A crossed box is a tick to some and a no to others.
        (
            "crosses_wide.csv",
            {(Q, W): "granted", (Q, S): "refused", (B, W): "granted", (B, S): "refused", (T, W): "not_recorded",
             (T, S): "refused"},
        ),
        # "Na" is Welsh for no, and "n/a" as well.
        (
            "welsh_wide.csv",
            {(Q, W): "granted", (Q, S): "refused", (B, W): "refused", (B, S): "granted", (T, W): "granted",
             (T, S): "refused", ("Fernbach", W): "granted", ("Fernbach", S): "not_recorded"},
        ),
        # The office filled in the form for both.
        ("microsoft_office.csv", {(Q, W): "granted", (B, W): "refused"}),
    ],
)  # fmt: skip
def test_each_says_what_it_says(name: str, expected: dict[tuple[str, str], str]) -> None:
    assert answers(read(name)) == expected


def dated(register: ia.register.Register) -> list[tuple[str, str, str, str, str | None]]:
    names = register.people.set_index("person_id")["last_name"]
    return [
        (names[row["person_id"]], row["scope"], f"{row['given_on']:%d %b}", row["status"],
         None if pd.isna(row["given_by"]) else row["given_by"])
        for row in register.consents.to_dict("records")
    ]  # fmt: skip


def test_uses_ticked_under_one_question_are_answers_and_others_are_not_recorded() -> None:
    register = read("google_multi.csv")
    quill, bramble, tindle = (f"{name}@family.example" for name in ("quill", "bramble", "tindle"))
    assert dated(register) == [
        (Q, W, "03 Sep", "granted", quill),
        (Q, S, "03 Sep", "not_recorded", quill),  # ticked, and a week later not any more
        (B, W, "03 Sep", "granted", bramble),
        (B, S, "03 Sep", "not_recorded", bramble),
        (T, "all", "04 Sep", "refused", tindle),
        (T, W, "04 Sep", "not_recorded", tindle),
        (T, S, "04 Sep", "not_recorded", tindle),
        (Q, W, "10 Sep", "granted", quill),
        (Q, S, "10 Sep", "not_recorded", quill),
        (B, W, "11 Sep", "granted", bramble),
        (B, S, "11 Sep", "granted", bramble),  # ticked more than before
    ]
    (row,) = register.headings[register.headings["means"].eq("ticked")].to_dict("records")
    assert (row["scope"], row["n_yes"], row["n_no"]) == ("website, social", 6, 1)


def test_a_form_that_nobody_signs_ends_no_refusal() -> None:
    register = read("microsoft_wide.csv")
    assert dated(register) == [
        (Q, W, "03 Sep", "not_recorded", None),
        (Q, S, "03 Sep", "refused", None),
        (B, W, "13 Sep", "refused", None),
        (B, S, "13 Sep", "granted", None),
        (Q, W, "14 Sep", "refused", None),
        (Q, S, "14 Sep", "not_recorded", None),  # whose yes that is nobody knows
    ]
    assert register.problems["reason"].str.contains("nobody says who filled them in").sum() == 1


def test_one_address_for_two_children_makes_them_no_one_child(tmp_path: Path) -> None:
    text = "Timestamp,Email,Child's first name,Child's surname,Photos on website\n" + "".join(
        f"2025-09-0{n} 10:00,fern@family.example,{name},Fern,{answer}\n"
        for n, name, answer in ((3, "Ada", "No"), (4, "Ben", "Yes"))
    )
    (tmp_path / "form-2025-12-19.csv").write_text(text)
    register = ia.read_register(tmp_path / "form-2025-12-19.csv", key=b"test")
    first = register.people.set_index("person_id")["first_name"]
    assert {first[row["person_id"]]: row["status"] for row in register.consents.to_dict("records")} == {
        "Ada": "refused",
        "Ben": "granted",
    }


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("School website, No", {(W, "refused")}),
        ("None of these", {("all", "refused")}),
        ("Not the website, Social media", {(W, "refused"), (S, "refused")}),
        ("Internet access", set()),
    ],
)
def test_a_no_among_ticks_makes_none_of_them_a_yes(cell: str, expected: set[tuple[str, str]], tmp_path: Path) -> None:
    text = f'UPN,Surname,Consents given\nA1,Fern,"{cell}"\n'
    (tmp_path / "c-2025-12-19.csv").write_text(text)
    consents = ia.read_register(tmp_path / "c-2025-12-19.csv", key=b"test").consents
    said = {(row["scope"], row["status"]) for row in consents.to_dict("records") if row["status"] != "not_recorded"}
    assert said == expected


def test_a_list_of_kinds_beside_an_answer_is_no_tick(tmp_path: Path) -> None:
    text = "UPN,Surname,Parental consent,Status\nA1,Fern,Website photographs,Declined\n"
    (tmp_path / "c-2025-12-19.csv").write_text(text)
    consents = ia.read_register(tmp_path / "c-2025-12-19.csv", key=b"test").consents
    assert consents[["scope", "status"]].to_numpy().tolist() == [[W, "refused"]]
    # And an answer under a heading that nobody knows takes the yes away.
    (tmp_path / "c-2025-12-19.csv").write_text(text.replace("Status", "Fern says"))
    consents = ia.read_register(tmp_path / "c-2025-12-19.csv", key=b"test").consents
    assert set(consents["status"]) <= {"not_recorded", "refused"}


def test_students_of_a_data_service_are_read_a_row_a_consent(tmp_path: Path) -> None:
    def student(upn: str, first: str, last: str, *consents: dict[str, object]) -> dict[str, object]:
        born = {"date": "2015-03-14 00:00:00.000000", "timezone_type": 3, "timezone": "Europe/London"}
        return {
            "id": f"A{upn}", "mis_id": upn, "forename": first, "surname": last, "date_of_birth": born,
            "education_details": {"data": {"upn": f"Z{upn}", "current_nc_year": "4"}},
            "consents": {"data": list(consents)},
        }  # fmt: skip

    ada = student(
        "1", "Ada", "Fern",
        {"type": "Website photographs", "consent": True, "date": {"date": "2025-09-03 00:00:00.000000"}},
        {"type": "Social media photographs", "consent": False, "date": None},
        {"type": "Online safety", "consent": True, "date": None},
    )  # fmt: skip
    ben = student("2", "Ben", "Oak")
    page = {"data": [ada, ben], "meta": {"pagination": {"more": False}}}
    path = tmp_path / "students-2025-12-19.json"
    path.write_text(json.dumps(page))
    register = ia.read_register(path, key=b"test")
    assert register.people[["upn", "first_name", "last_name"]].to_numpy().tolist() == [
        ["Z1", "Ada", "Fern"], ["Z2", "Ben", "Oak"]
    ]  # fmt: skip
    assert register.people["born_on"].eq(pd.Timestamp("2015-03-14")).all()
    assert register.consents[["scope", "status"]].to_numpy().tolist() == [[W, "granted"], [S, "refused"]]
    assert register.consents["given_on"].dropna().tolist() == [pd.Timestamp("2025-09-03")]
    assert register.completeness == "whole"
    assert "not a photo consent" in set(register.headings["means"])
    path.write_text(json.dumps(page | {"meta": {"pagination": {"more": True}}}))
    assert ia.read_register(tmp_path, key=b"test").completeness == "part", "one page of several"
    path.write_text(json.dumps(page)[:-9])
    with pytest.raises(ia.InputError, match=r"students-2025-12-19\.json: no readable JSON"):
        ia.read_register(path, key=b"test")
