"""How inputs show themselves: one table of what they hold, with dates and sources, for console and notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING

from cohort import table as tables
from cohort.table import Cell, Column, words
from cohort.text import Said, Text

from .tables import TABLES

if TYPE_CHECKING:
    import pandas as pd

_HEADS = (
    Text("table", "表"),
    Text("what", "内容"),
    Text("dates", "時点・期間"),
    Text("rows", "行数"),
    Text("sources", "出典"),
)


def contents(title: Said, frames: Mapping[str, pd.DataFrame]) -> tables.Table:
    """Return a table of tables: name, what it holds, its dates, how many rows, whose they are."""
    rows = [
        (
            words(name),
            words(Text(TABLES[name].en, TABLES[name].ja)),
            words(_dates(frame, name)),
            Cell(len(frame), "count"),
            words(", ".join(dict.fromkeys(frame["source"]))),
        )
        for name, frame in frames.items()
    ]
    return tables.table("inputs", title, [Column(head, "l") for head in _HEADS], rows)


def _dates(frame: pd.DataFrame, name: str) -> str:
    """Return what the rows refer to: the dates of each basis, or the span of years."""
    if "start" in frame:
        return "; ".join(
            f"{basis} {found['start'].min():%Y-%m-%d}/{found['end'].max():%Y-%m-%d}"
            for basis, found in frame.groupby("basis", sort=False)
        )
    if "date" in frame:
        column = next((name for name in ("basis", "series") if name in frame), None)
        groups = [("", frame)] if column is None else frame.groupby(column, sort=False)
        parts = []
        for key, found in groups:
            days = sorted({f"{day:%Y-%m-%d}" for day in found["date"]})
            span = days[0] if len(days) == 1 else f"{days[0]} … {days[-1]} ({len(days)})"
            parts.append(f"{key} {span}".strip())
        return "; ".join(parts)
    column = {"targets": "target_year", "worksheet": "period"}.get(name, "year")
    if column not in frame:
        return "2022, 2024, 2028"
    years = sorted(set(frame[column]))
    span = str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
    return f"{span}: {', '.join(dict.fromkeys(frame['series']))}" if name == "published" else span


def as_lines(contents: tables.Table, path: str, language: str) -> str:
    """Return the table as lines of text, under the place and its folder."""
    rows = "行" if language == "ja" else "rows"
    lines = [
        f"  {name}: {what}; {dates}; {count} {rows} [{sources}]"
        for name, what, dates, count, sources in contents.say(language)[1:]
    ]
    return "\n".join([f"{contents.title.say(language)}: {path}", *lines])


def as_html(contents: tables.Table, path: str, sources: Iterable[tuple[str, str, str]], language: str) -> str:
    """Return the table as HTML, and the sources (key, what, note) in full."""
    head, *body = [[escape(cell) for cell in row] for row in contents.say(language)]
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in body)
    listed = "".join(
        f"<li><code>{escape(key)}</code>: {escape(what)}{'<br>' + escape(note) if note else ''}</li>"
        for key, what, note in sources
    )
    return (
        f"<p><b>{escape(contents.title.say(language))}</b> <code>{escape(path)}</code></p>"
        f"<table><thead><tr>{''.join(f'<th>{cell}</th>' for cell in head)}</tr></thead><tbody>{rows}</tbody></table>"
        f"<details><summary>{_HEADS[-1].say(language)}</summary><ul>{listed}</ul></details>"
    )
