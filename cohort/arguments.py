"""Arguments of public functions: what is of the wrong kind is refused at the door, in a sentence with its remedy."""

from __future__ import annotations

import inspect
import math
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from numbers import Integral, Real
from typing import Any, ParamSpec, TypeVar

from cohort.errors import CohortError, Problems

P = ParamSpec("P")
R = TypeVar("R")


class ArgumentError(CohortError, TypeError, ValueError):
    """A function was called with something it cannot work with."""


class UnknownNameError(ArgumentError, KeyError):
    """A name that is not there."""


@dataclass(frozen=True)
class Kind:
    """What an argument must be: a test, and the words for what to give instead."""

    fits: Callable[[Any], bool]
    en: str
    ja: str


def _is(value: object, *names: str) -> bool:
    """Tell whether a value is of a class of such a name; classes are not imported for it."""
    return any(kind.__name__ in names for kind in type(value).__mro__)


def _several(value: object, *names: str) -> bool:
    return (
        isinstance(value, Iterable) and not isinstance(value, str) and all(_is(one, *names) for one in value)
    )


def _path(value: object) -> bool:
    if not isinstance(value, str | os.PathLike):
        return False
    text = os.fspath(value)
    parts = text.replace("\\", "/").split("/") if isinstance(text, str) else []
    return (
        bool(parts) and text != "" and "\0" not in text and max(len(part.encode()) for part in parts) <= 255
    )


def _finite(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, Real) and math.isfinite(value)


def _whole(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, Integral)


def _projected(value: Any) -> bool:
    return _is(value, "Dataset") and "population" in value and "time" in value["population"].dims


