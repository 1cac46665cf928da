"""A chart and its frame: what is drawn on, and the place, title, axis note and sources that stand around it."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, Literal, NamedTuple, ParamSpec

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from cohort.report.charts.given import checker
from cohort.report.charts.ground import Ground
from cohort.report.charts.labels import EndLabels
from cohort.report.charts.select import Array
from cohort.report.charts.style import (
    SMALL_SIZE,
    TEXT_SIZE,
    TITLE_SIZE,
    balanced,
    drawing,
    scenario_colours,
    text_width,
    wrap,
)
from cohort.story.messages import headed
from cohort.story.model import Size
from cohort.text import Joined, Said, Text
from cohort.vocabulary import GRID, INK, MUTED
from cohort.wording import plain

SIZES = {"wide": (8.0, 4.8), "tall": (8.0, 5.5), "pyramid": (7.0, 5.4), "square": (6.8, 4.8)}
P = ParamSpec("P")
_OURS = "chart"  # figures that hold nothing but one chart of ours: it may fill them
_AND = Text("; ", "、")
TAIL = """
    place, scenario_title : str
        Name of the area, and of the scenario, put before the title.
    title : str, optional
        The message; worked out from the numbers if not given.
    sources : sequence of str
        For the foot of the chart.
    ax : Axes, optional
        Where to draw; a new figure if not given.
    language : {"en", "ja"}
        Language of all words.
    colours : mapping, optional
        Scenario name -> colour; from :func:`scenario_colours` if not given.
