"""Population pyramids: one, two overlaid, and one that moves through time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.patches import Patch, StepPatch
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from cohort.errors import fail
from cohort.report.figures.select import Array, FigureError, Labelled, age_edges, exactly, quantity
from cohort.report.figures.style import (
    INK,
    SEX_COLOURS,
    TEXT_SIZE,
    arrange,
    canvas,
    caption,
    grid,
    headline,
    ink,
    number,
    percent,
    persons_axis,
    say,
    styled,
)
from cohort.vocabulary import SEX_LABELS

PYRAMID_SIZE = (7.0, 5.4)


def _counts(source: Labelled) -> tuple[xr.DataArray, Array, list[str]]:
    """Return population by (sex, age), male first, with the edges and labels of the ages."""
    array = quantity(source, "population")
    dim, edges, labels = age_edges(array)
    array = exactly(array, ("sex", dim), ("sex", dim))
    absent = [sex for sex in ("male", "female") if sex not in array["sex"].values]
    if absent:
        fail(
            "figure",
            "sex",
            en=f"{', '.join(absent)} is missing; a pyramid needs male and female.",
            ja=f"{', '.join(absent)} がありません。人口ピラミッドには男女が必要です。",
            kind=FigureError,
        )
    return array.sel(sex=["male", "female"]), edges, labels


def _name(array: xr.DataArray, other: xr.DataArray | None, language: str) -> str:
    """Return what tells one pyramid from the other: its year, its scenario, or both."""
    words = []
    for key in ("area", "scenario", "time"):
        if key in array.coords and array[key].ndim == 0:
            same = (
                other is not None
                and key in other.coords
                and other[key].ndim == 0
                and other[key].item() == array[key].item()
            )
            if not same:
                words.append(
                    say(
                        language,
                        f"{array[key].item()}",
                        f"{array[key].item()}{'年' if key == 'time' else ''}",
                    )
                )
    return say(language, ", ", "、").join(words)


def _is_year_pair(one: xr.DataArray, other: xr.DataArray) -> bool:
    """Tell whether the two differ in nothing but the year."""
    return (
        "time" in one.coords
        and "time" in other.coords
        and "time" in _differing(one, other)
        and len(_differing(one, other)) == 1
    )


def _differing(one: xr.DataArray, other: xr.DataArray) -> list[str]:
    keys = [key for key in ("area", "scenario", "time") if key in one.coords and key in other.coords]
    return [
        key for key in keys if one[key].ndim == other[key].ndim == 0 and one[key].item() != other[key].item()
    ]


def share_65_plus(array: xr.DataArray, edges: Array) -> float:
    """Return the share aged 65 and over. Ages are lower bounds; 65 must be one of them."""
    values = array.values.sum(axis=0)
    return float(values[edges[:-1] >= 65].sum() / values.sum())


def _message(
    one: xr.DataArray,
    edges: Array,
    names: Sequence[str],
    other: xr.DataArray | None,
    place: str,
    language: str,
) -> str:
    head = f"{place}{say(language, ': ', '：')}" if place else ""
    old = percent(share_65_plus(one, edges))
    if other is None:
        total = number(float(one.sum()), language)
        return head + say(language, f"{total} residents, {old} aged 65+", f"{total}、65歳以上は{old}")
    gap = float(other.sum() - one.sum())
    size = number(abs(gap), language)
    after = percent(share_65_plus(other, edges))
    more = gap > 0
    if _is_year_pair(one, other):
        then, now = int(one["time"]), int(other["time"])
        return head + say(
            language,
            f"{size} {'more' if more else 'fewer'} residents in {now} than in {then}; aged 65+ {old}, then {after}",
            f"{now}年は{then}年より{size}{'多い' if more else '少ない'}。65歳以上は{old}から{after}へ",
        )
    return head + say(
        language,
        f"{size} {'more' if more else 'fewer'} residents ({names[1]} against {names[0]}); aged 65+ {old} and {after}",
        f"「{names[1]}」は「{names[0]}」より{size}{'多い' if more else '少ない'}。65歳以上は{old}と{after}",
    )


def _axes(ax: Axes, edges: Array, labels: Sequence[str], widest: float, language: str) -> None:
    """Give a pyramid its axes: the same scale to both sides, ages up the side, the open group named."""
    ax.set_xlim(-widest, widest)
    ax.set_ylim(edges[0], edges[-1])
    ax.axvline(0, color="white", linewidth=1.0, zorder=3.5)
    unit = persons_axis(ax, language, "x", absolute=True)
    ax.xaxis.set_major_locator(MaxNLocator(7, integer=True, steps=[1, 2, 2.5, 5, 10]))
    ax.set_xlabel(say(language, f"Population ({unit})", f"人口（{unit}）"), size=TEXT_SIZE - 0.5)
    ax.yaxis.set_major_locator(MultipleLocator(10))
    last = edges[-2]

    def age(value: float, _: int) -> str:
        return labels[-1] if value == last else f"{value:.0f}"

    ax.yaxis.set_major_formatter(FuncFormatter(age))
    grid(ax, "x")
    caption(ax, say(language, "Age", "年齢（歳）"))


def _sides(ax: Axes, language: str) -> None:
    for sex, x, where in (("male", 0.02, "left"), ("female", 0.98, "right")):
        ax.annotate(
            SEX_LABELS[language][sex],
            (x, 1),
            (0, -4),
            xycoords="axes fraction",
            textcoords="offset points",
            ha=where,
            va="top",
            size=TEXT_SIZE + 1,
            color=ink(SEX_COLOURS[sex]),
        )


@styled
def pyramid(
    source: Labelled,
    against: Labelled | None = None,
    *,
    labels: Sequence[str] | None = None,
    place: str = "",
    title: str | None = None,
    sources: Sequence[str] = (),
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """Draw a population pyramid, or two over each other: two years, or two scenarios.

    Parameters
    ----------
    source : Dataset or DataArray
        Population of one area, scenario and year with dims (sex, age): ``projection.sel(scenario="trend", time=2020)``; persons.
        Drawn filled.
    against : Dataset or DataArray, optional
        A second one with the same ages, drawn as an outline.
    labels : sequence of str, optional
        What the two are called; their year or scenario if not given.
    place, title, sources, ax, language
        As in :func:`totals`.

    Returns
    -------
    Axes
        Two filled steps (male to the left, with negative values), then two outlined ones.

    Raises
    ------
    FigureError
        If sex or age is missing, a scenario or year must be selected first, or the ages differ.
    """
    one, edges, ages = _counts(source)
    arrays = [one]
    other = None
    if against is not None:
        other, other_edges, _ = _counts(against)
        if not np.array_equal(edges, other_edges):
            fail(
                "pyramid",
                "age",
                en=f"the two have different ages ({len(edges) - 1} and {len(other_edges) - 1} groups); group them alike first.",
                ja=f"二つの年齢区分が違います（{len(edges) - 1} 区分と {len(other_edges) - 1} 区分）。先に同じ区分にしてください。",
                kind=FigureError,
            )
        arrays.append(other)
    names = (
        list(labels)
        if labels
        else [_name(one, other, language)] + ([] if other is None else [_name(other, one, language)])
    )
    ax, own = canvas(ax, PYRAMID_SIZE)
    for place_number, array in enumerate(arrays):
        for sign, sex in ((-1, "male"), (1, "female")):
            _steps(ax, sign * array.sel(sex=sex).values, edges, SEX_COLOURS[sex], filled=place_number == 0)
    _axes(ax, edges, ages, 1.08 * max(float(array.max()) for array in arrays), language)
    _sides(ax, language)
    if any(names):
        handles = [Patch(facecolor="#B5B5B5"), Patch(facecolor="none", edgecolor=INK, linewidth=1.4)]
        totals = [number(float(array.sum()), language) for array in arrays]
        words = [
            f"{name}{say(language, ': ', '：')}{total}" for name, total in zip(names, totals, strict=True)
        ]
        ax.legend(
            handles[: len(arrays)],
            words,
            loc="lower right",
            bbox_to_anchor=(1.0, 1.0),
            ncols=2,
            borderaxespad=0.2,
            borderpad=0.1,
            handlelength=1.2,
            columnspacing=1.4,
            fontsize=TEXT_SIZE,
        )
    headline(
        ax,
        _message(one, edges, names, other, place, language) if title is None else title,
        sources,
        language,
        drop=40,
    )
    if own:
        arrange(ax)
    return ax


def _steps(ax: Axes, values: Array, edges: Array, colour: str, *, filled: bool) -> StepPatch:
    if filled:
        return ax.stairs(
            values,
            edges,
            orientation="horizontal",
            fill=True,
            color=colour,
            alpha=0.55,
            linewidth=0,
            zorder=3,
        )
    return ax.stairs(values, edges, orientation="horizontal", fill=False, color=INK, linewidth=1.3, zorder=4)
