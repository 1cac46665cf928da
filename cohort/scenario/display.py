"""How scenarios show themselves in a notebook: what they set year by year, and where every value comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from cohort.errors import Language, preferred_language
from cohort.scenario.explain import Column, citation, columns, years
from cohort.scenario.explain_text import head_lines, promise, short, statement_lines
from cohort.scenario.measures import MEASURES, write_ages
from cohort.scenario.model import Scenario, ScenarioSet, Trajectory
from cohort.scenario.rules import number

_LEFT = ' style="text-align:left;vertical-align:top"'
Cells = tuple[tuple[float | None, str], ...]


def scenario_html(scenario: Scenario, language: Language | None = None) -> str:
    """Return a scenario as HTML: launch, what it sets by year with citations, outlooks, sources.

    Parameters
    ----------
    scenario : Scenario
        Resolved.
    language : {"en", "ja"}, optional
        Default: the preferred language.
    """
    language = language or preferred_language()
    ja = language == "ja"
    head = "<br>".join(escape(line) for line in head_lines(scenario, language))
    # a line that is set in says where the one before it comes from
    said = "".join(
        f"<br><small>{escape(line.strip())}</small>" if line.startswith(" ") else f"<li>{escape(line)}"
        for line in statement_lines(scenario, language)
    )
    sources = "".join(
        f"<li><code>{escape(source.key)}</code>: {escape(citation(source, language))}"
        f"{escape(f' ({source.publisher})') if source.publisher else ''}"
        f"{'<br>“' + escape(source.quote) + '”' if source.quote else ''}"
        f"{'<br>' + escape(source.note) if source.note else ''}</li>"
        for source in scenario.sources
    )
    folded = f"<details><summary>{'出典' if ja else 'sources'}</summary><ul>{sources}</ul></details>"
    return (
        f"<p><b>{escape(scenario.title(language))}</b> <code>{escape(scenario.name)}</code></p><p>{head}</p>"
        f"{_years_table(scenario, language)}{f'<ul>{said}</ul>' if said else ''}{folded if sources else ''}"
    )


def _years_table(scenario: Scenario, language: Language) -> str:
    """Return the yearly values: years that say the same are one row; what is left to the inputs is named below."""
    ja, span = language == "ja", years(scenario)
    given = "実績から" if ja else "inputs"
    shown: list[Column] = []
    left: list[str] = []
    for column in columns(scenario, language):
        own = any(column.cell(year) not in ((None, given), (None, "")) for year in span)
        shown.append(column) if own else left.append(column.heading)
    named = ("実績から：" if ja else "From the inputs: ") + ("、" if ja else ", ").join(left)
    below = f"<p>{escape(named)}</p>" if left else ""
    if not shown:
        return below
    head = "".join(f"<th{_LEFT}>{escape(column.heading)}</th>" for column in shown)
    body = "".join(
        f"<tr><th{_LEFT}>{first if first == last else f'{first}-{last}'}</th>"
        + "".join(f"<td{_LEFT}>{_cell(value, why)}</td>" for value, why in cells)
        + "</tr>"
        for first, last, cells in _runs(shown, span)
    )
    year = "年" if ja else "year"
    return f"<table><thead><tr><th>{year}</th>{head}</tr></thead><tbody>{body}</tbody></table>{below}"


def _runs(shown: list[Column], span: Iterable[int]) -> Iterator[tuple[int, int, Cells]]:
    """Yield the years in runs that say the same."""
    rows = ((year, tuple(column.cell(year) for column in shown)) for year in span)
    for cells, group in groupby(rows, key=lambda row: row[1]):
        found = [year for year, _ in group]
        yield found[0], found[-1], cells


def _cell(value: float | None, why: str) -> str:
    note = f"<small>{escape(why)}</small>"
    return note if value is None else f"{short(value)} {note}"


def set_html(scenarios: ScenarioSet, language: Language | None = None) -> str:
    """Return a set of scenarios as an HTML table: what each sets, and what it promises."""
    language = language or preferred_language()
    heads = (
        ("シナリオ", "題名", "設定", "展望") if language == "ja" else ("scenario", "title", "sets", "outlook")
    )
    given = "実績から" if language == "ja" else "as in the inputs"
    head = "".join(f"<th{_LEFT}>{word}</th>" for word in heads)
    body = "".join(
        f"<tr><td{_LEFT}><code>{escape(one.name)}</code></td><td{_LEFT}>{escape(one.title(language))}</td>"
        f"<td{_LEFT}>{_lines(_settings(one, language)) or given}</td>"
        f"<td{_LEFT}>{_lines(promise(outlook, language) for outlook in one.outlooks)}</td></tr>"
        for one in scenarios
    )
    return (
        f"<p><b>{escape(scenarios.folder)}</b></p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _lines(words: Iterable[str]) -> str:
    return "<br>".join(escape(line) for line in words)


def _settings(scenario: Scenario, language: Language) -> Iterator[str]:
    """Yield what a scenario sets, a line for each assumption."""
    ja = language == "ja"
    for item in scenario.trajectories:
        yield _in_a_line(item, MEASURES[item.measure].label(language), language)
    for band in scenario.bands:
        ages, label = write_ages(band.low, band.high), MEASURES[band.trajectory.measure].label(language)
        words = f"{label}・{ages}歳" if ja else f"{label}, ages {ages}"
        yield _in_a_line(band.trajectory, words, language)
    for row in scenario.households:
        start = f"{row.first_year}年から" if ja else f"from {row.first_year}"
        each = f"年{number(row.per_year)}世帯" if ja else f"{number(row.per_year)} households a year"
        yield f"{row.template}: {each}, {start}" if not ja else f"{row.template}：{start}{each}"
    for shock in scenario.shocks:
        span = f"{shock.first_year}-{shock.last_year}"
        yield f"衝撃：{shock.measure}（{span}年）" if ja else f"shock: {shock.measure}, {span}"
    if scenario.calibrate is not None:
        row_, lever = scenario.calibrate, MEASURES[scenario.calibrate.lever].label(language)
        total = f"{row_.value:,.0f}"
        yield (
            f"{row_.year}年に{total}になるよう{lever}を調整"
            if ja
            else f"{lever} set so that {row_.year} gives {total}"
        )
    if scenario.connected is not None:
        names = ", ".join(str(kind["name"]) for kind in scenario.connected.kinds)
        yield f"つながり人口：{names}" if ja else f"connected population: {names}"


def _in_a_line(item: Trajectory, label: str, language: Language) -> str:
    """Return a trajectory in a line: ``Total fertility rate: 1.44 (2018), 1.63 (2025), then held``."""
    ja, after = language == "ja", item.after
    points = [f"{short(one.value)} ({one.period})" for one in item.values if one.origin == "point"]
    unit = MEASURES[item.measure].unit_label(language, item.relation)
    if item.relation == "added":
        unit = f"起点に加算、{unit}" if ja else f"{unit} added to launch"
    if after.kind == "converge":
        to = number(after.to or 0.0)
        then = f"{after.by}年に{to}へ収束" if ja else f"converging to {to} by {after.by}"
    elif after.kind == "hold":
        then = "以後は値を保つ" if ja else "then held"
    else:
        then = "以後は率を保つ" if ja else "then its rates held"
    return (
        f"{label}：{'、'.join(points)}（{unit}）、{then}"
        if ja
        else f"{label}: {', '.join(points)} {unit}, {then}"
    )
