"""Every way an input folder can be wrong, and what is said: where, what, got what, remedy, in two languages."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from cohort.errors import CohortError, CohortErrors, InputError
from cohort.inputs import read_inputs

from .folder import AREA, ASFR, BROAD, EVENTS, LIFE, POPULATION, PUBLISHED, SOURCES, TARGETS, TFR, make


def _error(folder: Path) -> CohortError:
    with pytest.raises(CohortError) as caught:
        read_inputs(folder)
    return caught.value


def _said(folder: Path, language: str) -> list[str]:
    """Return what is said, without the folder's own path."""
    error = _error(folder)
    return [problem.text(language).replace(folder.as_posix(), "@") for problem in error.problems]  # type: ignore[arg-type]


ROW_2 = "census,2015-10-01,male,0-4,10,c"


def _row_2(row: str) -> str:
    return POPULATION.replace(ROW_2, row)


CELLS = [
    ("", "row 2, population: is empty; write a number (0 if there were none), or leave the row out.",
     "2行目、population列: 空欄です。数値（該当なしは 0）を書くか、行を除いてください。"),
    ("-1", "row 2, population: got -1; a count is 0 or more.",
     "2行目、population列: 値が -1 です。件数・人数は 0 以上にしてください。"),
    ("NaN", "row 2, population: got 'NaN', which is not a number; write the number, or leave the row out.",
     "2行目、population列: 「NaN」は数値ではありません。数値を書くか、行を除いてください。"),
    ("99999999999", "row 2, population: got 99999999999, more people than the whole country has; a count is 200,000,000 at most. "
     "Check the digits.",
     "2行目、population列: 値が 99999999999 です。全国の人口を超えています。件数・人数は 200,000,000 以下です。桁を確かめてください。"),
    ("1\x00", "row 2, population: holds the control character U+0000, which cannot be shown; take it out.",
     "2行目、population列: 表示できない制御文字 U+0000 があります。消してください。"),
    ('"1,234"', "row 2, population: got '1,234'; write 1234 without thousands separators.",
     "2行目、population列: 「1,234」の桁区切りを除き、1234 と書いてください。"),
    ("１２３", "row 2, population: got '１２３' in full-width figures; write 123 in half-width figures.",
     "2行目、population列: 「１２３」は全角数字です。半角で 123 と書いてください。"),
    ('"1699,5"', "row 2, population: got '1699,5'; write 1699.5 with a decimal point.",
     "2行目、population列: 「1699,5」の小数点はピリオドで、1699.5 と書いてください。"),
    ('"1,23,4"', "row 2, population: got '1,23,4'; write a number, without a unit or a remark.",
     "2行目、population列: 「1,23,4」は数値ではありません。単位や注記を付けずに数値を書いてください。"),
    ("9" * 400, f"row 2, population: got {'9' * 37}...; write a finite number.",
     f"2行目、population列: 「{'9' * 37}...」は大きすぎます。有限の数値にしてください。"),
    ("x" * 3000, "row 2, population: is a text of 3,000 characters; at most 2,000 are read. Shorten it.",
     "2行目、population列: 3,000 文字あります。2,000 文字までにしてください。"),
    ("１，２３４", "row 2, population: got '１，２３４' in full-width figures; write 1234 in half-width figures.",
     "2行目、population列: 「１，２３４」は全角数字です。半角で 1234 と書いてください。"),
    ("X", "row 2, population: got 'X', the mark of a withheld or missing value; count the persons under age group "
     "'unknown', or leave the row out.",
     "2行目、population列: 「X」は秘匿または該当なしの記号です。人数を年齢区分 unknown に入れるか、行を除いてください。"),
    ("10人", "row 2, population: got '10人'; write a number, without a unit or a remark.",
     "2行目、population列: 「10人」は数値ではありません。単位や注記を付けずに数値を書いてください。"),
    (" 10", "row 2, population: got ' 10'; remove the spaces around it.",
     "2行目、population列: 「 10」の前後の空白を除いてください。"),
    ("1e999", "row 2, population: got 1e999; write a finite number.",
     "2行目、population列: 「1e999」は大きすぎます。有限の数値にしてください。"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "en", "ja"), CELLS)
def test_a_count_that_is_none(tmp_path: Path, cell: str, en: str, ja: str) -> None:
    make(tmp_path, population_csv=_row_2(f"census,2015-10-01,male,0-4,{cell},c"))
    assert _said(tmp_path, "en") == [en]
    assert _said(tmp_path, "ja") == [ja]
    assert _error(tmp_path).subject == f"{tmp_path.as_posix()}/population.csv"


