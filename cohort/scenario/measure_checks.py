"""What a measure's table can get wrong: unit, points, values, what follows."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

from cohort.scenario.document import read_series
from cohort.scenario.measures import Measure, intended
from cohort.scenario.rules import RuleProblems, number, shown
from cohort.scenario.schema import Converge, MeasureTable


def read_points(
    table: MeasureTable, folder: Path, area: str | None, problems: RuleProblems, place: str
) -> None:
    """Read what was written as points, series or values; note what cannot be."""
    if not table.ok("points", "series", "values"):
        return
    given = [name for name in ("points", "series", "values") if getattr(table, name) is not None]
    if len(given) != 1:
        problems.note(
            4,
            place,
            en="write points or series, one of them."
            if not given
            else f"has {' and '.join(given)}; keep one.",
            ja="points か series のどちらかを書いてください。"
            if not given
            else f"{' と '.join(given)} があります。1つだけにしてください。",
        )
        table._broken |= {"points"}
        return
    if table.points is not None:
        table._points = [(int(year), value) for year, value in table.points.items()]
    elif table.series is not None:
        read = read_series(folder, table.series, area, problems, f"{place}.series")
        table._points = read or []
        if read is None:
            table._broken |= {"points"}
    elif table.values is not None and all(row.ok("period", "value") for row in table.values):
        table._points = [(row.period, row.value) for row in table.values]
        for (earlier, _), (later, _) in pairwise(table._points):
            if later != earlier + 1:
                problems.note(
                    4,
                    f"{place}.values",
                    en=f"{later} follows {earlier}; resolved values have no gaps.",
                    ja=f"{earlier} の次が {later} です。書き出した値は毎年続きます。",
                )
        _origins(table, problems, f"{place}.values")


def _origins(table: MeasureTable, problems: RuleProblems, place: str) -> None:
    """Note resolved values that say they lie between points, or converge, and do not."""
    origins = [row.origin for row in table.values or [] if row.ok("origin")]
    last = max((index for index, origin in enumerate(origins) if origin == "point"), default=-1)
    first = origins.index("point") if last >= 0 else len(origins)
    converges = table.ok("after") and isinstance(table.after, Converge)
    for index, origin in enumerate(origins):
        between = origin in ("linear", "geometric", "step", "logistic")
        if index < first or (between and index > last) or (origin == "converge" and not converges):
            problems.note(
                4,
                f"{place}#{index + 1}.origin",
                en=f"got '{origin}'; that does not follow from points and after. Resolve again.",
                ja=f"値が「{origin}」です。点や after と合いません。シナリオを書き出し直してください。",
            )


def check_measure(table: MeasureTable, measure: Measure | None, problems: RuleProblems, place: str) -> None:
    """Note what is wrong with the unit, the points and the rules of a measure."""
    if measure is None:
        return
    if table.ok("relative", "added"):
        _relation(table, measure, problems, place)
        if table.ok("points", "series", "values"):
            name = (
                "values" if table.values is not None else "series" if table.series is not None else "points"
            )
            _points(table, measure, problems, f"{place}.{name}")
    if table.ok("after"):
        _after(table, measure, problems, place)


def _relation(table: MeasureTable, measure: Measure, problems: RuleProblems, place: str) -> None:
    if table.relative and table.added:
        problems.note(
            9,
            f"{place}.added",
            en="relative and added are both true; keep one.",
            ja="relative と added が両方 true です。片方だけにしてください。",
        )
        return
    unit = measure.unit_for(table.relation)
    if table.ok("unit") and table.unit != unit:
        en, ja = f"{measure.name} is measured in", f"{measure.name} の単位は"
        if table.relation == "relative":
            en, ja = "with relative = true the unit is", "relative = true のときの単位は"
        problems.note(
            3,
            f"{place}.unit",
            en=f"got {shown(table.unit, 'en')}; {en} '{unit}'.",
            ja=f"値が{shown(table.unit, 'ja')}です。{ja}「{unit}」です。",
        )


def _points(table: MeasureTable, measure: Measure, problems: RuleProblems, place: str) -> None:
    points = table.written
    if not points:
        problems.note(
            4,
            place,
            en="empty; write at least one year = value.",
            ja="空です。年 = 値 を1つ以上書いてください。",
        )
        return
    for (earlier, _), (later, _) in pairwise(points):
        if later <= earlier:
            problems.note(
                4,
                place,
                en=f"points out of order: {later} stands after {earlier}; write each year once, ascending.",
                ja=f"年の順になっていません。{earlier} の後に {later} があります。"
                "古い年から1回ずつ書いてください。",
            )
    for year, value in points:
        if not 1900 <= year <= 2200:
            problems.note(
                4,
                f"{place}.{year}",
                en=f"got {year}; years run from 1900 to 2200.",
                ja=f"値が{year}です。年は 1900 から 2200 までです。",
            )
        check_range(
            value, measure.bounds(table.relation), problems, f"{place}.{year}", measure, table.relation
        )
    if table.values is None and table.ok("between"):
        _between(table, problems, place)


def _between(table: MeasureTable, problems: RuleProblems, place: str) -> None:
    points, where = table.written, place.rsplit(".", 1)[0] + ".between"
    gap = next(((a, b) for (a, _), (b, _) in pairwise(points) if b > a + 1), None)
    if table.between is None and gap:
        problems.note(
            4,
            where,
            en=f"missing; say how the years from {gap[0]} to {gap[1]} are filled: linear, geometric, step "
            "or logistic.",
            ja=f"ありません。{gap[0]} から {gap[1]} までの埋め方を linear、geometric、step、logistic から"
            "選んでください。",
        )
    if table.between == "geometric":
        for (year, start), (_, end) in pairwise(points):
            if start * end <= 0:
                problems.note(
                    4,
                    where,
                    en=f"geometric needs values of one sign, not zero; from {year} on: {number(start)}, then "
                    f"{number(end)}. Use linear.",
                    ja=f"geometric は符号が同じでゼロでない値に使います。{year} から {number(start)} → "
                    f"{number(end)} です。linear を使ってください。",
                )


def _after(table: MeasureTable, measure: Measure, problems: RuleProblems, place: str) -> None:
    after = table.after
    if after == "hold_rates" and not measure.has_rates:
        problems.note(
            4,
            f"{place}.after",
            en=f"hold_rates is for counts of people; {measure.name} is not one. Use hold.",
            ja=f"hold_rates は人数に使います。{measure.name} では hold を使ってください。",
        )
    if not isinstance(after, Converge):
        return
    if after.ok("by") and table.written and after.by <= table.written[-1][0] and table.values is None:
        last = table.written[-1][0]
        problems.note(
            4,
            f"{place}.after.by",
            en=f"got {after.by}; it must be after the last point, {last}.",
            ja=f"値が{after.by}です。最後の点 {last} より後にしてください。",
        )
    if after.ok("converge") and table.ok("relative", "added"):
        bounds = measure.bounds(table.relation)
        check_range(after.converge, bounds, problems, f"{place}.after.converge", measure, table.relation)


def check_range(
    value: float,
    bounds: tuple[float, float],
    problems: RuleProblems,
    place: str,
    measure: Measure | None = None,
    relation: str = "absolute",
) -> None:
    """Note a value that cannot be meant, with what was probably meant."""
    low, high = bounds
    if low <= value <= high:
        return
    if math.isinf(high):
        range_en, range_ja = f"{number(low)} or more", f"{number(low)} 以上"
    else:
        range_en, range_ja = (
            f"from {number(low)} to {number(high)}",
            f"{number(low)} から {number(high)} まで",
        )
    meant = intended(value, low, high)
    hint_en = f" Did you mean {number(meant)}?" if meant is not None else ""
    hint_ja = f"{number(meant)} ではありませんか。" if meant is not None else ""
    if measure is not None and relation == "absolute" and low == 0 and value < 0:
        hint_en = f" {measure.en} is a count: write {number(-value)}."
        hint_ja = f"{measure.ja}は人数です。{number(-value)} と書いてください。"
    name_en = "the value" if measure is None else measure.name
    name_ja = "範囲" if measure is None else f"{measure.name} の範囲"
    what = {"relative": (" relative to launch", "（倍率）"), "added": (" added to launch", "（加算）")}
    more_en, more_ja = what.get(relation, ("", ""))
    problems.note(
        3,
        place,
        en=f"got {number(value)}; {name_en}{more_en} must be {range_en}.{hint_en}",
        ja=f"値が{number(value)}です。{name_ja}{more_ja}は {range_ja}です。{hint_ja}",
    )
