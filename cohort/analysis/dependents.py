"""What depends on the population of a run: indicators and their ratings, connected and active population."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import xarray as xr

from cohort.analysis.connected import ConnectedResult
from cohort.analysis.indicators import Indicator, countable, project_indicators, ratings
from cohort.inputs import Inputs


@dataclass(frozen=True, eq=False)
class Dependents:
    """What depends on the population of a run; empty where the inputs and scenarios name nothing.

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

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Those there are of ``indicators``, ``ratings`` and ``connected``, to go on calculating with."""
        ties = None if self.connected is None else self.connected.tidy()
        found = {"indicators": self.values, "ratings": self.ratings, "connected": ties}
        return {name: frame for name, frame in found.items() if frame is not None}


def dependents(
    inputs: Inputs,
    projection: xr.Dataset,
    indicators: Sequence[Indicator] = (),
    connected: ConnectedResult | None = None,
) -> Dependents:
    """Return what depends on a projection of one area.

    Parameters
    ----------
    inputs : Inputs
        Its ``kpis``.
    projection : Dataset
        As `project` returns it, with ``keep="all"``.
    indicators : sequence of Indicator, optional
        As `read_indicators` returns them.
    connected : ConnectedResult, optional
        As `connected` returns it for the same scenarios.
    """
    kept = tuple(indicator for indicator in indicators if countable(projection, indicator))
    return Dependents(
        indicators=kept,
        left_out=tuple(indicator for indicator in indicators if indicator not in kept),
        values=project_indicators(projection, kept) if kept else None,
        ratings=None if inputs.kpis is None else ratings(inputs.kpis),
        connected=connected,
    )
