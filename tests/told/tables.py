"""Tables as outputs show them: titles, headings and labels, read back to what each number is of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.told import say
from tests.told.truth import Outlook, Truth


@dataclass(frozen=True)
class Told:
    """A number as an output tells it: where, of which kind, of what, of whom, when, and how it reads."""

    output: str
    kind: str  # value, gap, verdict, lost, against, sum, grown, given
    measure: str
    scenario: str
    year: int
    shown: str | float
    outlook: Outlook | None = None
    wanted: float | None = None  # of kind "given": a number that is no projection's


def bare(text: object) -> str:
    """Return text without white space: lines may break anywhere."""
    return re.sub(r"\s", "", str(text))


def folded(text: str) -> str:
    """Return text without white space and with one form of what a typesetter may change; words may be hyphenated."""
    text = re.sub(r"\ufffe|(?<=[A-Za-z])-(?=[A-Za-z])", "", bare(text))
    return re.sub("[-‐‑–—−－]", "-", text).replace("’", "'").replace("＝", "=").replace("＋", "+")


TITLES: dict[str, dict[str, str]] = {
    "ja": {
        "verdict": r"将来展望：(?P<year>\d{4})年に(?P<said>.+)",
        "published": r"シナリオの公表値：(?P<year>\d{4})年に(?P<said>.+)",
        "population": r"シナリオ別の総人口（人）",
        "share_65_plus": r"シナリオ別の高齢化率（65歳以上）",
        "women_20_39": r"シナリオ別の20～39歳女性（人）",
        "comparison": r"(?P<year>\d{4})年(?:（差の基準：(?P<base>.+)）)?",
        "ages": r"年齢区分別の人口（主なシナリオ、人）",
        "flows": r"人口の増減の内訳(?P<first>\d{4})～(?P<year>\d{4})年の合計（人）",
        "totals": r"総人口の推移（シナリオ別、人）",
        "yearly": r"年次結果",
        "groups": r"男女別5歳階級別人口（人）：(?P<scenario>.+)",
        "single": r"男女別年齢別人口（人）",
        "requirements": r"条件と結果",
    },
    "en": {
        "verdict": r"Outlook:(?P<said>.+)in(?P<year>\d{4})",
        "published": r"Publishedforthescenario:(?P<said>.+)in(?P<year>\d{4})",
        "population": r"Populationbyscenario\(persons\)",
        "share_65_plus": r"Shareaged65\+byscenario",
        "women_20_39": r"Womenaged20-39\(persons\)byscenario",
        "comparison": r"In(?P<year>\d{4})(?:;differencefrom:(?P<base>.+))?",
        "ages": r"Ageclasses,mainscenarios\(persons\)",
        "flows": r"Whatchangesthepopulation,(?P<first>\d{4})to(?P<year>\d{4})\(persons\)",
        "totals": r"Populationbyyearandscenario\(persons\)",
        "yearly": r"Resultsbyyear",
        "groups": r"Populationbyfive-yearagegroupandsex\(persons\):(?P<scenario>.+)",
        "single": r"Populationbyage,sexandyear\(persons\)",
        "requirements": r"Conditionsandresults",
    },
}
HEADS: dict[str, dict[str, str]] = {
    "ja": {
        "人口": "population", "人口（人）": "population", "0～14歳": "population_0_14", "15～64歳": "population_15_64",
        "65歳以上": "population_65_plus", "75歳以上": "population_75_plus", "高齢化率": "share_65_plus",
        "75歳以上の割合": "share_75_plus", "20～39歳女性": "women_20_39", "年齢中央値": "median_age",
        "出生": "births", "死亡": "deaths", "自然増減": "natural_change", "社会増減": "net_migration",
        "年少人口（0～14歳）（人）": "population_0_14", "生産年齢人口（15～64歳）（人）": "population_15_64",
        "老年人口（65歳以上）（人）": "population_65_plus", "後期高齢者人口（75歳以上）（人）": "population_75_plus",
        "高齢化率（65歳以上）": "share_65_plus", "20～39歳女性（人）": "women_20_39", "15～49歳女性（人）": "women_15_49",
        "中位数年齢（歳）": "median_age", "従属人口指数（15～64歳1人あたり）": "dependency_ratio",
        "老年従属人口指数（15～64歳1人あたり）": "old_age_dependency_ratio", "出生数（人）": "births",
        "死亡数（人）": "deaths", "自然増減（人）": "natural_change", "転入超過数（人）": "net_migration",
        "合計特殊出生率": "tfr", "平均寿命（男）": "e0_male", "平均寿命（女）": "e0_female",
    },
    "en": {
        "Population": "population", "Population(persons)": "population", "0-14": "population_0_14", "15-64": "population_15_64",
        "65+": "population_65_plus", "75+": "population_75_plus", "Share65+": "share_65_plus",
        "Share75+": "share_75_plus", "Women20-39": "women_20_39", "Medianage": "median_age",
        "Births": "births", "Deaths": "deaths", "Naturalchange": "natural_change", "Netmigration": "net_migration",
        "Populationaged0-14(persons)": "population_0_14", "Populationaged15-64(persons)": "population_15_64",
        "Populationaged65+(persons)": "population_65_plus", "Populationaged75+(persons)": "population_75_plus",
        "Shareaged65+": "share_65_plus", "Shareaged75+": "share_75_plus", "Womenaged20-39(persons)": "women_20_39",
        "Womenaged15-49(persons)": "women_15_49", "Medianage(years)": "median_age",
        "Dependencyratio(perperson15-64)": "dependency_ratio",
        "Old-agedependencyratio(perperson15-64)": "old_age_dependency_ratio", "Births(persons)": "births",
        "Deaths(persons)": "deaths", "Naturalchange(persons)": "natural_change", "Netmigration(persons)": "net_migration",
        "Totalfertilityrate": "tfr", "Lifeexpectancyatbirth(Male)": "e0_male", "Lifeexpectancyatbirth(Female)": "e0_female",
    },
}  # fmt: skip
WORDS = {
    "ja": {"scenario": "シナリオ", "year": "年", "age": "年齢", "sex": "性別", "outlook": "将来展望", "census": "国勢調査",
           "male": "男", "female": "女", "both": "男女計", "total": "総数", "published": "の公表値"},
    "en": {"scenario": "Scenario", "year": "Year", "age": "Age", "sex": "Sex", "outlook": "Outlook", "census": "Census",
           "male": "Male", "female": "Female", "both": "Both", "total": "Total", "published": ",published"},
}  # fmt: skip
VERDICT_HEADS = {
    "ja": ["シナリオ", "推計", "差", "判定", "外れる年"],
    "en": ["Scenario", "Projected", "Difference", "Verdict", "Missedfrom"],
}
COMPARED = {"ja": "差", "en": "Difference"}
GROWN = {"ja": "人口の増減", "en": "Change"}
NOUNS = {"population": ("residents", ""), "share_65_plus": ("aged65orover", "65歳以上の割合")}


def kind_of(title: object, language: str) -> tuple[str, dict[str, str]] | None:
    """Return which table has this title, and what the title says; None for a table that is not of results."""
    for kind, pattern in TITLES[language].items():
        found = re.fullmatch(pattern, bare(title))
        if found:
            return kind, found.groupdict()
    return None


def figure_of(outlook: Outlook, language: str) -> str:
    """Return an outlook's figure as the plan speaks."""
    number = say.number(outlook.measure, outlook.value, language)
    if language == "ja" and outlook.wording:
        return outlook.wording
    unit = "人" if language == "ja" and not outlook.measure.startswith("share") else ""
    return {
        "about": {"en": f"about {number}", "ja": f"約{number}{unit}"},
        "at_least": {"en": f"at least {number}", "ja": f"{number}{unit}以上"},
        "at_most": {"en": f"at most {number}", "ja": f"{number}{unit}以下"},
    }[outlook.bound][language]


