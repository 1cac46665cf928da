from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohort.demography.graduation import extend_open_group, rake, to_groups, to_single_years
from cohort.demography.life_table import life_table
from cohort.errors import AssumptionError
from tests.demography.strategies import counts, japan


@given(groups=counts(2, 21), method=st.sampled_from(["monotone", "smooth"]))
def test_single_years_sum_back_and_are_never_negative(groups, method):
    bounds = 5 * np.arange(groups.size)
    single = to_single_years(groups, bounds, method)
    assert single.shape == (bounds[-1] + 1,)
    assert (single >= 0).all()
    np.testing.assert_allclose(to_groups(single, 5), groups, rtol=1e-9, atol=1e-9)
    assert single[-1] == groups[-1]


@given(groups=counts(3, 8), widths=st.lists(st.integers(1, 12), min_size=2, max_size=7))
def test_groups_of_any_width(groups, widths):
    bounds = np.r_[0, np.cumsum(widths[: groups.size - 1])]
    groups = groups[: bounds.size]
    single = to_single_years(groups, bounds)
    for g in range(bounds.size - 1):
        assert single[bounds[g] : bounds[g + 1]].sum() == pytest.approx(groups[g], rel=1e-9, abs=1e-12)
    assert (single >= 0).all()


@pytest.mark.parametrize("method", ["monotone", "smooth"])
def test_a_straight_line_comes_back(method):
    line = 1000.0 - 10 * np.arange(80)
    groups = np.r_[line.reshape(-1, 5).sum(1), 300]
    single = to_single_years(groups, 5 * np.arange(17), method)
    np.testing.assert_allclose(single[5:75], line[5:75], rtol=1e-6)


def test_a_real_age_structure_is_found_again():
    # survivors of a life table by single year, grouped and split: within 0.2 and 0.5 % at every age 5-84
    L = life_table(japan(2020, "female"), sex="female", radix=100_000).Lx
    for method, share in (("monotone", 0.002), ("smooth", 0.005)):
        found = to_single_years(to_groups(L, 5, 90), 5 * np.arange(19), method)
        np.testing.assert_allclose(found[5:85], L[5:85], rtol=share)


def test_a_stack_is_its_rows():
    groups = np.array([[10.0, 20, 5, 3], [7, 0, 9, 1]])
    for method in ("monotone", "smooth"):
        both = to_single_years(groups, [0, 5, 10, 15], method)
        for row in range(2):
            np.testing.assert_allclose(both[row], to_single_years(groups[row], [0, 5, 10, 15], method), atol=1e-12)
    np.testing.assert_array_equal(to_single_years([10, 4], [0, 5]), [2, 2, 2, 2, 2, 4])
    np.testing.assert_array_equal(to_single_years([0, 0, 4], [0, 5, 10], "smooth"), [0] * 10 + [4])


def test_to_groups_by_hand():
    np.testing.assert_array_equal(to_groups(np.arange(12.0)), [10, 35, 21])
    np.testing.assert_array_equal(to_groups(np.arange(12.0), 5, 5), [10, 56])
    np.testing.assert_array_equal(to_groups([np.arange(4.0)] * 2, 2), [[1, 5]] * 2)


def test_open_group_by_a_life_table():
    L = np.array([10.0, 9, 8, 4, 2, 1])
    # 2+ of 30 people as 8 : 4 : 3
    np.testing.assert_allclose(extend_open_group(30, 2, 4, L), [16, 8, 6])
    # births grew: each older year comes from fewer
    grown = extend_open_group([30.0, 60], 2, 4, L, growth=np.log(2))
    weights = np.array([8, 2, 2 / 4 + 1 / 8])
    np.testing.assert_allclose(grown, np.outer([30, 60], weights / weights.sum()))
    both = extend_open_group([30.0, 60], 2, 4, np.stack([L, L * 2]))
    np.testing.assert_allclose(both, [[16, 8, 6], [32, 16, 12]])


@given(total=st.floats(0, 1e5), growth=st.floats(-0.05, 0.05))
def test_open_group_sums_back(total, growth):
    L = life_table(japan(2020, "male"), sex="male").Lx
    parts = extend_open_group(total, 90, 100, L, growth)
    assert parts.shape == (11,)
    assert parts.sum() == pytest.approx(total)
    assert (np.diff(parts[:-1]) <= 0).all()


def test_raking_by_hand():
    # a table of independence: rows x columns / total
    labels_rows, labels_columns = [[0], [1]], [[0, 1]]
    found = rake(np.ones((2, 2)), [(labels_rows, [40, 60]), (labels_columns, [30, 70])])
    np.testing.assert_allclose(found, [[12, 28], [18, 42]])
    # cells outside every target stay
    np.testing.assert_allclose(rake([1.0, 1, 5], [([0, 0, -1], [6])]), [3, 3, 5])
    np.testing.assert_array_equal(rake([1.0, 2], []), [1, 2])