ROWS = [
    ("censu,2015-10-01,male,0-4,10,c",
     "row 2, basis: got 'censu'; use one of census, register, estimate. Did you mean 'census'?",
     "2行目、basis列: 「censu」は使えません。census、register、estimate のいずれかにしてください。「census」ではありませんか。"),
    ("census,2015/10/1,male,0-4,10,c",
     "row 2, date: got '2015/10/1'; write a date as YYYY-MM-DD, such as 2020-10-01.",
     "2行目、date列: 「2015/10/1」は日付として読めません。2020-10-01 のように YYYY-MM-DD で書いてください。"),
    ("census,2015-02-30,male,0-4,10,c", "row 2, date: got '2015-02-30'; there is no such day.",
     "2行目、date列: 「2015-02-30」という日はありません。日付を確かめてください。"),
    ("census,0215-10-01,male,0-4,10,c", "row 2, date: got 0215-10-01; years lie between 1850 and 2200.",
     "2行目、date列: 「0215-10-01」の年は 1850 から 2200 の範囲にしてください。"),
    ("census,2015-10-01,Male,0-4,10,c",
     "row 2, sex: got 'Male'; use one of male, female. Did you mean 'male'?",
     "2行目、sex列: 「Male」は使えません。male、female のいずれかにしてください。「male」ではありませんか。"),
    ("census,2015-10-01,male,0～4歳,10,c",
     "row 2, age_group: got '0～4歳'; an age group is '0-4', '90+', '7' or 'unknown'. Write '0-4'.",
     "2行目、age_group列: 「0～4歳」は年齢区分として読めません。'0-4'、'90+'、'7'、'unknown' のいずれかの形です。"
     "「0-4」と書いてください。"),
    ("census,2015-10-01,male,1-0,10,c", "row 2, age_group: got '1-0'; the upper age is below the lower one.",
     "2行目、age_group列: 「1-0」は上限が下限より小さくなっています。"),
    ("census,2015-10-01,male,4-0,10,c", "row 2, age_group: got '4-0'; the upper age is below the lower one.",
     "2行目、age_group列: 「4-0」は上限が下限より小さくなっています。"),
    ("census,2015-10-01,male,00-4,10,c", "row 2, age_group: got '00-4'; write ages without leading zeros.",
     "2行目、age_group列: 「00-4」は先頭の 0 を付けずに書いてください。"),
    ("census,2015-10-01,male,0-4,10,", "row 2, source: is empty; write a value.",
     "2行目、source列: 空欄です。値を書いてください。"),
    ("census,2015-10-01,male,0-4,10,cc",
     "row 2, source: got 'cc': no [cc] in sources.toml. Did you mean 'c'?",
     "2行目、source列: 「cc」：sources.toml に [cc] がありません。「c」ではありませんか。"),
    ("census,2015-10-01,male,0-4,10,zebra", "row 2, source: got 'zebra': no [zebra] in sources.toml. Add it.",
     "2行目、source列: 「zebra」：sources.toml に [zebra] がありません。加えてください。"),
    ("census,2015-10-01,male,1-4,10,c", "row 2, age_group: census 2015-10-01 male: age 0 is missing before '1-4'; "
     "add the row.",
     "2行目、age_group列: census 2015-10-01 male：「1-4」の前に 0 歳の行がありません。加えてください。"),
    ("census,2015-10-01,male,0-5,10,c", "row 3, age_group: census 2015-10-01 male: '5-9' overlaps '0-5'; "
     "each age belongs to one group.",
     "3行目、age_group列: census 2015-10-01 male：「5-9」と「0-5」が重なっています。"
     "各年齢は 1 つの区分だけに入れてください。"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "en", "ja"), ROWS)
def test_a_row_that_is_wrong(tmp_path: Path, row: str, en: str, ja: str) -> None:
    make(tmp_path, population_csv=_row_2(row))
    assert _said(tmp_path, "en") == [en]
    assert _said(tmp_path, "ja") == [ja]


