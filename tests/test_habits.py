"""The habits of the house: what imports what, what is documented, what is the same in two places."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

import imgaudit as ia
from imgaudit import tables
from imgaudit.exports.readers import readers

HOUSE = [
    "errors",
    "settings",
    "platforms",
    "media",
    "frames",
    "calls",
    "practices",
    "tables",
    "files",
    "foreign",
    "wording",
    "terms",
    "policy",
    "as_html",
    "csv_files",
    "names",
    "pseudonyms",
    "exports",
    "register",
    "membership",
    "consent",
    "answers",
    "reviews",
    "registers",
    "presence",
    "batches",
    "remembering",
    "previews",
    "scanning",
    "face_counts",
    "lookalikes",
    "live",
    "cleaning",
    "covering",
    "rules",
    "decisions",
    "residue",
    "crawlers",
    "measures",
    "showing",
    "audit",
    "statistics",
    "people",
    "copied",
    "runs",
    "history",
    "verdicts",
    "comparing",
    "forgetting",
    "actions",
    "questions",
    "picture_verdicts",
    "following",
    "withdrawing",
    "withdrawn_copies",
    "scoring",
    "outputs",
    "config",
    "receiving",
    "notebooks",
    "starting",
    "screen",
    "trust",
    "cli",
    "__main__",
]
"""Top to bottom: a module imports only from those above it."""

MODULES = sorted((ROOT / "imgaudit").rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(ROOT / "imgaudit").with_suffix("").parts[0]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> set[str]:
    """Rooms of the house that a file imports, those for type checking only left out."""
    found = set()
    tree = _tree(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "imgaudit":
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {name.name for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name.split(".")[1] for name in node.names if name.name.startswith("imgaudit.")}
    return found & set(HOUSE)


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


PATHS = {dotted(path): path for path in MODULES}


def _is_for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _statements(node: ast.AST, *, late: bool = False) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """Every import below a node, those for type checking left out, and whether it stands inside a function."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, late
        elif isinstance(child, ast.stmt) and _is_for_types(child):
            yield from (found for other in child.orelse for found in _statements(other, late=late))
        else:
            yield from _statements(child, late=late or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))


def _named(node: ast.Import | ast.ImportFrom, module: str) -> Iterator[str]:
    """The modules that an import in this module names, by their full names; for a name inside one, the one."""
    if isinstance(node, ast.Import):
        yield from (name.name for name in node.names)
        return
    base = node.module or ""
    if node.level:
        package = module if PATHS[module].name == "__init__.py" else module.rpartition(".")[0]
        above = package.split(".")[: len(package.split(".")) - node.level + 1]
        base = ".".join([*above, *filter(None, [node.module])])
    for name in node.names:
        yield f"{base}.{name.name}" if f"{base}.{name.name}" in PATHS else base


def _around(module: str) -> set[str]:
    """The packages that a module lies in: importing it runs them first."""
    parts = module.split(".")
    return {".".join(parts[:end]) for end in range(1, len(parts))}


def needs(module: str) -> set[str]:
    """The modules of the package that have to be there before this one, or before a function of it can run."""
    tree = _tree(PATHS[module])
    named = {name for node, _ in _statements(tree) for name in _named(node, module)}
    around = {package for name in named for package in _around(name)} - _around(module)
    return (named | around) & set(PATHS) - {module}


@pytest.mark.slow
def test_no_modules_import_each_other_in_a_circle():
    try:
        TopologicalSorter({module: needs(module) for module in PATHS}).prepare()
    except CycleError as circle:
        pytest.fail(" ← ".join(circle.args[1]))


LATE = {
    ("media/blocks/maker_note.py", "exifread"): "slow to import, and only asked where details are",
    ("media/drawing.py", "pillow_heif"): "the extra `heif`",
    ("media/faces.py", "cv2"): "the extra `faces`",
    ("outputs/explorer.py", "anywidget"): "the extra `notebooks`",
    ("notebooks.py", "nbclient"): "the extra `notebooks`",
    ("notebooks.py", "nbclient.exceptions"): "the extra `notebooks`",
    ("notebooks.py", "nbformat"): "the extra `notebooks`",
    ("notebooks.py", "traitlets.config"): "the extra `notebooks`",
}
"""What is imported inside a function, and why it cannot stand at the top: its weight, or that it may be missing."""


@pytest.mark.slow
def test_imports_inside_functions_are_those_that_cannot_stand_at_the_top():
    found = {
        (path.relative_to(ROOT / "imgaudit").as_posix(), name)
        for module, path in PATHS.items()
        for node, late in _statements(_tree(path))
        if late
        for name in _named(node, module)
    }
    assert found == set(LATE), "move it to the top, or say here why not"


