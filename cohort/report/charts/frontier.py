"""The result of two levers: contours, the line on which a target is just met, and what was seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.contour import ContourSet
from matplotlib.ticker import MaxNLocator

from cohort.report.charts.ages import free_numbers, with_unit
from cohort.report.charts.panel import Beside, Panel, chart
from cohort.report.charts.select import Array, exactly, refuse
from cohort.report.charts.style import TEXT_SIZE
from cohort.story import messages
from cohort.story.messages import persons
from cohort.text import Said
from cohort.vocabulary import INK, MUTED, SEX_COLOURS


@chart("square")
def frontier(
    panel: Panel,
    result: xr.DataArray,
    *,
    level: float | None = None,
    points: Mapping[Said | str, tuple[float, float]] | None = None,
    labels: Mapping[str, Said | str] | None = None,
    words: Said | str = "",
    seen: Mapping[str, tuple[float, float]] | None = None,
    lines: Mapping[Said | str, float] | None = None,
) -> Said:
    """Draw the result of two levers as contours, and the line on which a target is just met.

    Parameters
    ----------
    result : DataArray
        Two dims with numbers as coordinates: the first lever runs across, the second up; persons. NaN, what cannot be
        projected, stays white.
    level : float, optional
        The target; its contour is the frontier.
    points : mapping, optional
        Words -> (value of the first lever, value of the second), e.g. where a plan stands.
    labels : mapping, optional
        Dim -> words on its axis; the vocabulary's label if not given.
    words : str
        What the result is.
    seen : mapping, optional
        Words -> (value of the first lever, value of the second) of years gone by: hollow points; their range is shaded.
    lines : mapping, optional
        Words -> result, e.g. what others published: dashed contours.

    Returns
    -------
    Axes
        With the contours of the result, and of ``level``.
    """
    across, up = _two_dims(result)
    array = exactly(result, (across, up), (across, up), gaps=True)
    x, y, z = array[across].values.astype(float), array[up].values.astype(float), array.values.T
    low, high = float(np.nanmin(z)), float(np.nanmax(z))
    ax = panel.ax
    ax.set_xlim(x.min(), x.max())
    ax.set_ylim(y.min(), y.max())
    others = {name: value for name, value in (lines or {}).items() if low < value < high}
    _contours(panel, x, y, z, level, [*others.values()])
    named = labels or {}
    panel.below(named.get(across, with_unit(across)))
    panel.note(named.get(up, with_unit(up)))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(free_numbers(panel))
    ax.tick_params(length=3, labelsize=TEXT_SIZE)
    _gone_by(panel, seen or {})
    for name, value in others.items():
        drawn = ax.contour(x, y, z, levels=[value], colors=INK, linewidths=1.2, linestyles="dashed")
        _on_the_lines(drawn, (x, y, z), 0.55, {value: panel.say(name)}.__getitem__)
    for name, at in (points or {}).items():
        said = panel.say(name)
        ax.plot(*([value] for value in at), "o", markersize=7, color=INK, mec="white", zorder=5, label=said)
        panel.beside.append(Beside(said, [at], TEXT_SIZE))
    return messages.frontier(words, low, high, level)


def _contours(panel: Panel, x: Array, y: Array, z: Array, level: float | None, others: Sequence[float]) -> None:
    """Draw the result, and the line on which a target is just met; a contour beside one of the others has no number."""
    low, high, ax = float(np.nanmin(z)), float(np.nanmax(z)), panel.ax
    levels = MaxNLocator(9).tick_values(low, high)
    ax.contourf(x, y, z, levels=levels, cmap="Blues", alpha=0.75)
    steps = ax.contour(x, y, z, levels=levels, colors=MUTED, linewidths=0.7)
    near = 0.3 * (levels[1] - levels[0])
    free = [one for one in steps.levels if all(abs(one - other) > near for other in others)]
    _on_the_lines(steps, (x, y, z), 0.86, lambda value: panel.say(persons(value)), free)
    if level is not None and low <= level <= high:
        ax.contour(x, y, z, levels=[level], colors=SEX_COLOURS["female"], linewidths=2.8)


def _on_the_lines(
    drawn: ContourSet,
    at: tuple[Array, Array, Array],
    height: float,
    said: Callable[[float], str],
    which: Sequence[float] | None = None,
) -> None:
    """Write on contours what they are, all at one height (a share of the axis) but where an edge would cut it."""
    places = []
    for level in drawn.levels if which is None else which:
        found = [one for up in (height, 0.3, 0.7) for one in _where(at, level, up)[:1]]
        inside = [one for one in found if EDGE < np.interp(one[0], at[0][[0, -1]], (0, 1)) < 1 - EDGE]
        places += (inside or found)[:1]
    drawn.axes.clabel(drawn, fmt=said, fontsize=8.5, colors=INK, manual=places)


def _where(at: tuple[Array, Array, Array], level: float, height: float) -> list[tuple[float, float]]:
    """Return where a contour crosses a height."""
    x, y, z = at
    up = float(y[0] + height * (y[-1] - y[0]))
    row = np.array([np.interp(up, y, column) for column in z.T])
    lefts = np.flatnonzero((row[:-1] - level) * (row[1:] - level) < 0)
    shares = (level - row[lefts]) / (row[lefts + 1] - row[lefts])
    return [(float(one), up) for one in x[lefts] + shares * (x[lefts + 1] - x[lefts])]


def _gone_by(panel: Panel, seen: Mapping[str, tuple[float, float]]) -> None:
    """Draw the years gone by, and shade what was seen."""
    if not seen:
        return
    x, y = np.array(list(seen.values())).T
    panel.ax.fill_between([x.min(), x.max()], y.min(), y.max(), color=MUTED, alpha=0.22, linewidth=0, zorder=2)
    panel.points(x, y, "o", "seen")
    for name in (next(iter(seen)), list(seen)[-1]):
        panel.beside.append(Beside(name, [seen[name]], TEXT_SIZE - 1))


EDGE = 0.07  # of the width of a map: what is written nearer to a side is cut


def _two_dims(result: xr.DataArray) -> tuple[str, str]:
    dims = [str(dim) for dim in result.dims if result.sizes[dim] > 1]
    numeric = all(dim in result.coords and np.issubdtype(result[dim].dtype, np.number) for dim in dims)
    if len(dims) != 2 or not numeric:
        got = ", ".join(f"{dim} ({size})" for dim, size in result.sizes.items())
        refuse(
            "frontier",
            "dims",
            f"got {got}; needed are two dims with at least two numbers each as coordinates.",
            f"次元は {got} です。数値の座標をもつ、2 点以上の次元が二つ必要です。",
        )
    return dims[0], dims[1]
