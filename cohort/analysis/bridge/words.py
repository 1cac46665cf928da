"""The bridge in plain words, English and Japanese."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .gap import Bridge

#: Component: English, Japanese. {start}, {year} are filled in.
COMPONENTS: dict[str, tuple[str, str]] = {
    "day": ("Day of the year", "基準日の違い"),
    "launch": ("Population in {start}", "{start}年の人口"),
    "fertility": ("Fertility", "出生"),
    "mortality": ("Mortality", "死亡"),
    "migration": ("Migration", "移動"),
    "launch_0_14": ("Under 15 in {start}", "{start}年の0～14歳"),
    "launch_15_64": ("15-64 in {start}", "{start}年の15～64歳"),
    "launch_65_plus": ("65+ in {start}", "{start}年の65歳以上"),
    "rates_0_14": ("Rates: under 15 in {year}", "率：{year}年の0～14歳"),
    "rates_15_64": ("Rates: 15-64 in {year}", "率：{year}年の15～64歳"),
    "rates_65_plus": ("Rates: 65+ in {year}", "率：{year}年の65歳以上"),
    "rates": ("Rates, not told apart", "率（内訳不明）"),
    "reached_0_64": ("Under 65 in {year}", "{year}年の65歳未満"),
    "reached_65_plus": ("65+ in {year}", "{year}年の65歳以上"),
    "unknown": ("Not published: cannot be told apart", "公表されておらず分けられない"),
    "rounding": ("Rounding", "端数"),
}

#: Method: English, Japanese.
METHODS: dict[str, tuple[str, str]] = {
    "day": (
        "our own projection on its own day, less on the day of the published one (read between two years)",
        "自らの推計を自らの基準日と公表値の基準日とで読んだ差（前後の年の間を補間）",
    ),
    "launch": (
        "exact: populations by age and sex exchanged, mean of all orders",
        "正確：男女・年齢別人口の入れ替え、全順序の平均",
    ),
    "fertility": (
        "exact: child-woman ratios and sex ratios 0-4 exchanged, mean of all orders",
        "正確：子ども女性比と0～4歳性比の入れ替え、全順序の平均",
    ),
    "split": (
        "sum of mortality and migration exact; told apart by our life tables as known at its launch",
        "死亡と移動の和は正確、内訳は公表時点で知られていた生命表による推定",
    ),
    "both_known": (
        "exact: rates of both projections are known, mean of all orders",
        "正確：両推計の率が既知、全順序の平均",
    ),
    "launch_by_class": (
        "class total exact; ages within the class as ours; carried by our rates",
        "区分の合計は正確、区分内の年齢構成は自推計と同じとみなし、自推計の率で先へ送る",
    ),
    "rates_by_class": (
        "rest of the class reached; fertility, mortality and migration not published",
        "到達した区分の残り。出生・死亡・移動の別は公表されていない",
    ),
    "launch_scaled": (
        "total exact; ages as ours; carried by our rates",
        "総数は正確、年齢構成は自推計と同じとみなし、自推計の率で先へ送る",
    ),
    "rates_together": (
        "the rest; fertility, mortality and migration not published",
        "残り。出生・死亡・移動の別は公表されていない",
    ),
    "total_only": (
        "one total is published, nothing else",
        "総数が1つ公表されているのみ",
    ),
    "share_only": (
        "one total and its share aged 65+ are published (share to 0.1 %), nothing else",
        "総数1つと高齢化率（0.1%単位）のみが公表されている",
    ),
    "rounding": ("published cells less the published total", "公表された内訳の和と総数の差"),
}


def label(component: str, bridge: Bridge, language: str) -> str:
    """Return what a component is called."""
    text = COMPONENTS[component][language == "ja"]
    return text.format(start=bridge.start_year, year=bridge.year)


def series_label(name: str, language: str) -> str:
    """Return what a series is called: "IPSS 2018" for "ipss2018", else its name."""
    if name.startswith("ipss"):
        return f"社人研{name[4:]}年推計" if language == "ja" else f"IPSS {name[4:]}"
    return name


def sentences(bridge: Bridge, language: str) -> list[str]:
    """Return the gap, its parts from the largest to the smallest, and what cannot be known."""
    ja = language == "ja"
    lines = [_gap(bridge, ja)]
    if len(bridge.components) > 1:
        lines.append(_parts(bridge, language))
    if bridge.launch_by_class:
        lines.append(_launch(bridge, ja))
    methods = {part.method for part in bridge.components}
    if "split" in methods:
        lines.append(_split(bridge, ja))
    if methods & {"launch_by_class", "launch_scaled"}:
        lines.append(
            "公表されているのは年齢3区分または総数のみで、出生・死亡・移動の別には分けられません。"
            if ja
            else "Broad ages or totals are all that is published: fertility, mortality and migration cannot be told apart."
        )
    if "total_only" in methods:
        lines.append(
            "公表されているのは総数1つで、基準日も出発点も仮定も分からないため、要因には分けられません。"
            if ja
            else "One total is all that is published, without its day, launch or rates: the gap cannot be told apart."
        )
    if "share_only" in methods:
        lines.append(
            "公表されているのは総数と高齢化率のみで、基準日も出発点も仮定も分からないため、要因には分けられません。"
            if ja
            else "A total and its share aged 65+ are all that is published, without day, launch or rates: the causes cannot "
            "be told apart."
        )
    if bridge.implied:
        lines.append(_implied(bridge, ja))
    return lines


def _gap(bridge: Bridge, ja: bool) -> str:
    name = series_label(bridge.against, "ja" if ja else "en")
    if ja:
        return (
            f"{bridge.year}年：「{bridge.scenario}」{bridge.ours:,.0f}人、{name}{bridge.published:,.0f}人、"
            f"差{bridge.gap:+,.0f}人。"
        )
    return (
        f"{bridge.year}: {bridge.scenario} {bridge.ours:,.0f} residents, {name} {bridge.published:,.0f}; "
        f"{bridge.gap:+,.0f}."
    )


def _parts(bridge: Bridge, language: str) -> str:
    ranked = sorted(bridge.components, key=lambda part: -abs(part.persons))
    if language == "ja":
        return (
            "内訳："
            + "、".join(f"{label(p.component, bridge, 'ja')} {p.persons:+,.0f}人" for p in ranked)
            + "。"
        )
    return (
        "Of it: " + "; ".join(f"{label(p.component, bridge, 'en')} {p.persons:+,.0f}" for p in ranked) + "."
    )


def _launch(bridge: Bridge, ja: bool) -> str:
    young, middle, old = (bridge.launch_by_class[key] for key in ("0_14", "15_64", "65_plus"))
    if ja:
        return (
            f"{bridge.start_year}年の人口による差のうち、当時0～14歳{young:+,.0f}人、15～64歳{middle:+,.0f}人、"
            f"65歳以上{old:+,.0f}人（{bridge.year}年の人数で、子どもを含む）。"
        )
    return (
        f"Of the part of the population in {bridge.start_year}: aged 0-14 then {young:+,.0f}, 15-64 {middle:+,.0f}, "
        f"65+ {old:+,.0f} (persons of {bridge.year}, their children included)."
    )


def _split(bridge: Bridge, ja: bool) -> str:
    both = sum(part.persons for part in bridge.components if part.component in ("mortality", "migration"))
    if ja:
        return (
            f"死亡と移動は合わせて{both:+,.0f}人。公表値からは生残率と純移動率の和しか分からないため、その内訳は"
            "公表時点で知られていた生命表による推定です。"
        )
    return (
        f"Mortality and migration together: {both:+,.0f}. The published table gives only the sum of survivorship and net "
        "migration rate; how it splits is an estimate by our life tables as known at its launch."
    )


def _implied(bridge: Bridge, ja: bool) -> str:
    level = bridge.implied
    assert level is not None
    net = level.lever == "migration.net"
    value, observed = (f"{one:,.0f}" if net else f"{one:.2f}" for one in (level.value, level.observed))
    given = level.given_by
    if ja:
        what = "転入超過数（年、人）" if net else "合計特殊出生率"
        seen = f"実績{observed}" if given is None else f"{given.say('ja')}による{observed}"
        return f"すべてを{what}だけで説明するなら、{seen}でなく{value}が必要です（「{level.scenario}」による仮定）。"
    what = "net migrants a year" if net else "the total fertility rate"
    seen = f"{observed} was observed" if given is None else f"{given.say('en')} give {observed}"
    return f"If {what} alone explained it, it would be {value} where {seen} (a what-if: {level.scenario})."
