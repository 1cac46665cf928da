"""Settings for all tests."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from typing import Any

import matplotlib

matplotlib.use("Agg")

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.browser"]

_common = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
# the same cases each time, so that a red run is the change's doing; `make test-all` draws new ones
settings.register_profile("default", max_examples=40, derandomize=True, **_common)
# over 20,000 cases for the projection alone
settings.register_profile("thorough", max_examples=2_000, **_common)
# for planted faults: each must fall to a handful of cases
settings.register_profile("faults", max_examples=12, **_common)
settings.load_profile(os.environ.get("COHORT_HYPOTHESIS", "default"))
os.environ.setdefault("COHORT_LANG", "en")
# the many processes that tests start compile the package once, not each for itself
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

#: Rooms whose tests take longest are begun first, so that the workers end together.
LONGEST = ("report", "cli", "told", "analysis", "test_notebooks.py", "robust", "inputs", "batch", "projection")
#: Rooms that work with what is computed in another: runs of the project's sets, the tables of pages.
WITH = dict.fromkeys(("story", "planning", "districts"), "told")
WITH |= dict.fromkeys(("docs", "backtest", "test_results.py"), "analysis")


def room(nodeid: str) -> str:
    """Return the folder of tests that a test lies in, or its file where it lies in none."""
    name = nodeid.split("::")[0].split("/")[:2][-1]
    return WITH.get(name, name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest rooms first."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda one: place.get(room(one.nodeid), len(LONGEST)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out whole rooms, so that what the tests of a room share is worked out once; a room alone by its files."""
    from xdist.scheduler import LoadScopeScheduling

    class ByRoom(LoadScopeScheduling):
        @cached_property
        def _one_room(self) -> bool:
            return len({room(one) for one in self.collection or ()}) == 1

        def _split_scope(self, nodeid: str) -> str:
            return nodeid.split("::")[0] if self._one_room else room(nodeid)

    config.option.loadscopereorder = False
    return ByRoom(config, log)
