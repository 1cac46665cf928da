"""The official form: what scenarios say of fertility, migration and mortality, in steps of five years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cohort.demography.checks import Array, Integers
from cohort.demography.life_table import group_survivorship
from cohort.errors import AssumptionError, Problems
from cohort.inputs import Inputs
from cohort.scenario.model import Launch, Scenario, Trajectory

from .calibrate import REACH, TFR_REACH
from .form import AS_IT_IS, HELD, SOLVED, Form, Labelled, Lever, Observed
from .migration import CENSUS_OPEN_AGE
from .mortality import Course
from .official import STEP, OfficialBaseline, official_baseline, official_labels, published_for, tfr_to_ratio
from .plausible import check_asked
from .schedules import path, related, tables_of

TRAJECTORIES = ("fertility.tfr", "migration.net", "mortality.e0.male", "mortality.e0.female")


@dataclass(frozen=True)
class OfficialForm(Form):
    """One launch with children by the child-woman ratio."""

    base: OfficialBaseline

    @classmethod
    def of(cls, inputs: Inputs, launch: Launch) -> OfficialForm:
        """Return the launch of an area."""
        base = official_baseline(inputs, launch.date, launch.until, course=Course.of(launch), held=True)
        return cls(launch, base.records, base)

    @staticmethod
    def check(scenario: Scenario) -> None:
        """Raise everything in a launch or a scenario that this form has no place for."""
        problems = Problems(scenario.file, AssumptionError)
        _check_launch(scenario.launch, problems)
        _check_scenario(scenario, problems)
        problems.raise_if_any()

    def observed(self) -> dict[str, Observed]:
        """Return the net migrants of the observed rates, and the TFR that the child-woman ratio stands for."""
        base = self.base
        levels = {"migration.net": Observed(base.net_level, base.launch.year)}
        if base.published is not None:
            levels["fertility.tfr"] = Observed(base.published.value, base.published.year)
        return levels

    def lever(self, measure: str, horizon: int) -> Lever:
        """Return net migrants in the first step, or the TFR, as a lever."""
        base = self.base
        if measure == "migration.net":
            reach = REACH * float(base.population.sum())
            between = base.launch.year - STEP, base.launch.year
            return Lever(base.net_level, -reach, reach, float(horizon), between)
        tfr = published_for(base).value
        births = float(base.population[:, 0].sum()) / STEP
        return Lever(tfr, *TFR_REACH, births / tfr * horizon)

    def schedules(self, scenario: Scenario, net: float | None = None, tfr: float | None = None) -> Labelled:
        """Lay a scenario over the launch; without ``net`` the rates go on as they are."""
        base = self.base
        check_asked(scenario, float(base.population.sum()))
        level, ratio = fertility(scenario, base, tfr)
        total, control = net_steps(scenario.trajectory("migration.net"), base, net)
        assert base.tables is not None  # a given baseline is of the vision alone
        tables = tables_of(scenario, base.tables, base.periods + STEP // 2)
        same = tables is base.tables
        survivorship = base.survivorship if same else group_survivorship(tables, STEP, CENSUS_OPEN_AGE)
        made = official_labels(
            base, child_woman_ratio=ratio, net_total=total, net_control=control, survivorship=survivorship
        )
        if not np.isnan(level).any():
            made.variables["tfr"] = (("period",), level)
            made.variables["tfr_scale"] = ((), tfr_to_ratio(base, np.ones(1))[0])
        made.variables["e0"] = (("period", "sex"), tables.e0)
        return made


def _check_launch(launch: Launch, problems: Problems) -> None:
    if launch.basis not in ("census", "estimate") or launch.rake_to is not None or launch.unknown != "spread":
        problems.add(
            "launch.basis",
            en=f"got {launch.basis!r}, unknown {launch.unknown!r}; the child-woman ratio starts from a census with unknown "
            'ages spread: write basis = "census" and leave rake_to and unknown out.',
            ja=f"「{launch.basis}」（unknown は「{launch.unknown}」）です。子ども女性比の推計は年齢不詳をあん分した国勢調査人口"
            'から始めます。basis = "census" とし、rake_to と unknown は除いてください。',
        )
    if launch.migration_timing != "end":
        problems.add(
            "launch.migration_timing",
            en=f'got {launch.migration_timing!r}; write migration_timing = "end": net migration rates of this form are on the '
            "population at the start.",
            ja=f"「{launch.migration_timing}」です。この方法の純移動率は期首人口に対するものなので "
            'migration_timing = "end" としてください。',
        )
    for key, usual in (
        ("tfr_scale", "same_year"),
        ("fertility_level", "mean"),
        ("migration_level", "rates"),
        ("migration_ages", "censuses"),
    ):
        if getattr(launch, key) != usual:
            problems.add(
                f"launch.{key}",
                en="is of the form by age-specific fertility rates; this one takes its levels from the censuses: leave it out.",
                ja="は年齢別出生率による推計のものです。この方法は国勢調査から水準を定めるため、除いてください。",
            )
    if launch.events:
        problems.add(
            "launch.events",
            en=f"got {list(launch.events)}; this form takes its levels from the censuses: leave events out.",
            ja=f"{list(launch.events)} です。この方法は国勢調査から水準を定めるため、events は除いてください。",
        )


def _check_scenario(scenario: Scenario, problems: Problems) -> None:
    named = [t.measure for t in scenario.trajectories if t.measure not in TRAJECTORIES]
    for key, rows in (
        ("migration.band", scenario.bands),
        ("migration.households", scenario.households),
        ("migration.returners", scenario.returners),
        ("shock", scenario.shocks),
        ("connected", () if scenario.connected is None else scenario.connected.kinds),
    ):
        named += [key] if rows else []
    for key in named:
        problems.add(
            key,
            en=f'has no place beside the child-woman ratio, which takes {", ".join(TRAJECTORIES)}; use births = "asfr" for it.',
            ja=f'子ども女性比の推計では使えません（使えるのは {"、".join(TRAJECTORIES)}）。births = "asfr" にしてください。',
        )


def fertility(scenario: Scenario, base: OfficialBaseline, implied: float | None) -> tuple[Array, Array]:
    """Return the TFR at the **end** of each step, and the child-woman ratio that stands for it, shape (period,) both.

    Parameters
    ----------
    scenario : Scenario
    base : OfficialBaseline
    implied : float or None
        TFR at launch that a calibration implies; None: that of the launch's child-woman ratio.

    Returns
    -------
    array, array
        TFR on the published scale, NaN where none is known and none is asked for; child-woman ratio.
    """
    n = len(base.periods)
    trajectory = scenario.trajectory("fertility.tfr")
    if base.published is None and trajectory is None and implied is None:
        return np.full(n, np.nan), np.full(n, base.child_woman_ratio)
    level = published_for(base).value if implied is None else implied
    tfr = path(trajectory, base.ends, np.full(n, level), level)
    return tfr, tfr_to_ratio(base, tfr)


def net_steps(trajectory: Trajectory | None, base: OfficialBaseline, implied: float | None) -> tuple[Array, Integers]:
    """Return net totals by step, persons in the step, and how each step is controlled.

    A year before the first point counts with the level at launch, one after the last (under ``hold_rates``) with the
    last value, if its step has a point's year at all; a whole step before the first point follows the rates (or the
    factor that a calibration set), a whole step after the last holds the last factor.

    Parameters
    ----------
    trajectory : Trajectory or None
        Persons a year.
    base : OfficialBaseline
    implied : float or None
        Level at launch that a calibration implies, persons a year; None: that of the observed rates.
    """
    level = base.net_level if implied is None else implied
    n = len(base.periods)
    total, control = np.zeros(n), np.full(n, AS_IT_IS, dtype=np.int64)
    if implied is not None:
        total[0], control[0], control[1:] = STEP * implied, SOLVED, HELD
    if trajectory is None:
        return total, control
    last = trajectory.values[-1]
    end_value = related(trajectory, last.value, level)
    for i, first in enumerate(base.periods):
        years = range(int(first), int(first) + STEP)
        found = [trajectory.at(year) for year in years]
        if any(value is not None for value in found):
            yearly = [
                related(trajectory, value.value, level) if value is not None
                else end_value if year > last.period else level
                for year, value in zip(years, found, strict=True)
            ]  # fmt: skip
            total[i], control[i] = sum(yearly), SOLVED
        elif first > last.period:
            total[i], control[i] = (STEP * end_value, SOLVED) if i == 0 else (0.0, HELD)
    return total, control
