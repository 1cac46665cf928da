"""`assume` for scenarios whose launch says ``births = "child_woman_ratio"``: the official form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import xarray as xr

from cohort.errors import AssumptionError, Problems
from cohort.inputs import Inputs
from cohort.record import Implied, Record, as_attrs
from cohort.scenario import check_jump_off
from cohort.scenario.model import Launch, Scenario

from .dataset import reference
from .official import STEP, OfficialBaseline, official_baseline
from .official_calibrate import implied_level
from .official_scenario import check_form, labelled, schedules


def assume_official(inputs: Inputs, scenarios: list[Scenario], step: int | None) -> xr.Dataset:
    """Turn inputs and scenarios of the official form into schedules of five-year steps.

    Parameters
    ----------
    inputs : Inputs
        Of one area, with censuses.
    scenarios : list of Scenario
        One launch year; all with ``births = "child_woman_ratio"``.
    step : int or None
        5 or None.

    Returns
    -------
    Dataset
        As `cohort.assumptions.assume` returns it; ``tfr`` is that of the end of each step, ``child_woman_ratio`` follows it.

    Raises
    ------
    AssumptionError
        Scenarios of both forms in one set, another step, and what `assume` raises.
    """
    _check(scenarios, step)
    baselines: dict[Launch, OfficialBaseline] = {}
    for scenario in scenarios:
        if scenario.launch not in baselines:
            launch = scenario.launch
            baselines[launch] = official_baseline(inputs, launch.date, launch.until)
    of = {scenario.name: baselines[scenario.launch] for scenario in scenarios}
    _check_jump_off(scenarios, of)
    implied = _implied(scenarios, of)
    made = [_labelled(s, of[s.name], implied.get(s.name)) for s in scenarios]
    result = _stacked(made, [s.name for s in scenarios])
    result.attrs = {
        **made[0].attrs,
        "reference_scenario": reference(scenarios),
        **as_attrs(_records(scenarios, of, implied), implied.values()),
        "area": inputs.area.code,
    }
    return result


def _check(scenarios: list[Scenario], step: int | None) -> None:
    problems = Problems("scenarios", AssumptionError)
    others = [s.name for s in scenarios if s.launch.births != "child_woman_ratio"]
    if others:
        problems.add(
            "launch.births",
            en=f'{", ".join(others)} count births by "asfr", the others by the child-woman ratio; give each form its own folder.',
            ja=f'{"、".join(others)} は "asfr"、ほかは子ども女性比による推計です。フォルダーを分けてください。',
        )
    if step not in (None, STEP):
        problems.add(
            "step",
            en=f"got {step}; the child-woman ratio needs steps of 5 years.",
            ja=f"{step} 年です。子ども女性比による推計は 5 年刻みです。",
        )
    problems.raise_if_any()
    for scenario in scenarios:
        check_form(scenario)


def _check_jump_off(scenarios: list[Scenario], of: dict[str, OfficialBaseline]) -> None:
    problems = Problems("scenarios", AssumptionError)
    for scenario in scenarios:
        base = of[scenario.name]
        observed, years = {"migration.net": base.net_level}, {"migration.net": base.launch.year}
        if base.published is not None:
            observed["fertility.tfr"], years["fertility.tfr"] = base.published.value, base.published.year
        for problem in check_jump_off(scenario, observed, years=years):
            problems.add(f"{scenario.file}: {problem.where}", en=problem.en, ja=problem.ja)
    problems.raise_if_any()


def _implied(scenarios: list[Scenario], of: dict[str, OfficialBaseline]) -> dict[str, Implied]:
    """Solve each calibration once, for the scenario that states it; those that stand on it take its level over."""
    by_name = {s.name: s for s in scenarios}
    found: dict[str, Implied] = {}
    for scenario in scenarios:
        if scenario.calibrate is None:
            continue
        owner = scenario
        for name in scenario.based_on:
            parent = by_name.get(name)
            if parent is not None and parent.calibrate == scenario.calibrate:
                owner = parent
        if owner.name not in found:
            found[owner.name] = implied_level(owner, of[owner.name])
        found[scenario.name] = replace(found[owner.name], scenario=scenario.name)
    return found


def _labelled(scenario: Scenario, base: OfficialBaseline, implied: Implied | None) -> xr.Dataset:
    net = implied.value if implied is not None and implied.lever == "migration.net" else None
    tfr = implied.value if implied is not None and implied.lever == "fertility.tfr" else None
    return labelled(schedules(scenario, base, net, tfr), base)


def _stacked(made: list[xr.Dataset], names: list[str]) -> xr.Dataset:
    """Put scenarios side by side; what does not vary between them has no scenario dim."""
    variables = {}
    for name, first in made[0].data_vars.items():
        values = [one[name].values for one in made]
        if all(np.array_equal(v, values[0]) for v in values[1:]):
            variables[name] = (first.dims, values[0])
        else:
            variables[name] = (("scenario", *first.dims), np.stack(values))
    return xr.Dataset(variables, coords={"scenario": names, **made[0].coords})


def _records(
    scenarios: list[Scenario], of: dict[str, OfficialBaseline], implied: dict[str, Implied]
) -> list[Record]:
    shared = len({id(base) for base in of.values()}) == 1
    rows: list[Record] = []
    seen: set[int] = set()
    for scenario in scenarios:
        base = of[scenario.name]
        if id(base) not in seen:
            seen.add(id(base))
            rows += [r.of("" if shared else scenario.name) for r in base.records]
        if scenario.name in implied:
            rows.append(implied[scenario.name].record)
    return rows
