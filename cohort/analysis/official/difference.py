"""Why pattern 1 differs from the published projection of the same census, part by part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from cohort.analysis.bridge.form import Form, form_of
from cohort.assumptions.official import OfficialBaseline
from cohort.errors import InputError, fail
from cohort.inputs import Inputs
from cohort.vocabulary import SEXES

Array = npt.NDArray[np.float64]

OLD = 13  # first group reached of those who were 60 and over: 65-69

#: Parts in the order in which they are exchanged: launch population, sex ratio at ages 0-4, child-woman ratio, transition at
#: ages 65+ (mostly survivorship), transition below 65 (mostly migration).
PARTS = ("launch", "sex_ratio_0_4", "child_woman_ratio", "survivorship", "net_migration")


def published_cells(inputs: Inputs, series: str, launch_year: int) -> tuple[npt.NDArray[np.int64], Array]:
    """Return years and the population (time, sex, age 0, 5, ..., 90) of a projection published by age.

    Raises
    ------
    InputError
        No such series, or one that does not begin at the launch.
    """
    table = inputs.published_by_age
    rows = None if table is None else table[table["series"] == series]
    if rows is None or rows.empty or int(rows["date"].dt.year.min()) != launch_year:
        fail(
            f"{inputs.path}/published_by_age.csv",
            series,
            en=f"no such series that begins in {launch_year}.",
            ja=f"{launch_year} 年から始まるこの系列がありません。",
            kind=InputError,
        )
    cells = rows.assign(year=rows["date"].dt.year).pivot(index=["year", "sex"], columns="age", values="population")
    years = np.array(sorted(set(rows["date"].dt.year)), dtype=np.int64)
    values = np.stack([cells.xs(sex, level="sex").sort_index().to_numpy(dtype=np.float64) for sex in SEXES], 1)
    return years, values


def difference_from_published(inputs: Inputs, base: OfficialBaseline, series: str = "ipss2018") -> pd.DataFrame:
    """Return what each part adds to the difference between pattern 1 and a published projection.

    The published cells imply a child-woman ratio, a sex ratio at 0-4 and, for every age, a transition ratio (survivorship
    plus net migration rate: only their sum can be seen). Ours are replaced by the published ones part after part, in
    the order of the rows; what each replacement takes away is that part's. The parts add up exactly.

    Parameters
    ----------
    inputs : Inputs
        With ``published_by_age``.
    base : OfficialBaseline
        Pattern 1 from the census that the published projection starts from.
    series : str

    Returns
    -------
    DataFrame
        Rows: "ours", the parts (ours minus published), "published"; a column for each year; persons.
    """
    years, cells = published_cells(inputs, series, base.launch.year)
    n = min(len(years) - 1, len(base.periods))
    cells, years = cells[: n + 1], years[: n + 1]
    theirs = form_of(cells, np.zeros_like(cells[1:]), series)  # their transition is known as one sum
    current = Form(
        base.population,
        base.ratios[:n],
        base.sex_ratio_0_4[:n] / 100,
        np.zeros_like(theirs.survivorship),
        base.survivorship[:n] + base.net_rate[:n],
    )
    old = current.net_rate.copy()
    old[..., OLD:] = theirs.net_rate[..., OLD:]
    changes: dict[str, dict[str, Array]] = {
        "launch": {"launch": theirs.launch},
        "sex_ratio_0_4": {"sex_ratio": theirs.sex_ratio},
        "child_woman_ratio": {"child_woman_ratio": theirs.child_woman_ratio},
        "survivorship": {"net_rate": old},
        "net_migration": {"net_rate": theirs.net_rate},
    }
    totals = [_totals(current)]
    for part in PARTS:
        current = replace(current, **changes[part])
        totals.append(_totals(current))
    rows = {"ours": totals[0]}
    rows |= {part: totals[i] - totals[i + 1] for i, part in enumerate(PARTS)}
    rows["published"] = totals[-1]
    return pd.DataFrame(rows, index=pd.Index(years, name="year")).T


def _totals(form: Form) -> Array:
    """Return totals by instant."""
    return np.array([people.sum() for people in form.path()])
