"""Do a plan's targets go together: with each other, with what was observed, and with its outlook?"""

from __future__ import annotations

from cohort.analysis.coherence_births import births_findings
from cohort.analysis.coherence_migration import migration_findings
from cohort.analysis.coherence_plan import Finding, Plan, plan_of
from cohort.analysis.verdict import Verdict
from cohort.arguments import RUN, TEXT, takes
from cohort.run import Run
from cohort.scenario.model import Outlook
from cohort.text import EMPTY, Joined, Said, Text
from cohort.wording import Distance, Noun, Quantity

__all__ = ["Finding", "coherence"]


@takes(run=RUN, strategy=TEXT)
def coherence(run: Run, strategy: str | None = None) -> list[Finding]:
    """Check a plan's targets against each other, the observed base, the projected women and the outlook.

    Parameters
    ----------
    run : Run
        Its inputs have ``targets.csv``; their ``events`` say what was observed in the base years. The first scenario is
        the one without measures; those that cite the plan carry its targets.
    strategy : str, optional
        Name in ``targets.csv``; by default the one whose document the scenarios cite.

    Returns
    -------
    list of Finding
        In the order: births, migration, outlook. A check whose targets the plan does not have is left out.

    Raises
    ------
    AssumptionError
        No targets, or it is not clear which plan is meant.
    """
    plan = plan_of(run, strategy)
    return [*births_findings(plan), *migration_findings(plan), *_outlooks(plan)]


def _outlooks(plan: Plan) -> list[Finding]:
    """Return, for each outlook, what the scenarios that carry the plan's targets give."""
    carriers = {scenario.name for scenario in plan.carriers()}
    asked: dict[Outlook, list[Verdict]] = {}
    for verdict in plan.run.verdicts:
        if verdict.scenario in carriers and verdict.outlook.scope == "set":
            asked.setdefault(verdict.outlook, []).append(verdict)
    return [_outlook(plan, outlook, found) for outlook, found in asked.items()]


def _outlook(plan: Plan, outlook: Outlook, found: list[Verdict]) -> Finding:
    best = min(found, key=lambda verdict: abs(verdict.needed))
    own = [verdict for verdict in found if not plan.run.scenarios[verdict.scenario].calibrate]
    observed = min(own or found, key=lambda verdict: abs(verdict.needed))
    met = sum(verdict.met for verdict in found)
    grid = plan.run.readings
    if grid is not None and not grid.is_about(outlook):
        grid = None
    numbers = {
        "promised": outlook.value,
        "best": best.value,
        "best_gap": best.gap,
        "rounding": outlook.rounding / 2,
        "printed": observed.value,
        "printed_gap": observed.gap,
        "met": met,
        "scenarios": len(found),
    }
    if grid is not None:
        numbers |= {"readings": grid.count, "readings_met": grid.held}
    beside: Said = EMPTY
    if observed is not best:
        beside = Text(
            " On the observed base, nearest comes {came}",
            "実績を基準にしたもので最も近いのは{came}",
            came=_came(plan, observed),
        )
    said = Text(
        "The outlook is {stated} {noun} in {year}; {of_them}. Of the scenarios of this set with the targets as they stand "
        "nearest comes {came}",
        "{year}年の将来展望は{stated}で、{of_them}。計画の目標値を入れたシナリオで最も近いのは{came}",
        stated=outlook.said,
        noun=Noun(outlook.measure),
        year=outlook.year,
        of_them=_of_them(met, len(found))
        if grid is None
        else Text(
            "{met} of {count} readings of the plan reach it",
            "計画の読み方{count}通りのうち達成は{met}通りです",
            met=grid.held,
            count=grid.count,
        ),
        came=_came(plan, best),
    )
    return Finding("outlook-and-targets", Joined([said, beside]), numbers, to_settle=not met)


def _of_them(met: int, count: int) -> Text:
    """Return how many scenarios with the plan's targets meet its outlook: those of the set, no others were computed."""
    return Text(
        "{met} of the {count} scenarios of this set that carry the plan's targets reach{s} it",
        "計画の目標値を入れたこのセットの{count}シナリオのうち達成は{met}件です",
        met=met,
        s="es" if met == 1 else "",
        count=count,
    )


def _came(plan: Plan, verdict: Verdict) -> Text:
    scenario, outlook = plan.run.scenarios[verdict.scenario], verdict.outlook
    return Text(
        '"{title}": {value}, {gap} than the outlook.',
        "「{title}」の{value}で、展望より{gap}見込みです。",
        title=Text(scenario.title.en, scenario.title.ja),
        value=Quantity(outlook.measure, verdict.value),
        gap=Distance(outlook.measure, verdict.gap, verdict.gap_persons),
    )
