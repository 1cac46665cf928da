"""Migration targets: bands against the total, arrivals against the net, and which count the base comes from."""

from __future__ import annotations

from cohort.analysis.coherence_plan import Finding, Plan, Target

_BASES = {
    "register": ("register", "住民基本台帳"),
    "migration_report": ("migration report", "住民基本台帳人口移動報告"),
    "vital_statistics": ("vital statistics", "人口動態統計"),
}
_COVERAGES = {
    "japanese": ("Japanese residents", "日本人"),
    "foreign": ("foreign residents", "外国人"),
    "japanese+foreign": ("all residents", "外国人を含む総数"),
    "all": ("all residents", "総数"),
}


def migration_findings(plan: Plan) -> list[Finding]:
    """Return what the migration targets say about each other and about their base. Net is in minus out."""
    out = plan.target("net_out_migration")
    if out is None:
        return []
    total = Target(out.base_year, -out.base, out.year, -out.value)
    found = _base(plan, total)
    bands = sorted(
        {ages for measure, ages in plan.targets if ages and measure in ("in_migration", "out_migration")}
    )
    found += [finding for ages in bands for finding in _band(plan, ages, total)]
    arrivals = plan.target("in_migration")
    if arrivals is not None:
        found.append(_leavers(arrivals, total))
    return found


def _signed(value: float, language: str = "en") -> str:
    text = f"{value:+,.0f}" if round(value) else "0"
    return text.replace("-", "－").replace("+", "＋") if language == "ja" else text


def _base(plan: Plan, total: Target) -> list[Finding]:
    """Say which count of net migration the printed base is; the plan does not print its year."""
    observed = _observed(plan, total.base_year)
    if not observed:
        return []
    same = [key for key, value in observed.items() if value == total.base]
    year = total.base_year
    others_en = "; ".join(f"{_named(k, 0)}: {_signed(v)}" for k, v in observed.items() if k not in same)
    others_ja = "、".join(
        f"{_named(k, 1)}では{_signed(v, 'ja')}人" for k, v in observed.items() if k not in same
    )
    numbers = {f"{basis} {coverage}": value for (basis, coverage), value in observed.items()}
    if same:
        en = f"The base of {_signed(total.base)} net migrants is that of {year} in the {_named(same[0], 0)}"
        ja = f"転入超過の基準値{_signed(total.base, 'ja')}人は、{year}年の{_named(same[0], 1)}の値です"
    else:
        en = f"The base of {_signed(total.base)} net migrants is in no count of {year}"
        ja = f"転入超過の基準値{_signed(total.base, 'ja')}人は、{year}年のどの統計とも一致しません"
    rest_en, rest_ja = (
        (f" ({others_en})." if others_en else "."),
        (f"（{others_ja}）。" if others_ja else "。"),
    )
    return [
        Finding("base-of-net-migration", en + rest_en, ja + rest_ja, numbers | {"base": total.base}, not same)
    ]


def _named(key: tuple[str, str], language: int) -> str:
    basis, coverage = _BASES[key[0]][language], _COVERAGES[key[1]][language]
    return f"{basis}（{coverage}）" if language else f"{basis}, {coverage}"


def _observed(plan: Plan, year: int) -> dict[tuple[str, str], float]:
    """Return net migration of a year by basis and coverage; Japanese and foreign together too."""
    table = plan.inputs.events
    if table is None:
        return {}
    signs = {"in_migration": 1.0, "out_migration": -1.0}
    rows = table[table["measure"].isin(list(signs)) & (table["start"].dt.year == year)]
    cells = {
        (str(b), str(c), str(m)): float(v)
        for b, c, m, v in zip(rows["basis"], rows["coverage"], rows["measure"], rows["value"], strict=True)
    }
    keys = list(dict.fromkeys((b, c) for b, c, _ in cells))
    whole = [(b, c) for b, c in keys if all((b, c, m) in cells for m in signs)]
    net = {(b, c): sum(sign * cells[b, c, m] for m, sign in signs.items()) for b, c in whole}
    for basis in dict.fromkeys(b for b, _ in whole):
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
    by = f"{goal - base:+,.0f}", f"{total.value - total.base:+,.0f}", f"{rest_goal - rest:+,.0f}"
    return [
        Finding(
            "bands-and-total",
            f"Ages {ages} are to go from {_signed(base)} to {_signed(goal)} net ({by[0]}), all ages from "
            f"{_signed(total.base)} to {_signed(total.value)} ({by[1]}): so the other ages go from {_signed(rest)} to "
            f"{_signed(rest_goal)} ({by[2]}){'. Taken together the targets make the other ages worse' if worse else ''}.",
            f"{ages}歳の転入超過は{_signed(base, 'ja')}人から{_signed(goal, 'ja')}人へ、全年齢は{_signed(total.base, 'ja')}人から"
            f"{_signed(total.value, 'ja')}人へとする目標なので、他の年齢は{_signed(rest, 'ja')}人から{_signed(rest_goal, 'ja')}人に"
            f"{'悪化することになります' if worse else 'なります'}。",
            numbers,
            contradicts=worse,
        )
    ]


def _leavers(arrivals: Target, total: Target) -> Finding:
    """Say which leavers the targets for arrivals and for the net leave over."""
    base, goal = arrivals.base - total.base, arrivals.value - total.value
    change = goal - base
    return Finding(
        "arrivals-and-net",
        f"Arrivals of {arrivals.base:,.0f} to {arrivals.value:,.0f} and a net of {_signed(total.base)} to "
        f"{_signed(total.value)} mean {base:,.0f} to {goal:,.0f} leavers ({change:+,.0f}).",
        f"転入{arrivals.base:,.0f}→{arrivals.value:,.0f}人と転入超過{_signed(total.base, 'ja')}→{_signed(total.value, 'ja')}人から、"
        f"転出は{base:,.0f}→{goal:,.0f}人（{_signed(change, 'ja')}人）となります。",
        {"leavers_base": base, "leavers_target": goal},
    )
