"""Our own results beside what is read are never read: the same frames, however often one audits."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from conftest import SCHOOL
from openpyxl import load_workbook
from typer.testing import CliRunner

import imgaudit as ia
from imgaudit import cli
from imgaudit.files import KEYWORD, MARK
from imgaudit.history import FRAMES as SAVED
from imgaudit.outputs.charts import PLOTS
from tests.exports.made import JPEG, rows, write

AUDIT = """
site = "fernhollow"
exports = "."
register = "../consents.xlsx"
policy = "../policy.toml"
as_of = 2026-07-21
history = "history"
workbook = "actions.xlsx"
charts = "charts"
answers = "answers.parquet"
"""
FRAMES = ("items", "assets", "files", "appearances", "sources", "problems", "findings", "names")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample school's exports and all that is made of them, in one folder."""
    top = tmp_path_factory.mktemp("school")
    shutil.copytree(SCHOOL / "2025-26-summer" / "exports", top / "all")
    shutil.copy(SCHOOL / "2025-26-summer" / "mis" / "consents.xlsx", top)
    shutil.copy(SCHOOL / "policy.toml", top)
    (top / "all" / "audit.toml").write_text(AUDIT, encoding="utf-8")
    answers = pd.DataFrame({"asset_id": ["fernhollow/a"], "shows": ["nobody"]})
    for name in ("answers.parquet", "answers.csv"):
        ia.save_answers(answers, top / "all" / name)
    return top / "all"


