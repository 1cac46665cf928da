from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohort.assumptions.mortality import central_rates, closed_table
from cohort.demography.lee_carter import fit_lee_carter
from cohort.demography.life_table import life_table, open_at
from cohort.demography.time_index import logarithmic_rates
from cohort.errors import AssumptionError
from tests.demography.strategies import japan

YEARS = np.arange(1980, 2021, 5)


def fitted(sex="female", until=2020):
    years = YEARS[until >= YEARS]
    mx = np.stack([open_at(life_table(japan(year, sex), sex=sex), 100).mx for year in years])
    return fit_lee_carter(mx, years)


def on_a_curve(origin, slope, ages=30):
    """Tables whose k is exactly slope * ln(t - origin)."""
    x = np.arange(ages)
    b = np.linspace(2, 0.5, ages)
    k = slope * np.log(YEARS - origin)
    return np.exp(-8 + 0.1 * x + np.outer(k, b / b.sum()))


@given(origin=st.floats(1905, 1975), slope=st.floats(-15, -0.5))
def test_a_logarithmic_k_goes_on_along_its_curve(origin, slope):
    mx = on_a_curve(origin, slope)
    later = np.array([2020.0, 2030.5, 2060.0])
    found = logarithmic_rates(fit_lee_carter(mx, YEARS), later)
    b = np.linspace(2, 0.5, 30)
    change = slope * (np.log(later - origin) - np.log(2020 - origin))
    np.testing.assert_allclose(found, mx[-1] * np.exp(np.outer(change, b / b.sum())), rtol=2e-4)


@pytest.mark.parametrize("sex", ["male", "female"])
def test_the_last_table_is_where_it_starts(sex):
    made = fitted(sex)
    np.testing.assert_allclose(logarithmic_rates(made, [2020])[0], made.last_mx, rtol=1e-12)


@pytest.mark.parametrize("sex", ["male", "female"])
def test_gains_grow_smaller(sex):
    made = fitted(sex)
    e0 = life_table(mx=logarithmic_rates(made, np.arange(2020, 2071, 10)), sex=sex).e0
    gains = np.diff(e0)
    assert (gains > 0).all()
    assert (np.diff(gains) < 0).all()
    # and are less than those of a random walk with drift: by 2050 by 1.4 years for men and 1.7 for women
    drift = life_table(mx=made.project([2050]), sex=sex).e0[0]
    assert drift - e0[3] == pytest.approx({"male": 1.4, "female": 1.7}[sex], abs=0.15)


def trials():
    """Fit to 2000, 2005, 2010 and 2015; read off at every later table to 2020: misses in years of life expectancy."""
    misses = {"curve": [], "drift": []}
    for sex in ("male", "female"):
        mx = central_rates(np.stack([japan(int(year), sex)[:100] for year in YEARS]), sex)
        observed = closed_table(mx, sex).e0
        for until in (2000, 2005, 2010, 2015):
            known = until >= YEARS
            made = fit_lee_carter(mx[known], YEARS[known])
            for year, wanted in zip(YEARS[~known], observed[~known], strict=True):
                for name, later in (("curve", logarithmic_rates(made, [year])), ("drift", made.project([year]))):
                    misses[name].append(abs(float(closed_table(later[0], sex).e0) - wanted))
    return {name: np.array(values) for name, values in misses.items()}


def test_the_trials_that_chose_the_curve():
    found = trials()
    curve, drift = found["curve"], found["drift"]
    assert curve.size == 20
    assert int((curve < drift).sum()) == 13
    assert int((curve < drift)[10:].sum()) == 10  # for women always
    assert curve.mean() == pytest.approx(0.47, abs=0.005)
    assert drift.mean() == pytest.approx(0.63, abs=0.005)


def test_years_between_and_together():
    made = fitted()
    together = logarithmic_rates(made, [2025.0, 2030.75])
    np.testing.assert_array_equal(together[1], logarithmic_rates(made, [2030.75])[0])
    assert together.shape == (2, 101)


def test_a_year_before_the_last_table_is_refused():
    with pytest.raises(AssumptionError) as caught:
        logarithmic_rates(fitted(), [2019, 2030])
    assert "got 2019 with 9 tables up to 2020" in caught.value.text("en")
    assert "2019 年" in caught.value.text("ja")


def test_three_tables_are_too_few():
    with pytest.raises(AssumptionError, match="four tables"):
        logarithmic_rates(fitted(until=1990), [2030])
