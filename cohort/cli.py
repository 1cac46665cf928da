"""The verbs people type. Each is thin: it calls the library, prints, and turns errors into exit codes."""

from __future__ import annotations

import contextlib
import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cohort.console import MEND, STOPPED, guard, help_text, progress, report, say, speak_utf8, terminal
from cohort.errors import Language, preferred_language

if TYPE_CHECKING:
    from cohort.analysis.bridge import Bridge
    from cohort.analysis.indicators import Section
    from cohort.run import Run


class Lang(str, Enum):  # noqa: UP042 - typer 0.15 needs the str mixin for choices
    """Languages of the output."""

    ja = "ja"
    en = "en"


LangOption = Annotated[
    Lang | None,
    typer.Option(
        "--lang", help=help_text("Language; default: the locale's.", "言語。省略時はロケールに従う。")
    ),
]
app = typer.Typer(
    name="cohort",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=help_text(
        "Project a population by age and sex, and see whether a plan's outlook holds.",
        "男女・年齢別に将来人口を推計し、計画の将来展望が成り立つかを確かめる。",
    ),
)


def _language(lang: Lang | None) -> Language:
    return preferred_language() if lang is None else ("ja" if lang is Lang.ja else "en")


class Step(str, Enum):  # noqa: UP042
    """Years from one instant to the next."""

    one = "1"
    five = "5"


FolderArgument = Annotated[
    Path,
    typer.Argument(
        help=help_text(
            "Folder of scenarios, or a folder of such folders.",
            "シナリオのフォルダー、またはそれらを含むフォルダー。",
        )
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help=help_text(
            "Where results go; default: outputs/<folder>.", "出力先。省略時は outputs/<フォルダー名>。"
        ),
    ),
]
InputsOption = Annotated[
    Path | None,
    typer.Option(
        "--inputs",
        help=help_text(
            "Folder of inputs; default: inputs/<folder>.",
            "入力のフォルダー。省略時は inputs/<フォルダー名>。",
        ),
    ),
]
StepOption = Annotated[
    Step | None,
    typer.Option(
        "--step",
        help=help_text(
            "Years a step; default: the scenarios' own.", "推計の刻み（年）。省略時はシナリオに従う。"
        ),
    ),
]
OnlyOption = Annotated[
    str | None,
    typer.Option(
        "--only",
        help=help_text("Some outputs only: ", "一部の出力だけ：") + "csv,netcdf,charts,page,workbook,report",
    ),
]
NoPdfOption = Annotated[
    bool, typer.Option("--no-pdf", help=help_text("Leave out the report (PDF).", "報告書（PDF）を作らない。"))
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help=help_text("Print the answer only.", "答えだけを表示する。"))
]
YearOption = Annotated[
    int | None,
    typer.Option(
        "--year", help=help_text("Year the text speaks of; default: 2040.", "対象年。省略時は2040年。")
    ),
]
AgainstOption = Annotated[
    str,
    typer.Option(
        "--against",
        help=help_text("Published series, e.g. ipss2018.", "公表された系列（例：ipss2018）。"),
    ),
]
ScenarioOption = Annotated[
    str | None,
    typer.Option(
        "--scenario",
        help=help_text("Ours; default: the first of the set.", "自らの推計。省略時は最初のもの。"),
    ),
]
ChartOption = Annotated[
    Path | None,
    typer.Option(
        "--out", help=help_text("Chart to write (.png, .svg, .pdf).", "書き出す図（.png、.svg、.pdf）。")
    ),
]
PathArgument = Annotated[
    Path,
    typer.Argument(
        help=help_text(
            "A scenario file, or a folder of scenarios or inputs.",
            "シナリオのファイル、またはシナリオか入力のフォルダー。",
        )
    ),
]
InputsArgument = Annotated[
    Path,
    typer.Argument(
        help=help_text(
            "Folder of inputs, e.g. inputs/ichinoseki.", "入力のフォルダー（例：inputs/ichinoseki）。"
        )
    ),
]
LaunchOption = Annotated[
    str | None,
    typer.Option(
        "--launch",
        help=help_text(
            "Census to start from, e.g. 2015-10-01; default: the last one.",
            "基準とする国勢調査（例：2015-10-01）。省略時は最新。",
        ),
    ),
]
UntilOption = Annotated[
    int | None,
    typer.Option(
        "--until",
        help=help_text("Last year; default: 30 years on.", "推計の最終年。省略時は基準年の 30 年後。"),
    ),
]
FileOutOption = Annotated[
    Path | None, typer.Option("--out", help=help_text("Page to write (.md).", "書き出すページ（.md）。"))
]
FoldersArgument = Annotated[
    list[Path],
    typer.Argument(
        help=help_text(
            "Two or more folders of scenarios, one for each municipality.",
            "市町村ごとのシナリオのフォルダー（2つ以上）。",
        )
    ),
]
AreaScenarioOption = Annotated[
    str,
    typer.Option(
        "--scenario", help=help_text("Scenario taken from each folder.", "各フォルダーから使うシナリオ。")
    ),
]
InternalOption = Annotated[
    Path | None,
    typer.Option(
        "--internal",
        help=help_text(
            "Moves within the area (CSV); they net to zero.", "圏域内の移動（CSV）。合計は 0 になる。"
        ),
    ),
]
IndicatorsOption = Annotated[
    Path | None,
    typer.Option(
        "--indicators",
        help=help_text(
            "File of indicators; default: indicators.toml of the inputs.",
            "指標のファイル。省略時は入力の indicators.toml。",
        ),
    ),
]
OnlyIndicatorsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--only", help=help_text("Key of an indicator; may be repeated.", "指標のキー（繰り返し可）。")
    ),
]
CoherenceOption = Annotated[
    bool,
    typer.Option(
        "--coherence",
        help=help_text(
            "Check the plan's targets against each other, what was observed and the outlook.",
            "計画の目標値どうし、実績、将来展望との整合を確かめる。",
        ),
    ),
]
StrategyOption = Annotated[
    str | None,
    typer.Option(
        "--strategy",
        help=help_text(
            "Plan in targets.csv; default: the one the scenarios cite.",
            "targets.csv の計画名。省略時はシナリオが引用する計画。",
        ),
    ),
]
FileArgument = Annotated[Path, typer.Argument(help=help_text("A scenario file.", "シナリオのファイル。"))]


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
    language = _language(lang)
    with guard(language):
        from cohort.run import kinds, scenario_folders

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
    """Write every published statement beside what the sets say: overview.csv and overview.md."""
    from cohort.analysis.statements import statements, table
    from cohort.analysis.statements_text import count_text, markdown, overview
    from cohort.report.atomic import write_text

    rows = statements(runs)
    text = table(rows).to_csv(index=False, lineterminator="\n")
    written = [
        write_text(out / "overview.csv", text, "utf-8-sig"),
        write_text(out / "overview.md", overview(rows, language)),
    ]
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
    from cohort.run import run, write

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
    """Print problems, or OK; or what a plan's targets say about each other."""
    language = _language(lang)
    with guard(language):
        if coherent:
            _check_coherence(path, inputs, strategy, language)
        elif (path / "area.toml").is_file():
            from cohort.inputs import read_inputs

            read_inputs(path)
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


