"""What the commands say first, write and name at the end, and that nothing which others wrote commands a terminal."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from conftest import ROOT, SCHOOL
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from typer.testing import CliRunner

import imgaudit as ia
from imgaudit import cli
from imgaudit.foreign.text import visible
from imgaudit.screen import Screen
from imgaudit.tables import LEAVES_UNKNOWN, PROBLEM_CODES, PROBLEMS
from tests.exports.made import JPEG, write

REGISTER = """UPN,Forename,Surname,Form,Website,Social media
Z000000000001,Ada,Fern,4B,Perhaps,Yes
Z000000000002,Ben,Oak,4B,Perhaps,Yes
Z000000000003,Cleo,Ash,4B,No,Yes
"""
LIST = """Channel,Page,File,Title,People,Shows
website,https://hollow.example/relay/,relay.jpg,Ada at the relay,Ada Fern,pupils
website,https://hollow.example/relay/,finish.jpg,The finish,Zoe Stranger,pupils
website,https://hollow.example/play/,play.jpg,The play,Cleo Ash,perhaps
website,https://hollow.example/play/,stage.jpg,The stage,,nobody
"""
CONSENTS = "consents-2025-09-01.csv"
AUDIT = 'exports = "exports"\nregister = "consents-2025-09-01.csv"\nsite = "hollow"\nas_of = 2026-03-02\n'


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.console, "width", 200)
    monkeypatch.setattr(cli.errors, "width", 160)


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "JPEG")
    files = {f"exports/{name}.jpg": picture.getvalue() for name in ("relay", "finish", "stage")}
    write(tmp_path, {"consents-2025-09-01.csv": REGISTER, "exports/list.csv": LIST, "audit.toml": AUDIT, **files})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: object, code: int = 0, typed: str | None = None) -> str:
    result = CliRunner().invoke(cli.app, [*map(str, arguments)], catch_exceptions=False, input=typed)
    assert result.exit_code == code, result.output
    return result.output


def block(output: str, heading: str) -> list[str]:
    """The lines that are set in below a heading."""
    after = output[output.index(heading) :].splitlines()[1:]
    return [line.strip() for line in after[: next((n for n, x in enumerate(after) if not x.startswith(" ")), None)]]


CHARTS = [*cli.PLOTS, "scorecard"]
UNKNOWN = "things not understood, damaged or missing, so that answers are unknown:"


# What is said, and when


@pytest.mark.slow
def test_what_makes_answers_unknown_is_said_before_any_answer(school: Path):
    shutil.copy(ROOT / "README.md", school / "exports" / "more.rar")
    output = run("audit", "audit.toml", code=1)
    assert output.lstrip().startswith("How the register's headings were understood")
    assert output.index("headings were understood") < output.index(f"\n6 {UNKNOWN}") < output.index("What do published")
    answer, terms, *others = block(output, UNKNOWN)
    assert terms.startswith("policy, column 'terms': The terms listed do not reach the days on which actions are due (")
    assert [answer, *others] == [
        f"2 × {CONSENTS}, row 2, column 'Website' …: Not an answer imgaudit knows: counted as not recorded.",
        "list.csv, row 4, column 'Shows': not a word we know here, so it counts as unknown",
        "who is shown: Not in the register, or more than one person of that name: write the UPN or admission number.",
        "exports/play.jpg: There is no such file or folder.",
    ]
    assert output.index("1 thing not read, and so neither clean nor fixed:") < output.index("What do published")
    assert [line[:10] for line in block(output, "1 thing not read")] == ["more.rar: "]
    assert "remark" not in output


@pytest.mark.slow
def test_remarks_come_after_the_answers(school: Path):
    write(school, {"exports/notes.txt": "nothing", "exports/list.csv": LIST.replace("perhaps", "pupils")})
    output = run("audit", "audit.toml")
    assert output.index(UNKNOWN) < output.index("Does consent cover") < output.index("1 thing read, with a remark:")
    assert [line[:10] for line in block(output, "1 thing read, with a remark:")] == ["notes.txt:"]


def test_a_column_that_is_not_understood_says_how_many_answers_it_takes(school: Path):
    rows = [line + end for line, end in zip(REGISTER.splitlines(), (",Pictures", ",fine", ",hm", ",so"), strict=True)]
    (school / CONSENTS).write_text("\n".join(rows).replace("Perhaps", "Yes") + "\n")
    line, *_ = block(run("register", CONSENTS), "so that answers are unknown:")
    doubt = "An answer that is not understood: another yes for the same use counts as not recorded."
    assert line == f"{CONSENTS}, column 'Pictures': {doubt} (5 answers of yes)"


@pytest.mark.slow
def test_no_register_is_said_first(school: Path):
    (school / "audit.toml").write_text('exports = "exports"\n')
    assert (
        "consent register: No consent register was read: whether consent covers anybody is unknown. "
        "Give the MIS's export."
    ) in block(run("audit", "audit.toml"), UNKNOWN)


def test_equal_reasons_are_one_line_and_many_reasons_end_in_a_number():
    told = [{"file": f"{n}.csv", "code": "unknown_word", "reason": f"reason {n % 30}"} for n in range(100)]
    with cli.console.capture() as said:
        cli.print_unknown(PROBLEMS.frame(told))
    lines = said.get().splitlines()
    assert lines[:2] == [f"100 {UNKNOWN}", "  4 × 0.csv …: reason 0"]
    assert lines[-3:] == ["  3 × 19.csv …: reason 19", "  … and 30 more: --problems FILE writes them all", ""]
    assert len(lines) == 23


@pytest.mark.slow
@pytest.mark.parametrize("code", PROBLEM_CODES)
def test_every_problem_is_said_once(code: str):
    told = [{"file": "a", "code": code, "reason": f"because {lost}", "not_read": lost} for lost in (True, False, None)]
    frame = PROBLEMS.frame(told)
    with cli.console.capture() as before:
        cli.print_unknown(frame)
    with cli.console.capture() as after:
        cli.print_remarks(frame)
    told_before, told_after = (re.findall(r"because (\w+)", said.get()) for said in (before, after))
    if code in LEAVES_UNKNOWN:
        assert (told_before, told_after) == (["False", "None", "True"], [])
    else:
        assert (told_before, told_after) == (["True"], ["False", "None"])


@pytest.mark.slow
@pytest.mark.usefixtures("school")
def test_a_picture_that_cannot_be_opened_ends_an_audit_with_1(monkeypatch: pytest.MonkeyPatch):
    audit = ia.audit_config("audit.toml", progress=False)
    files = audit.files.assign(status=audit.files["status"].mask(audit.files["status"].eq("ok"), "unreadable"))
    files["error"] = files["error"].fillna("It may not be opened.")
    monkeypatch.setattr(cli.ia, "audit_config", lambda *_, **__: replace(audit, files=files))
    output = run("audit", "audit.toml", code=1)
    assert block(output, "3 things not read, and so neither clean nor fixed:") == [
        "3 × exports/relay.jpg …: It may not be opened."
    ]


@pytest.mark.slow
def test_problems_are_all_written(school: Path):
    run("audit", "audit.toml", "--problems", "all.csv")
    run("audit", "audit.toml", "--problems", "all.xlsx")
    for name, frame in (
        ("all.csv", pd.read_csv("all.csv")),
        ("all.xlsx", pd.read_excel("all.xlsx", engine="calamine")),
    ):
        assert list(frame.columns) == [*PROBLEMS.columns], name
        words = frame[frame["code"].isin(["not_recorded", "unknown_word"])]
        assert [*zip(words["file"], words["row"], words["column"], words["value"], strict=True)] == [
            ("consents-2025-09-01.csv", 2, "Website", "Perhaps"),
            ("consents-2025-09-01.csv", 3, "Website", "Perhaps"),
            ("list.csv", 4, "Shows", "perhaps"),
        ]
        # Named as the policy allows, which says nothing here: not at all.
        assert frame.loc[frame["code"].eq("unknown_person"), "value"].tolist() == ["[name]"]
        assert frame["file"].tolist()[-1].endswith("play.jpg")
        assert stat.S_IMODE((school / name).stat().st_mode) == 0o600
    dialects = ia.recognise_exports(school).set_index("file")["dialect"]
    assert dialects[["all.csv", "all.xlsx"]].tolist() == ["ours", "ours"], "the next audit does not read them"


@pytest.mark.slow
@pytest.mark.usefixtures("school")
def test_scan_register_and_trends_write_their_problems(history: Path):
    run("scan", "exports", "--problems", "scan.csv")
    assert pd.read_csv("scan.csv")["code"].tolist() == ["unknown_word", "missing"]
    run("register", "consents-2025-09-01.csv", "--problems", "register.xlsx")
    assert pd.read_excel("register.xlsx", engine="calamine")["code"].tolist() == ["not_recorded", "not_recorded"]
    shutil.copytree(history, "history")
    next(Path("history").glob("*/2025-26-spring/*/audit.json")).write_bytes(b"")
    run("trends", "history", "--problems", "trends.csv", code=1)
    assert pd.read_csv("trends.csv")[["code", "not_read"]].to_numpy().tolist() == [["broken", True]]


# What is written


@pytest.mark.slow
def test_without_a_term_all_but_the_history_is_written(school: Path):
    output = run("audit", "audit.toml", "--history", "h", "--workbook", "w.xlsx", "--charts", "c", code=1)
    assert openpyxl.load_workbook("w.xlsx").sheetnames[0] == "Read me"
    assert len([*Path("c").glob("*.png")]) == len(CHARTS)
    assert not Path("h").exists()
    (fault,) = block(output, "Not made:")
    assert fault == (
        'h: The audit has no term. Write term = "2025-26-autumn" into audit.toml, list the terms in the policy '
        "([[terms]]), or give run_audit(term='2025-26-autumn')."
    )
    (school / "audit.toml").write_text(f'{AUDIT}term = "2025-26-spring"\n')
    assert "Not made:" not in run("audit", "audit.toml", "--history", "h")


@pytest.mark.slow
def test_what_cannot_be_written_keeps_nothing_else_from_being_written(school: Path, monkeypatch: pytest.MonkeyPatch):
    write(school, {"w.xlsx": "my own notes", "c": "a file and no folder", "h": "the same"})
    (school / "audit.toml").write_text(f'{AUDIT}term = "spring"\n')
    wanted = ("--history", "h", "--workbook", "w.xlsx", "--charts", "c", "--problems", "no/p.csv")
    monkeypatch.setattr(cli, "_csv", lambda *_: 1 / 0)
    output = run("audit", "audit.toml", *wanted, code=1)
    faults = block(output, "Not made:")
    assert [re.match(r"[\w.]+", fault)[0] for fault in faults] == ["h", "w.xlsx", *["c"] * (len(CHARTS) + 1), "no"]
    assert faults[-1] == "no/p.csv: ZeroDivisionError: division by zero"
    assert Path("w.xlsx").read_text() == "my own notes"


@pytest.mark.slow
@pytest.mark.parametrize("broken", ["h", "w.xlsx", "c"])
def test_each_result_is_written_whichever_cannot_be(broken: str, school: Path):
    write(school, {broken: "in the way"})
    (school / "audit.toml").write_text(f'{AUDIT}term = "spring"\nhistory = "h"\nworkbook = "w.xlsx"\ncharts = "c"\n')
    output = run("audit", "audit.toml", code=1)
    charts = {f"c/{name}.png" for name in CHARTS}
    missing = {"h": {"h", "c/trends.png"}, "w.xlsx": {"w.xlsx"}, "c": charts | {"c/trends.png"}}[broken]
    faults = block(output, "Not made:")
    assert len(faults) == len(missing)
    assert all(any(fault.startswith((name, f"{broken} cannot")) for name in missing) for fault in faults), faults
    assert {*block(output, "Made:")} == {"h", "w.xlsx", "c/trends.png", *charts} - missing
    assert Path(broken).read_text() == "in the way"
    assert [*map(is_made, ("h", "w.xlsx", "c"))] == [name != broken for name in ("h", "w.xlsx", "c")]


def is_made(place: str) -> bool:
    return any(Path(place).iterdir()) if Path(place).is_dir() else Path(place).read_bytes()[:2] == b"PK"


@pytest.mark.slow
def test_an_output_that_cannot_be_written_is_exit_code_1_and_a_wrong_input_2(
    school: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    write(school, {"file": "in the way"})

    def code(*arguments: str) -> object:
        monkeypatch.setattr("sys.argv", ["imgaudit", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        return stopped.value.code

    assert code("sources", "exports", "--out", "s.csv") is None
    assert code("sources", "exports", "--out", "file/s.csv") == 1
    assert "file/s.csv" in capsys.readouterr().err
    assert code("sources", "nowhere") == code("audit", "file") == code("sources") == code("sources", "a", "b") == 2
    assert code("audit", "audit.toml", "--problems", "p.txt") == code("scan", "exports", "--out", "m.json") == 2
    assert "p.txt" in capsys.readouterr().err
    monkeypatch.setattr(cli.ia, "recognise_exports", lambda _: 1 / 0)
    assert code("sources", "exports") == 1
    assert "ZeroDivisionError: division by zero" in capsys.readouterr().err
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli.ia, "recognise_exports", lambda _: (_ for _ in ()).throw(PermissionError(13, "no", "x")))
        assert code("sources", "exports") == 1
    assert code("--version") is None or code("--version") == 0


def test_the_version_and_the_exit_codes_are_said():
    assert run("--version") == f"imgaudit {ia.__version__}\n"
    said = " ".join(run("--help").split())
    assert "Exit codes: 0 all was read and written; 1 something was not read, or not written, and is named; 2" in said


# The commands that need no Python


def test_register_says_what_was_understood(school: Path):
    output = run("register", "consents-2025-09-01.csv")
    assert output.index("headings were understood") < output.index(UNKNOWN) < output.index("Answers for each use")
    assert "3 people (3 pupils, 0 staff), read whole." in output
    answers = output[output.index("Answers for each use") :].splitlines()
    rows = {line.split("│")[1].strip(): line.split("│")[2:-1] for line in answers if line[:1] == "│"}
    assert {use: [*map(int, counts)] for use, counts in rows.items()} == {
        "social": [3, 0, 0, 0],
        "website": [0, 1, 0, 2],
    }
    assert "Fern" not in output
    write(school, {"m.toml": '"Website" = "ignore"\n'})
    assert "website" not in run("register", "consents-2025-09-01.csv", "--mapping", "m.toml")


@pytest.mark.slow
@pytest.mark.parametrize(
    "said",
    [
        "hollow.example/relay",
        "https://www.hollow.example/relay/?utm_source=mail",
        "RELAY.JPG",
        "the relay",
        "{asset_id}",
        "{item_id}",
    ],
)
def test_explain_finds_a_picture_by_what_it_is_called(school: Path, said: str):
    write(school, {"exports/list.csv": LIST.replace("relay/,finish", "finish/,finish")})
    item = ia.audit_config("audit.toml", progress=False).items.iloc[0]
    output = run("explain", "audit.toml", said.format(**item))
    assert "[name] at the relay · Website · https://hollow.example/relay/" in output
    assert "Consent: unknown" in output
    assert "No answer for this use is on record, which is no consent." in output
    assert "Ada" not in output, "the policy names nobody"


@pytest.mark.slow
def test_explain_names_people_as_the_policy_allows(school: Path):
    write(school, {"policy.toml": 'names_in_outputs = "initials"\n', "audit.toml": AUDIT + 'policy = "policy.toml"\n'})
    assert "A. F. (4B)" in run("explain", "audit.toml", "relay.jpg")
    write(school, {"policy.toml": 'names_in_outputs = "full"\n'})
    assert "Zoe Stranger" in run("explain", "audit.toml", "finish.jpg")


@pytest.mark.slow
@pytest.mark.usefixtures("school")
def test_explain_lists_the_pictures_that_may_be_meant():
    output = run("explain", "audit.toml", "https://hollow.example/relay/", code=2)
    first, *candidates = output.splitlines()
    assert first == "2 pictures may be meant. Give the id of one:"
    items = ia.audit_config("audit.toml", progress=False).items
    assert candidates == [
        f"  {title} · Website · https://hollow.example/relay/ · {items['asset_id'][row]}"
        for row, title in enumerate(["[name] at the relay", "The finish"])
    ]
    for unknown in ("nowhere.jpg", "  "):
        with pytest.raises(ia.InputError, match=r"no picture of this audit\. Give its id"):
            run("explain", "audit.toml", unknown)


@pytest.mark.slow
def test_forget_asks_first_and_says_what_it_removed(school: Path):
    (school / "audit.toml").write_text(f'{AUDIT}answers = "answers.csv"\nhistory = "h"\nworkbook = "w.xlsx"\n')
    answer = {"asset_id": "hollow/a", "shows": "pupils", "people": "Ada Fern\nBen Oak", "people_complete": True}
    ia.save_answers(pd.DataFrame([answer]), "answers.csv")
    book = openpyxl.load_workbook(ia.write_workbook(ia.audit_config("audit.toml", progress=False), "w.xlsx"))
    book["Actions"]["P2"] = "Ada Fern's mother rang"
    book.save("w.xlsx")
    output = run("forget", "audit.toml", "Ada Fern", code=1, typed="n\n")
    assert "To be taken out of all that is kept: Ada Fern (person-" in output
    assert "\n  answers.csv\n  h\n" in output
    assert "Nothing was removed." in output
    assert ia.load_answers("answers.csv")["people"].tolist() == ["Ada Fern\nBen Oak"]
    output = run("forget", "audit.toml", "Z000000000001", typed="y\n")
    kept = ia.load_answers("answers.csv")
    assert kept["people"].tolist() == ["Ben Oak"]
    assert kept["people_complete"].tolist() == [False]
    assert removed(output, "answers.csv") == ["1", "0"]
    assert removed(output, "w.xlsx") == ["0", "7"]  # the note, and three actions that say whose consent is lacking
    assert "Clear those cells by hand (Actions, row 2;" in output
    assert "Go on?" not in run("forget", "audit.toml", "Ben Oak", "--yes")
    assert ia.load_answers("answers.csv")["people"].isna().all()
    with pytest.raises(ia.InputError, match="knows nobody of that name"):
        run("forget", "audit.toml", "Nobody Known")
    Path("answers.csv").unlink()
    with pytest.raises(ia.InputError, match=r"answers\.csv: no answers can be read from it"):
        run("forget", "audit.toml", "Ben Oak", "--yes")  # a misspelt file is not one in which nobody stands
    (school / "audit.toml").write_text('exports = "exports"\n')
    with pytest.raises(ia.InputError, match=r"audit\.toml: no register is read, which knows who is meant"):
        run("forget", "audit.toml", "Ben Oak")


def removed(output: str, place: str) -> list[str]:
    """How many entries were removed from a place, and how many may be the person's."""
    line = next(line for line in output.splitlines() if line.startswith(f"│ {place} "))
    return [cell.strip() for cell in line.split("│")[2:4]]


