"""Values between and after points, against numbers worked out by hand."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohort.scenario.model import Converge
from cohort.scenario.trajectory import Point, interpolate, yearly


def points(*pairs: tuple[int, float]) -> list[Point]:
    return [Point(year, value, "plan", "x.toml") for year, value in pairs]


def values(between: str, after: str | Converge, until: int, *pairs: tuple[int, float]) -> dict[int, float]:
    return {item.period: item.value for item in yearly(points(*pairs), between, after, until)}


def test_linear_then_hold() -> None:
    made = values("linear", "hold", 2028, (2018, 1.44), (2025, 1.63))
    # 1.44 + 0.19 * 2/7 = 1.494285714...
    assert made[2020] == pytest.approx(1.4942857142857143, abs=1e-15)
    assert made[2025] == made[2026] == made[2027] == 1.63
    assert list(made) == list(range(2018, 2028))


def test_geometric() -> None:
    made = values("geometric", "hold", 2023, (2020, 100.0), (2022, 400.0))
    assert made[2021] == pytest.approx(200.0, rel=1e-15)  # ratio 2 a year
    made = values("geometric", "hold", 2023, (2020, -100.0), (2022, -25.0))
    assert made[2021] == pytest.approx(-50.0, rel=1e-15)


def test_step_keeps_the_value_until_the_next_point() -> None:
    made = values("step", "hold", 2024, (2020, 1.0), (2023, 2.0))
    assert list(made.values()) == [1.0, 1.0, 1.0, 2.0]


def test_logistic_is_half_way_in_the_middle_and_slow_at_the_ends() -> None:
    made = values("logistic", "hold", 2031, (2020, 0.0), (2030, 10.0))
    assert made[2025] == pytest.approx(5.0, abs=1e-12)
    g = [1 / (1 + math.exp(-8 * (t - 0.5))) for t in (0.0, 0.1, 1.0)]
    assert made[2021] == pytest.approx(10 * (g[1] - g[0]) / (g[2] - g[0]), rel=1e-12)
    assert made[2021] < 1.0 < made[2029] - 8.0


def test_hold_rates_writes_nothing_after_the_last_point() -> None:
    assert list(values("linear", "hold_rates", 2050, (2019, -644.0), (2025, -322.0))) == list(range(2019, 2026))


def test_converge() -> None:
    items = yearly(points((2025, -322.0)), None, Converge(converge=0.0, by=2029), 2032)
    assert [(item.period, item.value, item.origin) for item in items] == [
        (2025, -322.0, "point"),
        (2026, -241.5, "converge"),
        (2027, -161.0, "converge"),
        (2028, -80.5, "converge"),
        (2029, 0.0, "converge"),
        (2030, 0.0, "hold"),
        (2031, 0.0, "hold"),
    ]


def test_a_point_in_the_last_year_is_kept() -> None:
    assert list(values("step", "hold", 2022, (2020, 1.0), (2022, 2.0))) == [2020, 2021, 2022]


years = st.lists(st.integers(1950, 2080), min_size=1, max_size=6, unique=True).map(sorted)
rules = st.sampled_from(["linear", "geometric", "step", "logistic"])


@given(years, rules, st.data())
def test_points_are_hit_and_nothing_leaves_their_range(at: list[int], between: str, draw: st.DataObject) -> None:
    sizes = draw.draw(st.lists(st.floats(0.3, 10), min_size=len(at), max_size=len(at)))
    made = {item.period: item for item in yearly(points(*zip(at, sizes, strict=True)), between, "hold", 2100)}
    assert list(made) == list(range(at[0], 2100))
    for year, size in zip(at, sizes, strict=True):
        assert made[year].value == size
        assert made[year].origin == "point"
    for (year, size), (later, end) in zip(
        zip(at, sizes, strict=True), zip(at[1:], sizes[1:], strict=True), strict=False
    ):
        between_them = [made[y].value for y in range(year, later + 1)]
        steps = [b - a for a, b in pairwise(between_them)]
        tiny = 1e-12 * max(abs(size), abs(end))
        assert all(step >= -tiny for step in steps) if end >= size else all(step <= tiny for step in steps)


@given(rules, st.floats(0.3, 10), st.floats(0.3, 10), st.floats(0, 1), st.floats(0, 1))
def test_interpolation_is_monotone(between: str, start: float, end: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    change = interpolate(start, end, high, between) - interpolate(start, end, low, between)
    assert change * (end - start) >= -1e-12
