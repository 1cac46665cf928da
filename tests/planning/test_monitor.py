"""Actuals beside paths, and the effort re-solved from today."""

from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from cohort.errors import CohortError
from cohort.planning import Case
from cohort.planning.actuals import observed_actuals, read_actuals
from cohort.planning.monitor import Monitor, Standing, _standings, monitor, rebased
from cohort.planning.monitor_told import aim_sentence, aims_table, monitor_sentences, monitor_table, standing_sentence
from cohort.planning.solve import solve
from cohort.projection.project import project
from cohort.run import Run
from cohort.text import Text
from tests.shared import computed


def standing(plan: Case, measure: str, year: int) -> Standing:
    every = _standings(plan, observed_actuals(plan.inputs))
    return next(one for one in every if (one.measure, one.year) == (measure, year))


def test_the_real_years_of_ichinoseki(plan: Case) -> None:
    births, residents = standing(plan, "births", 2023), standing(plan, "population", 2025)
    assert births.actual == 451
    assert births.path == pytest.approx(float(plan.summary["births"].sel(period=2023)))
    assert residents.actual == 105_505
    assert residents.path == pytest.approx(float(plan.summary["population"].sel(time=2025)))
    assert not births.on_track
    assert residents.on_track == (residents.actual >= 0.995 * residents.path)  # half a percent
    assert "worse than the path" in standing_sentence(births).say("en")
    assert "105,505" in standing_sentence(residents).say("ja")


def test_begun_anew_from_what_was_counted(plan: Case) -> None:
    case = rebased(plan, 2025, 105_505)
    start = case.summary["population"].isel(time=0)
    assert int(start["time"]) == 2025
    assert float(start) == pytest.approx(105_505)
    counted = plan.inputs.population_on("register", "2025-01-01")[0].sel(sex="female", age=20)
    ages = case.assumptions["launch_population"].sel(sex="female", age=slice(20, 24))
    assert float(ages.sum()) == pytest.approx(float(counted))
    now, then = solve(case)[1], solve(plan)[1]
    assert now.reached == pytest.approx(89_000, abs=0.5)
    # how many live there, and their ages, are the register's; what follows is the plan's own: the rest of the path, begun there
    path = plan.summary.sel(time=2025)
    assert float(start) != pytest.approx(float(path["population"]), abs=50)
    assert now.value != pytest.approx(then.value, abs=1)
    assert solve(case, lever="fertility.tfr")[1].reached == pytest.approx(89_000, abs=0.5)


def test_begun_anew_from_its_own_path_nothing_changes(plan: Case) -> None:
    inputs = plan.inputs
    own = float(plan.summary["population"].sel(time=2026))
    case = rebased(Case(inputs, plan.scenario, plan.assumptions), 2026, own)  # no ages of that day
    again = project(case.assumptions)["population"].sel(time=2040)
    np.testing.assert_allclose(again, project(plan.assumptions)["population"].sel(time=2040), rtol=1e-9)


def test_an_actual_that_contradicts_the_register(plan: Case, tmp_path: Path) -> None:
    file = tmp_path / "actuals.csv"
    file.write_text("year,population,births,deaths,net_migration\n2025,150505,430,,\n", encoding="utf-8")
    with pytest.raises(CohortError) as error:
        read_actuals(file, plan.inputs)
    assert "the register of 1 January 2025 has 105,505" in error.value.text("en")
    assert "行を直すか" in error.value.text("ja")
    file.write_text("year,population,births,deaths,net_migration\n2026,103900,,,-410\n", encoding="utf-8")
    assert read_actuals(file, plan.inputs)["net_migration"].tolist() == [-410]


@pytest.fixture(scope="module")
def followed() -> tuple[Run, Monitor]:
    made = computed("ichinoseki")
    return made, monitor(made)


def test_targets_of_the_strategy_beside_what_came(followed: tuple[Run, Monitor]) -> None:
    """549 births in 2019 were to be 607 in 2025; TFR 1.44 to be 1.63, and 1.32 was published for 2018-2022."""
    aims = {one.measure: one for one in followed[1].aims}
    births, tfr, net = (aims[name] for name in ("births", "tfr", "net_migration"))
    assert (births.base, births.target) == (549, 607)
    assert births.due == pytest.approx(549 + (607 - 549) * (births.year - 2019) / 6)
    assert births.actual < births.due
    assert (tfr.base, tfr.target, tfr.actual, tfr.year) == (1.44, 1.63, 1.32, 2022)
    assert tfr.due == pytest.approx(1.44 + 0.19 * 4 / 7)
    assert (net.base, net.target) == (-644, -322)  # the plan counts leavers, the sign is ours
    assert "1.32 in 2022; the target for 2025 is 1.63" in aim_sentence(tfr).say("en")
    assert "2022年は1.32" in aim_sentence(tfr).say("ja")
    assert len(aims_table(followed[1]).rows) == len(followed[1].aims)


