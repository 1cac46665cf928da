"""Population pyramids: one, two overlaid, and one that moves through time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, StepPatch
from matplotlib.ticker import FuncFormatter, MultipleLocator

from cohort.errors import fail
from cohort.report.figures.saving import write_bytes
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
            same = other is not None and key in other.coords and other[key].ndim == 0 and other[key].item() == array[key].item()
            if not same:
                words.append(say(language, f"{array[key].item()}", f"{array[key].item()}{'年' if key == 'time' else ''}"))
    return say(language, ", ", "、").join(words)


def _is_year_pair(one: xr.DataArray, other: xr.DataArray) -> bool:
    """Tell whether the two differ in nothing but the year."""
    return "time" in one.coords and "time" in other.coords and "time" in _differing(one, other) and len(_differing(one, other)) == 1


def _differing(one: xr.DataArray, other: xr.DataArray) -> list[str]:
    keys = [key for key in ("area", "scenario", "time") if key in one.coords and key in other.coords]
    return [key for key in keys if one[key].ndim == other[key].ndim == 0 and one[key].item() != other[key].item()]


def share_65_plus(array: xr.DataArray, edges: Array) -> float:
    """Return the share aged 65 and over. Ages are lower bounds; 65 must be one of them."""
    values = array.values.sum(axis=0)
    return float(values[edges[:-1] >= 65].sum() / values.sum())


def _message(one: xr.DataArray, edges: Array, names: Sequence[str], other: xr.DataArray | None, place: str, language: str) -> str:
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
    ax.xaxis.get_major_locator().set_params(nbins=7)  # type: ignore[attr-defined]
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
            SEX_LABELS[language][sex], (x, 1), (0, -4), xycoords="axes fraction", textcoords="offset points",
            ha=where, va="top", size=TEXT_SIZE + 1, color=ink(SEX_COLOURS[sex]),
        )  # fmt: skip


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
    names = list(labels) if labels else [_name(one, other, language)] + ([] if other is None else [_name(other, one, language)])
    ax, own = canvas(ax, PYRAMID_SIZE)
    for place_number, array in enumerate(arrays):
        for sign, sex in ((-1, "male"), (1, "female")):
            _steps(ax, sign * array.sel(sex=sex).values, edges, SEX_COLOURS[sex], filled=place_number == 0)
    _axes(ax, edges, ages, 1.08 * max(float(array.max()) for array in arrays), language)
    _sides(ax, language)
    if any(names):
        handles = [Patch(facecolor="#B5B5B5"), Patch(facecolor="none", edgecolor=INK, linewidth=1.4)]
        totals = [number(float(array.sum()), language) for array in arrays]
        words = [f"{name}{say(language, ': ', '：')}{total}" for name, total in zip(names, totals, strict=True)]
        ax.legend(
            handles[: len(arrays)], words, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, borderaxespad=0.2,
            borderpad=0.1, handlelength=1.2, columnspacing=1.4, fontsize=TEXT_SIZE,
        )  # fmt: skip
    headline(ax, _message(one, edges, names, other, place, language) if title is None else title, sources, language, drop=40)
    if own:
        arrange(ax)
    return ax


def _steps(ax: Axes, values: Array, edges: Array, colour: str, *, filled: bool) -> StepPatch:
    if filled:
        return ax.stairs(values, edges, orientation="horizontal", fill=True, color=colour, alpha=0.55, linewidth=0, zorder=3)
    return ax.stairs(values, edges, orientation="horizontal", fill=False, color=INK, linewidth=1.3, zorder=4)


# Animation -------------------------------------------------------------------------------------------------------------


def _frames(array: xr.DataArray, place: str, sources: Sequence[str], language: str, dpi: int) -> list[Any]:
    """Return one picture a year. The axes are drawn once; each frame puts that year's steps and words on top."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    figure = Figure(figsize=PYRAMID_SIZE, dpi=dpi)
    agg = FigureCanvasAgg(figure)
    ax, _ = canvas(figure.add_subplot())
    first, edges, ages = _counts(array.isel(time=0))
    _axes(ax, edges, ages, 1.08 * float(array.max()), language)
    _sides(ax, language)
    moving = [_steps(ax, np.zeros(len(ages)), edges, SEX_COLOURS[sex], filled=True) for sex in ("male", "female")]
    for sign, sex in ((-1, "male"), (1, "female")):
        _steps(ax, sign * first.sel(sex=sex).values, edges, INK, filled=False)
    years = array["time"].values
    ax.annotate(
        say(language, f"line: {years[0]}", f"線は{years[0]}年"), (1, 1), (0, 7), xycoords="axes fraction",
        textcoords="offset points", ha="right", va="bottom", size=TEXT_SIZE, color=INK,
    )  # fmt: skip
    headline(ax, _frame_title(array, 0, edges, place, language), sources, language, drop=40)
    arrange(ax)
    words = next(text for text in (ax._left_title,) if text)  # type: ignore[attr-defined]
    for artist in (*moving, words):
        artist.set_animated(True)
    agg.draw()
    background = agg.copy_from_bbox(figure.bbox)
    outlines = [patch for patch in ax.patches if patch not in moving]
    pictures = []
    for number_ in range(len(years)):
        agg.restore_region(background)
        for sign, sex, patch in ((-1, "male", moving[0]), (1, "female", moving[1])):
            patch.set_data(values=sign * array.isel(time=number_).sel(sex=sex).values)
            ax.draw_artist(patch)
        for patch_over in outlines:
            ax.draw_artist(patch_over)
        words.set_text(_frame_title(array, number_, edges, place, language))
        ax.draw_artist(words)
        pictures.append(Image.fromarray(np.asarray(agg.buffer_rgba()).copy()).convert("RGB"))
    return pictures


