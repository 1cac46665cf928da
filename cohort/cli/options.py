"""What can be written behind a verb, and the application the verbs belong to; what help says of it stands in ``words.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from functools import wraps
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from cohort.cli.usage import OneVerb, Verbs
from cohort.console import guard, help_text
from cohort.errors import SPOKEN, Language, control_character, fail, preferred_language

Verb = TypeVar("Verb", bound=Callable[..., None])
_WORDS = tomllib.loads(resources.files("cohort.cli").joinpath("words.toml").read_text(encoding="utf-8"))


# Verb and option -> what it is used with alone: the parameter and how it is typed.
_ONLY_WITH = {
    ("backtest", "out"): ("forecast", "--forecast"),
    ("check", "strategy"): ("coherent", "--coherence"),
    ("check", "inputs"): ("coherent", "--coherence"),
}

# Verb -> how the name of the one file it writes ends.
_SUFFIX = {"form": ".xlsx", "districts": ".csv", "fetch": ".csv", "statements": ".md", "backtest": ".csv"}


def _help(name: str) -> str:
    return help_text(**_WORDS[name])


app = typer.Typer(
    name="cohort",
    cls=Verbs,
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    pretty_exceptions_enable=False,
    help=_help("program"),
)


def verb(name: str) -> Callable[[Verb], Verb]:
    """Make a function a verb; it is given the ``language``, in which what goes wrong is told as well."""

    def registered(function: Verb) -> Verb:
        @wraps(function)
        def command(*, language: str, **given: Any) -> None:
            spoken: Language = "ja" if language == "ja" else "en"
            before = SPOKEN.set(spoken)
            try:
                with guard(spoken):
                    _check_alone(name, given)
                    _check_out(name, given)
                    function(language=spoken, **given)
            finally:
                SPOKEN.reset(before)

        app.command(name, cls=OneVerb, help=_help(name))(command)
        return function

    return registered


def _check_alone(name: str, given: Mapping[str, Any]) -> None:
    """Refuse an option that the verb would pass over in silence because another one is not given."""
    for (of, option), (needed, flag) in _ONLY_WITH.items():
        if of == name and given[option] is not None and not given[needed]:
            fail(
                f"cohort {name}",
                f"--{option}",
                en=f"is used with {flag} alone; give {flag} too, or leave --{option} out.",
                ja=f"{flag} と一緒に使います。{flag} を付けるか、--{option} を除いてください。",
            )


def _check_out(name: str, given: Mapping[str, Any]) -> None:
    """Refuse results in a folder that they are made from, and a file that another program would open, before any work is done."""
    if given.get("out") is None:
        return
    suffix = _SUFFIX.get(name, given["out"].suffix)
    if given["out"].suffix.lower() != suffix.lower():
        fail(given["out"].as_posix(), "", en=f"is no name of the file that is written; let it end with {suffix}.",
             ja=f"書き出すファイルの名前ではありません。末尾を {suffix} にしてください。")  # fmt: skip
    from cohort.atomic import refuse_inside

    asked = (given.get("folder"), given.get("inputs"))
    refuse_inside(given["out"], *(one for one in asked if one is not None and one.is_dir()))


def _path(text: str) -> Path:
    """Return a path; an empty one is a mistake (of a script, mostly), not the folder one happens to be in."""
    if not text.strip():
        raise typer.BadParameter("empty; write a path")
    if control_character(text):
        raise typer.BadParameter("control; holds a character that cannot be shown; write another path")
    return Path(text)


def _argument(name: str, **more: Any) -> Any:
    return typer.Argument(help=_help(name), **more)


def _option(name: str, *flags: str, **more: Any) -> Any:
    """Return the option ``--name``, or that of the flags given."""
    return typer.Option(*(flags or (f"--{name}",)), help=_help(name), **more)


def _flag(name: str, *flags: str) -> Any:
    """Return an option that takes no value."""
    return _option(name, *flags, metavar="")


def _place(name: str, *flags: str) -> Any:
    """Return an option that takes a path."""
    return _option(name, *flags, parser=_path, metavar="PATH")


class Lang(str, Enum):  # noqa: UP042 - typer 0.15 needs the str mixin for choices
    """Languages of the output."""

    ja = "ja"
    en = "en"


class Step(str, Enum):  # noqa: UP042
    """Years from one instant to the next."""

    one = "1"
    five = "5"


class LayoutKind(str, Enum):  # noqa: UP042
    """Layouts of files that are imported; ``auto``: known by what is in them."""

    auto = "auto"
    census = "census"
    register = "register"
    ssdse = "ssdse"
    ipss2018 = "ipss2018"
    ipss2023 = "ipss2023"
    estat = "estat"
    results = "results"
    census_book = "census_book"
    vital = "vital"
    worksheet = "worksheet"
    wpp = "wpp"
    own = "own"


if TYPE_CHECKING:
    Spoken = Language
else:
    Spoken = Annotated[Lang, _option("lang", default_factory=preferred_language, show_default=False)]

Folder = Annotated[Path, _argument("folder", parser=_path)]
FolderOrPlace = Annotated[Path, _argument("folder-or-place", parser=_path)]
Folders = Annotated[list[Path], _argument("folders", parser=_path)]
Query = Annotated[str, _argument("query")]
AnyPath = Annotated[Path, _argument("path", parser=_path)]
File = Annotated[Path, _argument("file", parser=_path)]
FileOrFolder = Annotated[Path, _argument("file-or-folder", parser=_path)]
Area = Annotated[Path, _argument("area", parser=_path)]

Out = Annotated[Path | None, _place("out")]
OutHome = Annotated[Path | None, _place("out-home", "--out")]
OutChart = Annotated[Path | None, _place("out-chart", "--out")]
OutForecast = Annotated[Path | None, _place("out-forecast", "--out")]
OutPage = Annotated[Path | None, _place("out-page", "--out")]
Outlook = Annotated[str | None, _option("outlook", metavar="YEAR:PERSONS")]
Tfr = Annotated[str | None, _option("tfr", metavar="TFR@YEAR")]
Net = Annotated[str | None, _option("net", metavar="PERSONS@YEAR")]
Source = Annotated[str, _option("source")]
Inputs = Annotated[Path | None, _place("inputs-of", "--inputs")]
Steps = Annotated[Step | None, _option("step")]
Only = Annotated[str | None, _option("only")]
OnlyBatch = Annotated[str | None, _option("only-batch", "--only")]
OnlyIndicators = Annotated[list[str] | None, _option("only-indicators", "--only")]
NoPdf = Annotated[bool, _flag("no-pdf")]
Date = Annotated[datetime | None, _option("date", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]
Quiet = Annotated[bool, _flag("quiet", "--quiet", "-q")]
Year = Annotated[int | None, _option("year")]
Against = Annotated[str, _option("against")]
Scenario = Annotated[str | None, _option("scenario")]
ScenarioOfAreas = Annotated[str, _option("scenario-of-areas", "--scenario")]
ScenarioInside = Annotated[str | None, _option("scenario-inside", "--scenario")]
YearInside = Annotated[int | None, _option("year-inside", "--year")]
OutTable = Annotated[Path | None, _place("out-table", "--out")]
CheckDays = Annotated[tuple[str, str] | None, _option("check-days", "--check", metavar="LAUNCH LATER")]
Launch = Annotated[str | None, _option("launch")]
Until = Annotated[int | None, _option("until")]
Internal = Annotated[Path | None, _place("internal")]
IndicatorsFile = Annotated[Path | None, _place("indicators-file", "--indicators")]
Coherence = Annotated[bool, _flag("coherence")]
Strategy = Annotated[str | None, _option("strategy")]
Forecast = Annotated[str | None, _option("forecast")]
Draws = Annotated[int | None, _option("draws")]
Seed = Annotated[int | None, _option("seed")]
Workers = Annotated[int, _option("workers")]
WorkersBeside = Annotated[int | None, _option("workers-beside", "--workers", show_default=False)]
Scheduler = Annotated[str | None, _option("scheduler", metavar="ADDRESS")]
PlanFile = Annotated[Path, _argument("plan-file", parser=_path, metavar="PLAN.toml")]
OutBatch = Annotated[Path | None, _place("out-batch", "--out")]
Levers = Annotated[list[str] | None, _option("lever")]
Lever = Annotated[str, _option("one-lever", "--lever")]
Households = Annotated[list[str] | None, _option("households", "--household")]
Household = Annotated[str, _option("household")]
ArrivalYear = Annotated[int | None, _option("arrival-year", "--year")]
First = Annotated[str | None, _option("first")]
Second = Annotated[str | None, _option("second")]
Measures = Annotated[list[str] | None, _option("measure")]
HeldUntil = Annotated[int | None, _option("held-until", "--until")]
Lines = Annotated[list[str] | None, _option("line")]
Since = Annotated[int | None, _option("since")]
Bounds = Annotated[tuple[float, float] | None, _option("bounds")]
Cost = Annotated[list[str] | None, _option("cost")]
Costs = Annotated[Path | None, _place("costs")]
Ranges = Annotated[bool, _flag("ranges")]
Actuals = Annotated[Path | None, _place("actuals")]
Kind = Annotated[LayoutKind, _argument("kind")]
FilesToRead = Annotated[list[Path], _argument("files-to-read", parser=_path)]
AreaCode = Annotated[str, _option("area-code", "--area")]
OutFolder = Annotated[Path, _place("out-folder", "--out")]
TableId = Annotated[str, _argument("table-id")]
AreaOfTable = Annotated[str, _option("area-of-table", "--area")]
OutCsv = Annotated[Path | None, _place("out-csv", "--out")]
OutForm = Annotated[Path | None, _place("out-form", "--out")]
NameEn = Annotated[str, _option("name-en", "--name")]
Add = Annotated[bool, _flag("add", "--add")]
SheetsToRead = Annotated[list[str] | None, _option("sheet", metavar="SHEET[!CELL]")]
