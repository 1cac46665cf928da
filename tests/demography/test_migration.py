from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cohort.arguments import ArgumentError
from cohort.demography.migration import (
    STANDARD,
    RogersCastro,
    annual_rates_from_cohort_rates,
    by_bands,
    fit_rogers_castro,
    gross_control,
    gross_from_net,
    least_change,
    plus_minus,
    residual_net_migration,
    rogers_castro,
)
from cohort.errors import AssumptionError
from tests.demography.strategies import counts

nets = hnp.arrays(np.float64, st.integers(2, 12), elements=st.floats(-500, 500).map(lambda v: round(v, 2)))
AGES = np.arange(90) + 0.5


@given(start=counts(2), seed=st.integers(0, 2**32 - 1), births=st.floats(0, 1000))
def test_residual_returns_the_rates_that_made_the_population(start, seed, births):
    draw = np.random.default_rng(seed)
    S, N = draw.uniform(0.3, 1, start.size), draw.uniform(-0.25, 0.5, start.size)
    end = np.empty_like(start)
    end[0] = births * (S[0] + N[0])
    for x in range(1, start.size - 1):
        end[x] = start[x - 1] * (S[x] + N[x])
    end[-1] = (start[-2] + start[-1]) * (S[-1] + N[-1])
    found = residual_net_migration(start, end, S, births)
    at_risk = np.array([births, *start[:-2], start[-2] + start[-1]])
    np.testing.assert_allclose(found.at_risk, at_risk)
    np.testing.assert_allclose(found.counts, at_risk * N, atol=1e-9)
    np.testing.assert_allclose(found.rates[at_risk > 0.005], N[at_risk > 0.005], atol=1e-9)
    assert np.isnan(found.rates[at_risk == 0]).all()


def test_residual_by_hand():
    found = residual_net_migration([[100, 50, 10]] * 2, [[80, 90, 40]] * 2, [1, 0.95, 0.5])
    np.testing.assert_allclose(found.counts[:, 1:], [[-5, 10]] * 2)
    np.testing.assert_allclose(found.rates[:, 1:], [[-0.05, 10 / 60]] * 2)
    assert np.isnan(found.counts[:, 0]).all()
    assert np.isnan(found.rates[:, 0]).all()


def test_plus_minus_by_hand():
    # A = 3, B = 2, M* = 5: f = (5 + sqrt(25 + 24)) / 6 = 2; arrivals 6, leavers 1
    adjusted, f = plus_minus([1, -2, 2], 5)
    assert f == pytest.approx(2)
    np.testing.assert_allclose(adjusted, [2, -1, 4])
    # only leavers: f = -B / M*; only arrivals: f = M* / A
    assert plus_minus([-2, -4], -3)[1] == pytest.approx(2)
    assert plus_minus([2, 4], 3)[1] == pytest.approx(0.5)
    adjusted, f = plus_minus([0, 0], 0)
    assert f == 1
    np.testing.assert_array_equal(adjusted, [0, 0])


@given(expected=nets, total=st.floats(-2000, 2000))
def test_plus_minus_meets_the_total_and_keeps_signs(expected, total):
    assume((expected > 0).any() and (expected < 0).any())
    adjusted, f = plus_minus(expected, total)
    assert f > 0
    assert adjusted.sum() == pytest.approx(total, abs=1e-7)
    np.testing.assert_array_equal(np.sign(adjusted), np.sign(expected))


@given(expected=nets, times=st.floats(0.2, 5))
def test_plus_minus_over_a_batch(expected, times):
    assume((expected > 0).any() and (expected < 0).any())
    batch = np.stack([expected, expected[::-1]])
    totals = np.array([expected.sum() * times, -3.0])
    adjusted, f = plus_minus(batch, totals)
    for i in range(2):
        one, factor = plus_minus(batch[i], totals[i])
        np.testing.assert_allclose(adjusted[i], one)
        assert f[i] == pytest.approx(float(factor))
    same, f = plus_minus(expected, expected.sum())
    np.testing.assert_allclose(same, expected, rtol=1e-9)


