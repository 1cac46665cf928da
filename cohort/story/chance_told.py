"""How sure it is: what projections were off in the past, carried forward, in words."""

from __future__ import annotations

from collections.abc import Mapping

from cohort.analysis.verdict import outlook_said
from cohort.story.chance import MIDDLE, Chance, percent
from cohort.story.chance_tables import chance_tables
from cohort.story.model import Block, Bullets, Chart, Figure, Paragraph, Section
from cohort.text import Joined, Said, Text, Year
from cohort.uncertainty.outcome import above, meets
from cohort.uncertainty.trust import MIDDLE_HELD, WIDE_HELD, shelf_life, size_said
from cohort.wording import Plain, people

TITLE = Text("The spread of futures", "将来のばらつき")


def chance_sentences(chance: Chance) -> tuple[Said, ...]:
    """Return in how many futures the plan's outlook is met, between what they lie, and how often the plan ends above its reference."""
    numbers, futures = chance.numbers, chance.futures
    said: list[Said] = []
    draws = people(futures.draws)
    if numbers.outlook is not None:
        said.append(
            Text(
                "Of {draws} futures of “{plan}”, as far off as past projections were, {share} meet the outlook of {outlook}.",
                "過去の推計の誤差と同程度のばらつきを与えると、「{plan}」の将来{draws}通りのうち、{outlook}という展望に届くのは{share}です。",
                draws=draws,
                plan=numbers.names.short[chance.opening],
                share=percent(meets(futures, numbers.outlook, chance.opening)),
                outlook=outlook_said(numbers.outlook),
            )
        )
    low, high = chance.range(chance.opening, "population", MIDDLE)
    said.append(
        Text(
            "Four in five of the futures of “{plan}” have {low} to {high} residents in {year}.",
            "「{plan}」では、将来の8割が{year}に{low}～{high}人の間に入ります。",
            plan=numbers.names.short[chance.opening],
            low=people(low),
            high=people(high),
            year=Year(chance.year),
        )
    )
    if chance.opening != chance.reference:
        said.append(
            Text(
                "With the same luck “{plan}” ends above “{reference}” in {share} of them.",
                "同じ運のもとで、「{plan}」が「{reference}」を上回るのは{share}です。",
                plan=numbers.names.short[chance.opening],
                reference=numbers.names.short[chance.reference],
                share=percent(above(futures, "population", chance.opening, chance.reference, chance.year)),
            )
        )
    if chance.failed:
        said.append(
            Text(
                "{failed} of {draws} draws could not be projected: more would leave than live there. They are left out.",
                "{draws}回のうち{failed}回は、住んでいる人より多くが転出する計算となるため、除いています。",
                failed=people(chance.failed),
                draws=draws,
            )
        )
    return tuple(said)


def trust_sentences(chance: Chance) -> tuple[Said, ...]:
    """Return how far this may be trusted: what past ranges held, how far ahead that is known, and for how long projections were of use."""
    held, place = chance.trust, chance.numbers.names.place
    said: list[Said] = []
    if held is not None:
        said.append(
            Text(
                "Ranges made in this way of what was known in {launches} held {middle} (80% meant) and {wide} (95% meant) of the counts "
                "{years} years later, over {places} places of {size} residents.",
                "{launches}年に分かっていたことだけから同じ方法で作った幅には、人口{size}の市区町村（延べ{places}）の{years}年後の実績のうち"
                "{middle}（80％のつもりの幅）、{wide}（95％のつもりの幅）が入りました。",
                launches=Joined(map(str, held.launches), Text(", ", "・")),
                middle=Plain(held.middle, 0, percent=True),
                wide=Plain(held.wide, 0, percent=True),
                years=held.horizon,
                places=people(held.places),
                size=size_said(held.size),
            )
        )
        if not held.tested:
            said.append(
                Text(
                    "{year} is further ahead than could be tested; therefore “range” here, not “interval”.",
                    "{year}は検証できた期間より先です。そのため「予測区間」ではなく「幅」と呼びます。",
                    year=Year(chance.year),
                )
            )
        elif not held.reached:
            said.append(
                Text(
                    "That is not within {low} to {high} (of 95%: {wide_low} to {wide_high}); therefore “range” here, not “interval”.",
                    "目標の{low}～{high}（95％の幅では{wide_low}～{wide_high}）に収まっていません。そのため「予測区間」ではなく「幅」と呼びます。",
                    **dict(
                        zip(
                            ("low", "high", "wide_low", "wide_high"),
                            map(_whole, (*MIDDLE_HELD, *WIDE_HELD)),
                            strict=True,
                        )
                    ),
                )
            )
    until = int(chance.numbers.years[0] + shelf_life(chance.residents))
    said.append(
        Text(
            "Shelf life: to {year}. For so long, projections of four in five places of {place}'s size stayed within 10% of what was counted.",
            "推計を使える期間の目安は{year}までです（同規模の市区町村の8割で、推計と実績の差が10％以内に収まった期間から）。",
            year=Year(until),
            place=place,
        )
    )
    said.append(
        Text(
            "This is the spread of futures under one reading of the plan. How far readings and choices of method lie apart is another "
            "spread, told apart: the scenarios of the tables.",
            "これは、計画の1つの読み方のもとでの将来のばらつきです。計画の読み方や方法の選び方による違いは別のもので、各シナリオの結果に示しています。",
        )
    )
    return tuple(said)


def _whole(share: float) -> Plain:
    return Plain(share, 0, percent=True)


def chance_section(chance: Chance, charts: Mapping[str, Chart]) -> Section:
    """Return the section."""
    blocks: list[Block] = [
        Paragraph(
            Text(
                "Projections of all municipalities from past censuses were off by amounts that are known. Here fertility, mortality, "
                "moves by age, the launch count and chance in small numbers are varied as much, {draws} times, and every scenario is "
                "projected with each. What a plan sets is then what is expected on average, not what is certain.",
                "全国の市区町村について、過去の国勢調査から推計した場合の誤差の大きさは分かっています。ここでは、出生、死亡、年齢別の移動、"
                "起点の人口、少人数ゆえの偶然を同じ程度に変動させ、{draws}通りの将来を各シナリオについて推計しました。計画の設定値は、"
                "確実な値ではなく平均的な見込みとして扱っています。",
                draws=people(chance.futures.draws),
            )
        ),
        Bullets(chance_sentences(chance)),
    ]
    blocks += [
        Figure(name, charts[name].caption, width)
        for name, width in (("fan", 0.85), ("pyramid-futures", 0.7), ("tornado", 0.75))
        if name in charts
    ]
    blocks += [maker() for maker in chance_tables(chance).values()]
    blocks.append(Bullets(trust_sentences(chance)))
    return Section("chance", TITLE, tuple(blocks))
