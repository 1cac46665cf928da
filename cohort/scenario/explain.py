"""A scenario as a table to be read through: a year a row, and beside each value what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cohort.scenario.measures import MEASURES, write_ages
from cohort.scenario.model import Scenario, Source, Trajectory
from cohort.scenario.rules import number

if TYPE_CHECKING:
    import pandas as pd

_RIVALS = {"fertility.tfr": ("fertility.births",), "migration.net": ("migration.in", "migration.out")}
ALWAYS = ("fertility.tfr", "mortality.e0.male", "mortality.e0.female", "migration.net")


@dataclass(frozen=True)
class Column:
    """One thing that goes on through the years: a heading, and for a year a value and where it comes from."""

    heading: str
    cell: Callable[[int], tuple[float | None, str]]


def citation(source: Source, language: str) -> str:
    """Return a source in a line: title and place; a what-if is called one."""
    text = source.title + (f", {source.where}" if source.where else "")
    if source.kind == "assumption":
        return f"仮定：{text}" if language == "ja" else f"what-if: {text}"
    return text


def columns(scenario: Scenario, language: str = "en") -> list[Column]:
    """Return the columns of the table: measures, age bands, households and shocks."""
    ja = language == "ja"
    sources = {source.key: source for source in scenario.sources}
    made = []
    for name, measure in MEASURES.items():
        item = scenario.trajectory(name)
        rivals = _RIVALS.get(name, ())
        if item is not None:
            made.append(_measure_column(item, measure.label(language), sources, language))
        elif name in ALWAYS and not any(scenario.trajectory(rival) for rival in rivals):
            heading = f"{measure.label(language)} ({measure.unit_label(language)})"
            made.append(Column(heading, lambda year: (None, "実績から" if ja else "inputs")))
    for band in scenario.bands:
        ages = write_ages(band.low, band.high)
        label = MEASURES[band.trajectory.measure].label(language) + (
            f"・{ages}歳" if ja else f", ages {ages}"
        )
        made.append(_measure_column(band.trajectory, label, sources, language))
    made.extend(_events(scenario, sources, language))
    return made


def _measure_column(item: Trajectory, label: str, sources: dict[str, Source], language: str) -> Column:
    unit = MEASURES[item.measure].unit_label(language, item.relation)
    if item.relation == "added":
        unit = f"起点に加算、{unit}" if language == "ja" else f"added to launch, {unit}"
    return Column(f"{label} ({unit})", lambda year: _cell(item, year, sources, language))


def _cell(item: Trajectory, year: int, sources: dict[str, Source], language: str) -> tuple[float | None, str]:
    ja = language == "ja"
    value = item.at(year)
    if value is None:
        if year < item.values[0].period:
            return None, "実績から" if ja else "inputs"
        return None, "率を保つ" if ja else "hold rates"
    if value.origin == "point":
        return value.value, citation(sources[value.source], language)
    if value.origin == "hold":
        return value.value, "値を保つ" if ja else "hold"
    if value.origin == "converge":
        to, by = number(item.after.to or 0.0), item.after.by
        return value.value, f"{by}年に{to}へ収束" if ja else f"converges to {to} by {by}"
    points = [other.period for other in item.values if other.origin == "point"]
    before = max(period for period in points if period < year)
    after = min(period for period in points if period > year)
    names = {"linear": "直線", "geometric": "等比", "step": "階段", "logistic": "ロジスティック"}
    if ja:
        return value.value, f"{before}年と{after}年の間を{names[value.origin]}で補間"
    return value.value, f"{value.origin} between {before} and {after}"


def _events(scenario: Scenario, sources: dict[str, Source], language: str) -> Iterator[Column]:
    ja = language == "ja"
    for row in scenario.households:
        heading = (
            f"移住世帯：{row.template}（世帯／年）"
            if ja
            else f"Households: {row.template} (households per year)"
        )
        last = row.last_year if row.last_year is not None else scenario.launch.until
        yield Column(
            heading, _span_cell(row.first_year, last, row.per_year, citation(sources[row.source], language))
        )
    for shock in scenario.shocks:
        unit = (
            ("倍" if ja else "factor")
            if shock.factor is not None
            else ("人／年" if ja else "persons per year")
        )
        ages = write_ages(*shock.ages)
        heading = (
            f"衝撃：{shock.measure}・{ages}歳 ({unit})"
            if ja
            else f"Shock: {shock.measure}, ages {ages} ({unit})"
        )
        size = shock.factor if shock.factor is not None else shock.persons
        cited = citation(sources[shock.source], language)
        yield Column(heading, _span_cell(shock.first_year, shock.last_year, size, cited))


def _span_cell(
    first: int, last: int, value: float | None, cited: str
) -> Callable[[int], tuple[float | None, str]]:
    return lambda year: (value, cited) if first <= year <= last else (None, "")


def years(scenario: Scenario) -> range:
    """Return the years of the table: from the launch or the first point, to the last interval or point."""
    items = [*scenario.trajectories, *(band.trajectory for band in scenario.bands)]
    first = min([scenario.launch.date.year, *(item.values[0].period for item in items)])
    last = max([scenario.launch.until - 1, *(item.values[-1].period for item in items)])
    return range(first, last + 1)


def explain(scenario: Scenario, language: str = "en") -> pd.DataFrame:
    """Return what a scenario says for every year, and why.

    Parameters
    ----------
    scenario : Scenario
        Resolved.
    language : {"en", "ja"}
        Of headings and notes.

    Returns
    -------
    DataFrame
        One row a year (index ``year``). For each measure a column with the value (heading with unit; NaN
        where the inputs or held rates decide) and a column with its citation, or "linear between 2018 and
        2025", "hold", "hold rates", "inputs".
    """
    import pandas as pd

    span = years(scenario)
    table: dict[str, list[object]] = {}
    for column in columns(scenario, language):
        heading, copies = column.heading, 2
        while heading in table:  # two rows for the same household or shock
            heading, copies = f"{column.heading} {copies}", copies + 1
        cells = [column.cell(year) for year in span]
        table[heading] = [float("nan") if value is None else value for value, _ in cells]
        table[f"{heading}{'：根拠' if language == 'ja' else ': from'}"] = [why for _, why in cells]
    return pd.DataFrame(table, index=pd.Index(span, name="year"))
