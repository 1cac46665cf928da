"""What can be written behind a verb, and the application the verbs belong to."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from cohort.cli.usage import Verbs
from cohort.console import help_text
from cohort.errors import Language, control_character, preferred_language

app = typer.Typer(
    name="cohort",
    cls=Verbs,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=help_text(
        "Project a population by age and sex, and see whether a plan's outlook holds.",
        "男女・年齢別に将来人口を推計し、計画の将来展望が成り立つかを確かめる。",
    ),
)


def _path(text: str) -> Path:
    """Return a path; an empty one is a mistake (of a script, mostly), not the folder one happens to be in."""
    if not text.strip():
        raise typer.BadParameter("empty; write a path")
    if control_character(text):
        raise typer.BadParameter("control; holds a character that cannot be shown; write another path")
    return Path(text)


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


class Step(str, Enum):  # noqa: UP042
    """Years from one instant to the next."""

    one = "1"
    five = "5"


FolderArgument = Annotated[
    Path,
    typer.Argument(
        parser=_path,
        help=help_text(
            "Folder of scenarios, or a folder of such folders.",
            "シナリオのフォルダー、またはそれらを含むフォルダー。",
        ),
    ),
]
RunArgument = Annotated[
    Path,
    typer.Argument(
        parser=_path,
        help=help_text(
            "Folder of scenarios, a folder of such folders, or the name of a municipality (e.g. hanamaki).",
            "シナリオのフォルダー、それらを含むフォルダー、または市区町村名（例：花巻市）。",
        ),
    ),
]
QueryArgument = Annotated[
    str,
    typer.Argument(
        help=help_text(
            "Name, reading or code: 花巻市, hanamaki, 03205.",
            "名前・読み・コード（花巻市、はなまき、03205）。",
        )
    ),
]


OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        parser=_path,
        metavar="PATH",
        help=help_text(
            "Where results go; default: outputs/<folder>.", "出力先。省略時は outputs/<フォルダー名>。"
        ),
    ),
]
HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        parser=_path,
        metavar="PATH",
        help=help_text(
            "Where inputs/ and scenarios/ go; default: here.",
            "inputs/ と scenarios/ を置く場所。省略時はここ。",
        ),
    ),
]
OutlookOption = Annotated[
    str | None,
    typer.Option(
        "--outlook",
        metavar="YEAR:PERSONS",
        help=help_text("The plan's outlook, e.g. 2040:85000.", "計画の将来展望（例：2040:85000）。"),
    ),
]
TfrOption = Annotated[
    str | None,
    typer.Option(
        "--tfr",
        metavar="TFR@YEAR",
        help=help_text(
            "Target of the TFR, e.g. 1.8@2030 (also the year where none is given).",
            "合計特殊出生率の目標（例：1.8@2030。年の省略時は2030年）。",
        ),
    ),
]
NetOption = Annotated[
    str | None,
    typer.Option(
        "--net",
        metavar="PERSONS@YEAR",
        help=help_text(
            "Target of net migration a year, in minus out, e.g. 0@2030.",
            "年間の転入－転出の目標（例：0@2030、転出超過は負）。",
        ),
    ),
]
SourceOption = Annotated[
    str,
    typer.Option(
        "--source",
        help=help_text(
            "Title of the plan these figures stand in; without it they are a what-if.",
            "数値を記載した計画の名称。省略時は仮定（試算）として扱う。",
        ),
    ),
]
InputsOption = Annotated[
    Path | None,
    typer.Option(
        "--inputs",
        parser=_path,
        metavar="PATH",
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
DateOption = Annotated[
    datetime | None,
    typer.Option(
        "--date",
        formats=["%Y-%m-%d"],
        help=help_text(
            "Date of the documents; default: that of the latest figure.",
            "文書の日付。省略時は最も新しい統計の日付。",
        ),
    ),
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
        "--out",
        parser=_path,
        metavar="PATH",
        help=help_text("Chart to write (.png, .svg, .pdf).", "書き出す図（.png、.svg、.pdf）。"),
    ),
]
PathArgument = Annotated[
    Path,
    typer.Argument(
        parser=_path,
        help=help_text(
            "A scenario file, or a folder of scenarios or inputs.",
            "シナリオのファイル、またはシナリオか入力のフォルダー。",
        ),
    ),
]
InputsArgument = Annotated[
    Path,
    typer.Argument(
        parser=_path,
        help=help_text(
            "Folder of inputs, e.g. inputs/ichinoseki.", "入力のフォルダー（例：inputs/ichinoseki）。"
        ),
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
    Path | None,
    typer.Option(
        "--out",
        parser=_path,
        metavar="PATH",
        help=help_text("Page to write (.md).", "書き出すページ（.md）。"),
    ),
]
FoldersArgument = Annotated[
    list[Path],
    typer.Argument(
        parser=_path,
        help=help_text(
            "Two or more folders of scenarios, one for each municipality.",
            "市町村ごとのシナリオのフォルダー（2つ以上）。",
        ),
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
        parser=_path,
        metavar="PATH",
        help=help_text(
            "Moves within the area (CSV); they net to zero.", "圏域内の移動（CSV）。合計は 0 になる。"
        ),
    ),
]
IndicatorsOption = Annotated[
    Path | None,
    typer.Option(
        "--indicators",
        parser=_path,
        metavar="PATH",
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
ForecastOption = Annotated[
    str | None,
    typer.Option(
        "--forecast",
        help=help_text("Day of the next census (2025-10-01).", "次の国勢調査の日（2025-10-01）。"),
    ),
]

FileArgument = Annotated[
    Path, typer.Argument(parser=_path, help=help_text("A scenario file.", "シナリオのファイル。"))
]


def language_of(lang: Lang | None) -> Language:
    """Return the language that was asked for, or the locale's."""
    return preferred_language() if lang is None else ("ja" if lang is Lang.ja else "en")
