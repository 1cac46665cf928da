"""Areas and bars: age classes, natural and social change, the parts of a difference."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cohort.report.figures.labels import EndLabels
from cohort.report.figures.lines import per_year
from cohort.report.figures.select import (
    Labelled,
    exactly,
    instants,
    one_scenario,
    quantity,
    table,
)
from cohort.report.figures.style import (
    AGE_COLOURS,
    INK,
    MUTED,
    NATURAL,
    SOCIAL,
    arrange,
    canvas,
    caption,
    grid,
    headline,
    ink,
    number,
    percent,
    persons_axis,
    say,
    styled,
    years_axis,
)

CLASSES = {
    "population_0_14": ("0-14", "0～14歳"),
    "population_15_64": ("15-64", "15～64歳"),
    "population_65_plus": ("65+", "65歳以上"),
}


def _classes(
    source: Labelled, scenario: str | None
) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Return the three age classes by time: as stored, or added up from ages."""
    if all(name in source for name in CLASSES):
        return {name: one_scenario(source, name, "time", scenario).values for name in CLASSES}
    array = quantity(source, "population")
    array = exactly(array, tuple(map(str, array.dims)), ("age",))
    parts = zip(CLASSES, ((0, 14), (15, 64), (65, None)), strict=True)
    return {
        name: one_scenario(array.sel(age=slice(*ages)), name, "time", scenario).values for name, ages in parts
    }


