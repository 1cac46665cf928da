"""What it would take, what a person is worth, why scenarios differ, what waiting costs, are we there: verbs for planners."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.cli import options
from cohort.cli.answers import told
from cohort.sharing import sharing
from cohort.text import Said, Text

if TYPE_CHECKING:
    from cohort.planning import Case, Spread, Versions
    from cohort.run import Run

ON_REQUEST = Text(
    "Its range over every reading of the plan: add --ranges.",
    "計画のすべての読み方による幅は、--ranges を付けると表示します。",
)
NONE = Text(
    "No ranges: the set has neither readings of this scenario (choices.toml, variants) nor draws (--draws 200).",
    "幅はありません：このシナリオの読み方（choices.toml、variant）も将来の試行（--draws 200）もありません。",
)


def _case(file: Path, inputs: Path | None, ranges: bool, draws: int | None) -> tuple[Case, Run | None]:
    """Return the scenario asked for; with ranges the run it belongs to as well, which takes longer."""
    from cohort.planning import case_of, read_case
    from cohort.run import run

    if not ranges and draws is None:
        return read_case(file, inputs), None
    made = run(file if file.is_dir() else file.parent, inputs, draws=draws)
    named = {Path(one.file).name: one.name for one in made.scenarios}
    if not file.is_dir() and file.name not in named:
        return read_case(file, inputs), made
    return case_of(made, named.get(file.name)), made


def _between(made: Run | None, case: Case, ask: Callable[[Versions], Iterable[Spread]], folder: Path) -> list[Said]:
    """Return between what answers lie; or how to ask for it, where there are readings."""
    if made is None:
        home = folder if folder.is_dir() else folder.parent
        return [ON_REQUEST] if (home / "choices.toml").is_file() else []
    from cohort.story.ranges import said_of, versions_of

    found = [one for versions, _ in versions_of(made, case) for one in said_of(partial(ask, versions))]
    return [one.sentence for one in found] or [NONE]


@options.verb("solve")
@sharing()
def solve(
    file: options.FileOrFolder,
    lever: options.Levers = None,
    since: options.Since = None,
    bounds: options.Bounds = None,
    cost: options.Cost = None,
    costs: options.Costs = None,
    ranges: options.Ranges = False,
    draws: options.Draws = None,
    inputs: options.Inputs = None,
    *,
    language: options.Spoken,
) -> None:
    """Print what one lever or several would have to be; nothing is written."""
    from cohort.planning import (
        cost_table,
        least_cost,
        least_effort,
        lever_range,
        read_cost,
        read_costs,
        solve,
        solve_table,
    )

    stated = [*map(read_cost, cost or ()), *(() if costs is None else read_costs(costs))]
    case, made = _case(file, inputs, ranges, draws)
    levers = list(dict.fromkeys(lever or ("migration.net", "fertility.tfr")))
    found = [one for name in levers for one in solve(case, lever=name, since=since, bounds=bounds)]
    mixes = [least_effort(case, levers=levers, since=since)] if len(levers) > 1 else []
    cheap = [least_cost(case, stated, since=since)] if stated else []
    figures = [one for one in found if one.goal == "figure"]
    said = [
        *(one.sentence for one in found),
        *(one.sentence for one in mixes),
        *(one.sentence for one in cheap),
        *_between(made, case, lambda versions: [lever_range(versions, one) for one in figures], file),
    ]
    told(said, [solve_table(found, mixes, sentences=False), *map(cost_table, cheap)], language)


@options.verb("values")
@sharing()
def values(
    file: options.FileOrFolder,
    household: options.Households = None,
    year: options.ArrivalYear = None,
    ranges: options.Ranges = False,
    draws: options.Draws = None,
    inputs: options.Inputs = None,
    *,
    language: options.Spoken,
) -> None:
    """Print what one more family, and one more person by age and sex, is in the outlook's year; nothing is written."""
    from cohort.planning import family_table, family_values, person_table, person_values, value_range
    from cohort.planning.values import FAMILIES

    case, made = _case(file, inputs, ranges, draws)
    years = None if year is None else [year]
    families = family_values(case, templates=household or FAMILIES, years=years)
    people = person_values(case, years=years or [case.ahead])
    said = _between(made, case, lambda versions: [value_range(versions, one) for one in families], file)
    told(said, [family_table(families), person_table(people)], language)


