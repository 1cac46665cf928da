from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cohort.demography.fertility import (
    asfr_from,
    calibrate_level,
    child_woman_ratio,
    child_woman_ratio_to_tfr,
    children_from,
    interpolate_pattern,
    mean_age_at_childbearing,
    pattern,
    published_scale,
    tfr,
    tfr_to_child_woman_ratio,
    to_model_scale,
    to_published_scale,
)
from cohort.errors import AssumptionError

curves = hnp.arrays(np.float64, st.integers(1, 40), elements=st.floats(1e-4, 0.5))
levels = st.floats(0.1, 8)


def test_level_and_pattern_by_hand():
    assert tfr([0.01, 0.1, 0.09], width=5) == pytest.approx(1.0)
    np.testing.assert_allclose(pattern([0.01, 0.1, 0.09], width=5), [0.01, 0.1, 0.09])
    np.testing.assert_allclose(asfr_from(1.4, [0.25, 0.75]), [0.35, 1.05])
    assert asfr_from([1.4, 1.8], [0.25, 0.75]).shape == (2, 2)
    # (0.01 x 22.5 + 0.1 x 27.5 + 0.09 x 32.5) / 0.2
    assert mean_age_at_childbearing([0.01, 0.1, 0.09], [20, 25, 30], 5) == pytest.approx(29.5)


@given(curve=curves, level=levels, width=st.sampled_from([1, 5]))
def test_level_and_pattern_and_back(curve, level, width):
    shape = pattern(curve, width)
    assert shape.sum() * width == pytest.approx(1)
    assert tfr(asfr_from(level, shape, width), width) == pytest.approx(level)
    np.testing.assert_allclose(asfr_from(tfr(curve, width), shape, width), curve, rtol=1e-12)


@given(curve=curves, level=levels, seed=st.integers(0, 1000))
def test_calibration_returns_the_level_that_made_the_births(curve, level, seed):
    women = np.random.default_rng(seed).uniform(1, 1000, (3, curve.size))
    shape = pattern(curve)
    births = (women * asfr_from(level, shape)).sum(-1)
    np.testing.assert_allclose(calibrate_level(births, women, shape), level, rtol=1e-12)
    pooled = calibrate_level(births, women, shape, pooled=True)
    assert pooled.shape == ()
    assert pooled == pytest.approx(level)


def test_pooled_calibration_is_births_over_births():
    # 100 women a year at the only age: 10 + 20 births over 200 woman-years
    assert calibrate_level([10, 20], [[100], [100]], [1.0], pooled=True) == pytest.approx(0.15)
    np.testing.assert_allclose(calibrate_level([10, 20], [[100], [100]], [1.0]), [0.1, 0.2])


@given(model=levels, published=levels, target=levels)
def test_published_scale(model, published, target):
    scale = published_scale(model, published)
    assert to_model_scale(published, scale) == pytest.approx(model)
    assert to_published_scale(to_model_scale(target, scale), scale) == pytest.approx(target)


def test_a_target_keeps_its_meaning():
    # "1.63 from 1.44" is +13.2 % whatever the model's own level
    scale = published_scale(1.20, 1.44)
    assert to_model_scale(1.63, scale) / 1.20 == pytest.approx(1.131944, abs=1e-6)


def test_pattern_between_two_dates():
    shapes = [[0.5, 0.5], [0.3, 0.7], [0.1, 0.9]]
    at = interpolate_pattern([2000, 2010, 2020], shapes, [2000, 2005, 2010, 2015, 2020])
    np.testing.assert_allclose(at[:, 0], [0.5, 0.4, 0.3, 0.2, 0.1])
    np.testing.assert_allclose(at.sum(1), 1)
    assert interpolate_pattern([2000, 2010, 2020], shapes, 2012).shape == (2,)
    np.testing.assert_allclose(interpolate_pattern([2000], [[0.5, 0.5]], [2000, 2000]), 0.5)


def test_child_woman_ratio_by_hand():
    assert child_woman_ratio(200, 1000) == pytest.approx(0.2)
    np.testing.assert_allclose(children_from(0.2, 1000, 100), [100, 100])
    np.testing.assert_allclose(children_from(0.205, 1000, 105), [105, 100])
    assert children_from([0.2, 0.3], 1000, [[105.0]]).shape == (1, 2, 2)
    assert tfr_to_child_woman_ratio(2.1, 1.4, 0.2) == pytest.approx(0.3)


@given(total=levels, base=levels, ratio=st.floats(0.01, 1), women=st.floats(0, 1e6))
def test_child_woman_ratio_and_back(total, base, ratio, women):
    assert child_woman_ratio_to_tfr(tfr_to_child_woman_ratio(total, base, ratio), base, ratio) == pytest.approx(total)
    assert children_from(ratio, women, 105.2).sum() == pytest.approx(ratio * women)


BAD = [
    (lambda: tfr([0.1, -0.1]), "asfr[1]: got -0.1"),
    (lambda: tfr([0.1, np.nan]), "asfr[1]: got nan"),
    (lambda: tfr(0.1), "asfr: got shape ()"),
    (lambda: tfr([0.1], width=0), "width: got 0"),
    (lambda: pattern([[0.1, 0.2], [0, 0]]), "asfr[1]: is 0 at every age"),
    (lambda: asfr_from(1.4, [0.5, 0.6]), "pattern: sums to 1.1"),
    (lambda: asfr_from(-1, [1.0]), "tfr: got -1"),
    (lambda: mean_age_at_childbearing([0.1, 0.1], [20]), "ages: got shape (1,)"),
    (lambda: interpolate_pattern([2000], [[1.0], [1.0]], 2000), "years: got shape (1,)"),
    (lambda: interpolate_pattern([2000, 1990], [[1.0], [1.0]], 2000), "rising years"),
    (lambda: interpolate_pattern([1990, 2000], [[1.0], [1.0]], 2001), "cover 1990 to 2000"),
    (lambda: calibrate_level(10, [0, 0, 5], [0.5, 0.5, 0]), "no women"),
    (lambda: calibrate_level([10, 20], [[0, 1], [0, 0]], [0.5, 0.5]), "women_exposure[1]: no women"),
    (lambda: calibrate_level(10, [1, 2, 3], [0.5, 0.5]), "shapes do not fit together"),
    (lambda: published_scale(0, 1.4), "model_tfr: got 0"),
    (lambda: child_woman_ratio(10, 0), "women_15_49: got 0"),
    (lambda: children_from(0.2, 10, -1), "sex_ratio_0_4: got -1"),
    (lambda: tfr_to_child_woman_ratio(1, 0, 1), "base_tfr: got 0"),
]


@pytest.mark.parametrize(("call", "message"), BAD, ids=range(len(BAD)))
def test_bad_values_are_errors(call, message):
    with pytest.raises(AssumptionError) as caught:
        call()
    assert message in caught.value.text("en")
    assert any(ord(letter) > 0x3000 for letter in caught.value.text("ja").split(":", 1)[1])
