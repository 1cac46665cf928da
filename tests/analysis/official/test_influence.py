"""Classes of influence and stages of decline, on published and hand-made figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohort.analysis.official import Thresholds, degree_of_influence, stages_of_decline
from cohort.analysis.official.influence import influence_class
from cohort.errors import ProjectionError
from tests.analysis.small import totals


def test_the_published_example_of_kakogawa() -> None:
    found = degree_of_influence(222_973, 237_100, 246_903, year=2040)
    assert (found.natural, found.social) == (3, 2)
    assert (round(100 * found.natural_ratio, 1), round(100 * found.social_ratio, 1)) == (106.3, 104.1)
    assert found.sentence.say("en") == "Degree of influence (2040): natural change 3 (106.3%), social change 2 (104.1%)"
    assert found.sentence.say("ja") == "影響度（2040年）：自然増減 3（106.3%）、社会増減 2（104.1%）"


@pytest.mark.parametrize(
    ("ratio", "natural", "social"),
    [(0.999, 1, 1), (1.0, 2, 2), (1.0499, 2, 2), (1.05, 3, 2), (1.0999, 3, 2), (1.10, 4, 3), (1.15, 5, 3), (1.2, 5, 4), (1.3, 5, 5), (2.0, 5, 5)],
)  # fmt: skip
def test_bounds_belong_to_the_upper_class(ratio: float, natural: int, social: int) -> None:
    assert influence_class(ratio, Thresholds().natural) == natural
    assert influence_class(ratio, Thresholds().social) == social


def test_thresholds_are_the_users() -> None:
    found = degree_of_influence(100, 106, 106, Thresholds(natural=(1, 1.01, 1.02, 1.03), social=(1.1, 1.2)))
    assert (found.natural, found.social, found.year) == (5, 1, None)


@given(st.floats(0.5, 2), st.floats(0.5, 2))
def test_classes_never_fall_as_the_ratio_rises(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert influence_class(low, Thresholds().natural) <= influence_class(high, Thresholds().natural)


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan"), float("inf")])
def test_populations_must_be_positive(bad: float) -> None:
    with pytest.raises(ProjectionError) as error:
        degree_of_influence(100, bad, 100)
    assert "simulation_1: got" in error.value.text("en")
    assert "0 より大きい" in error.value.text("ja")


def test_bounds_must_rise() -> None:
    with pytest.raises(ProjectionError, match="each must be larger"):
        degree_of_influence(100, 100, 100, Thresholds(social=(1.0, 1.0)))


# whole population, and those 65+: rising; level; 4 % less; 10 % less; 30 % less; whole population back
ALL = [100, 95, 90, 85, 80, 75, 101]
OLD = [30, 31, 30, 28.8, 27.0, 21, 31]


def stages(**options: float) -> list[int]:
    found = stages_of_decline(totals({"x": ALL}, step=5, population_65_plus={"x": OLD}), **options)  # type: ignore[arg-type]
    return [int(v) for v in found.sel(scenario="x")]


def test_stages_by_hand() -> None:
    assert stages() == [1, 2, 2, 3, 3, 0]
    assert stages(slight=0.039) == [1, 2, 3, 3, 3, 0]
    assert stages(level=0.05) == [2, 2, 2, 3, 3, 0]
    assert stages(base_year=2025) == [2, 2, 3, 3, 0]  # against 31: 30, 28.8, 27 (-12.9 %), 21


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"base_year": 2019}, "base_year: got 2019; use one of 2020, 2025"),
        ({"base_year": 2050}, "base_year: got 2050"),
        ({"slight": 0.0}, "use shares"),
        ({"level": 2.0}, "use shares"),
    ],
)
def test_stages_that_cannot_be(options: dict[str, float], message: str) -> None:
    with pytest.raises(ProjectionError) as error:
        stages(**options)
    assert message in error.value.text("en")
    assert error.value.text("ja") != error.value.text("en")
