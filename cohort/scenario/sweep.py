"""``[sweep]``: every combination of the values listed becomes a scenario of its own."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import product

from cohort.errors import did_you_mean
from cohort.forms import BROKEN, digits
from cohort.scenario.check_measures import check_range
from cohort.scenario.measures import MEASURES
from cohort.scenario.parts import Part
from cohort.scenario.rules import RuleProblems
from cohort.scenario.schema import Sweep, Trajectory

MAX_SCENARIOS = 10_000
_KEY = re.compile(r"([a-z0-9_.]+)@([0-9]{4})")

Setting = tuple[str, int, float]


def combinations(sweep: Sweep) -> Iterator[tuple[Setting, ...]]:
    """Yield every combination of the values, the last key varying fastest."""
    axes = [
        [(match[1], int(match[2]), value) for value in values]
        for key, values in (sweep.model_extra or {}).items()
        if (match := _KEY.fullmatch(key))
    ]
    yield from product(*axes)


def label(settings: tuple[Setting, ...]) -> str:
    """Return what is added to the name: ``[fertility.tfr@2025=1.63,migration.net@2025=-322]``."""
    return "[" + ",".join(f"{measure}@{year}={digits(value)}" for measure, year, value in settings) + "]"


def check_sweep(parts: dict[str, Part], sweep: Sweep | None, problems: RuleProblems) -> None:
    """Note keys that are no point of this scenario, values out of range, and too many combinations."""
    if sweep is None or sweep is BROKEN:  # what is no table has been told
        return
    axes = sweep.model_extra or {}
    if not axes and not any(problem.where.startswith("sweep.") for problem in problems.found):
        problems.at(11, "sweep").note(
            en='empty; write what varies, e.g. "fertility.tfr@2025" = [1.44, 1.63].',
            ja='空です。動かす値を "fertility.tfr@2025" = [1.44, 1.63] のように書いてください。',
        )
    points = {
        f"{part.key}@{year}": row
        for part in parts.values()
        for row in part.rows
        if part.key in MEASURES and isinstance(row, Trajectory) and not row.values
        for year, _ in row.written
    }
    for key, values in axes.items():
        if key in points:
            _values(key, values, points[key], problems)
        else:
            _no_point(key, list(points), problems)
    count = math.prod(len(values) for values in axes.values())
    if count > MAX_SCENARIOS:
        problems.at(11, "sweep").note(
            en=f"gives {count:,} scenarios; at most {MAX_SCENARIOS:,} are made. List fewer values.",
            ja=f"シナリオが {count:,} 件になります。{MAX_SCENARIOS:,} 件までです。値を減らしてください。",
        )


def _no_point(key: str, points: list[str], problems: RuleProblems) -> None:
    listed = ", ".join(points)
    hint_en = did_you_mean(key, points, "en") or (f" Points are: {listed}." if points else "")
    hint_ja = did_you_mean(key, points, "ja") or (f"点は {listed} です。" if points else "")
    match = _KEY.fullmatch(key)
    what_en, what_ja = "it is no point of this scenario", "このシナリオの点ではありません"
    if match is None or match[1] not in MEASURES:
        what_en, what_ja = "a key is measure@year", "キーは 指標@年 と書きます"
    quoted = key if len(key) <= 60 else key[:57] + "..."
    problems.at(11, "sweep").note(
        en=f"got '{quoted}'; {what_en}.{hint_en}", ja=f"キーが「{quoted}」です。{what_ja}。{hint_ja}"
    )


def _values(key: str, values: list[float], table: Trajectory, problems: RuleProblems) -> None:
    place, measure = f"sweep.{key}", MEASURES[key.split("@")[0]]
    if not values or len(set(values)) < len(values):
        problems.at(11, place).note(
            en="write each value once, at least one.", ja="値を1つ以上、重ならないように書いてください。"
        )
    if not table.ok("relative", "added"):
        return
    others = [other for year, other in table.written if key != f"{measure.name}@{year}"]
    for value in values:
        check_range(value, measure, table.relation, problems, place)
        if table.ok("between") and table.between == "geometric" and any(value * one <= 0 for one in others):
            problems.at(4, place, got=value).note(
                en="geometric needs values of one sign, not zero. Use linear.",
                ja="geometric は符号が同じでゼロでない値に使います。linear を使ってください。",
            )
