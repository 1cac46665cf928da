from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohort.demography.life_table import close, life_table, open_at
from cohort.demography.mortality import (
    brass_lx,
    brass_shift,
    fit_lee_carter,
    interpolate_life_tables,
    shift_to_deaths,
    shift_to_e0,
)
from cohort.errors import AssumptionError
from tests.demography.strategies import japan, rates

YEARS = np.arange(1980, 2021, 5)


def japan_mx(sex):
    return np.stack([open_at(life_table(japan(year, sex), sex=sex), 100).mx for year in YEARS])


def synthetic(years, k, ages=101):
    x = np.arange(ages)
    a = -9 + 0.085 * x
    b = np.linspace(2, 0.5, ages)
    b /= b.sum()
    k = np.asarray(k, dtype=float) - np.mean(k)
    return a, b, k, np.exp(a + np.outer(k, b))


def test_lee_carter_returns_what_made_the_rates():
    years = np.array([1980, 1985, 1995, 2000, 2020])  # unequally spaced
    a, b, k, mx = synthetic(years, [30, 22, 1, -9, -50])
    found = fit_lee_carter(mx, years)
    np.testing.assert_allclose(found.ax, a, rtol=1e-12)
    np.testing.assert_allclose(found.bx, b, rtol=1e-10)
    np.testing.assert_allclose(found.kx, k, rtol=1e-10)
    assert found.bx.sum() == pytest.approx(1, rel=1e-12)
    assert found.kx.sum() == pytest.approx(0, abs=1e-10)
    assert found.drift == pytest.approx(-80 / 40)  # per year, not per step
    # shocks per sqrt(year): (-8+10)^2/5, (-21+20)^2/10, (-10+10)^2/5, (-41+40)^2/20; 4 steps less the drift
    assert found.sigma == pytest.approx(np.sqrt((4 / 5 + 1 / 10 + 0 + 1 / 20) / 3))
    assert found.explained == pytest.approx(1)


@given(slope=st.floats(-4, -0.1), gap=st.integers(1, 10))
def test_lee_carter_drift_is_per_year_whatever_the_spacing(slope, gap):
    years = 1980 + gap * np.arange(5)
    _, b, _, mx = synthetic(years, slope * (years - years[0]))
    found = fit_lee_carter(mx, years)
    assert found.drift == pytest.approx(slope, rel=1e-9)
    assert found.sigma == pytest.approx(0, abs=1e-8)
    for jump_off in ("observed", "fitted"):
        later = found.project([years[-1], years[-1] + 7.5], jump_off)
        np.testing.assert_allclose(later[0], mx[-1], rtol=1e-9)
        np.testing.assert_allclose(later[1], mx[-1] * np.exp(b * slope * 7.5), rtol=1e-9)


def test_jump_off():
    mx = japan_mx("male")
    model = fit_lee_carter(mx, YEARS)
    np.testing.assert_array_equal(model.project(2020.0), np.exp(np.log(mx[-1])))
    fitted = model.project(2020.0, jump_off="fitted")
    np.testing.assert_allclose(fitted, np.exp(model.ax + model.bx * model.kx[-1]))
    assert not np.allclose(fitted, mx[-1], rtol=1e-3)
    assert model.project(2030).shape == (101,)
    assert model.project([2030, 2040]).shape == (2, 101)


def test_k_matched_to_life_expectancy():
    mx = japan_mx("female")
    matched = fit_lee_carter(mx, YEARS, match="e0", sex="female")
    for i in range(YEARS.size):
        again = life_table(mx=np.exp(matched.ax + matched.bx * matched.kx[i]), sex="female")
        assert again.e0 == pytest.approx(float(life_table(mx=mx[i], sex="female").e0), abs=1e-9)
    assert matched.kx.sum() == pytest.approx(0, abs=1e-9)
    assert not np.allclose(matched.kx, fit_lee_carter(mx, YEARS).kx, atol=0.1)


@pytest.mark.parametrize(("sex", "published", "miss"), [("male", 81.56, -0.14), ("female", 87.71, 0.89)])
def test_out_of_sample(sex, published, miss):
    # fitted to the tables of 1980-2010, a decade ahead: women's gains slowed after 2010
    mx = japan_mx(sex)
    early = fit_lee_carter(mx[:7], YEARS[:7]).project(2020.0)
    assert float(life_table(mx=early, sex=sex).e0) - published == pytest.approx(miss, abs=0.01)
    later = life_table(mx=fit_lee_carter(mx, YEARS).project([2020, 2030, 2040, 2050]), sex=sex).e0
    assert (np.diff(later) > 1).all()
    assert (np.diff(later) < 2.1).all()


