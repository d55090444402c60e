"""Registers of what no picture shows: written, filled in, returned, carried on, counted, acted on."""

# ruff: noqa: DTZ001 - Excel knows no time zones
from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_terms import audit, became, part, picture, register, source
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Drawing
from openpyxl.packaging.custom import CustomPropertyList
from PIL import Image
from typer.testing import CliRunner

import imgaudit as ia
from imgaudit import cli
from imgaudit.registers import NEVER, found_accounts
from imgaudit.tables import ITEMS

TODAY = date(2025, 12, 19)
INSTA = "s/instagram/spreadsheet"
BEN = register(Ben="granted")


def post(name: str, page: str, source: str = INSTA) -> dict[str, Any]:
    return picture(name, source=source, page=page)


def published(*addresses: str, channel: str = "instagram") -> pd.DataFrame:
    rows = [
        {"item_id": str(at), "asset_id": "a", "source_id": "s", "site": "s", "channel": channel, "page_url": address}
        for at, address in enumerate(addresses)
    ]
    return ITEMS.frame(rows)


def inventory(*addresses: str, channel: str = "instagram") -> ia.Inventory:
    items = published(*addresses, channel=channel)
    return ia.Inventory(items, *[pd.DataFrame()] * 5)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ia.write_registers(tmp_path_factory.mktemp("new") / "registers.xlsx", site="s")


@pytest.fixture
def book(blank: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(blank, tmp_path / "registers.xlsx"))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return ia.write_registers(tmp_path / "incidents.xlsx", site="s", incidents=True)


