"""What ``[connected]`` and ``[uncertainty]`` say, row by row: numbers, numbers by year, shares by age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cohort.forms import AgeRange
from cohort.scenario.connected import Residents, Tie
from cohort.scenario.course_row import CourseRow, ages_text
from cohort.scenario.schema import Resolved
from cohort.text import Text
from cohort.vocabulary import ORIGINS

_TIE_KEYS: dict[str, tuple[Text, Text]] = {
    "people_a_year": (Text("people a year", "年間の人数"), Text("persons a year", "人／年")),
    "people_at_launch": (Text("people a year at launch", "起点の年間の人数"), Text("persons a year", "人／年")),
    "days_a_year": (Text("days a year present", "年間の滞在日数"), Text("days", "日")),
    "share_settling": (Text("share who settle", "定住する割合"), Text("share", "割合")),
    "ages_settling": (Text("ages of those who settle", "定住する人の年齢"), Text("share", "割合")),
    "share_female": (Text("women among those who settle", "定住する人のうち女性"), Text("share", "割合")),
    "share_active": (Text("share who take part", "活動に参加する割合"), Text("share", "割合")),
}


def tie_title(kind: Tie | Residents) -> Text:
    """Return what a kind of tie is called."""
    return Text(kind.title.en, kind.title.ja) if kind.title is not None else Text(kind.name, kind.name)


def tie_rows(scenario: Resolved) -> Iterator[CourseRow]:
    """Yield what each kind of tie says: numbers, numbers by year, shares by age."""
    for kind in scenario.connected.kinds if scenario.connected is not None else ():
        source = kind.source or (scenario.connected.source if scenario.connected is not None else "")
        for key, (name, unit) in _TIE_KEYS.items():
            value = getattr(kind, key, None)
            if value is None:
                continue
            what = Text("{kind}: {name}", "{kind}：{name}", kind=tie_title(kind), name=name)
            row = CourseRow(what, ORIGINS["connected"], unit=unit, origin="connected", source=source)
            if isinstance(value, float | int):
                yield replace(row, value=float(value))
                continue
            ages = [value] if isinstance(value, AgeRange) else value
            for one in ages:
                share = value[one] if isinstance(value, dict) else None
                if isinstance(one, str):
                    yield replace(row, year=int(one), last=int(one), value=share)
                elif share is None:
                    yield replace(row, why=ages_text(one))
                else:
                    aged = Text("{what}, ages {ages}", "{what}・{ages}", what=what, ages=ages_text(one))
                    yield replace(row, what=aged, value=share)


_LUCK_KEYS: dict[str, tuple[Text, Text]] = {
    "draws": (Text("Futures drawn", "計算する将来の数"), Text("draws", "通り")),
    "seed": (Text("Seed", "シード"), Text("", "")),
    "migration": (Text("Errors of moves", "移動の誤差"), Text("times past ones", "過去の誤差の倍率")),
    "mortality": (Text("Errors of mortality", "死亡の誤差"), Text("times past ones", "過去の誤差の倍率")),
    "fertility": (Text("Errors of fertility", "出生の誤差"), Text("times past ones", "過去の誤差の倍率")),
    "launch": (Text("Error of the launch count", "起点の人口の誤差"), Text("times past ones", "過去の誤差の倍率")),
    "small_numbers": (Text("Chance in small numbers", "少人数の偶然"), Text("times past ones", "過去の誤差の倍率")),
}


def luck_rows(scenario: Resolved) -> Iterator[CourseRow]:
    """Yield what is said of futures: how many, and what past errors are multiplied by."""
    table = scenario.uncertainty
    for key, (name, unit) in _LUCK_KEYS.items() if table is not None else ():
        value = getattr(table, key)
        if value is not None and table is not None:
            why = ORIGINS["uncertainty"]
            yield CourseRow(name, why, value=float(value), unit=unit, origin="uncertainty", source=table.source)
