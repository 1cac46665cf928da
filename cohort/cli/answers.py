"""What follows from a projection: official tables, ties, areas, why projections differ, statements, indicators, levers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.cli import options
from cohort.console import terminal
from cohort.errors import Language
from cohort.table import Table
from cohort.text import Said, Text

if TYPE_CHECKING:
    from cohort.analysis.bridge import Bridge


def told(said: Iterable[Said], tables: Iterable[Table], language: Language) -> None:
    """Print sentences, a line each (on a screen as many as it takes: no number is cut), and the tables below them."""
    from cohort.lines import wrapped
    from cohort.report.terminal import render

    screen, above = terminal(), False
    for one in said:
        text, above = one.say(language), True
        print("\n".join(wrapped(text, screen.width)) if screen.is_terminal else text)
    for table in tables:
        print(("\n" if above else "") + render(table, language, screen.width))
        above = True


@options.verb("official")
def official(
    folder: options.Area,
    launch: options.Launch = None,
    until: options.Until = None,
    out: options.Out = None,
    *,
    language: options.Spoken,
) -> None:
    """Project with the official method, print the table, write CSV and a workbook."""
    from cohort.analysis.official import official
    from cohort.inputs import read_inputs
    from cohort.report.terminal import render
    from cohort.report.vision import write_vision

    vision = official(read_inputs(folder), launch=launch, until=until)
    target = Path("outputs") / f"{folder.resolve().name}-official" if out is None else out
    written = write_vision(vision, target, language)  # first: whoever reads what is printed may leave
    print(render(vision.table(), language, terminal().width))
    print()
    for path in written:
        print(path.as_posix())


@options.verb("connected")
def connected(
    folder: options.Folder, inputs: options.Inputs = None, year: options.Year = None, *, language: options.Spoken
) -> None:
    """Project with and without the ties, and print what they give."""
    from cohort.analysis.connected import connected, without_ties
    from cohort.inputs import read_inputs
    from cohort.run import default_inputs, projected
    from cohort.scenario import read_scenarios

    tables = read_inputs(default_inputs(folder) if inputs is None else inputs)
    every = read_scenarios(folder, area=tables.area.code)
    with_ties, without = (projected(tables, one, 1)[1] for one in (every, without_ties(every)))
    found = connected(every, with_ties, without)
    told(found.sentences(year), [found.table()], language)


@options.verb("districts")
def districts(
    folder: options.Folder,
    scenario: options.ScenarioInside = None,
    year: options.YearInside = None,
    check: options.CheckDays = None,
    out: options.OutTable = None,
    inputs: options.Inputs = None,
    *,
    language: options.Spoken,
) -> None:
    """Print the table; --out writes every district, year, sex and age as CSV."""
    from cohort.atomic import refuse_somebodys, write_text
    from cohort.districts import check_districts, check_table, district_counts, district_sentences
    from cohort.inputs import read_inputs
    from cohort.run import default_inputs, run
    from cohort.story.districts import districts_frame, districts_inside

    if check is not None:
        counts = district_counts(read_inputs(default_inputs(folder) if inputs is None else inputs))
        told((), [check_table(check_districts(counts, *check), *check)], language)
        return
    found = districts_inside(run(folder, inputs), scenario, year)
    written = []
    if out is not None:
        text = districts_frame(found).to_csv(index=False, lineterminator="\n")
        refuse_somebodys(out, text.partition("\n")[0])
        written.append(write_text(out, text))  # first: whoever reads what is printed may leave
    told(district_sentences(found.made, found.year), [found.table()], language)
    for path in written:
        print(path.as_posix())


@options.verb("settlement")
def settlement(
    folders: options.Folders,
    scenario: options.ScenarioOfAreas = "trend",
    internal: options.Internal = None,
    *,
    language: options.Spoken,
) -> None:
    """Print the area's sentences: outlooks, parts, moves within."""
    from cohort.analysis.internal_moves import read_internal_moves
    from cohort.analysis.settlement import settlement_area
    from cohort.run import run

    moves = None if internal is None else read_internal_moves(internal)
    area = settlement_area([run(folder) for folder in folders], scenario, moves)
    told(area.sentences(), [area.table()] if area.shares else [], language)


@options.verb("bridge")
def bridge(
    folder: options.Folder,
    against: options.Against,
    inputs: options.Inputs = None,
    scenario: options.Scenario = None,
    year: options.Year = None,
    out: options.OutChart = None,
    *,
    language: options.Spoken,
) -> None:
    """Project, print what the gap is made of, and draw it if asked to."""
    from cohort.analysis.bridge import bridge, published
    from cohort.atomic import refuse_somebodys
    from cohort.inputs import read_inputs
    from cohort.run import default_inputs, projected
    from cohort.scenario import read_scenarios

    if out is not None:
        refuse_somebodys(out, "Software\0cohort", "<dc:title>cohort</dc:title>", "(cohort)")
    tables = read_inputs(default_inputs(folder) if inputs is None else inputs)
    assumptions, projection = projected(tables, read_scenarios(folder, area=tables.area.code))
    theirs, asked = published(tables, against), 2040 if year is None else year
    found = bridge(projection, theirs, year=asked, scenario=scenario, assumptions=assumptions)
    written = [] if out is None else [_draw_bridge(found, out, tables.area.name(language), language)]
    told(found.sentences(), [found.table()], language)
    for path in written:
        print(path.as_posix())


