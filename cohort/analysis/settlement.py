"""Several municipalities as one area: projected apart, added up, held against what the area promises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cohort.analysis.internal_moves import check_internal_moves
from cohort.analysis.measures import area_total, summarise
from cohort.analysis.settlement_text import Part, sentences
from cohort.analysis.verdict import Verdict, judge
from cohort.assumptions import assume
from cohort.errors import AssumptionError, ProjectionError, did_you_mean, fail
from cohort.projection.project import project
from cohort.record import implied_of
from cohort.scenario.model import Calibrate, Outlook, Scenario, printed_rounding
from cohort.wording import number

if TYPE_CHECKING:
    import pandas as pd

    from cohort.inputs import Inputs

Member = tuple["Inputs", Iterable[Scenario]]


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
        On what is published for the whole area: populations "at least", shares of the elderly "at most".
    parts : tuple of Part
        For the first published population: what each municipality has, what it would have to deliver, and what
        net migration that needs.
    delivered_share_65_plus : float or None
        Share aged 65+ in that year if each delivers its part by net migration.
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
    parts: tuple[Part, ...]
    delivered_share_65_plus: float | None
    internal: pd.DataFrame | None = None
    external: pd.DataFrame | None = None

    def sentences(self, language: str) -> list[str]:
        """Return what the area promises and what it gets, in plain words."""
        moves = None if self.internal is None or self.external is None else (self.internal, self.external)
        told = sentences(self.verdicts, self.parts, self.delivered_share_65_plus, moves, language)
        return told if self.verdicts else [self._without_promise(language), *told]

    def _without_promise(self, language: str) -> str:
        years = [int(year) for year in self.summary["time"].values]
        year = 2040 if 2040 in years else years[-1]
        at = self.summary.sel(area=self.code, time=year)
        said = (
            f"{float(at['population']):,.0f}",
            number("share_65_plus", float(at["share_65_plus"]), language),
        )
        if language == "ja":
            return f"{self.code} の将来展望は公表されていません。推計の合計は{year}年に{said[0]}人、65歳以上{said[1]}です。"
        return (
            f"No outlook is published for {self.code}. Added up the projections give {said[0]} residents in {year}, "
            f"{said[1]} of them aged 65+."
        )

    def table(self) -> pd.DataFrame:
        """Return `parts` as a table, a row for each municipality."""
        import pandas as pd

        return pd.DataFrame([vars(part) for part in self.parts])


def settlement_area(
    members: Sequence[Member], scenario: str = "trend", internal_moves: pd.DataFrame | None = None
) -> SettlementArea:
    """Project municipalities apart, add them up, and compare with what is published for all of them together.

    Parameters
    ----------
    members : sequence of (Inputs, scenarios)
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
    every = [(inputs, _scenario(inputs, scenarios, scenario)) for inputs, scenarios in members]
    codes = [inputs.area.code for inputs, _ in every]
    _check_members(codes)
    net = None if internal_moves is None else check_internal_moves(internal_moves, codes)
    areas = _side_by_side([_project(inputs, [one], one.name) for inputs, one in every], codes)
    whole = area_total(areas)
    code = str(whole["area"].values[0])
    projection = xr.concat([areas[list(whole.data_vars)], whole], dim="area", join="exact")
    summary = summarise(projection)
    verdicts = tuple(
        judge(summary.sel(area=code, drop=True), scenario, outlook) for outlook in _promises(every)
    )
    goal = next((verdict for verdict in verdicts if verdict.outlook.measure == "population"), None)
    parts, share = ((), None) if goal is None else _parts(every, summary, goal)
    external = None if net is None else _external(every, net)
    return SettlementArea(code, scenario, projection, summary, verdicts, parts, share, net, external)


def _scenario(inputs: Inputs, scenarios: Iterable[Scenario], name: str) -> Scenario:
    by_name = {scenario.name: scenario for scenario in scenarios}
    if name not in by_name:
        known = ", ".join(by_name)
        fail(
            inputs.area.name_en,
            "scenario",
            kind=AssumptionError,
            en=f"no scenario {name!r} in this municipality's set ({known}).{did_you_mean(name, by_name, 'en')}",
            ja=f"この市町村のシナリオ（{known}）に「{name}」がありません。{did_you_mean(name, by_name, 'ja')}",
        )
    return by_name[name]


