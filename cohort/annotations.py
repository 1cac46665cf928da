"""What the annotation of an argument asks for, as a test: ``str | None``, ``Sequence[int]``, ``Run``."""

from __future__ import annotations

import inspect
import math
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from numbers import Integral, Real
from typing import Any, get_args

Test = Callable[[Any], bool]
LARGEST = 1e15  # no count, rate, amount or year of ours is larger
_TRUTHS = ("bool", "bool_")


def _number(value: Any, kind: type) -> bool:
    right = isinstance(value, kind) and type(value).__name__ not in _TRUTHS
    return right and not math.isnan(value) and (abs(value) <= LARGEST or math.isinf(value))


def _any(value: Any) -> bool:
    return True


def _named(value: Any, *names: str) -> bool:
    return any(kind.__name__ in names for kind in type(value).__mro__)


def _array(value: Any) -> bool:
    """Tell whether a value is an array, or what NumPy makes one of."""
    return hasattr(value, "ndim") or (isinstance(value, Real | Sequence) and not isinstance(value, str | bytes))


_ARRAYS = ("Array", "Floats", "Integers", "NDArray")  # ArrayLike is told by the first
_LISTS = ("Sequence", "Iterable", "tuple", "list", "set", "Collection")
_TESTS: dict[str, Test] = {
    "Any": _any,
    "object": _any,
    "None": lambda value: value is None,
    "int": lambda value: _number(value, Integral),
    "float": lambda value: _number(value, Real),
    "bool": lambda value: type(value).__name__ in _TRUTHS,
    "str": lambda value: isinstance(value, str) and "\0" not in value,
    "Path": lambda value: isinstance(value, str | os.PathLike),
    "StrPath": lambda value: isinstance(value, str | os.PathLike),
    "PathLike": lambda value: isinstance(value, os.PathLike),
    "Said": lambda value: isinstance(value, str) or callable(getattr(value, "say", None)),
    "Labelled": lambda value: _named(value, "Dataset", "DataArray"),
    "Language": lambda value: value in ("en", "ja"),
    "Callable": callable,
    "date": lambda value: _named(value, "date"),
    **dict.fromkeys((*_ARRAYS, "ArrayLike"), _array),
}


def split(text: str, mark: str) -> list[str]:
    """Split an annotation at a mark outside its brackets.

    >>> split("tuple[int | None, str] | None", "|")
    ['tuple[int | None, str]', 'None']
    """
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "[") - (letter == "]")
        if letter == mark and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def rule_of(annotation: str, names: Mapping[str, Any]) -> Test:
    """Return whether a value is what an annotation says; ``names`` are those of its module. What cannot be told passes."""
    tests = [_alternative(one, names) for one in split(annotation.strip("\"'"), "|")]
    return tests[0] if len(tests) == 1 else lambda value: any(test(value) for test in tests)


def _alternative(annotation: str, names: Mapping[str, Any]) -> Test:
    outer, _, inside = annotation.partition("[")
    word = outer.rpartition(".")[2]
    inner = split(inside.removesuffix("]"), ",")
    if word == "Literal":
        words = [one.strip("\"'") for one in inner]
        return lambda value: isinstance(value, str) and value in words
    if word in _LISTS:
        return _listed(word, inner, names)
    if word in ("Mapping", "dict"):
        each = rule_of(inner[1], names) if len(inner) == 2 else _any
        return lambda value: isinstance(value, Mapping) and all(map(each, value.values()))
    if word in _TESTS:
        return _TESTS[word]
    found = names.get(outer) if "." not in outer else None
    if get_args(found) and all(isinstance(one, str) for one in get_args(found)):  # an alias of a Literal
        return _TESTS["str"]
    if isinstance(found, type) or (found is None and re.fullmatch(r"[A-Z]\w+", word) and word != "Any"):
        return _any if word in _ALIASES else lambda value: _named(value, word)
    return _any


# Other names of types; modules of ours that make some import nothing for it.
_ALIASES = ("Figure", "Axes", "Progress", "Value", "T")


def _listed(word: str, inner: list[str], names: Mapping[str, Any]) -> Test:
    if word == "tuple" and inner and inner[-1] != "...":
        tests = [rule_of(one, names) for one in inner]
        return lambda value: (
            isinstance(value, tuple | list)
            and len(value) == len(tests)
            and all(test(one) for test, one in zip(tests, value, strict=True))
        )
    each = rule_of(inner[0], names) if inner else _any

    def fits(value: Any) -> bool:
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable) or _named(value, "DataFrame"):
            return False
        return not hasattr(value, "__len__") or all(map(each, value))  # an iterator would be empty afterwards

    return fits


def empty(value: Any, annotation: str) -> bool:
    """Tell whether there is nothing in a text, list, table or array; a number is none of them."""
    if any(word in annotation for word in _ARRAYS):
        return not getattr(value, "ndim", 0) or value.size == 0
    size = getattr(value, "size", None)
    if isinstance(size, Integral):
        return size == 0
    return hasattr(value, "__len__") and len(value) == 0


def plain(parameter: inspect.Parameter) -> str:
    """Return the annotation of a parameter as it is said; empty without one."""
    said = "" if parameter.annotation is parameter.empty else str(parameter.annotation).strip("\"'")
    several = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    return "" if several else re.sub(r"\b(xr|pd|np|npt|os)\.", "", said)