RATES = "year,age,male,female,source\n" + "".join(
    f"{year},{age},0.0{age + 1},0.0{age + 1},c\n" for year in (2018, 2020) for age in range(3)
)
BY_AGE = "series,date,sex,age_group,population,source\n" + "".join(
    f"ipss2018,2040-10-01,{sex},{group},10,c\n" for sex in ("male", "female") for group in ("0-4", "5-9", "10+")
)
DISTRICTS = "district,date,sex,age_group,population,source\n" + "".join(
    f"東,2020-01-01,{sex},{group},10,c\n" for sex in ("male", "female") for group in ("0-4", "5+")
)
TABLES = [
    ("population_csv", POPULATION.replace("census,2015-10-01,male,5-9,20,c\n", ""),
     "row 3, age_group: census 2015-10-01 male: age 5-9 is missing before '10+'; add the row.",
     "3行目、age_group列: census 2015-10-01 male：「10+」の前に 5-9 歳の行がありません。加えてください。"),
    ("population_csv", POPULATION.replace("male,10+,70", "male,10-14,70"),
     "census 2015-10-01 male: there is no open age group after '10-14'; add '15+'.",
     "census 2015-10-01 male: 「10-14」の後に開いた年齢区分がありません。「15+」を加えてください。"),
    ("population_csv", "\n".join(POPULATION.splitlines()[:5]),
     "census 2015-10-01: there are no rows for female; add them.",
     "census 2015-10-01: female の行がありません。加えてください。"),
    ("population_csv", POPULATION + ROW_2 + "\n",
     "row 10: duplicate of row 2 (census, 2015-10-01, male, 0-4); keep one.",
     "10行目: 2 行目と重複しています（census, 2015-10-01, male, 0-4）。どちらか 1 行にしてください。"),
    ("population_csv", POPULATION + ROW_2.replace("10,c", "11,c") + "\n",
     "row 10: duplicate of row 2 (census, 2015-10-01, male, 0-4) with other values; keep one.",
     "10行目: 2 行目と重複しています（census, 2015-10-01, male, 0-4。値は異なります）。どちらか 1 行にしてください。"),
    ("population_csv", POPULATION.replace("male,10+,70,c", "male,10+,70"),
     "row 4: has 5 cells where the header has 6; add or remove commas.",
     "4行目: 列の数が 5 で、見出しの 6 と合いません。カンマの過不足を直してください。"),
    ("population_csv", POPULATION.replace("male,0-4,10,c", 'male,0-4,10,"c', 1),
     "row 2: the quotation marks are not closed or misplaced (unexpected end of data); mend the row.",
     "2行目: 引用符の対応が取れていません（unexpected end of data）。行を直してください。"),
    ("broad_ages_csv", BROAD.replace("census", "register").replace("all,105", "all,104"),
     "row 2, population: wrong total: got 225; register 2015-10-01 all: male + female is 224. Correct one of them.",
     "2行目、population列: 合計が合いません。225 に対し、register 2015-10-01 all：male + female は 224 です。"
     "どちらかを直してください。"),
    ("broad_ages_csv", "basis,date,sex,age_group,population,source\ncensus,2015-10-01,both,all,1225,c\n",
     "row 2, population: wrong total: got 1,225; the sum of population.csv (census 2015-10-01 both all) is 225. "
     "Correct one of them.",
     "2行目、population列: 合計が合いません。1,225 に対し、population.csv の合計（census 2015-10-01 both all） は 225 です。"
     "どちらかを直してください。"),
    ("broad_ages_csv", "basis,date,sex,age_group,population,source\n" + "".join(
        f"register,2020-01-01,both,{group},{count},c\n"
        for group, count in (("all", 10), ("0-14", 4), ("15-64", 4), ("65+", 3))),
     "row 2, population: wrong total: register 2020-01-01 both: 0-14 + 15-64 + 65+ is 11, more than all, 10. "
     "Correct one of them.",
     "2行目、population列: 合計が合いません。register 2020-01-01 both：0-14 + 15-64 + 65+ が 11 で、all の 10 を"
     "超えています。どちらかを直してください。"),
    ("events_csv", EVENTS.replace("2020-01-01,2020-12-31", "2020-01-01,2019-12-31"),
     "row 7, end: got 2019-12-31, before the start 2020-01-01; the last day of the interval comes after the first.",
     "7行目、end列: 2019-12-31 は開始日 2020-01-01 より前です。終了日は開始日より後にしてください。"),
    ("events_csv", EVENTS + "register,all,2019-01-01,2019-12-31,in_migration,2435,c\n",
     "row 10, value: wrong total: got 2,435; register 2019-01-01 2019-12-31 in_migration: japanese + foreign is "
     "2,434. Correct one of them.",
     "10行目、value列: 合計が合いません。2,435 に対し、register 2019-01-01 2019-12-31 in_migration：japanese + foreign は"
     " 2,434 です。どちらかを直してください。"),
    ("events_csv", EVENTS.replace("2020-01-01,2020-12-31", "2020-01-01,2020-12-30"),
     "row 7, start: got 2020-01-01 to 2020-12-30; events are counted over a calendar year, 1 January to 31 December. "
     "Write the days of a calendar year, or leave the row out.",
     "7行目、start列: 2020-01-01～2020-12-30 です。件数は暦年（1月1日～12月31日）で数えます。暦年の日付にするか、行を除いてください。"),
    ("events_csv", EVENTS.replace("2020-01-01,2020-12-31", "2020-04-01,2021-03-31"),
     "row 7, start: got 2020-04-01 to 2021-03-31; events are counted over a calendar year, 1 January to 31 December. "
     "This is a fiscal year (年度): write the calendar year's count, or leave the row out.",
     "7行目、start列: 2020-04-01～2021-03-31 です。件数は暦年（1月1日～12月31日）で数えます。"
     "これは年度の値です。暦年の値にするか、行を除いてください。"),
    ("targets_csv", TARGETS.replace("1.63", "163"), "row 2, target: got 163; tfr (births per woman) is from 0 to 10. Check the digits.",
     "2行目、target列: 値が 163 です。合計特殊出生率（女性1人あたり）は 0 から 10 までです。桁を確かめてください。"),
    ("targets_csv", TARGETS.replace("births per woman", "%"),
     "row 2, unit: got '%'; tfr is counted in births per woman.",
     "2行目、unit列: 「%」です。tfr の単位は births per woman です。"),
    ("targets_csv", TARGETS.replace("tfr,,births per woman,2018,1.44,2025,1.63", "births,,births per woman,2018,628,2025,607"),
     "row 2, unit: got 'births per woman'; births is counted in persons per year.",
     "2行目、unit列: 「births per woman」です。births の単位は persons per year です。"),
    ("targets_csv", TARGETS.replace("tfr,,births per woman,2018,1.44,2025,1.63", "care_share,,%,2018,0.4,2025,0.3"),
     "row 2, unit: got '%'; write the unit share and the values as parts of 1, such as 0.441.",
     "2行目、unit列: 「%」です。単位は share とし、値は 0.441 のように 1 に対する割合で書いてください。"),
    ("targets_csv", TARGETS.replace("tfr,,births per woman,2018,1.44,2025,1.63", "net_out_migration,,persons,2018,644,2025,322"),
     "row 2, unit: got 'persons'; net_out_migration is counted in persons per year.",
     "2行目、unit列: 「persons」です。net_out_migration の単位は persons per year です。"),
    ("targets_csv", TARGETS.replace("tfr,,births per woman,2018,1.44,2025,1.63", "net_out_migration,,persons per year,2018,644,2025,322"),
     None, None),
    ("targets_csv", TARGETS.replace("births per woman", "persons"),
     "row 2, unit: got 'persons'; tfr is counted in births per woman.",
     "2行目、unit列: 「persons」です。tfr の単位は births per woman です。"),
    ("targets_csv", TARGETS.replace("tfr", "care_share").replace("births per woman", "share"),
     None, None),
    ("targets_csv", TARGETS.replace("2025", "2018"), "row 2, target_year: got 2018, not after the base year 2018; correct one of them.",
     "2行目、target_year列: 2018 は基準年 2018 より後ではありません。どちらかを直してください。"),
    ("published_csv", PUBLISHED.replace("population", "populaton"), None, None),
    ("published_csv", PUBLISHED.replace("ipss,", "IPSS 2018,"),
     "row 2, series: got 'IPSS 2018'; a key has small letters, digits and _ alone, such as ipss2018. Write 'ipss_2018'.",
     "2行目、series列: 「IPSS 2018」は使えません。キーは ipss2018 のように英小文字・数字・_ で書きます。「ipss_2018」と書いてください。"),
    ("published_csv", PUBLISHED.replace("03209", "03209+03209"),
     "row 2, area: got '03209+03209'; name each area once, in the order of the codes: 03209.",
     "2行目、area列: 「03209+03209」：地域コードは 1 回ずつ、小さい順に 03209 と書いてください。"),
    ("published_csv", PUBLISHED.replace("03209", "03402+3209"),
     "row 2, area: got '3209'; an area code is text of five digits, such as 03209. The leading zero was lost: "
     "write 03209.",
     "2行目、area列: 「3209」は地域コードとして読めません。03209 のような 5 桁の文字です。先頭の 0 が落ちています。"
     "03209 と書いてください。"),
    ("published_csv", PUBLISHED.replace("03209", "03402+03209"),
     "row 2, area: got '03402+03209'; name each area once, in the order of the codes: 03209+03402.",
     "2行目、area列: 「03402+03209」：地域コードは 1 回ずつ、小さい順に 03209+03402 と書いてください。"),
    ("life_tables_csv", "".join(line + "\n" for line in LIFE.splitlines() if ",male," not in line),
     "2020: there are no rows for male; add them.", "2020: male の行がありません。加えてください。"),
    ("life_expectancy_csv", "year,sex,age,ex,source\n2020,male,0,8.064,c\n2020,female,0,87.05,c\n",
     "row 2, ex: got 8.064; e0 (years) is from 20 to 110. Check the digits.",
     "2行目、ex列: 値が 8.064 です。平均寿命（年）は 20 から 110 までです。桁を確かめてください。"),
    ("births_by_sex_csv", "year,male,female,source\n2010,5507,520562,c\n",
     "row 2, male: 0.0106 males per female birth; it lies between 0.8 and 1.3. Check the digits.",
     "2行目、male列: 女児1人あたり男児 0.0106 人になります。0.8 から 1.3 の範囲です。桁を確かめてください。"),
    ("kpis_csv", "number,kpi,unit,base_2022,target_2028,actual_2024,published_rating,source\n1e300,a,人,1,1,1,A,c\n",
     "row 2, number: got 1e300; number lies between 1 and 9999.",
     "2行目、number列: 値が 1e300 です。number は 1 から 9999 の範囲です。"),
    ("kpis_csv", "number,kpi,unit,base_2022,target_2028,actual_2024,published_rating,source\n1,a,％,44.1,45,441,A,c\n",
     "row 2, actual_2024: got 441 %, where base_2022 is 44.1: was a decimal point lost? Check both.",
     "2行目、actual_2024列: 値が 441 ％ですが、base_2022 は 44.1 です。小数点が抜けていませんか。両方を確かめてください。"),
    ("kpis_csv", "number,kpi,unit,base_2022,target_2028,actual_2024,published_rating,source\n1,a,%,44.1,450,44,A,c\n",
     "row 2, target_2028: got 450 %, where actual_2024 is 44: was a decimal point lost? Check both.",
     "2行目、target_2028列: 値が 450 ％ですが、actual_2024 は 44 です。小数点が抜けていませんか。両方を確かめてください。"),
    ("death_rates_csv", RATES,
     "year: there are no rows for 2019; add them: rates of every year are needed.",
     "year: 2019 年の行がありません。毎年の死亡率が必要です。行を加えてください。"),
    ("death_rates_csv", RATES.replace("2020", "2019").replace("2018,1,0.02,0.02,c\n", ""),
     "row 3, age: 2018: age 1 is missing before 2; add the row.", "3行目、age列: 2018：2 歳の前に 1 歳の行がありません。加えてください。"),
    ("published_by_age_csv", BY_AGE.replace("5-9", "6-9", 1),
     "row 3, age_group: ipss2018 2040-10-01 male: age 5 is missing before '6-9'; add the row.",
     "3行目、age_group列: ipss2018 2040-10-01 male：「6-9」の前に 5 歳の行がありません。加えてください。"),
    ("districts_csv", DISTRICTS.replace("5+", "6+", 1),
     "row 3, age_group: 東 2020-01-01 male: age 5 is missing before '6+'; add the row.",
     "3行目、age_group列: 東 2020-01-01 male：「6+」の前に 5 歳の行がありません。加えてください。"),
    ("districts_csv", "".join(line + "\n" for line in DISTRICTS.splitlines() if "female" not in line),
     "東 2020-01-01: there are no rows for female; add them.", "東 2020-01-01: female の行がありません。加えてください。"),
    ("tfr_csv", TFR.replace("1.44", "16.3"), "row 2, tfr: got 16.3; tfr lies between 0.3 and 10.",
     "2行目、tfr列: 値が 16.3 です。tfr は 0.3 から 10 の範囲です。"),
    ("tfr_csv", TFR.replace("2018", "18"), "row 2, year: got 18; year lies between 1850 and 2200.",
     "2行目、year列: 値が 18 です。year は 1850 から 2200 の範囲です。"),
    ("tfr_csv", TFR.replace("2018", "2018.5"), "row 2, year: got 2018.5; write a whole number.",
     "2行目、year列: 値が 2018.5 です。整数で書いてください。"),
    ("tfr_csv", TFR.replace(",tfr", ",tfrr"), None, None),
    ("tfr_csv", "", "row 1: the file is empty; write the header year,tfr,source and rows, or remove the file.",
     "1行目: 空のファイルです。見出し year,tfr,source と行を書くか、ファイルを除いてください。"),
    ("tfr_csv", "year,tfr,source\n", "row 1: there are no rows under the header; add them, or remove the file.",
     "1行目: 見出しの下に行がありません。行を加えるか、ファイルを除いてください。"),
    ("tfr_csv", "year,tfr,tfr,source\n2018,1.44,1.44,c\n",
     "row 1, tfr: the column stands in the header twice; keep one.",
     "1行目、tfr列: 同じ見出しの列が 2 つあります。1 つにしてください。"),
    ("published_csv", PUBLISHED.replace("03209", "3209"),
     "row 2, area: got '3209'; an area code is text of five digits, such as 03209. The leading zero was lost: "
     "write 03209.",
     "2行目、area列: 「3209」は地域コードとして読めません。03209 のような 5 桁の文字です。先頭の 0 が落ちています。"
     "03209 と書いてください。"),
    ("published_csv", PUBLISHED.replace("03209", "032093"),
     "row 2, area: got '032093'; an area code is text of five digits, such as 03209. The sixth is a check digit: "
     "write 03209.",
     "2行目、area列: 「032093」は地域コードとして読めません。03209 のような 5 桁の文字です。6 桁目は検査数字です。"
     "03209 と書いてください。"),
    ("published_csv", PUBLISHED.replace("03209", "99209"),
     "row 2, area: got '99209': unknown area code; the first two digits are the prefecture's, 01 to 47 (00000 is the "
     "nation).",
     "2行目、area列: 「99209」という地域コードはありません。先頭 2 桁は都道府県の 01～47 です（00000 は全国）。"),
    ("published_csv", PUBLISHED.replace("03209", "03402"),
     "row 2, area: got '03402': unknown area code here; this folder is 03209. Move the row to its own area's folder.",
     "2行目、area列: 「03402」はこのフォルダの地域ではありません（ここは 03209）。その地域のフォルダに移してください。"),
    ("published_csv", PUBLISHED.replace("population,2040,85744", "share_65_plus,2040,44.1"),
     "row 2, value: got 44.1; share_65_plus (share) is from 0 to 1. Check the digits.",
     "2行目、value列: 値が 44.1 です。高齢化率（65歳以上）（割合）は 0 から 1 までです。桁を確かめてください。"),
    ("life_tables_csv", LIFE.replace("male,0,0.1", "male,0,1.1", 1),
     "row 2, qx: got 1.1; qx lies between 0 and 1.",
     "2行目、qx列: 値が 1.1 です。qx は 0 から 1 の範囲です。"),
    ("life_tables_csv", LIFE.replace("2020,male,1,0.2,c\n", ""),
     "row 3, age: 2020 male: age 1 is missing before 2; add the row.",
     "3行目、age列: 2020 male：2 歳の前に 1 歳の行がありません。加えてください。"),
    ("life_tables_csv", LIFE.replace("2020,male,0,0.1,c\n2020,male,1,0.2,c\n", ""),
     "row 2, age: 2020 male: age 0-1 is missing before 2; add the row.",
     "2行目、age列: 2020 male：2 歳の前に 0-1 歳の行がありません。加えてください。"),
    ("asfr_csv", ASFR.replace("2020,16,0.002,c\n", ""),
     "row 3, age: 2020: age 16 is missing before 17; add the row.",
     "3行目、age列: 2020：17 歳の前に 16 歳の行がありません。加えてください。"),
    ("populaton_csv", "x\n1\n", None, None),
    ("area_toml", 'code = "03209"\nname = { en = "Ichinoseki" }\n', "name.ja: missing; write it, in quotation marks.",
     "name.ja: ありません。引用符で囲んで書いてください。"),
    ("area_toml", 'code = 3209\nname = { en = "a", ja = "b" }\n',
     "code: got 3209; text in quotation marks is needed.",
     "code: 値が3209です。引用符で囲んだ文字列を書いてください。"),
    ("area_toml", 'code = "3209"\nname = { en = "a", ja = "b" }\n',
     "code: got '3209'; an area code is text of five digits, such as 03209. The leading zero was lost: write 03209.",
     "code: 「3209」は地域コードとして読めません。03209 のような 5 桁の文字です。先頭の 0 が落ちています。"
     "03209 と書いてください。"),
    ("area_toml", 'code = "03209"\nnaton = "../japan"\nname = { en = "a", ja = "b" }\n',
     "naton: unknown key. Did you mean 'nation'?",
     "naton: 知らないキーです。「nation」ではありませんか。"),
    ("area_toml", 'code = "03209"\nnation = "japan"\nname = { en = "a", ja = "b" }\n',
     "nation: got 'japan': there is no folder @/japan; correct the path or leave the key out.",
     "nation: 「japan」：フォルダ @/japan がありません。パスを直すか、この項目を除いてください。"),
    ("area_toml", 'code = "03209"\nnation = "."\nname = { en = "a", ja = "b" }\n',
     "nation: got '.', a folder that leads back here; name a larger area's folder.",
     "nation: 「.」はここに戻ってきます。上位の地域のフォルダを指定してください。"),
    ("area_toml", None, "the file is missing; add it.", "ファイルがありません。加えてください。"),
    ("sources_toml", SOURCES + '[d]\nkind = "dataset"\ntitle = "x"\npublisher = "y"\n',
     "d: no row names this source; put back the file that does if one is missing, remove the source, "
     "or correct the rows that should.",
     "d: この出典を使う行がありません。ファイルが足りなければ戻し、不要なら出典を除くか、使うはずの行を直してください。"),
    ("sources_toml", SOURCES.replace('"dataset"', '"datset"'),
     "c.kind: got 'datset'; use document, dataset or assumption. Did you mean 'dataset'?",
     "c.kind: 値が「datset」です。document、dataset、assumption のどれかを書いてください。「dataset」ではありませんか。"),
    ("sources_toml", SOURCES.replace("title =", "titel ="), None, None),
    ("sources_toml", 'c = "国勢調査"\n',
     "c: got '国勢調査'; a source is a table: its [key] with kind, title and publisher.",
     "c: 値が「国勢調査」です。出典は [キー] の表として kind、title、publisher を書いてください。"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "en", "ja"), [row for row in TABLES if row[2] is not None])
