"""The total over time: scenarios, outlook, published projections, observed counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from cohort.report.charts.panel import Beside, Panel, chart
from cohort.report.charts.select import Array, Labelled, by_scenario, day_part, instants, positions, table
from cohort.report.charts.style import SMALL_SIZE, TEXT_SIZE, line_style, under
from cohort.scenario.model import Outlook
from cohort.story import messages
from cohort.story.messages import persons
from cohort.text import Said, Text
from cohort.vocabulary import BASES, INK, MUTED, series_day, series_text

_MARKERS = {"census": "o", "observed": "o", "register": "s"}  # a count has one look in every chart
_OBSERVED = Text("observed", "実績")


@chart("tall")
def totals(
    panel: Panel,
    source: Labelled,
    *,
    scenarios: Sequence[str] | None = None,
    titles: Mapping[str, Said | str] | None = None,
    outlook: Outlook | Sequence[Outlook] = (),
    published: pd.DataFrame | None = None,
    series_titles: Mapping[str, Said | str] | None = None,
    observed: pd.DataFrame | None = None,
    from_zero: bool = False,
) -> Said:
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
        What the plan looks forward to for the population; marked by a diamond.
    published : DataFrame, optional
        Columns series, measure, year, value, and optionally date ("MM-DD"; without it the day the series is known to
        stand for, or the projection's reference date).
    series_titles : mapping, optional
        Series -> its name in the chart.
    observed : DataFrame, optional
        Columns value and date (or year: a number, 2020.75 is 1 October), and optionally basis (census, register).
    from_zero : bool
        Start the vertical axis at 0. If not, the chart says where it starts.

    Returns
    -------
    Axes
        One line a scenario, in order, labelled with the scenario's name.
    """
    array = by_scenario(source, "population", "time", scenarios)
    wanted = list(outlook) if isinstance(outlook, Sequence) else [outlook]
    outlooks = [one for one in wanted if one.measure == "population"]
    places = instants(array, source)
    first = min([float(x[0]) for x in places.values()] + positions(observed))
    panel.years(int(np.floor(first)), max(float(x[-1]) for x in places.values()))
    _lines(panel, array, places, titles or {})
    part = float(next(iter(places.values()))[0] % 1)
    _outlooks(panel, outlooks, part)
    _launches(panel, array, places)
    if observed is not None:
        _observed(panel, observed)
    if published is not None:
        _published(panel, published, part, series_titles or {}, array, places)
    starts = _start(panel, from_zero)
    panel.note(Text("Population ({unit}{starts})", "人口（{unit}{starts}）", unit=panel.persons(), starts=starts))
    panel.grid()
    return _message(array, outlooks)


def _lines(panel: Panel, array: xr.DataArray, places: Mapping[str, Array], titles: Mapping[str, Said | str]) -> None:
    """Draw each scenario, with its title and last value at its end."""
    colours = panel.colour_of(list(places))
    for number, (name, x) in enumerate(places.items()):
        y = array.sel(scenario=name).values.astype(float)
        style = line_style(number)
        panel.ax.plot(x, y, color=colours[name], linestyle=style, label=name, zorder=4, solid_capstyle="round")
        title, count = panel.say(titles.get(name, name)), panel.say(persons(y[-1]))
        panel.end(x[-1], y[-1], under(title, count, 175, panel.labels.size), colours[name])


def _published(
    panel: Panel,
    published: pd.DataFrame,
    part: float,
    names: Mapping[str, Said | str],
    array: xr.DataArray,
    places: Mapping[str, Array],
) -> None:
    """Draw published series as thin dashed lines, or a small square where a single year was published.

    Each is labelled at the right edge with its last value (and its year, where that is not the last drawn). A point
    where a scenario's line lies (within a tenth of a percent: it reproduces the series) has no label of its own.
    """
    rows = table(published, ("series", "measure", "year", "value"), "published")
    edge = panel.ax.get_xlim()[1]
    for key, group in rows[rows["measure"] == "population"].groupby("series", sort=False):
        group = group.sort_values("year")
        day = series_day(str(key))
        days = group["date"] if "date" in group.columns else [day] * len(group)
        x = group["year"].to_numpy(float) + [day_part(str(one)) if one else part for one in days]
        y = group["value"].to_numpy(float)
        x, y = x[x <= edge + 1e-9], y[x <= edge + 1e-9]
        if not len(x):
            continue
        name = names.get(str(key), series_text(str(key)))
        style: dict[str, Any] = {"linestyle": (0, (4, 2)), "linewidth": 1.0}
        if len(x) == 1:
            style = {"linestyle": "", "marker": "s", "markersize": 4, "clip_on": False}
        panel.ax.plot(x, y, color=MUTED, label=panel.say(name), zorder=2, **style)
        if len(x) == 1 and _reproduced(x[0], y[0], array, places):
            continue
        words = Text("{name}: {value}", "{name}：{value}", name=name, value=persons(y[-1]))
        if x[-1] <= edge - 1.01:
            words = Text("{words} ({year})", "{words}（{year}年）", words=words, year=int(x[-1]))
        panel.end(x[-1], y[-1], words, MUTED, smaller=1.5)


