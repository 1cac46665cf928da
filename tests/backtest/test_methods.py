"""Methods against hand calculations and laws; nothing after the launch may matter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cohort.backtest.history import AGES, CENSUSES, COAST, History, history, instant, struck
from cohort.backtest.methods import (
    KEPT,
    MOTHERS,
    NAIVE,
    SHRINK,
    Launch,
    geometric,
    last_ratios,
    launch,
    linear,
    ratios,
    trend,
)


def stable(growth: float, counts: int = 3) -> Launch:
    """A population that grows at one rate in every age: any honest method goes on with it."""
    rng = np.random.default_rng(7)
    first = rng.uniform(50, 400, (4, 2, len(AGES)))
    return Launch(2000, np.stack([first * growth**-n for n in range(counts)]), None, np.array([0, 0, 1, 1]))


@pytest.mark.parametrize("growth", [0.9, 1.0, 1.05])
@pytest.mark.parametrize("method", ["geometric", "last_ratios"])
def test_a_stable_population_goes_on_at_its_rate(growth: float, method: str) -> None:
    known = stable(growth)
    # the open group of a stable population made of arbitrary ages is pooled from two groups: the ratio takes that into account
    made = NAIVE[method](known, 1)[0]
    assert made.sum((1, 2)) == pytest.approx(known.total * growth, rel=1e-12)


def test_naive_methods_by_hand() -> None:
    counts = np.zeros((2, 1, 2, len(AGES)))
    counts[0, 0, :, 3], counts[1, 0, :, 3] = 40.0, 50.0  # 80 residents after 100
    known = Launch(2000, counts, None, np.array([0]))
    assert linear(known, 2).sum((1, 2, 3)) == pytest.approx([60, 40])
    assert geometric(known, 2).sum((1, 2, 3)) == pytest.approx([64, 51.2])
    assert NAIVE["constant"](known, 2).sum((1, 2, 3)) == pytest.approx([80, 80])


def test_cohort_change_ratios_by_hand() -> None:
    before, now = np.zeros((1, 2, len(AGES))), np.zeros((1, 2, len(AGES)))
    before[0, 1, 4], now[0, 1, 5] = 100.0, 80.0  # of 100 women of 20-24, 80 are there at 25-29
    now[0, 1, 4] = 50.0
    now[0, :, 0] = [26.0, 24.0]  # 50 children of the 130 women of 15-49
    made = last_ratios(Launch(2000, np.stack([now, before]), None, np.array([0])), 1)[0]
    assert made[0, 1, 5] == pytest.approx(40.0)  # 50 x 0.8
    women = made[0, 1, MOTHERS].sum()
    assert made[0, 0, 0] == pytest.approx(26 / 130 * women)


def two_places(own: float, other: float, intervals: int = 1) -> Launch:
    """A small place among a prefecture of which it is a thousandth, each with one ratio at every age."""
    before = np.full((2, 2, len(AGES)), 50.0)
    before[1] *= 999
    now = before * np.array([own, other])[:, None, None]
    return Launch(2000, np.stack([now, *[before] * intervals]), None, np.array([0, 0]))


def test_a_small_place_takes_its_prefectures_ratio_and_keeps_its_leavers() -> None:
    known = two_places(0.9, 0.7)
    made = ratios(known, 1)[0]
    regional = 0.9 / 1000 + 0.7 * 0.999
    drawn = (50 * 0.9 + SHRINK * regional) / (50 + SHRINK)
    assert made[0, 0, AGES.index(20)] == pytest.approx(45 * drawn)  # at 10 to 34 what is its own stays
    assert made[0, 1, AGES.index(60)] == pytest.approx(45 * (regional + KEPT * (drawn - regional)))
    assert made[1, 0, AGES.index(60)] == pytest.approx(999 * 50 * 0.7 * 0.7, rel=1e-3)


def test_where_people_come_their_number_goes_on() -> None:
    known = two_places(1.2, 1.2)
    made = ratios(known, 3)[:, 1, 0, AGES.index(40)]
    # 49,950 became 59,940: the same 9,990 more for everyone who reaches 40-44 later
    reaching = [59_940, 59_940 + 9_990, 59_940 + 2 * 9_990]
    assert made == pytest.approx([one + 9_990 for one in reaching])


def test_places_add_up_to_the_nations_own_projection() -> None:
    known = launch(history(), 2010)
    made = trend(known, 2).sum((1, 2, 3))
    assert made == pytest.approx(last_ratios(known.nation, 2).sum((1, 2, 3)), rel=1e-12)


def test_an_interval_that_the_tsunami_struck_is_left_out_where_it_did() -> None:
    areas = history().areas
    places = [areas.index(code) for code in COAST]
    assert struck(areas, 2010.75, 3).sum() == 0
    assert struck(areas, 2015.75, 3).sum(1).tolist() == [len(COAST), 0, 0]
    assert struck(areas, 2020.75, 3).sum(1).tolist() == [0, len(COAST), 0]
    known = launch(history(), 2015)
    counts = known.counts.copy()
    counts[0, places, :, 1:] *= 0.5  # had half of them gone in 2010-2015, no ratio would tell; who is there counts
    other = replace(known, counts=counts)
    was, made = ratios(known, 1)[0], ratios(other, 1)[0]
    few = was[places, 0, AGES.index(70)] > 0
    assert made[places, 0, AGES.index(70)][few] == pytest.approx(0.5 * was[places, 0, AGES.index(70)][few])


def test_growth_compares_residents_of_one_kind() -> None:
    """All residents are known since 2013 only: over two years before 2015 it is Japanese at both ends."""
    real = history()
    at = [list(real.days).index(day) for day in (2014.0, 2015.0)]
    by_hand = np.log(real.register[at[1]] / real.register[at[0]])
    came = real.growth(2015.75, 1.0)  # here all residents, at both ends
    assert np.median(np.abs(real.growth(2015.75, 2.0) - by_hand)) < 0.003
    assert np.median(np.abs(came - by_hand)) < 0.003
    assert real.growth(2015.75, 2.0).mean() < 0  # foreign residents, left out at one end only, would make it rise


@pytest.mark.parametrize("year", [2000, 2005, 2010])
def test_nothing_that_came_later_is_known(year: int) -> None:
    """`known_by`: counts after the launch are replaced by noise, and every method says the same."""
    real = history()
    place = CENSUSES.index(year)
    rng = np.random.default_rng(1)
    census, register, everybody = real.census.copy(), real.register.copy(), real.register_all.copy()
    census[place + 1 :] = rng.uniform(0, 1e4, census[place + 1 :].shape)
    register[real.days > year + 0.75] = 1.0
    everybody[real.days_all > year + 0.75] = 1.0
    other: History = replace(real, census=census, register=register, register_all=everybody)
    then, blind = launch(real, year), launch(other, year)
    for method in NAIVE.values():  # sums of a copy may differ in the last digit
        np.testing.assert_allclose(method(blind, 2), method(then, 2), rtol=1e-12)
    np.testing.assert_allclose(trend(blind, 2), trend(then, 2), rtol=1e-12)


def test_instants() -> None:
    assert instant("2013-03-31") == pytest.approx(2013 + 2 / 12 + 30 / 365)
    assert instant("2020-01-01") == 2020
