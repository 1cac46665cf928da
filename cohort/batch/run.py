"""A plan carried out: what is missing is worked off and written, block by block."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cohort.arguments import at_the_door
from cohort.batch.block import of_block
from cohort.batch.plan import Plan, read_plan
from cohort.batch.store import Store
from cohort.batch.workers import Work, worked
from cohort.text import Text

Progress = Callable[[float, str, str], None]


@dataclass(frozen=True)
class Batch:
    """What came of a plan.

    Attributes
    ----------
    plan : Plan
    folder : Path
        `cohort.open` reads it.
    digest : str
        SHA-256 of all results: the same whoever worked them off.
    blocks, done_before : int
        Blocks in all, and those that an earlier run had finished.
    seconds : float
    """

    plan: Plan
    folder: Path
    digest: str
    blocks: int
    done_before: int
    seconds: float


def run_batch(
    plan: Plan | str | Path,
    out: str | Path,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress | None = None,
    work: Work = of_block,
) -> Batch:
    """Carry out a plan, or what is left of it; finished blocks stay as they are.

    Parameters
    ----------
    plan : Plan, str or Path
        A plan, or its file.
    out : str or Path
        Folder of the batch; made if it is not there.
    workers : int
        Processes; results do not depend on it.
    scheduler : str, optional
        Address of a dask scheduler, in place of processes.
    progress : callable, optional
        Called with the part done, and what comes now in English and Japanese.
    work : callable, optional
        What is done with a plan and the number of a block.

    Raises
    ------
    CohortError
        What is wrong with the plan; a store of another version or another plan in the folder; workers that die.
    """
    plan = plan if isinstance(plan, Plan) else read_plan(plan)
    started, store = time.monotonic(), Store(Path(out), plan)
    missing, every = store.missing(), len(plan.blocks)
    before = every - len(missing)
    _tell(progress, before, every, before, 0.0)
    for count, (number, found) in enumerate(worked(plan, missing, workers, scheduler, work), start=before + 1):
        store.write(number, found)
        _tell(progress, count, every, before, time.monotonic() - started)
    return Batch(plan, Path(out), store.digest(), every, before, time.monotonic() - started)


def _tell(progress: Progress | None, count: int, every: int, before: int, seconds: float) -> None:
    """Tell how far the work is, and how long it will take if it goes on like this."""
    if progress is None:
        return
    said = Text("block {count} of {every}", "ブロック {count}／{every}", count=count, every=every)
    if count > before:
        left = seconds / (count - before) * (every - count)
        said = Text("{said}, about {left:,.0f} s left", "{said}、残り約 {left:,.0f} 秒", said=said, left=left)
    progress(count / max(every, 1), said.say("en"), said.say("ja"))


at_the_door(globals())
