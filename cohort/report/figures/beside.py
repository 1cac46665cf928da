"""What stands beside a projection: outlooks, published projections, observed counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cohort.report.figures.labels import EndLabels
from cohort.report.figures.select import (
    date_position,
    table,
    year_part,
)
from cohort.report.figures.style import (
    INK,
    MUTED,
    number,
    say,
)
from cohort.text import Text

Note = tuple[str, list[tuple[float, float]], float]  # words, points they may stand beside, type size
_MARKERS = ("o", "s", "^", "D")


class OutlookLike(Protocol):
    """What a plan promises: ``cohort.scenario.model.Outlook`` is one."""

    @property
    def measure(self) -> str:
        """What is promised."""
        ...

    @property
    def year(self) -> int:
        """The instant it is promised for."""
        ...

    @property
    def value(self) -> float:
        """The figure."""
        ...

    @property
    def said(self) -> Text:
        """The figure as the plan speaks."""
        ...

    def limits(self) -> tuple[float, float]:
        """Return the lowest and the highest value with which it is met."""
        ...


def series_name(series: str, language: str) -> str:
    """Return how a published series is called: "ipss2018" is IPSS 2018, 社人研2018; others as they are."""
    for pattern, en, ja in (
        (r"ipss(\d{4})", "IPSS {}", "社人研{}"),
        (r"city(\d{4})_own", "City's projection of {}", "市独自推計{}"),
        (r"city(\d{4})_outlook", "City's outlook of {}", "市の展望{}"),
    ):
        found = re.fullmatch(pattern, series)
        if found:
            return say(language, en, ja).format(found[1])
    return series


def draw_published(
    ax: Axes,
    published: pd.DataFrame,
    measure: str,
    part: float,
    names: Mapping[str, str],
    language: str,
    labels: EndLabels,
    drawn: Sequence[tuple[float, float]] = (),
) -> list[Note]:
    """Draw published series as thin dashed lines, or a small square where a single year was published.

    Each is labelled with its last value: at the right edge if it reaches it; else beside one of its points, and the
    words are returned. A single point where one of the lines ``drawn`` lies (within a tenth of a percent: a projection
    that reproduces it) has no label of its own.
    """
    notes: list[Note] = []
    rows = table(published, ("series", "measure", "year", "value"), "published")
    rows = rows[rows["measure"] == measure]
    for key, group in rows.groupby("series", sort=False):
        group = group.sort_values("year")
        parts = (
            [year_part(str(day)) for day in group["date"]] if "date" in group.columns else [part] * len(group)
        )
        x, y = group["year"].to_numpy(float) + np.array(parts), group["value"].to_numpy(float)
        inside = x <= ax.get_xlim()[1] + 1e-9
        x, y = x[inside], y[inside]
        if not len(x):
            continue
        name = names.get(str(key), series_name(str(key), language))
        style: dict[str, Any] = (
            {"linestyle": (0, (4, 2)), "linewidth": 1.0}
            if len(x) > 1
            else {"linestyle": "", "marker": "s", "markersize": 4, "clip_on": False}
        )
        ax.plot(x, y, color=MUTED, label=name, zorder=2, **style)
        words = say(language, f"{name}: {number(y[-1])}", f"{name}：{number(y[-1], 'ja')}")
        if len(x) == 1 and any(abs(a - x[0]) < 1 and abs(b / y[0] - 1) < 1e-3 for a, b in drawn):
            continue
        if x[-1] > ax.get_xlim()[1] - 1.01:
            labels.add(float(x[-1]), float(y[-1]), words, MUTED, labels.size - 1.5)
        else:
            words += say(language, f" ({int(x[-1])})", f"（{int(x[-1])}年）")
            places = np.linspace(x[0], x[-1], 2 * len(x) - 1)  # a line may be named anywhere along it
            points = list(zip(places.tolist(), np.interp(places, x, y).tolist(), strict=True))
            notes.append((words, points, labels.size - 1.5))
    return notes


def draw_observed(ax: Axes, observed: pd.DataFrame, language: str) -> list[Note]:
    """Draw observed counts as points, one shape for each basis; return the names still to be written."""
    rows = table(observed, ("value",), "observed")
    x = np.array(observed_years(rows))
    basis = (
        rows["basis"].astype(str).to_numpy() if "basis" in rows.columns else np.full(len(rows), "observed")
    )
    known = {
        "census": say(language, "census", "国勢調査"),
        "register": say(language, "resident register", "住民基本台帳"),
        "observed": say(language, "observed", "実績"),
    }
    notes: list[Note] = []
    for place, key in enumerate(dict.fromkeys(str(item) for item in basis)):
        here = basis == key
        y = rows["value"].to_numpy(float)[here]
        ax.plot(
            x[here],
            y,
            linestyle="",
            marker=_MARKERS[place % 4],
            markersize=5.5,
            markerfacecolor="white",
            markeredgecolor=INK,
            markeredgewidth=1.1,
            zorder=5,
            label=known.get(key, key),
        )
        points = sorted(zip(x[here].tolist(), y.tolist(), strict=True))
        notes.append((known.get(key, key), points, 8.0))
    return notes


def draw_outlooks(ax: Axes, outlooks: Sequence[OutlookLike], part: float, language: str) -> list[Note]:
    """Mark what the plan promises with a black diamond; return the words still to be written."""
    notes: list[Note] = []
    for outlook in outlooks:
        x, y = outlook.year + part, outlook.value
        ax.plot(
            [x],
            [y],
            linestyle="",
            marker="D",
            markersize=8,
            color=INK,
            markeredgecolor="white",
            zorder=6,
            label="outlook",
            clip_on=False,
        )
        value = outlook.said.say(language)
        words = say(language, f"Outlook {outlook.year}:\n{value}", f"{outlook.year}年の展望\n{value}")
        notes.append((words, [(x, y)], 9.5))
    return notes


def observed_years(observed: pd.DataFrame | None) -> list[float]:
    """Return where observed counts lie on the year axis."""
    if observed is None:
        return []
    key = "date" if "date" in observed.columns else "year"
    return [date_position(item) for item in table(observed, (key,), "observed")[key]]
