"""Mistakes that people make: in files of inputs and scenarios, and on the command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

POPULATION, EVENTS = "inputs/ichinoseki/population.csv", "inputs/ichinoseki/events.csv"
BROAD, AREA = "inputs/ichinoseki/broad_ages.csv", "inputs/ichinoseki/area.toml"
TREND, BALANCE = "scenarios/ichinoseki/trend.toml", "scenarios/ichinoseki/balance.toml"
MEN_OF_20 = "register,2020-01-01,male,20-24,"
TFR = """[fertility.tfr]
unit = "births per woman"
points = { 2020 = 1.44, 2025 = 16.3 }
between = "linear"
after = "hold"
jump_off = "scenario"
source = "what-if"

[sources"""

Change = Callable[[Path], None]


def replaced(name: str, old: str, new: str) -> Change:
    """Return what changes one place in a file of the copy."""

    def change(home: Path) -> None:
        text = (home / name).read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{old!r} is not in {name}"
        (home / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def row(home: Path) -> str:
    """Return the row of men aged 20-24 in the register of 2020, with its line end."""
    lines = (home / POPULATION).read_text(encoding="utf-8").splitlines(keepends=True)
    return next(line for line in lines if line.startswith(MEN_OF_20))


def row_becomes(new: Callable[[str], str]) -> Change:
    return lambda home: replaced(POPULATION, row(home), new(row(home)))(home)


def count_becomes(cell: str) -> Change:
    return row_becomes(lambda line: re.sub(r"(20-24),[^,]*,", lambda found: f"{found[1]},{cell},", line))


def in_shift_jis(name: str) -> Change:
    def change(home: Path) -> None:
        text = (home / name).read_text(encoding="utf-8")
        (home / name).write_bytes(text.replace("register_events", "住民基本台帳", 1).encode("cp932"))

    return change


def without(name: str) -> Change:
    return lambda home: (home / name).unlink()


# What is done, the file (or key) that must be named, and words of the message that say what and what to do.
CASES: dict[str, tuple[Change, str, Sequence[str], Sequence[str]]] = {
    "missing age": (
        row_becomes(lambda line: ""), POPULATION,
        ["row 648, age_group", "age 20-24 is missing before '25-29'", "add the row"], ["20-24 歳の行がありません", "加えてください"],
    ),
    "duplicate row": (
        row_becomes(lambda line: line * 2), POPULATION,
        ["row 649: duplicate of row 648", "male, 20-24", "keep one"], ["648 行目と重複", "1 行にしてください"],
    ),
    "negative count": (
        count_becomes("-5"), POPULATION,
        ["row 648, population: got -5", "0 or more"], ["-5 です", "0 以上にしてください"],
    ),
    "not a number": (
        count_becomes("NaN"), POPULATION,
        ["row 648, population: got 'NaN'", "write the number, or leave the row out"], ["「NaN」は数値ではありません", "行を除いて"],
    ),
    "empty cell": (
        count_becomes(""), POPULATION,
        ["row 648, population: is empty", "write a number (0 if there were none)"], ["空欄です", "書くか"],
    ),
    "thousands separator": (
        count_becomes('"1,234"'), POPULATION,
        ["row 648, population: got '1,234'", "write 1234 without"], ["「1,234」", "1234 と書いて"],
    ),
    "full-width figures": (
        count_becomes("１２３"), POPULATION,
        ["row 648, population: got '１２３'", "write 123 in half-width"], ["全角数字", "半角で 123"],
    ),
    "full-width figures among the events": (
        replaced(EVENTS, "births,549,", "births,５４９,"), EVENTS, ["value: got '５４９'", "write 549"], ["半角で 549"],
    ),
    "wrong total": (
        replaced(BROAD, "both,all,111932", "both,all,111923"), BROAD,
        ["row 2, population: wrong total: got 111,923", "male + female is 111,932", "Correct one of them"],
        ["合計が合いません", "どちらかを直して"],
    ),
    "unknown area code": (
        replaced(AREA, "03209", "99209"), AREA,
        ["code: got '99209': unknown area code", "01 to 47"], ["「99209」という地域コードはありません", "01～47"],
    ),
    "area code without quotes": (
        replaced(AREA, '"03209"', "3209"), AREA, ["code: got 3209", "quotation marks"], ["3209", "引用符"],
    ),
    "another area's row": (
        replaced("inputs/ichinoseki/published.csv", "ipss2018,03209", "ipss2018,03299"), "inputs/ichinoseki/published.csv",
        ["area: got '03299'", "Move the row"], ["「03299」", "移してください"],
    ),
    "table that is missing": (
        without(POPULATION), "inputs/ichinoseki/sources.toml",
        ["register_2020: no row names this source", "put back the file"], ["ファイルが足りなければ戻し"],
    ),
    "shift_jis in a table": (
        in_shift_jis(EVENTS), EVENTS,
        ["the file is Shift_JIS (line 2)", "save it as UTF-8. In Excel: 'CSV UTF-8'."], ["Shift_JIS（2行目）", "UTF-8 で保存"],
    ),
    "tfr of 16.3": (
        replaced(BALANCE, "[sources", TFR), BALANCE,
        ["fertility.tfr.points.2025: got 16.3", "from 0.3 to 10", "Did you mean 1.63?"], ["16.3", "1.63 ではありませんか"],
    ),
    "year out of range": (
        replaced(BALANCE, "{ 2020 = 0 }", "{ 2120 = 0 }"), BALANCE,
        ["migration.net.points.2120: got 2120", "ends in 2030", "Use an earlier year"], ["2120", "年を早めるか"],
    ),
    "launch out of range": (
        replaced(TREND, "2020-01-01", "1890-01-01"), TREND, ["launch.date: got 1890-01-01", "from 1900 to 2200"], ["1900 から 2200"],
    ),
    "points out of order": (
        replaced(BALANCE, "{ 2020 = 0 }", '{ 2025 = 0, 2020 = 0 }\nbetween = "linear"'), BALANCE,
        ["migration.net.points: points out of order: 2020 stands after 2025", "ascending"], ["年の順になっていません", "古い年から"],
    ),
    "cycle": (
        replaced(TREND, "order  = 1", 'inherits = "balance"'), TREND,
        ["inherits: goes round in a circle: balance -> trend -> balance", "Remove one"], ["一巡", "外してください"],
    ),
    "parent that is not there": (
        replaced(BALANCE, '"trend"', '"trned"'), BALANCE,
        ["inherits: got 'trned'", "Did you mean 'trend'?"], ["trned", "「trend」ではありませんか"],
    ),
    "parent outside the folder": (
        replaced(BALANCE, '"trend"', '"../../../etc/trend"'), BALANCE,
        ["inherits: got '../../../etc/trend'", "same folder: write its file name alone"], ["同じフォルダー", "ファイル名だけ"],
    ),
    "series outside the folder": (
        replaced(BALANCE, "points   = { 2020 = 0 }", 'series = "../../secret.csv"'), BALANCE,
        ["migration.net.series: got '../../secret.csv'", "inside the scenario's folder"], ["フォルダーの中"],
    ),
    "unknown key": (
        replaced(BALANCE, "unit ", "unitt "), BALANCE, ["migration.net.unitt: unknown key", "Did you mean 'unit'?"], ["「unit」ではありませんか"],
    ),
    "toml that is none": (
        replaced(BALANCE, "[sources", "[sources.x\n[sources"), BALANCE,
        ["line 14, column 11: a bracket is not closed", "mend the line"], ["14行目", "直してください"],
    ),
    "shift_jis in a scenario": (
        in_shift_jis(BALANCE), BALANCE, ["the file is Shift_JIS (line 3)", "save it as UTF-8"], ["Shift_JIS（3行目）", "UTF-8 で保存"],
    ),
    "more leavers than residents": (
        replaced(BALANCE, "{ 2020 = 0 }", "{ 2020 = -25000 }"), "balance.toml, scenario=balance",
        ["period=2020, sex=", "age=", "more leavers than residents", "lower the net out-migration"], ["転出が住民より多く", "減らしてください"],
    ),
}  # fmt: skip

TYPED: dict[str, tuple[list[str], Sequence[str], Sequence[str]]] = {
    "unknown verb": (["runn", "x"], ["'runn'", "Did you mean run?", "--help"], ["「runn」", "run ではありませんか", "--help"]),
    "unknown option": (
        ["run", "x", "--stepp", "5"], ["--stepp", "--step? See", "run --help"], ["「--stepp」", "--step ではありませんか"],
    ),
    "option of no verb": (["--nope"], ["--nope", "--help"], ["「--nope」というオプションはありません", "--help"]),
    "value that is not a choice": (
        ["run", "x", "--step", "3"], ["'--step'", "'3' is not one of '1', '5'"], ["「--step」", "「3」", "'1', '5' のどれか"],
    ),
    "value that is no number": (
        ["official", "x", "--until", "abc"], ["'--until'", "hole number"], ["「--until」", "整数"],
    ),
    "nothing to work on": (["run"], ["Missing argument", "run --help"], ["指定してください", "run --help"]),
    "too much": (["explain", "a", "b"], ["extra argument", "(b)"], ["余分な引数「b」", "除いて"]),
    "option without its value": (["run", "x", "--out"], ["--out", "requires an argument"], ["「--out」の値がありません"]),
    "unknown kind of output": (
        ["run", "x", "--only", "csv,pages"], ["--only", "'pages'", "Did you mean 'page'?"], ["pages", "「page」ではありませんか"],
    ),
    "missing folder of scenarios": (
        ["run", "nowhere"], ["nowhere", "no such folder", "check its name"], ["nowhere", "フォルダーがありません", "確かめて"],
    ),
    "missing folder of inputs": (
        ["inputs", "nowhere"], ["nowhere", "no such folder", "check its name"], ["nowhere", "ありません", "確かめて"],
    ),
    "missing file": (
        ["explain", "nowhere.toml"], ["nowhere.toml", "no such file", "check its name"], ["nowhere.toml", "ファイルがありません", "確かめて"],
    ),
    "scenarios that have no inputs": (
        ["run", "scenarios/nowhere"], ["looked for", "inputs/nowhere", "--inputs"], ["inputs/nowhere", "--inputs で指定"],
    ),
}  # fmt: skip