@given(seed=st.integers(0, 2**32 - 1), ages=st.integers(10, 30))
def test_raking_meets_sex_by_broad_age_and_overlapping_totals(seed, ages):
    draw = np.random.default_rng(seed)
    seen, true = draw.uniform(1, 100, (2, ages)), draw.uniform(1, 100, (2, ages))
    band = np.minimum(np.arange(ages) // 4, 2)
    by_sex_and_band = np.array([band, band + 3])
    old = np.where(np.arange(ages) >= ages - 2, 0, -1)  # both sexes together
    targets = [
        (by_sex_and_band, np.array([true[s][band == b].sum() for s in (0, 1) for b in range(3)])),
        (old, [true[:, -2:].sum()]),
    ]
    found = rake(seen, targets)
    assert (found >= 0).all()
    for s in (0, 1):
        for b in range(3):
            assert found[s][band == b].sum() == pytest.approx(true[s][band == b].sum(), rel=1e-7)
    assert found[:, -2:].sum() == pytest.approx(true[:, -2:].sum(), rel=1e-7)
    # proportions inside a cell of every target are those counted
    np.testing.assert_allclose(found[0, 0] / found[0, 1], seen[0, 0] / seen[0, 1])


def test_raking_to_what_is_there_changes_nothing():
    seen = np.array([[1.0, 2, 3], [4, 5, 6]])
    np.testing.assert_allclose(rake(seen, [([[0], [1]], [6, 15]), ([[0, 1, 1]], [5, 16])]), seen)


BAD = [
    (lambda: to_single_years([1, -2, 3], [0, 5, 10]), "counts[1]: got -2"),
    (lambda: to_single_years([1, 2, 3], [0, 5]), "lower_bounds: got shape (2,)"),
    (lambda: to_single_years([1, 2, 3], [1, 5, 10]), "rising from 0"),
    (lambda: to_single_years([1, 2, 3], [0, 5, 5]), "rising from 0"),
    (lambda: to_single_years([1, 2, 3], [0, 2.5, 5]), "rising from 0"),
    (lambda: to_single_years([1, 2, 3], [0, 5, 10], "sprague"), "got 'sprague'"),
    (lambda: to_groups(np.ones(12), 5, 7), "multiple of 5"),
    (lambda: to_groups(np.ones(12), 5, 15), "multiple of 5"),
    (lambda: to_groups(np.ones(4), 5), "multiple of 5"),
    (lambda: extend_open_group(10, 90, 100, np.ones(95)), "open at 94"),
    (lambda: extend_open_group(10, 90, 100, np.ones(100)), "open at 99"),
    (lambda: extend_open_group(10, 90, 90, np.ones(101)), "must rise in this order"),
    (lambda: extend_open_group(-1, 2, 3, np.ones(5)), "total: got -1"),
    (lambda: extend_open_group(1, 2, 3, [1, 1, 0, 0, 0]), "Lx: is 0 from age 2"),
    (lambda: rake([1, 2], [([0, 0], [3]), ([0, 0], [4])]), "contradict each other (the sets add up to 3, 4)"),
    (lambda: rake([1, 2], [([0, 0, 0], [3])]), "labels: got shape (3,)"),
    (lambda: rake([1, 2], [([0, 1], [3])]), "labels[1]: got 1"),
    (lambda: rake([1, 2], [([0, 0.5], [3])]), "a whole number"),
    (lambda: rake([0, 2], [([0, 1], [3, 1])]), "targets[0][0]: is 3, but nobody"),
    (lambda: rake([1, np.nan], [([0, 1], [3, 1])]), "counts[1]: got nan"),
    (lambda: rake([1, 1, 1], [([0, 0, 1], [1, 5]), ([0, 1, 1], [4, 2])], rounds=50), "no counts of 0 or more"),
]


@pytest.mark.parametrize(("call", "message"), BAD, ids=range(len(BAD)))
def test_bad_values_are_errors(call, message):
    with pytest.raises(AssumptionError) as caught:
        call()
    assert message in caught.value.text("en")
    assert any(ord(letter) > 0x3000 for letter in caught.value.text("ja").split(":", 1)[1])


@pytest.mark.parametrize("method", ["monotone", "smooth"])
def test_a_small_group_beside_a_large_total_keeps_its_sum(method):
    """Differences of a cumulative of 8e8 would lose its last digits."""
    groups, bounds = np.array([5e8, 3e8, 0.3, 0.7, 2.0]), [0, 5, 10, 15, 20]
    single = to_single_years(groups, bounds, method)
    found = np.add.reduceat(single, bounds)
    np.testing.assert_allclose(found, groups, rtol=1e-13)
