from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import xarray as xr

from cohort.analysis.answer import Answer, answer
from cohort.analysis.verdict import verdicts
from cohort.scenario.model import Launch, Outlook
from cohort.wording import change, distance, noun, number, quantity
from tests.analysis.small import calibrated, scenario, totals

PROMISE = Outlook(measure="population", year=2022, source="plan", at_least=89000)
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


def three(said: Answer, language: str = "en") -> list[str]:
    return [one.say(language) for one in said.headline]


def test_no_scenario_meets_it() -> None:
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
        "The outlook of at least 89,000 residents in 2022 (The plan) is met in none of the scenarios computed here.",
        "The outlook is met in 0 of 3 scenarios; in 2022 they go from 79,500 (“trend title”) to 86,812 (“strategy title”).",
        "Nearest comes “strategy title”, 2,188 fewer than the outlook. It starts from a better level than the launch years "
        "showed: 189 fewer net leavers a year than observed.",
        "The national institute (IPSS) published for 2022: 85,744 (IPSS 2018), 76,185 (IPSS 2023).",
        "“own title” gives the published 82,044 residents in 2040 with 455 more people leaving than arriving a year "
        "at the launch; observed: 644 more people leaving than arriving a year.",
    ]
    assert said.sentences("ja") == [
        "「2022年（令和4年）に89,000人以上」という将来展望（The plan）に届くものは、計算したシナリオの中にはありません。",
        "3シナリオのうち達成は0件で、2022年は79,500人（「trendの題」）から86,812人（「strategyの題」）までです。",
        "最も近い「strategyの題」は展望より2,188人少ない見込みです。"
        "これは、基準とした年より良い水準（転出超過が実績より年189人少ない）から始めた場合です。",
        "国立社会保障・人口問題研究所の推計では、2022年は85,744人（社人研2018年推計）、76,185人（社人研2023年推計）です。",
        "「ownの題」が公表値（2040年に82,044人）になるのは、推計開始時を年455人の転出超過とした場合です。"
        "実績は年644人の転出超過でした。",
    ]
    assert said.text("en").count("\n") == 4


ABOUT = Outlook(measure="population", year=2022, source="plan", about=89000, rounding=1000, wording="約89,000人")


def test_the_plan_comes_first_and_what_rounds_to_the_outlook_meets_it() -> None:
    """88,500 rounds to about 89,000; 88,499 does not: 1 is missing."""
    summary = totals({"trend": [100000, 90000, 79000], "plan": [100000, 95000, 88500], "near": [100000, 95000, 88499]})
    plan = scenario("plan", role="plan")
    said = answered(summary, [scenario("trend", ABOUT), plan])
    assert three(said) == [
        "The outlook of about 89,000 residents in 2022 (The plan) is met if the plan's targets come true: "
        "“plan title” gives 88,500 residents.",
        "The outlook is met in 1 of 2 scenarios; in 2022 they go from 79,000 (“trend title”) to 88,500 (“plan title”).",
        "It is met in “plan title”; “trend title” is 10,000 fewer than the outlook.",
    ]
    assert three(said, "ja") == [
        "「2022年（令和4年）に約89,000人」という将来展望（The plan）は、計画の目標値が実現すれば達成される見込みです"
        "（「planの題」で88,500人）。",
        "2シナリオのうち達成は1件で、2022年は79,000人（「trendの題」）から88,500人（「planの題」）までです。",
        "達成するのは「planの題」です。「trendの題」は展望より10,000人少ない見込みです。",
    ]
    short = answered(summary, [scenario("trend", ABOUT), scenario("near", role="plan")])
    assert three(short)[0] == (
        "The outlook of about 89,000 residents in 2022 (The plan): with the plan's targets (“near title”) "
        "88,499 residents are to be expected, 501 fewer."
    )
    assert three(short)[2] == (
        "Nearest comes “near title”, 501 fewer than the outlook; 1 is missing to what rounds to about 89,000."
    )
    assert three(short, "ja")[0].endswith(
        "に対し、計画の目標値（「nearの題」）では88,499人となり、展望より501人少ない見込みです。"
    )
    assert three(short, "ja")[2] == (
        "最も近い「nearの題」は展望より501人少ないものの、あと1人で約89,000人（四捨五入）になります。"
    )


