"""Sentences read back: every sentence of an answer is one of these forms, and every number in it is checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np

from tests.told import say
from tests.told.tables import bare, figure_of, series_of
from tests.told.truth import Outlook, Truth

#: What a sentence says, and what it should say.
Checks = Iterator[tuple[str, str]]
Check = Callable[["Reader", "re.Match[str]"], Checks]

_N = r"[△+\-]?\d{1,3}(?:,\d{3})*(?:\.\d+)?%?"
# T: a title in quotation marks, S: a short one, F: the figure of an outlook, N: a number, Y: a year
FORMS: list[tuple[str, str, str]] = [
    # what is said, Japanese, English
    (
        "verdict",
        r"「{Y}年（令和(?P<era>\d+)年）に{F}」という将来展望（.+?）に対し、計画の目標値（「{S}」）では(?P<value>{N})人となり、展望より(?P<gap>{N})人(?P<way>少ない|多い)見込みです。",
        r"Theoutlookof{F}residentsin{Y}\(.+?\):withtheplan'stargets\(“{S}”\)(?P<value>{N})residentsaretobeexpected,(?P<gap>{N})(?P<way>fewer|more)\.",
    ),
    (
        "verdict",
        r"「{Y}年（令和(?P<era>\d+)年）に{F}」という将来展望（.+?）は、計画の目標値が実現すれば達成される見込みです（「{S}」で(?P<value>{N})人）。",
        r"Theoutlookof{F}residentsin{Y}\(.+?\)ismetiftheplan'stargetscometrue:“{S}”gives(?P<value>{N})residents\.",
    ),
    (
        "alone",
        r"「{Y}年（令和(?P<era>\d+)年）に{F}」という将来展望（.+?）に対し、計算した1つのシナリオ（「{S}」）では(?P<value>{N})人となり、展望より(?P<gap>{N})人(?P<way>少ない|多い)見込みです。",
        r"Theoutlookof{F}residentsin{Y}\(.+?\):theonescenariocomputedhere,“{S}”,gives(?P<value>{N})residents,(?P<gap>{N})(?P<way>fewer|more)\.",
    ),
    (
        "none",
        r"「{Y}年（令和(?P<era>\d+)年）に{F}」という将来展望（.+?）に届くものは、計算したシナリオの中にはありません。",
        r"Theoutlookof{F}residentsin{Y}\(.+?\)ismetinnoneofthescenarioscomputedhere\.",
    ),
    (
        "range",
        r"(?P<count>\d+)シナリオのうち達成は(?P<met>\d+)件で、{Y}年は(?P<low>{N})人（「{S}」）から(?P<high>{N})人（「{S2}」）までです。",
        r"Theoutlookismetin(?P<met>\d+)of(?P<count>\d+)scenarios?;in{Y}theygofrom(?P<low>{N})\(“{S}”\)to(?P<high>{N})\(“{S2}”\)\.",
    ),
    (
        "readings",
        r"計画の読み方(?P<count>\d+)通り（見解が分かれうる(?P<questions>\d+)つの論点の全組合せ）のうち、展望に届くのは(?P<met>\d+)通りです。{Y}年の人口は(?P<low>{N})人から(?P<high>{N})人までです。",
        r"Of(?P<count>\d+)readingsoftheplan\((?P<questions>\d+)questionsthatcanbedecidedinmorethanoneway,ineverycombination\)(?P<met>\d+)meettheoutlook;in{Y}theygofrom(?P<low>{N})to(?P<high>{N})\.",
    ),
    (
        "in_common",
        r"届く読み方はすべて(?P<options>.+?)を含み、それ以外では届きません。",
        r"Eachreadingthatmeetsithas(?P<options>.+?);withoutthatnonedoes\.",
    ),
    (
        "decides",
        r"結果を最も左右する論点は「[^」]+」（読み方による分散の(?P<share>{N})）(?:、次いで「[^」]+」（(?P<second>{N})）)?です。",
        r"Whatdecidesmostis“[^”]+”\((?P<share>{N})ofthevariancebetweenthereadings\)(?:,then“[^”]+”\((?P<second>{N})\))?\.",
    ),
    (
        "turns",
        r"計画をそのまま読むと展望に(?P<as_written>届きません|届きます)。届(?:くように|かなく)なる最少の変更は(?P<size>\d+)つで、.+?です。",
        r"Readasitiswrittentheplan(?P<as_written>fallsshortof|meets)theoutlook;thefewestdecisionsthat(?:bringitthere|takeitaway)are(?P<size>\d+):.+?\.(?=[“A-Z]|$)",
    ),
    (
        "nearest",
        r"最も近い「{S}」は展望より(?P<gap>{N})人(?P<way>少ない|多い)(?:ものの、あと(?P<missing>{N})人で{F}（四捨五入）になります|見込みです)。",
        r"Nearestcomes“{S}”,(?P<gap>{N})(?P<way>fewer|more)thantheoutlook(?:;(?P<missing>{N})ismissingtowhatroundsto{F})?\.",
    ),
    (
        "met_in",
        r"達成するのは(?P<titles>.+?)です。「{S}」は展望より(?P<gap>{N})人(?P<way>少ない|多い)見込みです。",
        r"Itismetin(?P<titles>.+?);“{S}”is(?P<gap>{N})(?P<way>fewer|more)thantheoutlook\.",
    ),
    (
        "starts",
        r"これは、基準とした年より良い水準（転出超過が(?:実績|.+?)より年(?P<more>{N})人少ない）から始めた場合です。",
        r"Itstartsfromabetterlevelthanthelaunchyearsshowed:(?P<more>{N})fewernetleaversayearthan.+?\.",
    ),
    (
        "since",
        r"「{S}」：(?:(?P<lost>\d{{4}})年に{F}を下回り、その後も戻りません|(?P<then>\d{{4}})年に{F2}を下回ります|四捨五入で{F4}となり、展望は(?P<met>達成されます)|{F3}にはどの年にも(?P<never>届きません))。",
        r"“{S}”:(?:roundeditis{F4}:theoutlookis(?P<met>met)|itfallsbelow{F}in(?P<lost>\d{{4}})andstaysbelow|itfallsbelow{F2}inthat(?P<then>year)|{F3}is(?P<never>notreached)inanyyear)\.",
    ),
    (
        "national",
        r"国立社会保障・人口問題研究所の推計では、{Y}年は(?P<list>(?:{N}人（社人研\d{{4}}年推計）、?)+)です。",
        r"Thenationalinstitute\(IPSS\)publishedfor{Y}:(?P<list>(?:{N}\(IPSS\d{{4}}\)(?:,|and)?)+)\.",
    ),
    (
        "implied",
        r"「{S}」が公表値（{Y}年に(?P<goal>{N})人）になるのは、推計開始時を年(?P<level>{N})人の転出超過とした場合です。(?P<seen>実績は年(?P<observed>{N})人の転出超過でした|(?P<from>\d{{4}})年と(?P<to>\d{{4}})年の国勢調査間の率では年(?P<rates>{N})人の転出超過です)。",
        r"“{S}”givesthepublished(?P<goal>{N})residentsin{Y}with(?P<level>{N})morepeopleleavingthanarrivingayearatthelaunch;(?P<seen>observed:(?P<observed>{N})morepeopleleavingthanarrivingayear|theratesbetweenthecensusesof(?P<from>\d{{4}})and(?P<to>\d{{4}})give(?P<rates>{N})morepeopleleavingthanarrivingayear)\.",
    ),
    (
        "published",
        r"「{S}」の{Y}年の65歳以上の割合は(?P<value>{N})で、公表値(?P<figure>{N})より(?P<points>{N})ポイント（約(?P<people>{N})人分）(?P<way>高い|低い)結果です（(?P<place>{N})単位で丸めて比較）。",
        r"“{S}”gives(?P<value>{N})aged65oroverin{Y},(?P<points>{N})percentagepoints\(about(?P<people>{N})people\)(?P<way>higher|lower)thanthepublished(?P<figure>{N})\(comparedroundedto(?P<place>{N})\)\.",
    ),
    (
        "no_outlook",
        r"これらのシナリオには将来展望が書かれていません。結果は次のとおりです。",
        r"Nooutlookisstatedinthesescenarios;thisiswhattheygive\.",
    ),
    (
        "ends",
        r"計算したのは(?P<count>\d+)シナリオで、{Y}年（令和(?P<era>\d+)年）の人口は(?P<low>{N})人から(?P<high>{N})人までです。",
        r"The(?P<count>\d+)scenarioscomputedheregive(?P<low>{N})to(?P<high>{N})residentsin{Y}\.",
    ),
    (
        "change",
        r"「{S}」では、(?P<first>\d{{4}})年から{Y}年までの増減は(?P<change>{N})人です。",
        r"“{S}”:(?P<change>{N})residentsfrom(?P<first>\d{{4}})to{Y}\.",
    ),
]
WAYS = {"ja": ("少ない", "多い"), "en": ("fewer", "more")}


class Reader:
    """Reads the sentences of a set in a language."""

    def __init__(self, truth: Truth, language: str) -> None:
        self.truth, self.language = truth, language
        self.seen: list[str] = []  # forms of the sentences read so far
        self.outlook = next((one for one in truth.outlooks if one.scope == "set"), None)
        figure = re.escape(bare(figure_of(self.outlook, language))) if self.outlook else "(?!)"
        self.short = {bare(truth.short(name, language)): name for name in truth.scenarios}

        def any_of(words: dict[str, str], key: str) -> str:
            ordered = sorted(words, key=len, reverse=True)
            return f"(?P<{key}>{'|'.join(map(re.escape, ordered))})"

        parts = {
            "N": _N, "Y": r"(?P<year>\d{4})", "F": figure, "F2": figure, "F3": figure, "F4": figure,
            "S": any_of(self.short, "short"), "S2": any_of(self.short, "short2"),
        }  # fmt: skip
        place = 1 if language == "ja" else 2
        self.forms = [(form[0], re.compile(form[place].format(**parts))) for form in FORMS]

    def read(self, text: str) -> tuple[int, list[str]]:
        """Return how many numbers a text told, and what is wrong with them; all of it must be sentences that are known."""
        rest, count, problems = bare(text).lstrip("\ufeff"), 0, []
        while rest:
            found = next(((key, match) for key, form in self.forms if (match := form.match(rest))), None)
            if found is None:
                return count, [*problems, f"not a sentence that is known: {rest[:160]}"]
            key, match = found
            self.seen.append(key)
            for said, wanted in CHECKS[key](self, match):
                count += 1
                if bare(said) != bare(wanted):
                    problems.append(f"{match[0]}: says {said}, should be {wanted}")
            rest = rest[match.end() :]
        return count, problems

    def lacking(self) -> list[str]:
        """Return what an answer should have said beside what was read."""
        truth = self.truth
        national = any(series.startswith("ipss") and year == truth.years[-1] for series, year in truth.published())
        wanted = {"no_outlook": 1, "ends": 1, "change": 1, "national": int(national)}
        if self.outlook is not None:
            nearest = min(truth.scenarios, key=self.most_needed)
            missed = not any(truth.met(self.outlook, name) for name in truth.scenarios)
            alone = len(truth.scenarios) == 1
            head = "alone" if alone else "none" if truth.plan is None else "verdict"
            wanted = {
                head: 1,
                "range" if truth.readings is None else "readings": int(not alone),
                # of the plan, or the one there is, how far off it is stands in the first line
                "since": sum(
                    truth.met(self.outlook, name) and self.at(name, self.outlook.year) < self.outlook.value
                    for name in truth.scenarios
                )
                + int(missed and (alone or (truth.readings is None and nearest == truth.plan))),
                "nearest": int(missed and not alone and truth.readings is None and nearest != truth.plan),
                "national": 1,
                "implied": bool(truth.calibrated),
            }
            wanted["published"] = sum(one.scope == "scenario" for one in truth.outlooks)
        return [
            f"{key}: {self.seen.count(key)} of {count}"
            for key, count in wanted.items()
            if self.seen.count(key) != count
        ]

    # ---- helpers ----
    def number(self, value: float, measure: str = "population") -> str:
        return say.number(measure, value, self.language)

    def at(self, name: str, year: int, measure: str = "population") -> float:
        return self.truth.between(measure, name, year)

    def gap(self, name: str, outlook: Outlook) -> float:
        return say.difference_of(outlook.measure, self.at(name, outlook.year), outlook.value)

    def distance(self, found: re.Match[str], name: str) -> Checks:
        assert self.outlook is not None
        gap = self.gap(name, self.outlook)
        if found["gap"] is None:
            yield self.number(gap), self.number(0)
            return
        yield found["gap"], self.number(abs(gap))
        yield found["way"], WAYS[self.language][gap > 0]

    def the_year(self, found: re.Match[str]) -> Checks:
        assert self.outlook is not None
        yield found["year"], str(self.outlook.year)
        if found.re.groupindex.get("era") and found["era"]:
            yield found["era"], str(self.outlook.year - 2018)

    def most_needed(self, name: str) -> float:
        """Return what must be added until the outlook is met."""
        assert self.outlook is not None
        low, _ = self.outlook.limits()
        return max(0.0, low - self.at(name, self.outlook.year))

    @property
    def values(self) -> dict[str, float]:
        assert self.outlook is not None
        return {name: self.at(name, self.outlook.year) for name in self.truth.scenarios}


def _verdict(reader: Reader, found: re.Match[str]) -> Checks:
    yield from reader.the_year(found)
    name = reader.truth.plan
    assert name
    assert reader.outlook
    yield found["short"], reader.truth.short(name, reader.language)
    yield found["value"], reader.number(reader.at(name, reader.outlook.year))
    met = reader.truth.met(reader.outlook, name)
    yield ("met" if "gap" not in found.re.groupindex else "missed"), "met" if met else "missed"
    if not met:
        yield from reader.distance(found, name)


def _alone(reader: Reader, found: re.Match[str]) -> Checks:
    yield from reader.the_year(found)
    (name,), outlook = reader.truth.scenarios, reader.outlook
    assert outlook
    yield found["short"], reader.truth.short(name, reader.language)
    yield found["value"], reader.number(reader.at(name, outlook.year))
    yield "missed", "met" if reader.truth.met(outlook, name) else "missed"
    yield from reader.distance(found, name)


def _none(reader: Reader, found: re.Match[str]) -> Checks:
    yield from reader.the_year(found)
    assert reader.outlook
    met = [one for one in reader.truth.scenarios if reader.truth.met(reader.outlook, one)]
    yield str(len(met)), "0"


def _range(reader: Reader, found: re.Match[str]) -> Checks:
    assert reader.outlook
    yield from reader.the_year(found)
    truth, values = reader.truth, reader.values
    yield found["count"], str(len(truth.scenarios))
    yield found["met"], str(sum(truth.met(reader.outlook, one) for one in truth.scenarios))
    for key, title, pick in (("low", "short", min), ("high", "short2", max)):
        name = pick(values, key=values.__getitem__)
        yield found[key], reader.number(values[name])
        yield found[title], truth.short(name, reader.language)


def _readings(reader: Reader, found: re.Match[str]) -> Checks:
    values, outlook = reader.truth.readings, reader.outlook
    assert outlook
    assert values is not None
    yield from reader.the_year(found)
    low, _ = outlook.limits()
    yield found["count"], str(values.size)
    yield found["questions"], str(sum(size > 1 for size in values.shape))
    yield found["met"], str(int((values >= low).sum()))
    yield found["low"], reader.number(float(values.min()))
    yield found["high"], reader.number(float(values.max()))


def _in_common(reader: Reader, found: re.Match[str]) -> Checks:
    """How many questions every reading that meets it decides alike, and none that does not."""
    values, outlook = reader.truth.readings, reader.outlook
    assert outlook
    assert values is not None
    met = np.argwhere(values >= outlook.limits()[0])
    alike = sum(len(set(column)) == 1 for column, size in zip(met.T, values.shape, strict=True) if size > 1)
    yield str(len(re.findall("[「“]", found["options"]))), str(alike)


def _decides(reader: Reader, found: re.Match[str]) -> Checks:
    first, second, *_ = sorted(reader.truth.variance_shares(), reverse=True)
    yield found["share"], f"{100 * first:.0f}%"
    if found["second"]:
        yield found["second"], f"{100 * second:.0f}%"


def _turns(reader: Reader, found: re.Match[str]) -> Checks:
    """The plan as written is the first option of every question; the fewest that have to change to turn it."""
    values, outlook = reader.truth.readings, reader.outlook
    assert outlook
    assert values is not None
    met = values >= outlook.limits()[0]
    written = bool(met[(0,) * met.ndim])
    yield str(found["as_written"] in ("届きます", "meets")), str(written)
    fewest = min(int(np.count_nonzero(place)) for place in np.argwhere(met != written))
    yield found["size"], str(fewest)


def _nearest(reader: Reader, found: re.Match[str]) -> Checks:
    truth = reader.truth
    name = min(truth.scenarios, key=reader.most_needed)
    yield found["short"], truth.short(name, reader.language)
    yield from reader.distance(found, name)
    if found["missing"]:
        yield found["missing"], reader.number(reader.most_needed(name))


def _met_in(reader: Reader, found: re.Match[str]) -> Checks:
    truth, outlook, values = reader.truth, reader.outlook, reader.values
    assert outlook
    quotes = "「{}」" if reader.language == "ja" else "“{}”"
    met = [quotes.format(bare(truth.short(one, reader.language))) for one in truth.scenarios if truth.met(outlook, one)]
    said = re.findall(r"「.+?」|“.+?”", found["titles"])
    yield "".join(said), "".join(met)
    low = min(values, key=values.__getitem__)
    yield found["short"], truth.short(low, reader.language)
    yield from reader.distance(found, low)


def _since(reader: Reader, found: re.Match[str]) -> Checks:
    truth, outlook = reader.truth, reader.outlook
    assert outlook
    if found["met"]:  # below the figure, and rounded the same
        name = reader.short[found["short"]]
        yield str(truth.met(outlook, name) and reader.at(name, outlook.year) < outlook.value), "True"
        return
    name = truth.plan or truth.scenarios[0]
    yield found["short"], truth.short(name, reader.language)
    lost = truth.lost(outlook, name)
    said = "then" if found["then"] else "never" if found["never"] else found["lost"]
    if str(found["then"]).isdigit():
        yield found["then"], str(outlook.year)
    yield said, "never" if lost == truth.years[0] else "then" if lost == outlook.year else str(lost)


def _national(reader: Reader, found: re.Match[str]) -> Checks:
    if reader.outlook is None:
        yield found["year"], str(reader.truth.years[-1])
    else:
        yield from reader.the_year(found)
    year, published = int(found["year"]), reader.truth.published()
    pattern = rf"({_N})(?:人)?[（(]([^）)]+)[）)]"
    said = re.findall(pattern, found["list"])
    wanted = [key for key in published if key[0].startswith("ipss") and key[1] == year]
    yield str(len(said)), str(len(wanted))
    for number, series in said:
        yield number, reader.number(published[series_of(series), year])


def _implied(reader: Reader, found: re.Match[str]) -> Checks:
    truth = reader.truth
    name = reader.short[found["short"]]
    goal = truth.files[name]["calibrate"]
    yield found["year"], str(goal["year"])
    yield found["goal"], reader.number(float(goal["value"]))
    # the year the goal is met
    yield found["goal"], reader.number(reader.at(name, int(goal["year"])))
    level, seen = truth.levels(name)
    yield found["level"], reader.number(-level)
    if found["observed"]:
        yield found["observed"], reader.number(-seen)
    else:
        yield found["rates"], reader.number(-seen)
        yield f"{found['from']} {found['to']}", f"{truth.years[0] - 5} {truth.years[0]}"


def _starts(reader: Reader, found: re.Match[str]) -> Checks:
    (name,) = reader.truth.calibrated
    level, seen = reader.truth.levels(name)
    yield found["more"], reader.number(say.difference_of("population", level, seen))


def _published(reader: Reader, found: re.Match[str]) -> Checks:
    truth = reader.truth
    name, year = reader.short[found["short"]], int(found["year"])
    (outlook,) = (one for one in truth.outlooks if one.scope == "scenario")
    yield found["year"], str(outlook.year)
    value = reader.at(name, year, outlook.measure)
    yield found["value"], reader.number(value, outlook.measure)
    yield found["figure"], reader.number(outlook.value, outlook.measure)
    gap = say.difference_of(outlook.measure, value, outlook.value)
    yield found["points"], reader.number(abs(gap), outlook.measure).removesuffix("%")
    yield found["people"], reader.number(abs(value - outlook.value) * reader.at(name, year))
    yield found["way"], {"ja": ("低い", "高い"), "en": ("lower", "higher")}[reader.language][gap > 0]
    yield found["place"], "0.1%"


def _nothing(reader: Reader, found: re.Match[str]) -> Checks:
    yield str(len(reader.truth.outlooks)), "0"


def _ends(reader: Reader, found: re.Match[str]) -> Checks:
    last = reader.truth.years[-1]
    values = [reader.at(name, last) for name in reader.truth.scenarios]
    yield found["count"], str(len(values))
    yield found["year"], str(last)
    if reader.language == "ja":
        yield found["era"], str(last - 2018)
    yield found["low"], reader.number(min(values))
    yield found["high"], reader.number(max(values))


def _change(reader: Reader, found: re.Match[str]) -> Checks:
    first, last = reader.truth.years[0], reader.truth.years[-1]
    name = reader.short[found["short"]]
    yield f"{found['first']} {found['year']}", f"{first} {last}"
    yield (
        found["change"],
        say.difference("population", reader.at(name, last), reader.at(name, first), reader.language),
    )


CHECKS: dict[str, Check] = {
    "verdict": _verdict, "alone": _alone, "none": _none, "range": _range, "readings": _readings, "in_common": _in_common, "decides": _decides,
    "turns": _turns,
    "nearest": _nearest, "met_in": _met_in, "starts": _starts,
    "since": _since, "national": _national, "implied": _implied, "published": _published, "no_outlook": _nothing,
    "ends": _ends, "change": _change,
}  # fmt: skip
