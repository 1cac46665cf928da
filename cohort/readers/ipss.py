"""The IPSS projection of 2023 by municipality: totals and broad ages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cohort.errors import Problems

from .layout import csv_lines, need_area, need_columns, need_number

if TYPE_CHECKING:
    import pandas as pd

_MEASURES = {
    "total": "population",
    "age0_14": "population_0_14",
    "age15_64": "population_15_64",
    "age65plus": "population_65_plus",
}
COLUMNS = ("code", "name", "year", *_MEASURES)


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
    import pandas as pd

    header, *body = csv_lines(path, "utf-8-sig") or [[]]
    need_columns(path, header, COLUMNS)
    place = {name: header.index(name) for name in COLUMNS}
    need_area(path, code, (row[place["code"]] for row in body))
    problems = Problems(Path(path).as_posix())
    found: list[tuple[str, str, str, str, int, float]] = []
    for number, row in enumerate(body, start=2):
        area = row[place["code"]]
        if code not in (None, area):
            continue
        year = int(need_number(path, f"row {number}, year", row[place["year"]]))
        values = {m: need_number(path, f"row {number}, {c}", row[place[c]]) for c, m in _MEASURES.items()}
        total, *parts = values.values()
        if abs(total - sum(parts)) > 2:  # each published figure is rounded by itself
            problems.add(
                f"row {number}, total",
                en=f"wrong total: got {total:g}, the broad ages add up to {sum(parts):g}; use the file as "
                "published.",
                ja=f"合計が合いません。総数 {total:g} に対し年齢区分の和は {sum(parts):g} です。"
                "公表のままのファイルを使ってください。",
            )
        found += [
            (row[place["name"]], "ipss2023", area, measure, year, value) for measure, value in values.items()
        ]
    problems.raise_if_any()
    return pd.DataFrame(found, columns=["name", "series", "area", "measure", "year", "value"])
