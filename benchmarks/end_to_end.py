"""A plan of a prefecture from its file to the store and the tables, as `cohort batch` runs it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import Row, against

PLAN = """
format = 1
name   = "benchmark"
title  = {{ en = "Benchmark", ja = "計測" }}
areas  = {areas}
until  = 2050
"""


def _took(home: Path, areas: str) -> float:
    """Return seconds from the command to its end, processes and imports included."""
    plan, out = home / "plan.toml", home / "out"
    plan.write_text(PLAN.format(areas=areas), encoding="utf-8")
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "cohort.cli", "batch", str(plan), "--out", str(out)]
    begin = time.perf_counter()
    subprocess.run([*command, "--workers", "1", "--only", "tables", "--quiet"], check=True, capture_output=True)
    return time.perf_counter() - begin


def end_to_end_rows(times: int = 3) -> list[Row]:
    """One area, a prefecture of 33, and six prefectures of 227: the cost of an area more."""
    plans = {1: '"03209"', 33: '"03"', 227: '["02", "03", "04", "05", "06", "07"]'}
    with tempfile.TemporaryDirectory(prefix="cohort-") as home:
        took = {count: min(_took(Path(home), areas) for _ in range(times)) for count, areas in plans.items()}
    rows = [Row(f"cohort batch, {count} areas, trend, tables", f"{one:.2f} s", "") for count, one in took.items()]
    # told, not compared: most of the time of the smaller plans is spent before the first area
    return [*rows, against("  227 areas against 33", "", took[227] / took[33], "", "<= 6.9x", "x")]
