"""A target for the number of births: the TFR that gives it, period by period."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cohort.demography.checks import refuse
from cohort.scenario.model import Scenario

from .baseline import Baseline
from .labels import labelled
from .schedules import Schedules, asked
from .walk import totals

ROUNDS = 60
MET = 1e-12  # relative, and births


def with_births(scenario: Scenario, base: Baseline, made: Schedules) -> Schedules:
    """Set the TFR so that births meet ``fertility.births``; unchanged without that trajectory.

    Births of a period are proportional to its TFR given its women; women change with births 15 and more years before, so
    that repeating the proportion settles after a few rounds. ``relative`` and ``added`` refer to the births of the launch
    years; after the last point, under ``hold_rates``, its TFR goes on.

    Raises
    ------
    AssumptionError
        It does not settle.
    """
    trajectory = scenario.trajectory("fertility.births")
    if trajectory is None:
        return made
    wanted = asked(trajectory, base.periods, base.events.births_level)
    given = np.flatnonzero(~np.isnan(wanted))
    rates_go_on = trajectory.after == "hold_rates"
    for _ in range(ROUNDS):
        births = totals(labelled(made, base))["births"].to_numpy()
        if np.allclose(births[given], wanted[given], rtol=MET, atol=MET):
            return made
        ratio = np.ones(len(base.periods))
        np.divide(wanted, births, out=ratio, where=~np.isnan(wanted) & (births > 0))
        tfr = made.tfr * ratio
        if rates_go_on:
            tfr[given[-1] + 1 :] = tfr[given[-1]]
        made = replace(made, tfr=tfr, asfr=(tfr * base.scale)[:, None] * base.pattern)
    refuse(
        scenario.file,
        "fertility.births",
        en=f"no TFR gives these births after {ROUNDS} rounds; check the numbers.",
        ja=f"{ROUNDS} 回の反復でもこの出生数になる出生率が見つかりません。値を確認してください。",
    )