def _reproduced(x: float, y: float, array: xr.DataArray, places: Mapping[str, Array]) -> bool:
    return any(
        bool(((np.abs(at - x) < 1) & (np.abs(array.sel(scenario=name).values / y - 1) < 1e-3)).any())
        for name, at in places.items()
    )


def _observed(panel: Panel, observed: pd.DataFrame) -> None:
    """Draw observed counts as points, one shape for each basis."""
    rows = table(observed, ("value",), "observed")
    rows = rows.assign(x=positions(rows), basis=rows.get("basis", "observed"))
    for basis, group in rows.groupby("basis", sort=False):
        name = panel.say(BASES.get(str(basis), _OBSERVED if basis == "observed" else str(basis)))
        panel.points(group["x"], group["value"], _MARKERS.get(str(basis), "^"), name)
        points = sorted(zip(group["x"].tolist(), group["value"].tolist(), strict=True))
        panel.beside.append(Beside(name, points, SMALL_SIZE))


def _outlooks(panel: Panel, outlooks: Sequence[Outlook], part: float) -> None:
    """Mark what the plan looks forward to with a black diamond, in its own words."""
    for one in outlooks:
        at = one.year + part, one.value
        panel.ax.plot(
            *([value] for value in at),
            linestyle="",
            marker="D",
            markersize=8,
            color=INK,
            markeredgecolor="white",
            zorder=6,
            label="outlook",
            clip_on=False,
        )
        words = Text("Outlook {year}:\n{said}", "{year}年の展望\n{said}", year=one.year, said=one.said)
        panel.beside.append(Beside(panel.say(words), [at], TEXT_SIZE))


def _launches(panel: Panel, array: xr.DataArray, places: Mapping[str, Array]) -> None:
    """Mark where projections start, once for each start."""
    starts: dict[float, float] = {}
    for name, at in places.items():
        starts.setdefault(float(at[0]), float(array.sel(scenario=name)[0]))
    panel.ax.plot(
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
    words = Text("launch {year}", "推計の起点（{year}年）", year=int(first))
    panel.beside.append(Beside(panel.say(words), [(first, starts[first])]))


def _start(panel: Panel, from_zero: bool) -> Said:
    """Set the vertical limits; return the words that say where the axis starts, if not at zero."""
    ax = panel.ax
    low, high = ax.dataLim.y0, ax.dataLim.y1
    room = high - low or high
    ax.set_ylim(0 if from_zero else low - 0.06 * room, high + 0.08 * room)
    if from_zero or low <= 0:
        return Text("", "")
    ticks = ax.yaxis.get_major_locator().tick_values(*ax.get_ylim())
    below = max((float(tick) for tick in ticks if tick <= low), default=0.0)
    below = below if below > 0.25 * (high - low) else 0.0
    ax.set_ylim(bottom=below)
    return axis_starts(below)


def axis_starts(base: float) -> Text:
    """Return the words that say where an axis starts, if not at zero."""
    if base <= 0:
        return Text("", "")
    return Text("; axis starts at {base}, not at 0", "、縦軸は0でなく{base}から", base=persons(base))


def _message(array: xr.DataArray, outlooks: Sequence[Outlook]) -> Said:
    """Return the title: whether the outlook is met, or from where to where the population goes."""
    inside = [one for one in outlooks if one.year in array["time"].values]
    if inside:
        low, high = inside[0].limits()
        values = array.sel(time=inside[0].year).values
        return messages.reached(inside[0], int(((values >= low) & (values <= high)).sum()), values.tolist())
    first, last = int(array["time"][0]), int(array["time"][-1])
    start = float(array.sel(time=first).mean())
    return messages.course(first, start, last, array.sel(time=last).values.tolist())
