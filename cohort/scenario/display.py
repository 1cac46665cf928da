"""How scenarios show themselves, in tables, terminals and notebooks: all of it from `course`."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from cohort.errors import Language, preferred_language
from cohort.scenario.course import course
from cohort.scenario.course_row import CourseRow, cite
from cohort.scenario.schema import Resolved
from cohort.scenario.summary import summary_rows
from cohort.text import Text, listed, signed
from cohort.vocabulary import ORIGINS

if TYPE_CHECKING:
    import pandas as pd

_LEFT = ' style="text-align:left;vertical-align:top"'
_APART = ("households", "returners", "shock")  # beside what goes on by itself
_STATED = ("point", "households", "returners", "shock")  # shown by who says so
_BESIDE = ("choice", "calibrated", "connected", "uncertainty", "outlook")  # no columns of years
Cell = tuple[float | None, str]


class _Set(Protocol):
    """What a set of scenarios is, to be shown."""

    @property
    def folder(self) -> str: ...

    def __iter__(self) -> Iterator[Resolved]: ...


class _Column:
    """One thing that goes on through the years: its rows, and for a year a value and where it comes from."""

    def __init__(self, rows: Iterable[CourseRow], language: str) -> None:
        self.rows, self.language = tuple(rows), language
        unit, what = self.rows[0].unit.say(language), self.rows[0].what.say(language)
        self.heading = f"{what}（{unit}）" if language == "ja" else f"{what} ({unit})"
        self.from_inputs = all(row.origin == "inputs" for row in self.rows)

    def cell(self, year: int) -> Cell:
        """Return the value of a year (None where a rule or the inputs decide) and why it is so."""
        for row in self.rows:
            if row.year is not None and row.last is not None and row.year <= year <= row.last:
                said = row.citation if row.origin in _STATED else row.why
                return row.value, said.say(self.language)
        before = self.rows[0].origin not in _APART
        return None, ORIGINS["inputs"].say(self.language) if before and year < (self.rows[0].year or 0) else ""


def _columns(scenario: Resolved, language: str) -> list[_Column]:
    """Return what goes on through the years: measures, bands, households, shocks, each a column."""
    made: list[_Column] = []
    rows = [row for row in course(scenario) if row.year is not None and row.origin not in _BESIDE]
    for _, group in groupby(rows, key=lambda row: (row.what.say("en"), row.origin in _APART)):
        found = list(group)
        apart = found[0].origin in _APART
        made += [_Column([row], language) for row in found] if apart else [_Column(found, language)]
    return made


def _years(scenario: Resolved) -> range:
    """Return the years of the table: from the launch or the first point, to the last interval or point."""
    items = [*scenario.trajectories, *scenario.bands]
    first = min([scenario.launch.date.year, *(item.values[0].period for item in items)])
    last = max([scenario.launch.until - 1, *(item.values[-1].period for item in items)])
    return range(first, last + 1)


def explain(scenario: Resolved, language: str = "en") -> pd.DataFrame:
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
        2025", "hold", "rates held", "from observed events".
    """
    import pandas as pd

    span = _years(scenario)
    table: dict[str, list[object]] = {}
    for column in _columns(scenario, language):
        heading, copies = column.heading, 2
        while heading in table:  # two rows for the same household or shock
            heading, copies = f"{column.heading} {copies}", copies + 1
        cells = [column.cell(year) for year in span]
        table[heading] = [float("nan") if value is None else value for value, _ in cells]
        table[f"{heading}{'：根拠' if language == 'ja' else ': from'}"] = [why for _, why in cells]
    return pd.DataFrame(table, index=pd.Index(span, name="year"))


def explain_text(scenario: Resolved, language: str = "en", *, width: int = 120, color: bool = False) -> str:
    """Return a scenario as a page of text: launch, one row a year, what else it says, sources.

    Parameters
    ----------
    scenario : Scenario
        Resolved.
    language : {"en", "ja"}
        Of the page.
    width : int
        Characters in a line.
    color : bool
        Whether to write terminal colours.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Line

    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=color, color_system="auto" if color else None, highlight=False
    )
    console.print(Line(f"{scenario.name}: {scenario.title(language)}", style="bold"))
    columns = _columns(scenario, language)
    table = Table("年" if language == "ja" else "year", show_lines=False, header_style="bold")
    for column in columns:
        table.add_column(Line(column.heading), overflow="fold")
    for year in _years(scenario):
        cells = [Line(_in_cell(column.cell(year), language)) for column in columns]
        table.add_row(Line(str(year)), *cells, style="dim" if year < scenario.launch.date.year else None)
    before, after = _lines(scenario, language)
    for line in before:
        console.print(Line(line))
    console.print(table)
    for line in [*after, *_source_lines(scenario, language)]:
        console.print(Line(line))
    return out.getvalue()


def short(value: float, language: str) -> str:
    """Return a value as it stands in the table: six digits, thousands separated, the language's minus."""
    if abs(value) >= 1000:
        return signed(f"{value:,.0f}", language)
    return signed(f"{value:.6g}" if value == round(value, 4) else f"{value:.4f}", language)


def _in_cell(cell: Cell, language: str) -> str:
    value, why = cell
    return why if value is None else f"{short(value, language)}  {why}".strip()


