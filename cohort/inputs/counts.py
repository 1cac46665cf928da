"""Counts of residents: one count as an array, the totals of all of them, and what others published."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cohort.errors import fail
from cohort.record import Record, note
from cohort.vocabulary import SEXES, series_day, series_text
from cohort.wording import plain

from .missing import nothing_found

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import xarray as xr
    from numpy.typing import NDArray


def counts_on(frame: pd.DataFrame, subject: str, basis: str, on: date | str) -> pd.DataFrame:
    """See `Inputs.counts`."""
    day = on if isinstance(on, str) else on.isoformat()
    days = frame["date"].dt.strftime("%Y-%m-%d")
    found = frame[(frame["basis"] == basis) & (days == day)]
    if found.empty:
        there = list(dict.fromkeys(f"{a} {b}" for a, b in zip(frame["basis"], days, strict=True)))
        nothing_found(subject, f"{basis} {day}", there)
    rows: pd.DataFrame = found.reset_index(drop=True)
    return rows


def population_array(frame: pd.DataFrame, subject: str, unknown: str) -> tuple[xr.DataArray, list[Record]]:
    """Return the rows of one count as an array; see `Inputs.population_on`."""
    import numpy as np
    import xarray as xr

    if unknown not in ("spread", "refuse"):
        raise ValueError(f"unknown is 'spread' or 'refuse', not {unknown!r}")
    basis, day = str(frame["basis"].iloc[0]), frame["date"].iloc[0].date().isoformat()
    known = frame[frame["age"].notna()].sort_values("age")
    by_sex = {sex: known[known["sex"] == sex] for sex in SEXES}
    ages = [int(age) for age in by_sex["male"]["age"]]
    if ages != [int(age) for age in by_sex["female"]["age"]]:
        fail(
            subject,
            f"{basis} {day}",
            en="the age groups of males and females differ; give both sexes the same groups.",
            ja="男女で年齢区分が異なります。同じ区分にしてください。",
        )
    values = np.stack([by_sex[sex]["population"].to_numpy(dtype=float) for sex in SEXES])
    without_age = np.array(
        [float(frame.loc[(frame["sex"] == sex) & frame["age"].isna(), "population"].sum()) for sex in SEXES]
    )
    records: list[Record] = []
    if without_age.any():
        if unknown == "refuse":
            _refuse_unknown(subject, f"{basis} {day}", float(without_age.sum()))
        values, record = _spread(values, without_age, subject, f"{basis} {day}")
        records.append(record)
    attrs = {
        "basis": basis,
        "date": day,
        "reference_date": day[5:],
        "open_age": ages[-1],
        "units": "persons",
        "sources": ", ".join(dict.fromkeys(frame["source"])),
    }
    coords = {"sex": list(SEXES), "age": ages}
    return xr.DataArray(values, dims=("sex", "age"), coords=coords, name="population", attrs=attrs), records


def _refuse_unknown(subject: str, where: str, persons: float) -> None:
    fail(
        subject,
        where,
        en=f"{plain(persons)} persons are of unknown age; allow unknown='spread', or give their ages.",
        ja=f"年齢不詳が {plain(persons)} 人います。unknown='spread' で按分するか、年齢を与えてください。",
    )


def _spread(
    values: NDArray[np.float64], without_age: NDArray[np.float64], subject: str, count: str
) -> tuple[NDArray[np.float64], Record]:
    """Share persons of unknown age out over the known ages of their sex, in proportion, and say so."""
    import numpy as np

    totals = values.sum(axis=1)
    for sex, persons, total in zip(SEXES, without_age, totals, strict=True):
        if persons > 0 and total <= 0:
            fail(
                subject,
                f"{count} {sex}",
                en="all persons are of unknown age: there is nothing to spread them by; give ages.",
                ja="全員が年齢不詳のため按分できません。年齢を与えてください。",
            )
    spread = values * (1.0 + np.divide(without_age, totals, out=np.zeros(2), where=totals > 0))[:, None]
    male, female = without_age.tolist()
    record = note(
        f"population {count}",
        "{both} persons of unknown age (male {male}, female {female}; {share:.2%} of the total) "
        "were spread over the known ages of their sex in proportion.",
        "年齢不詳 {both} 人（男 {male}、女 {female}、総数の {share:.2%}）を男女別に既知の年齢へ按分しました。",
        both=plain(male + female),
        male=plain(male),
        female=plain(female),
        share=(male + female) / (totals.sum() + male + female),
    )
    return spread, record


def totals_since(population: pd.DataFrame | None, broad_ages: pd.DataFrame | None, since: int) -> pd.DataFrame:
    """See `Inputs.observed_totals`."""
    import pandas as pd

    parts = [] if population is None else [population]
    if broad_ages is not None:
        every = broad_ages[broad_ages["age_group"] == "all"]
        parts += [every[every["sex"] == "both"], every[every["sex"] != "both"]]
    found: dict[tuple[pd.Timestamp, str], tuple[float, str]] = {}
    for part in parts:
        for (basis, at), rows in part.groupby(["basis", "date"]):
            day = pd.Timestamp(str(at))
            whole = set(rows["sex"]) in ({"both"}, set(SEXES))
            if whole and day.year >= since:  # a count in both tables is taken once: reading holds that they agree
                sources = ", ".join(dict.fromkeys(rows["source"]))
                found.setdefault((day, str(basis)), (float(rows["population"].sum()), sources))
    table = pd.DataFrame(
        [(basis, day, *cells) for (day, basis), cells in sorted(found.items())],
        columns=["basis", "date", "value", "source"],
    )
    return table.astype({"date": "datetime64[us]", "value": "float64"})


def series_of(frame: pd.DataFrame, subject: str, name: str, measure: str, area: str | None) -> pd.Series[float]:
    """See `Inputs.series`."""
    found = frame
    asked = ""
    for column, wanted in (("series", name), ("measure", measure), ("area", area)):
        there = list(dict.fromkeys(found[column]))
        if wanted is None and len(there) == 1:
            wanted = there[0]
        asked = f"{asked} {wanted or column}".strip()
        if wanted not in there:
            nothing_found(subject, asked, there, wanted or "")
        found = found[found[column] == wanted]
    return found.sort_values("year").set_index("year")["value"].rename(name)


def published_of(frame: pd.DataFrame | None, measure: str, area: str) -> pd.DataFrame:
    """See `Inputs.published_totals`."""
    import pandas as pd

    columns = ["series", "name", "day", "measure", "year", "value", "source"]
    if frame is None:
        return pd.DataFrame(columns=columns)
    rows = frame[(frame["area"] == area) & (frame["measure"] == measure)]
    keys = rows["series"].tolist()
    days = pd.Series([series_day(key) for key in keys], index=rows.index, dtype="str")
    names = pd.Series([series_text(key) for key in keys], index=rows.index, dtype="object")
    named = rows.assign(name=names, day=days)
    return named.sort_values(["series", "year"], ignore_index=True)[columns]


def latest_day(*tables: pd.DataFrame | None) -> date:
    """Return the latest day that any count or event of some tables stands for."""
    days = [
        table[column].max().date()
        for table in tables
        for column in ("date", "end")
        if table is not None and column in table.columns and len(table)
    ]
    return max(days, default=date(1900, 1, 1))
