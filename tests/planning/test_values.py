"""Value of a person, families, delay, stabilisation: against plain loops and against the projection itself."""

import numpy as np
import pytest
import xarray as xr

from cohort import project
from cohort.errors import CohortError
from cohort.planning import Case
from cohort.planning.case import case_of
from cohort.planning.delay import delay_sentence, delay_table, delays
from cohort.planning.levers import TEMPLATES, Course, Lever, moved
from cohort.planning.stable import Stable, stabilise, stabilise_table, stock
from cohort.planning.values import family_table, family_values, person_table, person_values
from cohort.text import Text
from tests import shared


def by_hand(plan: Case, year: int, sex: str, age: int, until: int) -> float:
    """One person carried forward with the scenario's own rates, equation by equation, nothing of the room used."""
    given = plan.assumptions
    factor = project(given, "totals")["net_migration_factor"].values
    rate = given["net_migration_rate"].values
    people = np.zeros((2, 101))
    for p, start in enumerate(given["period"].values):
        if start < year or start >= until:
            continue
        S, f = given["survivorship"].values[p], given["asfr"].values[p]
        N = np.where(rate > 0, rate * factor[p], rate / factor[p])
        M = N * people
        if start == year:
            M[["male", "female"].index(sex), age] += 1.0
        e = people + M / 2
        Q = np.zeros_like(e)
        Q[:, 1:] = S[:, 1:] * e[:, :-1]
        Q[:, -1] += S[:, -1] * e[:, -1]
        Q[:, 1:] += M[:, 1:] / 2
        born = float((f * (e[1] + Q[1]) / 2).sum())
        srb = float(given["srb"].values[p])
        Q[0, 0], Q[1, 0] = (S[0, 0] * born * srb / (1 + srb) + M[0, 0] / 2, S[1, 0] * born / (1 + srb) + M[1, 0] / 2)
        people = Q
    return float(people.sum())


def test_the_value_of_a_person_is_that_of_the_equations(plan: Case) -> None:
    found = person_values(plan, years=[2026, 2033])
    for year, sex, age in (
        (2026, "female", 22),
        (2026, "male", 22),
        (2026, "female", 61),
        (2033, "female", 30),
        (2033, "male", 0),
    ):
        value = float(found["residents"].sel(year=year, sex=sex, age=age))
        assert value == pytest.approx(by_hand(plan, year, sex, age, 2040), rel=1e-6)


def test_children_counted_by_their_mothers_have_no_value_of_their_own() -> None:
    """Their number is women times a ratio: one more who arrives is not one more there, and none is told."""
    case = case_of(shared.computed("ichinoseki-first-strategy"), "outlook")
    found = person_values(case, years=[case.ahead])["residents"]
    assert found.isel(age=0).isnull().all()
    assert found.isel(age=slice(1, None)).notnull().all()


def test_every_year_to_come_by_default_and_its_table(plan: Case) -> None:
    found = person_values(plan, until=2029)
    assert found["year"].values.tolist() == [2026, 2027, 2028]
    shown = person_table(found)
    assert len(shown.rows) == 18
    heads = [column.say("en") for column in shown.columns]
    assert heads[1:3] == ["Residents in 2029: Female", "Residents in 2029: Male"]
    for row in shown.rows:
        for place, (name, sex) in enumerate((n, s) for n in ("residents", "births") for s in ("female", "male")):
            own = found[name].sel(year=2026, sex=sex, age=int(row[0].say("en")))
            assert row[1 + place].value == float(own), (row[0].say("en"), name, sex)
    assert shown.rows[5][1].value != shown.rows[5][2].value


def test_families_are_counted_up_and_held_from_the_year_they_count() -> None:
    """12.3 families a year do not come: 13 do; first-graders are more from 2031 on, not from 2026."""
    found = Stable("6", Text("First-graders", "小学1年生"), "couple-30s-child", 2026, 2040, 400.0, 12.3, 2031)
    assert "13 households a year" in found.sentence.say("en")
    assert "from 2031 to 2040" in found.sentence.say("en")
    assert "年13世帯" in found.sentence.say("ja")
    assert [cell.say("en") for cell in stabilise_table([found]).rows[0][3:]] == ["13", "2031", "2040"]
    assert stabilise_table([found]).rows[0][1].value == 400


def test_a_family_is_its_members(plan: Case) -> None:
    one = person_values(plan, years=[2026])
    for family in family_values(plan):
        members = TEMPLATES[family.template]
        alone = sum(float(one["residents"].sel(year=2026, sex=m.sex, age=m.age)) for m in members)
        assert family.residents == pytest.approx(alone, rel=1e-6)
        assert family.persons == len(members)
    three = family_values(plan, templates=["couple-30s-child"])[0]
    assert 3 < three.residents < 4.5  # children of theirs come on top
    assert f"arriving in 2026 is {three.residents:.1f} residents in 2040" in three.sentence.say("en")
    assert f"2040年には{three.residents:.1f}人" in three.sentence.say("ja")
    assert len(family_table([three]).rows) == 1


def test_waiting_costs_residents_and_effort(plan: Case) -> None:
    found = delays(plan, years=(0, 5))
    assert found[0].lost == 0
    assert found[1].lost > 0
    assert found[1].needed > found[0].needed
    assert f"begins in {found[-1].since};" in delay_sentence(found).say("en")
    assert len(delay_table(found).rows) == 2


@pytest.mark.parametrize("measure", ["population", "6", "women:20-39"])
def test_families_hold_a_number(plan: Case, measure: str) -> None:
    found = stabilise(plan, measure=measure)
    assert found.families is not None
    lever = Lever("households:couple-30s-child")
    for families, holds in ((found.families + 0.01, True), (found.families - 1, False)):
        given = moved(plan, {lever: np.array([families])}, Course(2026, 2026)).drop_vars(["tfr", "e0"])
        path = stock(project(given), measure, plan).squeeze()
        assert bool((path.sel(time=slice(found.held, found.until)) >= found.level).all()) is holds
    assert "households a year" in found.sentence.say("en")


def test_mistakes_are_told(plan: Case) -> None:
    with pytest.raises(CohortError, match="use one of population"):
        stabilise(plan, measure="pupils")
    with pytest.raises(CohortError, match="do not change women:80"):
        stabilise(plan, measure="women:80-84", until=2035)
    assert isinstance(plan.assumptions, xr.Dataset)


@pytest.mark.parametrize("flow", ["births", "deaths", "net_migration"])
def test_a_flow_is_no_stock(plan: Case, flow: str) -> None:
    """A number of a period, not of an instant: refused, and the stocks are named without the flows."""
    with pytest.raises(CohortError, match=f"got '{flow}'; use one of population") as error:
        stock(project(plan.assumptions), flow, plan)
    known = error.value.text("en").partition("use one of ")[2].partition(", or ages")[0].split(", ")
    assert {"population_65_plus", "median_age"} <= set(known)
    assert not {"births", "deaths", "natural_change", "net_migration"} & set(known)
