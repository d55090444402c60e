"""The notebooks as they are handed over, and as they run on the sample school."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest
from conftest import ROOT
from plain_words import faults

import imgaudit as ia
from imgaudit.notebooks import run_notebooks

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [
    "01-load-inventory",
    "02-metadata-exposure",
    "03-resolution",
    "04-consent-coverage",
    "05-term-trends",
    "06-action-list",
    "07-who-is-shown",
    "08-names",
    "09-twelve-practices",
    "10-first-monday",
    "11-explore",
]


def cells(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def test_all_are_there():
    assert [path.stem for path in NOTEBOOKS] == NAMES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_handed_over_clean(path: Path):
    code = [cell for cell in cells(path) if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert sum("parameters" in cell["metadata"].get("tags", []) for cell in code) == 1
    first, *_, heading, finding = cells(path)
    assert source(first).startswith("# ")
    assert source(first).splitlines()[0].endswith("?"), "it opens with its question"
    assert source(heading).startswith("## Finding")
    assert finding["cell_type"] == "code"
    for cell in code:
        nodes = ast.walk(ast.parse(source(cell).replace(";\n", "\n").rstrip(";")))
        assert not any(isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda)) for node in nodes)


DRAWN_AS_TEXT = """
c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.rc = {"svg.fonttype": "none"}
"""


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Each notebook, run as it is; the words of a chart are kept as words."""
    home = tmp_path_factory.mktemp("ipython")
    (home / "profile_default").mkdir()
    (home / "profile_default" / "ipython_config.py").write_text(DRAWN_AS_TEXT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(home))
        return run_notebooks(ROOT / "notebooks", tmp_path_factory.mktemp("notebooks"))


@pytest.fixture(scope="module")
def findings(executed: list[Path]) -> dict[str, str]:
    """The last sentence of each notebook."""
    return {path.stem: "".join(cells(path)[-1]["outputs"][0]["text"]).strip() for path in executed}


def said(cell: dict) -> Iterator[str]:
    """What a cell says to a reader. Frames are the data lead's, who works with the names of their columns."""
    if cell["cell_type"] == "markdown":
        yield re.sub("`[^`]+`", "", source(cell))  # marked as code
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "image/svg+xml" in data:
            picture = ElementTree.fromstring("".join(data["image/svg+xml"]))
            yield from ("".join(text.itertext()) for text in picture.iter("{http://www.w3.org/2000/svg}text"))
        elif "text/html" not in data:
            yield "".join(output.get("text", data.get("text/plain", "")))


@pytest.mark.slow
def test_no_text_or_chart_holds_what_only_the_code_knows(executed: list[Path]):
    texts = {path.stem: [text for cell in cells(path) for text in said(cell)] for path in executed}
    size = "Share of placements that show people, or may."
    assert any(text.startswith(size) for text in texts["05-term-trends"])
    assert "Full name" in texts["08-names"]
    assert {name: found for name in texts if (found := faults(*texts[name]))} == {}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_no_prose_holds_what_only_the_code_knows(path: Path):
    assert faults(*(text for cell in cells(path) for text in said(cell))) == []


@pytest.fixture(scope="module")
def planted(truth: pd.DataFrame) -> pd.DataFrame:
    return truth[truth["term"].eq("2025-26-summer")]


def count(frame: pd.DataFrame, column: str, state: str = "yes") -> int:
    return int(frame[column].eq(state).sum())


@pytest.mark.slow
def test_exposure_ends_with_what_was_planted(findings: dict[str, str], planted: pd.DataFrame):
    yes, unknown = count(planted, "has_location"), count(planted, "has_location", "unknown")
    assert findings["02-metadata-exposure"] == (
        f"{yes} of {len(planted)} placements give away where the picture was taken; {unknown} are unknown."
    )


@pytest.mark.slow
def test_the_twelve_practices_end_with_their_states(findings: dict[str, str], summer: ia.Audit):
    states = ia.scorecard(summer)["state"].value_counts().sort_index()
    said = ", ".join(f"{number} {state}" for state, number in states.items())
    assert findings["09-twelve-practices"] == f"Of twelve practices {said}."


