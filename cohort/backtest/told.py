"""The backtest as tables: errors by method, launch and horizon, and by the size of a place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cohort.arguments import at_the_door
from cohort.backtest.history import day_of
from cohort.backtest.scores import SHARE, SIZES, summary
from cohort.table import Cell, Column, Table, label_column, table, words
from cohort.text import Day, Text

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
        [[words(size_text(int(size))), *_numbers(row)] for size, row in zip(wide.index, wide.to_numpy(), strict=True)],
    )


MEASURE_HEADS: dict[str, Text] = {
    "population": Text("All", "総人口"),
    "population_0_4": Text("0-4", "0～4歳"),
    "population_0_14": Text("0-14", "0～14歳"),
    "population_15_64": Text("15-64", "15～64歳"),
    "population_65_plus": Text("65+", "65歳以上"),
    SHARE: Text("Share 65+, points", "65歳以上の割合（ポイント）"),
}


def measures_table(errors: pd.DataFrame, method: str = "trend") -> Table:
    """Return one method's median error by what is projected, launch and years ahead."""
    found = summary(errors[errors["method"] == method])
    wide = found.pivot_table(index=["launch", "horizon"], columns="measure", values="medape")
    return table(
        f"backtest-measures-{method}",
        Text(
            "Median error of residents by age, %: {method}",
            "年齢別人口の誤差の中央値（%）：{method}",
            method=METHODS[method],
        ),
        [
            label_column(Text("Launched", "起点")),
            Column(Text("Years ahead", "年後")),
            *(Column(MEASURE_HEADS[name]) for name in MEASURE_HEADS),
        ],
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
        Text(
            "Launched from the register every year {first} to {last}: median error, %",
            "住民基本台帳（{first}～{last}年の毎年）を起点とした誤差の中央値（%）",
            first=first,
            last=last,
        ),
        [label_column(Text("Method", "方法")), *(Column(Text("{h} years", "{h}年後", h=int(h))) for h in wide.columns)],
        [[words(METHODS[name]), *_numbers(row)] for name, row in zip(order, wide.loc[order].to_numpy(), strict=True)],
        [
            Text(
                "Japanese residents; against the register of later years, up to 2023.",
                "日本人人口。その後の住民基本台帳（2023年まで）との比較です。",
            )
        ],
    )


def since_table(errors: pd.DataFrame, since: pd.DataFrame) -> Table:
    """Return the errors of forecasts that knew some of the register after the census, and IPSS 2018, which knew as much."""
    found = summary(since, ["until"])
    ten = found[found["horizon"] == 10].set_index(["launch", "until"])["medape"]
    inside = since.groupby(["launch", "until"])["inside"].mean()
    rows = []
    five = found[found["horizon"] == 5]
    for year, until, *values in five[["launch", "until", *(key for key, _ in _SHOWN)]].itertuples(index=False):
        last = (ten.get((year, until)), 100 * inside[year, until])
        rows.append([
            Cell(int(year), "year"), Cell(Day(day_of(float(until)))), *_numbers(values),
            *(Cell(value, "number", places=places) for value, places in zip(last, (2, 0), strict=True)),
        ])  # fmt: skip
    other = summary(errors[errors["method"] == "ipss2018"])
    if len(other):
        numbers = other[["medape", "mape", "malpe", "p90"]].iloc[0]
        rows.append([Cell(2015, "year"), words(METHODS["ipss2018"]), *_numbers(numbers), Cell(None), Cell(None)])
    return table(
        "backtest-since",
        Text(
            "With the register known since the census: errors five years ahead",
            "国勢調査後の住民基本台帳も用いた場合の5年先の誤差",
        ),
        [
            label_column(Text("Census", "国勢調査")),
            Column(Text("Register up to", "住民基本台帳の最新")),
            *(Column(head) for _, head in _SHOWN),
            Column(Text("Median error at ten years, %", "10年先の誤差の中央値（%）")),
            Column(Text("Counts in the range of 80%, %", "80％の幅に入った実績（%）")),
        ],
        rows,
        [
            Text(
                "IPSS 2018 was published in March 2018, when the register of 1 January 2017 was out.",
                "社人研2018年推計は2018年3月の公表で、その時点で2017年1月1日の住民基本台帳が公表されていました。",
            )
        ],
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
