"""The charts under the name people type: ``cohort.plot.totals(projection)``.

Nothing is imported until a chart is asked for, so that ``import cohort`` stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cohort.report.figures import (
        PALETTE,
        age_classes,
        births_and_deaths,
        fan,
        frontier,
        heat_map,
        migration_by_age,
        natural_and_social_change,
        pyramid,
        pyramid_animation,
        save,
        scenario_colours,
        small_multiples,
        totals,
        waterfall,
    )

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
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        import cohort.report.figures as figures

        return getattr(figures, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