def command(*arguments: object) -> None:
    result = CliRunner().invoke(cli.app, [*map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output


@pytest.mark.slow
def test_four_audits_in_one_folder_give_the_same_frames(folder: Path) -> None:
    first = ia.audit_config(folder / "audit.toml", progress=False)
    for _ in range(3):
        command("audit", folder / "audit.toml")
        command("scan", folder, "--out", folder / "files.csv")
        command("sources", folder, "--out", folder / "sources.csv")
        command("trends", folder / "history", "--out", folder / "trends.csv")
        again = ia.audit_config(folder / "audit.toml", progress=False, cache=folder / "cache.sqlite")
        ia.write_table(again.items[["item_id", "title"]], folder / "items.xlsx")  # known by its mark
        again.items.to_csv(folder / "items.csv", index=False)
        again.findings.to_csv(folder / "findings.csv", sep=";")
        again.problems.to_csv(folder / "problems.csv", index=False)
        ia.exposure(again.items, by="channel").to_csv(folder / "rates.csv", index=False)
        ia.find_actions(again).to_csv(folder / "actions.csv", index=False)
        for name in FRAMES:
            pd.testing.assert_frame_equal(getattr(again, name), getattr(first, name))
    assert len(first.items) == 60
    made = ia.recognise_exports(folder).query("dialect == 'ours'")["file"].tolist()
    past = [name for name in made if name.startswith("history/")]
    assert {name.rpartition("/")[2] for name in past} == {"audit.json", *(f"{frame}.parquet" for frame in SAVED)}
    assert [name for name in made if name not in past] == [
        "actions.csv", "actions.xlsx", "answers.csv", "answers.parquet", "cache.sqlite",
        *sorted(f"charts/{name}.png" for name in (*PLOTS, "scorecard", "trends")), "files.csv", "findings.csv",
        "items.csv", "items.xlsx", "problems.csv", "rates.csv", "sources.csv", "trends.csv",
    ]  # fmt: skip


@pytest.mark.slow
def test_a_workbook_that_came_back_is_ours_whatever_wrote_it(folder: Path, tmp_path: Path) -> None:
    if not (folder / "actions.xlsx").exists():
        command("audit", folder / "audit.toml")
    book = load_workbook(folder / "actions.xlsx")
    assert [p.value for p in book.custom_doc_props.props if p.name == KEYWORD] == [MARK]
    book.custom_doc_props.props.clear()  # as Google Sheets does
    book["Actions"].insert_rows(1)
    book["Actions"]["A1"] = "Spring term"
    write(tmp_path, {"in/a.jpg": JPEG})
    book.save(tmp_path / "in" / "returned.xlsx")
    sheet = pd.read_excel(folder / "actions.xlsx", sheet_name="Who is shown", engine="openpyxl")
    sheet.to_csv(tmp_path / "in" / "who.csv", index=False)
    assert rows(ia.recognise_exports(tmp_path / "in"), "file", "dialect") == [
        ("./", "folder"),
        ("returned.xlsx", "ours"),
        ("who.csv", "ours"),
    ]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_libreoffice_keeps_the_mark(folder: Path, tmp_path: Path, kind: str) -> None:
    if not (folder / "actions.xlsx").exists():
        command("audit", folder / "audit.toml")
    write(tmp_path, {"in/a.jpg": JPEG})
    options = [f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", kind]
    subprocess.run(
        ["soffice", *options, "--outdir", str(tmp_path / "in"), str(folder / "actions.xlsx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    assert ia.recognise_exports(tmp_path / "in")["dialect"].tolist() == ["folder", "ours"]


@pytest.mark.slow
def test_a_chart_among_the_uploads_is_no_picture_that_an_export_names(folder: Path, tmp_path: Path) -> None:
    if not (folder / "charts" / "exposure.png").exists():
        command("audit", folder / "audit.toml")
    listed = "Picture file,Page\nexposure.png,https://s.example/governors/\na.jpg,https://s.example/\n"
    write(tmp_path, {"in/list.csv": listed, "in/a.jpg": JPEG})
    shutil.copy(folder / "charts" / "exposure.png", tmp_path / "in")
    found = ia.read_inventory(tmp_path / "in")
    assert len(found.items) == 2
    media = ia.scan(found, cache=False, progress=False)
    audit = ia.run_audit(found, media)
    chart = audit.items[audit.items["page_url"].eq("https://s.example/governors/")]
    assert len(chart) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Asset ID,Alt text,Page title,Page URL,Published,File\n7,Relay,News,https://s.example/,2025-09-05,a.jpg\n",
        "asset_id,alt_text,page_url,file\n7,Relay,https://s.example/,a.jpg\n",
        "File,Reference,Shows,People\na.jpg,7,pupils,Ada Fern\n",
        "file,channel,status,Notes\na.jpg,website,Done,x\n",
        "Reference,What to do,Done when,File,Page,Caption\n1,x,y,a.jpg,https://s.example/,Relay\n",
    ],
)
def test_a_list_of_the_school_s_own_is_none_of_ours(tmp_path: Path, text: str) -> None:
    found = ia.recognise_exports(write(tmp_path, {"list.csv": text}))
    assert rows(found, "dialect") == [("spreadsheet",)]


def test_a_chart_that_somebody_else_drew_is_a_picture(tmp_path: Path) -> None:
    from matplotlib.figure import Figure

    tmp_path.joinpath("in").mkdir()
    Figure().savefig(tmp_path / "in" / "chart.png")
    assert len(ia.read_inventory(tmp_path / "in").items) == 1


def test_no_list_or_picture_is_hidden_by_a_result_beside_it(tmp_path: Path) -> None:
    record = '{"site":"a","term":"b","run":"c","as_of":"d","engine":"e","policy":{}}'
    listed = "Channel,Page,File,Caption\nwebsite,https://s.example/a,a.jpg,Relay\n"
    write(tmp_path, {"x/audit.json": record, "x/list.csv": listed, "x/a.jpg": JPEG, "loose.jpg": JPEG})
    assert len(ia.read_inventory(tmp_path).items) == 2


def test_what_is_being_written_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, {"a.jpg": JPEG, ".imgaudit-x1.jpg": JPEG, "h/.partial-y/items.parquet": b"PAR1"})
    assert ia.read_inventory(tmp_path).problems.empty
    assert len(ia.read_inventory(tmp_path).items) == 1