def fill(path: Path, title: str, *rows: dict[str, Any], at: int | None = None) -> Path:
    """Type into rows of a sheet: below what is there, or from the row ``at`` on."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[title]
    columns = {str(cell.value): cell.column for cell in sheet[2]}
    used = [row for row in range(3, sheet.max_row + 1) if any(cell.value is not None for cell in sheet[row])]
    for row, cells in enumerate(rows, at or max(used, default=2) + 1):
        for heading, value in cells.items():
            sheet.cell(row, columns[heading]).value = value
    workbook.save(path)
    return path


def change(path: Path, how: Callable[[openpyxl.Workbook], object]) -> Path:
    workbook = openpyxl.load_workbook(path)
    how(workbook)
    workbook.save(path)
    return path


def rows(path: Path, title: str) -> list[dict[str, Any]]:
    _, head, *cells = openpyxl.load_workbook(path)[title].iter_rows(values_only=True)
    told = [dict(zip(head, row, strict=True)) for row in cells if any(cell is not None for cell in row)]
    return [{heading: cell for heading, cell in row.items() if cell is not None} for row in told]


def through_libreoffice(path: Path) -> Path:
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    out = path.parent / "saved"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=180)
    return Path(shutil.copy(out / path.name, path))


OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")


def read(path: Path | list[Path], **options: Any) -> Any:
    return ia.read_registers(path, today=TODAY, **options)


def told(path: Path, name: str, *columns: str) -> list[list[object]]:
    """What the records of one register say."""
    found = read(path).records
    cells = found.loc[found["register"].eq(name), [*columns]].astype("object")
    return cells.where(cells.notna(), None).to_numpy().tolist()


@pytest.mark.slow
def test_a_new_workbook_asks_for_everything_and_says_nothing(blank: Path) -> None:
    workbook = openpyxl.load_workbook(blank)
    assert workbook.sheetnames == ["Read me", "Accounts", "Settings", "Training", "Families", "Policies", "Partners"]
    asked = rows(blank, "Settings")
    assert len({row["Setting"] for row in asked}) == 12
    assert {row["Platform"] for row in asked} == {
        *("Facebook", "Instagram", "X", "TikTok", "YouTube", "WhatsApp", "Snapchat", "LinkedIn")
    }
    assert {row["As expected?"] for row in asked} == {"Not checked"}
    assert all(row["Expected"] and row["Source"] and row["As of"] == "November 2026" for row in asked)
    expected = {(row["Platform"], row["Setting"]): row for row in asked}
    assert expected["Instagram", "Shown in search engines"]["Expected"].startswith(
        "Off (on by default for professional"
    )
    assert expected["Facebook", "Objection to AI training lodged"]["Expected"] == "Yes, for this account"
    assert expected["X", "Objection to AI training lodged"]["Source"] == "no source found: the school checks"
    assert ("Snapchat", "Comments") in expected
    assert ("WhatsApp", "Location on posts") not in expected
    got = read(blank)
    assert got.problems.empty
    assert {*got.records["actual"].dropna()} == set()
    assert got.records["register"].value_counts().to_dict() == {"partners": 15, "policies": 10, "families": 4}
    assert repr(got) == "<Registers: 29 records, 0 problems>"


def test_the_lists_and_hints_stand_on_whole_columns(blank: Path) -> None:
    sheet = openpyxl.load_workbook(blank)["Settings"]
    lists = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert lists["E3:E1048576"] == '"Yes,No,Not offered,Not checked"'
    assert lists["A3:A1048576"].startswith('"Facebook,Instagram,X,')
    assert all(len(each or "") <= 255 for each in lists.values()), "Excel refuses a longer one"
    assert sheet.freeze_panes == "B3"
    assert blank.stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_what_is_filled_in_is_read(book: Path) -> None:
    fill(book, "Accounts", {"Platform": "Flickr", "Account": "https://www.flickr.com/photos/Fernhollow/", "Owner": "Jo",
                            "Deputy": "Kim", "Audience": "public", "State": "Active"})  # fmt: skip
    fill(book, "Settings", {"Platform": "Flickr", "Account": "@fernhollow", "Setting": "Comments", "Expected": "Off",
                            "As expected?": "No", "Checked on": datetime(2025, 12, 1), "Checked by": "Jo"})  # fmt: skip
    fill(book, "Training", {"Person": "Jo Reed", "Role": "Communications", "Publishes?": "Yes", "Course": "Pictures",
                            "Completed on": "1 September 2025", "Valid … months": "Once"})  # fmt: skip
    fill(book, "Families", {"Sent on": datetime(2025, 9, 8), "Asked": 412, "Answered": "350", "Withdrew": 3}, at=3)
    fill(book, "Policies", {"Approved on": "2025-03-04", "Approved by": "Governors"}, at=3)
    fill(book, "Partners", {"Checked on": "3/4/2025", "Version": "May 2026"}, at=3)
    assert read(book).problems.empty
    assert told(book, "accounts", "what", "actual", "group") == [
        ["listed in the register", "yes", "flickr"],
        ["an owner and a deputy", "yes", "flickr"],
    ]
    assert told(book, "settings", "what", "expected", "actual", "checked_on", "by") == [
        ["Comments", "Off", "not as expected", pd.Timestamp("2025-12-01"), "Jo"]
    ]
    assert told(book, "training", "what", "group", "publishes", "checked_on", "within_months") == [
        ["Pictures", "Communications", True, pd.Timestamp("2025-09-01"), 1200]
    ]
    assert told(book, "families", "what", "group", "n_asked", "n_answered", "n_withdrew", "within_months")[0] == [
        *("Annual re-consent (2025-09-08)", "re-consent", 412, 350, 3, 12)
    ]
    assert told(book, "policies", "what", "group", "actual", "within_months")[0] == [
        *("Child protection", "statutory", "reviewed", 12)
    ]
    assert told(book, "partners", "subject", "checked_on")[0] == [
        "UKSIC: Managing student image and video content",
        pd.Timestamp("2025-04-03"),
    ]
    ids = read(book).records["subject_id"]
    assert not ids.str.contains("(?i)jo|reed|fernhollow").any(), "an account or a person may be called by a name"


PERSON = {"Person": "Jo Reed", "Course": "Pictures"}
ACCOUNT = {"Platform": "Flickr", "Account": "@fern"}
"""On a platform of which no settings are asked besides those that are typed."""
SETTING = {**ACCOUNT, "Setting": "Comments", "Expected": "Off"}
BAD: list[tuple[str, dict[str, Any], str, str, list[Any]]] = [
    # Sheet, what is typed, the column that the problem names, how its reason begins, what is known then.
    ("Training", {**PERSON, "Completed on": "31/02/2025"}, "Completed on", "No day that can be read", [None]),
    ("Training", {**PERSON, "Completed on": "last summer"}, "Completed on", "No day that can be read", [None]),
    ("Training", {**PERSON, "Completed on": "March 2025"}, "Completed on", "Only a part of a day", [None]),
    ("Training", {**PERSON, "Completed on": "12 March"}, "Completed on", "Only a part of a day", [None]),
    ("Training", {**PERSON, "Completed on": "1/1/2030"}, "Completed on", "In the future", [None]),
    ("Training", {**PERSON, "Completed on": datetime(1904, 1, 5)}, "Completed on", "No day that can be", [None]),
    ("Training", {**PERSON, "Completed on": datetime(1990, 1, 5)}, "Completed on", "Before 2000", [None]),
    ("Training", {**PERSON, "Completed on": 2025}, "Completed on", "No day that can be read", [None]),
    ("Training", {**PERSON, "Completed on": "n/a"}, "Completed on", "No day: counts as not known", [None]),
    ("Training", {**PERSON, "Completed on": "yes"}, "Completed on", "No day that can be read", [None]),
    ("Training", {**PERSON, "Completed on": True}, "Completed on", "No day: counts as not known", [None]),
    ("Training", {**PERSON, "Completed on": "=TODAY()"}, "Completed on", "A formula, an error or a link", [None]),
    ("Training", {**PERSON, "Completed on": "=1/0"}, "Completed on", "A formula, an error or a link", [None]),
    ("Training", {**PERSON, "Completed on": "#N/A"}, "Completed on", "A formula, an error or a link", [None]),
    ("Training", {**PERSON, "Publishes?": "sometimes"}, "Publishes?", "Neither Yes nor No", [None]),
    ("Training", {**PERSON, "Valid … months": -12}, "Valid … months", "No whole number of months", [None]),
    ("Training", {**PERSON, "Valid … months": "yearly"}, "Valid … months", "No whole number of months", [None]),
    ("Training", {**PERSON, "Valid … months": 0}, "Valid … months", "No whole number of months", [None]),
    ("Training", {**PERSON, "Role": "Caretaker"}, "Role", "Not one of the list", [None]),
    ("Training", {"Course": "Pictures", "Completed on": "1/9/2025"}, "Person", "The row does not say of what", []),
    ("Training", {"Person": "Jo Reed", "Completed on": "1/9/2025"}, "Course", "The row does not say of what", []),
    ("Accounts", {"Platform": "Bluesky", "Account": "@fern"}, "Platform", "Not one of the list", []),
    ("Accounts", {**ACCOUNT, "Audience": "everybody"}, "Audience", "Not one of the list", [None, None]),
    ("Settings", {**SETTING, "As expected?": "On"}, "As expected?", "Not one of the list", [None]),
    ("Settings", {**SETTING, "As expected?": "Off"}, "As expected?", "Not one of the list", [None]),
    ("Settings", {**SETTING, "As expected?": "n/a"}, "As expected?", "Not one of the list", [None]),
    ("Settings", {**SETTING, "As expected?": "Yes?"}, "As expected?", "Not one of the list", [None]),
    ("Settings", {**SETTING, "As expected?": "partly"}, "As expected?", "Not one of the list", [None]),
    ("Settings", {**SETTING, "As expected?": "=TRUE()"}, "As expected?", "A formula", [None]),
    ("Families", {"Message": "M", "Asked": -4}, "Asked", "No whole number of families", [None]),
    ("Families", {"Message": "M", "Asked": "about 40"}, "Asked", "No whole number of families", [None]),
    ("Families", {"Message": "M", "Asked": 40.5}, "Asked", "No whole number of families", [None]),
    ("Families", {"Message": "M", "Asked": True}, "Asked", "No whole number of families", [None]),
    ("Families", {"Message": "M", "Asked": 40, "Answered": 41}, "Answered", "More than the 40", [None]),
    ("Families", {"Message": "M", "Asked": 40, "Withdrew": 41}, "Withdrew", "More than the 40", [None]),
    ("Families", {"Asked": 40}, "Message", "The row does not say of what", []),
    ("Policies", {"Approved on": "1/9/2025"}, "Policy", "The row does not say of what", []),
    ("Policies", {"Policy": "P", "Statutory?": "maybe"}, "Statutory?", "Neither Yes nor No", [None]),
    ("Partners", {"Partner": "P", "Document": "D", "Checked on": "32/1/2025"}, "Checked on", "No day that", [None]),
]  # fmt: skip
KNOWN = {
    "Training": {"Completed on": "checked_on", "Publishes?": "publishes", "Valid … months": "within_months"},
    "Settings": {"As expected?": "actual"},
    "Families": {"Asked": "n_asked", "Answered": "n_answered", "Withdrew": "n_withdrew"},
    "Policies": {"Statutory?": "group"},
    "Partners": {"Checked on": "checked_on"},
}


KEYS = {"Accounts": "Account", "Training": "Course", "Settings": "Setting", "Families": "Message", "Policies": "Policy",
        "Partners": "Document"}  # fmt: skip
"""By which of its columns a row that is typed here is told from the others."""


@pytest.fixture(scope="module")
def wrong(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[int]]:
    """All that is wrong in one workbook, read; and the row of each."""
    path = Path(shutil.copy(blank, tmp_path_factory.mktemp("wrong") / "registers.xlsx"))
    workbook = openpyxl.load_workbook(path)
    places = []
    workbook["Accounts"].append([*ACCOUNT.values()])
    for number, (title, typed, *_) in enumerate(BAD):
        sheet = workbook[title]
        columns = {str(cell.value): cell.column for cell in sheet[2]}
        sheet.append([None])
        places.append(at := sheet.max_row + 1)
        for heading, value in typed.items():
            sheet.cell(at, columns[heading]).value = f"{value} {number}" if heading == KEYS[title] else value
    workbook.save(path)
    return read(path), places


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(BAD)), ids=lambda number: f"{BAD[number][0]} {[*BAD[number][1].values()]}")
def test_what_is_not_understood_is_named_and_counts_as_not_known(wrong: tuple[Any, list[int]], number: int) -> None:
    title, typed, column, reason, known = BAD[number]
    got, places = wrong
    problems = got.problems[
        got.problems["file"].eq(f"registers.xlsx[{title}]") & got.problems["row"].eq(places[number])
    ]
    (problem,) = problems.to_dict("records")
    assert problem["column"] == column
    assert problem["reason"].startswith(reason)
    assert ". " in problem["reason"], "it says what to do"
    records = got.records[got.records["register"].eq(title.lower())]
    called = records["subject" if title == "Accounts" else "what"]
    found = records[called.eq(f"{typed.get(KEYS[title])} {number}")]
    name = KNOWN.get(title, {}).get(column, "checked_on" if title == "Accounts" else "group")
    assert [None if pd.isna(value) else value for value in found[name]] == known


@pytest.mark.slow
def test_of_two_rows_of_the_same_the_later_day_counts_or_neither(book: Path) -> None:
    fill(book, "Training", {**PERSON, "Completed on": "1/9/2024"}, {**PERSON, "Completed on": "1/9/2025"},
         {"Person": "jo  reed", "Course": "pictures ", "Completed on": "1/9/2025"})  # fmt: skip
    fill(book, "Accounts", ACCOUNT)
    day = {"Checked on": "1/12/2025"}
    fill(book, "Settings", {**SETTING, **day, "As expected?": "Yes"}, {**SETTING, **day, "As expected?": "No"})
    got = read(book)
    assert told(book, "training", "checked_on") == [[pd.Timestamp("2025-09-01")]]
    assert told(book, "settings", "actual", "checked_on") == [[None, None]]
    assert got.problems[["code", "not_read"]].to_numpy().tolist() == [
        ["contradicted", True], ["duplicate", False], ["duplicate", False],
    ]  # fmt: skip


def drop(title: str, heading: str) -> Callable[[openpyxl.Workbook], None]:
    def how(workbook: openpyxl.Workbook) -> None:
        sheet = workbook[title]
        sheet.delete_cols(next(cell.column for cell in sheet[2] if cell.value == heading))

    return how


def filled(book: Path) -> Path:
    fill(book, "Accounts", ACCOUNT)
    fill(book, "Settings", {**SETTING, "As expected?": "Yes", "Checked on": datetime(2025, 12, 1)})
    return fill(book, "Training", {**PERSON, "Completed on": datetime(2025, 9, 1), "Publishes?": "Yes"})


SAYS = ([["Off", pd.Timestamp("2025-12-01")]], [[True, pd.Timestamp("2025-09-01")]])


def said(book: Path) -> tuple[list[list[object]], list[list[object]]]:
    return told(book, "settings", "actual", "checked_on"), told(book, "training", "publishes", "checked_on")


@pytest.mark.slow
def test_a_deleted_column_is_not_known_and_named(book: Path) -> None:
    change(filled(book), drop("Settings", "Checked on"))
    assert told(book, "settings", "actual", "checked_on") == [["Off", None]]
    (problem,) = read(book).problems.to_dict("records")
    assert (problem["column"], problem["code"], problem["not_read"]) == ("Checked on", "unknown_heading", True)


@pytest.mark.slow
def test_a_sheet_that_is_gone_is_not_known_and_named(book: Path) -> None:
    change(filled(book), lambda workbook: workbook.remove(workbook["Settings"]))
    assert told(book, "settings", "actual") == []
    (problem,) = read(book).problems.to_dict("records")
    assert problem["file"] == "registers.xlsx[Settings]"
    assert problem["reason"].startswith("The sheet is not there: nothing is known of it.")


def rearranged(workbook: openpyxl.Workbook) -> None:
    """Renamed, moved, hidden, sorted, with a title of one's own, columns between, and merged cells."""
    workbook["Settings"].title = "Privacy checks"
    workbook.move_sheet("Privacy checks", -2)
    sheet = workbook["Privacy checks"]
    sheet.insert_cols(3)
    sheet.cell(2, 3).value = "Shelf"
    sheet.insert_rows(1)
    sheet.cell(1, 1).value = "Fern Hollow"
    for row in range(4, sheet.max_row + 1):
        sheet.row_dimensions[row].hidden = True
    workbook["Training"].sheet_state = "hidden"
    workbook["Training"].column_dimensions["E"].hidden = True