def test_a_file_that_is_wrong(tmp_path: Path, name: str, text: str | None, en: str, ja: str) -> None:
    make(tmp_path, **{name: text})
    assert _said(tmp_path, "en") == [en]
    assert _said(tmp_path, "ja") == [ja]


def test_an_unknown_column_is_also_a_missing_one(tmp_path: Path) -> None:
    make(tmp_path, tfr_csv=TFR.replace(",tfr", ",tfrr"))
    assert _said(tmp_path, "en") == [
        "row 1, tfrr: unknown column; the columns are year, tfr, source. Did you mean 'tfr'?",
        "row 1, tfr: the column is missing; add it to the header and to every row.",
    ]
    assert _said(tmp_path, "ja") == [
        "1行目、tfrr列: 知らない列です。列は year、tfr、source です。「tfr」ではありませんか。",
        "1行目、tfr列: この列がありません。見出しと各行に加えてください。",
    ]


def test_a_measure_nobody_knows(tmp_path: Path) -> None:
    """It would be a series that no output finds."""
    (said,) = _said(make(tmp_path, published_csv=PUBLISHED.replace("population", "populaton")), "en")
    assert said.startswith("row 2, measure: got 'populaton'; use one of population, births, ")
    assert said.endswith("Did you mean 'population'?")


