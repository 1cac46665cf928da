"""What can be wrong only once a file and its parents are put together."""

from __future__ import annotations

from typing import Any

from cohort.errors import did_you_mean
from cohort.scenario.measures import OUTCOMES, RIVALS
from cohort.scenario.outlook import Outlook
from cohort.scenario.parts import Part
from cohort.scenario.rules import RuleProblems
from cohort.scenario.schema import (
    Calibrate,
    Converge,
    Households,
    Launch,
    Returners,
    ScenarioFile,
    Shock,
    Source,
    Trajectory,
)
from cohort.scenario.sweep import check_sweep

_WHY = {
    "fertility.tfr": ("births follow from the TFR", "出生数はTFRから決まります"),
    "migration.net": ("the net is in minus out", "転入超過は転入と転出の差です"),
}


def check_family(
    parts: dict[str, Part], tables: ScenarioFile, scope: dict[str, Source], own: set[str], problems: RuleProblems
) -> None:
    """Note citations of sources that are not there, measures decided twice, and years outside the run."""
    if tables.ok("sources"):
        for part in parts.values():
            for place, key in part.citations() if part.key in own else ():
                check_source(key, scope, problems, place)
    _rivals(parts, own, problems)
    launch: Any = parts["launch"].rows[0] if "launch" in parts else None
    if launch is None:
        if tables.ok("launch"):
            problems.at(1, "launch").note(
                en="no [launch] here or in its parents; write date, basis and until.",
                ja="[launch] がこのファイルにも親にもありません。date、basis、until を書いてください。",
            )
    elif launch.ok("date", "until", "step") and launch.until > launch.date.year:
        for part in parts.values():
            for place, row in part.places():
                _years(row, launch, problems, place, "" if part.key in own else part.file)
    check_sweep(parts, tables.sweep, problems)
    if tables.ok("sweep") and tables.sweep is not None and tables.sweep.ok("source"):
        _sweep_source(tables.sweep.source, scope, problems)


def check_source(key: str, scope: dict[str, Source], problems: RuleProblems, place: str) -> bool:
    """Return whether a source is there; note it where it is not."""
    if key in scope:
        return True
    problems.at(5, place).note(
        en=f"no [sources.{key}] here or in its parents.{did_you_mean(key, scope, 'en') or ' Write it.'}",
        ja=f"[sources.{key}] がこのファイルにも親にもありません。{did_you_mean(key, scope, 'ja') or '書いてください。'}",
    )
    return False


def _sweep_source(key: str, scope: dict[str, Source], problems: RuleProblems) -> None:
    if not check_source(key, scope, problems, "sweep.source"):
        return
    source = scope[key]
    if source.ok("kind") and source.kind != "assumption":
        problems.at(5, "sweep.source").note(
            en=f'sources.{key} is a {source.kind}; swept values are what-ifs: cite one of kind = "assumption".',
            ja=f'sources.{key} は {source.kind} です。動かした値は仮定なので、kind = "assumption" の出典にしてください。',
        )


def _rivals(parts: dict[str, Part], own: set[str], problems: RuleProblems) -> None:
    pairs = [(one, other) for one, others in RIVALS.items() for other in others]
    for one, other in pairs:
        if one not in parts or other not in parts:
            continue
        where, rival = (other, one) if other in own or one not in own else (one, other)
        (en, ja), came = _WHY[one], "" if rival in own else parts[rival].file
        problems.at(7, where).note(
            en=f"{rival} is given too; {en}. "
            + (f'It comes from {came}: write without = ["{rival}"].' if came else "Delete one of the two."),
            ja=f"{rival} もあります。{ja}。"
            + (
                f'{came} から来ているので、without = ["{rival}"] と書いてください。'
                if came
                else "どちらかを消してください。"
            ),
        )


def _years(row: Any, launch: Launch, problems: RuleProblems, place: str, came: str) -> None:
    """Note years of a table that the projection does not have; ``came``: the file of an inherited one."""
    first, last = launch.date.year, launch.until
    if isinstance(row, Trajectory):
        _points_until(row, last, problems, place, came)
    elif isinstance(row, Outlook | Calibrate):
        _result_year(row, launch, problems, f"{place}.year", came)
    elif isinstance(row, Shock | Households | Returners) and row.ok("first_year", "last_year"):
        for name in ("first_year", "last_year"):
            year = getattr(row, name)
            if year is not None and not first <= year < last:
                _outside(year, first, last - 1, problems, f"{place}.{name}", came)


def _outside(year: int, first: int, last: int, problems: RuleProblems, place: str, came: str) -> None:
    problems.at(4, place, got=year).note(
        en=f"the projection has the years {first} to {last}."
        + (f" The table comes from {came}." if came else " Change the year or launch.until."),
        ja=f"推計の期間は {first} 年から {last} 年までです。"
        + (f"この表は {came} から来ています。" if came else "年か launch.until を直してください。"),
    )


def _points_until(table: Trajectory, last: int, problems: RuleProblems, place: str, came: str) -> None:
    late = [(f"{place}.{table.stated_in}.{year}", year) for year, _ in table.written if last < year <= 2200]
    after = table.after
    if isinstance(after, Converge) and after.ok("by") and after.by > last:
        late.append((f"{place}.after.by", after.by))
    for where, year in late:
        problems.at(4, where, got=year).note(
            en=f"the projection ends in {last} (launch.until). "
            + (f"The table comes from {came}." if came else "Use an earlier year, or a later launch.until."),
            ja=f"推計は {last} 年（launch.until）までです。"
            + (f"この表は {came} から来ています。" if came else "年を早めるか、launch.until を延ばしてください。"),
        )


def _result_year(row: Outlook | Calibrate, launch: Launch, problems: RuleProblems, place: str, came: str) -> None:
    if not row.ok("year", "measure") or row.measure not in OUTCOMES:
        return
    first = launch.date.year
    last = launch.until if "time" in OUTCOMES[row.measure].dims else launch.until - 1
    if not first <= row.year <= last:
        _outside(row.year, first, last, problems, place, came)
    elif (row.year - first) % launch.step:
        below = row.year - (row.year - first) % launch.step
        problems.at(4, place, got=row.year).note(
            en=f"with steps of {launch.step} years there are {below} and {below + launch.step}. "
            "Use one of them, or step = 1.",
            ja=f"{launch.step} 年刻みでは {below} 年と {below + launch.step} 年です。"
            "どちらかにするか、step = 1 にしてください。",
        )
