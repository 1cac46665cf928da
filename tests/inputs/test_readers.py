"""The readers of official files: on files written by hand, and on the published ones against the project's figures."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohort.errors import InputError
from cohort.inputs import Inputs, read_inputs
from cohort.readers import (
    read_census,
    read_ipss2018,
    read_ipss2023,
    read_life_expectancy,
    read_register,
    read_ssdse,
    read_tfr,
)
from cohort.readers.layout import area_of
from cohort.readers.register import reference_date
from tests.shared import DATA, ROOT, needs_data

from . import official

AREAS = {"ichinoseki": "03209", "hiraizumi": "03402", "kamaishi": "03211"}


def _refused(en: str, ja: str = ""):  # type: ignore[no-untyped-def]
    """Expect an InputError whose first problem says this in both languages."""

    class Expect:
        def __enter__(self) -> None:
            self.inner = pytest.raises(InputError)
            self.error = self.inner.__enter__()

        def __exit__(self, *exc: object) -> bool | None:
            result = self.inner.__exit__(*exc)  # type: ignore[arg-type]
            problem = self.error.value.problems[0]
            assert en in problem.text("en")
            assert ja in problem.text("ja")
            return result

    return Expect()


# ------------------------------------------------------------------ codes and dates
def test_check_digits() -> None:
    """Published codes: Sapporo 011002, Morioka 032018, Ichinoseki 032093, Hiraizumi 034029, Yonaguni 473821."""
    for code in ("011002", "032018", "032093", "032115", "034029", "030007", "473821"):
        assert area_of(code) == code[:5]
    for code in ("032094", "03209", "0320931", "03209x", "０３２０９３", ""):
        assert area_of(code) is None


@given(st.integers(1, 47), st.integers(0, 999), st.integers(0, 9))
def test_one_check_digit_fits(prefecture: int, rest: int, digit: int) -> None:
    code = f"{prefecture:02d}{rest:03d}"
    total = 0
    for place in range(5):  # the rule as it is written: weights 6, 5, 4, 3, 2 from the left
        total += (6 - place) * int(code[place])
    right = (11 - total) if total < 11 else 11 - total % 11
    assert (area_of(code + str(digit)) is not None) == (digit == right % 10)


def test_dates_in_japanese_eras() -> None:
    assert reference_date("令和2年1月1日住民基本台帳") == "2020-01-01"
    assert reference_date("令和元年10月1日") == "2019-10-01"
    assert reference_date("平成31年1月1日") == "2019-01-01"
    assert reference_date("年齢階級別人口") is None


# ------------------------------------------------------------------ census and IPSS 2018
def test_census(tmp_path: Path) -> None:
    frame = read_census(official.census(tmp_path / "c.csv"), "03209")
    assert list(frame.columns) == ["area", "name", "basis", "date", "sex", "age_group", "population"]
    assert len(frame) == 2 * 2 * 20
    assert frame.iloc[0].tolist() == ["03209", "一関市", "census", "2010-10-01", "male", "0-4", 1.0]
    assert frame.iloc[18].tolist()[4:] == ["male", "90+", 91.0]
    assert frame.iloc[19].tolist()[4:] == ["male", "unknown", 3.0]
    assert frame.iloc[20].tolist()[4:] == ["female", "0-4", 2.0]
    assert len(read_census(tmp_path / "c.csv")) == 2 * len(frame)


def test_census_may_be_packed(tmp_path: Path) -> None:
    plain = official.census(tmp_path / "c.csv")
    packed = tmp_path / "c.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    pd.testing.assert_frame_equal(read_census(packed), read_census(plain))


CENSUS = [
    ({"_area_name__": "area_names,"}, "row 1: the columns area_name are missing"),
    ({"_2010__male__0__": "2010,man,0,"}, "row 22, sex: got 'man' (2 such rows); expected one of male, female."),
    ({"_2010__male__90__": "2010,male,91,"}, "row 40, age: got '91' (2 such rows); expected one of 0, 5,"),
    ({"_2010__male__5__": "2010,male,0,"}, "row 23, age: got '0' (2 such rows); expected given once for each area"),
    ({"_2010__male__0__1": "2010,male,0,…"}, "row 22, population: got '…'; a count is 0 or more"),
    ({"_2010__male__0__1": "x,male,0,1"}, "row 22, year: got 'x' (2 such rows); expected a year."),
]


@pytest.mark.parametrize(("change", "en"), CENSUS)
def test_a_census_that_is_none(tmp_path: Path, change: dict[str, str], en: str) -> None:
    path = official.census(tmp_path / "c.csv", **change)
    with _refused(en):
        read_census(path)


def test_an_area_that_is_not_there(tmp_path: Path) -> None:
    path = official.census(tmp_path / "c.csv")
    with _refused(
        "03208: unknown area code: the file has 2 areas, not this one. Did you mean '03209'?",
        "03208: この地域コードはファイルにありません（2 地域）。「03209」ではありませんか。",
    ):
        read_census(path, "03208")
    with _refused("there is no such file", "ファイルがありません"):
        read_census(tmp_path / "x.csv")


def test_ipss2018(tmp_path: Path) -> None:
    frame = read_ipss2018(official.census(tmp_path / "p.csv", unknown=False, years=(2015, 2045)), "03402")
    assert list(frame.columns) == ["area", "name", "series", "date", "sex", "age_group", "population"]
    assert frame.iloc[-1].tolist() == ["03402", "平泉町", "ipss2018", "2045-10-01", "female", "90+", 92.0]
    with _refused("this is a census file", "国勢調査のファイルです"):
        read_ipss2018(official.census(tmp_path / "c.csv"))


# ------------------------------------------------------------------ register
def test_register(tmp_path: Path) -> None:
    rows = [
        ["", "合計", "", "計", 999, *([0] * 21)],
        *official.register_rows("", "030007"),
        *official.register_rows("西磐井郡*", "034002", 3),
        *official.register_rows("西磐井郡平泉町*", "034029", 3),
        *official.register_rows(),
    ]
    frame = read_register(official.register(tmp_path / "r.xlsx", rows))
    assert list(frame.columns) == ["area", "name", "basis", "date", "sex", "age_group", "population"]
    assert frame.groupby("area", sort=False)["population"].sum().to_dict() == {"03000": 630, "03402": 633, "03209": 630}
    hiraizumi = frame[frame["area"] == "03402"]
    assert set(hiraizumi["name"]) == {"西磐井郡平泉町"}
    assert hiraizumi[hiraizumi["age_group"] == "unknown"][["sex", "population"]].values.tolist() == [["male", 3.0]]
    one = read_register(tmp_path / "r.xlsx", "03209")
    assert one["age_group"].tolist() == [*[f"{a}-{a + 4}" for a in range(0, 100, 5)], "100+"] * 2
    assert set(one["date"]) == {"2020-01-01"}


def test_ages_stand_under_their_own_heads(tmp_path: Path) -> None:
    """Of men as many as the group is old, of women a thousand more: a column off is seen."""
    rows = official.register_rows()
    men = list(range(0, 105, 5))
    for row, counts in zip(rows, ([2 * one + 1_000 for one in men], men, [one + 1_000 for one in men]), strict=True):
        row[4:] = [sum(counts), *counts]
    frame = read_register(official.register(tmp_path / "r.xlsx", rows), "03209")
    lows = frame["age_group"].str.extract(r"^(\d+)")[0].astype(float)
    assert (frame["population"] == lows + 1_000 * (frame["sex"] == "female")).all()


def test_withheld_cells_count_as_unknown(tmp_path: Path) -> None:
    rows = official.register_rows()
    for row in rows[:2]:
        row[-1] = "X"  # 100+: 10 men, and 30 of both, are withheld
    rows[2][-1] = "X"
    frame = read_register(official.register(tmp_path / "r.xlsx", rows), "03209")
    unknown = frame[frame["age_group"] == "unknown"].set_index("sex")["population"]
    assert unknown.to_dict() == {"male": 10.0, "female": 20.0}
    assert frame["population"].sum() == 630


def test_withheld_persons_count_in_the_sum_of_the_sexes(tmp_path: Path) -> None:
    """The men of 100+ are withheld, those of both sexes are not: 210 men and 420 women are 630 all the same."""
    rows = official.register_rows()
    rows[1][-1] = "X"
    frame = read_register(official.register(tmp_path / "r.xlsx", rows), "03209")
    assert frame.groupby("sex")["population"].sum().to_dict() == {"female": 420.0, "male": 210.0}


def test_a_register_whose_sums_fail(tmp_path: Path) -> None:
    rows = official.register_rows()
    rows[1][5] = 9
    path = official.register(tmp_path / "r.xlsx", rows)
    with _refused("row 4, 総数: wrong total: 一関市 has 210.0, its ages add up to 209",
                  "合計が合いません。一関市 の総数は 210.0、年齢の合計は 209 です"):  # fmt: skip
        read_register(path)
    rows = official.register_rows()
    rows[0][4], rows[0][5] = 631, 31
    with _refused("row 3, 総数: wrong total: males and females of 03209 do not add up to 631"):
        read_register(official.register(tmp_path / "s.xlsx", rows))
    with _refused("wrong total: males and females of 03209"):
        read_register(official.register(tmp_path / "t.xlsx", official.register_rows()[:2]))


def test_a_workbook_that_is_no_register(tmp_path: Path) -> None:
    with _refused("row 3: got code '032094', sex '計'", "団体コード「032094」"):
        read_register(official.register(tmp_path / "a.xlsx", official.register_rows(code="032094")))
    with _refused("is not the register workbook", "様式ではありません"):
        read_register(official.register(tmp_path / "b.xlsx", official.register_rows(), title="年齢階級別人口"))
    (tmp_path / "c.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    with _refused("is a damaged archive", "壊れています"):
        read_register(tmp_path / "c.xlsx")
    with _refused("03402: unknown area code"):
        read_register(official.register(tmp_path / "d.xlsx", official.register_rows()), "03402")


# ------------------------------------------------------------------ saved again by another program
def test_what_a_program_did_to_a_file_is_undone(tmp_path: Path) -> None:
    """Leading zeros lost, CP932 or a byte order mark, separators, full-width figures, a dash for none."""
    plain = read_census(official.census(tmp_path / "a.csv"), "03209")
    text = (tmp_path / "a.csv").read_text("utf-8").replace("03209,", "3209,").replace("03402,", "3402,")
    text = text.replace("male,90,91", 'male,90,"９１"').replace("male,85,86", "male,85, 86 ")
    for encoding in ("cp932", "utf-8-sig", "utf-8"):
        (tmp_path / "b.csv").write_text(text, encoding=encoding)
        pd.testing.assert_frame_equal(read_census(tmp_path / "b.csv", "03209"), plain)
    broad, events = read_ssdse(official.ssdse(tmp_path / "c.csv", births='"１,２３４"', encoding="utf-8"))
    assert events.loc[events["measure"] == "births", "value"].tolist() == [1234.0]
    assert read_ssdse(official.ssdse(tmp_path / "d.csv", births="-"))[1]["value"].tolist()[0] == 0.0
    assert len(broad) == 5


# ------------------------------------------------------------------ SSDSE-A
def test_ssdse(tmp_path: Path) -> None:
    broad, events = read_ssdse(official.ssdse(tmp_path / "s.csv"), "03209")
    assert broad.drop(columns=["area", "name"]).values.tolist() == [
        ["census", "2015-10-01", "both", "all", 121583.0],
        ["census", "2015-10-01", "male", "all", 58804.0],
        ["census", "2015-10-01", "female", "all", 62779.0],
        ["census", "2015-10-01", "both", "0-14", 13750.0],
        ["census", "2015-10-01", "both", "foreign", 695.0],
    ]
    assert events[["basis", "coverage", "start", "end", "measure", "value"]].values.tolist() == [
        ["vital_statistics", "japanese", "2019-01-01", "2019-12-31", "births", 549.0],
        ["vital_statistics", "japanese", "2019-01-01", "2019-12-31", "deaths", 1957.0],
        ["migration_report", "japanese", "2019-01-01", "2019-12-31", "in_migration", 2086.0],
        ["migration_report", "all", "2019-01-01", "2019-12-31", "in_migration", 2300.0],
    ]
    assert set(events["area"]) == {"03209"}


def test_an_ssdse_file_that_is_none(tmp_path: Path) -> None:
    with _refused("got year '2018', in which there was no census", "国勢調査の年ではない"):
        read_ssdse(official.ssdse(tmp_path / "a.csv", census_year=2018))
    with _refused("row 4, A4101: got '…'; a count is 0 or more", "「…」は人数・件数として読めません"):
        read_ssdse(official.ssdse(tmp_path / "b.csv", births="…"))
    (tmp_path / "c.csv").write_bytes(b"A1101,A4101,A4200\n\x81\x20\xc3\x28")
    with _refused("is not in cp932", "文字コード cp932 ではありません"):
        read_ssdse(tmp_path / "c.csv")
    with _refused("the columns A1101, A4101, A4200 are missing"):
        read_ssdse(official.ipss2023(tmp_path / "d.csv", 1) and _ascii(tmp_path / "d.csv"))
    (tmp_path / "e.csv").write_bytes(b"x,y,z,A1101,A4101,A4200\n")
    with _refused("row 3: three header rows", "見出し 3 行"):
        read_ssdse(tmp_path / "e.csv")
    with _refused("03402: unknown area code"):
        read_ssdse(official.ssdse(tmp_path / "f.csv"), "03402")


def _ascii(path: Path) -> Path:
    path.write_text("a,b\n1,2\n")
    return path


# ------------------------------------------------------------------ IPSS 2023, prefecture
def test_ipss2023(tmp_path: Path) -> None:
    frame = read_ipss2023(official.ipss2023(tmp_path / "p.csv"), "03209")
    assert frame.values.tolist() == [
        ["一関市", "ipss2023", "03209", "population", 2040, 76185.0],
        ["一関市", "ipss2023", "03209", "population_0_14", 2040, 5234.0],
        ["一関市", "ipss2023", "03209", "population_15_64", 2040, 35408.0],
        ["一関市", "ipss2023", "03209", "population_65_plus", 2040, 35543.0],
    ]
    with _refused("row 2, total: wrong total: got 76285, the broad ages add up to 76185", "総数 76285 に対し"):
        read_ipss2023(official.ipss2023(tmp_path / "q.csv", total=76285))
    with _refused("03402: unknown area code"):
        read_ipss2023(tmp_path / "p.csv", "03402")


def test_prefecture_indicators_are_taken_once(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text(
        "name,year,value\n平均余命（0歳・男）,2020,80.64\n平均余命（0歳）（男）,2020,80.64\n平均余命（40歳）（女）,2020,47.73\n",
        encoding="utf-8",
    )
    assert read_life_expectancy(path).values.tolist() == [[2020, "male", 0, 80.64], [2020, "female", 40, 47.73]]
    path.write_text(
        "name,year,value\n平均余命（0歳・男）,2020,80.64\n平均余命（0歳）（男）,2020,80.65\n", encoding="utf-8"
    )
    with _refused("row 3, value: got 80.65 where an earlier row", "80.65 ですが"):
        read_life_expectancy(path)
    path.write_text("name,year,value\n平均寿命,2020,80.64\n", encoding="utf-8")
    with _refused("row 2, name: got '平均寿命'", "項目名を想定しています"):
        read_life_expectancy(path)
    path.write_text("year,value\n2020,1.32\n2019,1.35\n2020,1.32\n")
    assert read_tfr(path).values.tolist() == [[2019, 1.35], [2020, 1.32]]


# ------------------------------------------------------------------ published files against the project's figures
def _file(name: str) -> Path:
    assert DATA is not None
    return DATA / name


@pytest.fixture(scope="module", params=AREAS)
def area(request: pytest.FixtureRequest) -> Inputs:
    return read_inputs(ROOT / "inputs" / request.param)


def _same(read: pd.DataFrame, held: pd.DataFrame | None, **where: object) -> None:
    """Hold that rows read are those of the project's table, cell for cell."""
    assert held is not None
    for column, value in where.items():
        held = held[held[column] == value]
    columns = [column for column in read.columns if column in held.columns]
    for column in ("date", "start", "end"):
        if column in columns:
            held = held.assign(**{column: held[column].dt.strftime("%Y-%m-%d")})
    assert len(read) == len(held) > 0
    first, second = (frame[columns].sort_values(columns).reset_index(drop=True) for frame in (read, held))
    pd.testing.assert_frame_equal(first, second, check_dtype=False)


