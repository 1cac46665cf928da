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
import sys
from typing import TYPE_CHECKING, Any

from cohort._version import __version__

# isort: off
if TYPE_CHECKING:
    from cohort import (
        analysis as analysis,
        assumptions as assumptions,
        demography as demography,
        districts as districts,
        errors as errors,
        inputs as inputs,
        multiregional as multiregional,
        planning as planning,
        plot as plot,
        projection as projection,
        readers as readers,
        report as report,
        run as run,
        scenario as scenario,
        story as story,
        vocabulary as vocabulary,
    )
    from cohort.analysis.bridge import bridge as bridge
    from cohort.analysis.bridge.published import published as published
    from cohort.analysis.coherence import coherence as coherence
    from cohort.analysis.compare import compare as compare
    from cohort.analysis.connected import connected as connected
    from cohort.analysis.frames import records as records, tidy as tidy
    from cohort.analysis.indicators import project_indicators as project_indicators, read_indicators as read_indicators
    from cohort.analysis.indicators.ratings import ratings as ratings
    from cohort.analysis.measures import summarise as summarise
    from cohort.analysis.official import official as official
    from cohort.analysis.readings import readings as readings
    from cohort.analysis.settlement import settlement_area as settlement_area
    from cohort.analysis.statements import statements as statements
    from cohort.analysis.variance import variance_shares as variance_shares
    from cohort.analysis.verdict import verdicts as verdicts
    from cohort.assumptions.assume import assume as assume
    from cohort.assumptions.change import change as change
    from cohort.batch.store import open as open
    from cohort.collection.municipality import municipality as municipality
    from cohort.errors import CohortError as CohortError
    from cohort.inputs import read_inputs as read_inputs
    from cohort.multiregional.together import together as together
    from cohort.projection.project import project as project
    from cohort.scenario import (
        derive as derive,
        read_choices as read_choices,
        read_scenario as read_scenario,
        read_scenarios as read_scenarios,
    )
# isort: on

_HOME = {
    "CohortError": "cohort.errors",
    "assume": "cohort.assumptions",
    "bridge": "cohort.analysis.bridge",
    "change": "cohort.assumptions.change",
    "coherence": "cohort.analysis.coherence",
    "compare": "cohort.analysis.compare",
    "connected": "cohort.analysis.connected",
    "derive": "cohort.scenario",
    "municipality": "cohort.collection.municipality",
    "official": "cohort.analysis.official",
    "open": "cohort.batch.store",
    "project": "cohort.projection.project",
    "project_indicators": "cohort.analysis.indicators",
    "ratings": "cohort.analysis.indicators",
    "records": "cohort.analysis.frames",
    "read_choices": "cohort.scenario",
    "read_indicators": "cohort.analysis.indicators",
    "published": "cohort.analysis.bridge",
    "read_inputs": "cohort.inputs",
    "read_scenario": "cohort.scenario",
    "read_scenarios": "cohort.scenario",
    "readings": "cohort.analysis.readings",
    "settlement_area": "cohort.analysis.settlement",
    "statements": "cohort.analysis.statements",
    "summarise": "cohort.analysis.measures",
    "tidy": "cohort.analysis.frames",
    "together": "cohort.multiregional.together",
    "variance_shares": "cohort.analysis.variance",
    "verdicts": "cohort.analysis.verdict",
}
_ROOMS = (
    *("analysis", "assumptions", "demography", "districts", "errors", "inputs", "multiregional", "planning", "plot"),
    *("projection", "readers", "report", "run", "scenario", "story", "vocabulary"),
)

__all__ = sorted([*_HOME, *_ROOMS, "__version__"])


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"cohort.{name}")
    if name not in _HOME:
        message = f"module 'cohort' has no attribute {name!r}"
        raise AttributeError(message, name=name, obj=sys.modules[__name__])  # so that Python says what was meant
    found = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
