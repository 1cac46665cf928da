"""Inputs and scenarios in, schedules out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from numbers import Integral

import xarray as xr

from cohort.demography.checks import refuse
from cohort.errors import AssumptionError, CohortError, Problem, Problems, ProjectionError
from cohort.inputs import Inputs
from cohort.projection.project import project
from cohort.record import Implied, Record, as_attrs
from cohort.scenario import check_jump_off, turned_signs
from cohort.scenario.model import Launch, Scenario, ScenarioSet
from cohort.sharing import sharing
from cohort.vocabulary import with_labels

from .areas import areas_together
from .asfr_form import AsfrForm
from .calibrate import implied_levels
from .form import Form, Labelled, side_by_side
from .official_form import OfficialForm
from .walk import without_shortfalls

STEPS = (1, 5)


def assume(
    inputs: Inputs | list[Inputs] | tuple[Inputs, ...],
    scenarios: ScenarioSet | Scenario | Sequence[Scenario],
    step: int | None = None,
) -> xr.Dataset:
    """Turn inputs and scenarios into schedules, a value a step.

    Parameters
    ----------
    inputs : Inputs, or list of Inputs
        Of one area; or of several, which then stand side by side along a dim ``area``, without records.
    scenarios : ScenarioSet, Scenario or sequence of Scenario
        One launch year for all. A scenario that stands on another's calibration needs that other one in the set.
    step : int, optional
        1 or 5 years; default: the scenarios' own.

    Returns
    -------
    Dataset
        What `cohort.project` takes, with ``scenario`` in front where scenarios differ. Beside it, for display: ``tfr``
        (published scale; of the end of each step where children come by the child-woman ratio), ``e0``, ``tfr_scale``,
        ``fertility_pattern``. Attributes: ``area`` (code), ``reference_scenario``, ``records`` and ``implied`` (what was done to
        the numbers and what calibrations imply: `cohort.record.records_of`, `implied_of`).

    Raises
    ------
    AssumptionError
        Arguments of another kind; scenarios that start in different years, or count births in different ways; inputs that
        are missing or implausible; a calibration without a solution; launch values that contradict the observed ones.
    """
    if isinstance(inputs, list | tuple) and inputs:
        with sharing():
            return areas_together([assume(one, scenarios, step) for one in inputs])
    members = _members(inputs, scenarios)
    width = _check_set(members, step)
    assert isinstance(inputs, Inputs)
    with sharing():
        forms = _forms(inputs, members, width)
        problems = _jump_offs(members, forms)
        if problems:
            raise AssumptionError("scenarios", [one for found in problems.values() for one in found])
        implied = _implied(members, forms)
        made = {s.name: forms[s.name].schedules(s, **_levels(implied.get(s.name))) for s in members}
        return _laid(inputs, members, forms, implied, made)


def assume_each(
    inputs: Inputs, scenarios: Sequence[Scenario], step: int | None = None
) -> tuple[xr.Dataset | None, dict[str, CohortError]]:
    """Return what `assume` gives for those scenarios that can be assumed, and why the others cannot, by name.

    Parameters
    ----------
    inputs, scenarios, step
        As in `assume`.

    Returns
    -------
    Dataset or None
        None where no scenario is left; without records.
    dict of str to CohortError

    Raises
    ------
    AssumptionError
        Arguments of another kind; scenarios that cannot stand side by side.
    """
    members = _members(inputs, scenarios)
    width = _check_set(members, step)
    failed: dict[str, CohortError] = {}
    with sharing():
        forms = _forms(inputs, members, width, failed)
        members = [one for one in members if one.name not in failed]
        for name, problems in _jump_offs(members, forms).items():
            failed[name] = AssumptionError(name, problems)
        implied = _implied([one for one in members if one.name in forms], forms, failed)
        made: dict[str, Labelled] = {}
        for one in [one for one in members if one.name not in failed]:
            try:
                made[one.name] = forms[one.name].schedules(one, **_levels(implied.get(one.name)))
            except CohortError as error:
                failed[one.name] = error
        left = [one for one in members if one.name in made]
        return (_laid(inputs, left, forms, implied, made, told=False) if left else None), failed


def _laid(
    inputs: Inputs,
    members: list[Scenario],
    forms: dict[str, Form],
    implied: dict[str, Implied],
    made: dict[str, Labelled],
    told: bool = True,
) -> xr.Dataset:
    """Return the schedules of scenarios side by side; if ``told``, with what was done to numbers on the way."""
    result = side_by_side(made)
    try:
        project(result, keep="totals", variables=("population",), fingerprint=False)
    except ProjectionError:  # a fraction of a person short is mended; more than that the projection says itself
        made = {name: without_shortfalls(schedules) for name, schedules in made.items()}
        result = side_by_side(made)
    result.attrs |= {
        "reference_scenario": reference(members),
        **(as_attrs(_records(members, forms, made, implied), implied.values()) if told else {}),
        "area": inputs.area.code,
        "open_age": int(result["age"][-1]),
    }
    result["launch_population"].attrs["year"] = int(result["period"][0])
    return with_labels(result)


def reference(scenarios: list[Scenario]) -> str:
    """Return the scenario others are compared with: the one that is calibrated to a published projection, else the first."""
    stated = [s.name for s in scenarios if s.calibrate is not None]
    return stated[0] if stated else scenarios[0].name


def _members(inputs: object, scenarios: object) -> list[Scenario]:
    """Return the scenarios as a list; refuse arguments of another kind."""
    problems = Problems("assume", AssumptionError)
    if not isinstance(inputs, Inputs):
        problems.add(
            "inputs",
            en=f"got {type(inputs).__name__}; give the inputs of an area, as cohort.read_inputs(folder) returns them.",
            ja=f"{type(inputs).__name__} です。cohort.read_inputs(フォルダー) で読み込んだ入力を指定してください。",
        )
    several = isinstance(scenarios, Iterable) and not isinstance(scenarios, str | Scenario)
    given = list(scenarios) if several else [scenarios]  # type: ignore[call-overload]
    members = [one for one in given if isinstance(one, Scenario)]
    others = {type(one).__name__ for one in given if not isinstance(one, Scenario)}
    if others:
        problems.add(
            "scenarios",
            en=f"got {', '.join(sorted(others))}; give scenarios, as cohort.read_scenarios(folder) returns them.",
            ja=f"{'、'.join(sorted(others))} です。cohort.read_scenarios(フォルダー) で読み込んだシナリオを指定してください。",
        )
    elif not members:
        problems.add(
            "scenarios", en="there are none; give one or more.", ja="シナリオがありません。1 つ以上指定してください。"
        )
    problems.raise_if_any()
    return members


def _check_set(scenarios: list[Scenario], step: object) -> int:
    """Return the width of a step, years; refuse scenarios that cannot stand side by side, with everything that is wrong."""
    problems = Problems("scenarios", AssumptionError)
    names = [scenario.name for scenario in scenarios]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        problems.add(
            "name",
            en=f"{', '.join(twice)} stands for several scenarios; name each once.",
            ja=f"{'、'.join(twice)} という名前のシナリオが複数あります。",
        )
    launches = {s.name: s.launch for s in scenarios}
    spans = {name: f"{one.date.year}-{one.until}" for name, one in launches.items()}
    if len(set(spans.values())) > 1:
        groups = "; ".join(
            f"{span}: {', '.join(name for name in spans if spans[name] == span)}"
            for span in sorted(set(spans.values()))
        )
        problems.add(
            "launch",
            en=f"different launch years or horizons ({groups}); give each its own folder.",
            ja=f"基準年または推計終了年が異なります（{groups}）。フォルダーを分けてください。",
        )
    timings = {name: launch.migration_timing for name, launch in launches.items()}
    if len(set(timings.values())) > 1:
        got = ", ".join(f"{name} {timing}" for name, timing in timings.items())
        problems.add(
            "launch.migration_timing",
            en=f"differs ({got}); scenarios of a set share it: change it, or give each its own folder.",
            ja=f"シナリオにより異なります（{got}）。一組のシナリオでは同じにするか、フォルダーを分けてください。",
        )
    by_rates = [name for name, launch in launches.items() if launch.births == "asfr"]
    by_ratio = len(by_rates) < len(launches)
    if by_ratio and by_rates:
        problems.add(
            "launch.births",
            en=f'{", ".join(by_rates)} count births by "asfr", the others by the child-woman ratio; give each form its own folder.',
            ja=f'{"、".join(by_rates)} は "asfr"、ほかは子ども女性比による推計です。フォルダーを分けてください。',
        )
    width = _width(launches.values(), step, by_ratio, problems)
    problems.raise_if_any()
    return width


def _width(launches: Iterable[Launch], step: object, by_ratio: bool, problems: Problems) -> int:
    """Return the years of a step: those asked for, else the scenarios' own."""
    own = sorted({launch.step for launch in launches})
    if by_ratio and step not in (None, 5):
        problems.add(
            "step",
            en=f"got {step}; the child-woman ratio needs steps of 5 years.",
            ja=f"{step} 年です。子ども女性比による推計は 5 年刻みです。",
        )
    elif step is not None and (isinstance(step, bool) or not isinstance(step, Integral) or step not in STEPS):
        problems.add(
            "step",
            en=f"got {step!r}; give 1 or 5 (years), or leave it out for the scenarios' own.",
            ja=f"{step!r} です。1 か 5（年）を指定するか、省略してください（省略時は各シナリオの間隔）。",
        )
    elif step is None and len(own) > 1 and not by_ratio:
        problems.add(
            "launch.step",
            en=f"differs ({', '.join(map(str, own))} years); scenarios of a set share it, or give step.",
            ja=f"シナリオにより異なります（{'、'.join(map(str, own))} 年）。同じにするか、step を指定してください。",
        )
    if problems:
        return STEPS[0]
    return 5 if by_ratio else own[0] if not isinstance(step, Integral) else int(step)


