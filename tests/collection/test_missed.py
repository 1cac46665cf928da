"""Residents who came or went otherwise than the collection's events tell: counted from the published tables, and said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from cohort.cli import app
from cohort.collection.area import area
from cohort.collection.missed import WORTH, missed, missed_text
from cohort.collection.places import every_place, the_place


def test_narita_from_its_own_inputs() -> None:
    inputs = area("成田市")
    change = [inputs.counts("register", f"{year}-01-01")["population"].sum() for year in (2018, 2023)]
    told = sum(
        inputs.event("births", year).value - inputs.event("deaths", year).value + inputs.net_migration(year).value
        for year in range(2018, 2023)
    )
    assert missed(the_place("成田市")) == pytest.approx((change[1] - change[0] - told) / 5)
    beware = missed_text(the_place("成田市"))
    assert beware is not None
    assert "changed by +376 residents a year" in beware.say("en")
    assert "年+376人の増減" in beware.say("ja")


def test_how_many_places_are_told() -> None:
    told = [missed_text(place) is not None for place in every_place()]
    assert sum(told) == 178
    assert missed_text(the_place("花巻市")) is None
    assert np.isclose(WORTH, 0.002)


def test_new_says_it(tmp_path: Path) -> None:
    said = CliRunner().invoke(app, ["new", "成田市", "--out", str(tmp_path), "--lang", "ja"])
    assert said.exit_code == 0, said.output
    assert "年+376人" in said.output
