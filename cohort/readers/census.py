"""The census, and the IPSS projection of 2018, by municipality, sex and five-year age (one row a cell)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cohort.errors import fail
from cohort.vocabulary import SEXES

from .layout import area_codes, counts, csv_frame, of_area, refuse

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("area_code", "area_name", "year", "sex", "age", "population")
_GROUPS = {str(age): f"{age}-{age + 4}" for age in range(0, 90, 5)} | {"90": "90+", "unknown": "unknown"}


def _read(path: str | Path, code: str | None, kind: str, name: str) -> pd.DataFrame:
    """Return the rows in order, with a column ``kind`` that holds ``name``, on 1 October."""
    import pandas as pd

    frame = csv_frame(path, "utf-8-sig", COLUMNS)
    frame = of_area(path, frame.assign(area_code=area_codes(frame["area_code"])), "area_code", code)
    for column, known in (("sex", SEXES), ("age", tuple(_GROUPS))):
        refuse(path, frame, ~frame[column].isin(known), column, f"one of {', '.join(known)}", "、".join(known))
    refuse(path, frame, ~frame["year"].str.fullmatch(r"[12]\d{3}"), "year", "a year", "西暦年")
    frame = frame.assign(population=counts(path, frame, ["population"])["population"])
    twice = frame.duplicated(["area_code", "year", "sex", "age"])
    refuse(path, frame, twice, "age", "given once for each area, year and sex", "地域・年・性別ごとに 1 回")
    order = {"sex": {sex: place for place, sex in enumerate(SEXES)}}
    order["age"] = {age: place for place, age in enumerate(_GROUPS)}
    ordered = frame.sort_values(
        ["area_code", "year", "sex", "age"], key=lambda one: one.map(order.get(str(one.name), lambda x: x))
    )
    return pd.DataFrame(
        {
            "area": ordered["area_code"],
            "name": ordered["area_name"],
            kind: name,
            "date": ordered["year"] + "-10-01",
            "sex": ordered["sex"],
            "age_group": ordered["age"].map(_GROUPS),
            "population": ordered["population"],
        }
    ).reset_index(drop=True)


def read_census(path: str | Path, code: str | None = None) -> pd.DataFrame:
    """Read the census by municipality, sex and five-year age.

    Parameters
    ----------
    path : str or Path
        CSV (or .csv.gz): area_code, area_name, year, sex, age (lower bound, 90 open, "unknown"), population.
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
        Missing column, unknown area, sex or age, a count that is none, a cell given twice.
    """
    return _read(path, code, "basis", "census")


def read_ipss2018(path: str | Path, code: str | None = None) -> pd.DataFrame:
    """Read the projection of 2018 of the National Institute of Population and Social Security Research.

    Parameters
    ----------
    path, code
        As for `read_census`; years 2015 to 2045, no unknown ages.

    Returns
    -------
    DataFrame
        Columns of ``published_by_age.csv`` after ``area`` and ``name``: series ("ipss2018"), date, sex,
        age_group, population.

    Raises
    ------
    InputError
        As for `read_census`; or there are unknown ages (then it is a census).
    """
    frame = _read(path, code, "series", "ipss2018")
    if (frame["age_group"] == "unknown").any():
        fail(
            Path(path).as_posix(),
            "age",
            en="has persons of unknown age, which a projection does not have; this is a census file.",
            ja="年齢不詳の行があります。推計ではなく国勢調査のファイルです。",
        )
    return frame
