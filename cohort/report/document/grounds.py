"""The second half: how it was calculated, on which assumptions, within which limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cohort.report.document.blocks import Block, bullets, equation, heading, paragraph, table
from cohort.report.document.view import View
from cohort.report.workbook.sources import band_name, citation, cite, measure_name, origin_name, unit_name

if TYPE_CHECKING:
    from cohort.scenario.model import Scenario, Trajectory

Drawn = Mapping[str, str]


def method_section(view: View, drawn: Drawn) -> list[Block]:
    """Return the method in plain words, with the balancing equation in the numbers of the first period."""
    step, case, first = view.step, view.reference, view.years[0]
    following = first + step
    start, end = (view.at(case, "population", year) for year in (first, following))
    births, deaths, net = (view.within(case, m, first, first) for m in ("births", "deaths", "net_migration"))
    span = view.say("a year" if step == 1 else f"{step} years", "1年" if step == 1 else f"{step}年")
    words = view.say(
        ["population then", "=", "population now", "+", "births", "−", "deaths", "+", "net migration"],
        [f"{following}年の人口", "＝", f"{first}年の人口", "＋", "出生", "－", "死亡", "＋", "社会増減"],
    )
    signed = view.change("population", net).replace("-", "−")
    counted = [
        view.persons(end),
        "=",
        view.persons(start),
        "+",
        view.persons(births),
        "−",
        view.persons(deaths),
        "+",
        f"({signed})",
    ]
    if view.language == "ja":
        counted = [
            cell.replace("=", "＝").replace("−", "－", 1) if cell in "=−+" else cell for cell in counted
        ]
        counted = [{"+": "＋"}.get(cell, cell) for cell in counted]
    even = view.run.projection.attrs.get("migration_timing", "even") == "even"
    by_ratio = view.run.projection.attrs.get("births", "asfr") == "child_woman_ratio"
    return [
        heading(view.say("How it was calculated", "計算の方法")),
        paragraph(
            view.say(
                "A population changes in three ways only: people are born, people die, people move in or out. The cohort-component method "
                f"follows each age and sex for {span} at a time, counts the three, and goes on from the result.",
                f"人口が変わる道すじは、出生、死亡、転入・転出の3つだけです。コーホート要因法は、男女別・年齢別の人口を{span}ずつ先へ進め、"
                "この3つを数えて足し引きし、その結果から次へ進む方法です。",
            )
        ),
        equation([words, counted]),
        bullets(
            [
                view.say(
                    "Deaths: everyone grows older, and the part that a life table gives survives. Mortality follows the nation's "
                    "life tables, shifted to the level of the prefecture"
                    + ("." if by_ratio else " and of the deaths observed here."),
                    "死亡：全員が年をとり、生命表の割合だけが生き残ります。死亡率は全国の生命表を、県の平均寿命"
                    + (
                        "に合わせて補正して使います。"
                        if by_ratio
                        else "と、当地で実際にあった死亡数に合わせて補正して使います。"
                    ),
                ),
                view.say(
                    "Births: children aged 0 to 4 per woman aged 15 to 49, as in the official Japanese method."
                    if by_ratio
                    else "Births: women of each age times the fertility rate of that age. The level is set by the births observed here; a plan's "
                    "published fertility rate is kept on its own scale.",
                    "出生：公的な推計と同じく、15～49歳の女性1人あたりの0～4歳の子どもの数（子ども女性比）を用います。"
                    if by_ratio
                    else "出生：各年齢の女性の数に、その年齢の出生率を掛けます。出生率の水準は当地の出生数に合わせ、"
                    "計画の合計特殊出生率は公表された尺度のまま扱います。",
                ),
                view.say(
                    "Moves: the ages of those who move come from the censuses, their number from the observed arrivals and "
                    "departures or from the plan. "
                    + (
                        "Half move at the start and half at the end of each interval."
                        if even
                        else "They move at the end of each interval."
                    ),
                    "移動：移動する人の年齢は国勢調査から、人数は実際の転入・転出または計画の値からとります。"
                    + (
                        "各期間の初めに半分、終わりに半分が移動するものとします。"
                        if even
                        else "各期間の終わりに移動するものとします。"
                    ),
                ),
            ]
        ),
        paragraph(
            view.say(
                f"The numbers under the words are those of the first {'year' if step == 1 else 'interval'} of the reference scenario. The equation "
                "holds for every age, sex, year and scenario of this report.",
                f"式の下段は、基準シナリオの最初の{span}間の数です。この式は、この報告書のすべての年齢・性別・年・シナリオで成り立っています。",
            )
        ),
    ]


def assumptions_section(view: View, drawn: Drawn) -> list[Block]:
    """Return what each scenario assumes, where it says so, and the sources in full."""
    rows: list[list[str]] = []
    numbered: dict[str, int] = {}
    for scenario in view.run.scenarios:
        stated = [
            (what, path, f"[{numbered.setdefault(source, len(numbered) + 1)}]")
            for what, path, source in _stated(view, scenario)
        ]
        if not stated:
            counted = (
                view.say("observed", "実績") if scenario.launch.events else view.say("census", "国勢調査")
            )
            stated = [(view.say("all", "すべて"), _observed(view, scenario), counted)]
        for i, (what, path, source) in enumerate(stated):
            rows.append([scenario.title(view.language) if i == 0 else "", what, path, source])
    return [
        heading(view.say("Assumptions and sources", "前提と出典")),
        paragraph(
            view.say(
                "What a scenario does not state it takes from the scenario it is built on, or from observed events. The workbook lists every "
                "value of every year with its source.",
                "シナリオに書かれていない項目は、もとになるシナリオ、または実績から決まります。各年の値とその出典の一覧は、別添のExcelブックに"
                "あります。",
            )
        ),
        table(
            view.say("Assumptions by scenario", "シナリオごとの前提"),
            view.say(["Scenario", "What", "Value", "Source"], ["シナリオ", "項目", "値", "出典"]),
            rows,
            widths=[3, 1.9, 3.6, 0.8],
            align="lllc",
            note=[
                view.say(
                    "Net migration is in minus out: negative where more people leave.",
                    "社会増減は転入－転出です。負の値は転出超過を表します。",
                ),
                *(f"[{number}] {source}" for source, number in numbered.items()),
            ],
        ),
        table(
            view.say("Sources of the observed numbers", "実績などの出典"),
            view.say(["Source", "Date or period"], ["出典", "時点・期間"]),
            [[cite(source, view.language), _when(source.date, view.language)] for source in _sources(view)],
            widths=[4.2, 1.6],
            align="ll",
        ),
    ]


def _observed(view: View, scenario: Scenario) -> str:
    """Return whose level holds where a scenario states nothing."""
    years = [str(year) for year in scenario.launch.events]
    if not years:
        return view.say(
            "rates between the last two censuses up to the launch", "起点までの2回の国勢調査の間の率"
        )
    return view.say(f"levels of the events of {', '.join(years)}", f"{'・'.join(years)}年の実績の水準")


def _plain(measure: str, language: str) -> str:
    """Return a measure without the brackets that the table's note makes unneeded."""
    name = measure_name(measure, language)
    return name.removesuffix("（転入－転出）").removesuffix(" (in minus out)")


