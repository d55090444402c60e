"""Begin with nothing, put ten pictures there, audit, and begin the next term."""

from __future__ import annotations

import shutil
import stat
import tomllib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, SCHOOL
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import imgaudit as ia
from imgaudit import cli
from imgaudit.errors import ImgauditError, InputError, PolicyError
from imgaudit.exports.readers import described, readers
from imgaudit.policy import policy_from
from imgaudit.starting import _policy_text, begin, next_term, site_of, term_said, what_to_export

TERMS = ["2025-09-03 2025-12-19 2025-10-27 2025-10-31", "2026-01-05 2026-03-27", "2026-04-13 2026-07-21"]
GIVEN = ("--school", "Fernhollow Academy", "--host", "fernhollow.example", *(x for t in TERMS for x in ("--term", t)))


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cli.console, "width", 300)
    monkeypatch.setattr(cli.errors, "width", 300)
    monkeypatch.chdir(tmp_path)


def run(*arguments: object, code: int = 0, typed: str | None = None) -> str:
    result = CliRunner().invoke(cli.app, [*map(str, arguments)], catch_exceptions=False, input=typed)
    assert result.exit_code == code, result.output
    return result.output


def pictures(folder: str, count: int) -> None:
    found = sorted((SCHOOL / "2025-26-summer" / "exports" / "uploads" / "2026").rglob("*.jpg"))
    for path in found[:count]:
        shutil.copy(path, folder)


def filled_in(config: str, day: str) -> None:
    text = Path(config).read_text(encoding="utf-8")
    assert f"# as_of = {day} " in text
    Path(config).write_text(text.replace("# as_of", "as_of"), encoding="utf-8")


@pytest.mark.slow
def test_from_nothing_to_the_trend_of_two_terms():
    said = run("init", "hollow", *GIVEN)
    assert "Put what has been published into hollow/2025-26-autumn/exports\n" in said
    assert "the MIS's export of the photo consents into hollow/2025-26-autumn/register\n" in said
    assert 'Then run: imgaudit audit "hollow/audit.toml"' in said
    with pytest.raises(InputError, match=r"hollow/2025-26-autumn/exports: there is nothing in this folder yet\. Put "):
        run("audit", "hollow/audit.toml")

    filled_in("hollow/audit.toml", "2025-12-19")
    pictures("hollow/2025-26-autumn/exports", 10)
    said = run("audit", "hollow/audit.toml")
    assert "consent register: No consent register was read: whether consent covers anybody is unknown." in said
    assert "hollow/2025-26-autumn/register is empty: put the MIS's export of the photo consents there." in said
    assert "Fernhollow Academy, 2025-26-autumn: What do published pictures give away?" in " ".join(said.split())
    assert "Not made" not in said
    assert {"hollow/history", "hollow/actions.xlsx", "hollow/2025-26-autumn/charts/trends.png"} <= {*said.split()}

    said = run("next-term", "hollow/audit.toml")
    assert "Put what has been published into hollow/2025-26-spring/exports\n" in said
    assert 'Then run: imgaudit audit "hollow/audit-2025-26-spring.toml"' in said
    filled_in("hollow/audit-2025-26-spring.toml", "2026-03-27")
    pictures("hollow/2025-26-spring/exports", 8)
    shutil.copy(SCHOOL / "2025-26-spring" / "mis" / "consents.xlsx", "hollow/2025-26-spring/register")
    assert "is empty" not in run("audit", "hollow/audit-2025-26-spring.toml")

    trend = ia.trends("hollow/history").query("measure == 'location'").set_index("term")
    assert trend["n"].to_dict() == {"2025-26-autumn": 10, "2025-26-spring": 8}
    assert trend.loc["2025-26-spring", "since"] == "2025-26-autumn"
    assert "2025-26-spring" in run("trends", "hollow/history")
    assert "is the last one that it lists" not in run("next-term", "hollow/audit-2025-26-spring.toml")
    assert Path("hollow/audit-2025-26-summer.toml").exists()