"""
RAISES = """
    Raises
    ------
    FigureError
        If a dim, variable or column is missing, one area, scenario, draw or year must be selected first, or a value is not a
        number; and if what is asked for is not there.
    """


class Beside(NamedTuple):
    """Words that stand beside one of the points they belong to, once everything else has its place."""

    words: str
    points: list[tuple[float, float]]
    size: float = 8.5
    colour: str = INK


def paper(size: Size, dpi: float = 144) -> Axes:
    """Return axes of a figure pyplot does not know: nothing has to be closed, and no backend is needed."""
    with drawing():
        figure = Figure(figsize=SIZES[size], dpi=dpi)
        FigureCanvasAgg(figure)  # measures words as the PNG will show them, once
        figure.set_gid(_OURS)
        return figure.add_subplot()


@dataclass
class Panel:
    """Axes to draw on, in one language; drawings leave words for later, when the axes have their place."""

    ax: Axes
    language: str
    colours: Mapping[str, str] | None = None
    labels: EndLabels = field(init=False)
    own: bool = field(init=False)
    beside: list[Beside] = field(default_factory=list)
    rows_of_key: int = 1
    drop: float = 26  # points from the axis to the sources

    def __post_init__(self) -> None:
        ax, self.labels = self.ax, EndLabels(self.ax)
        self.own = self.figure.get_gid() == _OURS
        # titles and labels exist since the axes were made, with the fonts of that time
        fonts = matplotlib.rcParams["font.family"]
        for text in (ax.title, ax._left_title, ax.xaxis.label, ax.yaxis.label):  # type: ignore[attr-defined]
            text.set_fontfamily(fonts)
            text.set_parse_math(False)
        ax.tick_params(labelfontfamily=fonts, labelcolor=INK, color=MUTED)
        for axis in (ax.xaxis, ax.yaxis):  # what an axis shows is written by `note` and `below`
            axis.set_label_coords(0, 0)
        ax.set_facecolor("white")
        for side in ("top", "right", "left"):
            ax.spines[side].set_visible(False)
        ax.spines["bottom"].set_color(MUTED)

    @property
    def figure(self) -> Figure:
        """The figure it stands in."""
        figure = self.ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        return figure

    def say(self, words: Said | str) -> str:
        """Return words in the chart's language."""
        return words if isinstance(words, str) else words.say(self.language)

    def colour_of(self, names: Sequence[str]) -> Mapping[str, str]:
        """Return the colour of each scenario."""
        return {**scenario_colours(names), **(self.colours or {})}

    # Axes ----------------------------------------------------------------------------------------------------------

    def years(self, first: float, last: float, most: int = 8) -> None:
        """Give the x axis whole years, a round number of years apart."""
        step = next((s for s in (1, 2, 5, 10, 20, 50) if (last - first) / s <= most), 100)
        self.ax.set_xlim(first, last)
        self.ax.xaxis.set_major_locator(MultipleLocator(step))
        self.ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{round(value)}"))

    def ages(self, which: Literal["x", "y"], edges: Array, labels: Sequence[str]) -> None:
        """Give an axis ages, ten years apart, the open group named."""
        axis = self.ax.xaxis if which == "x" else self.ax.yaxis
        (self.ax.set_xlim if which == "x" else self.ax.set_ylim)(edges[0], edges[-1])
        axis.set_major_locator(MultipleLocator(10))
        axis.set_major_formatter(FuncFormatter(lambda value, _: labels[-1] if value == edges[-2] else f"{value:.0f}"))

    def persons(self, which: Literal["x", "y"] = "y", *, absolute: bool = False, signed: bool = False) -> Text:
        """Give an axis separators, and in Japanese 万人 where the numbers are large; return the unit to be written."""
        axis = self.ax.yaxis if which == "y" else self.ax.xaxis
        low, high = self.ax.get_ylim() if which == "y" else self.ax.get_xlim()
        tens = self.language == "ja" and max(abs(low), abs(high)) >= 20_000
        # small numbers of people a year, by age, are not whole
        fine = 0 if high - low >= 8 or absolute else 1

        def show(value: float, _: int) -> str:
            value = abs(value) if absolute else value
            shown = value / 10_000 if tens else value
            places = 0 if shown == round(shown) else max(fine, 1 if shown * 10 == round(shown * 10) else 2)
            return ("+" if signed and value > 0 else "") + plain(shown, places, self.language)

        axis.set_major_locator(MaxNLocator(6, integer=not fine, steps=[1, 2, 2.5, 5, 10]))
        axis.set_major_formatter(FuncFormatter(show))
        return Text("persons", "万人" if tens else "人")

    def grid(self, which: Literal["x", "y"] = "y") -> None:
        """Draw thin grid lines behind everything and no tick marks."""
        (self.ax.yaxis if which == "y" else self.ax.xaxis).grid(True, color=GRID, linewidth=0.7)
        self.ax.set_axisbelow(True)
        self.ax.tick_params(axis="both", length=0, labelsize=TEXT_SIZE)
        self.ax.tick_params(axis="x", length=3 if which == "y" else 0)

    def zero_line(self, spread: float) -> None:
        """Draw the line of zero, with room above and below what is drawn: ``spread`` of its height."""
        low, high = min(self.ax.dataLim.y0, 0.0), max(self.ax.dataLim.y1, 0.0)
        self.ax.set_ylim(low - spread * (high - low), high + spread * (high - low))
        self.ax.axhline(0, color=MUTED, linewidth=1.0, zorder=2.5)
        self.ax.spines["bottom"].set_visible(False)

    # Words ---------------------------------------------------------------------------------------------------------

    def note(self, words: Said | str) -> None:
        """Write what the vertical axis shows, above it and level: nobody turns the head."""
        self.write(words, (0, 1), (0, 7), va="bottom", size=TEXT_SIZE - 0.5, color=MUTED)

    def write(self, words: Said | str, at: tuple[float, float], away: tuple[float, float], **style: Any) -> Any:
        """Write words at a place of the axes (fractions), some points away from it."""
        return self.ax.annotate(
            self.say(words),
            at,
            away,
            xycoords="axes fraction",
            textcoords="offset points",
            annotation_clip=False,
            **style,
        )

    def below(self, words: Said | str) -> None:
        """Write what the horizontal axis shows, below it."""
        self.write(words, (0.5, 0), (0, -20), ha="center", va="top", size=TEXT_SIZE - 0.5, color=INK)
        self.drop += 14

    def corner(self, words: Said | str) -> None:
        """Write words above the upper right corner."""
        self.write(words, (1, 1), (0, 7), ha="right", va="bottom", size=TEXT_SIZE, color=INK)

    def legend(self, handles: Sequence[Any], words: Sequence[Said | str], **style: Any) -> None:
        """Write a key above the upper right corner: side by side, or below each other where that is too wide."""
        said = [self.say(one) for one in words]
        width = sum(text_width(one, TEXT_SIZE) + 30 for one in said)
        self.rows_of_key = 1 if width < 0.72 * self.figure.get_figwidth() * 72 else len(said)
        self.ax.legend(
            handles,
            said,
            loc="lower right",
            bbox_to_anchor=(1.0, 1.0),
            ncols=math.ceil(len(said) / self.rows_of_key),
            prop={"family": matplotlib.rcParams["font.family"], "size": TEXT_SIZE},
            **style,
        )

    def points(self, x: Any, y: Any, marker: str, label: str, edge: str = INK) -> None:
        """Draw what was counted: hollow markers."""
        self.ax.plot(
            x,
            y,
            linestyle="",
            marker=marker,
            markersize=5.5,
            markerfacecolor="white",
            markeredgecolor=edge,
            markeredgewidth=1.1,
            zorder=5,
            label=label,
        )

    def end(self, x: float, y: float, words: Said | str, colour: str, smaller: float = 0.0) -> None:
        """Label the end of a line."""
        self.labels.add(float(x), float(y), self.say(words), colour, smaller)

    # The frame -----------------------------------------------------------------------------------------------------

    def finish(self, title: Said | str, sources: Sequence[Said | str]) -> None:
        """Write title and sources around the chart, give the axes their place, and put every label where it is free."""
        self.surround(title, sources)
        if self.own:
            self.arrange()
        self.labels.settle()
        if self.own and self.labels.widened():
            self.arrange()
            self.labels.settle()
        if self.beside:
            ground = Ground(self.ax)
            for one in sorted(self.beside, key=lambda one: len(one.points)):  # those with no choice first
                ground.place(*one)

    def surround(self, title: Said | str, sources: Sequence[Said | str]) -> None:
        """Write the message above the chart and the sources in its foot."""
        figure = self.figure
        share = 1.0 if len(figure.axes) == 1 else self.ax.get_position().width * 1.1
        # words beside the axis leave less room
        rows = [line for text in self.ax.get_yticklabels() for line in text.get_text().splitlines()]
        beside = max((text_width(line, TEXT_SIZE) for line in rows), default=0.0)
        width = max(figure.get_figwidth() * 72 * share - 60 - max(beside - 30, 0), 120)
        if title:
            self.ax.set_title(
                balanced(self.say(title), width, TITLE_SIZE),
                loc="left",
                size=TITLE_SIZE,
                pad=9 + 14 * self.rows_of_key,
                color=INK,
                linespacing=1.25,
                y=1.0,  # matplotlib need not look for a place
            )
        if sources:
            ticks = max((text.get_text().count("\n") for text in self.ax.get_xticklabels()), default=0)
            drop = self.drop + 12 * ticks
            words = wrap(self.sources(sources), width, SMALL_SIZE)
            self.write(words, (0, 0), (0, -drop), va="top", size=SMALL_SIZE, color=MUTED, linespacing=1.3).set_gid(
                "sources"
            )

    def sources(self, sources: Sequence[Said | str]) -> str:
        """Return the sources in a line, each once."""
        unique = list(dict.fromkeys(self.say(one) for one in sources))
        return self.say(Text("Source{s}: {all}", "資料：{all}", s="s" * (len(unique) > 1), all=Joined(unique, _AND)))

    def arrange(self, pad: float = 9) -> None:
        """Let the axes fill their figure, leaving room for all that stands around them. For figures with one chart."""
        figure = self.figure
        # what is clipped to the axes stands in no one's way, and measuring every bar takes long
        around = [one for one in self.ax.get_default_bbox_extra_artists() if not one.get_clip_on()]
        around += [*self.ax.texts, *self.ax.child_axes]
        box, tight = self.ax.get_window_extent(), self.ax.get_tightbbox(bbox_extra_artists=around)
        assert tight is not None
        pixels = pad * figure.dpi / 72
        wide, high = figure.bbox.width, figure.bbox.height
        # letters are a little wider or narrower at other resolutions: a thirtieth more for what stands to the right
        left, right = box.x0 - tight.x0 + pixels, (tight.x1 - box.x1) * 31 / 30 + pixels
        low, top = box.y0 - tight.y0 + pixels, tight.y1 - box.y1 + pixels
        self.ax.set_position((left / wide, low / high, 1 - (left + right) / wide, 1 - (low + top) / high))


