"""What one more person is, some years later: by sex, age and year of arrival, and for households."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from cohort.analysis.measures import AGE_CLASSES
from cohort.errors import CohortError
from cohort.planning.case import Case, Floats, case_of
from cohort.planning.levers import TEMPLATE_NAMES, lever, members, with_people
from cohort.projection.project import project
from cohort.run import Run
from cohort.table import Column, Table, calendar, figure, label_column, table, words
from cohort.text import Text, Year
from cohort.vocabulary import SEX_NAMES
from cohort.wording import Plain

FAMILIES = ("couple-20s", "couple-30s-child", "couple-60s", "returner-22")
MEASURES = ("residents", "births", "aged_65_plus")
HEADS = {
    "residents": Text("Residents in {year}", "{year}年の人口"),
    "births": Text("Births by {year}", "{year}年までの出生"),
    "aged_65_plus": Text("Aged 65+ in {year}", "{year}年の65歳以上"),
}


@dataclass(frozen=True)
class FamilyValue:
    """What one household that arrives in ``year`` is in ``until``: residents, births since, residents aged 65 or over."""

    template: str
    year: int
    until: int
    persons: float
    residents: float
    births: float
    aged_65_plus: float

    @property
    def text(self) -> Text:
        """What the household is called."""
        return TEMPLATE_NAMES.get(self.template, Text(self.template, self.template))

    @property
    def sentence(self) -> Text:
        """``A family of three that arrives in 2026 is 3.4 residents in 2040.``"""
        return Text(
            "One {who} arriving in {year} is {residents} residents in {until} ({births} births by then, {old} aged 65 or over).",
            "{year}に転入する{who} 1世帯は、{until}には{residents}人（それまでの出生{births}人、65歳以上{old}人）。",
            who=self.text,
            year=Year(self.year),
            until=Year(self.until),
            residents=Plain(self.residents, 1),
            births=Plain(self.births, 1),
            old=Plain(self.aged_65_plus, 1),
        )


def _until(case: Case, until: int | None) -> int:
    """Return the year looked at: that asked for, else the outlook's, else the last."""
    if until is None:
        try:
            until = case.outlook().year
        except CohortError:
            until = case.last
    case.check_year(until)
    return until


def _gained(case: Case, added: Floats, until: int) -> dict[str, Floats]:
    """Return what people (draw, period, sex, age) who come on top change until a year; the projection is run with each.

    NaN where it cannot go on: in a village one person more may be one more than can leave at some age.
    """
    within = case.until(until)
    everyone = np.concatenate([np.zeros_like(added[:1]), added])[:, : len(within.periods)]
    given = with_people(within.assumptions, everyone).drop_vars(["tfr", "e0"], errors="ignore")
    made = project(given, variables=("population", "births"), failing="nan", fingerprint=False)
    last = made["population"].isel(time=-1)
    old = last.sel(age=slice(AGE_CLASSES["population_65_plus"][1], None))
    found = {
        "residents": last.sum(["sex", "age"], skipna=False),
        "births": made["births"].sum(["period", "sex"], skipna=False),
        "aged_65_plus": old.sum(["sex", "age"], skipna=False),
    }
    return {name: values.values[1:] - values.values[0] for name, values in found.items()}


def person_values(
    run: Run | Case, scenario: str | None = None, years: Sequence[int] | None = None, until: int | None = None
) -> xr.Dataset:
    """Return what one more person is in a year: one who arrives, or who does not leave.

    Parameters
    ----------
    run : Run or Case
    scenario : str, optional
        Of a run; by default the plan.
    years : sequence of int, optional
        Periods of arrival; by default all from the next one on.
    until : int, optional
        Year looked at; by default the outlook's.

    Returns
    -------
    Dataset
        ``residents``, ``births`` (up to that year), ``aged_65_plus``, with dims (year, sex, age), persons per person; NaN
        where the projection cannot go on with that person, and for the youngest where a child-woman ratio sets their number.
    """
    case = run if isinstance(run, Case) else case_of(run, scenario)
    last = _until(case, until)
    chosen = (
        [int(y) for y in case.periods if case.ahead <= y < last]
        if years is None
        else [case.since(y, last) for y in years]
    )
    sizes = case.assumptions.sizes
    cells = sizes["sex"] * sizes["age"]
    found: dict[str, list[Floats]] = {name: [] for name in MEASURES}
    for year in chosen:
        added = np.zeros((cells, len(case.periods), cells))
        added[np.arange(cells), int(np.flatnonzero(case.periods == year)[0]), np.arange(cells)] = 1.0
        got = _gained(case, added.reshape(cells, -1, sizes["sex"], sizes["age"]), last)
        for name, values in got.items():
            found[name].append(values.reshape(sizes["sex"], sizes["age"]))
            if "child_woman_ratio" in case.assumptions:
                found[name][-1][:, 0] = np.nan
    coords = {"year": chosen, "sex": case.assumptions["sex"], "age": case.assumptions["age"]}
    variables = {name: (("year", "sex", "age"), np.stack(values)) for name, values in found.items()}
    return xr.Dataset(variables, coords, {"until": last, "scenario": case.scenario.name})


