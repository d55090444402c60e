"""What people wrote into a workbook is in the next one, whatever they, Excel or LibreOffice did to it meanwhile."""

# ruff: noqa: DTZ001, DTZ006 - Excel knows no time zones
from __future__ import annotations

import logging
import os
import random
import re
import shutil
import stat
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.formula import ArrayFormula
from test_workbook import HOSTILE, action, actions, audit, item

import imgaudit as ia
from imgaudit.errors import ImgauditError, InputError
from imgaudit.outputs import workbook as workbook_module
from imgaudit.outputs.workbook import write_workbook
from imgaudit.outputs.workbook.earlier import read_earlier
from imgaudit.outputs.workbook.for_many import PATTERN, is_for_many
from imgaudit.rules import FIXES
from imgaudit.tables import AUDIT_ITEMS, STATUSES

pytestmark = pytest.mark.slow
FILES = pd.DataFrame({"asset_id": ["asset 1"], "image_hash": ["first picture"]})
REFERENCE = "metadata fernhollow.example/wp/{}@website"


# The sample school


def fill_everything(path: Path) -> Counter[str]:
    """Write into every pale yellow cell and every day due; returns all that was written."""
    book = openpyxl.load_workbook(path)
    given: Counter[str] = Counter()
    for title in ("Actions", "Who is shown", "Lists"):
        sheet = book[title]
        at = 4 if title == "Lists" else 1
        for row in sheet.iter_rows(min_row=at + 1):
            for cell in row:
                heading = sheet.cell(at, cell.column).value
                if cell.style != "imgaudit yours" and heading != "Due":
                    continue
                cell.value = {
                    "Due": datetime(2027, 1, 1 + cell.row % 28),
                    "Status": STATUSES[1 + cell.row % 5],
                    "What to do": next(fix for fix in FIXES[cell.row % 7 :] if fix != cell.value),
                    "Shows": ("Pupils", "Staff", "Both")[cell.row % 3],
                    "Everyone listed?": ("Yes", "No")[cell.row % 2],
                }.get(heading, f"{heading} of {title} {cell.coordinate}")
                given[str(cell.value)] += 1
    book.save(path)
    return given


def written_down(path: Path) -> Counter[str]:
    book = openpyxl.load_workbook(path)
    cells = (c for s in book.worksheets if s.sheet_state == "visible" for row in s.iter_rows() for c in row)
    return Counter(str(cell.value) for cell in cells if cell.value is not None)


def answers(path: Path, title: str = "Actions") -> dict[str, dict[str, Any]]:
    """Reference → heading → cell."""
    sheet = openpyxl.load_workbook(path)[title]
    rows = (dict(zip([c.value for c in sheet[1]], row, strict=True)) for row in sheet.iter_rows(2, values_only=True))
    return {row["Reference"]: row for row in rows}


def as_is(_: Path) -> None:
    pass


def rearranged(path: Path) -> None:
    """Sorted, filtered, under a title, with a column of their own in the middle and Status moved to the front."""
    book = openpyxl.load_workbook(path)
    for title in ("Actions", "Who is shown"):
        sheet = book[title]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        sheet.delete_rows(1, len(rows))
        header, *rest = rows
        random.Random(title).shuffle(rest)
        moved = [header[-2], *header[:3], "Our folder", *header[3:-2], header[-1]]
        sheet.append(["Fern Hollow: for Friday's meeting"])
        sheet.append([])
        sheet.append(moved)
        for at, row in enumerate(rest):
            sheet.append([row[-2], *row[:3], f"shelf {title} {at}", *row[3:-2], row[-1]])
        sheet.auto_filter.ref = f"A3:F{len(rows) + 2}"
        sheet.auto_filter.add_filter_column(0, ["Done"])
        sheet.row_dimensions[5].hidden = True
    book.save(path)


def through_libreoffice(path: Path) -> None:
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    out = path.parent / "saved"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=180)
    shutil.copy(out / path.name, path)


def both(path: Path) -> None:
    rearranged(path)
    through_libreoffice(path)


OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")


