"""What came true: yearly actuals of the inputs, and of a file with a row a year."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from cohort.errors import CohortError, Problems
from cohort.forms import CSV_BYTES, CsvTable, read_frame, read_text
from cohort.forms.cells import Column as Field
from cohort.inputs import Inputs
from cohort.inputs.unusual import MOST_PER_1000

FLOWS = ("births", "deaths", "net_migration")
AGREES = 0.01  # share by which an actual may differ from the register's own count of that day
SINCE = 2018
#: Measures of strategies' targets that yearly actuals are of: which one, and its sign.
AIMED = {"births": ("births", 1), "tfr": ("tfr", 1), "net_out_migration": ("net_migration", -1)}

ACTUALS = CsvTable(
    "actuals",
    (
        Field("year", "integer", low=1900, high=2200),
        Field("population", "number", low=0, blank=True),
        Field("births", "number", low=0, blank=True),
        Field("deaths", "number", low=0, blank=True),
        Field("net_migration", "number", blank=True),
    ),
    ("year",),
    "Residents on 1 January and events of the calendar year, a row a year",
    "1月1日の人口と、その年の出生・死亡・社会増減（1年に1行）",
)
TFR = Field("tfr", "number", low=0, high=20, blank=True)


def read_actuals(file: str | Path, inputs: Inputs) -> pd.DataFrame:
    """Return the rows of a file of actuals: ``year`` and any of ``population`` (1 January), ``births``, ``deaths``, ``net_migration``.

    A column ``tfr`` may follow.

    Raises
    ------
    CohortError
        With everything that is wrong, and every count that contradicts the register of the same day.
    """
    path = Path(file)
    head = read_text(path, Problems(path.as_posix()), CSV_BYTES) or ""  # what cannot be read is told below
    if "tfr" not in head.partition("\n")[0].strip().split(","):
        return _checked(path, read_frame(path, ACTUALS).assign(tfr=np.nan), inputs)
    return _checked(path, read_frame(path, replace(ACTUALS, columns=(*ACTUALS.columns, TFR))), inputs)


def _checked(file: Path, frame: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Refuse counts that contradict the register of the same day, and more births or deaths than can be."""
    counted = register_counts(inputs)
    problems = Problems(file.as_posix(), CohortError)
    for row in frame.to_dict("records"):
        year = int(row["year"])
        nearest = min(counted, key=lambda one: abs(one - year), default=0)
        for name in MOST_PER_1000 if nearest else ():
            if row[name] > MOST_PER_1000[name] / 1000 * counted[nearest]:
                problems.add(
                    f"{year}, {name}",
                    en=f"got {row[name]:,.0f}, more than {MOST_PER_1000[name]} per 1,000 of the {counted[nearest]:,.0f} residents "
                    f"of {nearest}; check the digits.",
                    ja=f"{row[name]:,.0f} です。{nearest} 年の人口 {counted[nearest]:,.0f} 人に対し、千人あたり {MOST_PER_1000[name]} を"
                    "超えています。桁を確かめてください。",
                )
    for year, given in zip(frame["year"], frame["population"], strict=True):
        known = counted.get(int(year))
        if known and np.isfinite(given) and abs(given / known - 1) > AGREES:
            problems.add(
                f"{int(year)}, population",
                en=f"got {given:,.0f}, but the register of 1 January {int(year)} has {known:,.0f}; mend the row, or the inputs if "
                "they are wrong.",
                ja=f"{given:,.0f} 人ですが、{int(year)} 年 1 月 1 日の住民基本台帳は {known:,.0f} 人です。行を直すか、入力の方が誤りなら"
                "入力を直してください。",
            )
    problems.raise_if_any()
    return frame


def register_counts(inputs: Inputs) -> dict[int, float]:
    """Return the register's totals of all residents on 1 January, by year."""
    counted = inputs.observed_totals(SINCE)
    chosen = counted[(counted["basis"] == "register") & (counted["date"].dt.strftime("%m-%d") == "01-01")]
    return {day.year: float(seen) for day, seen in zip(chosen["date"], chosen["value"], strict=True)}


def observed_actuals(inputs: Inputs) -> dict[str, dict[int, float]]:
    """Return what the inputs observed: register totals on 1 January; births, deaths, net migration and TFR by calendar year.

    Years that no table has are taken from what ``statements.toml`` says came of a target.
    """
    flows = inputs.observed_flows(SINCE)
    found = {"population": register_counts(inputs)}
    for measure in FLOWS:
        rows = flows[flows["measure"] == measure]
        found[measure] = {int(year): float(seen) for year, seen in zip(rows["year"], rows["value"], strict=True)}
    found["tfr"] = {}
    if inputs.tfr is not None:
        rows = inputs.tfr[inputs.tfr["year"] >= SINCE]
        found["tfr"].update(zip(map(int, rows["year"]), map(float, rows["tfr"]), strict=True))
    from cohort.analysis.statements_file import read_statements  # its format takes a quarter of a second to load

    stated = read_statements(inputs)
    for one in () if stated is None else (came for outcome in stated.outcome for came in outcome.came):
        measure, sign = AIMED.get(one.measure, ("", 1))
        if measure and one.ages in ("", "all ages"):
            found[measure].setdefault(int(one.year), sign * float(one.value))
    return found
