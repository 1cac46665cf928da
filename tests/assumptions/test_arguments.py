"""Arguments of another kind than `assume` takes: each is named with the remedy."""

from __future__ import annotations

import pytest

import cohort
from cohort.errors import AssumptionError
from tests.assumptions.cases import refused, scenarios


@pytest.mark.parametrize("step", [3, 0, -1, 2.5, 5.0, True, "5"])
def test_steps_are_of_one_year_or_five(inputs, step):
    error = refused(lambda: cohort.assume(inputs, scenarios(one=""), step=step), AssumptionError, "step: got", "1 or 5")
    assert repr(step) in error.text("en")


def test_inputs_and_scenarios_are_what_their_readers_return(inputs):
    refused(
        lambda: cohort.assume("inputs/ichinoseki", scenarios(one="")),
        AssumptionError, "inputs: got str", "cohort.read_inputs",
    )  # fmt: skip
    for given, kind in (("scenarios/ichinoseki", "str"), (None, "NoneType"), ([None], "NoneType"), (7, "int")):
        refused(
            lambda g=given: cohort.assume(inputs, g), AssumptionError, f"scenarios: got {kind}", "cohort.read_scenarios"
        )
    both = refused(lambda: cohort.assume(None, 7), AssumptionError, "inputs: got NoneType", "scenarios: got int")
    assert len(both.problems) == 2


def test_steps_that_differ_are_not_chosen_between(inputs):
    one = scenarios(one="")["one"]
    five = one.changed(name="five", launch=one.launch.changed(step=5))
    refused(lambda: cohort.assume(inputs, [one, five]), AssumptionError, "launch.step", "(1, 5 years)")
    assert cohort.assume(inputs, [one, five], step=5).attrs["step"] == 5
