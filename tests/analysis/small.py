"""Small hand-made projections in the contract's form, for the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import xarray as xr

from cohort.forms import Title
from cohort.scenario.model import Calibrate, Launch, Outlook, Scenario, Source


def projection(
    cells: Mapping[int, tuple[float, float]],
    years: Sequence[int] = (2020,),
    step: int = 5,
    factors: Sequence[float] = (),
) -> xr.Dataset:
    """Males and females by lower bound of age; the whole of it times a factor in each year."""
    factors = factors or [1.0] * len(years)
    grid = np.array(list(cells.values()), dtype=float).T
    population = np.stack([grid * factor for factor in factors])
    return xr.Dataset(
        {"population": (("time", "sex", "age"), population)},
        coords={"time": list(years), "sex": ["male", "female"], "age": list(cells)},
        attrs={"step": step, "reference_date": "01-01"},
    )


def totals(
    paths: Mapping[str, Sequence[float]], first: int = 2020, step: int = 1, **more: Mapping[str, Sequence[float]]
) -> xr.Dataset:
    """A summary: population of each scenario by year, and other measures with dim time or, shorter by one, period."""
    names = list(paths)
    length = len(next(iter(paths.values())))
    years = [first + step * index for index in range(length)]
    variables = {"population": (("scenario", "time"), np.array([paths[name] for name in names], dtype=float))}
    for measure, values in more.items():
        array = np.array([values[name] for name in names], dtype=float)
        variables[measure] = (("scenario", "time" if array.shape[1] == length else "period"), array)
    return xr.Dataset(
        variables,
        coords={"scenario": names, "time": years, "period": years[:-1]},
        attrs={"step": step, "reference_date": "01-01", "reference_scenario": names[0]},
    )


def scenario(name: str, *outlooks: Outlook, **more: object) -> Scenario:
    """A scenario with a title in both languages and nothing that is not needed here."""
    fields: dict[str, object] = {
        "title": Title(en=f"{name} title", ja=f"{name}の題"),
        "role": "main",
        "file": f"{name}.toml",
        "launch": Launch(date=date(2020, 1, 1), basis="register", until=2050),
        "sources": (Source(key="plan", kind="document", title="The plan"),),
    }
    return Scenario(name=name, outlooks=outlooks, **(fields | more))  # type: ignore[arg-type]


def calibrated(name: str, *outlooks: Outlook, value: float = 82044, **more: object) -> Scenario:
    return scenario(
        name,
        *outlooks,
        calibrate=Calibrate(lever="migration.net", measure="population", year=2040, value=value, source="plan"),
        **more,
    )
