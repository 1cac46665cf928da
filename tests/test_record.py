"""Records and what calibrations imply, into the attributes of a Dataset and out again."""

from __future__ import annotations

import xarray as xr

from cohort.record import Implied, Record, as_attrs, implied_of, note, records_of
from cohort.text import Text

OWN = Implied("own", "migration.net", -347.0, -644.0, 82044.0, 2040)
RATES = Implied("vision", "migration.net", -266.4, -448.0, 75056.0, 2040, (2005, 2010))
TFR = Implied("babies", "fertility.tfr", 1.8, 1.44, 80000.0, 2040)


def test_records_come_back_as_they_were_said() -> None:
    rows = [
        note("launch", "{count:,} persons, {how}.", "{count:,} 人、{how}。", count=1234, how=Text("spread", "按分")),
        Record("own", "events", Text("{braces} stay", "{括弧}はそのまま")),
    ]
    back = records_of(xr.Dataset(attrs=as_attrs(rows)))
    assert [(r.scenario, r.where, r.en, r.ja) for r in back] == [
        ("", "launch", "1,234 persons, spread.", "1,234 人、按分。"),
        ("own", "events", "{braces} stay", "{括弧}はそのまま"),
    ]
    assert records_of(xr.Dataset()) == ()


def test_what_is_implied_comes_back_whole() -> None:
    every = {one.scenario: one for one in (OWN, RATES, TFR)}
    attrs = as_attrs([], every.values())
    assert implied_of(xr.Dataset(attrs=attrs)) == every
    assert '"scenario"' not in attrs["implied"]  # the scenario is the key
    assert implied_of(xr.Dataset()) == {}


def test_what_gives_the_level_beside_it() -> None:
    assert OWN.given_by is None
    given = RATES.given_by
    assert given is not None
    assert given.say("en") == "the rates between the censuses of 2005 and 2010"
    assert given.say("ja") == "2005年と2010年の国勢調査間の率"


def test_the_sentence_of_each_lever() -> None:
    assert OWN.record.en == (
        "82,044 residents in 2040 need launch-year net migration of -347 a year; the launch years show -644."
    )
    assert OWN.record.ja == ("2040年に82,044人となるのは、基準時の社会増減を年△347人とした場合です（実績は△644人）。")
    assert RATES.record.en == (
        "75,056 residents in 2040 need net migration of -266 a year in 2010-2015 (the rates of that step held after it); "
        "the net migration rates of 2005-2010 give -448."
    )
    assert "2010～2015年の社会増減を年△266人" in RATES.record.ja
    assert "2005～2010年の純移動率では年△448人" in RATES.record.ja
    assert TFR.record.en == "80,000 residents in 2040 need a TFR of 1.80; the launch years show 1.44."
    assert (TFR.record.scenario, TFR.record.where) == ("babies", "calibrate")
