"""The population vision's figures by the official method, as files: CSV to compute with, a workbook to hand on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cohort.analysis.official.tables import INDEX, STAGE, heading, label, notes
from cohort.report.atomic import write_set
from cohort.report.workbook.book import Book

if TYPE_CHECKING:
    import pandas as pd

    from cohort.analysis.official.vision import OfficialVision

_BYTE_ORDER_MARK = "utf-8-sig"  # Excel takes UTF-8 without it for Shift JIS


def write_vision(vision: OfficialVision, folder: str | Path, language: str) -> list[Path]:
    """Write ``vision.csv``, ``by_age.csv``, ``assumptions.csv``, ``official.xlsx``, and ``official.json`` that lists them.

    Parameters
    ----------
    vision : OfficialVision
        As `cohort.official` returns it.
    folder : str or Path
        Made if it is not there. All are replaced or none; files that no run wrote are not touched.
    language : {"en", "ja"}
        Of the workbook; columns of CSV files are names of the vocabulary.
    """
    table = vision.table.reset_index().melt(id_vars=["scenario", "measure"], var_name="year")
    files = {
        "vision.csv": _csv(table.dropna(subset="value")),
        "by_age.csv": _csv(vision.by_age.rename(columns={"time": "year"})),
        "assumptions.csv": _csv(_assumptions(vision)),
        "official.xlsx": _workbook(vision, language),
    }
    return write_set(folder, "official", files, "official.json", language=language)


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode(_BYTE_ORDER_MARK)


def _assumptions(vision: OfficialVision) -> pd.DataFrame:
    """Return the TFR and the child-woman ratio at the end of each step, by projection."""
    both = vision.assumptions[["tfr", "child_woman_ratio"]].to_dataframe().reset_index()
    found: pd.DataFrame = both.assign(end=both["period"] + 5)
    return found[["scenario", "period", "end", "tfr", "child_woman_ratio"]]


def _workbook(vision: OfficialVision, language: str) -> bytes:
    title = heading(vision, language)
    book = Book(language, title, title)
    _vision_sheet(book, vision)
    _age_sheet(book, vision)
    _rates_sheet(book, vision)
    _records_sheet(book, vision)
    return book.bytes()


def _look(measure: str) -> str:
    if measure == STAGE:
        return "year"
    if measure.startswith(INDEX):
        return "decimal"
    return "share" if measure.startswith("share") else "persons"


def _vision_sheet(book: Book, vision: OfficialVision) -> None:
    table = vision.table
    sheet = book.sheet(book.say("Vision", "人口ビジョン"), [52, 26, *[11] * len(table.columns)])
    sheet.heading(heading(vision, book.language), "title")
    for line in notes(vision, book.language):
        sheet.line([line], "plain_note")
    sheet.header(
        [book.say("Projection", "推計"), book.say("Measure", "項目"), *map(int, table.columns)],
        freeze_columns=2,
    )
    for (scenario, measure), values in zip(table.index, table.to_numpy(), strict=True):
        shown = [None if value != value else float(value) for value in values]
        sheet.line(
            [vision.title(scenario, book.language), label(measure, book.language), *shown],
            ["text", "text", *[_look(measure)] * len(shown)],
        )


def _age_sheet(book: Book, vision: OfficialVision) -> None:
    years = [int(year) for year in vision.projection["time"].values]
    sheet = book.sheet(book.say("By age", "男女年齢別"), [40, 8, 9, *[11] * len(years)])
    names = [book.say("Projection", "推計"), book.say("Sex", "性"), book.say("Age", "年齢"), *years]
    sheet.header(names, freeze_columns=3)
    sexes = {"male": book.say("male", "男"), "female": book.say("female", "女")}
    population = vision.projection["population"]
    ages = [int(age) for age in population["age"].values]
    for scenario in population["scenario"].values:
        for sex, shown in sexes.items():
            for age in ages:
                cells = population.sel(scenario=scenario, sex=sex, age=age).values.tolist()
                group = f"{age}+" if age == ages[-1] else f"{age}-{age + 4}"
                sheet.line(
                    [vision.title(str(scenario), book.language), shown, group, *cells],
                    ["text", "text", "text", *["persons"] * len(cells)],
                )


def _rates_sheet(book: Book, vision: OfficialVision) -> None:
    periods = [int(period) for period in vision.assumptions["period"].values]
    sheet = book.sheet(book.say("Fertility", "出生の仮定"), [52, 26, *[11] * len(periods)])
    names = [book.say("Projection", "推計"), book.say("At the end of the step", "期末の値")]
    sheet.header([*names, *(period + 5 for period in periods)], freeze_columns=2)
    for scenario in vision.assumptions["scenario"].values:
        for measure, look in (("tfr", "decimal"), ("child_woman_ratio", "ratio")):
            values = vision.assumptions[measure].sel(scenario=scenario).values.tolist()
            sheet.line(
                [vision.title(str(scenario), book.language), label(measure, book.language), *values],
                ["text", "text", *[look] * len(values)],
            )


def _records_sheet(book: Book, vision: OfficialVision) -> None:
    sheet = book.sheet(book.say("Records", "処理の記録"), [16, 130])
    sheet.header([book.say("Where", "対象"), book.say("What was done", "内容")])
    for record in vision.records:
        sheet.line([record.where, record.text.say(book.language)], ["text", "wrap"])
