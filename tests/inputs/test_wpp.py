"""Other countries: files of the World Population Prospects, free codes, and a run that knows no census."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from cohort.cli import app
from cohort.errors import CohortError
from cohort.forms.cells import Refused, area_code
from cohort.inputs import read_inputs
from cohort.readers import import_area, layout_of
from cohort.run import run
from tests.inputs import wpp
from tests.shared import ROOT, needs_data

CANADA = ROOT / "examples" / "scenarios" / "canada"
NAME = "WPP2024_PopulationByAge5GroupSex_Medium.csv"
PLACE = "1,4,,{code},XX,4,4,Country/Area,1,{name},2,Medium"


def ages(code: str = "MEX", name: str = "Mexico", year: int = 2020, variant: str = "Medium") -> list[str]:
    start = PLACE.format(code=code, name=name).replace("Medium", variant)
    groups = [(low, 5) for low in range(0, 100, 5)] + [(100, -1)]
    return [
        f"{start},{year},{year}.5,{low}-{low + 4},{low},{span},{1.5 + low / 10},{2 + low / 10},9"
        for low, span in groups
    ]


def test_five_year_ages_by_hand(tmp_path: Path) -> None:
    file = wpp.write(
        tmp_path / NAME, wpp.POPULATION, ages("AFG", '"Afghanistan, Is. Emirate of"') + ages() + ages(year=2030)
    )
    assert layout_of(file) == "wpp"
    made = read_inputs(import_area("MEX", [file], to=tmp_path / "mexico").folder)
    assert (made.area.code, made.area.country, made.area.name_en) == ("MEX", "Mexico", "Mexico")
    counted = made.counts("estimate", "2020-07-01").set_index(["sex", "age_group"])["population"]
    assert counted["male", "0-4"] == 1_500  # thousands
    assert counted["female", "100+"] == 12_000
    assert made.published_by_age is not None  # after 2024 no estimate, but the projection
    assert set(made.published_by_age["series"]) == {"wpp2024"}
    assert made.published is not None
    total = float(sum(1.5 + low / 10 + 2 + low / 10 for low in range(0, 101, 5))) * 1000
    assert made.published["value"].tolist() == pytest.approx([total])


def test_indicators_by_hand(tmp_path: Path) -> None:
    rows = [
        PLACE.format(code="MEX", name="Mexico") + f",{year},1,2,1900,1.9,105,1000,{net},0"
        for year, net in ((2019, -60.5), (2020, 3))
    ]
    file = wpp.write(tmp_path / wpp.NAMES[-1], wpp.INDICATORS, rows)
    made = read_inputs(import_area("MEX", [file], to=tmp_path / "mexico").folder)
    assert [made.event("births", 2019).value, made.net_migration(2019).value, made.net_migration(2020).value] == [
        1_900_000,
        -60_500,
        3_000,
    ]
    assert made.births_by_sex is not None
    assert made.births_by_sex["male"].iloc[0] / made.births_by_sex["female"].iloc[0] == pytest.approx(1.05)


@pytest.mark.parametrize(
    ("name", "change", "en"),
    [
        (NAME, lambda lines: [*lines[:1], "1,4,,MEX"], "row 3: has 4 cells where row 1 has 20"),
        (NAME, lambda lines: [line.replace(",1.5,", ",abc,") for line in lines], "row 2, PopMale: got 'abc'"),
        (NAME, lambda lines: [line.replace("MEX", "MEQ") for line in lines], "no such country in the file (1 codes)"),
        (NAME, lambda lines: [*lines, "x" * 20_000], "has a line of more than 10,000 characters"),
        (NAME, lambda lines: lines[:5], "there is no open age group"),
        ("population.csv", lambda lines: lines, "does not say which revision it is"),
    ],
)
def test_what_is_refused(tmp_path: Path, name: str, change, en: str) -> None:  # type: ignore[no-untyped-def]
    file = wpp.write(tmp_path / name, wpp.POPULATION, change(ages()))
    with pytest.raises(CohortError) as caught:
        import_area("MEX", [file], to=tmp_path / "mexico")
    assert en in caught.value.text("en")
    assert caught.value.text("ja") != caught.value.text("en")
    assert not (tmp_path / "mexico").exists()


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    file = tmp_path / (NAME + ".gz")
    whole = gzip.compress("\n".join([wpp.POPULATION, *ages() * 200]).encode())
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CohortError, match="damaged"):
        import_area("MEX", [file], to=tmp_path / "mexico", kind="wpp")


def test_codes_of_other_countries() -> None:
    assert [area_code(code) for code in ("CAN", "CA-QC", "03209")] == ["CAN", "CA-QC", "03209"]
    for code in ("can", "C", "C_A", "../CAN", "CAN;", "Ｃ01"):
        with pytest.raises(Refused):
            area_code(code)


@pytest.mark.parametrize(("code", "country"), [("03209", 'country = "Canada"\n'), ("CAN", "")])
def test_a_country_belongs_to_a_free_code(tmp_path: Path, code: str, country: str) -> None:
    (tmp_path / "area.toml").write_text(f'code = "{code}"\n{country}[name]\nen = "A"\nja = "A"\n', encoding="utf-8")
    (tmp_path / "sources.toml").write_text('[a]\nkind = "dataset"\ntitle = "A"\npublisher = "A"\n', encoding="utf-8")
    (tmp_path / "tfr.csv").write_text("year,tfr,source\n2020,1.5,a\n", encoding="utf-8")
    with pytest.raises(CohortError, match="elsewhere it begins with a letter"):
        read_inputs(tmp_path)


def documented(folder: Path) -> list[str]:
    """Return the sentences of docs/other-countries.md with the numbers of a run of its example."""
    made = run(CANADA, inputs=folder / "canada")
    (folder / "past").mkdir()
    text = (CANADA / "trend.toml").read_text(encoding="utf-8")
    text = text.replace("2020-01-01", "2010-01-01").replace("until           = 2050", "until           = 2020")
    text = text.replace("[2015, 2016, 2017, 2018, 2019]", "[2005, 2006, 2007, 2008, 2009]")
    (folder / "past" / "trend.toml").write_text(text, encoding="utf-8")
    past = run(folder / "past", inputs=folder / "canada")
    projected = past.projection["population"].sel(scenario="trend", time=2020)
    seen, _ = read_inputs(folder / "canada").population_on("estimate", "2020-01-01")
    off, old = (
        float(part(projected).sum()) / float(part(seen).sum()) - 1
        for part in (lambda one: one, lambda one: one.sel(age=slice(65, None)))
    )
    start = float(made.summary["population"].sel(scenario="trend", time=2020))
    assert start == pytest.approx(37_496_124, abs=50)  # the engine's 1 January 2020
    assert abs(off) < 0.01
    births = float(np.asarray(made.projection["births"].sel(scenario="trend", period=2020)).sum())
    assert births == pytest.approx(379_000, rel=0.03)  # of 2019; the level is of five years in which it fell
    ends = [float(made.summary["population"].sel(scenario=one, time=2050)) / 1e6 for one in ("trend", "half")]
    return [
        f"on these, {start / 1e6:.2f} million in 2020 become {ends[0]:.1f} million in 2050, {ends[1]:.1f} million with half the arrivals.",
        f"and {100 * old:.1f} % above it at 65 and over",  # mortality fell less than before
    ]


@needs_data
def test_canada_from_five_files(tmp_path: Path) -> None:
    """Launched in 2010, the trend is held against the estimates of 2020 that it does not know."""
    files = [str(file) for file in wpp.canada(tmp_path)]
    asked = ["import", "wpp", *files, "--area", "CAN", "--out", str(tmp_path / "canada"), "--lang", "en"]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    page = (ROOT / "docs" / "other-countries.md").read_text(encoding="utf-8")
    for sentence in documented(tmp_path):
        assert page.count(sentence) == 1, sentence


@needs_data
def test_a_scenario_of_arrivals_is_refused_where_only_net_migrants_are_known(tmp_path: Path) -> None:
    import_area("CAN", wpp.canada(tmp_path), to=tmp_path / "canada")
    folder = tmp_path / "set"
    folder.mkdir()
    for file in CANADA.glob("trend.toml"):
        (folder / file.name).write_bytes(file.read_bytes())
    flows = '[migration.in]\nunit = "persons per year"\npoints = { 2020 = 300000 }\nbetween = "step"\nafter = "hold"\nsource = "x"\n'
    flows += flows.replace("migration.in", "migration.out")
    head = 'format = 1\nname = "gross"\ntitle = { en = "g", ja = "g" }\ninherits = "trend"\n'
    source = '[sources.x]\nkind = "assumption"\ntitle = "x"\n'
    (folder / "gross.toml").write_text(head + flows + source, encoding="utf-8")
    with pytest.raises(CohortError, match=r"net migrants only|migration\.net"):
        run(folder, inputs=tmp_path / "canada")
