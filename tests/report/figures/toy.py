"""A small projection with round numbers, and what is drawn beside it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from cohort.scenario.model import Outlook

SCENARIOS = ["trend", "plan"]
TITLES = {"trend": "Trend", "plan": "Second strategy"}
OUTLOOK = Outlook("population", 2024, "plan", "at_least", 89_000.0)


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
            "deaths": (
                ("scenario", "period", "sex", "age"),
                np.full((2, len(time) - 1, 2, len(ages)), 9.0 * width),
            ),
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


def events() -> pd.DataFrame:
    values = {"births": 549.0, "deaths": 1957.0, "in_migration": 2086.0, "out_migration": 2793.0}
    rows = [
        ("vital_statistics", "all", "2019-01-01", "2019-12-31", measure, value, "events")
        for measure, value in values.items()
    ]
    rows += [
        ("register", "all", "2019-01-01", "2019-12-31", "births", 551.0, "events")
    ]  # vital statistics come first
    rows += [
        ("register", "all", "2019-04-01", "2020-03-31", "deaths", 9_999.0, "events")
    ]  # not a calendar year
    return pd.DataFrame(rows, columns=["basis", "coverage", "start", "end", "measure", "value", "source"])


def run(of: xr.Dataset | None = None, **changes: Any) -> Any:
    """Return what ``write_charts`` takes, as a plain object."""
    made = projection() if of is None else of
    told = changes.pop("summary", None)
    scenarios = [
        SimpleNamespace(
            name="trend", role="main", outlooks=(), trajectories=(), bands=(),
            title={"en": "Trend: rates go on", "ja": "すう勢：続く"}.get,
        ),
        SimpleNamespace(
            name="plan", role="main", outlooks=(OUTLOOK,), trajectories=("tfr",), bands=(),
            title={"en": "Second strategy (as printed)", "ja": "第２期総合戦略（印刷どおり）"}.get,
        ),
    ]  # fmt: skip
    counts = pd.DataFrame(
        [
            ("census", "2015-10-01", "male", "0-4", 60_000.0, "census"),
            ("census", "2015-10-01", "female", "0-4", 61_583.0, "census"),
            ("census", "1980-10-01", "male", "0-4", 1.0, "census"),
        ],
        columns=["basis", "date", "sex", "age_group", "population", "source"],
    )
    broad = pd.DataFrame(
        [("census", "2020-10-01", "both", "all", 111_932.0, "census")],
        columns=["basis", "date", "sex", "age_group", "population", "source"],
    )
    source = lambda title: SimpleNamespace(title=title, publisher="総務省")  # noqa: E731
    inputs = SimpleNamespace(
        area=SimpleNamespace(code="03209", name_en="Ichinoseki", name_ja="一関市"), population=counts, broad_ages=broad, events=events(),
        published=published(), sources={"census": source("国勢調査"), "events": source("人口動態統計"), "plan": source("計画")},
    )  # fmt: skip
    whole = {
        "inputs": inputs,
        "scenarios": scenarios,
        "assumptions": xr.Dataset(attrs={"reference_scenario": "trend"}),
        "projection": made,
        "summary": summary(made) if told is None else told,
    }
    return SimpleNamespace(**{**whole, **changes})