@pytest.mark.parametrize(
    "treated",
    [
        lambda path: path,
        lambda path: change(path, rearranged),
        pytest.param(through_libreoffice, marks=[pytest.mark.slow, OFFICE]),
        pytest.param(lambda path: through_libreoffice(change(path, rearranged)), marks=[pytest.mark.slow, OFFICE]),
    ],
    ids=["as it is", "rearranged", "LibreOffice", "both"],
)
def test_it_is_read_back_however_it_was_treated(book: Path, treated: Callable[[Path], Path]) -> None:
    treated(filled(book))
    assert said(book) == SAYS
    assert not read(book).problems["not_read"].fillna(False).any()


@pytest.mark.slow
def test_cells_merged_over_rows_hold_for_each_of_them(book: Path) -> None:
    fill(book, "Accounts", ACCOUNT)
    fill(book, "Settings", {**SETTING, "As expected?": "Yes", "Checked on": datetime(2025, 12, 1)},
         {**SETTING, "Setting": "Tags", "As expected?": "Yes"})  # fmt: skip
    at = len(rows(book, "Settings")) + 2
    change(book, lambda workbook: workbook["Settings"].merge_cells(f"F{at - 1}:F{at}"))
    assert told(book, "settings", "what", "checked_on") == [
        ["Comments", pd.Timestamp("2025-12-01")], ["Tags", pd.Timestamp("2025-12-01")],
    ]  # fmt: skip


@pytest.mark.slow
def test_a_workbook_that_counts_days_from_1904_is_read_right(book: Path) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    filled(book)
    workbook = openpyxl.load_workbook(book)
    workbook.epoch = CALENDAR_MAC_1904
    workbook.save(book)
    assert said(book) == SAYS


@pytest.mark.slow
def test_a_workbook_of_something_else_is_refused(tmp_path: Path, book: Path) -> None:
    other = openpyxl.Workbook()
    other.save(tmp_path / "other.xlsx")
    with pytest.raises(ia.InputError, match="is not a workbook that imgaudit wrote"):
        read(tmp_path / "other.xlsx")
    with pytest.raises(ia.InputError, match=r"is of the site 's', not of 't'\."):
        read(book, site="t")
    change(book, lambda workbook: workbook.remove(workbook["Read me"]))
    with pytest.raises(ia.InputError, match=r"which site it is of is not said\. Give site="):
        read(book)
    actions = ia.write_workbook(audit("1", picture("a")), tmp_path / "actions.xlsx")
    with pytest.raises(ia.InputError, match=r"no sheet of it is one of our registers \(Accounts, Settings"):
        read(actions)
    before = book.read_bytes()
    with pytest.raises(ia.InputError, match="is not an action list of ours, and is left as it is"):
        ia.write_workbook(audit("1", picture("a")), book)
    assert book.read_bytes() == before


@pytest.mark.slow
def test_a_pupil_s_name_is_refused(book: Path) -> None:
    fill(
        book,
        "Policies",
        {"Policy": "Pictures of Ben Benson", "Approved on": "1/9/2025"},
        {"Policy": "Own", "Note": "Ask Ben Benson"},
    )
    got = read(book, register=BEN)
    assert got.problems[["column", "code", "not_read"]].to_numpy().tolist() == [
        ["Policy", "unknown_person", True], ["Note", "unknown_person", False],
    ]  # fmt: skip
    assert not got.records.astype("str").apply(lambda column: column.str.contains("Benson")).any(axis=None)
    assert got.records["what"].eq("Own").sum() == 1


# ── from term to term ──


@pytest.mark.slow
def test_accounts_are_listed_by_the_handles_that_addresses_hold(tmp_path: Path) -> None:
    found = inventory("https://www.instagram.com/fernhollow/p/Abc/", "https://www.instagram.com/p/Xyz/")
    path = ia.write_registers(tmp_path / "registers.xlsx", found=found)
    (account,) = rows(path, "Accounts")
    assert account == {"Platform": "Instagram", "Account": "@fernhollow", "Found in": "exports"}
    of_it = [row for row in rows(path, "Settings") if row.get("Account")]
    assert len(of_it) == 11
    assert {(row["Platform"], row["Account"]) for row in of_it} == {("Instagram", "@fernhollow")}
    assert "Instagram" not in {row["Platform"] for row in rows(path, "Settings") if not row.get("Account")}


