"""One answer for many: the row above a page, and patterns, as they are written, read back and carried on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.outputs.workbook.for_many import (
    AGAINST,
    EVERYONE_OF_MANY,
    KNOWN,
    NAMED,
    NONE,
    ONLY_NOBODY,
    TOO_WIDE,
)
from imgaudit.questions import questions, settled_by_next

SHEET = "Who is shown"
REGISTER = (
    "UPN,Forename,Surname,Form,Website\n"
    "Z000000000001,Ada,Fern,4B,Yes\n"
    "Z000000000002,Ben,Oak,4B,Yes\n"
    "Z000000000003,Cy,Ash,5A,Yes\n"
)
LOG = (
    ("logos/crest-1.png", "home", ""),
    ("logos/crest-2.png", "home", ""),
    ("trip/beach.jpg", "trip", ""),
    ("trip/boat.jpg", "trip", ""),
    ("trip/crest-bus.jpg", "trip", "Cy Ash"),
    ("news/fete.jpg", "news", ""),
)


def audited(folder: Path, rows: tuple[tuple[str, str, str], ...] = LOG, **options: Any) -> ia.Audit:
    text = "Picture file,Channel,Page,Page title,Published,People\n" + "".join(
        f"{file},website,https://fern.example/{page},{page.title()},2026-06-01,{who}\n" for file, page, who in rows
    )
    (folder / "log.csv").write_text(text, encoding="utf-8")
    (folder / "register.csv").write_text(REGISTER, encoding="utf-8")
    inventory = ia.read_inventory(folder / "log.csv")
    register = ia.read_register(folder / "register.csv", exported_on="2026-06-01")
    return ia.run_audit(inventory, None, register, **{"as_of": "2026-06-19", **options})


def names(audit: ia.Audit) -> dict[str, str]:
    """Picture → how its file is called."""
    return {asset: Path(path).name for asset, path in zip(audit.files["asset_id"], audit.files["path"], strict=True)}


def rows_of(path: Path, audit: ia.Audit, title: str = SHEET) -> dict[str, dict[str, Any]]:
    """What each row is about (a page, a pattern, a file) → its cells and its number."""
    header, *rows = openpyxl.load_workbook(path)[title].iter_rows(values_only=True)
    file, told = names(audit), {}
    for number, cells in enumerate(rows, 2):
        row = dict(zip(header, cells, strict=True)) | {"number": number}
        key = str(row["Reference"] or "line")
        told[row["Page"] if key.startswith("page ") else file.get(key, key)] = row
    return told


def fill(path: Path, audit: ia.Audit, answers: dict[str, dict[str, str]]) -> Path:
    rows, book = rows_of(path, audit), openpyxl.load_workbook(path)
    sheet = book[SHEET]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for about, cells in answers.items():
        for heading, value in cells.items():
            at = rows[about]["number"] if about in rows else sheet.max_row + 1
            sheet.cell(at, columns[heading]).value = value
    book.save(path)
    return path


def said(read: Any, audit: ia.Audit) -> dict[str, tuple[Any, ...]]:
    """File → shows, people, whether that is everyone, who signed off."""
    told = read.answers.astype("object").where(read.answers.notna(), None)
    columns = ["shows", "people", "people_complete", "signed_off_by"]
    rows = zip(told["asset_id"].map(names(audit)), told[columns].itertuples(index=False, name=None), strict=True)
    return dict(sorted(rows))


def problems(read: Any) -> list[tuple[str, str]]:
    return [*read.problems[["reason", "value"]].itertuples(index=False, name=None)]


@pytest.fixture
def audit(tmp_path: Path) -> ia.Audit:
    return audited(tmp_path)


@pytest.fixture
def path(audit: ia.Audit, tmp_path: Path) -> Path:
    return ia.write_workbook(audit, tmp_path / "actions.xlsx")


NOBODY = ("nobody", None, None, None)
PUPILS = ("pupils", None, None, None)


@pytest.mark.slow
def test_a_row_above_each_page_answers_its_pictures(audit: ia.Audit, path: Path) -> None:
    rows = rows_of(path, audit)
    assert [*rows][:4] == ["line", "pattern 1", "pattern 2", "Trip"]
    assert set([*rows][4:7]) == {"beach.jpg", "boat.jpg", "crest-bus.jpg"}
    assert "News" not in rows, "one picture is its own question"
    assert rows["Trip"]["Picture"] == "All 3 pictures below of this page"
    assert rows["line"]["Page"] == (
        "The next 3 answers settle 6 of 6 placements where consent is not known, if each holds for all that it is "
        "asked of."
    )
    read = ia.read_answers(fill(path, audit, {"Home": {"Shows": "Nobody", "Signed off by": "Mrs Hart"}}), audit)
    assert said(read, audit) == dict.fromkeys(("crest-1.png", "crest-2.png"), ("nobody", None, None, "Mrs Hart"))
    assert problems(read) == []
    again = audited(path.parent, answers=read)
    assert again.items["consent_state"].eq("not_needed").tolist().count(True) == 2


@pytest.mark.slow
def test_nobody_of_a_page_does_not_count_where_somebody_is_known(audit: ia.Audit, path: Path) -> None:
    read = ia.read_answers(fill(path, audit, {"Trip": {"Shows": "Nobody"}}), audit)
    assert said(read, audit) == dict.fromkeys(("beach.jpg", "boat.jpg"), NOBODY)
    (of,) = [asset for asset, file in names(audit).items() if file == "crest-bus.jpg"]
    assert problems(read) == [(KNOWN, of)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "own", "expected", "reasons"),
    [
        ({"Shows": "Nobody"}, {"Shows": "Pupils"}, PUPILS, []),
        ({"Shows": "Nobody"}, {"People": "Ada Fern"}, (None, "Ada Fern", None, None), []),
        ({"Shows": "Pupils"}, {"Shows": "Nobody"}, NOBODY, []),
        ({"Shows": "Pupils"}, {}, PUPILS, []),
        ({"People": "4B", "Everyone listed?": "Yes"}, {}, (None, "4B", True, None), None),
        # Whether that is everyone belongs to who is named: never Ada by the one and everyone by the other.
        ({"People": "4B", "Everyone listed?": "Yes"}, {"People": "Ada Fern"}, (None, "Ada Fern", None, None), None),
        ({"Signed off by": "Mrs Hart"}, {"Shows": "Pupils"}, ("pupils", None, None, "Mrs Hart"), []),
        # A person stands in some picture of the page, nobody can tell in which, and never in all.
        ({"Shows": "Pupils", "People": "Ada Fern", "Everyone listed?": "Yes"}, {}, PUPILS, [EVERYONE_OF_MANY, NAMED]),
        ({"People": "4B; Ada Fern", "Everyone listed?": "Yes"}, {}, (None, "4B", None, None), None),
        ({"Shows": "Nobody", "People": "Ada Fern"}, {"Shows": "Pupils"}, PUPILS, [AGAINST]),
        ({"Shows": "Pupils", "Everyone listed?": "Yes"}, {}, PUPILS, [EVERYONE_OF_MANY]),
    ],
)
def test_the_own_row_of_a_picture_goes_before_that_of_its_page(
    audit: ia.Audit, path: Path, page: dict, own: dict, expected: tuple, reasons: list[str] | None
) -> None:
    read = ia.read_answers(fill(path, audit, {"Trip": page, "beach.jpg": own}), audit)
    assert said(read, audit)["beach.jpg"] == expected
    if reasons is not None:
        assert sorted({reason for reason, _ in problems(read)} - {KNOWN}) == sorted(reasons)
    state = audited(path.parent, answers=read).items.set_index("asset_id")["consent_state"].rename(names(audit))
    is_class = page == {"People": "4B", "Everyone listed?": "Yes"}  # of whom all agreed
    assert state["boat.jpg"] in (("covered",) if is_class else ("unknown", "partly", "not_needed"))
    assert state["beach.jpg"] != "covered" or (is_class and not own), "nobody is everyone because a page says so"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pattern", "meant", "reason"),
    [
        ("crest*", ["crest-1.png", "crest-2.png"], KNOWN),
        ("CREST-?.PNG", ["crest-1.png", "crest-2.png"], None),
        ("crest-1", ["crest-1.png"], None),
        ("logos/", ["crest-1.png", "crest-2.png"], None),
        ("Home", ["crest-1.png", "crest-2.png"], None),
        ("https://www.fern.example/home/?utm_source=mail", ["crest-1.png", "crest-2.png"], None),
        ("crest-1*; fete*", ["crest-1.png", "fete.jpg"], None),
        ("crest-1*, fete*", ["crest-1.png", "fete.jpg"], None),
        ("*", [], TOO_WIDE),
        ("*.*", [], TOO_WIDE),
        ("*.jpg", [], TOO_WIDE),
        ("?*", [], TOO_WIDE),
        ("cr.*", [], NONE),
        ("(a+)+$", [], NONE),
    ],
)
def test_a_pattern_says_of_many_that_nobody_is_shown(
    audit: ia.Audit, path: Path, pattern: str, meant: list[str], reason: str | None
) -> None:
    read = ia.read_answers(fill(path, audit, {"pattern 2": {"Picture": pattern, "Shows": "Nobody"}}), audit)
    assert said(read, audit) == dict.fromkeys(meant, NOBODY)
    reasons = [reason_ for reason_, _ in problems(read)]
    assert [each for each in reasons if not each.startswith("“")] == ([reason] if reason else [])
    counts = [each for each in reasons if each.startswith("“")]
    if meant and ";" not in pattern and "," not in pattern:
        n = "1 picture" if len(meant) == 1 else f"{len(meant)} pictures"
        assert counts == [f"“{pattern}”: nobody is shown in {n} that it names."]


@pytest.mark.slow
def test_a_pattern_says_nothing_else_and_nothing_until_nobody_is_chosen(audit: ia.Audit, path: Path) -> None:
    for cells in ({"Picture": "crest*"}, {"Picture": "crest*", "Shows": "Pupils"}):
        read = ia.read_answers(fill(path, audit, {"pattern 2": cells}), audit)
        assert (said(read, audit), problems(read)) == ({}, [(ONLY_NOBODY, "crest*")])


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"People": "crest*", "Shows": "Nobody"}, "Nobody | crest*"),
        ({"Shows": "Nobody"}, "Nobody"),
        ({"People": "crest*"}, "crest*"),
        ({"Everyone listed?": "Yes"}, "Yes"),
        ({"Signed off by": "Ms Oak"}, "Ms Oak"),
    ],
)
def test_a_row_of_patterns_without_one_is_not_passed_over(
    audit: ia.Audit, path: Path, cells: dict[str, str], told: str
) -> None:
    read = ia.read_answers(fill(path, audit, {"pattern 2": cells}), audit)
    assert said(read, audit) == {}
    assert problems(read) == [
        (
            "It does not say for which pictures: not used. Write names of files, a folder or a page under Picture.",
            told,
        )
    ]


@pytest.mark.slow
def test_a_pattern_may_stand_in_a_row_that_somebody_adds(audit: ia.Audit, path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    columns = {cell.value: cell.column for cell in sheet[1]}
    at = sheet.max_row + 1
    sheet.cell(at, columns["Picture"]).value = "crest-1*"
    sheet.cell(at, columns["Shows"]).value = "Nobody"
    book.save(path)
    assert said(ia.read_answers(path, audit), audit) == {"crest-1.png": NOBODY}
    ia.write_workbook(audit, path)
    assert rows_of(path, audit)["crest-1.png"]["Shows"] == "Nobody"


@pytest.mark.slow
def test_likely_patterns_are_offered_and_answer_nothing_by_themselves(tmp_path: Path) -> None:
    audit = audited(tmp_path, tuple((file, page, "") for file, page, _ in LOG))
    path = ia.write_workbook(audit, tmp_path / "actions.xlsx")
    row = rows_of(path, audit)["pattern 1"]
    assert (row["Picture"], row["Places"], row["Shows"]) == ("crest*", 3, None)
    assert (said(ia.read_answers(path, audit), audit), problems(ia.read_answers(path, audit))) == ({}, [])
    read = ia.read_answers(fill(path, audit, {"pattern 1": {"Shows": "Nobody"}}), audit)
    assert said(read, audit) == dict.fromkeys(("crest-1.png", "crest-2.png", "crest-bus.jpg"), NOBODY)


@pytest.mark.slow
@pytest.mark.parametrize("later", [LOG, LOG[:3], tuple((file, "renamed", who) for file, _, who in LOG)])
@pytest.mark.parametrize("about", ["Home", "pattern 1"])
def test_what_was_said_of_many_is_carried_into_the_rows_of_each(tmp_path: Path, later: tuple, about: str) -> None:
    audit = audited(tmp_path)
    path = ia.write_workbook(audit, tmp_path / "actions.xlsx")
    fill(path, audit, {about: {"Shows": "Nobody"} | ({"Picture": "crest-?.png"} if about != "Home" else {})})
    new = ("logos/crest-9.png", "home", "")
    after = audited(tmp_path, (*later, new), as_of="2026-06-26")
    ia.write_workbook(after, path)
    rows = rows_of(path, after)
    assert {file: rows[file]["Shows"] for file in ("crest-1.png", "crest-2.png", "crest-9.png")} == {
        "crest-1.png": "Nobody",
        "crest-2.png": "Nobody",
        "crest-9.png": None,
    }, "nobody has looked at what came since"
    kept = [*openpyxl.load_workbook(path)["Answered earlier"].iter_rows(min_row=2, values_only=True)]
    assert len(kept) == 1
    assert "Nobody" in kept[0]
    read = ia.read_answers(path, after)
    assert set(said(read, after)) == {"crest-1.png", "crest-2.png"}
    assert read.answers["answered_on"].max() < pd.Timestamp("2026-06-27")


@pytest.mark.slow
def test_sorted_and_with_rows_deleted_a_page_answers_the_same(audit: ia.Audit, path: Path) -> None:
    fill(path, audit, {"Home": {"Shows": "Nobody"}})
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    header, *rest = [[cell.value for cell in row] for row in sheet.iter_rows()]
    gone = next(key for key, file in names(audit).items() if file == "crest-2.png")
    sheet.delete_rows(1, sheet.max_row)
    for row in (header, *reversed([row for row in rest if row[-1] != gone])):
        sheet.append(row)
    book.save(path)
    assert said(ia.read_answers(path, audit), audit) == dict.fromkeys(("crest-1.png", "crest-2.png"), NOBODY)


@pytest.mark.slow
def test_a_page_is_answered_anew_after_it_was_carried(audit: ia.Audit, path: Path) -> None:
    """What was said later does not go under in what is put there again, nor that in what was said later."""
    fill(path, audit, {"Home": {"Shows": "Nobody"}})
    later = audited(path.parent, as_of="2026-06-26")
    ia.write_workbook(later, path)
    read = ia.read_answers(fill(path, later, {"Home": {"Shows": "Pupils"}}), later)
    both = read.answers.assign(file=read.answers["asset_id"].map(names(later)))
    assert sorted(both.loc[both["file"].eq("crest-1.png"), "shows"]) == ["nobody", "pupils"]
    assert "not_needed" not in set(audited(path.parent, answers=read, as_of="2026-06-26").items["consent_state"])


@pytest.mark.slow
def test_questions_come_by_what_an_answer_settles_once_a_picture(audit: ia.Audit) -> None:
    asked = questions(audit)
    assert sorted(asked["page_title"][:3]) == ["Trip"] * 3
    assert asked["settles"].sum() == 6
    assert settled_by_next(asked, most=1) == (1, 3, 6)
    n_faces = pd.Series([0, 0, 0, 1, 0, 12], audit.items.index, dtype="Int64")
    counted = questions(replace(audit, items=audit.items.assign(n_faces=n_faces)))
    kinds = counted["together"].str.split().str[0].tolist()
    assert kinds == ["faces"] * 3 + ["page"] * 3, "nobody? is asked first of those without a face, but of no known one"
    assert counted["asset_id"].map(names(audit)).tolist()[3] == "boat.jpg", "one face is asked about by name first"
