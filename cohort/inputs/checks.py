"""Checks across the rows of a table, and between tables: ages, totals, coverage."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from cohort.errors import Problems
from cohort.forms.cells import Cell, age_bounds, show
from cohort.forms.csv_table import Row
from cohort.inputs.ranges import check_percent, check_range, check_sex_ratio, check_targets
from cohort.inputs.worksheet import check_worksheet
from cohort.vocabulary import SEXES

MOST_APART = 4.0  # times that one basis counts more events of a year than another
CHANCE = 6  # standard deviations of a count


def check_rows(name: str, rows: Sequence[Row], code: str | None, problems: Problems) -> None:
    """Hold the rows of one table to each other."""
    if name in ("population", "broad_ages") and code is not None and code[0].isdigit():
        check_census_days(rows, problems)
    match name:
        case "population":
            check_age_groups(rows, ("basis", "date"), problems)
        case "published_by_age":
            check_age_groups(rows, ("series", "date"), problems)
        case "districts":
            check_age_groups(rows, ("district", "date"), problems)
        case "life_tables":
            check_both_sexes(rows, ("year",), problems)
            check_single_ages(rows, ("year", "sex"), 0, problems)
        case "death_rates":
            check_single_ages(rows, ("year",), 0, problems)
            check_every_year(rows, problems)
        case "life_expectancy":
            check_both_sexes(rows, ("year", "age"), problems)
            for row in rows:
                if row.cells.get("age") == 0:
                    check_range(row, "ex", "e0", problems)
        case "asfr":
            check_single_ages(rows, ("year",), None, problems)
        case "births_by_sex":
            for row in rows:
                check_sex_ratio(row, problems)
        case "worksheet":
            check_worksheet(rows, problems)
        case "events":
            check_events(rows, problems)
        case "targets":
            check_targets(rows, problems)
        case "published":
            for row in rows:
                check_range(row, "value", str(row.cells.get("measure")), problems)
                check_own_area(row, code, problems)
            check_published_parts(rows, problems)
        case "kpis":
            for row in rows:
                check_percent(row, problems)


def by_group(rows: Sequence[Row], columns: tuple[str, ...]) -> dict[tuple[Cell, ...], list[Row]]:
    """Return the rows that agree in some columns, in file order; rows that lack one are left out."""
    groups: dict[tuple[Cell, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if all(name in row.cells for name in columns):
            groups[tuple(row[name] for name in columns)].append(row)
    return dict(groups)


def label(key: tuple[Cell, ...]) -> str:
    """Name a group of rows: "census 2015-10-01 male"."""
    return " ".join(str(part) for part in key)


def _all_readable(rows: Sequence[Row], columns: tuple[str, ...]) -> bool:
    return all(name in row.cells for row in rows for name in columns)


def check_census_days(rows: Sequence[Row], problems: Problems) -> None:
    """Hold that a census is one of Japan's: 1 October of every fifth year (1947 for 1945)."""
    for row in rows:
        day = row.cells.get("date")
        if row.cells.get("basis") != "census" or not isinstance(day, date):
            continue
        if (day.month, day.day) != (10, 1) or (day.year % 5 and day.year != 1947):
            problems.add(
                f"row {row.line}, date",
                en=f"got {day}; a census counts on 1 October of a year that ends in 0 or 5. Correct the date, or the basis.",
                ja=f"{day} です。国勢調査は西暦の末尾が 0 か 5 の年の 10月1日です。日付か basis を直してください。",
            )


def check_age_groups(rows: Sequence[Row], keys: tuple[str, ...], problems: Problems) -> None:
    """Hold that each count's age groups run from 0 to an open group without gap or overlap, by sex."""
    if not _all_readable(rows, (*keys, "sex", "age_group")):
        return  # a row that could not be placed would be reported as a gap as well
    for key, members in by_group(rows, (*keys, "sex")).items():
        known = [(*age_bounds(str(row["age_group"])), row) for row in members if row["age_group"] != "unknown"]
        bounds = sorted(((low or 0, width, row) for low, width, row in known), key=lambda item: (item[0], item[2].line))
        _check_run(label(key), bounds, problems)
    check_both_sexes(rows, keys, problems)


