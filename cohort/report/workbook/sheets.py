"""What stands on each sheet: tables of the story, and the charts drawn from their cells."""

from __future__ import annotations

from collections.abc import Callable

from cohort.report.workbook.book import Book, Sheet
from cohort.report.workbook.charts import PYRAMID_ROWS, classes_chart, flows_chart, pyramid_chart, totals_chart
from cohort.report.workbook.official import official_sheet
from cohort.story.model import Story
from cohort.story.provenance import versions
from cohort.story.tables import CENSUS, OUTLOOK
from cohort.table import Column, Table, label_column, table, value, words
from cohort.text import Day, Said, Text, Year
from cohort.vocabulary import SEX_NAMES, SEXES

SUMMARISED = ("population", "share", "women", "comparison", "ages", "flows", "requirements")
PYRAMIDS = Text("Pyramids", "人口ピラミッド")


def summary_sheet(book: Book, story: Story) -> None:
    """Write the answer, the verdict on every outlook, and the key figures."""
    sheet = book.sheet(Text("Summary", "概要"))
    sheet.heading(story.question, "title")
    sheet.note(Text("Figures up to {date}", "{date}までの資料による", date=Day(story.date)))
    for said in (*story.headline, *story.sentences):
        sheet.note(said, "lead")
    sheet.row += 1
    for name, made in story.tables.items():
        if made and (name.startswith("verdict-") or name in SUMMARISED):
            sheet.table(made)


def result_sheets(book: Book, story: Story) -> None:
    """Write the sheets of charts, totals and yearly results; the charts are drawn from the cells of the other two."""
    charts = book.sheet(Text("Charts", "グラフ"), landscape=False, pages_tall=1)
    charts.heading(Text("Charts", "グラフ"), "title")
    totals, sheet = story.tables["totals"], book.sheet(Text("Totals", "総人口"))
    header = sheet.table(totals, main=True, freeze=1, look="title")
    totals_chart(book, charts, sheet, header, totals, _drawn(story, totals))
    yearly, sheet = story.tables["yearly"], book.sheet(Text("Yearly results", "年次結果"))
    header = sheet.table(yearly, main=True, freeze=2, look="title")
    shown = story.names.opening
    rows = [place for place, row in enumerate(yearly.rows, start=header + 1) if row[2].scenario == shown]
    columns = {cell.measure: place for place, cell in enumerate(yearly.rows[0]) if cell.measure}
    for draw in (classes_chart, flows_chart):
        draw(book, charts, sheet, columns, (rows[0], rows[-1]), yearly, story.names.short[shown])


def _drawn(story: Story, totals: Table) -> list[tuple[int, str, str]]:
    """Return the columns of the totals that are drawn: place, kind, colour ("" for marks)."""
    found = []
    for place, column in enumerate(totals.columns[1:], start=1):
        scenario = next((row[place].scenario for row in totals.rows if row[place].scenario), "")
        if scenario in story.names.mains:
            found.append((place, "line", story.names.colours[scenario]))
        elif not scenario:
            kind = {OUTLOOK: "outlook", CENSUS: "observed"}.get(column.head, "published")  # type: ignore[call-overload]
            found.append((place, kind, ""))
    return found


def age_sheets(book: Book, story: Story) -> None:
    """Write five-year groups of every scenario below each other, and the pyramids drawn from them."""
    groups = [made for name, made in story.tables.items() if name.startswith("age-groups-")]
    if not groups:
        return
    sheet = book.sheet(Text("By age and sex", "年齢階級別"))
    for made in groups:
        sheet.table(made)
    sheet.worksheet.freeze_panes(0, 1)
    sheet.worksheet.repeat_columns(0)
    _pyramids(book, story)


