"""Killed at any moment: no half file under a final name, everything reads, the next run is right, strays are swept.

``IMGAUDIT_KILLS`` says how often each operation is killed; 50 take some minutes.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import pickle
import random
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from PIL import Image

import imgaudit as ia
from imgaudit.files import writing
from imgaudit.history import FRAMES
from imgaudit.media import inspect
from imgaudit.tables import ANSWERS

KILLS = int(os.environ.get("IMGAUDIT_KILLS", "12"))
PICTURES = 30

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL"),
]


# ------------------------------------------------------------------------------ what is killed, and what is looked at


def loaded(place: Path) -> ia.Audit:
    return pickle.loads((place / "audit.pickle").read_bytes())


def answers(name: str) -> pd.DataFrame:
    assets = [f"{name}-{number}" for number in range(50)]
    return ANSWERS.frame(
        pd.DataFrame({"asset_id": assets, "shows": "nobody", "answered_on": pd.Timestamp("2026-03-02")})
    )


def scan(place: Path) -> Callable[[], object]:
    files = ia.read_inventory(place / "pictures", site="fernhollow").files
    return lambda: ia.scan(files, cache=place / "cache.sqlite", progress=False, workers=1)


def check_scan(place: Path) -> None:
    if (place / "cache.sqlite").exists():
        with closing(sqlite3.connect(place / "cache.sqlite")) as cache:
            assert cache.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    files = ia.read_inventory(place / "pictures", site="fernhollow").files
    found = ia.scan(files, cache=place / "cache.sqlite", progress=False, workers=1)
    pd.testing.assert_frame_equal(found, pd.read_pickle(place / "media.pickle"))
    (place / "cache.sqlite").unlink()


def history(place: Path) -> Callable[[], object]:
    return partial(ia.save_audit, loaded(place), place / "history")


def check_history(place: Path) -> None:
    for run in (place / "history").glob("*/*/*"):
        if not run.name.startswith("."):
            assert {path.name for path in run.iterdir()} == {"audit.json", *(f"{frame}.parquet" for frame in FRAMES)}
            assert len(pd.read_parquet(run / "items.parquet")) == PICTURES
    if [*(place / "history").glob("*/*/run-*")]:
        assert len(ia.load_history(place / "history").items) == PICTURES


def workbook(place: Path) -> Callable[[], object]:
    return partial(ia.write_workbook, loaded(place), place / "actions.xlsx")


def check_workbook(place: Path) -> None:
    for path in place.glob("actions*.xlsx"):  # those that were kept beside it too
        book = openpyxl.load_workbook(path)
        rows = [*book["Actions"].iter_rows(values_only=True)]
        head = next(number for number, row in enumerate(rows) if "Status" in row)
        assert rows[head + 1][rows[head].index("Status")] == "Accepted", "what somebody wrote is in each of them"
        if path.name != "actions.xlsx":
            path.unlink()


def parquet(place: Path) -> Callable[[], object]:
    return partial(ia.save_answers, answers("new"), place / "answers.parquet")


def csv(place: Path) -> Callable[[], object]:
    return partial(ia.save_answers, answers("new"), place / "answers.csv")


def check_answers(kind: str, place: Path) -> None:
    kept = ia.load_answers(place / f"answers.{kind}")
    assert set(kept["asset_id"]) in (
        {f"old-{number}" for number in range(50)},
        {f"{name}-{number}" for name in ("old", "new") for number in range(50)},
    )
    (place / f"answers.{kind}").unlink()
    ia.save_answers(answers("old"), place / f"answers.{kind}")


def clean(place: Path) -> Callable[[], object]:
    return partial(ia.clean, place / "pictures", place / "copies", progress=False, workers=1)


def check_clean(place: Path) -> None:
    for path in (place / "copies").rglob("*"):
        if not path.name.startswith("."):
            record = inspect(path)
            assert (record.status, record.kinds["device"], record.width_px) == ("ok", False, 60), path


@dataclass(frozen=True)
class Operation:
    """What is done in a place, what must hold after any kill, and what must be there once it was done."""

    prepared: Callable[[Path], Callable[[], object]]
    check: Callable[[Path], None]
    made: str


OPERATIONS = {
    "scan": Operation(scan, check_scan, "cache.sqlite"),
    "save_audit": Operation(history, check_history, "history/*/*/run-*/audit.json"),
    "write_workbook": Operation(workbook, check_workbook, "actions.xlsx"),
    "save_answers parquet": Operation(parquet, partial(check_answers, "parquet"), "answers.parquet"),
    "save_answers csv": Operation(csv, partial(check_answers, "csv"), "answers.csv"),
    "clean": Operation(clean, check_clean, f"copies/{PICTURES - 1}.jpg"),
}


# ----------------------------------------------------------------------------------------------------------- killing


def _run(name: str, place: Path, told: multiprocessing.connection.Connection) -> None:
    work = OPERATIONS[name].prepared(place)
    told.send("ready")
    work()
    told.send("done")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures that give something away, their audit, and what an earlier run left of each result."""
    place = tmp_path_factory.mktemp("kills")
    (place / "pictures").mkdir()
    exif = Image.Exif()
    exif[0x010F] = "Fernsnap"
    for number in range(PICTURES):
        Image.new("RGB", (60, 40), (number, 90, 90)).save(place / "pictures" / f"{number}.jpg", exif=exif.tobytes())
    inventory = ia.read_inventory(place / "pictures", site="fernhollow")
    media = ia.scan(inventory, cache=False, progress=False)
    audit = ia.run_audit(inventory, media, as_of="2026-03-02", term="2025-26-spring")
    (place / "audit.pickle").write_bytes(pickle.dumps(audit))
    media.to_pickle(place / "media.pickle")
    ia.write_workbook(audit, place / "actions.xlsx")
    book = openpyxl.load_workbook(place / "actions.xlsx")
    sheet = book["Actions"]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "Status" for cell in row))
    column = next(cell.column for cell in head if cell.value == "Status")
    sheet.cell(head[0].row + 1, column).value = "Accepted"
    book.save(place / "actions.xlsx")
    for kind in ("parquet", "csv"):
        ia.save_answers(answers("old"), place / f"answers.{kind}")
    return place