@pytest.mark.parametrize(
    ("channel", "address", "handle"),
    [
        ("instagram", "https://www.instagram.com/fern.hollow/reel/Abc/", "fern.hollow"),
        ("instagram", "https://www.instagram.com/p/Abc/", None),
        ("x", "https://x.com/FernHollow/status/12", "fernhollow"),
        ("x", "https://x.com/i/web/status/12", None),
        ("facebook", "https://www.facebook.com/FernHollow/posts/12", "fernhollow"),
        ("facebook", "https://www.facebook.com/permalink.php?story_fbid=1&id=2", None),
        ("facebook", "https://www.facebook.com/groups/12/posts/3", None),
        ("tiktok", "https://www.tiktok.com/@fern/video/1", "fern"),
        ("youtube", "https://www.youtube.com/watch?v=1", None),
        ("linkedin", "https://www.linkedin.com/school/fern-hollow/posts/", "fern-hollow"),
        ("instagram", "https://example.example/fernhollow/p/Abc/", None),
        ("website", "https://x.com/FernHollow/status/12", "nothing"),
    ],
)
def test_a_handle_is_where_each_platform_writes_it(channel: str, address: str, handle: str | None) -> None:
    found = found_accounts(published(address, channel=channel))
    handles = [None if pd.isna(value) else value for value in found["handle"]]
    assert handles == ([] if handle == "nothing" else [handle])


@pytest.mark.slow
@pytest.mark.parametrize(
    "treated",
    [lambda path: path, pytest.param(through_libreoffice, marks=OFFICE)],
    ids=["as it is", "LibreOffice"],
)
def test_all_that_somebody_wrote_is_carried_on(tmp_path: Path, treated: Callable[[Path], Path]) -> None:
    path = ia.write_registers(tmp_path / "registers.xlsx", found=inventory("https://instagram.com/fern/p/A/"))
    fill(path, "Accounts", {"Owner": "Jo", "Deputy": "=A1", "Note": "+44 is no formula"}, at=3)
    fill(
        path,
        "Settings",
        {"Expected": "On, we decided", "As expected?": "Yes", "Checked on": datetime(2025, 12, 1)},
        at=3,
    )
    fill(path, "Training", {**PERSON, "Completed on": "in spring, I think"})
    change(path, lambda workbook: setattr(workbook["Policies"].cell(2, 11), "value", "Shelf"))
    change(path, lambda workbook: setattr(workbook["Policies"].cell(3, 11), "value", "B 12"))
    change(path, lambda workbook: setattr(workbook["Policies"].cell(3, 4), "comment", Comment("Ask the clerk", "Jo")))
    before = {title: rows(treated(path), title) for title in ("Accounts", "Settings", "Training", "Policies")}
    data = path.read_bytes()
    ia.write_registers(path, found=inventory("https://instagram.com/fern/p/A/", "https://instagram.com/moor/p/B/"))
    (kept,) = tmp_path.glob("registers 20*.xlsx")
    assert kept.read_bytes() == data
    accounts = rows(path, "Accounts")
    assert [row["Account"] for row in accounts] == ["@fern", "@moor"]
    assert (accounts[0]["Owner"], accounts[0]["Deputy"], accounts[0]["Note"]) == ("Jo", "=A1", "+44 is no formula")
    now = rows(path, "Settings")
    mine = next(row for row in now if row.get("Expected") == "On, we decided")
    assert (mine["As expected?"], mine["Checked on"]) == ("Yes", datetime(2025, 12, 1))
    assert {row["Account"] for row in now if row.get("Account")} == {"@fern", "@moor"}
    (trained,) = (row for row in rows(path, "Training") if row.get("Person"))
    assert trained["Completed on"] == "in spring, I think"
    first = rows(path, "Policies")[0]
    assert (first["Shelf"], first["Comments"].splitlines()[-1]) == ("B 12", "Ask the clerk")
    for title, old in before.items():
        new = [str(value) for row in rows(path, title) for value in row.values()]
        assert not [value for row in old for value in row.values() if str(value) not in new], title


@pytest.mark.slow
def test_where_nothing_is_new_the_file_is_left_alone(book: Path) -> None:
    fill(filled(book), "Accounts", {"Platform": "Instagram", "Account": "@fern"})
    ia.write_registers(book)  # the settings of the account that was listed by hand
    assert len([row for row in rows(book, "Settings") if row.get("Account") == "@fern"]) == 12
    before = book.read_bytes()
    ia.write_registers(book)
    assert book.read_bytes() == before
    assert said(book)[1] == SAYS[1]
    assert ["Off", pd.Timestamp("2025-12-01")] in said(book)[0]


@pytest.mark.slow
def test_what_is_deleted_to_look_better_comes_back(book: Path) -> None:
    change(book, lambda workbook: workbook["Policies"].delete_rows(3, 5))
    assert len(rows(book, "Policies")) == 5
    ia.write_registers(book)
    assert len(rows(book, "Policies")) == 10


@pytest.mark.slow
def test_last_term_s_file_is_carried_into_a_new_one(book: Path, tmp_path: Path) -> None:
    new = ia.write_registers(tmp_path / "spring.xlsx", earlier=filled(book))
    assert said(new)[1] == SAYS[1]
    assert ["Off", pd.Timestamp("2025-12-01")] in said(new)[0]
    with pytest.raises(ia.InputError, match="is there already"):
        ia.write_registers(new, earlier=book)
    with pytest.raises(ia.InputError, match="there is no such file to carry over"):
        ia.write_registers(tmp_path / "x.xlsx", earlier=tmp_path / "none.xlsx")
    with pytest.raises(ia.InputError, match="give site=, as the inventory calls it"):
        ia.write_registers(tmp_path / "x.xlsx")


