"""The parts of a difference, one after the other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from cohort.errors import fail
from cohort.report.figures.select import (
    FigureError,
)
from cohort.report.figures.style import (
    INK,
    MUTED,
    PALETTE,
    TEXT_SIZE,
    arrange,
    canvas,
    caption,
    grid,
    headline,
    number,
    persons_axis,
    say,
    styled,
    text_width,
    wrap,
)


@styled
def waterfall(
    parts: Mapping[str, float],
    start: float,
    end: float,
    *,
    start_label: str = "",
    end_label: str = "",
    labels: Mapping[str, str] | None = None,
    within: float = 1e-6,
    place: str = "",
    title: str | None = None,
    sources: Sequence[str] = (),
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
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
    place, title, sources, ax, language
        As in :func:`totals`.

    Returns
    -------
    Axes
        One bar for the start, each part and the end.

    Raises
    ------
    FigureError
        If there are no parts, or they do not add up.
    """
    values = np.array([float(value) for value in parts.values()])
    gap = start + float(values.sum()) - end
    if not len(values) or not abs(gap) <= within:
        fail(
            "waterfall",
            "parts",
            en=f"{number(start)} and the parts make {start + values.sum():,.3f}, not {end:,.3f}; {gap:+,.3f} too much. Give parts that add up.",
            ja=f"{number(start)} と各要因の和は {start + values.sum():,.3f} で、{end:,.3f} になりません（差 {gap:+,.3f}）。"
            "和が合う要因を渡してください。",
            kind=FigureError,
        )
    words = [
        start_label or say(language, "start", "起点"),
        *((labels or {}).get(key, key) for key in parts),
        end_label or say(language, "end", "終点"),
    ]
    tops = start + np.cumsum(values)
    bottoms = np.concatenate([[start], tops[:-1]])
    levels = np.concatenate([[start], tops])
    span = float(levels.max() - levels.min()) or abs(start) or 1.0
    base = max(0.0, float(levels.min()) - 0.5 * span) if min(levels) > 0 else float(min(levels.min(), 0))
    unit_of_ten = 10.0 ** math.floor(math.log10(span))
    base = math.floor(base / unit_of_ten) * unit_of_ten  # a round number, as it is written above the chart
    ax, own = canvas(ax)
    x = np.arange(len(words))
    ax.bar([x[0], x[-1]], [start - base, end - base], 0.62, bottom=base, color="#8C8C8C", zorder=2)
    colours = [PALETTE[0] if value >= 0 else PALETTE[1] for value in values]
    ax.bar(x[1:-1], values, 0.62, bottom=bottoms, color=colours, zorder=2)
    for place_number, level in enumerate(levels):
        ax.plot(
            [x[place_number] - 0.31, x[place_number + 1] + 0.31],
            [level, level],
            color=MUTED,
            linewidth=0.7,
            zorder=3,
        )
    ax.set_ylim(base, float(levels.max()) + 0.14 * span)
    ax.set_xlim(-0.6, len(words) - 0.4)
    shown = [
        number(start, language),
        *(number(value, language, sign=True) for value in values),
        number(end, language),
    ]
    heights = [start, *np.maximum(bottoms, tops), end]
    for place_number, (text, y) in enumerate(zip(shown, heights, strict=True)):
        ax.annotate(
            text,
            (x[place_number], float(y)),
            (0, 3),
            textcoords="offset points",
            ha="center",
            va="bottom",
            size=TEXT_SIZE,
            color=INK,
        )
    ax.set_xticks(x, [_narrow(word, len(words)) for word in words], size=TEXT_SIZE - 0.5)
    starts = (
        say(
            language, f"; axis starts at {number(base)}, not at 0", f"、縦軸は0でなく{number(base, 'ja')}から"
        )
        if base > 0
        else ""
    )
    ax.yaxis.set_major_locator(MaxNLocator(6))
    unit = persons_axis(ax, language)
    caption(ax, say(language, f"Population ({unit}{starts})", f"人口（{unit}{starts}）"))
    grid(ax)
    ax.tick_params(axis="x", length=0)
    most = int(np.argmax(np.abs(values)))
    head = f"{place}{say(language, ': ', '：')}" if place else ""
    total = number(end - start, language, sign=True)
    message = head + say(
        language,
        f"{total}, most of it {words[most + 1]} ({shown[most + 1]})",
        f"差は{total}。最も大きいのは「{words[most + 1]}」（{shown[most + 1]}）",
    )
    headline(
        ax,
        message if title is None else title,
        sources,
        language,
        drop=26 + 12 * max(text.count("\n") for text in map(_narrow, words, [len(words)] * len(words))),
    )
    if own:
        arrange(ax)
    return ax


def _narrow(word: str, bars: int) -> str:
    """Break the words under a bar so that neighbours do not touch."""
    room = 470 / bars
    longest = max((text_width(piece, TEXT_SIZE - 0.5) for piece in word.split(" ")), default=0.0)
    return wrap(word, max(room, min(longest, room * 1.2)), TEXT_SIZE - 0.5)
