"""Why something is a problem, in one word: every problem has one, and the words are counted."""

from __future__ import annotations

import ast
import io
import zipfile
from pathlib import Path
from typing import get_args

import openpyxl
import pytest
from conftest import ROOT

import imgaudit as ia
from imgaudit.tables import PROBLEM_CODES, PROBLEMS, ProblemCode
from tests.exports.made import read, upload, wxr
from tests.exports.made_all import SAMPLES, Sample

MODULES = sorted((ROOT / "imgaudit").rglob("*.py"))

OF_BAD_ENTRIES = {
    "exiftool.json": {"malformed"},
    "exiftool.csv": {"no_picture"},
    "facebook": {"malformed"},
    "gam": {"no_picture"},
    "instagram": {"malformed"},
    "rclone": {"malformed"},
    "resourcespace": {"no_picture"},
    "screaming_frog": {"no_picture"},
    "sharepoint": {"no_picture"},
    "sitemap": {"no_picture"},
    "feed": {"no_picture"},
    "pages": {"no_picture"},
    "powershell": {"no_picture"},
    "google_files": {"no_picture"},
    "microsoft_graph": {"no_picture"},
    "spreadsheet": {"no_picture"},
    "wordpress_rest": {"malformed"},
    "wxr": {"malformed", "no_picture"},
    "x": {"malformed"},
    "youtube": {"no_picture"},
}


def codes(found: ia.Inventory | ia.register.Register) -> list[str]:
    return sorted(found.problems["code"])


def zipped(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", ".", 1), data)
    return held.getvalue()


def workbook(*, hidden: bool) -> bytes:
    book, held = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["File", "Title"])
    book.active.append(["race.jpg", "Race"])
    book.create_sheet("Old").append(["File"])
    book["Old"].sheet_state = "hidden" if hidden else "visible"
    book.save(held)
    return held.getvalue()


def test_the_choices_are_those_that_a_checker_knows():
    assert tuple(PROBLEM_CODES) == get_args(ProblemCode) == PROBLEMS.columns["code"].choices


def test_a_problem_without_a_code_is_refused():
    with pytest.raises(ia.InputError, match="code"):
        PROBLEMS.frame([{"file": "a.csv", "reason": "fill it in"}])
    with pytest.raises(ia.InputError, match="'strange' does not fit"):
        PROBLEMS.frame([{"file": "a.csv", "code": "strange", "reason": "fill it in"}])


@pytest.mark.slow
def test_every_code_is_given_somewhere_and_no_row_is_made_without_one():
    given: set[str] = set()
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and path.name not in ("tables.py", "errors.py"):
                given |= {node.value} & set(PROBLEM_CODES) if isinstance(node.value, str) else set()
            if isinstance(node, ast.Dict):
                keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
                assert "reason" not in keys or "file" not in keys or "code" in keys, f"{path}:{node.lineno}"
    assert given == set(PROBLEM_CODES)


def test_the_problems_of_the_sample_school_are_counted_by_code(audits: dict[str, ia.Audit]):
    assert {term: audit.problems["code"].value_counts().to_dict() for term, audit in audits.items()} == {
        "2025-26-autumn": {"date": 2, "unknown_heading": 1, "not_media": 1, "unknown_person": 1},
        "2025-26-spring": {"date": 2, "unknown_heading": 1, "not_media": 1, "unknown_person": 1},
        "2025-26-summer": {"date": 2, "unknown_heading": 1, "not_media": 1, "missing": 1},
    }
    (next_year,) = audits["2025-26-summer"].problems.query("code == 'missing'")["reason"]
    assert "due (critical: 22 July 2026, high: 28 July 2026, medium: 11 August 2026, low: " in next_year


