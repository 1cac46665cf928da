"""Does the outlook hold? What each path gives beside what is promised, and from which year it is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.analysis.display import Verdicts, verdict_html
from cohort.analysis.measures import AGE_DIMS, summarise
from cohort.errors import ProjectionError, did_you_mean, fail
from cohort.scenario.model import Bound, Outlook, Scenario
from cohort.text import Text, Year
from cohort.vocabulary import VOCABULARY
from cohort.wording import Amount, Noun, Quantified, is_persons, is_share, shown

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Verdict:
    """One path beside one outlook.

    Attributes
    ----------
    scenario : str
        Name of the path.
    outlook : Outlook
        What is promised.
    own : bool
        Whether the scenario states this outlook itself; else it is only measured against it.
    relation : str
        "at_least", "at_most" or "about".
    promised : float
        The number of the outlook, in the measure's unit.
    value : float
        What the path gives in the outlook's year, in the measure's unit (flows: per year).
    gap : float
        ``value - promised``, in the measure's unit.
    gap_persons : float or None
        The same as a number of people: ``gap`` itself for counts, ``gap`` times the population for shares,
        else None.
    met : bool
        Whether the outlook holds in its year.
    needed : float
        What must be added to ``value`` so that it holds: 0 if it is met, negative if there is too much.
    lost_year : int or None
        First calendar year from which the path stays on the wrong side up to the outlook's year; None if it
        is met.
    never_reached : bool
        The path is on the wrong side from the launch on, so that nothing was lost: it was never there.
    interpolated : bool
        The outlook's year lies between two instants of the path (five-year steps), so that ``value`` is
        interpolated.
    """

    scenario: str
    outlook: Outlook
    own: bool
    relation: Bound
    promised: float
    value: float
    gap: float
    gap_persons: float | None
    met: bool
    needed: float
    lost_year: int | None
    never_reached: bool
    interpolated: bool

    @property
    def said(self) -> Text:
        """The verdict in a word or two; of a figure published for one path, whether the two agree."""
        if self.outlook.scope == "scenario":
            return Text("agrees", "一致") if self.met else Text("differs", "一致しない")
        if self.met:
            return Text("met", "達成")
        return Text("above", "上回る") if self.gap > 0 else Text("falls short", "届かない")

    @property
    def lost_said(self) -> Text:
        """The year from which the outlook is missed, in words; a dash where it is met."""
        if self.lost_year is None:
            return Text("–", "–")
        if self.never_reached:
            return Text("from the start", "当初から")
        return Text("from {year}", "{year}年から", year=self.lost_year)

    @property
    def shown_gap(self) -> float:
        """The difference of value and outlook as both are shown, so that they subtract on the page."""
        measure = self.outlook.measure
        return shown(measure, self.value) - shown(measure, self.promised)

    def _repr_html_(self) -> str:
        return verdict_html(self)


@dataclass(frozen=True)
class Tally:
    """How many paths meet an outlook, of how many, and from what to what they go.

    Attributes
    ----------
    outlook : Outlook
    met : tuple of Verdict
        Those that meet it.
    lowest, highest, nearest : Verdict
        By value; ``nearest`` is the one for which least is missing.
    count : int
        Paths judged: all of the set.
    """

    outlook: Outlook
    met: tuple[Verdict, ...]
    lowest: Verdict
    highest: Verdict
    nearest: Verdict
    count: int

    @property
    def said(self) -> Text:
        """How many of how many: ``2 of 8 scenarios``, ``8シナリオ中2``."""
        return Text(
            "{met} of {count} scenarios",
            "{count}シナリオ中{met}",
            met=len(self.met),
            count=self.count,
        )

    @property
    def range_said(self) -> Text:
        """From what to what: ``73,986 to 88,170``, ``73,986～88,170人``."""
        measure = self.outlook.measure
        return Text(
            "{low} to {high}",
            "{low}～{high}",
            low=Amount(measure, self.lowest.value),
            high=Quantified(measure, self.highest.value),
        )


def tally(found: Sequence[Verdict]) -> Tally:
    """Return how many of the verdicts on one outlook are met, and between which values they lie."""
    ordered = sorted(found, key=lambda one: one.value)
    return Tally(
        outlook=found[0].outlook,
        met=tuple(one for one in found if one.met),
        lowest=ordered[0],
        highest=ordered[-1],
        nearest=min(found, key=lambda one: (abs(one.needed), abs(one.gap))),
        count=len(found),
    )


def outlook_said(outlook: Outlook, era: bool = False) -> Text:
    """Return an outlook with its year as the plan speaks: ``about 89,000 residents in 2040``, ``2040年に約89,000人``.

    Parameters
    ----------
    outlook : Outlook
    era : bool
        Whether the Japanese year stands beside (令和22年): at the first mention.
    """
    people = outlook.measure == "population"
    return Text(
        "{said} {noun} in {year}",
        "{year}に{said}" if people else "{year}に{noun}{said}",
        said=outlook.said,
        noun=Noun(outlook.measure),
        year=Year(outlook.year, era),
    )


def yearly_path(path: xr.DataArray, step: int) -> tuple[NDArray[np.int64], Floats]:
    """Return a measure of one path year by year.

    Parameters
    ----------
    path : DataArray (time,) or (period,)
        In the measure's unit; flows are per period.
    step : int
        Years from one instant to the next.

    Returns
    -------
    years : array of int
        Instants: first to last. Periods: every calendar year they cover.
    values : array of float
        Stocks: linear between the instants. Flows: the period's annual average. Others: the period's value.
    """
    if "time" in path.dims:
        instants = path["time"].values.astype(np.int64)
        years = np.arange(instants[0], instants[-1] + 1)
        return years, np.interp(years, instants, path.values)
    first = path["period"].values.astype(np.int64)
    years = np.arange(first[0], first[-1] + step)
    is_flow = VOCABULARY[str(path.name)].kind == "flow"
    return years, np.repeat(path.values / step if is_flow else path.values, step)


def _lost_since(years: NDArray[np.int64], values: Floats, low: float, high: float) -> int | None:
    """The first year from which the values stay on the wrong side; None if they end on the right one."""
    if low <= values[-1] <= high:
        return None
    wrong = values < low if values[-1] < low else values > high
    right_at = np.flatnonzero(~wrong)
    return int(years[0] if right_at.size == 0 else years[right_at[-1] + 1])


def judge(summary: xr.Dataset, scenario: str, outlook: Outlook, own: bool = True) -> Verdict:
    """Return the verdict on one path.

    Parameters
    ----------
    summary : Dataset
        Measures with dims (scenario, time | period), or without ``scenario``.
    scenario : str
        Name of the path.
    outlook : Outlook
        What is promised.
    own : bool
        Whether the scenario states the outlook itself.

    Raises
    ------
    ProjectionError
        If the summary lacks the measure or the year, or holds several areas or draws.
    """
    subject = f"{scenario}: outlook {outlook.measure} {outlook.year}"
    path = _path(summary, scenario, outlook.measure, subject)
    years, values = yearly_path(path, int(summary.attrs.get("step", 1)))
    if not years[0] <= outlook.year <= years[-1]:
        fail(
            subject,
            "year",
            kind=ProjectionError,
            en=f"{outlook.year} is outside the projection, {years[0]} to {years[-1]}; change the outlook's "
            "year or `until`.",
            ja=f"{outlook.year} 年は推計期間（{years[0]}～{years[-1]} 年）の外です。展望の年か until を直し"
            "てください。",
        )
    until = int(outlook.year - years[0]) + 1
    years, values = years[:until], values[:until]
    value = float(values[-1])
    if not np.isfinite(value):
        fail(
            subject,
            "value",
            kind=ProjectionError,
            en="the measure does not exist in this year: it is a ratio over nobody, or a median inside the "
            "open age group.",
            ja="この年の値は存在しません（分母が 0 人か、中央値が開放階級の中にあります）。",
        )
    low, high = outlook.limits()
    lost = _lost_since(years, values, low, high)
    gap = value - outlook.value
    return Verdict(
        scenario=scenario,
        outlook=outlook,
        own=own,
        relation=outlook.bound,
        promised=outlook.value,
        value=value,
        gap=gap,
        gap_persons=_in_persons(summary, scenario, outlook, gap),
        met=lost is None,
        needed=float(np.clip(value, low, high) - value),
        lost_year=lost,
        never_reached=lost is not None and lost == int(years[0]),
        interpolated="time" in path.dims and outlook.year not in path["time"].values,
    )


def _path(summary: xr.Dataset, scenario: str, measure: str, subject: str) -> xr.DataArray:
    """Return one measure of one scenario, with its one dim of time."""
    if measure not in summary:
        known = [str(name) for name in summary.data_vars]
        fail(
            subject,
            "measure",
            kind=ProjectionError,
            en=f"{measure!r} is not among the measures of the projection: "
            f"{', '.join(known)}.{did_you_mean(measure, known, 'en')}",
            ja=f"「{measure}」は推計の指標にありません（{', '.join(known)}）。"
            f"{did_you_mean(measure, known, 'ja')}",
        )
    path = summary[measure]
    if "scenario" in path.dims:
        path = path.sel(scenario=scenario)
    path = path.squeeze(
        [dim for dim in ("area", "draw") if dim in path.dims and path.sizes[dim] == 1], drop=True
    )
    others = [str(dim) for dim in path.dims if dim not in ("time", "period")]
    if others:
        fail(
            subject,
            ", ".join(others),
            kind=ProjectionError,
            en="a verdict is on one path; choose one, or add the areas up first (area_total).",
            ja="判定は1つの経路に対して行います。1つ選ぶか、先に地域を合計してください（area_total）。",
        )
    return path


def _in_persons(summary: xr.Dataset, scenario: str, outlook: Outlook, gap: float) -> float | None:
    """Return a gap as a number of people."""
    if is_persons(outlook.measure):
        return gap
    if not is_share(outlook.measure):
        return None
    years, values = yearly_path(
        _path(summary, scenario, "population", scenario), int(summary.attrs.get("step", 1))
    )
    return gap * float(values[outlook.year - years[0]])


def verdicts(projection: xr.Dataset, scenarios: Iterable[Scenario]) -> Verdicts:
    """Return the verdict on every outlook of a set, for every scenario it can be asked of.

    An outlook (scope "set") is asked of all scenarios of the set: which reading of the plan reaches it is the question. A
    figure published for one path (scope "scenario") is asked only of the scenarios that state it.

    Parameters
    ----------
    projection : Dataset
        As `project` returns it (``keep="all"`` or ``"groups"``), or its `summarise`.
    scenarios : iterable of Scenario
        In the order shown.

    Returns
    -------
    Verdicts
        A tuple of `Verdict`, which a notebook shows as a table: by outlook, in the order first stated; then by
        scenario.
    """
    every = tuple(scenarios)
    summary = projection
    if any(dim in projection["population"].dims for dim in AGE_DIMS):
        summary = summarise(projection)
    asked: dict[tuple[object, ...], Outlook] = {}
    for scenario in every:
        for outlook in scenario.outlooks:
            asked.setdefault(_key(outlook), outlook)
    found = []
    for key, outlook in asked.items():
        for scenario in every:
            own = any(_key(stated) == key for stated in scenario.outlooks)
            if own or outlook.scope == "set":
                found.append(judge(summary, scenario.name, outlook, own))
    return Verdicts(found, {one.name: (one.title_en, one.title_ja) for one in every})


def _key(outlook: Outlook) -> tuple[object, ...]:
    """Return what makes two outlooks the same promise: all but where it is cited."""
    return outlook.measure, outlook.year, outlook.bound, outlook.value, outlook.rounding, outlook.scope