WORD = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=12)


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(words=st.lists(WORD, min_size=1, max_size=4))
def test_whatever_is_typed_stays(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    path = tmp_path_factory.mktemp("typed") / "registers.xlsx"
    ia.write_registers(path, site="s")
    workbook = openpyxl.load_workbook(path)
    for at, word in enumerate(words, 30):
        for column in range(1, 8):
            cell = workbook["Families"].cell(at, column)
            cell.value = word
            cell.data_type = "s"
    workbook.save(path)
    read(path)
    ia.write_registers(path, found=inventory("https://instagram.com/fern/p/A/"), site="s")
    kept = [value for row in openpyxl.load_workbook(path)["Families"].iter_rows(values_only=True) for value in row]
    assert all(kept.count(word) >= 7 for word in words)


# ── incidents ──

OPENED = {"Incident": "2025-1", "Kind": "Blackmail", "Reported at": datetime(2025, 12, 1, 9, 0)}


def test_the_file_of_incidents_says_what_never_to_do(log: Path) -> None:
    assert NEVER == "Never view again, copy, screenshot, print, store or forward the image."
    sheet = openpyxl.load_workbook(log)["Incidents"]
    assert sheet["A1"].value.startswith(NEVER)
    assert "Evidence kept means the device, the accounts, the messages and the times" in sheet["A1"].value
    words = [str(cell.value) for row in openpyxl.load_workbook(log)["Read me"].iter_rows() for cell in row]
    assert NEVER in words
    assert "Means the device, the accounts, the messages and the times. Never the image." in words
    assert [cell.value for cell in sheet[2]] == [
        *("Incident", "Kind", "Reported at", "DSL told", "Police told", "Evidence kept", "Originals down", "IWF told"),
        *("POSH told", "DPO told", "ICO decided", "Families told", "Closed", "Lesson in policy"),
    ]
    assert openpyxl.load_workbook(log).sheetnames == ["Read me", "Incidents"]


@pytest.mark.slow
def test_the_hours_to_originals_down_are_measured(log: Path) -> None:
    fill(log, "Incidents", {**OPENED, "DSL told": "1 December 2025 09:20",
                            "Originals down": datetime(2025, 12, 1, 15, 30),
                            "IWF told": "Not needed", "Police told": datetime(2025, 12, 2)})  # fmt: skip
    got = read(log)
    assert got.problems.empty
    found = got.records.set_index("what")
    assert found["hours"].dropna().round(2).to_dict() == {"DSL told": 0.33, "originals down": 6.5}
    assert found["actual"].dropna().to_dict() == {
        "DSL told": "done", "police told": "done", "originals down": "done", "IWF told": "not needed",
    }  # fmt: skip
    result = audit("2", picture("a"), records=got)
    rates = ia.practice_rates(result.records, "procedures").set_index("measure")[["n", "n_known", "n_yes"]]
    assert rates.loc["down_in_time"].tolist() == [1, 1, 1]
    assert rates.loc["step_done"].tolist() == [10, 10, 3]
    (action,) = ia.find_actions(result).to_dict("records")
    assert "IWF" not in action["problem"], "what is not needed is no fault"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "hours", "known"),
    [
        ({"Originals down": datetime(2025, 12, 2, 9, 0)}, 24, 1),
        ({"Originals down": datetime(2025, 12, 2, 9, 1)}, 24, 0),
        ({"Originals down": datetime(2025, 12, 2, 9, 1)}, 25, 1),
        ({"Originals down": datetime(2025, 12, 2)}, 24, None),
        ({"Originals down": "Not needed"}, 24, "not counted"),
        ({}, 24, 0),
        ({}, 24 * 30, None),
        ({"Reported at": None, "Originals down": datetime(2025, 12, 2, 9, 1)}, 24, None),
    ],
)
def test_originals_that_are_still_up_are_not_down_in_time(
    log: Path, typed: dict[str, Any], hours: int, known: Any
) -> None:
    fill(log, "Incidents", {**OPENED, **typed})
    result = audit("2", picture("a"), records=read(log), policy=ia.Policy(originals_down_hours=hours))
    rate = ia.practice_rates(result.records, "procedures").set_index("measure").loc["down_in_time"]
    assert rate[["n", "n_known"]].tolist() == ([0, 0] if known == "not counted" else [1, int(known is not None)])
    assert rate["n_yes"] == (known == 1)


def picture_in(path: Path) -> Path:
    dot = io.BytesIO()
    Image.new("RGB", (4, 4)).save(dot, "PNG")
    return change(path, lambda workbook: workbook["Incidents"].add_image(Drawing(dot), "C9"))


def cell(at: str, value: object) -> Callable[[Path], Path]:
    return lambda path: change(path, lambda workbook: workbook["Incidents"].__setitem__(at, value))


def link(path: Path) -> Path:
    return change(path, lambda workbook: setattr(workbook["Incidents"]["D3"], "hyperlink", "https://a.example/x.jpg"))


def comment(path: Path) -> Path:
    return change(path, lambda workbook: setattr(workbook["Incidents"]["D3"], "comment", Comment("It is Ben", "x")))


def sheet_more(path: Path) -> Path:
    return change(path, lambda workbook: workbook.create_sheet("Ben").append(["It is Ben Benson"]))


@pytest.mark.parametrize(
    "treated",
    [
        picture_in,
        pytest.param(lambda path: through_libreoffice(picture_in(path)), marks=[pytest.mark.slow, OFFICE]),
        cell("A3", "Ben Benson"),
        cell("A3", "https://a.example/x.jpg"),
        cell("A3", "2025-1 Ben"),
        cell("B3", "Ben Benson"),
        cell("D3", "www.a.example/x.jpg"),
        cell("D3", "Ben told me"),
        cell("E3", "a.example"),
        cell("P3", "Ben Benson"),
        cell("P30", "see a.example"),
        link,
        comment,
        sheet_more,
    ],
    ids=["picture", "picture, LO", "name", "address", "number and name", "kind", "www", "words", "host", "beside",
         "below", "link", "comment", "sheet"],
)  # fmt: skip
def test_neither_image_nor_address_nor_name_is_taken_from_the_file_of_incidents(
    log: Path, treated: Callable[[Path], Path]
) -> None:
    fill(log, "Incidents", OPENED)
    treated(log)
    got = read(log, register=BEN)
    assert got.problems["not_read"].any()
    everything = pd.concat([got.records.astype("str"), got.problems.astype("str")]).to_csv()
    assert "Ben" not in everything
    assert "a.example" not in everything
    assert got.records["subject_id"].nunique() >= 1, "of an incident that is not read no step would be open"
    before = log.read_bytes()
    with pytest.raises(ia.InputError, match="Nothing was written"):
        ia.write_registers(log, incidents=True)
    with pytest.raises(ia.InputError, match="Nothing was written"):
        ia.write_registers(log.with_name("copy.xlsx"), earlier=log, incidents=True)
    assert log.read_bytes() == before
    assert [each.name for each in log.parent.glob("*.xlsx")] == ["incidents.xlsx"], "nothing is copied"


@pytest.mark.slow
def test_incidents_are_carried_on_and_kept_apart(log: Path, book: Path, tmp_path: Path) -> None:
    fill(log, "Incidents", OPENED)
    new = ia.write_registers(tmp_path / "spring.xlsx", earlier=log, incidents=True)
    assert rows(new, "Incidents") == [OPENED]
    assert len(read([book, log]).records) == 29 + 11
    with pytest.raises(ia.InputError, match="Name another file"):
        ia.write_registers(log)
    with pytest.raises(ia.InputError, match="Name another file"):
        ia.write_registers(book, incidents=True)
    with pytest.raises(ia.InputError, match="two files hold the same rows"):
        read([log, new])


def test_steps_before_the_report_or_twice_are_named(log: Path) -> None:
    fill(log, "Incidents", {**OPENED, "DSL told": datetime(2025, 11, 30, 9, 0)}, {**OPENED, "Kind": "Other"})
    got = read(log)
    assert got.problems["code"].tolist() == ["duplicate", "date", "duplicate"]
    assert got.records["subject"].unique().tolist() == ["Incident row 3", "Incident row 4"]
    assert got.records["actual"].isna().all()


# ── what is measured, and what is to be done ──


def measured(result: ia.Audit, practice: str, **options: Any) -> dict[str, list[int]]:
    rates = ia.practice_rates(result.records, practice, **options)
    return {row["measure"]: [row["n"], row["n_yes"], row["n_unknown"]] for row in rates.to_dict("records") if row["n"]}


@pytest.mark.slow
def test_without_registers_there_is_no_data_and_nothing_is_found() -> None:
    result = audit("2", post("a", "https://www.instagram.com/fern/p/A/"))
    for practice in ("settings", "training", "families", "procedures", "partners"):
        assert measured(result, practice) == {}
        assert ia.practice_rates(result.records, practice)["share"].isna().all()
    assert result.findings.empty


@pytest.mark.slow
def test_what_nobody_filled_in_is_not_known(book: Path) -> None:
    result = audit("2", picture("a"), records=read(book))
    assert measured(result, "procedures") == {"policy_current": [10, 0, 10]}
    assert measured(result, "partners") == {"version_checked": [15, 0, 15]}
    assert measured(result, "families") == {"told": [4, 0, 4]}
    assert result.findings.empty


