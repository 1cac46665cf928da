"""Questions to the inputs: one count, one year's events, one published series."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NoReturn

from cohort.errors import did_you_mean, fail
from cohort.records import Record, note
from cohort.text import Text, listed
from cohort.vocabulary import SEXES

from .cells import show
from .observed import Observed
from .tables import COVERAGES, EVENT_BASES, MEASURES

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from .model import Inputs

_Choice = tuple[str, tuple[str, ...]]  # a basis, and the coverages that are added up


def _table(inputs: Inputs, name: str) -> pd.DataFrame:
    frame: pd.DataFrame | None = getattr(inputs, name)
    if frame is None:
        fail(
            (inputs.path / f"{name}.csv").as_posix(),
            "",
            en="the file is missing and is needed here; add it.",
            ja="この計算に必要なファイルがありません。加えてください。",
        )
    return frame


def _missing(inputs: Inputs, table: str, got: str, there: list[str], hint_for: str = "") -> NoReturn:
    hint_en = did_you_mean(hint_for, there, "en") if hint_for else ""
    hint_ja = did_you_mean(hint_for, there, "ja") if hint_for else ""
    fail(
        (inputs.path / f"{table}.csv").as_posix(),
        got,
        en=f"there is none; there are: {', '.join(there) or 'no rows at all'}.{hint_en}",
        ja=f"見つかりません。あるのは {'、'.join(there) or '（行がありません）'} です。{hint_ja}",
    )


def counts(inputs: Inputs, basis: str, on: date | str) -> pd.DataFrame:
    """See `Inputs.counts`."""
    frame = _table(inputs, "population")
    day = on if isinstance(on, str) else on.isoformat()
    days = frame["date"].dt.strftime("%Y-%m-%d")
    found = frame[(frame["basis"] == basis) & (days == day)]
    if found.empty:
        there = list(dict.fromkeys(f"{a} {b}" for a, b in zip(frame["basis"], days, strict=True)))
        _missing(inputs, "population", f"{basis} {day}", there)
    rows: pd.DataFrame = found.reset_index(drop=True)
    return rows


def population_on(
    inputs: Inputs, basis: str, on: date | str, unknown: str = "spread"
) -> tuple[xr.DataArray, list[Record]]:
    """See `Inputs.population_on`."""
    import numpy as np
    import xarray as xr

    if unknown not in ("spread", "refuse"):
        raise ValueError(f"unknown is 'spread' or 'refuse', not {unknown!r}")
    frame = counts(inputs, basis, on)
    day = frame["date"].iloc[0].date().isoformat()
    subject = (inputs.path / "population.csv").as_posix()
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
            fail(
                subject,
                f"{basis} {day}",
                en=f"{show(without_age.sum())} persons are of unknown age; allow unknown='spread', or give "
                "their ages.",
                ja=f"年齢不詳が {show(without_age.sum())} 人います。unknown='spread' で按分するか、"
                "年齢を与えてください。",
            )
        totals = values.sum(axis=1)
        for sex, persons, total in zip(SEXES, without_age, totals, strict=True):
            if persons > 0 and total <= 0:
                fail(
                    subject,
                    f"{basis} {day} {sex}",
                    en="all persons are of unknown age: there is nothing to spread them by; give ages.",
                    ja="全員が年齢不詳のため按分できません。年齢を与えてください。",
                )
        values = values * (1.0 + np.divide(without_age, totals, out=np.zeros(2), where=totals > 0))[:, None]
        records.append(_spread_record(basis, day, without_age.tolist(), totals.tolist()))
    array = xr.DataArray(
        values,
        dims=("sex", "age"),
        coords={"sex": list(SEXES), "age": ages},
        name="population",
        attrs={
            "basis": basis,
            "date": day,
            "reference_date": day[5:],
            "open_age": ages[-1],
            "units": "persons",
            "sources": ", ".join(dict.fromkeys(frame["source"])),
        },
    )
    return array, records


def _spread_record(basis: str, day: str, persons: list[float], totals: list[float]) -> Record:
    male, female = persons
    share = (male + female) / (sum(totals) + male + female)
    return note(
        f"population {basis} {day}",
        "{both} persons of unknown age (male {male}, female {female}; {share:.2%} of the total) "
        "were spread over the known ages of their sex in proportion.",
        "年齢不詳 {both} 人（男 {male}、女 {female}、総数の {share:.2%}）を男女別に既知の年齢へ按分しました。",
        both=show(male + female),
        male=show(male),
        female=show(female),
        share=share,
    )


def _choices(basis: str | None, coverage: str | None) -> list[_Choice]:
    """Return what may be taken, best first (see `Inputs.event`)."""
    everybody = (("all",), ("japanese", "foreign"))
    wide: list[_Choice] = [(one, parts) for one in EVENT_BASES for parts in everybody]
    narrow: list[_Choice] = [(one, ("japanese",)) for one in (*EVENT_BASES[1:], "register")]
    order = wide + narrow
    if coverage == "foreign":
        order = [(b, ("foreign",)) for b in EVENT_BASES]
    elif coverage == "japanese":
        order = [item for item in order if item[1] == ("japanese",)]
    elif coverage == "all":
        order = wide
    return [item for item in order if basis in (None, item[0])]


def _ask(value: str | None, allowed: tuple[str, ...], what: str) -> None:
    """Hold a word to those allowed."""
    if value is not None and value not in allowed:
        fail(
            what,
            "",
            en=f"got '{value}'; use one of {', '.join(allowed)}.{did_you_mean(value, allowed, 'en')}",
            ja=f"「{value}」は使えません。{'、'.join(allowed)} のいずれかです。"
            f"{did_you_mean(value, allowed, 'ja')}",
        )


def _of_year(inputs: Inputs, measure: str, year: int) -> dict[tuple[str, str], tuple[float, str]]:
    """Return value and source key of a measure in a calendar year, by basis and coverage."""
    frame = _table(inputs, "events")
    start, end = frame["start"].dt.strftime("%Y-%m-%d"), frame["end"].dt.strftime("%Y-%m-%d")
    found = frame[(frame["measure"] == measure) & (start == f"{year}-01-01") & (end == f"{year}-12-31")]
    rows = zip(found["basis"], found["coverage"], found["value"], found["source"], strict=True)
    return {(basis, coverage): (float(value), source) for basis, coverage, value, source in rows}


_JA = {
    "register": "住民基本台帳", "vital_statistics": "人口動態統計", "migration_report": "住民基本台帳人口移動報告",
    "all": "総人口", "japanese": "日本人", "foreign": "外国人",
}  # fmt: skip


def _observed(
    inputs: Inputs, name: str, signs: dict[str, int], year: int, basis: str | None, coverage: str | None
) -> Observed:
    _ask(basis, EVENT_BASES, "basis")
    _ask(coverage, COVERAGES, "coverage")
    rows = {measure: _of_year(inputs, measure, year) for measure in signs}
    for chosen, parts in _choices(basis, coverage):
        cells = [
            (sign, rows[measure].get((chosen, part))) for measure, sign in signs.items() for part in parts
        ]
        if all(cell is not None for _, cell in cells):
            value = sum(sign * cell[0] for sign, cell in cells if cell is not None)
            sources = tuple(dict.fromkeys(cell[1] for _, cell in cells if cell is not None))
            covered = "+".join(parts)
            record = note(
                f"{name} {year}",
                "{persons} persons in calendar year {year}: {basis}, coverage {coverage} ({sources}).",
                "{year} 年（暦年）{persons} 人：{basis}、対象は{coverage}（{sources}）。",
                persons=show(value),
                year=year,
                basis=Text(chosen, _JA[chosen]),
                coverage=Text(covered, "＋".join(_JA[part] for part in parts)),
                sources=listed(sources),
            )
            return Observed(name, year, value, chosen, covered, sources, record)
    there = sorted({f"{b}/{c}" for found in rows.values() for b, c in found})
    if not there:
        frame = _table(inputs, "events")
        years = frame.loc[frame["measure"].isin(list(signs)), "start"].dt.year
        there = [str(one) for one in sorted(set(years.tolist()))]
    asked = " ".join(part for part in (name, str(year), basis or "", coverage or "") if part)
    _missing(inputs, "events", asked, there)


def event(inputs: Inputs, measure: str, year: int, basis: str | None, coverage: str | None) -> Observed:
    """See `Inputs.event`."""
    _ask(measure, MEASURES, "measure")
    return _observed(inputs, measure, {measure: 1}, year, basis, coverage)


def net_migration(inputs: Inputs, year: int, basis: str | None, coverage: str | None) -> Observed:
    """See `Inputs.net_migration`."""
    return _observed(inputs, "net_migration", {"in_migration": 1, "out_migration": -1}, year, basis, coverage)


def series(inputs: Inputs, name: str, measure: str, area: str | None) -> pd.Series[float]:
    """See `Inputs.series`."""
    frame = _table(inputs, "published")
    names = list(dict.fromkeys(frame["series"]))
    if name not in names:
        _missing(inputs, "published", name, names, name)
    found = frame[frame["series"] == name]
    measures = list(dict.fromkeys(found["measure"]))
    if measure not in measures:
        _missing(inputs, "published", f"{name} {measure}", measures, measure)
    found = found[found["measure"] == measure]
    areas = list(dict.fromkeys(found["area"]))
    if area is None and len(areas) == 1:
        area = areas[0]
    if area not in areas:
        _missing(inputs, "published", f"{name} {measure} {area or 'area'}", areas, area or "")
    found = found[found["area"] == area].sort_values("year")
    return found.set_index("year")["value"].rename(name)
