"""What the check of a plan works on: its targets, the set of scenarios, and what that set projects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from cohort.assumptions.baseline import Baseline, baseline
from cohort.errors import AssumptionError, fail
from cohort.inputs import Inputs
from cohort.run import Run
from cohort.scenario.model import Scenario
from cohort.text import Said


@dataclass(frozen=True)
class Finding:
    """One thing a check of a plan's targets found.

    Attributes
    ----------
    kind : str
        "births-and-tfr", "births-and-women", "base-year-of-tfr", "base-of-births", "base-of-net-migration",
        "bands-and-total", "arrivals-and-net" or "outlook-and-targets".
    said : Said
        The finding in a sentence or two, with its numbers.
    numbers : mapping of str to float
        The numbers by name, not rounded.
    to_settle : bool
        Whether two things the plan says do not go together yet; else the finding says how they fit.
    """

    kind: str
    said: Said
    numbers: Mapping[str, float] = field(default_factory=dict)
    to_settle: bool = False

    def text(self, language: str) -> str:
        """Return the sentences in one language."""
        return self.said.say(language)


@dataclass(frozen=True)
class Target:
    """One row of ``targets.csv``: a base, a target and their years."""

    base_year: int
    base: float
    year: int
    value: float

    @property
    def growth(self) -> float:
        """The change that is aimed at, as a share of the base."""
        return self.value / self.base - 1


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan's targets beside the run of the scenarios that cite it.

    Attributes
    ----------
    run : Run
    titles : tuple of str
        Titles of the documents its rows cite.
    targets : dict
        By (measure, ages); ages "all ages" are written "".
    """

    run: Run
    titles: tuple[str, ...]
    targets: dict[tuple[str, str], Target]

    @property
    def inputs(self) -> Inputs:
        """Tables of the area."""
        return self.run.inputs

    @property
    def first(self) -> Scenario:
        """The scenario without measures."""
        return self.run.scenarios.scenarios[0]

    def target(self, measure: str, ages: str = "") -> Target | None:
        """Return a target, or None."""
        return self.targets.get((measure, ages))

    def on_first_launch(self) -> list[str]:
        """Return the names of the scenarios that share the launch, its level years too, of the first one."""
        return [one.name for one in self.run.scenarios if one.launch == self.first.launch]

    def carriers(self) -> list[Scenario]:
        """Return the scenarios that carry targets of this plan: a measure or a band that cites its document."""
        return [one for one in self.run.scenarios if self._cites(one)]

    def _cites(self, scenario: Scenario) -> bool:
        titles = {source.key: source.title for source in scenario.sources}
        keys = [one.source for one in scenario.trajectories] + [one.source for one in scenario.bands]
        return any(titles.get(key) in self.titles for key in keys)

    def value(self, name: str, scenario: str, period: int) -> float:
        """Return ``tfr`` or ``births`` of one scenario in one period, sexes together."""
        array = (self.run.assumptions if name in self.run.assumptions else self.run.projection)[name]
        if "scenario" in array.dims:
            array = array.sel(scenario=scenario)
        return float(np.asarray(array.sel(period=period)).sum())

    def births_per_tfr(self, year: int) -> list[float]:
        """Return births for each unit of the TFR in a year, of every scenario on the first launch."""
        names = self.on_first_launch()
        return [self.value("births", name, year) / self.value("tfr", name, year) for name in names]

    @cached_property
    def base(self) -> Baseline:
        """What the inputs alone say for the first scenario's launch."""
        return baseline(self.inputs, self.first.launch)

    @property
    def by_fertility(self) -> bool:
        """Whether births follow fertility rates, in single years, so that a year's births can be asked."""
        return self.first.launch.births == "asfr" and int(self.run.projection.attrs["step"]) == 1

    def covers(self, year: int) -> bool:
        """Tell whether the projection has a period that begins in a year."""
        return year in self.run.projection["period"].values


def plan_of(run: Run, strategy: str | None) -> Plan:
    """Return the plan that is meant: the one named, or the one that the scenarios cite.

    Raises
    ------
    AssumptionError
        No ``targets.csv``; an unknown strategy; none or several cited.
    """
    table = run.inputs.targets
    subject = (run.inputs.path / "targets.csv").as_posix()
    if table is None:
        fail(
            subject,
            kind=AssumptionError,
            en="the file is missing: without a plan's targets there is nothing to check; add it.",
            ja="計画の目標値の表がないため確認できません。加えてください。",
        )
    rows = {str(name): table[table["strategy"] == name] for name in table["strategy"].unique()}
    titles = {
        name: tuple(run.inputs.sources[key].title for key in one["source"].unique()) for name, one in rows.items()
    }
    cited = {source.title for scenario in run.scenarios for source in scenario.sources}
    found = [name for name in rows if (name == strategy if strategy else cited & set(titles[name]))]
    if len(found) != 1:
        listed = ", ".join(rows)
        fail(
            subject,
            "strategy",
            kind=AssumptionError,
            en=f"got {strategy!r}; there are: {listed}."
            if strategy
            else f"the scenarios cite {len(found)} of the plans there are ({listed}); name one with --strategy.",
            ja=f"「{strategy}」はありません（{listed}）。"
            if strategy
            else f"シナリオが引用する計画が {len(found)} 件です（{listed}）。--strategy で 1 つ指定してください。",
        )
    return Plan(run, titles[found[0]], targets_in(rows[found[0]]))


def targets_in(rows: pd.DataFrame) -> dict[tuple[str, str], Target]:
    """Return the targets of a strategy by (measure, ages)."""
    return {
        (str(row["measure"]), "" if row["ages"] == "all ages" else str(row["ages"])): Target(
            int(row["base_year"]), float(row["base"]), int(row["target_year"]), float(row["target"])
        )
        for row in rows.to_dict("records")
    }
