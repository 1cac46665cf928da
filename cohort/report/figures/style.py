"""One style for every chart: fonts, colours, numbers, axes, title and sources line.

Nothing here changes matplotlib's settings for the caller: a chart is drawn inside ``rc_context`` and carries its fonts itself.
"""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from weakref import WeakSet

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from cohort.errors import fail
from cohort.report.figures.select import FigureError

# Okabe and Ito (2008), "Color Universal Design", without yellow and black: yellow cannot be seen on white, black is for outlooks.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
LINE_STYLES = ("-", (0, (6, 1.5)), (0, (3, 1, 1, 1)))
INK, MUTED, GRID = "#222222", "#5F5F5F", "#DDDDDD"
SEX_COLOURS = {"male": "#0072B2", "female": "#D55E00"}
AGE_COLOURS = ("#56B4E9", "#0072B2", "#E69F00")
NATURAL, SOCIAL = "#D55E00", "#0072B2"
SIZE = (8.0, 4.8)
_NARROW = " .,;:'!|()iljft-"
_NOT_FIRST, _NOT_LAST = "、。，．）」』】：；・ー％人年歳以上下", "（「『【"
TITLE_SIZE, FOOT_SIZE, TEXT_SIZE = 12.5, 8.0, 9.5

P = ParamSpec("P")
R = TypeVar("R")


@cache
def japanese_font() -> Path:
    """Return the font file that comes with matplotlib-fontja (IPAex Gothic) and make it known to matplotlib.

    The package itself is not imported: importing it changes the caller's ``rcParams``.
    """
    found = importlib.util.find_spec("matplotlib_fontja")
    if found is None or not found.submodule_search_locations:
        fail(
            "figures",
            "font",
            en="the package matplotlib-fontja is not installed; install it (pip install matplotlib-fontja).",
            ja="matplotlib-fontja がありません。pip install matplotlib-fontja で入れてください。",
            kind=FigureError,
        )
    path = Path(found.submodule_search_locations[0]) / "fonts" / "ipaexg.ttf"
    font_manager.fontManager.addfont(path)
    return path


def families(language: str) -> list[str]:
    """Return the fonts of a language, first choice first; what the first lacks is taken from the second."""
    japanese_font()
    return ["IPAexGothic", "DejaVu Sans"] if language == "ja" else ["DejaVu Sans", "IPAexGothic"]


def settings(language: str) -> Any:
    """Return the matplotlib settings a chart is drawn with, whatever style the caller uses."""
    return {
        "font.family": families(language),
        "font.size": TEXT_SIZE,
        "text.parse_math": False,  # a $ in a name is a dollar
        "text.usetex": False,
        "text.color": INK,
        "figure.facecolor": "white",
        "figure.dpi": 100,
        "figure.constrained_layout.use": False,
        "figure.autolayout": False,
        "axes.facecolor": "white",
        "axes.edgecolor": MUTED,
        "axes.labelcolor": INK,
        "axes.grid": False,
        "axes.linewidth": 0.8,
        "axes.xmargin": 0.0,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "lines.linewidth": 2.0,
        "lines.markersize": 5.0,
        "hatch.linewidth": 0.8,
        "legend.frameon": False,
        "patch.linewidth": 0.0,
    }


def styled(function: Callable[P, R]) -> Callable[P, R]:
    """Draw inside the style; the caller's settings are as they were afterwards."""

    @wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        language = str(kwargs.get("language", "en"))
        if language not in ("en", "ja"):
            fail(
                function.__name__,
                "language",
                en=f"got {language!r}; use 'en' or 'ja'.",
                ja=f"{language!r} は使えません。'en' か 'ja' にしてください。",
                kind=FigureError,
            )
        with matplotlib.rc_context(settings(language)):
            result = function(*args, **kwargs)
            interactive = matplotlib.is_interactive()
        # a notebook's backend switches this on when pyplot is first loaded, which may be in here; without it nothing is shown
        matplotlib.interactive(interactive)
        return result

    return inner


