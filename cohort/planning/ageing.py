"""What a share of the old is made of, and where today's ages alone lead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cohort.assumptions.change import by_period
from cohort.errors import CohortError, fail
from cohort.planning.case import Case, Floats, case_of
from cohort.planning.gap import two_cases, year_of
from cohort.projection.project import project
from cohort.run import Run
from cohort.text import Said, Text, Year
from cohort.wording import Plain, people


def kitagawa(rates: tuple[Floats, Floats], weights: tuple[Floats, Floats]) -> tuple[float, float]:
    """Return the difference of two averages, split into what the rates and what the composition make of it.

    Parameters
    ----------
    rates, weights : pair of ndarray
        By group, of the first and the second; weights are taken as shares of their sum.

    Returns
    -------
    (float, float)
        ``sum dR (W0 + W1)/2`` and ``sum dW (R0 + R1)/2``: second minus first, which they add up to.

    References
    ----------
    Kitagawa (1955), Components of a difference between two rates, JASA 50: 1168-1194.
    """
    r0, r1 = (np.asarray(one, dtype=float) for one in rates)
    w0, w1 = (np.asarray(one, dtype=float) / np.sum(one) for one in weights)
    return float(((r1 - r0) * (w0 + w1)).sum() / 2), float(((w1 - w0) * (r0 + r1)).sum() / 2)


@dataclass(frozen=True)
class ShareParts:
    """Why two scenarios differ in the share of an age and above.

    Attributes
    ----------
    first, second : Text
    age, year : int
    shares : (float, float)
        Of the first and the second.
    rate, composition : float
        Kitagawa's parts over the sexes: shares within each sex, and men and women. They add up to the difference.
    older, younger : float
        What more or fewer people on either side of the age make of it. They add up to it as well.
    """

    first: Text
    second: Text
    age: int
    year: int
    shares: tuple[float, float]
    rate: float
    composition: float
    older: float
    younger: float

    @property
    def total(self) -> float:
        """The second's share less the first's."""
        return self.shares[1] - self.shares[0]

    @property
    def sentence(self) -> Text:
        """The difference in words: what the old and what the young make of it."""
        return Text(
            "Aged {age} or over in {year}: {b} ({second}) against {a} ({first}); {older} percentage points by the number of people of "
            "that age, {younger} by those younger.",
            "{year}の{age}歳以上の割合：「{second}」は{b}、「{first}」は{a}です。差のうち{age}歳以上の人数によるものは{older}ポイント、"
            "それより若い人の数によるものは{younger}ポイントです。",
            age=self.age, year=Year(self.year), first=self.first, second=self.second,
            a=Plain(self.shares[0], 1, percent=True), b=Plain(self.shares[1], 1, percent=True),
            older=Plain(100 * self.older, 1, sign=True), younger=Plain(100 * self.younger, 1, sign=True),
        )  # fmt: skip


def share_parts(run: Run, first: str, second: str, year: int | None = None, age: int = 65) -> ShareParts:
    """Return the difference of the share of an age and above between two scenarios of a run, split by Kitagawa and by age."""
    a, b = two_cases(run, first, second)
    at = year_of(a, year)
    ages = [project(one.assumptions)["population"].sel(time=at) for one in (a, b)]
    old = [one.sel(age=slice(age, None)).sum("age").values for one in ages]
    every = [one.sum("age").values for one in ages]
    rate, composition = kitagawa((old[0] / every[0], old[1] / every[1]), (every[0], every[1]))
    (o0, o1), (y0, y1) = [o.sum() for o in old], [e.sum() - o.sum() for e, o in zip(every, old, strict=True)]

    def share(o: float, y: float) -> float:
        return float(o / (o + y))

    return ShareParts(
        a.short, b.short, age, at, (share(o0, y0), share(o1, y1)), rate, composition,
        (share(o1, y0) - share(o0, y0) + share(o1, y1) - share(o0, y1)) / 2,
        (share(o0, y1) - share(o0, y0) + share(o1, y1) - share(o1, y0)) / 2,
    )  # fmt: skip


@dataclass(frozen=True)
class Momentum:
    """Where the ages of today lead with replacement fertility, no migration and today's mortality, over today's number."""

    today: float
    later: float

    @property
    def ratio(self) -> float:
        """``later / today``: below 1 the ages alone make a place shrink."""
        return self.later / self.today

    @property
    def sentence(self) -> Said:
        """The momentum in words."""
        return Text(
            "By its ages alone (replacement fertility from now on, nobody moving, today's mortality) the population would settle at "
            "{later}, {ratio:.2f} times the {today} of the launch.",
            "年齢構成だけの影響（直ちに人口置換水準の出生率、移動なし、死亡率一定）では、人口は{later}人で落ち着きます（基準時{today}人の{ratio:.2f}倍）。",
            later=people(self.later), today=people(self.today), ratio=self.ratio,
        )  # fmt: skip


def momentum(run: Run | Case, scenario: str | None = None, years: int = 200) -> Momentum:
    """Return the momentum of the launch population.

    Raises
    ------
    CohortError
        For a scenario whose births come by the child-woman ratio, which has no ages of mothers.
    """
    case = run if isinstance(run, Case) else case_of(run, scenario)
    given, step = case.assumptions, case.step
    if "asfr" not in given:
        fail(case.scenario.file, "births", kind=CohortError,
             en="needs births by age of mother; run the set in that form.",
             ja="母の年齢別出生率による推計が必要です。")  # fmt: skip
    survivorship = by_period(given, given["survivorship"].transpose(..., "sex", "age"))[0]
    asfr = by_period(given, given["asfr"])[0]
    srb = float(by_period(given, given["srb"])[0])
    alive = np.cumprod(survivorship[1])
    girls = float((asfr * alive).sum() * step / (1 + srb))  # daughters of a newborn girl
    count = years // step
    first = int(given["period"].values[0])
    periods = first + step * np.arange(count)
    base = given[["launch_population"]].assign_coords(period=periods)
    closed = base.assign(
        survivorship=(("sex", "age"), survivorship), asfr=("age", asfr / girls), srb=((), srb),
        net_migration=(("sex", "age"), np.zeros_like(survivorship)),
    ).assign_attrs({k: given.attrs[k] for k in ("step", "reference_date", "births", "migration_timing", "mothers")})  # fmt: skip
    path = project(closed, "totals", variables=("population",))["population"].values
    return Momentum(float(path[0]), float(path[-1]))
