"""A number of leavers that the ages run out of: what the plan did, and what to write instead."""

import re
import shutil
from pathlib import Path

import pytest

from cohort.errors import CohortError
from cohort.run import run
from tests.shared import ROOT


def test_a_number_that_empties_an_age_says_so(tmp_path: Path) -> None:
    """2019 alone, ages of migrants from the censuses: its 644 leavers a year are more men of 18 than there are in 2048."""
    folder = tmp_path / "scenarios" / "ichinoseki"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "scenarios" / "ichinoseki" / "trend.toml", folder)
    text = (folder / "trend.toml").read_text(encoding="utf-8")
    text = re.sub(r"migration_ages.*\n", "", text)
    text = re.sub(r"events *= *\[[^\]]*\]", 'events = [2019]\nmigration_level = "count"', text)
    (folder / "trend.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CohortError) as error:
        run(folder, ROOT / "inputs" / "ichinoseki")
    en, ja = error.value.text("en"), error.value.text("ja")
    assert re.search(r"period=20\d\d, sex=male, age=18: more leavers than residents", en)
    assert en.endswith(
        'The number of 2019 leaves every year (launch.migration_level = "count") while fewer and fewer live there: '
        'write "rates", more years of events, or an earlier launch.until.'
    )
    assert ja.endswith(
        '2019 年の人数が毎年転出し続ける設定（launch.migration_level = "count"）で、住民が減るとその年齢がいなくなります。'
        '"rates" とするか、events の年を増やすか、launch.until を早めてください。'
    )
