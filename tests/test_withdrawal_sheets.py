"""The work list and the proof sheet of a withdrawal: what stands on them, what is kept, and who is not on them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import planted_copies
import pytest
from made_terms import audit, picture
from paper_readers import html_words, pdf_words
from plain_words import faults
from planted_copies import FIRSTS, LASTS, UPN, WHO
from test_withdrawn_copies import A, of

import imgaudit as ia
from imgaudit import tables
from imgaudit.register import Register


@pytest.fixture(scope="module")
def school() -> ia.Audit:
    return planted_copies.made(90)[0]


def listed(path: Path) -> list[dict[str, Any]]:
    """The rows of a work list, by their headings."""
    headings, *rows = openpyxl.load_workbook(path)["Work list"].iter_rows(values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def tick(path: Path, row: int, **cells: object) -> None:
    """What somebody fills into one row of a work list, as a spreadsheet counts it."""
    book = openpyxl.load_workbook(path)
    sheet = book["Work list"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for heading, value in cells.items():
        sheet.cell(row, at[heading.replace("_", " ")]).value = value
    book.save(path)


@pytest.mark.slow
def test_the_list_has_a_row_a_placement_and_file_surest_first(school: ia.Audit, tmp_path: Path):
    made = ia.write_withdrawal(school, WHO, tmp_path / "w", pdf=False)
    assert [path.name for path in made.paths] == ["work list 2025-12-19.xlsx", "proof 2025-12-19.html"]
    rows = listed(made.paths[0])
    assert [row["Reference"] for row in rows] == [*made.found["item_id"].fillna(made.found["file_id"])]
    assert [row["How sure"] for row in rows][:1] == ["Shown"]
    assert {row["How sure"] for row in rows} == {"Shown", "Shown: a copy", "Perhaps", "Looks alike"}
    assert [path.stat().st_mode & 0o077 for path in (tmp_path / "w").iterdir()] == [0, 0, 0]
    assert repr(made).startswith("<Withdrawal: 60 placements and files, 0 of 18 copies are gone;")


@pytest.mark.slow
@pytest.mark.parametrize("names", ["none", "initials", "full"])
def test_nobody_else_is_on_the_proof_sheet_and_the_child_as_the_policy_says(
    school: ia.Audit, tmp_path: Path, names: Any
):
    made = ia.write_withdrawal(
        replace(school, policy=replace(school.policy, names_in_outputs=names)), UPN, tmp_path / "w"
    )
    for words in (html_words(made.paths[1]), pdf_words(made.paths[2])):
        others = [name for name in (*FIRSTS, *LASTS) if re.search(rf"\b{name}\b", words)]
        assert others == []
        assert not re.search(r"example|uploads|img-|Sports day|rocket|4B at the farm|Z0000", words)
        assert {
            "none": "Pictures that show person-r.",
            "initials": "Pictures that show R. O. L. (4B).",
            "full": f"Pictures that show {WHO} (4B).",
        }[names] in words
        assert ("Name:" in words) == (names != "full")
        assert "Asked on 10 December 2025." in words
        assert "0 of 18 copies are gone; 9 are still there; 9 are not known." in words
        assert "The Internet Archive, asked to leave its copies out:" in words
    rows = str(listed(made.paths[0]))
    assert ("Rosalind" in rows) == (names == "full")
    assert [name for name in LASTS if name in rows and names != "full"] == []


@pytest.mark.slow
def test_a_channel_that_is_called_by_somebody_names_nobody_on_the_proof_sheet(school: ia.Audit, tmp_path: Path):
    items = school.items.assign(channel=school.items["channel"].replace("website", "ada mossop's blog"))
    assert items["channel"].eq("ada mossop's blog").any()
    made = ia.write_withdrawal(replace(school, items=items), UPN, tmp_path / "w", pdf=False)
    words = html_words(made.paths[1])
    assert not re.search("ada|mossop", words, re.IGNORECASE)
    assert "blog, on a page, post or list" in words


@pytest.mark.slow
def test_every_word_is_plain(school: ia.Audit, tmp_path: Path):
    made = ia.write_withdrawal(school, WHO, tmp_path, pdf=False)
    book = openpyxl.load_workbook(made.paths[0])
    about = [row[0] for row in book["Read me"].iter_rows(values_only=True)]
    asked = [str(row[name]) for row in listed(made.paths[0]) for name in ("What", "Where", "What to do", "How sure")]
    assert faults(html_words(made.paths[1]).replace("person-r", ""), *about[2:], *asked) == []


@pytest.mark.slow
def test_a_folder_is_of_one_person_and_nothing_there_is_replaced(school: ia.Audit, tmp_path: Path):
    made = ia.write_withdrawal(school, WHO, tmp_path, pdf=False)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(ia.InputError, match=r"work list 2025-12-19\.xlsx, .*: already there, and may be filled in"):
        ia.write_withdrawal(school, WHO, tmp_path, pdf=False)
    later = replace(school, as_of=date(2026, 1, 9))
    for other in ("Ada Mossop", "Noah Quill"):
        with pytest.raises(ia.InputError, match="the withdrawal of somebody else is kept there"):
            ia.write_withdrawal(later, other, tmp_path, pdf=False)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    with pytest.raises(ia.InputError, match="a part of an audit"):
        ia.write_withdrawal(school.where(school.items["channel"].eq("website")), WHO, tmp_path / "n")
    assert made.is_known
    assert not ia.write_withdrawal(school, "Noah Quill", tmp_path / "q", pdf=False).is_known


@pytest.mark.slow
def test_what_was_ticked_off_is_carried_over_and_what_is_gone_is_proven(tmp_path: Path):
    history, folder = tmp_path / "history", tmp_path / "w"
    first = of("1", A)
    ia.save_audit(first, history)
    made = ia.write_withdrawal(first, "Ben Benson", folder, history=history, pdf=False)
    assert [(row["What"], row["What to do"]) for row in listed(made.paths[0])] == [
        ("Placement", "Remove"),
        ("File", "Remove the file itself, and purge the cache"),
    ]
    tick(made.paths[0], 2, Done="Yes", Done_on="3 November 2025", Note="@web: asked")
    second = of("2")
    again = ia.write_withdrawal(second, "Ben Benson", folder, history=history, pdf=False)
    placement = again.copies[again.copies["what"].eq("placement")].iloc[0]
    assert [str(placement[name])[:10] for name in ("asked_on", "done_on", "gone_on", "state")] == [
        "2025-09-05",
        "2025-11-03",
        "2025-12-19",
        "gone",
    ]
    words = html_words(again.paths[1])
    assert "1 of 2 copies is gone, within 105 days; 1 is not known." in words
    assert "Taken down, as the school says: 1 of 2, 3 November 2025." in words
    assert "Gone, seen on 19 December 2025: an export that was read whole has it no more" in words
    third = ia.write_withdrawal(of("3", A), "Ben Benson", folder, history=history, pdf=False)
    row = listed(third.paths[0])[0]
    assert (row["Done"], row["Done on"], row["Note"]) == ("Yes", "3 November 2025", "@web: asked")
    assert third.copies.set_index("what").loc["placement", "state"] == "still there"


@pytest.mark.slow
def test_what_is_filled_in_and_not_understood_is_said(tmp_path: Path):
    made = ia.write_withdrawal(of("1", A), "Ben Benson", tmp_path, pdf=False)
    tick(made.paths[0], 2, Done_on="the day after")
    tick(made.paths[0], 3, Done="Yes", Reference=None)
    again = ia.write_withdrawal(of("2", A), "Ben Benson", tmp_path, pdf=False)
    assert again.problems[["row", "column"]].to_numpy().tolist() == [[2, "Done on"], [3, "Reference"]]
    assert again.problems["reason"].tolist() == [
        "This is no day: write one such as 5 March 2026.",
        "There is no Reference, so nobody knows what this is about: copy it from the list before.",
    ]
    assert again.copies["done_on"].isna().all()
    assert listed(again.paths[0])[0]["Done on"] == "the day after"


def test_what_is_asked_beside_a_day_is_not_done(tmp_path: Path):
    made = ia.write_withdrawal(of("1", A), "Ben Benson", tmp_path, pdf=False)
    tick(made.paths[0], 2, Done="Yes?", Done_on=datetime(2026, 3, 5))  # noqa: DTZ001
    again = ia.write_withdrawal(of("2", A), "Ben Benson", tmp_path, pdf=False)
    assert again.problems[["row", "reason"]].to_numpy().tolist() == [
        [2, "A question is no answer: write Yes and the day on which it was done, or No."]
    ]
    assert again.copies["done_on"].isna().all()


@pytest.mark.slow
def test_hostile_names_stay_text(tmp_path: Path):
    first, last = "=HYPERLINK(1)", "<script>alert(1)</script>"
    row = {
        "person_id": "person-x",
        "first_name": first,
        "last_name": last,
        "upn": "Z000000000001",
        "group": "<b>4B",
        "role": "pupil",
    }
    who = Register(tables.PEOPLE.frame([row]), tables.CONSENTS.empty(), tables.PROBLEMS.empty(), completeness="whole")
    shown = picture("a", who=["Z000000000001"], caption="=cmd|' /C calc'!A0")
    made = audit("1", shown, who=who, policy=ia.Policy(names_in_outputs="full", school="<i>School"))
    paths = ia.write_withdrawal(made, "Z000000000001", tmp_path).paths
    html = paths[1].read_text("utf-8")
    assert "<script" not in html
    assert "<i>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>" in pdf_words(paths[2]).replace(" ", "")
    cells = [
        cell for sheet in openpyxl.load_workbook(paths[0]).worksheets for line in sheet.iter_rows() for cell in line
    ]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
    assert any(str(cell.value).startswith("=cmd") for cell in cells)


@pytest.mark.slow
def test_that_somebody_is_protected_stands_nowhere(tmp_path: Path):
    """Whoever must not be shown at all reads like anybody who refused every use that day."""
    told = []
    for protected in (True, False):
        people = planted_copies.register()
        marked = people.people.assign(protected=people.people["person_id"].eq("person-r") & protected)
        made = planted_copies.made(40)[0]
        paths = ia.write_withdrawal(replace(made, people=marked), WHO, tmp_path / str(protected), pdf=False).paths
        told.append((html_words(paths[1]), listed(paths[0])))
    assert told[0] == told[1]
    assert "protect" not in str(told[0]).lower()


@pytest.mark.slow
def test_a_day_may_be_given(tmp_path: Path):
    made = ia.write_withdrawal(of("1", A), "Ben Benson", tmp_path, asked_on=date(2025, 9, 30), pdf=False)
    assert {str(day)[:10] for day in made.copies["asked_on"]} == {"2025-09-30"}
    assert "Asked on 30 September 2025." in html_words(made.paths[1])


@pytest.mark.slow
def test_nothing_found_is_said(tmp_path: Path):
    made = ia.write_withdrawal(of("1"), "Ben Benson", tmp_path, pdf=False)
    words = html_words(made.paths[1])
    assert "Looked for on 1 October 2025: no copy found." in words
    assert "No picture is known to show them." in words
    assert listed(made.paths[0]) == []
    assert pd.isna(made.copies["state"]).all()
    # A name that is misspelt finds nothing either, and that proves nothing.
    assert ("Nobody of this name is in the register of consent" in words) is not made.is_known


@pytest.mark.slow
@pytest.mark.parametrize(("name", "is_said"), [(UPN, False), ("Ada Fernn", True)])
def test_a_name_that_the_register_does_not_know_is_said_on_the_proof(
    school: ia.Audit, tmp_path: Path, name: str, is_said: bool
):
    made = ia.write_withdrawal(school, name, tmp_path, pdf=False)
    words = html_words(made.paths[1])
    stranger = "Nobody of this name is in the register of consent: only the name as it was typed was looked for"
    assert (made.is_known, stranger in words) == (not is_said, is_said)
