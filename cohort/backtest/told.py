"""The backtest as tables: errors by method, launch and horizon, and by the size of a place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cohort.arguments import at_the_door
from cohort.backtest.history import day_of
from cohort.backtest.scores import SIZES, summary
from cohort.table import Cell, Column, Table, label_column, table, words
from cohort.text import Day, Text, texts

if TYPE_CHECKING:
    import pandas as pd

METHODS, _SHOWN, MEASURE_HEADS, _SIZES, TITLES, HEADS, _NOTES = (
    texts("cohort.backtest", "words.toml", table)
    for table in ("methods", "errors", "measures", "sizes", "titles", "heads", "notes")
)


def size_text(number: int) -> Text:
    """Return the name of a class of sizes: residents at the launch."""
    low = f"{SIZES[number]:,}"
    if number + 1 == len(SIZES):
        return _SIZES["largest"].filled(low=low)
    return _SIZES["between" if number else "smallest"].filled(low=low, high=f"{SIZES[number + 1]:,}")


def error_table(errors: pd.DataFrame, horizon: int = 5, measure: str = "population") -> Table:
    """Return the errors of every method launched at every census.

    Parameters
    ----------
    errors : DataFrame
        As `backtest` returns them.
    horizon : int
        Years ahead.
    measure : str
        One of the measures of `backtest`.
    """
    found = summary(errors)
    found = found[(found["horizon"] == horizon) & (found["measure"] == measure)]
    rows = [
        [words(METHODS[name]), Cell(int(year), "year"), Cell(int(places), "count"), *_numbers(values)]
        for name, year, places, *values in found[["method", "launch", "places", *_SHOWN]].itertuples(index=False)
    ]
    order = list(METHODS)
    rows.sort(key=lambda row: (row[1].value or 0, order.index(_key(row[0]))))
    return table(
        f"backtest-{measure}-{horizon}",
        TITLES["errors"].filled(horizon=horizon),
        [
            label_column(HEADS["method"]),
            Column(HEADS["launched"]),
            Column(HEADS["places"]),
            *map(Column, _SHOWN.values()),
        ],
        rows,
        [_NOTES["errors"]],
    )


def _key(cell: Cell) -> str:
    return next(name for name, said in METHODS.items() if said == cell.content)


def _numbers(values: Iterable[float]) -> list[Cell]:
    return [Cell(float(value), "number", places=2) for value in values]


def size_table(errors: pd.DataFrame, method: str = "trend", horizon: int = 5) -> Table:
    """Return one method's median error by size of the place and launch."""
    found = summary(errors[errors["method"] == method], ["size"])
    found = found[(found["horizon"] == horizon) & (found["measure"] == "population")]
    wide = found.pivot_table(index="size", columns="launch", values="medape")
    return table(
        f"backtest-size-{method}-{horizon}",
        TITLES["size"].filled(horizon=horizon, method=METHODS[method]),
        [label_column(HEADS["residents"]), *(Column(HEADS["year"].filled(year=int(year))) for year in wide.columns)],
        [[words(size_text(int(size))), *_numbers(row)] for size, row in zip(wide.index, wide.to_numpy(), strict=True)],
    )


def measures_table(errors: pd.DataFrame, method: str = "trend") -> Table:
    """Return one method's median error by what is projected, launch and years ahead."""
    found = summary(errors[errors["method"] == method])
    wide = found.pivot_table(index=["launch", "horizon"], columns="measure", values="medape")
    return table(
        f"backtest-measures-{method}",
        TITLES["measures"].filled(method=METHODS[method]),
        [label_column(HEADS["launched"]), Column(HEADS["ahead"]), *map(Column, MEASURE_HEADS.values())],
        [
            [Cell(int(year), "year"), Cell(int(horizon), "count"), *_numbers(row)]
            for (year, horizon), row in zip(wide.index, wide[list(MEASURE_HEADS)].to_numpy(), strict=True)
        ],
    )


def register_table(errors: pd.DataFrame) -> Table:
    """Return errors of launches from the register, all years together: median by method and years ahead."""
    own = errors[errors["measure"] == "population"]
    found = own.assign(size_of=100 * own["error"].abs()).groupby(["method", "horizon"])["size_of"]
    wide = found.median().unstack()
    order = [name for name in METHODS if name in wide.index]
    first, last = int(errors["launch"].min()), int(errors["launch"].max())
    return table(
        "backtest-register",
        TITLES["register"].filled(first=first, last=last),
        [label_column(HEADS["method"]), *(Column(HEADS["years_ahead"].filled(h=int(h))) for h in wide.columns)],
        [[words(METHODS[name]), *_numbers(row)] for name, row in zip(order, wide.loc[order].to_numpy(), strict=True)],
        [_NOTES["register"]],
    )


def since_table(errors: pd.DataFrame, since: pd.DataFrame) -> Table:
    """Return the errors of forecasts that knew some of the register after the census, and IPSS 2018, which knew as much."""
    found = summary(since, ["until"])
    ten = found[found["horizon"] == 10].set_index(["launch", "until"])["medape"]
    inside = since.groupby(["launch", "until"])["inside"].mean()
    rows = []
    five = found[found["horizon"] == 5]
    for year, until, *values in five[["launch", "until", *_SHOWN]].itertuples(index=False):
        last = (ten.get((year, until)), 100 * inside[year, until])
        rows.append([
            Cell(int(year), "year"), Cell(Day(day_of(float(until)))), *_numbers(values),
            *(Cell(value, "number", places=places) for value, places in zip(last, (2, 0), strict=True)),
        ])  # fmt: skip
    other = summary(errors[errors["method"] == "ipss2018"])
    if len(other):
        numbers = other[list(_SHOWN)].iloc[0]
        rows.append([Cell(2015, "year"), words(METHODS["ipss2018"]), *_numbers(numbers), Cell(None), Cell(None)])
    return table(
        "backtest-since",
        TITLES["since"],
        [
            label_column(HEADS["census"]),
            Column(HEADS["until"]),
            *map(Column, _SHOWN.values()),
            Column(HEADS["ten_years"]),
            Column(HEADS["inside"]),
        ],
        rows,
        [_NOTES["since"]],
    )


def backtest_tables(errors: pd.DataFrame, of_register: pd.DataFrame, since: pd.DataFrame) -> list[Table]:
    """Return every table of the backtest, in the order shown: by method and years ahead, by size, by age, from the register.

    Parameters
    ----------
    errors, of_register, since : DataFrame
        As `backtest`, `cohort.backtest.registers.register_backtest` and `cohort.backtest.forecast.since_census` return them.
    """
    ahead = [error_table(errors, horizon) for horizon in sorted(errors["horizon"].unique())]
    return [*ahead, since_table(errors, since), size_table(errors), measures_table(errors), register_table(of_register)]


at_the_door(globals())
