"""Files beside the tables, read as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohort.errors import InputError
from cohort.inputs.text_file import csv_of, text_of


def test_utf_8_with_and_without_a_mark(tmp_path: Path) -> None:
    file = tmp_path / "indicators.toml"
    for mark in ("", "\ufeff"):
        file.write_bytes((mark + "title = '一関'").encode())
        assert text_of(file) == "title = '一関'"


def test_another_encoding_is_named_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "indicators.toml"
    file.write_bytes("# 1\ntitle = '一関市の指標'".encode("cp932"))
    with pytest.raises(InputError) as error:
        text_of(file)
    assert error.value.subject.endswith("indicators.toml")
    assert "the file is Shift_JIS (line 2)" in error.value.text("en")
    assert "UTF-8 で保存" in error.value.text("ja")


def test_a_csv_keeps_codes_as_text(tmp_path: Path) -> None:
    file = tmp_path / "moves.csv"
    file.write_text("area,persons,source\n03209,12,x\n", encoding="utf-8")
    row = csv_of(file, ["area", "source"]).iloc[0]
    assert (row["area"], row["persons"], row["source"]) == ("03209", 12, "x")


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n1,2,3\n"])
def test_what_is_no_table_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "moves.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read as a CSV table") as error:
        csv_of(file, ["a"])
    assert "CSV の表" in error.value.text("ja")
