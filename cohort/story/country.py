"""Many areas at once, as they are told: names, scenarios, residents year by year, and what is said of a prefecture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.story.messages import range_of_changes
from cohort.text import Said, Text
from cohort.vocabulary import PALETTE

#: What a country is told by; the working ages are what is left.
MEASURES = ("population", "population_0_14", "population_65_plus", "women_20_39")
MOVES = ("moves_in", "moves_out")  # of areas that exchange people
SOURCES = (
    Text(
        "Launch: residents in the register of 1 January 2023 (Ministry of Internal Affairs and Communications); births, deaths and "
        "migrants within Japan of 2018-2022 (e-Stat, SSDSE-A)",
        "基準：住民基本台帳人口（2023年1月1日、総務省）。出生・死亡・国内移動は2018～2022年（e-Stat、SSDSE-A）",
    ),
    Text(
        "Outlooks by cohort: what would be if the assumptions held, not what will be",
        "推計：cohort。仮定が続いた場合の姿で、予測ではない",
    ),
)
EXCHANGED = Text(
    "Areas exchange people: each keeps its rates of leaving and its share of all who arrive. Where residents dwindle, fewer leave while the share "
    "stays, so that places which lose people to others today may come to gain from them; what draws people may change too",
    "市区町村間の移動：各地域の年齢別転出率と、全転入者に占める配分率が続くと仮定。人口が減る地域では転出が減る一方で配分率は変わらないため、"
    "現在の転出超過が将来は転入超過に変わりうる。実際には配分率も変わりうる",
)


@dataclass(frozen=True)
class Place:
    """A municipality: code, name, reading in kana and in Latin letters, code of its prefecture."""

    code: str
    name: Text
    kana: str
    prefecture: str


@dataclass(frozen=True)
class Tile:
    """A prefecture: code, name, three letters for it, its place on a grid of equal tiles (from the west, from the north); stem of its file."""

    code: str
    name: Text
    letters: str
    column: int
    row: int
    file: str = ""


@dataclass(frozen=True, eq=False)
class Country:
    """What is told of many areas.

    Attributes
    ----------
    title : Text
    years : tuple of int
        Instants; the first one is the launch.
    scenarios : tuple of str
        The first one is what the others are compared with.
    titles, shorts : mapping of str to Said
        Of scenarios.
    colours : mapping of str to str
    places : tuple of Place
        In the order of the arrays.
    tiles : tuple of Tile
        Those of the prefectures that have places.
    persons : mapping of str to array (place, scenario, time)
        `MEASURES`, whole persons; NaN where there is no projection.
    moves : mapping of str to array (place, scenario, period)
        `MOVES`, whole persons, where areas exchange people; else nothing.
    moved : array (scenario, period)
        How many leave one place and arrive in another, whole persons; NaN where others than these places exchange people too.
    sources : tuple of Said
    """

    title: Text
    years: tuple[int, ...]
    scenarios: tuple[str, ...]
    titles: Mapping[str, Said]
    shorts: Mapping[str, Said]
    colours: Mapping[str, str]
    places: tuple[Place, ...]
    tiles: tuple[Tile, ...]
    persons: Mapping[str, NDArray[np.float64]]
    moves: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    moved: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))
    sources: tuple[Said, ...] = SOURCES

    def within(self, prefecture: str) -> list[int]:
        """Return the positions of the places of a prefecture."""
        return [number for number, place in enumerate(self.places) if place.prefecture == prefecture]

    def message(self, prefecture: str) -> Said:
        """Say between what the changes of residents of a prefecture's places lie, under the first scenario."""
        first = self.scenarios[0]
        now = self.persons["population"][self.within(prefecture), 0]
        change = now[:, -1] / now[:, 0] - 1
        if np.isnan(change).all():
            return Text("no projection", "推計なし")
        low, high = float(np.nanmin(change)), float(np.nanmax(change))
        return range_of_changes(self.years[-1], low, high, self.shorts[first])


def country(
    results: xr.Dataset, titles: Mapping[str, tuple[Said, Said]], kana: Mapping[str, str], tiles: Sequence[Tile]
) -> Country:
    """Return what is told of the results of a batch.

    Parameters
    ----------
    results : Dataset
        As `cohort.open` returns it.
    titles : mapping
        Scenario -> title and short title.
    kana : mapping
        Code of a municipality -> its reading.
    tiles : sequence of Tile
        All prefectures.
    """
    scenarios = tuple(str(name) for name in results["scenario"].values)
    columns = [results[name].values for name in ("area", "name_en", "name_ja", "prefecture")]
    places = tuple(
        Place(str(code), Text(str(en), str(ja)), kana.get(str(code), ""), str(prefecture))
        for code, en, ja, prefecture in zip(*columns, strict=True)
    )
    there = {place.prefecture for place in places}
    whole = results[list(MEASURES)].transpose("area", "scenario", "time")
    moves = {name: results[name].values for name in MOVES if name in results}
    return Country(
        Text(str(results.attrs["title_en"]), str(results.attrs["title_ja"])),
        tuple(int(year) for year in results["time"].values),
        scenarios,
        {name: titles[name][0] for name in scenarios},
        {name: titles[name][1] for name in scenarios},
        {name: PALETTE[number % len(PALETTE)] for number, name in enumerate(scenarios)},
        places,
        tuple(tile for tile in tiles if tile.code in there),
        {name: np.round(whole[name].values) for name in MEASURES},
        {name: np.round(values) for name, values in moves.items()},
        _moved(moves, results) if moves else np.empty((0, 0)),
        (*SOURCES, EXCHANGED) if moves else SOURCES,
    )


def _moved(moves: Mapping[str, NDArray[np.float64]], results: xr.Dataset) -> NDArray[np.float64]:
    """Return how many leave one place and arrive in another; NaN where not all of them arrive in one of these."""
    among_these = results.attrs["exchanging"] == results.sizes["area"]
    return (
        np.round(np.nansum(moves["moves_out"], axis=0))
        if among_these
        else np.full(moves["moves_out"].shape[1:], np.nan)
    )
