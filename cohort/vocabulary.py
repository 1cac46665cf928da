# ruff: noqa: E501
"""The one table of names: dims, units, kinds, valid ranges and labels.

It drives checks, column names, axis labels and the documentation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

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