@pytest.mark.parametrize("name", [name for name in ia.__all__ if not inspect.ismodule(getattr(ia, name))])
def test_no_public_name_hides_a_module(name: str):
    assert f"imgaudit.{name}" not in PATHS, f"import imgaudit.{name} as x gives something else"


@pytest.mark.parametrize("place", [place for place in HOUSE if (ROOT / "imgaudit" / place).is_dir()])
def test_a_room_has_one_module_of_a_name(place: str):
    names = Counter(path.stem for path in MODULES if room(path) == place and path.stem != "__init__")
    assert {name for name, count in names.items() if count > 1} == set()


def test_every_module_has_its_place():
    assert {room(path) for path in MODULES} - {"__init__"} == set(HOUSE)


@pytest.mark.slow
@pytest.mark.parametrize("path", [p for p in MODULES if room(p) != "__init__"], ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_only_from_those_above(path: Path):
    above = set(HOUSE[: HOUSE.index(room(path)) + 1])
    assert imports(path) <= above


def test_the_contributing_page_lists_the_house_in_order():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    listed = re.findall(r"`(\w+)(?:\.py|/)`", page[page.index("## The house") : page.index("A new dialect")])
    assert listed == HOUSE


def test_a_dialect_is_one_file_called_as_it_is():
    assert {reader.__name__ for reader in readers()} == {f"imgaudit.exports.{r.DIALECT}" for r in readers()}


OPENS = frozenset(("open", "read_bytes", "read_text", "scandir", "listdir", "rglob", "read_csv", "read_parquet"))
WRITES = frozenset(("write_bytes", "write_text", "to_csv", "to_parquet", "to_excel", "to_json", "savefig"))
OPENED = frozenset(("file.open", "table.open", "source.open", "archive.open", "book.open", "Image.open"))
"""An ExportFile, what is in a workbook whose bytes are given, or what a block of `private_file` writes."""
BY_THEMSELVES = {
    ("answers.py", "pd.read_parquet"): "our own file of answers",
    ("withdrawn_copies.py", "pd.read_parquet"): "our own record of a withdrawal",
    ("decisions.py", "pd.read_parquet"): "our own file of decisions",
    ("foreign/workbooks.py", "import zipfile"): "an XLSX or ODS is a ZIP, and its bytes are given",
    ("forgetting.py", "pd.read_parquet"): "our own history",
    ("forgetting.py", "read_bytes"): "our own history",
    ("history.py", "pd.read_parquet"): "our own history",
    ("history.py", "read_bytes"): "our own history",
    ("history.py", "to_parquet"): "a run is a folder of files, which `put` gives its name when it is whole",
    ("history.py", "write_bytes"): "as above",
    ("names/short_forms.py", "read_text"): "our own short forms",
    ("names/words.py", "read_text"): "our own words",
    ("outputs/charts/styles.py", "savefig"): "where the caller says, as any figure; it adds the description",
    ("pseudonyms.py", "read_bytes"): "our own key",
    ("reviews.py", "pd.read_parquet"): "our own file of reviews",
    ("runs.py", "read_bytes"): "our own history",
    ("live/stores.py", "import fsspec"): "what lies in an object store, until it is copied",
    ("settings.py", "read_text"): "what the school writes by hand: policy, audit and mappings",
    (
        "outputs/workbook/__init__.py",
        "read_bytes",
    ): "whether our own workbook was saved again while the new one was made",
    ("outputs/paper/to_pdf.py", "read_bytes"): "our own layout",
    ("outputs/workbook/earlier.py", "import zipfile"): "an XLSX is a ZIP, and its bytes are given",
    ("outputs/workbook/registers_cells.py", "import zipfile"): "an XLSX is a ZIP, and its bytes are given",
}
"""Who opens or writes for themselves, and why that is no export and nothing that could be lost."""


def _by_themselves(path: Path) -> set[str]:
    """What a module does of all that is the business of ``files/``."""
    tree = _tree(path)
    private = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.With)
        and any(ast.unparse(item.context_expr).startswith("private_file(") for item in block.items)
        for node in ast.walk(block)
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [name.name for name in node.names] if isinstance(node, ast.Import) else [str(node.module)]
            found |= {f"import {name}" for name in names if name.split(".")[0] in ("fsspec", "zipfile", "tarfile")}
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            last = called.rpartition(".")[2]
            if (last in OPENS and called not in OPENED) or (last in WRITES and id(node) not in private):
                found.add(called if called.startswith("pd.") else last)
    return found


