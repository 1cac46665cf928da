"""Pattern 1 of the official form from the census of 2015 for all municipalities at once, beside the institute's projection of 2018.

Written plainly, on arrays of all places: it is the oracle of what the package does place by place. Run as a program it writes
``docs/beside-ipss2018.csv``, every municipality with the difference and where it comes from.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from cohort.assumptions.mortality import OFFICIAL, prefecture_mortality
from cohort.collection.area import area
from cohort.collection.places import every_place
from cohort.collection.tables import ages_known, persons, table
from cohort.demography.life_table import group_survivorship

LIST = Path(__file__).resolve().parents[2] / "docs" / "beside-ipss2018.csv"
GROUPS = [*(f"{low}-{low + 4}" for low in range(0, 90, 5)), "90+"]
MOTHERS = slice(3, 10)
STEPS, HORIZON = 6, 5  # to 2045; the fifth step ends in 2040
# reached ages of cohorts, as positions after the first group
BLOCKS = {"5-14": slice(0, 2), "15-39": slice(2, 7), "40-64": slice(7, 12), "65+": slice(12, 18)}


@dataclass(frozen=True)
class Beside:
    """Arrays over the places that the institute published; ``ours``, ``theirs``: cohort change rates (area, step, sex, age reached 5+)."""

    codes: list[str]
    launch: np.ndarray
    ours: np.ndarray
    theirs: np.ndarray
    ratio: np.ndarray
    their_ratio: np.ndarray
    published: np.ndarray
    boys: np.ndarray

    def totals(self, rates: np.ndarray, ratio: np.ndarray) -> np.ndarray:
        """Residents (area, time) with some cohort change rates and child-woman ratios (area, step)."""
        people = [self.launch]
        for step in range(STEPS):
            people.append(carried(people[-1], rates[:, step], ratio[:, step], self.boys))
        return np.stack(people, 1).sum((2, 3))

    def apart(self, rates: np.ndarray | None = None, ratio: np.ndarray | None = None) -> np.ndarray:
        """Relative difference from what was published for 2040, by area."""
        made = self.totals(self.ours if rates is None else rates, self.ratio if ratio is None else ratio)
        return made[:, HORIZON] / self.published[:, HORIZON] - 1

    def contributions(self) -> dict[str, np.ndarray]:
        """What of the difference goes away with the institute's rates of some ages, or with its child-woman ratios."""
        base, found = self.apart(), {}
        for name, ages in BLOCKS.items():
            mixed = self.ours.copy()
            mixed[..., ages] = self.theirs[..., ages]
            found[name] = base - self.apart(mixed)
        return {**found, "children": base - self.apart(ratio=self.their_ratio)}


def _at_risk(people: np.ndarray) -> np.ndarray:
    at_risk = people[..., :-1].copy()
    at_risk[..., -1] += people[..., -1]
    return at_risk


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.zeros(np.broadcast(above, below).shape), where=below > 0)


@cache
def beside() -> Beside:
    """Return both projections."""
    counted = persons(table("census")["population"])
    census = ages_known(counted).sel(age_group=GROUPS)
    nation = ages_known(counted.sum("area")).sel(age_group=GROUPS, date="2015-10-01").values
    codes = np.array([str(code) for code in census["area"].values])
    counts = {year: census.sel(date=f"{year}-10-01").values for year in range(1990, 2016, 5)}
    before, launch = counts[2010], counts[2015]
    published = persons(table("ipss2018")["population"]).sel(
        age_group=GROUPS, date=[f"{year}-10-01" for year in range(2015, 2046, 5)]
    )
    published = published.transpose("area", "date", "sex", "age_group").values
    survival = np.stack([_survival()[code[:2]] for code in codes])
    rates = _ratio(launch[..., 1:], _at_risk(before)) - survival[:, 0, :, 1:]
    rates[_at_risk(before) == 0] = 0.0  # nobody was there to move
    # places below 3,000 residents: the migrants of the five intervals since 1990 together
    moved, at_risk = np.zeros_like(rates), np.zeros_like(rates)
    for step, year in enumerate(range(1990, 2015, 5)):
        alive = np.stack([_survival_since_1990()[code[:2]][step] for code in codes])[..., 1:]
        moved += counts[year + 5][..., 1:] - _at_risk(counts[year]) * alive
        at_risk += _at_risk(counts[year])
    small = launch.sum((1, 2)) < 3_000
    rates[small] = _ratio(moved, at_risk)[small]
    there = np.isfinite(published).all((1, 2, 3)) & (published.sum((1, 2, 3)) > 0) & (before.sum((1, 2)) > 0)
    births = area("01100").nation.births_by_sex.set_index("year").loc[2015]
    boys = births["male"] * survival[:, 1, 0, 0]  # those of 2015-20 who reach 0-4
    boys = boys / (boys + births["female"] * survival[:, 1, 1, 0])
    moves = within_the_nation(launch, nation, survival[:, 1:, :, 1:], rates, boys)
    ours = (survival[:, 1:, :, 1:] + moves)[there]
    theirs = _ratio(published[there, 1:, :, 1:], _at_risk(published[there, :-1]))
    children = launch[there, :, 0].sum(1) / launch[there, 1, MOTHERS].sum(1)
    their_ratio = published[there, 1:, :, 0].sum(2) / published[there, 1:, 1, MOTHERS].sum(2)
    ratio = np.repeat(children[:, None], STEPS, 1)
    totals = published[there].sum((2, 3))
    return Beside(codes[there].tolist(), launch[there], ours, theirs, ratio, their_ratio, totals, boys[there])