@pytest.mark.slow
def test_withdraw_lists_what_is_found_and_says_what_is_not_known(school: Path):
    output = run("withdraw", "audit.toml", "Ada Fern", "--out", "w", "--asked-on", "2026-03-01")
    assert block(output, "Made:")[0] == "w/work list 2026-03-02.xlsx"
    assert "w/proof 2026-03-02.html" in output
    assert "No history is named" in output
    assert "what is gone will not be known" in output
    assert "0 of 6 copies are gone; 6 are still there." in output  # the three pictures are one
    assert "Ada" not in output.replace("Ada Fern", "")
    assert {str(day)[:10] for day in ia.load_copies("w")["asked_on"]} == {"2026-03-01"}
    with pytest.raises(ia.InputError, match="already there, and may be filled in"):
        run("withdraw", "audit.toml", "Ada Fern", "--out", "w")
    with pytest.raises(ia.InputError, match="--asked-on='yesterday' is not a date"):
        run("withdraw", "audit.toml", "Ada Fern", "--out", "v", "--asked-on", "yesterday")
    assert "The register does not know them: looked for by name alone" in run(
        "withdraw", "audit.toml", "Zoe Stranger", "--out", "z"
    )
    (school / "followed.toml").write_text(f'{AUDIT}withdrawals = "kept"\n')
    run("withdraw", "audit.toml", "Ada Fern", "--out", "kept/ada")
    assert "Withdrawal ada: 0 of 6 copies are gone; 6 are still there." in run("audit", "followed.toml")
    (school / "kept" / "ada" / "copies.parquet").write_bytes(b"broken")
    assert "the record of this withdrawal cannot be read" in run("audit", "followed.toml", code=1)
    (school / "exports" / "stage.jpg").write_bytes(b"\xff\xd8 cut off")
    assert "w1/work list" in run("withdraw", "audit.toml", "Ada Fern", "--out", "w1", code=1)
    (school / "exports" / "more.zip").write_bytes(b"PK\x03\x04 cut off")
    assert "w2/work list" in run("withdraw", "audit.toml", "Ada Fern", "--out", "w2", code=1)


