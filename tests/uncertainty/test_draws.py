"""Futures of one place: laws that luck must keep, whoever draws it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import xarray as xr

from cohort.analysis.measures import summarise
from cohort.projection.project import project
from cohort.uncertainty.calibration import Calibration, calibration
from cohort.uncertainty.central import Central
from cohort.uncertainty.draws import Futures, drawn_assumptions, futures, varied
from cohort.uncertainty.fields import CELLS
from cohort.uncertainty.luck import LEVERS, luck
from cohort.uncertainty.streams import DrawsError, blocks, checked_numbers, stream
from tests.report.page.synthetic import assumptions, five_year

NONE = dict.fromkeys(LEVERS, 0.0)


@cache
def made(kind: str = "yearly") -> tuple[xr.Dataset, xr.Dataset]:
    given = (assumptions() if kind == "yearly" else five_year().drop_vars("tfr")).assign_attrs(area="01999")
    return given, project(given)


def drawn(kind: str = "yearly", **asked: object) -> Futures:
    return futures(*made(kind), **{"draws": 20, **asked})  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["yearly", "five_year"])
def test_without_luck_every_future_is_the_projection(kind: str) -> None:
    found = drawn(kind, draws=2, weights=NONE)
    expected = summarise(made(kind)[1])
    for name in ("population", "births", "deaths", "net_migration", "share_65_plus"):
        given = found.measures[name].isel(draw=1)
        given = given if "scenario" in expected[name].dims else given.isel(scenario=0)
        np.testing.assert_allclose(given.values, expected[name].transpose(*given.dims).values, rtol=1e-11)


def test_the_same_seed_gives_the_same_bytes_with_any_number_of_workers() -> None:
    one, two, four = (drawn(draws=230, workers=workers, years=(2040,)) for workers in (1, 2, 4))
    for other in (two, four):
        for name in one.measures.data_vars:
            assert one.measures[name].values.tobytes() == other.measures[name].values.tobytes(), name
        assert one.ages.values.tobytes() == other.ages.values.tobytes()
    other = drawn(draws=20, seed=2)
    assert not np.array_equal(one.measures["population"][:20].values, other.measures["population"].values)


def test_more_draws_begin_with_the_same_ones() -> None:
    few, many = drawn(draws=30), drawn(draws=130)
    np.testing.assert_array_equal(few.measures["births"].values, many.measures["births"].values[:30])


def test_more_can_be_asked_of_the_same_futures() -> None:
    """The assumptions of a scenario's futures give what the futures have, beyond the first block of draws as well."""
    given, projection = made()
    scenario = str(projection["scenario"].values[0]) if "scenario" in projection.dims else "scenario"
    alike = drawn_assumptions(given, projection, scenario, draws=130)
    again = summarise(project(alike, failing="nan"))["population"].transpose("draw", "time").values
    many = drawn(draws=130).measures["population"].sel(scenario=scenario).transpose("draw", "time").values
    np.testing.assert_allclose(again, many, rtol=1e-12)
    assert not np.array_equal(many[:30], many[100:])


def test_luck_moves_each_schedule_its_own_way() -> None:
    """Positive moves are more who come (or fewer who leave), positive deaths fewer who survive."""
    given, projection = made()
    name = str(projection["scenario"].values[0])
    central = Central(given, projection, name)
    known = calibration()
    base, found = (
        varied(central, luck(central.numbers, known, "01999", 1, 0, dict.fromkeys(LEVERS, weight)), [name]).isel(draw=0)
        for weight in (0.0, 1.0)
    )
    own = luck(central.numbers, known, "01999", 1, 0, dict.fromkeys(LEVERS, 1.0))
    for schedule, deviation in (("net_migration_rate", own.moves[0]), ("survivorship", -own.deaths[0])):
        ahead = (found[schedule] - base[schedule]).squeeze(drop=True).transpose("period", "sex", "age").values
        changed = np.abs(ahead) > 1e-9
        assert changed.sum() > 100, schedule
        np.testing.assert_array_equal(np.sign(ahead)[changed], np.sign(deviation)[changed], err_msg=schedule)