def test_bands_first_and_the_rest_carries_the_remainder():
    expected = np.array([[10.0, -60, 20, -5], [5, -40, 10, -6]])  # (sex, age)
    adjusted, factors = by_bands(expected, [0, 0, -1, -1], [-30.0], -40.0)
    assert adjusted[:, :2].sum() == pytest.approx(-30)
    assert adjusted.sum() == pytest.approx(-40)
    assert factors.shape == (2,)
    np.testing.assert_allclose(adjusted[:, 2], expected[:, 2] * factors[1])
    left, factors = by_bands(expected, [0, 0, -1, -1], [-30.0])
    np.testing.assert_array_equal(left[:, 2:], expected[:, 2:])
    assert factors.shape == (1,)
    both, _ = by_bands(expected, [0, 0, 1, 1], [-30.0, 5.0], -25.0)
    assert both[:, 2:].sum() == pytest.approx(5)


def test_least_change_by_hand():
    # one total: the difference of 6 is shared in proportion to V = 1, 2, 3
    np.testing.assert_allclose(least_change([0.0, 0, 0], [1, 2, 3], [[1, 1, 1]], [6]), [1, 2, 3])
    # the first cell may lose 1 only: the other two share what is left as 2 to 3
    limited = least_change([0.0, 0, 0], [1, 2, 3], [[1, 1, 1]], [-12], survivors=[1, 50, 50])
    np.testing.assert_allclose(limited, [-1, -4.4, -6.6])
    # a bound that does not bind changes nothing
    np.testing.assert_allclose(
        least_change([0.0, 0], [1, 1], [[1, 1]], [-2], survivors=[5, 5]), least_change([0.0, 0], [1, 1], [[1, 1]], [-2])
    )
    # a redundant total that agrees is welcome
    np.testing.assert_allclose(least_change([0.0, 0], [1, 1], [[1, 1], [2, 2]], [2, 4]), [1, 1])


@given(seed=st.integers(0, 2**32 - 1), cells=st.integers(3, 15), bound=st.booleans())
def test_least_change_meets_its_totals_at_the_optimum(seed, cells, bound):
    draw = np.random.default_rng(seed)
    V, m = draw.uniform(0.1, 50, cells), draw.uniform(-20, 20, cells)
    K = (draw.random((2, cells)) < 0.6).astype(float)
    K[:, 0], K[0, 1], K[1, 1] = 1, 1, 0
    alive = np.maximum(draw.uniform(0, 30, cells), 0.1)
    reachable = np.maximum(m + draw.normal(0, 25, cells), -alive)  # so that an answer exists
    answer = least_change(m, V, K, K @ reachable, survivors=alive if bound else None)
    np.testing.assert_allclose(K @ answer, K @ reachable, atol=1e-5)
    delta = answer - m
    free = answer > -alive + 1e-9 if bound else np.ones(cells, dtype=bool)
    if bound:
        assert (answer >= -alive).all()
    # Kuhn-Tucker: multipliers explain every free cell; a cell at its bound would go lower still
    lam = np.linalg.lstsq(K[:, free].T, delta[free] / V[free], rcond=None)[0]
    np.testing.assert_allclose(K[:, free].T @ lam, delta[free] / V[free], atol=1e-4)
    # and no other answer is nearer
    for _ in range(5):
        other = np.linalg.lstsq(K, np.zeros(2), rcond=None)[0] + (np.eye(cells) - np.linalg.pinv(K) @ K) @ draw.normal(
            0, 1, cells
        )
        moved = delta + 0.1 * other
        if not bound or (m + moved >= -alive).all():
            assert (moved**2 / V).sum() >= (delta**2 / V).sum() * (1 - 1e-6) - 1e-6


def test_least_change_keeps_the_shape():
    expected = np.array([[10.0, -60], [5, -40]])
    K = np.zeros((2, 2, 2))
    K[0], K[1, :, 1] = 1, 1
    answer = least_change(expected, np.abs(expected), K, [-70, -90])
    assert answer.shape == (2, 2)
    assert answer.sum() == pytest.approx(-70)
    assert answer[:, 1].sum() == pytest.approx(-90)