def check_both_sexes(rows: Sequence[Row], keys: tuple[str, ...], problems: Problems) -> None:
    """Hold that every count, or year, is there for males and females."""
    if not _all_readable(rows, (*keys, "sex")):
        return
    for key, members in by_group(rows, keys).items():
        for sex in SEXES:
            if sex not in {row["sex"] for row in members}:
                problems.add(
                    label(key),
                    en=f"there are no rows for {sex}; add them.",
                    ja=f"{sex} の行がありません。加えてください。",
                )


def _check_run(where: str, groups: list[tuple[int, int | None, Row]], problems: Problems) -> None:
    reached: int | None = 0  # None once the open group is passed
    previous = ""
    for low, width, row in groups:
        name = str(row["age_group"])
        if reached is None or low < reached:
            if name != previous:  # the same group twice is reported as a duplicate row
                problems.add(
                    f"row {row.line}, age_group",
                    en=f"{where}: '{name}' overlaps '{previous}'; each age belongs to one group.",
                    ja=f"{where}：「{name}」と「{previous}」が重なっています。各年齢は 1 "
                    "つの区分だけに入れてください。",
                )
        elif low > reached:
            _gap(f"row {row.line}, age_group", where, (reached, low - 1), f"'{name}'", f"「{name}」", problems)
        previous = name
        reached = None if width is None or reached is None else max(reached, low + width)
    if reached is not None:
        en, ja = "there are no ages; add the age groups.", "年齢の行がありません。年齢区分を加えてください。"
        if previous:
            en = f"there is no open age group after '{previous}'; add '{reached}+'."
            ja = f"「{previous}」の後に開いた年齢区分がありません。「{reached}+」を加えてください。"
        problems.add(where, en=en, ja=ja)


def _gap(at: str, where: str, missing: tuple[int, int], before_en: str, before_ja: str, problems: Problems) -> None:
    first, last = missing
    ages = f"{first}" if first == last else f"{first}-{last}"
    problems.add(
        at,
        en=f"{where}: age {ages} is missing before {before_en}; add the row.",
        ja=f"{where}：{before_ja}の前に {ages} 歳の行がありません。加えてください。",
    )


def check_single_ages(rows: Sequence[Row], keys: tuple[str, ...], first: int | None, problems: Problems) -> None:
    """Hold that single ages follow each other without a gap, from ``first`` if one is given."""
    if not _all_readable(rows, (*keys, "age")):
        return
    for key, members in by_group(rows, keys).items():
        expected = first
        for age, line in sorted((int(row.number("age")), row.line) for row in members):
            if expected is not None and age > expected:
                _gap(f"row {line}, age", label(key), (expected, age - 1), f"{age}", f"{age} 歳", problems)
            expected = age + 1


def check_every_year(rows: Sequence[Row], problems: Problems) -> None:
    """Hold that no year is left out: a trend over the years would be another one."""
    years = sorted({year for row in rows if isinstance(year := row.cells.get("year"), int)})
    lost = [year for before, after in pairwise(years) for year in range(before + 1, after)]
    if lost:
        problems.add(
            "year",
            en=f"there are no rows for {', '.join(map(str, lost[:10]))}; add them: rates of every year are needed.",
            ja=f"{'、'.join(map(str, lost[:10]))} 年の行がありません。毎年の死亡率が必要です。行を加えてください。",
        )


