"""The official layouts: how each is known, how it is read, and what its source is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.errors import fail
from cohort.forms.workbook import is_workbook

from . import census, census_book, estat, estat_census, ipss, own, register, results, ssdse, vital, worksheet, wpp
from .layout import content
from .sheet import sheets_of

if TYPE_CHECKING:
    import pandas as pd

Tables = dict[str, "pd.DataFrame"]


@dataclass(frozen=True)
class Layout:
    """An official layout.

    Attributes
    ----------
    title, publisher, note : str
        Of the source that a file in this layout becomes.
    read : callable
        From path and area code (None: all areas) to tables, by name.
    """

    title: str
    publisher: str
    note: str
    read: Callable[[Path, str | None], Tables]


LAYOUTS: dict[str, Layout] = {
    "census": Layout(
        "国勢調査 男女別年齢（5歳階級）別人口",
        "総務省統計局",
        "Reference date 1 October. All residents; persons of unknown age are counted as 'unknown'.",
        lambda path, code: {"population": census.read_census(path, code)},
    ),
    "register": Layout(
        "住民基本台帳年齢階級別人口（市区町村別）",
        "総務省",
        "Registered residents on the date of the title. Persons in withheld cells are counted as 'unknown'.",
        lambda path, code: {"population": register.read_register(path, code)},
    ),
    "ssdse": Layout(
        "SSDSE-A 市区町村データ（国勢調査、人口動態統計、住民基本台帳人口移動報告）",
        "統計センター",
        "Population: census of 1 October. Births, deaths and migrants: calendar years; births and deaths "
        "of Japanese in Japan.",
        lambda path, code: ssdse.read_ssdse(path, code)._asdict(),
    ),
    "ipss2018": Layout(
        "日本の地域別将来推計人口 平成30（2018）年推計",
        "国立社会保障・人口問題研究所",
        "Launch: census of 1 October 2015 with unknown ages spread. Values for 1 October.",
        lambda path, code: {"published_by_age": census.read_ipss2018(path, code)},
    ),
    "ipss2023": Layout(
        "日本の地域別将来推計人口 令和5（2023）年推計",
        "国立社会保障・人口問題研究所",
        "Launch: census of 1 October 2020 with unknown ages spread. Values for 1 October.",
        lambda path, code: {"published": ipss.read_ipss2023(path, code)},
    ),
    "estat": Layout(
        "国勢調査 男女・年齢別人口（e-Stat API）",
        "総務省統計局",
        "Reference date 1 October. All residents; persons of unknown age are counted as 'unknown'.",
        lambda path, code: {"population": estat_census.read_estat_census(path, code)},
    ),
    "results": Layout(
        "日本の地域別将来推計人口 結果表",
        "国立社会保障・人口問題研究所",
        "Launch: census with unknown ages spread (2015 or 2020). Values for 1 October.",
        results.read_results,
    ),
    "census_book": Layout(
        "国勢調査 人口等基本集計 男女・年齢別人口（e-Stat ファイル）",
        "総務省統計局",
        "Reference date 1 October. All residents; persons of unknown age are counted as 'unknown'.",
        lambda path, code: {"population": census_book.read_census_book(path, code)},
    ),
    "vital": Layout(
        "人口動態統計 市区町村別 出生数・死亡数",
        "厚生労働省",
        "Calendar year, by place of residence. Japanese nationals in Japan.",
        lambda path, code: {"events": vital.read_vital(path, code)},
    ),
    "worksheet": Layout(
        "将来人口推計のためのワークシート",
        "内閣官房・内閣府",
        "Launch population of 1 October and five-year assumptions of the official form, found by their labels.",
        lambda path, code: {"worksheet": worksheet.read_worksheet(path, code)},
    ),
    "wpp": Layout(
        "World Population Prospects",
        "United Nations, Department of Economic and Social Affairs, Population Division",
        "Estimates up to the year before the revision, medium variant after it. Net migrants only: they stand as arrivals or as leavers of "
        "the year. CC BY 3.0 IGO.",
        wpp.read_wpp,
    ),
    "own": Layout("自前の数値（記入用ブック）", "市区町村", "Filled in by the municipality itself.", own.read_own),
}


def _table(path: Path) -> str:
    """Return which layout the sheets of a workbook, or a CSV file, have by their heads; empty if it is none of these."""
    known = (
        ("results", results.is_results), ("census_book", census_book.is_census_book), ("vital", vital.is_vital),
        ("worksheet", worksheet.is_worksheet),
    )  # fmt: skip
    return next((name for name, fits in known for rows in sheets_of(path) if fits(rows)), "")


def layout_of(path: str | Path) -> str:
    """Return which official layout a file has, by what is in it.

    Returns
    -------
    str
        "census", "ipss2018" (the same columns, without unknown ages), "ipss2023", "ssdse", "register", "estat", "results", "census_book",
        "vital", "worksheet", "wpp" or "own".

    Raises
    ------
    InputError
        If it has none of them.
    """
    if Path(path).is_file() and wpp.is_wpp(Path(path)):
        return "wpp"
    raw = content(path)
    if is_workbook(raw):
        return "own" if own.is_own(Path(path)) else _table(Path(path)) or "register"
    marked = raw.startswith(b"\xef\xbb\xbf")
    head = raw[3 * marked : 400].decode("utf-8" if marked else "cp932", errors="replace")
    first = head.splitlines()[0] if head else ""
    if first.split(",") == list(census.COLUMNS):
        return "census" if b",unknown," in raw else "ipss2018"
    if first.split(",") == list(ipss.COLUMNS):
        return "ipss2023"
    if tuple(first.split(",")[: len(estat.HEAD)]) == estat.HEAD:
        return "estat"
    if ",A1101," in first:
        return "ssdse"
    if found := _table(Path(path)):
        return found
    fail(
        Path(path).as_posix(),
        en="has none of the known layouts (census, IPSS, SSDSE, register, vital statistics, e-Stat, official worksheet, WPP); use the file as "
        "it was published, or write your own figures into the workbook of cohort form.",
        ja="既知の様式（国勢調査、社人研推計、SSDSE、住民基本台帳、人口動態統計、e-Stat、公的ワークシート、WPP）のいずれでもありません。"
        "公表されたままのファイルを使うか、自前の数値は cohort form の記入用ブックに書いてください。",
    )