def test_shares_that_are_targets(tmp_path: Path) -> None:
    text = TARGETS.replace("tfr", "care_share").replace("births per woman", "share")
    assert _said(make(tmp_path, targets_csv=text), "en") == [
        "row 2, base: got 1.44; a share lies between 0 and 1, such as 0.441.",
        "row 2, target: got 1.63; a share lies between 0 and 1, such as 0.441.",
    ]


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_a_table_that_is_no_file(tmp_path: Path, kind: str) -> None:
    folder = make(tmp_path)
    path = folder / "tfr.csv"
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to("nowhere.csv")
    else:
        os.mkfifo(path)
    error = _error(folder)
    assert error.subject == path.as_posix()
    assert (
        error.problems[0].en
        == {
            "folder": "is a folder, not a file; name a file, or put one in its place.",
            "link": "is a link to nowhere.csv, which is not there; mend the link.",
            "pipe": "is a pipe, not a file; write a file of this name, or take it away.",
        }[kind]
    )


def test_a_table_without_end(tmp_path: Path) -> None:
    with (make(tmp_path) / "tfr.csv").open("wb") as file:
        file.truncate(50_000_000)
    assert _said(tmp_path, "en") == ["is larger than 20 MB; it is hardly what was meant. Check the file."]


@pytest.mark.parametrize(
    ("role", "code", "en", "ja"),
    [
        ("prefecture", "03211", "03000", "都道府県"),
        ("prefecture", "02000", "03000", "都道府県"),
        ("nation", "03000", "00000", "全国"),
    ],
)
def test_a_larger_area_that_is_another(tmp_path: Path, role: str, code: str, en: str, ja: str) -> None:
    """Its tables would be taken, or missed, without a word."""
    make(tmp_path / "other", area_toml=f'code = "{code}"\nname = {{ en = "Other", ja = "別" }}\n')
    area = f'code = "03209"\n{role} = "../other"\nname = {{ en = "a", ja = "b" }}\n'
    folder = make(tmp_path / "here", area_toml=area)
    assert _said(folder, "en") == [
        f"{role}: got '../other', which is Other ({code}); the {role} of 03209 is {en}. Name its folder, or leave the "
        "key out."
    ]
    assert _said(folder, "ja") == [
        f"{role}: 「../other」は別（{code}）です。03209 の{ja}は {en} です。そのフォルダを指定するか、この項目を除いてください。"
    ]


