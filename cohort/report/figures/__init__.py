"""Charts: functions that take labelled objects and an ``ax``, and return the ``ax``.

The only package that imports matplotlib, and only when a chart is asked for: matplotlib costs half a second.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cohort.report.figures.ages import migration_by_age
    from cohort.report.figures.animation import pyramid_animation
    from cohort.report.figures.attribution import waterfall
    from cohort.report.figures.bars import age_classes, natural_and_social_change
    from cohort.report.figures.charts import write_charts
    from cohort.report.figures.lines import births_and_deaths, fan
    from cohort.report.figures.multiples import small_multiples
    from cohort.report.figures.pyramids import pyramid
    from cohort.report.figures.saving import save
    from cohort.report.figures.style import PALETTE, scenario_colours
    from cohort.report.figures.surfaces import frontier, heat_map
    from cohort.report.figures.total_lines import totals

_HOME = {
    "PALETTE": "style",
    "age_classes": "bars",
    "births_and_deaths": "lines",
    "fan": "lines",
    "frontier": "surfaces",
    "heat_map": "surfaces",
    "migration_by_age": "ages",
    "natural_and_social_change": "bars",
    "pyramid": "pyramids",
    "pyramid_animation": "animation",
    "save": "saving",
    "scenario_colours": "style",
    "small_multiples": "multiples",
    "totals": "total_lines",
    "waterfall": "attribution",
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