def test_gross_control():
    arrive, leave, a, b = gross_control([10, 30], [20, 60], 50, 60)
    np.testing.assert_allclose(arrive, [12.5, 37.5])
    np.testing.assert_allclose(leave, [15, 45])
    assert (a, b) == (pytest.approx(0.25), pytest.approx(0.25))
    nobody = gross_control([0, 0], [1, 1], 0, 0)
    np.testing.assert_array_equal(nobody[1], [0, 0])


@given(net=nets, extra=st.floats(0, 1000))
def test_gross_from_net(net, extra):
    arrivals, leavers = np.maximum(net, 0).sum() + extra, np.maximum(-net, 0).sum() + extra
    arrive, leave = gross_from_net(net, arrivals, leavers, np.arange(1, net.size + 1))
    np.testing.assert_allclose(arrive - leave, net, atol=1e-9)
    assert arrive.sum() == pytest.approx(arrivals)
    assert leave.sum() == pytest.approx(leavers)
    assert (arrive >= 0).all()
    assert (leave >= 0).all()


def test_gross_from_net_without_anybody_to_add():
    arrive, leave = gross_from_net([5, -3], 5, 3, [0, 0])
    np.testing.assert_array_equal(arrive, [5, 0])
    np.testing.assert_array_equal(leave, [0, 3])


def test_rogers_castro_by_hand():
    p = RogersCastro(
        0.02, 0.1, 0.06, 0.1, 20, 0.4, 0.003, a3=0.01, alpha3=0.2, mu3=65, lambda3=0.3, a4=1e-4, lambda4=0.05
    )
    x = 30.0
    hand = (
        0.02 * np.exp(-3)
        + 0.06 * np.exp(-1 - np.exp(-4))
        + 0.01 * np.exp(7 - np.exp(10.5))
        + 1e-4 * np.exp(1.5)
        + 0.003
    )
    assert rogers_castro([x], p)[0] == pytest.approx(hand, rel=1e-12)
    # the labour-force peak lies at mu2 + ln(lambda2 / alpha2) / lambda2
    fine = np.linspace(15, 35, 20001)
    assert fine[np.argmax(rogers_castro(fine))] == pytest.approx(20 + np.log(4) / 0.4, abs=0.3)


@pytest.mark.parametrize("name", sorted(STANDARD))
def test_every_standard_is_found_again(name):
    rates = rogers_castro(AGES, name) * 2.5
    found = fit_rogers_castro(AGES, rates)
    np.testing.assert_allclose(rogers_castro(AGES, found), rates, rtol=1e-6)
    assert found.mu2 == pytest.approx(STANDARD[name].mu2, rel=1e-5)


@given(
    a1=st.floats(0.005, 0.04), alpha1=st.floats(0.06, 0.2),
    a2=st.floats(0.03, 0.12), alpha2=st.floats(0.06, 0.2),
    mu2=st.floats(16, 26), lambda2=st.floats(0.2, 0.7), c=st.floats(0.001, 0.01),
)  # fmt: skip
def test_rogers_castro_and_back(a1, alpha1, a2, alpha2, mu2, lambda2, c):
    rates = rogers_castro(AGES, RogersCastro(a1, alpha1, a2, alpha2, mu2, lambda2, c))
    found = rogers_castro(AGES, fit_rogers_castro(AGES, rates))
    np.testing.assert_allclose(found, rates, atol=1e-4 * rates.max())