def chart(size: Size = "wide") -> Callable[[Callable[Concatenate[Panel, P], Said | str]], Callable[..., Axes]]:
    """Put the frame around a drawing: a function that draws on a panel and returns the message of its title.

    What comes of it is public: it takes what the drawing takes, and the arguments of `TAIL`.
    """

    def framed(draw: Callable[Concatenate[Panel, P], Said | str]) -> Callable[..., Axes]:
        names = [*inspect.signature(draw).parameters][1:]
        check = checker(draw)

        @wraps(draw)
        def public(
            *given: Any,
            place: Said | str = "",
            scenario_title: Said | str = "",
            title: Said | str | None = None,
            sources: Sequence[Said | str] = (),
            ax: Axes | None = None,
            language: str = "en",
            colours: Mapping[str, str] | None = None,
            **named: Any,
        ) -> Axes:
            check(
                {**dict(zip(names, given, strict=False)), **named, "ax": ax, "colours": colours, "place": place}
                | {"scenario_title": scenario_title, "title": title, "sources": sources, "language": language}
            )
            with drawing(language):
                if ax is None:
                    from matplotlib import pyplot  # a notebook shows what pyplot knows

                    figure = pyplot.figure(figsize=SIZES[size])
                    figure.set_gid(_OURS)
                    ax = figure.add_subplot()
                panel = Panel(ax, language, colours)
                message = draw(panel, *given, **named)
                panel.finish(headed(message, place, scenario_title) if title is None else title, sources)
            return ax

        own_part = list(inspect.signature(draw).parameters.values())[1:]
        tail = list(inspect.signature(public, follow_wrapped=False).parameters.values())[1:-1]
        public.__signature__ = inspect.Signature([*own_part, *tail])  # type: ignore[attr-defined]
        before, returns, after = str(draw.__doc__).partition("\n    Returns\n")
        public.__doc__ = before.rstrip() + TAIL + returns + after.rstrip() + "\n" + RAISES
        return public

    return framed
