"""The total over time: scenarios, outlook, published projections, observed counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from cohort.report.figures.beside import (
    Note,
    OutlookLike,
    draw_observed,
    draw_outlooks,
    draw_published,
    observed_years,
)
from cohort.report.figures.labels import EndLabels, place_free
from cohort.report.figures.select import (
    Array,
    Labelled,
    by_scenario,
    instants,
)
from cohort.report.figures.style import (
    INK,
    MUTED,
    arrange,
    canvas,
    caption,
    grid,
    headline,
    line_style,
    number,
    persons_axis,
    say,
    scenario_colours,
    styled,
    wrap,
    years_axis,
)


def message(
    array: xr.DataArray, outlooks: Sequence[OutlookLike], titles: Mapping[str, str], place: str, language: str
) -> str:
    """Return the title: whether the outlook is met, or from where to where the population goes."""
    head = f"{place}{say(language, ': ', '：')}" if place else ""
    first, last = int(array["time"][0]), int(array["time"][-1])
    inside = [outlook for outlook in outlooks if outlook.year in array["time"].values]
    if not inside:
        ends = np.sort(array.sel(time=last).values)
        start = number(float(array.sel(time=first).mean()), language)
        low, high = number(ends[0], language), number(ends[-1], language)
        until = low if low == high else say(language, f"between {low} and {high}", f"{low}～{high}")
        return head + say(
            language,
            f"from {start} in {first} to {until} in {last}",
            f"{first}年の{start}から{last}年は{until}へ",
        )
    outlook = inside[0]
    values = {
        str(name): float(array.sel(scenario=name, time=outlook.year)) for name in array["scenario"].values
    }
    wanted, year = outlook.value, outlook.year
    least, most = outlook.limits()
    met = [name for name, value in values.items() if least <= value <= most]
    near = min(values, key=lambda name: abs(values[name] - wanted))
    best = f"{titles.get(near, near)} {number(values[near], language)}"
    goal, of = number(wanted, language), len(values)
    if not met and of == 1:
        return head + say(
            language,
            f"the outlook of {goal} in {year} is not reached: {best}",
            f"{year}年の展望{goal}に届かない（{best}）",
        )
    if not met:  # "these": readings of the plan that are not drawn may come nearer
        return head + say(
            language,
            f"none of these {of} scenarios reaches the outlook of {goal} in {year}; the nearest has {number(values[near])}",
            f"この{of}つのシナリオはどれも{year}年の展望{goal}に届かない（最も近い「{titles.get(near, near)}」で{number(values[near], 'ja')}）",
        )
    if of == 1:
        return head + say(
            language,
            f"the outlook of {goal} in {year} is met: {best}",
            f"{year}年の展望{goal}に届く（{best}）",
        )
    return head + say(
        language,
        f"{len(met)} of {of} scenarios meet{'s' if len(met) == 1 else ''} the outlook of {goal} in {year}",
        f"{year}年の展望{goal}に届くのは{of}つのシナリオのうち{len(met)}つ",
    )


def _limits(ax: Axes, from_zero: bool, language: str) -> str:
    """Set the vertical limits; return the words that say where the axis starts, if not at zero."""
    low, high = ax.dataLim.y0, ax.dataLim.y1
    ax.set_ylim(0 if from_zero else low - 0.06 * (high - low or high), high + 0.08 * (high - low or high))
    ticks = ax.yaxis.get_major_locator().tick_values(*ax.get_ylim())
    if from_zero or low <= 0:
        return ""
    below = max((float(t) for t in ticks if t <= low), default=0.0)
    if below <= 0.25 * (high - low):
        ax.set_ylim(bottom=0)
        return ""
    ax.set_ylim(bottom=below)
    return say(
        language, f"; axis starts at {number(below)}, not at 0", f"、縦軸は0でなく{number(below, 'ja')}から"
    )


@styled
def totals(
    source: Labelled,
    *,
    scenarios: Sequence[str] | None = None,
    titles: Mapping[str, str] | None = None,
    outlook: OutlookLike | Sequence[OutlookLike] = (),
    published: pd.DataFrame | None = None,
    series_titles: Mapping[str, str] | None = None,
    observed: pd.DataFrame | None = None,
    from_zero: bool = False,
    colours: Mapping[str, str] | None = None,
    place: str = "",
    title: str | None = None,
    sources: Sequence[str] = (),
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """Draw the population of each scenario over time, with what it is measured against.

    Parameters
    ----------
    source : Dataset or DataArray
        Projection or summary: ``population`` with dims (scenario, time) or more (sex and age are added up); persons.
    scenarios : sequence of str, optional
        Which, in which order. All if not given.
    titles : mapping, optional
        Scenario name -> words at the end of its line.
    outlook : Outlook or sequence of Outlook
        What the plan promises about the population; marked by a diamond.
    published : DataFrame, optional
        Columns series, measure, year, value, and optionally date ("MM-DD"; without it the projection's reference date).
    series_titles : mapping, optional
        Series -> its name in the chart.
    observed : DataFrame, optional
        Columns value and date (or year: a number, 2020.75 is 1 October), and optionally basis (census, register).
    from_zero : bool
        Start the vertical axis at 0. If not, the chart says where it starts.
    colours : mapping, optional
        Scenario name -> colour; from :func:`scenario_colours` if not given.
    place : str
        Name of the area, put before the title.
    title : str, optional
        The message; worked out from the numbers if not given.
    sources : sequence of str
        For the foot of the chart.
    ax : Axes, optional
        Where to draw; a new figure if not given.
    language : {"en", "ja"}
        Language of all words.

    Returns
    -------
    Axes
        One line a scenario, in order, labelled with the scenario's name.

    Raises
    ------
    FigureError
        If a dim or column is missing, an area or draw must be selected first, or a value is not a number.
    """
    array = by_scenario(source, "population", "time", scenarios)
    outlooks: list[OutlookLike] = [
        item
        for item in (outlook if isinstance(outlook, Sequence) else [outlook])
        if item.measure == "population"
    ]
    titles, places = titles or {}, instants(array, source)
    names = [str(name) for name in array["scenario"].values]
    colours = colours or scenario_colours(names)
    ax, own = canvas(ax)
    part = float(places[names[0]][0] % 1)
    first = min([float(x[0]) for x in places.values()] + observed_years(observed))
    years_axis(ax, int(np.floor(first)), max(float(x[-1]) for x in places.values()))
    labels = EndLabels(ax)
    for place_number, name in enumerate(names):
        y: Array = array.sel(scenario=name).values.astype(float)
        ax.plot(
            places[name],
            y,
            color=colours[name],
            linestyle=line_style(place_number),
            label=name,
            zorder=4,
            solid_capstyle="round",
        )
        words = wrap(titles.get(name, name), 130, labels.size)
        labels.add(
            float(places[name][-1]), float(y[-1]), f"{words} {number(y[-1], language)}".strip(), colours[name]
        )
    beside: list[Note] = []
    if published is not None:
        drawn = [
            (float(x), float(y))
            for name in names
            for x, y in zip(places[name], array.sel(scenario=name).values, strict=True)
        ]
        beside = draw_published(
            ax, published, "population", part, series_titles or {}, language, labels, drawn
        )
    notes = draw_outlooks(ax, outlooks, part, language) + _mark_launches(ax, array, places, language)
    if observed is not None:
        notes += draw_observed(ax, observed, language)
    starts = _limits(ax, from_zero, language)
    unit = persons_axis(ax, language)
    caption(ax, say(language, f"Population ({unit}{starts})", f"人口（{unit}{starts}）"))
    grid(ax)
    headline(
        ax, message(array, outlooks, titles, place, language) if title is None else title, sources, language
    )
    if own:
        arrange(ax)
    labels.settle()
    if own and labels.widened():
        arrange(ax)
        labels.settle()
    for words, points, size in notes:
        place_free(ax, words, points, size=size, colour=INK)
    grey = [line for line in ax.lines if line.get_color() == MUTED]
    for words, points, size in beside:
        place_free(ax, words, points, size=size, colour=MUTED, marker=2.0, reach=130.0, rivals=grey)
    return ax


def _mark_launches(ax: Axes, array: xr.DataArray, places: Mapping[str, Array], language: str) -> list[Note]:
    """Mark where projections start, once for each start; return the words still to be written."""
    starts: dict[float, float] = {}
    for name, x in places.items():
        starts.setdefault(float(x[0]), float(array.sel(scenario=name)[0]))
    ax.plot(
        list(starts),
        list(starts.values()),
        linestyle="",
        marker="o",
        markersize=8,
        color=INK,
        zorder=4.5,
        label="launch",
    )
    first = min(starts)
    return [
        (
            say(language, f"launch {int(first)}", f"推計の起点（{int(first)}年）"),
            [(first, starts[first])],
            8.5,
        )
    ]
