"""Sheets of what is tied to the population: indicators, their ratings, connected and active population."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cohort.analysis.indicators import indicator_section, rating_section
from cohort.report.tied import left_out, table_years
from cohort.report.titles import scenario_titles

if TYPE_CHECKING:
    from cohort.report.workbook.book import Book, Sheet

_WIDE = 110  # full-width characters that fit on a merged line


def tied_sheets(book: Book, run: Any) -> None:
    """Write a sheet for each of the indicators, the ratings and the ties, where a run has them."""
    tied = getattr(run, "tied", None)
    if tied is None:
        return
    if tied.values is not None and not tied.values.empty:
        _indicators(book, run)
    if tied.ratings is not None:
        _ratings(book, run)
    if tied.connected is not None:
        _connected(book, run)


def _lead(sheet: Sheet, title: str, text: str, columns: int) -> None:
    sheet.heading(title, "title")
    wide = sum(1 if ord(letter) < 0x2E80 else 2 for letter in text)
    sheet.note(text, columns, height=15 * max(1, -(-wide // (2 * _WIDE))))


def _indicators(book: Book, run: Any) -> None:
    """Write people times rate by indicator, scenario and year; a star marks a what-if, the cell stays a number."""
    tied, language, years = run.tied, book.language, table_years(run)
    titles = scenario_titles(run.scenarios, language)
    section = indicator_section(tied.values, tied.indicators, titles, years, language)
    sheet = book.sheet(book.say("Indicators", "指標"), [34, 16, 52, *[10] * len(years), 60])
    _lead(sheet, section.title, f"{section.lead} {left_out(run, language)}".strip(), 3 + len(years))
    names = [book.say("Indicator", "指標"), book.say("Unit", "単位"), book.say("Scenario", "シナリオ")]
    sheet.header([*names, *years, book.say("Rate and source", "率と出典")], freeze_columns=3)
    cells = {
        (str(key), str(scenario), int(year)): (float(value), bool(what_if))
        for key, scenario, year, value, what_if in zip(
            *(tied.values[name] for name in ("indicator", "scenario", "year", "value", "what_if")),
            strict=True,
        )
    }
    notes = dict(zip((one.key for one in _shown(tied)), (part.note for part in section.tables), strict=True))
    for indicator in _shown(tied):
        mark = book.say(" (what-if)", "（仮定）") if indicator.what_if else ""
        for name, title in titles.items():
            found = [cells.get((indicator.key, name, year)) for year in years]
            looks = ["starred" if one is not None and one[1] else "persons" for one in found]
            sheet.line(
                [
                    f"{indicator.title(language)}{mark}",
                    indicator.unit.result(language),
                    title,
                    *(None if one is None else one[0] for one in found),
                    notes[indicator.key],
                ],
                ["text", "text", "text", *looks, "text"],
            )


def _shown(tied: Any) -> list[Any]:
    there = set(tied.values["indicator"])
    return [indicator for indicator in tied.indicators if indicator.key in there]


def _ratings(book: Book, run: Any) -> None:
    """Write every indicator with target, actual value, what was attained, our rating and the published one."""
    table = run.tied.ratings
    section = rating_section(table, book.language)
    sheet = book.sheet(book.say("Ratings", "指標の評価"), [7, 60, 8, *[12] * 4, 9, 11])
    _lead(sheet, section.title, section.lead, 8)
    plain = section.tables[0].columns
    sheet.header([*plain[:2], book.say("Unit", "単位"), *plain[2:]], freeze_columns=2)
    names = ("base_2022", "target_2028", "actual_2024", "attainment")
    for row in table.to_dict("records"):
        numbers = [None if row[name] != row[name] else float(row[name]) for name in names]
        sheet.line(
            [str(row["number"]), str(row["kpi"]), str(row["unit"]), *numbers, row["rating"], row["published_rating"]],
            ["text", "text", "text", "value", "value", "value", "share", "text", "text"],
        )  # fmt: skip


def _connected(book: Book, run: Any) -> None:
    """Write the ties by scenario and fifth year, kinds added up; what-ifs are called so in the headings."""
    found = run.tied.connected
    table = found.table(book.language)
    titles = scenario_titles(run.scenarios, book.language)
    sheet = book.sheet(book.say("Connected", "つながり人口"), [52, 8, *[17] * (table.shape[1] - 2)])
    sheet.heading(book.say("Connected and active population", "つながり人口・活動人口"), "title")
    for sentence in found.sentences(book.language):
        wide = sum(1 if ord(letter) < 0x2E80 else 2 for letter in sentence)
        sheet.note(sentence, 7, height=15 * max(1, -(-wide // (2 * _WIDE))))
    sheet.header([str(name) for name in table.columns], freeze_columns=2, height=45)
    for row in table.itertuples(index=False):
        values = [None if value != value else float(value) for value in row[2:]]
        looks = [*["value"] * (len(values) - 1), "share"]
        sheet.line([titles[str(row[0])], int(row[1]), *values], ["text", "year", *looks])