def _forms(
    inputs: Inputs, scenarios: list[Scenario], width: int, failed: dict[str, CohortError] | None = None
) -> dict[str, Form]:
    """Return the launch of each scenario in its form; scenarios that share a launch share it.

    A launch that cannot be made is raised, or noted in ``failed`` for each of its scenarios.
    """
    made: dict[Launch, Form | CohortError] = {}
    for scenario in scenarios:
        if scenario.launch.births == "child_woman_ratio":
            OfficialForm.check(scenario)
    launches = {scenario.name: scenario.launch.changed(step=width) for scenario in scenarios}
    for launch in dict.fromkeys(launches.values()):
        form = AsfrForm if launch.births == "asfr" else OfficialForm
        try:
            made[launch] = form.of(inputs, launch)
        except CohortError as error:
            if failed is None:
                raise
            made[launch] = error
    found: dict[str, Form] = {}
    for name, launch in launches.items():
        one = made[launch]
        if isinstance(one, Form):
            found[name] = one
        elif failed is not None:
            failed[name] = one
    return found


def _jump_offs(scenarios: list[Scenario], forms: dict[str, Form]) -> dict[str, list[Problem]]:
    """Return where launch values contradict the observed ones, by scenario."""
    found: dict[str, list[Problem]] = {}
    for scenario in scenarios:
        observed = forms[scenario.name].observed()
        levels = {measure: seen.value for measure, seen in observed.items()}
        years = {measure: seen.year for measure, seen in observed.items()}
        for problem in check_jump_off(scenario, levels, years=years):
            placed = replace(problem, where=f"{scenario.file}: {problem.where}")
            found.setdefault(scenario.name, []).append(placed)
    return found


