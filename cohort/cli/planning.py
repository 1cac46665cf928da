"""What it would take: one lever or several that meet the outlook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cohort.cli.options import FolderArgument, InputsOption, LangOption, app, language_of
from cohort.console import guard, help_text, terminal

FileOrFolder = Annotated[
    Path,
    typer.Argument(
        help=help_text(
            "A scenario file, or a folder, of which the plan is taken.",
            "シナリオのファイル、またはフォルダー（計画のシナリオを使う）。",
        )
    ),
]
LeverOption = Annotated[
    list[str] | None,
    typer.Option(
        "--lever",
        help=help_text(
            "migration.net, fertility.tfr, mortality.e0, migration.in:20-34, migration.out:18-29, households:couple-20s; may be "
            "repeated.",
            "migration.net、fertility.tfr、mortality.e0、migration.in:20-34、migration.out:18-29、households:couple-20s"
            "（繰り返し可）。",
        ),
    ),
]
SinceOption = Annotated[
    int | None,
    typer.Option(
        "--since",
        help=help_text(
            "First year that changes; default: the first to come.",
            "変え始める年。省略時は最初の来たる年。",
        ),
    ),
]
BoundsOption = Annotated[
    tuple[float, float] | None,
    typer.Option(
        "--bounds",
        help=help_text("Allowed range; default: what was seen.", "許容範囲。省略時は過去の実績の範囲。"),
    ),
]
ActualsOption = Annotated[
    Path | None,
    typer.Option(
        "--actuals",
        help=help_text(
            "CSV with year,population,births,deaths,net_migration, a row a year; it stands before the inputs.",
            "year,population,births,deaths,net_migration の CSV（1年に1行）。入力より優先する。",
        ),
    ),
]


@app.command(
    "solve",
    help=help_text(
        "What would it take: the value of a lever, or the mix of several, that meets the outlook.",
        "何があれば届くか：展望が成り立つ条件の値、または組合せを求める。",
    ),
)
def solve_command(
    file: FileOrFolder,
    lever: LeverOption = None,
    since: SinceOption = None,
    bounds: BoundsOption = None,
    inputs: InputsOption = None,
    lang: LangOption = None,
) -> None:
    """Print the table and the sentences; nothing is written."""
    language = language_of(lang)
    with guard(language):
        from cohort.planning import least_effort, read_case, solve, solve_table
        from cohort.report.terminal import render

        case = read_case(file, inputs)
        levers = list(dict.fromkeys(lever or ("migration.net", "fertility.tfr")))
        found = [one for name in levers for one in solve(case, lever=name, since=since, bounds=bounds)]
        mixes = [least_effort(case, levers=levers, since=since)] if len(levers) > 1 else []
        for said in (*(one.sentence for one in found), *(one.sentence for one in mixes)):
            print(said.say(language))
        print()
        print(render(solve_table(found, mixes), language, terminal().width))


@app.command(
    "monitor",
    help=help_text(
        "Are we on the path: yearly actuals beside every scenario, and what remains, re-solved from today.",
        "想定どおりか：毎年の実績を各シナリオと比べ、今日からの必要な値を求め直す。",
    ),
)
def monitor_command(
    folder: FolderArgument,
    actuals: ActualsOption = None,
    lever: LeverOption = None,
    inputs: InputsOption = None,
    lang: LangOption = None,
) -> None:
    """Print the sentences and the table; nothing is written."""
    language = language_of(lang)
    with guard(language):
        from cohort.planning.monitor import monitor, read_actuals
        from cohort.report.terminal import render
        from cohort.run import run

        made = run(folder, inputs)
        rows = None if actuals is None else read_actuals(actuals, made.inputs)
        found = monitor(made, rows, levers=tuple(dict.fromkeys(lever or ("migration.net",))))
        for said in found.sentences:
            print(said.say(language))
        print()
        print(render(found.table(), language, terminal().width))
