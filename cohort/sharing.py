"""What parts of a run have in common is worked out once: within `sharing`, a `shared` function is called once an argument."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_KNOWN: ContextVar[dict[Any, tuple[Any, Any]] | None] = ContextVar("shared", default=None)


@contextmanager
def sharing() -> Iterator[None]:
    """Keep what `shared` functions return until the outermost of these blocks ends."""
    if _KNOWN.get() is not None:
        yield
        return
    token = _KNOWN.set({})
    try:
        yield
    finally:
        _KNOWN.reset(token)


def shared(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function whose results are kept within `sharing`; its arguments and results are not to be changed."""

    @wraps(function)
    def once(*args: P.args, **named: P.kwargs) -> R:
        known = _KNOWN.get()
        if known is None:
            return function(*args, **named)
        key = (function, *map(_key, args), *((name, _key(value)) for name, value in sorted(named.items())))
        if key not in known:  # the arguments are kept as well, so that no other object takes their identity
            known[key] = function(*args, **named), (args, named)
        found: R = known[key][0]
        return found

    return once


def _key(value: object) -> object:
    """Return what tells an argument from others: its value, or which object it is."""
    try:
        hash(value)
    except TypeError:
        return "object", id(value)
    return value