def _implied(
    scenarios: list[Scenario], forms: dict[str, Form], failed: dict[str, CohortError] | None = None
) -> dict[str, Implied]:
    """Solve each calibration once, for the scenario that states it; those that stand on it take its level over.

    Where one has no solution it is raised, or noted in ``failed`` for every scenario that stands on it.
    """
    by_name = {s.name: s for s in scenarios}
    owner_of: dict[str, Scenario] = {}
    for scenario in scenarios:
        if scenario.calibrate is None:
            continue
        parents = [by_name[name] for name in scenario.based_on if name in by_name]
        owners = [parent for parent in parents if parent.calibrate == scenario.calibrate]
        owner = owner_of[scenario.name] = owners[-1] if owners else scenario
        if owner is scenario and scenario.based_on and scenario.based_on[0] not in by_name:
            _check_stands_alone(scenario, scenario.based_on[0])
    stating = {owner.name: owner for owner in owner_of.values()}
    solved = implied_levels([(owner, forms[owner.name]) for owner in stating.values()])
    levels = dict(zip(stating, solved, strict=True))
    found: dict[str, Implied] = {}
    for name, owner in owner_of.items():
        level = levels[owner.name]
        if isinstance(level, Implied):
            found[name] = replace(level, scenario=name)
        elif failed is None:
            raise level
        else:
            failed[name] = level
    return found


def _levels(implied: Implied | None) -> dict[str, float]:
    """Return the level that a calibration implies, as `Form.schedules` takes it."""
    return {} if implied is None else {"net" if implied.lever == "migration.net" else "tfr": implied.value}


def _check_stands_alone(scenario: Scenario, parent: str) -> None:
    """Refuse a child without its parent: what it adds would be calibrated away, where it should stand on the parent's level."""
    if any(
        (
            scenario.trajectories,
            scenario.bands,
            scenario.households,
            scenario.returners,
            scenario.shocks,
            scenario.connected,
        )
    ):
        refuse(
            scenario.file,
            "calibrate",
            en=f"{scenario.name} may stand on the calibration of {parent}, which is not among the scenarios given; give it too.",
            ja=f"{scenario.name} は {parent} の調整結果を前提とする可能性がありますが、{parent} が指定されていません。あわせて指定してください。",
        )


def _records(
    scenarios: list[Scenario], forms: dict[str, Form], made: dict[str, Labelled], implied: dict[str, Implied]
) -> list[Record]:
    """Return what was done to numbers: of a launch that all share without a name, then scenario by scenario."""
    rows: list[Record] = []
    shared = len({id(form) for form in forms.values()}) == 1
    seen: set[int] = set()
    for scenario in scenarios:
        form = forms[scenario.name]
        if id(form) not in seen:
            seen.add(id(form))
            rows += [r.of("" if shared else scenario.name) for r in form.records]
        rows += [r.of(scenario.name) for r in made[scenario.name].records]
        rows += turned_signs(scenario, {name: seen.value for name, seen in form.observed().items()})
        if scenario.name in implied:
            rows.append(implied[scenario.name].record)
    return rows
