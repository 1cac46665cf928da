"""Flows between named areas: a file of counts, and the rates they imply."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from cohort.demography.checks import Array
from cohort.errors import InputError, Problems, fail
from cohort.forms.cells import FIRST_YEAR, LAST_YEAR, MOST_PERSONS, Column
from cohort.forms.csv_table import CsvTable, read_frame

TABLE = CsvTable(
    "flows",
    (
        Column("year", "integer", low=FIRST_YEAR, high=LAST_YEAR),
        Column("origin", "area"),
        Column("destination", "area"),
        Column("sex", "choice", ("both", "male", "female")),
        Column("age_group", "text"),
        Column("persons", "number", low=0, high=MOST_PERSONS),
        Column("source", "text"),
    ),
    ("year", "origin", "destination", "sex", "age_group"),
    "moves from one area to another",
    "地域間の移動",
)
EVERY_AGE = "all"
Bools = NDArray[np.bool_]


def read_flows(path: str | Path) -> pd.DataFrame:
    """Read counts of moves between named areas.

    Parameters
    ----------
    path : str or Path
        CSV with the columns ``year, origin, destination, sex, age_group, persons, source``: persons who moved in a calendar
        year from one municipality (code) to another. ``sex``: male, female, or both; ``age_group``: "15-19", "85+", one age,
        or "all". Ages of an area and year do not overlap.

    Raises
    ------
    InputError
        No such file, other columns, a cell that is no code, age or count, an area that moves to itself.
    """
    file = Path(path)
    if not file.exists():
        fail(file.as_posix(), en="there is no such file; check the path.",
             ja="ファイルがありません。パスを確かめてください。")  # fmt: skip
    frame = read_frame(file, TABLE)
    problems = Problems(file.as_posix(), InputError)
    for line, row in enumerate(frame.itertuples(index=False), start=2):
        if str(row.origin) == str(row.destination):
            problems.add(f"row {line}, destination", en="is the origin; leave the row out.",
                         ja="転出元と同じです。この行を除いてください。")  # fmt: skip
        if _ages(str(row.age_group)) is None:
            problems.add(
                f"row {line}, age_group",
                en=f"got '{row.age_group}'; write 15-19, 85+, one age, or all.",
                ja=f"「{row.age_group}」です。15-19、85+、各歳、または all と書いてください。",
            )
    problems.raise_if_any()
    frame.attrs["file"] = file.as_posix()
    return frame


def _ages(text: str) -> tuple[int, float] | None:
    """Return first and last age of a group; None where it is none."""
    if text == EVERY_AGE:
        return 0, np.inf
    low, dash, high = text.partition("-")
    if text.endswith("+") and text[:-1].isdecimal():
        return int(text[:-1]), np.inf
    if low.isdecimal() and (not dash or (high.isdecimal() and int(high) >= int(low))):
        return int(low), float(high if dash else low)
    return None


def flow_rates(flows: pd.DataFrame, people: xr.DataArray, profile: Array | None = None) -> xr.Dataset:
    """Return the rates of moving that counts of flows imply: the mean of their years.

    Parameters
    ----------
    flows : DataFrame
        As `read_flows` returns it.
    people : DataArray (area, ..., sex, age)
        Persons at risk of leaving, by single years of age or groups of five: under ``even`` those at the start of a step.
    profile : array (age,), optional
        How mobile each age is, any level (default: all alike): how movers of a group are spread over its ages and sexes.

    Returns
    -------
    Dataset
        ``flow_rate`` (origin, destination, ..., sex, age), what `together` takes; ``outside`` (area, ..., sex, age): these
        moves in persons with the sign turned, so that areas whose net migrants contain them already do not get them twice.

    Raises
    ------
    InputError
        Unknown areas, groups that overlap or begin within an age of the people, movers of whom nobody lives at the origin.
    """
    dims = ("area", *(str(d) for d in people.dims if d not in ("area", "sex", "age")), "sex", "age")
    there = people.transpose(*dims)
    areas = [str(code) for code in there["area"].values]
    weights = np.ones(there.sizes["age"]) if profile is None else np.asarray(profile, dtype=float)
    problems = Problems(str(flows.attrs.get("file", "flows")), InputError)
    for column in ("origin", "destination"):
        for code in sorted(set(flows[column]) - set(areas)):
            problems.add(
                f"{column} {code}",
                en=f"is not projected here ({', '.join(areas)}); leave its rows out.",
                ja=f"推計対象（{'、'.join(areas)}）にありません。該当行を除いてください。",
            )
    problems.raise_if_any()
    P = there.values
    counts = np.zeros((len(areas), *P.shape))
    seen: dict[tuple[object, ...], Bools] = {}
    for row in flows.to_dict("records"):
        i, j = areas.index(str(row["origin"])), areas.index(str(row["destination"]))
        cell = _cells(row, there["age"].values.astype(float))
        movers = P[i] * weights * cell
        there_already = seen.setdefault((row["year"], i, j), np.zeros_like(cell))
        if _fits(row, cell, there_already, movers, problems) and row["persons"] > 0:
            counts[i, j] += row["persons"] * movers / movers.sum(axis=(-2, -1), keepdims=True)
        there_already |= cell
    problems.raise_if_any()
    counts /= flows["year"].nunique()
    rate = np.divide(counts, P[:, None], out=np.zeros_like(counts), where=P[:, None] > 0)
    ends = {"origin": areas, "destination": areas}
    return xr.Dataset(
        {
            "flow_rate": (("origin", "destination", *dims[1:]), rate),
            "outside": (dims, counts.sum(axis=1) - counts.sum(axis=0)),
        },
        coords={dim: there[dim].values for dim in dims if dim in there.coords} | ends,
    )


def _cells(row: dict[Hashable, Any], lower: Array) -> Bools:
    """Return which sexes and ages (sex, age) a row counts; none where its ages are not whole groups."""
    low, high = _ages(str(row["age_group"])) or (0, np.inf)
    upper = np.append(lower[1:] - 1, np.inf)
    within = (lower >= low) & (upper <= high)
    cell = np.zeros((2, len(lower)), dtype=bool)
    if within.any() and lower[within][0] == low and upper[within][-1] == high:
        cell[:, within] = True
    if row["sex"] != "both":
        cell[1 if row["sex"] == "male" else 0] = False
    return cell


def _fits(row: dict[Hashable, Any], cell: Bools, seen: Bools, movers: Array, problems: Problems) -> bool:
    """Tell whether a row can be spread over the people; say why not."""
    where = ", ".join(str(row[name]) for name in ("year", "origin", "destination", "sex", "age_group"))
    if not cell.any():
        problems.add(where, en="its ages are not whole groups of the projection; use its ages.",
                     ja="推計の年齢区分と合いません。区分をそろえてください。")  # fmt: skip
    elif (seen & cell).any():
        problems.add(where, en="counts movers whom another row counts; give each once.",
                     ja="ほかの行と重なっています。一度だけ数えてください。")  # fmt: skip
    elif row["persons"] > 0 and bool((movers.sum(axis=(-2, -1)) == 0).any()):
        problems.add(where, en="nobody lives at the origin who could have moved.",
                     ja="転出元に該当する居住者がいません。")  # fmt: skip
    else:
        return True
    return False
