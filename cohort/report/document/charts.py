"""The report's charts, drawn by `cohort.report.figures` into files beside the template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cohort.report.document.view import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from cohort.run import Run

    Drawing = Callable[[Any], object]

COUNTED_YEARS = 15  # years of counted residents shown before the launch
EVENT_YEARS = 5  # years of counted births and deaths shown before the launch
MIGRATION_YEARS = 10  # years that net migration by age is averaged over


def draw_charts(run: Run, workshop: Path, language: str) -> dict[str, str]:
    """Draw the charts of a run.

    Parameters
    ----------
    run : Run
        As `cohort.run.run` returns it.
    workshop : Path
        Folder for the files.
    language : str
        "en" or "ja".

    Returns
    -------
    dict of str to str
        Name of the chart -> name of its file (SVG).
    """
    from cohort.report.figures.pyramids import PYRAMID_SIZE
    from cohort.report.figures.saving import save
    from cohort.report.figures.style import SIZE, unmanaged_axes

    drawn = {}
    for name, draw in _drawings(View(run, language)).items():
        ax = unmanaged_axes(PYRAMID_SIZE if name.startswith("pyramid") else SIZE)
        draw(ax)
        drawn[name] = save(ax, workshop / f"{name}.svg", embed_font=False).name  # the report embeds its own
    return drawn


def _drawings(view: View) -> dict[str, Drawing]:
    """Return what draws each chart on its axes."""
    from cohort.report import figures
    from cohort.report.figures.counted import observed_events

    summary, projection = (
        _one_area(part, view.reference.area) for part in (view.run.summary, view.run.projection)
    )
    name = view.reference.scenario
    mine = projection.sel(scenario=name)
    first, target = view.years[0], view.target
    common: dict[str, Any] = {"language": view.language, "place": view.place}
    drawings: dict[str, Drawing] = {
        "totals": lambda ax: _totals(view, summary, ax, common),
        "pyramid": lambda ax: figures.pyramid(mine.sel(time=first), mine.sel(time=target), ax=ax, **common),
        "age_classes": lambda ax: figures.age_classes(
            summary, scenario=name, scenario_title=view.short(name), ax=ax, **common
        ),
        "births_and_deaths": lambda ax: _births_and_deaths(view, summary, ax, common),
        "natural_and_social_change": lambda ax: figures.natural_and_social_change(
            summary,
            scenario=name,
            scenario_title=view.short(name),
            observed=observed_events(view.run.inputs, first - EVENT_YEARS),
            ax=ax,
            **common,
        ),
        "migration_by_age": lambda ax: figures.migration_by_age(
            mine,
            periods=(first, first + MIGRATION_YEARS - 1),
            scenario_title=view.short(name),
            ax=ax,
            **common,
        ),
    }
    if view.nearest is not None:
        other = projection.sel(scenario=view.nearest, time=target)
        drawings["pyramid_compared"] = lambda ax: figures.pyramid(
            other,
            mine.sel(time=target),
            labels=["A", "B"],  # titles may be long: the caption says which is which
            title=view.say(f"{view.place} in {target}", f"{view.place}　{target}年"),
            language=view.language,
            ax=ax,
        )
    return drawings


def _totals(view: View, summary: Any, ax: Any, common: dict[str, Any]) -> object:
    """Draw the population of the main scenarios with outlook, national projections and counts."""
    from cohort.report import figures
    from cohort.report.figures.counted import observed_totals, published_series

    outlooks = list(dict.fromkeys(v.outlook for v in view.run.verdicts if v.outlook.measure == "population"))
    published = published_series(view.run.inputs, view.reference.reference_date, outlooks)
    if published is not None:
        # A city's own numbers are among the scenarios: the national institute's are what they are held against.
        published = published[published["series"].str.startswith("ipss")]
    return figures.totals(
        summary,
        scenarios=[case.scenario for case in view.mains],
        titles=view.short_titles,
        outlook=outlooks,
        published=published if published is not None and len(published) else None,
        observed=observed_totals(view.run.inputs, view.years[0] - COUNTED_YEARS),
        colours=_colours(view),
        ax=ax,
        **common,
    )


def _births_and_deaths(view: View, summary: Any, ax: Any, common: dict[str, Any]) -> object:
    """Draw births and deaths of the reference and of the scenario nearest to the promise, with the counts."""
    from cohort.report import figures
    from cohort.report.figures.counted import observed_events

    return figures.births_and_deaths(
        summary,
        scenarios=[view.reference.scenario, *([view.nearest] if view.nearest is not None else [])],
        titles=view.short_titles,
        observed=observed_events(view.run.inputs, view.years[0] - EVENT_YEARS),
        colours=_colours(view),
        ax=ax,
        **common,
    )


def _colours(view: View) -> dict[str, str]:
    """Return one colour for each main scenario, the same in all charts."""
    from cohort.report import figures

    return figures.scenario_colours(
        [case.scenario for case in {**dict.fromkeys(view.mains), view.reference: None}]
    )


def _one_area(dataset: Any, area: str | None) -> Any:
    """Return the part of the area that is drawn."""
    return dataset.sel(area=area) if area is not None and "area" in dataset.dims else dataset
