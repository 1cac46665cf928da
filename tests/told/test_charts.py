# ruff: noqa: E501
"""The charts (SVG): every number that is written in them, and the title's message."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.told import say
from tests.told.made import Made
from tests.told.tables import bare, figure_of, series_of
from tests.told.truth import Truth

N = r"[△+\-]?\d{1,3}(?:,\d{3})*(?:\.\d+)?%?"


def words_of(path: Path) -> list[str]:
    return ["".join(one.itertext()) for one in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")]


class Chart:
    """The words of a chart: numbers of its axes and its sources apart, the rest to be read."""

    def __init__(self, made: Made, name: str) -> None:
        self.truth, self.language, self.name = made.truth, made.language, name
        self.ja = made.language == "ja"
        every = words_of(made.written("charts") / f"{name}.svg")
        source = next(i for i, one in enumerate(every) if re.match("資料：|Sources?: ", one))
        head = next(i for i, one in enumerate(every) if one.startswith(self.truth.place(made.language)))
        assert source < head
        self.sources = bare("".join(every[source:head]))
        ticks = next(i for i, one in enumerate(every) if not re.fullmatch(rf"\d{{4}}|{N}\+?", one))
        self.before = every[ticks:source]  # numbers of the axes come first
        self.after = bare("".join(every[head:]))
        self.labels = bare("".join(self.before))

    def said(self, value: float, measure: str = "population") -> str:
        return say.number(measure, value, self.language)

    def people(self, value: float) -> str:
        return self.said(value) + ("人" if self.ja else "")

    def changed(self, value: float) -> str:
        return say.change("population", value, self.language) + ("人" if self.ja else "")

    def short(self, name: str) -> str:
        return bare(self.truth.short(name, self.language))

    def starts_with(self, *wanted: str) -> None:
        """The title is one of these, with what stands behind it."""
        title = bare(wanted[0] if self.ja else wanted[1])
        place = bare(self.truth.place(self.language))
        assert self.after.startswith(title if title.startswith(place) else place + title), (
            self.name,
            self.after[:200],
            title,
        )
        self.after = self.after[len(title) if title.startswith(place) else len(place + title) :]

    def has(self, *wanted: str) -> None:
        """These words stand in the chart, once; they are taken out, so that what is left can be seen."""
        one = bare(wanted[0] if self.ja else wanted[-1])
        assert one in self.labels + self.after, (self.name, one, self.labels, self.after)
        if one in self.labels:
            self.labels = self.labels.replace(one, "", 1)
        else:
            self.after = self.after.replace(one, "", 1)

    def done(self) -> None:
        """No number is left that nobody has read."""
        left = re.sub(
            r"\d{4}年?の展望|Outlook\d{4}:|縦軸は0でなく[\d,]+人から|axisstartsat[\d,]+,notat0",
            "",
            self.labels + self.after,
        )
        assert not re.search(r"\d", left), (self.name, left)

    @property
    def head(self) -> str:
        return "：" if self.ja else ":"


def of_scenario(truth: Truth, name: str) -> str:
    """Return the scenario that a chart's name ends in."""
    return truth.beside if truth.beside and name.endswith(f"-{truth.beside}") else truth.reference  # type: ignore[return-value]


def names(made: Made, stem: str) -> list[str]:
    found = [stem]
    if made.truth.beside:
        found.append(f"{stem}-{made.truth.beside}")
    return found


PLANNING = {"verdict-map", "delay", "stabilise", "person-values", "gap", "thresholds", "monitor", "districts"}


def test_which_there_are(made: Made) -> None:
    there = {path.stem for path in made.written("charts").glob("*.svg")}
    wanted = {"totals", "births-and-deaths", "pyramid-years", "migration-by-age"}
    wanted |= {*names(made, "age-classes"), *names(made, "natural-and-social-change")}
    # what it would take stands where an outlook can still be met; tests/planning hold it
    wanted |= {"readings"} if made.truth.readings is not None else set()
    assert there - PLANNING == wanted | ({"pyramid-scenarios"} if made.truth.beside else set())


