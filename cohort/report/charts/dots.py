"""Many results on one line: a dot each, stacked where they are alike."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from cohort.report.charts.panel import Panel, chart
from cohort.report.charts.select import Array, refuse
from cohort.report.charts.style import TEXT_SIZE
from cohort.scenario.outlook import Outlook
from cohort.story import messages
from cohort.text import Said, Text
from cohort.vocabulary import GRID, INK, PALETTE, VOCABULARY
from cohort.wording import Quantity, number

STACKS = (24, 161, 4)  # tried, from the lowest result to the highest
LARGEST = 11.0  # points across
ACROSS = 2.2  # width of the dots' place by its height
HEIGHT, HEADROOM = 0.56, 1.24  # of a figure that the dots may take; above the highest stack


@chart()
def dots(
    panel: Panel,
    result: xr.DataArray,
    *,
    by: str,
    outlook: Outlook,
    labels: Mapping[str, Said | str] | None = None,
    marked: float | None = None,
) -> Said:
    """Draw every result of a grid as a dot by its value, coloured by one thing that was varied, and the outlook as a line.

    Parameters
    ----------
    result : DataArray
        A dim for each thing that was varied; NaN is not drawn. In the unit of the outlook's measure.
    by : str
        The dim whose options are told apart by colour.
    outlook : Outlook
        What the results are held against.
    labels : mapping, optional
        Option of ``by`` -> words of the key; the coordinate if not given.
    marked : float, optional
        Value of the result that is ringed: the plan as it is written.

    Returns
    -------
    Axes
        With a line of dots for each option, labelled with its name.
    """
    if by not in result.dims:
        there = ", ".join(map(str, result.dims))
        refuse("dots", "by", f"got {by!r}; the dims are {there}.", f"{by!r} という次元はありません（{there}）。")
    others = [dim for dim in result.dims if dim != by]
    values = result.transpose(by, *others).values.reshape(result.sizes[by], -1)
    known = values[np.isfinite(values)]
    if not known.size:
        refuse("dots", "result", "there is no number to draw.", "描く数値がありません。")
    low, high = outlook.limits()
    names = [str(name) for name in result[by].values]
    x, y, width = _stacked(values)
    ax, top = panel.ax, float(np.nanmax(y)) + 1
    ends = [float(known.min()), float(known.max()), outlook.value]
    room = 0.03 * (max(ends) - min(ends)) + width
    ax.set_xlim(min(ends) - room, max(ends) + room)
    size, top = _size(panel, width, top)
    said = [(labels or {}).get(name, name) for name in names]
    panel.legend(_rows(panel, names, x, y, size), said, handletextpad=0.2, frameon=False)
    _goal(panel, outlook, top)
    _ring(panel, x, y, values, marked, size, outlook.measure)
    panel.below(_what(outlook, panel))
    panel.note(Text("A dot is one reading", "点1つが1通りの読み方"))
    panel.grid("x")
    ax.yaxis.set_visible(False)
    met = (known >= low) & (known <= high)
    return messages.read(outlook, int(met.sum()), known.size, float(known.min()), float(known.max()))


def _rows(panel: Panel, names: list[str], x: Array, y: Array, size: float) -> list[Line2D]:
    """Draw the dots of each option, and return what stands for them in the key."""
    handles = []
    for place, name in enumerate(names):
        there, colour = np.isfinite(y[place]), PALETTE[place % len(PALETTE)]
        panel.ax.plot(
            x[place][there], y[place][there], "o", markersize=size, color=colour, mec="white", mew=0.3, label=name, zorder=3
        )  # fmt: skip
        handles.append(Line2D([], [], linestyle="", marker="o", markersize=7, color=colour))
    return handles


def _what(outlook: Outlook, panel: Panel) -> Text:
    """Return what the horizontal axis shows, and give it its numbers."""
    term = VOCABULARY[outlook.measure]
    unit: Said = term.unit_text
    if term.unit == "persons":
        unit = panel.persons("x")
    else:
        panel.ax.xaxis.set_major_formatter(
            FuncFormatter(lambda value, _: number(outlook.measure, value, panel.language))
        )
    return Text(
        "{label} in {year} ({unit})", "{year}年の{label}（{unit}）", label=term.text, year=outlook.year, unit=unit
    )


def _stacked(values: Array) -> tuple[Array, Array, float]:
    """Return where each dot stands (option, reading): the middle of its stack and its height in it; and a stack's width.

    Dots of one option lie together in a stack, options in their order.
    """
    known = values[np.isfinite(values)]
    span = float(known.max() - known.min())
    # as many stacks as let the dots be largest: few are high, many are narrow
    tops = (
        {count: int(np.histogram(known, count)[0].max()) for count in range(*STACKS)} if span > 0 else {1: known.size}
    )
    count = max(tops, key=lambda one: min(ACROSS / one, 1 / (tops[one] * HEADROOM)))
    width = span / count or 1.0
    bins = np.where(np.isfinite(values), np.floor(values / width), -1)
    x, y = (bins + 0.5) * width, np.full(values.shape, np.nan)
    filled: dict[float, int] = {}
    for at in np.ndindex(values.shape):
        if np.isfinite(values[at]):
            height = filled.get(float(bins[at]), 0)
            y[at], filled[float(bins[at])] = height + 0.5, height + 1
    return x, y, width


def _size(panel: Panel, width: float, top: float) -> tuple[float, float]:
    """Return the diameter of a dot (points) at which neighbours just do not touch, and the stack that would fill the height."""
    low, high = panel.ax.get_xlim()
    across = 0.86 * panel.figure.get_figwidth() * 72 * width / (high - low)
    up = HEIGHT * panel.figure.get_figheight() * 72
    size = min(LARGEST, max(1.5, 0.95 * min(across, up / (top * HEADROOM))))
    whole = max(top * HEADROOM, up / (size / 0.95))  # few dots lie at the foot, as close as many
    panel.ax.set_ylim(0, whole)
    return size, whole


def _goal(panel: Panel, outlook: Outlook, top: float) -> None:
    """Draw the outlook as a line, its words at the top."""
    low, high = outlook.limits()
    left, right = panel.ax.get_xlim()
    panel.ax.axvspan(max(low, left), min(high, right), color=GRID, alpha=0.5, linewidth=0, zorder=0)
    panel.ax.axvline(outlook.value, color=INK, linewidth=1.6, linestyle="--", zorder=2)
    said = Text("outlook: {said} (met where shaded)", "将来展望 {said}（網かけの範囲で達成）", said=outlook.said)
    before = outlook.value > (left + right) / 2
    panel.ax.annotate(
        panel.say(said), (outlook.value, 0.985 * top), (-5 if before else 5, 0), textcoords="offset points",
        ha="right" if before else "left", va="top", size=TEXT_SIZE, color=INK, bbox={"fc": "white", "ec": "none", "pad": 1},
    )  # fmt: skip


def _ring(panel: Panel, x: Array, y: Array, values: Array, marked: float | None, size: float, measure: str) -> None:
    """Ring the dot of one value; what it is stands above the stacks, where nothing is in the way."""
    if marked is None:
        return
    at = np.unravel_index(int(np.nanargmin(np.abs(values - marked))), values.shape)
    place = (float(x[at]), float(y[at]))
    panel.ax.plot(
        *([one] for one in place), "o", markersize=size + 3, mfc="none", mec=INK, mew=1.6, zorder=5, label="as written"
    )
    left, right = panel.ax.get_xlim()
    before = place[0] < (left + right) / 2
    words = Text("as it is written: {value}", "計画をそのまま読む場合：{value}", value=Quantity(measure, marked))
    panel.ax.annotate(
        panel.say(words), place, (place[0], float(np.nanmax(y)) + 0.7), ha="left" if before else "right",
        va="bottom", size=TEXT_SIZE, color=INK, zorder=6, bbox={"fc": "white", "ec": "none", "pad": 1},
        arrowprops={
            "arrowstyle": "-", "color": INK, "linewidth": 0.8, "shrinkB": size / 2 + 1.5, "relpos": (0.02 if before else 0.98, 0),
        },
    )  # fmt: skip