@pytest.mark.parametrize(
    "terms", [("autumn", "autumn"), ("autumn", "spring", "summer"), ("summer", "autumn", "summer")]
)
@pytest.mark.parametrize(
    "treated",
    [
        as_is,
        rearranged,
        pytest.param(through_libreoffice, marks=[pytest.mark.slow, OFFICE]),
        pytest.param(both, marks=[pytest.mark.slow, OFFICE]),
    ],
)
def test_not_a_word_is_lost(
    terms: tuple[str, ...], treated: Callable[[Path], None], audits: dict[str, ia.Audit], tmp_path: Path
) -> None:
    path = tmp_path / "actions.xlsx"
    write_workbook(audits[f"2025-26-{terms[0]}"], path)
    given = fill_everything(path)
    before = {title: answers(path, title) for title in ("Actions", "Who is shown")}
    treated(path)
    beside: list[str] = []
    if treated in (rearranged, both):
        beside = [f"shelf {title} {at}" for title, rows in before.items() for at in range(len(rows))]
        beside.append("Fern Hollow: for Friday's meeting")
    old = path.read_bytes()
    for term in terms[1:]:
        write_workbook(audits[f"2025-26-{term}"], path)
        now = written_down(path)
        assert given - now == Counter()
        assert [text for text in beside if not any(text in cell for cell in now)] == []
    kept = list(tmp_path.glob("actions 20*.xlsx"))
    assert [each.read_bytes() for each in kept] == [old], "nobody wrote into the later ones"
    if len(set(terms)) == 1:
        for title, headings in (
            ("Actions", ("Due", "What to do", "Owner", "Status", "Notes")),
            ("Who is shown", ("Shows", "People", "Everyone listed?")),
        ):
            now_there = answers(path, title)
            assert {*now_there} >= {*before[title]}, "where something is to stay, more is asked for"
            # What was said of many pictures stands in the row of each, and on Answered earlier.
            own = {reference: row for reference, row in before[title].items() if not is_for_many(reference or PATTERN)}
            for reference, row in own.items():
                assert {each: now_there[reference][each] for each in headings} == {each: row[each] for each in headings}


# Cell by cell


