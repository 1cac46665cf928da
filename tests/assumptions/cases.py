"""Scenarios of one file or a few, and the slow obvious versions of what they lead to."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pytest

import cohort
from cohort.assumptions.mortality import prefecture_mortality
from cohort.errors import CohortError
from tests.scenario.folders import PLAN, head, write
from tests.shared import ROOT

LAUNCH = '\n[launch]\ndate = 2020-01-01\nbasis = "register"\nuntil = 2040\nevents = [2019]\n'
CENSUS = (
    '\n[launch]\ndate = 2020-10-01\nbasis = "register"\nrake_to = 2020-10-01\nuntil = 2030\n'
    "events = [2021, 2022, 2023]\n"
)


def measure(table, points, after='"hold"', unit="persons per year", extra=""):
    """One assumption; what is not tested agrees with the launch or says that it does not."""
    opening = f"[[migration.band]]\n{table}" if "ages" in table else f"[{table}]"
    return (
        f'\n{opening}\nunit = "{unit}"\npoints = {points}\nbetween = "linear"\nafter = {after}\n'
        f'jump_off = "scenario"\n{extra}\nsource = "plan"\n'
    )


def band(ages, points, after='"hold"', flow="net", extra=""):
    unit = "ratio to launch" if "relative" in extra else "persons per year"
    return measure(f'ages = "{ages}"\nflow = "{flow}"', points, after, unit, extra)


def scenarios(launch=LAUNCH, **texts):
    """Read files written on the fly; a text that begins with ``inherits`` has its parent's launch."""
    files = {}
    for name, text in texts.items():
        first, _, rest = text.partition("\n") if text.startswith("inherits") else (None, "", launch + text)
        files[name] = head(name, *([first] if first else [])) + rest
        files[name] += PLAN if 'source = "plan"' in text else ""
    with tempfile.TemporaryDirectory() as folder:
        return cohort.read_scenarios(write(Path(folder), **files))


def assumed(inputs, text="", launch=LAUNCH, step=None):
    """One scenario's assumptions."""
    return cohort.assume(inputs, scenarios(launch, one=text), step=step)


def projected(inputs, text="", launch=LAUNCH, step=None):
    """One scenario's projection, without the scenario dim."""
    found = cohort.project(assumed(inputs, text, launch, step))
    return found.squeeze("scenario", drop=True) if "scenario" in found.dims else found


def prefecture_tables(inputs, periods, known_by):
    """The prefecture's life tables of some periods, and what was done to them."""
    found = prefecture_mortality(inputs, known_by)
    return found.at(periods), list(found.records)


def net_of(projection, year, ages=slice(None)):
    return float(projection["net_migration"].sel(period=year, age=ages).sum())


def refused(call, kind, *words):
    """The error of a call, which must name these words in English; it says something else in Japanese."""
    with pytest.raises(kind) as caught:
        call()
    error = caught.value
    assert isinstance(error, CohortError)
    for word in words:
        assert word in error.text("en"), error.text("en")
    assert error.text("ja") != error.text("en")
    assert any(ord(letter) > 0x3000 for letter in error.text("ja"))
    return error


def rows(path):
    """A table of the inputs as plain dictionaries."""
    with (ROOT / "inputs" / path).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def counted(area, basis, day):
    """A count as published: {sex: {age group: persons}}."""
    found = {"male": {}, "female": {}}
    for row in rows(f"{area}/population.csv"):
        if row["basis"] == basis and row["date"] == day:
            found[row["sex"]][row["age_group"]] = float(row["population"])
    return found


def one_year(P, S, M, asfr, srb):
    """A year with migration spread evenly, in loops: population, births and deaths by age reached."""
    ages = len(P[0])
    entering = [[P[s][x] + M[s][x] / 2 for x in range(ages)] for s in (0, 1)]
    after = [[0.0] * ages for _ in (0, 1)]
    deaths = [[0.0] * ages for _ in (0, 1)]
    for s in (0, 1):
        for x in range(1, ages):
            who = entering[s][x - 1] + (entering[s][x] if x == ages - 1 else 0.0)
            after[s][x] = S[s][x] * who
            deaths[s][x] = who - after[s][x]
    births = 0.0
    for x in range(ages):
        births += asfr[x] * (entering[1][x] + after[1][x] + (M[1][x] / 2 if x else 0.0)) / 2
    for s, born in ((0, births * srb / (1 + srb)), (1, births / (1 + srb))):
        after[s][0] = S[s][0] * born
        deaths[s][0] = born - after[s][0]
    population = [[after[s][x] + M[s][x] / 2 for x in range(ages)] for s in (0, 1)]
    return population, births, deaths