def test_all_thirteen_terms_and_back():
    made = RogersCastro(0.02, 0.1, 0.06, 0.1, 20, 0.4, 0.003, a3=0.01, alpha3=0.4, mu3=64, lambda3=0.3)
    found = fit_rogers_castro(AGES, rogers_castro(AGES, made), retirement=True)
    assert found.mu3 == pytest.approx(64, rel=1e-4)
    rising = RogersCastro(
        0.02, 0.1, 0.06, 0.1, 20, 0.4, 0.003, a3=0.01, alpha3=0.4, mu3=64, lambda3=0.3, a4=2e-4, lambda4=0.04
    )
    rates = rogers_castro(AGES, rising)
    plain = fit_rogers_castro(AGES, rogers_castro(AGES, "basic"), elderly=True)  # nothing rises: nothing is found
    np.testing.assert_allclose(rogers_castro(AGES, plain), rogers_castro(AGES), atol=1e-5)
    found = fit_rogers_castro(AGES, rates, start=made, retirement=True, elderly=True)
    np.testing.assert_allclose(rogers_castro(AGES, found), rates, atol=1e-4 * rates.max())


@given(rate=st.floats(-0.2, 0.5), groups=st.integers(3, 20), at=st.sampled_from(["completed", "start", "reached"]))
def test_one_rate_at_every_age_stays_one_rate(rate, groups, at):
    annual = annual_rates_from_cohort_rates(np.r_[np.nan, [rate] * (groups - 1)], range(101), at=at)
    np.testing.assert_allclose(annual, rate / 5, atol=1e-12)


def test_cohort_rates_sit_at_their_mid_age():
    # reached 20-24: aged 15-19 at the start, so at exact age 20 on the average half way
    rates = np.array([0.05, 0.0, 0.0, 0.0, -0.4, -0.1, 0.1, 0.0])
    reached = annual_rates_from_cohort_rates(rates, np.arange(50), at="reached")
    np.testing.assert_allclose(
        reached[[5, 10, 15, 20, 25, 30, 35, 40, 49]] * 5, [0, 0, 0, -0.4, -0.1, 0.1, 0, 0, 0], atol=1e-15
    )
    assert reached.min() == reached[20]  # no new peak
    completed = annual_rates_from_cohort_rates(rates, np.arange(50) + 0.0)
    start = annual_rates_from_cohort_rates(rates, np.arange(49), at="start")
    np.testing.assert_allclose(start, reached[1:], atol=1e-15)
    assert completed[19] != completed[20]
    # children born in the step: 2.5 years at risk, at 1.25 on the average; younger ages are held there
    assert annual_rates_from_cohort_rates(rates, [0.0], at="reached")[0] == pytest.approx(0.05 / 2.5)
    # without births the next cohort's rate is held below it
    without = annual_rates_from_cohort_rates(np.r_[np.nan, -0.1, -0.2, 0.3], np.arange(6), at="reached")
    np.testing.assert_allclose(without, -0.02)
    stacked = annual_rates_from_cohort_rates(np.stack([rates, rates * 2]), np.arange(50), at="reached")
    np.testing.assert_allclose(stacked, [reached, reached * 2])