@needs_data
def test_the_published_census(area: Inputs) -> None:
    read = read_census(_file("municipalities/census_1980_2015.csv.gz"), area.area.code)
    assert area.population is not None
    _same(read, area.population[area.population["date"] < "2020"], basis="census")


@needs_data
def test_the_published_register(area: Inputs) -> None:
    read = read_register(_file("official/register_2020-01-01_age_iwate.xlsx"), area.area.code)
    _same(read, area.population, source="register_2020")


@needs_data
@pytest.mark.parametrize("year", [2018, 2019, 2020, 2021])
def test_the_published_ssdse(area: Inputs, year: int) -> None:
    """Events of two years before the edition; the census of 2015 by broad age is the sum of its five-year ages."""
    broad, events = read_ssdse(_file(f"official/SSDSE-A-{year}.csv"), area.area.code)
    held = area.events
    assert held is not None
    held = held[held["start"].dt.year == year - 2]
    _same(events, held[held["basis"] != "register"])
    cells = broad.set_index(["sex", "age_group"])["population"]
    count = area.counts("census", "2015-10-01")
    for sex in ("male", "female"):
        mine = count[count["sex"] == sex].set_index("age")["population"]
        assert cells[sex, "all"] == mine.sum()
        assert cells[sex, "0-14"] == mine[[0, 5, 10]].sum()
        assert cells[sex, "65+"] == mine[[65, 70, 75, 80, 85, 90]].sum()
        assert cells[sex, "75+"] == mine[[75, 80, 85, 90]].sum()


