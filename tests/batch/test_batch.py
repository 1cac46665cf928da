"""A batch: the same numbers as area by area, whoever works them off, and never a number of what is not finished."""

from __future__ import annotations

import datetime
import json
import random
from pathlib import Path

import numpy as np
import pytest

import cohort
from cohort.analysis.measures import summarise
from cohort.assumptions import assume
from cohort.batch.block import of_block, together
from cohort.batch.counts import counted
from cohort.batch.plan import QUANTILES, PlanError, read_plan
from cohort.batch.ranges import _quantiles
from cohort.batch.run import _tell, run_batch
from cohort.batch.single import of_one
from cohort.batch.store import Store, StoreError
from cohort.batch.store import open as open_store
from cohort.batch.templates import of_area, scenarios
from cohort.batch.told import told
from cohort.batch.workers import worked
from cohort.collection.area import area
from cohort.collection.new import new
from cohort.collection.places import every_place
from cohort.collection.trend import launch_years
from cohort.errors import CohortErrors
from cohort.projection.project import project
from cohort.run import run
from cohort.uncertainty.draws import futures
from tests.batch.plans import SCENARIOS, write_plan
from tests.shared import ROOT

CODES = ["03209", "03402", "20323", "13362", "47357"]


def _written_out(folder: Path, code: str) -> Path:
    """The same scenarios as files of a folder, as a planner would write them for one place."""
    scenarios, _ = new(code, folder)
    (scenarios / "plan.toml").unlink()
    _, levels, _ = launch_years(area(code))
    head, mark, sources = SCENARIOS.partition("[sources")
    for number, part in enumerate(head.split("[[scenario]]")[1:]):
        level = levels["net" if number else "tfr"]
        text = part.replace("scenario.", "").replace('"launch"', f"{level}")
        text = text.replace("source  =", 'jump_off = "scenario"\nsource  =')
        text = text if "inherits" in text else 'inherits = "trend"\n' + text.lstrip()
        name = "both" if number else "tfr-1.8"
        (scenarios / f"{name}.toml").write_text(
            f"format = 1\norder = {number + 2}\n{text}{mark}{sources}", encoding="utf-8"
        )
    return scenarios


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("batch")
    plan = read_plan(write_plan(home, CODES, "block = 2", "ages = [2040]"))
    return run_batch(plan, home / "out")


def test_a_scenario_that_empties_a_village_fails_alone(tmp_path: Path) -> None:
    """Kuma held at its number of leavers has none left in 2045; its trend goes on."""
    flows = "".join(
        f"""
[scenario.migration.{flow}]
unit     = "ratio to launch"
relative = true
points   = {{ 2023 = 1.0, 2035 = {level} }}
between  = "linear"
after    = "hold"
source   = "what-if"
"""
        for flow, level in (("in", 1.0), ("out", 0.98))
    )
    head, (_, sources) = (
        '[[scenario]]\nname = "held"\ntitle = { en = "Held", ja = "人数維持" }\n',
        SCENARIOS.split("[sources", 1),
    )
    done = run_batch(
        read_plan(write_plan(tmp_path, ["43513"], scenarios=f"{head}{flows}[sources{sources}")), tmp_path / "out"
    )
    results = cohort.open(done.folder)
    assert float(results["population"].sel(area="43513", scenario="trend", time=2050)) > 0
    reason = str(results["reason_en"].sel(area="43513", scenario="held").values)
    assert "migration in 2045, migration.out: more have left by then than lived there" in reason


def test_an_area_has_the_numbers_of_its_own_run(done, tmp_path: Path) -> None:
    results = cohort.open(done.folder)
    for code in CODES[:2]:
        own = run(_written_out(tmp_path / code, code))
        summary = summarise(own.projection)
        assert list(summary["scenario"].values) == ["trend", "tfr-1.8", "both"]
        for name in ("population", "women_20_39", "share_65_plus", "births", "deaths", "net_migration"):
            ours = results[name].sel(area=code).values
            np.testing.assert_allclose(ours, summary[name].transpose("scenario", ...).values, rtol=1e-9, atol=1e-9)
        ages = own.projection["population"].sel(time=2040).transpose("scenario", "sex", "age").values
        ours = results["residents"].sel(area=code, year=2040).values
        np.testing.assert_allclose(ours[..., :20], ages[..., :100].reshape(3, 2, 20, 5).sum(-1), rtol=1e-9)


