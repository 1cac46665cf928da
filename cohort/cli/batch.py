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
    only: options.OnlyBatch = None,
    quiet: options.Quiet = False,
    *,
    language: options.Spoken,
) -> None:
    """Carry out a plan, write its tables, and say what came of it."""
    from cohort.atomic import alone
    from cohort.batch.plan import read_plan
    from cohort.batch.run import run_batch
    from cohort.batch.store import open as open_store
    from cohort.batch.tables import tables
    from cohort.batch.told import told
    from cohort.batch.workers import counted
    from cohort.cli.pictures import chosen, told_country, write_pictures
    from cohort.report.cells import write_csv_parts

    wanted = chosen(only)
    plan = read_plan(file)
    target = Path("outputs") / plan.name if out is None else out
    with progress(language, quiet) as tell, alone(target):
        made = run_batch(plan, target, counted(workers), scheduler, tell)
    results = open_store(target)
    parts = tables(results) if "tables" in wanted else {}
    written = [write_csv_parts(target / "tables" / f"{name}.csv", rows) for name, rows in parts.items()]
    if {"page", "sheets"} & set(wanted):
        told_of = told_country(plan, results)
        written += write_pictures(told_of, target, wanted, counted(workers), language)
    if not quiet:
        for line in told(made, results):
            print(line.say(language))
    print(say(language, f"Results: {target.as_posix()}", f"結果：{target.as_posix()}"))
    for path in (one for one in written if one.parent.name != "sheets"):
        print(f"  {path.as_posix()}")
    sheets = sum(path.parent.name == "sheets" for path in written)
    if sheets:
        where = (target / "sheets").as_posix()
        print(say(language, f"  {where}: {sheets} sheets, one a prefecture", f"  {where}：都道府県別 {sheets} 枚"))
