"""The census, and the IPSS projection of 2018, by municipality, sex and five-year age (one row a cell)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.errors import fail

from .layout import content, in_order, need_area, need_columns

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("area_code", "area_name", "year", "sex", "age", "population")
_OPEN = 90
_GROUPS = {str(age): f"{age}-{age + 4}" for age in range(0, _OPEN, 5)} | {
    str(_OPEN): f"{_OPEN}+",
    "unknown": "unknown",
}


def read_long(path: str | Path, code: str | None) -> pd.DataFrame:
    """Read the layout area_code, area_name, year, sex, age (lower bound, 90 open, "unknown"), population.

    Returns
    -------
    DataFrame
        area, name, date (1 October, "YYYY-10-01"), sex, age_group, population (persons, float64).

    Raises
    ------
    InputError
        Missing column, unknown area, sex or age, a count that is none, a cell given twice.
    """
    import pandas as pd

    frame = pd.read_csv(io.BytesIO(content(path)), dtype="str", keep_default_na=False, encoding="utf-8-sig")
    need_columns(path, list(frame.columns), COLUMNS)
    need_area(path, code, frame["area_code"])
    if code is not None:
        frame = frame[frame["area_code"] == code]
    for column, known in (("sex", ("male", "female")), ("age", tuple(_GROUPS))):
        _refuse(
            path, frame, ~frame[column].isin(known), column, f"one of {', '.join(known)}", "、".join(known)
        )
    _refuse(path, frame, ~frame["year"].str.fullmatch(r"[12]\d{3}"), "year", "a year", "西暦年")
    _refuse(
        path, frame, ~frame["population"].str.fullmatch(r"[0-9]+"), "population", "a count", "0 以上の人数"
    )
    twice = frame.duplicated(["area_code", "year", "sex", "age"])
    _refuse(path, frame, twice, "age", "given once for each area, year and sex", "地域・年・性別ごとに 1 回")
    return pd.DataFrame(
        {
            "area": frame["area_code"],
            "name": frame["area_name"],
            "date": frame["year"] + "-10-01",
            "sex": frame["sex"],
            "age_group": frame["age"].map(_GROUPS),
            "population": frame["population"].astype("float64"),
        }
    ).reset_index(drop=True)


def _refuse(
    path: str | Path, frame: pd.DataFrame, bad: pd.Series[bool], column: str, en: str, ja: str
) -> None:
    """Raise for the first bad cell, and say how many there are."""
    if bad.any():
        row = int(bad.to_numpy().argmax())
        fail(
            Path(path).as_posix(),
            f"row {int(str(frame.index[row])) + 2}, {column}",
            en=f"got {str(frame[column].iloc[row])!r} ({int(bad.sum())} such rows); expected {en}.",
            ja=f"「{frame[column].iloc[row]!s}」（同様の行 {int(bad.sum())} 件）。{ja} を想定しています。",
        )


def read_census(path: str | Path, code: str | None = None) -> pd.DataFrame:
    """Read the census by municipality, sex and five-year age.

    Parameters
    ----------
    path : str or Path
        CSV (or .csv.gz): area_code, area_name, year, sex, age, population.
    code : str, optional
        Only this area.

    Returns
    -------
    DataFrame
        Columns of ``population.csv`` after ``area`` and ``name``: basis ("census"), date (1 October), sex,
        age_group ("0-4" ... "90+", "unknown"), population. Persons of unknown age stay "unknown".

    Raises
    ------
    InputError
        If the file does not keep to the layout.
    """
    frame = read_long(path, code)
    frame.insert(2, "basis", "census")
    frame["_age"] = _rank(frame["age_group"])
    return in_order(frame, ("area", "date", "sex", "_age")).drop(columns="_age")


def read_ipss2018(path: str | Path, code: str | None = None) -> pd.DataFrame:
    """Read the projection of 2018 of the National Institute of Population and Social Security Research.

    Parameters
    ----------
    path : str or Path
        CSV (or .csv.gz) in the layout of the census; years 2015 to 2045, no unknown ages.
    code : str, optional
        Only this area.

    Returns
    -------
    DataFrame
        Columns of ``published_by_age.csv`` after ``area`` and ``name``: series ("ipss2018"), date, sex,
        age_group, population.

    Raises
    ------
    InputError
        If the file does not keep to the layout, or has unknown ages (then it is a census).
    """
    frame = read_long(path, code)
    if (frame["age_group"] == "unknown").any():
        fail(
            Path(path).as_posix(),
            "age",
            en="has persons of unknown age, which a projection does not have; this is a census file.",
            ja="年齢不詳の行があります。推計ではなく国勢調査のファイルです。",
        )
    frame.insert(2, "series", "ipss2018")
    frame["_age"] = _rank(frame["age_group"])
    return in_order(frame, ("area", "date", "sex", "_age")).drop(columns="_age")


def _rank(age_group: pd.Series[str]) -> pd.Series[int]:
    order = {name: position for position, name in enumerate(_GROUPS.values())}
    return age_group.map(order)