@pytest.mark.slow
def test_an_old_look_says_nothing_of_today_but_a_fault_stays_a_fault(book: Path) -> None:
    fill(book, "Accounts", {**ACCOUNT, "Owner": "Jo", "Deputy": "Kim"})
    old, new = datetime(2024, 9, 1), datetime(2025, 9, 1)
    looks = [("a", "Yes", new), ("b", "Yes", old), ("c", "No", old), ("d", "Not offered", new), ("e", None, None)]
    fill(
        book,
        "Settings",
        *({**SETTING, "Setting": name, "As expected?": said, "Checked on": day} for name, said, day in looks),
    )
    got = read(book)
    result = audit("2", picture("a"), records=got)
    assert measured(result, "settings") == {
        "as_expected": [4, 1, 2], "looked_at": [4, 1, 1], "listed": [1, 1, 0], "owned": [1, 1, 0],
    }  # fmt: skip
    assert sorted(result.findings["rule"]) == ["settings.differs", "settings.outdated"]
    longer = audit("2", picture("a"), records=got, policy=ia.Policy(checked_within_months={"settings": 24}))
    assert measured(longer, "settings")["as_expected"] == [4, 2, 1]
    assert measured(longer, "settings", by="group") == measured(longer, "settings")


@pytest.mark.slow
def test_a_setting_that_the_workbook_does_not_ask_for_is_not_known(book: Path) -> None:
    insta = {"Platform": "Instagram", "Account": "@fern"}
    fill(book, "Accounts", insta)
    fill(book, "Settings", {**insta, "Setting": "comments", "As expected?": "Yes", "Checked on": "1/9/2025"})
    change(book, lambda workbook: workbook["Settings"].delete_rows(3, 20))
    assert measured(audit("2", picture("a"), records=read(book)), "settings")["as_expected"] == [11, 1, 10]
    fill(book, "Accounts", {"State": "Closed"}, at=3)
    assert measured(audit("2", picture("a"), records=read(book)), "settings")["as_expected"] == [1, 1, 0]


@pytest.mark.slow
def test_an_account_that_is_not_listed_is_a_finding_until_it_is(book: Path, tmp_path: Path) -> None:
    shown = post("a", "https://www.instagram.com/fern/p/A/")
    before = audit("1", shown, records=read(book))
    assert before.findings[["rule", "subject_kind", "site"]].to_numpy().tolist() == [
        ["settings.unlisted", "account", "s"]
    ]
    (action,) = ia.find_actions(before).to_dict("records")
    assert (action["title"], action["fix"], action["due_on"]) == (
        "@fern",
        "Update the register",
        pd.Timestamp("2025-10-22"),
    )
    fill(book, "Accounts", {"Platform": "Instagram", "Account": "Fern", "Owner": "Jo", "Deputy": "Kim"})
    after = audit("2", shown, records=read(book))
    assert measured(before, "settings") == {"listed": [1, 0, 0]}
    assert measured(after, "settings") == {
        "as_expected": [11, 0, 11], "looked_at": [11, 0, 11], "listed": [1, 1, 0], "owned": [1, 1, 0],
    }  # fmt: skip
    assert {*became(tmp_path, before, after).values()} == {"resolved"}


@pytest.mark.slow
def test_an_export_without_handles_asks_for_one_account_of_its_platform(book: Path, tmp_path: Path) -> None:
    shown = post("a", "https://www.instagram.com/p/A/")
    before = audit("1", shown, records=read(book))
    assert before.findings["rule"].tolist() == ["settings.unlisted"]
    fill(book, "Accounts", {"Platform": "Instagram", "Account": "@fern", "Owner": "Jo", "Deputy": "Kim"})
    after = audit("2", shown, records=read(book))
    assert {*became(tmp_path, before, after).values()} == {"resolved"}
    fill(book, "Accounts", {"State": "Closed", "Owner": None}, at=3)
    closed = audit("2", shown, records=read(book))
    assert closed.findings.empty
    of_accounts = closed.records[closed.records["register"].eq("accounts")]
    assert {*of_accounts["what"]} == {"listed in the register", "closed"}


@pytest.mark.slow
def test_training_is_counted_for_who_publishes_and_named_to_nobody(book: Path, tmp_path: Path) -> None:
    fill(book, "Training",
         {**PERSON, "Publishes?": "Yes", "Completed on": "1/9/2024", "Valid … months": 12},
         {"Person": "Kim Lark", "Course": "Pictures", "Completed on": "1/9/2025", "Valid … months": 12},
         {"Person": "Lee Moor", "Course": "Pictures", "Publishes?": "No", "Completed on": "1/9/2024"},
         {"Person": "Max Pine", "Course": "Pictures", "Publishes?": "Yes"})  # fmt: skip
    ia.write_registers(book)
    people = [row for row in rows(book, "Training") if row.get("Person")]
    policy = ia.Policy(owners={"training": "Head"})
    result = audit("2", picture("a"), who=BEN, records=read(book), policy=policy)
    assert measured(result, "training") == {"trained": [4, 1, 1]}
    by = ia.practice_rates(result.records, "training", by="publishes")
    assert by[["publishes", "n", "n_yes", "n_unknown"]].astype("object").to_numpy().tolist()[:2] == [
        [False, 1, 0, 0], [True, 2, 0, 1],
    ]  # fmt: skip
    assert by["unit"].unique().tolist() == ["training"]
    actions = ia.find_actions(result)
    assert actions[["fix", "severity", "owner"]].to_numpy().tolist() == [
        ["Arrange training", "high", "Head"], ["Arrange training", "medium", "Head"],
    ]  # fmt: skip
    assert actions["title"].tolist() == [people[0]["Reference"], people[2]["Reference"]]
    assert actions["problem"].iloc[0].endswith("whose training has run out. That is: course: Pictures.")
    names = ("Jo", "Reed", "Kim", "Lark", "Lee", "Moor", "Max", "Pine")
    path = ia.write_workbook(result, tmp_path / "actions.xlsx")
    words = " ".join(str(cell.value) for sheet in openpyxl.load_workbook(path) for row in sheet for cell in row)
    assert not [name for name in names if f"{name} " in words or f" {name}" in words]
    initials = audit("2", picture("a"), records=read(book), policy=ia.Policy(names_in_outputs="initials"))
    assert ia.find_actions(initials)["title"].iloc[0] == f"J. R. ({people[0]['Reference']})"
    ia.save_audit(result, tmp_path / "history")
    kept = ia.load_history(tmp_path / "history").records
    assert "subject" not in kept
    assert measured(result, "training") == {
        row["measure"]: [row["n"], row["n_yes"], row["n_unknown"]]
        for row in ia.practice_rates(kept, "training", by="term").to_dict("records")
    }


