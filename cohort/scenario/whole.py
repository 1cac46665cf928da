"""What can be wrong only once a file and its parents are put together."""

from __future__ import annotations

from cohort.errors import did_you_mean
from cohort.scenario.measures import OUTCOMES
from cohort.scenario.parts import Part, citations, rows
from cohort.scenario.rules import RuleProblems
from cohort.scenario.schema import (
    CalibrateTable,
    Converge,
    HouseholdsTable,
    LaunchTable,
    MeasureTable,
    OutlookTable,
    ScenarioFile,
    ShockTable,
    SourceTable,
)
from cohort.scenario.sweep import check_sweep

_RIVALS = (
    ("fertility.tfr", ("fertility.births",), "births follow from the TFR", "出生数はTFRから決まります"),
    (
        "migration.net",
        ("migration.in", "migration.out"),
        "the net is in minus out",
        "転入超過は転入と転出の差です",
    ),
)


def check_whole(
    parts: dict[str, Part],
    tables: ScenarioFile,
    scope: dict[str, SourceTable],
    own: set[str],
    problems: RuleProblems,
) -> None:
    """Note citations of sources that are not there, measures decided twice, and years outside the run."""
    _sources(parts, tables, scope, own, problems)
    _rivals(parts, own, problems)
    launch = parts.get("launch")
    if launch is None:
        if tables.ok("launch"):
            problems.note(
                1,
                "launch",
                en="no [launch] here or in its parents; write date, basis and until.",
                ja="[launch] がこのファイルにも親にもありません。date、basis、until を書いてください。",
            )
    elif (
        isinstance(launch.content, LaunchTable)
        and launch.content.ok("date", "until", "step")
        and launch.content.until > launch.content.date.year
    ):
        _years(parts, launch.content, own, problems)
    check_sweep(parts, tables, scope, problems)


def _sources(
    parts: dict[str, Part],
    tables: ScenarioFile,
    scope: dict[str, SourceTable],
    own: set[str],
    problems: RuleProblems,
) -> None:
    if not tables.ok("sources"):
        return
    for part in parts.values():
        if part.key not in own:
            continue
        for place, key in citations(part.key, part.content):
            if key not in scope:
                hint_en, hint_ja = did_you_mean(key, scope, "en"), did_you_mean(key, scope, "ja")
                problems.note(
                    5,
                    place,
                    en=f"no [sources.{key}] here or in its parents.{hint_en or ' Write it.'}",
                    ja=f"[sources.{key}] がこのファイルにも親にもありません。{hint_ja or '書いてください。'}",
                )


def _rivals(parts: dict[str, Part], own: set[str], problems: RuleProblems) -> None:
    for one, others, en, ja in _RIVALS:
        for other in others:
            if one in parts and other in parts:
                where, rival = (other, one) if other in own or one not in own else (one, other)
                came = "" if rival in own else parts[rival].file
                problems.note(
                    7,
                    where,
                    en=f"{rival} is given too; {en}. "
                    + (
                        f'It comes from {came}: write without = ["{rival}"].'
                        if came
                        else "Delete one of the two."
                    ),
                    ja=f"{rival} もあります。{ja}。"
                    + (
                        f'{came} から来ているので、without = ["{rival}"] と書いてください。'
                        if came
                        else "どちらかを消してください。"
                    ),
                )


def _years(parts: dict[str, Part], launch: LaunchTable, own: set[str], problems: RuleProblems) -> None:
    first, last = launch.date.year, launch.until
    for part in parts.values():
        came = "" if part.key in own else part.file
        for place, row in rows(part.key, part.content):
            if isinstance(row, MeasureTable):
                _points_until(row, last, problems, place, came)
            elif isinstance(row, OutlookTable | CalibrateTable):
                _result_year(row, launch, problems, f"{place}.year", came)
            elif isinstance(row, ShockTable | HouseholdsTable) and row.ok("first_year", "last_year"):
                for name in ("first_year", "last_year"):
                    year = getattr(row, name)
                    if year is not None and not first <= year < last:
                        _outside(year, first, last - 1, problems, f"{place}.{name}", came)


def _outside(year: int, first: int, last: int, problems: RuleProblems, place: str, came: str) -> None:
    problems.note(
        4,
        place,
        en=f"got {year}; the projection has the years {first} to {last}."
        + (f" The table comes from {came}." if came else " Change the year or launch.until."),
        ja=f"値が{year}です。推計の期間は {first} 年から {last} 年までです。"
        + (f"この表は {came} から来ています。" if came else "年か launch.until を直してください。"),
    )


def _points_until(table: MeasureTable, last: int, problems: RuleProblems, place: str, came: str) -> None:
    name = "values" if table.values is not None else "series" if table.series is not None else "points"
    late = [(f"{place}.{name}.{year}", year) for year, _ in table.written if last < year <= 2200]
    if (
        table.ok("after")
        and isinstance(table.after, Converge)
        and table.after.ok("by")
        and table.after.by > last
    ):
        late.append((f"{place}.after.by", table.after.by))
    for where, year in late:
        problems.note(
            4,
            where,
            en=f"got {year}; the projection ends in {last} (launch.until)."
            + (
                f" The table comes from {came}." if came else " Use an earlier year, or a later launch.until."
            ),
            ja=f"値が{year}です。推計は {last} 年（launch.until）までです。"
            + (
                f"この表は {came} から来ています。"
                if came
                else "年を早めるか、launch.until を延ばしてください。"
            ),
        )


def _result_year(
    row: OutlookTable | CalibrateTable, launch: LaunchTable, problems: RuleProblems, place: str, came: str
) -> None:
    if not row.ok("year", "measure") or row.measure not in OUTCOMES:
        return
    first, last = launch.date.year, launch.until
    stock = "time" in OUTCOMES[row.measure].dims
    if not first <= row.year <= (last if stock else last - 1):
        _outside(row.year, first, last if stock else last - 1, problems, place, came)
    elif (row.year - first) % launch.step:
        below = row.year - (row.year - first) % launch.step
        problems.note(
            4,
            place,
            en=f"got {row.year}; with steps of {launch.step} years there are {below} and "
            f"{below + launch.step}. Use one of them, or step = 1.",
            ja=f"値が{row.year}です。{launch.step} 年刻みでは {below} 年と {below + launch.step} 年です。"
            "どちらかにするか、step = 1 にしてください。",
        )
