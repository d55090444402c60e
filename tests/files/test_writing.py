"""What is written: whole or not at all, for its owner alone, one at a time; and what killed runs left is swept."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.errors import ImgauditError
from imgaudit.files import kept_beside, locked, private_file, private_folder, put, sweep
from imgaudit.tables import ANSWERS

OLD = time.time() - 3700


def aged(path: Path, when: float = OLD) -> Path:
    os.utime(path, (when, when))
    return path


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path):
    place = tmp_path / "a.csv"
    with private_file(place) as file:
        file.write_text("whole")
        assert not place.exists()
    assert (place.read_text(), stat.S_IMODE(place.stat().st_mode)) == ("whole", 0o600)
    with pytest.raises(ValueError, match="broken off"), private_file(place) as file:  # noqa: PT012
        file.write_text("ha")
        raise ValueError("broken off")
    assert place.read_text() == "whole"
    assert [*tmp_path.iterdir()] == [place]


def test_content_is_on_the_disk_before_its_name_and_then_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    done: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        done.append(Path(f"/proc/self/fd/{handle}").resolve().name[:10] if sys.platform == "linux" else "synced")
        real_sync(handle)

    def replace(self: Path, target: Path) -> Path:
        done.append("renamed")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    with private_file(tmp_path / "a.csv") as file:
        file.write_text("whole")
    if sys.platform == "linux":
        assert done == [".imgaudit-", "renamed", tmp_path.name[:10]]
    done.clear()
    (tmp_path / "partial").mkdir()
    (tmp_path / "partial" / "a").write_text("a")
    put(tmp_path / "partial", tmp_path / "whole")
    assert (tmp_path / "whole" / "a").read_text() == "a"
    if sys.platform == "linux":
        assert done == ["a", "partial", "renamed", tmp_path.name[:10]]


@pytest.mark.parametrize("refusals", [1, 3, 99])
def test_a_name_that_is_held_for_a_moment_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusals: int
):
    place = tmp_path / "a.csv"
    place.write_text("before")
    real, tried = Path.replace, []

    def replace(self: Path, target: Path) -> Path:
        tried.append(target)
        if len(tried) <= refusals:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    if refusals < 99:
        with private_file(place) as file:
            file.write_text("after")
        assert place.read_text() == "after"
    else:
        with pytest.raises(ImgauditError, match=r"a\.csv cannot be written \(Permission denied\)"):  # noqa: SIM117
            with private_file(place) as file:
                file.write_text("after")
        assert place.read_text() == "before"
        assert len(tried) == 6
    assert [*tmp_path.iterdir()] == [place]


@pytest.mark.usefixtures("without_root")
def test_an_error_names_the_file_that_was_meant_and_a_remedy(tmp_path: Path):
    folder = tmp_path / "read only"
    folder.mkdir(mode=0o500)
    answers = ANSWERS.frame([{"asset_id": "a", "shows": "nobody"}])
    for write in (
        lambda: private_file(folder / "a.csv").__enter__(),
        lambda: private_folder(folder / "sub" / "sub"),
        lambda: private_file(tmp_path / "gone" / "a.csv").__enter__(),
        lambda: ia.save_answers(answers, folder / "a.csv"),
        lambda: ia.save_answers(answers, tmp_path / "gone" / "a.csv"),
    ):
        with pytest.raises(ImgauditError, match=r"(a\.csv|sub) cannot be (written|held)") as caught:
            write()
        assert ".imgaudit-" not in str(caught.value)
        assert "heck that the folder exists" in str(caught.value)


def test_a_full_disk_names_the_file_that_was_meant(tmp_path: Path):
    with pytest.raises(ImgauditError, match=r"a\.csv cannot be written \(No space left"):  # noqa: SIM117
        with private_file(tmp_path / "a.csv") as file:
            raise OSError(errno.ENOSPC, "No space left on device", str(file))
    assert [*tmp_path.iterdir()] == []


def test_what_killed_runs_left_is_swept_and_nothing_else(tmp_path: Path):
    def made(name: str, mode: int = 0o600) -> Path:
        (tmp_path / name).write_text("Hazelby Wobblegate")
        (tmp_path / name).chmod(mode)
        return aged(tmp_path / name)

    def folder(name: str, *, is_inside_old: bool = True) -> Path:
        (tmp_path / name).mkdir(mode=0o700)
        (tmp_path / name / "items.parquet").write_text("half")
        if is_inside_old:
            aged(tmp_path / name / "items.parquet")
        return aged(tmp_path / name)

    gone = [made(".imgaudit-part-ab_cd3f9.xlsx"), made(".imgaudit-part-abcdefgh"), folder(".partial-zzzzzzzz")]
    stay = [
        made("actions.xlsx"),
        made(".imgaudit-notes.txt"),
        made(".imgaudit-settings.toml"),
        made(".imgaudit-lock-answers.parquet"),
        made(".imgaudit-part-ABCDEFGH.xlsx"),
        made("x.imgaudit-part-abcdefgh.xlsx"),
        made(".imgaudit-part-readable.txt", 0o644),
        aged(made(".imgaudit-part-young000.csv"), time.time() - 3500),
        aged(made(".imgaudit-part-future00.csv"), time.time() + 9000),
        folder(".partial-inuse000", is_inside_old=False),
    ]
    outside = tmp_path.parent / f"{tmp_path.name} outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("kept")
    for name, target in ((".imgaudit-part-linked00", outside / "kept.txt"), (".partial-linked00", outside)):
        (tmp_path / name).symlink_to(target)
        os.utime(tmp_path / name, (OLD, OLD), follow_symlinks=False)
        stay.append(tmp_path / name)
    with private_file(tmp_path / "a.csv") as file:
        file.write_text("a")
    assert not [path for path in gone if path.exists()]
    assert sorted(tmp_path.iterdir()) == sorted([*stay, tmp_path / "a.csv"])
    assert (outside / "kept.txt").read_text() == "kept"


def test_a_folder_is_looked_through_once_an_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    sweep(tmp_path)
    stray = tmp_path / ".imgaudit-part-abcdefgh.csv"
    stray.touch(mode=0o600)
    aged(stray)
    sweep(tmp_path)
    assert stray.exists()
    monkeypatch.setattr(time, "time", lambda real=time.time: real() + 3700)
    sweep(tmp_path)
    assert not stray.exists()
    sweep(tmp_path / "gone")


def test_a_copy_kept_beside_stays_only_if_the_new_one_is_written(tmp_path: Path):
    place = tmp_path / "a.xlsx"
    place.write_text("old")
    day = pd.Timestamp("2026-03-02").date()
    with pytest.raises(ValueError, match="broken"), kept_beside(place, b"old", day):
        raise ValueError("broken")
    assert [*tmp_path.iterdir()] == [place]
    with kept_beside(place, b"old", day) as copy:
        pass
    assert (copy.name, copy.read_text()) == ("a 2026-03-02.xlsx", "old")


# -------------------------------------------------------------------------------------------------- one at a time


def test_one_at_a_time_and_the_second_says_so(tmp_path: Path):
    place = tmp_path / "a.csv"
    with locked(place), pytest.raises(ImgauditError, match=r"a\.csv is being written to by somebody else"):  # noqa: SIM117
        with locked(place, seconds=0.1):
            pass
    with locked(tmp_path / "a.csv", seconds=0):
        assert [path.name for path in tmp_path.iterdir()] == [".imgaudit-lock-a.csv"]
    assert [*tmp_path.iterdir()] == [], "no lock is left behind"


def test_a_lock_is_let_go_when_the_block_fails(tmp_path: Path):
    with pytest.raises(ValueError, match="broken"), locked(tmp_path / "a"):
        raise ValueError("broken")
    with locked(tmp_path / "a", seconds=0):
        pass


@pytest.mark.slow
def test_a_lock_of_a_killed_process_is_no_lock(tmp_path: Path):
    code = f"""
import time
from imgaudit.files import locked
with locked({str(tmp_path / "a.csv")!r}):
    print("held", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with pytest.raises(ImgauditError, match="being written to"), locked(tmp_path / "a.csv", seconds=0.1):
            pass
        child.kill()
    assert [path.name for path in tmp_path.iterdir()] == [".imgaudit-lock-a.csv"]
    with locked(tmp_path / "a.csv", seconds=0):
        pass
    assert [*tmp_path.iterdir()] == []


def test_many_that_wait_come_in_one_after_the_other(tmp_path: Path):
    place = tmp_path / "count"
    place.write_text("0")

    def count() -> None:
        for _ in range(20):
            with locked(place):
                number = int(place.read_text())
                time.sleep(0.0005)
                place.write_text(str(number + 1))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert place.read_text() == "80"


def test_a_link_in_place_of_a_lock_is_not_followed(tmp_path: Path):
    (tmp_path / "register.csv").write_text("kept")
    (tmp_path / ".imgaudit-lock-a.csv").symlink_to(tmp_path / "register.csv")
    with pytest.raises(ImgauditError, match=r"a\.csv cannot be held"), locked(tmp_path / "a.csv"):
        pass
    assert (tmp_path / "register.csv").read_text() == "kept"
