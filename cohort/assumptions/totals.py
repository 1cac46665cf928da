"""A target for the number of births: the TFR that gives it, period by period."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cohort.errors import AssumptionError, fail
from cohort.scenario.model import Scenario

from .baseline import Baseline
from .engine import births_by_period
from .schedules import Schedules, related

ROUNDS = 60


def with_births(scenario: Scenario, base: Baseline, made: Schedules) -> Schedules:
    """Set the TFR so that births meet ``fertility.births``; unchanged without that trajectory.

    Births of a period are proportional to its TFR given its women; women change with births 15 and more years before, so
    that repeating the proportion settles after a few rounds.

    Raises
    ------
    AssumptionError
        It does not settle.
    """
    trajectory = scenario.trajectory("fertility.births")
    if trajectory is None:
        return made
    level = float(births_by_period(made, base)[0])
    last = trajectory.values[-1]
    wanted = np.full(len(base.periods), np.nan)
    for i, year in enumerate(base.periods):
        value = trajectory.at(int(year)) or (
            last if year > last.period and trajectory.after.kind == "hold" else None
        )
        if value is not None:
            wanted[i] = related(trajectory, value.value, level)
    given = np.flatnonzero(~np.isnan(wanted))
    for _ in range(ROUNDS):
        ratio = np.ones(len(base.periods))
        births = births_by_period(made, base)
        ratio[given] = wanted[given] / births[given]
        if np.abs(ratio - 1).max() < 1e-12:
            return made
        tfr = made.tfr * ratio
        if trajectory.after.kind == "hold_rates" and given.size:
            tfr[given[-1] + 1 :] = tfr[given[-1]]
        made = replace(made, tfr=tfr, asfr=(tfr * base.scale)[:, None] * base.pattern)
    fail(
        scenario.file,
        "fertility.births",
        en=f"no TFR gives these births after {ROUNDS} rounds; check the numbers.",
        ja=f"{ROUNDS} 回の反復でもこの出生数になる出生率が見つかりません。値を確認してください。",
        kind=AssumptionError,
    )
