"""Where a label finds room beside its point, so that it covers no line, no marker and no other words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ANGLES = np.deg2rad([45, 90, 135, 0, -45, 180, -90, -135, 60, 120, 20, -20])


class _Place(NamedTuple):
    """Where a label may stand: its point (data), its lower left and middle (points away), its corners (pixels), and the cost."""

    cost: float
    at: tuple[float, float]
    left: float
    middle: float
    low: Floats
    top: Floats


class Ground:
    """What is drawn on axes whose limits and place are final, and where there is room beside it."""

    def __init__(self, ax: Axes) -> None:
        figure = ax.get_figure(root=True)
        assert figure is not None
        self.ax, self.pixel, self.frame = ax, figure.dpi / 72, ax.get_window_extent()
        self.edge = max(self.frame.x1, figure.bbox.x1 - 4 * self.pixel)
        self.inked, self.marked = _inked(ax), _marked(ax)
        self.boxes = np.array([_corners(text) for text in ax.texts if text.get_text()]).reshape(-1, 4)

    def place(
        self,
        words: str,
        points: Sequence[tuple[float, float]],
        size: float,
        colour: str,
        marker: float = 5.0,
        reach: float = 90.0,
        rivals: Sequence[Line2D] = (),
    ) -> Annotation:
        """Write a label beside one of its points, at the nearest place that covers no line and no other label.

        Parameters
        ----------
        words : str
            The label.
        points : sequence of (x, y)
            Points it may belong to, data coordinates; the nearest free place at any of them is taken.
        size : float
            Type size, points.
        colour : str
            Colour of the text.
        marker : float
            Half the size of the point's marker, points.
        reach : float
            How far away it may stand, points. Beyond 18 points a thin line leads to the point.
        rivals : sequence of Line2D
            Lines of the same look: the label stands nearer to the line its points lie on than to any other of them.
        """
        label = self._written(words, points[0], size, colour, marker)
        own = _words(label)
        wide, high = own.width / self.pixel, own.height / self.pixel
        ways = self.ax.transData.transform(np.array(points))
        alike = sorted(
            (_drawn(self.ax, line) for line in rivals),
            key=lambda path: max(_gap(path, at, at) for at in ways),
        )
        # its own line is the one that all its points lie on
        strange = [mark for mark in self.marked if np.hypot(*(ways - mark).T).min() > 1.0]
        search = _Search(self, wide, high, marker, np.array(strange).reshape(-1, 2), alike)
        best = _Place(np.inf, points[0], 0.0, 0.0, ways[0], ways[0])
        for point, centre in zip(points, ways, strict=True):
            best = search.better(best, point, centre, reach)
        _put(label, best, wide, high)
        self.boxes = np.vstack([self.boxes, _corners(label)])
        self.inked = np.concatenate([self.inked, _leader(self.ax, label)])
        return label

    def _written(
        self, words: str, at: tuple[float, float], size: float, colour: str, marker: float
    ) -> Annotation:
        label = self.ax.annotate(
            words,
            at,
            (0, 0),
            textcoords="offset points",
            ha="left",
            va="center",
            size=size,
            color=colour,
            annotation_clip=False,
            zorder=7,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "linewidth": 0.7,
                "shrinkA": 0,
                "shrinkB": marker,
            },
        )
        label.set_gid("beside")
        return label


@dataclass
class _Search:
    """The search for the cheapest place of one label."""

    ground: Ground
    wide: float
    high: float
    marker: float
    strange: Floats
    alike: Sequence[Floats]

    def better(self, best: _Place, point: tuple[float, float], centre: Floats, reach: float) -> _Place:
        """Return the cheapest place around a point, or the best so far: from near to far, as no place further away is cheaper."""
        radii = np.arange(self.marker + 3, reach, 6.0)
        within = (reach + self.wide + self.high) * self.ground.pixel
        inked = self.ground.inked[(np.abs(self.ground.inked - centre) < within).all(axis=1)]
        for start in range(0, len(radii), 3):
            if radii[start] >= best.cost:
                break
            best = self._around(best, point, centre, radii[start : start + 3], inked)
        return best

    def _around(
        self, best: _Place, point: tuple[float, float], centre: Floats, radii: Floats, inked: Floats
    ) -> _Place:
        """Return the cheapest place on some circles around a point, or the best so far."""
        wide, high, pixel = self.wide, self.high, self.ground.pixel
        away, angle = (part.ravel() for part in np.meshgrid(radii, _ANGLES, indexing="ij"))
        dx, dy = away * np.cos(angle), away * np.sin(angle)
        # the near edge of the text touches the circle, not its middle
        left = np.where(dx > 1, dx, np.where(dx < -1, dx - wide, dx - wide / 2))
        middle = dy + np.sign(np.round(dy, 6)) * high / 2
        low = centre + np.column_stack([left - 2, middle - high / 2 - 1]) * pixel
        top = low + np.array([wide + 4, high + 2]) * pixel
        cost = away + np.where(dy < 0, 2.0, 0.0) + self._in_the_way(inked, low, top)
        for number in np.argsort(cost, kind="stable"):
            if cost[number] >= best.cost:
                break
            here = _Place(
                cost[number], point, float(left[number]), float(middle[number]), low[number], top[number]
            )
            dear = here.cost + self._strange(centre, here)
            if dear < best.cost and away[number] > 18:
                dear += self._crossing(centre, here, inked)
            if dear < best.cost:
                best = here._replace(cost=dear)
        return best

    def _in_the_way(self, inked: Floats, low: Floats, top: Floats) -> Floats:
        """Return what it costs to cover lines and words, to leave the axes, and to stand in the margin, by place."""
        ground, boxes = self.ground, self.ground.boxes
        frame = ground.frame
        covered = ((inked >= low[:, None]) & (inked <= top[:, None])).all(axis=2).sum(axis=1)
        covered = covered + 80 * ((low[:, None] < boxes[:, 2:]) & (top[:, None] > boxes[:, :2])).all(
            axis=2
        ).sum(axis=1)
        outside = (
            (low[:, 0] < frame.x0)
            | (top[:, 0] > ground.edge)
            | (low[:, 1] < frame.y0)
            | (top[:, 1] > frame.y1 + 14 * ground.pixel)
        )
        margin = top[:, 0] > frame.x1  # where labels of lines stand
        return np.asarray(covered * 10.0 + 900.0 * outside + 15.0 * margin)

    def _strange(self, centre: Floats, here: _Place) -> float:
        """Return what it costs to stand nearer to another marker, or to another line of the same look."""
        cost = 0.0
        if len(self.strange) and _gap(self.strange, here.low, here.top) < _gap(
            centre[None], here.low, here.top
        ):
            cost += 100
        if len(self.alike) > 1:
            nearest = min(_gap(path, here.low, here.top) for path in self.alike[1:])
            cost += 60 if nearest < _gap(self.alike[0], here.low, here.top) + 2 else 0
        return cost

    def _crossing(self, centre: Floats, here: _Place, inked: Floats) -> float:
        """Return what the leader costs: lines, markers and words on its way."""
        near = np.array(
            [
                np.clip(0.0, here.left, here.left + self.wide),
                here.middle - np.sign(here.middle) * self.high / 2,
            ]
        )
        stop = centre + near / np.hypot(*near) * (self.marker + 6) * self.ground.pixel
        begin = centre + near * self.ground.pixel
        way = _dense(np.array([begin, stop]))
        words = sum(_gap(way, box[:2], box[2:]) == 0 for box in self.ground.boxes)
        marks = _crossed(self.ground.marked, begin, stop, 6.0)
        return 30.0 * _crossed(inked, begin, stop) + 400.0 * marks + 200.0 * words


def _put(label: Annotation, best: _Place, wide: float, high: float) -> None:
    """Put a label in its place, with a leader where it stands far away."""
    label.xy, label.xyann = best.at, (best.left, best.middle)
    if best.left + wide < 0:
        # letters are a little wider at other resolutions: they may grow away from the point only
        label.set_horizontalalignment("right")
        label.xyann = (best.left + wide, best.middle)
    nearest = float(np.clip(0.0, best.left, best.left + wide))
    if label.arrow_patch is not None:
        far = float(np.hypot(nearest, max(abs(best.middle) - high / 2, 0.0))) > 18
        label.arrow_patch.set_visible(far)
        # the leader starts at the edge of the words that is nearest to the point
        label._arrow_relpos = (float(np.clip(-best.left / wide, 0, 1)), 0.0 if best.middle > 0 else 1.0)  # type: ignore[attr-defined]


def _marked(ax: Axes) -> Floats:
    """Return the centres (pixels) of markers that stand alone."""
    alone = [line for line in ax.lines if line.get_linestyle() == "None"]
    return np.concatenate([np.empty((0, 2)), *(ax.transData.transform(line.get_xydata()) for line in alone)])


def _crossed(inked: Floats, start: Floats, end: Floats, within: float = 2.0) -> int:
    """Return how many of the points lie on the way from one place to another, within some pixels."""
    way = end - start
    length = float(np.hypot(*way)) or 1.0
    along = (inked - start) @ way / length
    across = np.abs((inked[:, 0] - start[0]) * way[1] - (inked[:, 1] - start[1]) * way[0]) / length
    return int(((along > 0) & (along < length) & (across < within)).sum())


def _gap(path: Floats, low: Floats, top: Floats) -> float:
    """Return the distance from a box to the nearest of the points, pixels."""
    return float(np.hypot(*np.maximum(np.maximum(low - path, path - top), 0.0).T).min())


def _dense(path: Floats) -> Floats:
    """Return points of a way, four pixels apart at most."""
    pieces = [path]
    for start, end in pairwise(path):
        count = max(int(np.hypot(*(end - start)) / 4), 1)
        pieces.append(start + (end - start) * np.linspace(0, 1, count + 1)[:, None])
    return np.concatenate(pieces)


def _drawn(ax: Axes, line: Line2D) -> Floats:
    """Return points (pixels) of a line, or of its markers where they are not joined."""
    path = ax.transData.transform(
        np.column_stack([np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)])
    )
    if line.get_linestyle() != "None":
        return _dense(path)
    across = 0.75 * float(line.get_markersize()) * ax.figure.dpi / 72 * np.linspace(-1, 1, 5)
    return np.concatenate([path + np.array([dx, dy]) for dx in across for dy in across])


def _inked(ax: Axes) -> Floats:
    """Return points (pixels) that lie on drawn lines, markers and leaders, close together."""
    leaders = (_leader(ax, text) for text in ax.texts if isinstance(text, Annotation))
    return np.concatenate([np.empty((0, 2)), *(_drawn(ax, line) for line in ax.lines), *leaders])


def _leader(ax: Axes, text: Annotation) -> Floats:
    """Return points (pixels) on the line that leads from words to their point; none where it is not shown."""
    if text.arrow_patch is None or not text.arrow_patch.get_visible():
        return np.empty((0, 2))
    box, point = _words(text), ax.transData.transform(text.xy)
    if text.get_gid() == "end-label":
        return _dense(np.array([point, (box.x0, (box.y0 + box.y1) / 2)]))
    return _dense(np.array([point, np.clip(point, box.min, box.max)]))


def _corners(text: Text) -> Floats:
    """Return the corners (x0, y0, x1, y1, pixels) of words."""
    box = _words(text)
    return np.array([box.x0, box.y0, box.x1, box.y1])


def _words(text: Text) -> Bbox:
    """Return the place of the words alone: an annotation's own extent would include its leader."""
    if isinstance(text, Annotation) and text.figure is not None:
        text.update_positions(text.figure._get_renderer())  # type: ignore[union-attr]
    return Text.get_window_extent(text)
