"""Connected population (つながり人口) and active population (活動人口): who is present, who settles, who takes part.

Connected people are more than visitors and fewer than settlers. What they do is counted in **person-years**: one
person who is here 60 days of the year counts 60/365.25. Residents who take part count one person-year each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from cohort.analysis.connected_told import sentences, table
from cohort.arguments import PROJECTION, SCENARIOS, at_the_door, takes
from cohort.assumptions.connected import Participation, Ties, ties
from cohort.errors import AssumptionError, fail
from cohort.scenario.model import Scenario, ScenarioSet
from cohort.table import Table
from cohort.text import Said, Text, texts

Array = npt.NDArray[np.float64]

#: What the variables of a result are called; the unit of each stands beside it.
VARIABLES = texts("cohort.analysis", "words.toml", "ties")


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
    """

    results: xr.Dataset
    projection: xr.Dataset
    without: xr.Dataset
    scenarios: tuple[Scenario, ...]
    what_if: bool

    def sentences(self, year: int | None = None) -> tuple[Said, ...]:
        """Return the findings of a period (by default 2040, or the last one), what-ifs marked as such."""
        return sentences(self, self.year(year))

    def text(self, language: str, year: int | None = None) -> str:
        """Return the findings as one text, a sentence a line."""
        return "\n".join(sentence.say(language) for sentence in self.sentences(year))

    def table(self, every: int = 5) -> Table:
        """Return a row for each scenario and every so-many-th year; kinds added up, what-ifs marked in the headings."""
        return table(self, every)

    def tidy(self) -> pd.DataFrame:
        """Return every yearly number on a row: scenario, period, kind ("" of all), measure, value, unit, what_if.

        Settlers by age are left out, shares of nothing too.
        """
        tables = []
        for name, array in self.results.drop_vars(["kind_en", "kind_ja"]).data_vars.items():
            if "age" in array.dims:
                continue
            rows = array.to_dataframe(name="value").reset_index().dropna(subset="value")
            about = {"measure": str(name), "unit": array.attrs["units"], "what_if": bool(array.attrs["what_if"])}
            tables.append(rows.assign(kind=rows.get("kind", ""), **about))
        columns = ["scenario", "period", "kind", "measure", "value", "unit", "what_if"]
        return pd.concat(tables, ignore_index=True)[columns]

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


def without_ties(scenarios: ScenarioSet | Sequence[Scenario]) -> list[Scenario]:
    """Return the scenarios as they are without ``[connected]``."""
    return [scenario.changed(connected=None) for scenario in scenarios]


def counts_activity(scenarios: ScenarioSet | Sequence[Scenario]) -> bool:
    """Tell whether some scenario has ties, and all that have them say which residents take part."""
    chosen = [scenario.connected for scenario in scenarios if scenario.connected is not None]
    return bool(chosen) and all(any(kind.who == "residents" for kind in one.kinds) for one in chosen)


@takes(scenarios=SCENARIOS, projection=PROJECTION, without=PROJECTION)
def connected(
    scenarios: ScenarioSet | Sequence[Scenario], projection: xr.Dataset, without: xr.Dataset
) -> ConnectedResult:
    """Return the connected and active population of every scenario that has ``[connected]``.

    Resident activity is the mean of the two ends of a year times the share who take part at each age; what is lost is the
    difference from the first year, without the ties. Ties make it up by presence (person-years of connected people who take
    part, beyond those of the ties at launch) and by settlers (residents' activity with and without).

    Parameters
    ----------
    scenarios : ScenarioSet or sequence of Scenario
    projection : Dataset
        As `project` returns it for them in one-year steps: the settlers are among the net migrants.
    without : Dataset
        The same of `without_ties`.

    Raises
    ------
    AssumptionError
        No scenario has ``[connected]``; its rows have mistakes (all at once); there is no row of residents, so that
        nobody knows who takes part.
    """
    chosen = [scenario for scenario in scenarios if scenario.connected is not None]
    if not chosen:
        fail(
            ", ".join(scenario.file for scenario in scenarios),
            "connected",
            en="no scenario says who is tied to the place; add [connected] to one.",
            ja="つながり人口を定めたシナリオがありません。[connected] を加えてください。",
            kind=AssumptionError,
        )
    found = {scenario.name: ties(scenario) for scenario in chosen}
    _check_residents(chosen, found)
    projection, without = (_kept(one, list(found)) for one in (projection, without))
    return ConnectedResult(
        results=_results(found, projection, without),
        projection=projection,
        without=without,
        scenarios=tuple(chosen),
        what_if=any(_what_if(one) for one in found.values()),
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
    mark = Text("{said} (what-if)", "【仮定】{said}")
    for name, array in results.data_vars.items():
        said = VARIABLES[str(name)]
        label = mark.filled(said=said) if what_if else said
        array.attrs = {
            "units": said.values["unit"],
            "long_name": label.say("en"),
            "long_name_ja": label.say("ja"),
            "what_if": what_if,
        }
    titles = {tie.name: tie for one in found.values() for tie in one.kinds}
    kinds = [str(kind) for kind in results["kind"].values]
    return results.assign_coords(
        kind_en=("kind", [titles[kind].title.say("en") for kind in kinds]),
        kind_ja=("kind", [titles[kind].title.say("ja") for kind in kinds]),
    )


at_the_door(globals())
