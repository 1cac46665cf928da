"""Look at files: check and explain scenarios, the schema, what inputs hold."""

from __future__ import annotations

from pathlib import Path

import typer

from cohort.cli.options import (
    CoherenceOption,
    FileArgument,
    InputsArgument,
    InputsOption,
    LangOption,
    PathArgument,
    StrategyOption,
    app,
    language_of,
)
from cohort.console import MEND, guard, help_text, report, say, terminal
from cohort.errors import Language


@app.command(
    "check",
    help=help_text(
        "Check scenario files or inputs; list all problems.", "シナリオや入力の誤りをすべて列挙する。"
    ),
)
def check_command(
    path: PathArgument,
    coherent: CoherenceOption = False,
    strategy: StrategyOption = None,
    inputs: InputsOption = None,
    lang: LangOption = None,
) -> None:
    """Print problems, or OK; or what a plan's targets say about each other. Exit code 2 if there is something to mend."""
    language = language_of(lang)
    with guard(language):
        if coherent:
            _check_coherence(path, inputs, strategy, language)
        elif (path / "area.toml").is_file():
            _check_inputs(path)
        else:
            from cohort.run import scenario_folders
            from cohort.scenario import check_folder

            places = [path] if path.is_file() else scenario_folders(path)
            errors = [error for place in places for error in check_folder(place)]
            for error in errors:
                report(error.text(language))
            if errors:
                raise typer.Exit(MEND)
        if not coherent:
            print("OK")


def _check_inputs(folder: Path) -> None:
    """Raise with what is wrong with the tables, the indicators or the statements of a folder of inputs."""
    from cohort.analysis.indicators import read_indicators
    from cohort.analysis.statements_file import read_statements
    from cohort.inputs import read_inputs

    tables = read_inputs(folder)
    if (folder / "indicators.toml").is_file():
        read_indicators(folder, tables)
    read_statements(tables)


def _check_coherence(folder: Path, inputs: Path | None, strategy: str | None, language: Language) -> None:
    from cohort.analysis.coherence import coherence
    from cohort.run import run

    found = coherence(run(folder, inputs), strategy)
    for finding in sorted(found, key=lambda finding: not finding.to_settle):
        mark = say(language, "to settle", "要調整") if finding.to_settle else say(language, "note", "確認")
        print(f"{mark}{say(language, ': ', '：')}{finding.text(language)}")
    count = sum(finding.to_settle for finding in found)
    print(
        say(
            language,
            f"{count} of {len(found)} checks to settle.",
            f"{len(found)}項目のうち{count}項目は調整が必要です。",
        )
    )
    if count:
        raise typer.Exit(MEND)


@app.command(
    "explain",
    help=help_text(
        "Print every yearly value of a scenario with its citation.", "シナリオの年ごとの値と出典を表示する。"
    ),
)
def explain_command(file: FileArgument, lang: LangOption = None) -> None:
    """Print the table a human checks."""
    language = language_of(lang)
    with guard(language):
        from cohort.scenario import explain_text, read_scenario

        console = terminal()
        print(
            explain_text(read_scenario(file), language, width=console.width, color=console.is_terminal),
            end="",
        )


@app.command(
    "schema",
    help=help_text(
        "Print the JSON Schema of the scenario format, for editors.",
        "シナリオ形式の JSON Schema を表示する。",
    ),
)
def schema_command(lang: LangOption = None) -> None:
    """Print the JSON Schema."""
    with guard(language_of(lang)):
        from cohort.scenario.export import schema_text

        print(schema_text(), end="")


@app.command(
    "inputs", help=help_text("Show what a folder of inputs holds.", "入力フォルダーの内容を表示する。")
)
def inputs_command(folder: InputsArgument, lang: LangOption = None) -> None:
    """Show tables, years and sources of an area."""
    language = language_of(lang)
    with guard(language):
        from cohort.inputs import read_inputs

        print(read_inputs(folder).describe(language))