def _check_members(codes: list[str]) -> None:
    if len(codes) < 2 or len(set(codes)) < len(codes):
        fail(
            "settlement area",
            "members",
            kind=ProjectionError,
            en=f"got {', '.join(codes) or 'none'}; name two or more municipalities, each once.",
            ja=f"{', '.join(codes) or 'なし'} です。2つ以上の市町村を1回ずつ指定してください。",
        )


def _project(inputs: Inputs, scenarios: list[Scenario], name: str) -> xr.Dataset:
    """Return the projection of one scenario, without the dim."""
    projection = project(assume(inputs, scenarios))
    chosen = projection.sel(scenario=name) if "scenario" in projection.dims else projection
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


def _promises(every: list[tuple[Inputs, Scenario]]) -> list[Outlook]:
    """Return what any member publishes for exactly these municipalities together."""
    codes = {inputs.area.code for inputs, _ in every}
    found: dict[tuple[str, int, float], Outlook] = {}
    for inputs, _ in every:
        table = inputs.published
        if table is None:
            continue
        rows = table[[set(str(area).split("+")) == codes for area in table["area"]]]
        for measure, year, value, source in zip(
            rows["measure"], rows["year"], rows["value"], rows["source"], strict=True
        ):
            found[str(measure), int(year), float(value)] = Outlook(
                str(measure),
                int(year),
                str(source),
                "about",
                float(value),
                printed_rounding(float(value), str(measure)),
            )
    return list(found.values())


def _parts(
    every: list[tuple[Inputs, Scenario]], summary: xr.Dataset, goal: Verdict
) -> tuple[tuple[Part, ...], float]:
    """Return what each would have to deliver, and the share aged 65+ if all of them do."""
    year, factor = goal.outlook.year, goal.promised / goal.value
    parts, delivered = [], []
    for inputs, scenario in every:
        code = inputs.area.code
        value = float(summary["population"].sel(area=code, time=year))
        needed, projection = _needed(inputs, scenario, year, value * factor)
        alone, _ = _needed(inputs, scenario, year, value - goal.gap)
        observed = float(np.mean([float(inputs.net_migration(y)) for y in scenario.launch.events]))
        parts.append(
            Part(
                code, inputs.area.name_en, inputs.area.name_ja, value,
                float(summary["share_65_plus"].sel(area=code, time=year)), value * factor, value * (factor - 1),
                observed, needed, alone, _own_outlook(inputs, year),
            )
        )  # fmt: skip
        delivered.append(projection)
    if any(projection is None for projection in delivered):
        return tuple(parts), float("nan")
    areas = _side_by_side([p for p in delivered if p is not None], [part.area for part in parts])
    share = summarise(area_total(areas))["share_65_plus"].sel(time=year)
    return tuple(parts), float(share.squeeze())


def _needed(
    inputs: Inputs, scenario: Scenario, year: int, population: float
) -> tuple[float, xr.Dataset | None]:
    """Return launch net migration, persons a year, that gives a population; NaN where no reasonable level does.

    The level at launch moves; the rates by age go on from it, as in the scenario itself.
    """
    goal = Calibrate("migration.net", "population", year, population, "needed")
    wanted = replace(scenario, name=f"{scenario.name}-needed", calibrate=goal, outlooks=())
    try:
        assumptions = assume(inputs, [wanted])
    except AssumptionError as error:
        if [problem.where for problem in error.problems] != ["calibrate.value"]:
            raise
        return float("nan"), None
    level = implied_of(assumptions)[wanted.name].value
    projection = project(assumptions)
    return level, projection.drop_vars([key for key in projection.coords if key not in projection.dims])


def _own_outlook(inputs: Inputs, year: int) -> float | None:
    """Return the latest outlook that the municipality has published for itself, persons."""
    table = inputs.published
    if table is None:
        return None
    rows = table[
        (table["measure"] == "population") & (table["area"] == inputs.area.code) & (table["year"] == year)
    ]
    rows = rows[[str(series).endswith("_outlook") for series in rows["series"]]]
    return None if rows.empty else float(rows["value"].iloc[-1])


def _external(every: list[tuple[Inputs, Scenario]], internal: pd.DataFrame) -> pd.DataFrame:
    """Return observed net migration less the moves within the area; every year given must be observed."""
    external = internal.copy()
    for inputs, _ in every:
        observed = [float(inputs.net_migration(int(year))) for year in internal.index]
        external[inputs.area.code] = np.array(observed) - internal[inputs.area.code].to_numpy()
    return external
