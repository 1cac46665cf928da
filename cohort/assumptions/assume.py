"""Inputs and scenarios in, schedules out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import xarray as xr

from cohort.errors import AssumptionError, Problem, Problems, fail
from cohort.inputs import Inputs
from cohort.record import Implied, Record, as_attrs
from cohort.scenario import check_jump_off
from cohort.scenario.model import Launch, Scenario, ScenarioSet

from .baseline import Baseline, baseline
from .calibrate import implied_level
from .connected import with_settlers
from .dataset import dataset
from .gross import with_gross_and_bands
from .official_assume import assume_official
from .schedules import Schedules, schedules
from .totals import with_births


def assume(
    inputs: Inputs, scenarios: ScenarioSet | Scenario | Sequence[Scenario], step: int | None = None
) -> xr.Dataset:
    """Turn inputs and scenarios into yearly schedules.

    Parameters
    ----------
    inputs : Inputs
        Of one area.
    scenarios : ScenarioSet, Scenario or sequence of Scenario
        One launch year for all. A scenario that stands on another's calibration needs that other one in the set.
    step : int, optional
        1 or 5 years; default: the scenarios' own.

    Returns
    -------
    Dataset
        What `cohort.project` takes, with ``scenario`` in front where scenarios differ. Beside it, for display: ``tfr``
        (published scale), ``e0``, ``tfr_scale``, ``fertility_pattern``. Attributes: ``records`` (JSON: what was done to
        the numbers), ``implied`` (JSON: what calibrations imply), ``reference_scenario``.

    Raises
    ------
    AssumptionError
        Scenarios that start in different years, inputs that are missing, a calibration without a solution, launch values
        that contradict the observed ones.
    """
    members = [scenarios] if isinstance(scenarios, Scenario) else list(scenarios)
    _check_names(members)
    _one_launch_year(members)
    if any(scenario.launch.births == "child_woman_ratio" for scenario in members):
        return assume_official(inputs, members, step)
    width = step or members[0].launch.step
    baselines: dict[Launch, Baseline] = {}
    for scenario in members:
        launch = replace(scenario.launch, step=1)
        if launch not in baselines:
            baselines[launch] = baseline(inputs, launch)
    of = {scenario.name: baselines[replace(scenario.launch, step=1)] for scenario in members}
    _check_jump_off(members, of)
    implied = _implied(members, of, width)
    made = {s.name: _schedules(s, of[s.name], implied.get(s.name)) for s in members}
    result = dataset(members, of, made, width)
    result.attrs |= as_attrs(_records(members, of, made, implied), implied.values()) | {
        "area": inputs.area.code
    }
    return result


def _check_names(scenarios: list[Scenario]) -> None:
    names = [scenario.name for scenario in scenarios]
    twice = sorted({name for name in names if names.count(name) > 1})
    if not names or twice:
        fail(
            "scenarios",
            "name",
            en=f"{', '.join(twice)} stands for several scenarios; name each once."
            if names
            else "there are none; give one or more.",
            ja=f"{'、'.join(twice)} という名前のシナリオが複数あります。"
            if names
            else "シナリオがありません。1 つ以上指定してください。",
            kind=AssumptionError,
        )


def _one_launch_year(scenarios: list[Scenario]) -> None:
    starts = sorted({(s.launch.date.year, s.launch.until) for s in scenarios})
    if len(starts) > 1:
        groups = "; ".join(
            f"{a}-{b}: {', '.join(s.name for s in scenarios if (s.launch.date.year, s.launch.until) == (a, b))}"
            for a, b in starts
        )
        raise AssumptionError(
            "scenarios",
            [
                Problem(
                    "launch",
                    f"different launch years or horizons ({groups}); give each its own folder.",
                    f"基準年または推計終了年が異なります（{groups}）。フォルダーを分けてください。",
                )
            ],
        )


def _check_jump_off(scenarios: list[Scenario], of: dict[str, Baseline]) -> None:
    problems = Problems("scenarios", AssumptionError)
    for scenario in scenarios:
        base = of[scenario.name]
        observed = {
            "migration.net": base.net_level,
            "migration.in": base.in_level,
            "migration.out": base.out_level,
            "fertility.births": base.births_level,
        }
        years = dict.fromkeys(observed, max(base.launch.events))
        if base.published is not None:
            observed["fertility.tfr"], years["fertility.tfr"] = base.published.value, base.published.year
        for problem in check_jump_off(scenario, observed, years=years):
            problems.add(f"{scenario.file}: {problem.where}", en=problem.en, ja=problem.ja)
    problems.raise_if_any()


def _implied(scenarios: list[Scenario], of: dict[str, Baseline], width: int) -> dict[str, Implied]:
    """Solve each calibration once, for the scenario that states it; those that stand on it take its level over."""
    found: dict[str, Implied] = {}
    by_name = {s.name: s for s in scenarios}
    for scenario in scenarios:
        if scenario.calibrate is None:
            continue
        owner = scenario
        for name in scenario.based_on:
            parent = by_name.get(name)
            if parent is not None and parent.calibrate == scenario.calibrate:
                owner = parent
        if owner is scenario and scenario.based_on and scenario.based_on[0] not in by_name:
            _check_stands_alone(scenario, scenario.based_on[0])
        if owner.name not in found:
            base = of[owner.name]
            build = partial(_build, owner, base)
            found[owner.name] = implied_level(owner, build, base, width)
        found[scenario.name] = replace(found[owner.name], scenario=scenario.name)
    return found


def _check_stands_alone(scenario: Scenario, parent: str) -> None:
    """Refuse a child without its parent: what it adds would be calibrated away, where it should stand on the parent's level."""
    if any((scenario.trajectories, scenario.bands, scenario.households, scenario.shocks, scenario.connected)):
        fail(
            scenario.file,
            "calibrate",
            en=f"{scenario.name} may stand on the calibration of {parent}, which is not among the scenarios given; give it too.",
            ja=f"{scenario.name} は {parent} の調整結果を前提とする可能性がありますが、{parent} が指定されていません。あわせて指定してください。",
            kind=AssumptionError,
        )


def _schedules(scenario: Scenario, base: Baseline, implied: Implied | None) -> Schedules:
    net, tfr = base.net_level, base.tfr / base.scale
    if implied is not None and implied.lever == "migration.net":
        net = implied.value
    elif implied is not None:
        tfr = implied.value
    return _build(scenario, base, net, tfr)


def _build(scenario: Scenario, base: Baseline, net: float, tfr: float) -> Schedules:
    made = with_settlers(scenario, base.periods, schedules(scenario, base, net, tfr))
    made = with_gross_and_bands(scenario, base, made)
    return with_births(scenario, base, made)


def _records(
    scenarios: list[Scenario],
    of: dict[str, Baseline],
    made: dict[str, Schedules],
    implied: dict[str, Implied],
) -> list[Record]:
    rows: list[Record] = []
    shared = len({id(base) for base in of.values()}) == 1
    seen: set[int] = set()
    for scenario in scenarios:
        base = of[scenario.name]
        if id(base) not in seen:
            seen.add(id(base))
            rows += [r.of("" if shared else scenario.name) for r in base.records]
        rows += [r.of(scenario.name) for r in made[scenario.name].records]
        if scenario.name in implied:
            rows.append(implied[scenario.name].record)
    return rows
