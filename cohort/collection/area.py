"""The inputs of a municipality, made of the collection: the files of its folder, and the tables they hold."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

from cohort.arguments import at_the_door
from cohort.collection.places import PREFECTURES, Place, data_table, every_place, the_place
from cohort.collection.tables import NONE, table
from cohort.forms.cells import Cell
from cohort.forms.csv_table import Row
from cohort.inputs import TABLES, Area, Inputs, Source, inputs_of, read_inputs
from cohort.inputs.unusual import unusual_counts
from cohort.readers.write import area_text, number_text, sources_text
from cohort.vocabulary import SEXES

NATION = "japan"  # the folder of the nation's tables
TFR_YEAR, TFR_PERIOD = 2020, "2018-2022"  # the estimate is a mean of five years, and stands for their middle
#: Residents from which on a municipality's TFR is taken as published. That of smaller ones is drawn to their surroundings so far that the
#: births of five years say more (docs/decisions/launch-years.md).
TFR_FROM = 3_000
Cells = tuple[str | float, ...]
_KINDS = {"県": "-ken", "府": "-fu", "都": "-to", "道": ""}
_EVENTS = {
    "births": ("vital_statistics", "births"),
    "deaths": ("vital_statistics", "deaths"),
    "in_migrants_japanese": ("migration_report", "in_migration"),
    "out_migrants_japanese": ("migration_report", "out_migration"),
}


def area(query: str) -> Inputs:
    """Return the inputs of a municipality, in memory.

    Parameters
    ----------
    query : str
        A name, a reading or a code, as `cohort.collection.places.find` takes it.

    Returns
    -------
    Inputs
        Counts of residents, events, and what the national institute published, as `cohort new` writes them and
        `read_inputs` reads them; with the prefecture and the nation.

    Raises
    ------
    InputError
        No such place, or several.

    Examples
    --------
    >>> area("花巻市").event("births", 2019).value
    498.0
    """
    place = the_place(query)
    parents = {"prefecture": _prefecture(place.prefecture), "nation": _nation()}
    return inputs_of(folder_name(place), area_files(place), parents)


def parents_of(prefecture: str) -> Inputs:
    """Return the inputs of a prefecture (岩手県) as those of an area in it: what all of its areas share."""
    own = _prefecture(prefecture)
    return replace(own, prefecture=own, nation=_nation())


@cache
def _prefecture(name: str) -> Inputs:
    return inputs_of(prefecture_folder(name), prefecture_files(name), {})


@cache
def _nation() -> Inputs:
    return read_inputs(nation_folder())


def nation_folder() -> Path:
    """Return the folder of the nation's tables: in the package, or in the repository the package is run from."""
    packaged = Path(str(resources.files("cohort.collection").joinpath("data", NATION)))
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "inputs" / NATION


@cache
def _names() -> Counter[str]:
    places = every_place()
    return Counter(place.romaji for place in places) + Counter(f"{p.romaji} {p.prefecture}" for p in places)


def folder_name(place: Place) -> str:
    """Return what the folder of a place is called: its name in Latin letters, with what tells it from others of the name."""
    name, prefecture = place.romaji.lower(), PREFECTURES[place.prefecture].lower()
    if _names()[place.romaji] == 1:
        return name
    alone = _names()[f"{place.romaji} {place.prefecture}"] == 1
    return f"{name}-{prefecture}" if alone else f"{name}-{place.code}"


def prefecture_folder(name: str) -> str:
    """Return what the folder of a prefecture (岩手県) is called: "iwate-ken", which no town of the name is."""
    return PREFECTURES[name].lower() + _KINDS[name[-1]]


def area_files(place: Place) -> dict[str, bytes]:
    """Return the files of a place's folder of inputs, by name."""
    rows: dict[str, list[Cells]] = {
        "population": [*_census(place.code), *_register(place.code)],
        "events": [*_events(place.code)],
        "published": [*_published(place.code)],
        "published_by_age": [*_published_by_age(place.code)],
        "tfr": [(TFR_YEAR, value, "tfr") for value in (published_tfr().get(place.code),) if value is not None],
    }
    links = {"prefecture": f"../{prefecture_folder(place.prefecture)}", "nation": f"../{NATION}"}
    told = Area(place.code, place.romaji, place.name)
    return _files(told, rows, links, _as_published(rows["events"], rows["population"]))


def prefecture_files(name: str) -> dict[str, bytes]:
    """Return the files of a prefecture's (岩手県) folder of inputs, by name."""
    code = {place.prefecture: place.prefecture_code for place in every_place()}[name]
    rows = {
        key: [
            (*cells, "prefecture")
            for cells in found[found["prefecture"] == code].drop(columns="prefecture").itertuples(index=False)
        ]
        for key in ("life_expectancy", "tfr")
        for found in (data_table(f"prefecture_{key}"),)
    }
    return _files(Area(f"{code}000", PREFECTURES[name], name), rows, {})


