"""The inputs of any municipality, made of the collection, beside the folder that is written for it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cohort.collection.area import area, area_files, folder_name, nation_folder, prefecture_files, prefecture_folder
from cohort.collection.places import every_place, the_place
from cohort.inputs import read_inputs
from tests.shared import ROOT

FIVE = ["札幌市", "花巻市", "千代田区", "青ヶ島村", "楢葉町"]  # of all sizes; one that was evacuated


@pytest.mark.parametrize("name", FIVE)
def test_a_written_folder_holds_the_same(name: str, tmp_path: Path) -> None:
    place, made = the_place(name), area(name)
    folders = {
        folder_name(place): area_files(place),
        prefecture_folder(place.prefecture): prefecture_files(place.prefecture),
    }
    folders["japan"] = {path.name: path.read_bytes() for path in nation_folder().iterdir()}
    for folder, files in folders.items():
        (tmp_path / folder).mkdir()
        for file, content in files.items():
            (tmp_path / folder / file).write_bytes(content)
    read = read_inputs(tmp_path / folder_name(place))
    assert read.prefecture is not None
    assert made.prefecture is not None
    for here, there in ((made, read), (made.prefecture, read.prefecture)):
        assert here.tables.keys() == there.tables.keys()
        for table, frame in here.tables.items():
            pd.testing.assert_frame_equal(frame, there.tables[table])
        assert here.sources == there.sources
    assert made.area == read.area
    assert made.files == read.files


def test_figures_are_those_of_the_folders_made_by_hand() -> None:
    made, own = area("一関市"), read_inputs(ROOT / "inputs" / "ichinoseki")
    for day in ("2010-10-01", "2015-10-01"):
        pd.testing.assert_frame_equal(
            made.counts("census", day).drop(columns="source"), own.counts("census", day).drop(columns="source")
        )
    here, there = (one.counts("register", "2020-01-01").drop(columns="source") for one in (made, own))
    pd.testing.assert_frame_equal(here, there)
    for measure in ("births", "deaths"):
        for year in range(2016, 2024):
            chosen = own.event(measure, year, "vital_statistics", "japanese")
            assert made.event(measure, year).value == chosen.value
    for year in range(2016, 2025):
        assert made.net_migration(year).value == own.net_migration(year, "migration_report", "japanese").value
    assert made.series("ipss2023")[2040] == own.series("ipss2023", area="03209")[2040]
    assert made.series("ipss2018")[2040] == own.series("ipss2018", area="03209")[2040]
    ((year, tfr, _),) = made.tfr.itertuples(index=False)  # the ministry's estimate for 2018-2022
    assert (year, tfr) == (2020, 1.32)


def test_masked_ages_are_of_unknown_age() -> None:
    counted = area("平泉町").counts("register", "2020-01-01")
    own = read_inputs(ROOT / "inputs" / "hiraizumi").counts("register", "2020-01-01")
    assert counted["population"].sum() == own["population"].sum()
    assert counted.loc[counted["age_group"] == "unknown", "population"].sum() == 41


def test_shares_of_the_institutes_projection_are_those_published() -> None:
    """Ichinoseki in the projection of 2023, as its table of results has them (percent, cut to four digits of a part)."""
    inputs = area("一関市")
    for measure, published in (("share_65_plus", (37.03, 46.65, 51.67)), ("share_75_plus", (19.88, 30.11, 33.04))):
        found = inputs.series("ipss2023", measure)
        assert [found[year] for year in (2020, 2040, 2050)] == pytest.approx([one / 100 for one in published], abs=1e-9)


def test_shares_are_parts_of_one() -> None:
    shares = area("花巻市").series("ipss2023", "share_65_plus")
    assert shares.between(0.2, 0.6).all()


def test_no_two_folders_have_one_name() -> None:
    names = [folder_name(place) for place in every_place()]
    prefectures = [prefecture_folder(name) for name in dict.fromkeys(place.prefecture for place in every_place())]
    assert len({*names, *prefectures, "japan"}) == 1741 + 47 + 1
    assert folder_name(the_place("花巻市")) == "hanamaki"
    assert folder_name(the_place("広島県府中市")) == "fuchu-34208"
