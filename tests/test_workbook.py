"""What the comms team finds in the workbook, read back by two readers and, where installed, by LibreOffice."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pandas as pd
import pytest
from conftest import SCHOOL
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

import imgaudit as ia
from imgaudit import tables
from imgaudit.actions import find_actions
from imgaudit.comparing import trends
from imgaudit.errors import ImgauditError, InputError
from imgaudit.outputs import workbook as workbook_module
from imgaudit.outputs.excel_safety import LINK_LIMIT, put, web_link
from imgaudit.outputs.workbook import actions_sheet, build_workbook, save_workbook, write_workbook
from imgaudit.outputs.workbook.actions_sheet import Field
from imgaudit.outputs.workbook.read_me import FIX_MEANINGS, STATUS_MEANINGS
from imgaudit.policy import Policy
from imgaudit.practices import REGISTER_MEASURES
from imgaudit.rules import FIXES
from imgaudit.statistics import STATISTICS
from imgaudit.tables import (
    ACTIONS,
    APPEARANCES,
    AUDIT_ITEMS,
    DECISIONS,
    EXPOSURE_COLUMNS,
    PEOPLE,
    PROBLEMS,
    SOURCES,
    STATUSES,
)
from imgaudit.wording import YES_MEANS, in_words

SHEETS = ["Read me", "Summary", "Actions", "Who is shown", "Review", "All figures", "Lists"]
HIDDEN = ["Issued"]
HEADINGS = [
    *("Severity", "Due", "What is wrong", "What to do", "Channel", "Picture", "Open picture", "Edit picture"),
    *("Pages", "Open page", "Edit page", "Done when", "Owner", "Status", "Notes"),
    *("Until", "Answered on", "Reference"),
]
SITE = "https://www.fernhollow.example"
HOSTILE = [
    '=HYPERLINK("http://evil.example","open")',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1+1",
    "#N/A",
    "{=1+1}",
    "1E400",
    "😀 فارسی עברית",
    "_x000D_",
]


def item(item_id: str, channel: str, **known: Any) -> dict[str, Any]:
    clean = dict.fromkeys(["has_any", *EXPOSURE_COLUMNS, "is_oversized", "original_reachable"], False)
    return {
        "item_id": item_id,
        "asset_id": f"asset {item_id}",
        "source_id": "s",
        "site": "fernhollow.example",
        "channel": channel,
        "n_files": 2,
        "n_files_unread": 0,
        "consent_state": "covered",
        "is_covered": True,
        **clean,
        **known,
    }


def action(number: int, **known: Any) -> dict[str, Any]:
    return {
        "action_id": f"metadata fernhollow.example/wp/{number}@website",
        "practice": "metadata",
        "subject_kind": "asset@channel",
        "subject_id": f"fernhollow.example/wp/{number}@website",
        "severity": "high",
        "due_on": "2026-01-09",
        "channel": "website",
        "problem": "The file says where it was taken.",
        "fix": "Strip metadata",
        "done_when": "Every copy is clean.",
        "title": "summer-fair",
        "pages": f"Summer fair {SITE}/summer-fair/",
        "page_edit_url": f"{SITE}/wp-admin/post.php?post=7&action=edit",
        "file_url": f"{SITE}/wp-content/uploads/summer-fair.jpg",
        "edit_url": f"{SITE}/wp-admin/post.php?post={number}&action=edit",
        "owner": "Web editor",
        "status": "Not started",
        "site": "fernhollow.example",
        "asset_id": f"asset {number}",
        "findings": 1,
        **known,
    }


def audit(names: str = "none", **parts: Any) -> Any:
    frames = {
        "items": AUDIT_ITEMS.frame(
            [
                item("1", "website", has_any=True, has_location=True, n_files_unread=1),
                item("2", "website", has_any=None, has_location=None, is_oversized=None),
                item("3", "facebook", consent_state="against", is_covered=False),
                item("4", "facebook", consent_state="unknown", is_covered=None),
            ]
        ),
        "files": pd.DataFrame({"asset_id": [], "image_hash": []}, dtype="str"),
        "decisions": DECISIONS.empty(),
        "policies": {"fernhollow.example": Policy()},
        "people": PEOPLE.frame(
            [
                {"person_id": "p1", "first_name": "Amelia", "known_as": "Milly", "last_name": "Hart"},
                {"person_id": "p2", "first_name": "Zoë", "last_name": "O'Fernsby"},
            ]
        ),
        "appearances": APPEARANCES.frame([{"asset_id": "asset 1", "person_ref": "Noah Quill"}]).assign(
            person_id=pd.Series([None], dtype="str")
        ),
        "sources": SOURCES.frame(
            [
                {
                    "source_id": "s",
                    "file": "autumn/website.xml",
                    "site": "fernhollow.example",
                    "channel": "website",
                    "dialect": "wxr",
                    "exported_at": "2025-07-18T23:30:00Z",
                    "rows": 2,
                    "problems": 1,
                }
            ]
        ),
        "problems": PROBLEMS.frame(
            [{"file": "autumn/website.xml", "code": "no_picture", "reason": "no picture named"}]
        ),
        "policy": Policy(
            school="Fernhollow Academy", names_in_outputs=names, owners={"website": "Web editor"}, suppress_below=1
        ),
        "term": "2025-26-autumn",
        "as_of": date(2025, 12, 19),
        "engines": {"media": "7"},
        "is_part": True,
    }
    return SimpleNamespace(
        **{
            "alike": tables.ALIKE.empty(),
            "placed": tables.PLACED.empty(),
            "headings": tables.HEADINGS.empty(),
            "consents": tables.CONSENTS.empty(),
            **frames,
            **parts,
        }
    )


def actions(*rows: dict[str, Any]) -> pd.DataFrame:
    return ACTIONS.frame(list(rows)) if rows else ACTIONS.empty()


def written(path: Path, given: Any, rows: pd.DataFrame) -> openpyxl.Workbook:
    return openpyxl.load_workbook(save_workbook(build_workbook(given, rows), path / "actions.xlsx"))


def row_of(book: openpyxl.Workbook, row: int) -> dict[str, Any]:
    sheet = book["Actions"]
    return {str(head.value): cell for head, cell in zip(sheet[1], sheet[row], strict=True)}


def texts(book: openpyxl.Workbook) -> Iterator[tuple[str, str]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from ((f"{sheet.title}!{cell.coordinate}", str(cell.value)) for cell in row if cell.value is not None)


@pytest.mark.slow
def test_an_action_is_one_row_with_its_links(tmp_path: Path) -> None:
    book = written(tmp_path, audit(), actions(action(41)))
    assert book.sheetnames == [*SHEETS, *HIDDEN]
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state == "veryHidden"] == HIDDEN
    row = row_of(book, 2)
    assert {heading: cell.value for heading, cell in row.items()} == {
        "Severity": "2 High",
        "Due": pd.Timestamp("2026-01-09"),
        "What is wrong": "The file says where it was taken.",
        "What to do": "Strip metadata",
        "Channel": "Website",
        "Picture": "summer-fair",
        "Open picture": "Open picture “summer-fair”",
        "Edit picture": "Edit picture “summer-fair” in WordPress",
        "Pages": "Summer fair",
        "Open page": "Open page “Summer fair”",
        "Edit page": "Edit page “Summer fair” in WordPress",
        "Done when": "Every copy is clean.",
        "Owner": "Web editor",
        "Status": "Not started",
        "Notes": None,
        "Until": None,
        "Answered on": None,
        "Reference": "metadata fernhollow.example/wp/41@website",
    }
    assert {heading: cell.hyperlink.target for heading, cell in row.items() if cell.hyperlink} == {
        "Open picture": f"{SITE}/wp-content/uploads/summer-fair.jpg",
        "Edit picture": f"{SITE}/wp-admin/post.php?post=41&action=edit",
        "Open page": f"{SITE}/summer-fair/",
        "Edit page": f"{SITE}/wp-admin/post.php?post=7&action=edit",
    }


@pytest.mark.slow
def test_calamine_reads_the_same(tmp_path: Path) -> None:
    written(tmp_path, audit(), actions(action(41)))
    heading, row = CalamineWorkbook.from_path(tmp_path / "actions.xlsx").get_sheet_by_name("Actions").to_python()
    assert heading == HEADINGS
    assert row[:4] == ["2 High", date(2026, 1, 9), "The file says where it was taken.", "Strip metadata"]
    assert row[-1] == "metadata fernhollow.example/wp/41@website"


@pytest.mark.slow
def test_several_pages_keep_the_address_of_each(tmp_path: Path) -> None:
    pages = f"Welcome {SITE}/\n{SITE}/news/\nMedia library: no page of the export uses it"
    row = row_of(written(tmp_path, audit(), actions(action(1, pages=pages))), 2)
    assert row["Pages"].value == f"Welcome\n{SITE}/news/\nMedia library: no page of the export uses it"
    assert row["Open page"].hyperlink.target == f"{SITE}/"


@pytest.mark.slow
def test_a_picture_on_many_pages_lists_ten(tmp_path: Path) -> None:
    pages = "\n".join(f"Page {page} {SITE}/{page}/" for page in range(40))
    lines = row_of(written(tmp_path, audit(), actions(action(1, pages=pages))), 2)["Pages"].value.split("\n")
    assert len(lines) == 11
    assert lines[-1] == "and 30 more"


@pytest.mark.slow
def test_a_picture_without_a_title_goes_by_its_file(tmp_path: Path) -> None:
    book = written(
        tmp_path,
        audit(),
        actions(
            action(1, title=None, file_url=f"{SITE}/uploads/sports%20day.jpg?ver=2"),
            action(2, title=None, file_url=None, edit_url=None, pages=None),
        ),
    )
    assert row_of(book, 2)["Picture"].value == "sports day.jpg"
    assert row_of(book, 3)["Picture"].value == "Without a title"
    assert row_of(book, 3)["Open picture"].value is None


@pytest.mark.slow
def test_site_is_a_column_only_where_there_are_several(tmp_path: Path) -> None:
    book = written(tmp_path, audit(), actions(action(1), action(2, site="nursery.example")))
    assert [cell.value for cell in book["Actions"][1]] == [*HEADINGS[:4], "Site", *HEADINGS[4:]]
    assert row_of(book, 3)["Site"].value == "nursery.example"


@pytest.mark.slow
def test_lists_are_offered_for_rows_to_come(tmp_path: Path) -> None:
    book = written(tmp_path, audit(), actions(action(1, owner="Press office", fix="Ask the printer")))
    choices = {str(rule.sqref): rule for rule in book["Actions"].data_validations.dataValidation}
    assert {where: rule.formula1 for where, rule in choices.items()} == {
        "N2:N1048576": "Lists!$A$5:$A$10",
        "D2:D1048576": "Lists!$B$5:$B$22",
        "M2:M1048576": "Lists!$C$5:$C$24",
        "P2:P1048576": None,
        "Q2:Q1048576": None,
    }
    assert "Accepted: write the reason in Notes" in choices["N2:N1048576"].prompt
    rows = [[cell.value for cell in row] for row in book["Lists"]["A5:C24"]]
    status, fix, owner = ([value for value in column if value] for column in zip(*rows, strict=True))
    assert status == [*STATUSES]
    assert fix == [*FIXES, "Ask the printer"]
    assert owner == ["Press office", "Web editor", "Comms team", "Data lead", "DSL"]


@pytest.mark.slow
def test_the_sheet_is_ready_for_screen_and_paper(tmp_path: Path) -> None:
    sheet = written(tmp_path, audit(), actions(action(1), action(2)))["Actions"]
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == "A1:R3"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert all(cell.alignment.wrap_text and cell.fill.fgColor.rgb == "0024425C" for cell in sheet[1])
    formulas = [rule.formula[0] for where in sheet.conditional_formatting for rule in where.rules]
    assert 'AND(NOT(LEFT($C2,11)="Found again"),$N2="Done")' in formulas
    assert 'AND(ISNUMBER($B2),$B2<TODAY(),$A2<>"")' in formulas


@pytest.mark.slow
def test_a_row_may_grow_when_somebody_types_into_it(tmp_path: Path) -> None:
    written(tmp_path, audit(), actions(action(1)))
    first = re.search(r'<row r="2"[^>]*>', sheet_xml(tmp_path, 3))
    assert first
    assert 'ht="' in first[0]
    assert 'customHeight="1"' not in first[0]


@pytest.mark.slow
def test_summary_says_figures_in_numbers_and_words(tmp_path: Path) -> None:
    rows = [[cell.value for cell in row] for row in written(tmp_path, audit(), actions(action(1)))["Summary"]]
    front = {(row[0], row[1]): row[2:9] for row in rows if row[8]}
    figures = written(tmp_path, audit(), actions(action(1)))["All figures"]
    table = {(row[0], row[1]): row[2:] for row in ([cell.value for cell in row] for row in figures) if row[8]}
    assert front == {key: told for key, told in table.items() if key in front}
    assert {channel for _, channel in front} == {"Channel", "All channels"}
    assert ("Metadata: serial numbers and ids", "All channels") in table
    assert ("Metadata: serial numbers and ids", "All channels") not in front
    assert table["Metadata says where it was taken", "All channels"] == [
        *(4, 1, 2, 1, 0.25, 0.5),
        "At least 1 of 4 placements (25%); 1 not known, so up to 50%",
    ]
    assert table["Metadata says where it was taken", "Website"][:4] == [2, 1, 0, 1]
    assert table["Consent covers everyone shown", "All channels"][:4] == [4, 2, 1, 1]
    assert table["Live against consent", "All channels"] == [
        *(4, 1, 2, 1, 0.25, 0.5),
        "At least 1 of 4 placements (25%); 1 not known, so up to 50%",
    ]
    assert table["Live against consent", "Facebook"][:4] == [2, 1, 0, 1]
    assert ("Metadata: serial numbers and ids", "Website") not in table


@pytest.mark.slow
def test_summary_counts_actions_by_channel_and_severity(tmp_path: Path) -> None:
    rows = actions(action(1, severity="critical"), action(2), action(3, channel="facebook"))
    sheet = written(tmp_path, audit(), rows)["Summary"]
    assert [[cell.value for cell in row] for row in sheet["A6:F9"]] == [
        ["Channel", "All", "1 Critical", "2 High", "3 Medium", "4 Low"],
        ["All channels", 3, 1, 2, 0, 0],
        ["Facebook", 1, 0, 1, 0, 0],
        ["Website", 2, 1, 1, 0, 0],
    ]
    assert sheet["G9"].value == (
        '=COUNTIFS(Actions!$E:$E,"="&$A9,Actions!$N:$N,"<>Done",Actions!$N:$N,"<>Accepted",'
        'Actions!$N:$N,"<>Not applicable")'
        '+COUNTIFS(Actions!$E:$E,"="&$A9,Actions!$N:$N,"Done",Actions!$C:$C,"Found again*")'
        '+COUNTIFS(Actions!$E:$E,"="&$A9,Actions!$N:$N,"Accepted",Actions!$C:$C,"Found again*")'
        '+COUNTIFS(Actions!$E:$E,"="&$A9,Actions!$N:$N,"Not applicable",Actions!$C:$C,"Found again*")'
    )


@pytest.mark.slow
def test_read_me_says_what_is_not_known(tmp_path: Path) -> None:
    sheet = written(tmp_path, audit(), actions(action(1)))["Read me"]
    said = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=1, max_col=2)}
    assert "Picture audit · Fernhollow Academy" in said
    assert "Autumn term 2025-26 · 19 December 2025" in said
    assert said["Website"] == (
        "2 placements from website.xml (WordPress export, exported on 19 July 2025); 1 remark on reading it."
    )
    assert said["Files"] == "1 of 8 files could not be opened or measured in full."
    assert said["Consent"] == "1 placement where nobody can tell yet whether everyone shown agreed."
    assert said["Unknown is not clean"]
    assert said["2 High"].endswith("Due within 5 school days.")
    assert "[name]" in said["Names"]
    assert [label for label in said if str(label) in "1234567"] == [*"1234567"]


@pytest.mark.slow
def test_no_action_is_said(tmp_path: Path) -> None:
    book = written(tmp_path, audit(items=AUDIT_ITEMS.empty()), actions())
    assert row_of(book, 2)["What is wrong"].value == "Nothing to do: the audit found no action."
    assert book["Summary"]["B7"].value == 0
    assert [cell.value for cell in book["Who is shown"]["A"]][1:] == [
        "Nothing to ask: it is known of every picture who is shown."
    ]
    known = AUDIT_ITEMS.frame([item("1", "website", shows="nobody", people_complete=True, page_title="Home")])
    asks = written(tmp_path, audit(items=known), actions())["Who is shown"]
    assert [cell.value for cell in asks["A"]][1:] == ["Nothing to ask: it is known of every picture who is shown."]


@pytest.mark.slow
def test_every_choice_and_measure_has_its_words() -> None:
    assert [*STATUS_MEANINGS] == [*STATUSES]
    assert [*FIX_MEANINGS] == [*FIXES]
    measures = {name for count in STATISTICS.values() for name in count(audit().items)["measure"]} | {"against"}
    assert {*YES_MEANS} == measures | {measure.name for measure in REGISTER_MEASURES}


@pytest.mark.parametrize(
    ("n", "yes", "unknown", "words"),
    [
        (64, 12, 5, "at least 12 of 64 placements (19%); 5 not known, so up to 27%"),
        (1, 1, 0, "1 of 1 placement (100%)"),
        (1000, 1, 0, "1 of 1,000 placements (under 1%)"),
        (1000, 999, 0, "999 of 1,000 placements (over 99%)"),
        (3, 0, 3, "not known for any of 3 placements"),
        (0, 0, 0, "nothing to count"),
    ],
)
def test_in_words(n: int, yes: int, unknown: int, words: str) -> None:
    assert in_words(n, yes, unknown, "placement") == words


# What comes from outside


def sheet_xml(path: Path, number: int) -> str:
    with zipfile.ZipFile(path / "actions.xlsx") as file:
        return file.read(f"xl/worksheets/sheet{number}.xml").decode()


@pytest.mark.slow
def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    rows = [
        action(
            at,
            title=text,
            problem=text,
            done_when=text,
            owner=text,
            channel=text,
            fix=text,
            pages=text,
            action_id=f"{text} {at}",
        )
        for at, text in enumerate(HOSTILE)
    ]
    sources = SOURCES.frame([{"source_id": t, "file": t, "site": t, "channel": t, "dialect": t} for t in HOSTILE])
    items = AUDIT_ITEMS.frame([item(str(at), text) for at, text in enumerate(HOSTILE)])
    given = audit(sources=sources, items=items, term="=1+1", policy=Policy(school="=1+1", owners={"x": "=1+1"}))
    book = written(tmp_path, given, actions(*rows))
    assert [bool("<f>" in sheet_xml(tmp_path, number)) for number in (1, 2, 3, 4)] == [False, True, False, False]
    assert not [each for each in re.findall("<f>(.*?)</f>", sheet_xml(tmp_path, 2)) if "1+1" in each or "evil" in each]
    for at, text in enumerate(HOSTILE, 2):
        cell = row_of(book, at)["Picture"]
        assert cell.data_type == "s"
        assert cell.quotePrefix == (text.lstrip()[0] in "=+-@")
    read = CalamineWorkbook.from_path(tmp_path / "actions.xlsx").get_sheet_by_name("Actions").to_python()
    assert [row[5] for row in read[1:]] == HOSTILE


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)//https://a.example",
        "file:///C:/pupils.xlsx",
        r"\\server\share\pupils.xlsx",
        "//a.example/x",
        "data:text/html,hello",
        "ftp://a.example/x",
        "mailto:a@a.example",
        "https://fernhollow.example@evil.example/",
        "https://",
        "http://[",
        "http://a.example:port/",
        "https://a.example/\nx",
        "https://a.example/\ud800",
        "https://a.example/" + "x" * LINK_LIMIT,
        "",
        None,
    ],
)
def test_only_web_addresses_are_links(address: str | None) -> None:
    assert web_link(address) is None


@pytest.mark.slow
def test_an_address_that_is_no_link_can_still_be_read(tmp_path: Path) -> None:
    cell = row_of(written(tmp_path, audit(), actions(action(1, file_url="javascript:alert(1)"))), 2)["Open picture"]
    assert cell.value == "javascript:alert(1)"
    assert cell.hyperlink is None


@pytest.mark.slow
def test_a_column_that_is_added_to_actions_hides_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {field.source for field in actions_sheet.FIELDS}
    more = [Field(name.capitalize(), name, 10) for name in ACTIONS.columns if name not in shown]
    monkeypatch.setattr(actions_sheet, "FIELDS", (*actions_sheet.FIELDS, *more))
    named = dict.fromkeys(("subject_id", "asset_id", "settled_by"), "of Amelia Hart")
    row = row_of(written(tmp_path, audit(), actions(action(1, **named))), 2)
    assert {row[name.capitalize()].value for name in named} == {"of [name]"}
    assert row["Reference"].value == "metadata fernhollow.example/wp/1@website"
    assert row["Findings"].value == 1


@pytest.mark.slow
def test_links_stop_where_excel_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgaudit.outputs.workbook.links.LINKS_PER_SHEET", 5)
    book = written(tmp_path, audit(), actions(action(1), action(2)))
    assert row_of(book, 3)["Open picture"].hyperlink is not None
    assert row_of(book, 3)["Open page"].hyperlink is None
    assert row_of(book, 3)["Open page"].value == f"{SITE}/summer-fair/"


def through_excel(value: object, **settings: Any) -> Any:
    book = Workbook()
    put(book.worksheets[0].cell(1, 1), "start")
    put(book.worksheets[0].cell(1, 2), value, **settings)
    put(book.worksheets[0].cell(1, 3), "end")
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    return CalamineWorkbook.from_filelike(buffer).get_sheet_by_index(0).to_python()[0][1]


def as_seen(character: str) -> str:
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
        return "\ufffd"
    if code == 0x7F:
        return "␡"
    return chr(0x2400 + code) if code < 0x20 and character not in "\t\n" else character


@given(st.text(st.characters(codec=None), min_size=1) | st.text("_x0123abcdefABCDEF=\t\n\r 😀", min_size=1))
def test_any_text_comes_back_or_is_visibly_replaced(text: str) -> None:
    expected = "".join(map(as_seen, text.replace("\r\n", "\n").replace("\r", "\n")))
    read = through_excel(text)
    assert read == expected or not expected.strip()  # blanks alone come back as nothing


@given(st.integers(0, 5), st.sampled_from(["a", "é", "😀", "_x000D_"]))
def test_a_text_over_the_limit_is_cut_with_a_note(more: int, character: str) -> None:
    units = len(character.encode("utf-16-le")) // 2
    text = character * (32_767 // units + more)
    read = through_excel(text)
    assert len(read.encode("utf-16-le")) // 2 <= 32_767
    assert read == text or re.search(rf"… \[{len(text):,} characters\]$", read)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (2**53, float(2**53)),
        (2**53 + 1, "9007199254740993"),
        (-(2**60), "-1152921504606846976"),
        (float("inf"), "inf"),
        (True, True),
        (pd.NA, ""),
        (pd.NaT, ""),
        (float("nan"), ""),
        (pd.Timestamp("2025-07-01T12:00:00Z"), pd.Timestamp("2025-07-01T13:00")),
        (datetime(2025, 12, 1, 12, tzinfo=UTC), pd.Timestamp("2025-12-01T12:00")),
        (date(1492, 8, 3), "1492-08-03"),
    ],
)
def test_values_keep_their_digits_and_moments_are_local(value: object, read: object) -> None:
    assert through_excel(value, timezone=ZoneInfo("Europe/London")) == read


# Names


def named() -> tuple[Any, pd.DataFrame]:
    """An audit in which names stand wherever one can stand."""
    name = "Amelia Hart"
    given = audit(
        sources=SOURCES.frame(
            [{"source_id": "s", "file": f"{name}/amelia-hart.csv", "site": "x", "channel": "website", "dialect": "y"}]
        ),
        problems=PROBLEMS.frame([{"file": name, "code": "malformed", "reason": name, "value": name}]),
        headings=tables.HEADINGS.frame(
            [
                {"file": name, "heading": name, "consent_type": name, "means": "answer", "why": name, "scope": name}
                | {"n_yes": 1, "n_no": 0, "n_not_recorded": 0, "n_not_understood": 0},
                {"file": name, "heading": f"Photo of {name}", "means": "not understood", "why": name},
            ]
        ),
    )
    row = action(
        1,
        title="AMELIA  HART, Milly Hart's rocket and zoe o’fernsby; Noah Quill",
        problem=f"Hart, Amelia is shown beside {name}.",
        done_when=f"{name} cannot be seen.",
        owner=name,
        pages=f"{name} wins {SITE}/amelia-hart/\nOur day {SITE}/amelia-hart-2/",
        file_url=f"{SITE}/uploads/amelia_hart.jpg",
    )
    return given, actions(row, {**row, "action_id": "second", "subject_id": "second", "title": None})


NAME = re.compile(r"(?i)(amelia|milly)[\W_]*hart|hart[\W_]*(amelia|milly)|zo[eë][\W_]*o.fernsby|noah[\W_]*quill")


@pytest.mark.slow
def test_no_name_of_the_register_on_any_sheet(tmp_path: Path) -> None:
    book = written(tmp_path, *named())
    told = {where: text for where, text in texts(book) if NAME.search(re.sub(r"https?://\S+", "", text))}
    assert told == {}
    row = row_of(book, 2)
    assert row["Picture"].value == "[name], [name]'s rocket and [name]; [name]"
    assert row["Pages"].value == f"[name] wins\nOur day {SITE}/amelia-hart-2/"
    assert row["Open page"].hyperlink.target == f"{SITE}/amelia-hart/"
    assert row_of(book, 3)["Picture"].value == "[name].jpg"
    with zipfile.ZipFile(tmp_path / "actions.xlsx") as file:
        assert not NAME.search(file.read("docProps/core.xml").decode())


@pytest.mark.slow
def test_initials_stand_for_names(tmp_path: Path) -> None:
    given, rows = named()
    given.policy = dataclasses.replace(given.policy, names_in_outputs="initials")
    row = row_of(written(tmp_path, given, rows), 2)
    assert row["Picture"].value == "A. H., M. H.'s rocket and Z. O.; N. Q."


@pytest.mark.slow
def test_full_names_are_left_alone(tmp_path: Path) -> None:
    given, rows = named()
    given.policy = dataclasses.replace(given.policy, names_in_outputs="full")
    assert row_of(written(tmp_path, given, rows), 2)["Owner"].value == "Amelia Hart"


@pytest.mark.slow
def test_the_sample_school_names_nobody(tmp_path: Path, audits: dict[str, ia.Audit]) -> None:
    for term, full in audits.items():
        quiet = dataclasses.replace(full, policy=dataclasses.replace(full.policy, names_in_outputs="none"))
        book = openpyxl.load_workbook(write_workbook(quiet, tmp_path / f"{term}.xlsx"))
        people = full.people[["first_name", "last_name"]].dropna()
        patterns = [rf"{re.escape(p.first_name)}[\W_]+{re.escape(p.last_name)}" for p in people.itertuples()]
        anybody = re.compile("|".join(patterns), re.IGNORECASE)
        assert not [where for where, text in texts(book) if anybody.search(re.sub(r"https?://\S+", "", text))]
        references = [row[-1].value for row in book["Actions"].iter_rows(min_row=2)]
        work = find_actions(full)
        assert references == work.loc[work["settled_by"].isna(), "action_id"].tolist()
        assert work["settled_by"].notna().any()


# The file


@pytest.mark.slow
def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    (tmp_path / "actions.xlsx").touch(mode=0o644)
    written(tmp_path, audit(), actions())
    assert stat.S_IMODE((tmp_path / "actions.xlsx").stat().st_mode) == 0o600


@pytest.mark.slow
@pytest.mark.parametrize("error", [OSError("disk full"), RuntimeError("anything")])
def test_a_failure_leaves_the_old_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    path = tmp_path / "actions.xlsx"
    path.write_bytes(b"the old one")
    book = build_workbook(audit(), actions())

    def fail(file: Any) -> None:
        file.write(b"half")
        raise error

    monkeypatch.setattr(book, "save", fail)
    with pytest.raises((ImgauditError, RuntimeError)):
        save_workbook(book, path)
    assert path.read_bytes() == b"the old one"
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.slow
@pytest.mark.parametrize("lock", ["~$actions.xlsx", ".~lock.actions.xlsx#"])
def test_an_open_workbook_is_not_replaced(tmp_path: Path, lock: str) -> None:
    (tmp_path / lock).touch()
    with pytest.raises(ImgauditError, match="is open in Excel or LibreOffice"):
        save_workbook(build_workbook(audit(), actions()), tmp_path / "actions.xlsx")


@pytest.mark.slow
def test_a_wrong_place_is_named(tmp_path: Path) -> None:
    book = build_workbook(audit(), actions())
    with pytest.raises(InputError, match=r"ends in \.xlsx"):
        save_workbook(book, tmp_path / "actions.xls")
    with pytest.raises(ImgauditError, match="the folder exists"):
        save_workbook(book, tmp_path / "nowhere" / "actions.xlsx")


@pytest.mark.slow
def test_the_same_audit_gives_the_same_sheets(tmp_path: Path) -> None:
    sheets = []
    for _ in range(2):
        written(tmp_path, *named())
        sheets.append([sheet_xml(tmp_path, number) for number in (1, 2, 3, 4)])
    assert sheets[0] == sheets[1]


@pytest.mark.slow
def test_write_workbook_finds_the_actions_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "find_actions", lambda _: actions(action(1)))
    path = write_workbook(audit(), str(tmp_path / "actions.xlsx"))
    assert path == tmp_path / "actions.xlsx"
    assert row_of(openpyxl.load_workbook(path), 2)["Severity"].value == "2 High"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_opens_it_and_counts(tmp_path: Path) -> None:
    yesterday = (date.today() - timedelta(days=1)).isoformat()  # noqa: DTZ011  # as the office suite's TODAY() has it
    rows = actions(
        action(1, status="Done", due_on=yesterday),
        action(2, due_on=yesterday),
        action(3, status="Accepted"),
        action(4, channel="facebook", due_on="2099-01-01"),
    )
    written(tmp_path, audit(), rows)
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", every_sheet, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "actions.xlsx")], check=True, capture_output=True, timeout=120)
    shown = {name: (tmp_path / f"actions-{name}.csv").read_text(encoding="utf-8") for name in SHEETS}
    assert not [name for name, text in shown.items() if re.search(r"Err:|#NAME\?|#VALUE!|#REF!|###", text)]
    summary = [row for row in csv.reader(shown["Summary"].splitlines()) if row]
    open_and_overdue = {row[0]: row[6:8] for row in summary if row[1].isdigit()}
    assert open_and_overdue == {"All channels": ["2", "1"], "Facebook": ["1", "0"], "Website": ["1", "1"]}


# Links and pictures that say what they are


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pages", "said"),
    [
        (f"Welcome {SITE}/", "Open page “Welcome”"),
        (f"Amelia Hart wins {SITE}/news/", "Open page “[name] wins”"),
        (f"{SITE}/sports%20day/?page=2", "Open page “sports day”"),
        (f"{SITE}/amelia-hart/", "Open page “[name]”"),
        (f"{SITE}/", "Open page “www.fernhollow.example”"),
        (f"=1+1 {SITE}/news/", "Open page “=1+1”"),
        (f"{'Long ' * 30}{SITE}/", f"Open page “{('Long ' * 12)[:59].rstrip()}…”"),
    ],
)
def test_a_link_says_which_page_it_opens(pages: str, said: str, tmp_path: Path) -> None:
    cell = row_of(written(tmp_path, audit(), actions(action(1, pages=pages))), 2)["Open page"]
    assert cell.value == said
    assert cell.hyperlink.target.startswith(SITE)
    assert cell.data_type == "s"


@pytest.mark.slow
def test_only_what_wordpress_edits_is_edited_there(tmp_path: Path) -> None:
    other = action(1, edit_url="https://facebook.com/1", page_edit_url=None)
    row = row_of(written(tmp_path, audit(), actions(other)), 2)
    assert (row["Edit picture"].value, row["Edit page"].value) == ("Edit picture “summer-fair”", None)


@pytest.mark.slow
def test_read_me_says_how_to_strip_metadata_by_hand(tmp_path: Path) -> None:
    sheet = written(tmp_path, audit(), actions(action(1)))["Read me"]
    said = {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2)}
    assert said["Strip metadata"].endswith("How: below.")
    assert "“Create a copy with all possible properties removed”" in said["Windows"]
    assert "“Remove Location Info”; save it. This takes out the location alone" in said["macOS"]
    assert "imgaudit scan" in said["Afterwards"]


# Summary, one page


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ia.Audit]:
    """The workbook of the sample school's third term, with its history."""
    folder = tmp_path_factory.mktemp("front")
    for term in ("autumn", "spring", "summer"):
        audit = ia.audit_config(SCHOOL / f"{term}.toml", progress=False)
        ia.save_audit(audit, folder / "history")
    return ia.write_workbook(audit, folder / "actions.xlsx", history=folder / "history"), audit


