"""Official worksheets: tables found by their labels in two layouts made by hand, what is refused, and pattern 1 of what was read."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from cohort.analysis.official import official
from cohort.cli import app
from cohort.errors import CohortError
from cohort.inputs import read_inputs
from cohort.readers import import_area, layout_of
from cohort.readers.worksheet import read_worksheet
from tests.inputs import worksheets as made
from tests.shared import ROOT

KEY = ["measure", "period", "sex", "age"]
EXPECTED = {
    **{("population", 2015, sex, low): made.persons(sex, low) for sex in ("male", "female") for low in made.LOWS},
    **{("survivorship", start, sex, low): made.survival(sex, start, low) if low else 1
       for sex in ("male", "female") for start in made.STARTS for low in made.LOWS},
    **{("net_migration_rate", start, sex, low): made.moving(sex, start, low)
       for sex in ("male", "female") for start in made.STARTS for low in made.LOWS[1:]},
    **{("child_woman_ratio", start, "both", 0): made.children(start) for start in made.STARTS},
    **{("sex_ratio_0_4", start, "both", 0): made.boys(start) for start in made.STARTS},
}  # fmt: skip


def down(path: Path, **change: object) -> Path:
    """Write the first layout with some cells changed, by sheet, row and column counted from 0 ("人口_6_1")."""
    sheets = made.down()
    for where, cell in change.items():
        name, row, column = where.split("_")
        sheets[name][int(row), int(column)] = cell
    return made.write(path, sheets)


def figures(frame: pd.DataFrame) -> dict[tuple[object, ...], float]:
    return frame.set_index(KEY)["value"].to_dict()  # type: ignore[no-any-return]


@pytest.mark.parametrize("layout", ["down", "beside"])
def test_both_layouts_give_every_figure(layout: str, tmp_path: Path) -> None:
    file = down(tmp_path / "x.xlsx") if layout == "down" else made.write(tmp_path / "x.xlsx", *made.beside())
    assert layout_of(file) == "worksheet"
    found = read_worksheet(file, "03209")
    assert figures(found) == pytest.approx(EXPECTED)
    assert [record.where for record in found.attrs["records"]] == ["births"]


def test_survival_from_birth_is_used_where_it_stands(tmp_path: Path) -> None:
    found = read_worksheet(made.write(tmp_path / "x.xlsx", made.down(born=True)))
    of_birth = {
        ("survivorship", start, sex, 0): made.survival(sex, start, 0)
        for start in made.STARTS
        for sex in ("male", "female")
    }
    assert figures(found) == pytest.approx(EXPECTED | of_birth)
    assert found.attrs["records"] == []


def pattern_1() -> list[float]:
    """Totals by hand: survivors and movers of each group, 85+ and 90+ together; children by the ratio, boys by the sex ratio."""
    now = {(sex, low): float(made.persons(sex, low)) for sex in ("male", "female") for low in made.LOWS}
    totals = [sum(now.values())]
    for start in made.STARTS:
        new: dict[tuple[str, int], float] = {}
        for sex in ("male", "female"):
            for low in range(5, 95, 5):
                start_of = now[sex, low - 5] + (now[sex, 90] if low == 90 else 0)
                new[sex, low] = start_of * (made.survival(sex, start, low) + made.moving(sex, start, low))
        born = made.children(start) * sum(new["female", low] for low in range(15, 50, 5))
        new["male", 0] = born * made.boys(start) / (100 + made.boys(start))
        new["female", 0] = born - new["male", 0]
        now = new
        totals.append(sum(now.values()))
    return totals


def test_the_vision_takes_the_worksheet(tmp_path: Path) -> None:
    for name in ("ichinoseki", "iwate", "japan"):
        shutil.copytree(ROOT / "inputs" / name, tmp_path / name)
    file = down(tmp_path / "x.xlsx")
    for _ in range(2):  # the second takes the place of the first
        import_area("03209", [file], to=tmp_path / "ichinoseki", add=True)
    inputs = read_inputs(tmp_path / "ichinoseki")
    assert inputs.worksheet is not None
    assert len(inputs.worksheet) == len(EXPECTED)
    vision = official(inputs)
    assert vision.launch.isoformat() == "2015-10-01"
    total = vision.projection["population"].sum(["sex", "age"])
    assert total.sel(scenario="pattern-1").values.tolist() == pytest.approx(pattern_1(), rel=1e-12)
    assert total["time"].values.tolist() == [2015, 2020, 2025, 2030]
    assert "are those of the worksheet" in vision.table().notes[0].say("en")
    assert float(total.sel(scenario="closed", time=2030)) > float(total.sel(scenario="pattern-1", time=2030))
    other = official(inputs, launch="2020-10-01")  # from another launch the censuses count
    assert other.base.tables is not None
    with pytest.raises(CohortError, match="2020, 2025, 2030"):
        official(inputs, until=2045)


def test_a_folder_of_the_worksheet_alone(tmp_path: Path) -> None:
    """Named in Japanese by the collection; without any TFR the remedy is told."""
    file = down(tmp_path / "x.xlsx")
    words = ["import", "worksheet", str(file), "--area", "03209", "--out", str(tmp_path / "new"), "--lang", "ja"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    inputs = read_inputs(tmp_path / "new")
    assert inputs.area.name_ja == "一関市"
    with pytest.raises(CohortError, match=r"tfr\.csv"):
        official(inputs)


def test_persons_of_unknown_age_are_spread(tmp_path: Path) -> None:
    """100 men among those whose ages are known: each age grows in proportion."""
    whole = sum(made.persons("male", low) for low in made.LOWS)
    both = whole + sum(made.persons("female", low) for low in made.LOWS)
    changed = {"人口_24_0": "年齢不詳", "人口_24_2": 100, "人口_25_0": "総数", "人口_25_2": whole + 100,
               "人口_70_0": "年齢不詳", "人口_70_2": 100, "人口_71_0": "総数", "人口_71_2": both + 100}  # fmt: skip
    changed |= {f"人口_{row}_{column}": "" for row in (24, 70) for column in (1, 3)}
    found = read_worksheet(down(tmp_path / "x.xlsx", **changed))
    assert figures(found)["population", 2015, "male", 20] == pytest.approx(made.persons("male", 20) * (1 + 100 / whole))
    assert [record.where for record in found.attrs["records"]] == ["births", "population"]


# What is changed in the first layout, and what is said: the cell, English, Japanese.
BAD = [
    ({"仮定値_3_1": "2015年→2025年"}, "仮定値!B4: got '2015年→2025年'; a step is five years.", "期間は 5 年です"),
    ({"人口_4_2": "2015年(H28)"}, "人口!C5: got '2015年(H28)', two different years; write one.", "2 つの年が一致しません"),
    ({"仮定値_10_2": "…"}, "仮定値!C11: got '…', the mark of a withheld value; write the figure.", "秘匿または不明の記号です"),
    ({"仮定値_10_2": "約0.9"}, "仮定値!C11: got '約0.9'; write a number, without a unit or a remark.", "「約0.9」は数値として読めません"),
    ({"仮定値_10_2": ""}, "仮定値!C11: is empty; write a number", "仮定値!C11: 空欄です"),
    ({"仮定値_10_2": 99.7}, "仮定値!C11: got 99.7; survivorship (ratio) is from 0 to 1.", "生残率（比）は 0 から 1 までです"),
    ({"人口_10_2": -5}, "人口!C11: got -5; population (persons) is 0 or more.", "人口（人）は 0 以上です"),
    ({"人口_24_2": 1}, "人口!C25: wrong total: 1, the ages add up to", "人口!C25: 合計が合いません。総数 1、"),
    ({"人口_53_2": 3600, "人口_54_2": 3700}, "人口!A52: ages from 10: both sexes 3600, men and women 3700 (人口!A6, 人口!A29); 2 ages do not add up.",
     "10 歳からの階級：総数 3600、男女の合計 3700（人口!A6、人口!A29）。2 階級で合いません。"),
    ({"人口_14_0": "50～54歳"}, "人口!A15: got '50～54歳' where the next age after 40-44 should stand", "40～44歳の次が「50～54歳」です"),
    ({"仮定値_65_0": ""}, "no table of Net migration rate, Female with five-year ages", "純移動率（女）の表（縦に5歳階級、横に年）がありません"),
    ({"仮定値_45_3": "2030年→2035年"}, "仮定値!A47: Net migration rate, Male: 2025→2030 is missing; every table must have the same steps.",
     "純移動率（男）：2025→2030 がありません"),
    ({"仮定値_87_0": "注"}, "no table of Child-woman ratio", "子ども女性比の表"),
    ({"人口_4_2": "2014年"}, "人口、仮定値: no table of Population, Male in 2015", "2015年の人口（男）の表"),
    ({"人口_1_1": "032051"}, "人口!B2: is the sheet of 03205, not of 03209; name its area (--area).", "03205 のシートで、03209 のものではありません"),
    ({"仮定値_4_0": "0～4歳"}, "no table of Survivorship, Male", "生残率（男）の表"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "en", "ja"), BAD, ids=[next(iter(row[0])) + str(k) for k, row in enumerate(BAD)])
def test_what_is_refused(change: dict[str, object], en: str, ja: str, tmp_path: Path) -> None:
    with pytest.raises(CohortError) as error:
        read_worksheet(down(tmp_path / "x.xlsx", **change), "03209")
    assert en in error.value.text("en")
    assert ja in error.value.text("ja")


def test_years_alone_are_taken_as_the_ratio_has_them(tmp_path: Path) -> None:
    """Heads 2020, 2025, 2030 beside ratios of these years are ends, 2015, 2020, 2025 starts; others could be both."""
    tops = (3, 24, 45, 66)
    for years in ((2020, 2025, 2030), (2015, 2020, 2025)):
        heads = {f"仮定値_{top}_{1 + k}": f"{year}年" for top in tops for k, year in enumerate(years)}
        assert figures(read_worksheet(down(tmp_path / "x.xlsx", **heads))) == pytest.approx(EXPECTED)
    heads = {f"仮定値_{top}_{1 + k}": f"{year}年" for top in tops for k, year in enumerate((2015, 2020, 2035))}
    with pytest.raises(CohortError, match="it cannot be seen whether a step begins or ends there"):
        read_worksheet(down(tmp_path / "x.xlsx", **heads))


def test_a_formula_without_a_value(tmp_path: Path) -> None:
    """As a program writes it that does not calculate; with a value it is read."""
    import xlsxwriter

    sheets = made.down()
    for value, refused in (("", True), (made.survival("male", 2020, 35), False)):
        file = xlsxwriter.Workbook(str(tmp_path / "x.xlsx"))
        for name, cells in sheets.items():
            sheet = file.add_worksheet(name)
            for (row, column), cell in cells.items():
                sheet.write(row, column, cell)
            if name == "仮定値":
                sheet.write_formula(10, 2, "=B11+0.0005", None, value)
        file.close()
        if not refused:
            assert figures(read_worksheet(tmp_path / "x.xlsx")) == pytest.approx(EXPECTED)
            continue
        with pytest.raises(CohortError) as error:
            read_worksheet(tmp_path / "x.xlsx")
        assert "仮定値!C11: got the formula '=B11+0.0005', whose value is not stored in the file" in error.value.text(
            "en"
        )
        assert "計算結果がファイルに保存されていません" in error.value.text("ja")


def test_of_two_tables_that_differ_one_is_named(tmp_path: Path) -> None:
    """Equal ones are one; the message names both cells, and either remedy works."""
    sheets = made.down()
    again = dict(sheets["仮定値"])
    file = made.write(tmp_path / "same.xlsx", {**sheets, "パターン２": again})
    assert figures(read_worksheet(file)) == pytest.approx(EXPECTED)
    again = {at: cell / 2 if at[0] in range(46, 64) and isinstance(cell, float) else cell for at, cell in again.items()}
    file = made.write(tmp_path / "two.xlsx", {**sheets, "パターン２": again})
    with pytest.raises(CohortError) as error:
        read_worksheet(file)
    assert "Net migration rate, Male: 2 tables fit and differ: 仮定値!A47, パターン２!A47." in error.value.text("en")
    assert "--sheet '仮定値!A47'" in error.value.text("ja")
    assert figures(read_worksheet(file, chosen=["人口", "仮定値"])) == pytest.approx(EXPECTED)
    assert figures(read_worksheet(file, chosen=["仮定値!A47"])) == pytest.approx(EXPECTED)
    halved = figures(read_worksheet(file, chosen=["人口", "パターン２"]))
    assert halved["net_migration_rate", 2015, "male", 20] == pytest.approx(
        EXPECTED["net_migration_rate", 2015, "male", 20] / 2
    )
    for unknown in ("仮定", "仮定値!B4"):
        with pytest.raises(CohortError, match="there is no such sheet"):
            read_worksheet(file, chosen=[unknown])


def test_another_file_takes_no_sheet(tmp_path: Path) -> None:
    from tests.inputs import official as files

    file = files.census(tmp_path / "census.csv")
    with pytest.raises(CohortError, match="chooses among the tables of a worksheet"):
        import_area("03209", [file], to=tmp_path / "x", sheets=["仮定値"])


def test_the_workbook_of_a_run_is_read_back(tmp_path: Path) -> None:
    """Our own sheet in the official layout has the labels: its implied ratios are those of the projection."""
    from cohort.report.workbook.official import five_year_ratios
    from cohort.report.write import write
    from cohort.run import run
    from tests.cli.sets import INPUTS, small_set

    folder = small_set(tmp_path / "small")
    done = run(folder, INPUTS)
    write(done, tmp_path / "out", "ja", only=["workbook"])
    found = figures(read_worksheet(next((tmp_path / "out").glob("*.xlsx"))))
    said = five_year_ratios(done.projection.sel(scenario=done.assumptions.attrs["reference_scenario"]))
    assert np.allclose(
        [found["survivorship", said["years"][0], "female", low] for low in range(5, 95, 5)],
        said["survivorship"][0, 1, 1:],
    )