def within_the_nation(
    launch: np.ndarray, whole: np.ndarray, survival: np.ndarray, rates: np.ndarray, boys: np.ndarray
) -> np.ndarray:
    """Return net rates (area, step, sex, age reached): arrivals where a cohort has outgrown the nation's follow the nation's.

    Every place beside the whole nation, which goes on at the place's survival and moves nowhere.
    """
    nation = np.broadcast_to(whole, launch.shape)
    place, made = launch, []
    children = [_ratio(people[:, :, 0].sum(1), people[:, 1, MOTHERS].sum(1)) for people in (launch, nation)]
    for step in range(survival.shape[1]):
        grown = _ratio(_at_risk(place), _at_risk(launch))
        other = _at_risk(nation) / _at_risk(whole)
        made.append(np.where((rates > 0) & (grown > other), rates * _ratio(other, grown), rates))
        place = carried(place, survival[:, step] + made[-1], children[0], boys)
        nation = carried(nation, survival[:, step], children[1], boys)
    return np.stack(made, 1)


def carried(people: np.ndarray, change: np.ndarray, ratio: np.ndarray, boys: np.ndarray) -> np.ndarray:
    now = np.empty_like(people)
    now[..., 1:] = _at_risk(people) * change
    born = ratio * now[:, 1, MOTHERS].sum(1)
    now[:, 0, 0], now[:, 1, 0] = born * boys, born * (1 - boys)
    return now


@cache
def _survival_since_1990() -> dict[str, np.ndarray]:
    """By prefecture: survivorship of the five intervals from 1990 on, on the tables known in 2015."""
    middles = np.array([year + 2.75 for year in range(1990, 2015, 5)])
    firsts = {place.prefecture_code: place for place in reversed(every_place())}
    return {
        code: group_survivorship(prefecture_mortality(area(place.code), 2015, OFFICIAL).at(middles), 5, 90)
        for code, place in firsts.items()
    }


@cache
def _survival() -> dict[str, np.ndarray]:
    """By prefecture: survivorship of 2010-15, and of the six steps from 2015, as known in 2015."""
    firsts = {place.prefecture_code: place for place in reversed(every_place())}
    middles = np.array([2012.75, *(year + 2.75 for year in range(2015, 2045, 5))])
    return {
        code: group_survivorship(prefecture_mortality(area(place.code), 2015, OFFICIAL).at(middles), 5, 90)
        for code, place in firsts.items()
    }


def write() -> None:
    """Write the list."""
    both = beside()
    apart, parts = both.apart(), both.contributions()
    ours = both.totals(both.ours, both.ratio)[:, HORIZON]
    names = {place.code: place.prefecture + place.name for place in every_place()}
    with LIST.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["code", "name", "pattern1_2040", "ipss2018_2040", "difference_percent", *parts])
        for i in np.argsort(-np.abs(apart)):
            of_parts = [f"{100 * part[i]:.1f}" for part in parts.values()]
            code, published = both.codes[i], int(both.published[i, HORIZON])
            rows.writerow([code, names[code], round(ours[i]), published, f"{100 * apart[i]:.1f}", *of_parts])


if __name__ == "__main__":
    write()