def since_in(path: Path, title: str = "Summary") -> dict[tuple[str, str], str]:
    rows = [row for row in openpyxl.load_workbook(path)[title].iter_rows(values_only=True) if row[8]]
    return {(row[0], row[1]): row[9] for row in rows if len(row) > 9}


def drawn(path: Path) -> tuple[str, str]:
    """The first chart of a workbook and the drawing that holds it."""
    with zipfile.ZipFile(path) as book:
        return book.read("xl/charts/chart1.xml").decode(), book.read("xl/drawings/drawing1.xml").decode()


@pytest.mark.slow
def test_summary_is_printed_on_one_page(front: tuple[Path, ia.Audit]) -> None:
    sheet = openpyxl.load_workbook(front[0])["Summary"]
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("portrait", "$1:$2")


@pytest.mark.slow
def test_the_term_before_stands_beside_each_figure(front: tuple[Path, ia.Audit]) -> None:
    path, _ = front
    since = since_in(path)
    told = trends(path.parent / "history")
    told = told[told["term"].eq("2025-26-summer")].set_index("measure")["comparison"]
    assert since["Metadata says where it was taken", "All channels"] == told["location"]
    assert told["location"] == "8 of 53 → 2 of 60 since Spring 2025–26 (not known: 3, then 4): better"
    assert since["Live against consent", "All channels"] is None  # the history does not judge it
    whole = since_in(path, "All figures")
    by_channel = trends(path.parent / "history", by="channel")
    by_channel = by_channel[by_channel["term"].eq("2025-26-summer") & by_channel["channel"].eq("website")]
    assert (
        whole["Metadata says where it was taken", "Website"]
        == (by_channel.set_index("measure")["comparison"]["location"])
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("below", "said"),
    [
        (5, {"Facebook": None, "Instagram": None, "Prospectus": "3 of 5 → 4 of 5 since Spring 2025–26: better"}),
        # Of 57 now and 51 before the one is large enough, the other is not.
        (52, {"All channels": "Not shown: fewer than 52, or a group from which such a one could be worked out"}),
        (52, {"Facebook": None, "Instagram": None, "Prospectus": None, "Website": None}),
    ],
)
def test_small_groups_are_shown_of_neither_term(
    front: tuple[Path, ia.Audit], tmp_path: Path, below: int, said: dict[str, str | None]
) -> None:
    path, audit = front
    strict = dataclasses.replace(audit, policy=dataclasses.replace(audit.policy, suppress_below=below))
    written = ia.write_workbook(strict, tmp_path / "strict.xlsx", history=path.parent / "history")
    whole = since_in(written, "All figures")
    told = {channel: since for (what, channel), since in whole.items() if what == "Consent covers everyone shown"}
    assert {channel: told[channel] for channel in said} == said


