"""Answers for planners: what a person is later, numbers side by side, when lines are crossed, actuals beside paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.ticker import FuncFormatter, MaxNLocator

from cohort.report.charts.panel import Beside, Panel, chart
from cohort.report.charts.select import exactly, refuse
from cohort.report.charts.style import TEXT_SIZE, balanced, readable, text_width, wrap
from cohort.story import messages
from cohort.text import Said, Text
from cohort.vocabulary import GRID, INK, MUTED, NOT_CROSSED, PALETTE, SEX_COLOURS, SEX_NAMES
from cohort.wording import Plain

_ROOM = 470.0  # points for what stands side by side under the axis


@chart()
def value_by_age(
    panel: Panel,
    values: xr.DataArray,
    *,
    points: Mapping[Said | str, tuple[float, float]] | None = None,
    words: Said | str = "",
) -> Said:
    """Draw what one more person is some years later, by sex and age of arrival.

    Parameters
    ----------
    values : DataArray
        Dims (sex, age): persons per person; NaN where there is none.
    points : mapping, optional
        Words -> (age, value): who is marked.
    words : str
        What the value is.

    Returns
    -------
    Axes
        A line for women and one for men.
    """
    array = exactly(values, ("sex", "age"), ("sex", "age"), gaps=True)
    ages = array["age"].values.astype(float)
    panel.ax.set_xlim(ages[0], ages[-1])
    panel.ax.xaxis.set_major_locator(MaxNLocator(10, steps=[1, 2, 5, 10]))
    apart = (
        abs(array.sel(sex="female") - array.sel(sex="male")).fillna(0).values.argsort()[-len(ages) // 6 :]
    )  # elsewhere they are one line
    for sex in ("female", "male"):
        line = array.sel(sex=sex).values
        panel.ax.plot(ages, line, color=SEX_COLOURS[sex], zorder=3, label=sex)
        points_of = [(float(ages[place]), float(line[place])) for place in apart if np.isfinite(line[place])]
        panel.beside.append(Beside(panel.say(SEX_NAMES[sex]), points_of, TEXT_SIZE, readable(SEX_COLOURS[sex])))
    panel.ax.plot(ages[[0, -1]], [1, 1], color=MUTED, linewidth=1.0, linestyle=(0, (3, 3)), zorder=2.5)
    panel.ax.set_ylim(0, 1.12 * max(1.0, float(array.max())))
    panel.ax.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))  # one place says each: none of 0.25
    panel.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: Plain(value, 1).say(panel.language)))
    panel.note(words or Text("Persons per person who arrives", "転入1人あたりの人数"))
    panel.below(Text("Age on arrival", "転入時の年齢"))
    panel.grid()
    for name, at in (points or {}).items():
        said = panel.say(name)
        panel.ax.plot(*([part] for part in at), "o", markersize=6, color=INK, mec="white", zorder=5, label=said)
        panel.beside.append(Beside(said, [at], TEXT_SIZE))
    best = array.sel(sex="female")
    top = int(np.nanargmax(best.values))
    return messages.value_of_a_person(int(ages[top]), float(best.values[top]))


@chart()
def bars(
    panel: Panel,
    heights: Mapping[Said | str, float | None],
    *,
    places: int = 0,
    notes: Mapping[Said | str, Said | str] | None = None,
    words: Said | str = "",
    ranges: Mapping[Said | str, tuple[float, float]] | None = None,
) -> Said:
    """Draw numbers side by side, each with its figure.

    Parameters
    ----------
    heights : mapping
        Words under the bar -> its height; None: there is none, which is said.
    places : int
        Decimals of the figures.
    notes : mapping, optional
        Words under the bar -> a second line of words below them.
    words : str
        What the heights are, with their unit.
    ranges : mapping, optional
        Words under the bar -> (lowest, highest), drawn as a line across its top.

    Returns
    -------
    Axes
        One bar a number.
    """
    if not heights:
        refuse(
            "bars", "heights", "there are none; give at least one number.", "値がありません。一つ以上渡してください。"
        )
    names = list(heights)
    known = [np.nan if heights[name] is None else float(heights[name] or 0.0) for name in names]
    spans = ranges or {}
    ends = [*(end for span in spans.values() for end in span), *(x for x in known if np.isfinite(x)), 0.0]
    low, high = min(ends), max(ends)
    height = (high - low) or 1.0
    ax = panel.ax
    ax.bar(np.arange(len(names)), np.nan_to_num(known), 0.6, color=PALETTE[0], zorder=2)
    ax.set_ylim(low - (0.14 * height if low < 0 else 0.0), high + 0.16 * height)
    ax.set_xlim(-0.6, len(names) - 0.4)
    ax.axhline(0, color=MUTED, linewidth=1.0, zorder=2.5)
    for number, (name, value) in enumerate(zip(names, known, strict=True)):
        _figure(panel, number, value, places, spans.get(name))
    room = _ROOM / len(names)
    said = [_two_lines(panel, name, (notes or {}).get(name), room) for name in names]
    ax.set_xticks(np.arange(len(names)), said, size=TEXT_SIZE - 0.5)
    ax.yaxis.set_major_locator(MaxNLocator(6, integer=places == 0))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: Plain(value, places).say(panel.language)))
    panel.note(words)
    panel.grid()
    ax.tick_params(axis="x", length=0)
    return Text("{words}", "{words}", words=words)


def _figure(panel: Panel, number: int, value: float, places: int, span: tuple[float, float] | None) -> None:
    """Write the figure of a bar, and draw its range."""
    if span is not None:
        panel.ax.plot([number, number], span, color=INK, linewidth=1.6, zorder=4, marker="_", markersize=9)
    there = np.isfinite(value)
    top = max(value, 0.0, *(span or ())) if there else 0.0
    under = there and value < 0 and span is None
    panel.ax.annotate(
        panel.say(Plain(value, places) if there else Text("none", "なし")),
        (number, value if under else top),
        (0, -4 if under else 4),
        textcoords="offset points",
        ha="center",
        va="top" if under else "bottom",
        size=TEXT_SIZE,
        color=INK,
    )


def _two_lines(panel: Panel, name: Said | str, note: Said | str | None, room: float) -> str:
    """Return the words under a bar, broken so that neighbours do not touch."""
    lines = [panel.say(name)] + ([] if note is None else [panel.say(note)])
    return "\n".join(wrap(line, room * 0.94, TEXT_SIZE - 0.5) for line in lines)


@chart()
def crossings(
    panel: Panel,
    years: Mapping[Said | str, Mapping[str, int | None]],
    *,
    first: int,
    last: int,
    labels: Mapping[str, Said | str] | None = None,
) -> Said:
    """Draw the first year in which each scenario crosses each line.

    Parameters
    ----------
    years : mapping
        Words of a line -> scenario -> year, or None where it never does.
    first, last : int
        The years looked at.
    labels : mapping, optional
        Scenario -> words.

    Returns
    -------
    Axes
        A row a line, a point a scenario; at the right edge those that never cross it.
    """
    names = list(dict.fromkeys(name for row in years.values() for name in row))
    colours = panel.colour_of(names)
    beyond = last + max(1.0, 0.06 * (last - first))
    rows = len(years)
    for number, row in enumerate(years.values()):
        y = rows - 1 - number
        panel.ax.axhline(y, color=GRID, linewidth=1.0, zorder=1)
        spread = _apart([beyond if row.get(name) is None else float(row[name] or 0) for name in names])
        for name, (x, up) in zip(names, spread, strict=True):
            never = row.get(name) is None
            panel.ax.plot(
                [x], [y + up], "o", markersize=7.5, zorder=4, mew=1.4, mec=colours[name],
                color="white" if never else colours[name], label=f"{number} {name}",
            )  # fmt: skip
    panel.years(first, last)
    panel.ax.set_xlim(first, beyond + 0.04 * (last - first))
    panel.ax.set_ylim(-0.6, rows - 0.2)
    panel.ax.axvline((last + beyond) / 2, color=GRID, linewidth=1.0)
    said = [panel.say(one) for one in years]
    panel.ax.set_yticks(np.arange(rows)[::-1], [balanced(one, 130, TEXT_SIZE) for one in said], size=TEXT_SIZE)
    panel.ax.tick_params(axis="y", length=0)
    # beside the years it would run into the last of them
    at = (beyond - first) / (beyond + 0.04 * (last - first) - first)
    panel.write(NOT_CROSSED, (at, 1), (0, -4), ha="center", va="top", size=TEXT_SIZE, color=INK)
    handles = [panel.ax.plot([], [], "o", color=colours[name], markersize=7, linestyle="")[0] for name in names]
    panel.legend(handles, [(labels or {}).get(name, name) for name in names])
    every = [year for row in years.values() for year in row.values() if year is not None]
    return messages.crossed(min(every, default=None), max(every, default=None))


def _apart(places: Sequence[float]) -> list[tuple[float, float]]:
    """Return points that would lie on each other side by side, one above the other."""
    made = []
    for number, x in enumerate(places):
        same = [i for i, other in enumerate(places) if abs(other - x) < 0.5]
        made.append((x, 0.16 * (same.index(number) - (len(same) - 1) / 2)))
    return made


@chart()
def standings(
    panel: Panel, gaps: Mapping[Said | str, Mapping[str, float]], *, labels: Mapping[str, Said | str] | None = None
) -> Said:
    """Draw how far actuals are from the paths of scenarios, in steps of what still counts as on the path.

    Parameters
    ----------
    gaps : mapping
        Words of a figure -> scenario -> distance to the better side (above 0) or the worse (below 0); -1 is the edge.
    labels : mapping, optional
        Scenario -> words.

    Returns
    -------
    Axes
        A row a figure, a point a scenario; what lies left of the band is worse than the path.
    """
    names = list(dict.fromkeys(name for row in gaps.values() for name in row))
    colours = panel.colour_of(names)
    rows = len(gaps)
    every = [value for row in gaps.values() for value in row.values()]
    reach = max(2.0, 1.15 * max((abs(value) for value in every), default=0.0))
    panel.ax.axvspan(-1, reach, color="#EAF2EC", zorder=0, label="on track")
    panel.ax.axvline(0, color=MUTED, linewidth=1.0, zorder=1)
    for number, row in enumerate(gaps.values()):
        y = rows - 1 - number
        panel.ax.axhline(y, color=GRID, linewidth=1.0, zorder=1)
        close = reach / 18
        for name, (x, up) in zip(row, _apart([value / close for value in row.values()]), strict=True):
            panel.ax.plot(
                [x * close], [y + up], "o", markersize=7.5, zorder=4, color=colours[name], label=f"{number} {name}"
            )
    panel.ax.set_xlim(-reach, reach)
    panel.ax.set_ylim(-0.6, rows - 0.4)
    said = [panel.say(one) for one in gaps]
    widest = max((min(text_width(one, TEXT_SIZE), 150) for one in said), default=150)
    panel.ax.set_yticks(np.arange(rows)[::-1], [wrap(one, widest + 2, TEXT_SIZE) for one in said], size=TEXT_SIZE)
    panel.ax.tick_params(axis="y", length=0)
    ticks = [panel.say(Text("edge ", "境 ")), panel.say(Text(" path", " 経路"))]
    edge, path = panel.ax.set_xticks([-1, 0], ticks, size=TEXT_SIZE)
    edge.label1.set_horizontalalignment("right")  # away from each other: they may lie close
    path.label1.set_horizontalalignment("left")
    panel.below(Text("← worse than the path\u2003\u2003\u2003better →", "← 経路より悪い　　　　経路より良い →"))
    handles = [panel.ax.plot([], [], "o", color=colours[name], markersize=7, linestyle="")[0] for name in names]
    panel.legend(handles, [(labels or {}).get(name, name) for name in names])
    return messages.standing(sum(value < -1 for value in every), len(every))