def test_two_workers_give_the_same_hash(done, tmp_path: Path) -> None:
    assert run_batch(done.plan, tmp_path, workers=2).digest == done.digest


def test_what_is_not_finished_cannot_be_read(done, tmp_path: Path) -> None:
    store = Store(tmp_path, done.plan)
    (number, found), *_ = worked(done.plan, [1], 1)
    store.write(number, found)
    with pytest.raises(StoreError, match="3 of 5 areas are not finished"):
        cohort.open(tmp_path)
    part = cohort.open(tmp_path, unfinished="leave_out")
    assert list(part["area"].values) == list(done.plan.blocks[1])
    assert part.attrs["unfinished"] == 3


def test_a_block_whose_mark_is_missing_is_done_again(done, tmp_path: Path) -> None:
    store = Store(tmp_path, done.plan)
    for number, found in worked(done.plan, range(3), 1):
        store.write(number, found)
    store.group["finished"][2:4] = np.zeros(2, dtype=np.uint8)  # killed between the numbers and their mark
    store.group["population"][2:4] = np.full((2, 3, 28), 7.0)
    assert Store(tmp_path, done.plan).missing() == [1]
    again = run_batch(done.plan, tmp_path)
    assert (again.digest, again.done_before) == (done.digest, 2)
    np.testing.assert_array_equal(cohort.open(tmp_path)["population"], cohort.open(done.folder)["population"])


def test_a_store_of_another_version_or_plan_is_refused(done, tmp_path: Path) -> None:
    other = read_plan(write_plan(tmp_path, CODES[:2]))
    with pytest.raises(StoreError, match="another plan"):
        run_batch(other, done.folder)
    run_batch(read_plan(write_plan(tmp_path, ["03402"], scenarios="")), tmp_path / "old")
    head = tmp_path / "old" / "store.zarr" / "zarr.json"
    told = json.loads(head.read_text())
    told["attributes"]["cohort_batch"] = 99
    head.write_text(json.dumps(told))
    with pytest.raises(StoreError, match="store format 99"):
        cohort.open(tmp_path / "old")
    with pytest.raises(StoreError, match="no store of a batch"):
        cohort.open(tmp_path)


def test_all_that_is_wrong_with_a_plan_is_told_at_once(tmp_path: Path) -> None:
    path = write_plan(tmp_path, ["花巻", "Atlantis", "府中市", "99999"], "until = 2051", "step = 5", scenarios="")
    with pytest.raises(PlanError) as told:
        read_plan(path)
    where = [one.where for one in told.value.problems]
    assert where == ["areas#2", "areas#3", "areas#4", "until"]
    assert all(one.en and one.ja for one in told.value.problems)


def test_what_is_wrong_with_a_scenario_names_the_plan(tmp_path: Path) -> None:
    broken = SCENARIOS.replace('"births per woman"', '"percent"').replace(
        'between = "linear"\nafter   = "hold"\n', "", 1
    )
    with pytest.raises((CohortErrors, Exception)) as told:
        read_plan(write_plan(tmp_path, ["03402"], scenarios=broken))
    assert "plan.toml" in told.value.text("en")
    assert "scenario tfr-1.8, fertility.tfr" in told.value.text("en")


def test_a_place_that_cannot_be_projected_says_why_and_the_rest_goes_on(tmp_path: Path) -> None:
    plan = read_plan(write_plan(tmp_path, ["双葉町", "平泉町"], scenarios=""))
    run_batch(plan, tmp_path / "out")
    results = open_store(tmp_path / "out")
    assert np.isnan(results["population"].sel(area="07546")).all()
    assert "nobody's rates go on" in str(results["reason_en"].sel(area="07546", scenario="trend").values)
    assert not np.isnan(results["population"].sel(area="03402")).any()
    assert str(results["reason_en"].sel(area="03402", scenario="trend").values) == ""


