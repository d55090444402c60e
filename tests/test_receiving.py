"""Returned workbooks, from the audit.toml to the next sheet: what was said is kept, once, and comes to count."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from made_terms import decision, register

import imgaudit as ia
from imgaudit.decisions import blank_words
from imgaudit.errors import InputError
from imgaudit.tables import DECISIONS

LOG = """channel,picture,page url,title,shows,people,everyone listed
website,https://fernhollow.example/uploads/a.jpg,https://fernhollow.example/news/,Sports day,pupils,Ben Benson,yes
website,https://fernhollow.example/uploads/b.jpg,https://fernhollow.example/news/,Harvest,,,
"""
REGISTER = """Admission number,Forename,Surname,Class,Website photos
1001,Ben,Benson,4B,No
1002,Cy,Cyson,4B,Yes
"""
CONFIG = """exports = "log.csv"
register = "register.csv"
site = "fernhollow"
term = "2025-26-autumn"
as_of = 2025-12-19
received = "received"
workbook = "actions.xlsx"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for name, text in (("log.csv", LOG), ("register.csv", REGISTER), ("audit.toml", CONFIG)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    ia.write_workbook(ia.audit_config(tmp_path / "audit.toml", progress=False), tmp_path / "actions.xlsx")
    return tmp_path / "audit.toml"


def returned(config: Path, name: str, **rows: dict[str, object]) -> Path:
    copy = config.parent / name
    copy.parent.mkdir(exist_ok=True)
    shutil.copy(config.with_name("actions.xlsx"), copy)
    book = openpyxl.load_workbook(copy)
    sheet = book["Actions"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for heading, value in rows.get("actions", {}).items():
        sheet.cell(2, columns[heading]).value = value
    asked = book["Who is shown"]
    columns = {cell.value: cell.column for cell in asked[1]}
    for heading, value in rows.get("shown", {}).items():
        asked.cell(2, columns[heading]).value = value
    book.save(copy)
    return copy


@pytest.mark.slow
def test_what_comes_back_counts_in_the_next_audit_and_is_kept_once(config: Path) -> None:
    back = returned(
        config,
        "back.xlsx",
        actions={"Status": "Needs DSL decision", "Notes": "rang the family"},
        shown={"Shows": "Nobody"},
    )
    first = ia.receive(config, back, progress=False)
    assert (
        repr(first)
        == f"<Received: 1 decisions, 1 answers, 0 reviews, 0 contradictions, {len(first.problems)} problems>"
    )
    assert ia.receive(config, [back, back], progress=False).decisions.empty
    audit = ia.audit_config(config, progress=False)
    assert audit.items.set_index("title")["shows"].to_dict() == {"Sports day": "pupils", "Harvest": "nobody"}
    (config.parent / "audit.toml").write_text(CONFIG.replace("2025-12-19", date.today().isoformat()))  # noqa: DTZ011
    row = ia.find_actions(ia.audit_config(config, progress=False)).iloc[0]
    assert (row["status"], row["note"]) == ("Needs DSL decision", "rang the family")
    assert (config.parent / "received").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_two_copies_that_differ_are_said_at_once(config: Path) -> None:
    copies = [
        returned(config, "jo/actions.xlsx", actions={"Status": "Done"}),
        returned(config, "sam/actions.xlsx", actions={"Status": "Accepted", "Notes": "the head agreed"}),
    ]
    got = ia.receive(config, copies, progress=False)
    assert len(got.decisions) == 2
    assert got.contradictions["action_id"].str.startswith("consent fernhollow/").tolist() == [True]
    said = got.contradictions["contradiction"].iloc[0]
    assert "“Accepted, the head agreed” (sam/actions.xlsx, " in said
    assert "“Done” (jo/actions.xlsx, " in said


@pytest.mark.slow
def test_what_cannot_be_read_keeps_nobody_else_from_being_read(config: Path) -> None:
    (config.parent / "broken.xlsx").write_bytes(b"PK\x03\x04 half")
    other = config.with_name("minutes.xlsx")
    openpyxl.Workbook().save(other)
    back = returned(config, "back.xlsx", actions={"Status": "Done"})
    paths = [config.with_name("broken.xlsx"), other, config.with_name("missing.xlsx"), back]
    got = ia.receive(config, paths, progress=False)
    assert len(got.decisions) == 1
    lost = got.problems[got.problems["not_read"].fillna(False)]
    assert sorted(set(lost["file"])) == ["broken.xlsx", "minutes.xlsx", "missing.xlsx"]


@pytest.mark.slow
def test_without_a_place_to_keep_them_nothing_is_read(config: Path) -> None:
    config.write_text(CONFIG.replace('received = "received"', ""), encoding="utf-8")
    with pytest.raises(InputError, match="Write a line into the audit"):
        ia.receive(config, "back.xlsx", progress=False)
    config.write_text(CONFIG + 'answers = "answers.parquet"', encoding="utf-8")
    with pytest.raises(InputError, match="move the file of answers to "):
        ia.load_config(config)


def _keep(path: Path, number: int) -> None:
    made = [decision(f"consent s/x/{number}-{each}@website", "Done") for each in range(5)]
    ia.save_decisions(DECISIONS.frame(made), path)


@pytest.mark.slow
def test_two_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "decisions.parquet"
    context = multiprocessing.get_context("fork" if os.name == "posix" else "spawn")
    workers = [context.Process(target=_keep, args=(path, number)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(ia.load_decisions(path)) == 20


def test_a_file_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "decisions.parquet"
    path.write_bytes(b"PAR1 something else")
    with pytest.raises(InputError, match=r"decisions\.parquet: no decisions can be read from it"):
        ia.save_decisions(DECISIONS.frame([decision("consent s/x/a@website", "Done")]), path)
    assert path.read_bytes() == b"PAR1 something else"


# Words are not kept for ever


NOTED = [
    decision("consent s/x/a@website", "Accepted", note="Ben Benson's mother rang", owner="Kim", workbook="ben benson.xlsx"),  # noqa: E501
    decision("consent s/x/b@website", "Done", "2026-06-01", note="asked Ben", owner="Kim"),
]  # fmt: skip


def test_forgetting_blanks_the_name_and_keeps_the_decision(tmp_path: Path) -> None:
    path = tmp_path / "decisions.parquet"
    ia.save_decisions(DECISIONS.frame(NOTED), path)
    gone = ia.forget("Ben Benson", register(Ben="granted").people, decisions=path, cache=False)
    assert gone[["kind", "removed", "possible"]].to_numpy().tolist() == [["decisions", 1, 1]]
    kept = ia.load_decisions(path)
    assert kept[["status", "note", "owner", "workbook"]].to_numpy().tolist() == [
        ["Accepted", "[forgotten]", "Kim", "[forgotten]"],
        ["Done", "asked Ben", "Kim", "w.xlsx"],
    ]


@pytest.mark.slow
def test_forgetting_names_the_workbooks_that_hold_the_person(config: Path) -> None:
    path = config.with_name("actions.xlsx")
    for name in ("actions 2025-11-01.xlsx", "actions 2025-12-01 (2).xlsx", "actions of ours.xlsx"):
        shutil.copy(path, config.with_name(name))
    book = openpyxl.load_workbook(config.with_name("actions 2025-11-01.xlsx"))
    book["Actions"]["O2"] = "Ben Benson's mother rang"
    book.save(config.with_name("actions 2025-11-01.xlsx"))
    people = ia.read_register(config.with_name("register.csv")).people
    gone = ia.forget("Ben Benson", people, workbook=path, cache=False).set_index("place")
    assert [Path(place).name for place in gone.index] == [
        *("actions.xlsx", "actions 2025-11-01.xlsx", "actions 2025-12-01 (2).xlsx"),
    ]
    assert gone["removed"].tolist() == [0, 0, 0]
    assert gone["possible"].tolist() == [2, 3, 2]  # an action, and what was issued of it, say whose consent is lacking
    assert gone["note"].iloc[1].startswith("Delete it: a newer one stands in its place (Actions, row 2;")


def test_old_words_are_blanked_as_the_policy_says(tmp_path: Path) -> None:
    path = tmp_path / "decisions.parquet"
    ia.save_decisions(DECISIONS.frame(NOTED), path)
    assert blank_words(path, date(2027, 3, 1), 12) == 1
    kept = ia.load_decisions(path)
    assert kept["note"].tolist() == ["[forgotten]", "asked Ben"]
    assert kept["status"].tolist() == ["Accepted", "Done"]
    assert blank_words(path, date(2027, 3, 1), 12) == 0


@pytest.mark.slow
def test_receiving_names_workbooks_older_than_the_policy_keeps_words(config: Path) -> None:
    config.write_text(CONFIG + 'policy = "policy.toml"', encoding="utf-8")
    config.with_name("policy.toml").write_text("keep_words_months = 12", encoding="utf-8")
    old = config.with_name("actions 2024-01-01.xlsx")
    shutil.copy(config.with_name("actions.xlsx"), old)
    os.utime(old, (1.7e9, 1.7e9))
    problems = ia.receive(config, config.with_name("actions.xlsx"), progress=False).problems
    told = problems[problems["file"].eq(old.name)]
    assert told["reason"].tolist() == [
        "Older than 12 months, which is how long the policy keeps people's words: delete it."
    ]
