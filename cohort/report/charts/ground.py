"""Where a label finds room beside its point, so that it covers no line, no marker and no other words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.contour import ContourSet
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_ANGLES = np.deg2rad([45, 90, 135, 0, -45, 180, -90, -135, 60, 120, 20, -20])
_MARKER, _REACH = 5.0, 90.0  # half the size of a point's marker, and how far from it words may stand, points
_FAR = 10.0  # points from which on a thin line leads from words to their point
_LINE, _WORDS = 10.0, 8.0  # what it costs to cover a point of a line, and a square point of other words


class Ground:
    """What is drawn on axes whose limits and place are final, and where there is room beside it.

    Lengths are points of the page. ``costs`` says what it costs to cover each of them; it is kept added up from the lower
    left corner, so that a whole label costs four look-ups.
    """

    def __init__(self, ax: Axes) -> None:
        figure = ax.get_figure(root=True)
        assert figure is not None
        self.ax, self.pixel = ax, figure.dpi / 72
        self.size = np.ceil(np.array([figure.bbox.width, figure.bbox.height]) / self.pixel).astype(int)
        self.frame = ax.get_window_extent()
        self.costs = np.zeros(self.size + 1)
        self.marks = [np.empty((0, 2))]
        for line in ax.lines:
            self._ink(self.path(line))
            if line.get_linestyle() == "None":
                self.marks.append(self._points(line))
        for drawn in ax.collections:  # contours that say something: of a map's many thin ones some lie under any words
            if isinstance(drawn, ContourSet) and not drawn.filled and np.max(drawn.get_linewidth()) > 1:
                for path in drawn.get_paths():
                    self._ink(_dense(np.asarray(ax.transData.transform(path.vertices) / self.pixel)))
        for text in ax.texts:
            self._cover(text)
        self._add_up()

    def _points(self, line: Line2D) -> Floats:
        data = np.column_stack([np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)])
        return np.asarray(self.ax.transData.transform(data[np.isfinite(data).all(axis=1)]) / self.pixel)

    def path(self, line: Line2D) -> Floats:
        """Return points on a line, two apart; or on its markers, where they are not joined."""
        points = self._points(line)
        if line.get_linestyle() != "None":
            return _dense(points)
        across = 0.75 * float(line.get_markersize()) * np.linspace(-1, 1, 5)
        return np.concatenate([points + np.array([dx, dy]) for dx in across for dy in across])

    def _ink(self, points: Floats) -> None:
        """Make points cost what a line costs; those outside the page do not count."""
        x, y = points.astype(int).T
        inside = (x >= 0) & (y >= 0) & (x < self.size[0]) & (y < self.size[1])
        np.add.at(self.costs, (x[inside] + 1, y[inside] + 1), _LINE)

    def _cover(self, text: Text) -> None:
        """Make words cost what words cost, and their leader what a line costs."""
        box = _words(text)
        low, top = np.clip(np.array([box.min, box.max]) / self.pixel + [[0, 0], [1, 1]], 0, self.size).astype(int)
        self.costs[low[0] + 1 : top[0] + 1, low[1] + 1 : top[1] + 1] += _WORDS
        if isinstance(text, Annotation) and text.arrow_patch is not None and text.arrow_patch.get_visible():
            at = self.ax.transData.transform(text.xy)
            near = (box.x0, (box.y0 + box.y1) / 2) if text.get_gid() == "end-label" else np.clip(at, box.min, box.max)
            self._ink(_dense(np.array([at, near]) / self.pixel))

    def _add_up(self) -> None:
        self.sums = self.costs.cumsum(0).cumsum(1)

    def _cost(self, low: Floats, top: Floats) -> Floats:
        """Return what it costs to cover boxes, by their corners."""
        left, foot = np.clip(low, 0, self.size).astype(int).T
        right, head = np.clip(top, 0, self.size).astype(int).T
        sums = self.sums
        return np.asarray(sums[right, head] - sums[left, head] - sums[right, foot] + sums[left, foot])

    def place(self, words: str, points: Sequence[tuple[float, float]], size: float, colour: str) -> Annotation:
        """Write a label beside one of its points, at the nearest place that covers no line and no other label.

        Parameters
        ----------
        words, size, colour
            The label, its type size (points) and colour.
        points : sequence of (x, y)
            Points it may belong to, data coordinates; the nearest free place at any of them is taken.
        """
        label = self._written(words, points[0], size, colour)
        box = _words(label)
        wide, high = box.width / self.pixel, box.height / self.pixel
        ways = np.asarray(self.ax.transData.transform(np.array(points)) / self.pixel)
        which, away, angle = (
            part.ravel()
            for part in np.meshgrid(np.arange(len(ways)), np.arange(_MARKER + 3, _REACH, 6.0), _ANGLES, indexing="ij")
        )
        dx, dy = away * np.cos(angle), away * np.sin(angle)
        # the near edge of the text touches the circle, not its middle
        left = np.where(dx > 1, dx, np.where(dx < -1, dx - wide, dx - wide / 2))
        middle = dy + np.sign(np.round(dy, 6)) * high / 2
        low = ways[which] + np.column_stack([left - 2, middle - high / 2 - 2])
        top = low + np.array([wide + 4, high + 4])
        cost = away + np.where(dy < 0, 2.0, 0.0) + self._cost(low, top) + self._outside(low, top)
        others, best, least = self._others(ways), 0, np.inf
        for number in np.argsort(cost, kind="stable"):
            if cost[number] >= least:
                break
            centre, corners = ways[which[number]], (low[number], top[number])
            dear = cost[number] + self._strange(others, centre, corners)
            if dear < least and away[number] > _FAR:
                near = np.array([np.clip(0.0, left[number], left[number] + wide), middle[number]])
                near[1] -= np.sign(near[1]) * high / 2
                dear += self._crossing(centre, near)
            if dear < least:
                best, least = number, dear
        _put(label, points[which[best]], float(left[best]), float(middle[best]), wide, high)
        self._cover(label)
        self._add_up()
        return label

    def _written(self, words: str, at: tuple[float, float], size: float, colour: str) -> Annotation:
        arrow = {"arrowstyle": "-", "color": colour, "linewidth": 0.7, "shrinkA": 2, "shrinkB": _MARKER}
        arrow["patchA"] = None  # it begins beside the words: where it leaves a box around them need not be found
        label = self.ax.annotate(
            words,
            at,
            (0, 0),
            textcoords="offset points",
            va="center",
            size=size,
            color=colour,
            annotation_clip=False,
            zorder=7,
            arrowprops=arrow,
        )
        label.set_gid("beside")
        return label

    def _outside(self, low: Floats, top: Floats) -> Floats:
        """Return what it costs to leave the axes, or to stand in the margin, where labels of lines are."""
        x0, y0, x1, y1 = np.array(self.frame.extents) / self.pixel
        edge = max(x1, self.size[0] - 4)
        outside = (low[:, 0] < x0) | (top[:, 0] > edge) | (low[:, 1] < y0) | (top[:, 1] > y1 + 14)
        return np.asarray(900.0 * outside + 15.0 * (top[:, 0] > x1))

    def _others(self, ways: Floats) -> Floats:
        """Return the markers that are not those of a label's own points."""
        marks = np.concatenate(self.marks)
        return np.asarray(marks[[np.hypot(*(ways - mark).T).min() > 1.0 for mark in marks]])

    def _strange(self, others: Floats, centre: Floats, corners: tuple[Floats, Floats]) -> float:
        """Return what it costs to stand nearer to another's marker."""
        return 100.0 if len(others) and _gap(others, *corners) < _gap(centre[None], *corners) else 0.0

    def _crossing(self, centre: Floats, near: Floats) -> float:
        """Return what a leader costs from beside its point to the near edge of its words: what lies on its way."""
        start = near / np.hypot(*near) * (_MARKER + 6)
        way = centre + _dense(np.array([start, near]))
        marks = sum(float(np.hypot(*(way - mark).T).min()) < 5 for mark in np.concatenate(self.marks))
        return 3.0 * float(self._cost(way - 1.5, way + 1.5).sum()) + 600.0 * marks


