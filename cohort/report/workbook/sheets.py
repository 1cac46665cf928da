"""Sheets of words: summary and verdict, assumptions with sources, records and origin."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from cohort.report.titles import scenario_titles
from cohort.report.workbook.cases import cases, outlook_year, round_years
from cohort.report.workbook.results import cell, look_of
from cohort.report.workbook.sources import assumed, cite, measure_name
from cohort.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from cohort.report.workbook.book import Book, Sheet

RELATIONS = {"at_least": ("at least", "以上"), "at_most": ("at most", "以下"), "about": ("about", "程度")}
LIBRARIES = ("numpy", "scipy", "pandas", "xarray", "numba", "xlsxwriter", "typst", "matplotlib")


def summary_sheet(book: Book, run: Any) -> None:
    """Write the answer, the verdict on every outlook, and the key figures."""
    name = run.inputs.area.name_ja if book.language == "ja" else run.inputs.area.name_en
    sheet = book.sheet(book.say("Summary", "概要"), [60, 13, 11, 13, 11, 13, 13, 12, 12, 12, 12])
    sheet.heading(book.say(f"{name}: does the outlook hold?", f"{name}：将来展望は成り立つか"), "title")
    for sentence in run.answer.sentences(book.language):
        # A merged cell does not grow by itself: about 70 full-width characters fit on a line.
        wide = sum(1 if ord(letter) < 0x2E80 else 2 for letter in sentence)
        sheet.note(sentence, 8, height=18 * max(1, -(-wide // 140)), look="lead")
    _verdict_table(book, sheet, run)
    _key_figures(book, sheet, run)


def _verdict_table(book: Book, sheet: Sheet, run: Any) -> None:
    """Write one row for each verdict."""
    if not run.verdicts:
        return
    titles = {scenario.name: scenario.title(book.language) for scenario in run.scenarios}
    sheet.row += 1
    sheet.heading(book.say("Verdict on the outlook", "将来展望に対する判定"))
    names = (
        ("Scenario", "シナリオ"), ("Measure", "指標"), ("Year", "年"), ("Promised", "展望"), ("", ""),
        ("Projected", "推計"), ("Difference", "差"), ("Verdict", "判定"), ("Missed from", "未達となる年"),
    )  # fmt: skip
    sheet.line([book.say(*name) for name in names], "header")
    sheet.worksheet.set_row(sheet.row - 1, 20)
    for verdict in run.verdicts:
        measure = verdict.outlook.measure
        look = look_of(measure)
        difference = "signed" if look == "persons" else look
        lost: object = verdict.lost_year
        if verdict.never_reached:
            lost = book.say("from the start", "当初から")
        sheet.line(
            [
                titles.get(verdict.scenario, verdict.scenario), measure_name(measure, book.language), verdict.outlook.year,
                verdict.outlook.value, book.say(*RELATIONS[verdict.outlook.bound]), verdict.value, verdict.gap,
                book.say("met", "達成") if verdict.met else book.say("not met", "未達"), lost,
            ],
            ["wrap", "wrap", "year", look, "text", look, difference, "good" if verdict.met else "bad", "year"],
        )  # fmt: skip


def _key_figures(book: Book, sheet: Sheet, run: Any) -> None:
    """Write population and share aged 65+ by scenario in round years."""
    years = round_years(run)
    if outlook_year(run) not in years:
        years = sorted([*years, outlook_year(run)])
    years = [year for year in years if year in run.projection["time"].values]
    for name in ("population", "share_65_plus", "women_20_39"):
        sheet.row += 1
        sheet.heading(VOCABULARY[name].label(book.language))
        sheet.line([book.say("Scenario", "シナリオ"), *years], ["header", *["year_header"] * len(years)])
        for case in cases(run, book.language):
            values = case.of(run.summary)[name].sel(time=years).values
            sheet.line(
                [case.title, *(cell(float(v)) for v in values)], ["wrap", *[look_of(name)] * len(years)]
            )


def assumptions_sheet(book: Book, run: Any) -> None:
    """Write every assumed value of every scenario with its origin and source: one row a value."""
    sheet = book.sheet(book.say("Assumptions", "前提と出典"), [34, 28, 8, 12, 24, 24, 62, 34])
    sheet.heading(book.say("Assumptions, value by value, with sources", "前提：各年の値とその出典"), "title")
    sheet.note(
        book.say(
            "A year's value is that of the interval that begins in it. What no scenario states is taken from the observed events of the "
            "launch years; see the sheet of records.",
            "各年の値は、その年から始まる期間の値です。シナリオに書かれていない項目は、起点までの実績から算定しています（「記録」シート参照）。",
        ),
        6,
        height=30,
    )
    names = (
        ("Scenario", "シナリオ"), ("Measure", "項目"), ("Year", "年"), ("Value", "値"), ("Unit", "単位"),
        ("Origin", "値の由来"), ("Source", "出典"), ("File", "ファイル"),
    )  # fmt: skip
    row = sheet.header([book.say(*name) for name in names], freeze_columns=1)
    titles = scenario_titles(run.scenarios, book.language)
    for scenario in run.scenarios:
        rows = assumed(scenario, run.inputs, book.language)
        for item in rows:
            look = "signed" if item.persons else "value"
            sheet.line(
                [
                    titles[scenario.name],
                    item.measure,
                    item.period,
                    item.value,
                    item.unit,
                    item.origin,
                    item.citation,
                    item.file,
                ],
                ["text", "text", "year", look, "text", "text", "text", "text"],
            )
        if not rows:
            nothing = (
                book.say(
                    "nothing stated: observed events of the launch years", "記載なし：起点までの実績による"
                )
                if scenario.launch.events
                else book.say(
                    "nothing stated: rates between the last two censuses",
                    "記載なし：直近2回の国勢調査の間の率による",
                )
            )
            sheet.line([titles[scenario.name], nothing, None, None, None, None, None, scenario.file], "text")
    sheet.worksheet.autofilter(row, 0, sheet.row - 1, len(names) - 1)


def records_sheet(book: Book, run: Any, origin: dict[str, str]) -> None:
    """Write what was done to the numbers, sources, files with their hashes, and versions."""
    titles = scenario_titles(run.scenarios, book.language)
    sheet = book.sheet(book.say("Records", "記録"), [36, 36, 90])
    sheet.heading(
        book.say("What was done to the numbers, and where they come from", "数値の処理と由来の記録"), "title"
    )
    header = [
        book.say("Scenario", "シナリオ"),
        book.say("Where", "箇所"),
        book.say("What was done", "処理の内容"),
    ]
    sheet.header(header, height=20)
    for record in run.records:
        text = record.ja if book.language == "ja" else record.en
        title = titles.get(record.scenario, record.scenario) or book.say("all", "全シナリオ")
        sheet.line([title, _place(book, record.where), text], "wrap")
    sheet.row += 1
    sheet.heading(book.say("Sources", "出典"))
    for key, source in sorted(run.inputs.sources.items()):
        sheet.line(
            [
                key,
                book.say(source.kind, {"dataset": "統計", "document": "文書"}.get(source.kind, source.kind)),
                cite(source, book.language),
            ],
            "wrap",
        )
    sheet.row += 1
    sheet.heading(book.say("Input files (SHA-256)", "入力ファイル（SHA-256）"))
    for path, digest in sorted(run.inputs.files.items()):
        sheet.line([path, "", digest], "wrap")
    sheet.row += 1
    sheet.heading(book.say("Versions", "使用したソフトウェア"))
    for name, text in origin.items():
        sheet.line([name, "", text], "text")


# What records are about, for people: the words before a year or a date.
_PLACES = {
    "mortality": "死亡", "fertility": "出生率", "migration": "移動", "launch": "基準人口", "births": "出生数",
    "deaths": "死亡数", "net_migration": "転入超過数", "calibrate": "公表値への調整", "population": "人口",
}  # fmt: skip


def _place(book: Book, where: str) -> str:
    """Return what a record is about, in the workbook's language: ``births 2019``, ``出生数 2019``."""
    word, _, rest = where.partition(" ")
    return " ".join(
        part for part in (book.say(word.replace("_", " "), _PLACES.get(word, word)), rest) if part
    )


def origin() -> dict[str, str]:
    """Return the versions of this package, of Python and of the libraries, by name."""
    from cohort._version import __version__

    return {
        "cohort": __version__,
        "Python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }
