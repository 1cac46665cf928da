"""What every room uses: kinds of errors, names of series, rules of annotations, folders of scenarios, a run at a glance."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cohort.annotations import rule_of
from cohort.errors import CohortError, InputError, Problems, ScenarioError, fail
from cohort.run import Run, drawn, scenario_folders
from cohort.vocabulary import is_national, series_day, series_text
from tests.shared import computed


def test_problems_without_a_kind_are_of_inputs() -> None:
    problems = Problems("x.csv")
    problems.add("row 2", en="is wrong.", ja="誤りです。")
    with pytest.raises(InputError) as found:
        problems.raise_if_any()
    assert type(found.value) is InputError
    with pytest.raises(InputError):
        fail("x.csv", "", en="is wrong.", ja="誤りです。")
    with pytest.raises(ScenarioError) as other:
        fail("x.toml", "", kind=ScenarioError, en="is wrong.", ja="誤りです。")
    assert isinstance(other.value, CohortError)


def test_a_series_of_a_longer_name_is_another_one() -> None:
    assert (series_day("ipss2018"), is_national("ipss2018")) == ("10-01", True)
    for key in ("ipss2018-low", "ipss20185", "my-ipss2018", "outlook-of-2015"):
        assert (series_day(key), is_national(key), series_text(key).say("en")) == ("", False, key)


def test_folders_of_scenarios(tmp_path: Path) -> None:
    """A folder with a scenario in it, of either form, is a set; one without holds sets."""
    for name, file in (
        ("json", "a.json"),
        ("toml", "a.toml"),
        ("sets/b", "b.toml"),
        ("sets/a", "a.toml"),
        ("sets/none", "x.txt"),
    ):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / file).write_text("", encoding="utf-8")
    (tmp_path / "json" / "inside").mkdir()
    (tmp_path / "json" / "inside" / "a.toml").write_text("", encoding="utf-8")
    assert scenario_folders(tmp_path / "json") == [tmp_path / "json"]
    assert scenario_folders(tmp_path / "toml") == [tmp_path / "toml"]
    assert scenario_folders(tmp_path / "sets") == [tmp_path / "sets" / "a", tmp_path / "sets" / "b"]


@pytest.mark.parametrize(
    ("annotation", "fits", "others"),
    [
        ("float", [0, -1.5, 1e15, math.inf], [1e16, -1e300, math.nan, True, "1"]),
        ("int | None", [3, None], [3.5, 10**16, False]),
        ("tuple[float, float]", [(1.0, 2)], [(1.0,), (1.0, "2"), (1.0, 2e15)]),
    ],
)  # fmt: skip
def test_what_fits_an_annotation(annotation: str, fits: list[Any], others: list[Any]) -> None:
    rule = rule_of(annotation, {})
    assert all(map(rule, fits))
    assert not any(map(rule, others))


def test_a_run_shows_answer_verdicts_and_scenarios() -> None:
    parts = {
        name: SimpleNamespace(_repr_html_=lambda name=name: f"<{name}>") for name in ("answer", "verdicts", "scenarios")
    }
    assert Run._repr_html_(SimpleNamespace(**parts)) == "<answer><verdicts><scenarios>"  # type: ignore[arg-type]


def test_ages_of_futures_are_kept_for_outlooks_and_the_last_year(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}
    monkeypatch.setattr("cohort.uncertainty.draws.futures", lambda *_, **given: asked.update(given))
    made = computed("ichinoseki")
    drawn(made, draws=20)
    assert asked["years"] == (2040, 2050)
    assert asked["draws"] == 20
