"""Every number of every table is that of its scenario, measure and year: worked out here from the projection, with xarray alone."""

from __future__ import annotations

import pytest

from cohort.run import Run
from cohort.table import Cell, Table
from tests.shared import told

SETS = ("ichinoseki", "ichinoseki-first-strategy", "ichinoseki-targets", "hiraizumi", "kamaishi")
AGES = {
    "population_0_14": (0, 14), "population_15_64": (15, 64), "population_65_plus": (65, 200), "population_75_plus": (75, 200),
}  # fmt: skip


def persons(run: Run, scenario: str, year: int, low: int = 0, high: int = 200, sex: str | None = None) -> float:
    """Residents of some ages, added up from the projection."""
    part = run.projection["population"].sel(scenario=scenario, time=year)
    part = part.sel(age=slice(low, high))
    return float((part if sex is None else part.sel(sex=sex)).sum())


def expected(run: Run, cell: Cell) -> float | None:
    """A stock of a scenario and year, from the projection; None for measures this does not know."""
    scenario, year, measure = cell.scenario, cell.year, cell.measure
    assert year is not None
    if measure == "population":
        return persons(run, scenario, year)
    if measure in AGES:
        return persons(run, scenario, year, *AGES[measure])
    if measure.startswith("share_"):
        return persons(run, scenario, year, int(measure[6:8])) / persons(run, scenario, year)
    if measure in ("women_20_39", "women_15_49"):
        low, high = map(int, measure[6:].split("_"))
        return persons(run, scenario, year, low, high, "female")
    return None


def held(run: Run, table: Table) -> int:
    """Hold every value of a table that is of a scenario and year; return how many were held."""
    count = 0
    for row in table.rows:
        for cell in row:
            if cell.kind == "value" and cell.scenario and cell.value is not None:
                wanted = expected(run, cell)
                if wanted is not None:
                    assert cell.value == pytest.approx(wanted, rel=1e-9), (table.name, cell)
                    count += 1
    return count


@pytest.mark.parametrize("name", SETS)
def test_values_are_those_of_their_scenario_and_year(name: str) -> None:
    run = told(name).run
    for key in ("population", "comparison", "ages", "totals", "yearly"):
        table = told(name).tables[key]
        assert held(run, table) >= len(table.rows), key


@pytest.mark.parametrize("name", SETS)
def test_rows_are_labelled_by_their_own_scenario(name: str) -> None:
    titles = told(name).names.short
    for key in ("population", "comparison", "yearly"):
        for first, *cells in told(name).tables[key].rows:
            for cell in cells:
                if cell.scenario:
                    assert first.say("ja") == titles[cell.scenario].say("ja"), key


@pytest.mark.parametrize("name", SETS)
def test_columns_are_headed_by_their_own_year(name: str) -> None:
    table = told(name).tables["population"]
    for row in table.rows:
        for column, cell in zip(table.columns[1:], row[1:], strict=True):
            assert column.say("ja") == f"{cell.year}年"


@pytest.mark.parametrize("name", SETS)
def test_verdicts_subtract_as_shown_and_agree_with_the_plans_rounding(name: str) -> None:
    run = told(name).run
    for key in (key for key in told(name).tables if key.startswith("verdict-")):
        table = told(name).tables[key]
        for row in table.rows:
            _, value, gap, said, _ = row
            found = next(
                one for one in run.verdicts
                if one.scenario == value.scenario and (one.outlook.measure, one.outlook.year) == (value.measure, value.year)
            )  # fmt: skip
            if value.measure != "population":
                continue
            goal = found.outlook.value
            assert value.value == pytest.approx(persons(run, value.scenario, value.year or 0), rel=1e-9)
            assert gap.value == round(value.value or 0) - goal
            half = found.outlook.rounding / 2 if found.outlook.bound == "about" else 0
            assert (said.say("en") in ("met", "agrees")) == (round(value.value or 0) >= goal - half)


@pytest.mark.parametrize("name", SETS)
def test_flows_balance_between_the_years(name: str) -> None:
    run = told(name).run
    first = int(run.projection["time"][0])
    for row in told(name).tables["flows"].rows:
        births, deaths, natural, net, change = (cell.value or 0 for cell in row[1:])
        scenario, last = row[1].scenario, row[1].year or 0
        whole = persons(run, scenario, last) - persons(run, scenario, first)
        assert births - deaths == pytest.approx(natural, abs=1e-6)
        assert natural + net == pytest.approx(whole, abs=1e-6)
        assert change == pytest.approx(whole, abs=1)


