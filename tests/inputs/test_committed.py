"""The project's folders hold what was published: figures written here by hand from the published tables."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from cohort.inputs import Inputs, read_inputs
from tests.shared import ROOT

INPUTS = ROOT / "inputs"
AREAS = {"ichinoseki": "03209", "hiraizumi": "03402", "kamaishi": "03211", "iwate": "03000", "japan": "00000"}


@pytest.fixture(scope="module")
def ichinoseki() -> Inputs:
    return read_inputs(INPUTS / "ichinoseki")


@pytest.mark.parametrize(("folder", "code"), AREAS.items())
def test_every_folder_is_in_order(folder: str, code: str) -> None:
    inputs = read_inputs(INPUTS / folder)
    assert inputs.area.code == code
    assert inputs.area.name("en").lower() == folder
    assert {source.kind for source in inputs.sources.values()} <= {"dataset", "document"}
    assert all(source.date and source.note for source in inputs.sources.values())


@pytest.mark.parametrize("path", sorted(INPUTS.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_files_are_utf8_with_lf(path: Path) -> None:
    raw = path.read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert not raw.startswith(b"\xef\xbb\xbf")
    raw.decode("utf-8")


# 国勢調査 and 住民基本台帳, both sexes, unknown ages included
TOTALS = [
    ("ichinoseki", "census", "1980-10-01", 147_465),
    ("ichinoseki", "census", "2010-10-01", 127_642),
    ("ichinoseki", "census", "2015-10-01", 121_583),
    ("ichinoseki", "register", "2020-01-01", 115_426),
    ("ichinoseki", "register", "2013-03-31", 126_957),
    ("ichinoseki", "register", "2025-01-01", 105_505),
    ("hiraizumi", "register", "2022-01-01", 7_232),
    ("hiraizumi", "register", "2025-01-01", 6_734),
    ("kamaishi", "register", "2025-01-01", 28_934),
    ("hiraizumi", "census", "2015-10-01", 7_868),
    ("hiraizumi", "register", "2020-01-01", 7_485),
    ("kamaishi", "census", "2015-10-01", 36_802),
    ("kamaishi", "register", "2020-01-01", 32_977),
]


@pytest.mark.parametrize(("folder", "basis", "day", "total"), TOTALS)
def test_population_adds_up_to_the_published_total(folder: str, basis: str, day: str, total: int) -> None:
    inputs = read_inputs(INPUTS / folder)
    assert inputs.counts(basis, day)["population"].sum() == total
    array, _ = inputs.population_on(basis, day)
    assert float(array.sum()) == pytest.approx(total, abs=1e-6)


def test_totals_of_other_days(ichinoseki: Inputs) -> None:
    broad = ichinoseki.broad_ages
    assert broad is not None
    totals = broad[(broad["sex"] == "both") & (broad["age_group"] == "all")]
    assert dict(zip(totals["date"].dt.strftime("%Y-%m-%d"), totals["population"], strict=True)) == {
        "2020-10-01": 111_932,
        "2025-03-31": 104_494,
    }


def test_unknown_ages_are_spread_and_recorded(ichinoseki: Inputs) -> None:
    """Census 2015: 228 men and 113 women of unknown age; men 0-4: 1,999 x 58,804 / 58,576."""
    array, records = ichinoseki.population_on("census", "2015-10-01")
    assert float(array.sel(sex="male", age=0)) == pytest.approx(1999 * 58_804 / 58_576, rel=1e-15)
    assert array.sum("age").values.tolist() == pytest.approx([58_804, 62_779], rel=1e-14)
    assert [record.where for record in records] == ["population census 2015-10-01"]
    assert "341 persons of unknown age (male 228, female 113; 0.28% of the total)" in records[0].en
    assert "年齢不詳 341 人（男 228、女 113、総数の 0.28%）" in records[0].ja


def test_the_flows_of_a_year_are_those_of_the_text(ichinoseki: Inputs) -> None:
    """Charts drew -707 where the text said -644; there is one answer now. The balance of 2020 is of Japanese nationals."""
    flows = ichinoseki.observed_flows(2019).set_index(["measure", "year"])
    assert flows.loc[("net_migration", 2019), "value"] == -644
    assert flows.loc[("natural_change", 2019), "value"] == 549 - 1954
    assert flows.loc[("natural_change", 2020), "value"] == 553 - 1780
    assert flows.loc[("net_migration", 2024), ["value", "basis"]].tolist() == [2483 - 2805, "register"]
    assert flows.loc[("births", 2024), "value"] == 363


def test_the_counts_since_the_launch(ichinoseki: Inputs) -> None:
    found = ichinoseki.observed_totals(2020)
    days = zip(found["basis"], found["date"].dt.strftime("%Y-%m-%d"), found["value"], strict=True)
    assert list(days) == [
        ("register", "2020-01-01", 115_426), ("census", "2020-10-01", 111_932), ("register", "2021-01-01", 113_604),
        ("register", "2022-01-01", 111_792), ("register", "2023-01-01", 109_697), ("register", "2025-01-01", 105_505),
        ("register", "2025-03-31", 104_494),
    ]  # fmt: skip


def test_the_register_has_no_unknown_ages_but_in_hiraizumi(ichinoseki: Inputs) -> None:
    array, records = ichinoseki.population_on("register", "2020-01-01", unknown="refuse")
    assert records == []
    assert array.dims == ("sex", "age")
    assert array["sex"].values.tolist() == ["male", "female"]
    assert array["age"].values.tolist() == list(range(0, 101, 5))
    assert array.attrs == {
        "basis": "register", "date": "2020-01-01", "reference_date": "01-01", "open_age": 100,
        "units": "persons", "sources": "register_2020",
    }  # fmt: skip
    assert array.sel(age=100).values.tolist() == [16, 95]
    _, records = read_inputs(INPUTS / "hiraizumi").population_on("register", "2020-01-01")
    assert "41 persons of unknown age (male 28, female 13" in records[0].en


EVENTS = [
    ("births", 2015, 710, "register", "all"),
    ("births", 2019, 549, "register", "all"),
    ("births", 2020, 553, "vital_statistics", "japanese"),
    ("deaths", 2019, 1954, "register", "all"),
    ("deaths", 2023, 2117, "vital_statistics", "japanese"),
    ("in_migration", 2019, 2211 + 223, "register", "japanese+foreign"),
    ("out_migration", 2019, 2957 + 121, "register", "japanese+foreign"),
    ("out_migration", 2018, 2807, "migration_report", "japanese"),
    ("in_migration", 2023, 2125, "migration_report", "japanese"),
    ("in_migration", 2024, 2167 + 316, "register", "all"),
]


@pytest.mark.parametrize(("measure", "year", "value", "basis", "coverage"), EVENTS)
def test_events(ichinoseki: Inputs, measure: str, year: int, value: int, basis: str, coverage: str) -> None:
    observed = ichinoseki.event(measure, year)
    assert (observed.value, observed.basis, observed.coverage) == (value, basis, coverage)
    assert float(observed) == value


def test_net_migration_of_2019_is_the_strategys(ichinoseki: Inputs) -> None:
    """The second strategy prints 644 leavers more than arrivals: the register's, with foreign residents."""
    observed = ichinoseki.net_migration(2019)
    assert observed.value == (2211 + 223) - (2957 + 121) == -644
    assert observed.sources == ("register_events",)
    assert ichinoseki.net_migration(2019, basis="migration_report").value == 2086 - 2793
    assert ichinoseki.net_migration(2019, coverage="foreign").value == 223 - 121
    assert ichinoseki.net_migration(2019, "register", "japanese").value == 2211 - 2957


