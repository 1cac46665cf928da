from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import xarray as xr

from cohort.analysis.answer import Answer, answer
from cohort.analysis.verdict import verdicts
from cohort.scenario.model import Outlook
from cohort.wording import change, distance, noun, number, quantity
from tests.analysis.small import calibrated, scenario, totals

PROMISE = Outlook("population", 2022, "plan", "at_least", 89000)
GOAL = {"target": 82044.0, "year": 2040}  # what calibrated scenarios are calibrated to


def answered(
    summary: xr.Dataset, scenarios: list[Any], implied: dict[str, Any] | None = None, inputs: Any = None
) -> Answer:
    assumptions = xr.Dataset(
        attrs={"implied": json.dumps({name: GOAL | level for name, level in (implied or {}).items()})}
    )
    return answer(inputs, scenarios, assumptions, summary, verdicts(summary, scenarios))


def published(*rows: tuple[str, str, str, int, float]) -> Any:
    table = pd.DataFrame(rows, columns=["series", "area", "measure", "year", "value"])
    return SimpleNamespace(area=SimpleNamespace(code="03209"), published=table)


def test_no_scenario_keeps_the_promise() -> None:
    summary = totals(
        {"trend": [115000, 95000, 79500], "own": [115000, 96000, 82044], "strategy": [115000, 90000, 86812]}
    )
    own = calibrated("own")
    built = scenario("strategy", based_on=("own",))
    level = {"lever": "migration.net", "value": -455.4, "observed": -644}
    said = answered(
        summary,
        [scenario("trend", PROMISE), own, built],
        {"own": level, "strategy": level},
        published(
            ("ipss2018", "03209", "population", 2022, 85744),
            ("ipss2023", "03209", "population", 2022, 76185),
            ("ipss2023", "03402", "population", 2022, 4852),
            ("ipss2023", "03209", "population", 2025, 1),
            ("city2020_own", "03209", "population", 2022, 82044),
        ),
    )
    assert said.sentences("en") == [
        "The outlook of at least 89,000 residents in 2022 (The plan) does not hold in any of the 3 scenarios.",
        'Nearest to it comes "strategy title": 86,812 residents in 2022, 2,188 fewer than promised; '
        "it falls below 89,000 in that year.",
        '"trend title": 79,500 residents in 2022, 9,500 fewer than promised; it falls below 89,000 in that year.',
        '"own title": 82,044 residents in 2022, 6,956 fewer than promised; it falls below 89,000 in that year.',
        '"own title" gives the published 82,044 residents in 2040 only with 455 more people leaving than arriving a year '
        "at the launch; observed: 644 more people leaving than arriving a year.",
        "So the outlook comes near only from a better starting point than the launch years showed: "
        "189 fewer net leavers a year than were observed.",
        "The national institute (IPSS) published for 2022: 85,744 (2018), 76,185 (2023).",
    ]
    assert said.sentences("ja") == [
        "「2022年に人口89,000人以上」という将来展望（The plan）は、3つのシナリオのどれでも達成されません。",
        "最も近いのは「strategyの題」：2022年に86,812人、展望より2,188人少ない。この年に89,000人を下回ります。",
        "「trendの題」：2022年に79,500人、展望より9,500人少ない。この年に89,000人を下回ります。",
        "「ownの題」：2022年に82,044人、展望より6,956人少ない。この年に89,000人を下回ります。",
        "「ownの題」が公表値（2040年に82,044人）になるのは、推計開始時を年455人の転出超過とした場合です。"
        "実績は年644人の転出超過でした。",
        "つまり、展望に近づくのは、基準とした年の実績より良い出発点（転出超過が実績より年189人少ない）を置いた場合だけです。",
        "国立社会保障・人口問題研究所の推計では、2022年は85,744人（2018年推計）、76,185人（2023年推計）です。",
    ]
    assert said.text("en").startswith("The outlook of at least 89,000")
    assert said.text("en").count("\n") == 6