# Colours ---------------------------------------------------------------------------------------------------------------


def scenario_colours(names: Sequence[str]) -> dict[str, str]:
    """Return a colour for each scenario, in order; after six they come round again with another line style."""
    return {name: PALETTE[number % len(PALETTE)] for number, name in enumerate(names)}


def line_style(number: int) -> Any:
    """Return the line style of the scenario with this number: solid for the first six."""
    return LINE_STYLES[(number // len(PALETTE)) % len(LINE_STYLES)]


def luminance(colour: Any) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Any, other: Any) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink(colour: Any) -> str:
    """Return the colour, darkened as far as text on white needs (contrast of at least 4.5)."""
    shade = to_rgb(colour)
    while contrast(shade, "white") < 4.5:
        shade = (shade[0] * 0.95, shade[1] * 0.95, shade[2] * 0.95)
    return str(to_hex(shade))


# Words and numbers -----------------------------------------------------------------------------------------------------


def say(language: str, en: str, ja: str) -> str:
    """Return one of two wordings."""
    return ja if language == "ja" else en


def number(value: float, language: str = "en", *, unit: bool = True, sign: bool = False) -> str:
    """Return a count with separators: ``89,000`` or ``89,000人``; a true minus sign; ``+`` if ``sign``."""
    rounded = round(float(value))
    text = f"{abs(rounded):,}" + ("人" if unit and language == "ja" else "")
    return ("−" if rounded < 0 else "+" if sign and rounded > 0 else "") + text


def percent(share: float) -> str:
    """Return a share as a percentage with one decimal place."""
    return f"{share * 100:.1f}%"


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WFA"


def text_width(text: str, size: float) -> float:
    """Return a cautious estimate of the width of a line in points (a wide character is one em)."""
    return size * sum(
        1.0 if _wide(c) else 0.34 if c in _NARROW else 0.67 if c.isupper() or c.isdigit() else 0.6
        for c in text
    )


def wrap(text: str, width: float, size: float) -> str:
    """Break a text into lines of at most ``width`` points: at spaces, and between wide characters."""
    pieces: list[str] = []
    for character in text:
        opens = (
            not pieces or character == " " or _wide(character) or _wide(pieces[-1][-1]) or pieces[-1] == " "
        )
        if pieces and (not opens or character in _NOT_FIRST or pieces[-1][-1] in _NOT_LAST):
            pieces[-1] += character
        else:
            pieces.append(character)
    lines = [""]
    for piece in pieces:
        if lines[-1].strip() and text_width((lines[-1] + piece).strip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.strip() for line in lines)


_UNMANAGED: WeakSet[Axes] = WeakSet()


def unmanaged_axes(size: tuple[float, float], dpi: float = 100) -> Axes:
    """Return axes of a figure pyplot does not know, so that nothing has to be closed; charts treat it as their own."""
    with matplotlib.rc_context({"figure.facecolor": "white", "figure.dpi": dpi}):
        ax = Figure(figsize=size).add_subplot()
    _UNMANAGED.add(ax)
    return ax


# Axes ------------------------------------------------------------------------------------------------------------------


def canvas(ax: Axes | None, size: tuple[float, float] = SIZE) -> tuple[Axes, bool]:
    """Return the axes to draw on and whether they are our own; own axes get a figure notebooks show."""
    own = ax is None or ax in _UNMANAGED
    if ax is None:
        from matplotlib import pyplot

        ax = pyplot.figure(figsize=size).add_subplot()
    # titles and labels exist since the axes were made, with the fonts of that time
    fonts = matplotlib.rcParams["font.family"]
    for text in (ax.title, ax._left_title, ax.xaxis.label, ax.yaxis.label):  # type: ignore[attr-defined]
        text.set_fontfamily(fonts)
        text.set_parse_math(False)
    ax.tick_params(labelfontfamily=fonts, labelcolor=INK, color=MUTED)
    ax.set_facecolor("white")
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(MUTED)
    return ax, own


def years_axis(ax: Axes, first: float, last: float, most: int = 8) -> None:
    """Give the x axis whole years, a round number of years apart."""
    step = next((s for s in (1, 2, 5, 10, 20, 50) if (last - first) / s <= most), 100)
    ax.set_xlim(first, last)
    ax.xaxis.set_major_locator(MultipleLocator(step))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{round(value)}"))


def persons_axis(
    ax: Axes, language: str, which: str = "y", *, absolute: bool = False, signed: bool = False
) -> str:
    """Give an axis separators, and in Japanese 万人 where the numbers are large; return the unit to be written."""
    axis = ax.yaxis if which == "y" else ax.xaxis
    largest = max(abs(edge) for edge in (ax.get_ylim() if which == "y" else ax.get_xlim()))
    tens = language == "ja" and largest >= 20_000

    def show(value: float, _: int) -> str:
        value = abs(value) if absolute else value
        plus = "+" if signed and value > 0 else ""
        if tens:
            return ("−" if value < 0 else plus) + f"{abs(value) / 10_000:g}"
        return plus + number(value, unit=False)

    axis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(show))
    return "万人" if tens else say(language, "persons", "人")