def _check_coherence(folder: Path, inputs: Path | None, strategy: str | None, language: Language) -> None:
    from cohort.analysis.coherence import coherence
    from cohort.inputs import read_inputs
    from cohort.run import default_inputs
    from cohort.scenario import read_scenarios

    tables = read_inputs(inputs or default_inputs(folder))
    found = coherence(tables, read_scenarios(folder, area=tables.area.code), strategy)
    for finding in sorted(found, key=lambda finding: not finding.contradicts):
        mark = (
            say(language, "contradiction", "矛盾") if finding.contradicts else say(language, "note", "確認")
        )
        print(f"{mark}: {finding.text(language)}")
    count = sum(finding.contradicts for finding in found)
    print(
        say(
            language,
            f"{count} of {len(found)} checks contradict.",
            f"{len(found)}項目のうち{count}項目に矛盾。",
        )
    )


@app.command(
    "explain",
    help=help_text(
        "Print every yearly value of a scenario with its citation.", "シナリオの年ごとの値と出典を表示する。"
    ),
)
def explain_command(file: FileArgument, lang: LangOption = None) -> None:
    """Print the table a human checks."""
    language = _language(lang)
    with guard(language):
        from cohort.scenario import read_scenario
        from cohort.scenario.explain_text import explain_text

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
    with guard(_language(lang)):
        from cohort.scenario.export import schema_text

        print(schema_text(), end="")


@app.command(
    "inputs", help=help_text("Show what a folder of inputs holds.", "入力フォルダーの内容を表示する。")
)
def inputs_command(folder: InputsArgument, lang: LangOption = None) -> None:
    """Show tables, years and sources of an area."""
    language = _language(lang)
    with guard(language):
        from cohort.inputs import read_inputs
        from cohort.inputs.display import text

        print(text(read_inputs(folder), language))


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
    language = _language(lang)
    with guard(language):
        from cohort.analysis.official import official
        from cohort.inputs import read_inputs
        from cohort.report.vision import write_vision

        vision = official(read_inputs(folder), launch=launch, until=until)
        target = Path("outputs") / f"{folder.resolve().name}-official" if out is None else out
        print(vision.text(language))
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
    language = _language(lang)
    with guard(language):
        from cohort.analysis.connected import connected
        from cohort.inputs import read_inputs
        from cohort.run import default_inputs
        from cohort.scenario import read_scenarios

        tables = read_inputs(default_inputs(folder) if inputs is None else inputs)
        found = connected(tables, read_scenarios(folder, area=tables.area.code))
        print(found.text(language, year))
        print()
        print(found.table(language).to_string(index=False, float_format="{:,.2f}".format, na_rep="-"))


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
    language = _language(lang)
    with guard(language):
        from cohort.analysis.bridge import bridge, published
        from cohort.assumptions import assume
        from cohort.inputs import read_inputs
        from cohort.projection.project import project
        from cohort.run import default_inputs
        from cohort.scenario import read_scenarios

        tables = read_inputs(default_inputs(folder) if inputs is None else inputs)
        assumptions = assume(tables, read_scenarios(folder, area=tables.area.code))
        found = bridge(
            project(assumptions),
            published(tables, against),
            year=2040 if year is None else year,
            scenario=scenario,
            assumptions=assumptions,
        )
        print(found.text(language))
        print()
        print(found.table_in(language).to_string(index=False, float_format="{:+,.3f}".format, na_rep="-"))
        if out is not None:
            print(_draw_bridge(found, out, tables.area.name(language), language).as_posix())


