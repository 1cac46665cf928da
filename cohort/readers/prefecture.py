"""A prefecture's indicators from the System of Social and Demographic Statistics (社会・人口統計体系)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cohort.errors import fail

from .layout import csv_frame

if TYPE_CHECKING:
    import pandas as pd

_NAME = re.compile(r"平均余命（(\d+)歳(?:・|）（)([男女])）")  # two spellings are in use for one indicator
_SEXES = {"男": "male", "女": "female"}


def read_life_expectancy(path: str | Path) -> pd.DataFrame:
    """Read life expectancy by age and sex.

    An indicator stands in the file under two spellings, 平均余命（0歳・男） and
    平均余命（0歳）（男）; equal values are taken once.

    Parameters
    ----------
    path : str or Path
        CSV: name, year, value (years).

    Returns
    -------
    DataFrame
        Columns of ``life_expectancy.csv``: year, sex, age, ex.

    Raises
    ------
    InputError
        Another name, or two values for one indicator and year.
    """
    import pandas as pd

    found: dict[tuple[int, str, int], float] = {}
    frame = csv_frame(path, "utf-8-sig", ("name", "year", "value"))
    for number, name, year, value in frame[["name", "year", "value"]].itertuples():
        match = _NAME.fullmatch(name)
        if match is None:
            fail(
                Path(path).as_posix(),
                f"row {number}, name",
                en=f"got '{name}'; a name such as 平均余命（0歳・男） is expected.",
                ja=f"「{name}」：平均余命（0歳・男）のような項目名を想定しています。",
            )
        _once(path, number, found, (int(year), _SEXES[match[2]], int(match[1])), float(value))
    rows = [(*key, ex) for key, ex in found.items()]
    made = pd.DataFrame(rows, columns=["year", "sex", "age", "ex"])
    return made.sort_values(
        ["year", "sex", "age"],
        ascending=[True, False, True],  # "male" comes first
        ignore_index=True,
    )


def read_tfr(path: str | Path) -> pd.DataFrame:
    """Read the total fertility rate by year; a year given twice with one value is taken once.

    Parameters
    ----------
    path : str or Path
        CSV: year, value (births per woman).

    Returns
    -------
    DataFrame
        Columns of ``tfr.csv``: year, tfr.

    Raises
    ------
    InputError
        Two values for one year.
    """
    import pandas as pd

    found: dict[int, float] = {}
    frame = csv_frame(path, "utf-8-sig", ("year", "value"))
    for number, year, value in frame[["year", "value"]].itertuples():
        _once(path, number, found, int(year), float(value))
    return pd.DataFrame(sorted(found.items()), columns=["year", "tfr"])


def _once(path: str | Path, number: int, found: dict[Any, float], key: Any, value: float) -> None:
    """Keep a value; refuse another one for the same key."""
    first = found.setdefault(key, value)
    if first != value:
        fail(
            Path(path).as_posix(),
            f"row {number}, value",
            en=f"got {value:g} where an earlier row for {key} has {first:g}; keep the right one.",
            ja=f"{value:g} ですが、{key} の前の行は {first:g} です。正しい方を残してください。",
        )
