"""Tables as offices publish them, written by hand in their layouts: 結果表, census by sex and age, births and deaths."""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from cohort.collection.places import every_place
from cohort.collection.tables import table
from cohort.errors import CohortError
from cohort.inputs import read_inputs
from cohort.readers import import_area, layout_of
from cohort.readers.census_book import read_census_book
from cohort.readers.layout import _saved_elsewhere
from cohort.readers.results import read_results
from cohort.readers.vital import is_vital
from cohort.readers.wpp import is_wpp

Row = Sequence[object]
MOST_SECONDS = 60
TO_90 = ["0～4歳", *(f"{low}～{low + 4}歳" for low in range(5, 90, 5)), "90歳以上"]
TO_100 = [
    *(f"{number:02d}_{low}～{low + 4}歳" for number, low in enumerate(range(0, 100, 5), 1)),
    "21_100歳以上",
    "22_年齢「不詳」",
]
PLACES = ["コード", "市などの別", "都道府県", "市区町村"]


def book(path: Path, rows: Sequence[Row]) -> Path:
    import xlsxwriter

    made = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = made.add_worksheet("Sheet1")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, ["" if cell is None else cell for cell in row])
    made.close()
    return path


def totals(title: str = "結果表1　総人口および指数", first: int = 2020, **change: object) -> list[Row]:
    years = [f"{year}年" for year in range(first, first + 35, 5)]
    cells = [change.get("cell", 100), *range(99, 93, -1)]
    return [
        [title], [], [], [*PLACES, "総人口（人）", *[""] * 6, "指数（2020年=100）"], ["", "", "", "", *years, *years],
        [3000, "a", "岩手県", "", *[1000] * 7, *[100.0] * 7],
        [3209, 2, "岩手県", "一関市", *cells, *[100.0] * 7],
        [7999, 9, "福島県", "浜通り地域", *[9] * 7, *[100.0] * 7],
    ]  # fmt: skip


def by_age(first: int = 2015, people: int = 0) -> list[Row]:
    """Men 10 in each age and year, women 20; the whole once with some too many."""
    heads = ["総数", *TO_90]
    rows: list[Row] = [
        ["男女・年齢（5歳）階級別"], [], [], [*PLACES, "年", "総数", *[""] * 19, "男", *[""] * 19, "女", *[""] * 19, "（再掲）"],
        ["", "", "", "", "", *heads, *heads, *heads, "0～14歳", "65歳以上"],
    ]  # fmt: skip
    for year in (first, first + 5):
        cells = [cell for each in (30, 10, 20) for cell in (each * 19, *[each] * 19)]
        cells[0] += people
        rows.append([3209, 2, "岩手県", "一関市", f"{year}年", *cells, 90, 150])
    return rows


def census(sexes_in_head: bool = False) -> list[Row]:
    title = ["第2-7表 男女，年齢（5歳階級）別人口 － 国勢調査 令和2年"]
    ids = ["国籍総数か日本人", *([] if sexes_in_head else ["男女"]), "地域識別コード", "2020年_地域コード", "地域名"]
    heads = ["00_総数", *TO_100, "R1_（再掲）15歳未満"]
    areas = [("a", "03000", "岩手県"), ("2", "03209", "一関市"), ("9", "03301", "雫石町（2000年）")]
    rows: list[Row] = [title, []]
    men, women = [22 * 10, *[10] * 22, 30], [22 * 20, *[20] * 22, 60]
    if sexes_in_head:
        above = [*[""] * len(ids), "1_男", *[""] * 23, "2_女", *[""] * 23]
        rows += [above, [*[""] * len(ids), *heads, *heads], ids]
        rows += [["0_国籍総数", *area, *men, *women] for area in areas]
        rows += [["1_うち日本人", *area, *men, *women] for area in areas]
        return rows
    rows += [[*[""] * len(ids), *heads], ids]
    both = [a + b for a, b in zip(men, women, strict=True)]
    for nation in ("0_国籍総数", "1_うち日本人"):
        rows += [
            [nation, s, *area, *cells]
            for s, cells in (("0_総数", both), ("1_男", men), ("2_女", women))
            for area in areas
        ]
    return rows


