from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cohort
from cohort.analysis.indicators import rating, rating_table, ratings
from cohort.errors import InputError
from tests.shared import ROOT

KPIS = cohort.read_inputs(ROOT / "inputs/ichinoseki").kpis
assert KPIS is not None
TABLE = ratings(KPIS)
# the paper of 17 December 2025, in its order
PUBLISHED = "ABAAACCACCBBBDCAAACBCBBCBACAAABBAB"


@pytest.mark.parametrize("place", range(34))
def test_every_rating_is_as_published(place: int) -> None:
    row = TABLE.iloc[place]
    assert (row["rating"], row["published_rating"]) == (PUBLISHED[place], PUBLISHED[place])
    assert row["agrees"]


def test_there_are_34() -> None:
    assert len(TABLE) == len(PUBLISHED) == 34
    assert TABLE["agrees"].all()
    assert TABLE["rating"].value_counts().to_dict() == {"A": 13, "B": 11, "C": 9, "D": 1}


@pytest.mark.parametrize(
    ("number", "part", "attainment"),
    [(2, "修学", 14 / 15), (10, "もち", 196 / 260), (14, "地産", 0.45), (15, "6次", 21 / 38), (23, "達谷", 11 / 15)],
)
def test_attainment_is_actual_over_target(number: int, part: str, attainment: float) -> None:
    row = TABLE[(TABLE["number"] == number) & TABLE["kpi"].str.contains(part)].iloc[0]
    assert row["attainment"] == pytest.approx(attainment)


def test_cumulative_counts_are_rated_with_what_was_there_before() -> None:
    cumulative = TABLE[TABLE["kpi"].str.contains("累計")]
    assert cumulative["number"].tolist() == [10, 13, 15, 17, 21, 32]
    assert cumulative["rating"].tolist() == list("CBCACB")
    # what was added since the base: (196-170)/(260-170), (72-42)/(77-42), (21-18)/(38-18), ...
    expected = [26 / 90, 30 / 35, 3 / 20, 39 / 19, 21 / 30, 18 / 24]
    assert cumulative["progress"].tolist() == pytest.approx(expected)
    assert cumulative["rating_by_progress"].tolist() == list("DBDACC")


def test_a_missing_base_and_a_target_below_it_have_no_progress() -> None:
    without = TABLE[TABLE["progress"].isna()]
    assert without["number"].tolist() == [1, 3, 4, 18, 23]  # 84 to 84; 563 to 511; 10,778 to 10,162; 42 to 37; no base
    assert (without["rating_by_progress"] == "").all()


def test_some_are_rated_b_although_they_fell() -> None:
    back = TABLE[TABLE["backwards"]]
    assert back["number"].tolist() == [6, 19, 20, 23, 31]
    assert back["rating"].tolist() == list("CCBBB")


@pytest.mark.parametrize(
    ("attainment", "expected"),
    [(1, "A"), (0.9999, "B"), (0.8, "B"), (0.7999, "C"), (0.5, "C"), (0.4999, "D"), (-1, "D")],
)
def test_edges_of_the_classes(attainment: float, expected: str) -> None:
    assert rating(attainment) == expected


def test_nothing_reached_nothing_rated() -> None:
    assert rating(None) == ""


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_more_is_never_rated_worse(one: float, other: float) -> None:
    assert rating(max(one, other)) <= rating(min(one, other))


def test_unpublished_and_unknown_values() -> None:
    kpis = pd.DataFrame(
        {
            "number": [1, 2],
            "kpi": ["a", "b"],
            "unit": ["x", "x"],
            "base_2022": [1.0, math.nan],
            "target_2028": [10.0, 10.0],
            "actual_2024": [math.nan, 9.0],
            "published_rating": ["A", ""],
        }
    )
    table = ratings(kpis)
    assert table["rating"].tolist() == ["", "B"]
    assert table["agrees"].tolist() == [False, True]
    assert rating_table(table).say("en")[1][5:7] == ["-", "-"]


def test_a_target_of_zero_is_refused() -> None:
    kpis = KPIS.copy()
    kpis.loc[0, "target_2028"] = 0
    with pytest.raises(InputError, match=r"number 1: the target is 0") as caught:
        ratings(kpis)
    assert "0 以外" in caught.value.text("ja")


def test_the_table_says_it_in_both_languages() -> None:
    made = rating_table(TABLE)
    (english,), (japanese,) = ([note.say(language) for note in made.notes] for language in ("en", "ja"))
    assert english.startswith("34 of 34 ratings are as published")
    assert "14 would differ" in english
    assert "34指標のうち34指標" in japanese
    assert "のに" not in japanese
    assert len(made.rows) == 34
    name = "修学資金貸付修学者のうち市内就職者数"
    assert made.say("en")[2] == ["2", name, "人", "10", "15", "14", "93%", "B", "B"]
    assert made.say("ja")[0][:3] == ["番号", "指標", "単位"]
