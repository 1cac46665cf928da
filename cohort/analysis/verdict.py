"""Does the outlook hold? What each path gives beside it, and from which year it is missed."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from cohort.analysis.frames import verdict_frame
from cohort.analysis.measures import AGE_DIMS, summarise
from cohort.arguments import PROJECTION, SCENARIOS, takes
from cohort.errors import ProjectionError, did_you_mean, fail
from cohort.html import paragraphs_html
from cohort.scenario.model import Outlook, Scenario
from cohort.table import Column, Table, difference, label_column, table, value, words
from cohort.text import Text, Year
from cohort.vocabulary import VOCABULARY
from cohort.wording import Distance, Noun, is_persons, is_share, shown

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Verdict:
    """One path beside one outlook.

    Attributes
    ----------
    scenario : str
        Name of the path.
    outlook : Outlook
    own : bool
        Whether the scenario states this outlook itself; else it is only measured against it.
    value : float
        What the path gives in the outlook's year, in the measure's unit (flows: per year).
    gap : float
        ``value`` minus the outlook's, in the measure's unit.
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
    def distance(self) -> Distance:
        """How far it is from the outlook, in words: ``5,900 fewer``."""
        return Distance(self.outlook.measure, self.shown_gap, self.gap_persons)

    @property
    def shown_gap(self) -> float:
        """The difference of value and outlook as both are shown, so that they subtract on the page."""
        measure = self.outlook.measure
        return shown(measure, self.value) - shown(measure, self.outlook.value)

    def _repr_html_(self) -> str:
        return Verdicts([self])._repr_html_()


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


class Verdicts(tuple[Verdict, ...]):
    """Verdicts in the order asked: a tuple that a notebook shows as tables.

    Attributes
    ----------
    short : mapping of str to Text
        Short titles by scenario.
    """

    short: Mapping[str, Text]

    def __new__(cls, found: Iterable[Verdict] = (), short: Mapping[str, Text] | None = None) -> Verdicts:
        """Return the verdicts as a tuple; a scenario without a short title goes by its name."""
        made = super().__new__(cls, found)
        made.short = dict(short or {})
        return made

    def __getnewargs__(self) -> tuple[tuple[Verdict, ...], Mapping[str, Text]]:
        return tuple(self), self.short

    def __repr__(self) -> str:
        return f"<Verdicts: {'; '.join(f'{one.scenario} {one.value:,.6g} {one.said.en}' for one in self)}>"

    def frame(self) -> pd.DataFrame:
        """Return the verdicts as a table with a row each, numbers in the measure's unit."""
        return verdict_frame(self)

    def _repr_html_(self) -> str:
        if not self:
            return paragraphs_html([Text("No outlook is stated.", "展望はありません。")])
        return "".join(verdict_table("verdict", found, self.short).html() for found in by_outlook(self))


def by_outlook(verdicts: Iterable[Verdict]) -> list[list[Verdict]]:
    """Return verdicts outlook by outlook, in the order stated; figures published for one path come last."""
    groups: dict[object, list[Verdict]] = {}
    for one in verdicts:
        groups.setdefault(_key(one.outlook), []).append(one)
    return sorted(groups.values(), key=lambda found: found[0].outlook.scope == "scenario")


def verdict_table(name: str, found: Sequence[Verdict], short: Mapping[str, Text], muted: Container[str] = ()) -> Table:
    """Return what each scenario gives beside one outlook, by how much it misses it, and from which year.

    Parameters
    ----------
    name : str
        Of the table.
    found : sequence of Verdict
        On one outlook.
    short : mapping of str to Text
        Short titles by scenario.
    muted : container of str
        Scenarios that are not discussed.
    """
    outlook = found[0].outlook
    asked = Text("Outlook: {outlook}", "将来展望：{outlook}")
    if outlook.scope == "scenario":
        asked = Text("Published for the scenario: {outlook}", "シナリオの公表値：{outlook}")
    rows = [
        (
            words(short.get(one.scenario, one.scenario), "muted" if one.scenario in muted else ""),
            value(outlook.measure, one.value, scenario=one.scenario, year=outlook.year),
            difference(outlook.measure, one.shown_gap, scenario=one.scenario, year=outlook.year),
            words(one.said, "good" if one.met else "bad"),
            words(one.lost_said),
        )
        for one in found
    ]
    between = Text("Interpolated between two steps of the projection.", "前後の時点から補間した値です。")
    return table(
        name,
        Text(asked.en, asked.ja, outlook=outlook_said(outlook)),
        [
            label_column(Text("Scenario", "シナリオ"), 3.6),
            Column(Text("Projected", "推計")),
            Column(Text("Difference", "差")),
            Column(Text("Verdict", "判定"), "c"),
            Column(Text("Missed from", "外れる年"), "c"),
        ],
        rows,
        [between] if any(one.interpolated for one in found) else [],
    )


