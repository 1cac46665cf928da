"""Do a plan's targets agree with each other, with what was observed, and with its outlook?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cohort.analysis.coherence_births import births_findings
from cohort.analysis.coherence_migration import migration_findings
from cohort.analysis.coherence_plan import Finding, Plan, rows_of, targets_of, titles_of
from cohort.analysis.measures import summarise
from cohort.analysis.verdict import Verdict, verdicts
from cohort.assumptions import assume
from cohort.projection.project import project
from cohort.wording import distance, is_persons, quantity

if TYPE_CHECKING:
    from cohort.inputs import Inputs
    from cohort.scenario.model import Scenario, ScenarioSet

__all__ = ["Finding", "coherence"]


def coherence(
    inputs: Inputs, scenarios: ScenarioSet | Iterable[Scenario], strategy: str | None = None
) -> list[Finding]:
    """Check a plan's targets against each other, the observed base, the projected women and the outlook.

    Parameters
    ----------
    inputs : Inputs
        With ``targets.csv``; its ``events`` say what was observed in the base years.
    scenarios : ScenarioSet or iterable of Scenario
        The first is the one without measures; those that cite the plan carry its targets.
    strategy : str, optional
        Name in ``targets.csv``; by default the one whose document the scenarios cite.

    Returns
    -------
    list of Finding
        In the order: births, migration, outlook. A check whose targets the plan does not have is left out.

    Raises
    ------
    AssumptionError
        No targets, or it is not clear which plan is meant; what `assume` raises.
    """
    every = tuple(scenarios)
    name = targets_of(inputs, every, strategy)
    assumptions = assume(inputs, every)
    projection = project(assumptions)
    plan = Plan(
        name,
        titles_of(inputs, name),
        rows_of(inputs, name),
        inputs,
        every,
        assumptions.reset_coords(drop=True),
        projection.reset_coords(drop=True),
    )
    return [*births_findings(plan), *migration_findings(plan), *_outlook(plan)]


def _outlook(plan: Plan) -> list[Finding]:
    """Return, for each promise, what the scenarios that carry the plan's targets give."""
    carriers = {scenario.name: scenario for scenario in plan.carriers()}
    asked: dict[tuple[str, int, float], list[Verdict]] = {}
    for verdict in verdicts(summarise(plan.projection), plan.scenarios):
        if verdict.scenario in carriers and verdict.relation != "about":
            key = (verdict.outlook.measure, verdict.outlook.year, verdict.promised)
            asked.setdefault(key, []).append(verdict)
    return [_promise(found, carriers) for found in asked.values()]


def _promise(found: list[Verdict], carriers: dict[str, Scenario]) -> Finding:
    first, count = found[0], len(found)
    best = min(found, key=lambda verdict: abs(verdict.needed))
    own = [verdict for verdict in found if not carriers[verdict.scenario].calibrate]
    printed = min(own or found, key=lambda verdict: abs(verdict.needed))
    measure, year, met = first.outlook.measure, first.outlook.year, sum(verdict.met for verdict in found)
    rounding = half_unit(measure, first.promised)
    near = not met and abs(best.needed) <= rounding
    numbers = {"promised": first.promised, "best": best.value, "best_gap": best.gap, "rounding": rounding}
    numbers |= {"printed": printed.value, "printed_gap": printed.gap, "met": met, "scenarios": count}
    en = (
        f"The outlook is {quantity(measure, first.promised, 'en')} in {year}; "
        f"{met or 'none'} of the {count} scenarios that carry the plan's targets keep{'s' if met == 1 else ''} it. "
        f"Nearest comes {_came(best, carriers, 'en')}{' That is within its rounding.' if near else ''}"
    )
    ja = (
        f"{year}年の将来展望は{quantity(measure, first.promised, 'ja')}ですが、計画の目標を入れた{count}個のシナリオのうち"
        f"達成は{met}個です。最も近いのは{_came(best, carriers, 'ja')}{'丸めの範囲内です。' if near else ''}"
    )
    if printed is not best:
        en += f" On the observed base, nearest comes {_came(printed, carriers, 'en')}"
        ja += f"実績を基準にしたもので最も近いのは{_came(printed, carriers, 'ja')}"
    return Finding("outlook-and-targets", en, ja, numbers, contradicts=not met and not near)


def half_unit(measure: str, value: float) -> float:
    """Return half the unit (at most 1,000) a printed count is rounded to: 500 for 89,000; 0 for 82,044 and shares."""
    if not is_persons(measure) or value == 0 or value != round(value):
        return 0.0
    unit = 1
    while unit < 1000 and value % (unit * 10) == 0:
        unit *= 10
    return unit / 2 if unit > 1 else 0.0


def _came(verdict: Verdict, carriers: dict[str, Scenario], language: str) -> str:
    scenario, measure = carriers[verdict.scenario], verdict.outlook.measure
    value = quantity(measure, verdict.value, language)
    gap = distance(measure, verdict.gap, verdict.gap_persons, language)
    if language == "ja":
        return f"「{scenario.title_ja}」の{value}で、展望より{gap}。"
    return f'"{scenario.title_en}": {value}, {gap} than promised.'