@pytest.mark.slow
def test_receive_keeps_what_comes_back_and_names_what_it_did_not_understand(school: Path):
    (school / "audit.toml").write_text(f'{AUDIT}received = "received"\n')
    ia.write_workbook(ia.audit_config("audit.toml", progress=False), "w.xlsx")
    for name, status in (("one.xlsx", "Needs DSL decision"), ("two.xlsx", "In progress"), ("odd.xlsx", "Quite so")):
        book = openpyxl.load_workbook("w.xlsx")
        (column,) = (cell.column for cell in book["Actions"][1] if cell.value == "Status")
        book["Actions"].cell(2, column).value = status
        book.save(name)
    assert "Kept: 1 decision on Actions, 0 answers on Who is shown, 0 looks on Review." in run(
        "receive", "audit.toml", "one.xlsx"
    )
    output = run("receive", "audit.toml", "two.xlsx", "odd.xlsx", "--problems", "p.csv", code=1)
    assert block(output, "1 thing not understood, and so not kept:") == [
        "odd.xlsx[Actions], row 2, column 'Status': Not one of the list: not used. Choose one of it."
    ]
    assert "Kept: 1 decision on Actions, 0 answers on Who is shown, 0 looks on Review." in output
    assert output.count("Counts for neither: consent hollow/") == 1
    assert pd.read_csv("p.csv")["value"].dropna().tolist() == ["Quite so"]


