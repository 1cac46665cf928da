"""Assumptions of several areas side by side, with a dim for them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from cohort.demography.checks import refuse
from cohort.vocabulary import with_labels

ABSENT = ("net_migration",)  # where nobody comes as a count it is left out, which says 0


def areas_together(made: Sequence[xr.Dataset]) -> xr.Dataset:
    """Return the assumptions of several areas as one Dataset, the areas in front.

    Parameters
    ----------
    made : sequence of Dataset
        As `cohort.assume` returns them, each of another area.

    Raises
    ------
    AssumptionError
        An area that stands twice; steps, years, scenarios or forms that differ.
    """
    first, codes = made[0], [str(one.attrs["area"]) for one in made]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        refuse(
            "assume",
            "inputs",
            en=f"{', '.join(twice)} stands twice; give each area once.",
            ja=f"{'、'.join(twice)} が重複しています。地域は 1 回ずつ指定してください。",
        )
    names = list(dict.fromkeys(str(name) for one in made for name in one.data_vars))
    variables: dict[str, tuple[tuple[str, ...], np.ndarray]] = {}
    for name in names:
        every = [one[name] if name in one else _nobody(name, one) for one in made]
        dims = max((tuple(map(str, one.dims)) for one in every), key=len)
        like = next(one for one in every if one.dims == dims)
        values = [one.broadcast_like(like).transpose(*dims).values for one in every]
        varies = not all(np.array_equal(value, values[0], equal_nan=True) for value in values[1:])
        variables[name] = (("area", *dims), np.stack(values)) if varies else (dims, values[0])
    result = xr.Dataset(variables, {"area": codes, **first.coords}, _shared(made))
    result["launch_population"].attrs.update(first["launch_population"].attrs)
    return with_labels(result)


def _nobody(name: str, made: xr.Dataset) -> xr.DataArray:
    """Return migrants where nobody comes as a count."""
    if name not in ABSENT:
        refuse(
            "assume",
            name,
            en=f"area {made.attrs['area']} has none where others have; give areas whose births are counted in one way.",
            ja=f"地域 {made.attrs['area']} にはありません。出生の計算方法が同じ地域を指定してください。",
        )
    return xr.zeros_like(made["survivorship"])


def _shared(made: Sequence[xr.Dataset]) -> dict[str, object]:
    """Return what the areas have in common; what is told of one of them is left out."""
    first = made[0]
    for one in made[1:]:
        for dim in ("period", "age", "scenario"):
            if not np.array_equal(one[dim].values, first[dim].values):
                refuse(
                    "assume",
                    "inputs",
                    en=f"areas {first.attrs['area']} and {one.attrs['area']} differ in {dim}; give them the same launch, step and scenarios.",
                    ja=f"地域 {first.attrs['area']} と {one.attrs['area']} の {dim} が異なります。起点、刻み、シナリオをそろえてください。",
                )
    return {key: value for key, value in first.attrs.items() if key not in ("area", "records", "implied")}
