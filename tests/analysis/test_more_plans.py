"""Four more plans: what docs/more-plans.md says of them is what the package gives."""

from __future__ import annotations

import csv

import pytest

from cohort.inputs import read_inputs
from tests.analysis.more_plans import MARK, PAGE, ROWS, TABLES, apart, ours, published, theirs, written
from tests.shared import DATA, ROOT, needs_data

CODES = {"37201": "takamatsu", "28210": "kakogawa", "06205": "shinjo", "16207": "kurobe"}


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_tables_of_the_page_are_recomputed(page: str) -> None:
    assert written(page) == page, "python -m tests.analysis.more_plans writes them anew"


def test_every_table_stands_on_the_page(page: str) -> None:
    assert {found["name"] for found in MARK.finditer(page)} == set(TABLES)


@pytest.mark.parametrize(
    ("name", "scenario", "series", "year", "within"),
    [
        ("takamatsu", "trend", "baseline", 2040, 0.1),  # the institute's of 2018, from the same census
        ("takamatsu", "trend", "baseline", 2065, 2.0),
        ("kurobe", "trend", "pattern1", 2060, 1.0),
        ("shinjo", "trend", "pattern2", 2040, 1.5),
        ("shinjo", "simulation4", "simulation4", 2040, 1.5),
        ("kakogawa", "outlook-at-once", "simulation2", 2015, 0.1),
        ("kakogawa", "outlook", "simulation2", 2040, 0.5),
        ("kakogawa", "outlook", "simulation2", 2060, 2.0),
    ],
)
def test_how_near(name: str, scenario: str, series: str, year: int, within: float) -> None:
    assert abs(apart(name, scenario, series, year)) < within


def test_what_settlers_and_births_add_in_kurobe() -> None:
    """The paper's own steps: what the higher fertility adds is met, what settlers add is a little more than half."""
    for of in (theirs, lambda *a: ours(*a)):
        higher = [of("kurobe", f"simulation{n}", 2060) - of("kurobe", f"simulation{n + 3}", 2060) for n in (1, 2, 3)]
        assert all(700 < one < 850 for one in higher)
    added = [of("kurobe", "simulation2", 2060) - of("kurobe", "simulation1", 2060) for of in (ours, theirs)]
    assert 0.5 < added[0] / added[1] < 0.6


@needs_data
def test_the_figures_are_those_of_the_plans() -> None:
    assert DATA is not None
    with (DATA / "municipalities" / "plan_outlooks_4_cities.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    named = {"ipss_based_pattern1": "pattern1", "outlook_simulation2": "simulation2", "sosei_kaigi_pattern2": "pattern2",
             "ipss_based": "pattern1", "target": "outlook", "city_outlook": "outlook"}  # fmt: skip
    for row in rows:
        series = named.get(row["series"], row["series"])
        assert theirs(CODES[row["code5"]], series, int(row["year"])) == float(row["population"])


def test_the_folders_are_in_order() -> None:
    for code, name in CODES.items():
        inputs = read_inputs(ROOT / "examples" / "inputs" / name)
        assert (inputs.area.code, set(ROWS) - set(CODES.values())) == (code, set())
        assert all(source.date and source.note for source in inputs.sources.values())
    assert published("takamatsu").districts is not None
