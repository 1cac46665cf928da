"""What one file can get wrong by itself, beyond its shape."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from cohort.scenario.measure_checks import check_measure, read_points
from cohort.scenario.measures import parse_ages
from cohort.scenario.parts import contents, measure_of, rows
from cohort.scenario.rules import RuleProblems, shown
from cohort.scenario.schema import BandTable, LaunchTable, MeasureTable, ScenarioFile
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
                read_points(row, folder, area, problems, place)
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
    if launch.ok("migration_censuses", "births"):
        _migration_censuses(launch, problems)
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


def _migration_censuses(launch: LaunchTable, problems: RuleProblems) -> None:
    years, where = launch.migration_censuses, "launch.migration_censuses"
    if len(years) == 1 or any(later != earlier + 5 for earlier, later in pairwise(years)):
        problems.note(
            4,
            where,
            en=f"got {years}; write two or more censuses in order, five years apart, e.g. [2000, 2005, 2010].",
            ja=f"値が{years}です。5年おきの国勢調査の年を2つ以上、[2000, 2005, 2010] のように順に書いてください。",
        )
    if years and launch.births == "child_woman_ratio":
        problems.note(
            1,
            where,
            en="the official form takes the rates of the last interval before the launch; take this key out.",
            ja="公的な方法では起点の前の国勢調査間の率を使います。このキーを消してください。",
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
