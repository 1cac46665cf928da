"""The tables of docs/more-plans.md, made by the model. ``python -m tests.analysis.more_plans`` writes them anew."""

from __future__ import annotations

import re
from functools import cache

import cohort
from cohort.record import implied_of
from cohort.run import Run, run
from tests.shared import ROOT

PAGE = ROOT / "docs" / "more-plans.md"
MARK = re.compile(r"(<!-- table: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
#: A row: set, scenario of ours, series as published.
ROWS = {
    "takamatsu": [("trend", "baseline"), ("outlook-by-births", "outlook")],
    "kakogawa": [
        ("trend", "pattern1"),
        ("pattern1", "pattern1"),
        ("simulation1", "simulation1"),
        ("outlook", "simulation2"),
        ("outlook-at-once", "simulation2"),
    ],
    "shinjo": [
        ("trend", "pattern2"),
        ("ipss2013", "ipss2013"),
        ("simulation1", "simulation1"),
        ("simulation4", "simulation4"),
    ],
    "kurobe": [
        ("trend", "pattern1"),
        ("pattern1", "pattern1"),
        *((f"simulation{n}", f"simulation{n}") for n in range(1, 7)),
    ],
}
YEARS = {
    "takamatsu": (2020, 2040, 2065),
    "kakogawa": (2015, 2040, 2060),
    "shinjo": (2015, 2020, 2040),
    "kurobe": (2060,),
}
#: Takamatsu's file has broad ages too.
AGES = ("population_0_14", "population_15_64", "population_65_plus")


@cache
def made(name: str) -> Run:
    return run(ROOT / "examples" / "scenarios" / name)


@cache
def published(name: str) -> cohort.Inputs:
    return cohort.read_inputs(ROOT / "examples" / "inputs" / name)


def ours(name: str, scenario: str, year: int, measure: str = "population") -> float:
    return float(made(name).summary[measure].sel(scenario=scenario, time=year))


def theirs(name: str, series: str, year: int, measure: str = "population") -> float:
    return float(published(name).series(series, measure)[year])


def apart(name: str, scenario: str, series: str, year: int, measure: str = "population") -> float:
    """How far ours is from theirs, in percent."""
    return 100 * (ours(name, scenario, year, measure) / theirs(name, series, year, measure) - 1)


def _cell(name: str, scenario: str, series: str, year: int, measure: str = "population") -> str:
    here, there = ours(name, scenario, year, measure), theirs(name, series, year, measure)
    sign = f"{apart(name, scenario, series, year, measure):+.1f}".replace("-", "−")
    return f"{there:,.0f} | {here:,.0f} | {sign} %"


def totals(name: str) -> str:
    years = YEARS[name]
    heads = " | ".join(f"{year}: published | here | apart" for year in years)
    lines = [f"| published as | here | {heads} |", "|---|---|" + "---:|---:|---:|" * len(years)]
    for scenario, series in ROWS[name]:
        cells = " | ".join(_cell(name, scenario, series, year) for year in years)
        lines.append(f"| `{series}` | `{scenario}` | {cells} |")
    return "\n".join(lines)


def ages() -> str:
    lines = ["| 2065 | 0–14 | | | 15–64 | | | 65+ | | |", "|---|" + "---:|" * 9]
    for scenario, series in (("baseline", "baseline"), ("outlook-by-births", "outlook")):
        cells = " | ".join(_cell("takamatsu", scenario, series, 2065, measure) for measure in AGES)
        lines.append(f"| `{series}`, here `{scenario}` | {cells} |")
    return "\n".join(lines)


def implied() -> str:
    found = implied_of(made("takamatsu").assumptions)
    net, tfr = found["baseline"], found["outlook-by-births"]
    return (
        "| met by | here | observed |\n|---|---:|---:|\n"
        f"| `baseline`: net arrivals a year at the launch | {net.value:,.0f} | {net.observed:,.0f} |\n"
        f"| `outlook-by-births`: TFR from the launch on | {tfr.value:.2f} | {tfr.observed:.2f} |"
    )


TABLES = {name: lambda name=name: totals(name) for name in ROWS} | {
    "takamatsu-ages": ages,
    "takamatsu-implied": implied,
}


def written(page: str) -> str:
    """The page with every table as it is today."""
    return MARK.sub(lambda found: f"{found[1]}{TABLES[found['name']]()}\n{found[3]}", page)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
