"""Fields measured on past launches, and the ranges they make: laws, and counts that nobody had seen."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from importlib import resources
from types import SimpleNamespace

import numpy as np
import pytest

from cohort.backtest.history import AGES, CENSUSES, history
from cohort.uncertainty import bench, coverage
from cohort.uncertainty.bench import held, places_in_draws, simulated
from cohort.uncertainty.calibration import FILE, as_json, calibration
from cohort.uncertainty.coverage import KNOWN_BY, LEARN_FROM
from cohort.uncertainty.fields import CELLS, COHORTS, past, rates
from cohort.uncertainty.fitting import counts, fitted


def test_rates_by_hand() -> None:
    before, after = np.zeros((1, 2, len(AGES))), np.zeros((1, 2, len(AGES)))
    before[0, 1, 4], after[0, 1, 5] = 99.5, 79.5  # of 100 women of 20-24 (with the half) 80 are there
    after[0, :, 0] = [10.0, 9.5]  # 20 children of 80 women
    found = rates(np.stack([before, after]))[0, 0]
    assert found[COHORTS // 2 + 4] == pytest.approx(np.log(0.8))
    assert found[COHORTS] == pytest.approx(np.log(20 / 80))


def test_the_fields_in_the_package_are_those_of_the_collection() -> None:
    real = history()
    launches = [past(real, year, KNOWN_BY) for year in LEARN_FROM]
    found, kept = fitted(launches, counts(real, KNOWN_BY), KNOWN_BY), calibration()
    for name in ("lasting", "small", "pattern", "persistence", "growth", "launch"):
        assert getattr(kept, name) == pytest.approx(getattr(found, name), rel=1e-3, abs=1e-4), name


def test_what_is_kept_is_written_with_all_its_digits() -> None:
    """Four of each number: written again, the file is the same."""
    kept = resources.files("cohort.uncertainty").joinpath(FILE).read_text(encoding="utf-8")
    used = calibration()
    assert used.root is used.root  # worked out once and kept beside the rest, which is not written
    assert json.loads(as_json(used)) == json.loads(kept)


def test_only_launches_whose_next_census_is_known_are_learnt_from(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(
        coverage, "past", lambda _, year, until: SimpleNamespace(year=asked.append((year, until)) or year)
    )
    monkeypatch.setattr(coverage, "counts", lambda *_: None)
    monkeypatch.setattr(coverage, "fitted", lambda launches, *_: [one.year for one in launches])
    monkeypatch.setattr(coverage, "fit_scale", lambda learnt, like_now: (learnt, [one.year for one in like_now]))
    learnt, like_now = coverage.calibrated(history(), 2010)  # type: ignore[misc]
    assert learnt == [1995, 2000, 2005]
    assert like_now == [2000, 2005]  # those that knew five years of the register
    assert asked == [(year, 2010) for year in learnt]


def test_every_scale_of_the_grid_can_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tails of 3 to 5 degrees of freedom, shared parts, scales: three of each."""
    for wanted in ((3.0, 0.15, 0.9), (4.0, 0.3, 1.0), (5.0, 0.45, 1.1)):
        monkeypatch.setattr(
            coverage,
            "miss",
            lambda one, _, at=wanted: np.abs(np.subtract((one.tails, one.shared, one.scale), at)).sum(),
        )
        found = coverage.fit_scale(calibration(), [])
        assert (found.tails, found.shared, found.scale) == wanted


def test_what_is_told_of_coverage_is_of_every_launch_that_was_tested() -> None:
    file = resources.files("cohort.uncertainty").joinpath("coverage.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert sorted({int(row["launch"]) for row in rows}) == sorted(coverage.TESTED) == [2005, 2010, 2015]


def test_errors_grow_with_the_steps() -> None:
    """Without noise of their own, errors of a later step are larger by what launches showed."""
    one = past(history(), 2005, 2020)
    places = np.flatnonzero(one.kept)[::60]
    grown = replace(calibration(), growth=np.full(CELLS, 1.0), small=np.zeros(CELLS))
    spread = []
    for known in (replace(grown, growth=np.zeros(CELLS)), grown):
        (_, made), *_ = simulated(one, known, draws=200, areas=places)
        spread.append(np.log(made[:, :, :, :, 6].sum(3) + 1.0).std(0))  # those of 30-34, by step and place
    assert np.median(spread[1][0] / spread[0][0]) == pytest.approx(1.0, abs=0.05)
    assert np.median(spread[1][2] / spread[0][2]) > 1.5


def test_nothing_counted_after_2015_is_looked_at() -> None:
    real = history()
    census = real.census.copy()
    census[CENSUSES.index(2020)] = 7.0
    blind = replace(real, census=census)
    one, other = past(real, 2010, KNOWN_BY), past(blind, 2010, KNOWN_BY)
    np.testing.assert_allclose(one.errors(), other.errors(), atol=1e-9)  # sums of a copy may differ in the last digit
    np.testing.assert_allclose(counts(real, KNOWN_BY), counts(blind, KNOWN_BY))


def test_fields_without_size_give_the_projection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "NATION", 0.0)
    one = past(history(), 2010, 2020)
    still = replace(calibration(), lasting=np.zeros(CELLS), small=np.zeros(CELLS))
    areas, made = next(simulated(one, still, draws=2, areas=np.array([5, 900])))
    assert made[1] == pytest.approx(one.projected[1:, areas], rel=1e-3, abs=1.0)


def test_fields_add_nobody_on_average() -> None:
    one = past(history(), 2010, 2020)
    areas, made = next(simulated(one, calibration(), draws=400, areas=np.flatnonzero(one.kept)[::40]))
    totals = made.sum((3, 4)).mean(0).sum(1)
    assert totals == pytest.approx(one.projected[1:, areas].sum((1, 2, 3)), rel=0.01)


def test_four_of_five_counts_of_2020_lie_in_ranges_made_of_what_was_known_in_2015() -> None:
    one = past(history(), 2015, 2020)
    place = places_in_draws(one, calibration(), "population", 100, np.flatnonzero(one.kept)[::3])
    assert 0.75 <= held(place[0], 0.8).mean() <= 0.85
    assert 0.91 <= held(place[0], 0.95).mean() <= 0.98


def test_held_by_hand() -> None:
    place = np.array([0.0, 0.1, 0.5, 0.9, 0.91])
    assert held(place, 0.8).tolist() == [False, True, True, True, False]
