"""Run a set of scenarios, or all of them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.cli.options import (
    DateOption,
    FolderArgument,
    InputsOption,
    LangOption,
    NoPdfOption,
    OnlyOption,
    OutOption,
    QuietOption,
    StepOption,
    app,
    language_of,
)
from cohort.console import guard, help_text, progress, say, terminal
from cohort.errors import Language

if TYPE_CHECKING:
    from cohort.run import Run


@dataclass(frozen=True)
class _Asked:
    """What was asked for on the command line."""

    language: Language
    inputs: Path | None
    step: int | None
    only: list[str] | None
    pdf: bool
    quiet: bool
    date: datetime.date | None


@app.command(
    "run",
    help=help_text(
        "Project a set of scenarios, compare them with the outlook, write everything.",
        "シナリオを推計し、将来展望と比べ、結果をすべて書き出す。",
    ),
)
def run_command(
    folder: FolderArgument,
    out: OutOption = None,
    inputs: InputsOption = None,
    step: StepOption = None,
    only: OnlyOption = None,
    no_pdf: NoPdfOption = False,
    quiet: QuietOption = False,
    date: DateOption = None,
    lang: LangOption = None,
) -> None:
    """Run sets of scenarios and print the answer."""
    language = language_of(lang)
    with guard(language):
        from cohort.report.write import kinds
        from cohort.run import scenario_folders

        chosen = None if only is None else [kind.strip() for kind in only.split(",") if kind.strip()]
        kinds(chosen)  # before any work is done
        sets = scenario_folders(folder)
        several = sets != [folder]
        asked = _Asked(
            language,
            inputs,
            None if step is None else int(step.value),
            chosen,
            not no_pdf,
            quiet,
            None if date is None else date.date(),
        )
        made: list[Run] = []
        for number, one in enumerate(sets):
            target = (
                Path("outputs") / one.resolve().name if out is None else (out / one.name if several else out)
            )
            if number and not quiet:
                print()
            made.append(_run_one(asked, one, target))
        if several:
            _write_overview(made, Path("outputs") if out is None else out, language, quiet)


def _write_overview(runs: list[Run], out: Path, language: Language, quiet: bool) -> None:
    """Write every published statement beside what the sets say, and what that was made from."""
    from cohort.analysis.statements import count_text, statements, statements_table
    from cohort.analysis.statements_file import read_statements
    from cohort.report.overview import write_overview
    from cohort.report.terminal import render

    rows = statements(runs, {one.inputs.area.code: read_statements(one.inputs) for one in runs})
    written = write_overview(rows, runs, out, language)
    print()
    print(
        count_text(rows).say(language)
        if quiet
        else render(statements_table(rows), language, terminal().width)
    )
    print(*(path.as_posix() for path in written), sep="\n")


def _run_one(asked: _Asked, folder: Path, out: Path) -> Run:
    from cohort.report.terminal import headline, listed, told
    from cohort.report.write import write
    from cohort.run import run
    from cohort.story.build import story

    language, console = asked.language, terminal()
    with progress(language, asked.quiet) as tell:
        made = run(folder, asked.inputs, asked.step, tell)
        about = story(made, asked.date)
        written = write(about, out, language, asked.only, asked.pdf, tell)
    if asked.quiet:
        print(headline(about, language, console.width))
        print(listed(about.sentences, language, console.width))
    else:
        print(told(about, language, console.width, console.is_terminal))
        _print_written(written, out, language)
    return made


def _print_written(written: list[Path], out: Path, language: Language) -> None:
    """Say where the results are: the page first, because most people want that one."""
    print(
        say(
            language,
            f"Results: {out.as_posix()} ({len(written)} files)",
            f"結果：{out.as_posix()}（{len(written)}ファイル）",
        )
    )
    for path in written:
        if path.suffix in (".html", ".pdf", ".xlsx"):
            print(f"  {path.as_posix()}")
    if any(path.name == "variables.csv" for path in written):
        print(
            say(
                language,
                "  Column names of CSV files are explained in variables.csv, in English and Japanese.",
                "  CSVの列名は英語です。日本語名と単位は variables.csv にあります。",
            )
        )