def test_published_series(ichinoseki: Inputs) -> None:
    assert ichinoseki.series("ipss2018")[2040] == 85_744
    assert ichinoseki.series("ipss2013")[2040] == 82_277
    assert ichinoseki.series("ipss2023")[2040] == 76_185
    assert ichinoseki.series("city2015_own")[2040] == 75_056
    assert ichinoseki.series("city2015_own", "share_65_plus")[2040] == 0.441
    assert ichinoseki.series("city2020_own")[2040] == 82_044
    assert ichinoseki.series("city2020_outlook")[2040] == 89_000
    assert ichinoseki.series("settlement_area_outlook", area="03209+03402")[2040] == 94_000
    assert list(ichinoseki.series("ipss2018").index) == list(range(2015, 2046, 5))


def test_the_projection_by_age_adds_up_to_its_total(ichinoseki: Inputs) -> None:
    by_age = ichinoseki.published_by_age
    assert by_age is not None
    totals = by_age.groupby(by_age["date"].dt.year)["population"].sum()
    published = ichinoseki.series("ipss2018")
    assert (totals - published).abs().max() <= 5  # each published cell is rounded by itself
    assert totals[2015] == published[2015]


def test_targets_kpis_and_fertility(ichinoseki: Inputs) -> None:
    targets, kpis, tfr = ichinoseki.targets, ichinoseki.kpis, ichinoseki.tfr
    assert targets is not None
    assert kpis is not None
    assert tfr is not None
    second = targets[(targets["strategy"] == "second") & (targets["measure"] == "tfr")].iloc[0]
    assert (second["base_year"], second["base"], second["target_year"], second["target"]) == (2018, 1.44, 2025, 1.63)
    assert len(kpis) == 34
    assert kpis["published_rating"].value_counts().to_dict() == {"A": 13, "B": 11, "C": 9, "D": 1}
    assert kpis["base_2022"].isna().sum() == 1  # 史跡達谷窟の発掘調査進捗率 began later
    assert dict(zip(tfr["year"], tfr["tfr"], strict=True)) == {2013: 1.58, 2018: 1.44}


