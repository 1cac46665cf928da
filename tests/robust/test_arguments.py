"""Every argument of every public function, given every kind of thing: refused in a sentence, or taken; nothing else."""

from __future__ import annotations

import datetime
import inspect
import os
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import xarray as xr

import cohort
from cohort.errors import CohortError
from cohort.report.write import write
from cohort.run import Run, run
from cohort.scenario.outlook import Outlook
from cohort.story.build import story
from tests.cli.sets import CITY, INPUTS, small_set
from tests.robust import library

CHARTS = [name for name in cohort.plot.__all__ if inspect.isfunction(getattr(cohort.plot, name))]
FUNCTIONS = [name for name in cohort.__all__ if inspect.isfunction(getattr(cohort, name))]
OF_ALL_CHARTS = {"place", "scenario_title", "title", "sources", "ax", "language", "colours"}
NEVER = ("object", "function", "type", "module", "complex")  # no argument of ours may be one of these


def things(made: Run) -> dict[str, Any]:
    return {
        "None": None, "object": object(), "3": 3, "-1": -1, "1.5": 1.5, "nan": float("nan"), "inf": float("inf"), "True": True,
        "empty text": "", "text": "x", "nul": "\0", "bytes": b"x", "[]": [], "[None]": [None], "()": (), "{}": {}, "{x:1}": {"x": 1},
        "{1:None}": {1: None}, "set": {1}, "function": lambda *a: 1, "array": np.zeros((2, 3)), "np.nan": np.float64("nan"),
        "Dataset": xr.Dataset(), "DataArray": xr.DataArray([1.0]), "DataFrame": pd.DataFrame(), "Series": pd.Series([1.0]),
        "date": datetime.date(2020, 1, 1), "complex": 1j, "iterator": iter([]), "big": 10**400, "path": Path("nowhere"), "type": int,
        "module": os, "[nan]": [float("nan")], "NaT": pd.NaT, "[[]]": [[]], "scenarios": made.scenarios, "summary": made.summary,
        "assumptions": made.assumptions,
    }  # fmt: skip


def right(made: Run, home: Path) -> dict[str, dict[str, Any]]:
    """Arguments that are right: by name for all functions, then those of the charts by function."""
    known = library.names(made, home / "little", home / "out")
    inputs, p = made.inputs, made.projection
    one = p.isel(scenario=0)
    outlook = Outlook(measure="population", year=2030, at_least=97000.0, source="plan")
    ages = {"sex": ["male", "female"], "age": [0, 1, 2]}
    every = cohort.read_choices(CITY)
    choices = replace(
        every, switches=every.switches[:1]
    )  # two readings: each call that is not refused works all of them out
    variants = xr.DataArray(np.arange(4.0), {"variant": list("abcd")}, ("variant",), "population")
    return {
        "": {
            "inputs": inputs, "scenarios": made.scenarios, "projection": p, "dataset": p, "assumptions": made.assumptions, "run": made,
            "runs": [made], "folder": home / "little", "file": home / "little" / "trend.toml", "path": "x", "without": p, "files": {},
            "indicators": known["indicators"], "kpis": inputs.kpis, "parent": made.scenarios["trend"], "text": 'name = "x"',
            "name": "ipss2018", "published": cohort.published(inputs, "ipss2018"), "values": known["draws"]["population"],
            "choices": choices, "out": home / "out", "language": "en",
            "query": "花巻市",
        },
        "bars": {"heights": {"a": 1.0}}, "crossings": {"years": {"a": {"trend": 2030}}, "first": 2020, "last": 2030},
        "dots": {"result": variants, "by": "variant", "outlook": outlook}, "fan": {"source": known["draws"]},
        "pyramid": {"source": one.isel(time=0)}, "pyramid_range": {"source": known["draws"]}, "standings": {"gaps": {"a": {"trend": 1.0}}},
        "tornado": {"bounds": {"a": (1.0, 2.0)}, "centre": 1.5},
        "value_by_age": {"values": xr.DataArray(np.zeros((2, 3)), ages, ("sex", "age"))},
        "waterfall": {"parts": {"a": 1.0}, "start": 1.0, "end": 2.0}, "frontier": {"result": known["surface"]},
        "small_multiples": {"source": known["areas"]}, "pyramid_animation": {"source": one.isel(time=slice(0, 2)), "path": home / "a.gif"},
        "save": {"figure": plt.figure(), "path": home / "x.svg"}, "scenario_colours": {"names": ["a"]},
        "migration_by_age": {"source": one}, "heat_map": {"source": one},
        **{name: {"source": p} for name in ("age_classes", "births_and_deaths", "totals", "natural_and_social_change")},
    }  # fmt: skip


def found(
    function: Any, good: dict[str, Any], made: Run, leave: set[str], kinds: tuple[str, ...] = ()
) -> Iterator[str]:
    """Call a function with one argument wrong at a time; tell of what ends otherwise than in a sentence or a result."""
    parameters = inspect.signature(function).parameters
    needed = [name for name, one in parameters.items() if one.default is one.empty and one.kind not in (2, 4)]
    for name in [name for name, one in parameters.items() if one.kind not in (2, 4) and name not in leave]:
        for kind, thing in things(made).items():
            if kinds and kind not in kinds:
                continue
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    function(**{**{one: good[one] for one in needed}, name: thing})
                if kind in NEVER:
                    yield f"{name} = {kind}: taken in silence"
            except CohortError:
                pass
            except Exception as error:
                yield f"{name} = {kind}: {error!r}"
            finally:
                plt.close("all")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(small_set(tmp_path_factory.mktemp("arguments") / "little"), INPUTS)


@pytest.fixture
def good(made: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    small_set(tmp_path / "little")
    given = right(made, tmp_path)
    monkeypatch.chdir(tmp_path)
    return given


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(name: str, made: Run, good: dict[str, dict[str, Any]]) -> None:
    assert [*found(getattr(cohort, name), good[""], made, set())] == []


@pytest.mark.parametrize("name", CHARTS)
def test_charts(name: str, made: Run, good: dict[str, dict[str, Any]]) -> None:
    """What all charts take is tried with one of them."""
    leave = set() if name in ("totals", "save") else OF_ALL_CHARTS
    assert [*found(getattr(cohort.plot, name), good[name], made, leave)] == []


def test_a_run_its_story_and_its_files(made: Run, good: dict[str, dict[str, Any]]) -> None:
    """What would be taken is not tried here: it would write all outputs each time."""
    kinds = (*NEVER, "3", "bytes", "{1:None}", "array", "DataFrame", "big", "[None]")
    wrong = [*found(story, good[""], made, set(), kinds)]
    wrong += found(write, good[""], made, {"progress"}, kinds)
    wrong += found(run, good[""] | {"folder": "nowhere"}, made, {"progress"}, kinds)
    assert wrong == []