def _files(
    told: Area, rows: dict[str, list[Cells]], links: dict[str, str], unusual: Sequence[str] = ()
) -> dict[str, bytes]:
    rows = {name: found for name, found in rows.items() if found}
    used = {str(cells[-1]) for found in rows.values() for cells in found}
    sources = {key: source for key, source in collection_sources().items() if key in used}
    made = {"area.toml": area_text(told, links, unusual), "sources.toml": sources_text(sources)}
    for name, found in rows.items():
        lines = [TABLES[name].header, *(tuple(map(number_text, cells)) for cells in found)]
        made[TABLES[name].file] = "".join(",".join(cells) + "\n" for cells in lines)
    return {name: text.encode() for name, text in made.items()}


@cache
def collection_sources() -> dict[str, Source]:
    """Return the sources of the collection, by key."""
    text = resources.files("cohort.collection").joinpath("data", "sources.toml").read_text(encoding="utf-8")
    return {key: Source(key, **entry) for key, entry in tomllib.loads(text).items()}


def _by_age(group: str, code: str) -> Iterator[tuple[str, str, list[tuple[str, float]], float]]:
    """Yield date, sex, published ages, and all persons with those whose age is masked; -1 where there is no total."""
    dataset = table(group)
    place = dataset["area"].values.tolist().index(code)
    counted = dataset["population"].values[place]
    total = dataset["total"].values[place] if "total" in dataset else None
    groups = sorted(dataset["age_group"].values.tolist(), key=_first_age)
    where = [dataset["age_group"].values.tolist().index(name) for name in groups]
    for i, day in enumerate(dataset["date"].values.tolist()):
        for j, sex in enumerate(SEXES):
            cells = zip(groups, counted[i, j, where].tolist(), strict=True)
            ages = [(name, value) for name, value in cells if value != NONE]
            if ages:
                yield day, sex, ages, float(NONE if total is None else total[i, j])


def _first_age(group: str) -> int:
    return 999 if group == "unknown" else int(group.split("-")[0].rstrip("+"))


def _census(code: str) -> Iterator[Cells]:
    for day, sex, ages, _ in _by_age("census", code):
        yield from (("census", day, sex, group, value, "census") for group, value in ages)


def _register(code: str) -> Iterator[Cells]:
    """Yield residents; those in masked cells, who are in the total alone, as of unknown age."""
    for day, sex, ages, total in _by_age("register", code):
        masked = total - sum(value for _, value in ages)
        every = [*ages, ("unknown", masked)] if masked > 0 else ages
        yield from (("register", day, sex, group, value, "register") for group, value in every)


def _events(code: str) -> Iterator[Cells]:
    dataset = table("events")
    counted = dataset["events"].sel(area=code).values
    for j, measure in enumerate(dataset["measure"].values.tolist()):
        basis, name = _EVENTS[measure]
        for i, year in enumerate(dataset["year"].values.tolist()):
            if counted[i, j] != NONE:
                value = int(counted[i, j])
                yield basis, "japanese", f"{year}-01-01", f"{year}-12-31", name, value, "events"


def _published(code: str) -> Iterator[Cells]:
    """Yield the national institute's totals, and the shares of its projection of 2023 as parts of 1."""
    totals: dict[str, float] = {}
    for day, _, ages, _ in _by_age("ipss2018", code):
        totals[day[:4]] = totals.get(day[:4], 0) + sum(value for _, value in ages)
    yield from (("ipss2018", code, "population", int(year), value, "ipss2018") for year, value in totals.items())
    found = table("ipss2023").sel(area=code)
    for i, year in enumerate(found["year"].values.tolist()):
        if found["population"].values[i] != NONE:
            yield "ipss2023", code, "population", year, int(found["population"].values[i]), "ipss2023"
        for name in ("share_65plus", "share_75plus"):
            percent = float(found[name].values[i])
            if percent != NONE:
                measure = name.replace("plus", "_plus")
                yield "ipss2023", code, measure, year, round(percent / 100, 4), "ipss2023"


@cache
def published_tfr() -> dict[str, float]:
    """Return the ministry's estimate of the TFR by code, of municipalities of `TFR_FROM` residents and more."""
    estimates, register = table("tfr")["tfr"].sel(period=TFR_PERIOD), table("register")["total"].isel(date=-1)
    residents = register.sum("sex").sel(area=estimates["area"])
    told = estimates[((estimates > 0) & (residents >= TFR_FROM)).values]
    return {str(code): round(float(value), 2) for code, value in zip(told["area"].values, told.values, strict=True)}


def _published_by_age(code: str) -> Iterator[Cells]:
    for day, sex, ages, _ in _by_age("ipss2018", code):
        yield from (("ipss2018", day, sex, group, value, "ipss2018") for group, value in ages)


def _as_published(events: list[Cells], population: list[Cells]) -> list[str]:
    """Return the counts that look like slips of the keys; here they are as their publishers have them."""
    counted, happened = _rows("population", population), _rows("events", events)
    return sorted({name for _, name, _, _ in unusual_counts(happened, counted, ())})


def _rows(name: str, rows: list[Cells]) -> list[Row]:
    """Return rows as reading gives them, for the checks of the inputs."""
    made = []
    for number, row in enumerate(rows):
        cells: dict[str, Cell] = dict(zip(TABLES[name].header, row, strict=True))
        days = {key: date.fromisoformat(str(cells[key])) for key in ("date", "start", "end") if key in cells}
        made.append(Row(number + 2, cells | days, True))
    return made


at_the_door(globals())