def grid(ax: Axes, which: str = "y") -> None:
    """Draw thin grid lines behind everything and no tick marks."""
    (ax.yaxis if which == "y" else ax.xaxis).grid(True, color=GRID, linewidth=0.7)
    ax.set_axisbelow(True)
    ax.tick_params(axis="both", length=0, labelsize=TEXT_SIZE)
    ax.tick_params(axis="x", length=3 if which == "y" else 0)


def caption(ax: Axes, text: str) -> None:
    """Write what the vertical axis shows, above it and level: nobody turns the head."""
    ax.annotate(
        text,
        (0, 1),
        (0, 7),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="left",
        va="bottom",
        size=TEXT_SIZE - 0.5,
        color=MUTED,
        annotation_clip=False,
    )


def headline(ax: Axes, title: str, sources: Sequence[str], language: str, drop: float = 26) -> None:
    """Write the message above the chart and the sources in its foot."""
    figure = ax.get_figure(root=True)
    points = (figure.get_figwidth() if figure else SIZE[0]) * 72
    share = 1.0 if figure is None or len(figure.axes) == 1 else ax.get_position().width * 1.1
    width = max(points * share - 70, 120)
    if title:
        ax.set_title(
            wrap(title, width, TITLE_SIZE), loc="left", size=TITLE_SIZE, pad=23, color=INK, linespacing=1.25
        )
    if sources:
        unique = list(dict.fromkeys(sources))
        foot = say(language, "Sources: " + "; ".join(unique), "資料：" + "、".join(unique))
        ax.annotate(
            wrap(foot, width, FOOT_SIZE),
            (0, 0),
            (0, -drop),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="left",
            va="top",
            size=FOOT_SIZE,
            color=MUTED,
            annotation_clip=False,
            linespacing=1.3,
        ).set_gid("sources")


def arrange(ax: Axes, pad: float = 9) -> None:
    """Let the axes fill their figure, leaving room for all that stands around them. For figures with one chart."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    box, tight = ax.get_window_extent(), ax.get_tightbbox()
    assert tight is not None
    pixels = pad * figure.dpi / 72
    wide, high = figure.bbox.width, figure.bbox.height
    # letters are a little wider or narrower at other resolutions: a thirtieth more for what stands to the right
    left, right = box.x0 - tight.x0 + pixels, (tight.x1 - box.x1) * 31 / 30 + pixels
    low, top = box.y0 - tight.y0 + pixels, tight.y1 - box.y1 + pixels
    ax.set_position((left / wide, low / high, 1 - (left + right) / wide, 1 - (low + top) / high))
