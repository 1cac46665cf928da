"""The backtest as tables: errors by method, launch and horizon, and by the size of a place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cohort.backtest.scores import SIZES, summary
from cohort.table import Cell, Column, Table, label_column, table, words
from cohort.text import Text

if TYPE_CHECKING:
    import pandas as pd

METHODS: dict[str, Text] = {
    "trend": Text("Trend (combined)", "すう勢（組み合わせ）"),
    "ratios": Text("Cohort change ratios, shrunk", "コーホート変化率（県に縮小）"),
    "last_ratios": Text("Last cohort change ratios", "直近のコーホート変化率"),
    "linear": Text("Last change goes on (number)", "直近の増減数が続く"),
    "geometric": Text("Last change goes on (rate)", "直近の増減率が続く"),
    "constant": Text("Nothing changes", "変化なし"),
    "constant_share": Text("Share of the nation stays", "全国に占める割合が一定"),
    "ipss2018": Text("IPSS 2018", "社人研2018年推計"),
}
_SHOWN = (
    ("medape", Text("Median error, %", "誤差の中央値（%）")),
    ("mape", Text("Mean error, %", "平均誤差（%）")),
    ("malpe", Text("Mean with sign, %", "符号付き平均（%）")),
    ("p90", Text("Nine in ten within, %", "9割が収まる幅（%）")),
)


def size_text(number: int) -> Text:
    """Return the name of a class of sizes: residents at the launch."""
    low = f"{SIZES[number]:,}"
    if number + 1 == len(SIZES):
        return Text("{low} or more", "{low}人以上", low=low)
    high = f"{SIZES[number + 1]:,}"
    if number == 0:
        return Text("below {high}", "{high}人未満", high=high)
    return Text("{low} to {high}", "{low}～{high}人", low=low, high=high)


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
        for name, year, places, *values in found[
            ["method", "launch", "places", *(key for key, _ in _SHOWN)]
        ].itertuples(index=False)
    ]
    order = list(METHODS)
    rows.sort(key=lambda row: (row[1].value or 0, order.index(_key(row[0]))))
    return table(
        f"backtest-{measure}-{horizon}",
        Text(
            "Errors of residents {horizon} years ahead, all municipalities",
            "{horizon}年先の人口の誤差（全市区町村）",
            horizon=horizon,
        ),
        [
            label_column(Text("Method", "方法")),
            Column(Text("Launched", "起点")),
            Column(Text("Places", "市区町村数")),
            *(Column(head) for _, head in _SHOWN),
        ],
        rows,
        [
            Text(
                "Each projection knows the censuses and the register up to its launch and nothing after it. Without the nine towns of "
                "Fukushima's coast that were evacuated in 2011.",
                "各推計は、起点までの国勢調査と住民基本台帳だけを用いています。2011年に避難した福島県沿岸の9町村を除きます。",
            )
        ],
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
        Text(
            "Median error {horizon} years ahead by size, %: {method}",
            "人口規模別の誤差の中央値（{horizon}年先、%）：{method}",
            horizon=horizon,
            method=METHODS[method],
        ),
        [
            label_column(Text("Residents at the launch", "起点の人口")),
            *(Column(Text("{year}", "{year}年", year=int(year))) for year in wide.columns),
        ],
        [
            [words(size_text(int(size))), *_numbers(row)]
            for size, row in zip(wide.index, wide.to_numpy(), strict=True)
        ],
    )
