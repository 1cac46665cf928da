"""Actuals beside paths, and the effort re-solved from today."""

from pathlib import Path

import numpy as np
import pytest

from cohort.errors import CohortError
from cohort.planning import Case
from cohort.planning.actuals import observed_actuals, read_actuals
from cohort.planning.monitor import Standing, _standings, rebased
from cohort.planning.monitor_told import standing_sentence
from cohort.planning.solve import solve
from cohort.projection.project import project


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
    assert residents.on_track  # 375 fewer, a third of a percent
    assert "short of the path" in standing_sentence(births).say("en")
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
    # 375 fewer live there than the plan had for the day, but they are younger: the ages weigh more than the number
    path = plan.summary.sel(time=2025)
    assert float(start) < float(path["population"])
    assert float(case.summary["population_65_plus"].isel(time=0)) < float(path["population_65_plus"])
    assert now.value < then.value
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