def test_brass_by_hand():
    # l = 0.8: odds 0.25; alpha = ln 2 / 2 doubles the odds: l* = 1 / 1.5
    np.testing.assert_allclose(brass_lx([1, 0.8], np.log(2) / 2), [1, 1 / 1.5])
    # beta = 2: odds 0.0625
    np.testing.assert_allclose(brass_lx([100, 80], 0, 2), [100, 100 / 1.0625])
    np.testing.assert_allclose(brass_lx([1, 0.8], [0.0, np.log(2) / 2]), [[1, 0.8], [1, 1 / 1.5]])


@given(mx=rates)
def test_brass_of_nothing_changes_nothing(mx):
    table = life_table(mx=mx)
    same = brass_shift(table, 0.0)
    np.testing.assert_allclose(same.lx, table.lx, rtol=1e-9)
    np.testing.assert_allclose(same.mx[-1], table.mx[-1], rtol=1e-9)
    np.testing.assert_allclose(same.e0, table.e0, rtol=1e-9)


@given(alpha=st.floats(-1, 1), more=st.floats(0.01, 0.5))
def test_brass_orders_mortality(alpha, more):
    table = open_at(life_table(japan(2020, "male"), sex="male"), 100)
    light, heavy = brass_shift(table, alpha), brass_shift(table, alpha + more)
    assert (heavy.lx[1:] < light.lx[1:]).all()
    assert heavy.e0 < light.e0
    assert heavy.mx[-1] >= light.mx[-1]


@pytest.mark.parametrize("alpha", [-1.0, -0.1, 0.1, 1.0])
def test_brass_in_the_open_group_at_a_constant_rate(alpha):
    # exact: with l(t) = L exp(-m t), T* = ln((c + (1 - c) L) / c) / (m (1 - c)), c = exp(2 alpha)
    table = life_table(qx=[0.5, 0.5], ax=[0.5, 0.5], open_mx=0.2)
    c = np.exp(2 * alpha)
    years = np.log((c + (1 - c) * 0.5) / c) / (0.2 * (1 - c))
    assert brass_shift(table, alpha).Lx[-1] == pytest.approx(years, rel=1e-12)


@pytest.mark.parametrize("beta", [0.7, 1.0, 1.4])
def test_brass_in_the_open_group_is_the_shift_of_its_ages(beta):
    table = life_table(qx=[0.5, 0.5], ax=[0.5, 0.5], open_mx=0.2)
    t = np.linspace(0, 400, 2_000_001)  # slow sum over time
    slow = np.trapezoid(brass_lx(np.append(1.0, 0.5 * np.exp(-0.2 * t)), 0.3, beta)[1:], t)
    assert brass_shift(table, 0.3, beta).Lx[-1] == pytest.approx(slow, rel=1e-6)


def test_brass_on_a_table_opened_at_90():
    # close to the whole table shifted and then opened at 90
    mx = close(life_table(japan(2020, "female"), sex="female").mx)
    whole = life_table(mx=mx, sex="female")
    for alpha in (-0.2, 0.1, 0.3):
        once = open_at(brass_shift(whole, alpha), 90)
        twice = brass_shift(open_at(whole, 90), alpha)
        np.testing.assert_allclose(twice.lx, once.lx, rtol=1e-12)
        assert twice.ex[-1] == pytest.approx(once.ex[-1], rel=0.04)
        assert (twice.ex[-1] - whole.ex[90]) * (once.ex[-1] - whole.ex[90]) > 0


@given(e0=st.tuples(st.floats(60, 95), st.floats(60, 95)))
def test_brass_hits_life_expectancy(e0):
    stack = life_table(
        mx=np.stack([close(life_table(japan(2020, s)).mx) for s in ("male", "female")]),
        sex=("male", "female"),
        radix=100_000,
    )
    table, alpha = shift_to_e0(stack, e0)
    np.testing.assert_allclose(table.e0, e0, atol=1e-9)
    assert alpha.shape == (2,)
    assert table.lx[0, 0] == 100_000


def test_iwate():
    # the prefecture of 2020: male 80.64, female 87.05, both below the nation, so alpha is above 0
    for sex, e0 in (("male", 80.64), ("female", 87.05)):
        table, alpha = shift_to_e0(open_at(life_table(japan(2020, sex), sex=sex), 100), e0)
        assert table.e0 == pytest.approx(e0, abs=1e-9)
        assert 0 < alpha < 0.1


