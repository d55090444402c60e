"""What lies in a folder and cannot be listed, opened or followed: said, counted as not read, never passed over."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

import imgaudit as ia
from imgaudit import cli, screen
from imgaudit.files import MAX_DEPTH, walk_files
from tests.exports.made import JPEG, rows, write


@pytest.fixture
def folder(tmp_path: Path) -> Generator[Path]:
    """Pictures that can be read, and beside them what a test puts there."""
    place = write(tmp_path / "public", {"a.jpg": JPEG, "b.jpg": JPEG})
    yield place
    for inside in place.iterdir():
        if inside.is_dir():
            inside.chmod(0o700)
    subprocess.run(["/bin/rm", "-rf", str(place)], check=True)  # deeper than Python's own way goes


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli.app, [*map(str, arguments)], catch_exceptions=False)
    return result.exit_code, result.output


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen.console, "_width", 200)


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue()


def closed(folder: Path) -> str:
    write(folder, {"year 5 residential/c.jpg": JPEG})
    (folder / "year 5 residential").chmod(0o000)
    return "year 5 residential/"


def listed_but_not_entered(folder: Path) -> str:
    write(folder, {"locked/c.jpg": JPEG})
    (folder / "locked").chmod(0o400)
    return "locked/c.jpg"


def pipe(folder: Path) -> str:
    os.mkfifo(folder / "c.jpg")
    return "c.jpg"


def plug(folder: Path) -> str:
    here = Path.cwd()
    os.chdir(folder)  # the name of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("c.jpg")
    finally:
        os.chdir(here)
    return "c.jpg"


def too_long(folder: Path) -> str:
    handle = os.open(folder, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("x" * 200, dir_fd=handle)
        inner = os.open("x" * 200, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    os.close(os.open("c.jpg", os.O_CREAT, dir_fd=handle))
    os.close(handle)
    return "x" * 200 + "/"


def deep(folder: Path) -> str:
    handle = os.open(folder, os.O_RDONLY)
    for _ in range(1_500):
        os.mkdir("d", dir_fd=handle)
        inner = os.open("d", os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    os.close(os.open("c.jpg", os.O_CREAT, dir_fd=handle))
    os.close(handle)
    return "/".join("d" * (MAX_DEPTH + 1)) + "/"


def dangling(folder: Path) -> str:
    (folder / "c.jpg").symlink_to(folder / "nowhere.jpg")
    return "c.jpg"


def leading_out(folder: Path) -> str:
    write(folder.parent, {"elsewhere/c.jpg": JPEG})
    (folder / "more").symlink_to(folder.parent / "elsewhere")
    return "more"


def archive(folder: Path) -> str:
    write(folder, {"c.7z": b"7z\xbc\xaf\x27\x1c"})
    return "c.7z"


def half_a_zip(folder: Path) -> str:
    write(folder, {"pictures/c.jpg": JPEG})
    shutil.make_archive(str(folder / "c"), "zip", folder / "pictures")
    shutil.rmtree(folder / "pictures")
    data = (folder / "c.zip").read_bytes()
    (folder / "c.zip").write_bytes(data[: len(data) // 2])
    return "c.zip"


OPEN = (closed, too_long, deep, leading_out, archive, half_a_zip)
"""Nobody can say how much is behind these."""
everything = pytest.mark.parametrize(
    "put", [closed, listed_but_not_entered, pipe, plug, too_long, deep, dangling, leading_out, archive, half_a_zip]
)


@pytest.mark.slow
@pytest.mark.usefixtures("without_root")
@everything
def test_it_is_a_problem_and_makes_its_source_part(folder: Path, put) -> None:
    name = put(folder)
    found = ia.read_inventory(folder)
    lost = found.problems[found.problems["not_read"]]
    assert len(lost) == 1
    assert lost["file"].iloc[0].startswith(name[:40])
    assert rows(found.sources, "completeness") == [("part",)]
    assert rows(found.sources, "unread") == [(None if put in OPEN or put is listed_but_not_entered else 1,)]
    assert {Path(path).name for path in found.files["path"]} == {"a.jpg", "b.jpg"}


@pytest.mark.slow
@pytest.mark.usefixtures("without_root")
@pytest.mark.parametrize("put", OPEN)
def test_no_figure_of_the_rest_has_an_upper_bound(folder: Path, put) -> None:
    found = ia.read_inventory(put(folder) and folder)
    audit = ia.run_audit(found, ia.scan(found, cache=False, progress=False, workers=1))
    location = ia.exposure(audit.items).set_index("measure").loc["location"]
    assert (location["n_yes"], location["n_unknown"]) == (0, 2), "what is damaged is unknown"
    assert (location["share_min"], location["share_max"]) == (0.0, 1.0)
    assert audit.items["more_unread"].all()


@pytest.mark.slow
@pytest.mark.usefixtures("without_root")
@everything
def test_every_command_says_it_and_ends_with_1(folder: Path, tmp_path: Path, put) -> None:
    name = put(folder)[:20]
    for command in (("scan", folder), ("sources", folder)):
        code, output = run(*command)
        assert code == 1, output
        assert name in output.replace("\n", "")
    code, output = run("scan", folder)
    assert "not read, and so neither clean nor fixed" in output
    if put in OPEN:
        assert "0 of the 2 read; more could not be" in output
        assert "0%" not in output
    if put not in (archive, half_a_zip, dangling):
        code, output = run("clean", folder, "--out", tmp_path / "ready")
        assert code == 1
        assert name in output.replace("\n", "")
    (tmp_path / "audit.toml").write_text(f'exports = "{folder}"\nas_of = 2025-12-19\n', encoding="utf-8")
    code, output = run("audit", tmp_path / "audit.toml")
    assert code == 1
    assert name in output.replace("\n", "")


@pytest.mark.slow
def test_a_folder_that_can_be_read_ends_with_0(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.png": png(), "sub/b.png": png(), "notes.txt": "hello"})
    for command in (("scan", tmp_path / "in"), ("sources", tmp_path / "in")):
        assert run(*command)[0] == 0
    found = ia.read_inventory(tmp_path / "in")
    assert set(found.sources["completeness"]) == {"whole"}
    audit = ia.run_audit(found, ia.scan(found, cache=False, progress=False))
    assert ia.exposure(audit.items)["share_max"].tolist() == [0.0] * 14


@pytest.mark.usefixtures("without_root")
def test_a_picture_that_may_not_be_opened_is_there_and_unknown(folder: Path) -> None:
    (folder / "b.jpg").chmod(0o000)
    found = ia.read_inventory(folder)
    media = ia.scan(found, cache=False, progress=False, workers=1)
    assert sorted(media["status"]) == ["damaged", "unreadable"]
    code, output = run("scan", folder)
    assert code == 1
    assert "b.jpg" in output


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "b.jpg")
    with pytest.raises(ia.InputError, match="pipe, socket or device"):
        ia.read_inventory(tmp_path / "b.jpg")
    frame = ia.read_inventory(write(tmp_path / "in", {"a.png": png()})).files.assign(path=str(tmp_path / "b.jpg"))
    assert ia.scan(frame, cache=False, progress=False)["status"].tolist() == ["missing"]
    cleaned = ia.clean(frame, tmp_path / "out", progress=False, workers=1)
    assert cleaned["status"].tolist() == ["not_written"]


def test_files_come_in_the_order_of_their_names_and_once(tmp_path: Path) -> None:
    write(tmp_path, {"b/2.jpg": JPEG, "b/10.jpg": JPEG, "a.jpg": JPEG, "b.jpg": JPEG, ".hidden/c.jpg": JPEG})
    names = [file.name for file in walk_files(tmp_path).files]
    assert names == sorted({".hidden/c.jpg", "a.jpg", "b.jpg", "b/10.jpg", "b/2.jpg"})


@pytest.mark.usefixtures("without_root")
def test_a_register_s_folder_is_walked_alike(tmp_path: Path) -> None:
    write(tmp_path, {"mis/a.csv": "UPN,Forename,Surname,Website\nZ1,Ada,Fern,Yes\n", "mis/more/b.csv": "x\n"})
    (tmp_path / "mis/more").chmod(0o000)
    register = ia.read_register(tmp_path / "mis")
    (tmp_path / "mis/more").chmod(0o700)
    assert register.completeness == "part"
    assert register.problems.loc[register.problems["not_read"].eq(True).fillna(False), "file"].tolist() == ["more/"]
