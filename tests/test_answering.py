"""What stands on *Who is shown* and *Review* after people sorted, renamed and copied: counted as meant, or said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from made_terms import audit, picture, saved
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet
from test_receiving import CONFIG, REGISTER

import imgaudit as ia

LOG = """channel,picture,page url,title,shows,people,everyone listed,published
website,https://fernhollow.example/a.jpg,https://fernhollow.example/news/,Sports day,pupils,Ben Benson,yes,01/09/2025
website,https://fernhollow.example/uploads/b.jpg,https://fernhollow.example/autumn/,Harvest,pupils,Cy Cyson,,01/09/2025
website,https://fernhollow.example/uploads/c.jpg,https://fernhollow.example/trip/,Beach,,,,01/09/2025
website,https://fernhollow.example/uploads/d.jpg,https://fernhollow.example/fair/,Fair,,,,01/09/2025
"""
REGISTERED = "register-2025-09-05.csv"
NAMES = {"People": "Cy Cyson; Ben Benson", "Everyone listed?": "Yes"}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for name, text in (
        ("log.csv", LOG),
        (REGISTERED, REGISTER),
        ("audit.toml", CONFIG.replace("register.csv", REGISTERED)),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    ia.write_workbook(ia.audit_config(tmp_path / "audit.toml", progress=False), tmp_path / "actions.xlsx")
    return tmp_path / "audit.toml"


class Filled:
    """A returned workbook: cells of a row are put by the picture's title and a heading."""

    def __init__(self, config: Path) -> None:
        self.config, self.path = config, config.parent / "returned.xlsx"
        self.book = openpyxl.load_workbook(config.parent / "actions.xlsx")

    def at(self, sheet: Worksheet, heading: str) -> int:
        return next(cell.column for cell in sheet[1] if cell.value == heading)

    def row(self, sheet: Worksheet, picture: str) -> int:
        column = self.at(sheet, "Picture")
        return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, column).value == picture)

    def put(self, title: str, picture: str, cells: dict[str, Any]) -> None:
        sheet = self.book[title]
        for heading, value in cells.items():
            sheet.cell(self.row(sheet, picture), self.at(sheet, heading)).value = value

    def swap(self, title: str, one: str, other: str) -> None:
        """As sorting all columns but the last does."""
        sheet, column = self.book[title], self.at(self.book[title], "Reference")
        first, second = (sheet.cell(self.row(sheet, picture), column) for picture in (one, other))
        first.value, second.value = second.value, first.value

    def received(self) -> ia.Received:
        self.book.save(self.path)
        return ia.receive(self.config, self.path, progress=False)

    def states(self) -> dict[str, str]:
        items = ia.audit_config(self.config, progress=False).items
        return dict(zip(items["title"], items["consent_state"], strict=True))


@pytest.fixture
def filled(config: Path) -> Filled:
    return Filled(config)


def said(received: ia.Received) -> list[tuple[str | None, str]]:
    """Heading and reason of all that is a fault of the two sheets, each once."""
    rows = received.problems[received.problems["file"].str.contains(r"\[(?:Who is shown|Review)\]")]
    told = rows.astype("object").where(rows.notna(), None)
    return [*dict.fromkeys(told[["column", "reason"]].itertuples(index=False, name=None))]


BESIDE = ("", "Written beside the answers: not read as one. It stands in that workbook alone.")
MOVED = ("Reference", "{} is not the one of this Reference, as when part of a row was sorted: not used.")


def lacks(heading: str) -> tuple[str, str]:
    return heading, "The column is not there any more, so its rows are not used: call its heading so again."


@pytest.mark.parametrize(
    ("heading", "typed", "state", "problems"),
    [
        ("People", "People", "against", []),
        ("People", "people", "against", []),
        ("People", "PEOPLE ", "against", []),
        ("People", "People (full names)", "partly", [lacks("People")]),
        ("Everyone listed?", "Everyone", "partly", [lacks("Everyone listed?")]),
        ("Shows", "shows", "against", []),
        ("Reference", "reference", "against", []),
    ],
)
def test_a_heading_that_was_typed_anew_costs_no_name(
    filled: Filled, heading: str, typed: str, state: str, problems: list[tuple[str, str]]
) -> None:
    filled.put("Who is shown", "Harvest", NAMES)
    sheet = filled.book["Who is shown"]
    sheet.cell(1, filled.at(sheet, heading)).value = typed
    received = filled.received()
    assert (filled.states()["Harvest"], said(received)) == (state, problems)


@pytest.mark.parametrize("is_next", [False, True], ids=["received", "written anew"])
def test_yes_is_not_carried_without_the_names_that_stood_beside_it(filled: Filled, is_next: bool) -> None:
    filled.put("Who is shown", "Harvest", NAMES)
    sheet = filled.book["Who is shown"]
    sheet.cell(1, filled.at(sheet, "People")).value = "People (full names)"
    received = filled.received()
    if is_next:
        audit = ia.audit_config(filled.config, progress=False)
        ia.write_workbook(audit, filled.path)
        earlier = openpyxl.load_workbook(filled.path)["Answered earlier"]
        words = [cell for row in earlier.iter_rows(values_only=True) for cell in row if cell]
        assert any("Cy Cyson; Ben Benson" in str(word) for word in words)
        received = ia.receive(filled.config, filled.path, progress=False)
        assert said(received) == []
    assert filled.states()["Harvest"] == "partly"