def test_scenarios_share_their_luck() -> None:
    given, _ = made()
    twins = given.sel(scenario=["trend", "trend"]).assign_coords(scenario=["one", "other"])
    twins = twins.assign_attrs(reference_scenario="one")
    found = futures(twins, project(twins), draws=10)
    population = found.measures["population"]
    np.testing.assert_array_equal(population.sel(scenario="one"), population.sel(scenario="other"))
    # and a scenario alone has the luck it has among others
    alone = given.sel(scenario=["trend"])
    np.testing.assert_allclose(
        futures(alone, project(alone), draws=10).measures["population"].sel(scenario="trend").values,
        population.sel(scenario="one").values,
        rtol=1e-12,
    )


def test_small_numbers_scatter_as_counts_do() -> None:
    found = drawn(draws=600, weights={**NONE, "small_numbers": 1.0})
    _, path = made()
    births = float(path["births"].sel(scenario="trend").isel(period=0).sum())
    scattered = found.measures["births"].sel(scenario="trend").isel(period=0)
    assert float(scattered.mean()) == pytest.approx(births, rel=0.01)
    assert float(scattered.var()) == pytest.approx(births, rel=0.15)  # Poisson
    deaths = path["deaths"].sel(scenario="trend").isel(period=0).values
    scattered = found.measures["deaths"].sel(scenario="trend").isel(period=0)
    assert float(scattered.mean()) == pytest.approx(deaths.sum(), rel=0.01)
    assert 0.6 * deaths.sum() < float(scattered.var()) < 1.1 * deaths.sum()  # binomial: below Poisson


def test_the_launch_count_is_as_uncertain_as_counts_were() -> None:
    known = replace(calibration(), launch=np.array([4e-4, 0.0]))
    found = drawn(draws=500, known=known, weights={**NONE, "launch": 1.0})
    logs = np.log(found.measures["population"].sel(scenario="trend", time=2020).values)
    assert logs.std() == pytest.approx(0.02, rel=0.1)


def test_each_lever_moves_only_what_is_its_own() -> None:
    """Moves are luck of the young, deaths of the old; the mortality of the nation is the same at every age."""
    given, projection = made()
    central = Central(given, projection, str(projection["scenario"].values[0])).numbers
    found = {
        lever: luck(central, calibration(), "01999", 1, 0, {**NONE, lever: 1.0})
        for lever in ("migration", "mortality", "fertility", "launch")
    }
    own = {"migration": "moves", "mortality": "deaths", "fertility": "births", "launch": "launch"}
    for lever, one in found.items():
        for part in own.values():
            assert bool(np.asarray(getattr(one, part)).any()) == (part == own[lever]), (lever, part)
    young = found["mortality"].deaths[..., central.ages < 50]
    np.testing.assert_allclose(young - young[..., :1, :1], 0, atol=1e-12)
    old = found["mortality"].deaths[..., (central.ages >= 80) & (central.ages < central.ages[-1])]
    assert float(np.abs(old - young[..., :1, :1]).max()) > 0.01


def test_a_lever_that_is_taken_out_changes_nothing() -> None:
    only = drawn(weights={**NONE, "fertility": 1.0})
    path = summarise(made()[1])
    old = only.measures["population_65_plus"].isel(time=10) - path["population_65_plus"].isel(time=10)
    assert float(abs(old).max()) < 1e-6
    assert float(only.measures["population_0_14"].isel(time=10).std("draw").min()) > 1


def test_a_draw_that_fails_is_counted_and_missing_and_others_are_as_without_it() -> None:
    usual = calibration()
    wild = replace(usual, lasting=usual.lasting * 400, tails=np.inf)
    found = drawn(draws=60, known=wild)
    failed = found.failed.values
    assert 0 < failed.sum() < failed.size
    population = found.measures["population"].transpose("draw", "scenario", "time").values
    assert np.isnan(population[failed]).all()
    assert np.isfinite(population[~failed]).all()


