"""`explore` in JupyterLab in Chromium: looked at, filtered, revealed, marked, answered; and what of it is saved."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
import openpyxl
import pytest
from conftest import SCHOOL

import imgaudit as ia

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: .ci/run installs it where it may"),
]
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
)
CELLS = (
    (
        f"import imgaudit as ia\naudit = ia.audit_config({str(SCHOOL / 'summer.toml')!r}, progress=False)\n"
        'view = ia.explore(audit, answers="answers.parquet", reviews="reviews.parquet")\nview'
    ),
    (
        'ia.write_workbook(audit.where(view.selected), "part.xlsx")\n'
        "view.selected[['item_id']].to_csv('selected.csv', index=False)"
    ),
)


@contextmanager
def lab(folder: Path) -> Generator[str]:
    """JupyterLab of its own on 127.0.0.1, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = folder / ".jupyter"
    own = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    options = (
        *("--no-browser", "--allow-root", "--IdentityProvider.token=", "--ServerApp.ip=127.0.0.1"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={folder}"),
        *("--LabApp.expose_app_in_browser=True", "--ServerApp.disable_check_xsrf=True"),
        *("--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"),
    )
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        cwd=folder,
        env={**os.environ, **own},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}/lab"
        for _ in range(300):
            try:
                urlopen(f"{address}/../api").close()
                break
            except (URLError, ConnectionError):
                assert server.poll() is None, "JupyterLab did not start"
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def settled(page: object) -> None:
    """Wait until the kernel is connected and idle: before that a command to run is dropped without a word."""
    page.wait_for_function(  # type: ignore[attr-defined]
        """() => { const kernel = window.jupyterapp?.shell.currentWidget?.context?.sessionContext?.session?.kernel;
        return kernel?.connectionStatus === "connected" && kernel.status === "idle"; }""",
        timeout=90_000,
    )


def run(page: object) -> None:
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-cell-and-select-next'); }")  # type: ignore[attr-defined]


def test_look_filter_reveal_mark_answer_and_write(tmp_path: Path):
    playwright = pytest.importorskip("playwright.sync_api")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, tmp_path / "explore.ipynb")
    reached: list[str] = []
    with lab(tmp_path) as address, playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        page = browser.new_page(viewport={"width": 1500, "height": 1100})
        page.on("request", lambda request: reached.append(request.url))
        page.goto(f"{address}/tree/explore.ipynb")
        settled(page)
        run(page)
        view = page.locator(".imgaudit")
        view.locator(".entry img").first.wait_for(timeout=90_000)
        assert view.get_by_text("The blur is only on this screen; the published picture is not blurred.").is_visible()
        assert "60 placements of 60, 54 pictures" in view.inner_text()

        first = view.locator(".entry .pic").first
        blurred = "node => getComputedStyle(node.querySelector('img')).filter"
        assert first.evaluate(blurred) == "blur(9px)"
        first.focus()
        page.keyboard.press("Enter")
        assert first.evaluate(blurred) == "none"
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.closest('.entry').dataset.at") == "1"

        view.get_by_role("button", name="Facebook 4").click()
        assert "4 placements of 60" in view.inner_text()
        boxes = view.get_by_role("checkbox")
        boxes.nth(0).check()
        boxes.nth(1).check()
        view.get_by_text("2 placements marked.").wait_for()

        view.get_by_role("button", name="Look closer and answer").first.click()
        view.get_by_label("Nobody").check()
        view.get_by_role("button", name="Keep this answer").click()
        view.get_by_text("Kept in answers.parquet.").first.wait_for()
        view.get_by_role("button", name="I looked at it today").click()
        view.get_by_text("Kept in reviews.parquet.").first.wait_for()
        page.screenshot(path=os.environ.get("IMGAUDIT_SCREENSHOT", str(tmp_path / "explore.png")))

        page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1; }")
        run(page)
        page.wait_for_function("() => document.querySelectorAll('.jp-InputPrompt')[1].innerText.includes('2')")
        settled(page)
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        browser.close()

    assert {url.split("/")[2].split(":")[0] for url in reached if url.startswith("http")} == {"127.0.0.1"}
    marked = (tmp_path / "selected.csv").read_text(encoding="utf-8").split()[1:]
    assert len(marked) == 2
    actions = openpyxl.load_workbook(tmp_path / "part.xlsx")["Actions"]
    references = [row[-1].value for row in actions.iter_rows(min_row=2)]
    assert references
    assert set(column(actions, "Channel")) == {"Facebook"}
    (answer,) = ia.load_answers(tmp_path / "answers.parquet").to_dict("records")
    assert (answer["shows"], answer["workbook"]) == ("nobody", "explorer")
    (look,) = ia.load_reviews(tmp_path / "reviews.parquet").to_dict("records")
    assert look["asset_id"] == answer["asset_id"]
    saved = (tmp_path / "explore.ipynb").read_text(encoding="utf-8")
    assert json.loads(saved)["cells"][0]["outputs"], "it was saved with its outputs"
    assert "/9j/" not in saved
    assert "data:image" not in saved
    assert "Harvest supper" not in saved


def column(sheet: object, heading: str) -> list[object]:
    """What stands under a heading."""
    (at,) = (cell.column for cell in sheet[1] if cell.value == heading)  # type: ignore[index]
    return [row[at - 1].value for row in sheet.iter_rows(min_row=2)]  # type: ignore[attr-defined]
