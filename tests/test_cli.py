"""The command line, as somebody types it."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest
from conftest import SCHOOL
from media import build as b
from PIL import Image
from typer.testing import CliRunner

import imgaudit as ia
from imgaudit import cli
from imgaudit.errors import InputError
from imgaudit.files import KEYWORD
from imgaudit.tables import PROBLEMS, PROGRESS, TO_GONE, TRENDS
from imgaudit.verdicts import judged
from tests.exports.made import write


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.console, "width", 160)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli.app, [*map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def cells(output: str, first: str) -> list[str]:
    """The other cells of the first row that begins with this."""
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in output.splitlines()]
    return next(row[1:] for row in rows if row[:1] == [first])


@pytest.mark.slow
def test_every_command_explains_itself():
    overview = run("--help")
    for command in cli.app.registered_commands:
        name = command.name or command.callback.__name__
        assert name in overview
        assert len(run(name, "--help")) > 300


@pytest.mark.slow
def test_an_audit_says_what_it_found_and_made(tmp_path: Path):
    config = SCHOOL / "summer.toml"
    output = run(
        "audit", config, "--history", tmp_path / "h", "--workbook", tmp_path / "a.xlsx", "--charts", tmp_path / "c"
    )
    made = [
        tmp_path / "h",
        tmp_path / "a.xlsx",
        *(tmp_path / "c" / f"{n}.png" for n in ("exposure", "resolution", "consent", "trends")),
    ]
    for path in made:
        assert path.exists()
        assert str(path) in output
    assert stat.S_IMODE(made[-1].stat().st_mode) == 0o600
    assert cells(output, "Location") == ["2", "54", "4", "3–10% (2 of 60)"]
    # Of those whose consent is known 11 are 73%: nobody may read that as the share of all.
    assert cells(output, "Covered by consent") == ["11", "4", "42", "19–93% (11 of 57)"]
    words = " ".join(output.split())
    assert "Share of 57 placements that show people, or may" in words
    assert "Does consent cover the people shown?" in words


@pytest.mark.slow
def test_an_audit_says_what_it_carried_over(tmp_path: Path):
    path = tmp_path / "actions.xlsx"
    command = ("audit", SCHOOL / "summer.toml", "--workbook", path)
    assert "carried over" not in run(*command)
    book = openpyxl.load_workbook(path)
    book["Actions"]["O2"] = "the head agreed"
    book.save(path)
    output = run(*command)
    (kept,) = tmp_path.glob("actions 20*.xlsx")
    assert "1 answer carried over, 0 moved to the sheet Answered earlier." in output
    assert f"The older workbook is kept as {kept.name}." in output
    assert openpyxl.load_workbook(path)["Actions"]["O2"].value == "the head agreed"


@pytest.mark.slow
def test_an_audit_that_keeps_nothing_says_so():
    assert "nothing: name --workbook" in run("audit", SCHOOL / "summer.toml")


def test_scan_writes_a_row_a_file(tmp_path: Path):
    out = tmp_path / "media.csv"
    run("scan", SCHOOL / "2025-26-summer" / "exports" / "social", "--out", out)
    rows = pd.read_csv(out)
    assert len(rows) == len(list((SCHOOL / "2025-26-summer" / "exports" / "social").iterdir()))
    assert {"status", "has_location"} <= set(rows.columns)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


@pytest.mark.slow
def test_trends_show_each_term(history: Path, tmp_path: Path):
    output = run("trends", history, "--by", "channel", "--out", tmp_path / "trends.csv")
    assert "2025-26-summer" in output
    assert "instagram" in output
    assert "2 of 44" in output
    assert set(pd.read_csv(tmp_path / "trends.csv")["term"]) == {"2025-26-autumn", "2025-26-spring", "2025-26-summer"}


@pytest.mark.slow
def test_trends_name_first_what_cannot_be_read(history: Path, tmp_path: Path):
    shutil.copytree(history, tmp_path / "history")
    broken = next((tmp_path / "history").glob("*/2025-26-spring/*/audit.json"))
    broken.write_bytes(b"")
    result = CliRunner().invoke(cli.app, ["trends", str(tmp_path / "history")])
    assert result.exit_code == 1, "who runs this by a schedule has to know"
    first, named, *_ = (line for line in result.stdout.splitlines() if line)
    assert first == "1 thing not read, and so neither clean nor fixed:"
    assert named.startswith(f"  {broken}: not an audit's record (no JSON")
    assert named.endswith("2025-26-spring, can be read: it counts as not checked. Save that audit again.")
    verdict = "16 of 47 → 2 of 60 since Autumn 2025–26: better"
    assert cells(result.stdout, "Location") == ["34–45% (16 of 47)", "not checked", "3–10% (2 of 60)", verdict]


@pytest.mark.slow
def test_an_export_that_lost_most_is_asked_about(tmp_path: Path):
    lines = ["Channel,Page,File,Caption", *(f"website,https://s.example/{n}/,{n}.jpg,Ada Fern {n}" for n in range(6))]
    register = "UPN,Forename,Surname,Website\nZ000000000001,Ada,Fern,Yes\n"
    job = 'exports = "exports"\nsite = "hollow"\nregister = "consents-2025-09-01.csv"\nhistory = "history"\n'
    write(tmp_path, {"consents-2025-09-01.csv": register})
    for term, day, rows, more in (
        ("autumn", "2025-12-19", lines, ""),
        ("spring", "2026-03-27", lines[:2], ""),
        ("summer", "2026-07-21", lines[:2], '[explained]\n"hollow/website/spreadsheet" = "taken down"\n'),
    ):
        write(tmp_path, {"exports/list.csv": "\n".join(rows) + "\n"})
        write(tmp_path, {"audit.toml": f'{job}as_of = {day}\nterm = "{term}"\n{more}'})
        output = " ".join(CliRunner().invoke(cli.app, ["audit", str(tmp_path / "audit.toml")]).stdout.split())
        asked = "spring: hollow/website/spreadsheet lacks 5 of the 6 pictures that it held before"
        assert (asked in output) == (term == "spring")
        assert ('[explained] "hollow/website/spreadsheet" = "moved" or "taken down"' in output) == (term == "spring")
    output = " ".join(run("trends", tmp_path / "history").split())
    assert asked in output, "it was not answered in time, and stays what it was"
    changes = ia.changes(tmp_path / "history").groupby("term")["change"].value_counts()
    assert changes["spring"].to_dict() == {"not_checked": 5, "persisting": 1}
    assert changes["summer"].to_dict() == {"resolved": 5, "persisting": 1}
    (tmp_path / "audit.toml").write_text('exports = "exports"\nexplained = "moved"\n')
    with pytest.raises(ia.InputError, match=r"explained = 'moved' should be a table, such as \[explained\]"):
        ia.load_config(tmp_path / "audit.toml")


@pytest.mark.slow
def test_trends_say_a_share_of_all_and_what_it_is_of(history: Path):
    output = run("trends", history)
    verdict = "8 of 53 → 2 of 60 since Spring 2025–26: better"
    assert cells(output, "Location") == ["34–45% (16 of 47)", "15–21% (8 of 53)", "3–10% (2 of 60)", verdict]
    verdict = "6 of 51 → 11 of 57 since Spring 2025–26: not known whether better"
    covered = ["2–84% (1 of 45)", "12–92% (6 of 51)", "19–93% (11 of 57)", verdict]
    assert cells(output, "Covered by consent") == covered
    assert "Better or worse: by 2 percentage points and one placement at least" in " ".join(output.split())
    assert cells(output, "Findings of a first check") == ["100% (101 of 101)", "5% (6 of 127)", "0% (0 of 105)"]
    assert "How far the work has come: actions, term by term" in output
    found = ia.progress(history).groupby("term")["state"].value_counts()
    assert cells(output, "2025-26-summer")[0] == str(found.get(("2025-26-summer", "settled"), 0))
    titles = " ".join(line for line in output.splitlines() if line[:1] not in "│┃┏┡└").split()
    for size in ("placements (one picture on one page or post)", "placements that show people, or may", "findings"):
        assert f"Share of {size}, term by term" in " ".join(titles)


@pytest.mark.slow
def test_trends_are_drawn(history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    figures = {by: ia.trends(history, by=by) for by in (None, "channel")}
    monkeypatch.setattr(cli.ia, "trends", lambda _, by: figures[by])
    path = tmp_path / "new" / "trends.png"
    output = run("trends", history, "--chart", path, "--measure", "location", "--measure", "covered")
    assert cells(output, "Location")[:1] == ["34–45% (16 of 47)"]
    assert "Camera serial number" not in output
    assert str(path) in output
    with Image.open(path) as image:
        assert image.format == "PNG"
        assert KEYWORD in image.info
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.unlink()
    run("trends", history, "--chart", path, "--by", "channel", "--measure", "location")
    assert path.exists()
    run("trends", history, "--chart", tmp_path / "all.PNG")
    assert (tmp_path / "all.PNG").exists()
    for arguments, remedy in (
        (["--chart", tmp_path / "trends.pdf"], r"trends\.pdf: charts are written as PNG"),
        (["--chart", path, "--by", "channel"], "add --measure location, or leave --by out"),
        (
            ["--measure", "place"],
            r"--measure place: there is no such figure; did you mean 'place_shown'\? Known: .*location",
        ),
    ):
        with pytest.raises(InputError, match=remedy):
            run("trends", history, *arguments)
    assert not (tmp_path / "trends.pdf").exists()


@pytest.mark.slow
def test_an_audit_without_a_term_draws_no_trends(tmp_path: Path):
    """A history does not know it."""
    write(tmp_path, {"list.csv": "Channel,Page,File\nwebsite,https://s.example/a/,a.jpg\n"})
    write(tmp_path, {"audit.toml": 'exports = "list.csv"\nsite = "s"\ncharts = "c"\nas_of = 2025-12-19\n'})
    run("audit", tmp_path / "audit.toml")
    assert (tmp_path / "c" / "exposure.png").exists()
    assert not (tmp_path / "c" / "trends.png").exists()


ROW = {
    "term": "autumn",
    "measure": "covered",
    "unit": "item",
    "checked": True,
    "missing_sources": "",
    "unexplained_sources": "",
    "fingerprint": "1",
}
ROW |= {"partial_sources": "", "more_unread": False}
COUNTS = ("n", "n_known", "n_yes", "n_unknown")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("counts", "checked", "said"),
    [
        ((57, 15, 11, 42), True, "19–93% (11 of 57)"),
        ((30, 2, 2, 28), True, "7–100% (2 of 30)"),
        ((8, 8, 2, 0), True, "25% (2 of 8)"),
        ((4, 4, 1, 0), True, "small group: not shown"),
        ((8, 8, 8, 0), True, "100% (8 of 8)"),
        ((1000, 1000, 999, 0), True, "over 99% (999 of 1,000)"),
        ((1000, 500, 1, 500), True, "under 1% to 50% (1 of 1,000)"),
        ((57, 0, 0, 57), True, "not known for any of 57"),
        ((0, 0, 0, 0), True, "nothing to count"),
        ((0, 0, 0, 0), False, "not checked"),
    ],
)
def test_a_trend_never_says_a_share_of_the_known(
    counts: tuple[int, ...], checked: bool, said: str, monkeypatch: pytest.MonkeyPatch
):
    frame = TRENDS.frame([{**ROW, **dict(zip(COUNTS, counts, strict=True)), "checked": checked}])
    monkeypatch.setattr(cli.ia, "load_history", lambda _: SimpleNamespace(problems=PROBLEMS.frame([])))
    monkeypatch.setattr(cli.ia, "progress", lambda _: PROGRESS.empty())
    monkeypatch.setattr(cli.ia, "days_to_gone", lambda _: TO_GONE.empty())
    monkeypatch.setattr(cli.ia, "trends", lambda *_, **__: frame)
    assert cells(run("trends", "anywhere"), "Covered by consent") == [said]


def test_a_trend_names_every_group_whatever_it_is_called(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    named = {"website": 8, "[/red] [b]": 7, "not stated": 6, None: 5}
    rows = [{**ROW, "channel": name, **dict.fromkeys(COUNTS, n), "n_unknown": 0} for name, n in named.items()]
    frame = TRENDS.frame(rows)[["channel", *TRENDS.columns]]
    monkeypatch.setattr(cli.ia, "load_history", lambda _: SimpleNamespace(problems=PROBLEMS.frame([])))
    monkeypatch.setattr(cli.ia, "progress", lambda _: PROGRESS.empty())
    monkeypatch.setattr(cli.ia, "days_to_gone", lambda _: TO_GONE.empty())
    monkeypatch.setattr(cli.ia, "trends", lambda *_, **__: frame)
    output = run("trends", "anywhere", "--by", "channel", "--out", tmp_path / "trends.csv")
    for name, n in (("website", 8), ("[/red] [b]", 7), ("not stated", 6)):
        assert cells(output, name) == ["Covered by consent", f"100% ({n} of {n})"]
    assert "100% (5 of 5)" in output
    assert set(TRENDS.columns) <= set(pd.read_csv(tmp_path / "trends.csv").columns)


@pytest.fixture
def fifteen_schools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 20 placements each 4, in the second term 8 of one and 2 of another; two schools are small."""
    rows = []
    for term in ("2025-26-autumn", "2025-26-spring"):
        for place in range(15):
            n = 20 if place > 1 else 2 + place
            yes = {("2025-26-spring", 7): 8, ("2025-26-spring", 9): 2}.get((term, place), 4 if place > 1 else 1)
            for measure in ("location", "covered"):
                counts = {
                    "n": n,
                    "n_known": n,
                    "n_yes": yes,
                    "n_unknown": 0,
                    "share_min": yes / n,
                    "share_max": yes / n,
                }
                said = dict.fromkeys(("reduced_sources", "moved_sources"), "")
                rows.append({**ROW, **said, "term": term, "measure": measure, "site": f"school-{place:02d}", **counts})
    frame = judged(pd.DataFrame(rows)).assign(verdict_alike=None, comparison_alike=None)
    frame = TRENDS.frame(frame)[["site", *TRENDS.columns]]
    monkeypatch.setattr(cli.ia, "load_history", lambda _: SimpleNamespace(problems=PROBLEMS.frame([])))
    monkeypatch.setattr(cli.ia, "progress", lambda _: PROGRESS.empty())
    monkeypatch.setattr(cli.ia, "days_to_gone", lambda _: TO_GONE.empty())
    monkeypatch.setattr(cli.ia, "trends", lambda *_, **__: frame)


