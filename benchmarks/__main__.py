"""`python -m benchmarks [--json FILE] [--batch N]`: the table of ratios."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks.measure import Row, machine
from benchmarks.projection import labelled_rows, projection_rows
from benchmarks.start_up import start_up_rows


def table(rows: list[Row]) -> str:
    lines = [f"{'what':<52} {'time':>12} {'value':>10}  {'target':<10}"]
    lines += [f"{r.what:<52} {r.time:>12} {r.value:>10}  {r.target:<10}" for r in rows]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--batch", type=int, default=1000, help="runs in the batch")
    options = parser.parse_args()
    rows = [*projection_rows(options.batch), *labelled_rows(options.batch), *start_up_rows()]
    print(machine())
    print(table(rows))
    if options.json:
        figures = {"machine": machine(), "rows": [row._asdict() for row in rows]}
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