def vital(year: str = "令和4年", births: object = 412) -> list[Row]:
    return [
        [f"人口動態総覧，都道府県・保健所・市区町村別　{year}"], [],
        ["", "", "人口", "出生", "", "", "死亡", "", "", "自然増減"],
        ["", "", "", "総数", "男", "女", "総数", "男", "女", ""],
        ["03", "岩手県", 1, 6000, 3000, 3000, 18000, 9000, 9000, -12000],
        ["03209", "一関市", 1, births, 200, 212, "1,912", 900, 1012, "△1,500"],
    ]  # fmt: skip


def test_results_of_2023(tmp_path: Path) -> None:
    files = [
        book(tmp_path / "kekkahyo1.xlsx", totals()),
        book(tmp_path / "kekkahyo2_3.xlsx", totals("結果表2-3　65歳以上人口および指数")),
    ]
    assert {layout_of(file) for file in files} == {"results"}
    made = read_inputs(import_area("03209", files, to=tmp_path / "x", name_en="X").folder)
    assert made.series("ipss2023").to_dict() == dict(zip(range(2020, 2055, 5), range(100, 93, -1), strict=True))
    assert made.series("ipss2023", "population_65_plus")[2050] == 94
    assert set(read_results(files[0])["published"]["area"]) == {
        "03000",
        "03209",
    }  # not the towns that are projected together


def test_results_by_age(tmp_path: Path) -> None:
    file = book(tmp_path / "suikei_kekka.xlsx", by_age())
    made = read_inputs(import_area("03209", [file], to=tmp_path / "x", name_en="X").folder)
    assert made.published_by_age is not None
    cells = made.published_by_age.set_index(["series", "sex", "age_group", "date"])["population"]
    assert cells["ipss2018", "female", "90+", "2020-10-01"] == 20
    assert len(cells) == 2 * 2 * 19
    assert made.series("ipss2018").to_dict() == {2015: 570, 2020: 570}


@pytest.mark.parametrize("sexes_in_head", [False, True])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_census_of_a_file_page(tmp_path: Path, sexes_in_head: bool, kind: str) -> None:
    file = tmp_path / f"b02_07.{kind}"
    if kind == "xlsx":
        book(file, census(sexes_in_head))
    else:
        lines = [",".join(f'"{cell}"' for cell in row) for row in census(sexes_in_head)]
        file.write_bytes("\r\n".join(lines).encode("cp932"))
    assert layout_of(file) == "census_book"
    made = read_inputs(import_area("03209", [file], to=tmp_path / "x", name_en="X").folder)
    counted = made.counts("census", "2020-10-01").set_index(["sex", "age_group"])["population"]
    assert (counted["male", "0-4"], counted["female", "100+"], counted["female", "unknown"]) == (10, 20, 20)
    assert counted.sum() == 22 * 30
    assert set(read_census_book(file)["area"]) == {"03000", "03209"}  # not the municipalities of the year 2000


def test_births_and_deaths(tmp_path: Path) -> None:
    file = book(tmp_path / "vital.xlsx", vital())
    assert layout_of(file) == "vital"
    made = read_inputs(import_area("03209", [file], to=tmp_path / "x", name_en="X").folder)
    assert (made.event("births", 2022).value, made.event("deaths", 2022).value) == (412, 1_912)


