"""Any municipality by its name: list what a name means, write a folder to start from."""

from __future__ import annotations

from pathlib import Path

from cohort.cli.options import (
    HomeOption,
    LangOption,
    NetOption,
    OutlookOption,
    QueryArgument,
    SourceOption,
    TfrOption,
    app,
    language_of,
)
from cohort.console import guard, help_text, say, terminal
from cohort.text import Text


@app.command(
    "areas",
    help=help_text(
        "List the municipalities of Japan that a name, a reading or a code may mean.",
        "名前・読み・コードから市区町村を探す。",
    ),
)
def areas_command(query: QueryArgument = "", lang: LangOption = None) -> None:
    """Print code, name, reading and residents of what is found."""
    language = language_of(lang)
    with guard(language):
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
        title = Text("{count} municipalities", "市区町村 {count}", count=len(found))
        print(render(table("areas", title, columns, rows), language, terminal().width))


@app.command(
    "new",
    help=help_text(
        "Write inputs and scenarios of a municipality from official figures, to start from.",
        "公的統計から市区町村の入力とシナリオを作る（出発点として）。",
    ),
)
def new_command(
    query: QueryArgument,
    out: HomeOption = None,
    outlook: OutlookOption = None,
    tfr: TfrOption = None,
    net: NetOption = None,
    source: SourceOption = "",
    lang: LangOption = None,
) -> None:
    """Write the folders and say what to do next."""
    language = language_of(lang)
    with guard(language):
        from cohort.collection.new import Plan, new, read_point

        plan = Plan(
            None if outlook is None else read_point("outlook", outlook),
            None if tfr is None else read_point("tfr", tfr),
            None if net is None else read_point("net", net),
            source,
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
