"""What scans remember: batch by batch, only what holds, only of files that are there."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import Image
from test_batches import LINUX

import imgaudit as ia
from imgaudit import remembering, scanning
from imgaudit.batches import KILLED
from imgaudit.files import stamp_of
from imgaudit.media import ENGINE_VERSION, KINDS
from imgaudit.remembering import Memory

CHANGED = (
    "The file cannot be read: it became shorter while it was read.",
    "The file cannot be read: it was changed while it was read.",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "school"
    for name in ("a/one.png", "a/two.png", "b/three.png"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (30, 20), "blue").save(place / name)
    return place


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache.sqlite"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were opened, as they are."""
    names: list[str] = []
    real = scanning.inspect
    monkeypatch.setattr(
        scanning, "inspect", lambda source, **how: names.append(Path(source).name) or real(source, **how)
    )
    return names


def scanned(*places: Path, cache: Path, **options: Any) -> pd.DataFrame:
    paths = [str(path) for place in places for path in ([place] if place.is_file() else sorted(place.rglob("*.*")))]
    files = pd.DataFrame({"file_id": paths, "asset_id": "a", "path": paths})
    return ia.scan(files, cache=cache, progress=False, **options)


def remembered(cache: Path) -> list[str]:
    with closing(sqlite3.connect(cache)) as database:
        return sorted(Path(path).name for (path,) in database.execute("SELECT path FROM media"))


