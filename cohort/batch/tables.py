"""The results of a batch as tables: a row an area, scenario and year."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr

from cohort.batch.measures import AGES, FLOWS, MOVES, STOCKS

DECIMALS = {"share_65_plus": 6}
PERSONS = 3  # decimals
WHOLE = "all"  # areas of the plan
_AREAS = 200  # whose rows are made at once: memory does not grow with the number of areas


def tables(results: xr.Dataset) -> dict[str, Iterator[pd.DataFrame]]:
    """Return the tables of a batch by name, in parts that follow each other.

    Parameters
    ----------
    results : Dataset
        As `cohort.open` returns it.

    Returns
    -------
    dict of iterator of DataFrame
        ``years``: area, scenario, year, then a column for each measure; flows are those of the period that begins in the year.
        ``areas``: code, names, prefecture, residents at the launch. ``failures``: area, scenario, reason_en, reason_ja.
        ``ages`` (of chosen years): area, scenario, year, sex, age_group, residents. ``ranges`` (of draws): area, scenario,
        measure, year, and a column for each quantile. ``moves`` (of areas that exchange people): scenario, year, prefecture
        ("all": every area of the plan), who came from and left to other areas, the difference, and all net migration.
    """
    made = {"areas": iter([_areas(results)]), "years": _parts(results, _years), "failures": _parts(results, _failures)}
    if AGES in results:
        made["ages"] = _parts(results, _ages)
    if "quantile" in results.dims:
        made["ranges"] = _parts(results, _ranges)
    if MOVES[0] in results:
        made["moves"] = iter([_moves(results)])
    return made


def _parts(results: xr.Dataset, table: object) -> Iterator[pd.DataFrame]:
    assert callable(table)
    for begin in range(0, results.sizes["area"], _AREAS):
        yield table(results.isel(area=slice(begin, begin + _AREAS)).load())


def _areas(results: xr.Dataset) -> pd.DataFrame:
    launch = results["population"].isel(scenario=0, time=0).values
    columns = {name: results[name].values for name in ("area", "name_en", "name_ja", "prefecture")}
    return pd.DataFrame(columns | {f"population_{int(results['time'][0])}": np.round(launch, PERSONS)})


def _keys(results: xr.Dataset, *dims: str) -> dict[str, np.ndarray]:
    """Return a column of labels for each dim, in the order of rows."""
    labels = np.meshgrid(*(np.arange(results.sizes[dim]) for dim in dims), indexing="ij")
    return {dim: results[dim].values[label.ravel()] for dim, label in zip(dims, labels, strict=True)}


def _rounded(values: np.ndarray, name: str = "") -> np.ndarray:
    return np.asarray(np.round(values, DECIMALS.get(name, PERSONS)) + 0.0)


def _years(results: xr.Dataset) -> pd.DataFrame:
    columns = _keys(results, "area", "scenario", "time")
    columns["year"] = columns.pop("time")
    for name in STOCKS:
        columns[name] = _rounded(results[name].values, name).ravel()
    for name in (one for one in (*FLOWS, *MOVES) if one in results):
        values = _rounded(results[name].values)
        columns[name] = np.concatenate([values, np.full_like(values[..., :1], np.nan)], axis=-1).ravel()
    return pd.DataFrame(columns)


def _failures(results: xr.Dataset) -> pd.DataFrame:
    said = {name: results[name].values.astype(object) for name in ("reason_en", "reason_ja")}
    where = said["reason_en"] != ""
    columns = {name: values[where.ravel()] for name, values in _keys(results, "area", "scenario").items()}
    return pd.DataFrame(columns | {name: values[where] for name, values in said.items()})


def _ages(results: xr.Dataset) -> pd.DataFrame:
    columns = _keys(results, "area", "scenario", "year", "sex", "age_group")
    return pd.DataFrame(columns | {AGES: _rounded(results[AGES].values).ravel()})


def _ranges(results: xr.Dataset) -> pd.DataFrame:
    parts = []
    for name in (*STOCKS, *FLOWS):
        axis = "time" if name in STOCKS else "period"
        found = results[f"{name}_quantiles"].transpose("area", "scenario", axis, "quantile")
        columns = _keys(results, "area", "scenario", axis)
        columns["year"] = columns.pop(axis)
        columns["measure"] = np.full(len(columns["year"]), name)
        values = _rounded(found.values, name).reshape(-1, results.sizes["quantile"])
        shares = [f"q{100 * share:g}" for share in results["quantile"].values]
        parts.append(pd.DataFrame(columns | dict(zip(shares, values.T, strict=True))))
    whole = pd.concat(parts, ignore_index=True)
    return whole[["area", "scenario", "measure", "year", *(name for name in whole if str(name).startswith("q"))]]


def _moves(results: xr.Dataset) -> pd.DataFrame:
    """Return moves of prefectures and of all areas, without areas that have no projection."""
    kept = results[[*MOVES, "net_migration"]].load()
    by_prefecture = kept.groupby("prefecture").sum("area")
    whole = kept.sum("area").expand_dims(prefecture=[WHOLE])
    joined = xr.concat([whole, by_prefecture], "prefecture").transpose("scenario", "period", "prefecture")
    columns = _keys(joined, "scenario", "period", "prefecture")
    columns["year"] = columns.pop("period")
    came, left, net = (joined[name].values.ravel() for name in (*MOVES, "net_migration"))
    named = zip((*MOVES, "moves_net", "net_migration"), (came, left, came - left, net), strict=True)
    made = pd.DataFrame(columns | {name: _rounded(values) for name, values in named})
    return made[["scenario", "year", "prefecture", *MOVES, "moves_net", "net_migration"]]
