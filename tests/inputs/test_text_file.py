"""Files beside the tables, read as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohort.errors import InputError
from cohort.inputs.text_file import text_of


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
    assert "row 2: the file is in CP932 (Shift_JIS)" in error.value.text("en")
    assert "UTF-8 で保存" in error.value.text("ja")
