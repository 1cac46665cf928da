"""How long it takes before anything happens."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.measure import Row, median_seconds


def start_up_rows() -> list[Row]:
    rows = []
    for what, code, target in (
        ("python starts", "pass", ""),
        ("import cohort", "import cohort", ""),
        (
            "cohort --help",
            "import sys; sys.argv = ['cohort', '--help']; from cohort.cli import main; main()",
            "< 0.5 s",
        ),
    ):
        command = [sys.executable, "-c", code]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            rows.append(Row(what, "", "absent", target))
            continue
        took = median_seconds(lambda command=command: subprocess.run(command, capture_output=True, check=True), 7)
        rows.append(Row(what, f"{took * 1000:.0f} ms", "", target))
    return rows
