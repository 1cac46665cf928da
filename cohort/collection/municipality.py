"""A municipality by its name, in memory: what a notebook begins with."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from cohort.arguments import at_the_door
from cohort.collection.area import area, folder_name
from cohort.collection.new import Plan, read_point, scenario_texts
from cohort.collection.places import the_place
from cohort.inputs import Inputs
from cohort.scenario import read_scenarios
from cohort.scenario.model import ScenarioSet


def municipality(
    query: str, *, outlook: str | None = None, tfr: str | None = None, net: str | None = None
) -> tuple[Inputs, ScenarioSet]:
    """Return what `new` writes, in memory: the inputs of a municipality, and its trend with a plan beside it where one is given.

    Parameters
    ----------
    query : str
        A name, a reading or a code, as `cohort.collection.places.find` takes it.
    outlook, tfr, net : str, optional
        As `cohort new` takes them: ``"2040:85000"``, ``"1.8@2030"``, ``"0@2030"``.

    Raises
    ------
    InputError
        No such place, or several; a figure that is none.

    Examples
    --------
    >>> inputs, scenarios = municipality("花巻市", outlook="2040:85000", tfr="1.8@2030")
    >>> inputs.area.name_en, [one.name for one in scenarios]
    ('Hanamaki', ['trend', 'plan'])
    """
    place = the_place(query)
    plan = Plan(
        outlook=None if outlook is None else read_point("outlook", outlook),
        tfr=None if tfr is None else read_point("tfr", tfr),
        net=None if net is None else read_point("net", net),
    )
    inputs = area(place.code)
    with tempfile.TemporaryDirectory(prefix="cohort-") as home:
        for file, text in scenario_texts(place, plan, inputs).items():
            (Path(home) / file).write_text(text, encoding="utf-8")
        found = read_scenarios(home, area=place.code)
    members = tuple(one.changed(file=Path(one.file).name) for one in found)
    return inputs, replace(found, folder=folder_name(place), scenarios=members)


at_the_door(globals())