@pytest.mark.usefixtures("fifteen_schools")
def test_trends_of_many_schools_say_how_many_went_which_way_and_what_changed_most(tmp_path: Path):
    output = run("trends", "anywhere", "--by", "site", "--out", tmp_path / "all.csv")
    assert cells(output, "Location") == ["1", "11", "1", "2", "20%"]
    assert cells(output, "Covered by consent") == ["1", "11", "1", "2", "20%"]
    assert "What changed most: 4 of 4 figures that did" in output
    told = [[cell.strip() for cell in line.split("│")[1:-1]] for line in output.splitlines() if "│ school" in line]
    assert told == [
        ["school-07", "Location", "4 of 20 → 8 of 20: worse"],
        ["school-09", "Covered by consent", "4 of 20 → 2 of 20: worse"],
        ["school-07", "Covered by consent", "4 of 20 → 8 of 20: better"],
        ["school-09", "Location", "4 of 20 → 2 of 20: better"],
    ]
    assert len(pd.read_csv(tmp_path / "all.csv")) == 60


@pytest.mark.usefixtures("fifteen_schools")
def test_trends_of_one_figure_have_a_line_a_school_and_none_of_a_small_one():
    output = run("trends", "anywhere", "--by", "site", "--measure", "location")
    assert cells(output, "median") == ["20%", "20%", ""]
    assert cells(output, "school-07") == ["20%", "40%", "4 of 20 → 8 of 20: worse"]
    told = [line.split("│")[1].strip() for line in output.splitlines() if "│ school" in line]
    assert told[:2] == ["school-07", "school-09"]
    assert len(told) == 13
    assert "school-00" not in output
    assert "Not shown: 2 small groups, or by which one could be worked out." in " ".join(output.split())


