"""The tables of docs/second-strategy.md, recomputed."""

from __future__ import annotations

import math

import numpy as np

import cohort
from cohort.analysis.settlement import settlement_area
from cohort.run import run
from tests.shared import ROOT

PAGE = ROOT / "docs/second-strategy.md"


def targets_table() -> list[str]:
    inputs = cohort.read_inputs(ROOT / "inputs/ichinoseki")
    scenarios = cohort.read_scenarios(ROOT / "scenarios/ichinoseki-targets")
    summary = cohort.summarise(cohort.project(cohort.assume(inputs, scenarios)))
    rows = []
    for scenario in scenarios:
        path = summary.sel(scenario=scenario.name)
        people, share = float(path["population"].sel(time=2040)), float(path["share_65_plus"].sel(time=2040))
        births, net = (float(path[name].sel(period=2025)) for name in ("births", "net_migration"))
        rows.append(
            f"| `{scenario.name}`: {scenario.title_en} | {people:,.0f} | {share:.1%} | {births:,.0f} | {net:,.0f} |"
        )
    return [row.replace("| -", "| −") for row in rows]


def area_table() -> list[str]:
    names = ("ichinoseki", "hiraizumi")
    area = settlement_area([run(ROOT / "scenarios" / name) for name in names])
    people, shares = (area.summary[name].sel(time=2040).values for name in ("population", "share_65_plus"))
    city, town = area.shares

    def cells(one: float, two: float) -> str:
        shown = [
            "out of reach" if math.isnan(value) else f"{value:+,.0f}".replace("-", "−")
            for value in (one, two)
        ]
        return " | ".join(shown)

    return [
        f"| residents, trend | {people[0]:,.0f} | {people[1]:,.0f} | {people[2]:,.0f} | 94,000 |",
        f"| aged 65+, trend | {shares[0]:.1%} | {shares[1]:.1%} | {shares[2]:.1%} | 40 % |",
        f"| part to deliver, in proportion | {city.missing:,.0f} | {town.missing:,.0f} | "
        f"{np.sum([city.missing, town.missing]):,.0f} | |",
        f"| net migration a year, 2019 | {cells(city.net_observed, town.net_observed)} | | |",
        f"| needed at launch for that part | {cells(city.net_needed, town.net_needed)} | | |",
        f"| needed to deliver all of it alone | {cells(city.net_needed_alone, town.net_needed_alone)} | | |",
    ]


def test_the_tables_are_what_the_model_says() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for row in [*targets_table(), *area_table()]:
        assert row in text, row


def test_what_the_page_says_of_them_in_words() -> None:
    rows = {row.split("`")[1]: [cell.strip() for cell in row.split("|")] for row in targets_table()}
    people = {name: int(cells[2].replace(",", "")) for name, cells in rows.items()}
    assert people["band"] > people["band-and-net"] > people["net"] > people["trend"]
    assert 5_500 < 89_000 - people["band-net-and-births"] < 6_500
    assert 1_200 < people["births"] - people["tfr"] < 1_400
    assert rows["band-and-net"][5] == "−322"
    assert rows["births"][4] == "607"
