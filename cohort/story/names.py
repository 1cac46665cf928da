"""Who is who in a run: titles, colours, the reference, the plan, the date."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from cohort.inputs import Inputs
from cohort.inputs.counts import latest_day
from cohort.run import Run
from cohort.scenario.model import Scenario
from cohort.story.model import Names
from cohort.text import Text
from cohort.vocabulary import PALETTE


def names_of(run: Run) -> Names:
    """Return what everything of a run is called, and which scenario is the plan."""
    every = list(run.scenarios)
    mains = tuple(one.name for one in every if one.is_main) or tuple(one.name for one in every)
    reference = str(run.assumptions.attrs.get("reference_scenario") or mains[0])
    ordered = [*mains, *(one.name for one in every if one.name not in mains)]
    return Names(
        place=Text(run.inputs.area.name_en, run.inputs.area.name_ja),
        scenarios=tuple(one.name for one in every),
        mains=mains,
        reference=reference,
        plan=plan_of(every, reference),
        titles={one.name: Text(one.title("en"), one.title("ja")) for one in every},
        short={one.name: Text(one.short("en"), one.short("ja")) for one in every},
        colours={name: PALETTE[index % len(PALETTE)] for index, name in enumerate(ordered)},
    )


def plan_of(scenarios: Iterable[Scenario], reference: str) -> str | None:
    """Return the scenario that is set against the reference: the plan; where no role says so, the first that could be one.

    That is the first main one, no what-if, that states an outlook and sets something.
    """
    every = list(scenarios)
    setting = (
        one
        for one in every
        if one.is_main
        and not one.what_if
        and one.name != reference
        and any(outlook.scope == "set" for outlook in one.outlooks)
        and (one.trajectories or one.bands)
    )
    found = next((one for one in every if one.role == "plan"), None) or next(setting, None)
    return None if found is None else found.name


def date_of(inputs: Inputs) -> datetime.date:
    """Return the date of a document made from these inputs: the latest day that any of its figures stands for."""
    return latest_day(inputs.population, inputs.broad_ages, inputs.events)
