"""Charts native to Excel: they can be restyled, and follow the cells they are drawn from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cohort.report.workbook.book import COLOURS, FEMALE, FONTS, MALE
from cohort.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.chart import Chart

    from cohort.report.workbook.book import Book, Sheet

_GRID = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}
# Rows of the sheet that one pyramid takes.
PYRAMID_ROWS = 24
_MARKERS = {"outlook": "diamond", "published": "square", "observed": "circle"}


def _text(book: Book, size: float = 9, bold: bool = False) -> dict[str, Any]:
    return {"name": FONTS[book.language], "size": size, "bold": bold}


def _dress(book: Book, chart: Chart, title: str, size: tuple[int, int]) -> None:
    """Give a chart its title, fonts and size."""
    chart.set_title({"name": title, "name_font": _text(book, 12, True), "overlay": False})
    chart.set_legend({"position": "bottom", "font": _text(book)})
    chart.set_size({"width": size[0], "height": size[1]})
    chart.show_blanks_as("gap")


def _year_axis(book: Book, years: tuple[int, int]) -> dict[str, Any]:
    """Return an axis of numbers, so that its ticks are whole years, five apart, in every program."""
    return {
        "num_format": "0",
        "num_font": _text(book),
        "min": years[0],
        "max": years[1],
        "major_unit": 5,
        "label_position": "low",
        "major_gridlines": {"visible": False},
    }


def totals_chart(
    book: Book,
    onto: Sheet,
    sheet: Sheet,
    rows: tuple[int, int],
    years: tuple[int, int],
    drawn: Sequence[tuple[int, str]],
) -> None:
    """Draw residents by year: scenarios as lines; outlook, official projections and counts as marks.

    Parameters
    ----------
    onto, sheet : Sheet
        Where the chart stands; where its numbers are.
    rows : (int, int)
        Row of the names, last row of the years.
    years : (int, int)
        First and last year of the axis.
    drawn : sequence of (column, kind)
        Kind is "line", "outlook", "published" or "observed".
    """
    header, last = rows
    chart = book.file.add_chart({"type": "scatter", "subtype": "straight"})
    colours = iter(COLOURS * 2)
    for column, kind in drawn:
        colour = "#C00000" if kind == "outlook" else "#595959" if kind == "observed" else next(colours)
        series: dict[str, Any] = {
            "name": [sheet.name, header, column],
            "categories": sheet.span(header + 1, last, 0),
            "values": sheet.span(header + 1, last, column),
            "line": {"color": colour, "width": 2},
            "marker": {"type": "none"},
        }
        if kind != "line":
            series["line"] = {"none": True}
            series["marker"] = {
                "type": _MARKERS[kind],
                "size": 11 if kind == "outlook" else 6,
                "fill": {"color": colour},
                "border": {"color": colour},
            }
        if kind == "outlook":
            series["data_labels"] = {
                "value": True,
                "position": "above",
                "num_format": "#,##0",
                "font": _text(book, 10, True),
            }
        chart.add_series(series)
    _dress(
        book, chart, book.say("Population and outlook (persons)", "総人口の推移と将来展望（人）"), (980, 460)
    )
    chart.set_x_axis(_year_axis(book, years))
    chart.set_y_axis(
        {"num_format": "#,##0", "num_font": _text(book), "major_gridlines": _GRID, "min": 0}
    )  # fmt: skip
    words = book.say(
        "Line chart of the population by scenario, with the outlook",
        "シナリオ別総人口と将来展望の折れ線グラフ",
    )
    onto.worksheet.insert_chart(1, 0, chart, {"description": words})


def classes_chart(
    book: Book, onto: Sheet, table: Sheet, columns: dict[str, int], first: int, last: int, of: str
) -> None:
    """Draw the three age classes of one scenario, called ``of``, stacked."""
    chart = book.file.add_chart({"type": "column", "subtype": "stacked"})
    shown = zip(
        ("population_0_14", "population_15_64", "population_65_plus"),
        ("#56B4E9", "#0072B2", "#E69F00"),
        strict=True,
    )
    for name, colour in shown:
        chart.add_series(
            {
                "name": VOCABULARY[name].label(book.language),
                "categories": table.span(first, last, 1),
                "values": table.span(first, last, columns[name]),
                "fill": {"color": colour},
                "gap": 20,
            }
        )
    title = book.say(f"Three age classes (persons): {of}", f"年齢3区分別人口（人）：{of}")
    _dress(book, chart, title, (980, 420))
    chart.set_x_axis({"num_format": "0", "num_font": _text(book), "interval_unit": 5})
    chart.set_y_axis({"num_format": "#,##0", "num_font": _text(book), "major_gridlines": _GRID, "min": 0})
    words = book.say("Stacked columns of three age classes", "年齢3区分別人口の積み上げ棒グラフ")
    onto.worksheet.insert_chart(25, 0, chart, {"description": words})


def flows_chart(
    book: Book,
    onto: Sheet,
    table: Sheet,
    columns: dict[str, int],
    first: int,
    last: int,
    years: tuple[int, int],
    of: str,
) -> None:
    """Draw births, deaths and net migration of one scenario, called ``of``."""
    chart = book.file.add_chart({"type": "scatter", "subtype": "straight"})
    for name, colour in zip(
        ("births", "deaths", "net_migration"), ("#0072B2", "#000000", "#D55E00"), strict=True
    ):
        chart.add_series(
            {
                "name": VOCABULARY[name].label(book.language),
                "categories": table.span(first, last, 1),
                "values": table.span(first, last, columns[name]),
                "line": {"color": colour, "width": 2},
                "marker": {"type": "none"},
            }
        )
    _dress(
        book,
        chart,
        book.say(f"Births, deaths and net migration (persons): {of}", f"出生・死亡・社会増減（人）：{of}"),
        (980, 420),
    )
    chart.set_x_axis(_year_axis(book, years))
    chart.set_y_axis({"num_format": "#,##0", "num_font": _text(book), "major_gridlines": _GRID})
    words = book.say("Lines of births, deaths and net migration", "出生・死亡・社会増減の折れ線グラフ")
    onto.worksheet.insert_chart(47, 0, chart, {"description": words})


def pyramid_chart(
    book: Book, sheet: Sheet, title: str, header: int, last: int, column: int, largest: float, place: int
) -> None:
    """Draw a population pyramid: men to the left (negative numbers without their sign), women to the right.

    Parameters
    ----------
    header, last : int
        Row of the names, last row of the age groups.
    column : int
        Column of the men; the women's is the next.
    largest : float
        The largest bar of all pyramids of the sheet: they share one scale.
    place : int
        Number of the pyramid on the sheet: two stand side by side.
    """
    chart = book.file.add_chart({"type": "bar"})
    for offset, colour in ((0, MALE), (1, FEMALE)):
        chart.add_series(
            {
                "name": [sheet.name, header, column + offset],
                "categories": sheet.span(header + 1, last, 0),
                "values": sheet.span(header + 1, last, column + offset),
                "fill": {"color": colour},
                "border": {"color": "#FFFFFF", "width": 0.5},
                "overlap": 100,
                "gap": 4,
            }
        )
    _dress(book, chart, title, (560, 460))
    chart.set_title({"name": title, "name_font": _text(book, 10, True)})
    unit = 10 ** math.floor(math.log10(largest)) if largest > 0 else 1
    limit = math.ceil(largest / unit) * unit if largest > 0 else 1
    # A bar chart lies on its side: x is the axis of numbers, y that of the age groups.
    chart.set_y_axis(
        {"label_position": "low", "num_font": _text(book, 8), "interval_unit": 1, "major_tick_mark": "none"}
    )
    chart.set_x_axis(
        {"num_format": "#,##0;#,##0", "num_font": _text(book, 8), "min": -limit, "max": limit, "major_unit": limit / 2, "major_gridlines": _GRID}
    )  # fmt: skip
    row = 2 + (place // 2) * PYRAMID_ROWS
    sheet.worksheet.insert_chart(row, 0 if place % 2 == 0 else 6, chart, {"description": title})