def check_events(rows: Sequence[Row], problems: Problems) -> None:
    """Hold that each row is of a calendar year and that the parts add up to the whole."""
    for row in rows:
        start, end = row.cells.get("start"), row.cells.get("end")
        if isinstance(start, date) and isinstance(end, date):
            _check_calendar_year(row, start, end, problems)
    whole = [row for row in rows if row.whole]
    for key, members in by_group(whole, ("basis", "start", "end", "measure")).items():
        values = {row["coverage"]: row for row in members}
        if len(values) == 3:
            parts = values["japanese"].number("value") + values["foreign"].number("value")
            names = (f"{label(key)}: japanese + foreign", f"{label(key)}：japanese + foreign")
            _expect(values["all"], "value", parts, *names, problems)
    for (_, _, measure, _), members in by_group(whole, ("start", "end", "measure", "coverage")).items():
        _check_bases(str(measure), sorted(members, key=lambda row: row.number("value")), problems)


def _check_bases(measure: str, rows: Sequence[Row], problems: Problems) -> None:
    """Hold the counts of one measure, year and coverage by several bases to each other: they differ, not in digits."""
    low, high = rows[0].number("value"), rows[-1].number("value")
    if high <= MOST_APART * low or high - low <= CHANCE * math.sqrt(high):
        return
    problems.add(
        f"row {rows[0].line}, value",
        en=f"got {show(low)} {measure} ({rows[0]['basis']}), where row {rows[-1].line} has {show(high)} "
        f"({rows[-1]['basis']}) of the same year and coverage; correct the one that lost or gained a digit.",
        ja=f"{measure}（{rows[0]['basis']}）が {show(low)} ですが、同じ年・同じ範囲の{rows[-1].line}行目"
        f"（{rows[-1]['basis']}）は {show(high)} です。桁の違うほうを直してください。",
    )


def _check_calendar_year(row: Row, start: date, end: date, problems: Problems) -> None:
    if end < start:
        problems.add(
            f"row {row.line}, end",
            en=f"got {end}, before the start {start}; the last day of the interval comes after the first.",
            ja=f"{end} は開始日 {start} より前です。終了日は開始日より後にしてください。",
        )
    elif (start, end) != (date(start.year, 1, 1), date(start.year, 12, 31)):
        fiscal = (start.month, start.day, end.month, end.day) == (4, 1, 3, 31)
        en, ja = "Write the days of a calendar year", "暦年の日付にする"
        if fiscal:
            en, ja = (
                "This is a fiscal year (年度): write the calendar year's count",
                "これは年度の値です。暦年の値にする",
            )
        problems.add(
            f"row {row.line}, start",
            en=f"got {start} to {end}; events are counted over a calendar year, 1 January to 31 December. {en}, "
            "or leave the row out.",
            ja=f"{start}～{end} です。件数は暦年（1月1日～12月31日）で数えます。{ja}か、行を除いてください。",
        )


def check_own_area(row: Row, code: str | None, problems: Problems) -> None:
    """Hold that a published row is about the folder's area, alone or with others."""
    area = row.cells.get("area")
    if code is not None and isinstance(area, str) and code not in area.split("+"):
        problems.add(
            f"row {row.line}, area",
            en=f"got '{area}': unknown area code here; this folder is {code}. Move the row to its own area's folder.",
            ja=f"「{area}」はこのフォルダの地域ではありません（ここは {code}）。その地域のフォルダに移してください。",
        )


def check_published_parts(rows: Sequence[Row], problems: Problems) -> None:
    """Hold the broad ages of a published projection to its residents; what is published is rounded."""
    measures = ("population", "population_0_14", "population_15_64", "population_65_plus")
    for key, members in by_group([row for row in rows if row.whole], ("series", "area", "year")).items():
        there = {str(row["measure"]): row for row in members}
        total, *parts = (there[name].number("value") if name in there else None for name in measures)
        known = [part for part in parts if part is not None]
        if total is None or not known:
            continue
        unit = next((unit for unit in (1000, 100, 10) if all(value % unit == 0 for value in (total, *known))), 1)
        if sum(known) > total + 5 * unit or (len(known) == 3 and sum(known) < total - 5 * unit):
            names = " + ".join(name for name in measures[1:] if name in there)
            where = label(key)
            _expect(there["population"], "value", sum(known), f"{where}: {names}", f"{where}：{names}", problems)


