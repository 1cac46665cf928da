"""Kitagawa's split against examples worked by hand and published figures; lines that are crossed."""

import numpy as np
import pytest

from cohort.errors import CohortError
from cohort.planning import Crossing, case_of, kitagawa, read_line, threshold_table
from cohort.planning.ageing import ShareParts, share_parts
from cohort.planning.stable import stock
from cohort.planning.thresholds import thresholds, usual_lines
from cohort.run import Run
from cohort.text import Text
from tests.shared import computed


@pytest.fixture(scope="module")
def ichinoseki() -> Run:
    return computed("ichinoseki")


def test_by_hand() -> None:
    """Two groups: 60:40 with 0.1 and 0.5 become 30:70 with 0.2 and 0.4.

    Averages 0.26 and 0.34. Rates: 0.1 x 0.45 - 0.1 x 0.55 = -0.01. Composition: -0.3 x 0.15 + 0.3 x 0.45 = 0.09.
    """
    rate, composition = kitagawa((np.array([0.1, 0.5]), np.array([0.2, 0.4])), (np.array([60, 40]), np.array([30, 70])))
    assert rate == pytest.approx(-0.01)
    assert composition == pytest.approx(0.09)
    assert rate + composition == pytest.approx(0.34 - 0.26)


# Deaths of the United States per 1,000 by race and age, and residents in thousands, 1970 and 1985:
# Das Gupta (1993), Standardization and decomposition of rates, P23-186, table 5.3
SIZES = {
    1970: [2968, 11484, 34614, 30992, 21983, 20314, 20928, 16897, 11339, 5720, 1315,
           535, 2162, 6120, 4781, 3096, 2718, 2363, 1767, 1149, 448, 117],
    1985: [3041, 11577, 27450, 32711, 35480, 27411, 19555, 19795, 15254, 8022, 2472,
           707, 2692, 6473, 6841, 6547, 4352, 3034, 2540, 1749, 804, 236],
}  # fmt: skip
RATES = {
    1970: [18.469, 0.751, 0.391, 1.146, 1.287, 2.672, 6.636, 15.691, 34.723, 79.763, 176.837,
           36.993, 1.352, 0.541, 2.040, 3.523, 6.746, 12.967, 24.471, 45.091, 74.902, 123.205],
    1985: [9.163, 0.462, 0.248, 0.929, 1.084, 1.810, 4.715, 12.187, 27.728, 64.068, 157.570,
           17.208, 0.738, 0.328, 1.103, 2.045, 3.724, 8.052, 17.812, 34.128, 68.276, 125.161],
}  # fmt: skip


def test_published_deaths_of_1970_and_1985() -> None:
    """The crude rates were 9.42 and 8.74: mortality fell by much more, as there were more old people."""
    rates, sizes = ((np.array(one[1970]), np.array(one[1985])) for one in (RATES, SIZES))
    rate, composition = kitagawa(rates, sizes)
    crude = [float(np.average(r, weights=n)) for r, n in zip(rates, sizes, strict=True)]
    assert [round(one, 2) for one in crude] == [9.42, 8.74]
    assert rate + composition == pytest.approx(crude[1] - crude[0], abs=1e-12)
    # plainly: the mean of the two orders in which rates and ages can be changed
    standardised = [
        [sum(r * n for r, n in zip(a, b, strict=True)) / sum(b) for b in SIZES.values()] for a in RATES.values()
    ]
    plainly = (standardised[1][0] - standardised[0][0] + standardised[1][1] - standardised[0][1]) / 2
    assert rate == pytest.approx(plainly)
    assert rate < 0 < composition


def test_parts_of_the_share_add_up(ichinoseki: Run) -> None:
    found = share_parts(ichinoseki, "trend", "strategy", 2040)
    for name, share in zip(("trend", "strategy"), found.shares, strict=True):
        own = ichinoseki.summary["share_65_plus"].sel(scenario=name, time=2040)
        assert share == pytest.approx(float(own), rel=1e-9)
    assert found.rate + found.composition == pytest.approx(found.total, abs=1e-12)
    assert found.older + found.younger == pytest.approx(found.total, abs=1e-12)
    assert "2040" in found.sentence.say("en")
    assert "65歳以上" in found.sentence.say("ja")


def test_the_first_year_beyond_a_line_is_that_of_the_path(ichinoseki: Run) -> None:
    case = case_of(ichinoseki, "strategy")
    path = case.projected
    for measure, line in (*usual_lines(case), ("85+", 9_000.0), ("6/35", 12.0), ("women:20-39", 1.0)):
        (found,) = thresholds(ichinoseki, [(measure, line)], scenarios=["strategy"])
        own = (
            stock(path.to_dataset(name="population").assign_attrs(case.assumptions.attrs), measure, case)
            if not measure.startswith("share")
            else case.summary["share_65_plus"]
        )
        year = None
        for when, value in zip(own["time"].values, own.values, strict=True):  # plainly, one year after the other
            if (value < line) == found.below and value != line:
                year = int(when)
                break
        assert found.year == year, measure
    assert found.year is None  # there is always more than one


def test_pupils_and_classes_are_counted_by_hand(ichinoseki: Run) -> None:
    case = case_of(ichinoseki, "strategy")
    six = case.projected.sel(age=6, time=2030).sum("sex")
    whole = case.projected.to_dataset(name="population")
    assert float(stock(whole, "6", case).sel(time=2030)) == pytest.approx(float(six))
    assert float(stock(whole, "6/35", case).sel(time=2030)) == -(-float(six) // 35)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("6=400", ("6", 400.0)),
        ("share_65_plus=45%", ("share_65_plus", 0.45)),
        ("women:20-39=5,000", ("women:20-39", 5000.0)),
    ],
)
def test_a_line_as_it_is_typed(said: str, line: tuple[str, float]) -> None:
    assert read_line(said) == line


@pytest.mark.parametrize("said", ["6", "6=", "6=many", "=5%x", "6=nan"])
def test_what_is_no_line_is_told(said: str) -> None:
    with pytest.raises(CohortError, match="measure=value"):
        read_line(said)


def test_a_table_of_lines() -> None:
    found = [Crossing("a", Text("A", "甲"), "6", 400, True, 2031), Crossing("b", Text("B", "乙"), "6", 400, True, None)]
    head, *rows = threshold_table(found).say("ja")
    assert head[1] == "小学1年生（6歳）が400人を下回る年"
    assert rows == [["甲", "2031年"], ["乙", "達しない"]]
    assert [row[1] for row in threshold_table(found).say("en")[1:]] == ["2031", "not crossed"]


def test_the_sentence_says_whose_share_is_whose() -> None:
    parts = ShareParts(Text("One", "甲"), Text("Two", "乙"), 65, 2040, (0.401, 0.452), 0.05, 0.001, 0.041, 0.01)
    assert parts.sentence.say("en") == (
        "Aged 65 or over in 2040: 45.2% (Two) against 40.1% (One); +4.1 percentage points by the number of people of that age, "
        "+1.0 by those younger."
    )
    said = parts.sentence.say("ja")
    assert "「乙」は45.2%、「甲」は40.1%" in said
    assert "65歳以上の人数によるものは+4.1ポイント、それより若い人の数によるものは+1.0ポイント" in said
