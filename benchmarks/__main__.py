"""`python -m benchmarks [--only PARTS] [--json FILE] [--against FILE] [--batch N]`: the table of ratios.

With `--against` the ratios are compared with those of an earlier run, and the exit code is 1 where one is worse.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.end_to_end import end_to_end_rows
from benchmarks.guard import worse
from benchmarks.measure import Row, load, machine
from benchmarks.projection import labelled_rows, projection_rows
from benchmarks.scaling import cells_rows, scaling_rows
from benchmarks.start_up import start_up_rows


def table(rows: list[Row]) -> str:
    lines = [f"{'what':<66} {'time':>18} {'value':>10}  {'target':<10}"]
    lines += [f"{r.what:<66} {r.time:>18} {r.value:>10}  {r.target:<10}" for r in rows]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--against", type=Path, help="compare the ratios with those of this file")
    parser.add_argument("--batch", type=int, default=1000, help="runs in the batch")
    parser.add_argument("--only", help="some parts: kernel,labelled,cells,scaling,end-to-end,start-up")
    options = parser.parse_args()
    parts: dict[str, Callable[[], list[Row]]] = {
        "kernel": lambda: projection_rows(options.batch),
        "labelled": lambda: labelled_rows(options.batch),
        "cells": cells_rows,
        "scaling": scaling_rows,
        "end-to-end": end_to_end_rows,
        "start-up": start_up_rows,
    }
    asked = options.only.split(",") if options.only else list(parts)
    if unknown := [name for name in asked if name not in parts]:
        parser.error(f"--only: got {', '.join(unknown)}; use {', '.join(parts)}")
    kept = json.loads(options.against.read_text(encoding="utf-8")) if options.against else None
    before = load()
    measured = {name: parts[name]() for name in asked}
    print(machine(), f"load {before:.1f} before, {load():.1f} after", sep=", ")
    print(table([row for rows in measured.values() for row in rows]))
    if options.json:
        figures = {
            "machine": machine(),
            "load": [before, load()],
            "date": datetime.date.today().isoformat(),
            "rows": [row._asdict() | {"part": name} for name, rows in measured.items() for row in rows],
        }
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if kept is not None:
        now = [row._asdict() for rows in measured.values() for row in rows]
        sentences = worse(now, [row for row in kept["rows"] if row.get("part") in asked])
        print(*(sentences or ["No ratio is worse than in the kept run."]), sep="\n")
        sys.exit(1 if sentences else 0)


if __name__ == "__main__":
    main()
