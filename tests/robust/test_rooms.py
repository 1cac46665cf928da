"""What rooms hand out, given things of the wrong kind: an answer in a sentence, or a result."""

from __future__ import annotations

import errno
import importlib
import inspect
import pkgutil
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import cohort.demography
from cohort.arguments import ArgumentError, takes
from cohort.errors import CohortError

DOORS = ("assumptions", "districts", "inputs", "multiregional", "planning", "readers", "scenario")
FILES = (
    "analysis.connected", "analysis.readings", "analysis.readings_told", "backtest.forecast", "backtest.scores", "backtest.told", "batch.plan",
    "batch.run", "multiregional.together", "report.overview", "report.terminal", "report.vision", "story.build", "uncertainty.draws",
    "uncertainty.outcome", "uncertainty.trust",
)  # fmt: skip
TOOLS = {"checks"}  # of the other files of the room
FORMULAS = [
    f"demography.{one.name}" for one in pkgutil.iter_modules(cohort.demography.__path__) if one.name not in TOOLS
]
THINGS: dict[str, Any] = {
    "None": None, "object": object(), "3": 3, "nan": float("nan"), "text": "x", "bytes": b"x", "[]": [], "{}": {},
    "Dataset": xr.Dataset(), "DataFrame": pd.DataFrame(), "function": lambda: 1, "array": np.zeros((2, 3)),
}  # fmt: skip


def functions(room: str) -> Iterator[tuple[str, Any]]:
    module = importlib.import_module(f"cohort.{room}")
    for name, one in sorted(vars(module).items()):
        home = getattr(inspect.unwrap(one), "__module__", "") if inspect.isfunction(one) else ""
        own = home == module.__name__ if "." in room else home.startswith(f"{module.__name__}.")
        if own and not name.startswith("_"):
            yield name, one


@pytest.mark.parametrize("room", [*DOORS, *FILES, *FORMULAS, "projection.step", "projection.groups"])
def test_all_arguments_wrong(room: str) -> None:
    raw = []
    for name, one in functions(room):
        parameters = inspect.signature(one).parameters.values()
        needed = [each.name for each in parameters if each.default is each.empty and each.kind not in (2, 4)]
        for kind, thing in THINGS.items():
            if kind == "array" and room != "planning":  # what formulas take, though not of this shape
                continue
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    one(**dict.fromkeys(needed, thing))
            except CohortError:
                pass
            except Exception as error:
                raw.append(f"{name}({kind}): {error!r}")
    assert raw == []


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
