"""By age: age classes over time, migration by age, and values by age and year."""

from __future__ import annotations

import math

import numpy as np
import xarray as xr
from matplotlib.colors import TwoSlopeNorm
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from cohort.report.charts.panel import Panel, chart
from cohort.report.charts.select import (
    Array,
    Labelled,
    age_edges,
    exactly,
    instants,
    one_scenario,
    quantity,
    refuse,
    step_of,
)
from cohort.report.charts.style import TEXT_SIZE, readable
from cohort.story import messages
from cohort.story.messages import persons, persons_changed, share
from cohort.text import Said, Text, signed
from cohort.vocabulary import AGE_COLOURS, HEADINGS, SEX_COLOURS, SEX_NAMES, VOCABULARY
from cohort.wording import plain

_CLASSES = {"population_0_14": (0, 14), "population_15_64": (15, 64), "population_65_plus": (65, None)}
AGE_NOTE = Text("Age", "年齢（歳）")


def _classes(source: Labelled, scenario: str | None) -> list[xr.DataArray]:
    """Return the three age classes by time: as stored, or added up from ages."""
    if all(name in source for name in _CLASSES):
        return [one_scenario(source, name, "time", scenario) for name in _CLASSES]
    array = quantity(source, "population")
    array = exactly(array, tuple(map(str, array.dims)), ("age",))
    return [one_scenario(array.sel(age=slice(*ages)), "", "time", scenario) for ages in _CLASSES.values()]


@chart()
def age_classes(panel: Panel, source: Labelled, *, scenario: str | None = None) -> Said:
    """Draw the three age classes over time, stacked from zero: 0-14, 15-64, 65 and over.

    Parameters
    ----------
    source : Dataset
        Summary with ``population_0_14``, ``population_15_64``, ``population_65_plus``, or projection with ``population`` by age.
    scenario : str, optional
        Which; needed where there are several.

    Returns
    -------
    Axes
        Three filled areas, the youngest at the foot.
    """
    classes = _classes(source, scenario)
    named = classes[0].drop_vars("scenario", errors="ignore").expand_dims(scenario=[""])
    x = instants(named, source)[""]
    heights = np.array([one.values for one in classes])
    whole = heights.sum(axis=0)
    panel.years(float(math.floor(x[0])), float(x[-1]))
    panel.ax.set_ylim(0, float(whole.max()) * 1.06)
    edges = np.vstack([np.zeros_like(whole), np.cumsum(heights, axis=0)])
    for number, (name, colour) in enumerate(zip(_CLASSES, AGE_COLOURS, strict=True)):
        low, high = edges[number], edges[number + 1]
        panel.ax.fill_between(
            x, low, high, color=colour, alpha=0.75, linewidth=0.8, edgecolor="white", zorder=2, label=name
        )
        words = Text(
            "{ages}: {count} ({share})",
            "{ages} {count}（{share}）",
            ages=HEADINGS[name],
            count=persons(float(heights[number, -1])),
            share=share(float(heights[number, -1] / whole[-1])),
        )
        panel.end(x[-1], (low[-1] + high[-1]) / 2, words, colour)
    unit = panel.persons()
    panel.note(Text("Population ({unit})", "人口（{unit}）", unit=unit))
    panel.grid()
    old = heights[2] / whole
    return messages.ageing(int(x[0]), float(old[0]), int(x[-1]), float(old[-1]))


@chart()
def migration_by_age(panel: Panel, source: Labelled, *, periods: tuple[int, int] | None = None) -> Said:
    """Draw net migration by age and sex, persons per year, averaged over periods. More leavers than arrivals is below zero.

    Parameters
    ----------
    source : Dataset or DataArray
        ``net_migration`` with dims (period, sex, age) of one area and scenario.
    periods : (int, int), optional
        First and last period label averaged over; all if not given.

    Returns
    -------
    Axes
        One stepped line for each sex (male, female).
    """
    array = quantity(source, "net_migration")
    dim, edges, labels = age_edges(array)
    array = exactly(array, ("period", "sex", dim), ("period", "sex", dim))
    step = step_of(source, array["period"].values)
    chosen = _within(array, periods)
    mean = chosen.mean("period") / step
    sexes = [str(sex) for sex in mean["sex"].values]
    for sex in sexes:
        values, colour = mean.sel(sex=sex).values, SEX_COLOURS[sex]
        panel.ax.stairs(values, edges, fill=True, color=colour, alpha=0.22, linewidth=0, zorder=2)
        panel.ax.stairs(values, edges, baseline=None, color=colour, linewidth=1.8, zorder=3, label=sex)
    # the two lines run close together: their names stand above, not beside
    sums = [
        Text("{sex} {sum}", "{sex} {sum}", sex=SEX_NAMES[sex], sum=persons_changed(float(mean.sel(sex=sex).sum())))
        for sex in sexes
    ]
    colours = [SEX_COLOURS[sex] for sex in sexes]
    inks = [readable(colour) for colour in colours]
    panel.legend([Patch(color=colour) for colour in colours], sums, labelcolor=inks)
    panel.ages("x", edges, labels)
    panel.zero_line(0.12)
    unit, width = panel.persons(signed=True), float(edges[1] - edges[0])
    group = (
        Text("by single year of age", "各歳") if width == 1 else Text("by {n:.0f}-year group", "{n:.0f}歳階級", n=width)
    )
    panel.note(
        Text("Net migration ({unit} per year, {group})", "転入超過数（{unit}／年、{group}）", unit=unit, group=group)
    )
    panel.below(AGE_NOTE)
    panel.grid()
    begin = int(chosen["period"][0])
    return _message(mean, edges, begin, int(chosen["period"][-1]) + step - 1)


