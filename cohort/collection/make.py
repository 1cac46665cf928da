"""Build ``data/`` from the publishers' tables. Run: ``python -m cohort.collection.make FOLDER`` (the folder of the tables).

The layout of ``municipalities.nc`` (NetCDF-4, a group a table) is that of `cohort.collection.tables`. Counts are whole persons;
-1 stands where a table has no such cell (a count whose open age group is 80+ has none above).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from cohort.collection.romaji import romaji

HERE = Path(__file__).parent / "data"
NONE = -1
GROUPS = [*(f"{low}-{low + 4}" for low in range(0, 100, 5)), "100+"]
OPEN = {"80+": 80, "90+": 90}
SEXES = ["male", "female"]
# codes of the census tables that are others today
TODAY = {"04423": "04216", "40305": "40231"}
LABELS = [*GROUPS, *OPEN, "unknown"]
# 社会・人口統計体系: life expectancy at 0, 20, 40 by sex, and total fertility
EXPECTANCY = {
    f"平均余命（{age}歳）（{word}）": (sex, age)
    for age in (0, 20, 40)
    for word, sex in (("男", "male"), ("女", "female"))
}


def make(folder: Path) -> None:
    """Write every table of the collection.

    Parameters
    ----------
    folder : Path
        Holds ``municipalities/`` and ``japan/`` as their publishers' tables were processed.
    """
    HERE.mkdir(exist_ok=True)
    places = folder / "municipalities"
    names = _names(places)
    codes = list(names["code"])
    target = HERE / "municipalities.nc"
    target.unlink(missing_ok=True)
    groups: dict[str, xr.Dataset] = {
        "census": _census(places, codes),
        "register": _counts(_read(places, "register_all_residents_2013_2023"), codes),
        "register_japanese": _counts(_read(places, "register_japanese_1995_2023"), codes),
        "events": _events(places, codes),
        "tfr": _by(_read(places, "tfr_bayes", ".csv"), codes, "period", {"tfr": np.float32}),
        "ipss2018": _ipss2018(places, codes),
        "ipss2023": _by(_read(places, "ipss2023_totals_2020_2050"), codes, "year",
                        {"population": np.int32, "share_65plus": np.float32, "share_75plus": np.float32}),
    }  # fmt: skip
    mode: Any = "w"
    for group, dataset in groups.items():
        dataset.to_netcdf(target, mode=mode, group=group, engine="h5netcdf", encoding=_packed(dataset))
        mode = "a"
    names.to_csv(HERE / "places.csv", index=False, lineterminator="\n")
    _formerly(places, codes).to_csv(HERE / "formerly.csv", index=False, lineterminator="\n")
    _tiles(places).to_csv(HERE / "prefecture_tiles.csv", index=False, lineterminator="\n")
    for name, table in _prefectures(folder / "japan").items():
        table.to_csv(HERE / f"prefecture_{name}.csv", index=False, lineterminator="\n")


def _tiles(folder: Path) -> pd.DataFrame:
    """Return where each prefecture stands on a grid of equal tiles: column from the west, row from the north.

    Two pairs of neighbours change places, so that Ibaraki lies east of Fukushima and Tochigi east of Gunma.
    """
    grid = pd.read_csv(folder / "prefecture_tile_grid.csv").sort_values("code").set_index("code", drop=False)
    for one, other in ((7, 8), (9, 10)):
        grid.loc[[one, other], ["col", "row"]] = grid.loc[[other, one], ["col", "row"]].to_numpy()
    columns = {"prefecture": "code", "column": "col", "row": "row"}
    found = pd.DataFrame({name: grid[own].astype(int) for name, own in columns.items()})
    found["prefecture"] = found["prefecture"].map("{:02d}".format)
    return found.assign(letters=grid["name_abb"])


def _packed(dataset: xr.Dataset) -> dict[str, dict[str, object]]:
    return {str(name): {"zlib": True, "complevel": 9, "shuffle": True} for name in dataset.data_vars}


def _read(folder: Path, name: str, ending: str = ".csv.gz") -> pd.DataFrame:
    table: pd.DataFrame = pd.read_csv(folder / f"{name}{ending}", dtype={"code5": str, "area_code": str})
    return table.rename(columns={"area_code": "code5"}).assign(code5=lambda t: t["code5"].replace(TODAY))


def _names(folder: Path) -> pd.DataFrame:
    """Code, prefecture, name, reading in kana and Latin letters; the special wards and cities of today's 1,741."""
    table = _read(folder, "names_kana", ".csv")
    table["name"] = table["name"].str.replace("ゖ", "ヶ")  # 茅ヶ崎市 is written with a small hiragana there
    known = set(_read(folder, "census_2020_age_sex").query("level == 'municipality'")["code5"])
    table = table[table["code5"].isin(known)].drop_duplicates("code5").sort_values("code5")
    missing = known - set(table["code5"])
    if missing:
        raise SystemExit(f"no name for {sorted(missing)}")
    stems = [_stem(kana, name) for kana, name in zip(table["kana"], table["name"], strict=True)]
    return pd.DataFrame(
        {
            "code": table["code5"], "prefecture": table["pref"], "name": table["name"], "kana": table["kana"],
            "romaji": [romaji(stem).capitalize() for stem in stems],
        }
    )  # fmt: skip


