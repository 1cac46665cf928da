"""Why pattern 1 differs from the published projection of the same census, part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cohort.assumptions.official import CHILDBEARING, OfficialBaseline
from cohort.errors import InputError, fail
from cohort.projection.step import entering_ages
from cohort.vocabulary import SEXES

if TYPE_CHECKING:
    import pandas as pd

    from cohort.inputs import Inputs

Array = npt.NDArray[np.float64]

OLD = 13  # first group reached of those who were 60 and over: 65-69

#: Part: label in English and in Japanese.
PARTS = {
    "launch": ("launch population", "基準人口"),
    "sex_ratio_0_4": ("sex ratio at ages 0-4", "0～4歳性比"),
    "child_woman_ratio": ("child-woman ratio", "子ども女性比"),
    "survivorship": ("transition at ages 65+ (mostly survivorship)", "65歳以上の推移（主に生残率）"),
    "net_migration": ("transition below 65 (mostly migration)", "65歳未満の推移（主に純移動率）"),
}


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
    cells = rows.assign(year=rows["date"].dt.year).pivot(
        index=["year", "sex"], columns="age", values="population"
    )
    years = np.array(sorted(set(rows["date"].dt.year)), dtype=np.int64)
    values = np.stack(
        [cells.xs(sex, level="sex").sort_index().to_numpy(dtype=np.float64) for sex in SEXES], 1
    )
    return years, values


def difference_from_published(
    inputs: Inputs, base: OfficialBaseline, series: str = "ipss2018"
) -> pd.DataFrame:
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
    import pandas as pd

    years, cells = published_cells(inputs, series, base.launch.year)
    n = min(len(years) - 1, len(base.periods))
    cells, years = cells[: n + 1], years[: n + 1]
    women = cells[1:, 1, CHILDBEARING].sum(axis=1)
    theirs = {
        "launch": cells[0],
        "sex_ratio_0_4": 100 * cells[1:, 0, 0] / cells[1:, 1, 0],
        "child_woman_ratio": cells[1:, :, 0].sum(axis=1) / women,
        "transition": cells[1:, :, 1:] / entering_ages(cells[:-1]),
    }
    current = {
        "launch": base.population,
        "sex_ratio_0_4": np.full(n, base.sex_ratio_0_4),
        "child_woman_ratio": np.full(n, base.child_woman_ratio),
        "transition": (base.survivorship[:n] + base.net_rate)[..., 1:],
    }
    totals = [_run(current)]
    for part in PARTS:
        if part == "survivorship":
            mixed = current["transition"].copy()
            mixed[..., OLD - 1 :] = theirs["transition"][..., OLD - 1 :]
            current = current | {"transition": mixed}
        elif part == "net_migration":
            current = current | {"transition": theirs["transition"]}
        else:
            current = current | {part: theirs[part]}
        totals.append(_run(current))
    rows = {"ours": totals[0]}
    rows |= {part: totals[i] - totals[i + 1] for i, part in enumerate(PARTS)}
    rows["published"] = totals[-1]
    return pd.DataFrame(rows, index=pd.Index(years, name="year")).T


def _run(rates: dict[str, Array]) -> Array:
    """Return totals by instant."""
    P = rates["launch"]
    totals = [P.sum()]
    for k, transition in enumerate(rates["transition"]):
        after = np.empty_like(P)
        after[:, 1:] = entering_ages(P) * transition
        children = rates["child_woman_ratio"][k] * after[1, CHILDBEARING].sum()
        ratio = rates["sex_ratio_0_4"][k]
        after[:, 0] = children * np.array([ratio, 100.0]) / (100 + ratio)
        P = after
        totals.append(P.sum())
    return np.array(totals)
