"""Many files in parallel: in this process, in worker processes, or in anybody's executor."""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any, TypeVar

from imgaudit.calls import rarely_collected

log = logging.getLogger(__name__)

CHUNK = 100
"""Files a task: a task costs about 2 ms on a distributed executor, a file about 0.2 ms."""

PATIENCE = 2.0
"""A task gives back what it has after so long [s], so that little is lost with a process that is killed."""

IN_PROCESS = 400
"""Fewer files than this are handled in this process: starting workers would take longer."""

KILLED = (
    "The process that read this file ended over it: it is broken in a way nobody foresaw, or needs too much memory."
)
NOT_TRIED = "A process ended over this file or another one that was read then, and no new process could be started."

Job = TypeVar("Job", bound=Hashable)
Row = TypeVar("Row")


def in_batches(
    jobs: Sequence[Job],
    work: Callable[[Job], Row],
    failed: Callable[[Job, str], Row],
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    chunk: int | None = None,
    in_process: int | None = None,
) -> Iterator[tuple[Job, Row]]:
    """Do the same with every job; pairs of job and result, in the order in which they are ready.

    A job over which a worker process ends is not tried in this process; all others are done.

    Parameters
    ----------
    jobs
        What to work on; each once.
    work
        What to do with one. It must not raise, and must be importable by other processes: no function of a script.
    failed
        The result of a job over which a worker ended, from the job and the reason.
    executor
        Any :class:`concurrent.futures.Executor` to run in; it is not shut down.
    workers
        Processes to start when no executor is given; default: one a core. 1 stays in this process.
    chunk, in_process
        Jobs a task, and the number of jobs from which on workers are worth their start; :data:`CHUNK` and
        :data:`IN_PROCESS` when not given.

    >>> dict(in_batches(["a.jpg", "bc.jpg"], len, lambda path, reason: -1))
    {'a.jpg': 5, 'bc.jpg': 6}
    """
    size = chunk or CHUNK
    count = min(workers or os.cpu_count() or 1, -(-len(jobs) // size))
    chunks = deque(jobs[start : start + size] for start in range(0, len(jobs), size))
    if executor is not None:
        try:
            yield from _in_chunks(chunks, work, executor, len(chunks), failed)
        except _Ended as ended:
            log.warning("The executor broke (%s); the remaining files are read in processes of our own.", ended)
            suspects = deque([*ended.chunks, *chunks])
            chunks.clear()
            yield from _in_workers(suspects, work, failed, max(1, count))
            yield from ((job, failed(job, NOT_TRIED)) for rest in suspects for job in rest)
    elif count > 1 and len(jobs) >= (in_process or IN_PROCESS):
        yield from _in_workers(chunks, work, failed, count)
    for rest in chunks:
        for job in rest:
            yield job, work(job)


class _Ended(Exception):  # noqa: N818 - a message from one function here to another
    """A worker ended; with the chunks of which it may have read one."""

    def __init__(self, chunks: list[Sequence[Any]], cause: BaseException) -> None:
        super().__init__(str(cause))
        self.chunks = chunks


def _in_workers(
    chunks: deque[Sequence[Job]], work: Callable[[Job], Row], failed: Callable[[Job, str], Row], count: int
) -> Iterator[tuple[Job, Row]]:
    """What is left in ``chunks`` at the end could not be given to any worker, and has ended none."""
    while chunks:
        pool = _workers(min(count, len(chunks)))
        if pool is None:
            return
        suspects: list[Sequence[Job]] = []
        with pool:
            try:
                # One at work and one waiting a worker: after a death few files are suspected.
                yield from _in_chunks(chunks, work, pool, 2 * count)
            except _Ended as ended:
                log.warning("A worker process ended early (%s); the files that it had are read one by one.", ended)
                suspects = ended.chunks
        for suspect in suspects:
            yield from _one_by_one(suspect, work, failed)


def _in_chunks(
    chunks: deque[Sequence[Job]],
    work: Callable[[Job], Row],
    executor: Executor,
    at_once: int,
    failed: Callable[[Job, str], Row] | None = None,
) -> Iterator[tuple[Job, Row]]:
    """Take chunks until there are none, so many at once; ``failed``: for executors that give a task up, and go on."""
    running: dict[Future[list[Row]], Sequence[Job]] = {}
    ready: SimpleQueue[Future[list[Row]]] = SimpleQueue()
    try:
        while chunks or running:
            while chunks and len(running) < at_once:
                future = executor.submit(_work_all, work, chunks[0], PATIENCE)
                running[future] = chunks.popleft()
                future.add_done_callback(ready.put)
            future = ready.get()
            given_up = future.exception() if failed and not future.cancelled() else None
            if failed and given_up is not None and not isinstance(given_up, BrokenExecutor):
                rows = [failed(job, f"{type(given_up).__name__}: {given_up}") for job in running[future]]
            else:
                rows = future.result()
            jobs = running.pop(future)
            if len(rows) < len(jobs):
                chunks.appendleft(jobs[len(rows) :])
            yield from zip(jobs, rows, strict=False)
    except BrokenExecutor as error:
        raise _Ended([*running.values()], error) from error
    finally:
        for future in running:
            future.cancel()


def _work_all(work: Callable[[Job], Row], jobs: Sequence[Job], patience: float) -> list[Row]:
    """The results of the first jobs: as many as are done in time, and at least one."""
    until = time.monotonic() + patience
    rows: list[Row] = []
    with rarely_collected():
        for job in jobs:
            rows.append(work(job))
            if time.monotonic() > until:
                break
    return rows


def _one_by_one(
    jobs: Sequence[Job], work: Callable[[Job], Row], failed: Callable[[Job, str], Row]
) -> Iterator[tuple[Job, Row]]:
    """Each job alone in a worker: the one over which that ends is known."""
    left = deque(jobs)
    while left:
        pool = _workers(1)
        if pool is None:
            yield from ((job, failed(job, NOT_TRIED)) for job in left)
            return
        with pool:
            while left:
                job = left.popleft()
                try:
                    row, ended = pool.submit(work, job).result(), False
                except BrokenExecutor:
                    row, ended = failed(job, KILLED), True
                yield job, row
                if ended:
                    break


# ------------------------------------------------------------------------------------------------- the workers


def _workers(count: int) -> ProcessPoolExecutor | None:
    """Processes of which at least one is at work; None where the system lets none start."""
    pool = None
    try:
        pool = ProcessPoolExecutor(count, mp_context=_Context(), initializer=_end_with_parent)
        first, *_ = [pool.submit(os.getpid) for _ in range(count)]  # each starts one
        first.result()
    except (OSError, RuntimeError, ImportError, AssertionError) as error:  # of these, each for a system of its own
        log.warning("No worker process can be started here: %s", error)
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)
        return None
    return pool


def _end_with_parent() -> None:
    """Let this worker end when its parent does, however that ends: it would wait for work for ever."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()  # of a pipe or a handle that the system closes with the parent
            os._exit(1)

    threading.Thread(target=wait, daemon=True, name="imgaudit-parent").start()


class _Worker(SpawnProcess):
    """A process that does not run the user's script.

    A new process imports the script that was started, to find functions in it. None of ours is there, and all that a
    script without ``if __name__ == "__main__"`` does would be done once more in each worker.
    """

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802 - the hook's name
        main = vars(sys.modules["__main__"])
        with _STARTING:
            hidden: dict[str, Any] = {name: main[name] for name in ("__spec__", "__file__") if name in main}
            main.update(dict.fromkeys(hidden))
            try:
                return SpawnProcess._Popen(process_obj)
            finally:
                main.update(hidden)


_STARTING = threading.Lock()


class _Context(SpawnContext):
    """Forking a process that runs pyarrow's threads can hang, so workers start afresh on every system."""

    Process = _Worker