def test_the_prefecture_and_the_nation(ichinoseki: Inputs) -> None:
    prefecture, nation = ichinoseki.prefecture, ichinoseki.nation
    assert prefecture is not None
    assert nation is not None
    ex = prefecture.life_expectancy
    assert ex is not None
    e0 = ex[(ex["year"] == 2020) & (ex["age"] == 0)].set_index("sex")["ex"]
    assert e0.to_dict() == {"male": 80.64, "female": 87.05}
    assert sorted(set(ex["age"])) == [0, 20, 40, 60, 65]
    assert len(ex) == 2 * 5 * 10
    assert prefecture.tfr is not None
    assert len(prefecture.tfr) == 40
    assert prefecture.tfr.set_index("year")["tfr"][2023] == 1.16
    assert nation.life_tables is not None
    assert nation.asfr is not None
    q0 = nation.life_tables[(nation.life_tables["age"] == 0) & (nation.life_tables["year"] == 2020)]
    assert q0.set_index("sex")["qx"].to_dict() == {"male": 0.00184, "female": 0.00172}
    # published TFR of the census years
    published = {
        1980: 1.75,
        1985: 1.76,
        1990: 1.54,
        1995: 1.42,
        2000: 1.36,
        2005: 1.26,
        2010: 1.39,
        2015: 1.45,
        2020: 1.33,
    }
    summed = nation.asfr.groupby("year")["asfr"].sum()
    assert set(summed.index) == set(published)
    assert max(abs(summed[year] - value) for year, value in published.items()) < 0.04


def test_hashes_are_of_the_bytes(ichinoseki: Inputs) -> None:
    for name, digest in ichinoseki.files.items():
        assert digest == hashlib.sha256((INPUTS / name).read_bytes()).hexdigest()
    assert {name.split("/")[0] for name in ichinoseki.files} == {"ichinoseki", "iwate", "japan"}
    assert "ichinoseki/area.toml" in ichinoseki.files