def test_what_init_writes_is_read_as_it_was_said():
    run("init", "hollow", *GIVEN, "--site", "hollow", "--contact", "office@fernhollow.example")
    job = ia.load_config("hollow/audit.toml")
    top = Path("hollow")
    assert (job.site, job.term, job.as_of, job.history) == ("hollow", "2025-26-autumn", None, top / "history")
    assert (job.exports, job.register) == (top / "2025-26-autumn" / "exports", top / "2025-26-autumn" / "register")
    assert (job.received, job.visits, job.workbook) == (top / "returned", top / "visits.sqlite", top / "actions.xlsx")
    policy = ia.load_policy(job.policy)
    assert policy.school == "Fernhollow Academy"
    assert policy.visit == {"hosts": ["fernhollow.example"], "contact": "office@fernhollow.example"}
    assert [term.id for term in policy.terms] == ["2025-26-autumn", "2025-26-spring", "2025-26-summer"]
    assert policy.terms[0].half_term_ends == date(2025, 10, 31)
    assert {path.name for path in top.iterdir()} == {
        *("audit.toml", "policy.toml", "what-to-export.txt", "2025-26-autumn", "returned", "history")
    }
    if hasattr(stat, "S_IMODE"):
        assert stat.S_IMODE((top / "policy.toml").stat().st_mode) == 0o600


def test_the_settings_that_are_shown_are_those_that_hold():
    text = _policy_text("A", [term_said(TERMS[0])], [], None)
    shown = "\n".join(line.removeprefix("# ") for line in text.splitlines()[1:])
    assert policy_from({**tomllib.loads(shown), "visit": {}}) == policy_from(tomllib.loads(text))
    assert tomllib.loads(text).keys() == {"school", "terms"}


@pytest.mark.parametrize(
    ("today", "term"),
    [("2025-10-01", "2025-26-autumn"), ("2026-01-01", "2025-26-autumn"), ("2026-02-01", "2025-26-spring"),
     ("2024-01-01", "2025-26-autumn"), ("2028-01-01", "2025-26-autumn")],
)  # fmt: skip
def test_the_first_audit_is_of_this_term(today: str, term: str):
    begin("a", school="A", terms=TERMS[::-1], today=date.fromisoformat(today))
    assert ia.load_config("a/audit.toml").term == term
    assert Path("a", term, "exports").is_dir()


def test_it_asks_on_a_terminal_for_what_is_not_given(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cli, "_asks", lambda: True)
    typed = ["St Mary's", "", "", "last Monday", TERMS[0], TERMS[1], ""]
    said = run("init", "mary", typed="\n".join(typed) + "\n")
    assert "--term='last' is not a date" in said
    job = ia.load_config("mary/audit.toml")
    policy = ia.load_policy(job.policy)
    assert (job.site, policy.school, policy.visit) == ("st-marys", "St Mary's", {})
    assert [term.id for term in policy.terms] == ["2025-26-autumn", "2025-26-spring"]


