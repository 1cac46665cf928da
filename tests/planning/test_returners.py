"""More returners as a key of a scenario file: what the lever gives, and what a count by hand gives."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cohort import project
from cohort.assumptions.returners import followed
from cohort.errors import CohortError
from cohort.planning import Case, changed, read_case, solve
from cohort.planning.returning import leaving
from tests.shared import ROOT

SCENARIO = """
format = 1
name = "returners"
title = { en = "Ten more return", ja = "10人多く戻る" }
inherits = "strategy"

[[migration.returners]]
per_hundred = 10
ages = "%s"
first_year = 2026%s
source = "wish"

[sources.wish]
kind = "assumption"
title = "a wish"
"""


def returning(folder: Path, ages: str = "22-34", more: str = "") -> Case:
    shutil.copytree(ROOT / "scenarios" / "ichinoseki", folder / "scenarios" / "ichinoseki")
    file = folder / "scenarios" / "ichinoseki" / "returners.toml"
    file.write_text(SCENARIO % (ages, more), encoding="utf-8")
    return read_case(file, ROOT / "inputs" / "ichinoseki")


def test_the_file_says_what_the_lever_does(plan: Case, tmp_path: Path) -> None:
    """Ten more in a hundred in a plan, run again: the same people as with the lever, who move in one by one."""
    made = project(returning(tmp_path).assumptions)["population"]
    lever = project(changed(plan, {"returners:22-34": 10}).assumptions)["population"]
    np.testing.assert_allclose(made.values, lever.values, rtol=1e-9)
    before = project(plan.assumptions)["population"]
    np.testing.assert_array_equal(made.sel(time=slice(2020, 2026)), before.sel(time=slice(2020, 2026)))
    assert float(made.sel(time=2040).sum() - before.sel(time=2040).sum()) > 100


def test_counted_by_hand(plan: Case, tmp_path: Path) -> None:
    """Who turned 18 in 2023, 17 years old in the projection of that January: a tenth of those who leave, a third of them at 24, in 2029."""
    case = returning(tmp_path, "24-26", "\nlast_year = 2029")
    more = case.assumptions["net_migration"]
    if "net_migration" in plan.assumptions:
        more = more - plan.assumptions["net_migration"]
    left = leaving(plan.inputs).left
    for sex in ("female", "male"):
        seventeen = float(plan.projected.sel(time=2023, sex=sex, age=17))
        assert float(more.sel(period=2029, sex=sex, age=24)) == pytest.approx(0.1 * left[sex] * seventeen / 3, rel=1e-9)
    assert float(abs(more.sel(period=slice(2030, None))).sum()) == 0
    assert float(abs(more.sel(age=slice(0, 23))).sum() + abs(more.sel(age=slice(27, None))).sum()) == 0


def test_solved_for_and_put_into_a_file(plan: Case, tmp_path: Path) -> None:
    """What goal-seek finds, written into a plan, gives the outlook to one person."""
    one = solve(plan, lever="returners:22-34")[-1]
    assert one.value is not None
    if one.value <= 100:
        case = returning(tmp_path)
        assert float(project(case.assumptions)["population"].sel(time=2040).sum()) < one.target
    ten = returning(tmp_path) if not (tmp_path / "scenarios").exists() else read_case(
        tmp_path / "scenarios" / "ichinoseki" / "returners.toml", ROOT / "inputs" / "ichinoseki"
    )  # fmt: skip
    rest = solve(ten, lever="migration.net")[-1]
    alone = solve(plan, lever="migration.net")[-1]
    assert rest.value < alone.value  # with ten more in a hundred less is needed of the rest
    again = project(changed(ten, {"migration.net": rest.value}).assumptions)["population"].sel(time=2040)
    assert float(again.sum()) == pytest.approx(89_000, abs=0.5)


def test_a_register_without_cohorts_is_told(tmp_path: Path) -> None:
    case = returning(tmp_path)
    rows = case.inputs.population
    assert rows is not None
    census = replace(case.inputs, population=rows[(rows["basis"] == "census") | (rows["date"] == "2020-01-01")])
    with pytest.raises(CohortError) as caught:
        followed(census)
    assert "has no two counts of the register of 1 January, five years apart, by age" in caught.value.text("en")
    assert "5 年離れた 2 つの 1 月 1 日の住民基本台帳" in caught.value.text("ja")
