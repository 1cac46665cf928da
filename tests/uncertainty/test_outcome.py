"""Shares and ranges by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from cohort.scenario.model import Outlook
from cohort.uncertainty.draws import Futures
from cohort.uncertainty.outcome import Share, above, at, bounds, chance_frame, edge_error, meets, quantile_frame


def ten(step: int = 5) -> Futures:
    """Ten draws of two scenarios: 100 to 109 residents in 2025, the other has 5 more; births 10 to 19; the last draw failed."""
    path = 100.0 + np.arange(10)
    path[-1] = np.nan
    population = np.stack([np.stack([np.full(10, 100.0), path]), np.stack([np.full(10, 100.0), path + 5])])
    measures = xr.Dataset(
        {
            "population": (("scenario", "time", "draw"), population),
            "births": (("scenario", "period", "draw"), np.stack([[path / 10], [path / 10]])),
        },
        coords={"scenario": ["one", "other"], "time": [2020, 2025], "period": [2020], "draw": np.arange(10)},
    ).transpose("draw", "scenario", "time", "period")
    failed = xr.DataArray(np.isnan(np.stack([path, path], 1)), {"scenario": ["one", "other"]}, ("draw", "scenario"))
    return Futures(measures, xr.DataArray(), failed, 1, step)


def test_a_measure_in_a_year() -> None:
    found = ten()
    assert at(found, "population", "one", 2025)[:3] == pytest.approx([100, 101, 102])
    assert at(found, "population", "one", 2021)[:3] == pytest.approx([100, 100.2, 100.4])  # between instants
    assert at(found, "births", "one", 2022)[:2] == pytest.approx([2.0, 2.02])  # of five years: a year


def test_how_many_meet_an_outlook() -> None:
    outlook = Outlook(measure="population", year=2025, at_least=106.0, source="plan")
    assert meets(ten(), outlook, "one") == Share(met=3, draws=9, failed=1)
    assert meets(ten(), outlook, "other") == Share(met=8, draws=9, failed=1)
    assert above(ten(), "population", "other", "one", 2025) == Share(9, 9, 1)


def test_the_monte_carlo_error_of_a_share() -> None:
    assert Share(500, 1000).error == pytest.approx(1.96 * 0.5 / np.sqrt(1000))
    assert Share(0, 300).error == pytest.approx(0.01)  # rule of three
    assert Share(300, 300).error == pytest.approx(0.01)
    assert np.isnan(Share(0, 0).value)


def test_ranges() -> None:
    values = np.append(np.arange(101.0), np.nan)
    assert bounds(values, 0.8) == pytest.approx((10, 90))
    draws = np.random.default_rng(1).standard_normal((200, 2000))
    edges = [np.quantile(one, 0.1) for one in draws]
    assert np.mean([edge_error(one, 0.8) for one in draws[:20]]) == pytest.approx(1.96 * np.std(edges), rel=0.2)


def test_tables_to_go_on_with() -> None:
    frame = quantile_frame(ten())
    row = frame.query("scenario == 'one' and measure == 'population' and year == 2025 and quantile == 0.5")
    assert row["value"].item() == pytest.approx(104)
    last = frame.query("scenario == 'one' and measure == 'population' and year == 2025").set_index("quantile")["value"]
    assert last.loc[[0.1, 0.9]].tolist() == pytest.approx([100.8, 107.2])  # of 100 to 108
    outlook = Outlook(measure="population", year=2025, at_least=106.0, source="plan")
    chances = chance_frame(ten(), [outlook]).set_index("scenario")
    assert chances.loc["one", "share"] == pytest.approx(1 / 3)
    assert chances.loc["one", "failed"] == 1


def test_an_outlook_of_which_no_draw_tells_keeps_its_row() -> None:
    """Every future of one scenario failed: none of ten, a share that nobody knows."""
    found = ten()
    failed = found.failed.copy(data=found.failed.values | [True, False])
    measures = found.measures.where(~failed)
    outlook = Outlook(measure="population", year=2025, at_least=106.0, source="plan")
    chances = chance_frame(replace(found, measures=measures, failed=failed), [outlook]).set_index("scenario")
    assert chances.index.tolist() == ["one", "other"]
    assert chances.loc["one", ["draws", "failed"]].tolist() == [0, 10]
    assert np.isnan(chances.loc["one", "share"])
    assert chances.loc["other", "share"] == pytest.approx(8 / 9)
