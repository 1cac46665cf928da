"""What it would take, what a person is worth, why scenarios differ, what waiting costs, are we there: verbs for planners."""

from __future__ import annotations

from cohort.cli import options
from cohort.cli.answers import told


@options.verb("solve")
def solve(
    file: options.FileOrFolder,
    lever: options.Levers = None,
    since: options.Since = None,
    bounds: options.Bounds = None,
    cost: options.Cost = None,
    costs: options.Costs = None,
    inputs: options.Inputs = None,
    *,
    language: options.Spoken,
) -> None:
    """Print what one lever or several would have to be; nothing is written."""
    from cohort.planning import (
        cost_table,
        least_cost,
        least_effort,
        read_case,
        read_cost,
        read_costs,
        solve,
        solve_table,
    )

    stated = [*map(read_cost, cost or ()), *(() if costs is None else read_costs(costs))]
    case = read_case(file, inputs)
    levers = list(dict.fromkeys(lever or ("migration.net", "fertility.tfr")))
    found = [one for name in levers for one in solve(case, lever=name, since=since, bounds=bounds)]
    mixes = [least_effort(case, levers=levers, since=since)] if len(levers) > 1 else []
    cheap = [least_cost(case, stated, since=since)] if stated else []
    said = [
        *(one.sentence for one in found),
        *(one.sentence for one in mixes),
        *(one.sentence for one in cheap),
    ]
    told(said, [solve_table(found, mixes), *map(cost_table, cheap)], language)


@options.verb("values")
def values(
    file: options.FileOrFolder,
    household: options.Households = None,
    year: options.ArrivalYear = None,
    inputs: options.Inputs = None,
    *,
    language: options.Spoken,
) -> None:
    """Print what one more family, and one more person by age and sex, is in the outlook's year; nothing is written."""
    from cohort.planning import family_table, family_values, person_table, person_values, read_case
    from cohort.planning.values import FAMILIES

    case = read_case(file, inputs)
    years = None if year is None else [year]
    families = family_values(case, templates=household or FAMILIES, years=years)
    people = person_values(case, years=years or [case.ahead])
    told([one.sentence for one in families], [family_table(families), person_table(people)], language)


@options.verb("gap")
def gap(
    folder: options.Folder,
    first: options.First = None,
    second: options.Second = None,
    year: options.Year = None,
    inputs: options.Inputs = None,
    *,
    language: options.Spoken,
) -> None:
    """Print where the difference between two scenarios comes from; nothing is written."""
    from cohort import planning
    from cohort.run import run
    from cohort.story.names import names_of

    made = run(folder, inputs)
    names = names_of(made)
    pair = first or names.reference, second or names.opening
    found = planning.gap(made, *pair, year)
    share = planning.share_parts(made, *pair, found.year)
    tables = [planning.gap_table(found), planning.gap_years_table(found), planning.gap_ages_table(found)]
    told([found.sentence, share.sentence], tables, language)


@options.verb("delay")
def delay(
    file: options.FileOrFolder,
    lever: options.Lever = "migration.net",
    inputs: options.Inputs = None,
    *,
    language: options.Spoken,
) -> None:
    """Print what the same effort gives if it begins later, and what would still reach the goal; nothing is written."""
    from cohort.planning import delay_sentence, delay_table, delays, read_case

    found = delays(read_case(file, inputs), lever=lever)
    told([delay_sentence(found)], [delay_table(found)], language)


@options.verb("stabilise")
def stabilise(
    file: options.FileOrFolder,
    measure: options.Measures = None,
    household: options.Household = "couple-30s-child",
    since: options.Since = None,
    until: options.HeldUntil = None,
    inputs: options.Inputs = None,
    *,
    language: options.Spoken,
) -> None:
    """Print the families a year that would hold numbers; nothing is written."""
    from cohort.planning import read_case, stabilise, stabilise_table
    from cohort.planning.stable import HELD

    case = read_case(file, inputs)
    asked = list(dict.fromkeys(measure or HELD))
    found = [stabilise(case, measure=one, template=household, since=since, until=until) for one in asked]
    told([one.sentence for one in found], [stabilise_table(found)], language)


@options.verb("thresholds")
def thresholds(
    folder: options.Folder,
    line: options.Lines = None,
    inputs: options.Inputs = None,
    *,
    language: options.Spoken,
) -> None:
    """Print the first year in which each scenario crosses each line; nothing is written."""
    from cohort.planning import read_line, threshold_sentences, threshold_table, thresholds
    from cohort.run import run

    lines = [read_line(one) for one in line] if line else None
    found = thresholds(run(folder, inputs), lines)
    told(threshold_sentences(found), [threshold_table(found)], language)


@options.verb("monitor")
def monitor(
    folder: options.Folder,
    actuals: options.Actuals = None,
    lever: options.Levers = None,
    inputs: options.Inputs = None,
    *,
    language: options.Spoken,
) -> None:
    """Print where each scenario stands, what changed since last time, and what remains; nothing is written."""
    from cohort.planning import aims_table, monitor, monitor_sentences, monitor_table, read_actuals
    from cohort.run import run

    made = run(folder, inputs)
    rows = None if actuals is None else read_actuals(actuals, made.inputs)
    found = monitor(made, rows, levers=tuple(dict.fromkeys(lever or ("migration.net",))))
    tables = [*([aims_table(found)] if found.aims else []), monitor_table(found)]
    told(monitor_sentences(found), tables, language)
