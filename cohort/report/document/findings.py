"""The first half: question and answer, verdict, ages, births, deaths and moves."""

from __future__ import annotations

from collections.abc import Mapping

from cohort.report.document.blocks import Block, box, bullets, figure, heading, paragraph, table, toned
from cohort.report.document.view import View
from cohort.report.workbook.cases import round_years
from cohort.report.workbook.sources import measure_name
from cohort.story.names import names_of
from cohort.text import Text

Drawn = Mapping[str, str]


def answer_section(view: View, drawn: Drawn) -> list[Block]:
    """Return the question, the answer in one sentence, and the numbers that support it."""
    first, *others = view.run.answer.sentences(view.language)
    blocks = [heading(view.say("Question and answer", "問いと答え"))]
    if view.promise is not None:
        amount, year = view.persons(view.promise.promised), view.promise.outlook.year
        blocks.append(
            paragraph(
                view.say(
                    f"The plan promises {amount} residents in {year}. This report asks whether that can hold: it projects the "
                    "population by age and sex under each reading of the plan, and sets the result beside the promise.",
                    f"計画は、{year}年に{amount}人という将来展望を掲げています。この報告書は、計画の解釈ごとに男女別・年齢別の人口を"
                    "推計し、その結果を展望と比べて、展望が成り立つかどうかを検証したものです。",
                )
            )
        )
    blocks.append(box(view.say("Answer", "答え"), first))
    if "totals" in drawn:
        blocks.append(
            figure(
                drawn["totals"],
                view.say("Population by scenario, with the outlook, official projections and counts", "シナリオ別の総人口と将来展望、公的推計、実績"),
                view.say(f"Lines of the population of {view.place} by scenario", f"{view.place}のシナリオ別総人口の折れ線グラフ"),
            )
        )  # fmt: skip
    if others:
        blocks.append(bullets(others))
    return blocks


def verdict_section(view: View, drawn: Drawn) -> list[Block]:
    """Return the verdict by scenario, and the population in round years."""
    blocks = [heading(view.say("Verdict by scenario", "シナリオごとの判定"))]
    if view.run.verdicts:
        blocks += _verdicts(view)
    years = [year for year in round_years(view.run) if year >= view.years[0]][:8]
    rows = [
        [view.short(case.scenario), *(view.persons(view.at(case, "population", year)) for year in years)]
        for case in view.cases
    ]
    blocks.append(
        table(
            view.say("Population by scenario (persons)", "シナリオ別の総人口（人）"),
            [view.say("Scenario", "シナリオ"), *(view.say(str(y), f"{y}年") for y in years)],
            rows,
            widths=[2.9, *[1.0] * len(years)],
            align="l" + "r" * len(years),
            note=_reference_dates(view),
        )
    )
    return blocks


def _verdicts(view: View) -> list[Block]:
    """Return the table of verdicts and how to read it."""
    rows: list[list[str | Block]] = []
    for verdict in view.run.verdicts:
        measure = verdict.outlook.measure
        if verdict.met:
            lost = "–"
        elif verdict.never_reached:
            lost = view.say("from the start", "当初から")
        else:
            lost = view.say(f"{verdict.lost_year}", f"{verdict.lost_year}年")
        rows.append(
            [
                view.titled(verdict.scenario),
                verdict.outlook.said.say(view.language),
                view.number(measure, verdict.value),
                view.change(measure, verdict.gap),
                toned(view.say("met", "達成"), "good")
                if verdict.met
                else toned(view.say("not met", "未達"), "bad"),
                lost,
            ]
        )
    what = {(v.outlook.measure, v.outlook.year) for v in view.run.verdicts}
    if len(what) == 1:
        measure, year = next(iter(what))
        subject = view.say(
            f"{measure_name(measure, 'en')} in {year}", f"{year}年の{measure_name(measure, 'ja')}"
        )
    else:
        subject = view.say("every outlook of the set", "掲げられた展望のすべて")
        rows = [
            [_about(view, str(row[0]), v.outlook.measure, v.outlook.year), *row[1:]]
            for row, v in zip(rows, view.run.verdicts, strict=True)
        ]
    return [
        paragraph(
            view.say(
                "The same outlook is asked of every scenario. The last column says from which year the population stays on the wrong "
                "side of the promise.",
                "同じ展望を、すべてのシナリオに当てはめて判定しました。右端の列は、展望の値を満たさなくなり、そのまま戻らない最初の年です。",
            )
        ),
        table(
            view.say(f"Verdict: {subject}", f"判定：{subject}"),
            view.say(
                ["Scenario", "Promised", "Projected", "Difference", "Verdict", "Missed from"],
                ["シナリオ", "展望", "推計", "差", "判定", "未達となる年"],
            ),
            rows,
            widths=[3.6, 1.35, 1.0, 1.0, 0.85, 1.0],
            align="lrrrcc",
        ),
    ]


