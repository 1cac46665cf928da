"""Who works the blocks off: this process, processes beside it, or a dask cluster. Whoever dies, only its block is done again."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from cohort.batch.block import of_block
from cohort.batch.layout import Results
from cohort.batch.plan import Plan
from cohort.errors import CohortError, fail
from cohort.uncertainty.streams import LIMITS, checked_numbers

AHEAD = 2  # blocks a worker has at hand, so that it need not wait
DEATHS = 3  # workers that may die over one block


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
    plan: Plan, numbers: Iterable[int], workers: int, scheduler: str | None = None
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

    Raises
    ------
    WorkerError
        Workers died over one block again and again; the scheduler does not answer.
    """
    if scheduler is not None:
        from cohort.batch.cluster import on_cluster

        yield from on_cluster(plan, numbers, scheduler)
    elif workers == 1:
        for number in numbers:
            yield number, of_block(plan, number)
    else:
        yield from _beside(plan, list(numbers), workers)


def _beside(plan: Plan, numbers: list[int], workers: int) -> Iterator[tuple[int, Results]]:
    """Yield the results of blocks from processes beside this one."""
    left, deaths = list(numbers), dict.fromkeys(numbers, 0)
    while left:
        pool = _pool(min(workers, len(left)))
        running: dict[Future[Results], int] = {}
        waiting = list(left)
        try:
            while waiting or running:
                while waiting and len(running) < AHEAD * workers:
                    running[pool.submit(of_block, plan, waiting[0])] = waiting[0]
                    waiting.pop(0)
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for one in done:
                    number = running.pop(one)
                    found = one.result()
                    left.remove(number)
                    yield number, found
        except BrokenProcessPool:
            for number in left[: AHEAD * workers]:
                deaths[number] += 1
            if max(deaths[number] for number in left) > DEATHS * AHEAD:
                _give_up()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _give_up() -> None:
    fail(
        "workers",
        "",
        kind=WorkerError,
        en="were killed again and again over the same blocks; there may be too little memory: use fewer --workers.",
        ja="同じブロックで繰り返し強制終了されました。メモリー不足の可能性があります。--workers を減らしてください。",
    )


def _pool(workers: int) -> ProcessPoolExecutor:
    """Return processes that begin without what this one has open; one of them imports, the others are its copies."""
    method = "spawn" if sys.platform == "win32" else "forkserver"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["cohort.batch.block"])
    cores = max(1, (os.cpu_count() or 1) // workers)
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(cores,))


def _begin(cores: int) -> None:
    """Let a worker's compiled code use its share of the machine; Ctrl-C is for the process that waits for it."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("NUMBA_NUM_THREADS", str(cores))
