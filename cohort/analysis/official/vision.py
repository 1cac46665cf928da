"""The figures that every city's population vision prints, from one census."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from cohort.analysis.measures import summarise
from cohort.analysis.official.influence import Influence, Thresholds, degree_of_influence
from cohort.analysis.official.stages import SLIGHT, stages_of_decline
from cohort.analysis.official.told import INDEX, STAGE, vision_table
from cohort.arguments import DAY, INPUTS, NUMBER, TABLES, TFR, THRESHOLDS, YEAR, takes
from cohort.assumptions.migration import census_dates
from cohort.assumptions.official import OfficialBaseline, official_baseline, official_labels, tfr_to_ratio
from cohort.assumptions.official_given import given_baseline, given_launch
from cohort.errors import AssumptionError, fail
from cohort.inputs import Inputs
from cohort.projection.project import project
from cohort.table import Table
from cohort.text import Text, texts

Array = npt.NDArray[np.float64]

HORIZON = 30
REPLACEMENT_TFR, REPLACEMENT_YEAR = 2.1, 2030

#: What a projection is called.
PROJECTIONS = texts("cohort.analysis", "words.toml", "projections")
#: Rows of the table for pattern 1.
MEASURES = (
    "population_0_14",
    "population_15_64",
    "population_65_plus",
    "population_75_plus",
    "share_65_plus",
    "women_20_39",
)


@dataclass(frozen=True, eq=False)
class OfficialVision:
    """What the official method says of one area.

    Attributes
    ----------
    place : Text
        Name of the area.
    launch : date
        Census.
    base : OfficialBaseline
        The rates, the ends of the steps, what was done to the numbers.
    assumptions, projection, summary : Dataset
        With dim ``scenario``: "pattern-1", "simulation-1", "simulation-2", "closed". ``tfr``: births per woman at the end of
        each step; that of pattern 1 is what its child-woman ratio stands for.
    influence : Influence
    stages : DataArray (scenario, time)
    replacement : (float, int)
        TFR of simulations 1 and 2, and the year by which it is reached.
    """

    place: Text
    launch: date
    base: OfficialBaseline
    assumptions: xr.Dataset
    projection: xr.Dataset
    summary: xr.Dataset
    influence: Influence
    stages: xr.DataArray
    replacement: tuple[float, int]

    def title(self, scenario: str) -> Text:
        """Return what a projection is called."""
        said, (tfr, by) = PROJECTIONS[scenario], self.replacement
        return said.filled(tfr=tfr, by=by)

    def table(self) -> Table:
        """Return the table of the vision: a row for each projection and measure, a column for each instant."""
        return vision_table(self)

    @property
    def frame(self) -> pd.DataFrame:
        """Return rows (scenario, measure) by year: totals of all projections, then pattern 1 in full.

        Persons; shares as ratios; indices with the launch at 100; stages as 0 to 3 (none at the launch).
        """
        summary, years = self.summary, self.summary["time"].values
        first = summary.sel(scenario="pattern-1")
        total, old = first["population"], first["population_65_plus"]
        rows = {(str(name), "population"): summary["population"].sel(scenario=name) for name in PROJECTIONS}
        rows["pattern-1", INDEX] = 100 * total / total[0]
        rows |= {("pattern-1", measure): first[measure] for measure in MEASURES}
        rows["pattern-1", "index_65_plus"] = 100 * old / old[0]
        others = ("simulation-1", "simulation-2", "closed")
        rows |= {(name, "share_65_plus"): summary["share_65_plus"].sel(scenario=name) for name in others}
        staged = ("pattern-1", *others[:2])
        rows |= {(name, STAGE): self.stages.sel(scenario=name).reindex(time=years) for name in staged}
        index = pd.MultiIndex.from_tuples(list(rows), names=["scenario", "measure"])
        return pd.DataFrame([row.values for row in rows.values()], index=index, columns=pd.Index(years, name="year"))

    @property
    def by_age(self) -> pd.DataFrame:
        """Return the population of every projection by year, sex and age, persons, one row a cell."""
        rows: pd.DataFrame = self.projection["population"].to_dataframe().reset_index()
        return rows[["scenario", "time", "sex", "age", "population"]]


@takes(
    inputs=INPUTS, launch=DAY, until=YEAR, influence_year=YEAR, stage_base=YEAR, slight=NUMBER,
    replacement_tfr=TFR, replacement_year=YEAR, mortality=TABLES, thresholds=THRESHOLDS,
)  # fmt: skip
def official(
    inputs: Inputs,
    *,
    launch: date | str | None = None,
    until: int | None = None,
    influence_year: int | None = None,
    thresholds: Thresholds | None = None,
    stage_base: int | None = None,
    slight: float = SLIGHT,
    replacement_tfr: float = REPLACEMENT_TFR,
    replacement_year: int = REPLACEMENT_YEAR,
    mortality: str = "prefecture",
) -> OfficialVision:
    """Project an area with the official method, and say what births and migration do to it.

    Parameters
    ----------
    inputs : Inputs
        Of one area, with two censuses or more, or with an official worksheet: from its launch its assumptions are pattern 1's.
    launch : date or str, optional
        Census ("2015-10-01"); default: that of the worksheet, else the last one with ages.
    until : int, optional
        Default: 30 years after the launch, or the end of the worksheet.
    influence_year : int, optional
        Year of the degrees of influence; default: 2040, or `until` where 2040 is no instant.
    thresholds : Thresholds, optional
        Of the classes of influence.
    stage_base, slight : int, float
        See `stages_of_decline`.
    replacement_tfr, replacement_year : float, int
        Simulations 1 and 2 raise the TFR to this level, linearly from the launch, by this year; then it stays.
    mortality : {"prefecture", "nation"}
        National life tables shifted to the prefecture's life expectancy, or as they are.

    Raises
    ------
    AssumptionError
        Censuses that are missing, a horizon or a year that is no instant, no TFR to start from.

    Notes
    -----
    内閣官房・内閣府「地方人口ビジョン」策定のための手引き; 国立社会保障・人口問題研究所「日本の地域別将来推計人口」.
    """
    base = _baseline(inputs, launch, until, mortality)
    assumptions = _assumptions(base, _simulated_tfr(base, replacement_tfr, replacement_year))
    projection = project(assumptions)
    summary = summarise(projection)
    return OfficialVision(
        place=Text(inputs.area.name_en, inputs.area.name_ja),
        launch=base.launch,
        base=base,
        assumptions=assumptions,
        projection=projection,
        summary=summary,
        influence=_influence(summary, _influence_year(base, influence_year), thresholds),
        stages=stages_of_decline(summary, stage_base, slight),
        replacement=(replacement_tfr, replacement_year),
    )


def _baseline(inputs: Inputs, launch: date | str | None, until: int | None, mortality: str) -> OfficialBaseline:
    """Return pattern 1 as the worksheet has it where it starts then, else from censuses and life tables."""
    given = given_launch(inputs)
    day = given if launch is None and given is not None else _launch(inputs, launch)
    if day == given:
        return given_baseline(inputs, until)
    return official_baseline(inputs, day, day.year + HORIZON if until is None else until, mortality=mortality)


def _influence(summary: xr.Dataset, year: int, thresholds: Thresholds | None) -> Influence:
    at = summary["population"].sel(time=year)
    held, births, balanced = (float(at.sel(scenario=name)) for name in ("pattern-1", "simulation-1", "simulation-2"))
    return degree_of_influence(held, births, balanced, thresholds, year)


def _launch(inputs: Inputs, launch: date | str | None) -> date:
    if isinstance(launch, date):
        return launch
    if launch is not None:
        try:
            return date.fromisoformat(launch)
        except ValueError:
            fail(
                "official form",
                "launch",
                en=f"got {launch!r}; write a date such as 2015-10-01.",
                ja=f"「{launch}」です。2015-10-01 のような日付で指定してください。",
                kind=AssumptionError,
            )
    dates = census_dates(inputs, date.max)
    if not dates:
        fail(
            f"{inputs.path}/population.csv",
            "basis",
            en="no census with ages; the official form starts from one.",
            ja="年齢別の国勢調査人口がありません。この方法は国勢調査から始めます。",
            kind=AssumptionError,
        )
    return dates[-1]


def _simulated_tfr(base: OfficialBaseline, target: float, by: int) -> Array:
    """Return the TFR at the end of each step: linear from the launch to the target, then constant."""
    if by <= base.launch.year:
        fail(
            "official form",
            "replacement_year",
            en=f"got {by}; it must come after the launch year {base.launch.year}.",
            ja=f"{by} 年です。基準年 {base.launch.year} より後にしてください。",
            kind=AssumptionError,
        )
    tfr_to_ratio(base, np.array([target]))  # raises where there is no TFR to start from
    assert base.published is not None
    return np.interp(base.ends, [base.launch.year, by], [base.published.value, target])


def _assumptions(base: OfficialBaseline, simulated: Array) -> xr.Dataset:
    assert base.published is not None
    names = list(PROJECTIONS)
    held = base.published.value * (base.ratios / base.child_woman_ratio)
    raised = tfr_to_ratio(base, simulated)
    none = np.zeros_like(base.net_rate)
    rates = np.stack([base.net_rate, base.net_rate, none, none])
    result = official_labels(base).dataset().drop_vars("net_migration_rate").assign_coords(scenario=names)
    result["child_woman_ratio"] = ("scenario", "period"), np.stack([base.ratios, raised, raised, base.ratios])
    result["net_migration_rate"] = ("scenario", "period", "sex", "age"), rates
    result["tfr"] = ("scenario", "period"), np.stack([held, simulated, simulated, held])
    return result


def _influence_year(base: OfficialBaseline, asked: int | None) -> int:
    ends = [int(end) for end in base.ends]
    if asked is None:
        return 2040 if 2040 in ends else ends[-1]
    if asked not in ends:
        fail(
            "official form",
            "influence_year",
            en=f"got {asked}; use one of {', '.join(map(str, ends))}.",
            ja=f"{asked} 年です。{'、'.join(map(str, ends))} 年のいずれかにしてください。",
            kind=AssumptionError,
        )
    return asked
