"""The tables of docs/bridge.md and docs/kamaishi.md, made by the model.

``python -m tests.analysis.documented`` writes them anew between their marks; read the difference before committing it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import xarray as xr

import cohort
from cohort.analysis.bridge import Bridge, bridge, published
from cohort.analysis.connected import ConnectedResult
from cohort.inputs import Inputs
from cohort.run import computed
from tests.shared import ROOT

PAGES = ("bridge.md", "kamaishi.md")
_MARK = re.compile(r"(<!-- table: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def said(value: float, sign: bool = False) -> str:
    """A number as the pages write it."""
    return f"{round(value):{'+' if sign else ''},d}".replace("-", "−").replace("+0", "0")


@cache
def inputs(area: str) -> Inputs:
    return cohort.read_inputs(ROOT / "inputs" / area)


@cache
def assumptions(folder: str) -> xr.Dataset:
    tables = inputs(folder.split("-")[0])
    return cohort.assume(tables, cohort.read_scenarios(ROOT / "scenarios" / folder))


@cache
def projection(folder: str) -> xr.Dataset:
    return cohort.project(assumptions(folder))


@cache
def ties() -> ConnectedResult:
    found = computed(inputs("kamaishi"), cohort.read_scenarios(ROOT / "scenarios" / "kamaishi")).dependents
    assert found is not None
    assert found.connected is not None
    return found.connected


def one(folder: str, scenario: str, series: str) -> Bridge:
    table = published(inputs(folder.split("-")[0]), series)
    return bridge(projection(folder), table, scenario=scenario, assumptions=assumptions(folder))


def bridges(folder: str, scenario: str, *series: str) -> str:
    """A column a published series, a row a component; the bottom row is ours."""
    found = [one(folder, scenario, name) for name in series]
    keys = list(dict.fromkeys(key for b in found for key in b.parts))
    words = {key: b.labels[key].say("en") for b in reversed(found) for key in b.parts}
    lines = ["| 2040 | " + " | ".join(f"`{name}`" for name in series) + " |", "|---|" + "---:|" * len(series)]
    lines.append("| published | " + " | ".join(said(b.published) for b in found) + " |")
    for key in keys:
        cells = [said(b.parts[key], sign=True) if key in b.parts else "" for b in found]
        lines.append(f"| {words[key]} | " + " | ".join(cells) + " |")
    lines.append("| **ours** | " + " | ".join(f"**{said(b.ours)}**" for b in found) + " |")
    return "\n".join(lines)


def kamaishi_totals() -> str:
    made = projection("kamaishi")
    lines = ["| 2040 | all | 0–14 | 15–64 | 65+ | against IPSS 2018 (23,266) | against IPSS 2023 (20,908) |"]
    lines.append("|---|" + "---:|" * 6)
    table = inputs("kamaishi")
    for name in made["scenario"].values:
        people = made["population"].sel(scenario=name, time=2040).sum("sex")
        total = float(people.sum())
        ages = [float(people.sel(age=part).sum()) for part in (slice(0, 14), slice(15, 64), slice(65, None))]
        gaps = [total - table.series(series)[2040] for series in ("ipss2018", "ipss2023")]
        cells = [*map(said, [total, *ages]), *(said(gap, sign=True) for gap in gaps)]
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def kamaishi_ties() -> str:
    results = ties().results
    lines = [
        "| what-if, 2040 | people a year | person-years present | settlers a year | active residents | "
        "lost since 2020 | made up by ties | by presence | by settlers |",
        "|---|" + "---:|" * 8,
    ]
    for name in results["scenario"].values:
        at = results.sel(scenario=name, period=2040)
        shares = [
            f"{float(at[key]):.1%}" for key in ("made_up_share", "made_up_by_presence", "made_up_by_settlers")
        ]
        counts = [
            float(at[key].sum())
            for key in ("people", "person_years_present", "settlers", "active_residents", "lost_activity")
        ]
        lines.append(f"| `{name}` | " + " | ".join([*map(said, counts), *shares]) + " |")
    return "\n".join(lines)


def kamaishi_years() -> str:
    at = ties().results.sel(scenario="ties")
    lines = [
        "| what-if `ties` | person-years present | settlers | active residents | without the ties | made up |"
    ]
    lines.append("|---|" + "---:|" * 5)
    for year in range(2020, 2050, 5):
        now = at.sel(period=year)
        share = float(now["made_up_share"])
        cells = [
            *(said(float(now[key].sum())) for key in ("person_years_present", "settlers", "active_residents", "active_residents_without")),
            "–" if share != share else f"{share:.1%}",
        ]  # fmt: skip
        lines.append(f"| {year} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


TABLES: dict[str, Callable[[], str]] = {
    "trend-ipss": lambda: bridges("ichinoseki", "trend", "ipss2013", "ipss2018"),
    "trend-ipss2023": lambda: bridges("ichinoseki", "trend", "ipss2023"),
    "latest-ipss": lambda: bridges("ichinoseki", "latest-trend", "ipss2013", "ipss2018"),
    "latest-ipss2023": lambda: bridges("ichinoseki", "latest-trend", "ipss2023"),
    "city": lambda: bridges("ichinoseki", "trend", "city2015_own", "city2020_own"),
    "first": lambda: bridges("ichinoseki-first-strategy", "trend", "ipss2013", "city2015_own"),
    "first-ipss2018": lambda: bridges("ichinoseki-first-strategy", "trend", "ipss2018"),
    "kamaishi-totals": kamaishi_totals,
    "kamaishi-ipss2018": lambda: bridges("kamaishi", "latest-trend", "ipss2018"),
    "kamaishi-ipss2023": lambda: bridges("kamaishi", "latest-trend", "ipss2023"),
    "kamaishi-ties": kamaishi_ties,
    "kamaishi-years": kamaishi_years,
}


def written(page: str) -> str:
    """The page with its tables made anew."""
    return _MARK.sub(lambda found: f"{found[1]}{TABLES[found['name']]()}\n{found[3]}", page)


def main() -> None:
    """Write the tables of the pages."""
    for name in PAGES:
        path = ROOT / "docs" / name
        path.write_text(written(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