@pytest.mark.slow
@pytest.mark.parametrize("part", [True, False])
def test_what_the_history_does_not_hold_is_not_compared(
    front: tuple[Path, ia.Audit], tmp_path: Path, *, part: bool
) -> None:
    path, audit = front
    website = audit.where(audit.items["channel"].eq("website"))
    other = website if part else dataclasses.replace(audit, items=website.items)
    written = ia.write_workbook(other, tmp_path / "part.xlsx", history=path.parent / "history")
    said = {what: since for (what, channel), since in since_in(written).items() if channel == "All channels"}
    assert said.get("Metadata says where it was taken") is None
    texts = [cell.value for cell in openpyxl.load_workbook(written)["Summary"]["A"]]
    assert ("How the twelve practices stand" in texts) is not part


@pytest.mark.slow
def test_the_practices_stand_on_the_summary(front: tuple[Path, ia.Audit]) -> None:
    path, audit = front
    rows = [*openpyxl.load_workbook(path)["Summary"].iter_rows(values_only=True, max_col=3)]
    at = rows.index(("Practice", "State", "Last term"))
    card = ia.scorecard(audit, path.parent / "history")
    assert [(row[0], row[1].lower(), row[2].lower()) for row in rows[at + 1 : at + 13]] == [
        *card[["question", "state", "state_before"]].itertuples(index=False, name=None)
    ]


