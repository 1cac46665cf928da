"""Arguments of public functions: what is of the wrong kind is refused at the door, in a sentence with its remedy."""

from __future__ import annotations

import errno
import inspect
import math
import os
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from numbers import Integral, Real
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from cohort.annotations import empty, plain, rule_of
from cohort.errors import CohortError, Problems
from cohort.text import Text, texts

P = ParamSpec("P")
R = TypeVar("R")
_WORDS = texts("cohort", "arguments.toml")


_TOLD: set[Callable[..., Any]] = set()  # functions that tell of their arguments
_HERE = Path(__file__).parent
_DISK = (errno.ENOSPC, errno.EROFS, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC))
_LABELLED = ("Dataset", "DataArray", "DataFrame", "Series", "ndarray")
_SHAPES = re.compile(
    "broadcast|reshape|out of bounds|dimension|shapes|array"
)  # what NumPy says of arrays that do not fit
_RAW = (TypeError, AttributeError, LookupError, ValueError, ArithmeticError, OSError, RecursionError)


class ArgumentError(CohortError, TypeError, ValueError):
    """A function was called with something it cannot work with."""


class UnknownNameError(ArgumentError, KeyError):
    """A name that is not there."""


@dataclass(frozen=True)
class Kind:
    """What an argument must be: a test, and the words for what to give instead."""

    fits: Callable[[Any], bool]
    words: Text


def _kind(name: str, fits: Callable[[Any], bool]) -> Kind:
    return Kind(fits, _WORDS[name])


def _is(value: object, *names: str) -> bool:
    """Tell whether a value is of a class of such a name; classes are not imported for it."""
    return any(kind.__name__ in names for kind in type(value).__mro__)


def _listed(value: object) -> bool:
    """Tell whether a value can be gone through again and again: looking at what an iterator gives would empty it."""
    listed = isinstance(value, Iterable) and not isinstance(value, str | bytes | Iterator | Mapping)
    return listed and not _is(value, "DataFrame")


def _several(value: Any, *names: str) -> bool:
    return _listed(value) and all(_is(one, *names) for one in value)


def _said(value: object) -> bool:
    return isinstance(value, str) or (callable(getattr(value, "say", None)) and not isinstance(value, type))


def _path(value: object) -> bool:
    if not isinstance(value, str | os.PathLike):
        return False
    text = os.fspath(value)
    parts = text.replace("\\", "/").split("/") if isinstance(text, str) else []
    return bool(parts) and text != "" and "\0" not in text and max(len(part.encode()) for part in parts) <= 255


def _mapping(value: object, fits: Callable[[Any], bool] = lambda one: True) -> bool:
    """Tell whether a value is a dictionary by words whose values fit; a Dataset is none."""
    if not isinstance(value, Mapping) or _is(value, "Dataset"):
        return False
    return all(_said(key) and fits(one) for key, one in value.items())


def _pair(value: object) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2 and all(map(_finite, value))


def _finite(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, Real) and math.isfinite(value)


def _whole(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, Integral)


def _projected(value: Any) -> bool:
    return _is(value, "Dataset") and "population" in value and "time" in value["population"].dims


