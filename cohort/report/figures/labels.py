"""Direct labels at the ends of lines, spread so that they do not overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from cohort.report.figures.style import TEXT_SIZE, ink


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> NDArray[np.float64]:
    """Return positions of labels nearest to the wanted ones (least squares) that do not overlap.

    Parameters
    ----------
    wanted : sequence of float
        Centres where the labels would like to be.
    heights : sequence of float
        Their heights, in the same unit; the space between labels is part of it.
    low, high : float
        Where labels may reach. If all of them do not fit, they are stacked from ``low`` upwards.

    Returns
    -------
    array (label,)
        Centres, in the order given. Neighbours keep their order.

    Notes
    -----
    With c the least distances from the first label, z = y - c must not decrease: isotonic regression by pooling
    adjacent violators (Barlow et al. 1972); bounds on an isotonic fit are met by clipping.
    """
    position, height = np.asarray(wanted, float), np.asarray(heights, float)
    if len(position) == 0:
        return position
    order = np.argsort(position, kind="stable")
    tall = height[order]
    least = np.concatenate([[0.0], np.cumsum((tall[:-1] + tall[1:]) / 2)])
    blocks: list[tuple[float, int]] = []
    for value in position[order] - least:
        mean, count = float(value), 1
        while blocks and blocks[-1][0] > mean:
            before, number = blocks.pop()
            mean, count = (before * number + mean * count) / (number + count), number + count
        blocks.append((mean, count))
    fitted = np.concatenate([np.full(count, mean) for mean, count in blocks])
    bottom = low + tall[0] / 2
    top = max(high - tall[-1] / 2 - least[-1], bottom)
    result = np.empty_like(position)
    result[order] = np.clip(fitted, bottom, top) + least
    return result


@dataclass
class EndLabels:
    """Labels in a column to the right of the axes, each tied to the end of its line.

    ``add`` them while drawing; ``settle`` once limits and place of the axes are final.
    """

    ax: Axes
    size: float = TEXT_SIZE - 0.5
    gap: float = 12.0
    held: list[tuple[Annotation, float]] = field(default_factory=list)
    farthest: float = 0.0

    def add(self, x: float, y: float, text: str, colour: str, size: float | None = None) -> None:
        """Add a label for the point (x, y), data coordinates."""
        right = self.ax.get_xlim()[1]
        label = self.ax.annotate(
            text,
            (x, y),
            (self.gap, 0),
            xycoords="data",
            textcoords=("offset points", "offset points"),
            ha="left",
            va="center",
            size=size or self.size,
            color=ink(colour),
            annotation_clip=False,
            linespacing=1.05,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "linewidth": 0.7,
                "shrinkA": 1,
                "shrinkB": 0,
                "relpos": (0, 0.5),
            },
        )
        label.set_gid("end-label")
        self.held.append((label, y))
        # every label starts in the column at the right edge, however early its line ends
        label.xyann = (self.gap + self._points(right - x), 0)

    def _points(self, years: float) -> float:
        ax, figure = self.ax, self.ax.get_figure(root=True)
        assert figure is not None
        left, right = ax.get_xlim()
        return float(ax.get_window_extent().width / (right - left) * years * 72 / figure.dpi)

    def settle(self) -> None:
        """Put the labels where they do not overlap, for the present size of the axes."""
        figure = self.ax.get_figure(root=True)
        assert figure is not None
        scale = 72 / figure.dpi
        box = self.ax.get_window_extent()
        ends = np.array([self.ax.transData.transform((0, y))[1] * scale for _, y in self.held])
        heights = [
            (1.45 + 1.3 * label.get_text().count("\n")) * float(label.get_fontsize())
            for label, _ in self.held
        ]
        # the corner below the axis holds nothing: labels of lines that end near it stay near their lines
        centres = spread([float(end) for end in ends], heights, box.y0 * scale - 10, box.y1 * scale + 6)
        right = self.ax.get_xlim()[1]
        for (label, _), end, centre in zip(self.held, ends, centres, strict=True):
            label.xyann = (self.gap + self._points(right - float(label.xy[0])), float(centre - end))
        self.farthest = float(np.abs(centres - ends).max(initial=0.0))

    def widened(self) -> bool:
        """Widen the gap where labels stand far above or below their ends, so that leaders do not run side by side.

        Returns
        -------
        bool
            Whether it was widened: the axes must be arranged, and the labels settled, again.
        """
        wanted = min(0.4 * self.farthest, 32.0)
        if wanted <= self.gap + 2:
            return False
        self.gap = wanted
        self.settle()
        return True


_ANGLES = np.deg2rad([45, 90, 135, 0, -45, 180, -90, -135, 60, 120, 20, -20])


def place_free(
    ax: Axes,
    text: str,
    anchors: Sequence[tuple[float, float]],
    *,
    size: float,
    colour: str,
    reach: float = 90.0,
    marker: float = 5.0,
    rivals: Sequence[Line2D] = (),
) -> Annotation:
    """Write a label beside one of its points, at the nearest place that covers no line and no other label.

    Parameters
    ----------
    ax : Axes
        Limits and place must be final.
    text : str
        The label.
    anchors : sequence of (x, y)
        Points it may belong to, data coordinates; the nearest free place at any of them is taken.
    size : float
        Type size, points.
    colour : str
        Colour of the text.
    reach : float
        How far away it may stand, points. Beyond 18 points a thin line leads to the point.
    marker : float
        Half the size of the point's marker, points.
    rivals : sequence of Line2D
        Lines of the same look: the label stands nearer to the line its points lie on than to any other of them.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    pixel = figure.dpi / 72
    label = ax.annotate(
        text,
        anchors[0],
        (0, 0),
        textcoords="offset points",
        ha="left",
        va="center",
        size=size,
        color=colour,
        annotation_clip=False,
        zorder=7,
        arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.7, "shrinkA": 0, "shrinkB": marker},
    )
    own = _words(label)
    wide, high = own.width / pixel, own.height / pixel
    label.set_gid("beside")
    ways = [ax.transData.transform(point) for point in anchors]
    alike = sorted(
        (_drawn(ax, line) for line in rivals), key=lambda path: max(_gap(path, at, at) for at in ways)
    )
    mine, others = alike[:1], alike[1:]  # its own line is the one that all its points lie on
    inked, boxes, frame = _inked(ax), _boxes(ax, label), ax.get_window_extent()
    marked = _marked(ax)
    strange = np.array([mark for mark in marked if min(np.hypot(*(mark - at)) for at in ways) > 1.0])
    edge = max(frame.x1, figure.bbox.x1 - 4 * pixel)
    best = (float("inf"), anchors[0], (0.0, 0.0))
    for x, y in anchors:
        centre = ax.transData.transform((x, y))
        reachable = inked[(np.abs(inked - centre) < (reach + wide + high) * pixel).all(axis=1)]
        for away in np.arange(marker + 3, reach, 6.0):
            if away >= best[0]:
                break  # no place further away can be better
            for angle in _ANGLES:
                dx, dy = away * np.cos(angle), away * np.sin(angle)
                # the near edge of the text touches the circle, not its middle
                left = dx if dx > 1 else dx - wide if dx < -1 else dx - wide / 2
                middle = dy + np.sign(np.round(dy, 6)) * high / 2
                low = centre + np.array([left - 2, middle - high / 2 - 1]) * pixel
                top = low + np.array([wide + 4, high + 2]) * pixel
                covered = int(((reachable >= low) & (reachable <= top)).all(axis=1).sum())
                covered += sum(80 for box in boxes if (low < box[2:]).all() and (top > box[:2]).all())
                outside = (
                    low[0] < frame.x0 or top[0] > edge or low[1] < frame.y0 or top[1] > frame.y1 + 14 * pixel
                )
                cost = covered * 10 + away + (900 if outside else 0) + (2 if dy < 0 else 0)
                cost += 15 if top[0] > frame.x1 else 0  # the margin, where labels of lines stand
                if len(strange) and cost < best[0]:
                    cost += 100 if _gap(strange, low, top) < _gap(centre[None], low, top) else 0
                if others and cost < best[0]:
                    nearest = min(_gap(path, low, top) for path in others)
                    cost += 60 if nearest < _gap(mine[0], low, top) + 2 else 0
                if away > 18 and cost < best[0]:
                    near = np.array([np.clip(0.0, left, left + wide), middle - np.sign(middle) * high / 2])
                    stop = centre + near / np.hypot(*near) * (marker + 6) * pixel
                    begin = centre + near * pixel
                    cost += 30 * _crossed(reachable, begin, stop) + 400 * _crossed(marked, begin, stop, 6.0)
                    cost += 200 * sum(
                        _gap(_dense(np.array([begin, stop])), box[:2], box[2:]) == 0 for box in boxes
                    )
                if cost < best[0]:
                    best = (cost, (x, y), (left, middle))
    _, label.xy, label.xyann = best
    if (
        best[2][0] + wide < 0
    ):  # letters are a little wider at other resolutions: they may grow away from the point only
        label.set_horizontalalignment("right")
        label.xyann = (best[2][0] + wide, best[2][1])
    nearest_x = float(np.clip(0.0, best[2][0], best[2][0] + wide))
    if label.arrow_patch is not None:
        far = float(np.hypot(nearest_x, max(abs(best[2][1]) - high / 2, 0.0))) > 18
        label.arrow_patch.set_visible(far)
        # the leader starts at the edge of the words that is nearest to the point
        label._arrow_relpos = (float(np.clip(-best[2][0] / wide, 0, 1)), 0.0 if best[2][1] > 0 else 1.0)  # type: ignore[attr-defined]
    return label


