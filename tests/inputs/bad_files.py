"""Official files, workbooks and archives with one thing wrong; what each is answered stands in ``bad_files.json``.

``python -m tests.inputs.bad_files`` writes that file anew: read the difference before it is committed.
"""

from __future__ import annotations

import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from cohort.errors import CohortError
from cohort.readers import import_area
from tests.inputs import official
from tests.inputs.filled import fill, five_years

EXPECTED = Path(__file__).with_name("bad_files.json")
Bad = Callable[[Path], Path]

NUMBERS = (
    "12人", "約12", "12?", "12.5.1", "1,23", "12,34,567", "abc", "…", "x", "Ｘ", "*", "***", "-5", "▲5", "△5", "2.5", "1e3", "0x10",
    "十二", "１２人", "12 人", "(12)", "12%", "=1+1", "#REF!", "#DIV/0!", "#N/A", "NaN", "inf", "TRUE", "<b>12</b>", "12;13",
    "12\n13", "１，２", "１２３，４", "--5", "+-5", "‰5", "999999999999",
)  # fmt: skip
OF_REGISTER = {"…", "x", "Ｘ", "*", "***"}  # withheld cells, which its layout has
DAYS = (
    "令和40年",
    "令和6年13月1日",
    "令和6年2月30日",
    "R6",
    "2024",
    "昨日",
    "2024-1",
    "平成40年1月1日",
    "1/1/2024",
    "2024年1月",
    "",
    "abc",
    "令和0年1月1日",
)
AGES = (
    "5～",
    "～5",
    "5-",
    "9-5",
    "-5",
    "五歳",
    "5歳未満",
    "100以下",
    "老年",
    "5.5",
    "5～9～14",
    "",
    "0～4～",
    "1000",
    "abc",
)
PERIODS = (
    "平成40年",
    "2024年中",
    "令和6年1月",
    "去年",
    "度",
    "年度",
    "R",
    "H99",
    "明治99年",
    "0年",
    "2300年",
    "1700年",
    "abc",
    "",
)
COVERAGES = ("全部", "日本", "外国", "all", "総数計", "")
CODES = ("3205", "032050", "0320", "99999", "00123", "O3205", "", "岩手県", "03 205", "３２０５")


def _own(**cells: object) -> Bad:
    put = {key.replace("__", "!"): value for key, value in cells.items()}
    return lambda folder: fill(folder / "own.xlsx", five_years() | {_name(key): value for key, value in put.items()})


def _name(key: str) -> str:
    sheet, cell = key.split("!")
    return f"{ {'count': '人口（5歳階級）', 'events': '動態', 'guide': '説明'}[sheet] }!{cell}"