ODD = [
    "01304",
    "02343",
    "12217",
    "29449",
    "01209",
]  # moves that do not fit the residents, all ages net in, launch years left out


@pytest.mark.parametrize("step", [1, 5])
def test_areas_together_have_the_numbers_they_have_alone(tmp_path: Path, step: int) -> None:
    lines = (f"step = {step}", f"until = {2053 if step == 5 else 2050}", "ages = [2028]")
    chosen = random.Random(step).sample([place.code for place in every_place()], 4)
    plan = read_plan(write_plan(tmp_path, [*chosen, *ODD[step - 1 : step + 2]], *lines))
    found = of_block(plan, 0)
    for place, code in enumerate(plan.areas):
        alone, reasons = of_one(code, plan)
        assert found.failed[place] == reasons
        for name, values in alone.items():
            np.testing.assert_allclose(
                found.values[name][place], values, rtol=1e-9, atol=1e-9, err_msg=f"{code} {name}"
            )


def test_what_is_added_is_added_to_an_areas_own_level(tmp_path: Path) -> None:
    """A hundred more a year than each of two areas has: together as alone."""
    more = SCENARIOS.replace(
        'points  = { 2023 = "launch", 2030 = 0 }', "added   = true\npoints  = { 2023 = 0, 2030 = 100 }"
    )
    assert more != SCENARIOS
    plan = read_plan(write_plan(tmp_path, ["03209", "20323"], "step = 5", "until = 2053", scenarios=more))
    done, _, _ = together(plan, plan.areas)
    assert set(done) == set(plan.areas)
    found = of_block(plan, 0)
    for place, code in enumerate(plan.areas):
        alone, _ = of_one(code, plan)
        np.testing.assert_allclose(found.values["population"][place], alone["population"], rtol=1e-9)


OTHER_LAUNCH = """date = 2023-01-01
basis = "register"
until = 2050
events = [2018, 2019, 2020, 2021, 2022]
fertility_level = "last_year"
mortality = "constant"
"""


def test_a_scenario_of_another_launch_has_its_own(tmp_path: Path) -> None:
    """Mortality that stays as it is (in one scenario alone) keeps fewer alive: areas with such a plan do not go together."""
    other = SCENARIOS.replace('inherits = "tfr-1.8"\n', 'inherits = "tfr-1.8"\n[scenario.launch]\n' + OTHER_LAUNCH)
    plan = read_plan(write_plan(tmp_path, ["03209"], scenarios=other))
    assert not together(plan, plan.areas)[0]
    deaths = of_block(plan, 0).values["deaths"][0]
    same = of_block(read_plan(write_plan(tmp_path, ["03209"])), 0).values["deaths"][0]
    np.testing.assert_allclose(deaths[:2], same[:2], rtol=1e-9)
    assert (deaths[2, 5:] > 1.01 * same[2, 5:]).all()


def test_censuses_are_those_taken_before_the_launch() -> None:
    """A launch of 1 January 2020 does not know of 1 October."""
    (trend,) = scenarios((), 2050, 1, (2016, 2017, 2018, 2019))
    launch = trend.launch.changed(date=datetime.date(2020, 1, 1))
    assert [day.year for day in counted(["03209"], launch)[0].days] == [2005, 2010, 2015]
    assert [day.year for day in counted(["03209"], trend.launch)[0].days] == [2010, 2015, 2020]


def test_the_time_left_counts_what_this_run_has_done() -> None:
    """Of ten blocks four were there; two took 60 s: the last four take 120 s."""
    said: list[tuple[float, str, str]] = []
    _tell(lambda *one: said.append(one), 6, 10, 4, 60.0)
    _tell(lambda *one: said.append(one), 4, 10, 4, 0.0)
    assert said == [
        (0.6, "block 6 of 10, about 120 s left", "ブロック 6／10、残り約 120 秒"),
        (0.4, "block 4 of 10", "ブロック 4／10"),
    ]


def test_most_areas_go_together(tmp_path: Path) -> None:
    plan = read_plan(write_plan(tmp_path, ["岩手県", "東京都"]))
    done, _, _ = together(plan, plan.areas)
    assert set(plan.areas) - set(done) <= {"13308", "13362", "13382", "13402", "13421"}