@needs_data
def test_the_published_projections(area: Inputs) -> None:
    code = area.area.code
    by_age = read_ipss2018(_file("municipalities/ipss2018_projection_2015_2045.csv.gz"), code)
    _same(by_age, area.published_by_age, series="ipss2018")
    totals = read_ipss2023(_file("municipalities/ipss2023_projection_iwate_2020_2050.csv"), code)
    _same(totals, area.published, series="ipss2023")


@needs_data
def test_all_municipalities_of_the_published_ssdse_hold_together() -> None:
    """1,741 municipalities; the census of 2015 counted 127,094,745 residents."""
    broad, events = read_ssdse(_file("official/SSDSE-A-2021.csv"))
    totals = broad[(broad["sex"] == "both") & (broad["age_group"] == "all")]
    assert len(totals) == 1741
    assert totals["population"].sum() == 127_094_745
    assert len(events) == 4 * 1741


@needs_data
def test_the_published_prefecture_indicators() -> None:
    iwate = read_inputs(ROOT / "inputs" / "iwate")
    _same(read_life_expectancy(_file("japan/iwate_life_expectancy.csv")), iwate.life_expectancy)
    _same(read_tfr(_file("japan/iwate_tfr.csv")), iwate.tfr)


@needs_data
def test_the_published_births_by_sex() -> None:
    """The 47 prefectures add up to the nation's table."""
    read = pd.read_csv(_file("japan/prefecture_series_1975_2025.csv.gz"), dtype={"pref": str})
    births = read[read["item"].isin(["A410101", "A410102"])].pivot_table(
        index="year", columns="item", values="value", aggfunc=["sum", "count"]
    )
    held = read_inputs(ROOT / "inputs" / "japan").births_by_sex
    assert held is not None
    for year, male, female in held[["year", "male", "female"]].itertuples(index=False):
        assert births.loc[year].tolist() == [male, female, 47, 47]