def test_one_scenario_of_two_keeps_it() -> None:
    summary = totals({"trend": [100000, 88000, 79000], "plan": [100000, 95000, 90000]})
    said = answered(summary, [scenario("trend", PROMISE), scenario("plan")])
    assert said.sentences("en") == [
        'The outlook of at least 89,000 residents in 2022 (The plan) holds in 1 of 2 scenarios only: "plan title".',
        '"trend title": 79,000 residents in 2022, 10,000 fewer than promised; it falls below 89,000 in 2021 and stays below.',
        '"plan title": 90,000 residents in 2022, 1,000 more than promised; the outlook holds.',
    ]
    assert said.sentences("ja")[0].endswith("2つのシナリオのうち1つだけで達成されます：「planの題」。")
    assert "2021年に89,000人を下回り、その後も戻りません。" in said.sentences("ja")[1]
    assert said.sentences("ja")[2].endswith("展望は達成されます。")


def test_all_keep_it_and_one_alone_keeps_it() -> None:
    both = totals({"a": [100000, 95000, 90000], "b": [100000, 95000, 90000]})
    said = answered(both, [scenario("a", PROMISE), scenario("b")])
    assert "holds in all 2 scenarios." in said.sentences("en")[0]
    assert "2つのシナリオすべてで達成されます。" in said.sentences("ja")[0]
    one = answered(totals({"a": [100000, 95000, 90000]}), [scenario("a", PROMISE)])
    assert "holds in the scenario." in one.sentences("en")[0]
    lost = answered(totals({"a": [100000, 95000, 80000]}), [scenario("a", PROMISE)])
    assert "does not hold in the scenario." in lost.sentences("en")[0]
    assert "このシナリオでは達成されません。" in lost.sentences("ja")[0]


def test_a_share_is_said_in_percent_and_people() -> None:
    limit = Outlook("share_65_plus", 2021, "nowhere", "at_most", 0.40)
    summary = totals({"a": [100000, 90000]}, share_65_plus={"a": [0.39, 0.441]})
    said = answered(summary, [scenario("a", limit)])
    assert said.sentences("en") == [
        "The outlook of at most 40.0% aged 65 or over in 2021 does not hold in the scenario.",
        '"a title": 44.1% aged 65 or over in 2021, 4.1 percentage points (about 3,690 people) higher than promised; '
        "it rises above 40.0% in that year.",
    ]
    assert said.sentences("ja")[1] == (
        "「aの題」：2021年に44.1%、展望より4.1ポイント（約3,690人分）高い。この年に40.0%を上回ります。"
    )


def test_exactly_as_promised_has_no_distance() -> None:
    said = answered(totals({"a": [100000, 95000, 89000]}), [scenario("a", PROMISE)])
    assert said.sentences("en")[1] == '"a title": 89,000 residents in 2022; the outlook holds.'


def test_never_reached_and_interpolated() -> None:
    summary = totals({"a": [80000, 81000]}, step=5)
    said = answered(summary, [scenario("a", PROMISE)])
    assert said.sentences("en")[1] == (
        '"a title": 80,400 residents in 2022 (interpolated between two steps), 8,600 fewer than promised; '
        "89,000 is not reached in any year."
    )
    assert "89,000人にはどの年にも届きません。" in said.sentences("ja")[1]


def test_a_statement_agrees_or_not() -> None:
    stated = Outlook("population", 2021, "plan", about=75056, within=0.01)
    said = answered(totals({"own": [100000, 75300]}), [scenario("own", stated)])
    assert said.sentences("en") == [
        '"own title" gives 75,300 residents in 2021, 244 more than the published 75,056; it agrees with it (within 1.0%).'
    ]
    off = answered(totals({"own": [100000, 70000]}), [scenario("own", stated)])
    assert "5,056 fewer than the published 75,056; it does not agree with it" in off.sentences("en")[0]
    assert "公表値と一致しません（許容差1.0%）。" in off.sentences("ja")[0]


def test_no_outlook() -> None:
    said = answered(totals({"a": [100000, 95000], "b": [100000, 96000.4]}), [scenario("a"), scenario("b")])
    assert said.sentences("en")[0].startswith("No outlook is stated")
    assert said.sentences("en")[2] == '"b title": 100,000 residents in 2020, 96,000 in 2021.'
    assert said.sentences("ja")[1] == "「aの題」：2020年の100,000人が2021年には95,000人になります。"