def year_of(cell: object) -> int:
    found = re.fullmatch(r"(\d{4})(?:年|\.0)?", bare(cell))
    assert found, f"{cell!r} is not a year"
    return int(found[1])


def age_of(text: str) -> tuple[int, int]:
    """Return the lowest and highest age of a group's name."""
    found = re.fullmatch(r"(\d+)(?:[-～](\d+))?(\+|歳以上|歳)?", bare(text))
    assert found, f"{text!r} is no age group"
    low = int(found[1])
    return low, 999 if found[3] in ("+", "歳以上") else int(found[2] or low)


class Table:
    """A table of results as an output shows it."""

    def __init__(self, output: str, title: object, rows: list[list[object]], truth: Truth, language: str) -> None:
        found = kind_of(title, language)
        assert found, f"{output}: unknown table {title!r}"
        self.kind, self.said = found
        self.output, self.truth, self.language = output, truth, language
        self.heads, self.rows = [bare(head) for head in rows[0]], rows[1:]
        self.titles = {bare(truth.short(name, language)): name for name in truth.scenarios}

    def scenario(self, cell: object) -> str:
        name = self.titles.get(bare(cell))
        assert name, f"{self.output}, {self.kind}: {cell!r} is no short title"
        return name

    def told(self) -> list[Told]:
        """Return every number of the table."""
        words, kind = WORDS[self.language], self.kind
        if kind in ("verdict", "published"):
            return self._verdicts()
        if kind == "requirements":
            return self._requirements()
        first = {"totals": words["year"], "groups": words["age"]}.get(kind, words["scenario"])
        assert self.heads[0] == first, (self.output, kind, self.heads)
        return {
            "comparison": self._comparison, "ages": self._by_year, "yearly": self._by_year, "flows": self._flows,
            "totals": self._totals, "groups": self._groups, "single": self._single,
        }.get(kind, self._in_years)()  # fmt: skip

    def _one(self, kind: str, measure: str, scenario: str, year: int, shown: object, **more: object) -> Told:
        assert isinstance(shown, (str, float)), shown
        return Told(self.output, kind, measure, scenario, year, shown, **more)  # type: ignore[arg-type]

    def _verdicts(self) -> list[Told]:
        assert self.heads == VERDICT_HEADS[self.language]
        year, said = int(self.said["year"]), self.said["said"]
        scope = "set" if self.kind == "verdict" else "scenario"
        (outlook,) = (
            one
            for one in self.truth.outlooks
            if one.scope == scope and one.year == year and bare(figure_of(one, self.language)) in said
        )
        noun = NOUNS[outlook.measure][0 if self.language == "en" else 1]
        assert said in (bare(figure_of(outlook, self.language)) + noun, noun + bare(figure_of(outlook, self.language)))
        assert [self.scenario(row[0]) for row in self.rows] == list(self.truth.judged(outlook))
        found = []
        for label, value, gap, verdict, lost in self.rows:
            name = self.scenario(label)
            found += [
                self._one("value", outlook.measure, name, year, value),
                self._one("gap", outlook.measure, name, year, gap, outlook=outlook),
                self._one("verdict", outlook.measure, name, year, verdict, outlook=outlook),
                self._one("lost", outlook.measure, name, year, lost, outlook=outlook),
            ]
        return found

    def _in_years(self) -> list[Told]:
        years = [year_of(head) for head in self.heads[1:]]
        truth = self.truth
        assert {truth.years[0], truth.target, truth.years[-1]} <= set(years)
        assert [self.scenario(row[0]) for row in self.rows] == list(truth.scenarios)
        return [
            self._one("value", self.kind, self.scenario(row[0]), year, cell)
            for row in self.rows
            for year, cell in zip(years, row[1:], strict=True)
        ]

    def _comparison(self) -> list[Told]:
        year = int(self.said["year"])
        assert year == self.truth.target
        alone = len(self.truth.scenarios) == 1
        assert (COMPARED[self.language] in self.heads, bool(self.said["base"])) == (not alone, not alone)
        assert alone or self.scenario(self.said["base"]) == self.truth.reference
        assert [self.scenario(row[0]) for row in self.rows] == list(self.truth.scenarios)
        found = []
        for row in self.rows:
            name = self.scenario(row[0])
            for head, cell in zip(self.heads[1:], row[1:], strict=True):
                if head == COMPARED[self.language]:
                    found.append(self._one("against", "population", name, year, cell))
                else:
                    found.append(self._one("value", HEADS[self.language][head], name, year, cell))
        return found

    def _by_year(self) -> list[Told]:
        assert self.heads[1] == WORDS[self.language]["year"]
        found, name, seen = [], "", []
        for row in self.rows:
            if bare(row[0]):
                name = self.scenario(row[0])
                seen += [name] if name not in seen else []
            year = year_of(row[1])
            for head, cell in zip(self.heads[2:], row[2:], strict=True):
                measure = HEADS[self.language][head]
                if not bare(cell) and year == self.truth.years[-1] and measure in OF_PERIODS:
                    continue  # of a period that would begin at the end
                found.append(self._one("value", measure, name, year, cell))
        assert seen == list(self.truth.scenarios if self.kind == "yearly" else self.truth.mains)
        return found

    def _flows(self) -> list[Told]:
        truth, year = self.truth, int(self.said["year"])
        assert (int(self.said["first"]), year) == (truth.years[0], truth.target)
        assert [self.scenario(row[0]) for row in self.rows] == list(truth.mains)
        found = []
        for row in self.rows:
            name = self.scenario(row[0])
            for head, cell in zip(self.heads[1:], row[1:], strict=True):
                if head == GROWN[self.language]:
                    found.append(self._one("grown", "population", name, year, cell))
                else:
                    found.append(self._one("sum", HEADS[self.language][head], name, year, cell))
        return found

    def _totals(self) -> list[Told]:
        truth, words = self.truth, WORDS[self.language]
        found = []
        for place, head in enumerate(self.heads[1:], start=1):
            column = {year_of(row[0]): row[place] for row in self.rows}
            assert list(column) == list(truth.years)
            if place <= len(truth.scenarios):
                name = truth.scenarios[place - 1]
                assert head == bare(truth.short(name, self.language))
                found += [self._one("value", "population", name, year, cell) for year, cell in column.items()]
                continue
            given = self._given(head, words)
            shown = {year: cell for year, cell in column.items() if bare(cell)}
            assert shown == given, (self.output, head, shown, given)
            found += [
                self._one("given", "population", head, year, cell, wanted=given[year]) for year, cell in shown.items()
            ]
        return found

    def _given(self, head: str, words: dict[str, str]) -> dict[int, float]:
        """Return what a column of figures that are no projection's should hold, from the files of the inputs."""
        truth = self.truth
        if head == words["outlook"]:
            return {one.year: one.value for one in truth.outlooks if one.scope == "set" and one.measure == "population"}
        if head == words["census"]:
            return truth.counted()
        # what is called like a scenario says that it is what was published
        own, said = head.removesuffix(words["published"]), head.endswith(words["published"])
        assert said == (own in {bare(truth.short(name, self.language)) for name in truth.scenarios}), head
        key = series_of(own)
        return {
            year: value for (series, year), value in truth.published().items() if series == key and year in truth.years
        }

    def _groups(self) -> list[Told]:
        name, words = self.scenario(self.said["scenario"]), WORDS[self.language]
        *rows, total = self.rows
        assert bare(total[0]) == words["total"]
        found = []
        for place, head in enumerate(self.heads[1:], start=1):
            sexes = {words["male"]: 0, words["female"]: 1, words["both"]: None}
            said, year = re.fullmatch(r"(\D+?)(\d{4})年?", head).groups()  # type: ignore[union-attr]
            sex = sexes[said]
            for row in rows:
                low, high = age_of(str(row[0]))
                wanted = self.truth.group(name, int(year), sex, low, high)
                found.append(self._one("given", f"{said} {low}-{high}", name, int(year), row[place], wanted=wanted))
            wanted = self.truth.group(name, int(year), sex, 0, 999)
            found.append(self._one("given", f"{said} all", name, int(year), total[place], wanted=wanted))
        lows = [age_of(str(row[0]))[0] for row in rows]
        assert lows == list(range(0, lows[-1] + 5, 5))
        return found

    def _single(self) -> list[Told]:
        words = WORDS[self.language]
        assert self.heads[1:3] == [words["year"], words["sex"]]
        ages = [age_of(head) for head in self.heads[3:]]
        assert tuple(low for low, _ in ages) == self.truth.ages
        found, seen = [], []
        for row in self.rows:
            name, year = self.scenario(row[0]), year_of(row[1])
            sex = [words["male"], words["female"]].index(bare(row[2]))
            seen.append((name, year, sex))
            cells = self.truth.arrays["population"][self.truth.scenarios.index(name), self.truth.years.index(year), sex]
            found += [
                self._one("given", f"age {low}", name, year, cell, wanted=float(wanted))
                for (low, _), cell, wanted in zip(ages, row[3:], cells, strict=True)
            ]
        assert seen == [
            (name, year, sex) for name in self.truth.scenarios for year in self.truth.years for sex in (0, 1)
        ]
        return found

    def _requirements(self) -> list[Told]:
        """Net migration at the launch, its mean to the outlook's year, the population then, and its distance."""
        truth, first, year = self.truth, self.truth.years[0], self.truth.target
        patterns = {
            "ja": [
                r"合計特殊出生率（(\d{4})年時点）", r"社会増減（(\d{4})年）", r"社会増減の年平均（(\d{4})年まで）",
                r"人口（(\d{4})年）", r"展望との差",
            ],
            "en": [
                r"TFRby(\d{4})", r"Netmigration(\d{4})", r"yearlymean,\d{4}-(\d{4})", r"Population(\d{4})", r"Againsttheoutlook",
            ],
        }[self.language]  # fmt: skip
        years = [re.fullmatch(pattern, head) for pattern, head in zip(patterns, self.heads[1:], strict=True)]
        assert all(years), self.heads
        assert [int(one[1]) for one in years[:4] if one] == [year, first, year, year]
        found = []
        for label, tfr, launch, mean, end, gap in self.rows:
            outlook = truth.outlooks[0]
            name = self.scenario(label)
            step = truth.step
            at_launch = truth.flow("net_migration", name, first, first) / step
            over = truth.flow("net_migration", name, first, year - step) / (year - first)
            last = max(period for period in truth.periods if period < year)
            found += [
                self._one("value", "tfr", name, last, tfr),
                self._one("given", "net migration at launch", name, first, launch, wanted=at_launch),
                self._one("given", "net migration, mean", name, year, mean, wanted=over),
                self._one("value", "population", name, year, end),
            ]
            met = truth.met(outlook, name)
            found.append(self._one("verdict" if met else "gap", "population", name, year, gap, outlook=outlook))
        return found