@pytest.mark.slow
def test_the_cache_is_named_and_cleared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert "empty" in run("cache")
    run("scan", SCHOOL / "2025-26-summer" / "exports" / "social")
    assert "bytes; readable by you alone" in run("cache")
    run("cache", "--clear")
    assert "empty" in run("cache")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["audit", "nowhere.toml"], "nowhere.toml: there is no such file to be read as an audit.toml. Check the path."),
        (["trends", "nowhere"], "no audit saved there"),
        (["demo", "--school", "nowhere"], "no sample school there"),
        (["scan", "nowhere"], "nowhere"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(
    arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["imgaudit", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    error = " ".join(capsys.readouterr().err.split())
    assert said in error
    assert "Traceback" not in error


def test_clean_copies_a_folder_and_says_what_it_did(tmp_path: Path):
    folder = SCHOOL / "2025-26-summer" / "exports" / "social"
    originals = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    output = run("clean", folder, "--out", tmp_path / "out", "--report", tmp_path / "report.csv", "--keep", "owner")
    report = pd.read_csv(tmp_path / "report.csv")
    assert len(report) == len(originals)
    for status, said in (("cleaned", "cleaned"), ("not_written", "not written")):
        line = next(line for line in output.splitlines() if line.startswith(f"│ {said}"))
        assert int(line.split("│")[2]) == (report["status"] == status).sum()
    assert str(tmp_path / "out") in output
    for row in report[report["status"] == "not_written"].to_dict("records"):
        assert f"{row['source']}: {row['reason']}" in output
    assert {path: path.read_bytes() for path in originals} == originals
    written = {Path(path) for path in report["path"].dropna()}
    assert written == {path for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert set(report["kinds_after"].dropna()) <= {"owner"}


def test_clean_ends_with_an_error_where_a_file_was_not_written(tmp_path: Path):
    for card, colour in (("monday", "red"), ("friday", "blue")):
        (tmp_path / card).mkdir()
        Image.new("RGB", (90, 60), colour).save(tmp_path / card / "a.png")
        Image.new("RGB", (90, 60), colour).save(tmp_path / card / f"{card}.png")
    out = tmp_path / "ready"
    run("clean", tmp_path / "monday", "--out", out)
    monday = (out / "a.png").read_bytes()
    result = CliRunner().invoke(cli.app, ["clean", str(tmp_path / "friday"), "--out", str(out)])
    assert result.exit_code == 1
    assert cells(result.output, "not written") == ["1", "0.0 MB", "–"]
    assert f"{tmp_path / 'friday' / 'a.png'}: Another file is at {out / 'a.png'} already" in result.output
    assert (out / "a.png").read_bytes() == monday
    assert (out / "friday.png").exists(), "the others are written"


def test_clean_refuses_a_report_of_another_kind_before_it_works(tmp_path: Path):
    Image.new("RGB", (9, 6)).save(tmp_path / "a.png")
    command = ["clean", str(tmp_path / "a.png"), "--out", str(tmp_path / "out"), "--report", str(tmp_path / "r.txt")]
    result = CliRunner().invoke(cli.app, command)
    assert isinstance(result.exception, InputError)
    assert "r.txt: a table is written as .xlsx, .csv or .parquet" in str(result.exception)
    assert not (tmp_path / "out").exists()
    run(*command[:-1], tmp_path / "r.xlsx")
    assert openpyxl.load_workbook(tmp_path / "r.xlsx").active["C2"].value == "already_clean"


def test_clean_says_what_whoever_looks_misses(tmp_path: Path):
    folder = tmp_path / "new"
    folder.mkdir()
    for name in ("a.jpg", "b.jpg"):
        (folder / name).write_bytes(b.jpeg(trailer=b.jpeg(b.exif_segment(b.rich_exif()))))
    (folder / "c.jpg").write_bytes(b.jpeg(trailer=b.movie()))
    (folder / "d.jpg").write_bytes(b.jpeg())
    output = run("clean", folder, "--out", tmp_path / "out", "--report", tmp_path / "report.csv")
    said = [line.strip() for line in output.splitlines()]
    at = said.index("Left out, and missed by whoever looks at the copies:")
    assert said[at + 1 : at + 3] == ["further picture (2 files)", "motion photo's video (1 file)"]
    report = pd.read_csv(tmp_path / "report.csv").sort_values("source")
    assert report["lost"].fillna("").tolist() == ["further picture", "further picture", "motion photo's video", ""]
    assert "Left out" not in run("clean", folder / "d.jpg", "--out", tmp_path / "other")


def test_clean_makes_copies_smaller(tmp_path: Path):
    picture = tmp_path / "large.png"
    Image.new("RGB", (90, 60), "red").save(picture)
    run("clean", picture, "--out", tmp_path / "out", "--max-side-px", "30")
    with Image.open(tmp_path / "out" / "large.png") as image:
        assert image.size == (30, 20)


def test_clean_names_a_kind_that_does_not_exist(tmp_path: Path):
    result = CliRunner().invoke(cli.app, ["clean", str(SCHOOL), "--out", str(tmp_path / "out"), "--only", "place"])
    assert isinstance(result.exception, InputError)
    assert "location, people" in str(result.exception)


def test_sources_says_what_was_recognised_and_by_what(tmp_path: Path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "list.csv").write_text("Channel,Picture file,Caption\nWebsite,a.jpg,Relay\n", encoding="utf-8")
    (tmp_path / "in" / "notes.txt").write_text("nothing here", encoding="utf-8")
    Image.new("RGB", (8, 8)).save(tmp_path / "in" / "a.jpg")
    output = run("sources", tmp_path / "in", "--out", tmp_path / "sources.csv")
    assert "2 of 3 recognised" in output
    assert "a table with the headings caption, channel, picture file" in output
    frame = pd.read_csv(tmp_path / "sources.csv")
    assert frame["file"].tolist() == ["./", "list.csv", "notes.txt"]
    assert frame["dialect"].tolist()[:2] == ["folder", "spreadsheet"]
    assert pd.isna(frame["dialect"][2])
    assert frame["why"].tolist()[0] == "1 picture, video or document"
    assert frame["why"].tolist()[2].startswith("not recognised: ")


def test_sources_of_nothing_is_said():
    result = CliRunner().invoke(cli.app, ["sources", "no/such/path"])
    assert isinstance(result.exception, InputError)
    assert "no such file or folder" in str(result.exception)
