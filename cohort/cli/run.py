"""Run a set of scenarios, or all of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cohort.cli.options import (
    FolderArgument,
    InputsOption,
    LangOption,
    NoPdfOption,
    OnlyOption,
    OutOption,
    QuietOption,
    Step,
    StepOption,
    app,
    language_of,
)
from cohort.console import guard, help_text, progress, say, terminal
from cohort.errors import Language

if TYPE_CHECKING:
    from cohort.run import Run


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
        made: list[Run] = []
        for number, one in enumerate(sets):
            target = (
                Path("outputs") / one.resolve().name if out is None else (out / one.name if several else out)
            )
            if number and not quiet:
                print()
            made.append(_run_one(one, target, language, inputs, step, chosen, not no_pdf, quiet))
        if several:
            _write_overview(made, Path("outputs") if out is None else out, language, quiet)


def _write_overview(runs: list[Run], out: Path, language: Language, quiet: bool) -> None:
    """Write every published statement beside what the sets say, and what that was made from."""
    from cohort.analysis.statements import statements
    from cohort.analysis.statements_text import count_text, markdown
    from cohort.report.overview import write_overview

    rows = statements(runs)
    written = write_overview(rows, runs, out, language)
    print()
    print(count_text(rows, language) if quiet else markdown(rows, language))
    print(*(path.as_posix() for path in written), sep="\n")


def _run_one(
    folder: Path,
    out: Path,
    language: Language,
    inputs: Path | None,
    step: Step | None,
    only: list[str] | None,
    pdf: bool,
    quiet: bool,
) -> Run:
    from cohort.report.write import write
    from cohort.run import run

    with progress(language, quiet) as tell:
        made = run(folder, inputs, None if step is None else int(step.value), tell)
        written = write(made, out, language, only, pdf, tell)
    if not quiet:
        _print_tables(made, language)
        _print_written(written, out, language)
    _print_answer(made, language)
    return made


def _print_tables(made: Run, language: Language) -> None:
    from cohort.report.tables import measures_table, population_table, verdict_tables

    console = terminal()
    for table in (
        population_table(made, language),
        measures_table(made, language),
        *verdict_tables(made.verdicts, made.scenarios, language),
    ):
        console.print(table)


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
    print()


def _print_answer(made: Run, language: Language) -> None:
    print(say(language, "The answer", "答え"))
    for sentence in made.answer.sentences(language):
        print(f"- {sentence}")
