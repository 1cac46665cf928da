"""Population pyramids: one, two over each other, and one that moves through time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Patch, StepPatch
from matplotlib.ticker import MaxNLocator

from cohort.arguments import DPI, DRAWN, LANGUAGE, PATHS, SAID, SECONDS, TEXTS, takes
from cohort.atomic import write_bytes
from cohort.report.charts.ages import AGE_NOTE
from cohort.report.charts.panel import Panel, chart, paper
from cohort.report.charts.select import Array, Labelled, age_edges, exactly, quantity, refuse
from cohort.report.charts.style import TEXT_SIZE, TITLE_SIZE, alike, drawing, readable
from cohort.story import messages
from cohort.story.messages import headed, persons
from cohort.text import Joined, Said, Text, Year
from cohort.vocabulary import INK, SEX_COLOURS, SEX_NAMES, SEXES

_KEYS = ("area", "scenario", "time")
_ENCODING: dict[str, dict[str, Any]] = {
    ".gif": {"optimize": False},
    ".webp": {"lossless": True, "quality": 20, "method": 0, "kmin": 41, "kmax": 80},
}


def _counts(source: Labelled) -> tuple[xr.DataArray, Array, list[str]]:
    """Return population by (sex, age), male first, with the edges and labels of the ages."""
    array = quantity(source, "population")
    dim, edges, labels = age_edges(array)
    array = exactly(array, ("sex", dim), ("sex", dim))
    absent = ", ".join(sex for sex in SEXES if sex not in array["sex"].values)
    if absent:
        refuse(
            "figure",
            "sex",
            f"{absent} is missing; a pyramid needs male and female.",
            f"{absent} がありません。人口ピラミッドには男女が必要です。",
        )
    return array.sel(sex=list(SEXES)), edges, labels


def _known(array: xr.DataArray) -> dict[str, Any]:
    """Return area, scenario and year of an array, those it has."""
    return {key: array[key].item() for key in _KEYS if key in array.coords and array[key].ndim == 0}


def _name(array: xr.DataArray, other: xr.DataArray | None) -> Said:
    """Return what tells one pyramid from the other: its year, its scenario, or both."""
    others = {} if other is None else _known(other)
    words = {key: value for key, value in _known(array).items() if others.get(key) != value}
    return Joined([Year(value) if key == "time" else str(value) for key, value in words.items()], Text(", ", "、"))


def _old(array: xr.DataArray, edges: Array) -> float:
    """Return the share aged 65 and over. Ages are lower bounds; 65 must be one of them."""
    values = array.values.sum(axis=0)
    return float(values[edges[:-1] >= 65].sum() / values.sum())


def _message(arrays: Sequence[xr.DataArray], edges: Array, names: Sequence[Said | str]) -> Said:
    totals = [float(array.sum()) for array in arrays]
    old = [_old(array, edges) for array in arrays]
    if len(arrays) == 1:
        return messages.pyramid(totals[0], old[0])
    one, other = (_known(array) for array in arrays)
    if [key for key in one if key in other and one[key] != other[key]] == ["time"]:
        return messages.pyramid_years(int(one["time"]), int(other["time"]), (totals[0], totals[1]), (old[0], old[1]))
    return messages.pyramid_pair((names[0], names[1]), (totals[0], totals[1]), (old[0], old[1]))


def _axes(panel: Panel, edges: Array, labels: Sequence[str], widest: float) -> None:
    """Give a pyramid its axes: the same scale to both sides, ages up the side, the open group named."""
    ax = panel.ax
    ax.set_xlim(-widest, widest)
    ax.axvline(0, color="white", linewidth=1.0, zorder=3.5)
    unit = panel.persons("x", absolute=True)
    ax.xaxis.set_major_locator(MaxNLocator(7, integer=True, steps=[1, 2, 2.5, 5, 10]))
    panel.below(Text("Population ({unit})", "人口（{unit}）", unit=unit))
    panel.ages("y", edges, labels)
    panel.grid("x")
    panel.note(AGE_NOTE)
    foot = _room_below(panel)
    for sex, x, where in (("male", 0.02, "left"), ("female", 0.98, "right")):
        panel.write(
            SEX_NAMES[sex],
            (x, 0 if foot else 1),
            (0, 4 if foot else -4),
            ha=where,
            va="bottom" if foot else "top",
            size=TEXT_SIZE + 1,
            color=readable(SEX_COLOURS[sex]),
        )


def _room_below(panel: Panel) -> bool:
    """Tell whether the bars leave more room at the foot than at the top."""
    sides = [np.abs(patch.get_data()[0]) for patch in panel.ax.patches if isinstance(patch, StepPatch)]
    few = max(len(sides[0]) // 9, 1)
    return bool(max(side[-few:].max() for side in sides) > max(side[:few].max() for side in sides))


def _steps(ax: Axes, values: Array, edges: Array, colour: str | None) -> StepPatch:
    """Draw one side: filled with a colour, or as an outline. The axes' limits are set, so that no step need be looked at for them."""
    look: dict[str, Any] = {"fill": False, "edgecolor": INK, "linewidth": 1.3, "zorder": 4}
    if colour is not None:
        look = {"facecolor": colour, "alpha": 0.55, "linewidth": 0, "zorder": 3}
    steps = StepPatch(values, edges, orientation="horizontal", **look)
    ax.add_artist(steps)
    return steps


