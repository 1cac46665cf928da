"""Arrivals within the nation, held against the censuses: what docs/official-method.md says of it."""

from __future__ import annotations

import os
import re
from functools import cache

import numpy as np
import pytest

from cohort.assumptions.mortality import OFFICIAL, prefecture_mortality
from cohort.collection.area import area
from cohort.collection.places import every_place
from cohort.collection.tables import ages_known, persons, table
from cohort.demography.life_table import group_survivorship
from tests.collection.institute import GROUPS, MOTHERS, carried, within_the_nation
from tests.shared import ROOT

LAUNCHES = (1985, 1990, 1995, 2000, 2005)
BOYS = 105 / 205


@cache
def _censuses() -> tuple[dict[int, np.ndarray], dict[int, np.ndarray], np.ndarray, np.ndarray]:
    """Return counts of all places and of the nation by year, totals of 2020, and survivorship (area, interval from 1980)."""
    counted = persons(table("census")["population"])
    places, nation = (
        ages_known(one).sel(age_group=GROUPS) for one in (counted, counted.sum("area"))
    )  # the census of 2020 has finer old ages: its totals only
    by_year = {year: places.sel(date=f"{year}-10-01").values for year in range(1980, 2016, 5)}
    whole = {year: nation.sel(date=f"{year}-10-01").values for year in range(1980, 2016, 5)}
    last = counted.sel(date="2020-10-01").sum(("sex", "age_group")).values
    middles = np.arange(1980, 2020, 5) + 2.75
    firsts = {place.prefecture_code: place for place in reversed(every_place())}
    alive = {
        code: group_survivorship(prefecture_mortality(area(place.code), 2020, OFFICIAL).at(middles), 5, 90)
        for code, place in firsts.items()
    }
    return by_year, whole, last, np.stack([alive[str(code)[:2]] for code in counted["area"].values])


def _errors(launch: int) -> dict[str, tuple[np.ndarray, float]]:
    """Return the relative errors of places in 2020, and that of their sum, with rates held and with arrivals within the nation."""
    counts, whole, last, alive = _censuses()
    first = (launch - 1980) // 5
    at_risk = counts[launch - 5][..., :-1].copy()
    at_risk[..., -1] += counts[launch - 5][..., -1]
    rates = np.divide(counts[launch][..., 1:], at_risk, out=np.zeros_like(at_risk), where=at_risk > 0)
    rates = np.where(at_risk > 0, rates - alive[:, first - 1, :, 1:], 0.0)
    survival = alive[:, first:, :, 1:]
    boys = np.full(len(rates), BOYS)
    women = counts[launch][:, 1, MOTHERS].sum(1)
    ratio = np.divide(counts[launch][:, :, 0].sum(1), women, out=np.zeros_like(women), where=women > 0)
    found = {}
    for name, moves in (
        ("held", np.repeat(rates[:, None], survival.shape[1], 1)),
        ("within", within_the_nation(counts[launch], whole[launch], survival, rates, boys)),
    ):
        people = counts[launch]
        for step in range(survival.shape[1]):
            people = np.maximum(carried(people, survival[:, step] + moves[:, step], ratio, boys), 0)
        total = people.sum((1, 2))
        there = (counts[launch].sum((1, 2)) > 0) & (last > 0)
        found[name] = total[there] / last[there] - 1, float(total.sum() / last.sum() - 1)
    return found


@pytest.mark.skipif("COHORT_EVERY" not in os.environ, reason="life tables of 47 prefectures")
@pytest.mark.parametrize("launch", LAUNCHES)
def test_places_and_nation_come_nearer_to_the_census_of_2020(launch: int) -> None:
    said = (ROOT / "docs" / "official-method.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| {launch} \|(.*)\|$", said, flags=re.MULTILINE)
    assert row is not None
    found = _errors(launch)
    shown = []
    for name in ("held", "within"):
        errors, nation = found[name]
        far = np.abs(errors)
        shown += [f"{100 * np.median(far):.2f}", f"{100 * np.mean(far > 0.1):.0f}", f"{100 * nation:+.1f}"]
    assert [cell.strip().replace("−", "-") for cell in row.group(1).split("|")] == shown
    held, within = (np.abs(found[name][0]) for name in ("held", "within"))
    assert np.median(within) < np.median(held)
    assert np.mean(within > 0.1) < np.mean(held > 0.1)
