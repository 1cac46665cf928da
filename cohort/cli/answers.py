"""Why projections differ, every published statement, indicators."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cohort.cli.options import (
    AgainstOption,
    ChartOption,
    FileOutOption,
    FolderArgument,
    IndicatorsOption,
    InputsOption,
    LangOption,
    OnlyIndicatorsOption,
    OutOption,
    ScenarioOption,
    YearOption,
    app,
    language_of,
)
from cohort.console import guard, help_text, terminal
from cohort.errors import Language
from cohort.text import Text

if TYPE_CHECKING:
    from cohort.analysis.bridge import Bridge


@app.command(
    "bridge",
    help=help_text(
        "Explain why a projection differs from a published one, component by component.",
        "公表された推計との差を要因別に説明する。",
    ),
)
def bridge_command(
    folder: FolderArgument,
    against: AgainstOption,
    inputs: InputsOption = None,
    scenario: ScenarioOption = None,
    year: YearOption = None,
    out: ChartOption = None,
    lang: LangOption = None,
) -> None:
    """Project, print what the gap is made of, and draw it if asked to."""
    language = language_of(lang)
    with guard(language):
        from cohort.analysis.bridge import bridge, published
        from cohort.inputs import read_inputs
        from cohort.report.atomic import refuse_somebodys
        from cohort.report.terminal import render
        from cohort.run import default_inputs, projected
        from cohort.scenario import read_scenarios

        if out is not None:
            refuse_somebodys(out, "Software\0cohort", "<dc:title>cohort</dc:title>", "(cohort)")
        tables = read_inputs(default_inputs(folder) if inputs is None else inputs)
        assumptions, projection = projected(tables, read_scenarios(folder, area=tables.area.code))
        found = bridge(
            projection,
            published(tables, against),
            year=2040 if year is None else year,
            scenario=scenario,
            assumptions=assumptions,
        )
        print(found.text(language))
        print()
        print(render(found.table(), language, terminal().width))
        if out is not None:
            print(_draw_bridge(found, out, tables.area.name(language), language).as_posix())


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


@app.command(
    "statements",
    help=help_text(
        "Every published statement beside what the scenarios say, as a table; nothing else is written.",
        "公表された内容と推計結果を表で比べる（ほかには何も書き出さない）。",
    ),
)
def statements_command(folder: FolderArgument, out: FileOutOption = None, lang: LangOption = None) -> None:
    """Run every set without writing it, and print the table; --out writes the page in both languages."""
    language = language_of(lang)
    with guard(language):
        from cohort.analysis.statements import statements, statements_table
        from cohort.analysis.statements_file import read_statements
        from cohort.report.atomic import refuse_somebodys, write_text
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


@app.command(
    "indicators",
    help=help_text(
        "Project indicators tied to the population under every scenario; rate those of kpis.csv.",
        "人口に連動する指標をシナリオごとに推計し、kpis.csv の指標を評価する。",
    ),
)
def indicators_command(
    folder: FolderArgument,
    indicators: IndicatorsOption = None,
    only: OnlyIndicatorsOption = None,
    inputs: InputsOption = None,
    out: OutOption = None,
    lang: LangOption = None,
) -> None:
    """Print a table for each indicator and the ratings; --out writes indicators.csv and ratings.csv."""
    language = language_of(lang)
    with guard(language):
        from cohort.analysis.indicators import (
            indicator_table,
            project_indicators,
            rating_table,
            ratings,
            read_indicators,
        )
        from cohort.report.atomic import refuse_inside, write_set
        from cohort.report.cells import csv_bytes
        from cohort.report.terminal import render
        from cohort.run import default_inputs, run

        place = default_inputs(folder) if inputs is None else inputs
        made = run(folder, place)
        listed = read_indicators(place if indicators is None else indicators, made.inputs)
        found = project_indicators(made.projection, listed, only)
        titles = {one.name: Text(one.short("en"), one.short("ja")) for one in made.scenarios}
        years = [int(year) for year in made.summary["time"].values if int(year) % 5 == 0]
        width = terminal().width
        print(render(indicator_table(found, listed, titles, years), language, width))
        files = {"indicators.csv": found}
        if made.inputs.kpis is not None:
            files["ratings.csv"] = ratings(made.inputs.kpis)
            print(f"\n{render(rating_table(files['ratings.csv']), language, width)}")
        if out is not None:
            refuse_inside(out, folder, place)
            texts = {name: csv_bytes(frame) for name, frame in files.items()}
            for path in write_set(out, "indicators", texts, "indicators.json"):
                print(path.as_posix())
