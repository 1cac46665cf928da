"""World Population Prospects of the United Nations: the CSV files of the 2022 and 2024 revisions, one country at a time.

Each file has a row a country, year and (where there are ages) age; numbers of people in thousands. The files are long (the
population by single age unpacks to hundreds of megabytes), so they are read line by line, and only the rows of the country
that is asked for are kept.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.errors import Problems, did_you_mean, fail
from cohort.forms import published
from cohort.forms.cells import Refused

if TYPE_CHECKING:
    import pandas as pd

MOST_BYTES = 1_000_000_000  # unpacked; the largest published file has some 300 MB
LONGEST_LINE = 10_000
THOUSAND = 1000.0
HEAD = ("ISO3_code", "LocTypeName", "Location", "Variant", "Time")
AGES = ("MidPeriod", "AgeGrpStart", "AgeGrpSpan")
#: What tells the files apart: the columns that only one of them has.
POPULATION = (*HEAD, *AGES, "PopMale", "PopFemale")
FERTILITY = (*HEAD, *AGES, "ASFR")
LIFE_TABLE = (*HEAD, *AGES, "Sex", "qx")
INDICATORS = (*HEAD, "Births", "Deaths", "NetMigrations", "TFR", "SRB")
_REVISION = re.compile(r"WPP(20\d\d)_")
_TOP = 100  # the open age
Row = dict[str, str]


def is_wpp(path: Path) -> bool:
    """Tell whether a file has the head of one of these layouts."""
    try:
        with _opened(path) as stream:
            first = stream.read(2_000).split(b"\n")[0]
    except (OSError, EOFError, zlib.error):
        return False
    names = first.decode("utf-8-sig", errors="replace").strip().split(",")
    return any(set(one) <= set(names) for one in (POPULATION, FERTILITY, LIFE_TABLE, INDICATORS))


def read_wpp(path: Path, code: str | None) -> dict[str, pd.DataFrame]:
    """Read a file of the World Population Prospects for one country.

    Parameters
    ----------
    path : Path
        As published, its name included (``WPP2024_...csv`` or ``.csv.gz``): the name says where estimates end, the year before
        the revision. ``Population...BySingleAgeSex`` or ``PopulationByAge5GroupSex``, ``Fertility_by_Age1``, ``Life_Table_Complete_..._Male``
        and ``_Female``, ``Demographic_Indicators``.
    code : str
        ISO 3166 code of three letters, "CAN".

    Returns
    -------
    dict of str to DataFrame
        Tables of the inputs after ``area`` and ``name``. Estimates: ``population`` and ``events`` with basis "estimate", ``tfr``,
        ``births_by_sex``, ``asfr`` (per woman), ``life_tables``. Later years of the medium variant: ``published`` and
        ``published_by_age``, series "wpp2024". Persons.

    Raises
    ------
    InputError
        Another layout or name; no such country; a cell that is no number; an archive that is damaged or unpacks to more than 1 GB.
    """
    import pandas as pd

    problems = Problems(path.as_posix())
    revision = _revision(path)
    rows, names = _rows_of(path, code or "", problems)
    problems.raise_if_any()
    made: dict[str, list[tuple[object, ...]]] = {}
    number = _numbers(problems)
    for line, row in rows:
        for table, cells in _cells(names, row, line, revision, number):
            made.setdefault(table, []).append(cells)
        if len(problems.found) >= 20:
            break
    problems.raise_if_any()
    area, name = code, rows[0][1]["Location"]
    frames = {
        table: pd.DataFrame([(area, name, *cells) for cells in found], columns=["area", "name", *_COLUMNS[table]])
        for table, found in made.items()
    }
    if "published" in frames:
        frames["published"]["area"] = area
    return frames


def _revision(path: Path) -> int:
    found = _REVISION.search(path.name)
    if found is None:
        fail(
            path.as_posix(),
            en="the name does not say which revision it is (WPP2024_...), and so not where estimates end; use the file with its "
            "published name.",
            ja="ファイル名から改定年（WPP2024_…）が分からず、実績の終わりが決まりません。公表されたままの名前で使ってください。",
        )
    return int(found[1])


def _opened(path: Path) -> gzip.GzipFile | io.BufferedReader:
    return gzip.GzipFile(path) if path.suffix == ".gz" else path.open("rb")


def _lines(path: Path, problems: Problems) -> Iterator[str]:
    """Yield the lines of a file; stop, with a problem noted, at what no table has."""
    left = MOST_BYTES
    try:
        with _opened(path) as stream:
            while line := stream.readline(LONGEST_LINE + 1):
                left -= len(line)
                if len(line) > LONGEST_LINE or left < 0:
                    problems.add(
                        "",
                        en=f"has a line of more than {LONGEST_LINE:,} characters, or more than {MOST_BYTES // 1_000_000:,} MB; it is hardly "
                        "what was meant. Fetch the file again.",
                        ja=f"{LONGEST_LINE:,} 文字を超える行があるか、{MOST_BYTES // 1_000_000:,} MB を超えます。取得し直してください。",
                    )
                    return
                yield line.decode("utf-8-sig" if left + len(line) == MOST_BYTES else "utf-8", errors="replace")
    except (OSError, EOFError, zlib.error) as error:
        problems.add(
            "",
            en=f"is damaged, or cannot be opened ({error}); fetch the file again.",
            ja=f"ファイルが壊れているか、開けません（{error}）。取得し直してください。",
        )


def _split(line: str) -> list[str]:
    try:
        return next(csv.reader([line]), [])
    except csv.Error:  # a line break, or nothing that ends, inside a cell
        return []


def _rows_of(path: Path, code: str, problems: Problems) -> tuple[list[tuple[int, Row]], tuple[str, ...]]:
    """Return the rows of a country in the medium variant, with their lines, and the layout's columns."""
    lines = _lines(path, problems)
    head = _split(next(lines, ""))
    layout = next((one for one in (POPULATION, FERTILITY, LIFE_TABLE, INDICATORS) if set(one) <= set(head)), None)
    if layout is None:
        if not problems:
            problems.add(
                "row 1",
                en="is none of the files of the World Population Prospects that are read; use it as published.",
                ja="国連の世界人口推計（WPP）の様式ではありません。公表されたままのファイルを使ってください。",
            )
        return [], ()
    found: list[tuple[int, Row]] = []
    codes: dict[str, None] = {}
    place = head.index("ISO3_code")
    for number, line in enumerate(lines, start=2):
        if f",{code}," not in line and len(codes) > 400:
            continue
        cells = _split(line)
        if len(cells) != len(head):
            problems.add(
                f"row {number}",
                en=f"has {len(cells)} cells where row 1 has {len(head)}; use the file as published.",
                ja=f"セルが {len(cells)} 個で、1 行目の {len(head)} 個と異なります。公表されたままのファイルを使ってください。",
            )
            return [], ()
        codes[cells[place]] = None
        row = dict(zip(head, cells, strict=True))
        if cells[place] == code and row["Variant"] in ("Medium", "Estimates"):
            found.append((number, row))
    if not found and not problems:
        known = [one for one in codes if one]
        problems.add(
            code,
            en=f"no such country in the file ({len(known)} codes).{did_you_mean(code, known, 'en')}",
            ja=f"この国のコードはファイルにありません（{len(known)} 件）。{did_you_mean(code, known, 'ja')}",
        )
    return found, layout


