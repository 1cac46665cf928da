"""A whole run: from two folders of files to results. Nothing is written (see `cohort.report.write`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.arguments import FUNCTION, PATH, at_the_door, takes
from cohort.errors import InputError, Problem, ProjectionError, ScenarioError, fail, no_folder
from cohort.record import Record, records_of
from cohort.sharing import sharing

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from cohort.analysis.answer import Answer
    from cohort.analysis.connected import ConnectedResult
    from cohort.analysis.dependents import Dependents
    from cohort.analysis.indicators import Indicator
    from cohort.analysis.readings import Grid
    from cohort.analysis.verdict import Verdicts
    from cohort.inputs import Inputs
    from cohort.scenario.choices import Choices
    from cohort.scenario.model import Scenario, ScenarioSet
    from cohort.uncertainty.draws import Futures

__all__ = ["Progress", "Record", "Run", "default_inputs", "run", "scenario_folders"]

#: What is told while a run goes on: the part done (0 to 1), and what comes now in English and Japanese.
Progress = Callable[[float, str, str], None]


@dataclass(frozen=True, eq=False)
class Run:
    """Everything a run made.

    Attributes
    ----------
    inputs : Inputs
        Tables of the area.
    scenarios : ScenarioSet
        In the order shown.
    assumptions, projection, summary : Dataset
        As `assume`, `project` and `summarise` return them.
    comparison : DataFrame
        As `compare` returns it.
    verdicts : Verdicts
        Does the outlook hold, scenario by scenario.
    answer : Answer
        The answer in plain words.
    records : tuple of Record
        Everything that was done to the numbers on the way.
    inputs_folder : str
        Where the inputs were read.
    step : int or None
        The step asked for; None where the scenarios' own was taken.
    dependents : Dependents or None
        What depends on the population: indicators, their ratings, connected and active population.
    readings : Grid or None
        Every reading of the plan, where the set names choices (``choices.toml``).
    place : str
        The municipality that was asked for by name, where its folders were made of the collection.
    futures : Futures or None
        What draws gave, where draws were asked for.
    """

    inputs: Inputs
    scenarios: ScenarioSet
    assumptions: xr.Dataset
    projection: xr.Dataset
    summary: xr.Dataset
    comparison: pd.DataFrame
    verdicts: Verdicts
    answer: Answer
    records: tuple[Record, ...]
    inputs_folder: str = ""
    step: int | None = None
    dependents: Dependents | None = None
    readings: Grid | None = None
    place: str = ""
    futures: Futures | None = None

    @property
    def name(self) -> str:
        """Name of the set: that of its folder."""
        return Path(self.scenarios.folder).resolve().name

    def __repr__(self) -> str:
        return f"<Run {self.name!r}: {len(self.scenarios)} scenarios of {self.inputs.area.name_en}>"

    def _repr_html_(self) -> str:
        return self.answer._repr_html_() + self.verdicts._repr_html_() + self.scenarios._repr_html_()


def _silent(part: float, en: str, ja: str) -> None:
    """Tell nobody."""


@takes(folder=PATH, inputs=PATH, progress=FUNCTION)
def run(
    folder: str | Path,
    inputs: str | Path | None = None,
    step: int | None = None,
    progress: Progress | None = None,
    *,
    draws: int | None = None,
    seed: int | None = None,
    workers: int = 1,
) -> Run:
    """Read inputs and scenarios, project, compare, and answer. Nothing is written.

    Parameters
    ----------
    folder : str or Path
        Folder of scenarios, e.g. ``"scenarios/ichinoseki"``.
    inputs : str or Path, optional
        Folder of inputs; by default `default_inputs` of ``folder``.
    step : {1, 5}, optional
        Years from one instant to the next; by default the scenarios' own.
    progress : callable, optional
        Called with the part done (0 to 1) and what comes now, in English and Japanese.
    draws, seed, workers : int, optional
        Futures to draw (`drawn`); by default as many as the scenarios state, or none.

    Raises
    ------
    CohortError
        With everything that is wrong with the inputs, the scenarios, or the two together.
    """
    from cohort.analysis.indicators import read_indicators
    from cohort.inputs import read_inputs
    from cohort.scenario import read_choices, read_scenarios

    tell = progress or _silent
    tell(0.0, "reading the inputs", "入力を読み込み中")
    inputs_folder = Path(inputs) if inputs is not None else default_inputs(folder)
    tables = read_inputs(inputs_folder)
    tell(0.1, "reading the scenarios", "シナリオを読み込み中")
    scenarios = read_scenarios(folder, area=tables.area.code)
    listed = read_indicators(inputs_folder, tables) if os.path.lexists(inputs_folder / "indicators.toml") else ()
    choices = read_choices(folder, area=tables.area.code)
    wanted = stated(scenarios, "draws") if draws is None else draws
    if wanted is None and seed is not None:
        fail("seed", "", kind=InputError, en="is used with draws alone; give --draws (draws=2000) too, or leave it out.",
             ja="draws と一緒に使います。--draws（draws=2000）を付けるか、除いてください。")  # fmt: skip
    with sharing():
        made = computed(tables, scenarios, step, listed, tell, choices)
    made = replace(made, inputs_folder=inputs_folder.as_posix())
    return made if wanted is None else drawn(made, wanted, seed, workers, tell)


def computed(
    inputs: Inputs,
    scenarios: ScenarioSet,
    step: int | None = None,
    indicators: tuple[Indicator, ...] = (),
    progress: Progress | None = None,
    choices: Choices | None = None,
) -> Run:
    """Return the run of tables, scenarios, indicators and choices that were read: project, compare, and answer.

    Raises
    ------
    CohortError
        With everything that is wrong with the two together.
    """
    from cohort.analysis.answer import answer
    from cohort.analysis.compare import compare
    from cohort.analysis.dependents import dependents
    from cohort.analysis.measures import summarise
    from cohort.analysis.readings import Grid
    from cohort.analysis.verdict import verdicts
    from cohort.assumptions import assume
    from cohort.projection.project import project

    tell = progress or _silent
    tell(0.2, "setting up the assumptions", "仮定を設定中")
    assumptions = assume(inputs, scenarios, step)
    tell(0.7, "projecting", "推計中")
    reference = str(assumptions.attrs.get("reference_scenario", scenarios.scenarios[0].name))
    try:
        projection = project(assumptions).assign_attrs(reference_scenario=reference)
    except ProjectionError as error:
        raise _in_files(error, scenarios, Path(scenarios.folder).as_posix()) from error
    ties = _connected(inputs, scenarios, projection)
    grid = None
    if choices is not None:
        tell(0.8, "projecting every reading of the plan", "計画のすべての読み方を推計中")
        grid = Grid.of(inputs, choices, step=step)
    tell(0.9, "comparing", "比較中")
    summary = summarise(projection)
    found = verdicts(summary, scenarios)
    made = Run(
        inputs=inputs,
        scenarios=scenarios,
        assumptions=assumptions,
        projection=projection,
        summary=summary,
        comparison=compare(summary, reference),
        verdicts=found,
        answer=answer(inputs, scenarios, assumptions, summary, found, grid),
        records=records_of(assumptions),
        step=step,
        dependents=dependents(inputs, projection, indicators, ties),
        readings=grid,
    )
    tell(1.0, "projected", "推計完了")
    return made


def drawn(made: Run, draws: int, seed: int | None = None, workers: int = 1, progress: Progress | None = None) -> Run:
    """Return a run with futures: the same scenarios with luck, as far off as past projections were.

    Parameters
    ----------
    made : Run
    draws, seed, workers : int
        As `cohort.uncertainty.draws.futures` takes them; without a seed the scenarios' own, or 1.
    progress : callable, optional
        As for `run`.

    Raises
    ------
    DrawsError
        If a number is none or out of range, or the place is too small.
    """
    from cohort.analysis.verdict import by_outlook
    from cohort.uncertainty.draws import futures

    tell = progress or _silent
    outlooks = [found[0].outlook.year for found in by_outlook(made.verdicts)]
    found = futures(
        made.assumptions,
        made.projection,
        draws=draws,
        seed=stated(made.scenarios, "seed") or 1 if seed is None else seed,
        workers=workers,
        years=tuple(sorted({int(made.projection["time"].values[-1]), *outlooks})),
        weights={one.name: one.uncertainty.weights for one in made.scenarios if one.uncertainty is not None},
        progress=lambda part: tell(part, "drawing futures", "将来のばらつきを計算中"),
    )
    return replace(made, futures=found)


def stated(scenarios: Iterable[Scenario], what: str) -> int | None:
    """Return the draws or the seed that scenarios state in ``[uncertainty]``; None where none does.

    Raises
    ------
    ScenarioError
        If they state different ones: all scenarios of a set share their luck.
    """
    said = {one.file: getattr(one.uncertainty, what) for one in scenarios if one.uncertainty is not None}
    numbers = {file: number for file, number in said.items() if number is not None}
    if len(set(numbers.values())) > 1:
        listed = ", ".join(f"{file}: {number}" for file, number in numbers.items())
        fail(
            f"uncertainty.{what}",
            kind=ScenarioError,
            en=f"differs between scenarios ({listed}); they share their luck, so write one number.",
            ja=f"シナリオによって異なります（{listed}）。同じ運を与えるため、1つの値にそろえてください。",
        )
    return next(iter(numbers.values()), None)


def projected(inputs: Inputs, scenarios: Iterable[Scenario], step: int | None = None) -> tuple[xr.Dataset, xr.Dataset]:
    """Return assumptions and projection of scenarios of one area: the middle of the line, for analyses that try others."""
    from cohort.assumptions import assume
    from cohort.projection.project import project

    assumptions = assume(inputs, list(scenarios), step)
    return assumptions, project(assumptions)


def _connected(inputs: Inputs, scenarios: ScenarioSet, projection: xr.Dataset) -> ConnectedResult | None:
    """Return what ties give, where some scenario has them: projected with and without, in one-year steps."""
    from cohort.analysis.connected import connected, counts_activity, without_ties

    if not counts_activity(scenarios):
        return None
    yearly = projection if projection.attrs["step"] == 1 else projected(inputs, scenarios, 1)[1]
    return connected(scenarios, yearly, projected(inputs, without_ties(scenarios), 1)[1])


def _in_files(error: ProjectionError, scenarios: ScenarioSet, folder: str) -> ProjectionError:
    """Return the error with the file of each scenario it names, so that the reader knows which to mend."""
    by_name = {scenario.name: scenario for scenario in scenarios}
    problems = []
    for problem in error.problems:
        name = problem.where.partition(", ")[0].removeprefix("scenario=")
        alone = next(iter(by_name.values())) if len(by_name) == 1 and problem.where else None
        one = alone or by_name.get(name)
        if one is not None:
            problem = _with_count(replace(problem, where=f"{one.file}, {problem.where}"), one)
        problems.append(problem)
    return ProjectionError(folder, problems)


def _with_count(problem: Problem, scenario: Scenario) -> Problem:
    """Return a problem with what to do where a number of migrants is held that the ages run out of."""
    if scenario.launch.migration_level != "count":
        return problem
    years = ", ".join(map(str, scenario.launch.events))
    return replace(
        problem,
        en=f'{problem.en} The number of {years} leaves every year (launch.migration_level = "count") while fewer and fewer live there: '
        'write "rates", more years of events, or an earlier launch.until.',
        ja=f'{problem.ja} {years} 年の人数が毎年転出し続ける設定（launch.migration_level = "count"）で、住民が減るとその年齢がいなくなります。'
        '"rates" とするか、events の年を増やすか、launch.until を早めてください。',
    )


@takes(folder=PATH)
def default_inputs(folder: str | Path) -> Path:
    """Return the folder of inputs that belongs to a folder of scenarios.

    For ``scenarios/kamaishi`` it is ``inputs/kamaishi``; for ``scenarios/ichinoseki-first-strategy`` the
    longest ``inputs/<name>`` with which that name begins, up to a hyphen. ``inputs`` is looked for beside the
    folder that holds ``folder``, then in the working directory.

    Raises
    ------
    InputError
        If there is none; it lists those there are.
    """
    name = Path(folder).resolve().name
    homes = list(dict.fromkeys([Path(folder).parent.parent / "inputs", Path("inputs")]))
    parts = name.split("-")
    prefixes = ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]
    for home in homes:
        for prefix in prefixes:
            if (home / prefix).is_dir():
                return home / prefix
    if not Path(folder).is_dir():
        fail(str(folder), kind=InputError, **no_folder(Path(folder), "scenarios"))
    sets = [path.name for path in scenario_folders(folder) if path != Path(folder)]
    if sets:
        fail(str(folder), kind=InputError, en=f"holds several sets of scenarios; name one of them: {', '.join(sets)}.",
             ja=f"シナリオのフォルダーが複数あります。1つを指定してください：{'、'.join(sets)}。")  # fmt: skip
    known = sorted({path.name for home in homes if home.is_dir() for path in home.iterdir() if path.is_dir()})
    fail(
        str(folder),
        en=f"no inputs: looked for {' and '.join((home / name).as_posix() for home in homes)}. "
        f"There are: {', '.join(known) or 'none'}. Name the folder with --inputs.",
        ja=f"入力がありません（{'、'.join((home / name).as_posix() for home in homes)} を探しました）。"
        f"あるのは {', '.join(known) or 'なし'} です。--inputs で指定してください。",
    )


@takes(folder=PATH)
def scenario_folders(folder: str | Path) -> list[Path]:
    """Return the sets of scenarios in a folder: itself if it holds scenario files, else the folders in it.

    Raises
    ------
    ScenarioError
        If there is no such folder, or no scenario file in it or one level below.
    """
    folder = Path(folder)
    if folder.is_file() or not folder.exists():
        fail(str(folder), kind=ScenarioError, **no_folder(folder, "scenarios"))
    if any(folder.glob("*.toml")) or any(folder.glob("*.json")):
        return [folder]
    found = sorted(path for path in folder.iterdir() if path.is_dir() and any(path.glob("*.toml")))
    return found or [folder]  # an empty folder: reading says what is missing


at_the_door(globals())