def _draw_bridge(found: Bridge, out: Path, place: str, language: Language) -> Path:
    from cohort.report.figures import save, waterfall

    start_label, end_label = found.end_labels(language)
    axes = waterfall(
        found.parts,
        found.published,
        found.ours,
        start_label=start_label,
        end_label=end_label,
        labels=found.labels(language),
        place=place,
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
    language = _language(lang)
    with guard(language):
        from cohort.analysis.statements import statements
        from cohort.analysis.statements_text import markdown, page
        from cohort.report.atomic import write_text
        from cohort.run import run, scenario_folders

        rows = statements([run(one) for one in scenario_folders(folder)])
        print(markdown(rows, language) if out is None else write_text(out, page(rows)).as_posix())


@app.command(
    "settlement",
    help=help_text(
        "Add municipalities up and compare them with what their area promises.",
        "市町村の推計を合計し、圏域の見通しと比べる。",
    ),
)
def settlement_command(
    folders: FoldersArgument,
    scenario: AreaScenarioOption = "trend",
    internal: InternalOption = None,
    lang: LangOption = None,
) -> None:
    """Print the area's sentences: promises, parts, moves within."""
    language = _language(lang)
    with guard(language):
        from cohort.analysis.internal_moves import read_internal_moves
        from cohort.analysis.settlement import settlement_area
        from cohort.inputs import read_inputs
        from cohort.run import default_inputs
        from cohort.scenario import read_scenarios

        members = []
        for folder in folders:
            tables = read_inputs(default_inputs(folder))
            members.append((tables, read_scenarios(folder, area=tables.area.code)))
        moves = None if internal is None else read_internal_moves(internal)
        for sentence in settlement_area(members, scenario, moves).sentences(language):
            print(f"- {sentence}")


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
    language = _language(lang)
    with guard(language):
        from cohort.analysis.indicators import project_indicators, ratings, read_indicators
        from cohort.analysis.indicators.section import indicator_section, rating_section
        from cohort.report.atomic import write_text
        from cohort.run import default_inputs, run

        place = default_inputs(folder) if inputs is None else inputs
        made = run(folder, place)
        listed = read_indicators(place if indicators is None else indicators, made.inputs)
        found = project_indicators(made.projection, listed, only)
        titles = {scenario.name: scenario.title(language) for scenario in made.scenarios}
        years = [int(year) for year in made.summary["time"].values if int(year) % 5 == 0]
        _print_section(indicator_section(found, listed, titles, years, language))
        files = {"indicators.csv": found}
        if made.inputs.kpis is not None:
            files["ratings.csv"] = ratings(made.inputs.kpis)
            _print_section(rating_section(files["ratings.csv"], language))
        for name, frame in files.items() if out is not None else ():
            text = frame.to_csv(index=False, lineterminator="\n")
            print(write_text(Path(str(out)) / name, text, "utf-8-sig").as_posix())


def _print_section(section: Section) -> None:
    from rich import box
    from rich.table import Table

    console = terminal()
    print(f"{section.title}\n{section.lead}\n")
    for part in section.tables:
        table = Table(title=part.heading, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
        for number, column in enumerate(part.columns):
            table.add_column(
                column, justify="left" if number < 2 and not part.heading else "right" if number else "left"
            )
        for row in part.rows:
            table.add_row(*row)
        console.print(table)
        if part.note:
            print(f"{part.note}\n")


@app.command("version", help=help_text("Print the version.", "版を表示する。"))
def version_command(lang: LangOption = None) -> None:
    """Print the version."""
    import cohort

    print(f"cohort {cohort.__version__}")


def main() -> None:
    """Run the command line."""
    speak_utf8()
    try:
        app()
    except KeyboardInterrupt:
        report(say(preferred_language(), "Stopped.", "中断しました。"))
        sys.exit(STOPPED)
    except BrokenPipeError:  # `cohort run ... | head`: whoever read has had enough
        with contextlib.suppress(OSError):
            sys.stdout.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