def yearly_path(path: xr.DataArray, step: int) -> tuple[NDArray[np.int64], Floats]:
    """Return a measure of one path, or of several, year by year.

    Parameters
    ----------
    path : DataArray (..., time) or (..., period)
        In the measure's unit; flows are per period.
    step : int
        Years from one instant to the next.

    Returns
    -------
    years : array of int
        Instants: first to last. Periods: every calendar year they cover.
    values : array of float (..., year)
        Stocks: linear between the instants. Flows: the period's annual average. Others: the period's value.
    """
    if "time" in path.dims:
        instants = path["time"].values.astype(np.int64)
        years = np.arange(instants[0], instants[-1] + 1)
        return years, np.apply_along_axis(lambda values: np.interp(years, instants, values), -1, path.values)
    first = path["period"].values.astype(np.int64)
    years = np.arange(first[0], first[-1] + step)
    is_flow = VOCABULARY[str(path.name)].kind == "flow"
    return years, np.repeat(path.values / step if is_flow else path.values, step, axis=-1)


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
    own : bool
        Whether the scenario states the outlook itself.

    Raises
    ------
    ProjectionError
        If the summary lacks the measure or the year, or holds several areas or draws.
    """
    subject = f"{scenario}: outlook {outlook.measure} {outlook.year}"
    path = _path(summary, scenario, outlook.measure, subject)
    years, values = _until(path, outlook.year, int(summary.attrs.get("step", 1)), subject)
    low, high = outlook.limits()
    lost = _lost_since(years, values, low, high)
    value = float(values[-1])
    gap = value - outlook.value
    return Verdict(
        scenario=scenario,
        outlook=outlook,
        own=own,
        value=value,
        gap=gap,
        gap_persons=_in_persons(summary, scenario, outlook, gap),
        met=lost is None,
        needed=float(np.clip(value, low, high) - value),
        lost_year=lost,
        never_reached=lost is not None and lost == int(years[0]),
        interpolated="time" in path.dims and outlook.year not in path["time"].values,
    )


def _until(path: xr.DataArray, year: int, step: int, subject: str) -> tuple[NDArray[np.int64], Floats]:
    """Return a path year by year up to the outlook's; raise if it does not reach it, or has no value there."""
    years, values = yearly_path(path, step)
    if not years[0] <= year <= years[-1]:
        fail(
            subject,
            "year",
            kind=ProjectionError,
            en=f"{year} is outside the projection, {years[0]} to {years[-1]}; change the outlook's year or `until`.",
            ja=f"{year} 年は推計期間（{years[0]}～{years[-1]} 年）の外です。展望の年か until を直してください。",
        )
    count = int(year - years[0]) + 1
    if not np.isfinite(values[count - 1]):
        fail(
            subject,
            "value",
            kind=ProjectionError,
            en="the measure does not exist in this year: it is a ratio over nobody, or a median inside the open age group.",
            ja="この年の値は存在しません（分母が 0 人か、中央値が開放階級の中にあります）。",
        )
    return years[:count], values[:count]


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
            ja=f"「{measure}」は推計の指標にありません（{', '.join(known)}）。{did_you_mean(measure, known, 'ja')}",
        )
    path = summary[measure]
    if "scenario" in path.dims:
        path = path.sel(scenario=scenario)
    path = path.squeeze([dim for dim in ("area", "draw") if dim in path.dims and path.sizes[dim] == 1], drop=True)
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
    years, values = yearly_path(_path(summary, scenario, "population", scenario), int(summary.attrs.get("step", 1)))
    return gap * float(values[outlook.year - years[0]])


@takes(projection=PROJECTION, scenarios=SCENARIOS)
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
    alone = [one.name for one in every[:1]]  # a projection without the dim is that of the one scenario given
    known = [str(n) for n in np.atleast_1d(projection["scenario"].values)] if "scenario" in projection.coords else alone
    if missing := [one.name for one in every if one.name not in known]:
        fail(
            "verdicts",
            "scenarios",
            kind=ProjectionError,
            en=f"{', '.join(missing)} is not in the projection; it has {', '.join(known)}. Give the scenarios that were projected.",
            ja=f"{'、'.join(missing)} は推計にありません（あるのは {'、'.join(known)}）。推計したシナリオを渡してください。",
        )
    if any(dim in projection["population"].dims for dim in AGE_DIMS):
        summary = summarise(projection)
    asked: dict[tuple[object, ...], Outlook] = {}
    for scenario in every:
        for outlook in scenario.outlooks:
            asked.setdefault(_key(outlook), outlook)
    stating = {one.name: {_key(outlook) for outlook in one.outlooks} for one in every}
    found = []
    for asked_key, outlook in asked.items():
        for scenario in every:
            own = asked_key in stating[scenario.name]
            # a figure published for one path is not its descendants'
            inherited = any(asked_key in stating.get(base, ()) for base in scenario.based_on)
            if outlook.scope == "set" or (own and not inherited):
                found.append(judge(summary, scenario.name, outlook, own))
    return Verdicts(found, {one.name: Text(one.short("en"), one.short("ja")) for one in every})


def _key(outlook: Outlook) -> tuple[object, ...]:
    """Return what makes two outlooks the same one: all but where it is cited."""
    return outlook.measure, outlook.year, outlook.bound, outlook.value, outlook.rounding, outlook.scope
