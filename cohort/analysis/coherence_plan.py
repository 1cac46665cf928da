"""What the check of a plan works on: its targets, the set of scenarios, and what that set projects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cohort.errors import AssumptionError, fail

if TYPE_CHECKING:
    from cohort.assumptions.baseline import Baseline
    from cohort.inputs import Inputs
    from cohort.scenario.model import Scenario


@dataclass(frozen=True)
class Finding:
    """One thing a check of a plan's targets found.

    Attributes
    ----------
    kind : str
        "births-and-tfr", "births-and-women", "base-year-of-tfr", "base-of-births", "base-of-net-migration",
        "bands-and-total", "arrivals-and-net" or "outlook-and-targets".
    en, ja : str
        The finding in a sentence or two, with its numbers.
    numbers : mapping of str to float
        The numbers by name, not rounded.
    contradicts : bool
        Whether two things the plan says cannot both be so; else the finding says how they fit.
    """

    kind: str
    en: str
    ja: str
    numbers: Mapping[str, float] = field(default_factory=dict)
    contradicts: bool = False

    def text(self, language: str) -> str:
        """Return the sentences in one language."""
        return self.ja if language == "ja" else self.en


@dataclass(frozen=True)
class Target:
    """One row of ``targets.csv``: a base, a target and their years."""

    base_year: int
    base: float
    year: int
    value: float


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan's targets beside the scenarios that cite it.

    Attributes
    ----------
    strategy : str
        Name in ``targets.csv``.
    titles : tuple of str
        Titles of the documents its rows cite.
    targets : dict
        By (measure, ages); ages "all ages" are written "".
    inputs : Inputs
    scenarios : tuple of Scenario
    assumptions, projection : Dataset
        Of the scenarios.
    """

    strategy: str
    titles: tuple[str, ...]
    targets: dict[tuple[str, str], Target]
    inputs: Inputs
    scenarios: tuple[Scenario, ...]
    assumptions: xr.Dataset
    projection: xr.Dataset

    def target(self, measure: str, ages: str = "") -> Target | None:
        """Return a target, or None."""
        return self.targets.get((measure, ages))

    def on_first_launch(self) -> list[str]:
        """Return the names of the scenarios that share the launch, its level years too, of the first one."""
        return [s.name for s in self.scenarios if s.launch == self.scenarios[0].launch]

    def carriers(self) -> list[Scenario]:
        """Return the scenarios that carry targets of this plan: a measure or a band that cites its document."""
        return [s for s in self.scenarios if self._cites(s)]

    def _cites(self, scenario: Scenario) -> bool:
        titles = {source.key: source.title for source in scenario.sources}
        keys = [t.source for t in scenario.trajectories] + [b.trajectory.source for b in scenario.bands]
        return any(titles.get(key) in self.titles for key in keys)

    def value(self, name: str, scenario: str, period: int) -> float:
        """Return ``tfr`` or ``births`` of one scenario in one period, sexes together."""
        array = (self.assumptions if name in self.assumptions else self.projection)[name]
        if "scenario" in array.dims:
            array = array.sel(scenario=scenario)
        return float(np.asarray(array.sel(period=period)).sum())

    @cached_property
    def base(self) -> Baseline:
        """What the inputs alone say for the first scenario's launch."""
        from cohort.assumptions.baseline import baseline

        return baseline(self.inputs, self.scenarios[0].launch)

    @property
    def by_fertility(self) -> bool:
        """Whether births follow fertility rates, in single years, so that a year's births can be asked."""
        launch = self.scenarios[0].launch
        return launch.births == "asfr" and int(self.projection.attrs["step"]) == 1

    def covers(self, year: int) -> bool:
        """Tell whether the projection has a period that begins in a year."""
        return year in self.projection["period"].values


def targets_of(inputs: Inputs, scenarios: tuple[Scenario, ...], strategy: str | None) -> str:
    """Return the strategy whose targets are meant: the one named, or the one that the scenarios cite.

    Raises
    ------
    AssumptionError
        No ``targets.csv``; an unknown strategy; none or several cited.
    """
    table = inputs.targets
    subject = (inputs.path / "targets.csv").as_posix()
    if table is None:
        fail(
            subject,
            "",
            kind=AssumptionError,
            en="the file is missing: without a plan's targets there is nothing to check; add it.",
            ja="計画の目標値の表がないため確認できません。加えてください。",
        )
    names = list(dict.fromkeys(str(name) for name in table["strategy"]))
    cited = {source.title for scenario in scenarios for source in scenario.sources}
    found = [n for n in names if n == strategy] if strategy else []
    if strategy is None:
        found = [n for n in names if cited & set(titles_of(inputs, n))]
    if len(found) != 1:
        listed = ", ".join(names)
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
    return found[0]


def titles_of(inputs: Inputs, strategy: str) -> tuple[str, ...]:
    """Return the titles of the documents that a strategy's rows cite."""
    table = inputs.targets
    assert table is not None  # by targets_of
    keys = dict.fromkeys(str(key) for key in table.loc[table["strategy"] == strategy, "source"])
    return tuple(inputs.sources[key].title for key in keys)


def rows_of(inputs: Inputs, strategy: str) -> dict[tuple[str, str], Target]:
    """Return the targets of a strategy by (measure, ages)."""
    table = inputs.targets
    assert table is not None  # by targets_of
    rows = table[table["strategy"] == strategy]
    columns = (rows[name] for name in ("measure", "ages", "base_year", "base", "target_year", "target"))
    return {
        (str(measure), "" if ages == "all ages" else str(ages)): Target(
            int(base_year), float(base), int(year), float(value)
        )
        for measure, ages, base_year, base, year, value in zip(*columns, strict=True)
    }