PATH = _kind("path", _path)
TEXT = _kind("text", lambda value: isinstance(value, str))
NAMES = _kind("names", lambda value: _several(value, "str"))
CODE = _kind(
    "code",
    lambda value: (
        isinstance(value, str) and re.fullmatch(r"\d{5}|[A-Z]{2,3}(-[A-Z0-9]{1,12})?", value, re.ASCII) is not None
    ),
)
LANGUAGE = _kind("language", lambda value: isinstance(value, str) and value in ("en", "ja"))
SOME_NAMES = _kind("names", lambda value: NAMES.fits(value) and bool([*value]))
TRUTH = _kind("truth", lambda value: type(value).__name__ in ("bool", "bool_"))
NUMBER = _kind("number", _finite)
TFR = _kind("tfr", lambda value: _finite(value) and 0.3 <= value <= 10)
COUNT = _kind("count", lambda value: _whole(value) and 0 < value <= 2400)
SECONDS = _kind("seconds", lambda value: _finite(value) and 0 < value <= 60)
YEAR = _kind("year", lambda value: _whole(value) and 1900 <= value <= 2200)
DATE = _kind("date", lambda value: isinstance(value, date))
DAY = _kind("day", lambda value: isinstance(value, date | str))
PERIODS = _kind(
    "periods",
    lambda value: isinstance(value, tuple | list) and len(value) == 2 and all(YEAR.fits(one) for one in value),
)
PLACES = _kind("places", lambda value: _whole(value) and 0 <= value <= 10)
DPI = _kind("dpi", lambda value: _whole(value) and 20 <= value <= 2400)
MAPPING = _kind("mapping", _mapping)
HEIGHTS = _kind("parts", lambda value: _mapping(value, lambda one: one is None or isinstance(one, Real)))
PAIRS = _kind("pairs", lambda value: _mapping(value, _pair))
SOME_PAIRS = _kind("pairs", lambda value: bool(value) and _mapping(value, _pair))
NESTED = _kind("nested", lambda value: _mapping(value, _mapping))
PARTS = _kind("parts", lambda value: _mapping(value, lambda one: isinstance(one, Real)))
FRAME = _kind("frame", lambda value: _is(value, "DataFrame"))
KPIS = _kind("kpis", lambda value: _is(value, "DataFrame") and {"target_2028", "actual_2024"} <= {*value.columns})
TABLES = _kind("tables", lambda value: isinstance(value, str) and value in ("prefecture", "nation"))
FUNCTION = _kind("function", callable)
INPUTS = _kind("inputs", lambda value: _is(value, "Inputs"))
SCENARIO = _kind("scenario", lambda value: _is(value, "Scenario"))
SCENARIOS = _kind("scenarios", lambda value: _several(value, "Scenario"))
DATASET = _kind("dataset", lambda value: _is(value, "Dataset"))
AREAS = _kind("areas", lambda value: _is(value, "Dataset") and {"area", "age", "period"} <= set(value.dims))
MOVES = _kind(
    "moves", lambda value: _is(value, "Dataset") and ("flow_rate" in value or {"out_rate", "in_share"} <= set(value))
)
CONTROL = _kind("control", lambda value: _is(value, "Control"))
UNFINISHED = _kind("unfinished", lambda value: isinstance(value, str) and value in ("refuse", "leave_out"))
CHUNKS = _kind(
    "chunks",
    lambda value: (
        (isinstance(value, str) and value == "auto")
        or (_whole(value) and value > 0)
        or _mapping(value, lambda one: _whole(one) and one > 0)
    ),
)
PROJECTION = _kind("projection", _projected)
DRAWN = _kind("drawn", lambda value: _is(value, "Dataset", "DataArray"))
ARRAY = _kind("array", lambda value: _is(value, "DataArray"))
PUBLISHED = _kind("published", lambda value: _is(value, "Published") or _projected(value))
RUN = _kind("run", lambda value: _is(value, "Run"))
RUN_OR_STORY = _kind("run", lambda value: _is(value, "Run", "Story"))
RUNS = _kind("runs", lambda value: _several(value, "Run"))
INDICATORS = _kind("indicators", lambda value: _several(value, "Indicator"))
THRESHOLDS = _kind("thresholds", lambda value: _is(value, "Thresholds"))
CHOICES = _kind("choices", lambda value: _is(value, "Choices"))
OUTLOOK = _kind("outlook", lambda value: _is(value, "Outlook"))
OUTLOOKS = _kind("outlooks", lambda value: _is(value, "Outlook") or _several(value, "Outlook"))
STATEMENTS = _kind(
    "statements",
    lambda value: (
        isinstance(value, Mapping) and all(one is None or _is(one, "StatementsFile") for one in value.values())
    ),
)
FIGURE = _kind("figure", lambda value: _is(value, "Figure", "Axes"))
AXES = _kind("axes", lambda value: _is(value, "Axes"))
SAID = _kind("said", _said)
TEXTS = _kind("texts", lambda value: _listed(value) and all(map(_said, value)))
LABELS = _kind("labels", lambda value: MAPPING.fits(value) or TEXTS.fits(value))
SHARES = _kind("shares", lambda value: _listed(value) and all(map(_finite, value)))
PATHS = _kind(
    "path", lambda value: _path(value) or (isinstance(value, list | tuple) and bool(value) and all(map(_path, value)))
)


_PLAINLY = {"int": "whole", "float": "number", "str": "text", "tuple[float, float] | None": "two"}


@dataclass(frozen=True)
class Asked:
    """What one argument must be: of a kind, or as its annotation says."""

    test: Callable[[Any], bool]
    words: Text | None
    annotation: str

    def fits(self, value: object) -> bool:
        """Tell whether a value is of it; one that cannot even be looked at is not."""
        try:
            return self.test(value)
        except (TypeError, ValueError, OverflowError, AttributeError):
            return False

    def holds(self, value: object) -> bool:
        """Tell whether a value is of it, and something is in it."""
        if self.words is not None or self.annotation == "":
            return True
        return self.fits(value) and not empty(value, self.annotation)

    def said(self, function: str) -> Text:
        """Return what to give instead."""
        if self.words is not None:
            return self.words
        plainly = _WORDS[_PLAINLY[self.annotation]] if self.annotation in _PLAINLY else None
        en, ja = (plainly.en, plainly.ja) if plainly else (self.annotation, self.annotation)
        return Text(f"{en} (see help({function}))", f"{ja}（help({function}) を参照）")


