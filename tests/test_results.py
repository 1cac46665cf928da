"""The numbers of docs/results.md and the README are what the model gives today."""

from __future__ import annotations

import json
import re

import pytest
import xarray as xr

import cohort
from tests.shared import ROOT

PAGE = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
YEARS = [2020, 2021, 2022, 2023]


@pytest.fixture(scope="module")
def assumptions() -> xr.Dataset:
    inputs = cohort.read_inputs(ROOT / "inputs" / "ichinoseki")
    return cohort.assume(inputs, cohort.read_scenarios(ROOT / "scenarios" / "ichinoseki"))


@pytest.fixture(scope="module")
def projection(assumptions: xr.Dataset) -> xr.Dataset:
    return cohort.project(assumptions)


def said(value: float) -> str:
    return f"{value:,.0f}".replace("-", "−")


def rows(first_cell: str) -> list[list[str]]:
    """Rows of the page's tables whose first cell starts with a text."""
    lines = [line for line in PAGE.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row[0].startswith(first_cell)]


def test_every_scenario_stands_in_the_table_with_its_total(projection: xr.Dataset) -> None:
    total = projection["population"].sum(["sex", "age"]).sel(time=2040)
    for name in projection["scenario"].values:
        (row,) = rows(f"`{name}`:")
        value = float(total.sel(scenario=name))
        assert row[1] == said(value)
        assert row[2] == said(round(value) - 89000)


def test_the_year_in_which_the_outlook_is_lost(projection: xr.Dataset) -> None:
    scenarios = cohort.read_scenarios(ROOT / "scenarios" / "ichinoseki")
    for verdict in cohort.verdicts(projection, scenarios):
        (row,) = rows(f"`{verdict.scenario}`:")
        assert row[3] == str(verdict.lost_year)
        assert not verdict.met


def test_what_the_own_projection_implies(assumptions: xr.Dataset) -> None:
    implied = json.loads(assumptions.attrs["implied"])["own-projection"]
    assert said(implied["value"]) == "−347"
    assert implied["observed"] == -644
    assert "(−347 net migrants a year" in PAGE


def test_out_of_sample(projection: xr.Dataset) -> None:
    trend = projection.sel(scenario="trend")
    births = trend["births"].sum("sex")
    deaths = trend["deaths"].sum(["sex", "age"])
    net = trend["net_migration"].sum(["sex", "age"])
    observed = cohort.read_inputs(ROOT / "inputs" / "ichinoseki")
    for year in YEARS:
        (row,) = rows(str(year))
        modelled = [float(flow.sel(period=year)) for flow in (births, deaths, net)]
        seen = [
            float(observed.event("births", year, "vital_statistics")),
            float(observed.event("deaths", year, "vital_statistics")),
            float(observed.net_migration(year, "migration_report")),
        ]
        assert row[1:] == [said(v) for pair in zip(modelled, seen, strict=True) for v in pair]
    (row,) = rows("four years")
    assert row[1] == said(float(births.sel(period=YEARS).sum()))
    assert row[3] == said(float(deaths.sel(period=YEARS).sum()))


def test_the_register_of_march_2025(projection: xr.Dataset) -> None:
    total = projection["population"].sel(scenario="trend").sum(["sex", "age"])
    day = 89 / 365  # 31 March, of the way from 1 January 2025 to 1 January 2026
    modelled = float((1 - day) * total.sel(time=2025) + day * total.sel(time=2026))
    assert f"model {said(modelled)}, observed 104,494" in PAGE
    assert abs(modelled / 104494 - 1) < 0.005


def test_beside_ipss_2023(projection: xr.Dataset) -> None:
    people = projection["population"].sel(scenario="latest-trend", time=2040).sum("sex")
    classes = [float(people.sel(age=slice(low, high)).sum()) for low, high in ((0, 14), (15, 64), (65, 100))]
    assert [said(v) for v in [*classes, sum(classes)]] == rows("`latest-trend`")[-1][1:]
    published = cohort.read_inputs(ROOT / "inputs" / "ichinoseki").series("ipss2023")
    assert said(published[2040]) == rows("IPSS 2023")[-1][-1]


def test_the_readmes_quote_the_same_totals() -> None:
    for page in ("README.md", "README.ja.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for name in ("trend", "own-projection", "strategy", "strategy-on-own"):
            (row,) = rows(f"`{name}`:")
            assert row[1] in text
    assert not re.search(r"\bTODO\b", PAGE)
