"""Every published statement beside what the model says: one table over all sets of scenarios."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from cohort.analysis.measures import summarise
from cohort.analysis.official.peak import peak
from cohort.analysis.readings import Grid
from cohort.analysis.settlement import added_up
from cohort.analysis.statements_file import Statement, StatementsFile, title_of
from cohort.analysis.statements_observed import observed_rows
from cohort.analysis.statements_told import Row, amounts
from cohort.analysis.verdict import Verdict, judge, yearly_path
from cohort.arguments import RUNS, STATEMENTS, takes
from cohort.inputs import Inputs
from cohort.record import implied_of
from cohort.run import Run
from cohort.table import Column, Table, label_column, words
from cohort.table import table as make_table
from cohort.text import Said, Text, part_of_year, texts
from cohort.vocabulary import VOCABULARY
from cohort.wording import Change, people

__all__ = ["VERDICTS", "Row", "count_text", "frame", "statements", "statements_table"]

#: What a verdict is called.
VERDICTS = texts("cohort.analysis", "words.toml", "verdicts")


@takes(runs=RUNS, files=STATEMENTS)
def statements(runs: Sequence[Run], files: Mapping[str, StatementsFile | None]) -> list[Row]:
    """Return every published statement beside what the runs say.

    Parameters
    ----------
    runs : sequence of Run
        Of any sets. Sets of an area without statements are asked for their own outlooks.
    files : mapping of str to StatementsFile or None
        What `read_statements` returns, by the area's code. ``kpis.csv`` adds a row for each rating.

    Returns
    -------
    list of Row
        Area by area in the order of the runs. A statement whose set is not among the runs is "not run".
    """
    by_name = {run.name: run for run in runs}
    areas: dict[str, Inputs] = {}
    for run in runs:
        areas.setdefault(run.inputs.area.code, run.inputs)
    rows: list[Row] = []
    for code, inputs in areas.items():
        file = files.get(code)
        if file is None:
            mine = [run for run in runs if run.inputs.area.code == code]
            rows += [_own_outlook(run, verdict) for run in mine for verdict in run.verdicts]
            continue
        rows += [
            _row(statement, title_of(statement.source, file, inputs), inputs, by_name) for statement in file.statement
        ]
        rows += observed_rows(file, inputs)
    return rows


def frame(rows: Sequence[Row]) -> pd.DataFrame:
    """Return the rows as they are written to CSV: words in both languages, numbers in the measure's unit."""
    return pd.DataFrame([row.record for row in rows])


def statements_table(rows: Sequence[Row]) -> Table:
    """Return the rows as a table, with a count of the verdicts below it."""
    heads = (Text("Published", "公表値"), Text("Here", "本推計・実績"), Text("Difference", "差"))
    return make_table(
        "statements",
        Text("Published statements and what the model says", "公表された内容と本推計"),
        [
            label_column(Text("Statement", "公表された内容")),
            *map(Column, heads),
            Column(Text("Verdict", "判定"), "l"),
            label_column(Text("Answered by", "対応するもの"), 2),
            label_column(Text("Note", "注")),
        ],
        [[words(one) for one in (row.title, *row.said, VERDICTS[row.verdict], row.where, row.note)] for row in rows],
        [count_text(rows)],
    )


def count_text(rows: Sequence[Row]) -> Text:
    """Return how many statements there are and how many end with each verdict."""
    counts = {word: sum(row.verdict == word for row in rows) for word in VERDICTS}
    told = [(said, counts[word]) for word, said in VERDICTS.items() if counts[word]]
    return Text(
        "{count} statements{en}.",
        "公表された内容 {count} 件{ja}。",
        count=len(rows),
        en=": " * bool(told) + ", ".join(f"{said.en} {count}" for said, count in told),
        ja="：" * bool(told) + "、".join(f"{said.ja} {count}" for said, count in told),
    )


def _row(statement: Statement, source: str, inputs: Inputs, runs: Mapping[str, Run]) -> Row:
    names = statement.folders
    missing = [name for name in names if name not in runs]
    if not missing and statement.scenario != "*":
        missing = [
            f"{name}: {statement.scenario}"
            for name in names
            if statement.scenario not in {scenario.name for scenario in runs[name].scenarios}
        ]
    blank = _blank(statement, source, inputs, f"{' + '.join(names)}: {statement.scenario}")
    if missing:
        listed = ", ".join(missing)
        return replace(blank, note=Text("no {listed}", "{listed} がない", listed=listed))
    run = runs[names[0]]
    if statement.peak:
        return _peak(statement, blank, run)
    if len(names) > 1:
        code, _, whole = added_up([runs[name] for name in names], statement.scenario)
        found = judge(summarise(whole).squeeze("area", drop=True), statement.scenario, statement.outlook)
        return _judged(replace(blank, area=code), found)
    if statement.day is not None:
        return _on_day(statement, blank, run)
    if statement.scenario == "*" and run.readings is not None and run.readings.is_about(statement.outlook):
        return _nearest_reading(blank, run.readings, run.name)
    asked = [statement.scenario] if statement.scenario != "*" else [one.name for one in run.scenarios]
    found = min(
        (judge(run.summary, name, statement.outlook) for name in asked), key=lambda verdict: abs(verdict.needed)
    )
    row = _judged(replace(blank, where=f"{run.name}: {found.scenario}"), found)
    return _with_implied(row, run, statement.implied) if statement.implied else row


