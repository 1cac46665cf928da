"""Charts native to Excel: they can be restyled, and follow the cells they are drawn from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.chart import Chart

from cohort.report.workbook.book import FONTS, Book, Sheet
from cohort.table import Table
from cohort.text import Said, Text
from cohort.vocabulary import AGE_COLOURS, BAD, FLOW_COLOURS, INK, MUTED, SEX_COLOURS, SEXES, VOCABULARY

_GRID = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}
# Rows of the sheet that one pyramid takes.
PYRAMID_ROWS = 24
_MARKERS = {"outlook": "diamond", "published": "square", "observed": "circle"}
_MARKED = {"outlook": BAD, "published": MUTED, "observed": INK}
_CLASSES = ("population_0_14", "population_15_64", "population_65_plus")
_FLOWS = {"births": "#009E73", "deaths": INK, "net_migration": FLOW_COLOURS["net_migration"]}


def _text(book: Book, size: float = 9, bold: bool = False) -> dict[str, Any]:
    return {"name": FONTS[book.language], "size": size, "bold": bold}


def _dress(book: Book, chart: Chart, title: str, size: tuple[int, int], letters: float = 12) -> None:
    """Give a chart its title, fonts and size."""
    chart.set_title({"name_font": _text(book, letters, True), "overlay": False})
    chart.title.name = title  # given above, words that look like a cell ("...!A0") would become a formula
    chart.set_legend({"position": "bottom", "font": _text(book)})
    chart.set_size({"width": size[0], "height": size[1]})
    chart.show_blanks_as("gap")


def _axes(book: Book, chart: Chart, years: tuple[int, int] | None, **more: Any) -> None:
    """Set the axes: of years as numbers, whole and five apart in every program; of persons."""
    font = {"num_font": _text(book)}
    if years is None:
        # years as days of a calendar: programs leave out labels of days as they are told, those of names as they like
        every = {"date_axis": True, "major_unit": 5, "major_unit_type": "days"}
        chart.set_x_axis({"num_format": "0", **every, **font})
    else:
        ends = {"min": years[0], "max": years[1], "major_unit": 5, "label_position": "low"}
        chart.set_x_axis({"num_format": "0", "major_gridlines": {"visible": False}, **ends, **font})
    minus = '"△"' if book.language == "ja" else "-"
    chart.set_y_axis({"num_format": f"#,##0;{minus}#,##0", "major_gridlines": _GRID, **font, **more})


def _insert(book: Book, onto: Sheet, place: tuple[int, int], chart: Chart, said: Said | str) -> None:
    onto.worksheet.insert_chart(*place, chart, {"description": book.say(said)})


def _line(sheet: Sheet, rows: tuple[int, int], columns: tuple[int, int], colour: str) -> dict[str, Any]:
    """Return a series of a scatter chart: columns of years and values."""
    return {
        "categories": sheet.span(*rows, columns[0]),
        "values": sheet.span(*rows, columns[1]),
        "line": {"color": colour, "width": 2},
        "marker": {"type": "none"},
    }


def totals_chart(
    book: Book, onto: Sheet, sheet: Sheet, header: int, totals: Table, drawn: Sequence[tuple[int, str, str]]
) -> None:
    """Draw residents by year: scenarios as lines; outlook, official projections and counts as marks.

    ``drawn`` are the columns of ``totals`` (headings in row ``header`` of ``sheet``): place, "line", "outlook", "published" or
    "observed", and the colour; marks have the colour of their kind.
    """
    chart = book.file.add_chart({"type": "scatter", "subtype": "straight"})
    rows = header + 1, header + len(totals.rows)
    for column, kind, colour in drawn:
        series = {"name": [sheet.name, header, column], **_line(sheet, rows, (0, column), colour or _MARKED[kind])}
        if kind != "line":
            paint = {"color": _MARKED[kind]}
            size = 11 if kind == "outlook" else 6
            series["line"] = {"none": True}
            series["marker"] = {"type": _MARKERS[kind], "size": size, "fill": paint, "border": paint}
        if kind == "outlook":
            font = _text(book, 10, True)
            series["data_labels"] = {"value": True, "position": "above", "num_format": "#,##0", "font": font}
        chart.add_series(series)
    title = Text("Population and outlook (persons)", "総人口の推移と将来展望（人）")
    _dress(book, chart, book.say(title), (980, 460))
    years = [int(row[0].value or 0) for row in totals.rows]
    _axes(book, chart, (years[0], years[-1]), min=0)
    said = Text(
        "Line chart of the population by scenario, with the outlook", "シナリオ別総人口と将来展望の折れ線グラフ"
    )
    _insert(book, onto, (1, 0), chart, said)


def classes_chart(
    book: Book, onto: Sheet, sheet: Sheet, columns: Mapping[str, int], rows: tuple[int, int], yearly: Table, of: Said
) -> None:
    """Draw the three age classes of one scenario, called ``of``, stacked: its rows of the table of yearly results."""
    chart = book.file.add_chart({"type": "column", "subtype": "stacked"})
    for name, colour in zip(_CLASSES, AGE_COLOURS, strict=True):
        series = {"categories": sheet.span(*rows, 1), "values": sheet.span(*rows, columns[name])}
        called = VOCABULARY[name].label(book.language)
        chart.add_series({"name": called, **series, "fill": {"color": colour}, "gap": 20})
    title = Text("Three age classes (persons): {of}", "年齢3区分別人口（人）：{of}", of=of)
    _dress(book, chart, book.say(title), (980, 420))
    _axes(book, chart, None, min=0)
    said = Text("Stacked columns of three age classes", "年齢3区分別人口の積み上げ棒グラフ")
    _insert(book, onto, (25, 0), chart, said)


def flows_chart(
    book: Book, onto: Sheet, sheet: Sheet, columns: Mapping[str, int], rows: tuple[int, int], yearly: Table, of: Said
) -> None:
    """Draw births, deaths and net migration of one scenario, called ``of``: the last row has none."""
    chart = book.file.add_chart({"type": "scatter", "subtype": "straight"})
    for name, colour in _FLOWS.items():
        if name in columns:
            called = VOCABULARY[name].label(book.language)
            chart.add_series({"name": called, **_line(sheet, (rows[0], rows[1] - 1), (1, columns[name]), colour)})
    title = Text("Births, deaths and net migration (persons): {of}", "出生・死亡・社会増減（人）：{of}", of=of)
    _dress(book, chart, book.say(title), (980, 420))
    years = [int(row[1].value or 0) for row in yearly.rows]
    _axes(book, chart, (min(years), max(years)))
    said = Text("Lines of births, deaths and net migration", "出生・死亡・社会増減の折れ線グラフ")
    _insert(book, onto, (47, 0), chart, said)


def pyramid_chart(book: Book, sheet: Sheet, title: str, rows: tuple[int, int], largest: float, place: int) -> None:
    """Draw a population pyramid: men to the left (negative numbers without their sign), women to the right.

    ``rows`` are those of the headings and of the last age group; ``largest`` is the largest bar of all pyramids of the sheet: they
    share one scale. Two stand side by side: pyramid ``place`` has its men in column 2 place + 1, women in the next.
    """
    chart = book.file.add_chart({"type": "bar"})
    for offset, sex in enumerate(SEXES):
        column = 2 * place + 1 + offset
        series = {"categories": sheet.span(rows[0] + 1, rows[1], 0), "values": sheet.span(rows[0] + 1, rows[1], column)}
        paint = {"fill": {"color": SEX_COLOURS[sex]}, "border": {"color": "#FFFFFF", "width": 0.5}}
        chart.add_series({"name": [sheet.name, rows[0], column], **series, **paint, "overlap": 100, "gap": 4})
    _dress(book, chart, title, (560, 460), 10)
    unit = 10 ** math.floor(math.log10(largest)) if largest > 0 else 1
    limit = math.ceil(largest / unit) * unit if largest > 0 else 1
    font = {"num_font": _text(book, 8)}
    # A bar chart lies on its side: x is the axis of numbers, y that of the age groups.
    chart.set_y_axis({"label_position": "low", "interval_unit": 1, "major_tick_mark": "none", **font})
    ends = {"min": -limit, "max": limit, "major_unit": limit / 2, "major_gridlines": _GRID}
    chart.set_x_axis({"num_format": "#,##0;#,##0", **ends, **font})
    _insert(book, sheet, (1 + (place // 2) * PYRAMID_ROWS, 0 if place % 2 == 0 else 6), chart, title)