def _put(label: Annotation, at: tuple[float, float], left: float, middle: float, wide: float, high: float) -> None:
    """Put a label in its place, with a leader where it stands far away."""
    label.xy, label.xyann = at, (left, middle)
    if left + wide < 0:
        # letters are a little wider at other resolutions: they may grow away from the point only
        label.set_horizontalalignment("right")
        label.xyann = (left + wide, middle)
    if label.arrow_patch is not None:
        nearest = float(np.clip(0.0, left, left + wide))
        label.arrow_patch.set_visible(float(np.hypot(nearest, max(abs(middle) - high / 2, 0.0))) > _FAR)
        # the leader starts at the edge of the words that is nearest to the point
        label._arrow_relpos = (float(np.clip(-left / wide, 0, 1)), 0.0 if middle > 0 else 1.0)  # type: ignore[attr-defined]


def _gap(path: Floats, low: Floats, top: Floats) -> Floats:
    """Return the distance from a box, or from each of several, to the nearest of some points."""
    low, top = low[..., None, :], top[..., None, :]
    apart = np.maximum(np.maximum(low - path, path - top), 0.0)
    return np.asarray(np.hypot(apart[..., 0], apart[..., 1]).min(-1))


def _dense(path: Floats) -> Floats:
    """Return points of a way, two apart at most."""
    pieces = [path]
    for start, end in pairwise(path):
        count = max(int(np.hypot(*(end - start)) / 2), 1)
        pieces.append(start + (end - start) * np.linspace(0, 1, count + 1)[:, None])
    return np.concatenate(pieces)


def _words(text: Text) -> Bbox:
    """Return the place of the words alone: an annotation's own extent would include its leader."""
    if isinstance(text, Annotation) and text.figure is not None:
        text.update_positions(text.figure._get_renderer())  # type: ignore[union-attr]
    return Text.get_window_extent(text)
