"""Who must not be shown at all reads in every output like anybody else who refused every use."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import imgaudit as ia
from imgaudit import cli

pytestmark = pytest.mark.slow

SITE = "https://fernhollow.example"
HEADINGS = (
    "UPN",
    "Forename",
    "Surname",
    "Form",
    "Role",
    "Do not photograph",
    "Website",
    "Social media",
    "Consent date",
)
BEN = ("Z000000000002", "Ben", "Fernsby", "7A", "Pupil", "", "Yes", "Yes", "2025-09-05")
AUDIT = """
site = "fernhollow"
exports = "exports"
register = "consents-2025-12-01.csv"
as_of = 2025-12-19
term = "2025-26-autumn"
"""


def school(place: Path, *, mark: str = "", answers: tuple[str, str] = ("Yes", "Yes"), day: str = "2025-09-05") -> Path:
    """A school that shows Ada, whose row of the register has this mark and these answers."""
    (place / "exports").mkdir(parents=True)
    ada = ("Z000000000001", "Ada", "Quillfeather", "7A", "Pupil", mark, *answers, day)
    with (place / "consents-2025-12-01.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADINGS, ada, BEN])
    pictures = [
        ("a.jpg", "Website", f"{SITE}/news", "2025-10-01", "Ada Quillfeather; Ben Fernsby", "yes", "pupils"),
        ("b.jpg", "Facebook", f"{SITE}/post", "2025-08-01", "Ada Quillfeather", "yes", "pupils"),
        ("c.jpg", "Website", f"{SITE}/club", "2025-10-02", "Ada Quillfeather; Cy Nobody", "no", "pupils"),
        ("d.jpg", "Website", f"{SITE}/club", "2025-10-02", "Ben Fernsby", "yes", "pupils"),
    ]
    heads = ("Picture file", "Channel", "Page", "Published", "People", "Everyone listed", "Who is shown")
    with (place / "exports" / "list.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, *pictures])
    (place / "audit.toml").write_text(AUDIT, encoding="utf-8")
    return place


Outputs = Callable[..., dict[str, object]]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    """Everything that leaves the audit of a :func:`school`, each made once."""

    @cache
    def made(**about: Any) -> dict[str, object]:
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(
                school(tmp_path_factory.mktemp("school") / "here", **about)
            )  # no folder's name tells them apart
            return audited()

    return made


def audited() -> dict[str, object]:
    """Everything that leaves the audit of the school in this folder, as text or frames."""
    audit = ia.audit_config(ia.load_config("audit.toml"), progress=False)
    ia.save_audit(audit, "kept")
    book = openpyxl.load_workbook(ia.write_workbook(audit, "actions.xlsx"))
    explained = pd.concat([ia.explain(audit, item) for item in audit.items["item_id"]])
    by_person = ia.consent_by_person(audit)
    said = CliRunner().invoke(cli.app, ["audit", "audit.toml"], env={"COLUMNS": "160"}, catch_exceptions=False)
    assert said.exit_code == 0
    return {
        "items": audit.items,
        "findings": audit.findings,
        "problems": audit.problems,
        "actions": ia.find_actions(audit),
        "explained": explained.drop(columns=["given_on"]),
        "placed": audit.placed.drop(columns=["given_on"]),
        "by person": by_person.drop(columns=["given_on"]),
        "coverage": ia.consent_coverage(by_person, by=["role", "scope"]),
        "kept": pd.concat([pd.read_parquet(path) for path in sorted(Path("kept").rglob("*.parquet"))]),
        "trends": ia.trends("kept"),
        "changes": ia.changes("kept"),
        "workbook": [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets],
        "command": said.output.replace("Saved", ""),
    }


def differences(one: dict[str, object], other: dict[str, object]) -> list[str]:
    return [
        name
        for name, thing in one.items()
        if (not thing.equals(other[name]) if isinstance(thing, pd.DataFrame) else thing != other[name])
    ]


@pytest.mark.parametrize("day", ["2025-09-05", ""], ids=["dated", "undated"])
@pytest.mark.parametrize("answers", [("Yes", "Yes"), ("Yes", "No"), ("", "")], ids="-".join)
def test_every_output_reads_as_if_every_use_had_been_refused(outputs: Outputs, answers: tuple[str, str], day: str):
    marked, refused = outputs(mark="Yes", answers=answers, day=day), outputs(answers=("No", "No"), day=day)
    assert differences(marked, refused) == []
    agreed = outputs(day=day)
    assert {"items", "placed", "findings", "actions", "explained", "by person", "workbook"} <= set(
        differences(marked, agreed)
    )


def test_whoever_must_not_be_shown_is_never_covered(tmp_path: Path):
    """Not by a yes of later days, and not where the export is later than the audit."""
    for number, day in enumerate(("2025-09-05", "", "2026-09-05")):
        place = school(tmp_path / str(number), mark="Yes", day=day)
        register = ia.read_register(place / "consents-2025-12-01.csv")
        inventory = ia.read_inventory(place / "exports")
        for as_of in ("2025-12-19", "2025-10-05"):
            audit = ia.run_audit(inventory, register=register, as_of=as_of)
            ada = audit.appearances.loc[audit.appearances["person_ref"].str.startswith("Ada"), "asset_id"]
            items = audit.items[audit.items["asset_id"].isin(ada)]
            assert items["consent_state"].tolist() == ["against"] * 3
            assert items["is_covered"].eq(False).all()
            assert not items["consent_state_at_publication"].eq("covered").any()


def test_nothing_of_a_yes_shows_through_and_no_word_says_why(tmp_path: Path):
    place = school(tmp_path / "s", mark="Adopted, court order")
    register = ia.read_register(place / "consents-2025-12-01.csv")
    assert register.people["protected"].tolist() == [True, False]
    audit = ia.run_audit(ia.read_inventory(place / "exports"), register=register, as_of="2025-12-19")
    for item in audit.items["item_id"]:
        refusals = ia.explain(audit, item).query("state == 'refused'")
        assert refusals[["given_on", "given_by", "expires_on"]].isna().all(axis=None)
    assert set(audit.findings["rule"]) >= {"consent.refused"}
    frames = (audit.problems, audit.findings, audit.items, audit.placed, ia.find_actions(audit))
    for frame in (*frames, ia.consent_by_person(audit)):
        words = frame.to_csv()
        assert not any(word in words.lower() for word in ("protect", "court", "adopted", "must not be shown"))
    assert not [name for name in ia.rules.RULES if "protect" in f"{name.name} {name.problem} {name.done}".lower()]
    asked = audit.problems[audit.problems["column"].eq("Do not photograph")]
    assert asked["row"].isna().tolist() == [True], "its row beside its column would tell who it is"


def test_a_refusal_of_their_own_keeps_its_day(tmp_path: Path):
    place = school(tmp_path / "s", mark="Yes", answers=("No", "Yes"))
    register = ia.read_register(place / "consents-2025-12-01.csv")
    audit = ia.run_audit(ia.read_inventory(place / "exports"), register=register, as_of="2025-12-19")
    people = ia.consent_by_person(audit).set_index(["person_id", "scope"])
    ada = people.loc[register.people["person_id"].iloc[0]]
    assert ada["state"].to_dict() == {"social": "refused", "website": "refused"}
    assert ada["given_on"].astype("object").fillna("").astype(str).to_dict() == {
        "social": "",
        "website": "2025-09-05 00:00:00",
    }


@pytest.mark.parametrize(
    ("answer", "protected"),
    [("Yes", True), ("No", False), ("N", False), ("Not allowed", True), ("No consent", True), ("Refused", True),
     ("Not permitted", True), ("✗", True), ("maybe", True), ("", False)],
)  # fmt: skip
def test_only_a_plain_no_lifts_a_protection(tmp_path: Path, answer: str, protected: bool) -> None:
    """To a column "No photos" people answer "not allowed": none are."""
    listed = f"UPN,Forename,Surname,Website,No photos\nZ000000000001,Ada,Fern,Yes,{answer}\n"
    (tmp_path / "consents-2025-09-01.csv").write_text(listed, encoding="utf-8")
    register = ia.read_register(tmp_path / "consents-2025-09-01.csv")
    assert register.people["protected"].tolist() == [protected]
