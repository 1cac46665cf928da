"""Labels keep their order, do not overlap, and stay as near as they can."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot
from scipy.optimize import minimize

from cohort.report.charts.ground import Ground
from cohort.report.charts.labels import spread

places = st.lists(st.floats(0, 100), min_size=0, max_size=8)


@given(places)
def test_no_two_overlap_and_order_is_kept(wanted: list[float]) -> None:
    found = spread(wanted, [10.0] * len(wanted), 0, 100)
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(found[order]) >= 10 - 1e-9).all()
    assert len(found) == len(wanted)


@given(st.lists(st.floats(10, 90), min_size=1, max_size=5))
def test_inside_the_frame_if_there_is_room(wanted: list[float]) -> None:
    found = spread(wanted, [12.0] * len(wanted), 0, 100)
    assert found.min() >= 6 - 1e-9
    assert found.max() <= 94 + 1e-9


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread([10, 50, 90], [8, 8, 8], 0, 100).tolist() == [10, 50, 90]


def test_two_in_one_place_part_evenly_and_tall_ones_take_more() -> None:
    assert spread([50, 50], [10, 10], 0, 100).tolist() == [45, 55]
    assert spread([50, 50], [10, 30], 0, 100).tolist() == [40, 60]


def test_labels_that_do_not_fit_are_stacked_from_below() -> None:
    assert spread([1, 2, 3], [10, 10, 10], 0, 20).tolist() == [5, 15, 25]


@pytest.mark.parametrize("wanted", [[3.0, 4, 20, 21, 22], [50.0, 50.5, 51, 80], [97.0, 98, 99]])
def test_nearest_in_the_sense_of_least_squares(wanted: list[float]) -> None:
    target = np.array(wanted)
    constraints = [{"type": "ineq", "fun": lambda y, i=i: y[i + 1] - y[i] - 10} for i in range(len(target) - 1)]
    slow = minimize(
        lambda y: ((y - target) ** 2).sum(),
        np.arange(len(target)) * 15.0 + 5,
        bounds=[(5, 95)] * len(target),
        constraints=constraints,
    )
    assert spread(wanted, [10.0] * len(target), 0, 100) == pytest.approx(slow.x, abs=1e-4)


def test_a_free_place_covers_neither_line_nor_label() -> None:
    figure, ax = pyplot.subplots()
    ax.plot([0, 1], [0, 1])
    ground = Ground(ax)
    labels = [ground.place(f"label {i}", [(0.5, 0.5)], size=9, colour="black") for i in range(3)]
    figure.canvas.draw()
    line = ax.transData.transform(np.column_stack([np.linspace(0, 1, 400)] * 2))
    boxes = []
    for label in labels:
        label.arrow_patch.set_visible(False)
        box = type(label).__mro__[1].get_window_extent(label)
        assert not any(box.contains(x, y) for x, y in line)
        boxes.append(box)
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))
