"""The README, as somebody who reads nothing else follows it: every block of it is run, in the order it stands in.

Windows' own block is not run anywhere, but compared with that of macOS and Linux.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import textwrap
from pathlib import Path

import pytest
from conftest import ROOT, SCHOOL

import imgaudit as ia
from imgaudit.config import load_config
from imgaudit.live.loopback import sample_website, serving

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = [
    (language, textwrap.dedent(text).strip())
    for _, language, text in re.findall(r"(?ms)^( *)```(\w*)\n(.*?)^\1```$", README)
]
CHECKOUT = next(text for _, text in BLOCKS if text.startswith("make demo"))
WHEEL = next(text for _, text in BLOCKS if text.startswith("python3 -m venv"))
WINDOWS = next(text for language, text in BLOCKS if language == "bat")
CONDA = next(text for _, text in BLOCKS if text.startswith("conda"))
STORY = [block for block in BLOCKS if block[1] not in (CHECKOUT, WHEEL, WINDOWS, CONDA)]
POSIX = pytest.mark.skipif(os.name == "nt", reason="for macOS and Linux")


def sh(text: str, folder: Path, **about: str) -> str:
    """What a block says, each line of which has to succeed."""
    done = subprocess.run(
        ["bash", "-euc", text],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200", **about},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def program(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    place.chmod(0o755)


def paths(*more: object) -> str:
    return os.pathsep.join([*map(str, more), os.environ["PYTHONPATH"]])


def test_every_block_is_of_a_kind_that_is_run():
    assert {language for language, _ in BLOCKS} == {"sh", "bat", "toml", "python"}
    assert len(BLOCKS) == README.count("```") // 2
    assert len(README.splitlines()) < 220, "what is longer belongs into the guide"


def test_the_words_are_explained_before_the_first_figure():
    picture = README.index("![")
    assert max(README.index(f"**{word}") for word in ("placement", "share", "bounds")) < picture
    assert not re.search(r"\d+%|\d of \d", README[:picture])


@pytest.mark.slow
def test_the_picture_is_what_the_sample_school_gives():
    picture = ROOT / "docs" / "result.png"
    subprocess.run(
        [sys.executable, ROOT / "tools" / "draw_result.py"], env={**os.environ, "PYTHONPATH": paths(ROOT)}, check=True
    )
    assert picture.stat().st_size < 50_000
    alt = re.search(r"!\[(.*?)\]\(docs/result\.png\)", README).group(1)
    row = ia.exposure(ia.audit_config(SCHOOL / "summer.toml", progress=False).items).set_index("measure").loc["any"]
    assert (
        f"{row['n_yes']} of {row['n']} placements at least give something away, {row['n_unknown']} are not known" in alt
    )


@pytest.mark.slow
@POSIX
def test_the_two_commands_of_a_checkout(tmp_path: Path):
    """The targets are run as they stand, in a checkout that is set up already; of its tests one file is."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("imgaudit", "data", "notebooks"):
        (tmp_path / name).symlink_to(ROOT / name)
    hidden = tmp_path / "hidden"
    program(hidden / "nbclient.py", "raise ImportError")  # every notebook is run by test_notebooks
    program(tmp_path / ".venv" / "bin" / "imgaudit", f'#!/bin/sh\nexec {sys.executable} -m imgaudit "$@"\n')
    program(
        tmp_path / ".venv" / "bin" / "pytest",
        f'#!/bin/sh\nexec {sys.executable} -m pytest "$@" {ROOT}/tests/test_tables.py\n',
    )
    (tmp_path / ".venv" / ".ready").touch()
    sh(CHECKOUT, tmp_path, PYTHONPATH=paths(hidden, ROOT))
    assert (tmp_path / "demo" / "actions.xlsx").exists()


@pytest.mark.slow
@POSIX
def test_the_wheel_in_an_empty_folder(tmp_path: Path):
    pytest.importorskip("hatchling", reason="the wheel is built with hatchling, of the extra dev")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path], cwd=ROOT, check=True
    )
    program(tmp_path / "hidden" / "nbclient.py", "raise ImportError")
    lent = paths(tmp_path / "hidden", sysconfig.get_path("purelib"))
    said = sh(WHEEL, tmp_path, PYTHONPATH=lent, PIP_NO_INDEX="1", PIP_NO_DEPS="1", PIP_QUIET="1")
    assert "demo/governors.html" in said
    assert (tmp_path / "demo" / "data" / "school" / "summer.toml").exists()


def test_the_other_ways_in_name_what_there_is():
    assert "conda env create -f environment.yml" in CONDA
    assert (ROOT / "environment.yml").read_text(encoding="utf-8").count("name: imgaudit\n") == 1
    assert {line.replace("\\", "/").replace(".venv/Scripts/", "") for line in WINDOWS.splitlines()} == {
        line.replace("python3", "py").replace(". .venv/bin/", "").replace("./imgaudit", "imgaudit")
        for line in WHEEL.splitlines()
    }, "Windows is told the same"
    assert f"imgaudit-{ia.__version__}-py3-none-any.whl" in WHEEL


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("conda"), reason="no conda here: what it names is compared above")
def test_conda():
    sh(CONDA.splitlines()[0] + " --dry-run", ROOT)


MOVED = """#!{python}
import sys
from imgaudit.cli import main
if sys.argv[1] in ("copy-site", "visit"):
    sys.argv += ["--yes", "--loopback", "{port}", "--interval", "0"]
main()
"""
"""The website of the README's school is served on this machine, and nobody asks before the first request."""


@pytest.mark.slow
@POSIX
def test_the_story_from_the_first_monday_to_the_next_term(tmp_path: Path):
    (tmp_path / "demo" / "notebooks").mkdir(parents=True)
    bin_ = tmp_path.parent / f"{tmp_path.name}-bin"
    program(bin_ / "jupyter", '#!/bin/sh\ntest "$1" = lab && test -d "$2"\n')
    _, answer = sample_website(SCHOOL / "website")
    with serving(answer) as port:
        program(bin_ / "imgaudit", MOVED.format(python=sys.executable, port=port))
        about = {"PATH": os.pathsep.join([str(bin_), os.environ["PATH"]]), "PYTHONPATH": paths(ROOT)}
        for language, text in STORY:
            if text.startswith("imgaudit audit school/audit.toml"):  # what the steps before it have put there
                put("2025-26-autumn", tmp_path / "school")
            elif text.startswith("imgaudit audit school/audit-2025-26-spring.toml"):
                put("2025-26-spring", tmp_path / "school")
            if language == "toml":
                config = tmp_path / "explained.toml"
                config.write_text(f'exports = "e"\n{text}\n', encoding="utf-8")
                assert [*load_config(config).explained.values()] == ["moved"]
            else:
                sh(text if language == "sh" else f"{sys.executable} -c {shlex.quote(text)}", tmp_path, **about)
    school = tmp_path / "school"
    assert {"audit-2025-26-spring.toml", "actions.xlsx", "visits.sqlite"} <= {path.name for path in school.iterdir()}
    assert (tmp_path / "trends.png").exists()
    assert (tmp_path / "governors.html").exists()
    trends = ia.trends(school / "history").query("measure == 'location'")
    assert trends["term"].tolist() == ["2025-26-autumn", "2025-26-spring"]


def put(term: str, school: Path) -> None:
    """A term's exports and register, where the README says."""
    shutil.copytree(SCHOOL / term / "exports", school / term / "exports", dirs_exist_ok=True)
    shutil.copy(SCHOOL / term / "mis" / "consents.xlsx", school / term / "register")