@pytest.mark.parametrize("name", SETS)
def test_age_groups_add_up_to_the_residents(name: str) -> None:
    one, run = told(name), told(name).run
    scenario = one.names.opening
    table = one.tables[f"age-groups-{scenario}"]
    *groups, total = table.rows
    years = (len(table.columns) - 1) // 3
    for place in range(1, 1 + 3 * years):
        cells = [row[place].value or 0 for row in groups]
        assert sum(cells) == pytest.approx(total[place].value, rel=1e-12)
    for place, cell in enumerate(total[1 + 2 * years :]):
        assert cell.value == pytest.approx(persons(run, scenario, cell.year or 0), rel=1e-9)
        men = groups[0][1 + place].value
        assert men == pytest.approx(persons(run, scenario, cell.year or 0, 0, 4, "male"), rel=1e-9)


def test_every_age_of_every_year() -> None:
    run, table = told("hiraizumi").run, told("hiraizumi").tables["single-ages"]
    population = run.projection["population"]
    for row in table.rows[:: len(table.rows) // 20]:
        scenario, year = row[3].scenario, row[3].year
        sex = {"Male": "male", "Female": "female"}[row[2].say("en")]
        wanted = population.sel(scenario=scenario, time=year, sex=sex).values
        assert [cell.value for cell in row[3:]] == pytest.approx(list(wanted), rel=1e-12)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_same_count_is_told_everywhere(name: str, language: str) -> None:
    """How many of how many, from what to what: in the second line of the answer and in the title of the chart that shows them all."""
    one = told(name)
    if one.outlook is None:
        return
    year = one.outlook.year
    values = [persons(one.run, scenario.name, year) for scenario in one.run.scenarios]
    least = one.outlook.value - one.outlook.rounding / 2
    if one.run.readings is not None:  # every reading of the plan is counted, not the scenarios
        values = one.run.readings.data["value"].values.ravel().tolist()
    met, count = sum(value >= least for value in values), len(values)
    chart = "totals" if one.run.readings is None else "readings"
    second, title = one.headline[1].say(language), one.charts[chart].title.say(language)
    for text in (second, title):
        assert f"{min(values):,.0f}" in text
        assert f"{max(values):,.0f}" in text
    if one.run.readings is not None:
        assert (f"読み方{count}通り" if language == "ja" else f"Of {count} readings") in second
        assert (f"展望に届くのは{met}通り" if language == "ja" else f"{met} meet the outlook") in second
        assert (f"{count}通り中{met}通り" if language == "ja" else f"{met} of {count} readings") in title
    elif language == "ja":
        assert f"{count}シナリオのうち達成は{met}件" in second
        assert f"{count}シナリオ" in title
        assert f"中{met}" in title
    else:
        assert f"is met in {met} of {count} scenario" in second
        assert f"{met or 'none'} of {count} scenarios" in title


def test_a_chart_cites_what_it_draws_and_no_more() -> None:
    """Age classes of Ichinoseki start from the register of 2020: no census, no vital statistics, no institute."""
    charts = told("ichinoseki").charts
    (only,) = charts["age-classes"].sources
    assert only.say("ja").startswith("総務省「住民基本台帳に基づく人口、人口動態及び世帯数 令和2年")
    totals = " ".join(source.say("ja") for source in charts["totals"].sources)
    for publisher in ("国立社会保障・人口問題研究所", "一関市", "総務省統計局"):
        assert publisher in totals
    assert "人口動態統計" not in totals
    assert "人口動態統計" in " ".join(source.say("ja") for source in charts["births-and-deaths"].sources)


def test_one_plan_for_all() -> None:
    """The plan is what the page opens on, what charts compare with the reference, and what the first line speaks of."""
    one = told("ichinoseki")
    assert (one.names.plan, one.names.opening, one.names.reference) == ("strategy", "strategy", "own-projection")
    assert "「第２期総合戦略」" in one.headline[0].say("ja")
    assert {"age-classes-strategy", "natural-and-social-change-strategy"} <= set(one.charts)
    assert "Second strategy" in one.charts["pyramid-scenarios"].title.say("en")
    assert told("kamaishi").names.plan is None  # what sets something there is a what-if
    assert told("kamaishi").names.opening == "trend"


def test_the_first_strategy_is_judged_alike_everywhere() -> None:
    """84,364 does not round to about 86,000 (on a random walk of mortality, 86,246, it would)."""
    one = told("ichinoseki-first-strategy")
    assert "（「将来展望（計画記載どおり）」）では84,364人となり、展望より1,636人少ない見込みです" in one.headline[
        0
    ].say("ja")
    (row,) = (row for row in one.tables["verdict-1"].rows if row[1].scenario == "outlook")
    assert [cell.say("ja") for cell in row] == [
        "将来展望（計画記載どおり）",
        "84,364",
        "△1,636",
        "届かない",
        "2040年から",
    ]
    assert "4シナリオ中0" in one.charts["totals"].title.say("ja")
    (row,) = (row for row in one.tables["requirements"].rows if row[1].scenario == "outlook")
    assert row[-1].say("ja") == "△1,636"
