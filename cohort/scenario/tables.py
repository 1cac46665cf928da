"""Checks of the tables that are not measures: households, shocks, calibration, outlook, connected people."""

from __future__ import annotations

import math

from cohort.errors import did_you_mean
from cohort.scenario.households import HOUSEHOLDS
from cohort.scenario.measures import OUTCOMES, SHOCKS, intended, parse_ages
from cohort.scenario.rules import RuleProblems, number, shown
from cohort.scenario.schema import (
    CalibrateTable,
    ConnectedTable,
    HouseholdsTable,
    OutlookTable,
    ShockTable,
    Table,
)


def check_table(table: Table, problems: RuleProblems, place: str) -> None:
    """Note what is wrong with a table, by its kind."""
    if isinstance(table, HouseholdsTable):
        _households(table, problems, place)
    elif isinstance(table, ShockTable):
        _shock(table, problems, place)
    elif isinstance(table, CalibrateTable):
        if _outcome(table, problems, place) and table.ok("value"):
            _outcome_range(table.measure, table.value, problems, f"{place}.value")
    elif isinstance(table, OutlookTable):
        _outlook(table, problems, place)
    elif isinstance(table, ConnectedTable):
        _connected(table, problems, place)


def _span(table: HouseholdsTable | ShockTable, problems: RuleProblems, place: str) -> None:
    if (
        table.ok("first_year", "last_year")
        and table.last_year is not None
        and table.last_year < table.first_year
    ):
        problems.note(
            4,
            f"{place}.last_year",
            en=f"got {table.last_year}; it is before first_year {table.first_year}. Exchange them.",
            ja=f"値が{table.last_year}です。first_year の {table.first_year} より前です。"
            "入れ替えてください。",
        )


def _households(table: HouseholdsTable, problems: RuleProblems, place: str) -> None:
    _span(table, problems, place)
    if table.ok("per_year") and table.per_year <= 0:
        problems.note(
            3,
            f"{place}.per_year",
            en=f"got {number(table.per_year)}; households a year must be more than 0.",
            ja=f"値が{number(table.per_year)}です。年間の世帯数は 0 より大きくしてください。",
        )
    if not table.ok("template", "members") or table.members:
        return
    if table.members is not None:
        problems.note(
            3, f"{place}.members", en="empty; list at least one person.", ja="空です。1人以上書いてください。"
        )
    elif table.template is None:
        problems.note(
            3,
            place,
            en=f"who moves in? Write members, or template = one of {', '.join(HOUSEHOLDS)}.",
            ja=f"誰が移り住むかを members で書くか、template を {', '.join(HOUSEHOLDS)} から選んでください。",
        )
    elif table.template not in HOUSEHOLDS:
        hint_en = did_you_mean(table.template, HOUSEHOLDS, "en")
        hint_ja = did_you_mean(table.template, HOUSEHOLDS, "ja")
        problems.note(
            3,
            f"{place}.template",
            en=f"got {shown(table.template, 'en')}; built in are {', '.join(HOUSEHOLDS)}. "
            f"Choose one, or write members.{hint_en}",
            ja=f"値が{shown(table.template, 'ja')}です。用意があるのは {', '.join(HOUSEHOLDS)} です。"
            f"選ぶか、members を書いてください。{hint_ja}",
        )


def _shock(table: ShockTable, problems: RuleProblems, place: str) -> None:
    _span(table, problems, place)
    if table.ok("ages") and table.ages is not None and parse_ages(table.ages) is None:
        problems.note(
            3,
            f"{place}.ages",
            en=f"got {shown(table.ages, 'en')}; write '10-39', '65+' or '7', ages up to 130.",
            ja=f"値が{shown(table.ages, 'ja')}です。'10-39'、'65+'、'7' のように130歳以下で書いてください。",
        )
    if not table.ok("measure", "factor", "persons"):
        return
    wanted = SHOCKS[table.measure]
    other = "persons" if wanted == "factor" else "factor"
    if getattr(table, wanted) is None or getattr(table, other) is not None:
        problems.note(
            3,
            place,
            en=f"a shock on {table.measure} is written as {wanted}; write {wanted} and not {other}.",
            ja=f"{table.measure} への衝撃は {wanted} で書きます。{other} は使いません。",
        )
    elif wanted == "factor" and table.factor is not None and not 0 <= table.factor <= 100:
        problems.note(
            3,
            f"{place}.factor",
            en=f"got {number(table.factor)}; a factor must be from 0 to 100 (1.1 is 10 % more).",
            ja=f"値が{number(table.factor)}です。倍率は 0 から 100 までです（1.1 は1割増）。",
        )


def _outcome(table: CalibrateTable | OutlookTable, problems: RuleProblems, place: str) -> bool:
    if not table.ok("measure"):
        return False
    if table.measure in OUTCOMES:
        return True
    hint_en = did_you_mean(table.measure, OUTCOMES, "en") or f" Known: {', '.join(OUTCOMES)}."
    hint_ja = did_you_mean(table.measure, OUTCOMES, "ja") or f"使えるもの：{', '.join(OUTCOMES)}。"
    problems.note(
        3,
        f"{place}.measure",
        en=f"got {shown(table.measure, 'en')}; no such result.{hint_en}",
        ja=f"値が{shown(table.measure, 'ja')}です。この結果はありません。{hint_ja}",
    )
    return False


