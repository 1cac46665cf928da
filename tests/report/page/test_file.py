"""The file itself: what it carries, how it is closed to the outside, and how it is written."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cohort.errors import AssumptionError
from cohort.report.page import write_page, writer
from cohort.report.page.payload import Arrays, net_limit, one_scenario, outlooks, payload
from cohort.report.page.points import cited, observed, part_of_year, published, series_name
from cohort.report.page.texts import TEXTS
from cohort.scenario.model import Outlook
from tests.report.page import synthetic


def put_back(described: dict[str, Any], stored: list[str]) -> np.ndarray:
    """Return an array of the payload as it was, slowly."""
    rows, groups, width, first = (described[key] for key in ("rows", "groups", "width", "first"))
    kept = np.frombuffer(base64.b64decode(stored[described["array"]]), "<f8").reshape(rows, groups, -1)
    whole = np.zeros((rows, groups, width))
    whole[..., first : first + kept.shape[-1]] = kept
    return whole


def test_arrays_come_back_to_the_last_bit() -> None:
    arrays, random = Arrays(), np.random.default_rng(1)
    values = random.normal(size=(4, 2, 9))
    values[..., :2] = 0
    values[..., 7:] = 0
    described = arrays.add(values, varies=True)
    assert (described["first"], described["width"], described["rows"]) == (2, 9, 4)
    np.testing.assert_array_equal(put_back(described, arrays.stored), values)
    again = arrays.add(values.copy(), varies=True)
    assert again["array"] == described["array"]
    assert len(arrays.stored) == 1
    still = arrays.add(np.repeat(values[:1], 5, axis=0), varies=True)
    assert still["rows"] == 1
    np.testing.assert_array_equal(
        put_back(arrays.add(np.zeros((3, 4)), varies=True), arrays.stored)[0, 0], np.zeros(4)
    )
    not_a_number = arrays.add(np.full((2, 1), np.nan), varies=True)
    assert np.isnan(put_back(not_a_number, arrays.stored)).all()


def test_schedules_are_the_assumptions() -> None:
    schedules = synthetic.assumptions()
    made = payload(synthetic.run(schedules), "en")  # type: ignore[arg-type]
    for scenario in made["scenarios"]:
        own = one_scenario(schedules, scenario["name"])
        for short, name in [
            ("launch", "launch_population"),
            ("survivorship", "survivorship"),
            ("asfr", "asfr"),
            ("counts", "net_migration"),
        ]:
            got = put_back(scenario["schedule"][short], made["arrays"])
            expected = own[name].values
            np.testing.assert_array_equal(np.broadcast_to(got.squeeze(), expected.shape), expected)
        total = put_back(scenario["schedule"]["total"], made["arrays"])
        np.testing.assert_array_equal(
            np.broadcast_to(total.squeeze(), 30),
            own["net_migration_total"].values,
        )
    assert (
        made["scenarios"][0]["schedule"]["survivorship"]["array"]
        == made["scenarios"][1]["schedule"]["survivorship"]["array"]
    )
    assert made["scenarios"][1]["year"] == 2025


def test_one_area_and_one_course_only() -> None:
    schedules = synthetic.assumptions()
    one = schedules.expand_dims(area=["01999"])
    assert "area" not in one_scenario(one, "trend").dims
    with pytest.raises(AssumptionError, match="area: got 2 of them"):
        one_scenario(schedules.expand_dims(area=["a", "b"]), "trend")
    with pytest.raises(AssumptionError, match="draw"):
        one_scenario(schedules.expand_dims(draw=3), "trend")


def test_outlooks_once_each_population_first() -> None:
    share = Outlook("share_65_plus", 2040, "plan", "at_most", 0.4)
    total = Outlook("population", 2040, "plan", about=89_000, within=0.02)
    late, unknown = (
        Outlook("population", 2060, "plan", "at_least", 1),
        Outlook("median_age", 2040, "plan", "at_most", 60),
    )
    scenarios = [synthetic.scenario(n, n, n, outlooks=(share, total, late, unknown)) for n in "ab"]
    assert outlooks(scenarios, range(2020, 2051)) == [
        {
            "measure": "population",
            "year": 2040,
            "kind": "about",
            "value": 89_000.0,
            "within": 0.02,
            "scenarios": ["a", "b"],
        },
        {
            "measure": "share_65_plus",
            "year": 2040,
            "kind": "at_most",
            "value": 0.4,
            "within": 0.01,
            "scenarios": ["a", "b"],
        },
    ]
    with pytest.raises(ValueError, match="at_least"):
        outlooks(
            [synthetic.scenario("c", "c", "c", outlooks=(Outlook("population", 2040, "plan"),))],
            range(2020, 2051),
        )


def test_points_beside_the_lines() -> None:
    inputs = synthetic.run().inputs
    points = observed(inputs, 2010)
    assert [(point["date"], point["value"]) for point in points] == [
        ("2010-10-01", 120_600.0), ("2015-10-01", 114_100.0), ("2020-10-01", 111_000.0), ("2025-03-31", 104_500.0),
    ]  # fmt: skip
    assert points[0]["x"] == pytest.approx(2010.75)
    assert points[-1]["x"] == pytest.approx(2025 + 2 / 12 + 30 / 365, abs=1e-4)
    series = published(inputs, 2000, 2050, 0.0)
    assert [one["name"]["ja"] for one in series] == [
        "市の展望 2015", "市独自推計 2015", "市の展望 2020", "市独自推計 2020", "社人研 2018", "社人研 2023",
    ]  # fmt: skip
    assert series[4]["points"][0] == [2015.75, 2015, 115_000.0]
    own = pd.DataFrame(
        {
            "series": ["city2020_own", "city2015_outlook", "x"],
            "area": "01999",
            "measure": "population",
            "year": 2040,
            "value": 1.0,
        }
    )
    names = [
        one["name"]["en"]
        for one in published(SimpleNamespace(area=inputs.area, published=own), 2000, 2050, 0.0)
    ]  # type: ignore[arg-type]
    assert names == ["city's outlook 2015", "city's own projection 2020", "x"]
    bare = SimpleNamespace(area=inputs.area, published=None, population=None, broad_ages=None)
    assert published(bare, 2000, 2050, 0.0) == observed(bare, 2000) == []  # type: ignore[arg-type]
    by_sex = pd.DataFrame(
        {
            "basis": "census",
            "date": [date(2020, 10, 1)] * 3,
            "sex": ["male", "female", "male"],
            "age_group": ["all", "all", "0-14"],
            "population": [4.0, 5.0, 1.0],
        }
    )
    one_sex = by_sex.assign(date="2015-10-01").iloc[:1]
    both = SimpleNamespace(population=None, broad_ages=pd.concat([by_sex, one_sex]))
    assert [(p["date"], p["value"]) for p in observed(both, 2000)] == [("2020-10-01", 9.0)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "en", "ja"),
    [
        ("ipss2018", "IPSS 2018", "社人研 2018"),
        ("city2020_own", "city's own projection 2020", "市独自推計 2020"),
        ("city2016_outlook", "city's outlook 2016", "市の展望 2016"),
        ("town2021_own", "town's own projection 2021", "町の独自推計 2021"),
        ("settlement_area_outlook", "settlement area's outlook", "定住自立圏の展望"),
        ("survey_2021_b", "survey b 2021", "survey b 2021"),
        ("釜石2016", "釜石 2016", "釜石 2016"),
        ("__", "__", "__"),
    ],
)
def test_keys_of_series_become_words(key: str, en: str, ja: str) -> None:
    assert series_name(key) == {"en": en, "ja": ja}


def test_every_source_once() -> None:
    made = payload(synthetic.run(), "en")  # type: ignore[arg-type]
    assert made["sources"] == ["Plan of the made-up city (Made-up city)", "Census (Statistics)"]
    nobody = [SimpleNamespace(title="Own what-if", publisher="")]
    bare = SimpleNamespace(sources={}, published=None, population=None, broad_ages=None)
    assert cited(bare, nobody) == ["Own what-if"]  # type: ignore[arg-type]


def test_days_and_limits_by_hand() -> None:
    assert part_of_year("01-01") == 0
    assert part_of_year("10-01") == 0.75
    assert net_limit(100_000, -644) == 1500  # 2.2 * 644 = 1,417
    assert net_limit(7_000, 0) == 70  # 1 % of 7,000
    assert net_limit(0, 0) == 1  # nobody there: one person


def test_days_by_scenario() -> None:
    schedules = synthetic.assumptions().assign_coords(
        reference_date=("scenario", ["01-01", "10-01", "01-01"])
    )
    made = payload(synthetic.run(schedules), "ja")  # type: ignore[arg-type]
    assert made["scenarios"][0]["part"] != made["scenarios"][1]["part"]
    assert [one["part"] for one in made["scenarios"]] == [0, 0.75, 0]
    alone = one_scenario(schedules, "strategy").assign_coords(reference_date="10-01")
    assert payload(synthetic.run(alone), "ja")["scenarios"][0]["part"] == 0.75  # type: ignore[arg-type]


def test_every_text_in_both_languages() -> None:
    for key, (en, ja) in TEXTS.items():
        assert en.strip(), key
        assert ja.strip(), key
        assert set(re.findall(r"\{(\w+)\}", en)) == set(re.findall(r"\{(\w+)\}", ja)), key
    scripts = "".join(writer._read(name) for name in writer.SCRIPTS) + writer._read("template.html")
    put_together = {
        "failed_negative",
        "failed_factor",
        "births_year",
        "deaths_year",
        "net_year",
        "use_net",
        "use_tfr",
        "noscript",
    }
    put_together |= {"lost_above", "lost_never_above", "lost_later_above"}
    put_together |= {f"goal_{kind}{lever}" for kind in ("", "none_", "easy_") for lever in ("net", "tfr")}
    assert {key for key in TEXTS if f'"{key}"' not in scripts} <= put_together


def test_the_policy_lets_in_what_the_file_holds_and_nothing_else(page_file: Path) -> None:
    text = page_file.read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    script = re.search(r"<script>(.*)</script>\n</body>", text, re.S)
    style = re.search(r"<style>(.*)</style>", text, re.S)
    assert script is not None
    assert style is not None
    for rule, content in (("script-src", script[1]), ("style-src", style[1])):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in policy[1]
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", text)
    assert "innerHTML" not in text
    assert len(text.encode()) < 400_000


def test_json_cannot_end_its_element() -> None:
    text = writer.as_json({"title": "</script><!--&\u2028"})
    assert "<" not in text
    assert ">" not in text
    assert json.loads(text) == {"title": "</script><!--&\u2028"}
    with pytest.raises(ValueError, match="JSON"):
        writer.as_json(float("nan"))


def test_same_run_same_bytes_and_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_page(synthetic.run(), tmp_path / "new", "ja")
    assert first == [tmp_path / "new" / "index.html"]
    before = first[0].read_bytes()
    assert write_page(synthetic.run(), tmp_path / "new", "ja")[0].read_bytes() == before
    assert b'<html lang="ja">' in before

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(writer.os, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        write_page(synthetic.run(), tmp_path / "new", "en")
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["index.html"]
    assert first[0].read_bytes() == before
