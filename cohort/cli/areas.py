"""The official tables of an area, people tied to it, and municipalities together."""

from __future__ import annotations

from pathlib import Path

from cohort.cli.options import (
    AreaScenarioOption,
    FolderArgument,
    FoldersArgument,
    InputsArgument,
    InputsOption,
    InternalOption,
    LangOption,
    LaunchOption,
    OutOption,
    UntilOption,
    YearOption,
    app,
    language_of,
)
from cohort.console import guard, help_text, terminal


@app.command(
    "official",
    help=help_text(
        "Print the table of a population vision by the official Japanese method.",
        "人口ビジョンの表（社人研・内閣府の方法）を表示する。",
    ),
)
def official_command(
    folder: InputsArgument,
    launch: LaunchOption = None,
    until: UntilOption = None,
    out: OutOption = None,
    lang: LangOption = None,
) -> None:
    """Project with the official method, print the table, write CSV and a workbook."""
    language = language_of(lang)
    with guard(language):
        from cohort.analysis.official import official
        from cohort.inputs import read_inputs
        from cohort.report.terminal import render
        from cohort.report.vision import write_vision

        vision = official(read_inputs(folder), launch=launch, until=until)
        target = Path("outputs") / f"{folder.resolve().name}-official" if out is None else out
        print(render(vision.table(), language, terminal().width))
        print()
        for path in write_vision(vision, target, language):
            print(path.as_posix())


@app.command(
    "connected",
    help=help_text(
        "Print the connected and active population of scenarios with a table \\[connected].",
        "\\[connected] を持つシナリオのつながり人口・活動人口を表示する。",
    ),
)
def connected_command(
    folder: FolderArgument,
    inputs: InputsOption = None,
    year: YearOption = None,
    lang: LangOption = None,
) -> None:
    """Project with and without the ties, and print what they give."""
    language = language_of(lang)
    with guard(language):
        from cohort.analysis.connected import connected, without_ties
        from cohort.inputs import read_inputs
        from cohort.report.terminal import render
        from cohort.run import default_inputs, projected
        from cohort.scenario import read_scenarios

        tables = read_inputs(default_inputs(folder) if inputs is None else inputs)
        every = read_scenarios(folder, area=tables.area.code)
        with_ties, without = (projected(tables, one, 1)[1] for one in (every, without_ties(every)))
        found = connected(every, with_ties, without)
        print(found.text(language, year))
        print()
        print(render(found.table(), language, terminal().width))


@app.command(
    "settlement",
    help=help_text(
        "Add municipalities up and compare them with what their area promises.",
        "市町村の推計を合計し、圏域の将来展望と比べる。",
    ),
)
def settlement_command(
    folders: FoldersArgument,
    scenario: AreaScenarioOption = "trend",
    internal: InternalOption = None,
    lang: LangOption = None,
) -> None:
    """Print the area's sentences: promises, parts, moves within."""
    language = language_of(lang)
    with guard(language):
        from cohort.analysis.internal_moves import read_internal_moves
        from cohort.analysis.settlement import settlement_area
        from cohort.report.terminal import render
        from cohort.run import run

        moves = None if internal is None else read_internal_moves(internal)
        area = settlement_area([run(folder) for folder in folders], scenario, moves)
        for sentence in area.sentences():
            print(f"- {sentence.say(language)}")
        if area.shares:
            print(f"\n{render(area.table(), language, terminal().width)}")
