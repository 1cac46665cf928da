"""How inputs show themselves: a short table of what they hold, with dates and sources."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from cohort.errors import Language, preferred_language

from .tables import TABLES, Table

if TYPE_CHECKING:
    import pandas as pd

    from .model import Inputs

_HEADS = {
    "en": ("table", "what", "dates", "rows", "sources"),
    "ja": ("表", "内容", "時点・期間", "行数", "出典"),
}


def _dates(frame: pd.DataFrame, table: Table) -> str:
    """Return what the rows refer to: the dates of each basis, or the span of years."""
    if "start" in frame:
        parts = [
            f"{basis} {found['start'].min():%Y-%m-%d}/{found['end'].max():%Y-%m-%d}"
            for basis, found in frame.groupby("basis", sort=False)
        ]
        return "; ".join(parts)
    if "date" in frame:
        by = "basis" if "basis" in frame else "series"
        parts = []
        for name, found in frame.groupby(by, sort=False):
            days = sorted({f"{day:%Y-%m-%d}" for day in found["date"]})
            parts.append(
                f"{name} {days[0]}" if len(days) == 1 else f"{name} {days[0]} … {days[-1]} ({len(days)})"
            )
        return "; ".join(parts)
    column = {"targets": "target_year"}.get(table.name, "year")
    if column not in frame:
        return "2022, 2024, 2028"
    years = sorted(set(frame[column]))
    span = str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
    if table.name == "published":
        return f"{span}: {', '.join(dict.fromkeys(frame['series']))}"
    return span


def _lines(inputs: Inputs, language: Language) -> list[tuple[str, str, str, str, str]]:
    found = []
    for table in TABLES.values():
        frame = getattr(inputs, table.name)
        if frame is not None:
            sources = ", ".join(dict.fromkeys(frame["source"]))
            found.append(
                (
                    table.name,
                    table.ja if language == "ja" else table.en,
                    _dates(frame, table),
                    f"{len(frame):,}",
                    sources,
                )
            )
    return found


def _title(inputs: Inputs, language: Language) -> str:
    parents = [
        parent.area.name(language) for parent in (inputs.prefecture, inputs.nation) if parent is not None
    ]
    within = ""
    if parents:
        within = f"（{'、'.join(parents)}）" if language == "ja" else f" (with {', '.join(parents)})"
    return f"{inputs.area.name(language)} {inputs.area.code}{within}"


def text(inputs: Inputs, language: Language | None = None) -> str:
    """Return what the inputs hold, as lines of text."""
    language = language or preferred_language()
    lines = [f"{_title(inputs, language)}: {inputs.path.as_posix()}"]
    for name, what, dates, rows, sources in _lines(inputs, language):
        lines.append(f"  {name}: {what}; {dates}; {rows} {'行' if language == 'ja' else 'rows'} [{sources}]")
    return "\n".join(lines)


def html(inputs: Inputs, language: Language | None = None) -> str:
    """Return what the inputs hold, and the sources in full, as HTML."""
    language = language or preferred_language()
    head = "".join(f"<th>{escape(cell)}</th>" for cell in _HEADS[language])
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>"
        for line in _lines(inputs, language)
    )
    sources = "".join(
        f"<li><code>{escape(source.key)}</code>: {escape(source.publisher)} {escape(source.title)}"
        f"{'<br>' + escape(source.note) if source.note else ''}</li>"
        for source in inputs.sources.values()
    )
    label = "出典" if language == "ja" else "sources"
    return (
        f"<p><b>{escape(_title(inputs, language))}</b> <code>{escape(inputs.path.as_posix())}</code></p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<details><summary>{label}</summary><ul>{sources}</ul></details>"
    )
