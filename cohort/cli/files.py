"""Look at files and make them: any municipality by its name, check and explain scenarios, the schema, what inputs hold."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from cohort.cli import options
from cohort.console import MEND, report, say, terminal
from cohort.errors import CohortError, Language, fail
from cohort.text import Text


@options.verb("areas")
def areas(query: options.Query = "", *, language: options.Spoken) -> None:
    """Print code, name, reading and residents of what is found."""
    from cohort.collection.places import PREFECTURES, search, the_place
    from cohort.collection.tables import residents
    from cohort.report.terminal import render
    from cohort.table import Cell, Column, table, words

    found = search(query) or [the_place(query)]
    counted = residents("2020-10-01")
    heads = (
        Text("code", "コード"), Text("name", "名称"), Text("reading", "読み"), Text("romaji", "ローマ字"),
        Text("prefecture", "都道府県"),
    )  # fmt: skip
    rows = [
        (
            *map(words, (one.code, one.name, one.kana, one.romaji)),
            words(Text(PREFECTURES[one.prefecture], one.prefecture)),
            Cell(counted[one.code], "count"),
        )
        for one in found
    ]
    columns = [*(Column(head, "l") for head in heads), Column(Text("residents, 2020", "2020年人口"))]
    title = Text("{count} municipalit{y}", "市区町村 {count}", count=len(found), y="y" if len(found) == 1 else "ies")
    print(render(table("areas", title, columns, rows), language, terminal().width))


@options.verb("new")
def new(
    query: options.Query,
    out: options.OutHome = None,
    outlook: options.Outlook = None,
    tfr: options.Tfr = None,
    net: options.Net = None,
    source: options.Source = "",
    *,
    language: options.Spoken,
) -> None:
    """Write the folders and say what to do next."""
    from cohort.collection.missed import missed_text
    from cohort.collection.new import Plan, new, read_point
    from cohort.collection.places import the_place

    plan = Plan(
        None if outlook is None else read_point("outlook", outlook),
        None if tfr is None else read_point("tfr", tfr),
        None if net is None else read_point("net", net),
        source.strip(),
    )
    scenarios, inputs = new(query, out or Path(), plan)
    print(
        say(
            language,
            f"Written: {inputs.as_posix()} (figures, each with its source), {scenarios.as_posix()} "
            f"(trend.toml; plan.toml {'with your figures' if plan.targets else 'as a draft to edit'}).\n"
            f"Next: cohort run {scenarios.as_posix()}",
            f"作成：{inputs.as_posix()}（出典付きの数値）、{scenarios.as_posix()}（trend.toml と、"
            f"{'指定した値の' if plan.targets else '編集用の下書き'} plan.toml）。\n"
            f"次に：cohort run {scenarios.as_posix()}",
        )
    )
    beware = missed_text(the_place(query))
    if beware is not None:
        print(beware.say(language))


@options.verb("check")
def check(
    path: options.AnyPath,
    coherent: options.Coherence = False,
    strategy: options.Strategy = None,
    inputs: options.Inputs = None,
    *,
    language: options.Spoken,
) -> None:
    """Print problems, or OK; or what a plan's targets say about each other. Exit code 2 if there is something to mend."""
    if coherent:
        _check_coherence(path, inputs, strategy, language)
        return
    from cohort.run import scenario_folders

    errors = [error for one in ([path] if path.is_file() else scenario_folders(path)) for error in _wrong_in(one)]
    for error in errors:
        report(error.text(language))
    if errors:
        raise typer.Exit(MEND)
    print("OK")


def _wrong_in(place: Path) -> list[CohortError]:
    """Return what is wrong with a scenario file, a folder of them, or the tables, indicators or statements of a folder of inputs."""
    from cohort.analysis.indicators import read_indicators
    from cohort.analysis.statements_file import read_statements
    from cohort.inputs import read_inputs
    from cohort.scenario import check_choices, check_folder

    if not (place / "area.toml").is_file():
        return check_folder(place) or (check_choices(place) if place.is_dir() else [])
    try:
        tables = read_inputs(place)
        if os.path.lexists(place / "indicators.toml"):
            read_indicators(place, tables)
        read_statements(tables)
    except CohortError as error:
        return [error]
    return []


