"""Methods against hand calculations and laws; nothing after the launch may matter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cohort.backtest.history import AGES, CENSUSES, History, history, instant
from cohort.backtest.methods import (
    MOTHERS,
    NAIVE,
    Launch,
    combined,
    geometric,
    last_ratios,
    launch,
    learned,
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


def test_a_large_place_keeps_its_ratios_and_a_small_one_takes_its_regions() -> None:
    before = np.full((2, 2, len(AGES)), 1e6)
    before[1] = 1e-6
    now = before * np.array([0.5, 2.0])[:, None, None]
    made = ratios(Launch(2000, np.stack([now, before]), None, np.array([0, 0])), 1)[0]
    assert made[0, 0, 5] == pytest.approx(now[0, 0, 4] * 0.5, rel=1e-3)
    assert made[1, 0, 5] == pytest.approx(now[1, 0, 4] * 0.5, rel=1e-3)  # not its own doubling


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
    np.testing.assert_allclose(trend(blind, 2, other), trend(then, 2, real), rtol=1e-12)


def test_what_is_learned_is_taken_off_every_step() -> None:
    known = launch(history(), 2010)
    lesson = learned(known, history())
    assert lesson < 0  # launched in 2005, the method expected too many
    plain, corrected = combined(known, 3), combined(known, 3, lesson)
    assert np.log(corrected.sum((2, 3)) / plain.sum((2, 3)))[:, 0] == pytest.approx(
        [lesson, 2 * lesson, 3 * lesson]
    )


def test_instants() -> None:
    assert instant("2013-03-31") == pytest.approx(2013 + 2 / 12 + 30 / 365)
    assert instant("2020-01-01") == 2020