# ------------------------------------------------------------------------------------------------- what holds


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no time of the change; there the file's number stands in")
def test_a_change_behind_equal_size_and_time_is_noticed(tmp_path: Path, cache: Path):
    place = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x8298] = "A. Fern"
    Image.new("RGB", (60, 40), "green").save(place, exif=exif.tobytes())
    before = place.stat()
    assert scanned(place, cache=cache)["has_owner"].tolist() == [True]
    place.write_bytes(place.read_bytes().replace(b"A. Fern", b"\0" * 7))
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (place.stat().st_size, place.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert scanned(place, cache=cache)["has_owner"].tolist() == [False]


def _spoilt(row: dict[str, Any]) -> list[object]:
    return [
        "not JSON", "", None, 7, b"\xff\xfe", "[]", "null", "7", '"ok"', "[" * 100_000,
        json.dumps({}),
        json.dumps({name: value for name, value in row.items() if name != "status"}),
        json.dumps({name: value for name, value in row.items() if name != "texts"}),
        *(
            json.dumps(row | change)
            for change in (
                {"status": "fine"}, {"status": None}, {"status": ["ok"]}, {"width_px": "30"}, {"width_px": 30.5},
                {"width_px": True}, {"bytes": 10**30}, {"has_location": 0}, {"has_location": "no"},
                {"found": {"a": 1}}, {"engine": 2}, {"more": 1},
            )
        ),
    ]  # fmt: skip


@pytest.mark.slow
def test_a_row_that_is_not_what_we_write_is_measured_anew(folder: Path, cache: Path, opened: list[str]):
    place = folder / "a/one.png"
    first = scanned(place, cache=cache)
    with closing(sqlite3.connect(cache)) as database:
        ((row,),) = database.execute("SELECT row FROM media")
    for spoilt in _spoilt(json.loads(row)):
        with closing(sqlite3.connect(cache)) as database, database:
            database.execute("UPDATE media SET row = ?", (spoilt,))
        opened.clear()
        pd.testing.assert_frame_equal(scanned(place, cache=cache), first)
        assert opened == ["one.png"], spoilt
        assert scanned(place, cache=cache)["status"].tolist() == ["ok"]
        assert opened == ["one.png"], "and remembered as it is"


def test_a_person_is_forgotten_in_spoilt_rows_too(folder: Path, cache: Path, summer: ia.Audit):
    scanned(folder / "a/one.png", cache=cache)
    rows = [
        "[" * 100_000,
        None,
        7,
        b"\xff",
        "no JSON of Quillfeather, Maple",
        json.dumps([{"of": ["Quillfeather, Maple"]}]),
    ]
    with closing(sqlite3.connect(cache)) as database, database:
        for number, row in enumerate(rows):
            values = (f"/x/{number}.png", "media", "1", "1 2 3", row)
            database.execute("INSERT INTO media VALUES (?, ?, ?, ?, ?)", values)
        database.execute("INSERT INTO media VALUES ('/x/6.png', 'media', '1', '', CAST(x'ff4d' AS TEXT))")
    gone = ia.forget("Z000000000001", summer.people, cache=cache)
    assert gone["removed"].tolist() == [2]
    assert remembered(cache) == ["0.png", "1.png", "2.png", "3.png", "6.png", "one.png"]
    assert b"Quillfeather" not in b"".join(path.read_bytes() for path in cache.parent.glob("cache.sqlite*"))


def test_a_cache_of_an_older_or_newer_schema_is_made_anew(folder: Path, cache: Path, opened: list[str]):
    for version, columns in ((0, "path TEXT, size INTEGER, mtime INTEGER, engine TEXT, row TEXT"), (99, "other TEXT")):
        cache.unlink(missing_ok=True)
        with closing(sqlite3.connect(cache)) as database, database:
            database.execute(f"PRAGMA application_id = {0x696D6761}")
            database.execute(f"PRAGMA user_version = {version}")
            database.execute(f"CREATE TABLE media ({columns})")
            database.execute(
                f"INSERT INTO media VALUES ({', '.join('?' * (columns.count(',') + 1))})",
                ["Ada"] * (columns.count(",") + 1),
            )
        opened.clear()
        assert scanned(folder, cache=cache)["status"].tolist() == ["ok"] * 3
        scanned(folder, cache=cache)
        assert len(opened) == 3, "made anew once"
        with closing(sqlite3.connect(cache)) as database:
            assert database.execute("PRAGMA user_version").fetchone() == (remembering.SCHEMA,)
        assert b"Ada" not in cache.read_bytes()


def test_another_engine_keeps_rows_of_its_own(folder: Path, cache: Path, opened: list[str]):
    place = str(folder / "a/one.png")
    scanned(folder, cache=cache)
    with closing(Memory(cache, "faces", "1")) as faces:
        assert faces.recall(place, (1, 2)) is None
        faces.remember(place, (1, 2), {"faces": 3})
    for version, known in (("1", {"faces": 3}), ("2", None)):
        with closing(Memory(cache, "faces", version)) as faces:
            assert faces.recall(place, (1, 2)) == known
            assert faces.recall(place, (1, 3)) is None
    opened.clear()
    scanned(folder, cache=cache)
    assert opened == [], "the media need not be measured again for it"
    (folder / "a/one.png").unlink()
    scanned(folder, cache=cache)
    assert remembered(cache) == ["three.png", "two.png"], "a file that is gone is gone for every engine"


def test_what_could_not_be_read_is_tried_again(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch):
    def fails(_source: object, **_how: bool) -> None:
        raise OSError("the share is gone")

    with monkeypatch.context() as patch:
        patch.setattr(scanning, "inspect", fails)
        assert scanned(folder, cache=cache)["status"].tolist() == ["unreadable"] * 3
    assert scanned(folder, cache=cache)["status"].tolist() == ["ok"] * 3


# --------------------------------------------------------------------------------------------- what is forgotten


def test_rows_of_deleted_files_go_and_of_other_folders_stay(folder: Path, tmp_path: Path, cache: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("four.png", "five.png"):
        Image.new("RGB", (30, 20), "blue").save(elsewhere / name)
    scanned(folder, elsewhere, cache=cache)
    (elsewhere / "four.png").unlink()
    (folder / "a/one.png").unlink()
    scanned(folder / "b", cache=cache)
    assert remembered(cache) == ["five.png", "four.png", "one.png", "three.png", "two.png"], "other folders"
    scanned(folder, cache=cache)
    assert remembered(cache) == ["five.png", "four.png", "three.png", "two.png"]
    (folder / "a/two.png").unlink()
    (folder / "a").rmdir()
    (folder / "c.png").write_bytes((folder / "b/three.png").read_bytes())
    scanned(folder, cache=cache)
    assert remembered(cache) == ["c.png", "five.png", "four.png", "three.png"], "a folder that is gone"


def test_a_root_that_is_not_there_forgets_nothing(folder: Path, tmp_path: Path, cache: Path):
    first = scanned(folder, cache=cache)
    folder.rename(tmp_path / "unplugged")
    files = pd.DataFrame({"file_id": first["file_id"], "asset_id": "a", "path": first["file_id"]})
    for empty in (False, True):  # gone, or the empty folder in which a drive used to be
        if empty:
            folder.mkdir()
        gone = ia.scan(files, cache=cache, progress=False)
        assert gone["status"].tolist() == ["missing"] * 3
        assert remembered(cache) == ["one.png", "three.png", "two.png"]


def test_a_drive_beside_what_was_scanned_may_only_be_absent(
    folder: Path, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(scanning.os.path, "commonpath", lambda _: tmp_path.anchor)  # folders that share nothing
    scanned(folder, cache=cache)
    (folder / "a/one.png").unlink()
    (folder / "b/three.png").unlink()
    scanned(folder, cache=cache)
    assert remembered(cache) == ["three.png", "two.png"], "only beside what is there"


@pytest.mark.usefixtures("without_root")
def test_a_file_that_may_not_be_looked_at_is_not_gone(folder: Path, cache: Path):
    scanned(folder, cache=cache)
    (folder / "a").chmod(0)
    try:
        scanned(folder / "b", cache=cache)
        files = pd.DataFrame({"file_id": ["x"], "asset_id": "a", "path": [str(folder / "b/three.png")]})
        Image.new("RGB", (30, 20), "blue").save(folder / "top.png")
        ia.scan(
            pd.concat([files, files.assign(file_id="y", path=str(folder / "top.png"))]), cache=cache, progress=False
        )
    finally:
        (folder / "a").chmod(0o700)
    assert remembered(cache) == ["one.png", "three.png", "top.png", "two.png"]


def test_clearing_the_cache_leaves_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    with closing(Memory(remembering.cache_path(), "media", "1")) as memory:
        memory.remember("a.jpg", (1, 2), {"texts": "Ada"})
        memory.prune(lambda _: False)
        beside = sorted(path.name for path in remembering.cache_path().parent.iterdir())
        assert beside == ["media.sqlite", "media.sqlite-shm", "media.sqlite-wal"]
        assert {stat.S_IMODE(path.stat().st_mode) for path in remembering.cache_path().parent.iterdir()} == {0o600}
        remembering.forget_all(remembering.cache_path())
        assert list(remembering.cache_path().parent.iterdir()) == []


# --------------------------------------------------------------------------------------- what happens on the way


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


SCAN = """
import sys, os, threading
from pathlib import Path
import pandas as pd
import imgaudit as ia
if __name__ == "__main__":
    folder, cache, out, workers = sys.argv[1:]
    paths = sorted(str(path) for path in Path(folder).iterdir())
    files = pd.DataFrame({"file_id": [Path(path).name for path in paths], "asset_id": "a", "path": paths})
    ia.scan(files, cache=cache, progress=False, workers=int(workers)).to_json(out, orient="records")
"""


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Many small pictures, and among them some that take their time."""
    place = tmp_path / "many"
    place.mkdir()
    Image.new("RGB", (30, 20), "blue").save(place / "000.png")
    for number in range(1, 450):
        (place / f"{number:03}.png").write_bytes((place / "000.png").read_bytes())
    return place


def large(place: Path, size: int) -> None:
    """A bitmap of so many bytes, nearly all of them a hole."""
    head = b"BM" + (size & 0xFFFFFFFF).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    info = (40).to_bytes(4, "little") + (1000).to_bytes(4, "little") + (size // 4000).to_bytes(4, "little")
    place.write_bytes((head + info + b"\x01\0\x20\0").ljust(54, b"\0"))
    os.truncate(place, size)


def started(tmp_path: Path, folder: Path, cache: Path, workers: int) -> subprocess.Popen[str]:
    script = tmp_path / "scans.py"
    script.write_text(textwrap.dedent(SCAN), encoding="utf-8")
    out = tmp_path / "media.json"
    command = [sys.executable, str(script), str(folder), str(cache), str(out), str(workers)]
    return subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True)


def readers(suffix: str) -> dict[Path, int]:
    """The files of that ending which other processes have open, and which ones do."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it may end while one looks
            for link in (process / "fd").iterdir():
                with contextlib.suppress(OSError):
                    target = Path(os.readlink(link))  # noqa: PTH115 - as it is, not as it may lead on
                    if target.suffix == suffix and int(process.name) != os.getpid():
                        found[target] = int(process.name)
    return found


@pytest.mark.slow
@LINUX
@pytest.mark.parametrize("workers", [1, 2])
def test_files_that_shrink_during_a_scan_are_unreadable_and_the_scan_goes_on(
    many: Path, tmp_path: Path, cache: Path, workers: int
):
    for number in range(0, 12, 3):
        large(many / f"{number:03}-large.bmp", 900_000_000)
    cut: set[str] = set()
    with started(tmp_path, many, cache, workers) as process:
        while process.poll() is None:
            for path in readers(".bmp"):
                if path.parent == many and path.name not in cut:
                    os.truncate(path, 10_000_000)
                    cut.add(path.name)
        assert process.returncode == 0, process.stderr and process.stderr.read()
    media = pd.read_json(tmp_path / "media.json").set_index("file_id")
    assert len(cut) == 4
    assert set(media.loc[sorted(cut), "status"]) == {"unreadable"}
    assert set(media.loc[sorted(cut), "error"]) <= set(CHANGED)
    assert media.loc[sorted(cut), [f"has_{kind}" for kind in KINDS]].isna().all(axis=None)
    assert media.drop(index=sorted(cut))["status"].eq("ok").all()
    assert len(remembered(cache)) == 450


@pytest.mark.slow
@LINUX
def test_a_file_that_ends_its_worker_is_said_and_the_others_are_measured(many: Path, tmp_path: Path, cache: Path):
    large(many / "200-poison.bmp", 1_500_000_000)
    killed = 0
    with started(tmp_path, many, cache, 2) as process:
        while process.poll() is None:
            for path, reader in readers(".bmp").items():
                if path.parent == many and reader != process.pid:
                    os.kill(reader, signal.SIGKILL)
                    killed += 1
                    time.sleep(0.2)
                assert reader != process.pid, "it is not tried in the process of the scan"
        assert process.returncode == 0
    media = pd.read_json(tmp_path / "media.json").set_index("file_id")
    assert killed == 2, "once among others and once alone"
    assert media.loc["200-poison.bmp", ["status", "error"]].tolist() == ["unreadable", KILLED]
    assert media.drop(index="200-poison.bmp")["status"].tolist() == ["ok"] * 450


@pytest.mark.slow
@LINUX
def test_a_scan_that_is_killed_has_kept_its_batches(many: Path, tmp_path: Path, cache: Path, opened: list[str]):
    large(many / "250-slow.bmp", 3_000_000_000)
    with started(tmp_path, many, cache, 1) as process:
        while not any(path.parent == many for path in readers(".bmp")):
            assert process.poll() is None
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("cache.sqlite*")}
        process.kill()
    assert modes == {"cache.sqlite": 0o600, "cache.sqlite-shm": 0o600, "cache.sqlite-wal": 0o600}
    kept = remembered(cache)
    assert kept == [f"{number:03}.png" for number in range(len(kept))]
    assert len(kept) in (200, 251), "whole batches"
    with closing(sqlite3.connect(cache)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    (many / "250-slow.bmp").unlink()
    assert scanned(many, cache=cache)["status"].tolist() == ["ok"] * 450
    assert opened == [f"{number:03}.png" for number in range(len(kept), 450)]
    assert not list(tmp_path.glob("cache.sqlite-*")), "nothing is left beside it"


@pytest.mark.slow
def test_scans_at_once_share_one_cache(many: Path, tmp_path: Path, cache: Path):
    processes = [started(tmp_path, many, cache, 1) for _ in range(4)]
    for process in processes:
        _, said = process.communicate()
        assert (process.returncode, said) == (0, "")
    assert len(remembered(cache)) == 450
    with closing(Memory(cache, scanning.ENGINE, ENGINE_VERSION)) as memory:
        for path in many.iterdir():
            assert memory.recall(str(path), stamp_of(str(path)))["status"] == "ok"


def test_a_cache_that_cannot_be_removed_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    place = tmp_path / "file" / "media.sqlite"
    with pytest.raises(ia.ImgauditError, match=r"media.sqlite cannot be removed \(Not a directory\)"):
        remembering.forget_all(place)