@pytest.mark.slow
def test_only_one_room_walks_opens_and_writes():
    found = {
        (path.relative_to(ROOT / "imgaudit").as_posix(), what)
        for path in MODULES
        if room(path) not in ("files", "media")
        for what in _by_themselves(path)
    }
    assert found == set(BY_THEMSELVES), "call imgaudit.files instead, or say here why not"


def test_nobody_is_told_to_install_us_by_a_name_that_anybody_may_take():
    told = [line for path in MODULES for line in path.read_text(encoding="utf-8").splitlines() if "pip install" in line]
    assert told, "HEIC and notebooks need more packages"
    assert not [line for line in told if re.search(r"pip install[^.]*imgaudit(?!\[{extra}\] @ )", line)], (
        "it is on no index"
    )


@pytest.mark.slow
def test_the_rooms_that_are_given_bytes_know_no_archive():
    found = {what for path in (ROOT / "imgaudit" / "media").rglob("*.py") for what in _by_themselves(path)}
    assert {what for what in found if what.startswith("import")} == set()


@pytest.mark.slow
def test_the_engine_knows_nothing_of_pandas_or_schools():
    for path in (ROOT / "imgaudit" / "media").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "pandas" not in text
        assert imports(path) <= {"media"}


@pytest.mark.slow
def test_the_library_neither_prints_nor_shows():
    for path in MODULES:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("print", "plt.show"), f"{path.name}: {called}"
                assert not called.endswith("rcParams.update"), path.name


def test_what_is_public_is_what_one_calls():
    others = {name for name in ia.__all__ if not inspect.isfunction(getattr(ia, name))}
    assert others == {"Audit", "ImgauditError", "InputError", "Inventory", "Policy", "PolicyError"}


@pytest.mark.parametrize("name", sorted(ia.__all__))
def test_every_public_name_is_documented(name: str):
    thing = getattr(ia, name)
    said = inspect.getdoc(thing) or ""
    assert len(said) > 40
    if inspect.isfunction(thing):
        for parameter in inspect.signature(thing).parameters:
            if parameter not in ("changed",) and "Parameters\n" in said:
                assert re.search(rf"^{parameter}\b|, {parameter}\b", said, re.MULTILINE), f"{name}: {parameter}"
        options = [p for p in inspect.signature(thing).parameters.values() if p.default is not p.empty]
        positional = [p.name for p in options if p.kind is not p.KEYWORD_ONLY]
        assert positional in ([], ["media", "register"], ["history"], ["audit"]), f"{name}: options are keyword-only"


def test_every_public_function_is_said_to_return_something():
    for name in ia.__all__:
        thing = getattr(ia, name)
        if inspect.isfunction(thing):
            said = inspect.getdoc(thing) or ""
            assert "Returns\n" in said or name in ("load_policy", "load_config"), name


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.name)
def test_every_column_says_what_it_means(table: tables.Table):
    assert table.row
    assert set(table.key) <= set(table.columns)
    for name, column in table.columns.items():
        assert len(column.meaning) > 3, name
        assert column.privacy in ("none", "personal", "special")
        if name.endswith("_px"):
            assert column.unit == "px"
    assert list(table.empty().columns) == list(table.columns)


@pytest.mark.slow
def test_generated_pages_and_links_hold():
    result = subprocess.run(
        [sys.executable, "tools/generate_docs.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_conda_and_pip_install_the_same():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    wanted = {
        *project["dependencies"],
        *project["optional-dependencies"]["notebooks"],
        f"python{project['requires-python']}",
    }
    assert {entry for entry in conda if isinstance(entry, str)} - {"pip"} == wanted


def test_pins_fit_what_is_asked_and_name_no_host():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line) for line in lines)
    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in lines}
    for group in (project["dependencies"], *project["optional-dependencies"].values()):
        for requirement in group:
            assert re.split(r"[>=<\[]", requirement)[0].lower() in pinned


def test_no_real_place_or_machine_is_named():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    if not any(tracked):
        pytest.skip("not a git checkout")
    for name in filter(None, tracked):
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml", ".yml", ".txt", ".ipynb", ".xml", ".csv") and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not re.search(r"/home/\w+/|/Users/\w+/|[A-Z]:\\Users\\\w+", text), name
            assert not re.search(
                r"https?://[\w.-]*(?:pypi|pythonhosted|conda\.anaconda)[\w.-]*/(?:simple|packages)", text
            ), name