def test_residents_are_those_counted_nearest_to_the_year(tmp_path: Path) -> None:
    """20 births of 225 residents in 2015 are more than 60 in a thousand; of 2,250 in 2025 they are not."""
    broad = BROAD + "".join(line.replace("2015", "2025").replace(",c", "0,c") + "\n" for line in BROAD.splitlines()[1:])
    events = EVENTS.splitlines()[0] + "\nregister,all,{0}-01-01,{0}-12-31,births,20,c\n"
    area = AREA.replace('"births 2019", "births 2020", "deaths 2019", "deaths 2020"', "")
    folder = make(tmp_path / "then", broad_ages_csv=broad, events_csv=events.format(2016), area_toml=area)
    assert _said(folder, "en")[0].startswith(
        "row 2, value: got 20; that is more than 60 births per 1,000 of the 225 residents of 2015."
    )
    read_inputs(make(tmp_path / "now", broad_ages_csv=broad, events_csv=events.format(2024), area_toml=area))


UNUSUAL = [
    ("births,549", "births,549000",
     "row 2, value: got 549,000; that is more than 60 births per 1,000 of the 121,583 residents of 2020. Check the "
     'digits; if the count is right, write unusual = ["births 2019"] in area.toml.',
     "2行目、value列: 値が 549,000 です。2020 年の人口 121,583 人に対し出生数が千人あたり 60 を超えています。"
     '桁を確かめてください。正しい値なら area.toml に unusual = ["births 2019"] と書いてください。'),
    ("deaths,1954", "deaths,19540",
     "row 3, value: got 19,540; that is more than 100 deaths per 1,000 of the 121,583 residents of 2020. Check the "
     'digits; if the count is right, write unusual = ["deaths 2019"] in area.toml.',
     "3行目、value列: 値が 19,540 です。2020 年の人口 121,583 人に対し死亡数が千人あたり 100 を超えています。"
     '桁を確かめてください。正しい値なら area.toml に unusual = ["deaths 2019"] と書いてください。'),
    ("births,549", "births,5490",
     "row 2, value: got 5,490; the other years have about 628: a digit too many? Check the digits; if the count is "
     'right, write unusual = ["births 2019"] in area.toml.',
     "2行目、value列: 値が 5,490 です。ほかの年は 628 程度です。1 桁多くありませんか。"
     '桁を確かめてください。正しい値なら area.toml に unusual = ["births 2019"] と書いてください。'),
    ("births,549", "births,54",
     "row 2, value: got 54; the other years have about 628: a digit is missing? Check the digits; if the count is "
     'right, write unusual = ["births 2019"] in area.toml.',
     "2行目、value列: 値が 54 です。ほかの年は 628 程度です。1 桁足りなくありませんか。"
     '桁を確かめてください。正しい値なら area.toml に unusual = ["births 2019"] と書いてください。'),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "en", "ja"), UNUSUAL)
