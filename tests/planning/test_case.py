"""One scenario with what is stated about it: which of its outlooks is meant."""

from cohort.planning import Case
from cohort.scenario.outlook import Outlook


def about(figure: float, year: int, measure: str = "population") -> Outlook:
    return Outlook.of(measure, year, "about", figure, source="x")


def test_of_several_outlooks_the_first_is_meant(plan: Case) -> None:
    """docs/scenario-format.md lists them in the file's order: the first about the population, else the first; by name the first of it."""
    births = about(600.0, 2039, "births")
    near, far = about(95e3, 2035), about(89e3, 2040)

    def of(*stated: Outlook) -> Case:
        return Case(plan.inputs, plan.scenario.changed(outlooks=stated), plan.assumptions)

    assert of(births, near, far).outlook() == near
    assert of(far, near).outlook() == far
    assert of(births, near).outlook("births") == births
    assert of(births, about(20.0, 2040, "median_age")).outlook() == births
    assert of(near, far).outlook("population") == near
