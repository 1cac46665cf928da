"""A small run with invented schedules on Ichinoseki's register of 2020: the reports' fields, none of the engine.

The projection is a plain loop over years, so that these tests stand apart from the engine's own.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from cohort.analysis.answer import Answer
from cohort.analysis.measures import summarise
from cohort.analysis.verdict import verdicts
from cohort.forms import Title
from cohort.inputs import Inputs, read_inputs
from cohort.record import Record
from cohort.scenario.model import Calibrate, Converge, Launch, Outlook, Scenario, ScenarioSet, Source, Trajectory, Value
from cohort.text import Text


class Run(SimpleNamespace):
    """A made-up run: what a story reads of one."""


ROOT = Path(__file__).resolve().parents[3]
YEARS = np.arange(2020, 2051)
AGES = np.arange(101)
LAUNCH = Launch(date=date(2020, 1, 1), basis="register", until=2050, events=(2016, 2017, 2018, 2019))
PLAN = Source(
    key="strategy2",
    kind="document",
    title="第２期一関市まち・ひと・しごと創生総合戦略 概要版",
    publisher="一関市",
    where="p. 1-2",
)
RECENT = Source(key="trend", kind="assumption", title="近年の率が続くと仮定", note="What-if")


IMPLIED = '{"own-projection": {"lever": "migration.net", "value": -425.0, "observed": -644.0, "target": 82044.0, "year": 2040}}'


def _linear(measure: str, unit: str, points: dict[int, float], after: str | Converge, **more: Any) -> Trajectory:
    """Points in their years and straight lines between them, to 2050 under hold."""
    first, last = min(points), max(points) if after == "hold_rates" else 2049
    years = sorted(points)
    values = tuple(
        Value(
            period=year,
            value=float(np.interp(year, years, [points[y] for y in years])),
            origin="point" if year in points else "linear" if year < years[-1] else "hold",
            source="strategy2",
            file="scenarios/ichinoseki/strategy.toml",
        )
        for year in range(first, last + 1)
    )
    return Trajectory(measure=measure, unit=unit, values=values, after=after, source="strategy2", **more)


def scenarios(title: str | None = None) -> ScenarioSet:
    """Three scenarios; ``title`` replaces the strategy's titles."""
    outlook = Outlook(measure="population", year=2040, source="strategy2", at_least=89000)
    file = "scenarios/ichinoseki/{}.toml"
    trend = Scenario(
        name="trend", title=Title(en="Recent rates go on", ja="近年の傾向が続く場合"), role="main", file=file.format("trend"), launch=LAUNCH,
        sources=(RECENT, PLAN), outlooks=(outlook,),
    )  # fmt: skip
    own = Scenario(
        name="own-projection", title=Title(en="The city's own projection", ja="市の独自推計"),
        role="main", file=file.format("own-projection"), launch=LAUNCH,
        calibrate=Calibrate(lever="migration.net", measure="population", year=2040, value=82044, source="strategy2"),
        sources=(PLAN,), outlooks=(outlook,),
    )  # fmt: skip
    strategy = Scenario(
        name="strategy", title=Title(
            en=title or "Second strategy: TFR 1.63, net out-migration halved",
            ja=title or "第２期総合戦略：出生率1.63、転出超過半減",
        ), role="main", file=file.format("strategy"), launch=LAUNCH,
        based_on=("own-projection",), sources=(PLAN,), outlooks=(outlook,),
        trajectories=(
            _linear("fertility.tfr", "births per woman", {2020: 1.44, 2025: 1.63}, "hold"),
            _linear("migration.net", "persons per year", {2020: -644, 2025: -322}, "hold_rates"),
        ),
    )  # fmt: skip
    return ScenarioSet("scenarios/ichinoseki", (trend, own, strategy))


@cache
def real_inputs() -> Inputs:
    return read_inputs(ROOT / "inputs/ichinoseki")


def _launch() -> np.ndarray:
    """Single ages by spreading each five-year group evenly; (sex, age)."""
    table = real_inputs().counts("register", "2020-01-01")
    people = np.zeros((2, 101))
    for row in table.dropna(subset="age").itertuples():
        last = 100 if pd.isna(row.width) else min(row.age + row.width - 1, 100)
        people[int(row.sex == "female"), row.age : last + 1] += row.population / (last - row.age + 1)
    return people


