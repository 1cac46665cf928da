"""Births, fertility and women: do the targets belong to one future, and their bases to one year?"""

from __future__ import annotations

from cohort.analysis.coherence_plan import Finding, Plan, Target
from cohort.assumptions.baseline import baseline
from cohort.text import Said, Text, listed
from cohort.wording import Amount, Plain, people

TOLERANCE = 0.02  # two targets agree if one gives the other within 2 %, the tolerance of launch values


def births_findings(plan: Plan) -> list[Finding]:
    """Return what the targets for births and for the TFR say about each other."""
    births, tfr = plan.target("births"), plan.target("tfr")
    found = [] if births is None else _base_of_births(plan, births)
    if births is None or tfr is None or not plan.by_fertility:
        return found
    if births.year != tfr.year or not plan.covers(births.year):
        return found
    return [*found, _women(plan, births, tfr), _births_and_tfr(plan, births, tfr), *_base_year(plan, births, tfr)]


def _base_of_births(plan: Plan, births: Target) -> list[Finding]:
    observed = _observed_births(plan, births.base_year)
    if observed is None:
        return []
    same = observed == births.base
    said = Text(
        "The base of the births target, {base} in {year}, is {what}.",
        "出生数の目標の基準値（{year}年に{base}人）は、{what}。",
        base=people(births.base),
        year=births.base_year,
        what=Text("what was observed", "実績と一致します")
        if same
        else Text("not what was observed ({seen})", "実績（{seen}人）と異なります", seen=people(observed)),
    )
    return [Finding("base-of-births", said, {"base": births.base, "observed": observed}, to_settle=not same)]


def _observed_births(plan: Plan, year: int) -> float | None:
    table = plan.inputs.events
    if table is None:
        return None
    rows = table[(table["measure"] == "births") & (table["start"].dt.year == year)]
    return None if rows.empty else float(plan.inputs.event("births", year))


def _change(share: float, places: int = 1) -> Plain:
    return Plain(share, places, sign=True, percent=True)


def _tfr(value: float) -> Amount:
    return Amount("tfr", value)


def _words(births: Target, tfr: Target) -> dict[str, Said]:
    """Return the bases and targets, as sentences name them."""
    return {
        "births_base": people(births.base),
        "births": people(births.value),
        "tfr_base": _tfr(tfr.base),
        "tfr": _tfr(tfr.value),
    }


def _women(plan: Plan, births: Target, tfr: Target) -> Finding:
    """How many women the two targets presuppose, and how many the projection has."""
    presupposed = (1 + births.growth) / (1 + tfr.growth) - 1
    known = births.base_year in plan.first.launch.events
    level = (_level(plan, births.base_year) if known else plan.base.tfr) / plan.base.scale  # published scale
    women = [each * level / births.base - 1 for each in plan.births_per_tfr(births.year)]
    numbers = {
        "births_change": births.growth,
        "tfr_change": tfr.growth,
        "women_presupposed": presupposed,
        "women_first_scenario": women[0],
        "women_most": max(women),
    }
    said = Text(
        "Births are to change by {more_births} ({births_base} to {births}) and the TFR by {more_tfr} ({tfr_base} to {tfr}): that "
        "presupposes {presupposed} women in childbearing ages, weighted by their fertility, from {start} to {year}. The "
        "projection has {first} without measures and {most} in the best of {count} scenarios.",
        "出生数は{more_births}（{births_base}→{births}人）、出生率は{more_tfr}（{tfr_base}→{tfr}）とする目標です。これは{start}年から"
        "{year}年の間の出産年齢の女性（出生率で加重）の変化を{presupposed}と見込むことになりますが、推計では施策なしで{first}、"
        "{count}個のシナリオのうち最もよいもので{most}です。",
        **_words(births, tfr),
        more_births=_change(births.growth),
        more_tfr=_change(tfr.growth),
        presupposed=_change(presupposed),
        start=births.base_year,
        year=births.year,
        first=_change(women[0]),
        most=_change(max(women)),
        count=len(women),
    )
    return Finding("births-and-women", said, numbers, to_settle=max(women) < presupposed - TOLERANCE)


