"""Values over two quantities: heat map and frontier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from cohort.errors import fail
from cohort.report.figures.labels import place_free
from cohort.report.figures.select import FigureError, Labelled, age_edges, exactly, quantity
from cohort.report.figures.style import (
    INK,
    MUTED,
    SEX_COLOURS,
    SIZE,
    TEXT_SIZE,
    arrange,
    canvas,
    caption,
    headline,
    number,
    say,
    styled,
    years_axis,
)
from cohort.vocabulary import VOCABULARY


@styled
def heat_map(
    source: Labelled,
    *,
    measure: str = "net_migration",
    words: str = "",
    place: str = "",
    title: str | None = None,
    sources: Sequence[str] = (),
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """Draw values by age (up) and year (across) as colours. Values of both signs have white at zero.

    Parameters
    ----------
    source : Dataset or DataArray
        ``measure`` with dims (period or time, age); sex is added up for counts, and must be selected for the rest.
    measure : str
        Name of the variable.
    words : str
        What the values are; the vocabulary's label and unit if not given.
    place, title, sources, ax, language
        As in :func:`totals`.

    Returns
    -------
    Axes
        With one mesh, rows by age and columns by year.

    Raises
    ------
    FigureError
        If age, or both period and time, are missing, or another dim must be selected first.
    """
    array = quantity(source, measure)
    term = VOCABULARY.get(str(array.name or measure))
    if "sex" in array.dims and (term is None or term.unit == "persons"):
        array = array.sum("sex", skipna=False)
    dim, edges, labels = age_edges(array)
    along = "time" if "time" in array.dims else "period"
    array = exactly(array, (dim, along), (dim, along))
    years = array[along].values.astype(float)
    width = float(years[1] - years[0]) if len(years) > 1 else 1.0
    sides = np.append(years, years[-1] + width) - (0.5 if width == 1 else 0.0)
    low, high = float(array.min()), float(array.max())
    ax, own = canvas(ax)
    both = low < 0 < high
    norm = TwoSlopeNorm(0, -max(-low, high), max(-low, high)) if both else None
    mesh = ax.pcolormesh(
        sides, edges, array.values, cmap="PuOr" if both else "cividis", norm=norm, rasterized=True
    )
    years_axis(ax, float(sides[0]), float(sides[-1]))
    ax.set_ylim(edges[0], edges[-1])
    ax.yaxis.set_major_locator(MultipleLocator(10))
    ax.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: labels[-1] if value == edges[-2] else f"{value:.0f}")
    )
    ax.tick_params(length=3, labelsize=TEXT_SIZE)
    caption(ax, say(language, "Age", "年齢（歳）"))
    named = words or (
        f"{term.label(language)}{say(language, f' ({term.unit})', f'（{term.unit_ja}）')}"
        if term
        else str(array.name or measure)
    )
    bar = ax.inset_axes((1.03, 0.0, 0.025, 1.0))
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.colorbar(mesh, cax=bar)
    bar.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}".replace("-", "−")))
    bar.tick_params(length=0, labelsize=TEXT_SIZE - 0.5)
    for spine in bar.spines.values():
        spine.set_visible(False)
    peak = np.unravel_index(int(np.argmax(np.abs(array.values))), array.shape)
    head = f"{place}{say(language, ': ', '：')}" if place else ""
    age, year = labels[int(peak[0])], f"{years[int(peak[1])]:.0f}"
    value = float(array.values[peak])
    extreme = number(value, unit=False) if abs(value) >= 100 else f"{value:.3g}".replace("-", "−")
    message = head + say(
        language,
        f"{named}, the largest at age {age} in {year} ({extreme})",
        f"{named}：最大は{year}年の{age}歳（{extreme}）",
    )
    headline(ax, message if title is None else title, sources, language)
    if own:
        arrange(ax)
    return ax


@styled
def frontier(
    result: xr.DataArray,
    *,
    level: float | None = None,
    points: Mapping[str, tuple[float, float]] | None = None,
    labels: Mapping[str, str] | None = None,
    words: str = "",
    place: str = "",
    title: str | None = None,
    sources: Sequence[str] = (),
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """Draw the result of two levers as contours, and the line on which a target is just met.

    Parameters
    ----------
    result : DataArray
        Two dims with numbers as coordinates: the first lever runs across, the second up; persons.
    level : float, optional
        The target; its contour is the frontier.
    points : mapping, optional
        Words -> (value of the first lever, value of the second), e.g. where a plan stands.
    labels : mapping, optional
        Dim -> words on its axis; the vocabulary's label if not given.
    words : str
        What the result is.
    place, title, sources, ax, language
        As in :func:`totals`.

    Returns
    -------
    Axes
        With the contours of the result, and of ``level``.

    Raises
    ------
    FigureError
        If there are not two dims with at least two numbers each, or a value is not a number.
    """
    across, up = _two_dims(result)
    array = exactly(result, (across, up), (across, up))
    x, y, z = array[across].values.astype(float), array[up].values.astype(float), array.values.T
    ax, own = canvas(ax, (SIZE[0] * 0.85, SIZE[1]))
    ax.set_xlim(x.min(), x.max())
    ax.set_ylim(y.min(), y.max())
    levels = MaxNLocator(9).tick_values(float(z.min()), float(z.max()))
    ax.contourf(x, y, z, levels=levels, cmap="Blues", alpha=0.75)
    lines = ax.contour(x, y, z, levels=levels, colors=MUTED, linewidths=0.7)
    ax.clabel(lines, fmt=lambda value: number(value, language), fontsize=8.5, colors=INK)
    inside = level is not None and float(z.min()) <= level <= float(z.max())
    if inside and level is not None:
        ax.contour(x, y, z, levels=[level], colors=SEX_COLOURS["female"], linewidths=2.8)
    names = labels or {}
    for dim, write in ((across, ax.set_xlabel), (up, None)):
        term = VOCABULARY.get(dim)
        text = names.get(
            dim,
            f"{term.label(language)}{say(language, f' ({term.unit})', f'（{term.unit_ja}）')}"
            if term
            else dim,
        )
        if write is None:
            caption(ax, text)
        else:
            write(text, size=TEXT_SIZE - 0.5)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}".replace("-", "−")))
    ax.tick_params(length=3, labelsize=TEXT_SIZE)
    head = f"{place}{say(language, ': ', '：')}" if place else ""
    what = words or say(language, "the result", "結果")
    if level is None:
        message = head + say(
            language,
            f"{what} between {number(float(z.min()))} and {number(float(z.max()))}",
            f"{what}は{number(float(z.min()), 'ja')}～{number(float(z.max()), 'ja')}",
        )
    elif inside:
        message = head + say(
            language,
            f"{what}: what reaches {number(level)} (thick line)",
            f"{what}が{number(level, 'ja')}に届く組合せ（太線）",
        )
    else:
        message = head + say(
            language,
            f"{what}: nothing in this range reaches {number(level)}",
            f"この範囲では{what}は{number(level, 'ja')}に届かない",
        )
    headline(ax, message if title is None else title, sources, language, drop=40)
    if own:
        arrange(ax)
    for name, (px, py) in (points or {}).items():
        ax.plot(
            [px],
            [py],
            linestyle="",
            marker="o",
            markersize=7,
            color=INK,
            markeredgecolor="white",
            zorder=5,
            label=name,
        )
    for name, at in (points or {}).items():
        place_free(ax, name, [at], size=TEXT_SIZE, colour=INK)
    return ax


def _two_dims(result: xr.DataArray) -> tuple[str, str]:
    dims = [str(dim) for dim in result.dims if result.sizes[dim] > 1]
    numeric = all(dim in result.coords and np.issubdtype(result[dim].dtype, np.number) for dim in dims)
    if len(dims) != 2 or not numeric:
        got = ", ".join(f"{dim} ({size})" for dim, size in result.sizes.items())
        fail(
            "frontier",
            "dims",
            en=f"got {got}; needed are two dims with at least two numbers each as coordinates.",
            ja=f"次元は {got} です。数値の座標をもつ、2 点以上の次元が二つ必要です。",
            kind=FigureError,
        )
    return dims[0], dims[1]