def _lines(scenario: Resolved, language: str) -> tuple[list[str], list[str]]:
    """Return what is no column of years, a line each: what it starts from, and what else it says with its citation."""
    before: list[str] = []
    after: list[str] = []
    rows = [row for row in course(scenario) if row.origin in _BESIDE or row.year is None]
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        if not row.source:
            before.append(_line(row, language))
            continue
        after.append(_line(row, language))
        if following is None or following.source != row.source:
            after.append(f"  {row.citation.say(language)}")
    return before, after


def _line(row: CourseRow, language: str) -> str:
    """Return a row in a line: what, and its value or its choice."""
    colon = "：" if language == "ja" else ": "
    if row.origin != "connected" or row.value is None:
        return f"{row.what.say(language)}{colon}{row.why.say(language)}"
    year = "" if row.year is None else f"（{row.year}年）" if language == "ja" else f" in {row.year}"
    unit = row.unit.say(language) if language == "ja" else f" {row.unit.say(language)}"
    amount = f"{100 * row.value:.6g}%" if row.unit.en == "share" else f"{short(row.value, language)}{unit}"
    return f"{row.what.say(language)}{colon}{amount}{year}"


def _source_lines(scenario: Resolved, language: str) -> Iterator[str]:
    """Yield the sources with their words and notes."""
    if scenario.sources:
        yield "出典" if language == "ja" else "sources"
    for source in scenario.sources:
        yield f"  {source.key}: {cite(source).say(language)}"
        yield from [f"    “{source.quote}”"] if source.quote else []
        yield from [f"    {source.note}"] if source.note else []


def scenario_html(scenario: Resolved, language: Language | None = None) -> str:
    """Return a scenario as HTML: launch, what it sets by year with citations, what else it says, sources."""
    language = language or preferred_language()
    before, after = _lines(scenario, language)
    head = "<br>".join(escape(line) for line in before)
    # a line that is set in says where the one before it comes from
    said = "".join(
        f"<br><small>{escape(line.strip())}</small>" if line.startswith(" ") else f"<li>{escape(line)}"
        for line in after
    )
    sources = "".join(
        f"<li><code>{escape(source.key)}</code>: {escape(cite(source).say(language))}"
        f"{'<br>“' + escape(source.quote) + '”' if source.quote else ''}"
        f"{'<br>' + escape(source.note) if source.note else ''}</li>"
        for source in scenario.sources
    )
    word = "出典" if language == "ja" else "sources"
    folded = f"<details><summary>{word}</summary><ul>{sources}</ul></details>" if sources else ""
    return (
        f"<p><b>{escape(scenario.title(language))}</b> <code>{escape(scenario.name)}</code></p><p>{head}</p>"
        f"{_years_html(scenario, language)}{f'<ul>{said}</ul>' if said else ''}{folded}"
    )


def _years_html(scenario: Resolved, language: Language) -> str:
    """Return the yearly values: years that say the same are one row; what is left to the inputs is named below."""
    columns = _columns(scenario, language)
    shown = [column for column in columns if not column.from_inputs]
    left = listed(column.heading for column in columns if column.from_inputs)
    named = Text("From observed events: {left}", "実績から算定：{left}", left=left).say(language)
    below = f"<p>{escape(named)}</p>" if len(shown) < len(columns) else ""
    if not shown:
        return below
    head = _row("th", ["年" if language == "ja" else "year", *(escape(column.heading) for column in shown)])
    rows = ((year, tuple(column.cell(year) for column in shown)) for year in _years(scenario))
    body = ""
    for cells, group in groupby(rows, key=lambda row: row[1]):
        years = [year for year, _ in group]
        span = str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
        body += _row("td", [span, *(_cell_html(cell, language) for cell in cells)])
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>{below}"


def _cell_html(cell: Cell, language: str) -> str:
    value, why = cell
    note = f"<small>{escape(why)}</small>"
    return note if value is None else f"{short(value, language)} {note}"


def _row(kind: str, cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<{kind}{_LEFT}>{cell}</{kind}>" for cell in cells) + "</tr>"


def set_html(scenarios: _Set, language: Language | None = None) -> str:
    """Return a set of scenarios as an HTML table: what each sets, and its outlooks."""
    language = language or preferred_language()
    ja = language == "ja"
    heads = ("シナリオ", "題名", "設定", "展望") if ja else ("scenario", "title", "sets", "outlook")
    colon = "：" if ja else ": "

    def lines(words: Iterable[str]) -> str:
        return "<br>".join(escape(line) for line in words)

    body = ""
    for one in scenarios:
        sets = [f"{row.what.say(language)}{colon}{row.path.say(language)}" for row in summary_rows(one)]
        outlooks = [row.why.say(language) for row in course(one) if row.origin == "outlook"]
        body += _row(
            "td",
            [
                f"<code>{escape(one.name)}</code>",
                escape(one.title(language)),
                lines(sets) or ORIGINS["inputs"].say(language),
                lines(outlooks),
            ],
        )
    return f"<p><b>{escape(scenarios.folder)}</b></p><table><thead>{_row('th', heads)}</thead><tbody>{body}</tbody></table>"
