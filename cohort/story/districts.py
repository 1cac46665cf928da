"""Districts of the municipality inside the projection that a reader sees first: section, table, chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import xarray as xr

from cohort.districts import (
    district_counts,
    district_sentences,
    district_table,
    near_launch,
    project_districts,
)
from cohort.districts.told import residents
from cohort.record import records_of
from cohort.run import Run
from cohort.story.model import Block, Bullets, Chart, Figure, Paragraph, Section
from cohort.story.numbers import Numbers
from cohort.table import Table
from cohort.text import Text
from cohort.wording import Plain

PRINTED = 20  # districts that a page takes
DRAWN = 12
COLUMNS = 4


class Districts:
    """The districts of a run, projected once, inside its opening scenario."""

    def __init__(self, numbers: Numbers, scenario: str, year: int) -> None:
        self.numbers, self.scenario, self.year = numbers, scenario, year
        self.counts = district_counts(numbers.run.inputs)
        wanted = [one for one in numbers.years if one % 5 == 0] + [year]
        self.made = project_districts(self.counts, city_of(numbers, scenario), years=wanted)

    @classmethod
    def of(cls, numbers: Numbers) -> Districts | None:
        """Return the districts, or None where the inputs have none near the launch, or the run has no ages."""
        inputs, name = numbers.run.inputs, numbers.names.opening
        if inputs.districts is None or not {"sex", "age"} <= set(numbers.projection["population"].dims):
            return None
        if not near_launch(district_counts(inputs), city_of(numbers, name)):
            return None
        return cls(numbers, name, numbers.target)

    @property
    def largest(self) -> xr.DataArray:
        """Residents of the largest districts by (area, time), as the small charts take them."""
        found = residents(self.made)
        order = found.isel(time=0).argsort().values[::-1][:DRAWN]
        return found.isel(district=sorted(order)).rename(district="area").transpose("area", "time")

    def table(self, largest: int | None = None) -> Table:
        """Return the table of the outlook's year."""
        return district_table(self.made, self.year, self.scenario, largest)


def city_of(numbers: Numbers, scenario: str) -> xr.DataArray:
    """Return the population of a scenario by (time, sex, age), with the day of its instants."""
    found = numbers.of(scenario, numbers.projection)["population"]
    return found.drop_vars("scenario", errors="ignore").assign_attrs(
        reference_date=numbers.reference_day(scenario)
    )


def districts_inside(run: Run, scenario: str | None = None, year: int | None = None) -> Districts:
    """Return the districts inside a scenario of a run; by default the plan's, in the outlook's year.

    Raises
    ------
    CohortError
        No districts in the inputs, or none near the launch; no such scenario or year.
    """
    numbers = Numbers(run)
    name = numbers.names.opening if scenario is None else run.scenarios[scenario].name
    return Districts(numbers, name, numbers.target if year is None else year)


def districts_tables(found: Districts | None) -> dict[str, Callable[[], Table]]:
    """Return what makes the table ``districts``; none where there are no districts."""
    return {} if found is None else {"districts": found.table}


def districts_charts(found: Districts | None) -> dict[str, Chart]:
    """Return the chart ``districts``: the largest, side by side."""
    if found is None:
        return {}
    numbers = found.numbers
    data = found.largest
    change = data.isel(time=-1) / data.isel(time=0) - 1
    all_of_them = found.made.sizes["district"]
    inputs = numbers.run.inputs
    keys = [key.strip() for key in str(found.counts.attrs["sources"]).split(",")]
    return {
        "districts": Chart(
            name="districts",
            kind="side_by_side",
            title=Text(
                "{place}, districts: {low} to {high} by {year} ({scenario})",
                "{place}の地区別人口：「{scenario}」では{year}年までに{low}～{high}",
                place=numbers.names.place,
                scenario=numbers.names.short[found.scenario],
                low=Plain(float(change.min()), sign=True, percent=True),
                high=Plain(float(change.max()), sign=True, percent=True),
                year=int(data["time"][-1]),
            ),
            caption=Text(
                "Residents of the {shown} largest of {all} districts, first year = 100%; {scenario}.",
                "人口の多い{shown}地区（全{all}地区）の人口。初年＝100%。{scenario}",
                shown=data.sizes["area"],
                all=all_of_them,
                scenario=numbers.names.short[found.scenario],
            ),
            data={"source": data, "columns": COLUMNS, "colours": {"": numbers.names.colours[found.scenario]}},
            sources=tuple(
                Text(inputs.sources[key].title, inputs.sources[key].title)
                for key in keys
                if key in inputs.sources
            ),
            size="tall",
        )
    }


def districts_section(found: Districts | None, charts: Mapping[str, Chart]) -> Section | None:
    """Return the section on districts."""
    if found is None:
        return None
    many = found.made.sizes["district"] > PRINTED
    blocks: list[Block] = [
        Paragraph(
            Text(
                "Inside the projection “{scenario}”.", "シナリオ「{scenario}」の内訳です。",
                scenario=found.numbers.names.short[found.scenario],
            )
        ),
        Bullets(district_sentences(found.made, found.year)),
        found.table(PRINTED if many else None),
        Figure("districts", charts["districts"].caption),
        Bullets(tuple(record.text for record in records_of(found.made))),
    ]  # fmt: skip
    return Section("districts", Text("Districts", "地区別の見通し"), tuple(blocks))


def districts_frame(found: Districts) -> pd.DataFrame:
    """Return every district, year, sex and age as a tidy table."""
    frame = found.made["population"].rename("population").to_dataframe().reset_index()
    frame.insert(0, "scenario", found.scenario)
    return frame
