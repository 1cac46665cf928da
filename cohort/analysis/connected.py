"""Connected population (つながり人口) and active population (活動人口): who is present, who settles, who takes part.

Connected people are more than visitors and fewer than settlers. What they do is counted in **person-years**: one
person who is here 60 days of the year counts 60/365.25. Residents who take part count one person-year each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import xarray as xr

from cohort.errors import AssumptionError, fail
from cohort.scenario.model import Scenario, ScenarioSet

if TYPE_CHECKING:
    import pandas as pd

    from cohort.assumptions.connected import Participation, Ties
    from cohort.inputs import Inputs

Array = npt.NDArray[np.float64]

#: Name: (unit, English, Japanese).
VARIABLES: dict[str, tuple[str, str, str]] = {
    "people": ("persons a year", "Connected people", "つながりのある人"),
    "person_years_present": ("person-years", "Person-years present", "滞在（人年）"),
    "settlers": ("persons", "Settlers beyond those at launch", "定住者（基準時を超える分）"),
    "active_connected": ("person-years", "Connected people taking part", "つながりのある人の活動（人年）"),
    "active_residents": ("person-years", "Active population (residents)", "活動人口（住民、人年）"),
    "active_residents_without": (
        "person-years",
        "Active population without the ties",
        "活動人口（つながりがない場合、人年）",
    ),
    "lost_activity": ("person-years", "Resident activity lost", "失われた住民の活動（人年）"),
    "made_up_share": ("share", "Part of it made up by ties", "つながりが補う割合"),
    "made_up_by_presence": ("share", "... by connected people present", "うち滞在による分"),
    "made_up_by_settlers": ("share", "... by settlers", "うち定住による分"),
}


@dataclass(frozen=True, eq=False)
class ConnectedResult:
    """Connected and active population of one or several scenarios.

    Attributes
    ----------
    results : Dataset
        Dims scenario, kind, period; yearly. `people`, `person_years_present`, `settlers`, `active_connected` (scenario,
        kind, period); `active_residents`, `active_residents_without`, `lost_activity`, `made_up_share`,
        `made_up_by_presence`, `made_up_by_settlers` (scenario, period); `settlers_by_age` (scenario, period, sex,
        age). A kind that a scenario does not have is 0 there. Shares are NaN while nothing is lost. Attribute
        ``what_if`` on a variable is 1 where any of its numbers rests on an assumption.
    projection, without : Dataset
        As `project` returns them: with the settlers, and without the ties.
    scenarios : tuple of Scenario
    what_if : bool
        Any number rests on an assumption.
    place_en, place_ja : str
        Name of the area.
    """

    results: xr.Dataset
    projection: xr.Dataset
    without: xr.Dataset
    scenarios: tuple[Scenario, ...]
    what_if: bool
    place_en: str = ""
    place_ja: str = ""

    def sentences(self, language: str, year: int | None = None) -> list[str]:
        """Return the findings in plain words, what-ifs marked as such.

        Parameters
        ----------
        language : {"en", "ja"}
        year : int, optional
            Period the sentences speak of; by default 2040, or the last one if that is not there.
        """
        from .connected_text import sentences

        return sentences(self, language, self.year(year))

    def text(self, language: str, year: int | None = None) -> str:
        """Return the findings as one text, a sentence a line."""
        return "\n".join(self.sentences(language, year))

    def table(self, language: str, every: int = 5) -> pd.DataFrame:
        """Return the yearly results of each scenario, one row for every fifth year, with headings in one language."""
        from .connected_text import table

        return table(self, language, every)

    def tidy(self) -> pd.DataFrame:
        """Return every yearly number on a row: scenario, period, kind ("" of all), measure, value, unit, what_if."""
        from .connected_text import tidy

        return tidy(self)

    def year(self, year: int | None = None) -> int:
        """Return a period that there is: the one asked for, or 2040, or the last.

        Raises
        ------
        AssumptionError
            The one asked for is not there.
        """
        periods = [int(value) for value in self.results["period"].values]
        if year is None:
            return 2040 if 2040 in periods else periods[-1]
        if year not in periods:
            fail(
                "connected",
                "year",
                en=f"got {year}; use {periods[0]} to {periods[-1]}.",
                ja=f"{year} 年です。{periods[0]}～{periods[-1]} 年にしてください。",
                kind=AssumptionError,
            )
        return year


def connected(
    inputs: Inputs,
    scenarios: ScenarioSet | Scenario | Sequence[Scenario],
    projection: xr.Dataset | None = None,
) -> ConnectedResult:
    """Return the connected and active population of every scenario that has ``[connected]``.

    Each such scenario is projected twice in one-year steps: with the settlers among its net migrants, and without its
    ties. Resident activity is the mean of the two ends of a year times the share who take part at each age; what is
    lost is the difference from the first year, without the ties. Ties make it up by presence (person-years of connected
    people who take part, beyond those of the ties at launch) and by settlers (residents' activity with and without).

    Parameters
    ----------
    inputs : Inputs
        Of one area.
    scenarios : ScenarioSet, Scenario or sequence of Scenario
        One that stands on another's calibration needs that other one beside it.
    projection : Dataset, optional
        As `project` returns it for the same scenarios in one-year steps, if it is there already.

    Returns
    -------
    ConnectedResult

    Raises
    ------
    AssumptionError
        No scenario has ``[connected]``; its rows have mistakes (all at once); there is no row of residents, so that
        nobody knows who takes part; and whatever `assume` raises.
    """
    from cohort.assumptions import assume
    from cohort.assumptions.connected import ties
    from cohort.projection.project import project

    members = [scenarios] if isinstance(scenarios, Scenario) else list(scenarios)
    chosen = [scenario for scenario in members if scenario.connected is not None]
    _check_any(members, chosen)
    found = {scenario.name: ties(scenario) for scenario in chosen}
    _check_residents(chosen, found)
    names = [scenario.name for scenario in chosen]
    plain = [replace(scenario, connected=None) for scenario in members]
    projection = _kept(project(assume(inputs, members, step=1)) if projection is None else projection, names)
    without = _kept(project(assume(inputs, plain, step=1)), names)
    results = _results(found, projection, without)
    return ConnectedResult(
        results=results,
        projection=projection,
        without=without,
        scenarios=tuple(chosen),
        what_if=any(_what_if(one) for one in found.values()),
        place_en=inputs.area.name_en,
        place_ja=inputs.area.name_ja,
    )


def _check_any(members: list[Scenario], chosen: list[Scenario]) -> None:
    if not chosen:
        fail(
            ", ".join(scenario.file for scenario in members),
            "connected",
            en="no scenario says who is tied to the place; add [connected] to one.",
            ja="つながり人口を定めたシナリオがありません。[connected] を加えてください。",
            kind=AssumptionError,
        )


def _check_residents(chosen: list[Scenario], found: dict[str, Ties]) -> None:
    for scenario in chosen:
        if found[scenario.name].participation is None:
            fail(
                scenario.file,
                "connected.kind",
                en='no row of residents; add one with who = "residents" and share_active by age, e.g. '
                '{ "15-64" = 0.25, "65+" = 0.2 }.',
                ja='住民の行がありません。who = "residents" と年齢別の share_active（例：{ "15-64" = 0.25, "65+" = 0.2 }）'
                "を持つ行を加えてください。",
                kind=AssumptionError,
            )


def _kept(projection: xr.Dataset, names: list[str]) -> xr.Dataset:
    if "scenario" not in projection["population"].dims:  # ties that bring nobody: nothing varies
        projection = projection.expand_dims(scenario=names)
    return projection.sel(scenario=names)


def _what_if(found: Ties) -> bool:
    residents = found.participation is not None and found.participation.what_if
    return residents or any(tie.what_if for tie in found.kinds)


def _results(found: dict[str, Ties], projection: xr.Dataset, without: xr.Dataset) -> xr.Dataset:
    names = list(found)
    kinds = list(dict.fromkeys(tie.name for one in found.values() for tie in one.kinds))
    periods = projection["period"].values.astype(np.int64)
    by_kind = {
        name: np.zeros((len(names), len(kinds), len(periods)))
        for name in ("people", "person_years_present", "settlers", "active_connected", "beyond")
    }
    by_age = np.zeros((len(names), len(periods), 2, projection.sizes["age"]))
    for s, one in enumerate(found.values()):
        for tie in one.kinds:
            k = kinds.index(tie.name)
            settlers = tie.settlers_in(periods)
            presence = tie.person_years_in(periods)
            at_launch = tie.at_launch * tie.years_each
            active = tie.active_in(periods)
            by_kind["people"][s, k] = tie.people_in(periods)
            by_kind["person_years_present"][s, k] = presence
            by_kind["settlers"][s, k] = settlers.sum(axis=(1, 2))
            by_kind["active_connected"][s, k] = presence * active
            by_kind["beyond"][s, k] = presence * active - at_launch * active[0]
            by_age[s] += settlers
    residents = _active(found, projection)
    plain = _active(found, without)
    lost = plain[:, :1] - plain
    presence_part, settler_part = by_kind.pop("beyond").sum(axis=1), residents - plain
    by_period = {
        "active_residents": residents,
        "active_residents_without": plain,
        "lost_activity": lost,
        "made_up_share": _share(presence_part + settler_part, lost),
        "made_up_by_presence": _share(presence_part, lost),
        "made_up_by_settlers": _share(settler_part, lost),
    }
    results = xr.Dataset(
        {name: (("scenario", "kind", "period"), values) for name, values in by_kind.items()}
        | {name: (("scenario", "period"), values) for name, values in by_period.items()}
        | {"settlers_by_age": (("scenario", "period", "sex", "age"), by_age)},
        coords={
            "scenario": names,
            "kind": kinds,
            "period": periods,
            "sex": projection["sex"],
            "age": projection["age"],
        },
    )
    return _labelled(results, found)


def _active(found: dict[str, Ties], projection: xr.Dataset) -> Array:
    """Return residents who take part by scenario and period, person-years: the mean of the two ends of each year."""
    rows = []
    for name, one in found.items():
        participation: Participation | None = one.participation
        assert participation is not None  # checked before
        people = projection["population"].sel(scenario=name).sum("sex").to_numpy()
        active = people @ participation.by_age()
        rows.append((active[:-1] + active[1:]) / 2)
    return np.stack(rows)


def _share(part: Array, lost: Array) -> Array:
    return np.asarray(np.divide(part, lost, out=np.full(part.shape, np.nan), where=lost > 0))


def _labelled(results: xr.Dataset, found: dict[str, Ties]) -> xr.Dataset:
    what_if = int(any(_what_if(one) for one in found.values()))
    for name, array in results.data_vars.items():
        unit, en, ja = VARIABLES.get(str(name), ("persons", "Settlers by age", "年齢別の定住者"))
        mark, mark_ja = (" (what-if)", "【仮定】") if what_if else ("", "")
        array.attrs = {
            "units": unit,
            "long_name": en + mark,
            "long_name_ja": mark_ja + ja,
            "what_if": what_if,
        }
    titles = {tie.name: tie for one in found.values() for tie in one.kinds}
    kinds = [str(kind) for kind in results["kind"].values]
    return results.assign_coords(
        kind_en=("kind", [titles[kind].title_en for kind in kinds]),
        kind_ja=("kind", [titles[kind].title_ja for kind in kinds]),
    )