def _raw(name: str, content: bytes) -> Bad:
    def made(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return made


def _archive(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _book(change: Callable[[dict[str, bytes]], None]) -> Bad:
    """A register workbook whose parts are changed."""

    def made(folder: Path) -> Path:
        path = official.register(folder / "register.xlsx", official.register_rows())
        with zipfile.ZipFile(path) as archive:
            parts = {one.filename: archive.read(one) for one in archive.infolist()}
        change(parts)
        path.write_bytes(_archive(parts))
        return path

    return made


SHEET = "xl/worksheets/sheet1.xml"


def _cell(where: str) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        row = "".join(letter for letter in where if letter.isdigit())
        put = f'<row r="{row}"><c r="{where}"><v>1</v></c></row></sheetData>'.encode()
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", put)

    return change


def _entities(parts: dict[str, bytes]) -> None:
    declared = b'<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    parts[SHEET] = parts[SHEET].replace(b"?>", b"?>" + declared, 1)


def _zeros(parts: dict[str, bytes]) -> None:
    parts["xl/media/zeros.xml"] = bytes(160_000_000)


def _spaces(parts: dict[str, bytes]) -> None:
    parts[SHEET] = parts[SHEET].replace(b"<sheetData>", b" " * 151_000_000 + b"<sheetData>")


def _cut(parts: dict[str, bytes]) -> None:
    parts[SHEET] = parts[SHEET][: len(parts[SHEET]) // 2]


def _many(parts: dict[str, bytes]) -> None:
    parts.update({f"xl/x/{n}.xml": b"" for n in range(3100)})


def _without(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.pop(name) and None


def _quoted(parts: dict[str, bytes]) -> None:
    parts[SHEET] = parts[SHEET].replace(b'r="XFD1048576"', b"r = 'XFD1048576'")


def _rows(parts: dict[str, bytes]) -> None:
    """Cells without a name: the reader counts them itself."""
    wide, deep = (b"<row>" + b"<c><v>1</v></c>" * 3000 + b"</row>", b"<row/>" * 200_000 + b"<row><c><v>1</v></c></row>")
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", wide + deep + b"</sheetData>")


def _utf16(parts: dict[str, bytes]) -> None:
    _cell("XFD1048576")(parts)
    text = parts[SHEET].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    parts[SHEET] = text.encode("utf-16")


BOMBS: dict[str, Bad] = {
    "zip-zeros": _book(_zeros),
    "zip-spaces": _book(_spaces),
    "zip-parts": _book(_many),
    "gz-zeros": lambda folder: _raw("census.csv.gz", gzip.compress(bytes(160_000_000), 1))(folder),
    "gz-of-gz": lambda folder: _raw("census.csv.gz", gzip.compress(gzip.compress(bytes(160_000_000), 1)))(folder),
    "xml-entities": _book(_entities),
    "cell-last": _book(_cell("XFD1048576")),
    "cell-row": _book(_cell("Z1048576")),
    "cell-beyond": _book(_cell("ZZZZ9999999")),
    "cell-column": _book(_cell("XFD300")),
    "cell-small": _book(_cell("xfd1048576")),
    "cell-quoted": _book(lambda parts: _cell("XFD1048576")(parts) or _quoted(parts)),
    "cell-rows": _book(_rows),
    "cell-utf16": _book(_utf16),
    "ods-inside": _raw(
        "register.xlsx", _archive({"mimetype": b"x", "content.xml": b"<x/>", "xl/workbook.xml": b"<x/>"})
    ),
}


def _official() -> Iterator[tuple[str, Bad]]:
    def register(name: str, change: Callable[[list[list[object]]], None], **more: str) -> tuple[str, Bad]:
        def made(folder: Path) -> Path:
            rows = official.register_rows()
            change(rows)
            return official.register(folder / "register.xlsx", rows, **more)

        return f"register-{name}", made

    for text in [text for text in NUMBERS[:24] if text not in OF_REGISTER]:
        yield register(f"count {text}", lambda rows, text=text: rows[1].__setitem__(6, text))
    for code in ("032094", "3209", "abc", "０３２０９４", "03209", 32094.0):
        yield register(f"code {code}", lambda rows, code=code: rows[0].__setitem__(0, code))
    yield register("sex", lambda rows: rows[1].__setitem__(3, "男性"))
    yield register("sum of sexes", lambda rows: rows[0].__setitem__(4, 631))
    yield register("sum of ages", lambda rows: rows[2].__setitem__(5, 21))
    yield register("no women", lambda rows: rows.pop())
    yield register("nobody", lambda rows: rows.clear())
    yield register("short row", lambda rows: rows[1].__delitem__(slice(10, None)))
    for title in ("", "年齢階級別人口", "令和40年13月1日", "2020-01-01", "令和２年１月１日"):
        yield register(f"title {title}", lambda rows: rows[0].__setitem__(0, "032094"), title=title)


def corpus() -> dict[str, Bad]:
    """Every bad file by name."""
    made: dict[str, Bad] = {}
    for text in NUMBERS:
        made[f"own-count {text!r}"] = _own(count__C9=text)
        made[f"own-event {text!r}"] = _own(events__A17="2024年", events__B17="総数", events__C17=text)
    made |= {f"own-day {text!r}": _own(count__B3=text or None) for text in DAYS}
    made |= {f"own-age {text!r}": _own(count__A9=text or None) for text in AGES}
    made |= {f"own-period {text!r}": _own(events__A17=text or None, events__C17=1) for text in PERIODS}
    made |= {f"own-coverage {text!r}": _own(events__B17=text or None, events__C17=1) for text in COVERAGES}
    made |= {f"own-code {text!r}": _own(guide__B3=text or None) for text in CODES}
    made |= {f"own-name {text!r}": _own(guide__B4=text) for text in ("x" * 2001, "\u202eabc")}
    made["own-gap"] = _own(count__A9="6～9歳")
    made["own-overlap"] = _own(count__A9="4～9歳")
    made["own-closed"] = _own(count__A28="100～104歳")
    made |= dict(_official())
    made |= BOMBS
    made["xlsx-cut"] = _book(_cut)
    made["xlsx-without-sheet"] = _book(_without(SHEET))
    made["xlsx-without-names"] = _book(_without("xl/workbook.xml"))
    for name, content in {
        "empty.csv": b"", "empty.xlsx": b"", "text.xlsx": b"hello", "pk.xlsx": b"PK\x03\x04", "ole.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "ole-long.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40, "html.xls": b"<html></html>", "nul.csv": bytes(500),
        "random.csv": bytes(range(256)) * 4, "cut.csv.gz": gzip.compress(b"area_code," * 99)[:-9], "no.csv.gz": b"area_code,area_name",
        "zip.xlsx": _archive({"a.txt": b"a"}), "utf16.csv": "area_code,area_name".encode("utf-16"), "png.csv": b"\x89PNG\r\n\x1a\n",
        "pdf.csv": b"%PDF-1.7", "quotes.csv": b'area_code,area_name,year,sex,age,population\n"03209,x,2015,male,0,1\n',
    }.items():  # fmt: skip
        made[f"file {name}"] = _raw(name, content)
    for name, old, new in (
        ("count", ",11\n", ",abc\n"), ("minus", ",11\n", ",-11\n"), ("decimal", ",11\n", ",11.5\n"), ("year", ",2010,", ",210,"),
        ("sex", ",male,", ",m,"), ("age", ",male,5,", ",male,7,"), ("twice", ",male,5,", ",male,0,"), ("code", "03209,", "93209,"),
    ):  # fmt: skip
        made[f"census-{name}"] = _changed(old, new)
    for births in ("abc", "-5", "1,234", "…", "", "1.5", "12人"):
        made[f"ssdse-births {births!r}"] = lambda folder, births=births: official.ssdse(folder / "s.csv", births=births)
    made["ssdse-year"] = lambda folder: official.ssdse(folder / "s.csv", census_year=2016)
    made["ipss2023-total"] = lambda folder: official.ipss2023(folder / "i.csv", total=80000)
    return made


def _changed(old: str, new: str) -> Bad:
    def made(folder: Path) -> Path:
        path = official.census(folder / "census.csv")
        path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
        return path

    return made


def answered(bad: Bad, folder: Path, code: str = "") -> dict[str, str]:
    """Return what importing a file says, in both languages; "read" where nothing is wrong with it."""
    path = bad(folder)
    code = code or ("03205" if path.name == "own.xlsx" else "03209")
    try:
        import_area(code, [path], to=folder / "out")
    except CohortError as error:
        return {language: error.text(language).replace(folder.as_posix() + "/", "") for language in ("en", "ja")}
    return {"en": "read", "ja": "read"}


def main() -> None:
    """Write the answers."""
    said = {}
    for name, bad in corpus().items():
        with tempfile.TemporaryDirectory() as home:
            said[name] = answered(bad, Path(home))
    EXPECTED.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