def _about(view: View, title: str, measure: str, year: int) -> str:
    """Return a scenario's title with what it is judged by."""
    what = measure_name(measure, view.language)
    return view.say(f"{title}: {what} {year}", f"{title}：{what}（{year}年）")


def _reference_dates(view: View) -> str:
    """Return on which day of the year each scenario's numbers stand."""
    days = {case.reference_date: case for case in view.cases}
    first = view.years[0]
    if len(days) == 1:
        case = next(iter(days.values()))
        return view.say(
            f"Each year on the day of the launch, {case.instant(first, 'en')}.",
            f"各年とも、起点（{case.instant(first, 'ja')}）と同じ月日の人口です。",
        )
    parts = []
    for day, case in days.items():
        titles = [c.title for c in view.cases if c.reference_date == day]
        shown = (
            view.short(next(c.scenario for c in view.cases if c.reference_date == day))
            if len(titles) == 1
            else view.say(f"{len(titles)} scenarios", f"{len(titles)}シナリオ")
        )
        parts.append(
            view.say(f"{case.instant(first, 'en')} ({shown})", f"{case.instant(first, 'ja')}（{shown}）")
        )
    return view.say(f"Launched on {'; '.join(parts)}.", f"起点は、{'、'.join(parts)}です。")


def ages_section(view: View, drawn: Drawn) -> list[Block]:
    """Return how the age structure changes: pyramids, classes, a table."""
    case, first, target = view.reference, view.years[0], view.target
    old = [view.at(case, "share_65_plus", year) for year in (first, target)]
    women = [view.at(case, "women_20_39", year) for year in (first, target)]
    blocks = [
        heading(view.say("Who lives here: the ages", "年齢構成の変化")),
        paragraph(
            view.say(
                f"In the reference scenario, “{view.short(case.scenario)}”, the share aged 65 and over goes from {old[0]:.1%} in "
                f"{first} to {old[1]:.1%} in {target}, and the number of women aged 20 to 39 from {women[0]:,.0f} to "
                f"{women[1]:,.0f} ({women[1] / women[0] - 1:+.0%}). Births depend on them: even a rising fertility rate meets fewer women.",
                f"基準シナリオ「{view.short(case.scenario)}」では、65歳以上の割合は{first}年の{old[0]:.1%}から{target}年には{old[1]:.1%}になります。"
                f"20～39歳の女性は{women[0]:,.0f}人から{women[1]:,.0f}人へ変わります（{women[1] / women[0] - 1:+.0%}）。"
                "出生数はこの人数に左右されるため、出生率が上がっても出生数が同じだけ増えるとは限りません。",
            )
        ),
    ]
    blocks += _figures(
        drawn,
        (
            "pyramid",
            view.say(
                f"Population pyramid, {first} and {target} (reference scenario)",
                f"人口ピラミッド：{first}年と{target}年（基準シナリオ）",
            ),
            0.76,
        ),
        ("pyramid_compared", _compared(view), 0.76),
        ("age_classes", view.say("Three age classes (reference scenario)", "年齢3区分別人口（基準シナリオ）"), 0.85),
    )  # fmt: skip
    years = sorted({first, target, view.years[-1]})
    rows = []
    for one in view.mains:
        for year in years:
            values = [view.number(m, view.at(one, m, year)) for m in AGE_MEASURES]
            rows.append(
                [
                    view.short(one.scenario) if year == years[0] else "",
                    view.say(str(year), f"{year}年"),
                    *values,
                ]
            )
    blocks.append(
        table(
            view.say("Age classes, main scenarios", "年齢区分別の人口（主なシナリオ）"),
            [view.say("Scenario", "シナリオ"), view.say("Year", "年"), *view.say(AGE_NAMES_EN, AGE_NAMES_JA)],
            rows,
            widths=[2.3, 1, 1, 1, 1, 1, 1, 1.1],
            align="lcrrrrrr",
        )
    )
    return blocks