def family_values(
    run: Run | Case,
    scenario: str | None = None,
    templates: Iterable[str] = FAMILIES,
    years: Sequence[int] | None = None,
    until: int | None = None,
) -> tuple[FamilyValue, ...]:
    """Return what one household of each template is in a year, by year of arrival (by default the next one)."""
    case = run if isinstance(run, Case) else case_of(run, scenario)
    last = _until(case, until)
    chosen = [case.since(year, last) for year in (years or (case.ahead,))]
    pairs = [(lever(f"households:{one}", case.scenario.file).part, year) for one in templates for year in chosen]
    sizes = case.assumptions.sizes
    added = np.zeros((len(pairs), len(case.periods), sizes["sex"], sizes["age"]))
    for i, (one, year) in enumerate(pairs):
        added[i, int(np.flatnonzero(case.periods == year)[0])] = members(case, one)
    got = _gained(case, added, last)
    return tuple(
        FamilyValue(one, year, last, float(added[i].sum()), *(float(got[name][i]) for name in MEASURES))
        for i, (one, year) in enumerate(pairs)
    )


def family_table(values: Sequence[FamilyValue]) -> Table:
    """Return households and what each of them is later, as a table."""
    until = values[0].until
    rows = [
        [words(one.text), calendar(one.year), figure(one.persons, 0)]
        + [figure(getattr(one, name), 1, year=one.until) for name in MEASURES]
        for one in values
    ]
    return table(
        "family-values",
        Text("What one household is in {year} (persons)", "1世帯の転入がもたらす人口　{year}年（人）", year=until),
        [
            label_column(Text("Household", "世帯"), 3.2),
            Column(Text("Arrives", "転入"), "c"),
            Column(Text("Persons", "人数")),
            *(Column(Text(head.en, head.ja, year=until)) for head in HEADS.values()),
        ],
        rows,
        [
            Text(
                "One more household in the scenario as it is; its members grow older, have children, leave and die as others do. "
                "Members are conventions, not observations; net migration rates above 0 let a number grow at some ages.",
                "シナリオに1世帯を加えた場合。構成員は他の住民と同じ率で年をとり、子をもち、転出し、死亡する。構成は例示。純移動率が正の年齢では、転入により人数が増える。",
            )
        ],
    )


def person_table(values: xr.Dataset, year: int | None = None, ages: Sequence[int] = tuple(range(0, 90, 5))) -> Table:
    """Return what one more person of some ages is later, arriving in one year, as a table."""
    chosen, until = int(values["year"][0]) if year is None else year, int(values.attrs["until"])
    rows = [
        [words(str(age))]
        + [
            figure(float(values[name].sel(year=chosen, sex=sex, age=age)), 2, year=until)
            for name in MEASURES[:2]
            for sex in ("female", "male")
        ]
        for age in ages
        if age in values["age"].values
    ]
    return table(
        "person-values",
        Text("What one more person arriving in {year} is in {until}", "{year}に1人増えると{until}に何人か", year=Year(chosen), until=Year(until)),
        [
            label_column(Text("Age", "年齢"), 1.0),
            *(
                Column(Text("{what}: {sex}", "{what}（{sex}）", what=Text(HEADS[name].en, HEADS[name].ja, year=until), sex=SEX_NAMES[sex]))
                for name in MEASURES[:2]
                for sex in ("female", "male")
            ),
        ],
        rows,
    )  # fmt: skip


__all__ = ["FAMILIES", "FamilyValue", "family_table", "family_values", "person_table", "person_values"]
