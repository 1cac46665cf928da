"""Births, fertility and women: do the targets belong to one future, and their bases to one year?"""

from __future__ import annotations

from dataclasses import replace

from cohort.analysis.coherence_plan import Finding, Plan, Target

TOLERANCE = 0.02  # two targets agree if one gives the other within 2 %, the tolerance of launch values


def births_findings(plan: Plan) -> list[Finding]:
    """Return what the targets for births and for the TFR say about each other."""
    births, tfr = plan.target("births"), plan.target("tfr")
    found = [] if births is None else _base_of_births(plan, births)
    if births is None or tfr is None or not plan.by_fertility:
        return found
    if births.year != tfr.year or not plan.covers(births.year):
        return found
    return [
        *found,
        _women(plan, births, tfr),
        _births_and_tfr(plan, births, tfr),
        *_base_year(plan, births, tfr),
    ]


def _base_of_births(plan: Plan, births: Target) -> list[Finding]:
    observed = _observed_births(plan, births.base_year)
    if observed is None:
        return []
    same = observed == births.base
    year = births.base_year
    return [
        Finding(
            "base-of-births",
            f"The base of the births target, {births.base:,.0f} in {year}, is "
            f"{'what was observed' if same else f'not what was observed ({observed:,.0f})'}.",
            f"出生数の目標の基準値（{year}年に{births.base:,.0f}人）は、実績"
            f"{'と一致します' if same else f'（{observed:,.0f}人）と一致しません'}。",
            {"base": births.base, "observed": observed},
            contradicts=not same,
        )
    ]


def _observed_births(plan: Plan, year: int) -> float | None:
    table = plan.inputs.events
    if table is None:
        return None
    rows = table[(table["measure"] == "births") & (table["start"].dt.year == year)]
    return None if rows.empty else float(plan.inputs.event("births", year))


def _women(plan: Plan, births: Target, tfr: Target) -> Finding:
    """How many women the two targets presuppose, and how many the projection has."""
    more_births, more_tfr = births.value / births.base, tfr.value / tfr.base
    presupposed = more_births / more_tfr - 1
    names = plan.on_first_launch()
    level = plan.base.tfr / plan.base.scale  # published scale, of the launch years
    had = [plan.value("births", n, births.year) / plan.value("tfr", n, births.year) * level for n in names]
    women = [value / births.base - 1 for value in had]
    first, most = women[0], max(women)
    numbers = {
        "births_change": more_births - 1,
        "tfr_change": more_tfr - 1,
        "women_presupposed": presupposed,
        "women_first_scenario": first,
        "women_most": most,
    }
    return Finding(
        "births-and-women",
        f"Births are to change by {more_births - 1:+.1%} ({births.base:,.0f} to {births.value:,.0f}) and the TFR by "
        f"{more_tfr - 1:+.1%} ({tfr.base:.2f} to {tfr.value:.2f}): that presupposes {presupposed:+.1%} women in "
        f"childbearing ages, weighted by their fertility, from {births.base_year} to {births.year}. The projection has "
        f"{first:+.1%} without measures and {most:+.1%} in the best of {len(names)} scenarios.",
        f"出生数は{more_births - 1:+.1%}（{births.base:,.0f}→{births.value:,.0f}人）、出生率は{more_tfr - 1:+.1%}"
        f"（{tfr.base:.2f}→{tfr.value:.2f}）とする目標です。これは{births.base_year}年から{births.year}年の間の出産年齢の女性"
        f"（出生率で加重）が{presupposed:+.1%}で済むことを前提としますが、推計では施策なしで{first:+.1%}、"
        f"{len(names)}個のシナリオのうち最もよいものでも{most:+.1%}です。",
        numbers,
        contradicts=most < presupposed - TOLERANCE,
    )