@pytest.mark.slow
def test_forget_ends_with_1_where_it_could_not_look(school: Path, history: Path):
    shutil.copytree(history, "h")
    next(Path("h").glob("*/2025-26-spring/*/findings.parquet")).write_bytes(b"PAR1")
    (school / "audit.toml").write_text(f'{AUDIT}history = "h"\n')
    assert "not known" in run("forget", "audit.toml", "Ada Fern", "--yes", code=1)


DOCS = " ".join(str(command.callback.__doc__) for command in cli.app.registered_commands)
EXAMPLES = re.findall(r"Example: `imgaudit (.+?)`", DOCS)


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_in_the_help_works(example: str, school: Path, history: Path):
    (school / "demo").mkdir()
    (school / "demo" / "data").symlink_to(SCHOOL.parent)
    shutil.copytree("exports", "new pictures", ignore=shutil.ignore_patterns("*.csv"))
    shutil.copytree(history, "history")
    shutil.copy(SCHOOL / "policy.toml", school)
    (school / "audit.toml").write_text(f'{AUDIT}received = "received"\npolicy = "policy.toml"\n')
    ia.write_workbook(ia.audit_config("audit.toml", progress=False), "returned.xlsx")
    (school / "boxes.csv").write_text("path,left,top,right,bottom\nexports/relay.jpg,0.1,0.1,0.4,0.4\n")
    (school / "trust.toml").write_text(
        'trust = "Valley Trust"\nterm = "2025-26-spring"\nhistory = "of the trust"\n[sites]\nhollow = "audit.toml"\n'
    )
    if example.startswith(
        ("visit", "copy-site", "fetch")
    ):  # it asks the network: what it does is tested on a website of this machine
        example += " --help"
    run(*(part.strip('"') for part in re.findall(r'"[^"]*"|\S+', example)), *(["--yes"] if "forget" in example else []))


