"""How the headings of a register were understood: seen by a person, and put right by the mapping they fill in."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import imgaudit as ia
from imgaudit import screen
from imgaudit.cli import app
from imgaudit.register.headings import mapping_to_fill_in

DAY = "2025-12-19"
WIDE = """UPN,Forename,Surname,Website photos,No social media photos,Photo thing for fern,Shoe size,Press
A1,Ada,Fern,Yes,Yes,Yes,3,No
A2,Ben,Hollow,No,,No,4,maybe
"""
LONG = """UPN,Forename,Surname,Consent type,Status
A1,Ada,Fern,Website photographs,Declined
A1,Ada,Fern,Photo thing for fern,Confirmed
A2,Ben,Hollow,Website photographs,Pending
"""


def read(place: Path, text: str, name: str = f"consents-{DAY}.csv", **options: object) -> ia.register.Register:
    (place / name).write_text(text, encoding="utf-8")
    return ia.read_register(place / name, key=b"test", **options)


def table(register: ia.register.Register, *columns: str) -> list[tuple[object, ...]]:
    return [
        tuple(None if pd.isna(cell) else cell for cell in row)
        for row in register.headings[list(columns)].itertuples(index=False)
    ]


def statuses(register: ia.register.Register) -> dict[tuple[str, str], str]:
    first = register.people.set_index("person_id")["first_name"]
    return {(first[row["person_id"]], row["scope"]): row["status"] for row in register.consents.to_dict("records")}


def test_every_heading_says_what_it_was_taken_for_and_why(tmp_path: Path) -> None:
    register = read(tmp_path, WIDE)
    assert table(register, "heading", "means", "scope", "is_turned") == [
        ("UPN", "upn", None, None),
        ("Forename", "first_name", None, None),
        ("Surname", "last_name", None, None),
        ("Website photos", "answer", "website", False),
        ("No social media photos", "answer", "social", True),
        ("Photo thing for fern", "not understood", None, None),
        ("Shoe size", "not used", None, None),
        ("Press", "answer", "press", False),
    ]
    assert table(register, "n_yes", "n_no", "n_not_recorded", "n_not_understood")[3:] == [
        (1, 1, 0, 0),
        (0, 1, 1, 0),  # yes to "No social media photos" is a no
        (None, None, None, None),
        (None, None, None, None),
        (0, 1, 0, 1),
    ]
    why = register.headings.set_index("heading")["why"]
    assert why["UPN"] == "a heading we know"
    assert why["No social media photos"] == "‘social media’, ‘photos’, ‘no’ turns it round"
    assert why["Photo thing for fern"] == "not all of it is known: ‘photo’"


def test_a_kind_of_consent_has_a_row_of_its_own(tmp_path: Path) -> None:
    register = read(tmp_path, LONG)
    assert table(register, "heading", "consent_type", "means", "scope", "n_yes", "n_no", "n_not_recorded")[3:] == [
        ("Consent type", None, "scope", None, None, None, None),
        ("Status", "Website photographs", "answer", "website", 0, 1, 1),
        ("Status", "Photo thing for fern", "not understood", None, 0, 0, 0),
    ]


def test_the_mapping_wins_over_what_was_understood(tmp_path: Path) -> None:
    wide = read(tmp_path, WIDE, mapping={"Website photos": "denied:website", "Photo thing for fern": "ignore"})
    assert statuses(wide)["Ada", "website"] == "refused"
    assert statuses(wide)["Ben", "website"] == "granted"
    row = wide.headings.set_index("heading").loc["Website photos"]
    assert (row["is_turned"], row["why"]) == (True, "your mapping")
    # A kind of consent is mapped by its own words.
    long = read(tmp_path, LONG, mapping={"Photo thing for fern": "scope:trips", "Website photographs": "ignore"})
    assert statuses(long) == {("Ada", "trips"): "granted"}
    assert table(long, "consent_type", "means", "why")[4:] == [
        ("Website photographs", "not used", "your mapping"),
        ("Photo thing for fern", "answer", "your mapping"),
    ]


def test_a_mapped_name_goes_before_forename_and_surname_of_whoever_filled_it_in(tmp_path: Path) -> None:
    text = "First name,Last name,Child in our school,Website photos\nOlive,Fern,Ada Fern,Yes\nOlive,Fern,Cy Fern,No\n"
    people = read(tmp_path, text, mapping={"Child in our school": "name"}).people
    assert people["first_name"].tolist() == ["Ada", "Cy"]


@pytest.mark.parametrize("text", [WIDE, LONG])
def test_a_mapping_that_nobody_has_filled_in_changes_nothing(tmp_path: Path, text: str) -> None:
    before = read(tmp_path, text)
    (tmp_path / "headings.toml").write_text(mapping_to_fill_in(before.headings), encoding="utf-8")
    after = read(tmp_path, text, mapping=tmp_path / "headings.toml")
    for name in ("people", "consents", "problems", "headings"):
        pd.testing.assert_frame_equal(getattr(after, name), getattr(before, name))


def test_whatever_a_heading_is_called_its_mapping_can_be_read(tmp_path: Path) -> None:
    names = ['Photo "thing"', "Foto \\ Web", "Bilder 😀 website", "photo = x # y", "Photo\x7fodd"]
    cells = ",".join('"' + name.replace('"', '""') + '"' for name in names)
    register = read(tmp_path, f"UPN,Surname,{cells}\nA1,Fern,Yes,Yes,Yes,Yes,Yes\n")
    mapping = tomllib.loads(mapping_to_fill_in(register.headings))["mapping"]
    assert {'Photo "thing"', "photo = x # y"} <= mapping.keys()
    assert set(mapping.values()) == {""}


def test_the_command_says_it_first_and_writes_the_mapping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen.console, "_width", 200)
    (tmp_path / f"consents-{DAY}.csv").write_text(WIDE, encoding="utf-8")
    out = tmp_path / "headings.toml"
    ask = ["register", str(tmp_path / f"consents-{DAY}.csv"), "--headings", str(out)]
    result = CliRunner().invoke(app, ask)
    assert result.exit_code == 0, result.output
    said = result.output
    assert said.index("How the register's headings were understood") < said.index("2 things not understood")
    line = next(line for line in said.splitlines() if "No social media photos" in line)
    cells = [cell.strip() for cell in line.strip("│").split("│")]
    assert cells[:3] == [
        "No social media photos", "answer for social; turned round: yes there means no", "0 / 1 / 1 / 0"
    ]  # fmt: skip
    assert "Known: UPN is upn; Forename is first name; Surname is last name." in said
    assert tomllib.loads(out.read_text(encoding="utf-8"))["mapping"] == {"Photo thing for fern": "", "Shoe size": ""}
    # What somebody has filled in is not written over.
    out.write_text('"Photo thing for fern" = "ignore"\n', encoding="utf-8")
    result = CliRunner().invoke(app, ask)
    assert result.exit_code == 1
    assert out.read_text(encoding="utf-8") == '"Photo thing for fern" = "ignore"\n'


def test_a_column_in_which_most_refuse_is_said_to_be_perhaps_turned_round(tmp_path: Path) -> None:
    def most_refuse(answers: list[str], heading: str = "Website photos") -> list[tuple[str, str]]:
        rows = "".join(f"A{i},Ada{i},Fern,{answer}\n" for i, answer in enumerate(answers))
        problems = read(tmp_path, f"UPN,Forename,Surname,{heading}\n{rows}").problems
        found = problems[problems["reason"].str.contains("Most of those who answered refuse")]
        return list(found[["column", "value"]].itertuples(index=False, name=None))

    assert most_refuse(["No"] * 4 + ["Yes"] * 3) == [("Website photos", "4 of 7")]
    assert most_refuse(["Yes"] * 4 + ["No"] * 3, "No website photos") == [("No website photos", "4 of 7")]
    assert most_refuse(["No"] * 3 + ["Yes"] * 3) == []
    assert most_refuse(["No"] * 4) == []  # too few to say
    assert most_refuse(["No"] * 2 + [""] * 20 + ["Yes"] * 4) == []  # blanks say nothing


@pytest.mark.slow
def test_an_audit_says_it_before_anything_else_and_in_the_workbook(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Channel,Picture file\nwebsite,choir.jpg\n", encoding="utf-8")
    (tmp_path / f"consents-{DAY}.csv").write_text(WIDE, encoding="utf-8")
    (tmp_path / "audit.toml").write_text(
        f'exports = "list.csv"\nregister = "consents-{DAY}.csv"\nas_of = 2025-12-19\nworkbook = "out/actions.xlsx"\n'
    )
    result = CliRunner(env={"COLUMNS": "160"}).invoke(app, ["audit", str(tmp_path / "audit.toml")])
    assert result.output.lstrip().startswith("How the register's headings were understood")
    book = pd.read_excel(
        tmp_path / "out" / "actions.xlsx", sheet_name="Read me", header=None, engine="calamine"
    ).fillna("")
    at = book.index[book[0] == "How the consent register was understood"][0]
    assert book.loc[at + 1 : at + 4].to_numpy().tolist() == [
        ["Website photos", "Answer for website. 1 yes, 1 no, 0 not recorded, 0 not understood."],
        [
            "No social media photos",
            "Answer for social; turned round: yes there means no. 0 yes, 1 no, 1 not recorded, 0 not understood.",
        ],
        ["Press", "Answer for press. 0 yes, 1 no, 0 not recorded, 1 not understood."],
        ["Not understood", "Photo thing for fern. What stands there may change an answer: the data lead can say."],
    ]


def test_who_must_not_be_shown_is_counted_as_having_refused(tmp_path: Path) -> None:
    text = "UPN,Forename,Surname,Do not photograph,Website\nA1,Ada,Fern,{},{}\nA2,Ben,Oak,,Yes\n"
    marked, refused = (read(tmp_path, text.format(*one)) for one in (("Yes", "Yes"), ("", "No")))
    pd.testing.assert_frame_equal(marked.headings, refused.headings)
    assert table(marked, "n_yes", "n_no")[-1] == (1, 1)
