"""What somebody has who was given a wheel, and nothing of the checkout: it is built, installed and tried here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

import imgaudit as ia

pytestmark = pytest.mark.slow
pytest.importorskip("hatchling", reason="the wheel is built with hatchling, of the extra dev")

SCRIPTS = "Scripts" if os.name == "nt" else "bin"


def built(project: Path, out: Path, *targets: str) -> list[Path]:
    command = [sys.executable, "-m", "hatchling", "build", "--directory", out]
    subprocess.run([*command, *(part for t in targets for part in ("--target", t))], cwd=project, check=True)
    return sorted(out.iterdir())


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist and the wheel."""
    sdist, wheel = sorted(built(ROOT, tmp_path_factory.mktemp("dist"), "sdist", "wheel"), key=lambda one: one.suffix)
    return sdist, wheel


@pytest.fixture(scope="module")
def python(packed: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; what it needs is lent by the environment of the tests."""
    home = tmp_path_factory.mktemp("fresh") / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    python = home / SCRIPTS / Path(sys.executable).name
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--disable-pip-version-check", packed[1]], check=True)
    own = subprocess.check_output([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True)
    (Path(own.strip()) / "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return python


def run(python: Path, folder: Path, *arguments: object, without: tuple[str, ...] = ()) -> tuple[int, str]:
    """What a command of the fresh environment says in a folder, where some packages are missing."""
    hidden = folder.parent / "hidden"
    hidden.mkdir(exist_ok=True)
    for name in without:
        (hidden / f"{name}.py").write_text("raise ImportError", encoding="utf-8")
    about = {**os.environ, "PYTHONPATH": os.pathsep.join([str(hidden), os.environ["PYTHONPATH"]]), "COLUMNS": "200"}
    done = subprocess.run(
        [python.with_name("imgaudit"), *map(str, arguments)], cwd=folder, env=about, capture_output=True, text=True
    )
    return done.returncode, " ".join((done.stdout + done.stderr).split())


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


def test_the_demo_runs_in_an_empty_folder_and_says_what_it_left_out(
    python: Path, empty: Path, packed: tuple[Path, Path]
):
    code, said = run(python, empty, "demo", without=("nbclient", "typst", "protego"))
    assert code == 0, said
    extra = f'pip install "imgaudit[{{}}] @ {packed[1].as_uri()}"'
    notebooks, page, live = map(extra.format, ("notebooks", "page", "live"))
    assert f"Left out, the notebooks: Running notebooks needs more packages: {notebooks}." in said
    assert f"Left out, the governors' page as PDF: Writing a PDF needs the package typst: {page}." in said
    assert (
        "Left out, the copy of the website and the visit: Asking what the public gets needs the package protego" in said
    )
    assert live in said
    made = [word for word in said[said.index("Made:") :].split() if word.startswith("demo")]
    assert {"demo/history", "demo/actions.xlsx", "demo/charts/trends.png", "demo/governors.html"} < {*made}
    assert "demo/data/school" in made
    assert all((empty / name).exists() for name in made)
    assert {*empty.iterdir()} == {empty / "demo"}
    code, said = run(python, empty, "sources", "demo/data/school/2025-26-summer/exports")
    assert (code, "wxr" in said) == (0, True), "the example of its help can be tried"


def test_a_notebook_runs_from_the_wheel_and_again_from_what_the_demo_made(python: Path, empty: Path):
    shutil.copytree(ROOT / "data", empty / "demo" / "data", ignore=shutil.ignore_patterns("*.py"))
    program = """
from pathlib import Path
from imgaudit.notebooks import run_notebooks
from imgaudit.starting import SAMPLE
(one,) = run_notebooks(SAMPLE / "notebooks" / "01-load-inventory.ipynb", "demo/notebooks")
run_notebooks(one, "again")
"""
    subprocess.run([python, "-c", program], cwd=empty, check=True)
    for place in ("demo/notebooks", "again"):
        cells = json.loads((empty / place / "01-load-inventory.ipynb").read_text(encoding="utf-8"))["cells"]
        assert any(cell.get("outputs") for cell in cells)


def test_the_version_is_that_of_the_wheel(python: Path, empty: Path, packed: tuple[Path, Path]):
    assert run(python, empty, "--version") == (0, f"imgaudit {ia.__version__}")
    assert packed[1].name == f"imgaudit-{ia.__version__}-py3-none-any.whl"


USED = """
import imgaudit as ia

audit = ia.audit_config("audit.toml", progress=False)
reveal_type(audit.items)
ia.read_inventory(3)
"""


def test_a_users_mypy_sees_the_types(python: Path, empty: Path):
    (empty / "used.py").write_text(USED, encoding="utf-8")
    about = {**os.environ, "PYTHONPATH": ""}
    mypy = [sys.executable, "-m", "mypy", "--python-executable", python, "--follow-imports", "silent", "used.py"]
    said = subprocess.run(mypy, cwd=empty, env=about, capture_output=True, text=True, check=False).stdout
    revealed, wrong, *_ = said.splitlines()
    assert revealed.endswith('Revealed type is "pandas.core.frame.DataFrame"')
    assert 'Argument 1 to "read_inventory" has incompatible type "int"' in wrong


def test_the_wheel_holds_the_school_and_the_notebooks_and_stays_small(packed: tuple[Path, Path]):
    sdist, wheel = packed
    with zipfile.ZipFile(wheel) as file:
        held = {name: file.read(name) for name in file.namelist() if name.startswith("imgaudit/")}
    sample = "imgaudit/_sample/"
    given = {path for folder in ("data/school", "notebooks") for path in (ROOT / folder).rglob("*")}
    given = {path for path in given if path.is_file() and ".ipynb_checkpoints" not in path.parts}
    assert {name: data for name, data in held.items() if name.startswith(sample)} == {
        sample + path.relative_to(ROOT).as_posix(): path.read_bytes() for path in given
    }
    assert "imgaudit/py.typed" in held
    assert not any(name.startswith(("tests/", "docs/", "data/")) for name in held)
    assert wheel.stat().st_size < 4_000_000, "3.5 MB, 3.0 MB of it the sample school"
    assert sdist.stat().st_size < 5_000_000


def test_what_is_published_has_tests_docs_and_notebooks_and_makes_the_same_wheel(
    packed: tuple[Path, Path], tmp_path: Path
):
    sdist, wheel = packed
    with tarfile.open(sdist) as file:
        file.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    for name in ("tests/conftest.py", "docs/exports.md", "notebooks/10-first-monday.ipynb", "data/make_school.py"):
        assert (folder / name).read_bytes() == (ROOT / name).read_bytes()
    assert {"Makefile", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "environment.yml", "constraints.txt"} <= {
        path.name for path in folder.iterdir()
    }
    (again,) = built(folder, tmp_path / "again", "wheel")
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert {name: one.read(name) for name in one.namelist()} == {
            name: other.read(name) for name in other.namelist()
        }
