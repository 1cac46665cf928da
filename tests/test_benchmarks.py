"""The guard of the benchmarks: ratios against the last kept run, told in a sentence; never seconds."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import __main__ as benchmarks
from benchmarks.guard import worse
from benchmarks.measure import Row, against
from benchmarks.scaling import SIZES, USUAL, line, made
from cohort.projection.project import project
from tests.shared import ROOT

KEPT = ROOT / "benchmarks" / "kept.json"


def rows(bound: float, labelled: float) -> list[dict]:
    found = [
        against("  of the memory bound", "90 ms", bound, "more"),
        against("labelled / kernel", "90 ms", labelled, "less", unit="x"),
        Row("python starts", "20 ms", ""),
        against("farthest from the line", "", labelled, ""),
    ]
    return [row._asdict() for row in found]


@pytest.mark.parametrize(
    ("bound", "labelled", "said"),
    [
        (0.72, 1.2, []),
        (0.9, 1.0, []),
        (0.51, 1.55, []),  # by less than three tenths
        (0.45, 1.2, ["of the memory bound: 0.45, where the last kept run had 0.72 (at least 0.50 is asked for)."]),
        (0.72, 1.7, ["labelled / kernel: 1.70, where the last kept run had 1.20 (at most 1.56 is asked for)."]),
    ],
)
def test_a_ratio_that_is_worse_is_told(bound: float, labelled: float, said: list[str]) -> None:
    assert worse(rows(bound, labelled), rows(0.72, 1.2)) == said


def test_what_is_gone_is_told_and_what_is_new_is_not() -> None:
    assert worse(rows(0.72, 1.2)[1:], rows(0.72, 1.2)) == [
        "of the memory bound: is not measured any more (it was 0.72)."
    ]
    assert worse(rows(0.72, 1.2), rows(0.72, 1.2)[1:]) == []


@pytest.mark.parametrize(("bound", "code"), [(0.7, 0), (0.3, 1)])
def test_the_exit_code(bound: float, code: int, monkeypatch, tmp_path: Path, capsys) -> None:
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps({"rows": [row | {"part": "cells"} for row in rows(0.72, 1.2)]}), encoding="utf-8")
    monkeypatch.setattr(benchmarks, "cells_rows", lambda: [Row(**row) for row in rows(bound, 1.2)])
    made_file = tmp_path / "now.json"
    arguments = ["benchmarks", "--only", "cells", "--against", str(kept), "--json", str(made_file)]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit) as left:
        benchmarks.main()
    assert left.value.code == code
    last = capsys.readouterr().out.strip().splitlines()[-1]
    assert last == "No ratio is worse than in the kept run." if code == 0 else "0.30, where" in last
    written = json.loads(made_file.read_text(encoding="utf-8"))
    assert "cores" in written["machine"]
    assert len(written["load"]) == 2


def test_a_line_by_hand() -> None:
    start, slope, off = line((1, 2, 4), [5.0, 7.0, 11.0])
    assert (start, slope) == pytest.approx((3, 2))
    assert off < 1e-12
    assert line((1, 2, 4), [5.0, 7.0, 22.0])[2] > 0.1


def test_what_grows_can_be_projected() -> None:
    for name, sizes in SIZES.items():
        found = project(made(USUAL | {"draw": 2, name: sizes[0]}), "totals")["population"]
        assert np.isfinite(found).all()


def test_the_kept_run_says_on_which_machine() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert kept["machine"]
    names = [str(row["what"]).strip() for row in kept["rows"] if row["ratio"] is not None and row["better"]]
    assert len(names) == len(set(names)) >= 10


def test_what_is_told_of_the_kept_run_is_what_it_found() -> None:
    """docs/decisions/kernel.md quotes benchmarks/kept.json: whoever keeps another run writes it there too."""
    kept = {row["what"].strip(): row for row in json.loads(KEPT.read_text(encoding="utf-8"))["rows"]}

    def value(what: str) -> str:
        return str(kept[what]["value"])

    bound = [value(f"of the memory bound, {threads}").rstrip("%") for threads in ("1 thread", "2 threads")]
    cells = [value(f"shared rates, totals, {threads}").split()[0] for threads in ("1 thread", "2 threads")]
    called = [value(row).rstrip("x") for row in ("labelled, 1000 runs with own rates / kernel", "the same, keep totals",
                                                  "the same, population only")]  # fmt: skip
    off = [value(f"{dim}: farthest from the line").rstrip("%") for dim in ("area", "scenario", "draw", "ages", "years")]
    numpy, every = (
        kept["kernel against NumPy, 1 thread"]["ratio"],
        value("kernel against NumPy, all threads").rstrip("x"),
    )
    once, alone = (
        kept["one run, 1x1, 80 years, labelled, warm"]["time"],
        value("labelled, population only, of this bound"),
    )
    page = (ROOT / "docs" / "decisions" / "kernel.md").read_text(encoding="utf-8")
    for said in (
        f"has {bound[0]} % of the memory bound on one thread and {bound[1]} % on two\n",
        f"{numpy:.1f} times NumPy's speed on one thread and {every} times on all",
        f"one labelled run takes {float(once.split()[0]):.1f} ms",
        f"{bound[0]} % and {bound[1]} % of the memory bound on one and two threads, {cells[0]} and {cells[1]} G cell updates/s",
        f"all cells {called[0]}, totals {called[1]}, population only {called[2]} and {alone.rstrip('%')} % of its memory bound",
        f"the farthest point is\n{', '.join(off[:4])} and {off[4]} % off it",
        f"take {value('10,000 runs, shared rates, population only')}.",
    ):
        assert said in page, said
