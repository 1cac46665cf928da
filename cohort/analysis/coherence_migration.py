"""Migration targets: bands against the total, arrivals against the net, and which count the base comes from."""

from __future__ import annotations

from cohort.analysis.coherence_plan import Finding, Plan, Target
from cohort.text import EMPTY, Joined, Said, Text
from cohort.vocabulary import BASES, COVERAGES
from cohort.wording import Change, people

_FLOWS = {"in_migration": 1.0, "out_migration": -1.0}


def migration_findings(plan: Plan) -> list[Finding]:
    """Return what the migration targets say about each other and about their base. Net is in minus out."""
    out = plan.target("net_out_migration")
    if out is None:
        return []
    total = Target(out.base_year, -out.base, out.year, -out.value)
    bands = sorted({ages for measure, ages in plan.targets if ages and measure in _FLOWS})
    found = [*_base(plan, total), *(finding for ages in bands for finding in _band(plan, ages, total))]
    arrivals = plan.target("in_migration")
    return [*found, _leavers(arrivals, total)] if arrivals is not None else found


def _net(value: float) -> Change:
    return Change("net_migration", value)


def _base(plan: Plan, total: Target) -> list[Finding]:
    """Say which count of net migration the stated base is; the plan does not name its year."""
    observed = _observed(plan, total.base_year)
    if not observed:
        return []
    same = [key for key, value in observed.items() if value == total.base]
    others: list[Said] = [
        Text("{count}: {net}", "{count}では{net}人", count=_count(key), net=_net(value))
        for key, value in observed.items()
        if key not in same
    ]
    rest = Text(" ({others})", "（{others}）", others=Joined(others, Text("; ", "、"))) if others else EMPTY
    said = Text(
        "The base of {base} net migrants is {what}{rest}.",
        "転入超過の基準値{base}人は、{what}{rest}。",
        base=_net(total.base),
        what=Text(
            "that of {year} in the {count}", "{year}年の{count}の値です", year=total.base_year, count=_count(same[0])
        )
        if same
        else Text("in no count of {year}", "{year}年のどの統計とも異なります", year=total.base_year),
        rest=rest,
    )
    numbers = {f"{basis} {coverage}": value for (basis, coverage), value in observed.items()}
    return [Finding("base-of-net-migration", said, numbers | {"base": total.base}, to_settle=not same)]


def _count(key: tuple[str, str]) -> Text:
    basis, coverage = key
    return Text(
        "{basis}, {coverage}",
        "{basis}（{coverage}）",
        basis=BASES[basis],
        coverage=COVERAGES["all" if coverage == "japanese+foreign" else coverage],
    )


def _observed(plan: Plan, year: int) -> dict[tuple[str, str], float]:
    """Return net migration of a year by basis and coverage; Japanese and foreign together too."""
    table = plan.inputs.events
    if table is None:
        return {}
    rows = table[table["measure"].isin(list(_FLOWS)) & (table["start"].dt.year == year)]
    cells = {
        (str(r["basis"]), str(r["coverage"]), str(r["measure"])): float(r["value"]) for r in rows.to_dict("records")
    }
    keys = dict.fromkeys(key[:2] for key in cells)
    net = {
        key: sum(sign * cells[(*key, measure)] for measure, sign in _FLOWS.items())
        for key in keys
        if all((*key, measure) in cells for measure in _FLOWS)
    }
    for basis in dict.fromkeys(basis for basis, _ in list(net)):
        if (basis, "japanese") in net and (basis, "foreign") in net:
            net[basis, "japanese+foreign"] = net[basis, "japanese"] + net[basis, "foreign"]
    return net


def _band(plan: Plan, ages: str, total: Target) -> list[Finding]:
    """Say what a band's targets leave for the other ages."""
    arrivals, leavers = plan.target("in_migration", ages), plan.target("out_migration", ages)
    if arrivals is None or leavers is None or {arrivals.year, leavers.year} != {total.year}:
        return []
    base, goal = arrivals.base - leavers.base, arrivals.value - leavers.value
    rest, rest_goal = total.base - base, total.value - goal
    numbers = {"band_base": base, "band_target": goal, "total_base": total.base, "total_target": total.value}
    numbers |= {"rest_base": rest, "rest_target": rest_goal}
    worse = rest_goal < rest
    said = Text(
        "Ages {ages} are to go from {base} to {goal} net ({change}), all ages from {all_base} to {all_goal} ({all_change}): so "
        "the other ages go from {rest} to {rest_goal} ({rest_change}){end}.",
        "{ages}歳の転入超過は{base}人から{goal}人へ、全年齢は{all_base}人から{all_goal}人へとする目標です。合わせると、他の年齢は{rest}人から"
        "{rest_goal}人に{end}。",
        ages=Text(ages, ages.replace("-", "～")),
        base=_net(base),
        goal=_net(goal),
        change=_net(goal - base),
        all_base=_net(total.base),
        all_goal=_net(total.value),
        all_change=_net(total.value - total.base),
        rest=_net(rest),
        rest_goal=_net(rest_goal),
        rest_change=_net(rest_goal - rest),
        end=Text(". Taken together the targets leave the other ages with a larger loss", "減る見込みとなります")
        if worse
        else Text("", "なります"),
    )
    return [Finding("bands-and-total", said, numbers, to_settle=worse)]


def _leavers(arrivals: Target, total: Target) -> Finding:
    """Say which leavers the targets for arrivals and for the net leave over."""
    base, goal = arrivals.base - total.base, arrivals.value - total.value
    said = Text(
        "Arrivals of {arrivals} to {arrivals_goal} and a net of {net} to {net_goal} mean {base} to {goal} leavers ({change}).",
        "転入{arrivals}→{arrivals_goal}人と転入超過{net}→{net_goal}人から、転出は{base}→{goal}人（{change}人）となります。",
        arrivals=people(arrivals.base),
        arrivals_goal=people(arrivals.value),
        net=_net(total.base),
        net_goal=_net(total.value),
        base=people(base),
        goal=people(goal),
        change=_net(goal - base),
    )
    return Finding("arrivals-and-net", said, {"leavers_base": base, "leavers_target": goal})
