"""Points to yearly values.

Between two points (a at year s, b at year e, share t = (y - s)/(e - s)):

- linear: a + (b - a) t
- geometric: a (b/a)^t, the same ratio every year
- step: a until the year before e
- logistic: a + (b - a) L(t), L(t) = (g(t) - g(0)) / (g(1) - g(0)), g(t) = 1/(1 + exp(-8 (t - 1/2))):
  slow, fast, slow

The points themselves are kept exactly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cohort.scenario.schema import Converge, Value

LOGISTIC_STEEPNESS = 8.0


@dataclass(frozen=True)
class Point:
    """A value that was written down: year, value, key of its source, file it stands in."""

    year: int
    value: float
    source: str
    file: str


def _logistic(share: float) -> float:
    def g(t: float) -> float:
        return 1.0 / (1.0 + math.exp(-LOGISTIC_STEEPNESS * (t - 0.5)))

    return (g(share) - g(0.0)) / (g(1.0) - g(0.0))


def interpolate(start: float, end: float, share: float, between: str) -> float:
    """Return the value at a share (0 to 1) of the way between two points.

    Parameters
    ----------
    start, end : float
        Values of the points; for "geometric" of one sign and not zero.
    share : float
        Elapsed share of the interval.
    between : {"linear", "geometric", "step", "logistic"}
    """
    if between == "step":
        return start
    if between == "geometric":
        return start * math.exp(share * math.log(end / start))
    return start + (end - start) * (_logistic(share) if between == "logistic" else share)


def yearly(points: Sequence[Point], between: str | None, after: str | Converge, until: int) -> tuple[Value, ...]:
    """Return the values from the first point to the last interval before ``until``.

    Parameters
    ----------
    points : sequence of Point
        Years ascending; at least one.
    between : str or None
        Rule between points; None only where no year lies between two points.
    after : "hold", "hold_rates" or Converge
        Rule after the last point; under ``hold_rates`` no value follows it.
    until : int
        Last instant of the projection: its last interval begins in ``until - 1``.
    """
    made: list[Value] = []
    for point, following in zip(points, [*points[1:], None], strict=True):
        made.append(_value(point, point.year, point.value, "point"))
        if following is None:
            break
        for year in range(point.year + 1, following.year):
            share = (year - point.year) / (following.year - point.year)
            value = interpolate(point.value, following.value, share, str(between))
            made.append(_value(point, year, value, str(between)))
    made.extend(_following(points[-1], after, until))
    return tuple(made)


def _following(last: Point, after: str | Converge, until: int) -> list[Value]:
    """Return the values after the last point; none where its rates go on."""
    made = []
    for year in range(last.year + 1, until) if after != "hold_rates" else ():
        value, origin = last.value, "hold"
        if isinstance(after, Converge):
            value = after.converge
            if year < after.by:
                gone, span = year - last.year, after.by - last.year
                value = last.value + (after.converge - last.value) * gone / span
            origin = "converge" if year <= after.by else "hold"
        made.append(_value(last, year, value, origin))
    return made


def _value(point: Point, year: int, value: float, origin: Any) -> Value:
    """Return a value that rests on a point (already checked, and there may be very many)."""
    return Value.model_construct(period=year, value=value, origin=origin, source=point.source, file=point.file)