def _pyramids(book: Book, story: Story) -> None:
    """Write population pyramids: the launch, and every main scenario in the outlook's year."""
    names = story.names
    first = story.tables[f"age-groups-{names.reference}"]
    years = [cell.year or 0 for cell in first.rows[0][1:]]
    years = years[: len(years) // 3]  # men, women, both
    target = years[-1] if story.outlook is None else max(year for year in years if year <= story.outlook.year)
    shown: list[tuple[Said, str, int]] = [(Year(years[0]), names.reference, years[0])]
    shown += [
        (Text("{year}, {scenario}", "{year}　{scenario}", year=Year(target), scenario=names.short[name]), name, target)
        for name in names.mains
    ]
    columns, rows = [first.columns[0]], [[row[0]] for row in first.rows[:-1]]
    for title, name, year in shown:
        places = years.index(year) + 1, len(years) + years.index(year) + 1
        for place, sex, sign in zip(places, SEXES, (-1, 1), strict=True):
            columns.append(Column(Text("{title}: {sex}", "{title}：{sex}", title=title, sex=SEX_NAMES[sex])))
            for row, cells in zip(rows, story.tables[f"age-groups-{name}"].rows, strict=False):
                cell = cells[place]
                row.append(value("population", sign * (cell.value or 0), scenario=name, year=year))
    note = Text(
        "Men are stored as negative numbers, so that their bars grow to the left; the charts hide the sign.",
        "男は棒を左に伸ばすため負の値で持っています（グラフでは符号を隠しています）。",
    )
    sheet = book.sheet(PYRAMIDS, landscape=False, pages_tall=1)
    sheet.row = 1 + PYRAMID_ROWS * -(-len(shown) // 2)
    header = sheet.table(table("pyramids", PYRAMIDS, columns, rows, [note]))
    sheet.worksheet.write_string(0, 0, book.say(PYRAMIDS), book.format("title"))
    largest = max(abs(cell.value or 0) for row in rows for cell in row[1:])
    for place, (title, _, _) in enumerate(shown):
        pyramid_chart(book, sheet, book.say(title), (header, header + len(rows)), largest, place)


def assumptions_sheet(book: Book, story: Story) -> None:
    """Write every assumed value of every scenario with what it rests on and its source: one row a value."""
    book.sheet(Text("Assumptions", "前提と出典")).table(story.tables["course"], main=True, freeze=1, look="title")


def dependent_sheets(book: Book, story: Story) -> None:
    """Write a sheet for each of the indicators, the ratings, the ties, the districts and every reading, where a run has them."""
    for name, title, freeze in (
        ("indicators", Text("Indicators", "指標"), 3),
        ("ratings", Text("Ratings", "指標の評価"), 2),
        ("connected", Text("Connected", "つながり人口"), 2),
        ("districts", Text("Districts", "地区別"), 1),
        ("every-reading", Text("Every reading", "すべての読み方"), 0),
    ):
        if name in story.tables:
            book.sheet(title).table(story.tables[name], main=True, freeze=freeze, look="title")


def _stacked(title: Text, *names: str) -> Callable[[Book, Story], None]:
    """Return what writes a sheet of tables of the story, those that a run has, one under the other."""

    def write(book: Book, story: Story) -> None:
        there = [name for name in names if name in story.tables]
        if not there:
            return
        sheet = book.sheet(title)
        for name in there:
            sheet.table(story.tables[name], look="title" if name == there[0] else "heading")

    return write


#: Tables of what it would take, in order, one under the other.
TAKES = (
    *("solve", "costs", "answer-ranges", "delay", "stabilise", "family-values", "person-values", "leaving"),
    *("gap", "gap-years", "gap-ages", "thresholds", "monitor-targets", "monitor"),
)

# Readings of the plan; in how many futures outlooks are met, and between what measures lie; what the outlook takes.
readings_sheet = _stacked(Text("Readings", "計画の読み方"), "readings")
chance_sheet = _stacked(Text("Futures", "将来のばらつき"), "chances", "ranges", "levers")
takes_sheet = _stacked(Text("What it takes", "実現に必要なこと"), *TAKES)


def single_ages_sheet(book: Book, story: Story) -> None:
    """Write every age, sex and year of every scenario."""
    if "single-ages" in story.tables:
        sheet = book.sheet(Text("All ages", "各歳別"))
        sheet.table(story.tables["single-ages"], main=True, freeze=3, look="title")


def records_sheet(book: Book, story: Story) -> None:
    """Write what was done to the numbers; and sources, files with their hashes, and versions."""
    book.sheet(Text("Records", "記録")).table(story.tables["records"], main=True, look="title")
    sheet: Sheet = book.sheet(Text("Sources and files", "出典とファイル"))
    name, plain = Text("File", "ファイル"), Text("Name", "名称")
    files = [(words(path), words(digest)) for path, digest in sorted(story.run.inputs.files.items())]
    made = [(words(name), words(version)) for name, version in versions().items()]
    for one in (
        story.tables["sources"],
        table("hashes", Text("Input files (SHA-256)", "入力ファイル（SHA-256）"), [label_column(name), Column("SHA-256", "l")], files),
        table("versions", Text("Versions", "使用したソフトウェア"), [label_column(plain), Column(Text("Version", "版"), "l")], made),
    ):  # fmt: skip
        sheet.table(one)


def write_sheets(book: Book, story: Story) -> None:
    """Write all sheets, in their order."""
    for write in (
        *(summary_sheet, result_sheets, age_sheets, readings_sheet, chance_sheet, assumptions_sheet),
        *(takes_sheet, dependent_sheets, official_sheet, single_ages_sheet, records_sheet),
    ):
        write(book, story)
