"""The website of the documentation: what it says is so, and it asks nothing of the network."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT

import imgaudit as ia
from imgaudit.tables import STANDINGS, STATUSES

DOCS = ROOT / "docs"


@pytest.mark.slow
def test_the_comms_teams_page_names_every_sheet_and_status(summer: ia.Audit, tmp_path: Path) -> None:
    page = (DOCS / "tutorials" / "comms-team.md").read_text(encoding="utf-8")
    sheets = openpyxl.load_workbook(ia.write_workbook(summer, tmp_path / "actions.xlsx")).sheetnames
    asked = [name for name in sheets if not name.startswith(("Lists", "Problems"))]
    assert re.findall(r"^\| ([A-Z][\w ]+) \|", page, re.MULTILINE) == [name for name in asked if f"| {name} |" in page]
    assert {"Read me", "Summary", "Actions", "Who is shown", "Review"} <= set(sheets)
    assert {*re.findall(r"^- \*\*([\w ]+)\*\*", page, re.MULTILINE)} == {*STATUSES} - {"Not started"}


def test_the_governors_page_explains_every_state() -> None:
    page = (DOCS / "tutorials" / "governors.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| \*\*([\w ]+)\*\* \|", page, re.MULTILINE) == [*STANDINGS]


@pytest.mark.slow
def test_the_site_is_whole_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "-D", "plot_gallery=0"]
    done = subprocess.run([*command, str(DOCS), str(tmp_path)], capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    pages = [*tmp_path.rglob("*.html")]
    assert {"index.html", "comms-team.html", "plot_0_first_audit.html", "reference.html"} <= {p.name for p in pages}
    loaded = r"<(?:script|img|iframe|link)\b[^>]*?(?:src|href)=[\"'](?:https?:)?//[^\"']*"
    assert [found for page in pages for found in re.findall(loaded, page.read_text(encoding="utf-8"))] == []
    reference = (tmp_path / "reference.html").read_text(encoding="utf-8")
    assert [name for name in ia.__all__ if f">{name}<" not in reference] == []
