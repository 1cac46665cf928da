"""A census by sex and age as `estat.fetch` writes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cohort.errors import Problems
from cohort.forms import published
from cohort.forms.cells import Refused
from cohort.vocabulary import SEXES

from .estat import HEAD
from .layout import csv_frame, need_area

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (*HEAD, "area_code", "area", "time_code", "time", "value")
_SEXES = {"男": "male", "女": "female"}
_WHOLE = ("総数", "総数（男女別）", "総数（年齢）", "総数（国籍）")


def read_estat_census(path: str | Path, code: str | None = None) -> pd.DataFrame:
    """Read a census by sex and age.

    Parameters
    ----------
    path : str or Path
        As `cohort.readers.estat.fetch` writes it. One classification has 男 and 女, one has ages; of any other the whole (総数) is
        taken. Sums of ages (総数, 再掲) are left out.
    code : str, optional
        Only this area.

    Returns
    -------
    DataFrame
        Columns of ``population.csv`` after ``area`` and ``name``; 1 October.

    Raises
    ------
    InputError
        No sex or age; a classification without a whole; a count that is none.
    """
    import pandas as pd

    frame = csv_frame(path, "utf-8-sig", COLUMNS)
    problems = Problems(Path(path).as_posix())
    classes = [name.removesuffix("_code") for name in frame.columns if name.endswith("_code")]
    by_sex = next((one for one in classes if set(frame[one]) & set(_SEXES)), None)
    by_age = next((one for one in classes if one != by_sex and _ages(frame[one])), None)
    if by_sex is None or by_age is None or not frame["stat"].str.contains("国勢調査").all():
        problems.add(
            "row 1",
            en="is not a census by sex and age; fetch a table of 国勢調査 with 男女 and 年齢.",
            ja="国勢調査の男女・年齢別の表ではありません。男女と年齢のある国勢調査の表を取得してください。",
        )
        problems.raise_if_any()
    for one in classes:
        if one not in (by_sex, by_age, "area", "time") and frame[one].nunique() > 1:
            whole = frame[one].isin(_WHOLE)
            if not whole.any():
                problems.add(
                    one,
                    en=f"has {', '.join(sorted(set(frame[one]))[:4])} and no 総数; fetch a table with the whole.",
                    ja=f"{'、'.join(sorted(set(frame[one]))[:4])} があり、総数がありません。総数のある表を取得してください。",
                )
            frame = frame[whole]
    problems.raise_if_any()
    rows = _rows(frame, str(by_sex), str(by_age), problems)
    problems.raise_if_any()
    columns = ["area", "name", "basis", "date", "sex", "age_group", "population"]
    made = pd.DataFrame(rows, columns=columns).drop_duplicates(columns[:-1])
    need_area(path, code, made["area"])
    return made if code is None else made[made["area"] == code].reset_index(drop=True)


def _ages(names: pd.Series[str]) -> dict[str, str]:
    """Return the age groups among some names."""
    found = {}
    for name in dict.fromkeys(names):
        if "再掲" not in name:
            try:
                found[name] = published.ages(name.replace("年齢「不詳」", "不詳"))
            except Refused:
                continue
    return found


def _rows(frame: pd.DataFrame, by_sex: str, by_age: str, problems: Problems) -> list[tuple[object, ...]]:
    """Return the counts by sex and age, men first."""
    ages, rows = _ages(frame[by_age]), []
    for number, area, name, time, sex, age, value in zip(
        frame.index, frame["area_code"], frame["area"], frame["time_code"], frame[by_sex], frame[by_age], frame["value"],
        strict=True,
    ):  # fmt: skip
        if sex not in _SEXES or age not in ages:
            continue
        try:
            count = published.number(value)
            if count is None or count < 0:
                raise Refused(f"got {value!r}; a count is 0 or more.", f"「{value}」です。件数・人数は 0 以上です。")
        except Refused as refused:
            problems.add(f"row {number}, value", en=refused.en, ja=refused.ja)
            continue
        rows.append((area, name, "census", f"{time[:4]}-10-01", _SEXES[sex], ages[age], count))
    order = {sex: place for place, sex in enumerate(SEXES)}
    return sorted(rows, key=lambda row: (str(row[0]), str(row[3]), order[str(row[4])]))
