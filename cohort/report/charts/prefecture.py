"""All municipalities of a prefecture, or districts of a municipality, on one sheet of paper: a small chart each, with the same axes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.text import Text as Annotated
from numpy.typing import NDArray

from cohort.report.charts.style import drawing, readable, text_width, wrap
from cohort.story.country import Country, Tile
from cohort.story.messages import headed
from cohort.text import Said, Text
from cohort.vocabulary import GRID, INK, MUTED
from cohort.wording import Change

Floats = NDArray[np.float64]
WIDE, HIGH = 210.0, 297.0  # millimetres: A4
SIDE, TOP, FOOT = 14.0, 40.0, 22.0  # margins
HIGHEST = 130.0  # of the launch year: what grows beyond leaves its chart, with a mark, so that the others can be read
POINT = 25.4 / 72  # millimetres
GAP = 0.8  # between a name and its change
FINE = 1200  # dots per inch that words are measured at: letters on a coarse grid are wider or narrower than in print


def prefecture_sheet(country: Country, tile: Tile, language: str = "en") -> Figure:
    """Draw a sheet of paper (A4) with all municipalities of a prefecture: residents, the launch year = 100.

    Parameters
    ----------
    country : Country
    tile : Tile
        The prefecture.
    language : {"en", "ja"}
    """
    numbers = country.within(tile.code)
    with drawing(language):
        figure = Figure(figsize=(WIDE / 25.4, HIGH / 25.4))
        FigureCanvasAgg(figure)
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set(xlim=(0, WIDE), ylim=(HIGH, 0))
        ax.axis("off")
        sheet = _Sheet(ax, country, numbers, language)
        sheet.draw()
        _around(sheet, tile)
    return figure


class _Sheet:
    """Where each small chart stands, in millimetres from the upper left corner, and what is in it."""

    def __init__(self, ax: Axes, country: Country, numbers: list[int], language: str) -> None:
        self.ax, self.country, self.numbers, self.language = ax, country, numbers, language
        self.renderer = RendererAgg(1, 1, FINE)  # type: ignore[no-untyped-call]
        self.years = np.array(country.years, dtype=float)
        residents = country.persons["population"][numbers]
        with np.errstate(invalid="ignore", divide="ignore"):
            self.index: Floats = residents / residents[:, :1, :1] * 100
        known = self.index[np.isfinite(self.index)]
        self.top = min(max(110.0, math.ceil(float(known.max()) / 10) * 10 if known.size else 0.0), HIGHEST)
        self.beyond = bool(known.size and known.max() > self.top)
        wide, high = WIDE - 2 * SIDE, HIGH - TOP - FOOT
        self.columns = _columns(len(numbers), wide, high)
        self.rows = math.ceil(len(numbers) / self.columns)
        self.step = (wide / self.columns, min(high / self.rows, 1.1 * wide / self.columns))
        self.size = float(np.clip(self.step[0] / 4.3, 4.8, 7.5))  # of letters, points

    def draw(self) -> None:
        """Draw every chart."""
        lines: list[list[Floats]] = [[] for _ in self.country.scenarios]
        colours = [self.country.colours[name] for name in self.country.scenarios]
        rules = []
        for at, number in enumerate(self.numbers):
            left, base, wide, high = self._place(at)
            rules += [
                np.array([[left, base - high * level / self.top], [left + wide, base - high * level / self.top]])
                for level in (0, 50, 100)
            ]
            x = left + wide * (self.years - self.years[0]) / (self.years[-1] - self.years[0])
            for scenario in range(len(lines)):
                if np.isfinite(self.index[at, scenario]).all():
                    inside_x, inside = _inside(x, self.index[at, scenario], self.top)
                    lines[scenario].append(np.stack([inside_x, base - high * inside / self.top], axis=-1))
                    if len(inside) and inside[-1] == self.top and inside_x[-1] < x[-1]:
                        self.ax.plot(inside_x[-1], base - high, "^", color=colours[scenario], markersize=2.5)
            self._words(at, number)
        self.ax.add_collection(LineCollection(rules, colors=GRID, linewidths=0.4))
        thick = float(np.clip(self.step[0] / 22, 0.5, 1.3))
        for scenario in reversed(range(len(lines))):  # the first one on top
            width = thick if scenario == 0 else 0.6 * thick
            self.ax.add_collection(LineCollection(lines[scenario], colors=colours[scenario], linewidths=width))

    def _place(self, at: int) -> tuple[float, float, float, float]:
        """Return left, base, width and height of a chart without its words."""
        row, column = divmod(at, self.columns)
        words = 1.5 * self.size * POINT
        left = SIDE + column * self.step[0]
        base = TOP + (row + 1) * self.step[1] - 0.12 * self.step[1]
        return left, base, 0.88 * self.step[0], 0.84 * self.step[1] - words

    def _words(self, at: int, number: int) -> None:
        left, base, wide, high = self._place(at)
        name = self.country.places[number].name.say(self.language)
        ends = self.index[at, 0, -1]
        said = Text("no projection", "推計なし").say(self.language)
        if np.isfinite(ends):
            said = f"{Change('population', float(ends) - 100).say(self.language)}%"
        above = base - high - 0.5 * self.size * POINT
        style: dict[str, Any] = {"color": INK, "parse_math": False, "va": "baseline"}
        colour = readable(self.country.colours[self.country.scenarios[0]]) if np.isfinite(ends) else MUTED
        called = self.ax.text(left, above, name, fontsize=self.size, ha="left", **style)
        change = self.ax.text(left + wide, above, said, fontsize=self.size, ha="right", **style | {"color": colour})
        long, room = self._width(called), wide - self._width(change) - GAP
        called.set_fontsize(self.size * min(1.0, room / max(long, 1e-9)))
        small = 0.75 * self.size
        if at % self.columns == 0:
            for level in (50, 100):
                self.ax.text(left - 0.6, base - high * level / self.top, str(level), fontsize=small, ha="right",
                             **style | {"va": "center", "color": MUTED})  # fmt: skip
        if at + self.columns >= len(self.numbers):
            for x, year, side in ((left, self.years[0], "left"), (left + wide, self.years[-1], "right")):
                self.ax.text(x, base + 1.1 * small * POINT, f"{year:.0f}", fontsize=small, ha=side,
                             **style | {"color": MUTED})  # fmt: skip

    def _width(self, text: Annotated) -> float:
        """Return the width of a text as it is drawn, in millimetres."""
        return float(text.get_window_extent(self.renderer, dpi=FINE).width / FINE * 25.4)


def _inside(x: Floats, values: Floats, top: float) -> tuple[Floats, Floats]:
    """Return a line up to where it first leaves the chart at the top."""
    above = np.flatnonzero(values > top)
    if not above.size:
        return x, values
    last = int(above[0])
    if last == 0:
        return x[:0], values[:0]
    part = (top - values[last - 1]) / (values[last] - values[last - 1])
    crossing = x[last - 1] + part * (x[last] - x[last - 1])
    return np.append(x[:last], crossing), np.append(values[:last], top)


def _columns(count: int, wide: float, high: float) -> int:
    """Return how many charts stand in a row, so that they are as large as can be and not taller than wide."""
    every = range(1, count + 1)
    largest = {n: min(wide / n, 1.15 * high / math.ceil(count / n)) for n in every}
    best = max(every, key=lambda n: (round(largest[n], 6), -n))
    return max(best, min(3, count))


def _around(sheet: _Sheet, tile: Tile) -> None:
    """Write title, unit, key and sources."""
    ax, country, language = sheet.ax, sheet.country, sheet.language

    def write(said: Said | str, x: float, y: float, size: float, colour: str = MUTED, apart: float = 3.6) -> int:
        """Write words in as many lines as they need; return how many."""
        lines = wrap(said if isinstance(said, str) else said.say(language), (WIDE - SIDE - x) / POINT, size)
        for number, line in enumerate(lines.split("\n")):
            ax.text(x, y + apart * number, line, fontsize=size, color=colour, parse_math=False, va="baseline")
        return lines.count("\n") + 1

    below = 15.0 + 6 * write(headed(country.message(tile.code), tile.name), SIDE, 15, 13, INK, 6)
    unit = Text(
        "{year} = 100; beside each name the change of residents to {last} ({title})",
        "{year}年＝100。名称の右は{last}年までの人口の増減（{title}）",
        year=country.years[0],
        last=country.years[-1],
        title=country.titles[country.scenarios[0]],
    )
    beyond = Text("; a triangle: beyond {top}", "。▲は{top}を超えるもの", top=f"{sheet.top:.0f}")
    below += 3.6 * (write(Text("{a}{b}", "{a}{b}", a=unit, b=beyond) if sheet.beyond else unit, SIDE, below, 8) - 1)
    x = SIDE
    for name in country.scenarios:
        said = country.shorts[name]
        label = said if isinstance(said, str) else said.say(language)
        ax.plot([x, x + 6], [below + 5, below + 5], color=country.colours[name], linewidth=1.6)
        write(label, x + 7, below + 6, 8, INK)
        x += 12 + text_width(label, 8) * POINT
    y = HIGH - 16
    for said in (country.title, *country.sources):
        y += 3.2 * write(said, SIDE, y, 6.5, apart=3.2)
