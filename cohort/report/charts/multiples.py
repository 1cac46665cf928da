"""Small charts side by side, one for each area."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cohort.arguments import COUNT, DRAWN, FIGURE, LANGUAGE, MAPPING, SAID, SOME_NAMES, TEXT, TEXTS, TRUTH, takes
from cohort.report.charts.panel import SIZES, Panel
from cohort.report.charts.select import Labelled, added_up, exactly, instants, quantity
from cohort.report.charts.style import (
    SMALL_SIZE,
    TEXT_SIZE,
    TITLE_SIZE,
    drawing,
    line_style,
    readable,
    scenario_colours,
    wrap,
)
from cohort.story import messages
from cohort.story.messages import headed, persons
from cohort.text import Said, Text
from cohort.vocabulary import INK, MUTED


@takes(
    source=DRAWN, measure=TEXT, names=MAPPING, titles=MAPPING, scenarios=SOME_NAMES, index=TRUTH, columns=COUNT, place=SAID,
    title=SAID, sources=TEXTS, figure=FIGURE, language=LANGUAGE, colours=MAPPING,
)  # fmt: skip
def small_multiples(
    source: Labelled,
    *,
    measure: str = "population",
    names: Mapping[str, str] | None = None,
    titles: Mapping[str, Said | str] | None = None,
    scenarios: Sequence[str] | None = None,
    index: bool = True,
    columns: int = 4,
    place: Said | str = "",
    title: Said | str | None = None,
    sources: Sequence[Said | str] = (),
    figure: Figure | None = None,
    language: str = "en",
    colours: Mapping[str, str] | None = None,
) -> list[Axes]:
    """Draw one small chart for each area, all with the same axes.

    Parameters
    ----------
    source : Dataset or DataArray
        ``measure`` with dims (area, time) or more.
    names : mapping, optional
        Area code -> name.
    scenarios, titles, place, title, sources, language, colours
        As in :func:`totals`.
    index : bool
        Show percent of the first year, so that large and small areas can be compared. If not, persons.
    columns : int
        Charts in a row.
    figure : Figure, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    list of Axes
        One for each area, in order.

    Raises
    ------
    FigureError
        If the dim ``area`` or ``time`` is missing.
    """
    array = _of_areas(source, measure, scenarios)
    whose = [str(name) for name in array["scenario"].values]
    inks = {**scenario_colours(whose), **(colours or {})}
    with drawing(language):
        found = _grid(array, source, index, columns, names or {}, inks, figure, language)
        first, last = array.isel(time=0, scenario=0), array.isel(time=-1, scenario=0)
        change = last / first - 1
        said = (titles or {}).get(whose[0], whose[0])
        message = messages.range_of_changes(int(last["time"]), float(change.min()), float(change.max()), said)
        unit = Text("{year} = 100%", "{year}年＝100%", year=int(first["time"])) if index else _PERSONS
        key = {(titles or {}).get(name, name): inks[name] for name in whose} if len(whose) > 1 else {}
        _around(found[0], headed(message, place) if title is None else title, unit, key, sources)
    return [panel.ax for panel in found]


def side_by_side(source: Labelled, *, ax: Axes, **named: Any) -> Axes:
    """Draw `small_multiples` in the place of axes that are given, and return the first of them."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    ax.remove()
    return small_multiples(source, figure=figure, **named)[0]


_PERSONS = Text("persons", "人口（人）")


def _of_areas(source: Labelled, measure: str, scenarios: Sequence[str] | None) -> xr.DataArray:
    """Return a measure by (area, scenario, time)."""
    array = exactly(added_up(quantity(source, measure)), ("area", "scenario", "time"), ("area", "time"))
    if "scenario" not in array.dims:
        array = array.drop_vars("scenario", errors="ignore").expand_dims(scenario=[""])
    array = array if scenarios is None else array.sel(scenario=list(scenarios))
    return array.transpose("area", "scenario", "time")


def _grid(
    array: xr.DataArray,
    source: Labelled,
    index: bool,
    columns: int,
    names: Mapping[str, str],
    colours: Mapping[str, str],
    figure: Figure | None,
    language: str,
) -> list[Panel]:
    """Draw the small charts, row by row."""
    shown = array / array.isel(time=0) * 100 if index else array
    areas = [str(area) for area in array["area"].values]
    columns = min(columns, len(areas))
    rows = math.ceil(len(areas) / columns)
    if figure is None:
        from matplotlib import pyplot

        figure = pyplot.figure(figsize=(SIZES["wide"][0], 1.25 + 1.75 * rows))
    wide, high = figure.get_size_inches()
    edges = {"left": 0.75 / wide, "right": 1 - 0.25 / wide, "top": 1 - 1.05 / high, "bottom": 0.75 / high}
    places = figure.add_gridspec(rows, columns, hspace=0.42, wspace=0.16, **edges)
    found = []
    for number, area in enumerate(areas):
        panel = Panel(figure.add_subplot(places[number // columns, number % columns]), language)
        _one(panel, shown.isel(area=number), source, names.get(area, area), index, colours)
        panel.ax.set_ylim(0, float(shown.max()) * 1.05)
        panel.persons()
        panel.grid()
        panel.ax.tick_params(labelsize=SMALL_SIZE, labelleft=number % columns == 0)
        found.append(panel)
    return found


def _one(panel: Panel, one: xr.DataArray, source: Labelled, name: str, index: bool, colours: Mapping[str, str]) -> None:
    """Draw the lines of one area, with its last values in its title."""
    places = instants(one, source)
    starts, ends = [float(x[0]) for x in places.values()], [float(x[-1]) for x in places.values()]
    panel.years(float(math.floor(min(starts))), max(ends))
    panel.ax.set_xticks(panel.ax.get_xlim())
    at_first, at_last = panel.ax.get_xticklabels()
    at_first.set_horizontalalignment("left")  # away from those of the next
    at_last.set_horizontalalignment("right")
    for number, (scenario, x) in enumerate(places.items()):
        panel.ax.plot(
            x,
            one.sel(scenario=scenario),
            color=colours[scenario],
            linestyle=line_style(number),
            linewidth=1.6,
            label=scenario,
        )
    last = one.isel(time=-1)
    shown = [f"{value:.0f}" if index else panel.say(persons(value)) for value in (float(last.min()), float(last.max()))]
    text = "–".join(dict.fromkeys(shown)) + ("%" if index else "")
    panel.ax.set_title(f"{name}  {text}", loc="left", size=TEXT_SIZE, color=INK, pad=6)


def _around(
    panel: Panel, title: Said | str, unit: Text, key: Mapping[Said | str, str], sources: Sequence[Said | str]
) -> None:
    """Write title, unit, key and sources around small charts."""
    figure = panel.figure
    wide, high = figure.get_size_inches()
    width, left = wide * 72 - 20, 0.15 / wide
    figure.text(left, 1 - 0.12 / high, wrap(panel.say(title), width, TITLE_SIZE), va="top", size=TITLE_SIZE)
    x, y, size = 1.3 / wide, 1 - 0.45 / high, TEXT_SIZE - 0.5
    figure.text(left, y, panel.say(unit), va="top", size=size, color=MUTED)
    for name, colour in key.items():
        text = figure.text(x, y, panel.say(name), va="top", size=size, color=readable(colour))
        x += (text.get_window_extent().width / figure.dpi + 0.25) / wide
    if sources:
        foot = panel.sources(sources)
        figure.text(left, 0.1 / high, wrap(foot, width, SMALL_SIZE), va="bottom", size=SMALL_SIZE, color=MUTED)
