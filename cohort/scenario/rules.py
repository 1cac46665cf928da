"""The twelve rules of the scenario format, and problems that cite them."""

from __future__ import annotations

from cohort.errors import Problems, ScenarioError
from cohort.forms import shown
from cohort.forms.table import Loc

RULES: dict[int, tuple[str, str]] = {
    1: ("One file, one scenario.", "1ファイルに1シナリオ。"),
    2: ("Only known keys, with values of the right type.", "決められたキーと型だけを使う。"),
    3: ("Every measure states its unit and stays in its range.", "指標には単位を書き、値は範囲内とする。"),
    4: (
        "A point holds for the interval that begins in its year; what follows the last one is stated.",
        "年の値はその1年間の値。最後の点の後を必ず書く。",
    ),
    5: (
        "No assumption without a source, no source without an assumption.",
        "仮定には出典を付け、使わない出典は置かない。",
    ),
    6: ("Whole assumptions are replaced, never merged.", "仮定は丸ごと置き換え、混ぜない。"),
    7: ("A measure is decided once.", "1つの指標は1か所で決める。"),
    8: ("The launch value agrees with the observed one.", "起点の値は実績と合わせる。"),
    9: ("Relative and added values refer to the launch level.", "倍率と加算は起点の水準に対するもの。"),
    10: ("Long series lie in a CSV file beside it.", "長い系列は隣のCSVに置く。"),
    11: ("Swept values become scenarios.", "掃引した値はそれぞれシナリオになる。"),
    12: ("Parents lie in the same folder.", "親は同じフォルダーに置く。"),
}

_OF_KIND = {
    "unknown": 2,
    "year": 4,
    "point": 4,
    "share": 3,
    "ages": 3,
    "range": 3,
    "file": 1,
    "text": 1,
    "depth": 1,
}
_OF_KEY = {
    **dict.fromkeys(("format", "name", "title", "launch"), 1),
    **dict.fromkeys(("unit", "ages", "factor", "persons"), 3),
    **dict.fromkeys(("points", "between", "after", "by", "converge", "first_year", "last_year", "values"), 4),
    **dict.fromkeys(("source", "sources"), 5),
    **dict.fromkeys(("without", "based_on"), 6),
    "combine": 7,
    "jump_off": 8,
    **dict.fromkeys(("relative", "added"), 9),
    "series": 10,
    "sweep": 11,
    "inherits": 12,
}
REMEDIES = {
    "format": ("write format = 1", "format = 1 と書いてください"),
    "title": (
        'write title = { en = "...", ja = "..." }',
        'title = { en = "...", ja = "..." } と書いてください',
    ),
    "name": ('write name = "..."', 'name = "..." と書いてください'),
    "sources.title": ("write the title of the document", "資料の題名を書いてください"),
    "sources.kind": (
        'write kind = "document", "dataset" or "assumption"',
        'kind = "document"、"dataset"、"assumption" のどれかを書いてください',
    ),
    "en": ("write the title in English too", "英語の題名も書いてください"),
    "ja": ("write the title in Japanese too", "日本語の題名も書いてください"),
    "by": ("write the year it is reached, e.g. by = 2035", "達する年を by = 2035 のように書いてください"),
    "unit": ("state the unit the values are measured in", "値の単位を書いてください"),
    "after": (
        "say what follows the last point: hold, hold_rates or { converge = value, by = year }",
        "最後の点の後を hold、hold_rates、{ converge = 値, by = 年 } のどれかで書いてください",
    ),
    "source": ("name a table under [sources]", "[sources] の下の表の名前を書いてください"),
    "flow": ('write flow = "net", "in" or "out"', 'flow = "net"、"in"、"out" のどれかを書いてください'),
    "ages": ('write ages = "10-39" or "65+"', 'ages = "10-39" や "65+" のように書いてください'),
    "until": ("write the last year of the projection", "推計の最後の年を書いてください"),
    "basis": ('write basis = "register" or "census"', 'basis = "register" か "census" を書いてください'),
    "date": ("write the date of the launch population", "起点人口の日付を書いてください"),
    "connected.name": ("each kind of tie has a name", "関わり方には名前（name）を付けます"),
    "people_a_year": ("write how many people a year", "年に何人かを書いてください"),
    "days_a_year": ("write how many days a year they are here", "年に何日いるかを書いてください"),
    "share_active": (
        "write the share who take part, 0 to 1",
        "活動に参加する割合を 0 から 1 で書いてください",
    ),
}


def cite(loc: Loc, kind: str) -> tuple[str, str]:
    """Return what ends a message: the number of the rule that a key belongs to."""
    if loc[:1] == ("sources",) and kind not in ("unknown", "text"):
        rule = 5
    elif kind in _OF_KIND:
        rule = _OF_KIND[kind]
    elif loc[:1] == ("connected",) and loc[-1:] != ("source",):
        rule = 2
    else:
        default = 1 if loc[:1] == ("launch",) or not loc else 2
        rule = next((_OF_KEY[str(part)] for part in reversed(loc) if str(part) in _OF_KEY), default)
    return f" (rule {rule})", f"（規則{rule}）"


class RuleProblems(Problems):
    """Problems of one scenario file; each cites its rule."""

    def __init__(self, subject: str) -> None:
        super().__init__(subject, ScenarioError)

    def note(self, rule: int, where: str, *, en: str, ja: str) -> None:
        """Note one problem with the number of the rule it breaks."""
        if rule not in RULES:
            raise ValueError(f"there is no rule {rule}")
        self.add(where, en=f"{en} (rule {rule})", ja=f"{ja}（規則{rule}）")

    def got(self, rule: int, where: str, value: object, *, en: str, ja: str) -> None:
        """Note a value that cannot stay: ``got X; ...``."""
        self.note(rule, where, en=f"got {shown(value, 'en')}; {en}", ja=f"値が{shown(value, 'ja')}です。{ja}")
