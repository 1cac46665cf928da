"""Stages of population decline (人口減少段階), year by year."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cohort.errors import ProjectionError, fail

SLIGHT = 0.10


def stages_of_decline(
    summary: xr.Dataset, base_year: int | None = None, slight: float = SLIGHT, level: float = 0.0
) -> xr.DataArray:
    """Return the stage of decline of every instant after the base year.

    The whole population lies below that of the base year, and that aged 65+ above its own (stage 1), level or a little below
    (2), clearly below (3). Where the whole population has not fallen, the stage is 0.

    Parameters
    ----------
    summary : Dataset
        As `summarise` returns it: ``population`` and ``population_65_plus`` by ``time``.
    base_year : int, optional
        Default: the first instant. Cities differ: IPSS's tables start at the census, others at 2010.
    slight : float
        A fall of the population aged 65+ by less than this share of the base year's is "a little".
    level : float
        A rise by no more than this share still counts as level.

    Returns
    -------
    DataArray (..., time)
        0, 1, 2 or 3, for the instants after the base year.

    Raises
    ------
    ProjectionError
        A base year that is no instant, or the last one; shares out of range.

    Notes
    -----
    内閣官房・内閣府「地方人口ビジョン」策定のための手引き: 第1段階（老年人口の増加）、第2段階（老年人口の維持・微減）、
    第3段階（老年人口の減少）.
    """
    years = [int(year) for year in summary["time"].values]
    base = years[0] if base_year is None else base_year
    if base not in years[:-1]:
        fail(
            "stages of decline",
            "base_year",
            kind=ProjectionError,
            en=f"got {base}; use one of {', '.join(map(str, years[:-1]))}.",
            ja=f"{base} 年です。{'、'.join(map(str, years[:-1]))} 年のいずれかにしてください。",
        )
    if not (0 < slight <= 1 and 0 <= level <= 1):
        fail(
            "stages of decline",
            "slight, level",
            kind=ProjectionError,
            en=f"got {slight} and {level}; use shares: slight above 0, level from 0, both up to 1.",
            ja=f"{slight}、{level} です。割合（slight は 0 より大きく、level は 0 以上、ともに 1 以下）で与えてください。",
        )
    both = summary[["population", "population_65_plus"]]
    index = both.sel(time=[year for year in years if year > base]) / both.sel(time=base, drop=True)
    whole, old = index["population"], index["population_65_plus"]
    falling = np.where(old > 1 + level, 1, np.where(old > 1 - slight, 2, 3))
    stage = old.copy(data=np.where(whole < 1, falling, 0)).rename("stage_of_decline")
    stage.attrs = {"base_year": base, "slight": slight, "level": level}
    return stage
