"""The official form with the launch and the assumptions of a worksheet, in place of those from censuses and life tables."""

from __future__ import annotations

from datetime import date

import numpy as np

from cohort.demography.checks import Array, refuse
from cohort.inputs import Inputs
from cohort.record import note
from cohort.text import listed
from cohort.vocabulary import SEXES

from .official import AGES, STEP, OfficialBaseline, launch_ratio
from .official_fertility import launch_tfr

_CENSUS = (10, 1)  # month and day of every Japanese census, from which the worksheets start


def given_launch(inputs: Inputs) -> date | None:
    """Return the launch of the worksheet among the inputs; None without one."""
    sheet = inputs.worksheet
    if sheet is None:
        return None
    return date(int(sheet.loc[sheet["measure"] == "population", "period"].iloc[0]), *_CENSUS)


def given_baseline(inputs: Inputs, until: int | None = None) -> OfficialBaseline:
    """Return pattern 1 as a worksheet has it.

    Parameters
    ----------
    inputs : Inputs
        With ``worksheet``.
    until : int, optional
        Last year; default: the end of its last step.

    Raises
    ------
    AssumptionError
        A horizon that its steps do not reach, or that lies between them.
    """
    launch = given_launch(inputs)
    assert inputs.worksheet is not None
    assert launch is not None
    cells = inputs.worksheet.set_index(["measure", "period", "sex", "age"])["value"].sort_index()
    last = int(cells.loc["child_woman_ratio"].index.get_level_values("period").max()) + STEP
    end = last if until is None else until
    if not launch.year < end <= last or (end - launch.year) % STEP:
        refuse(
            f"{inputs.path}/worksheet.csv",
            "until",
            en=f"got {end}; the worksheet's steps end in {', '.join(map(str, range(launch.year + STEP, last + 1, STEP)))}: use one of these.",
            ja=f"{end} 年です。ワークシートの期間の終わりは {'、'.join(map(str, range(launch.year + STEP, last + 1, STEP)))} 年です。"
            "いずれかにしてください。",
        )
    periods = np.arange(launch.year, end, STEP, dtype=np.int64)

    def laid(measure: str, period: int, sex: str) -> Array:
        return np.asarray(cells.loc[measure, period, sex].reindex(AGES, fill_value=0.0), dtype=np.float64)

    population = np.stack([laid("population", launch.year, sex) for sex in SEXES])
    survivorship, net_rate = (
        np.stack([[laid(measure, int(period), sex) for sex in SEXES] for period in periods])
        for measure in ("survivorship", "net_migration_rate")
    )
    ratios, sexes = (
        np.array([cells.loc[measure, period, "both", 0] for period in periods], dtype=np.float64)
        for measure in ("child_woman_ratio", "sex_ratio_0_4")
    )
    published, records = launch_tfr(inputs, launch, population)
    said = note(
        "official form",
        "Launch population, survivorship, net migration and children's ratios of {launch}-{end} are those of the worksheet: {sources}.",
        "基準人口と {launch}～{end} 年の生残率・純移動率・子ども女性比・0～4歳性比は、ワークシートの値：{sources}。",
        launch=launch.year,
        end=end,
        sources=listed(inputs.citations(inputs.worksheet["source"])),
    )
    return OfficialBaseline(
        launch, periods, population, survivorship, net_rate, launch_ratio(population), ratios, sexes, published, None,
        (said, *records),
    )  # fmt: skip
