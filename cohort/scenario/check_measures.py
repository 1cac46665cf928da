"""What a measure's table can get wrong: unit, points, values, what follows."""

from __future__ import annotations

from itertools import pairwise

from cohort.forms import digits, range_words
from cohort.scenario.measures import MEASURES, MOST_PEOPLE, Measure, intended
from cohort.scenario.rules import RuleProblems
from cohort.scenario.schema import Band, Converge, Trajectory

BETWEEN = ("linear", "geometric", "step", "logistic")


def measure_of(key: str, table: Trajectory) -> Measure | None:
    """Return the measure a table sets, or None where a band does not say which flow."""
    if isinstance(table, Band):
        return MEASURES[f"migration.{table.flow}"] if table.ok("flow") else None
    return MEASURES[key]


def points_stated(table: Trajectory, problems: RuleProblems, place: str) -> bool:
    """Return whether a table states its values in one way and they could be read; note it where it does not."""
    if not table.ok("points", "series", "values"):
        return False
    given = [name for name in ("points", "series", "values") if getattr(table, name) not in (None, ())]
    if len(given) != 1:
        problems.at(4, place).note(
            en=f"has {' and '.join(given)}; keep one." if given else "write points or series, one of them.",
            ja=f"{' と '.join(given)} があります。1つだけにしてください。"
            if given
            else "points か series のどちらかを書いてください。",
        )
    return len(given) == 1


def check_values(table: Trajectory, problems: RuleProblems, place: str) -> None:
    """Note resolved values that have gaps, or do not follow from points and what comes after them."""
    for (earlier, _), (later, _) in pairwise(table.written):
        if later != earlier + 1:
            problems.at(4, place).note(
                en=f"{later} follows {earlier}; resolved values have no gaps.",
                ja=f"{earlier} の次が {later} です。書き出した値は毎年続きます。",
            )
    origins = [row.origin for row in table.values if row.ok("origin")]
    last = max((index for index, origin in enumerate(origins) if origin == "point"), default=-1)
    first = origins.index("point") if last >= 0 else len(origins)
    converges = table.ok("after") and isinstance(table.after, Converge)
    for index, origin in enumerate(origins):
        if index < first or (origin in BETWEEN and index > last) or (origin == "converge" and not converges):
            problems.at(4, f"{place}#{index + 1}.origin", got=origin).note(
                en="that does not follow from points and after. Resolve again.",
                ja="点や after と合いません。シナリオを書き出し直してください。",
            )


def check_measure(table: Trajectory, measure: Measure | None, read: bool, problems: RuleProblems, place: str) -> None:
    """Note what is wrong with the unit, the points and the rules of a measure; ``read``: its points are known."""
    if measure is None:
        return
    if table.ok("relative", "added"):
        _relation(table, measure, problems, place)
        if read:
            _points(table, measure, problems, f"{place}.{table.stated_in}")
    if table.ok("after"):
        _after(table, measure, problems, place)


def _relation(table: Trajectory, measure: Measure, problems: RuleProblems, place: str) -> None:
    if table.relative and table.added:
        problems.at(9, f"{place}.added").note(
            en="relative and added are both true; keep one.",
            ja="relative と added が両方 true です。片方だけにしてください。",
        )
        return
    unit = measure.unit_for(table.relation)
    if table.ok("unit") and table.unit != unit:
        en, ja = f"{measure.name} is measured in", f"{measure.name} の単位は"
        if table.relative:
            en, ja = "with relative = true the unit is", "relative = true のときの単位は"
        problems.at(3, f"{place}.unit", got=table.unit).note(en=f"{en} '{unit}'.", ja=f"{ja}「{unit}」です。")


