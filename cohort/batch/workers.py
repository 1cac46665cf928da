"""Who works the blocks off: this process, processes beside it, or a dask cluster. Whoever dies, only its block is done again."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from multiprocessing.context import BaseContext
from typing import NoReturn

from cohort.batch.block import of_block
from cohort.batch.layout import Results
from cohort.batch.plan import Plan
from cohort.errors import CohortError, fail
from cohort.uncertainty.streams import LIMITS, checked_numbers

AHEAD = 2  # blocks a worker has at hand, so that it need not wait
DEATHS = 5  # times that workers may die without a block finished between
Work = Callable[[Plan, int], Results]


class WorkerError(CohortError):
    """Workers cannot be had, or die over their work."""


def counted(workers: int | None) -> int:
    """Return how many processes work; without a number one a core.

    Raises
    ------
    DrawsError
        A number that cannot be.
    """
    if workers is None:
        return min(os.cpu_count() or 1, LIMITS["workers"][1])
    checked_numbers(1, 0, workers).raise_if_any()
    return workers


def worked(
    plan: Plan, numbers: Iterable[int], workers: int, scheduler: str | None = None, work: Work = of_block
) -> Iterator[tuple[int, Results]]:
    """Yield the results of blocks as they come, in any order.

    Parameters
    ----------
    plan : Plan
    numbers : iterable of int
        Of the blocks.
    workers : int
        Processes; with 1 the work is done here.
    scheduler : str, optional
        Address of a dask scheduler: its workers do the work.
    work : callable, optional
        What is done with a plan and the number of a block.

    Raises
    ------
    WorkerError
        Workers died again and again, and nothing was done between; the scheduler does not answer.
    """
    if scheduler is not None:
        from cohort.batch.cluster import on_cluster

        yield from on_cluster(plan, numbers, scheduler, work)
    elif workers == 1:
        for number in numbers:
            yield number, work(plan, number)
    else:
        yield from _beside(plan, list(numbers), workers, work)


def _beside(plan: Plan, numbers: list[int], workers: int, work: Work) -> Iterator[tuple[int, Results]]:
    """Yield the results of blocks from processes beside this one; where one dies, all are begun anew."""
    left, deaths = list(numbers), 0
    while left:
        pool = _pool(min(workers, len(left)))
        try:
            for number, found in _from_pool(pool, plan, tuple(left), workers, work):
                left.remove(number)
                deaths = 0
                yield number, found
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        deaths += 1
        if left and deaths > DEATHS:
            _give_up()


def _from_pool(
    pool: ProcessPoolExecutor, plan: Plan, numbers: tuple[int, ...], workers: int, work: Work
) -> Iterator[tuple[int, Results]]:
    """Yield the results of blocks until all are done, or a process dies; what was finished by then is not lost."""
    running: dict[Future[Results], int] = {}
    waiting, broken = list(numbers), False
    while (waiting and not broken) or running:
        try:
            while waiting and not broken and len(running) < AHEAD * workers:
                running[pool.submit(work, plan, waiting[0])] = waiting[0]
                waiting.pop(0)
        except BrokenProcessPool:
            broken = True
        if not running:
            return
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for one in done:
            number = running.pop(one)
            if isinstance(one.exception(), BrokenProcessPool):
                broken = True
            else:
                yield number, one.result()


def _give_up() -> NoReturn:
    fail(
        "workers",
        kind=WorkerError,
        en="were killed again and again, and not one block was finished between; there may be too little memory: use fewer --workers, "
        "or a smaller block in the plan.",
        ja="繰り返し強制終了され、その間に 1 ブロックも完了しませんでした。メモリー不足の可能性があります。"
        "--workers か計画の block を小さくしてください。",
    )


def _pool(workers: int) -> ProcessPoolExecutor:
    """Return processes that begin without what this one has open; one of them imports, the others are its copies."""
    if sys.platform == "win32":
        context: BaseContext = multiprocessing.get_context("spawn")
    else:
        from multiprocessing import forkserver, resource_tracker

        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["cohort.batch.beginning", "cohort.batch.block"])
        resource_tracker.ensure_running()  # where it is begun later, it lets Ctrl-C through again
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # that one, and its copies, never hear of it
        try:
            forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
    cores = max(1, (os.cpu_count() or 1) // workers)
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(cores,))


def _begin(cores: int) -> None:
    """Let a worker's compiled code use its share of the machine; Ctrl-C is for the process that waits for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from cohort.projection import kernel

    kernel.CORES = min(kernel.CORES, cores)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End where the process that waits for the results was killed: nobody would take them."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
