"""Districts of the municipality inside the projection that a reader sees first: section, table, chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import xarray as xr

from cohort.districts import district_counts, district_sentences, district_table, near_launch, project_districts
from cohort.districts.told import residents
from cohort.record import records_of
from cohort.run import Run
from cohort.story import messages
from cohort.story.country import Country, Place, Tile
from cohort.story.model import Block, Bullets, Chart, Figure, Paragraph, Section
from cohort.story.numbers import Numbers
from cohort.table import Table
from cohort.text import Joined, Said, Text

PRINTED = 20  # districts that a page takes
DRAWN = 12
SHEET = 60  # districts on a sheet of paper
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
        """Residents of the largest districts by (area, time), as the small charts take them, to the year of the table."""
        found = residents(self.made).sel(time=slice(None, self.year))
        order = found.isel(time=0).argsort().values[::-1][:DRAWN]
        return found.isel(district=sorted(order)).rename(district="area").transpose("area", "time")

    @property
    def sources(self) -> tuple[Said, ...]:
        """Sources of the counts, as they are cited."""
        inputs = self.numbers.run.inputs
        keys = (key.strip() for key in str(self.counts.attrs["sources"]).split(","))
        return inputs.citations(key for key in keys if key in inputs.sources)

    def sheets(self) -> Country | None:
        """Return all districts as sheets of small charts show them, in the order of the file; None where one chart has them all."""
        found, names = residents(self.made).transpose("district", "time"), self.numbers.names
        every = found.sizes["district"]
        if every <= DRAWN:
            return None
        pages = [range(first, min(first + SHEET, every)) for first in range(0, every, SHEET)]
        places = tuple(
            Place(str(number), Text(str(name), str(name)), "", str(number // SHEET))
            for number, name in enumerate(found["district"].values)
        )
        tiles = tuple(
            Tile(str(page), _page(names.place, numbers, every), "", 0, 0, f"districts-{page + 1}")
            for page, numbers in enumerate(pages)
        )
        persons = found.where(found.isel(time=0) >= 0.5).values[:, None]  # nobody there, nothing to compare with
        of = {self.scenario: names.short[self.scenario]}
        return Country(
            title=Text("Districts of {place}", "{place}の地区別人口", place=names.place),
            years=tuple(int(year) for year in found["time"].values), scenarios=(self.scenario,), titles=of, shorts=of,
            colours={self.scenario: names.colours[self.scenario]}, places=places, tiles=tiles,
            persons={"population": persons}, sources=self.sources,
        )  # fmt: skip

    def table(self, largest: int | None = None) -> Table:
        """Return the table of the outlook's year."""
        return district_table(self.made, self.year, self.scenario, largest)


def _page(place: Text, numbers: range, every: int) -> Text:
    """Return which districts a sheet shows."""
    return Text(
        "{place}, districts {first}-{last} of {every}",
        "{place}（全{every}地区の{first}～{last}番目）",
        place=place,
        first=numbers[0] + 1,
        last=numbers[-1] + 1,
        every=every,
    )


def city_of(numbers: Numbers, scenario: str) -> xr.DataArray:
    """Return the population of a scenario by (time, sex, age), with the day of its instants."""
    found = numbers.of(scenario, numbers.projection)["population"]
    return found.drop_vars("scenario", errors="ignore").assign_attrs(reference_date=numbers.reference_day(scenario))


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
    short = numbers.names.short[found.scenario]
    message = messages.range_of_changes(found.year, float(change.min()), float(change.max()), short)
    all_of_them = found.made.sizes["district"]
    return {
        "districts": Chart(
            name="districts",
            kind="side_by_side",
            title=Joined([messages.headed(message, numbers.names.place, Text("districts", "地区別人口"))]),
            caption=Text(
                "Residents of the {shown} largest of {all} districts, first year = 100% ({scenario})."
                if data.sizes["area"] < all_of_them
                else "Residents of the {all} districts, first year = 100% ({scenario}).",
                "人口の多い{shown}地区（全{all}地区）の人口、初年＝100%（{scenario}）。"
                if data.sizes["area"] < all_of_them
                else "全{all}地区の人口、初年＝100%（{scenario}）。",
                shown=data.sizes["area"],
                all=all_of_them,
                scenario=short,
            ),
            data={"source": data, "columns": COLUMNS, "colours": {"": numbers.names.colours[found.scenario]}},
            sources=found.sources,
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
                "Inside the projection “{scenario}”.{names}", "シナリオ「{scenario}」の内訳です。",
                names="" if all(map(str.isascii, map(str, found.made["district"].values)))
                else " Districts are named as their source prints them.",
                scenario=found.numbers.names.short[found.scenario],
            )
        ),
        Bullets(district_sentences(found.made, found.year)),
        found.table(PRINTED if many else None),
        Figure("districts", charts["districts"].caption, 0.85),
        Bullets(tuple(record.text for record in records_of(found.made))),
    ]  # fmt: skip
    return Section("districts", Text("Districts", "地区別の見通し"), tuple(blocks))


def districts_frame(found: Districts) -> pd.DataFrame:
    """Return every district, year, sex and age as a tidy table."""
    frame = found.made["population"].rename("population").to_dataframe().reset_index()
    frame.insert(0, "scenario", found.scenario)
    return frame
