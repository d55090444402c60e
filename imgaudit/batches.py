"""Many files in parallel: in this process, in worker processes, or in anybody's executor."""

from __future__ import annotations

import logging
import multiprocessing
import os
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import TypeVar

log = logging.getLogger(__name__)

CHUNK = 100
"""Files a task: a task costs about 2 ms on a distributed executor, a file about 0.2 ms."""

IN_PROCESS = 400
"""Fewer files than this are handled in this process: starting workers would take longer."""

Job = TypeVar("Job", bound=Hashable)
Row = TypeVar("Row")


def in_batches(
    jobs: Sequence[Job],
    work: Callable[[Job], Row],
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    chunk: int | None = None,
    in_process: int | None = None,
) -> Iterator[tuple[Job, Row]]:
    """Do the same with every job; pairs of job and result, in the order in which they are ready.

    Parameters
    ----------
    jobs
        What to work on; each once.
    work
        What to do with one. It must not raise, and must be importable by other processes.
    executor
        Any :class:`concurrent.futures.Executor` to run in; it is not shut down.
    workers
        Processes to start when no executor is given; default: one a core. 1 stays in this process.
    chunk, in_process
        Jobs a task, and the number of jobs from which on workers are worth their start; :data:`CHUNK` and
        :data:`IN_PROCESS` when not given.

    >>> dict(in_batches(["a.jpg", "bc.jpg"], len))
    {'a.jpg': 5, 'bc.jpg': 6}
    """
    size = chunk or CHUNK
    if executor is not None:
        yield from _in_chunks(jobs, work, executor, size)
        return
    count = min(workers or os.cpu_count() or 1, -(-len(jobs) // size))
    done: set[Job] = set()
    if count > 1 and len(jobs) >= (in_process or IN_PROCESS):
        try:
            # Forking a process that runs pyarrow's threads can hang, so workers start afresh on every system.
            with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
                for job, row in _in_chunks(jobs, work, pool, size):
                    done.add(job)
                    yield job, row
        except BrokenProcessPool:
            log.warning("Worker processes ended early; the remaining files are read in this process.")
    for job in jobs:
        if job not in done:
            yield job, work(job)


def _in_chunks(
    jobs: Sequence[Job], work: Callable[[Job], Row], executor: Executor, size: int
) -> Iterator[tuple[Job, Row]]:
    chunks = [jobs[start : start + size] for start in range(0, len(jobs), size)]
    futures = {executor.submit(partial(_work_all, work), chunk): chunk for chunk in chunks}
    try:
        for future in as_completed(futures):
            yield from zip(futures[future], future.result(), strict=True)
    finally:
        for future in futures:
            future.cancel()


def _work_all(work: Callable[[Job], Row], jobs: Sequence[Job]) -> list[Row]:
    return [work(job) for job in jobs]