@pytest.mark.slow
def test_of_messages_the_last_of_a_kind_counts_and_families_are_counted(book: Path) -> None:
    fill(book, "Families",
         {"Message": "Again", "Kind": "Re-consent", "Sent on": "1/9/2024", "Asked": 50, "Answered": 10, "Withdrew": 0},
         {"Message": "Again", "Kind": "Re-consent", "Sent on": "1/9/2025", "Asked": 40, "Answered": 30},
         {"Message": "Old advice", "Kind": "Advice", "Sent on": "1/9/2023"})  # fmt: skip
    result = audit("2", picture("a"), records=read(book))
    assert measured(result, "families") == {"told": [4, 1, 2]}
    assert result.findings["rule"].tolist() == ["families.overdue"]
    asked = ia.response(result.records).set_index("measure")
    assert asked[["unit", "n", "n_yes", "n_unknown"]].to_numpy().tolist() == [
        ["family", 90, 40, 0], ["family", 90, 0, 40],
    ]  # fmt: skip
    fill(book, "Families", {"Message": "Asked, nobody counted", "Kind": "Survey", "Sent on": "2/9/2025"})
    open_ended = ia.response(audit("2", picture("a"), records=read(book)).records)
    assert open_ended[["n", "share_min", "share_max", "more_unread"]].drop_duplicates().to_numpy().tolist() == [
        [90, 0.0, 1.0, True]
    ]


@pytest.mark.slow
def test_policies_and_partners_that_are_overdue_are_work_for_their_owners(book: Path, tmp_path: Path) -> None:
    fill(book, "Policies", {"Approved on": "1/9/2024"}, {"Approved on": "1/9/2024"}, {"Applies to us?": "No"}, at=3)
    fill(book, "Partners", {"Checked on": "1/9/2024"}, {"Checked on": "1/9/2025"}, at=3)
    policy = ia.Policy(owners={"procedures": "Clerk"})
    result = audit("2", picture("a"), records=read(book), policy=policy)
    assert measured(result, "procedures") == {"policy_current": [9, 1, 7]}
    assert measured(result, "partners") == {"version_checked": [15, 1, 13]}
    actions = ia.find_actions(result)
    assert actions[["title", "fix", "owner"]].to_numpy().tolist() == [
        ["Child protection", "Review the policy", "Clerk"],
        ["UKSIC: Managing student image and video content", "Update the register", ""],
    ]  # fmt: skip
    assert actions["due_on"].notna().all()
    sheet = openpyxl.load_workbook(ia.write_workbook(result, tmp_path / "actions.xlsx"))["Actions"]
    assert [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        "Review the policy",
        "Update the register",
    ]


@pytest.mark.slow
def test_an_open_incident_is_urgent_work_that_tells_nothing_of_it(log: Path) -> None:
    fill(log, "Incidents", {**OPENED, "DSL told": datetime(2025, 12, 1, 9, 5)})
    result = audit("2", picture("a"), records=read(log))
    (action,) = ia.find_actions(result).to_dict("records")
    assert (action["severity"], action["fix"], action["title"]) == (
        *("critical", "Follow the incident steps"), "Incident 2025-1",
    )  # fmt: skip
    assert "That is: step: police told; step: evidence kept; step: originals down; step: IWF told" in action["problem"]
    assert "Blackmail" not in str(action)


@pytest.mark.slow
def test_a_changed_interval_makes_no_worse_school(book: Path, tmp_path: Path) -> None:
    fill(book, "Policies", {"Approved on": "1/2/2025", "Every … months": None}, at=3)
    change(book, lambda workbook: setattr(workbook["Policies"].cell(3, 6), "value", None))
    strict = ia.Policy(checked_within_months={**ia.Policy().checked_within_months, "procedures": 6})
    found = became(tmp_path, audit("1", picture("a"), records=read(book)),
                   audit("2", picture("a"), records=read(book), policy=strict))  # fmt: skip
    assert {*found.values()} == {"remeasured"}


# ── practices 1 and 7 ──


@pytest.mark.slow
def test_pupils_own_views_are_counted_where_the_register_says_who_answered() -> None:
    who = register(Ben="granted", Kim="granted", Lee="granted", Max="granted", Noa=None)
    said = who.consents.assign(given_by=["pupil", "parent", None, "Ms Hart"])
    result = audit("2", picture("a"), who=replace(who, consents=said))
    (found,) = ia.own_views(result).to_dict("records")
    assert [found[name] for name in ("measure", "unit", "n", "n_yes", "n_unknown")] == ["own_view", "person", 5, 1, 1]
    nobody = audit("2", picture("a"), who=who)
    assert ia.own_views(nobody)["n"].tolist() == [0], "no data is no 0%"
    refused = who.consents.assign(given_by="pupil", status="not_recorded")
    assert ia.own_views(audit("2", picture("a"), who=replace(who, consents=refused)))["n"].tolist() == [0]


@pytest.mark.slow
def test_how_long_ago_each_channel_was_read_whole(tmp_path: Path) -> None:
    web, insta = "s/website/spreadsheet", INSTA
    exported = datetime(2025, 9, 30, tzinfo=UTC)
    for each in (
        audit("1", picture("a"), sources=[source(1, web, exported_at=exported), source(1, insta)]),
        audit("2", picture("a"), sources=[source(1, web), source(1, insta, completeness="part", unread=2)]),
        audit("3", picture("a"), sources=[source(1, web, completeness="unknown", unread=None), part(1, "s/x/tweets")]),
    ):
        ia.save_audit(each, tmp_path)
    found = ia.read_whole(tmp_path).astype("object")
    assert found.where(found.notna(), None).to_numpy().tolist() == [
        ["s", "instagram", pd.Timestamp("2025-10-01"), 177],
        ["s", "website", pd.Timestamp("2025-12-19"), 98],
        ["s", "x", None, None],
    ]
    ia.save_audit(audit("4", picture("a"), sources=[source(1, web, exported_at=exported)]), tmp_path)
    web_only = ia.read_whole(tmp_path).set_index("channel").loc["website"]
    assert (str(web_only["last_whole_on"].date()), web_only["days"]) == ("2025-12-19", 214)


# ── the command line, and the audit.toml ──