def test_shift_to_observed_deaths():
    table = open_at(life_table(japan(2020, "male"), sex="male"), 100)
    people = 1000 * np.exp(-0.01 * np.arange(101))

    def deaths(alpha):
        return float((brass_shift(table, alpha).mx * people).sum())

    wanted = deaths(0.0) * 1.1
    alpha = shift_to_deaths(deaths, wanted)
    assert deaths(alpha) == pytest.approx(wanted, rel=1e-10)
    assert alpha > 0
    with pytest.raises(AssumptionError, match="out of reach"):
        shift_to_deaths(deaths, 1e9)


def test_tables_between_two_dates():
    q = np.stack([japan(year, "male")[:100] for year in (2010, 2015, 2020)])
    at = interpolate_life_tables([2010, 2015, 2020], q, [2010, 2012.5, 2015, 2018, 2020])
    np.testing.assert_allclose(at[[0, 2, 4]], q, rtol=1e-12)

    def rate(q):
        return q / (1 - q / 2)

    np.testing.assert_allclose(rate(at[1]), np.sqrt(rate(q[0]) * rate(q[1])), rtol=1e-12)
    np.testing.assert_allclose(rate(at[3]), rate(q[1]) ** 0.4 * rate(q[2]) ** 0.6, rtol=1e-12)
    both = np.stack([q, q / 2], axis=1)  # (year, sex, age)
    assert interpolate_life_tables([2010, 2015, 2020], both, [2011, 2012]).shape == (2, 2, 100)
    assert interpolate_life_tables([2010, 2015, 2020], both, 2012).shape == (2, 100)


GOOD = np.full((3, 4), 0.1) * np.array([[1.0], [0.9], [0.8]])
TABLE = life_table(mx=[0.01, 0.02, 0.3])
BAD = [
    (lambda: fit_lee_carter(GOOD, [2000, 2005]), "years: got shape (2,)"),
    (lambda: fit_lee_carter(GOOD[:2], [2000, 2005]), "at least 3 rising years"),
    (lambda: fit_lee_carter(GOOD, [2000, 2010, 2005]), "at least 3 rising years"),
    (lambda: fit_lee_carter(GOOD * [[1.0], [0.0], [1.0]], [2000, 2005, 2010]), "mx[1, 0]: is 0"),
    (lambda: fit_lee_carter(GOOD * np.nan, [2000, 2005, 2010]), "mx[0, 0]: got nan"),
    (lambda: fit_lee_carter(GOOD[None].repeat(3, 0), [2000, 2005, 2010]), "(year, age) is needed"),
    (lambda: fit_lee_carter(GOOD * 0 + 0.1, [2000, 2005, 2010]), "do not change in time"),
    (lambda: fit_lee_carter(GOOD, [2000, 2005, 2010]).project([2009]), "before the last observed year 2010"),
    (lambda: fit_lee_carter(GOOD, [2000, 2005, 2010]).project([2009, 2015]), "before the last observed year 2010"),
    (lambda: fit_lee_carter(GOOD, [2000, 2005, 2010]).project(2020, "mean"), "got 'mean'"),
    (lambda: brass_lx([1, 0], 0), "lx[1]: got 0"),
    (lambda: brass_lx([1, 0.5, 0.7], 0), "lx[1]: rises"),
    (lambda: brass_lx([1, 0.5], 0, 0), "beta: got 0"),
    (lambda: brass_shift(TABLE, np.nan), "alpha: got nan"),
    (lambda: shift_to_e0(TABLE, 500), "e0: out of reach"),
    (lambda: shift_to_e0(TABLE, [5, 6]), "e0: got shape (2,)"),
    (lambda: shift_to_deaths(lambda alpha: 10 + alpha, -5), "target: got -5"),
    (lambda: shift_to_deaths(lambda alpha: np.nan, 5), "deaths: out of reach"),
    (lambda: interpolate_life_tables([2010, 2015, 2020], GOOD, 2021), "cover 2010 to 2020"),
    (lambda: interpolate_life_tables([2010, 2015, 2020], GOOD, [2009.9, 2012]), "cover 2010 to 2020"),
    (lambda: interpolate_life_tables([2010, 2015, 2020], GOOD * 0, 2012), "qx[0, 0]: is 0"),
    (lambda: interpolate_life_tables([2010], GOOD[:1], 2010), "at least 2 rising years"),
]


@pytest.mark.parametrize(("call", "message"), BAD, ids=range(len(BAD)))
def test_bad_values_are_errors(call, message):
    with pytest.raises(AssumptionError) as caught:
        call()
    assert message in caught.value.text("en")
    assert any(ord(letter) > 0x3000 for letter in caught.value.text("ja").split(":", 1)[1])
