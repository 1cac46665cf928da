"""Files that people write: what is refused, in which words, and that what can be read is read."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field

from cohort import forms
from cohort.errors import InputError, Problems
from cohort.forms import BROKEN, AgeRange, Column, CsvTable, Table, fill, parse_text, read_frame, read_toml


class Rate(Table):
    kind: Literal["rate"]
    points: forms.Points


class Households(Table):
    kind: Literal["households"]
    ages: forms.Ages = AgeRange(0, None)


class File(Table):
    format: forms.FormatOne
    name: forms.Name = "x"
    title: forms.Title
    rows: list[forms.one_of("kind", Rate, Households)] = Field(default_factory=list)  # type: ignore[misc]
    one: Rate | None = None
    since: forms.Day | None = None
    year: forms.Year | None = None
    share: forms.Share = 0.0
    sources: dict[str, forms.SourceTable] = Field(default_factory=dict)


GOOD = {"format": 1, "title": {"en": "a", "ja": "b"}}


def said(raw: dict[str, object], language: str = "en") -> list[str]:
    problems = Problems("x.toml")
    fill(File, {**GOOD, **raw}, problems)
    return [one.text("ja" if language == "ja" else "en") for one in problems.found]


def test_everything_wrong_is_said_at_once_and_the_rest_is_read() -> None:
    problems = Problems("x.toml")
    raw = {
        "format": True,
        "titel": {"en": "a", "ja": "b"},
        "rows": [
            {"kind": "rate", "points": {"2018": "1.4", "2018-01": 1}},
            {"kind": "households", "ages": "old", "agess": 1},
            {"kind": "other"},
        ],
        "one": [1],
        "since": "spring",
        "year": 1820,
        "share": 50,
        "sources": {"plan": {"kind": "book"}},
    }
    made = fill(File, raw, problems)
    assert [one.text("en") for one in problems.found] == [
        "titel: unknown key. Did you mean 'title'?",
        "format: got true; this program reads format = 1.",
        "rows#1.points.2018: got '1.4'; a number is needed without quotation marks.",
        "rows#1.points.2018-01: got '2018-01'; the key of a point is a year of four digits.",
        "rows#2.agess: unknown key. Did you mean 'ages'?",
        "rows#2.ages: got 'old'; write '10-39', '65+' or '7', ages up to 130.",
        "rows#3: a table with kind = 'rate' or 'households' is needed.",
        "one: got a list [ ]; write its header [one].",
        "since: got 'spring'; a date such as 2020-01-01 is needed.",
        "year: got 1820; years run from 1900 to 2200.",
        "share: got 50; a share must be from 0 to 1. Did you mean 0.5?",
        "sources.plan.title: missing; write it.",
        "sources.plan.kind: got 'book'; use document, dataset or assumption.",
    ]
    assert made is not None
    assert made.name == "x"
    assert made.ok("name", "sources")
    assert not made.ok("title")
    assert made.sources["plan"].kind is BROKEN
    assert all("ください" in one.ja or "。" in one.ja for one in problems.found)


class Two(Table):
    """A file in which a key may belong under either of two tables, and another under one alone."""

    first: Rate | None = None
    second: Rate | None = None
    homes: Households | None = None


def test_a_key_that_belongs_under_one_table_is_shown_its_place() -> None:
    problems = Problems("x.toml")
    fill(Two, {"ages": "65+", "points": {"2018": 1}}, problems)
    assert [one.text("en") for one in problems.found] == [
        "ages: unknown key. 'ages' belongs under [homes].",
        "points: unknown key. Known here: first, second, homes.",  # either may be meant
    ]
    assert "「ages」は [homes] の下に書きます。" in problems.found[0].ja
    assert "使えるキー：first, second, homes。" in problems.found[1].ja


def test_ages_that_share_one_year_overlap() -> None:
    band = AgeRange(20, 39)
    for other in (AgeRange(39, 59), AgeRange(0, 20), AgeRange(39, None), AgeRange(30, 30), AgeRange(0, None)):
        assert band.overlaps(other)
        assert other.overlaps(band)
    for other in (AgeRange(40, 59), AgeRange(0, 19), AgeRange(40, None)):
        assert not band.overlaps(other)
        assert not other.overlaps(band)


def test_a_good_file_is_read_whole_and_does_not_change() -> None:
    problems = Problems("x.toml")
    made = fill(File, {**GOOD, "rows": [{"kind": "households", "ages": "65+"}], "since": "2020-01-01"}, problems)
    assert not problems
    assert made is not None
    assert made.rows[0].ages == (65, None)
    assert made.title("ja") == made.title.say("ja") == "b"
    assert made.model_dump(mode="json")["rows"] == [{"kind": "households", "ages": "65+"}]
    with pytest.raises(ValueError, match="frozen"):
        made.year = 2020


@pytest.mark.parametrize("text", ["a\u202eb", "a\u2066b", "a\x1bb", "a\ud800"])
def test_what_turns_or_breaks_the_writing_is_refused(text: str) -> None:
    assert ["control character" in one for one in said({"title": {"en": text, "ja": "b"}})] == [True]
    assert ["制御文字" in one for one in said({"title": {"en": "a", text: "b"}}, "ja")] == [True]


def test_what_has_no_end_is_refused(tmp_path: Path) -> None:
    assert said({"name": "x" * 2001}) == ["name: is a text of 2,001 characters; at most 2,000 are read. Shorten it."]
    assert said({"year": 10**400}) == ["year: a number of more than 300 digits; write a smaller one."]
    assert said({"title": {"en": "x" * 501, "ja": "b"}}) == [
        "title.en: has 501 characters; a title has at most 500. Say the rest in a note."
    ]
    for text in ("a." * 2000 + "b = 1", "a = " + "[" * 2000 + "]" * 2000, "a = " + "1" * 5000, "a = " + "{a=" * 50):
        path = tmp_path / "x.toml"
        path.write_text(text, encoding="utf-8")
        problems = Problems("x.toml")
        read_toml(path, File, problems)
        assert len(problems.found) == 1, text[:20]


@pytest.mark.parametrize(
    "name",
    ["x[/../../../../elsewhere/pwn]", "../x", "a/b", "a\\b", "a b", ".x", "x.", "CON", "nul.txt", "a\u200bb", "a:b",
     "x" * 101, "=1+1", "a[b]", "strategy[fertility.tfr@2025=1.63"],
)  # fmt: skip
def test_names_that_leave_the_folder_or_cannot_be_files(name: str) -> None:
    assert len(said({"name": name})) == 1


@pytest.mark.parametrize(
    "name",
    ["strategy", "第２期・総合戦略（案）", "a-b_c.d+(e)", "strategy[fertility.tfr@2025=1.63,migration.net@2025=-322]"],
)
def test_names_that_are_fine(name: str) -> None:
    assert said({"name": name}) == []


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (b"\xef\xbb\xbfformat = 1\r\ntitle = {en = 'a', ja = 'b'}", ""),
        ("format = 1 # 一関".encode("cp932"), "Shift_JIS (line 1)"),
        ("format = 1".encode("utf-16"), "UTF-16 (line 1)"),
        ("format = 1 # 一関".encode("utf-16-le"), "UTF-16 (line 1)"),
        (b"\n\xff\xff\x81", "line 2 of the file is not UTF-8"),
        (b"format = 1 title", "something stands after the value"),
    ],
)
def test_encodings(tmp_path: Path, raw: bytes, wanted: str) -> None:
    path, problems = tmp_path / "x.toml", Problems("x.toml")
    path.write_bytes(raw)
    read_toml(path, File, problems)
    assert [wanted in one.en for one in problems.found] == [True] * bool(wanted)


def test_only_regular_files_of_a_sane_size_are_opened(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("nowhere")
    socket.socket(socket.AF_UNIX).bind(os.path.relpath(tmp_path / "socket"))
    (tmp_path / "large").write_bytes(b"#" * 4_000_001)
    found = {}
    for name in ("folder", "pipe", "link", "socket", "large", "absent"):
        problems = Problems(name)
        assert read_toml(tmp_path / name, File, problems) is None
        found[name] = problems.found[0].en
    problems = Problems("zero")
    assert forms.read_bytes(Path("/dev/zero"), problems) is None
    assert problems.found[0].en.startswith("is a device")
    assert found == {
        "folder": "is a folder, not a file; name a file, or put one in its place.",
        "pipe": "is a pipe, not a file; write a file of this name, or take it away.",
        "link": "is a link to nowhere, which is not there; mend the link.",
        "socket": "is a socket, not a file; write a file of this name, or take it away.",
        "large": "is larger than 4 MB; it is hardly what was meant. Check the file.",
        "absent": "there is no such file; check its name.",
    }


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    table = CsvTable("x", (Column("a", "text"), Column("b", "number")), ("a",), "x", "x")
    path.write_bytes(b"a,b\r\n1,2\r\n\r\n3,4\r\n")
    assert read_frame(path, table).to_numpy().tolist() == [["1", 2.0], ["3", 4.0]]
    for raw, wanted in (
        (b'a,b\n1,"2\n', "row 2: the quotation marks are not closed"),
        ("年".encode("cp932"), "In Excel: 'CSV UTF-8'"),
        ("a,b\nx\u202ey,1\n".encode(), "row 2, a: holds the control character U+202E"),
        (b"a,b\n" + b"x" * 2001 + b",1", "row 2, a: is a text of 2,001"),
        (b"a,b\n" + b"x" * 200_000 + b",1", "row 2: is a text of 131,072"),
    ):
        path.write_bytes(raw)
        with pytest.raises(InputError) as error:
            read_frame(path, table)
        assert [wanted in one.text("en") for one in error.value.problems] == [True]
    path.unlink()
    path.mkdir()
    with pytest.raises(InputError, match="is a folder, not a file"):
        read_frame(path, table)


def test_rules_run_on_what_could_be_read_and_problems_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    path, problems = tmp_path / "x.toml", Problems("x.toml")
    path.write_text("format = 2\nyear = 2020\nshare = 7\n[title]\nen = 'a'\nja = 'b'\n", encoding="utf-8")

    def rules(made: File) -> None:
        assert made.ok("year")
        problems.add("year", en="not this year.", ja="この年ではありません。")

    read_toml(path, File, problems, rules=rules, cite=lambda loc, kind: (f" (rule {len(loc)})", ""))
    assert [one.text("en") for one in problems.found] == [
        "format: got 2; this program reads format = 1. (rule 1)",
        "year: not this year.",
        "share: got 7; a share must be from 0 to 1. Did you mean 0.07? (rule 1)",
    ]


def test_json_reads_as_toml() -> None:
    problems = Problems("x.json")
    assert parse_text('{"format": 1}', problems, is_json=True) == {"format": 1}
    for text in ('{"a": 1, "a": 2}', "[]", '{"a": NaN}', "{"):
        assert parse_text(text, problems, is_json=True) is None
    assert len(problems.found) == 4


def test_years_and_shares_end_where_the_format_says() -> None:
    """docs/scenario-format.md: years from 1900 to 2200; a share is from 0 to 1."""
    for good in ({"year": 1900}, {"year": 2200}, {"share": 0}, {"share": 1}):
        assert said(good) == [], good
    for bad in (1899, 2201, 2300):
        assert said({"year": bad}) == [f"year: got {bad}; years run from 1900 to 2200."]
    for bad in (-0.01, 1.01, 5, 100.5):
        assert len(said({"share": bad})) == 1, bad
    assert said({"share": 5}) == ["share: got 5; a share must be from 0 to 1. Did you mean 0.05?"]


def test_an_empty_number_is_no_number(tmp_path: Path) -> None:
    """Where a cell may stay empty it is missing, and not 0."""
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,\n2,3\n", encoding="utf-8")
    table = CsvTable("t", (Column("a", "text"), Column("b", "number", blank=True)), ("a",), "x", "x")
    frame = read_frame(path, table)
    assert frame["b"].isna().tolist() == [True, False]
    assert frame["b"].iloc[1] == 3.0


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = x", 1), ("a = 1\nb = x", 2), ("a = 1\nb = x\n", 2), ("a = 1\n\nb = [1,", 3), ("a = 1\nb = [1,\n", 3)],
)
def test_a_slip_is_told_with_its_line_to_the_last(text: str, line: int) -> None:
    """Counted by hand; what is open at the end is told at the end."""
    problems = Problems("x.toml")
    assert parse_text(text, problems, is_json=False) is None
    assert [one.text("en").startswith(f"line {line}, column ") for one in problems.found] == [True]
    assert [one.text("ja").startswith(f"{line}行目") for one in problems.found] == [True]


@pytest.mark.parametrize(
    ("ages", "en", "ja"),
    [
        ((0, None), "all ages", "全年齢"),
        ((65, None), "65+", "65歳以上"),
        ((10, 39), "10-39", "10～39歳"),
        ((30, 30), "30", "30歳"),
        ((0, 0), "0", "0歳"),
        ((0, 4), "0-4", "0～4歳"),
    ],
)
def test_ages_in_words(ages: tuple[int, int | None], en: str, ja: str) -> None:
    assert (AgeRange(*ages).say("en"), AgeRange(*ages).say("ja")) == (en, ja)