def test_an_implied_fertility_and_a_plan_that_holds_on_it() -> None:
    summary = totals({"trend": [100000, 88000, 79000], "own": [100000, 95000, 90000]})
    level = {"lever": "fertility.tfr", "value": 1.8, "observed": 1.44}
    said = answered(summary, [scenario("trend", PROMISE), calibrated("own")], {"own": level}).sentences("en")
    assert said[3] == (
        '"own title" gives the published 82,044 residents in 2040 only with 1.80 births per woman at the launch; observed: 1.44.'
    )
    assert said[4] == (
        "So the outlook holds only from a better starting point than the launch years showed: "
        "0.36 births per woman more than was observed."
    )


@pytest.mark.parametrize("value", [-700, -644])
def test_no_warning_where_the_base_is_not_better_than_observed(value: float) -> None:
    summary = totals({"own": [100000, 88000, 79000]})
    level = {"lever": "migration.net", "value": value, "observed": -644}
    said = answered(summary, [calibrated("own", PROMISE)], {"own": level})
    assert not any("a better starting point" in sentence for sentence in said.sentences("en"))


def test_what_is_implied_is_said_once_for_two_promises() -> None:
    two = Outlook("population", 2021, "plan", "at_least", 94000)
    summary = totals({"own": [100000, 88000, 79000]})
    level = {"lever": "migration.net", "value": 100, "observed": -644}
    own = calibrated("own", PROMISE, two)
    said = answered(summary, [own], {"own": level, "gone": level}).sentences("en")
    assert sum("only with 100 more people arriving than leaving a year" in sentence for sentence in said) == 1
    assert sum("a better starting point" in sentence for sentence in said) == 2


def test_without_published_series_nothing_is_said_of_them() -> None:
    summary = totals({"a": [100000, 95000, 90000]})
    for inputs in (
        None,
        SimpleNamespace(published=None),
        published(("city2020_own", "03209", "population", 2022, 1.0)),
    ):
        said = answered(summary, [scenario("a", PROMISE)], inputs=inputs)
        assert len(said.sentences("en")) == 2


def test_wording() -> None:
    assert number("population", 82043.7) == "82,044"
    assert number("population", -0.2) == "0"
    assert number("share_65_plus", 0.4414, "ja") == "44.1%"
    assert number("tfr", 1.625) == "1.62"
    assert number("median_age", 51.26) == "51.3"
    assert number("median_age", float("nan")) == "-"
    assert change("population", 1200) == "+1,200"
    assert change("population", -1200) == "-1,200"
    assert change("population", 0.1) == "0"
    assert change("share_65_plus", 0.0314) == "+3.1"
    assert change("population", float("nan")) == "-"
    assert quantity("tfr", 1.63, "en") == "1.63 births per woman (total fertility rate)"
    assert quantity("median_age", 51.26, "ja") == "51.3歳"
    assert noun("tfr", "ja") == "合計特殊出生率"
    assert distance("median_age", 1.5, None, "en") == "1.5 higher"
    assert distance("median_age", -1.5, None, "ja") == "1.5低い"


def test_a_level_that_census_rates_give_is_not_called_observed() -> None:
    summary = totals({"trend": [115000, 95000, 79500], "own": [115000, 96000, 82044]})
    level = {"lever": "migration.net", "value": -455.4, "observed": -644, "censuses": [2005, 2010]}
    said = answered(summary, [scenario("trend", PROMISE), calibrated("own")], {"own": level})
    rates = "the rates between the censuses of 2005 and 2010 give"
    english = "\n".join(said.sentences("en"))
    assert f"at the launch; {rates} 644 more people leaving than arriving a year." in english
    assert f"189 fewer net leavers a year than {rates}." in english
    assert "observed" not in english
    japanese = "\n".join(said.sentences("ja"))
    assert "2005年と2010年の国勢調査間の率では年644人の転出超過です。" in japanese
    assert "転出超過が2005年と2010年の国勢調査間の率より年189人少ない" in japanese