@pytest.mark.slow
@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.bad is not None], ids=lambda s: f"{s.dialect} {s.name}")
def test_what_nobody_can_read_has_its_code_in_every_dialect(tmp_path: Path, sample: Sample):
    sound = read(tmp_path / "sound", sample.files)
    spoilt = read(tmp_path / "spoilt", {**sample.files, sample.name: sample.wrap([*sample.entries, sample.bad])})
    new = spoilt.problems[~spoilt.problems["reason"].isin(sound.problems["reason"])]
    assert set(new["code"]) == (OF_BAD_ENTRIES.get(sample.name) or OF_BAD_ENTRIES[sample.dialect])


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: f"{s.dialect} {s.name}")
def test_whatever_is_cut_off_has_a_code(tmp_path: Path, sample: Sample):
    for place in (0.4, 0.7, 0.95):
        text = sample.text[: int(len(sample.text) * place)]
        found = read(tmp_path / str(place), {**sample.files, sample.name: text, "good.csv": "File\nb.jpg\n"})
        assert {"broken", "cut_off", "not_recognised"} & set(codes(found))


def test_what_is_not_opened_says_why_in_one_word(tmp_path: Path):
    locked = zipped(a_jpg=b"x")
    locked = locked.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01")
    locked = locked.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    files = {
        "good.csv": "File\nb.jpg\n",
        "1.zip": b"no ZIP at all",
        "2.zip": zipped(inner_zip=zipped(a_txt=b"a")),
        "3.zip": locked,
        "4.rar": b"Rar!",
        "5.xlsx": workbook(hidden=True),
        "6.xlsx": b"PK\x03\x04 and nothing more",
        "7.json": '[{"uri": "a.jpg"',
        "8.txt": "hello",
        "9.csv": "Forename,UPN\nAda,1\n",
    }
    found = read(tmp_path, files)
    assert {(row["file"], row["code"]) for _, row in found.problems.iterrows()} == {
        ("1.zip", "broken"),
        ("2.zip!inner.zip", "packed"),
        ("3.zip!a.jpg", "locked"),
        ("4.rar", "packed"),
        ("5.xlsx", "hidden"),
        ("6.xlsx", "broken"),
        ("7.json", "not_recognised"),
        ("8.txt", "not_recognised"),
        ("9.csv", "not_recognised"),
    }


def test_a_list_says_by_code_what_is_wrong_with_its_rows(tmp_path: Path):
    head = "File,Published,Who is shown,Title"
    rows = ["a.jpg,05/09/2025,ducks,A", "a.jpg,soon,pupils,A", "../b.jpg,,,B", ",,,", f"c.jpg,,,{'x' * 100_001}"]
    found = read(tmp_path, {"a.csv": "\n".join([head, *rows, ""])})
    assert codes(found) == ["date", "date", "duplicate", "outside", "too_large", "unknown_word"]


def test_a_blog_says_by_code_what_is_wrong_with_its_entries(tmp_path: Path):
    text = wxr(
        upload(1, "a.jpg"), upload(1, "b.jpg"), upload("x", "c.jpg"),
        upload(4, "d.jpg", meta={"_wp_attached_file": "../../d.jpg", "_wp_attachment_metadata": "a:1"}),
    )  # fmt: skip
    found = read(tmp_path, {"export.xml": text})
    assert codes(found) == ["duplicate", "malformed", "malformed", "outside"]
    assert codes(read(tmp_path / "cut", {"export.xml": text[:-40]})) == ["broken", "duplicate", "malformed"]


def test_a_register_says_by_code_what_is_wrong(tmp_path: Path):
    lines = [
        "UPN,Forename,Surname,Date of birth,Website,Photo note,Shoe size",
        "A1,Ada,Fern,31/02/2015,Yes,only from behind,3",
        "A2,Ben,Hollow,,Perhaps,,4",
        "A1,Cara,Wood,,No,,5",
        ",,,,Yes,,6",
    ]
    (tmp_path / "consents-2025-12-19.csv").write_text("\n".join([*lines, ""]))
    found = ia.read_register(tmp_path / "consents-2025-12-19.csv", key=b"test")
    assert set(codes(found)) == {"ambiguous", "date", "not_recorded", "unknown_heading", "unknown_person"}