@pytest.mark.slow
def test_nothing_is_replaced():
    run("init", "hollow", *GIVEN)
    Path("hollow/policy.toml").write_text("mine", encoding="utf-8")
    Path("hollow/audit.toml").unlink()
    with pytest.raises(
        InputError, match=r"hollow/policy\.toml, hollow/what-to-export\.txt: there already, and nothing"
    ):
        run("init", "hollow", *GIVEN)
    assert Path("hollow/policy.toml").read_text(encoding="utf-8") == "mine"
    assert not Path("hollow/audit.toml").exists(), "all or nothing"
    run("init", "other", *GIVEN)
    run("next-term", "other/audit.toml")
    before = Path("other/audit-2025-26-spring.toml").read_bytes()
    with pytest.raises(InputError, match=r"other/audit-2025-26-spring\.toml: there already"):
        run("next-term", "other/audit.toml")
    assert Path("other/audit-2025-26-spring.toml").read_bytes() == before
    Path("in the way").write_text("mine", encoding="utf-8")
    with pytest.raises(ImgauditError, match="in the way"):
        run("init", "in the way", *GIVEN)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "What is the school called?"),
        (("--school", "A"), "No term is named"),
        (("--school", "A", "--term", "2025-09-03"), "--term '2025-09-03': write the first and last day"),
        (("--school", "A", "--term", "2025-13-03 2025-12-19"), "is not a date"),
        (("--school", "A", "--term", "2025-12-19 2025-09-03"), "swap the dates"),
        (("--school", "A", "--term", TERMS[0], "--term", "2025-12-01 2026-02-01"), "overlap or share an id"),
        (("--school", "A\x1b[31m", "--term", TERMS[0]), "in one line"),
        (("--school", "A", "--site", " ", "--term", TERMS[0]), "site = ' '"),
        (("--school", "A", "--host", "https://fernhollow.example/", "--term", TERMS[0]), "hosts"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(given: tuple[str, ...], said: str):
    result = CliRunner().invoke(cli.app, ["init", "a", *given])
    assert isinstance(result.exception, (InputError, PolicyError)), result.output
    assert said in str(result.exception)
    assert not Path("a").exists()


@given(st.text(min_size=1, max_size=30))
def test_any_name_of_a_school_is_kept_or_refused(name: str):
    text = _policy_text(name, [term_said(TERMS[0])], [], None)
    if name.isprintable():
        assert policy_from(tomllib.loads(text)).school == name
    assert site_of(name).replace("-", "").isalnum()


POLICY = """[[terms]]
id = "Autumn 25/26"
starts = 2025-09-03
ends = 2025-12-19
[[terms]]
id = "Spring 25/26"
starts = 2026-01-05
ends = 2026-03-27
"""


def test_the_next_term_keeps_what_holds_and_asks_anew_for_what_does_not():
    Path("policy.toml").write_text(POLICY, encoding="utf-8")
    Path("north.toml").write_text(
        """exports = "north/exports.zip"   # a comment
register = "mis/2025/consents.xlsx"
register_exported_on = 2025-12-01
register_mapping = "headings.toml"
policy = "policy.toml"
as_of = 2025-12-19
site = "north \\u007f \\"N\\""
history = "history"
received = "received"
registers = "registers.xlsx"
workbook = 'north.xlsx'
charts = "charts"
faces = false
[explained]
"north/website/wxr" = "moved"
""",
        encoding="utf-8",
    )
    made = next_term("north.toml")
    (config,) = (path for path in made if path.suffix == ".toml")
    with config.open("rb") as file:
        values = tomllib.load(file)
    folder = config.stem.removeprefix("north-")
    assert "/" not in folder
    assert folder.startswith("Spring-25-26")
    assert values == {
        "site": 'north \x7f "N"',
        "term": "Spring 25/26",
        "exports": f"north/{folder}/exports",
        "register": f"mis/2025/{folder}/register",
        "policy": "policy.toml",
        "received": "received",
        "history": "history",
        "workbook": "north.xlsx",
        "charts": "charts",
        "register_mapping": "headings.toml",
        "registers": "registers.xlsx",
        "faces": False,
    }
    assert Path("north", folder, "exports").is_dir()
    with pytest.raises(InputError, match=r"policy\.toml: which term comes next is not known, for Spring 25/26 is the "):
        next_term(config)


def test_a_term_that_is_not_known_has_no_next_one():
    Path("audit.toml").write_text('exports = "e"\nterm = "HT1"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r'audit\.toml \(name one: policy = "policy\.toml"\).*it lists no term HT1'):
        next_term("audit.toml")
    Path("audit.toml").write_text('exports = "e"\npolicy = "policy.toml"\n', encoding="utf-8")
    Path("policy.toml").write_text(POLICY, encoding="utf-8")
    with pytest.raises(InputError, match="it lists no term of 2020-01-01"):
        next_term("audit.toml", today=date(2020, 1, 1))
    assert next_term("audit.toml", today=date(2025, 10, 1))[0].name.startswith("audit-Spring")


def test_the_sample_schools_own_terms_lead_on(tmp_path: Path):
    for name in ("autumn.toml", "policy.toml"):
        shutil.copy(SCHOOL / name, tmp_path)
    job = ia.load_config(next_term("autumn.toml")[0])
    assert (job.term, job.exports) == ("2025-26-spring", Path("2025-26-spring/exports"))
    assert job.registers == Path("2025-26-autumn/registers.xlsx"), "carried on, as the workbook is"


def test_what_to_export_is_what_the_page_of_exports_says():
    text, page = " ".join(what_to_export().split()), (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    for reader in readers():
        for said in described(reader):
            assert said in page
            assert said.replace("**", "").replace("`", "") in text


@pytest.mark.slow
def test_an_empty_folder_for_the_register_is_unknown_and_never_a_yes():
    Path("e").mkdir()
    Path("r").mkdir()
    pictures("e", 1)
    Path("r/.DS_Store").write_bytes(b"litter")
    Path("audit.toml").write_text('exports = "e"\nregister = "r"\nas_of = 2026-03-02\n', encoding="utf-8")
    audit = ia.audit_config("audit.toml", progress=False)
    assert audit.items["consent_state"].tolist() == ["unknown"]
    assert "No consent register was read" in audit.problems["reason"].iloc[0]
    with pytest.raises(InputError, match="no sheet with people"):
        ia.read_register("r")
    pd.DataFrame({"not": ["a register"]}).to_csv("r/x.csv")
    with pytest.raises(InputError, match="no sheet with people"):
        ia.audit_config("audit.toml", progress=False)