def _marked(ax: Axes) -> NDArray[np.float64]:
    """Return the centres (pixels) of markers that stand alone."""
    alone = [line for line in ax.lines if line.get_linestyle() == "None"]
    return np.concatenate([np.empty((0, 2)), *(ax.transData.transform(line.get_xydata()) for line in alone)])


def _crossed(
    inked: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64], within: float = 2.0
) -> int:
    """Return how many of the points lie on the way from one place to another, within some pixels."""
    way = end - start
    length = float(np.hypot(*way)) or 1.0
    along = (inked - start) @ way / length
    across = np.abs((inked[:, 0] - start[0]) * way[1] - (inked[:, 1] - start[1]) * way[0]) / length
    return int(((along > 0) & (along < length) & (across < within)).sum())


def _gap(path: NDArray[np.float64], low: NDArray[np.float64], top: NDArray[np.float64]) -> float:
    """Return the distance from a box to the nearest of the points, pixels."""
    return float(np.hypot(*np.maximum(np.maximum(low - path, path - top), 0.0).T).min())


def _dense(path: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points of a way, four pixels apart at most."""
    pieces = [path]
    for start, end in pairwise(path):
        count = max(int(np.hypot(*(end - start)) / 4), 1)
        pieces.append(start + (end - start) * np.linspace(0, 1, count + 1)[:, None])
    return np.concatenate(pieces)


def _drawn(ax: Axes, line: Line2D) -> NDArray[np.float64]:
    """Return points (pixels) of a line, or of its markers where they are not joined."""
    path = ax.transData.transform(
        np.column_stack([np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)])
    )
    if line.get_linestyle() != "None":
        return _dense(path)
    across = 0.75 * float(line.get_markersize()) * ax.figure.dpi / 72 * np.linspace(-1, 1, 5)
    return np.concatenate([path + np.array([dx, dy]) for dx in across for dy in across])


def _inked(ax: Axes) -> NDArray[np.float64]:
    """Return points (pixels) that lie on drawn lines, markers and leaders, close together."""
    found = [np.empty((0, 2)), *(_drawn(ax, line) for line in ax.lines)]
    for text in ax.texts:
        if not isinstance(text, Annotation) or text.arrow_patch is None or not text.arrow_patch.get_visible():
            continue
        box, point = _words(text), ax.transData.transform(text.xy)
        if text.get_gid() == "end-label":
            found.append(_dense(np.array([point, (box.x0, (box.y0 + box.y1) / 2)])))
        elif text.get_gid() == "beside":
            found.append(_dense(np.array([point, np.clip(point, box.min, box.max)])))
    return np.concatenate(found)


def _boxes(ax: Axes, besides: Annotation) -> list[NDArray[np.float64]]:
    """Return the corners (x0, y0, x1, y1, pixels) of every other text of the axes."""
    found = []
    for text in ax.texts:
        if text is not besides and text.get_text():
            box = _words(text)
            found.append(np.array([box.x0, box.y0, box.x1, box.y1]))
    return found


def _words(text: Text) -> Bbox:
    """Return the place of the words alone: an annotation's own extent would include its leader."""
    if isinstance(text, Annotation) and text.figure is not None:
        text.update_positions(text.figure._get_renderer())  # type: ignore[union-attr]
    return Text.get_window_extent(text)