def _check_coherence(folder: Path, inputs: Path | None, strategy: str | None, language: Language) -> None:
    from cohort.analysis.coherence import coherence
    from cohort.run import run

    found = coherence(run(folder, inputs), strategy)
    for finding in sorted(found, key=lambda finding: not finding.to_settle):
        mark = say(language, "to settle", "要調整") if finding.to_settle else say(language, "note", "確認")
        print(f"{mark}{say(language, ': ', '：')}{finding.text(language)}")
    count, every = sum(finding.to_settle for finding in found), len(found)
    en, ja = f"{count} of {every} checks to settle.", f"{every}項目のうち{count}項目は調整が必要です。"
    print(say(language, en, ja))
    if count:
        raise typer.Exit(MEND)


@options.verb("explain")
def explain(file: options.File, *, language: options.Spoken) -> None:
    """Print the table a human checks."""
    from cohort.scenario import explain_text, read_scenario

    console = terminal()
    print(explain_text(read_scenario(file), language, width=console.width, color=console.is_terminal), end="")


@options.verb("schema")
def schema(*, language: options.Spoken) -> None:
    """Print the JSON Schema."""
    from cohort.scenario.export import schema_text

    print(schema_text(), end="")


@options.verb("inputs")
def inputs(folder: options.Area, *, language: options.Spoken) -> None:
    """Show tables, years and sources of an area."""
    from cohort.inputs import read_inputs

    print(read_inputs(folder).describe(language))


@options.verb("import")
def import_files(
    kind: options.Kind,
    files: options.FilesToRead,
    area: options.AreaCode,
    out: options.OutFolder,
    name: options.NameEn = "",
    add: options.Add = False,
    sheet: options.SheetsToRead = None,
    *,
    language: options.Spoken,
) -> None:
    """Write or complete a folder of inputs, and say what was done on the way."""
    from cohort.collection.places import the_place
    from cohort.forms.cells import is_abroad
    from cohort.readers import import_area

    place = None if is_abroad(area) else the_place(area)
    done = import_area(
        area if place is None else place.code,
        files,
        to=out,
        name_en=name or ("" if place is None else place.romaji),
        name_ja="" if place is None else place.name,
        kind="" if kind.value == "auto" else kind.value,
        add=add,
        sheets=sheet or (),
    )
    for record in done.records:
        print(f"- {record.text.say(language)}")
    print(say(language, f"Written: {done.folder.as_posix()}", f"作成：{done.folder.as_posix()}"))


@options.verb("fetch")
def fetch(
    table: options.TableId, area: options.AreaOfTable = "", out: options.OutCsv = None, *, language: options.Spoken
) -> None:
    """Fetch a table and say where it is."""
    from cohort.collection.places import the_place
    from cohort.readers.estat import fetch

    code = the_place(area).code if area else ""
    print(fetch(table, Path(f"estat-{table}.csv") if out is None else out, code).as_posix())


@options.verb("form")
def form(query: options.Query, out: options.OutForm = None, *, language: options.Spoken) -> None:
    """Write an empty workbook for own figures."""
    from datetime import date

    from cohort.collection.area import folder_name
    from cohort.collection.places import the_place
    from cohort.readers.own_form import write_own_form

    place = the_place(query)
    target = Path(f"{folder_name(place)}-form.xlsx") if out is None else out
    if os.path.lexists(target):
        fail(
            target.as_posix(),
            en="is there already and is left as it is; name another file with --out.",
            ja="既にあるため、そのままにしました。--out で別の名前を指定してください。",
        )
    written = write_own_form(target, place.code, place.prefecture + place.name, date.today().year)
    print(written.as_posix())
    print(
        say(
            language,
            f"Fill it in, then: cohort import own {written.as_posix()} --area {place.code} --out inputs/{folder_name(place)} --add",
            f"記入後：cohort import own {written.as_posix()} --area {place.code} --out inputs/{folder_name(place)} --add",
        )
    )
