"""The population pyramid that moves through time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.figure import Figure
from matplotlib.text import Text

from cohort.errors import fail
from cohort.report.atomic import write_bytes
from cohort.report.figures.pyramids import PYRAMID_SIZE, _axes, _counts, _sides, _steps, share_65_plus
from cohort.report.figures.select import Array, FigureError, Labelled, age_edges, exactly, quantity
from cohort.report.figures.style import (
    INK,
    SEX_COLOURS,
    TEXT_SIZE,
    arrange,
    canvas,
    headline,
    number,
    percent,
    say,
    styled,
)


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
    moving = [
        _steps(ax, np.zeros(len(ages)), edges, SEX_COLOURS[sex], filled=True) for sex in ("male", "female")
    ]
    for sign, sex in ((-1, "male"), (1, "female")):
        _steps(ax, sign * first.sel(sex=sex).values, edges, INK, filled=False)
    years = array["time"].values
    ax.annotate(
        say(language, f"line: {years[0]}", f"線は{years[0]}年"),
        (1, 1),
        (0, 7),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="bottom",
        size=TEXT_SIZE,
        color=INK,
    )
    headline(ax, _frame_title(array, 0, edges, place, language), sources, language, drop=40)
    arrange(ax)
    words: Text = ax._left_title  # type: ignore[attr-defined]
    for artist in (*moving, words):
        artist.set_animated(True)
    agg.draw()  # type: ignore[no-untyped-call]
    background = agg.copy_from_bbox(figure.bbox)  # type: ignore[no-untyped-call]
    outlines = [patch for patch in ax.patches if patch not in moving]
    pictures = []
    for number_ in range(len(years)):
        agg.restore_region(background)  # type: ignore[no-untyped-call]
        for sign, sex, patch in ((-1, "male", moving[0]), (1, "female", moving[1])):
            patch.set_data(values=sign * array.isel(time=number_).sel(sex=sex).values)
            ax.draw_artist(patch)
        for patch_over in outlines:
            ax.draw_artist(patch_over)
        words.set_text(_frame_title(array, number_, edges, place, language))
        ax.draw_artist(words)
        shown = np.asarray(agg.buffer_rgba())  # type: ignore[no-untyped-call]
        pictures.append(Image.fromarray(shown.copy()).convert("RGB"))
    return pictures


def _frame_title(array: xr.DataArray, number_: int, edges: Array, place: str, language: str) -> str:
    here = array.isel(time=number_)
    head = f"{place}{say(language, ': ', '：')}" if place else ""
    total, old, year = (
        number(float(here.sum()), language),
        percent(share_65_plus(here, edges)),
        int(here["time"]),
    )
    return head + say(
        language, f"{year}, {total} residents, {old} aged 65+", f"{year}年 {total}、65歳以上{old}"
    )


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
        pictures[0].save(
            stream,
            "WEBP",
            save_all=True,
            append_images=pictures[1:],
            duration=list(times),
            loop=0,
            lossless=True,
            quality=20,
            method=0,
        )
    else:
        # one palette for all frames, so that colours do not flicker
        palette = pictures[0].quantize(colors=64, dither=0)
        still = [palette, *(picture.quantize(palette=palette, dither=0) for picture in pictures[1:])]
        still[0].save(
            stream,
            "GIF",
            save_all=True,
            append_images=still[1:],
            duration=list(times),
            loop=0,
            optimize=False,
        )
    return stream.getvalue()
