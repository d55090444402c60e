"""What is beside the code: workflows, hooks, templates, versions. Each is held to what it speaks of."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

import imgaudit as ia

GITHUB = ROOT / ".github"
TEMPLATES = sorted([*(GITHUB / "ISSUE_TEMPLATE").glob("*.md"), GITHUB / "pull_request_template.md"])


def parsed(*parts: str) -> Any:
    return yaml.safe_load(ROOT.joinpath(*parts).read_text(encoding="utf-8"))


def test_the_workflow_runs_what_the_makefile_has_on_every_system_and_python():
    jobs = parsed(".github", "workflows", "tests.yml")["jobs"]
    assert jobs["test"]["strategy"]["matrix"] == {
        "os": ["ubuntu-latest", "macos-latest", "windows-latest"],
        "python": ["3.11", "3.12", "3.13", "3.14"],
    }
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    runs = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    asked = {word for run in runs for word in run.removeprefix("make ").split() if "=" not in word}
    assert all(run.startswith("make ") for run in runs)
    assert asked == {"test", "lint", "types", "docs", "site"}
    assert asked <= targets


def test_the_oldest_python_of_the_workflow_is_the_oldest_that_is_supported():
    oldest = parsed(".github", "workflows", "tests.yml")["jobs"]["test"]["strategy"]["matrix"]["python"][0]
    assert f'requires-python = ">={oldest}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_hooks_are_pinned_and_ruff_is_the_one_of_the_tests():
    hooks = {one["repo"].rpartition("/")[2]: one["rev"] for one in parsed(".pre-commit-config.yaml")["repos"]}
    assert hooks.keys() == {"ruff-pre-commit", "nbstripout"}
    assert all(re.fullmatch(r"v?\d+\.\d+\.\d+", rev) for rev in hooks.values())
    assert f"ruff=={hooks['ruff-pre-commit'][1:]}" in (ROOT / "constraints.txt").read_text(encoding="utf-8").split()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_asks_for_pictures_of_pupils(path: Path):
    text = " ".join(path.read_text(encoding="utf-8").split())
    assert re.search(r"Never attach (a picture of a pupil|pictures)", text)


def test_a_false_clean_is_told_in_private():
    security = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    template = (GITHUB / "ISSUE_TEMPLATE" / "wrong-clean.md").read_text(encoding="utf-8")
    for text in (security, template):
        assert "Report a vulnerability" in text
        assert "@" not in text, "no address that nobody reads"
    assert "false clean" in security
    assert parsed(".github", "ISSUE_TEMPLATE", "config.yml") == {"blank_issues_enabled": False}


def test_every_place_says_the_same_version_and_day():
    cited = parsed("CITATION.cff")
    assert cited["version"] == ia.__version__
    assert cited["license"] == "MIT"
    changes = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert changes[0] == "Unreleased"
    assert changes[1] == f"{ia.__version__} – {date.fromisoformat(cited['date-released'])}"


def test_settings_of_a_makefile_find_the_scripts_of_windows():
    assert "$(if $(filter Windows_NT,$(OS)),Scripts,bin)" in (ROOT / "Makefile").read_text(encoding="utf-8")
