"""A workbook read without the library that wrote it: values with their number formats, from the XML."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

_M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True)
class Number:
    """A number of a cell, and the format it is shown with."""

    value: float
    look: str

    def said(self) -> str:
        """Return it as the format shows it: what a reader sees."""
        positive, *others = self.look.split(";")
        look = others[0] if self.value < 0 and others else positive
        digits = re.search(r"0(\.0+)?", look.replace("#,##0", "0"))
        assert digits, self.look
        places = len(digits[1]) - 1 if digits[1] else 0
        percent = "%" in look
        amount = round(abs(self.value) * (100 if percent else 1), places)
        said = f"{amount:,.{places}f}" if "#,##0" in look else f"{amount:.{places}f}"
        words = re.sub(r"#,##0(\.0+)?|0(\.0+)?", "\0", look, count=1)
        words = words.replace('"', "").replace("\0", said)
        return words if others or self.value >= 0 else f"-{words}"


Cell = Number | str


@dataclass(frozen=True)
class Book:
    """The parts of a workbook that sheets refer to, and its sheets: how each is listed, and what it holds."""

    whole: ElementTree.Element
    styles: ElementTree.Element
    cell_styles: ElementTree.Element
    strings: list[str]
    sheets: list[tuple[ElementTree.Element, ElementTree.Element]]

    @classmethod
    def of(cls, path: Path) -> Book:
        with zipfile.ZipFile(path) as file:

            def part(name: str) -> ElementTree.Element:
                return ElementTree.fromstring(file.read(f"xl/{name}"))

            whole, styles = part("workbook.xml"), part("styles.xml")
            targets = {one.attrib["Id"]: one.attrib["Target"] for one in part("_rels/workbook.xml.rels")}
            sheets = [(one, part(targets[one.attrib[f"{_R}id"]])) for one in whole.iter(f"{_M}sheet")]
            strings = ["".join(text.text or "" for text in one.iter(f"{_M}t")) for one in part("sharedStrings.xml")]
        xfs = styles.find(f"{_M}cellXfs")
        assert xfs is not None
        return cls(whole, styles, xfs, strings, sheets)


def sheets(path: Path) -> dict[str, list[list[Cell]]]:
    """Return the rows of every sheet by name; an empty cell is an empty text."""
    book = Book.of(path)
    formats = {int(one.attrib["numFmtId"]): one.attrib["formatCode"] for one in book.styles.iter(f"{_M}numFmt")}
    formats |= {0: "0.##########", 1: "0", 3: "#,##0"}
    looks = [formats[int(one.attrib["numFmtId"])] for one in book.cell_styles]
    return {one.attrib["name"]: _rows(sheet, book.strings, looks) for one, sheet in book.sheets}


def _rows(sheet: ElementTree.Element, strings: list[str], looks: list[str]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for row in sheet.iter(f"{_M}row"):
        while len(rows) < int(row.attrib["r"]):
            rows.append([])
        for cell in row.iter(f"{_M}c"):
            place = _column(re.sub(r"\d", "", cell.attrib["r"]))
            rows[-1].extend([""] * (place + 1 - len(rows[-1])))
            value = cell.find(f"{_M}v")
            assert cell.find(f"{_M}f") is None  # no formulas
            if value is not None and value.text is not None:
                kind = cell.attrib.get("t")
                rows[-1][place] = (
                    strings[int(value.text)]
                    if kind == "s"
                    else Number(float(value.text), looks[int(cell.attrib.get("s", "0"))])
                )
    return rows


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def charts(path: Path) -> list[dict[str, object]]:
    """Return title and series (name, ranges of categories and values) of every chart."""
    space = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    found: list[dict[str, object]] = []
    with zipfile.ZipFile(path) as file:
        for name in sorted(file.namelist(), key=lambda one: [int(n) for n in re.findall(r"\d+", one)]):
            if not re.fullmatch(r"xl/charts/chart\d+\.xml", name):
                continue
            chart = ElementTree.fromstring(file.read(name))
            title = chart.find(f".//{space}chart/{space}title")
            words = "" if title is None else "".join(one.text or "" for one in title.iter() if one.tag.endswith("}t"))
            series = []
            for one in chart.iter(f"{space}ser"):
                refs = {
                    key: (ref.text or "")
                    for key in ("tx", "cat", "xVal", "val", "yVal")
                    if (ref := one.find(f"{space}{key}//{space}f")) is not None
                }
                literal = one.find(f"{space}tx/{space}v")
                refs["name"] = "" if literal is None else literal.text or ""
                paint = one.find(f"{space}spPr//{_A}srgbClr")
                refs["colour"] = "" if paint is None else f"#{paint.attrib['val']}"
                mark = one.find(f"{space}marker/{space}symbol")
                refs["mark"] = "" if mark is None else mark.attrib["val"]
                series.append(refs)
            axes = [look.attrib["formatCode"] for look in chart.findall(f".//{space}valAx/{space}numFmt")]
            found.append({"title": words, "series": series, "axes": axes})
    return found


@dataclass(frozen=True)
class Kept:
    """What a sheet does with its rows: those of its filter (headings first), those repeated on every page; what is hidden."""

    filtered: tuple[int, int] | None
    repeated: str
    hidden: tuple[str, ...]
    tones: tuple[tuple[str, str], ...]  # words that have a colour of their own, and that colour


def kept(path: Path) -> dict[str, Kept]:
    """Return what every sheet does with its rows, by the sheet's name."""
    book = Book.of(path)
    fonts = [one.find(f"{_M}color") for one in book.styles.iter(f"{_M}font")]
    colours = ["" if one is None else one.attrib.get("rgb", "")[2:] for one in fonts]
    painted = [colours[int(one.attrib["fontId"])] for one in book.cell_styles]
    repeated = {
        int(one.attrib["localSheetId"]): (one.text or "").rpartition("!")[2]
        for one in book.whole.iter(f"{_M}definedName")
        if one.attrib["name"] == "_xlnm.Print_Titles"
    }
    found = {}
    for number, (one, sheet) in enumerate(book.sheets):
        filtered = sheet.find(f"{_M}autoFilter")
        rows = None if filtered is None else tuple(int(place) for place in re.findall(r"\d+", filtered.attrib["ref"]))
        hidden = [
            part.tag for part in (*sheet.iter(f"{_M}col"), *sheet.iter(f"{_M}row")) if part.attrib.get("hidden") == "1"
        ]
        hidden += [state for state in (one.attrib.get("state", ""),) if state]
        tones = [
            (book.strings[int(value.text or 0)], painted[int(cell.attrib.get("s", "0"))])
            for cell in sheet.iter(f"{_M}c")
            if cell.attrib.get("t") == "s" and (value := cell.find(f"{_M}v")) is not None
        ]
        found[one.attrib["name"]] = Kept(rows, repeated.get(number, ""), tuple(hidden), tuple(tones))  # type: ignore[arg-type]
    return found


def described(path: Path) -> list[str]:
    """Return the words that stand for each chart, where it cannot be seen, in the order of the charts."""
    with zipfile.ZipFile(path) as file:
        drawings = sorted(name for name in file.namelist() if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name))
        return [words for name in drawings for words in re.findall(r'descr="([^"]*)"', file.read(name).decode())]
