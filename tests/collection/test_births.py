"""Levels of births of known years against the births that came: the table of docs/decisions/launch-years.md, worked out again."""

from __future__ import annotations

import csv
from functools import cache

import numpy as np

from cohort.backtest.history import STEP, Floats
from cohort.backtest.scores import EVACUATED
from cohort.collection.tables import persons, table
from tests.shared import ROOT

CASES = ((2016, 2021), (2016, 2023), (2017, 2022), (2017, 2023), (2018, 2023))
WAYS = (5, 3, 2, 1, "nation", "prefecture")


@cache
def counted() -> tuple[tuple[str, ...], Floats, Floats]:
    """Areas that can be compared; births and usual births (area, year 2016 to 2023): women in the middle of the year by the nation's rates."""
    events, register = table("events"), table("register")
    areas = tuple(str(code) for code in events["area"].values)
    births = (
        persons(events["events"].sel(measure="births")).transpose("area", "year").sel(year=slice(2016, 2023)).values
    )
    groups = [f"{low}-{low + STEP - 1}" for low in range(15, 50, STEP)]
    women = persons(register["population"]).sel(sex="female", age_group=groups)
    women = np.nan_to_num(women.sel(date=slice("2015-01-01", None)).transpose("area", "date", "age_group").values)
    last = women[:, -1] + (women[:, -1] - women[:, -2])  # 1 January 2024: the last change goes on
    women = np.concatenate([women, last[:, None]], axis=1)
    with (ROOT / "inputs" / "japan" / "asfr.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    newest = max(int(row["year"]) for row in rows)
    rates = np.zeros(len(groups))
    for row in rows:
        if int(row["year"]) == newest and 15 <= int(row["age"]) < 50:
            rates[(int(row["age"]) - 15) // STEP] += float(row["asfr"]) / STEP
    usual = (women[:, 1:-1] + women[:, 2:]) @ rates / 2
    there = ~np.isin(np.array(areas), EVACUATED) & (usual > 0.5).all(1) & np.isfinite(births).all(1)
    return tuple(np.array(areas)[there]), births[there], usual[there]


def off(first: int, year: int, way: int | str) -> tuple[float, float]:
    """Sum of births over what was counted, and a place's median error, in percent."""
    areas, births, usual = counted()
    years = slice(first - 2016, first - 2011)
    if isinstance(way, int):
        years, moved = slice(years.stop - way, years.stop), 1.0
    elif way == "nation":
        whole = births[:, years].sum(0) / usual[:, years].sum(0)
        moved = whole[-1] / (births[:, years].sum() / usual[:, years].sum())
    else:
        with (ROOT / "cohort" / "collection" / "data" / "prefecture_tfr.csv").open(encoding="utf-8") as file:
            tfr = {(row["prefecture"], int(row["year"])): float(row["tfr"]) for row in csv.DictReader(file)}
        course = np.array([[tfr[code[:2], one] for one in range(first, first + 5)] for code in areas])
        moved = course[:, -1] / course.mean(1)
    made = births[:, years].sum(1) / usual[:, years].sum(1) * moved * usual[:, year - 2016]
    came = births[:, year - 2016]
    wrong = np.abs(made / np.maximum(came, 1.0) - 1)[came >= 1]
    return 100 * float(made.sum() / came.sum() - 1), 100 * float(np.median(wrong))


def test_the_table_of_the_decision() -> None:
    page = (ROOT / "docs" / "decisions" / "launch-years.md").read_text(encoding="utf-8")
    for first, year in CASES:
        cells = ["{:+.1f}, {:.1f}".format(*off(first, year, way)) for way in WAYS]
        assert f"| {first}-{first + 4} | {year} | {' | '.join(cells)} |" in page


def test_the_prefectures_course_is_better_than_the_mean_wherever_it_was_tried() -> None:
    for first, year in CASES:
        (mean, of_mean), (moved, of_moved) = off(first, year, 5), off(first, year, "prefecture")
        assert 0 < moved < mean
        assert of_moved < of_mean


if __name__ == "__main__":
    for first, year in CASES:
        print(
            f"| {first}-{first + 4} | {year} |",
            " | ".join("{:+.1f}, {:.1f}".format(*off(first, year, way)) for way in WAYS),
            "|",
        )
