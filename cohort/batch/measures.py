"""What is kept of an area: residents by class, flows, residents by sex and age in chosen years."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.vocabulary import SEXES

Floats = NDArray[np.float64]
GROUPS = (*(f"{age}-{age + 4}" for age in range(0, 100, 5)), "100+")  # five-year age groups
STOCKS = (
    "population", "population_0_14", "population_15_64", "population_65_plus", "share_65_plus", "women_20_39",
)  # fmt: skip
FLOWS = ("births", "deaths", "net_migration")
MOVES = ("moves_in", "moves_out")  # between areas that exchange people
AGES = "residents"  # by sex and age group


def measured(projection: xr.Dataset, years: Sequence[int] = ()) -> dict[str, Floats]:
    """Return the measures of a projection.

    Parameters
    ----------
    projection : Dataset
        As `cohort.project` returns it with ``keep="groups"``; any leading dims.
    years : sequence of int
        Of which residents by sex and age group are kept.

    Returns
    -------
    dict of array
        `STOCKS` (..., time), `FLOWS` (..., period), and `AGES` (..., year, sex, age_group); persons, and a share.
    """
    population = projection["population"].transpose(..., "time", "sex", "age_group")
    in_order = population["sex"].values.tolist() == list(SEXES)
    by_age = (population if in_order else population.sel(sex=list(SEXES))).values
    made = _classes(by_age)
    for name in FLOWS:
        flow = projection[name].transpose(
            ..., "period", *(d for d in ("sex", "age_group") if d in projection[name].dims)
        )
        made[name] = flow.values.sum(axis=tuple(range(flow.ndim))[flow.get_axis_num("period") + 1 :])
    if years:
        at = [projection["time"].values.tolist().index(year) for year in years]
        made[AGES] = np.take(by_age, at, axis=-3)
    return made


def _classes(by_age: Floats) -> dict[str, Floats]:
    """Return residents by class (..., time) of residents by time, sex and five-year age group."""
    both = by_age[..., 0, :] + by_age[..., 1, :]
    total, old = both.sum(axis=-1), both[..., 13:].sum(axis=-1)
    return {
        "population": total,
        "population_0_14": both[..., :3].sum(axis=-1),
        "population_15_64": both[..., 3:13].sum(axis=-1),
        "population_65_plus": old,
        "share_65_plus": np.divide(old, total, out=np.full(total.shape, np.nan), where=total > 0),
        "women_20_39": by_age[..., 1, 4:8].sum(axis=-1),
    }