def test_totals(made: Made) -> None:
    chart, truth = Chart(made, "totals"), made.truth
    last, year = truth.years[-1], truth.target
    values = [truth.at("population", name, year) for name in truth.scenarios]
    if truth.readings is not None:
        outlook, figure = truth.outlooks[0], figure_of(truth.outlooks[0], made.language)
        plan, short = truth.at("population", truth.opening, year), truth.short(truth.opening, made.language)
        assert round(plan) < outlook.limits()[0]
        chart.starts_with(
            f"：「{short}」では{year}年に{chart.said(plan)}人で、展望（{figure}）より{chart.said(outlook.value - round(plan))}人少ない",
            f": “{short}” has {chart.said(plan)} residents in {year}, {chart.said(outlook.value - round(plan))} fewer than the outlook "
            f"({figure})",
        )
        chart.has(f"{year}年の展望", f"Outlook {year}:")
        chart.has(figure)
    elif truth.outlooks:
        outlook = truth.outlooks[0]
        met = sum(truth.met(outlook, name) for name in truth.scenarios)
        count, drawn = len(truth.scenarios), len(truth.mains)
        some = drawn < count
        low, high = chart.said(min(values)), chart.said(max(values))
        figure = figure_of(outlook, made.language)
        of = {0: "none of", 1: f"{met} of"}.get(met, f"{met} of")
        verb = "reaches" if not met else "meets" if met == 1 else "meet"
        if count == 1:
            (name,) = truth.scenarios
            value = chart.people(truth.between(outlook.measure, name, outlook.year))
            way = (("に届かない", "is not reached"), ("を満たす", "is met"))[met]
            chart.starts_with(
                f"：{year}年の展望（{figure}）{way[0]}（{value}）",
                f": the outlook of {figure} in {year} {way[1]}: {value}",
            )
        else:
            chart.starts_with(
                f"：{year}年の展望（{figure}）を満たすのは{count}シナリオ{f'（うち{drawn}を図示）' if some else ''}中{met}件（推計は全体で{low}～{high}人）",
                f": {of} {count} scenarios{f' ({drawn} drawn)' if some else ''} {verb} the outlook of {figure} in {year}; all have {low} to {high}",
            )
        chart.has(f"{year}年の展望", f"Outlook {year}:")
        chart.has(figure)
    else:
        ends = [truth.at("population", name, last) for name in truth.scenarios]
        start = truth.at("population", truth.reference, truth.years[0])
        count, drawn = len(truth.scenarios), len(truth.mains)
        chart.starts_with(
            f"：{f'{count}シナリオ（うち{drawn}を図示）：' if drawn < count else ''}{truth.years[0]}年の{chart.people(start)}から{last}年は{chart.said(min(ends))}～{chart.people(max(ends))}へ",
            f": from {chart.said(start)} in {truth.years[0]} to between {chart.said(min(ends))} and {chart.said(max(ends))} in {last}{f', {count} scenarios ({drawn} drawn)' if drawn < count else ''}",
        )
    for name in truth.mains:
        chart.has(f"{truth.short(name, made.language)}{chart.people(truth.at('population', name, last))}")
    chart.has(f"推計の起点（{truth.years[0]}年）", f"launch {truth.years[0]}")
    published = truth.published()
    pattern = (
        r"((?:社人研|独自推計|将来展望)[^：人]*?)：([\d,]+)人(?:（(\d{4})年）)?"
        if chart.ja
        else r"((?:IPSS|Ownprojectionof|Outlookof)\d{4}):((?:\d{1,3},)*\d{3})(?:\((\d{4})\))?"
    )
    found = list(re.finditer(pattern, chart.labels + chart.after))
    assert found or not published
    for one in found:
        key = series_of(one[1])
        years = [at for series, at in published if series == key]
        at = int(one[3]) if one[3] else last
        reached = max(truth.day(name) for name in truth.mains) >= ("10-01" if key.startswith("ipss") else "01-01")
        assert at == max(y for y in years if y < last or (y == last and reached)), one[0]
        assert one[2] == chart.said(published[key, at]), one[0]
        chart.has(one[0])
    chart.done()


