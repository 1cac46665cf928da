"""Small charts side by side, one for each area."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cohort.report.figures.select import (
    Labelled,
    added_up,
    exactly,
    instants,
    quantity,
)
from cohort.report.figures.style import (
    INK,
    MUTED,
    SIZE,
    TEXT_SIZE,
    TITLE_SIZE,
    canvas,
    grid,
    ink,
    line_style,
    number,
    persons_axis,
    say,
    scenario_colours,
    styled,
    wrap,
    years_axis,
)


@styled
def small_multiples(
    source: Labelled,
    *,
    measure: str = "population",
    names: Mapping[str, str] | None = None,
    titles: Mapping[str, str] | None = None,
    scenarios: Sequence[str] | None = None,
    index: bool = True,
    columns: int = 4,
    place: str = "",
    title: str | None = None,
    sources: Sequence[str] = (),
    figure: Figure | None = None,
    language: str = "en",
) -> list[Axes]:
    """Draw one small chart for each area, all with the same axes.

    Parameters
    ----------
    source : Dataset or DataArray
        ``measure`` with dims (area, time) or more.
    names : mapping, optional
        Area code -> name.
    scenarios, titles, place, title, sources, language
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
    array = added_up(quantity(source, measure), ("sex", "age", "age_group"))
    array = exactly(array, ("area", "scenario", "time"), ("area", "time"))
    if "scenario" not in array.dims:
        array = array.drop_vars("scenario", errors="ignore").expand_dims(scenario=[""])
    array = array if scenarios is None else array.sel(scenario=list(scenarios))
    array = array.transpose("area", "scenario", "time")
    shown = array / array.isel(time=0) * 100 if index else array
    labels = [str(name) for name in array["scenario"].values]
    names, titles, colours = names or {}, titles or {}, scenario_colours(labels)
    areas = [str(area) for area in array["area"].values]
    columns = min(columns, len(areas))
    rows = math.ceil(len(areas) / columns)
    if figure is None:
        from matplotlib import pyplot

        figure = pyplot.figure(figsize=(SIZE[0], 1.25 + 1.75 * rows))
    wide, high = figure.get_size_inches()
    grid_ = figure.add_gridspec(
        rows,
        columns,
        left=0.75 / wide,
        right=1 - 0.25 / wide,
        top=1 - 1.05 / high,
        bottom=0.75 / high,
        hspace=0.42,
        wspace=0.16,
    )
    top = float(shown.max()) * 1.05
    found: list[Axes] = []
    for place_number, area in enumerate(areas):
        ax, _ = canvas(figure.add_subplot(grid_[place_number // columns, place_number % columns]))
        found.append(ax)
        one = shown.isel(area=place_number)
        places = instants(one, source)
        years_axis(
            ax,
            float(math.floor(min(x[0] for x in places.values()))),
            float(max(x[-1] for x in places.values())),
            most=2,
        )
        for number_, name in enumerate(labels):
            ax.plot(
                places[name],
                one.sel(scenario=name),
                color=colours[name],
                linestyle=line_style(number_),
                linewidth=1.6,
                label=name,
            )
        ax.set_ylim(0, top)
        persons_axis(ax, language)
        grid(ax)
        ax.tick_params(labelsize=8, labelleft=place_number % columns == 0)
        last = one.isel(time=-1)
        low, best = float(last.min()), float(last.max())
        ends = f"{low:.0f}" if round(low) == round(best) else f"{low:.0f}–{best:.0f}"
        ends = (
            ends
            if index
            else number(low, language)
            if low == best
            else f"{number(low, language)}–{number(best, language)}"
        )
        ax.set_title(
            f"{names.get(area, area)}  {ends}{'%' if index else ''}", loc="left", size=TEXT_SIZE, color=INK
        )
    _around(figure, array, labels, titles, colours, place, title, sources, index, language)
    return found


def _around(
    figure: Figure,
    array: xr.DataArray,
    labels: Sequence[str],
    titles: Mapping[str, str],
    colours: Mapping[str, str],
    place: str,
    title: str | None,
    sources: Sequence[str],
    index: bool,
    language: str,
) -> None:
    """Write title, unit, key and sources around small charts."""
    wide, high = figure.get_size_inches()
    first, last = int(array["time"][0]), int(array["time"][-1])
    change = array.isel(time=-1, scenario=0) / array.isel(time=0, scenario=0) - 1
    head = f"{place}{say(language, ': ', '：')}" if place else ""
    least, most = (f"{float(edge):+.0%}".replace("-", "−") for edge in (change.min(), change.max()))
    whose = titles.get(labels[0], labels[0])
    message = head + say(
        language,
        f"change of {least} to {most} by {last}" + (f" ({whose})" if whose else ""),
        f"{last}年までの増減は{least}～{most}" + (f"（{whose}）" if whose else ""),
    )
    figure.text(
        0.15 / wide,
        1 - 0.12 / high,
        wrap(message if title is None else title, wide * 72 - 20, TITLE_SIZE),
        va="top",
        size=TITLE_SIZE,
    )
    unit = (
        say(language, f"{first} = 100%", f"{first}年＝100%")
        if index
        else say(language, "persons", "人口（人）")
    )
    figure.text(0.15 / wide, 1 - 0.45 / high, unit, va="top", size=TEXT_SIZE - 0.5, color=MUTED)
    if len(labels) > 1:
        x = 1.3 / wide
        for name in labels:
            text = figure.text(
                x,
                1 - 0.45 / high,
                titles.get(name, name),
                va="top",
                size=TEXT_SIZE - 0.5,
                color=ink(colours[name]),
                weight="normal",
            )
            x += (text.get_window_extent().width / figure.dpi + 0.25) / wide
    if sources:
        foot = say(
            language,
            "Sources: " + "; ".join(dict.fromkeys(sources)),
            "資料：" + "、".join(dict.fromkeys(sources)),
        )
        figure.text(0.15 / wide, 0.1 / high, wrap(foot, wide * 72 - 20, 8), va="bottom", size=8, color=MUTED)
