"""Moves between the municipalities of one area: what leaves one of them arrives in another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from cohort.errors import InputError, Problems, did_you_mean, fail
from cohort.forms.cells import FIRST_YEAR, LAST_YEAR, MOST_PERSONS, Column
from cohort.forms.csv_table import CsvTable, read_frame

FLOWS = ("in_migration", "out_migration")
TABLE = CsvTable(
    "internal_moves",
    (
        Column("year", "integer", low=FIRST_YEAR, high=LAST_YEAR),
        Column("area", "area"),
        *(Column(flow, "number", low=0, high=MOST_PERSONS) for flow in FLOWS),
        Column("source", "text"),
    ),
    ("year", "area"),
    "moves within an area",
    "圏域内の移動",
)


def read_internal_moves(path: str | Path) -> pd.DataFrame:
    """Read a table of moves within an area.

    Parameters
    ----------
    path : str or Path
        CSV with the columns ``year, area, in_migration, out_migration, source``: persons who came from, and went
        to, the other municipalities of the area in a calendar year.

    Raises
    ------
    InputError
        No such file, other columns, or a cell that is no year, code or count.
    """
    file = Path(path)
    if not file.exists():
        fail(
            file.as_posix(),
            en="there is no such file; check the path.",
            ja="ファイルがありません。パスを確かめてください。",
        )
    frame = read_frame(file, TABLE)
    frame.attrs["file"] = file.as_posix()
    return frame


def check_internal_moves(moves: pd.DataFrame, areas: Sequence[str]) -> pd.DataFrame:
    """Return net moves by year and area, after checking that they net to zero.

    Parameters
    ----------
    moves : DataFrame
        Columns ``year, area, in_migration, out_migration``, persons in a calendar year.
    areas : sequence of str
        Codes of the municipalities; each has one row in each year given.

    Returns
    -------
    DataFrame
        Index ``year``, a column for each area: arrivals from the others minus departures to them, persons. Each
        row adds up to 0.

    Raises
    ------
    InputError
        Every unknown, missing or doubled row, every cell that is no count, every year that does not net to zero.
    """
    problems = Problems(str(moves.attrs.get("file", "internal moves")), InputError)
    counts = moves.copy()
    for flow in FLOWS:
        counts[flow] = pd.to_numeric(moves[flow], errors="coerce")
    for place, row in enumerate(counts.itertuples(index=False), start=2):
        _check_row(row, f"row {place}", areas, problems)
    years = sorted({int(year) for year in counts["year"]})
    for year in years:
        rows = counts[counts["year"] == year]
        for area in areas:
            found = int((rows["area"] == area).sum())
            if found != 1:
                problems.add(
                    f"{year}, {area}",
                    en=f"got {found} rows; write one for each municipality in each year.",
                    ja=f"{found} 行あります。年ごとに各市町村を 1 行ずつ書いてください。",
                )
    problems.raise_if_any()
    for year in years:
        arrived, left = (float(counts.loc[counts["year"] == year, flow].sum()) for flow in FLOWS)
        if arrived != left:
            problems.add(
                str(year),
                en=f"{arrived:,.0f} arrived from within the area and {left:,.0f} left for it, {arrived - left:+,.0f} on balance; "
                "internal moves net to zero: correct the counts or leave the year out.",
                ja=f"域内からの転入 {arrived:,.0f} 人と域内への転出 {left:,.0f} 人が一致しません（差 {arrived - left:+,.0f} 人）。"
                "域内の移動の合計は 0 になります。値を直すか、この年を除いてください。",
            )
    problems.raise_if_any()
    net = counts.assign(net=counts["in_migration"] - counts["out_migration"])
    return net.pivot(index="year", columns="area", values="net")[list(areas)].rename_axis(columns=None)


def _check_row(row: object, place: str, areas: Sequence[str], problems: Problems) -> None:
    area = str(getattr(row, "area"))  # noqa: B009 - rows are named tuples made by pandas
    if area not in areas:
        problems.add(
            f"{place}, area",
            en=f"got '{area}', not a municipality of this area ({', '.join(areas)}).{did_you_mean(area, areas, 'en')}",
            ja=f"「{area}」はこの圏域（{', '.join(areas)}）の市町村ではありません。{did_you_mean(area, areas, 'ja')}",
        )
    for flow in FLOWS:
        value = float(getattr(row, flow))
        if not 0 <= value < float("inf"):
            problems.add(
                f"{place}, {flow}",
                en="is no count of 0 or more; write how many persons moved.",
                ja="0 以上の人数ではありません。移動した人数を書いてください。",
            )