@pytest.mark.parametrize(
    ("rows", "en", "ja"),
    [
        (
            totals(first=2010),
            "row 1: begins in 2010; the projection of 2018 begins in 2015",
            "2010 年から始まっています",
        ),
        (totals(title="結果表9　その他"), "is no 結果表 of the regional projections", "結果表"),
        (totals(cell="約100"), "E7: got '約100'; write a number", "約100"),
        (totals(cell=-1), "E7: got -1.0; a count is 0 or more", "人数・件数として読めません"),
        (by_age(people=9), "row 6: wrong total: 一関市 2015 both has 579, its parts add up to 570", "合計が合いません"),
        ([*census()[:-1], [*census()[-1][:5], 441, *census()[-1][6:]]], "", ""),  # a row of the year 2000: left out
        (
            [*census()[:5], [*census()[5][:5], 1, *census()[5][6:]]],
            "row 6: wrong total: 一関市 both has 1",
            "合計が合いません",
        ),
        (vital(births="x"), "D6: got 'x'; a count is 0 or more", "人数・件数として読めません"),
        (vital(year="令和3年、令和4年"), "with one year in its title (found: 2021, 2022)", "表題の年が一つ"),
        (vital(year=""), "with one year in its title (found: none)", "表題の年が一つ"),
    ],
)
def test_what_is_refused(tmp_path: Path, rows: list[Row], en: str, ja: str) -> None:
    file = book(tmp_path / "x.xlsx", rows)
    if not en:
        import_area("03209", [file], to=tmp_path / "out", name_en="X")
        return
    with pytest.raises(CohortError) as caught:
        import_area("03209", [file], to=tmp_path / "out", name_en="X")
    assert en in caught.value.text("en")
    assert ja in caught.value.text("ja")
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(
    "COHORT_EVERY" not in os.environ, reason="half a minute: a workbook of 13,000 rows is written and read"
)
def test_the_projection_of_the_whole_country_in_a_minute(tmp_path: Path) -> None:
    """1,682 municipalities, seven years, three times nineteen ages and totals: as large as the published workbook."""
    projected = table("ipss2018")
    counted, codes = projected["population"].values, projected["area"].values.tolist()
    groups = [*(f"{low}-{low + 4}" for low in range(0, 90, 5)), "90+"]
    where = [projected["age_group"].values.tolist().index(group) for group in groups]
    names = {place.code: place for place in every_place()}
    rows = by_age()[:5]
    for i, code in enumerate(codes):
        for j, day in enumerate(projected["date"].values.tolist()):
            men, women = (counted[i, j, sex, where].tolist() for sex in range(2))
            if min(men) < 0:
                continue
            both = [a + b for a, b in zip(men, women, strict=True)]
            cells = [cell for ages in (both, men, women) for cell in (sum(ages), *ages)]
            rows.append([int(code), 2, names[code].prefecture, names[code].name, f"{day[:4]}年", *cells, 0, 0])
    file = book(tmp_path / "suikei_kekka.xlsx", rows)
    began = time.perf_counter()
    found = read_results(file)["published_by_age"]
    took = time.perf_counter() - began
    assert took < MOST_SECONDS
    assert found["area"].nunique() == 1682
    assert found["population"].sum() == counted[counted > 0].sum()
    began = time.perf_counter()
    for code in ("01100", "03205", "47382"):
        import_area(code, [file], to=tmp_path / code, name_en="X")
        here = read_inputs(tmp_path / code).published_by_age
        assert here is not None
        assert here["population"].sum() == found.loc[found["area"] == code, "population"].sum()
    assert time.perf_counter() - began < MOST_SECONDS


def test_births_and_deaths_of_another_office_are_no_vital_statistics() -> None:
    """The register's yearly report has such columns too; what it counts is others'."""
    heads: list[list[object]] = [["市区町村", "出生数", "死亡数"]]
    assert is_vital([["令和5年人口動態調査"], *heads])
    assert not is_vital([["住民基本台帳に基づく人口 令和6年"], *heads])
    assert not is_vital([["令和5年人口動態調査"], ["市区町村", "出生数", "婚姻"]])


def test_a_damaged_archive_is_none_of_the_united_nations(tmp_path: Path) -> None:
    path = tmp_path / "WPP2022_Fertility.csv.gz"
    for content in (gzip.compress(b"x" * 99)[:10] + b"\xff" * 40, b"\x1f\x8b", b"not packed"):
        path.write_bytes(content)
        assert not is_wpp(path)


def test_a_file_that_was_saved_in_either_encoding_is_read() -> None:
    """The bytes of 東京 in UTF-8 can be read in the other encoding as well, as other letters: UTF-8 goes first."""
    for text in ("東京\n", "地域コード,時点,人口\n03209,2020年,111932\n", "年齢（各歳）,男,女\n０歳,1,2\n"):
        for encoding in ("utf-8", "utf-8-sig", "cp932"):
            assert _saved_elsewhere(text.encode(encoding)) == text
