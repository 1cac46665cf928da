"""Several municipalities as one area: projected apart, added up, held against what the area looks forward to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from cohort.analysis.internal_moves import check_internal_moves
from cohort.analysis.measures import area_total, summarise
from cohort.analysis.settlement_told import Share, sentences, table
from cohort.analysis.verdict import Verdict, judge
from cohort.arguments import FRAME, RUNS, TEXT, takes
from cohort.errors import AssumptionError, ProjectionError, did_you_mean, fail
from cohort.record import implied_of
from cohort.run import Run, projected
from cohort.scenario.model import Calibrate, Outlook, Scenario, printed_rounding
from cohort.table import Table
from cohort.text import Said, Text


@dataclass(frozen=True, eq=False)
class SettlementArea:
    """Municipalities projected apart and added up.

    Attributes
    ----------
    code : str
        Codes joined with ``+``: "03209+03402".
    scenario : str
        Name of the scenario each of them was projected with.
    projection : Dataset
        Dim ``area``: the municipalities, then their sum; variables as `project` returns them.
    summary : Dataset
        As `summarise` returns it, with the same areas.
    verdicts : tuple of Verdict
        On what is published for the whole area.
    shares : tuple of Share
        For the first published population: what each municipality has, what it would have to deliver, and what
        net migration that needs.
    delivered_share_65_plus : float or None
        Share aged 65+ in that year if each delivers its share by net migration.
    internal : DataFrame or None
        Net moves within the area by year and municipality; each year adds up to 0.
    external : DataFrame or None
        Observed net migration less the moves within the area: what was gained from, or lost to, the rest.
    """

    code: str
    scenario: str
    projection: xr.Dataset
    summary: xr.Dataset
    verdicts: tuple[Verdict, ...]
    shares: tuple[Share, ...]
    delivered_share_65_plus: float | None
    internal: pd.DataFrame | None = None
    external: pd.DataFrame | None = None

    def sentences(self) -> tuple[Said, ...]:
        """Return what the area looks forward to and what it gets, in plain words."""
        return sentences(self)

    def text(self, language: str) -> str:
        """Return the sentences in one language, one a line."""
        return "\n".join(sentence.say(language) for sentence in self.sentences())

    def table(self) -> Table:
        """Return what each municipality has and would have to deliver, a row for each."""
        return table(self.shares)


@takes(runs=RUNS, scenario=TEXT, internal_moves=FRAME)
def settlement_area(
    runs: Sequence[Run], scenario: str = "trend", internal_moves: pd.DataFrame | None = None
) -> SettlementArea:
    """Add municipalities up, and compare with what is published for all of them together.

    Parameters
    ----------
    runs : sequence of Run
        Two or more, of different areas, with one launch date, step and horizon.
    scenario : str
        Name of the scenario taken from each.
    internal_moves : DataFrame, optional
        As `read_internal_moves` returns it: counts of moves between the members, which must net to zero.

    Raises
    ------
    ProjectionError
        Fewer than two members, one twice, or members whose projections cannot be added up.
    AssumptionError
        A member without the scenario; what `assume` raises.
    InputError
        Internal moves that do not net to zero.
    """
    code, areas, whole = added_up(runs, scenario)
    codes = [run.inputs.area.code for run in runs]
    net = None if internal_moves is None else check_internal_moves(internal_moves, codes)
    projection = xr.concat([areas[list(whole.data_vars)], whole], dim="area", join="exact")
    summary = summarise(projection)
    verdicts = tuple(judge(summary.sel(area=code, drop=True), scenario, one) for one in _outlooks(runs))
    goal = next((one for one in verdicts if one.outlook.measure == "population"), None)
    shares, old = ((), None) if goal is None else _shares(runs, summary, goal)
    external = None if net is None else _external(runs, net)
    return SettlementArea(code, scenario, projection, summary, verdicts, shares, old, net, external)


def added_up(runs: Sequence[Run], scenario: str) -> tuple[str, xr.Dataset, xr.Dataset]:
    """Return the code of several areas together, one scenario of each side by side, and their sum (dim ``area``)."""
    codes = [run.inputs.area.code for run in runs]
    if len(codes) < 2 or len(set(codes)) < len(codes):
        fail(
            "settlement area",
            "members",
            kind=ProjectionError,
            en=f"got {', '.join(codes) or 'none'}; name two or more municipalities, each once.",
            ja=f"{', '.join(codes) or 'なし'} です。2つ以上の市町村を1回ずつ指定してください。",
        )
    areas = _side_by_side([_one(run.projection, _scenario(run, scenario).name) for run in runs], codes)
    whole = area_total(areas)
    return str(whole["area"].values[0]), areas, whole


def _scenario(run: Run, name: str) -> Scenario:
    by_name = {scenario.name: scenario for scenario in run.scenarios}
    if name not in by_name:
        known = ", ".join(by_name)
        fail(
            run.inputs.area.name_en,
            "scenario",
            kind=AssumptionError,
            en=f"no scenario {name!r} in this municipality's set ({known}).{did_you_mean(name, by_name, 'en')}",
            ja=f"この市町村のシナリオ（{known}）に「{name}」がありません。{did_you_mean(name, by_name, 'ja')}",
        )
    return by_name[name]


def _one(projection: xr.Dataset, name: str) -> xr.Dataset:
    """Return one scenario, without the dim; its day stands in the attributes."""
    chosen = projection.sel(scenario=name) if "scenario" in projection.dims else projection
    if "reference_date" in chosen.coords:
        chosen = chosen.assign_attrs(reference_date=str(chosen["reference_date"].item()))
    return chosen.drop_vars([key for key in chosen.coords if key not in chosen.dims])


def _side_by_side(projections: list[xr.Dataset], codes: list[str]) -> xr.Dataset:
    """Put projections on one dim ``area``; raise if they are not of the same instants, ages and days."""
    first = projections[0]
    for code, other in zip(codes[1:], projections[1:], strict=True):
        for key in ("step", "reference_date"):
            if other.attrs.get(key) != first.attrs.get(key):
                _cannot_add(codes[0], code, key, str(first.attrs.get(key)), str(other.attrs.get(key)))
        for dim in ("time", "age"):
            if not np.array_equal(first[dim].values, other[dim].values):
                ends = [f"{p[dim].values[0]}-{p[dim].values[-1]}" for p in (first, other)]
                _cannot_add(codes[0], code, dim, *ends)
    return xr.concat(
        projections, dim=xr.Variable("area", codes), join="exact", data_vars="all", combine_attrs="override"
    )


def _cannot_add(one: str, other: str, what: str, first: str, second: str) -> None:
    fail(
        f"{one} + {other}",
        what,
        kind=ProjectionError,
        en=f"{first} and {second} differ; give both the same launch, step and horizon.",
        ja=f"{first} と {second} が異なります。推計の基準日・刻み・期間をそろえてください。",
    )


def _outlooks(runs: Sequence[Run]) -> list[Outlook]:
    """Return what any member publishes for exactly these municipalities together."""
    codes = {run.inputs.area.code for run in runs}
    found: dict[tuple[str, int, float], Outlook] = {}
    for run in runs:
        table = run.inputs.published
        for row in [] if table is None else table.to_dict("records"):
            if set(str(row["area"]).split("+")) == codes:
                measure, year, value = str(row["measure"]), int(row["year"]), float(row["value"])
                rounding = printed_rounding(value, measure)
                found[measure, year, value] = Outlook(
                    measure=measure, year=year, source=str(row["source"]), about=value, rounding=rounding
                )
    return list(found.values())


def _shares(runs: Sequence[Run], summary: xr.Dataset, goal: Verdict) -> tuple[tuple[Share, ...], float]:
    """Return what each would have to deliver, and the share aged 65+ if all of them do."""
    year, factor = goal.outlook.year, goal.outlook.value / goal.value
    shares, delivered = [], []
    for run in runs:
        area, scenario = run.inputs.area, _scenario(run, goal.scenario)
        at = summary.sel(area=area.code, time=year)
        value = float(at["population"])
        needed, projection = _needed(run, scenario, year, value * factor)
        alone, _ = _needed(run, scenario, year, value - goal.gap)
        observed = np.mean([float(run.inputs.net_migration(y)) for y in scenario.launch.events])
        shares.append(
            Share(
                area.code, Text(area.name_en, area.name_ja), year, value, float(at["share_65_plus"]), value * factor,
                value * (factor - 1), float(observed), needed, alone, _own_outlook(run, year),
            )
        )  # fmt: skip
        delivered.append(projection)
    if any(projection is None for projection in delivered):
        return tuple(shares), float("nan")
    areas = _side_by_side([p for p in delivered if p is not None], [share.area for share in shares])
    return tuple(shares), float(summarise(area_total(areas))["share_65_plus"].sel(time=year).squeeze())


def _needed(run: Run, scenario: Scenario, year: int, population: float) -> tuple[float, xr.Dataset | None]:
    """Return launch net migration, persons a year, that gives a population; NaN where no reasonable level does.

    The level at launch moves; the rates by age go on from it, as in the scenario itself.
    """
    goal = Calibrate(lever="migration.net", measure="population", year=year, value=population, source="needed")
    wanted = scenario.changed(name=f"{scenario.name}-needed", calibrate=goal, outlooks=())
    try:
        assumptions, projection = projected(run.inputs, [wanted])
    except AssumptionError as error:
        if [problem.where for problem in error.problems] != ["calibrate.value"]:
            raise
        return float("nan"), None
    return implied_of(assumptions)[wanted.name].value, _one(projection, wanted.name)


def _own_outlook(run: Run, year: int) -> float | None:
    """Return the latest outlook that the municipality has published for itself, persons."""
    if run.inputs.published is None:
        return None
    rows = run.inputs.published_totals()
    rows = rows[(rows["year"] == year) & rows["series"].str.endswith("_outlook")]
    return None if rows.empty else float(rows["value"].iloc[-1])


def _external(runs: Sequence[Run], internal: pd.DataFrame) -> pd.DataFrame:
    """Return observed net migration less the moves within the area; every year given must be observed."""
    external = internal.copy()
    for run in runs:
        observed = [float(run.inputs.net_migration(int(year))) for year in internal.index]
        external[run.inputs.area.code] = np.array(observed) - internal[run.inputs.area.code].to_numpy()
    return external
