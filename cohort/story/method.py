"""How the numbers were calculated, and what they do not say."""

from __future__ import annotations

from cohort.story.model import Bullets, Equation, Paragraph, Section
from cohort.story.numbers import Numbers
from cohort.text import Said, Text
from cohort.wording import Change, people, shown


def method_section(numbers: Numbers) -> Section:
    """Return the method in plain words, with the balancing equation in the numbers of the first period."""
    span = Text("a year", "1年")
    if numbers.step > 1:
        span = Text("{step} years", "{step}年", step=numbers.step)
    return Section(
        "method",
        Text("How it was calculated", "計算の方法"),
        (
            Paragraph(
                Text(
                    "A population changes in three ways: people are born, people die, people move in or out. The cohort-component "
                    "method follows each age and sex for {span} at a time, counts the three, and goes on from the result.",
                    "人口が変わる道すじは、出生、死亡、転入・転出の3つです。コーホート要因法は、男女別・年齢別の人口を{span}ずつ先へ進め、"
                    "この3つを数えて足し引きし、その結果から次へ進む方法です。",
                    span=span,
                )
            ),
            _balance(numbers),
            Bullets(_parts(numbers)),
            Paragraph(
                Text(
                    "The numbers under the words are those of the first interval of the reference scenario. The equation holds for "
                    "every age, sex, year and scenario of this report; here each number is rounded by itself.",
                    "式の下段は、基準シナリオの最初の{span}間の数です（それぞれ四捨五入しています）。この式は、この報告書のすべての年齢・性別・"
                    "年・シナリオで成り立っています。",
                    span=span,
                )
            ),
        ),
    )


def _balance(numbers: Numbers) -> Equation:
    """Return the balancing equation of the reference's first period: in words, and in numbers that add up as shown."""
    name, first = numbers.names.reference, numbers.years[0]
    following = first + numbers.step
    equals, plus, minus = Text("=", "＝"), Text("+", "＋"), Text("−", "－")
    words: tuple[Said, ...] = (
        Text("population then", "{year}年の人口", year=following),
        equals,
        Text("population now", "{year}年の人口", year=first),
        plus,
        Text("births", "出生"),
        minus,
        Text("deaths", "死亡"),
        plus,
        Text("net migration", "社会増減"),
    )
    births, deaths, net = (
        shown("population", numbers.within(name, measure, first, first))
        for measure in ("births", "deaths", "net_migration")
    )
    counted: tuple[Said, ...] = (
        people(numbers.at(name, "population", following)),
        equals,
        people(numbers.at(name, "population", first)),
        plus,
        people(births),
        minus,
        people(deaths),
        plus,
        Text("({net})", "（{net}）", net=Change("population", net)),
    )
    return Equation((words, counted))


def _parts(numbers: Numbers) -> tuple[Said, ...]:
    """Return deaths, births and moves: where each comes from in this run."""
    attributes = numbers.run.projection.attrs
    even = attributes.get("migration_timing", "even") == "even"
    by_ratio = attributes.get("births", "asfr") == "child_woman_ratio"
    deaths = Text(
        "Deaths: everyone grows older, and the part that a life table gives survives. Mortality follows the nation's life tables, "
        "shifted to the level of the prefecture and of the deaths observed here.",
        "死亡：全員が年をとり、生命表の割合だけが生き残ります。死亡率は全国の生命表を、県の平均寿命と、当地で実際にあった死亡数に"
        "合わせて補正して使います。",
    )
    births = Text(
        "Births: women of each age times the fertility rate of that age. The level is set by the births observed here; a plan's "
        "published fertility rate is kept on its own scale.",
        "出生：各年齢の女性の数に、その年齢の出生率を掛けます。出生率の水準は当地の出生数に合わせ、計画の合計特殊出生率は公表された"
        "尺度のまま扱います。",
    )
    if by_ratio:
        deaths = Text(
            "Deaths: everyone grows older, and the part that a life table gives survives. Mortality follows the nation's life tables, "
            "shifted to the level of the prefecture.",
            "死亡：全員が年をとり、生命表の割合だけが生き残ります。死亡率は全国の生命表を、県の平均寿命に合わせて補正して使います。",
        )
        births = Text(
            "Births: children aged 0 to 4 per woman aged 15 to 49, as in the official Japanese method.",
            "出生：公的な推計と同じく、15～49歳の女性1人あたりの0～4歳の子どもの数（子ども女性比）を用います。",
        )
    halves = Text(
        "Half move at the start and half at the end of each interval.",
        "各期間の初めに半分、終わりに半分が移動するものとします。",
    )
    ends = Text("They move at the end of each interval.", "各期間の終わりに移動するものとします。")
    moves = Text(
        "Moves: the ages of those who move come from the censuses, their number from the observed arrivals and departures or from "
        "the plan. {when}",
        "移動：移動する人の年齢は国勢調査から、人数は実際の転入・転出または計画の値からとります。{when}",
        when=halves if even else ends,
    )
    return deaths, births, moves


_LIMITS = (
    Text(
        "A projection says what follows from its assumptions. It does not say which of them will come true.",
        "推計は、前提からどのような結果になるかを示すもので、どの前提が実現するかを示すものではありません。",
    ),
    Text(
        "No probabilities are given unless a section says so. Small numbers, single ages above all, vary by chance from year to year.",
        "特に記した部分を除き、確率は示していません。人数の少ない区分、とくに各歳の人口は、年ごとに偶然で変動します。",
    ),
    Text(
        "The resident register and the census differ: students and others who have left stay registered. Scenarios with different "
        "launches are not the same people on the same day.",
        "住民基本台帳と国勢調査の人口は一致しません。進学などで市外へ出た人の一部が、住民票を残しているためです。起点の異なるシナリオは、"
        "同じ日の同じ人々ではありません。",
    ),
    Text(
        "Foreign residents are counted where the source counts them; some published events are of Japanese nationals only. The "
        "records say which.",
        "外国人は、出典が数えている場合に含まれます。公表値の一部は日本人のみの数です。どの値を使ったかは記録に示しています。",
    ),
    Text(
        "The age pattern of those who move is taken to stay what it was between the last censuses used.",
        "移動する人の年齢構成は、用いた国勢調査の間と同じ形が続くと仮定しています。",
    ),
    Text(
        "Effects of the plan's measures on people's choices are not modelled: a scenario takes the plan's targets as if they were "
        "reached.",
        "施策が人々の選択に与える効果は計算していません。計画のシナリオは、数値目標が達成されたものとして計算しています。",
    ),
)


def limits_section() -> Section:
    """Return what a report does not say."""
    return Section("limits", Text("Limits", "この推計の限界"), (Bullets(_LIMITS),))
