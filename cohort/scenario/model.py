"""Scenarios as everybody else sees them: resolved, and together the set of a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cohort.arguments import UnknownNameError
from cohort.errors import did_you_mean, fail
from cohort.scenario.connected import Connected, Residents, Tie
from cohort.scenario.display import scenario_html, set_html
from cohort.scenario.outlook import BOUNDS, Bound, Outlook, Scope, printed_rounding
from cohort.scenario.schema import (
    Band,
    Calibrate,
    Converge,
    Households,
    Launch,
    Member,
    Relation,
    Resolved,
    Returners,
    Role,
    Shock,
    Source,
    Trajectory,
    Value,
)


class Scenario(Resolved):
    """One scenario in the machine form; its fields are those of `Resolved`."""

    def __repr__(self) -> str:
        named = [item.measure for item in self.trajectories]
        return f"<Scenario {self.name!r}: {self.title.en}; {', '.join(named) or 'no assumption of its own'}>"

    def _repr_html_(self) -> str:
        return scenario_html(self)


@dataclass(frozen=True)
class ScenarioSet:
    """The scenarios of a folder: one launch year and one step for all, in the order they are shown."""

    folder: str
    scenarios: tuple[Scenario, ...]

    def __iter__(self) -> Iterator[Scenario]:
        return iter(self.scenarios)

    def __len__(self) -> int:
        return len(self.scenarios)

    def __getitem__(self, name: str) -> Scenario:
        for scenario in self.scenarios:
            if scenario.name == name:
                return scenario
        names = [scenario.name for scenario in self.scenarios]
        fail(
            "scenarios",
            en=f"no scenario {name!r}; there are: {', '.join(names)}.{did_you_mean(str(name), names, 'en')}",
            ja=f"「{name}」というシナリオはありません（{'、'.join(names)}）。{did_you_mean(str(name), names, 'ja')}",
            kind=UnknownNameError,
        )

    def __repr__(self) -> str:
        return f"<ScenarioSet {self.folder!r}: {', '.join(scenario.name for scenario in self.scenarios)}>"

    def _repr_html_(self) -> str:
        return set_html(self)
