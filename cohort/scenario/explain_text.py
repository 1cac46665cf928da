"""The same table for the terminal, with what else a scenario says."""

from __future__ import annotations

import io
from collections.abc import Iterator

from cohort.scenario.explain import citation, columns, years
from cohort.scenario.measures import MEASURES, OUTCOMES
from cohort.scenario.model import Outlook, Scenario
from cohort.scenario.rules import number

_BASIS = {"register": "住民基本台帳", "census": "国勢調査"}


def explain_text(scenario: Scenario, language: str = "en", *, width: int = 120, color: bool = False) -> str:
    """Return a scenario as a page of text: launch, one row a year, outlook, sources.

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
    from rich.text import Text

    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=color, color_system="auto" if color else None, highlight=False
    )
    console.print(Text(f"{scenario.name}: {scenario.title(language)}", style="bold"))
    for line in head_lines(scenario, language):
        console.print(Text(line))
    table = Table("年" if language == "ja" else "year", show_lines=False, header_style="bold")
    shown = columns(scenario, language)
    for column in shown:
        table.add_column(Text(column.heading), overflow="fold")
    launch = scenario.launch.date.year
    for year in years(scenario):
        cells = [column.cell(year) for column in shown]
        row = [Text(f"{short(value)}  {why}".strip() if value is not None else why) for value, why in cells]
        table.add_row(Text(str(year)), *row, style="dim" if year < launch else None)
    console.print(table)
    for line in [*statement_lines(scenario, language), *_source_lines(scenario, language)]:
        console.print(Text(line))
    return out.getvalue()


def short(value: float) -> str:
    """Return a value as it stands in the table: six digits, thousands separated."""
    return (
        f"{value:,.0f}"
        if abs(value) >= 1000
        else f"{value:.6g}"
        if value == round(value, 4)
        else f"{value:.4f}"
    )


def head_lines(scenario: Scenario, language: str) -> Iterator[str]:
    """Yield what the scenario starts from."""
    ja, launch = language == "ja", scenario.launch
    if scenario.based_on:
        yield ("もとのシナリオ：" if ja else "based on: ") + ", ".join(scenario.based_on)
    events = ", ".join(map(str, launch.events))
    censuses = ", ".join(map(str, launch.migration_censuses))
    if ja:
        yield f"起点：{launch.date}（{_BASIS[launch.basis]}）、{launch.until}年まで、{launch.step}年刻み"
        yield from [f"水準を決める年：{events}"] if events else []
        yield from [f"国勢調査 {launch.rake_to} の総数に合わせる"] if launch.rake_to else []
        yield from [f"移動の年齢構造：国勢調査 {censuses} の間"] if censuses else []
        return
    years_word = "year" if launch.step == 1 else "years"
    yield f"launch: {launch.date} ({launch.basis}), to {launch.until}, steps of {launch.step} {years_word}"
    yield from [f"levels from the events of: {events}"] if events else []
    yield from [f"raked to the census totals of {launch.rake_to}"] if launch.rake_to else []
    yield from [f"ages of migrants between the censuses of: {censuses}"] if censuses else []


def promise(outlook: Outlook, language: str) -> str:
    """Return an outlook in words, e.g. ``population in 2040: at least 89,000 persons``."""
    ja, term = language == "ja", OUTCOMES[outlook.measure]
    name, unit, said = term.label(language), term.unit_label(language), outlook.said.say(language)
    if outlook.rounding:
        places = f"{outlook.rounding:,.10g}"
        said += f"（{places} 単位で丸め）" if ja else f", rounded to {places}"
    return (
        f"{outlook.year}年の{name}：{said}（{unit}）" if ja else f"{name} in {outlook.year}: {said} ({unit})"
    )


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else number(value)


def statement_lines(scenario: Scenario, language: str) -> Iterator[str]:
    """Yield what the scenario says beside its yearly values: jump-off, calibration, outlooks, connected people."""
    ja = language == "ja"
    sources = {source.key: source for source in scenario.sources}
    for item in scenario.trajectories:
        if item.jump_off == "scenario":
            label = MEASURES[item.measure].label(language)
            yield (
                f"{label}：起点は実績ではなく計画の値"
                if ja
                else f"{label}: starts at the plan's value, not the observed"
            )
    if scenario.calibrate is not None:
        row = scenario.calibrate
        lever, result = MEASURES[row.lever].label(language), OUTCOMES[row.measure].label(language)
        if ja:
            yield f"調整：{row.year}年の{result}が {_plain(row.value)} になるように{lever}を決める"
        else:
            yield f"calibrate: {lever} is set so that {result} in {row.year} is {_plain(row.value)}"
        yield f"  {citation(sources[row.source], language)}"
    for outlook in scenario.outlooks:
        yield ("展望：" if ja else "outlook: ") + promise(outlook, language)
        yield f"  {citation(sources[outlook.source], language)}"
    if scenario.connected is not None:
        whatif = (
            ("【仮定】" if ja else " (what-if)")
            if sources[scenario.connected.source].kind == "assumption"
            else ""
        )
        names = ", ".join(str(kind["name"]) for kind in scenario.connected.kinds) + whatif
        yield ("つながり人口：" if ja else "connected population: ") + names


def _source_lines(scenario: Scenario, language: str) -> Iterator[str]:
    ja = language == "ja"
    if scenario.sources:
        yield "出典" if ja else "sources"
    for source in scenario.sources:
        publisher = (
            f"（{source.publisher}）"
            if ja and source.publisher
            else f" ({source.publisher})"
            if source.publisher
            else ""
        )
        yield f"  {source.key}: {citation(source, language)}{publisher}"
        for mark, text in (("“", source.quote), ("", source.note)):
            if text:
                yield f"    {mark}{text}{'”' if mark else ''}"
