"""Who is who in a run: titles, colours, the reference, the plan, the date."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

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
    plan = plan_of(every, reference)
    ordered = [*mains, *(one.name for one in every if one.name not in mains)]
    return Names(
        place=Text(run.inputs.area.name_en, run.inputs.area.name_ja),
        scenarios=tuple(one.name for one in every),
        mains=mains,
        reference=reference,
        plan=plan,
        titles={one.name: Text(one.title("en"), one.title("ja")) for one in every},
        short={one.name: Text(one.short("en"), one.short("ja")) for one in every},
        colours=colours_of(ordered, (reference, plan)),
    )


def colours_of(ordered: Sequence[str], own: Sequence[str | None]) -> dict[str, str]:
    """Return the colour of each scenario, in order; where there are more than colours, those of ``own`` are nobody else's."""
    first = [name for name in ordered if name in own]
    kept = [*ordered[: len(PALETTE)]]
    for name in first:
        if name not in kept:  # takes the place of the last one that may share a colour
            kept[max(place for place, other in enumerate(kept) if other not in own)] = name
    made = dict(zip(kept, PALETTE, strict=False))
    shared = [colour for name, colour in made.items() if name not in own]
    rest = [name for name in ordered if name not in made]
    made |= {name: shared[place % len(shared)] for place, name in enumerate(rest)}
    return {name: made[name] for name in ordered}


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