def _numbers(problems: Problems) -> Callable[[Row, int, str], float]:
    def number(row: Row, line: int, column: str) -> float:
        try:
            value = published.number(row[column])
        except Refused as refused:
            problems.add(f"row {line}, {column}", en=refused.en, ja=refused.ja)
            return 0.0
        if value is None:
            problems.add(
                f"row {line}, {column}",
                en=f"got {row[column]!r}; a number is expected. Use the file as published.",
                ja=f"「{row[column]}」です。数値を想定しています。公表されたままのファイルを使ってください。",
            )
        return value or 0.0

    return number


_COLUMNS = {
    "population": ["basis", "date", "sex", "age_group", "population"],
    "published_by_age": ["series", "date", "sex", "age_group", "population"],
    "asfr": ["year", "age", "asfr"],
    "life_tables": ["year", "sex", "age", "qx"],
    "events": ["basis", "coverage", "start", "end", "measure", "value"],
    "tfr": ["year", "tfr"],
    "births_by_sex": ["year", "male", "female"],
    "published": ["series", "measure", "year", "value"],
}
Cells = tuple[str, tuple[object, ...]]


def _cells(
    layout: tuple[str, ...], row: Row, line: int, revision: int, number: Callable[[Row, int, str], float]
) -> Iterator[Cells]:
    """Yield the rows of the inputs that a row of the file becomes, each with its table."""
    year = int(number(row, line, "Time"))
    estimated = year < revision
    if layout is INDICATORS:
        yield from _indicators(row, line, year, revision, number)
        return
    age, span = int(number(row, line, "AgeGrpStart")), number(row, line, "AgeGrpSpan")
    if layout is POPULATION:
        day = f"{year}-07-01" if number(row, line, "MidPeriod") % 1 else f"{year}-01-01"
        group = f"{age}+" if span <= 0 or age == _TOP else str(age) if span == 1 else f"{age}-{age + int(span) - 1}"
        first = ("estimate", day) if estimated else (f"wpp{revision}", day)
        for sex, column in (("male", "PopMale"), ("female", "PopFemale")):
            value = round(number(row, line, column) * THOUSAND, 3)
            yield "population" if estimated else "published_by_age", (*first, sex, group, value)
    elif estimated and layout is FERTILITY:
        if span == 1:
            yield "asfr", (year, age, number(row, line, "ASFR") / THOUSAND)
    elif estimated and row["Sex"] in ("Male", "Female") and age < _TOP:
        yield "life_tables", (year, row["Sex"].lower(), age, number(row, line, "qx"))


def _indicators(
    row: Row, line: int, year: int, revision: int, number: Callable[[Row, int, str], float]
) -> Iterator[Cells]:
    """Yield births, deaths and migrants of a year; net migrants stand on the side of arrivals or of leavers."""
    if year >= revision:
        if row.get("TPopulation1July"):
            value = round(number(row, line, "TPopulation1July") * THOUSAND, 3)
            yield "published", (f"wpp{revision}", "population", year, value)
        return
    births, deaths, net = (number(row, line, name) * THOUSAND for name in ("Births", "Deaths", "NetMigrations"))
    flows = {"births": births, "deaths": deaths, "in_migration": max(net, 0.0), "out_migration": max(-net, 0.0)}
    for measure, value in flows.items():
        yield "events", ("estimate", "all", f"{year}-01-01", f"{year}-12-31", measure, round(value, 3))
    yield "tfr", (year, number(row, line, "TFR"))
    boys = number(row, line, "SRB") / (100 + number(row, line, "SRB"))
    yield "births_by_sex", (year, round(births * boys, 3), round(births * (1 - boys), 3))