def _stem(kana: str, name: str) -> str:
    """Return a reading without the kind of place at its end."""
    ends = {"市": ("し",), "区": ("く",), "町": ("ちょう", "まち"), "村": ("むら", "そん")}[name[-1]]
    return next((kana.removesuffix(end) for end in ends if kana.endswith(end)), kana)


def _codes(table: pd.DataFrame, codes: list[str]) -> np.ndarray:
    place = table["code5"].map({code: number for number, code in enumerate(codes)})
    return np.asarray(place.to_numpy(float))


def _counts(table: pd.DataFrame, codes: list[str]) -> xr.Dataset:
    """Persons by area, date, sex and age group; ``all`` apart, because masked ages are in it alone."""
    dates = sorted(table["date"].unique())
    labels = [label for label in LABELS if label in set(table["age_group"])]
    table = table[table["code5"].isin(codes)]
    index = [
        _codes(table, codes).astype(int),
        table["date"].map({day: number for number, day in enumerate(dates)}).to_numpy(int),
        (table["sex"] == "female").to_numpy(int),
    ]
    whole = (table["age_group"] == "all").to_numpy()
    shape = (len(codes), len(dates), 2)
    total = np.full(shape, NONE, np.int32)
    total[tuple(part[whole] for part in index)] = table["population"].to_numpy()[whole]
    by_age = np.full((*shape, len(labels)), NONE, np.int32)
    ages = table["age_group"].map({label: number for number, label in enumerate(labels)})
    by_age[(*(part[~whole] for part in index), ages[~whole].to_numpy(int))] = table["population"].to_numpy()[~whole]
    dims = ("area", "date", "sex")
    return xr.Dataset(
        {"population": ((*dims, "age_group"), by_age), "total": (dims, total)},
        coords={"area": codes, "date": dates, "sex": SEXES, "age_group": labels},
    )


def _census(folder: Path, codes: list[str]) -> xr.Dataset:
    """Every census since 1980 in today's boundaries; ages to 90+ until 2015, to 100+ in 2020."""
    before = _read(folder, "census_1980_2015")
    before = before.assign(date=before["year"].astype(str) + "-10-01", age_group=[_group(age) for age in before["age"]])
    latest = _read(folder, "census_2020_age_sex").query("level == 'municipality'")
    both = pd.concat([before, latest])[["code5", "date", "sex", "age_group", "population"]]
    return _counts(both, codes)


def _group(age: object) -> str:
    text = str(age)
    return text if text == "unknown" else "90+" if text == "90" else f"{text}-{int(text) + 4}"