BAD = [
    (lambda: residual_net_migration([1, 2, 3], [1, 2], [1, 1, 1]), "shapes do not fit"),
    (lambda: residual_net_migration([1, -2, 3], [1, 2, 3], [1, 1, 1]), "start[1]: got -2"),
    (lambda: residual_net_migration([1, 2, 3], [1, np.nan, 3], [1, 1, 1]), "end[1]: got nan"),
    (lambda: residual_net_migration([1, 2, 3], [1, 2, 3], [1, 1.1, 1]), "survivorship[1]: got 1.1"),
    (lambda: plus_minus([1, 2], -3), "got -3, but 3 arrive and 0 leave"),
    (lambda: plus_minus([-1, -2], 0), "got 0, but 0 arrive and 3 leave"),
    (lambda: plus_minus([0, 0], 5), "got 5, but 0 arrive and 0 leave"),
    (lambda: plus_minus([[1, -2]], [1, 2]), "total: got shape (2,)"),
    (lambda: plus_minus([1, np.nan], 1), "expected[1]: got nan"),
    (lambda: by_bands([1, -1, 1], [0, 0, 0], [1, 2]), "totals[1]: no age"),
    (lambda: by_bands([1, -1, 1], [0, 1, 2], [1, 2]), "band_of_age[2]: got 2"),
    (lambda: by_bands([1, -1, 1], [0, 0.5, 0], [1]), "a whole number"),
    (lambda: by_bands([1, -1, 1], [0, 0], [1]), "band_of_age: got shape (2,)"),
    (lambda: by_bands([1, -1, 1], [0, 0, 0], [1], 5), "the bands cover every age and add up to 1"),
    (lambda: least_change([1, 2], [1, 1], [[1, 1], [1, 1]], [3, 4]), "contradict each other"),
    (lambda: least_change([1, 2], [0, 0], [[1, 1]], [4]), "no cell in it may change"),
    (lambda: least_change([1, 2], [1, 1], [[1, 1, 1]], [4]), "constraints: got shape (1, 3)"),
    (lambda: least_change([1, 2], [1, -1], [[1, 1]], [4]), "gross[1]: got -1"),
    (lambda: least_change([0, 0], [1, 1], [[1, 1]], [-9], survivors=[4, 4]), "more people would have"),
    (lambda: least_change([-5, 0], [0, 1], [[1, 1]], [-5], survivors=[4, 9]), "5 leave where 4 live"),
    (lambda: gross_control([0, 0], [1, 1], 5, 1), "in_migration: is 0 everywhere"),
    (lambda: gross_control([1, 0], [1, 1], 5, -1), "out_total: got -1"),
    (lambda: gross_from_net([5, -3], 10, 9, [1, 1]), "differ by 1, but the net migrants add up to 2"),
    (lambda: gross_from_net([5, -3], 4, 2, [1, 1]), "needs 5 arrivals"),
    (lambda: gross_from_net([5, -3], 10, 8, [0, 0]), "profile above 0"),
    (lambda: rogers_castro([1], "japan"), "the standards are"),
    (lambda: rogers_castro([-1]), "ages[0]: got -1"),
    (lambda: rogers_castro([1], RogersCastro(np.nan, 0, 0, 0, 0, 0)), "parameters[0]: got nan"),
    (lambda: fit_rogers_castro([1, 2], [1, 2]), "at least 7 ages"),
    (lambda: fit_rogers_castro(AGES, AGES * 0), "a rate above 0"),
    (lambda: fit_rogers_castro(AGES, AGES[1:]), "rates: got shape (89,)"),
    (lambda: fit_rogers_castro(AGES, AGES, start="japan"), "the standards are"),
    (lambda: annual_rates_from_cohort_rates([0.1, 0.1], [1]), "three groups or more"),
    (lambda: annual_rates_from_cohort_rates([0.1, np.nan, 0.1], [1]), "rates[1]: got nan"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message"), BAD, ids=range(len(BAD)))
def test_bad_values_are_errors(call, message):
    with pytest.raises(AssumptionError) as caught:
        call()
    assert message in caught.value.text("en")
    assert any(ord(letter) > 0x3000 for letter in caught.value.text("ja").split(":", 1)[1])


def test_an_unknown_meaning_of_the_wanted_age_is_refused() -> None:
    with pytest.raises(ArgumentError, match="at: got 'birthday'"):
        annual_rates_from_cohort_rates([0.1, 0.1, 0.1], [1], at="birthday")


def test_what_the_wanted_age_means_moves_the_rate_by_half_a_year() -> None:
    """Yearly rates of 0.001 per year of exact age: at 20 in completed years 0.0205, at the start of a year 0.021, reached 0.020."""
    exact = np.array([1.25, *range(5, 95, 5)])
    years = np.array([2.5, *([5.0] * 18)])
    rates = 0.001 * exact * years
    for at, wanted in (("completed", 0.0205), ("start", 0.021), ("reached", 0.020)):
        found = annual_rates_from_cohort_rates(rates, [20, 43], at=at)
        assert found == pytest.approx([wanted, wanted + 0.023], abs=1e-12), at
    assert annual_rates_from_cohort_rates(rates, [20]) == pytest.approx([0.0205], abs=1e-12)