def _points(table: Trajectory, measure: Measure, problems: RuleProblems, place: str) -> None:
    points = table.written
    if not points:
        problems.at(4, place).note(
            en="empty; write at least one year = value.", ja="空です。年 = 値 を1つ以上書いてください。"
        )
        return
    for (earlier, _), (later, _) in pairwise(points):
        if later <= earlier:
            problems.at(4, place).note(
                en=f"points out of order: {later} stands after {earlier}; write each year once, ascending.",
                ja=f"年の順になっていません。{earlier} の後に {later} があります。古い年から1回ずつ書いてください。",
            )
    for year, value in points:
        if not 1900 <= year <= 2200:
            problems.at(4, f"{place}.{year}", got=year).note(
                en="years run from 1900 to 2200.", ja="年は 1900 から 2200 までです。"
            )
        check_range(value, measure, table.relation, problems, f"{place}.{year}")
    if not table.values and table.ok("between"):
        _between(table, problems, place.rsplit(".", 1)[0] + ".between")


def _between(table: Trajectory, problems: RuleProblems, place: str) -> None:
    gap = next(((a, b) for (a, _), (b, _) in pairwise(table.written) if b > a + 1), None)
    if table.between is None and gap:
        problems.at(4, place).note(
            en=f"missing; say how the years from {gap[0]} to {gap[1]} are filled: linear, geometric, step or logistic.",
            ja=f"ありません。{gap[0]} から {gap[1]} までの埋め方を linear、geometric、step、logistic から"
            "選んでください。",
        )
    for (year, start), (_, end) in pairwise(table.written if table.between == "geometric" else ()):
        if start * end <= 0:
            problems.at(4, place).note(
                en=f"geometric needs values of one sign, not zero; from {year} on: {digits(start)}, then "
                f"{digits(end)}. Use linear.",
                ja=f"geometric は符号が同じでゼロでない値に使います。{year} から {digits(start)} → "
                f"{digits(end)} です。linear を使ってください。",
            )


def _after(table: Trajectory, measure: Measure, problems: RuleProblems, place: str) -> None:
    after = table.after
    if after == "hold_rates" and not measure.has_rates:
        problems.at(4, f"{place}.after").note(
            en=f"hold_rates is for counts of people; {measure.name} is not one. Use hold.",
            ja=f"hold_rates は人数に使います。{measure.name} では hold を使ってください。",
        )
    if not isinstance(after, Converge):
        return
    if after.ok("by") and table.written and after.by <= table.written[-1][0] and not table.values:
        last = table.written[-1][0]
        problems.at(4, f"{place}.after.by", got=after.by).note(
            en=f"it must be after the last point, {last}.", ja=f"最後の点 {last} より後にしてください。"
        )
    if after.ok("converge") and table.ok("relative", "added"):
        check_range(after.converge, measure, table.relation, problems, f"{place}.after.converge")


def check_range(value: float, measure: Measure, relation: str, problems: RuleProblems, place: str) -> None:
    """Note a value that cannot be meant, with what was probably meant."""
    low, high = measure.bounds(relation)
    if low <= value <= high:
        if measure.has_rates and relation != "relative":
            check_people(value, problems, place)
        return
    range_en, range_ja = range_words(low, high)
    meant = intended(value, low, high)
    hint_en = f" Did you mean {digits(meant)}?" if meant is not None else ""
    hint_ja = f"{digits(meant)} ではありませんか。" if meant is not None else ""
    if relation == "absolute" and low == 0 and value < 0:
        hint_en = f" {measure.text.en} is a count: write {digits(-value)}."
        hint_ja = f"{measure.text.ja}は人数です。{digits(-value)} と書いてください。"
    what = {"relative": (" relative to launch", "（倍率）"), "added": (" added to launch", "（加算）")}
    more_en, more_ja = what.get(relation, ("", ""))
    problems.at(3, place, got=value).note(
        en=f"{measure.name}{more_en} must be {range_en}.{hint_en}",
        ja=f"{measure.name} の範囲{more_ja}は {range_ja}です。{hint_ja}",
    )


def check_people(value: float, problems: RuleProblems, place: str) -> None:
    """Note a number of people beyond any city."""
    if abs(value) > MOST_PEOPLE:
        problems.at(3, place, got=value).note(
            en=f"that is more than {MOST_PEOPLE:,.0f} people a year. Correct the figure.",
            ja=f"1年に {MOST_PEOPLE:,.0f} 人を超えています。値を直してください。",
        )
