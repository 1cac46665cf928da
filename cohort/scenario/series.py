"""``series``: the points of a measure in a CSV file beside the scenario."""

from __future__ import annotations

import os
import re
from pathlib import Path

from cohort.errors import Problems
from cohort.forms import read_text, shown
from cohort.forms.csv_file import split_csv
from cohort.scenario.rules import RuleProblems

Points = tuple[tuple[int, float], ...]
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?(e[+-]?[0-9]{1,2})?")
_COLUMNS = (["year", "value"], ["year", "value", "area"])


def inside(folder: Path, name: str) -> Path | None:
    """Return the path of a file named relative to a folder, or None if it lies outside."""
    if not name or "\x00" in name or "\\" in name:
        return None
    path = Path(os.path.realpath(folder / name))
    return path if path.is_relative_to(os.path.realpath(folder)) else None


def read_series(folder: Path, name: str, area: str | None, problems: RuleProblems, where: str) -> Points | None:
    """Return the years and values of a CSV file beside the scenario, or None with the problems noted at ``where``.

    ``area`` is the code of the area whose rows are meant, for a file with an ``area`` column.
    """
    path = inside(folder, name)
    if path is None:
        problems.at(10, where, got=name).note(
            en="the file must lie inside the scenario's folder.",
            ja="シナリオと同じフォルダーの中のファイルにしてください。",
        )
        return None
    if not path.exists():
        problems.at(10, where, got=name).note(
            en="there is no such file. Write a CSV file: year,value.",
            ja="ファイルがありません。列 year,value の CSV を置いてください。",
        )
        return None
    found = Problems(name)
    text = read_text(path, found)
    rows = None if text is None else split_csv(text, found)
    made = None if found or rows is None else _points(rows, area, found)
    for one in found.found:
        row = re.match(r"row (\d+)", one.where)
        place_en, place_ja = (f" {one.where}", f" {row[1]}行目") if row else ("", "")
        problems.at(10, where).note(en=f"{name}{place_en}: {one.en}", ja=f"{name}{place_ja}：{one.ja}")
    return made


def _points(rows: list[tuple[int, list[str]]], area: str | None, problems: Problems) -> Points | None:
    header = rows[0][1] if rows else []
    if header not in _COLUMNS:
        got = ",".join(header)
        problems.add(
            "row 1",
            en=f"got {shown(got, 'en')}; the columns are year,value or year,value,area.",
            ja=f"値が{shown(got, 'ja')}です。列は year,value か year,value,area です。",
        )
        return None
    by_area = len(header) == 3
    if by_area and area is None:
        problems.add(
            "",
            en="has rows by area; say which area is read (area=...).",
            ja="地域別のファイルです。読む地域を指定してください（area=...）。",
        )
        return None
    read = [(_point(cells, len(header), problems, f"row {line}"), cells) for line, cells in rows[1:]]
    made = tuple(point for point, cells in read if point is not None and (not by_area or cells[2] == area))
    if not made:
        en = f"no row for area {area}" if by_area else "no row with a year and a value"
        ja = f"地域 {area} の行がありません" if by_area else "年と値の行がありません"
        problems.add("", en=f"{en}; add it.", ja=f"{ja}。加えてください。")
    return None if problems else made


def _point(cells: list[str], width: int, problems: Problems, where: str) -> tuple[int, float] | None:
    if len(cells) != width:
        problems.add(
            where,
            en=f"has {len(cells)} {'cell' if len(cells) == 1 else 'cells'}; {width} are needed.",
            ja=f"セルが{len(cells)}個です。{width}個必要です。",
        )
        return None
    year = int(cells[0]) if re.fullmatch(r"[0-9]{4}", cells[0]) else None
    value = float(cells[1]) if _NUMBER.fullmatch(cells[1]) else None
    for got, what, what_ja, good in (
        (cells[0], "a year of four digits", "4桁の年", year is not None),
        (cells[1], "a number without commas", "カンマのない数値", value is not None),
    ):
        if not good:
            problems.add(
                where,
                en=f"got {shown(got, 'en')}; {what} is needed.",
                ja=f"値が{shown(got, 'ja')}です。{what_ja}を書いてください。",
            )
    return (year, value) if year is not None and value is not None else None