def test_all_meet_it_and_one_alone_meets_it() -> None:
    both = totals({"a": [100000, 95000, 90000], "b": [100000, 95000, 90000]})
    said = answered(both, [scenario("a", PROMISE), scenario("b")])
    assert "is met in every scenario computed here." in three(said)[0]
    assert "計算したどのシナリオでも達成される見込みです。" in three(said, "ja")[0]
    assert three(said)[2] == "It holds whichever of them comes true."
    one = answered(totals({"a": [100000, 95000, 90000]}), [scenario("a", PROMISE)])
    assert three(one)[0].endswith(" is met in the one scenario computed here: “a title” gives 90,000 residents.")
    assert three(one, "ja")[0].endswith("、計算した1つのシナリオ（「aの題」で90,000人）では達成される見込みです。")
    lost = answered(totals({"a": [100000, 95000, 80000]}), [scenario("a", PROMISE)])
    assert three(lost)[0].endswith(": the one scenario computed here, “a title”, gives 80,000 residents, 9,000 fewer.")
    assert three(lost, "ja")[0].endswith(
        "に対し、計算した1つのシナリオ（「aの題」）では80,000人となり、展望より9,000人少ない見込みです。"
    )
    assert "Nearest" not in lost.text("en")  # nothing is nearer than another
    some = answered(
        totals({"a": [100000, 95000, 90000], "b": [100000, 90000, 80000]}), [scenario("a", PROMISE), scenario("b")]
    )
    assert three(some)[0] == (
        "Whether the outlook of at least 89,000 residents in 2022 (The plan) is met depends on the assumptions."
    )
    assert three(some, "ja")[0].endswith("が達成されるかは、前提によって異なります。")


def test_a_share_is_said_in_percent_and_people() -> None:
    limit = Outlook(measure="share_65_plus", year=2021, source="nowhere", at_most=0.40)
    summary = totals({"a": [100000, 90000]}, share_65_plus={"a": [0.39, 0.441]})
    said = answered(summary, [scenario("a", limit)])
    assert three(said)[0] == (
        "The outlook of at most 40.0% aged 65 or over in 2021: the one scenario computed here, “a title”, "
        "gives 44.1% aged 65 or over, 4.1 percentage points (about 3,690 people) higher."
    )
    assert said.sentences("en")[1] == "“a title”: it rises above 40.0% in that year."
    assert said.sentences("ja")[1] == "「aの題」：2021年に40.0%を上回ります。"


def test_exactly_as_looked_forward_to_has_no_distance() -> None:
    said = answered(totals({"a": [100000, 95000, 89000]}), [scenario("a", PROMISE)])
    assert said.sentences("en") == [
        "The outlook of at least 89,000 residents in 2022 (The plan) is met in the one scenario computed here: "
        "“a title” gives 89,000 residents."
    ]


def test_lost_before_never_reached_and_interpolated() -> None:
    early = answered(totals({"a": [100000, 88000, 79000]}), [scenario("a", PROMISE)])
    assert early.sentences("en")[1].endswith("it falls below 89,000 in 2021 and stays below.")
    assert early.sentences("ja")[1].endswith("2021年に89,000人を下回り、その後も戻りません。")
    said = answered(totals({"a": [80000, 81000]}, step=5), [scenario("a", PROMISE)])
    assert said.sentences("en")[0].endswith("“a title”, gives 80,400 residents, 8,600 fewer.")
    assert said.sentences("en")[1] == "“a title”: 89,000 is not reached in any year."
    assert "89,000人にはどの年にも届きません。" in said.sentences("ja")[1]


def test_the_gap_is_that_of_the_numbers_shown() -> None:
    """88,169.5 is shown as 88,170: the gap to 89,000 is then 830, though 830.5 would round to 831 or 830."""
    said = answered(totals({"a": [100000, 90000, 88169.6]}), [scenario("a", PROMISE)])
    assert said.sentences("en")[0].endswith("88,170 residents, 830 fewer.")


def test_a_published_figure_agrees_or_not() -> None:
    stated = Outlook(measure="population", year=2021, source="plan", about=75056, rounding=1, scope="scenario")
    said = answered(totals({"own": [100000, 75056.3]}), [scenario("own", stated)]).sentences("en")
    assert said[-1] == (
        "“own title” gives 75,056 residents in 2021; the published 75,056 agrees (compared rounded to 1)."
    )
    off = answered(totals({"own": [100000, 70000]}), [scenario("own", stated)])
    assert off.sentences("en")[-1] == (
        "“own title” gives 70,000 residents in 2021, 5,056 fewer than the published 75,056 (compared rounded to 1)."
    )
    assert off.sentences("ja")[-1] == (
        "「ownの題」の2021年の人口は70,000人で、公表値75,056人より5,056人少ない結果です（1単位で丸めて比較）。"
    )


def test_no_outlook() -> None:
    said = answered(totals({"a": [100000, 95000], "b": [100000, 96000.4]}), [scenario("a"), scenario("b")])
    assert said.sentences("en") == [
        "No outlook is stated in these scenarios; this is what they give.",
        "The 2 scenarios computed here give 95,000 to 96,000 residents in 2021.",
        "“a title”: -5,000 residents from 2020 to 2021.",
    ]
    assert said.sentences("ja")[1:] == [
        "計算したのは2シナリオで、2021年（令和3年）の人口は95,000人から96,000人までです。",
        "「aの題」では、2020年から2021年までの増減は△5,000人です。",
    ]


