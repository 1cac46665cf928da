"""Launches from the register: days, ages, and nothing that came later."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from cohort.backtest import registers
from cohort.backtest.history import history
from cohort.backtest.registers import register_backtest, register_launch, residents, trend
from cohort.backtest.scores import NAIVE, measured


@cache
def errors() -> pd.DataFrame:
    return register_backtest((2005, 2013, 2018))


def test_residents_on_a_day_without_a_count_lie_between_two() -> None:
    areas, days, counts = registers._counts()
    place = areas.index("03209")
    assert residents(days[3])[place] == pytest.approx(counts[3, place])
    middle = residents((days[3] + days[4]) / 2)[place]
    assert middle == pytest.approx((counts[3, place] + counts[4, place]) / 2)


def test_a_launch_looks_back_in_steps_of_five_years_on_the_same_day() -> None:
    known = register_launch(2018.0)
    assert known.counts.shape[0] == 3
    assert known.counts[1] == pytest.approx(residents(2013.0))
    totals = [float(residents(at).sum()) for at in (2018.0, 2016.0)]
    growth = known.growth
    assert growth is not None
    weights = residents(2016.0).sum((1, 2))
    assert float((growth * weights).sum() / weights.sum()) == pytest.approx(np.log(totals[0] / totals[1]) / 2, abs=2e-4)


def test_nothing_that_came_later_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    areas, days, counts = registers._counts()
    then = register_launch(days[10])
    methods = {name: method(then, 2) for name, method in NAIVE.items()}
    trends = trend(then, 2)
    noise = counts.copy()
    noise[11:] = 7.0
    monkeypatch.setattr(registers, "_counts", lambda kind: (areas, days, noise))
    blind = register_launch(days[10])
    for name, method in NAIVE.items():
        np.testing.assert_allclose(method(blind, 2), methods[name], rtol=1e-12)
    np.testing.assert_allclose(trend(blind, 2), trends, rtol=1e-12)


def test_measures_of_ages_that_end_earlier() -> None:
    whole = history().census[-1, :50]
    short = np.concatenate([whole[..., :16], whole[..., 16:].sum(-1, keepdims=True)], axis=-1)
    for name in ("population", "population_0_4", "population_65_plus", "share_65_plus"):
        assert measured(short, name) == pytest.approx(measured(whole, name), nan_ok=True), name


def test_errors_of_the_register_by_hand() -> None:
    rows = errors().query("method == 'constant' and launch == 2018 and area == '03209' and measure == 'population'")
    areas, days, counts = registers._counts()
    place = areas.index("03209")
    then, now = (float(counts[list(days).index(day), place].sum()) for day in (2018.0, 2023.0))
    assert rows["error"].item() == pytest.approx(then / now - 1)
    assert rows["horizon"].tolist() == [5]


def test_the_trend_is_better_than_change_that_goes_on() -> None:
    own = errors().query("measure == 'population' and horizon == 5").assign(off=lambda rows: rows["error"].abs())
    by_method = own.groupby("method")["off"].median()
    assert by_method["trend"] < by_method[["linear", "geometric", "constant", "constant_share"]].min()
