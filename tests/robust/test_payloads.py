"""Titles that try to run in an output: inert in every one of them, read back from what was written."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from cohort.cli import app
from tests.cli.sets import INPUTS, small_set

TITLES = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "'\"><svg onload=alert(1)>",
    "<!--",
    "]]>",
    "&lt;b&gt; &amp;",
    "javascript:alert(1)",
    "[red]x[/red]",
    "[/x]",
    "[link=https://example.org]y[/link]",
    "#eval(\"1+1\")",
    "#import \"x.typ\": *",
    "*bold* _it_ $1+1$ @ref <label>",
    "`raw` \\u{41} // gone",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "=HYPERLINK(\"https://example.org\")",
    "=cmd|' /C calc'!A0",
    "{{7*7}} ${7*7} %s {0}",
    "../../../../etc/passwd",
)  # fmt: skip


class Tags(HTMLParser):
    """Collects scripts, and tags and attributes that could run."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.bad += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]
        self.bad += [
            f"{tag} {value}" for name, value in attrs if name in ("href", "src") and str(value).startswith("java")
        ]
        if tag in ("img", "iframe", "object", "embed"):
            self.bad.append(tag)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """All outputs of a set in which every title is hostile: a variant for each, and what the terminal showed."""
    home = tmp_path_factory.mktemp("payloads")
    folder = small_set(home / "scenarios" / "small")
    for number, title in enumerate(TITLES):
        text = (folder / "balance.toml").read_text(encoding="utf-8")
        said = json.dumps(title)
        text = text.replace('"balance"', f'"t{number}"').replace('"As many come as go"', said)
        text = text.replace('"転入と転出が等しい"', said).replace("order    = 2", f"order = {number + 3}")
        (folder / f"t{number}.toml").write_text(text, encoding="utf-8")
    words = ["run", str(folder), "--inputs", str(INPUTS), "--out", str(home / "out"), "--lang", "en"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in home.iterdir()) == ["out", "scenarios"]
    return home / "out", done.stdout


def test_no_file_is_named_after_a_title(results: tuple[Path, str]) -> None:
    for path in results[0].rglob("*"):
        assert not any(mark in path.name for mark in "<>[]=+@$`"), path


def test_the_terminal_shows_them_as_they_are(results: tuple[Path, str]) -> None:
    assert "\x1b" not in results[1]
    for title in ("[/x]", "[red]x[/red]"):
        assert title in results[1]


def test_cells_of_csv_files_are_texts(results: tuple[Path, str]) -> None:
    """What begins like a formula stands behind a quotation mark; numbers are numbers."""
    import csv

    seen = 0
    for path in results[0].rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.reader(stream):
                for cell in row:
                    seen += 1
                    if cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
                        float(cell)  # a number, or it would run
    assert seen > 1000


def test_cells_of_the_workbook_are_texts(results: tuple[Path, str]) -> None:
    import zipfile

    book = next(results[0].glob("*.xlsx"))
    cells = [cell for name in CalamineWorkbook.from_path(str(book)).sheet_names
             for row in CalamineWorkbook.from_path(str(book)).get_sheet_by_name(name).to_python() for cell in row]  # fmt: skip
    shown = "\n".join(cell for cell in cells if isinstance(cell, str))
    for title in TITLES:
        assert title in shown, title
    with zipfile.ZipFile(book) as parts:
        for name in parts.namelist():
            content = parts.read(name).decode("utf-8", "replace")
            if name.startswith("xl/worksheets/"):
                assert "<f>" not in content, name
            if name.startswith("xl/charts/"):
                assert not re.search("<c:f>[^<]*cmd", content), name
            if name.endswith(".rels"):
                assert "example.org" not in content, name
            content = re.sub(r'descr="[^"]*"', "", content)  # what a screen reader says of a picture
            assert "example.org" not in content or "sharedStrings" in name or "chart" in name, name


def test_the_page_runs_nothing_of_them(results: tuple[Path, str]) -> None:
    page = next(results[0].glob("*.html")).read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(page)
    assert tags.bad == []
    assert "alert(1)</script>" not in page
    assert "<img src=x" not in page
    assert "<svg onload" not in page


def test_svg_files_are_whole_and_run_nothing(results: tuple[Path, str]) -> None:
    files = sorted(results[0].rglob("*.svg"))
    assert files
    for path in files:
        for element in ElementTree.parse(path).iter():
            assert not element.tag.endswith(("script", "foreignObject", "image")) or "image" in element.tag, path
            assert not any(name.startswith("on") for name in element.attrib), path


def test_the_report_prints_them(results: tuple[Path, str]) -> None:
    import pypdfium2

    report: Any = pypdfium2.PdfDocument(next(results[0].glob("*.pdf")))
    text = "".join(page.get_textpage().get_text_range() for page in report)
    plain = "".join(text.split())
    assert "#import" in plain or "#eval" in plain
    assert "alert(1)" in plain
