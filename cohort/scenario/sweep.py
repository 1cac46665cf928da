"""``[sweep]``: every combination of the values listed becomes a scenario of its own."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import product

from cohort.errors import did_you_mean
from cohort.scenario.measure_checks import check_range
from cohort.scenario.measures import MEASURES
from cohort.scenario.parts import Part
from cohort.scenario.rules import RuleProblems, number, shown
from cohort.scenario.schema import MeasureTable, ScenarioFile, SourceTable, SweepTable

MAX_SCENARIOS = 10_000
_KEY = re.compile(r"([a-z0-9_.]+)@([0-9]{4})")

Setting = tuple[str, int, float]


def axes(sweep: SweepTable) -> dict[tuple[str, int], list[float]]:
    """Return for each measure and year the values to take."""
    made = {}
    for key, values in (sweep.__pydantic_extra__ or {}).items():
        match = _KEY.fullmatch(key)
        if match is not None:
            made[match[1], int(match[2])] = list(values)
    return made


def combinations(sweep: SweepTable) -> Iterator[tuple[Setting, ...]]:
    """Yield every combination of the values, the last key varying fastest."""
    found = axes(sweep)
    for values in product(*found.values()):
        yield tuple((measure, year, value) for (measure, year), value in zip(found, values, strict=True))


def label(settings: tuple[Setting, ...]) -> str:
    """Return what is added to the name: ``[fertility.tfr@2025=1.63,migration.net@2025=-322]``."""
    return "[" + ",".join(f"{measure}@{year}={number(value)}" for measure, year, value in settings) + "]"


def check_sweep(
    parts: dict[str, Part], tables: ScenarioFile, scope: dict[str, SourceTable], problems: RuleProblems
) -> None:
    """Note keys that are no point of this scenario, values out of range, and too many combinations."""
    sweep = tables.sweep
    if sweep is None:
        return
    _source(sweep, scope, problems)
    extra = sweep.__pydantic_extra__ or {}
    if not extra and sweep.ok("values"):
        problems.note(
            11,
            "sweep",
            en='empty; write what varies, e.g. "fertility.tfr@2025" = [1.44, 1.63].',
            ja='空です。動かす値を "fertility.tfr@2025" = [1.44, 1.63] のように書いてください。',
        )
    swept = {
        f"{key}@{year}": part.content
        for key, part in parts.items()
        if isinstance(part.content, MeasureTable) and part.content.values is None
        for year, _ in part.content.written
    }
    for key, values in extra.items():
        table = swept.get(key)
        if table is None:
            _no_point(key, list(swept), problems)
        elif isinstance(values, list):
            _values(key, values, table, problems)
    count = math.prod(len(values) for values in extra.values() if isinstance(values, list))
    if count > MAX_SCENARIOS:
        problems.note(
            11,
            "sweep",
            en=f"gives {count:,} scenarios; at most {MAX_SCENARIOS:,} are made. List fewer values.",
            ja=f"シナリオが {count:,} 件になります。{MAX_SCENARIOS:,} 件までです。値を減らしてください。",
        )


def _source(sweep: SweepTable, scope: dict[str, SourceTable], problems: RuleProblems) -> None:
    if not sweep.ok("source"):
        return
    source = scope.get(sweep.source)
    if source is None:
        hint_en, hint_ja = did_you_mean(sweep.source, scope, "en"), did_you_mean(sweep.source, scope, "ja")
        problems.note(
            5,
            "sweep.source",
            en=f"no [sources.{sweep.source}] here or in its parents.{hint_en or ' Write it.'}",
            ja=f"[sources.{sweep.source}] がこのファイルにも親にもありません。"
            f"{hint_ja or '書いてください。'}",
        )
    elif source.ok("kind") and source.kind != "assumption":
        problems.note(
            5,
            "sweep.source",
            en=f"sources.{sweep.source} is a {source.kind}; swept values are what-ifs: cite one of "
            'kind = "assumption".',
            ja=f"sources.{sweep.source} は {source.kind} です。動かした値は仮定なので、"
            'kind = "assumption" の出典にしてください。',
        )


def _no_point(key: str, swept: list[str], problems: RuleProblems) -> None:
    hint_en = did_you_mean(key, swept, "en") or (f" Points are: {', '.join(swept)}." if swept else "")
    hint_ja = did_you_mean(key, swept, "ja") or (f"点は {', '.join(swept)} です。" if swept else "")
    match = _KEY.fullmatch(key)
    what_en, what_ja = "it is no point of this scenario", "このシナリオの点ではありません"
    if match is None or match[1] not in MEASURES:
        what_en, what_ja = "a key is measure@year", "キーは 指標@年 と書きます"
    problems.note(
        11,
        "sweep",
        en=f"got {shown(key, 'en')}; {what_en}.{hint_en}",
        ja=f"キーが{shown(key, 'ja')}です。{what_ja}。{hint_ja}",
    )


def _values(key: str, values: list[float], table: MeasureTable, problems: RuleProblems) -> None:
    place = f"sweep.{key}"
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if not values or len(set(numbers)) < len(numbers):
        problems.note(
            11,
            place,
            en="write each value once, at least one.",
            ja="値を1つ以上、重ならないように書いてください。",
        )
    measure = MEASURES[key.split("@")[0]]
    if table.ok("relative", "added"):
        for value in numbers:
            check_range(value, measure.bounds(table.relation), problems, place, measure, table.relation)
            if table.ok("between") and table.between == "geometric" and len(table.written) > 1:
                others = [other for year, other in table.written if key != f"{measure.name}@{year}"]
                if any(value * other <= 0 for other in others):
                    problems.note(
                        4,
                        place,
                        en=f"got {number(value)}; geometric needs values of one sign, not zero. Use linear.",
                        ja=f"値が{number(value)}です。geometric は符号が同じでゼロでない値に使います。"
                        "linear を使ってください。",
                    )
