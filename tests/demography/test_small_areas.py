"""Small areas: hand calculations, control in every cell, growth that comes again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohort.demography.small_areas import carried_forward, own_growth

AGES = 10  # 0-4 ... 45+


def area(**cells: float) -> np.ndarray:
    made = np.zeros((2, AGES))
    for name, value in cells.items():
        made["mf".index(name[0]), int(name[1:]) // 5] = value
    return made


def test_five_years_by_hand() -> None:
    """Two areas of women 20-24 (100 and 300) and men 45+ with those who come into it; the city loses a tenth of each cohort."""
    here, there = area(f20=100, m40=40, m45=10), area(f20=300, m40=0, m45=50)
    control = area(f0=20, m0=40, f25=360, m45=90)
    found, placed = carried_forward(np.array([here, there]), control, 5)
    assert placed == 0
    # newborns by the women of 20-39: a quarter and three quarters
    np.testing.assert_allclose(found[0], area(f0=5, m0=10, f25=90, m45=45))
    np.testing.assert_allclose(found[1], area(f0=15, m0=30, f25=270, m45=45))


def test_two_years_move_two_fifths_of_a_group() -> None:
    one = area(m10=50, f20=10)
    other = area(m15=50, f20=10)
    control = area(m10=30, m15=50, m20=20, f20=12, f25=8)
    found, _ = carried_forward(np.array([one, other]), control, 2)
    np.testing.assert_allclose(found[0], area(m10=30, m15=20, f20=6, f25=4))
    np.testing.assert_allclose(found[1], area(m15=30, m20=20, f20=6, f25=4))


def test_own_growth_tilts_and_the_whole_stays() -> None:
    same = area(f20=100)
    control = area(f25=200)
    found, _ = carried_forward(np.array([same, same]), control, 5, np.array([0.02, 0.0]))
    share = np.exp(0.1) / (1 + np.exp(0.1))
    np.testing.assert_allclose(found[:, 1, 5], [200 * share, 200 * (1 - share)])


def test_people_whom_no_area_could_have_are_placed_by_residents_and_counted() -> None:
    found, placed = carried_forward(np.array([area(f20=30), area(f20=10)]), area(f25=40, m30=8), 5)
    assert placed == 8
    np.testing.assert_allclose(found[:, 0, 6], [6, 2])


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.floats(0.1, 5.0))
def test_every_cell_adds_up(seed: int, years: float) -> None:
    made = np.random.default_rng(seed)
    parts = made.poisson(3.0, (7, 2, AGES)).astype(float)
    control = made.uniform(0, 50, (2, AGES))
    control[:, 0] += parts[..., 0].sum(axis=0)
    found, _ = carried_forward(parts, control, years, made.normal(0, 0.01, 7))
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=0), control, rtol=1e-12, atol=1e-9)


def grown(rates: np.ndarray, size: float, noise: np.ndarray) -> np.ndarray:
    """Areas of one age structure that grow by own rates and yearly noise."""
    base = np.full((len(rates), 2, AGES), size / (2 * AGES))
    counts = [base]
    for shock in noise:
        counts.append(counts[-1] * np.exp(rates + shock)[:, None, None])
    return np.array(counts)


def test_growth_that_comes_again_is_kept_and_noise_is_not() -> None:
    made = np.random.default_rng(3)
    rates = made.normal(0, 0.02, 300)
    years = np.arange(4.0)
    steady, tau, _ = own_growth(grown(rates, 1000, np.zeros((3, 300))), years)
    assert np.corrcoef(steady, rates)[0, 1] > 0.99
    assert tau == pytest.approx(0.02, rel=0.15)
    # alternating noise: what rises this year falls the next; nothing of it is an area's own
    shock = made.normal(0, 0.02, 300)
    kept, tau, sigma = own_growth(grown(np.zeros(300), 1000, np.array([shock, -shock, shock])), years)
    assert tau == 0
    assert not kept.any()
    assert sigma > 0


def test_an_empty_area_has_no_growth_of_its_own() -> None:
    counts = grown(np.array([0.05, -0.05, 0.0]), 500, np.zeros((2, 3)))
    counts[1, 2] = 0
    kept, _, _ = own_growth(counts, np.arange(3.0))
    assert kept[2] == 0
    assert np.isfinite(kept).all()
