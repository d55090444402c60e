"""Batches: what one file does to its worker is said of that file, and of no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from imgaudit import batches
from imgaudit.batches import KILLED, NOT_TRIED, in_batches

LINUX = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at processes as Linux shows them")


def length(job: str) -> tuple[int, int]:
    """What a worker does here: a poisoned job ends it as the system does when memory is short."""
    if job.startswith("poison"):
        os.kill(os.getpid(), signal.SIGKILL)
    return len(job), os.getpid()


def slowly(job: float) -> float:
    time.sleep(job)
    return job


def failed(job: str, reason: str) -> tuple[str, str]:
    return job, reason


@pytest.mark.slow
def test_a_job_over_which_a_worker_ends_is_said_and_all_others_are_done(caplog: pytest.LogCaptureFixture):
    poison = ["poison in the middle", "poison beside it"]
    jobs = [f"job {number}" for number in range(60)]
    jobs = [*jobs[:30], *poison, *jobs[30:]]
    rows = list(in_batches(jobs, length, failed, workers=2, chunk=5, in_process=1))
    assert sorted(job for job, _ in rows) == sorted(jobs), "each once"
    found = dict(rows)
    assert {job: found[job] for job in poison} == {job: (job, KILLED) for job in poison}
    others = [found[job] for job in jobs if job not in poison]
    assert [size for size, _ in others] == [len(job) for job in jobs if job not in poison]
    assert os.getpid() not in {process for _, process in others}, "nothing is tried in this process"
    assert "read one by one" in caplog.text


@pytest.mark.slow
def test_a_caller_s_executor_that_breaks_is_replaced():
    jobs = [f"job {number}" for number in range(6)] + ["poison"]
    with ProcessPoolExecutor(1, mp_context=batches._Context()) as executor:
        rows = dict(in_batches(jobs, length, failed, executor=executor, chunk=2))
    assert rows.pop("poison") == ("poison", KILLED)
    assert {job: size for job, (size, _) in rows.items()} == {job: len(job) for job in jobs[:-1]}


def test_where_no_worker_can_be_started_files_are_read_here(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    class Never(ProcessPoolExecutor):
        def submit(self, *_: object, **__: object):  # type: ignore[override]
            raise OSError("no more processes")

    monkeypatch.setattr(batches, "ProcessPoolExecutor", Never)
    rows = dict(in_batches(["a", "bc"], length, failed, workers=2, chunk=1, in_process=1))
    assert rows == {"a": (1, os.getpid()), "bc": (2, os.getpid())}
    assert caplog.messages == ["No worker process can be started here: no more processes"]


@pytest.mark.slow
def test_a_suspect_is_not_tried_here_even_where_no_new_worker_can_be_started(monkeypatch: pytest.MonkeyPatch):
    real = batches._workers
    started: list[int] = []

    def once(count: int) -> ProcessPoolExecutor | None:
        started.append(count)
        return real(count) if len(started) == 1 else None

    monkeypatch.setattr(batches, "_workers", once)
    jobs = ["poison", "beside it"]
    found = dict(in_batches(jobs, length, failed, workers=2, chunk=1, in_process=1))
    assert found["poison"] == ("poison", NOT_TRIED)
    # The other one is lost with it, unless its worker was quicker.
    if found["beside it"] != ("beside it", NOT_TRIED):
        size, process = found["beside it"]
        assert size == len("beside it")
        assert process != os.getpid()


@pytest.mark.slow
def test_a_slow_task_gives_back_what_it_has(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batches, "PATIENCE", 0.0)
    assert batches._work_all(slowly, [0.01, 0.0, 0.0], 0.0) == [0.01]
    jobs = [number / 1000 for number in range(9)]
    rows = list(in_batches(jobs, slowly, lambda job, _: -job, workers=2, chunk=3, in_process=1))
    assert sorted(rows) == [(job, job) for job in jobs]


SCRIPT = """
import sys
import pandas as pd
import imgaudit as ia
print("the top of the script")
paths = [sys.argv[1]] + [f"{sys.argv[1]}{number}" for number in range(500)]
files = pd.DataFrame({"file_id": paths, "asset_id": "a", "path": paths})
media = ia.scan(files, cache=False, progress=False, workers=2)
print(media["status"].value_counts().to_dict())
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", ["script", "module"])
def test_a_script_without_a_guard_runs_once_and_quietly(tmp_path: Path, how: str):
    for number in ["", *range(500)]:
        (tmp_path / f"a.gif{number}").write_bytes(b"GIF89a" + bytes.fromhex("01000100000000") + b";")
    (tmp_path / "plain.py").write_text(SCRIPT, encoding="utf-8")
    start = [str(tmp_path / "plain.py")] if how == "script" else ["-m", "plain"]
    done = subprocess.run(
        [sys.executable, *start, str(tmp_path / "a.gif")],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [*sys.path, str(tmp_path)]))},
    )
    assert done.stderr == ""
    assert done.stdout == "the top of the script\n{'ok': 501}\n"


def children(of: int) -> set[int]:
    """The processes below one, as Linux lists them."""
    found: set[int] = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == of:
            found |= {int(status.parent.name)} | children(int(status.parent.name))
    return found


def is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


@pytest.mark.slow
@LINUX
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path):
    script = tmp_path / "waits.py"
    script.write_text(
        textwrap.dedent(
            """
            import time
            from imgaudit.batches import in_batches
            jobs = [0.0, 0.0, 0.0, 0.0, 600.0, 600.0]
            for job, _ in in_batches(jobs, time.sleep, str, workers=2, chunk=1, in_process=1):
                print("ready", flush=True)
            """
        ),
        encoding="utf-8",
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        for _ in range(4):
            assert parent.stdout.readline() == "ready\n"
        below = children(parent.pid)
        assert len(below) >= 3, "two workers and what keeps account of them"
        parent.kill()
    until = time.monotonic() + 10
    while any(map(is_alive, below)) and time.monotonic() < until:
        time.sleep(0.05)
    assert [process for process in below if is_alive(process)] == []
