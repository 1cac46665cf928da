"""Run a set of scenarios, or all of them."""

from __future__ import annotations

import datetime
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.cli import options
from cohort.console import progress, readers_may_leave, say, terminal
from cohort.errors import Language
from cohort.sharing import sharing

if TYPE_CHECKING:
    from cohort.collection.places import Place
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
    place: Place | None = None
    draws: int | None = None
    seed: int | None = None
    workers: int = 1


@options.verb("run")
def run(
    folder: options.FolderOrPlace,
    out: options.Out = None,
    inputs: options.Inputs = None,
    step: options.Steps = None,
    draws: options.Draws = None,
    seed: options.Seed = None,
    workers: options.Workers = 1,
    only: options.Only = None,
    no_pdf: options.NoPdf = False,
    quiet: options.Quiet = False,
    date: options.Date = None,
    *,
    language: options.Spoken,
) -> None:
    """Run sets of scenarios and print the answer."""
    from cohort.report.write import kinds

    chosen = None if only is None else [kind.strip() for kind in only.split(",") if kind.strip()]
    kinds(chosen)  # before any work is done
    if (draws, seed, workers) != (None, None, 1):
        from cohort.uncertainty.streams import checked_numbers

        checked_numbers(1 if draws is None else draws, seed or 0, workers).raise_if_any()
    years, day = None if step is None else int(step.value), None if date is None else date.date()
    with _folder_of(folder) as (found, place):
        asked = _Asked(language, inputs, years, chosen, not no_pdf, quiet, day, place, draws, seed, workers)
        _run_all(asked, found, out)


def _folder_of(folder: Path) -> AbstractContextManager[tuple[Path, Place | None]]:
    """Return what gives the folder that is meant; what makes one of a name is not loaded for one that is there."""
    if folder.exists():
        return nullcontext((folder, None))
    from cohort.collection.new import folder_of

    return folder_of(folder)


def _run_all(asked: _Asked, folder: Path, out: Path | None) -> None:
    """Run a set of scenarios, or each of the sets in a folder and the overview of all."""
    from cohort.atomic import refuse_unfit
    from cohort.run import scenario_folders

    if asked.place is not None and not asked.quiet:
        name, code = asked.place.full_name.say(asked.language), asked.place.code
        print(
            say(
                asked.language,
                f"{name}: from the official figures in the package. `cohort new {code}` writes them out to be edited.",
                f"{name}：同梱の公的統計による推計です。`cohort new {code}` で数値と計画を編集できます。",
            ),
            flush=True,
        )
        _print_missed(asked.place, asked.language)
    sets = scenario_folders(folder)
    several = sets != [folder]
    made: list[Run] = []
    for number, one in enumerate(sets):
        target = Path("outputs") / one.resolve().name if out is None else (out / one.name if several else out)
        if several:  # several answers one after the other: each says of which set it is
            print("\n" * (number > 0) + f"── {one.name} ──", flush=True)
        refuse_unfit(target)
        made.append(_run_one(asked, one, target))
    if several:
        _write_overview(made, Path("outputs") if out is None else out, asked.language, asked.quiet)


def _print_missed(place: Place, language: Language) -> None:
    """Say what the trend of a place leaves out, where it is much."""
    from cohort.collection.missed import missed_text
    from cohort.report.terminal import listed

    beware = missed_text(place)
    if beware is not None:
        print(listed((beware,), language, terminal().width), flush=True)


def _write_overview(runs: list[Run], out: Path, language: Language, quiet: bool) -> None:
    """Write every published statement beside what the sets say, and what that was made from."""
    from cohort.analysis.statements import count_text, statements, statements_table
    from cohort.analysis.statements_file import read_statements
    from cohort.report.overview import write_overview
    from cohort.report.terminal import render

    rows = statements(runs, {one.inputs.area.code: read_statements(one.inputs) for one in runs})
    written = write_overview(rows, runs, out, language)
    with readers_may_leave():
        print()
        print(count_text(rows).say(language) if quiet else render(statements_table(rows), language, terminal().width))
        print(*(path.as_posix() for path in written), sep="\n")


def _run_one(asked: _Asked, folder: Path, out: Path) -> Run:
    """Compute, answer, write: the answer is there before the files are."""
    from cohort.atomic import refuse_inside
    from cohort.report.terminal import headline, listed, told
    from cohort.report.write import write
    from cohort.run import run
    from cohort.story.build import story

    language, console = asked.language, terminal()
    with progress(language, asked.quiet) as tell, sharing():
        made = run(folder, asked.inputs, asked.step, tell, draws=asked.draws, seed=asked.seed, workers=asked.workers)
        made = made if asked.place is None else replace(made, place=asked.place.code)
        refuse_inside(out, *(one.path for one in (made.inputs.prefecture, made.inputs.nation) if one is not None))
        about = story(made, asked.date)
    with readers_may_leave():
        if asked.quiet:
            print(headline(about, language, console.width))
            print(listed(about.sentences, language, console.width))
        else:
            print(told(about, language, console.width, console.is_terminal))
    with progress(language, asked.quiet) as tell:
        written = write(about, out, language, asked.only, asked.pdf, tell)
    if not asked.quiet:
        with readers_may_leave():
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
