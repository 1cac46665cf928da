"""When a measure is highest, and whether a plan's "peaks about ..." is reproduced."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from cohort.analysis.measures import AGE_DIMS, summarise
from cohort.errors import ProjectionError, did_you_mean, fail


@dataclass(frozen=True)
class Peak:
    """The highest value of one path.

    Attributes
    ----------
    year : int
        First instant (or period) with the highest value.
    value : float
        In the measure's unit.
    step : int
        Years between instants: the true peak lies within one step of `year`.
    at_edge : bool
        It is the first or the last instant, so that there may be no peak at all.
    before, after : float
        Values a step earlier and later; NaN at an edge.
    """

    year: int
    value: float
    step: int
    at_edge: bool
    before: float
    after: float

    def is_about(self, year: int) -> bool:
        """Tell whether a stated peak year is reproduced: nearest instant, and a real peak."""
        return not self.at_edge and abs(self.year - year) <= self.step / 2


def peak(projection: xr.Dataset, measure: str, scenario: str | None = None) -> Peak:
    """Return when a measure is highest.

    Parameters
    ----------
    projection : Dataset
        As `project` returns it (with ages), or its `summarise`.
    measure : str
        "population_65_plus", "population_75_plus", "share_65_plus", ...
    scenario : str, optional
        Needed where there are several.

    Raises
    ------
    ProjectionError
        An unknown measure, or several paths.
    """
    summary = summarise(projection) if set(projection["population"].dims) & set(AGE_DIMS) else projection
    known = [str(name) for name in summary.data_vars]
    if measure not in known:
        fail(
            "peak",
            "measure",
            kind=ProjectionError,
            en=f"got {measure!r}; there are {', '.join(known)}.{did_you_mean(measure, known, 'en')}",
            ja=f"{measure!r} はありません。{'、'.join(known)} のいずれかです。{did_you_mean(measure, known, 'ja')}",
        )
    path = summary[measure]
    if scenario is not None:
        path = path.sel(scenario=scenario)
    path = path.squeeze(drop=True)
    if path.ndim != 1:
        fail(
            "peak",
            ", ".join(map(str, path.dims)),
            kind=ProjectionError,
            en="a peak is of one path; name the scenario (and select one area and draw).",
            ja="最大値は 1 つの経路について求めます。シナリオ（と地域、試行）を 1 つ選んでください。",
        )
    values = path.values.astype(np.float64)
    at = int(np.argmax(values))
    edge = at in (0, len(values) - 1)
    before, after = (np.nan, np.nan) if edge else (values[at - 1], values[at + 1])
    year = int(path[str(path.dims[0])].values[at])
    return Peak(year, float(values[at]), int(summary.attrs["step"]), edge, float(before), float(after))
