"""Rule 8: a scenario starts where the inputs say the place is, or says that it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cohort.errors import Problem
from cohort.forms import AgeRange, digits
from cohort.record import Record, note
from cohort.scenario.measures import unit_text
from cohort.scenario.model import Scenario, Trajectory
from cohort.scenario.rules import RuleProblems


def observed_key(measure: str, low: int, high: int | None) -> str:
    """Return the key of an age band in ``observed``: ``"migration.net@10-39"``."""
    return f"{measure}@{AgeRange(low, high)}"


def _pairs(scenario: Scenario) -> Iterator[tuple[str, Trajectory]]:
    for item in scenario.trajectories:
        yield item.measure, item
    for band in scenario.bands:
        yield observed_key(band.measure, band.low, band.high), band


def check_jump_off(
    scenario: Scenario, observed: Mapping[str, float], tolerance: float = 0.02, years: Mapping[str, int] | None = None
) -> tuple[Problem, ...]:
    """Return the disagreements of a scenario's launch values with the observed ones.

    Compared are absolute values of measures that have one for the launch year and whose ``jump_off`` is
    "observed"; where the first point comes later the inputs rule until then.

    Parameters
    ----------
    scenario : Scenario
        Resolved.
    observed : mapping
        Launch level by measure, in the measure's unit; an age band's key is ``observed_key(...)``. A measure
        that is not in it is not compared.
    tolerance : float
        Largest difference as a share of the observed value.
    years : mapping, optional
        Year each value was observed in; default: the launch year, which also serves where the points
        start later.
    """
    problems = RuleProblems(scenario.file)
    for key, item in _pairs(scenario):
        if key not in observed or item.jump_off == "scenario" or item.relation != "absolute":
            continue
        year = (years or {}).get(key, scenario.launch.date.year)
        if item.at(year) is None:
            year = scenario.launch.date.year
        value, seen = item.at(year), observed[key]
        if value is None or abs(value.value - seen) <= tolerance * abs(seen):
            continue
        sign_en = sign_ja = ""
        if value.value * seen < 0:
            sign_en = " The signs differ: in minus out is negative where more people leave."
            sign_ja = "符号が逆です。転入－転出なので、転出が多ければ負の値です。"
        got, was = digits(round(value.value, 4)), digits(round(seen, 4))
        problems.at(8, key).note(
            en=f"got {got} in {year}; observed are {was} {item.unit}, and {tolerance * 100:.3g} % difference is "
            f'tolerated.{sign_en} Correct the points, or write jump_off = "scenario" if the plan starts elsewhere.',
            ja=f"{year} 年の値が{got}ですが、実績は {was}（{unit_text(item.unit).ja}）で、差は {tolerance * 100:.3g} % までです。"
            f'{sign_ja}点を直すか、計画の起点が違うなら jump_off = "scenario" と書いてください。',
        )
    return tuple(problems.found)


def turned_signs(scenario: Scenario, observed: Mapping[str, float]) -> tuple[Record, ...]:
    """Return a record for each net migration that the scenario turns round, so that a forgotten minus is seen.

    Parameters
    ----------
    scenario : Scenario
        Resolved.
    observed : mapping
        As for `check_jump_off`.
    """
    found = []
    for key, item in _pairs(scenario):
        turned = [one for one in item.values if one.origin == "point" and one.value * observed.get(key, 0.0) < 0]
        if not turned or item.relation != "absolute" or not item.measure.endswith(".net"):
            continue
        found.append(
            note(
                key,
                "observed are {seen:+,.0f} persons a year, and {value:+,.0f} is stated for {year}: more come then than leave, or "
                "the other way round. If leavers were meant, write the minus.",
                "実績は年 {seen:+,.0f} 人、{year}年の値は {value:+,.0f} 人で、転入超過と転出超過が入れ替わります。"
                "転出超過の意味であれば負の値にしてください。",
                seen=observed[key],
                value=turned[0].value,
                year=turned[0].period,
            ).of(scenario.name)
        )
    return tuple(found)