@pytest.mark.slow
def test_the_chart_is_told_in_words_and_holds_no_small_group(tmp_path: Path) -> None:
    given = audit()
    given.policy = dataclasses.replace(given.policy, suppress_below=5)
    path = save_workbook(build_workbook(given, actions(action(1))), tmp_path / "actions.xlsx")
    chart, drawing = drawn(path)
    (told,) = re.findall('descr="([^"]*)"', drawing)
    assert told.startswith("Bar chart. The figures below: yes, not known and no, as shares. ")
    assert "Metadata says where it was taken: at least 1 of 4 placements (25%); 1 not known, so up to 50%." in told
    assert "onsent" not in told
    sheet = openpyxl.load_workbook(path)["Summary"]
    (where,) = set(re.findall(r"<cat><numRef><f>'Summary'!\$A\$(\d+):\$A\$(\d+)</f>", chart))
    labels = [sheet.cell(row, 1).value for row in range(int(where[0]), int(where[1]) + 1)]
    assert [label for label in labels if "onsent" in label] == []
    assert "Metadata says where it was taken" in labels
    assert "The figures below: yes, not known and no, as shares" in chart


@pytest.mark.slow
def test_nothing_to_count_draws_nothing(tmp_path: Path) -> None:
    book = build_workbook(audit(items=AUDIT_ITEMS.empty()), actions())
    save_workbook(book, tmp_path / "actions.xlsx")
    with zipfile.ZipFile(tmp_path / "actions.xlsx") as archive:
        assert [name for name in archive.namelist() if "chart" in name] == []