@pytest.mark.parametrize("stem", ["age-classes", "natural-and-social-change"])
def test_of_one_scenario(made: Made, stem: str) -> None:
    truth = made.truth
    first, last = truth.years[0], truth.years[-1]
    for name in names(made, stem):
        chart, whose = Chart(made, name), of_scenario(truth, name)
        short = truth.short(whose, made.language)
        if stem == "age-classes":
            old = [chart.said(truth.at("share_65_plus", whose, year), "share_65_plus") for year in (first, last)]
            chart.starts_with(
                f"・{short}：65歳以上は{first}年の{old[0]}から{last}年は{old[1]}へ",
                f", {short}: aged 65+ from {old[0]} in {first} to {old[1]} in {last}",
            )
            whole = truth.at("population", whose, last)
            for measure, ja, en in (
                ("population_0_14", "0～14歳", "0-14"), ("population_15_64", "15～64歳", "15-64"), ("population_65_plus", "65歳以上", "65+"),
            ):  # fmt: skip
                value = truth.at(measure, whose, last)
                part = chart.said(value / whole, "share_65_plus")
                chart.has(f"{ja}{chart.people(value)}（{part}）", f"{en}:{chart.said(value)}({part})")
        else:
            natural, social = (truth.flow(one, whose, first, last) for one in ("natural_change", "net_migration"))
            chart.starts_with(
                f"・{short}：{first}～{last}年に自然増減{chart.changed(natural)}、社会増減{chart.changed(social)}",
                f", {short}: {chart.changed(natural)} by births and deaths, {chart.changed(social)} by migration, {first} to {last}",
            )
            end = truth.periods[-1]
            natural, social = (truth.at(one, whose, end) / truth.step for one in ("natural_change", "net_migration"))
            for ja, en, value in (
                ("自然増減", "natural change", natural),
                ("社会増減", "social change", social),
                ("合計", "total", natural + social),
            ):
                chart.has(f"{ja}{chart.changed(value)}", f"{en}{chart.changed(value)}")
        chart.done()


def test_births_and_deaths(made: Made) -> None:
    chart, truth, end = Chart(made, "births-and-deaths"), made.truth, made.truth.periods[-1]
    pair = [truth.reference, *([truth.beside] if truth.beside else [])]
    births, deaths = ({name: truth.at(one, name, end) / truth.step for name in pair} for one in ("births", "deaths"))
    told = pair[-1]
    short, until = truth.short(told, made.language), end + truth.step - 1
    over = [f"{end}～{until}年に年平均", f"a year in {end}–{until}"] if truth.step > 1 else [f"{end}年に", f"in {end}"]
    chart.starts_with(
        f"：「{short}」では{over[0]}死亡{chart.people(deaths[told])}、出生{chart.people(births[told])}",
        f": {chart.said(deaths[told])} deaths and {chart.said(births[told])} births {over[1]} ({short})",
    )
    for name in pair:
        whose = truth.short(name, made.language) if len(pair) > 1 else ""
        chart.has(f"{whose}出生{chart.people(births[name])}", f"{whose}births{chart.said(births[name])}")
        chart.has(f"{whose}死亡{chart.people(deaths[name])}", f"{whose}deaths{chart.said(deaths[name])}")
    chart.done()