def _frame_title(array: xr.DataArray, number_: int, edges: Array, place: str, language: str) -> str:
    here = array.isel(time=number_)
    head = f"{place}{say(language, ': ', '：')}" if place else ""
    total, old, year = number(float(here.sum()), language), percent(share_65_plus(here, edges)), int(here["time"])
    return head + say(language, f"{year}, {total} residents, {old} aged 65+", f"{year}年 {total}、65歳以上{old}")


@styled
def pyramid_animation(
    source: Labelled,
    path: str | Path | Sequence[str | Path],
    *,
    place: str = "",
    sources: Sequence[str] = (),
    seconds: float = 0.25,
    dpi: int = 100,
    language: str = "en",
) -> list[Path]:
    """Write a pyramid that moves through time, as GIF or WebP; the first year stays as an outline.

    Parameters
    ----------
    source : Dataset or DataArray
        Population of one area and scenario with dims (time, sex, age); persons.
    path : path or sequence of paths
        Names ending in ``.gif`` or ``.webp``; several share the drawing.
    place, sources, language
        As in :func:`totals`.
    seconds : float
        Time for each year; the first and the last stay longer.
    dpi : int
        Pixels per inch; the picture is 7 x 5.4 inches.

    Returns
    -------
    list of Path
        The files written. The same numbers give the same bytes.

    Raises
    ------
    FigureError
        If a dim is missing or must be selected first, or a name ends otherwise.
    """
    paths = [Path(item) for item in ([path] if isinstance(path, str | Path) else path)]
    for item in paths:
        if item.suffix.lower() not in (".gif", ".webp"):
            fail(
                str(item),
                "suffix",
                en=f"got {item.suffix!r}; use .gif or .webp.",
                ja=f"{item.suffix!r} は使えません。.gif か .webp にしてください。",
                kind=FigureError,
            )
    array = quantity(source, "population")
    dim, _, _ = age_edges(array)
    array = exactly(array, ("time", "sex", dim), ("time", "sex", dim))
    pictures = _frames(array, place, sources, language, dpi)
    times = [round(1000 * seconds)] * len(pictures)
    times[0], times[-1] = times[0] + 1000, times[-1] + 2000
    return [write_bytes(item, _encoded(pictures, times, item.suffix.lower())) for item in paths]


def _encoded(pictures: Sequence[Any], times: Sequence[int], suffix: str) -> bytes:
    stream = io.BytesIO()
    if suffix == ".webp":
        pictures[0].save(stream, "WEBP", save_all=True, append_images=pictures[1:], duration=list(times), loop=0, lossless=True, quality=20, method=0)
    else:
        # one palette for all frames, so that colours do not flicker
        palette = pictures[0].quantize(colors=64, dither=0)
        still = [palette, *(picture.quantize(palette=palette, dither=0) for picture in pictures[1:])]
        still[0].save(stream, "GIF", save_all=True, append_images=still[1:], duration=list(times), loop=0, optimize=False)
    return stream.getvalue()
