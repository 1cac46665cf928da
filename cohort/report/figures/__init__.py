"""Charts: functions that take labelled objects and an ``ax``, and return the ``ax``.

The only package that imports matplotlib, and only when a chart is asked for: matplotlib costs half a second.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cohort.report.figures.ages import frontier, heat_map, migration_by_age
    from cohort.report.figures.bars import age_classes, natural_and_social_change, waterfall
    from cohort.report.figures.charts import write_charts
    from cohort.report.figures.lines import births_and_deaths, fan, small_multiples
    from cohort.report.figures.pyramids import pyramid, pyramid_animation
    from cohort.report.figures.saving import save
    from cohort.report.figures.style import PALETTE, scenario_colours
    from cohort.report.figures.total_lines import totals

_HOME = {
    "PALETTE": "style",
    "age_classes": "bars",
    "births_and_deaths": "lines",
    "fan": "lines",
    "frontier": "ages",
    "heat_map": "ages",
    "migration_by_age": "ages",
    "natural_and_social_change": "bars",
    "pyramid": "pyramids",
    "pyramid_animation": "pyramids",
    "save": "saving",
    "scenario_colours": "style",
    "small_multiples": "lines",
    "totals": "total_lines",
    "waterfall": "bars",
    "write_charts": "charts",
}

__all__ = [
    "PALETTE",
    "age_classes",
    "births_and_deaths",
    "fan",
    "frontier",
    "heat_map",
    "migration_by_age",
    "natural_and_social_change",
    "pyramid",
    "pyramid_animation",
    "save",
    "scenario_colours",
    "small_multiples",
    "totals",
    "waterfall",
    "write_charts",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