@pytest.mark.parametrize("title", ["Who is shown (Jo)", "Who's shown"])
def test_a_copied_or_renamed_sheet_is_read(filled: Filled, title: str) -> None:
    sheet = filled.book["Who is shown"]
    if "Jo" in title:
        sheet = filled.book.copy_worksheet(sheet)
    sheet.title = title
    filled.put(title, "Harvest", NAMES)
    assert said(filled.received()) == []
    assert filled.states()["Harvest"] == "against"


def test_rows_sorted_without_their_reference_answer_for_nobody(filled: Filled) -> None:
    filled.put("Who is shown", "Harvest", {"People": "Cy Cyson", "Everyone listed?": "Yes"})
    filled.swap("Who is shown", "Harvest", "Beach")
    filled.put("Review", "Harvest", {"Looked at on": "5 December 2025", "Needed because": "prospectus"})
    filled.swap("Review", "Harvest", "Beach")
    received = filled.received()
    assert (filled.states()["Beach"], filled.states()["Harvest"]) == ("unknown", "partly")
    assert (len(received.answers), len(received.reviews)) == (0, 0)
    assert said(received) == [(MOVED[0], MOVED[1].format("Page"))]
    # The next workbook puts them into no row either, and keeps the words.
    ia.write_workbook(ia.audit_config(filled.config, progress=False), filled.path)
    book = openpyxl.load_workbook(filled.path)
    for title, heading in (("Who is shown", "People"), ("Review", "Needed because")):
        sheet = book[title]
        values = {sheet.cell(row, filled.at(sheet, heading)).value for row in range(2, sheet.max_row + 1)}
        assert values == {None}
    words = [str(cell) for row in book["Answered earlier"].iter_rows(values_only=True) for cell in row if cell]
    assert "Cy Cyson" in words
    assert any("prospectus" in word for word in words)


def a_column(sheet: Worksheet, row: int) -> None:
    column = sheet.max_column + 1
    sheet.cell(1, column).value, sheet.cell(row, column).value = "My notes", "mum refused"


def a_comment(sheet: Worksheet, row: int) -> None:
    sheet.cell(row, 1).comment = Comment("mum refused", "Jo")


def a_cell_of_ours(sheet: Worksheet, row: int) -> None:
    at = next(cell.column for cell in sheet[1] if cell.value in ("Known so far", "Published"))
    sheet.cell(row, at).value = "mum refused"


@pytest.mark.parametrize("title", ["Who is shown", "Review"])
@pytest.mark.parametrize("write", [a_column, a_comment, a_cell_of_ours])
def test_what_stands_beside_an_answer_is_said(
    filled: Filled, title: str, write: Callable[[Worksheet, int], None]
) -> None:
    answer = {"Shows": "Nobody"} if title == "Who is shown" else {"Looked at on": "5 December 2025"}
    filled.put(title, "Beach", answer)
    sheet = filled.book[title]
    write(sheet, filled.row(sheet, "Beach"))
    received = filled.received()
    assert said(received) == [BESIDE]
    assert len(received.answers) + len(received.reviews) == 1


def test_a_row_that_lost_its_reference_is_no_pattern(filled: Filled) -> None:
    filled.put("Who is shown", "Beach", {"Shows": "Nobody", "Reference": None})
    received = filled.received()
    assert said(received) == [("Reference", "A row without a Reference: nobody knows what it is about. Not used.")]
    assert filled.states()["Beach"] == "unknown"


def test_what_is_written_outside_the_rows_is_said(filled: Filled) -> None:
    filled.book["Who is shown"]["A60"].comment = Comment("all of Reception are fine", "Jo")
    assert ("Reference", "Written outside the rows of the sheet: not read as an answer.") in said(filled.received())


def test_a_formula_is_no_name(filled: Filled) -> None:
    filled.put("Who is shown", "Harvest", {"People": '="Cy "&"Cyson"', "Everyone listed?": "Yes"})
    received = filled.received()
    assert [column for column, _ in said(received)] == ["People"]
    assert filled.states()["Harvest"] == "unknown"


# An answer is about the picture of which the workbook was made


def answered(path: Path, issued: ia.Audit, cells: dict[str, str]) -> Path:
    """A workbook of an audit of one picture, with an answer in the row of that."""
    book = openpyxl.load_workbook(ia.write_workbook(issued, path))
    sheet = book["Who is shown"]
    at = {cell.value: cell.column for cell in sheet[1]}
    row = next(row for row in range(2, 9) if str(sheet.cell(row, at["Reference"]).value).startswith("s/x/"))
    for heading, value in cells.items():
        sheet.cell(row, at[heading]).value = value
    book.save(path)
    return path


