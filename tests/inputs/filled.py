"""The empty workbook for own figures, filled in as Excel does: cells put into the XML of a sheet."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from cohort.readers.own_form import write_own_form

SHEETS = {"説明": 1, "人口": 2, "人口（5歳階級）": 3, "動態": 4}
BANDS = [*(f"{low}-{low + 4}" for low in range(0, 100, 5)), "100+"]


def fill(path: Path, cells: dict[str, object], code: str = "03205", name: str = "岩手県花巻市") -> Path:
    """Write the form and put values into cells: {"人口!B3": "2024-01-01"}; text as inline strings, None empties."""
    write_own_form(path, code, name, 2024)
    with zipfile.ZipFile(path) as archive:
        parts = {one.filename: archive.read(one) for one in archive.infolist()}
    for where, value in cells.items():
        sheet, cell = where.split("!")
        part = f"xl/worksheets/sheet{SHEETS[sheet]}.xml"
        parts[part] = _put(parts[part].decode(), cell, value).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.writestr(part, parts[part])
    return path


def _put(text: str, cell: str, value: object) -> str:
    found = re.search(rf'<c r="{cell}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)', text)
    assert found, cell
    style = found[1] or ""
    new = f'<c r="{cell}"{style}><v>{value}</v></c>'
    if value is None:
        new = f'<c r="{cell}"{style}/>'
    elif isinstance(value, str):
        escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        new = f'<c r="{cell}"{style} t="inlineStr"><is><t>{escaped}</t></is></c>'
    return text[: found.start()] + new + text[found.end() :]


def five_years(**more: object) -> dict[str, object]:
    """A count of 1 January 2024 by five-year age: 1500 + n men, 2000 + n women."""
    cells: dict[str, object] = {
        "人口（5歳階級）!B3": "令和6年1月1日",
        "人口（5歳階級）!B4": "住民基本台帳",
        "人口（5歳階級）!B5": "花巻市 住民基本台帳",
    }
    for n in range(len(BANDS)):
        cells |= {f"人口（5歳階級）!B{8 + n}": 1500 + n, f"人口（5歳階級）!C{8 + n}": 2000 + n}
    return cells | more
