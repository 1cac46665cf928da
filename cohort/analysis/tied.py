"""What is tied to the population of a run: indicators and their ratings, connected and active population."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import xarray as xr

from cohort.analysis.connected import ConnectedResult, connected
from cohort.analysis.indicators import Indicator, countable, project_indicators, ratings, read_indicators

if TYPE_CHECKING:
    import pandas as pd

    from cohort.inputs import Inputs
    from cohort.scenario.model import ScenarioSet

INDICATORS_FILE = "indicators.toml"


@dataclass(frozen=True, eq=False)
class Tied:
    """What is tied to the population of a run; empty where the inputs and scenarios name nothing.

    Attributes
    ----------
    indicators : tuple of Indicator
        Those of ``indicators.toml`` that the projection's ages can count.
    left_out : tuple of Indicator
        Those whose ages are finer than the projection's.
    values : DataFrame or None
        As `project_indicators` returns them.
    ratings : DataFrame or None
        As `ratings` returns them, of ``kpis.csv``.
    connected : ConnectedResult or None
        Of the scenarios with ``[connected]``; None where none has, or where one does not say who takes part.
    """

    indicators: tuple[Indicator, ...] = ()
    left_out: tuple[Indicator, ...] = ()
    values: pd.DataFrame | None = None
    ratings: pd.DataFrame | None = None
    connected: ConnectedResult | None = None


def tied(inputs: Inputs, scenarios: ScenarioSet, projection: xr.Dataset) -> Tied:
    """Return what is tied to a projection of one area.

    Parameters
    ----------
    inputs : Inputs
        ``indicators.toml`` in its folder, if there is one; its ``kpis``.
    scenarios : ScenarioSet
    projection : Dataset
        As `project` returns it for these, with ``keep="all"``.

    Raises
    ------
    InputError
        With everything that is wrong with ``indicators.toml``.
    """
    listed: tuple[Indicator, ...] = ()
    if (Path(inputs.path) / INDICATORS_FILE).is_file():
        listed = read_indicators(inputs.path, inputs)
    kept = tuple(indicator for indicator in listed if countable(projection, indicator))
    return Tied(
        indicators=kept,
        left_out=tuple(indicator for indicator in listed if indicator not in kept),
        values=project_indicators(projection, kept) if kept else None,
        ratings=None if inputs.kpis is None else ratings(inputs.kpis),
        connected=_connected(inputs, scenarios, projection),
    )


def _connected(inputs: Inputs, scenarios: ScenarioSet, projection: xr.Dataset) -> ConnectedResult | None:
    rows = [scenario.connected.kinds for scenario in scenarios if scenario.connected is not None]
    if not rows or not all(any(kind.get("who") == "residents" for kind in kinds) for kinds in rows):
        return None
    return connected(inputs, scenarios, projection if projection.attrs.get("step") == 1 else None)
