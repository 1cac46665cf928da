"""A small projection with round numbers, and what is drawn beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from cohort.scenario.model import Outlook

SCENARIOS = ["trend", "plan"]
TITLES = {"trend": "Trend", "plan": "Second strategy"}
OUTLOOK = Outlook(measure="population", year=2024, source="plan", at_least=89_000.0)


def projection(width: int = 1, years: int = 5) -> xr.Dataset:
    """Return two scenarios; population 1,000 x (1 + age group) scaled by year and scenario. Not a real projection: numbers to be found again."""
    ages = np.arange(0, 101, width)
    time = np.arange(2020, 2020 + width * years + 1, width)
    shape = np.linspace(1.0, 3.0, len(ages))[None, None, None] * np.array([1.0, 1.1])[None, None, :, None]
    decline = 0.98 ** np.arange(len(time))[None, :, None, None] * np.array([1.0, 1.02])[:, None, None, None]
    size = 115_000.0 / shape.sum()
    net = np.where((ages >= 15) & (ages < 30), -20.0, 2.0) * np.ones((2, len(time) - 1, 2, 1))
    return xr.Dataset(
        {
            "population": (("scenario", "time", "sex", "age"), shape * decline * size),
            "births": (
                ("scenario", "period", "sex"),
                np.full((2, len(time) - 1, 2), 250.0 * width) * [[[1.0]], [[1.2]]],
            ),
            "deaths": (("scenario", "period", "sex", "age"), np.full((2, len(time) - 1, 2, len(ages)), 9.0 * width)),
            "net_migration": (("scenario", "period", "sex", "age"), net * width),
        },
        {"scenario": SCENARIOS, "time": time, "period": time[:-1], "sex": ["male", "female"], "age": ages},
        {"step": width, "reference_date": "01-01"},
    )


def summary(of: xr.Dataset) -> xr.Dataset:
    made = of[["population", "births", "deaths", "net_migration"]].sum(["sex", "age"])
    people = of["population"].sum("sex")
    made["population_0_14"] = people.sel(age=slice(0, 14)).sum("age")
    made["population_15_64"] = people.sel(age=slice(15, 64)).sum("age")
    made["population_65_plus"] = people.sel(age=slice(65, None)).sum("age")
    made.attrs = of.attrs
    return made


def published() -> pd.DataFrame:
    rows = [("ipss2018", 2020, 114_777.0), ("ipss2018", 2025, 107_577.0), ("city2020_own", 2024, 105_000.0)]
    return pd.DataFrame(
        [(s, "03209", "population", y, v, "plan") for s, y, v in rows],
        columns=["series", "area", "measure", "year", "value", "source"],
    )


def observed() -> pd.DataFrame:
    rows = [
        ("census", "2010-10-01", 127_642.0),
        ("census", "2015-10-01", 121_583.0),
        ("register", "2020-01-01", 115_426.0),
    ]
    return pd.DataFrame(rows, columns=["basis", "date", "value"])