def _within(array: xr.DataArray, periods: tuple[int, int] | None) -> xr.DataArray:
    """Return the periods from the first to the last label."""
    begin, end = int(array["period"][0]), int(array["period"][-1])
    first, last = periods or (begin, end)
    chosen = array.sel(period=slice(first, last))
    if not chosen.sizes["period"]:
        refuse(
            "migration_by_age",
            "periods",
            f"no period between {first} and {last}; there are {begin} to {end}.",
            f"{first} から {last} に当たる期間がありません。{begin} から {end} までです。",
        )
    return chosen


def _message(mean: xr.DataArray, edges: Array, first: int, last: int) -> Said:
    """Say the total, and the five-year group that gains or loses most."""
    total = mean.sum("sex").values
    fives = (edges[:-1] // 5 * 5).astype(int)
    sums = {int(five): float(total[fives == five].sum()) for five in np.unique(fives)}
    most = max(sums, key=lambda five: abs(sums[five]))
    return messages.migration(first, last, float(total.sum()), most, sums[most])


@chart()
def heat_map(panel: Panel, source: Labelled, *, measure: str = "net_migration", words: Said | str = "") -> Said:
    """Draw values by age (up) and year (across) as colours. Values of both signs have white at zero.

    Parameters
    ----------
    source : Dataset or DataArray
        ``measure`` with dims (period or time, age); sex is added up for counts, and must be selected for the rest.
    measure : str
        Name of the variable.
    words : str
        What the values are; the vocabulary's label and unit if not given.

    Returns
    -------
    Axes
        With one mesh, rows by age and columns by year.
    """
    array = quantity(source, measure)
    measure = str(array.name or measure)
    if "sex" in array.dims and (measure not in VOCABULARY or VOCABULARY[measure].unit == "persons"):
        array = array.sum("sex", skipna=False)
    dim, edges, labels = age_edges(array)
    along = "time" if "time" in array.dims else "period"
    array = exactly(array, (dim, along), (dim, along))
    years = array[along].values.astype(float)
    width = float(years[1] - years[0]) if len(years) > 1 else 1.0
    sides = np.append(years, years[-1] + width) - (0.5 if width == 1 else 0.0)
    _mesh(panel, sides, edges, array.values)
    panel.years(float(sides[0]), float(sides[-1]))
    panel.ages("y", edges, labels)
    panel.ax.tick_params(length=3, labelsize=TEXT_SIZE)
    panel.note(AGE_NOTE)
    peak = np.unravel_index(int(np.argmax(np.abs(array.values))), array.shape)
    value = float(array.values[peak])
    shown = free(value, panel.language) if abs(value) < 100 else plain(value, 0, panel.language)
    return messages.peak(words or with_unit(measure), labels[int(peak[0])], int(years[int(peak[1])]), shown)


def _mesh(panel: Panel, sides: Array, edges: Array, values: Array) -> None:
    """Draw the colours and the bar that says what they mean."""
    low, high = float(values.min()), float(values.max())
    both = low < 0 < high
    norm = TwoSlopeNorm(0, -max(-low, high), max(-low, high)) if both else None
    mesh = panel.ax.pcolormesh(sides, edges, values, cmap="PuOr" if both else "cividis", norm=norm, rasterized=True)
    bar = panel.ax.inset_axes((1.03, 0.0, 0.025, 1.0))
    figure = panel.ax.get_figure(root=True)
    assert figure is not None
    figure.colorbar(mesh, cax=bar)
    bar.yaxis.set_major_formatter(free_numbers(panel))
    bar.tick_params(length=0, labelsize=TEXT_SIZE - 0.5)
    for spine in bar.spines.values():
        spine.set_visible(False)


def free(value: float, language: str, digits: int = 3) -> str:
    """Return a number with as many digits as it needs."""
    return signed(f"{value:,.{digits}g}", language)


def free_numbers(panel: Panel) -> FuncFormatter:
    """Return what writes the numbers of an axis with as many digits as they need."""
    return FuncFormatter(lambda value, _: free(value, panel.language, 6))


def with_unit(measure: str) -> Said | str:
    """Return the label of a measure with its unit; its name where the vocabulary has none."""
    if measure not in VOCABULARY:
        return measure
    term = VOCABULARY[measure]
    return Text("{label} ({unit})", "{label}（{unit}）", label=term.text, unit=term.unit_text)