@pytest.mark.parametrize(("now", "shows"), [("h1", "nobody"), ("h2", "unknown")])
def test_an_answer_is_of_the_picture_that_was_issued_though_another_lies_there_the_same_day(
    tmp_path: Path, now: str, shows: str
) -> None:
    then = audit("1", picture("a", roles={"published": "h1"}))
    path = answered(tmp_path / "actions.xlsx", then, {"Shows": "Nobody"})
    answers = ia.read_answers(path, audit("1", picture("a", roles={"published": now}))).answers
    assert answers["image_hash"].tolist() == ["h1"]
    later = audit("1", picture("a", roles={"published": now}), answers=answers)
    assert later.items["shows"].tolist() == [shows]


def lying_at(name: str) -> dict[str, Any]:
    return picture("12", url=f"https://e.example/uploads/{name}.jpg", roles={"published": None})


@pytest.mark.parametrize("term", ["1", "2"])
@pytest.mark.parametrize("saved_at", ["2025-10-03T10:00:00Z", "2026-05-01T10:00:00Z"])
def test_an_answer_and_a_look_do_not_follow_a_number_that_is_used_again(
    tmp_path: Path, term: str, saved_at: str
) -> None:
    path = answered(tmp_path / "actions.xlsx", audit("1", lying_at("crest")), {"Shows": "Nobody"})
    book = openpyxl.load_workbook(path)
    at = {cell.value: cell.column for cell in book["Review"][1]}
    book["Review"].cell(2, at["Looked at by"]).value = "Kim"
    book["Review"].cell(2, at["Looked at on"]).value = "1 October 2025"
    book.save(path)
    saved(path, saved_at)
    now = audit(term, lying_at("swimming"))
    answers, reviews = ia.read_answers(path, now).answers, ia.read_reviews(path, now).reviews
    assert (len(answers), len(reviews)) == (1, 1)
    items = audit(term, lying_at("swimming"), answers=answers, reviews=reviews).items
    assert (items["shows"].tolist(), items["last_reviewed_on"].isna().tolist()) == (["unknown"], [True])
    # Under its own address it is that picture: on the day of its audit somebody has just looked at it.
    items = audit(term, lying_at("crest"), answers=answers, reviews=reviews).items
    assert items["shows"].tolist() == [{"1": "nobody", "2": "unknown"}[term]]
    assert items["last_reviewed_on"].isna().tolist() == [False]


def test_who_filled_in_an_earlier_workbook_has_not_seen_a_picture_that_nobody_can_read_any_more(tmp_path: Path) -> None:
    then = audit("1", picture("a", roles={"published": "h1"}))
    path = saved(answered(tmp_path / "actions.xlsx", then, {"Shows": "Nobody"}), "2026-05-01T10:00:00Z")
    now = picture("a", roles={"published": None})
    answers = ia.read_answers(path, audit("2", now)).answers
    assert answers["answered_on"].dt.strftime("%Y-%m-%d").tolist() == ["2025-12-18"]
    items = audit("2", now, answers=answers).items
    assert items[["shows", "is_unseen"]].to_numpy().tolist() == [["unknown", True]]


def test_a_workbook_that_is_saved_once_more_takes_no_later_correction_back(tmp_path: Path) -> None:
    kept, one = tmp_path / "answers.parquet", picture("a", roles={"published": "h"})
    book = answered(tmp_path / "actions.xlsx", audit("1", one), {"Shows": "Nobody"})

    def received(words: str | None, saved_at: str) -> list[tuple[str, str]]:
        if words:
            sheets = openpyxl.load_workbook(book)
            at = {cell.value: cell.column for cell in sheets["Who is shown"][1]}
            sheets["Who is shown"].cell(2, at["Shows"]).value = words
            sheets.save(book)
        ia.save_answers(ia.read_answers(saved(book, saved_at), audit("3", one)), kept)
        told = ia.load_answers(kept)
        return [*zip(told["shows"], told["answered_on"].dt.strftime("%Y-%m-%d"), strict=True)]

    first = [("nobody", "2025-10-03")]
    assert received(None, "2025-10-03T10:00:00Z") == first
    correction = {"asset_id": "s/x/a", "image_hash": "h", "shows": "pupils", "answered_on": "2026-02-10"}
    ia.save_answers(pd.DataFrame([correction]), kept)
    corrected = [*first, ("pupils", "2026-02-10")]
    assert received(None, "2026-03-20T10:00:00Z") == corrected
    assert audit("3", one, answers=ia.load_answers(kept)).items["shows"].tolist() == ["pupils"]
    # What somebody writes into it counts, and what they wrote before if they write it again.
    changed = [*corrected, ("staff", "2026-03-21")]
    assert received("Staff", "2026-03-21T10:00:00Z") == changed
    assert received("Nobody", "2026-03-22T10:00:00Z") == [*changed, ("nobody", "2026-03-22")]
