"""What the comms team writes into *Actions* comes back as decisions, holds as long as it should, never guessed."""

# ruff: noqa: DTZ001, E501 - Excel knows no time zones; tables read better in one line
from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from made_terms import audit, decision, picture, register, setting
from test_workbook_carried import OFFICE, through_libreoffice

import imgaudit as ia
from imgaudit.decisions import holding
from imgaudit.tables import DECISIONS

BEN = register(Ben="refused")
A, B = (picture(name, who=["Ben Benson"], roles={"published": f"hash {name}"}) for name in "ab")
CONSENT = "consent s/x/{}@website"


def two(term: str = "2", *pictures: dict[str, Any], **options: Any) -> ia.Audit:
    return audit(term, *(pictures or (A, B)), who=BEN, **options) if pictures or options else _two(term)


@cache
def _two(term: str) -> ia.Audit:
    return audit(term, A, B, who=BEN)


def fill(path: Path, **rows: dict[str, Any]) -> Path:
    """Write into the rows of *Actions* whose picture is ``a``, ``b`` …: heading → value."""
    book = openpyxl.load_workbook(path)
    sheet = book["Actions"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for at in range(2, sheet.max_row + 1):
        reference = str(sheet.cell(at, columns["Reference"]).value)
        for heading, value in rows.get(reference.partition("@")[0][-1:], {}).items():
            sheet.cell(at, columns[heading.replace("_", " ")]).value = value
    book.save(path)
    return path


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ia.write_workbook(two(), tmp_path_factory.mktemp("issued") / "actions.xlsx")


@pytest.fixture
def issued(written: Path, tmp_path: Path) -> Path:
    return shutil.copy(written, tmp_path / "actions.xlsx")


def said(path: Path, of: ia.Audit | None = None) -> dict[str, dict[str, Any]]:
    """Picture → what was decided, without what is empty."""
    told = ia.read_decisions(path, of or two()).decisions
    rows = told.astype("object").where(told.notna(), None).to_dict("records")
    return {row["action_id"][-9]: {name: value for name, value in row.items() if value is not None} for row in rows}


def faults(path: Path, of: ia.Audit | None = None) -> list[tuple[Any, str, str]]:
    """Row, column and the first words of each problem but the remark on the day."""
    found = ia.read_decisions(path, of or two()).problems
    rows = found.astype("object").where(found.notna(), None).to_dict("records")
    told = [(row["row"], row["column"], str(row["reason"]).split(":")[0]) for row in rows]
    return [each for each in told if each[1:] != ("Answered on", "No day stands there")]


@pytest.mark.slow
def test_every_cell_that_people_fill_in_is_read(issued: Path) -> None:
    fill(
        issued,
        a={"Status": "In progress", "Owner": "Kim", "Notes": "waits for the office", "Due": datetime(2026, 2, 3),
           "Answered on": datetime(2026, 1, 12)},
        b={"Status": "Accepted", "Notes": "the head agreed", "Until": "27 March 2026", "Answered on": "12/1/2026",
           "What to do": "Crop or blur"},
    )  # fmt: skip
    got = said(issued)
    when = {"decided_at": pd.Timestamp("2026-01-12 12:00", tz="UTC"), "is_dated": True}
    where = {"workbook": f"{issued.parent.name}/actions.xlsx", "site": "s", "severity": "critical", "asked": "Remove"}
    assert [got["a"].pop(each) == got["b"].pop(each) for each in ("issue", "copy")] == [True, True]
    assert got == {
        "a": {
            "action_id": CONSENT.format("a"),
            "status": "In progress",
            "owner": "Kim",
            "note": "waits for the office",
            "due_on": pd.Timestamp("2026-02-03"),
            "image_hash": "hash a",
            **when,
            **where,
        },
        "b": {
            "action_id": CONSENT.format("b"),
            "status": "Accepted",
            "fix": "Crop or cover",  # as it is called now
            "note": "the head agreed",
            "until": pd.Timestamp("2026-03-27"),
            "image_hash": "hash b",
            **when,
            **where,
        },
    }
    assert faults(issued) == []


@pytest.mark.slow
def test_a_workbook_in_which_nobody_wrote_says_nothing(issued: Path) -> None:
    got = ia.read_decisions(issued, two())
    assert got.decisions.empty
    assert got.problems.empty


@pytest.mark.slow
def test_without_a_day_the_file_s_own_last_saving_counts_and_that_is_said(issued: Path) -> None:
    fill(issued, a={"Status": "Done"})
    told = ia.read_decisions(issued, two())
    with zipfile.ZipFile(issued) as archive:
        modified = archive.read("docProps/core.xml").decode().split("modified")[1].partition(">")[2][:20]
    assert told.decisions["decided_at"].tolist() == [pd.Timestamp(modified)]
    assert told.decisions["is_dated"].tolist() == [False]
    (reason,) = told.problems["reason"]
    assert reason.startswith("No day stands there: what is undated counts as said on ")
    assert reason.endswith("when the workbook says that it was last saved.")
    assert told.problems["not_read"].tolist() == [False]


def without_properties(path: Path) -> None:
    """As Google Sheets saves a workbook: no properties of the document."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.startswith("docProps/")}
    parts["[Content_Types].xml"] = drop(parts["[Content_Types].xml"], b"<Override", b"docProps")
    parts["_rels/.rels"] = drop(parts["_rels/.rels"], b"<Relationship ", b"docProps")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def drop(xml: bytes, element: bytes, about: bytes) -> bytes:
    head, *rest = xml.split(element)
    kept = [head]
    for each in rest:
        own, _, after = each.partition(b"/>")
        kept.append(after if about in own else element + each)
    return b"".join(kept)


def rearranged(path: Path) -> None:
    """Sorted the other way, filtered, below a title, with a row and a column of their own, under another name."""
    book = openpyxl.load_workbook(path)
    sheet = book["Actions"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    sheet.delete_rows(1, len(rows))
    for row in (["For Friday's meeting"], [], rows[0], *rows[:0:-1]):
        sheet.append([*row[:3], "Our folder" if row is rows[0] else None, *row[3:]])
    sheet.row_dimensions[4].hidden = True
    sheet.title = "To do (spring)"
    book.save(path)


@pytest.mark.parametrize(
    "treated",
    [
        rearranged,
        without_properties,
        pytest.param(through_libreoffice, marks=[pytest.mark.slow, OFFICE]),
    ],
)
def test_whatever_a_program_does_to_it_the_answers_are_read(issued: Path, treated: Callable[[Path], None]) -> None:
    fill(issued, a={"Status": "Done", "Notes": "off the site"}, b={"Status": "accepted ", "Notes": "the head agreed"})
    treated(issued)
    got = said(issued)
    assert {name: (row["status"], row["note"]) for name, row in got.items()} == {
        "a": ("Done", "off the site"),
        "b": ("Accepted", "the head agreed"),
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"Status": "finished"}, (2, "Status", "Not one of the list")),
        ({"Status": "Done?"}, (2, "Status", "Not one of the list")),
        ({"What to do": "ring the printer"}, (2, "What to do", "Not one of the list")),
        ({"Due": "soon"}, (2, "Due", "No day that can be read")),
        ({"Until": "Easter"}, (2, "Until", "No day that can be read")),
        ({"Status": "Accepted"}, (2, "Notes", "No reason is given")),
        ({"What to do": "Keep (reason required)"}, (2, "Notes", "No reason is given")),
        ({"What to do": "keep"}, (2, "Notes", "No reason is given")),
        ({"Reference": "consent s/x/z@website"}, (2, "Reference", "No Reference of this workbook")),
        ({"Reference": "Ben Benson", "Status": "Done"}, (2, "Reference", "No Reference of this workbook")),
        ({"Reference": None, "Status": "Done"}, (2, "Reference", "A row without a Reference")),
    ],
)
def test_what_cannot_be_a_decision_is_named_with_its_row_and_not_guessed(
    issued: Path, cells: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    fill(issued, a=cells)
    assert expected in faults(issued)
    assert said(issued) == {}


@pytest.mark.slow
def test_a_day_after_the_file_was_saved_is_not_the_day(issued: Path) -> None:
    fill(issued, a={"Status": "Done", "Answered on": "1 March 2099"})
    assert said(issued)["a"]["is_dated"] is False
    assert (2, "Answered on", "After the file was saved") in faults(issued)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("again", "counts"), [({"Status": "Done"}, True), ({"Status": "In progress"}, False), ({}, True)]
)
def test_a_reference_that_is_there_twice_counts_only_where_both_say_the_same(
    issued: Path, again: dict[str, Any], counts: bool
) -> None:
    fill(issued, a={"Status": "Done"})
    book = openpyxl.load_workbook(issued)
    sheet = book["Actions"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for column in range(1, sheet.max_column + 1):
        sheet.cell(4, column).value = sheet.cell(2, column).value
    sheet.cell(4, columns["Status"]).value = again.get("Status", "Not started")
    book.save(issued)
    assert [*said(issued)] == (["a"] if counts else [])
    twice = [
        each
        for each in faults(issued)
        if each[2] == "This Reference is there more than once, and its rows say different things"
    ]
    assert [row for row, *_ in twice] == ([] if counts else [2, 4])


@pytest.mark.slow
def test_deleted_rows_and_a_whole_sheet_are_said_and_mean_nothing(issued: Path) -> None:
    book = openpyxl.load_workbook(issued)
    book["Actions"].delete_rows(2)
    book.save(issued)
    assert said(issued) == {}
    assert faults(issued) == [(None, "Reference", "Its row was deleted")]


@pytest.mark.slow
def test_another_school_s_workbook_is_not_this_one_s(issued: Path) -> None:
    fill(issued, a={"Status": "Done"})
    other = picture("a", who=["Ben Benson"], source="t/website/spreadsheet")
    assert said(issued, audit("2", other, who=BEN)) == {}
    assert (2, "Reference", "Not an action of this audit") in faults(issued, audit("2", other, who=BEN))


@pytest.mark.slow
def test_what_is_not_found_any_more_was_decided_all_the_same(issued: Path) -> None:
    fill(issued, a={"Status": "Done"})
    assert said(issued, two("3", B))["a"]["status"] == "Done"


@pytest.mark.slow
def test_a_workbook_without_its_record_is_read_by_today_s_actions(issued: Path) -> None:
    fill(issued, a={"Status": "Done"})
    book = openpyxl.load_workbook(issued)
    del book["Issued"]
    book.save(issued)
    assert said(issued)["a"]["status"] == "Done"
    assert (2, "Reference", "Not an action of this audit") in faults(issued, two("3", B))


# What holds


def kept(tmp_path: Path, *decisions: dict[str, Any]) -> pd.DataFrame:
    ia.save_decisions(DECISIONS.frame([*decisions]), tmp_path / "decisions.parquet")
    return ia.load_decisions(tmp_path / "decisions.parquet")


def test_nothing_that_is_kept_is_replaced_and_nothing_is_kept_twice(tmp_path: Path) -> None:
    first = decision(CONSENT.format("a"), "In progress", "2026-01-10 10:00")
    assert len(kept(tmp_path, first)) == 1
    assert len(kept(tmp_path, first | {"decided_at": "2026-01-11 10:00"})) == 1, "said again in the same words"
    assert len(kept(tmp_path, first | {"decided_at": "2026-01-11", "is_dated": True})) == 2, "said anew on a day"
    assert len(kept(tmp_path, first | {"decided_at": "2026-01-12", "status": "Done"})) == 3
    back = kept(tmp_path, first | {"decided_at": "2026-01-13"})
    assert back["status"].tolist() == ["In progress", "In progress", "Done", "In progress"]
    assert len(kept(tmp_path, first | {"decided_at": "2026-01-13", "note": "of the same moment"})) == 5
    assert (tmp_path / "decisions.parquet").stat().st_mode & 0o077 == 0


def actions(of: ia.Audit) -> dict[str, tuple[str, str, str]]:
    """Picture → status, note and how what is wrong begins."""
    found = ia.find_actions(of).query("practice == 'consent'")
    told = zip(
        found["status"], found["note"].fillna(""), found["problem"].str.split(".", regex=False).str[0], strict=True
    )
    return dict(zip(found["asset_id"].str[-1], told, strict=True))


PLAIN = "Somebody is shown whose consent for this use is refused or withdrawn"
ACCEPTED = decision(CONSENT.format("a"), "Accepted", note="the head agreed", severity="critical", image_hash="hash a")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("made", "term", "expected"),
    [
        (ACCEPTED, "3", ("Accepted", "the head agreed", PLAIN)),
        (ACCEPTED | {"image_hash": None}, "3", ("Accepted", "the head agreed", PLAIN)),
        (ACCEPTED | {"image_hash": "hash x;hash a"}, "3", ("Accepted", "the head agreed", PLAIN)),
        (ACCEPTED | {"image_hash": "hash x"}, "3",
         ("Not started", "the head agreed", "Found again, though marked Accepted, for the picture is another one now")),
        (ACCEPTED | {"severity": "high"}, "3",
         ("Not started", "the head agreed", "Found again, though marked Accepted, for it is worse now")),
        (ACCEPTED | {"until": "2026-02-01"}, "3",
         ("Not started", "the head agreed", "Found again, though marked Accepted until a day that is over")),
        (ACCEPTED | {"status": "Done"}, "3", ("Not started", "the head agreed", "Found again, though marked Done")),
        (ACCEPTED | {"status": "Done"}, "2", ("Done", "the head agreed", PLAIN)),  # after that audit: the next one tells
        (ACCEPTED | {"status": "Not applicable"}, "3",
         ("Not started", "the head agreed", "Found again, though marked Not applicable")),
        (ACCEPTED | {"status": None, "fix": "Keep (reason required)", "image_hash": "hash x"}, "3",
         ("Not started", "the head agreed",
          "Found again, though marked Keep (reason required), for the picture is another one now")),
        (ACCEPTED | {"status": None, "fix": "Keep (reason required)", "until": "2026-02-01"}, "3",
         ("Not started", "the head agreed", "Found again, though marked Keep (reason required) until a day that is over")),
        (ACCEPTED | {"status": "Done", "decided_at": "2026-03-27 09:00"}, "3", ("Done", "the head agreed", PLAIN)),
        (ACCEPTED | {"status": "Needs DSL decision"}, "3", ("Needs DSL decision", "the head agreed", PLAIN)),
    ],
)  # fmt: skip
def test_a_decision_holds_until_its_day_or_another_picture_or_a_worse_fault(
    made: dict[str, Any], term: str, expected: tuple[str, str, str]
) -> None:
    assert actions(two(term, A, decisions=DECISIONS.frame([made])))["a"] == expected


def copies(*said: dict[str, Any]) -> pd.DataFrame:
    about = {"issue": "one", "is_dated": False}
    made = [decision(CONSENT.format("a")) | about | {"workbook": f"{name}.xlsx", "copy": name} | row
            for name, row in zip(("jo", "sam", "kim"), said, strict=False)]  # fmt: skip
    return DECISIONS.frame(made)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("of", "holds"),
    [
        (copies({"status": "Done"}, {"status": "Done"}), "Done"),
        (copies({"status": "Done"}, {"status": "Accepted", "note": "x", "decided_at": "2026-01-20"}), None),
        (copies({"status": "Done"}, {"owner": "Kim"}), "Done"),
        (copies({"status": "Done"}, {"status": "In progress", "issue": "two", "decided_at": "2026-01-20"}), "In progress"),
        (copies({"status": "Done", "is_dated": True},
                {"status": "Accepted", "note": "x", "is_dated": True, "decided_at": "2026-01-20"}), "Accepted"),
        (copies({"status": "Done", "is_dated": True}, {"status": "Accepted", "note": "x", "is_dated": True}), None),
        (copies({"status": "In progress"}, {"status": "Done", "copy": "jo", "decided_at": "2026-01-20"}), "Done"),
        (copies({"status": "Done"}, {"status": "Accepted", "note": "x"},
                {"status": "In progress", "issue": "two", "decided_at": "2026-02-01"}), "In progress"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("turn", [1, -1])
def test_two_copies_of_one_workbook_that_differ_count_for_neither(
    of: pd.DataFrame, holds: str | None, turn: int
) -> None:
    held = holding(of.iloc[::turn], datetime(2026, 3, 27).date(), "Europe/London")
    status = held["status"].astype("object").where(held["status"].notna(), None).tolist()
    assert status == [holds]
    assert held["contradiction"].notna().tolist() == [holds is None]


@pytest.mark.slow
def test_both_copies_stand_on_the_next_sheet(tmp_path: Path) -> None:
    against = copies({"status": "Done"}, {"status": "Accepted", "note": "ask Mrs Quill", "decided_at": "2026-01-20"})
    path = ia.write_workbook(two("3", decisions=against), tmp_path / "spring.xlsx")
    row = next(
        row for row in openpyxl.load_workbook(path)["Actions"].iter_rows(2, values_only=True) if "x/a@" in row[-1]
    )
    assert row[2].endswith(
        "Two copies of one workbook contradict each other: “Accepted, ask Mrs Quill” (sam.xlsx, 20 January 2026); "
        "“Done” (jo.xlsx, 10 January 2026). Choose again."
    )
    assert row[13] == "Not started"


@pytest.mark.slow
def test_a_workbook_that_carries_what_was_said_says_it_no_second_time(issued: Path) -> None:
    store = issued.parent / "decisions.parquet"
    fill(issued, a={"Status": "Accepted", "Notes": "the head agreed"})
    first = ia.read_decisions(issued, two())
    assert len(ia.save_decisions(first, store)) == 1
    for term in "234":
        now = two(term, decisions=ia.load_decisions(store))
        ia.write_workbook(now, issued)
        assert ia.save_decisions(ia.read_decisions(issued, now), store).empty
    assert len(ia.load_decisions(store)) == 1


def row_of(path: Path, name: str = "a") -> dict[str, Any]:
    head, *rows = openpyxl.load_workbook(path)["Actions"].iter_rows(values_only=True)
    return next(dict(zip(head, row, strict=True)) for row in rows if f"x/{name}@" in row[-1])


@pytest.mark.slow
@pytest.mark.parametrize("let", [{"Status": "Accepted"}, {"What to do": "Keep (reason required)"}])
def test_what_nobody_touched_since_is_said_of_the_picture_of_then(issued: Path, let: dict[str, str]) -> None:
    fill(issued, a={**let, "Notes": "the head agreed"})
    other = A | {"roles": {"published": "another picture"}}
    for term in "34":
        now = two(term, other, B)
        ia.write_workbook(now, issued)
        told = ia.read_decisions(issued, now).decisions
        assert told["image_hash"].tolist() == ["hash a"]
        assert row_of(issued)["What is wrong"].startswith(f"Found again, though marked {next(iter(let.values()))}")
        assert [row_of(issued)[heading] for heading in let] == [*let.values()], "what a person wrote stays"
        assert actions(two(term, other, B, decisions=told))["a"][2].startswith("Found again, though marked")
    fill(issued, a={"Notes": "the head agreed to the new one"})
    told = ia.read_decisions(issued, now).decisions
    assert told["image_hash"].tolist() == ["another picture"], "that was written now"


@pytest.mark.slow
def test_a_newer_word_in_the_store_wins_over_the_workbook_that_lies_there(issued: Path) -> None:
    store = issued.parent / "decisions.parquet"
    fill(issued, a={"Status": "Accepted", "Notes": "the head agreed"})
    ia.save_decisions(ia.read_decisions(issued, two()), store)
    later = pd.Timestamp.now(tz="UTC").floor("s") + pd.Timedelta(hours=1)
    new = decision(CONSENT.format("a"), "Needs DSL decision", later, note="mother rang", severity="critical")
    ia.save_decisions(DECISIONS.frame([new]), store)
    now = two("3", decisions=ia.load_decisions(store))
    ia.write_workbook(now, issued)
    assert [row_of(issued)[heading] for heading in ("Status", "Notes")] == ["Needs DSL decision", "mother rang"]
    assert ia.save_decisions(ia.read_decisions(issued, now), store).empty
    said = {
        cell for row in openpyxl.load_workbook(issued)["Answered earlier"].iter_rows(values_only=True) for cell in row
    }
    assert {"Accepted", "the head agreed"} <= said


@pytest.mark.slow
def test_where_two_copies_contradict_each_other_the_next_word_settles_it(issued: Path) -> None:
    store = issued.parent / "decisions.parquet"
    ia.save_decisions(copies({"status": "Done"}, {"status": "Needs DSL decision", "decided_at": "2026-01-20"}), store)
    now = two("3", decisions=ia.load_decisions(store))
    path = ia.write_workbook(now, issued.parent / "spring.xlsx")
    assert row_of(path)["Status"] == "Not started"
    assert ia.save_decisions(ia.read_decisions(path, now), store).empty, "nobody has written there"
    fill(path, a={"Status": "Needs DSL decision"})
    assert len(ia.save_decisions(ia.read_decisions(path, now), store)) == 1
    assert actions(two("3", decisions=ia.load_decisions(store)))["a"][0] == "Needs DSL decision"


@pytest.mark.slow
def test_what_was_reopened_and_is_done_anew_counts(issued: Path) -> None:
    store = issued.parent / "decisions.parquet"
    fill(issued, a={"Status": "Done", "Answered on": "12 January 2026"})
    ia.save_decisions(ia.read_decisions(issued, two()), store)
    now = two("3", decisions=ia.load_decisions(store))
    path = ia.write_workbook(now, issued.parent / "spring.xlsx")
    assert (row_of(path)["Status"], row_of(path)["Answered on"]) == ("Not started", None)
    (row,) = ia.save_decisions(ia.read_decisions(fill(path, a={"Status": "Done"}), now), store).to_dict("records")
    assert (row["status"], row["is_dated"]) == ("Done", False)


@pytest.mark.slow
def test_an_old_day_does_not_go_with_a_new_word(issued: Path) -> None:
    fill(issued, a={"Status": "In progress", "Answered on": "12 January 2026"})
    now = two("3")
    ia.write_workbook(now, issued)
    assert said(issued, now)["a"]["decided_at"] == pd.Timestamp("2026-01-12 12:00", tz="UTC")
    got = said(fill(issued, a={"Status": "Done"}), now)["a"]
    assert (got["status"], got["is_dated"]) == ("Done", False)
    assert got["decided_at"] > pd.Timestamp("2026-06-01", tz="UTC")


@pytest.mark.slow
def test_a_row_that_was_sorted_in_part_is_no_answer(issued: Path) -> None:
    book = openpyxl.load_workbook(issued)
    sheet = book["Actions"]
    for column in range(1, sheet.max_column):
        sheet.cell(2, column).value, sheet.cell(3, column).value = (
            sheet.cell(3, column).value,
            sheet.cell(2, column).value,
        )
    book.save(issued)
    fill(issued, a={"Status": "Done"})
    if "a" in said(issued):  # nothing tells the two rows apart but their pictures' names
        assert row_of(issued)["Picture"] == row_of(issued, "b")["Picture"]
    else:
        assert (2, "Reference", "Picture is not the one of this Reference, as when part of a row was sorted") in faults(
            issued
        )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"Status": "Accepted", "Notes": "x", "Until": "end of term"}, (2, "Until", "No day that can be read")),
        (
            {"Status": "Accepted", "Notes": "x", "Until": "27/3/2025"},
            (2, "Until", "This day was over when it was written"),
        ),
        ({"Status": "Accepted", "Notes": "[forgotten]"}, (2, "Notes", "No reason is given")),
        ({"Owner": None}, (2, "Owner", "Emptied, which says nothing")),
        ({"Status": "Done", "Answered on": "12/4/2025"}, (2, "Answered on", "Before this workbook was made")),
    ],
)
def test_what_says_less_than_it_seems_is_named(
    issued: Path, cells: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    if "Owner" in cells:
        policy = ia.Policy(owners={"website": "Web editor"})
        ia.write_workbook(two("2", A, B, policy=policy), issued.with_name("owned.xlsx"))
        issued = issued.with_name("owned.xlsx")
    assert expected in faults(fill(issued, a=cells))
    assert {row.get("status") for row in said(issued).values()} <= {None, "Done"}


@pytest.mark.slow
def test_a_day_alone_goes_with_what_was_accepted_before(issued: Path) -> None:
    now = two("3", decisions=DECISIONS.frame([ACCEPTED]))
    path = fill(ia.write_workbook(now, issued.with_name("spring.xlsx")), a={"Until": "1 September 2099"})
    got = said(path, now)["a"]
    assert (got["status"], got["until"]) == ("Accepted", pd.Timestamp("2099-09-01"))


@pytest.mark.slow
def test_what_was_chosen_of_a_milder_fault_does_not_hold_for_a_worse_one() -> None:
    chosen = decision(CONSENT.format("a"), fix="Get consent", due_on="2026-12-01", severity="medium", owner="Kim")
    row = ia.find_actions(two("3", A, decisions=DECISIONS.frame([chosen]))).iloc[0]
    assert (row["fix"], row["owner"]) == ("Remove", "Kim")
    assert row["due_on"] < pd.Timestamp("2026-12-01")


@pytest.mark.slow
def test_a_finding_without_a_picture_has_a_row(tmp_path: Path) -> None:
    path = ia.write_workbook(audit("2", A, who=BEN, records=[setting("comments", "on")]), tmp_path / "actions.xlsx")
    rows = [*openpyxl.load_workbook(path)["Actions"].iter_rows(2, values_only=True)]
    assert [row[4] for row in rows if row[-1].startswith("settings")] == [None]


@pytest.mark.slow
def test_forgotten_words_do_not_come_back_with_the_same_file(issued: Path) -> None:
    store = issued.parent / "decisions.parquet"
    fill(issued, a={"Status": "Accepted", "Notes": "Ben Benson's mother rang"})
    ia.save_decisions(ia.read_decisions(issued, two()), store)
    ia.forget("Ben Benson", BEN.people, decisions=store, cache=False)
    assert ia.save_decisions(ia.read_decisions(issued, two()), store).empty
    assert ia.load_decisions(store)["note"].tolist() == ["[forgotten]"]


@pytest.mark.slow
@pytest.mark.parametrize("year", ["0001", "1899", "9999"])
def test_a_file_with_a_clock_that_cannot_be_right_is_of_the_day_it_was_written_here(issued: Path, year: str) -> None:
    fill(issued, a={"Status": "Done"})
    with zipfile.ZipFile(issued) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = parts["docProps/core.xml"].decode()
    at = core.index("modified")
    at = core.index(">", at) + 1
    parts["docProps/core.xml"] = (core[:at] + year + core[at + 4 :]).encode()
    with zipfile.ZipFile(issued, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    got = ia.read_decisions(issued, two())
    assert abs(got.decisions["decided_at"].iloc[0] - pd.Timestamp.now(tz="UTC")) < pd.Timedelta(hours=1)
    assert got.problems["reason"].iloc[0].endswith("when the file was written here.")