def test_the_help_has_examples():
    assert len(EXAMPLES) >= 5


# What others wrote

EVIL = "x\x1b[31m\x1b]0;evil\x07\u202e\x9b31m\r\nINJECTED\u2028[red]y[b]\x00"
SEEN = r"x␛[31m␛]0;evil␇\u202e\x9b31m␍␊INJECTED\u2028[red]y[b]␀"
NAME = EVIL.replace("\x00", "")
COMMANDS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def test_what_would_command_a_terminal_is_seen():
    assert visible(EVIL) == SEEN
    assert visible("Zoë, 4B – “relay” 🏃 £5\u00a0each") == "Zoë, 4B – “relay” 🏃 £5\u00a0each"
    assert visible("\t\x7f\udcff\u200b\U000e0041") == r"␉␡\udcff\u200b\U000e0041"


@given(st.text())
def test_what_is_said_is_one_line_that_only_prints(text: str):
    assert not COMMANDS.search(visible(text))
    assert "\n" not in visible(text)
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_screen_reads_no_markup_and_takes_no_command(is_terminal: bool):
    screen = Screen(force_terminal=is_terminal, width=200, color_system="standard" if is_terminal else None)
    table = cli.Table(title=EVIL, caption=EVIL)
    table.add_column(EVIL)
    table.add_row(EVIL)
    with screen.capture() as said:
        screen.print(table)
        screen.print(EVIL, ":smile:", "[b]")
        screen.say(EVIL, "bold red")
        screen.tell(f"ours:\n  {EVIL}")
    text = re.sub(r"\x1b\[[0-9;]*m", "", said.get()) if is_terminal else said.get()
    assert text.count(SEEN) == 7
    assert f"{SEEN} :smile: [b]\n" in text
    assert f"ours:\n  {SEEN}\n" in text
    assert not COMMANDS.search(text)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school in which every word that a command may repeat would take over the terminal."""
    top = tmp_path_factory.mktemp("hostile")
    cell = '"' + EVIL.replace("\x00", "") + '"'
    heading = f'"Photo {NAME}"'
    lines = [
        f"Channel,Page,File,Title,Caption,People,Published,Shows,{cell}",
        f"{cell},https://h.example/1/,1.jpg,{cell},{cell},{cell},{cell},{cell},{cell}",
        f"website,https://h.example/2/,{cell},{cell},{cell},Ada Fern,2026-01-01,pupils,{cell}",
        "website,https://h.example/2/,3.jpg,Relay,Relay,Ada Fern,2026-01-01,pupils,",
    ]
    register = [
        f"UPN,Forename,Surname,Form,Website,{heading}",
        f"Z000000000001,Ada,Fern,{cell},{cell},Yes",
        f"Z000000000002,{cell},Oak,4B,Yes,{cell}",
        f"Z000000000003,{cell},,4B,{cell},Yes",
    ]
    quoted = '"' + "".join(f"\\u{ord(letter):04x}" for letter in EVIL) + '"'
    audit = f"""exports = "exports"