def series_of(head: str) -> str:
    """Return the key of a published series by its name."""
    for pattern, key in (
        (r"社人研(\d{4})年推計|IPSS(\d{4})", "ipss"),
        (r"独自推計（(\d{4})年）|Ownprojectionof(\d{4})", "own"),
        (r"将来展望（(\d{4})年）|Outlookof(\d{4})", "outlook"),
    ):
        found = re.fullmatch(pattern, bare(head))
        if found:
            year = found[1] or found[2]
            return f"ipss{year}" if key == "ipss" else f"city{year}_{key}"
    raise AssertionError(f"no series is called {head!r}")


VERDICTS = {
    "ja": {True: "達成", "more": "上回る", "less": "届かない", "agrees": "一致", "differs": "一致しない"},
    "en": {True: "met", "more": "above", "less": "falls short", "agrees": "agrees", "differs": "differs"},
}


def expected(one: Told, truth: Truth, language: str) -> tuple[float | None, str]:
    """Return what a told number should be: as a number (None where it is a word), and as it should read."""
    if one.kind == "given":
        assert one.wanted is not None
        return one.wanted, say.number("population", one.wanted, language)
    if one.kind in ("sum", "grown"):
        first, last = truth.years[0], one.year
        if one.kind == "grown":
            ends = [truth.at("population", one.scenario, year) for year in (last, first)]
            return say.difference_of("population", *ends), say.difference("population", *ends, language)
        value = truth.flow(one.measure, one.scenario, first, last - truth.step)
        signed = one.measure in ("natural_change", "net_migration")
        return value, (say.change if signed else say.number)("population", value, language)
    of = truth.at if one.measure in OF_PERIODS else truth.between
    value = of(one.measure, one.scenario, one.year)
    if one.kind == "value":
        signed = one.measure in ("natural_change", "net_migration")
        return value, (say.change if signed else say.number)(one.measure, value, language)
    if one.kind == "against":
        if one.scenario == truth.reference:
            return None, "–"
        base = truth.at(one.measure, truth.reference, one.year)
        return say.difference_of(one.measure, value, base), say.difference(one.measure, value, base, language)
    outlook = one.outlook
    assert outlook is not None
    if one.kind == "gap":
        points = 100 if one.measure.startswith("share") else 1
        return (
            points * say.difference_of(one.measure, value, outlook.value),
            say.difference(one.measure, value, outlook.value, language),
        )
    met = truth.met(outlook, one.scenario)
    if one.kind == "verdict":
        words = VERDICTS[language]
        if outlook.scope == "scenario":
            return None, words["agrees" if met else "differs"]
        return None, words[True] if met else words["more" if value > outlook.value else "less"]
    assert one.kind == "lost"
    lost = truth.lost(outlook, one.scenario)
    if lost is None:
        return None, "–"
    if lost == truth.years[0]:
        return None, {"ja": "当初から", "en": "from the start"}[language]
    return None, {"ja": f"{lost}年から", "en": f"from {lost}"}[language]


OF_PERIODS = ("births", "deaths", "natural_change", "net_migration", "tfr", "e0_male", "e0_female")


def wrong(found: list[Told], truth: Truth, language: str) -> list[str]:
    """Return what is not as the projection has it."""
    problems = []
    for one in found:
        value, text = expected(one, truth, language)
        if isinstance(one.shown, float):
            fine = value is not None and abs(one.shown - value) <= 1e-9 * max(1.0, abs(value))
        else:
            fine = bare(one.shown) == bare(text)
        if not fine:
            problems.append(
                f"{one.output}: {one.kind} {one.measure} {one.scenario} {one.year}: {one.shown!r}, should be {text} ({value})"
            )
    return problems
