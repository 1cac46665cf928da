"""A made-up area in the official form, easy to reckon with by hand; and scenarios for it."""

from __future__ import annotations

from datetime import date

import numpy as np

from cohort.assumptions.fertility import PublishedTfr
from cohort.assumptions.mortality import closed_table
from cohort.assumptions.official import OfficialBaseline
from cohort.demography.life_table import LifeTable
from cohort.forms import Title
from cohort.scenario.model import Calibrate, Converge, Launch, Scenario, Source, Trajectory
from cohort.scenario.trajectory import Point, yearly

LAUNCH = Launch(
    date=date(2010, 10, 1), basis="census", until=2040, step=5, births="child_woman_ratio", migration_timing="end"
)


def flat_tables(periods: int) -> LifeTable:
    """The same death rate at every age: nothing depends on it but its shape."""
    made = closed_table(np.broadcast_to(0.0004 * 1.07 ** np.arange(100), (periods, 2, 100)), "female")
    return LifeTable(
        width=made.width, **{n: getattr(made, n) for n in ("mx", "qx", "ax", "lx", "dx", "Lx", "Tx", "ex")}
    )


PUBLISHED = PublishedTfr(2013, 1.58)


def baseline(published: PublishedTfr | None = PUBLISHED) -> OfficialBaseline:
    """100 persons in every cell; nine in ten survive; of 20-24 a tenth leaves, of 25-29 a twentieth comes."""
    periods = np.arange(2010, 2040, 5, dtype=np.int64)
    rate = np.zeros((6, 2, 19))
    rate[..., 4], rate[..., 5] = -0.10, 0.05
    tables = flat_tables(len(periods))
    return OfficialBaseline(
        launch=date(2010, 10, 1),
        periods=periods,
        population=np.full((2, 19), 100.0),
        survivorship=np.full((6, 2, 19), 0.9),
        net_rate=rate,
        child_woman_ratio=0.2,
        ratios=np.full(6, 0.2),
        sex_ratio_0_4=np.full(6, 105.0),
        published=published,
        tables=tables,
        records=(),
    )


def trajectory(
    measure: str,
    points: dict[int, float],
    after: str | Converge | None = None,
    relation: str = "absolute",
    jump_off: str = "observed",
) -> Trajectory:
    made = [Point(year, value, "s", "x.toml") for year, value in points.items()]
    rule = after or "hold"
    return Trajectory.model_construct(
        measure=measure,
        unit="",
        values=yearly(made, "linear", rule, 2040),
        after=rule,
        relative=relation == "relative",
        added=relation == "added",
        jump_off=jump_off,
        source="s",
    )


def scenario(*trajectories: Trajectory, name: str = "x", **more: object) -> Scenario:
    fields: dict[str, object] = {
        "title": Title(en=name, ja=name),
        "role": "main",
        "file": f"{name}.toml",
        "launch": LAUNCH,
        "sources": (Source(key="s", kind="assumption", title="by hand"),),
    }
    return Scenario(name=name, trajectories=trajectories, **(fields | more))  # type: ignore[arg-type]


def calibration(
    lever: str = "migration.net", year: int = 2040, value: float = 3000.0, measure: str = "population"
) -> Calibrate:
    """One made in code, with a lever that no file could name, is checked by what uses it."""
    return Calibrate.model_construct(lever=lever, measure=measure, year=year, value=value, source="s")