register = "consents.csv"
policy = "policy.toml"
site = {quoted}
term = {quoted}
as_of = 2026-03-02
history = "kept {quoted[1:].replace("000d", "000a").replace("0000", "0001")}
received = "received"
workbook = "w.xlsx"
charts = "c"
"""
    write(
        top,
        {
            f"exports/list {NAME}.csv": "\n".join(lines) + "\n",
            f"exports/notes {NAME}.txt": "nothing",
            f"exports/archive {NAME}.rar": "nothing",
            f"exports/{NAME}.jpg": JPEG[:-8],
            f"exports/folder {NAME}/b.jpg": b"",
            "consents.csv": "\n".join(register) + "\n",
            "policy.toml": f'school = {quoted}\nnames_in_outputs = "full"\n',
            "audit.toml": audit,
            f"audit {NAME}.toml": f"{quoted} = {quoted}\nas_of = {quoted}\n",
            f"w {NAME}.xlsx": "somebody's own",
        },
    )
    answer = {"asset_id": f"{EVIL}/a", "shows": "pupils", "people": f"{NAME}\nAda Fern", "people_complete": True}
    (top / "received").mkdir()
    ia.save_answers(pd.DataFrame([answer]), top / "received" / "answers.parquet")
    audit = ia.audit_config(top / "audit.toml", progress=False)
    ia.save_audit(audit, top / f"past {NAME}")
    book = openpyxl.load_workbook(ia.write_workbook(audit, top / f"back {NAME}.xlsx"))
    for cell in book["Actions"][2]:
        cell.value = "Done \u202e\n=evil" if cell.column < len(book["Actions"][2]) else cell.value
    book.save(top / f"back {NAME}.xlsx")
    return top


def is_harmless(data: bytes, encoding: str = "utf-8") -> str:
    """What was said, which is nothing but lines of text, none of them begun by somebody else."""
    said = data.decode(encoding)
    assert not COMMANDS.search(said), said
    assert not re.search(r"^\s*INJECTED", said, re.MULTILINE), said
    return said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (1, ("audit", "audit.toml", "--problems", f"p {NAME}.csv")),
        (1, ("audit", "audit.toml", "--workbook", f"w {NAME}.xlsx")),
        (2, ("audit", f"audit {NAME}.toml")),
        (2, ("audit", f"nowhere {NAME}")),
        (2, ("audit", "audit.toml", f"--{NAME}")),
        (2, ("audit", "audit.toml", NAME)),
        (2, (NAME,)),
        (2, ("demo", "--school", NAME)),
        (1, ("sources", "exports", "--out", f"s {NAME}.csv")),
        (1, ("scan", "exports", "--out", f"m {NAME}.csv", "--problems", f"p {NAME}.xlsx")),
        (1, ("clean", "exports", "--out", f"o {NAME}", "--report", f"r {NAME}.csv")),
        (2, ("clean", "exports", "--out", "o", "--only", NAME)),
        (0, ("register", "consents.csv")),
        (2, ("register", "consents.csv", "--mapping", f"audit {NAME}.toml")),
        (2, ("register", "consents.csv", "--exported-on", NAME)),
        (1, ("explain", "audit.toml", "relay")),
        (2, ("explain", "audit.toml", "31m")),
        (2, ("explain", "audit.toml", f"no {NAME}")),
        (1, ("receive", "audit.toml", f"back {NAME}.xlsx", f"w {NAME}.xlsx", f"no {NAME}")),
        (1, ("withdraw", "audit.toml", "Ada Fern", "--out", f"w {NAME}")),
        (2, ("withdraw", "audit.toml", NAME, "--out", "w")),
        (0, ("forget", "audit.toml", "Ada Fern", "--yes")),
        (0, ("trends", f"past {NAME}", "--by", "channel", "--out", f"t {NAME}.csv")),
        (2, ("trends", f"past {NAME}", "--by", NAME)),
        (2, ("trends", f"no {NAME}")),
        (0, ("init", f"begun {NAME}", "--school", "Hollow", "--term", "2025-09-03 2025-12-19")),
        (2, ("init", "begun", "--school", NAME, "--term", "2025-09-03 2025-12-19")),
        (2, ("init", "begun", "--school", "Hollow", "--term", "\x1b[31m 2025-12-19")),
        (2, ("next-term", "audit.toml")),
    ],
    ids=lambda value: value[0][:9] if isinstance(value, tuple) else None,
)
def test_nothing_that_others_wrote_commands_the_terminal(
    code: int,
    arguments: tuple[str, ...],
    hostile: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
):
    monkeypatch.chdir(hostile)
    monkeypatch.setattr("sys.argv", ["imgaudit", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    out, err = (is_harmless(data) for data in capfdbinary.readouterr())
    assert (stopped.value.code or 0) == code, out + err
    assert re.search(r"␛|\\x1b|\\u202e", out + err), "the case says nothing of what others wrote"


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_terminal_that_lacks_a_sign_gets_its_number(encoding: str, hostile: Path):
    given = [sys.executable, "-c", "from imgaudit.cli import main; main()", "sources", "exports"]
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    about = {**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": encoding, "COLUMNS": "200"}
    done = subprocess.run(given, cwd=hostile, capture_output=True, check=False, env=about)
    said = is_harmless(done.stdout + done.stderr, encoding)
    assert ("notes x␛[31m" if encoding == "utf-8" else r"notes x\u241b[31m") in said
    assert done.returncode == 1
