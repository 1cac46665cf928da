"""The file itself: what it carries, how it is closed to the outside, and how it is written."""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cohort.forms import Title
from cohort.report.page import write_page, writer
from cohort.report.page.payload import TEXTS, Arrays, net_limit, one_scenario, outlooks, payload
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
    np.testing.assert_array_equal(put_back(arrays.add(np.zeros((3, 4)), varies=True), arrays.stored)[0, 0], np.zeros(4))
    not_a_number = arrays.add(np.full((2, 1), np.nan), varies=True)
    assert np.isnan(put_back(not_a_number, arrays.stored)).all()


def test_schedules_are_the_assumptions() -> None:
    schedules = synthetic.assumptions()
    made = payload(synthetic.told(synthetic.run(schedules)), "en")
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
        np.testing.assert_array_equal(np.broadcast_to(total.squeeze(), 30), own["net_migration_total"].values)
    assert (
        made["scenarios"][0]["schedule"]["survivorship"]["array"]
        == made["scenarios"][1]["schedule"]["survivorship"]["array"]
    )
    assert made["scenarios"][1]["year"] == 2025


def test_one_area_and_one_course() -> None:
    one = synthetic.assumptions().expand_dims(area=["01999"], draw=1)
    assert {"area", "draw", "scenario"} & {*one_scenario(one, "trend").dims} == set()


def test_outlooks_once_each_population_first() -> None:
    share = Outlook(measure="share_65_plus", year=2040, source="plan", at_most=0.4)
    total = Outlook(measure="population", year=2040, source="plan", about=89_000, rounding=1000, wording="89,000人程度")
    late, unknown = (
        Outlook(measure="population", year=2060, source="plan", at_least=1),
        Outlook(measure="median_age", year=2040, source="plan", at_most=60),
    )
    stated = [
        synthetic.stated(name, one, own)
        for one in (share, total, late, unknown)
        for name, own in (("a", True), ("b", True), ("c", False))
    ]
    assert outlooks(stated, range(2020, 2051)) == [
        {
            "measure": "population", "year": 2040, "kind": "about", "scope": "set", "value": 89_000.0,
            "low": 88_500.0, "high": None, "scenarios": ["a", "b"],
            "said": {"en": "about 89,000", "ja": "89,000人程度"},
        },
        {
            "measure": "share_65_plus", "year": 2040, "kind": "at_most", "scope": "set", "value": 0.4,
            "low": None, "high": 0.4, "scenarios": ["a", "b"],
            "said": {"en": "at most 40.0%", "ja": "40.0%以下"},
        },
    ]  # fmt: skip


def test_points_beside_the_lines() -> None:
    made = payload(synthetic.told(synthetic.run()), "ja")
    points = [(one["date"], one["value"]) for one in made["observed"]]
    assert points == [
        ("2000-10-01", 132_000.0), ("2005-10-01", 126_800.0), ("2010-10-01", 120_600.0), ("2015-10-01", 114_100.0),
        ("2020-10-01", 111_000.0), ("2025-03-31", 104_500.0),
    ]  # fmt: skip
    # 273 of 365 days lie before 1 October, 89 before 31 March: as on every chart
    assert made["observed"][0]["x"] == pytest.approx(2000 + 273 / 365)
    assert made["observed"][-1]["x"] == pytest.approx(2025 + 89 / 365)
    # the outlook of 89,000 is drawn as such
    assert [one["name"]["ja"] for one in made["published"]] == [
        "将来展望（2015年）", "独自推計（2015年）", "独自推計（2020年）", "社人研2018年推計", "社人研2023年推計",
    ]  # fmt: skip
    assert made["published"][3]["points"][0] == [2015 + 273 / 365, 2015, 115_000.0]
    assert made["published"][1]["points"] == [[2040.0, 2040, 75_000.0]]
    bare = synthetic.run()
    bare.inputs.published = bare.inputs.population = bare.inputs.broad_ages = None
    made = payload(synthetic.told(bare), "ja")
    assert made["published"] == made["observed"] == []


def test_names_colours_and_the_opening_are_the_storys() -> None:
    run = synthetic.run()
    story = synthetic.told(run)
    made = payload(story, "en")
    assert [one["colour"] for one in made["scenarios"]] == [*story.names.colours.values()]
    assert (made["opening"], made["date"]["en"], made["ahead"]) == ("trend", "31 March 2025", 2026)
    assert made["headline"] == {"en": "0 of 3 reach it", "ja": "3シナリオ中0"}
    run.scenarios[1] = run.scenarios[1].changed(role="plan", short_title=Title(en="Plan", ja="計画"))
    made = payload(synthetic.told(run), "en")
    assert made["opening"] == "strategy"
    assert made["scenarios"][1]["short"] == {"en": "Plan", "ja": "計画"}
    assert made["scenarios"][1]["role"] == "main"


def test_every_source_once() -> None:
    made = payload(synthetic.told(synthetic.run()), "en")
    plan = {"en": "Made-up city, Plan of the made-up city", "ja": "Made-up city「Plan of the made-up city」"}
    assert made["sources"] == [plan, {"en": "Statistics, Census", "ja": "Statistics「Census」"}]


def test_limits_by_hand() -> None:
    assert net_limit(100_000, -644) == 1500  # 2.2 * 644 = 1,417
    assert net_limit(7_000, 0) == 70  # 1 % of 7,000
    assert net_limit(0, 0) == 1  # nobody there: one person


def test_days_by_scenario() -> None:
    schedules = synthetic.assumptions().assign_coords(reference_date=("scenario", ["01-01", "10-01", "01-01"]))
    made = payload(synthetic.told(synthetic.run(schedules)), "ja")
    assert made["scenarios"][0]["part"] != made["scenarios"][1]["part"]
    assert [one["part"] for one in made["scenarios"]] == [0, 273 / 365, 0]
    alone = one_scenario(schedules, "strategy").assign_coords(reference_date="10-01")
    assert payload(synthetic.told(synthetic.run(alone)), "ja")["scenarios"][0]["part"] == 273 / 365


def test_every_text_in_both_languages() -> None:
    for key, text in TEXTS.items():
        en, ja = text.en, text.ja
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
    first = write_page(synthetic.told(synthetic.run()), tmp_path / "new", "ja")
    assert first == [tmp_path / "new" / "index.html"]
    before = first[0].read_bytes()
    assert write_page(synthetic.told(synthetic.run()), tmp_path / "new", "ja")[0].read_bytes() == before
    assert b'<html lang="ja">' in before

    def broken(*_: object) -> None:
        raise OSError(errno.ENOSPC, "disk full")

    monkeypatch.setattr("os.replace", broken)
    with pytest.raises(OSError, match="disk full"):
        write_page(synthetic.told(synthetic.run()), tmp_path / "new", "en")
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["index.html"]
    assert first[0].read_bytes() == before


def test_the_scale_of_the_fertility_rate_is_said_as_it_is() -> None:
    """Published rates are on the published scale; where the inputs hold none the rate is that of the women counted."""
    own = synthetic.assumptions().assign(tfr_scale=1.0)
    assert payload(synthetic.told(synthetic.run(own)), "ja")["texts"]["ja"]["tfr_hint"].startswith(
        "起点の女性人口に対する率"
    )
    scaled = synthetic.assumptions().assign(tfr_scale=0.9)
    assert payload(synthetic.told(synthetic.run(scaled)), "ja")["texts"]["ja"]["tfr_hint"] == "公表値と同じ尺度"
