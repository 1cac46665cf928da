"""A workbook that a city fills in: what is written is read, and what cannot be is named by sheet and cell."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from cohort.collection.new import new
from cohort.errors import InputError
from cohort.inputs import read_inputs
from cohort.readers import import_area, layout_of
from cohort.readers.own import is_own, read_own
from tests.inputs.filled import BANDS, fill, five_years


def test_a_count_by_five_years_and_events(tmp_path: Path) -> None:
    cells = five_years() | {"動態!C17": "１，２３４", "動態!D17": 9, "動態!E17": "-"}
    made = read_own(fill(tmp_path / "a.xlsx", cells))
    population = made["population"]
    assert set(population["date"]) == {"2024-01-01"}
    assert set(population["basis"]) == {"register"}
    men = population[population["sex"] == "male"]
    assert list(men["age_group"]) == BANDS
    assert list(men["population"]) == [1500.0 + n for n in range(21)]
    assert population["population"].sum() == 2 * 210 + 21 * 3500
    events = made["events"][["basis", "coverage", "start", "end", "measure", "value"]]
    assert events.to_numpy().tolist() == [
        ["register", "all", "2024-01-01", "2024-12-31", "births", 1234.0],
        ["register", "all", "2024-01-01", "2024-12-31", "deaths", 9.0],
        ["register", "all", "2024-01-01", "2024-12-31", "in_migration", 0.0],
    ]


def test_single_years_with_an_open_age_of_ones_own(tmp_path: Path) -> None:
    cells: dict[str, object] = {"人口!B3": 45292, "人口!B4": "国勢調査"}  # Excel's number of 1 January 2024
    write = {f"人口!A{8 + age}": (f"{age}" if age < 85 else "85歳以上" if age == 85 else None) for age in range(101)}
    counts = {f"人口!{column}{8 + age}": 10 for age in range(86) for column in "BC"}
    path = fill(tmp_path / "a.xlsx", cells | write | counts | {"人口!A109": None})
    found = read_own(path)["population"]
    assert set(found["basis"]) == {"census"}
    assert set(found["date"]) == {"2024-01-01"}
    assert list(found["age_group"])[:2] == ["0", "1"]
    assert list(found["age_group"])[85] == "85+"
    assert len(found) == 172


def test_fiscal_years_become_calendar_years_and_it_is_said(tmp_path: Path) -> None:
    cells = {f"動態!A{15 + n}": f"令和{4 + n}年度" for n in range(3)}
    cells |= {f"動態!C{15 + n}": value for n, value in enumerate((400, 365, 300))}
    events = read_own(fill(tmp_path / "a.xlsx", cells))["events"]
    # 2023: 90 of 365 days of fiscal 2022, 275 of fiscal 2023; 2024 (a leap year): 91 and 275 of 366
    assert [(row.start, row.value) for row in events.itertuples()] == [
        ("2023-01-01", round(400 * 90 / 365 + 365 * 275 / 365, 1)),
        ("2024-01-01", round(365 * 91 / 366 + 300 * 275 / 366, 1)),
    ]
    said = [record.ja for record in events.attrs["records"]]
    assert "2023, 2024 年の動態は、年度の値を日数で按分した" in said[0]
    assert "2022 年度は、前の年度の値がない" in said[1]


@pytest.mark.parametrize(
    ("cells", "en", "ja"),
    [
        ({"人口（5歳階級）!B8": "12人"}, "人口（5歳階級）!B8: got '12人'; write a number, without a unit", "「12人」は数値として読めません"),
        ({"人口（5歳階級）!C9": -3}, "人口（5歳階級）!C9: got -3; persons are whole, 0 or more", "0 以上の整数"),
        ({"人口（5歳階級）!C9": 2.5}, "人口（5歳階級）!C9: got 2.5; persons are whole", "0 以上の整数"),
        ({"人口（5歳階級）!C9": "x"}, "the mark of a withheld value", "秘匿または不明の記号"),
        ({"人口（5歳階級）!C9": None}, "人口（5歳階級）!C9: is empty; write a number, 0 for none", "空欄です"),
        ({"人口（5歳階級）!B3": "令和40年"}, "人口（5歳階級）!B3: got '令和40年'; write a day", "日付として読めません"),
        ({"人口（5歳階級）!B4": "住基"}, "人口（5歳階級）!B4: got '住基'; choose one of", "から選んでください"),
        ({"人口（5歳階級）!A9": "5～"}, "人口（5歳階級）!A9: got '5～'; write an age", "年齢として読めません"),
        ({"人口（5歳階級）!A7": "歳"}, "人口（5歳階級）: the heads 年齢, 男, 女 are not there", "見出し（年齢、男、女）がありません"),
        ({"説明!B3": "3205"}, "説明!B3: got '3205'; an area code is text of five digits", "先頭の 0 が落ちています"),
        ({"動態!A17": "平成40年", "動態!C17": 1}, "動態!A17: got '平成40年'; 平成 had no such year, write 2028", "という年はありません"),
        ({"動態!A16": "2024年", "動態!C16": 1, "動態!C17": 1}, "動態!C17: births of 2024 stand there twice", "2 度あります"),
        ({f"人口（5歳階級）!{column}12": None for column in "ABC"}, "人口（5歳階級）!A13: got '25-29' where age 20 should follow",
         "20 歳からの区分が必要です"),
        ({"人口（5歳階級）!A12": "15～19歳"}, "人口（5歳階級）!A12: got '15-19' where age 20 should follow; write every age once",
         "各年齢を 1 回ずつ"),
        ({"人口（5歳階級）!A27": "95歳以上"}, "人口（5歳階級）!A28: got '100+' beside the open group", "開いた区分と重なっています"),
        ({f"人口（5歳階級）!{column}28": None for column in "ABC"},
         "人口（5歳階級）!A27: is the last age; write an open group after it, such as '100+'",
         "「100歳以上」のような開いた区分"),
        ({"人口!B3": "2024-01-01", "人口!B4": "住民基本台帳", **{f"人口!{column}{8 + age}": 1 for column in "BC" for age in range(101)}},
         "人口（5歳階級）: is of the same day and kind as 人口 (2024-01-01)", "基準日（2024-01-01）・種別が同じです"),
        ({"動態!B17": "全部", "動態!C17": 1}, "動態!B17: got '全部'; choose one of 総数, 日本人, 外国人", "から選んでください"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(cells: dict[str, object], en: str, ja: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_own(fill(tmp_path / "a.xlsx", five_years() | cells))
    assert en in caught.value.text("en")
    assert ja in caught.value.text("ja")


def _rewritten(path: Path, part: str, old: str, new: str) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {one.filename: archive.read(one) for one in archive.infolist()}
    text = parts[part].decode()
    assert old in text
    parts[part] = text.replace(old, new).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_a_sheet_that_was_renamed_is_not_passed_over(tmp_path: Path) -> None:
    path = _rewritten(fill(tmp_path / "a.xlsx", five_years()), "xl/workbook.xml", "人口（5歳階級）", "五歳階級")
    with pytest.raises(InputError, match="五歳階級: holds ages, men and women, but its name does not begin with 人口"):
        read_own(path)


def test_an_error_of_excel_is_named(tmp_path: Path) -> None:
    path = fill(tmp_path / "a.xlsx", five_years())
    path = _rewritten(path, "xl/worksheets/sheet3.xml", "><v>2001</v>", ' t="e"><f>B1/0</f><v>#DIV/0!</v>')
    with pytest.raises(InputError, match="C9: got '#DIV/0!'; write a number"):
        read_own(path)


def test_the_area_that_is_asked_for_and_what_is_missing_are_named(tmp_path: Path) -> None:
    path = fill(tmp_path / "a.xlsx", five_years())
    with pytest.raises(InputError, match="説明!B3: is 03205, but the figures are asked for 03209"):
        import_area("03209", [path], to=tmp_path / "x")
    path = _rewritten(path, "xl/workbook.xml", '"説明"', '"表紙"')
    with pytest.raises(InputError, match="説明: '市区町村コード' does not stand in column A"):
        import_area("03205", [path], to=tmp_path / "x", kind="own")


def test_figures_that_differ_between_two_files_are_refused(tmp_path: Path) -> None:
    files = [fill(tmp_path / f"{n}.xlsx", five_years() | {"人口（5歳階級）!B8": 1500 + n}) for n in range(2)]
    with pytest.raises(InputError, match=r"1\.xlsx has 1501, 0\.xlsx has 1500; leave one of the files out"):
        import_area("03205", files, to=tmp_path / "x", name_en="Hanamaki")


def test_the_empty_form_says_that_nothing_is_filled_in(tmp_path: Path) -> None:
    path = fill(tmp_path / "a.xlsx", {})
    assert layout_of(path) == "own"
    with pytest.raises(InputError, match="nothing is filled in"):
        read_own(path)
    with zipfile.ZipFile(path) as archive:  # Excel checks while people type
        counts, events = (archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (2, 4))
    assert 'type="whole"' in counts
    assert "住民基本台帳,国勢調査" in counts
    assert "総数,日本人,外国人" in events


def test_own_figures_take_the_place_of_those_of_the_package(tmp_path: Path) -> None:
    _, inputs = new("花巻市", tmp_path)
    before = read_inputs(inputs)
    described = (inputs / "area.toml").read_bytes()
    cells = five_years(**{"人口（5歳階級）!B3": "2023-01-01"}) | {"動態!A17": "2022年", "動態!C17": 500}
    file = fill(tmp_path / "own.xlsx", cells)
    done = import_area("03205", [file], to=inputs, add=True)
    after = read_inputs(inputs)
    assert after.counts("register", "2023-01-01")["population"].sum() == 2 * 210 + 21 * 3500
    assert after.event("births", 2022).value == 500  # all residents come before Japanese
    assert after.event("deaths", 2022).value == before.event("deaths", 2022).value
    assert after.counts("register", "2022-01-01").equals(before.counts("register", "2022-01-01"))
    assert after.sources["own"].title == "花巻市 住民基本台帳"
    assert (inputs / "area.toml").read_bytes() == described
    assert "42 figures that were there made way" in done.records[-1].en
    with pytest.raises(InputError, match="the figures are asked for 03206"):
        import_area("03206", [file], to=inputs, add=True)


def test_a_workbook_with_a_damaged_part_is_refused(tmp_path: Path) -> None:
    """Found by changing files at random: what is packed inside is no longer what was packed."""
    file = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook>" + "".join(map(str, range(2000))) + "</workbook>")
        start = archive.getinfo("xl/workbook.xml").header_offset + 30 + len("xl/workbook.xml")
    raw = bytearray(file.read_bytes())
    raw[start] = 0x07  # a kind of block that there is none of
    file.write_bytes(raw)
    assert not is_own(file)
    with pytest.raises(InputError):
        import_area("03209", [file], to=tmp_path / "out")