def _nearest_reading(row: Row, grid: Grid, name: str) -> Row:
    """Return what the reading of the plan gives for which least is missing, and how many meet the outlook."""
    near = float(grid.values[grid.nearest])
    shown = amounts(row.measure, row.published, near)
    note = Text(
        "{met} of {count} readings meet it",
        "計画の読み方{count}通りのうち{met}通りで達成",
        met=grid.held,
        count=grid.count,
    )
    verdict = "met" if grid.held else "falls short"
    return replace(row, where=f"{name}: choices.toml", ours=near, said=shown, verdict=verdict, note=note)


def _blank(statement: Statement, source: str, inputs: Inputs, where: str) -> Row:
    """Return the row of a statement nobody answers."""
    row = Row(
        statement.key, Text(statement.title.en, statement.title.ja), inputs.area.code, f"peak {statement.peak}",
        statement.year, float(statement.year), math.nan, (str(statement.year), "-", "-"), "not run", where,
        source,
    )  # fmt: skip
    if statement.peak:
        return row
    outlook = statement.outlook
    shown = amounts(outlook.measure, outlook.value)
    return replace(row, measure=outlook.measure, published=outlook.value, said=shown)


def _judged(row: Row, verdict: Verdict) -> Row:
    outlook = verdict.outlook
    shown = amounts(outlook.measure, outlook.value, verdict.value)
    return replace(row, ours=verdict.value, said=shown, verdict=verdict.said.say("en"))


def _on_day(statement: Statement, row: Row, run: Run) -> Row:
    """Compare with the projection read on another day of the year, on the straight line between two instants."""
    path = run.summary[str(statement.measure)].sel(scenario=statement.scenario)
    own = path.coords.get("reference_date", run.summary.attrs.get("reference_date"))
    own = str(getattr(own, "values", own))
    years, values = yearly_path(path, int(run.summary.attrs["step"]))
    at = statement.year + part_of_year(str(statement.day)) - part_of_year(own)
    value = float(np.interp(at, years, values))
    low, high = statement.outlook.limits()
    shown = amounts(str(statement.measure), statement.outlook.value, value)
    return replace(row, ours=value, said=shown, verdict="agrees" if low <= value <= high else "differs")


def _with_implied(row: Row, run: Run, scenario: str) -> Row:
    """Add what the same number implies where a scenario is calibrated to it."""
    level = implied_of(run.assumptions).get(scenario)
    if level is None or level.lever != "migration.net":
        return row
    note = Text(
        "met exactly with net migration of {value} a year at launch ({given} {observed})",
        "推計開始時の社会増減を年{value}人とすれば一致（{given}{observed}人）",
        value=Change("net_migration", level.value),
        given=Text("observed:", "実績では")
        if level.given_by is None
        else Text("{given} give", "{given}では", given=level.given_by),
        observed=Change("net_migration", level.observed),
    )
    return replace(row, note=note)


def _peak(statement: Statement, row: Row, run: Run) -> Row:
    found = peak(run.summary, str(statement.peak), statement.scenario)
    away = found.year - statement.year
    return replace(
        row,
        ours=float(found.year),
        said=(str(statement.year), str(found.year), f"{away:+d}" if away else "0"),
        verdict="agrees" if found.is_about(statement.year) else "differs",
        note=Text(
            "{value} people then; steps of {step} years",
            "そのとき{value}人、{step}年刻み",
            value=people(found.value),
            step=found.step,
        ),
    )


def _own_outlook(run: Run, verdict: Verdict) -> Row:
    """Return the row of a set's own outlook, where the area has no list of statements."""
    outlook, scenario = verdict.outlook, run.scenarios[verdict.scenario]
    titles = {source.key: source.title for source in scenario.sources}
    term = VOCABULARY[outlook.measure]
    title: Said = Text(
        "{place}: {label} in {year}, {scenario}",
        "{place}：{year}年の{label}、{scenario}",
        place=Text(run.inputs.area.name_en, run.inputs.area.name_ja),
        label=Text(term.en.lower(), term.ja),
        year=outlook.year,
        scenario=Text(scenario.title.en, scenario.title.ja),
    )
    row = Row(
        f"{run.name}-{verdict.scenario}-{outlook.measure}-{outlook.year}", title, run.inputs.area.code,
        outlook.measure, outlook.year, outlook.value, math.nan, ("-", "-", "-"), "not run",
        f"{run.name}: {verdict.scenario}", titles.get(outlook.source, outlook.source),
    )  # fmt: skip
    return _judged(row, verdict)