def _draw_bridge(found: Bridge, out: Path, place: str, language: Language) -> Path:
    from cohort.report.charts import save, waterfall
    from cohort.report.charts.panel import paper

    start_label, end_label = found.ends
    axes = waterfall(
        found.parts,
        found.published,
        found.ours,
        start_label=start_label,
        end_label=end_label,
        labels=found.labels,
        place=place,
        ax=paper("wide"),
        language=language,
    )
    return save(axes, out)


@options.verb("statements")
def statements(folder: options.Folder, out: options.OutPage = None, *, language: options.Spoken) -> None:
    """Run every set without writing it, and print the table; --out writes the page in both languages."""
    from cohort.analysis.statements import statements, statements_table
    from cohort.analysis.statements_file import read_statements
    from cohort.atomic import refuse_somebodys, write_text
    from cohort.report.overview import page
    from cohort.report.terminal import render
    from cohort.run import run, scenario_folders

    if out is not None:
        refuse_somebodys(out, "# Published statements and what the model says")
    runs = [run(one) for one in scenario_folders(folder)]
    rows = statements(runs, {one.inputs.area.code: read_statements(one.inputs) for one in runs})
    if out is None:
        print(render(statements_table(rows), language, terminal().width))
    else:
        print(write_text(out, page(rows)).as_posix())


@options.verb("indicators")
def indicators(
    folder: options.Folder,
    indicators: options.IndicatorsFile = None,
    only: options.OnlyIndicators = None,
    inputs: options.Inputs = None,
    out: options.Out = None,
    *,
    language: options.Spoken,
) -> None:
    """Print a table for each indicator and the ratings; --out writes indicators.csv and ratings.csv."""
    from cohort.analysis import indicators as tied
    from cohort.atomic import refuse_inside, write_set
    from cohort.report.cells import csv_bytes
    from cohort.report.terminal import render
    from cohort.run import default_inputs, run

    place = default_inputs(folder) if inputs is None else inputs
    made = run(folder, place)
    listed = tied.read_indicators(place if indicators is None else indicators, made.inputs)
    found = tied.project_indicators(made.projection, listed, only)
    titles = {one.name: Text(one.short("en"), one.short("ja")) for one in made.scenarios}
    years = [int(year) for year in made.summary["time"].values if int(year) % 5 == 0]
    width = terminal().width
    files = {"indicators.csv": found}
    if made.inputs.kpis is not None:
        files["ratings.csv"] = tied.ratings(made.inputs.kpis)
    written: list[Path] = []
    if out is not None:
        refuse_inside(out, folder, place)
        texts = {name: csv_bytes(frame) for name, frame in files.items()}
        written = write_set(
            out, "indicators", texts, "indicators.json"
        )  # first: whoever reads what is printed may leave
    print(render(tied.indicator_table(found, listed, titles, years), language, width))
    if "ratings.csv" in files:
        print(f"\n{render(tied.rating_table(files['ratings.csv']), language, width)}")
    for path in written:
        print(path.as_posix())


@options.verb("readings")
def readings(
    folder: options.Folder, inputs: options.Inputs = None, step: options.Steps = None, *, language: options.Spoken
) -> None:
    """Print what every reading of the plan says of the outlook; nothing is written."""
    from cohort.analysis.readings import Grid
    from cohort.analysis.readings_told import readings_table, sentences
    from cohort.inputs import read_inputs
    from cohort.run import default_inputs
    from cohort.scenario import read_scenarios
    from cohort.scenario.read_choices import choices_of

    tables = read_inputs(default_inputs(folder) if inputs is None else inputs)
    read_scenarios(folder, area=tables.area.code)  # what is wrong with one is said before what follows from it
    choices = choices_of(folder, area=tables.area.code)
    grid = Grid.of(tables, choices, step=None if step is None else int(step.value))
    told(sentences(grid), [readings_table(grid)], language)


@options.verb("backtest")
def backtest(forecast: options.Forecast = None, out: options.OutForecast = None, *, language: options.Spoken) -> None:
    """Print errors by method, launch and size; or write a forecast of every municipality as CSV."""
    from cohort.atomic import refuse_somebodys, write_text
    from cohort.backtest.forecast import forecast_table, since_census
    from cohort.backtest.history import history
    from cohort.backtest.registers import register_backtest
    from cohort.backtest.scores import backtest
    from cohort.backtest.told import backtest_tables
    from cohort.report.terminal import render
    from cohort.uncertainty.trust import coverage_table

    if forecast is not None:
        expected = forecast_table(history(), forecast)
        text = expected.to_csv(index=False, lineterminator="\n")
        if out is None:
            print(text, end="")
            return
        refuse_somebodys(out, ",".join(expected.columns))
        print(write_text(out, text).as_posix())
        return
    tables = backtest_tables(backtest(history()), register_backtest(), since_census(history()))
    width = terminal().width
    for told in (*tables, coverage_table()):
        print(render(told, language, width))
        print()