AGE_MEASURES = (
    "population_0_14", "population_15_64", "population_65_plus", "population_75_plus", "share_65_plus", "women_20_39",
)  # fmt: skip
AGE_NAMES_EN = ["0-14", "15-64", "65+", "75+", "share 65+", "women 20-39"]
AGE_NAMES_JA = ["0～14歳", "15～64歳", "65歳以上", "75歳以上", "高齢化率", "20～39歳女性"]


def _compared(view: View) -> str:
    """Return the caption of the pyramid of two scenarios: which is drawn how."""
    names = names_of(view.run)
    if names.plan is None:
        return ""
    return Text(
        "Population pyramid in {year}: {reference} (filled) and {plan} (outline)",
        "{year}年の人口ピラミッド：{reference}（塗り）と{plan}（線）",
        year=view.target,
        reference=names.short[names.reference],
        plan=names.short[names.plan],
    ).say(view.language)


def _figures(drawn: Drawn, *wanted: tuple[str, str, float]) -> list[Block]:
    """Return those of the wanted figures that were drawn: name, caption, width."""
    return [figure(drawn[name], caption, caption, width) for name, caption, width in wanted if name in drawn]


def flows_section(view: View, drawn: Drawn) -> list[Block]:
    """Return births, deaths and migration by scenario."""
    blocks = [
        heading(view.say("Births, deaths and moves", "出生・死亡・移動")),
        paragraph(
            view.say(
                "The population changes by births less deaths (natural change) and by those who move in less those who move out (net "
                "migration). The table adds both up from the launch to the outlook's year.",
                "人口は、出生から死亡を引いた自然増減と、転入から転出を引いた社会増減によって変わります。次の表は、起点から展望の年までの"
                "合計です。",
            )
        ),
    ]
    first, last = view.years[0], view.target
    rows = []
    for case in view.mains:
        totals = [
            view.within(case, m, first, last - view.step)
            for m in ("births", "deaths", "natural_change", "net_migration")
        ]
        whole = view.at(case, "population", last) - view.at(case, "population", first)
        rows.append(
            [
                view.short(case.scenario),
                *(view.persons(v) for v in totals[:2]),
                *(view.change("population", v) for v in (*totals[2:], whole)),
            ]
        )
    blocks.append(
        table(
            view.say(
                f"What changes the population, {first} to {last} (persons)",
                f"人口の増減の内訳　{first}～{last}年の合計（人）",
            ),
            view.say(
                ["Scenario", "Births", "Deaths", "Natural change", "Net migration", "Change"],
                ["シナリオ", "出生", "死亡", "自然増減", "社会増減", "人口の増減"],
            ),
            rows,
            widths=[3.2, 1, 1, 1, 1, 1],
            align="lrrrrr",
        )
    )
    return blocks + _figures(
        drawn,
        (
            "births_and_deaths",
            view.say("Births and deaths by year, with the observed", "出生数と死亡数の推移と実績"),
            0.8,
        ),
        (
            "natural_and_social_change",
            view.say("Natural and social change (reference scenario)", "自然増減と社会増減（基準シナリオ）"),
            0.8,
        ),
        (
            "migration_by_age",
            view.say("Net migration by age (reference scenario)", "年齢別の社会増減（基準シナリオ）"),
            0.8,
        ),
    )