def test_without_an_outlook_the_institute_stands_beside_the_last_year() -> None:
    inputs = published(
        ("ipss2023", "03209", "population", 2021, 94123.0),
        ("ipss2023", "03209", "population", 2020, 1.0),
        ("ipss2023", "03402", "population", 2021, 2.0),
    )
    said = answered(totals({"a": [100000, 95000]}), [scenario("a")], inputs=inputs)
    assert said.sentences("en")[3:] == ["The national institute (IPSS) published for 2021: 94,123 (IPSS 2023)."]


@pytest.mark.parametrize(("births", "deaths", "warned"), [(1, 5, True), (40, 19, True), (20, 20, False)])
def test_levels_of_few_births_or_deaths_are_told_as_chance(births: int, deaths: int, warned: bool) -> None:
    """The caution is one of the three lines; counts are those of the launch years together."""
    inputs = published()
    counts = {"births": births / 2, "deaths": deaths / 2}
    inputs.event = lambda of, year: SimpleNamespace(value=counts[of])
    one = scenario("a", launch=Launch(date=date(2020, 1, 1), basis="register", until=2050, events=(2018, 2019)))
    lines = three(answered(totals({"a": [300, 280]}), [one], inputs=inputs), "en")
    caution = f"The levels of births and deaths rest on few cases (2018-2019: births {births}, deaths {deaths})"
    assert lines[2].startswith(caution if warned else "“a title”: -20 residents")
    said = answered(totals({"a": [300, 280]}), [one], inputs=inputs).sentences("ja")
    words = (
        f"出生・死亡の水準は2018～2019年の出生{births}人・死亡{deaths}人によるもので、人数が少なく偶然に左右されます。"
    )
    assert any(line.startswith(words) for line in said) is warned


def test_an_implied_fertility_and_a_plan_that_holds_on_it() -> None:
    summary = totals({"trend": [100000, 88000, 79000], "own": [100000, 95000, 90000]})
    level = {"lever": "fertility.tfr", "value": 1.8, "observed": 1.44}
    said = answered(summary, [scenario("trend", PROMISE), calibrated("own")], {"own": level}).sentences("en")
    assert said[2].endswith(
        "It starts from a better level than the launch years showed: 0.36 births per woman more than observed."
    )
    assert said[-1] == (
        "“own title” gives the published 82,044 residents in 2040 with 1.80 births per woman at the launch; "
        "observed: 1.44 births per woman."
    )


@pytest.mark.parametrize("value", [-700, -644])
def test_no_word_of_the_base_where_it_is_not_better_than_observed(value: float) -> None:
    summary = totals({"own": [100000, 88000, 79000]})
    level = {"lever": "migration.net", "value": value, "observed": -644}
    said = answered(summary, [calibrated("own", PROMISE)], {"own": level})
    assert not any("a better level" in sentence for sentence in said.sentences("en"))


def test_what_is_implied_is_said_once_for_two_outlooks() -> None:
    two = Outlook(measure="population", year=2021, source="plan", at_least=94000)
    summary = totals({"own": [100000, 88000, 79000]})
    level = {"lever": "migration.net", "value": 100, "observed": -644}
    own = calibrated("own", PROMISE, two)
    said = answered(summary, [own], {"own": level, "gone": level})
    assert len(said.headline) == 3
    english = said.sentences("en")
    assert sum("with 100 more people arriving than leaving a year" in sentence for sentence in english) == 1
    assert sum("a better level" in sentence for sentence in english) == 2


def test_without_published_series_nothing_is_said_of_them() -> None:
    summary = totals({"a": [100000, 95000, 90000]})
    for inputs in (
        None,
        SimpleNamespace(published=None),
        published(("city2020_own", "03209", "population", 2022, 1.0)),
    ):
        said = answered(summary, [scenario("a", PROMISE)], inputs=inputs)
        assert len(said.sentences("en")) == 1  # the verdict, which says what the scenario gives


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


@pytest.mark.parametrize(
    ("value", "said"), [(88_700.0, ["「aの題」：四捨五入で約89,000人となり、展望は達成されます。"]), (89_300.0, [])]
)
def test_fewer_than_the_figure_and_met_is_explained(value: float, said: list[str]) -> None:
    about = Outlook(measure="population", year=2022, source="plan", about=89000, rounding=1000)
    told = answered(totals({"a": [100000, 95000, value]}), [scenario("a", about)])
    assert told.sentences("ja")[1:] == said
