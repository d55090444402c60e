"""Answers and the key of one's own, where two write at once or an old workbook comes late: nothing is lost."""

from __future__ import annotations

import csv
import logging
import multiprocessing
import shutil
import subprocess
import threading
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.pseudonyms import own_key
from imgaudit.tables import ANSWERS


def _answers(who: int, day: str = "2026-03-02") -> pd.DataFrame:
    assets = [f"{who}-{number}" for number in range(50)]
    return ANSWERS.frame(pd.DataFrame({"asset_id": assets, "shows": "nobody", "answered_on": pd.Timestamp(day)}))


def _save_often(who: int, folder: str, ready: object) -> None:
    for number in range(20):
        for kind in ("parquet", "csv"):
            ready.wait(timeout=60)  # type: ignore[attr-defined]
            ia.save_answers(_answers(who), Path(folder, f"{number}.{kind}"))


@pytest.mark.slow
def test_of_two_who_save_answers_at_once_neither_loses_any(tmp_path: Path):
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(2)
    both = [context.Process(target=_save_often, args=(who, str(tmp_path), ready)) for who in (1, 2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [one.exitcode for one in both] == [0, 0]
    counts = [len(ia.load_answers(tmp_path / f"{n}.{kind}")) for n in range(20) for kind in ("parquet", "csv")]
    assert counts == [100] * 40
    assert len([*tmp_path.iterdir()]) == 40, "neither locks nor strays"


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_an_older_answer_takes_nothing_back(tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture):
    def said(shows: str, day: str | None) -> pd.DataFrame:
        return ANSWERS.frame([{"asset_id": "a", "shows": shows, "answered_on": day and pd.Timestamp(day)}])

    place = tmp_path / f"answers.{kind}"
    saved = []
    for shows, day in (
        ("staff", None),
        ("pupils", "2026-07-01"),
        ("nobody", "2025-12-01"),
        ("nobody", None),
        ("both", "2026-07-01"),
        ("pupils", "2026-07-02"),
    ):
        with caplog.at_level(logging.WARNING):
            caplog.clear()
            ia.save_answers(said(shows, day), place)
        kept = ia.load_answers(place)
        saved.append((kept["shows"].tolist(), "1 answers were not taken" in caplog.text))
    assert saved == [
        (["staff"], False),
        (["pupils"], False),
        (["pupils"], True),
        (["pupils"], True),
        (["both"], False),
        (["pupils"], False),
    ]


def test_two_who_begin_at_once_have_one_key(tmp_path: Path):
    keys: list[bytes] = []
    place = tmp_path / "config" / "person-ids.key"
    threads = [threading.Thread(target=lambda: keys.append(own_key(place))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert [path.name for path in place.parent.iterdir()] == ["person-ids.key"]


WORDS = pd.DataFrame(
    {
        "asset_id": ["s/wp/1", "s/wp/2", "s/wp/3", "s/wp/4", "s/wp/5"],
        "image_hash": ["ab" * 32, None, "12e4", "1" * 20, "x;y"],
        "place_id": ["1234567890123456", "12e45678", "0012", "abcd", None],
        "shows": ["pupils", "nobody", "staff", None, "both"],
        "people": ['Ada Fern\nBen "B" Hollow', '=HYPERLINK("x")', "'=odd", "004512", "O'Neil, Zoë"],
        "people_complete": pd.array([True, False, None, True, False], dtype="boolean"),
        "answered_on": pd.to_datetime(["2026-03-05", None, "2026-12-25", "2026-05-03", "2026-01-01"]),
    }
)
EXCEL = {
    "True": "TRUE",
    "False": "FALSE",
    "2026-03-05": "05/03/2026",
    "2026-12-25": "25/12/2026",
    "2026-05-03": "03/05/2026",
    "2026-01-01": "01/01/2026",
}


@pytest.mark.parametrize(
    ("delimiter", "codec"),
    [(",", "cp1252"), (",", "utf-8-sig"), (";", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16")],
)
def test_answers_that_excel_has_saved_are_what_they_were(tmp_path: Path, delimiter: str, codec: str):
    answers = ANSWERS.frame(WORDS)
    place = ia.save_answers(answers, tmp_path / "a.csv")
    pd.testing.assert_frame_equal(ia.load_answers(place), answers)
    with place.open(encoding="utf-8-sig", newline="") as file:
        rows = [[EXCEL.get(cell, cell) for cell in row] for row in csv.reader(file)]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "004"))], "Excel would run or round it"
    with place.open("w", encoding=codec, newline="") as out:
        csv.writer(out, delimiter=delimiter).writerows(rows)
    pd.testing.assert_frame_equal(ia.load_answers(place), answers)
    ia.save_answers(answers.head(1), place)
    pd.testing.assert_frame_equal(ia.load_answers(place).sort_values("asset_id", ignore_index=True), answers)


HEADINGS = "asset_id,shows,people,people_complete,answered_on\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,pupils,Ada,WAHR,", "row 3, column people_complete: 'WAHR' is neither yes nor no"),
        ("a,pupils,Ada,maybe,", "row 3, column people_complete: 'maybe' is neither yes nor no"),
        ("a,elves,Ada,yes,", "row 3, column shows: 'elves' is not one of pupils, staff, both, nobody, unknown"),
        (
            "a,pupils,Ada,yes,3/5/2026",
            "row 3, column answered_on: '3/5/2026' is no day, or may be two: write it as",
        ),
        ("a,pupils,Ada,yes,05/03/26", "row 3, column answered_on: '05/03/26' is no day, or may be two"),
        ("a,pupils,Ada,yes,03/25/2026", "row 3, column answered_on: '03/25/2026' is no day, or may be two"),
        ("a,pupils,Ada,yes,31/02/2026", "row 3, column answered_on: '31/02/2026' is no day"),
        ("a,pupils,Ada,yes,########", "row 3, column answered_on: '########' is no day"),
        ("a,pupils,1.2E+15,yes,", "row 3, column people: '1.2E+15' is a number that a spreadsheet has rounded"),
        ("z,pupils,Ada,yes,", "row 3, column asset_id: 'z' is in row 2 too: delete one of them"),
        (",pupils,Ada,yes,", "row 3, column asset_id: is empty: every row needs it"),
        ('a,pupils,"Ada,yes,', "row 3: a quotation mark that is never closed"),
        ("a,pupils,Ada,yes,2026-03-05,,7", "row 3: a broken line"),
    ],
)
def test_an_answer_that_is_not_understood_is_an_error_and_never_unknown(tmp_path: Path, row: str, said: str):
    place = tmp_path / "a.csv"
    text = f"{HEADINGS}z,staff,Cy,no,2026-03-05\n{row}\n"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(ia.InputError) as refused:
        ia.load_answers(place)
    assert str(refused.value).startswith(f"{place} is not read, so that nothing is lost:\n")
    assert said in str(refused.value)
    with pytest.raises(ia.InputError):
        ia.save_answers(ANSWERS.frame(WORDS), place)
    assert place.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("asset_id,shows,people\na,pupils,Ada\n", "no table with the columns asset_id, shows, people, people_complete"),
        ("", "the file is empty"),
        (f"{HEADINGS}a,pupils,Ada,yes,2026-03-05\nb,pup", "ends in the middle of this row"),
    ],
)
def test_what_is_no_whole_table_of_answers_is_refused(tmp_path: Path, text: str, said: str):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ia.InputError, match=said):
        ia.load_answers(tmp_path / "a.csv")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), max_size=4))
def test_any_words_come_back_from_a_csv(tmp_path_factory: pytest.TempPathFactory, texts: list[str]):
    people = [text if text.strip() else None for text in texts]
    asked = ANSWERS.frame(pd.DataFrame({"asset_id": [f"a/{n}" for n in range(len(people))], "people": people}))
    place = ia.save_answers(asked, tmp_path_factory.mktemp("answers") / "a.csv")
    pd.testing.assert_frame_equal(ia.load_answers(place), asked)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_answers_that_libreoffice_has_saved_are_what_they_were(tmp_path: Path):
    answers = ANSWERS.frame(WORDS)
    place = ia.save_answers(answers, tmp_path / "a.csv")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for made, read in (
        ("ods", "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,2057,false,true"),
        ("csv:Text - txt - csv (StarCalc):44,34,76,1,,2057,false,true", ""),
    ):
        command = ["soffice", profile, "--headless", *filter(None, [read]), "--convert-to", made, "--outdir",
                   str(tmp_path), str(place)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        place = tmp_path / "a.ods"
    assert "TRUE" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    pd.testing.assert_frame_equal(ia.load_answers(tmp_path / "a.csv"), answers)