def test_a_row_a_year_says_what_changed(followed: tuple[Run, Monitor], tmp_path: Path) -> None:
    made, before = followed
    file = tmp_path / "actuals.csv"
    head = "year,population,births,deaths,net_migration,tfr\n"
    file.write_text(f"{head}2025,105505,380,2110,-350,1.30\n2026,103500,,,,\n", encoding="utf-8")
    now = monitor(made, read_actuals(file, made.inputs))
    latest = {one.measure: one for one in now.latest("strategy")}
    assert (latest["births"].year, latest["births"].actual) == (2025, 380)
    assert (latest["tfr"].year, latest["tfr"].actual) == (2025, 1.30)
    assert now.residents == 103_500
    assert now.last_day == before.today
    assert now.last_time[0].value == pytest.approx(before.remaining[0].value, abs=0.5)  # last time's answer, said again
    assert now.remaining[0].value != pytest.approx(now.last_time[0].value, abs=1)
    said = [one.say("en") for one in monitor_sentences(now)]
    assert any("Since last time: Population 105,505 (2025) to 103,500 (2026)" in one for one in said)
    assert any(one.startswith("Last time (1 January 2025) it would have been") for one in said)
    rows = monitor_table(now).rows
    assert 2026 in {row[2].value for row in rows}
    for row in rows:  # what came less what the path has
        *_, path, actual, gap, standing = row
        assert gap.value == pytest.approx(actual.value - path.value)
        assert standing.tone == ("good" if standing.say("en") == "on track" else "bad")
    together = [name for name, _ in groupby(row[0].say("en") for row in rows)]
    assert len(together) == len(set(together)) > 1  # a scenario's rows stand together


def test_on_the_path_is_within_chance() -> None:
    """400 births expected: 360 is two standard errors off, 359 is more; deaths are the other way round."""
    births = [Standing("a", Text("A", "甲"), "births", 2030, seen, 400.0, 40.0) for seen in (360.0, 359.0)]
    deaths = [Standing("a", Text("A", "甲"), "deaths", 2030, seen, 400.0, 40.0) for seen in (440.0, 441.0, 300.0)]
    assert [one.on_track for one in births] == [True, False]
    assert [one.on_track for one in deaths] == [True, False, True]
    assert births[0].distance == -1.0
    said = [standing_sentence(one) for one in births]
    assert [one.say("en").rpartition(": ")[2] for one in said] == ["on track.", "worse than the path."]
    assert [one.say("ja").rpartition("（")[2] for one in said] == ["想定どおり）。", "想定より厳しい）。"]


def test_the_last_years_change_as_a_benchmark(followed: tuple[Run, Monitor]) -> None:
    """By hand: 115,426 on 1 January 2020 and the change of 2019, five times; births of 2018 and 2019 and the same step again."""
    made, found = followed
    flows = made.inputs.observed_flows(2018)
    at = {(row.measure, row.year): row.value for row in flows.itertuples()}
    residents, births = found.benchmarks
    change = at["births", 2019] - at["deaths", 2019] + at["net_migration", 2019]
    assert residents.naive == pytest.approx(115_426 + 5 * change)
    assert (residents.actual, residents.year, residents.of) == (105_505, 2025, 2019)
    step = at["births", 2019] - at["births", 2018]
    assert births.naive == pytest.approx(at["births", 2019] + (births.year - 2019) * step)
    for one in found.benchmarks:
        off = {name.say("en"): abs(path - one.actual) for name, path in one.paths}
        assert {name.say("en") for name in one.nearer} == {
            name for name, gap in off.items() if gap < abs(one.naive - one.actual)
        }
        assert 4 <= len(off) <= sum(each.is_main for each in made.scenarios)
    said = [one.say("en") for one in monitor_sentences(found)]
    assert any(one.startswith("Benchmark: had the change of 2019 gone on") for one in said)
    assert residents.nearer == ()  # a guess that needs no model is nearer than every path: said, not left out
    assert "none is nearer of:" in residents.sentence.say("en")
    assert any("参考：出生が2018年から2019年への変化" in one.say("ja") for one in monitor_sentences(found))