def _births_and_tfr(plan: Plan, births: Target, tfr: Target) -> Finding:
    """Which TFR the births target needs, and how many births the TFR target gives."""
    per_tfr = plan.births_per_tfr(births.year)
    first, most = per_tfr[0], max(per_tfr)
    numbers = {
        "births_at_tfr": first * tfr.value,
        "births_at_tfr_most": most * tfr.value,
        "tfr_for_births": births.value / first,
        "tfr_for_births_least": births.value / most,
        "missing_births": births.value - first * tfr.value,
    }
    published = plan.base.published
    same = published is not None and plan.base.launch.tfr_scale == "same_year"
    years = (published.year,) if published is not None and same else plan.base.launch.events
    agree = abs(most * tfr.value / births.value - 1) <= TOLERANCE or most * tfr.value > births.value
    said = Text(
        "With the projected women, a TFR of {tfr} gives {given} births in {year} (at most {given_most}, in the scenario with "
        "the most women), beside the {births} aimed at; {births} need a TFR of {needed} (at least {least}). Here {tfr_base} "
        "({base}) stands for the births of {launch}.",
        "推計された女性人口では、出生率{tfr}で{year}年の出生数は{given}人（女性が最も多いシナリオで{given_most}人）となる見込みで、"
        "目標は{births}人です。{births}人には出生率{needed}（少なくとも{least}）が必要です。ここでは{base}年の{tfr_base}を"
        "{launch}年の出生数に対応させています。",
        **_words(births, tfr),
        given=people(first * tfr.value),
        given_most=people(most * tfr.value),
        year=births.year,
        needed=_tfr(births.value / first),
        least=_tfr(births.value / most),
        base=published.year if published else tfr.base_year,
        launch=listed(map(str, years)),
    )
    return Finding("births-and-tfr", said, numbers, to_settle=not agree)


def _base_year(plan: Plan, births: Target, tfr: Target) -> list[Finding]:
    """What the stated TFR stands for, if it is read in the year it was published for."""
    then, now = tfr.base_year, births.base_year
    born = _observed_births(plan, then)
    if now != then + 1 or now not in plan.first.launch.events or born is None:
        return []
    level = {year: _level(plan, year) for year in (then, now)}
    women = {then: born / level[then], now: births.base / level[now]}  # weighted by the fertility pattern
    implied = tfr.base * level[now] / level[then]
    scale = level[then] / tfr.base / plan.base.scale
    per_tfr = [each * scale for each in plan.births_per_tfr(births.year)]
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
    said = Text(
        "The base years differ: {tfr_base} is the TFR of {then}, when {born} children were born, and {births_base} are the "
        "births of {now}, a TFR of about {implied} on the same scale. From there {tfr} is {rise}, not {stated}; on this "
        "reading it gives {given} births in {year} (at most {given_most}), and {births} need at least {least}.",
        "基準年が異なります。出生率{tfr_base}は{then}年（出生{born}人）の値で、出生数{births_base}人は{now}年の値（同じ尺度で出生率"
        "およそ{implied}）です。そこから{tfr}へは{rise}で、{stated}とは異なります。この解釈では{year}年の出生数は{given}人（最大"
        "{given_most}人）、{births}人には少なくとも{least}が必要です。",
        **_words(births, tfr),
        then=then,
        now=now,
        born=people(born),
        implied=_tfr(implied),
        rise=_change(tfr.value / implied - 1, 0),
        stated=_change(tfr.growth, 0),
        given=people(first * tfr.value),
        given_most=people(most * tfr.value),
        year=births.year,
        least=_tfr(births.value / most),
    )
    return [Finding("base-year-of-tfr", said, numbers, to_settle=True)]


def _level(plan: Plan, year: int) -> float:
    """Return the model's TFR of a year before launch, births per woman."""
    return baseline(plan.inputs, plan.first.launch.changed(events=(year,), fertility_level="mean")).tfr