def test_counts_that_cannot_be(tmp_path: Path, right: str, wrong: str, en: str, ja: str) -> None:
    rows = ("2019 births,549", "2019 deaths,1954", "2018 births,628", "2017 births,654", "2016 births,600")
    events = "basis,coverage,start,end,measure,value,source\n" + "".join(
        f"register,all,{row[:4]}-01-01,{row[:4]}-12-31,{row[5:]},c\n" for row in rows
    )
    broad = "basis,date,sex,age_group,population,source\nregister,2020-01-01,both,all,121583,c\n"
    area = AREA.replace("unusual", "#")
    files = {"population_csv": None, "broad_ages_csv": broad}
    make(tmp_path, area_toml=area, events_csv=events, **files)
    read_inputs(tmp_path)
    make(tmp_path, area_toml=area, events_csv=events.replace(right, wrong), **files)
    assert _said(tmp_path, "en") == [en]
    assert _said(tmp_path, "ja") == [ja]
    make(tmp_path, area_toml=AREA, events_csv=events.replace(right, wrong), **files)
    assert read_inputs(tmp_path).events is not None


def test_a_misspelt_key_of_a_source(tmp_path: Path) -> None:
    make(tmp_path, sources_toml=SOURCES.replace("title =", "titel ="))
    said = _said(tmp_path, "en")
    assert said == ["c.titel: unknown key. Did you mean 'title'?"]


def test_a_table_nobody_knows(tmp_path: Path) -> None:
    error = _error(make(tmp_path, populaton_csv="x\n1\n"))
    assert error.subject == f"{tmp_path.as_posix()}/populaton.csv"
    assert error.problems[0].en.endswith("Did you mean 'population.csv'?")
    assert error.problems[0].ja.endswith("「population.csv」ではありませんか。")


def test_no_folder_and_no_table(tmp_path: Path) -> None:
    assert _said(tmp_path / "x", "en") == ["there is no such folder; check its name."]
    make(tmp_path / "y", population_csv=None, sources_toml="")
    assert _said(tmp_path / "y", "en")[0].startswith("there is no table; add one or more of population.csv, ")


@pytest.mark.parametrize(("encoding", "name"), [("cp932", "Shift_JIS"), ("utf-16", "UTF-16")])
def test_the_wrong_encoding_is_named(tmp_path: Path, encoding: str, name: str) -> None:
    text = "number,kpi,unit,base_2022,target_2028,actual_2024,published_rating,source\n1,市道,人,1,1,1,A,c\n"
    make(tmp_path, kpis_csv=text.encode(encoding))
    said = _said(tmp_path, "en")
    assert len(said) == 1
    assert re.fullmatch(rf"the file is {name} \(line [12]\); save it as UTF-8. In Excel: 'CSV UTF-8'.", said[0])
    assert f"ファイルが {name}（" in _said(tmp_path, "ja")[0]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    make(tmp_path, tfr_csv=TFR.encode() + b"\x81\xff\xff\n")
    assert _said(tmp_path, "en") == ["line 3 of the file is not UTF-8 text; save it as UTF-8."]
    make(tmp_path, tfr_csv=None, sources_toml=b"\xff\xfe\x00")
    (tmp_path / "tfr.csv").unlink()
    assert _said(tmp_path, "ja") == [
        "ファイルが UTF-16（1行目）です。UTF-8 で保存してください。メモ帳では「名前を付けて保存」で文字コードを UTF-8 にします。"
    ]


def test_toml_that_is_none(tmp_path: Path) -> None:
    (said,) = _said(make(tmp_path, area_toml='code = "03209\n'), "en")
    assert said.startswith("line 1, column 14: a quotation mark is not closed on its line")


def test_several_files_are_reported_together(tmp_path: Path) -> None:
    nation = make(tmp_path / "japan", area_toml='code = "00000"\nname = { en = "Japan", ja = "全国" }\n',
                  population_csv=None, asfr_csv=ASFR.replace("0.001", "1.5"))  # fmt: skip
    folder = make(
        tmp_path / "here",
        area_toml='code = "03209"\nnation = "../japan"\nname = { en = "a", ja = "b" }\n',
        tfr_csv=TFR.replace("1.44", "16.3"),
        population_csv=_row_2("census,2015-10-01,man,0-4,-3,zz"),
    )
    error = _error(folder)
    assert isinstance(error, CohortErrors)
    assert [part.subject for part in error.errors] == [
        f"{nation.as_posix()}/asfr.csv",
        f"{folder.as_posix()}/population.csv",
        f"{folder.as_posix()}/tfr.csv",
    ]
    assert [problem.where for problem in error.errors[1].problems] == [
        "row 2, sex", "row 2, population", "row 2, source",
    ]  # fmt: skip


def test_one_file_is_an_input_error(tmp_path: Path) -> None:
    assert isinstance(_error(make(tmp_path, tfr_csv=TFR.replace("1.44", "16.3"))), InputError)


@pytest.mark.parametrize("day", ["1920-10-01", "1947-10-01", "2015-10-01"])
def test_days_of_a_census(tmp_path: Path, day: str) -> None:
    """The sixth was taken in 1947, as there was none in 1945 (Statistics Bureau); all others in years that end in 0 or 5."""
    read = read_inputs(make(tmp_path, population_csv=POPULATION.replace("2015-10-01", day)))
    assert read.population is not None
    assert read.population["date"].dt.strftime("%Y-%m-%d").unique().tolist() == [day]


@pytest.mark.parametrize("day", ["2016-10-01", "1948-10-01", "2015-10-02", "2015-09-01"])
def test_days_of_no_census(tmp_path: Path, day: str) -> None:
    make(tmp_path, population_csv=POPULATION.replace("2015-10-01", day))
    assert _said(tmp_path, "en")[0] == (
        f"row 2, date: got {day}; a census counts on 1 October of a year that ends in 0 or 5. Correct the date, or the basis."
    )
    assert _said(tmp_path, "ja")[0] == (
        f"2行目、date列: {day} です。国勢調査は西暦の末尾が 0 か 5 の年の 10月1日です。日付か basis を直してください。"
    )


