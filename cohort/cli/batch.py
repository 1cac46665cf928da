"""Areas by the hundred: a plan carried out into a store, and its tables."""

from __future__ import annotations

from pathlib import Path

from cohort.cli import options
from cohort.console import progress, say


@options.verb("batch")
def batch(
    file: options.PlanFile,
    out: options.OutBatch = None,
    workers: options.WorkersBeside = None,
    scheduler: options.Scheduler = None,
    quiet: options.Quiet = False,
    *,
    language: options.Spoken,
) -> None:
    """Carry out a plan, write its tables, and say what came of it."""
    from cohort.batch.plan import read_plan
    from cohort.batch.run import run_batch
    from cohort.batch.store import open as open_store
    from cohort.batch.tables import tables
    from cohort.batch.told import told
    from cohort.batch.workers import counted
    from cohort.report.cells import write_csv_parts
    from cohort.report.lock import locked

    plan = read_plan(file)
    target = Path("outputs") / plan.name if out is None else out
    with progress(language, quiet) as tell, locked(target):
        made = run_batch(plan, target, counted(workers), scheduler, tell)
    results = open_store(target)
    written = [
        write_csv_parts(target / "tables" / f"{name}.csv", parts) for name, parts in tables(results).items()
    ]
    if not quiet:
        for line in told(made, results):
            print(line.say(language))
    print(say(language, f"Results: {target.as_posix()}", f"結果：{target.as_posix()}"))
    for path in written:
        print(f"  {path.as_posix()}")
