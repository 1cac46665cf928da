"""The page's engine against the Python model, on the very file that is handed over."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cohort import project
from cohort.errors import ProjectionError
from cohort.report.page import write_page
from cohort.report.page.payload import one_scenario
from tests import shared
from tests.report.page import synthetic
from tests.report.page.levers import Settings, apply_settings, launch_net
from tests.shared import computed, told

RELATIVE = 1e-9
# everything that a setting changes; the other variables are the same for all scenarios of the made-up city
CHANGED = ["asfr", "tfr", "net_migration", "net_migration_total", "net_migration_control"]
# told as JSON: what the browser hands over number by number is looked at number by number
RUN = """list => JSON.stringify(list.map(one => {
  const r = cohort.Engine.project(cohort.scheduleOf(one)), cells = 2 * cohort.P.ages.length;
  if (r.problem) return {problem: r.problem, period: r.period};
  const totals = cohort.P.times.map((_, k) => r.population.subarray(k * cells, (k + 1) * cells).reduce((a, b) => a + b));
  return {problem: "", totals, births: r.births, net: r.net, deaths: r.deaths, last: [...r.population.subarray(-cells)],
    all: one.all ? [...r.population] : null};
}), (_, value) => ArrayBuffer.isView(value) ? [...value] : value)"""


def projected(page: Any, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the page's engine gives for settings."""
    found: list[dict[str, Any]] = json.loads(page.evaluate(RUN, asked))
    return found


def random_settings(count: int, names: list[str], seed: int = 20200101) -> list[dict[str, Any]]:
    random = np.random.default_rng(seed)
    return [
        {
            "base": names[int(random.integers(len(names)))],
            "tfr": None if random.random() < 0.15 else float(random.uniform(0.8, 2.5)),
            "net": None if random.random() < 0.15 else float(random.uniform(-550, 900)),
            "year": int(random.integers(2020, 2050)),
            "after": str(random.choice(["hold", "hold_rates"])),
            "all": i < 10,
        }
        for i in range(count)
    ]


def settings(one: dict[str, Any]) -> Settings:
    return Settings(one["tfr"], one["net"], one["year"], one["after"])


def close(got: Any, expected: Any, scale: float = 0.0) -> None:
    np.testing.assert_allclose(np.ravel(got), np.ravel(expected), rtol=RELATIVE, atol=RELATIVE * scale)


def test_a_thousand_random_settings_give_what_python_gives(visit: Callable[..., Any]) -> None:
    schedules = synthetic.assumptions()
    bases = {str(name): one_scenario(schedules, str(name)) for name in schedules["scenario"].values}
    asked = random_settings(1000, list(bases))
    got = projected(visit(), asked)

    start = {name: launch_net(base) for name, base in bases.items()}
    made = [apply_settings(bases[one["base"]], settings(one), start[one["base"]]) for one in asked]
    stacked = {
        name: (("scenario", *made[0][name].dims), np.stack([one[name].values for one in made])) for name in CHANGED
    }
    batch = made[0].assign(stacked).assign_coords(scenario=np.arange(len(made)))
    expected = project(
        batch.drop_vars(["tfr", "e0"], errors="ignore")
    )  # made-up schedules: what is shown need not be theirs
    population = expected["population"].transpose("scenario", "time", "sex", "age").values
    births = expected["births"].sum("sex").transpose("scenario", "period").values
    deaths = expected["deaths"].sum(("sex", "age")).transpose("scenario", "period").values
    net = expected["net_migration"].sum(("sex", "age")).transpose("scenario", "period").values
    assert {one["problem"] for one in got} == {""}
    close([one["totals"] for one in got], population.sum(axis=(2, 3)))
    close([one["last"] for one in got], population[:, -1])
    close([one["births"] for one in got], births)
    close([one["deaths"] for one in got], deaths, scale=1.0)  # a balance of numbers near 100,000
    close([one["net"] for one in got], net, scale=1.0)  # may be near zero: a billionth of a person
    close([one["all"] for one in got if one["all"]], population[[i for i, one in enumerate(got) if one["all"]]])
    assert sum(one["all"] is not None for one in got) == 10