@pytest.mark.slow
def test_the_first_monday_ends_with_what_is_urgent(findings: dict[str, str], summer: ia.Audit):
    actions = ia.find_actions(summer).query("settled_by.isna()")
    urgent = actions[actions["severity"].isin(["critical", "high"])]
    assert findings["10-first-monday"] == (
        f"{len(urgent)} of {len(actions)} actions are urgent, the first due on {urgent['due_on'].min().date()}."
    )


@pytest.mark.slow
def test_the_explorer_leaves_no_picture_in_the_notebook(executed: list[Path], findings: dict[str, str]):
    (saved,) = [path for path in executed if path.stem == "11-explore"]
    assert not {kind for cell in cells(saved) for out in cell.get("outputs", []) for kind in out.get("data", {})} & {
        *("image/png", "image/jpeg", "image/webp"),
    }
    assert "/9j/" not in saved.read_text(encoding="utf-8")  # how a JPEG begins in base 64
    assert findings["11-explore"].endswith("pictures break a rule; 0 placements are marked.")


@pytest.mark.slow
def test_resolution_ends_with_what_was_planted(findings: dict[str, str], planted: pd.DataFrame):
    over, unknown = count(planted, "oversized"), count(planted, "oversized", "unknown")
    assert findings["03-resolution"] == (
        f"{over} of {len(planted)} placements show a picture over 800 px ({unknown} unknown); "
        f"beside {count(planted, 'original_reachable')} the original can be fetched."
    )


@pytest.mark.slow
def test_consent_ends_with_what_was_planted(findings: dict[str, str], planted: pd.DataFrame):
    states = planted["consent_state"].value_counts()
    assert findings["04-consent-coverage"] == (
        f"Of {len(planted) - states['not_needed']} placements that need consent {states['covered']} are covered, "
        f"{states['against']} stand against it and {states['unknown'] + states['partly']} are unknown; "
        f"{states['not_needed']} show nobody."
    )


@pytest.mark.slow
def test_trends_end_with_what_was_planted(findings: dict[str, str], truth: pd.DataFrame):
    def share(term: str, column: str, state: str = "yes") -> str:
        frame = truth[truth["term"].eq(f"2025-26-{term}")]
        frame = frame[frame["consent_state"].ne("not_needed")] if column == "consent_state" else frame
        return f"{count(frame, column, state)} of {len(frame)}"

    for label, *of, verdict in (
        ("location", "has_location", "better"),
        ("oversized", "oversized", "worse"),
        ("covered", "consent_state", "covered", "not known whether better"),
    ):
        was, now = (share(term, *of) for term in ("spring", "summer"))
        (line,) = (line for line in findings["05-term-trends"].splitlines() if line.startswith(label))
        assert line.startswith(f"{label}: {was} → {now} since Spring 2025–26 ")
        assert line.endswith(f": {verdict}")


@pytest.mark.slow
def test_the_inventory_ends_with_what_was_planted(findings: dict[str, str], planted: pd.DataFrame):
    # One more than planted: truth.csv is about pictures, the library holds a PDF as well.
    assert findings["01-load-inventory"].startswith(f"{len(planted) + 1} placements of ")
    assert "in 4 channels" in findings["01-load-inventory"]


@pytest.mark.slow
def test_the_action_list_ends_with_work(findings: dict[str, str]):
    assert " actions, " in findings["06-action-list"]
    assert "the first due on 2026-07-22." in findings["06-action-list"]


@pytest.mark.slow
def test_the_actions_counted_are_those_that_the_workbook_lists(
    findings: dict[str, str], audits: dict[str, ia.Audit], tmp_path: Path
):
    book = openpyxl.load_workbook(ia.write_workbook(audits["2025-26-summer"], tmp_path / "actions.xlsx"))
    assert f" become {book['Actions'].max_row - 1} actions, " in findings["06-action-list"]


@pytest.mark.slow
def test_names_end_with_what_was_planted(findings: dict[str, str], planted: pd.DataFrame):
    full = count(planted, "name_level", "full")
    unread = planted[["has_text", "has_owner", "has_people"]].eq("unknown").any(axis="columns")
    unknown = int((unread & planted["name_level"].ne("full")).sum())
    assert findings["08-names"] == (
        f"{full} of {len(planted)} placements have a full name beside the picture or in its file ({unknown} unknown), "
        f"{count(planted, 'name_level', 'first')} a first name at the most."
    )
