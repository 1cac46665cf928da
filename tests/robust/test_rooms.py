"""What rooms hand out, given things of the wrong kind: an answer in a sentence, or a result."""

from __future__ import annotations

import errno
import importlib
import inspect
import pkgutil
import re
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import cohort
import cohort.demography
from cohort.arguments import _TOLD, ArgumentError, takes
from cohort.errors import CohortError
from tests.shared import ROOT

FORMULAS = {f"cohort.demography.{one.name}" for one in pkgutil.iter_modules(cohort.demography.__path__)} - {
    "cohort.demography.checks"
}
LOUD = ("cohort.__main__", "cohort.cli.__main__", "cohort.collection.make")  # they do something when they are imported
MODULES = {
    one.name: importlib.import_module(one.name)
    for one in pkgutil.walk_packages(cohort.__path__, "cohort.")
    if one.name not in LOUD
}
THINGS: dict[str, Any] = {
    "None": None, "object": object(), "3": 3, "nan": float("nan"), "text": "x", "bytes": b"x", "[]": [], "{}": {},
    "Dataset": xr.Dataset(), "DataFrame": pd.DataFrame(), "function": lambda: 1, "array": np.zeros((2, 3)),
}  # fmt: skip


def _home(one: Any, room: str) -> bool:
    """Tell whether a function is of a module, or handed out by the room that it is."""
    return f"{inspect.unwrap(one).__module__}.".startswith(f"{room}.")


def functions(room: str) -> Iterator[tuple[str, Any]]:
    """Public functions of a module that look at their arguments, or are formulas."""
    for name, one in sorted(vars(MODULES[room]).items()):
        here = inspect.isfunction(one) and _home(one, room) and not name.startswith("_")
        if here and (one in _TOLD or room in FORMULAS):
            yield name, one


ROOMS = [room for room in MODULES if any(functions(room))]


@pytest.mark.parametrize("room", ROOMS)
def test_all_arguments_wrong(room: str) -> None:
    raw = []
    for name, one in functions(room):
        parameters = inspect.signature(one).parameters.values()
        needed = [each.name for each in parameters if each.default is each.empty and each.kind not in (2, 4)]
        for kind, thing in THINGS.items():
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    one(**dict.fromkeys(needed, thing))
            except CohortError:
                pass
            except Exception as error:
                raw.append(f"{name}({kind}): {error!r}")
    assert raw == []


def test_whatever_is_named_in_the_documentation_is_tried() -> None:
    """Functions that a page, a notebook or an example takes out of a file of ours."""
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("notebooks/*.ipynb")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    found = set(re.findall(r"\bcohort\.([a-z_.]+)\.([a-z_]+)\(", text))
    for module, names in re.findall(r"from cohort\.([a-z_.]+) import ([\w, ]+)", text):
        found |= {(module, name) for name in names.split(", ")}
    known = {(module, name): getattr(importlib.import_module(f"cohort.{module}"), name, None) for module, name in found}
    beyond = {
        f"{module}.{name}"
        for (module, name), one in known.items()
        if inspect.isfunction(one) and one not in _TOLD and one.__module__ not in FORMULAS and module != "plot"
    }
    assert beyond == set()


def test_where_what_and_remedy() -> None:
    from cohort.planning import solve

    with pytest.raises(ArgumentError) as caught:
        solve(None, lever="migration.net")  # type: ignore[arg-type]
    assert "run: got None; give Run | Case (see help(solve))." in caught.value.text("en")
    assert "run: None です。Run | Case（help(solve) を参照）を指定してください。" in caught.value.text("ja")


def test_a_mistake_of_the_program_is_not_blamed_on_its_arguments() -> None:
    @takes()
    def wrong(count: int) -> int:
        return {}[count]  # type: ignore[no-any-return]

    with pytest.raises(KeyError) as caught:
        wrong(3)
    assert not isinstance(caught.value, CohortError)


def test_too_few_arguments_are_told_by_python() -> None:
    @takes()
    def one(count: int) -> int:
        return count

    with pytest.raises(TypeError, match="missing 1 required"):
        one()  # type: ignore[call-arg]


def test_a_full_disk_is_not_blamed_on_an_argument() -> None:
    @takes()
    def full(source: list[int]) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        full([])
