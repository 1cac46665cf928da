"""What it takes: nothing has to begin where the outlook is met as it is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import xarray as xr

from cohort.scenario.outlook import Outlook
from cohort.story import takes
from cohort.story.takes import Takes


@pytest.mark.parametrize(
    ("measure", "bound", "value", "met"),
    [  # 1,000 residents in 2040, 40 % of them 65 and older
        ("population", "at_least", 900.0, True),
        ("population", "at_least", 1000.0, True),
        ("population", "at_least", 1100.0, False),
        ("population", "at_most", 1100.0, True),
        ("population", "at_most", 900.0, False),
        ("population", "about", 900.0, True),  # more than was looked forward to
        ("population", "about", 1100.0, False),
        ("share_65_plus", "about", 0.45, True),
        ("share_65_plus", "about", 0.35, False),
    ],
)
def test_the_price_of_delay_is_of_what_is_not_met(
    measure: str, bound: Any, value: float, met: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = xr.Dataset(
        {"population": ("time", [1200.0, 1000.0]), "share_65_plus": ("time", [0.3, 0.4])}, {"time": [2020, 2040]}
    )
    monkeypatch.setattr(takes, "delays", lambda *_, lever, outlook: (lever, outlook))
    outlook = Outlook.of(measure, 2040, bound, value, source="x")
    made = Takes(SimpleNamespace(summary=summary), SimpleNamespace(outlook=outlook))  # type: ignore[arg-type]
    lever = {name: SimpleNamespace(name=name) for name in ("net", "tfr", "families")}
    made.__dict__["solutions"] = (
        SimpleNamespace(value=None, goal="figure", lever=lever["net"]),  # reaches nothing
        SimpleNamespace(value=1.0, goal="range", lever=lever["tfr"]),
        SimpleNamespace(value=2.0, goal="figure", lever=lever["families"]),
    )
    assert made.delays == (() if met else ("families", outlook))
