"""What results of areas look like on their way from a worker to the store."""

from __future__ import annotations

from dataclasses import dataclass

from cohort.batch.measures import AGES, FLOWS, GROUPS, MOVES, STOCKS, Floats
from cohort.batch.plan import QUANTILES, Plan
from cohort.vocabulary import SEXES

Reasons = dict[str, tuple[str, str]]  # scenario -> why it failed, in English and Japanese


@dataclass(frozen=True, eq=False)
class Results:
    """What a block of areas gave.

    Attributes
    ----------
    values : dict of array
        By name, areas in front, then as `shapes` says; NaN for what failed.
    failed : list of dict
        Why scenarios failed, area by area.
    """

    values: dict[str, Floats]
    failed: list[Reasons]


def shapes(plan: Plan) -> dict[str, tuple[tuple[str, ...], tuple[int, ...]]]:
    """Return dims and shape, without the area in front, of every variable that a plan keeps."""
    times = len(plan.times)
    found: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {}
    for name in (*STOCKS, *FLOWS, *(MOVES if plan.exchanging else ())):
        axis, count = ("time", times) if name in STOCKS else ("period", times - 1)
        found[name] = (("scenario", axis), (len(plan.scenarios), count))
        if plan.draws:
            found[f"{name}_quantiles"] = (
                ("scenario", "quantile", axis), (len(plan.scenarios), len(QUANTILES), count),
            )  # fmt: skip
        if plan.draws and plan.keep_draws:
            found[f"{name}_draws"] = (("scenario", "draw", axis), (len(plan.scenarios), plan.draws, count))
    if plan.ages:
        sizes = (len(plan.scenarios), len(plan.ages), len(SEXES), len(GROUPS))
        found[AGES] = (("scenario", "year", "sex", "age_group"), sizes)
    return found