@pytest.mark.parametrize("name", OPERATIONS)
def test_killed_at_any_moment_nothing_is_half_and_nothing_is_lost(name: str, prepared: Path):
    operation, draw = OPERATIONS[name], random.Random(name)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["imgaudit", "openpyxl", "PIL.Image", "pyarrow.parquet", "pytest"])

    def lasted(limit: float | None = None) -> float | None:
        """How long it took, or nothing if it was still at work at the limit, and killed."""
        ours, theirs = context.Pipe()
        child = context.Process(target=_run, args=(name, prepared, theirs))
        child.start()
        theirs.close()  # so that a child that fails is heard
        assert ours.recv() == "ready"
        start = time.perf_counter()
        done = ours.poll(limit)
        took = time.perf_counter() - start
        if done:
            assert ours.recv() == "done"
        else:
            child.kill()
        child.join()
        return took if done else None

    lasted()
    operation.check(prepared)
    took = lasted()
    operation.check(prepared)
    killed = 0
    while killed < KILLS:
        # Rather late than early: what is made comes first, and what is written last. One that was done before its time
        # says how long the next may take: a busy machine is four times slower in one minute than in the other.
        whole = lasted(took * max(draw.random(), draw.random()))
        operation.check(prepared)
        took, killed = whole or took, killed + (whole is None)
    for stray in strays(prepared):
        os.utime(stray, (1, 1))
    writing._swept.clear()
    lasted()
    assert [*prepared.glob(operation.made)], "the next run is right"
    assert strays(prepared) == []
    operation.check(prepared)


def strays(place: Path) -> list[Path]:
    """What never became whole; what lies in a folder before the folder."""
    found = [path for path in place.rglob("*") if any(part.startswith(writing.STRAY) for part in path.parts)]
    return sorted(found, reverse=True)