def test_streams_are_told_apart_by_what_they_are_named() -> None:
    said = stream(1, "03209", "migration", 0).standard_normal(5)
    np.testing.assert_array_equal(said, stream(1, "03209", "migration", 0).standard_normal(5))
    for other in ((2, "03209", "migration", 0), (1, "03211", "migration", 0), (1, "03209", "fertility", 0)):
        assert not np.array_equal(said, stream(*other).standard_normal(5))  # type: ignore[arg-type]
    assert blocks(250) == [100, 100, 50]
    assert blocks(100) == [100]


def test_fields_have_the_size_and_the_likeness_that_is_stated() -> None:
    known: Calibration = calibration()
    normal = np.random.default_rng(3).standard_normal((20_000, 3, CELLS))
    field = known.lasting_fields(normal)
    assert field.std(axis=0) == pytest.approx(np.ones((3, CELLS)), abs=0.03)
    assert np.corrcoef(field[:, 2].T) == pytest.approx(known.pattern, abs=0.04)
    follows = [np.corrcoef(field[:, 0, cell], field[:, 1, cell])[0, 1] for cell in range(CELLS)]
    assert follows == pytest.approx(known.persistence, abs=0.03)


@pytest.mark.parametrize(
    ("asked", "en", "ja"),
    [
        ({"draws": 0}, "draws: got 0; use a whole number from 1 to 100,000", "1～100,000 の整数"),
        ({"draws": 2.5}, "got 2.5", "2.5 です"),
        ({"seed": "a"}, "seed: got 'a'", "seed"),
        ({"seed": True}, "seed: got True", "True です"),
        ({"workers": 0}, "workers: got 0", "workers"),
    ],
)
def test_numbers_that_are_none_are_refused(asked: dict[str, object], en: str, ja: str) -> None:
    with pytest.raises(DrawsError) as caught:
        drawn(**asked)
    assert en in caught.value.text("en")
    assert ja in caught.value.text("ja")


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert not checked_numbers(2000, 7, 2)
    with pytest.raises(DrawsError) as caught:
        drawn(draws=0, seed=1.5)
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("lacking", ["births", "age"])
def test_a_projection_without_births_or_ages_is_refused(lacking: str) -> None:
    given, projection = made()
    less = projection.drop_vars("births") if lacking == "births" else projection.sum("age")
    with pytest.raises(DrawsError) as caught:
        futures(given, less, draws=2)
    assert "projection: needs ages, births, deaths and net migration; project with keep='all'" in caught.value.text(
        "en"
    )
    assert "keep='all' で推計してください" in caught.value.text("ja")


def test_a_place_too_small_is_refused() -> None:
    given, _ = made()
    small = given.assign(launch_population=given["launch_population"] / 300, net_migration=given["net_migration"] * 0)
    small = small.assign(net_migration_total=given["net_migration_total"] * 0)
    with pytest.raises(DrawsError, match="residents; errors of places below 500"):
        futures(small, project(small, failing="nan"), draws=5)


def test_levers_can_be_weighed_by_scenario() -> None:
    both = drawn(weights={"trend": NONE, "strategy": {"migration": 2.0}})
    usual = drawn()
    still = both.measures["population"].sel(scenario="trend")
    path = summarise(made()[1])["population"].sel(scenario="trend")
    np.testing.assert_allclose(still.values, np.broadcast_to(path.values, still.shape), rtol=1e-11)
    same = (both.measures["population"].sel(scenario="what-if"), usual.measures["population"].sel(scenario="what-if"))
    np.testing.assert_array_equal(*(one.values for one in same))
    wide, plain = (found.measures["population"].sel(scenario="strategy", time=2030).std() for found in (both, usual))
    assert float(wide) > 1.3 * float(plain)
