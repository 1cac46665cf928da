"""Results as files to go on calculating with: tidy CSV and NetCDF. The same run gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import xarray as xr

from cohort.analysis.verdict import by_outlook
from cohort.atomic import write_bytes, write_text
from cohort.report.cells import csv_bytes
from cohort.run import Run
from cohort.story.districts import districts_frame
from cohort.story.model import Story
from cohort.vocabulary import COLUMNS, VOCABULARY

# Excel takes CSV for UTF-8 only if it begins with this mark; pandas, readr and polars take it away again.
_ENCODING = "utf-8-sig"
_BY_AGE = ("population", "births", "deaths", "net_migration")
_YEARLY_ASSUMPTIONS = ("tfr", "e0", "net_migration_total", "srb", "child_woman_ratio")


def write_csv(story: Story, folder: str | Path, language: str) -> list[Path]:
    """Write the results as tidy CSV: one number a row, with what it is of in the columns before.

    Parameters
    ----------
    story : Story
        As `cohort.story.build.story` returns it.
    folder : str or Path
        Where results go; made if it is not there.
    language : str
        "en" or "ja": language of ``answer.txt``. Column names are the vocabulary's in both.

    Returns
    -------
    list of Path
        ``population.csv``, ``births.csv``, ``deaths.csv``, ``net_migration.csv`` (by age and sex),
        ``comparison.csv``, ``assumptions.csv``, ``verdicts.csv``, ``records.csv``, ``scenarios.csv`` (titles; tables
        by scenario say in ``what_if`` which rest on an assumption), ``variables.csv`` (unit and label of every
        name), ``answer.txt``; where there are any, ``indicators.csv``, ``ratings.csv``, ``connected.csv``, ``districts.csv``; with choices
        ``readings.csv`` (a row for each reading of the plan); with draws
        ``chances.csv`` and ``ranges.csv`` (quantiles).
    """
    run, folder = story.run, Path(folder)
    tables = {name: tidy(run.projection[name]) for name in _BY_AGE if name in run.projection}
    units = run.comparison["measure"].map(_unit_per_year)
    tables["comparison"] = run.comparison.assign(unit=units)
    tables["assumptions"] = _assumptions(run.assumptions)
    tables["verdicts"] = run.verdicts.frame()
    tables["records"] = _records(run)
    if run.dependents is not None:
        tables |= run.dependents.frames
    if run.readings is not None:
        tables["readings"] = run.readings.frame
    if run.futures is not None:
        from cohort.uncertainty.outcome import chance_frame, quantile_frame

        outlooks = [found[0].outlook for found in by_outlook(run.verdicts)]
        tables["chances"] = chance_frame(run.futures, [outlook for outlook in outlooks if outlook.scope == "set"])
        tables["ranges"] = quantile_frame(run.futures)
    if story.districts is not None:
        tables["districts"] = districts_frame(story.districts)
    tables["scenarios"] = _scenarios(run)
    tables["variables"] = _variables([*tables, *run.summary.data_vars, *_YEARLY_ASSUMPTIONS])
    what_ifs = {scenario.name for scenario in run.scenarios if scenario.what_if}
    marked = {name: _marked(table, what_ifs) for name, table in tables.items()}
    written = [_write_table(table, folder / f"{name}.csv") for name, table in marked.items()]
    said = "\n".join(one.say(language) for one in (*story.headline, *story.sentences))
    answer = write_text(folder / "answer.txt", said + "\n", _ENCODING)
    return [*written, answer]


def tidy(array: xr.DataArray) -> pd.DataFrame:
    """Return an array as a table: a column for each dim, then the values under the array's name.

    Examples
    --------
    >>> tidy(xr.DataArray([7.0], dims="time", coords={"time": [2020]}, name="population"))
       time  population
    0  2020         7.0
    """
    bare = array.drop_vars([name for name in array.coords if name not in array.dims])
    frame: pd.DataFrame = bare.to_dataframe().reset_index()
    return frame


def _write_table(table: pd.DataFrame, path: Path) -> Path:
    return write_bytes(path, csv_bytes(table))


def _scenarios(run: Run) -> pd.DataFrame:
    rows = [(one.name, one.what_if, one.title.en, one.title.ja, one.role) for one in run.scenarios]
    return pd.DataFrame(rows, columns=["scenario", "what_if", "title_en", "title_ja", "role"])


def _marked(table: pd.DataFrame, what_ifs: set[str]) -> pd.DataFrame:
    """Return a table with a column ``what_if`` behind ``scenario``, unless it says so of its values itself."""
    if "scenario" not in table or "what_if" in table:
        return table
    made = table.copy()
    place = list(made.columns).index("scenario") + 1
    made.insert(place, "what_if", made["scenario"].isin(what_ifs))
    return made


def _unit_per_year(name: str) -> str:
    """Return the unit of a measure in a comparison, where flows are per year."""
    return f"{_unit(name)} per year" if name in VOCABULARY and VOCABULARY[name].kind == "flow" else _unit(name)


def _unit(name: str, step: int = 1) -> str:
    """Return the unit of a name; of a flow with the years it is counted over, where they are more than one."""
    if name not in VOCABULARY:
        return ""
    term = VOCABULARY[name]
    return f"{term.unit} in {step} years" if term.kind == "flow" and step > 1 else term.unit


def _assumptions(assumptions: xr.Dataset) -> pd.DataFrame:
    """Return what is assumed by period, ages together: total fertility, life expectancy, net migration."""
    tables = []
    for name in _YEARLY_ASSUMPTIONS:
        if name in assumptions and "period" in assumptions[name].dims and "age" not in assumptions[name].dims:
            table = tidy(assumptions[name]).rename(columns={name: "value"})
            tables.append(table.assign(measure=name, unit=_unit(name, int(assumptions.attrs["step"]))))
    columns = ["area", "scenario", "draw", "period", "sex", "measure", "value", "unit"]
    if not tables:
        return pd.DataFrame(columns=["period", "measure", "value", "unit"])
    whole = pd.concat(tables, ignore_index=True)
    return whole.reindex(columns=[one for one in columns if one in whole or one == "scenario"])


def _records(run: Run) -> pd.DataFrame:
    rows = [(record.scenario, record.where, record.en, record.ja) for record in run.records]
    return pd.DataFrame(rows, columns=["scenario", "where", "en", "ja"])


def _variables(names: list[object]) -> pd.DataFrame:
    """Return kind, unit and label of every name, in both languages: of measures, then of columns."""
    terms = [VOCABULARY[name] for name in dict.fromkeys(map(str, names)) if name in VOCABULARY]
    rows = [(t.name, str(t.kind), t.unit, t.unit_ja, t.en, t.ja) for t in terms]
    rows += [(name, "column", "", "", said.say("en"), said.say("ja")) for name, said in COLUMNS.items()]
    return pd.DataFrame(rows, columns=["name", "kind", "unit", "unit_ja", "label_en", "label_ja"])


def write_netcdf(story: Story, folder: str | Path, language: str) -> list[Path]:
    """Write ``projection.nc`` (results, measures) and ``assumptions.nc`` (what `project` takes), NetCDF-4, labels in both languages."""
    run, folder = story.run, Path(folder)
    names = {name: f"{name}_by_age" for name in _BY_AGE if name in run.projection and name in run.summary}
    results = run.projection.rename(names).merge(run.summary, join="exact", combine_attrs="override")
    results.attrs["what_if_scenarios"] = [one.name for one in run.scenarios if one.what_if]
    return [write_dataset(results, folder / "projection.nc"), write_dataset(run.assumptions, folder / "assumptions.nc")]


def write_dataset(dataset: xr.Dataset, path: str | Path) -> Path:
    """Write a Dataset as NetCDF-4, the same bytes each time; return the path."""
    labelled = dataset.copy()
    labelled.attrs = {name: _attribute(value) for name, value in dataset.attrs.items()}
    for array in labelled.variables.values():
        array.attrs = {k: _attribute(v) for k, v in array.attrs.items()}
    encoding = {
        name: {"zlib": True, "complevel": 4, "shuffle": True}
        for name, array in labelled.data_vars.items()
        if array.ndim and array.dtype.kind in "fiu"
    }
    # In memory: where a disk is full, HDF5 ends the process. h5netcdf writes no times of day, neither in object headers nor as an attribute.
    return write_bytes(path, bytes(labelled.to_netcdf(engine="h5netcdf", format="NETCDF4", encoding=encoding)))


def _attribute(value: object) -> object:
    """Return a value as NetCDF can hold it: text and numbers as they are, truth as 0 or 1, others as JSON."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (str, int, float)):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
