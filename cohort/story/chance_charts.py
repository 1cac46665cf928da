"""The charts of futures: the fan, the pyramid with its bands, what each lever does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from cohort.story import messages
from cohort.story.chance import LEVER_NAMES, MIDDLE, Chance
from cohort.story.charts import COUNTED_YEARS, outlooks_drawn
from cohort.story.model import Chart
from cohort.story.numbers import Numbers
from cohort.text import Joined, Said, Text, Year, listed, part_of_year
from cohort.uncertainty.outcome import bounds
from cohort.wording import Plain, people

LEVELS = (0.5, 0.8, 0.95)


def chance_charts(chance: Chance) -> dict[str, Chart]:
    """Return the chart ``fan``: the population of the scenario a reader sees first, with luck."""
    numbers = chance.numbers
    path = chance.futures.measures["population"].sel(scenario=chance.opening, drop=True)
    there = ~chance.futures.failed.sel(scenario=chance.opening).values
    if not there.any():
        return {}
    drawn = xr.Dataset(
        {"population": path.isel(draw=np.flatnonzero(there))},
        attrs={"reference_date": numbers.reference_day(chance.opening)},
    )
    values = drawn["population"].sel(time=numbers.target).values
    low, high = bounds(values, MIDDLE)
    seen = _counted(numbers, chance.opening)
    sources = numbers.run.inputs.citations(
        dict.fromkeys(key for cell in seen["source"] for key in str(cell).split(", "))
    )
    short = numbers.names.short[chance.opening]
    made = [
        Chart(
            name="fan",
            kind="fan",
            title=_titled(numbers, messages.draws(numbers.target, MIDDLE, low, high), short),
            caption=Text(
                "Residents of {draws} futures of “{scenario}”: the line halves them, the bands hold {levels} of them.",
                "「{scenario}」の将来{draws}通りの人口。線は中央値、帯はそれぞれ{levels}が入る幅。",
                draws=people(chance.futures.draws),
                scenario=short,
                levels=listed(Plain(level, 0, percent=True) for level in LEVELS),
            ),
            data={
                "source": drawn,
                "levels": LEVELS,
                "colour": numbers.names.colours[chance.opening],
                "observed": seen if len(seen) else None,
                "outlook": outlooks_drawn(numbers),
            },
            sources=sources,
        ),
        *_pyramid_of_futures(chance, there),
        _tornado(chance),
    ]
    return {one.name: one for one in made}


def _titled(numbers: Numbers, message: Said, *heads: Said) -> Said:
    return Joined([messages.headed(message, numbers.names.place, *heads)])


def _pyramid_of_futures(chance: Chance, there: NDArray[np.bool_]) -> list[Chart]:
    """Return the pyramid of the outlook's year with what each age may have, where ages of that year were kept."""
    kept = chance.futures.ages
    if chance.numbers.target not in kept["time"].values:
        return []
    year, short = chance.numbers.target, chance.numbers.names.short[chance.opening]
    ages = kept.sel(time=year, scenario=chance.opening).isel(draw=np.flatnonzero(there))
    low, high = bounds(ages.sum(["sex", "age"]).values, MIDDLE)
    return [
        Chart(
            name="pyramid-futures",
            kind="pyramid_range",
            title=_titled(chance.numbers, messages.draws(year, MIDDLE, low, high), short),
            caption=Text(
                "Population pyramid of {year} under “{scenario}”: the outline is the median, the bands hold four in five futures, age by age.",
                "{year}の人口ピラミッド（「{scenario}」）。線は中央値、帯は年齢ごとに将来の8割が入る幅。",
                year=Year(year),
                scenario=short,
            ),
            data={"source": ages.rename("population"), "level": MIDDLE},
            size="pyramid",
        )
    ]


def _tornado(chance: Chance) -> Chart:
    """Return what each lever alone does to the residents of the outlook's year."""
    numbers, short = chance.numbers, chance.numbers.names.short[chance.opening]
    found = {LEVER_NAMES[lever]: bounds(values, MIDDLE) for lever, values in chance.alone.items()}
    widest = max(found, key=lambda name: found[name][1] - found[name][0])
    centre = float(np.median([np.nanmedian(values) for values in chance.alone.values()]))
    return Chart(
        name="tornado",
        kind="tornado",
        title=_titled(numbers, messages.widest(widest, *found[widest]), Year(chance.year), short),
        caption=Text(
            "Residents in {year} while one lever alone varies: between what four in five futures lie (“{scenario}”).",
            "1つの要因だけを変動させたときの{year}の人口（「{scenario}」）。将来の8割が入る幅。",
            year=Year(chance.year),
            scenario=short,
        ),
        data={"bounds": found, "centre": centre},
    )


def _counted(numbers: Numbers, scenario: str) -> pd.DataFrame:
    """Return what was counted on the scenario's basis: year (with the part of it that has passed), value, source."""
    seen = numbers.run.inputs.observed_totals(numbers.years[0] - COUNTED_YEARS)
    seen = seen[seen["basis"] == numbers.run.scenarios[scenario].launch.basis]
    years = [day.year + part_of_year("02-28" if f"{day:%m-%d}" == "02-29" else f"{day:%m-%d}") for day in seen["date"]]
    return seen.assign(year=np.array(years, dtype=np.float64))
