"""The numbers of docs/results.md and the README are what the model gives today."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
import xarray as xr

import cohort
from cohort.analysis.readings import Grid
from cohort.record import Implied, implied_of
from cohort.scenario import Scenario
from tests.doubted import doubted
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
        assert row[3] == (str(verdict.lost_year) if verdict.lost_year else "–")
        assert not verdict.met


def test_what_the_own_projection_implies(assumptions: xr.Dataset) -> None:
    implied = json.loads(assumptions.attrs["implied"])["own-projection"]
    assert implied["observed"] == pytest.approx((-415 - 490 - 456 - 644) / 4)
    assert f"implies {said(implied['value'])} net migrants a year" in PAGE
    assert f"{said(implied['observed'])[1:]} a year left" in PAGE


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


# What the table of choices changes in the launch, by the row that tells it.
CHOICES: dict[str, dict[str, object]] = {
    "nothing": {},
    "`events = [2019]`": {"events": (2019,)},
    '`migration_level = "count"`': {"migration_level": "count"},
    '`mortality = "log_curve"`': {"mortality": "log_curve"},
    '`mortality = "constant"`': {"mortality": "constant"},
    "`mortality_window = 30`": {"mortality_window": 30},
    '`tfr_scale = "launch_years"`': {"tfr_scale": "launch_years"},
    '`migration_ages = "censuses"`': {"migration_ages": "censuses"},
}
COLUMNS = ("trend", "strategy", "strategy-on-own", "at-once-on-own")


@cache
def grid() -> Grid:
    """Every reading of the plan."""
    choices = cohort.read_choices(ROOT / "scenarios" / "ichinoseki")
    assert choices is not None
    return Grid.of(cohort.read_inputs(ROOT / "inputs" / "ichinoseki"), choices)


def at_once_on_own(name: str) -> Scenario:
    """The improvements on top of the own projection, from the first year."""
    city = cohort.read_scenarios(ROOT / "scenarios" / "ichinoseki")
    options = {switch.name: switch.option[0] for switch in grid().choices.switches}
    wanted = options | {"base": grid().choices["base"]["on-own"], "reached": grid().choices["reached"]["at-once"]}
    (made,) = [one.scenario for one in grid().made if one.options == tuple(one.name for one in wanted.values())]
    assert made is not None
    return city["strategy-on-own"].changed(name=name, trajectories=made.trajectories)


def test_every_reading() -> None:
    found = grid()
    together = " ".join(PAGE.split())
    assert (
        f"of {found.count} readings {found.held} meet the outlook; they go from {found.lowest:,.0f} to {found.highest:,.0f}"
        in together
    )
    (only,) = found.in_common
    assert only[1].name == "on-own"
    assert "each of those that meet it counts the improvements from the own projection" in together
    shares = {one.name: share for one, share in found.ranked}
    assert f"decides {shares['base']:.0%} of the variance".replace("%", " %") in together
    assert sum(shares.values()) == pytest.approx(1, abs=1e-9)
    flips = {frozenset(option.name for _, option in changes) for changes in found.flips}
    assert flips == {frozenset({"on-own", other}) for other in ("at-once", "census", "2019", "count")}
    assert float(found.values[0]) == pytest.approx(float(chosen("nothing")[0].sel(scenario="strategy", time=2040)))


@cache
def chosen(choice: str) -> tuple[xr.DataArray, Implied]:
    """Residents by scenario and time, and what the own projection implies, with one choice of the launch changed."""
    city = cohort.read_scenarios(ROOT / "scenarios" / "ichinoseki")
    every = [city[name] for name in ("own-projection", *COLUMNS[:-1])] + [at_once_on_own(COLUMNS[-1])]
    made = [one.changed(launch=one.launch.changed(until=2042, **CHOICES[choice])) for one in every]
    found = cohort.assume(cohort.read_inputs(ROOT / "inputs" / "ichinoseki"), made)
    return cohort.project(found, keep="totals")["population"], implied_of(found)["own-projection"]


@pytest.mark.parametrize("choice", CHOICES)
def test_what_each_choice_is_worth(choice: str) -> None:
    people, implied = chosen(choice)
    cells = [said(float(people.sel(scenario=name, time=2040))) for name in COLUMNS]
    assert rows(choice) == [[choice, *cells, f"{said(implied.value)} ({said(implied.observed)})"]]


def on_31_march_2025(people: xr.DataArray) -> float:
    day = 89 / 365  # of the way from 1 January 2025 to 1 January 2026
    return float((1 - day) * people.sel(time=2025) + day * people.sel(time=2026))


DAY = ("naive: the births", "naive: the register", "`trend` on the events", "`trend`", "`own-projection`")


def march_2025() -> dict[str, float]:
    """Residents of that day: the rows of the table."""
    register = cohort.read_inputs(ROOT / "inputs" / "ichinoseki").observed_totals(2019)
    register = register[register["basis"] == "register"].set_index("date")["value"]
    start, before = (float(register[f"{year}-01-01"]) for year in (2020, 2019))
    inputs = cohort.read_inputs(ROOT / "inputs" / "ichinoseki")
    natural = float(inputs.event("births", 2019)) - float(inputs.event("deaths", 2019))
    events = natural + float(inputs.net_migration(2019))
    years = 5 + 89 / 365
    people, alone = chosen("nothing")[0], chosen("`events = [2019]`")[0]
    found = (
        start + events * years,
        start + (start - before) * years,
        on_31_march_2025(alone.sel(scenario="trend")),
        on_31_march_2025(people.sel(scenario="trend")),
        on_31_march_2025(people.sel(scenario="own-projection")),
    )
    return dict(zip(DAY, found, strict=True))


@pytest.mark.parametrize("row", DAY)
def test_the_register_of_march_2025(row: str) -> None:
    value = march_2025()[row]
    assert [said(value), f"{value / 104494 - 1:+.1%}".replace("%", " %").replace("-", "−")] in [
        cells[1:] for cells in rows(row) if len(cells) == 3
    ]


def converted() -> dict[str, float]:
    """`trend` of 1 January 2040 in the register, brought to 1 October and to the census as IPSS has it."""
    inputs = cohort.read_inputs(ROOT / "inputs" / "ichinoseki")
    counted = inputs.observed_totals(2020).set_index(["basis", "date"])["value"]
    autumn_of = 273 / 365  # of a year, before 1 October
    before, after = (counted["register", f"{year}-01-01"] for year in (2020, 2021))
    register = before + autumn_of * (after - before)
    ratio = float(counted["census", "2020-10-01"] / register)
    people = chosen("nothing")[0].sel(scenario="trend")
    autumn = float(people.sel(time=2040) + autumn_of * (people.sel(time=2041) - people.sel(time=2040)))
    here, there = ratio * autumn, float(inputs.series("ipss2023")[2040])
    return {
        "it has {} in the register": autumn,
        "of {}, the register of": float(register),
        "So `trend` is {} in IPSS's terms": here,
        "{} more than 76,185": here - there,
        "not {} more": float(people.sel(time=2040)) - there,
        "ratio": ratio,
    }


def test_like_is_compared_with_like() -> None:
    found = converted()
    assert f"{found.pop('ratio'):.4f} of the register of that day" in PAGE
    text = " ".join(PAGE.split())
    for words, value in found.items():
        assert words.format(said(value)) in text


def test_beside_ipss_2023(projection: xr.Dataset) -> None:
    people = projection["population"].sel(scenario="latest-trend", time=2040).sum("sex")
    classes = [float(people.sel(age=slice(low, high)).sum()) for low, high in ((0, 14), (15, 64), (65, 100))]
    assert [said(v) for v in [*classes, sum(classes)]] == rows("`latest-trend`")[-1][1:]
    published = cohort.read_inputs(ROOT / "inputs" / "ichinoseki").series("ipss2023")
    assert said(published[2040]) == rows("IPSS 2023")[-1][-1]


def today(**choices: object) -> float:
    """Residents of 2040 from the register of 2025."""
    one = cohort.read_scenarios(ROOT / "scenarios" / "ichinoseki-today")["today"]
    made = one.changed(launch=one.launch.changed(**choices))
    found = cohort.assume(cohort.read_inputs(ROOT / "inputs" / "ichinoseki"), made)
    return float(cohort.project(found, keep="totals")["population"].sel(time=2040).squeeze())


def missed(ages: str) -> dict[str, float]:
    """The trend of 1 January 2025 less the register of that day, by age group."""
    inputs = cohort.read_inputs(ROOT / "inputs" / "ichinoseki")
    one = cohort.read_scenarios(ROOT / "scenarios" / "ichinoseki")["trend"]
    made = cohort.assume(inputs, one.changed(launch=one.launch.changed(migration_ages=ages)))
    modelled = cohort.project(made)["population"].squeeze().sel(time=2025).sum("sex")
    counted = inputs.population_on("register", "2025-01-01")[0].sum("sex")
    return {
        f"{low}-{low + 4}": float(modelled.sel(age=slice(low, low + 4)).sum() - counted.sel(age=low))
        for low in (15, 20, 25)
    }


def test_from_today_and_by_the_ages_of_migrants() -> None:
    text = " ".join(PAGE.split())
    assert f"(363, 2,082, −322): {said(today())} in 2040" in text
    assert f"it is {said(today(events=(2022, 2023, 2024)))}." in text
    for ages, words in (
        ("register", "misses 15–19 by {}, 20–24 by +{} and 25–29 by {} people"),
        ("censuses", "missed them by {}, {} and +{}:"),
    ):
        assert words.format(*map(said, missed(ages).values())) in text


def test_what_had_been_doubted_is_worked_out_again(assumptions: xr.Dataset) -> None:
    for name, today_ in doubted().items():
        assert [row[2] for row in rows(name)] == [today_], name
    first_day = float(chosen("nothing")[0].sel(scenario="at-once-on-own", time=2040))
    implied = json.loads(assumptions.attrs["implied"])["own-projection"]["value"]
    gap = converted()["{} more than 76,185"]
    assert (
        f"they are today: {grid().held} of {grid().count}, {said(implied)} and {said(first_day)}, "
        f"{said(march_2025()['`own-projection`'])}, {said(gap)}." in " ".join(PAGE.split())
    )


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
    "400",  # an option in the list of commands
    "501", "340", "1.8", "12.8", "105,505", "363", "2,082",
    "461", "166", "368",
    "5,234", "35,408", "35,543", "88,500", "3.11", "3.13", "03205", "85000", "1,741",
    # first said of Ichinoseki, and doubted: the middle column of the table
    "0.819", "1.18", "2.21", "1,571", "1,954", "85.3", "78,559", "72,630", "17.1", "347", "89,223", "106,132", "1,923",
    "86,913", "87,008",  # the official form: tests/analysis/official/test_documents.py
    *(f"{100 * (ours / 85_744 - 1):.1f}" for ours in (86_913, 87_008)),
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
    found += [*march_2025().values(), *converted().values(), 111_932]
    found += [today(), today(events=(2022, 2023, 2024))]
    for choice in CHOICES:
        people, implied = chosen(choice)
        found += [float(people.sel(scenario=name, time=2040)) for name in COLUMNS]
        found += [implied.value, implied.observed]
    found += [grid().count, grid().held, grid().lowest, grid().highest]
    found.append(json.loads(assumptions.attrs["implied"])["own-projection"]["value"])
    latest = assumptions.sel(scenario="latest-trend")
    last_years = [float(inputs.net_migration(year)) for year in range(2021, 2025)]
    found.append(sum(last_years) / len(last_years))
    targets = cohort.read_scenarios(ROOT / "scenarios" / "ichinoseki-targets")
    every = cohort.project(cohort.assume(inputs, targets), keep="totals")["population"].sel(time=2040)
    stricter = round(float(every.sel(scenario="band-net-and-births")))
    found += [stricter, 89000 - stricter]
    texts = {f"{abs(value):,.0f}" for value in found}
    modelled, seen = (sum(float(flow.sel(period=year)) for year in YEARS) for flow in flows[:2]), (1928, 7885)
    shares = [model / count - 1 for model, count in zip(modelled, seen, strict=True)]
    shares += [87032 / 85744 - 1, 87189 / 85744 - 1, *(value / 104494 - 1 for value in march_2025().values())]
    texts |= {f"{abs(100 * share):.1f}" for share in shares}
    texts.add(f"{converted()['ratio']:.4f}")
    texts.add(f"{float(latest['tfr'].sel(period=2020)):.2f}")
    texts |= {number for one in doubted().values() for number in NUMBER.findall(one)}
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


def test_errors_are_those_of_the_numbers_beside_them() -> None:
    """Of every row that stands beside the register of 31 March 2025, in percent of what was counted."""
    start = PAGE.index("| 31 March 2025 |")
    body = PAGE[start : PAGE.index("\n\n", start)].splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in body]
    assert [row[1] for row in cells if row[0] == "observed"] == ["104,494"]  # typed from the council's paper
    assert len(cells) == 6
    for name, residents, error in cells:
        if name != "observed":
            off = 100 * (float(residents.replace(",", "")) / 104_494 - 1)
            assert error == f"{off:+.1f} %".replace("-", "−"), name