def _ages(head: str, start: str) -> str:
    groups = {"0-4": 1000, "5-9": 9000, "10-14": 1100, "15+": 50000}  # of 5-9 about nine times as many as beside them
    rows = (
        f"{start},{sex},{group},{count if sex == 'male' else 1000},c\n"
        for sex in ("male", "female")
        for group, count in groups.items()
    )
    return f"{head},sex,age_group,population,source\n" + "".join(rows)


def _years(head: str, rows: tuple[str, str, str]) -> str:
    return f"year,{head},source\n" + "".join(f"{2018 + n},{row},c\n" for n, row in enumerate(rows))


BESIDE = {
    "population": (_ages("basis,date", "census,2015-10-01"), "row 3, population: got 9,000 beside 1,000 (0-4) and 1,100 (10-14)",
                   "population census 2015-10-01 male 5-9"),
    "published_by_age": (_ages("series,date", "ipss2018,2040-10-01"),
                         "row 3, population: got 9,000 beside 1,000 (0-4) and 1,100 (10-14)",
                         "published_by_age ipss2018 2040-10-01 male 5-9"),
    "districts": (_ages("district,date", "東,2020-01-01"), "row 3, population: got 9,000 beside 1,000 (0-4) and 1,100 (10-14)",
                  "districts 東 2020-01-01 male 5-9"),
    "published": ("series,area,measure,year,value,source\n" + "".join(
                  f"ipss2018,03209,population,{year},{value},c\n" for year, value in ((2035, 90000), (2040, 857440), (2045, 80000))),
                  "row 3, value: got 857,440 beside 90,000 (2035) and 80,000 (2045)", "published ipss2018 03209 population 2040"),
    "tfr": (_years("tfr", ("1.4", "4.1", "1.3")), "row 3, tfr: got 4.1 beside 1.4 (2018) and 1.3 (2020)", "tfr 2019"),
    "asfr": (_years("age,asfr", ("15,0.01", "15,0.1", "15,0.012")),
             "row 3, asfr: got 0.1 beside 0.01 (2018) and 0.012 (2020)", "asfr 15 2019"),
    "death_rates": (_years("age,male,female", ("0,0.02,0.01", "0,0.02,0.1", "0,0.02,0.011")),
                    "row 3, female: got 0.1 beside 0.01 (2018) and 0.011 (2020)", "death_rates 0 2019"),
    "life_tables": ("year,sex,age,qx,source\n" + "".join(
                    f"{year},{sex},0,{'0.03' if (year, sex) == (2019, 'male') else '0.003'},c\n"
                    for year in (2018, 2019, 2020) for sex in ("male", "female")),
                    "row 4, qx: got 0.03 beside 0.003 (2018) and 0.003 (2020)", "life_tables male 0 2019"),
    "life_expectancy": ("year,sex,age,ex,source\n" + "".join(
                        f"{year},{sex},0,{ex if sex == 'male' else 80},c\n" for year, ex in ((2018, 80), (2019, 98), (2020, 81))
                        for sex in ("male", "female")),
                        "row 4, ex: got 98 beside 80 (2018) and 81 (2020)", "life_expectancy male 0 2019"),
}  # fmt: skip


@pytest.mark.parametrize("name", BESIDE)
def test_a_figure_far_from_those_beside_it(tmp_path: Path, name: str) -> None:
    """It is told of in every table whose figures change by degrees, and not where area.toml names it as right."""
    text, en, said = BESIDE[name]
    changed = {f"{name}_csv": text}
    (told,) = _said(make(tmp_path, **changed), "en")
    assert told.startswith(f"{en}: a digit too many or too few?")
    assert told.endswith(f'write unusual = ["{said}"] in area.toml.')
    (told,) = _said(tmp_path, "ja")
    assert f'unusual = ["{said}"]' in told
    right = AREA.replace('"births 2019"', f'"{said}", "births 2019"')
    left = _said(make(tmp_path, area_toml=right, **changed), "en")
    assert left, "those beside it have nothing else to be held to"
    assert not any(f'["{said}"]' in one for one in left)


def test_byte_order_mark_crlf_and_blank_lines_are_no_problem(tmp_path: Path) -> None:
    make(tmp_path, population_csv="\ufeff" + POPULATION.replace("\n", "\r\n") + "\r\n")
    plain = read_inputs(make(tmp_path / "plain"))
    marked = read_inputs(tmp_path)
    assert marked.population is not None
    assert plain.population is not None
    assert marked.population.equals(plain.population)


def test_only_unknown_ages(tmp_path: Path) -> None:
    rows = "basis,date,sex,age_group,population,source\n" + "".join(
        f"census,2015-10-01,{sex},unknown,5,c\n" for sex in ("male", "female")
    )
    assert _said(make(tmp_path, population_csv=rows), "en") == [
        f"census 2015-10-01 {sex}: there are no ages; add the age groups." for sex in ("male", "female")
    ]


def test_broad_ages_are_held_to_the_known_ages(tmp_path: Path) -> None:
    """0-14 straddles the group 10+ here, so only groups that fit are compared."""
    broad = "basis,date,sex,age_group,population,source\ncensus,2015-10-01,male,0-14,7,c\n"
    assert read_inputs(make(tmp_path, broad_ages_csv=broad)).broad_ages is not None
    ages = ["0-14", "15-64", "65-74", "75+", "unknown"]
    rows = "basis,date,sex,age_group,population,source\n" + "".join(
        f"census,2015-10-01,{sex},{age},{10 + n},c\n" for sex in ("male", "female") for n, age in enumerate(ages)
    )
    broad = "basis,date,sex,age_group,population,source\n" + "".join(
        f"census,2015-10-01,{sex},{age},{count},c\n"
        for sex, age, count in [("both", "0-14", 20), ("male", "65+", 25), ("male", "75+", 14), ("both", "foreign", 1)]
    )
    make(tmp_path, population_csv=rows, broad_ages_csv=broad)
    assert _said(tmp_path, "en") == [
        "row 4, population: wrong total: got 14; the sum of population.csv (census 2015-10-01 male 75+) is 13. "
        "Correct one of them."
    ]
