"""Lines: births and deaths, the fan of draws, and one small chart for each area."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from cohort.errors import fail
from cohort.report.figures.labels import EndLabels, place_free
from cohort.report.figures.select import (
    FigureError,
    Labelled,
    added_up,
    by_scenario,
    exactly,
    instants,
    quantity,
    step_of,
    table,
)
from cohort.report.figures.style import (
    INK,
    MUTED,
    PALETTE,
    arrange,
    canvas,
    caption,
    grid,
    headline,
    number,
    persons_axis,
    say,
    scenario_colours,
    styled,
    wrap,
    years_axis,
)
from cohort.vocabulary import VOCABULARY


def per_year(source: Labelled, name: str, scenarios: Sequence[str] | None = None) -> xr.DataArray:
    """Return a flow by (scenario, period) in persons per year, at the middle of each period (the year itself if step is 1)."""
    array = by_scenario(source, name, "period", scenarios)
    step = step_of(source, array["period"].values)
    return (array / step).assign_coords(period=array["period"].values + (step - 1) / 2)


@styled
def births_and_deaths(
    source: Labelled,
    *,
    scenarios: Sequence[str] | None = None,
    titles: Mapping[str, str] | None = None,
    observed: pd.DataFrame | None = None,
    colours: Mapping[str, str] | None = None,
    place: str = "",
    title: str | None = None,
    sources: Sequence[str] = (),
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """Draw births (solid) and deaths (dashed) of each scenario, persons per year.

    Parameters
    ----------
    source : Dataset
        Projection or summary with ``births`` and ``deaths``; five-year periods are divided by five.
    observed : DataFrame, optional
        Columns measure (births, deaths), year, value (persons per year): drawn as points.
    scenarios, titles, colours, place, title, sources, ax, language
        As in :func:`totals`.

    Returns
    -------
    Axes
        Two lines a scenario, labelled "<scenario> births" and "<scenario> deaths".

    Raises
    ------
    FigureError
        As :func:`totals`.
    """
    births, deaths = (per_year(source, name, scenarios) for name in ("births", "deaths"))
    names = [str(name) for name in births["scenario"].values]
    titles, colours = titles or {}, colours or scenario_colours(names)
    x = births["period"].values
    seen = None if observed is None else table(observed, ("measure", "year", "value"), "observed")
    ax, own = canvas(ax)
    first = min([float(x[0]), *([] if seen is None else seen["year"].astype(float))])
    years_axis(ax, math.floor(first) - 0.5, math.ceil(float(x[-1])))
    labels = EndLabels(ax)
    words = {"births": say(language, "births", "出生"), "deaths": say(language, "deaths", "死亡")}
    for name in names:
        for kind, array, style in (("births", births, "-"), ("deaths", deaths, (0, (5, 1.5)))):
            y = array.sel(scenario=name).values
            ax.plot(x, y, color=colours[name], linestyle=style, label=f"{name} {kind}", zorder=3)
            shown = titles.get(name, name) if len(names) > 1 else ""
            text = wrap(
                say(
                    language, f"{shown} {words[kind]}".strip(), f"{shown}{' ' if shown else ''}{words[kind]}"
                ),
                135,
                labels.size,
            )
            labels.add(float(x[-1]), float(y[-1]), f"{text} {number(y[-1], language)}", colours[name])
    if seen is not None:
        for kind, marker in (("births", "o"), ("deaths", "s")):
            rows = seen[seen["measure"] == kind]
            ax.plot(
                rows["year"],
                rows["value"],
                linestyle="",
                marker=marker,
                markersize=5,
                markerfacecolor="white",
                markeredgecolor=INK,
                zorder=5,
                label=f"observed {kind}",
            )
    ax.set_ylim(0, ax.dataLim.y1 * 1.12)
    unit = persons_axis(ax, language)
    caption(ax, say(language, "Births and deaths (persons per year)", f"出生数・死亡数（{unit}／年）"))
    grid(ax)
    worst = int(np.argmax(deaths.values[:, -1] - births.values[:, -1]))
    b, d = float(births.values[worst, -1]), float(deaths.values[worst, -1])
    head = f"{place}{say(language, ': ', '：')}" if place else ""
    whose = titles.get(names[worst], names[worst])
    when = f"{round(float(x[-1]))}"
    message = head + say(
        language,
        f"{number(d)} deaths and {number(b)} births in {when}" + (f" ({whose})" if whose else ""),
        f"{when}年は死亡{number(d, 'ja')}、出生{number(b, 'ja')}" + (f"（{whose}）" if whose else ""),
    )
    headline(ax, message if title is None else title, sources, language)
    if own:
        arrange(ax)
    labels.settle()
    if seen is not None:
        for kind in ("births", "deaths"):
            rows = seen[seen["measure"] == kind]
            if len(rows):
                points = [(float(a), float(b)) for a, b in zip(rows["year"], rows["value"], strict=True)]
                place_free(
                    ax,
                    say(language, f"observed {kind}", f"{words[kind]}（実績）"),
                    points,
                    size=8.5,
                    colour=INK,
                )
    return ax


@styled
def fan(
    source: Labelled,
    *,
    measure: str = "population",
    levels: Sequence[float] = (0.5, 0.8, 0.95),
    observed: pd.DataFrame | None = None,
    colour: str = PALETTE[0],
    place: str = "",
    title: str | None = None,
    sources: Sequence[str] = (),
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """Draw the median over draws and nested bands that hold stated shares of the draws.

    Parameters
    ----------
    source : Dataset or DataArray
        ``measure`` with dims (draw, time) or more (sex and age are added up) of one area and scenario.
    measure : str
        Name of the variable.
    levels : sequence of float
        Shares of the draws inside each band, between 0 and 1: 0.8 lies between the quantiles 0.1 and 0.9.
    observed : DataFrame, optional
        Columns year and value.
    colour, place, title, sources, ax, language
        As in :func:`totals`.

    Returns
    -------
    Axes
        One band a level, widest first, and the line of the median.

    Raises
    ------
    FigureError
        If the dim ``draw`` is missing, or a level is not between 0 and 1.
    """
    wrong = [level for level in levels if not 0 < level < 1]
    if wrong:
        fail(
            "fan",
            "levels",
            en=f"got {wrong[0]}; use shares between 0 and 1.",
            ja=f"{wrong[0]} は使えません。0 と 1 の間の割合にしてください。",
            kind=FigureError,
        )
    array = exactly(
        added_up(quantity(source, measure), ("sex", "age", "age_group")), ("draw", "time"), ("draw", "time")
    )
    x = instants(array.isel(draw=0).expand_dims(scenario=[""]), source)[""]
    ax, own = canvas(ax)
    seen = None if observed is None else table(observed, ("year", "value"), "observed")
    years_axis(
        ax, math.floor(min([x[0], *([] if seen is None else seen["year"].astype(float))])), float(x[-1])
    )
    labels = EndLabels(ax)
    ordered = sorted(levels, reverse=True)
    for place_number, level in enumerate(ordered):
        low, high = np.quantile(array.values, [(1 - level) / 2, (1 + level) / 2], axis=0)
        ax.fill_between(
            x,
            low,
            high,
            color=colour,
            alpha=0.18 + 0.12 * place_number,
            linewidth=0,
            zorder=2,
            label=f"{level:g}",
        )
        for edge, en, ja in ((high, "below", "以下"), (low, "above", "以上")):
            inside = f"{(1 + level) / 2:.1%}".replace(".0%", "%")
            words = say(
                language, f"{inside} {en} {number(edge[-1])}", f"{inside}が{number(edge[-1], 'ja')}{ja}"
            )
            labels.add(float(x[-1]), float(edge[-1]), words, MUTED, labels.size - 1)
    median = np.median(array.values, axis=0)
    ax.plot(x, median, color=colour, zorder=4, label="median")
    labels.add(
        float(x[-1]),
        float(median[-1]),
        say(language, f"median {number(median[-1])}", f"中央値 {number(median[-1], 'ja')}"),
        colour,
    )
    if seen is not None:
        ax.plot(
            seen["year"],
            seen["value"],
            linestyle="",
            marker="o",
            markersize=5.5,
            markerfacecolor="white",
            markeredgecolor=INK,
            zorder=5,
            label="observed",
        )
    low, high = ax.dataLim.y0, ax.dataLim.y1
    base = 0.0 if low < 0.5 * (high - low) else low - 0.05 * (high - low)
    ax.set_ylim(base, high + 0.08 * (high - low))
    term = VOCABULARY.get(measure)
    name = term.label(language) if term else measure
    starts = say(language, "; axis does not start at 0", "、縦軸は0からではない") if base else ""
    unit = persons_axis(ax, language)
    caption(
        ax,
        say(
            language,
            f"{name} ({unit}{starts}), {array.sizes['draw']:,} draws",
            f"{name}（{unit}{starts}）、{array.sizes['draw']:,}回の試行",
        ),
    )
    grid(ax)
    widest = ordered[0]
    edges = np.quantile(array.values[:, -1], [(1 - widest) / 2, (1 + widest) / 2])
    head = f"{place}{say(language, ': ', '：')}" if place else ""
    last = int(array["time"][-1])
    message = head + say(
        language,
        f"{widest:.0%} of draws lie between {number(edges[0])} and {number(edges[1])} in {last}",
        f"{last}年は試行の{widest:.0%}が{number(edges[0], 'ja')}～{number(edges[1], 'ja')}",
    )
    headline(ax, message if title is None else title, sources, language)
    if own:
        arrange(ax)
    labels.settle()
    return ax
