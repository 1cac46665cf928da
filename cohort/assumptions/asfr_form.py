"""The form with births by age-specific rates: single years, or brought to steps of five."""

from __future__ import annotations

from dataclasses import dataclass

from cohort.inputs import Inputs
from cohort.scenario.model import Launch, Scenario

from .baseline import Baseline, baseline
from .births import with_births
from .calibrate import REACH, TFR_REACH
from .connected import with_settlers
from .five_year import five_year
from .form import Form, Labelled, Lever, Observed
from .gross import with_gross_and_bands
from .labels import labelled
from .plausible import check_asked
from .returners import with_returners
from .schedules import schedules


@dataclass(frozen=True)
class AsfrForm(Form):
    """One launch with births by age-specific rates; it takes whatever a scenario file can say."""

    base: Baseline
    inputs: Inputs

    @classmethod
    def of(cls, inputs: Inputs, launch: Launch) -> AsfrForm:
        """Return the launch of an area."""
        base = baseline(inputs, launch)
        return cls(launch, base.records, base, inputs)

    def observed(self) -> dict[str, Observed]:
        """Return the figures of the last launch year, and the published TFR."""
        base, events = self.base, self.base.events
        year, born = max(self.launch.events), max(events.births)
        levels = {
            "migration.net": Observed(events.net[year], year),
            **{
                f"migration.{flow}": Observed(counted[year], year)
                for flow, counted in (("in", events.arrivals), ("out", events.leavers))
                if year in counted
            },
            "fertility.births": Observed(events.births[born], born),
        }
        if base.published is not None and self.launch.fertility_level == "mean":  # else it is not what goes on
            levels["fertility.tfr"] = Observed(base.published.value, base.published.year)
        return levels

    def lever(self, measure: str, horizon: int) -> Lever:
        """Return net migrants or the TFR of the launch years as a lever."""
        base = self.base
        if measure == "migration.net":
            reach = REACH * float(base.population.sum())
            return Lever(base.events.net_level, -reach, reach, float(horizon))
        births_a_child = base.events.births_level / base.published_level
        return Lever(base.published_level, *TFR_REACH, births_a_child * horizon)

    def schedules(self, scenario: Scenario, net: float | None = None, tfr: float | None = None) -> Labelled:
        """Lay a scenario over the launch."""
        base = self.base
        check_asked(scenario, float(base.population.sum()))
        level = base.events.net_level if net is None else net
        made = schedules(scenario, base, level, base.published_level if tfr is None else tfr)
        made = with_settlers(scenario, base.periods, made)
        made = with_gross_and_bands(scenario, base, made)
        made = with_births(scenario, base, made)
        yearly = with_returners(scenario, self.inputs, labelled(made, base))
        return yearly if self.launch.step == 1 else five_year(yearly, made.tables)