def _when(date: str, language: str) -> str:
    """Return the date of a source ("2013-03", "1980-10-01/2015-10-01") as people write it."""
    if language != "ja":
        return date.replace("/", " to ")

    def written(match: re.Match[str]) -> str:
        year, month, day = match.groups()
        return f"{year}年" + (f"{int(month)}月" if month else "") + (f"{int(day)}日" if day else "")

    return re.sub(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", written, date).replace("/", "～")


def _sources(view: View) -> list[Any]:
    """Return the sources of the inputs and of the prefecture and nation they lie in, each once."""
    found: dict[tuple[str, str], Any] = {}
    for tables in (view.run.inputs, view.run.inputs.prefecture, view.run.inputs.nation):
        for source in tables.sources.values() if tables is not None else ():
            found.setdefault((source.title, source.publisher), source)
    return list(found.values())


def _stated(view: View, scenario: Scenario) -> list[tuple[str, str, str]]:
    """Return what a scenario states: the measure, its path in words, the source."""
    language, inputs = view.language, view.run.inputs
    rows = []
    for trajectory in scenario.trajectories:
        name = _plain(trajectory.measure, language)
        rows.append(
            (
                name,
                path_in_words(trajectory, language),
                citation(scenario, trajectory.source, inputs, language),
            )
        )
    for band in scenario.bands:
        ages = band_name(band.low, band.high, language)
        name = view.say(
            f"{_plain(band.trajectory.measure, 'en')}, ages {ages}",
            f"{_plain(band.trajectory.measure, 'ja')}（{ages}）",
        )
        source = citation(scenario, band.trajectory.source, inputs, language)
        rows.append((name, path_in_words(band.trajectory, language), source))
    for item in scenario.households:
        path = view.say(
            f"{item.per_year:g} households a year from {item.first_year}",
            f"{item.first_year}年から年{item.per_year:g}世帯",
        )
        rows.append(
            (
                view.say("Households moving in", "世帯の転入"),
                path,
                citation(scenario, item.source, inputs, language),
            )
        )
    for shock in scenario.shocks:
        size = f"×{shock.factor:g}" if shock.factor is not None else f"{shock.persons:+,.0f}"
        path = f"{size} ({shock.first_year}-{shock.last_year})"
        rows.append(
            (_plain(shock.measure, language), path, citation(scenario, shock.source, inputs, language))
        )
    if scenario.calibrate is not None:
        aim = scenario.calibrate
        path = view.say(
            f"solved so that {measure_name(aim.measure, 'en').lower()} in {aim.year} is {view.number(aim.measure, aim.value)}",
            f"{aim.year}年の{measure_name(aim.measure, 'ja')}が{view.number(aim.measure, aim.value)}になるように逆算",
        )
        rows.append((_plain(aim.lever, language), path, citation(scenario, aim.source, inputs, language)))
    return rows


def path_in_words(trajectory: Trajectory, language: str) -> str:
    """Return a trajectory as people say it: its points, what lies between, what follows."""
    japanese = language == "ja"
    counts = trajectory.unit.startswith("persons")
    points = [value for value in trajectory.values if value.origin == "point"] or list(trajectory.values[:1])
    said = []
    for value in points:
        number = f"{value.value:+,.0f}" if counts else f"{value.value:g}"
        said.append(f"{value.period}年 {number}" if japanese else f"{number} in {value.period}")
    text = (" → " if japanese else ", ").join(said)
    between = next(
        (v.origin for v in trajectory.values if v.origin not in ("point", "hold", "converge")), None
    )
    if between is not None:
        text += f"（{origin_name(between, 'ja')}）" if japanese else f" ({origin_name(between, 'en')})"
    if trajectory.relation != "absolute":
        added = trajectory.relation == "added"
        english_japanese = (
            (" (added to the base)", "（もとの水準に加算）")
            if added
            else (" (times the base)", "（もとの水準に対する倍率）")
        )
        text += english_japanese[japanese]
    after = trajectory.after
    if after.kind == "converge":
        unit = unit_name(trajectory.unit, language)
        return text + (
            f"、以後は{after.by}年までに{after.to:g}{unit}へ"
            if japanese
            else f", then to {after.to:g} {unit} by {after.by}"
        )
    if after.kind == "hold_rates":
        return text + ("、以後はその率を据え置き" if japanese else ", then the rates held")
    return text + ("、以後は据え置き" if japanese else ", then held")


def limits_section(view: View, drawn: Drawn) -> list[Block]:
    """Return what the report does not say."""
    return [
        heading(view.say("Limits", "この推計の限界")),
        bullets(
            view.say(
                [
                    "A projection says what follows from its assumptions. It does not say which of them will come true.",
                    "No probabilities are given unless a section says so. Small numbers, single ages above all, vary by chance from year to year.",
                    "The resident register and the census differ: students and others who have left stay registered. Scenarios with different "
                    "launches are not the same people on the same day.",
                    "Foreign residents are counted where the source counts them; some published events are of Japanese nationals only. The records "
                    "say which.",
                    "The age pattern of those who move is taken to stay what it was between the last censuses used.",
                    "Effects of the plan's measures on people's choices are not modelled: a scenario takes the plan's targets as if "
                    "they were reached.",
                ],
                [
                    "推計は、前提からどのような結果になるかを示すもので、どの前提が実現するかを示すものではありません。",
                    "特に記した部分を除き、確率は示していません。人数の少ない区分、とくに各歳の人口は、年ごとに偶然で変動します。",
                    "住民基本台帳と国勢調査の人口は一致しません。進学などで市外へ出た人の一部が、住民票を残しているためです。起点の異なるシナリオは、"
                    "同じ日の同じ人々ではありません。",
                    "外国人は、出典が数えている場合に含まれます。公表値の一部は日本人のみの数です。どの値を使ったかは記録に示しています。",
                    "移動する人の年齢構成は、用いた国勢調査の間と同じ形が続くと仮定しています。",
                    "施策が人々の選択に与える効果は計算していません。計画のシナリオは、数値目標が達成されたものとして計算しています。",
                ],
            )
        ),
    ]
