"""The IPSS projection of 2023 by municipality: totals and broad ages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cohort.errors import Problems

from .layout import area_codes, counts, csv_frame, of_area

if TYPE_CHECKING:
    import pandas as pd

_MEASURES = {
    "total": "population",
    "age0_14": "population_0_14",
    "age15_64": "population_15_64",
    "age65plus": "population_65_plus",
}
COLUMNS = ("code", "name", "year", *_MEASURES)
_ROUNDING = 2  # persons: each published figure is rounded by itself


def read_ipss2023(path: str | Path, code: str | None = None) -> pd.DataFrame:
    """Read the 2023 projection of the National Institute of Population and Social Security Research.

    Parameters
    ----------
    path : str or Path
        CSV: code, name, year, total, age0_14, age15_64, age65plus.
    code : str, optional
        Only this area.

    Returns
    -------
    DataFrame
        name, then the columns of ``published.csv``: series ("ipss2023"), area, measure, year, value
        (persons, 1 October).

    Raises
    ------
    InputError
        Another layout; a cell that is no count; broad ages that miss the total by more than
        rounding (2 persons).
    """
    frame = csv_frame(path, "utf-8-sig", COLUMNS)
    frame = of_area(path, frame.assign(code=area_codes(frame["code"])), "code", code)
    numbers = counts(path, frame, COLUMNS[2:])
    problems = Problems(Path(path).as_posix())
    sums = numbers[list(_MEASURES)[1:]].sum(axis=1)
    for row in numbers.index[(numbers["total"] - sums).abs() > _ROUNDING]:
        total, parts = numbers.loc[row, "total"], sums[row]
        problems.add(
            f"row {row}, total",
            en=f"wrong total: got {total:g}, the broad ages add up to {parts:g}; use the file as published.",
            ja=f"合計が合いません。総数 {total:g} に対し年齢区分の和は {parts:g} です。"
            "公表のままのファイルを使ってください。",
        )
    problems.raise_if_any()
    wide = frame[["name", "code"]].join(numbers.rename(columns=_MEASURES)).reset_index(names="row")
    long = wide.melt(["row", "name", "code", "year"], var_name="measure").sort_values("row", kind="stable")
    made = long.rename(columns={"code": "area"}).assign(series="ipss2023", year=long["year"].astype("int64"))
    return made[["name", "series", "area", "measure", "year", "value"]].reset_index(drop=True)