@pytest.fixture
def again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write the workbook of these actions to one path, again and again."""

    def write(*rows: dict[str, Any], **parts: Any) -> Path:
        monkeypatch.setattr(workbook_module, "find_actions", lambda _: actions(*rows))
        monkeypatch.setattr(workbook_module, "with_words", lambda audit, *_: audit)  # these actions, whatever was said
        return write_workbook(audit(**{"files": FILES, **parts}), tmp_path / "actions.xlsx")

    return write


def edit(path: Path, title: str = "Actions", **cells: Any) -> None:
    """Set cells, as in N2="Done"."""
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book[title][place] = value
    book.save(path)


def kept_files(path: Path) -> list[Path]:
    return sorted(each for each in path.parent.iterdir() if each != path)


def test_what_we_filled_in_follows_the_policy_and_what_somebody_chose_stays(again: Callable[..., Path]) -> None:
    rows = [action(1), action(2), action(3)]
    path = again(*rows)
    edit(path, M3="DSL", B3=datetime(2026, 3, 2), M4=None)
    for owner in ("Press office", "DSL", "Head"):  # the default passes through what somebody had chosen
        again(*[{**row, "owner": owner, "due_on": "2026-02-13"} for row in rows])
        now = answers(path)
        assert [row["Owner"] for row in now.values()] == [owner, "DSL", None]
        assert [row["Due"].date().isoformat() for row in now.values()] == ["2026-02-13", "2026-03-02", "2026-02-13"]
    edit(path, M3="Head")  # what we have there: it follows the policy again
    again(*[{**row, "owner": "Bursar"} for row in rows])
    assert [row["Owner"] for row in answers(path).values()] == ["Bursar", "Bursar", None]


def test_a_workbook_of_before_the_record_keeps_all_that_is_not_the_default(again: Callable[..., Path]) -> None:
    path = again(action(1), action(2), action(3))
    edit(path, N2="Accepted", O2="the head agreed", D3="Remove", M3="DSL")
    book = openpyxl.load_workbook(path)
    del book["Issued"]
    book.save(path)
    old = path.read_bytes()
    again(action(1), action(2), action(3, owner="Press office"))
    now = [*answers(path).values()]
    assert [(row["Status"], row["Notes"], row["What to do"], row["Owner"]) for row in now] == [
        ("Accepted", "the head agreed", "Strip metadata", "Web editor"),
        ("Not started", None, "Remove", "DSL"),
        ("Not started", None, "Strip metadata", "Web editor"),
    ]
    assert [each.read_bytes() for each in kept_files(path)] == [old]
    again(action(1, owner="Press office"), action(2), action(3, owner="Press office"))
    assert [row["Owner"] for row in answers(path).values()] == ["Press office", "DSL", "Web editor"]


def test_a_workbook_in_which_nobody_wrote_leaves_nothing_behind(again: Callable[..., Path]) -> None:
    rows = [action(at, title=text, problem=text, action_id=f"{text} {at}") for at, text in enumerate(HOSTILE)]
    for _ in range(3):
        path = again(*rows)
        assert read_earlier(path).is_as_written
    again(action(77))
    assert kept_files(path) == []
    assert "Answered earlier" not in openpyxl.load_workbook(path).sheetnames


def test_the_older_workbook_stays_beside_under_its_day(again: Callable[..., Path]) -> None:
    path = again(action(1))
    for at, name in enumerate(["actions 2026-11-27.xlsx", "actions 2026-11-27 (2).xlsx"]):
        edit(path, O2=f"note {at}")
        path.chmod(0o644)
        moment = datetime(2026, 11, 27, 12).timestamp()
        os.utime(path, (moment, moment))
        old = path.read_bytes()
        again(action(1))
        assert (path.parent / name).read_bytes() == old
        assert stat.S_IMODE((path.parent / name).stat().st_mode) == 0o600
        assert (path.parent / name).stat().st_mtime == moment
    again(action(1))
    assert len(kept_files(path)) == 2


def test_two_rows_with_one_reference_are_both_kept(again: Callable[..., Path]) -> None:
    path = again(action(1))
    book = openpyxl.load_workbook(path)
    sheet = book["Actions"]
    sheet["N2"], sheet["O2"] = "Done", "the upper one"
    for cell in [*sheet[2]]:
        sheet.cell(3, cell.column).value = cell.value
    sheet["N3"], sheet["O3"] = "Accepted", "the lower one"
    book.save(path)
    for _ in range(3):
        again(action(1))
        assert [(row["Status"], row["Notes"]) for row in answers(path).values()] == [("Accepted", "the lower one")]
        earlier = answers(path, "Answered earlier")[REFERENCE.format(1)]
        assert (earlier["Status"], earlier["Notes"]) == ("Done", "the upper one")
        assert earlier["Why"] == "Another row with the same Reference"


def test_a_copy_that_nobody_filled_in_hides_no_answer(again: Callable[..., Path]) -> None:
    path = again(action(1))
    book = openpyxl.load_workbook(path)
    copy = [cell.value for cell in book["Actions"][2]]
    book["Actions"]["O2"] = "the upper one"
    book["Actions"].append(copy)
    book.save(path)
    again(action(1))
    assert answers(path)[REFERENCE.format(1)]["Notes"] == "the upper one"
    assert "Answered earlier" not in openpyxl.load_workbook(path).sheetnames


@pytest.mark.parametrize("reference", [None, "mine", REFERENCE.format(1) + " (edited)"])
def test_a_row_of_their_own_is_kept_whole(again: Callable[..., Path], reference: str | None) -> None:
    path = again(action(1))
    edit(path, C3="The banner at the gate", G3="gate.jpg", L3="painted over", N3="In progress", R3=reference)
    again(action(1))
    assert [*answers(path)] == [REFERENCE.format(1)]
    row = answers(path, "Answered earlier")[reference]
    assert row["Status"] == "In progress"
    for text in ("The banner at the gate", "gate.jpg", "painted over"):
        assert text in row["Other words"]


def test_words_in_our_own_cells_and_comments_are_kept(again: Callable[..., Path]) -> None:
    path = again(action(1), action(2))
    edit(path, C2="No, the camera's clock is wrong.", F3="Website and hall screen")
    book = openpyxl.load_workbook(path)
    book["Actions"]["N2"].comment = Comment("ask Mr Fenn first", "A")
    book["Who is shown"]["A1"].comment = Comment("thirty of these a week", "A")
    book.create_sheet("Rota").append(["Monday", "Ines"])
    book.save(path)
    again(action(1), action(2))
    words = " ".join(str(row["Other words"]) for row in answers(path, "Answered earlier").values())
    assert "No, the camera's clock is wrong." in words
    assert "ask Mr Fenn first" in words
    pictures = [row["Picture"] for row in answers(path, "Answered earlier").values()]
    assert "Website and hall screen" in pictures  # what says which picture it is about has a column of its own
    rows = openpyxl.load_workbook(path)["Answered earlier"].iter_rows(2, values_only=True)
    assert any("thirty of these a week" in str(row) for row in rows)
    assert [row["Status"] for row in answers(path).values()] == ["Not started", "Not started"]


def test_what_only_the_kept_file_holds_is_said(again: Callable[..., Path], caplog: pytest.LogCaptureFixture) -> None:
    path = again(action(1))
    book = openpyxl.load_workbook(path)
    book.create_sheet("Rota").append(["Monday", "Ines"])
    book.save(path)
    again(action(1))
    assert "the sheet 'Rota' could not be carried over: see actions 20" in caplog.text
    assert len(kept_files(path)) == 1


def test_columns_of_their_own_and_owners_on_the_list_stay(again: Callable[..., Path]) -> None:
    path = again(action(1), action(2))
    edit(path, S1="Folder", S3="shelf 4", T1="Nothing yet")
    edit(path, "Lists", C9="Ines", C10="=HYPERLINK(1)")
    for _ in range(3):
        again(action(2))
        row = answers(path)[REFERENCE.format(2)]
        assert [*row][-3:] == ["Reference", "Folder", "Nothing yet"]
        assert row["Folder"] == "shelf 4"
        book = openpyxl.load_workbook(path)
        owners = [cell.value for cell in book["Lists"]["C"][4:] if cell.value]
        assert owners == ["Web editor", "Comms team", "Data lead", "DSL", "Ines", "=HYPERLINK(1)"]
        assert all(cell.data_type != "f" for cell in book["Lists"]["C"])
        offered = {str(rule.sqref): rule.formula1 for rule in book["Actions"].data_validations.dataValidation}
        assert offered["M2:M1048576"] == "Lists!$C$5:$C$25"


def test_a_policy_that_withholds_names_reaches_what_was_answered_earlier(again: Callable[..., Path]) -> None:
    path = again(action(1, title="Amelia Hart's rocket"), action(2), policy=ia.Policy(names_in_outputs="full"))
    assert openpyxl.load_workbook(path)["Actions"]["F2"].value == "Amelia Hart's rocket"
    edit(path, O2="Rang the office")
    again(action(2), policy=ia.Policy(names_in_outputs="none"))
    told = " ".join(written_down(path))
    assert "Rang the office" in told
    assert "[name]'s rocket" in told
    assert "Amelia" not in told


def test_renamed_sheets_and_retyped_headings_are_understood(again: Callable[..., Path]) -> None:
    path = again(action(1))
    edit(path, O2="a note", N1="STATUS", N2="Done", R1=" reference ")
    book = openpyxl.load_workbook(path)
    book["Actions"].title = "To do"
    book.save(path)
    again(action(1))
    row = answers(path)[REFERENCE.format(1)]
    assert (row["Status"], row["Notes"]) == ("Done", "a note")


# What is gone, and what comes back


def test_an_answer_without_a_row_waits_on_answered_earlier(again: Callable[..., Path]) -> None:
    path = again(action(1), action(2), action(3))
    day = datetime.fromtimestamp(path.stat().st_mtime).date()
    edit(path, N2="Done", O2="new copy uploaded", M2="Ines", D2="Remove", B2=datetime(2026, 3, 2))
    for _ in range(3):
        again(action(2))
        assert answers(path, "Answered earlier") == {
            REFERENCE.format(1): {
                "From": f"actions.xlsx, {day.day} {day:%B %Y}",
                "Why": "Actions: not found any more on 19 December 2025",
                "What it was about": "summer-fair · Summer fair · The file says where it was taken. · Strip metadata",
                "Due": datetime(2026, 3, 2),
                "What to do": "Remove",
                "Owner": "Ines",
                "Status": "Done",
                "Notes": "new copy uploaded",
                **dict.fromkeys(["Until", "Answered on", "Shows", "People", "Everyone listed?", "Other words"]),
                **dict.fromkeys(["Looked at on", "Looked at by", "Needed because", "Needed until"]),
                **dict.fromkeys(["Picture", "Signed off by"]),
                "Reference": REFERENCE.format(1),
            }
        }
    edit(path, "Answered earlier", I2="new copy uploaded, twice", V1="Seen by", V2="Mr Fenn")
    again(action(2))
    row = answers(path, "Answered earlier")[REFERENCE.format(1)]
    assert (row["Notes"], row["Other words"]) == ("new copy uploaded, twice", "Seen by: Mr Fenn")


@pytest.mark.parametrize("status", ["Done", "Accepted", "Not applicable"])
def test_what_comes_back_has_its_words_and_is_open(again: Callable[..., Path], status: str) -> None:
    path = again(action(1))
    edit(path, N2=status, O2="new copy uploaded", M2="Ines")
    again()
    for at in range(3):
        again(action(1, problem="It says where."))
        row = answers(path)[REFERENCE.format(1)]
        assert (row["Status"], row["Notes"], row["Owner"]) == ("Not started", "new copy uploaded", "Ines")
        assert at or row["What is wrong"] == f"Found again, though marked {status}. It says where."
        assert answers(path, "Answered earlier")[REFERENCE.format(1)]["Status"] == status


def asked(**known: Any) -> dict[str, Any]:
    return {"items": AUDIT_ITEMS.frame([item("1", "website", image_hash="first picture", **known)])}


def test_who_is_shown_stays_filled_in_while_it_is_asked(again: Callable[..., Path]) -> None:
    path = again(**asked())
    edit(path, "Who is shown", H2="Pupils", I2="Tilly Brandreth; Z000000000003", J2="No")
    filled = ("Pupils", "Tilly Brandreth; Z000000000003", "No")
    headings = ("Shows", "People", "Everyone listed?")
    for parts in (
        asked(),
        asked(),
        asked(people_complete=True, shows="pupils"),
        asked(shows="nobody"),
    ):
        again(**parts)
        rows = answers(path, "Who is shown").get("asset 1") or answers(path, "Answered earlier")["asset 1"]
        assert tuple(rows[heading] for heading in headings) == filled


def test_a_column_of_their_own_called_as_one_of_another_sheet_is_carried(again: Callable[..., Path]) -> None:
    path = again(**asked())
    edit(path, "Who is shown", M1="Status", M2="asked the form tutor")
    book = openpyxl.load_workbook(path)
    del book["Issued"]
    book.save(path)
    again(**asked())
    assert answers(path, "Who is shown")["asset 1"]["Status"] == "asked the form tutor"


@pytest.mark.parametrize(("now", "stays"), [("another picture", False), ("first picture", True), (None, True)])
def test_an_answer_is_not_carried_to_another_picture(again: Callable[..., Path], now: str | None, stays: bool) -> None:
    path = again(**asked())
    edit(path, "Who is shown", H2="Nobody")
    again(**asked(), files=FILES.assign(image_hash=now))
    assert answers(path, "Who is shown")["asset 1"]["Shows"] == ("Nobody" if stays else None)
    if not stays:
        assert answers(path, "Answered earlier")["asset 1"]["Shows"] == "Nobody"


# What people type


TYPED: list[tuple[Any, Any]] = [
    *[(text, text) for text in HOSTILE if text not in ("#N/A", "_x000D_")],
    ("=1+1", "=1+1"),
    ('=IF(A1="","",1/0)', '=IF(A1="","",1/0)'),
    ("#N/A", "#N/A"),
    (True, True),
    (False, False),
    (0, 0),
    (42, 42),
    (0.125, 0.125),
    ("05/03/2026", "05/03/2026"),
    (datetime(2026, 3, 5), datetime(2026, 3, 5)),
    (datetime(2026, 3, 5, 14, 30), datetime(2026, 3, 5, 14, 30)),
    (time(14, 30), time(14, 30)),
    ("a\nb\tc  ", "a\nb\tc  "),
    ("😀 فارسی", "😀 فارسی"),
    ("x" * 32_767, "x" * 32_767),
    (ArrayFormula("O25", "=SUM(A1:A9)"), "=SUM(A1:A9)"),
]


def test_what_somebody_typed_keeps_its_type_and_is_never_run(again: Callable[..., Path]) -> None:
    rows = [action(at) for at in range(10, 10 + len(TYPED))]
    path = again(*rows)
    edit(path, S1="Own", **{f"O{at}": typed for at, (typed, _) in enumerate(TYPED, 2)}, S2="=A1")
    for those in (rows, rows, []):
        again(*those)
        title = "Actions" if those else "Answered earlier"
        book = openpyxl.load_workbook(path)
        assert all(cell.data_type not in "fe" for row in book[title].iter_rows() for cell in row)
        notes = {reference: _as_typed(row["Notes"]) for reference, row in answers(path, title).items()}
        for at, (_, read) in enumerate(TYPED, 10):
            assert notes[REFERENCE.format(at)] == read
            assert type(notes[REFERENCE.format(at)]) is type(read)


def _as_typed(value: object) -> object:
    return value.replace("_x005F_", "_") if isinstance(value, str) else value


def test_a_link_keeps_its_address_and_rich_text_its_words(again: Callable[..., Path]) -> None:
    path = again(action(1), action(2))
    book = openpyxl.load_workbook(path)
    book["Actions"]["O2"] = "see here"
    book["Actions"]["O2"].hyperlink = "https://fernhollow.example/minutes"
    book["Actions"]["O3"] = "both pages"
    book["Actions"].merge_cells("N3:O3")
    book["Actions"]["N3"] = "Done"
    book.save(path)
    again(action(1), action(2))
    first, second = answers(path).values()
    assert first["Notes"] == "see here https://fernhollow.example/minutes"
    assert second["Status"] == "Done"


# What must not be replaced


def own_workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Reference", "Status", "Notes"])
    book.worksheets[0].append(["1", "open", "budget"])
    book.save(path)


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    "spoil",
    [
        own_workbook,
        half,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"\x00" * 5000),
        lambda path: path.write_text("Reference,Status\n1,Done\n", encoding="utf-8"),
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
        lambda path: path.write_bytes(b"%PDF-1.7\n"),
    ],
    ids=["their own", "half of ours", "empty", "zeros", "csv", "locked", "pdf"],
)
def test_what_is_no_readable_workbook_of_ours_is_left_alone(again: Callable[..., Path], spoil: Any) -> None:
    path = again(action(1))
    spoil(path)
    old = path.read_bytes()
    with pytest.raises(InputError, match=r"actions\.xlsx.*(Name another file|name another one)"):
        again(action(1))
    assert path.read_bytes() == old
    assert kept_files(path) == []


def test_links_folders_and_files_that_may_only_be_read_are_left_alone(again: Callable[..., Path]) -> None:
    path = again(action(1))
    edit(path, O2="a note")
    old = path.read_bytes()
    path.chmod(0o400)
    with pytest.raises(ImgauditError, match="may only be read"):
        again(action(1))
    real = path.rename(path.with_name("real.xlsx"))
    path.symlink_to(real)
    with pytest.raises(ImgauditError, match="is a link"):
        again(action(1))
    assert real.read_bytes() == old
    path.unlink()
    path.mkdir()
    with pytest.raises(ImgauditError, match="is not a file"):
        again(action(1))
    assert kept_files(path) == [real]


@pytest.mark.parametrize("failing", ["openpyxl.workbook.workbook.Workbook.save", "pathlib.Path.replace"])
def test_a_failure_in_between_leaves_the_old_workbook(
    again: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    path = again(action(1))
    edit(path, O2="a note")
    old = path.read_bytes()

    def fail(*_: Any) -> None:
        raise PermissionError(13, "used by another process")

    with monkeypatch.context() as broken:
        broken.setattr(failing, fail)
        with pytest.raises(ImgauditError, match="open in Excel"):
            again(action(1))
    assert path.read_bytes() == old
    assert kept_files(path) == []
    again(action(1))
    assert answers(path)[REFERENCE.format(1)]["Notes"] == "a note"


def test_a_workbook_saved_meanwhile_is_not_replaced(
    again: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = again(action(1))
    edit(path, O2="a note")

    def meanwhile(*rows: Any) -> Any:
        edit(path, O2="a later note")
        return settle(*rows)

    settle = workbook_module.settle
    monkeypatch.setattr(workbook_module, "settle", meanwhile)
    with pytest.raises(ImgauditError, match="saved by somebody else"):
        again(action(1))
    assert answers(path)[REFERENCE.format(1)]["Notes"] == "a later note"
    assert kept_files(path) == []


@pytest.mark.parametrize("spoiled", [{"B1": None, "C1": "no day"}, {"A2": "x"}, {"T2": None}])
def test_a_spoiled_record_costs_no_word(again: Callable[..., Path], spoiled: dict[str, Any]) -> None:
    path = again(action(1))
    edit(path, N2="Done", O2="a note")
    edit(path, "Issued", **spoiled)
    again(action(1))
    row = answers(path)[REFERENCE.format(1)]
    assert (row["Status"], row["Notes"]) == ("Done", "a note")


def test_how_many_were_carried_is_logged(again: Callable[..., Path], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "imgaudit.outputs.workbook")
    path = again(action(1), action(2), action(3))
    assert caplog.text == ""
    edit(path, O2="one", O3="two", O4="three")
    again(action(1), action(2))
    (kept,) = kept_files(path)
    assert (
        f"2 answers carried over, 1 moved to the sheet Answered earlier. The older workbook is kept as {kept.name}."
        in (caplog.text)
    )


def test_what_was_written_beside_a_reference_of_an_earlier_imgaudit_finds_its_row(again: Callable[..., Path]) -> None:
    """Then the fix stood before the subject; now the practice does, so that another fix is the same action."""
    old = {"action_id": "strip-metadata fernhollow.example/wp/1@website"}
    path = again(action(1, **old), action(2, action_id="remove fernhollow.example/wp/2@website", fix="Remove"))
    edit(path, N2="In progress", O2="Kim does it", O3="gone by Friday")
    consent = {"practice": "consent", "action_id": "consent fernhollow.example/wp/2@website", "fix": "Remove"}
    path = again(action(1), action(2, settled_by=consent["action_id"]), action(2, **consent))
    rows = answers(path)
    assert rows["metadata fernhollow.example/wp/1@website"]["Status"] == "In progress"
    assert rows["metadata fernhollow.example/wp/1@website"]["Notes"] == "Kim does it"
    assert rows["consent fernhollow.example/wp/2@website"]["Notes"] == "gone by Friday"
    assert "Answered earlier" not in openpyxl.load_workbook(path).sheetnames


def test_words_on_an_action_that_another_settles_say_which(again: Callable[..., Path]) -> None:
    path = again(action(1))
    edit(path, O2="Kim does it")
    consent = {"practice": "consent", "action_id": "consent fernhollow.example/wp/1@website", "fix": "Remove"}
    path = again(action(1, settled_by=consent["action_id"]), action(1, **consent))
    assert list(answers(path)) == ["consent fernhollow.example/wp/1@website"]
    (row,) = openpyxl.load_workbook(path)["Answered earlier"].iter_rows(min_row=2, values_only=True)
    assert "Kim does it" in row
    assert "Actions: on 19 December 2025 done with another row, consent fernhollow.example/wp/1@website" in row


# Links


def test_our_own_links_are_nobodys_words(again: Callable[..., Path]) -> None:
    path = again(action(1), action(2))
    assert read_earlier(path).is_as_written
    assert read_earlier(path).words == []


def test_links_of_an_older_workbook_are_nobodys_words(again: Callable[..., Path]) -> None:
    path = again(action(1), action(2))
    book = openpyxl.load_workbook(path)
    for sheet in (book["Actions"], book["Issued"]):
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
            if re.match("(Open|Edit) (page|picture) “", cell.value):
                cell.value = cell.value.split()[0]
    book["Actions"]["N2"] = "Done"
    book.save(path)
    (words,) = read_earlier(path).words
    assert words.cells == {"Status": "Done"}
    assert words.other == {}


def test_a_link_put_in_place_of_ours_is_kept(again: Callable[..., Path]) -> None:
    path = again(action(1), action(2))
    book = openpyxl.load_workbook(path)
    book["Actions"]["G2"] = "Open the right one"
    book["Actions"]["G2"].hyperlink = "https://fernhollow.example/right.jpg"
    book.save(path)
    (words,) = read_earlier(path).words
    assert words.other == {"Open picture": "Open the right one https://fernhollow.example/right.jpg"}
