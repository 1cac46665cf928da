"""The register workbook of the whole country: written from the collection, read for every area."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cohort.collection.places import every_place
from cohort.collection.tables import GROUPS, table
from cohort.inputs import read_inputs
from cohort.readers import import_area, layouts, read_register
from cohort.readers.layout import area_of
from tests.inputs import official

MOST_SECONDS = 60
AGES = [*(f"{low}-{low + 4}" for low in range(0, 100, 5)), "100+"]


def rows() -> list[list[object]]:
    """Three rows an area, withheld cells as the ministry marks them."""
    assert "register" in GROUPS
    register = table("register").sel(date="2023-01-01", age_group=AGES)
    counted, totals = register["population"].values, register["total"].values
    names = {place.code: place for place in every_place()}
    found: list[list[object]] = []
    for i, code in enumerate(register["area"].values.tolist()):
        by_sex = [[int(value) if value >= 0 else "*" for value in counted[i, sex]] for sex in range(2)]
        both = ["*" if "*" in pair else sum(pair) for pair in zip(*by_sex, strict=True)]  # type: ignore[arg-type]
        here = names[code]
        masked = any(totals[i, sex] != sum(v for v in by_sex[sex] if v != "*") for sex in range(2))  # type: ignore[misc]
        six = next(code + str(digit) for digit in range(10) if area_of(code + str(digit)))
        head = [six, here.prefecture, here.name + "*" * masked]
        for label, total, cells in (
            ("計", totals[i].sum(), both),
            ("男", totals[i, 0], by_sex[0]),
            ("女", totals[i, 1], by_sex[1]),
        ):
            found.append([*head, label, int(total), *cells])
    return found


def test_every_area_is_read_and_the_file_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    title = "令和5年1月1日住民基本台帳年齢階級別人口（市区町村別）（総計）"
    path = official.register(tmp_path / "country.xlsx", rows(), title=title)
    parsed: list[Path] = []
    read = layouts.register.read_register
    monkeypatch.setattr(layouts.register, "read_register", lambda *given: parsed.append(given[0]) or read(*given))
    began = time.perf_counter()
    frame = read_register(path)
    assert time.perf_counter() - began < MOST_SECONDS
    assert frame["area"].nunique() == 1741
    assert frame["population"].sum() == 125_416_877  # 住民基本台帳に基づく人口 2023年1月1日
    parsed.clear()
    for code in ("01100", "03205", "13402", "47382"):
        import_area(code, [path], to=tmp_path / code, name_en=code)
        here = read_inputs(tmp_path / code).counts("register", "2023-01-01")["population"].sum()
        assert here == frame.loc[frame["area"] == code, "population"].sum()
    assert len(parsed) == 1
