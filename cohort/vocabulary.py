# ruff: noqa: E501
"""The one table of names: dims, units, kinds, valid ranges, labels, and what everything a user reads is called.

It drives checks, column names, axis labels, colours and the documentation. No other room gives names.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from cohort.text import Text

Kind = Literal["stock", "flow", "rate", "ratio", "probability", "time"]

SEXES = ("male", "female")
DIMS = ("area", "scenario", "draw", "time", "period", "sex", "age")
LEADING_DIMS = ("area", "scenario", "draw")


@dataclass(frozen=True)
class Term:
    """A quantity: what it is called, how it is measured and how it is shown.

    Attributes
    ----------
    name : str
        Name in code, files and columns.
    symbol : str
        Symbol in formulas.
    dims : tuple of str
        Its own dims, without those that may stand in front.
    unit : str
        Unit in English, as scenario files must state it.
    kind : Kind
        Stock, flow, rate, ratio, probability or time.
    low, high : float
        Smallest and largest value that can be meant.
    en, ja : str
        Labels.
    unit_ja : str
        Unit in Japanese.
    """

    name: str
    symbol: str
    dims: tuple[str, ...]
    unit: str
    kind: Kind
    low: float
    high: float
    en: str
    ja: str
    unit_ja: str

    def label(self, language: str) -> str:
        """Return the label in one language."""
        return self.ja if language == "ja" else self.en

    @property
    def text(self) -> Text:
        """The label, to be said."""
        return Text(self.en, self.ja)

    @property
    def unit_text(self) -> Text:
        """The unit, to be said."""
        return Text(self.unit, self.unit_ja)

    def unit_label(self, language: str) -> str:
        """Return the unit in one language."""
        return self.unit_ja if language == "ja" else self.unit


_T, _P, _S, _A = "time", "period", "sex", "age"
_INF = math.inf

_ROWS: tuple[Term, ...] = (
    # name, symbol, dims, unit, kind, low, high, English, Japanese, unit in Japanese
    Term("population", "P", (_T, _S, _A), "persons", "stock", 0, _INF, "Population", "人口", "人"),
    Term("births", "B", (_P, _S), "persons", "flow", 0, _INF, "Births", "出生数", "人"),
    Term("deaths", "D", (_P, _S, _A), "persons", "flow", 0, _INF, "Deaths", "死亡数", "人"),
    Term("net_migration", "M", (_P, _S, _A), "persons", "flow", -_INF, _INF, "Net migration", "転入超過数", "人"),
    Term("in_migration", "I", (_P, _S, _A), "persons", "flow", 0, _INF, "In-migration", "転入数", "人"),
    Term("out_migration", "O", (_P, _S, _A), "persons", "flow", 0, _INF, "Out-migration", "転出数", "人"),
    Term("natural_change", "B-D", (_P,), "persons", "flow", -_INF, _INF, "Natural change", "自然増減", "人"),
    Term("asfr", "f", (_P, _A), "births per woman-year", "rate", 0, 1, "Age-specific fertility rate", "年齢別出生率", "女性1人年あたり"),
    Term("tfr", "TFR", (_P,), "births per woman", "rate", 0, 10, "Total fertility rate", "合計特殊出生率", "女性1人あたり"),
    Term("srb", "srb", (_P,), "males per female birth", "ratio", 0.8, 1.3, "Sex ratio at birth", "出生性比", "女児1人あたり男児"),
    Term("survivorship", "S", (_P, _S, _A), "ratio", "ratio", 0, 1, "Survivorship", "生残率", "比"),
    Term("net_migration_rate", "N", (_P, _S, _A), "per person at the start", "rate", -1, 10, "Net migration rate", "純移動率", "期首人口1人あたり"),
    Term("net_migration_total", "M*", (_P,), "persons", "flow", -_INF, _INF, "Net migration, total", "転入超過数（総数）", "人"),
    Term("child_woman_ratio", "CWR", (_P,), "children 0-4 per woman 15-49", "ratio", 0, 2, "Child-woman ratio", "子ども女性比", "15～49歳女性1人あたり0～4歳"),
    Term("sex_ratio_0_4", "R", (_P,), "males per 100 females", "ratio", 80, 130, "Sex ratio at ages 0-4", "0～4歳性比", "女100人あたり男"),
    Term("e0", "e0", (_P, _S), "years", "time", 20, 110, "Life expectancy at birth", "平均寿命", "年"),
    Term("mx", "m", (_S, _A), "deaths per person-year", "rate", 0, _INF, "Death rate", "死亡率（人年）", "1人年あたり"),
    Term("qx", "q", (_S, _A), "probability", "probability", 0, 1, "Probability of dying", "死亡確率", "確率"),
    Term("population_0_14", "", (_T,), "persons", "stock", 0, _INF, "Population aged 0-14", "年少人口（0～14歳）", "人"),
    Term("population_15_64", "", (_T,), "persons", "stock", 0, _INF, "Population aged 15-64", "生産年齢人口（15～64歳）", "人"),
    Term("population_65_plus", "", (_T,), "persons", "stock", 0, _INF, "Population aged 65+", "老年人口（65歳以上）", "人"),
    Term("population_75_plus", "", (_T,), "persons", "stock", 0, _INF, "Population aged 75+", "後期高齢者人口（75歳以上）", "人"),
    Term("share_65_plus", "", (_T,), "share", "ratio", 0, 1, "Share aged 65+", "高齢化率（65歳以上）", "割合"),
    Term("share_75_plus", "", (_T,), "share", "ratio", 0, 1, "Share aged 75+", "75歳以上の割合", "割合"),
    Term("women_20_39", "", (_T,), "persons", "stock", 0, _INF, "Women aged 20-39", "20～39歳女性", "人"),
    Term("women_15_49", "", (_T,), "persons", "stock", 0, _INF, "Women aged 15-49", "15～49歳女性", "人"),
    Term("median_age", "", (_T,), "years", "time", 0, 120, "Median age", "中位数年齢", "歳"),
    Term("dependency_ratio", "", (_T,), "per person 15-64", "ratio", 0, _INF, "Dependency ratio", "従属人口指数", "15～64歳1人あたり"),
    Term("old_age_dependency_ratio", "", (_T,), "per person 15-64", "ratio", 0, _INF, "Old-age dependency ratio", "老年従属人口指数", "15～64歳1人あたり"),
)  # fmt: skip

VOCABULARY: dict[str, Term] = {term.name: term for term in _ROWS}
SEX_LABELS = {"en": {"male": "Male", "female": "Female"}, "ja": {"male": "男", "female": "女"}}
SEX_NAMES = {"male": Text("Male", "男"), "female": Text("Female", "女"), "both": Text("Both", "男女計")}

# What a number of each measure is called in running text (the labels above are headings).
NOUNS: dict[str, Text] = {
    "population": Text("residents", "人口"),
    "population_0_14": Text("residents under 15", "15歳未満の人口"),
    "population_15_64": Text("residents aged 15 to 64", "15～64歳の人口"),
    "population_65_plus": Text("residents aged 65 or over", "65歳以上の人口"),
    "population_75_plus": Text("residents aged 75 or over", "75歳以上の人口"),
    "women_20_39": Text("women aged 20 to 39", "20～39歳の女性"),
    "women_15_49": Text("women aged 15 to 49", "15～49歳の女性"),
    "share_65_plus": Text("aged 65 or over", "65歳以上の割合"),
    "share_75_plus": Text("aged 75 or over", "75歳以上の割合"),
    "births": Text("births a year", "年間の出生数"),
    "deaths": Text("deaths a year", "年間の死亡数"),
    "natural_change": Text("births minus deaths a year", "年間の自然増減（出生－死亡）"),
    "net_migration": Text("arrivals minus departures a year", "年間の転入超過"),
    "median_age": Text("years of median age", "年齢の中央値"),
}

# Short headings of narrow columns, where the label above is too long.
HEADINGS: dict[str, Text] = {
    "population": Text("Population", "人口"),
    "population_0_14": Text("0-14", "0～14歳"),
    "population_15_64": Text("15-64", "15～64歳"),
    "population_65_plus": Text("65+", "65歳以上"),
    "population_75_plus": Text("75+", "75歳以上"),
    "share_65_plus": Text("Share 65+", "高齢化率"),
    "share_75_plus": Text("Share 75+", "75歳以上の割合"),
    "women_20_39": Text("Women 20-39", "20～39歳女性"),
    "median_age": Text("Median age", "年齢中央値"),
    "births": Text("Births", "出生"),
    "deaths": Text("Deaths", "死亡"),
    "natural_change": Text("Natural change", "自然増減"),
    "net_migration": Text("Net migration", "社会増減"),
}

# Which way a plan wants a measure to go: what lies beyond its figure on this side is met as well.
WANTED: dict[str, Literal["more", "less"]] = {
    **dict.fromkeys(
        (
            "population",
            "population_0_14",
            "population_15_64",
            "women_20_39",
            "women_15_49",
            "births",
            "natural_change",
            "net_migration",
        ),
        "more",
    ),
    **dict.fromkeys(
        ("share_65_plus", "share_75_plus", "dependency_ratio", "old_age_dependency_ratio", "deaths"), "less"
    ),
}

# What a scenario may set, as headings call it (units and ranges: `cohort.scenario.measures`).
ASSUMED: dict[str, Text] = {
    "fertility.tfr": Text("Total fertility rate", "合計特殊出生率"),
    "fertility.births": Text("Births", "出生数"),
    "mortality.e0.male": Text("Life expectancy at birth, male", "平均寿命（男）"),
    "mortality.e0.female": Text("Life expectancy at birth, female", "平均寿命（女）"),
    "mortality.mx": Text("Death rates", "死亡率"),
    "migration.net": Text("Net migration (in minus out)", "社会増減（転入－転出）"),
    "migration.in": Text("In-migration", "転入数"),
    "migration.out": Text("Out-migration", "転出数"),
}

# What an assumed value rests on.
ORIGINS: dict[str, Text] = {
    "point": Text("stated", "資料の値"),
    "linear": Text("linear", "直線補間"),
    "geometric": Text("geometric", "等比補間"),
    "step": Text("step", "段階"),
    "logistic": Text("logistic", "ロジスティック補間"),
    "hold": Text("hold", "据え置き"),
    "hold_rates": Text("rates held", "率を据え置き"),
    "converge": Text("converge", "収束"),
    "calibrated": Text("calibrated", "逆算"),
    "households": Text("households", "世帯の転入"),
    "shock": Text("shock", "一時的な変動"),
    "connected": Text("ties", "つながり"),
    "inputs": Text("from observed events", "実績から算定"),
}
RELATIONS: dict[str, Text] = {
    "absolute": Text("", ""),
    "relative": Text("times the launch level", "起点の水準に対する倍率"),
    "added": Text("added to the launch level", "起点の水準への加算"),
}
UNITS: dict[str, Text] = {
    unit: Text(unit, ja)
    for unit, ja in {
        "births per woman": "女性1人あたり出生数",
        "persons per year": "人／年",
        "births per year": "人／年",
        "years": "年",
        "persons": "人",
        "ratio": "倍",
        "ratio to launch": "起点に対する倍率",
        "factor": "倍",
        "households per year": "世帯／年",
        "share": "割合",
    }.items()
}

# How counts and events were made, and of whom.
BASES: dict[str, Text] = {
    "census": Text("census", "国勢調査"),
    "register": Text("resident register", "住民基本台帳"),
    "vital_statistics": Text("vital statistics", "人口動態統計"),
    "migration_report": Text("report on internal migration", "住民基本台帳人口移動報告"),
}
COVERAGES: dict[str, Text] = {
    "all": Text("all residents", "総人口"),
    "japanese": Text("Japanese", "日本人"),
    "foreign": Text("foreign", "外国人"),
}

# Measures of targets.csv, as plans name them.
TARGETED: dict[str, Text] = {
    "tfr": Text("TFR", "合計特殊出生率"),
    "births": Text("births a year", "年間の出生数"),
    "net_out_migration": Text("net out-migration a year", "年間の転出超過"),
    "in_migration": Text("arrivals a year", "年間の転入"),
    "out_migration": Text("leavers a year", "年間の転出"),
    "care_certified_share": Text("share of 65+ certified as needing care", "65歳以上の要介護認定率"),
    "outings_alone_share": Text("share of the elderly who go out alone", "一人で外出できる高齢者の割合"),
    "shops_alone_share": Text("share of the elderly who shop alone", "一人で買い物ができる高齢者の割合"),
    "civic_centre_visits_per_resident": Text(
        "visits to civic centres per resident", "1人あたりの市民センター利用回数"
    ),
    "household_waste_per_resident": Text(
        "household waste per resident and day, grams", "1人1日あたりの家庭ごみ排出量（グラム）"
    ),
}

# What others published: a pattern of the series' key, its name, and the day of the year it stands for ("" is the launch's own).
_SERIES: tuple[tuple[str, Text, str], ...] = (
    (r"ipss(\d{4})", Text("IPSS {year}", "社人研{year}年推計"), "10-01"),
    (r"(?:city|town|village)(\d{4})_own", Text("Own projection of {year}", "独自推計（{year}年）"), ""),
    (r"(?:city|town|village)(\d{4})_outlook", Text("Outlook of {year}", "将来展望（{year}年）"), ""),
    (
        r"settlement(?:_area)?(\d{4})_own",
        Text("Settlement area's projection of {year}", "定住自立圏の推計（{year}年）"),
        "",
    ),
    (
        r"settlement(?:_area)?(\d{4})_outlook",
        Text("Settlement area's outlook of {year}", "定住自立圏の将来展望（{year}年）"),
        "",
    ),
)


def series_text(key: str) -> Text:
    """Return what a published series is called; a key that no pattern knows is its own name."""
    for pattern, said, _ in _SERIES:
        found = re.fullmatch(pattern, key)
        if found:
            return said.filled(year=found[1])
    return Text(key, key)


def series_day(key: str) -> str:
    """Return the day ("MM-DD") a published series stands for; empty where it is that of the projection beside it."""
    return next((day for pattern, _, day in _SERIES if re.fullmatch(pattern, key)), "")


def is_national(key: str) -> bool:
    """Tell whether a published series is the national institute's."""
    return re.fullmatch(_SERIES[0][0], key) is not None


# Colours of every output. Okabe and Ito (2008), "Color Universal Design", without yellow and black: yellow cannot be seen on
# white, black is for outlooks.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
INK, MUTED, GRID = "#222222", "#5F5F5F", "#DDDDDD"
ACCENT, TINT, GOOD, BAD = "#1F4E79", "#EAF1F8", "#0B6B2E", "#A61B1B"
SEX_COLOURS = {"male": "#0072B2", "female": "#D55E00"}
AGE_COLOURS = ("#56B4E9", "#0072B2", "#E69F00")  # 0-14, 15-64, 65+
FLOW_COLOURS = {"natural_change": "#D55E00", "net_migration": "#0072B2"}
