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


# Numbers of the pages that are no result: the plan's and the institute's figures, as inputs/ichinoseki/{targets,published}.csv and
# the scenarios cite them, days, ages and shares of the text.
GIVEN = {
    "1.44", "1.63", "644", "322", "89,000", "82,044", "76,185", "85,744", "104,494", "549", "607", "628",
    "5,234", "35,408", "35,543", "88,500", "3.11", "3.13", "03205", "85000", "1,741",
    "1,000",  # "about 1,000 people": 82,044 less 80,975, in the table above it
    "87,144", "87,315",  # the official form: tests/analysis/official/test_documents.py
}  # fmt: skip
NUMBER = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d+\.\d+|\d{3,})(?![\w]|[.,]\d)")


def results(assumptions: xr.Dataset, projection: xr.Dataset) -> set[str]:
    """Every number that the pages may take from the model, worked out from its arrays."""
    people = projection["population"].sum(["sex", "age"])
    total = {str(name): float(people.sel(scenario=name, time=2040)) for name in people["scenario"].values}
    shown = {name: round(value) for name, value in total.items()}
    found = [*shown.values(), *(abs(value - 89000) for value in shown.values())]
    found += [abs(shown[a] - shown[b]) for a in shown for b in shown]
    found.append(shown["latest-trend"] - 76185)
    trend = projection.sel(scenario="trend")
    flows = (
        trend["births"].sum("sex"),
        trend["deaths"].sum(["sex", "age"]),
        trend["net_migration"].sum(["sex", "age"]),
    )
    for flow in flows:
        years = [float(flow.sel(period=year)) for year in YEARS]
        found += [*years, sum(years)]
    inputs = cohort.read_inputs(ROOT / "inputs" / "ichinoseki")
    for measure, basis in (("births", "vital_statistics"), ("deaths", "vital_statistics")):
        seen = [float(inputs.event(measure, year, basis)) for year in YEARS]
        found += [*seen, sum(seen)]
    net = [float(inputs.net_migration(year, "migration_report")) for year in YEARS]
    found += [*net, sum(net)]
    classes = projection["population"].sel(scenario="latest-trend", time=2040).sum("sex")
    found += [float(classes.sel(age=slice(low, high)).sum()) for low, high in ((0, 14), (15, 64), (65, 100))]
    day = 89 / 365
    whole = trend["population"].sum(["sex", "age"])
    found.append(float((1 - day) * whole.sel(time=2025) + day * whole.sel(time=2026)))
    found.append(json.loads(assumptions.attrs["implied"])["own-projection"]["value"])
    latest = assumptions.sel(scenario="latest-trend")
    last_years = [float(inputs.net_migration(year, "migration_report")) for year in range(2021, 2025)]
    found.append(sum(last_years) / len(last_years))
    targets = cohort.read_scenarios(ROOT / "scenarios" / "ichinoseki-targets")
    every = cohort.project(cohort.assume(inputs, targets), keep="totals")["population"].sel(time=2040)
    stricter = round(float(every.sel(scenario="band-net-and-births")))
    found += [stricter, 89000 - stricter]
    texts = {f"{abs(value):,.0f}" for value in found}
    modelled, seen = (sum(float(flow.sel(period=year)) for year in YEARS) for flow in flows[:2]), (1928, 7885)
    shares = [model / count - 1 for model, count in zip(modelled, seen, strict=True)]
    shares += [87144 / 85744 - 1, 87315 / 85744 - 1, 35509 / 35543 - 1, 104835 / 104494 - 1]
    texts |= {f"{abs(100 * share):.1f}" for share in shares}
    texts.add(f"{float(latest['tfr'].sel(period=2020)):.2f}")
    return texts | {text.replace(",", "") for text in texts}


@pytest.mark.parametrize("name", ["docs/results.md", "README.md", "README.ja.md"])
def test_every_number_of_the_page_is_a_result_or_given(
    name: str, assumptions: xr.Dataset, projection: xr.Dataset
) -> None:
    known = GIVEN | results(assumptions, projection) | {str(year) for year in range(1980, 2051)}
    text = (ROOT / name).read_text(encoding="utf-8")
    text = re.sub(r"```.*?```|\]\([^)]*\)|!\[[^\]]*\]", "", text, flags=re.DOTALL)
    unknown = sorted({found for found in NUMBER.findall(text) if found not in known})
    assert unknown == []