def _births_and_tfr(plan: Plan, births: Target, tfr: Target) -> Finding:
    """Which TFR the births target needs, and how many births the TFR target gives."""
    year, names = births.year, plan.on_first_launch()
    per_tfr = [plan.value("births", n, year) / plan.value("tfr", n, year) for n in names]
    first, most = per_tfr[0], max(per_tfr)
    numbers = {
        "births_at_tfr": first * tfr.value,
        "births_at_tfr_most": most * tfr.value,
        "tfr_for_births": births.value / first,
        "tfr_for_births_least": births.value / most,
        "missing_births": births.value - first * tfr.value,
    }
    agree = abs(most * tfr.value / births.value - 1) <= TOLERANCE or most * tfr.value > births.value
    base = plan.base.published.year if plan.base.published else tfr.base_year
    launch = ", ".join(map(str, plan.base.launch.events))
    return Finding(
        "births-and-tfr",
        f"With the projected women, a TFR of {tfr.value:.2f} gives {first * tfr.value:,.0f} births in {year} (at most "
        f"{most * tfr.value:,.0f}, in the scenario with the most women), not {births.value:,.0f}; {births.value:,.0f} need a "
        f"TFR of {births.value / first:.2f} (at least {births.value / most:.2f}). Here {tfr.base:.2f} ({base}) "
        f"stands for the births of {launch}.",
        f"推計された女性人口では、出生率{tfr.value:.2f}で{year}年の出生数は{first * tfr.value:,.0f}人（女性が最も多いシナリオで"
        f"{most * tfr.value:,.0f}人）となり、目標の{births.value:,.0f}人になりません。{births.value:,.0f}人には出生率"
        f"{births.value / first:.2f}（少なくとも{births.value / most:.2f}）が必要です。ここでは{base}年の{tfr.base:.2f}を"
        f"{launch}年の出生数に対応させています。",
        numbers,
        contradicts=not agree,
    )


def _base_year(plan: Plan, births: Target, tfr: Target) -> list[Finding]:
    """What the printed TFR stands for, if it is read in the year it was published for."""
    then, now = tfr.base_year, births.base_year
    launch = plan.scenarios[0].launch
    born = _observed_births(plan, then)
    if now != then + 1 or launch.events != (now,) or born is None:
        return []
    women = _women_by_year(plan, then, now)
    implied = tfr.base * (births.base / women[now]) / (born / women[then])
    scale = tfr.base / implied
    year, names = births.year, plan.on_first_launch()
    per_tfr = [plan.value("births", n, year) / plan.value("tfr", n, year) * scale for n in names]
    first, most = per_tfr[0], max(per_tfr)
    numbers = {
        "births_then": born,
        "births_now": births.base,
        "women_change": women[now] / women[then] - 1,
        "tfr_now": implied,
        "tfr_change_from_now": tfr.value / implied - 1,
        "births_at_tfr": first * tfr.value,
        "births_at_tfr_most": most * tfr.value,
        "tfr_for_births_least": births.value / most,
    }
    return [
        Finding(
            "base-year-of-tfr",
            f"The base years differ: {tfr.base:.2f} is the TFR of {then}, when {born:,.0f} children were born, and "
            f"{births.base:,.0f} are the births of {now}, a TFR of about {implied:.2f} on the same scale. From there "
            f"{tfr.value:.2f} is {tfr.value / implied - 1:+.0%}, not {tfr.value / tfr.base - 1:+.0%}; on this reading it gives "
            f"{first * tfr.value:,.0f} births in {year} (at most {most * tfr.value:,.0f}), and {births.value:,.0f} need "
            f"at least {births.value / most:.2f}.",
            f"基準年が異なります。出生率{tfr.base:.2f}は{then}年（出生{born:,.0f}人）の値で、出生数{births.base:,.0f}人は{now}年の値"
            f"（同じ尺度で出生率およそ{implied:.2f}）です。そこから{tfr.value:.2f}へは{tfr.value / implied - 1:+.0%}であり、"
            f"{tfr.value / tfr.base - 1:+.0%}ではありません。この解釈では{year}年の出生数は{first * tfr.value:,.0f}人（最大"
            f"{most * tfr.value:,.0f}人）、{births.value:,.0f}人には少なくとも{births.value / most:.2f}が必要です。",
            numbers,
            contradicts=True,
        )
    ]


def _women_by_year(plan: Plan, then: int, now: int) -> dict[int, float]:
    """Return women weighted by the fertility pattern in the year before launch and the one before that.

    They are the births of a year over the model's level of that year.
    """
    from cohort.assumptions.baseline import baseline

    launch = plan.scenarios[0].launch
    level = {now: plan.base.tfr, then: baseline(plan.inputs, replace(launch, events=(then,))).tfr}
    return {year: float(plan.inputs.event("births", year)) / tfr for year, tfr in level.items()}