PATH = Kind(_path, "the path of a file or folder", "ファイルまたはフォルダーのパス")
TEXT = Kind(lambda value: isinstance(value, str), "a text", "文字列")
NAMES = Kind(
    lambda value: _several(value, "str"),
    "a list of names, such as ['trend']",
    "['trend'] のような名前のリスト",
)
CODE = Kind(
    lambda value: isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == 5,
    "the five digits of an area in quotation marks, such as '03209'",
    "'03209' のように引用符で囲んだ5桁の地域コード",
)
LANGUAGE = Kind(lambda value: value in ("en", "ja"), "'en' or 'ja'", "'en' か 'ja'")
SOME_NAMES = Kind(lambda value: NAMES.fits(value) and bool([*value]), NAMES.en, NAMES.ja)
NUMBER = Kind(_finite, "a finite number", "有限の数値")
TFR = Kind(
    lambda value: _finite(value) and 0.3 <= value <= 10,
    "births per woman, from 0.3 to 10",
    "女性1人あたりの出生数（0.3 から 10）",
)
COUNT = Kind(
    lambda value: _whole(value) and 0 < value <= 2400,
    "a whole number from 1 to 2,400",
    "1 から 2,400 までの整数",
)
SECONDS = Kind(
    lambda value: _finite(value) and 0 < value <= 60,
    "seconds, more than 0 and at most 60",
    "0 より大きく 60 以下の秒数",
)
YEAR = Kind(
    lambda value: _whole(value) and 1900 <= value <= 2200,
    "a whole year from 1900 to 2200",
    "1900 から 2200 までの年（整数）",
)
DAY = Kind(
    lambda value: isinstance(value, date | str), "a date such as '2015-10-01'", "'2015-10-01' のような日付"
)
PERIODS = Kind(
    lambda value: (
        isinstance(value, tuple | list) and len(value) == 2 and all(YEAR.fits(one) for one in value)
    ),
    "the first and the last year, such as (2020, 2025)",
    "(2020, 2025) のような最初と最後の年",
)
MAPPING = Kind(
    lambda value: isinstance(value, Mapping),
    "a mapping such as {'trend': ...}",
    "{'trend': ...} のような辞書",
)
PARTS = Kind(
    lambda value: isinstance(value, Mapping) and all(isinstance(one, Real) for one in value.values()),
    "a mapping of names to numbers, such as {'births': -12.0}",
    "{'births': -12.0} のような名前から数値への辞書",
)
FRAME = Kind(lambda value: _is(value, "DataFrame"), "a DataFrame of pandas", "pandas の DataFrame")
KPIS = Kind(
    lambda value: _is(value, "DataFrame") and {"target_2028", "actual_2024"} <= {*value.columns},
    "the table of kpis.csv, as cohort.read_inputs(folder).kpis",
    "cohort.read_inputs(フォルダー).kpis（kpis.csv の表）",
)
TABLES = Kind(
    lambda value: value in ("prefecture", "nation"), "'prefecture' or 'nation'", "'prefecture' か 'nation'"
)
FUNCTION = Kind(callable, "a function", "関数")
INPUTS = Kind(
    lambda value: _is(value, "Inputs"),
    "the inputs of an area, as cohort.read_inputs(folder) returns them",
    "cohort.read_inputs(フォルダー) で読み込んだ入力",
)
SCENARIO = Kind(
    lambda value: _is(value, "Scenario"),
    "one scenario, as cohort.read_scenario(file) returns it",
    "cohort.read_scenario(ファイル) で読み込んだシナリオ",
)
SCENARIOS = Kind(
    lambda value: _several(value, "Scenario"),
    "scenarios, as cohort.read_scenarios(folder) returns them",
    "cohort.read_scenarios(フォルダー) で読み込んだシナリオ",
)
DATASET = Kind(
    lambda value: _is(value, "Dataset"),
    "the Dataset that cohort.assume returns",
    "cohort.assume が返す Dataset",
)
PROJECTION = Kind(_projected, "the projection that cohort.project returns", "cohort.project が返す推計")
DRAWN = Kind(
    lambda value: _is(value, "Dataset", "DataArray"),
    "a projection or a summary, as cohort.project and cohort.summarise return them",
    "cohort.project や cohort.summarise が返すもの",
)
ARRAY = Kind(lambda value: _is(value, "DataArray"), "a DataArray of xarray", "xarray の DataArray")
PUBLISHED = Kind(
    lambda value: _is(value, "Published") or _projected(value),
    "a published projection, as cohort.published(inputs, 'ipss2018') returns it, or another projection",
    "cohort.published(inputs, 'ipss2018') が返す公表値、または別の推計",
)
RUN = Kind(
    lambda value: _is(value, "Run"),
    "the run that cohort.run.run(folder) returns",
    "cohort.run.run(フォルダー) が返す結果",
)
RUN_OR_STORY = Kind(lambda value: _is(value, "Run", "Story"), RUN.en, RUN.ja)
RUNS = Kind(
    lambda value: _several(value, "Run"),
    "a list of runs, each as cohort.run.run(folder) returns it",
    "cohort.run.run(フォルダー) が返す結果のリスト",
)
INDICATORS = Kind(
    lambda value: _several(value, "Indicator"),
    "indicators, as cohort.read_indicators(folder, inputs) returns them",
    "cohort.read_indicators(フォルダー, inputs) で読み込んだ指標",
)
OUTLOOKS = Kind(
    lambda value: _is(value, "Outlook") or _several(value, "Outlook"),
    "an outlook of a scenario, such as scenarios['trend'].outlooks",
    "scenarios['trend'].outlooks のような展望",
)
STATEMENTS = Kind(
    lambda value: (
        isinstance(value, Mapping)
        and all(one is None or _is(one, "StatementsFile") for one in value.values())
    ),
    "a mapping of area codes to what read_statements(inputs) returns",
    "地域コードから read_statements(inputs) の結果への辞書",
)
FIGURE = Kind(
    lambda value: _is(value, "Figure", "Axes"),
    "a chart, as the functions of cohort.plot return it",
    "cohort.plot の関数が返す図",
)
AXES = Kind(lambda value: _is(value, "Axes"), "axes of matplotlib", "matplotlib の Axes")
TEXTS = Kind(lambda value: _several(value, "object"), "a list of texts, one for each", "文字列のリスト")
LABELS = Kind(
    lambda value: MAPPING.fits(value) or TEXTS.fits(value), "texts, one for each", "1つずつの文字列"
)
SHARES = Kind(
    lambda value: isinstance(value, Iterable) and not isinstance(value, str) and all(map(_finite, value)),
    "a list of shares, such as (0.5, 0.8)",
    "(0.5, 0.8) のような割合のリスト",
)
PATHS = Kind(
    lambda value: (
        _path(value) or (isinstance(value, list | tuple) and bool(value) and all(map(_path, value)))
    ),
    PATH.en,
    PATH.ja,
)


def got(value: object) -> str:
    """Return how a wrong argument is quoted: short values as they are, others by their kind."""
    value = os.fspath(value) if isinstance(value, os.PathLike) else value
    short = value is None or isinstance(value, str | bool | Real)
    text = repr(value) if short else type(value).__name__
    return text if len(text) <= 60 else f"{text[:57]}..."


def check(function: str, values: Mapping[str, object], kinds: Mapping[str, Kind]) -> None:
    """Raise `ArgumentError` with every argument that is not of its kind."""
    problems = Problems(function, ArgumentError)
    for name, value in values.items():
        if name in kinds and not kinds[name].fits(value):
            kind = kinds[name]
            problems.add(
                name,
                en=f"got {got(value)}; give {kind.en}.",
                ja=f"{got(value)} です。{kind.ja}を指定してください。",
            )
    problems.raise_if_any()


def takes(**kinds: Kind) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Check the arguments of a function by name; a default may always be given."""

    def checked(function: Callable[P, R]) -> Callable[P, R]:
        parameters = inspect.signature(function).parameters
        order = list(parameters)

        @wraps(function)
        def public(*args: P.args, **named: P.kwargs) -> R:
            given = {**dict(zip(order, args, strict=False)), **named}
            known = {
                name: value
                for name, value in given.items()
                if name in parameters and value is not parameters[name].default
            }
            check(function.__name__, known, kinds)
            return function(*args, **named)

        return public

    return checked