def _project(tfr: np.ndarray, net: np.ndarray) -> tuple[np.ndarray, ...]:
    q = np.stack([np.minimum(0.9, b * np.exp(k * AGES)) for b, k in ((1.6e-5, 0.102), (5e-6, 0.108))])
    pattern = np.exp(-((AGES - 30.5) ** 2) / 50) * ((AGES >= 15) & (AGES < 50))
    pattern /= pattern.sum()
    profile = np.exp(-((AGES - 21.0) ** 2) / 18) + 0.02
    profile /= 2 * profile.sum()
    n = len(YEARS) - 1
    population, births = np.zeros((n + 1, 2, 101)), np.zeros((n, 2))
    deaths, migrants = np.zeros((n, 2, 101)), np.zeros((n, 2, 101))
    population[0] = _launch()
    for t in range(n):
        births[t] = (population[t, 1] * pattern).sum() * tfr[t] * np.array([0.513, 0.487])
        entering = np.zeros((2, 101))
        entering[:, 0] = births[t]
        entering[:, 1:] = population[t, :, :-1]
        entering[:, -1] += population[t, :, -1]
        deaths[t] = entering * q
        migrants[t] = net[t] * profile
        population[t + 1] = entering - deaths[t] + migrants[t]
    return population, births, deaths, migrants


def projection() -> xr.Dataset:
    years = YEARS[:-1]
    runs = [
        _project(np.full(30, 1.35), np.full(30, -640.0)),
        _project(np.full(30, 1.40), np.full(30, -425.0)),
        _project(np.interp(years, [2020, 2025], [1.44, 1.63]), np.interp(years, [2020, 2025], [-644, -322])),
    ]
    stacked = [np.stack(parts) for parts in zip(*runs, strict=True)]
    dims = (("time", "sex", "age"), ("period", "sex"), ("period", "sex", "age"), ("period", "sex", "age"))
    names = ("population", "births", "deaths", "net_migration")
    return xr.Dataset(
        {n: (("scenario", *d), a) for n, d, a in zip(names, dims, stacked, strict=True)},
        coords={
            "scenario": ["trend", "own-projection", "strategy"],
            "time": YEARS, "period": years, "sex": ["male", "female"], "age": AGES,
        },
        attrs={"step": 1, "reference_date": "01-01", "births": "asfr", "migration_timing": "end"},
    )  # fmt: skip


def assumptions() -> xr.Dataset:
    years = YEARS[:-1]
    return xr.Dataset(
        {
            "tfr": (("scenario", "period"), np.stack([np.full(30, 1.35), np.full(30, 1.4), np.interp(years, [2020, 2025], [1.44, 1.63])])),
            "e0": (("period", "sex"), np.stack([np.linspace(80.6, 83, 30), np.linspace(87, 89, 30)], axis=1)),
        },
        coords={"scenario": ["trend", "own-projection", "strategy"], "period": years, "sex": ["male", "female"]},
        attrs={"reference_scenario": "own-projection", "step": 1, "reference_date": "01-01", "implied": IMPLIED},
    )  # fmt: skip


def make(title: str | None = None, answer: Answer | None = None) -> Any:
    """Return the synthetic run."""
    projected = projection()
    measures = summarise(projected)
    chosen = scenarios(title)
    return Run(
        dependents=None,
        futures=None,
        readings=None,
        inputs=real_inputs(),
        scenarios=chosen,
        assumptions=assumptions(),
        projection=projected,
        summary=measures,
        comparison=pd.DataFrame(),
        verdicts=verdicts(projected, chosen),
        answer=answer or ANSWER,
        records=(
            Record("", "population.csv", Text("Unknown ages spread: 12 persons.", "年齢不詳12人を按分しました。")),
            Record("own-projection", "migration.net", Text("2040 = 82,044 implies -425 a year.", "2040年82,044人には年425人の転出超過が必要です。")),
        ),
    )  # fmt: skip


ANSWER = Answer(
    (
        Text(
            "The outlook of about 89,000 residents in 2040 does not hold.",
            "2040年に約89,000人という将来展望は、成り立ちません。",
        ),
    ),
    (Text("The strategy as written reaches 83,100.", "総合戦略を文字どおり実現しても83,100人です。"),),
)
