"""What goes wrong inside a function because of what it was given is told as that, with what it takes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from numbers import Integral, Real
from typing import Any, ParamSpec, TypeVar

from cohort.arguments import ArgumentError, got
from cohort.errors import CohortError, Problems

P = ParamSpec("P")
R = TypeVar("R")
_RAW = (TypeError, AttributeError, LookupError, ValueError, ArithmeticError, OSError, RecursionError)
_NAMED = re.compile(r"[A-Za-z_]+")
# Words of annotations -> whether a value is that; other words are names of classes.
_FITS: dict[str, Callable[[Any], bool]] = {
    "int": lambda value: isinstance(value, Integral) and str(value) not in ("True", "False"),
    "float": lambda value: isinstance(value, Real) and value == value,
    "str": lambda value: isinstance(value, str) and value != "",
    "Callable": callable,
    **dict.fromkeys(
        ("Array", "Floats", "Integers", "NDArray", "ArrayLike"),
        lambda value: isinstance(getattr(value, "ndim", None), int) and getattr(value, "size", 0) > 0,
    ),
    **dict.fromkeys(
        ("Sequence", "Iterable", "tuple", "list", "set"),
        lambda value: (
            isinstance(value, Iterable)
            and not isinstance(value, str | bytes | Mapping)
            and not hasattr(value, "ndim")
            and _holds(value)
        ),
    ),
    **dict.fromkeys(("Mapping", "dict"), lambda value: isinstance(value, Mapping) and _holds(value)),
    "object": lambda value: True,
    "Any": lambda value: True,
}


def _holds(value: Any) -> bool:
    """Tell whether there is something in a list; what cannot say so may."""
    return not hasattr(value, "__len__") or len(value) > 0


def explained(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function that tells of an argument which is of another kind than it takes, where it could not go on with it.

    An error that no such argument accounts for is raised as it is.
    """

    @wraps(function)
    def public(*args: P.args, **named: P.kwargs) -> R:
        try:
            return function(*args, **named)
        except CohortError:
            raise
        except _RAW as error:
            problems = _problems(function, args, named)
            if not problems:
                raise
            raise ArgumentError(problems.subject, problems.found) from error

    return public


def at_the_door(room: dict[str, Any]) -> None:
    """Let every function that a room hands out tell of wrong arguments; inside, files call each other without it."""
    for name, one in list(room.items()):
        if inspect.isfunction(one) and one.__module__ != __name__:
            room[name] = explained(one)


def _problems(function: Callable[..., Any], args: tuple[Any, ...], named: Mapping[str, Any]) -> Problems:
    """Return the arguments that are not of the kind that the signature says."""
    problems = Problems(function.__name__, ArgumentError)
    signature = inspect.signature(function)
    try:
        given = signature.bind(*args, **named).arguments
    except TypeError:  # one too few or too many: Python says which
        return problems
    for name, value in given.items():
        parameter = signature.parameters[name]
        asked = str(parameter.annotation).strip("\"'")
        several = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        if (
            several
            or asked == "<class 'inspect._empty'>"
            or value is parameter.default
            or _fits(asked, value)
        ):
            continue
        plain = re.sub(r"\b(xr|pd|np|npt)\.", "", asked)
        problems.add(
            name,
            en=f"got {got(value)}; give {plain} (see help({function.__name__})).",
            ja=f"{got(value)} です。{plain} を指定してください（help({function.__name__}) を参照）。",
        )
    return problems


def _fits(asked: str, value: object) -> bool:
    """Tell whether a value is one of the kinds that an annotation names at its outside."""
    outside = re.sub(r"\[.*\]", "", asked) if "|" not in asked else re.sub(r"\[[^\[\]]*\]", "", asked)
    words = set(_NAMED.findall(outside))
    if value is None:
        return "None" in words
    if "Literal" in words and isinstance(value, str):
        return repr(value) in asked.replace('"', "'")
    kinds = {kind.__name__ for kind in type(value).__mro__} - {"object"}
    if kinds & {"Dataset", "DataFrame", "DataArray", "Series"} & words:
        return bool(getattr(value, "size", 0) or len(value))  # type: ignore[arg-type]
    return bool(kinds & words) or any(_FITS[word](value) for word in words & set(_FITS))
