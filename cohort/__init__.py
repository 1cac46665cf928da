"""Population projections by the cohort-component method, and a verdict on a plan's outlook.

>>> import cohort
>>> inputs = cohort.read_inputs("inputs/ichinoseki")  # doctest: +SKIP
>>> scenarios = cohort.read_scenarios("scenarios/ichinoseki")  # doctest: +SKIP
>>> projection = cohort.project(cohort.assume(inputs, scenarios))  # doctest: +SKIP
>>> cohort.compare(projection, reference="own-projection")  # doctest: +SKIP
>>> cohort.plot.totals(projection)  # doctest: +SKIP
>>> cohort.run.run("scenarios/ichinoseki").answer.sentences("en")  # all of it at once  # doctest: +SKIP

Nothing is imported until it is asked for, so that ``import cohort`` and ``cohort --help`` stay quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from cohort._version import __version__

if TYPE_CHECKING:
    from cohort import (
        analysis,
        assumptions,
        demography,
        errors,
        inputs,
        plot,
        projection,
        readers,
        report,
        run,
        scenario,
        story,
        vocabulary,
    )
    from cohort.analysis.bridge import bridge
    from cohort.analysis.bridge.published import published
    from cohort.analysis.coherence import coherence
    from cohort.analysis.compare import compare
    from cohort.analysis.connected import connected
    from cohort.analysis.frames import records, tidy
    from cohort.analysis.indicators import project_indicators, read_indicators
    from cohort.analysis.indicators.ratings import ratings
    from cohort.analysis.measures import summarise
    from cohort.analysis.official import official
    from cohort.analysis.settlement import settlement_area
    from cohort.analysis.statements import statements
    from cohort.analysis.verdict import verdicts
    from cohort.assumptions.assume import assume
    from cohort.assumptions.change import change
    from cohort.errors import CohortError
    from cohort.inputs import read_inputs
    from cohort.projection.project import project
    from cohort.scenario import derive, read_scenario, read_scenarios

_HOME = {
    "CohortError": "cohort.errors",
    "assume": "cohort.assumptions",
    "bridge": "cohort.analysis.bridge",
    "change": "cohort.assumptions.change",
    "coherence": "cohort.analysis.coherence",
    "compare": "cohort.analysis.compare",
    "connected": "cohort.analysis.connected",
    "derive": "cohort.scenario",
    "official": "cohort.analysis.official",
    "project": "cohort.projection.project",
    "project_indicators": "cohort.analysis.indicators",
    "ratings": "cohort.analysis.indicators",
    "records": "cohort.analysis.frames",
    "read_indicators": "cohort.analysis.indicators",
    "published": "cohort.analysis.bridge",
    "read_inputs": "cohort.inputs",
    "read_scenario": "cohort.scenario",
    "read_scenarios": "cohort.scenario",
    "settlement_area": "cohort.analysis.settlement",
    "statements": "cohort.analysis.statements",
    "summarise": "cohort.analysis.measures",
    "tidy": "cohort.analysis.frames",
    "verdicts": "cohort.analysis.verdict",
}
_ROOMS = (
    *("analysis", "assumptions", "demography", "errors", "inputs", "plot", "projection", "readers", "report"),
    *("run", "scenario", "story", "vocabulary"),
)

__all__ = [
    "CohortError",
    "__version__",
    "analysis",
    "assume",
    "assumptions",
    "bridge",
    "change",
    "coherence",
    "compare",
    "connected",
    "demography",
    "derive",
    "errors",
    "inputs",
    "official",
    "plot",
    "project",
    "project_indicators",
    "projection",
    "published",
    "ratings",
    "read_indicators",
    "read_inputs",
    "read_scenario",
    "read_scenarios",
    "readers",
    "records",
    "report",
    "run",
    "scenario",
    "settlement_area",
    "statements",
    "story",
    "summarise",
    "tidy",
    "verdicts",
    "vocabulary",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"cohort.{name}")
    if name not in _HOME:
        raise AttributeError(f"module 'cohort' has no attribute {name!r}")
    found = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
