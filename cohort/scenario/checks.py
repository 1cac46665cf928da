"""What one file can get wrong by itself, beyond its shape."""

from __future__ import annotations

import math
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from cohort.scenario.document import read_series
from cohort.scenario.measures import Measure, intended, parse_ages
from cohort.scenario.parts import contents, measure_of, rows
from cohort.scenario.rules import RuleProblems, number, shown
from cohort.scenario.schema import BandTable, Converge, LaunchTable, MeasureTable, ScenarioFile
from cohort.scenario.tables import check_table


def check_file(
    tables: ScenarioFile, raw: dict[str, Any], folder: Path, area: str | None, problems: RuleProblems
) -> None:
    """Note what is wrong inside one file.

    Parameters
    ----------
    tables : ScenarioFile
        As far as it could be read. The points of series are read into it here.
    raw : dict
        The file as written.
    folder : Path
        Folder of the file.
    area : str or None
        Area whose rows of a series are meant.
    problems : RuleProblems
        What is wrong is added here.
    """
    _parents(tables, problems)
    for key, content in contents(tables).items():
        if isinstance(content, list) and not content:
            problems.note(
                2, key, en="empty; write a table or leave it out.", ja="空です。表を書くか、消してください。"
            )
        for place, row in rows(key, content):
            if isinstance(row, MeasureTable):
                _read_points(row, folder, area, problems, place)
                check_measure(row, measure_of(key, row), problems, place)
            elif isinstance(row, LaunchTable):
                _launch(row, problems)
            else:
                check_table(row, problems, place)
    if tables.migration and tables.migration.band:
        _bands(tables.migration.band, problems)
    _unused_sources(tables, raw, problems)


def _parents(tables: ScenarioFile, problems: RuleProblems) -> None:
    if tables.inherits is not None and tables.combine is not None:
        problems.note(
            7,
            "combine",
            en="a file inherits from one parent or combines several; leave out inherits or combine.",
            ja="inherits と combine は一緒に使えません。どちらかを消してください。",
        )
    if tables.based_on and (tables.inherits is not None or tables.combine is not None):
        problems.note(
            6,
            "based_on",
            en="based_on is written when a scenario is resolved; leave it out and keep inherits or combine.",
            ja="based_on は書き出しのときに付くものです。消して、inherits か combine だけを残してください。",
        )
    if tables.combine is not None and len(set(tables.combine)) < max(2, len(tables.combine)):
        problems.note(
            7,
            "combine",
            en="name two or more different files; for one file use inherits.",
            ja="異なるファイルを2つ以上書いてください。1つなら inherits を使います。",
        )


def _launch(launch: LaunchTable, problems: RuleProblems) -> None:
    if launch.ok("events"):
        for earlier, later in pairwise(launch.events):
            if later <= earlier:
                problems.note(
                    4,
                    "launch.events",
                    en=f"{later} stands after {earlier}; write years once and in order.",
                    ja=f"{earlier} の後に {later} があります。年は1回ずつ、順に書いてください。",
                )
    if launch.ok("births", "step") and launch.births == "child_woman_ratio" and launch.step != 5:
        problems.note(
            1,
            "launch.births",
            en='the child-woman ratio needs five-year steps; write step = 5, or births = "asfr".',
            ja='子ども女性比を使うには5年刻みにします。step = 5 か births = "asfr" にしてください。',
        )
    if not launch.ok("date", "until"):
        return
    if not 1900 <= launch.date.year <= 2200:
        problems.note(
            4,
            "launch.date",
            en=f"got {launch.date}; years run from 1900 to 2200.",
            ja=f"値が{launch.date}です。年は 1900 から 2200 までです。",
        )
    length = launch.until - launch.date.year
    if length < 1:
        problems.note(
            4,
            "launch.until",
            en=f"got {launch.until}; it must be after the launch year {launch.date.year}.",
            ja=f"値が{launch.until}です。起点の年 {launch.date.year} より後にしてください。",
        )
    elif launch.ok("step") and length % launch.step:
        below = launch.until - length % launch.step
        problems.note(
            4,
            "launch.until",
            en=f"got {launch.until}; steps of {launch.step} years from {launch.date.year} do not end there. "
            f"Use {below} or {below + launch.step}.",
            ja=f"値が{launch.until}です。{launch.date.year} 年から {launch.step} 年刻みでは届きません。"
            f"{below} か {below + launch.step} にしてください。",
        )


def _read_points(
    table: MeasureTable, folder: Path, area: str | None, problems: RuleProblems, place: str
) -> None:
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


def _bands(bands: list[BandTable], problems: RuleProblems) -> None:
    known = []
    for index, band in enumerate(bands, start=1):
        if not band.ok("ages"):
            continue
        ages = parse_ages(band.ages)
        if ages is None:
            problems.note(
                3,
                f"migration.band#{index}.ages",
                en=f"got {shown(band.ages, 'en')}; write '10-39', '65+' or '7', ages up to 130.",
                ja=f"値が{shown(band.ages, 'ja')}です。"
                "'10-39'、'65+'、'7' のように130歳以下で書いてください。",
            )
        elif band.ok("flow"):
            known.append((index, band.flow, ages))
    for (first, flow, (low, high)), (second, other, (start, end)) in combinations(known, 2):
        if (
            flow == other
            and low <= (end if end is not None else 999)
            and start <= (high if high is not None else 999)
        ):
            problems.note(
                7,
                f"migration.band#{second}.ages",
                en=f"overlaps band {first} ({bands[first - 1].ages}) of the same flow '{flow}'; "
                "an age belongs to one band.",
                ja=f"同じ '{flow}' の {first} 番目の帯（{bands[first - 1].ages}）と重なります。"
                "年齢は1つの帯だけに入れてください。",
            )


def _cited(value: object) -> set[str]:
    """Return every source named anywhere, also in tables that could not be read."""
    if isinstance(value, list):
        return {key for item in value for key in _cited(item)}
    if not isinstance(value, dict):
        return set()
    here = {value["source"]} if isinstance(value.get("source"), str) else set()
    return here | {key for item in value.values() for key in _cited(item)}


def _unused_sources(tables: ScenarioFile, raw: dict[str, Any], problems: RuleProblems) -> None:
    cited = _cited({key: value for key, value in raw.items() if key != "sources"})
    for key in tables.sources:
        if key not in cited:
            problems.note(
                5,
                f"sources.{key}",
                en="nothing in this file cites it; cite it or delete it.",
                ja="このファイルの中で引用されていません。引用するか、消してください。",
            )