@options.verb("gap")
@sharing()
def gap(
    folder: options.Folder,
    first: options.First = None,
    second: options.Second = None,
    year: options.Year = None,
    ranges: options.Ranges = False,
    draws: options.Draws = None,
    inputs: options.Inputs = None,
    *,
    language: options.Spoken,
) -> None:
    """Print where the difference between two scenarios comes from; nothing is written."""
    from cohort import planning
    from cohort.run import run
    from cohort.story.names import names_of
    from cohort.story.ranges import versions_of

    made = run(folder, inputs, draws=draws)
    names = names_of(made)
    pair = names.reference if first is None else first, names.opening if second is None else second
    found = planning.gap(made, *pair, year)
    share = planning.share_parts(made, *pair, found.year)
    case, asked = planning.case_of(made, pair[1]), made if ranges or draws is not None else None
    others = [] if asked is None else versions_of(made, case, pair[0])

    def ask(versions: Versions) -> Iterable[Spread]:
        beside = next(other for each, other in others if each.over == versions.over)
        return () if beside is None else planning.gap_ranges(versions, beside, found)

    said = _between(asked, case, ask, folder)
    tables = [planning.gap_table(found), planning.gap_years_table(found), planning.gap_ages_table(found)]
    told([found.sentence, share.sentence, *said], tables, language)


@options.verb("delay")
@sharing()
def delay(
    file: options.FileOrFolder,
    lever: options.Lever = "migration.net",
    ranges: options.Ranges = False,
    draws: options.Draws = None,
    inputs: options.Inputs = None,
    *,
    language: options.Spoken,
) -> None:
    """Print what the same effort gives if it begins later, and what would still reach the goal; nothing is written."""
    from cohort.planning import delay_ranges, delay_sentence, delay_table, delays
    from cohort.planning.delay import told_of

    case, made = _case(file, inputs, ranges, draws)
    found = delays(case, lever=lever)
    said = _between(made, case, lambda versions: delay_ranges(versions, found[0], told_of(found)), file)
    told([delay_sentence(found), *said], [delay_table(found)], language)


@options.verb("stabilise")
@sharing()
def stabilise(
    file: options.FileOrFolder,
    measure: options.Measures = None,
    household: options.Household = "couple-30s-child",
    since: options.Since = None,
    until: options.HeldUntil = None,
    ranges: options.Ranges = False,
    draws: options.Draws = None,
    inputs: options.Inputs = None,
    *,
    language: options.Spoken,
) -> None:
    """Print the families a year that would hold numbers; nothing is written."""
    from cohort.planning import held_range, stabilise
    from cohort.planning.stable import HELD

    case, made = _case(file, inputs, ranges, draws)
    asked = list(dict.fromkeys(measure or HELD))
    found = [stabilise(case, measure=one, template=household, since=since, until=until) for one in asked]
    said = _between(made, case, lambda versions: [held_range(versions, one) for one in found], file)
    told([*(one.sentence for one in found), *said], [], language)


@options.verb("thresholds")
@sharing()
def thresholds(
    folder: options.Folder,
    line: options.Lines = None,
    ranges: options.Ranges = False,
    draws: options.Draws = None,
    inputs: options.Inputs = None,
    *,
    language: options.Spoken,
) -> None:
    """Print the first year in which each scenario crosses each line; nothing is written."""
    from cohort.planning import case_of, crossing_range, read_line, threshold_table, thresholds
    from cohort.run import run

    lines = [read_line(one) for one in line] if line else None
    made = run(folder, inputs, draws=draws)
    found, case = thresholds(made, lines), case_of(made)
    own = [one for one in found if one.scenario == case.scenario.name]
    said = _between(
        made if ranges or draws is not None else None,
        case, lambda versions: [crossing_range(versions, one) for one in own], folder,
    )  # fmt: skip
    told(said, [threshold_table(found)], language)


@options.verb("monitor")
@sharing()
def monitor(
    folder: options.Folder,
    actuals: options.Actuals = None,
    lever: options.Levers = None,
    ranges: options.Ranges = False,
    draws: options.Draws = None,
    inputs: options.Inputs = None,
    *,
    language: options.Spoken,
) -> None:
    """Print where each scenario stands, what changed since last time, and what remains; nothing is written."""
    from cohort.planning import (
        case_of,
        monitor,
        monitor_sentences,
        monitor_table,
        path_ranges,
        read_actuals,
        remaining_range,
    )
    from cohort.run import run

    made = run(folder, inputs, draws=draws)
    rows = None if actuals is None else read_actuals(actuals, made.inputs)
    found = monitor(made, rows, levers=tuple(dict.fromkeys(lever or ("migration.net",))))
    said = _between(
        made if ranges or draws is not None else None, case_of(made, found.plan),
        lambda versions: [
            *path_ranges(versions, found.latest(found.plan)),
            *(remaining_range(versions, found, one) for one in found.remaining),
        ], folder,
    )  # fmt: skip
    told([*monitor_sentences(found), *said], [monitor_table(found)], language)