@pytest.fixture
def school(tmp_path: Path) -> Path:
    exports = tmp_path / "exports"
    exports.mkdir()
    listed = "Picture URL,Page URL,Channel\nhttps://e.example/a.jpg,https://www.instagram.com/fern/p/A/,Instagram\n"
    (exports / "list.csv").write_text(listed, encoding="utf-8")
    toml = 'exports = "exports"\nsite = "fern"\nas_of = 2025-12-19\nregisters = "registers.xlsx"\n'
    (tmp_path / "audit.toml").write_text(toml + 'incidents = "dsl/incidents.xlsx"\n', encoding="utf-8")
    return tmp_path


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(cli.app, [*map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.slow
def test_the_commands_write_them_and_an_audit_reads_both(school: Path) -> None:
    config, book = school / "audit.toml", school / "registers.xlsx"
    with pytest.raises(ia.InputError, match=r"there is no such file\. `imgaudit registers new` writes one"):
        run("audit", config)
    assert f"Made:\n  {book}" in run("registers", "new", book, "--config", config)
    run("registers", "incidents", school / "dsl" / "incidents.xlsx", "--config", config)
    assert [row["Account"] for row in rows(book, "Accounts")] == ["@fern"]
    fill(book, "Policies", {"Approved on": "1/9/2024"}, at=3)
    result = ia.audit_config(config, progress=False)
    assert sorted(result.findings["rule"]) == ["procedures.overdue", "settings.unowned"]
    assert {*result.records["site"]} == {"fern"}
    out = " ".join(run("audit", config).split())
    assert "Are policies reviewed, and incidents escalated?" in out
    assert "Policy reviewed in time" in out
    assert "Step of an incident" not in out, "without an incident there is nothing to count"
    fill(book, "Policies", {"Approved on": "31/02/2024"}, at=4)
    assert "No day that can be read: not used. Write it as 5 March 2026." in run("audit", config, code=1)
    with pytest.raises(ia.InputError, match="is of the site 'fern', not of 'moor'"):
        run("registers", "new", book, "--site", "moor")


@pytest.mark.slow
def test_registers_beside_exports_are_no_list_of_pictures(school: Path) -> None:
    ia.write_registers(school / "exports" / "registers.xlsx", site="fern")
    ia.write_registers(school / "exports" / "incidents.xlsx", site="fern", incidents=True)
    for path in (school / "exports").glob("*.xlsx"):  # as a program that keeps no properties saves it
        change(path, lambda workbook: setattr(workbook, "custom_doc_props", CustomPropertyList()))
    listed = ia.recognise_exports(school / "exports").set_index("file")
    assert listed.loc[["incidents.xlsx", "registers.xlsx"], "dialect"].tolist() == ["ours", "ours"]
    assert len(ia.read_inventory(school / "exports").items) == 1
    assert read(school / "exports" / "registers.xlsx").problems.empty


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[checked_within_months]\ntraning = 12",
            r"checked_within_months has no 'traning'; did you mean 'training'\? Known: settings, training",
        ),
        ("[checked_within_months]\ntraining = 0", "of months by practice"),
        ("originals_down_hours = 0", "a whole number above 0"),
    ],
)
def test_the_intervals_are_the_policy_s(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "policy.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ia.PolicyError, match=said):
        ia.load_policy(tmp_path / "policy.toml")
    (tmp_path / "policy.toml").write_text("[checked_within_months]\ntraining = 24", encoding="utf-8")
    months = ia.load_policy(tmp_path / "policy.toml").checked_within_months
    assert (months["training"], months["settings"]) == (24, 12)


@pytest.mark.slow
def test_forgetting_says_where_registers_name_the_person(book: Path, log: Path) -> None:
    fill(book, "Training", {"Person": "Ben Benson", "Course": "Pictures"}, {"Person": "Kim Ash", "Course": "Pictures"})
    fill(book, "Families", {"Message": "Trip", "Note": "asked Ben's mother"})
    workbook = openpyxl.load_workbook(book)
    training, families = (
        next(row for row in range(3, sheet.max_row) if sheet.cell(row, 1).value == name)
        for sheet, name in ((workbook["Training"], "Ben Benson"), (workbook["Families"], "Trip"))
    )
    workbook["Policies"]["A4"].comment = Comment("Ben Benson asked for it", "Kim")
    workbook.save(book)
    older = Path(shutil.copy(book, book.with_name("registers 2025-11-01.xlsx")))
    before = book.read_bytes()
    gone = ia.forget("Ben Benson", BEN.people, registers=[book, log], cache=False)
    assert [Path(place).name for place in gone["place"]] == [book.name, older.name, log.name]
    assert gone[["kind", "removed", "possible"]].to_numpy().tolist() == [
        ["registers", 0, 3], ["registers", 0, 3], ["registers", 0, 0],
    ]  # fmt: skip
    rows = f"(Training, row {training}; Families, row {families}; Policies, row 4)"
    assert gone["note"].tolist() == [
        f"Clear those cells by hand {rows}.",
        f"Delete it: a newer one stands in its place {rows}.",
        "Nothing there is the person's.",
    ]
    assert book.read_bytes() == before


def test_registers_that_cannot_be_looked_at_may_still_name_the_person(tmp_path: Path) -> None:
    (tmp_path / "spoilt.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    books = [tmp_path / "spoilt.xlsx", tmp_path / "away.xlsx"]
    gone = ia.forget("Ben Benson", BEN.people, registers=books, cache=False)
    assert gone["possible"].isna().tolist() == [True, True]
    assert gone["note"].str.startswith("Could not be looked at, so it may still name the person").all()


def termly(book: Path, folder: Path, *cells: dict[str, Any] | None) -> pd.DataFrame:
    """The trend of training over terms: in each, the row of one person so; ``None`` where no register was read."""
    for term, said in enumerate(cells, 1):
        copy = Path(shutil.copy(book, folder / f"{term}.xlsx"))
        if said:
            fill(copy, "Training", {"Person": "Kim Lark", "Course": "Pictures", "Completed on": "1/9/2025"}, said)
        records = None if said is None else ia.read_registers(copy, today=date(2026, 12, 19))
        ia.save_audit(audit(str(term), picture("a"), records=records), folder / "history")
    return ia.trends(folder / "history")


@pytest.mark.slow
def test_trends_compare_registers_with_the_last_term_in_which_they_were_read(book: Path, tmp_path: Path) -> None:
    late = {"Person": "Lee Moor", "Course": "Pictures", "Completed on": "1/9/2023", "Valid … months": 12}
    told = termly(book, tmp_path, late, None, {**late, "Completed on": "2/1/2026"}, {**late, "Completed on": None})
    training = told[told["measure"].eq("trained")]
    assert training["unit"].unique().tolist() == ["training"]
    assert training[["term", "n", "n_yes", "n_unknown", "checked", "verdict"]].astype("object").to_numpy().tolist() == [
        ["1", 2, 1, 0, True, "first_check"],
        ["2", 0, 0, 0, False, "not_checked"],
        ["3", 2, 2, 0, True, "better"],
        ["4", 2, 1, 1, True, "unclear"],
    ]
    assert training["share"].isna().tolist() == [False, True, False, False]
    assert training["missing_sources"].tolist() == ["", "s/registers", "", ""]
    assert training["comparison"].iloc[2].startswith("1 of 2 → 2 of 2 since ")
    # What exports lack says nothing of registers, nor the other way round.
    assert told.loc[told["measure"].eq("location"), "missing_sources"].tolist() == ["", "", "", ""]
    assert {"listed", "owned", "as_expected"}.isdisjoint(told["measure"])  # no account is listed: no data
    by_site = ia.trends(tmp_path / "history", by="site")
    assert by_site.loc[by_site["measure"].eq("trained"), "verdict"].tolist() == training["verdict"].tolist()
    assert "trained" not in {*ia.trends(tmp_path / "history", by="channel")["measure"]}


@pytest.mark.slow
def test_a_row_that_was_wrong_and_is_gone_makes_no_register_better(book: Path, tmp_path: Path) -> None:
    late = {"Person": "Lee Moor", "Course": "Pictures", "Completed on": "1/9/2023"}
    other = {"Person": "Jo Reed", "Course": "Pictures", "Completed on": "1/9/2025"}
    told = termly(book, tmp_path, late, other, other)
    training = told[told["measure"].eq("trained")]
    assert training[["n", "n_yes", "verdict"]].to_numpy().tolist() == [
        [2, 1, "first_check"], [2, 2, "partly"], [2, 2, "same"],
    ]  # fmt: skip
    gone = "training (1 row gone that were wrong or not known)"
    assert training["reduced_sources"].tolist() == ["", gone, gone]


@pytest.mark.slow
def test_a_message_that_was_sent_is_no_row_that_is_gone(audits: dict[str, ia.Audit], tmp_path: Path) -> None:
    for each in audits.values():
        ia.save_audit(each, tmp_path)
    told = ia.trends(tmp_path).query("measure == 'told'")
    assert told[["n", "n_yes", "n_unknown"]].to_numpy().tolist() == [[3, 0, 0], [4, 3, 1], [4, 4, 0]]
    assert told["reduced_sources"].tolist() == ["", "", ""]
    assert told["verdict"].tolist()[-1] == "unclear"  # what was not known may have been so


@pytest.mark.slow
def test_terms_without_registers_have_no_figures_of_them(tmp_path: Path) -> None:
    ia.save_audit(audit("1", picture("a")), tmp_path)
    assert {"trained", "told", "policy_current", "version_checked"}.isdisjoint(ia.trends(tmp_path)["measure"])