def _sides(ax: Axes, array: xr.DataArray, edges: Array, filled: bool) -> list[StepPatch]:
    """Draw both sides, men to the left."""
    return [
        _steps(ax, sign * array.sel(sex=sex).values, edges, SEX_COLOURS[sex] if filled else None)
        for sign, sex in zip((-1, 1), SEXES, strict=True)
    ]


@chart("pyramid")
def pyramid(
    panel: Panel, source: Labelled, against: Labelled | None = None, *, labels: Sequence[Said | str] | None = None
) -> Said:
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

    Returns
    -------
    Axes
        Two filled steps (male to the left, with negative values), then two outlined ones.
    """
    one, edges, ages = _counts(source)
    arrays = [one]
    if against is not None:
        other, other_edges, _ = _counts(against)
        if not np.array_equal(edges, other_edges):
            sizes = len(edges) - 1, len(other_edges) - 1
            refuse(
                "pyramid",
                "age",
                f"the two have different ages ({sizes[0]} and {sizes[1]} groups); group them alike first.",
                f"二つの年齢区分が違います（{sizes[0]} 区分と {sizes[1]} 区分）。先に同じ区分にしてください。",
            )
        arrays.append(other)
    pairs = [(one, None)] if len(arrays) == 1 else [(arrays[0], arrays[1]), (arrays[1], arrays[0])]
    names = list(labels or [_name(*pair) for pair in pairs])
    for number, array in enumerate(arrays):
        _sides(panel.ax, array, edges, filled=number == 0)
    _axes(panel, edges, ages, 1.08 * max(float(array.max()) for array in arrays))
    if any(panel.say(name) for name in names):
        keys = [Patch(facecolor="#B5B5B5"), Patch(facecolor="none", edgecolor=INK, linewidth=1.4)]
        words = [
            Text("{name}: {total}", "{name}：{total}", name=name, total=persons(float(array.sum())))
            for name, array in zip(names, arrays, strict=True)
        ]
        panel.legend(keys[: len(arrays)], words)
    return _message(arrays, edges, names)


@chart("pyramid")
def pyramid_range(panel: Panel, source: Labelled, *, level: float = 0.8) -> Said:
    """Draw the pyramid of many futures: what each age has in the middle of them, and between what a share of them lies.

    Parameters
    ----------
    source : Dataset or DataArray
        Population of one area, scenario and year with dims (draw, sex, age); persons.
    level : float
        Share of the draws inside the bands.

    Returns
    -------
    Axes
        A band and an outline a side, male to the left.
    """
    if not 0 < level < 1:
        en, ja = "use a share between 0 and 1.", "は使えません。0 と 1 の間の割合にしてください。"
        refuse("pyramid_range", "level", f"got {level}; {en}", f"{level} {ja}")
    array = quantity(source, "population")
    dim, edges, ages = age_edges(array)
    array = exactly(array, ("draw", "sex", dim), ("draw", "sex", dim)).sel(sex=list(SEXES))
    low, middle, high = np.quantile(array.values, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=0)
    for place, (sign, sex) in enumerate(zip((-1, 1), SEXES, strict=True)):
        panel.ax.stairs(
            sign * high[place], edges, baseline=sign * low[place], orientation="horizontal", fill=True,
            color=SEX_COLOURS[sex], alpha=0.45, linewidth=0, zorder=3,
        )  # fmt: skip
        _steps(panel.ax, sign * middle[place], edges, None)
    _axes(panel, edges, ages, 1.08 * float(high.max()))
    panel.legend(
        [Patch(facecolor="#B5B5B5"), Patch(facecolor="none", edgecolor=INK, linewidth=1.4)],
        [Text("{level:.0%} of futures", "将来の{level:.0%}", level=level), Text("median", "中央値")],
    )
    totals = array.values.sum(axis=(1, 2))
    edges_of = np.quantile(totals, [(1 - level) / 2, (1 + level) / 2])
    year = int(array["time"].item()) if "time" in array.coords else 0
    return messages.draws(year, level, float(edges_of[0]), float(edges_of[1]))


# Moving ----------------------------------------------------------------------------------------------------------------


@takes(source=DRAWN, path=PATHS, titles=TEXTS, place=SAID, sources=TEXTS, seconds=SECONDS, dpi=DPI, language=LANGUAGE)
def pyramid_animation(
    source: Labelled,
    path: str | Path | Sequence[str | Path],
    *,
    titles: Sequence[Said | str] | None = None,
    place: Said | str = "",
    sources: Sequence[Said | str] = (),
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
    titles : sequence of str, optional
        Title of each year; worked out from the numbers if not given.
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
        if item.suffix.lower() not in _ENCODING:
            refuse(
                str(item),
                "suffix",
                f"got {item.suffix!r}; use .gif or .webp.",
                f"{item.suffix!r} は使えません。.gif か .webp にしてください。",
            )
    array = quantity(source, "population")
    dim, edges, _ = age_edges(array)
    array = exactly(array, ("time", "sex", dim), ("time", "sex", dim))
    heads = titles or [headed(_frame_title(one, edges), place) for one in array]
    with drawing(language):
        pictures = _frames(array, heads, sources, language, dpi)
    times = [round(1000 * seconds)] * len(pictures)
    times[0], times[-1] = times[0] + 1000, times[-1] + 2000
    return [write_bytes(item, _encoded(pictures, times, item.suffix.lower())) for item in paths]


def _frame_title(one: xr.DataArray, edges: Array) -> Said:
    words = messages.pyramid(float(one.sum()), _old(one, edges))
    return Joined([Year(int(one["time"])), words], Text(", ", "　"))


def _frames(
    array: xr.DataArray, titles: Sequence[Said | str], sources: Sequence[Said | str], language: str, dpi: int
) -> list[Any]:
    """Return one picture a year. The axes are drawn once; each frame puts that year's steps and words on top."""
    from PIL import Image

    ax = paper("pyramid", dpi)
    panel = Panel(ax, language)
    figure = panel.figure
    agg: Any = FigureCanvasAgg(figure)
    first, edges, ages = _counts(array.isel(time=0))
    moving = _sides(ax, first, edges, filled=True)
    outlines = _sides(ax, first, edges, filled=False)
    _axes(panel, edges, ages, 1.08 * float(array.max()))
    panel.corner(Text("line: {year}", "線は{year}", year=Year(int(array["time"][0]))))
    # the place of the axes is that of the longest title, so that none is cut
    said = alike([panel.say(title) for title in titles], figure.get_figwidth() * 72 - 60, TITLE_SIZE)
    panel.finish(max(said, key=lambda words: (words.count("\n"), len(words))), sources)
    head = ax._left_title  # type: ignore[attr-defined]
    for artist in (*moving, *outlines, head):
        artist.set_animated(True)
    agg.draw()
    background = agg.copy_from_bbox(figure.bbox)
    pictures = []
    for words, year in zip(said, array.sel(sex=list(SEXES)).values, strict=False):
        agg.restore_region(background)
        for sign, steps, patch in zip((-1, 1), year, moving, strict=True):
            patch.set_data(values=sign * steps)
        head.set_text(words)
        for artist in (*moving, *outlines, head):
            ax.draw_artist(artist)
        pictures.append(Image.fromarray(np.asarray(agg.buffer_rgba())).convert("RGB"))
    return pictures


def _encoded(pictures: Sequence[Any], times: Sequence[int], suffix: str) -> bytes:
    """Return the pictures as one moving picture; in a GIF with one palette for all, so that colours do not flicker."""
    if suffix == ".gif":
        palette = pictures[0].quantize(colors=64, dither=0)
        pictures = [palette, *(picture.quantize(palette=palette, dither=0) for picture in pictures[1:])]
    from PIL import WebPImagePlugin  # noqa: F401 (else it is looked for among all kinds of pictures)

    stream = io.BytesIO()
    pictures[0].save(
        stream,
        suffix[1:].upper(),
        save_all=True,
        append_images=pictures[1:],
        duration=list(times),
        loop=0,
        **_ENCODING[suffix],
    )
    return stream.getvalue()