def _events(folder: Path, codes: list[str]) -> xr.Dataset:
    """Births and deaths (vital statistics), Japanese in- and out-migrants; calendar years."""
    table = _read(folder, "events_2016_2024")
    measures, years = sorted(table["measure"].unique()), sorted(table["year"].unique())
    table = table[table["code5"].isin(codes)]
    values = np.full((len(codes), len(years), len(measures)), NONE, np.int32)
    values[
        _codes(table, codes).astype(int),
        table["year"].map({year: number for number, year in enumerate(years)}).to_numpy(int),
        table["measure"].map({name: number for number, name in enumerate(measures)}).to_numpy(int),
    ] = table["value"].to_numpy()
    return xr.Dataset(
        {"events": (("area", "year", "measure"), values)},
        coords={"area": codes, "year": np.array(years, np.int32), "measure": measures},
    )


def _by(table: pd.DataFrame, codes: list[str], dim: str, columns: dict[str, Any]) -> xr.Dataset:
    """Columns of a table by area and one more dim; -1 where nothing is published."""
    table = table[table["code5"].isin(codes)].drop_duplicates(["code5", dim])
    labels = sorted(table[dim].unique())
    variables = {}
    for name, kind in columns.items():
        values = np.full((len(codes), len(labels)), NONE, kind)
        values[
            _codes(table, codes).astype(int),
            table[dim].map({label: number for number, label in enumerate(labels)}).to_numpy(int),
        ] = table[name].fillna(NONE).to_numpy()
        variables[name] = (("area", dim), values)
    axis = np.array(labels, np.int32) if dim == "year" else labels
    return xr.Dataset(variables, coords={"area": codes, dim: axis})


def _ipss2018(folder: Path, codes: list[str]) -> xr.Dataset:
    table = _read(folder, "ipss2018_projection_2015_2045")
    table = table.assign(date=table["year"].astype(str) + "-10-01", age_group=[_group(age) for age in table["age"]])
    return _counts(table, codes).drop_vars("total")


def _formerly(folder: Path, codes: list[str]) -> pd.DataFrame:
    """Municipalities that are part of today's: code and name in a census year, and today's code."""
    table = pd.read_csv(folder / "codes_1980_2020.csv.gz", dtype=str)
    rows = set()
    for year in range(1980, 2020, 5):
        for then, name, now in zip(
            table[f"id_muni{year}"], table[f"name_muni{year}"], table["id_muni2020"], strict=True
        ):
            if isinstance(then, str) and isinstance(now, str) and isinstance(name, str):
                code, today = then.zfill(5), TODAY.get(now.zfill(5), now.zfill(5))
                if code != today and today in set(codes):
                    rows.add((code, name.split(" ")[-1], today))
    return pd.DataFrame(sorted(rows), columns=["code", "name", "today"]).drop_duplicates("code")


def _prefectures(folder: Path) -> dict[str, pd.DataFrame]:
    """Life expectancy and total fertility of the 47 prefectures."""
    table = pd.read_csv(folder / "prefecture_series_1975_2025.csv.gz", dtype={"pref": str})
    table["pref"] = table["pref"].str.zfill(2)
    fertility = table[table["item"] == "A4103"][["pref", "year", "value"]]
    rows = []
    for label, (sex, age) in EXPECTANCY.items():
        found = table[table["name"] == label]
        rows.append(found[["pref", "year", "value"]].assign(sex=sex, age=age))
    expectancy = pd.concat(rows)
    order = ["prefecture", "year"]
    return {
        "tfr": fertility.set_axis(["prefecture", "year", "tfr"], axis=1).sort_values(order),
        "life_expectancy": expectancy.rename(columns={"pref": "prefecture", "value": "ex"})
        .sort_values([*order, "sex", "age"])[["prefecture", "year", "sex", "age", "ex"]],
    }  # fmt: skip


if __name__ == "__main__":
    make(Path(sys.argv[1]))
