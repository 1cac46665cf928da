"""Reports of places as `cohort new` sets them up: villages, places that gain, places whose plan asks for less than they have."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cohort.collection.new import Plan, Point, new
from cohort.planning import solve, solve_table
from cohort.run import Run, run
from cohort.story.build import story
from cohort.story.messages import held
from cohort.story.model import Bullets, Paragraph, Story


def _run(tmp_path: Path, code: str, outlook: float) -> Run:
    plan = Plan(Point(2040, outlook), Point(2030, 1.8), Point(2030, 0.0))
    return run(new(code, tmp_path, plan)[0])


def _words(told: Story, language: str) -> str:
    blocks = [block for section in told.sections for block in section.blocks]
    said = [block.text for block in blocks if isinstance(block, Paragraph)]
    said += [item for block in blocks if isinstance(block, Bullets) for item in block.items]
    return "\n".join(one.say(language) for one in said)


def test_a_village_where_one_more_person_is_one_too_many(tmp_path: Path) -> None:
    """Kitayama had 404 residents: with one man of 99 more, more would have to leave at an age than live there."""
    told = story(_run(tmp_path, "30427", 300))
    values = told.charts["person-values"].data["values"]
    assert 0 < int(np.isnan(values.values).sum()) < values.size / 20
    for language in ("ja", "en"):
        assert "nan" not in _words(told, language)
    for name in told.tables:
        assert told.tables[name].rows is not None


def test_an_outlook_that_is_met_needs_no_more_families(tmp_path: Path) -> None:
    """Kota (42,283 residents, 119 more moving in than out a year) has more in 2040 than 41,000: nothing that only adds is asked for."""
    found = solve(_run(tmp_path, "23501", 41_000), lever="households:couple-30s-child")
    assert [one.spare for one in found] == [True] * len(found)
    assert "上乗せは不要" in found[0].sentence.say("ja")
    assert solve_table(found).say("ja")[-1][-1] == "不要"


@pytest.mark.parametrize(
    ("families", "said"), [(None, "世帯数はない"), (0.0, "転入の上乗せがなくても"), (204.0, "年204世帯の転入が必要")]
)
def test_how_many_families_would_hold_a_number(families: float | None, said: str) -> None:
    assert said in held(families).say("ja")