def _expect(row: Row, column: str, wanted: float, en: str, ja: str, problems: Problems) -> None:
    """Note a total that differs from what its parts add up to (beyond rounding of floating point)."""
    got = row.number(column)
    if abs(got - wanted) > 1e-6 * max(1.0, abs(wanted)):
        problems.add(
            f"row {row.line}, {column}",
            en=f"wrong total: got {show(got)}; {en} is {show(wanted)}. Correct one of them.",
            ja=f"合計が合いません。{show(got)} に対し、{ja} は {show(wanted)} です。どちらかを直してください。",
        )


def check_totals(population: Sequence[Row], broad: Sequence[Row], problems: Problems) -> None:
    """Hold ``broad_ages`` to itself and to the ages of ``population`` of the same basis and date.

    Broad ages leave persons of unknown age out; the total ("all") includes them.
    """
    for key, members in by_group([row for row in broad if row.whole], ("basis", "date")).items():
        cells = {(str(row["sex"]), str(row["age_group"])): row for row in members}
        _check_sexes(label(key), cells, problems)
        _check_parts(label(key), cells, problems)
    counts = by_group(population, ("basis", "date", "sex"))
    for row in (row for row in broad if row.whole):
        sexes = SEXES if row["sex"] == "both" else (row["sex"],)
        group = str(row["age_group"])
        parts = [_inside(counts.get((row["basis"], row["date"], sex), []), group) for sex in sexes]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            name = f"{row['basis']} {row['date']} {row['sex']} {group}"
            names = (f"the sum of population.csv ({name})", f"population.csv の合計（{name}）")
            _expect(row, "population", sum(known), *names, problems)


def _check_sexes(where: str, cells: dict[tuple[str, str], Row], problems: Problems) -> None:
    for (sex, group), row in cells.items():
        if sex == "both" and all((one, group) in cells for one in SEXES):
            wanted = sum(cells[one, group].number("population") for one in SEXES)
            _expect(
                row,
                "population",
                wanted,
                f"{where} {group}: male + female",
                f"{where} {group}：male + female",
                problems,
            )


def _check_parts(where: str, cells: dict[tuple[str, str], Row], problems: Problems) -> None:
    limits = (("all", ("0-14", "15-64", "65+")), ("65+", ("75+",)), ("all", ("foreign",)))
    for (sex, group), row in cells.items():
        for whole, parts in limits:
            if group != whole or not all((sex, part) in cells for part in parts):
                continue
            inside = sum(cells[sex, part].number("population") for part in parts)
            total = row.number("population")
            if inside > total:
                names = " + ".join(parts)
                problems.add(
                    f"row {row.line}, population",
                    en=f"wrong total: {where} {sex}: {names} is {show(inside)}, more than {group}, "
                    f"{show(total)}. Correct one of them.",
                    ja=f"合計が合いません。{where} {sex}：{names} が {show(inside)} で、{group} の "
                    f"{show(total)} を超えています。どちらかを直してください。",
                )


def _inside(members: Sequence[Row], broad: str) -> float | None:
    """Return how many persons of a count and sex are in a broad age; None where that cannot be told."""
    if not members or broad == "foreign" or not all(row.whole for row in members):
        return None
    if broad == "all":
        return sum(row.number("population") for row in members)
    low, end = _limits(broad)
    inside = 0.0
    for row in members:
        if row["age_group"] == "unknown":
            continue
        lower, upper = _limits(str(row["age_group"]))
        if low <= lower and upper <= end:
            inside += row.number("population")
        elif lower < end and upper > low:
            return None  # a group straddles the limit: nothing to compare
    return inside


def _limits(age_group: str) -> tuple[float, float]:
    low, width = age_bounds(age_group)
    assert low is not None
    return low, math.inf if width is None else low + width
