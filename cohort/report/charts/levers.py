"""Differences and what-ifs: the draws of a projection, the parts of a difference."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from cohort.report.charts.panel import Beside, Panel, chart
from cohort.report.charts.select import Array, Labelled, added_up, exactly, instants, positions, quantity, refuse, table
from cohort.report.charts.style import TEXT_SIZE, text_width, wrap
from cohort.report.charts.totals import axis_starts
from cohort.scenario.model import Outlook
from cohort.story import messages
from cohort.story.messages import persons, persons_changed
from cohort.text import EMPTY, Said, Text
from cohort.vocabulary import INK, MUTED, PALETTE, VOCABULARY
from cohort.wording import plain


@chart()
def fan(
    panel: Panel,
    source: Labelled,
    *,
    measure: str = "population",
    levels: Sequence[float] = (0.5, 0.8, 0.95),
    observed: pd.DataFrame | None = None,
    outlook: Sequence[Outlook] = (),
    colour: str = PALETTE[0],
) -> Said:
    """Draw the median over draws and nested bands that hold stated shares of the draws.

    Parameters
    ----------
    source : Dataset or DataArray
        ``measure`` with dims (draw, time) or more (sex and age are added up) of one area and scenario.
    measure : str
        Name of the variable.
    levels : sequence of float
        Shares of the draws inside each band: 0.8 lies between the quantiles 0.1 and 0.9.
    observed : DataFrame, optional
        Columns year and value.
    outlook : sequence of Outlook
        What a plan looks forward to: marks.
    colour : str
        Of the bands and the median.

    Returns
    -------
    Axes
        One band a level, widest first, and the line of the median.
    """
    for wrong in (level for level in levels if not 0 < level < 1):
        en, ja = "use shares between 0 and 1.", "は使えません。0 と 1 の間の割合にしてください。"
        refuse("fan", "levels", f"got {wrong}; {en}", f"{wrong} {ja}")
    array = exactly(added_up(quantity(source, measure)), ("draw", "time"), ("draw", "time"))
    x = instants(array.isel(draw=0).expand_dims(scenario=[""]), source)[""]
    seen = None if observed is None else table(observed, ("year", "value"), "observed")
    panel.years(math.floor(min([float(x[0]), *positions(seen)])), float(x[-1]))
    ordered = sorted(levels, reverse=True)
    _bands(panel, x, array.values, ordered, colour)
    if seen is not None:
        panel.points(seen["year"], seen["value"], "o", "observed")
    _marks(panel, outlook, float(x[0]) - float(array["time"].values[0]))
    low, high = panel.ax.dataLim.y0, panel.ax.dataLim.y1
    base = 0.0 if low < 0.5 * (high - low) else low - 0.05 * (high - low)
    panel.ax.set_ylim(base, high + 0.08 * (high - low))
    panel.note(
        Text(
            "{name} ({unit}{starts}), {draws:,} draws",
            "{name}（{unit}{starts}）、{draws:,}回の試行",
            name=VOCABULARY[measure].text if measure in VOCABULARY else measure,
            unit=panel.persons(),
            starts=Text("; axis does not start at 0", "、縦軸は0からではない") if base else EMPTY,
            draws=array.sizes["draw"],
        )
    )
    panel.grid()
    edges = np.quantile(array.values[:, -1], [(1 - ordered[0]) / 2, (1 + ordered[0]) / 2])
    return messages.draws(int(array["time"][-1]), ordered[0], float(edges[0]), float(edges[1]))


def _marks(panel: Panel, outlook: Sequence[Outlook], shift: float) -> None:
    """Mark what a plan looks forward to, on the day of the instants (``shift``: part of the year)."""
    for one in outlook:
        said = Text("{year}: {said}", "{year}年：{said}", year=one.year, said=one.said)
        at = (one.year + shift, one.value)
        panel.ax.plot(*([value] for value in at), "D", color=INK, markersize=7, mec="white", zorder=6)
        panel.beside.append(Beside(panel.say(said), [at], TEXT_SIZE - 0.5))


def _bands(panel: Panel, x: Array, values: Array, levels: Sequence[float], colour: str) -> None:
    """Draw a band for each level, widest first, and the median."""
    for number, level in enumerate(levels):
        low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=0)
        panel.ax.fill_between(
            x, low, high, color=colour, alpha=0.18 + 0.12 * number, linewidth=0, zorder=2, label=f"{level:g}"
        )
        inside = f"{(1 + level) / 2:.1%}".replace(".0%", "%")
        for edge, words in (
            (high, Text("{share} below {value}", "{share}が{value}以下", share=inside, value=persons(high[-1]))),
            (low, Text("{share} above {value}", "{share}が{value}以上", share=inside, value=persons(low[-1]))),
        ):
            panel.end(x[-1], edge[-1], words, MUTED, smaller=1.0)
    median = np.median(values, axis=0)
    panel.ax.plot(x, median, color=colour, zorder=4, label="median")
    words = Text("median {value}", "中央値 {value}", value=persons(float(median[-1])))
    panel.end(x[-1], median[-1], words, colour)


@chart()
def tornado(panel: Panel, bounds: Mapping[Said | str, tuple[float, float]], *, centre: float) -> Said:
    """Draw how far each lever alone moves a number, the widest on top.

    Parameters
    ----------
    bounds : mapping
        Words -> (low, high) of the number while this lever alone varies; persons.
    centre : float
        The number without luck.

    Returns
    -------
    Axes
        One bar a lever, from low to high, on a line at ``centre``.
    """
    pairs = [value for value in bounds.values() if np.shape(value) == (2,) and np.isfinite(value).all()]
    if not pairs or len(pairs) < len(bounds):
        en, ja = ("give each lever two numbers, low and high.", "要因ごとに下端と上端の2つの数値を渡してください。")
        refuse("tornado", "bounds", f"got {len(bounds)} levers; {en}", f"要因が {len(bounds)} 個です。{ja}")
    ordered = sorted(bounds.items(), key=lambda one: one[1][1] - one[1][0])
    for place, (_, (low, high)) in enumerate(ordered):
        panel.ax.barh(place, low - centre, 0.6, left=centre, color=PALETTE[1], alpha=0.8, zorder=2)
        panel.ax.barh(place, high - centre, 0.6, left=centre, color=PALETTE[0], alpha=0.8, zorder=2)
        for edge, side, away in ((low, "right", -4), (high, "left", 4)):
            panel.ax.annotate(
                panel.say(persons(edge)), (edge, place), (away, 0), textcoords="offset points",
                ha=side, va="center", size=TEXT_SIZE - 0.5, color=INK,
            )  # fmt: skip
    panel.ax.axvline(centre, color=INK, linewidth=1.0, zorder=3)
    widest = max(max(centre - low, high - centre) for low, high in bounds.values())
    panel.ax.set_xlim(centre - 1.35 * widest, centre + 1.35 * widest)
    panel.ax.set_yticks(range(len(ordered)), [panel.say(words) for words, _ in ordered], size=TEXT_SIZE)
    unit = panel.persons("x")
    panel.below(Text("Population ({unit}; axis does not start at 0)", "人口（{unit}、横軸は0からではない）", unit=unit))
    panel.grid("x")
    words, (low, high) = ordered[-1]
    return messages.widest(words, low, high)


@chart()
def waterfall(
    panel: Panel,
    parts: Mapping[str, float],
    start: float,
    end: float,
    *,
    start_label: Said | str = "",
    end_label: Said | str = "",
    labels: Mapping[str, Said | str] | None = None,
    within: float = 1e-6,
) -> Said:
    """Draw the way from one number to another, part by part.

    Parameters
    ----------
    parts : mapping
        Part -> persons, in the order drawn. ``start`` and the parts must add up to ``end``.
    start, end : float
        The two numbers; persons.
    start_label, end_label : str
        What they are.
    labels : mapping, optional
        Part -> words under its bar.
    within : float
        Difference, in persons, up to which the sum is right; for published figures rounded to persons give 0.5 for each part.

    Returns
    -------
    Axes
        One bar for the start, each part and the end.
    """
    values = np.array([float(value) for value in parts.values()])
    gap = start + float(values.sum()) - end
    if not len(values) or not abs(gap) <= within:
        given = f"{start + values.sum():,.3f}"
        side = "much" if gap > 0 else "little"
        refuse(
            "waterfall",
            "parts",
            f"{plain(start)} and the parts make {given}, not {end:,.3f}; {abs(gap):,.3f} too {side}. Give parts that add up.",
            f"{plain(start)} と各要因の和は {given} で、{end:,.3f} になりません（差 {gap:+,.3f}）。和が合う要因を渡してください。",
        )
    named = labels or {}
    words = [start_label or Text("start", "起点"), *(named.get(key, key) for key in parts)]
    words.append(end_label or Text("end", "終点"))
    base = _steps_down(panel, values, start, end)
    said = [_under(panel.say(one), len(words)) for one in words]
    panel.ax.set_xticks(np.arange(len(words)), said, size=TEXT_SIZE - 0.5)
    panel.ax.yaxis.set_major_locator(MaxNLocator(6))
    unit = panel.persons()
    starts = axis_starts(base)
    panel.note(Text("Population ({unit}{starts})", "人口（{unit}{starts}）", unit=unit, starts=starts))
    panel.grid()
    panel.ax.tick_params(axis="x", length=0)
    most = int(np.argmax(np.abs(values)))
    return messages.gap(end - start, words[most + 1], float(values[most]))


def _steps_down(panel: Panel, values: Array, start: float, end: float) -> float:
    """Draw the bars, what joins them, and the number of each; return where the axis starts."""
    tops = start + np.cumsum(values)
    bottoms, levels = np.concatenate([[start], tops[:-1]]), np.concatenate([[start], tops])
    span = float(levels.max() - levels.min()) or abs(start) or 1.0
    lowest = float(levels.min())
    base = max(0.0, lowest - 0.5 * span) if lowest > 0 else lowest
    unit = 10.0 ** math.floor(math.log10(span))
    base = math.floor(base / unit) * unit  # a round number, as it is written above the chart
    ax, x = panel.ax, np.arange(len(values) + 2)
    ax.bar([x[0], x[-1]], [start - base, end - base], 0.62, bottom=base, color="#8C8C8C", zorder=2)
    colours = [PALETTE[0] if value >= 0 else PALETTE[1] for value in values]
    ax.bar(x[1:-1], values, 0.62, bottom=bottoms, color=colours, zorder=2)
    for number, level in enumerate(levels):
        ax.plot([number - 0.31, number + 1.31], [level, level], color=MUTED, linewidth=0.7, zorder=3)
    ax.set_ylim(base, float(levels.max()) + 0.14 * span)
    ax.set_xlim(-0.6, len(x) - 0.4)
    shown = [persons(start), *(persons_changed(value) for value in values), persons(end)]
    for number, (words, y) in enumerate(zip(shown, [start, *np.maximum(bottoms, tops), end], strict=True)):
        ax.annotate(
            panel.say(words),
            (number, float(y)),
            (0, 3),
            textcoords="offset points",
            ha="center",
            va="bottom",
            size=TEXT_SIZE,
            color=INK,
        )
    return base


def _under(word: str, bars: int) -> str:
    """Break the words under a bar so that neighbours do not touch."""
    room = 470 / bars
    longest = max((text_width(piece, TEXT_SIZE - 0.5) for piece in word.split(" ")), default=0.0)
    return wrap(word, max(room, min(longest, room * 1.2)), TEXT_SIZE - 0.5)