def test_the_plan_of_the_whole_country_can_be_read() -> None:
    plan = read_plan(ROOT / "examples" / "plans" / "japan.toml")
    assert (len(plan.areas), len(plan.scenarios), len(plan.blocks)) == (1741, 5, 18)
    for code in (
        "12220",
        "01209",
    ):  # every age gains, every age loses: no scenario of it asks for what neither can have
        assert of_one(code, plan)[1] == {}


def test_draws_are_those_of_an_areas_own_run(tmp_path: Path) -> None:
    plan = read_plan(
        write_plan(
            tmp_path,
            ["03209", "29449", "15586", "03402"],
            "step = 5",
            "until = 2053",
            "draws = 120",
            "keep_draws = true",
        )
    )
    found = of_block(plan, 0)
    assert plan.areas == ("03209", "03402", "15586", "29449")
    assert found.failed[0] == {}
    assert "below 500" in found.failed[2]["trend"][0]
    assert np.isnan(found.values["population_quantiles"][2]).all()
    assert not np.isnan(found.values["population"][2, 0]).any()
    for place in (0, 1, 3):  # two together, and one by itself
        inputs = area(plan.areas[place])
        events, levels, _ = launch_years(inputs)
        assumptions = assume(inputs, of_area(scenarios(plan.templates, plan.until, plan.step, events), levels))
        own = futures(assumptions, project(assumptions), draws=120, seed=1).measures
        for name in ("population", "share_65_plus", "births", "net_migration"):
            ours = own[name].transpose("scenario", "draw", ...).values
            np.testing.assert_allclose(found.values[f"{name}_draws"][place], ours, rtol=1e-9, atol=1e-9)
            ranges = np.nanquantile(ours, QUANTILES, axis=1).swapaxes(0, 1)
            np.testing.assert_allclose(found.values[f"{name}_quantiles"][place], ranges, rtol=1e-9, atol=1e-9)


def test_draws_that_failed_are_left_out() -> None:
    values = {"population": np.arange(1.0, 11.0).reshape(1, 1, 10, 1), "births": np.full((1, 1, 10, 2), 7.0)}
    failed = np.zeros((1, 1, 10), dtype=bool)
    failed[..., 3:] = True
    for name, one in values.items():
        values[name] = np.where(failed[..., None], np.nan, one)
    found = _quantiles(values, failed)
    assert found["population_quantiles"][0, 0, QUANTILES.index(0.5), 0] == 2.0  # of 1, 2, 3
    assert (found["births_quantiles"] == 7.0).all()


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('points  = { 2023 = "launch"', 'relative = true\npoints = { 2023 = "launch"', "points.2023: got 'launch'"),
        ('points  = { 2023 = "launch"', 'added = true\npoints = { 2023 = "launch"', "points.2023: got 'launch'"),
        ('title    = { en = "And', 'sources = 5\ntitle = { en = "And', "scenario both, sources"),
        ('name  = "tfr-1.8"\n', "", "name"),
        ("[[scenario]]", "[scenario]", "scenario"),
        ('name     = "both"', 'name     = "tfr-1.8"', "tfr-1.8"),
    ],
)
def test_a_plan_that_is_written_wrongly_is_told(tmp_path: Path, was: str, now: str, said: str) -> None:
    broken = SCENARIOS.replace(was, now, 1)
    assert broken != SCENARIOS
    with pytest.raises(cohort.CohortError) as told:
        read_plan(write_plan(tmp_path, ["03402"], scenarios=broken))
    assert said in told.value.text("en")
    assert "plan.toml" in told.value.text("ja")


def test_places_too_small_for_ranges_are_told_apart(tmp_path: Path) -> None:
    plan = read_plan(
        write_plan(tmp_path, ["15586", "07546", "03402"], "step = 5", "until = 2053", "draws = 20", scenarios="")
    )
    said = "\n".join(one.say("en") for one in told(run_batch(plan, tmp_path / "out"), cohort.open(tmp_path / "out")))
    assert "Without ranges: 1 of the areas" in said
    assert "07546 Futaba" in said
    assert "15586" not in said