def _outcome_range(measure: str, value: float, problems: RuleProblems, place: str) -> None:
    term = OUTCOMES[measure]
    if term.low <= value <= term.high:
        return
    meant = intended(value, term.low, term.high) if term.unit != "share" else value / 100
    good = meant is not None and term.low <= meant <= term.high
    bound_en = (
        f"{number(term.low)} or more"
        if math.isinf(term.high)
        else f"from {number(term.low)} to {number(term.high)}"
    )
    bound_ja = (
        f"{number(term.low)} 以上"
        if math.isinf(term.high)
        else f"{number(term.low)} から {number(term.high)} まで"
    )
    problems.note(
        3,
        place,
        en=f"got {number(value)}; {measure} ({term.unit}) must be {bound_en}."
        + (f" Did you mean {meant:.10g}?" if good else ""),
        ja=f"値が{number(value)}です。{measure}（{term.unit_ja}）は {bound_ja}です。"
        + (f"{meant:.10g} ではありませんか。" if good else ""),
    )


def _outlook(table: OutlookTable, problems: RuleProblems, place: str) -> None:
    known = _outcome(table, problems, place)
    if not table.ok("at_least", "at_most", "about", "rounding"):
        return
    given = [name for name in ("at_least", "at_most", "about") if getattr(table, name) is not None]
    if len(given) != 1:
        problems.note(
            2,
            place,
            en="write one of at_least, at_most and about."
            if not given
            else f"has {' and '.join(given)}; keep one.",
            ja="at_least、at_most、about のどれか1つを書いてください。"
            if not given
            else f"{' と '.join(given)} があります。1つだけにしてください。",
        )
    elif known:
        _outcome_range(table.measure, getattr(table, given[0]), problems, f"{place}.{given[0]}")
    if table.rounding is not None and table.about is None:
        problems.note(
            2,
            f"{place}.rounding",
            en="belongs to about, e.g. about = 89000, rounding = 1000.",
            ja="about と一緒に書きます。例：about = 89000, rounding = 1000。",
        )
    elif table.rounding is not None and not 0 < table.rounding <= abs(table.about or 0.0):
        problems.note(
            3,
            f"{place}.rounding",
            en=f"got {number(table.rounding)}; what a figure is rounded to is above 0 and at most the figure (1000 for 89000).",
            ja=f"値が{number(table.rounding)}です。丸めの単位は 0 より大きく、値以下です（89000 なら 1000）。",
        )


def _connected(table: ConnectedTable, problems: RuleProblems, place: str) -> None:
    if not table.ok("kind"):
        return
    if not table.kind:
        problems.note(
            2,
            f"{place}.kind",
            en="empty; describe at least one kind of tie.",
            ja="空です。関わり方を1つ以上書いてください。",
        )
    for index, kind in enumerate(table.kind, start=1):
        here = f"{place}.kind#{index}"
        if not isinstance(kind.get("name"), str) or not str(kind["name"]).strip():
            problems.note(
                2,
                f"{here}.name",
                en=f"got {shown(kind.get('name'), 'en')}; each kind of tie has a name.",
                ja=f"値が{shown(kind.get('name'), 'ja')}です。関わり方には名前（name）を付けます。",
            )
        for key, value in kind.items():
            _connected_value(key, value, problems, f"{here}.{key}")


def _connected_value(key: str, value: object, problems: RuleProblems, place: str) -> None:
    if isinstance(value, list | dict):
        for inner_key, inner in value.items() if isinstance(value, dict) else enumerate(value, start=1):
            joint = "." if isinstance(value, dict) else "#"
            _connected_value(key, inner, problems, f"{place}{joint}{inner_key}")
    elif isinstance(value, bool | str):
        if key.startswith("share"):
            _not_a_share(value, problems, place)
    elif isinstance(value, int | float):
        if not math.isfinite(value) or value < 0:
            problems.note(
                3,
                place,
                en=f"got {number(value)}; a number of 0 or more is needed.",
                ja=f"値が{number(value)}です。0 以上の数値を書いてください。",
            )
        elif key.startswith("share") and value > 1:
            _not_a_share(value, problems, place)
    else:
        problems.note(
            2,
            place,
            en=f"got {shown(value, 'en')}; write text, numbers, lists or tables.",
            ja=f"値が{shown(value, 'ja')}です。文字列、数値、配列、表で書いてください。",
        )


def _not_a_share(value: float | str, problems: RuleProblems, place: str) -> None:
    meant = not isinstance(value, str | bool) and value <= 100
    problems.note(
        3,
        place,
        en=f"got {shown(value, 'en')}; a share must be from 0 to 1."
        + (f" Did you mean {float(value) / 100:.10g}?" if meant else ""),
        ja=f"値が{shown(value, 'ja')}です。割合は 0 から 1 までです。"
        + (f"{float(value) / 100:.10g} ではありませんか。" if meant else ""),
    )