VARIANTS = {
    "end": synthetic.assumptions("end"),
    "end, mothers of the end": synthetic.assumptions("end", "end_population"),
    "even": synthetic.assumptions(),
    "five years, child-woman ratio": synthetic.five_year(),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_every_form_of_the_method(name: str, visit: Callable[..., Any], tmp_path: Path) -> None:
    schedules = VARIANTS[name]
    page = visit(file=write_page(synthetic.told(synthetic.run(schedules)), tmp_path, "en")[0])
    names = [str(n) for n in schedules["scenario"].values] if "scenario" in schedules.dims else ["trend"]
    periods = schedules["period"].values
    untouched = [
        {"base": n, "tfr": None, "net": None, "year": int(periods[1]), "after": "hold", "all": True} for n in names
    ]
    asked = untouched + [
        {**one, "year": int(periods[np.searchsorted(periods, min(one["year"], periods[-1]))]), "all": True}
        for one in random_settings(12, names, 7)
    ]
    for one, result in zip(asked, projected(page, asked), strict=True):
        expected = project(apply_settings(one_scenario(schedules, one["base"]), settings(one)))
        close(result["all"], expected["population"].transpose("time", "sex", "age").values)
        close(result["births"], expected["births"].sum("sex").values)
        close(result["net"], expected["net_migration"].sum(("sex", "age")).values, scale=1.0)
        close(result["deaths"], expected["deaths"].sum(("sex", "age")).values, scale=1.0)


def test_what_python_refuses_the_page_refuses(visit: Callable[..., Any], tmp_path: Path) -> None:
    too_many = {"base": "trend", "tfr": None, "net": -20000.0, "year": 2030, "after": "hold"}
    schedules = synthetic.assumptions()
    with pytest.raises(ProjectionError):
        project(apply_settings(one_scenario(schedules, "trend"), settings(too_many)))
    page = visit()
    (found,) = projected(page, [too_many])
    assert found["problem"] == "negative"
    assert 2020 < found["period"] <= 2030
    page.evaluate("cohort.set({net: -20000, year: 2030})")
    assert "more people of some age would leave than live there" in page.locator("#sentence").inner_text()

    nobody_comes = schedules.copy()
    nobody_comes["net_migration_rate"] = schedules["net_migration_rate"].clip(max=0)
    gain = {**too_many, "net": 300.0}
    with pytest.raises(ProjectionError):
        project(apply_settings(one_scenario(nobody_comes, "trend"), settings(gain)))
    other = visit(file=write_page(synthetic.told(synthetic.run(nobody_comes)), tmp_path, "en")[0])
    assert projected(other, [gain])[0]["problem"] == "factor"


def test_plus_minus_by_hand(visit: Callable[..., Any]) -> None:
    # f A - B/f = M: 2 * 300 - 200/2 = 500; 0.5 * 300 - 200/0.5 = -250; only leavers: -200/f = -100, f = 2
    cases = [[300, 200, 500], [300, 200, -250], [0, 200, -100], [300, 0, 150], [0, 0, 0]]
    got = visit().evaluate("cases => cases.map(([A, B, M]) => cohort.Engine.plusMinus(A, B, M))", cases)
    assert got == pytest.approx([2.0, 0.5, 2.0, 0.5, 1.0], rel=1e-14)
    impossible = [[0, 200, 50], [300, 0, -50], [0, 0, 1], [0, 200, 0]]
    found = visit().evaluate(
        "cases => cases.map(([A, B, M]) => Number.isNaN(cohort.Engine.plusMinus(A, B, M)))", impossible
    )
    assert found == [True] * 4


@pytest.mark.parametrize("folder", ["ichinoseki", "ichinoseki-first-strategy"])
def test_the_project_s_own_scenarios(folder: str, visit: Callable[..., Any], tmp_path: Path) -> None:
    made = computed(folder)
    page = visit("#lang=en", file=write_page(shared.told(folder), tmp_path, "ja")[0])
    names = [scenario.name for scenario in made.scenarios]
    as_they_are = [{"base": n, "tfr": None, "net": None, "year": 2020, "after": "hold", "all": True} for n in names]
    for name, result in zip(names, projected(page, as_they_are), strict=True):
        close(result["all"], made.projection["population"].sel(scenario=name).transpose("time", "sex", "age").values)
    # the page says what the run says, scenario by scenario; of two outlooks of one measure it shows the scenario's own
    compared = set()
    for verdict in made.verdicts:
        page.evaluate("base => cohort.set({base, tfr: null, net: null})", verdict.scenario)
        for found in page.evaluate("cohort.drawn().verdict.all"):
            told = found["outlook"]
            if (told["measure"], told["year"], told["kind"]) != (
                verdict.outlook.measure,
                verdict.outlook.year,
                verdict.outlook.bound,
            ):
                continue
            assert found["value"] == pytest.approx(verdict.value, rel=1e-9)
            assert (found["met"], found["lost"]) == (verdict.met, verdict.lost_year)
            compared.add(verdict.scenario)
    assert compared == set(names)


def test_targets_for_parts_of_the_ages_can_be_moved(visit: Callable[..., Any], tmp_path: Path) -> None:
    """Their years are counts with rates of 0; the rates that follow are scaled instead."""
    made = computed("ichinoseki-targets")
    page = visit("#lang=en", file=write_page(told("ichinoseki-targets"), tmp_path, "en")[0])
    presets = ["band", "band-and-net", "band-net-and-births"]
    asked = [
        {"base": name, "tfr": None, "net": net, "year": 2025, "after": after, "all": True}
        for name in presets
        for net, after in ((-322.0, "hold_rates"), (0.0, "hold"), (400.0, "hold_rates"))
    ]
    for one, result in zip(asked, projected(page, asked), strict=True):
        expected = project(apply_settings(one_scenario(made.assumptions, str(one["base"])), settings(one)))
        close(result["all"], expected["population"].transpose("time", "sex", "age").values)
        assert result["net"][5] == pytest.approx(one["net"], abs=1e-6)
    for name in presets:
        page.evaluate("base => cohort.set({base, tfr: null, net: -200})", name)
        assert page.locator("#net").is_enabled()
        assert "No age pattern" not in page.locator("#sentence").inner_text()