@styled
def age_classes(
    source: Labelled,
    *,
    scenario: str | None = None,
    scenario_title: str = "",
    place: str = "",
    title: str | None = None,
    sources: Sequence[str] = (),
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """Draw the three age classes over time, stacked from zero: 0-14, 15-64, 65 and over.

    Parameters
    ----------
    source : Dataset
        Summary with ``population_0_14``, ``population_15_64``, ``population_65_plus``, or projection with ``population`` by age.
    scenario : str, optional
        Which; needed where there are several.
    scenario_title : str
        What the scenario is called in the title.
    place, title, sources, ax, language
        As in :func:`totals`.

    Returns
    -------
    Axes
        Three filled areas, the youngest at the foot.

    Raises
    ------
    FigureError
        If a class or a dim is missing, or one scenario must be selected first.
    """
    classes = _classes(source, scenario)
    first_class = one_scenario(
        source, next(iter(CLASSES)) if next(iter(CLASSES)) in source else "population", "time", scenario
    )
    named = first_class.drop_vars("scenario", errors="ignore").expand_dims(scenario=[""])
    x = instants(named, source)[""]
    heights = np.array(list(classes.values()))
    whole = heights.sum(axis=0)
    ax, own = canvas(ax)
    years_axis(ax, float(math.floor(x[0])), float(x[-1]))
    ax.set_ylim(0, float(whole.max()) * 1.06)
    labels = EndLabels(ax)
    edges = np.vstack([np.zeros_like(whole), np.cumsum(heights, axis=0)])
    for place_number, (name, words) in enumerate(CLASSES.items()):
        low, high, colour = edges[place_number], edges[place_number + 1], AGE_COLOURS[place_number]
        ax.fill_between(
            x, low, high, color=colour, alpha=0.75, linewidth=0.8, edgecolor="white", zorder=2, label=name
        )
        value, share = float(heights[place_number, -1]), float(heights[place_number, -1] / whole[-1])
        text = say(
            language,
            f"{words[0]}: {number(value)} ({percent(share)})",
            f"{words[1]} {number(value, 'ja')}（{percent(share)}）",
        )
        labels.add(float(x[-1]), float((low[-1] + high[-1]) / 2), text, colour)
    unit = persons_axis(ax, language)
    caption(ax, say(language, f"Population ({unit})", f"人口（{unit}）"))
    grid(ax)
    old = [percent(float(heights[2, when] / whole[when])) for when in (0, -1)]
    years = [int(year) for year in (x[0], x[-1])]
    head = say(language, ", ", "・").join(word for word in (place, scenario_title) if word)
    head += say(language, ": ", "：") if head else ""
    message = head + say(
        language,
        f"aged 65+ from {old[0]} in {years[0]} to {old[1]} in {years[1]}",
        f"65歳以上は{years[0]}年の{old[0]}から{years[1]}年は{old[1]}へ",
    )
    headline(ax, message if title is None else title, sources, language)
    if own:
        arrange(ax)
    labels.settle()
    return ax


@styled
def natural_and_social_change(
    source: Labelled,
    *,
    scenario: str | None = None,
    scenario_title: str = "",
    observed: pd.DataFrame | None = None,
    place: str = "",
    title: str | None = None,
    sources: Sequence[str] = (),
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """Draw natural change (births less deaths) and social change (net migration) as bars, and their sum as a line.

    Losses point down. Persons per year; five-year periods are divided by five.

    Parameters
    ----------
    source : Dataset
        Projection or summary with ``net_migration`` and ``natural_change``, or ``births`` and ``deaths``.
    scenario, scenario_title
        As in :func:`age_classes`.
    observed : DataFrame, optional
        Columns measure (natural_change, net_migration), year, value; points on the bars.
    place, title, sources, ax, language
        As in :func:`totals`.

    Returns
    -------
    Axes
        Two sets of bars (natural, social), then the line of the sum.

    Raises
    ------
    FigureError
        If a variable or dim is missing, or one scenario must be selected first.
    """
    chosen = None if scenario is None else [scenario]
    natural, social = (
        exactly(per_year(source, name, chosen), ("period",), ("period",))
        for name in ("natural_change", "net_migration")
    )
    x = natural["period"].values
    n, s = natural.values, social.values
    width = 0.8 * float(x[1] - x[0] if len(x) > 1 else 1)
    seen = None if observed is None else table(observed, ("measure", "year", "value"), "observed")
    ax, own = canvas(ax)
    first = min([float(x[0]), *([] if seen is None else seen["year"].astype(float))])
    years_axis(ax, first - width, float(x[-1]) + width)
    words = (say(language, "natural change", "自然増減"), say(language, "social change", "社会増減"))
    ax.bar(x - width / 4, n, width / 2, color=NATURAL, alpha=0.75, label=words[0], zorder=2)
    ax.bar(x + width / 4, s, width / 2, color=SOCIAL, alpha=0.75, label=words[1], zorder=2)
    ax.plot(
        x,
        n + s,
        color=INK,
        linewidth=1.4,
        marker="o",
        markersize=2.5,
        zorder=4,
        label=say(language, "total change", "人口増減"),
    )
    if seen is not None:
        _observed_changes(ax, seen, language)
    ax.axhline(0, color=MUTED, linewidth=1.0, zorder=3)
    low, high = min(ax.dataLim.y0, 0.0), max(ax.dataLim.y1, 0.0)
    ax.set_ylim(low - 0.08 * (high - low), high + 0.08 * (high - low))
    ax.spines["bottom"].set_visible(False)
    unit = persons_axis(ax, language, signed=True)
    caption(ax, say(language, "Change (persons per year)", f"増減（{unit}／年）"))
    grid(ax)
    labels = EndLabels(ax)
    for y, value, text, colour in (
        (n[-1], n[-1], words[0], NATURAL),
        (s[-1], s[-1], words[1], SOCIAL),
        (n[-1] + s[-1], n[-1] + s[-1], say(language, "total", "合計"), INK),
    ):
        labels.add(float(x[-1]), float(y), f"{text} {number(value, language, sign=True)}", colour)
    step = round(float(x[1] - x[0])) if len(x) > 1 else 1
    sums = [number(float(part.sum()) * step, language, sign=True) for part in (n, s)]
    until = round(float(x[-1]) + (step + 1) / 2)
    begin = round(float(x[0]) - (step - 1) / 2)
    head = say(language, ", ", "・").join(word for word in (place, scenario_title) if word)
    head += say(language, ": ", "：") if head else ""
    message = head + say(
        language,
        f"{sums[0]} by births and deaths, {sums[1]} by migration, {begin} to {until}",
        f"{begin}～{until}年に自然増減{sums[0]}、社会増減{sums[1]}",
    )
    headline(ax, message if title is None else title, sources, language)
    if own:
        arrange(ax)
    labels.settle()
    return ax


def _observed_changes(ax: Axes, seen: pd.DataFrame, language: str) -> None:
    marks = (
        ("natural_change", "v", NATURAL, "natural change, observed", "自然増減（実績）"),
        ("net_migration", "D", SOCIAL, "social change, observed", "社会増減（実績）"),
    )
    for measure, marker, colour, en, ja in marks:
        rows = seen[seen["measure"] == measure]
        ax.plot(
            rows["year"],
            rows["value"],
            linestyle="",
            marker=marker,
            markersize=5.5,
            markerfacecolor="white",
            markeredgecolor=ink(colour),
            markeredgewidth=1.2,
            zorder=5,
            label=say(language, en, ja),
        )
    handles, labels = ax.get_legend_handles_labels()
    chosen = [
        (h, text)
        for h, text in zip(handles, labels, strict=True)
        if text in {item[3 if language == "en" else 4] for item in marks}
    ]
    ax.legend(
        [h for h, _ in chosen],
        [t for _, t in chosen],
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=2,
        borderaxespad=0.2,
        borderpad=0.1,
        fontsize=8.5,
        handletextpad=0.1,
    )
