"""What inputs say of themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohort.inputs import read_inputs
from tests.shared import ROOT

from .folder import EVENTS, LIFE, SOURCES, TFR, make


def test_as_text(tmp_path: Path) -> None:
    inputs = read_inputs(make(tmp_path, events_csv=EVENTS, tfr_csv=TFR, life_tables_csv=LIFE))
    assert inputs.describe("en").splitlines() == [
        f"Ichinoseki 03209: {tmp_path.as_posix()}",
        "  population: population by age and sex; census 2015-10-01; 8 rows [c]",
        "  events: births, deaths and migrants; register 2019-01-01/2019-12-31; "
        "vital_statistics 2020-01-01/2020-12-31; migration_report 2019-01-01/2019-12-31; 8 rows [c]",
        "  tfr: total fertility rate; 2018; 1 rows [c]",
        "  life_tables: life tables (probability of dying); 2020; 6 rows [c]",
    ]
    assert "  tfr: 合計特殊出生率; 2018; 1 行 [c]" in inputs.describe("ja").splitlines()
    assert str(inputs) == repr(inputs) == inputs.describe()


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Ichinoseki 03209 (with Iwate, Japan)"), ("ja", "一関市 03209（岩手県、全国）")]
)
def test_as_html(language: str, title: str) -> None:
    page = read_inputs(ROOT / "inputs" / "ichinoseki").html(language)
    assert page.startswith(f"<p><b>{title}</b> ")
    for part in (
        "register 2013-03-31 … 2025-01-01 (12)",
        "census 1980-10-01 … 2020-10-01 (9)",
        "2015-2050: ipss2013, ",
        "2022, 2024, 2028",
    ):
        assert part in page
    assert page.count("<tr>") == 10
    assert "第２期一関市まち・ひと・しごと創生総合戦略" in page


@pytest.mark.parametrize(("language", "heading"), [("en", "sources"), ("ja", "出典")])
def test_sources_stand_below_with_their_notes(language: str, heading: str, tmp_path: Path) -> None:
    noted = SOURCES + 'note = "Ages <unknown> spread."\n'
    page = read_inputs(make(tmp_path, sources_toml=noted)).html(language)
    assert f"<summary>{heading}</summary>" in page
    assert "<code>c</code>: 総務省統計局 国勢調査<br>Ages &lt;unknown&gt; spread.</li>" in page
    heads = page.partition("</thead>")[0].count("<th>")
    assert page.partition("</thead>")[0].endswith(f"<th>{heading}</th></tr>")
    assert heads == 5


def test_html_is_escaped(tmp_path: Path) -> None:
    inputs = read_inputs(make(tmp_path, sources_toml=SOURCES.replace("国勢調査", "<script>x</script>")))
    assert "<script>" not in inputs._repr_html_()
    assert "&lt;script&gt;" in inputs._repr_html_()