def asked_of(function: Callable[..., Any], parameter: inspect.Parameter, kind: Kind | None) -> Asked:
    """Return what a parameter asks for: a kind that is named, that of its name, or its annotation."""
    said = plain(parameter)
    if kind is None and parameter.name in _YEARS and said in ("int", "int | None"):
        kind = YEAR
    if kind is not None:
        return Asked(kind.fits, kind.words, said)
    test = rule_of(said, inspect.unwrap(function).__globals__) if said else lambda value: True
    return Asked(test, None, said)


_YEARS = ("year", "since", "until", "base_year", "influence_year", "replacement_year", "stage_base")


def got(value: object) -> str:
    """Return how a wrong argument is quoted: short values as they are, others by their kind."""
    value = os.fspath(value) if isinstance(value, os.PathLike) else value
    short = value is None or isinstance(value, str | bool | Real)
    text = repr(value) if short else type(value).__name__
    if isinstance(value, tuple) and 0 < len(value) < 4:
        text = f"({', '.join(map(got, value))})"
    return text if len(text) <= 60 else f"{text[:57]}..."


def check(function: str, values: Mapping[str, object], kinds: Mapping[str, Kind]) -> None:
    """Raise `ArgumentError` with every argument that is not of its kind."""
    asked = {name: Asked(kind.fits, kind.words, "") for name, kind in kinds.items()}
    _refuse(function, {name: (value, asked[name]) for name, value in values.items() if name in asked}, Asked.fits)


def takes(**kinds: Kind) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Check the arguments of a function: those of a kind named here, without one all by their annotation; a default may always be given.

    Where it cannot go on all the same, arguments of another kind than their annotation, empty ones, and those with other labels
    than it reads are told as that; an error that no argument accounts for is raised as it is.
    """

    def checked(function: Callable[P, R]) -> Callable[P, R]:
        parameters = inspect.signature(function).parameters
        order = list(parameters)
        asked: dict[str, Asked] = {}

        @wraps(function)
        def public(*args: P.args, **named: P.kwargs) -> R:
            if not asked:  # not while modules are being imported: annotations may name what comes later
                asked.update({name: asked_of(function, parameters[name], kinds.get(name)) for name in order})
            given = {
                name: value
                for name, value in {**dict(zip(order, args, strict=False)), **named}.items()
                if name in parameters and value is not parameters[name].default
            }
            told = {name: (value, asked[name]) for name, value in given.items() if name in kinds or not kinds}
            _refuse(function.__name__, told, Asked.fits)
            try:
                return function(*args, **named)
            except CohortError:
                raise
            except _RAW as error:
                if isinstance(error, OSError) and error.errno in _DISK:  # no argument accounts for a full disk
                    raise
                told = {name: (value, asked[name]) for name, value in given.items()}
                _refuse(function.__name__, told, Asked.holds, error)
                _refuse_misfits(function.__name__, given, error)
                raise

        _TOLD.add(public)
        return public

    return checked


def at_the_door(room: dict[str, Any]) -> None:
    """Let every function that a room, or a file of it, hands out tell of wrong arguments: the last line of the file."""
    for name, one in list(room.items()):
        ours = inspect.isfunction(inspect.unwrap(one)) and one.__module__.startswith(room["__name__"])
        if ours and one not in _TOLD and not name.startswith("_"):
            room[name] = takes()(one)


def _refuse(
    function: str,
    given: Mapping[str, tuple[object, Asked]],
    right: Callable[[Asked, object], bool],
    cause: BaseException | None = None,
) -> None:
    """Raise `ArgumentError` with every argument that is not as it is asked for."""
    problems = Problems(function, ArgumentError)
    for name, (value, asked) in given.items():
        if not right(asked, value):
            words = asked.said(function)
            problems.add(
                name, en=f"got {got(value)}; give {words.en}.", ja=f"{got(value)} です。{words.ja}を指定してください。"
            )
    if problems:
        raise ArgumentError(problems.subject, problems.found) from cause


def _refuse_misfits(function: str, given: Mapping[str, object], error: BaseException) -> None:
    """Tell of words that were looked up and are none of those there are, and of arrays and tables in which something was missed."""
    problems, said = Problems(function, ArgumentError), " ".join(str(error).strip("'\"").split())[:80]
    ours = Path(traceback.extract_tb(error.__traceback__)[-1].filename).is_relative_to(_HERE)
    for name, value in given.items():
        if isinstance(value, str) and (error.args[:1] == (value,) or repr(value) in str(error)):
            problems.add(
                name,
                en=f"got {value[:60]!r}, which there is none of; give one that help({function}) describes.",
                ja=f"「{value[:60]}」はありません。help({function}) にあるものを指定してください。",
            )
        elif _is(value, *_LABELLED) and (not ours or _SHAPES.search(said)):
            problems.add(
                name,
                en=f"got {got(value)} with which this cannot go on ({said}); give one as help({function}) describes it.",
                ja=f"この {got(value)} では続けられません（{said}）。help({function}) にある形で指定してください。",
            )
    if problems:
        raise ArgumentError(function, problems.found) from error
