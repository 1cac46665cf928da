"""Labels at the ends of lines, spread so that they do not overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.transforms import Affine2D, ScaledTranslation
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from cohort.report.charts.style import TEXT_SIZE, readable

Floats = NDArray[np.float64]


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> Floats:
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
    With c the least distances from the first label, z = y - c must not decrease: isotonic regression (Barlow et al. 1972);
    bounds on an isotonic fit are met by clipping.
    """
    position, height = np.asarray(wanted, float), np.asarray(heights, float)
    if len(position) == 0:
        return position
    order = np.argsort(position, kind="stable")
    tall = height[order]
    least = np.concatenate([[0.0], np.cumsum((tall[:-1] + tall[1:]) / 2)])
    fitted = isotonic_regression(position[order] - least).x
    bottom = low + tall[0] / 2
    top = max(high - tall[-1] / 2 - least[-1], bottom)
    result = np.empty_like(position)
    result[order] = np.clip(fitted, bottom, top) + least
    return result


@dataclass
class EndLabels:
    """Labels in a column to the right of the axes, each tied to the end of its line, however early that ends.

    ``add`` them while drawing; ``settle`` once limits and place of the axes are final.
    """

    ax: Axes
    size: float = TEXT_SIZE - 0.5
    gap: float = 12.0  # points from the axes to the column
    held: list[Annotation] = field(default_factory=list)
    farthest: float = 0.0

    def add(self, x: float, y: float, text: str, colour: str, smaller: float = 0.0) -> None:
        """Add a label for the point (x, y), data coordinates; ``smaller`` by some points."""
        leader = {"arrowstyle": "-", "color": colour, "linewidth": 0.7, "shrinkA": 3, "shrinkB": 0}
        leader["patchA"] = None  # it begins beside the words: where it leaves a box around them need not be found
        label = self.ax.annotate(
            text,
            (x, y),
            (self.gap, 0),
            textcoords=(self._column(), self._column()),
            ha="left",
            va="center",
            size=self.size - smaller,
            color=readable(colour),
            annotation_clip=False,
            linespacing=1.05,
            arrowprops={**leader, "relpos": (0, 0.5)},
        )
        label.set_gid("end-label")
        self.held.append(label)

    def _column(self) -> Any:
        """Return where labels are measured from, in points: the lower right corner of the axes."""
        figure = self.ax.get_figure(root=True)
        assert figure is not None
        axes: Any = self.ax.transAxes
        corner = ScaledTranslation(1, 0, axes)
        return Affine2D().scale(1 / 72) + figure.dpi_scale_trans + corner

    def settle(self) -> None:
        """Put the labels where they do not overlap, for the present size of the axes."""
        figure = self.ax.get_figure(root=True)
        assert figure is not None
        scale, box = 72 / figure.dpi, self.ax.get_window_extent()
        ends = [float(self.ax.transData.transform(label.xy)[1] - box.y0) * scale for label in self.held]
        heights = [(1.45 + 1.3 * one.get_text().count("\n")) * float(one.get_fontsize()) for one in self.held]
        # the corner below the axis holds nothing: labels of lines that end near it stay near their lines
        centres = spread(ends, heights, -10, box.height * scale + 6)
        for label, centre in zip(self.held, centres, strict=True):
            label.xyann = (self.gap, float(centre))
        self.farthest = float(np.abs(centres - np.array(ends)).max(initial=0.0))

    def widened(self) -> bool:
        """Widen the gap where labels stand far above or below their ends, so that leaders do not run side by side.

        Return whether it was widened: the axes must be arranged, and the labels settled, again.
        """
        wanted = min(0.4 * self.farthest, 32.0)
        if wanted <= self.gap + 2:
            return False
        self.gap = wanted
        self.settle()
        return True
