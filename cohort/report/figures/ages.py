"""By age, and by two quantities: migration by age, heat map, frontier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from cohort.errors import fail
from cohort.report.figures.labels import place_free
from cohort.report.figures.select import Array, FigureError, Labelled, age_edges, exactly, quantity, step_of
from cohort.report.figures.style import (
    INK,
    MUTED,
    SEX_COLOURS,
    SIZE,
    TEXT_SIZE,
    arrange,
    canvas,
    caption,
    grid,
    headline,
    ink,
    number,
    persons_axis,
    say,
    styled,
    years_axis,
)
from cohort.vocabulary import SEX_LABELS, VOCABULARY


def _signed(value: float, language: str) -> str:
    return number(value, language, sign=True)


@styled
def migration_by_age(
    source: Labelled,
    *,
    periods: tuple[int, int] | None = None,
    scenario_title: str = "",
    place: str = "",
    title: str | None = None,
    sources: Sequence[str] = (),
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """Draw net migration by age and sex, persons per year, averaged over periods. More leavers than arrivals is below zero.

    Parameters
    ----------
    source : Dataset or DataArray
        ``net_migration`` with dims (period, sex, age) of one area and scenario.
    periods : (int, int), optional
        First and last period label averaged over; all if not given.
    scenario_title : str
        What the scenario is called in the title.
    place, title, sources, ax, language
        As in :func:`totals`.

    Returns
    -------
    Axes
        One stepped line for each sex (male, female).

    Raises
    ------
    FigureError
        If a dim is missing, a scenario must be selected first, or no period lies in ``periods``.
    """
    array = quantity(source, "net_migration")
    dim, edges, labels = age_edges(array)
    array = exactly(array, ("period", "sex", dim), ("period", "sex", dim))
    step = step_of(source, array["period"].values)
    first, last = periods or (int(array["period"][0]), int(array["period"][-1]))
    chosen = array.sel(period=slice(first, last))
    if not chosen.sizes["period"]:
        fail(
            "migration_by_age",
            "periods",
            en=f"no period between {first} and {last}; there are {int(array['period'][0])} to {int(array['period'][-1])}.",
            ja=f"{first} から {last} に当たる期間がありません。{int(array['period'][0])} から {int(array['period'][-1])} までです。",
            kind=FigureError,
        )
    mean = chosen.mean("period") / step
    ax, own = canvas(ax)
    ax.set_xlim(edges[0], edges[-1])
    sexes = [str(sex) for sex in mean["sex"].values]
    for sex in sexes:
        values = mean.sel(sex=sex).values
        ax.stairs(values, edges, baseline=0, fill=True, color=SEX_COLOURS[sex], alpha=0.22, linewidth=0, zorder=2)
        ax.stairs(values, edges, baseline=None, fill=False, color=SEX_COLOURS[sex], linewidth=1.8, zorder=3, label=sex)
    low, high = min(float(mean.min()), 0.0), max(float(mean.max()), 0.0)
    ax.set_ylim(low - 0.12 * (high - low), high + 0.12 * (high - low))
    ax.axhline(0, color=MUTED, linewidth=1.0, zorder=2.5)
    ax.spines["bottom"].set_visible(False)
    width = float(edges[1] - edges[0])
    unit = persons_axis(ax, language, signed=True)
    fine = MaxNLocator(6, steps=[1, 2, 2.5, 5, 10])
    ax.yaxis.set_major_locator(fine)
    group = say(language, f"persons per year, by {width:.0f}-year group" if width > 1 else "persons per year, by single year of age", f"{unit}／年、{width:.0f}歳階級" if width > 1 else f"{unit}／年、各歳")
    if high - low < 8:
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+g}".replace("-", "−") if value else "0"))
    caption(ax, say(language, f"Net migration ({group})", f"転入超過数（{group}）"))
    _age_axis(ax, edges, labels, language)
    grid(ax)
    when = f"{int(chosen['period'][0])}–{int(chosen['period'][-1]) + step - 1}" if chosen.sizes["period"] * step > 1 else f"{first}"
    head = say(language, ", ", "・").join(word for word in (place, scenario_title) if word)
    head += say(language, ": ", "：") if head else ""
    headline(ax, head + _message(mean, edges, when, language) if title is None else title, sources, language, drop=40)
    if own:
        arrange(ax)
    for sex in sexes:
        values = mean.sel(sex=sex).values
        extreme = int(np.argmax(np.abs(values)))
        words = f"{SEX_LABELS[language][sex]} {say(language, f'({_signed(float(values.sum()), language)} in all)', f'（計{_signed(float(values.sum()), language)}）')}"
        middles = (edges[:-1] + edges[1:]) / 2
        near = [(float(middles[i]), float(values[i])) for i in range(max(extreme - 3, 0), min(extreme + 4, len(values)))]
        place_free(ax, words, near, size=TEXT_SIZE, colour=ink(SEX_COLOURS[sex]), marker=2)
    return ax


def _message(mean: xr.DataArray, edges: Array, when: str, language: str) -> str:
    """Say the total, and the five-year group that gains or loses most."""
    total = mean.sum("sex").values
    fives = (edges[:-1] // 5 * 5).astype(int)
    sums = {int(five): float(total[fives == five].sum()) for five in np.unique(fives)}
    most = max(sums, key=lambda five: abs(sums[five]))
    one, all_ = _signed(sums[most], language), _signed(float(total.sum()), language)
    return say(
        language,
        f"net migration {all_} a year in {when}; ages {most}–{most + 4}: {one}",
        f"{when}年の転入超過は年{all_}、うち{most}～{most + 4}歳が{one}",
    ).replace("–", "～" if language == "ja" else "–")


def _age_axis(ax: Axes, edges: Array, labels: Sequence[str], language: str) -> None:
    last = edges[-2]
    ax.xaxis.set_major_locator(MultipleLocator(10))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: labels[-1] if value == last else f"{value:.0f}"))
    ax.set_xlabel(say(language, "Age", "年齢（歳）"), size=TEXT_SIZE - 0.5)


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
    mesh = ax.pcolormesh(sides, edges, array.values, cmap="PuOr" if both else "cividis", norm=norm, rasterized=True)
    years_axis(ax, float(sides[0]), float(sides[-1]))
    ax.set_ylim(edges[0], edges[-1])
    ax.yaxis.set_major_locator(MultipleLocator(10))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: labels[-1] if value == edges[-2] else f"{value:.0f}"))
    ax.tick_params(length=3, labelsize=TEXT_SIZE)
    caption(ax, say(language, "Age", "年齢（歳）"))
    named = words or (f"{term.label(language)}{say(language, f' ({term.unit})', f'（{term.unit_ja}）')}" if term else str(array.name or measure))
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
    extreme = f"{float(array.values[peak]):,.3g}".replace("-", "−")
    message = head + say(language, f"{named}, the largest at age {age} in {year} ({extreme})", f"{named}：最大は{year}年の{age}歳（{extreme}）")
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
        text = names.get(dim, f"{term.label(language)}{say(language, f' ({term.unit})', f'（{term.unit_ja}）')}" if term else dim)
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
        message = head + say(language, f"{what} between {number(float(z.min()))} and {number(float(z.max()))}", f"{what}は{number(float(z.min()), 'ja')}～{number(float(z.max()), 'ja')}")
    elif inside:
        message = head + say(language, f"{what}: what reaches {number(level)} (thick line)", f"{what}が{number(level, 'ja')}に届く組合せ（太線）")
    else:
        message = head + say(language, f"{what}: nothing in this range reaches {number(level)}", f"この範囲では{what}は{number(level, 'ja')}に届かない")
    headline(ax, message if title is None else title, sources, language, drop=40)
    if own:
        arrange(ax)
    for name, (px, py) in (points or {}).items():
        ax.plot([px], [py], linestyle="", marker="o", markersize=7, color=INK, markeredgecolor="white", zorder=5, label=name)
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


