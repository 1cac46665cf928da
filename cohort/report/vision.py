"""The population vision's figures by the official method, as files: CSV to compute with, a workbook to hand on."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cohort.analysis.official.told import age_table, fertility_table, heading, record_table
from cohort.analysis.official.vision import OfficialVision
from cohort.arguments import at_the_door
from cohort.atomic import write_set
from cohort.report.cells import csv_bytes
from cohort.report.workbook.book import Book
from cohort.text import Text


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
    table = vision.frame.reset_index().melt(id_vars=["scenario", "measure"], var_name="year")
    files = {
        "vision.csv": csv_bytes(table.dropna(subset="value")),
        "by_age.csv": csv_bytes(vision.by_age.rename(columns={"time": "year"})),
        "assumptions.csv": csv_bytes(_assumptions(vision)),
        "official.xlsx": _workbook(vision, language),
    }
    return write_set(folder, "official", files, "official.json", language=language)


def _assumptions(vision: OfficialVision) -> pd.DataFrame:
    """Return the TFR and the child-woman ratio at the end of each step, by projection."""
    both = vision.assumptions[["tfr", "child_woman_ratio"]].to_dataframe().reset_index()
    found: pd.DataFrame = both.assign(end=both["period"] + 5)
    return found[["scenario", "period", "end", "tfr", "child_woman_ratio"]]


def _workbook(vision: OfficialVision, language: str) -> bytes:
    title = heading(vision).say(language)
    book = Book(language, title, title, vision.launch)
    tables = age_table(vision), fertility_table(vision), record_table(vision)
    named = [(Text("Vision", "人口ビジョン"), vision.table()), *((one.title, one) for one in tables)]
    for freeze, (name, table) in zip((2, 3, 2, 0), named, strict=True):
        book.sheet(name).table(table, main=True, freeze=freeze, look="title")
    return book.bytes()


at_the_door(globals())