def test_pyramids(made: Made) -> None:
    truth = made.truth
    first, year = truth.years[0], truth.target
    chart, whose = Chart(made, "pyramid-years"), truth.reference
    short = truth.short(whose, made.language)

    def ends(*of: tuple[str, int]) -> tuple[list[float], list[str], str]:
        totals = [truth.at("population", *one) for one in of]
        old = [chart.said(truth.at("share_65_plus", *one), "share_65_plus") for one in of]
        gap = say.difference_of("population", totals[1], totals[0])
        more = ("多い", "more") if gap > 0 else ("少ない", "fewer")
        return totals, old, f"{chart.said(abs(gap))}{'人' + more[0] if chart.ja else more[1]}"

    totals, old, gap = ends((whose, first), (whose, year))
    chart.starts_with(
        f"・{short}：{year}年は{first}年より{gap}。65歳以上は{old[0]}から{old[1]}へ",
        f", {short}: {gap} residents in {year} than in {first}; aged 65+ {old[0]}, then {old[1]}",
    )
    for at, total in zip((first, year), totals, strict=True):
        chart.has(f"{at}年：{chart.people(total)}", f"{at}: {chart.said(total)}")
    chart.done()
    if truth.beside is None:
        return
    chart = Chart(made, "pyramid-scenarios")
    totals, old, gap = ends((whose, year), (truth.beside, year))
    other = truth.short(truth.beside, made.language)
    chart.starts_with(
        f"・{year}年：「{other}」は「{short}」より{gap}。65歳以上は{old[1]}と{old[0]}",
        f", {year}: {gap} residents ({other} against {short}); aged 65+ {old[1]} and {old[0]}",
    )
    for name, total in zip((short, other), totals, strict=True):
        chart.has(f"{name}：{chart.people(total)}", f"{name}: {chart.said(total)}")
    chart.done()


def test_migration(made: Made) -> None:
    chart, truth, whose = Chart(made, "migration-by-age"), made.truth, made.truth.reference
    first = truth.years[0]
    periods = [p for p, year in enumerate(truth.periods) if year < first + 10]
    last = truth.periods[periods[-1]] + truth.step - 1
    mean = truth.arrays["net_migration"][truth.scenarios.index(whose)][periods].mean(axis=0) / truth.step  # sex, age
    groups: dict[int, float] = {}
    for place, age in enumerate(truth.ages):
        groups[age // 5 * 5] = groups.get(age // 5 * 5, 0.0) + float(mean[:, place].sum())
    low = max(groups, key=lambda age: abs(groups[age]))
    net, short = float(mean.sum()), truth.short(whose, made.language)
    way = ("転出超過", "loss") if net < 0 else ("転入超過", "gain")
    chart.starts_with(
        f"・{short}：{first}～{last}年は年{chart.people(abs(net))}の{way[0]}（{low}～{low + 4}歳は{chart.changed(groups[low])}）",
        f", {short}: net {way[1]} of {chart.said(abs(net))} a year by migration in {first}–{last}; ages {low}–{low + 4}: {chart.changed(groups[low])}",
    )
    for sex, ja, en in ((0, "男", "Male"), (1, "女", "Female")):
        chart.has(f"{ja}{chart.changed(float(mean[sex].sum()))}", f"{en}{chart.changed(float(mean[sex].sum()))}")
    chart.labels = chart.labels.replace("5歳階級", "").replace("five-year", "").replace("5-year", "")
    chart.done()


def test_sources(made: Made) -> None:
    """A chart cites who counted or published what it draws, and nobody else."""
    truth = made.truth
    for path in made.written("charts").glob("*.svg"):
        if path.stem in ("verdict-map", "districts"):  # frames of their own
            continue
        chart = Chart(made, path.stem)
        assert chart.sources.startswith("資料：" if chart.ja else ("Source:", "Sources:"))
        drawn = path.stem == "totals"
        institute = (
            "国立社会保障・人口問題研究所" if chart.ja else "NationalInstituteofPopulationandSocialSecurityResearch"
        )
        assert (institute in chart.sources) == (drawn and bool(truth.published()))
        moves = path.stem.startswith("natural-and-social-change")
        events = path.stem in ("births-and-deaths", "migration-by-age", "monitor") or moves
        assert bool(re.search("人口移動報告|InternalMigration", chart.sources)) <= events, path.stem
        assert bool(re.search("人口動態統計|VitalStatistics", chart.sources)) <= events, path.stem
        assert re.search(
            "国勢調査|住民基本台帳" if chart.ja else "PopulationCensus|BasicResidentRegister", chart.sources
        )
