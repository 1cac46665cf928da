"""From a published projection to ours, component by component, adding up to the person."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from cohort.arguments import DATASET, PROJECTION, PUBLISHED, TEXT, YEAR, takes
from cohort.errors import ProjectionError, fail
from cohort.record import Implied, implied_of
from cohort.table import Table
from cohort.text import Said, Text
from cohort.vocabulary import series_text

from .form import CLASSES, LEVERS, STEP, Form
from .grid import Reading, day_of, one_scenario
from .published import Published
from .shapley import shapley, weight
from .told import label, sentences, table

Array = npt.NDArray[np.float64]

SUBJECT = "bridge"


@dataclass(frozen=True)
class Component:
    """One component of the gap: its key, its persons, and the key of the method it was found by."""

    key: str
    persons: float
    method: str


@dataclass(frozen=True, eq=False)
class Bridge:
    """Why a projection differs from a published one.

    Attributes
    ----------
    scenario, against : str
        Ours, and the published series.
    year : int
    start_year : int or None
        Where the two are first compared; None where only one total is published.
    published, ours : float
        The two totals, persons.
    components : tuple of Component
        They add up to ``ours - published``.
    launch_by_class : dict
        What the population at the start contributes, by age class then; where it is known.
    implied : Implied or None
        Where a scenario is calibrated to the published total: what that implies.
    day : str or None
        Reference date of the published total; None where it is not stated.
    """

    scenario: str
    against: str
    year: int
    start_year: int | None
    published: float
    ours: float
    components: tuple[Component, ...]
    launch_by_class: dict[str, float] = field(default_factory=dict)
    implied: Implied | None = None
    day: str | None = None

    @property
    def gap(self) -> float:
        """Return ours less the published total, persons."""
        return self.ours - self.published

    @property
    def parts(self) -> dict[str, float]:
        """Return persons by component, as `cohort.plot.waterfall` takes them."""
        return {one.key: one.persons for one in self.components}

    @property
    def labels(self) -> dict[str, Text]:
        """Return what the components are called, short enough for a chart."""
        return {one.key: label(one.key, self) for one in self.components}

    @property
    def ends(self) -> tuple[Text, Text]:
        """Return what the published total and ours are called."""
        ours = f"{self.scenario} ({self.year})"
        return series_text(self.against), Text(ours, ours)

    def table(self) -> Table:
        """Return component, persons, share of the gap and method."""
        return table(self)

    def sentences(self) -> tuple[Said, ...]:
        """Return the bridge in plain words."""
        return sentences(self)

    def text(self, language: str) -> str:
        """Return the bridge in plain words, a sentence a line."""
        return "\n".join(sentence.say(language) for sentence in self.sentences())


@takes(projection=PROJECTION, published=PUBLISHED, year=YEAR, scenario=TEXT, against=TEXT, assumptions=DATASET)
def bridge(
    projection: xr.Dataset,
    published: Published | xr.Dataset,
    *,
    year: int = 2040,
    scenario: str | None = None,
    against: str | None = None,
    assumptions: xr.Dataset | None = None,
) -> Bridge:
    """Explain, component by component, why a projection differs from a published one (or from another of ours).

    Both are put into the official five-year form on the days and years of the published one: launch population, child-
    woman ratios, survivorship S and net migration rates N of each step. Where the published table has all ages, the four
    are exchanged one after the other in every order (Shapley). Published are only the sums S + N; which part of them is
    S is taken from our life tables as known at its launch. With broad ages only, what the start contributes is found by
    class and the rest by class reached; with totals only, the rest is one part.

    Parameters
    ----------
    projection : Dataset
        As `project` returns it with ``keep="all"``.
    published : Published or Dataset
        As `cohort.published` returns it; or a projection.
    year : int
    scenario, against : str, optional
        Scenario of the projection, and of ``published`` if that is a projection; by default the first.
    assumptions : Dataset, optional
        As `assume` returns them: a scenario that is calibrated to the published total adds what that implies.

    Returns
    -------
    Bridge

    Raises
    ------
    ProjectionError
        Years or days that cannot be brought together, ages that were not kept.
    InputError
        Nothing is published for the year.
    """
    one, name = one_scenario(projection, scenario, SUBJECT)
    if isinstance(published, xr.Dataset):
        other, other_name = one_scenario(published, against, SUBJECT)
        return _two_projections(one, name, other, other_name, year)
    return _to_published(one, name, published, year, _implied(assumptions, published.total(year), year))


def _to_published(one: xr.Dataset, name: str, published: Published, year: int, implied: Implied | None) -> Bridge:
    reading, ours, target = Reading(one, published.day), Reading(one, None), published.total(year)
    _check_year(ours, year)
    total = float(ours.at(year).sum())
    start = _start(reading, published, year)
    by_class: dict[str, float] = {}
    if start is None:
        found = _total_only(ours.groups(year), published, year)
    else:
        form = reading.form(start, year, name)
        found, by_class = _found(form, published, start, year)
        if reading.shift:
            found.insert(0, Component("day", total - float(form.carry().sum()), "day"))
    return Bridge(name, published.name, year, start, target, total, tuple(found), by_class, implied, published.day)


def _found(form: Form, published: Published, start: int, year: int) -> tuple[list[Component], dict[str, float]]:
    """Return the components of ours in the official form, as far as what is published tells them apart."""
    target = published.total(year)
    if published.by_age is not None:
        theirs = published.form(start, year)
        found, by_class = _four(theirs, form, "split")
        return found + _rounding(float(theirs.carry().sum()), target), by_class
    if published.classes is not None:
        cells = sum(_cell(published.classes, year, key) for key in CLASSES)
        return _by_class(form, published.classes, start, year) + _rounding(cells, target), {}
    moved = float(form.carry(form.launch * (published.total(start) / form.launch.sum())).sum())
    launch = Component("launch", float(form.carry().sum()) - moved, "launch_scaled")
    return [launch, Component("rates", moved - target, "rates_together")], {}


def _two_projections(one: xr.Dataset, name: str, other: xr.Dataset, against: str, year: int) -> Bridge:
    theirs = Reading(other, None)
    own, reading = Reading(one, None), Reading(one, day_of(other))
    _check_year(own, year)
    _check_year(theirs, year)
    start = max(reading.first, theirs.first)
    start += (year - start) % STEP
    _check_year(reading, year)
    if start >= year:
        _no_years(start, year)
    form, base = reading.form(start, year, name), theirs.form(start, year, against)
    total, target = float(own.at(year).sum()), float(theirs.at(year).sum())
    first = [Component("day", total - float(form.carry().sum()), "day")] if reading.shift else []
    parts, by_class = _four(base, form, "both_known")
    return Bridge(name, against, year, start, target, total, (*first, *parts), by_class, None, day_of(other))


def _check_year(reading: Reading, year: int) -> None:
    if not reading.first <= year <= reading.last or (year - reading.first) % reading.step:
        fail(
            SUBJECT,
            "year",
            en=f"got {year}; on this day of the year the projection has {reading.first} to {reading.last} "
            f"in steps of {reading.step}.",
            ja=f"{year} 年です。この基準日で読める推計は {reading.first}～{reading.last} 年（{reading.step} 年刻み）です。",
            kind=ProjectionError,
        )


def _no_years(start: int, year: int) -> None:
    fail(
        SUBJECT,
        "year",
        en=f"the two have no year in common at least {STEP} years before {year} (the first could be {start}); "
        "choose a later year.",
        ja=f"{year} 年より {STEP} 年以上前に共通する年がありません（最初は {start} 年）。後の年を選んでください。",
        kind=ProjectionError,
    )


def _start(reading: Reading, published: Published, year: int) -> int | None:
    """Return the first year both have, whole steps before ``year``; None where the published one has no other year."""
    years = published.years or tuple(int(y) for y in published.totals.index)
    if published.classes is not None:
        years = tuple(int(y) for y in published.classes.index)
    if not [y for y in years if y < year]:
        return None
    _check_year(reading, year)
    common = [y for y in years if reading.first <= y < year and (year - y) % STEP == 0]
    if not common:
        _no_years(reading.first, year)
    return min(common)


def _four(theirs: Form, ours: Form, how: str) -> tuple[list[Component], dict[str, float]]:
    """Return launch, fertility, mortality and migration in every order, and the launch part by age class."""
    found = shapley(tuple(LEVERS), lambda turned: float(theirs.exchanged(ours, turned).carry().sum()))
    methods = {"launch": "launch", "fertility": "fertility", "mortality": how, "migration": how}
    return [Component(key, persons, methods[key]) for key, persons in found.items()], _launch_classes(theirs, ours)


def _launch_classes(theirs: Form, ours: Form) -> dict[str, float]:
    """Return the launch part by age class at the start: the form is linear in the launch population."""
    others = [lever for lever in LEVERS if lever != "launch"]
    found = dict.fromkeys(CLASSES, 0.0)
    for bits in range(2 ** len(others)):
        turned = frozenset(lever for place, lever in enumerate(others) if bits >> place & 1)
        rates = theirs.exchanged(ours, turned)
        for key, ages in CLASSES.items():
            difference = np.zeros_like(ours.launch)
            difference[:, ages] = (ours.launch - theirs.launch)[:, ages]
            found[key] += weight(len(turned), len(LEVERS)) * float(rates.carry(difference).sum())
    return found


def _total_only(people: Array, published: Published, year: int) -> list[Component]:
    """Return the gap as one part; by class reached where the share aged 65+ is published beside the total."""
    target, shares = published.total(year), published.share_65_plus
    if shares is None or year not in shares.index:
        return [Component("unknown", float(people.sum()) - target, "total_only")]
    old = target * float(shares.to_dict()[year])
    ours = float(people[:, CLASSES["65_plus"]].sum())
    return [
        Component("reached_0_64", float(people.sum()) - ours - (target - old), "share_only"),
        Component("reached_65_plus", ours - old, "share_only"),
    ]


def _cell(classes: pd.DataFrame, year: int, key: str) -> float:
    return float(classes[key].to_dict()[year])


def _by_class(form: Form, classes: pd.DataFrame, start: int, year: int) -> list[Component]:
    """Return what each class at the start contributes at our rates, and the rest by class reached."""
    moved, parts = form.launch.copy(), []
    for key, ages in CLASSES.items():
        moved[:, ages] *= _cell(classes, start, key) / form.launch[:, ages].sum()
    for key, ages in CLASSES.items():
        difference = np.zeros_like(moved)
        difference[:, ages] = (form.launch - moved)[:, ages]
        parts.append(Component(f"launch_{key}", float(form.carry(difference).sum()), "launch_by_class"))
    reached = form.carry(moved)
    for key, ages in CLASSES.items():
        rest = float(reached[:, ages].sum()) - _cell(classes, year, key)
        parts.append(Component(f"rates_{key}", rest, "rates_by_class"))
    return parts


def _rounding(cells: float, total: float) -> list[Component]:
    return [Component("rounding", cells - total, "rounding")] if cells != total else []


def _implied(assumptions: xr.Dataset | None, target: float, year: int) -> Implied | None:
    found = {} if assumptions is None else implied_of(assumptions)
    return next((one for one in found.values() if one.target == target and one.year == year), None)
