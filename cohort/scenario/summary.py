"""What a scenario assumes, an assumption a row: its path through the years as people say it, and who says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cohort.scenario.course import NAMES, ages_of_migrants, calibration, heading
from cohort.scenario.course_row import cite, with_ages
from cohort.scenario.course_ties import luck_rows
from cohort.scenario.measures import unit_text
from cohort.scenario.schema import Converge, Resolved, Trajectory
from cohort.text import EMPTY, Joined, Said, Text, Year, listed
from cohort.vocabulary import ASSUMED, ORIGINS, RELATIONS
from cohort.wording import Change, Plain


@dataclass(frozen=True)
class SummaryRow:
    """One assumption as people say it: what, its path through the years, who says so."""

    what: Said
    path: Said
    source: str
    citation: Text


def path_in_words(item: Trajectory) -> Said:
    """Return a measure's path as people say it: its points, what lies between, what follows."""
    counts = item.unit.startswith("persons")
    points = [one for one in item.values if one.origin == "point"] or list(item.values[:1])
    said = [
        Text(
            "{value} in {year}",
            "{year}年 {value}",
            value=Plain(one.value, 0, sign=True) if counts else f"{one.value:g}",
            year=one.period,
        )
        for one in points
    ]
    parts: list[Said] = [Joined(said, Text(", ", " → "))]
    between = [one.origin for one in item.values if one.origin not in ("point", "hold", "converge")]
    if between:
        parts.append(Text(" ({how})", "（{how}）", how=ORIGINS[between[0]]))
    if item.relation != "absolute":
        parts.append(Text(" ({relation})", "（{relation}）", relation=RELATIONS[item.relation]))
    then = Text(", then held", "、以後は据え置き")
    if isinstance(item.after, Converge):
        then = Text(
            ", then to {to} {unit} by {by}",
            "、以後は{by}年までに{to}{unit}へ",
            to=f"{item.after.converge:g}",
            unit=unit_text(item.unit),
            by=item.after.by,
        )
    elif item.after == "hold_rates":
        then = Text(", then the rates held", "、以後はその率を据え置き")
    return Joined([*parts, then])


def summary_rows(scenario: Resolved) -> tuple[SummaryRow, ...]:
    """Return what a scenario states, an assumption a row; empty where it states nothing beside its launch.

    Ties are among them, and the censuses that give the ages of migrants (of no source of the file).
    """
    sources = {source.key: cite(source) for source in scenario.sources}
    return tuple(
        SummaryRow(what, path, source, sources.get(source, Text(source, source)) if source else EMPTY)
        for what, path, source in _stated(scenario)
    )


def _stated(scenario: Resolved) -> Iterator[tuple[Said, Said, str]]:
    """Yield what is assumed, its path in words, and the key of its source."""
    for item in (*scenario.trajectories, *scenario.bands):
        yield heading(item, ASSUMED), path_in_words(item), item.source
    for home in scenario.households:
        path = Text(
            "{count:g} households a year from {first}{last}",
            "{first}から{last}年{count:g}世帯",
            count=home.per_year,
            first=Year(home.first_year),
            last=EMPTY if home.last_year is None else Text(" to {year}", "{year}まで", year=Year(home.last_year)),
        )
        name = Text("Households moving in: {name}", "世帯の転入：{name}", name=home.template)
        yield name, path, home.source
    for back in scenario.returners:
        path = Text(
            "{count} of a hundred who left at 18, from {first}{last}",
            "18歳で転出した100人あたり{count}人、{first}から{last}",
            count=Plain(back.per_hundred, 1 if back.per_hundred % 1 else 0, sign=True),
            first=Year(back.first_year),
            last=EMPTY if back.last_year is None else Text(" to {year}", "{year}まで", year=Year(back.last_year)),
        )
        yield Text("Returners aged {ages}", "Uターン（{ages}歳）", ages=str(back.ages)), path, back.source
    for shock in scenario.shocks:
        size: Said = Change("population", shock.persons or 0.0)
        if shock.factor is not None:
            size = Text("×{factor}", "×{factor}", factor=f"{shock.factor:g}")
        path = Text(
            "{size} ({first}-{last})",
            "{size}（{first}～{last}年）",
            size=size,
            first=shock.first_year,
            last=shock.last_year,
        )
        yield with_ages(ASSUMED[shock.measure], shock.ages), path, shock.source
    for row in calibration(scenario):
        yield (ASSUMED["migration.net"] if row.what == NAMES["migration.net"] else row.what, row.why, row.source)
    if scenario.connected is not None:
        count = sum(kind.who != "residents" for kind in scenario.connected.kinds)
        ties = Text("{count} kinds of ties", "{count}種類のつながり", count=count)
        yield Text("People with ties", "つながり人口"), ties, scenario.connected.source
    if scenario.uncertainty is not None:
        rows = [row for row in luck_rows(scenario) if row.value is not None]
        said = listed(Text("{what} {value:g}", "{what} {value:g}", what=row.what, value=row.value) for row in rows)
        yield ORIGINS["uncertainty"], said, scenario.uncertainty.source
    if scenario.launch.migration_censuses:
        yield ages_of_migrants(scenario.launch)
