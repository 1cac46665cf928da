"""The compiled code in bad company: no folder to write to, variables of the environment that mean nothing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.shared import ROOT, long

RUN = """
import sys
from tests.projection.test_project import small
from cohort.errors import CohortError
{first}
from cohort.projection.project import project
try:
    print(float(project(small())["population"].sum()))
except CohortError as error:
    print(error.text("en"))
"""

CHILDBEARING = """
import numpy as np
{first}
from cohort.projection.engine import childbearing, read_only
ends, odd = childbearing(read_only(np.array([[[0, 0.4, 0]]])))
print(ends.tolist(), odd.tolist())
"""

AT_ONCE = """
import os
from concurrent.futures import ThreadPoolExecutor
import numpy as np
from tests.projection.test_project import small
from cohort.projection.project import project
a = small()
a["launch_population"] = a["launch_population"].expand_dims(draw=300) * np.linspace(0.5, 1, 300)[:, None, None]
a = a.assign_coords(draw=range(300))
def population(_=None):
    return project(a, "totals")["population"].values
with ThreadPoolExecutor(4) as threads:  # the first of them import what is compiled
    found = list(threads.map(population, range(12)))
alone = population()
assert all(np.array_equal(one, alone) for one in found)
copy = os.fork()
if copy == 0:
    os._exit(not np.array_equal(population(), alone))
print(os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]))
"""


def said(first: str = "", program: str = RUN, **variables: str) -> tuple[str, str]:
    """What a process prints, and what it says on stderr."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    done = subprocess.run(
        [sys.executable, "-c", program.replace("{first}", first)],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT), "COHORT_LANG": "en"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip(), done.stderr.strip()


@pytest.mark.parametrize(
    ("program", "result"),
    [(CHILDBEARING, "[[1, 1]] [0]"), pytest.param(RUN, "1077.875", marks=long)],
    ids=["part", "whole"],
)
def test_without_a_folder_for_compiled_code(program, result):
    # no locator that could be written to, as with a read-only package and no home
    out, err = said("import cohort.cli", program, NUMBA_CACHE_LOCATOR_CLASSES="UserProvidedCacheLocator")
    assert out == result
    assert err.startswith("Compiling the projection (about 15 s); no folder can be written")
    assert len(err.splitlines()) == 1


def test_compiled_code_that_is_there_says_nothing():
    said()
    assert said("import cohort.cli") == ("1077.875", "")


@pytest.mark.parametrize(
    "variables",
    [{"NUMBA_NUM_THREADS": "abc"}, {"NUMBA_NUM_THREADS": "0"}, {"NUMBA_CPU_FEATURES": "xyz"}, {"NUMBA_OPT": "99"}],
    ids=str,
)
def test_variables_that_mean_nothing(variables):
    out, err = said(**variables)
    ((name, value),) = variables.items()
    assert out.startswith(f"numba: 1 problem\n  {name}={value}: the compiler cannot work with this (")
    assert out.endswith("unset what was set by mistake.")
    assert err == ""


def test_threads_below_numba_are_not_needed():
    assert said(NUMBA_THREADING_LAYER="nonsense") == ("1077.875", "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows makes no copies of a process")
def test_threads_at_once_and_a_copy_of_the_process():
    assert said(program=AT_ONCE, NUMBA_NUM_THREADS="4") == ("0", "")
